/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <string.h>

#include "model/digest.h"
#include "model/merge.h"
#include "model/reader.h"
#include "model/show.h"

static char *s(const char *string)
{
    return (char *)(string == NULL ? "(none)" : string);
}

static sen_tree *tree_of(const char *text, const char *name)
{
    sen_tree *tree;
    sen_errors *const errors = sen_errors_new();
    const sen_code code = sen_tree_load_text(text, strlen(text), name, &tree, errors);
    cr_assert(eq(int, code, SEN_OK), "%s: %s", text,
              sen_errors_count(errors) > 0 ? sen_errors_at(errors, 0)->found : "");
    sen_errors_free(errors);
    return tree;
}

static char *digest_of(const sen_tree *tree, char out[65])
{
    cr_assert(eq(int, sen_tree_digest(tree, NULL, 0, out), SEN_OK));
    return out;
}

static const char scenario[] =
    "{\"teams\": {\"ot\": {\"per_week\": 42}},\n"
    " \"services\": {\"equipment\": {\"meets\": [\"equipment\"], \"stages\": [\n"
    "  {\"id\": \"assess\", \"visit\": {\"team\": \"ot\", \"sessions\": 2}},\n"
    "  {\"id\": \"fit\", \"visit\": {\"team\": \"ot\", \"sessions\": 1}, \"weeks\": [[0, 1], [1, "
    "2]]}]}}}";

/* ---- asking ---- */

Test(nodes, are_found_by_paths_of_ids)
{
    sen_tree *const tree = tree_of(scenario, "t.json");
    const sen_node *const root = sen_tree_root(tree);
    cr_expect(eq(ptr, (void *)sen_node_at(root, ""), (void *)root));
    cr_expect(eq(dbl, sen_node_at(root, "teams.ot.per_week")->number, 42));
    cr_expect(
        eq(dbl, sen_node_at(root, "services.equipment.stages.fit.visit.sessions")->number, 1));
    static const char *const missing[] = {"team",
                                          "teams.",
                                          ".teams",
                                          "teams..ot",
                                          "teams.ot.per_week.x",
                                          "services.equipment.stages.x",
                                          "Teams",
                                          "services.equipment.stages.[1]"};
    for (size_t i = 0; i < sizeof missing / sizeof *missing; i++)
        cr_expect(eq(ptr, (void *)sen_node_at(root, missing[i]), NULL), "%s", missing[i]);
    cr_expect(eq(ptr, (void *)sen_node_get(NULL, "x"), NULL));
    sen_tree_free(tree);
    sen_tree_free(NULL);
}

Test(nodes, spell_their_path_by_ids_and_by_index_without)
{
    sen_tree *const tree = tree_of(scenario, "t.json");
    const sen_node *const fit = sen_node_at(sen_tree_root(tree), "services.equipment.stages.fit");
    sen_text path;
    sen_text_init(&path);
    sen_node_path(sen_node_at(fit, "visit.sessions"), &path);
    cr_expect(eq(str, s(sen_text_string(&path)), "services.equipment.stages.fit.visit.sessions"));
    sen_text_empty(&path);
    sen_node_path(sen_node_get(fit, "weeks")->last->first, &path);
    cr_expect(eq(str, s(sen_text_string(&path)), "services.equipment.stages.fit.weeks[1][0]"));
    sen_text_empty(&path);
    sen_node_path(sen_tree_root(tree), &path);
    cr_expect(eq(str, s(sen_text_string(&path)), ""));
    sen_text_clear(&path);
    sen_tree_free(tree);
}

Test(nodes, tell_faults_at_their_place_with_the_nearest_name)
{
    sen_tree *const tree = tree_of(scenario, "t.json");
    sen_errors *const errors = sen_errors_new();
    const sen_node *const ot = sen_node_at(sen_tree_root(tree), "teams.ot");
    cr_expect(eq(str, s(sen_node_nearest(ot, "per_weak")), "per_week"));
    cr_expect(eq(
        str,
        s(sen_node_nearest(sen_node_at(sen_tree_root(tree), "services.equipment.stages"), "asess")),
        "assess"));
    cr_expect(eq(ptr, (void *)sen_node_nearest(ot, "zzz"), NULL));
    sen_node_failf(tree, ot->first, errors, "0 to 10", NULL, "%d", 42);
    char line[256];
    sen_error_line(sen_errors_at(errors, 0), line, sizeof line);
    cr_expect(eq(str, line, "t.json:1:31: teams.ot.per_week is 42; allowed 0 to 10"));
    sen_errors_free(errors);
    sen_tree_free(tree);
}

Test(nodes, describe_themselves_in_words)
{
    static const struct {
        const char *value, *words;
    } cases[] = {{"3", "the number 3"},
                 {"0.1", "the number 0.1"},
                 {"true", "true"},
                 {"\"x\"", "the string \"x\""},
                 {"[1, 2]", "a list of 2"},
                 {"{\"a\": 1}", "an object of 1 member"},
                 {"{\"a\": 1, \"b\": 2}", "an object of 2 members"},
                 {"{\"pert\": [1, 2, 3]}", "a law (pert)"},
                 {"{\"uncertain\": {\"pert\": [1, 2, 3]}}", "an uncertain number"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[128];
        sprintf(text, "{\"v\": %s}", cases[i].value);
        sen_tree *const tree = tree_of(text, "t.json");
        sen_text words;
        sen_text_init(&words);
        sen_node_describe(sen_tree_root(tree)->first, &words);
        cr_expect(eq(str, s(sen_text_string(&words)), s(cases[i].words)));
        sen_text_clear(&words);
        sen_tree_free(tree);
    }
}

Test(nodes, spell_numbers_in_the_fewest_digits_that_read_back)
{
    static const struct {
        double number;
        const char *digits;
    } cases[] = {{0.1, "0.1"},      {0.1 + 0.2, "0.30000000000000004"}, {-0.0, "0"}, {42, "42"},
                 {1e300, "1e+300"}, {1.0 / 3, "0.3333333333333333"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char digits[32];
        sen_number_spell(cases[i].number, digits);
        cr_expect(eq(str, digits, s(cases[i].digits)));
    }
}

/* ---- merging ---- */

typedef struct {
    const char *what, *under, *over, *expected; /* expected NULL: a fault that says `fault` */
    const char *fault, *path;
} merge_case;

static const merge_case merges[] = {
    {"objects merge key by key", "{\"a\": {\"b\": 1, \"c\": 2}}", "{\"a\": {\"c\": 3, \"d\": 4}}",
     "{\"a\": {\"b\": 1, \"c\": 3, \"d\": 4}}", NULL, NULL},
    {"null removes", "{\"a\": {\"b\": 1, \"c\": 2}}", "{\"a\": {\"c\": null}}",
     "{\"a\": {\"b\": 1}}", NULL, NULL},
    {"null removes a whole object", "{\"a\": {\"b\": 1}, \"c\": 2}", "{\"a\": null}", "{\"c\": 2}",
     NULL, NULL},
    {"null needs something to remove", "{\"a\": {\"bb\": 1}}", "{\"a\": {\"bc\": null}}", NULL,
     "nothing to remove", "a.bc"},
    {"null is no member of something new", "{}", "{\"a\": {\"b\": null}}", NULL,
     "nothing to remove", "a.b"},
    {"a list without ids is replaced", "{\"a\": [1, 2, 3]}", "{\"a\": [4]}", "{\"a\": [4]}", NULL,
     NULL},
    {"an empty list replaces", "{\"a\": [{\"id\": \"x\"}]}", "{\"a\": []}", "{\"a\": []}", NULL,
     NULL},
    {"a law is replaced whole", "{\"a\": {\"lognormal\": {\"mean\": 1, \"cv\": 2}}}",
     "{\"a\": {\"lognormal\": {\"mean\": 3}}}", "{\"a\": {\"lognormal\": {\"mean\": 3}}}", NULL,
     NULL},
    {"a law takes the place of another", "{\"a\": {\"pert\": [1, 2, 3]}}",
     "{\"a\": {\"exponential\": {\"mean\": 3}}}", "{\"a\": {\"exponential\": {\"mean\": 3}}}", NULL,
     NULL},
    {"an uncertain number is replaced whole",
     "{\"a\": {\"uncertain\": {\"pert\": [1, 2, 3]}, \"group\": \"g\"}}",
     "{\"a\": {\"uncertain\": {\"uniform\": [1, 2]}}}",
     "{\"a\": {\"uncertain\": {\"uniform\": [1, 2]}}}", NULL, NULL},
    {"a number replaces an uncertain one", "{\"a\": {\"uncertain\": {\"pert\": [1, 2, 3]}}}",
     "{\"a\": 2}", "{\"a\": 2}", NULL, NULL},
    {"a duration is replaced with its unit",
     "{\"a\": {\"weeks\": {\"pert\": [1, 2, 3]}, \"whole_days\": \"up\"}}",
     "{\"a\": {\"months\": 3}}", "{\"a\": {\"months\": 3}}", NULL, NULL},
    {"an object with a duration among others merges",
     "{\"place\": {\"team\": \"t\", \"days\": {\"exponential\": {\"mean\": 8}}}}",
     "{\"place\": {\"days\": 5}}", "{\"place\": {\"team\": \"t\", \"days\": 5}}", NULL, NULL},
    {"the root is no duration", "{\"days\": 10, \"a\": 1}", "{\"days\": 5}",
     "{\"days\": 5, \"a\": 1}", NULL, NULL},
    {"list members merge by id", "{\"l\": [{\"id\": \"x\", \"a\": 1}, {\"id\": \"y\", \"a\": 2}]}",
     "{\"l\": [{\"id\": \"y\", \"b\": 3}]}",
     "{\"l\": [{\"id\": \"x\", \"a\": 1}, {\"id\": \"y\", \"a\": 2, \"b\": 3}]}", NULL, NULL},
    {"a new member goes last", "{\"l\": [{\"id\": \"x\"}, {\"id\": \"y\"}]}",
     "{\"l\": [{\"id\": \"z\"}]}", "{\"l\": [{\"id\": \"x\"}, {\"id\": \"y\"}, {\"id\": \"z\"}]}",
     NULL, NULL},
    {"or after another", "{\"l\": [{\"id\": \"x\"}, {\"id\": \"y\"}]}",
     "{\"l\": [{\"id\": \"z\", \"after\": \"x\"}, {\"id\": \"w\", \"after\": \"z\"}]}",
     "{\"l\": [{\"id\": \"x\"}, {\"id\": \"z\"}, {\"id\": \"w\"}, {\"id\": \"y\"}]}", NULL, NULL},
    {"after only for new ones", "{\"l\": [{\"id\": \"x\"}, {\"id\": \"y\"}]}",
     "{\"l\": [{\"id\": \"x\", \"after\": \"y\"}]}", NULL, "there already", "l.x.after"},
    {"after something there is", "{\"l\": [{\"id\": \"fit\"}]}",
     "{\"l\": [{\"id\": \"z\", \"after\": \"fti\"}]}", NULL, "which is not there", "l.z.after"},
    {"a member is taken out", "{\"l\": [{\"id\": \"x\"}, {\"id\": \"y\"}]}",
     "{\"l\": [{\"id\": \"x\", \"remove\": true}]}", "{\"l\": [{\"id\": \"y\"}]}", NULL, NULL},
    {"only one that is there", "{\"l\": [{\"id\": \"x\"}]}",
     "{\"l\": [{\"id\": \"y\", \"remove\": true}]}", NULL, "not there to remove", "l.y"},
    {"remove stands alone", "{\"l\": [{\"id\": \"x\"}]}",
     "{\"l\": [{\"id\": \"x\", \"remove\": true, \"a\": 1}]}", NULL, "not alone", "l.x.remove"},
    {"remove is true", "{\"l\": [{\"id\": \"x\"}]}",
     "{\"l\": [{\"id\": \"x\", \"remove\": false}]}", NULL, "not true", "l.x.remove"},
    {"lists within members of lists",
     "{\"l\": [{\"id\": \"x\", \"m\": [{\"id\": \"a\", \"v\": 1}]}]}",
     "{\"l\": [{\"id\": \"x\", \"m\": [{\"id\": \"a\", \"v\": 2}, {\"id\": \"b\"}]}]}",
     "{\"l\": [{\"id\": \"x\", \"m\": [{\"id\": \"a\", \"v\": 2}, {\"id\": \"b\"}]}]}", NULL, NULL},
    {"another kind of value replaces", "{\"a\": {\"b\": 1}}", "{\"a\": \"x\"}", "{\"a\": \"x\"}",
     NULL, NULL},
    {"a change's null is kept for its day",
     "{\"changes\": [{\"id\": \"c\", \"set\": {\"a.b\": 1}}]}",
     "{\"changes\": [{\"id\": \"c\", \"set\": {\"a.c\": null, \"a.d\": {\"e\": null}}}]}",
     "{\"changes\": [{\"id\": \"c\", \"set\": {\"a.b\": 1, \"a.c\": null, \"a.d\": {\"e\": "
     "null}}}]}",
     NULL, NULL},
    {"what a change sets is replaced whole",
     "{\"changes\": [{\"id\": \"c\", \"set\": {\"a.b\": {\"x\": 1}}}]}",
     "{\"changes\": [{\"id\": \"c\", \"set\": {\"a.b\": {\"y\": 1}}}]}",
     "{\"changes\": [{\"id\": \"c\", \"set\": {\"a.b\": {\"y\": 1}}}]}", NULL, NULL},
    {"a change's whole set may go",
     "{\"changes\": [{\"id\": \"c\", \"set\": {\"a\": 1}, \"add\": {\"b\": 1}}]}",
     "{\"changes\": [{\"id\": \"c\", \"set\": null}]}",
     "{\"changes\": [{\"id\": \"c\", \"add\": {\"b\": 1}}]}", NULL, NULL},
};

static void try_merge(const merge_case *m)
{
    char got[65], wanted[65];
    sen_errors *const errors = sen_errors_new();
    sen_tree *const tree = tree_of(m->under, "under.json");
    const sen_code code =
        sen_tree_overlay_text(tree, m->over, strlen(m->over), "over.json", errors);
    if (m->expected != NULL) {
        /* null needs something below it, unless it is in a change */
        sen_tree *expected = tree_of(m->expected, "expected.json");
        cr_expect(eq(int, code, SEN_OK), "%s", m->what);
        cr_expect(eq(str, digest_of(tree, got), digest_of(expected, wanted)), "%s", m->what);
        sen_tree_free(expected);
    } else {
        cr_expect(eq(int, code, SEN_BAD_SCENARIO), "%s", m->what);
        cr_assert(eq(int, (int)sen_errors_count(errors), 1), "%s", m->what);
        const sen_error *const e = sen_errors_at(errors, 0);
        cr_expect(ne(ptr, strstr(e->found, m->fault), NULL), "%s: %s", m->what, e->found);
        cr_expect(eq(str, s(e->path), s(m->path)), "%s", m->what);
        cr_expect(eq(str, s(e->file), "over.json"));
    }
    sen_tree_free(tree);
    sen_errors_free(errors);
}

Test(nodes, merge_as_the_table_says)
{
    for (size_t i = 0; i < sizeof merges / sizeof *merges; i++)
        try_merge(&merges[i]);
}

Test(nodes, keep_the_place_of_each_value_when_merged)
{
    sen_errors *const errors = sen_errors_new();
    sen_tree *const tree = tree_of("{\"a\": {\"b\": 1, \"c\": 2}}", "under.json");
    static const char over[] = "{\n\"a\": {\n\"c\": 3}}";
    sen_tree_overlay_text(tree, over, sizeof over - 1, "over.json", errors);
    const sen_node *const b = sen_node_at(sen_tree_root(tree), "a.b");
    const sen_node *const c = sen_node_at(sen_tree_root(tree), "a.c");
    cr_expect(eq(str, s(sen_tree_file(tree, b->file)), "under.json"));
    cr_expect(eq(str, s(sen_tree_file(tree, c->file)), "over.json"));
    cr_expect(eq(int, c->line, 3));
    cr_expect(eq(str, s(sen_tree_file(tree, -1)), ""));
    sen_tree_free(tree);
    sen_errors_free(errors);
}

Test(nodes, stay_as_they_are_if_what_is_laid_over_cannot_be_read)
{
    char before[65], after[65];
    sen_errors *const errors = sen_errors_new();
    sen_tree *const tree = tree_of(scenario, "t.json");
    digest_of(tree, before);
    cr_expect(
        eq(int, sen_tree_overlay_text(tree, "{\"a\": 01}", 9, "o.json", errors), SEN_BAD_SCENARIO));
    cr_expect(eq(str, digest_of(tree, after), before));
    sen_tree_free(tree);
    sen_errors_free(errors);
}

/* ---- digests ---- */

static int same_digest(const char *a, const char *b)
{
    char of_a[65], of_b[65];
    sen_tree *const x = tree_of(a, "a.json"), *const y = tree_of(b, "b.json");
    const int same = strcmp(digest_of(x, of_a), digest_of(y, of_b)) == 0;
    sen_tree_free(x);
    sen_tree_free(y);
    return same;
}

Test(nodes, have_a_digest_of_what_they_say_and_not_of_how)
{
    cr_expect(eq(int,
                 same_digest("{\"a\": 1, \"b\": {\"c\": 2, \"d\": [1, 2]}}",
                             " { \"b\": {\"d\": [1.0,2e0],\n\"\\u0063\": 2}, \"a\": 1 }"),
                 1));
    cr_expect(
        eq(int,
           same_digest("{\"id\": \"x\", \"title\": \"t\", \"a\": {\"note\": \"n\", \"b\": 1}}",
                       "{\"a\": {\"b\": 1}}"),
           1));
    cr_expect(eq(int, same_digest("{\"a\": -0}", "{\"a\": 0}"), 1));
    static const char *const different[][2] = {
        {"{\"a\": 1}", "{\"a\": 2}"},
        {"{\"a\": 1}", "{\"b\": 1}"},
        {"{\"a\": 1}", "{\"a\": \"1\"}"},
        {"{\"a\": [1, 2]}", "{\"a\": [2, 1]}"},
        {"{\"a\": [[1], 2]}", "{\"a\": [1, [2]]}"},
        {"{\"a\": {\"id\": \"x\"}}", "{\"a\": {\"id\": \"y\"}}"},
        {"{\"a\": 0.1}", "{\"a\": 0.10000000000000002}"},
        {"{\"a\": true}", "{\"a\": \"true\"}"},
        {"{\"a\": \"x\\\",\\\"b\\\":\\\"y\"}", "{\"a\": \"x\", \"b\": \"y\"}"},
        {"{\"a\": []}", "{\"a\": {}}"}};
    for (size_t i = 0; i < sizeof different / sizeof *different; i++)
        cr_expect(eq(int, same_digest(different[i][0], different[i][1]), 0), "%s", different[i][0]);
}

Test(nodes, have_a_digest_by_the_published_algorithm)
{
    char digest[65];
    sen_bytes_digest("abc", 3, digest); /* FIPS 180-2, appendix B.1 */
    cr_expect(eq(str, digest, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
    sen_tree *const tree = tree_of("{ \"b\" : [1, 0.5], \"a\": \"x\" }", "t.json");
    char canonical[65];
    sen_bytes_digest("{\"a\":\"x\",\"b\":[1,0.5]}", 21, canonical);
    cr_expect(eq(str, digest_of(tree, digest), canonical));
    sen_tree_free(tree);
}

Test(nodes, have_a_digest_of_some_keys_only)
{
    static const char *const world[] = {"start", "needs"};
    char of_a[65], of_b[65];
    sen_tree *const a =
        tree_of("{\"start\": \"x\", \"needs\": {\"n\": 1}, \"teams\": {\"t\": 1}}", "a.json");
    sen_tree *const b =
        tree_of("{\"needs\": {\"n\": 1}, \"start\": \"x\", \"teams\": {\"t\": 2}}", "b.json");
    sen_tree_digest(a, world, 2, of_a);
    sen_tree_digest(b, world, 2, of_b);
    cr_expect(eq(str, of_a, of_b));
    sen_tree_digest(a, world, 1, of_a);
    cr_expect(ne(str, of_a, of_b));
    sen_tree_free(a);
    sen_tree_free(b);
}

/* ---- show and diff ---- */

Test(nodes, show_each_value_with_its_origin)
{
    sen_errors *const errors = sen_errors_new();
    sen_tree *const tree = tree_of("{\"a\": {\"b\": 1,\n\"c\": [1, 2]}}", "under.json");
    static const char over[] = "{\"a\": {\"b\": 0.1}, \"d\": \"x \\\"y\\\"\"}";
    sen_tree_overlay_text(tree, over, sizeof over - 1, "over.json", errors);
    sen_text out;
    sen_text_init(&out);
    sen_tree_show(tree, &out);
    const char *const shown = sen_text_string(&out);
    const char *const b = strstr(shown, "\"b\": 0.1,"), *const c = strstr(shown, "\"c\": [1, 2]");
    const char *const d = strstr(shown, "\"d\": \"x \\\"y\\\"\"");
    cr_assert(all(ne(ptr, (void *)b, NULL), ne(ptr, (void *)c, NULL), ne(ptr, (void *)d, NULL)));
    cr_expect(eq(int, strncmp(strchr(b, '/'), "// over.json:1\n", 15), 0));
    cr_expect(eq(int, strncmp(strchr(c, '/'), "// under.json:2\n", 16), 0));
    cr_expect(eq(int, strncmp(strchr(d, '/'), "// over.json:1\n", 15), 0));
    sen_text_clear(&out);
    sen_tree_free(tree);
    sen_errors_free(errors);
}

static void expect_diff(const char *a, const char *b, const char *expected)
{
    sen_tree *const x = tree_of(a, "a.json"), *const y = tree_of(b, "b.json");
    sen_text out;
    sen_text_init(&out);
    sen_tree_diff(x, y, &out);
    cr_expect(eq(str, s(sen_text_string(&out)), s(expected)));
    sen_text_clear(&out);
    sen_tree_free(x);
    sen_tree_free(y);
}

Test(nodes, differ_in_words)
{
    expect_diff(scenario, scenario, "");
    expect_diff("{\"a\": 1, \"b\": {\"c\": 1}}", "{\"b\": {\"c\": 1}, \"a\": 1, \"note\": \"n\"}",
                "");
    expect_diff("{\"teams\": {\"ot\": {\"per_week\": 42}}}",
                "{\"teams\":\n{\"ot\": {\"per_week\": 50}}}",
                "teams.ot.per_week: 42 in a.json:1, 50 in b.json:2\n");
    expect_diff("{\"a\": 1, \"b\": 1}", "{\"a\": 1, \"c\": \"x\"}",
                "b: 1 in a.json:1, not in b.json\nc: not in a.json, \"x\" in b.json:1\n");
    expect_diff("{\"l\": [{\"id\": \"x\", \"v\": 1}, {\"id\": \"y\"}]}",
                "{\"l\": [{\"id\": \"y\"}, {\"id\": \"x\", \"v\": 2}]}",
                "l: in the order x y in a.json:1, y x in b.json:1\n"
                "l.x.v: 1 in a.json:1, 2 in b.json:1\n");
    expect_diff("{\"t\": {}}",
                "{\"t\": {\"ot\":\n {\"per_week\": 42,\n \"days\": [1, 2], \"note\": \"n\",\n"
                " \"l\": [\n{\"id\": \"x\",\n\"v\": 1}]}}}",
                "t.ot.per_week: not in a.json, 42 in b.json:2\n"
                "t.ot.days: not in a.json, [1, 2] in b.json:3\n"
                "t.ot.l.x.v: not in a.json, 1 in b.json:6\n");
    expect_diff("{\"a\": {\"pert\": [1, 2, 3]}}", "{\"a\": {\"pert\": [1, 2, 4]}}",
                "a: {\"pert\": [1, 2, 3]} in a.json:1, {\"pert\": [1, 2, 4]} in b.json:1\n");
}

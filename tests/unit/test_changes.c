/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <string.h>

#include "model/changes.h"
#include "model/digest.h"
#include "model/reader.h"

static char *s(const char *string)
{
    return (char *)(string == NULL ? "(none)" : string);
}

/* A scenario of five years from 2025-01-01 with a list of changes put in. */
static const char frame[] =
    "{\"start\": \"2025-01-01\", \"years\": 5, \"needs\": {\"physical\": {\"share\": 0.1}},\n"
    " \"teams\": {\"ot\": {\"kind\": \"sessions\", \"per_week\": 40,\n"
    "   \"in_post\": {\"uncertain\": {\"pert\": [0.5, 0.8, 1]}}, \"funders\": {\"icb\": 1}}},\n"
    " \"services\": {\"e\": {\"ages\": [0, 18], \"refuse\": 0.2, \"stages\": [\n"
    "   {\"id\": \"funding\", \"panel\": {\"every_weeks\": 4, \"dispute\": 0.35, \"note\": \"n\",\n"
    "     \"time\": {\"weeks\": {\"lognormal\": {\"mean\": {\"uncertain\": {\"pert\": [4, 9, 16]}},"
    " \"cv\": 0.8}}}}},\n"
    "   {\"id\": \"fit\", \"visit\": {\"team\": \"ot\", \"sessions\": 1}}],\n"
    "   \"clock\": {\"from\": \"referral\", \"target_weeks\": 18}}},\n"
    " \"report\": {\"headline\": \"x\"},\n"
    " \"changes\": [%s]}";

typedef struct {
    sen_tree *tree;
    sen_errors *errors;
    sen_code code;
} reading;

static reading with_changes(const char *changes)
{
    char text[8192];
    reading r = {.errors = sen_errors_new()};
    snprintf(text, sizeof text, frame, changes);
    r.code = sen_tree_load_text(text, strlen(text), "t.json", &r.tree, r.errors);
    cr_assert(eq(int, r.code, SEN_OK), "%s: %s", changes,
              sen_errors_count(r.errors) > 0 ? sen_errors_at(r.errors, 0)->found : "");
    return r;
}

static void done(reading r)
{
    sen_tree_free(r.tree);
    sen_errors_free(r.errors);
}

static const sen_node *in_force(reading *r, int32_t day, sen_behaviour behaviour)
{
    const sen_node *root;
    const sen_code code = sen_tree_in_force(r->tree, day, behaviour, &root, r->errors);
    cr_assert(eq(int, code, SEN_OK), "%s",
              sen_errors_count(r->errors) > 0 ? sen_errors_at(r->errors, 0)->found : "");
    return root;
}

static double number_at(const sen_node *root, const char *path)
{
    const sen_node *const node = sen_node_at(root, path);
    cr_assert(ne(ptr, (void *)node, NULL), "%s is not there", path);
    cr_assert(eq(int, node->kind, SEN_NODE_NUMBER), "%s is no number", path);
    return node->number;
}

/* ---- reading ---- */

Test(changes, are_none_where_none_are_written)
{
    reading r = {.errors = sen_errors_new()};
    cr_assert(eq(int, sen_tree_load_text("{\"a\": 1}", 8, "t.json", &r.tree, r.errors), SEN_OK));
    const sen_dated_change *changes;
    const int32_t *days;
    int32_t count;
    cr_expect(eq(int, sen_tree_changes(r.tree, &changes, &count, r.errors), SEN_OK));
    cr_expect(eq(int, count, 0));
    cr_expect(eq(int, sen_tree_change_days(r.tree, &days, &count, r.errors), SEN_OK));
    cr_expect(all(eq(int, count, 1), eq(int, days[0], 0)));
    cr_expect(eq(dbl, number_at(in_force(&r, 0, SEN_BEHAVIOUR_FULL), "a"), 1));
    done(r);
}

Test(changes, are_read_with_all_they_say)
{
    reading r = with_changes(
        "{\"id\": \"later\", \"title\": \"t\", \"from\": \"2025-02-01\", \"until\": \"2025-12-31\","
        " \"kind\": \"capacity\", \"set\": {\"teams.ot.per_week\": 50},"
        " \"scale\": {\"services.e.refuse\": 0.5}, \"add\": {\"teams.ot.per_week\": 1},"
        " \"filled_after\": {\"weeks\": 8}, \"unfilled_paid\": true},"
        "{\"id\": \"earlier\", \"from\": \"2024-12-31\", \"kind\": \"rule\","
        " \"add\": {\"teams.ot.per_week\": 2}}");
    const sen_dated_change *changes;
    int32_t count;
    cr_assert(eq(int, sen_tree_changes(r.tree, &changes, &count, r.errors), SEN_OK));
    cr_assert(eq(int, count, 2));
    cr_expect(eq(str, s(changes[0].id), "earlier"));
    cr_expect(all(eq(int, changes[0].from_day, -1), eq(int, changes[0].until_day, INT32_MAX)));
    const sen_dated_change *const c = sen_tree_change(r.tree, "later");
    cr_assert(eq(ptr, (void *)c, (void *)&changes[1]));
    cr_expect(all(eq(int, c->from_day, 31), eq(int, c->until_day, 364)));
    cr_expect(eq(int, c->kind, SEN_DATED_CAPACITY));
    cr_expect(eq(str, s(c->title), "t"));
    cr_expect(all(ne(ptr, (void *)c->filled_after, NULL), eq(int, c->unfilled_paid, 1)));
    cr_assert(eq(int, c->n_edits, 3));
    cr_expect(all(eq(int, c->edits[0].op, SEN_EDIT_SET), eq(int, c->edits[1].op, SEN_EDIT_SCALE),
                  eq(int, c->edits[2].op, SEN_EDIT_ADD)));
    cr_expect(eq(str, s(c->edits[2].path), "teams.ot.per_week"));
    cr_expect(eq(ptr, (void *)sen_tree_change(r.tree, "none"), NULL));
    done(r);
}

Test(changes, turn_on_their_first_day_and_the_day_after_their_last)
{
    reading r = with_changes(
        "{\"id\": \"a\", \"from\": \"2025-01-11\", \"until\": \"2025-01-20\", \"kind\": \"rule\","
        " \"set\": {\"services.e.refuse\": 0.1}},"
        "{\"id\": \"b\", \"from\": \"2025-01-21\", \"kind\": \"rule\", \"set\": "
        "{\"services.e.refuse\": 0.3}},"
        "{\"id\": \"c\", \"from\": \"2024-06-01\", \"until\": \"2024-12-31\", \"kind\": \"rule\","
        " \"set\": {\"services.e.refuse\": 0.9}},"
        "{\"id\": \"d\", \"from\": \"2029-12-31\", \"kind\": \"rule\", \"set\": "
        "{\"services.e.refuse\": 0.4}},"
        "{\"id\": \"e\", \"from\": \"2030-01-01\", \"kind\": \"rule\", \"set\": "
        "{\"services.e.refuse\": 0.5}}");
    const int32_t *days;
    int32_t count;
    cr_assert(eq(int, sen_tree_change_days(r.tree, &days, &count, r.errors), SEN_OK));
    static const int32_t expected[] = {0, 10, 20, 1825};
    cr_assert(eq(int, count, 4));
    for (int i = 0; i < 4; i++)
        cr_expect(eq(int, days[i], expected[i]));
    static const struct {
        int32_t day;
        double refuse;
    } cases[] = {{0, 0.2}, {9, 0.2}, {10, 0.1}, {19, 0.1}, {20, 0.3}, {1824, 0.3}, {1825, 0.4}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        cr_expect(eq(dbl,
                     number_at(in_force(&r, cases[i].day, SEN_BEHAVIOUR_FULL), "services.e.refuse"),
                     cases[i].refuse),
                  "day %d", cases[i].day);
    done(r);
}

Test(changes, have_days_as_numbers_under_a_plain_clock)
{
    static const char text[] =
        "{\"clock\": \"plain\", \"days\": 100, \"teams\": {\"t\": {\"places\": 1}}, \"changes\": ["
        "{\"id\": \"a\", \"from\": 10, \"until\": 19, \"kind\": \"capacity\", \"set\": "
        "{\"teams.t.places\": 2}},"
        "{\"id\": \"b\", \"from\": 100, \"kind\": \"capacity\", \"set\": {\"teams.t.places\": "
        "3}}]}";
    reading r = {.errors = sen_errors_new()};
    cr_assert(
        eq(int, sen_tree_load_text(text, sizeof text - 1, "t.json", &r.tree, r.errors), SEN_OK));
    const int32_t *days;
    int32_t count;
    cr_assert(eq(int, sen_tree_change_days(r.tree, &days, &count, r.errors), SEN_OK));
    cr_assert(eq(int, count, 3));
    cr_expect(all(eq(int, days[1], 10), eq(int, days[2], 20)));
    done(r);
}

/* ---- in force ---- */

Test(changes, apply_in_order_of_date_then_of_the_list)
{
    reading r = with_changes("{\"id\": \"late\", \"from\": \"2025-03-01\", \"kind\": \"capacity\", "
                             "\"scale\": {\"teams.ot.per_week\": 2}},"
                             "{\"id\": \"one\", \"from\": \"2025-02-01\", \"kind\": \"capacity\", "
                             "\"add\": {\"teams.ot.per_week\": 10}},"
                             "{\"id\": \"two\", \"from\": \"2025-02-01\", \"kind\": \"capacity\", "
                             "\"scale\": {\"teams.ot.per_week\": 0.5}}");
    cr_expect(eq(dbl, number_at(in_force(&r, 31, SEN_BEHAVIOUR_FULL), "teams.ot.per_week"), 25));
    cr_expect(eq(dbl, number_at(in_force(&r, 59, SEN_BEHAVIOUR_FULL), "teams.ot.per_week"), 50));
    const sen_node *root;
    sen_tree_in_force_without(r.tree, 59, SEN_BEHAVIOUR_FULL, "one", &root, r.errors);
    cr_expect(eq(dbl, number_at(root, "teams.ot.per_week"), 40));
    cr_expect(eq(ptr, (void *)in_force(&r, 59, SEN_BEHAVIOUR_FULL),
                 (void *)in_force(&r, 59, SEN_BEHAVIOUR_FULL)));
    cr_expect(eq(ptr, (void *)sen_node_get(root, "changes"), NULL));
    cr_expect(eq(dbl, number_at(sen_tree_root(r.tree), "teams.ot.per_week"), 40));
    done(r);
}

Test(changes, merge_what_they_set_and_mark_it)
{
    reading r = with_changes("{\"id\": \"joint\", \"from\": \"2025-01-01\", \"kind\": \"rule\",\n"
                             " \"set\": {\"services.e.stages.funding.panel\": {\"every_weeks\": 2, "
                             "\"panels\": \"joint\", \"note\": null},\n"
                             " \"services.e.ages\": [0, 25], \"teams.ot.in_post\": 1}}");
    const sen_node *const root = in_force(&r, 0, SEN_BEHAVIOUR_FULL);
    const sen_node *const panel = sen_node_at(root, "services.e.stages.funding.panel");
    cr_expect(eq(dbl, number_at(panel, "every_weeks"), 2));
    cr_expect(eq(dbl, number_at(panel, "dispute"), 0.35));
    cr_expect(eq(str, s(sen_node_get(panel, "panels")->text), "joint"));
    cr_expect(eq(ptr, (void *)sen_node_get(panel, "note"), NULL));
    cr_expect(eq(str, s(sen_node_get(panel, "every_weeks")->change), "joint"));
    cr_expect(eq(ptr, (void *)sen_node_get(panel, "dispute")->change, NULL));
    cr_expect(eq(dbl, sen_node_at(root, "services.e.ages")->last->number, 25));
    cr_expect(eq(dbl, number_at(root, "teams.ot.in_post"), 1));
    sen_text path; /* a fault in what was set has the path that is changed and the change's line */
    sen_text_init(&path);
    sen_node_path(sen_node_get(panel, "panels"), &path);
    cr_expect(eq(str, s(sen_text_string(&path)), "services.e.stages.funding.panel.panels"));
    cr_expect(eq(int, sen_node_get(panel, "panels")->line, 11));
    sen_text_empty(&path);
    sen_node_path(sen_node_at(root, "needs.physical.share"),
                  &path); /* shared with what was written */
    cr_expect(eq(str, s(sen_text_string(&path)), "needs.physical.share"));
    sen_text_clear(&path);
    done(r);
}

Test(changes, remove_with_null)
{
    reading r = with_changes("{\"id\": \"x\", \"from\": \"2025-01-02\", \"kind\": \"rule\","
                             " \"set\": {\"services.e.refuse\": null}}");
    cr_expect(eq(dbl, number_at(in_force(&r, 0, SEN_BEHAVIOUR_FULL), "services.e.refuse"), 0.2));
    cr_expect(eq(ptr, (void *)sen_node_at(in_force(&r, 1, SEN_BEHAVIOUR_FULL), "services.e.refuse"),
                 NULL));
    done(r);
}

Test(changes, derive_numbers_from_uncertain_ones)
{
    reading r = with_changes("{\"id\": \"a\", \"from\": \"2025-01-01\", \"kind\": \"capacity\", "
                             "\"scale\": {\"teams.ot.in_post\": 0.5}},"
                             "{\"id\": \"b\", \"from\": \"2025-01-01\", \"kind\": \"capacity\", "
                             "\"add\": {\"teams.ot.in_post\": 0.1}}");
    const sen_node *const add =
        sen_node_at(in_force(&r, 0, SEN_BEHAVIOUR_FULL), "teams.ot.in_post");
    cr_assert(all(eq(int, add->kind, SEN_NODE_DERIVED), eq(int, add->op, SEN_NODE_ADD)));
    cr_expect(all(eq(dbl, add->number, 0.1), eq(str, s(add->change), "b")));
    const sen_node *const scale = add->first;
    cr_assert(all(eq(int, scale->kind, SEN_NODE_DERIVED), eq(int, scale->op, SEN_NODE_SCALE)));
    cr_expect(eq(dbl, scale->number, 0.5));
    cr_expect(eq(int, sen_node_is_uncertain(scale->first), 1));
    sen_text path;
    sen_text_init(&path);
    sen_node_path(scale->first->first, &path);
    cr_expect(eq(str, s(sen_text_string(&path)), "teams.ot.in_post.uncertain"));
    sen_text_clear(&path);
    done(r);
}

/* ---- behaviour ---- */

Test(changes, of_behaviour_apply_in_full_by_half_and_not_at_all)
{
    reading r = with_changes(
        "{\"id\": \"b\", \"from\": \"2025-01-01\", \"kind\": \"behaviour\","
        " \"set\": {\"services.e.stages.funding.panel.dispute\": 0.1, \"services.e.ages\": [2, "
        "20]},"
        " \"scale\": {\"services.e.refuse\": 0.5}, \"add\": {\"teams.ot.per_week\": 4}},"
        "{\"id\": \"c\", \"from\": \"2025-01-01\", \"kind\": \"capacity\", \"add\": "
        "{\"teams.ot.per_week\": 1}}");
    static const struct {
        sen_behaviour behaviour;
        double dispute, refuse, per_week, to_age;
    } cases[] = {{SEN_BEHAVIOUR_FULL, 0.1, 0.1, 45, 20},
                 {SEN_BEHAVIOUR_HALF, 0.225, 0.15, 43, 19},
                 {SEN_BEHAVIOUR_NONE, 0.35, 0.2, 41, 18}};
    for (size_t i = 0; i < 3; i++) {
        const sen_node *const root = in_force(&r, 0, cases[i].behaviour);
        cr_expect(epsilon_eq(dbl, number_at(root, "services.e.stages.funding.panel.dispute"),
                             cases[i].dispute, 1e-15));
        cr_expect(epsilon_eq(dbl, number_at(root, "services.e.refuse"), cases[i].refuse, 1e-15));
        cr_expect(eq(dbl, number_at(root, "teams.ot.per_week"), cases[i].per_week));
        cr_expect(eq(dbl, sen_node_at(root, "services.e.ages")->last->number, cases[i].to_age));
    }
    done(r);
}

Test(changes, of_behaviour_blend_the_parameters_of_a_law)
{
    reading r =
        with_changes("{\"id\": \"b\", \"from\": \"2025-01-01\", \"kind\": \"behaviour\", \"set\": {"
                     "\"services.e.stages.funding.panel\": {\"time\": {\"weeks\": {\"lognormal\": "
                     "{\"mean\": 3, \"cv\": 0.4}}},"
                     " \"source\": \"guess\", \"grade\": \"E\"}}}");
    const sen_node *const law = sen_node_at(in_force(&r, 0, SEN_BEHAVIOUR_HALF),
                                            "services.e.stages.funding.panel.time.weeks.lognormal");
    cr_expect(epsilon_eq(dbl, number_at(law, "cv"), 0.6, 1e-15));
    const sen_node *const mean = sen_node_get(law, "mean");
    cr_assert(all(eq(int, mean->kind, SEN_NODE_DERIVED), eq(int, mean->op, SEN_NODE_BETWEEN)));
    cr_expect(all(eq(dbl, mean->number, 0.5), eq(int, mean->count, 2)));
    cr_expect(eq(int, sen_node_is_uncertain(mean->first), 1));
    cr_expect(eq(dbl, mean->last->number, 3));
    const sen_node *const full =
        sen_node_at(in_force(&r, 0, SEN_BEHAVIOUR_FULL),
                    "services.e.stages.funding.panel.time.weeks.lognormal");
    cr_expect(eq(dbl, number_at(full, "mean"), 3));
    done(r);
}

/* ---- faults ---- */

#define CHANGE(rest) "{\"id\": \"x\", \"from\": \"2025-02-01\", \"kind\": \"rule\", " rest "}"
#define BEHAVIOUR(rest) \
    "{\"id\": \"x\", \"from\": \"2025-02-01\", \"kind\": \"behaviour\", " rest "}"

Test(changes, are_refused_where_and_why)
{
    static const struct {
        const char *change, *path, *found, *nearest;
    } cases[] = {
        {"3", "changes[0]", "no object", NULL},
        {"{\"id\": \"x\"}", "changes.x", "without \"from\"", NULL},
        {"{\"id\": \"X-Y\", \"from\": \"2025-02-01\", \"kind\": \"rule\", \"set\": "
         "{\"services.e.refuse\": 1}}",
         "changes.X-Y", "the id \"X-Y\"", NULL},
        {CHANGE("\"note\": \"n\""), "changes.x", "without set, scale or add", NULL},
        {CHANGE("\"untill\": \"2025-03-01\", \"set\": {\"services.e.refuse\": 1}"),
         "changes.x.untill", "not a member", "until"},
        {"{\"id\": \"x\", \"from\": \"2025-02-30\", \"kind\": \"rule\", \"set\": "
         "{\"services.e.refuse\": 1}}",
         "changes.x.from", "no date", NULL},
        {"{\"id\": \"x\", \"from\": 31, \"kind\": \"rule\", \"set\": {\"services.e.refuse\": 1}}",
         "changes.x.from", "no date", NULL},
        {"{\"id\": \"x\", \"from\": \"2025-02-01\", \"kind\": \"rules\", \"set\": "
         "{\"services.e.refuse\": 1}}",
         "changes.x.kind", "\"rules\"", "rule"},
        {CHANGE("\"until\": \"2025-01-31\", \"set\": {\"services.e.refuse\": 1}"),
         "changes.x.until", "before from", NULL},
        {CHANGE("\"set\": {}"), "changes.x.set", "no object with", NULL},
        {CHANGE("\"set\": [1]"), "changes.x.set", "no object with", NULL},
        {CHANGE("\"set\": {\"services.e.stages.funding.panl.dispute\": 1}"),
         "changes.x.set.services.e.stages.funding.panl.dispute",
         "no \"panl\" in services.e.stages.funding", "panel"},
        {CHANGE("\"set\": {\"services.e.stages.fnding.panel.dispute\": 1}"),
         "changes.x.set.services.e.stages.fnding.panel.dispute",
         "no \"fnding\" in services.e.stages", "funding"},
        {CHANGE("\"set\": {\"servces.e.refuse\": 1}"), "changes.x.set.servces.e.refuse",
         "no \"servces\" in the scenario", "services"},
        {CHANGE("\"set\": {\"services..refuse\": 1}"), "changes.x.set.services..refuse",
         "empty step", NULL},
        {CHANGE("\"set\": {\"services.e.refse\": null}"), "changes.x.set.services.e.refse",
         "no \"refse\" in services.e", "refuse"},
        {CHANGE("\"scale\": {\"services.e.refse\": 2}"), "changes.x.scale.services.e.refse",
         "no \"refse\"", "refuse"},
        {CHANGE("\"scale\": {\"services.e.ages\": 2}"), "changes.x.scale.services.e.ages",
         "a list of 2", NULL},
        {CHANGE("\"scale\": {\"services.e.refuse\": \"2\"}"), "changes.x.scale.services.e.refuse",
         "no number", NULL},
        {CHANGE("\"scale\": {\"services.e.refuse\": -1}"), "changes.x.scale.services.e.refuse",
         "below 0", NULL},
        {CHANGE("\"set\": {\"services.e.stages.funding.panel\": {\"nte\": null}}"),
         "services.e.stages.funding.panel.nte", "nothing to remove", "note"},
        {CHANGE("\"filled_after\": {\"weeks\": 8}, \"set\": {\"teams.ot.per_week\": 1}"),
         "changes.x.filled_after", "commissions no team", NULL},
        {CHANGE("\"unfilled_paid\": true, \"set\": {\"teams.ot.per_week\": 1}"),
         "changes.x.unfilled_paid", "without filled_after", NULL},
        /* what stands from the start */
        {CHANGE("\"set\": {\"needs.physical.share\": 0.2}"), "changes.x.set.needs.physical.share",
         "fixed for the whole run", NULL},
        {CHANGE("\"set\": {\"report.headline\": \"y\"}"), "changes.x.set.report.headline",
         "fixed for the whole run", NULL},
        {CHANGE("\"set\": {\"start\": \"2026-01-01\"}"), "changes.x.set.start",
         "fixed for the whole run", NULL},
        {CHANGE("\"set\": {\"teams\": null}"), "changes.x.set.teams", "a whole section", NULL},
        {CHANGE("\"set\": {\"teams.new\": {\"places\": 1}}"), "changes.x.set.teams.new",
         "with an id", NULL},
        {CHANGE("\"set\": {\"teams.ot\": null}"), "changes.x.set.teams.ot", "with an id", NULL},
        {CHANGE("\"set\": {\"teams.ot\": {\"kind\": \"places\"}}"), "changes.x.set.teams.ot",
         "a kind", NULL},
        {CHANGE("\"set\": {\"services.e.stages\": []}"), "changes.x.set.services.e.stages",
         "membership", NULL},
        {CHANGE("\"set\": {\"services.e.stages\": null}"), "changes.x.set.services.e.stages",
         "membership", NULL},
        {CHANGE("\"set\": {\"services.e\": {\"stages\": [{\"id\": \"new\"}]}}"),
         "changes.x.set.services.e", "membership", NULL},
        {CHANGE("\"set\": {\"services.e.stages\": [{\"id\": \"fit\", \"remove\": true}]}"),
         "changes.x.set.services.e.stages", "membership", NULL},
        {CHANGE("\"set\": {\"services.e.stages.fit\": null}"),
         "changes.x.set.services.e.stages.fit", "membership", NULL},
        {CHANGE("\"set\": {\"services.e.stages.fit.id\": \"x\"}"),
         "changes.x.set.services.e.stages.fit.id", "an id", NULL},
        {CHANGE("\"set\": {\"services.e.stages.fit.delay\": {\"weeks\": 1}}"),
         "changes.x.set.services.e.stages.fit.delay", "the kind of a stage", NULL},
        {CHANGE("\"set\": {\"services.e.clock.from\": \"accepted\"}"),
         "changes.x.set.services.e.clock.from", "part of a clock", NULL},
        {CHANGE("\"set\": {\"services.e.clock\": null}"), "changes.x.set.services.e.clock",
         "part of a clock", NULL},
        /* behaviour is numbers */
        {BEHAVIOUR("\"set\": {\"services.e.stages.fit.visit.team\": \"x\"}"),
         "services.e.stages.fit.visit.team", "no number", NULL},
        {BEHAVIOUR("\"set\": {\"services.e.refuse\": null}"), "changes.x.set.services.e.refuse",
         "null", NULL},
        {BEHAVIOUR("\"set\": {\"services.e.new\": 1}"), "services.e.new",
         "no number to go half way from", NULL},
        {BEHAVIOUR("\"set\": {\"services.e.ages\": [1]}"), "services.e.ages", "another length",
         NULL},
        {BEHAVIOUR("\"set\": {\"services.e.stages.funding.panel.time\": {\"weeks\": {\"pert\": [1, "
                   "2, 3]}}}"),
         "services.e.stages.funding.panel.time.weeks", "a law of another kind", NULL},
        {BEHAVIOUR("\"set\": {\"services.e.stages.funding.panel.time\": {\"days\": 3}}"),
         "services.e.stages.funding.panel.time.days", "no number to go half way from", NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        reading r = with_changes(cases[i].change);
        const sen_node *root;
        const int32_t *days;
        int32_t count;
        cr_expect(eq(int, sen_tree_change_days(r.tree, &days, &count, r.errors), SEN_BAD_SCENARIO),
                  "%s", cases[i].change);
        for (int32_t day = 0; day < 100; day += 50)
            sen_tree_in_force(r.tree, day, SEN_BEHAVIOUR_HALF, &root, r.errors);
        cr_expect(ne(ptr, (void *)root, NULL)); /* so that other faults can still be looked for */
        cr_assert(ge(int, (int)sen_errors_count(r.errors), 1), "%s", cases[i].change);
        const sen_error *const e = sen_errors_at(r.errors, 0);
        cr_expect(ne(ptr, strstr(e->found, cases[i].found), NULL), "%s: %s", cases[i].change,
                  e->found);
        cr_expect(eq(str, s(e->path), s(cases[i].path)), "%s", cases[i].change);
        cr_expect(eq(str, s(e->nearest), s(cases[i].nearest)), "%s", cases[i].change);
        cr_expect(ge(int, e->line, 10));
        if (sen_errors_count(r.errors) > 1) /* a change without most of itself has several */
            cr_expect(eq(str, s(cases[i].path), "changes.x"), "%s", cases[i].change);
        done(r);
    }
}

Test(changes, may_change_what_the_design_lets_them)
{
    static const char *const well[] = {
        "\"teams.ot.per_week\": 50",
        "\"teams.ot\": {\"per_week\": 50, \"note\": \"n\"}",
        "\"services.e.clock.target_weeks\": 12",
        "\"services.e.clock\": {\"target_weeks\": 12}",
        "\"services.e.clock.standard\": 0.92",
        "\"services.e.meets\": [\"x\"]",
        "\"services.e.stages\": [{\"id\": \"fit\", \"visit\": {\"sessions\": 2}}]",
        "\"services.e.stages.fit.visit.sessions\": 2",
        "\"services.e.stages.fit\": {\"new\": 1}",
        "\"teams.ot.funders\": {\"icb\": 0.5, \"council\": 0.5}",
        "\"teams.ot.funders\": {\"icb\": null}"};
    for (size_t i = 0; i < sizeof well / sizeof *well; i++) {
        char change[256];
        snprintf(change, sizeof change, CHANGE("\"set\": {%s}"), well[i]);
        reading r = with_changes(change);
        const int32_t *days;
        int32_t count;
        cr_expect(eq(int, sen_tree_change_days(r.tree, &days, &count, r.errors), SEN_OK), "%s: %s",
                  well[i], sen_errors_count(r.errors) > 0 ? sen_errors_at(r.errors, 0)->found : "");
        done(r);
    }
}

Test(changes, tell_each_fault_once_however_many_days_they_are_in_force)
{
    reading r = with_changes(CHANGE(
        "\"set\": {\"services.e.x.y\": 1, \"services.e.z.y\": 1}") ","
                                                                   "{\"id\": \"y\", \"from\": "
                                                                   "\"2025-03-01\", \"kind\": "
                                                                   "\"rule\", \"set\": "
                                                                   "{\"services.e.refuse\": 1}},"
                                                                   "{\"id\": \"z\", \"from\": "
                                                                   "\"2035-03-01\", \"kind\": "
                                                                   "\"rule\", \"set\": "
                                                                   "{\"services.e.w.y\": 1}}");
    const int32_t *days;
    int32_t count;
    sen_tree_change_days(r.tree, &days, &count, r.errors);
    cr_expect(eq(int, (int)sen_errors_count(r.errors), 3)); /* also of one beyond the run */
    done(r);
}

Test(changes, leave_the_digest_of_the_world_alone)
{
    static const char *const world[] = {"start", "years", "needs"};
    char before[65], after[65];
    reading r = with_changes(CHANGE("\"set\": {\"teams.ot.per_week\": 50}"));
    sen_tree_digest(r.tree, world, 3, before);
    sen_node_digest(in_force(&r, 100, SEN_BEHAVIOUR_FULL), world, 3, after);
    cr_expect(eq(str, before, after));
    done(r);
}

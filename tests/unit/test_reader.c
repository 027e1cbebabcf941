/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <dirent.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "model/reader.h"

#define FOLDER "tests/data/invalid/syntax"

static char *s(const char *string)
{
    return (char *)(string == NULL ? "(none)" : string);
}

/* A text read, with its faults, freed together. */
typedef struct {
    sen_tree *tree;
    sen_errors *errors;
    sen_code code;
} reading;

static reading read_bytes(const char *text, size_t length)
{
    reading r = {.errors = sen_errors_new()};
    r.code = sen_tree_load_text(text, length, "t.json", &r.tree, r.errors);
    return r;
}

static reading read_text(const char *text)
{
    return read_bytes(text, strlen(text));
}

static reading read_file(const char *path)
{
    reading r = {.errors = sen_errors_new()};
    r.code = sen_tree_load(path, &r.tree, r.errors);
    return r;
}

static void done(reading r)
{
    sen_tree_free(r.tree);
    sen_errors_free(r.errors);
}

static const char *first_found(const reading *r)
{
    return sen_errors_count(r->errors) == 0 ? "" : sen_errors_at(r->errors, 0)->found;
}

/* ---- a folder of its own for tests with files ---- */

typedef struct {
    char path[64];
} folder;

static folder make_folder(void)
{
    folder f = {"/tmp/test_reader.XXXXXX"};
    cr_assert(ne(ptr, mkdtemp(f.path), NULL));
    return f;
}

typedef struct {
    char text[256];
} file_path;

static file_path in_folder(const folder *f, const char *name)
{
    file_path path;
    snprintf(path.text, sizeof path.text, "%s/%s", f->path, name);
    return path;
}

static void put(const folder *f, const char *name, const char *text)
{
    FILE *const file = fopen(in_folder(f, name).text, "w");
    cr_assert(ne(ptr, file, NULL));
    fputs(text, file);
    fclose(file);
}

static void remove_folder(const folder *f)
{
    char command[128];
    snprintf(command, sizeof command, "rm -rf '%s'", f->path);
    cr_assert(eq(int, system(command), 0));
}

/* ---- the folder of invalid files ---- */

static void compare_with_expected(const char *name)
{
    char path[512], line[1024];
    snprintf(path, sizeof path, FOLDER "/%s", name);
    const reading r = read_file(path);
    snprintf(path, sizeof path, FOLDER "/%.*s.expect", (int)(strlen(name) - 5), name);
    FILE *const file = fopen(path, "r");
    cr_assert(ne(ptr, file, NULL), "%s has no .expect", name);
    int status = 0, at_line, at_column, shift, count = 0;
    cr_assert(eq(int, fscanf(file, "%d\n", &status), 1));
    cr_expect(eq(int, sen_errors_exit_status(r.errors), status), "%s", name);
    cr_expect(ne(int, r.code, SEN_OK), "%s", name);
    while (fgets(line, sizeof line, file) != NULL) {
        line[strcspn(line, "\n")] = '\0';
        cr_assert(eq(int, sscanf(line, "%d:%d %n", &at_line, &at_column, &shift), 2));
        cr_assert(lt(int, count, sen_errors_kept(r.errors)), "%s: too few faults", name);
        const sen_error *const e = sen_errors_at(r.errors, count++);
        cr_expect(eq(int, e->line, at_line), "%s, fault %d", name, count);
        cr_expect(eq(int, e->column, at_column), "%s, fault %d", name, count);
        cr_expect(ne(ptr, strstr(e->found, line + shift), NULL), "%s: \"%s\", not \"%s\"", name,
                  e->found, line + shift);
        cr_expect(ne(ptr, (void *)e->allowed, NULL), "%s does not say what is allowed", name);
    }
    cr_expect(eq(int, sen_errors_kept(r.errors), count), "%s", name);
    fclose(file);
    done(r);
}

Test(reader, refuses_each_invalid_file_where_and_why)
{
    DIR *const files = opendir(FOLDER);
    int count = 0;
    cr_assert(ne(ptr, files, NULL));
    for (const struct dirent *at = readdir(files); at != NULL; at = readdir(files)) {
        const size_t length = strlen(at->d_name);
        if (length > 5 && strcmp(at->d_name + length - 5, ".json") == 0) {
            compare_with_expected(at->d_name);
            count++;
        }
    }
    closedir(files);
    cr_assert(gt(int, count, 100));
}

/* ---- texts ---- */

Test(reader, accepts_what_the_standard_allows)
{
    static const char *const texts[] = {
        "{}",
        "\xEF\xBB\xBF{}",
        " \t\r\n{ } \n",
        "{\r\n\"a\":\t1\r\n}",
        "{\"a\": []}",
        "{\"a\": \"x\\\"\\\\\\/\"}",
        "{\"a\": \"\\ud83d\\ude00\"}",
        "{\"a\": \"caf\xC3\xA9\"}",
        "{\"a\": -0, \"b\": 0.5, \"c\": 1e3, \"d\": 1E-2, \"e\": -1.5e+2, \"f\": 0, \"g\": 0e5}",
        "{\"a\": 9007199254740991, \"b\": -9007199254740991}",
        "{\"note\": \"- x\\n\\ty\"}",
        "{\"a\": 0.1000000000000000055511151231257827021181583404541015625}",
        "{\"a\": true, \"b\": false, \"Seed\": 1, \"seed\": 2}"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        const reading r = read_text(texts[i]);
        cr_expect(eq(int, r.code, SEN_OK), "%s: %s", texts[i], first_found(&r));
        cr_expect(eq(int, (int)sen_errors_count(r.errors), 0));
        done(r);
    }
}

Test(reader, reads_values_as_they_are_written)
{
    const reading r = read_text("{\"a\": -0, \"b\": 0.1, \"c\": \"\\u00e9\\ud83d\\ude00\\\"\", "
                                "\"d\": true, \"e\": [1, [2]], \"Seed\": 1, \"seed\": 2}");
    const sen_node *const root = sen_tree_root(r.tree);
    cr_assert(eq(int, r.code, SEN_OK));
    cr_expect(eq(int, 1 / sen_node_get(root, "a")->number > 0, 1));
    cr_expect(eq(dbl, sen_node_get(root, "b")->number, 0.1));
    cr_expect(eq(str, s(sen_node_get(root, "c")->text), "\xC3\xA9\xF0\x9F\x98\x80\""));
    cr_expect(eq(int, sen_node_get(root, "d")->kind, SEN_NODE_BOOLEAN));
    cr_expect(eq(dbl, sen_node_get(root, "e")->last->first->number, 2));
    cr_expect(eq(dbl, sen_node_get(root, "seed")->number, 2));
    cr_expect(eq(ptr, (void *)sen_node_get(root, "SEED"), NULL));
    cr_expect(eq(int, root->count, 7));
    done(r);
}

Test(reader, knows_line_and_column_of_every_value)
{
    const reading q = read_text("\xEF\xBB\xBF{ \"caf\xC3\xA9\": \"\xE2\x82\xAC\", \"b\":\r\n"
                                "  [10,\n\t{\"c\": 5}]}");
    const sen_node *const root = sen_tree_root(q.tree);
    const sen_node *const list = sen_node_get(root, "b");
    const sen_node *const five = sen_node_get(list->last, "c");
    cr_expect(all(eq(int, root->line, 1), eq(int, root->column, 1)));
    cr_expect(eq(int, sen_node_get(root, "caf\xC3\xA9")->column, 11));
    cr_expect(all(eq(int, list->line, 2), eq(int, list->column, 3)));
    cr_expect(eq(int, list->first->column, 4));
    cr_expect(all(eq(int, five->line, 3), eq(int, five->column, 8)));
    done(q);
}

Test(reader, refuses_a_file_cut_at_any_byte)
{
    static const char text[] = "\xEF\xBB\xBF{\"a\": [1, -2.5e+3, true, false],\n \"b\": "
                               "{\"caf\xC3\xA9\": \"\\u00e9\\ud83d\\ude00"
                               "\\\"x\"}, \"list\": [{\"id\": \"x\"}, {\"id\": \"y\"}]}";
    reading r = read_text(text);
    cr_assert(eq(int, r.code, SEN_OK));
    done(r);
    for (size_t length = 0; length < sizeof text - 1; length++) {
        r = read_bytes(text, length);
        cr_expect(eq(int, r.code, SEN_BAD_SCENARIO), "cut at %zu", length);
        cr_expect(eq(ptr, r.tree, NULL), "cut at %zu", length);
        cr_expect(ge(int, (int)sen_errors_count(r.errors), 1), "cut at %zu", length);
        done(r);
    }
}

Test(reader, survives_any_byte_put_anywhere)
{
    static const char text[] = "{\"a\": [1, \"x\"], \"b\": {\"c\": -2.5e3, \"d\": true}}";
    char changed[sizeof text];
    for (size_t at = 0; at < sizeof text - 1; at++)
        for (int byte = 0; byte < 256; byte++) {
            memcpy(changed, text, sizeof text);
            changed[at] = (char)byte;
            const reading r = read_bytes(changed, sizeof text - 1);
            cr_expect(eq(int, r.code == SEN_OK, sen_errors_count(r.errors) == 0));
            done(r);
        }
}

Test(reader, tells_all_faults_of_a_file_at_once)
{
    const reading r = read_text("{\"a\": 1e999, \"b\": \"=x\", \"c\": {\"d\": 1, \"d\": 2},\n"
                                " \"e\": [{\"id\": \"x\"}, {\"id\": \"x\"}], \"f\": null}");
    cr_expect(eq(int, (int)sen_errors_count(r.errors), 5));
    cr_assert(ne(ptr, r.tree, NULL)); /* and there is still something to look at */
    const sen_node *const a = sen_node_get(sen_tree_root(r.tree), "a");
    sen_node_fail(r.tree, a, r.errors, "below 1", "at least 1", NULL);
    cr_expect(eq(int, (int)sen_errors_count(r.errors), 5)); /* what was told already stays silent */
    sen_node_fail(r.tree, sen_node_get(sen_tree_root(r.tree), "c"), r.errors, "x", "y", NULL);
    cr_expect(eq(int, (int)sen_errors_count(r.errors), 6));
    done(r);
}

static char *repeat(const char *head, const char *body, size_t times, const char *tail)
{
    const size_t head_length = strlen(head), length = strlen(body);
    char *const text = malloc(head_length + times * length + strlen(tail) + 1);
    memcpy(text, head, head_length);
    for (size_t i = 0; i < times; i++)
        memcpy(text + head_length + i * length, body, length);
    strcpy(text + head_length + times * length, tail);
    return text;
}

static void expect_repeated(const char *head, const char *body, size_t times, const char *tail,
                            sen_code code, const char *piece)
{
    char *const text = repeat(head, body, times, tail);
    const reading r = read_text(text);
    cr_expect(eq(int, r.code, code), "%s", first_found(&r));
    cr_expect(ne(ptr, strstr(first_found(&r), piece), NULL), "%s", first_found(&r));
    done(r);
    free(text);
}

Test(reader, keeps_its_limits)
{
    expect_repeated("{\"a\": ", "[", 1000000, "", SEN_BAD_SCENARIO, "nested too deeply");
    expect_repeated("", "{\"a\":", 1000000, "", SEN_BAD_SCENARIO, "nested too deeply");
    expect_repeated("{\"a\": ", "[", 31, "]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]}", SEN_OK, "");
    expect_repeated("{\"a\": \"", "s", 65536, "\"}", SEN_OK, "");
    expect_repeated("{\"a\": \"", "s", 65537, "\"}", SEN_BAD_SCENARIO, "64 KiB");
    expect_repeated("{\"", "k", 256, "\": 1}", SEN_OK, "");
    expect_repeated("{\"a\": 0.", "1", 58, "}", SEN_OK, "");
    expect_repeated("{\"a\": 0.", "1", 59, "}", SEN_BAD_SCENARIO, "61 characters");
    expect_repeated("{\"a\": [", "0,", 999997, "0]}", SEN_OK, "");
    expect_repeated("{\"a\": [", "0,", 999998, "0]}", SEN_TOO_LARGE, "value number 1000001");
    expect_repeated("{\"a\": [", "01,", 1000, "0]}", SEN_BAD_SCENARIO, "01");
    expect_repeated("{}", " ", 16 * 1024 * 1024, "", SEN_TOO_LARGE, "16777218 bytes");
}

Test(reader, takes_many_keys_without_slowing_down, .timeout = 20)
{
    enum { KEYS = 200000 };
    char *const text = malloc(KEYS * 16 + 64);
    size_t length = (size_t)sprintf(text, "{\"x\": {");
    for (int i = 0; i < KEYS; i++)
        length += (size_t)sprintf(text + length, "\"k%d\":%d,", i, i);
    sprintf(text + length, "\"k7\":1}}");
    const reading r = read_text(text);
    cr_expect(eq(int, (int)sen_errors_count(r.errors), 1));
    cr_expect(eq(str, s(sen_errors_at(r.errors, 0)->path), "x.k7"));
    sprintf(text + length - 1, "}}");
    const reading q = read_text(text);
    cr_assert(eq(int, q.code, SEN_OK));
    cr_expect(
        eq(int, sen_tree_overlay_text(q.tree, text, strlen(text), "u.json", q.errors), SEN_OK));
    cr_expect(eq(int, sen_tree_root(q.tree)->first->count, KEYS));
    done(q);
    done(r);
    free(text);
}

Test(reader, has_no_folder_for_a_text)
{
    const reading r = read_text("{\"extends\": \"a.json\"}");
    cr_expect(eq(ptr, r.tree, NULL));
    cr_expect(ne(ptr, strstr(first_found(&r), "no file"), NULL));
    done(r);
    const reading q = read_text("{\"x\": {\"csv\": \"a.csv\"}}");
    cr_expect(eq(int, q.code, SEN_BAD_SCENARIO));
    cr_expect(eq(str, s(sen_errors_at(q.errors, 0)->path), "x.csv"));
    done(q);
}

Test(reader, does_not_care_for_the_locale)
{
    static const char *const names[] = {"de_DE.UTF-8", "de_DE.utf8", "fr_FR.UTF-8"};
    bool set = false;
    for (size_t i = 0; i < 3 && !set; i++)
        set = setlocale(LC_ALL, names[i]) != NULL;
    const reading r = read_text("{\"a\": 0.25}");
    cr_expect(eq(dbl, sen_node_get(sen_tree_root(r.tree), "a")->number, 0.25));
    char digits[32];
    sen_number_spell(0.1, digits);
    cr_expect(eq(str, digits, "0.1"));
    setlocale(LC_ALL, "C");
    done(r);
}

/* ---- files ---- */

Test(reader, reads_regular_files_only, .timeout = 10)
{
    const folder f = make_folder();
    cr_assert(eq(int, mkfifo(in_folder(&f, "pipe").text, 0600), 0));
    put(&f, "extends_pipe.json", "{\"extends\": \"pipe\"}");
    const file_path pipe = in_folder(&f, "pipe"), none = in_folder(&f, "none");
    const char *const paths[] = {f.path, pipe.text, none.text, "/dev/zero"};
    for (size_t i = 0; i < 4; i++) {
        const reading r = read_file(paths[i]);
        cr_expect(eq(int, r.code, SEN_NO_INPUT), "%s", paths[i]);
        cr_expect(eq(int, sen_errors_exit_status(r.errors), 66));
        done(r);
    }
    const reading r = read_file(in_folder(&f, "extends_pipe.json").text);
    cr_expect(eq(int, r.code, SEN_NO_INPUT));
    cr_expect(ne(ptr, strstr(first_found(&r), "pipe or socket"), NULL));
    done(r);
    put(&f, "large.json", "{}");
    cr_assert(eq(int, truncate(in_folder(&f, "large.json").text, 16 * 1024 * 1024 + 1), 0));
    const reading q = read_file(in_folder(&f, "large.json").text);
    cr_expect(eq(int, q.code, SEN_TOO_LARGE));
    done(q);
    remove_folder(&f);
}

Test(reader, never_leaves_the_folder_of_the_first_file)
{
    const folder f = make_folder();
    put(&f, "outside.json", "{\"a\": 1}");
    cr_assert(eq(int, mkdir(in_folder(&f, "in").text, 0700), 0));
    cr_assert(eq(int, mkdir(in_folder(&f, "in/deep").text, 0700), 0));
    cr_assert(eq(int, symlink("../outside.json", in_folder(&f, "in/link.json").text), 0));
    cr_assert(eq(int, symlink("base.json", in_folder(&f, "in/inner.json").text), 0));
    put(&f, "in/base.json", "{\"a\": 1}");
    put(&f, "in/by_link.json", "{\"extends\": \"link.json\"}");
    put(&f, "in/by_parent.json", "{\"extends\": \"../outside.json\"}");
    put(&f, "in/by_inner_link.json", "{\"extends\": \"inner.json\"}");
    put(&f, "in/deep/up.json", "{\"extends\": \"../base.json\", \"b\": 2}");
    put(&f, "in/from_deep.json", "{\"extends\": \"deep/up.json\", \"c\": 3}");
    static const struct {
        const char *name;
        sen_code code;
    } cases[] = {{"in/by_link.json", SEN_BAD_SCENARIO},
                 {"in/by_parent.json", SEN_BAD_SCENARIO},
                 {"in/deep/up.json", SEN_BAD_SCENARIO},
                 {"in/by_inner_link.json", SEN_OK},
                 {"in/from_deep.json", SEN_OK}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const reading r = read_file(in_folder(&f, cases[i].name).text);
        cr_expect(eq(int, r.code, cases[i].code), "%s: %s", cases[i].name, first_found(&r));
        cr_expect(eq(int, r.tree != NULL, cases[i].code == SEN_OK), "%s", cases[i].name);
        done(r);
    }
    const reading r = read_file(in_folder(&f, "in/from_deep.json").text);
    const sen_node *const a = sen_node_get(sen_tree_root(r.tree), "a");
    cr_expect(
        eq(str, s(sen_tree_file(r.tree, a->file)), in_folder(&f, "in/deep/../base.json").text));
    cr_expect(eq(ptr, (void *)sen_node_get(sen_tree_root(r.tree), "extends"), NULL));
    done(r);
    remove_folder(&f);
}

Test(reader, follows_a_chain_of_16_files_and_no_more)
{
    const folder f = make_folder();
    char name[32], text[64];
    for (int i = 0; i < 17; i++) {
        snprintf(name, sizeof name, "f%d.json", i);
        snprintf(text, sizeof text, "{\"extends\": \"f%d.json\", \"k%d\": %d}", i - 1, i, i);
        put(&f, name, i == 0 ? "{\"k0\": 0}" : text);
    }
    const reading r = read_file(in_folder(&f, "f15.json").text);
    cr_expect(eq(int, r.code, SEN_OK));
    cr_expect(eq(int, sen_tree_root(r.tree)->count, 16));
    done(r);
    const reading q = read_file(in_folder(&f, "f16.json").text);
    cr_expect(eq(int, q.code, SEN_BAD_SCENARIO));
    cr_expect(ne(ptr, strstr(first_found(&q), "17th"), NULL));
    done(q);
    remove_folder(&f);
}

/* ---- tables ---- */

Test(reader, puts_rows_of_a_csv_file_in_the_place_of_its_name)
{
    const folder f = make_folder();
    put(&f, "n.csv",
        "\xEF\xBB\xBF"
        "age,share,\"a \"\"b\"\"\"\r\n0,0.5,1\r\n1,-0.25,2\r\nfive,1e2,\"3\"");
    put(&f, "s.json",
        "{\"x\": {\"csv\": \"n.csv\", \"grade\": \"E\"},\n"
        " \"y\": {\"csv\": \"n.csv\", \"value\": \"a \\\"b\\\"\"}}");
    const reading r = read_file(in_folder(&f, "s.json").text);
    cr_assert(eq(int, r.code, SEN_OK), "%s", first_found(&r));
    const sen_node *const x = sen_node_get(sen_tree_root(r.tree), "x");
    const sen_node *const rows = sen_node_get(x, "rows");
    cr_expect(eq(int, x->count, 3));
    cr_expect(eq(ptr, (void *)sen_node_get(x, "csv"), NULL));
    cr_expect(eq(str, s(sen_node_get(x, "by")->text), "age"));
    cr_expect(eq(str, s(sen_node_get(x, "grade")->text), "E"));
    cr_assert(eq(int, rows->count, 3));
    cr_expect(eq(dbl, rows->first->first->number, 0));
    cr_expect(eq(dbl, rows->first->last->number, 0.5));
    cr_expect(eq(dbl, rows->first->next->last->number, -0.25));
    cr_expect(eq(str, s(rows->last->first->text), "five"));
    cr_expect(eq(dbl, rows->last->last->number, 100));
    cr_expect(all(eq(int, rows->last->last->line, 4), eq(int, rows->last->last->column, 6)));
    cr_expect(eq(str, s(sen_tree_file(r.tree, rows->last->file)), in_folder(&f, "n.csv").text));
    const sen_node *const y = sen_node_get(sen_tree_root(r.tree), "y");
    cr_expect(eq(dbl, sen_node_get(y, "rows")->last->last->number, 3));
    cr_expect(eq(int, r.tree->n_files, 2)); /* read once for both */
    done(r);
    remove_folder(&f);
}

Test(reader, finds_a_csv_file_beside_the_file_that_names_it)
{
    const folder f = make_folder();
    cr_assert(eq(int, mkdir(in_folder(&f, "base").text, 0700), 0));
    put(&f, "base/n.csv", "k,v,w\n1,2,4\n");
    put(&f, "base/b.json", "{\"x\": {\"csv\": \"n.csv\"}, \"y\": {\"csv\": \"n.csv\"}}");
    put(&f, "n.csv", "k,v\n1,3\n");
    put(&f, "o.json",
        "{\"extends\": \"base/b.json\", \"x\": {\"csv\": \"n.csv\"}, \"y\": {\"value\": "
        "\"w\"}}");
    const reading r = read_file(in_folder(&f, "o.json").text);
    cr_assert(eq(int, r.code, SEN_OK), "%s", first_found(&r));
    const sen_node *const root = sen_tree_root(r.tree);
    cr_expect(eq(dbl, sen_node_at(root, "x.rows")->first->last->number, 3));
    cr_expect(eq(dbl, sen_node_at(root, "y.rows")->first->last->number, 4));
    done(r);
    remove_folder(&f);
}

Test(reader, lets_rows_and_csv_take_each_others_place)
{
    const folder f = make_folder();
    put(&f, "n.csv", "k,v\n1,2\n");
    put(&f, "b.json",
        "{\"x\": {\"csv\": \"n.csv\", \"value\": \"v\"}, "
        "\"y\": {\"by\": \"k\", \"rows\": [[1, 7]]}}");
    put(&f, "o.json",
        "{\"extends\": \"b.json\", \"x\": {\"by\": \"k\", \"rows\": [[1, 5]]}, "
        "\"y\": {\"csv\": \"n.csv\"}}");
    const reading r = read_file(in_folder(&f, "o.json").text);
    cr_assert(eq(int, r.code, SEN_OK), "%s", first_found(&r));
    const sen_node *const root = sen_tree_root(r.tree);
    cr_expect(eq(dbl, sen_node_at(root, "x.rows")->first->last->number, 5));
    cr_expect(eq(dbl, sen_node_at(root, "y.rows")->first->last->number, 2));
    cr_expect(eq(int, sen_node_at(root, "y")->count, 2));
    done(r);
    remove_folder(&f);
}

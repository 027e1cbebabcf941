/* SPDX-License-Identifier: MIT */
#include "model/reader.h"

#include <stdlib.h>
#include <string.h>

#include "model/csv_table.h"
#include "model/json_nodes.h"
#include "model/merge.h"
#include "model/priors.h"
#include "model/source_file.h"

enum { CHAIN_LIMIT = 16 };

/* A JSON file, and so the folder in which it names others. */
typedef struct {
    sen_source source;
    sen_node *root;
} chain_file;

typedef struct {
    char *real;
    sen_csv_table table;
    sen_code code;
} csv_file;

typedef struct {
    sen_tree *tree;
    sen_errors *errors;
    chain_file chain[CHAIN_LIMIT];
    int32_t n_chain;
    csv_file *tables;
    int32_t n_tables, tables_capacity;
    sen_code code;
} load;

static void keep_first(sen_code *first, sen_code code)
{
    if (*first == SEN_OK)
        *first = code;
}

/* ---- extends ---- */

/* A name for messages: beside the file that names it. */
static int32_t add_file_beside(sen_tree *tree, const sen_node *naming)
{
    sen_text name;
    sen_text_init(&name);
    const char *const from = sen_tree_file(tree, naming->file);
    const char *const slash = strrchr(from, '/');
    if (slash != NULL)
        sen_text_add_bytes(&name, from, (size_t)(slash - from) + 1);
    sen_text_add(&name, naming->text);
    const int32_t file =
        sen_text_is_well(&name) ? sen_tree_add_file(tree, sen_text_string(&name)) : -1;
    sen_text_clear(&name);
    return file;
}

/* The place of the file named by a string in a file of the chain. */
static sen_code resolve(load *l, int32_t from, const sen_node *naming, sen_source *source)
{
    sen_text path;
    sen_text_init(&path);
    sen_node_path(naming, &path);
    const sen_source_asker asker = {.top_real = l->chain[0].source.real,
                                    .from_real = l->chain[from].source.real,
                                    .from_name = sen_tree_file(l->tree, naming->file),
                                    .line = naming->line,
                                    .column = naming->column,
                                    .path = sen_text_string(&path)};
    const sen_code code = sen_source_resolve(source, &asker, naming->text, l->errors);
    sen_text_clear(&path);
    return code;
}

static sen_code fail_cycle(load *l, const sen_node *extends, int32_t back_to)
{
    sen_text chain;
    sen_text_init(&chain);
    sen_text_add(&chain, "a circle: ");
    for (int32_t i = back_to; i < l->n_chain; i++)
        sen_text_addf(&chain, "%s extends ", sen_tree_file(l->tree, i));
    sen_text_add(&chain, sen_tree_file(l->tree, back_to));
    const sen_code code = sen_node_fail(l->tree, extends, l->errors, sen_text_string(&chain),
                                        "a file that does not come back to this one", NULL);
    sen_text_clear(&chain);
    return code;
}

/* Read what the last file of the chain extends; files of the chain are the tree's first files. */
static sen_code read_extended(load *l, const sen_node *extends)
{
    sen_tree *const tree = l->tree;
    if (extends->kind != SEN_NODE_STRING)
        return sen_node_fail(tree, extends, l->errors, "not a string", "the name of a file", NULL);
    if (l->chain[0].source.real == NULL)
        return sen_node_fail(tree, extends, l->errors, "in a text that is no file",
                             "no `extends`, since there is no folder to look in", NULL);
    if (l->n_chain == CHAIN_LIMIT)
        return sen_node_fail(tree, extends, l->errors, "the 17th file of a chain",
                             "at most 16 files that extend each other", NULL);
    sen_source source;
    sen_code code = resolve(l, l->n_chain - 1, extends, &source);
    if (code != SEN_OK)
        return code;
    for (int32_t i = 0; i < l->n_chain; i++)
        if (strcmp(l->chain[i].source.real, source.real) == 0) {
            sen_source_clear(&source);
            return fail_cycle(l, extends, i);
        }
    const int32_t file = add_file_beside(tree, extends);
    code = file < 0 ? sen_tree_want(tree, l->errors)
                    : sen_source_read_real(&source, sen_tree_file(tree, file), l->errors);
    if (code != SEN_OK) {
        sen_source_clear(&source);
        return code;
    }
    chain_file *const added = &l->chain[l->n_chain++];
    added->source = source;
    return sen_json_read(tree, source.bytes, source.length, file, &added->root, l->errors);
}

static void read_chain(load *l)
{
    while (l->chain[l->n_chain - 1].root != NULL) {
        chain_file *const last = &l->chain[l->n_chain - 1];
        sen_node *const extends = sen_node_find(last->root, "extends");
        if (extends == NULL)
            return;
        const int32_t before = l->n_chain;
        keep_first(&l->code, read_extended(l, extends));
        if (l->n_chain == before) {
            last->root = NULL; /* what lies below is missing: faults found above it would mislead */
            return;
        }
        sen_node_take_out(last->root, extends);
    }
}

/* The lowest file first, each next one over it. */
static void merge_chain(load *l)
{
    sen_node *root = NULL;
    for (int32_t i = l->n_chain - 1; i >= 0; i--) {
        if (l->chain[i].root == NULL)
            return;
        root = sen_node_merge(l->tree, root, l->chain[i].root, SEN_MERGE_ROOT, &l->code, l->errors);
    }
    l->tree->root = root;
}

/* ---- csv ---- */

/* A new place in the list of tables; NULL for want of memory. */
static csv_file *add_table(load *l)
{
    if (l->n_tables == l->tables_capacity) {
        const int32_t capacity = l->tables_capacity == 0 ? 8 : 2 * l->tables_capacity;
        csv_file *const tables = realloc(l->tables, (size_t)capacity * sizeof *tables);
        if (tables == NULL)
            return NULL;
        l->tables = tables;
        l->tables_capacity = capacity;
    }
    csv_file *const added = &l->tables[l->n_tables++];
    memset(added, 0, sizeof *added);
    return added;
}

static sen_code read_table(load *l, const sen_node *csv, sen_source *source, csv_file *into)
{
    const int32_t file = add_file_beside(l->tree, csv);
    if (file < 0)
        return sen_tree_want(l->tree, l->errors);
    const sen_code code = sen_source_read_real(source, sen_tree_file(l->tree, file), l->errors);
    if (code != SEN_OK)
        return code;
    return sen_csv_read(&into->table, l->tree, source->bytes, source->length, file, l->errors);
}

/* The table that is named, read at its first use; NULL if it cannot be had, which is told once. */
static const csv_file *table_of(load *l, const sen_node *csv)
{
    sen_source source;
    const sen_code code = resolve(l, csv->file, csv, &source);
    keep_first(&l->code, code);
    if (code != SEN_OK)
        return NULL;
    for (int32_t i = 0; i < l->n_tables; i++)
        if (strcmp(l->tables[i].real, source.real) == 0) {
            sen_source_clear(&source);
            return &l->tables[i];
        }
    csv_file *const added = add_table(l);
    if (added == NULL) {
        keep_first(&l->code,
                   sen_fail(l->errors, SEN_NO_MEMORY, NULL, 0, 0, NULL, NULL, NULL, NULL));
    } else {
        added->code = read_table(l, csv, &source, added);
        added->real = source.real;
        source.real = NULL;
        keep_first(&l->code, added->code);
    }
    sen_source_clear(&source);
    return added;
}

/* Put a table's rows in the place of its name, here and below. */
static void fill_tables(load *l, sen_node *node)
{
    sen_node *const csv = sen_node_find(node, "csv");
    if (csv != NULL && !node->faulty && !csv->faulty) {
        const csv_file *table = NULL;
        if (csv->kind != SEN_NODE_STRING)
            keep_first(&l->code, sen_node_fail(l->tree, csv, l->errors, "not a string",
                                               "the name of a CSV file", NULL));
        else if (csv->file >= l->n_chain || l->chain[csv->file].source.real == NULL)
            keep_first(&l->code,
                       sen_node_fail(l->tree, csv, l->errors, "in a text that is no file",
                                     "no `csv`, since there is no folder to look in", NULL));
        else
            table = table_of(l, csv);
        if (table == NULL || table->code != SEN_OK)
            node->faulty = true;
        else
            keep_first(&l->code, sen_csv_fill(&table->table, l->tree, node, l->errors));
    }
    for (sen_node *member = node->first; member != NULL; member = member->next)
        fill_tables(l, member);
}

/* ---- the whole ---- */

static void load_clear(load *l)
{
    for (int32_t i = 0; i < l->n_chain; i++)
        sen_source_clear(&l->chain[i].source);
    for (int32_t i = 0; i < l->n_tables; i++) {
        free(l->tables[i].real);
        sen_csv_clear(&l->tables[i].table);
    }
    free(l->tables);
}

/* From the first file's bytes to the tree; `source` is used up. */
static sen_code load_from(sen_source source, const char *name, sen_tree **tree, sen_errors *errors)
{
    load l = {.tree = sen_tree_new(), .errors = errors, .n_chain = 1};
    l.chain[0].source = source;
    if (l.tree == NULL || sen_tree_add_file(l.tree, name) != 0) {
        l.code = sen_fail(errors, SEN_NO_MEMORY, name, 0, 0, NULL, NULL, NULL, NULL);
    } else {
        l.code = sen_json_read(l.tree, source.bytes, source.length, 0, &l.chain[0].root, errors);
        read_chain(&l);
        merge_chain(&l);
        if (l.tree->root != NULL)
            fill_tables(&l, l.tree->root);
        keep_first(&l.code, sen_tree_fill_unknown(l.tree, errors));
    }
    if (l.tree == NULL || l.tree->root == NULL) {
        sen_tree_free(l.tree);
        l.tree = NULL;
    }
    *tree = l.tree;
    load_clear(&l);
    return l.code;
}

sen_code sen_tree_load(const char *path, sen_tree **tree, sen_errors *errors)
{
    sen_source source;
    *tree = NULL;
    const sen_code code = sen_source_read(&source, path, path, errors);
    return code == SEN_OK ? load_from(source, path, tree, errors) : code;
}

/* The parser wants a 0 behind the text, which the caller's bytes need not have. */
static sen_code copy_text(sen_source *source, const char *text, size_t bytes, const char *name,
                          sen_errors *errors)
{
    memset(source, 0, sizeof *source);
    if (bytes > SEN_SOURCE_LIMIT_BYTES)
        return sen_failf(errors, SEN_TOO_LARGE, name, 0, 0, NULL, "a text of at most 16 MiB",
                         "a text of %zu bytes", bytes);
    source->bytes = malloc(bytes + 1);
    if (source->bytes == NULL)
        return sen_fail(errors, SEN_NO_MEMORY, name, 0, 0, NULL, NULL, NULL, NULL);
    if (bytes > 0)
        memcpy(source->bytes, text, bytes);
    source->bytes[bytes] = '\0';
    source->length = bytes;
    return SEN_OK;
}

sen_code sen_tree_load_text(const char *text, size_t bytes, const char *name, sen_tree **tree,
                            sen_errors *errors)
{
    sen_source source;
    *tree = NULL;
    const sen_code code = copy_text(&source, text, bytes, name, errors);
    return code == SEN_OK ? load_from(source, name, tree, errors) : code;
}

sen_code sen_tree_overlay_text(sen_tree *tree, const char *text, size_t bytes, const char *name,
                               sen_errors *errors)
{
    load l = {.tree = tree, .errors = errors, .n_chain = 1};
    SEN_BUG_UNLESS(tree->book == NULL);
    const int32_t file = sen_tree_add_file(tree, name);
    if (file < 0)
        return sen_tree_want(tree, errors);
    l.code = copy_text(&l.chain[0].source, text, bytes, name, errors);
    if (l.code == SEN_OK)
        l.code =
            sen_json_read(tree, l.chain[0].source.bytes, bytes, file, &l.chain[0].root, errors);
    sen_node *const over = l.chain[0].root;
    sen_node *const extends = sen_node_find(over, "extends");
    if (extends != NULL) {
        keep_first(&l.code, sen_node_fail(tree, extends, errors, "in a text laid over a scenario",
                                          "no `extends`", NULL));
        sen_node_take_out(over, extends);
    }
    if (over != NULL) {
        tree->root = sen_node_merge(tree, tree->root, over, SEN_MERGE_ROOT, &l.code, errors);
        fill_tables(&l, tree->root);
        keep_first(&l.code, sen_tree_fill_unknown(tree, errors));
    }
    load_clear(&l);
    return l.code;
}

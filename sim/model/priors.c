/* SPDX-License-Identifier: MIT */
#include "model/priors.h"

#include <string.h>

#include "model/json_nodes.h"

enum { AGES = 26 };

typedef struct {
    sen_tree *tree;
    sen_errors *errors;
    const sen_node *pack; /* NULL: not read yet */
    double times;         /* persons of the scenario over persons of the pack; 0: not known yet */
    sen_code code;
} filler;

static void keep_first(filler *f, sen_code code)
{
    if (f->code == SEN_OK)
        f->code = code;
}

static bool says_unknown(const sen_node *node)
{
    return node->kind == SEN_NODE_STRING && node->key != NULL && strcmp(node->text, "unknown") == 0;
}

static void read_pack(filler *f)
{
    size_t bytes = 0;
    sen_node *root = NULL;
    const char *const text = sen_prior_pack(&bytes);
    const int32_t file = sen_tree_add_file(f->tree, "the England prior pack");
    if (file < 0)
        keep_first(f, sen_tree_want(f->tree, f->errors));
    else
        keep_first(f, sen_json_read(f->tree, text, bytes, file, &root, f->errors));
    f->pack = root;
}

/* ---- in proportion ---- */

/* Persons of 0 to 25; a row holds until the next. Below 0 where a number is not fixed. */
static double persons(const sen_node *root)
{
    const sen_node *const rows = sen_node_get(sen_node_get(root, "population"), "rows");
    double sum = 0;
    if (rows == NULL || rows->kind != SEN_NODE_LIST)
        return -1;
    for (const sen_node *row = rows->first; row != NULL; row = row->next) {
        const bool well = row->kind == SEN_NODE_LIST && row->count == 2 &&
                          row->first->kind == SEN_NODE_NUMBER && row->last->kind == SEN_NODE_NUMBER;
        const bool next_well =
            row->next == NULL || (row->next->kind == SEN_NODE_LIST && row->next->count == 2 &&
                                  row->next->first->kind == SEN_NODE_NUMBER);
        if (!well || !next_well)
            return -1;
        const double until = row->next == NULL ? AGES : row->next->first->number;
        sum += (until - row->first->number) * row->last->number;
    }
    return sum;
}

/* Values of a law times a factor: all but the spread that is already a share of the mean. */
static void scale_values(sen_node *node, double times)
{
    if (node->kind == SEN_NODE_NUMBER && (node->key == NULL || strcmp(node->key, "cv") != 0))
        node->number *= times;
    for (sen_node *member = node->first; member != NULL; member = member->next)
        if (node->kind != SEN_NODE_LIST || member->kind != SEN_NODE_LIST)
            scale_values(member, times);
        else if (member->first != NULL) /* [value, weight] */
            scale_values(member->first, times);
}

static bool is_capacity(const sen_node *node)
{
    static const char *const keys[] = {"places", "per_week", "hours_per_week", "pence_per_year"};
    const sen_node *const team = node->parent;
    if (team == NULL || team->parent == NULL || team->parent->key == NULL ||
        strcmp(team->parent->key, "teams") != 0 || team->parent->parent == NULL ||
        team->parent->parent->parent != NULL)
        return false;
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (strcmp(node->key, keys[i]) == 0)
            return true;
    return false;
}

/* ---- filling ---- */

/* Numbers by age; births by year are of the area alone. */
static bool is_by_age(const sen_node *node)
{
    const sen_node *const by = sen_node_get(node, "by");
    return by != NULL && by->kind == SEN_NODE_STRING && strcmp(by->text, "age") == 0 &&
           sen_node_get(node, "rows") != NULL;
}

static bool is_value(const sen_node *node)
{
    return node != NULL && (sen_node_is_numeric(node) || sen_node_is_law(node) || is_by_age(node));
}

static void fill_capacity(filler *f, sen_node *said, sen_node *value)
{
    if (f->times == 0) {
        const double here = persons(sen_tree_root(f->tree)), there = persons(f->pack);
        f->times = here > 0 && there > 0 ? here / there : -1;
    }
    if (f->times > 0)
        scale_values(value, f->times);
    else
        keep_first(f, sen_node_fail(f->tree, said, f->errors,
                                    "\"unknown\" without a population of fixed numbers",
                                    "a number: the prior is for 100,000 children and is taken in "
                                    "proportion to the population",
                                    NULL));
}

static void fill_one(filler *f, sen_node *said)
{
    sen_text path;
    if (f->pack == NULL)
        read_pack(f);
    sen_text_init(&path);
    sen_node_path(said, &path);
    const sen_node *const prior = sen_node_at(f->pack, sen_text_string(&path));
    const bool well = sen_text_is_well(&path);
    sen_text_clear(&path);
    sen_node *value = NULL;
    if (is_value(prior)) {
        value = sen_node_copy(f->tree, prior, NULL);
    } else if (is_capacity(said)) {
        value = sen_node_new(f->tree, SEN_NODE_BOOLEAN);
        if (value != NULL) {
            value->number = 1;
            value->text = said->key;
            value->file = said->file;
            value->line = said->line;
            value->column = said->column;
        }
    } else {
        return; /* a word like any other, or told by whoever reads a value there */
    }
    if (value == NULL || !well) {
        keep_first(f, sen_tree_want(f->tree, f->errors));
        return;
    }
    value->unknown = true;
    value->prior = is_value(prior) ? prior : NULL;
    if (value->prior != NULL && is_capacity(said))
        fill_capacity(f, said, value);
    sen_node_replace(said, value);
    if (value->prior == NULL)
        value->key = "unlimited";
}

static void fill(filler *f, sen_node *node)
{
    sen_node *next = NULL;
    for (sen_node *member = node->first; member != NULL; member = next) {
        next = member->next;
        if (says_unknown(member) && node != f->tree->root) /* what stands there is the frame */
            fill_one(f, member);
        else
            fill(f, member);
    }
}

sen_code sen_tree_fill_unknown(sen_tree *tree, sen_errors *errors)
{
    filler f = {.tree = tree, .errors = errors};
    SEN_BUG_UNLESS(tree->book == NULL);
    if (tree->root != NULL)
        fill(&f, tree->root);
    return f.code;
}

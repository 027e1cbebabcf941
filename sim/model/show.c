/* SPDX-License-Identifier: MIT */
#include "model/show.h"

#include <string.h>

enum { ORIGIN_COLUMN = 64, ONE_LINE = 60 };

/* ---- show ---- */

typedef struct {
    const sen_tree *tree;
    sen_text *out;
    size_t line_start; /* of the line that is being written */
    int32_t depth;
} shower;

static void add_quoted(sen_text *out, const char *string)
{
    sen_text_add_char(out, '"');
    for (const char *c = string; *c != '\0'; c++) {
        if (*c == '"' || *c == '\\')
            sen_text_addf(out, "\\%c", *c);
        else if ((unsigned char)*c < 0x20)
            sen_text_addf(out, "\\u%04x", (unsigned)(unsigned char)*c);
        else
            sen_text_add_char(out, *c);
    }
    sen_text_add_char(out, '"');
}

/* A value on one line, as JSON. As written: what was "unknown" is so again. */
static void add_flat(sen_text *out, const sen_node *node, bool as_written)
{
    char digits[32];
    const bool object = node->kind == SEN_NODE_OBJECT;
    switch (node->kind) {
    case SEN_NODE_NULL:
        sen_text_add(out, "null");
        break;
    case SEN_NODE_BOOLEAN:
        sen_text_add(out, node->number != 0 ? "true" : "false");
        break;
    case SEN_NODE_NUMBER:
        sen_number_spell(node->number, digits);
        sen_text_add(out, digits);
        break;
    case SEN_NODE_STRING:
        add_quoted(out, node->text);
        break;
    case SEN_NODE_DERIVED:
        sen_text_add(out, "\"made by a dated change\"");
        break;
    case SEN_NODE_LIST:
    case SEN_NODE_OBJECT:
        sen_text_add_char(out, object ? '{' : '[');
        for (const sen_node *at = node->first; at != NULL; at = at->next) {
            if (at != node->first)
                sen_text_add(out, ", ");
            const bool unknown = as_written && at->unknown;
            if (at->key != NULL) {
                add_quoted(out, unknown && at->prior == NULL ? at->text : at->key);
                sen_text_add(out, ": ");
            }
            if (unknown)
                add_quoted(out, "unknown");
            else
                add_flat(out, at, as_written);
        }
        sen_text_add_char(out, object ? '}' : ']');
        break;
    }
}

void sen_node_write(const sen_node *node, sen_text *out)
{
    add_flat(out, node, false);
}

/* Whether all below comes from one line, so that one origin tells all. */
static bool from_one_line(const sen_node *node, int32_t file, int32_t line)
{
    if (node->file != file || node->line != line)
        return false;
    for (const sen_node *at = node->first; at != NULL; at = at->next)
        if (!from_one_line(at, file, line))
            return false;
    return true;
}

/* On one line: what is short, and of one origin or a law. */
static bool is_flat(const sen_node *node)
{
    if (node->first == NULL)
        return true;
    if (!from_one_line(node, node->file, node->line))
        return false;
    sen_text flat;
    sen_text_init(&flat);
    sen_node_write(node, &flat);
    const bool is_short = flat.length <= ONE_LINE;
    sen_text_clear(&flat);
    return is_short;
}

static void end_line(shower *s, const sen_node *origin)
{
    if (origin != NULL && origin->file >= 0) {
        size_t width = 0; /* characters, not bytes */
        for (size_t i = s->line_start; i < s->out->length; i++)
            width += ((unsigned char)s->out->bytes[i] & 0xC0) != 0x80;
        do
            sen_text_add_char(s->out, ' ');
        while (++width < ORIGIN_COLUMN);
        sen_text_addf(s->out, "// %s:%d", sen_tree_file(s->tree, origin->file), origin->line);
    }
    sen_text_add_char(s->out, '\n');
    s->line_start = s->out->length;
}

static void begin_line(shower *s)
{
    for (int32_t i = 0; i < s->depth; i++)
        sen_text_add(s->out, "  ");
}

static void show_node(shower *s, const sen_node *node, bool comma)
{
    begin_line(s);
    if (node->key != NULL) {
        add_quoted(s->out, node->key);
        sen_text_add(s->out, ": ");
    }
    if (is_flat(node)) {
        sen_node_write(node, s->out);
        if (comma)
            sen_text_add_char(s->out, ',');
        end_line(s, node);
        return;
    }
    const bool object = node->kind == SEN_NODE_OBJECT;
    sen_text_add_char(s->out, object ? '{' : '[');
    end_line(s, NULL);
    s->depth++;
    for (const sen_node *at = node->first; at != NULL; at = at->next)
        show_node(s, at, at->next != NULL);
    s->depth--;
    begin_line(s);
    sen_text_add(s->out, object ? "}" : "]");
    if (comma)
        sen_text_add_char(s->out, ',');
    end_line(s, NULL);
}

void sen_tree_show(const sen_tree *tree, sen_text *out)
{
    shower s = {.tree = tree, .out = out, .line_start = out->length};
    show_node(&s, tree->root, false);
}

void sen_tree_write(const sen_tree *tree, sen_text *out)
{
    add_flat(out, tree->root, true);
    sen_text_add_char(out, '\n');
}

/* ---- diff ---- */

typedef struct {
    const sen_tree *a, *b;
    sen_text *out;
} differ;

static void add_origin(const sen_tree *tree, const sen_node *node, sen_text *out)
{
    if (node->file >= 0)
        sen_text_addf(out, " in %s:%d", sen_tree_file(tree, node->file), node->line);
}

/* A value in words, short enough for a line. */
static void add_words(sen_text *out, const sen_node *node)
{
    sen_text flat;
    sen_text_init(&flat);
    sen_node_write(node, &flat);
    if (flat.length <= ONE_LINE)
        sen_text_add(out, sen_text_string(&flat));
    else
        sen_node_describe(node, out);
    sen_text_clear(&flat);
}

static void add_side(const sen_tree *tree, const sen_node *node, sen_text *out)
{
    if (node == NULL) {
        sen_text_addf(out, "not in %s", sen_tree_file(tree, 0));
        return;
    }
    add_words(out, node);
    add_origin(tree, node, out);
}

static bool is_note(const sen_node *node)
{
    return node->key != NULL && strcmp(node->key, "note") == 0;
}

/* One difference; `named` is the one of a and b that gives the path, one of them may be NULL. */
static void add_line(differ *d, const sen_node *named, const sen_node *a, const sen_node *b)
{
    sen_text path;
    sen_text_init(&path);
    sen_node_path(named, &path);
    sen_text_addf(d->out, "%s: ", path.length == 0 ? "the scenario" : sen_text_string(&path));
    sen_text_clear(&path);
    add_side(d->a, a, d->out);
    sen_text_add(d->out, ", ");
    add_side(d->b, b, d->out);
    sen_text_add_char(d->out, '\n');
}

/* What only one side has, value by value where it does not fit on a line. */
static void add_one_side(differ *d, const sen_node *node, bool in_a)
{
    const bool object = node->kind == SEN_NODE_OBJECT;
    const bool open = object ? !sen_node_is_law(node) : sen_node_has_ids(node);
    if (is_note(node))
        return;
    if (!open || is_flat(node)) {
        add_line(d, node, in_a ? node : NULL, in_a ? NULL : node);
        return;
    }
    const bool is_member = node->parent->kind == SEN_NODE_LIST; /* its id is in the path */
    for (const sen_node *at = node->first; at != NULL; at = at->next)
        if (!object || !is_member || strcmp(at->key, "id") != 0)
            add_one_side(d, at, in_a);
}

static bool same(const sen_node *a, const sen_node *b)
{
    if (a->kind != b->kind || (a->kind != SEN_NODE_OBJECT && a->count != b->count))
        return false;
    if (a->kind == SEN_NODE_STRING)
        return strcmp(a->text, b->text) == 0;
    if (a->kind == SEN_NODE_OBJECT) {
        for (const sen_node *at = a->first; at != NULL; at = at->next) {
            const sen_node *const of_b = sen_node_get(b, at->key);
            if (!is_note(at) && (of_b == NULL || !same(at, of_b)))
                return false;
        }
        for (const sen_node *at = b->first; at != NULL; at = at->next)
            if (!is_note(at) && sen_node_get(a, at->key) == NULL)
                return false;
        return true;
    }
    if (a->number != b->number)
        return false;
    const sen_node *of_b = b->first;
    for (const sen_node *at = a->first; at != NULL; at = at->next, of_b = of_b->next)
        if (!same(at, of_b))
            return false;
    return true;
}

static const sen_node *counterpart(const sen_node *container, const sen_node *member)
{
    return member->key != NULL ? sen_node_get(container, member->key)
                               : sen_node_by_id(container, sen_node_id(member));
}

/* Lists with the same ids in another order: the order of stages means something. */
static bool reordered(const sen_node *a, const sen_node *b)
{
    const sen_node *of_b = b->first;
    for (const sen_node *at = a->first; at != NULL; at = at->next) {
        if (sen_node_by_id(b, sen_node_id(at)) == NULL)
            continue;
        while (of_b != NULL && sen_node_by_id(a, sen_node_id(of_b)) == NULL)
            of_b = of_b->next;
        if (of_b == NULL || strcmp(sen_node_id(at), sen_node_id(of_b)) != 0)
            return true;
        of_b = of_b->next;
    }
    return false;
}

static void add_order(const sen_node *list, sen_text *out)
{
    for (const sen_node *at = list->first; at != NULL; at = at->next)
        sen_text_addf(out, "%s%s", at == list->first ? "" : " ", sen_node_id(at));
}

static void tell_order(differ *d, const sen_node *a, const sen_node *b)
{
    sen_node_path(a, d->out);
    sen_text_add(d->out, ": in the order ");
    add_order(a, d->out);
    add_origin(d->a, a, d->out);
    sen_text_add(d->out, ", ");
    add_order(b, d->out);
    add_origin(d->b, b, d->out);
    sen_text_add_char(d->out, '\n');
}

static void diff(differ *d, const sen_node *a, const sen_node *b)
{
    const bool objects = a->kind == SEN_NODE_OBJECT && b->kind == SEN_NODE_OBJECT &&
                         !sen_node_is_law(a) && !sen_node_is_law(b) && !sen_node_is_uncertain(a) &&
                         !sen_node_is_uncertain(b);
    const bool lists = sen_node_has_ids(a) && sen_node_has_ids(b);
    if (!objects && !lists) {
        if (!same(a, b))
            add_line(d, a, a, b);
        return;
    }
    if (lists && reordered(a, b))
        tell_order(d, a, b);
    for (const sen_node *at = a->first; at != NULL; at = at->next) {
        const sen_node *const of_b = counterpart(b, at);
        if (is_note(at))
            continue;
        if (of_b == NULL)
            add_one_side(d, at, true);
        else
            diff(d, at, of_b);
    }
    for (const sen_node *at = b->first; at != NULL; at = at->next)
        if (!is_note(at) && counterpart(a, at) == NULL)
            add_one_side(d, at, false);
}

void sen_tree_diff(const sen_tree *a, const sen_tree *b, sen_text *out)
{
    differ d = {.a = a, .b = b, .out = out};
    diff(&d, a->root, b->root);
}

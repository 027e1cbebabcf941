/* SPDX-License-Identifier: MIT */
#include "model/nodes.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/dist.h"

enum { NODES_A_SLAB = 256, CHARS_A_SLAB = 32 * 1024, NEAREST_LOOKS_AT = 4096 };

/* ---- the tree ---- */

sen_tree *sen_tree_new(void)
{
    sen_tree *const tree = calloc(1, sizeof *tree);
    if (tree != NULL)
        sen_arena_init(&tree->arena, 256 * 1024);
    return tree;
}

void sen_tree_free(sen_tree *tree)
{
    if (tree == NULL)
        return;
    sen_arena_clear(&tree->arena);
    free(tree->files);
    free(tree);
}

const sen_node *sen_tree_root(const sen_tree *tree)
{
    return tree->root;
}

const char *sen_tree_file(const sen_tree *tree, int32_t file)
{
    return file >= 0 && file < tree->n_files ? tree->files[file] : "";
}

int32_t sen_tree_add_file(sen_tree *tree, const char *name)
{
    if (tree->n_files == tree->files_capacity) {
        const int32_t capacity = tree->files_capacity == 0 ? 8 : 2 * tree->files_capacity;
        const char **const files = realloc(tree->files, (size_t)capacity * sizeof *files);
        if (files == NULL)
            return -1;
        tree->files = files;
        tree->files_capacity = capacity;
    }
    const char *const kept = sen_tree_keep(tree, name, strlen(name));
    if (kept == NULL)
        return -1;
    tree->files[tree->n_files] = kept;
    return tree->n_files++;
}

char *sen_tree_keep(sen_tree *tree, const char *bytes, size_t length)
{
    char *kept;
    if (length + 1 > CHARS_A_SLAB / 8) {
        kept = sen_arena_take(&tree->arena, length + 1, 1);
        if (kept == NULL)
            return NULL;
    } else {
        if (tree->n_free_chars < length + 1) {
            char *const slab = sen_arena_take(&tree->arena, CHARS_A_SLAB, 1);
            if (slab == NULL)
                return NULL;
            tree->free_chars = slab;
            tree->n_free_chars = CHARS_A_SLAB;
        }
        kept = tree->free_chars;
        tree->free_chars += length + 1;
        tree->n_free_chars -= length + 1;
    }
    memcpy(kept, bytes, length);
    kept[length] = '\0';
    return kept;
}

sen_code sen_tree_want(const sen_tree *tree, sen_errors *errors)
{
    const char *const file = sen_tree_file(tree, 0);
    if (tree->n_nodes < SEN_TREE_NODES_LIMIT)
        return sen_fail(errors, SEN_NO_MEMORY, file, 0, 0, NULL, NULL, NULL, NULL);
    return sen_failf(errors, SEN_TOO_LARGE, file, 0, 0, NULL, "fewer values or fewer dated changes",
                     "a scenario of more than %d values, its dated copies included",
                     SEN_TREE_NODES_LIMIT);
}

/* ---- making ---- */

sen_node *sen_node_new(sen_tree *tree, sen_node_kind kind)
{
    if (tree->n_nodes >= SEN_TREE_NODES_LIMIT)
        return NULL;
    if (tree->n_free_nodes == 0) {
        sen_node *const slab = sen_arena_take_zeroed(&tree->arena, NODES_A_SLAB, sizeof *slab);
        if (slab == NULL)
            return NULL;
        tree->free_nodes = slab;
        tree->n_free_nodes = NODES_A_SLAB;
    }
    sen_node *const node = tree->free_nodes++;
    tree->n_free_nodes--;
    tree->n_nodes++;
    node->kind = kind;
    node->file = -1;
    return node;
}

sen_node *sen_node_copy(sen_tree *tree, const sen_node *node, const char *change)
{
    sen_node *const copy = sen_node_new(tree, node->kind);
    if (copy == NULL)
        return NULL;
    *copy = *node;
    copy->first = copy->last = copy->next = copy->prev = copy->parent = NULL;
    copy->count = 0;
    if (change != NULL)
        copy->change = change;
    for (const sen_node *member = node->first; member != NULL; member = member->next) {
        sen_node *const of_member = sen_node_copy(tree, member, change);
        if (of_member == NULL)
            return NULL;
        sen_node_append(copy, of_member);
    }
    return copy;
}

void sen_node_append(sen_node *container, sen_node *member)
{
    sen_node_insert_after(container, container->last, member);
}

void sen_node_insert_after(sen_node *container, sen_node *before, sen_node *member)
{
    member->parent = container;
    member->prev = before;
    member->next = before == NULL ? container->first : before->next;
    if (before == NULL)
        container->first = member;
    else
        before->next = member;
    if (member->next == NULL)
        container->last = member;
    else
        member->next->prev = member;
    container->count++;
}

void sen_node_take_out(sen_node *container, sen_node *member)
{
    if (member->prev == NULL)
        container->first = member->next;
    else
        member->prev->next = member->next;
    if (member->next == NULL)
        container->last = member->prev;
    else
        member->next->prev = member->prev;
    container->count--;
    member->next = member->prev = NULL;
}

void sen_node_replace(sen_node *member, sen_node *by)
{
    sen_node *const container = member->parent, *const before = member->prev;
    by->key = member->key;
    sen_node_take_out(container, member);
    sen_node_insert_after(container, before, by);
}

sen_node *sen_node_find(sen_node *object, const char *key)
{
    if (object == NULL || object->kind != SEN_NODE_OBJECT)
        return NULL;
    for (sen_node *member = object->first; member != NULL; member = member->next)
        if (strcmp(member->key, key) == 0)
            return member;
    return NULL;
}

/* ---- asking ---- */

const sen_node *sen_node_get(const sen_node *object, const char *key)
{
    if (object == NULL || object->kind != SEN_NODE_OBJECT)
        return NULL;
    for (const sen_node *member = object->first; member != NULL; member = member->next)
        if (strcmp(member->key, key) == 0)
            return member;
    return NULL;
}

const char *sen_node_id(const sen_node *object)
{
    const sen_node *const id = sen_node_get(object, "id");
    return id != NULL && id->kind == SEN_NODE_STRING ? id->text : NULL;
}

static bool is_id_letter(char c, bool capitals)
{
    return (c >= 'a' && c <= 'z') || (capitals && c >= 'A' && c <= 'Z');
}

bool sen_is_id(const char *id, bool capitals)
{
    enum { LONGEST = 64 };
    bool good = is_id_letter(id[0], capitals);
    for (size_t length = 0; good && id[length] != '\0'; length++)
        good = length < LONGEST && (is_id_letter(id[length], capitals) || id[length] == '_' ||
                                    (id[length] >= '0' && id[length] <= '9'));
    return good;
}

const sen_node *sen_node_by_id(const sen_node *list, const char *id)
{
    if (list == NULL || list->kind != SEN_NODE_LIST)
        return NULL;
    for (const sen_node *member = list->first; member != NULL; member = member->next) {
        const char *const own = sen_node_id(member);
        if (own != NULL && strcmp(own, id) == 0)
            return member;
    }
    return NULL;
}

const sen_node *sen_node_at(const sen_node *root, const char *dotted_path)
{
    const sen_node *node = root;
    char name[257];
    while (node != NULL && *dotted_path != '\0') {
        const size_t length = strcspn(dotted_path, ".");
        if (length == 0 || length >= sizeof name)
            return NULL;
        memcpy(name, dotted_path, length);
        name[length] = '\0';
        node = node->kind == SEN_NODE_LIST ? sen_node_by_id(node, name) : sen_node_get(node, name);
        dotted_path += length;
        if (*dotted_path == '.' && *++dotted_path == '\0')
            return NULL;
    }
    return node;
}

void sen_node_path(const sen_node *node, sen_text *out)
{
    const sen_node *const parent = node->parent;
    if (parent == NULL)
        return;
    sen_node_path(parent, out);
    const char *const name = node->key != NULL ? node->key : sen_node_id(node);
    if (parent->kind == SEN_NODE_DERIVED) /* what it was made from stands at the same place */
        return;
    if (name != NULL) {
        if (out->length > 0)
            sen_text_add_char(out, '.');
        sen_text_add(out, name);
        return;
    }
    int32_t index = 0;
    for (const sen_node *at = parent->first; at != NULL && at != node; at = at->next)
        index++;
    sen_text_addf(out, "[%d]", index);
}

bool sen_node_is_law(const sen_node *node)
{
    if (node == NULL || node->kind != SEN_NODE_OBJECT || node->count != 1)
        return false;
    for (int i = 0; i < SEN_LAW_COUNT; i++)
        if (strcmp(node->first->key, sen_law_name((sen_law_kind)i)) == 0)
            return true;
    return false;
}

bool sen_node_is_uncertain(const sen_node *node)
{
    return sen_node_get(node, "uncertain") != NULL;
}

bool sen_node_is_numeric(const sen_node *node)
{
    return node != NULL && (node->kind == SEN_NODE_NUMBER || node->kind == SEN_NODE_DERIVED ||
                            sen_node_is_uncertain(node));
}

bool sen_node_has_ids(const sen_node *list)
{
    if (list == NULL || list->kind != SEN_NODE_LIST || list->first == NULL)
        return false;
    for (const sen_node *member = list->first; member != NULL; member = member->next)
        if (sen_node_id(member) == NULL)
            return false;
    return true;
}

/* The first 60 bytes of a string, cut between characters. */
static void add_short(sen_text *out, const char *string)
{
    enum { MOST = 60 };
    size_t length = strlen(string);
    const bool cut = length > MOST;
    if (cut) {
        length = MOST;
        while (length > 0 && ((unsigned char)string[length] & 0xC0) == 0x80)
            length--;
    }
    sen_text_add_char(out, '"');
    for (size_t i = 0; i < length; i++)
        sen_text_add_char(out, (unsigned char)string[i] < 0x20 ? ' ' : string[i]);
    sen_text_add(out, cut ? "...\"" : "\"");
}

void sen_node_describe(const sen_node *node, sen_text *out)
{
    char digits[32];
    switch (node->kind) {
    case SEN_NODE_NULL:
        sen_text_add(out, "null");
        break;
    case SEN_NODE_BOOLEAN:
        sen_text_add(out, node->number != 0 ? "true" : "false");
        break;
    case SEN_NODE_NUMBER:
        sen_number_spell(node->number, digits);
        sen_text_addf(out, "the number %s", digits);
        break;
    case SEN_NODE_STRING:
        sen_text_add(out, "the string ");
        add_short(out, node->text);
        break;
    case SEN_NODE_LIST:
        sen_text_addf(out, "a list of %d", node->count);
        break;
    case SEN_NODE_OBJECT:
        if (sen_node_is_law(node))
            sen_text_addf(out, "a law (%s)", node->first->key);
        else if (sen_node_is_uncertain(node))
            sen_text_add(out, "an uncertain number");
        else
            sen_text_addf(out, "an object of %d member%s", node->count,
                          node->count == 1 ? "" : "s");
        break;
    case SEN_NODE_DERIVED:
        sen_text_add(out, "a number made by a dated change");
        break;
    }
}

void sen_number_spell(double number, char out[32])
{
    char digits[32];
    if (number == 0)
        number = 0; /* no -0 */
    for (int precision = 15; precision <= 17; precision++) {
        snprintf(digits, sizeof digits, "%.*g", precision, number);
        if (strtod(digits, NULL) == number)
            break;
    }
    char *to = out;
    for (const char *from = digits; *from != '\0'; from++) {
        const bool plain = strchr("0123456789+-einfa", *from) != NULL;
        if (plain)
            *to++ = *from;
        else if (to == out || to[-1] != '.') /* a locale's mark may be several bytes */
            *to++ = '.';
    }
    *to = '\0';
}

/* ---- telling ---- */

sen_code sen_node_fail(const sen_tree *tree, const sen_node *node, sen_errors *errors,
                       const char *found, const char *allowed, const char *nearest)
{
    for (const sen_node *at = node; at != NULL; at = at->parent)
        if (at->faulty)
            return SEN_BAD_SCENARIO;
    sen_text path;
    sen_text_init(&path);
    sen_node_path(node, &path);
    sen_fail(errors, SEN_BAD_SCENARIO, node->file < 0 ? NULL : sen_tree_file(tree, node->file),
             node->line, node->column, path.length == 0 ? NULL : sen_text_string(&path), found,
             allowed, nearest);
    sen_text_clear(&path);
    return SEN_BAD_SCENARIO;
}

sen_code sen_node_failf(const sen_tree *tree, const sen_node *node, sen_errors *errors,
                        const char *allowed, const char *nearest, const char *found_format, ...)
{
    char found[512];
    va_list arguments;
    va_start(arguments, found_format);
    vsnprintf(found, sizeof found, found_format, arguments);
    va_end(arguments);
    return sen_node_fail(tree, node, errors, found, allowed, nearest);
}

const char *sen_node_nearest(const sen_node *container, const char *key)
{
    if (container == NULL || container->count == 0)
        return NULL;
    const int32_t most = container->count < NEAREST_LOOKS_AT ? container->count : NEAREST_LOOKS_AT;
    const char **const names = malloc((size_t)most * sizeof *names);
    if (names == NULL)
        return NULL;
    int32_t count = 0;
    for (const sen_node *at = container->first; at != NULL && count < most; at = at->next) {
        const char *const name = at->key != NULL ? at->key : sen_node_id(at);
        if (name != NULL && strcmp(name, key) != 0)
            names[count++] = name;
    }
    const char *const nearest = sen_text_nearest(key, names, count);
    free(names);
    return nearest;
}

/* SPDX-License-Identifier: MIT */
/* Telling faults, names, paths and memory of a load. */
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "model/fields.h"

/* ---- telling ---- */

/* In later rules most of the tree is the first one again, with the same faults. */
static bool was_told(sen_loader *loader, const sen_node *node, const char *found)
{
    const char *const file = node->file < 0 ? "" : sen_tree_file(loader->tree, node->file);
    const int32_t kept = loader->errors == NULL ? 0 : sen_errors_kept(loader->errors);
    sen_text path;
    sen_text_init(&path);
    sen_node_path(node, &path);
    bool told = false;
    for (int32_t i = 0; i < kept && !told; i++) {
        const sen_error *const error = sen_errors_at(loader->errors, i);
        told = error->line == node->line && error->column == node->column && error->found != NULL &&
               strcmp(error->found, found) == 0 &&
               strcmp(error->file == NULL ? "" : error->file, file) == 0 &&
               strcmp(error->path == NULL ? "" : error->path, sen_text_string(&path)) == 0;
    }
    sen_text_clear(&path);
    return told;
}

static void tell(sen_loader *loader, const sen_node *node, const char *allowed, const char *nearest,
                 const char *format, va_list arguments)
{
    char found[512];
    vsnprintf(found, sizeof found, format, arguments);
    if (loader->code == SEN_OK)
        loader->code = SEN_BAD_SCENARIO;
    if (!loader->again || !was_told(loader, node, found))
        sen_node_fail(loader->tree, node, loader->errors, found, allowed, nearest);
}

void sen_loader_tell(sen_loader *loader, const sen_node *node, const char *allowed,
                     const char *nearest, const char *found_format, ...)
{
    va_list arguments;
    va_start(arguments, found_format);
    tell(loader, node, allowed, nearest, found_format, arguments);
    va_end(arguments);
}

void sen_loader_tell_at(sen_loader *loader, const char *path, const char *allowed,
                        const char *nearest, const char *found_format, ...)
{
    char at[512];
    snprintf(at, sizeof at, "%s", path);
    const sen_node *node = sen_node_at(loader->root, at);
    while (node == NULL) {
        char *const dot = strrchr(at, '.');
        if (dot == NULL)
            break;
        *dot = '\0';
        node = sen_node_at(loader->root, at);
    }
    va_list arguments;
    va_start(arguments, found_format);
    tell(loader, node == NULL ? loader->root : node, allowed, nearest, found_format, arguments);
    va_end(arguments);
}

void sen_loader_tell_type(sen_loader *loader, const sen_node *node, const char *allowed)
{
    sen_text found;
    sen_text_init(&found);
    if (node->kind == SEN_NODE_STRING && strcmp(node->text, "unknown") == 0)
        sen_text_add(&found, "\"unknown\", of which the England prior pack has nothing");
    else
        sen_node_describe(node, &found);
    sen_loader_tell(loader, node, allowed, NULL, "%s", sen_text_string(&found));
    sen_text_clear(&found);
}

/* ---- memory, paths, names ---- */

void *sen_loader_take(sen_loader *loader, int64_t count, size_t item_bytes)
{
    void *const block = sen_arena_take_zeroed(loader->arena, (size_t)count, item_bytes);
    if (block == NULL) {
        loader->code = SEN_NO_MEMORY;
        sen_fail(loader->errors, SEN_NO_MEMORY, NULL, 0, 0, NULL, NULL, NULL, NULL);
    }
    return block;
}

const char *sen_loader_keep(sen_loader *loader, const char *string)
{
    enum { SLAB = 16384 };
    const size_t bytes = strlen(string) + 1;
    if (bytes > loader->n_free_chars) {
        const size_t slab = bytes > SLAB ? bytes : SLAB;
        loader->n_free_chars = 0;
        loader->free_chars = sen_loader_take(loader, (int64_t)slab, 1);
        if (loader->free_chars == NULL)
            return "";
        loader->n_free_chars = slab;
    }
    char *const kept = loader->free_chars;
    memcpy(kept, string, bytes);
    loader->free_chars += bytes;
    loader->n_free_chars -= bytes;
    return kept;
}

size_t sen_path_push(sen_loader *loader, const char *key)
{
    const size_t length = loader->path.length;
    if (length > 0)
        sen_text_add_char(&loader->path, '.');
    sen_text_add(&loader->path, key);
    return length;
}

size_t sen_path_push_index(sen_loader *loader, int32_t index)
{
    const size_t length = loader->path.length;
    sen_text_addf(&loader->path, "[%d]", index);
    return length;
}

void sen_path_cut(sen_loader *loader, size_t length)
{
    if (loader->path.bytes == NULL || length > loader->path.length)
        return;
    loader->path.length = length;
    loader->path.bytes[length] = '\0';
}

uint64_t sen_path_hash(const char *path)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    for (; *path != '\0'; path++)
        hash = (hash ^ (unsigned char)*path) * UINT64_C(0x100000001b3);
    return hash;
}

int32_t sen_names_find(const sen_names *names, const char *id)
{
    int32_t low = 0, high = names->count;
    while (low < high) {
        const int32_t middle = (low + high) / 2;
        const int order = strcmp(names->ids[middle], id);
        if (order == 0)
            return middle;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return SEN_NONE;
}

const char *sen_names_what(sen_names_table table)
{
    static const char *const whats[] = {"need", "requirement kind", "group", "calendar",
                                        "team", "service",          "stream"};
    return whats[table];
}

int32_t sen_read_ref(sen_loader *loader, const sen_node *node, sen_names_table table)
{
    const sen_names *const names = &loader->names[table];
    char allowed[80];
    snprintf(allowed, sizeof allowed, "the id of a %s", sen_names_what(table));
    if (node->kind != SEN_NODE_STRING) {
        sen_loader_tell_type(loader, node, allowed);
        return SEN_NONE;
    }
    const int32_t index = sen_names_find(names, node->text);
    if (index == SEN_NONE)
        sen_loader_tell(loader, node, allowed,
                        sen_text_nearest(node->text, names->ids, names->count),
                        "\"%s\", which no %s has as its id", node->text, sen_names_what(table));
    return index;
}

bool sen_check_id(sen_loader *loader, const sen_node *node, const char *id, bool capitals)
{
    const bool good = sen_is_id(id, capitals);
    if (!good)
        sen_loader_tell(loader, node, SEN_IDS_ALLOWED, NULL, "the id \"%.80s\"", id);
    return good;
}

/* ---- rows in words ---- */

void sen_range_text(double low, double high, const char *unit, sen_text *out)
{
    char number[32];
    sen_number_spell(low, number);
    sen_text_add(out, number);
    if (isfinite(high)) {
        sen_number_spell(high, number);
        sen_text_addf(out, " to %s", number);
    } else {
        sen_text_add(out, " or more");
    }
    if (unit != NULL && unit[0] != '\0')
        sen_text_addf(out, " %s", unit);
}

static void add_words(const char *const *words, sen_text *out)
{
    for (int32_t i = 0; words[i] != NULL; i++)
        sen_text_addf(out, "%s%s", i == 0 ? "" : ", ", words[i]);
}

static void add_own(const sen_field *field, sen_text *out)
{
    if (field->words != NULL) {
        sen_text_add(out, "one of ");
        add_words(field->words, out);
    } else if (field->shape != NULL && strstr(field->shape, "\"integer\",\"minimum\"") != NULL &&
               field->high > field->low) {
        sen_text_add(out, "a whole number, ");
        sen_range_text(field->low, field->high, field->unit, out);
    } else {
        sen_text_add(out, field->unit[0] == '\0' ? "see its meaning" : field->unit);
    }
}

void sen_field_allowed(const sen_field *field, sen_text *out)
{
    switch (field->kind) {
    case SEN_FIELD_BOOL:
        sen_text_add(out, field->low > 0 ? "true" : "true or false");
        break;
    case SEN_FIELD_SWITCH:
    case SEN_FIELD_WORD:
        sen_text_add(out, "one of ");
        add_words(field->words, out);
        break;
    case SEN_FIELD_WHOLE:
        sen_text_add(out, "a whole number, ");
        sen_range_text(field->low, field->high, field->unit, out);
        break;
    case SEN_FIELD_REAL:
        sen_text_add(out, "a fixed number, ");
        sen_range_text(field->low, field->high, field->unit, out);
        break;
    case SEN_FIELD_NUMBER:
        sen_text_add(out, "a number, ");
        sen_range_text(field->low, field->high, field->unit, out);
        break;
    case SEN_FIELD_BY_AGE:
        sen_text_add(out, "a number or numbers by age, ");
        sen_range_text(field->low, field->high, field->unit, out);
        break;
    case SEN_FIELD_SIZE:
        sen_text_add(out, "a number or a law, ");
        sen_range_text(field->low, field->high, field->unit, out);
        break;
    case SEN_FIELD_DAYS_LAW:
        sen_text_add(out, "a number of days or a law");
        break;
    case SEN_FIELD_UNIT:
        sen_text_addf(out, "a number of %s or a law", field->key);
        break;
    case SEN_FIELD_DURATION:
        sen_text_add(out, "a duration: an object of days, weeks, months or years");
        break;
    case SEN_FIELD_LABEL:
    case SEN_FIELD_TEXT:
        sen_text_add(out, "a string");
        break;
    case SEN_FIELD_DAY:
        sen_text_add(out, "a date \"YYYY-MM-DD\" (a day number under the plain clock)");
        break;
    case SEN_FIELD_REF:
        sen_text_addf(out, "the id of a %s", sen_names_what(field->names));
        break;
    case SEN_FIELD_MASK:
        sen_text_addf(out, "a list of ids of %ss", sen_names_what(field->names));
        break;
    case SEN_FIELD_LIST:
        sen_text_add(out, "a list of objects");
        break;
    case SEN_FIELD_MAP:
        sen_text_add(out, "objects by id");
        break;
    case SEN_FIELD_FORM:
        sen_text_add(out, "an object");
        break;
    case SEN_FIELD_OWN:
    case SEN_FIELD_SKIP:
        add_own(field, out);
        break;
    }
}

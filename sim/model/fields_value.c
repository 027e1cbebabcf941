/* SPDX-License-Identifier: MIT */
/* Values put together of others: rows by age, lists, objects by id and by need; and which of all
 * these a row of a form is. */
#include <stdio.h>
#include <string.h>

#include "model/fields.h"

/* From `node` on: the next row that is [key, number] with a key above the last one. */
static const sen_node *good_row(sen_loader *loader, const sen_node *node, sen_by_rows *rows)
{
    char allowed[80];
    snprintf(allowed, sizeof allowed, "[%s, number], %s %d to %d, ascending", rows->by, rows->by,
             rows->low, rows->high);
    for (; node != NULL; node = node->next) {
        if (node->kind != SEN_NODE_LIST || node->count != 2) {
            sen_loader_tell_type(loader, node, allowed);
            continue;
        }
        const int32_t last = rows->n == 0 ? rows->low - 1 : rows->key;
        int32_t key = 0;
        if (!sen_read_whole(loader, node->first, rows->low, rows->high, rows->by, &key))
            continue;
        if (key <= last) {
            sen_loader_tell(loader, node, allowed, NULL, "%s %d after %d", rows->by, key, last);
            continue;
        }
        rows->key = key;
        rows->n++;
        snprintf(rows->text, sizeof rows->text, "%d", key);
        break;
    }
    rows->row = node;
    return node;
}

const sen_node *sen_rows_first(sen_loader *loader, const sen_node *object, sen_by_rows *rows)
{
    char allowed[120];
    snprintf(allowed, sizeof allowed, "{\"by\": \"%s\", \"rows\": [[%s, number], ...]}", rows->by,
             rows->by);
    rows->n = 0;
    if (!rows->open) {
        static const char *const keys[] = {"by", "rows", "note", "source", "grade"};
        for (const sen_node *member = object->first; member != NULL; member = member->next) {
            bool known = false;
            for (int32_t i = 0; i < 5; i++)
                known = known || strcmp(keys[i], member->key) == 0;
            if (!known)
                sen_loader_tell(loader, member, allowed, sen_text_nearest(member->key, keys, 5),
                                "an unknown key");
        }
        sen_read_annotations(loader, object);
    }
    const sen_node *const by = sen_node_get(object, "by");
    const sen_node *const list = sen_node_get(object, "rows");
    if (by == NULL || by->kind != SEN_NODE_STRING || strcmp(by->text, rows->by) != 0)
        sen_loader_tell(loader, by == NULL ? object : by, allowed, NULL, "not by %s", rows->by);
    if (list == NULL || list->kind != SEN_NODE_LIST || list->count == 0) {
        sen_loader_tell(loader, list == NULL ? object : list, allowed, NULL, "without rows");
        rows->row = NULL;
        return NULL;
    }
    return good_row(loader, list->first, rows);
}

const sen_node *sen_rows_next(sen_loader *loader, sen_by_rows *rows)
{
    return good_row(loader, rows->row->next, rows);
}

static void read_by_age(sen_loader *loader, const sen_field *field, const sen_node *node,
                        sen_by_age *out)
{
    for (int32_t age = 0; age < SEN_AGES; age++)
        out->by_age[age] = SEN_NONE;
    if (node->kind != SEN_NODE_OBJECT || sen_node_is_uncertain(node)) {
        const sen_number number =
            sen_read_number(loader, node, field->low, field->high, field->unit);
        for (int32_t age = 0; age < SEN_AGES; age++)
            out->by_age[age] = number;
        return;
    }
    const int32_t grade = loader->grade;
    const char *const source = loader->source;
    sen_by_rows rows = {.low = 0, .high = SEN_AGES - 1, .by = "age"};
    const sen_node *row = sen_rows_first(loader, node, &rows);
    int32_t age = 0;
    sen_number number = SEN_NONE;
    for (; row != NULL; row = sen_rows_next(loader, &rows)) {
        if (rows.n == 1 && rows.key != 0)
            sen_loader_tell(loader, row, "a first row for age 0", NULL, "a first row for age %d",
                            rows.key);
        for (; age < rows.key; age++)
            out->by_age[age] = number;
        const size_t length = sen_path_push(loader, rows.text);
        number = sen_read_number(loader, row->last, field->low, field->high, field->unit);
        sen_path_cut(loader, length);
    }
    for (; age < SEN_AGES; age++)
        out->by_age[age] = number;
    loader->grade = grade;
    loader->source = source;
}

static void read_mask(sen_loader *loader, const sen_field *field, const sen_node *node,
                      uint32_t *mask)
{
    *mask = 0;
    if (node->kind != SEN_NODE_LIST || node->count == 0) {
        char allowed[80];
        snprintf(allowed, sizeof allowed, "a list of ids of %ss, one at least",
                 sen_names_what(field->names));
        sen_loader_tell_type(loader, node, allowed);
        return;
    }
    for (const sen_node *member = node->first; member != NULL; member = member->next) {
        const int32_t index = sen_read_ref(loader, member, field->names);
        if (index == SEN_NONE)
            continue;
        if (*mask & (UINT32_C(1) << index))
            sen_loader_tell(loader, member, "each id once", NULL, "\"%s\" a second time",
                            member->text);
        *mask |= UINT32_C(1) << index;
    }
}

void sen_read_list(sen_loader *loader, const sen_form *form, const sen_node *node, void **items,
                   int32_t *count)
{
    *items = NULL;
    *count = 0;
    if (node->kind != SEN_NODE_LIST) {
        sen_loader_tell_type(loader, node, "a list of objects");
        return;
    }
    char *const block = sen_loader_take(loader, node->count, form->size);
    if (block == NULL)
        return;
    *items = block;
    int32_t index = 0;
    for (const sen_node *member = node->first; member != NULL; member = member->next, index++) {
        const char *const id = sen_node_id(member);
        const size_t length = form->id != SEN_NO_OFFSET && id != NULL
                                  ? sen_path_push(loader, id)
                                  : sen_path_push_index(loader, index);
        char *const item = block + (size_t)index * form->size;
        sen_form_read(loader, form, member, item);
        if (form->id != SEN_NO_OFFSET) {
            if (id != NULL)
                sen_check_id(loader, member, id, form->capitals);
            const char *const kept = sen_loader_keep(loader, id == NULL ? "" : id);
            memcpy(item + form->id, &kept, sizeof kept);
        }
        sen_path_cut(loader, length);
    }
    *count = node->count;
}

void sen_read_map(sen_loader *loader, const sen_form *form, const sen_node *node,
                  sen_names_table table, void *items)
{
    if (node->kind != SEN_NODE_OBJECT) {
        sen_loader_tell_type(loader, node, "an object of objects by id");
        return;
    }
    const int32_t grade = loader->grade;
    const char *const source = loader->source;
    sen_read_annotations(loader, node);
    /* In the order of names, so that nothing depends on the order of keys. */
    for (int32_t index = 0; index < loader->names[table].count; index++) {
        const char *const id = loader->names[table].ids[index];
        const sen_node *const member = sen_node_get(node, id);
        char *const item = (char *)items + (size_t)index * form->size;
        memcpy(item + form->id, &id, sizeof id);
        if (member == NULL)
            continue; /* only under a fault of a dated change */
        sen_check_id(loader, member, id, form->capitals);
        const size_t length = sen_path_push(loader, id);
        sen_form_read(loader, form, member, item);
        sen_path_cut(loader, length);
    }
    loader->grade = grade;
    loader->source = source;
}

void sen_tell_not_needs(sen_loader *loader, const sen_node *object)
{
    const sen_names *const needs = &loader->names[SEN_NAMES_NEEDS];
    for (const sen_node *member = object->first; member != NULL; member = member->next)
        if (!sen_is_annotation(member->key) && sen_names_find(needs, member->key) == SEN_NONE)
            sen_loader_tell(loader, member, "the id of a need",
                            sen_text_nearest(member->key, needs->ids, needs->count),
                            "a key that is no need");
}

uint32_t sen_read_by_need(sen_loader *loader, const sen_field *each, const sen_node *node,
                          const char *allowed, void *items, size_t item_bytes)
{
    const sen_names *const needs = &loader->names[SEN_NAMES_NEEDS];
    const int32_t grade = loader->grade;
    const char *const source = loader->source;
    uint32_t found = 0;
    if (node->kind != SEN_NODE_OBJECT) {
        sen_loader_tell_type(loader, node, allowed);
        return 0;
    }
    sen_read_annotations(loader, node);
    for (int32_t i = 0; i < needs->count; i++) {
        const sen_node *const member = sen_node_get(node, needs->ids[i]);
        if (member == NULL)
            continue;
        const size_t length = sen_path_push(loader, needs->ids[i]);
        sen_field_read(loader, each, member, (char *)items + (size_t)i * item_bytes);
        sen_path_cut(loader, length);
        found |= UINT32_C(1) << i;
    }
    sen_tell_not_needs(loader, node);
    loader->grade = grade;
    loader->source = source;
    return found;
}

void sen_read_every_need(sen_loader *loader, const sen_field *field, const sen_node *node,
                         void *items, size_t item_bytes)
{
    const sen_names *const needs = &loader->names[SEN_NAMES_NEEDS];
    const int32_t grade = loader->grade;
    const char *const source = loader->source;
    const size_t outer = loader->path.length;
    if (node != NULL && node->kind != SEN_NODE_OBJECT) {
        sen_loader_tell_type(loader, node, "an object of objects by need");
        node = NULL;
    }
    if (node != NULL)
        sen_read_annotations(loader, node);
    else
        sen_path_push(loader, field->key);
    for (int32_t i = 0; i < needs->count; i++) {
        const sen_node *const member = sen_node_get(node, needs->ids[i]);
        void *const item = (char *)items + (size_t)i * item_bytes;
        const size_t length = sen_path_push(loader, needs->ids[i]);
        if (member != NULL)
            sen_form_read(loader, field->form, member, item);
        else
            sen_form_neutral(loader, field->form, item);
        sen_path_cut(loader, length);
        if (node != NULL && member == NULL)
            sen_loader_tell(loader, node, "an entry for every need", NULL, "without \"%s\"",
                            needs->ids[i]);
    }
    if (node != NULL)
        sen_tell_not_needs(loader, node);
    sen_path_cut(loader, outer);
    loader->grade = grade;
    loader->source = source;
}

static void read_list_row(sen_loader *loader, const sen_field *field, const sen_node *node,
                          void *target)
{
    void *items = NULL;
    sen_read_list(loader, field->form, node, &items, (int32_t *)((char *)target + field->count));
    memcpy((char *)target + field->offset, &items, sizeof items); /* a pointer of any type */
}

static void read_bool(sen_loader *loader, const sen_field *field, const sen_node *node, bool *out)
{
    if (node->kind != SEN_NODE_BOOLEAN)
        sen_loader_tell_type(loader, node, field->low > 0 ? "true" : "true or false");
    else if (node->number < field->low)
        sen_loader_tell(loader, node, "true, or leave it out", NULL, "false");
    *out = node->kind == SEN_NODE_BOOLEAN && node->number > 0;
}

static void read_text(sen_loader *loader, const sen_node *node, const char **out)
{
    *out = NULL;
    if (node->kind != SEN_NODE_STRING)
        sen_loader_tell_type(loader, node, "a string");
    else
        *out = sen_loader_keep(loader, node->text);
}

void sen_field_read(sen_loader *loader, const sen_field *field, const sen_node *node, void *target)
{
    void *const at = (char *)target + field->offset;
    const int32_t grade = loader->grade;
    const char *const source = loader->source;
    int32_t word = SEN_NONE;
    sen_read_prior(loader, node);
    switch (field->kind) {
    case SEN_FIELD_BOOL:
        read_bool(loader, field, node, at);
        break;
    case SEN_FIELD_SWITCH:
        *(bool *)at = sen_read_word(loader, node, field->words) == 1;
        break;
    case SEN_FIELD_WORD:
        word = sen_read_word(loader, node, field->words);
        *(int *)at = word == SEN_NONE ? 0 : word;
        break;
    case SEN_FIELD_WHOLE:
        sen_read_whole(loader, node, field->low, field->high, field->unit, at);
        break;
    case SEN_FIELD_REAL:
        sen_read_real(loader, node, field->low, field->high, field->unit, at);
        break;
    case SEN_FIELD_NUMBER:
        *(sen_number *)at = sen_read_number(loader, node, field->low, field->high, field->unit);
        break;
    case SEN_FIELD_BY_AGE:
        read_by_age(loader, field, node, at);
        break;
    case SEN_FIELD_SIZE:
        *(sen_size *)at =
            sen_read_size(loader, node, field->low, field->high, field->unit, field->scale);
        break;
    case SEN_FIELD_DAYS_LAW:
        *(sen_duration *)at = sen_read_days(loader, node, 1, "days", NULL);
        break;
    case SEN_FIELD_UNIT: {
        const sen_node *const whole_days = sen_node_get(node->parent, "whole_days");
        *(sen_duration *)at = sen_read_days(loader, node, field->scale, field->key, whole_days);
        break;
    }
    case SEN_FIELD_DURATION:
        sen_form_read(loader, &sen_form_duration, node, at);
        break;
    case SEN_FIELD_LABEL:
        *(const char **)at = sen_read_label(
            loader, node, field->high > 0 ? (int32_t)field->high : SEN_LABEL_CHARACTERS);
        break;
    case SEN_FIELD_TEXT:
        read_text(loader, node, at);
        break;
    case SEN_FIELD_DAY:
        sen_read_day(loader, node, at);
        break;
    case SEN_FIELD_REF:
        *(int32_t *)at = sen_read_ref(loader, node, field->names);
        break;
    case SEN_FIELD_MASK:
        read_mask(loader, field, node, at);
        break;
    case SEN_FIELD_FORM:
        sen_form_read(loader, field->form, node, at);
        break;
    case SEN_FIELD_LIST:
        if (field->read != NULL)
            field->read(loader, field, node, target);
        else
            read_list_row(loader, field, node, target);
        break;
    case SEN_FIELD_MAP:
    case SEN_FIELD_OWN:
        field->read(loader, field, node, target);
        break;
    case SEN_FIELD_SKIP:
        break;
    }
    loader->grade = grade;
    loader->source = source;
}

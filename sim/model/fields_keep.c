/* SPDX-License-Identifier: MIT */
/* Where numbers, laws and sources are kept: the same at the same path, or in the same words, is one. */
#include <string.h>

#include "model/fields_law.h"

enum { BUCKETS = 4096 };

/* Make room for one more in two arrays that grow together; `items` is the address of a pointer. */
static bool make_room(sen_loader *loader, void *items, size_t item_bytes, int32_t count,
                      int32_t *capacity, int32_t **next, int32_t **heads)
{
    if (*heads == NULL) {
        *heads = sen_loader_take(loader, BUCKETS, sizeof **heads);
        if (*heads == NULL)
            return false;
        for (int32_t i = 0; i < BUCKETS; i++)
            (*heads)[i] = SEN_NONE;
    }
    if (count < *capacity)
        return true;
    const int32_t more = *capacity == 0 ? 256 : 2 * *capacity;
    void *const new_items = sen_loader_take(loader, more, item_bytes);
    int32_t *const new_next = sen_loader_take(loader, more, sizeof *new_next);
    if (new_items == NULL || new_next == NULL)
        return false;
    if (count > 0) {
        void *old_items = NULL;
        memcpy(&old_items, items, sizeof old_items);
        memcpy(new_items, old_items, (size_t)count * item_bytes);
        memcpy(new_next, *next, (size_t)count * sizeof *new_next);
    }
    memcpy(items, &new_items, sizeof new_items);
    *next = new_next;
    *capacity = more;
    return true;
}

const char *sen_loader_share(sen_loader *loader, const char *string)
{
    if (!make_room(loader, &loader->shared, sizeof *loader->shared, loader->n_shared,
                   &loader->shared_capacity, &loader->shared_next, &loader->shared_heads))
        return "";
    int32_t *const head = &loader->shared_heads[sen_path_hash(string) % BUCKETS];
    for (int32_t i = *head; i != SEN_NONE; i = loader->shared_next[i])
        if (strcmp(loader->shared[i], string) == 0)
            return loader->shared[i];
    const int32_t own = loader->n_shared++;
    loader->shared[own] = sen_loader_keep(loader, string);
    loader->shared_next[own] = *head;
    *head = own;
    return loader->shared[own];
}

static bool same_table(int32_t rows, const double *a, const double *b)
{
    return rows == 0 || memcmp(a, b, (size_t)rows * sizeof *a) == 0;
}

static bool same_number(const sen_number_spec *a, const sen_number_spec *b)
{
    return a->how == b->how && a->value == b->value && a->low == b->low && a->high == b->high &&
           a->path_hash == b->path_hash && a->first == b->first && a->second == b->second &&
           a->grade == b->grade && a->source == b->source && a->change == b->change &&
           a->implied == b->implied && a->share == b->share && a->group_hash == b->group_hash &&
           a->correlation == b->correlation && a->law.kind == b->law.kind && a->law.a == b->law.a &&
           a->law.b == b->law.b && a->law.c == b->law.c && a->law.rows == b->law.rows &&
           same_table(a->law.rows, a->law.values, b->law.values) &&
           same_table(a->law.rows, a->law.weights, b->law.weights) && strcmp(a->path, b->path) == 0;
}

sen_number sen_keep_number(sen_loader *loader, sen_number_spec *spec)
{
    sen_model *const model = loader->model;
    spec->path = sen_text_string(&loader->path);
    if (!make_room(loader, &model->numbers, sizeof *spec, model->n_numbers,
                   &loader->numbers_capacity, &loader->number_next, &loader->number_heads))
        return 0;
    int32_t *const head = &loader->number_heads[sen_path_hash(spec->path) % BUCKETS];
    for (int32_t i = *head; i != SEN_NONE; i = loader->number_next[i])
        if (same_number(&model->numbers[i], spec))
            return i;
    spec->path = sen_loader_keep(loader, spec->path);
    const sen_number number = model->n_numbers++;
    model->numbers[number] = *spec;
    model->n_written += !spec->implied;
    model->uncertain = model->uncertain || spec->how == SEN_NUMBER_UNCERTAIN;
    loader->number_next[number] = *head;
    *head = number;
    return number;
}

static bool same_duration(const sen_duration_spec *a, const sen_duration_spec *b)
{
    return a->kind == b->kind && a->a == b->a && a->b == b->b && a->c == b->c &&
           a->rows == b->rows && a->days_per_unit == b->days_per_unit &&
           a->rounding == b->rounding && same_table(a->rows, a->values, b->values) &&
           same_table(a->rows, a->weights, b->weights) && strcmp(a->path, b->path) == 0;
}

sen_duration sen_keep_duration(sen_loader *loader, sen_duration_spec *spec)
{
    sen_model *const model = loader->model;
    spec->path = sen_text_string(&loader->path);
    if (!make_room(loader, &model->durations, sizeof *spec, model->n_durations,
                   &loader->durations_capacity, &loader->duration_next, &loader->duration_heads))
        return SEN_NONE;
    int32_t *const head = &loader->duration_heads[sen_path_hash(spec->path) % BUCKETS];
    for (int32_t i = *head; i != SEN_NONE; i = loader->duration_next[i])
        if (same_duration(&model->durations[i], spec))
            return i;
    spec->path = sen_loader_keep(loader, spec->path);
    const sen_duration duration = model->n_durations++;
    model->durations[duration] = *spec;
    loader->duration_next[duration] = *head;
    *head = duration;
    return duration;
}

static bool same_size(const sen_size_spec *a, const sen_size_spec *b)
{
    return a->kind == b->kind && a->a == b->a && a->b == b->b && a->c == b->c &&
           a->rows == b->rows && a->unit == b->unit && same_table(a->rows, a->values, b->values) &&
           same_table(a->rows, a->weights, b->weights) && strcmp(a->path, b->path) == 0;
}

sen_size sen_keep_size(sen_loader *loader, sen_size_spec *spec)
{
    sen_model *const model = loader->model;
    spec->path = sen_text_string(&loader->path);
    if (!make_room(loader, &model->sizes, sizeof *spec, model->n_sizes, &loader->sizes_capacity,
                   &loader->size_next, &loader->size_heads))
        return SEN_NONE;
    int32_t *const head = &loader->size_heads[sen_path_hash(spec->path) % BUCKETS];
    for (int32_t i = *head; i != SEN_NONE; i = loader->size_next[i])
        if (same_size(&model->sizes[i], spec))
            return i;
    spec->path = sen_loader_keep(loader, spec->path);
    const sen_size size = model->n_sizes++;
    model->sizes[size] = *spec;
    loader->size_next[size] = *head;
    *head = size;
    return size;
}

static bool same_evidence(const sen_evidence *a, const sen_evidence *b)
{
    return a->grade == b->grade && a->source == b->source && a->change == b->change;
}

/* They are few, so they are looked through one by one. */
void sen_keep_table(sen_loader *loader, sen_table_spec *spec)
{
    sen_model *const model = loader->model;
    spec->path = sen_text_string(&loader->path);
    for (int32_t i = 0; i < model->n_tables; i++) {
        const sen_table_spec *const other = model->tables + i;
        if (other->rows == spec->rows && same_table(spec->rows, other->values, spec->values) &&
            same_table(spec->rows, other->weights, spec->weights) &&
            same_evidence(&other->evidence, &spec->evidence) &&
            strcmp(other->path, spec->path) == 0)
            return;
    }
    if (model->n_tables == loader->tables_capacity) {
        const int32_t more = model->n_tables == 0 ? 16 : 2 * model->n_tables;
        sen_table_spec *const tables = sen_loader_take(loader, more, sizeof *tables);
        if (tables == NULL)
            return;
        if (model->n_tables > 0)
            memcpy(tables, model->tables, (size_t)model->n_tables * sizeof *tables);
        model->tables = tables;
        loader->tables_capacity = more;
    }
    spec->path = sen_loader_keep(loader, spec->path);
    model->tables[model->n_tables++] = *spec;
}

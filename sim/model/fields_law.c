/* SPDX-License-Identifier: MIT */
/* Numbers, fixed or uncertain, and laws with numbers as parameters. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/fields.h"

enum { BUCKETS = 4096, MOST_ROWS = 10000, LONGEST_DAYS = 100000 };

const char *const sen_law_words[] = {"fixed",     "uniform", "triangular", "pert",  "exponential",
                                     "lognormal", "gamma",   "weibull",    "table", NULL};
const char *const sen_uncertain_words[] = {"fixed",       "uniform",   "triangular", "pert",
                                           "exponential", "lognormal", "gamma",      "weibull",
                                           "normal",      "beta",      "table",      NULL};
static const char *const gap_words[] = {"fixed",     "uniform", "triangular", "pert", "exponential",
                                        "lognormal", "gamma",   "weibull",    NULL};
const char *const sen_whole_days_words[] = {"unbiased", "up", "down", NULL};

#define SEN_LAW_PARAMETERS(kind, name, a, b, c) {a, b, c},
static const char *const parameter_names[][3] = {SEN_LAWS(SEN_LAW_PARAMETERS)};

/* ---- where numbers and laws are kept: the same at the same path is one ---- */

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

static bool same_table(int32_t rows, const double *a, const double *b)
{
    return rows == 0 || memcmp(a, b, (size_t)rows * sizeof *a) == 0;
}

static bool same_number(const sen_number_spec *a, const sen_number_spec *b)
{
    return a->how == b->how && a->value == b->value && a->low == b->low && a->high == b->high &&
           a->path_hash == b->path_hash && a->first == b->first && a->second == b->second &&
           a->grade == b->grade && a->law.kind == b->law.kind && a->law.a == b->law.a &&
           a->law.b == b->law.b && a->law.c == b->law.c && a->law.rows == b->law.rows &&
           same_table(a->law.rows, a->law.values, b->law.values) &&
           same_table(a->law.rows, a->law.weights, b->law.weights) && strcmp(a->path, b->path) == 0;
}

static sen_number keep_number(sen_loader *loader, sen_number_spec *spec)
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

static sen_duration keep_duration(sen_loader *loader, sen_duration_spec *spec)
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

static sen_size keep_size(sen_loader *loader, sen_size_spec *spec)
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

/* ---- a law as it is written ---- */

typedef struct {
    sen_law_kind kind;
    const sen_node *parameters[3]; /* nodes of a, b, c */
    int32_t n_parameters;
    bool by_name; /* {"mean": ...}, not a list */
    int32_t rows;
    double *values, *weights; /* in the arena */
} written_law;

static bool read_table(sen_loader *loader, const sen_node *node, written_law *law)
{
    static const char allowed[] = "a list of [value, weight], values ascending";
    if (node->kind != SEN_NODE_LIST || node->count == 0 || node->count > MOST_ROWS) {
        sen_loader_tell_type(loader, node, allowed);
        return false;
    }
    law->values = sen_loader_take(loader, node->count, sizeof *law->values);
    law->weights = sen_loader_take(loader, node->count, sizeof *law->weights);
    if (law->values == NULL || law->weights == NULL)
        return false;
    double sum = 0;
    for (const sen_node *row = node->first; row != NULL; row = row->next) {
        if (row->kind != SEN_NODE_LIST || row->count != 2 || row->first->kind != SEN_NODE_NUMBER ||
            row->last->kind != SEN_NODE_NUMBER) {
            sen_loader_tell_type(loader, row, allowed);
            return false;
        }
        law->values[law->rows] = row->first->number;
        law->weights[law->rows] = row->last->number;
        if (row->last->number < 0 ||
            (law->rows > 0 && law->values[law->rows] <= law->values[law->rows - 1])) {
            sen_loader_tell(loader, row, "values that ascend, weights 0 or more", NULL,
                            "a row out of order or with a negative weight");
            return false;
        }
        sum += row->last->number;
        law->rows++;
    }
    if (sum <= 0)
        sen_loader_tell(loader, node, "weights that add to more than 0", NULL, "without weight");
    return sum > 0;
}

static bool read_list_law(sen_loader *loader, const sen_node *node, written_law *law)
{
    const char *const *const names = parameter_names[law->kind];
    while (law->n_parameters < 3 && names[law->n_parameters] != NULL)
        law->n_parameters++;
    if (node->kind == SEN_NODE_LIST && node->count == law->n_parameters) {
        const sen_node *at = node->first;
        for (int32_t i = 0; i < law->n_parameters; i++, at = at->next)
            law->parameters[i] = at;
        return true;
    }
    sen_loader_tell_type(loader, node,
                         law->n_parameters == 2 ? "[low, high]" : "[low, mode, high]");
    return false;
}

static bool read_named_law(sen_loader *loader, const sen_node *node, written_law *law)
{
    const char *const *const names = parameter_names[law->kind];
    char allowed[60];
    law->n_parameters = names[1] == NULL ? 1 : 2;
    law->by_name = true;
    snprintf(allowed, sizeof allowed,
             names[1] == NULL ? "an object of %s" : "an object of %s and %s", names[0], names[1]);
    if (node->kind != SEN_NODE_OBJECT) {
        sen_loader_tell_type(loader, node, allowed);
        return false;
    }
    bool well = true;
    for (const sen_node *member = node->first; member != NULL; member = member->next)
        if (strcmp(member->key, names[0]) != 0 &&
            (names[1] == NULL || strcmp(member->key, names[1]) != 0)) {
            sen_loader_tell(loader, member, allowed,
                            sen_text_nearest(member->key, names, law->n_parameters),
                            "an unknown key");
            well = false;
        }
    for (int32_t i = 0; i < law->n_parameters; i++) {
        law->parameters[i] = sen_node_get(node, names[i]);
        if (law->parameters[i] == NULL) {
            sen_loader_tell(loader, node, allowed, NULL, "without \"%s\"", names[i]);
            well = false;
        }
    }
    return well;
}

/* {"pert": [1, 2, 4]}, or a number, which is fixed. */
static bool read_law(sen_loader *loader, const sen_node *node, const char *const *words,
                     written_law *law)
{
    *law = (written_law){.kind = SEN_LAW_FIXED};
    if (sen_node_is_numeric(node)) {
        law->parameters[0] = node;
        law->n_parameters = 1;
        return true;
    }
    sen_text allowed;
    sen_text_init(&allowed);
    sen_text_add(&allowed, "a number, or an object with one of ");
    int32_t n_words = 0;
    for (; words[n_words] != NULL; n_words++)
        sen_text_addf(&allowed, "%s%s", n_words == 0 ? "" : ", ", words[n_words]);
    bool well = node->kind == SEN_NODE_OBJECT && node->count == 1;
    int32_t word = n_words;
    if (!well) {
        sen_loader_tell_type(loader, node, sen_text_string(&allowed));
    } else {
        for (word = 0; word < n_words && strcmp(words[word], node->first->key) != 0; word++)
            ;
        if (word == n_words) {
            sen_loader_tell(loader, node->first, sen_text_string(&allowed),
                            sen_text_nearest(node->first->key, words, n_words),
                            "not a law that may stand here");
            well = false;
        }
    }
    sen_text_clear(&allowed);
    if (!well)
        return false;
    for (int32_t kind = 0; kind < SEN_LAW_COUNT; kind++)
        if (strcmp(sen_law_name((sen_law_kind)kind), words[word]) == 0)
            law->kind = (sen_law_kind)kind;
    if (law->kind == SEN_LAW_TABLE)
        return read_table(loader, node->first, law);
    if (law->kind == SEN_LAW_FIXED) {
        law->parameters[0] = node->first;
        law->n_parameters = 1;
        return true;
    }
    return strcmp(parameter_names[law->kind][0], "low") == 0
               ? read_list_law(loader, node->first, law)
               : read_named_law(loader, node->first, law);
}

/* Allowed range of parameter i of a law whose values lie in low..high. */
static void parameter_range(const written_law *law, int32_t i, double *low, double *high,
                            const char **unit)
{
    const char *const name = parameter_names[law->kind][i];
    if (strcmp(name, "cv") == 0) {
        *low = 0.01;
        *high = 10;
        *unit = "";
    } else if (strcmp(name, "sd") == 0) {
        *low = 0;
    }
}

static void check_law(sen_loader *loader, const sen_node *node, const sen_law *law)
{
    sen_text whynot;
    sen_text_init(&whynot);
    if (!sen_law_check(law, &whynot)) {
        char allowed[80];
        snprintf(allowed, sizeof allowed, "parameters that make a %s law", sen_law_name(law->kind));
        sen_loader_tell(loader, node, allowed, NULL, "a law of which %s", sen_text_string(&whynot));
    }
    sen_text_clear(&whynot);
}

/* Path below the law: weeks.lognormal.mean, weeks.pert[1]; a bare number adds nothing. */
static size_t push_parameter(sen_loader *loader, const sen_node *node, const written_law *law,
                             int32_t i)
{
    const size_t length = loader->path.length;
    if (law->parameters[0] != node) {
        sen_path_push(loader, sen_law_name(law->kind));
        if (law->by_name)
            sen_path_push(loader, parameter_names[law->kind][i]);
        else if (law->kind != SEN_LAW_FIXED)
            sen_path_push_index(loader, i);
    }
    return length;
}

static bool read_parameters(sen_loader *loader, const sen_node *node, const written_law *written,
                            double low, double high, const char *unit, sen_number out[3])
{
    sen_law law = {.kind = written->kind,
                   .rows = written->rows,
                   .values = written->values,
                   .weights = written->weights};
    double *const values[3] = {&law.a, &law.b, &law.c};
    bool all_fixed = true;
    for (int32_t i = 0; i < 3; i++) {
        out[i] = SEN_NONE;
        if (i >= written->n_parameters)
            continue;
        double from = low, to = high;
        const char *parameter_unit = unit;
        parameter_range(written, i, &from, &to, &parameter_unit);
        const size_t length = push_parameter(loader, node, written, i);
        const sen_code before = loader->code;
        out[i] = sen_read_number(loader, written->parameters[i], from, to, parameter_unit);
        sen_path_cut(loader, length);
        all_fixed =
            sen_number_is_fixed(loader, out[i], values[i]) && all_fixed && loader->code == before;
    }
    for (int32_t i = 0; i < written->rows; i++)
        if (written->values[i] < low || written->values[i] > high) {
            sen_text allowed;
            char value[32];
            sen_text_init(&allowed);
            sen_range_text(low, high, unit, &allowed);
            sen_number_spell(written->values[i], value);
            sen_loader_tell(loader, node, sen_text_string(&allowed), NULL, "a table with %s",
                            value);
            sen_text_clear(&allowed);
            all_fixed = false;
            break;
        }
    if (all_fixed)
        check_law(loader, node, &law);
    return true;
}

/* ---- numbers ---- */

static sen_number_spec new_spec(sen_loader *loader, double low, double high)
{
    sen_number_spec spec = {
        .how = SEN_NUMBER_FIXED, .low = low, .high = high, .first = SEN_NONE, .second = SEN_NONE};
    spec.path_hash = sen_path_hash(sen_text_string(&loader->path));
    spec.grade = loader->grade == SEN_NO_GRADE ? SEN_GRADE_E : (sen_grade)loader->grade;
    return spec;
}

sen_number sen_fixed_number(sen_loader *loader, double value)
{
    sen_number_spec spec = new_spec(loader, value, value);
    spec.value = value;
    spec.grade = SEN_GRADE_A; /* what a key's absence means is no evidence that could be weak */
    return keep_number(loader, &spec);
}

sen_number sen_scaled_number(sen_loader *loader, sen_number first, double factor)
{
    sen_number_spec spec =
        new_spec(loader, loader->model->numbers[first].low, loader->model->numbers[first].high);
    spec.grade = loader->model->numbers[first].grade;
    double value = 0;
    if (sen_number_is_fixed(loader, first, &value)) {
        spec.value = value * factor;
    } else {
        spec.how = SEN_NUMBER_SCALE;
        spec.value = factor;
        spec.first = first;
    }
    return keep_number(loader, &spec);
}

/* {"uncertain": LAW, "group": "g1"}: numbers of one group share their luck. */
static bool read_uncertain(sen_loader *loader, const sen_node *node, sen_number_spec *spec)
{
    static const char *const keys[] = {"uncertain", "group", "note", "source", "grade"};
    enum { N_KEYS = 5 };
    for (const sen_node *member = node->first; member != NULL; member = member->next) {
        bool known = false;
        for (int32_t i = 0; i < N_KEYS; i++)
            known = known || strcmp(keys[i], member->key) == 0;
        if (!known)
            sen_loader_tell(loader, member, "uncertain, group, note, source, grade",
                            sen_text_nearest(member->key, keys, N_KEYS), "an unknown key");
    }
    sen_read_annotations(loader, node);
    const sen_node *const group = sen_node_get(node, "group");
    if (group != NULL && group->kind != SEN_NODE_STRING) {
        sen_loader_tell_type(loader, group, "an id");
    } else if (group != NULL && sen_check_id(loader, group, group->text, false)) {
        char key[80];
        snprintf(key, sizeof key, "group %s", group->text);
        spec->path_hash = sen_path_hash(key);
    }
    const sen_node *const law_node = sen_node_get(node, "uncertain");
    written_law written;
    if (!read_law(loader, law_node, sen_uncertain_words, &written))
        return false;
    spec->how = SEN_NUMBER_UNCERTAIN;
    spec->law = (sen_law){.kind = written.kind,
                          .rows = written.rows,
                          .values = written.values,
                          .weights = written.weights};
    double *const values[3] = {&spec->law.a, &spec->law.b, &spec->law.c};
    for (int32_t i = 0; i < written.n_parameters; i++) {
        if (written.parameters[i]->kind != SEN_NODE_NUMBER) {
            sen_loader_tell_type(loader, written.parameters[i],
                                 "a fixed number: nothing uncertain inside an uncertain number");
            return false;
        }
        *values[i] = written.parameters[i]->number;
    }
    check_law(loader, law_node, &spec->law);
    return true;
}

static void check_grade(sen_loader *loader, const sen_node *node, sen_number_spec *spec)
{
    spec->grade = loader->grade == SEN_NO_GRADE ? SEN_GRADE_E : (sen_grade)loader->grade;
    if (loader->people && (loader->grade == SEN_NO_GRADE || !loader->sourced) &&
        !loader->missing_told) {
        sen_loader_tell(loader, node, "source and grade (A to E) on an object here or above", NULL,
                        "a number without %s",
                        loader->sourced                 ? "grade"
                        : loader->grade == SEN_NO_GRADE ? "source and grade"
                                                        : "source");
        loader->missing_told = true;
    }
    const sen_dated_change *const change =
        node->change == NULL ? NULL : sen_tree_change(loader->tree, node->change);
    const sen_node *const grade = change == NULL ? NULL : sen_node_get(change->node, "grade");
    if (grade != NULL && grade->kind == SEN_NODE_STRING && grade->text[0] >= 'A' &&
        grade->text[0] <= 'E' && grade->text[1] == '\0') {
        const sen_grade own = (sen_grade)(grade->text[0] - 'A');
        if (node->kind != SEN_NODE_DERIVED || own > spec->grade)
            spec->grade = own;
    }
    if ((int32_t)spec->grade > loader->worst)
        loader->worst = (int32_t)spec->grade;
}

static void tell_bounds(sen_loader *loader, const sen_node *node, const sen_number_spec *spec,
                        const char *unit, double least, double most)
{
    char least_text[32], most_text[32];
    sen_text allowed;
    sen_text_init(&allowed);
    sen_range_text(spec->low, spec->high, unit, &allowed);
    sen_number_spell(least, least_text);
    sen_number_spell(most, most_text);
    if (least == most)
        sen_loader_tell(loader, node, sen_text_string(&allowed), NULL, "%s", least_text);
    else
        sen_loader_tell(loader, node, sen_text_string(&allowed), NULL, "uncertain, from %s to %s",
                        least_text, most_text);
    sen_text_clear(&allowed);
}

static void bounds_of(const sen_model *model, const sen_number_spec *spec, double *low,
                      double *high)
{
    const sen_law *const law = &spec->law;
    double first_low = 0, first_high = 0, second_low = 0, second_high = 0;
    if (spec->first != SEN_NONE)
        sen_number_bounds(model, spec->first, &first_low, &first_high);
    if (spec->second != SEN_NONE)
        sen_number_bounds(model, spec->second, &second_low, &second_high);
    *low = *high = spec->value;
    switch (spec->how) {
    case SEN_NUMBER_FIXED:
        break;
    case SEN_NUMBER_SCALE:
        *low = spec->value * (spec->value < 0 ? first_high : first_low);
        *high = spec->value * (spec->value < 0 ? first_low : first_high);
        break;
    case SEN_NUMBER_ADD:
        *low = first_low + spec->value;
        *high = first_high + spec->value;
        break;
    case SEN_NUMBER_BETWEEN:
        *low = first_low + spec->value * (second_low - first_low);
        *high = first_high + spec->value * (second_high - first_high);
        break;
    case SEN_NUMBER_UNCERTAIN:
        *low = -INFINITY;
        *high = INFINITY;
        if (law->kind == SEN_LAW_FIXED) {
            *low = *high = law->a;
        } else if (law->kind == SEN_LAW_UNIFORM) {
            *low = law->a;
            *high = law->b;
        } else if (law->kind == SEN_LAW_TRIANGULAR || law->kind == SEN_LAW_PERT) {
            *low = law->a;
            *high = law->c;
        } else if (law->kind == SEN_LAW_TABLE) {
            *low = law->values[0];
            *high = law->values[law->rows - 1];
        } else if (law->kind == SEN_LAW_BETA) {
            *low = 0;
            *high = 1;
        } else if (law->kind != SEN_LAW_NORMAL) {
            *low = 0;
        }
        break;
    }
}

sen_number sen_read_number(sen_loader *loader, const sen_node *node, double low, double high,
                           const char *unit)
{
    sen_number_spec spec = new_spec(loader, low, high);
    const int32_t grade = loader->grade;
    const bool sourced = loader->sourced;
    bool well = true;
    if (node->kind == SEN_NODE_NUMBER) {
        spec.value = node->number;
    } else if (node->kind == SEN_NODE_DERIVED) {
        spec.how = node->op == SEN_NODE_SCALE ? SEN_NUMBER_SCALE
                   : node->op == SEN_NODE_ADD ? SEN_NUMBER_ADD
                                              : SEN_NUMBER_BETWEEN;
        spec.value = node->number;
        /* Only the result must lie in the range: it may be put right by what it is made into. */
        spec.first = sen_read_number(loader, node->first, -INFINITY, INFINITY, unit);
        if (node->op == SEN_NODE_BETWEEN)
            spec.second = sen_read_number(loader, node->first->next, -INFINITY, INFINITY, unit);
    } else if (sen_node_is_uncertain(node)) {
        well = read_uncertain(loader, node, &spec);
    } else {
        sen_text allowed;
        sen_text_init(&allowed);
        sen_text_add(&allowed, "a number, ");
        sen_range_text(low, high, unit, &allowed);
        sen_loader_tell_type(loader, node, sen_text_string(&allowed));
        sen_text_clear(&allowed);
        well = false;
    }
    check_grade(loader, node, &spec);
    if (spec.how == SEN_NUMBER_SCALE || spec.how == SEN_NUMBER_ADD ||
        spec.how == SEN_NUMBER_BETWEEN)
        for (int32_t i = 0; i < 2; i++) {
            const sen_number part = i == 0 ? spec.first : spec.second;
            if (part != SEN_NONE && loader->model->numbers[part].grade > spec.grade)
                spec.grade = loader->model->numbers[part].grade;
        }
    loader->grade = grade;
    loader->sourced = sourced;
    double least = 0, most = 0;
    if (well) {
        bounds_of(loader->model, &spec, &least, &most);
        const bool outside = (isfinite(least) && least < low) || (isfinite(most) && most > high);
        if (outside && (isfinite(most) || spec.how == SEN_NUMBER_FIXED)) {
            tell_bounds(loader, node, &spec, unit, least, most);
            well = false;
        }
    }
    if (!well) { /* something that others can go on with */
        spec.how = SEN_NUMBER_FIXED;
        spec.value = isfinite(low) ? low : 0;
        spec.first = spec.second = SEN_NONE;
    }
    return keep_number(loader, &spec);
}

bool sen_number_is_fixed(const sen_loader *loader, sen_number number, double *value)
{
    const sen_number_spec *const spec = &loader->model->numbers[number];
    *value = spec->value;
    return spec->how == SEN_NUMBER_FIXED;
}

void sen_number_bounds(const sen_model *model, sen_number number, double *low, double *high)
{
    bounds_of(model, &model->numbers[number], low, high);
}

void sen_check_sum(sen_loader *loader, const sen_node *object, const sen_number *numbers,
                   int32_t count)
{
    double sum = 0;
    for (int32_t i = 0; i < count; i++) {
        double value = 0;
        if (!sen_number_is_fixed(loader, numbers[i], &value)) {
            sen_loader_tell(loader, object, "fixed shares, since they must add to 1", NULL,
                            "shares of which one is uncertain");
            return;
        }
        sum += value;
    }
    char text[32];
    sen_number_spell(sum, text);
    if (fabs(sum - 1) > 1e-9)
        sen_loader_tell(loader, object, "shares that add to 1", NULL, "shares that add to %s",
                        text);
}

/* ---- laws over days, and sizes ---- */

sen_duration sen_fixed_days(sen_loader *loader, double value, double days_per_unit)
{
    sen_duration_spec spec = {
        .kind = SEN_LAW_FIXED, .b = SEN_NONE, .c = SEN_NONE, .days_per_unit = days_per_unit};
    spec.a = sen_fixed_number(loader, value);
    if (loader->whole_days == SEN_ROUND_UP)
        spec.rounding = SEN_ROUND_UP;
    else if (loader->whole_days == SEN_ROUND_DOWN)
        spec.rounding = SEN_ROUND_DOWN;
    return keep_duration(loader, &spec);
}

sen_duration sen_read_days(sen_loader *loader, const sen_node *node, double days_per_unit,
                           const char *unit, const sen_node *whole_days)
{
    written_law written;
    if (!read_law(loader, node, sen_law_words, &written))
        return SEN_NONE;
    sen_duration_spec spec = {.kind = written.kind,
                              .rows = written.rows,
                              .values = written.values,
                              .weights = written.weights,
                              .days_per_unit = days_per_unit};
    sen_number parameters[3];
    read_parameters(loader, node, &written, 0, floor(LONGEST_DAYS / days_per_unit), unit,
                    parameters);
    spec.a = parameters[0];
    spec.b = parameters[1];
    spec.c = parameters[2];
    int32_t rounding = loader->whole_days;
    if (whole_days != NULL) {
        const int32_t own = sen_read_word(loader, whole_days, sen_whole_days_words);
        rounding = own == SEN_NONE ? rounding : own;
    }
    if (rounding == SEN_ROUND_UP)
        spec.rounding = SEN_ROUND_UP;
    else if (rounding == SEN_ROUND_DOWN)
        spec.rounding = SEN_ROUND_DOWN;
    return keep_duration(loader, &spec);
}

sen_size sen_fixed_size(sen_loader *loader, double value, double units_in_one)
{
    sen_size_spec spec = {
        .kind = SEN_LAW_FIXED, .b = SEN_NONE, .c = SEN_NONE, .unit = units_in_one};
    spec.a = sen_fixed_number(loader, value);
    return keep_size(loader, &spec);
}

sen_size sen_read_size(sen_loader *loader, const sen_node *node, double low, double high,
                       const char *unit, double units_in_one)
{
    written_law written;
    if (!read_law(loader, node, sen_law_words, &written))
        return SEN_NONE;
    sen_size_spec spec = {.kind = written.kind,
                          .rows = written.rows,
                          .values = written.values,
                          .weights = written.weights,
                          .unit = units_in_one};
    sen_number parameters[3];
    read_parameters(loader, node, &written, low, high, unit, parameters);
    spec.a = parameters[0];
    spec.b = parameters[1];
    spec.c = parameters[2];
    return keep_size(loader, &spec);
}

bool sen_read_gap(sen_loader *loader, const sen_node *node, sen_law_kind *kind, sen_number *a,
                  sen_number *b, sen_number *c)
{
    written_law written;
    if (!read_law(loader, node, gap_words, &written))
        return false;
    sen_number parameters[3];
    read_parameters(loader, node, &written, 0, LONGEST_DAYS, "days", parameters);
    *kind = written.kind;
    *a = parameters[0];
    *b = parameters[1];
    *c = parameters[2];
    return true;
}

void sen_duration_bounds(const sen_model *model, sen_duration duration, double *low, double *high)
{
    const sen_duration_spec *const spec = &model->durations[duration];
    *low = 0;
    *high = INFINITY;
    double ignored = 0;
    if (spec->kind == SEN_LAW_FIXED) {
        sen_number_bounds(model, spec->a, low, high);
    } else if (spec->kind == SEN_LAW_UNIFORM) {
        sen_number_bounds(model, spec->a, low, &ignored);
        sen_number_bounds(model, spec->b, &ignored, high);
    } else if (spec->kind == SEN_LAW_TRIANGULAR || spec->kind == SEN_LAW_PERT) {
        sen_number_bounds(model, spec->a, low, &ignored);
        sen_number_bounds(model, spec->c, &ignored, high);
    } else if (spec->kind == SEN_LAW_TABLE) {
        *low = spec->values[0];
        *high = spec->values[spec->rows - 1];
    }
    *low *= spec->days_per_unit;
    *high *= spec->days_per_unit;
}

#define WHOLE_DAYS_SHAPE "{\"enum\":[\"unbiased\",\"up\",\"down\"]}"

static const sen_field duration_fields[] = {
    SEN_ROW("days", UNIT, 0, 0, 0, "days", "how long, in days", NULL, .scale = 1),
    SEN_ROW("weeks", UNIT, 0, 0, 0, "weeks", "how long, in weeks", NULL, .scale = 7),
    SEN_ROW("months", UNIT, 0, 0, 0, "months", "how long, in months of 365.25/12 days", NULL,
            .scale = 365.25 / 12),
    SEN_ROW("years", UNIT, 0, 0, 0, "years", "how long, in years of 365.25 days", NULL,
            .scale = 365.25),
    SEN_ROW("whole_days", SKIP, 0, 0, 0, "unbiased, up or down",
            "how parts of days become whole ones", "as the scenario says",
            .shape = WHOLE_DAYS_SHAPE),
    {.key = NULL}};
static const char *const duration_choices[] = {"days weeks months years", NULL};

const sen_form sen_form_duration = {.name = "duration",
                                    .meaning = "How long something takes, from episode to episode.",
                                    .fields = duration_fields,
                                    .choices = duration_choices,
                                    .id = SEN_NO_OFFSET,
                                    .grade = SEN_NO_OFFSET};

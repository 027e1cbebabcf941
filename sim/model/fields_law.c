/* SPDX-License-Identifier: MIT */
/* Laws with numbers as parameters: how long things take, and how large they are. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "model/fields_law.h"

enum { MOST_ROWS = 10000, LONGEST_DAYS = 100000 };

const char *const sen_law_words[] = {"fixed",     "uniform", "triangular", "pert",  "exponential",
                                     "lognormal", "gamma",   "weibull",    "table", NULL};
const char *const sen_whole_days_words[] = {"unbiased", "up", "down", NULL};

/* ---- a law as it is written ---- */

static bool read_table(sen_loader *loader, const sen_node *node, sen_written_law *law)
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

static bool read_list_law(sen_loader *loader, const sen_node *node, sen_written_law *law)
{
    const char *const *const names = sen_law_parameters(law->kind);
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

static bool read_named_law(sen_loader *loader, const sen_node *node, sen_written_law *law)
{
    const char *const *const names = sen_law_parameters(law->kind);
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
bool sen_read_law(sen_loader *loader, const sen_node *node, const char *const *words,
                  sen_written_law *law)
{
    *law = (sen_written_law){.kind = SEN_LAW_FIXED};
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
    return strcmp(sen_law_parameters(law->kind)[0], "low") == 0
               ? read_list_law(loader, node->first, law)
               : read_named_law(loader, node->first, law);
}

/* Allowed range of parameter i of a law whose values lie in low..high. */
static void parameter_range(const sen_written_law *law, int32_t i, double *low, double *high,
                            const char **unit)
{
    const char *const name = sen_law_parameters(law->kind)[i];
    if (strcmp(name, "cv") == 0) {
        *low = 0.01;
        *high = 10;
        *unit = "";
    } else if (strcmp(name, "sd") == 0) {
        *low = 0;
    }
}

void sen_check_law(sen_loader *loader, const sen_node *node, const sen_law *law)
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
static size_t push_parameter(sen_loader *loader, const sen_node *node, const sen_written_law *law,
                             int32_t i)
{
    const size_t length = loader->path.length;
    if (law->parameters[0] != node) {
        sen_path_push(loader, sen_law_name(law->kind));
        if (law->by_name)
            sen_path_push(loader, sen_law_parameters(law->kind)[i]);
        else if (law->kind != SEN_LAW_FIXED)
            sen_path_push_index(loader, i);
    }
    return length;
}

/* Its numbers stand in no number of their own, so their source and grade are kept here. */
static void keep_table(sen_loader *loader, const sen_node *node, const sen_written_law *written,
                       const char *unit)
{
    sen_table_spec table = {.unit = unit,
                            .rows = written->rows,
                            .values = written->values,
                            .weights = written->weights};
    sen_read_evidence(loader, node, false, &table.evidence);
    sen_keep_table(loader, &table);
}

static bool read_parameters(sen_loader *loader, const sen_node *node,
                            const sen_written_law *written, double low, double high,
                            const char *unit, sen_number out[3])
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
    if (written->kind == SEN_LAW_TABLE)
        keep_table(loader, node, written, unit);
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
        sen_check_law(loader, node, &law);
    return true;
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
    return sen_keep_duration(loader, &spec);
}

sen_duration sen_read_days(sen_loader *loader, const sen_node *node, double days_per_unit,
                           const char *unit, const sen_node *whole_days)
{
    sen_written_law written;
    if (!sen_read_law(loader, node, sen_law_words, &written))
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
    return sen_keep_duration(loader, &spec);
}

sen_size sen_fixed_size(sen_loader *loader, double value, double units_in_one)
{
    sen_size_spec spec = {
        .kind = SEN_LAW_FIXED, .b = SEN_NONE, .c = SEN_NONE, .unit = units_in_one};
    spec.a = sen_fixed_number(loader, value);
    return sen_keep_size(loader, &spec);
}

sen_size sen_read_size(sen_loader *loader, const sen_node *node, double low, double high,
                       const char *unit, double units_in_one)
{
    sen_written_law written;
    if (!sen_read_law(loader, node, sen_law_words, &written))
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
    return sen_keep_size(loader, &spec);
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

/* SPDX-License-Identifier: MIT */
/* Numbers: fixed, uncertain, or made from others by a dated change. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "model/fields_law.h"

const char *const sen_uncertain_words[] = {"fixed",       "uniform",   "triangular", "pert",
                                           "exponential", "lognormal", "gamma",      "weibull",
                                           "normal",      "beta",      "table",      NULL};

static sen_number_spec new_spec(sen_loader *loader, double low, double high, const char *unit)
{
    sen_number_spec spec = {.how = SEN_NUMBER_FIXED,
                            .low = low,
                            .high = high,
                            .first = SEN_NONE,
                            .second = SEN_NONE,
                            .unit = unit,
                            .source = loader->source};
    spec.path_hash = sen_path_hash(sen_text_string(&loader->path));
    spec.grade = loader->grade == SEN_NO_GRADE ? SEN_GRADE_E : (sen_grade)loader->grade;
    return spec;
}

sen_number sen_fixed_number(sen_loader *loader, double value)
{
    sen_number_spec spec = new_spec(loader, value, value, NULL);
    spec.value = value;
    spec.grade = SEN_GRADE_A; /* what a key's absence means is no evidence that could be weak */
    spec.implied = true;
    return sen_keep_number(loader, &spec);
}

sen_number sen_scaled_number(sen_loader *loader, sen_number first, double factor)
{
    const sen_number_spec *const of = loader->model->numbers + first;
    sen_number_spec spec = new_spec(loader, of->low, of->high, of->unit);
    spec.grade = of->grade;
    spec.source = of->source;
    spec.change = of->change;
    double value = 0;
    if (sen_number_is_fixed(loader, first, &value)) {
        spec.value = value * factor;
    } else {
        spec.how = SEN_NUMBER_SCALE;
        spec.value = factor;
        spec.first = first;
    }
    return sen_keep_number(loader, &spec);
}

/* {"uncertain": LAW, "group": "g1"}, or {"uncertain": {"share": {...}}}. */
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
    const sen_node *const law_node = sen_node_get(node, "uncertain");
    if (sen_node_get(law_node, "share") != NULL)
        return sen_read_share(loader, node, spec);
    if (sen_node_get(node, "group") != NULL)
        sen_read_luck_group(loader, node, spec);
    sen_written_law written;
    if (!sen_read_law(loader, law_node, sen_uncertain_words, &written))
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
    sen_check_law(loader, law_node, &spec->law);
    return true;
}

void sen_read_evidence(sen_loader *loader, const sen_node *node, bool made_of_another,
                       sen_evidence *out)
{
    *out = (sen_evidence){.grade = loader->grade == SEN_NO_GRADE ? SEN_GRADE_E
                                                                 : (sen_grade)loader->grade,
                          .source = loader->source};
    if (loader->people && (loader->grade == SEN_NO_GRADE || loader->source == NULL) &&
        !loader->missing_told) {
        sen_loader_tell(loader, node, "source and grade (A to E) on an object here or above", NULL,
                        "a number without %s",
                        loader->source != NULL          ? "grade"
                        : loader->grade == SEN_NO_GRADE ? "source and grade"
                                                        : "source");
        loader->missing_told = true;
    }
    const sen_dated_change *const change =
        node->change == NULL ? NULL : sen_tree_change(loader->tree, node->change);
    if (change != NULL) {
        const sen_node *const grade = sen_node_get(change->node, "grade");
        const sen_node *const source = sen_node_get(change->node, "source");
        out->change = sen_loader_share(loader, change->id);
        if (source != NULL && source->kind == SEN_NODE_STRING)
            out->source = sen_loader_share(loader, source->text);
        if (grade != NULL && grade->kind == SEN_NODE_STRING && grade->text[0] >= 'A' &&
            grade->text[0] <= 'E' && grade->text[1] == '\0') {
            const sen_grade own = (sen_grade)(grade->text[0] - 'A');
            if (!made_of_another || own > out->grade)
                out->grade = own;
        }
    }
    if ((int32_t)out->grade > loader->worst)
        loader->worst = (int32_t)out->grade;
}

static void take_evidence(sen_loader *loader, const sen_node *node, sen_number_spec *spec)
{
    sen_evidence evidence;
    sen_read_evidence(loader, node, node->kind == SEN_NODE_DERIVED, &evidence);
    spec->grade = evidence.grade;
    spec->source = evidence.source;
    spec->change = evidence.change;
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
        if (spec->share) {
            *low = 0;
            *high = 1;
        } else if (law->kind == SEN_LAW_FIXED) {
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
    sen_number_spec spec = new_spec(loader, low, high, unit);
    const int32_t grade = loader->grade;
    const char *const source = loader->source;
    bool well = true;
    sen_read_prior(loader, node);
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
    take_evidence(loader, node, &spec);
    if (spec.how == SEN_NUMBER_SCALE || spec.how == SEN_NUMBER_ADD ||
        spec.how == SEN_NUMBER_BETWEEN)
        for (int32_t i = 0; i < 2; i++) {
            const sen_number part = i == 0 ? spec.first : spec.second;
            if (part != SEN_NONE && loader->model->numbers[part].grade > spec.grade)
                spec.grade = loader->model->numbers[part].grade;
        }
    loader->grade = grade;
    loader->source = source;
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
    return sen_keep_number(loader, &spec);
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

/* SPDX-License-Identifier: MIT */
#include "report/register.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "report/publish.h"
#include "report/terminal.h"

enum { BUCKETS = 4096 };

/* Numbers of a model by path: the first of each chain, and the next after each. */
typedef struct {
    int32_t heads[BUCKETS];
    int32_t *next;
} by_path;

typedef struct {
    const sen_run_view *view;
    const sen_model *model, *first; /* first NULL: this is the first */
    by_path own, of_first;
    sen_register_each *tell;
    void *to;
    sen_text text; /* of the distribution being told */
} teller;

static bool index_paths(by_path *index, const sen_model *model)
{
    index->next = malloc(((size_t)model->n_numbers + 1) * sizeof *index->next);
    if (index->next == NULL)
        return false;
    for (int32_t b = 0; b < BUCKETS; b++)
        index->heads[b] = SEN_NONE;
    for (int32_t i = model->n_numbers - 1; i >= 0; i--) { /* so that chains ascend */
        int32_t *const head = index->heads + model->numbers[i].path_hash % BUCKETS;
        index->next[i] = *head;
        *head = i;
    }
    return true;
}

/* ---- the same in the first scenario ---- */

static bool same_text(const char *a, const char *b)
{
    return strcmp(a == NULL ? "" : a, b == NULL ? "" : b) == 0;
}

static bool same_rows(int32_t rows, const double *a, const double *b)
{
    return rows == 0 || memcmp(a, b, (size_t)rows * sizeof *a) == 0;
}

static bool same_number(const sen_model *m, sen_number i, const sen_model *n, sen_number j)
{
    const sen_number_spec *const a = m->numbers + i, *const b = n->numbers + j;
    const bool same =
        a->path_hash == b->path_hash && a->how == b->how && a->value == b->value &&
        a->grade == b->grade && a->implied == b->implied && a->law.kind == b->law.kind &&
        a->law.a == b->law.a && a->law.b == b->law.b && a->law.c == b->law.c &&
        a->law.rows == b->law.rows && same_rows(a->law.rows, a->law.values, b->law.values) &&
        same_rows(a->law.rows, a->law.weights, b->law.weights) && strcmp(a->path, b->path) == 0 &&
        same_text(a->source, b->source) && same_text(a->change, b->change);
    if (!same || a->how == SEN_NUMBER_FIXED || a->how == SEN_NUMBER_UNCERTAIN)
        return same;
    return same_number(m, a->first, n, b->first) &&
           (a->how != SEN_NUMBER_BETWEEN || same_number(m, a->second, n, b->second));
}

static bool first_has(const teller *t, sen_number number)
{
    if (t->first == NULL)
        return false;
    const uint64_t hash = t->model->numbers[number].path_hash;
    for (int32_t i = t->of_first.heads[hash % BUCKETS]; i != SEN_NONE; i = t->of_first.next[i])
        if (same_number(t->model, number, t->first, i))
            return true;
    return false;
}

/*
 * Which value of its path a number is, from 1; 0: a copy of one before. What a change scales stands
 * in the model once more, free of the range that the whole has to keep to.
 */
static int32_t place_of(const teller *t, sen_number number)
{
    const sen_number_spec *const numbers = t->model->numbers;
    const int32_t head = t->own.heads[numbers[number].path_hash % BUCKETS];
    int32_t nth = 1;
    for (int32_t i = head; i != number; i = t->own.next[i]) {
        if (numbers[i].implied || strcmp(numbers[i].path, numbers[number].path) != 0)
            continue;
        if (same_number(t->model, number, t->model, i))
            return 0;
        bool copy = false;
        for (int32_t before = head; before != i && !copy; before = t->own.next[before])
            copy = !numbers[before].implied && same_number(t->model, i, t->model, before);
        nth += !copy;
    }
    return nth;
}

static int64_t children_of(const sen_opening *opening)
{
    int64_t children = 0;
    for (int32_t b = 0; b < opening->n_bands; b++)
        children += opening->band_count[b];
    return children;
}

static bool first_has_opening(const teller *t, const sen_opening *own, int64_t children)
{
    for (int32_t o = 0; t->first != NULL && o < t->first->n_openings; o++) {
        const sen_opening *const other = t->first->openings + o;
        if (strcmp(own->id, other->id) == 0)
            return children == children_of(other) && own->grade == other->grade &&
                   same_text(own->source, other->source);
    }
    return false;
}

/* ---- a distribution in words ---- */

/* unit: of a number that is told in a sentence; NULL: in the register, as it is written. */
static bool is_money(const char *unit)
{
    return unit != NULL && strncmp(unit, "pence", 5) == 0;
}

/* In a sentence money is told in pounds, with commas. */
static void add_value(sen_text *text, double value, const char *unit)
{
    if (!is_money(unit)) {
        sen_text_add_number(text, value);
        return;
    }
    sen_text_add(text, "£");
    if (fabs(value) >= 10000.0)
        sen_terminal_number(text, value / 100.0, false);
    else
        sen_text_add_number(text, value / 100.0);
}

/* Of shares that add up, drawn together: the mean, and how sure it is as a number of observations. */
static void add_share(sen_text *text, const sen_model *model, const sen_number_spec *number)
{
    double sum = 0.0;
    for (int32_t i = 0; i < number->n_set; i++)
        sum += model->numbers[model->set_members[number->set + i]].value;
    sen_text_add(text, "share, mean ");
    sen_text_add_number(text, number->value);
    if (number->n_set > 0) {
        sen_text_add(text, ", as sure as ");
        sen_text_add_number(text, number->law.a * sum / number->value);
        sen_text_add(text, " observations");
    }
}

static void add_table(sen_text *text, int32_t rows, const double *values, const double *weights)
{
    double sum = 0.0;
    for (int32_t r = 0; r < rows; r++)
        sum += weights[r];
    sen_text_add(text, "table:");
    for (int32_t r = 0; r < rows; r++) {
        sen_text_add(text, r == 0 ? " " : ", ");
        sen_text_add_number(text, values[r]);
        sen_text_add(text, " in ");
        sen_text_add_number(text, 100.0 * weights[r] / sum);
        sen_text_add(text, " %");
    }
}

/* "from 10 to 28, most likely 18 (pert)"; "mean 9, cv 0.8 (lognormal)". */
static void add_law(sen_text *text, const sen_law *law, const char *unit)
{
    const double values[3] = {law->a, law->b, law->c};
    const char *const *const names = sen_law_parameters(law->kind);
    if (law->kind == SEN_LAW_TABLE) {
        add_table(text, law->rows, law->values, law->weights);
        return;
    }
    const bool peaked = law->kind == SEN_LAW_PERT || law->kind == SEN_LAW_TRIANGULAR;
    if (peaked || law->kind == SEN_LAW_UNIFORM) {
        sen_text_add(text, "from "); /* a text that begins with a minus sign looks like a formula */
        add_value(text, values[0], unit);
        sen_text_add(text, " to ");
        add_value(text, values[peaked ? 2 : 1], unit);
        if (peaked) {
            sen_text_add(text, ", most likely ");
            add_value(text, values[1], unit);
        }
    } else {
        for (int32_t p = 0; p < 3 && names[p] != NULL; p++) {
            sen_text_addf(text, "%s%s ", p == 0 ? "" : ", ", names[p]);
            add_value(text, values[p], strcmp(names[p], "cv") == 0 ? NULL : unit);
        }
    }
    if (unit == NULL)
        sen_text_addf(text, " (%s)", sen_law_name(law->kind));
}

/* `inner`: it is part of another. */
static void add_number(sen_text *text, const sen_model *model, sen_number n, bool inner,
                       const char *unit)
{
    const sen_number_spec *const number = model->numbers + n;
    const bool brackets = inner && number->how != SEN_NUMBER_FIXED;
    sen_text_add(text, brackets ? "(" : "");
    switch (number->how) {
    case SEN_NUMBER_FIXED:
        add_value(text, number->value, unit);
        break;
    case SEN_NUMBER_UNCERTAIN:
        if (number->share)
            add_share(text, model, number);
        else
            add_law(text, &number->law, unit);
        break;
    case SEN_NUMBER_SCALE:
    case SEN_NUMBER_ADD:
        add_number(text, model, number->first, true, unit);
        sen_text_add(text, number->how == SEN_NUMBER_SCALE ? " times " : " plus ");
        add_value(text, number->value, number->how == SEN_NUMBER_ADD ? unit : NULL);
        break;
    case SEN_NUMBER_BETWEEN:
        sen_text_add(text, "from ");
        add_number(text, model, number->first, true, unit);
        sen_text_add(text, " to ");
        add_number(text, model, number->second, true, unit);
        sen_text_add(text, ", this far: ");
        sen_text_add_number(text, number->value);
        break;
    }
    sen_text_add(text, brackets ? ")" : "");
}

/* ---- rows ---- */

static const char *or_empty(const char *text)
{
    return text == NULL ? "" : text;
}

static void tell_row(teller *t, sen_register_row *row)
{
    row->withheld = sen_publish_hides(&t->view->publish, row->path);
    if (row->withheld) {
        row->has_value = false;
        sen_text_empty(&t->text);
    }
    row->source = sen_publish_about(&t->view->publish, row->path, or_empty(row->source));
    row->change = or_empty(row->change);
    row->unit = or_empty(row->unit);
    row->distribution = sen_text_string(&t->text);
    t->tell(t->to, row);
    sen_text_empty(&t->text);
}

static void tell_numbers(teller *t)
{
    static const char *const kinds[] = {[SEN_NUMBER_FIXED] = "fixed",
                                        [SEN_NUMBER_UNCERTAIN] = "uncertain",
                                        [SEN_NUMBER_SCALE] = "derived",
                                        [SEN_NUMBER_ADD] = "derived",
                                        [SEN_NUMBER_BETWEEN] = "derived"};
    for (int32_t n = 0; n < t->model->n_numbers; n++) {
        const sen_number_spec *const number = t->model->numbers + n;
        const int32_t nth = number->implied || first_has(t, n) ? 0 : place_of(t, n);
        if (nth == 0)
            continue;
        if (number->how != SEN_NUMBER_FIXED)
            add_number(&t->text, t->model, n, false, NULL);
        tell_row(t, &(sen_register_row){.path = number->path,
                                        .nth = nth,
                                        .change = number->change,
                                        .kind = kinds[number->how],
                                        .has_value = number->how == SEN_NUMBER_FIXED,
                                        .value = number->value,
                                        .unit = number->unit,
                                        .source = number->source,
                                        .grade = number->grade});
    }
}

static bool first_has_table(const teller *t, const sen_table_spec *own)
{
    for (int32_t i = 0; t->first != NULL && i < t->first->n_tables; i++) {
        const sen_table_spec *const other = t->first->tables + i;
        if (strcmp(own->path, other->path) == 0 && own->rows == other->rows &&
            same_rows(own->rows, own->values, other->values) &&
            same_rows(own->rows, own->weights, other->weights) &&
            own->evidence.grade == other->evidence.grade &&
            same_text(own->evidence.source, other->evidence.source) &&
            same_text(own->evidence.change, other->evidence.change))
            return true;
    }
    return false;
}

static void tell_tables(teller *t)
{
    for (int32_t i = 0; i < t->model->n_tables; i++) {
        const sen_table_spec *const own = t->model->tables + i;
        if (first_has_table(t, own))
            continue;
        int32_t nth = 1;
        for (int32_t before = 0; before < i; before++)
            nth += strcmp(t->model->tables[before].path, own->path) == 0;
        add_table(&t->text, own->rows, own->values, own->weights);
        tell_row(t, &(sen_register_row){.path = own->path,
                                        .nth = nth,
                                        .change = own->evidence.change,
                                        .kind = "table",
                                        .unit = own->unit,
                                        .source = own->evidence.source,
                                        .grade = own->evidence.grade});
    }
}

static void tell_openings(teller *t)
{
    for (int32_t o = 0; o < t->model->n_openings; o++) {
        const sen_opening *const own = t->model->openings + o;
        const int64_t children = children_of(own);
        char path[128];
        if (first_has_opening(t, own, children))
            continue;
        snprintf(path, sizeof path, "opening.%s", own->id);
        tell_row(t, &(sen_register_row){.path = path,
                                        .nth = 1,
                                        .kind = "first_day",
                                        .has_value = true,
                                        .value = (double)children,
                                        .unit = "children",
                                        .source = own->source,
                                        .grade = own->grade});
    }
}

static void tell_unknowns(teller *t)
{
    for (int32_t u = 0; u < t->model->n_unknowns; u++) {
        const sen_unknown *const own = t->model->unknowns + u;
        bool told = own->grade != SEN_GRADE_UNKNOWN; /* with a prior it is a number above */
        for (int32_t i = 0; t->first != NULL && !told && i < t->first->n_unknowns; i++)
            told = strcmp(own->path, t->first->unknowns[i].path) == 0;
        if (!told)
            tell_row(
                t, &(sen_register_row){
                       .path = own->path, .nth = 1, .kind = "unknown", .grade = SEN_GRADE_UNKNOWN});
    }
}

bool sen_register_tell(const sen_run_view *view, int32_t scenario, sen_register_each *tell,
                       void *to)
{
    teller t = {.view = view,
                .model = view->models[scenario],
                .first = scenario == 0 ? NULL : view->models[0],
                .tell = tell,
                .to = to};
    sen_text_init(&t.text);
    const bool well =
        index_paths(&t.own, t.model) && (t.first == NULL || index_paths(&t.of_first, t.first));
    if (well) {
        tell_numbers(&t);
        tell_tables(&t);
        tell_openings(&t);
        tell_unknowns(&t);
    }
    const bool told = well && sen_text_is_well(&t.text);
    sen_text_clear(&t.text);
    free(t.own.next);
    free(t.of_first.next);
    return told;
}

bool sen_register_spell(sen_text *text, const sen_model *model, const char *path)
{
    sen_number found = SEN_NONE;
    for (int32_t n = 0; n < model->n_numbers; n++) {
        const sen_number_spec *const number = model->numbers + n;
        if (number->implied || number->change != NULL || strcmp(number->path, path) != 0)
            continue;
        if (found != SEN_NONE && !same_number(model, n, model, found))
            return false;
        found = found == SEN_NONE ? n : found;
    }
    if (found == SEN_NONE)
        return false;
    const sen_number_spec *const number = model->numbers + found;
    const char *const unit = number->unit == NULL ? "" : number->unit;
    const bool money = is_money(unit);
    add_number(text, model, found, false, unit);
    sen_text_addf(text, "%s%s", money || unit[0] == '\0' ? "" : " ",
                  money ? unit + strcspn(unit, " ") : unit);
    if (number->grade == SEN_GRADE_E)
        sen_text_add(text, ", a placeholder");
    return true;
}

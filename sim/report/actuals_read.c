/* SPDX-License-Identifier: MIT */
/* The file of --actuals: every fault with line, column, what was found and what is allowed. */
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "model/csv_table.h"
#include "model/scan.h"
#include "report/actuals.h"

enum {
    COLUMN_RUN, /* what happened belongs to no run: read and not used */
    COLUMN_SCENARIO,
    COLUMN_TYPE,
    COLUMN_START,
    COLUMN_END,
    COLUMN_KEY, /* ten of them, as sen_row_key */
    COLUMN_UNIT = COLUMN_KEY + SEN_KEYS,
    COLUMN_VALUE,
    COLUMNS
};

static const char *const names[COLUMNS] = {
    "run_id",   "scenario_id", "period_type", "period_start", "period_end", "service_id",
    "stage_id", "provider_id", "measure_id",  "category",     "funder",     "group1_type",
    "group1",   "group2_type", "group2",      "unit",         "value"};

typedef struct {
    sen_csv_table table;
    const sen_plan *plans;
    int32_t n_plans;
    const char *path;
    sen_errors *errors;
    int32_t column[COLUMNS]; /* of the file; SEN_NONE: not there */
    sen_code code;           /* of the first fault */
    sen_text words;
} reader;

/* ---- cells and faults ---- */

static const sen_csv_cell *cell_of(const reader *r, int32_t row, int32_t column)
{
    return r->table.cells + (int64_t)row * r->table.columns + column;
}

/* The text of a column by its meaning; "" where the file does not have it. */
static const char *text_of(const reader *r, int32_t row, int32_t column)
{
    return r->column[column] == SEN_NONE ? "" : cell_of(r, row, r->column[column])->text;
}

/* A fault at a cell of the file (the line where the file lacks the column). */
static void fault(reader *r, int32_t row, int32_t column, const char *what, const char *allowed,
                  const char *nearest)
{
    const int32_t at = r->column[column] == SEN_NONE ? 0 : r->column[column];
    const sen_csv_cell *const cell = cell_of(r, row, at);
    sen_text_empty(&r->words);
    sen_text_addf(&r->words, "\"%.60s\"%s", text_of(r, row, column), what);
    sen_fail(r->errors, SEN_BAD_SCENARIO, r->path, cell->line, cell->column, names[column],
             sen_text_string(&r->words), allowed, nearest);
    r->code = r->code == SEN_OK ? SEN_BAD_SCENARIO : r->code;
}

static void find_columns(reader *r)
{
    static const int32_t needed[] = {COLUMN_TYPE, COLUMN_END, COLUMN_KEY + SEN_KEY_MEASURE,
                                     COLUMN_VALUE};
    for (int32_t c = 0; c < COLUMNS; c++)
        r->column[c] = SEN_NONE;
    for (int32_t i = 0; i < r->table.columns; i++) {
        const sen_csv_cell *const head = r->table.cells + i;
        bool known = false;
        for (int32_t c = 0; c < COLUMNS; c++)
            if (strcmp(head->text, names[c]) == 0) {
                r->column[c] = i;
                known = true;
            }
        if (known)
            continue;
        sen_text_empty(&r->words);
        sen_text_addf(&r->words, "a column \"%.60s\"", head->text);
        sen_fail(r->errors, SEN_BAD_SCENARIO, r->path, head->line, head->column, NULL,
                 sen_text_string(&r->words), "the key columns of results.csv, and value",
                 sen_text_nearest(head->text, names, COLUMNS));
        r->code = SEN_BAD_SCENARIO;
    }
    for (size_t i = 0; i < sizeof needed / sizeof *needed; i++) {
        if (r->column[needed[i]] != SEN_NONE)
            continue;
        sen_text_empty(&r->words);
        sen_text_addf(&r->words, "without a column \"%s\"", names[needed[i]]);
        sen_fail(r->errors, SEN_BAD_SCENARIO, r->path, 1, 1, NULL, sen_text_string(&r->words),
                 "at least period_type, period_end, measure_id and value", NULL);
        r->code = SEN_BAD_SCENARIO;
    }
}

/* ---- what a row is about ---- */

static bool find_scenario(reader *r, int32_t row, sen_actual *actual)
{
    const char *const id = text_of(r, row, COLUMN_SCENARIO);
    actual->scenario = *id == '\0' ? 0 : SEN_NONE;
    const char **const ids = calloc((size_t)r->n_plans + 1, sizeof *ids);
    for (int32_t s = 0; s < r->n_plans; s++) {
        if (ids != NULL)
            ids[s] = r->plans[s].model->id;
        if (strcmp(id, r->plans[s].model->id) == 0)
            actual->scenario = s;
    }
    if (actual->scenario == SEN_NONE)
        fault(r, row, COLUMN_SCENARIO, ", which is no scenario of this run",
              "the id of a scenario that is run, or nothing for the first",
              ids == NULL ? NULL : sen_text_nearest(id, ids, r->n_plans));
    else
        actual->plan = r->plans + actual->scenario;
    free(ids);
    return actual->scenario != SEN_NONE;
}

static int32_t find_type(reader *r, int32_t row, const sen_plan *plan)
{
    const char *const id = text_of(r, row, COLUMN_TYPE);
    const char *ids[SEN_PERIOD_TYPES];
    int32_t n = 0;
    for (int32_t type = 0; type < SEN_PERIOD_TYPES; type++) {
        if (plan->n_periods[type] > 0 && strcmp(id, plan->period_ids[type]) == 0)
            return type;
        if (plan->n_periods[type] > 0)
            ids[n++] = plan->period_ids[type];
    }
    fault(r, row, COLUMN_TYPE, ", which is no sort of period of this run",
          "a period_type of dim/periods.csv", sen_text_nearest(id, ids, n));
    return SEN_NONE;
}

/* A day of the run; false if the text is none, which is told. */
static bool read_day(reader *r, int32_t row, int32_t column, const sen_model *model, int32_t *day)
{
    const char *const text = text_of(r, row, column);
    double number = 0;
    if (!model->plain_clock) {
        const bool well = sen_date_parse(text, day);
        if (!well)
            fault(r, row, column, ", which is no date", "a date such as 2026-03-31", NULL);
        *day -= well ? model->start_date : 0;
        return well;
    }
    const size_t length = strlen(text);
    const bool well = sen_scan_is_number(text, length) &&
                      sen_scan_number(text, length, &number) == NULL && number >= 0 &&
                      number <= model->days && number == (double)(int32_t)number;
    if (!well)
        fault(r, row, column, ", which is no day of the run", "a whole number of days from 0",
              NULL);
    *day = well ? (int32_t)number : 0;
    return well;
}

/* The period that ends on the row's day. Before or after the run there is none, which is no fault:
 * a file of actuals grows from month to month. */
static bool find_period(reader *r, int32_t row, int32_t type, sen_actual *actual)
{
    const sen_plan *const plan = actual->plan;
    const sen_model *const model = plan->model;
    if (!read_day(r, row, COLUMN_END, model, &actual->end_day))
        return false;
    actual->from_day = actual->end_day;
    const bool has_start = *text_of(r, row, COLUMN_START) != '\0';
    if (has_start && !read_day(r, row, COLUMN_START, model, &actual->from_day))
        return false;
    actual->period = SEN_NONE;
    for (int32_t p = 0; p < plan->n_periods[type]; p++)
        if (plan->periods[type][p].to_day - 1 == actual->end_day)
            actual->period = p;
    if (actual->period == SEN_NONE) {
        if (actual->end_day < 0 || actual->end_day >= model->days)
            return true;
        fault(r, row, COLUMN_END, ", on which no such period of the run ends",
              "a period_end of dim/periods.csv", NULL);
        return false;
    }
    const int32_t from = plan->periods[type][actual->period].from_day;
    if (has_start && actual->from_day != from) {
        fault(r, row, COLUMN_START, ", on which the period that ends then does not begin",
              "its period_start in dim/periods.csv, or nothing", NULL);
        return false;
    }
    actual->from_day = from;
    return true;
}

/* The keys from the one that decides most to the one that decides least. */
static const sen_row_key told_first[SEN_KEYS] = {
    SEN_KEY_MEASURE,  SEN_KEY_SERVICE,     SEN_KEY_CATEGORY, SEN_KEY_FUNDER,      SEN_KEY_STAGE,
    SEN_KEY_PROVIDER, SEN_KEY_GROUP1_TYPE, SEN_KEY_GROUP1,   SEN_KEY_GROUP2_TYPE, SEN_KEY_GROUP2};

/* Whether a figure agrees with a row in its first n keys by that order. */
static bool agrees(const reader *r, int32_t row, const sen_figure *figure, int32_t n)
{
    for (int32_t i = 0; i < n; i++)
        if (strcmp(figure->key[told_first[i]],
                   text_of(r, row, COLUMN_KEY + (int32_t)told_first[i])))
            return false;
    return true;
}

/* No figure has the row's keys: tell the first key that rules out all that are left. */
static void tell_no_figure(reader *r, int32_t row, const sen_plan *plan, int32_t type)
{
    enum { MOST = 400 };
    const char *candidates[MOST];
    for (int32_t i = 0; i < SEN_KEYS; i++) {
        const int32_t column = COLUMN_KEY + (int32_t)told_first[i];
        int32_t n = 0;
        bool any = false;
        for (int32_t f = 0; f < plan->n_figures && !any; f++) {
            const sen_figure *const figure = plan->figures + f;
            if (figure->period_type != type || !agrees(r, row, figure, i))
                continue;
            any = agrees(r, row, figure, i + 1);
            const char *const key = figure->key[told_first[i]];
            if (n < MOST && (n == 0 || strcmp(candidates[n - 1], key) != 0))
                candidates[n++] = key;
        }
        if (any)
            continue;
        fault(r, row, column,
              i == 0 ? ", which is not measured over such periods" : ", which no such figure has",
              "the keys of a row of results.csv",
              sen_text_nearest(text_of(r, row, column), candidates, n));
        return;
    }
}

static bool find_figure(reader *r, int32_t row, int32_t type, sen_actual *actual)
{
    const sen_plan *const plan = actual->plan;
    sen_figure like = {.period_type = (int16_t)type};
    for (int32_t k = 0; k < SEN_KEYS; k++)
        like.key[k] = text_of(r, row, COLUMN_KEY + k);
    int32_t low = 0, high = plan->n_figures;
    while (low < high) {
        const int32_t middle = low + (high - low) / 2;
        const sen_figure *const figure = plan->figures + middle;
        int order = strcmp(plan->period_ids[figure->period_type], plan->period_ids[type]);
        if (order == 0)
            order = sen_figure_compare(figure, &like);
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    actual->figure = low < plan->n_figures ? plan->figures + low : NULL;
    if (actual->figure == NULL || actual->figure->period_type != type ||
        sen_figure_compare(actual->figure, &like) != 0) {
        tell_no_figure(r, row, plan, type);
        return false;
    }
    const char *const unit = text_of(r, row, COLUMN_UNIT);
    const char *const own = sen_measures[actual->figure->measure].unit;
    if (*unit != '\0' && strcmp(unit, own) != 0) {
        fault(r, row, COLUMN_UNIT, ", which is not the measure's unit", own, NULL);
        return false;
    }
    return true;
}

static bool read_value(reader *r, int32_t row, sen_actual *actual)
{
    const char *const text = text_of(r, row, COLUMN_VALUE);
    const char *wrong = ", which is no number";
    if (sen_scan_is_number(text, strlen(text)))
        wrong = sen_scan_number(text, strlen(text), &actual->value);
    if (wrong != NULL)
        fault(r, row, COLUMN_VALUE, wrong, "a number such as 12 or 0.5, in the measure's unit",
              NULL);
    return wrong == NULL;
}

static void read_row(reader *r, int32_t row, sen_actuals *actuals)
{
    sen_actual actual = {.line = cell_of(r, row, 0)->line};
    const bool valued = read_value(r, row, &actual);
    if (!find_scenario(r, row, &actual))
        return;
    const int32_t type = find_type(r, row, actual.plan);
    if (type == SEN_NONE)
        return;
    const bool timed = find_period(r, row, type, &actual);
    if (find_figure(r, row, type, &actual) && timed && valued)
        actuals->items[actuals->n++] = actual;
}

/* ---- order ---- */

/* The order of the rows of results.csv. */
static int compare(const void *a, const void *b)
{
    const sen_actual *const x = a, *const y = b;
    int order = strcmp(x->plan->model->id, y->plan->model->id);
    if (order == 0)
        order = strcmp(x->plan->period_ids[x->figure->period_type],
                       y->plan->period_ids[y->figure->period_type]);
    if (order == 0 && x->from_day != y->from_day)
        return x->from_day < y->from_day ? -1 : 1;
    if (order == 0 && x->end_day != y->end_day)
        return x->end_day < y->end_day ? -1 : 1;
    return order != 0 ? order : sen_figure_compare(x->figure, y->figure);
}

static void check_twice(reader *r, const sen_actuals *actuals)
{
    for (int32_t i = 1; i < actuals->n; i++) {
        const sen_actual *const x = actuals->items + i - 1, *const y = actuals->items + i;
        if (compare(x, y) != 0)
            continue;
        const int32_t first = x->line < y->line ? x->line : y->line;
        sen_failf(r->errors, SEN_BAD_SCENARIO, r->path, x->line < y->line ? y->line : x->line, 1,
                  NULL, "each figure once", "the same figure as in line %d", (int)first);
        r->code = r->code == SEN_OK ? SEN_BAD_SCENARIO : r->code;
    }
}

static sen_code read_file(reader *r, sen_actuals *actuals)
{
    const sen_code code = sen_csv_read_file(&r->table, actuals->tree, r->path, r->errors);
    if (code != SEN_OK)
        return code;
    actuals->items = calloc((size_t)r->table.rows, sizeof *actuals->items);
    return actuals->items != NULL
               ? SEN_OK
               : sen_fail(r->errors, SEN_NO_MEMORY, NULL, 0, 0, NULL, NULL, NULL, NULL);
}

sen_code sen_actuals_load(sen_actuals **out, const char *path, const sen_plan *plans,
                          int32_t n_plans, sen_errors *errors)
{
    reader r = {.plans = plans, .n_plans = n_plans, .path = path, .errors = errors};
    sen_actuals *const actuals = calloc(1, sizeof *actuals);
    *out = NULL;
    sen_text_init(&r.words);
    if (actuals != NULL)
        actuals->tree = sen_tree_new();
    if (actuals == NULL || actuals->tree == NULL)
        r.code = sen_fail(errors, SEN_NO_MEMORY, NULL, 0, 0, NULL, NULL, NULL, NULL);
    if (r.code == SEN_OK)
        r.code = read_file(&r, actuals);
    if (r.code == SEN_OK)
        find_columns(&r);
    if (r.code == SEN_OK) /* all faults of the file in one pass */
        for (int32_t row = 1; row < r.table.rows; row++)
            read_row(&r, row, actuals);
    if (r.code == SEN_OK && actuals->n > 1)
        qsort(actuals->items, (size_t)actuals->n, sizeof *actuals->items, compare);
    if (r.code == SEN_OK)
        check_twice(&r, actuals);
    sen_csv_clear(&r.table);
    sen_text_clear(&r.words);
    if (r.code == SEN_OK)
        *out = actuals;
    else
        sen_actuals_free(actuals);
    return r.code;
}

void sen_actuals_free(sen_actuals *actuals)
{
    if (actuals == NULL)
        return;
    sen_tree_free(actuals->tree);
    free(actuals->items);
    free(actuals);
}

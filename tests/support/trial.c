/* SPDX-License-Identifier: MIT */
#include "trial.h"

#include <criterion/criterion.h>
#include <criterion/logging.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sen_model.h"

enum { SEED = 5, TOLD = 6 };

static void expect_well(sen_code code, sen_errors *errors, const char *what)
{
    for (int32_t i = 0; code != SEN_OK && i < sen_errors_kept(errors) && i < TOLD; i++) {
        char line[512];
        sen_error_line(sen_errors_at(errors, i), line, sizeof line);
        cr_log_error("%s: %s", what, line);
    }
    sen_errors_free(errors);
    cr_assert(code == SEN_OK, "%s", what);
}

static void write_file(const char *path, const char *start, const char *rest)
{
    FILE *const file = fopen(path, "w");
    cr_assert(file != NULL);
    fputs(start, file);
    fputs(rest, file);
    cr_assert(fclose(file) == 0);
}

static sen_code load(const char *text, const char *over, sen_model **model, sen_errors *errors)
{
    char folder[] = "/tmp/sen_trial_XXXXXX", base[48], top[48];
    if (over == NULL)
        return sen_model_load_text(text, strlen(text), "text", SEN_MODEL_FULL, model, errors);
    cr_assert(mkdtemp(folder) != NULL);
    snprintf(base, sizeof base, "%s/base.json", folder);
    snprintf(top, sizeof top, "%s/over.json", folder);
    write_file(base, "", text);
    write_file(top, "{\"sendsim\": 1, \"extends\": \"base.json\", \"id\": \"over\", ", over + 1);
    const sen_code code = sen_model_load(top, SEN_MODEL_FULL, model, errors);
    unlink(base);
    unlink(top);
    rmdir(folder);
    return code;
}

void trial_add_town(sen_text *text, const char *head, int children)
{
    sen_text_addf(text,
                  "{\"sendsim\": 1, \"id\": \"town\", \"source\": \"made up\", \"grade\": \"E\", "
                  "%s, \"population\": {\"by\": \"age\", \"rows\": [",
                  head);
    for (int age = 0; age < 26; age++)
        sen_text_addf(text, "%s[%d, %d]", age > 0 ? ", " : "", age, children);
    sen_text_add(text, "], \"births_per_year\": {\"by\": \"year\", \"rows\": [");
    for (int year = 2025; year <= 2028; year++)
        sen_text_addf(text, "%s[%d, %d]", year > 2025 ? ", " : "", year, children);
    sen_text_add(text, "]}}, ");
}

static trial begin(trial t, sen_code code, sen_errors *errors)
{
    if (code == SEN_OK)
        code = sen_plan_make(&t.plan, t.model, errors);
    if (code == SEN_OK)
        code = sen_draw_make(&t.draw, t.model, SEED, 1, errors);
    expect_well(code, errors, t.what);
    sen_arena_init(&t.arena, 0);
    t.workspace = sen_workspace_new();
    t.record = malloc(((size_t)t.plan.n_cells + 1) * sizeof *t.record);
    cr_assert(t.workspace != NULL && t.record != NULL);
    return t;
}

trial trial_begin(const char *text, const char *over, const char *what)
{
    trial t = {.what = what};
    sen_errors *errors = sen_errors_new();
    return begin(t, load(text, over, &t.model, errors), errors);
}

trial trial_begin_file(const char *path)
{
    trial t = {.what = path};
    sen_errors *errors = sen_errors_new();
    return begin(t, sen_model_load(path, SEN_MODEL_FULL, &t.model, errors), errors);
}

void trial_end(trial *t)
{
    free(t->record);
    sen_workspace_free(t->workspace);
    sen_arena_clear(&t->arena);
    sen_draw_clear(&t->draw);
    sen_plan_clear(&t->plan);
    sen_model_free(t->model);
}

void trial_run(trial *t, int32_t replicate, bool verify)
{
    sen_errors *errors = sen_errors_new();
    sen_arena_reset(&t->arena);
    sen_code code =
        sen_world_make(&t->world, &t->draw, SEED, replicate, &t->arena, &t->arena, errors);
    if (code == SEN_OK)
        code = sen_replicate_run(t->workspace, &t->plan, &t->draw, &t->world, SEED, replicate,
                                 verify, t->record, errors);
    expect_well(code, errors, t->what);
}

/* ---- figures ---- */

int64_t trial_cell(const trial *t, int32_t figure, int32_t period, bool below)
{
    const sen_figure *const of = t->plan.figures + figure;
    const int32_t first = below ? of->first_below : of->first_term;
    int32_t from = period, to = period + 1;
    int64_t sum = 0;
    if (of->reading != SEN_READ_OWN) {
        from = t->plan.first_month[of->period_type][period];
        to = t->plan.first_month[of->period_type][period + 1];
        if (of->reading == SEN_READ_LAST_MONTH)
            from = to - 1;
    }
    for (int32_t k = first; k < first + (below ? of->n_below : of->n_terms); k++)
        for (int32_t p = from; p < to; p++) {
            const sen_term *const term = t->plan.terms + k;
            const int64_t cell = t->record[t->plan.series[term->series].first_cell + p];
            if (cell == SEN_NO_FIGURE)
                return SEN_NO_FIGURE;
            sum += term->sign * cell;
        }
    return sum;
}

int64_t trial_at(const trial *t, sen_period_type type, int32_t period, sen_measure_index measure,
                 const char *service, const char *category)
{
    const int32_t figure = sen_plan_find(&t->plan, type, measure, service, category);
    cr_assert(figure != SEN_NONE, "%s: no %s of %s %s", t->what, sen_measures[measure].id,
              service != NULL ? service : "all", category != NULL ? category : "");
    return trial_cell(t, figure, period, false);
}

int64_t trial_sum(const trial *t, sen_period_type type, sen_measure_index measure,
                  const char *service, const char *category)
{
    int64_t sum = 0;
    for (int32_t p = 0; p < t->plan.n_periods[type]; p++)
        sum += trial_at(t, type, p, measure, service, category);
    return sum;
}

int64_t trial_state_days(const trial *t, const char *kind)
{
    int64_t days = 0;
    for (int32_t state = 0; state < SEN_STATES; state++)
        days += trial_sum(t, SEN_PERIOD_ACADEMIC_YEAR, SEN_MEASURE_CHILD_WEEKS(state), NULL, kind);
    return days;
}

/* Figures are sorted by the id of their period type, then by keys. */
static int compare_figures(const trial *a, int32_t i, const trial *b, int32_t j)
{
    const sen_figure *const left = a->plan.figures + i, *const right = b->plan.figures + j;
    const int order =
        strcmp(a->plan.period_ids[left->period_type], b->plan.period_ids[right->period_type]);
    return order != 0 ? order : sen_figure_compare(left, right);
}

static bool is_same(const trial *a, int32_t i, const trial *b, int32_t j)
{
    const int32_t periods = a->plan.n_periods[a->plan.figures[i].period_type];
    for (int32_t p = 0; p < periods; p++)
        for (int32_t below = 0; below < 2; below++)
            if (trial_cell(a, i, p, below != 0) != trial_cell(b, j, p, below != 0))
                return false;
    return true;
}

int32_t trial_differences(const trial *a, const trial *b)
{
    int32_t different = 0, j = 0;
    for (int32_t i = 0; i < a->plan.n_figures; i++) {
        while (j < b->plan.n_figures && compare_figures(a, i, b, j) > 0)
            j++;
        if (j < b->plan.n_figures && compare_figures(a, i, b, j) == 0 && is_same(a, i, b, j))
            continue;
        const sen_figure *const of = a->plan.figures + i;
        if (different++ < TOLD)
            cr_log_warn("%s: %s, %s %s %s %s", b->what, a->plan.period_ids[of->period_type],
                        of->key[SEN_KEY_SERVICE], of->key[SEN_KEY_PROVIDER],
                        sen_measures[of->measure].id, of->key[SEN_KEY_CATEGORY]);
    }
    return different;
}

/* SPDX-License-Identifier: MIT */
#include "theory_case.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/replicate.h"
#include "engine/world.h"
#include "model/draw.h"
#include "sen_error.h"
#include "sen_model.h"
#include "stats/fold.h"

static const double MOST_Z = 4.5, MOST_ERROR = 0.01;

static void stop(const char *name, const sen_errors *errors)
{
    if (sen_errors_kept(errors) > 0) {
        const sen_error *const e = sen_errors_at(errors, 0);
        cr_assert_fail("%s: %s: %s; allowed %s", name, e->path ? e->path : "",
                       e->found ? e->found : "", e->allowed ? e->allowed : "");
    }
    cr_assert_fail("%s: could not run", name);
}

static int32_t asked_for(const char *variable, int32_t fallback)
{
    const char *const given = getenv(variable);
    const int32_t n = given == NULL ? 0 : atoi(given);
    return n > 0 ? n : fallback;
}

uint64_t theory_seed(void)
{
    return (uint64_t)asked_for("SEN_THEORY_SEED", 20251);
}

static theory_run go(const char *name, const char *text, int32_t first, int32_t replicates)
{
    theory_run run = {.name = name, .replicates = replicates};
    const uint64_t seed = theory_seed();
    sen_errors *const errors = sen_errors_new();
    sen_workspace *const workspace = sen_workspace_new();
    sen_arena arena;
    sen_draw draw;
    char path[256];
    snprintf(path, sizeof path, "%s%s.json", strchr(name, '/') ? "" : "tests/theory/scenarios/",
             name);
    sen_arena_init(&arena, 0);
    const sen_code loaded = text == NULL ? sen_model_load(path, SEN_MODEL_FULL, &run.model, errors)
                                         : sen_model_load_text(text, strlen(text), name,
                                                               SEN_MODEL_FULL, &run.model, errors);
    if (loaded != SEN_OK || sen_plan_make(&run.plan, run.model, errors) != SEN_OK ||
        sen_draw_make(&draw, run.model, seed, 1, errors) != SEN_OK || workspace == NULL)
        stop(name, errors);
    int64_t *const record = malloc((size_t)run.plan.n_cells * sizeof *record);
    run.columns = malloc((size_t)run.plan.n_cells * (size_t)run.replicates * sizeof *run.columns);
    cr_assert(record != NULL && run.columns != NULL);
    for (int32_t r = 0; r < run.replicates; r++) {
        sen_world world;
        sen_arena_reset(&arena);
        if (sen_world_make(&world, &draw, seed, first + r, &arena, &arena, errors) != SEN_OK ||
            sen_replicate_run(workspace, &run.plan, &draw, &world, seed, first + r, r == 0, record,
                              errors) != SEN_OK)
            stop(name, errors);
        for (int32_t cell = 0; cell < run.plan.n_cells; cell++)
            run.columns[(size_t)cell * (size_t)run.replicates + (size_t)r] = record[cell];
    }
    free(record);
    sen_draw_clear(&draw);
    sen_arena_clear(&arena);
    sen_workspace_free(workspace);
    sen_errors_free(errors);
    return run;
}

theory_run theory_go(const char *name, int32_t replicates)
{
    return go(name, NULL, 1, replicates * asked_for("SEN_THEORY_TIMES", 1));
}

theory_run theory_go_text(const char *name, const char *text, int32_t replicates)
{
    return go(name, text, 1, replicates * asked_for("SEN_THEORY_TIMES", 1));
}

theory_run theory_go_from(const char *name, const char *text, int32_t first, int32_t replicates)
{
    return go(name, text, first, replicates);
}

void theory_end(theory_run *run)
{
    free(run->columns);
    sen_plan_clear(&run->plan);
    sen_model_free(run->model);
}

/* ---- reading figures ---- */

static bool is_key(const sen_figure *f, sen_row_key key, const char *id)
{
    return strcmp(f->key[key], id) == 0;
}

static int32_t find(const theory_run *run, sen_measure_index measure, const char *id,
                    const char *category, sen_period_type type)
{
    const char *const part = category == NULL ? "" : category;
    for (int32_t f = 0; f < run->plan.n_figures; f++) {
        const sen_figure *const figure = run->plan.figures + f;
        if (figure->period_type == (int16_t)type && figure->measure == (int16_t)measure &&
            (is_key(figure, SEN_KEY_SERVICE, id) ||
             (is_key(figure, SEN_KEY_SERVICE, "") && is_key(figure, SEN_KEY_PROVIDER, id))) &&
            (is_key(figure, SEN_KEY_CATEGORY, part) || is_key(figure, SEN_KEY_STAGE, part)) &&
            (*part != '\0' ||
             (is_key(figure, SEN_KEY_CATEGORY, "") && is_key(figure, SEN_KEY_STAGE, ""))) &&
            is_key(figure, SEN_KEY_FUNDER, "") && is_key(figure, SEN_KEY_GROUP1_TYPE, ""))
            return f;
    }
    cr_assert_fail("%s: no figure %s of %s %s", run->name, sen_measures[measure].id, id, part);
    return SEN_NONE;
}

static sen_code read_columns(void *context, int32_t scenario, int32_t first_cell, int32_t n_cells,
                             int64_t *columns, sen_errors *errors)
{
    const theory_run *const run = context;
    (void)scenario;
    (void)errors;
    memcpy(columns, run->columns + (size_t)first_cell * (size_t)run->replicates,
           (size_t)n_cells * (size_t)run->replicates * sizeof *columns);
    return SEN_OK;
}

static theory_estimate summarise(const theory_run *run, int32_t figure, int32_t period)
{
    const sen_columns columns = {.read = read_columns,
                                 .context = (void *)(uintptr_t)run,
                                 .replicates = run->replicates,
                                 .draws = 1,
                                 .first = 1};
    sen_summary summary;
    cr_assert(sen_fold_one(&summary, &run->plan, 0, figure, period, &columns, NULL) == SEN_OK);
    return (theory_estimate){summary.mean, summary.mc_error};
}

theory_estimate theory_figure(const theory_run *run, sen_measure_index measure, const char *id)
{
    return summarise(run, find(run, measure, id, NULL, SEN_PERIOD_RUN), 0);
}

theory_estimate theory_at(const theory_run *run, sen_measure_index measure, const char *id,
                          const char *category, sen_period_type type, int32_t period)
{
    return summarise(run, find(run, measure, id, category, type), period);
}

static double *values_of(const theory_run *run, int32_t figure, int32_t period)
{
    const sen_figure *const f = run->plan.figures + figure;
    const size_t n = (size_t)run->replicates;
    int64_t *const space = malloc(n * sizeof *space);
    double *const values = malloc(n * sizeof *values);
    cr_assert(space != NULL && values != NULL);
    const int64_t *const above =
        sen_figure_above(&run->plan, f, period, run->columns, 0, run->replicates, space);
    for (size_t r = 0; r < n; r++)
        values[r] = (double)above[r] / (double)sen_figure_divisor(&run->plan, f, period);
    free(space);
    return values;
}

static theory_estimate mean_of(const double *values, int32_t n)
{
    double sum = 0.0, squares = 0.0;
    for (int32_t i = 0; i < n; i++)
        sum += values[i];
    for (int32_t i = 0; i < n; i++)
        squares += (values[i] - sum / n) * (values[i] - sum / n);
    return (theory_estimate){sum / n, sqrt(squares / (n - 1) / n)};
}

theory_estimate theory_total(const theory_run *run, sen_measure_index measure, const char *id,
                             const char *category, sen_period_type type, int32_t periods)
{
    const int32_t figure = find(run, measure, id, category, type);
    double *const sums = calloc((size_t)run->replicates, sizeof *sums);
    cr_assert(sums != NULL && periods <= run->plan.n_periods[type]);
    for (int32_t p = 0; p < periods; p++) {
        double *const values = values_of(run, figure, p);
        for (int32_t r = 0; r < run->replicates; r++)
            sums[r] += values[r];
        free(values);
    }
    const theory_estimate found = mean_of(sums, run->replicates);
    free(sums);
    return found;
}

theory_estimate theory_average(const theory_run *run, sen_measure_index measure, const char *id,
                               const char *category, double (*of)(double))
{
    const int32_t figure = find(run, measure, id, category, SEN_PERIOD_MONTH);
    const sen_period *const periods = run->plan.periods[SEN_PERIOD_MONTH];
    const int32_t length = periods[0].to_day - periods[0].from_day;
    double *const means = calloc((size_t)run->replicates, sizeof *means);
    cr_assert(means != NULL);
    int32_t n = 0;
    for (int32_t p = 0; p < run->plan.n_periods[SEN_PERIOD_MONTH]; p++) {
        if (periods[p].to_day - periods[p].from_day != length)
            continue;
        double *const values = values_of(run, figure, p);
        for (int32_t r = 0; r < run->replicates; r++)
            means[r] += of == NULL ? values[r] : of(values[r]);
        free(values);
        n++;
    }
    for (int32_t r = 0; r < run->replicates; r++)
        means[r] /= n;
    const theory_estimate found = mean_of(means, run->replicates);
    free(means);
    return found;
}

theory_estimate theory_variance(const theory_run *run, sen_measure_index measure, const char *id,
                                const char *category, int32_t period)
{
    const int32_t figure = find(run, measure, id, category, SEN_PERIOD_MONTH), n = run->replicates;
    double *const values = values_of(run, figure, period);
    const double mean = mean_of(values, n).mean;
    for (int32_t r = 0; r < n; r++)
        values[r] = (values[r] - mean) * (values[r] - mean) * n / (n - 1);
    const theory_estimate found = mean_of(values, n);
    free(values);
    return found;
}

static void add_up(const theory_run *run, int32_t figure, bool below, double *sums)
{
    const sen_figure *const f = run->plan.figures + figure;
    int64_t *const space = malloc((size_t)run->replicates * sizeof *space);
    cr_assert(space != NULL);
    const int64_t *const values = (below ? sen_figure_below : sen_figure_above)(
        &run->plan, f, 0, run->columns, 0, run->replicates, space);
    for (int32_t r = 0; r < run->replicates; r++)
        sums[r] += (double)values[r];
    free(space);
}

theory_estimate theory_all_services(const theory_run *run, sen_measure_index measure,
                                    const char *category)
{
    const int32_t n = run->replicates;
    double *const above = calloc((size_t)n * 2, sizeof *above), *const below = above + n;
    cr_assert(above != NULL);
    bool ratio = false;
    for (int32_t s = 0; s < run->model->n_services; s++) {
        const int32_t figure =
            find(run, measure, run->model->rules[0].services[s].id, category, SEN_PERIOD_RUN);
        ratio = run->plan.figures[figure].n_below > 0;
        add_up(run, figure, false, above);
        if (ratio)
            add_up(run, figure, true, below);
    }
    theory_estimate found = mean_of(above, n);
    if (ratio) {
        const double of = mean_of(below, n).mean, share = found.mean / of;
        for (int32_t r = 0; r < n; r++)
            above[r] = (above[r] - share * below[r]) / of;
        found = (theory_estimate){share, mean_of(above, n).error};
    }
    free(above);
    return found;
}

/* ---- judging ---- */

void theory_holds_within(const theory_run *run, const char *what, theory_estimate found, double law,
                         double most_relative_error)
{
    const double off = found.mean - law;
    const double z = fabs(off) < 1e-9 * (1.0 + fabs(law)) ? 0.0 : off / found.error;
    printf("%-22s %-28s %12.6g %12.6g %10.3g %6.2f\n", run->name, what, law, found.mean,
           found.error, z);
    fflush(stdout);
    cr_expect(fabs(z) < MOST_Z, "%s: %s is %.6g, law %.6g, z %.2f", run->name, what, found.mean,
              law, z);
    cr_expect(found.error <= most_relative_error * fabs(law),
              "%s: %s has error %.3g, more than %g of %.6g", run->name, what, found.error,
              most_relative_error, law);
}

void theory_holds(const theory_run *run, const char *what, theory_estimate found, double law)
{
    theory_holds_within(run, what, found, law, MOST_ERROR);
}

theory_estimate theory_limit(theory_estimate at_28, theory_estimate at_112)
{
    return (theory_estimate){(4.0 * at_112.mean - at_28.mean) / 3.0,
                             sqrt(16.0 * at_112.error * at_112.error + at_28.error * at_28.error) /
                                 3.0};
}

void theory_tends(const char *what, const double laws[3], double continuous)
{
    for (int i = 1; i < 3; i++)
        cr_expect(fabs(laws[i] - continuous) <=
                      0.4 * fabs(laws[i - 1] - continuous) + 1e-9 * fabs(continuous),
                  "%s: %.8g after %.8g does not tend to %.8g", what, laws[i], laws[i - 1],
                  continuous);
}

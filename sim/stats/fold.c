/* SPDX-License-Identifier: MIT */
#include "stats/fold.h"

#include <stdlib.h>
#include <string.h>

static sen_code no_memory(sen_errors *errors)
{
    return sen_fail(errors, SEN_NO_MEMORY, NULL, 0, 0, NULL, NULL, NULL, NULL);
}

/* ---- a worker ---- */

sen_code sen_fold_worker_init(sen_fold_worker *worker, const sen_columns *columns,
                              sen_errors *errors)
{
    const size_t n = (size_t)(columns->replicates > 0 ? columns->replicates : 1);
    memset(worker, 0, sizeof *worker);
    for (int32_t i = 0; i < 4; i++) {
        worker->room[i] = malloc(n * sizeof *worker->room[i]);
        if (worker->room[i] == NULL)
            return no_memory(errors);
    }
    const sen_code code = sen_summary_work_init(&worker->work, columns->replicates, errors);
    return code != SEN_OK
               ? code
               : sen_summary_work_draws(&worker->work, columns->draws, columns->first, errors);
}

void sen_fold_worker_clear(sen_fold_worker *worker)
{
    free(worker->own);
    free(worker->other);
    for (int32_t i = 0; i < 4; i++)
        free(worker->room[i]);
    sen_summary_work_clear(&worker->work);
    memset(worker, 0, sizeof *worker);
}

/* Cells [first, last) of a scenario, in a worker's room. */
static sen_code read_cells(int64_t **cells, size_t *room, const sen_columns *columns,
                           int32_t scenario, int32_t first, int32_t last, sen_errors *errors)
{
    const size_t n = (size_t)(last - first) * (size_t)columns->replicates;
    if (n > *room) {
        free(*cells);
        *cells = malloc(n * sizeof **cells);
        *room = *cells == NULL ? 0 : n;
        if (*cells == NULL)
            return sen_failf(errors, SEN_NO_MEMORY, NULL, 0, 0, NULL, NULL,
                             "%ld figures of %ld replicates at a time", (long)(last - first),
                             (long)columns->replicates);
    }
    return columns->read(columns->context, scenario, first, last - first, *cells, errors);
}

/* ---- a row ---- */

static bool is_asked(const sen_fold *fold, int32_t figure, int32_t what)
{
    return fold->asked == NULL || (fold->asked[figure] & what) != 0;
}

/* What the baseline says of its figure; NULL: it was not asked. */
static const sen_summary *baseline_summary(const sen_fold *fold, int32_t figure, int32_t period)
{
    static const sen_summary off = {.not_modelled = true}, unknown = {.unknown = true};
    const sen_fold *const baseline = fold->baseline;
    const sen_figure *const of = baseline->plan->figures + figure;
    return baseline->first_row[figure] != SEN_NONE
               ? baseline->summaries + baseline->first_row[figure] + period
           : of->off                        ? &off
           : of->grade == SEN_GRADE_UNKNOWN ? &unknown
                                            : NULL;
}

/*
 * What no effect that is on can move is told as not modelled, never as 0; what rests on an unknown
 * only as a difference between two that both do.
 */
static void mark_row(sen_fold *fold, int32_t figure, int32_t row)
{
    const sen_figure *const own = fold->plan->figures + figure;
    const int32_t counterpart = fold->counterpart[figure];
    const bool unknown = own->grade == SEN_GRADE_UNKNOWN;
    if (own->off)
        fold->summaries[row] = (sen_summary){.not_modelled = true};
    else if (unknown)
        fold->summaries[row] = (sen_summary){.unknown = true};
    if (counterpart == SEN_NONE)
        return;
    const sen_figure *const other = fold->baseline->plan->figures + counterpart;
    if (own->same_whatever || other->same_whatever)
        fold->differences[row] = (sen_difference){.not_modelled = true};
    else if (unknown != (other->grade == SEN_GRADE_UNKNOWN))
        fold->differences[row] = (sen_difference){.unknown = true};
}

/* Whether the store knows the baseline's figure to be this one, so that nothing need be read. */
static bool is_alike(const sen_fold *fold, int32_t figure, int32_t period)
{
    const int32_t other = fold->counterpart[figure];
    if (fold->alike == NULL || other == SEN_NONE || fold->baseline->first_row[other] == SEN_NONE)
        return false;
    const sen_plan *const base = fold->baseline->plan;
    const sen_figure *const of = base->figures + other;
    return !of->off && of->grade != SEN_GRADE_UNKNOWN && /* else nothing is said of it there */
           sen_figure_is_marked(fold->plan, fold->plan->figures + figure, period, fold->alike) &&
           sen_figure_same_cells(fold->plan, fold->plan->figures + figure, base, of);
}

/* Where the worker's columns begin. */
typedef struct {
    int32_t own, other;
} first_cells;

static void fold_row(sen_fold *fold, int32_t figure, int32_t period, first_cells at,
                     sen_fold_worker *worker)
{
    const sen_plan *const plan = fold->plan;
    const sen_figure *const own = plan->figures + figure;
    const int32_t n = fold->columns->replicates, row = fold->first_row[figure] + period;
    const int32_t counterpart = fold->counterpart[figure];
    const int64_t divisor = sen_figure_divisor(plan, own, period);
    const size_t bytes = (size_t)n * sizeof(int64_t);
    sen_paired_side a, b = {NULL, NULL};
    a.above = sen_figure_above(plan, own, period, worker->own, at.own, n, worker->room[0]);
    a.below = sen_figure_below(plan, own, period, worker->own, at.own, n, worker->room[1]);
    if (counterpart == SEN_NONE) {
        sen_summary_make(fold->summaries + row, a.above, a.below, n, divisor, &worker->work);
        return;
    }
    const sen_plan *const base = fold->baseline->plan;
    const sen_figure *const other = base->figures + counterpart;
    b.above = sen_figure_above(base, other, period, worker->other, at.other, n, worker->room[2]);
    b.below = sen_figure_below(base, other, period, worker->other, at.other, n, worker->room[3]);
    const sen_summary *same = NULL;
    if (memcmp(a.above, b.above, bytes) == 0 &&
        (a.below == NULL || memcmp(a.below, b.below, bytes) == 0))
        same = baseline_summary(fold, counterpart, period);
    if (same != NULL)
        fold->summaries[row] = *same;
    else
        sen_summary_make(fold->summaries + row, a.above, a.below, n, divisor, &worker->work);
    if (!is_asked(fold, figure, SEN_ASK_DIFFERENCE))
        return;
    const sen_measure *const measure = sen_measures + own->measure;
    const bool children = strcmp(measure->unit, "children") == 0;
    sen_paired_make(fold->differences + row, a, b, n, divisor, measure->better,
                    children ? fold->smallest : 0.0, &worker->work);
}

/* ---- a stretch ---- */

/* The baseline's cells that a stretch's figures are compared with. */
static void baseline_cells(const sen_fold *fold, const sen_stretch *of, int32_t *first,
                           int32_t *last)
{
    *first = INT32_MAX;
    *last = 0;
    for (int32_t i = of->from; i < of->to; i++) {
        const int32_t figure = fold->spans[i].item, other = fold->counterpart[figure];
        const int32_t periods = fold->plan->n_periods[fold->plan->figures[figure].period_type];
        for (int32_t p = 0; p < periods && other != SEN_NONE; p++)
            if (!is_alike(fold, figure, p))
                sen_figure_widen(fold->baseline->plan, fold->baseline->plan->figures + other, p,
                                 first, last);
    }
}

sen_code sen_fold_stretch(sen_fold *fold, int32_t stretch, sen_fold_worker *worker,
                          sen_errors *errors)
{
    const sen_stretch *const of = fold->stretches + stretch;
    first_cells at = {of->first, 0};
    sen_code code = read_cells(&worker->own, &worker->own_room, fold->columns, fold->scenario,
                               of->first, of->last, errors);
    if (code == SEN_OK && fold->baseline != NULL) {
        int32_t last;
        baseline_cells(fold, of, &at.other, &last);
        if (at.other < last)
            code = read_cells(&worker->other, &worker->other_room, fold->columns,
                              fold->baseline->scenario, at.other, last, errors);
    }
    for (int32_t i = of->from; i < of->to && code == SEN_OK; i++) {
        const int32_t figure = fold->spans[i].item;
        const int32_t periods = fold->plan->n_periods[fold->plan->figures[figure].period_type];
        for (int32_t p = 0; p < periods; p++) {
            if (is_alike(fold, figure, p))
                continue;
            fold_row(fold, figure, p, at, worker);
            mark_row(fold, figure, fold->first_row[figure] + p);
        }
    }
    return code;
}

/* ---- a fold ---- */

/* Whether two scenarios have the same periods of a type. */
static bool same_periods(const sen_plan *a, const sen_plan *b, int32_t type)
{
    return a->n_periods[type] == b->n_periods[type] &&
           a->model->start_date == b->model->start_date &&
           strcmp(a->period_ids[type], b->period_ids[type]) == 0 &&
           memcmp(a->periods[type], b->periods[type],
                  (size_t)a->n_periods[type] * sizeof(sen_period)) == 0;
}

/* Both lists of figures are in order: one pass pairs them. */
static void pair_figures(sen_fold *fold, const sen_plan *base)
{
    const sen_plan *const plan = fold->plan;
    for (int32_t f = 0, b = 0; f < plan->n_figures; f++) {
        const sen_figure *const own = plan->figures + f;
        int order = -1;
        for (; b < base->n_figures; b++) {
            const sen_figure *const other = base->figures + b;
            order =
                strcmp(base->period_ids[other->period_type], plan->period_ids[own->period_type]);
            if (order == 0)
                order = sen_figure_compare(other, own);
            if (order >= 0)
                break;
        }
        fold->counterpart[f] = SEN_NONE;
        if (b < base->n_figures && order == 0 && same_periods(plan, base, own->period_type) &&
            (own->n_below > 0) == (base->figures[b].n_below > 0))
            fold->counterpart[f] = b;
    }
}

/* Rows of the figures that something is asked of. */
static sen_code make_rows(sen_fold *fold, sen_errors *errors)
{
    const sen_plan *const plan = fold->plan;
    const size_t figures = (size_t)plan->n_figures + 1;
    int32_t rows = 0;
    fold->first_row = malloc(figures * sizeof *fold->first_row);
    fold->counterpart = malloc(figures * sizeof *fold->counterpart);
    if (fold->first_row == NULL || fold->counterpart == NULL)
        return no_memory(errors);
    for (int32_t f = 0; f < plan->n_figures; f++) {
        const bool asked = is_asked(fold, f, SEN_ASK_SUMMARY | SEN_ASK_DIFFERENCE);
        fold->first_row[f] = asked ? rows : SEN_NONE;
        fold->counterpart[f] = SEN_NONE;
        rows += asked ? plan->n_periods[plan->figures[f].period_type] : 0;
    }
    fold->first_row[plan->n_figures] = rows;
    fold->summaries = calloc((size_t)rows + 1, sizeof *fold->summaries);
    if (fold->baseline != NULL) {
        fold->differences = calloc((size_t)rows + 1, sizeof *fold->differences);
        pair_figures(fold, fold->baseline->plan);
    }
    if (fold->summaries == NULL || (fold->baseline != NULL && fold->differences == NULL))
        return no_memory(errors);
    return SEN_OK;
}

static sen_code find_alike(sen_fold *fold, sen_errors *errors)
{
    const sen_columns *const columns = fold->columns;
    if (fold->baseline == NULL || fold->baseline->scenario != 0 || columns->alike == NULL)
        return SEN_OK;
    fold->alike = malloc((size_t)fold->plan->n_cells + 1);
    if (fold->alike == NULL)
        return no_memory(errors);
    return columns->alike(columns->context, fold->scenario, fold->alike, errors);
}

/* Takes from the baseline what is alike. Of the rest, the cells that the figure needs. */
static void take_alike(sen_fold *fold, int32_t figure, sen_summary_work *work, sen_span *rest)
{
    const sen_figure *const own = fold->plan->figures + figure;
    const int32_t other = fold->counterpart[figure];
    *rest = (sen_span){figure, INT32_MAX, 0};
    for (int32_t p = 0; p < fold->plan->n_periods[own->period_type]; p++) {
        if (!is_alike(fold, figure, p)) {
            sen_figure_widen(fold->plan, own, p, &rest->first, &rest->last);
            continue;
        }
        const int32_t row = fold->first_row[figure] + p;
        fold->summaries[row] = fold->baseline->summaries[fold->baseline->first_row[other] + p];
        if (is_asked(fold, figure, SEN_ASK_DIFFERENCE))
            sen_paired_same(fold->differences + row, fold->summaries[row].n,
                            sen_measures[own->measure].better, work);
        mark_row(fold, figure, row);
    }
}

sen_code sen_fold_begin(sen_fold *fold, const sen_plan *plan, int32_t scenario,
                        const sen_columns *columns, const sen_fold *baseline,
                        double smallest_that_matters, const uint8_t *asked, sen_fold_worker *worker,
                        sen_errors *errors)
{
    const size_t figures = (size_t)plan->n_figures + 1;
    int32_t n = 0;
    sen_code code = SEN_OK;
    *fold = (sen_fold){.plan = plan,
                       .scenario = scenario,
                       .asked = asked,
                       .baseline = baseline,
                       .columns = columns,
                       .smallest = smallest_that_matters};
    SEN_TRY(make_rows(fold, errors));
    fold->spans = malloc(figures * sizeof *fold->spans);
    fold->stretches = malloc(figures * sizeof *fold->stretches);
    if (fold->spans == NULL || fold->stretches == NULL) {
        code = no_memory(errors);
        goto out;
    }
    SEN_TRY(columns->replicates == 0 ? SEN_OK : find_alike(fold, errors));
    for (int32_t f = 0; f < plan->n_figures && columns->replicates > 0; f++) {
        if (fold->first_row[f] == SEN_NONE)
            continue;
        take_alike(fold, f, &worker->work, fold->spans + n);
        n += fold->spans[n].first < fold->spans[n].last;
    }
    fold->n_stretches = sen_stretches_cut(fold->spans, n, columns->replicates, fold->stretches);
out:
    if (code != SEN_OK)
        sen_fold_clear(fold);
    return code;
}

void sen_fold_end(sen_fold *fold)
{
    free(fold->alike);
    free(fold->spans);
    free(fold->stretches);
    fold->alike = NULL;
    fold->spans = NULL;
    fold->stretches = NULL;
    fold->n_stretches = 0;
}

void sen_fold_clear(sen_fold *fold)
{
    sen_fold_end(fold);
    free(fold->first_row);
    free(fold->counterpart);
    free(fold->summaries);
    free(fold->differences);
    memset(fold, 0, sizeof *fold);
}

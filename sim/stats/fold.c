/* SPDX-License-Identifier: MIT */
#include "stats/fold.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK_BYTES = 1 << 20 }; /* of figures at a time: they should stay in a core's cache */

/* Cells [first, last) of one scenario's records. */
typedef struct {
    int64_t *columns; /* owned */
    int32_t first, last, room;
} block;

/* ---- one figure ---- */

static void widen(const sen_plan *plan, const sen_term *terms, int32_t n, int32_t *first,
                  int32_t *last)
{
    for (int32_t i = 0; i < n; i++) {
        const sen_series *const series = plan->series + terms[i].series;
        const int32_t end = series->first_cell + plan->n_periods[series->period_type];
        *first = series->first_cell < *first ? series->first_cell : *first;
        *last = end > *last ? end : *last;
    }
}

void sen_figure_span(const sen_plan *plan, const sen_figure *figure, int32_t *first, int32_t *last)
{
    *first = INT32_MAX;
    *last = 0;
    widen(plan, plan->terms + figure->first_term, figure->n_terms, first, last);
    widen(plan, plan->terms + figure->first_below, figure->n_below, first, last);
}

static void add_column(int64_t *sum, const int64_t *column, int32_t sign, int32_t n)
{
    for (int32_t r = 0; r < n; r++) {
        const bool missing = sum[r] == SEN_NO_FIGURE || column[r] == SEN_NO_FIGURE;
        sum[r] = missing ? SEN_NO_FIGURE : sum[r] + sign * column[r];
    }
}

static const int64_t *add_terms(const sen_plan *plan, const sen_figure *figure,
                                const sen_term *terms, int32_t n_terms, int32_t period,
                                const int64_t *columns, int32_t first_cell, int32_t n,
                                int64_t *room)
{
    int32_t from = period, to = period + 1;
    if (figure->reading != SEN_READ_OWN) {
        const int32_t *const months = plan->first_month[figure->period_type];
        to = months[period + 1];
        from = figure->reading == SEN_READ_LAST_MONTH ? to - 1 : months[period];
    }
    if (n_terms == 1 && to - from == 1 && terms->sign == 1) {
        const int32_t cell = plan->series[terms->series].first_cell + from - first_cell;
        return columns + (size_t)cell * (size_t)n;
    }
    memset(room, 0, (size_t)n * sizeof *room);
    for (int32_t i = 0; i < n_terms; i++)
        for (int32_t p = from; p < to; p++) {
            const int32_t cell = plan->series[terms[i].series].first_cell + p - first_cell;
            add_column(room, columns + (size_t)cell * (size_t)n, terms[i].sign, n);
        }
    return room;
}

const int64_t *sen_figure_above(const sen_plan *plan, const sen_figure *figure, int32_t period,
                                const int64_t *columns, int32_t first_cell, int32_t replicates,
                                int64_t *room)
{
    return add_terms(plan, figure, plan->terms + figure->first_term, figure->n_terms, period,
                     columns, first_cell, replicates, room);
}

const int64_t *sen_figure_below(const sen_plan *plan, const sen_figure *figure, int32_t period,
                                const int64_t *columns, int32_t first_cell, int32_t replicates,
                                int64_t *room)
{
    if (figure->n_below == 0)
        return NULL;
    return add_terms(plan, figure, plan->terms + figure->first_below, figure->n_below, period,
                     columns, first_cell, replicates, room);
}

int64_t sen_figure_divisor(const sen_plan *plan, const sen_figure *figure, int32_t period)
{
    const sen_period *const p = plan->periods[figure->period_type] + period;
    const int64_t days = figure->per_day ? p->to_day - p->from_day : 1;
    return sen_measures[figure->measure].divisor * days;
}

/* ---- blocks ---- */

/* Moves a block on to [first, last), keeping what it has of that. */
static sen_code move_block(block *b, int32_t scenario, int32_t first, int32_t last,
                           const sen_columns *columns, sen_errors *errors)
{
    const size_t column = (size_t)columns->replicates;
    int32_t kept = 0;
    if (last - first > b->room) {
        int64_t *const grown = malloc((size_t)(last - first) * column * sizeof *grown);
        if (grown == NULL)
            return sen_failf(errors, SEN_NO_MEMORY, NULL, 0, 0, NULL, NULL,
                             "%ld figures of %ld replicates at a time", (long)(last - first),
                             (long)columns->replicates);
        if (first >= b->first && first < b->last) {
            kept = b->last < last ? b->last - first : last - first;
            memcpy(grown, b->columns + (size_t)(first - b->first) * column,
                   (size_t)kept * column * sizeof *grown);
        }
        free(b->columns);
        b->columns = grown;
        b->room = last - first;
    } else if (first >= b->first && first < b->last) {
        kept = b->last < last ? b->last - first : last - first;
        memmove(b->columns, b->columns + (size_t)(first - b->first) * column,
                (size_t)kept * column * sizeof *b->columns);
    }
    b->first = first;
    b->last = last;
    return columns->read(columns->context, scenario, first + kept, last - first - kept,
                         b->columns + (size_t)kept * column, errors);
}

typedef struct {
    int32_t figure, first, last;
} span;

static int compare_spans(const void *a, const void *b)
{
    const span *const left = a, *const right = b;
    if (left->first != right->first)
        return left->first < right->first ? -1 : 1;
    return left->figure < right->figure ? -1 : left->figure > right->figure;
}

/* ---- a fold ---- */

typedef struct {
    sen_fold *fold;
    const sen_fold *baseline;
    const sen_columns *columns;
    double smallest;
    block own, other;
    span *spans;      /* owned */
    int64_t *room[4]; /* owned; a replicate */
    sen_summary_work work;
} folding;

static void fold_cells(folding *f, int32_t figure, int32_t period)
{
    sen_fold *const fold = f->fold;
    const sen_plan *const plan = fold->plan;
    const sen_figure *const own = plan->figures + figure;
    const int32_t n = f->columns->replicates, row = fold->first_row[figure] + period;
    const int64_t divisor = sen_figure_divisor(plan, own, period);
    const size_t bytes = (size_t)n * sizeof(int64_t);
    sen_paired_side a, b = {NULL, NULL};
    a.above = sen_figure_above(plan, own, period, f->own.columns, f->own.first, n, f->room[0]);
    a.below = sen_figure_below(plan, own, period, f->own.columns, f->own.first, n, f->room[1]);
    if (f->baseline == NULL || fold->counterpart[figure] == SEN_NONE) {
        sen_summary_make(fold->summaries + row, a.above, a.below, n, divisor, &f->work);
        return;
    }
    const int32_t other = fold->counterpart[figure];
    const sen_plan *const base = f->baseline->plan;
    b.above = sen_figure_above(base, base->figures + other, period, f->other.columns,
                               f->other.first, n, f->room[2]);
    b.below = sen_figure_below(base, base->figures + other, period, f->other.columns,
                               f->other.first, n, f->room[3]);
    if (memcmp(a.above, b.above, bytes) == 0 &&
        (a.below == NULL || memcmp(a.below, b.below, bytes) == 0))
        fold->summaries[row] = f->baseline->summaries[f->baseline->first_row[other] + period];
    else
        sen_summary_make(fold->summaries + row, a.above, a.below, n, divisor, &f->work);
    const sen_measure *const measure = sen_measures + own->measure;
    const bool children = strcmp(measure->unit, "children") == 0;
    sen_paired_make(fold->differences + row, a, b, n, divisor, measure->better,
                    children ? f->smallest : 0.0, &f->work);
}

/*
 * What no effect that is on can move is told as not modelled, never as 0; what rests on an unknown
 * only as a difference between two that both do.
 */
static void fold_row(folding *f, int32_t figure, int32_t period)
{
    sen_fold *const fold = f->fold;
    const sen_figure *const own = fold->plan->figures + figure;
    const int32_t row = fold->first_row[figure] + period;
    fold_cells(f, figure, period);
    const bool unknown = own->grade == SEN_GRADE_UNKNOWN;
    if (own->off)
        fold->summaries[row] = (sen_summary){.not_modelled = true};
    else if (unknown)
        fold->summaries[row] = (sen_summary){.unknown = true};
    if (f->baseline == NULL || fold->counterpart[figure] == SEN_NONE)
        return;
    const sen_figure *const other = f->baseline->plan->figures + fold->counterpart[figure];
    if (own->same_whatever || other->same_whatever)
        fold->differences[row] = (sen_difference){.not_modelled = true};
    else if (unknown != (other->grade == SEN_GRADE_UNKNOWN))
        fold->differences[row] = (sen_difference){.unknown = true};
}

/* Figures spans[from .. to) need cells up to *last; as many as a block holds, one at least. */
static int32_t fill_block(const folding *f, int32_t from, int32_t *last)
{
    const int32_t cells = (int32_t)(BLOCK_BYTES / sizeof(int64_t) / (size_t)f->columns->replicates);
    int32_t to = from + 1;
    *last = f->spans[from].last;
    for (; to < f->fold->plan->n_figures; to++) {
        const int32_t longer = f->spans[to].last > *last ? f->spans[to].last : *last;
        if (longer - f->spans[from].first > cells && longer > *last)
            break;
        *last = longer;
    }
    return to;
}

/* The baseline's cells that figures spans[from .. to) are compared with. */
static void baseline_cells(const folding *f, int32_t from, int32_t to, int32_t *first,
                           int32_t *last)
{
    *first = INT32_MAX;
    *last = 0;
    for (int32_t i = from; i < to; i++) {
        const int32_t other = f->fold->counterpart[f->spans[i].figure];
        if (other == SEN_NONE)
            continue;
        int32_t low, high;
        sen_figure_span(f->baseline->plan, f->baseline->plan->figures + other, &low, &high);
        *first = low < *first ? low : *first;
        *last = high > *last ? high : *last;
    }
}

static sen_code fold_all(folding *f, sen_errors *errors)
{
    const sen_plan *const plan = f->fold->plan;
    sen_code code = SEN_OK;
    for (int32_t from = 0, to, last; from < plan->n_figures; from = to) {
        to = fill_block(f, from, &last);
        SEN_TRY(
            move_block(&f->own, f->fold->scenario, f->spans[from].first, last, f->columns, errors));
        if (f->baseline != NULL) {
            int32_t first;
            baseline_cells(f, from, to, &first, &last);
            if (first < last)
                SEN_TRY(
                    move_block(&f->other, f->baseline->scenario, first, last, f->columns, errors));
        }
        for (int32_t i = from; i < to; i++) {
            const int32_t figure = f->spans[i].figure;
            const int32_t periods = plan->n_periods[plan->figures[figure].period_type];
            for (int32_t p = 0; p < periods; p++)
                fold_row(f, figure, p);
        }
    }
out:
    return code;
}

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

static sen_code work_of(sen_summary_work *work, const sen_columns *columns, sen_errors *errors)
{
    const sen_code code = sen_summary_work_init(work, columns->replicates, errors);
    return code != SEN_OK ? code
                          : sen_summary_work_draws(work, columns->draws, columns->first, errors);
}

static sen_code prepare(folding *f, sen_errors *errors)
{
    sen_fold *const fold = f->fold;
    const sen_plan *const plan = fold->plan;
    const size_t figures = (size_t)plan->n_figures;
    const size_t replicates = (size_t)(f->columns->replicates > 0 ? f->columns->replicates : 1);
    fold->first_row = malloc((figures + 1) * sizeof *fold->first_row);
    fold->counterpart = malloc((figures + 1) * sizeof *fold->counterpart);
    f->spans = malloc((figures + 1) * sizeof *f->spans);
    bool well = fold->first_row != NULL && fold->counterpart != NULL && f->spans != NULL;
    for (int32_t i = 0; i < 4; i++) {
        f->room[i] = malloc(replicates * sizeof *f->room[i]);
        well = well && f->room[i] != NULL;
    }
    if (!well)
        return sen_fail(errors, SEN_NO_MEMORY, NULL, 0, 0, NULL, NULL, NULL, NULL);
    int32_t rows = 0;
    for (int32_t i = 0; i < plan->n_figures; i++) {
        fold->first_row[i] = rows;
        rows += plan->n_periods[plan->figures[i].period_type];
        f->spans[i].figure = i;
        sen_figure_span(plan, plan->figures + i, &f->spans[i].first, &f->spans[i].last);
    }
    fold->first_row[figures] = rows;
    qsort(f->spans, figures, sizeof *f->spans, compare_spans);
    fold->summaries = calloc((size_t)rows + 1, sizeof *fold->summaries);
    if (f->baseline != NULL) {
        fold->differences = calloc((size_t)rows + 1, sizeof *fold->differences);
        pair_figures(fold, f->baseline->plan);
    }
    if (fold->summaries == NULL || (f->baseline != NULL && fold->differences == NULL))
        return sen_fail(errors, SEN_NO_MEMORY, NULL, 0, 0, NULL, NULL, NULL, NULL);
    return work_of(&f->work, f->columns, errors);
}

sen_code sen_fold_make(sen_fold *fold, const sen_plan *plan, int32_t scenario,
                       const sen_columns *columns, const sen_fold *baseline,
                       double smallest_that_matters, sen_errors *errors)
{
    folding f = {
        .fold = fold, .baseline = baseline, .columns = columns, .smallest = smallest_that_matters};
    memset(fold, 0, sizeof *fold);
    fold->plan = plan;
    fold->scenario = scenario;
    sen_code code = SEN_OK;
    SEN_TRY(prepare(&f, errors));
    if (columns->replicates > 0)
        SEN_TRY(fold_all(&f, errors));
out:
    free(f.own.columns);
    free(f.other.columns);
    free(f.spans);
    for (int32_t i = 0; i < 4; i++)
        free(f.room[i]);
    sen_summary_work_clear(&f.work);
    if (code != SEN_OK)
        sen_fold_clear(fold);
    return code;
}

void sen_fold_clear(sen_fold *fold)
{
    free(fold->first_row);
    free(fold->counterpart);
    free(fold->summaries);
    free(fold->differences);
    memset(fold, 0, sizeof *fold);
}

static void spell_values(double *values, const int64_t *above, const int64_t *below, int32_t n,
                         int64_t divisor)
{
    for (int32_t r = 0; r < n; r++) {
        const bool there = above[r] != SEN_NO_FIGURE &&
                           (below == NULL || (below[r] != SEN_NO_FIGURE && below[r] > 0));
        const double unit = (double)divisor * (below == NULL || !there ? 1.0 : (double)below[r]);
        values[r] = there ? (double)above[r] / unit : NAN;
    }
}

sen_code sen_fold_values(double *values, const sen_plan *plan, int32_t scenario,
                         int32_t first_figure, int32_t last_figure, int32_t first_period,
                         int32_t last_period, const sen_columns *columns, sen_errors *errors)
{
    sen_code code = SEN_OK;
    const int32_t n = columns->replicates, figures = last_figure - first_figure;
    block own = {0};
    span *const spans = malloc(((size_t)figures + 1) * sizeof *spans);
    int64_t *const room = malloc((2 * (size_t)n + 1) * sizeof *room);
    if (spans == NULL || room == NULL) {
        code = sen_fail(errors, SEN_NO_MEMORY, NULL, 0, 0, NULL, NULL, NULL, NULL);
        goto out;
    }
    for (int32_t i = 0; i < figures; i++) {
        spans[i].figure = first_figure + i;
        sen_figure_span(plan, plan->figures + first_figure + i, &spans[i].first, &spans[i].last);
    }
    qsort(spans, (size_t)figures, sizeof *spans, compare_spans);
    for (int32_t i = 0; i < figures; i++) {
        const span *const at = spans + i;
        const sen_figure *const about = plan->figures + at->figure;
        const int32_t last = at->last > own.last ? at->last : own.last;
        SEN_TRY(move_block(&own, scenario, at->first, last, columns, errors));
        for (int32_t p = first_period; p < last_period; p++) {
            const int64_t row = (int64_t)(p - first_period) * figures + at->figure - first_figure;
            spell_values(values + row * n,
                         sen_figure_above(plan, about, p, own.columns, own.first, n, room),
                         sen_figure_below(plan, about, p, own.columns, own.first, n, room + n), n,
                         sen_figure_divisor(plan, about, p));
        }
    }
out:
    free(own.columns);
    free(spans);
    free(room);
    return code;
}

/* The whole units of one figure, a replicate each. */
typedef struct {
    block cells;
    int64_t *room; /* owned; two columns */
    sen_paired_side side;
} one_figure;

static void clear_figure(one_figure *one)
{
    free(one->cells.columns);
    free(one->room);
}

static sen_code read_figure(one_figure *one, sen_figure_at at, const sen_columns *columns,
                            sen_errors *errors)
{
    const sen_figure *const about = at.plan->figures + at.figure;
    const int32_t n = columns->replicates;
    int32_t first, last;
    one->room = malloc(2 * (size_t)n * sizeof *one->room);
    if (one->room == NULL)
        return sen_fail(errors, SEN_NO_MEMORY, NULL, 0, 0, NULL, NULL, NULL, NULL);
    sen_figure_span(at.plan, about, &first, &last);
    const sen_code code = move_block(&one->cells, at.scenario, first, last, columns, errors);
    if (code != SEN_OK)
        return code;
    one->side.above =
        sen_figure_above(at.plan, about, at.period, one->cells.columns, first, n, one->room);
    one->side.below =
        sen_figure_below(at.plan, about, at.period, one->cells.columns, first, n, one->room + n);
    return SEN_OK;
}

sen_code sen_fold_one(sen_summary *summary, const sen_plan *plan, int32_t scenario, int32_t figure,
                      int32_t period, const sen_columns *columns, sen_errors *errors)
{
    one_figure one;
    sen_summary_work work;
    sen_code code = SEN_OK;
    memset(&one, 0, sizeof one);
    memset(&work, 0, sizeof work);
    memset(summary, 0, sizeof *summary);
    if (columns->replicates == 0)
        return SEN_OK;
    SEN_TRY(work_of(&work, columns, errors));
    SEN_TRY(read_figure(&one, (sen_figure_at){plan, scenario, figure, period}, columns, errors));
    sen_summary_make(summary, one.side.above, one.side.below, columns->replicates,
                     sen_figure_divisor(plan, plan->figures + figure, period), &work);
out:
    clear_figure(&one);
    sen_summary_work_clear(&work);
    return code;
}

sen_code sen_fold_difference(sen_difference *difference, sen_figure_at own, sen_figure_at other,
                             const sen_columns *columns, sen_errors *errors)
{
    one_figure a, b;
    sen_summary_work work;
    sen_code code = SEN_OK;
    const sen_figure *const about = own.plan->figures + own.figure;
    memset(&a, 0, sizeof a);
    memset(&b, 0, sizeof b);
    memset(&work, 0, sizeof work);
    memset(difference, 0, sizeof *difference);
    if (columns->replicates == 0)
        return SEN_OK;
    SEN_TRY(work_of(&work, columns, errors));
    SEN_TRY(read_figure(&a, own, columns, errors));
    SEN_TRY(read_figure(&b, other, columns, errors));
    sen_paired_make(difference, a.side, b.side, columns->replicates,
                    sen_figure_divisor(own.plan, about, own.period), SEN_BETTER_NEITHER, 0.0,
                    &work);
out:
    clear_figure(&a);
    clear_figure(&b);
    sen_summary_work_clear(&work);
    return code;
}

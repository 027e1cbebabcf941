/* SPDX-License-Identifier: MIT */
/* Some figures of all: the values behind the summaries, and one figure alone. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "stats/fold.h"

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

/* The stretches of some figures in some periods. */
typedef struct {
    sen_span *spans;        /* owned */
    sen_stretch *stretches; /* owned */
    int64_t *cells;         /* owned; of the longest */
    int32_t n;
} part;

static sen_code make_part(part *of, const sen_plan *plan, int32_t first_figure, int32_t last_figure,
                          int32_t first_period, int32_t last_period, int32_t replicates,
                          sen_errors *errors)
{
    const int32_t figures = last_figure - first_figure;
    of->spans = malloc(((size_t)figures + 1) * sizeof *of->spans);
    of->stretches = malloc(((size_t)figures + 1) * sizeof *of->stretches);
    if (of->spans == NULL || of->stretches == NULL)
        return sen_fail(errors, SEN_NO_MEMORY, NULL, 0, 0, NULL, NULL, NULL, NULL);
    for (int32_t i = 0; i < figures; i++) {
        of->spans[i] = (sen_span){first_figure + i, INT32_MAX, 0};
        for (int32_t p = first_period; p < last_period; p++)
            sen_figure_widen(plan, plan->figures + first_figure + i, p, &of->spans[i].first,
                             &of->spans[i].last);
    }
    of->n = sen_stretches_cut(of->spans, figures, replicates, of->stretches);
    const size_t cells = (size_t)sen_stretches_longest(of->stretches, of->n);
    of->cells = malloc((cells * (size_t)replicates + 1) * sizeof *of->cells);
    return of->cells == NULL ? sen_fail(errors, SEN_NO_MEMORY, NULL, 0, 0, NULL, NULL, NULL, NULL)
                             : SEN_OK;
}

static void clear_part(part *of)
{
    free(of->spans);
    free(of->stretches);
    free(of->cells);
}

sen_code sen_fold_values(double *values, const sen_plan *plan, int32_t scenario,
                         int32_t first_figure, int32_t last_figure, int32_t first_period,
                         int32_t last_period, const sen_columns *columns, sen_errors *errors)
{
    sen_code code = SEN_OK;
    const int32_t n = columns->replicates, figures = last_figure - first_figure;
    part all = {0};
    int64_t *const room = malloc((2 * (size_t)n + 1) * sizeof *room);
    if (room == NULL) {
        code = sen_fail(errors, SEN_NO_MEMORY, NULL, 0, 0, NULL, NULL, NULL, NULL);
        goto out;
    }
    SEN_TRY(make_part(&all, plan, first_figure, last_figure, first_period, last_period, n, errors));
    for (int32_t s = 0; s < all.n; s++) {
        const sen_stretch *const at = all.stretches + s;
        SEN_TRY(columns->read(columns->context, scenario, at->first, at->last - at->first,
                              all.cells, errors));
        for (int32_t i = at->from; i < at->to; i++)
            for (int32_t p = first_period; p < last_period; p++) {
                const int32_t f = all.spans[i].item;
                const sen_figure *const about = plan->figures + f;
                const int64_t row = (int64_t)(p - first_period) * figures + f - first_figure;
                spell_values(values + row * n,
                             sen_figure_above(plan, about, p, all.cells, at->first, n, room),
                             sen_figure_below(plan, about, p, all.cells, at->first, n, room + n), n,
                             sen_figure_divisor(plan, about, p));
            }
    }
out:
    clear_part(&all);
    free(room);
    return code;
}

/* The whole units of one figure, a replicate each. */
typedef struct {
    int64_t *cells; /* owned */
    int64_t *room;  /* owned; two columns */
    sen_paired_side side;
} one_figure;

static void clear_figure(one_figure *one)
{
    free(one->cells);
    free(one->room);
}

static sen_code read_figure(one_figure *one, sen_figure_at at, const sen_columns *columns,
                            sen_errors *errors)
{
    const sen_figure *const about = at.plan->figures + at.figure;
    const int32_t n = columns->replicates;
    int32_t first = INT32_MAX, last = 0;
    sen_figure_widen(at.plan, about, at.period, &first, &last);
    one->room = malloc(2 * (size_t)n * sizeof *one->room);
    one->cells = malloc((size_t)(last - first) * (size_t)n * sizeof *one->cells);
    if (one->room == NULL || one->cells == NULL)
        return sen_fail(errors, SEN_NO_MEMORY, NULL, 0, 0, NULL, NULL, NULL, NULL);
    const sen_code code =
        columns->read(columns->context, at.scenario, first, last - first, one->cells, errors);
    if (code != SEN_OK)
        return code;
    one->side.above = sen_figure_above(at.plan, about, at.period, one->cells, first, n, one->room);
    one->side.below =
        sen_figure_below(at.plan, about, at.period, one->cells, first, n, one->room + n);
    return SEN_OK;
}

static sen_code work_of(sen_summary_work *work, const sen_columns *columns, sen_errors *errors)
{
    const sen_code code = sen_summary_work_init(work, columns->replicates, errors);
    return code != SEN_OK ? code
                          : sen_summary_work_draws(work, columns->draws, columns->first, errors);
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

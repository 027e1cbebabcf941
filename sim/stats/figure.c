/* SPDX-License-Identifier: MIT */
#include "stats/figure.h"

#include <stdlib.h>
#include <string.h>

#include "stats/summary.h"

enum {
    STRETCH_BYTES = 2 << 20, /* of figures at a time: they should stay in a core's cache */
    LEAST_CELLS = 64,        /* however many replicates there are */
    GAP_CELLS = 512          /* that are not worth reading for what lies behind them */
};

/* Periods [*from, *to) of a figure's series that make one of its own. */
static void months_of(const sen_plan *plan, const sen_figure *figure, int32_t period, int32_t *from,
                      int32_t *to)
{
    *from = period;
    *to = period + 1;
    if (figure->reading == SEN_READ_OWN)
        return;
    const int32_t *const months = plan->first_month[figure->period_type];
    *to = months[period + 1];
    *from = figure->reading == SEN_READ_LAST_MONTH ? *to - 1 : months[period];
}

/* Terms of both sides: those below follow those above in turn, not in the plan. */
static const sen_term *term_of(const sen_plan *plan, const sen_figure *figure, int32_t i)
{
    return i < figure->n_terms ? plan->terms + figure->first_term + i
                               : plan->terms + figure->first_below + (i - figure->n_terms);
}

void sen_figure_widen(const sen_plan *plan, const sen_figure *figure, int32_t period,
                      int32_t *first, int32_t *last)
{
    int32_t from, to;
    months_of(plan, figure, period, &from, &to);
    for (int32_t i = 0; i < figure->n_terms + figure->n_below; i++) {
        const int32_t cell = plan->series[term_of(plan, figure, i)->series].first_cell;
        *first = cell + from < *first ? cell + from : *first;
        *last = cell + to > *last ? cell + to : *last;
    }
}

void sen_figure_span(const sen_plan *plan, const sen_figure *figure, int32_t *first, int32_t *last)
{
    *first = INT32_MAX;
    *last = 0;
    for (int32_t p = 0; p < plan->n_periods[figure->period_type]; p++)
        sen_figure_widen(plan, figure, p, first, last);
}

bool sen_figure_is_marked(const sen_plan *plan, const sen_figure *figure, int32_t period,
                          const uint8_t *marked)
{
    int32_t from, to;
    months_of(plan, figure, period, &from, &to);
    for (int32_t i = 0; i < figure->n_terms + figure->n_below; i++) {
        const int32_t cell = plan->series[term_of(plan, figure, i)->series].first_cell;
        for (int32_t p = from; p < to; p++)
            if (!marked[cell + p])
                return false;
    }
    return true;
}

bool sen_figure_same_cells(const sen_plan *a, const sen_figure *one, const sen_plan *b,
                           const sen_figure *other)
{
    if (one->reading != other->reading || one->n_terms != other->n_terms ||
        one->n_below != other->n_below)
        return false;
    for (int32_t i = 0; i < one->n_terms + one->n_below; i++) {
        const sen_term *const left = term_of(a, one, i), *const right = term_of(b, other, i);
        if (left->sign != right->sign ||
            a->series[left->series].first_cell != b->series[right->series].first_cell)
            return false;
    }
    return true;
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
    int32_t from, to;
    months_of(plan, figure, period, &from, &to);
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

/* ---- many figures ---- */

static int compare_spans(const void *a, const void *b)
{
    const sen_span *const left = a, *const right = b;
    if (left->first != right->first)
        return left->first < right->first ? -1 : 1;
    return left->item < right->item ? -1 : left->item > right->item;
}

int32_t sen_stretches_cut(sen_span *spans, int32_t n, int32_t replicates, sen_stretch *stretches)
{
    const int32_t fit =
        (int32_t)(STRETCH_BYTES / sizeof(int64_t) / (size_t)(replicates < 1 ? 1 : replicates));
    const int32_t most = fit > LEAST_CELLS ? fit : LEAST_CELLS;
    int32_t made = 0;
    if (n > 1)
        qsort(spans, (size_t)n, sizeof *spans, compare_spans);
    for (int32_t from = 0, to; from < n; from = to) {
        const int32_t first = spans[from].first;
        int32_t last = spans[from].last;
        for (to = from + 1; to < n; to++) {
            const bool longer = spans[to].last > last;
            if (spans[to].first > last + GAP_CELLS || (longer && spans[to].last - first > most))
                break;
            last = longer ? spans[to].last : last;
        }
        stretches[made++] = (sen_stretch){from, to, first, last};
    }
    return made;
}

int32_t sen_stretches_longest(const sen_stretch *stretches, int32_t n)
{
    int32_t longest = 0;
    for (int32_t i = 0; i < n; i++)
        if (stretches[i].last - stretches[i].first > longest)
            longest = stretches[i].last - stretches[i].first;
    return longest;
}

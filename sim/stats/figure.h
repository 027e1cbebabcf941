/* SPDX-License-Identifier: MIT */
/*
 * What a figure is in each replicate: whole units, added up from the cells of its series. It knows
 * no statistics.
 */
#ifndef SEN_STATS_FIGURE_H
#define SEN_STATS_FIGURE_H

#include "stats/plan.h"

/* Where records are read. */
typedef struct {
    /* columns[cell * replicates + replicate], as in sen_report.h; by several threads at a time */
    sen_code (*read)(void *context, int32_t scenario, int32_t first_cell, int32_t n_cells,
                     int64_t *columns, sen_errors *errors);
    /* alike[cell]: 1 where the figure is known to be the first scenario's in every replicate; NULL:
     * that is known of none */
    sen_code (*alike)(void *context, int32_t scenario, uint8_t *alike, sen_errors *errors);
    void *context;
    int32_t replicates;
    int32_t draws, first; /* draws that replicates share, number of the first replicate */
} sen_columns;

/* Widens [*first, *last) by the cells that a figure needs in a period. Begin with INT32_MAX and 0. */
void sen_figure_widen(const sen_plan *plan, const sen_figure *figure, int32_t period,
                      int32_t *first, int32_t *last);

/* Cells that a figure needs over all periods: [*first, *last). */
void sen_figure_span(const sen_plan *plan, const sen_figure *figure, int32_t *first, int32_t *last);

/* Whether all cells that a figure needs in a period are marked. */
bool sen_figure_is_marked(const sen_plan *plan, const sen_figure *figure, int32_t period,
                          const uint8_t *marked);

/* Whether a figure of another plan is made of the same cells in the same way. */
bool sen_figure_same_cells(const sen_plan *a, const sen_figure *one, const sen_plan *b,
                           const sen_figure *other);

/*
 * The whole units of one figure in one period, a replicate each, added up from columns that hold
 * cells from first_cell on. Returns `room` or a column; below is NULL for a figure that is no
 * ratio.
 */
const int64_t *sen_figure_above(const sen_plan *plan, const sen_figure *figure, int32_t period,
                                const int64_t *columns, int32_t first_cell, int32_t replicates,
                                int64_t *room);
const int64_t *sen_figure_below(const sen_plan *plan, const sen_figure *figure, int32_t period,
                                const int64_t *columns, int32_t first_cell, int32_t replicates,
                                int64_t *room);

/* Whole units of a record in one unit of the figure. */
int64_t sen_figure_divisor(const sen_plan *plan, const sen_figure *figure, int32_t period);

/* ---- many figures ---- */

/* Cells [first, last) that something needs; `item` is the caller's. */
typedef struct {
    int32_t item, first, last;
} sen_span;

/* Neighbouring cells that are read at once, for spans [from, to). */
typedef struct {
    int32_t from, to, first, last;
} sen_stretch;

/*
 * Puts n spans in the order of their cells and cuts them into stretches that stay in a processor's
 * cache. stretches: room for n. Returns how many there are.
 */
int32_t sen_stretches_cut(sen_span *spans, int32_t n, int32_t replicates, sen_stretch *stretches);

/* Cells of the longest of n stretches. */
int32_t sen_stretches_longest(const sen_stretch *stretches, int32_t n);

#endif

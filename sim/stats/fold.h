/* SPDX-License-Identifier: MIT */
/*
 * From records to summaries: every figure of a plan over every period, and the differences from a
 * baseline. Records are read by blocks of neighbouring cells in rising order, so that memory grows
 * with the figures reported and with one kind's cells a replicate, not with the records.
 */
#ifndef SEN_STATS_FOLD_H
#define SEN_STATS_FOLD_H

#include "stats/paired.h"
#include "stats/plan.h"

/* Where records are read: columns[cell * replicates + replicate], as in sen_report.h. */
typedef struct {
    sen_code (*read)(void *context, int32_t scenario, int32_t first_cell, int32_t n_cells,
                     int64_t *columns, sen_errors *errors);
    void *context;
    int32_t replicates;
    int32_t draws, first; /* draws that replicates share, number of the first replicate */
} sen_columns;

/* One scenario's results. Row of figure f in period p is first_row[f] + p. */
typedef struct {
    const sen_plan *plan; /* borrowed */
    int32_t scenario;
    int32_t *first_row;          /* owned; n_figures + 1 */
    sen_summary *summaries;      /* owned; a row */
    sen_difference *differences; /* owned; a row; NULL without a baseline */
    int32_t *counterpart;        /* owned; the baseline's figure of each figure; SEN_NONE: none */
} sen_fold;

/*
 * Folds a scenario. baseline: another scenario's fold, to compare with; NULL: none. Where a
 * scenario has the very figures of its baseline, the baseline's summary is taken.
 * smallest_that_matters holds for measures in children. The caller clears the fold.
 */
sen_code sen_fold_make(sen_fold *fold, const sen_plan *plan, int32_t scenario,
                       const sen_columns *columns, const sen_fold *baseline,
                       double smallest_that_matters, sen_errors *errors);
void sen_fold_clear(sen_fold *fold);

/* Cells that a figure needs: [*first, *last). */
void sen_figure_span(const sen_plan *plan, const sen_figure *figure, int32_t *first, int32_t *last);

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

/*
 * The values behind the summaries: of figures [first_figure, last_figure), which have one period
 * type, in periods [first_period, last_period), a replicate each, in the measure's unit:
 * values[((period - first_period) * figures + figure - first_figure) * replicates + replicate].
 * NAN where the replicate has none.
 */
sen_code sen_fold_values(double *values, const sen_plan *plan, int32_t scenario,
                         int32_t first_figure, int32_t last_figure, int32_t first_period,
                         int32_t last_period, const sen_columns *columns, sen_errors *errors);

/* One figure of a scenario in one period. */
typedef struct {
    const sen_plan *plan;
    int32_t scenario, figure, period;
} sen_figure_at;

/* Summary of one figure, and the difference of two that have the same measure: own less other. */
sen_code sen_fold_difference(sen_difference *difference, sen_figure_at own, sen_figure_at other,
                             const sen_columns *columns, sen_errors *errors);
sen_code sen_fold_one(sen_summary *summary, const sen_plan *plan, int32_t scenario, int32_t figure,
                      int32_t period, const sen_columns *columns, sen_errors *errors);

#endif

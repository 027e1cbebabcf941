/* SPDX-License-Identifier: MIT */
/*
 * From records to summaries: the figures of a plan over every period, and the differences from a
 * baseline. Records are read by stretches of neighbouring cells, each on its own, so that threads may
 * share the work, and memory grows with the figures asked for, not with the records. What a thread
 * folds is the same whoever folds it: each row is made of all its replicates in their order.
 */
#ifndef SEN_STATS_FOLD_H
#define SEN_STATS_FOLD_H

#include "stats/figure.h"
#include "stats/paired.h"

/* What is asked of a figure: bits. */
enum { SEN_ASK_SUMMARY = 1, SEN_ASK_DIFFERENCE = 2 };

/* One scenario's results. Row of figure f in period p is first_row[f] + p. */
typedef struct sen_fold {
    const sen_plan *plan; /* borrowed */
    int32_t scenario;
    const uint8_t *asked; /* borrowed; a figure; NULL: all of all */
    int32_t *first_row;   /* owned; n_figures + 1, the last all rows; SEN_NONE: nothing is asked */
    sen_summary *summaries;      /* owned; a row */
    sen_difference *differences; /* owned; a row; NULL without a baseline */
    int32_t *counterpart;        /* owned; the baseline's figure of each figure; SEN_NONE: none */

    /* while it is made */
    const struct sen_fold *baseline; /* borrowed; NULL: none */
    const sen_columns *columns;      /* borrowed */
    double smallest;                 /* that matters, of children */
    uint8_t *alike;                  /* owned; a cell; NULL: nothing is known to be */
    sen_span *spans;                 /* owned; of figures that must be read */
    sen_stretch *stretches;          /* owned */
    int32_t n_stretches;
} sen_fold;

/* What a thread needs to fold. */
typedef struct {
    int64_t *own, *other; /* owned; columns of a stretch */
    size_t own_room, other_room;
    int64_t *room[4]; /* owned; a replicate */
    sen_summary_work work;
} sen_fold_worker;

sen_code sen_fold_worker_init(sen_fold_worker *worker, const sen_columns *columns,
                              sen_errors *errors);
void sen_fold_worker_clear(sen_fold_worker *worker);

/*
 * Begins to fold a scenario. baseline: the first scenario's whole fold, to compare with; NULL: none.
 * Where a scenario has the very figures of its baseline, the baseline's summary is taken.
 * smallest_that_matters holds for measures in children. After that each of fold->n_stretches is made,
 * in any order. The caller clears the fold, and ends it once nothing is left to be made.
 */
sen_code sen_fold_begin(sen_fold *fold, const sen_plan *plan, int32_t scenario,
                        const sen_columns *columns, const sen_fold *baseline,
                        double smallest_that_matters, const uint8_t *asked, sen_fold_worker *worker,
                        sen_errors *errors);
sen_code sen_fold_stretch(sen_fold *fold, int32_t stretch, sen_fold_worker *worker,
                          sen_errors *errors);
void sen_fold_end(sen_fold *fold);
void sen_fold_clear(sen_fold *fold);

/* ---- some figures of all ---- */

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

/* SPDX-License-Identifier: MIT */
/*
 * All rows of a run in the order of the files: scenarios by id, then period type, period and keys.
 * It holds the summaries of one scenario, the next and the baseline at a time, and the values of the
 * replicates of some periods if the view keeps them. Writers look at rows one by one and never compute. A view
 * that is published has its rows treated here (publish.h), so that no writer sees what it must not.
 */
#ifndef SEN_REPORT_TABLE_H
#define SEN_REPORT_TABLE_H

#include "sen_report.h"
#include "stats/fold.h"

typedef struct {
    int32_t scenario; /* of the view */
    const char *scenario_id;
    const sen_plan *plan;
    const sen_figure *figure;
    int32_t figure_index, period;
    const char *period_type;
    const char *start, *end; /* first and last day: YYYY-MM-DD, or day numbers if plain */
    const sen_summary *summary;
    const sen_difference *difference; /* NULL: the baseline itself, or it has no such figure, or
                                       * nobody asks for it */
    const char *grade;                /* "A" .. "E"; "" for a scenario without a population */
    const char *difference_grade;     /* the worse of the two scenarios' */
    const double *values;             /* a replicate each, NAN: none; NULL: not asked for */
} sen_table_row;

/*
 * Status of a row: "" all there, "x" one replicate only, "z" no replicate has the figure, "n" not
 * modelled, "u" it rests on what nobody knows: then only its difference is told, and that only if
 * the baseline rests on it too. Where the view is to be published, "c" is withheld or, with a mean,
 * rounded, and "low" rounds to 0 without being 0.
 */
const char *sen_summary_status(const sen_summary *summary);
const char *sen_difference_status(const sen_difference *difference);

/* Of the ends around the percentiles of a row of that status: "x" too few replicates for one. */
const char *sen_around_status(const sen_around *around, const char *status);

/* Who looks at the rows. */
typedef struct {
    void (*row)(void *context, const sen_table_row *row);
    /* What is looked at of a figure of a scenario, SEN_ASK_SUMMARY and SEN_ASK_DIFFERENCE: rows of
     * which nothing is are not made. NULL: all of all. */
    uint8_t (*asks)(void *context, int32_t scenario, const sen_figure *figure);
    void *context;
} sen_table_listener;

/* Tells every row of what is asked, in order. Within a parallel region its threads fold the next
 * scenario while this one's rows are told. */
sen_code sen_table_each(const sen_run_view *view, sen_table_listener to, sen_errors *errors);

/* Scenarios of the view in order of their ids. order: room for view->n. */
void sen_table_order(const sen_run_view *view, int32_t *order);

/* First or last day of a period as the files write it. */
enum { SEN_DAY_BYTES = 16 };
void sen_table_day(const struct sen_model *model, int32_t day, char out[SEN_DAY_BYTES]);

/* Whether a period has the length its kind has elsewhere: cut ones begin or end with the run. */
bool sen_period_is_whole(const sen_plan *plan, int32_t type, int32_t period);

/* The period that money is shown of: the last financial year that the run covers whole, else the
 * last one, else (plain clock) the run. */
void sen_table_money_year(const sen_plan *plan, int32_t *type, int32_t *period, bool *whole);

sen_columns sen_view_columns(const sen_run_view *view);

/* Draws of the uncertain numbers that the replicates done have had: not more than replicates. */
int32_t sen_view_draws(const sen_run_view *view);

/* Whether replicates share draws, so that inputs and chance can be told apart. */
bool sen_view_splits(const sen_run_view *view);

#endif

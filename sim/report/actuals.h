/* SPDX-License-Identifier: MIT */
/*
 * What happened, beside what was expected: the file of --actuals, one figure a row by the keys of
 * results.csv and `value` in the measure's unit. It is read and held against the plans before
 * anything is run, so that a slip costs no waiting; its ranges are filled as the rows pass.
 */
#ifndef SEN_REPORT_ACTUALS_H
#define SEN_REPORT_ACTUALS_H

#include "model/nodes.h"
#include "report/csv.h"

typedef struct {
    int32_t scenario; /* of the view */
    const sen_plan *plan;
    const sen_figure *figure;
    int32_t period;            /* of the figure's type; SEN_NONE: not within the run */
    int32_t from_day, end_day; /* first and last day of the period, from the run's first */
    double value;
    int32_t line;        /* of the file */
    sen_summary summary; /* n 0: no replicate has the figure, or no row has passed */
} sen_actual;

struct sen_actuals {
    sen_tree *tree;    /* owned; the file's texts */
    sen_actual *items; /* owned; in the order of the rows of results.csv */
    int32_t n;
    int32_t next; /* whose row has not passed yet */
};

/* Fills the summaries; rows come in their order. Begin again with sen_actuals_begin. */
void sen_actuals_begin(sen_actuals *actuals);
uint8_t sen_actuals_asks(const sen_actuals *actuals, int32_t scenario,
                         const sen_figure *figure); /* SEN_ASK_... */
void sen_actuals_row(void *actuals, const sen_table_row *row);

/* "": the range is known; x: not within the run; else why the row of results.csv has no figure. */
const char *sen_actual_status(const sen_actual *actual);

/* Whether it lies from the 5th to the 95th percentile; only where the status is "". */
bool sen_actual_is_inside(const sen_actual *actual);

/* ---- in words (actuals_words.c) ---- */

/* "Waiting: Specialist equipment, panel" */
void sen_actual_name(sen_text *words, const sen_run_view *view, const sen_figure *figure);

/* "month", "financial year": what the period is. */
const char *sen_actual_period(const sen_actual *actual);

/* within, above or below its range, or "no range". */
const char *sen_actual_where(const sen_actual *actual);

/* "as expected", "worse than expected" ... by which way is better for the measure. */
const char *sen_actual_verdict(const sen_actual *actual);

/* Is it working? A sentence or more, by the latest value of each figure. */
void sen_actuals_answer(sen_text *words, const sen_run_view *view);

/* The same in a line for the screen: how many as expected, worse, better. */
void sen_actuals_line(sen_text *words, const sen_run_view *view);

/* csv/actuals/actuals.csv. The sink is closed; its size, rows and digest stay readable. */
sen_code sen_actuals_write(const sen_actuals *actuals, const sen_run_view *view, const char *folder,
                           sen_sink *sink, sen_errors *errors);

#endif

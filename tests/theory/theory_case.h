/* SPDX-License-Identifier: MIT */
/*
 * Running a scenario file of tests/theory/scenarios through the ordinary loader and engine, and
 * holding its figures against a law. The seed is fixed unless SEN_THEORY_SEED names another.
 * SEN_THEORY_TIMES multiplies the replicates (100: a tenth of the error).
 */
#ifndef SEN_THEORY_CASE_H
#define SEN_THEORY_CASE_H

#include <criterion/criterion.h>

#include "stats/plan.h"

typedef struct {
    const char *name;
    sen_model *model;
    sen_plan plan;
    int32_t replicates;
    int64_t *columns; /* columns[cell * replicates + replicate] */
} theory_run;

typedef struct {
    double mean, error; /* error: standard error of the mean over replicates */
} theory_estimate;

/* Loads and runs the file of that name there, or of a path without .json; a fault ends the test. */
theory_run theory_go(const char *name, int32_t replicates);
/* The same of a scenario's text. */
theory_run theory_go_text(const char *name, const char *text, int32_t replicates);
/* So many replicates and no more, from that one (1 is the first). */
theory_run theory_go_from(const char *name, const char *text, int32_t first, int32_t replicates);
void theory_end(theory_run *run);

/* The seed of all runs, and of what is drawn for them. */
uint64_t theory_seed(void);

/* A figure of a service or team over the whole run from report.from_day. id: service or provider.
 * A ratio is a ratio of sums. */
theory_estimate theory_figure(const theory_run *run, sen_measure_index measure, const char *id);

/* A figure of category (or stage) in one of its periods; last: the plan's last. */
theory_estimate theory_at(const theory_run *run, sen_measure_index measure, const char *id,
                          const char *category, sen_period_type type, int32_t period);

/* The sum over the first so many periods of a type. */
theory_estimate theory_total(const theory_run *run, sen_measure_index measure, const char *id,
                             const char *category, sen_period_type type, int32_t periods);

/* Mean over replicates and all whole periods (months of the plain clock) of `of` of the figure. */
theory_estimate theory_average(const theory_run *run, sen_measure_index measure, const char *id,
                               const char *category, double (*of)(double));

/* Variance over replicates of the figure in one period. */
theory_estimate theory_variance(const theory_run *run, sen_measure_index measure, const char *id,
                                const char *category, int32_t period);

/* The sum over all services, or the ratio of two such sums, over the whole run. */
theory_estimate theory_all_services(const theory_run *run, sen_measure_index measure,
                                    const char *category);

/* Fails unless |found - law| < 4.5 standard errors and the error is at most 1 % of the law. */
void theory_holds(const theory_run *run, const char *what, theory_estimate found, double law);

/* The same where the error may be greater: second moments, small shares. */
void theory_holds_within(const theory_run *run, const char *what, theory_estimate found, double law,
                         double most_relative_error);

/* Intercept at 1 / unit = 0 of a line through the two estimates of greatest unit. */
theory_estimate theory_limit(theory_estimate at_28, theory_estimate at_112);

/* The laws at 7, 28 and 112 days tend to the continuous value: each at most 0.4 of the distance. */
void theory_tends(const char *what, const double laws[3], double continuous);

#endif

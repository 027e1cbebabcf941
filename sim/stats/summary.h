/* SPDX-License-Identifier: MIT */
/*
 * One figure over many replicates: mean, its Monte Carlo error, and the spread of the replicates.
 *
 * Figures come as whole units, one a replicate in replicate order. They are added as integers;
 * doubles come only after, so a result does not depend on how replicates were shared out. A share
 * is a ratio of sums with a jackknife error (Efron and Tibshirani 1993, chapter 11), never a mean
 * of ratios, which is biased when denominators vary.
 */
#ifndef SEN_STATS_SUMMARY_H
#define SEN_STATS_SUMMARY_H

#include "sen_error.h"
#include "sen_result.h"
#include "stats/order.h"

#define SEN_NO_FIGURE INT64_MIN /* a replicate that has none, e.g. the median of an empty list */

/* Whole values stay below this in size, so that sums and differences of two fit. */
#define SEN_FIGURE_LIMIT ((int64_t)1 << 61)

/* Memory for R replicates, and the t quantiles found so far. One a thread. */
typedef struct sen_summary_work {
    int64_t *values; /* owned; R */
    int64_t *picked; /* owned; R */
    double *ratios;  /* owned; R */
    int32_t room;    /* R */
    double *t_975;   /* owned; R + 1: of n - 1 degrees of freedom; 0: not found yet */
    int32_t draws,
        first;          /* draws that replicates share, number of the first; draws 0: none shared */
    double *by_draw;    /* owned; 5 a draw; NULL */
    int32_t *draw_of;   /* owned; of each replicate, from 0; NULL */
    int32_t *kept_draw; /* R, behind it: of those that have the figure at hand */
    sen_rank_shelf ranks;
} sen_summary_work;

sen_code sen_summary_work_init(sen_summary_work *work, int32_t replicates, sen_errors *errors);
/* Replicates [first, first + R) share `draws` draws in turn: stats/draws.h. Fewer than two draws, or
 * a draw for each replicate, change nothing. */
sen_code sen_summary_work_draws(sen_summary_work *work, int32_t draws, int32_t first,
                                sen_errors *errors);
void sen_summary_work_clear(sen_summary_work *work);

/*
 * Summarises n replicates. below NULL: the figure is above / divisor; else it is above / below /
 * divisor over the replicates with something below. divisor is at least 1.
 */
void sen_summary_make(sen_summary *summary, const int64_t *above, const int64_t *below, int32_t n,
                      int64_t divisor, sen_summary_work *work);

/* Half of the 95 % interval of the mean, by Student's t; NAN where its error is not known. */
double sen_summary_half_95(const sen_summary *summary);

/* In whole units: what is said of n >= 1 values, none of them SEN_NO_FIGURE. */
typedef struct {
    double mean, error; /* standard error of the mean; 0 of one value */
    sen_order order;
} sen_moments;

/* values may be work->values; work->picked is used. */
void sen_moments_make(sen_moments *moments, const int64_t *values, int32_t n,
                      sen_summary_work *work);

/* Standard error of the mean of n >= 2 values, in whole units. */
double sen_standard_error(const int64_t *values, int32_t n);

/* Exact sum as a double, rounded once. */
double sen_exact_sum(const int64_t *values, int32_t n);

/* 0.975 quantile of Student's t on df >= 1 degrees of freedom, to 1e-12 in relative terms. */
double sen_student_975(int32_t df);

/* The same of n - 1 degrees of freedom, found once; n at least 2 and at most the room's. */
double sen_summary_t_975(sen_summary_work *work, int32_t n);

#endif

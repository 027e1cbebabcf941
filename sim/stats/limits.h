/* SPDX-License-Identifier: MIT */
/*
 * How well a percentile over replicates is known: the interval between two order statistics that
 * holds the true one in at least 95 of 100 runs, whatever the distribution (David and Nagaraja
 * 2003, Order Statistics, section 7.1). Of n independent replicates the number at or below the
 * q-quantile is Binomial(n, q); the ranks leave at most 2.5 % of it on either side.
 */
#ifndef SEN_STATS_LIMITS_H
#define SEN_STATS_LIMITS_H

#include "stats/paired.h"

/* Of the 5th, 50th and 95th percentile, in the measure's unit. NAN where so few replicates have the
 * figure that no order statistic is far enough out: below 72 for the outer ends, 6 for the median. */
typedef struct {
    double lower[3], upper[3];
} sen_percentile_limits;

/* The ranks, from 1 to n, of the two order statistics; 0: none is far enough out. 0 < q < 1. */
void sen_limit_ranks(int32_t n, double q, int32_t *lower, int32_t *upper);

/* Of n replicates, whose draws are not shared: shared ones are not independent. The figure is as in
 * sen_summary_make; replicates without it do not count. */
void sen_limits_make(sen_percentile_limits *limits, sen_paired_side side, int32_t n,
                     int64_t divisor, sen_summary_work *work);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * A scenario less its baseline, replicate by replicate: the same children and the same luck, so the
 * difference is far surer than either figure. The interval says how well the mean difference is
 * known; the percentiles say how much it varies from one outcome to the next.
 */
#ifndef SEN_STATS_PAIRED_H
#define SEN_STATS_PAIRED_H

#include "stats/summary.h"

/* One side: as in sen_summary_make. */
typedef struct {
    const int64_t *above, *below; /* below NULL: no ratio; the same for both sides */
} sen_paired_side;

/*
 * Summarises the differences of n replicates. A replicate counts if both sides have the figure.
 *
 * better              which way is better; neither: no chances
 * smallest_that_matters in the measure's unit; a smaller difference counts as the same
 */
void sen_paired_make(sen_difference *difference, sen_paired_side scenario, sen_paired_side baseline,
                     int32_t n, int64_t divisor, sen_better better, double smallest_that_matters,
                     sen_summary_work *work);

/* What sen_paired_make gives of two sides that are the same in all of the n replicates that count. */
void sen_paired_same(sen_difference *difference, int32_t n, sen_better better,
                     sen_summary_work *work);

/* Correlation of two columns over replicates; 0 where one of them is constant. */
double sen_correlation(const int64_t *a, const int64_t *b, int32_t n);

#endif

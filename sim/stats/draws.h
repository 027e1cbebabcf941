/* SPDX-License-Identifier: MIT */
/*
 * What comes of draws that several replicates share. Replicates of one draw are alike, so a mean's
 * error is that of whole draws: sd / sqrt(n) would be too small where inputs matter. And because they
 * are alike, what is due to the inputs can be told from what is due to chance.
 */
#ifndef SEN_STATS_DRAWS_H
#define SEN_STATS_DRAWS_H

#include "stats/paired.h"

/*
 * Standard error of a mean, of a ratio of sums, or of the difference of two of them: a jackknife
 * that leaves out one draw at a time (Efron and Tibshirani 1993, chapter 11), which with a replicate
 * a draw is the usual one. Replicate i of the columns belongs to draw (work->first - 1 + i) mod
 * work->draws. b.above NULL: no difference. *n is the number of draws that have the figure; with
 * fewer than two the error is not known, and 0 is returned.
 */
double sen_draws_error(sen_paired_side a, sen_paired_side b, int32_t replicates, int64_t divisor,
                       sen_summary_work *work, int32_t *n);

/*
 * Splits the variance of one figure: one-way random effects, by draw. Chance is the mean square
 * within draws; inputs the mean square between less that within, over the (harmonised) replicates a
 * draw: unbiased, and 0 where that is negative. A ratio is split by its linear part,
 * (above - ratio * below) / mean below. The percentiles are those of the draws' means, drawn in
 * towards the mean of all as far as chance has spread them. Nothing is known (summary->split stays
 * false) unless two draws have the figure and one of them twice.
 */
void sen_draws_split(sen_summary *summary, sen_paired_side side, int32_t replicates,
                     int64_t divisor, sen_summary_work *work);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * How long people wait when not everybody has been seen yet: curves over the length of a wait, from
 * who was at risk and how waits ended.
 *
 * Completed waits alone flatter, since the longest are not among them. Here those who still wait
 * count for as long as they have (right censoring), those who were waiting when the look began count
 * from the wait they had by then (left truncation), and who leaves unseen is a competing exit, not a
 * censored one. With one kind of exit the curve is that of Kaplan and Meier (1958); with several
 * that of Aalen and Johansen (1978).
 */
#ifndef SEN_STATS_INCIDENCE_H
#define SEN_STATS_INCIDENCE_H

#include <stdint.h>

/*
 * Waits by age, the whole days they have lasted, 0 .. n_ages - 1. Who exits or stops being watched at
 * an age was at risk at it.
 */
typedef struct {
    int32_t n_ages, n_causes;
    const int32_t *entered; /* an age: at risk from it on */
    const int32_t *stopped; /* an age: not watched after it, the wait going on */
    const int32_t *exits;   /* a cause, an age: [cause * stride + age] */
    int32_t stride;         /* at least n_ages */
} sen_risk;

/*
 * waiting[age]            share whose wait goes on after this age
 * by[cause * n_ages + age] share whose wait has ended in this way at this age or before
 *
 * At each age all exits together, out of those at risk. At ages at which nobody was at risk the
 * curves go on level, which makes no wait shorter. waiting and by add up to 1.
 */
void sen_incidence(const sen_risk *risk, double *waiting, double *by);

/* Mean days waited within the first n_days: the area under waiting, E[min(wait, n_days)]. */
double sen_restricted_mean(const double *waiting, int32_t n_days);

/* The result of sen_band_percentile: a millionth of a band. */
enum { SEN_BAND_PARTS = 1000000 };

/*
 * Percentile of `total` waits of which only the band is used, all bands being of one width, as NHS
 * England computes median and 92nd percentile of incomplete pathways from weekly bands: in the band
 * that holds the share `thousandths` of all, in proportion between its edges. In SEN_BAND_PARTS of a
 * band, rounded. total is the sum of counts, and is above 0.
 */
int64_t sen_band_percentile(const int32_t *counts, int32_t total, int32_t thousandths);

#endif

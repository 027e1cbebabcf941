/* SPDX-License-Identifier: MIT */
/*
 * Order statistics of a figure over replicates: its 5th, 50th and 95th percentile, and for each the
 * two values between which it lies at 95 %.
 *
 * Of n independent replicates the number B at or below the quantile of order q is binomial (n, q),
 * whatever the figure's law. So X(l) and X(u) hold it between them with a chance of at least 95 %
 * where l is the greatest with P(B <= l - 1) <= 2.5 % and u the least with P(B >= u) <= 2.5 % (David
 * and Nagaraja, Order Statistics, 3rd ed. 2003, section 7.1). Ties only make that surer. Where there
 * is no such l or u, nothing is said.
 *
 * Replicates that share a draw of the uncertain numbers are alike, and B is no longer binomial. The
 * ranks are then set as far apart as the error of the share at or below the percentile asks, with
 * whole draws as the sample (Woodruff, J. Am. Stat. Assoc. 47, 1952, 635-646; Student's t on draws
 * less one), and never nearer than the binomial ones.
 */
#ifndef SEN_STATS_ORDER_H
#define SEN_STATS_ORDER_H

#include <stdbool.h>
#include <stdint.h>

#include "sen_result.h"

enum {
    SEN_PERCENTILES = 3,
    SEN_ORDER_RANKS = 3 * SEN_PERCENTILES, /* percentile p is 3 p, its ends 3 p + 1 and 3 p + 2 */
    SEN_NARROW = 512                       /* buckets that values are sorted into */
};

/* Ranks of n values, from 0 and rising. */
typedef struct {
    int32_t of; /* n; 0: none yet */
    int32_t n;
    int32_t rank[SEN_ORDER_RANKS];
    int8_t which[SEN_ORDER_RANKS];                       /* what the rank is of, as above */
    int32_t low[SEN_PERCENTILES], high[SEN_PERCENTILES]; /* the ends' ranks, from 1 */
    bool known[SEN_PERCENTILES]; /* both are within 1 .. n; else neither is among the ranks */
} sen_ranks;

/* Ranks found so far. Zeros: none. */
typedef struct {
    sen_ranks of[64];
    bool ends_later; /* draws are shared: ends are no ranks here, sen_order_widen finds them */
} sen_rank_shelf;

/* The ranks of n >= 1 values. Stays until the next call. */
const sen_ranks *sen_ranks_of(sen_rank_shelf *shelf, int32_t n);

/* Percentiles and ends as whole units, or as doubles in the order of sen_order_of. */
typedef struct {
    int64_t at[SEN_PERCENTILES], lower[SEN_PERCENTILES], upper[SEN_PERCENTILES];
    bool known[SEN_PERCENTILES];
} sen_order;

void sen_order_begin(sen_order *order, const sen_ranks *ranks);
void sen_order_set(sen_order *order, int32_t which, int64_t value);

/* The order statistics of n values by their ranks. picked: room for n. */
void sen_order_make(sen_order *order, const int64_t *values, int32_t n, const sen_ranks *ranks,
                    int64_t *picked);

/* Where replicates share draws, finds the ends; draw_of: of each of the n values. */
struct sen_summary_work;
void sen_order_widen(sen_order *order, const int64_t *values, int32_t n, const int32_t *draw_of,
                     struct sen_summary_work *work);

/* All of it. */
void sen_order_all(sen_order *order, const int64_t *values, int32_t n, const int32_t *draw_of,
                   struct sen_summary_work *work);

/* The percentiles and their ends in the figure's unit, that is so many whole units; unit 0: doubles in
 * their order. */
sen_around sen_order_tell(const sen_order *order, double unit, double *p05, double *p50,
                          double *p95);

/* The ends of n replicates that are all the same value. */
sen_around sen_order_around_one(const sen_ranks *ranks, double value);

/* Doubles ordered as integers, so that one selection serves both. */
int64_t sen_order_of(double x);
double sen_of_order(int64_t order);

#endif

/* SPDX-License-Identifier: MIT */
#include "stats/limits.h"

#include <math.h>

#include "base/special.h"

static const double quantiles[3] = {0.05, 0.50, 0.95};

/* P(B <= k) of a binomial number of n: DLMF 8.17.5. */
static double at_most(int32_t k, int32_t n, double q)
{
    return k < 0 ? 0.0 : k >= n ? 1.0 : sen_beta_cdf(n - k, k + 1.0, 1.0 - q);
}

/* The least k of 0 to n with P(B <= k) above the share. */
static int32_t least_above(double share, int32_t n, double q)
{
    int32_t low = 0, high = n;
    while (low < high) {
        const int32_t middle = (low + high) / 2;
        if (at_most(middle, n, q) > share)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

/* lower: the highest l with P(B <= l - 1) at most 2.5 %; upper: the lowest u with P(B >= u) so. */
void sen_limit_ranks(int32_t n, double q, int32_t *lower, int32_t *upper)
{
    *lower = least_above(0.025, n, q);
    const int32_t above = n - least_above(0.025, n, 1.0 - q) + 1;
    *upper = above <= n ? above : 0;
}

/* Values as order-preserving integers, of a ratio as in summary.c; how many. */
static int32_t ordered(sen_paired_side side, int32_t n, double unit, int64_t *room)
{
    int32_t kept = 0;
    for (int32_t i = 0; i < n; i++) {
        if (side.above[i] == SEN_NO_FIGURE)
            continue;
        if (side.below == NULL)
            room[kept++] = side.above[i];
        else if (side.below[i] != SEN_NO_FIGURE && side.below[i] > 0)
            room[kept++] = sen_order_of((double)side.above[i] / (double)side.below[i] / unit);
    }
    return kept;
}

static void note_ranks(sen_summary_work *work, int32_t n)
{
    if (work->limits_of == n)
        return;
    work->limits_of = n;
    for (int32_t q = 0; q < 3; q++)
        sen_limit_ranks(n, quantiles[q], work->limit_ranks + q, work->limit_ranks + 3 + q);
}

void sen_limits_make(sen_percentile_limits *limits, sen_paired_side side, int32_t n,
                     int64_t divisor, sen_summary_work *work)
{
    const double unit = (double)divisor;
    const int32_t kept = ordered(side, n, unit, work->values);
    note_ranks(work, kept);
    int64_t at[6] = {0};
    sen_order_statistics(work->values, kept, work->limit_ranks, 6, work->picked, at);
    for (int32_t k = 0; k < 6; k++) {
        const double value = side.below == NULL ? (double)at[k] / unit : sen_of_order(at[k]);
        (k < 3 ? limits->lower : limits->upper)[k % 3] = work->limit_ranks[k] == 0 ? NAN : value;
    }
}

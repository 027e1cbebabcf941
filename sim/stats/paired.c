/* SPDX-License-Identifier: MIT */
#include "stats/paired.h"

#include "stats/draws.h"

#include <math.h>

__extension__ typedef __int128 wide;

/* n: of what the error is of: replicates, or draws that they share. */
static void set_interval(sen_difference *difference, double error, int32_t n,
                         sen_summary_work *work)
{
    difference->has_error = n >= 2;
    if (!difference->has_error)
        return;
    const double half = sen_summary_t_975(work, n) * error;
    difference->mc_lower_95 = difference->mean - half;
    difference->mc_upper_95 = difference->mean + half;
}

static void set_chances(sen_difference *difference, sen_better better, int32_t lower,
                        int32_t higher)
{
    if (better == SEN_BETTER_NEITHER)
        return;
    const double n = difference->n;
    const int32_t good = better == SEN_BETTER_LOWER ? lower : higher;
    const int32_t bad = better == SEN_BETTER_LOWER ? higher : lower;
    difference->chance_better = good / n;
    difference->chance_worse = bad / n;
    difference->chance_same = (difference->n - good - bad) / n;
}

void sen_paired_same(sen_difference *difference, int32_t n, sen_better better,
                     sen_summary_work *work)
{
    *difference = (sen_difference){.n = n, .has_error = n >= 2};
    if (n == 0)
        return;
    set_chances(difference, better, 0, 0);
    difference->around = sen_order_around_one(sen_ranks_of(&work->ranks, n), 0.0);
}

/* Least whole difference that counts as one. */
static int64_t least_that_counts(double smallest, int64_t divisor)
{
    const double units = smallest * (double)divisor;
    if (!(units > 1.0))
        return 1;
    if (units >= (double)SEN_FIGURE_LIMIT)
        return SEN_FIGURE_LIMIT;
    const int64_t whole = (int64_t)units;
    return (double)whole < units ? whole + 1 : whole;
}

static void differ_plain(sen_difference *difference, const int64_t *a, const int64_t *b, int32_t n,
                         int64_t divisor, sen_better better, double smallest,
                         sen_summary_work *work)
{
    int64_t *const d = work->values;
    int32_t kept = 0, lower = 0, higher = 0;
    int64_t any = 0;
    const int64_t least = least_that_counts(smallest, divisor);
    for (int32_t i = 0; i < n; i++) {
        if (a[i] == SEN_NO_FIGURE || b[i] == SEN_NO_FIGURE)
            continue;
        const int64_t by = a[i] - b[i];
        any |= by;
        lower += by <= -least;
        higher += by >= least;
        if (work->by_draw != NULL)
            work->kept_draw[kept] = work->draw_of[i];
        d[kept++] = by;
    }
    if (any == 0) {
        sen_paired_same(difference, kept, better, work);
        return;
    }
    *difference = (sen_difference){.n = kept, .has_error = kept >= 2};
    set_chances(difference, better, lower, higher);
    sen_moments m;
    const double unit = (double)divisor;
    sen_moments_make(&m, d, kept, work);
    sen_order_widen(&m.order, d, kept, work->kept_draw, work);
    difference->mean = m.mean / unit;
    difference->around =
        sen_order_tell(&m.order, unit, &difference->p05, &difference->p50, &difference->p95);
    set_interval(difference, m.error / unit, kept, work);
}

static bool both_have(sen_paired_side a, sen_paired_side b, int32_t i)
{
    return a.above[i] != SEN_NO_FIGURE && b.above[i] != SEN_NO_FIGURE &&
           a.below[i] != SEN_NO_FIGURE && b.below[i] != SEN_NO_FIGURE && a.below[i] > 0 &&
           b.below[i] > 0;
}

/* Jackknife of the difference of two ratios of sums, both without the same replicate. */
static double ratio_error(sen_paired_side a, sen_paired_side b, int32_t n, const wide sums[4],
                          double unit, sen_summary_work *work, int32_t kept)
{
    int32_t at = 0;
    double mean = 0.0, squares = 0.0;
    for (int32_t i = 0; i < n; i++) {
        if (!both_have(a, b, i))
            continue;
        const double left = (double)(sums[0] - a.above[i]) / (double)(sums[1] - a.below[i]);
        const double right = (double)(sums[2] - b.above[i]) / (double)(sums[3] - b.below[i]);
        work->ratios[at] = (left - right) / unit;
        mean += work->ratios[at++];
    }
    mean /= kept;
    for (int32_t i = 0; i < kept; i++)
        squares += (work->ratios[i] - mean) * (work->ratios[i] - mean);
    return sqrt(squares * ((kept - 1.0) / kept));
}

static void differ_ratio(sen_difference *difference, sen_paired_side a, sen_paired_side b,
                         int32_t n, int64_t divisor, sen_better better, double smallest,
                         sen_summary_work *work)
{
    const double unit = (double)divisor;
    wide sums[4] = {0, 0, 0, 0};
    int32_t kept = 0, lower = 0, higher = 0;
    for (int32_t i = 0; i < n; i++) {
        if (!both_have(a, b, i))
            continue;
        sums[0] += a.above[i];
        sums[1] += a.below[i];
        sums[2] += b.above[i];
        sums[3] += b.below[i];
        const double by = (double)a.above[i] / (double)a.below[i] / unit -
                          (double)b.above[i] / (double)b.below[i] / unit;
        lower += by < 0.0 && by <= -smallest;
        higher += by > 0.0 && by >= smallest;
        if (work->by_draw != NULL)
            work->kept_draw[kept] = work->draw_of[i];
        work->values[kept++] = sen_order_of(by);
    }
    *difference = (sen_difference){.n = kept, .has_error = kept >= 2};
    if (kept == 0)
        return;
    set_chances(difference, better, lower, higher);
    difference->mean =
        ((double)sums[0] / (double)sums[1] - (double)sums[2] / (double)sums[3]) / unit;
    sen_order order;
    sen_order_all(&order, work->values, kept, work->kept_draw, work);
    difference->around =
        sen_order_tell(&order, 0.0, &difference->p05, &difference->p50, &difference->p95);
    set_interval(difference, kept < 2 ? 0.0 : ratio_error(a, b, n, sums, unit, work, kept), kept,
                 work);
}

void sen_paired_make(sen_difference *difference, sen_paired_side scenario, sen_paired_side baseline,
                     int32_t n, int64_t divisor, sen_better better, double smallest_that_matters,
                     sen_summary_work *work)
{
    if (scenario.below == NULL || baseline.below == NULL)
        differ_plain(difference, scenario.above, baseline.above, n, divisor, better,
                     smallest_that_matters, work);
    else
        differ_ratio(difference, scenario, baseline, n, divisor, better, smallest_that_matters,
                     work);
    if (work->by_draw == NULL || !(difference->mc_upper_95 > difference->mc_lower_95))
        return;
    int32_t draws;
    const double error = sen_draws_error(scenario, baseline, n, divisor, work, &draws);
    set_interval(difference, error, draws, work);
}

double sen_correlation(const int64_t *a, const int64_t *b, int32_t n)
{
    const double mean_a = sen_exact_sum(a, n) / n, mean_b = sen_exact_sum(b, n) / n;
    double aa = 0.0, bb = 0.0, ab = 0.0;
    for (int32_t i = 0; i < n; i++) {
        const double x = (double)a[i] - mean_a, y = (double)b[i] - mean_b;
        aa += x * x;
        bb += y * y;
        ab += x * y;
    }
    return aa > 0.0 && bb > 0.0 ? ab / sqrt(aa * bb) : 0.0;
}

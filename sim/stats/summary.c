/* SPDX-License-Identifier: MIT */
#include "stats/summary.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/special.h"
#include "stats/draws.h"

__extension__ typedef __int128 wide; /* sums of squares do not fit 64 bits */

sen_code sen_summary_work_init(sen_summary_work *work, int32_t replicates, sen_errors *errors)
{
    memset(work, 0, sizeof *work);
    const size_t n = replicates > 0 ? (size_t)replicates : 1;
    work->values = malloc(n * sizeof *work->values);
    work->picked = malloc(n * sizeof *work->picked);
    work->ratios = malloc(n * sizeof *work->ratios);
    work->t_975 = calloc(n + 1, sizeof *work->t_975);
    work->room = replicates;
    if (work->t_975 != NULL && work->values != NULL && work->picked != NULL && work->ratios != NULL)
        return SEN_OK;
    sen_summary_work_clear(work);
    return sen_failf(errors, SEN_NO_MEMORY, NULL, 0, 0, NULL, NULL, "%ld replicates to summarise",
                     (long)replicates);
}

sen_code sen_summary_work_draws(sen_summary_work *work, int32_t draws, int32_t first,
                                sen_errors *errors)
{
    if (draws < 2 || draws >= work->room)
        return SEN_OK;
    work->by_draw = malloc(5 * (size_t)draws * sizeof *work->by_draw);
    if (work->by_draw == NULL)
        return sen_fail(errors, SEN_NO_MEMORY, NULL, 0, 0, NULL, NULL, NULL, NULL);
    work->draws = draws;
    work->first = first;
    return SEN_OK;
}

void sen_summary_work_clear(sen_summary_work *work)
{
    free(work->values);
    free(work->picked);
    free(work->ratios);
    free(work->t_975);
    free(work->by_draw);
    memset(work, 0, sizeof *work);
}

/* ---- order statistics ---- */

enum { BUCKETS = 512 };

/* The k-th smallest (from 0) of n values within [low, high], by buckets of the leading bits. */
static int64_t select_one(int64_t *values, int32_t n, int32_t k)
{
    for (;;) {
        int64_t low = values[0], high = values[0];
        for (int32_t i = 1; i < n; i++) {
            low = values[i] < low ? values[i] : low;
            high = values[i] > high ? values[i] : high;
        }
        if (low == high)
            return low;
        const uint64_t range = (uint64_t)high - (uint64_t)low;
        int32_t shift = 0;
        while (range >> shift >= BUCKETS)
            shift++;
        int32_t counts[BUCKETS] = {0};
        for (int32_t i = 0; i < n; i++)
            counts[((uint64_t)values[i] - (uint64_t)low) >> shift]++;
        int32_t bucket = 0;
        for (; k >= counts[bucket]; bucket++)
            k -= counts[bucket];
        if (shift == 0)
            return low + bucket;
        int32_t kept = 0;
        for (int32_t i = 0; i < n; i++)
            if ((((uint64_t)values[i] - (uint64_t)low) >> shift) == (uint64_t)bucket)
                values[kept++] = values[i];
        n = kept;
    }
}

/* From 1: the percentile is the least value that so many are below or equal to. */
static int32_t rank_of(int32_t percentile, int32_t n)
{
    static const int64_t percents[3] = {5, 50, 95};
    return (int32_t)((percents[percentile] * n + 99) / 100);
}

/* Values by buckets of the leading bits of their distance from the lowest; then, for each rank, its
 * bucket's values. */
void sen_order_statistics(const int64_t *values, int32_t n, const int32_t *ranks, int32_t n_ranks,
                          int64_t *picked, int64_t *out)
{
    if (n == 0)
        return;
    int64_t low = values[0], high = values[0];
    for (int32_t i = 1; i < n; i++) {
        low = values[i] < low ? values[i] : low;
        high = values[i] > high ? values[i] : high;
    }
    const uint64_t range = (uint64_t)high - (uint64_t)low;
    int32_t shift = 0;
    while (range >> shift >= BUCKETS)
        shift++;
    const int32_t used = (int32_t)(range >> shift) + 1;
    int32_t up_to[BUCKETS];
    memset(up_to, 0, (size_t)used * sizeof *up_to);
    for (int32_t i = 0; i < n; i++)
        up_to[((uint64_t)values[i] - (uint64_t)low) >> shift]++;
    for (int32_t bucket = 1; bucket < used; bucket++)
        up_to[bucket] += up_to[bucket - 1];
    for (int32_t q = 0; q < n_ranks; q++) {
        if (ranks[q] == 0)
            continue;
        int32_t bucket = 0, kept = 0;
        while (up_to[bucket] < ranks[q])
            bucket++;
        if (shift == 0) {
            out[q] = low + bucket;
            continue;
        }
        for (int32_t i = 0; i < n; i++)
            if ((((uint64_t)values[i] - (uint64_t)low) >> shift) == (uint64_t)bucket)
                picked[kept++] = values[i];
        out[q] = select_one(picked, kept, ranks[q] - 1 - (bucket > 0 ? up_to[bucket - 1] : 0));
    }
}

void sen_percentiles(const int64_t *values, int32_t n, int64_t *picked, int64_t out[3])
{
    const int32_t ranks[3] = {rank_of(0, n), rank_of(1, n), rank_of(2, n)};
    sen_order_statistics(values, n, ranks, 3, picked, out);
}

int64_t sen_order_of(double x)
{
    int64_t bits;
    const double plain = x == 0.0 ? 0.0 : x; /* -0 is 0 */
    memcpy(&bits, &plain, sizeof bits);
    return bits < 0 ? (int64_t)((uint64_t)INT64_MIN - (uint64_t)bits) : bits;
}

double sen_of_order(int64_t order)
{
    const int64_t bits = order < 0 ? (int64_t)((uint64_t)INT64_MIN - (uint64_t)order) : order;
    double x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

/* ---- means and errors ---- */

double sen_exact_sum(const int64_t *values, int32_t n)
{
    wide sum = 0;
    for (int32_t i = 0; i < n; i++)
        sum += values[i];
    return (double)sum;
}

/* For spreads beyond 2^44, where exact squares might not fit. */
static double rough_error(const int64_t *values, int32_t n)
{
    const double mean = sen_exact_sum(values, n) / n;
    double sum = 0.0;
    for (int32_t i = 0; i < n; i++)
        sum += ((double)values[i] - mean) * ((double)values[i] - mean);
    return sqrt(sum / (n - 1.0) / n);
}

double sen_standard_error(const int64_t *values, int32_t n)
{
    const int64_t first = values[0];
    int64_t most = 0;
    for (int32_t i = 0; i < n; i++) {
        const int64_t d = values[i] - first;
        most |= d < 0 ? -d : d;
    }
    if (most >= (int64_t)1 << 44)
        return rough_error(values, n);
    wide squares = 0, sum = 0;
    if (most < (int64_t)1 << 20) { /* n <= 2^20: the squares fit 64 bits */
        int64_t narrow = 0, total = 0;
        for (int32_t i = 0; i < n; i++) {
            const int64_t d = values[i] - first;
            total += d;
            narrow += d * d;
        }
        sum = total;
        squares = narrow;
    } else {
        for (int32_t i = 0; i < n; i++) {
            const int64_t d = values[i] - first;
            sum += d;
            squares += (wide)d * d;
        }
    }
    const double spread = (double)(squares * n - sum * sum);
    return sqrt(spread / n / (n - 1.0) / n);
}

/* ---- all of it ---- */

typedef struct {
    int64_t low, high;
} range;

static range range_of(const int64_t *values, int32_t n)
{
    range of = {values[0], values[0]};
    for (int32_t i = 1; i < n; i++) {
        of.low = values[i] < of.low ? values[i] : of.low;
        of.high = values[i] > of.high ? values[i] : of.high;
    }
    return of;
}

/* Most figures are small counts: one walk adds up the distances from the lowest and their squares,
 * which fit 64 bits as n is at most 2^20, and counts each value in a bucket of its own. */
static void narrow_moments(sen_moments *m, const int64_t *values, int32_t n, range of)
{
    int32_t counts[BUCKETS];
    int64_t sum = 0, squares = 0;
    memset(counts, 0, (size_t)(of.high - of.low + 1) * sizeof *counts);
    for (int32_t i = 0; i < n; i++) {
        const int64_t d = values[i] - of.low;
        sum += d;
        squares += d * d;
        counts[d]++;
    }
    m->mean = (double)((wide)of.low * n + sum) / n;
    m->error = sqrt((double)(squares * n - sum * sum) / n / (n - 1.0) / n);
    int32_t bucket = 0, before = 0;
    for (int32_t q = 0; q < 3; q++) {
        const int32_t rank = rank_of(q, n);
        while (rank > before + counts[bucket])
            before += counts[bucket++];
        m->percentiles[q] = of.low + bucket;
    }
}

static void moments_within(sen_moments *m, const int64_t *values, int32_t n, range of,
                           int64_t *picked)
{
    if (of.low == of.high) {
        *m = (sen_moments){.mean = (double)of.low, .percentiles = {of.low, of.low, of.low}};
    } else if ((uint64_t)of.high - (uint64_t)of.low < BUCKETS && n <= 1 << 20) {
        narrow_moments(m, values, n, of);
    } else {
        sen_percentiles(values, n, picked, m->percentiles);
        m->mean = sen_exact_sum(values, n) / n;
        m->error = sen_standard_error(values, n);
    }
}

void sen_moments_make(sen_moments *m, const int64_t *values, int32_t n, int64_t *picked)
{
    moments_within(m, values, n, range_of(values, n), picked);
}

static int32_t keep_figures(const int64_t *values, int32_t n, int64_t *room)
{
    int32_t kept = 0;
    for (int32_t i = 0; i < n; i++)
        if (values[i] != SEN_NO_FIGURE)
            room[kept++] = values[i];
    return kept;
}

static void summarise_plain(sen_summary *summary, const int64_t *values, int32_t n, int64_t divisor,
                            sen_summary_work *work)
{
    range of = range_of(values, n);
    if (of.low == SEN_NO_FIGURE) { /* which is below any figure */
        n = keep_figures(values, n, work->values);
        values = work->values;
        if (n > 0)
            of = range_of(values, n);
    }
    *summary = (sen_summary){.n = n, .has_error = n >= 2};
    if (n == 0)
        return;
    const double unit = (double)divisor;
    sen_moments m;
    moments_within(&m, values, n, of, work->picked);
    summary->mean = m.mean / unit;
    summary->mc_error = m.error / unit;
    summary->p05 = (double)m.percentiles[0] / unit;
    summary->p50 = (double)m.percentiles[1] / unit;
    summary->p95 = (double)m.percentiles[2] / unit;
}

/* sqrt((n - 1) / n sum (theta_i - mean)^2) over the ratios without replicate i. */
static double jackknife_error(double *left_out, int32_t n)
{
    double mean = 0.0, sum = 0.0;
    for (int32_t i = 0; i < n; i++)
        mean += left_out[i];
    mean /= n;
    for (int32_t i = 0; i < n; i++)
        sum += (left_out[i] - mean) * (left_out[i] - mean);
    return sqrt(sum * ((n - 1.0) / n));
}

static void summarise_ratio(sen_summary *summary, const int64_t *above, const int64_t *below,
                            int32_t n, int64_t divisor, sen_summary_work *work)
{
    const double unit = (double)divisor;
    int32_t kept = 0;
    wide sum_above = 0, sum_below = 0;
    for (int32_t i = 0; i < n; i++) {
        if (above[i] == SEN_NO_FIGURE || below[i] == SEN_NO_FIGURE || below[i] <= 0)
            continue;
        sum_above += above[i];
        sum_below += below[i];
        work->values[kept++] = sen_order_of((double)above[i] / (double)below[i] / unit);
    }
    *summary = (sen_summary){.n = kept, .has_error = kept >= 2};
    if (kept == 0)
        return;
    summary->mean = (double)sum_above / (double)sum_below / unit;
    int64_t percentiles[3];
    sen_percentiles(work->values, kept, work->picked, percentiles);
    summary->p05 = sen_of_order(percentiles[0]);
    summary->p50 = sen_of_order(percentiles[1]);
    summary->p95 = sen_of_order(percentiles[2]);
    if (kept < 2)
        return;
    int32_t at = 0;
    for (int32_t i = 0; i < n; i++)
        if (above[i] != SEN_NO_FIGURE && below[i] != SEN_NO_FIGURE && below[i] > 0)
            work->ratios[at++] =
                (double)(sum_above - above[i]) / (double)(sum_below - below[i]) / unit;
    summary->mc_error = jackknife_error(work->ratios, kept);
}

void sen_summary_make(sen_summary *summary, const int64_t *above, const int64_t *below, int32_t n,
                      int64_t divisor, sen_summary_work *work)
{
    if (below == NULL)
        summarise_plain(summary, above, n, divisor, work);
    else
        summarise_ratio(summary, above, below, n, divisor, work);
    if (work->by_draw == NULL || !(summary->mc_error > 0.0))
        return;
    const sen_paired_side side = {above, below}, none = {NULL, NULL};
    int32_t draws;
    summary->mc_error = sen_draws_error(side, none, n, divisor, work, &draws);
    summary->has_error = draws >= 2;
    sen_draws_split(summary, side, n, divisor, work);
}

/* ---- Student's t ---- */

double sen_summary_half_95(const sen_summary *summary)
{
    const int32_t n = summary->draws > 0 ? summary->draws : summary->n;
    if (!summary->has_error)
        return NAN;
    return summary->mc_error > 0.0 ? sen_student_975(n - 1) * summary->mc_error : 0.0;
}

double sen_student_975(int32_t df)
{
    /* P(|T| > t) = I_x(df / 2, 1 / 2) with x = df / (df + t^2) (DLMF 8.17); bisection on t */
    const double half = df / 2.0;
    double low = 1.9, high = 12.8;
    for (int32_t i = 0; i < 64; i++) {
        const double t = (low + high) / 2.0;
        if (sen_beta_cdf(half, 0.5, df / (df + t * t)) > 0.05)
            low = t;
        else
            high = t;
    }
    return (low + high) / 2.0;
}

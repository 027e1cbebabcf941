/* SPDX-License-Identifier: MIT */
#include "stats/order.h"

#include <math.h>
#include <string.h>

#include "base/special.h"
#include "stats/summary.h"

static const int64_t percents[SEN_PERCENTILES] = {5, 50, 95};

/* ---- ranks ---- */

/* P(B <= k), B binomial (n, q): DLMF 8.17.5. */
static double binomial_cdf(int32_t k, int32_t n, double q)
{
    return k < 0 ? 0.0 : k >= n ? 1.0 : sen_beta_cdf(n - k, k + 1.0, 1.0 - q);
}

/* The ends from 1; *low 0 or *high n + 1: there is none. Few steps: the normal law is near. */
static void binomial_ends(int32_t n, double q, int32_t *low, int32_t *high)
{
    const double centre = n * q, reach = 1.96 * sqrt(centre * (1.0 - q));
    int32_t l = centre > reach ? (int32_t)(centre - reach) : 0;
    int32_t u = centre + reach < n ? (int32_t)(centre + reach) + 1 : n;
    while (l > 0 && binomial_cdf(l - 1, n, q) > 0.025)
        l--;
    while (binomial_cdf(l, n, q) <= 0.025)
        l++;
    while (u <= n && binomial_cdf(u - 1, n, q) < 0.975)
        u++;
    while (u > 1 && binomial_cdf(u - 2, n, q) >= 0.975)
        u--;
    *low = l;
    *high = u;
}

static void add_rank(sen_ranks *ranks, int32_t rank, int32_t which)
{
    int32_t at = ranks->n++;
    for (; at > 0 && ranks->rank[at - 1] > rank; at--) {
        ranks->rank[at] = ranks->rank[at - 1];
        ranks->which[at] = ranks->which[at - 1];
    }
    ranks->rank[at] = rank;
    ranks->which[at] = (int8_t)which;
}

/* Ranks from 1 of a percentile's ends, if both exist. */
static void note_ends(sen_ranks *ranks, int32_t percentile, int32_t low, int32_t high)
{
    ranks->low[percentile] = low;
    ranks->high[percentile] = high;
    ranks->known[percentile] = low >= 1 && high <= ranks->of;
}

static void add_ends(sen_ranks *ranks, int32_t percentile)
{
    const int32_t low = ranks->low[percentile], high = ranks->high[percentile];
    if (!ranks->known[percentile])
        return;
    add_rank(ranks, low - 1, 3 * percentile + 1);
    add_rank(ranks, high - 1, 3 * percentile + 2);
}

/* From 0: the percentile is the least value that so many are below or equal to. */
static int32_t rank_of(int32_t percentile, int32_t n)
{
    return (int32_t)((percents[percentile] * n + 99) / 100) - 1;
}

const sen_ranks *sen_ranks_of(sen_rank_shelf *shelf, int32_t n)
{
    sen_ranks *const ranks =
        shelf->of + (uint32_t)n % (uint32_t)(sizeof shelf->of / sizeof *shelf->of);
    if (ranks->of == n)
        return ranks;
    *ranks = (sen_ranks){.of = n};
    for (int32_t p = 0; p < SEN_PERCENTILES; p++) {
        int32_t low, high;
        binomial_ends(n, (double)percents[p] / 100.0, &low, &high);
        add_rank(ranks, rank_of(p, n), 3 * p);
        note_ends(ranks, p, low, high);
        if (!shelf->ends_later)
            add_ends(ranks, p);
    }
    return ranks;
}

/* ---- order statistics ---- */

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
        while (range >> shift >= SEN_NARROW)
            shift++;
        int32_t counts[SEN_NARROW] = {0};
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

void sen_order_begin(sen_order *order, const sen_ranks *ranks)
{
    memset(order, 0, sizeof *order);
    memcpy(order->known, ranks->known, sizeof order->known);
}

void sen_order_set(sen_order *order, int32_t which, int64_t value)
{
    int64_t *const of[3] = {order->at, order->lower, order->upper};
    of[which % 3][which / 3] = value;
}

void sen_order_make(sen_order *order, const int64_t *values, int32_t n, const sen_ranks *ranks,
                    int64_t *picked)
{
    int64_t low = values[0], high = values[0];
    for (int32_t i = 1; i < n; i++) {
        low = values[i] < low ? values[i] : low;
        high = values[i] > high ? values[i] : high;
    }
    const uint64_t range = (uint64_t)high - (uint64_t)low;
    int32_t shift = 0;
    while (range >> shift >= SEN_NARROW)
        shift++;
    const int32_t used = (int32_t)(range >> shift) + 1;
    int32_t counts[SEN_NARROW];
    memset(counts, 0, (size_t)used * sizeof *counts);
    for (int32_t i = 0; i < n; i++)
        counts[((uint64_t)values[i] - (uint64_t)low) >> shift]++;
    int32_t bucket = 0, before = 0;
    for (int32_t k = 0; k < ranks->n; k++) {
        const int32_t rank = ranks->rank[k];
        while (rank >= before + counts[bucket])
            before += counts[bucket++];
        if (shift == 0) {
            sen_order_set(order, ranks->which[k], low + bucket);
            continue;
        }
        int32_t kept = 0;
        for (int32_t i = 0; i < n; i++)
            if ((((uint64_t)values[i] - (uint64_t)low) >> shift) == (uint64_t)bucket)
                picked[kept++] = values[i];
        sen_order_set(order, ranks->which[k], select_one(picked, kept, rank - before));
    }
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

/* ---- where draws are shared ---- */

/* Standard error of a share of n values, of which so many of `all` a draw are meant: whole draws are
 * the sample. */
static double share_error(const double *meant, const double *all, int32_t draws, int32_t n)
{
    double total = 0.0, squares = 0.0;
    int32_t there = 0;
    for (int32_t d = 0; d < draws; d++)
        total += meant[d];
    for (int32_t d = 0; d < draws; d++) {
        const double off = meant[d] - total / n * all[d];
        squares += off * off;
        there += all[d] > 0.0;
    }
    return sqrt(squares * there / (there - 1.0)) / n;
}

/* Half of the 95 % interval of the share at or below a percentile. With ties that share is more than
 * its order: the larger of the errors with and without them. */
static double reach_of(int64_t at, const int64_t *values, int32_t n, const int32_t *draw_of,
                       sen_summary_work *work)
{
    const int32_t draws = work->draws;
    double *const up_to = work->by_draw, *const below = up_to + draws, *const all = below + draws;
    memset(up_to, 0, 3 * (size_t)draws * sizeof *up_to);
    for (int32_t i = 0; i < n; i++) {
        up_to[draw_of[i]] += values[i] <= at;
        below[draw_of[i]] += values[i] < at;
        all[draw_of[i]] += 1.0;
    }
    int32_t there = 0;
    for (int32_t d = 0; d < draws; d++)
        there += all[d] > 0.0;
    if (there < 2)
        return INFINITY;
    const double with = share_error(up_to, all, draws, n);
    const double without = share_error(below, all, draws, n);
    return sen_summary_t_975(work, there) * (with > without ? with : without);
}

static bool all_the_same(const int64_t *values, int32_t n)
{
    int32_t i = 1;
    while (i < n && values[i] == values[0])
        i++;
    return i >= n;
}

void sen_order_widen(sen_order *order, const int64_t *values, int32_t n, const int32_t *draw_of,
                     struct sen_summary_work *work)
{
    if (work->by_draw == NULL)
        return;
    if (all_the_same(values, n)) {
        memcpy(order->lower, order->at, sizeof order->lower);
        memcpy(order->upper, order->at, sizeof order->upper);
        return;
    }
    const sen_ranks *const apart = sen_ranks_of(&work->ranks, n);
    sen_ranks ranks = {.of = n};
    for (int32_t p = 0; p < SEN_PERCENTILES; p++) {
        const double q = (double)percents[p] / 100.0;
        const double reach = reach_of(order->at[p], values, n, draw_of, work);
        int32_t low = 0, high = 0;
        if (reach < 1.0) {
            low = (int32_t)floor(n * (q - reach));
            high = (int32_t)ceil(n * (q + reach)) + 1;
            low = low < apart->low[p] ? low : apart->low[p];
            high = high > apart->high[p] ? high : apart->high[p];
        }
        note_ends(&ranks, p, low, high);
        add_ends(&ranks, p);
    }
    memcpy(order->known, ranks.known, sizeof order->known);
    sen_order_make(order, values, n, &ranks, work->picked);
}

void sen_order_all(sen_order *order, const int64_t *values, int32_t n, const int32_t *draw_of,
                   struct sen_summary_work *work)
{
    const sen_ranks *const ranks = sen_ranks_of(&work->ranks, n);
    sen_order_begin(order, ranks);
    sen_order_make(order, values, n, ranks, work->picked);
    sen_order_widen(order, values, n, draw_of, work);
}

/* ---- in the figure's unit ---- */

static double in_unit(int64_t value, double unit)
{
    return unit > 0.0 ? (double)value / unit : sen_of_order(value);
}

sen_around sen_order_tell(const sen_order *order, double unit, double *p05, double *p50,
                          double *p95)
{
    sen_around around = {0};
    *p05 = in_unit(order->at[0], unit);
    *p50 = in_unit(order->at[1], unit);
    *p95 = in_unit(order->at[2], unit);
    for (int32_t p = 0; p < SEN_PERCENTILES; p++) {
        if (!order->known[p])
            continue;
        around.known[p] = true;
        around.lower[p] = in_unit(order->lower[p], unit);
        around.upper[p] = in_unit(order->upper[p], unit);
    }
    return around;
}

sen_around sen_order_around_one(const sen_ranks *ranks, double value)
{
    sen_around around = {0};
    for (int32_t p = 0; p < SEN_PERCENTILES; p++) {
        around.known[p] = ranks->known[p];
        around.lower[p] = around.upper[p] = ranks->known[p] ? value : 0.0;
    }
    return around;
}

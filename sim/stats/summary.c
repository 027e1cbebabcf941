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
    work->draw_of = malloc(2 * (size_t)work->room * sizeof *work->draw_of);
    if (work->by_draw == NULL || work->draw_of == NULL)
        return sen_fail(errors, SEN_NO_MEMORY, NULL, 0, 0, NULL, NULL, NULL, NULL);
    work->draws = draws;
    work->first = first;
    work->ranks.ends_later = true;
    work->kept_draw = work->draw_of + work->room;
    for (int32_t i = 0; i < work->room; i++)
        work->draw_of[i] = (first - 1 + i) % draws;
    return SEN_OK;
}

void sen_summary_work_clear(sen_summary_work *work)
{
    free(work->values);
    free(work->picked);
    free(work->ratios);
    free(work->t_975);
    free(work->by_draw);
    free(work->draw_of);
    memset(work, 0, sizeof *work);
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
static void narrow_moments(sen_moments *m, const int64_t *values, int32_t n, range of,
                           const sen_ranks *ranks)
{
    int32_t counts[SEN_NARROW];
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
    for (int32_t k = 0; k < ranks->n; k++) {
        while (ranks->rank[k] >= before + counts[bucket])
            before += counts[bucket++];
        sen_order_set(&m->order, ranks->which[k], of.low + bucket);
    }
}

void sen_moments_make(sen_moments *m, const int64_t *values, int32_t n, sen_summary_work *work)
{
    const range of = range_of(values, n);
    const sen_ranks *const ranks = sen_ranks_of(&work->ranks, n);
    sen_order_begin(&m->order, ranks);
    if (of.low == of.high) {
        m->mean = (double)of.low;
        m->error = 0.0;
        for (int32_t k = 0; k < ranks->n; k++)
            sen_order_set(&m->order, ranks->which[k], of.low);
    } else if ((uint64_t)of.high - (uint64_t)of.low < SEN_NARROW && n <= 1 << 20) {
        narrow_moments(m, values, n, of, ranks);
    } else {
        sen_order_make(&m->order, values, n, ranks, work->picked);
        m->mean = sen_exact_sum(values, n) / n;
        m->error = sen_standard_error(values, n);
    }
}

/* Those that there are, and the draw of each where draws are shared. */
static int32_t keep_figures(const int64_t *values, int32_t n, sen_summary_work *work)
{
    int32_t kept = 0;
    for (int32_t i = 0; i < n; i++) {
        if (values[i] == SEN_NO_FIGURE)
            continue;
        if (work->by_draw != NULL)
            work->kept_draw[kept] = work->draw_of[i];
        work->values[kept++] = values[i];
    }
    return kept;
}

static void summarise_plain(sen_summary *summary, const int64_t *values, int32_t n, int64_t divisor,
                            sen_summary_work *work)
{
    const int32_t *draw_of = work->draw_of;
    int32_t kept = 0;
    while (kept < n && values[kept] != SEN_NO_FIGURE)
        kept++;
    if (kept < n) {
        n = keep_figures(values, n, work);
        values = work->values;
        draw_of = work->kept_draw;
    }
    *summary = (sen_summary){.n = n, .has_error = n >= 2};
    if (n == 0)
        return;
    const double unit = (double)divisor;
    sen_moments m;
    sen_moments_make(&m, values, n, work);
    sen_order_widen(&m.order, values, n, draw_of, work);
    summary->mean = m.mean / unit;
    summary->mc_error = m.error / unit;
    summary->around = sen_order_tell(&m.order, unit, &summary->p05, &summary->p50, &summary->p95);
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
        if (work->by_draw != NULL)
            work->kept_draw[kept] = work->draw_of[i];
        work->values[kept++] = sen_order_of((double)above[i] / (double)below[i] / unit);
    }
    *summary = (sen_summary){.n = kept, .has_error = kept >= 2};
    if (kept == 0)
        return;
    summary->mean = (double)sum_above / (double)sum_below / unit;
    sen_order order;
    sen_order_all(&order, work->values, kept, work->kept_draw, work);
    summary->around = sen_order_tell(&order, 0.0, &summary->p05, &summary->p50, &summary->p95);
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

double sen_summary_t_975(sen_summary_work *work, int32_t n)
{
    if (work->t_975[n] == 0.0)
        work->t_975[n] = sen_student_975(n - 1);
    return work->t_975[n];
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

/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>

#include "base/rng.h"
#include "stats/paired.h"

enum { MOST = 3000 };

static const double orders[3] = {0.05, 0.5, 0.95};

static uint64_t next(uint64_t *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return *state >> 11;
}

static int compare(const void *a, const void *b)
{
    const int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return x < y ? -1 : x > y;
}

static void fill(int64_t *values, int32_t n, uint64_t range, uint64_t seed)
{
    for (int32_t i = 0; i < n; i++)
        values[i] = (int64_t)(next(&seed) % range) - (int64_t)(range / 3);
}

static void order_of(sen_order *order, const int64_t *values, int32_t n)
{
    static sen_rank_shelf shelf;
    static int64_t picked[MOST];
    const sen_ranks *const ranks = sen_ranks_of(&shelf, n);
    sen_order_begin(order, ranks);
    sen_order_make(order, values, n, ranks, picked);
}

Test(order, percentiles_and_ends_are_order_statistics)
{
    static const uint64_t ranges[] = {1, 2, 7, 600, 100000, (uint64_t)1 << 52};
    static const int32_t counts[] = {1, 2, 3, 19, 20, 21, 72, 100, 200, 2999};
    int64_t values[MOST], sorted[MOST];
    sen_rank_shelf shelf = {0};
    sen_order got;
    for (size_t r = 0; r < 6; r++)
        for (size_t c = 0; c < 10; c++) {
            const int32_t n = counts[c];
            fill(values, n, ranges[r], r * 31 + c);
            for (int32_t i = 0; i < n; i++)
                sorted[i] = values[i];
            qsort(sorted, (size_t)n, sizeof *sorted, compare);
            order_of(&got, values, n);
            const sen_ranks *const ranks = sen_ranks_of(&shelf, n);
            for (int32_t p = 0; p < 3; p++) {
                const int32_t at = ((int32_t[3]){5, 50, 95}[p] * n + 99) / 100 - 1;
                cr_assert(eq(i64, got.at[p], sorted[at]), "%zu %d", r, n);
                if (!got.known[p])
                    continue;
                cr_assert(eq(i64, got.lower[p], sorted[ranks->low[p] - 1]), "%zu %d", r, n);
                cr_assert(eq(i64, got.upper[p], sorted[ranks->high[p] - 1]), "%zu %d", r, n);
            }
        }
}

Test(order, it_bears_the_longest_ranges)
{
    const int64_t values[] = {INT64_MAX, INT64_MIN + 1, 0, 5};
    sen_order got;
    order_of(&got, values, 4);
    cr_assert(eq(i64, got.at[0], INT64_MIN + 1));
    cr_assert(eq(i64, got.at[1], 0));
    cr_assert(eq(i64, got.at[2], INT64_MAX));
}

Test(order, doubles_order_as_integers)
{
    static const double x[] = {-1e300, -2.5, -1e-310, 0.0, 1e-310, 0.3, 2.5, 1e300};
    for (size_t i = 0; i < 8; i++) {
        cr_assert(sen_of_order(sen_order_of(x[i])) == x[i]);
        cr_assert(i == 0 || sen_order_of(x[i - 1]) < sen_order_of(x[i]));
    }
    cr_assert(eq(i64, sen_order_of(-0.0), sen_order_of(0.0)));
}

/* Of n replicates B are at or below the quantile: [X(l), X(u)] holds it where l <= B < u. */
Test(order, ends_cover_95_in_100_exactly_and_no_nearer_ends_do)
{
    sen_rank_shelf shelf = {0};
    for (int32_t n = 1; n <= 2500; n += n < 300 ? 1 : 97) {
        const sen_ranks *const ranks = sen_ranks_of(&shelf, n);
        const unsigned of = (unsigned)n;
        for (int32_t p = 0; p < 3; p++) {
            const double q = orders[p];
            const int32_t l = ranks->low[p], u = ranks->high[p];
            cr_assert(eq(int, ranks->known[p], l >= 1 && u <= n), "%d %d", n, p);
            if (l >= 1)
                cr_assert(le(dbl, gsl_cdf_binomial_P((unsigned)l - 1, q, of), 0.025), "%d", n);
            if (u <= n)
                cr_assert(le(dbl, gsl_cdf_binomial_Q((unsigned)u - 1, q, of), 0.025), "%d", n);
            cr_assert(gt(dbl, gsl_cdf_binomial_P((unsigned)l, q, of), 0.025), "%d %d", n, l);
            cr_assert(gt(dbl, u >= 2 ? gsl_cdf_binomial_Q((unsigned)u - 2, q, of) : 1.0, 0.025),
                      "%d %d", n, u);
        }
    }
}

/* Tables of the sign test: n = 20 has ranks 6 and 15, n = 100 has 40 and 61 (Conover,
 * Practical Nonparametric Statistics, 3rd ed. 1999, table A3). */
Test(order, ends_are_those_of_the_tables)
{
    static const struct {
        int32_t n, p, low, high;
        bool known;
    } cases[] = {{1, 1, 0, 2, false},   {5, 1, 0, 6, false},     {6, 1, 1, 6, true},
                 {20, 1, 6, 15, true},  {100, 1, 40, 61, true},  {71, 0, 0, 9, false},
                 {72, 0, 1, 9, true},   {72, 2, 64, 72, true},   {71, 2, 63, 72, false},
                 {200, 0, 4, 17, true}, {200, 2, 184, 197, true}};
    sen_rank_shelf shelf = {0};
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
        const sen_ranks *const ranks = sen_ranks_of(&shelf, cases[c].n);
        cr_assert(eq(int, ranks->low[cases[c].p], cases[c].low), "%zu", c);
        cr_assert(eq(int, ranks->high[cases[c].p], cases[c].high), "%zu", c);
        cr_assert(eq(int, ranks->known[cases[c].p], cases[c].known), "%zu", c);
    }
}

Test(order, too_few_replicates_have_no_ends_and_no_number_in_their_place)
{
    int64_t values[MOST];
    sen_summary_work work;
    sen_summary summary;
    cr_assert(eq(int, sen_summary_work_init(&work, MOST, NULL), SEN_OK));
    for (int32_t n = 1; n <= 80; n++) {
        fill(values, n, 1000, (uint64_t)n);
        sen_summary_make(&summary, values, NULL, n, 10, &work);
        cr_assert(eq(int, summary.around.known[0], n >= 72), "%d", n);
        cr_assert(eq(int, summary.around.known[1], n >= 6), "%d", n);
        cr_assert(eq(int, summary.around.known[2], n >= 72), "%d", n);
        const double at[3] = {summary.p05, summary.p50, summary.p95};
        for (int32_t p = 0; p < 3; p++) {
            if (!summary.around.known[p])
                continue;
            cr_assert(le(dbl, summary.around.lower[p], at[p]));
            cr_assert(ge(dbl, summary.around.upper[p], at[p]));
        }
    }
    sen_summary_work_clear(&work);
}

/* Those without the figure are no replicates of it; a share's ends are shares. */
Test(order, only_replicates_that_have_the_figure_count)
{
    int64_t above[200], below[200];
    sen_summary_work work;
    sen_summary summary;
    cr_assert(eq(int, sen_summary_work_init(&work, 200, NULL), SEN_OK));
    for (int32_t i = 0; i < 200; i++) {
        below[i] = i % 40 == 0 ? 8 : 0;
        above[i] = i / 40;
    }
    sen_summary_make(&summary, above, below, 200, 1, &work);
    cr_assert(eq(int, summary.n, 5));
    cr_assert(not(summary.around.known[1]));
    below[1] = 8;
    above[1] = 6;
    sen_summary_make(&summary, above, below, 200, 1, &work);
    cr_assert(summary.around.known[1]);
    cr_assert(eq(dbl, summary.around.lower[1], 0.0));
    cr_assert(eq(dbl, summary.around.upper[1], 0.75));
    sen_summary_work_clear(&work);
}

/* The ends of the median of 40 exponential values hold log 2 as often as the binomial says. */
Test(order, ends_hold_the_true_percentile_as_often_as_they_say)
{
    enum { N = 40, TIMES = 20000 };
    int64_t values[N];
    sen_summary_work work;
    sen_summary summary;
    cr_assert(eq(int, sen_summary_work_init(&work, N, NULL), SEN_OK));
    int32_t held = 0;
    for (uint32_t k = 0; k < TIMES; k++) {
        sen_rng rng = sen_rng_keyed((sen_key){1, 2}, k, 3);
        for (int32_t i = 0; i < N; i++)
            values[i] = (int64_t)(-1e9 * log1p(-sen_unit(sen_rng_next(&rng))));
        sen_summary_make(&summary, values, NULL, N, 1000000000, &work);
        held += summary.around.lower[1] <= log(2.0) && log(2.0) < summary.around.upper[1];
    }
    const sen_ranks *const ranks = sen_ranks_of(&work.ranks, N);
    const double wanted = gsl_cdf_binomial_P((unsigned)ranks->high[1] - 1, 0.5, N) -
                          gsl_cdf_binomial_P((unsigned)ranks->low[1] - 1, 0.5, N);
    const double share = (double)held / TIMES;
    cr_assert(lt(dbl, fabs(share - wanted), 4.5 * sqrt(wanted * (1.0 - wanted) / TIMES)), "%g",
              share);
    sen_summary_work_clear(&work);
}

/* Nearly normal: twelve uniforms; a thousandth is the unit. */
static int64_t normal(uint64_t *state)
{
    int64_t sum = -6000;
    for (int32_t i = 0; i < 12; i++)
        sum += (int64_t)(next(state) % 1001);
    return sum;
}

/* 50 draws of 4 replicates: the true median is 0. Ends set as if all were independent would hold it
 * in about 70 of 100 experiments. */
Test(order, replicates_of_one_draw_are_not_independent)
{
    enum { DRAWS = 50, N = 200, TIMES = 1000 };
    int64_t values[N];
    sen_summary_work shared, apart;
    sen_summary summary;
    cr_assert(eq(int, sen_summary_work_init(&shared, N, NULL), SEN_OK));
    cr_assert(eq(int, sen_summary_work_draws(&shared, DRAWS, 1, NULL), SEN_OK));
    cr_assert(eq(int, sen_summary_work_init(&apart, N, NULL), SEN_OK));
    int32_t hits = 0, apart_hits = 0;
    uint64_t state = 7;
    for (int32_t t = 0; t < TIMES; t++) {
        int64_t draw[DRAWS];
        for (int32_t d = 0; d < DRAWS; d++)
            draw[d] = 2 * normal(&state);
        for (int32_t i = 0; i < N; i++)
            values[i] = draw[i % DRAWS] + normal(&state);
        sen_summary_make(&summary, values, NULL, N, 1, &shared);
        cr_assert(summary.around.known[1]);
        hits += summary.around.lower[1] <= 0.0 && summary.around.upper[1] >= 0.0;
        sen_summary_make(&summary, values, NULL, N, 1, &apart);
        apart_hits += summary.around.lower[1] <= 0.0 && summary.around.upper[1] >= 0.0;
    }
    cr_assert(ge(int, hits, 935), "%d", hits);
    cr_assert(le(int, hits, 985), "%d", hits);
    cr_assert(le(int, apart_hits, 850), "%d", apart_hits);
    sen_summary_work_clear(&shared);
    sen_summary_work_clear(&apart);
}

Test(order, a_difference_that_is_always_none_is_surely_none)
{
    int64_t values[200];
    sen_summary_work work;
    sen_difference difference;
    cr_assert(eq(int, sen_summary_work_init(&work, 200, NULL), SEN_OK));
    fill(values, 200, 1000, 3);
    const sen_paired_side side = {values, NULL};
    sen_paired_make(&difference, side, side, 200, 1, SEN_BETTER_LOWER, 0.0, &work);
    for (int32_t p = 0; p < 3; p++) {
        cr_assert(difference.around.known[p]);
        cr_assert(difference.around.lower[p] == 0.0 && difference.around.upper[p] == 0.0);
    }
    sen_summary_work_clear(&work);
}

/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>

#include "stats/summary.h"

enum { MOST = 3000 };

static uint64_t next(uint64_t *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return *state >> 11;
}

static void fill(int64_t *values, int32_t n, uint64_t range, uint64_t seed)
{
    for (int32_t i = 0; i < n; i++)
        values[i] = (int64_t)(next(&seed) % range) - (int64_t)(range / 3);
}

static double two_pass_error(const int64_t *values, int32_t n)
{
    long double mean = 0, sum = 0;
    for (int32_t i = 0; i < n; i++)
        mean += values[i];
    mean /= n;
    for (int32_t i = 0; i < n; i++)
        sum += (values[i] - mean) * (values[i] - mean);
    return (double)sqrtl(sum / (n - 1) / n);
}

Test(summary, standard_error_agrees_with_two_passes)
{
    static const uint64_t ranges[] = {2, 1000, 10000000, (uint64_t)1 << 50};
    int64_t values[MOST];
    for (size_t r = 0; r < 4; r++)
        for (int32_t n = 2; n <= 2402; n += 300) {
            fill(values, n, ranges[r], r + (uint64_t)n);
            const double oracle = two_pass_error(values, n);
            cr_assert(fabs(sen_standard_error(values, n) - oracle) <= 1e-12 * oracle, "%zu %d", r,
                      n);
        }
}

Test(summary, moments_are_those_of_their_parts_whatever_the_range)
{
    static const uint64_t ranges[] = {1, 2, 511, 512, 513, 514, 100000, (uint64_t)1 << 50};
    int64_t values[MOST], picked[MOST];
    sen_summary_work work;
    cr_assert(eq(int, sen_summary_work_init(&work, MOST, NULL), SEN_OK));
    for (size_t r = 0; r < sizeof ranges / sizeof *ranges; r++)
        for (int32_t n = 2; n <= 2402; n += 100) {
            fill(values, n, ranges[r], r * 37 + (uint64_t)n);
            sen_moments m;
            sen_order order;
            sen_moments_make(&m, values, n, &work);
            sen_order_begin(&order, sen_ranks_of(&work.ranks, n));
            sen_order_make(&order, values, n, sen_ranks_of(&work.ranks, n), picked);
            cr_assert(eq(dbl, m.mean, sen_exact_sum(values, n) / n), "%zu %d", r, n);
            cr_assert(eq(dbl, m.error, sen_standard_error(values, n)), "%zu %d", r, n);
            for (int32_t p = 0; p < 3; p++) {
                cr_assert(eq(i64, m.order.at[p], order.at[p]), "%zu %d", r, n);
                cr_assert(eq(i64, m.order.lower[p], order.lower[p]), "%zu %d", r, n);
                cr_assert(eq(i64, m.order.upper[p], order.upper[p]), "%zu %d", r, n);
            }
        }
    sen_summary_work_clear(&work);
}

Test(summary, a_far_origin_costs_no_digits)
{
    int64_t values[] = {1000000000000001, 1000000000000002, 1000000000000003};
    cr_assert(ieee_ulp_eq(dbl, sen_standard_error(values, 3), sqrt(1.0 / 3.0), 2));
}

Test(summary, the_textbook_sample_comes_out)
{
    /* ten values, mean 22.89, standard error 0.63394: in tenths */
    static const int64_t tenths[] = {214, 250, 198, 237, 229, 263, 205, 241, 222, 230};
    sen_summary_work work;
    sen_summary summary;
    cr_assert(eq(int, sen_summary_work_init(&work, 10, NULL), SEN_OK));
    sen_summary_make(&summary, tenths, NULL, 10, 10, &work);
    cr_assert(epsilon_eq(dbl, summary.mean, 22.89, 1e-12));
    cr_assert(epsilon_eq(dbl, summary.mc_error, 0.63394, 5e-6));
    cr_assert(eq(dbl, summary.p05, 19.8));
    cr_assert(eq(dbl, summary.p50, 22.9));
    cr_assert(eq(dbl, summary.p95, 26.3));
    cr_assert(eq(int, summary.n, 10));
    sen_summary_work_clear(&work);
}

Test(summary, one_replicate_has_no_error)
{
    const int64_t value = 5;
    sen_summary_work work;
    sen_summary summary;
    cr_assert(eq(int, sen_summary_work_init(&work, 1, NULL), SEN_OK));
    sen_summary_make(&summary, &value, NULL, 1, 1, &work);
    cr_assert(not(summary.has_error));
    cr_assert(eq(dbl, summary.mean, 5.0));
    cr_assert(eq(dbl, summary.p95, 5.0));
    sen_summary_work_clear(&work);
}

Test(summary, replicates_without_the_figure_do_not_count)
{
    const int64_t values[] = {SEN_NO_FIGURE, 4, SEN_NO_FIGURE, 8}, none[] = {SEN_NO_FIGURE};
    sen_summary_work work;
    sen_summary summary;
    cr_assert(eq(int, sen_summary_work_init(&work, 4, NULL), SEN_OK));
    sen_summary_make(&summary, values, NULL, 4, 2, &work);
    cr_assert(eq(int, summary.n, 2));
    cr_assert(eq(dbl, summary.mean, 3.0));
    sen_summary_make(&summary, none, NULL, 1, 1, &work);
    cr_assert(eq(int, summary.n, 0));
    cr_assert(not(summary.has_error));
    sen_summary_work_clear(&work);
}

Test(summary, a_share_is_a_ratio_of_sums_with_its_jackknife)
{
    const int64_t above[] = {1, 3, 0, 9, 2}, below[] = {2, 4, 0, 10, 8};
    sen_summary_work work;
    sen_summary summary;
    double left_out[4], mean = 0, sum = 0;
    const int64_t kept[] = {0, 1, 3, 4};
    for (int32_t i = 0; i < 4; i++) {
        left_out[i] = (15.0 - above[kept[i]]) / (24.0 - below[kept[i]]);
        mean += left_out[i] / 4;
    }
    for (int32_t i = 0; i < 4; i++)
        sum += (left_out[i] - mean) * (left_out[i] - mean);
    cr_assert(eq(int, sen_summary_work_init(&work, 5, NULL), SEN_OK));
    sen_summary_make(&summary, above, below, 5, 1, &work);
    cr_assert(eq(int, summary.n, 4)); /* the one with nothing below has no share, and is no 0 */
    cr_assert(eq(dbl, summary.mean, 15.0 / 24.0));
    cr_assert(epsilon_eq(dbl, summary.mc_error, sqrt(0.75 * sum), 1e-14));
    cr_assert(eq(dbl, summary.p05, 0.25));
    cr_assert(eq(dbl, summary.p50, 0.5));
    cr_assert(eq(dbl, summary.p95, 0.9));
    sen_summary_work_clear(&work);
}

Test(summary, student_quantile_agrees_with_gsl)
{
    for (int32_t df = 1; df < 5000; df = df < 40 ? df + 1 : df * 2) {
        const double oracle = gsl_cdf_tdist_Pinv(0.975, df);
        cr_assert(fabs(sen_student_975(df) - oracle) < 1e-9 * oracle, "%d", df);
    }
}

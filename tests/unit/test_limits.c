/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <math.h>

#include "base/rng.h"
#include "stats/limits.h"

/* P(lower <= B <= upper - 1) by the sum of its terms, in logarithms. */
static double coverage(int32_t n, double q, int32_t lower, int32_t upper)
{
    double sum = 0.0;
    for (int32_t k = lower; k < upper; k++)
        sum += exp(lgamma(n + 1.0) - lgamma(k + 1.0) - lgamma(n - k + 1.0) + k * log(q) +
                   (n - k) * log1p(-q));
    return sum;
}

Test(limits, ranks_leave_at_most_a_fortieth_on_either_side)
{
    const double quantiles[] = {0.05, 0.5, 0.95};
    for (int32_t n = 1; n <= 400; n++)
        for (int32_t i = 0; i < 3; i++) {
            const double q = quantiles[i];
            int32_t lower, upper;
            sen_limit_ranks(n, q, &lower, &upper);
            cr_assert(lower >= 0 && lower <= n && (upper == 0 || upper > lower));
            cr_assert(coverage(n, q, 0, lower) <= 0.025 + 1e-12, "n %d", n);
            cr_assert(coverage(n, q, 0, lower + 1) > 0.025 - 1e-12, "n %d", n);
            const int32_t end = upper == 0 ? n + 1 : upper;
            cr_assert(coverage(n, q, end, n + 1) <= 0.025 + 1e-12, "n %d", n);
            cr_assert(upper == 0 || coverage(n, q, upper - 1, n + 1) > 0.025 - 1e-12, "n %d", n);
        }
}

Test(limits, known_ranks)
{
    int32_t lower, upper;
    sen_limit_ranks(100, 0.5, &lower, &upper); /* the sign test's 40th and 61st of 100 */
    cr_assert_eq(lower, 40);
    cr_assert_eq(upper, 61);
    sen_limit_ranks(71, 0.05, &lower, &upper);
    cr_assert_eq(lower, 0);
    sen_limit_ranks(72, 0.05, &lower, &upper);
    cr_assert_eq(lower, 1);
    sen_limit_ranks(71, 0.95, &lower, &upper);
    cr_assert_eq(upper, 0);
    sen_limit_ranks(72, 0.95, &lower, &upper);
    cr_assert_eq(upper, 72);
    sen_limit_ranks(5, 0.5, &lower, &upper);
    cr_assert(lower == 0 && upper == 0);
    sen_limit_ranks(6, 0.5, &lower, &upper);
    cr_assert(lower == 1 && upper == 6);
}

Test(limits, picks_those_of_the_replicates_that_have_the_figure)
{
    enum { N = 120 };
    int64_t above[N], below[N];
    sen_summary_work work;
    sen_percentile_limits plain, ratio;
    cr_assert_eq(sen_summary_work_init(&work, N, NULL), SEN_OK);
    for (int32_t i = 0; i < N; i++) { /* 100 values, each its own rank, far apart and in disorder */
        above[i] = i % 6 == 5 ? SEN_NO_FIGURE : (int64_t)((i - i / 6) * 37 % 100 + 1) * 1000000;
        below[i] = 4;
    }
    const sen_paired_side side = {above, NULL}, parts = {above, below};
    sen_limits_make(&plain, side, N, 1000000, &work);
    cr_assert_float_eq(plain.lower[1], 40.0, 1e-12);
    cr_assert_float_eq(plain.upper[1], 61.0, 1e-12);
    cr_assert_float_eq(plain.lower[0], 1.0, 1e-12);
    cr_assert_float_eq(plain.upper[2], 100.0, 1e-12);
    sen_limits_make(&ratio, parts, N, 1000000, &work);
    cr_assert_float_eq(ratio.upper[1], 61.0 / 4.0, 1e-12);
    for (int32_t i = 0; i < N; i++)
        below[i] = 0;
    sen_limits_make(&ratio, parts, N, 1, &work);
    for (int32_t k = 0; k < 3; k++)
        cr_assert(isnan(ratio.lower[k]) && isnan(ratio.upper[k]));
    sen_summary_work_clear(&work);
}

/* The interval of the median of 40 exponential values holds log 2 in 95 % of experiments or more. */
Test(limits, covers_the_true_percentile)
{
    enum { N = 40, TIMES = 20000 };
    int64_t values[N];
    sen_summary_work work;
    sen_percentile_limits limits;
    cr_assert_eq(sen_summary_work_init(&work, N, NULL), SEN_OK);
    int32_t lower, upper, held = 0;
    sen_limit_ranks(N, 0.5, &lower, &upper);
    for (uint32_t k = 0; k < TIMES; k++) {
        sen_rng rng = sen_rng_keyed((sen_key){1, 2}, k, 3);
        for (int32_t i = 0; i < N; i++)
            values[i] = (int64_t)(-1e9 * log1p(-sen_unit(sen_rng_next(&rng))));
        const sen_paired_side side = {values, NULL};
        sen_limits_make(&limits, side, N, 1000000000, &work);
        held += limits.lower[1] <= log(2.0) && log(2.0) < limits.upper[1];
    }
    const double share = (double)held / TIMES, wanted = coverage(N, 0.5, lower, upper);
    cr_assert(fabs(share - wanted) < 4.5 * sqrt(wanted * (1.0 - wanted) / TIMES), "%g, not %g",
              share, wanted);
    sen_summary_work_clear(&work);
}

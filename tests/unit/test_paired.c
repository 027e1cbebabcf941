/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <gsl/gsl_cdf.h>
#include <math.h>

#include "stats/headline.h"
#include "stats/paired.h"

static sen_difference differ(const int64_t *a, const int64_t *b, int32_t n, sen_better better,
                             double smallest)
{
    sen_summary_work work;
    sen_difference difference;
    cr_assert(eq(int, sen_summary_work_init(&work, n, NULL), SEN_OK));
    sen_paired_make(&difference, (sen_paired_side){a, NULL}, (sen_paired_side){b, NULL}, n, 1,
                    better, smallest, &work);
    sen_summary_work_clear(&work);
    return difference;
}

Test(paired, interval_is_students)
{
    const int64_t b[] = {10, 20, 30, 40, 50, 60}, a[] = {12, 21, 35, 43, 54, 67};
    const double d[] = {2, 1, 5, 3, 4, 7};
    double mean = 0, sum = 0;
    for (int32_t i = 0; i < 6; i++)
        mean += d[i] / 6;
    for (int32_t i = 0; i < 6; i++)
        sum += (d[i] - mean) * (d[i] - mean);
    const double half = gsl_cdf_tdist_Pinv(0.975, 5) * sqrt(sum / 5 / 6);
    const sen_difference difference = differ(a, b, 6, SEN_BETTER_HIGHER, 3.0);
    cr_assert(epsilon_eq(dbl, difference.mean, mean, 1e-12));
    cr_assert(epsilon_eq(dbl, difference.mc_lower_95, mean - half, 1e-9));
    cr_assert(epsilon_eq(dbl, difference.mc_upper_95, mean + half, 1e-9));
    cr_assert(eq(dbl, difference.p05, 1.0));
    cr_assert(eq(dbl, difference.p50, 3.0));
    cr_assert(eq(dbl, difference.p95, 7.0));
    /* 3 and more matters */
    cr_assert(eq(dbl, difference.chance_better, 4.0 / 6));
    cr_assert(eq(dbl, difference.chance_same, 2.0 / 6));
    cr_assert(eq(dbl, difference.chance_worse, 0.0));
}

Test(paired, the_textbook_pairs_come_out)
{
    /* tenths of a week; correlation 0.99746, interval 1.33143 to 1.80857 */
    static const int64_t a[] = {214, 250, 198, 237, 229, 263, 205, 241, 222, 230};
    static const int64_t b[] = {199, 231, 187, 219, 215, 242, 194, 223, 206, 216};
    const sen_difference d = differ(a, b, 10, SEN_BETTER_LOWER, 0.0);
    cr_assert(epsilon_eq(dbl, d.mean, 15.7, 1e-12));
    cr_assert(epsilon_eq(dbl, d.mc_lower_95, 13.3142850165, 1e-8));
    cr_assert(epsilon_eq(dbl, d.mc_upper_95, 18.0857149835, 1e-8));
    cr_assert(epsilon_eq(dbl, sen_correlation(a, b, 10), 0.997458045874, 1e-11));
}

Test(paired, which_way_is_better_turns_the_chances)
{
    const int64_t a[] = {1, 5, 5}, b[] = {2, 5, 7};
    const sen_difference lower = differ(a, b, 3, SEN_BETTER_LOWER, 0.0);
    const sen_difference higher = differ(a, b, 3, SEN_BETTER_HIGHER, 0.0);
    const sen_difference neither = differ(a, b, 3, SEN_BETTER_NEITHER, 0.0);
    cr_assert(eq(dbl, lower.chance_better, 2.0 / 3));
    cr_assert(eq(dbl, higher.chance_worse, 2.0 / 3));
    cr_assert(eq(dbl, lower.chance_same, 1.0 / 3));
    cr_assert(eq(dbl, neither.chance_same, 0.0));
}

Test(paired, a_scenario_does_not_differ_from_itself)
{
    const int64_t a[] = {7, SEN_NO_FIGURE, 9, 3}, below[] = {11, 13, 17, 0};
    sen_summary_work work;
    sen_difference d = differ(a, a, 4, SEN_BETTER_LOWER, 0.0);
    cr_assert(eq(int, d.n, 3));
    for (int32_t ratio = 0; ratio < 2; ratio++) {
        cr_assert(d.mean == 0 && d.mc_lower_95 == 0 && d.mc_upper_95 == 0);
        cr_assert(d.p05 == 0 && d.p50 == 0 && d.p95 == 0);
        cr_assert(d.has_error && d.chance_same == 1 && d.chance_better == 0);
        cr_assert(eq(int, sen_summary_work_init(&work, 4, NULL), SEN_OK));
        const sen_paired_side side = {a, below};
        sen_paired_make(&d, side, side, 4, 7, SEN_BETTER_LOWER, 0.0, &work);
        sen_summary_work_clear(&work);
    }
    cr_assert(eq(int, d.n, 2));
}

Test(paired, shares_differ_by_their_ratios_of_sums)
{
    const int64_t a[] = {8, 9, 4}, a_of[] = {10, 10, 5}, b[] = {5, 9, 1}, b_of[] = {10, 12, 5};
    sen_summary_work work;
    sen_difference d;
    cr_assert(eq(int, sen_summary_work_init(&work, 3, NULL), SEN_OK));
    sen_paired_make(&d, (sen_paired_side){a, a_of}, (sen_paired_side){b, b_of}, 3, 1,
                    SEN_BETTER_HIGHER, 0.0, &work);
    sen_summary_work_clear(&work);
    cr_assert(epsilon_eq(dbl, d.mean, 21.0 / 25 - 15.0 / 27, 1e-15));
    double theta[3], mean = 0, sum = 0;
    for (int32_t i = 0; i < 3; i++) {
        theta[i] = (21.0 - a[i]) / (25.0 - a_of[i]) - (15.0 - b[i]) / (27.0 - b_of[i]);
        mean += theta[i] / 3;
    }
    for (int32_t i = 0; i < 3; i++)
        sum += (theta[i] - mean) * (theta[i] - mean);
    const double half = gsl_cdf_tdist_Pinv(0.975, 2) * sqrt(sum * 2 / 3);
    cr_assert(epsilon_eq(dbl, d.mc_upper_95, d.mean + half, 1e-8));
    cr_assert(eq(dbl, d.chance_better, 1.0));
}

Test(paired, one_replicate_has_no_interval)
{
    const int64_t a[] = {4}, b[] = {9};
    const sen_difference d = differ(a, b, 1, SEN_BETTER_LOWER, 0.0);
    cr_assert(not(d.has_error));
    cr_assert(eq(dbl, d.mean, -5.0));
    cr_assert(eq(dbl, d.chance_better, 1.0));
}

Test(paired, least_effect_is_where_the_interval_leaves_the_better_side)
{
    cr_assert(eq(dbl, sen_least_effect(-1.0, -2.0, -3.0), 0.0));
    cr_assert(eq(dbl, sen_least_effect(1.0, 1.0, 0.0), -1.0));
    cr_assert(eq(dbl, sen_least_effect(2.0, -2.0, -3.0), 0.25));
    cr_assert(eq(dbl, sen_least_effect(2.0, 1.0, -1.0), 0.75));
    cr_assert(eq(dbl, sen_least_effect(2.0, 1.0, -0.9), 0.8));   /* 0.763 rounded up to 5 % */
    cr_assert(eq(dbl, sen_least_effect(-1.0, 1.0, -1.0), 0.75)); /* wins again only from there */
    cr_assert(eq(dbl, sen_least_effect(NAN, NAN, NAN), -1.0));
}

Test(paired, correlation_of_columns)
{
    const int64_t a[] = {1, 2, 3, 4}, b[] = {10, 8, 6, 4}, flat[] = {5, 5, 5, 5};
    cr_assert(epsilon_eq(dbl, sen_correlation(a, a, 4), 1.0, 1e-15));
    cr_assert(epsilon_eq(dbl, sen_correlation(a, b, 4), -1.0, 1e-15));
    cr_assert(eq(dbl, sen_correlation(a, flat, 4), 0.0));
}

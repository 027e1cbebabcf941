/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include <math.h>

#include "stats/draws.h"

/* Three draws of two replicates, in turn. Means 2, 5, 11; within each 1 below and above. */
static const int64_t values[] = {1, 4, 10, 3, 6, 12};

static void summarise(sen_summary *summary, const int64_t *below, int32_t draws)
{
    sen_summary_work work;
    cr_assert(eq(int, sen_summary_work_init(&work, 6, NULL), SEN_OK));
    cr_assert(eq(int, sen_summary_work_draws(&work, draws, 1, NULL), SEN_OK));
    sen_summary_make(summary, values, below, 6, 1, &work);
    sen_summary_work_clear(&work);
}

Test(draws, inputs_and_chance_are_told_apart)
{
    sen_summary summary;
    summarise(&summary, NULL, 3);
    cr_assert(eq(int, summary.draws, 3));
    cr_assert(summary.split);
    /* between: 2 ((2-6)^2 + (5-6)^2 + (11-6)^2) / 2 = 42; within: 6 / 3 = 2 */
    cr_assert(epsilon_eq(dbl, summary.sd_chance, sqrt(2.0), 1e-12));
    cr_assert(epsilon_eq(dbl, summary.sd_inputs, sqrt(20.0), 1e-12));
    cr_assert(epsilon_eq(dbl, summary.p05_inputs, 6.0 - 4.0 * sqrt(20.0 / 21.0), 1e-12));
    cr_assert(epsilon_eq(dbl, summary.p95_inputs, 6.0 + 5.0 * sqrt(20.0 / 21.0), 1e-12));
}

Test(draws, replicates_of_one_draw_are_no_news_of_the_others)
{
    static const int64_t ones[] = {1, 1, 1, 1, 1, 1};
    sen_summary summary;
    summarise(&summary, NULL, 3);
    /* the error of the mean of three draws' means: sd of 2, 5, 11 over sqrt(3) */
    cr_assert(epsilon_eq(dbl, summary.mc_error, sqrt(21.0 / 3.0), 1e-12));
    summarise(&summary, ones, 3);
    cr_assert(epsilon_eq(dbl, summary.mc_error, sqrt(21.0 / 3.0), 1e-12));
    cr_assert(epsilon_eq(dbl, summary.sd_inputs, sqrt(20.0), 1e-12));
}

Test(draws, a_draw_for_each_replicate_changes_nothing)
{
    sen_summary summary;
    summarise(&summary, NULL, 6);
    cr_assert(not(summary.split));
    cr_assert(epsilon_eq(dbl, summary.mc_error, sqrt(90.0 / 5.0 / 6.0), 1e-12));
}

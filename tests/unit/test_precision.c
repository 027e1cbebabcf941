/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <math.h>

#include "answer/precision.h"
#include "stats/summary.h"

static sen_precision_ask read_well(const char *text)
{
    sen_precision_ask ask;
    cr_assert(eq(int, sen_precision_read(&ask, text, NULL), SEN_OK), "%s", text);
    return ask;
}

Test(precision, a_number_is_of_the_headline_and_a_percentage_is_a_share)
{
    const sen_precision_ask ask = read_well("2%,wait_band[0-1]=3,starts=0.5%");
    cr_assert(eq(int, ask.n, 3));
    cr_assert(eq(str, (char *)ask.goals[0].name.measure, ""));
    cr_assert(ask.goals[0].relative && !ask.goals[1].relative && ask.goals[2].relative);
    cr_assert(epsilon_eq(dbl, ask.goals[0].most, 0.02, 1e-15));
    cr_assert(eq(str, (char *)ask.goals[1].name.category, "0-1"));
    cr_assert(eq(dbl, ask.goals[1].most, 3.0));
    cr_assert(epsilon_eq(dbl, ask.goals[2].most, 0.005, 1e-15));
}

Test(precision, what_is_asked_for_makes_the_key_not_how_it_is_written)
{
    const sen_precision_ask a = read_well("2%"), b = read_well("2.0%"), c = read_well("0.02");
    const sen_precision_ask d = read_well("starts=2%"), e = read_well("2%,3");
    cr_assert(eq(u64, sen_precision_key(&a), sen_precision_key(&b)));
    cr_assert(ne(u64, sen_precision_key(&a), sen_precision_key(&c)));
    cr_assert(ne(u64, sen_precision_key(&a), sen_precision_key(&d)));
    cr_assert(ne(u64, sen_precision_key(&a), sen_precision_key(&e)));
    cr_assert(ne(u64, sen_precision_key(&a), 0));
}

Test(precision, blocks_are_20_40_80_and_the_last)
{
    static const int32_t ends[] = {20, 40, 80, 160, 200};
    for (int32_t i = 0, done = 0; i < 5; i++)
        cr_assert(eq(int, done = sen_precision_block(done, 200), ends[i]));
    cr_assert(eq(int, sen_precision_block(0, 7), 7));
    cr_assert(
        eq(int, sen_precision_block(524288 * 20 / 16, SEN_MOST_REPLICATES), SEN_MOST_REPLICATES));
}

Test(precision, an_interval_is_of_whole_draws_where_they_are_shared)
{
    const sen_summary plain = {.n = 21, .has_error = true, .mc_error = 2.0};
    const sen_summary shared = {.n = 21, .draws = 3, .has_error = true, .mc_error = 2.0};
    const sen_summary one = {.n = 1};
    cr_assert(epsilon_eq(dbl, sen_summary_half_95(&plain), 2.0 * 2.085963447266, 1e-9));
    cr_assert(epsilon_eq(dbl, sen_summary_half_95(&shared), 2.0 * 4.302652729911, 1e-9));
    cr_assert(isnan(sen_summary_half_95(&one)));
}

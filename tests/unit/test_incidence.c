/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include <math.h>
#include <string.h>

#include "base/rng.h"
#include "stats/incidence.h"

enum { AGES = 60 };

/* One cause a row; all begin at age 0 unless said. */
typedef struct {
    int32_t entered[AGES], stopped[AGES], exits[2 * AGES];
    double waiting[AGES], by[2 * AGES];
} waits;

static void add(waits *w, int32_t from, int32_t age, int32_t cause)
{
    w->entered[from]++;
    if (cause < 0)
        w->stopped[age]++;
    else
        w->exits[cause * AGES + age]++;
}

static void curves(waits *w, int32_t causes)
{
    const sen_risk risk = {.n_ages = AGES,
                           .n_causes = causes,
                           .entered = w->entered,
                           .stopped = w->stopped,
                           .exits = w->exits,
                           .stride = AGES};
    sen_incidence(&risk, w->waiting, w->by);
}

/* Freireich and others (1963), remission in weeks under 6-MP: the textbook of Kaplan and Meier. */
Test(incidence, freireich_s_remissions_come_out)
{
    static const int32_t seen[] = {6, 6, 6, 7, 10, 13, 16, 22, 23};
    static const int32_t censored[] = {6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35};
    static const struct {
        int32_t age;
        double waiting;
    } expected[] = {{5, 1.0},
                    {6, 0.857142857142857},
                    {7, 0.80672268907563},
                    {10, 0.752941176470588},
                    {13, 0.690196078431373},
                    {16, 0.627450980392157},
                    {22, 0.53781512605042},
                    {23, 0.448179271708683},
                    {35, 0.448179271708683}};
    waits w;
    memset(&w, 0, sizeof w);
    for (size_t i = 0; i < 9; i++)
        add(&w, 0, seen[i], 0);
    for (size_t i = 0; i < 12; i++)
        add(&w, 0, censored[i], -1);
    curves(&w, 1);
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++)
        cr_assert(epsilon_eq(dbl, w.waiting[expected[i].age], expected[i].waiting, 1e-12), "%zu",
                  i);
    int32_t median = 0;
    while (w.waiting[median] > 0.5)
        median++;
    cr_assert(eq(int, median, 23)); /* of those whose end was seen alone the mean is 12.1 */
}

/* Ten children, some seen (1), some left (2), some still waiting (0). */
Test(incidence, a_child_who_left_can_no_longer_be_seen)
{
    static const int32_t data[][2] = {{3, 1},  {5, 0},  {6, 2},  {8, 1},  {8, 0},
                                      {10, 2}, {12, 1}, {15, 0}, {18, 1}, {20, 2}};
    waits w, naive;
    memset(&w, 0, sizeof w);
    memset(&naive, 0, sizeof naive);
    for (size_t i = 0; i < 10; i++) {
        add(&w, 0, data[i][0], data[i][1] - 1);
        add(&naive, 0, data[i][0], data[i][1] == 1 ? 0 : -1);
    }
    curves(&w, 2);
    curves(&naive, 1);
    cr_assert(epsilon_eq(dbl, w.by[10], 0.2125, 1e-12));
    cr_assert(epsilon_eq(dbl, w.by[AGES + 10], 0.2475, 1e-12));
    cr_assert(epsilon_eq(dbl, w.by[18], 0.55, 1e-12));
    cr_assert(epsilon_eq(dbl, w.by[AGES + 18], 0.2475, 1e-12));
    cr_assert(epsilon_eq(dbl, w.waiting[18], 0.2025, 1e-12));
    cr_assert(epsilon_eq(dbl, 1.0 - naive.waiting[18], 0.710714285714286, 1e-12));
}

Test(incidence, the_shares_add_up_to_one)
{
    waits w;
    memset(&w, 0, sizeof w);
    for (int32_t i = 0; i < 40; i++)
        add(&w, i % 7, i % 7 + i * 13 % 29, i % 4 - 2 < 0 ? -1 : i % 4 - 2);
    curves(&w, 2);
    for (int32_t age = 0; age < AGES; age++)
        cr_assert(epsilon_eq(dbl, w.waiting[age] + w.by[age] + w.by[AGES + age], 1.0, 1e-12), "%d",
                  age);
}

/* Waits of 30 days watched from day 20 of them on only: taken as new, they would seem 10 long. */
Test(incidence, who_waits_already_enters_late)
{
    waits late, as_new;
    memset(&late, 0, sizeof late);
    memset(&as_new, 0, sizeof as_new);
    for (int32_t i = 0; i < 50; i++) {
        add(&late, 0, 5, -1); /* joined lately */
        add(&late, 20, 30, 0);
        add(&as_new, 0, 10, 0);
    }
    curves(&late, 1);
    curves(&as_new, 1);
    cr_assert(eq(dbl, late.waiting[29], 1.0));
    cr_assert(eq(dbl, late.waiting[30], 0.0));
    cr_assert(eq(dbl, sen_restricted_mean(late.waiting, 52), 30.0));
    cr_assert(eq(dbl, as_new.waiting[29], 0.0));
}

Test(incidence, with_nobody_at_risk_the_curve_is_level)
{
    waits w;
    memset(&w, 0, sizeof w);
    curves(&w, 2);
    cr_assert(eq(dbl, w.waiting[AGES - 1], 1.0));
    add(&w, 0, 3, 0);
    add(&w, 0, 4, -1);
    add(&w, 20, 25, 0); /* nobody between 5 and 19 */
    curves(&w, 2);
    cr_assert(eq(dbl, w.waiting[19], 0.5));
    cr_assert(eq(dbl, w.waiting[25], 0.0));
    cr_assert(eq(dbl, w.by[25], 1.0));
}

/*
 * Waits of mean 26 weeks that began evenly over 52 weeks, looked at then: of those that ended 74.5 %
 * were within 18 weeks, of all half. The curve finds the half. In days; 4.5 standard errors.
 */
Test(incidence, completed_waits_flatter_and_the_curve_does_not)
{
    enum { YEAR = 364, WAITS = 200000 };
    static int32_t entered[YEAR + 1], stopped[YEAR + 1], exits[YEAR + 1];
    static double waiting[YEAR + 1], by[YEAR + 1];
    sen_rng rng = sen_rng_keyed(sen_key_make(7, 1, 0, 0), 0, 0);
    int64_t done = 0, within = 0, done_days = 0;
    for (int32_t i = 0; i < WAITS; i++) {
        const double wait = -182.0 * log(1.0 - sen_unit(sen_rng_next(&rng)));
        const int32_t watched = (int32_t)(sen_unit(sen_rng_next(&rng)) * YEAR);
        entered[0]++;
        if (wait < watched + 1) {
            exits[(int32_t)wait]++;
            done++;
            done_days += (int32_t)wait;
            within += (int32_t)wait < 126;
        } else {
            stopped[watched]++;
        }
    }
    const sen_risk risk = {YEAR + 1, 1, entered, stopped, exits, YEAR + 1};
    sen_incidence(&risk, waiting, by);
    cr_assert(epsilon_eq(dbl, (double)within / (double)done, 0.745, 0.01));
    cr_assert(epsilon_eq(dbl, (double)done_days / (double)done / 7.0, 12.4, 0.2));
    cr_assert(epsilon_eq(dbl, by[125], 1.0 - exp(-126.0 / 182.0), 0.007));
    cr_assert(epsilon_eq(dbl, waiting[181], exp(-1.0), 0.008));
}

Test(incidence, percentiles_are_read_between_the_edges_of_weekly_bands)
{
    static const int32_t counts[] = {120, 95, 80, 70, 60, 52, 47, 43, 40, 36,
                                     33,  30, 28, 26, 24, 22, 20, 18, 70};
    cr_assert(eq(i64, sen_band_percentile(counts, 914, 500), 5615385));
    cr_assert(eq(i64, sen_band_percentile(counts, 914, 900), 16830000));
    cr_assert(eq(i64, sen_band_percentile(counts, 914, 920), 17826667));
    static const int32_t one[] = {0, 0, 0, 1};
    cr_assert(eq(i64, sen_band_percentile(one, 1, 500), 3500000));
    cr_assert(eq(i64, sen_band_percentile(one, 1, 1000), 4000000));
}

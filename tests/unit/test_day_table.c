/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <math.h>

#include "base/dist.h"
#include "base/rng.h"

#define LUCKS 4294967296.0

enum { LIMIT_DAYS = 1500 };

static const double table_values[] = {0.3, 2.0, 5.5, 40.0};
static const double table_weights[] = {1.0, 3.0, 5.0, 2.0};

static const struct {
    sen_law law;
    double days_per_unit;
} cases[] = {
    {{SEN_LAW_FIXED, 2.3, 0, 0, 0, NULL, NULL}, 7},
    {{SEN_LAW_FIXED, 0.0, 0, 0, 0, NULL, NULL}, 1},
    {{SEN_LAW_UNIFORM, 0.0, 9.0, 0, 0, NULL, NULL}, 7},
    {{SEN_LAW_TRIANGULAR, 2.0, 6.0, 16.0, 0, NULL, NULL}, 7},
    {{SEN_LAW_PERT, 2.0, 6.0, 16.0, 0, NULL, NULL}, 7},
    {{SEN_LAW_PERT, 0.0, 100.0, 1400.0, 0, NULL, NULL}, 1},
    {{SEN_LAW_PERT, 0.1, 0.2, 0.7, 0, NULL, NULL}, 1},
    {{SEN_LAW_EXPONENTIAL, 8.0, 0, 0, 0, NULL, NULL}, 1},
    {{SEN_LAW_EXPONENTIAL, 0.2, 0, 0, 0, NULL, NULL}, 1},
    {{SEN_LAW_EXPONENTIAL, 90.0, 0, 0, 0, NULL, NULL}, 7},
    {{SEN_LAW_LOGNORMAL, 30.0, 0.8, 0, 0, NULL, NULL}, 1},
    {{SEN_LAW_LOGNORMAL, 9.0, 0.1, 0, 0, NULL, NULL}, 7},
    {{SEN_LAW_LOGNORMAL, 600.0, 1.5, 0, 0, NULL, NULL}, 1},
    {{SEN_LAW_LOGNORMAL, 500.0, 0.3, 0, 0, NULL, NULL}, 1},
    {{SEN_LAW_LOGNORMAL, 1.0, 3.0, 0, 0, NULL, NULL}, 1},
    {{SEN_LAW_GAMMA, 30.0, 0.5, 0, 0, NULL, NULL}, 1},
    {{SEN_LAW_GAMMA, 700.0, 0.3, 0, 0, NULL, NULL}, 1},
    {{SEN_LAW_GAMMA, 700.0, 0.01, 0, 0, NULL, NULL}, 1},
    {{SEN_LAW_GAMMA, 100.0, 5.0, 0, 0, NULL, NULL}, 1},
    {{SEN_LAW_WEIBULL, 20.0, 0.3, 0, 0, NULL, NULL}, 7},
    {{SEN_LAW_WEIBULL, 600.0, 1.5, 0, 0, NULL, NULL}, 1},
    {{SEN_LAW_WEIBULL, 700.0, 0.02, 0, 0, NULL, NULL}, 1},
    {{SEN_LAW_NORMAL, 10.0, 3.0, 0, 0, NULL, NULL}, 1},
    {{SEN_LAW_NORMAL, 800.0, 300.0, 0, 0, NULL, NULL}, 1},
    {{SEN_LAW_NORMAL, 5.0, 9.0, 0, 0, NULL, NULL}, 7},
    {{SEN_LAW_BETA, 0.4, 0.2, 0, 0, NULL, NULL}, 365},
    {{SEN_LAW_TABLE, 0, 0, 0, 4, table_values, table_weights}, 7},
};
enum { CASES = sizeof cases / sizeof *cases };

static sen_day_table make(const sen_law *law, double days_per_unit, sen_days_rule rule,
                          int32_t limit_days, sen_arena *arena)
{
    sen_day_table table;
    cr_assert(sen_law_check(law, NULL));
    cr_assert(eq(int, sen_day_table_make(&table, law, days_per_unit, rule, limit_days, arena, NULL),
                 SEN_OK));
    return table;
}

static double chance_below(const sen_day_table *table, int32_t days)
{
    return (double)sen_day_table_lucks_below(table, days) / LUCKS;
}

/* E[max(0, x - days)] of the law, in days. */
static double shortfall(int32_t i, double days)
{
    return cases[i].days_per_unit * sen_law_shortfall(&cases[i].law, days / cases[i].days_per_unit);
}

Test(day_table, holds_the_law_to_the_last_of_its_32_bits)
{
    sen_arena arena;
    sen_arena_init(&arena, 0);
    for (int32_t i = 0; i < CASES; i++) {
        const sen_law *const law = &cases[i].law;
        const double unit = cases[i].days_per_unit;
        const sen_day_table fair = make(law, unit, SEN_DAYS_UNBIASED, LIMIT_DAYS, &arena);
        const sen_day_table up = make(law, unit, SEN_DAYS_UP, LIMIT_DAYS, &arena);
        const sen_day_table down = make(law, unit, SEN_DAYS_DOWN, LIMIT_DAYS, &arena);
        for (int32_t d = 0; d < LIMIT_DAYS; d++) {
            const double average = shortfall(i, d + 1.0) - shortfall(i, d);
            const double below = sen_law_cdf_below(law, d / unit);
            const double below_next = sen_law_cdf_below(law, (d + 1) / unit);
            cr_assert(fabs(chance_below(&fair, d + 1) - average) < 3e-10, "case %d day %d", i, d);
            if (d > 0)
                cr_assert(fabs(chance_below(&up, d + 1) - below) < 3e-10, "case %d day %d", i, d);
            cr_assert(fabs(chance_below(&down, d + 1) - below_next) < 3e-10, "case %d day %d", i,
                      d);
        }
        cr_assert(eq(u64, sen_day_table_lucks_below(&fair, LIMIT_DAYS + 1), (uint64_t)1 << 32));
    }
    sen_arena_clear(&arena);
}

Test(day_table, unbiased_days_have_the_mean_of_the_law)
{
    sen_arena arena;
    sen_arena_init(&arena, 0);
    for (int32_t i = 0; i < CASES; i++) {
        const sen_day_table table =
            make(&cases[i].law, cases[i].days_per_unit, SEN_DAYS_UNBIASED, LIMIT_DAYS, &arena);
        /* of the law cut to 0 and the limit */
        const double mean = LIMIT_DAYS - (shortfall(i, LIMIT_DAYS) - shortfall(i, 0.0));
        cr_assert(fabs(table.mean_days - mean) < 1e-6, "case %d: %.9g, %.9g", i, table.mean_days,
                  mean);
    }
    sen_arena_clear(&arena);
}

Test(day_table, a_draw_is_the_first_day_whose_lucks_reach_it)
{
    sen_arena arena;
    sen_arena_init(&arena, 0);
    sen_rng rng;
    sen_rng_init(&rng, 5, 1);
    for (int32_t i = 0; i < CASES; i++) {
        const sen_day_table table =
            make(&cases[i].law, cases[i].days_per_unit, SEN_DAYS_UNBIASED, LIMIT_DAYS, &arena);
        for (int32_t n = 0; n < 4000; n++) {
            uint32_t luck = sen_word_high(sen_rng_next(&rng));
            if (n < 40)
                luck = n % 2 ? (uint32_t)n : UINT32_MAX - (uint32_t)n;
            const int32_t days = sen_day_table_draw(&table, luck);
            cr_assert(sen_day_table_lucks_below(&table, days) <= luck);
            cr_assert(sen_day_table_lucks_below(&table, days + 1) > luck);
        }
        /* where one day ends and the next begins */
        for (int32_t d = 0; d <= LIMIT_DAYS; d++) {
            const uint64_t lucks = sen_day_table_lucks_below(&table, d);
            if (lucks < (uint64_t)1 << 32)
                cr_assert(sen_day_table_draw(&table, (uint32_t)lucks) >= d);
            if (lucks > 0)
                cr_assert(sen_day_table_draw(&table, (uint32_t)(lucks - 1)) < d);
        }
    }
    sen_arena_clear(&arena);
}

/* The law with its mean times `factor` and its spread in proportion. */
static sen_law scaled(const sen_law *law, double factor, double *values)
{
    sen_law longer = *law;
    longer.a *= factor;
    switch (law->kind) {
    case SEN_LAW_TRIANGULAR:
    case SEN_LAW_PERT:
        longer.c *= factor; /* and b */
        __attribute__((fallthrough));
    case SEN_LAW_UNIFORM:
    case SEN_LAW_NORMAL:
        longer.b *= factor;
        break;
    case SEN_LAW_TABLE:
        for (int32_t i = 0; i < law->rows; i++)
            values[i] = law->values[i] * factor;
        longer.values = values;
        break;
    default:
        break;
    }
    return longer;
}

Test(day_table, a_longer_mean_never_gives_a_shorter_stay)
{
    static const double factors[] = {1.0000001, 1.001, 1.03, 1.5, 4.0};
    static const sen_days_rule rules[] = {SEN_DAYS_UNBIASED, SEN_DAYS_UP, SEN_DAYS_DOWN};
    sen_arena arena;
    sen_arena_init(&arena, 0);
    for (int32_t i = 0; i < CASES; i++) {
        if (cases[i].law.kind == SEN_LAW_BETA)
            continue; /* cannot grow beyond 1 */
        for (size_t f = 0; f < sizeof factors / sizeof *factors; f++)
            for (size_t r = 0; r < 3; r++) {
                double values[4];
                const sen_law longer = scaled(&cases[i].law, factors[f], values);
                const double unit = cases[i].days_per_unit;
                sen_arena_reset(&arena);
                const sen_day_table a = make(&cases[i].law, unit, rules[r], LIMIT_DAYS, &arena);
                const sen_day_table b = make(&longer, unit, rules[r], LIMIT_DAYS, &arena);
                for (int32_t n = 0; n < 20000; n++) {
                    const uint32_t luck = (uint32_t)n * 214748u + 1u;
                    cr_assert(sen_day_table_draw(&b, luck) >= sen_day_table_draw(&a, luck),
                              "case %d factor %g rule %zu luck %u", i, factors[f], r, luck);
                }
                for (int32_t d = 0; d <= LIMIT_DAYS; d++)
                    cr_assert(sen_day_table_lucks_below(&b, d) <=
                                  sen_day_table_lucks_below(&a, d) + 1,
                              "case %d factor %g rule %zu day %d", i, factors[f], r, d);
            }
    }
    sen_arena_clear(&arena);
}

Test(day_table, a_remaining_stay_has_the_law_given_the_time_elapsed)
{
    sen_arena arena;
    sen_arena_init(&arena, 0);
    const sen_law law = {SEN_LAW_LOGNORMAL, 30.0, 0.8, 0, 0, NULL, NULL};
    const sen_day_table table = make(&law, 1.0, SEN_DAYS_UNBIASED, LIMIT_DAYS, &arena);
    static const int32_t elapsed[] = {0, 1, 20, 100, 365};
    for (size_t e = 0; e < sizeof elapsed / sizeof *elapsed; e++) {
        enum { DRAWS = 1 << 16 };
        double sum = 0.0, expected = 0.0;
        int32_t before = 0;
        for (uint32_t n = 0; n < DRAWS; n++) {
            const int32_t rest =
                sen_day_table_draw_remaining(&table, elapsed[e], (n << 16) + (1u << 15));
            cr_assert(rest >= before);
            before = rest;
            sum += rest;
        }
        const double at_least = 1.0 - chance_below(&table, elapsed[e]);
        for (int32_t d = elapsed[e]; d < LIMIT_DAYS; d++)
            expected += (1.0 - chance_below(&table, d + 1)) / at_least;
        cr_assert(lt(dbl, fabs(sum / DRAWS - expected), 0.05));
    }
    cr_assert(eq(i32, sen_day_table_draw_remaining(&table, 0, 77), sen_day_table_draw(&table, 77)));
    sen_arena_clear(&arena);
}

Test(day_table, a_stay_beyond_the_table_has_no_days_left)
{
    sen_arena arena;
    sen_arena_init(&arena, 0);
    const sen_law law = {SEN_LAW_FIXED, 10.0, 0, 0, 0, NULL, NULL};
    const sen_day_table table = make(&law, 1.0, SEN_DAYS_UNBIASED, 100, &arena);
    cr_assert(eq(i32, sen_day_table_draw_remaining(&table, 4, 5), 6));
    cr_assert(eq(i32, sen_day_table_draw_remaining(&table, 10, 5), 0));
    cr_assert(eq(i32, sen_day_table_draw_remaining(&table, 11, 5), 0));
    cr_assert(eq(i32, sen_day_table_draw_remaining(&table, 5000, UINT32_MAX), 0));
    sen_arena_clear(&arena);
}

Test(day_table, the_last_day_stands_for_all_beyond)
{
    sen_arena arena;
    sen_arena_init(&arena, 0);
    for (int32_t i = 0; i < CASES; i++)
        for (int32_t limit = 0; limit < 4; limit++)
            for (int rule = 0; rule < 3; rule++) {
                const sen_day_table table =
                    make(&cases[i].law, cases[i].days_per_unit, (sen_days_rule)rule, limit, &arena);
                cr_assert(le(i32, sen_day_table_draw(&table, UINT32_MAX), limit));
                cr_assert(ge(i32, sen_day_table_draw(&table, 0), 0));
            }
    const sen_law law = {SEN_LAW_EXPONENTIAL, 1e6, 0, 0, 0, NULL, NULL};
    const sen_day_table table = make(&law, 1.0, SEN_DAYS_UNBIASED, 100, &arena);
    cr_assert(eq(i32, sen_day_table_draw(&table, 1u << 31), 100));
    sen_arena_clear(&arena);
}

Test(day_table, whole_days_stay_what_they_are_unless_rounded_up)
{
    sen_arena arena;
    sen_arena_init(&arena, 0);
    const sen_law law = {SEN_LAW_FIXED, 3.0, 0, 0, 0, NULL, NULL};
    const sen_day_table fair = make(&law, 7.0, SEN_DAYS_UNBIASED, 100, &arena);
    const sen_day_table down = make(&law, 7.0, SEN_DAYS_DOWN, 100, &arena);
    const sen_day_table up = make(&law, 7.0, SEN_DAYS_UP, 100, &arena);
    cr_assert(eq(i32, sen_day_table_draw(&fair, 0), 21));
    cr_assert(eq(i32, sen_day_table_draw(&fair, UINT32_MAX), 21));
    cr_assert(eq(i32, sen_day_table_draw(&down, UINT32_MAX), 21));
    cr_assert(eq(i32, sen_day_table_draw(&up, 0), 22));
    sen_arena_clear(&arena);
}

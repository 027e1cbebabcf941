/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <math.h>

#include "base/rng.h"
#include "made_up.h"
#include "stats/headline.h"

enum { REPLICATES = 40 };

/* Whether scenarios share their luck. */
typedef struct {
    bool shared;
} luck;

static sen_code read(void *context, int32_t scenario, int32_t first_cell, int32_t n_cells,
                     int64_t *columns, sen_errors *errors)
{
    const luck *const of = context;
    (void)errors;
    for (int32_t c = 0; c < n_cells; c++)
        for (int32_t r = 0; r < REPLICATES; r++) {
            const uint64_t key = ((uint64_t)(first_cell + c) << 16) + (uint64_t)r;
            const uint64_t own = of->shared ? 0 : (uint64_t)scenario << 40;
            columns[c * REPLICATES + r] =
                (int64_t)(sen_mix_a(key ^ own) % 1000) + (scenario > 0 && r % 4 == 0);
        }
    return SEN_OK;
}

static void compare(sen_headline headlines[2], bool shared)
{
    static const made_up_size sizes[] = {
        {.id = "a", .title = "A", .kinds = 2, .services = 2, .teams = 1, .needs = 2, .years = 1},
        {.id = "b", .title = "B", .kinds = 2, .services = 2, .teams = 1, .needs = 2, .years = 1}};
    made_up_run run;
    luck of = {shared};
    made_up_run_init(&run, sizes, 2, 1);
    const sen_columns columns = {
        .read = read, .context = &of, .replicates = REPLICATES, .draws = 1, .first = 1};
    cr_assert(eq(int, sen_headlines(headlines, run.plans, NULL, 2, &columns, NULL), SEN_OK));
    made_up_run_clear(&run);
}

Test(headline, the_same_luck_makes_a_difference_surer_and_other_luck_is_noticed)
{
    sen_headline headlines[2];
    compare(headlines, true);
    cr_assert(gt(dbl, headlines[1].correlation, 0.99));
    cr_assert(gt(dbl, headlines[1].variance_ratio, 100.0));
    cr_assert(not(headlines[1].pairing_lost));
    compare(headlines, false);
    cr_assert(lt(dbl, fabs(headlines[1].correlation), SEN_PAIRING_LEAST));
    cr_assert(gt(dbl, headlines[1].variance_ratio, 0.5));
    cr_assert(lt(dbl, headlines[1].variance_ratio, 2.0));
    cr_assert(headlines[1].pairing_lost);
}

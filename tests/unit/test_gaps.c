/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "made_up.h"
#include "report/table.h"
#include "stats/gaps.h"

enum { REPLICATES = 12, YEAR = 1 };

static const made_up_size grouped = {
    .id = "a", .kinds = 2, .services = 1, .teams = 1, .needs = 3, .years = 3, .grouped = true};

static made_up_run *run;
static sen_gaps gaps;

static void make(void)
{
    made_up_size sizes[2] = {grouped, grouped};
    sizes[1].id = "b";
    run = calloc(1, sizeof *run);
    made_up_run_init(run, sizes, 2, REPLICATES);
    const sen_columns columns = sen_view_columns(&run->view);
    cr_assert(eq(
        int, sen_gaps_make(&gaps, run->plans, 2, SEN_PERIOD_FINANCIAL_YEAR, YEAR, &columns, NULL),
        SEN_OK));
}

static void done(void)
{
    sen_gaps_clear(&gaps);
    made_up_run_clear(run);
    free(run);
}

static double sum_of(int32_t scenario, int32_t figure)
{
    double values[REPLICATES], sum = 0.0;
    const sen_columns columns = sen_view_columns(&run->view);
    cr_assert(eq(int,
                 sen_fold_values(values, run->plans + scenario, scenario, figure, figure + 1, YEAR,
                                 YEAR + 1, &columns, NULL),
                 SEN_OK));
    for (int32_t r = 0; r < REPLICATES; r++)
        sum += values[r];
    return sum;
}

/* Children in the group of `of`, or in all others of its type, over the replicates. */
static double count(int32_t scenario, const sen_figure *of, int32_t measure, bool others)
{
    const sen_plan *const plan = run->plans + scenario;
    double sum = 0.0;
    for (int32_t f = 0; f < plan->n_figures; f++) {
        const sen_figure *const figure = plan->figures + f;
        if (figure->measure == measure && figure->period_type == of->period_type &&
            figure->key[SEN_KEY_GROUP2][0] == '\0' &&
            strcmp(figure->key[SEN_KEY_CATEGORY], of->key[SEN_KEY_CATEGORY]) == 0 &&
            strcmp(figure->key[SEN_KEY_GROUP1_TYPE], of->key[SEN_KEY_GROUP1_TYPE]) == 0 &&
            (strcmp(figure->key[SEN_KEY_GROUP1], of->key[SEN_KEY_GROUP1]) != 0) == others)
            sum += sum_of(scenario, f);
    }
    return sum;
}

static double share(int32_t scenario, const sen_figure *of, bool others)
{
    return count(scenario, of, SEN_MEASURE_KNOWN_UNMET_CHILDREN, others) /
           count(scenario, of, SEN_MEASURE_REQUIREMENT_CHILDREN, others);
}

Test(gaps, is_the_share_in_the_group_less_that_of_all_other_groups, .init = make, .fini = done)
{
    cr_assert(gt(i32, gaps.n, 3));
    for (int32_t g = 0; g < gaps.n; g++) {
        const sen_gap *const gap = gaps.gaps + g;
        cr_expect(lt(dbl, fabs(gap->share.mean - share(0, gap->figure, false)), 1e-12));
        cr_expect(lt(dbl, fabs(gap->others.mean - share(0, gap->figure, true)), 1e-12));
        cr_expect(lt(dbl, fabs(gap->gap.mean - gap->share.mean + gap->others.mean), 1e-12));
        cr_expect(gt(dbl, gap->gap.mean, 0.0));
        cr_expect(gap->gap.mc_lower_95 <= gap->gap.mean && gap->gap.mean <= gap->gap.mc_upper_95);
    }
}

Test(gaps, stand_in_the_order_of_the_children_they_stand_for_beyond_chance_first, .init = make,
     .fini = done)
{
    for (int32_t g = 1; g < gaps.n; g++) {
        const bool before = g - 1 < gaps.n_beyond, own = g < gaps.n_beyond;
        cr_expect(before || !own);
        if (before == own)
            cr_expect(ge(dbl, fabs(gaps.gaps[g - 1].weight), fabs(gaps.gaps[g].weight)));
    }
}

Test(gaps, other_scenarios_have_theirs_in_the_same_groups, .init = make, .fini = done)
{
    cr_assert(eq(i32, gaps.n_scenarios, 2));
    for (int32_t g = 0; g < gaps.n_compared; g++) {
        const sen_figure *const of = gaps.gaps[g].figure;
        cr_expect(eq(dbl, gaps.means[2 * g], gaps.gaps[g].gap.mean));
        cr_expect(
            lt(dbl, fabs(gaps.means[2 * g + 1] - share(1, of, false) + share(1, of, true)), 1e-12));
    }
}

Test(gaps, none_without_replicates_or_groups)
{
    made_up_size size = grouped;
    made_up_run *const bare = calloc(1, sizeof *bare);
    size.grouped = false;
    made_up_run_init(bare, &size, 1, REPLICATES);
    const sen_columns columns = sen_view_columns(&bare->view);
    cr_assert(eq(
        int, sen_gaps_make(&gaps, bare->plans, 1, SEN_PERIOD_FINANCIAL_YEAR, YEAR, &columns, NULL),
        SEN_OK));
    cr_expect(eq(i32, gaps.n, 0));
    sen_gaps_clear(&gaps);
    made_up_run_clear(bare);
    free(bare);
}

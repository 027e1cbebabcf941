/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>
#include <string.h>

#include "made_up.h"
#include "report/table.h"

enum { REPLICATES = 9 };

static made_up_run run;

/* All rows told of a run, one after the other. */
typedef struct {
    int32_t scenario, figure, period;
    bool compared;
    sen_summary summary;
    sen_difference difference;
} row;

typedef struct {
    row *rows;
    int32_t n, room;
} rows;

static void keep_row(void *context, const sen_table_row *of)
{
    rows *const to = context;
    if (to->n == to->room) {
        to->room = to->room == 0 ? 1024 : 2 * to->room;
        to->rows = realloc(to->rows, (size_t)to->room * sizeof *to->rows);
    }
    row *const kept = to->rows + to->n++;
    *kept = (row){.scenario = of->scenario,
                  .figure = of->figure_index,
                  .period = of->period,
                  .compared = of->difference != NULL,
                  .summary = *of->summary};
    if (of->difference != NULL)
        kept->difference = *of->difference;
}

static bool same_around(const sen_around *a, const sen_around *b)
{
    return memcmp(a->known, b->known, sizeof a->known) == 0 &&
           memcmp(a->lower, b->lower, sizeof a->lower) == 0 &&
           memcmp(a->upper, b->upper, sizeof a->upper) == 0;
}

static bool same_summary(const sen_summary *a, const sen_summary *b)
{
    return a->n == b->n && a->has_error == b->has_error && a->mean == b->mean &&
           a->mc_error == b->mc_error && a->p05 == b->p05 && a->p50 == b->p50 && a->p95 == b->p95 &&
           a->split == b->split && a->draws == b->draws && a->sd_inputs == b->sd_inputs &&
           a->p05_inputs == b->p05_inputs && a->not_modelled == b->not_modelled &&
           a->unknown == b->unknown && same_around(&a->around, &b->around);
}

static bool same_difference(const sen_difference *a, const sen_difference *b)
{
    return a->n == b->n && a->has_error == b->has_error && a->mean == b->mean &&
           a->mc_lower_95 == b->mc_lower_95 && a->mc_upper_95 == b->mc_upper_95 &&
           a->p05 == b->p05 && a->p50 == b->p50 && a->p95 == b->p95 &&
           a->chance_better == b->chance_better && a->chance_same == b->chance_same &&
           a->chance_worse == b->chance_worse && a->not_modelled == b->not_modelled &&
           a->unknown == b->unknown && same_around(&a->around, &b->around);
}

static made_up_size size_of(const char *id)
{
    return (made_up_size){.id = id,
                          .title = id,
                          .kinds = 4,
                          .services = 4,
                          .teams = 5,
                          .checks = 2,
                          .needs = 3,
                          .years = 2,
                          .grouped = true};
}

/* The second scenario has the first one's figures but for some series. */
static void make_run(int32_t draws)
{
    const made_up_size sizes[] = {size_of("base"), size_of("near")};
    made_up_run_init(&run, sizes, 2, REPLICATES);
    run.view.draws = draws;
    const sen_plan *const plan = run.plans;
    for (int32_t i = 0; i < plan->n_series; i++) {
        const sen_series *const series = plan->series + i;
        for (int32_t r = 0; r < REPLICATES && i % 5 != 0; r++) {
            const size_t at = (size_t)r * (size_t)plan->n_cells + (size_t)series->first_cell;
            memcpy(run.records[1] + at, run.records[0] + at,
                   (size_t)plan->n_periods[series->period_type] * sizeof(int64_t));
        }
    }
}

static int32_t alike_asked;

/* Of neighbours together, as a store knows it. */
static sen_code find_alike(void *context, int32_t scenario, uint8_t *alike, sen_errors *errors)
{
    enum { TOGETHER = 7 };
    const int32_t n = run.plans[scenario].n_cells;
    (void)context;
    (void)errors;
    alike_asked++;
    for (int32_t cell = 0; cell < n; cell++)
        alike[cell] = 1;
    for (int32_t r = 0; r < REPLICATES; r++)
        for (int32_t cell = 0; cell < n; cell++) {
            const size_t at = (size_t)r * (size_t)n + (size_t)cell;
            if (run.records[0][at] == run.records[scenario][at])
                continue;
            const int32_t from = cell - cell % TOGETHER;
            for (int32_t k = from; k < from + TOGETHER && k < n; k++)
                alike[k] = 0;
        }
    return SEN_OK;
}

static rows all_rows(uint8_t (*asks)(void *, int32_t, const sen_figure *))
{
    rows told = {0};
    cr_assert(eq(int, sen_table_each(&run.view, (sen_table_listener){keep_row, asks, &told}, NULL),
                 SEN_OK));
    return told;
}

static void check_same(const row *a, const row *b)
{
    cr_assert(eq(int, a->scenario, b->scenario));
    cr_assert(eq(int, a->figure, b->figure));
    cr_assert(eq(int, a->period, b->period));
    cr_assert(same_summary(&a->summary, &b->summary), "figure %d, period %d", a->figure, a->period);
    cr_assert(not(a->compared && b->compared && !same_difference(&a->difference, &b->difference)),
              "figure %d, period %d", a->figure, a->period);
}

static void check_alike(int32_t draws)
{
    make_run(draws);
    rows read = all_rows(NULL);
    alike_asked = 0;
    run.view.alike = find_alike;
    rows taken = all_rows(NULL);
    cr_assert(eq(int, alike_asked, 1));
    cr_assert(gt(int, read.n, 5000));
    cr_assert(eq(int, read.n, taken.n));
    int32_t nothing = 0, something = 0;
    for (int32_t i = 0; i < read.n; i++) {
        check_same(read.rows + i, taken.rows + i);
        cr_assert(eq(int, read.rows[i].compared, taken.rows[i].compared));
        nothing += read.rows[i].compared && read.rows[i].difference.chance_same == 1.0;
        something += read.rows[i].compared && read.rows[i].difference.mean != 0.0;
    }
    cr_assert(nothing > 500 && something > 500);
    free(read.rows);
    free(taken.rows);
    made_up_run_clear(&run);
}

Test(fold, what_is_known_to_be_alike_need_not_be_read)
{
    check_alike(1);
}

Test(fold, what_is_alike_is_so_where_draws_are_shared)
{
    check_alike(4);
}

static uint8_t ask_some(void *context, int32_t scenario, const sen_figure *figure)
{
    (void)context;
    const ptrdiff_t f = figure - run.plans[scenario].figures;
    return f % 3 == 0   ? 0
           : f % 3 == 1 ? SEN_ASK_SUMMARY
           : scenario   ? SEN_ASK_SUMMARY | SEN_ASK_DIFFERENCE
                        : 0; /* compared with what is not told itself */
}

Test(fold, what_is_asked_is_what_is_told)
{
    make_run(1);
    run.view.alike = find_alike;
    rows all = all_rows(NULL), some = all_rows(ask_some);
    int32_t at = 0, compared = 0;
    for (int32_t i = 0; i < all.n; i++) {
        const row *const one = all.rows + i;
        const int32_t asked =
            ask_some(NULL, one->scenario, run.plans[one->scenario].figures + one->figure);
        if (asked == 0)
            continue;
        cr_assert(lt(int, at, some.n));
        check_same(one, some.rows + at);
        cr_assert(
            eq(int, some.rows[at].compared, one->compared && (asked & SEN_ASK_DIFFERENCE) != 0));
        compared += some.rows[at++].compared;
    }
    cr_assert(eq(int, at, some.n));
    cr_assert(gt(int, compared, 500));
    free(all.rows);
    free(some.rows);
    made_up_run_clear(&run);
}

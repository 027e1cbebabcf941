/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "made_up.h"

static sen_arena arena;
static sen_plan plan;
static sen_model *model;

static const made_up_size small = {
    .id = "small", .kinds = 2, .services = 2, .teams = 3, .checks = 1, .needs = 4, .years = 3};

static void make(made_up_size size, int32_t from_day)
{
    sen_arena_init(&arena, 0);
    model = made_up_model(&arena, size);
    model->report.from_day = from_day;
    cr_assert(eq(int, sen_plan_make(&plan, model, NULL), SEN_OK));
}

static void done(void)
{
    sen_plan_clear(&plan);
    sen_arena_clear(&arena);
}

static void check_tiling(sen_period_type type, int32_t from)
{
    int32_t day = from;
    for (int32_t p = 0; p < plan.n_periods[type]; p++) {
        cr_assert(eq(int, plan.periods[type][p].from_day, day));
        cr_assert(plan.periods[type][p].to_day > day);
        day = plan.periods[type][p].to_day;
    }
    cr_assert(eq(int, day, model->days));
}

Test(plan, periods_tile_the_run, .fini = done)
{
    make(small, 40);
    for (int32_t type = SEN_PERIOD_MONTH; type <= SEN_PERIOD_ACADEMIC_YEAR; type++)
        check_tiling((sen_period_type)type, 40);
    check_tiling(SEN_PERIOD_RUN, 40);
}

Test(plan, months_make_up_the_years, .fini = done)
{
    make(small, 0);
    static const sen_period_type years[] = {SEN_PERIOD_CALENDAR_YEAR, SEN_PERIOD_FINANCIAL_YEAR,
                                            SEN_PERIOD_ACADEMIC_YEAR, SEN_PERIOD_RUN};
    for (size_t y = 0; y < 4; y++)
        for (int32_t p = 0; p < plan.n_periods[years[y]]; p++) {
            const sen_period *const year = plan.periods[years[y]] + p;
            const sen_period *const months = plan.periods[SEN_PERIOD_MONTH];
            const int32_t *const first = plan.first_month[years[y]];
            cr_assert(eq(int, months[first[p]].from_day, year->from_day));
            cr_assert(eq(int, months[first[p + 1] - 1].to_day, year->to_day));
        }
    cr_assert(eq(int, plan.periods[SEN_PERIOD_FINANCIAL_YEAR][1].from_day,
                 sen_day_of(2025, 4, 1) - sen_day_of(2025, 1, 16)));
}

Test(plan, census_is_the_third_thursday_of_january_and_the_last_day, .fini = done)
{
    make(small, 0);
    static const int32_t days[4][3] = {{2025, 1, 16}, {2026, 1, 15}, {2027, 1, 21}, {2028, 1, 15}};
    cr_assert(eq(int, plan.n_periods[SEN_PERIOD_CENSUS_DAY], 4));
    for (int32_t p = 0; p < 4; p++)
        cr_assert(eq(int, plan.periods[SEN_PERIOD_CENSUS_DAY][p].from_day + model->start_date,
                     sen_day_of(days[p][0], days[p][1], days[p][2])));
}

Test(plan, a_plain_clock_has_blocks_and_the_run, .fini = done)
{
    make((made_up_size){.id = "plain",
                        .services = 1,
                        .teams = 1,
                        .years = 3,
                        .plain = true,
                        .verification = true},
         0);
    cr_assert(eq(str, (char *)plan.period_ids[SEN_PERIOD_MONTH], "days_7"));
    cr_assert(eq(int, plan.n_periods[SEN_PERIOD_MONTH], 157)); /* 1095 days */
    cr_assert(eq(int, plan.n_periods[SEN_PERIOD_ACADEMIC_YEAR], 0));
    check_tiling(SEN_PERIOD_MONTH, 0);
    const int32_t wait =
        sen_plan_find(&plan, SEN_PERIOD_RUN, SEN_MEASURE_V_MEAN_WAIT, "service_00", NULL);
    cr_assert(wait != SEN_NONE);
    cr_assert(eq(int, plan.figures[wait].n_below, 1));
    const int32_t list =
        sen_plan_find(&plan, SEN_PERIOD_RUN, SEN_MEASURE_V_MEAN_LIST, "service_00", NULL);
    cr_assert(plan.figures[list].per_day);
}

Test(plan, every_cell_has_one_series, .fini = done)
{
    made_up_size size = small;
    size.grouped = size.verification = size.referral_states = true;
    make(size, 0);
    char *const used = calloc((size_t)plan.n_cells, 1);
    for (int32_t s = 0; s < plan.n_series; s++)
        for (int32_t p = 0; p < plan.n_periods[plan.series[s].period_type]; p++) {
            const int32_t cell = plan.series[s].first_cell + p;
            cr_assert(cell >= 0 && cell < plan.n_cells && !used[cell]);
            used[cell] = 1;
        }
    for (int32_t c = 0; c < plan.n_cells; c++)
        cr_assert(used[c]);
    free(used);
}

Test(plan, series_stay_within_counters_and_ledger, .fini = done)
{
    made_up_size size = small;
    size.grouped = size.verification = size.referral_states = true;
    make(size, 0);
    for (int32_t s = 0; s < plan.n_series; s++) {
        const sen_series *const series = plan.series + s;
        const int32_t last = series->at + (series->n - 1) * series->stride;
        if (series->source == SEN_FROM_COUNTERS)
            cr_assert(series->at >= 0 && last < plan.n_counters);
        if (series->source >= SEN_FROM_LEDGER_STOCK && series->source <= SEN_FROM_LEDGER_OUT)
            cr_assert(series->at >= 0 && last < plan.n_ledger);
        if (series->source == SEN_FROM_LEDGER_MASK)
            cr_assert(last + (SEN_STATES - 1) * plan.groups < plan.n_ledger);
    }
}

Test(plan, rows_are_sorted_and_unlike, .fini = done)
{
    made_up_size size = small;
    size.grouped = size.verification = true;
    make(size, 0);
    for (int32_t f = 1; f < plan.n_figures; f++) {
        const sen_figure *const a = plan.figures + f - 1, *const b = plan.figures + f;
        const int order = strcmp(plan.period_ids[a->period_type], plan.period_ids[b->period_type]);
        cr_assert(order < 0 || (order == 0 && sen_figure_compare(a, b) < 0), "%s %s",
                  b->key[SEN_KEY_MEASURE], b->key[SEN_KEY_CATEGORY]);
    }
}

Test(plan, known_unmet_need_is_ten_states_and_not_the_hidden, .fini = done)
{
    make(small, 0);
    const int32_t f =
        sen_plan_find(&plan, SEN_PERIOD_MONTH, SEN_MEASURE_KNOWN_UNMET_CHILDREN, NULL, "kind_01");
    const sen_figure *const known = plan.figures + f;
    cr_assert(eq(int, known->n_terms, 10));
    for (int32_t t = 0; t < known->n_terms; t++) {
        const sen_series *const series = plan.series + plan.terms[known->first_term + t].series;
        cr_assert(ne(int, series->at, sen_plan_ledger(&plan, 1, SEN_UNNOTICED)));
        cr_assert(ne(int, series->at, sen_plan_ledger(&plan, 1, SEN_MET)));
        cr_assert(ne(int, series->at, sen_plan_ledger(&plan, 1, SEN_NOT_WANTED)));
    }
    const int32_t all =
        sen_plan_find(&plan, SEN_PERIOD_MONTH, SEN_MEASURE_REQUIREMENT_CHILDREN, NULL, "kind_01");
    cr_assert(eq(int, plan.figures[all].n_terms, SEN_STATES));
}

static int32_t count_groups(const char *type, const char *group)
{
    int32_t n = 0;
    for (int32_t f = 0; f < plan.n_figures; f++) {
        const sen_figure *const figure = plan.figures + f;
        n += strcmp(figure->key[SEN_KEY_GROUP1_TYPE], type) == 0 &&
             strcmp(figure->key[SEN_KEY_GROUP1], group) == 0 && figure->kind == 0;
    }
    return n;
}

Test(plan, breakdowns_only_where_they_can_differ, .fini = done)
{
    made_up_size size = small;
    size.grouped = true;
    make(size, 0);
    cr_assert(count_groups("need", "need_00") > 0);
    cr_assert(eq(int, count_groups("need", "need_03"), 0));   /* causes no kind_00 */
    cr_assert(eq(int, count_groups("age_band", "18-25"), 0)); /* kind_00 ends at 18 */
    cr_assert(count_groups("locality", "coast") > 0);
    sen_plan_clear(&plan);
    model->groups[0].differs = false;
    cr_assert(eq(int, sen_plan_make(&plan, model, NULL), SEN_OK));
    cr_assert(eq(int, count_groups("locality", "coast"), 0));
}

Test(plan, figures_carry_the_worst_grade_they_rest_on, .fini = done)
{
    make(small, 0); /* service_00 is E and meets kind_00 */
    const int32_t bad =
        sen_plan_find(&plan, SEN_PERIOD_MONTH, SEN_MEASURE_REQUIREMENT_CHILDREN, NULL, "kind_00");
    const int32_t fair =
        sen_plan_find(&plan, SEN_PERIOD_MONTH, SEN_MEASURE_REQUIREMENT_CHILDREN, NULL, "kind_01");
    const int32_t cost = sen_plan_find(&plan, SEN_PERIOD_MONTH, SEN_MEASURE_COST, NULL, NULL);
    cr_assert(eq(int, plan.figures[bad].grade, SEN_GRADE_E));
    cr_assert(eq(int, plan.figures[fair].grade, SEN_GRADE_C));
    cr_assert(eq(int, plan.figures[cost].grade, SEN_GRADE_E));
}

Test(plan, digest_knows_equal_plans, .fini = done)
{
    char first[65], second[65];
    make(small, 0);
    sen_plan_digest(&plan, first);
    sen_plan_clear(&plan);
    cr_assert(eq(int, sen_plan_make(&plan, model, NULL), SEN_OK));
    sen_plan_digest(&plan, second);
    cr_assert(eq(str, first, second));
    sen_plan_clear(&plan);
    model->report.from_day = 1;
    cr_assert(eq(int, sen_plan_make(&plan, model, NULL), SEN_OK));
    sen_plan_digest(&plan, second);
    cr_assert(ne(str, first, second));
}

Test(plan, tables_leave_out_detail_unless_it_is_asked_for, .fini = done)
{
    make(small, 0);
    int64_t kept[SEN_ROW_TABLES] = {0}, all = 0;
    for (int32_t f = 0; f < plan.n_figures; f++) {
        const sen_figure *const figure = plan.figures + f;
        const bool month = figure->period_type == SEN_PERIOD_MONTH;
        const bool of_group = figure->key[SEN_KEY_GROUP1][0] != '\0';
        const int32_t rows = plan.n_periods[figure->period_type];
        all += rows;
        for (int32_t table = 0; table < SEN_ROW_TABLES; table++) {
            const bool has = sen_figure_has_rows(figure, (sen_rows)table);
            kept[table] += has ? rows : 0;
            cr_assert(has == false || sen_figure_has_rows(figure, SEN_ROWS_RESULTS));
            cr_assert(has == false || figure->key[SEN_KEY_GROUP2][0] == '\0');
            cr_assert(has == false || month == false || (!of_group && table == SEN_ROWS_RESULTS));
            cr_assert(has == false || of_group == false || table <= SEN_ROWS_DIFFERENCES);
        }
        const bool has = sen_figure_has_rows(figure, SEN_ROWS_RESULTS);
        if (month && figure->measure == SEN_MEASURE_KNOWN_UNMET_CHILDREN)
            cr_assert(eq(int, has, !of_group));
        if (month && figure->measure == SEN_MEASURE_CHILDREN_WAITING)
            cr_assert(has == false);
        if (figure->measure == SEN_MEASURE_REFERRALS &&
            figure->period_type == SEN_PERIOD_ACADEMIC_YEAR)
            cr_assert(has == false);
        if (figure->measure == SEN_MEASURE_REFERRALS &&
            figure->period_type == SEN_PERIOD_FINANCIAL_YEAR)
            cr_assert(has);
    }
    cr_assert(kept[SEN_ROWS_VARIANT_RESULTS] < kept[SEN_ROWS_DIFFERENCES] &&
              kept[SEN_ROWS_DIFFERENCES] < kept[SEN_ROWS_RESULTS] && kept[SEN_ROWS_RESULTS] < all);
    for (int32_t table = 0; table < SEN_ROW_TABLES; table++)
        cr_assert(eq(i64, sen_plan_rows(&plan, (sen_rows)table, false), kept[table]));
    cr_assert(eq(i64, sen_plan_rows(&plan, SEN_ROWS_RESULTS, true), all));
}

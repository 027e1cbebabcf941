/* SPDX-License-Identifier: MIT */
#include "stats/plan_build.h"

static const char *const funder_ids[SEN_FUNDERS] = {"council", "high_needs",    "schools",
                                                    "icb",     "public_health", "nhs_england"};

const char *sen_funder_id(sen_funder funder)
{
    return funder_ids[funder];
}

static sen_series uses(const sen_plan_build *build, int32_t team, int32_t use)
{
    return (sen_series){.source = SEN_FROM_COUNTERS,
                        .n = 1,
                        .stride = 1,
                        .at = sen_plan_team(build->plan, team, use)};
}

/* ---- capacity ---- */

static void tell_capacity(sen_plan_build *build, const sen_figure *about, int32_t t,
                          const sen_team_spec *team)
{
    static const int32_t first_measure[] = {
        SEN_MEASURE_PLACES_COMMISSIONED, SEN_MEASURE_SESSIONS_COMMISSIONED,
        SEN_MEASURE_HOURS_COMMISSIONED, SEN_MEASURE_BUDGET_COMMISSIONED,
        SEN_MEASURE_HOURS_COMMISSIONED};
    static const sen_use told[] = {SEN_USE_COMMISSIONED, SEN_USE_IN_POST, SEN_USE_DELIVERED,
                                   SEN_USE_LOST};
    const bool pounds = team->kind == SEN_TEAM_POUNDS;
    for (int32_t i = 0; i < 4; i++) {
        if ((team->unlimited && told[i] != SEN_USE_DELIVERED) ||
            (pounds && told[i] == SEN_USE_IN_POST))
            continue;
        const sen_series use = uses(build, t, told[i]);
        sen_plan_tell_yearly(build, about, (sen_measure_index)(first_measure[team->kind] + i),
                             &use);
    }
    if (!team->unlimited) {
        const sen_series delivered = uses(build, t, SEN_USE_DELIVERED);
        const sen_series of = uses(build, t, pounds ? SEN_USE_COMMISSIONED : SEN_USE_IN_POST);
        sen_plan_tell_share(build, about, SEN_MEASURE_UTILISATION_SHARE, &delivered, NULL, &of);
    }
}

static void tell_hours(sen_plan_build *build, const sen_figure *about, int32_t t)
{
    const sen_series agreed = uses(build, t, SEN_USE_AGREED);
    const sen_series assessed = uses(build, t, SEN_USE_ASSESSED);
    const sen_series delivered = uses(build, t, SEN_USE_DELIVERED);
    sen_plan_tell_yearly(build, about, SEN_MEASURE_HOURS_AGREED, &agreed);
    sen_plan_tell_yearly(build, about, SEN_MEASURE_HOURS_ASSESSED, &assessed);
    sen_plan_tell_share(build, about, SEN_MEASURE_PART_MET_SHORT_SHARE, &assessed, &delivered,
                        &assessed);
    for (int32_t type = 0; type < SEN_PERIOD_TYPES; type++) {
        if (!sen_plan_keeps_years(build->plan, (sen_period_type)type))
            continue;
        sen_plan_sum unspent = {.reading = SEN_READ_OWN, .n_above = 2};
        unspent.above[0] = (sen_term){sen_plan_keep(build, &agreed, (sen_period_type)type), 1};
        unspent.above[1] = (sen_term){sen_plan_keep(build, &delivered, (sen_period_type)type), -1};
        sen_plan_tell(build, about, SEN_MEASURE_HOURS_UNSPENT, (sen_period_type)type, &unspent);
    }
}

static void tell_pounds(sen_plan_build *build, const sen_figure *about, int32_t t)
{
    const sen_series agreed = uses(build, t, SEN_USE_AGREED);
    const sen_series lapsed = uses(build, t, SEN_USE_LAPSED_PENCE);
    const sen_series over = uses(build, t, SEN_USE_OVERSPENT_PENCE);
    sen_plan_tell_yearly(build, about, SEN_MEASURE_BUDGET_AGREED, &agreed);
    sen_plan_tell_yearly(build, about, SEN_MEASURE_BUDGET_LAPSED, &lapsed);
    sen_plan_tell_yearly(build, about, SEN_MEASURE_OVERSPEND, &over);
}

/* ---- money ---- */

/* Whether a funder pays any share in any of the rules. */
static bool pays_team(const sen_model *model, int32_t t, int32_t funder)
{
    for (int32_t e = 0; e < model->n_rules; e++) {
        const sen_number share = model->rules[e].teams[t].funder_share[funder];
        if (share != SEN_NONE &&
            (model->numbers[share].how != SEN_NUMBER_FIXED || model->numbers[share].value > 0.0))
            return true;
    }
    return false;
}

static bool pays_check(const sen_model *model, int32_t c, int32_t funder)
{
    for (int32_t e = 0; e < model->n_rules; e++) {
        const sen_number share = model->rules[e].checks[c].funder_share[funder];
        if (share != SEN_NONE &&
            (model->numbers[share].how != SEN_NUMBER_FIXED || model->numbers[share].value > 0.0))
            return true;
    }
    return false;
}

/* The financial year, which budgets go by; the run on a plain clock. */
static sen_period_type money_year(const sen_model *model)
{
    return model->plain_clock ? SEN_PERIOD_RUN : SEN_PERIOD_FINANCIAL_YEAR;
}

static void tell_team_cost(sen_plan_build *build, const sen_figure *about, int32_t t)
{
    const sen_period_type year = money_year(build->model);
    const sen_series cost = uses(build, t, SEN_USE_COST_PENCE);
    sen_plan_tell_own(build, about, SEN_MEASURE_COST, &cost, year);
    for (int32_t f = 0; f < SEN_FUNDERS; f++) {
        if (!pays_team(build->model, t, f))
            continue;
        sen_figure funded = *about;
        funded.funder = f;
        funded.key[SEN_KEY_FUNDER] = funder_ids[f];
        const sen_series share = uses(build, t, SEN_USE_FUNDER_PENCE + f);
        sen_plan_tell_own(build, &funded, SEN_MEASURE_COST, &share, year);
    }
}

/* All teams' and checks' pence of one use, by month and by year. */
static void tell_total_cost(sen_plan_build *build, const sen_figure *about, int32_t use,
                            int32_t check_flow)
{
    const sen_model *const model = build->model;
    sen_plan_sum sum = {.reading = SEN_READ_OWN};
    if (model->n_teams > 0) {
        const sen_series teams = {.source = SEN_FROM_COUNTERS,
                                  .n = model->n_teams,
                                  .stride = SEN_USES,
                                  .at = sen_plan_team(build->plan, 0, use)};
        sum.above[sum.n_above++] = (sen_term){sen_plan_keep(build, &teams, SEN_PERIOD_MONTH), 1};
    }
    if (model->n_checks > 0) {
        const sen_series checks = {.source = SEN_FROM_COUNTERS,
                                   .n = model->n_checks,
                                   .stride = SEN_CHECK_FLOWS,
                                   .at = sen_plan_check(build->plan, 0, check_flow)};
        sum.above[sum.n_above++] = (sen_term){sen_plan_keep(build, &checks, SEN_PERIOD_MONTH), 1};
    }
    sen_plan_tell(build, about, SEN_MEASURE_COST, SEN_PERIOD_MONTH, &sum);
    sum.reading = SEN_READ_SUM_OF_MONTHS;
    for (int32_t type = 0; type < SEN_PERIOD_TYPES; type++)
        if (sen_plan_has_years(build->plan, (sen_period_type)type))
            sen_plan_tell(build, about, SEN_MEASURE_COST, (sen_period_type)type, &sum);
}

static bool pays_anything(const sen_model *model, int32_t funder)
{
    for (int32_t t = 0; t < model->n_teams; t++)
        if (pays_team(model, t, funder))
            return true;
    for (int32_t c = 0; c < model->n_checks; c++)
        if (pays_check(model, c, funder))
            return true;
    return false;
}

static void tell_totals(sen_plan_build *build)
{
    const sen_model *const model = build->model;
    const sen_figure about = sen_figure_about(build->all_grade);
    tell_total_cost(build, &about, SEN_USE_COST_PENCE, SEN_CHECKS_COST_PENCE);
    for (int32_t f = 0; f < SEN_FUNDERS; f++) {
        if (!pays_anything(model, f))
            continue;
        sen_figure funded = about;
        funded.funder = f;
        funded.key[SEN_KEY_FUNDER] = funder_ids[f];
        tell_total_cost(build, &funded, SEN_USE_FUNDER_PENCE + f, SEN_CHECKS_FUNDER_PENCE + f);
    }
    if (model->n_teams > 0) {
        const sen_series over = {.source = SEN_FROM_COUNTERS,
                                 .n = model->n_teams,
                                 .stride = SEN_USES,
                                 .at = sen_plan_team(build->plan, 0, SEN_USE_OVERSPENT_PENCE)};
        sen_plan_tell_own(build, &about, SEN_MEASURE_OVERSPEND, &over, money_year(model));
    }
}

void sen_plan_teams(sen_plan_build *build)
{
    for (int32_t t = 0; t < build->model->n_teams; t++) {
        const sen_team_spec *const team = build->model->rules[0].teams + t;
        sen_figure about = sen_figure_about(build->team_grade[t]);
        about.team = t;
        about.key[SEN_KEY_PROVIDER] = team->id;
        tell_capacity(build, &about, t, team);
        if (team->kind == SEN_TEAM_HOURS || team->kind == SEN_TEAM_MARKET)
            tell_hours(build, &about, t);
        if (team->kind == SEN_TEAM_POUNDS)
            tell_pounds(build, &about, t);
        tell_team_cost(build, &about, t);
    }
    tell_totals(build);
}

/* ---- checks, population, opening ---- */

static void tell_check(sen_plan_build *build, int32_t c)
{
    static const struct {
        int32_t measure;
        sen_check_flow flow;
    } told[] = {{SEN_MEASURE_CHECKS_DUE, SEN_CHECKS_DUE},
                {SEN_MEASURE_CHECKS_DONE, SEN_CHECKS_DONE},
                {SEN_MEASURE_CHECKS_FOUND, SEN_CHECKS_FOUND},
                {SEN_MEASURE_CHECKS_FALSE, SEN_CHECKS_FALSE},
                {SEN_MEASURE_CHECKS_COST, SEN_CHECKS_COST_PENCE}};
    sen_figure about = sen_figure_about(build->check_grade[c]);
    about.check = c;
    about.key[SEN_KEY_CATEGORY] = build->model->rules[0].checks[c].id;
    sen_series flow = {.source = SEN_FROM_COUNTERS, .n = 1, .stride = 1};
    for (size_t i = 0; i < sizeof told / sizeof *told; i++) {
        flow.at = sen_plan_check(build->plan, c, told[i].flow);
        sen_plan_tell_yearly(build, &about, (sen_measure_index)told[i].measure, &flow);
    }
    sen_series done = flow, due = flow;
    done.at = sen_plan_check(build->plan, c, SEN_CHECKS_DONE);
    due.at = sen_plan_check(build->plan, c, SEN_CHECKS_DUE);
    sen_plan_tell_share(build, &about, SEN_MEASURE_COVERAGE_SHARE, &done, NULL, &due);
}

static sen_grade population_grade(const sen_model *model)
{
    sen_grade grade = SEN_GRADE_A;
    for (int32_t age = 0; age < SEN_AGES; age++)
        if (model->numbers[model->persons[age]].grade > grade)
            grade = model->numbers[model->persons[age]].grade;
    return grade;
}

static void tell_population(sen_plan_build *build)
{
    static const int32_t measures[SEN_NEEDS_IDENTIFIED + 1] = {SEN_MEASURE_BORN,
                                                               SEN_MEASURE_JOINED,
                                                               SEN_MEASURE_DIED,
                                                               SEN_MEASURE_MOVED,
                                                               SEN_MEASURE_TURNED_26,
                                                               SEN_MEASURE_NEEDS_NOTICED,
                                                               SEN_MEASURE_NEEDS_IDENTIFIED};
    const sen_figure about = sen_figure_about(population_grade(build->model));
    const sen_figure found = sen_figure_about(build->all_grade);
    const sen_series children = {.source = SEN_FROM_CHILDREN};
    sen_plan_tell_monthly(build, &about, SEN_MEASURE_POPULATION, &children, true);
    for (int32_t i = 0; i <= SEN_NEEDS_IDENTIFIED; i++) {
        const sen_series flow = {
            .source = SEN_FROM_COUNTERS, .n = 1, .stride = 1, .at = build->plan->population_at + i};
        sen_plan_tell_yearly(build, i < SEN_NEEDS_NOTICED ? &about : &found,
                             (sen_measure_index)measures[i], &flow);
    }
}

static bool any_assesses(const sen_model *model)
{
    for (int32_t v = 0; v < model->n_services; v++)
        for (int32_t k = 0; k < model->rules[0].services[v].n_stages; k++)
            if (model->rules[0].services[v].stages[k].assesses)
                return true;
    return false;
}

/* How often a child is assessed in a school year, where the scenario says which stages do so. */
static void tell_assessments(sen_plan_build *build)
{
    const sen_period_type year = SEN_PERIOD_ACADEMIC_YEAR;
    const sen_figure about = sen_figure_about(build->all_grade);
    sen_series of[3];
    for (int32_t i = 0; i < 3; i++)
        of[i] = (sen_series){.source = SEN_FROM_COUNTERS,
                             .n = 1,
                             .stride = 1,
                             .at = build->plan->population_at + SEN_ASSESSMENTS + i};
    sen_plan_tell_own(build, &about, SEN_MEASURE_ASSESSMENTS, of, year);
    sen_plan_sum sum = {.reading = SEN_READ_OWN, .n_above = 1, .n_below = 1};
    sum.above[0] = (sen_term){sen_plan_keep(build, of, year), 1};
    sum.below[0] = (sen_term){sen_plan_keep(build, of + 1, year), 1};
    sen_plan_tell(build, &about, SEN_MEASURE_ASSESSMENTS_A_CHILD, year, &sum);
    sum.above[0] = (sen_term){sen_plan_keep(build, of + 2, year), 1};
    sen_plan_tell(build, &about, SEN_MEASURE_ASSESSED_OFTEN_SHARE, year, &sum);
}

void sen_plan_area(sen_plan_build *build)
{
    const sen_model *const model = build->model;
    for (int32_t c = 0; c < model->n_checks; c++)
        tell_check(build, c);
    if (model->has_population)
        tell_population(build);
    if (model->has_population && any_assesses(model))
        tell_assessments(build);
    for (int32_t o = 0; o < model->n_openings; o++) {
        sen_figure about = sen_figure_about(model->openings[o].grade);
        about.kind = model->openings[o].kind;
        about.key[SEN_KEY_CATEGORY] = model->openings[o].id;
        const sen_series given = {.source = SEN_FROM_OPENING_GIVEN, .a = o};
        sen_plan_tell_own(build, &about, SEN_MEASURE_OPENING_GIVEN, &given, SEN_PERIOD_RUN);
    }
}

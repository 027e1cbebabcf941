/* SPDX-License-Identifier: MIT */
#include "stats/plan_build.h"

#include <stdlib.h>

/* ---- what grades a figure rests on ---- */

static sen_grade worse(sen_grade a, sen_grade b)
{
    return a > b ? a : b;
}

static void grade_stage(sen_plan_build *build, const sen_rules *rules, int32_t service,
                        const sen_stage *stage)
{
    sen_grade *const grade = build->service_grade + service;
    for (int32_t e = 0; e < stage->n_entries; e++)
        if (stage->entries[e].team != SEN_NONE)
            *grade = worse(*grade, rules->teams[stage->entries[e].team].grade);
    if (stage->money != SEN_NONE && stage->kind == SEN_STAGE_PACKAGE)
        *grade = worse(*grade, rules->teams[stage->money].grade);
}

/* What a team delivers rests on the services that use it. */
static void grade_teams(sen_plan_build *build, const sen_rules *rules)
{
    for (int32_t s = 0; s < build->model->n_services; s++) {
        const sen_service *const service = rules->services + s;
        for (int32_t t = 0; t < service->n_stages; t++)
            for (int32_t e = 0; e < service->stages[t].n_entries; e++) {
                const int32_t team = service->stages[t].entries[e].team;
                if (team != SEN_NONE)
                    build->team_grade[team] =
                        worse(build->team_grade[team], build->service_grade[s]);
            }
    }
}

static void grade_services(sen_plan_build *build, const sen_rules *rules)
{
    const sen_model *const model = build->model;
    for (int32_t s = 0; s < model->n_services; s++) {
        const sen_service *const service = rules->services + s;
        sen_grade grade = worse(build->service_grade[s], service->grade);
        for (int32_t k = 0; k < model->n_kinds; k++) {
            if ((service->meets >> k & 1) == 0)
                continue;
            grade = worse(grade, model->kinds[k].grade);
            for (int32_t c = 0; c < model->kinds[k].n_causes; c++)
                grade = worse(grade, model->needs[model->kinds[k].causes[c].need].grade);
        }
        build->service_grade[s] = grade;
        for (int32_t t = 0; t < service->n_stages; t++)
            grade_stage(build, rules, s, service->stages + t);
    }
}

static void grade_kinds(sen_plan_build *build, const sen_rules *rules)
{
    const sen_model *const model = build->model;
    for (int32_t k = 0; k < model->n_kinds; k++) {
        sen_grade grade = worse(build->kind_grade[k], model->kinds[k].grade);
        for (int32_t c = 0; c < model->kinds[k].n_causes; c++)
            grade = worse(grade, model->needs[model->kinds[k].causes[c].need].grade);
        for (int32_t s = 0; s < model->n_services; s++)
            if (rules->services[s].meets >> k & 1)
                grade = worse(grade, build->service_grade[s]);
        build->kind_grade[k] = grade;
        build->all_grade = worse(build->all_grade, grade);
    }
}

static void grade_checks(sen_plan_build *build, const sen_rules *rules)
{
    const sen_model *const model = build->model;
    for (int32_t c = 0; c < model->n_checks; c++) {
        sen_grade grade = worse(build->check_grade[c], rules->checks[c].grade);
        if (rules->checks[c].team != SEN_NONE)
            grade = worse(grade, rules->teams[rules->checks[c].team].grade);
        for (int32_t n = 0; n < model->n_needs; n++)
            grade = worse(grade, model->needs[n].grade);
        build->check_grade[c] = grade;
        build->all_grade = worse(build->all_grade, grade);
    }
}

bool sen_plan_grades(sen_plan_build *build, sen_arena *arena)
{
    const sen_model *const model = build->model;
    build->kind_grade = sen_arena_take_zeroed(arena, (size_t)model->n_kinds, sizeof(sen_grade));
    build->service_grade =
        sen_arena_take_zeroed(arena, (size_t)model->n_services, sizeof(sen_grade));
    build->team_grade = sen_arena_take_zeroed(arena, (size_t)model->n_teams, sizeof(sen_grade));
    build->check_grade = sen_arena_take_zeroed(arena, (size_t)model->n_checks, sizeof(sen_grade));
    if (build->kind_grade == NULL || build->service_grade == NULL || build->team_grade == NULL ||
        build->check_grade == NULL)
        return false;
    build->all_grade = SEN_GRADE_A;
    for (int32_t e = 0; e < model->n_rules; e++)
        grade_services(build, model->rules + e);
    for (int32_t e = 0; e < model->n_rules; e++) {
        const sen_rules *const rules = model->rules + e;
        grade_kinds(build, rules);
        grade_teams(build, rules);
        grade_checks(build, rules);
        for (int32_t t = 0; t < model->n_teams; t++) {
            build->team_grade[t] = worse(build->team_grade[t], rules->teams[t].grade);
            build->all_grade = worse(build->all_grade, build->team_grade[t]);
        }
    }
    for (int32_t n = 0; n < model->n_needs; n++)
        build->all_grade = worse(build->all_grade, model->needs[n].grade);
    for (int32_t s = 0; s < model->n_services; s++)
        build->all_grade = worse(build->all_grade, build->service_grade[s]);
    return true;
}

/* ---- growing ---- */

/* Room for one more; NULL (and failed) for want of memory. */
static void *grow(sen_plan_build *build, void *items, int32_t n, int32_t *room, size_t bytes)
{
    if (n < *room || build->failed)
        return items;
    const int32_t more = *room == 0 ? 256 : *room * 2;
    void *const grown = realloc(items, (size_t)more * bytes);
    if (grown == NULL) {
        build->failed = true;
        return items;
    }
    *room = more;
    return grown;
}

int32_t sen_plan_keep(sen_plan_build *build, const sen_series *prototype, sen_period_type type)
{
    const int32_t periods = build->plan->n_periods[type];
    if (periods == 0 || build->n_cells > INT32_MAX)
        return SEN_NONE;
    build->series =
        grow(build, build->series, build->n_series, &build->room_series, sizeof *build->series);
    if (build->failed)
        return SEN_NONE;
    sen_series *const series = build->series + build->n_series;
    *series = *prototype;
    series->period_type = (int32_t)type;
    series->first_cell = (int32_t)build->n_cells;
    build->n_cells += periods;
    return build->n_series++;
}

static int32_t add_terms(sen_plan_build *build, const sen_term *terms, int32_t n)
{
    const int32_t first = build->n_terms;
    for (int32_t i = 0; i < n; i++) {
        build->terms =
            grow(build, build->terms, build->n_terms, &build->room_terms, sizeof *build->terms);
        if (build->failed)
            return first;
        build->terms[build->n_terms++] = terms[i];
    }
    return first;
}

void sen_plan_tell(sen_plan_build *build, const sen_figure *about, sen_measure_index measure,
                   sen_period_type type, const sen_plan_sum *sum)
{
    if (build->plan->n_periods[type] == 0 || sum->n_above == 0)
        return;
    for (int32_t i = 0; i < sum->n_above; i++)
        if (sum->above[i].series == SEN_NONE)
            return;
    for (int32_t i = 0; i < sum->n_below; i++)
        if (sum->below[i].series == SEN_NONE)
            return;
    build->figures =
        grow(build, build->figures, build->n_figures, &build->room_figures, sizeof *build->figures);
    if (build->failed)
        return;
    sen_figure *const figure = build->figures + build->n_figures;
    *figure = *about;
    figure->measure = (int16_t)measure;
    figure->period_type = (int16_t)type;
    figure->key[SEN_KEY_MEASURE] = sen_measures[measure].id;
    figure->reading = (int32_t)sum->reading;
    figure->per_day = sum->per_day;
    figure->n_terms = sum->n_above;
    figure->first_term = add_terms(build, sum->above, sum->n_above);
    figure->n_below = sum->n_below;
    figure->first_below = add_terms(build, sum->below, sum->n_below);
    build->n_figures++;
}

bool sen_plan_has_years(const sen_plan *plan, sen_period_type type)
{
    if (plan->model->plain_clock)
        return type == SEN_PERIOD_RUN;
    return type == SEN_PERIOD_CALENDAR_YEAR || type == SEN_PERIOD_FINANCIAL_YEAR ||
           type == SEN_PERIOD_ACADEMIC_YEAR;
}

bool sen_plan_keeps_years(const sen_plan *plan, sen_period_type type)
{
    return sen_plan_has_years(plan, type) && type != SEN_PERIOD_CALENDAR_YEAR;
}

static sen_plan_sum sum_of(int32_t series, sen_reading reading)
{
    return (sen_plan_sum){.above = {{series, 1}}, .n_above = 1, .reading = reading};
}

void sen_plan_tell_own(sen_plan_build *build, const sen_figure *about, sen_measure_index measure,
                       const sen_series *prototype, sen_period_type type)
{
    const sen_plan_sum sum = sum_of(sen_plan_keep(build, prototype, type), SEN_READ_OWN);
    sen_plan_tell(build, about, measure, type, &sum);
}

void sen_plan_tell_monthly(sen_plan_build *build, const sen_figure *about,
                           sen_measure_index measure, const sen_series *prototype, bool stock)
{
    const int32_t months = sen_plan_keep(build, prototype, SEN_PERIOD_MONTH);
    const sen_plan_sum own = sum_of(months, SEN_READ_OWN);
    sen_plan_tell(build, about, measure, SEN_PERIOD_MONTH, &own);
    const sen_plan_sum years = sum_of(months, stock ? SEN_READ_LAST_MONTH : SEN_READ_SUM_OF_MONTHS);
    for (int32_t type = 0; type < SEN_PERIOD_TYPES; type++)
        if (sen_plan_has_years(build->plan, (sen_period_type)type))
            sen_plan_tell(build, about, measure, (sen_period_type)type, &years);
    if (stock)
        sen_plan_tell_own(build, about, measure, prototype, SEN_PERIOD_CENSUS_DAY);
}

void sen_plan_tell_yearly(sen_plan_build *build, const sen_figure *about, sen_measure_index measure,
                          const sen_series *prototype)
{
    for (int32_t type = 0; type < SEN_PERIOD_TYPES; type++)
        if (sen_plan_keeps_years(build->plan, (sen_period_type)type))
            sen_plan_tell_own(build, about, measure, prototype, (sen_period_type)type);
}

void sen_plan_tell_share(sen_plan_build *build, const sen_figure *about, sen_measure_index measure,
                         const sen_series *above, const sen_series *minus, const sen_series *below)
{
    for (int32_t t = 0; t < SEN_PERIOD_TYPES; t++) {
        const sen_period_type type = (sen_period_type)t;
        if (!sen_plan_keeps_years(build->plan, type))
            continue;
        sen_plan_sum sum = sum_of(sen_plan_keep(build, above, type), SEN_READ_OWN);
        if (minus != NULL)
            sum.above[sum.n_above++] = (sen_term){sen_plan_keep(build, minus, type), -1};
        sum.below[sum.n_below++] = (sen_term){sen_plan_keep(build, below, type), 1};
        sen_plan_tell(build, about, measure, type, &sum);
    }
}

sen_figure sen_figure_about(sen_grade grade)
{
    sen_figure figure = {.grade = grade};
    for (int32_t k = 0; k < SEN_KEYS; k++)
        figure.key[k] = "";
    figure.kind = figure.service = figure.stage = SEN_NONE;
    figure.team = figure.check = figure.funder = SEN_NONE;
    return figure;
}

/* SPDX-License-Identifier: MIT */
#include "stats/plan.h"

#include <sha2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "stats/plan_build.h"

enum { MOST_BLOCKS_OF_DAYS = 160, MOST_RECORD_BYTES = 64 << 20 };

const int32_t sen_age_band_from[SEN_AGE_BANDS + 1] = {0, 5, 11, 16, 18, 26};
const int32_t sen_phase_from_year[SEN_PHASES] = {-4, 0, 7, 12, 15};

/* ---- periods ---- */

/* First day of the run's period after the one that holds `day`. */
static int32_t next_start(const sen_model *model, sen_period_type type, int32_t day)
{
    const int32_t date = model->start_date + day;
    switch (type) {
    case SEN_PERIOD_MONTH:
        return sen_next_month_start(date) - model->start_date;
    case SEN_PERIOD_CALENDAR_YEAR:
        return sen_day_add_months(sen_calendar_year_start(date), 12) - model->start_date;
    case SEN_PERIOD_FINANCIAL_YEAR:
        return sen_day_add_months(sen_financial_year_start(date), 12) - model->start_date;
    case SEN_PERIOD_ACADEMIC_YEAR:
        return sen_day_add_months(sen_academic_year_start(date), 12) - model->start_date;
    default:
        return model->days;
    }
}

/* Days of a block on the plain clock. */
static int32_t block_days(const sen_model *model)
{
    static const int32_t lengths[] = {7, 28, 91, 364};
    for (int32_t i = 0; i < 3; i++)
        if (model->days <= lengths[i] * MOST_BLOCKS_OF_DAYS)
            return lengths[i];
    return lengths[3];
}

static int32_t january_census(int32_t year)
{
    const int32_t first = sen_day_of(year, 1, 1);
    return first + (SEN_THURSDAY - sen_weekday(first) + 7) % 7 + 14;
}

/* Fills periods of one type, or only counts them when periods is NULL. */
static int32_t lay_periods(const sen_model *model, sen_period_type type, sen_period *periods)
{
    const int32_t from = model->report.from_day, days = model->days;
    int32_t n = 0;
    if (type == SEN_PERIOD_CENSUS_DAY) {
        const int32_t first_year = model->plain_clock ? 0 : sen_civil_of(model->start_date).year;
        for (int32_t year = first_year; !model->plain_clock; year++) {
            const int32_t day = january_census(year) - model->start_date;
            if (day >= days - 1)
                break;
            if (day < from)
                continue;
            if (periods != NULL)
                periods[n] = (sen_period){day, day + 1};
            n++;
        }
        if (periods != NULL)
            periods[n] = (sen_period){days - 1, days};
        return n + 1;
    }
    const bool years = type != SEN_PERIOD_MONTH && type != SEN_PERIOD_RUN;
    if (model->plain_clock && years)
        return 0;
    for (int32_t day = from; day < days; n++) {
        int32_t to = model->plain_clock && type == SEN_PERIOD_MONTH ? day + block_days(model)
                                                                    : next_start(model, type, day);
        if (to > days)
            to = days;
        if (periods != NULL)
            periods[n] = (sen_period){day, to};
        day = to;
    }
    return n;
}

/* Which months make up each period of a longer type. */
static bool lay_months(sen_plan *plan, sen_period_type type)
{
    const int32_t n = plan->n_periods[type], months = plan->n_periods[SEN_PERIOD_MONTH];
    int32_t *const first = sen_arena_take(&plan->arena, (size_t)n + 1, sizeof *first);
    if (first == NULL)
        return false;
    for (int32_t p = 0, m = 0; p < n; p++) {
        while (plan->periods[SEN_PERIOD_MONTH][m].from_day < plan->periods[type][p].from_day)
            m++;
        first[p] = m;
    }
    first[n] = months;
    plan->first_month[type] = first;
    return true;
}

static bool make_periods(sen_plan *plan)
{
    static const char *const ids[SEN_PERIOD_TYPES] = {
        "month", "calendar_year", "financial_year", "academic_year", "census_day", "run"};
    const sen_model *const model = plan->model;
    for (int32_t type = 0; type < SEN_PERIOD_TYPES; type++) {
        plan->period_ids[type] = ids[type];
        plan->n_periods[type] = lay_periods(model, (sen_period_type)type, NULL);
        plan->periods[type] =
            sen_arena_take(&plan->arena, (size_t)plan->n_periods[type], sizeof(sen_period));
        if (plan->periods[type] == NULL)
            return false;
        lay_periods(model, (sen_period_type)type, plan->periods[type]);
    }
    if (model->plain_clock) {
        char *const id = sen_arena_take(&plan->arena, 16, 1);
        if (id == NULL)
            return false;
        snprintf(id, 16, "days_%d", (int)block_days(model));
        plan->period_ids[SEN_PERIOD_MONTH] = id;
    }
    for (int32_t type = 0; type < SEN_PERIOD_TYPES; type++)
        if (type != SEN_PERIOD_MONTH && type != SEN_PERIOD_CENSUS_DAY &&
            !lay_months(plan, (sen_period_type)type))
            return false;
    return true;
}

/* ---- counters and ledger ---- */

static int32_t type_size(const sen_model *model, int32_t type)
{
    switch (type) {
    case SEN_NONE:
        return 1;
    case SEN_BY_NEED:
        return model->n_needs > 0 ? model->n_needs : 1;
    case SEN_BY_AGE_BAND:
        return SEN_AGE_BANDS;
    case SEN_BY_PHASE:
        return SEN_PHASES;
    case SEN_BY_LAYER:
        return model->n_layers + 1; /* the last: no plan */
    default:
        return model->groups[type].n_categories;
    }
}

/* SEN_TOO_LARGE where a product or sum does not fit an index. */
static sen_code lay_cells(sen_plan *plan, sen_errors *errors)
{
    const sen_model *const model = plan->model;
    for (int32_t b = 0; b < 2; b++) {
        const int32_t *const types = b == 0 ? model->report.block_a : model->report.block_b;
        sen_block *const block = plan->block + b;
        for (int32_t i = 0; i < 2; i++) {
            block->types[i] = types[i];
            block->sizes[i] = type_size(model, types[i]);
        }
        block->n = block->sizes[0] * block->sizes[1];
    }
    plan->groups = plan->block[0].n + plan->block[1].n;

    int64_t stages = 0;
    for (int32_t s = 0; s < model->n_services; s++)
        stages += model->rules[0].services[s].n_stages;
    int64_t at = 0;
    plan->services_at = 0;
    at += (int64_t)model->n_services * SEN_FLOWS;
    plan->stages_at = (int32_t)at;
    at += stages * SEN_STAGE_FLOWS;
    plan->parts_at = (int32_t)at;
    at += (int64_t)model->n_parts * SEN_PART_FLOWS;
    plan->teams_at = (int32_t)at;
    at += (int64_t)model->n_teams * SEN_USES;
    plan->checks_at = (int32_t)at;
    at += (int64_t)model->n_checks * SEN_CHECK_FLOWS;
    plan->population_at = (int32_t)at;
    at += SEN_POPULATION_FLOWS;
    plan->outcomes_at = (int32_t)at;
    at += (int64_t)model->n_outcomes * model->n_needs * SEN_OUTCOME_FLOWS;
    plan->loops_at = (int32_t)at;
    at += model->n_loops;

    int64_t ledger = (int64_t)model->n_kinds * SEN_STATES * plan->groups;
    plan->referrals_at = SEN_NONE;
    if (model->report.referral_states) {
        plan->referrals_at = (int32_t)ledger;
        ledger += (int64_t)model->n_services * SEN_REFERRAL_STATES * plan->groups;
    }
    if (at > INT32_MAX || ledger > INT32_MAX)
        return sen_failf(errors, SEN_TOO_LARGE, model->file, 0, 0, "report.blocks",
                         "fewer groups, kinds or services", "a ledger of %lld cells",
                         (long long)ledger);
    plan->n_counters = (int32_t)at;
    plan->n_ledger = (int32_t)ledger;
    return SEN_OK;
}

/* ---- figures in order ---- */

int sen_figure_compare(const sen_figure *a, const sen_figure *b)
{
    for (int32_t k = 0; k < SEN_KEYS; k++) {
        const int order = strcmp(a->key[k], b->key[k]);
        if (order != 0)
            return order;
    }
    return 0;
}

static int compare_rows(const void *a, const void *b, void *context)
{
    const sen_plan *const plan = context;
    const sen_figure *const left = a, *const right = b;
    const int order =
        strcmp(plan->period_ids[left->period_type], plan->period_ids[right->period_type]);
    return order != 0 ? order : sen_figure_compare(left, right);
}

static void *move_in(sen_arena *arena, const void *items, int32_t n, size_t bytes)
{
    void *const block = sen_arena_take(arena, (size_t)n, bytes);
    if (block != NULL && n > 0)
        memcpy(block, items, (size_t)n * bytes);
    return block;
}

/* ---- which rows are told by default ---- */

/* What is watched by month. */
static bool is_monthly(int16_t measure)
{
    switch (measure) {
    case SEN_MEASURE_LIST_SIZE:
    case SEN_MEASURE_WAIT_P92_WEEKS:
    case SEN_MEASURE_REFERRALS:
    case SEN_MEASURE_STARTS:
    case SEN_MEASURE_KNOWN_UNMET_CHILDREN:
    case SEN_MEASURE_HIDDEN_UNMET_CHILDREN:
    case SEN_MEASURE_COST:
        return true;
    default:
        return false;
    }
}

/* Ways out of a wait that matter beside being seen: told for a year of waiting only. */
static bool is_short_curve(const sen_figure *figure)
{
    switch (figure->measure) {
    case SEN_MEASURE_ELSEWHERE_BY_SHARE:
    case SEN_MEASURE_REFUSED_BY_SHARE:
    case SEN_MEASURE_LEFT_BY_SHARE:
    case SEN_MEASURE_TOO_OLD_BY_SHARE:
    case SEN_MEASURE_GONE_BY_SHARE:
        return strcmp(figure->key[SEN_KEY_CATEGORY], "52") != 0;
    default:
        return false;
    }
}

/* By bisection: figures are in the order of compare_rows. */
static bool is_told_for_money_years(const sen_plan *plan, const sen_figure *figure)
{
    sen_figure like = *figure;
    like.period_type = SEN_PERIOD_FINANCIAL_YEAR;
    int32_t low = 0, high = plan->n_figures;
    while (low < high) {
        const int32_t middle = low + (high - low) / 2;
        if (compare_rows(plan->figures + middle, &like, (void *)plan) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low < plan->n_figures && plan->figures[low].period_type == SEN_PERIOD_FINANCIAL_YEAR &&
           sen_figure_compare(plan->figures + low, &like) == 0;
}

/* A group, a stage or a team. */
static bool is_of_part(const sen_figure *figure)
{
    return figure->key[SEN_KEY_GROUP1][0] != '\0' || figure->stage != SEN_NONE ||
           figure->team != SEN_NONE;
}

/* A reason, a band, a length of wait: a kind of help stands in the same column. */
static bool is_of_category(const sen_figure *figure)
{
    return figure->key[SEN_KEY_CATEGORY][0] != '\0' && figure->kind == SEN_NONE;
}

static bool is_default(const sen_plan *plan, const sen_figure *figure)
{
    if (figure->key[SEN_KEY_GROUP2][0] != '\0' ||
        (!plan->model->plain_clock && is_short_curve(figure)))
        return false;
    switch (figure->period_type) {
    case SEN_PERIOD_MONTH:
        return !is_of_part(figure) && (plan->model->plain_clock ||
                                       (!is_of_category(figure) && is_monthly(figure->measure)));
    case SEN_PERIOD_ACADEMIC_YEAR:
    case SEN_PERIOD_CALENDAR_YEAR:
        return !is_told_for_money_years(plan, figure);
    case SEN_PERIOD_CENSUS_DAY:
        return figure->measure != SEN_MEASURE_WAIT_BAND || plan->model->plain_clock;
    default:
        return true;
    }
}

static void choose_rows(sen_plan *plan)
{
    for (int32_t f = 0; f < plan->n_figures; f++) {
        sen_figure *const figure = plan->figures + f;
        const bool month = figure->period_type == SEN_PERIOD_MONTH;
        if (!is_default(plan, figure))
            continue;
        figure->rows |= 1u << SEN_ROWS_RESULTS;
        if (!month || plan->model->plain_clock)
            figure->rows |= 1u << SEN_ROWS_DIFFERENCES;
        if (!is_of_part(figure) && !month && !is_of_category(figure))
            figure->rows |= 1u << SEN_ROWS_VARIANT_RESULTS | 1u << SEN_ROWS_VARIANT_DIFFERENCES;
    }
}

static sen_code finish(sen_plan_build *build, sen_errors *errors)
{
    sen_plan *const plan = build->plan;
    if (build->n_cells > INT32_MAX || build->n_cells > MOST_RECORD_BYTES / 8)
        return sen_failf(errors, SEN_TOO_LARGE, build->model->file, 0, 0, "report",
                         "8388608 figures a replicate", "a plan of %lld figures a replicate",
                         (long long)build->n_cells);
    if (build->n_figures > 1)
        qsort_r(build->figures, (size_t)build->n_figures, sizeof *build->figures, compare_rows,
                plan);
    plan->n_cells = (int32_t)build->n_cells;
    plan->n_series = build->n_series;
    plan->n_figures = build->n_figures;
    plan->n_terms = build->n_terms;
    plan->series = move_in(&plan->arena, build->series, build->n_series, sizeof(sen_series));
    plan->figures = move_in(&plan->arena, build->figures, build->n_figures, sizeof(sen_figure));
    plan->terms = move_in(&plan->arena, build->terms, build->n_terms, sizeof(sen_term));
    if (build->failed || plan->series == NULL || plan->figures == NULL || plan->terms == NULL)
        return SEN_NO_MEMORY;
    choose_rows(plan);
    return SEN_OK;
}

sen_code sen_plan_make(sen_plan *plan, const sen_model *model, sen_errors *errors)
{
    sen_code code = SEN_OK;
    sen_plan_build build = {.model = model, .plan = plan};
    memset(plan, 0, sizeof *plan);
    sen_arena_init(&plan->arena, 0);
    plan->model = model;
    if (!make_periods(plan) || !sen_plan_grades(&build, &plan->arena)) {
        code = SEN_NO_MEMORY;
        goto out;
    }
    SEN_TRY(lay_cells(plan, errors));
    sen_plan_kinds(&build);
    sen_plan_services(&build);
    sen_plan_duties(&build);
    sen_plan_teams(&build);
    sen_plan_area(&build);
    sen_plan_outcomes(&build);
    if (model->report.verification)
        sen_plan_verification(&build);
    if (model->report.referral_states)
        sen_plan_referral_states(&build);
    code = finish(&build, errors);
out:
    if (code == SEN_NO_MEMORY)
        sen_fail(errors, code, model->file, 0, 0, "report", NULL, NULL, NULL);
    free(build.series);
    free(build.figures);
    free(build.terms);
    if (code != SEN_OK)
        sen_plan_clear(plan);
    return code;
}

void sen_plan_clear(sen_plan *plan)
{
    sen_arena_clear(&plan->arena);
    memset(plan, 0, sizeof *plan);
}

void sen_plan_digest(const sen_plan *plan, char digest[65])
{
    SHA2_CTX context;
    SHA256Init(&context);
    const int32_t sizes[] = {plan->n_cells, plan->n_counters, plan->n_ledger, plan->groups};
    SHA256Update(&context, (const uint8_t *)sizes, sizeof sizes);
    for (int32_t i = 0; i < plan->n_series; i++) {
        const sen_series *const s = plan->series + i;
        const int32_t words[] = {s->source, s->at, s->n,           s->stride,
                                 s->a,      s->b,  s->period_type, s->first_cell};
        SHA256Update(&context, (const uint8_t *)words, sizeof words);
    }
    for (int32_t type = 0; type < SEN_PERIOD_TYPES; type++)
        SHA256Update(&context, (const uint8_t *)plan->periods[type],
                     (size_t)plan->n_periods[type] * sizeof(sen_period));
    SHA256End(&context, digest);
}

bool sen_figure_has_rows(const sen_figure *figure, sen_rows table)
{
    return figure->rows >> table & 1;
}

int64_t sen_plan_rows(const sen_plan *plan, sen_rows table, bool full)
{
    int64_t rows = 0;
    for (int32_t f = 0; f < plan->n_figures; f++)
        if (full || sen_figure_has_rows(plan->figures + f, table))
            rows += plan->n_periods[plan->figures[f].period_type];
    return rows;
}

bool sen_plan_groups_by(const sen_plan *plan, int32_t type)
{
    for (int32_t b = 0; b < 2; b++)
        for (int32_t i = 0; i < 2; i++)
            if (plan->block[b].types[i] == type)
                return true;
    return false;
}

int32_t sen_plan_find(const sen_plan *plan, sen_period_type type, sen_measure_index measure,
                      const char *service, const char *category)
{
    for (int32_t f = 0; f < plan->n_figures; f++) {
        const sen_figure *const figure = plan->figures + f;
        if (figure->period_type != (int16_t)type || figure->measure != (int16_t)measure)
            continue;
        bool same = strcmp(figure->key[SEN_KEY_SERVICE], service == NULL ? "" : service) == 0 &&
                    strcmp(figure->key[SEN_KEY_CATEGORY], category == NULL ? "" : category) == 0;
        for (int32_t k = 0; k < SEN_KEYS; k++)
            if (k != SEN_KEY_SERVICE && k != SEN_KEY_CATEGORY && k != SEN_KEY_MEASURE)
                same = same && figure->key[k][0] == '\0';
        if (same)
            return f;
    }
    return SEN_NONE;
}

/* SPDX-License-Identifier: MIT */
#include "report/page.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void sen_page_init(sen_page *page, const sen_run_view *view)
{
    memset(page, 0, sizeof *page);
    sen_arena_init(&page->arena, 0);
    page->view = view;
    page->scenario = SEN_NONE;
    page->first = calloc((size_t)view->n + 1, sizeof *page->first);
    page->last = calloc((size_t)view->n + 1, sizeof *page->last);
    page->withheld = calloc((size_t)view->n + 1, sizeof *page->withheld);
    page->failed = page->first == NULL || page->last == NULL || page->withheld == NULL;
}

void sen_page_clear(sen_page *page)
{
    free(page->series);
    free(page->first);
    free(page->last);
    free(page->of_figure);
    free(page->withheld);
    sen_arena_clear(&page->arena);
    sen_gaps_clear(&page->gaps);
    memset(page, 0, sizeof *page);
}

/* Of a service, team or check in the year that money goes by. */
static bool is_yearly(const sen_figure *figure, int32_t scenario)
{
    switch (figure->measure) {
    case SEN_MEASURE_COST:
        return figure->key[SEN_KEY_PROVIDER][0] == '\0';
    case SEN_MEASURE_REFERRALS:
    case SEN_MEASURE_STARTS:
    case SEN_MEASURE_BREACHES:
    case SEN_MEASURE_PART_BREACHES:
    case SEN_MEASURE_APPEALS:
    case SEN_MEASURE_APPEALS_UPHELD:
    case SEN_MEASURE_CHECKS_DUE:
    case SEN_MEASURE_CHECKS_DONE:
    case SEN_MEASURE_COVERAGE_SHARE:
        return true;
    default:
        return (figure->measure >= SEN_MEASURE_PLACES_COMMISSIONED &&
                figure->measure <= SEN_MEASURE_UTILISATION_SHARE) ||
               (scenario == 0 && figure->key[SEN_KEY_STAGE][0] != '\0');
    }
}

bool sen_page_is_outcome(int32_t measure)
{
    return measure >= SEN_MEASURE_OUTCOME_CHILDREN && measure <= SEN_MEASURE_OUTCOME_RATE;
}

/* Whether a figure without groups is drawn over this type of period. */
static bool is_drawn(const sen_figure *figure, int32_t scenario)
{
    const int32_t measure = figure->measure, type = figure->period_type;
    const bool state = measure < SEN_MEASURE_REQUIREMENT_CHILDREN &&
                       measure % 3 == SEN_MEASURE_CHILDREN_MET % 3; /* children in it now */
    const bool total =
        measure == SEN_MEASURE_KNOWN_UNMET_CHILDREN || measure == SEN_MEASURE_HIDDEN_UNMET_CHILDREN;
    switch (type) {
    case SEN_PERIOD_MONTH:
        return total || measure == SEN_MEASURE_LIST_SIZE || (state && scenario == 0);
    case SEN_PERIOD_CENSUS_DAY:
        return total || state || measure == SEN_MEASURE_REQUIREMENT_CHILDREN ||
               (measure >= SEN_MEASURE_LIST_SIZE && measure <= SEN_MEASURE_OPEN_LATE) ||
               measure == SEN_MEASURE_PART_OPEN_LATE || measure == SEN_MEASURE_STAGE_LIST_SIZE;
    default:
        return is_yearly(figure, scenario);
    }
}

static bool is_wanted(const sen_figure *figure, int32_t scenario, int32_t money_type)
{
    const int32_t measure = figure->measure, type = figure->period_type;
    if (sen_page_is_outcome(measure)) /* told by school year only */
        return type == SEN_PERIOD_ACADEMIC_YEAR && figure->key[SEN_KEY_GROUP1][0] == '\0';
    if (type != SEN_PERIOD_MONTH && type != SEN_PERIOD_CENSUS_DAY && type != money_type)
        return false;
    if (figure->key[SEN_KEY_GROUP1][0] != '\0') /* who gains and who loses by a scenario */
        return scenario > 0 && type == money_type && figure->key[SEN_KEY_GROUP2][0] == '\0' &&
               measure == SEN_MEASURE_KNOWN_UNMET_CHILDREN;
    return is_drawn(figure, scenario);
}

/* Whether a figure's differences are kept too. */
static bool is_compared(int32_t scenario, const sen_figure *figure)
{
    return scenario > 0 && figure->period_type != SEN_PERIOD_MONTH;
}

uint8_t sen_page_asks(const sen_page *page, int32_t scenario, const sen_figure *figure)
{
    const sen_run_view *const view = page->view;
    int32_t money_type, money_period;
    bool whole;
    sen_table_money_year(view->plans + scenario, &money_type, &money_period, &whole);
    if ((view->variant_of != NULL && view->variant_of[scenario] != SEN_NONE) ||
        !is_wanted(figure, scenario, money_type))
        return 0;
    return is_compared(scenario, figure) ? SEN_ASK_SUMMARY | SEN_ASK_DIFFERENCE : SEN_ASK_SUMMARY;
}

/* SEN_NONE for want of memory. */
static int32_t add_series(sen_page *page, const sen_plan *plan, const sen_figure *figure)
{
    if (page->n_series == page->room) {
        const int32_t room = page->room == 0 ? 256 : 2 * page->room;
        sen_page_series *const grown = realloc(page->series, (size_t)room * sizeof *grown);
        if (grown == NULL)
            return SEN_NONE;
        page->series = grown;
        page->room = room;
    }
    const int32_t n = plan->n_periods[figure->period_type];
    const bool compared = is_compared(page->scenario, figure);
    sen_page_series *const series = page->series + page->n_series;
    *series = (sen_page_series){.scenario = page->scenario, .figure = figure, .n = n};
    series->summaries = sen_arena_take_zeroed(&page->arena, (size_t)n, sizeof *series->summaries);
    if (compared)
        series->differences =
            sen_arena_take_zeroed(&page->arena, (size_t)n, sizeof *series->differences);
    if (series->summaries == NULL || (compared && series->differences == NULL))
        return SEN_NONE;
    return page->n_series++;
}

/* The rows of another scenario begin: which of its figures are kept. */
static void begin_scenario(sen_page *page, int32_t scenario, const sen_plan *plan)
{
    free(page->of_figure);
    page->of_figure = malloc(((size_t)plan->n_figures + 1) * sizeof *page->of_figure);
    page->scenario = scenario;
    page->first[scenario] = page->n_series;
    page->failed = page->failed || page->of_figure == NULL;
    for (int32_t f = 0; f < plan->n_figures && !page->failed; f++) {
        page->of_figure[f] = SEN_NONE;
        if (sen_page_asks(page, scenario, plan->figures + f) == 0)
            continue;
        page->of_figure[f] = add_series(page, plan, plan->figures + f);
        page->failed = page->of_figure[f] == SEN_NONE;
    }
    page->last[scenario] = page->n_series;
}

/* Gaps are made of counts by group, which may not all be told. */
static void note_withheld(sen_page *page, const sen_table_row *row)
{
    const int32_t measure = row->figure->measure;
    int32_t type, period;
    bool whole;
    if ((!row->summary->confidential && !row->summary->low) ||
        (measure != SEN_MEASURE_REQUIREMENT_CHILDREN &&
         measure != SEN_MEASURE_KNOWN_UNMET_CHILDREN))
        return;
    sen_table_money_year(page->view->plans, &type, &period, &whole);
    if (row->figure->period_type == type && row->period == period)
        page->withheld[row->scenario] |= (uint32_t)1 << row->figure->kind;
}

void sen_page_row(void *context, const sen_table_row *row)
{
    sen_page *const page = context;
    if (!page->failed && page->scenario != row->scenario)
        begin_scenario(page, row->scenario, row->plan);
    if (!page->failed)
        note_withheld(page, row);
    if (page->failed || page->of_figure[row->figure_index] == SEN_NONE)
        return;
    sen_page_series *const series = page->series + page->of_figure[row->figure_index];
    series->summaries[row->period] = *row->summary;
    if (series->differences != NULL && row->difference != NULL)
        series->differences[row->period] = *row->difference;
}

static bool is_withheld(const sen_page *page, int32_t scenario, const char *kind)
{
    const sen_model *const model = page->view->models[scenario];
    for (int32_t k = 0; k < model->n_kinds; k++)
        if (strcmp(model->kinds[k].id, kind) == 0)
            return (page->withheld[scenario] >> k & 1) != 0;
    return false;
}

static void withhold_gaps(sen_page *page)
{
    sen_gaps *const gaps = &page->gaps;
    int32_t kept = 0, compared = 0, beyond = 0;
    for (int32_t g = 0; g < gaps->n; g++) {
        const char *const kind = gaps->gaps[g].figure->key[SEN_KEY_CATEGORY];
        if (is_withheld(page, 0, kind))
            continue;
        for (int32_t s = 0; s < gaps->n_scenarios && g < gaps->n_compared; s++)
            gaps->means[compared * gaps->n_scenarios + s] =
                is_withheld(page, s, kind) ? NAN : gaps->means[g * gaps->n_scenarios + s];
        compared += g < gaps->n_compared;
        beyond += g < gaps->n_beyond;
        gaps->gaps[kept++] = gaps->gaps[g];
    }
    gaps->n = kept;
    gaps->n_compared = compared;
    gaps->n_beyond = beyond;
}

sen_code sen_page_gaps(sen_page *page, int32_t shown, sen_errors *errors)
{
    int32_t type, period;
    bool whole;
    const sen_columns columns = sen_view_columns(page->view);
    sen_table_money_year(page->view->plans, &type, &period, &whole);
    const sen_code code =
        sen_gaps_make(&page->gaps, page->view->plans, shown, type, period, &columns, errors);
    if (code == SEN_OK && page->view->publish.on)
        withhold_gaps(page);
    return code;
}

static bool has_key(const sen_figure *figure, sen_row_key key, const char *value)
{
    return strcmp(figure->key[key], value == NULL ? "" : value) == 0;
}

const sen_page_series *sen_page_find(const sen_page *page, int32_t scenario, int32_t type,
                                     int32_t measure, const char *service, const char *stage,
                                     const char *category)
{
    for (int32_t i = page->first[scenario]; i < page->last[scenario]; i++) {
        const sen_figure *const figure = page->series[i].figure;
        if (figure->measure == measure && figure->period_type == type &&
            has_key(figure, SEN_KEY_GROUP1, NULL) && has_key(figure, SEN_KEY_FUNDER, NULL) &&
            has_key(figure, SEN_KEY_SERVICE, service) && has_key(figure, SEN_KEY_STAGE, stage) &&
            has_key(figure, SEN_KEY_CATEGORY, category))
            return page->series + i;
    }
    return NULL;
}

const sen_page_series *sen_page_cost(const sen_page *page, int32_t scenario, const char *funder)
{
    for (int32_t i = page->first[scenario]; i < page->last[scenario]; i++) {
        const sen_figure *const figure = page->series[i].figure;
        if (figure->measure == SEN_MEASURE_COST && has_key(figure, SEN_KEY_FUNDER, funder) &&
            has_key(figure, SEN_KEY_CATEGORY, NULL) && has_key(figure, SEN_KEY_SERVICE, NULL))
            return page->series + i;
    }
    return NULL;
}

sen_summary sen_page_last(const sen_page_series *series)
{
    return series == NULL || series->n == 0 ? (sen_summary){0} : series->summaries[series->n - 1];
}

bool sen_page_is_review(const sen_model *model, const char *service)
{
    for (int32_t l = 0; l < model->n_layers; l++) {
        const sen_layer *const layer = model->layers + l;
        if (layer->review != SEN_NONE &&
            strcmp(model->rules[0].services[layer->review].id, service) == 0)
            return true;
        for (int32_t t = 0; t < layer->n_transfers; t++)
            if (strcmp(model->rules[0].services[layer->transfers[t].service].id, service) == 0)
                return true;
    }
    return false;
}

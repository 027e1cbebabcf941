/* SPDX-License-Identifier: MIT */
/* Capacity and its use, cost by partner, outcomes, gaps between groups, coverage of checks. */
#include <stdio.h>
#include <string.h>

#include "report/xlsx_parts.h"

#define COUNT(array) ((int32_t)(sizeof(array) / sizeof *(array)))

/* The money year's summary of a team's or check's figure; n 0: none. */
static sen_summary of_key(const sen_xlsx *xlsx, int32_t scenario, int32_t measure, sen_row_key key,
                          const char *id)
{
    const sen_page *const page = xlsx->page;
    for (int32_t i = page->first[scenario]; i < page->last[scenario]; i++) {
        const sen_page_series *const series = page->series + i;
        if (series->figure->measure == measure &&
            series->figure->period_type == xlsx->screen->money_type &&
            strcmp(series->figure->key[key], id) == 0 && xlsx->screen->money_period < series->n)
            return series->summaries[xlsx->screen->money_period];
    }
    return (sen_summary){0};
}

static const char *title_or(const char *title, const char *id)
{
    return title == NULL || title[0] == '\0' ? id : title;
}

/* ---- capacity ---- */

static void capacity_row(sen_xlsx *xlsx, sen_xlsx_sheet *sheet, int32_t s,
                         const sen_team_spec *team)
{
    static const int32_t first[] = {[SEN_TEAM_PLACES] = SEN_MEASURE_PLACES_COMMISSIONED,
                                    [SEN_TEAM_SESSIONS] = SEN_MEASURE_SESSIONS_COMMISSIONED,
                                    [SEN_TEAM_HOURS] = SEN_MEASURE_HOURS_COMMISSIONED,
                                    [SEN_TEAM_POUNDS] = SEN_MEASURE_BUDGET_COMMISSIONED,
                                    [SEN_TEAM_MARKET] = SEN_MEASURE_HOURS_COMMISSIONED};
    const int32_t from = first[team->kind];
    sen_xlsx_text(sheet, 0, sen_xlsx_scenario(xlsx, s));
    sen_xlsx_text(sheet, 1, title_or(team->title, team->id));
    sen_xlsx_text(sheet, 2, team->provider);
    sen_xlsx_text(sheet, 3, sen_measures[from].unit);
    for (int32_t u = 0; u < 4; u++) {
        const sen_summary one = of_key(xlsx, s, from + u, SEN_KEY_PROVIDER, team->id);
        sen_xlsx_mean(sheet, 4 + u, &one);
    }
    const sen_summary use =
        of_key(xlsx, s, SEN_MEASURE_UTILISATION_SHARE, SEN_KEY_PROVIDER, team->id);
    sen_xlsx_mean(sheet, 8, &use);
    char note[16];
    snprintf(note, sizeof note, "[note %d]", SEN_NOTE_USE);
    sen_xlsx_text(sheet, 9, note);
    sen_xlsx_next(sheet);
}

void sen_xlsx_capacity(sen_xlsx *xlsx)
{
    static const sen_xlsx_column columns[] = {
        {"Scenario", 40, SEN_CELL_TEXT},     {"Team or budget", 32, SEN_CELL_TEXT},
        {"Provider", 30, SEN_CELL_TEXT},     {"Unit", 14, SEN_CELL_TEXT},
        {"Commissioned", 14, SEN_CELL_ONE},  {"In post", 14, SEN_CELL_ONE},
        {"Delivered", 14, SEN_CELL_ONE},     {"Lost", 14, SEN_CELL_ONE},
        {"Utilisation", 12, SEN_CELL_SHARE}, {"Notes", 12, SEN_CELL_TEXT},
    };
    sen_xlsx_sheet sheet;
    sen_text about;
    sen_text_init(&about);
    sen_text_addf(&about, "Means over replicates, from %s.", sen_xlsx_money_year(xlsx));
    sen_xlsx_begin(xlsx, &sheet, "Capacity", "Capacity and its use", "capacity",
                   sen_text_string(&about), columns, COUNT(columns));
    for (int32_t s = 0; s < xlsx->shown; s++)
        for (int32_t t = 0; t < xlsx->view->models[s]->n_teams; t++)
            capacity_row(xlsx, &sheet, s, xlsx->view->models[s]->rules[0].teams + t);
    sen_xlsx_end(&sheet);
    sen_text_clear(&about);
}

/* ---- cost ---- */

static void cost_rows(sen_xlsx *xlsx, sen_xlsx_sheet *sheet, int32_t s,
                      const sen_page_series *series)
{
    const sen_plan *const plan = xlsx->view->plans + s;
    const sen_period *const periods = plan->periods[series->figure->period_type];
    char day[SEN_DAY_BYTES], note[32];
    snprintf(note, sizeof note, "[note %d] [note %d]", SEN_NOTE_COST, SEN_NOTE_PAIRED);
    for (int32_t p = 0; p < series->n; p++) {
        const sen_summary *const sum = series->summaries + p;
        const sen_difference *const d =
            series->differences == NULL ? NULL : series->differences + p;
        sen_xlsx_text(sheet, 0, sen_xlsx_scenario(xlsx, s));
        sen_xlsx_text(
            sheet, 1,
            sen_screen_label(xlsx->view, SEN_BLOCK_COST, series->figure->key[SEN_KEY_FUNDER]));
        sen_table_day(plan->model, periods[p].from_day, day);
        sen_xlsx_text(sheet, 2, day);
        sen_table_day(plan->model, periods[p].to_day - 1, day);
        sen_xlsx_text(sheet, 3, day);
        sen_xlsx_range(sheet, 4, sum);
        sen_xlsx_change(sheet, 7, d);
        sen_xlsx_text(sheet, 10, note);
        sen_xlsx_next(sheet);
    }
}

static bool is_cost(const sen_xlsx *xlsx, const sen_page_series *series)
{
    return series->figure->measure == SEN_MEASURE_COST &&
           series->figure->period_type == xlsx->screen->money_type &&
           series->figure->key[SEN_KEY_CATEGORY][0] == '\0' &&
           series->figure->key[SEN_KEY_SERVICE][0] == '\0';
}

void sen_xlsx_cost(sen_xlsx *xlsx)
{
    static const sen_xlsx_column columns[] = {
        {"Scenario", 40, SEN_CELL_TEXT},
        {"Partner", 20, SEN_CELL_TEXT},
        {"First day", 13, SEN_CELL_TEXT},
        {"Last day", 13, SEN_CELL_TEXT},
        {"Pounds", 15, SEN_CELL_WHOLE},
        {"5th percentile of pounds", 15, SEN_CELL_WHOLE},
        {"95th percentile of pounds", 15, SEN_CELL_WHOLE},
        {"Difference from A in pounds", 15, SEN_CELL_PLUS_WHOLE},
        {"95% interval, lower", 15, SEN_CELL_PLUS_WHOLE},
        {"95% interval, upper", 15, SEN_CELL_PLUS_WHOLE},
        {"Notes", 24, SEN_CELL_TEXT},
    };
    sen_xlsx_sheet sheet;
    const sen_page *const page = xlsx->page;
    if (sen_page_cost(page, 0, "") == NULL) {
        sen_xlsx_leave_out(xlsx, "Cost", "The scenario has no prices.");
        return;
    }
    sen_xlsx_begin(xlsx, &sheet, "Cost", "Cost by partner", "cost",
                   "By financial year; the first and last may be short, as their days say. All "
                   "partners is the total of the others.",
                   columns, COUNT(columns));
    for (int32_t s = 0; s < xlsx->shown; s++)
        for (int32_t i = page->first[s]; i < page->last[s]; i++)
            if (is_cost(xlsx, page->series + i))
                cost_rows(xlsx, &sheet, s, page->series + i);
    sen_xlsx_end(&sheet);
}

/* ---- outcomes ---- */

/* The last school year that the run covers whole, else the last. */
static int32_t school_year(const sen_plan *plan)
{
    int32_t p = plan->n_periods[SEN_PERIOD_ACADEMIC_YEAR] - 1;
    const sen_period *const years = plan->periods[SEN_PERIOD_ACADEMIC_YEAR];
    for (int32_t y = p; y >= 0; y--)
        if (years[y].to_day - years[y].from_day >= 365)
            return y;
    return p;
}

const char *sen_xlsx_outcome(const sen_model *model, const char *id)
{
    for (int32_t o = 0; o < model->n_outcomes; o++)
        if (strcmp(model->outcomes[o].id, id) == 0)
            return title_or(model->outcomes[o].title, id);
    return id;
}

static void outcome_row(sen_xlsx *xlsx, sen_xlsx_sheet *sheet, int32_t s,
                        const sen_page_series *series)
{
    const sen_plan *const plan = xlsx->view->plans + s;
    const sen_figure *const figure = series->figure;
    const bool appeals =
        figure->measure == SEN_MEASURE_APPEALS || figure->measure == SEN_MEASURE_APPEALS_UPHELD;
    const int32_t year = appeals ? xlsx->screen->money_period : school_year(plan);
    char day[SEN_DAY_BYTES];
    if ((!appeals && !sen_page_is_outcome(figure->measure)) || year < 0 || year >= series->n ||
        (appeals && figure->period_type != xlsx->screen->money_type))
        return;
    sen_xlsx_text(sheet, 0, sen_xlsx_scenario(xlsx, s));
    sen_xlsx_text(sheet, 1,
                  appeals ? sen_xlsx_service(xlsx, figure->key[SEN_KEY_SERVICE])
                          : sen_xlsx_outcome(plan->model, figure->key[SEN_KEY_CATEGORY]));
    sen_xlsx_text(sheet, 2, sen_measures[figure->measure].label);
    sen_table_day(plan->model, plan->periods[figure->period_type][year].to_day - 1, day);
    sen_xlsx_text(sheet, 3, day);
    sheet->rate = figure->measure == SEN_MEASURE_OUTCOME_RATE;
    sen_xlsx_range(sheet, 4, series->summaries + year);
    sen_xlsx_text(sheet, 7, sen_xlsx_grade(figure->grade));
    sen_xlsx_next(sheet);
}

void sen_xlsx_outcomes(sen_xlsx *xlsx)
{
    static const sen_xlsx_column columns[] = {
        {"Scenario", 40, SEN_CELL_TEXT},        {"Outcome or service", 34, SEN_CELL_TEXT},
        {"Measure", 22, SEN_CELL_TEXT},         {"Last day of the year", 13, SEN_CELL_TEXT},
        {"Mean in the year", 14, SEN_CELL_ONE}, {"5th percentile", 15, SEN_CELL_ONE},
        {"95th percentile", 15, SEN_CELL_ONE},  {"Worst grade it rests on", 12, SEN_CELL_TEXT},
    };
    const sen_page *const page = xlsx->page;
    sen_xlsx_sheet sheet;
    bool any = false;
    for (int32_t i = page->first[0]; i < page->last[0]; i++)
        any = any || page->series[i].figure->measure == SEN_MEASURE_APPEALS ||
              sen_page_is_outcome(page->series[i].figure->measure);
    if (!any) {
        sen_xlsx_leave_out(xlsx, "Outcomes",
                           "Not modelled in this run. A difference there is not 0, it is not "
                           "known.");
        return;
    }
    sen_xlsx_begin(xlsx, &sheet, "Outcomes", "Outcomes", "outcomes",
                   "What becomes of children over a school year, and appeals over a financial "
                   "year. Of what is not here a difference is not 0, it is not known.",
                   columns, COUNT(columns));
    for (int32_t s = 0; s < xlsx->shown; s++)
        for (int32_t i = page->first[s]; i < page->last[s]; i++)
            outcome_row(xlsx, &sheet, s, page->series + i);
    sen_xlsx_end(&sheet);
}

/* ---- checks ---- */

void sen_xlsx_checks(sen_xlsx *xlsx)
{
    static const sen_xlsx_column columns[] = {
        {"Scenario", 40, SEN_CELL_TEXT},    {"Check", 34, SEN_CELL_TEXT},
        {"Children due", 14, SEN_CELL_ONE}, {"Checks done", 14, SEN_CELL_ONE},
        {"Coverage", 12, SEN_CELL_SHARE},
    };
    static const int32_t measures[] = {SEN_MEASURE_CHECKS_DUE, SEN_MEASURE_CHECKS_DONE,
                                       SEN_MEASURE_COVERAGE_SHARE};
    sen_xlsx_sheet sheet;
    sen_text about;
    if (xlsx->view->models[0]->n_checks == 0) {
        sen_xlsx_leave_out(xlsx, "Checks", "The scenario has no reviews or checks for all.");
        return;
    }
    sen_text_init(&about);
    sen_text_addf(&about,
                  "Reviews and checks for all children, from %s. Coverage is not unmet need.",
                  sen_xlsx_money_year(xlsx));
    sen_xlsx_begin(xlsx, &sheet, "Checks", "Coverage of reviews and checks", "checks",
                   sen_text_string(&about), columns, COUNT(columns));
    for (int32_t s = 0; s < xlsx->shown; s++) {
        const sen_model *const model = xlsx->view->models[s];
        for (int32_t c = 0; c < model->n_checks; c++) {
            const sen_check *const check = model->rules[0].checks + c;
            sen_xlsx_text(&sheet, 0, sen_xlsx_scenario(xlsx, s));
            sen_xlsx_text(&sheet, 1, title_or(check->title, check->id));
            for (int32_t m = 0; m < COUNT(measures); m++) {
                const sen_summary one = of_key(xlsx, s, measures[m], SEN_KEY_CATEGORY, check->id);
                sen_xlsx_mean(&sheet, 2 + m, &one);
            }
            sen_xlsx_next(&sheet);
        }
    }
    sen_xlsx_end(&sheet);
    sen_text_clear(&about);
}

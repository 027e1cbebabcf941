/* SPDX-License-Identifier: MIT */
/* Rows for pivot tables: whole classes of figures, the most asked for first, as long as they fit. */
#include <stdlib.h>
#include <string.h>

#include "report/xlsx_parts.h"

#define COUNT(array) ((int32_t)(sizeof(array) / sizeof *(array)))

/* A figure belongs to the first class that takes it. */
typedef enum {
    CLASS_COST,
    CLASS_UNMET,
    CLASS_LISTS,
    CLASS_LAST_DAY,
    CLASS_USE,
    CLASS_FLOWS,
    CLASS_OUTCOMES,
    CLASS_AREA,
    CLASS_USE_YEARS,
    CLASS_CENSUS,
    CLASS_LEAVERS,
    CLASSES,
    CLASS_NONE = CLASSES
} row_class;

static const char *const class_words[CLASSES] = {
    [CLASS_COST] = "cost by partner in each financial year",
    [CLASS_UNMET] = "need for help, known unmet and hidden on each census day",
    [CLASS_LISTS] = "lists and cases late on each census day",
    [CLASS_LAST_DAY] = "states of need and waits on the last day",
    [CLASS_FLOWS] = "referrals and starts in each financial year",
    [CLASS_USE] = "capacity in the financial year that money is shown of",
    [CLASS_OUTCOMES] = "outcomes and appeals in each year",
    [CLASS_AREA] = "checks and the area's children in each financial year",
    [CLASS_USE_YEARS] = "capacity in the other financial years",
    [CLASS_CENSUS] = "states of need and waits on the other census days",
    [CLASS_LEAVERS] = "completions, leavers and breaches in each financial year",
};

static row_class stock_class(const sen_figure *figure, bool last)
{
    switch (figure->measure) {
    case SEN_MEASURE_REQUIREMENT_CHILDREN:
    case SEN_MEASURE_KNOWN_UNMET_CHILDREN:
    case SEN_MEASURE_HIDDEN_UNMET_CHILDREN:
        return CLASS_UNMET;
    case SEN_MEASURE_LIST_SIZE:
    case SEN_MEASURE_OPEN_LATE:
    case SEN_MEASURE_PART_OPEN_LATE:
    case SEN_MEASURE_DUTIES_LATE:
        return CLASS_LISTS;
    default:
        return last ? CLASS_LAST_DAY : CLASS_CENSUS;
    }
}

static row_class year_class(const sen_figure *figure, bool of_money)
{
    const int32_t measure = figure->measure;
    if (measure == SEN_MEASURE_COST) /* of teams: too many */
        return figure->key[SEN_KEY_PROVIDER][0] == '\0' ? CLASS_COST : CLASS_NONE;
    if (measure >= SEN_MEASURE_PLACES_COMMISSIONED && measure <= SEN_MEASURE_UTILISATION_SHARE)
        return of_money ? CLASS_USE : CLASS_USE_YEARS;
    if (measure >= SEN_MEASURE_CHECKS_DUE && measure <= SEN_MEASURE_OPENING_GIVEN)
        return CLASS_AREA;
    switch (measure) {
    case SEN_MEASURE_REFERRALS:
    case SEN_MEASURE_STARTS:
        return CLASS_FLOWS;
    case SEN_MEASURE_APPEALS:
    case SEN_MEASURE_APPEALS_UPHELD:
        return CLASS_OUTCOMES;
    case SEN_MEASURE_COMPLETIONS:
    case SEN_MEASURE_LEAVERS:
    case SEN_MEASURE_RETURNS:
    case SEN_MEASURE_MISSED_SESSIONS:
    case SEN_MEASURE_BREACHES:
    case SEN_MEASURE_PART_BREACHES:
        return CLASS_LEAVERS;
    default:
        return CLASS_NONE;
    }
}

/* Of whole services and of all children, and in results.csv. A figure that has no class in its first
 * period has none in any. */
static row_class class_of(const sen_plan *plan, const sen_figure *figure, int32_t period)
{
    int32_t money_type, money_period;
    bool whole;
    const int32_t type = figure->period_type;
    if (figure->key[SEN_KEY_STAGE][0] != '\0' || figure->key[SEN_KEY_GROUP1][0] != '\0' ||
        !sen_figure_has_rows(figure, SEN_ROWS_RESULTS))
        return CLASS_NONE;
    sen_table_money_year(plan, &money_type, &money_period, &whole);
    if (type == SEN_PERIOD_CENSUS_DAY)
        return stock_class(figure, period == plan->n_periods[type] - 1);
    if (type == SEN_PERIOD_ACADEMIC_YEAR && sen_page_is_outcome(figure->measure))
        return CLASS_OUTCOMES;
    return type == money_type ? year_class(figure, period == money_period) : CLASS_NONE;
}

static bool is_variant(const sen_run_view *view, int32_t s)
{
    return view->variant_of != NULL && view->variant_of[s] != SEN_NONE;
}

/* Rows of each class. */
static void count_rows(const sen_run_view *view, int64_t rows[CLASSES])
{
    for (int32_t s = 0; s < view->n; s++) {
        const sen_plan *const plan = view->plans + s;
        for (int32_t f = 0; f < plan->n_figures && !is_variant(view, s); f++)
            for (int32_t p = 0; p < plan->n_periods[plan->figures[f].period_type]; p++) {
                const row_class c = class_of(plan, plan->figures + f, p);
                if (c != CLASS_NONE)
                    rows[c]++;
            }
    }
}

void sen_xlsx_data_init(sen_xlsx_data *data, const sen_run_view *view)
{
    int64_t rows[CLASSES] = {0}, all = 0;
    memset(data, 0, sizeof *data);
    data->view = view;
    count_rows(view, rows);
    for (int32_t c = 0; c < CLASSES; c++)
        if (all + rows[c] <= SEN_XLSX_DATA_ROWS) {
            all += rows[c];
            data->classes |= 1u << c;
        }
    data->room = (int32_t)all;
    data->rows = malloc(((size_t)all + 1) * sizeof *data->rows);
    data->failed = data->rows == NULL;
}

void sen_xlsx_data_clear(sen_xlsx_data *data)
{
    free(data->rows);
    memset(data, 0, sizeof *data);
}

uint8_t sen_xlsx_data_asks(const sen_xlsx_data *data, int32_t scenario, const sen_figure *figure)
{
    const bool taken = !is_variant(data->view, scenario) &&
                       class_of(data->view->plans + scenario, figure, 0) != CLASS_NONE;
    return taken ? SEN_ASK_SUMMARY | SEN_ASK_DIFFERENCE : 0;
}

void sen_xlsx_data_row(void *context, const sen_table_row *row)
{
    sen_xlsx_data *const data = context;
    if (data->failed || is_variant(data->view, row->scenario))
        return;
    const row_class c = class_of(row->plan, row->figure, row->period);
    if (c == CLASS_NONE || (data->classes >> c & 1) == 0 || data->n == data->room)
        return;
    sen_xlsx_kept *const kept = data->rows + data->n++;
    *kept = (sen_xlsx_kept){.scenario = row->scenario,
                            .period = row->period,
                            .figure = row->figure,
                            .grade = row->grade,
                            .summary = *row->summary};
    if (row->difference != NULL)
        kept->difference = *row->difference;
}

/* What the sheet holds, and where the rest is. */
static void say_rows(const sen_xlsx_data *data, sen_text *words)
{
    bool first = true;
    sen_terminal_number(words, data->n, false);
    sen_text_add(words, " rows of all children and whole services: ");
    for (int32_t c = 0; c < CLASSES; c++) {
        if ((data->classes >> c & 1) == 0)
            continue;
        sen_text_addf(words, "%s%s", first ? "" : "; ", class_words[c]);
        first = false;
    }
    sen_text_add(words, ". The full data, with months, groups, stages and chances, are in "
                        "csv/results and csv/differences beside this workbook; csv/dim explains "
                        "the ids. Total: of all.");
}

static const char *or_total(const char *id)
{
    return id[0] == '\0' ? "Total" : id;
}

static const char *title_or(const char *title, const char *id)
{
    return title == NULL || title[0] == '\0' ? id : title;
}

/* Title of the service, team, check, partner or kind of help that a row is about. */
static const char *about_of(const sen_xlsx *xlsx, const sen_model *model, const sen_figure *figure)
{
    if (figure->key[SEN_KEY_SERVICE][0] != '\0')
        return sen_xlsx_service(xlsx, figure->key[SEN_KEY_SERVICE]);
    if (figure->key[SEN_KEY_FUNDER][0] != '\0')
        return sen_screen_label(xlsx->view, SEN_BLOCK_COST, figure->key[SEN_KEY_FUNDER]);
    if (figure->team != SEN_NONE)
        return title_or(model->rules[0].teams[figure->team].title,
                        model->rules[0].teams[figure->team].id);
    if (figure->check != SEN_NONE)
        return title_or(model->rules[0].checks[figure->check].title,
                        model->rules[0].checks[figure->check].id);
    if (figure->kind != SEN_NONE)
        return title_or(model->kinds[figure->kind].title, model->kinds[figure->kind].id);
    return or_total(sen_xlsx_outcome(model, figure->key[SEN_KEY_CATEGORY]));
}

static void put_row(sen_xlsx *xlsx, sen_xlsx_sheet *sheet, const sen_xlsx_kept *row)
{
    static const sen_row_key keys[] = {SEN_KEY_SERVICE, SEN_KEY_PROVIDER, SEN_KEY_MEASURE,
                                       SEN_KEY_CATEGORY, SEN_KEY_FUNDER};
    const sen_plan *const plan = xlsx->view->plans + row->scenario;
    const int32_t type = row->figure->period_type;
    const sen_measure *const measure = sen_measures + row->figure->measure;
    const sen_summary *const s = &row->summary;
    const sen_difference *const d = &row->difference;
    char day[SEN_DAY_BYTES];
    int32_t c = 0;
    sen_xlsx_text(sheet, c++, sen_xlsx_scenario(xlsx, row->scenario));
    sen_xlsx_text(sheet, c++, measure->label);
    sen_xlsx_text(sheet, c++, about_of(xlsx, plan->model, row->figure));
    sen_xlsx_text(sheet, c++, plan->model->id);
    sen_xlsx_text(sheet, c++, plan->period_ids[type]);
    sen_table_day(plan->model, plan->periods[type][row->period].to_day - 1, day);
    sen_xlsx_text(sheet, c++, day);
    for (int32_t k = 0; k < COUNT(keys); k++)
        sen_xlsx_text(sheet, c++, or_total(row->figure->key[keys[k]]));
    sen_xlsx_text(sheet, c++, measure->unit);
    sen_xlsx_number(sheet, c++, s->mean, s->n > 0, "");
    sen_xlsx_number(sheet, c++, s->p05, s->n > 0, "");
    sen_xlsx_number(sheet, c++, s->p95, s->n > 0, "");
    sen_xlsx_number(sheet, c++, d->mean, d->n > 0, "");
    sen_xlsx_number(sheet, c++, d->mc_lower_95, d->has_error, "");
    sen_xlsx_number(sheet, c++, d->mc_upper_95, d->has_error, "");
    sen_xlsx_text(sheet, c++, row->grade);
    sen_xlsx_text(sheet, c, sen_summary_status(s));
    sheet->lines = 1; /* a sheet for pivot tables: no row is high */
    sen_xlsx_next(sheet);
}

void sen_xlsx_data_sheet(sen_xlsx *xlsx, const sen_xlsx_data *data)
{
    static const sen_xlsx_column columns[] = {
        {"scenario", 40, SEN_CELL_GENERAL},
        {"measure", 30, SEN_CELL_GENERAL},
        {"about", 34, SEN_CELL_GENERAL},
        {"scenario_id", 28, SEN_CELL_GENERAL},
        {"period_type", 16, SEN_CELL_GENERAL},
        {"period_end", 13, SEN_CELL_GENERAL},
        {"service_id", 26, SEN_CELL_GENERAL},
        {"provider_id", 26, SEN_CELL_GENERAL},
        {"measure_id", 30, SEN_CELL_GENERAL},
        {"category", 26, SEN_CELL_GENERAL},
        {"funder", 14, SEN_CELL_GENERAL},
        {"unit", 14, SEN_CELL_GENERAL},
        {"mean", 14, SEN_CELL_GENERAL},
        {"p05", 14, SEN_CELL_GENERAL},
        {"p95", 14, SEN_CELL_GENERAL},
        {"difference", 14, SEN_CELL_GENERAL},
        {"mc_lower_95", 14, SEN_CELL_GENERAL},
        {"mc_upper_95", 14, SEN_CELL_GENERAL},
        {"evidence_grade", 15, SEN_CELL_GENERAL},
        {"status", 8, SEN_CELL_GENERAL},
    };
    sen_xlsx_sheet sheet;
    sen_text about;
    if (data->n == 0) {
        sen_xlsx_leave_out(xlsx, "Data", "No class of rows fits: see csv/results/results.csv.");
        return;
    }
    sen_text_init(&about);
    say_rows(data, &about);
    sen_xlsx_begin(xlsx, &sheet, "Data", "Data for pivot tables", "data", sen_text_string(&about),
                   columns, COUNT(columns));
    for (int32_t r = 0; r < data->n; r++)
        put_row(xlsx, &sheet, data->rows + r);
    sen_xlsx_end(&sheet);
    xlsx->failed = xlsx->failed || !sen_text_is_well(&about);
    sen_text_clear(&about);
}

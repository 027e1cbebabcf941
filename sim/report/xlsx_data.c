/* SPDX-License-Identifier: MIT */
/* Rows for pivot tables: whole classes of figures, the most asked for first, as long as they fit. */
#include <stdlib.h>
#include <string.h>

#include "report/xlsx_parts.h"

#define COUNT(array) ((int32_t)(sizeof(array) / sizeof *(array)))

/* A figure belongs to the first class that takes it. */
typedef enum {
    CLASS_LAST_DAY,
    CLASS_MONEY,
    CLASS_CENSUS,
    CLASS_FLOWS_LAST,
    CLASS_FLOWS,
    CLASS_GROUPS,
    CLASSES,
    CLASS_NONE = CLASSES
} row_class;

static const char *const class_words[CLASSES] = {
    [CLASS_LAST_DAY] = "the last day",
    [CLASS_MONEY] = "cost and use of capacity by financial year",
    [CLASS_CENSUS] = "census days",
    [CLASS_FLOWS_LAST] = "services in the financial year that money is shown of",
    [CLASS_FLOWS] = "services in the other financial years",
    [CLASS_GROUPS] = "children by group by financial year",
};

static row_class class_of(const sen_plan *plan, const sen_figure *figure, int32_t period)
{
    int32_t money_type, money_period;
    bool whole;
    const int32_t type = figure->period_type;
    if (figure->key[SEN_KEY_STAGE][0] != '\0' || figure->key[SEN_KEY_GROUP2][0] != '\0')
        return CLASS_NONE;
    sen_table_money_year(plan, &money_type, &money_period, &whole);
    if (type == SEN_PERIOD_CENSUS_DAY && figure->key[SEN_KEY_GROUP1][0] == '\0')
        return period == plan->n_periods[type] - 1 ? CLASS_LAST_DAY : CLASS_CENSUS;
    if (type != money_type)
        return CLASS_NONE;
    if (figure->key[SEN_KEY_GROUP1][0] != '\0')
        return CLASS_GROUPS;
    if (figure->measure == SEN_MEASURE_COST || figure->key[SEN_KEY_PROVIDER][0] != '\0')
        return CLASS_MONEY;
    if (figure->measure < SEN_MEASURE_REQUIREMENT_CHILDREN)
        return CLASS_NONE; /* states: their census days are here */
    return period == money_period ? CLASS_FLOWS_LAST : CLASS_FLOWS;
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

void sen_xlsx_data_row(void *context, const sen_table_row *row)
{
    sen_xlsx_data *const data = context;
    data->passed++;
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
    sen_text_add(words, "Rows of csv/results/results.csv beside this workbook, which has ");
    sen_text_addf(words, "%lld: ", (long long)data->passed);
    for (int32_t c = 0; c < CLASSES; c++) {
        if ((data->classes >> c & 1) == 0)
            continue;
        sen_text_addf(words, "%s%s", first ? "" : "; ", class_words[c]);
        first = false;
    }
    sen_text_add(words, ". Total stands where a row is not of one service, category, payer or "
                        "group. Ids are explained in csv/dim.");
}

static const char *or_total(const char *id)
{
    return id[0] == '\0' ? "Total" : id;
}

static void put_row(sen_xlsx *xlsx, sen_xlsx_sheet *sheet, const sen_xlsx_kept *row)
{
    static const sen_row_key keys[] = {SEN_KEY_SERVICE,  SEN_KEY_PROVIDER, SEN_KEY_MEASURE,
                                       SEN_KEY_CATEGORY, SEN_KEY_FUNDER,   SEN_KEY_GROUP1_TYPE,
                                       SEN_KEY_GROUP1};
    const sen_plan *const plan = xlsx->view->plans + row->scenario;
    const int32_t type = row->figure->period_type;
    const sen_summary *const s = &row->summary;
    const sen_difference *const d = &row->difference;
    char day[SEN_DAY_BYTES];
    int32_t c = 0;
    sen_xlsx_text(sheet, c++, plan->model->id);
    sen_xlsx_text(sheet, c++, plan->period_ids[type]);
    sen_table_day(plan->model, plan->periods[type][row->period].to_day - 1, day);
    sen_xlsx_text(sheet, c++, day);
    for (int32_t k = 0; k < COUNT(keys); k++)
        sen_xlsx_text(sheet, c++, or_total(row->figure->key[keys[k]]));
    sen_xlsx_text(sheet, c++, sen_measures[row->figure->measure].unit);
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
        {"scenario_id", 28, SEN_CELL_GENERAL}, {"period_type", 16, SEN_CELL_GENERAL},
        {"period_end", 13, SEN_CELL_GENERAL},  {"service_id", 26, SEN_CELL_GENERAL},
        {"provider_id", 26, SEN_CELL_GENERAL}, {"measure_id", 30, SEN_CELL_GENERAL},
        {"category", 26, SEN_CELL_GENERAL},    {"funder", 14, SEN_CELL_GENERAL},
        {"group1_type", 14, SEN_CELL_GENERAL}, {"group1", 20, SEN_CELL_GENERAL},
        {"unit", 14, SEN_CELL_GENERAL},        {"mean", 14, SEN_CELL_GENERAL},
        {"p05", 14, SEN_CELL_GENERAL},         {"p95", 14, SEN_CELL_GENERAL},
        {"difference", 14, SEN_CELL_GENERAL},  {"mc_lower_95", 14, SEN_CELL_GENERAL},
        {"mc_upper_95", 14, SEN_CELL_GENERAL}, {"evidence_grade", 15, SEN_CELL_GENERAL},
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

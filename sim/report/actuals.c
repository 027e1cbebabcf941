/* SPDX-License-Identifier: MIT */
#include "report/actuals.h"

#include <string.h>

void sen_actuals_begin(sen_actuals *actuals)
{
    actuals->next = 0;
    for (int32_t i = 0; i < actuals->n; i++)
        actuals->items[i].summary = (sen_summary){0};
}

uint8_t sen_actuals_asks(const sen_actuals *actuals, int32_t scenario, const sen_figure *figure)
{
    for (int32_t i = 0; i < actuals->n; i++)
        if (actuals->items[i].scenario == scenario && actuals->items[i].figure == figure)
            return SEN_ASK_SUMMARY;
    return 0;
}

/* Both come in the order of results.csv, so that one look a row is enough. */
void sen_actuals_row(void *context, const sen_table_row *row)
{
    sen_actuals *const actuals = context;
    while (actuals->next < actuals->n && actuals->items[actuals->next].period == SEN_NONE)
        actuals->next++;
    if (actuals->next == actuals->n)
        return;
    sen_actual *const actual = actuals->items + actuals->next;
    if (actual->scenario == row->scenario && actual->period == row->period &&
        actual->figure == row->figure) {
        actual->summary = *row->summary;
        actuals->next++;
    }
}

const char *sen_actual_status(const sen_actual *actual)
{
    return actual->period == SEN_NONE ? "x"
           : actual->summary.n == 0   ? sen_summary_status(&actual->summary)
                                      : "";
}

bool sen_actual_is_inside(const sen_actual *actual)
{
    return actual->value >= actual->summary.p05 && actual->value <= actual->summary.p95;
}

/* ---- the file ---- */

static void add_keys(sen_sink *sink, const sen_run_view *view, const sen_actual *actual)
{
    char start[SEN_DAY_BYTES], end[SEN_DAY_BYTES];
    const sen_plan *const plan = actual->plan;
    sen_table_day(plan->model, actual->from_day, start);
    sen_table_day(plan->model, actual->end_day, end);
    const char *const lead[] = {view->run_id, plan->model->id,
                                plan->period_ids[actual->figure->period_type], start, end};
    for (size_t i = 0; i < sizeof lead / sizeof *lead; i++) {
        sen_sink_string(sink, lead[i]);
        sen_sink_add(sink, ",", 1);
    }
    for (int32_t k = 0; k < SEN_KEYS; k++) {
        sen_sink_field(sink, actual->figure->key[k]);
        sen_sink_add(sink, ",", 1);
    }
    sen_sink_string(sink, sen_measures[actual->figure->measure].unit);
}

static void add_row(sen_sink *sink, const sen_run_view *view, const sen_actual *actual)
{
    const char *const status = sen_actual_status(actual);
    const bool known = *status == '\0';
    const double figures[] = {actual->value, actual->summary.p05, actual->summary.p50,
                              actual->summary.p95};
    add_keys(sink, view, actual);
    for (int32_t i = 0; i < 4; i++) {
        sen_sink_add(sink, ",", 1);
        if (i == 0 || known)
            sen_sink_number(sink, figures[i]);
    }
    sen_sink_string(sink, !known ? "," : sen_actual_is_inside(actual) ? ",true" : ",false");
    sen_sink_add(sink, ",", 1);
    sen_sink_string(sink, status);
    sen_sink_add(sink, "\r\n", 2);
    sink->rows++;
}

sen_code sen_actuals_write(const sen_actuals *actuals, const sen_run_view *view, const char *folder,
                           sen_sink *sink, sen_errors *errors)
{
    sen_code code = sen_sink_open(sink, folder, "csv/actuals/actuals.csv", errors);
    if (code != SEN_OK)
        return code;
    sen_csv_header(sink, sen_actuals_columns, sen_actuals_columns_count, view->bom);
    for (int32_t i = 0; i < actuals->n; i++)
        add_row(sink, view, actuals->items + i);
    return sen_sink_close(sink, true, errors);
}

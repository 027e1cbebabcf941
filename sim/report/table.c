/* SPDX-License-Identifier: MIT */
#include "report/table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"

const char *sen_summary_status(const sen_summary *summary)
{
    return summary->n == 0 ? "z" : summary->has_error ? "" : "x";
}

const char *sen_difference_status(const sen_difference *difference)
{
    return difference->n == 0 ? "z" : difference->has_error ? "" : "x";
}

void sen_table_day(const sen_model *model, int32_t day, char out[SEN_DAY_BYTES])
{
    if (model->plain_clock)
        snprintf(out, SEN_DAY_BYTES, "%d", (int)day);
    else
        sen_date_write(model->start_date + day, out);
}

void sen_table_money_year(const sen_plan *plan, int32_t *type, int32_t *period, bool *whole)
{
    const int32_t n = plan->n_periods[SEN_PERIOD_FINANCIAL_YEAR];
    *type = n > 0 ? SEN_PERIOD_FINANCIAL_YEAR : SEN_PERIOD_RUN;
    *period = n > 0 ? n - 1 : 0;
    *whole = false;
    for (int32_t p = n - 1; p >= 0 && !*whole; p--) {
        const sen_period *const year = plan->periods[SEN_PERIOD_FINANCIAL_YEAR] + p;
        const int32_t start = plan->model->start_date + year->from_day;
        *whole = start == sen_financial_year_start(start) &&
                 sen_day_add_months(start, 12) - start == year->to_day - year->from_day;
        if (*whole)
            *period = p;
    }
}

sen_columns sen_view_columns(const sen_run_view *view)
{
    return (sen_columns){view->columns, view->context, view->usable};
}

void sen_table_order(const sen_run_view *view, int32_t *order)
{
    for (int32_t s = 0; s < view->n; s++) {
        int32_t at = s;
        for (; at > 0 && strcmp(view->models[order[at - 1]]->id, view->models[s]->id) > 0; at--)
            order[at] = order[at - 1];
        order[at] = s;
    }
}

typedef struct {
    void (*row)(void *context, const sen_table_row *row);
    void *context;
} listener;

/* The summaries of one figure in one period. */
static void fill_row(sen_table_row *row, const sen_run_view *view, const sen_fold *fold, int32_t f)
{
    static const char *const grades[] = {"A", "B", "C", "D", "E"};
    const int32_t at = fold->first_row[f] + row->period;
    const bool graded = fold->plan->model->has_population;
    row->figure = fold->plan->figures + f;
    row->figure_index = f;
    row->summary = fold->summaries + at;
    row->difference = NULL;
    row->grade = row->difference_grade = graded ? grades[row->figure->grade] : "";
    if (fold->differences == NULL || fold->counterpart[f] == SEN_NONE)
        return;
    const sen_grade other = view->plans[0].figures[fold->counterpart[f]].grade;
    row->difference = fold->differences + at;
    if (graded && other > row->figure->grade)
        row->difference_grade = grades[other];
}

static void tell_rows(const sen_run_view *view, const sen_fold *fold, listener to)
{
    const sen_plan *const plan = fold->plan;
    char start[SEN_DAY_BYTES], end[SEN_DAY_BYTES];
    sen_table_row row = {.scenario = fold->scenario,
                         .scenario_id = view->models[fold->scenario]->id,
                         .plan = plan,
                         .start = start,
                         .end = end};
    for (int32_t from = 0, last; from < plan->n_figures; from = last) {
        const int32_t type = plan->figures[from].period_type;
        for (last = from; last < plan->n_figures && plan->figures[last].period_type == type;)
            last++;
        row.period_type = plan->period_ids[type];
        for (int32_t p = 0; p < plan->n_periods[type]; p++) {
            sen_table_day(plan->model, plan->periods[type][p].from_day, start);
            sen_table_day(plan->model, plan->periods[type][p].to_day - 1, end);
            row.period = p;
            for (int32_t f = from; f < last; f++) {
                fill_row(&row, view, fold, f);
                to.row(to.context, &row);
            }
        }
    }
}

sen_code sen_table_each(const sen_run_view *view,
                        void (*row)(void *context, const sen_table_row *row), void *context,
                        sen_errors *errors)
{
    const listener to = {row, context};
    const sen_columns columns = sen_view_columns(view);
    sen_fold baseline, fold;
    memset(&baseline, 0, sizeof baseline);
    int32_t *const order = malloc((size_t)view->n * sizeof *order);
    if (order == NULL)
        return sen_fail(errors, SEN_NO_MEMORY, NULL, 0, 0, NULL, NULL, NULL, NULL);
    sen_table_order(view, order);
    sen_code code = SEN_OK;
    SEN_TRY(sen_fold_make(&baseline, view->plans, 0, &columns, NULL, 0.0, errors));
    for (int32_t i = 0; i < view->n; i++) {
        const int32_t s = order[i];
        if (s == 0) {
            tell_rows(view, &baseline, to);
            continue;
        }
        SEN_TRY(sen_fold_make(&fold, view->plans + s, s, &columns, &baseline,
                              view->models[s]->report.smallest_that_matters, errors));
        tell_rows(view, &fold, to);
        sen_fold_clear(&fold);
    }
out:
    sen_fold_clear(&baseline);
    free(order);
    return code;
}

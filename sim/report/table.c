/* SPDX-License-Identifier: MIT */
#include "report/table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "report/publish.h"

const char *sen_summary_status(const sen_summary *summary)
{
    return summary->confidential   ? "c"
           : summary->low          ? "low"
           : summary->not_modelled ? "n"
           : summary->unknown      ? "u"
           : summary->n == 0       ? "z"
           : summary->has_error    ? ""
                                   : "x";
}

const char *sen_difference_status(const sen_difference *difference)
{
    return difference->confidential   ? "c"
           : difference->not_modelled ? "n"
           : difference->unknown      ? "u"
           : difference->n == 0       ? "z"
           : difference->has_error    ? ""
                                      : "x";
}

const char *sen_around_status(const sen_around *around, const char *status)
{
    const bool all = around->known[0] && around->known[1] && around->known[2];
    return status[0] != '\0' ? status : all ? "" : "x";
}

void sen_table_day(const sen_model *model, int32_t day, char out[SEN_DAY_BYTES])
{
    if (model->plain_clock)
        snprintf(out, SEN_DAY_BYTES, "%d", (int)day);
    else
        sen_date_write(model->start_date + day, out);
}

bool sen_period_is_whole(const sen_plan *plan, int32_t type, int32_t p)
{
    const sen_model *const model = plan->model;
    const sen_period *const period = plan->periods[type] + p;
    if (type == SEN_PERIOD_RUN || type == SEN_PERIOD_CENSUS_DAY)
        return true;
    if (model->plain_clock)
        return period->to_day - period->from_day ==
               plan->periods[type][0].to_day - plan->periods[type][0].from_day;
    const int32_t first = model->start_date + period->from_day;
    const int32_t next = model->start_date + period->to_day;
    switch (type) {
    case SEN_PERIOD_MONTH:
        return first == sen_month_start(first) && next == sen_next_month_start(first);
    case SEN_PERIOD_CALENDAR_YEAR:
        return first == sen_calendar_year_start(first) && next == sen_day_add_months(first, 12);
    case SEN_PERIOD_FINANCIAL_YEAR:
        return first == sen_financial_year_start(first) && next == sen_day_add_months(first, 12);
    default:
        return first == sen_academic_year_start(first) && next == sen_day_add_months(first, 12);
    }
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
    return (sen_columns){view->columns, view->context, view->usable, view->draws, view->first};
}

bool sen_view_splits(const sen_run_view *view)
{
    return view->draws > 1 && view->draws < view->usable;
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

/* A scenario's figures and what is done to them before they are told. */
typedef struct {
    sen_fold fold;
    uint8_t *treatments; /* owned; a row; NULL: the view is not published */
    sen_summary summary; /* of the present row, treated */
    sen_difference difference;
} told;

static sen_code make_told(told *of, const sen_run_view *view, int32_t scenario,
                          const sen_fold *baseline, sen_errors *errors)
{
    const sen_columns columns = sen_view_columns(view);
    const double smallest =
        baseline == NULL ? 0.0 : view->models[scenario]->report.smallest_that_matters;
    of->treatments = NULL;
    const sen_code code = sen_fold_make(&of->fold, view->plans + scenario, scenario, &columns,
                                        baseline, smallest, errors);
    return code != SEN_OK || !view->publish.on
               ? code
               : sen_publish_treat(&of->treatments, &view->publish, &of->fold, errors);
}

static void clear_told(told *of)
{
    sen_fold_clear(&of->fold);
    free(of->treatments);
    of->treatments = NULL;
}

/* Puts what may be told in the place of what is. */
static void treat_row(sen_table_row *row, const sen_run_view *view, told *of, const told *baseline,
                      int32_t at)
{
    const int32_t other =
        of->fold.counterpart == NULL ? SEN_NONE : of->fold.counterpart[row->figure_index];
    if (of->treatments == NULL)
        return;
    const sen_treatment own = (sen_treatment)of->treatments[at];
    of->summary = sen_publish_summary(row->summary, own, &view->publish);
    row->summary = &of->summary;
    if (row->difference == NULL)
        return;
    const int32_t base = baseline->fold.first_row[other] + row->period;
    of->difference =
        sen_publish_difference(row->difference, own, (sen_treatment)baseline->treatments[base]);
    row->difference = &of->difference;
}

/* The summaries of one figure in one period. */
static void fill_row(sen_table_row *row, const sen_run_view *view, told *of, const told *baseline,
                     int32_t f)
{
    static const char *const grades[] = {"A", "B", "C", "D", "E", "E"};
    const sen_fold *const fold = &of->fold;
    const int32_t at = fold->first_row[f] + row->period;
    const bool graded = fold->plan->model->has_population;
    row->figure = fold->plan->figures + f;
    row->figure_index = f;
    row->summary = fold->summaries + at;
    row->difference = NULL;
    row->grade = row->difference_grade = graded ? grades[row->figure->grade] : "";
    if (row->figure->grade == SEN_GRADE_UNKNOWN) /* of no evidence, good or bad */
        row->grade = "";
    if (fold->differences != NULL && fold->counterpart[f] != SEN_NONE) {
        const sen_grade other = view->plans[0].figures[fold->counterpart[f]].grade;
        row->difference = fold->differences + at;
        if (graded && other > row->figure->grade)
            row->difference_grade = grades[other];
    }
    treat_row(row, view, of, baseline, at);
}

/* The values of the replicates, some periods of figures [from, to) at a time. */
typedef struct {
    double *values; /* owned */
    int32_t from, first_period, periods;
} shelf;

enum { SHELF_BYTES = 64 << 20 };

/* The values of figure `from` in a period, the other figures' after it; NULL: not asked for. */
static sen_code fill_shelf(shelf *s, const sen_run_view *view, const sen_fold *fold, int32_t from,
                           int32_t to, int32_t period, const double **at, sen_errors *errors)
{
    const sen_plan *const plan = fold->plan;
    const int32_t all = plan->n_periods[plan->figures[from].period_type];
    const size_t row = (size_t)(to - from) * (size_t)view->usable;
    *at = NULL;
    if (!view->keep_replicates)
        return SEN_OK;
    if (s->values == NULL || s->from != from || period >= s->first_period + s->periods) {
        const size_t fit = SHELF_BYTES / sizeof *s->values / (row > 0 ? row : 1);
        s->from = from;
        s->first_period = period;
        s->periods = fit < 1 ? 1 : fit < (size_t)(all - period) ? (int32_t)fit : all - period;
        free(s->values);
        s->values = malloc((row * (size_t)s->periods + 1) * sizeof *s->values);
        if (s->values == NULL)
            return sen_fail(errors, SEN_NO_MEMORY, NULL, 0, 0, NULL, NULL, NULL, NULL);
        const sen_columns columns = sen_view_columns(view);
        const sen_code code = sen_fold_values(s->values, plan, fold->scenario, from, to, period,
                                              period + s->periods, &columns, errors);
        if (code != SEN_OK)
            return code;
    }
    *at = s->values + (size_t)(period - s->first_period) * row;
    return SEN_OK;
}

static sen_code tell_rows(const sen_run_view *view, told *of, const told *baseline, listener to,
                          sen_errors *errors)
{
    const sen_fold *const fold = &of->fold;
    const sen_plan *const plan = fold->plan;
    sen_code code = SEN_OK;
    shelf values = {0};
    const double *of_period;
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
            SEN_TRY(fill_shelf(&values, view, fold, from, last, p, &of_period, errors));
            for (int32_t f = from; f < last; f++) {
                fill_row(&row, view, of, baseline, f);
                if (of_period != NULL)
                    row.values = of_period + (size_t)(f - from) * (size_t)view->usable;
                to.row(to.context, &row);
            }
        }
    }
out:
    free(values.values);
    return code;
}

sen_code sen_table_each(const sen_run_view *view,
                        void (*row)(void *context, const sen_table_row *row), void *context,
                        sen_errors *errors)
{
    const listener to = {row, context};
    told baseline, one;
    memset(&baseline, 0, sizeof baseline);
    int32_t *const order = malloc((size_t)view->n * sizeof *order);
    if (order == NULL)
        return sen_fail(errors, SEN_NO_MEMORY, NULL, 0, 0, NULL, NULL, NULL, NULL);
    sen_table_order(view, order);
    sen_code code = SEN_OK;
    SEN_TRY(make_told(&baseline, view, 0, NULL, errors));
    for (int32_t i = 0; i < view->n; i++) {
        const int32_t s = order[i];
        if (s == 0) {
            SEN_TRY(tell_rows(view, &baseline, NULL, to, errors));
            continue;
        }
        code = make_told(&one, view, s, &baseline.fold, errors);
        if (code == SEN_OK)
            code = tell_rows(view, &one, &baseline, to, errors);
        clear_told(&one);
        if (code != SEN_OK)
            goto out;
    }
out:
    clear_told(&baseline);
    free(order);
    return code;
}

int32_t sen_view_draws(const sen_run_view *view)
{
    return view->usable < view->draws ? view->usable : view->draws;
}

/* SPDX-License-Identifier: MIT */
#include "report/table.h"

#include <omp.h>
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
    return (sen_columns){.read = view->columns,
                         .alike = view->alike,
                         .context = view->context,
                         .replicates = view->usable,
                         .draws = view->draws,
                         .first = view->first};
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

/* A scenario's figures and what is done to them before they are told. */
typedef struct {
    sen_fold fold;
    uint8_t *asked;      /* owned; a figure; NULL: all of all */
    sen_code code;       /* of the threads that fold it */
    uint8_t *treatments; /* owned; a row; NULL: the view is not published */
    sen_summary summary; /* of the present row, treated */
    sen_difference difference;
} told;

/* What folding is done with. */
typedef struct {
    const sen_run_view *view;
    sen_table_listener to;
    sen_columns columns;
    sen_fold_worker *workers; /* owned; a thread */
    int32_t n_workers;
    told baseline, others[2]; /* others: the scenario that is told, and the next */
} teller;

static void clear_told(told *of)
{
    sen_fold_clear(&of->fold);
    free(of->asked);
    free(of->treatments);
    of->asked = of->treatments = NULL;
}

/* A view that is published needs all to see what gives away what. */
static sen_code ask(told *of, const teller *t, int32_t scenario, sen_errors *errors)
{
    const sen_plan *const plan = t->view->plans + scenario;
    if (t->to.asks == NULL || t->view->publish.on)
        return SEN_OK;
    of->asked = malloc((size_t)plan->n_figures + 1);
    if (of->asked == NULL)
        return sen_fail(errors, SEN_NO_MEMORY, NULL, 0, 0, NULL, NULL, NULL, NULL);
    for (int32_t f = 0; f < plan->n_figures; f++)
        of->asked[f] = t->to.asks(t->to.context, scenario, plan->figures + f);
    return SEN_OK;
}

static sen_code begin_fold(told *of, teller *t, int32_t scenario, sen_errors *errors)
{
    const sen_run_view *const view = t->view;
    const bool first = scenario == 0;
    const double smallest = first ? 0.0 : view->models[scenario]->report.smallest_that_matters;
    clear_told(of);
    const sen_code code = ask(of, t, scenario, errors);
    return code != SEN_OK ? code
                          : sen_fold_begin(&of->fold, view->plans + scenario, scenario, &t->columns,
                                           first ? NULL : &t->baseline.fold, smallest, of->asked,
                                           t->workers + omp_get_thread_num(), errors);
}

static void fold_stretch(told *of, const teller *t, int32_t stretch)
{
    const sen_code code =
        sen_fold_stretch(&of->fold, stretch, t->workers + omp_get_thread_num(), NULL);
    if (code != SEN_OK) {
#pragma omp atomic write
        of->code = code;
    }
}

/* Leaves it to the threads of the parallel region, if there is one. */
static void fold_by_tasks(told *of, teller *t, int32_t scenario)
{
    const sen_code code = of->code = begin_fold(of, t, scenario, NULL);
    for (int32_t s = 0; s < of->fold.n_stretches && code == SEN_OK; s++) {
#pragma omp task firstprivate(of, t, s)
        fold_stretch(of, t, s);
    }
}

/* What threads could not do is done once more, so that the fault is told. */
static sen_code fold_again(told *of, teller *t, int32_t scenario, sen_errors *errors)
{
    sen_code code = begin_fold(of, t, scenario, errors);
    for (int32_t s = 0; s < of->fold.n_stretches && code == SEN_OK; s++)
        code = sen_fold_stretch(&of->fold, s, t->workers, errors);
    return code;
}

/* Once the threads are done. */
static sen_code end_fold(told *of, teller *t, int32_t scenario, sen_errors *errors)
{
    const sen_code code = of->code == SEN_OK ? SEN_OK : fold_again(of, t, scenario, errors);
    sen_fold_end(&of->fold);
    return code != SEN_OK || !t->view->publish.on
               ? code
               : sen_publish_treat(&of->treatments, &t->view->publish, &of->fold, errors);
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
    if (fold->differences != NULL && fold->counterpart[f] != SEN_NONE &&
        (fold->asked == NULL || (fold->asked[f] & SEN_ASK_DIFFERENCE) != 0)) {
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

static sen_code tell_rows(teller *t, told *of, sen_errors *errors)
{
    const sen_run_view *const view = t->view;
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
                if (fold->first_row[f] == SEN_NONE)
                    continue;
                fill_row(&row, view, of, &t->baseline, f);
                if (of_period != NULL)
                    row.values = of_period + (size_t)(f - from) * (size_t)view->usable;
                t->to.row(t->to.context, &row);
            }
        }
    }
out:
    free(values.values);
    return code;
}

static sen_code begin_teller(teller *t, sen_errors *errors)
{
    const int32_t threads = omp_get_num_threads();
    t->workers = calloc((size_t)threads, sizeof *t->workers);
    if (t->workers == NULL)
        return sen_fail(errors, SEN_NO_MEMORY, NULL, 0, 0, NULL, NULL, NULL, NULL);
    t->n_workers = threads;
    for (int32_t w = 0; w < threads; w++) {
        const sen_code code = sen_fold_worker_init(t->workers + w, &t->columns, errors);
        if (code != SEN_OK)
            return code;
    }
    return SEN_OK;
}

static void clear_teller(teller *t)
{
    for (int32_t w = 0; w < t->n_workers; w++)
        sen_fold_worker_clear(t->workers + w);
    free(t->workers);
    clear_told(&t->baseline);
    clear_told(t->others);
    clear_told(t->others + 1);
}

/* Tells the i-th scenario in order (SEN_NONE: none yet) while the next one is folded. */
static sen_code tell_and_fold(teller *t, const int32_t *order, int32_t i, sen_errors *errors)
{
    const int32_t next = i + 1 < t->view->n ? order[i + 1] : 0;
    told *const after = t->others + (i + 1) % 2;
    sen_code code = SEN_OK;
#pragma omp taskgroup
    {
        if (next != 0) { /* the baseline is there already */
#pragma omp task firstprivate(t, after, next)
            fold_by_tasks(after, t, next);
        }
        if (i != SEN_NONE)
            code = tell_rows(t, order[i] == 0 ? &t->baseline : t->others + i % 2, errors);
    }
    return code == SEN_OK && next != 0 ? end_fold(after, t, next, errors) : code;
}

sen_code sen_table_each(const sen_run_view *view, sen_table_listener to, sen_errors *errors)
{
    teller t = {.view = view, .to = to, .columns = sen_view_columns(view)};
    teller *const all = &t;
    sen_code code = SEN_OK;
    int32_t *const order = malloc((size_t)view->n * sizeof *order);
    if (order == NULL)
        return sen_fail(errors, SEN_NO_MEMORY, NULL, 0, 0, NULL, NULL, NULL, NULL);
    sen_table_order(view, order);
    SEN_TRY(begin_teller(all, errors));
#pragma omp taskgroup
    fold_by_tasks(&all->baseline, all, 0);
    SEN_TRY(end_fold(&t.baseline, &t, 0, errors));
    for (int32_t i = SEN_NONE; i < view->n; i++)
        SEN_TRY(tell_and_fold(&t, order, i, errors));
out:
    clear_teller(&t);
    free(order);
    return code;
}

int32_t sen_view_draws(const sen_run_view *view)
{
    return view->usable < view->draws ? view->usable : view->draws;
}

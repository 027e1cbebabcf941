/* SPDX-License-Identifier: MIT */
#include "stats/headline.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

double sen_least_effect(double upper_none, double upper_half, double upper_all)
{
    double least = 0.0;
    if (!(upper_all < 0.0))
        return -1.0;
    if (!(upper_half < 0.0))
        least = 0.5 + 0.5 * upper_half / (upper_half - upper_all);
    else if (!(upper_none < 0.0))
        least = 0.5 * upper_none / (upper_none - upper_half);
    const double step = ceil(least * 20.0 - 1e-9) / 20.0;
    return step < 1.0 ? step : 1.0;
}

/* Adds one measure of a kind on the last day to the sums; *there if the plan has it. */
static sen_code add_one(const sen_plan *plan, int32_t scenario, sen_measure_index measure,
                        const char *id, const sen_columns *columns, int64_t *sums, int64_t *room,
                        bool *there, sen_errors *errors)
{
    sen_code code = SEN_OK;
    const size_t n = (size_t)columns->replicates;
    const int32_t day = plan->n_periods[SEN_PERIOD_CENSUS_DAY] - 1;
    int64_t *cells = NULL;
    const int32_t f = sen_plan_find(plan, SEN_PERIOD_CENSUS_DAY, measure, NULL, id);
    if (f == SEN_NONE)
        return SEN_OK;
    int32_t first, last;
    sen_figure_span(plan, plan->figures + f, &first, &last);
    cells = malloc((size_t)(last - first) * n * sizeof *cells);
    if (cells == NULL)
        return sen_fail(errors, SEN_NO_MEMORY, NULL, 0, 0, NULL, NULL, NULL, NULL);
    SEN_TRY(columns->read(columns->context, scenario, first, last - first, cells, errors));
    const int64_t *const one =
        sen_figure_above(plan, plan->figures + f, day, cells, first, columns->replicates, room);
    for (size_t r = 0; r < n; r++)
        sums[r] += one[r];
    *there = true;
out:
    free(cells);
    return code;
}

/* Adds up unmet need of one scenario as `what` names it; *there false if it has none. */
static sen_code add_up(const sen_plan *plan, int32_t scenario, const sen_report *what,
                       const sen_columns *columns, int64_t *sums, int64_t *room, bool *there,
                       sen_errors *errors)
{
    sen_code code = SEN_OK;
    *there = false;
    memset(sums, 0, (size_t)columns->replicates * sizeof *sums);
    for (int32_t k = 0; k < plan->model->n_kinds; k++) {
        const char *const id = plan->model->kinds[k].id;
        if (what->headline_kind != NULL && strcmp(what->headline_kind, id) != 0)
            continue;
        SEN_TRY(add_one(plan, scenario, SEN_MEASURE_KNOWN_UNMET_CHILDREN, id, columns, sums, room,
                        there, errors));
        if (!what->headline_known_only)
            SEN_TRY(add_one(plan, scenario, SEN_MEASURE_HIDDEN_UNMET_CHILDREN, id, columns, sums,
                            room, there, errors));
    }
out:
    return code;
}

sen_grade sen_headline_grade(const sen_plan *plan)
{
    const sen_report *const what = &plan->model->report;
    sen_grade worst = SEN_GRADE_A;
    for (int32_t k = 0; k < plan->model->n_kinds; k++) {
        const char *const id = plan->model->kinds[k].id;
        const int32_t f =
            sen_plan_find(plan, SEN_PERIOD_CENSUS_DAY, SEN_MEASURE_KNOWN_UNMET_CHILDREN, NULL, id);
        if (f == SEN_NONE || (what->headline_kind != NULL && strcmp(what->headline_kind, id) != 0))
            continue;
        worst = plan->figures[f].grade > worst ? plan->figures[f].grade : worst;
    }
    return worst;
}

/* The two variants of a scenario tell how much of an assumed effect it needs. */
static void judge(sen_headline *headlines, const int32_t *variant_of, int32_t n, int32_t scenario)
{
    double upper[2];
    int32_t found = 0;
    for (int32_t v = 0; v < n && found < 2; v++)
        if (variant_of[v] == scenario)
            upper[found++] = headlines[v].difference.mc_upper_95;
    sen_headline *const headline = headlines + scenario;
    headline->has_variants = found == 2 && headline->difference.has_error;
    if (!headline->has_variants)
        return;
    headline->least_effect = sen_least_effect(upper[0], upper[1], headline->difference.mc_upper_95);
    headline->wins = headline->least_effect >= 0.0;
}

/* How far the same children and luck make the difference surer (validity of common random numbers). */
static void judge_pairing(sen_headline *headline, const int64_t *own, const int64_t *baseline,
                          int32_t n, int64_t *room)
{
    for (int32_t i = 0; i < n; i++)
        room[i] = own[i] - baseline[i];
    headline->correlation = sen_correlation(own, baseline, n);
    headline->variance_ratio = NAN;
    if (n < 2)
        return;
    const double a = sen_standard_error(own, n), b = sen_standard_error(baseline, n);
    const double between = sen_standard_error(room, n);
    if (between > 0.0)
        headline->variance_ratio = (a * a + b * b) / (between * between);
    headline->pairing_lost = n >= SEN_PAIRING_REPLICATES && a > 0.0 && b > 0.0 &&
                             headline->correlation < SEN_PAIRING_LEAST;
}

/* One scenario, and the first by the same kind: a scenario that extends it may name another. */
static sen_code one_headline(sen_headline *headline, const sen_plan *plans, int32_t s,
                             const sen_columns *columns, int64_t *room, sen_summary_work *work,
                             sen_errors *errors)
{
    sen_code code = SEN_OK;
    const sen_report *const report = &plans[s].model->report;
    const int32_t n = columns->replicates;
    int64_t *const own = room + n, *const baseline = room + 2 * (size_t)n;
    bool compared = false;
    SEN_TRY(add_up(plans + s, s, report, columns, own, room, &headline->there, errors));
    if (!headline->there)
        goto out;
    sen_summary_make(&headline->summary, own, NULL, n, 1, work);
    if (s > 0)
        SEN_TRY(add_up(plans, 0, report, columns, baseline, room, &compared, errors));
    if (!compared)
        goto out;
    const sen_paired_side a = {own, NULL}, b = {baseline, NULL};
    sen_paired_make(&headline->difference, a, b, n, 1, SEN_BETTER_LOWER,
                    report->smallest_that_matters, work);
    judge_pairing(headline, own, baseline, n, room);
out:
    return code;
}

sen_code sen_headlines(sen_headline *headlines, const sen_plan *plans, const int32_t *variant_of,
                       int32_t n, const sen_columns *columns, sen_errors *errors)
{
    sen_code code = SEN_OK;
    sen_summary_work work;
    memset(headlines, 0, (size_t)n * sizeof *headlines);
    memset(&work, 0, sizeof work);
    if (columns->replicates == 0)
        return SEN_OK;
    int64_t *const room = malloc(3 * (size_t)columns->replicates * sizeof *room);
    if (room == NULL)
        return sen_fail(errors, SEN_NO_MEMORY, NULL, 0, 0, NULL, NULL, NULL, NULL);
    SEN_TRY(sen_summary_work_init(&work, columns->replicates, errors));
    SEN_TRY(sen_summary_work_draws(&work, columns->draws, columns->first, errors));
    for (int32_t s = 0; s < n; s++)
        SEN_TRY(one_headline(headlines + s, plans, s, columns, room, &work, errors));
    for (int32_t s = 1; s < n && variant_of != NULL; s++)
        judge(headlines, variant_of, n, s);
out:
    sen_summary_work_clear(&work);
    free(room);
    return code;
}

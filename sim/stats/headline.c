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

/* Adds the headline of one scenario to sums; false if it has none. */
static sen_code add_up(const sen_plan *plan, int32_t scenario, const sen_columns *columns,
                       int64_t *sums, int64_t *room, bool *there, sen_errors *errors)
{
    sen_code code = SEN_OK;
    const size_t n = (size_t)columns->replicates;
    const char *const kind = plan->model->report.headline_kind;
    const int32_t day = plan->n_periods[SEN_PERIOD_CENSUS_DAY] - 1;
    int64_t *cells = NULL;
    *there = false;
    memset(sums, 0, n * sizeof *sums);
    for (int32_t k = 0; k < plan->model->n_kinds; k++) {
        const char *const id = plan->model->kinds[k].id;
        const int32_t f =
            sen_plan_find(plan, SEN_PERIOD_CENSUS_DAY, SEN_MEASURE_KNOWN_UNMET_CHILDREN, NULL, id);
        if (f == SEN_NONE || (kind != NULL && strcmp(kind, id) != 0))
            continue;
        int32_t first, last;
        sen_figure_span(plan, plan->figures + f, &first, &last);
        free(cells);
        cells = malloc((size_t)(last - first) * n * sizeof *cells);
        if (cells == NULL) {
            code = sen_fail(errors, SEN_NO_MEMORY, NULL, 0, 0, NULL, NULL, NULL, NULL);
            goto out;
        }
        SEN_TRY(columns->read(columns->context, scenario, first, last - first, cells, errors));
        const int64_t *const one =
            sen_figure_above(plan, plan->figures + f, day, cells, first, columns->replicates, room);
        for (size_t r = 0; r < n; r++)
            sums[r] += one[r];
        *there = true;
    }
out:
    free(cells);
    return code;
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

sen_code sen_headlines(sen_headline *headlines, const sen_plan *plans, const int32_t *variant_of,
                       int32_t n, const sen_columns *columns, sen_errors *errors)
{
    sen_code code = SEN_OK;
    sen_summary_work work;
    const size_t replicates = (size_t)columns->replicates;
    memset(headlines, 0, (size_t)n * sizeof *headlines);
    memset(&work, 0, sizeof work);
    if (replicates == 0)
        return SEN_OK;
    int64_t *const room = malloc(3 * replicates * sizeof *room);
    if (room == NULL)
        return sen_fail(errors, SEN_NO_MEMORY, NULL, 0, 0, NULL, NULL, NULL, NULL);
    int64_t *const baseline = room + replicates, *const own = room + 2 * replicates;
    SEN_TRY(sen_summary_work_init(&work, columns->replicates, errors));
    for (int32_t s = 0; s < n; s++) {
        int64_t *const sums = s == 0 ? baseline : own;
        SEN_TRY(add_up(plans + s, s, columns, sums, room, &headlines[s].there, errors));
        if (!headlines[s].there)
            continue;
        sen_summary_make(&headlines[s].summary, sums, NULL, columns->replicates, 1, &work);
        if (s == 0 || !headlines[0].there)
            continue;
        const sen_paired_side a = {sums, NULL}, b = {baseline, NULL};
        sen_paired_make(&headlines[s].difference, a, b, columns->replicates, 1, SEN_BETTER_LOWER,
                        plans[0].model->report.smallest_that_matters, &work);
        headlines[s].correlation = sen_correlation(sums, baseline, columns->replicates);
    }
    for (int32_t s = 1; s < n && variant_of != NULL; s++)
        judge(headlines, variant_of, n, s);
out:
    sen_summary_work_clear(&work);
    free(room);
    return code;
}

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

/* Figures of unmet need as `what` names it, and what they need of the last day. */
static int32_t find_parts(const sen_plan *plan, const sen_report *what, sen_span *spans)
{
    static const sen_measure_index measures[] = {SEN_MEASURE_KNOWN_UNMET_CHILDREN,
                                                 SEN_MEASURE_HIDDEN_UNMET_CHILDREN};
    const int32_t day = plan->n_periods[SEN_PERIOD_CENSUS_DAY] - 1;
    int32_t n = 0;
    for (int32_t k = 0; k < plan->model->n_kinds; k++) {
        const char *const id = plan->model->kinds[k].id;
        if (what->headline_kind != NULL && strcmp(what->headline_kind, id) != 0)
            continue;
        for (int32_t m = 0; m < (what->headline_known_only ? 1 : 2); m++) {
            const int32_t f = sen_plan_find(plan, SEN_PERIOD_CENSUS_DAY, measures[m], NULL, id);
            if (f == SEN_NONE)
                continue;
            spans[n] = (sen_span){f, INT32_MAX, 0};
            sen_figure_widen(plan, plan->figures + f, day, &spans[n].first, &spans[n].last);
            n++;
        }
    }
    return n;
}

/* Adds the figures of a stretch on the last day to the sums. */
static sen_code add_stretch(const sen_plan *plan, int32_t scenario, const sen_span *spans,
                            const sen_stretch *of, const sen_columns *columns, int64_t *sums,
                            int64_t *room, sen_errors *errors)
{
    sen_code code = SEN_OK;
    const size_t n = (size_t)columns->replicates;
    const int32_t day = plan->n_periods[SEN_PERIOD_CENSUS_DAY] - 1;
    int64_t *const cells = malloc((size_t)(of->last - of->first) * n * sizeof *cells);
    if (cells == NULL)
        return sen_fail(errors, SEN_NO_MEMORY, NULL, 0, 0, NULL, NULL, NULL, NULL);
    SEN_TRY(
        columns->read(columns->context, scenario, of->first, of->last - of->first, cells, errors));
    for (int32_t i = of->from; i < of->to; i++) {
        const int64_t *const one = sen_figure_above(plan, plan->figures + spans[i].item, day, cells,
                                                    of->first, columns->replicates, room);
        for (size_t r = 0; r < n; r++)
            sums[r] += one[r];
    }
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
    const size_t most = 2 * (size_t)plan->model->n_kinds + 1;
    sen_span *const spans = malloc(most * sizeof *spans);
    sen_stretch *const stretches = malloc(most * sizeof *stretches);
    if (spans == NULL || stretches == NULL) {
        code = sen_fail(errors, SEN_NO_MEMORY, NULL, 0, 0, NULL, NULL, NULL, NULL);
        goto out;
    }
    const int32_t n = find_parts(plan, what, spans);
    const int32_t made = sen_stretches_cut(spans, n, columns->replicates, stretches);
    *there = n > 0;
    memset(sums, 0, (size_t)columns->replicates * sizeof *sums);
    for (int32_t s = 0; s < made; s++)
        SEN_TRY(add_stretch(plan, scenario, spans, stretches + s, columns, sums, room, errors));
out:
    free(spans);
    free(stretches);
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

/* What headlines are made with: one scenario's sums, the first one's, and room; a replicate each. */
typedef struct {
    int64_t *room, *own, *baseline; /* owned by `room` */
    const sen_report *baseline_of;  /* as whose headline names it; NULL: not added up yet */
    bool compared;                  /* the first scenario has such need */
    sen_summary_work work;
} maker;

static bool same_headline(const sen_report *a, const sen_report *b)
{
    const char *const own = a->headline_kind, *const other = b->headline_kind;
    return a->headline_known_only == b->headline_known_only &&
           (own == NULL || other == NULL ? own == other : strcmp(own, other) == 0);
}

/* The first scenario by the same kind: a scenario that extends it may name another. */
static sen_code add_baseline(maker *m, const sen_plan *plans, const sen_report *what,
                             const sen_columns *columns, sen_errors *errors)
{
    if (m->baseline_of != NULL && same_headline(m->baseline_of, what))
        return SEN_OK;
    m->baseline_of = what;
    return add_up(plans, 0, what, columns, m->baseline, m->room, &m->compared, errors);
}

static sen_code one_headline(sen_headline *headline, const sen_plan *plans, int32_t s,
                             const sen_columns *columns, maker *m, sen_errors *errors)
{
    sen_code code = SEN_OK;
    const sen_report *const report = &plans[s].model->report;
    const int32_t n = columns->replicates;
    SEN_TRY(add_up(plans + s, s, report, columns, m->own, m->room, &headline->there, errors));
    if (!headline->there)
        goto out;
    sen_summary_make(&headline->summary, m->own, NULL, n, 1, &m->work);
    if (s == 0)
        goto out;
    SEN_TRY(add_baseline(m, plans, report, columns, errors));
    if (!m->compared)
        goto out;
    const sen_paired_side a = {m->own, NULL}, b = {m->baseline, NULL};
    sen_paired_make(&headline->difference, a, b, n, 1, SEN_BETTER_LOWER,
                    report->smallest_that_matters, &m->work);
    judge_pairing(headline, m->own, m->baseline, n, m->room);
out:
    return code;
}

sen_code sen_headlines(sen_headline *headlines, const sen_plan *plans, const int32_t *variant_of,
                       int32_t n, const sen_columns *columns, sen_errors *errors)
{
    sen_code code = SEN_OK;
    maker m;
    memset(headlines, 0, (size_t)n * sizeof *headlines);
    memset(&m, 0, sizeof m);
    if (columns->replicates == 0)
        return SEN_OK;
    m.room = malloc(3 * (size_t)columns->replicates * sizeof *m.room);
    if (m.room == NULL)
        return sen_fail(errors, SEN_NO_MEMORY, NULL, 0, 0, NULL, NULL, NULL, NULL);
    m.own = m.room + columns->replicates;
    m.baseline = m.own + columns->replicates;
    SEN_TRY(sen_summary_work_init(&m.work, columns->replicates, errors));
    SEN_TRY(sen_summary_work_draws(&m.work, columns->draws, columns->first, errors));
    for (int32_t s = 0; s < n; s++)
        SEN_TRY(one_headline(headlines + s, plans, s, columns, &m, errors));
    for (int32_t s = 1; s < n && variant_of != NULL; s++)
        judge(headlines, variant_of, n, s);
out:
    sen_summary_work_clear(&m.work);
    free(m.room);
    return code;
}

/* SPDX-License-Identifier: MIT */
#include "stats/gaps.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "stats/paired.h"

typedef struct {
    const sen_figure *need, *known;
} pair;

/* One scenario while its gaps are made. */
typedef struct {
    const sen_plan *plan;
    int32_t scenario, period;
    const sen_columns *columns;
    pair *pairs; /* owned */
    int32_t n;
    int64_t *values; /* owned; [(2 * pair + known) * replicates] */
    int64_t *rest;   /* owned; need, then known, of all groups but one */
    sen_summary_work work;
} maker;

static bool is_of(const sen_figure *figure, int32_t type, int32_t measure)
{
    return figure->period_type == type && figure->measure == measure &&
           figure->key[SEN_KEY_GROUP1][0] != '\0' && figure->key[SEN_KEY_GROUP2][0] == '\0';
}

static bool same_key(const sen_figure *a, const sen_figure *b, sen_row_key key)
{
    return strcmp(a->key[key], b->key[key]) == 0;
}

static bool same_group(const sen_figure *a, const sen_figure *b)
{
    return same_key(a, b, SEN_KEY_CATEGORY) && same_key(a, b, SEN_KEY_GROUP1_TYPE) &&
           same_key(a, b, SEN_KEY_GROUP1);
}

/* Figures stand in the order of their keys, so both measures' groups are in the same order. */
static sen_code find_pairs(maker *m, int32_t type, sen_errors *errors)
{
    const sen_plan *const plan = m->plan;
    int32_t known = 0;
    m->pairs = malloc(((size_t)plan->n_figures + 1) * sizeof *m->pairs);
    if (m->pairs == NULL)
        return sen_fail(errors, SEN_NO_MEMORY, NULL, 0, 0, NULL, NULL, NULL, NULL);
    for (int32_t f = 0; f < plan->n_figures; f++) {
        const sen_figure *const need = plan->figures + f;
        if (!is_of(need, type, SEN_MEASURE_REQUIREMENT_CHILDREN))
            continue;
        for (int32_t step = 0; step < plan->n_figures; step++) {
            const sen_figure *const one = plan->figures + (known + step) % plan->n_figures;
            if (is_of(one, type, SEN_MEASURE_KNOWN_UNMET_CHILDREN) && same_group(one, need)) {
                m->pairs[m->n++] = (pair){need, one};
                known = (known + step) % plan->n_figures;
                break;
            }
        }
    }
    return SEN_OK;
}

static int64_t *values_of(const maker *m, int32_t p, int32_t known)
{
    return m->values + (size_t)(2 * p + known) * (size_t)m->columns->replicates;
}

/* Where the figures of all pairs stand in the period. */
static int32_t find_spans(const maker *m, sen_span *spans)
{
    for (int32_t i = 0; i < 2 * m->n; i++) {
        const pair *const of = m->pairs + i / 2;
        spans[i] = (sen_span){i, INT32_MAX, 0};
        sen_figure_widen(m->plan, i % 2 == 0 ? of->need : of->known, m->period, &spans[i].first,
                         &spans[i].last);
    }
    return 2 * m->n;
}

/* The whole units of all figures, a replicate each. */
static sen_code read_figures(const maker *m, sen_errors *errors)
{
    sen_code code = SEN_OK;
    const size_t n = (size_t)m->columns->replicates;
    int64_t *cells = NULL;
    sen_span *const spans = malloc((2 * (size_t)m->n + 1) * sizeof *spans);
    sen_stretch *const stretches = malloc((2 * (size_t)m->n + 1) * sizeof *stretches);
    int32_t made = 0;
    if (spans != NULL && stretches != NULL) {
        made = sen_stretches_cut(spans, find_spans(m, spans), m->columns->replicates, stretches);
        cells = malloc(((size_t)sen_stretches_longest(stretches, made) * n + 1) * sizeof *cells);
    }
    if (cells == NULL) {
        code = sen_fail(errors, SEN_NO_MEMORY, NULL, 0, 0, NULL, NULL, NULL, NULL);
        goto out;
    }
    for (int32_t s = 0; s < made; s++) {
        const sen_stretch *const at = stretches + s;
        SEN_TRY(m->columns->read(m->columns->context, m->scenario, at->first, at->last - at->first,
                                 cells, errors));
        for (int32_t i = at->from; i < at->to; i++) {
            const int32_t item = spans[i].item;
            const pair *const of = m->pairs + item / 2;
            int64_t *const out = values_of(m, item / 2, item % 2);
            const int64_t *const one =
                sen_figure_above(m->plan, item % 2 == 0 ? of->need : of->known, m->period, cells,
                                 at->first, m->columns->replicates, out);
            if (one != out)
                memcpy(out, one, n * sizeof *out);
        }
    }
out:
    free(spans);
    free(stretches);
    free(cells);
    return code;
}

/* Adds up, in m->rest, all groups of the same kind and type but p; false if there is none. */
static bool add_rest(const maker *m, int32_t p)
{
    const size_t n = (size_t)m->columns->replicates;
    bool any = false;
    memset(m->rest, 0, 2 * n * sizeof *m->rest);
    for (int32_t q = 0; q < m->n; q++) {
        const sen_figure *const own = m->pairs[p].need, *const other = m->pairs[q].need;
        if (q == p || !same_key(own, other, SEN_KEY_CATEGORY) ||
            !same_key(own, other, SEN_KEY_GROUP1_TYPE))
            continue;
        for (int32_t known = 0; known < 2; known++)
            for (size_t r = 0; r < n; r++)
                m->rest[(size_t)known * n + r] += values_of(m, q, known)[r];
        any = true;
    }
    return any;
}

/* False: there is no gap to be told. */
static bool make_gap(maker *m, int32_t p, sen_gap *gap)
{
    const int32_t n = m->columns->replicates;
    const int64_t *const need = values_of(m, p, 0), *const known = values_of(m, p, 1);
    const int64_t *const rest_need = m->rest, *const rest_known = m->rest + n;
    const sen_figure *const figure = m->pairs[p].need;
    sen_summary children;
    const sen_grade grade =
        m->pairs[p].known->grade > figure->grade ? m->pairs[p].known->grade : figure->grade;
    *gap = (sen_gap){.figure = figure, .grade = grade};
    if (grade == SEN_GRADE_UNKNOWN || !add_rest(m, p))
        return false;
    sen_summary_make(&children, need, NULL, n, 1, &m->work);
    sen_summary_make(&gap->share, known, need, n, 1, &m->work);
    sen_summary_make(&gap->others, rest_known, rest_need, n, 1, &m->work);
    const sen_paired_side a = {known, need}, b = {rest_known, rest_need};
    sen_paired_make(&gap->gap, a, b, n, 1, SEN_BETTER_LOWER, 0.0, &m->work);
    gap->children = children.mean;
    gap->weight = children.mean * gap->gap.mean;
    return children.mean >= 1.0 && gap->gap.n > 0;
}

static void clear_maker(maker *m)
{
    free(m->pairs);
    free(m->values);
    free(m->rest);
    sen_summary_work_clear(&m->work);
}

static sen_code begin_maker(maker *m, int32_t type, sen_errors *errors)
{
    sen_code code = SEN_OK;
    const size_t n = (size_t)m->columns->replicates;
    SEN_TRY(sen_summary_work_init(&m->work, m->columns->replicates, errors));
    SEN_TRY(sen_summary_work_draws(&m->work, m->columns->draws, m->columns->first, errors));
    SEN_TRY(find_pairs(m, type, errors));
    m->values = malloc((2 * (size_t)m->n * n + 1) * sizeof *m->values);
    m->rest = malloc((2 * n + 1) * sizeof *m->rest);
    if (m->values == NULL || m->rest == NULL)
        return sen_fail(errors, SEN_NO_MEMORY, NULL, 0, 0, NULL, NULL, NULL, NULL);
    code = read_figures(m, errors);
out:
    return code;
}

static bool is_beyond(const sen_gap *gap)
{
    return gap->gap.has_error && (gap->gap.mc_lower_95 > 0.0 || gap->gap.mc_upper_95 < 0.0);
}

static int compare_gaps(const void *a, const void *b)
{
    const sen_gap *const left = a, *const right = b;
    if (is_beyond(left) != is_beyond(right))
        return is_beyond(left) ? -1 : 1;
    const double x = left->weight, y = right->weight;
    return x != y ? (x > y ? -1 : 1)
                  : (left->figure > right->figure) - (left->figure < right->figure);
}

/* The means of the greatest gaps in another scenario. */
static sen_code compare_scenario(sen_gaps *gaps, maker *m, int32_t type, sen_errors *errors)
{
    sen_code code = SEN_OK;
    SEN_TRY(begin_maker(m, type, errors));
    for (int32_t g = 0; g < gaps->n_compared; g++)
        for (int32_t p = 0; p < m->n; p++) {
            sen_gap other;
            if (same_group(gaps->gaps[g].figure, m->pairs[p].need) && make_gap(m, p, &other))
                gaps->means[g * gaps->n_scenarios + m->scenario] = other.gap.mean;
        }
out:
    clear_maker(m);
    return code;
}

sen_code sen_gaps_make(sen_gaps *gaps, const sen_plan *plans, int32_t n, int32_t type,
                       int32_t period, const sen_columns *columns, sen_errors *errors)
{
    sen_code code = SEN_OK;
    maker m = {.plan = plans, .period = period, .columns = columns};
    memset(gaps, 0, sizeof *gaps);
    if (columns->replicates == 0 || period >= plans->n_periods[type])
        return SEN_OK;
    SEN_TRY(begin_maker(&m, type, errors));
    gaps->gaps = malloc(((size_t)m.n + 1) * sizeof *gaps->gaps);
    gaps->means = malloc((SEN_GAPS_COMPARED * (size_t)n + 1) * sizeof *gaps->means);
    if (gaps->gaps == NULL || gaps->means == NULL) {
        code = sen_fail(errors, SEN_NO_MEMORY, NULL, 0, 0, NULL, NULL, NULL, NULL);
        goto out;
    }
    for (int32_t p = 0; p < m.n; p++)
        if (make_gap(&m, p, gaps->gaps + gaps->n) && gaps->gaps[gaps->n].gap.mean > 0.0)
            gaps->n_beyond += is_beyond(gaps->gaps + gaps->n++);
    qsort(gaps->gaps, (size_t)gaps->n, sizeof *gaps->gaps, compare_gaps);
    gaps->n_scenarios = n;
    gaps->n_compared = gaps->n < SEN_GAPS_COMPARED ? gaps->n : SEN_GAPS_COMPARED;
    for (int32_t i = 0; i < gaps->n_compared * n; i++)
        gaps->means[i] = i % n == 0 ? gaps->gaps[i / n].gap.mean : NAN;
    for (int32_t s = 1; s < n; s++) {
        maker other = {.plan = plans + s, .scenario = s, .period = period, .columns = columns};
        if (period < plans[s].n_periods[type])
            SEN_TRY(compare_scenario(gaps, &other, type, errors));
    }
out:
    clear_maker(&m);
    if (code != SEN_OK)
        sen_gaps_clear(gaps);
    return code;
}

void sen_gaps_clear(sen_gaps *gaps)
{
    free(gaps->gaps);
    free(gaps->means);
    memset(gaps, 0, sizeof *gaps);
}

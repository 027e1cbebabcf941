/* SPDX-License-Identifier: MIT */
#include "report/publish.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What sort of figure it is to this rule. */
typedef enum {
    SORT_PUBLIC, /* commissioned, in post, the population */
    SORT_COUNT,  /* of people, or of what happens to them */
    SORT_TIME,   /* of people over the days of the period, in weeks */
    SORT_SHARE,
    SORT_OTHER, /* weeks waited, means */
    SORT_USED   /* capacity used, money */
} figure_sort;

typedef struct {
    const sen_disclosure *rule;
    const sen_fold *fold;
    const sen_plan *plan;
    int32_t *parent;   /* owned; circles: kinds, services, teams, then all the rest */
    int32_t n_circles; /* before they are joined */
    bool *small;       /* owned; a circle: a local count of it is small */
    int32_t
        *touched[2];    /* owned; flows, stocks; a circle and day from -1 to days + 1: how many days
                          * before it have a small count that states an input */
    int32_t *totals;    /* owned; a period type, kind or service, and TOTALS: figure; SEN_NONE */
    uint8_t *treatment; /* owned until it is handed out; a row of the fold */
} publish;

/* ---- circles ---- */

static int32_t root_of(const publish *p, int32_t circle)
{
    while (p->parent[circle] != circle)
        circle = p->parent[circle];
    return circle;
}

static int32_t service_circle(const publish *p, int32_t service)
{
    return root_of(p, p->plan->model->n_kinds + service);
}

static int32_t rest_circle(const publish *p)
{
    return p->n_circles - 1;
}

static void join_circles(publish *p)
{
    const sen_model *const model = p->plan->model;
    for (int32_t i = 0; i < p->n_circles; i++)
        p->parent[i] = i;
    for (int32_t e = 0; e < model->n_rules; e++)
        for (int32_t s = 0; s < model->n_services; s++)
            for (int32_t k = 0; k < model->n_kinds; k++)
                if (model->rules[e].services[s].meets >> k & 1)
                    p->parent[service_circle(p, s)] = root_of(p, k);
}

static int32_t circle_of(const publish *p, const sen_figure *figure)
{
    const sen_model *const model = p->plan->model;
    if (figure->service != SEN_NONE)
        return service_circle(p, figure->service);
    if (figure->kind != SEN_NONE)
        return root_of(p, figure->kind);
    if (figure->team != SEN_NONE)
        return model->n_kinds + model->n_services + figure->team;
    const sen_series *const first = p->plan->series + p->plan->terms[figure->first_term].series;
    if (figure->measure == SEN_MEASURE_PLAN_HOLDERS)
        return service_circle(p, model->layers[first->a].service);
    return rest_circle(p);
}

/* ---- figures ---- */

static bool has_unit(const sen_figure *figure, const char *unit)
{
    return strcmp(sen_measures[figure->measure].unit, unit) == 0;
}

static bool is_public(int32_t measure)
{
    switch (measure) {
    case SEN_MEASURE_PLACES_COMMISSIONED:
    case SEN_MEASURE_PLACES_IN_POST:
    case SEN_MEASURE_SESSIONS_COMMISSIONED:
    case SEN_MEASURE_SESSIONS_IN_POST:
    case SEN_MEASURE_HOURS_COMMISSIONED:
    case SEN_MEASURE_HOURS_IN_POST:
    case SEN_MEASURE_BUDGET_COMMISSIONED:
    case SEN_MEASURE_BUDGET_IN_POST:
        return true;
    default:
        return measure >= SEN_MEASURE_POPULATION && measure <= SEN_MEASURE_TURNED_26;
    }
}

static figure_sort sort_of(const sen_figure *figure)
{
    static const char *const counts[] = {"children", "referrals", "needs",  "plans",      "appeals",
                                         "duties",   "events",    "checks", "assessments"};
    static const char *const times[] = {"child-weeks", "referral-weeks", "place-weeks"};
    static const char *const used[] = {"sessions", "hours", "GBP", "units"};
    if (is_public(figure->measure))
        return SORT_PUBLIC;
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
        if (has_unit(figure, counts[i]))
            return SORT_COUNT;
    for (size_t i = 0; i < sizeof times / sizeof *times; i++)
        if (has_unit(figure, times[i]))
            return SORT_TIME;
    for (size_t i = 0; i < sizeof used / sizeof *used; i++)
        if (has_unit(figure, used[i]))
            return SORT_USED;
    return has_unit(figure, "share") ? SORT_SHARE : SORT_OTHER;
}

/* Whether the figure stands at the end of its period's last day. */
static bool is_stock(const publish *p, const sen_figure *figure)
{
    switch (p->plan->series[p->plan->terms[figure->first_term].series].source) {
    case SEN_FROM_LEDGER_STOCK:
    case SEN_FROM_LEDGER_MASK:
    case SEN_FROM_LIST_SIZE:
    case SEN_FROM_WAIT_BAND:
    case SEN_FROM_WAIT_QUANTILE:
    case SEN_FROM_IN_TARGET:
    case SEN_FROM_OPEN_LATE:
    case SEN_FROM_PART_LATE:
    case SEN_FROM_LAYER:
    case SEN_FROM_CHILDREN:
        return true;
    default:
        return false;
    }
}

/* Days that the figure is about. */
static sen_period days_of(const publish *p, const sen_figure *figure, int32_t period)
{
    const sen_period of = p->plan->periods[figure->period_type][period];
    return is_stock(p, figure) ? (sen_period){of.to_day - 1, of.to_day} : of;
}

/* Whether it is, or gives away, what stands in the opening lists. */
static bool is_local(const publish *p, const sen_figure *figure, int32_t period)
{
    if (figure->measure == SEN_MEASURE_OPENING_GIVEN)
        return true;
    const sen_period of = days_of(p, figure, period);
    if (is_stock(p, figure))
        return of.to_day == 1;
    return of.from_day == 0 &&
           (circle_of(p, figure) != rest_circle(p) || sort_of(figure) == SORT_USED);
}

/* Nothing in any replicate: no count is given away by that. */
static bool is_none(const sen_summary *s)
{
    return s->n == 0 || (s->mean == 0.0 && s->p05 == 0.0 && s->p95 == 0.0);
}

/* The same in nine of ten replicates. */
static bool states_input(const sen_summary *s)
{
    return s->p05 == s->p95;
}

/* People, for the figures that count them. */
static double people(const publish *p, const sen_figure *figure, int32_t period,
                     const sen_summary *s)
{
    const sen_period of = p->plan->periods[figure->period_type][period];
    return sort_of(figure) == SORT_TIME ? s->mean * 7.0 / (of.to_day - of.from_day) : s->mean;
}

static bool is_small(const publish *p, const sen_figure *figure, int32_t period,
                     const sen_summary *s)
{
    const figure_sort of = sort_of(figure);
    return p->rule->hide_to > 0 && (of == SORT_COUNT || of == SORT_TIME) && !is_none(s) &&
           people(p, figure, period, s) < p->rule->hide_to + 0.5;
}

/* ---- what is small ---- */

enum { FLOWS, STOCKS };

static int32_t *touched_at(const publish *p, int32_t sort, int32_t circle, int32_t day)
{
    return p->touched[sort] + (size_t)circle * (size_t)(p->plan->model->days + 3) + day + 1;
}

static const sen_summary *summary_of(const publish *p, const sen_figure *figure, int32_t period)
{
    return p->fold->summaries + p->fold->first_row[figure - p->plan->figures] + period;
}

/*
 * What adds up to a flow are other flows, of periods that share a day with it. What adds up to a
 * stock are stocks of the same day, and flows that lead from or to it.
 */
static void note_small(publish *p, const sen_figure *figure, int32_t period)
{
    const int32_t circle = circle_of(p, figure);
    const sen_summary *const s = summary_of(p, figure, period);
    if (!is_small(p, figure, period, s))
        return;
    if (is_local(p, figure, period)) {
        p->small[circle] = true;
    } else if (states_input(s)) {
        const sen_period of = days_of(p, figure, period);
        if (is_stock(p, figure))
            *touched_at(p, STOCKS, circle, of.from_day) = 1;
        for (int32_t day = of.from_day; day < of.to_day + is_stock(p, figure); day++)
            *touched_at(p, FLOWS, circle, day) = 1;
    }
}

/* From marks to how many there are before each day. */
static void add_up_touched(publish *p)
{
    for (int32_t sort = FLOWS; sort <= STOCKS; sort++)
        for (int32_t c = 0; c < p->n_circles; c++) {
            int32_t sum = 0;
            for (int32_t day = -1; day <= p->plan->model->days + 1; day++) {
                const int32_t one = *touched_at(p, sort, c, day);
                *touched_at(p, sort, c, day) = sum;
                sum += one;
            }
        }
}

static bool is_touched(const publish *p, int32_t sort, int32_t circle, sen_period days)
{
    return *touched_at(p, sort, circle, days.to_day) > *touched_at(p, sort, circle, days.from_day);
}

/* ---- totals that may be told though something in them is withheld ---- */

enum { TOTAL_LIST, TOTAL_KNOWN, TOTAL_UNSEEN, TOTAL_NEEDED, TOTALS };

typedef struct {
    uint8_t *treatment; /* NULL: there is no such row */
    double count;
    bool rounded; /* if it is told */
} total;

/* Of a kind or service, as a circle before they are joined. */
static int32_t *total_at(const publish *p, int32_t type, int32_t part, int32_t which)
{
    const int32_t parts = p->plan->model->n_kinds + p->plan->model->n_services;
    return p->totals + ((size_t)type * (size_t)parts + (size_t)part) * TOTALS + which;
}

/* The figures of all children, each found once. */
static void find_totals(publish *p)
{
    static const int32_t measures[TOTALS] = {[TOTAL_LIST] = SEN_MEASURE_LIST_SIZE,
                                             [TOTAL_KNOWN] = SEN_MEASURE_KNOWN_UNMET_CHILDREN,
                                             [TOTAL_UNSEEN] = SEN_MEASURE_HIDDEN_UNMET_CHILDREN,
                                             [TOTAL_NEEDED] = SEN_MEASURE_REQUIREMENT_CHILDREN};
    const int32_t kinds = p->plan->model->n_kinds;
    const int32_t parts = kinds + p->plan->model->n_services;
    for (int32_t i = 0; i < SEN_PERIOD_TYPES * parts * TOTALS; i++)
        p->totals[i] = SEN_NONE;
    for (int32_t f = 0; f < p->plan->n_figures; f++) {
        const sen_figure *const figure = p->plan->figures + f;
        for (int32_t t = 0; t < TOTALS && figure->key[SEN_KEY_GROUP1][0] == '\0'; t++)
            if (figure->measure == measures[t])
                *total_at(p, figure->period_type,
                          t == TOTAL_LIST ? kinds + figure->service : figure->kind, t) = f;
    }
}

static total total_of(const publish *p, int32_t type, int32_t period, int32_t part, int32_t which)
{
    const int32_t f = *total_at(p, type, part, which);
    if (f == SEN_NONE)
        return (total){0};
    const sen_figure *const figure = p->plan->figures + f;
    const sen_summary *const s = summary_of(p, figure, period);
    return (total){.treatment = p->treatment + p->fold->first_row[f] + period,
                   .count = s->n > 0 ? s->mean : 0.0,
                   .rounded = is_local(p, figure, period) || states_input(s)};
}

static bool is_large(const publish *p, total t)
{
    return t.treatment != NULL && t.count >= p->rule->hide_to + 0.5;
}

/* What the totals told add up to: as they are, and at least and at most as they are told. */
typedef struct {
    double count, least, most;
} room;

static room room_of(const publish *p, total t)
{
    const double half = p->rule->round_to / 2.0, middle = sen_publish_rounded(p->rule, t.count);
    return t.rounded ? (room){t.count, middle - half, middle + half}
                     : (room){t.count, t.count, t.count};
}

static void tell_total(const publish *p, total t, room *told)
{
    const room one = room_of(p, t);
    *t.treatment = t.rounded ? SEN_ROUNDED : SEN_TOLD;
    told->count += one.count;
    told->least += one.least;
    told->most += one.most;
}

/*
 * Whether what is inside a total and not told could still be anything from 1 to hide_to. Where more
 * than that is left it is either large itself or has parts that can make up for one another.
 */
static bool leaves_room(const publish *p, total t, const room *inside)
{
    const room one = room_of(p, t);
    return is_large(p, t) && one.most - inside->least >= p->rule->hide_to &&
           (one.least - inside->most <= 1.0 || one.count - inside->count >= p->rule->hide_to + 0.5);
}

/* What is told of one kind bounds another's in the same circle: then only hidden need is told. */
static void tell_kind_totals(const publish *p, int32_t type, int32_t period, int32_t kind,
                             bool alone, room inside)
{
    const total known = total_of(p, type, period, kind, TOTAL_KNOWN);
    const total unseen = total_of(p, type, period, kind, TOTAL_UNSEEN);
    const total needed = total_of(p, type, period, kind, TOTAL_NEEDED);
    if (alone && leaves_room(p, known, &inside)) {
        inside = (room){0};
        tell_total(p, known, &inside);
    }
    if (is_large(p, unseen))
        tell_total(p, unseen, &inside);
    if (alone && leaves_room(p, needed, &inside))
        tell_total(p, needed, &inside);
}

/* Lists of a circle, which are within known unmet need, then its kinds of help. */
static void tell_circle(const publish *p, int32_t type, int32_t period, int32_t circle)
{
    const sen_model *const model = p->plan->model;
    int32_t kinds = 0;
    room lists = {0};
    for (int32_t s = 0; s < model->n_services; s++) {
        const total list = total_of(p, type, period, model->n_kinds + s, TOTAL_LIST);
        if (service_circle(p, s) == circle && is_large(p, list))
            tell_total(p, list, &lists);
    }
    for (int32_t k = 0; k < model->n_kinds; k++)
        kinds += root_of(p, k) == circle;
    for (int32_t k = 0; k < model->n_kinds; k++)
        if (root_of(p, k) == circle)
            tell_kind_totals(p, type, period, k, kinds == 1, lists);
}

static void tell_totals(const publish *p)
{
    const sen_plan *const plan = p->plan;
    const int32_t parts = plan->model->n_kinds + plan->model->n_services;
    for (int32_t type = 0; type < SEN_PERIOD_TYPES; type++)
        for (int32_t period = 0; period < plan->n_periods[type]; period++) {
            const int32_t last = plan->periods[type][period].to_day - 1;
            for (int32_t c = 0; c < parts; c++)
                if (root_of(p, c) == c && ((last == 0 && p->small[c]) ||
                                           is_touched(p, STOCKS, c, (sen_period){last, last + 1})))
                    tell_circle(p, type, period, c);
        }
}

/* ---- each row ---- */

static sen_treatment round_or_none(const publish *p, double count)
{
    return sen_publish_rounded(p->rule, count) > 0.0 ? SEN_ROUNDED : SEN_ROUNDS_TO_NONE;
}

static bool counts_people(const sen_figure *figure)
{
    const figure_sort of = sort_of(figure);
    return of == SORT_COUNT || of == SORT_TIME;
}

/* Late duties add up over all services. */
static bool is_withheld_with(const publish *p, const sen_figure *figure, int32_t period)
{
    const sen_period days = days_of(p, figure, period);
    const int32_t sort = is_stock(p, figure) ? STOCKS : FLOWS;
    if (figure->measure != SEN_MEASURE_DUTIES_LATE)
        return is_touched(p, sort, circle_of(p, figure), days);
    for (int32_t c = 0; c < p->n_circles; c++)
        if (is_touched(p, sort, c, days))
            return true;
    return false;
}

static sen_treatment treat(const publish *p, const sen_figure *figure, int32_t period)
{
    const sen_summary *const s = summary_of(p, figure, period);
    const figure_sort of = sort_of(figure);
    const int32_t circle = circle_of(p, figure);
    if (of == SORT_PUBLIC || is_none(s))
        return SEN_TOLD;
    if (is_local(p, figure, period)) {
        const bool alone = circle == rest_circle(p) || figure->measure == SEN_MEASURE_OPENING_GIVEN;
        return !counts_people(figure) || alone || p->small[circle] ||
                       is_withheld_with(p, figure, period)
                   ? SEN_WITHHELD
                   : round_or_none(p, s->mean);
    }
    if (of == SORT_USED && (figure->team == SEN_NONE || has_unit(figure, "GBP")))
        return SEN_TOLD;
    if (is_withheld_with(p, figure, period))
        return SEN_WITHHELD;
    if (!states_input(s) || of == SORT_USED || (of == SORT_SHARE && s->mean == 1.0))
        return SEN_TOLD;
    return counts_people(figure) ? round_or_none(p, s->mean) : SEN_WITHHELD;
}

static void treat_all(publish *p)
{
    const sen_plan *const plan = p->plan;
    for (int32_t f = 0; f < plan->n_figures; f++)
        for (int32_t i = 0; i < plan->n_periods[plan->figures[f].period_type]; i++)
            note_small(p, plan->figures + f, i);
    add_up_touched(p);
    for (int32_t f = 0; f < plan->n_figures; f++)
        for (int32_t i = 0; i < plan->n_periods[plan->figures[f].period_type]; i++)
            p->treatment[p->fold->first_row[f] + i] = (uint8_t)treat(p, plan->figures + f, i);
    find_totals(p);
    tell_totals(p);
}

sen_code sen_publish_treat(uint8_t **treatments, const sen_disclosure *rule, const sen_fold *fold,
                           sen_errors *errors)
{
    const sen_model *const model = fold->plan->model;
    publish p = {.rule = rule, .fold = fold, .plan = fold->plan};
    p.n_circles = model->n_kinds + model->n_services + model->n_teams + 1;
    const size_t circles = (size_t)p.n_circles;
    p.parent = malloc(circles * sizeof *p.parent);
    p.small = calloc(circles, sizeof *p.small);
    for (int32_t sort = FLOWS; sort <= STOCKS; sort++)
        p.touched[sort] = calloc(circles * (size_t)(model->days + 3), sizeof *p.touched[sort]);
    p.totals = malloc((circles * SEN_PERIOD_TYPES * TOTALS + 1) * sizeof *p.totals);
    p.treatment = calloc((size_t)fold->first_row[fold->plan->n_figures] + 1, sizeof *p.treatment);
    const bool well = p.parent != NULL && p.small != NULL && p.touched[FLOWS] != NULL &&
                      p.touched[STOCKS] != NULL && p.totals != NULL && p.treatment != NULL;
    if (well) {
        join_circles(&p);
        treat_all(&p);
    } else {
        free(p.treatment);
        p.treatment = NULL;
    }
    free(p.parent);
    free(p.small);
    free(p.touched[FLOWS]);
    free(p.touched[STOCKS]);
    free(p.totals);
    *treatments = p.treatment;
    return well ? SEN_OK : sen_fail(errors, SEN_NO_MEMORY, NULL, 0, 0, NULL, NULL, NULL, NULL);
}

/* SPDX-License-Identifier: MIT */
/*
 * Waits that have not all ended: how they end by their length, as curves of stats/incidence.h.
 *
 * A wait is at risk on each day of its length, 0 on the day its clock starts. Exits are counted as
 * they happen, by service, way and length; who is waiting already when a period begins, and who
 * waits still at its end, is found by a walk over the open referrals. Beyond SEN_WAIT_AGES only the
 * number is kept.
 */
#include <string.h>

#include "base/mutant.h"
#include "engine/booking.h"
#include "engine/workspace.h"
#include "stats/incidence.h"

enum { ROW = SEN_WAIT_AGES + 1, FIGURES = SEN_EXITS * SEN_WAIT_HORIZONS + 1 };

void sen_waits_take(sen_state_block *s)
{
    const int64_t services = s->model->n_services;
    memset(s->wait_curves, 0, sizeof s->wait_curves);
    memset(s->cohorts, 0, sizeof s->cohorts);
    for (int32_t k = 0; k < s->plan->n_series; k++) {
        const sen_series *const series = s->plan->series + k;
        const int32_t type = series->period_type;
        if (series->source == SEN_FROM_INCIDENCE && s->wait_curves[type].entered == NULL) {
            s->wait_curves[type].entered = sen_take(s, services * ROW, sizeof(int32_t));
            s->wait_curves[type].before = sen_take(s, services * SEN_EXITS * ROW, sizeof(int32_t));
            s->wait_curves[type].figures = sen_take(s, services * FIGURES, sizeof(int64_t));
        } else if (series->source == SEN_FROM_COHORT_SEEN && s->cohorts[type] == NULL) {
            s->cohorts[type] = sen_take(s, services * s->plan->n_periods[type] * SEN_WAIT_HORIZONS,
                                        sizeof(int32_t));
        }
    }
    s->exits = sen_take(s, services * SEN_EXITS * ROW, sizeof *s->exits);
    s->oldest_days = sen_take(s, services, sizeof *s->oldest_days);
    s->stopped = sen_take(s, services * ROW, sizeof *s->stopped);
    s->period_exits = sen_take(s, SEN_EXITS * ROW, sizeof *s->period_exits);
    s->still_waiting = sen_take(s, SEN_WAIT_AGES, sizeof *s->still_waiting);
    s->ended_by = sen_take(s, SEN_EXITS * SEN_WAIT_AGES, sizeof *s->ended_by);
}

/* ---- exits ---- */

bool sen_wait_goes_on(const sen_state_block *s, int32_t i)
{
    return (s->referrals[i].flags & (SEN_WAIT_OVER | SEN_BRANCH | SEN_NOT_STARTED)) == 0;
}

static int32_t elapsed_days(const sen_state_block *s, int32_t i)
{
    const sen_referral *const r = s->referrals + i;
    const int32_t days =
        sen_step_of(s, r)->clock == NULL ? s->day - r->clock_day : sen_referral_elapsed(s, i);
    return days > 0 ? days : 0;
}

void sen_wait_leaves(sen_state_block *s, int32_t i, sen_exit way)
{
    if (sen_wait_goes_on(s, i))
        sen_wait_exit(sen_step_of(s, s->referrals + i), way, elapsed_days(s, i));
}

void sen_wait_cohort(sen_state_block *s, int32_t i, int64_t days)
{
    const sen_referral *const r = s->referrals + i;
    for (int32_t type = 0; type < SEN_PERIOD_TYPES; type++) {
        const sen_period *const periods = s->plan->periods[type];
        const int32_t last = s->plan->n_periods[type] - 1;
        int32_t p = s->period[type] < last ? s->period[type] : last;
        if (s->cohorts[type] == NULL)
            continue;
        while (p >= 0 && r->clock_day < periods[p].from_day)
            p--;
        if (p >= 0 && r->clock_day >= periods[p].to_day)
            continue; /* between two periods, or after the last */
        int32_t *const seen =
            s->cohorts[type] + (r->service * s->plan->n_periods[type] + p) * SEN_WAIT_HORIZONS;
        for (int32_t h = 0; p >= 0 && h < SEN_WAIT_HORIZONS; h++)
            seen[h] += days < 7 * sen_wait_horizon_weeks[h];
    }
}

int64_t sen_waits_cohort(const sen_state_block *s, int32_t type, int32_t service, int32_t horizon,
                         int32_t period)
{
    const int32_t watched = s->n_days - s->plan->periods[type][period].to_day + 1;
    if (watched < 7 * sen_wait_horizon_weeks[horizon])
        return SEN_NO_FIGURE;
    return s->cohorts[type]
                     [(service * s->plan->n_periods[type] + period) * SEN_WAIT_HORIZONS + horizon];
}

/* ---- periods ---- */

/* A wait's length today or tomorrow, when its clock may stand still. */
static int32_t age_of(const sen_state_block *s, int32_t i, bool tomorrow)
{
    const sen_referral *const r = s->referrals + i;
    const sen_clock *const clock = sen_step_of(s, r)->clock;
    const bool stands = clock != NULL && (clock->excludes >> r->stage & 1) != 0;
    const int32_t age = elapsed_days(s, i) + (tomorrow && !stands);
    return age < SEN_WAIT_AGES ? age : SEN_WAIT_AGES;
}

static bool is_open(const sen_state_block *s, int32_t i)
{
    return (s->status[i] & ~SEN_QUIET_BITS) != 0;
}

void sen_waits_begin(sen_state_block *s, int32_t type, bool tomorrow)
{
    const sen_wait_curves *const of = s->wait_curves + type;
    const size_t services = (size_t)s->model->n_services;
    if (of->entered == NULL)
        return;
    memset(of->entered, 0, services * ROW * sizeof *of->entered);
    memcpy(of->before, s->exits, services * SEN_EXITS * ROW * sizeof *of->before);
    for (int32_t i = 0; i < s->n_referrals; i++) {
        if (!is_open(s, i) || !sen_wait_goes_on(s, i))
            continue;
        const int32_t service = s->referrals[i].service;
        of->entered[service * ROW + (SEN_MUTANT(opening_as_new) ? 0 : age_of(s, i, tomorrow))]++;
        if (!tomorrow && elapsed_days(s, i) > s->oldest_days[service])
            s->oldest_days[service] = elapsed_days(s, i);
    }
}

/* Clocks that have started within the period. */
static int32_t started_clocks(const sen_state_block *s, int32_t type, int32_t service)
{
    const sen_clock *const clock = &s->rules->services[service].clock;
    const int32_t counter = sen_plan_service(
        s->plan, service,
        clock->exists && clock->from_stage != SEN_NONE ? SEN_FLOW_CLOCKS : SEN_FLOW_REFERRALS);
    return (int32_t)(s->counters[counter] - s->counters_before[type][counter]);
}

/* Who entered has left or waits still. */
static void verify_balance(sen_state_block *s, int32_t service, const int32_t *entered,
                           const int32_t *stopped)
{
    int64_t left = 0;
    for (int32_t age = 0; age < ROW; age++) {
        left += entered[age] - stopped[age];
        for (int32_t way = 0; way < SEN_EXITS; way++)
            left -= s->period_exits[way * ROW + age];
    }
    if (left != 0)
        s->failed =
            sen_failf(s->errors, SEN_BUG, s->model->file, 0, 0, s->rules->services[service].id, "0",
                      "%lld waits that neither ended nor go on (replicate %d, day %d)",
                      (long long)left, s->replicate, s->day);
}

static int64_t rounded(double value)
{
    return (int64_t)(value + 0.5);
}

static bool nobody(const int32_t *entered)
{
    int32_t any = 0;
    for (int32_t age = 0; age < ROW; age++)
        any |= entered[age];
    return any == 0;
}

static void tell_curves(sen_state_block *s, int32_t service, const int32_t *entered,
                        const int32_t *stopped, int64_t *figures)
{
    if (nobody(entered)) {
        for (int32_t k = 0; k < FIGURES; k++)
            figures[k] = SEN_NO_FIGURE;
        return;
    }
    const sen_risk risk = {.n_ages = SEN_WAIT_AGES,
                           .n_causes = SEN_EXITS,
                           .entered = entered,
                           .stopped = stopped,
                           .exits = s->period_exits,
                           .stride = ROW};
    sen_incidence(&risk, s->still_waiting, s->ended_by);
    int64_t watched = 0;
    int32_t age = 0;
    bool there = false;
    for (int32_t h = 0; h < SEN_WAIT_HORIZONS; h++) {
        const int32_t days = 7 * sen_wait_horizon_weeks[h];
        for (; age < days; age++)
            watched += entered[age];
        there = watched > 0 && s->oldest_days[service] + s->day + 1 >= days;
        for (int32_t way = 0; way < SEN_EXITS; way++)
            figures[way * SEN_WAIT_HORIZONS + h] =
                there ? rounded(s->ended_by[way * SEN_WAIT_AGES + days - 1] * SEN_SHARE_PARTS)
                      : SEN_NO_FIGURE;
    }
    figures[FIGURES - 1] =
        there ? rounded(sen_restricted_mean(s->still_waiting, SEN_WAIT_AGES) * SEN_DAY_PARTS)
              : SEN_NO_FIGURE; /* the last horizon is as long */
}

void sen_waits_end(sen_state_block *s, int32_t type)
{
    const sen_wait_curves *const of = s->wait_curves + type;
    if (of->entered == NULL)
        return;
    memset(s->stopped, 0, (size_t)s->model->n_services * ROW * sizeof *s->stopped);
    for (int32_t i = 0; i < s->n_referrals; i++)
        if (is_open(s, i) && sen_wait_goes_on(s, i))
            s->stopped[s->referrals[i].service * ROW + age_of(s, i, false)]++;
    for (int32_t v = 0; v < s->model->n_services; v++) {
        int32_t *const entered = of->entered + v * ROW, *const stopped = s->stopped + v * ROW;
        entered[0] += started_clocks(s, type, v);
        for (int32_t k = 0; k < SEN_EXITS * ROW; k++)
            s->period_exits[k] =
                s->exits[v * SEN_EXITS * ROW + k] - of->before[v * SEN_EXITS * ROW + k];
        if (s->verify)
            verify_balance(s, v, entered, stopped);
        tell_curves(s, v, entered, stopped, of->figures + v * FIGURES);
    }
}

int64_t sen_waits_figure(const sen_state_block *s, const sen_series *series)
{
    const int64_t *const figures =
        s->wait_curves[series->period_type].figures + series->a * FIGURES;
    return series->source == SEN_FROM_INCIDENCE
               ? figures[series->b * SEN_WAIT_HORIZONS + series->at]
               : figures[FIGURES - 1];
}

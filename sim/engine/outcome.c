/* SPDX-License-Identifier: MIT */
/*
 * What happens to children in a school year: absence, suspensions, leaving education. On 31 August
 * each child of the ages with a need that has a rate is drawn once for each outcome, at the highest
 * rate of its needs; a year of which the run has only a part counts in proportion.
 *
 * With an effect on, the rate is times (1 + (f - 1) u) / (1 + (f - 1) u0): u the share of three days
 * of the year (the last of November, February and May) on which the child's requirement of the
 * effect's kind was unmet, u0 that share where the rate was measured, f how many times as often it
 * happens to those who go without. So the rates hold for an area like that one, and a better or
 * worse supply moves them from there. Without an effect nothing that a service does moves a rate.
 *
 * Rates grow by a trend, in steps of the run's years, whatever a service does.
 *
 * Half-days missed are an amount, the rate itself: their spread between children is not drawn. Points
 * are scored at the rate of the need with the lowest, whatever part of the year the run has.
 *
 * Luck (SEN_CHANCE_OUTCOME; outcome, child; year): one uniform, the quantile of a Poisson number of
 * events, a coin, or the fraction of an amount.
 */
#include "base/date.h"
#include "base/log_exp.h"
#include "engine/case.h"

enum { MOST_BY_STEPS = 30 };
#define DAYS_OF_YEAR 365.0

static bool is_unmet(uint8_t state)
{
    return state != SEN_MET && state != SEN_MET_ELSEWHERE && state != SEN_NOT_WANTED;
}

static void take_sample(sen_state_block *s)
{
    s->samples++;
    for (int32_t q = 0; q < s->world->n_requirements; q++)
        s->unmet_samples[q] =
            (uint8_t)(s->unmet_samples[q] +
                      (s->cases[q].flags & SEN_CASE_ACTIVE && is_unmet(s->cases[q].state)));
}

/* The needs a child has on this day. */
typedef struct {
    uint8_t of[UINT8_MAX];
    int32_t n;
} needs_now;

static void note_needs(const sen_state_block *s, const sen_child *child, needs_now *now)
{
    now->n = 0;
    for (int32_t n = child->first_need; n < child->first_need + child->n_needs; n++) {
        const sen_child_need *const need = s->world->needs + n;
        if (need->onset_day <= s->day && s->day < need->end_day)
            now->of[now->n++] = need->need;
    }
}

/* The highest rate of the needs the child has on this day, of points the lowest, and which need. */
static double base_rate(const sen_state_block *s, const sen_outcome *outcome,
                        const needs_now *needs, int32_t age, int32_t *of_need)
{
    const bool lowest = outcome->counts == SEN_OUTCOME_OF_POINTS;
    double kept = 0.0;
    for (int32_t n = 0; n < needs->n; n++) {
        const uint8_t need = needs->of[n];
        if (!(outcome->needs >> need & 1))
            continue;
        const double rate = sen_value(s->draw, outcome->rates[need].by_age[age]);
        if (rate > 0.0 && (kept <= 0.0 || (lowest ? rate < kept : rate > kept))) {
            kept = rate;
            *of_need = need;
        }
    }
    return kept;
}

/* Share of the samples on which a requirement of the kind was unmet; below 0: has none. */
static double unmet_share(const sen_state_block *s, const sen_child *child, int32_t kind)
{
    int32_t most = -1;
    for (int32_t q = child->first_requirement; q < child->first_requirement + child->n_requirements;
         q++)
        if (s->world->requirements[q].kind == kind && s->cases[q].flags & SEN_CASE_ACTIVE &&
            s->unmet_samples[q] > most)
            most = s->unmet_samples[q];
    return most < 0 || s->samples == 0 ? -1.0 : (double)most / s->samples;
}

static double effects_of(const sen_state_block *s, const sen_outcome *outcome,
                         const sen_child *child)
{
    double times = 1.0;
    for (int32_t e = 0; e < outcome->n_effects; e++) {
        const sen_outcome_effect *const effect = outcome->effects + e;
        const double unmet = unmet_share(s, child, effect->kind);
        const double more = sen_value(s->draw, effect->now) - 1.0;
        if (unmet >= 0.0)
            times *=
                (1.0 + more * unmet) / (1.0 + more * sen_value(s->draw, effect->unmet_at_base));
    }
    return times;
}

/* Whether it happens in this part of the year. A year's chance of 1 or more is certain whatever its
 * effects are. */
static bool happens(double rate, double part_of_year, double luck)
{
    return luck >
           (part_of_year < 1.0 ? sen_pow(rate < 1.0 ? 1.0 - rate : 0.0, part_of_year) : 1.0 - rate);
}

/* Quantile of a Poisson number; of many, the mean, its fraction by the same luck. */
static int32_t events_of(double mean, double luck)
{
    if (mean > MOST_BY_STEPS)
        return (int32_t)(mean + luck);
    double term = sen_exp(-mean), sum = term;
    int32_t n = 0;
    while (luck > sum && n < 10 * MOST_BY_STEPS) {
        term *= mean / ++n;
        sum += term;
    }
    return n;
}

static void draw_child(sen_state_block *s, int32_t o, const sen_child *child,
                       const needs_now *needs, int32_t age, double part_of_year)
{
    const sen_outcome *const outcome = s->model->outcomes + o;
    int32_t need = 0;
    double rate = base_rate(s, outcome, needs, age, &need);
    if (rate <= 0.0)
        return;
    rate *= sen_case_trend(s, outcome->trend_a_year);
    if (outcome->modelled)
        rate *= effects_of(s, outcome, child);
    sen_rng rng = sen_luck(s, SEN_CHANCE_OUTCOME, o, child->number, (uint32_t)s->today.year);
    const double luck = sen_unit(sen_rng_next(&rng));
    int32_t events = 0;
    switch ((sen_outcome_counts)outcome->counts) {
    case SEN_OUTCOME_OF_CHILDREN:
        events = happens(rate, part_of_year, luck);
        break;
    case SEN_OUTCOME_OF_EVENTS:
        events = events_of(rate * part_of_year, luck);
        break;
    case SEN_OUTCOME_OF_SESSIONS:
        events = (int32_t)(rate * part_of_year + luck);
        break;
    case SEN_OUTCOME_OF_POINTS:
        events = (int32_t)(rate + luck);
        break;
    }
    const int32_t at = sen_plan_outcome(s->plan, o, need, SEN_OUTCOME_EXPOSED);
    s->counters[at]++;
    s->counters[at + SEN_OUTCOME_CHILDREN] += events > 0;
    s->counters[at + SEN_OUTCOME_EVENTS] += events;
}

static void draw_year(sen_state_block *s)
{
    const int32_t first = sen_september_first(s->september) - s->model->start_date;
    const int32_t from = first > s->model->report.from_day ? first : s->model->report.from_day;
    const double part = (double)(s->day + 1 - from) / DAYS_OF_YEAR;
    needs_now needs;
    for (int32_t c = 0; c < s->world->n_children && part > 0.0; c++) {
        const sen_child *const child = s->world->children + c;
        if (child->n_needs == 0 || child->arrive_day > s->day || child->leave_day <= s->day)
            continue;
        note_needs(s, child, &needs);
        const int32_t age = sen_age_today(s, child);
        for (int32_t o = 0; needs.n > 0 && o < s->model->n_outcomes; o++)
            if (age >= s->model->outcomes[o].from_age && age < s->model->outcomes[o].to_age)
                draw_child(s, o, child, &needs, age, part < 1.0 ? part : 1.0);
    }
    s->samples = 0;
    for (int32_t q = 0; q < s->world->n_requirements; q++)
        s->unmet_samples[q] = 0;
}

void sen_outcomes_today(sen_state_block *s)
{
    if (s->model->n_outcomes == 0)
        return;
    const sen_civil tomorrow = sen_civil_of(s->model->start_date + s->day + 1);
    if (tomorrow.day != 1)
        return;
    if (tomorrow.month == 9)
        draw_year(s);
    else if (s->model->outcome_set > 0 &&
             (tomorrow.month == 12 || tomorrow.month == 3 || tomorrow.month == 6))
        take_sample(s);
}

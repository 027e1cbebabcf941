/* SPDX-License-Identifier: MIT */
/* Universal checks and reviews, and referrals of children who have no such need. */
#include "base/date.h"
#include "base/log_exp.h"
#include "engine/booking.h"
#include "engine/case.h"
#include "engine/referral.h"

static const double DAYS_A_YEAR = 365.25;

enum { CHECK_NEED_BITS = 6 };

static void count_check(sen_state_block *s, int32_t check, sen_check_flow flow, int64_t amount)
{
    sen_count(s, sen_plan_check(s->plan, check, (int32_t)flow), amount);
}

/* Luck (SEN_CHANCE_CHECK; check, child; year and need, 0 for the visit): done | passed on falsely,
 * and for each need: seen. */
static void check_child(sen_state_block *s, int32_t check, int32_t child)
{
    const sen_check *const spec = s->rules->checks + check;
    const sen_child *const of = s->world->children + child;
    if (of->arrive_day > s->day || of->leave_day <= s->day)
        return;
    count_check(s, check, SEN_CHECKS_DUE, 1);
    const uint32_t year = (uint32_t)(s->day / 365) << CHECK_NEED_BITS;
    sen_rng rng = sen_luck(s, SEN_CHANCE_CHECK, check, of->number, year);
    const uint64_t word = sen_rng_next(&rng);
    if (!sen_coin(s, spec->coverage, sen_word_high(word)))
        return;
    if (spec->team != SEN_NONE) {
        if (s->teams[spec->team].today < 1)
            return;
        s->teams[spec->team].today--;
        sen_count(s, sen_plan_team(s->plan, spec->team, SEN_USE_DELIVERED), 1);
    }
    count_check(s, check, SEN_CHECKS_DONE, 1);
    double *const unbooked = &s->checks[check].pence;
    *unbooked += sen_value(s->draw, spec->pence);
    const int64_t whole = (int64_t)*unbooked;
    *unbooked -= (double)whole;
    count_check(s, check, SEN_CHECKS_COST_PENCE, whole);
    bool any = false;
    for (int32_t i = of->first_need; i < of->first_need + of->n_needs; i++) {
        const sen_child_need *const need = s->world->needs + i;
        if (!sen_need_is_present(s, i))
            continue;
        any = true;
        if (s->draw->chances[spec->sensitivity[need->need]] == 0 || !sen_recognition_may_find(s, i))
            continue;
        double chance = sen_value(s->draw, spec->sensitivity[need->need]);
        if (need->masked)
            chance *= sen_value(s->draw, s->model->needs[need->need].masked_times);
        sen_rng seen = sen_rng_keyed(sen_key_of_both(s->keys[SEN_CHANCE_CHECK][check],
                                                     s->keys[SEN_CHANCE_NOTICE][need->need]),
                                     of->number, year);
        if (sen_word_high(sen_rng_next(&seen)) < sen_chance_threshold(chance)) {
            count_check(s, check, SEN_CHECKS_FOUND, 1);
            sen_recognition_found(s, i);
        }
    }
    if (!any && sen_coin(s, spec->false_share, sen_word_low(word))) {
        count_check(s, check, SEN_CHECKS_FALSE, 1);
        if (spec->false_to != SEN_NONE)
            sen_referral_false(s, child, spec->false_to,
                               0x4000u | (uint32_t)(s->day / 365) << 6 | (uint32_t)check);
    }
}

/* Day of the school year on which a child is due: uniform over the year, put off to the next open
 * day; SEN_NONE when it has passed or lies beyond the run. */
static int32_t school_day(const sen_state_block *s, int32_t check, int32_t child, int32_t september)
{
    const sen_check *const spec = s->rules->checks + check;
    const int32_t start = s->model->start_date;
    const int32_t year_days = sen_day_add_years(september, 1) - september;
    sen_rng rng = sen_luck(s, SEN_CHANCE_CHECK, check, s->world->children[child].number,
                           (uint32_t)(sen_civil_of(september).year) << CHECK_NEED_BITS | 63u);
    int32_t day =
        september - start +
        (int32_t)((uint64_t)sen_word_high(sen_rng_next(&rng)) * (uint64_t)year_days >> 32);
    if (day < s->day)
        return SEN_NONE;
    if (spec->calendar != SEN_NONE)
        while (day < s->n_days && !s->model->calendars[spec->calendar].open[day])
            day++;
    return day < s->n_days ? day : SEN_NONE;
}

/* The year group of a check and its days, in day order: one counting sort a school year. */
static void plan_school_year(sen_state_block *s, int32_t check)
{
    enum { YEAR = 512 }; /* a school year and the longest closure after it */
    sen_check_state *const state = s->checks + check;
    const int32_t september = sen_september_first(s->september);
    const sen_year_group group = sen_year_group_of(s, s->rules->checks[check].school_year);
    state->n = state->next = 0;
    if (group.last - group.first > state->room) {
        state->room = group.last - group.first;
        state->items = sen_arena_take(s->arena, (size_t)state->room, sizeof *state->items);
        state->days = sen_arena_take(s->arena, (size_t)state->room, sizeof *state->days);
        if (state->items == NULL || state->days == NULL) {
            s->failed = SEN_NO_MEMORY;
            return;
        }
    }
    int32_t at[YEAR + 1] = {0};
    for (int32_t child = group.first; child < group.last; child++) {
        const int32_t day = school_day(s, check, child, september);
        state->days[child - group.first] = day;
        if (day != SEN_NONE && day - s->day < YEAR)
            at[day - s->day + 1]++;
    }
    for (int32_t d = 0; d < YEAR; d++)
        at[d + 1] += at[d];
    state->n = at[YEAR];
    for (int32_t child = group.first; child < group.last; child++) {
        const int32_t day = state->days[child - group.first];
        if (day != SEN_NONE && day - s->day < YEAR)
            state->items[at[day - s->day]++] = (sen_dated){.day = day, .what = child};
    }
}

SEN_HOT void fetch_check(const sen_state_block *s, const sen_check_state *state)
{
    const sen_dated *const ahead = state->items + state->next;
    if (state->next + SEN_FETCH_CHILD < state->n)
        __builtin_prefetch(s->world->children + ahead[SEN_FETCH_CHILD].what);
    if (state->next + SEN_FETCH_REST >= state->n)
        return;
    const sen_child *const child = s->world->children + ahead[SEN_FETCH_REST].what;
    if (child->n_needs == 0)
        return;
    __builtin_prefetch(s->world->needs + child->first_need);
    __builtin_prefetch(s->notices + child->first_need);
}

static void school_checks(sen_state_block *s, int32_t check)
{
    sen_check_state *const state = s->checks + check;
    for (; state->next < state->n && state->items[state->next].day <= s->day; state->next++) {
        fetch_check(s, state);
        check_child(s, check, state->items[state->next].what);
    }
}

/* Checks at an age: children in birth order, as far as that age has come. */
static void age_checks(sen_state_block *s, int32_t check, bool begins)
{
    sen_check_state *const state = s->checks + check;
    const int32_t at_days = s->rules->checks[check].at_days;
    if (begins)
        state->walk = sen_first_born_from(s->world, s->day - at_days);
    for (; state->walk < s->world->n_children &&
           s->world->children[state->walk].birth_day + at_days <= s->day;
         state->walk++)
        check_child(s, check, state->walk);
}

/* A check that reaches nobody is not commissioned: nothing is due. It begins on the day it is. */
void sen_checks_today(sen_state_block *s)
{
    const bool new_year = s->today.day == 1 && s->today.month == 9;
    for (int32_t c = 0; c < s->model->n_checks; c++) {
        const sen_check *const spec = s->rules->checks + c;
        sen_check_state *const state = s->checks + c;
        if (s->draw->chances[spec->coverage] == 0)
            continue;
        const bool begins = state->last_day != s->day - 1;
        state->last_day = s->day;
        if (spec->at_days != SEN_NONE) {
            age_checks(s, c, begins);
            continue;
        }
        if (new_year || begins)
            plan_school_year(s, c);
        school_checks(s, c);
    }
}

/* ---- referrals that serve no requirement ---- */

void sen_false_positives_today(sen_state_block *s)
{
    const int32_t start = s->model->start_date, date = start + s->day;
    for (int32_t v = 0; v < s->model->n_services; v++) {
        const sen_service *const service = s->rules->services + v;
        const double rate = sen_value(s->draw, service->false_per_1000_a_year);
        if (rate <= 0.0 || !s->commissioned[v])
            continue;
        sen_false_state *const state = s->false_positives + v;
        if (s->day % 30 == 0 || state->last_child == 0) {
            state->first_child = sen_first_born_from(
                s->world, sen_day_add_years(date, -service->to_age) + 1 - start);
            state->last_child = sen_first_born_from(
                s->world, sen_day_add_years(date, -service->from_age) + 1 - start);
        }
        const int32_t n = state->last_child - state->first_child;
        /* asking grows for those without the need as for those with it */
        state->hazard += rate / 1000.0 / DAYS_A_YEAR * (double)n *
                         sen_case_trend(s, service->asked_trend_a_year);
        while (state->hazard >= state->next) {
            sen_rng rng = sen_luck(s, SEN_CHANCE_FALSE, v, 0, (uint32_t)state->arrivals);
            state->next -= sen_log(1.0 - sen_unit(sen_rng_next(&rng)));
            const uint64_t word = sen_rng_next(&rng);
            if (state->arrivals++ == 0 || n <= 0)
                continue; /* the first threshold had no arrival before it */
            const int32_t child =
                state->first_child + (int32_t)((uint64_t)sen_word_high(word) * (uint64_t)n >> 32);
            const sen_child *const of = s->world->children + child;
            if (of->arrive_day <= s->day && s->day < of->leave_day)
                sen_referral_false(s, child, v, (uint32_t)state->arrivals & 0x3fffu);
        }
    }
}

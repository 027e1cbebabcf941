/* SPDX-License-Identifier: MIT */
/*
 * Recognition: unnoticed, noticed, identified by an agency, shared with the others.
 *
 * School, parents and crisis are hazards that spend the need's unit exponentials, which the world
 * fixed: a higher hazard only ever finds a need earlier. A hazard is constant between birthdays and
 * changes of the rules, so the day of notice is computed, not waited for.
 */
#include "base/date.h"
#include "engine/booking.h"
#include "engine/case.h"
#include "engine/referral.h"

enum { UNNOTICED, NOTICED, IDENTIFIED, SHARED };
enum { BY_CHECK = SEN_ROUTES }; /* beside the routes: keys the lags of what a check has found */

static const double DAYS_A_YEAR = 365.25;

/* Who hears of it first. */
static uint8_t sectors_of(int32_t route)
{
    switch (route) {
    case SEN_ROUTE_SCHOOL:
        return SEN_KNOWS_EDUCATION;
    case SEN_ROUTE_PARENTS:
        return SEN_KNOWS_HEALTH;
    default:
        return SEN_KNOWS_HEALTH | SEN_KNOWS_CARE;
    }
}

static void set_timer(sen_state_block *s, int32_t need, int32_t day)
{
    if (sen_bucket_holds(&s->notice_agenda, need))
        sen_bucket_remove(&s->notice_agenda, need);
    if (day < s->n_days)
        sen_bucket_add(&s->notice_agenda, need, day);
}

static int32_t age_on(const sen_state_block *s, int32_t child, int32_t day)
{
    const sen_civil date = day == s->day ? s->today : sen_civil_of(s->model->start_date + day);
    const int32_t age = sen_born_age(s->world->children[child].born, date);
    return age < SEN_AGES ? age : SEN_AGES - 1;
}

/* Hazard a day, at an age and in a year of the run, under the rules in force. */
static double hazard(const sen_state_block *s, const sen_child_need *need, int32_t route,
                     int32_t age, int32_t day)
{
    const sen_recognition *const rec = s->rules->recognition + need->need;
    const double per_year = sen_value(s->draw, rec->per_year[route].by_age[age]);
    if (per_year <= 0.0)
        return 0.0;
    double times = 1.0;
    const double trend = 1.0 + sen_value(s->draw, rec->trend_a_year);
    for (; day >= 365; day -= 365)
        times *= trend;
    return per_year * times * (double)s->world->children[need->child].recognition_times[route] /
           DAYS_A_YEAR;
}

/* Spends the hazards of the days since the last time; they are those of one age and one year. */
static void spend(sen_state_block *s, int32_t i)
{
    const sen_child_need *const need = s->world->needs + i;
    sen_notice *const n = s->notices + i;
    const int32_t days = s->day - n->since_day;
    if (days <= 0)
        return;
    const int32_t age = age_on(s, need->child, n->since_day);
    for (int32_t route = 0; route < SEN_ROUTES; route++)
        n->spent[route] += hazard(s, need, route, age, n->since_day) * (double)days;
    n->since_day = s->day;
}

static void share(sen_state_block *s, int32_t i, uint8_t sectors)
{
    const sen_child_need *const need = s->world->needs + i;
    const sen_child *const child = s->world->children + need->child;
    s->notices[i].knows |= sectors;
    for (int32_t q = child->first_requirement; q < child->first_requirement + child->n_requirements;
         q++)
        if (s->world->requirements[q].causes >> need->need & 1)
            sen_case_known(s, q, s->notices[i].knows);
}

static uint64_t notice_luck(const sen_state_block *s, int32_t i, int32_t word)
{
    const sen_child_need *const need = s->world->needs + i;
    sen_rng rng = sen_luck(s, SEN_CHANCE_NOTICE, need->need, s->world->children[need->child].number,
                           s->notices[i].route);
    const uint64_t first = sen_rng_next(&rng);
    return word == 0 ? first : sen_rng_next(&rng);
}

/* An agency has it on record; the others may hear of it later. */
static void identify(sen_state_block *s, int32_t i)
{
    sen_notice *const n = s->notices + i;
    const sen_recognition *const rec = s->rules->recognition + s->world->needs[i].need;
    n->stage = IDENTIFIED;
    sen_count(s, s->plan->population_at + SEN_NEEDS_IDENTIFIED, 1);
    share(s, i, n->knows);
    if (!sen_coin(s, rec->shared, sen_word_low(notice_luck(s, i, 0))))
        return;
    const int32_t days =
        rec->shared_after == SEN_NONE
            ? 0
            : sen_days_of(s, rec->shared_after, sen_word_high(notice_luck(s, i, 1)));
    if (days > 0) {
        set_timer(s, i, s->day + days);
    } else {
        n->stage = SHARED;
        share(s, i, SEN_KNOWS_ALL);
    }
}

static void notice(sen_state_block *s, int32_t i, int32_t route, uint8_t sectors)
{
    sen_notice *const n = s->notices + i;
    const sen_recognition *const rec = s->rules->recognition + s->world->needs[i].need;
    if (sen_bucket_holds(&s->notice_agenda, i)) /* found before a route would have noticed */
        sen_bucket_remove(&s->notice_agenda, i);
    n->stage = NOTICED;
    n->route = (uint8_t)route;
    n->knows = sectors;
    sen_concern_noticed(s, i);
    sen_count(s, s->plan->population_at + SEN_NEEDS_NOTICED, 1);
    const int32_t days =
        rec->identified_after == SEN_NONE
            ? 0
            : sen_days_of(s, rec->identified_after, sen_word_high(notice_luck(s, i, 0)));
    if (days > 0)
        set_timer(s, i, s->day + days);
    else
        identify(s, i);
}

/* For each need and age the next age at which some route's hazard is another under the rules in
 * force: asked for at every look ahead. */
static void note_hazards(sen_state_block *s)
{
    for (int32_t need = 0; need < s->model->n_needs; need++) {
        const sen_recognition *const rec = s->rules->recognition + need;
        uint8_t *const until = s->hazards_until + (size_t)need * SEN_AGES;
        until[SEN_AGES - 1] = SEN_AGES;
        for (int32_t age = SEN_AGES - 2; age >= 0; age--) {
            bool same = true;
            for (int32_t route = 0; route < SEN_ROUTES; route++)
                same &= sen_value(s->draw, rec->per_year[route].by_age[age + 1]) ==
                        sen_value(s->draw, rec->per_year[route].by_age[age]);
            until[age] = same ? until[age + 1] : (uint8_t)(age + 1);
        }
    }
}

/* The day on which some route's threshold is crossed, or the next on which a hazard changes. */
static void look_ahead(sen_state_block *s, int32_t i)
{
    const sen_child_need *const need = s->world->needs + i;
    sen_notice *const n = s->notices + i;
    const int32_t age = age_on(s, need->child, s->day);
    int32_t next =
        sen_birthday_in_run(s, s->world->children + need->child,
                            s->hazards_until[(size_t)need->need * SEN_AGES + (size_t)age]);
    const int32_t next_year = (s->day / 365 + 1) * 365; /* trends step with the years of the run */
    if (next_year < next &&
        sen_value(s->draw, s->rules->recognition[need->need].trend_a_year) != 0.0)
        next = next_year;
    int32_t crossed = SEN_NONE;
    for (int32_t route = 0; route < SEN_ROUTES; route++) {
        const double rate = hazard(s, need, route, age, s->day);
        const double rest = (double)need->threshold[route] - n->spent[route];
        if (rate <= 0.0 || rest > rate * (double)(next - s->day))
            continue;
        const int32_t day = s->day + (rest > 0.0 ? (int32_t)(rest / rate) : 0);
        if (day < next || (day == next && crossed == SEN_NONE)) {
            next = day;
            crossed = route;
        }
    }
    if (crossed == SEN_NONE) {
        set_timer(s, i, next);
    } else if (next <= s->day && !s->opening) { /* on day 0 it is left to phase 6 like all others */
        notice(s, i, crossed, sectors_of(crossed));
    } else {
        n->route = (uint8_t)(crossed + 1); /* of the crossing that the timer stands for */
        set_timer(s, i, next);
    }
}

static bool is_present(const sen_state_block *s, int32_t i)
{
    const sen_child_need *const need = s->world->needs + i;
    return need->onset_day <= s->day && s->day < need->end_day &&
           s->world->children[need->child].arrive_day <= s->day;
}

void sen_recognition_onset(sen_state_block *s, int32_t i)
{
    if (s->notices[i].stage == UNNOTICED && is_present(s, i))
        look_ahead(s, i);
}

void sen_recognition_due(sen_state_block *s, int32_t i)
{
    sen_notice *const n = s->notices + i;
    if (!is_present(s, i))
        return;
    switch (n->stage) {
    case UNNOTICED: {
        const int32_t crossed = (int32_t)n->route - 1;
        n->route = 0;
        spend(s, i);
        if (crossed >= 0)
            notice(s, i, crossed, sectors_of(crossed));
        else
            look_ahead(s, i);
        break;
    }
    case NOTICED:
        identify(s, i);
        break;
    case IDENTIFIED:
        n->stage = SHARED;
        share(s, i, SEN_KNOWS_ALL);
        break;
    default:
        break;
    }
}

static bool same_hazards(const sen_state_block *s, const sen_recognition *a,
                         const sen_recognition *b)
{
    bool same = sen_value(s->draw, a->trend_a_year) == sen_value(s->draw, b->trend_a_year);
    for (int32_t route = 0; route < SEN_ROUTES; route++)
        for (int32_t age = 0; age < SEN_AGES; age++)
            same &= sen_value(s->draw, a->per_year[route].by_age[age]) ==
                    sen_value(s->draw, b->per_year[route].by_age[age]);
    return same;
}

/* Before the rules change: spent under the old ones, where the new ones differ. */
void sen_recognition_old_rules(sen_state_block *s, const sen_rules *next)
{
    bool same[SEN_MAX_NEEDS];
    for (int32_t n = 0; n < s->model->n_needs; n++)
        same[n] = same_hazards(s, s->rules->recognition + n, next->recognition + n);
    for (int32_t i = 0; i < s->world->n_needs; i++)
        if (!same[s->world->needs[i].need] && s->notices[i].stage == UNNOTICED && is_present(s, i))
            spend(s, i);
}

/* After: looked ahead under the new ones. */
void sen_recognition_new_rules(sen_state_block *s, const sen_rules *before)
{
    bool same[SEN_MAX_NEEDS];
    note_hazards(s);
    for (int32_t n = 0; n < s->model->n_needs; n++)
        same[n] = same_hazards(s, s->rules->recognition + n, before->recognition + n);
    for (int32_t i = 0; i < s->world->n_needs; i++)
        if (!same[s->world->needs[i].need] && s->notices[i].stage == UNNOTICED &&
            is_present(s, i)) {
            s->notices[i].route = 0;
            look_ahead(s, i);
        }
}

/* What is known on day 0; capacity had no part in it. */
void sen_recognition_begin(sen_state_block *s)
{
    note_hazards(s);
    for (int32_t i = 0; i < s->world->n_needs; i++) {
        const sen_child_need *const need = s->world->needs + i;
        sen_notice *const n = s->notices + i;
        const int32_t arrive = s->world->children[need->child].arrive_day;
        const int32_t from = need->onset_day > arrive ? need->onset_day : arrive;
        *n = (sen_notice){.since_day = from > 0 ? from : 0, .stage = UNNOTICED};
        s->notice_links[i].prev = SEN_UNLINKED;
        if (!is_present(s, i))
            continue;
        if (!need->noticed) {
            look_ahead(s, i);
            continue;
        }
        n->route = need->route;
        n->knows = sectors_of(need->route);
        n->stage = NOTICED;
        if (need->identified)
            identify(s, i);
        else
            notice(s, i, need->route, n->knows);
    }
}

bool sen_recognition_is_noticed(const sen_state_block *s, int32_t requirement)
{
    const sen_requirement *const of = s->world->requirements + requirement;
    const sen_child *const child = s->world->children + of->child;
    for (int32_t i = child->first_need; i < child->first_need + child->n_needs; i++)
        if (of->causes >> s->world->needs[i].need & 1 && s->notices[i].stage != UNNOTICED)
            return true;
    return false;
}

/* The day, before day 0, on which a causing need was first identified; SEN_NEVER: none was. */
int32_t sen_recognition_known_day(const sen_state_block *s, int32_t requirement)
{
    const sen_requirement *const of = s->world->requirements + requirement;
    const sen_child *const child = s->world->children + of->child;
    int32_t known_day = SEN_NEVER;
    for (int32_t i = child->first_need; i < child->first_need + child->n_needs; i++) {
        const sen_child_need *const need = s->world->needs + i;
        if (!(of->causes >> need->need & 1) || !need->identified)
            continue;
        const sen_duration lag = s->rules->recognition[need->need].identified_after;
        const int32_t day =
            need->noticed_day +
            (lag == SEN_NONE ? 0 : sen_days_of(s, lag, sen_word_high(notice_luck(s, i, 0))));
        if (day < known_day)
            known_day = day;
    }
    return known_day;
}

/* A review, check or other service has seen it. */
static void found(sen_state_block *s, int32_t i)
{
    sen_notice *const n = s->notices + i;
    if (n->stage == UNNOTICED) {
        spend(s, i);
        notice(s, i, BY_CHECK, SEN_KNOWS_HEALTH);
    } else if (n->stage >= IDENTIFIED && !(n->knows & SEN_KNOWS_HEALTH)) {
        share(s, i, SEN_KNOWS_HEALTH);
    }
}

/* ---- reviews and checks ---- */

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
        if (!is_present(s, i))
            continue;
        any = true;
        if (s->draw->chances[spec->sensitivity[need->need]] == 0 || s->notices[i].stage == SHARED ||
            s->notices[i].stage == NOTICED)
            continue;
        double chance = sen_value(s->draw, spec->sensitivity[need->need]);
        if (need->masked)
            chance *= sen_value(s->draw, s->model->needs[need->need].masked_times);
        sen_rng seen = sen_rng_keyed(sen_key_of_both(s->keys[SEN_CHANCE_CHECK][check],
                                                     s->keys[SEN_CHANCE_NOTICE][need->need]),
                                     of->number, year);
        if (sen_word_high(sen_rng_next(&seen)) < sen_chance_threshold(chance)) {
            count_check(s, check, SEN_CHECKS_FOUND, 1);
            found(s, i);
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

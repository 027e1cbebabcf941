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

bool sen_need_is_present(const sen_state_block *s, int32_t i)
{
    const sen_child_need *const need = s->world->needs + i;
    return need->onset_day <= s->day && s->day < need->end_day &&
           s->world->children[need->child].arrive_day <= s->day;
}

void sen_recognition_onset(sen_state_block *s, int32_t i)
{
    if (s->notices[i].stage == UNNOTICED && sen_need_is_present(s, i))
        look_ahead(s, i);
}

void sen_recognition_due(sen_state_block *s, int32_t i)
{
    sen_notice *const n = s->notices + i;
    if (!sen_need_is_present(s, i))
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
        if (!same[s->world->needs[i].need] && s->notices[i].stage == UNNOTICED &&
            sen_need_is_present(s, i))
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
            sen_need_is_present(s, i)) {
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
        if (!sen_need_is_present(s, i))
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

bool sen_recognition_may_find(const sen_state_block *s, int32_t i)
{
    return s->notices[i].stage != SHARED && s->notices[i].stage != NOTICED;
}

void sen_recognition_found(sen_state_block *s, int32_t i)
{
    sen_notice *const n = s->notices + i;
    if (n->stage == UNNOTICED) {
        spend(s, i);
        notice(s, i, BY_CHECK, SEN_KNOWS_HEALTH);
    } else if (n->stage >= IDENTIFIED && !(n->knows & SEN_KNOWS_HEALTH)) {
        share(s, i, SEN_KNOWS_HEALTH);
    }
}

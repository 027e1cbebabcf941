/* SPDX-License-Identifier: MIT */
/*
 * Cases: what becomes of a requirement between its referrals. Known or not, asked for or not, done
 * and due again, lost at an age edge.
 *
 * At most one timer a case: the day of the next referral (ASKS), the day it is looked at again, or
 * the day it is due again.
 */
#include "engine/case.h"
#include "engine/booking.h"
#include "engine/referral.h"

static uint8_t sector_of(const sen_service *service)
{
    switch (service->sector[0]) {
    case 'e':
        return SEN_KNOWS_EDUCATION;
    case 'h':
        return SEN_KNOWS_HEALTH;
    default:
        return SEN_KNOWS_CARE;
    }
}

static void set_timer(sen_state_block *s, int32_t requirement, int32_t day, bool asks)
{
    sen_case *const c = s->cases + requirement;
    if (sen_bucket_holds(&s->case_agenda, requirement))
        sen_bucket_remove(&s->case_agenda, requirement);
    c->flags = (uint8_t)(asks ? c->flags | SEN_CASE_TIMER_ASKS : c->flags & ~SEN_CASE_TIMER_ASKS);
    s->case_due[requirement] = day;
    if (day < s->n_days)
        sen_bucket_add(&s->case_agenda, requirement, day);
}

static uint16_t within_run(const sen_state_block *s, int32_t day)
{
    return (uint16_t)(day < 0 ? 0 : day < s->n_days ? day : s->n_days);
}

/* From when until when a service takes a requirement, whatever is commissioned: empty where it is not
 * for the need or its severity. */
static sen_window window_of(const sen_state_block *s, int32_t v, const sen_requirement *of)
{
    const sen_service *const service = s->rules->services + v;
    if (!(service->for_needs & of->causes) || !(service->severities >> of->severity & 1))
        return (sen_window){.from_day = 0, .to_day = 0};
    sen_window window = {.from_day = 0};
    if (service->from_age > 0)
        window.from_day = within_run(
            s, sen_birthday_in_run(s, s->world->children + of->child, service->from_age));
    window.to_day = within_run(s, sen_referral_edge_day(s, v, of->child));
    return window;
}

/* On other birthdays, and for other kinds in August and September, no service is another. */
static void note_edges(sen_state_block *s)
{
    s->edge_ages = 0;
    s->edge_kinds[0] = s->edge_kinds[1] = 0;
    for (int32_t v = 0; v < s->model->n_services; v++) {
        const sen_service *const service = s->rules->services + v;
        s->edge_ages |= 1u << service->from_age | 1u << service->to_age;
        if (service->stops != SEN_STOPS_BIRTHDAY)
            s->edge_kinds[service->stops == SEN_STOPS_SEPTEMBER] |= service->meets;
    }
    if (sen_plan_groups_by(s->plan, SEN_BY_AGE_BAND))
        for (int32_t band = 0; band < SEN_AGE_BANDS; band++)
            s->edge_ages |= 1u << sen_age_band_from[band];
}

/* Birthdays are dear and asked for at every booking, so each requirement has the windows of the
 * services that meet its kind, in the order in which it would ask them. */
void sen_cases_new_rules(sen_state_block *s)
{
    const int32_t n = s->model->n_services;
    s->most_kind_services = 0;
    note_edges(s);
    for (int32_t kind = 0; kind < s->model->n_kinds; kind++) {
        int32_t many = 0;
        for (int32_t k = 0; k < n; k++) {
            const int32_t v = s->service_order[k];
            if (s->rules->services[v].meets >> kind & 1)
                s->kind_services[kind * n + many++] = v;
        }
        s->n_kind_services[kind] = many;
        if (many > s->most_kind_services)
            s->most_kind_services = many;
    }
    const size_t windows = (size_t)s->world->n_requirements * (size_t)s->most_kind_services;
    if (windows > s->room_windows) {
        s->windows = sen_arena_take(s->arena, windows, sizeof *s->windows);
        s->room_windows = windows;
        if (s->windows == NULL) {
            s->failed = SEN_NO_MEMORY;
            return;
        }
    }
    for (int32_t q = 0; q < s->world->n_requirements; q++) {
        const sen_requirement *const of = s->world->requirements + q;
        sen_fetch_child_of(s->world, q);
        for (int32_t k = 0; k < s->n_kind_services[of->kind]; k++)
            s->windows[(size_t)q * (size_t)s->most_kind_services + (size_t)k] =
                window_of(s, s->kind_services[of->kind * n + k], of);
    }
}

static bool is_open_at(const sen_state_block *s, int32_t requirement, int32_t k, int32_t v)
{
    const sen_window *const window =
        s->windows + (size_t)requirement * (size_t)s->most_kind_services + (size_t)k;
    return s->commissioned[v] && window->from_day <= s->day && s->day < window->to_day;
}

static bool serves(const sen_state_block *s, int32_t v, int32_t requirement)
{
    const int32_t kind = s->world->requirements[requirement].kind;
    const int32_t *const services = s->kind_services + kind * s->model->n_services;
    for (int32_t k = 0; k < s->n_kind_services[kind]; k++)
        if (services[k] == v)
            return is_open_at(s, requirement, k, v);
    return false;
}

/* The service a requirement would be referred to: lowest preference, then id. With any_sector,
 * also one of a sector that does not know of the need yet. */
int32_t sen_case_service(const sen_state_block *s, int32_t requirement, bool any_sector)
{
    const int32_t kind = s->world->requirements[requirement].kind;
    const int32_t *const services = s->kind_services + kind * s->model->n_services;
    for (int32_t k = 0; k < s->n_kind_services[kind]; k++) {
        const int32_t v = services[k];
        if (is_open_at(s, requirement, k, v) &&
            (any_sector || s->cases[requirement].knows & sector_of(s->rules->services + v)))
            return v;
    }
    return SEN_NONE;
}

double sen_case_trend(const sen_state_block *s, sen_number a_year)
{
    const double rate = sen_value(s->draw, a_year);
    double times = 1.0;
    for (int32_t day = s->day; day >= 365; day -= 365)
        times *= 1.0 + rate;
    return times;
}

/* Passed on or not, and when: one look. The first leads to a referral after the service's lag; a
 * later one, which has waited for its turn, to one at once. Luck (SEN_CHANCE_ASKED; service, child;
 * kind and look): coin | lag. */
static void look(sen_state_block *s, int32_t requirement, bool again)
{
    sen_case *const c = s->cases + requirement;
    const int32_t v = sen_case_service(s, requirement, false);
    if (v == SEN_NONE)
        return;
    c->looked_at = (int16_t)v;
    const sen_service *const service = s->rules->services + v;
    const sen_requirement *const of = s->world->requirements + requirement;
    const sen_child *const child = s->world->children + of->child;
    const uint32_t occasion = (uint32_t)(of->occasion & 7) << 24 | c->looks++;
    sen_rng rng = sen_luck_of_kind(s, SEN_CHANCE_ASKED, v, of->kind, child->number, occasion);
    const uint64_t word = sen_rng_next(&rng);
    const sen_number share = again ? service->asked_again_share : service->asked_share;
    double chance = sen_value(s->draw, share) * (double)child->referral_times;
    chance *= s->asking_times[v];
    if (!again)
        chance *= sen_case_trend(s, service->asked_trend_a_year);
    if (sen_word_high(word) < sen_chance_threshold(chance)) {
        const sen_duration after = again ? SEN_NONE : service->asked_after;
        const int32_t days = after == SEN_NONE ? 0 : sen_days_of(s, after, sen_word_low(word));
        if (days == 0 && s->phase <= SEN_PHASE_JOINS) {
            sen_case_refer(s, requirement, v);
            return;
        }
        set_timer(s, requirement, s->day + (days > 0 ? days : 1), true);
    } else if (service->asked_again_after != SEN_NONE &&
               s->draw->chances[service->asked_again_share] != 0) {
        const int32_t days = sen_days_of(s, service->asked_again_after, sen_word_low(word));
        set_timer(s, requirement, s->day + (days > 0 ? days : 1), false);
    }
}

/* The look that was taken when the need was identified, before day 0: is its referral still to come?
 * So referrals flow on over day 0 as they did before. */
bool sen_case_asked_before(sen_state_block *s, int32_t requirement, int32_t known_day)
{
    const int32_t v = sen_case_service(s, requirement, false);
    if (v == SEN_NONE)
        return false;
    const sen_service *const service = s->rules->services + v;
    const sen_requirement *const of = s->world->requirements + requirement;
    const sen_child *const child = s->world->children + of->child;
    sen_rng rng = sen_luck_of_kind(s, SEN_CHANCE_ASKED, v, of->kind, child->number,
                                   (uint32_t)(of->occasion & 7) << 24);
    const uint64_t word = sen_rng_next(&rng);
    const double chance = sen_value(s->draw, service->asked_share) * (double)child->referral_times;
    if (service->asked_after == SEN_NONE || sen_word_high(word) >= sen_chance_threshold(chance))
        return false;
    const int32_t day = known_day + sen_days_of(s, service->asked_after, sen_word_low(word));
    if (day <= 0)
        return false;
    s->cases[requirement].looked_at = (int16_t)v;
    set_timer(s, requirement, day, true);
    return true;
}

/* First look at one that is identified and has nothing open, by a service that has not looked. */
void sen_case_consider(sen_state_block *s, int32_t requirement)
{
    const sen_case *const c = s->cases + requirement;
    if (s->opening || !(c->flags & SEN_CASE_ACTIVE) || !(c->flags & SEN_CASE_IDENTIFIED) ||
        c->flags & SEN_CASE_DONE || c->referral != SEN_NONE || s->case_due[requirement] > s->day ||
        (c->looked_at != SEN_NONE && c->looked_at == sen_case_service(s, requirement, false)))
        return;
    look(s, requirement, false);
}

/* Planned transfer to the service that goes on; who waited may keep the day from which they have. */
static void hand_over(sen_state_block *s, int32_t requirement, const sen_service *from)
{
    const int32_t asked_day = s->cases[requirement].asked_day;
    if (!from->handover_keeps_clock) {
        sen_case_refer(s, requirement, from->handover_to);
        return;
    }
    const int32_t i = sen_case_referral(s, requirement, from->handover_to);
    if (i == SEN_NONE)
        return;
    s->referrals[i].clock_day = asked_day;
    sen_referral_make(s, i);
    sen_book_case(s, requirement);
}

/* After an end without help. */
void sen_case_look_again(sen_state_block *s, int32_t requirement)
{
    const sen_case *const c = s->cases + requirement;
    if (!(c->flags & SEN_CASE_ACTIVE))
        return;
    if (c->flags & SEN_CASE_LOST) {
        const sen_service *const service = s->rules->services + c->service;
        const sen_requirement *const of = s->world->requirements + requirement;
        if (service->handover_to != SEN_NONE && serves(s, service->handover_to, requirement)) {
            sen_rng rng = sen_luck_of_kind(s, SEN_CHANCE_ASKED, c->service, of->kind,
                                           s->world->children[of->child].number, 0xffffffu);
            if (sen_coin(s, service->handover_share, sen_word_high(sen_rng_next(&rng)))) {
                hand_over(s, requirement, service);
                return;
            }
        }
    }
    const int32_t v = sen_case_service(s, requirement, false);
    s->cases[requirement].looked_at = (int16_t)v;
    if (v == SEN_NONE || s->rules->services[v].asked_again_after == SEN_NONE ||
        s->draw->chances[s->rules->services[v].asked_again_share] == 0)
        return;
    const sen_requirement *const of = s->world->requirements + requirement;
    sen_rng rng =
        sen_luck_of_kind(s, SEN_CHANCE_ASKED, v, of->kind, s->world->children[of->child].number,
                         (uint32_t)(of->occasion & 7) << 24 | s->cases[requirement].looks++);
    const int32_t days =
        sen_days_of(s, s->rules->services[v].asked_again_after, sen_word_low(sen_rng_next(&rng)));
    set_timer(s, requirement, s->day + (days > 0 ? days : 1), false);
}

/* Some amounts run on: a place or hours a year are needed as long as the requirement is there. */
static bool runs_on(const sen_kind *kind)
{
    return kind->unit == SEN_AMOUNT_PLACES || kind->unit == SEN_AMOUNT_HOURS_A_YEAR;
}

/* Also what a finished service sets off. */
bool sen_case_ask(sen_state_block *s, int32_t child, int32_t service)
{
    const sen_child *const of = s->world->children + child;
    for (int32_t q = of->first_requirement; q < of->first_requirement + of->n_requirements; q++) {
        sen_case *const c = s->cases + q;
        if (c->flags & SEN_CASE_ACTIVE && !(c->flags & SEN_CASE_DONE) && c->referral == SEN_NONE &&
            c->done_day != s->day && serves(s, service, q)) {
            c->flags |= SEN_CASE_IDENTIFIED;
            c->knows = SEN_KNOWS_ALL;
            sen_concern_raised(s, q);
            sen_case_refer(s, q, service);
            return true;
        }
    }
    return false;
}

bool sen_case_has_kind_of(const sen_state_block *s, int32_t child, int32_t service)
{
    const sen_child *const of = s->world->children + child;
    for (int32_t q = of->first_requirement; q < of->first_requirement + of->n_requirements; q++)
        if (s->cases[q].flags & SEN_CASE_ACTIVE && serves(s, service, q))
            return true;
    return false;
}

/* Needed again from a later day: nothing is done until then. */
static void due_later(sen_state_block *s, int32_t requirement, const sen_service *by, int32_t due,
                      bool returns)
{
    sen_case *const c = s->cases + requirement;
    c->flags |= SEN_CASE_DONE;
    if (by->elsewhere)
        c->flags |= SEN_CASE_ELSEWHERE;
    if (due != SEN_NEVER)
        set_timer(s, requirement, due, returns);
}

/*
 * A referral has come to its end. Helped: done until due again, or back sooner; what runs on is
 * needed still. Whatever is needed at once is looked at tomorrow, so that no chain of services
 * without length can turn for ever within a day. Luck (SEN_CHANCE_DONE; service, child, referral):
 * again | returns, returns after | triggers.
 */
void sen_case_done(sen_state_block *s, int32_t requirement, int32_t v, bool helped,
                   int32_t edge_day, uint32_t number, uint32_t occasion)
{
    sen_case *const c = s->cases + requirement;
    const sen_service *const service = s->rules->services + v;
    const sen_requirement *const of = s->world->requirements + requirement;
    const sen_kind *const kind = s->model->kinds + of->kind;
    sen_rng rng = sen_luck_of_kind(s, SEN_CHANCE_DONE, v, of->kind, number, occasion);
    const uint64_t first = sen_rng_next(&rng), second = sen_rng_next(&rng);
    int32_t due = SEN_NEVER;
    if (kind->again != SEN_NONE)
        due = s->day + sen_days_of(s, kind->again, sen_word_high(first));
    bool returns = false;
    if (helped && service->returns_after != SEN_NONE && !runs_on(kind) &&
        sen_coin(s, service->returns, sen_word_low(first))) {
        const int32_t back = s->day + sen_days_of(s, service->returns_after, sen_word_high(second));
        if (back < due) {
            due = back > s->day ? back : s->day + 1;
            returns = true;
            sen_count(s, sen_plan_service(s->plan, v, SEN_FLOW_RETURNS), 1);
        }
    }
    c->done_day = s->day;
    c->looked_at = SEN_NONE;
    if (helped && !(runs_on(kind) && kind->again == SEN_NONE) && due > s->day) {
        due_later(s, requirement, service, due, returns);
    } else if (s->day >= edge_day) {
        c->flags |= SEN_CASE_LOST;
        sen_case_look_again(s, requirement);
    } else {
        c->flags |= SEN_CASE_FIRST_LOOK;
        set_timer(s, requirement, s->day + 1, false);
    }
    sen_book_case(s, requirement);
    if (service->triggers != SEN_NONE && helped &&
        sen_coin(s, service->triggers_share, sen_word_low(second)))
        sen_case_ask(s, of->child, service->triggers);
}

/* A timer fires: the referral that was on its way, a need that is due again, or another look. */
void sen_case_due(sen_state_block *s, int32_t requirement)
{
    sen_case *const c = s->cases + requirement;
    const bool asks = (c->flags & SEN_CASE_TIMER_ASKS) != 0;
    const bool due_again = (c->flags & SEN_CASE_DONE) != 0;
    const bool first = (c->flags & SEN_CASE_FIRST_LOOK) != 0;
    c->flags &= (uint8_t) ~(SEN_CASE_DONE | SEN_CASE_ELSEWHERE | SEN_CASE_FIRST_LOOK);
    s->case_due[requirement] = SEN_NONE;
    const bool too_old =
        due_again && c->service != SEN_NONE &&
        s->day >= sen_referral_edge_day(s, c->service, s->world->requirements[requirement].child);
    if (due_again)
        c->looked_at = SEN_NONE;
    if (too_old) {
        c->flags |= SEN_CASE_LOST;
        sen_case_look_again(s, requirement);
    } else if (asks) {
        const int32_t v = sen_case_service(s, requirement, false);
        if (v != SEN_NONE)
            sen_case_refer(s, requirement, v);
    } else {
        look(s, requirement, !due_again && !first);
    }
    sen_book_case(s, requirement);
}

/* On a birthday, 1 September or when the rules change: a first look where another service takes it now
 * than the one that looked before. */
void sen_case_edge(sen_state_block *s, int32_t requirement)
{
    const sen_case *const c = s->cases + requirement;
    if (!(c->flags & SEN_CASE_ACTIVE))
        return;
    if (c->ended == SEN_STATES && sen_case_service(s, requirement, false) != c->looked_at)
        sen_case_consider(s, requirement);
    sen_book_case(s, requirement);
}

bool sen_case_is_to_come(const sen_state_block *s, int32_t requirement)
{
    const sen_case *const c = s->cases + requirement;
    return (c->flags & (SEN_CASE_ACTIVE | SEN_CASE_IDENTIFIED | SEN_CASE_DONE | SEN_CASE_LOST)) ==
               (SEN_CASE_ACTIVE | SEN_CASE_IDENTIFIED) &&
           c->referral == SEN_NONE && c->ended == SEN_STATES;
}

void sen_case_forget(sen_state_block *s, int32_t requirement, int32_t days)
{
    s->cases[requirement].flags |= SEN_CASE_LOST | SEN_CASE_FIRST_LOOK;
    set_timer(s, requirement, days == SEN_NEVER ? SEN_NEVER : s->day + (days > 0 ? days : 1),
              false);
    sen_book_case(s, requirement);
}

/* Sectors learn of a causing need. */
void sen_case_known(sen_state_block *s, int32_t requirement, uint8_t sectors)
{
    sen_case *const c = s->cases + requirement;
    if ((c->knows & sectors) == sectors && c->flags & SEN_CASE_IDENTIFIED)
        return;
    c->knows |= sectors;
    c->flags |= SEN_CASE_IDENTIFIED;
    if (!(c->flags & SEN_CASE_ACTIVE))
        return;
    sen_concern_raised(s, requirement);
    sen_case_consider(s, requirement);
    sen_book_case(s, requirement);
}

void sen_case_start(sen_state_block *s, int32_t requirement)
{
    sen_book_enter(s, requirement);
    if (sen_recognition_is_noticed(s, requirement))
        sen_concern_raised(s, requirement);
    sen_case_consider(s, requirement);
    sen_book_case(s, requirement);
}

/* The need has ended, the child is too old for the kind, or leaves the area. */
void sen_case_end(sen_state_block *s, int32_t requirement)
{
    sen_case *const c = s->cases + requirement;
    if (!(c->flags & SEN_CASE_ACTIVE))
        return;
    if (c->referral != SEN_NONE) {
        const sen_child *const child =
            s->world->children + s->world->requirements[requirement].child;
        sen_flow flow = SEN_FLOW_NEED_ENDED;
        if (child->leave_day <= s->day)
            flow = child->leaving == SEN_LEAVES_DIED ? SEN_FLOW_DIED : SEN_FLOW_MOVED;
        sen_referral_leave(s, c->referral, flow);
    }
    if (sen_bucket_holds(&s->case_agenda, requirement))
        sen_bucket_remove(&s->case_agenda, requirement);
    s->case_due[requirement] = SEN_NONE;
    sen_book_leave(s, requirement);
}

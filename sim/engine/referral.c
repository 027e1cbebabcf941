/* SPDX-License-Identifier: MIT */
/*
 * Referrals: made, waiting, ended. A referral serves a requirement, or none (a false positive, or a
 * person of a stream), and is one attempt at one service.
 *
 * Luck of a referral: one stream (SEN_CHANCE_REFERRAL; service, child, occasion), three words:
 * luck on lists | patience, urgent, overflow after | overflow; and three of one word each behind it
 * (occasion + 1 no reply, + 2 refused, + 3 triage). A stream's person brings its own words.
 */
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "engine/booking.h"
#include "engine/case.h"
#include "engine/referral.h"

enum {
    FIRST_ROOM = 1024,
    SUB_BITS = 12,
    REFERRAL_BITS = 12,
    REVIEWS = 0x4000 /* occasions of reviews, by day */
};

/* Lists and agendas borrow the link arrays, which move when they grow. */
static void lend_links(sen_state_block *s)
{
    s->agenda.links = &s->slots->agenda;
    s->pools.links = s->reviews.links = s->pool_links;
    for (int32_t q = 0; q < s->model->n_lists; q++) {
        s->queues[q].list.slots = s->slots;
    }
    for (int32_t t = 0; t < s->model->n_teams; t++) {
        s->teams[t].growing.slots = s->slots;
    }
}

static bool make_room(sen_state_block *s)
{
    if (s->room_referrals > INT32_MAX / 2) {
        s->failed = SEN_TOO_LARGE;
        return false;
    }
    const int32_t used = s->n_referrals;
    const int32_t room = s->room_referrals == 0 ? FIRST_ROOM : s->room_referrals * 2;
    if (!sen_grow((void **)&s->referrals, used, room, sizeof *s->referrals) ||
        !sen_grow((void **)&s->status, used, room, sizeof *s->status) ||
        !sen_grow((void **)&s->more, used, room, sizeof *s->more) ||
        !sen_grow_linked((void **)&s->slots, used, room, sizeof *s->slots) ||
        !sen_grow_linked((void **)&s->pool_links, used, room, sizeof *s->pool_links)) {
        s->failed = SEN_NO_MEMORY;
        return false;
    }
    memset(s->status + s->room_referrals, SEN_IS_FREE, (size_t)(room - s->room_referrals));
    s->room_referrals = room;
    lend_links(s);
    return true;
}

/* A slot for a referral, with nothing decided. SEN_NONE when the replicate has failed. */
int32_t sen_referral_new(sen_state_block *s, int32_t child, int32_t requirement, int32_t service)
{
    int32_t i = s->free_referral;
    if (i != SEN_NONE) {
        s->free_referral = s->referrals[i].parent;
    } else {
        if (s->n_referrals == s->room_referrals && !make_room(s))
            return SEN_NONE;
        i = s->n_referrals++;
    }
    s->referrals[i] =
        (sen_referral){.child = child,
                       .requirement = requirement,
                       .clock_day = s->day,
                       .joined_day = s->day,
                       .parent = SEN_NONE,
                       .ends_by_day = SEN_NEVER,
                       .patience_days = SEN_NONE,
                       .kind = requirement == SEN_NONE ? (uint8_t)s->model->n_kinds
                                                       : s->world->requirements[requirement].kind,
                       .service = (uint16_t)service,
                       .gap_days = SEN_NONE,
                       .ledger = SEN_REFERRAL_STATES};
    s->status[i] = SEN_IS_TRIAGE;
    s->more[i] = (sen_referral_more){
        .edge_day = SEN_NEVER, .overflow_day = SEN_NEVER, .leave_day = SEN_NEVER};
    sen_pathway_at(s, i, 0);
    s->slots[i].list.prev = s->slots[i].agenda.prev = SEN_UNLINKED;
    s->pool_links[i].prev = SEN_UNLINKED;
    return i;
}

void sen_referral_free(sen_state_block *s, int32_t i)
{
    s->status[i] = SEN_IS_FREE;
    s->referrals[i].parent = s->free_referral;
    s->free_referral = i;
}

/* First 1 September (1 August) after the birthday, or the birthday itself. */
static int32_t stop_day(const sen_state_block *s, const sen_service *of, const sen_child *child)
{
    if (of->stops == SEN_STOPS_BIRTHDAY)
        return sen_birthday_in_run(s, child, of->to_age);
    const int32_t month = of->stops == SEN_STOPS_SEPTEMBER ? 9 : 8;
    const int32_t year = child->born.year + of->to_age + (child->born.month >= month);
    return sen_day_of(year, month, 1) - s->model->start_date;
}

/* First day on which the child is too old for the service. */
int32_t sen_referral_edge_day(const sen_state_block *s, int32_t service, int32_t child)
{
    const sen_service *const of = s->rules->services + service;
    if (!s->model->has_population || of->to_age >= SEN_AGES)
        return SEN_NEVER;
    return stop_day(s, of, s->world->children + child);
}

/* Key of the n-th referral of a requirement; 12 bits below are left for visits and renewals. */
static uint32_t occasion_of(const sen_state_block *s, int32_t requirement, uint32_t n)
{
    const sen_requirement *const of = s->world->requirements + requirement;
    return (uint32_t)(of->occasion & 7) << 24 | (n & ((1u << REFERRAL_BITS) - 1u)) << SUB_BITS;
}

static void prepare(sen_state_block *s, int32_t i)
{
    sen_referral *const r = s->referrals + i;
    const sen_service *const service = sen_service_of(s, r);
    sen_rng rng = sen_luck_of_kind(s, SEN_CHANCE_REFERRAL, r->service, r->kind,
                                   s->slots[i].key.number, s->slots[i].key.occasion);
    const uint64_t first = sen_rng_next(&rng), second = sen_rng_next(&rng);
    s->slots[i].key.luck = sen_word_high(first);
    r->patience_luck = sen_word_low(first);
    r->class_ = sen_coin(s, service->urgent_share, sen_word_high(second)) ? 0 : 1;
    if (service->clock.exists && service->clock.from_stage != SEN_NONE)
        r->flags |= SEN_NOT_STARTED;
    s->more[i].edge_day = sen_referral_edge_day(s, r->service, r->child);
    r->ends_by_day =
        s->more[i].edge_day < s->more[i].leave_day ? s->more[i].edge_day : s->more[i].leave_day;
    if (service->overflow_after != SEN_NONE) {
        const uint64_t third = sen_rng_next(&rng);
        if (sen_coin(s, service->overflow_share, sen_word_low(third)))
            s->more[i].overflow_day =
                s->day + sen_days_of(s, service->overflow_after, sen_word_high(third));
        if (s->more[i].overflow_day < r->ends_by_day)
            r->ends_by_day = s->more[i].overflow_day;
    }
}

/* A waiting referral's day of leaving is set anew. */
static void look_again_when_to_leave(sen_state_block *s, int32_t i, int32_t edge_day)
{
    sen_referral *const r = s->referrals + i;
    sen_referral_more *const more = s->more + i;
    more->edge_day = edge_day;
    r->ends_by_day = edge_day < more->leave_day ? edge_day : more->leave_day;
    if (more->overflow_day < r->ends_by_day)
        r->ends_by_day = more->overflow_day;
    const sen_step *const step = sen_step_of(s, r);
    if (s->slots[i].list.prev != SEN_UNLINKED && !sen_is_holding(s, i)) {
        sen_referral_unschedule(s, i);
        sen_queue_schedule_leaving(s, i);
    } else if (sen_is_holding(s, i) && step->kind == SEN_STAGE_PLACE && step->stage->until_edge) {
        sen_referral_unschedule(s, i);
        sen_referral_schedule(s, i, edge_day > s->day ? edge_day : s->day + 1, SEN_DUE_ENDS);
    }
}

void sen_referrals_new_ages(sen_state_block *s, const sen_rules *before)
{
    for (int32_t i = 0; i < s->n_referrals; i++) {
        const sen_referral *const r = s->referrals + i;
        if (s->status[i] == SEN_IS_FREE || s->status[i] == SEN_IS_GAP)
            continue;
        const sen_service *const old = before->services + r->service;
        const sen_service *const now = s->rules->services + r->service;
        if (old->to_age != now->to_age || old->stops != now->stops)
            look_again_when_to_leave(s, i, sen_referral_edge_day(s, r->service, r->child));
    }
}

/* Accepted: joins the first stage. Refused cases end here. */
void sen_referral_begin(sen_state_block *s, int32_t i)
{
    const sen_referral *const r = s->referrals + i;
    const sen_service *const service = sen_service_of(s, r);
    if (s->draw->chances[service->refuse] != 0) {
        sen_rng rng = sen_luck_of_kind(s, SEN_CHANCE_REFERRAL, r->service, r->kind,
                                       s->slots[i].key.number, s->slots[i].key.occasion + 2);
        if (sen_coin(s, service->refuse, sen_word_high(sen_rng_next(&rng)))) {
            sen_referral_leave(s, i, SEN_FLOW_REFUSED);
            return;
        }
    }
    sen_step_of(s, r)->flows[SEN_FLOW_ACCEPTED]++;
    if (s->plan->referrals_at != SEN_NONE && !s->model->has_population) {
        sen_book_referral(s, i, SEN_ASSESSED);
        sen_book_referral(s, i, SEN_ON_LIST);
    }
    sen_pathway_enter(s, i, 0);
}

void sen_referral_triage(sen_state_block *s, int32_t i)
{
    const sen_referral *const r = s->referrals + i;
    const sen_step *const step = sen_step_of(s, r);
    if (step->service->triage != SEN_NONE) {
        sen_rng rng = sen_luck_of_kind(s, SEN_CHANCE_REFERRAL, r->service, r->kind,
                                       s->slots[i].key.number, s->slots[i].key.occasion + 3);
        const int32_t days =
            sen_days_of(s, step->service->triage, sen_word_high(sen_rng_next(&rng)));
        if (days > 0) {
            sen_referral_schedule(s, i, s->day + days, SEN_DUE_JOINS);
            return;
        }
    }
    sen_referral_begin(s, i);
}

int32_t sen_case_referral(sen_state_block *s, int32_t requirement, int32_t service)
{
    sen_case *const c = s->cases + requirement;
    const int32_t child = s->world->requirements[requirement].child;
    const int32_t i = sen_referral_new(s, child, requirement, service);
    if (i == SEN_NONE)
        return SEN_NONE;
    s->slots[i].key.number = s->world->children[child].number;
    s->slots[i].key.occasion = occasion_of(s, requirement, c->referrals++);
    if (sen_bucket_holds(&s->case_agenda, requirement))
        sen_bucket_remove(&s->case_agenda, requirement);
    c->referral = i;
    c->service = service;
    c->ended = SEN_STATES;
    c->flags &=
        (uint8_t) ~(SEN_CASE_LOST | SEN_CASE_DONE | SEN_CASE_ELSEWHERE | SEN_CASE_FIRST_LOOK);
    s->case_due[requirement] = SEN_NONE;
    prepare(s, i);
    return i;
}

/* A new referral of a requirement to a service, today. */
void sen_case_refer(sen_state_block *s, int32_t requirement, int32_t service)
{
    const int32_t i = sen_case_referral(s, requirement, service);
    if (i == SEN_NONE)
        return;
    sen_referral_make(s, i);
    sen_book_case(s, requirement);
}

/* A referral without a requirement: it uses capacity and never counts as unmet. */
static int32_t refer_nothing(sen_state_block *s, int32_t child, int32_t service, uint32_t arrival)
{
    const int32_t i = sen_referral_new(s, child, SEN_NONE, service);
    if (i == SEN_NONE)
        return SEN_NONE;
    s->slots[i].key.number = s->world->children[child].number;
    s->slots[i].key.occasion = (arrival & 0x7fffu) << SUB_BITS;
    s->more[i].leave_day = s->world->children[child].leave_day;
    prepare(s, i);
    return i;
}

void sen_referral_false(sen_state_block *s, int32_t child, int32_t service, uint32_t arrival)
{
    sen_count(s, sen_plan_service(s->plan, service, SEN_FLOW_FALSE_REFERRALS), 1);
    const int32_t i = refer_nothing(s, child, service, arrival & (REVIEWS - 1u));
    if (i != SEN_NONE)
        sen_referral_make(s, i);
}

static bool is_reviewed_today(const sen_state_block *s, int32_t child, int32_t service)
{
    if (s->reviewed_day[child] != s->day + 1)
        return false;
    for (int32_t i = 0; i < s->n_referrals; i++)
        if (s->referrals[i].child == child && s->referrals[i].service == service &&
            s->referrals[i].clock_day == s->day && s->referrals[i].requirement == SEN_NONE &&
            s->slots[i].key.occasion >> SUB_BITS >= REVIEWS && s->status[i] != SEN_IS_FREE)
            return true;
    return false;
}

void sen_referral_review(sen_state_block *s, int32_t child, int32_t service)
{
    if (is_reviewed_today(s, child, service))
        return;
    s->reviewed_day[child] = s->day + 1;
    const int32_t i = sen_referral_review_of(s, child, service, s->day);
    if (i != SEN_NONE)
        sen_referral_make(s, i);
}

int32_t sen_referral_review_of(sen_state_block *s, int32_t child, int32_t service, int32_t day)
{
    const int32_t i = refer_nothing(s, child, service, REVIEWS | ((uint32_t)day & (REVIEWS - 1u)));
    if (i != SEN_NONE)
        s->referrals[i].clock_day = day;
    return i;
}

/* ---- ends ---- */

static uint8_t state_after(sen_flow flow)
{
    switch (flow) {
    case SEN_FLOW_REFUSED:
    case SEN_FLOW_LIST_FULL:
        return SEN_REFUSED;
    case SEN_FLOW_WITHDREW:
    case SEN_FLOW_NO_REPLY:
    case SEN_FLOW_NOT_BROUGHT:
        return SEN_LEFT_LIST;
    case SEN_FLOW_UNSUITABLE:
        return SEN_OFFER_UNSUITABLE;
    case SEN_FLOW_NOT_WANTED:
        return SEN_NOT_WANTED;
    default:
        return SEN_STATES;
    }
}

static sen_exit exit_of(sen_flow flow)
{
    switch (flow) {
    case SEN_FLOW_REFUSED:
    case SEN_FLOW_LIST_FULL:
        return SEN_EXIT_REFUSED;
    case SEN_FLOW_AGE_LIMIT:
        return SEN_EXIT_TOO_OLD;
    case SEN_FLOW_MOVED:
    case SEN_FLOW_DIED:
    case SEN_FLOW_NEED_ENDED:
        return SEN_EXIT_GONE;
    default:
        return SEN_EXIT_LEFT;
    }
}

void sen_referral_leave(sen_state_block *s, int32_t i, sen_flow flow)
{
    if (s->referrals[i].flags & SEN_BRANCH) { /* leaving in one branch ends all */
        sen_referral_leave(s, s->referrals[i].parent, flow);
        return;
    }
    const sen_referral *const r = s->referrals + i;
    if (s->status[i] == SEN_IS_ALL_OF)
        for (uint32_t open = s->more[i].open_branches; open != 0; open &= open - 1) {
            const int32_t branch = s->more[i].branches[__builtin_ctz(open)];
            sen_parts_leave(s, branch);
            sen_pathway_detach(s, branch);
            sen_referral_free(s, branch);
        }
    const bool over = s->status[i] == SEN_IS_OVERFLOW;
    sen_pathway_count_breach(s, i);
    sen_parts_leave(s, i);
    sen_wait_leaves(s, i, exit_of(flow));
    sen_pathway_detach(s, i);
    /* Who leaves the area or needs it no more while being helped has had the help; what went over to
     * the dearer provider has been counted then. */
    const bool helped = (r->flags & SEN_HELPED) != 0;
    const bool outside =
        flow == SEN_FLOW_MOVED || flow == SEN_FLOW_DIED || flow == SEN_FLOW_NEED_ENDED;
    if (!over)
        sen_step_of(s, r)->flows[helped && outside ? SEN_FLOW_COMPLETIONS : flow]++;
    sen_step_of(s, r)->stage_flows[SEN_STAGE_LEFT]++;
    const int32_t requirement = r->requirement, asked_day = r->clock_day;
    if (!s->model->has_population) {
        sen_stream_episode_over(s, i);
        return;
    }
    sen_referral_free(s, i);
    if (requirement == SEN_NONE)
        return;
    sen_case *const c = s->cases + requirement;
    c->referral = SEN_NONE;
    c->asked_day = asked_day;
    c->ended = state_after(flow);
    if (flow == SEN_FLOW_AGE_LIMIT)
        c->flags |= SEN_CASE_LOST;
    if (flow != SEN_FLOW_MOVED && flow != SEN_FLOW_DIED && flow != SEN_FLOW_NEED_ENDED)
        sen_case_look_again(s, requirement);
    sen_book_case(s, requirement);
}

SEN_LONG_WAY void done_for_child(sen_state_block *s, int32_t i)
{
    const sen_referral *const r = s->referrals + i;
    const int32_t requirement = r->requirement, served_by = r->service;
    const bool helped = (r->flags & SEN_HELPED) != 0;
    const int32_t edge_day = s->more[i].edge_day;
    const uint32_t number = s->slots[i].key.number, occasion = s->slots[i].key.occasion;
    sen_referral_free(s, i);
    if (requirement == SEN_NONE)
        return;
    s->cases[requirement].referral = SEN_NONE;
    sen_case_done(s, requirement, served_by, helped, edge_day, number, occasion);
}

void sen_referral_done(sen_state_block *s, int32_t i)
{
    const sen_step *const step = sen_step_of(s, s->referrals + i);
    if (step->clock != NULL) /* also where the stage it runs to was not needed */
        sen_pathway_stop_wait(s, i, SEN_EXIT_SEEN);
    else
        sen_wait_leaves(s, i, SEN_EXIT_SEEN); /* done without a stage that delivers */
    step->flows[SEN_FLOW_COMPLETIONS]++;
    if (s->model->has_population)
        done_for_child(s, i);
    else
        sen_stream_episode_over(s, i);
}

/* Overflow begins: the dearer provider serves it until the next phase transfer; or it ends. */
static int32_t next_transfer_day(const sen_state_block *s, int32_t child)
{
    const int32_t start = s->model->start_date;
    const int32_t birth = start + s->world->children[child].birth_day;
    int32_t september = sen_academic_year_start(start + s->day);
    for (int32_t years = 0; years < SEN_AGES; years++) {
        september = sen_day_add_years(september, 1);
        const int32_t age = sen_age_years(birth, september - 1);
        if (age == 4 || age == 11 || age == 16 || age == 19 || age >= 25)
            break;
    }
    return september - start;
}

void sen_referral_overflow(sen_state_block *s, int32_t i)
{
    sen_referral *const r = s->referrals + i;
    const int32_t requirement = r->requirement, edge_day = s->more[i].edge_day;
    if (s->status[i] == SEN_IS_OVERFLOW) {
        sen_team_release(s, i);
        sen_referral_free(s, i);
        if (requirement != SEN_NONE) {
            sen_case *const c = s->cases + requirement;
            c->referral = SEN_NONE;
            c->looked_at = SEN_NONE;
            if (s->day >= edge_day) {
                c->flags |= SEN_CASE_LOST;
                sen_case_look_again(s, requirement);
            } else {
                sen_case_consider(s, requirement);
            }
            sen_book_case(s, requirement);
        }
        return;
    }
    if (r->flags & SEN_BRANCH)
        return;
    if (sen_team_is_full(s->teams + sen_service_of(s, r)->overflow_team)) {
        sen_referral_schedule(s, i, s->day + 1, SEN_DUE_LEAVES); /* asks again tomorrow */
        return;
    }
    sen_pathway_stop_wait(s, i, SEN_EXIT_ELSEWHERE);
    sen_pathway_detach(s, i);
    sen_count(s, sen_plan_service(s->plan, r->service, SEN_FLOW_OVERFLOW), 1);
    const int32_t team = sen_service_of(s, r)->overflow_team;
    s->teams[team].held++;
    r->team = (uint16_t)team;
    s->status[i] = SEN_IS_OVERFLOW;
    r->joined_day = s->day;
    if (s->model->has_population)
        sen_referral_schedule(s, i, next_transfer_day(s, r->child), SEN_DUE_ENDS);
    if (requirement != SEN_NONE)
        sen_book_case(s, requirement);
}

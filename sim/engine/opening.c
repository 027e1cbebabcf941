/* SPDX-License-Identifier: MIT */
/*
 * Today's lists and caseloads on day 0. The world has given each case to a child who has the
 * requirement; here it takes its place in the service that its entry names, with what is left of
 * its stay and patience by the law given the time elapsed.
 */
#include "engine/booking.h"
#include "engine/case.h"
#include "engine/pathway.h"

/* Luck (SEN_CHANCE_OPENING; entry, child; 1): what is left of a stay | of patience. */
static uint64_t opening_luck(const sen_state_block *s, const sen_opening_case *of)
{
    const int32_t child = s->world->requirements[of->requirement].child;
    sen_rng rng = sen_luck(s, SEN_CHANCE_OPENING, of->entry, s->world->children[child].number, 1);
    return sen_rng_next(&rng);
}

static int32_t left_of(const sen_state_block *s, sen_duration law, int32_t elapsed, uint32_t luck)
{
    return sen_day_table_draw_remaining(s->draw->tables + law, elapsed, luck);
}

/* Served before day 0: done until due again. */
static void place_done(sen_state_block *s, const sen_opening_case *of, int32_t service)
{
    const int32_t q = of->requirement;
    sen_case *const c = s->cases + q;
    const sen_kind *const kind = s->model->kinds + s->world->requirements[q].kind;
    c->flags |= SEN_CASE_DONE;
    c->service = service;
    if (kind->again == SEN_NONE)
        return;
    const int32_t left =
        left_of(s, kind->again, of->elapsed_days, sen_word_high(opening_luck(s, of)));
    s->case_due[q] = left > 0 ? left : 1;
    if (left < s->n_days)
        sen_bucket_add(&s->case_agenda, q, s->case_due[q]);
}

static bool passed_funding(const sen_service *service, int32_t stage)
{
    for (int32_t k = 0; k < stage; k++)
        if (service->stages[k].funding)
            return true;
    return false;
}

/* In service on day 0, with the time already served. */
static void place_served(sen_state_block *s, const sen_opening_case *of, int32_t i)
{
    sen_referral *const r = s->referrals + i;
    const sen_service *const service = sen_service_of(s, r);
    const sen_stage *const stage = service->stages + r->stage;
    const uint32_t luck = sen_word_high(opening_luck(s, of));
    r->flags |= SEN_WAIT_OVER | SEN_OFFER_MADE;
    switch (stage->kind) {
    case SEN_STAGE_ROUND:
    case SEN_STAGE_PLACE: {
        int32_t left = stage->kind == SEN_STAGE_ROUND || stage->until_edge
                           ? s->more[i].edge_day
                           : left_of(s, stage->stay, of->elapsed_days, luck);
        if (left < 1)
            left = 1; /* what ends on day 0 ends in its first phase of tomorrow */
        sen_pathway_hold(s, i, sen_pathway_team(s, i), left == SEN_NEVER ? s->n_days : left);
        break;
    }
    case SEN_STAGE_PACKAGE:
        sen_package_hold(s, i, left_of(s, stage->review_after, of->elapsed_days, luck));
        break;
    case SEN_STAGE_VISIT:
        sen_pathway_hold_visit(s, i);
        break;
    case SEN_STAGE_DELAY:
        sen_pathway_hold_delay(s, i, left_of(s, stage->delay, of->elapsed_days, luck));
        break;
    default:
        sen_pathway_enter(s, i, r->stage);
        break;
    }
}

/* The clock, where its time began before day 0: stopped, not begun, or past its target by then. */
static void set_clock(sen_state_block *s, int32_t i)
{
    sen_referral *const r = s->referrals + i;
    const sen_clock *const clock = sen_step_of(s, r)->clock;
    if (clock != NULL && clock->to_stage != SEN_NONE && clock->to_stage < r->stage)
        r->flags |= SEN_WAIT_OVER; /* its clock has stopped before */
    if (clock != NULL && clock->from_stage != SEN_NONE && clock->from_stage > r->stage)
        r->flags |= SEN_NOT_STARTED;
    s->more[i].breached = clock != NULL && sen_referral_elapsed(s, i) >= clock->target_days;
}

static void place_waiting(sen_state_block *s, int32_t i)
{
    sen_referral *const r = s->referrals + i;
    const sen_service *const service = sen_service_of(s, r);
    const sen_stage *const stage = service->stages + r->stage;
    set_clock(s, i);
    if (passed_funding(service, r->stage)) {
        r->flags |= SEN_FUNDED;
        if (stage->kind == SEN_STAGE_PACKAGE && stage->money != SEN_NONE) {
            sen_package_await(s, i);
            return;
        }
    }
    if (stage->branch_of != SEN_NONE)
        sen_branches_open_one(s, i, stage->branch_of, stage->branch, r->stage);
    else
        sen_pathway_enter(s, i, r->stage);
}

static const uint8_t state_ended[] = {[SEN_ENDED_NOT] = SEN_STATES,
                                      [SEN_ENDED_REFUSED] = SEN_REFUSED,
                                      [SEN_ENDED_LEFT_LIST] = SEN_LEFT_LIST,
                                      [SEN_ENDED_OFFER_UNSUITABLE] = SEN_OFFER_UNSUITABLE,
                                      [SEN_ENDED_NOT_WANTED] = SEN_NOT_WANTED};

/* Parts of the time that begin at the stage where the case stands began when it came there. Luck
 * (SEN_CHANCE_OPENING; entry, child; 2): how long after its clock's start that was. */
static void begin_parts_before(sen_state_block *s, const sen_opening_case *of, int32_t i)
{
    const sen_opening *const entry = s->model->openings + of->entry;
    if (entry->reached_after == SEN_NONE || s->cases[of->requirement].referral != i)
        return;
    const int32_t child = s->world->requirements[of->requirement].child;
    sen_rng rng = sen_luck(s, SEN_CHANCE_OPENING, of->entry, s->world->children[child].number, 2);
    const int32_t reached = sen_days_of(s, entry->reached_after, sen_word_high(sen_rng_next(&rng)));
    const int32_t day = reached < of->elapsed_days ? reached - of->elapsed_days : 0;
    sen_parts_begin(s, i, sen_step_of(s, s->referrals + i)->begins_parts, day);
    sen_parts_open(s, i);
    for (uint32_t open = s->more[i].open_branches; open != 0; open &= open - 1) {
        const int32_t branch = s->more[i].branches[__builtin_ctz(open)];
        sen_parts_begin(s, branch, sen_step_of(s, s->referrals + branch)->begins_parts, day);
        sen_parts_open(s, branch);
    }
}

static void place(sen_state_block *s, const sen_opening_case *of)
{
    const sen_opening *const entry = s->model->openings + of->entry;
    const int32_t q = of->requirement;
    sen_case *const c = s->cases + q;
    c->flags |= SEN_CASE_IDENTIFIED;
    c->knows = SEN_KNOWS_ALL;
    if (!(c->flags & SEN_CASE_ACTIVE) || entry->gone || c->referral != SEN_NONE)
        return;
    const int32_t service = entry->service;
    if (entry->ended != SEN_ENDED_NOT) {
        c->ended = state_ended[entry->ended];
        c->service = service;
        sen_book_case(s, q);
        return;
    }
    if (service == SEN_NONE || !s->commissioned[service])
        return; /* known, and on no list */
    if (entry->done) {
        place_done(s, of, service);
        sen_book_case(s, q);
        return;
    }
    const int32_t i = sen_case_referral(s, q, service);
    if (i == SEN_NONE)
        return;
    sen_referral *const r = s->referrals + i;
    r->clock_day = -of->elapsed_days;
    r->class_ = of->urgent ? 0 : 1;
    sen_pathway_at(s, i, entry->stage);
    r->flags &= (uint8_t)~SEN_NOT_STARTED;
    if (s->more[i].edge_day <= 0)
        s->more[i].edge_day = r->ends_by_day = 1;
    const sen_duration patience = s->rules->services[service].patience;
    if (patience != SEN_NONE)
        r->patience_days =
            left_of(s, patience, of->elapsed_days, sen_word_low(opening_luck(s, of)));
    sen_parts_open(s, i);
    if (entry->served)
        place_served(s, of, i);
    else
        place_waiting(s, i);
    begin_parts_before(s, of, i);
    sen_book_case(s, q);
}

/* ---- reviews of plans ---- */

/* How long reviews have waited at a stage before day 0; not at all where the scenario does not say.
 * Luck (SEN_CHANCE_STAGE; stage, child; first session of the review): which no visit has used yet. */
static int32_t waited(const sen_state_block *s, int32_t i)
{
    const sen_referral *const r = s->referrals + i;
    for (int32_t w = 0; w < s->model->n_open_waits; w++) {
        const sen_open_wait *const of = s->model->open_waits + w;
        if (of->service == r->service && of->stage == r->stage)
            return sen_days_of(s, of->wait, sen_word_high(sen_stage_first_word(s, i, 1)));
    }
    return 0;
}

/* Days in the stage, had there been capacity for it after the wait of before day 0. */
static int32_t days_in_stage(const sen_state_block *s, int32_t i)
{
    const sen_stage *const stage = sen_stage_of(s, s->referrals + i);
    if (stage->kind != SEN_STAGE_DELAY)
        return waited(s, i);
    const sen_stage_luck luck = sen_stage_luck_of(s, i, 0);
    return sen_coin(s, stage->happens, sen_word_low(luck.words[0]))
               ? sen_days_of(s, stage->delay, sen_word_high(luck.words[0]))
               : 0;
}

/*
 * A review asked for before day 0 goes through its stages as reviews did then: lead times by their
 * laws, and of all other stages the wait alone. Where it stands on day 0 it waits on, or is in what
 * is left of a lead time. What ended before is over and done with.
 */
static void place_review(sen_state_block *s, int32_t child, int32_t service, int32_t asked_day)
{
    if (!s->commissioned[service])
        return;
    const int32_t i = sen_referral_review_of(s, child, service, asked_day);
    if (i == SEN_NONE)
        return;
    int32_t day = asked_day, stage = 0, left;
    for (;; day = left) {
        sen_pathway_at(s, i, stage);
        const sen_step *const step = sen_step_of(s, s->referrals + i);
        left = day + days_in_stage(s, i);
        if (left > 0)
            break;
        sen_parts_begin(s, i, step->begins_parts, day);
        stage = step->stage->next;
        if (stage == SEN_NONE) {
            sen_referral_free(s, i);
            return;
        }
    }
    s->referrals[i].flags &= (uint8_t)~SEN_NOT_STARTED;
    const sen_step *const step = sen_step_of(s, s->referrals + i);
    if (step->kind == SEN_STAGE_DELAY) {
        set_clock(s, i);
        sen_pathway_hold_delay(s, i, left);
    } else {
        place_waiting(s, i);
    }
    sen_parts_begin(s, i, step->begins_parts, day);
    sen_parts_open(s, i);
}

/* Identified before day 0 and on no list: its referral is on the way, or it was not asked for then
 * and its next look comes after part of the usual time. */
static void look_later(sen_state_block *s, int32_t q)
{
    const sen_case *const c = s->cases + q;
    if (!(c->flags & SEN_CASE_ACTIVE) || !(c->flags & SEN_CASE_IDENTIFIED) ||
        c->referral != SEN_NONE || c->flags & SEN_CASE_DONE)
        return;
    const int32_t known_day = sen_recognition_known_day(s, q);
    if (known_day != SEN_NEVER && sen_case_asked_before(s, q, known_day))
        return;
    s->case_due[q] = SEN_NONE;
    sen_case_look_again(s, q);
    if (s->case_due[q] == SEN_NONE || c->referral != SEN_NONE)
        return;
    /* the timer stands at a full interval; the case is somewhere within it, uniformly */
    const int32_t full = s->case_due[q];
    const int32_t child = s->world->requirements[q].child;
    sen_rng rng =
        sen_luck_of_kind(s, SEN_CHANCE_OPENING, s->model->n_openings,
                         s->world->requirements[q].kind, s->world->children[child].number, 0);
    const int32_t day =
        1 + (int32_t)((uint64_t)sen_word_high(sen_rng_next(&rng)) * (uint64_t)full >> 32);
    if (sen_bucket_holds(&s->case_agenda, q))
        sen_bucket_remove(&s->case_agenda, q);
    s->case_due[q] = day < full ? day : full;
    if (s->case_due[q] < s->n_days)
        sen_bucket_add(&s->case_agenda, q, s->case_due[q]);
}

void sen_opening_place(sen_state_block *s)
{
    for (int32_t k = 0; k < s->world->n_cases; k++)
        place(s, s->world->cases + k);
    sen_layers_before(s, place_review);
    for (int32_t t = 0; t < s->model->n_teams; t++) { /* on the lists before the first allocation */
        sen_ints *const joiners = &s->queues[t].joiners;
        for (int32_t j = 0; j < joiners->n; j++)
            sen_queue_join(s, t, joiners->items[j]);
        joiners->n = 0;
        s->teams[t].held_yesterday = s->teams[t].held; /* may be above capacity: then it drains */
    }
    for (int32_t q = 0; q < s->world->n_requirements; q++) {
        look_later(s, q);
        sen_book_case(s, q);
    }
}

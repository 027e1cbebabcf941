/* SPDX-License-Identifier: MIT */
/*
 * What is counted. A cell holds how many are in it and, without touching it each day, for how many
 * days they have been: entering on day d takes d from `days`, leaving on day e gives e, so up to the
 * end of day T it is days + stock * (T + 1).
 */
#include "engine/booking.h"
#include "engine/case.h"
#include "engine/referral.h"

static inline void move(sen_cell *ledger, int32_t from, int32_t to, int32_t day)
{
    if (from != SEN_NONE) {
        sen_cell *const cell = ledger + from;
        cell->days += day;
        cell->stock--;
        cell->out++;
    }
    if (to != SEN_NONE) {
        sen_cell *const cell = ledger + to;
        cell->days -= day;
        cell->stock++;
        cell->in++;
    }
}

void sen_book_move(sen_state_block *s, int32_t from_cell, int32_t to_cell)
{
    move(s->ledger, from_cell, to_cell, s->day);
}

static void move_case(sen_state_block *s, int32_t requirement, int32_t from, int32_t to)
{
    const sen_case *const c = s->cases + requirement;
    const int32_t kind = s->world->requirements[requirement].kind;
    const int32_t a = c->group[0], b = s->plan->block[0].n + c->group[1];
    const int32_t out = from == SEN_NONE ? SEN_NONE : sen_plan_ledger(s->plan, kind, from);
    const int32_t in = to == SEN_NONE ? SEN_NONE : sen_plan_ledger(s->plan, kind, to);
    move(s->ledger, out == SEN_NONE ? SEN_NONE : out + a, in == SEN_NONE ? SEN_NONE : in + a,
         s->day);
    move(s->ledger, out == SEN_NONE ? SEN_NONE : out + b, in == SEN_NONE ? SEN_NONE : in + b,
         s->day);
}

/* Are all open branches of an all_of before panels? */
static bool only_panels_open(const sen_state_block *s, const sen_referral_more *more)
{
    for (uint32_t open = more->open_branches; open != 0; open &= open - 1) {
        const uint8_t status = s->status[more->branches[__builtin_ctz(open)]];
        if (status != SEN_IS_PANEL && status != SEN_IS_DISPUTE)
            return false;
    }
    return more->open_branches != 0;
}

/* The state of a requirement whose referral is open (sim/README.md, the table of states). */
static sen_state state_of_referral(const sen_state_block *s, int32_t referral)
{
    const sen_referral *const r = s->referrals + referral;
    const sen_stage *const stage = sen_stage_of(s, r);
    if (s->status[referral] == SEN_IS_OVERFLOW)
        return SEN_MET_ELSEWHERE;
    if (r->flags & SEN_HELPED) {
        if (r->flags & SEN_SHORT)
            return SEN_PART_MET;
        return sen_service_of(s, r)->elsewhere ? SEN_MET_ELSEWHERE : SEN_MET;
    }
    switch ((sen_status)s->status[referral]) {
    case SEN_IS_DISPUTE:
        return s->more[referral].appeal ? SEN_REFUSED : SEN_WAITING_FUNDING;
    case SEN_IS_PANEL:
        return SEN_WAITING_FUNDING;
    case SEN_IS_ALL_OF:
        return only_panels_open(s, s->more + referral) ? SEN_WAITING_FUNDING : SEN_WAITING;
    case SEN_IS_TRIAGE:
        return SEN_WAITING;
    default:
        break;
    }
    if (stage->funding || stage->kind == SEN_STAGE_ITEM)
        return SEN_WAITING_FUNDING;
    if (stage->kind == SEN_STAGE_PACKAGE) {
        if (stage->money != SEN_NONE && !s->more[referral].paid)
            return SEN_WAITING_FUNDING;
        if (stage->money != SEN_NONE || (r->flags & SEN_FUNDED))
            return SEN_FUNDED_NO_SUPPLY;
    }
    return SEN_WAITING;
}

sen_state sen_book_state(const sen_state_block *s, int32_t requirement)
{
    const sen_case *const c = s->cases + requirement;
    if (c->referral != SEN_NONE)
        return state_of_referral(s, c->referral);
    if (c->flags & SEN_CASE_DONE)
        return c->flags & SEN_CASE_ELSEWHERE ? SEN_MET_ELSEWHERE : SEN_MET;
    if (c->ended != SEN_STATES)
        return (sen_state)c->ended;
    if (c->flags & SEN_CASE_LOST)
        return SEN_LOST_AT_TRANSITION;
    if (!(c->flags & SEN_CASE_IDENTIFIED))
        return SEN_UNNOTICED;
    return sen_case_service(s, requirement, true) == SEN_NONE ? SEN_NO_SERVICE : SEN_NOT_REFERRED;
}

/* The state of a day is that of its end, so what it was ever in is noted then. */
static void note_change(sen_state_block *s, int32_t requirement)
{
    sen_case *const c = s->cases + requirement;
    if (!(c->flags & SEN_CASE_CHANGED) && sen_ints_add(s, &s->changed, requirement))
        c->flags |= SEN_CASE_CHANGED;
}

void sen_book_case(sen_state_block *s, int32_t requirement)
{
    sen_case *const c = s->cases + requirement;
    if (!(c->flags & SEN_CASE_ACTIVE))
        return;
    const sen_state now = sen_book_state(s, requirement);
    if (now == c->state)
        return;
    move_case(s, requirement, c->state, now);
    c->state = (uint8_t)now;
    sen_concern_state(s, requirement, now);
    note_change(s, requirement);
}

void sen_book_enter(sen_state_block *s, int32_t requirement)
{
    sen_case *const c = s->cases + requirement;
    c->flags |= SEN_CASE_ACTIVE;
    sen_book_groups(s, requirement);
    c->state = (uint8_t)sen_book_state(s, requirement);
    move_case(s, requirement, SEN_NONE, c->state);
    sen_concern_state(s, requirement, (sen_state)c->state);
    note_change(s, requirement);
}

void sen_book_leave(sen_state_block *s, int32_t requirement)
{
    sen_case *const c = s->cases + requirement;
    move_case(s, requirement, c->state, SEN_NONE);
    c->flags &= (uint8_t)~SEN_CASE_ACTIVE;
}

/* The last step whose start is not above the value. */
static int32_t step_of(const int32_t *from, int32_t n, int32_t value)
{
    int32_t step = 0;
    while (step + 1 < n && value >= from[step + 1])
        step++;
    return step;
}

static int32_t position(const sen_state_block *s, int32_t type, const sen_requirement *requirement)
{
    const sen_child *const child = s->world->children + requirement->child;
    switch (type) {
    case SEN_BY_NEED:
        return requirement->need;
    case SEN_BY_AGE_BAND:
        return step_of(sen_age_band_from, SEN_AGE_BANDS, sen_age_today(s, child));
    case SEN_BY_PHASE:
        return step_of(sen_phase_from_year, SEN_PHASES, sen_school_year_of(s, child));
    case SEN_BY_LAYER:
        for (int32_t layer = 0; layer < s->model->n_layers; layer++)
            if (s->layers_held[requirement->child * s->model->n_layers + layer] > 0)
                return layer;
        return s->model->n_layers;
    default:
        return child->category[type];
    }
}

void sen_book_groups(sen_state_block *s, int32_t requirement)
{
    const sen_requirement *const of = s->world->requirements + requirement;
    for (int32_t b = 0; b < 2; b++) {
        const sen_block *const block = s->plan->block + b;
        int32_t at = 0;
        for (int32_t i = 0; i < 2; i++)
            if (block->types[i] != SEN_NONE)
                at = at * block->sizes[i] + position(s, block->types[i], of);
        s->cases[requirement].group[b] = (uint16_t)at;
    }
}

void sen_book_regroup(sen_state_block *s, int32_t requirement)
{
    sen_case *const c = s->cases + requirement;
    const uint16_t before[2] = {c->group[0], c->group[1]};
    sen_book_groups(s, requirement);
    if (before[0] == c->group[0] && before[1] == c->group[1])
        return;
    const uint16_t now[2] = {c->group[0], c->group[1]};
    c->group[0] = before[0];
    c->group[1] = before[1];
    move_case(s, requirement, c->state, SEN_NONE);
    c->group[0] = now[0];
    c->group[1] = now[1];
    move_case(s, requirement, SEN_NONE, c->state);
}

/* A referral passes from one cell of the referral ledger to another, in both blocks. The blocks'
 * positions stand with the person. */
static inline void move_referral(sen_state_block *s, const sen_referral *r, int32_t from,
                                 int32_t to)
{
    const sen_person *const person = s->persons + r->child;
    const int32_t a = person->group[0], b = s->plan->block[0].n + person->group[1];
    move(s->ledger, from == SEN_NONE ? SEN_NONE : from + a, to + a, s->day);
    move(s->ledger, from == SEN_NONE ? SEN_NONE : from + b, to + b, s->day);
}

static inline void pass_through(sen_state_block *s, const sen_referral *r, int32_t cell)
{
    const sen_person *const person = s->persons + r->child;
    sen_cell *const a = s->ledger + cell + person->group[0];
    sen_cell *const b = s->ledger + cell + s->plan->block[0].n + person->group[1];
    a->in++;
    a->out++;
    b->in++;
    b->out++;
}

void sen_book_referral(sen_state_block *s, int32_t i, sen_referral_state state)
{
    sen_referral *const r = s->referrals + i;
    const int32_t from = r->ledger == SEN_REFERRAL_STATES
                             ? SEN_NONE
                             : sen_plan_referral(s->plan, r->ledger_service, r->ledger);
    move_referral(s, r, from, sen_plan_referral(s->plan, r->service, state));
    r->ledger = (uint8_t)state;
    r->ledger_service = r->service;
}

void sen_book_asked(sen_state_block *s, int32_t i)
{
    sen_book_referral(s, i, SEN_ON_LIST);
    const sen_referral *const r = s->referrals + i;
    pass_through(s, r, sen_plan_referral(s->plan, r->service, SEN_REFERRED));
    pass_through(s, r, sen_plan_referral(s->plan, r->service, SEN_ASSESSED));
}

/* SPDX-License-Identifier: MIT */
/*
 * What the files of a service's stages share: the luck of a stage, its list key, and the moment at
 * which it is served. Small and on the hot path, so inline.
 *
 * Luck of a stage: one stream an attempt (SEN_CHANCE_STAGE; occasion of the referral, plus the
 * number of the visit or renewal), two words, whose halves stand for
 *   first attempt   length or price | coin of the stage | unsuitable | not wanted
 *   later ones      length          | not brought, renewed
 * and a stream of its own (SEN_STAGE_ENTRY) for the choice among several teams.
 */
#ifndef SEN_ENGINE_PATHWAY_H
#define SEN_ENGINE_PATHWAY_H

#include "base/mutant.h"
#include "engine/booking.h"
#include "engine/referral.h"

enum { SEN_STAGE_APPEAL = 4094, SEN_STAGE_ENTRY = 4095 };

typedef struct {
    uint64_t words[2];
} sen_stage_luck;

static inline sen_rng sen_stage_rng(const sen_state_block *s, int32_t i, uint32_t repeat)
{
    const sen_referral *const r = s->referrals + i;
    return sen_rng_keyed(sen_key_of_both(s->steps[r->step].luck, s->keys[SEN_CHANCE_KIND][r->kind]),
                         s->slots[i].key.number,
                         s->slots[i].key.occasion + repeat +
                             (SEN_MUTANT(stay_redrawn_by_day) ? (uint32_t)s->day << 12 : 0));
}

static inline sen_stage_luck sen_stage_luck_of(const sen_state_block *s, int32_t i, uint32_t repeat)
{
    sen_rng rng = sen_stage_rng(s, i, repeat);
    sen_stage_luck luck;
    luck.words[0] = sen_rng_next(&rng);
    luck.words[1] = sen_rng_next(&rng);
    return luck;
}

/* The first word alone: its high half is the length. */
static inline uint64_t sen_stage_first_word(const sen_state_block *s, int32_t i, uint32_t repeat)
{
    sen_rng rng = sen_stage_rng(s, i, repeat);
    return sen_rng_next(&rng);
}

static inline void sen_stage_count(const sen_state_block *s, const sen_referral *r,
                                   sen_stage_flow flow)
{
    sen_step_of(s, r)->stage_flows[flow]++;
}

static inline void sen_stage_book(sen_state_block *s, int32_t requirement)
{
    if (requirement != SEN_NONE)
        sen_book_case(s, requirement);
}

static inline void sen_stage_list_key(sen_state_block *s, int32_t i, int32_t team)
{
    const sen_referral *const r = s->referrals + i;
    const sen_step *const step = sen_step_of(s, r);
    const int32_t *const head_start =
        step->team == team ? step->head_start_days : s->rules->teams[team].head_start_days;
    s->slots[i].key.key_day = r->clock_day - head_start[r->class_];
}

/* ---- clocks ---- */

/* A clock past its target is counted once: at the end of the period in which that came to light, or
 * when it stops or the referral ends before. */
static inline void sen_clock_breach(const sen_state_block *s, int32_t i, const sen_step *step)
{
    const sen_referral *const r = s->referrals + i;
    if (step->clock == NULL || r->flags & (SEN_WAIT_OVER | SEN_NOT_STARTED | SEN_BRANCH) ||
        s->more[i].breached || sen_referral_elapsed(s, i) < step->clock->target_days)
        return;
    s->more[i].breached = true;
    step->flows[SEN_FLOW_BREACHES]++;
}

/* Days on a clock that stops. */
int64_t sen_clock_read(sen_state_block *s, int32_t referral, const sen_step *step);

SEN_HOT void sen_clock_stop(sen_state_block *s, int32_t i, const sen_step *step, sen_exit way)
{
    sen_referral *const r = s->referrals + i;
    if (r->flags & (SEN_WAIT_OVER | SEN_BRANCH | SEN_NOT_STARTED))
        return;
    const int64_t days = step->clock != NULL ? sen_clock_read(s, i, step) : s->day - r->clock_day;
    r->flags |= SEN_WAIT_OVER;
    sen_wait_exit(step, way, days);
    if (s->cohorts[SEN_PERIOD_FINANCIAL_YEAR] != NULL && way == SEN_EXIT_SEEN)
        sen_wait_cohort(s, i, days);
    step->flows[SEN_FLOW_WAITED]++;
    step->flows[SEN_FLOW_WAITED_DAYS] += days;
    step->flows[SEN_FLOW_WAITED_DAYS_SQUARED] += days * days;
    step->flows[SEN_FLOW_STARTED_AT_ONCE] += days == 0;
}

/* The first offer of help may be one the child cannot use, or not wanted. false: the case ended. */
bool sen_stage_offer(sen_state_block *s, int32_t referral);

/* How long a place is held, from today on. */
int32_t sen_stage_stay(const sen_state_block *s, int32_t referral);

/* Help or the stop of a clock in a branch is that of the whole referral. */
void sen_stage_serve_parent(sen_state_block *s, int32_t referral, const sen_step *step);

/* An assessment of the child begins. */
SEN_HOT void sen_stage_assess(sen_state_block *s, int32_t child)
{
    enum { OFTEN = 3 };
    int64_t *const flows = s->counters + s->plan->population_at;
    if (s->assessed[child] < UINT8_MAX)
        s->assessed[child]++;
    flows[SEN_ASSESSMENTS]++;
    flows[SEN_CHILDREN_ASSESSED] += s->assessed[child] == 1;
    flows[SEN_CHILDREN_ASSESSED_OFTEN] += s->assessed[child] == OFTEN;
}

/* Days since it came to the stage, which stand behind the count of whose days they are. Who stood at
 * the stage on day 0 came to it at a time that nobody knows. */
static inline void sen_stage_time(const sen_state_block *s, int32_t i, const sen_step *step,
                                  sen_stage_flow counted)
{
    if (!step->timed || s->more[i].stage_day <= 0)
        return;
    step->stage_flows[counted]++;
    step->stage_flows[counted + 1] += s->day - s->more[i].stage_day;
}

/* The first time a stage is served: help may begin and the clock stop. */
SEN_HOT void sen_stage_serve(sen_state_block *s, int32_t i, const sen_step *step)
{
    sen_referral *const r = s->referrals + i;
    step->stage_flows[SEN_STAGE_STARTED]++;
    if (step->assesses)
        sen_stage_assess(s, r->child);
    sen_stage_time(s, i, step, SEN_STAGE_TIMED_STARTS);
    const bool helps = step->delivers && !(r->flags & SEN_HELPED);
    if (helps)
        r->flags |= SEN_HELPED;
    if (r->flags & SEN_BRANCH) {
        sen_stage_serve_parent(s, i, step);
        return;
    }
    step->flows[SEN_FLOW_STARTS] += helps;
    if (helps && s->plan->referrals_at != SEN_NONE && !s->model->has_population)
        sen_book_referral(s, i, SEN_SERVED);
    if (step->stops_wait && (helps || step->clock != NULL))
        sen_clock_stop(s, i, step, SEN_EXIT_SEEN);
}

static inline void sen_stage_served(sen_state_block *s, int32_t i)
{
    sen_stage_serve(s, i, sen_step_of(s, s->referrals + i));
}

/* ---- package.c ---- */
void sen_package_enter(sen_state_block *s, int32_t referral);
void sen_package_start(sen_state_block *s, int32_t referral, int32_t team);
void sen_package_review(sen_state_block *s, int32_t referral);
void sen_package_join_supply(sen_state_block *s, int32_t referral);
/* Money for a package's year, or for an item, out of a pounds team. */
void sen_pounds_commit(sen_state_block *s, int32_t referral, int32_t team);

/* ---- panel.c ---- */
void sen_panel_appeal_over(sen_state_block *s, int32_t referral);

/* ---- branch.c ---- */
void sen_branches_enter(sen_state_block *s, int32_t referral);
void sen_branches_join(sen_state_block *s, int32_t parent);
void sen_branches_done(sen_state_block *s, int32_t branch);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * What is counted and what is told of it at the end of a period; it moves nobody. Only for this room.
 */
#ifndef SEN_ENGINE_BOOKING_H
#define SEN_ENGINE_BOOKING_H

#include "engine/state.h"

/* ---- book.c: what is counted ---- */

/* (entity, from cell) to (to cell) today; either SEN_NONE: enters, leaves. */
void sen_book_move(sen_state_block *s, int32_t from_cell, int32_t to_cell);
/* Gives the case the state that follows from its referral and flags. */
void sen_book_case(sen_state_block *s, int32_t requirement);
sen_state sen_book_state(const sen_state_block *s, int32_t requirement);
void sen_book_enter(sen_state_block *s, int32_t requirement);
void sen_book_leave(sen_state_block *s, int32_t requirement);
/* Block positions of a requirement on a day. */
void sen_book_groups(sen_state_block *s, int32_t requirement);
void sen_book_regroup(sen_state_block *s, int32_t requirement);
/* A person's referral passes to a state of the referral ledger, which is kept; and all at once from
 * asking to standing on a list, through the states between. */
void sen_book_referral(sen_state_block *s, int32_t referral, sen_referral_state state);
void sen_book_asked(sen_state_block *s, int32_t referral);

/* ---- waits.c: waits that have not all ended ---- */
void sen_waits_take(sen_state_block *s); /* memory */
/* A period begins, on day 0 or tomorrow; ends today. */
void sen_waits_begin(sen_state_block *s, int32_t type, bool tomorrow);
void sen_waits_end(sen_state_block *s, int32_t type);
int64_t sen_waits_figure(const sen_state_block *s, const sen_series *series);
int64_t sen_waits_cohort(const sen_state_block *s, int32_t type, int32_t service, int32_t horizon,
                         int32_t period);
bool sen_wait_goes_on(const sen_state_block *s, int32_t referral);
/* Unseen: counts the wait's end, if it is counted and goes on. */
void sen_wait_leaves(sen_state_block *s, int32_t referral, sen_exit way);
void sen_wait_cohort(sen_state_block *s, int32_t referral, int64_t days);

SEN_HOT void sen_wait_exit(const sen_step *step, sen_exit way, int64_t days)
{
    const int64_t age = days < 0 ? 0 : days < SEN_WAIT_AGES ? days : SEN_WAIT_AGES;
    step->exits[(int64_t)way * (SEN_WAIT_AGES + 1) + age]++;
}

/* ---- concern.c: from first concern to first help ---- */
void sen_concerns_take(sen_state_block *s); /* memory */
/* Somebody has noticed a need that causes it, for the first time or not; the same of a need. */
void sen_concern_raised(sen_state_block *s, int32_t requirement);
void sen_concern_noticed(sen_state_block *s, int32_t need);
/* It is in this state from today. */
SEN_HOT void sen_concern_state(sen_state_block *s, int32_t requirement, sen_state state)
{
    if (state <= SEN_PART_MET && s->concerns[requirement].helped_day == SEN_NONE)
        s->concerns[requirement].helped_day = s->day;
}
void sen_concerns_end(sen_state_block *s); /* the run ends: what has become of them */
int64_t sen_concerns_figure(const sen_state_block *s, const sen_series *series, int32_t period);

/* ---- measure.c, verify.c ---- */
/* What a walk over the open referrals of one service finds at a period's end. */
enum { SEN_WAIT_BANDS = 7 };
typedef struct sen_waits {
    int32_t waiting, in_target, late;
    int32_t band[SEN_WAIT_BANDS];
    int32_t last_week;   /* the longest wait, in whole weeks */
    int64_t listed_days; /* on a list so far, of those still on it */
} sen_waits;

void sen_measure_begin(sen_state_block *s);
void sen_measure_states(sen_state_block *s); /* phase 9: in what state the day ends */
void sen_measure_day(sen_state_block *s);
sen_code sen_state_verify(sen_state_block *s);

#endif

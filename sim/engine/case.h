/* SPDX-License-Identifier: MIT */
/*
 * How a requirement is noticed, asked for and looked at again, and what follows from it being unmet.
 * Only for this room.
 */
#ifndef SEN_ENGINE_CASE_H
#define SEN_ENGINE_CASE_H

#include "engine/state.h"

/* ---- case.c ---- */
void sen_cases_new_rules(sen_state_block *s); /* which service takes which requirement, and when */
void sen_case_start(sen_state_block *s, int32_t requirement);
void sen_case_end(sen_state_block *s, int32_t requirement);
void sen_case_known(sen_state_block *s, int32_t requirement, uint8_t sectors);
void sen_case_consider(sen_state_block *s, int32_t requirement);
void sen_case_due(sen_state_block *s, int32_t requirement); /* its timer fires, phase 6 */
void sen_case_edge(sen_state_block *s, int32_t requirement);
/* A requirement of the child that the service takes is referred, known before or not; false: none that
 * is neither open nor done. */
bool sen_case_ask(sen_state_block *s, int32_t child, int32_t service);
/* Does the child have a requirement that the service takes, whatever its state? */
bool sen_case_has_kind_of(const sen_state_block *s, int32_t child, int32_t service);
/* Known, and neither open nor done: somebody is still to act. */
bool sen_case_is_to_come(const sen_state_block *s, int32_t requirement);
/* What is known is lost for so many days (SEN_NEVER: for good); then it is looked at afresh. */
void sen_case_forget(sen_state_block *s, int32_t requirement, int32_t days);
/* What a rate that grows so much a year has grown to by this year of the run, times. */
double sen_case_trend(const sen_state_block *s, sen_number a_year);
int32_t sen_case_service(const sen_state_block *s, int32_t requirement, bool any_sector);
bool sen_case_asked_before(sen_state_block *s, int32_t requirement, int32_t known_day);
void sen_case_look_again(sen_state_block *s, int32_t requirement);
void sen_case_refer(sen_state_block *s, int32_t requirement, int32_t service);
/* The slot of a new referral of the case, its luck drawn, not yet made; SEN_NONE on failure. */
int32_t sen_case_referral(sen_state_block *s, int32_t requirement, int32_t service);
void sen_case_done(sen_state_block *s, int32_t requirement, int32_t service, bool helped,
                   int32_t edge_day, uint32_t number, uint32_t occasion);

/* ---- recognition.c ---- */
void sen_recognition_begin(sen_state_block *s);
/* Has somebody noticed a need that causes it? */
bool sen_recognition_is_noticed(const sen_state_block *s, int32_t requirement);
int32_t sen_recognition_known_day(const sen_state_block *s, int32_t requirement);
void sen_recognition_onset(sen_state_block *s, int32_t need);
void sen_recognition_due(sen_state_block *s, int32_t need);
void sen_recognition_old_rules(sen_state_block *s, const sen_rules *next);
void sen_recognition_new_rules(sen_state_block *s, const sen_rules *before);
/* Whether it has set in, in a child who is here, and goes on. */
bool sen_need_is_present(const sen_state_block *s, int32_t need);
/* Whether a check can tell anybody anything of it: what somebody has noticed waits on, unhastened. */
bool sen_recognition_may_find(const sen_state_block *s, int32_t need);
/* A review, check or other service has seen it. */
void sen_recognition_found(sen_state_block *s, int32_t need);

/* ---- checks.c ---- */
void sen_checks_today(sen_state_block *s);
void sen_false_positives_today(sen_state_block *s);

/* ---- transition.c ---- */
void sen_transitions_today(sen_state_block *s); /* on 1 September */

/* ---- outcome.c, loop.c ---- */
void sen_outcomes_today(sen_state_block *s); /* phase 9 */
void sen_loops_begin(sen_state_block *s);
void sen_loops_today(sen_state_block *s); /* phase 6 */

/* ---- opening.c ---- */
void sen_opening_place(sen_state_block *s);

#endif

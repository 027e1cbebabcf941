/* SPDX-License-Identifier: MIT */
/*
 * How a referral moves: onto the lists of teams, through the stages of its service, out again.
 * Only for this room.
 */
#ifndef SEN_ENGINE_REFERRAL_H
#define SEN_ENGINE_REFERRAL_H

#include "engine/state.h"

/* ---- team.c: capacity and lists ---- */
sen_code sen_teams_begin(sen_state_block *s);
void sen_teams_new_rules(sen_state_block *s, const sen_rules *next);
void sen_teams_contracts(sen_state_block *s); /* which services are still commissioned */
/* Places: as many are held or promised as there are. */
static inline bool sen_team_is_full(const sen_team *team)
{
    return team->kind == SEN_TEAM_PLACES && team->held + team->reserved >= team->capacity;
}

/* Puts a referral among those who join a team's list today. */
SEN_HOT void sen_team_join(sen_state_block *s, int32_t referral, int32_t team)
{
    s->referrals[referral].team = (uint16_t)team;
    s->status[referral] = SEN_IS_ON_LIST;
    sen_ints_add(s, &s->queues[team].joiners, referral);
}

/* ---- capacity.c ---- */
void sen_teams_capacity(sen_state_block *s);                  /* phase 2 */
void sen_team_follow_rules(sen_state_block *s, int32_t team); /* what the days need of its rules */
void sen_teams_allocate(sen_state_block *s);                  /* phases 5 and 8 */
void sen_teams_settle(sen_state_block *s);     /* phase 8: today's joiners, then list limits */
void sen_teams_end_of_day(sen_state_block *s); /* phase 9 */
void sen_queue_leave(sen_state_block *s, int32_t queue, int32_t referral, bool started);
void sen_queue_join(sen_state_block *s, int32_t queue, int32_t referral);
void sen_queue_schedule_leaving(sen_state_block *s, int32_t referral);
void sen_team_release_other(sen_state_block *s, int32_t referral); /* not a place */
static inline void sen_team_release(sen_state_block *s, int32_t referral)
{
    sen_team *const team = s->teams + s->referrals[referral].team;
    if (team->kind == SEN_TEAM_PLACES)
        team->held--;
    else
        sen_team_release_other(s, referral);
}
void sen_team_pay(sen_state_block *s, int32_t team, double pence);
void sen_teams_split_costs(sen_state_block *s);

/* ---- pathway.c: stages of a service ---- */
void sen_steps_new_rules(sen_state_block *s); /* step.c */
void sen_pathway_enter(sen_state_block *s, int32_t referral, int32_t stage);
void sen_pathway_stage_done(sen_state_block *s, int32_t referral);
void sen_pathway_start(sen_state_block *s, int32_t referral, int32_t team); /* head of the list */
void sen_pathway_due(sen_state_block *s, int32_t referral);                 /* phase 3 */
void sen_pathway_leaves(sen_state_block *s, int32_t referral);              /* phase 4 */
void sen_pathway_joins(sen_state_block *s, int32_t referral);               /* phase 6 */
void sen_pathway_panels(sen_state_block *s);                                /* phase 7 */
void sen_pathway_stop_wait(sen_state_block *s, int32_t referral, sen_exit way);
void sen_package_minutes(sen_state_block *s, int32_t referral, int32_t minutes);
void sen_pathway_hold(sen_state_block *s, int32_t referral, int32_t team, int32_t left_days);
void sen_pathway_count_breach(sen_state_block *s, int32_t referral);
void sen_pathway_detach(sen_state_block *s, int32_t referral);
/* A package that runs on day 0, and the one open branch of an all_of stage on day 0. */
void sen_package_hold(sen_state_block *s, int32_t referral, int32_t left_days);
void sen_package_await(sen_state_block *s, int32_t referral);
void sen_pathway_hold_visit(sen_state_block *s, int32_t referral);
void sen_pathway_hold_delay(sen_state_block *s, int32_t referral, int32_t left_days);
/* Team that a stage is joined at, where several serve it: by age, then by share. */
int32_t sen_pathway_team(const sen_state_block *s, int32_t referral);
void sen_branches_open_one(sen_state_block *s, int32_t referral, int32_t all_of, int32_t branch,
                           int32_t stage);
void sen_branches_done(sen_state_block *s, int32_t referral);
/* A plain place needs nothing more than this: among those who join its team's list today. */
static inline void sen_pathway_join_place(sen_state_block *s, int32_t referral,
                                          const sen_step *step)
{
    sen_referral *const r = s->referrals + referral;
    r->repeat = 0;
    if (step->timed)
        s->more[referral].stage_day = s->day;
    step->stage_flows[SEN_STAGE_JOINED]++;
    s->slots[referral].key.key_day = r->clock_day - step->head_start_days[r->class_];
    sen_team_join(s, referral, step->team);
}

/* Stands at a stage of its service, and no more than that. */
static inline void sen_pathway_at(sen_state_block *s, int32_t referral, int32_t stage)
{
    sen_referral *const r = s->referrals + referral;
    r->stage = (uint16_t)stage;
    r->step = (uint16_t)(s->first_step[r->service] + stage);
}

/* ---- part.c ---- */
/* On a day, perhaps before day 0. */
void sen_parts_begin(sen_state_block *s, int32_t referral, uint8_t parts, int32_t day);
void sen_parts_end(sen_state_block *s, int32_t referral, uint8_t parts);
void sen_parts_leave(sen_state_block *s, int32_t referral); /* late ones are counted */
void sen_parts_count_open(sen_state_block *s, int32_t referral);
void sen_parts_open(sen_state_block *s, int32_t referral); /* on day 0: what is over or late then */

/* ---- layer.c ---- */
void sen_layer_begin(sen_state_block *s, int32_t referral, int32_t layer);
void sen_layer_end(sen_state_block *s, int32_t referral);
void sen_layers_today(sen_state_block *s); /* phase 6: reviews that fall due */
/* Day 0: calls for each review that a holder of a plan has been asked to before (asked_day < 0). */
typedef void sen_asked_before(sen_state_block *s, int32_t child, int32_t service,
                              int32_t asked_day);
void sen_layers_before(sen_state_block *s, sen_asked_before *review);

/* ---- referral.c ---- */
int32_t sen_referral_new(sen_state_block *s, int32_t child, int32_t requirement, int32_t service);
void sen_referral_begin(sen_state_block *s, int32_t referral);
/* Ends a referral and all its branches without help. flow: a leaver's reason. */
void sen_referral_leave(sen_state_block *s, int32_t referral, sen_flow flow);
void sen_referral_done(sen_state_block *s, int32_t referral);
SEN_HOT void sen_referral_schedule(sen_state_block *s, int32_t referral, int32_t day, sen_due phase)
{
    s->referrals[referral].due_day = day;
    if (day < s->n_days)
        sen_link_add(&s->agenda, referral, day * SEN_DUE_PHASES + (int32_t)phase, SEN_SLOT_SHIFT);
}

/* Out of the agenda, if it is there. */
SEN_HOT void sen_referral_unschedule(sen_state_block *s, int32_t referral)
{
    if (sen_link_holds(&s->agenda, referral, SEN_SLOT_SHIFT))
        sen_link_remove(&s->agenda, referral, SEN_SLOT_SHIFT);
}

void sen_referral_free(sen_state_block *s, int32_t referral);
/* Services take other ages now: what is open looks again when it is too old. */
void sen_referrals_new_ages(sen_state_block *s, const sen_rules *before);
void sen_referral_overflow(sen_state_block *s, int32_t referral);
int32_t sen_referral_edge_day(const sen_state_block *s, int32_t service, int32_t child);
void sen_referral_false(sen_state_block *s, int32_t child, int32_t service, uint32_t arrival);
/* A review of a plan: a referral that serves no requirement and is no false alarm either. Due twice
 * in a day, by two plans or ahead of a transfer, the child is reviewed once. */
void sen_referral_review(sen_state_block *s, int32_t child, int32_t service);
/* The same of a day, perhaps before day 0: its luck is drawn, and it is not yet made. SEN_NONE on
 * failure. */
int32_t sen_referral_review_of(sen_state_block *s, int32_t child, int32_t service, int32_t day);
/* The service may refuse, or takes time to say that it does not. */
void sen_referral_triage(sen_state_block *s, int32_t referral);
/* A referral is made today: refused, in triage, or on the way to its first stage. */
SEN_HOT void sen_referral_make(sen_state_block *s, int32_t referral)
{
    const sen_step *const step = sen_step_of(s, s->referrals + referral);
    step->flows[SEN_FLOW_REFERRALS]++;
    if (!step->opens) {
        sen_referral_triage(s, referral);
        return;
    }
    step->flows[SEN_FLOW_ACCEPTED]++;
    if (step->plain && s->phase <= SEN_PHASE_JOINS)
        sen_pathway_join_place(s, referral, step);
    else
        sen_pathway_enter(s, referral, 0);
}

/* ---- stream.c ---- */
void sen_streams_begin(sen_state_block *s);
void sen_streams_today(sen_state_block *s);
void sen_stream_asks(sen_state_block *s, int32_t referral);
void sen_stream_episode_over(sen_state_block *s, int32_t referral);

#endif

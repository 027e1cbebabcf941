/* SPDX-License-Identifier: MIT */
/*
 * The stages of a service: what a referral meets next, and what it leaves behind (served: serve.c).
 */
#include "engine/pathway.h"

#include "base/mutant.h"

void sen_pathway_count_breach(sen_state_block *s, int32_t i)
{
    sen_clock_breach(s, i, sen_step_of(s, s->referrals + i));
}

int64_t sen_clock_read(sen_state_block *s, int32_t i, const sen_step *step)
{
    const int32_t days = sen_referral_elapsed(s, i);
    sen_clock_breach(s, i, step);
    step->flows[days < step->clock->target_days ? SEN_FLOW_STOPPED_IN_TIME
                                                : SEN_FLOW_STOPPED_LATE]++;
    return days;
}

void sen_stage_serve_parent(sen_state_block *s, int32_t i, const sen_step *step)
{
    const int32_t parent = s->referrals[i].parent;
    sen_referral *const r = s->referrals + parent;
    const bool helps = step->delivers && !(r->flags & SEN_HELPED);
    if (helps) {
        r->flags |= SEN_HELPED;
        step->flows[SEN_FLOW_STARTS]++;
        if (s->plan->referrals_at != SEN_NONE && !s->model->has_population)
            sen_book_referral(s, parent, SEN_SERVED);
    }
    if (step->stops_wait && (helps || step->clock != NULL))
        sen_clock_stop(s, parent, step, SEN_EXIT_SEEN);
}

void sen_pathway_stop_wait(sen_state_block *s, int32_t i, sen_exit way)
{
    sen_clock_stop(s, i, sen_step_of(s, s->referrals + i), way);
}

/* ---- entering a stage ---- */

int32_t sen_pathway_team(const sen_state_block *s, int32_t i)
{
    const sen_referral *const r = s->referrals + i;
    const sen_stage *const stage = sen_stage_of(s, r);
    if (sen_step_of(s, r)->team != SEN_NONE)
        return sen_step_of(s, r)->team;
    const int32_t age =
        s->model->has_population ? sen_age_today(s, s->world->children + r->child) : 0;
    const sen_stage_luck luck = sen_stage_luck_of(s, i, SEN_STAGE_ENTRY);
    const uint32_t coins[SEN_MAX_ENTRIES - 1] = {
        sen_word_high(luck.words[0]), sen_word_low(luck.words[0]), sen_word_high(luck.words[1]),
        sen_word_low(luck.words[1])};
    for (int32_t e = 0; e + 1 < stage->n_entries; e++) {
        const sen_entry *const entry = stage->entries + e;
        if (s->model->has_population && (age < entry->from_age || age >= entry->to_age))
            continue;
        if (sen_coin(s, entry->share, coins[e]))
            return entry->team;
    }
    return stage->entries[stage->n_entries - 1].team;
}

static void begin_delay(sen_state_block *s, int32_t i, sen_status status, int32_t days)
{
    if (days <= 0) {
        sen_pathway_stage_done(s, i);
        return;
    }
    s->status[i] = (uint8_t)status;
    s->referrals[i].joined_day = s->day;
    sen_referral_schedule(s, i, s->day + days, SEN_DUE_ENDS);
}

static void enter_list_stage(sen_state_block *s, int32_t i)
{
    sen_referral *const r = s->referrals + i;
    const sen_stage *const stage = sen_stage_of(s, r);
    if (stage->kind == SEN_STAGE_PANEL || stage->kind == SEN_STAGE_ROUND) {
        s->status[i] = stage->kind == SEN_STAGE_PANEL ? SEN_IS_PANEL : SEN_IS_ROUND;
        s->more[i].panel_mask = 0;
        if (stage->kind == SEN_STAGE_ROUND)
            sen_stage_list_key(s, i, stage->entries[0].team);
        else
            s->slots[i].key.key_day = r->clock_day;
        sen_queue_join(s, stage->list, i);
        return;
    }
    if (stage->kind == SEN_STAGE_PACKAGE) {
        sen_package_enter(s, i);
        return;
    }
    const int32_t team = sen_pathway_team(s, i);
    sen_stage_list_key(s, i, team);
    switch (stage->kind) {
    case SEN_STAGE_ITEM: {
        const sen_stage_luck luck = sen_stage_luck_of(s, i, 0);
        s->more[i].pence = sen_draw_size(s->draw, stage->pence, sen_unit(luck.words[0]));
        sen_team_join(s, i, team);
        break;
    }
    case SEN_STAGE_VISIT: {
        s->more[i].not_brought = 0;
        s->more[i].begun = false;
        int64_t sessions = 1;
        if (stage->sessions != SEN_NONE) {
            const sen_stage_luck luck = sen_stage_luck_of(s, i, 0);
            sessions = sen_draw_size(s->draw, stage->sessions, sen_unit(luck.words[0]));
        }
        r->sessions_left = (uint16_t)(sessions < 1                  ? 1
                                      : sessions > SEN_MAX_SESSIONS ? SEN_MAX_SESSIONS
                                                                    : sessions);
        sen_team_join(s, i, team);
        break;
    }
    default:
        sen_team_join(s, i, team);
        break;
    }
}

void sen_pathway_enter(sen_state_block *s, int32_t i, int32_t stage_index)
{
    sen_referral *const r = s->referrals + i;
    const int32_t requirement = r->requirement;
    sen_pathway_at(s, i, stage_index);
    const sen_step *const step = sen_step_of(s, r);
    if (step->plain && s->phase <= SEN_PHASE_JOINS) {
        sen_pathway_join_place(s, i, step);
        sen_stage_book(s, requirement);
        return;
    }
    r->repeat = 0;
    if (s->phase > SEN_PHASE_JOINS && step->kind != SEN_STAGE_DELAY &&
        step->kind != SEN_STAGE_ALL_OF) { /* today's joining is over */
        s->status[i] = SEN_IS_COMING;
        sen_referral_schedule(s, i, s->day + 1, SEN_DUE_JOINS);
        sen_stage_book(s, requirement);
        return;
    }
    if (step->timed || step->clock != NULL)
        s->more[i].stage_day = s->day;
    if (step->clock != NULL) {
        if (step->clock->from_stage == stage_index) {
            sen_referral *const whole = r->flags & SEN_BRANCH ? s->referrals + r->parent : r;
            if (whole->flags & SEN_NOT_STARTED) { /* of day 0's cases it has run for a while */
                whole->clock_day = r->clock_day = s->day;
                whole->flags &= (uint8_t)~SEN_NOT_STARTED;
                step->flows[SEN_FLOW_CLOCKS]++;
            }
        }
    }
    if (step->begins_parts != 0)
        sen_parts_begin(s, i, step->begins_parts, s->day);
    step->stage_flows[SEN_STAGE_JOINED]++;
    switch ((sen_stage_kind)step->kind) {
    case SEN_STAGE_PLACE: {
        const int32_t team = sen_pathway_team(s, i);
        sen_stage_list_key(s, i, team);
        sen_team_join(s, i, team);
        break;
    }
    case SEN_STAGE_DELAY: {
        const sen_stage_luck luck = sen_stage_luck_of(s, i, 0);
        if (!sen_coin(s, step->stage->happens, sen_word_low(luck.words[0]))) {
            sen_pathway_stage_done(s, i);
        } else {
            if (!step->delivers)
                sen_stage_served(s, i);
            begin_delay(s, i, SEN_IS_DELAY,
                        sen_days_of(s, step->stage->delay, sen_word_high(luck.words[0])));
        }
        break;
    }
    case SEN_STAGE_ALL_OF:
        if (!step->delivers)
            sen_stage_served(s, i);
        sen_branches_enter(s, i);
        break;
    default:
        enter_list_stage(s, i);
        break;
    }
    sen_stage_book(s, requirement);
}

/* ---- standing where day 0 finds it ---- */

/* Between two sessions on day 0: helped already, the next one tomorrow. */
void sen_pathway_hold_visit(sen_state_block *s, int32_t i)
{
    enter_list_stage(s, i);
    sen_pathway_detach(s, i);
    s->more[i].begun = true;
    s->more[i].stage_day = s->day;
    sen_stage_served(s, i);
    s->status[i] = SEN_IS_BETWEEN;
    sen_referral_schedule(s, i, s->day + 1, SEN_DUE_ENDS);
}

/* Part of a delay has passed before day 0. */
void sen_pathway_hold_delay(sen_state_block *s, int32_t i, int32_t left_days)
{
    s->more[i].stage_day = s->day;
    sen_stage_served(s, i);
    begin_delay(s, i, SEN_IS_DELAY, left_days > 0 ? left_days : 1);
}

/* ---- ends of stages ---- */

/* What the stage leads to: help that begins at its end, money, the next stage. */
SEN_LONG_WAY void go_on(sen_state_block *s, int32_t i, const sen_step *step)
{
    sen_referral *const r = s->referrals + i;
    if (step->ends_in_help && !(r->flags & SEN_BRANCH)) {
        s->status[i] = SEN_IS_TRIAGE; /* holds nothing that a refusal would give back */
        if (!sen_stage_offer(s, i))
            return;
    }
    if (step->ends_in_help && !(r->flags & SEN_HELPED))
        sen_stage_serve(s, i, step); /* a lead time or branches that lead to help */
    if (step->clock != NULL && step->clock->excludes >> r->stage & 1)
        s->more[i].excluded_days += s->day - s->more[i].stage_day;
    if (step->stage->funding)
        r->flags |= SEN_FUNDED;
    if (step->stage->next != SEN_NONE)
        sen_pathway_enter(s, i, step->stage->next);
    else if (r->flags & SEN_BRANCH)
        sen_branches_done(s, i);
    else
        sen_referral_done(s, i);
}

void sen_pathway_stage_done(sen_state_block *s, int32_t i)
{
    const sen_referral *const r = s->referrals + i;
    const sen_step *const step = sen_step_of(s, r);
    step->stage_flows[SEN_STAGE_DONE]++;
    sen_stage_time(s, i, step, SEN_STAGE_TIMED_DONE);
    if (step->ends_parts != 0)
        sen_parts_end(s, i, step->ends_parts);
    if (step->ends && !step->ends_in_help && !(r->flags & SEN_BRANCH))
        sen_referral_done(s, i);
    else
        go_on(s, i, step);
}

/* Whatever the referral holds or waits on, it holds and waits no longer. */
void sen_pathway_detach(sen_state_block *s, int32_t i)
{
    sen_referral *const r = s->referrals + i;
    const sen_stage *const stage = sen_stage_of(s, r);
    switch ((sen_status)s->status[i]) {
    case SEN_IS_ON_LIST:
        if (s->slots[i].list.prev != SEN_UNLINKED) {
            sen_queue_leave(s, s->referrals[i].team, i, false);
        } else { /* joined today, not on the list yet */
            sen_ints *const joiners = &s->queues[s->referrals[i].team].joiners;
            for (int32_t j = 0; j < joiners->n; j++)
                if (joiners->items[j] == i)
                    joiners->items[j--] = joiners->items[--joiners->n];
        }
        break;
    case SEN_IS_PANEL:
    case SEN_IS_ROUND:
        if (s->slots[i].list.prev != SEN_UNLINKED)
            sen_queue_leave(s, stage->list, i, false);
        break;
    case SEN_IS_OFFERED:
        s->teams[stage->entries[0].team].reserved--;
        break;
    case SEN_IS_HOLDING:
    case SEN_IS_SERVED:
    case SEN_IS_OVERFLOW:
        if (s->more[i].layer != 0)
            sen_layer_end(s, i);
        sen_team_release(s, i);
        break;
    default:
        break;
    }
    sen_referral_unschedule(s, i);
}

SEN_LONG_WAY void end(sen_state_block *s, int32_t i)
{
    sen_referral *const r = s->referrals + i;
    const int32_t requirement = r->requirement;
    if (requirement == SEN_NONE && s->more[i].leave_day <= s->day) { /* nothing else ends it */
        sen_referral_leave(s, i, SEN_FLOW_MOVED);
        return;
    }
    switch ((sen_status)s->status[i]) {
    case SEN_IS_HOLDING:
    case SEN_IS_SERVED:
        if (sen_step_of(s, r)->kind == SEN_STAGE_PACKAGE) {
            sen_package_review(s, i);
        } else {
            if (s->more[i].layer != 0)
                sen_layer_end(s, i);
            sen_team_release(s, i);
            sen_pathway_stage_done(s, i);
        }
        break;
    case SEN_IS_BETWEEN: /* the next session: on the list before today's allocation */
        s->status[i] = SEN_IS_ON_LIST;
        sen_queue_join(s, s->referrals[i].team, i);
        break;
    case SEN_IS_OFFERED: {
        const int32_t team = sen_stage_of(s, r)->entries[0].team;
        s->teams[team].reserved--;
        s->status[i] = SEN_IS_TRIAGE; /* between the promise and the place it holds nothing */
        if (sen_stage_offer(s, i))
            sen_pathway_hold(s, i, team, sen_stage_stay(s, i));
        break;
    }
    case SEN_IS_ALL_OF:
        r->flags |= SEN_PAST_DEADLINE;
        sen_branches_join(s, i);
        break;
    case SEN_IS_OVERFLOW:
        sen_referral_overflow(s, i);
        break;
    case SEN_IS_TRIAGE:
        sen_pathway_joins(s, i);
        break;
    case SEN_IS_DISPUTE:
        if (s->more[i].appeal)
            sen_panel_appeal_over(s, i);
        else
            sen_pathway_stage_done(s, i);
        break;
    case SEN_IS_DELAY:
    default:
        sen_pathway_stage_done(s, i);
        break;
    }
    sen_stage_book(s, requirement);
}

void sen_pathway_due(sen_state_block *s, int32_t i)
{
    const sen_referral *const r = s->referrals + i;
    const sen_step *const step = sen_step_of(s, r);
    if (!step->closes || s->status[i] != SEN_IS_SERVED || r->flags & SEN_BRANCH) {
        end(s, i);
        return;
    }
    s->teams[r->team].held--;
    step->stage_flows[SEN_STAGE_DONE]++;
    step->flows[SEN_FLOW_COMPLETIONS]++;
    sen_stream_episode_over(s, i);
}

void sen_pathway_joins(sen_state_block *s, int32_t i)
{
    sen_referral *const r = s->referrals + i;
    if (s->status[i] == SEN_IS_GAP) {
        sen_stream_asks(s, i);
    } else if (s->status[i] == SEN_IS_TRIAGE) {
        sen_referral_begin(s, i);
    } else if (s->more[i].paid && sen_stage_of(s, r)->kind == SEN_STAGE_PACKAGE) {
        sen_package_join_supply(s, i);
        sen_stage_book(s, r->requirement);
    } else {
        sen_pathway_enter(s, i, r->stage);
    }
}

/* Patience is at an end, said or not. */
static void give_up(sen_state_block *s, int32_t i)
{
    const sen_referral *const r = s->referrals + i;
    const sen_service *const service = sen_service_of(s, r);
    sen_flow flow = SEN_FLOW_WITHDREW;
    if (s->draw->chances[service->no_reply] != 0) {
        sen_rng rng = sen_luck_of_kind(s, SEN_CHANCE_REFERRAL, r->service, r->kind,
                                       s->slots[i].key.number, s->slots[i].key.occasion + 1);
        if (sen_coin(s, service->no_reply, sen_word_high(sen_rng_next(&rng))))
            flow = SEN_FLOW_NO_REPLY;
    }
    sen_referral_leave(s, i, flow);
}

void sen_pathway_leaves(sen_state_block *s, int32_t i)
{
    if (s->day < s->referrals[i].ends_by_day) { /* before any of the days below */
        give_up(s, i);
        return;
    }
    const sen_referral_more *const more = s->more + i;
    if (s->day >= more->leave_day)
        sen_referral_leave(s, i, SEN_FLOW_MOVED);
    else if (s->day >= more->edge_day)
        sen_referral_leave(s, i, SEN_FLOW_AGE_LIMIT);
    else if (s->day >= more->overflow_day)
        sen_referral_overflow(s, i);
    else
        give_up(s, i);
}

/* SPDX-License-Identifier: MIT */
/* Being served: what a stage takes from a team, from the offer of help to the day on which it ends. */
#include "base/mutant.h"
#include "engine/pathway.h"

bool sen_stage_offer(sen_state_block *s, int32_t i)
{
    sen_referral *const r = s->referrals + i;
    if (!sen_step_of(s, r)->offers || r->flags & (SEN_HELPED | SEN_OFFER_MADE))
        return true;
    const sen_service *const service = sen_service_of(s, r);
    r->flags |= SEN_OFFER_MADE;
    const sen_stage_luck luck = sen_stage_luck_of(s, i, 0);
    if (sen_coin(s, service->unsuitable, sen_word_high(luck.words[1]))) {
        sen_referral_leave(s, i, SEN_FLOW_UNSUITABLE);
        return false;
    }
    if (sen_coin(s, service->not_wanted, sen_word_low(luck.words[1]))) {
        sen_referral_leave(s, i, SEN_FLOW_NOT_WANTED);
        return false;
    }
    return true;
}

static void pay_delivered(sen_state_block *s, int32_t t, double units)
{
    const sen_team_spec *const spec = s->rules->teams + t;
    if (spec->paid == SEN_PAID_DELIVERED || (spec->unlimited && spec->paid != SEN_PAID_NOT))
        sen_team_pay(s, t, units * sen_value(s->draw, spec->pence_per_unit));
}

static void start_visit(sen_state_block *s, int32_t i, int32_t t)
{
    sen_referral *const r = s->referrals + i;
    const sen_stage *const stage = sen_stage_of(s, r);
    int32_t sessions = stage->together ? r->sessions_left : 1;
    if (sessions > s->teams[t].today)
        sessions = s->teams[t].today; /* longer than a day: the rest on the next */
    if (!s->rules->teams[t].unlimited)
        s->teams[t].today -= sessions;
    pay_delivered(s, t, sessions);
    const uint32_t attempt = ++r->repeat;
    if (s->draw->chances[stage->not_brought] != 0 &&
        sen_coin(s, stage->not_brought, sen_word_low(sen_stage_luck_of(s, i, attempt).words[0]))) {
        sen_count(s, sen_plan_service(s->plan, r->service, SEN_FLOW_MISSED_SESSIONS), sessions);
        if (SEN_MUTANT(missed_is_lost) || (stage->not_brought_most != SEN_NONE &&
                                           ++s->more[i].not_brought >= stage->not_brought_most)) {
            s->status[i] = SEN_IS_BETWEEN;
            sen_referral_leave(s, i, SEN_FLOW_NOT_BROUGHT);
            return;
        }
    } else {
        sen_count(s, sen_plan_team(s->plan, t, SEN_USE_DELIVERED), sessions);
        if (!s->more[i].begun) {
            s->more[i].begun = true;
            sen_stage_served(s, i);
        }
        r->sessions_left = (uint16_t)(r->sessions_left - sessions);
        if (r->sessions_left == 0) {
            sen_pathway_stage_done(s, i);
            return;
        }
    }
    s->status[i] = SEN_IS_BETWEEN;
    sen_referral_schedule(s, i, s->day + stage->gap_days, SEN_DUE_ENDS);
}

SEN_HOT void hold(sen_state_block *s, int32_t i, const sen_step *step, int32_t t, int32_t left_days)
{
    sen_referral *const r = s->referrals + i;
    s->teams[t].held++;
    r->team = (uint16_t)t;
    r->joined_day = s->day;
    sen_stage_serve(s, i, step);
    s->status[i] = r->flags & SEN_WAIT_OVER ? SEN_IS_SERVED : SEN_IS_HOLDING;
    if (left_days <= 0) {
        s->teams[t].held--;
        sen_pathway_stage_done(s, i);
        return;
    }
    if (step->layer != SEN_NONE)
        sen_layer_begin(s, i, step->layer);
    if (r->requirement == SEN_NONE && s->model->has_population &&
        s->more[i].leave_day < s->day + left_days)
        left_days = s->more[i].leave_day - s->day; /* a child who goes gives the place back */
    sen_referral_schedule(s, i, s->day + left_days, SEN_DUE_ENDS);
}

void sen_pathway_hold(sen_state_block *s, int32_t i, int32_t t, int32_t left_days)
{
    hold(s, i, sen_step_of(s, s->referrals + i), t, left_days);
}

int32_t sen_stage_stay(const sen_state_block *s, int32_t i)
{
    const sen_step *const step = sen_step_of(s, s->referrals + i);
    if (step->stay != NULL)
        return sen_day_table_draw(step->stay, sen_word_high(sen_stage_first_word(s, i, 0)));
    return s->more[i].edge_day == SEN_NEVER ? s->n_days : s->more[i].edge_day - s->day;
}

SEN_LONG_WAY void start(sen_state_block *s, int32_t i, int32_t t)
{
    const sen_referral *const r = s->referrals + i;
    const int32_t requirement = r->requirement;
    const sen_step *const step = sen_step_of(s, r);
    const bool money =
        step->kind == SEN_STAGE_PACKAGE && step->stage->money == t && !s->more[i].paid;
    if (!money && !sen_stage_offer(s, i))
        return;
    switch ((sen_stage_kind)step->kind) {
    case SEN_STAGE_PLACE:
        hold(s, i, step, t, sen_stage_stay(s, i));
        break;
    case SEN_STAGE_VISIT:
        start_visit(s, i, t);
        break;
    case SEN_STAGE_PACKAGE:
        sen_package_start(s, i, t);
        break;
    case SEN_STAGE_ITEM:
    default:
        sen_pounds_commit(s, i, t);
        sen_stage_served(s, i);
        sen_pathway_stage_done(s, i);
        break;
    }
    sen_stage_book(s, requirement);
}

void sen_pathway_start(sen_state_block *s, int32_t i, int32_t t)
{
    const sen_referral *const r = s->referrals + i;
    const sen_step *const step = sen_step_of(s, r);
    if (!step->plain || r->flags & SEN_BRANCH || r->requirement != SEN_NONE)
        start(s, i, t);
    else
        hold(s, i, step, t,
             sen_day_table_draw(step->stay, sen_word_high(sen_stage_first_word(s, i, 0))));
}

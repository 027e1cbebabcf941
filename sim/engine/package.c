/* SPDX-License-Identifier: MIT */
/*
 * Packages: hours over a review year, bought with money that is committed first where the stage names
 * it, from a supply that may be short. And money itself: what items and packages take from a budget.
 */
#include "engine/pathway.h"

static int32_t weekly_minutes(const sen_state_block *s, int32_t i)
{
    const sen_referral *const r = s->referrals + i;
    const sen_stage *const stage = sen_stage_of(s, r);
    double minutes_a_year = 0.0;
    if (stage->hours_a_year != SEN_NONE)
        minutes_a_year = 60.0 * sen_value(s->draw, stage->hours_a_year);
    else if (r->requirement != SEN_NONE)
        minutes_a_year = (double)s->world->requirements[r->requirement].amount;
    double weeks = 365.25 / 7.0;
    if (stage->season != SEN_NONE)
        weeks *= s->open_week_share[stage->season];
    return (int32_t)(minutes_a_year / weeks + 0.5);
}

/* What a package costs for a year, at the price in force. */
static int64_t package_pence(const sen_state_block *s, int32_t i)
{
    const sen_stage *const stage = sen_stage_of(s, s->referrals + i);
    double weeks = 365.25 / 7.0;
    if (stage->season != SEN_NONE)
        weeks *= s->open_week_share[stage->season];
    return (int64_t)(s->more[i].wanted / 60.0 * weeks *
                         sen_value(s->draw, s->rules->teams[s->more[i].supply].pence_per_unit) +
                     0.5);
}

/* Puts a package before the supply its money is for. */
void sen_package_join_supply(sen_state_block *s, int32_t i)
{
    sen_stage_list_key(s, i, s->more[i].supply);
    sen_team_join(s, i, s->more[i].supply);
}

static void prepare_package(sen_state_block *s, int32_t i)
{
    sen_referral_more *const more = s->more + i;
    more->supply = sen_pathway_team(s, i);
    more->wanted = weekly_minutes(s, i);
    more->granted = 0;
    more->paid = false;
    more->pence = package_pence(s, i);
}

void sen_package_enter(sen_state_block *s, int32_t i)
{
    const sen_stage *const stage = sen_stage_of(s, s->referrals + i);
    prepare_package(s, i);
    if (stage->money == SEN_NONE) {
        sen_package_join_supply(s, i);
        return;
    }
    sen_stage_list_key(s, i, stage->money);
    sen_team_join(s, i, stage->money);
}

/* Money for a package's year, or for an item. */
void sen_pounds_commit(sen_state_block *s, int32_t i, int32_t t)
{
    const sen_team_spec *const spec = s->rules->teams + t;
    const int64_t pence = s->more[i].pence;
    if (!spec->unlimited) {
        const int64_t left = s->teams[t].pence_left;
        if (pence > left)
            sen_count(s, sen_plan_team(s->plan, t, SEN_USE_OVERSPENT_PENCE),
                      left > 0 ? pence - left : pence);
        s->teams[t].pence_left = left - pence;
    }
    sen_count(s, sen_plan_team(s->plan, t, SEN_USE_DELIVERED), pence);
    sen_count(s, sen_plan_team(s->plan, t, SEN_USE_AGREED), pence);
    if (spec->paid != SEN_PAID_NOT)
        sen_team_pay(s, t, (double)pence);
}

static void schedule_review(sen_state_block *s, int32_t i, uint32_t luck)
{
    const sen_stage *const stage = sen_stage_of(s, s->referrals + i);
    const int32_t days = sen_days_of(s, stage->review_after, luck);
    sen_referral_schedule(s, i, s->day + (days > 0 ? days : 1), SEN_DUE_ENDS);
}

/* Hours of a package; what it lacks puts it among those that grow. */
static void grant(sen_state_block *s, int32_t i, int32_t t, int32_t minutes)
{
    sen_referral *const r = s->referrals + i;
    sen_referral_more *const more = s->more + i;
    sen_team *const team = s->teams + t;
    const bool shared = s->rules->teams[t].share_out;
    more->granted += minutes;
    if (!shared) {
        team->minutes_held += minutes;
        const bool is_short = more->granted < more->wanted;
        if (is_short && !sen_list_holds(&team->growing, i))
            sen_list_add(&team->growing, i);
        else if (!is_short && sen_list_holds(&team->growing, i))
            sen_list_remove(&team->growing, i);
    }
    const bool is_short = shared ? team->short_now : more->granted < more->wanted;
    r->flags = (uint8_t)(is_short ? r->flags | SEN_SHORT : r->flags & ~SEN_SHORT);
}

void sen_package_minutes(sen_state_block *s, int32_t i, int32_t minutes)
{
    grant(s, i, s->referrals[i].team, minutes);
    sen_stage_book(s, s->referrals[i].requirement);
}

void sen_package_start(sen_state_block *s, int32_t i, int32_t t)
{
    sen_referral *const r = s->referrals + i;
    const sen_stage *const stage = sen_stage_of(s, r);
    if (stage->money == t && !s->more[i].paid) {
        sen_pounds_commit(s, i, t);
        s->more[i].paid = true;
        r->flags |= SEN_FUNDED;
        if (s->phase > SEN_PHASE_JOINS) {
            s->status[i] = SEN_IS_COMING;
            sen_referral_schedule(s, i, s->day + 1, SEN_DUE_JOINS);
        } else {
            sen_package_join_supply(s, i);
        }
        return;
    }
    const int64_t left = s->teams[t].minutes - s->teams[t].minutes_held;
    const int32_t wanted = s->more[i].wanted;
    r->team = (uint16_t)t;
    s->status[i] = SEN_IS_HOLDING;
    r->joined_day = s->day;
    sen_bucket_add(&s->pools, i, t);
    grant(s, i, t, s->rules->teams[t].share_out || left > wanted ? wanted : (int32_t)left);
    sen_stage_served(s, i);
    schedule_review(s, i, sen_word_high(sen_stage_luck_of(s, i, 0).words[0]));
}

/* What was agreed before day 0 stands against the rest of the budget's year, day by day. */
static void take_from_first_year(sen_state_block *s, int32_t i)
{
    const int32_t money = sen_stage_of(s, s->referrals + i)->money;
    if (money != SEN_NONE)
        s->teams[money].agreed_before += s->more[i].pence;
}

void sen_package_hold(sen_state_block *s, int32_t i, int32_t left_days)
{
    sen_referral *const r = s->referrals + i;
    prepare_package(s, i);
    const int32_t team = s->more[i].supply;
    sen_stage_list_key(s, i, team);
    s->more[i].paid = true;
    take_from_first_year(s, i);
    r->team = (uint16_t)team;
    s->more[i].stage_day = s->day;
    r->flags |= SEN_FUNDED;
    s->status[i] = SEN_IS_HOLDING;
    sen_bucket_add(&s->pools, i, team);
    grant(s, i, team, s->more[i].wanted);
    sen_stage_served(s, i);
    sen_referral_schedule(s, i, s->day + (left_days > 0 ? left_days : 1), SEN_DUE_ENDS);
}

/* Money agreed before day 0, and nothing to buy yet. */
void sen_package_await(sen_state_block *s, int32_t i)
{
    prepare_package(s, i);
    s->more[i].paid = true;
    take_from_first_year(s, i);
    s->more[i].stage_day = s->day;
    s->referrals[i].flags |= SEN_FUNDED;
    sen_step_of(s, s->referrals + i)->stage_flows[SEN_STAGE_JOINED]++;
    sen_package_join_supply(s, i);
}

/* Review of a package: it goes on for another year, or its hours become free. */
void sen_package_review(sen_state_block *s, int32_t i)
{
    sen_referral *const r = s->referrals + i;
    const sen_stage *const stage = sen_stage_of(s, r);
    const sen_stage_luck luck = sen_stage_luck_of(s, i, ++r->repeat);
    const sen_team *const team = s->teams + r->team;
    const bool goes_on = s->day < s->more[i].edge_day && team->minutes > 0;
    if (goes_on && sen_coin(s, stage->renewed, sen_word_low(luck.words[0]))) {
        if (stage->money != SEN_NONE) { /* packages that run are honoured before new ones */
            s->more[i].pence = package_pence(s, i);
            sen_pounds_commit(s, i, stage->money);
        }
        schedule_review(s, i, sen_word_high(luck.words[0]));
        return;
    }
    sen_team_release(s, i);
    s->more[i].paid = false;
    r->flags &= (uint8_t)~SEN_SHORT;
    sen_pathway_stage_done(s, i);
}

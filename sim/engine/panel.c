/* SPDX-License-Identifier: MIT */
/*
 * Panels and rounds: decisions on days of their own, in list order.
 *
 * A panel of several partners is one list; a partner's sitting decides what that partner has not
 * decided yet, up to its cap. A case goes on when all have. A round gives the places that will be
 * free on a date, and the rest stay where they are.
 */
#include "base/date.h"
#include "base/mutant.h"
#include "engine/pathway.h"

/* Turned down: the end, unless the family appeals. Luck (SEN_CHANCE_STAGE, at SEN_STAGE_APPEAL):
 * appeals | time; upheld. */
static void turn_down(sen_state_block *s, int32_t i, const sen_stage *stage)
{
    const sen_stage_luck luck = sen_stage_luck_of(s, i, SEN_STAGE_APPEAL);
    if (stage->appeal_time == SEN_NONE ||
        !sen_coin(s, stage->appeal, sen_word_high(luck.words[0]))) {
        sen_referral_leave(s, i, SEN_FLOW_REFUSED);
        return;
    }
    const int32_t days = sen_days_of(s, stage->appeal_time, sen_word_low(luck.words[0]));
    sen_step_of(s, s->referrals + i)->flows[SEN_FLOW_APPEALS]++;
    s->more[i].appeal = true;
    s->status[i] = SEN_IS_DISPUTE;
    s->referrals[i].joined_day = s->day;
    sen_referral_schedule(s, i, s->day + (days > 0 ? days : 1), SEN_DUE_ENDS);
    sen_stage_book(s, s->referrals[i].requirement);
}

void sen_panel_appeal_over(sen_state_block *s, int32_t i)
{
    const sen_stage_luck luck = sen_stage_luck_of(s, i, SEN_STAGE_APPEAL);
    s->more[i].appeal = false;
    if (!sen_coin(s, sen_stage_of(s, s->referrals + i)->upheld, sen_word_high(luck.words[1]))) {
        sen_referral_leave(s, i, SEN_FLOW_REFUSED);
        return;
    }
    sen_step_of(s, s->referrals + i)->flows[SEN_FLOW_UPHELD]++;
    sen_pathway_stage_done(s, i);
}

/* A case all partners have decided: turned down, in dispute, or on to the next stage. */
static void decide(sen_state_block *s, int32_t i, const sen_stage *stage)
{
    sen_referral *const r = s->referrals + i;
    const int32_t requirement = r->requirement;
    sen_queue_leave(s, stage->list, i, true);
    sen_stage_count(s, r, SEN_STAGE_STARTED);
    sen_stage_time(s, i, sen_step_of(s, r), SEN_STAGE_TIMED_STARTS);
    if (sen_service_of(s, r)->clock.exists && sen_service_of(s, r)->clock.to_stage == r->stage)
        sen_pathway_stop_wait(s, i, SEN_EXIT_SEEN);
    sen_rng rng =
        sen_luck_of_kind(s, SEN_CHANCE_STAGE, sen_service_of(s, r)->first_stage + r->stage, r->kind,
                         s->slots[i].key.number, s->slots[i].key.occasion);
    const uint64_t first = sen_rng_next(&rng), second = sen_rng_next(&rng);
    const uint8_t parts = sen_step_of(s, r)->ends_parts;
    if (parts != 0)
        sen_parts_end(s, i, parts); /* it is decided, whichever way */
    if (!sen_coin(s, stage->approve, sen_word_low(first))) {
        turn_down(s, i, stage);
        return;
    }
    int32_t days = 0;
    if (stage->partners > 0 && sen_coin(s, stage->dispute, sen_word_high(second)) &&
        stage->dispute_time != SEN_NONE)
        days = sen_days_of(s, stage->dispute_time, sen_word_high(first));
    if (days > 0) {
        s->status[i] = SEN_IS_DISPUTE;
        r->joined_day = s->day;
        sen_referral_schedule(s, i, s->day + days, SEN_DUE_ENDS);
    } else {
        sen_pathway_stage_done(s, i);
    }
    if (requirement != SEN_NONE)
        sen_book_case(s, requirement);
}

static void sit(sen_state_block *s, const sen_stage *stage, int32_t partner)
{
    const uint32_t all = (1u << stage->partners) - 1u;
    const sen_list *const list = &s->queues[stage->list].list;
    int32_t decided = 0;
    for (int32_t i = sen_list_head(list), next; i != SEN_NONE; i = next) {
        next = sen_list_after(list, i);
        if (stage->capped_at != SEN_NONE &&
            decided == stage->capped_at + SEN_MUTANT(panel_decides_one_more))
            return;
        const uint32_t mask = s->more[i].panel_mask & all;
        const bool its_turn =
            !stage->in_turn || SEN_MUTANT(panels_never_in_turn) || mask == (1u << partner) - 1u;
        if (mask >> partner & 1 || !its_turn) {
            if (mask == all) /* fewer partners sit than when it was put to them */
                decide(s, i, stage);
            continue;
        }
        decided++;
        s->more[i].panel_mask = mask | 1u << partner;
        if (s->more[i].panel_mask == all)
            decide(s, i, stage);
    }
}

static bool sits_today(const sen_state_block *s, const sen_stage *stage, int32_t partner)
{
    const int32_t first = stage->first_day + partner * stage->every_days / stage->partners;
    const int32_t since = s->day - first;
    return since >= 0 ? since % stage->every_days == 0 : -since % stage->every_days == 0;
}

/* The day of the run on which the month and day next come, on or after `day`. */
static int32_t next_date(const sen_state_block *s, int32_t month, int32_t day_of_month, int32_t day)
{
    const int32_t date = s->model->start_date + day;
    int32_t year = sen_civil_of(date).year;
    if (sen_day_of(year, month, day_of_month) < date)
        year++;
    return sen_day_of(year, month, day_of_month) - s->model->start_date;
}

/* Places of a team that nobody will hold on a day, as far as ends are known. */
static int32_t free_by(const sen_state_block *s, int32_t team, int32_t day, double over)
{
    if (s->teams[team].unlimited)
        return INT32_MAX / 2;
    int32_t held = s->teams[team].held + s->teams[team].reserved;
    for (int32_t i = 0; i < s->n_referrals; i++)
        if (sen_is_holding(s, i) && s->referrals[i].team == team && s->referrals[i].due_day <= day)
            held--;
    return (int32_t)(s->teams[team].in_post * (1.0 + over) + 1e-9) - held;
}

static void hold_round(sen_state_block *s, const sen_stage *stage)
{
    if (next_date(s, stage->decide_month, stage->decide_day_of_month, s->day) != s->day)
        return;
    const int32_t start = next_date(s, stage->start_month, stage->start_day_of_month, s->day + 1);
    const int32_t team = stage->entries[0].team;
    int32_t left = free_by(s, team, start, sen_value(s->draw, stage->over));
    while (left-- > 0) {
        const int32_t i = sen_list_head(&s->queues[stage->list].list);
        if (i == SEN_NONE)
            return;
        sen_queue_leave(s, stage->list, i, true);
        s->status[i] = SEN_IS_OFFERED;
        s->teams[team].reserved++;
        sen_referral_schedule(s, i, start, SEN_DUE_ENDS);
    }
}

void sen_pathway_panels(sen_state_block *s)
{
    for (int32_t k = 0; k < s->n_panel_steps; k++) {
        const sen_stage *const stage = s->steps[s->panel_steps[k]].stage;
        if (s->queues[stage->list].list.size == 0)
            continue;
        if (stage->kind == SEN_STAGE_ROUND) {
            hold_round(s, stage);
            continue;
        }
        for (int32_t p = 0; p < stage->partners; p++)
            if (sits_today(s, stage, p))
                sit(s, stage, p);
    }
}

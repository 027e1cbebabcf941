/* SPDX-License-Identifier: MIT */
/*
 * Branches of an all_of stage: each is a referral of its own under its parent, on lists of its own;
 * the parent goes on when none is open that must be waited for.
 */
#include "engine/pathway.h"

static int32_t open_branch(sen_state_block *s, int32_t i, int32_t b)
{
    const sen_referral parent = s->referrals[i];
    const int32_t branch = sen_referral_new(s, parent.child, parent.requirement, parent.service);
    if (branch == SEN_NONE)
        return SEN_NONE;
    sen_referral *const r = s->referrals + branch;
    r->parent = i;
    r->branch = (uint8_t)b;
    r->clock_day = parent.clock_day;
    r->patience_luck = parent.patience_luck;
    r->patience_days = parent.patience_days;
    r->class_ = parent.class_;
    r->stream = parent.stream;
    r->ends_by_day =
        s->more[i].edge_day < s->more[i].leave_day ? s->more[i].edge_day : s->more[i].leave_day;
    r->flags = (uint8_t)(SEN_BRANCH | (parent.flags & (SEN_HELPED | SEN_FUNDED)));
    s->slots[branch].key = s->slots[i].key;
    s->more[branch].edge_day = s->more[i].edge_day;
    s->more[branch].leave_day = s->more[i].leave_day;
    s->more[i].branches[b] = branch;
    s->more[i].open_branches |= 1u << b;
    return branch;
}

void sen_branches_enter(sen_state_block *s, int32_t i)
{
    const sen_stage *const stage = sen_stage_of(s, s->referrals + i);
    const int32_t n = stage->n_branches;
    s->status[i] = SEN_IS_ALL_OF;
    s->more[i].open_branches = 0;
    if (stage->deadline != SEN_NONE) {
        const sen_stage_luck luck = sen_stage_luck_of(s, i, SEN_MAX_BRANCHES);
        const int32_t days = sen_days_of(s, stage->deadline, sen_word_high(luck.words[0]));
        sen_referral_schedule(s, i, s->day + (days > 0 ? days : 1), SEN_DUE_ENDS);
    }
    int32_t opened[SEN_MAX_BRANCHES];
    for (int32_t b = 0; b < n; b++) { /* all are open before any can end */
        const sen_stage_luck luck = sen_stage_luck_of(s, i, (uint32_t)b);
        const bool none =
            sen_coin(s, stage->branches[b].nil_return, sen_word_high(luck.words[0])) ||
            sen_coin(s, stage->branches[b].reuse, sen_word_low(luck.words[0]));
        opened[b] = none ? SEN_NONE : open_branch(s, i, b);
        if (s->failed != SEN_OK)
            return;
    }
    for (int32_t b = 0; b < n; b++)
        if (opened[b] != SEN_NONE)
            sen_pathway_enter(s, opened[b], stage->branches[b].first_stage);
    if (s->more[i].open_branches == 0 && s->status[i] == SEN_IS_ALL_OF) {
        sen_referral_unschedule(s, i);
        sen_pathway_stage_done(s, i);
    }
}

void sen_branches_open_one(sen_state_block *s, int32_t i, int32_t all_of, int32_t branch,
                           int32_t stage)
{
    sen_pathway_at(s, i, all_of);
    s->status[i] = SEN_IS_ALL_OF;
    s->more[i].stage_day = s->day;
    s->more[i].open_branches = 0;
    const int32_t opened = open_branch(s, i, branch);
    if (opened != SEN_NONE)
        sen_pathway_enter(s, opened, stage);
}

/* Goes on from an all_of stage when nothing is open that must be waited for. */
void sen_branches_join(sen_state_block *s, int32_t parent)
{
    const sen_stage *const stage = sen_stage_of(s, s->referrals + parent);
    sen_referral_more *const more = s->more + parent;
    for (uint32_t open = more->open_branches; open != 0; open &= open - 1)
        if (!(s->referrals[parent].flags & SEN_PAST_DEADLINE) ||
            !stage->branches[__builtin_ctz(open)].may_be_missed)
            return;
    for (uint32_t open = more->open_branches; open != 0; open &= open - 1) {
        const int32_t branch = more->branches[__builtin_ctz(open)];
        sen_stage_count(s, s->referrals + branch, SEN_STAGE_LEFT);
        sen_parts_leave(s, branch);
        sen_pathway_detach(s, branch);
        sen_referral_free(s, branch);
    }
    more->open_branches = 0;
    sen_referral_unschedule(s, parent);
    s->referrals[parent].flags &= (uint8_t)~SEN_PAST_DEADLINE;
    sen_pathway_stage_done(s, parent);
}

void sen_branches_done(sen_state_block *s, int32_t i)
{
    const int32_t parent = s->referrals[i].parent;
    s->more[parent].open_branches &= ~(1u << s->referrals[i].branch);
    sen_referral_free(s, i);
    sen_branches_join(s, parent);
}

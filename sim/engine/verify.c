/* SPDX-License-Identifier: MIT */
/*
 * All invariants at the end of a day, each counted anew from the records it speaks of.
 */
#include <stdio.h>

#include "engine/booking.h"

static sen_code broken(const sen_state_block *s, const char *what, int32_t where, int64_t found,
                       int64_t expected)
{
    char allowed[48];
    snprintf(allowed, sizeof allowed, "%lld", (long long)expected);
    return sen_failf(s->errors, SEN_BUG, s->model->file, 0, 0, what, allowed,
                     "%lld (replicate %d, day %d, index %d)", (long long)found, s->replicate,
                     s->day, where);
}

/* Each requirement is in exactly one state, the one that follows from its referral and flags. */
static sen_code verify_states(const sen_state_block *s)
{
    for (int32_t kind = 0; kind < s->model->n_kinds; kind++) {
        int64_t active = 0, stock[2] = {0, 0};
        for (int32_t q = 0; q < s->world->n_requirements; q++)
            if (s->world->requirements[q].kind == kind && s->cases[q].flags & SEN_CASE_ACTIVE)
                active++;
        const sen_cell *const cells = s->ledger + sen_plan_ledger(s->plan, kind, 0);
        for (int32_t state = 0; state < SEN_STATES; state++)
            for (int32_t g = 0; g < s->plan->groups; g++)
                stock[g >= s->plan->block[0].n] += cells[state * s->plan->groups + g].stock;
        if (stock[0] != active)
            return broken(s, "requirements over the states of block A", kind, stock[0], active);
        if (stock[1] != active)
            return broken(s, "requirements over the states of block B", kind, stock[1], active);
    }
    for (int32_t q = 0; q < s->world->n_requirements; q++) {
        const sen_requirement *const of = s->world->requirements + q;
        const bool active = (s->cases[q].flags & SEN_CASE_ACTIVE) != 0;
        const bool there = of->start_day <= s->day && s->day < of->end_day;
        if (active != there)
            return broken(s, "requirement in force", q, active, there);
        if (active && s->cases[q].state != sen_book_state(s, q))
            return broken(s, "state of a requirement", q, s->cases[q].state, sen_book_state(s, q));
    }
    return SEN_OK;
}

/* Whoever waits for a team is on its list, and nowhere else. */
static sen_code verify_waiting(const sen_state_block *s)
{
    for (int32_t i = 0; i < s->n_referrals; i++) {
        const bool listed = s->status[i] == SEN_IS_ON_LIST || s->status[i] == SEN_IS_PANEL ||
                            s->status[i] == SEN_IS_ROUND;
        const bool linked = s->slots[i].list.prev != SEN_UNLINKED && !sen_is_holding(s, i);
        if (s->status[i] != SEN_IS_FREE && listed != linked)
            return broken(s, "waiting and on a list", i, linked, listed);
    }
    return SEN_OK;
}

/* Plans held, by referral and by child. */
static sen_code verify_layers(const sen_state_block *s)
{
    const int32_t n = s->model->n_layers;
    for (int32_t layer = 0; layer < n; layer++) {
        int64_t held = 0, by_child = 0;
        for (int32_t i = 0; i < s->n_referrals; i++)
            held += s->status[i] != SEN_IS_FREE && s->more[i].layer == layer + 1 &&
                    sen_is_holding(s, i);
        for (int32_t c = 0; c < s->world->n_children; c++)
            by_child += s->layers_held[c * n + layer];
        if (held != s->layer_holders[layer] || by_child != held)
            return broken(s, "plans held", layer, by_child, held);
    }
    return SEN_OK;
}

/* End = start + joins - starts - leavers; Little's law path by path. */
static sen_code verify_lists(const sen_state_block *s)
{
    for (int32_t k = 0; k < s->model->n_lists; k++) {
        const sen_queue *const q = s->queues + k;
        int64_t waited = 0, n = 0;
        for (int32_t i = sen_list_head(&q->list); i != SEN_NONE; i = sen_list_after(&q->list, i)) {
            n++;
            waited += s->day + 1 - s->referrals[i].joined_day;
        }
        if (n != q->list.size)
            return broken(s, "length of a list", k, q->list.size, n);
        if (q->joined - q->started - q->left != n)
            return broken(s, "list: joined less started less left", k,
                          q->joined - q->started - q->left, n);
        if (q->listed_days != q->left_days + waited)
            return broken(s, "days on a list, by day and by referral", k, q->listed_days,
                          q->left_days + waited);
    }
    return SEN_OK;
}

/* Places in post, and those a round may give over number. */
static int64_t most_places(const sen_state_block *s, int32_t t)
{
    double over = 0.0;
    for (int32_t k = 0; k < s->n_panel_steps; k++) {
        const sen_stage *const stage = s->steps[s->panel_steps[k]].stage;
        if (stage->kind == SEN_STAGE_ROUND && stage->entries[0].team == t &&
            sen_value(s->draw, stage->over) > over)
            over = sen_value(s->draw, stage->over);
    }
    const int64_t extra = (int64_t)(s->teams[t].in_post * (1.0 + over) + 1e-9);
    return extra > s->teams[t].capacity ? extra : s->teams[t].capacity;
}

static sen_code verify_teams(const sen_state_block *s)
{
    for (int32_t t = 0; t < s->model->n_teams; t++) {
        const sen_team *const team = s->teams + t;
        int64_t holding = 0, granted = 0, reserved = 0;
        for (int32_t i = 0; i < s->n_referrals; i++) {
            const sen_referral *const r = s->referrals + i;
            if (s->status[i] == SEN_IS_OFFERED && sen_stage_of(s, r)->entries[0].team == t)
                reserved++;
            if ((!sen_is_holding(s, i) && s->status[i] != SEN_IS_OVERFLOW) || r->team != t)
                continue;
            holding++;
            granted += s->more[i].granted;
        }
        const sen_team_spec *const spec = s->rules->teams + t;
        if (spec->kind == SEN_TEAM_PLACES) {
            if (holding != team->held)
                return broken(s, "places held", t, team->held, holding);
            if (reserved != team->reserved)
                return broken(s, "places promised", t, team->reserved, reserved);
            const int64_t most = most_places(s, t);
            const int32_t kept = team->reserved_yesterday - team->reserved; /* promises stand */
            if (team->held > most && team->held > team->held_yesterday + (kept > 0 ? kept : 0))
                return broken(s, "places above capacity and over-number", t, team->held, most);
        } else if ((spec->kind == SEN_TEAM_HOURS || spec->kind == SEN_TEAM_MARKET) &&
                   !spec->share_out && granted != team->minutes_held) {
            return broken(s, "minutes granted", t, team->minutes_held, granted);
        } else if (spec->kind == SEN_TEAM_SESSIONS && team->today < 0) {
            return broken(s, "sessions left today", t, team->today, 0);
        }
    }
    return SEN_OK;
}

/* Pence add up by funder. */
static sen_code verify_money(const sen_state_block *s)
{
    for (int32_t t = 0; t < s->model->n_teams; t++) {
        int64_t sum = 0;
        for (int32_t f = 0; f < SEN_FUNDERS; f++)
            sum += s->counters[sen_plan_team(s->plan, t, SEN_USE_FUNDER_PENCE + f)];
        if (sum != s->teams[t].split_pence)
            return broken(s, "pence by funder", t, sum, s->teams[t].split_pence);
    }
    for (int32_t c = 0; c < s->model->n_checks; c++) {
        int64_t sum = 0;
        for (int32_t f = 0; f < SEN_FUNDERS; f++)
            sum += s->counters[sen_plan_check(s->plan, c, SEN_CHECKS_FUNDER_PENCE + f)];
        if (sum != s->checks[c].split_pence)
            return broken(s, "pence of a check by funder", c, sum, s->checks[c].split_pence);
    }
    return SEN_OK;
}

/* Now = at the start + births + joiners - deaths - movers - those who turned 26. */
static sen_code verify_population(const sen_state_block *s)
{
    int64_t now = 0, start = 0;
    for (int32_t c = 0; c < s->world->n_children; c++) {
        const sen_child *const child = s->world->children + c;
        now += child->arrive_day <= s->day && child->leave_day > s->day;
        start += !sen_child_is_new(child);
    }
    const int64_t *const flow = s->counters + s->plan->population_at;
    const int64_t sum = start + flow[SEN_POPULATION_BORN] + flow[SEN_POPULATION_JOINED] -
                        flow[SEN_POPULATION_DIED] - flow[SEN_POPULATION_MOVED] -
                        flow[SEN_POPULATION_TURNED_26];
    if (now != s->children_now)
        return broken(s, "children counted in the area", 0, s->children_now, now);
    return now == sum ? SEN_OK : broken(s, "children in the area", 0, now, sum);
}

sen_code sen_state_verify(sen_state_block *s)
{
    sen_code code = verify_states(s);
    if (code == SEN_OK)
        code = verify_waiting(s);
    if (code == SEN_OK)
        code = verify_lists(s);
    if (code == SEN_OK)
        code = verify_teams(s);
    if (code == SEN_OK)
        code = verify_money(s);
    if (code == SEN_OK)
        code = verify_population(s);
    if (code == SEN_OK)
        code = verify_layers(s);
    for (int32_t t = 0; t < s->model->n_teams; t++) {
        s->teams[t].held_yesterday = s->teams[t].held;
        s->teams[t].reserved_yesterday = s->teams[t].reserved;
    }
    return code;
}

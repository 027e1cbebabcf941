/* SPDX-License-Identifier: MIT */
/*
 * Capacity and the lists before it. What becomes free goes to the head of the list, never to a
 * newcomer: today's joiners stand aside until the list as it stood has been served (phase 5), then
 * join it and are served in list order with those still on it (phase 8).
 */
#include <string.h>

#include "base/date.h"
#include "engine/state.h"

/* Guards sums of thirds and sevenths against falling a hair short of a whole session. */
static const double WHOLE = 1e-9;

static int64_t take_whole(double *fraction, double amount)
{
    const double sum = *fraction + amount;
    const int64_t whole = (int64_t)(sum + WHOLE);
    *fraction = sum - (double)whole;
    return whole;
}

static bool is_open(const sen_state_block *s, int32_t calendar, int32_t day)
{
    return calendar == SEN_NONE || s->model->calendars[calendar].open[day] != 0;
}

static bool week_is_open(const sen_state_block *s, int32_t calendar)
{
    if (calendar == SEN_NONE)
        return true;
    const int32_t *const before = s->model->calendars[calendar].open_before;
    const int32_t end = s->day + 7 < s->n_days ? s->day + 7 : s->n_days;
    return before[end] > before[s->day];
}

static bool week_begins(const sen_state_block *s)
{
    return s->model->plain_clock ? s->day % 7 == 0
                                 : sen_weekday(s->model->start_date + s->day) == SEN_MONDAY;
}

/* ---- beginning, and what lists need ---- */

static sen_list_order order_of(const sen_state_block *s, int32_t queue)
{
    return queue < s->model->n_teams ? s->rules->teams[queue].order : SEN_FIRST_COME;
}

static bool init_list(sen_state_block *s, sen_list *list, sen_list_order order, int32_t first)
{
    list->slots = s->slots;
    return sen_list_init(list, order, first, s->n_days, s->arena);
}

static int32_t earliest_key_day(const sen_state_block *s)
{
    int32_t elapsed = 0, head_start = 0;
    for (int32_t i = 0; i < s->model->n_openings; i++)
        for (int32_t band = 0; band < s->model->openings[i].n_bands; band++)
            if (s->model->openings[i].band_to_day[band] > elapsed)
                elapsed = s->model->openings[i].band_to_day[band];
    for (int32_t rules = 0; rules < s->model->n_rules; rules++)
        for (int32_t team = 0; team < s->model->n_teams; team++)
            for (int32_t c = 0; c < SEN_CLASSES; c++)
                if (s->model->rules[rules].teams[team].head_start_days[c] > head_start)
                    head_start = s->model->rules[rules].teams[team].head_start_days[c];
    return -elapsed - head_start - 1;
}

/* What the days need of a team's rules. */
static void follow_rules(sen_state_block *s, int32_t t)
{
    const sen_team_spec *const spec = s->rules->teams + t;
    sen_team *const team = s->teams + t;
    team->kind = (int32_t)spec->kind;
    team->unlimited = spec->unlimited;
    team->paid_by_day = spec->paid == SEN_PAID_DELIVERED ||
                        (spec->unlimited && spec->paid != SEN_PAID_NOT);
}

sen_code sen_teams_begin(sen_state_block *s)
{
    const sen_model *const model = s->model;
    const int32_t first = earliest_key_day(s);
    for (int32_t q = 0; q < model->n_lists; q++) {
        const sen_ints kept = s->queues[q].joiners;
        s->queues[q] = (sen_queue){.joiners = {.items = kept.items, .room = kept.room}};
        if (!init_list(s, &s->queues[q].list, order_of(s, q), first))
            return SEN_NO_MEMORY;
    }
    for (int32_t t = 0; t < model->n_teams; t++) {
        s->teams[t] = (sen_team){.uses = s->counters + sen_plan_team(s->plan, t, 0)};
        follow_rules(s, t);
        const sen_team_kind kind = s->rules->teams[t].kind;
        if ((kind == SEN_TEAM_HOURS || kind == SEN_TEAM_MARKET) &&
            !init_list(s, &s->teams[t].growing, order_of(s, t), first))
            return SEN_NO_MEMORY;
    }
    for (int32_t p = 0; p < model->n_posts; p++) {
        const sen_post *const post = model->posts + p;
        s->post_filled_day[p] = SEN_NEVER;
        if (post->filled_after == SEN_NONE)
            continue;
        sen_rng rng = sen_luck(s, SEN_CHANCE_POST, post->team, (uint32_t)(post->path_hash >> 32),
                               (uint32_t)post->path_hash);
        s->post_filled_day[p] = post->from_day + sen_days_of(s, post->filled_after,
                                                             sen_word_high(sen_rng_next(&rng)));
    }
    s->capacity_day = 0;
    s->histogram = sen_arena_take_zeroed(s->arena, (size_t)(s->n_days - first + 2), sizeof *s->histogram);
    return s->histogram == NULL ? SEN_NO_MEMORY : SEN_OK;
}

/* ---- capacity (phase 2) ---- */

/* Share of the financial year (plain clock: of 365 days) that is left on a day. */
static double year_left(const sen_state_block *s, int32_t day)
{
    if (s->model->plain_clock)
        return (double)(365 - day % 365) / 365.0;
    const int32_t date = s->model->start_date + day;
    const int32_t start = sen_financial_year_start(date);
    const int32_t next = sen_day_add_years(start, 1);
    return (double)(next - date) / (double)(next - start);
}

static bool budget_year_begins(const sen_state_block *s)
{
    if (s->model->plain_clock)
        return s->day % 365 == 0;
    return sen_financial_year_start(s->model->start_date + s->day) ==
           s->model->start_date + s->day;
}

static void add_budget(sen_state_block *s, int32_t t, double pence)
{
    const int64_t whole = pence < 0 ? -(int64_t)(0.5 - pence) : (int64_t)(pence + 0.5);
    s->teams[t].pence_left += whole;
    sen_count(s, sen_plan_team(s->plan, t, SEN_USE_COMMISSIONED), whole);
    sen_count(s, sen_plan_team(s->plan, t, SEN_USE_IN_POST), whole);
}

/* Posts that the changes in force have made and nobody has filled yet; those paid all the same. */
static double unfilled(const sen_state_block *s, int32_t t, double *paid)
{
    double missing = 0.0;
    *paid = 0.0;
    for (int32_t p = 0; p < s->model->n_posts; p++) {
        const sen_post *const post = s->model->posts + p;
        if (post->team == t && post->from_day <= s->day && s->day <= post->until_day &&
            s->day < s->post_filled_day[p]) {
            double extra = post->extra;
            if (post->extra_scale_of != SEN_NONE)
                extra *= sen_value(s->draw, post->extra_scale_of);
            missing += extra;
            *paid += post->unfilled_paid ? extra : 0.0;
        }
    }
    return missing;
}

/* Units that are paid for standing ready, whether or not anybody stands there. */
static double paid_units(const sen_team_spec *spec, const sen_team *team)
{
    return spec->unfilled_paid ? team->commissioned : team->in_post + team->paid_unfilled;
}

/* Books what is commissioned, in post and paid for standing ready, up to the end of `day` - 1. */
static void book_standing(sen_state_block *s, int32_t t, int32_t day)
{
    const sen_team_spec *const spec = s->rules->teams + t;
    sen_team *const team = s->teams + t;
    const double days = (double)(day - team->booked_day);
    team->booked_day = day;
    if (spec->unlimited || days <= 0.0)
        return;
    double units = 0.0; /* a day */
    switch (spec->kind) {
    case SEN_TEAM_PLACES:
        units = 1.0;
        break;
    case SEN_TEAM_HOURS:
    case SEN_TEAM_MARKET:
        units = 60.0 / 7.0;
        break;
    case SEN_TEAM_SESSIONS: /* on their clinic days */
    case SEN_TEAM_POUNDS:   /* with the year */
    default:
        return;
    }
    sen_count(s, sen_plan_team(s->plan, t, SEN_USE_COMMISSIONED),
              take_whole(&team->unbooked[0], team->commissioned * units * days));
    sen_count(s, sen_plan_team(s->plan, t, SEN_USE_IN_POST),
              take_whole(&team->unbooked[1], team->in_post * units * days));
    if (spec->paid == SEN_PAID_COMMISSIONED)
        sen_team_pay(s, t, paid_units(spec, team) * days / 7.0 *
                               sen_value(s->draw, spec->pence_per_unit));
}

void sen_team_pay(sen_state_block *s, int32_t t, double pence)
{
    sen_count(s, sen_plan_team(s->plan, t, SEN_USE_COST_PENCE),
              take_whole(&s->teams[t].unbooked[2], pence));
}

/* Splits what was paid since the last time among the funders, to the penny: each has the whole
 * part of its share, and the pence left over go by largest remainder, then by order of funders. */
static void split_cost(sen_state_block *s, int32_t cost, const sen_number *shares, int32_t funders,
                       int64_t *split_pence)
{
    int64_t left = s->counters[cost] - *split_pence;
    double any = 0.0; /* without a population funders may be left out: then nobody is told */
    for (int32_t f = 0; f < SEN_FUNDERS; f++)
        any += sen_value(s->draw, shares[f]);
    if (left == 0 || any <= 0.0)
        return;
    *split_pence = s->counters[cost];
    const double all = (double)left;
    double remainder[SEN_FUNDERS];
    for (int32_t f = 0; f < SEN_FUNDERS; f++) {
        const double part = all * sen_value(s->draw, shares[f]);
        const int64_t whole = (int64_t)part;
        remainder[f] = part - (double)whole;
        left -= whole;
        sen_count(s, funders + f, whole);
    }
    while (left != 0) {
        int32_t largest = 0;
        for (int32_t f = 1; f < SEN_FUNDERS; f++)
            if (remainder[f] > remainder[largest])
                largest = f;
        const int64_t step = left > 0 ? 1 : -1;
        sen_count(s, funders + largest, step);
        remainder[largest] -= (double)step;
        left -= step;
    }
}

static void split_team(sen_state_block *s, int32_t t)
{
    split_cost(s, sen_plan_team(s->plan, t, SEN_USE_COST_PENCE), s->rules->teams[t].funder_share,
               sen_plan_team(s->plan, t, SEN_USE_FUNDER_PENCE), &s->teams[t].split_pence);
}

static void split_check(sen_state_block *s, int32_t c)
{
    split_cost(s, sen_plan_check(s->plan, c, SEN_CHECKS_COST_PENCE),
               s->rules->checks[c].funder_share,
               sen_plan_check(s->plan, c, SEN_CHECKS_FUNDER_PENCE), &s->checks[c].split_pence);
}

/* At a period's end: standing capacity is booked up to today and all costs are split. */
void sen_teams_split_costs(sen_state_block *s)
{
    for (int32_t t = 0; t < s->model->n_teams; t++) {
        book_standing(s, t, s->day + 1);
        split_team(s, t);
    }
    for (int32_t c = 0; c < s->model->n_checks; c++)
        split_check(s, c);
}

static bool same_shares(const sen_state_block *s, const sen_number *a, const sen_number *b)
{
    bool same = true;
    for (int32_t f = 0; f < SEN_FUNDERS; f++)
        same &= sen_value(s->draw, a[f]) == sen_value(s->draw, b[f]);
    return same;
}

/* Before the rules change: what ran under the old ones is booked under them. Costs are split only
 * where the shares change, so a change moves no other team's pence between funders. */
void sen_teams_new_rules(sen_state_block *s, const sen_rules *next)
{
    for (int32_t t = 0; t < s->model->n_teams; t++) {
        book_standing(s, t, s->day);
        if (!same_shares(s, s->rules->teams[t].funder_share, next->teams[t].funder_share))
            split_team(s, t);
    }
    for (int32_t c = 0; c < s->model->n_checks; c++)
        if (!same_shares(s, s->rules->checks[c].funder_share, next->checks[c].funder_share))
            split_check(s, c);
    s->capacity_day = s->day;
}

static void note_change_day(int32_t day, int32_t change, int32_t *next)
{
    if (change > day && change < *next)
        *next = change;
}

static bool has_contract(const sen_state_block *s, int32_t t)
{
    return s->day <= s->rules->teams[t].contract_until_day;
}

/* A service is commissioned while each of its stages has a team with a contract, and money. */
void sen_teams_contracts(sen_state_block *s)
{
    for (int32_t v = 0; v < s->model->n_services; v++) {
        const sen_service *const service = s->rules->services + v;
        s->commissioned[v] = true;
        for (int32_t k = 0; k < service->n_stages; k++) {
            const sen_stage *const stage = service->stages + k;
            bool some = stage->n_entries == 0;
            for (int32_t e = 0; e < stage->n_entries; e++)
                some |= has_contract(s, stage->entries[e].team);
            if (stage->kind == SEN_STAGE_PACKAGE && stage->money != SEN_NONE)
                some &= has_contract(s, stage->money);
            s->commissioned[v] &= some;
        }
    }
}

static void set_capacities(sen_state_block *s)
{
    int32_t next = SEN_NEVER;
    for (int32_t t = 0; t < s->model->n_teams; t++) {
        const sen_team_spec *const spec = s->rules->teams + t;
        sen_team *const team = s->teams + t;
        book_standing(s, t, s->day);
        follow_rules(s, t);
        const double before = team->commissioned;
        const bool ended = s->day > spec->contract_until_day;
        team->commissioned = ended || spec->unlimited ? 0.0 : sen_value(s->draw, spec->capacity);
        team->in_post = ended || spec->unlimited
                            ? 0.0
                            : (team->commissioned - unfilled(s, t, &team->paid_unfilled)) *
                                  sen_value(s->draw, spec->in_post);
        if (team->in_post < 0.0)
            team->in_post = 0.0;
        team->capacity = spec->unlimited && !ended ? INT32_MAX / 2
                                                   : (int32_t)(team->in_post + WHOLE);
        if (spec->kind == SEN_TEAM_POUNDS && !spec->unlimited)
            if (!budget_year_begins(s))
                add_budget(s, t, (team->commissioned - before) * year_left(s, s->day));
        if (spec->contract_until_day < INT32_MAX)
            note_change_day(s->day, spec->contract_until_day + 1, &next);
    }
    for (int32_t p = 0; p < s->model->n_posts; p++)
        note_change_day(s->day, s->post_filled_day[p], &next);
    sen_teams_contracts(s);
    s->capacity_day = next;
}

static void new_budget_year(sen_state_block *s, int32_t t)
{
    const sen_team_spec *const spec = s->rules->teams + t;
    sen_team *const team = s->teams + t;
    if (!spec->carried && s->day > 0) {
        if (team->pence_left > 0)
            sen_count(s, sen_plan_team(s->plan, t, SEN_USE_LAPSED_PENCE), team->pence_left);
        team->pence_left = 0;
    }
    add_budget(s, t, team->commissioned);
}

/* Today's sessions, if this is one of the team's clinic days. */
static void lay_sessions(sen_state_block *s, int32_t t)
{
    const sen_team_spec *const spec = s->rules->teams + t;
    sen_team *const team = s->teams + t;
    team->today = 0;
    if (spec->unlimited) {
        team->today = s->day > spec->contract_until_day ? 0 : INT32_MAX / 2;
        return;
    }
    double part; /* of the stated capacity, today */
    if (s->model->plain_clock && spec->every_days > 0) {
        part = s->day % spec->every_days == spec->every_days - 1 ? 1.0 : 0.0;
    } else {
        const int32_t weekday = s->model->plain_clock
                                    ? s->day % 7
                                    : sen_weekday(s->model->start_date + s->day);
        part = spec->weekdays >> weekday & 1 ? 1.0 / __builtin_popcount(spec->weekdays) : 0.0;
    }
    if (part <= 0.0 || !is_open(s, spec->calendar, s->day))
        return;
    const int64_t commissioned = take_whole(&team->fraction[0], team->commissioned * part);
    const int64_t in_post = take_whole(&team->fraction[1], team->in_post * part);
    team->today = (int32_t)in_post;
    sen_count(s, sen_plan_team(s->plan, t, SEN_USE_COMMISSIONED), commissioned);
    sen_count(s, sen_plan_team(s->plan, t, SEN_USE_IN_POST), in_post);
    if (spec->paid == SEN_PAID_COMMISSIONED)
        sen_team_pay(s, t, paid_units(spec, team) * part *
                               sen_value(s->draw, spec->pence_per_unit));
}

/* Hours that no longer suffice for what was agreed, or do again: packages change state. */
static void set_short(sen_state_block *s, int32_t t, bool is_short)
{
    if (s->teams[t].short_now == is_short)
        return;
    s->teams[t].short_now = is_short;
    for (int32_t i = s->pools.heads[t]; i >= 0; i = s->pool_links[i].next) {
        sen_referral *const r = s->referrals + i;
        const bool lacks = is_short || s->more[i].granted < s->more[i].wanted;
        r->flags = (uint8_t)(lacks ? r->flags | SEN_SHORT : r->flags & ~SEN_SHORT);
        if (r->requirement != SEN_NONE)
            sen_book_case(s, r->requirement);
    }
}

/* Days of the week that begins today, or that is under way on day 0, which the run holds. */
static int32_t days_of_week(const sen_state_block *s)
{
    const int32_t passed = s->model->plain_clock ? s->day % 7
                                                 : sen_weekday(s->model->start_date + s->day);
    const int32_t left = s->n_days - s->day;
    return 7 - passed < left ? 7 - passed : left;
}

/* A week's hours: what is on offer, what the packages of the season need and get. */
static void deliver_week(sen_state_block *s, int32_t t)
{
    const sen_team_spec *const spec = s->rules->teams + t;
    sen_team *const team = s->teams + t;
    double offer = team->in_post;
    if (spec->kind == SEN_TEAM_MARKET && !s->model->plain_clock) {
        const int32_t month = sen_civil_of(s->model->start_date + s->day).month;
        offer *= sen_value(s->draw, spec->month_times[month - 1]);
    }
    const bool unlimited = spec->unlimited && has_contract(s, t);
    team->minutes = unlimited ? INT64_MAX / 16 : (int64_t)(offer * 60.0 + 0.5);
    const bool open = week_is_open(s, spec->calendar);
    int64_t wanted = 0, granted = 0;
    for (int32_t i = s->pools.heads[t]; i >= 0; i = s->pool_links[i].next) {
        if (!week_is_open(s, sen_stage_of(s, s->referrals + i)->season))
            continue;
        wanted += s->more[i].wanted;
        granted += s->more[i].granted;
    }
    const int64_t agreed = spec->share_out ? wanted : granted;
    int64_t given = open ? agreed : 0;
    if (given > team->minutes)
        given = team->minutes;
    if (open)
        set_short(s, t, given < agreed);
    const int64_t days = days_of_week(s);
    const int64_t lost = open && !unlimited ? team->minutes - given : 0;
    team->uses[SEN_USE_DELIVERED] += given * days / 7;
    team->uses[SEN_USE_ASSESSED] += wanted * days / 7;
    team->uses[SEN_USE_AGREED] += agreed * days / 7;
    team->uses[SEN_USE_LOST] += lost * days / 7;
    if (team->paid_by_day)
        sen_team_pay(s, t, (double)(given * days) / 420.0 *
                               sen_value(s->draw, spec->pence_per_unit));
}

void sen_teams_capacity(sen_state_block *s)
{
    if (s->day >= s->capacity_day)
        set_capacities(s);
    const bool week = week_begins(s) || s->day == 0, year = budget_year_begins(s);
    for (int32_t t = 0; t < s->model->n_teams; t++) {
        const sen_team_kind kind = (sen_team_kind)s->teams[t].kind;
        if (kind == SEN_TEAM_PLACES)
            continue;
        if (kind == SEN_TEAM_SESSIONS)
            lay_sessions(s, t);
        else if (kind == SEN_TEAM_POUNDS && year && !s->rules->teams[t].unlimited)
            new_budget_year(s, t);
        else if ((kind == SEN_TEAM_HOURS || kind == SEN_TEAM_MARKET) && week)
            deliver_week(s, t);
    }
}

/* ---- lists ---- */

/* Agenda entry of one that waits on a list: whichever ends its waiting first. What has begun to be
 * helped is finished, so there only the child's leaving counts. */
static inline void schedule_leaving(sen_state_block *s, int32_t i)
{
    sen_referral *const r = s->referrals + i;
    int32_t due = r->ends_by_day;
    if (r->flags & SEN_HELPED) {
        due = s->more[i].leave_day;
    } else {
        const sen_day_table *const patience = sen_step_of(s, r)->patience[r->stream];
        int32_t give_up = SEN_NEVER;
        if (r->patience_days != SEN_NONE)
            give_up = r->patience_days;
        else if (patience != NULL)
            give_up = r->clock_day + sen_day_table_draw(patience, r->patience_luck);
        if (give_up < due)
            due = give_up;
    }
    if (due != SEN_NEVER)
        sen_referral_schedule(s, i, due > s->day ? due : s->day + 1, SEN_DUE_LEAVES);
}

void sen_queue_schedule_leaving(sen_state_block *s, int32_t referral)
{
    schedule_leaving(s, referral);
}

static inline void join_queue(sen_state_block *s, int32_t queue, int32_t referral)
{
    sen_queue *const q = s->queues + queue;
    sen_list_add(&q->list, referral);
    q->joined++;
    s->referrals[referral].joined_day = s->day;
    schedule_leaving(s, referral);
}

void sen_queue_join(sen_state_block *s, int32_t queue, int32_t referral)
{
    join_queue(s, queue, referral);
}

static inline void leave_queue(sen_state_block *s, int32_t queue, int32_t referral, bool started)
{
    sen_queue *const q = s->queues + queue;
    const sen_referral *const r = s->referrals + referral;
    sen_list_remove(&q->list, referral);
    if (sen_bucket_holds(&s->agenda, referral))
        sen_bucket_remove(&s->agenda, referral);
    const int32_t days = s->day - r->joined_day;
    q->left_days += days;
    if (started)
        q->started++;
    else
        q->left++;
    sen_step_of(s, r)->flows[SEN_FLOW_LIST_DAYS] += days;
}

void sen_queue_leave(sen_state_block *s, int32_t queue, int32_t referral, bool started)
{
    leave_queue(s, queue, referral, started);
}

/* Is what a referral needs there now? */
static bool fits(const sen_state_block *s, int32_t t, int32_t referral)
{
    const sen_team_spec *const spec = s->rules->teams + t;
    const sen_team *const team = s->teams + t;
    const sen_referral *const r = s->referrals + referral;
    switch (spec->kind) {
    case SEN_TEAM_PLACES:
        return !sen_team_is_full(team);
    case SEN_TEAM_SESSIONS:
        return team->today >= (sen_stage_of(s, r)->together ? r->sessions_left : 1);
    case SEN_TEAM_POUNDS:
        return spec->unlimited || spec->overspend || s->more[referral].pence <= team->pence_left;
    case SEN_TEAM_HOURS:
    case SEN_TEAM_MARKET:
    default: {
        if (spec->share_out)
            return team->minutes > 0;
        const int64_t left = team->minutes - team->minutes_held;
        const double least = (double)s->more[referral].wanted *
                             sen_value(s->draw, sen_stage_of(s, r)->smallest_share);
        return (double)left >= least && left > 0;
    }
    }
}

static inline void start(sen_state_block *s, int32_t t, int32_t referral)
{
    leave_queue(s, t, referral, true);
    s->teams[t].picks++;
    sen_pathway_start(s, referral, t);
}

/* Queued hours: packages that want more and those that wait stand in one order. */
static void allocate_hours(sen_state_block *s, int32_t t)
{
    sen_team *const team = s->teams + t;
    for (;;) {
        const int32_t waiting = sen_list_head(&s->queues[t].list);
        const int32_t growing = sen_list_head(&team->growing);
        const int64_t left = team->minutes - team->minutes_held;
        if (left <= 0 || (waiting == SEN_NONE && growing == SEN_NONE))
            return;
        if (growing != SEN_NONE && (waiting == SEN_NONE || sen_list_comes_before(&team->growing, growing, waiting))) {
            const int32_t more = s->more[growing].wanted - s->more[growing].granted;
            sen_pathway_package_minutes(s, growing, left < more ? (int32_t)left : more);
        } else if (fits(s, t, waiting)) {
            start(s, t, waiting);
        } else {
            return;
        }
    }
}

/* Who is served next: the head of the list, or where the order is random anybody on it, drawn anew
 * for each start (SEN_CHANCE_PICK; team; day, start of the day). */
static int32_t next_served(const sen_state_block *s, int32_t t)
{
    const sen_list *const list = &s->queues[t].list;
    if (list->order != SEN_RANDOM_ORDER || list->size < 2)
        return sen_list_head(list);
    sen_rng rng = sen_luck(s, SEN_CHANCE_PICK, t, (uint32_t)s->day, (uint32_t)s->teams[t].picks);
    int32_t nth = (int32_t)((uint64_t)sen_word_high(sen_rng_next(&rng)) *
                                (uint64_t)list->size >> 32);
    int32_t next = sen_list_head(list);
    while (nth-- > 0)
        next = sen_list_after(list, next);
    return next;
}

static void allocate(sen_state_block *s, int32_t t)
{
    const sen_team_spec *const spec = s->rules->teams + t;
    if (spec->kind == SEN_TEAM_PLACES) {
        while (!sen_team_is_full(s->teams + t) && s->queues[t].list.size > 0)
            start(s, t, next_served(s, t));
        return;
    }
    if ((spec->kind == SEN_TEAM_HOURS || spec->kind == SEN_TEAM_MARKET) && !spec->share_out) {
        allocate_hours(s, t);
        return;
    }
    for (;;) {
        const int32_t head = next_served(s, t);
        if (head == SEN_NONE || !fits(s, t, head))
            return;
        start(s, t, head);
    }
}

void sen_teams_allocate(sen_state_block *s)
{
    for (int32_t t = 0; t < s->model->n_teams; t++)
        if ((s->queues[t].list.size > 0 || s->teams[t].growing.size > 0) &&
            !sen_team_is_full(s->teams + t))
            allocate(s, t);
}

/* May all of today's joiners start at once, so that their order decides nothing? */
static bool all_fit(const sen_state_block *s, int32_t t)
{
    const sen_queue *const q = s->queues + t;
    const sen_team *const team = s->teams + t;
    if (q->list.size > 0)
        return false;
    return team->kind == SEN_TEAM_PLACES &&
           team->held + team->reserved + q->joiners.n <= team->capacity;
}

static bool waits_for(const sen_state_block *s, int32_t referral, int32_t t)
{
    return s->status[referral] == SEN_IS_ON_LIST && s->referrals[referral].team == t;
}

/* The list is full: of today's joiners, those who stand last in its order are turned away. */
static void refuse_beyond_limit(sen_state_block *s, int32_t t, int32_t n)
{
    const int32_t limit = s->rules->teams[t].list_limit;
    const sen_list *const list = &s->queues[t].list;
    const int32_t *const joiners = s->queues[t].joiners.items;
    while (limit != SEN_NONE && list->size > limit) {
        int32_t last = SEN_NONE;
        for (int32_t k = 0; k < n; k++)
            if (waits_for(s, joiners[k], t) && sen_list_holds(list, joiners[k]) &&
                (last == SEN_NONE || sen_list_comes_before(list, last, joiners[k])))
                last = joiners[k];
        if (last == SEN_NONE)
            return; /* those who wait were here before the limit */
        sen_referral_leave(s, last, SEN_FLOW_LIST_FULL);
    }
}

/* What happens to one joiner may end another (a branch that is refused ends its fellows), so each is
 * looked at before its turn. */
void sen_teams_settle(sen_state_block *s)
{
    for (int32_t t = 0; t < s->model->n_teams; t++) {
        sen_queue *const q = s->queues + t;
        const int32_t n = q->joiners.n;
        if (n == 0)
            continue;
        const bool at_once = all_fit(s, t);
        q->joiners.n = 0;
        for (int32_t k = 0; k < n; k++) {
            const int32_t i = q->joiners.items[k];
            if (!waits_for(s, i, t))
                continue;
            if (!at_once) {
                join_queue(s, t, i);
                continue;
            }
            q->joined++;
            q->started++;
            s->referrals[i].joined_day = s->day;
            sen_pathway_start(s, i, t);
        }
        if (!at_once) {
            if (!sen_team_is_full(s->teams + t))
                allocate(s, t);
            refuse_beyond_limit(s, t, n);
        }
    }
}

void sen_teams_end_of_day(sen_state_block *s)
{
    for (int32_t q = 0; s->verify && q < s->model->n_lists; q++)
        s->queues[q].listed_days += s->queues[q].list.size;
    for (int32_t t = 0; t < s->model->n_teams; t++) {
        const sen_team *const team = s->teams + t;
        if (team->kind == SEN_TEAM_PLACES) {
            team->uses[SEN_USE_DELIVERED] += team->held;
            if (team->capacity > team->held && !team->unlimited)
                team->uses[SEN_USE_LOST] += team->capacity - team->held;
            if (team->paid_by_day && team->held > 0)
                sen_team_pay(s, t, (double)team->held / 7.0 *
                                       sen_value(s->draw, s->rules->teams[t].pence_per_unit));
        } else if (team->kind == SEN_TEAM_SESSIONS && !team->unlimited && team->today > 0) {
            team->uses[SEN_USE_LOST] += team->today;
        }
    }
}

/* ---- giving back ---- */

void sen_team_release_other(sen_state_block *s, int32_t referral)
{
    const int32_t t = s->referrals[referral].team;
    const sen_team_spec *const spec = s->rules->teams + t;
    sen_team *const team = s->teams + t;
    switch ((sen_team_kind)team->kind) {
    case SEN_TEAM_HOURS:
    case SEN_TEAM_MARKET:
        sen_bucket_remove(&s->pools, referral);
        if (!spec->share_out) {
            team->minutes_held -= s->more[referral].granted;
            if (sen_list_holds(&team->growing, referral))
                sen_list_remove(&team->growing, referral);
        }
        break;
    case SEN_TEAM_PLACES:
    case SEN_TEAM_SESSIONS:
    case SEN_TEAM_POUNDS:
    default:
        break;
    }
}

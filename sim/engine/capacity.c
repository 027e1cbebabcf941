/* SPDX-License-Identifier: MIT */
/*
 * Capacity from day to day (phase 2), and what it costs: places and hours in post, sessions laid on
 * clinic days, budgets by the year, posts not filled yet, contracts that end; standing cost booked
 * when it is asked for, and split among the funders to the penny.
 */
#include "base/date.h"
#include "base/mutant.h"
#include "engine/booking.h"
#include "engine/referral.h"

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

/* Of the week that begins on a day, or that is under way on day 0. */
static bool week_is_open(const sen_state_block *s, int32_t calendar, int32_t day)
{
    if (calendar == SEN_NONE)
        return true;
    const int32_t *const before = s->model->calendars[calendar].open_before;
    const int32_t end = day + 7 < s->n_days ? day + 7 : s->n_days;
    return before[end] > before[day];
}

/* Days since the week began, which may be before day 0. */
static int32_t day_of_week(const sen_state_block *s, int32_t day)
{
    return s->model->plain_clock ? day % 7 : sen_weekday(s->model->start_date + day);
}

static bool week_begins(const sen_state_block *s)
{
    return day_of_week(s, s->day) == 0;
}

/* Days from `from` on and before `end` that lie in open weeks. */
static int32_t days_of_open_weeks(const sen_state_block *s, int32_t calendar, int32_t from,
                                  int32_t end)
{
    int32_t days = 0, next;
    if (calendar == SEN_NONE)
        return end - from;
    for (int32_t day = from; day < end; day = next) {
        const int32_t passed = day_of_week(s, day);
        const int32_t begun = day > passed ? day - passed : 0;
        next = day - passed + 7 < end ? day - passed + 7 : end;
        days += week_is_open(s, calendar, begun) ? next - day : 0;
    }
    return days;
}

/* What the days need of a team's rules. */
void sen_team_follow_rules(sen_state_block *s, int32_t t)
{
    const sen_team_spec *const spec = s->rules->teams + t;
    sen_team *const team = s->teams + t;
    team->kind = (int32_t)spec->kind;
    team->unlimited = spec->unlimited;
    team->paid_by_day =
        spec->paid == SEN_PAID_DELIVERED || (spec->unlimited && spec->paid != SEN_PAID_NOT);
}

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
    return sen_financial_year_start(s->model->start_date + s->day) == s->model->start_date + s->day;
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
    const int32_t from_day = team->booked_day;
    double days = (double)(day - from_day);
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
        days = days_of_open_weeks(s, spec->calendar, from_day, day);
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
        sen_team_pay(
            s, t, paid_units(spec, team) * days / 7.0 * sen_value(s->draw, spec->pence_per_unit));
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
        bool all = true;
        for (int32_t k = 0; k < service->n_stages; k++) {
            const sen_stage *const stage = service->stages + k;
            bool some = stage->n_entries == 0;
            for (int32_t e = 0; e < stage->n_entries; e++)
                some |= has_contract(s, stage->entries[e].team);
            if (stage->kind == SEN_STAGE_PACKAGE && stage->money != SEN_NONE)
                some &= has_contract(s, stage->money);
            all &= some;
        }
        s->contracts_new |= all != s->commissioned[v];
        s->commissioned[v] = all;
    }
}

/* Packages agreed before day 0 have their part of the rest of the first year's budget already. */
static void take_agreed_before(sen_state_block *s, int32_t t)
{
    sen_team *const team = s->teams + t;
    const int64_t part = (int64_t)((double)team->agreed_before * year_left(s, 0) + 0.5);
    team->pence_left -= part < team->pence_left ? part : team->pence_left;
}

static void set_capacities(sen_state_block *s)
{
    int32_t next = SEN_NEVER;
    for (int32_t t = 0; t < s->model->n_teams; t++) {
        const sen_team_spec *const spec = s->rules->teams + t;
        sen_team *const team = s->teams + t;
        book_standing(s, t, s->day);
        sen_team_follow_rules(s, t);
        const double before = team->commissioned;
        const bool ended = s->day > spec->contract_until_day;
        team->commissioned = ended || spec->unlimited ? 0.0 : sen_value(s->draw, spec->capacity);
        team->in_post = ended || spec->unlimited
                            ? 0.0
                            : (team->commissioned - unfilled(s, t, &team->paid_unfilled)) *
                                  sen_value(s->draw, spec->in_post) * s->posts_times[t];
        if (team->in_post < 0.0)
            team->in_post = 0.0;
        team->capacity =
            spec->unlimited && !ended ? INT32_MAX / 2 : (int32_t)(team->in_post + WHOLE);
        if (spec->kind == SEN_TEAM_POUNDS && !spec->unlimited)
            if (!budget_year_begins(s))
                add_budget(s, t, (team->commissioned - before) * year_left(s, s->day));
        if (s->day == 0 && team->agreed_before > 0)
            take_agreed_before(s, t);
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
    const int32_t carried = SEN_MUTANT(unused_slots_carried) ? team->today : 0;
    team->today = team->laid = 0;
    if (spec->unlimited) {
        team->today = s->day > spec->contract_until_day ? 0 : INT32_MAX / 2;
        return;
    }
    double part; /* of the stated capacity, today */
    if (s->model->plain_clock && spec->every_days > 0) {
        const int32_t on = SEN_MUTANT(slots_a_period_early) ? 0 : spec->every_days - 1;
        part = s->day % spec->every_days == on ? 1.0 : 0.0;
    } else {
        const int32_t weekday = day_of_week(s, s->day);
        part = spec->weekdays >> weekday & 1 ? 1.0 / __builtin_popcount(spec->weekdays) : 0.0;
    }
    if (SEN_MUTANT(unused_slots_carried))
        team->today = carried;
    if (part <= 0.0 || !is_open(s, spec->calendar, s->day))
        return;
    const int64_t commissioned = take_whole(&team->fraction[0], team->commissioned * part);
    const int64_t in_post = take_whole(&team->fraction[1], team->in_post * part);
    team->laid = (int32_t)in_post;
    team->today = carried + team->laid;
    sen_count(s, sen_plan_team(s->plan, t, SEN_USE_COMMISSIONED), commissioned);
    sen_count(s, sen_plan_team(s->plan, t, SEN_USE_IN_POST), in_post);
    if (spec->paid == SEN_PAID_COMMISSIONED)
        sen_team_pay(s, t,
                     paid_units(spec, team) * part * sen_value(s->draw, spec->pence_per_unit));
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
    const int32_t passed = day_of_week(s, s->day);
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
    const bool open = week_is_open(s, spec->calendar, s->day);
    int64_t wanted = 0, granted = 0;
    for (int32_t i = s->pools.heads[t]; i >= 0; i = s->pool_links[i].next) {
        if (!week_is_open(s, sen_stage_of(s, s->referrals + i)->season, s->day))
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
        sen_team_pay(s, t,
                     (double)(given * days) / 420.0 * sen_value(s->draw, spec->pence_per_unit));
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

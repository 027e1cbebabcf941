/* SPDX-License-Identifier: MIT */
/*
 * The stages of a service: what a referral meets next, and what it takes from a team.
 *
 * Luck of a stage: one stream an attempt (SEN_CHANCE_STAGE; occasion of the referral, plus the
 * number of the visit or renewal), two words, whose halves stand for
 *   first attempt   length or price | coin of the stage | unsuitable | not wanted
 *   later ones      length          | not brought, renewed
 * and a stream of its own (ENTRY) for the choice among several teams.
 */
#include "base/date.h"
#include "engine/state.h"

enum { ENTRY = 4095 };

typedef struct {
    uint64_t words[2];
} stage_luck;

static inline sen_rng rng_of_stage(const sen_state_block *s, int32_t i, uint32_t repeat)
{
    return sen_rng_keyed(s->steps[s->referrals[i].step].luck, s->slots[i].key.number,
                         s->slots[i].key.occasion + repeat);
}

static stage_luck luck_of_stage(const sen_state_block *s, int32_t i, uint32_t repeat)
{
    sen_rng rng = rng_of_stage(s, i, repeat);
    stage_luck luck;
    luck.words[0] = sen_rng_next(&rng);
    luck.words[1] = sen_rng_next(&rng);
    return luck;
}

/* Length: the first half of the first word. */
static inline uint32_t length_luck(const sen_state_block *s, int32_t i, uint32_t repeat)
{
    sen_rng rng = rng_of_stage(s, i, repeat);
    return sen_word_high(sen_rng_next(&rng));
}

static void make_step(sen_state_block *s, int32_t v, int32_t k)
{
    const sen_service *const service = s->rules->services + v;
    const sen_stage *const stage = service->stages + k;
    sen_step *const step = s->steps + service->first_stage + k;
    *step = (sen_step){
        .stage = stage,
        .service = service,
        .clock = service->clock.exists ? &service->clock : NULL,
        .stay = stage->kind == SEN_STAGE_PLACE && !stage->until_edge
                    ? s->draw->tables + stage->stay
                    : NULL,
        .patience = s->patience + v * (s->model->n_streams + 1),
        .flows = s->counters + sen_plan_service(s->plan, v, 0),
        .stage_flows = s->counters + sen_plan_stage(s->plan, service->first_stage + k, 0),
        .luck = s->keys[SEN_CHANCE_STAGE][service->first_stage + k],
        .team = stage->n_entries == 1 ? stage->entries[0].team : SEN_NONE,
        .kind = (uint8_t)stage->kind,
        .delivers = stage->delivers,
        .offers = stage->delivers && (s->draw->chances[service->unsuitable] != 0 ||
                                      s->draw->chances[service->not_wanted] != 0),
        .stops_wait = service->clock.exists ? service->clock.to_stage == k : stage->delivers,
        .opens = service->triage == SEN_NONE && s->draw->chances[service->refuse] == 0,
        .returns = service->returns_after != SEN_NONE,
        .ends_in_help = stage->delivers && (stage->kind == SEN_STAGE_DELAY ||
                                            stage->kind == SEN_STAGE_ALL_OF)};
    step->ends = stage->next == SEN_NONE && step->clock == NULL && !stage->funding;
    step->plain = step->stay != NULL && step->team != SEN_NONE && !step->offers &&
                  step->clock == NULL;
    for (int32_t c = 0; step->team != SEN_NONE && c < SEN_CLASSES; c++)
        step->head_start_days[c] = s->rules->teams[step->team].head_start_days[c];
}

/* How long one waits at a service: its law, or that of the stream a person comes from. */
static void make_patience(sen_state_block *s, int32_t v)
{
    const int32_t n = s->model->n_streams;
    for (int32_t k = 0; k < n + 1; k++) {
        sen_duration law = s->rules->services[v].patience;
        if (k < n && s->model->streams[k].patience != SEN_NONE)
            law = s->model->streams[k].patience;
        s->patience[v * (n + 1) + k] = law == SEN_NONE ? NULL : s->draw->tables + law;
    }
}

void sen_pathway_new_rules(sen_state_block *s)
{
    s->n_panel_steps = 0;
    for (int32_t v = 0; v < s->model->n_services; v++) {
        const sen_service *const service = s->rules->services + v;
        make_patience(s, v);
        for (int32_t k = 0; k < service->n_stages; k++) {
            make_step(s, v, k);
            if (service->stages[k].list != SEN_NONE)
                s->panel_steps[s->n_panel_steps++] = (uint16_t)(service->first_stage + k);
        }
    }
}

static inline void count_stage(const sen_state_block *s, const sen_referral *r,
                               sen_stage_flow flow)
{
    sen_step_of(s, r)->stage_flows[flow]++;
}

static void book(sen_state_block *s, int32_t requirement)
{
    if (requirement != SEN_NONE)
        sen_book_case(s, requirement);
}

/* ---- clocks ---- */

/* A clock past its target is counted once: at the end of the period in which that came to light, or
 * when it stops or the referral ends before. */
static inline void count_breach(const sen_state_block *s, int32_t i, const sen_step *step)
{
    const sen_referral *const r = s->referrals + i;
    if (step->clock == NULL || r->flags & (SEN_WAIT_OVER | SEN_NOT_STARTED | SEN_BRANCH) ||
        s->more[i].breached || sen_referral_elapsed(s, i) < step->clock->target_days)
        return;
    s->more[i].breached = true;
    step->flows[SEN_FLOW_BREACHES]++;
}

void sen_pathway_count_breach(sen_state_block *s, int32_t i)
{
    count_breach(s, i, sen_step_of(s, s->referrals + i));
}

static inline void stop_wait(sen_state_block *s, int32_t i, const sen_step *step)
{
    sen_referral *const r = s->referrals + i;
    if (r->flags & (SEN_WAIT_OVER | SEN_BRANCH | SEN_NOT_STARTED))
        return;
    const int64_t days = sen_referral_elapsed(s, i);
    if (step->clock != NULL) {
        count_breach(s, i, step);
        step->flows[days < step->clock->target_days ? SEN_FLOW_STOPPED_IN_TIME
                                                    : SEN_FLOW_STOPPED_LATE]++;
    }
    r->flags |= SEN_WAIT_OVER;
    step->flows[SEN_FLOW_WAITED]++;
    step->flows[SEN_FLOW_WAITED_DAYS] += days;
    step->flows[SEN_FLOW_WAITED_DAYS_SQUARED] += days * days;
    step->flows[SEN_FLOW_STARTED_AT_ONCE] += days == 0;
}

void sen_pathway_stop_wait(sen_state_block *s, int32_t i)
{
    stop_wait(s, i, sen_step_of(s, s->referrals + i));
}

/* Help or the stop of a clock in a branch is that of the whole referral. */
static void serve_parent(sen_state_block *s, int32_t i, const sen_step *step)
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
        stop_wait(s, parent, step);
}

/* The first time a stage is served: help may begin and the clock stop. */
static inline void serve(sen_state_block *s, int32_t i, const sen_step *step)
{
    sen_referral *const r = s->referrals + i;
    step->stage_flows[SEN_STAGE_STARTED]++;
    const bool helps = step->delivers && !(r->flags & SEN_HELPED);
    if (helps)
        r->flags |= SEN_HELPED;
    if (r->flags & SEN_BRANCH) {
        serve_parent(s, i, step);
        return;
    }
    step->flows[SEN_FLOW_STARTS] += helps;
    if (helps && s->plan->referrals_at != SEN_NONE && !s->model->has_population)
        sen_book_referral(s, i, SEN_SERVED);
    if (step->stops_wait && (helps || step->clock != NULL))
        stop_wait(s, i, step);
}

static void served(sen_state_block *s, int32_t i)
{
    serve(s, i, sen_step_of(s, s->referrals + i));
}

/* ---- entering a stage ---- */

static int32_t choose_team(const sen_state_block *s, int32_t i)
{
    const sen_referral *const r = s->referrals + i;
    const sen_stage *const stage = sen_stage_of(s, r);
    if (sen_step_of(s, r)->team != SEN_NONE)
        return sen_step_of(s, r)->team;
    const int32_t start = s->model->start_date;
    const int32_t age =
        s->model->has_population
            ? sen_age_years(start + s->world->children[r->child].birth_day, start + s->day)
            : 0;
    const stage_luck luck = luck_of_stage(s, i, ENTRY);
    const uint32_t coins[SEN_MAX_ENTRIES - 1] = {
        sen_word_high(luck.words[0]), sen_word_low(luck.words[0]),
        sen_word_high(luck.words[1]), sen_word_low(luck.words[1])};
    for (int32_t e = 0; e + 1 < stage->n_entries; e++) {
        const sen_entry *const entry = stage->entries + e;
        if (s->model->has_population && (age < entry->from_age || age >= entry->to_age))
            continue;
        if (sen_coin(s, entry->share, coins[e]))
            return entry->team;
    }
    return stage->entries[stage->n_entries - 1].team;
}

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

static inline void set_list_key(sen_state_block *s, int32_t i, int32_t team)
{
    const sen_referral *const r = s->referrals + i;
    const sen_step *const step = sen_step_of(s, r);
    const int32_t *const head_start = step->team == team
                                          ? step->head_start_days
                                          : s->rules->teams[team].head_start_days;
    s->slots[i].key.key_day = r->clock_day - head_start[r->class_];
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
static void join_supply(sen_state_block *s, int32_t i)
{
    set_list_key(s, i, s->more[i].supply);
    sen_team_join(s, i, s->more[i].supply);
}

static void prepare_package(sen_state_block *s, int32_t i)
{
    sen_referral_more *const more = s->more + i;
    more->supply = choose_team(s, i);
    more->wanted = weekly_minutes(s, i);
    more->granted = 0;
    more->paid = false;
    more->pence = package_pence(s, i);
}

static void enter_package(sen_state_block *s, int32_t i)
{
    const sen_stage *const stage = sen_stage_of(s, s->referrals + i);
    prepare_package(s, i);
    if (stage->money == SEN_NONE) {
        join_supply(s, i);
        return;
    }
    set_list_key(s, i, stage->money);
    sen_team_join(s, i, stage->money);
}

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
    r->ends_by_day = s->more[i].edge_day < s->more[i].leave_day ? s->more[i].edge_day
                                                                : s->more[i].leave_day;
    r->flags = (uint8_t)(SEN_BRANCH | (parent.flags & (SEN_HELPED | SEN_FUNDED)));
    s->slots[branch].key = s->slots[i].key;
    s->more[branch].edge_day = s->more[i].edge_day;
    s->more[branch].leave_day = s->more[i].leave_day;
    s->more[i].branches[b] = branch;
    s->more[i].open_branches |= 1u << b;
    return branch;
}

static void enter_all_of(sen_state_block *s, int32_t i)
{
    const sen_stage *const stage = sen_stage_of(s, s->referrals + i);
    const int32_t n = stage->n_branches;
    s->status[i] = SEN_IS_ALL_OF;
    s->more[i].open_branches = 0;
    if (stage->deadline != SEN_NONE) {
        const stage_luck luck = luck_of_stage(s, i, SEN_MAX_BRANCHES);
        const int32_t days = sen_days_of(s, stage->deadline, sen_word_high(luck.words[0]));
        sen_referral_schedule(s, i, s->day + (days > 0 ? days : 1), SEN_DUE_ENDS);
    }
    int32_t opened[SEN_MAX_BRANCHES];
    for (int32_t b = 0; b < n; b++) { /* all are open before any can end */
        const stage_luck luck = luck_of_stage(s, i, (uint32_t)b);
        const bool none = sen_coin(s, stage->branches[b].nil_return,
                                   sen_word_high(luck.words[0])) ||
                          sen_coin(s, stage->branches[b].reuse, sen_word_low(luck.words[0]));
        opened[b] = none ? SEN_NONE : open_branch(s, i, b);
        if (s->failed != SEN_OK)
            return;
    }
    for (int32_t b = 0; b < n; b++)
        if (opened[b] != SEN_NONE)
            sen_pathway_enter(s, opened[b], stage->branches[b].first_stage);
    if (s->more[i].open_branches == 0 && s->status[i] == SEN_IS_ALL_OF) {
        if (sen_bucket_holds(&s->agenda, i))
            sen_bucket_remove(&s->agenda, i);
        sen_pathway_stage_done(s, i);
    }
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
            set_list_key(s, i, stage->entries[0].team);
        else
            s->slots[i].key.key_day = r->clock_day;
        sen_queue_join(s, stage->list, i);
        return;
    }
    if (stage->kind == SEN_STAGE_PACKAGE) {
        enter_package(s, i);
        return;
    }
    const int32_t team = choose_team(s, i);
    set_list_key(s, i, team);
    switch (stage->kind) {
    case SEN_STAGE_ITEM: {
        const stage_luck luck = luck_of_stage(s, i, 0);
        s->more[i].pence = sen_draw_size(s->draw, stage->pence, sen_unit(luck.words[0]));
        sen_team_join(s, i, team);
        break;
    }
    case SEN_STAGE_VISIT: {
        s->more[i].not_brought = 0;
        s->more[i].begun = false;
        int64_t sessions = 1;
        if (stage->sessions != SEN_NONE) {
            const stage_luck luck = luck_of_stage(s, i, 0);
            sessions = sen_draw_size(s->draw, stage->sessions, sen_unit(luck.words[0]));
        }
        r->sessions_left = (uint16_t)(sessions < 1 ? 1
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
        book(s, requirement);
        return;
    }
    r->repeat = 0;
    if (s->phase > SEN_PHASE_JOINS && step->kind != SEN_STAGE_DELAY &&
        step->kind != SEN_STAGE_ALL_OF) { /* today's joining is over */
        s->status[i] = SEN_IS_COMING;
        sen_referral_schedule(s, i, s->day + 1, SEN_DUE_JOINS);
        book(s, requirement);
        return;
    }
    if (step->clock != NULL) {
        s->more[i].stage_day = s->day;
        if (step->clock->from_stage == stage_index) {
            sen_referral *const whole = r->flags & SEN_BRANCH ? s->referrals + r->parent : r;
            whole->clock_day = r->clock_day = s->day;
            whole->flags &= (uint8_t)~SEN_NOT_STARTED;
        }
    }
    step->stage_flows[SEN_STAGE_JOINED]++;
    switch ((sen_stage_kind)step->kind) {
    case SEN_STAGE_PLACE: {
        const int32_t team = choose_team(s, i);
        set_list_key(s, i, team);
        sen_team_join(s, i, team);
        break;
    }
    case SEN_STAGE_DELAY: {
        const stage_luck luck = luck_of_stage(s, i, 0);
        if (!sen_coin(s, step->stage->happens, sen_word_low(luck.words[0]))) {
            sen_pathway_stage_done(s, i);
        } else {
            if (!step->delivers)
                served(s, i);
            begin_delay(s, i, SEN_IS_DELAY,
                        sen_days_of(s, step->stage->delay, sen_word_high(luck.words[0])));
        }
        break;
    }
    case SEN_STAGE_ALL_OF:
        if (!step->delivers)
            served(s, i);
        enter_all_of(s, i);
        break;
    default:
        enter_list_stage(s, i);
        break;
    }
    book(s, requirement);
}

void sen_pathway_open_branch(sen_state_block *s, int32_t i, int32_t all_of, int32_t branch,
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

/* ---- being served ---- */

/* The first offer of help may be one the child cannot use, or not wanted. false: the case ended. */
static bool offer_stands(sen_state_block *s, int32_t i)
{
    sen_referral *const r = s->referrals + i;
    if (!sen_step_of(s, r)->offers || r->flags & (SEN_HELPED | SEN_OFFER_MADE))
        return true;
    const sen_service *const service = sen_service_of(s, r);
    r->flags |= SEN_OFFER_MADE;
    const stage_luck luck = luck_of_stage(s, i, 0);
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
    const int32_t sessions = stage->together ? r->sessions_left : 1;
    if (!s->rules->teams[t].unlimited)
        s->teams[t].today -= sessions;
    pay_delivered(s, t, sessions);
    const uint32_t attempt = ++r->repeat;
    if (s->draw->chances[stage->not_brought] != 0 &&
        sen_coin(s, stage->not_brought, sen_word_low(luck_of_stage(s, i, attempt).words[0]))) {
        sen_count(s, sen_plan_service(s->plan, r->service, SEN_FLOW_MISSED_SESSIONS), sessions);
        if (stage->not_brought_most != SEN_NONE &&
            ++s->more[i].not_brought >= stage->not_brought_most) {
            s->status[i] = SEN_IS_BETWEEN;
            sen_referral_leave(s, i, SEN_FLOW_NOT_BROUGHT);
            return;
        }
    } else {
        sen_count(s, sen_plan_team(s->plan, t, SEN_USE_DELIVERED), sessions);
        if (!s->more[i].begun) {
            s->more[i].begun = true;
            served(s, i);
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

static inline void hold(sen_state_block *s, int32_t i, const sen_step *step, int32_t t,
                        int32_t left_days)
{
    sen_referral *const r = s->referrals + i;
    s->teams[t].held++;
    r->team = (uint16_t)t;
    r->joined_day = s->day;
    serve(s, i, step);
    s->status[i] = r->flags & SEN_WAIT_OVER ? SEN_IS_SERVED : SEN_IS_HOLDING;
    if (left_days <= 0) {
        s->teams[t].held--;
        sen_pathway_stage_done(s, i);
        return;
    }
    sen_referral_schedule(s, i, s->day + left_days, SEN_DUE_ENDS);
}

void sen_pathway_hold(sen_state_block *s, int32_t i, int32_t t, int32_t left_days)
{
    hold(s, i, sen_step_of(s, s->referrals + i), t, left_days);
}

static int32_t stay_days(const sen_state_block *s, int32_t i)
{
    const sen_step *const step = sen_step_of(s, s->referrals + i);
    if (step->stay != NULL)
        return sen_day_table_draw(step->stay, length_luck(s, i, 0));
    return s->more[i].edge_day == SEN_NEVER ? s->n_days : s->more[i].edge_day - s->day;
}

/* Money for a package's year, or for an item. */
static void commit_pence(sen_state_block *s, int32_t i, int32_t t)
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

void sen_pathway_package_minutes(sen_state_block *s, int32_t i, int32_t minutes)
{
    grant(s, i, s->referrals[i].team, minutes);
    book(s, s->referrals[i].requirement);
}

static void start_package(sen_state_block *s, int32_t i, int32_t t)
{
    sen_referral *const r = s->referrals + i;
    const sen_stage *const stage = sen_stage_of(s, r);
    if (stage->money == t && !s->more[i].paid) {
        commit_pence(s, i, t);
        s->more[i].paid = true;
        r->flags |= SEN_FUNDED;
        if (s->phase > SEN_PHASE_JOINS) {
            s->status[i] = SEN_IS_COMING;
            sen_referral_schedule(s, i, s->day + 1, SEN_DUE_JOINS);
        } else {
            join_supply(s, i);
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
    served(s, i);
    schedule_review(s, i, sen_word_high(luck_of_stage(s, i, 0).words[0]));
}

void sen_pathway_hold_package(sen_state_block *s, int32_t i, int32_t left_days)
{
    sen_referral *const r = s->referrals + i;
    prepare_package(s, i);
    const int32_t team = s->more[i].supply;
    set_list_key(s, i, team);
    s->more[i].paid = true;
    r->team = (uint16_t)team;
    s->more[i].stage_day = s->day;
    r->flags |= SEN_FUNDED;
    s->status[i] = SEN_IS_HOLDING;
    sen_bucket_add(&s->pools, i, team);
    grant(s, i, team, s->more[i].wanted);
    served(s, i);
    sen_referral_schedule(s, i, s->day + (left_days > 0 ? left_days : 1), SEN_DUE_ENDS);
}

/* Money agreed before day 0, and nothing to buy yet. */
void sen_pathway_await_supply(sen_state_block *s, int32_t i)
{
    prepare_package(s, i);
    s->more[i].paid = true;
    s->more[i].stage_day = s->day;
    s->referrals[i].flags |= SEN_FUNDED;
    sen_step_of(s, s->referrals + i)->stage_flows[SEN_STAGE_JOINED]++;
    join_supply(s, i);
}

/* Between two sessions on day 0: helped already, the next one tomorrow. */
void sen_pathway_hold_visit(sen_state_block *s, int32_t i)
{
    enter_list_stage(s, i);
    sen_pathway_detach(s, i);
    s->more[i].begun = true;
    s->more[i].stage_day = s->day;
    served(s, i);
    s->status[i] = SEN_IS_BETWEEN;
    sen_referral_schedule(s, i, s->day + 1, SEN_DUE_ENDS);
}

/* Part of a delay has passed before day 0. */
void sen_pathway_hold_delay(sen_state_block *s, int32_t i, int32_t left_days)
{
    s->more[i].stage_day = s->day;
    served(s, i);
    begin_delay(s, i, SEN_IS_DELAY, left_days > 0 ? left_days : 1);
}

int32_t sen_pathway_team(const sen_state_block *s, int32_t i)
{
    return choose_team(s, i);
}

void sen_pathway_start(sen_state_block *s, int32_t i, int32_t t)
{
    const sen_referral *const r = s->referrals + i;
    const int32_t requirement = r->requirement;
    const sen_step *const step = sen_step_of(s, r);
    if (step->plain) {
        hold(s, i, step, t, sen_day_table_draw(step->stay, length_luck(s, i, 0)));
        book(s, requirement);
        return;
    }
    const bool money = step->kind == SEN_STAGE_PACKAGE && step->stage->money == t &&
                       !s->more[i].paid;
    if (!money && !offer_stands(s, i))
        return;
    switch ((sen_stage_kind)step->kind) {
    case SEN_STAGE_PLACE:
        sen_pathway_hold(s, i, t, stay_days(s, i));
        break;
    case SEN_STAGE_VISIT:
        start_visit(s, i, t);
        break;
    case SEN_STAGE_PACKAGE:
        start_package(s, i, t);
        break;
    case SEN_STAGE_ITEM:
    default:
        commit_pence(s, i, t);
        served(s, i);
        sen_pathway_stage_done(s, i);
        break;
    }
    book(s, requirement);
}

/* ---- ends of stages ---- */

void sen_pathway_stage_done(sen_state_block *s, int32_t i)
{
    sen_referral *const r = s->referrals + i;
    const sen_step *const step = sen_step_of(s, r);
    step->stage_flows[SEN_STAGE_DONE]++;
    if (step->ends_in_help && !(r->flags & SEN_HELPED))
        serve(s, i, step); /* a lead time or branches that lead to help: it is there at their end */
    if (step->ends && !(r->flags & SEN_BRANCH)) {
        sen_referral_done(s, i);
        return;
    }
    if (step->clock != NULL && step->clock->excludes >> r->stage & 1)
        s->more[i].excluded_days += s->day - s->more[i].stage_day;
    if (step->stage->funding)
        r->flags |= SEN_FUNDED;
    if (step->stage->next != SEN_NONE)
        sen_pathway_enter(s, i, step->stage->next);
    else if (r->flags & SEN_BRANCH)
        sen_pathway_branch_done(s, i);
    else
        sen_referral_done(s, i);
}

/* Goes on from an all_of stage when nothing is open that must be waited for. */
static void join_branches(sen_state_block *s, int32_t parent)
{
    const sen_stage *const stage = sen_stage_of(s, s->referrals + parent);
    sen_referral_more *const more = s->more + parent;
    for (uint32_t open = more->open_branches; open != 0; open &= open - 1)
        if (!(s->referrals[parent].flags & SEN_PAST_DEADLINE) ||
            !stage->branches[__builtin_ctz(open)].may_be_missed)
            return;
    for (uint32_t open = more->open_branches; open != 0; open &= open - 1) {
        const int32_t branch = more->branches[__builtin_ctz(open)];
        count_stage(s, s->referrals + branch, SEN_STAGE_LEFT);
        sen_pathway_detach(s, branch);
        sen_referral_free(s, branch);
    }
    more->open_branches = 0;
    if (sen_bucket_holds(&s->agenda, parent))
        sen_bucket_remove(&s->agenda, parent);
    s->referrals[parent].flags &= (uint8_t)~SEN_PAST_DEADLINE;
    sen_pathway_stage_done(s, parent);
}

void sen_pathway_branch_done(sen_state_block *s, int32_t i)
{
    const int32_t parent = s->referrals[i].parent;
    s->more[parent].open_branches &= ~(1u << s->referrals[i].branch);
    sen_referral_free(s, i);
    join_branches(s, parent);
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
        sen_team_release(s, i);
        break;
    default:
        break;
    }
    if (sen_bucket_holds(&s->agenda, i))
        sen_bucket_remove(&s->agenda, i);
}

/* Review of a package: it goes on for another year, or its hours become free. */
static void review_package(sen_state_block *s, int32_t i)
{
    sen_referral *const r = s->referrals + i;
    const sen_stage *const stage = sen_stage_of(s, r);
    const stage_luck luck = luck_of_stage(s, i, ++r->repeat);
    const sen_team *const team = s->teams + r->team;
    const bool goes_on = s->day < s->more[i].edge_day && team->minutes > 0;
    if (goes_on && sen_coin(s, stage->renewed, sen_word_low(luck.words[0]))) {
        if (stage->money != SEN_NONE) { /* packages that run are honoured before new ones */
            s->more[i].pence = package_pence(s, i);
            commit_pence(s, i, stage->money);
        }
        schedule_review(s, i, sen_word_high(luck.words[0]));
        return;
    }
    sen_team_release(s, i);
    s->more[i].paid = false;
    r->flags &= (uint8_t)~SEN_SHORT;
    sen_pathway_stage_done(s, i);
}

void sen_pathway_due(sen_state_block *s, int32_t i)
{
    sen_referral *const r = s->referrals + i;
    const int32_t requirement = r->requirement;
    switch ((sen_status)s->status[i]) {
    case SEN_IS_HOLDING:
    case SEN_IS_SERVED:
        if (sen_step_of(s, r)->kind == SEN_STAGE_PACKAGE) {
            review_package(s, i);
        } else {
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
        if (offer_stands(s, i))
            sen_pathway_hold(s, i, team, stay_days(s, i));
        break;
    }
    case SEN_IS_ALL_OF:
        r->flags |= SEN_PAST_DEADLINE;
        join_branches(s, i);
        break;
    case SEN_IS_OVERFLOW:
        sen_referral_overflow(s, i);
        break;
    case SEN_IS_TRIAGE:
        sen_pathway_joins(s, i);
        break;
    case SEN_IS_DELAY:
    case SEN_IS_DISPUTE:
    default:
        sen_pathway_stage_done(s, i);
        break;
    }
    book(s, requirement);
}

void sen_pathway_joins(sen_state_block *s, int32_t i)
{
    sen_referral *const r = s->referrals + i;
    if (s->status[i] == SEN_IS_GAP) {
        sen_stream_asks(s, i);
    } else if (s->status[i] == SEN_IS_TRIAGE) {
        sen_referral_begin(s, i);
    } else if (s->more[i].paid && sen_stage_of(s, r)->kind == SEN_STAGE_PACKAGE) {
        join_supply(s, i);
        book(s, r->requirement);
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
        sen_rng rng = sen_luck(s, SEN_CHANCE_REFERRAL, r->service, s->slots[i].key.number,
                               s->slots[i].key.occasion + 1);
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

/* SPDX-License-Identifier: MIT */
/*
 * The clock. Nine phases a day, in the order of sim/README.md; within a phase all that is due
 * commutes, because whatever competes goes through a list in one total order.
 */
#include "engine/replicate.h"

#include <string.h>

#include "base/date.h"
#include "base/mutant.h"
#include "engine/booking.h"
#include "engine/case.h"
#include "engine/referral.h"
#include "engine/workspace.h"

/* By preference, then by id: the order in which a requirement looks for its service. */
static void order_services(sen_state_block *s)
{
    for (int32_t v = 0; v < s->model->n_services; v++) {
        int32_t at = v;
        for (; at > 0 && s->rules->services[s->service_order[at - 1]].preference >
                             s->rules->services[v].preference;
             at--)
            s->service_order[at] = s->service_order[at - 1];
        s->service_order[at] = v;
    }
}

static void note_calendars(sen_state_block *s)
{
    const sen_model *const model = s->model;
    for (int32_t c = 0; c < model->n_calendars; c++) {
        const int32_t *const before = model->calendars[c].open_before;
        int32_t open = 0, weeks = 0;
        for (int32_t day = 0; day + 7 <= s->n_days; day += 7, weeks++)
            open += before[day + 7] > before[day];
        s->open_week_share[c] = weeks > 0 && open > 0 ? (double)open / (double)weeks : 1.0;
    }
}

/* ---- the day ---- */

static void count_arrival(sen_state_block *s, const sen_child *child)
{
    const int32_t flow =
        child->number >> 24 < SEN_COHORT_JOINERS ? SEN_POPULATION_BORN : SEN_POPULATION_JOINED;
    sen_count(s, s->plan->population_at + flow, 1);
    s->children_now++;
}

static void count_leaving(sen_state_block *s, const sen_child *child)
{
    const int32_t flow = child->leaving == SEN_LEAVES_DIED    ? SEN_POPULATION_DIED
                         : child->leaving == SEN_LEAVES_MOVED ? SEN_POPULATION_MOVED
                                                              : SEN_POPULATION_TURNED_26;
    sen_count(s, s->plan->population_at + flow, 1);
    s->children_now--;
}

static void cases_edge(sen_state_block *s, uint32_t kinds)
{
    for (int32_t q = 0; kinds != 0 && q < s->world->n_requirements; q++)
        if (kinds >> s->world->requirements[q].kind & 1)
            sen_case_edge(s, q);
}

/* Phases change on 1 September; age bands on birthdays only. */
static void phases_begin(sen_state_block *s)
{
    const sen_world *const w = s->world;
    for (int32_t phase = 1; phase < SEN_PHASES; phase++) {
        const sen_year_group group = sen_year_group_of(s, sen_phase_from_year[phase]);
        for (int32_t c = group.first; c < group.last; c++) {
            const sen_child *const child = w->children + c;
            for (int32_t k = 0; k < child->n_requirements; k++)
                if (s->cases[child->first_requirement + k].flags & SEN_CASE_ACTIVE)
                    sen_book_regroup(s, child->first_requirement + k);
        }
    }
}

/* How far along the world's dated lists the days have come. */
typedef struct {
    int32_t arrival, leaving, start, end, onset, birthday;
} dated_walk;

SEN_HOT void fetch_child(const sen_world *w, const sen_dated *list, int32_t n, int32_t at)
{
    if (at + SEN_FETCH_CHILD < n)
        __builtin_prefetch(w->children + list[at + SEN_FETCH_CHILD].what);
}

/* A child's requirements and their cases, once the child is there. */
SEN_HOT void fetch_birthday(const sen_state_block *s, int32_t at)
{
    const sen_world *const w = s->world;
    fetch_child(w, w->birthdays, w->n_birthdays, at);
    if (at + SEN_FETCH_REST >= w->n_birthdays)
        return;
    const sen_child *const child = w->children + w->birthdays[at + SEN_FETCH_REST].what;
    if (child->n_requirements == 0)
        return;
    __builtin_prefetch(w->requirements + child->first_requirement);
    __builtin_prefetch(s->cases + child->first_requirement);
}

SEN_HOT void fetch_onset(const sen_state_block *s, int32_t at)
{
    const sen_world *const w = s->world;
    if (at + SEN_FETCH_CHILD < w->n_onsets) {
        __builtin_prefetch(w->needs + w->onsets[at + SEN_FETCH_CHILD].what);
        __builtin_prefetch(s->notices + w->onsets[at + SEN_FETCH_CHILD].what);
    }
    if (at + SEN_FETCH_REST < w->n_onsets)
        __builtin_prefetch(w->children + w->needs[w->onsets[at + SEN_FETCH_REST].what].child);
}

/* The same for chains: of the next but one its need, of the next its child. */
SEN_HOT void fetch_notice(const sen_state_block *s)
{
    const int32_t next = s->notice_agenda.heads[s->day];
    if (next < 0)
        return;
    const int32_t after = s->notice_links[next].next;
    const int32_t far = after >= 0 ? after : next;
    __builtin_prefetch(s->world->needs + far);
    __builtin_prefetch(s->notices + far);
    __builtin_prefetch(s->notice_links + far);
    __builtin_prefetch(s->world->children + s->world->needs[next].child);
}

static void world_events(sen_state_block *s, dated_walk *at)
{
    const sen_world *const w = s->world;
    s->phase = SEN_PHASE_WORLD;
    for (; at->arrival < w->n_arrivals && w->arrivals[at->arrival].day <= s->day; at->arrival++) {
        fetch_child(w, w->arrivals, w->n_arrivals, at->arrival);
        count_arrival(s, w->children + w->arrivals[at->arrival].what);
    }
    for (; at->leaving < w->n_leavings && w->leavings[at->leaving].day <= s->day; at->leaving++) {
        fetch_child(w, w->leavings, w->n_leavings, at->leaving);
        count_leaving(s, w->children + w->leavings[at->leaving].what);
    }
    for (; at->end < w->n_ends && w->ends[at->end].day <= s->day; at->end++)
        sen_case_end(s, w->ends[at->end].what);
    for (; at->start < w->n_starts && w->starts[at->start].day <= s->day; at->start++)
        sen_case_start(s, w->starts[at->start].what);
    for (; at->birthday < w->n_birthdays && w->birthdays[at->birthday].day <= s->day;
         at->birthday++) {
        if ((s->edge_ages >> w->birthday_ages[at->birthday] & 1) == 0)
            continue;
        fetch_birthday(s, at->birthday);
        const sen_child *const child = w->children + w->birthdays[at->birthday].what;
        for (int32_t k = 0; k < child->n_requirements; k++) {
            const int32_t q = child->first_requirement + k;
            if (s->cases[q].flags & SEN_CASE_ACTIVE)
                sen_book_regroup(s, q);
            sen_case_edge(s, q);
        }
    }
    /* Phases change on 1 September; services may stop then or on 1 August. */
    const sen_civil today = s->today;
    if (!s->model->has_population || s->day == 0 || today.day != 1 ||
        (today.month != 8 && today.month != 9))
        return;
    if (today.month == 9 && sen_plan_groups_by(s->plan, SEN_BY_PHASE))
        phases_begin(s);
    cases_edge(s, s->edge_kinds[today.month == 9]);
    if (today.month == 9)
        sen_transitions_today(s);
}

static void capacity_changes(sen_state_block *s)
{
    s->phase = SEN_PHASE_CAPACITY;
    const bool change =
        s->rules_index + 1 < s->model->n_rules &&
        s->model->rules[s->rules_index + 1].from_day == s->day - 7 * SEN_MUTANT(change_a_week_late);
    const sen_rules *const before = s->rules;
    if (change) {
        const sen_rules *const next = s->model->rules + ++s->rules_index;
        sen_recognition_old_rules(s, next);
        sen_teams_new_rules(s, next);
        s->rules = next;
        sen_steps_new_rules(s);
        if (s->model->has_population) {
            sen_cases_new_rules(s);
            sen_referrals_new_ages(s, before);
        }
    }
    s->contracts_new = false;
    sen_teams_capacity(s);
    if (change)
        sen_recognition_new_rules(s, before);
    if ((change || s->contracts_new) && s->day > 0 && s->model->has_population)
        cases_edge(s, UINT32_MAX);
}

/* Most of those who join under streams are people who ask again. */
static inline void join_or_ask(sen_state_block *s, int32_t i)
{
    if (s->status[i] == SEN_IS_GAP)
        sen_stream_asks(s, i);
    else
        sen_pathway_joins(s, i);
}

SEN_HOT void due(sen_state_block *s, sen_due phase, void (*act)(sen_state_block *, int32_t))
{
    const int32_t bucket = s->day * SEN_DUE_PHASES + (int32_t)phase;
    for (int32_t i; (i = sen_link_take(&s->agenda, bucket, SEN_SLOT_SHIFT)) >= 0;) {
        /* The chain is known ahead: while this one acts, fetch the records of the next but one and
         * the person of the next. */
        const int32_t next = s->agenda.heads[bucket], far = s->slots[next].agenda.next;
        __builtin_prefetch(s->slots + far);
        __builtin_prefetch(s->referrals + far);
        if (s->n_persons > 0)
            __builtin_prefetch(s->persons + s->referrals[next >= 0 ? next : i].child);
        act(s, i);
    }
}

static void recognition_and_joins(sen_state_block *s, dated_walk *at)
{
    const sen_world *const w = s->world;
    s->phase = SEN_PHASE_JOINS;
    for (; at->onset < w->n_onsets && w->onsets[at->onset].day <= s->day; at->onset++) {
        fetch_onset(s, at->onset);
        sen_recognition_onset(s, w->onsets[at->onset].what);
    }
    for (int32_t i; (i = sen_bucket_take(&s->notice_agenda, s->day)) >= 0;) {
        fetch_notice(s);
        sen_recognition_due(s, i);
    }
    if (s->model->has_population) {
        sen_checks_today(s);
        sen_false_positives_today(s);
    } else {
        sen_streams_today(s);
    }
    sen_layers_today(s);
    sen_loops_today(s);
    for (int32_t q; (q = sen_bucket_take(&s->case_agenda, s->day)) >= 0;)
        sen_case_due(s, q);
    due(s, SEN_DUE_JOINS, join_or_ask);
}

static void set_day(sen_state_block *s, int32_t day)
{
    s->day = day;
    s->today = sen_civil_of(s->model->start_date + day);
    s->september = s->today.year - (s->today.month < 9);
}

static void run_day(sen_state_block *s, dated_walk *at)
{
    world_events(s, at);
    capacity_changes(s);
    s->phase = SEN_PHASE_ENDS;
    due(s, SEN_DUE_ENDS, sen_pathway_due);
    s->phase = SEN_PHASE_LEAVES;
    due(s, SEN_DUE_LEAVES, sen_pathway_leaves);
    s->phase = SEN_PHASE_ALLOCATE;
    sen_teams_allocate(s);
    recognition_and_joins(s, at);
    s->phase = SEN_PHASE_PANELS;
    sen_pathway_panels(s);
    s->phase = SEN_PHASE_ALLOCATE_AGAIN;
    sen_teams_settle(s);
    sen_teams_allocate(s);
    s->phase = SEN_PHASE_RECORD;
    sen_teams_end_of_day(s);
    sen_measure_states(s);
    sen_outcomes_today(s);
    sen_measure_day(s);
}

/* Day 0 before its first phase: what is true, known, listed and served. */
static void open_day_0(sen_state_block *s)
{
    set_day(s, 0);
    s->phase = SEN_PHASE_JOINS;
    sen_teams_contracts(s);
    s->changed.n = 0;
    s->children_now = 0;
    for (int32_t c = 0; c < s->model->n_checks; c++)
        s->checks[c].last_day = -2;
    for (int32_t c = 0; c < s->world->n_children; c++)
        s->children_now += !sen_child_is_new(s->world->children + c);
    for (int32_t q = 0; q < s->world->n_requirements; q++) {
        s->cases[q] = (sen_case){.referral = SEN_NONE,
                                 .service = SEN_NONE,
                                 .ended = SEN_STATES,
                                 .looks = 1,
                                 .looked_at = SEN_NONE,
                                 .done_day = SEN_NONE};
        s->case_due[q] = SEN_NONE;
        if (s->world->requirements[q].start_day <= 0)
            sen_book_enter(s, q);
    }
    s->opening = true; /* nobody is referred by becoming known now: they have been for some time */
    sen_recognition_begin(s);
    s->opening = false;
    s->placing_opening = true;
    sen_opening_place(s);
    s->placing_opening = false;
    memset(s->counters, 0, (size_t)s->plan->n_counters * sizeof *s->counters);
    sen_streams_begin(s);
    sen_measure_begin(s);
}

sen_code sen_replicate_run(sen_workspace *workspace, const sen_plan *plan, const sen_draw *draw,
                           const sen_world *world, uint64_t seed, int32_t replicate, bool verify,
                           int64_t *record, sen_errors *errors)
{
    sen_state_block *const s = &workspace->state;
    sen_code code = SEN_OK;
    sen_arena_reset(&workspace->arena);
    s->model = draw->model;
    s->plan = plan;
    s->draw = draw;
    s->world = world;
    s->rules = draw->model->rules;
    s->rules_index = 0;
    s->seed = seed;
    s->replicate = replicate;
    s->n_days = draw->model->days;
    s->verify = verify;
    s->failed = SEN_OK;
    s->record = record;
    s->arena = &workspace->arena;
    s->errors = errors;
    s->n_referrals = 0;
    s->free_referral = SEN_NONE;
    if (s->room_referrals > 0)
        memset(s->status, SEN_IS_FREE, (size_t)s->room_referrals);
    sen_workspace_lend(workspace);
    if (s->failed == SEN_OK) {
        sen_keys_make(s);
        order_services(s);
        note_calendars(s);
        sen_steps_new_rules(s);
        sen_cases_new_rules(s);
        sen_loops_begin(s);
    }
    if (s->failed == SEN_OK)
        s->failed = sen_teams_begin(s);
    if (s->failed == SEN_OK) {
        dated_walk at = {0};
        open_day_0(s);
        while (s->day < s->n_days && s->failed == SEN_OK) {
            run_day(s, &at);
            if (verify && s->failed == SEN_OK)
                SEN_TRY(sen_state_verify(s));
            if (s->failed == SEN_OK)
                set_day(s, s->day + 1);
        }
    }
    if (s->failed != SEN_OK)
        code = sen_failf(errors, s->failed, s->model->file, 0, 0, NULL, NULL,
                         "replicate %d stopped on day %d: %s", replicate, s->day,
                         sen_code_sentence(s->failed));
out:
    return code;
}

/* SPDX-License-Identifier: MIT */
/*
 * The clock. Nine phases a day, in the order of sim/README.md; within a phase all that is due
 * commutes, because whatever competes goes through a list in one total order.
 */
#include "engine/replicate.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "engine/state.h"

enum { SEN_ID_ROOM = 80 }; /* an id and what parts it from the next */

struct sen_workspace {
    sen_state_block state;
    sen_arena arena;
    int32_t room_lists; /* queues whose joiners keep their memory */
    sen_queue *queues;
};

sen_workspace *sen_workspace_new(void)
{
    sen_workspace *const workspace = calloc(1, sizeof *workspace);
    if (workspace != NULL)
        sen_arena_init(&workspace->arena, (size_t)1 << 20);
    return workspace;
}

static void free_linked(void *items)
{
    if (items != NULL)
        free((char *)items - SEN_ARENA_ALIGN);
}

void sen_workspace_free(sen_workspace *workspace)
{
    if (workspace == NULL)
        return;
    sen_state_block *const s = &workspace->state;
    free(s->referrals);
    free(s->status);
    free(s->more);
    free_linked(s->slots);
    free_linked(s->pool_links);
    free(s->persons);
    free(s->waited_days.items);
    free(s->changed.items);
    free(s->waited_service.items);
    free(s->waited_sorted.items);
    for (int32_t q = 0; q < workspace->room_lists; q++)
        free(workspace->queues[q].joiners.items);
    free(workspace->queues);
    sen_arena_clear(&workspace->arena);
    free(workspace);
}

/* `front` bytes stand before the first item. */
static bool grow(void **items, int32_t used, int32_t room, size_t bytes, size_t front)
{
    char *const more = aligned_alloc(SEN_ARENA_ALIGN, front + (size_t)room * bytes);
    if (more == NULL)
        return false;
    memset(more, 0xff, front); /* SEN_NOBODY has nobody behind it */
    if (used > 0)
        memcpy(more + front, *items, (size_t)used * bytes);
    if (*items != NULL)
        free((char *)*items - front);
    *items = more + front;
    return true;
}

bool sen_grow(void **items, int32_t used, int32_t room, size_t bytes)
{
    return grow(items, used, room, bytes, 0);
}

bool sen_grow_linked(void **items, int32_t used, int32_t room, size_t bytes)
{
    return grow(items, used, room, bytes, SEN_ARENA_ALIGN);
}

bool sen_ints_grow(sen_state_block *s, sen_ints *ints)
{
    const int32_t room = ints->room == 0 ? 64 : ints->room * 2;
    int32_t *const more = realloc(ints->items, (size_t)room * sizeof *more);
    if (more == NULL) {
        s->failed = SEN_NO_MEMORY;
        return false;
    }
    ints->items = more;
    ints->room = room;
    return true;
}

bool sen_ints_reserve(sen_state_block *s, sen_ints *ints, int32_t room)
{
    ints->n = 0;
    while (ints->room < room)
        if (!sen_ints_grow(s, ints))
            return false;
    return true;
}

/* ---- memory of a replicate ---- */

static void *take(sen_state_block *s, int32_t count, size_t bytes)
{
    void *const block = sen_arena_take_zeroed(s->arena, (size_t)(count > 0 ? count : 1), bytes);
    if (block == NULL)
        s->failed = SEN_NO_MEMORY;
    return block;
}

static void take_buckets(sen_state_block *s, sen_buckets *buckets, sen_link *links, int32_t n)
{
    buckets->links = links;
    buckets->n_buckets = n;
    buckets->heads = take(s, n, sizeof *buckets->heads);
    if (buckets->heads != NULL)
        memset(buckets->heads, 0xff, (size_t)n * sizeof *buckets->heads);
}

static sen_link *take_links(sen_state_block *s, int32_t n)
{
    sen_link *const links = take(s, n + 1, sizeof *links);
    if (links == NULL)
        return NULL;
    links[0].next = SEN_NOBODY;
    for (int32_t i = 1; i <= n; i++)
        links[i].prev = SEN_UNLINKED;
    return links + 1;
}

/* Keys of a purpose. Entities go by their ids, so one more of a kind leaves the others' luck alone. */
static sen_key *take_keys(sen_state_block *s, sen_purpose purpose, int32_t n, uint32_t **entities)
{
    s->keys[purpose] = take(s, n, sizeof(sen_key));
    *entities = take(s, n, sizeof **entities);
    return s->failed == SEN_OK ? s->keys[purpose] : NULL;
}

static void key_purpose(sen_state_block *s, sen_purpose purpose, int32_t n,
                        const char *(*id_of)(const sen_state_block *, int32_t))
{
    uint32_t *entities;
    sen_key *const keys = take_keys(s, purpose, n, &entities);
    for (int32_t e = 0; keys != NULL && e < n; e++) {
        sen_entity_add(entities, e, id_of(s, e));
        keys[e] = sen_key_make(s->seed, (uint32_t)s->replicate, (uint32_t)purpose, entities[e]);
    }
}

static const char *group_id(const sen_state_block *s, int32_t i)
{
    return s->model->groups[i].id;
}
static const char *check_id(const sen_state_block *s, int32_t i)
{
    return s->rules->checks[i].id;
}
static const char *need_id(const sen_state_block *s, int32_t i)
{
    return s->model->needs[i].id;
}
static const char *service_id(const sen_state_block *s, int32_t i)
{
    return s->rules->services[i].id;
}
static const char *transition_id(const sen_state_block *s, int32_t i)
{
    return s->rules->transitions[i].id;
}
static const char *layer_id(const sen_state_block *s, int32_t i)
{
    return s->model->layers[i].id;
}
static const char *outcome_id(const sen_state_block *s, int32_t i)
{
    return s->model->outcomes[i].id;
}
static const char *loop_id(const sen_state_block *s, int32_t i)
{
    return s->model->loops[i].id;
}
static const char *team_id(const sen_state_block *s, int32_t i)
{
    return s->rules->teams[i].id;
}
static const char *stream_id(const sen_state_block *s, int32_t i)
{
    return s->model->streams[i].id;
}
/* The last one is that of who stands in no entry. */
static const char *opening_id(const sen_state_block *s, int32_t i)
{
    return i < s->model->n_openings ? s->model->openings[i].id : "";
}

/* Stages go by service.stage. */
static void key_stages(sen_state_block *s)
{
    uint32_t *entities;
    sen_key *const keys = take_keys(s, SEN_CHANCE_STAGE, s->n_stages, &entities);
    for (int32_t v = 0; keys != NULL && v < s->model->n_services; v++) {
        const sen_service *const service = s->rules->services + v;
        for (int32_t k = 0; k < service->n_stages; k++) {
            char id[2 * SEN_ID_ROOM];
            snprintf(id, sizeof id, "%s.%s", service->id, service->stages[k].id);
            const int32_t e = service->first_stage + k;
            sen_entity_add(entities, e, id);
            keys[e] = sen_key_make(s->seed, (uint32_t)s->replicate, SEN_CHANCE_STAGE, entities[e]);
        }
    }
}

static void key_kinds(sen_state_block *s)
{
    uint32_t *entities;
    const int32_t n = s->model->n_kinds;
    sen_key *const keys = take_keys(s, SEN_CHANCE_KIND, n + 1, &entities);
    for (int32_t k = 0; keys != NULL && k < n; k++) {
        sen_entity_add(entities, k, s->model->kinds[k].id);
        keys[k] = sen_key_make(s->seed, (uint32_t)s->replicate, SEN_CHANCE_KIND, entities[k]);
    }
}

static void make_keys(sen_state_block *s)
{
    const sen_model *const model = s->model;
    key_purpose(s, SEN_CHANCE_GROUP, model->n_groups, group_id);
    key_kinds(s);
    key_purpose(s, SEN_CHANCE_OPENING, model->n_openings + 1, opening_id);
    key_purpose(s, SEN_CHANCE_CHECK, model->n_checks, check_id);
    key_purpose(s, SEN_CHANCE_NOTICE, model->n_needs, need_id);
    key_purpose(s, SEN_CHANCE_ASKED, model->n_services, service_id);
    key_purpose(s, SEN_CHANCE_REFERRAL, model->n_services, service_id);
    key_stages(s);
    key_purpose(s, SEN_CHANCE_TRANSITION, model->n_transitions, transition_id);
    key_purpose(s, SEN_CHANCE_LAYER, model->n_layers, layer_id);
    key_purpose(s, SEN_CHANCE_OUTCOME, model->n_outcomes, outcome_id);
    key_purpose(s, SEN_CHANCE_LOOP, model->n_loops, loop_id);
    key_purpose(s, SEN_CHANCE_DONE, model->n_services, service_id);
    key_purpose(s, SEN_CHANCE_FALSE, model->n_services, service_id);
    key_purpose(s, SEN_CHANCE_POST, model->n_teams, team_id);
    key_purpose(s, SEN_CHANCE_PICK, model->n_teams, team_id);
    key_purpose(s, SEN_CHANCE_ARRIVAL, model->n_streams, stream_id);
    key_purpose(s, SEN_CHANCE_PERSON, model->n_streams, stream_id);
    key_purpose(s, SEN_CHANCE_EPISODE, model->n_streams, stream_id);
}

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

static void take_memory(sen_state_block *s)
{
    const sen_model *const model = s->model;
    const sen_world *const world = s->world;
    const sen_plan *const plan = s->plan;
    take_buckets(s, &s->agenda, s->slots == NULL ? NULL : &s->slots->agenda,
                 s->n_days * SEN_DUE_PHASES);
    take_buckets(s, &s->pools, s->pool_links, model->n_teams);
    take_buckets(s, &s->reviews, s->pool_links, model->n_layers > 0 ? s->n_days : 0);
    s->layers_held = take(s, model->n_layers * world->n_children, sizeof *s->layers_held);
    s->unmet_samples = take(s, model->n_outcomes > 0 ? world->n_requirements : 0, 1);
    s->unmet_months = take(s, model->loop_set > 0 ? world->n_requirements : 0, 1);
    s->loop_rest = take(s, model->loop_set > 0 ? model->n_loops * world->n_requirements : 0, 1);
    s->loop_list = take(s, model->n_loops, sizeof *s->loop_list);
    s->asking_times = take(s, model->n_services, sizeof *s->asking_times);
    s->posts_times = take(s, model->n_teams, sizeof *s->posts_times);
    s->layer_holders = take(s, model->n_layers, sizeof *s->layer_holders);
    s->cases = take(s, world->n_requirements, sizeof *s->cases);
    s->case_due = take(s, world->n_requirements, sizeof *s->case_due);
    s->case_links = take_links(s, world->n_requirements);
    take_buckets(s, &s->case_agenda, s->case_links, s->n_days);
    s->notices = take(s, world->n_needs, sizeof *s->notices);
    s->hazards_until = take(s, model->n_needs * SEN_AGES, sizeof *s->hazards_until);
    s->notice_links = take_links(s, world->n_needs);
    take_buckets(s, &s->notice_agenda, s->notice_links, s->n_days);
    s->teams = take(s, model->n_teams, sizeof *s->teams);
    s->streams = take(s, model->n_streams, sizeof *s->streams);
    s->checks = take(s, model->n_checks, sizeof *s->checks);
    s->false_positives = take(s, model->n_services, sizeof *s->false_positives);
    s->post_filled_day = take(s, model->n_posts, sizeof *s->post_filled_day);
    s->commissioned = take(s, model->n_services, sizeof *s->commissioned);
    s->service_order = take(s, model->n_services, sizeof *s->service_order);
    s->kind_services = take(s, model->n_kinds * model->n_services, sizeof *s->kind_services);
    s->n_kind_services = take(s, model->n_kinds, sizeof *s->n_kind_services);
    s->windows = NULL;
    s->room_windows = 0;
    s->open_week_share = take(s, model->n_calendars, sizeof *s->open_week_share);
    s->counters = take(s, plan->n_counters, sizeof *s->counters);
    s->ledger = take(s, plan->n_ledger, sizeof *s->ledger);
    for (int32_t type = 0; type < SEN_PERIOD_TYPES; type++) {
        s->counters_before[type] = take(s, plan->n_counters, sizeof(int64_t));
        s->ledger_before[type] = take(s, plan->n_ledger, sizeof(sen_cell));
    }
    s->waits = take(s, model->n_services, sizeof *s->waits);
    sen_waits_take(s);
    s->listed_before = take(s, model->n_services, sizeof *s->listed_before);
    for (int32_t year = 0; year < 3; year++)
        s->ever[year] = take(s, model->n_kinds * SEN_STATES, sizeof **s->ever);
    s->n_stages = 0;
    for (int32_t v = 0; v < model->n_services; v++)
        s->n_stages += s->rules->services[v].n_stages;
    s->stage_waits = take(s, s->n_stages, sizeof *s->stage_waits);
    s->parts_late = take(s, model->n_parts, sizeof *s->parts_late);
    s->steps = take(s, s->n_stages, sizeof *s->steps);
    s->panel_steps = take(s, s->n_stages, sizeof *s->panel_steps);
    s->patience = take(s, model->n_services * (model->n_streams + 1), sizeof *s->patience);
    s->first_step = take(s, model->n_services, sizeof *s->first_step);
    for (int32_t v = 0; s->first_step != NULL && v < model->n_services; v++)
        s->first_step[v] = (uint16_t)s->rules->services[v].first_stage;
}

static bool keep_queues(sen_workspace *workspace, int32_t n_lists)
{
    if (n_lists <= workspace->room_lists)
        return true;
    sen_queue *const more = realloc(workspace->queues, (size_t)n_lists * sizeof *more);
    if (more == NULL)
        return false;
    memset(more + workspace->room_lists, 0,
           (size_t)(n_lists - workspace->room_lists) * sizeof *more);
    workspace->queues = more;
    workspace->room_lists = n_lists;
    return true;
}

/* ---- the day ---- */

static void count_arrival(sen_state_block *s, const sen_child *child)
{
    const int32_t flow =
        child->arrive_day == child->birth_day ? SEN_POPULATION_BORN : SEN_POPULATION_JOINED;
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

/* Phases change on 1 September; age bands on birthdays only. */
static bool groups_by_phase(const sen_plan *plan)
{
    for (int32_t b = 0; b < 2; b++)
        for (int32_t i = 0; i < 2; i++)
            if (plan->block[b].types[i] == SEN_BY_PHASE)
                return true;
    return false;
}

static void all_cases_edge(sen_state_block *s, bool phases)
{
    const bool regroup = phases && groups_by_phase(s->plan);
    for (int32_t q = 0; q < s->world->n_requirements; q++) {
        sen_fetch_child_of(s->world, q);
        if (regroup && s->cases[q].flags & SEN_CASE_ACTIVE)
            sen_book_regroup(s, q);
        sen_case_edge(s, q);
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
    const sen_civil civil = sen_civil_of(s->model->start_date + s->day);
    if (s->model->has_population && s->day > 0 && civil.day == 1 &&
        (civil.month == 8 || civil.month == 9))
        all_cases_edge(s, civil.month == 9);
    if (s->model->has_population && s->day > 0 && civil.day == 1 && civil.month == 9)
        sen_transitions_today(s);
}

static void capacity_changes(sen_state_block *s)
{
    s->phase = SEN_PHASE_CAPACITY;
    const bool change = s->rules_index + 1 < s->model->n_rules &&
                        s->model->rules[s->rules_index + 1].from_day == s->day;
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
    const bool may_differ = s->day >= s->capacity_day;
    sen_teams_capacity(s);
    if (change)
        sen_recognition_new_rules(s, before);
    if (may_differ && s->day > 0 && s->model->has_population)
        all_cases_edge(s, false);
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
    s->day = 0;
    s->phase = SEN_PHASE_JOINS;
    sen_teams_contracts(s);
    s->changed.n = 0;
    s->children_now = 0;
    for (int32_t c = 0; c < s->model->n_checks; c++)
        s->checks[c].last_day = -2;
    for (int32_t c = 0; c < s->world->n_children; c++)
        s->children_now +=
            s->world->children[c].arrive_day <= 0 && s->world->children[c].leave_day > 0;
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
    if (!keep_queues(workspace, s->model->n_lists))
        s->failed = SEN_NO_MEMORY;
    s->queues = workspace->queues;
    take_memory(s);
    if (s->failed == SEN_OK) {
        make_keys(s);
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
        for (; s->day < s->n_days && s->failed == SEN_OK; s->day++) {
            run_day(s, &at);
            if (verify && s->failed == SEN_OK)
                SEN_TRY(sen_state_verify(s));
        }
    }
    if (s->failed != SEN_OK)
        code = sen_failf(errors, s->failed, s->model->file, 0, 0, "replicate", NULL,
                         "replicate %d stopped on day %d", replicate, s->day);
out:
    return code;
}

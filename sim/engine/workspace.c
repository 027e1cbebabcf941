/* SPDX-License-Identifier: MIT */
/* What a replicate starts from: its memory, and the keys of all its luck. */
#include "engine/workspace.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/booking.h"

enum { SEN_ID_ROOM = 80 }; /* an id and what parts it from the next */

sen_workspace *sen_workspace_new(void)
{
    sen_workspace *const workspace = calloc(1, sizeof *workspace);
    if (workspace != NULL)
        sen_arena_init(&workspace->arena, SEN_ARENA_LARGE);
    return workspace;
}

sen_arena *sen_workspace_scratch(sen_workspace *workspace)
{
    sen_arena_reset(&workspace->arena);
    return &workspace->arena;
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
    free(s->changed.items);
    for (int32_t q = 0; q < workspace->room_lists; q++)
        free(workspace->queues[q].joiners.items);
    free(workspace->queues);
    sen_arena_clear(&workspace->arena);
    free(workspace);
}

/* `front` bytes stand before the first item. */
static bool grow(void **items, int32_t used, int32_t room, size_t bytes, size_t front)
{
    char *const more = sen_pages_take(front + (size_t)room * bytes);
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

/* ---- memory of a replicate ---- */

void *sen_take(sen_state_block *s, int64_t count, size_t bytes)
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
    buckets->heads = sen_take(s, n, sizeof *buckets->heads);
    if (buckets->heads != NULL)
        memset(buckets->heads, 0xff, (size_t)n * sizeof *buckets->heads);
}

static sen_link *take_links(sen_state_block *s, int32_t n)
{
    sen_link *const links = sen_take(s, n + 1, sizeof *links);
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
    s->keys[purpose] = sen_take(s, n, sizeof(sen_key));
    *entities = sen_take(s, n, sizeof **entities);
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

void sen_keys_make(sen_state_block *s)
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

static void take_memory(sen_state_block *s)
{
    const sen_model *const model = s->model;
    const sen_world *const world = s->world;
    const sen_plan *const plan = s->plan;
    take_buckets(s, &s->agenda, s->slots == NULL ? NULL : &s->slots->agenda,
                 s->n_days * SEN_DUE_PHASES);
    take_buckets(s, &s->pools, s->pool_links, model->n_teams);
    take_buckets(s, &s->reviews, s->pool_links, model->n_layers > 0 ? s->n_days : 0);
    s->layers_held = sen_take(s, model->n_layers * world->n_children, sizeof *s->layers_held);
    s->reviewed_day =
        sen_take(s, model->n_layers > 0 ? world->n_children : 0, sizeof *s->reviewed_day);
    s->assessed = sen_take(s, world->n_children, 1);
    s->unmet_samples = sen_take(s, model->n_outcomes > 0 ? world->n_requirements : 0, 1);
    s->unmet_months = sen_take(s, model->loop_set > 0 ? world->n_requirements : 0, 1);
    s->loop_rest = sen_take(s, model->loop_set > 0 ? model->n_loops * world->n_requirements : 0, 1);
    s->loop_list = sen_take(s, model->n_loops, sizeof *s->loop_list);
    s->asking_times = sen_take(s, model->n_services, sizeof *s->asking_times);
    s->posts_times = sen_take(s, model->n_teams, sizeof *s->posts_times);
    s->layer_holders = sen_take(s, model->n_layers, sizeof *s->layer_holders);
    s->cases = sen_take(s, world->n_requirements, sizeof *s->cases);
    s->case_due = sen_take(s, world->n_requirements, sizeof *s->case_due);
    s->case_links = take_links(s, world->n_requirements);
    take_buckets(s, &s->case_agenda, s->case_links, s->n_days);
    s->notices = sen_take(s, world->n_needs, sizeof *s->notices);
    s->hazards_until = sen_take(s, model->n_needs * SEN_AGES, sizeof *s->hazards_until);
    s->notice_links = take_links(s, world->n_needs);
    take_buckets(s, &s->notice_agenda, s->notice_links, s->n_days);
    s->teams = sen_take(s, model->n_teams, sizeof *s->teams);
    s->streams = sen_take(s, model->n_streams, sizeof *s->streams);
    s->checks = sen_take(s, model->n_checks, sizeof *s->checks);
    s->false_positives = sen_take(s, model->n_services, sizeof *s->false_positives);
    s->post_filled_day = sen_take(s, model->n_posts, sizeof *s->post_filled_day);
    s->commissioned = sen_take(s, model->n_services, sizeof *s->commissioned);
    s->service_order = sen_take(s, model->n_services, sizeof *s->service_order);
    s->kind_services = sen_take(s, model->n_kinds * model->n_services, sizeof *s->kind_services);
    s->n_kind_services = sen_take(s, model->n_kinds, sizeof *s->n_kind_services);
    s->windows = NULL;
    s->room_windows = 0;
    s->open_week_share = sen_take(s, model->n_calendars, sizeof *s->open_week_share);
    s->counters = sen_take(s, plan->n_counters, sizeof *s->counters);
    s->ledger = sen_take(s, plan->n_ledger, sizeof *s->ledger);
    for (int32_t type = 0; type < SEN_PERIOD_TYPES; type++)
        s->counters_before[type] = sen_take(s, plan->n_counters, sizeof(int64_t));
    s->waits = sen_take(s, model->n_services, sizeof *s->waits);
    sen_waits_take(s);
    sen_concerns_take(s);
    s->listed_before = sen_take(s, model->n_services, sizeof *s->listed_before);
    s->been = sen_take(s, world->n_requirements, sizeof *s->been);
    for (int32_t year = 0; year < 3; year++)
        s->ever[year] = sen_take(s, model->n_kinds * SEN_STATES, sizeof **s->ever);
    s->n_stages = 0;
    for (int32_t v = 0; v < model->n_services; v++)
        s->n_stages += s->rules->services[v].n_stages;
    s->stage_waits = sen_take(s, s->n_stages, sizeof *s->stage_waits);
    s->parts_late = sen_take(s, model->n_parts, sizeof *s->parts_late);
    s->steps = sen_take(s, s->n_stages, sizeof *s->steps);
    s->panel_steps = sen_take(s, s->n_stages, sizeof *s->panel_steps);
    s->patience = sen_take(s, model->n_services * (model->n_streams + 1), sizeof *s->patience);
    s->first_step = sen_take(s, model->n_services, sizeof *s->first_step);
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

void sen_workspace_lend(sen_workspace *workspace)
{
    sen_state_block *const s = &workspace->state;
    if (!keep_queues(workspace, s->model->n_lists))
        s->failed = SEN_NO_MEMORY;
    s->queues = workspace->queues;
    take_memory(s);
}

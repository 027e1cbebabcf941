/* SPDX-License-Identifier: MIT */
#include "engine/world.h"

#include <string.h>

#include "engine/world_private.h"

sen_code sen_world_no_memory(const sen_world_build *build)
{
    return sen_fail(build->errors, SEN_NO_MEMORY, build->model->file, 0, 0, NULL, NULL, NULL, NULL);
}

/* Run years begin on the anniversaries of the start. */
static sen_code set_years(sen_world_build *build)
{
    while (build->year_start[build->n_years] < build->days) {
        if (build->n_years == SEN_MAX_RUN_YEARS - 1) /* calendar years are one more */
            return sen_failf(build->errors, SEN_TOO_LARGE, build->model->file, 0, 0, "days",
                             "at most 30 years with a population", "%d", (int)build->days);
        build->n_years++;
        build->year_start[build->n_years] =
            sen_day_add_years(build->start_date, build->n_years) - build->start_date;
    }
    return SEN_OK;
}

static sen_code begin(sen_world_build *build)
{
    const sen_model *const model = build->model;
    build->start_date = model->start_date;
    build->days = model->days;
    build->n_needs = model->n_needs;
    build->n_kinds = model->n_kinds;
    build->n_groups = model->n_groups;
    SEN_BUG_UNLESS(build->n_needs <= SEN_MAX_NEEDS && build->n_kinds <= SEN_MAX_KINDS &&
                   build->n_groups <= SEN_MAX_GROUPS);
    const sen_code code = set_years(build);
    if (code != SEN_OK)
        return code;
    build->needs =
        sen_arena_take_zeroed(build->scratch, (size_t)build->n_needs, sizeof *build->needs);
    build->kinds =
        sen_arena_take_zeroed(build->scratch, (size_t)build->n_kinds, sizeof *build->kinds);
    build->groups =
        sen_arena_take_zeroed(build->scratch, (size_t)build->n_groups, sizeof *build->groups);
    if (build->needs == NULL || build->kinds == NULL || build->groups == NULL)
        return sen_world_no_memory(build);
    sen_need_tables(build);
    return SEN_OK;
}

/* ---- order ---- */

enum { INSERTION_MOST = 48, DIGIT_BITS = 11, DIGITS = 1 << DIGIT_BITS };

static void sort_by_insertion(uint64_t *keys, int32_t n)
{
    for (int32_t i = 1; i < n; i++) {
        const uint64_t key = keys[i];
        int32_t at = i;
        for (; at > 0 && keys[at - 1] > key; at--)
            keys[at] = keys[at - 1];
        keys[at] = key;
    }
}

/* Radix passes over the upper half; insertion then orders equals by the lower. */
void sen_sort_keys(uint64_t *keys, uint64_t *spare, int32_t n)
{
    uint64_t *from = keys, *to = spare;
    for (int shift = 32; n > INSERTION_MOST && shift < 64; shift += DIGIT_BITS) {
        int32_t before[DIGITS + 1] = {0};
        for (int32_t i = 0; i < n; i++)
            before[(from[i] >> shift & (DIGITS - 1)) + 1]++;
        for (int32_t d = 0; d < DIGITS; d++)
            before[d + 1] += before[d];
        for (int32_t i = 0; i < n; i++)
            to[before[from[i] >> shift & (DIGITS - 1)]++] = from[i];
        uint64_t *const swap = from;
        from = to;
        to = swap;
    }
    if (from != keys)
        memcpy(keys, from, (size_t)n * sizeof *keys);
    sort_by_insertion(keys, n);
}

sen_code sen_world_compact(sen_world_build *build)
{
    sen_world *const world = build->world;
    int64_t n_needs = 0, n_requirements = 0;
    for (int32_t i = 0; i < world->n_children; i++) {
        n_needs += world->children[i].n_needs;
        n_requirements += world->children[i].n_requirements;
    }
    sen_child_need *const needs = sen_arena_take(build->arena, (size_t)n_needs, sizeof *needs);
    sen_requirement *const made =
        sen_arena_take(build->arena, (size_t)n_requirements, sizeof *made);
    if (needs == NULL || made == NULL)
        return sen_world_no_memory(build);
    build->n_child_needs = build->n_requirements = 0;
    for (int32_t i = 0; i < world->n_children; i++) {
        sen_child *const child = world->children + i;
        for (int32_t n = 0; n < child->n_needs; n++)
            needs[build->n_child_needs + n] = build->child_needs[child->first_need + n];
        for (int32_t q = 0; q < child->n_requirements; q++)
            made[build->n_requirements + q] = build->requirements[child->first_requirement + q];
        child->first_need = child->n_needs > 0 ? build->n_child_needs : SEN_NONE;
        child->first_requirement = child->n_requirements > 0 ? build->n_requirements : SEN_NONE;
        build->n_child_needs += child->n_needs;
        build->n_requirements += child->n_requirements;
    }
    build->child_needs = needs;
    build->requirements = made;
    return SEN_OK;
}

/* ---- what happens on which day ---- */

/* What is added comes in the order of its index; a counting sort keeps that within a day. */
typedef struct {
    sen_dated *items;
    int32_t count;
} dated_list;

static bool begin_list(sen_world_build *build, dated_list *list, int64_t most)
{
    list->items = sen_arena_take(build->scratch, (size_t)most, sizeof *list->items);
    list->count = 0;
    return list->items != NULL;
}

static void add_day(const sen_world_build *build, dated_list *list, int32_t day, int32_t what)
{
    if (day > 0 && day < build->days)
        list->items[list->count++] = (sen_dated){day, what};
}

static sen_code order_list(sen_world_build *build, const dated_list *list, sen_dated **sorted,
                           int32_t *count)
{
    int32_t *const before =
        sen_arena_take_zeroed(build->scratch, (size_t)build->days + 1, sizeof *before);
    *sorted = sen_arena_take(build->arena, (size_t)list->count, sizeof **sorted);
    if (before == NULL || *sorted == NULL)
        return sen_world_no_memory(build);
    for (int32_t i = 0; i < list->count; i++)
        before[list->items[i].day + 1]++;
    for (int32_t d = 0; d < build->days; d++)
        before[d + 1] += before[d];
    for (int32_t i = 0; i < list->count; i++)
        (*sorted)[before[list->items[i].day]++] = list->items[i];
    *count = list->count;
    return SEN_OK;
}

/* Those on which the child is here; the 26th is a leaving. */
static void add_birthdays(const sen_world_build *build, dated_list *list, int32_t i)
{
    const sen_child *const child = build->world->children + i;
    const sen_birth birth = sen_birth_of(build, child->birth_day);
    const int32_t row = sen_arrival_age(child->number);
    int32_t age = row == SEN_BORN_IN_RUN ? 1 : row + 1;
    for (; age < SEN_AGES; age++) {
        const int32_t day = sen_birth_anniversary(build, &birth, age);
        if (day >= build->days || day >= child->leave_day)
            break;
        add_day(build, list, day, i);
    }
}

static sen_code tell_birthdays(const sen_world_build *build)
{
    sen_world *const world = build->world;
    world->birthday_ages =
        sen_arena_take(build->arena, (size_t)world->n_birthdays, sizeof *world->birthday_ages);
    if (world->birthday_ages == NULL)
        return sen_world_no_memory(build);
    for (int32_t k = 0; k < world->n_birthdays; k++) {
        const int32_t year = sen_civil_of(build->start_date + world->birthdays[k].day).year;
        world->birthday_ages[k] =
            (uint8_t)(year - world->children[world->birthdays[k].what].born.year);
    }
    return SEN_OK;
}

static sen_code date_children(sen_world_build *build)
{
    sen_world *const world = build->world;
    dated_list arrivals, leavings, birthdays;
    sen_code code = SEN_OK;
    int64_t with_help = 0;
    for (int32_t i = 0; i < world->n_children; i++)
        with_help += world->children[i].n_requirements > 0;
    if (!begin_list(build, &arrivals, world->n_children) ||
        !begin_list(build, &leavings, world->n_children) ||
        !begin_list(build, &birthdays, with_help * (build->n_years + 1))) {
        code = sen_world_no_memory(build);
        goto out;
    }
    for (int32_t i = 0; i < world->n_children; i++) {
        if (sen_child_is_new(world->children +
                             i)) /* on day 0 too: who was here before comes on none */
            arrivals.items[arrivals.count++] = (sen_dated){world->children[i].arrive_day, i};
        add_day(build, &leavings, world->children[i].leave_day, i);
        if (world->children[i].n_requirements > 0)
            add_birthdays(build, &birthdays, i);
    }
    SEN_TRY(order_list(build, &arrivals, &world->arrivals, &world->n_arrivals));
    SEN_TRY(order_list(build, &leavings, &world->leavings, &world->n_leavings));
    SEN_TRY(order_list(build, &birthdays, &world->birthdays, &world->n_birthdays));
    SEN_TRY(tell_birthdays(build));
out:
    return code;
}

static sen_code date_needs(sen_world_build *build)
{
    sen_world *const world = build->world;
    dated_list starts, ends, onsets;
    sen_code code = SEN_OK;
    if (!begin_list(build, &starts, world->n_requirements) ||
        !begin_list(build, &ends, world->n_requirements) ||
        !begin_list(build, &onsets, world->n_needs)) {
        code = sen_world_no_memory(build);
        goto out;
    }
    for (int32_t q = 0; q < world->n_requirements; q++) {
        add_day(build, &starts, world->requirements[q].start_day, q);
        add_day(build, &ends, world->requirements[q].end_day, q);
    }
    for (int32_t n = 0; n < world->n_needs; n++)
        add_day(build, &onsets, world->needs[n].onset_day, n);
    SEN_TRY(order_list(build, &starts, &world->starts, &world->n_starts));
    SEN_TRY(order_list(build, &ends, &world->ends, &world->n_ends));
    SEN_TRY(order_list(build, &onsets, &world->onsets, &world->n_onsets));
out:
    return code;
}

sen_code sen_world_make(sen_world *world, const sen_draw *draw, uint64_t seed, int32_t replicate,
                        sen_arena *arena, sen_arena *scratch, sen_errors *errors)
{
    sen_code code = SEN_OK;
    memset(world, 0, sizeof *world);
    const sen_model *const model = draw->model;
    if (!model->has_population)
        return SEN_OK;
    sen_world_build *const build = sen_arena_take_zeroed(scratch, 1, sizeof *build);
    if (build == NULL)
        return sen_fail(errors, SEN_NO_MEMORY, model->file, 0, 0, NULL, NULL, NULL, NULL);
    build->world = world;
    build->draw = draw;
    build->model = model;
    build->seed = seed;
    build->replicate = (uint32_t)replicate;
    build->arena = arena;
    build->scratch = scratch;
    build->errors = errors;
    SEN_TRY(begin(build));
    SEN_TRY(sen_world_children(build));
    SEN_TRY(sen_world_opening(build));
    SEN_TRY(date_children(build));
    SEN_TRY(date_needs(build));
out:
    if (code != SEN_OK)
        memset(world, 0, sizeof *world);
    return code;
}

int32_t sen_first_born_from(const sen_world *world, int32_t day)
{
    int32_t low = 0, high = world->n_children;
    while (low < high) {
        const int32_t middle = low + (high - low) / 2;
        if (world->children[middle].birth_day < day)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

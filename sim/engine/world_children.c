/* SPDX-License-Identifier: MIT */
#include "engine/world_private.h"

#define DAYS_A_YEAR 365.25

typedef enum { BLOCK_HERE, BLOCK_BIRTHS, BLOCK_JOINERS } block_kind;

/* Children of one cohort and age: consecutive numbers. */
typedef struct {
    block_kind kind;
    uint32_t first_number;
    int32_t count, age;
    int32_t from, to; /* birth days; of joiners, arrival days */
} block;

enum { MAX_BLOCKS = SEN_AGES + SEN_MAX_RUN_YEARS + 1 + SEN_AGES * (SEN_MAX_RUN_YEARS + 1) };

typedef struct {
    block blocks[MAX_BLOCKS];
    int32_t n_blocks;
    int64_t children;
} block_list;

/* A child before the order is known. */
typedef struct {
    uint32_t number;
    int32_t birth_day, arrive_day;
} newcomer;

static double value(const sen_world_build *build, sen_number number)
{
    return number == SEN_NONE ? 0.0 : build->draw->values[number];
}

/* Uniform on [from, to). */
static int32_t day_within(int32_t from, int32_t to, uint32_t luck)
{
    return from + (int32_t)((uint64_t)luck * (uint64_t)(uint32_t)(to - from) >> 32);
}

double sen_exponential_of(uint32_t luck)
{
    return -sen_log1p(-(luck + 0.5) / SEN_LUCKS);
}

int32_t sen_latest_birth(const sen_world_build *build, int32_t day, int32_t age)
{
    const int32_t date = build->start_date + day;
    int32_t birth = sen_day_add_years(date, -age);
    while (sen_birthday(birth, age) > date) /* 29 February */
        birth--;
    while (sen_birthday(birth + 1, age) <= date)
        birth++;
    return birth - build->start_date;
}

int32_t sen_hazard_day(const sen_world_build *build, const double *per_day,
                       const double *year_times, const sen_birth *birth, int32_t age, int32_t from,
                       int32_t until, double exponential)
{
    int32_t day = from, year = 0;
    while (day >= build->year_start[year + 1])
        year++;
    while (day < until) {
        const int32_t birthday = sen_birth_anniversary(build, birth, age + 1);
        int32_t next = birthday < until ? birthday : until;
        double hazard = per_day[age];
        if (year_times != NULL) {
            next = build->year_start[year + 1] < next ? build->year_start[year + 1] : next;
            hazard *= year_times[year];
        }
        const double most = hazard * (next - day);
        if (exponential < most) {
            const int32_t found = day + (int32_t)(exponential / hazard);
            return found < next ? found : next - 1;
        }
        exponential -= most;
        day = next;
        if (day == birthday && ++age == SEN_AGES)
            break;
        if (day == build->year_start[year + 1])
            year++;
    }
    return SEN_NEVER;
}

/* ---- how many there are ---- */

/* Floor and a coin for the fraction. A higher count keeps the coin, so it never takes a child. */
static sen_code add_block(const sen_world_build *build, block_list *list, block made,
                          uint32_t cohort, double count, int32_t most)
{
    if (!(count > 0.0) || made.from >= made.to)
        return SEN_OK;
    if (count >= most)
        return sen_failf(build->errors, SEN_TOO_LARGE, build->model->file, 0, 0, "population",
                         "16,777,216 children a year of birth, 262,144 joiners an age and year",
                         "%.12g children in one of them", count);
    const int32_t whole = (int32_t)count;
    const sen_key key = sen_key_make(build->seed, build->replicate, SEN_CHANCE_COUNT, cohort);
    sen_rng rng = sen_rng_keyed(key, (uint32_t)made.age, 0);
    made.count = whole;
    if (sen_word_high(sen_rng_next(&rng)) < sen_chance_threshold(count - whole))
        made.count++;
    list->blocks[list->n_blocks++] = made;
    list->children += made.count;
    return SEN_OK;
}

static sen_code add_here(const sen_world_build *build, block_list *list)
{
    for (int32_t age = 0; age < SEN_AGES; age++) {
        block made = {.kind = BLOCK_HERE, .first_number = (uint32_t)age << 24, .age = age};
        made.from = sen_latest_birth(build, 0, age + 1) + 1;
        /* Who is born on day 0 counts among the births. */
        made.to = age == 0 ? 0 : sen_latest_birth(build, 0, age) + 1;
        const sen_code code = add_block(build, list, made, (uint32_t)age,
                                        value(build, build->model->persons[age]), 1 << 24);
        if (code != SEN_OK)
            return code;
    }
    return SEN_OK;
}

/* A row of births holds until the next one. */
static double births_in(const sen_world_build *build, int32_t year)
{
    double births = 0.0;
    int32_t best = INT32_MIN;
    for (int32_t i = 0; i < build->model->n_births; i++) {
        const sen_births *const row = build->model->births + i;
        if (row->year <= year && row->year >= best) {
            best = row->year;
            births = value(build, row->births);
        }
    }
    return births;
}

static sen_code add_births(const sen_world_build *build, block_list *list)
{
    const int32_t first_year = sen_civil_of(build->start_date).year;
    const int32_t last_year = sen_civil_of(build->start_date + build->days - 1).year;
    for (int32_t year = first_year; year <= last_year; year++) {
        const uint32_t cohort = (uint32_t)(SEN_COHORT_BIRTHS + year - first_year);
        const int32_t from = sen_day_of(year, 1, 1) - build->start_date;
        const int32_t to = sen_day_of(year + 1, 1, 1) - build->start_date;
        block made = {.kind = BLOCK_BIRTHS, .first_number = cohort << 24};
        made.from = from > 0 ? from : 0;
        made.to = to < build->days ? to : build->days;
        const double part = (double)(made.to - made.from) / (to - from);
        const sen_code code =
            add_block(build, list, made, cohort, births_in(build, year) * part, 1 << 24);
        if (code != SEN_OK)
            return code;
    }
    return SEN_OK;
}

static sen_code add_joiners(const sen_world_build *build, block_list *list)
{
    const sen_model *const model = build->model;
    for (int32_t y = 0; y < build->n_years; y++) {
        const uint32_t cohort = (uint32_t)(SEN_COHORT_JOINERS + y);
        const int32_t from = build->year_start[y], to = build->year_start[y + 1];
        for (int32_t age = 0; age < SEN_AGES; age++) {
            block made = {.kind = BLOCK_JOINERS,
                          .first_number = cohort << 24 | (uint32_t)age << SEN_JOINER_AGE_SHIFT,
                          .age = age,
                          .from = from,
                          .to = to < build->days ? to : build->days};
            const double part = (double)(made.to - made.from) / (to - from);
            const double count = value(build, model->join_per_1000_a_year.by_age[age]) *
                                 value(build, model->persons[age]) / 1000.0 * part;
            const sen_code code =
                add_block(build, list, made, cohort, count, 1 << SEN_JOINER_AGE_SHIFT);
            if (code != SEN_OK)
                return code;
        }
    }
    return SEN_OK;
}

/* ---- in birth order ---- */

static newcomer draw_newcomer(const sen_world_build *build, const block *from, int32_t index)
{
    newcomer made = {.number = from->first_number + (uint32_t)index};
    sen_rng rng = sen_rng_keyed(build->child_key, made.number, 0);
    const uint64_t when = sen_rng_next(&rng);
    const uint32_t birth = sen_word_high(when);
    switch (from->kind) {
    case BLOCK_HERE:
        made.birth_day = day_within(from->from, from->to, birth);
        break;
    case BLOCK_BIRTHS:
        made.birth_day = made.arrive_day = day_within(from->from, from->to, birth);
        break;
    case BLOCK_JOINERS: {
        made.arrive_day = day_within(from->from, from->to, sen_word_low(when));
        const int32_t oldest = sen_latest_birth(build, made.arrive_day, from->age + 1) + 1;
        const int32_t youngest = sen_latest_birth(build, made.arrive_day, from->age);
        made.birth_day = day_within(oldest, youngest + 1, birth);
        break;
    }
    }
    return made;
}

/* Blocks come in the order of their numbers and a counting sort keeps it within a birth day. */
static sen_code order_children(sen_world_build *build, const block_list *list)
{
    sen_world *const world = build->world;
    const size_t children = (size_t)list->children;
    const int32_t earliest = sen_latest_birth(build, 0, SEN_AGES) + 1;
    const size_t days = (size_t)(build->days - earliest);
    newcomer *const all = sen_arena_take(build->scratch, children, sizeof *all);
    int32_t *const before = sen_arena_take_zeroed(build->scratch, days + 1, sizeof *before);
    world->children = sen_arena_take(build->arena, children, sizeof *world->children);
    if (all == NULL || before == NULL || world->children == NULL)
        return sen_world_no_memory(build);
    int32_t n = 0;
    for (int32_t b = 0; b < list->n_blocks; b++)
        for (int32_t i = 0; i < list->blocks[b].count; i++) {
            all[n] = draw_newcomer(build, list->blocks + b, i);
            before[all[n++].birth_day - earliest + 1]++;
        }
    for (size_t d = 0; d < days; d++)
        before[d + 1] += before[d];
    for (int32_t i = 0; i < n; i++) {
        sen_child *const child = world->children + before[all[i].birth_day - earliest]++;
        *child = (sen_child){.number = all[i].number,
                             .birth_day = all[i].birth_day,
                             .arrive_day = all[i].arrive_day};
    }
    world->n_children = n;
    return SEN_OK;
}

/* ---- each child ---- */

static void set_leaving(const sen_world_build *build, const sen_birth *birth, uint64_t word,
                        sen_child *child)
{
    const int32_t row = sen_arrival_age(child->number);
    const int32_t age = row == SEN_BORN_IN_RUN ? 0 : row;
    const int32_t from = child->arrive_day;
    int32_t died = SEN_NEVER, moved = SEN_NEVER;
    if (sen_word_high(word) < build->death_most[row])
        died = sen_hazard_day(build, build->death_per_day, NULL, birth, age, from, build->days,
                              sen_exponential_of(sen_word_high(word)));
    if (sen_word_low(word) < build->move_most[row])
        moved = sen_hazard_day(build, build->move_per_day, NULL, birth, age, from, build->days,
                               sen_exponential_of(sen_word_low(word)));
    child->leave_day = sen_birth_anniversary(build, birth, SEN_AGES);
    child->leaving = SEN_LEAVES_26;
    if (died <= moved && died < child->leave_day) {
        child->leave_day = died;
        child->leaving = SEN_LEAVES_DIED;
    } else if (moved < died && moved < child->leave_day) {
        child->leave_day = moved;
        child->leaving = SEN_LEAVES_MOVED;
    }
    if (child->leave_day <= from) /* here at least the day it comes */
        child->leave_day = from + 1;
}

/* Category of each group; the product of their times. Returns the times of needs. */
static double set_groups(const sen_world_build *build, uint64_t word, sen_child *child)
{
    double recognition = 1.0, referral = 1.0, need = 1.0;
    for (int32_t g = 0; g < build->n_groups; g++) {
        const sen_group_rules *const group = build->groups + g;
        const uint32_t luck = sen_word_low(sen_mix_b(word ^ group->mask));
        int32_t c = 0; /* no branch on luck: it would be mispredicted */
        for (int32_t j = 0; j < group->n - 1; j++)
            c += luck >= group->below[j];
        child->category[g] = (uint8_t)c;
        recognition *= group->recognition[c];
        referral *= group->referral[c];
        need *= group->need[c];
    }
    for (int r = 0; r < SEN_ROUTES; r++)
        child->recognition_times[r] = (float)recognition;
    child->referral_times = (float)referral;
    return need;
}

static sen_code complete_child(sen_world_build *build, int32_t i, const sen_birth *birth)
{
    sen_child *const child = build->world->children + i;
    sen_rng rng = sen_rng_keyed(build->child_key, child->number, 0);
    sen_rng_next(&rng); /* birth and arrival */
    const uint64_t leaving = sen_rng_next(&rng), place = sen_rng_next(&rng);
    const uint64_t word = sen_rng_next(&rng);
    set_leaving(build, birth, leaving, child);
    const double times = set_groups(build, word, child);
    child->school = (uint16_t)day_within(0, build->n_schools, sen_word_low(place));
    child->recognition_times[SEN_ROUTE_SCHOOL] *= build->school_effects[child->school];
    child->recognition_times[SEN_ROUTE_PARENTS] *=
        build->draw->family_effects[(uint64_t)sen_word_high(place) * SEN_FAMILY_STEPS >> 32];
    const sen_code code = sen_world_needs(build, i, birth, word, times);
    if (code != SEN_OK)
        return code;
    child->first_requirement = SEN_NONE;
    return child->n_needs == 0 ? SEN_OK : sen_world_requirements(build, i, birth);
}

/* ---- tables, once a world ---- */

/* An upper bound of the hazard a child of each age on arrival can meet in the run, as a luck. */
static void bound_by_age(const sen_world_build *build, const double *per_day, uint64_t *most)
{
    for (int32_t age = 0; age < SEN_AGES; age++) {
        double sum = 0.0;
        for (int32_t a = age; a < SEN_AGES && a <= age + build->n_years; a++)
            sum += per_day[a] * 366.0;
        most[age] = sen_luck_bound(sum);
    }
    most[SEN_BORN_IN_RUN] = most[0];
}

static void group_tables(sen_world_build *build)
{
    uint32_t entities[SEN_MAX_GROUPS];
    for (int32_t g = 0; g < build->n_groups; g++) {
        const sen_group *const group = build->model->groups + g;
        sen_group_rules *const rules = build->groups + g;
        sen_entity_add(entities, g, group->id);
        rules->mask = sen_key_make(build->seed, build->replicate, SEN_CHANCE_GROUP, entities[g]).a;
        rules->n = group->n_categories;
        double below = 0.0;
        for (int32_t c = 0; c < group->n_categories; c++) {
            const sen_category *const category = group->categories + c;
            below += value(build, category->share);
            rules->below[c] = sen_chance_threshold(below);
            rules->recognition[c] = value(build, category->recognition_times);
            rules->referral[c] = value(build, category->referral_times);
            rules->need[c] = value(build, category->need_times);
        }
    }
}

static sen_code child_tables(sen_world_build *build)
{
    const sen_model *const model = build->model;
    build->child_key = sen_key_make(build->seed, build->replicate, SEN_CHANCE_CHILD, 0);
    for (int32_t a = 0; a < SEN_AGES; a++) {
        build->death_per_day[a] =
            value(build, model->deaths_per_1000_a_year.by_age[a]) / (1000.0 * DAYS_A_YEAR);
        build->move_per_day[a] =
            value(build, model->leave_per_1000_a_year.by_age[a]) / (1000.0 * DAYS_A_YEAR);
    }
    bound_by_age(build, build->death_per_day, build->death_most);
    bound_by_age(build, build->move_per_day, build->move_most);
    group_tables(build);
    build->n_schools = model->n_schools > 0 ? model->n_schools : 1;
    build->school_effects =
        sen_arena_take(build->scratch, (size_t)build->n_schools, sizeof *build->school_effects);
    if (build->school_effects == NULL)
        return sen_world_no_memory(build);
    const sen_key key = sen_key_make(build->seed, build->replicate, SEN_CHANCE_SCHOOL, 0);
    const double cv = model->n_schools > 0 ? value(build, model->school_cv) : 0.0;
    for (int32_t s = 0; s < build->n_schools; s++) {
        sen_rng rng = sen_rng_keyed(key, (uint32_t)s, 0);
        build->school_effects[s] = (float)sen_draw_effect(cv, sen_unit(sen_rng_next(&rng)));
    }
    return SEN_OK;
}

sen_code sen_world_children(sen_world_build *build)
{
    sen_code code = SEN_OK;
    block_list *const list = sen_arena_take_zeroed(build->scratch, 1, sizeof *list);
    if (list == NULL)
        return sen_world_no_memory(build);
    SEN_TRY(child_tables(build));
    SEN_TRY(add_here(build, list));
    SEN_TRY(add_births(build, list));
    SEN_TRY(add_joiners(build, list));
    if (list->children > INT32_MAX / 2) {
        code = sen_fail(build->errors, SEN_TOO_LARGE, build->model->file, 0, 0, "population",
                        "over 1,073,741,823 children", "fewer", NULL);
        goto out;
    }
    SEN_TRY(order_children(build, list));
    sen_birth birth = {.birth_day = SEN_NEVER};
    for (int32_t i = 0; i < build->world->n_children; i++) {
        if (build->world->children[i].birth_day != birth.birth_day)
            birth = sen_birth_of(build, build->world->children[i].birth_day);
        build->world->children[i].born = birth.born;
        SEN_TRY(complete_child(build, i, &birth));
    }
out:
    return code;
}

/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/log_exp.h"
#include "engine/world.h"

/* A condition that is no comparison of two values. */
#define CHECK(condition) cr_assert(eq(int, (condition) ? 1 : 0, 1))

enum { NUMBERS = 2000, BLUE = 0, RED = 1, HELP = 0, PLACE = 1 };

/*
 * An area with 400 children of each age, two needs (blue and red) that are moderate and last, and
 * two kinds: help (from either need) and place (from red). Each test alters what it is about.
 */
typedef struct {
    sen_model model;
    sen_number_spec numbers[NUMBERS];
    sen_duration_spec durations[2];
    sen_size_spec sizes[1];
    sen_births births[1];
    sen_need needs[2];
    sen_kind kinds[2];
    sen_cause help_causes[2], place_causes[1];
    sen_group group;
    sen_category categories[2];
    sen_opening openings[3];
    int32_t band_from[3][2], band_to[3][2], band_count[3][2];
} fixture;

typedef struct {
    sen_draw draw;
    sen_arena arena;
    sen_world world;
} made;

static sen_number number(fixture *f, double value)
{
    cr_assert(lt(int, f->model.n_numbers, NUMBERS));
    f->numbers[f->model.n_numbers] =
        (sen_number_spec){.how = SEN_NUMBER_FIXED, .value = value, .path = "number"};
    return f->model.n_numbers++;
}

static sen_by_age flat(fixture *f, double value)
{
    sen_by_age made_by_age;
    const sen_number one = number(f, value);
    for (int a = 0; a < SEN_AGES; a++)
        made_by_age.by_age[a] = one;
    return made_by_age;
}

static void set_need(fixture *f, int need, const char *id, double present, double onset)
{
    f->needs[need] = (sen_need){.id = id,
                                .present_at_start = flat(f, present),
                                .onset_per_1000_a_year = flat(f, onset),
                                .onset_trend_a_year = number(f, 0.0),
                                .present_at_birth = number(f, 0.0),
                                .lasts = SEN_NONE,
                                .masked_share = number(f, 0.25),
                                .masked_times = number(f, 0.1),
                                .opening_identified = number(f, 0.5)};
    for (int s = 0; s < SEN_SEVERITIES; s++)
        f->needs[need].severity_share[s] = number(f, s == 1 ? 1.0 : 0.0);
    for (int r = 0; r < SEN_ROUTES; r++)
        f->needs[need].opening_per_year[r] = flat(f, 0.0);
}

static void set_group(fixture *f)
{
    f->group = (sen_group){.id = "sex", .categories = f->categories, .n_categories = 2};
    for (int c = 0; c < 2; c++)
        f->categories[c] = (sen_category){.id = c == 0 ? "boys" : "girls",
                                          .share = number(f, 0.5),
                                          .recognition_times = number(f, 1.0),
                                          .referral_times = number(f, c == 0 ? 1.0 : 0.8),
                                          .need_times = number(f, 1.0)};
}

static fixture *set_up(void)
{
    fixture *const f = calloc(1, sizeof *f);
    f->model = (sen_model){.file = "a.json",
                           .has_population = true,
                           .start_date = sen_day_of(2025, 1, 16),
                           .days = 1826,
                           .numbers = f->numbers,
                           .durations = f->durations,
                           .sizes = f->sizes,
                           .births = f->births,
                           .n_births = 1,
                           .needs = f->needs,
                           .n_needs = 2,
                           .kinds = f->kinds,
                           .n_kinds = 2,
                           .n_schools = 20,
                           .openings = f->openings};
    const sen_number persons = number(f, 400.0);
    for (int a = 0; a < SEN_AGES; a++)
        f->model.persons[a] = persons;
    f->births[0] = (sen_births){2025, number(f, 400.0)};
    f->model.deaths_per_1000_a_year = flat(f, 0.0);
    f->model.leave_per_1000_a_year = flat(f, 0.0);
    f->model.join_per_1000_a_year = flat(f, 0.0);
    f->model.school_cv = number(f, 0.5);
    f->model.family_cv = number(f, 0.5);
    set_need(f, BLUE, "blue", 0.10, 10.0);
    set_need(f, RED, "red", 0.05, 5.0);
    set_group(f);
    f->help_causes[0] = (sen_cause){BLUE, number(f, 0.6), 0xf};
    f->help_causes[1] = (sen_cause){RED, number(f, 0.8), 0xf};
    f->place_causes[0] = (sen_cause){RED, number(f, 0.5), 0xf};
    f->kinds[HELP] = (sen_kind){.id = "help",
                                .causes = f->help_causes,
                                .n_causes = 2,
                                .to_age = 26,
                                .unit = SEN_AMOUNT_ONCE,
                                .amount = SEN_NONE,
                                .again = SEN_NONE};
    f->kinds[PLACE] = f->kinds[HELP];
    f->kinds[PLACE].id = "place";
    f->kinds[PLACE].causes = f->place_causes;
    f->kinds[PLACE].n_causes = 1;
    f->kinds[PLACE].from_age = 5;
    f->kinds[PLACE].to_age = 18;
    return f;
}

static void add_opening(fixture *f, const char *id, int kind, int need, int from_age, int to_age,
                        int short_waits, int long_waits)
{
    const int e = f->model.n_openings++;
    f->band_from[e][0] = 28;
    f->band_to[e][0] = 84;
    f->band_from[e][1] = 364;
    f->band_to[e][1] = 728;
    f->band_count[e][0] = short_waits;
    f->band_count[e][1] = long_waits;
    f->openings[e] = (sen_opening){.id = id,
                                   .kind = kind,
                                   .need = need,
                                   .from_age = from_age,
                                   .to_age = to_age,
                                   .n_bands = 2,
                                   .band_from_day = f->band_from[e],
                                   .band_to_day = f->band_to[e],
                                   .band_count = f->band_count[e],
                                   .urgent_share = number(f, 0.25)};
}

static double *value_of(fixture *f, sen_number n)
{
    return &f->numbers[n].value;
}

static made make(const fixture *f, int replicate)
{
    made m;
    cr_assert(eq(int, sen_draw_make(&m.draw, &f->model, 1, 1, NULL), SEN_OK));
    sen_arena_init(&m.arena, 0);
    cr_assert(eq(int, sen_world_make(&m.world, &m.draw, 1, replicate, &m.arena, NULL), SEN_OK));
    return m;
}

static void drop(made *m)
{
    sen_draw_clear(&m->draw);
    sen_arena_clear(&m->arena);
}

/* ---- comparing worlds ---- */

static uint64_t mix_in(uint64_t hash, const void *bytes, size_t size)
{
    const unsigned char *const from = bytes;
    for (size_t i = 0; i < size; i++)
        hash = (hash ^ from[i]) * 1099511628211ull;
    return hash;
}

#define MIX(hash, field) hash = mix_in(hash, &(field), sizeof(field))

static uint64_t digest_of_need(uint64_t hash, const sen_child_need *need)
{
    MIX(hash, need->onset_day);
    MIX(hash, need->end_day);
    MIX(hash, need->need);
    MIX(hash, need->severity);
    MIX(hash, need->masked);
    MIX(hash, need->noticed);
    MIX(hash, need->identified);
    MIX(hash, need->route);
    MIX(hash, need->threshold);
    return hash;
}

static uint64_t digest_of_requirement(uint64_t hash, const sen_requirement *one)
{
    MIX(hash, one->start_day);
    MIX(hash, one->end_day);
    MIX(hash, one->kind);
    MIX(hash, one->need);
    MIX(hash, one->severity);
    MIX(hash, one->occasion);
    MIX(hash, one->causes);
    MIX(hash, one->amount);
    return hash;
}

/* A child with its needs and requirements, of those needs and kinds that are asked for. */
static uint64_t digest_of_child(const sen_world *world, const sen_child *child, int only_need,
                                uint32_t kinds)
{
    uint64_t hash = 14695981039346656037ull;
    MIX(hash, child->number);
    MIX(hash, child->birth_day);
    MIX(hash, child->arrive_day);
    MIX(hash, child->leave_day);
    MIX(hash, child->leaving);
    MIX(hash, child->school);
    MIX(hash, child->recognition_times);
    MIX(hash, child->referral_times);
    MIX(hash, child->category);
    for (int n = 0; n < child->n_needs; n++) {
        const sen_child_need *const need = world->needs + child->first_need + n;
        if (only_need == SEN_NONE || need->need == only_need)
            hash = digest_of_need(hash, need);
    }
    for (int q = 0; q < child->n_requirements; q++) {
        const sen_requirement *const one = world->requirements + child->first_requirement + q;
        if ((kinds >> one->kind & 1) != 0)
            hash = digest_of_requirement(hash, one);
    }
    return hash;
}

static uint64_t digest_of_days(uint64_t hash, const sen_dated *items, int32_t count)
{
    return mix_in(hash, items, (size_t)count * sizeof *items);
}

static uint64_t digest_of_world(const sen_world *world)
{
    uint64_t hash = 1;
    for (int32_t i = 0; i < world->n_children; i++) {
        const uint64_t child = digest_of_child(world, world->children + i, SEN_NONE, ~0u);
        MIX(hash, child);
    }
    for (int32_t c = 0; c < world->n_cases; c++) {
        MIX(hash, world->cases[c].requirement);
        MIX(hash, world->cases[c].entry);
        MIX(hash, world->cases[c].elapsed_days);
        MIX(hash, world->cases[c].urgent);
    }
    hash = digest_of_days(hash, world->arrivals, world->n_arrivals);
    hash = digest_of_days(hash, world->leavings, world->n_leavings);
    hash = digest_of_days(hash, world->starts, world->n_starts);
    hash = digest_of_days(hash, world->ends, world->n_ends);
    hash = digest_of_days(hash, world->onsets, world->n_onsets);
    return digest_of_days(hash, world->birthdays, world->n_birthdays);
}

static int compare_numbers(const void *a, const void *b)
{
    const uint32_t x = (*(const sen_child *const *)a)->number;
    const uint32_t y = (*(const sen_child *const *)b)->number;
    return (x > y) - (x < y);
}

static const sen_child **by_number(const sen_world *world)
{
    const sen_child **const order = calloc((size_t)world->n_children + 1, sizeof *order);
    for (int32_t i = 0; i < world->n_children; i++)
        order[i] = world->children + i;
    qsort(order, (size_t)world->n_children, sizeof *order, compare_numbers);
    return order;
}

/* Children of `few` that are not in `many`, or not the same there. */
static int count_changed(const sen_world *few, const sen_world *many, int only_need, uint32_t kinds)
{
    const sen_child **const a = by_number(few), **const b = by_number(many);
    int changed = 0;
    int32_t j = 0;
    for (int32_t i = 0; i < few->n_children; i++) {
        while (j < many->n_children && b[j]->number < a[i]->number)
            j++;
        changed += j == many->n_children || b[j]->number != a[i]->number ||
                   digest_of_child(few, a[i], only_need, kinds) !=
                       digest_of_child(many, b[j], only_need, kinds);
    }
    free(a);
    free(b);
    return changed;
}

/* Squared distance from the expected count in standard errors. */
static double z_squared(double count, double expected, double variance)
{
    return (count - expected) * (count - expected) / variance;
}

/* ---- the tests ---- */

Test(world, is_empty_without_a_population)
{
    fixture *const f = set_up();
    f->model.has_population = false;
    made m = make(f, 1);
    cr_expect(eq(i32, m.world.n_children, 0));
    cr_expect(eq(i32, m.world.n_requirements, 0));
    drop(&m);
    free(f);
}

Test(world, has_the_children_of_each_age_in_birth_order)
{
    fixture *const f = set_up();
    *value_of(f, f->model.persons[0]) = 400.5;
    made m = make(f, 1);
    int32_t count[SEN_AGES] = {0}, births = 0;
    const sen_child *before = NULL;
    for (int32_t i = 0; i < m.world.n_children; i++) {
        const sen_child *const child = m.world.children + i;
        const uint32_t cohort = child->number >> 24;
        if (before != NULL)
            CHECK(before->birth_day < child->birth_day ||
                  (before->birth_day == child->birth_day && before->number < child->number));
        before = child;
        if (cohort < SEN_AGES) {
            cr_assert(eq(i32,
                         sen_age_years(child->birth_day + f->model.start_date, f->model.start_date),
                         (int32_t)cohort));
            count[cohort]++;
        } else {
            cr_assert(eq(i32, child->birth_day, child->arrive_day));
            cr_assert(eq(i32, (int32_t)cohort - 32,
                         sen_civil_of(child->birth_day + f->model.start_date).year - 2025));
            births++;
        }
    }
    for (int a = 0; a < SEN_AGES; a++)
        CHECK(count[a] == 400 || count[a] == 401);
    cr_expect(eq(i32, births / 10, 200)); /* 5 years of 400, in parts rounded apart */
    drop(&m);
    free(f);
}

Test(world, keeps_nobody_beyond_the_26th_birthday)
{
    fixture *const f = set_up();
    *value_of(f, f->model.deaths_per_1000_a_year.by_age[0]) = 5.0;
    *value_of(f, f->model.leave_per_1000_a_year.by_age[0]) = 30.0;
    *value_of(f, f->model.join_per_1000_a_year.by_age[0]) = 30.0;
    f->model.start_date = sen_day_of(2024, 2, 29);
    made m = make(f, 1);
    const sen_world *const world = &m.world;
    for (int32_t i = 0; i < world->n_children; i++) {
        const sen_child *const child = world->children + i;
        const int32_t birth = child->birth_day + f->model.start_date;
        CHECK(child->leave_day <= sen_birthday(birth, 26) - f->model.start_date);
        CHECK(child->leave_day > child->arrive_day && child->leave_day > 0);
        CHECK(child->birth_day <= child->arrive_day);
        for (int n = 0; n < child->n_needs; n++) {
            const sen_child_need *const need = world->needs + child->first_need + n;
            cr_assert(eq(i32, need->child, i));
            CHECK(need->onset_day >= child->birth_day && need->onset_day < need->end_day);
            CHECK(need->end_day > 0 && need->end_day <= child->leave_day);
            CHECK(child->arrive_day == 0 || need->onset_day >= child->arrive_day);
        }
        for (int q = 0; q < child->n_requirements; q++) {
            const sen_requirement *const one = world->requirements + child->first_requirement + q;
            cr_assert(eq(i32, one->child, i));
            CHECK(one->start_day < one->end_day && one->end_day > 0);
            CHECK(one->end_day <= f->model.days && one->end_day <= child->leave_day);
        }
    }
    drop(&m);
    free(f);
}

Test(world, is_the_same_in_two_makes_and_another_in_another_replicate)
{
    fixture *const f = set_up();
    add_opening(f, "list", HELP, SEN_NONE, 0, 26, 30, 10);
    made a = make(f, 3), b = make(f, 3);
    const uint64_t digest = digest_of_world(&a.world);
    cr_expect(eq(u64, digest, digest_of_world(&b.world)));
    sen_arena_reset(&b.arena);
    cr_assert(eq(int, sen_world_make(&b.world, &b.draw, 1, 4, &b.arena, NULL), SEN_OK));
    cr_expect(ne(u64, digest, digest_of_world(&b.world)));
    sen_arena_reset(&b.arena);
    cr_assert(eq(int, sen_world_make(&b.world, &b.draw, 1, 3, &b.arena, NULL), SEN_OK));
    cr_expect(eq(u64, digest, digest_of_world(&b.world)));
    drop(&a);
    drop(&b);
    free(f);
}

Test(world, keeps_everybody_when_counts_rise)
{
    fixture *const f = set_up();
    *value_of(f, f->model.join_per_1000_a_year.by_age[0]) = 20.0;
    made few = make(f, 1);
    *value_of(f, f->births[0].births) = 533.3;
    *value_of(f, f->model.persons[0]) = 410.7;
    *value_of(f, f->model.join_per_1000_a_year.by_age[0]) = 31.0;
    made many = make(f, 1);
    cr_expect(gt(i32, many.world.n_children, few.world.n_children + 900));
    cr_expect(eq(int, count_changed(&few.world, &many.world, SEN_NONE, ~0u), 0));
    drop(&few);
    drop(&many);
    free(f);
}

Test(world, changes_nothing_else_when_a_prevalence_rises)
{
    fixture *const f = set_up();
    made few = make(f, 1);
    *value_of(f, f->needs[BLUE].present_at_start.by_age[0]) = 0.15;
    made many = make(f, 1);
    cr_expect(eq(int, count_changed(&few.world, &many.world, RED, 1u << PLACE), 0));
    int lost = 0;
    for (int32_t i = 0; i < few.world.n_children; i++) {
        const sen_child *const a = few.world.children + i, *const b = many.world.children + i;
        bool had = false, has = false;
        for (int n = 0; n < a->n_needs; n++)
            had |= few.world.needs[a->first_need + n].need == BLUE &&
                   few.world.needs[a->first_need + n].onset_day < 0;
        for (int n = 0; n < b->n_needs; n++)
            has |= many.world.needs[b->first_need + n].need == BLUE &&
                   many.world.needs[b->first_need + n].onset_day < 0;
        lost += had && !has;
    }
    cr_expect(eq(int, lost, 0));
    drop(&few);
    drop(&many);
    free(f);
}

Test(world, leaves_the_luck_of_other_needs_alone_when_one_is_added)
{
    fixture *const f = set_up();
    f->model.n_kinds = 0;
    made both = make(f, 1);
    f->model.needs = f->needs + RED;
    f->model.n_needs = 1;
    made one = make(f, 1);
    int32_t reds = 0;
    for (int32_t n = 0; n < both.world.n_needs; n++)
        if (both.world.needs[n].need == RED) {
            cr_assert(lt(i32, reds, one.world.n_needs));
            cr_assert(eq(i32, both.world.needs[n].onset_day, one.world.needs[reds].onset_day));
            reds++;
        }
    cr_expect(eq(i32, reds, one.world.n_needs));
    drop(&both);
    drop(&one);
    free(f);
}

/* Needs counted over many replicates. */
typedef struct {
    int64_t here, present, onsets, ended, noticed, identified, masked;
} tally;

static tally count(const fixture *f, int need, int replicates)
{
    tally t = {0};
    made m = make(f, 1);
    for (int r = 1; r <= replicates; r++) {
        sen_arena_reset(&m.arena);
        cr_assert(eq(int, sen_world_make(&m.world, &m.draw, 1, r, &m.arena, NULL), SEN_OK));
        for (int32_t i = 0; i < m.world.n_children; i++)
            t.here += m.world.children[i].arrive_day == 0;
        for (int32_t n = 0; n < m.world.n_needs; n++) {
            const sen_child_need *const one = m.world.needs + n;
            const sen_child *const child = m.world.children + one->child;
            if (one->need != need || child->arrive_day != 0)
                continue;
            t.present += one->onset_day < 0;
            t.onsets += one->onset_day >= 0 && one->onset_day < f->model.days;
            t.ended += one->onset_day < 0 && one->end_day < f->model.days;
            t.noticed += one->noticed;
            t.identified += one->identified;
            t.masked += one->masked;
        }
    }
    drop(&m);
    return t;
}

/* Nobody leaves within the run: ages under 20 only. */
static void keep_the_young(fixture *f)
{
    const sen_number none = number(f, 0.0);
    for (int a = 20; a < SEN_AGES; a++)
        f->model.persons[a] = none;
    *value_of(f, f->births[0].births) = 0.0;
}

Test(world, has_the_prevalence_and_onset_of_the_numbers)
{
    fixture *const f = set_up();
    keep_the_young(f);
    const tally t = count(f, BLUE, 20);
    const double here = (double)t.here, without = here - (double)t.present;
    cr_expect(eq(i64, t.here, 20 * 20 * 400));
    cr_expect(lt(dbl, z_squared((double)t.present, 0.1 * here, 0.09 * here), 16.0));
    const double share = 1.0 - sen_exp(-0.010 * 1826 / 365.25);
    cr_expect(lt(dbl, z_squared((double)t.onsets, share * without, share * (1.0 - share) * without),
                 16.0));
    const double needs = (double)(t.present + t.onsets);
    cr_expect(lt(dbl, z_squared((double)t.masked, 0.25 * needs, 0.1875 * needs), 16.0));
    free(f);
}

Test(world, has_more_onsets_each_year_with_a_trend)
{
    fixture *const f = set_up();
    keep_the_young(f);
    *value_of(f, f->needs[BLUE].onset_trend_a_year) = 0.5;
    const tally t = count(f, BLUE, 20);
    const double without = (double)(t.here - t.present);
    const double years = 1.0 + 1.5 + 2.25 + 3.375 + 5.0625; /* 5 run years, each half again */
    const double share = 1.0 - sen_exp(-0.010 * years);
    cr_expect(lt(dbl, z_squared((double)t.onsets, share * without, share * (1.0 - share) * without),
                 16.0));
    free(f);
}

Test(world, multiplies_needs_of_a_group)
{
    fixture *const f = set_up();
    keep_the_young(f);
    f->model.groups = &f->group;
    f->model.n_groups = 1;
    *value_of(f, f->categories[0].need_times) = 3.0;
    *value_of(f, f->categories[1].need_times) = 0.0;
    const tally t = count(f, BLUE, 10);
    const double here = (double)t.here;
    cr_expect(lt(dbl, z_squared((double)t.present, 0.15 * here, 0.1275 * here), 16.0));
    const double boys = 0.5 * here * 0.7, share = 1.0 - sen_exp(-0.030 * 1826 / 365.25);
    cr_expect(lt(dbl, z_squared((double)t.onsets, share * boys, share * boys), 20.0));
    free(f);
}

Test(world, draws_what_is_left_of_a_need_that_has_lasted)
{
    fixture *const f = set_up();
    keep_the_young(f);
    f->durations[0] = (sen_duration_spec){.kind = SEN_LAW_EXPONENTIAL,
                                          .a = number(f, 4.0),
                                          .b = SEN_NONE,
                                          .c = SEN_NONE,
                                          .days_per_unit = 365.25,
                                          .path = "lasts"};
    f->model.n_durations = 1;
    f->needs[BLUE].lasts = 0;
    const tally t = count(f, BLUE, 20);
    const double share = 1.0 - sen_exp(-5.0 / 4.0), present = (double)t.present;
    cr_expect(lt(dbl, z_squared((double)t.ended, share * present, share * (1.0 - share) * present),
                 16.0));
    free(f);
}

Test(world, notices_before_the_start_at_the_hazards_of_the_opening)
{
    fixture *const f = set_up();
    keep_the_young(f);
    *value_of(f, f->model.family_cv) = 0.0;
    *value_of(f, f->model.school_cv) = 0.0;
    *value_of(f, f->needs[BLUE].onset_per_1000_a_year.by_age[0]) = 0.0;
    *value_of(f, f->needs[BLUE].opening_per_year[SEN_ROUTE_SCHOOL].by_age[0]) = 0.05;
    *value_of(f, f->needs[BLUE].opening_per_year[SEN_ROUTE_CRISIS].by_age[0]) = 0.03;
    const tally t = count(f, BLUE, 20);
    double share = 0.0; /* a flat prevalence is there from birth: mean over ages a .. a + 1 */
    for (int a = 0; a < 20; a++)
        share += 1.0 - (sen_exp(-0.08 * a) - sen_exp(-0.08 * (a + 1))) / 0.08;
    share /= 20.0;
    const double present = (double)t.present, noticed = (double)t.noticed;
    cr_expect(lt(dbl, z_squared(noticed, share * present, share * (1.0 - share) * present), 16.0));
    cr_expect(lt(dbl, z_squared((double)t.identified, 0.5 * noticed, 0.25 * noticed), 16.0));
    free(f);
}

Test(world, spends_the_thresholds_of_those_not_noticed)
{
    fixture *const f = set_up();
    *value_of(f, f->model.family_cv) = 0.0;
    made untouched = make(f, 1);
    *value_of(f, f->needs[BLUE].opening_per_year[SEN_ROUTE_PARENTS].by_age[0]) = 0.05;
    made spent = make(f, 1);
    for (int32_t n = 0; n < spent.world.n_needs; n++) {
        const sen_child_need *const a = untouched.world.needs + n, *const b = spent.world.needs + n;
        if (a->need != BLUE || a->onset_day >= 0)
            continue;
        const double years = -a->onset_day / 365.25;
        const double left = a->threshold[SEN_ROUTE_PARENTS] - 0.05 * years;
        CHECK(!a->noticed);
        if (b->noticed) {
            cr_assert(eq(int, b->route, SEN_ROUTE_PARENTS));
            cr_assert(lt(dbl, left, 0.001));
        } else {
            cr_assert(lt(dbl, left - b->threshold[SEN_ROUTE_PARENTS], 0.001));
            cr_assert(gt(dbl, left - b->threshold[SEN_ROUTE_PARENTS], -0.001));
        }
    }
    drop(&untouched);
    drop(&spent);
    free(f);
}

Test(world, puts_past_onsets_where_the_prevalence_rose)
{
    fixture *const f = set_up();
    const sen_number none = number(f, 0.0);
    for (int a = 0; a < 4; a++)
        f->needs[BLUE].present_at_start.by_age[a] = none;
    made m = make(f, 1);
    int32_t seen = 0;
    for (int32_t n = 0; n < m.world.n_needs; n++) {
        const sen_child_need *const need = m.world.needs + n;
        if (need->need != BLUE || need->onset_day >= 0)
            continue;
        const int32_t birth = m.world.children[need->child].birth_day + f->model.start_date;
        cr_assert(eq(i32, sen_age_years(birth, need->onset_day + f->model.start_date), 3));
        seen++;
    }
    cr_expect(gt(i32, seen, 700));
    drop(&m);
    free(f);
}

/* A world of one age in which every child has both needs from birth. */
static void give_all_both(fixture *f, int age)
{
    const sen_number none = number(f, 0.0), some = number(f, 50.0), all = number(f, 1.0);
    for (int a = 0; a < SEN_AGES; a++)
        f->model.persons[a] = a == age ? some : none;
    *value_of(f, f->births[0].births) = 0.0;
    for (int n = 0; n < 2; n++)
        for (int a = 0; a < SEN_AGES; a++)
            f->needs[n].present_at_start.by_age[a] = all;
    for (int c = 0; c < 2; c++)
        f->help_causes[c].share = all;
    f->place_causes[0].share = all;
}

Test(world, joins_the_causes_of_one_requirement)
{
    fixture *const f = set_up();
    give_all_both(f, 3);
    f->durations[0] = (sen_duration_spec){.kind = SEN_LAW_FIXED,
                                          .a = number(f, 2000.0),
                                          .b = SEN_NONE,
                                          .c = SEN_NONE,
                                          .days_per_unit = 1.0,
                                          .path = "lasts"};
    f->model.n_durations = 1;
    f->needs[RED].lasts = 0;
    made m = make(f, 1);
    cr_expect(eq(i32, m.world.n_children, 50));
    for (int32_t i = 0; i < m.world.n_children; i++) {
        const sen_child *const child = m.world.children + i;
        cr_assert(eq(int, child->n_requirements, child->n_needs == 2 ? 2 : 1));
        const sen_requirement *const help = m.world.requirements + child->first_requirement;
        cr_assert(eq(u32, help->causes, 3));
        cr_assert(eq(int, help->need, BLUE));
        cr_assert(eq(i32, help->start_day, child->birth_day));
        cr_assert(eq(i32, help->end_day, f->model.days));
        if (help[1].kind == PLACE && child->n_requirements == 2) {
            const int32_t fifth =
                sen_birthday(child->birth_day + f->model.start_date, 5) - f->model.start_date;
            cr_assert(eq(i32, help[1].start_day, fifth));
            cr_assert(eq(i32, help[1].end_day, child->birth_day + 2000));
        }
    }
    drop(&m);
    free(f);
}

Test(world, ends_a_requirement_at_the_highest_age_and_makes_none_for_another_severity)
{
    fixture *const f = set_up();
    give_all_both(f, 17);
    f->help_causes[0].severities = f->help_causes[1].severities = 1u << 2;
    made m = make(f, 1);
    cr_expect(eq(i32, m.world.n_requirements, 50));
    for (int32_t q = 0; q < m.world.n_requirements; q++) {
        const sen_requirement *const one = m.world.requirements + q;
        const int32_t birth = m.world.children[one->child].birth_day + f->model.start_date;
        cr_assert(eq(int, one->kind, PLACE));
        cr_assert(eq(i32, one->end_day, sen_birthday(birth, 18) - f->model.start_date));
    }
    drop(&m);
    free(f);
}

Test(world, draws_amounts_in_whole_units)
{
    fixture *const f = set_up();
    f->sizes[0] = (sen_size_spec){.kind = SEN_LAW_UNIFORM,
                                  .a = number(f, 4.0),
                                  .b = number(f, 8.0),
                                  .c = SEN_NONE,
                                  .unit = 1.0,
                                  .path = "amount"};
    f->model.n_sizes = 1;
    f->kinds[HELP].unit = SEN_AMOUNT_SESSIONS;
    f->kinds[HELP].amount = 0;
    made m = make(f, 1);
    double sum = 0.0, helps = 0.0;
    for (int32_t q = 0; q < m.world.n_requirements; q++) {
        const sen_requirement *const one = m.world.requirements + q;
        if (one->kind == PLACE) {
            cr_assert(eq(i32, one->amount, 1));
            continue;
        }
        CHECK(one->amount >= 4 && one->amount <= 8);
        sum += one->amount;
        helps++;
    }
    cr_expect(lt(dbl, z_squared(sum, 6.0 * helps, 1.5 * helps), 16.0));
    drop(&m);
    free(f);
}

static void check_cases(const fixture *f, const sen_world *world, const int *asked)
{
    int got[3] = {0};
    bool *const taken = calloc((size_t)world->n_requirements + 1, sizeof *taken);
    const sen_opening_case *before = NULL;
    for (int32_t c = 0; c < world->n_cases; c++) {
        const sen_opening_case *const one = world->cases + c;
        const sen_opening *const entry = f->openings + one->entry;
        const sen_requirement *const requirement = world->requirements + one->requirement;
        const sen_child *const child = world->children + requirement->child;
        got[one->entry]++;
        CHECK(!taken[one->requirement]);
        taken[one->requirement] = true;
        cr_assert(eq(int, requirement->kind, entry->kind));
        CHECK(requirement->start_day <= -one->elapsed_days && requirement->end_day > 0);
        CHECK((one->elapsed_days >= 28 && one->elapsed_days < 84) ||
              (one->elapsed_days >= 364 && one->elapsed_days < 728));
        const int32_t age = (int32_t)(child->number >> 24);
        CHECK(age >= entry->from_age && age < entry->to_age);
        if (before != NULL && before->entry == one->entry)
            CHECK(world->children[world->requirements[before->requirement].child].number <
                  child->number);
        before = one;
        for (int n = 0; n < child->n_needs; n++) {
            const sen_child_need *const need = world->needs + child->first_need + n;
            if ((requirement->causes >> need->need & 1) != 0 && need->onset_day <= 0)
                CHECK(need->noticed && need->identified);
        }
    }
    for (int e = 0; e < f->model.n_openings; e++)
        cr_expect(eq(int, got[e], asked[e]));
    free(taken);
}

Test(world, puts_the_lists_of_the_opening_on_requirements)
{
    fixture *const f = set_up();
    add_opening(f, "a", HELP, SEN_NONE, 0, 26, 60, 20);
    add_opening(f, "b", HELP, RED, 5, 18, 20, 10);
    add_opening(f, "c", PLACE, RED, 5, 18, 10, 5);
    made m = make(f, 1);
    check_cases(f, &m.world, (const int[]){80, 30, 15});
    for (int e = 0; e < 3; e++) {
        cr_expect(eq(i64, m.world.opening_given[e], 0));
        cr_expect(eq(i64, m.world.opening_unplaced[e], 0));
    }
    drop(&m);
    free(f);
}

Test(world, gives_needs_where_the_lists_are_longer_than_the_need)
{
    fixture *const f = set_up();
    made without = make(f, 1);
    add_opening(f, "a", HELP, BLUE, 5, 18, 400, 500);
    add_opening(f, "b", PLACE, SEN_NONE, 5, 18, 100, 200);
    made m = make(f, 1);
    check_cases(f, &m.world, (const int[]){900, 300, 0});
    cr_expect(gt(i64, m.world.opening_given[0], 300));
    cr_expect(gt(i64, m.world.opening_given[1], 50));
    cr_expect(eq(i64, m.world.opening_unplaced[0], 0));
    cr_expect(eq(i64,
                 (int64_t)m.world.n_needs - without.world.n_needs <=
                     m.world.opening_given[0] + m.world.opening_given[1],
                 1));
    drop(&without);
    drop(&m);
    free(f);
}

Test(world, uses_up_every_child_before_a_case_has_no_place)
{
    fixture *const f = set_up();
    add_opening(f, "a", PLACE, SEN_NONE, 5, 6, 300, 200);
    made m = make(f, 1);
    cr_expect(eq(i32, m.world.n_cases, 400));
    cr_expect(eq(i64, m.world.opening_unplaced[0], 100));
    for (int32_t c = 0; c < m.world.n_cases; c++)
        CHECK(m.world.requirements[m.world.cases[c].requirement].start_day <=
              -m.world.cases[c].elapsed_days);
    drop(&m);
    free(f);
}

static void check_days(const sen_dated *items, int32_t count, int32_t days)
{
    for (int32_t i = 0; i < count; i++) {
        CHECK(items[i].day > 0 && items[i].day < days);
        CHECK(i == 0 || items[i - 1].day < items[i].day ||
              (items[i - 1].day == items[i].day && items[i - 1].what < items[i].what));
    }
}

Test(world, dates_what_happens_in_day_order)
{
    fixture *const f = set_up();
    *value_of(f, f->model.leave_per_1000_a_year.by_age[0]) = 30.0;
    *value_of(f, f->model.join_per_1000_a_year.by_age[0]) = 30.0;
    made m = make(f, 1);
    const sen_world *const world = &m.world;
    const int32_t days = f->model.days;
    check_days(world->arrivals, world->n_arrivals, days);
    check_days(world->leavings, world->n_leavings, days);
    check_days(world->starts, world->n_starts, days);
    check_days(world->ends, world->n_ends, days);
    check_days(world->onsets, world->n_onsets, days);
    check_days(world->birthdays, world->n_birthdays, days);
    int32_t arrivals = 0, leavings = 0, starts = 0, ends = 0, onsets = 0;
    for (int32_t i = 0; i < world->n_children; i++) {
        arrivals += world->children[i].arrive_day > 0;
        leavings += world->children[i].leave_day < days;
    }
    for (int32_t q = 0; q < world->n_requirements; q++) {
        starts += world->requirements[q].start_day > 0;
        ends += world->requirements[q].end_day < days;
    }
    for (int32_t n = 0; n < world->n_needs; n++)
        onsets += world->needs[n].onset_day > 0;
    cr_expect(eq(i32, world->n_arrivals, arrivals));
    cr_expect(eq(i32, world->n_leavings, leavings));
    cr_expect(eq(i32, world->n_starts, starts));
    cr_expect(eq(i32, world->n_ends, ends));
    cr_expect(eq(i32, world->n_onsets, onsets));
    for (int32_t b = 0; b < world->n_birthdays; b++) {
        const sen_child *const child = world->children + world->birthdays[b].what;
        const sen_civil birth = sen_civil_of(child->birth_day + f->model.start_date);
        const sen_civil day = sen_civil_of(world->birthdays[b].day + f->model.start_date);
        CHECK(birth.month == day.month || (birth.month == 2 && birth.day == 29));
        CHECK(child->n_needs > 0 && world->birthdays[b].day < child->leave_day);
        cr_assert(gt(i32, world->birthdays[b].day, child->arrive_day));
    }
    drop(&m);
    free(f);
}

Test(world, loses_children_at_the_yearly_rates)
{
    fixture *const f = set_up();
    keep_the_young(f);
    *value_of(f, f->model.deaths_per_1000_a_year.by_age[0]) = 10.0;
    *value_of(f, f->model.leave_per_1000_a_year.by_age[0]) = 40.0;
    double here = 0.0, died = 0.0, moved = 0.0;
    made m = make(f, 1);
    for (int r = 1; r <= 10; r++) {
        sen_arena_reset(&m.arena);
        cr_assert(eq(int, sen_world_make(&m.world, &m.draw, 1, r, &m.arena, NULL), SEN_OK));
        here += m.world.n_children;
        for (int32_t i = 0; i < m.world.n_children; i++) {
            if (m.world.children[i].leave_day >= f->model.days)
                continue;
            died += m.world.children[i].leaving == SEN_LEAVES_DIED;
            moved += m.world.children[i].leaving == SEN_LEAVES_MOVED;
        }
    }
    const double left = 1.0 - sen_exp(-0.050 * 1826 / 365.25);
    const double p = left * 0.2, q = left * 0.8;
    cr_expect(lt(dbl, z_squared(died, p * here, p * (1.0 - p) * here), 16.0));
    cr_expect(lt(dbl, z_squared(moved, q * here, q * (1.0 - q) * here), 16.0));
    drop(&m);
    free(f);
}

Test(world, has_effects_of_schools_and_families_of_mean_one)
{
    fixture *const f = set_up();
    f->model.n_schools = 5000;
    made m = make(f, 1);
    double school = 0.0, family = 0.0;
    for (int32_t i = 0; i < m.world.n_children; i++) {
        school += m.world.children[i].recognition_times[SEN_ROUTE_SCHOOL];
        family += m.world.children[i].recognition_times[SEN_ROUTE_PARENTS];
        cr_assert(eq(dbl, m.world.children[i].recognition_times[SEN_ROUTE_CRISIS], 1.0));
    }
    const double n = m.world.n_children;
    cr_expect(lt(dbl, z_squared(school / n, 1.0, 0.25 / n + 0.25 / 5000.0), 16.0));
    cr_expect(lt(dbl, z_squared(family / n, 1.0, 0.25 / n), 16.0));
    drop(&m);
    free(f);
}

Test(world, refuses_more_children_than_numbers_can_name)
{
    fixture *const f = set_up();
    *value_of(f, f->model.persons[0]) = 16777216.0;
    sen_draw draw;
    sen_world world;
    sen_arena arena;
    sen_arena_init(&arena, 0);
    cr_assert(eq(int, sen_draw_make(&draw, &f->model, 1, 1, NULL), SEN_OK));
    cr_expect(eq(int, sen_world_make(&world, &draw, 1, 1, &arena, NULL), SEN_TOO_LARGE));
    cr_expect(eq(i32, world.n_children, 0));
    *value_of(f, f->model.persons[0]) = 1.0;
    f->model.days = 31 * 366;
    sen_arena_reset(&arena);
    cr_expect(eq(int, sen_world_make(&world, &draw, 1, 1, &arena, NULL), SEN_TOO_LARGE));
    sen_draw_clear(&draw);
    sen_arena_clear(&arena);
    free(f);
}

Test(world, is_well_for_one_day_and_nobody)
{
    fixture *const f = set_up();
    *value_of(f, f->model.persons[0]) = 0.0;
    *value_of(f, f->births[0].births) = 0.0;
    f->model.days = 1;
    add_opening(f, "a", HELP, SEN_NONE, 0, 26, 0, 0);
    made m = make(f, 1);
    cr_expect(eq(i32, m.world.n_children, 0));
    cr_expect(eq(i32, m.world.n_cases, 0));
    drop(&m);
    free(f);
}

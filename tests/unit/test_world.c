/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "small_area.h"

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

/* ---- the tests ---- */

Test(world, is_empty_without_a_population)
{
    area *const f = area_new();
    f->model.has_population = false;
    area_made m = area_make(f, 1);
    cr_expect(eq(i32, m.world.n_children, 0));
    cr_expect(eq(i32, m.world.n_requirements, 0));
    area_drop(&m);
    free(f);
}

Test(world, has_the_children_of_each_age_in_birth_order)
{
    area *const f = area_new();
    *area_value(f, f->model.persons[0]) = 400.5;
    area_made m = area_make(f, 1);
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
    area_drop(&m);
    free(f);
}

Test(world, keeps_nobody_beyond_the_26th_birthday)
{
    area *const f = area_new();
    *area_value(f, f->model.deaths_per_1000_a_year.by_age[0]) = 5.0;
    *area_value(f, f->model.leave_per_1000_a_year.by_age[0]) = 30.0;
    *area_value(f, f->model.join_per_1000_a_year.by_age[0]) = 30.0;
    f->model.start_date = sen_day_of(2024, 2, 29);
    area_made m = area_make(f, 1);
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
    area_drop(&m);
    free(f);
}

Test(world, is_the_same_in_two_makes_and_another_in_another_replicate)
{
    area *const f = area_new();
    area_add_opening(f, "list", HELP, SEN_NONE, 0, 26, 30, 10);
    area_made a = area_make(f, 3), b = area_make(f, 3);
    const uint64_t digest = digest_of_world(&a.world);
    cr_expect(eq(u64, digest, digest_of_world(&b.world)));
    sen_arena_reset(&b.arena);
    cr_assert(eq(int, sen_world_make(&b.world, &b.draw, 1, 4, &b.arena, &b.arena, NULL), SEN_OK));
    cr_expect(ne(u64, digest, digest_of_world(&b.world)));
    sen_arena_reset(&b.arena);
    cr_assert(eq(int, sen_world_make(&b.world, &b.draw, 1, 3, &b.arena, &b.arena, NULL), SEN_OK));
    cr_expect(eq(u64, digest, digest_of_world(&b.world)));
    area_drop(&a);
    area_drop(&b);
    free(f);
}

Test(world, keeps_everybody_when_counts_rise)
{
    area *const f = area_new();
    *area_value(f, f->model.join_per_1000_a_year.by_age[0]) = 20.0;
    area_made few = area_make(f, 1);
    *area_value(f, f->births[0].births) = 533.3;
    *area_value(f, f->model.persons[0]) = 410.7;
    *area_value(f, f->model.join_per_1000_a_year.by_age[0]) = 31.0;
    area_made many = area_make(f, 1);
    cr_expect(gt(i32, many.world.n_children, few.world.n_children + 900));
    cr_expect(eq(int, count_changed(&few.world, &many.world, SEN_NONE, ~0u), 0));
    area_drop(&few);
    area_drop(&many);
    free(f);
}

Test(world, changes_nothing_else_when_a_prevalence_rises)
{
    area *const f = area_new();
    area_made few = area_make(f, 1);
    *area_value(f, f->needs[BLUE].present_at_start.by_age[0]) = 0.15;
    area_made many = area_make(f, 1);
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
    area_drop(&few);
    area_drop(&many);
    free(f);
}

Test(world, leaves_the_luck_of_other_needs_alone_when_one_is_added)
{
    area *const f = area_new();
    f->model.n_kinds = 0;
    area_made both = area_make(f, 1);
    f->model.needs = f->needs + RED;
    f->model.n_needs = 1;
    area_made one = area_make(f, 1);
    int32_t reds = 0;
    for (int32_t n = 0; n < both.world.n_needs; n++)
        if (both.world.needs[n].need == RED) {
            cr_assert(lt(i32, reds, one.world.n_needs));
            cr_assert(eq(i32, both.world.needs[n].onset_day, one.world.needs[reds].onset_day));
            reds++;
        }
    cr_expect(eq(i32, reds, one.world.n_needs));
    area_drop(&both);
    area_drop(&one);
    free(f);
}

static void check_days(const sen_dated *items, int32_t count, int32_t first, int32_t days)
{
    for (int32_t i = 0; i < count; i++) {
        CHECK(items[i].day >= first && items[i].day < days);
        CHECK(i == 0 || items[i - 1].day < items[i].day ||
              (items[i - 1].day == items[i].day && items[i - 1].what < items[i].what));
    }
}

Test(world, dates_what_happens_in_day_order)
{
    area *const f = area_new();
    *area_value(f, f->model.leave_per_1000_a_year.by_age[0]) = 30.0;
    *area_value(f, f->model.join_per_1000_a_year.by_age[0]) = 30.0;
    area_made m = area_make(f, 1);
    const sen_world *const world = &m.world;
    const int32_t days = f->model.days;
    check_days(world->arrivals, world->n_arrivals, 0, days);
    check_days(world->leavings, world->n_leavings, 1, days);
    check_days(world->starts, world->n_starts, 1, days);
    check_days(world->ends, world->n_ends, 1, days);
    check_days(world->onsets, world->n_onsets, 1, days);
    check_days(world->birthdays, world->n_birthdays, 1, days);
    int32_t arrivals = 0, leavings = 0, starts = 0, ends = 0, onsets = 0;
    for (int32_t i = 0; i < world->n_children; i++) {
        arrivals += sen_child_is_new(world->children + i);
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
    area_drop(&m);
    free(f);
}

Test(world, loses_children_at_the_yearly_rates)
{
    area *const f = area_new();
    area_keep_the_young(f);
    *area_value(f, f->model.deaths_per_1000_a_year.by_age[0]) = 10.0;
    *area_value(f, f->model.leave_per_1000_a_year.by_age[0]) = 40.0;
    double here = 0.0, died = 0.0, moved = 0.0;
    area_made m = area_make(f, 1);
    for (int r = 1; r <= 10; r++) {
        sen_arena_reset(&m.arena);
        cr_assert(
            eq(int, sen_world_make(&m.world, &m.draw, 1, r, &m.arena, &m.arena, NULL), SEN_OK));
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
    area_drop(&m);
    free(f);
}

Test(world, has_effects_of_schools_and_families_of_mean_one)
{
    area *const f = area_new();
    f->model.n_schools = 5000;
    area_made m = area_make(f, 1);
    double school = 0.0, family = 0.0;
    for (int32_t i = 0; i < m.world.n_children; i++) {
        school += m.world.children[i].recognition_times[SEN_ROUTE_SCHOOL];
        family += m.world.children[i].recognition_times[SEN_ROUTE_PARENTS];
        cr_assert(eq(dbl, m.world.children[i].recognition_times[SEN_ROUTE_CRISIS], 1.0));
    }
    const double n = m.world.n_children;
    cr_expect(lt(dbl, z_squared(school / n, 1.0, 0.25 / n + 0.25 / 5000.0), 16.0));
    cr_expect(lt(dbl, z_squared(family / n, 1.0, 0.25 / n), 16.0));
    area_drop(&m);
    free(f);
}

Test(world, refuses_more_children_than_numbers_can_name)
{
    area *const f = area_new();
    *area_value(f, f->model.persons[0]) = 16777216.0;
    sen_draw draw;
    sen_world world;
    sen_arena arena;
    sen_arena_init(&arena, 0);
    cr_assert(eq(int, sen_draw_make(&draw, &f->model, 1, 1, NULL), SEN_OK));
    cr_expect(eq(int, sen_world_make(&world, &draw, 1, 1, &arena, &arena, NULL), SEN_TOO_LARGE));
    cr_expect(eq(i32, world.n_children, 0));
    *area_value(f, f->model.persons[0]) = 1.0;
    f->model.days = 31 * 366;
    sen_arena_reset(&arena);
    cr_expect(eq(int, sen_world_make(&world, &draw, 1, 1, &arena, &arena, NULL), SEN_TOO_LARGE));
    sen_draw_clear(&draw);
    sen_arena_clear(&arena);
    free(f);
}

Test(world, is_well_for_one_day_and_nobody)
{
    area *const f = area_new();
    *area_value(f, f->model.persons[0]) = 0.0;
    *area_value(f, f->births[0].births) = 0.0;
    f->model.days = 1;
    area_add_opening(f, "a", HELP, SEN_NONE, 0, 26, 0, 0);
    area_made m = area_make(f, 1);
    cr_expect(eq(i32, m.world.n_children, 0));
    cr_expect(eq(i32, m.world.n_cases, 0));
    area_drop(&m);
    free(f);
}

/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include <stdlib.h>
#include <string.h>

#include "small_area.h"

static void check_cases(const area *f, const sen_world *world, const int *asked)
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

Test(world_opening, puts_the_lists_of_the_opening_on_requirements)
{
    area *const f = area_new();
    area_add_opening(f, "a", HELP, SEN_NONE, 0, 26, 60, 20);
    area_add_opening(f, "b", HELP, RED, 5, 18, 20, 10);
    area_add_opening(f, "c", PLACE, RED, 5, 18, 10, 5);
    area_made m = area_make(f, 1);
    check_cases(f, &m.world, (const int[]){80, 30, 15});
    for (int e = 0; e < 3; e++) {
        cr_expect(eq(i64, m.world.opening_given[e], 0));
        cr_expect(eq(i64, m.world.opening_unplaced[e], 0));
    }
    area_drop(&m);
    free(f);
}

Test(world_opening, gives_needs_where_the_lists_are_longer_than_the_need)
{
    area *const f = area_new();
    area_made without = area_make(f, 1);
    area_add_opening(f, "a", HELP, BLUE, 5, 18, 400, 500);
    area_add_opening(f, "b", PLACE, SEN_NONE, 5, 18, 100, 200);
    area_made m = area_make(f, 1);
    check_cases(f, &m.world, (const int[]){900, 300, 0});
    cr_expect(gt(i64, m.world.opening_given[0], 300));
    cr_expect(gt(i64, m.world.opening_given[1], 50));
    cr_expect(eq(i64, m.world.opening_unplaced[0], 0));
    cr_expect(eq(i64,
                 (int64_t)m.world.n_needs - without.world.n_needs <=
                     m.world.opening_given[0] + m.world.opening_given[1],
                 1));
    area_drop(&without);
    area_drop(&m);
    free(f);
}

Test(world_opening, uses_up_every_child_before_a_case_has_no_place)
{
    area *const f = area_new();
    area_add_opening(f, "a", PLACE, SEN_NONE, 5, 6, 300, 200);
    area_made m = area_make(f, 1);
    cr_expect(eq(i32, m.world.n_cases, 400));
    cr_expect(eq(i64, m.world.opening_unplaced[0], 100));
    for (int32_t c = 0; c < m.world.n_cases; c++)
        CHECK(m.world.requirements[m.world.cases[c].requirement].start_day <=
              -m.world.cases[c].elapsed_days);
    area_drop(&m);
    free(f);
}

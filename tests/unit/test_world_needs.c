/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/log_exp.h"
#include "small_area.h"

/* Needs counted over many replicates. */
typedef struct {
    int64_t here, present, onsets, ended, noticed, identified, masked;
} tally;

static tally count(const area *f, int need, int replicates)
{
    tally t = {0};
    area_made m = area_make(f, 1);
    for (int r = 1; r <= replicates; r++) {
        sen_arena_reset(&m.arena);
        cr_assert(
            eq(int, sen_world_make(&m.world, &m.draw, 1, r, &m.arena, &m.arena, NULL), SEN_OK));
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
    area_drop(&m);
    return t;
}

Test(world_needs, has_the_prevalence_and_onset_of_the_numbers)
{
    area *const f = area_new();
    area_keep_the_young(f);
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

Test(world_needs, has_more_onsets_each_year_with_a_trend)
{
    area *const f = area_new();
    area_keep_the_young(f);
    *area_value(f, f->needs[BLUE].onset_trend_a_year) = 0.5;
    const tally t = count(f, BLUE, 20);
    const double without = (double)(t.here - t.present);
    const double years = 1.0 + 1.5 + 2.25 + 3.375 + 5.0625; /* 5 run years, each half again */
    const double share = 1.0 - sen_exp(-0.010 * years);
    cr_expect(lt(dbl, z_squared((double)t.onsets, share * without, share * (1.0 - share) * without),
                 16.0));
    free(f);
}

Test(world_needs, multiplies_needs_of_a_group)
{
    area *const f = area_new();
    area_keep_the_young(f);
    f->model.groups = &f->group;
    f->model.n_groups = 1;
    *area_value(f, f->categories[0].need_times) = 3.0;
    *area_value(f, f->categories[1].need_times) = 0.0;
    const tally t = count(f, BLUE, 10);
    const double here = (double)t.here;
    cr_expect(lt(dbl, z_squared((double)t.present, 0.15 * here, 0.1275 * here), 16.0));
    const double boys = 0.5 * here * 0.7, share = 1.0 - sen_exp(-0.030 * 1826 / 365.25);
    cr_expect(lt(dbl, z_squared((double)t.onsets, share * boys, share * boys), 20.0));
    free(f);
}

Test(world_needs, draws_what_is_left_of_a_need_that_has_lasted)
{
    area *const f = area_new();
    area_keep_the_young(f);
    f->durations[0] = (sen_duration_spec){.kind = SEN_LAW_EXPONENTIAL,
                                          .a = area_number(f, 4.0),
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

Test(world_needs, notices_before_the_start_at_the_hazards_of_the_opening)
{
    area *const f = area_new();
    area_keep_the_young(f);
    *area_value(f, f->model.family_cv) = 0.0;
    *area_value(f, f->model.school_cv) = 0.0;
    *area_value(f, f->needs[BLUE].onset_per_1000_a_year.by_age[0]) = 0.0;
    *area_value(f, f->needs[BLUE].opening_per_year[SEN_ROUTE_SCHOOL].by_age[0]) = 0.05;
    *area_value(f, f->needs[BLUE].opening_per_year[SEN_ROUTE_CRISIS].by_age[0]) = 0.03;
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

Test(world_needs, spends_the_thresholds_of_those_not_noticed)
{
    area *const f = area_new();
    *area_value(f, f->model.family_cv) = 0.0;
    area_made untouched = area_make(f, 1);
    *area_value(f, f->needs[BLUE].opening_per_year[SEN_ROUTE_PARENTS].by_age[0]) = 0.05;
    area_made spent = area_make(f, 1);
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
    area_drop(&untouched);
    area_drop(&spent);
    free(f);
}

Test(world_needs, puts_past_onsets_where_the_prevalence_rose)
{
    area *const f = area_new();
    const sen_number none = area_number(f, 0.0);
    for (int a = 0; a < 4; a++)
        f->needs[BLUE].present_at_start.by_age[a] = none;
    area_made m = area_make(f, 1);
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
    area_drop(&m);
    free(f);
}

/* A world of one age in which every child has both needs from birth. */
static void give_all_both(area *f, int age)
{
    const sen_number none = area_number(f, 0.0), some = area_number(f, 50.0),
                     all = area_number(f, 1.0);
    for (int a = 0; a < SEN_AGES; a++)
        f->model.persons[a] = a == age ? some : none;
    *area_value(f, f->births[0].births) = 0.0;
    for (int n = 0; n < 2; n++)
        for (int a = 0; a < SEN_AGES; a++)
            f->needs[n].present_at_start.by_age[a] = all;
    for (int c = 0; c < 2; c++)
        f->help_causes[c].share = all;
    f->place_causes[0].share = all;
}

Test(world_needs, joins_the_causes_of_one_requirement)
{
    area *const f = area_new();
    give_all_both(f, 3);
    f->durations[0] = (sen_duration_spec){.kind = SEN_LAW_FIXED,
                                          .a = area_number(f, 2000.0),
                                          .b = SEN_NONE,
                                          .c = SEN_NONE,
                                          .days_per_unit = 1.0,
                                          .path = "lasts"};
    f->model.n_durations = 1;
    f->needs[RED].lasts = 0;
    area_made m = area_make(f, 1);
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
    area_drop(&m);
    free(f);
}

Test(world_needs, ends_a_requirement_at_the_highest_age_and_makes_none_for_another_severity)
{
    area *const f = area_new();
    give_all_both(f, 17);
    f->help_causes[0].severities = f->help_causes[1].severities = 1u << 2;
    area_made m = area_make(f, 1);
    cr_expect(eq(i32, m.world.n_requirements, 50));
    for (int32_t q = 0; q < m.world.n_requirements; q++) {
        const sen_requirement *const one = m.world.requirements + q;
        const int32_t birth = m.world.children[one->child].birth_day + f->model.start_date;
        cr_assert(eq(int, one->kind, PLACE));
        cr_assert(eq(i32, one->end_day, sen_birthday(birth, 18) - f->model.start_date));
    }
    area_drop(&m);
    free(f);
}

Test(world_needs, draws_amounts_in_whole_units)
{
    area *const f = area_new();
    f->sizes[0] = (sen_size_spec){.kind = SEN_LAW_UNIFORM,
                                  .a = area_number(f, 4.0),
                                  .b = area_number(f, 8.0),
                                  .c = SEN_NONE,
                                  .unit = 1.0,
                                  .path = "amount"};
    f->model.n_sizes = 1;
    f->kinds[HELP].unit = SEN_AMOUNT_SESSIONS;
    f->kinds[HELP].amount = 0;
    area_made m = area_make(f, 1);
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
    area_drop(&m);
    free(f);
}

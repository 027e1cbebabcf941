/* SPDX-License-Identifier: MIT */
#include "small_area.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>

#include "base/date.h"

sen_number area_number(area *f, double value)
{
    cr_assert(lt(int, f->model.n_numbers, NUMBERS));
    f->numbers[f->model.n_numbers] =
        (sen_number_spec){.how = SEN_NUMBER_FIXED, .value = value, .path = "number"};
    return f->model.n_numbers++;
}

sen_by_age area_flat(area *f, double value)
{
    sen_by_age made_by_age;
    const sen_number one = area_number(f, value);
    for (int a = 0; a < SEN_AGES; a++)
        made_by_age.by_age[a] = one;
    return made_by_age;
}

void area_set_need(area *f, int need, const char *id, double present, double onset)
{
    f->needs[need] = (sen_need){.id = id,
                                .present_at_start = area_flat(f, present),
                                .onset_per_1000_a_year = area_flat(f, onset),
                                .onset_trend_a_year = area_number(f, 0.0),
                                .present_at_birth = area_number(f, 0.0),
                                .lasts = SEN_NONE,
                                .masked_share = area_number(f, 0.25),
                                .masked_times = area_number(f, 0.1),
                                .opening_identified = area_number(f, 0.5)};
    for (int s = 0; s < SEN_SEVERITIES; s++)
        f->needs[need].severity_share[s] = area_number(f, s == 1 ? 1.0 : 0.0);
    for (int r = 0; r < SEN_ROUTES; r++)
        f->needs[need].opening_per_year[r] = area_flat(f, 0.0);
}

static void set_group(area *f)
{
    f->group = (sen_group){.id = "sex", .categories = f->categories, .n_categories = 2};
    for (int c = 0; c < 2; c++)
        f->categories[c] = (sen_category){.id = c == 0 ? "boys" : "girls",
                                          .share = area_number(f, 0.5),
                                          .recognition_times = area_number(f, 1.0),
                                          .referral_times = area_number(f, c == 0 ? 1.0 : 0.8),
                                          .need_times = area_number(f, 1.0)};
}

area *area_new(void)
{
    area *const f = calloc(1, sizeof *f);
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
    const sen_number persons = area_number(f, 400.0);
    for (int a = 0; a < SEN_AGES; a++)
        f->model.persons[a] = persons;
    f->births[0] = (sen_births){2025, area_number(f, 400.0)};
    f->model.deaths_per_1000_a_year = area_flat(f, 0.0);
    f->model.leave_per_1000_a_year = area_flat(f, 0.0);
    f->model.join_per_1000_a_year = area_flat(f, 0.0);
    f->model.school_cv = area_number(f, 0.5);
    f->model.family_cv = area_number(f, 0.5);
    area_set_need(f, BLUE, "blue", 0.10, 10.0);
    area_set_need(f, RED, "red", 0.05, 5.0);
    set_group(f);
    f->help_causes[0] = (sen_cause){BLUE, area_number(f, 0.6), 0xf};
    f->help_causes[1] = (sen_cause){RED, area_number(f, 0.8), 0xf};
    f->place_causes[0] = (sen_cause){RED, area_number(f, 0.5), 0xf};
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

void area_add_opening(area *f, const char *id, int kind, int need, int from_age, int to_age,
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
                                   .urgent_share = area_number(f, 0.25)};
}

double *area_value(area *f, sen_number n)
{
    return &f->numbers[n].value;
}

area_made area_make(const area *f, int replicate)
{
    area_made m;
    cr_assert(eq(int, sen_draw_make(&m.draw, &f->model, 1, 1, NULL), SEN_OK));
    sen_arena_init(&m.arena, 0);
    cr_assert(
        eq(int, sen_world_make(&m.world, &m.draw, 1, replicate, &m.arena, &m.arena, NULL), SEN_OK));
    return m;
}

void area_drop(area_made *m)
{
    sen_draw_clear(&m->draw);
    sen_arena_clear(&m->arena);
}

/* Nobody leaves within the run: ages under 20 only. */
void area_keep_the_young(area *f)
{
    const sen_number none = area_number(f, 0.0);
    for (int a = 20; a < SEN_AGES; a++)
        f->model.persons[a] = none;
    *area_value(f, f->births[0].births) = 0.0;
}

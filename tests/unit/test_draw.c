/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include <string.h>

#include "base/rng.h"
#include "model/draw.h"

/* A model of eight numbers, two durations and two sizes; each test alters what it is about. */
typedef struct {
    sen_model model;
    sen_number_spec numbers[8];
    sen_duration_spec durations[2];
    sen_size_spec sizes[2];
} fixture;

static sen_number_spec fixed(double value)
{
    return (sen_number_spec){.how = SEN_NUMBER_FIXED, .value = value, .high = 1e9, .path = "fixed"};
}

static sen_number_spec pert(double low, double mode, double high, uint64_t path_hash)
{
    return (sen_number_spec){.how = SEN_NUMBER_UNCERTAIN,
                             .law = {.kind = SEN_LAW_PERT, .a = low, .b = mode, .c = high},
                             .high = 100.0,
                             .path_hash = path_hash,
                             .path = "teams.clinic.places"};
}

static void set_up(fixture *f)
{
    memset(f, 0, sizeof *f);
    f->numbers[0] = fixed(0.25);
    f->numbers[1] = pert(2.0, 6.0, 16.0, 0x1234567887654321ULL);
    f->numbers[2] =
        (sen_number_spec){.how = SEN_NUMBER_SCALE, .value = 1.2, .high = 1e9, .first = 3};
    f->numbers[3] = (sen_number_spec){.how = SEN_NUMBER_ADD, .value = 5.0, .high = 1e9, .first = 4};
    f->numbers[4] = fixed(10.0);
    f->numbers[5] = (sen_number_spec){
        .how = SEN_NUMBER_BETWEEN, .value = 0.5, .high = 1e9, .first = 2, .second = 4};
    f->numbers[6] = fixed(8.0);
    f->numbers[7] = fixed(0.8);
    f->durations[0] = (sen_duration_spec){.kind = SEN_LAW_LOGNORMAL,
                                          .a = 6,
                                          .b = 7,
                                          .c = SEN_NONE,
                                          .days_per_unit = 7.0,
                                          .path = "services.clinic.patience"};
    f->durations[1] = (sen_duration_spec){
        .kind = SEN_LAW_FIXED, .a = 6, .b = SEN_NONE, .c = SEN_NONE, .days_per_unit = 1.0};
    f->sizes[0] =
        (sen_size_spec){.kind = SEN_LAW_FIXED, .a = 6, .b = SEN_NONE, .c = SEN_NONE, .unit = 60.0};
    f->sizes[1] = (sen_size_spec){
        .kind = SEN_LAW_NORMAL, .a = 7, .b = 6, .c = SEN_NONE, .unit = 100.0, .path = "size"};
    f->model = (sen_model){.file = "a.json",
                           .days = 100,
                           .numbers = f->numbers,
                           .n_numbers = 8,
                           .durations = f->durations,
                           .n_durations = 2,
                           .sizes = f->sizes,
                           .n_sizes = 2};
}

Test(draw, gives_fixed_and_derived_numbers_whatever_their_order)
{
    fixture f;
    set_up(&f);
    sen_draw draw;
    cr_assert(eq(int, sen_draw_make(&draw, &f.model, 1, 1, NULL), SEN_OK));
    cr_expect(eq(dbl, sen_value(&draw, 0), 0.25));
    cr_expect(eq(dbl, sen_value(&draw, 3), 15.0));
    cr_expect(eq(dbl, sen_value(&draw, 2), 18.0));
    cr_expect(eq(dbl, sen_value(&draw, 5), 14.0));
    cr_expect(eq(u64, draw.chances[0], (uint64_t)1 << 30));
    cr_expect(eq(u64, draw.chances[4], (uint64_t)1 << 32));
    sen_draw_clear(&draw);
}

Test(draw, keys_an_uncertain_number_by_seed_draw_and_path_alone)
{
    fixture f;
    set_up(&f);
    sen_draw first, second;
    cr_assert(eq(int, sen_draw_make(&first, &f.model, 7, 3, NULL), SEN_OK));
    const double value = first.values[1];
    f.numbers[0] = f.numbers[1];
    f.numbers[1] = fixed(9.0);
    cr_assert(eq(int, sen_draw_make(&second, &f.model, 7, 3, NULL), SEN_OK));
    cr_expect(eq(dbl, second.values[0], value));
    sen_draw_clear(&second);
    cr_assert(eq(int, sen_draw_make(&second, &f.model, 7, 4, NULL), SEN_OK));
    cr_expect(ne(dbl, second.values[0], value));
    sen_draw_clear(&second);
    f.numbers[0].path_hash ^= (uint64_t)1 << 40;
    cr_assert(eq(int, sen_draw_make(&second, &f.model, 7, 3, NULL), SEN_OK));
    cr_expect(ne(dbl, second.values[0], value));
    sen_draw_clear(&second);
    sen_draw_clear(&first);
}

Test(draw, has_the_mean_of_the_law_over_many_draws)
{
    fixture f;
    set_up(&f);
    f.model.n_durations = 0;
    double sum = 0.0, squares = 0.0;
    const int draws = 4000;
    for (int d = 1; d <= draws; d++) {
        sen_draw draw;
        cr_assert(eq(int, sen_draw_make(&draw, &f.model, 1, d, NULL), SEN_OK));
        sum += draw.values[1];
        squares += draw.values[1] * draw.values[1];
        sen_draw_clear(&draw);
    }
    const double mean = sum / draws, error_squared = (squares / draws - mean * mean) / draws;
    const double off = mean - 7.0; /* (2 + 4 x 6 + 16) / 6 */
    cr_expect(lt(dbl, off * off, 16.0 * error_squared));
}

Test(draw, tells_every_number_out_of_range_by_its_path)
{
    fixture f;
    set_up(&f);
    f.numbers[1].high = 1.0;
    f.numbers[2].high = 17.0;
    f.numbers[2].path = "teams.clinic.per_week";
    sen_errors *const errors = sen_errors_new();
    sen_draw draw;
    cr_assert(eq(int, sen_draw_make(&draw, &f.model, 1, 1, errors), SEN_BAD_SCENARIO));
    cr_assert(eq(int, sen_errors_kept(errors), 2));
    cr_expect(eq(str, (char *)sen_errors_at(errors, 0)->path, "teams.clinic.places"));
    cr_expect(eq(str, (char *)sen_errors_at(errors, 0)->allowed, "0 to 1"));
    cr_expect(eq(str, (char *)sen_errors_at(errors, 1)->path, "teams.clinic.per_week"));
    cr_expect(eq(str, (char *)sen_errors_at(errors, 1)->found, "18 in draw 1"));
    cr_expect(eq(ptr, draw.values, NULL));
    sen_errors_free(errors);
}

Test(draw, refuses_parameters_that_make_no_law)
{
    fixture f;
    set_up(&f);
    f.numbers[7] = fixed(-1.0);
    sen_errors *const errors = sen_errors_new();
    sen_draw draw;
    cr_assert(eq(int, sen_draw_make(&draw, &f.model, 1, 1, errors), SEN_BAD_SCENARIO));
    cr_assert(ge(int, sen_errors_kept(errors), 1));
    cr_expect(eq(str, (char *)sen_errors_at(errors, 0)->path, "services.clinic.patience"));
    sen_errors_free(errors);
}

Test(draw, makes_tables_as_long_as_the_run_and_what_passed_before_it)
{
    fixture f;
    set_up(&f);
    int32_t to_day[] = {14, 364};
    sen_opening entry = {.n_bands = 2, .band_to_day = to_day};
    sen_need need = {.lasts = 1};
    f.model.openings = &entry;
    f.model.n_openings = 1;
    f.model.needs = &need;
    f.model.n_needs = 1;
    cr_expect(eq(i32, sen_draw_horizon(&f.model, 0), 465));
    cr_expect(eq(i32, sen_draw_horizon(&f.model, 1), 101 + SEN_DRAW_CHILDHOOD_DAYS));
    sen_draw draw;
    cr_assert(eq(int, sen_draw_make(&draw, &f.model, 1, 1, NULL), SEN_OK));
    cr_expect(eq(i32, draw.tables[0].limit_days, 465));
    cr_expect(eq(i32, sen_day_table_draw(draw.tables + 1, 12345), 8));
    const double off = draw.tables[0].mean_days - 56.0;
    cr_expect(lt(dbl, off * off, 1.0));
    sen_draw_clear(&draw);
}

/* The first duration is uncertain, the second a table. */
static void set_up_table(fixture *f, const double *days, const double *weights)
{
    set_up(f);
    f->durations[0].a = 1;
    f->durations[1] = (sen_duration_spec){.kind = SEN_LAW_TABLE,
                                          .a = SEN_NONE,
                                          .b = SEN_NONE,
                                          .c = SEN_NONE,
                                          .rows = 3,
                                          .values = days,
                                          .weights = weights,
                                          .days_per_unit = 1.0};
}

/* Another number's, so that all draws of a run hold one table of a law that is not uncertain. */
Test(draw, borrows_tables_of_the_same_laws_and_makes_those_that_differ)
{
    static const double days[] = {3.0, 9.0, 20.0}, weights[] = {1.0, 2.0, 1.0};
    double other_days[] = {3.0, 9.0, 20.0};
    fixture f, g;
    set_up_table(&f, days, weights);
    set_up_table(&g, other_days, weights); /* the same, elsewhere */
    sen_draw first, alone, like;
    cr_assert(eq(int, sen_draw_make(&first, &f.model, 1, 1, NULL), SEN_OK));
    cr_assert(eq(int, sen_draw_make(&alone, &g.model, 1, 2, NULL), SEN_OK));
    cr_assert(eq(int, sen_draw_make_like(&like, &g.model, 1, 2, &first, NULL), SEN_OK));
    cr_expect(eq(ptr, (void *)like.tables[1].last_luck, (void *)first.tables[1].last_luck));
    cr_expect(eq(ptr, (void *)like.size_tables[1], (void *)first.size_tables[1]));
    cr_expect(ne(ptr, (void *)like.tables[0].last_luck, (void *)first.tables[0].last_luck));
    for (uint32_t luck = 0; luck < UINT32_MAX - 50000000; luck += 50000000)
        for (int32_t t = 0; t < 2; t++)
            cr_expect(eq(i32, sen_day_table_draw(like.tables + t, luck),
                         sen_day_table_draw(alone.tables + t, luck)));
    sen_draw_clear(&like);
    other_days[2] = 21.0;
    cr_assert(eq(int, sen_draw_make_like(&like, &g.model, 1, 2, &first, NULL), SEN_OK));
    cr_expect(eq(i32, sen_day_table_draw(like.tables + 1, UINT32_MAX - 1), 21));
    sen_draw_clear(&like);
    sen_draw_clear(&alone);
    sen_draw_clear(&first);
}

Test(draw, gives_whole_units_of_a_size_and_none_below_zero)
{
    fixture f;
    set_up(&f);
    sen_draw draw;
    cr_assert(eq(int, sen_draw_make(&draw, &f.model, 1, 1, NULL), SEN_OK));
    cr_expect(eq(i64, sen_draw_size(&draw, 0, 0.5), 480));
    cr_expect(eq(i64, sen_draw_size(&draw, 1, 0.5), 80));
    cr_expect(eq(i64, sen_draw_size(&draw, 1, 0.01), 0));
    sen_draw_clear(&draw);
}

Test(draw, of_nothing_is_well)
{
    const sen_model model = {.days = 10};
    sen_draw draw;
    cr_assert(eq(int, sen_draw_make(&draw, &model, 1, 1, NULL), SEN_OK));
    sen_draw_clear(&draw);
    sen_draw_clear(&draw);
}

/* SPDX-License-Identifier: MIT */
#include "model/draw.h"

#include <math.h>
#include <string.h>

#include "base/rng.h"
#include "base/special.h"
#include "model/purpose.h"

enum { CHUNK_BYTES = 4 * 1024 }; /* what is larger stands alone, so that little is left over */

/* Whether every number that this one is made from has its value already. */
static bool is_ready(const sen_number_spec *spec, const bool *done)
{
    switch (spec->how) {
    case SEN_NUMBER_FIXED:
    case SEN_NUMBER_UNCERTAIN:
        return true;
    case SEN_NUMBER_SCALE:
    case SEN_NUMBER_ADD:
        return done[spec->first];
    case SEN_NUMBER_BETWEEN:
        return done[spec->first] && done[spec->second];
    }
    return false;
}

/* Keyed by a path or a group alone: it does not depend on which others there are. */
static double luck_of(uint64_t hash, uint64_t seed, int32_t number)
{
    const sen_key key = sen_key_make(seed, (uint32_t)number, SEN_CHANCE_UNCERTAIN, (uint32_t)hash);
    sen_rng rng = sen_rng_keyed(key, (uint32_t)(hash >> 32), 0);
    return sen_unit(sen_rng_next(&rng));
}

/* A number of a group has part of its normal score from the group: a Gaussian copula with the same
 * correlation between any two. */
static double draw_uncertain(const sen_number_spec *spec, uint64_t seed, int32_t number)
{
    static const double most = 1.0 - 0x1p-53;
    double luck = luck_of(spec->path_hash, seed, number);
    if (spec->group_hash != 0) {
        const double shared = sen_normal_quantile(luck_of(spec->group_hash, seed, number));
        const double score = sqrt(spec->correlation) * shared +
                             sqrt(1.0 - spec->correlation) * sen_normal_quantile(luck);
        luck = sen_normal_cdf(score);
        luck = luck < most ? luck : most;
    }
    return sen_law_quantile(&spec->law, luck);
}

/* Parts of a set of shares over their sum, times what the means of the set add up to. */
static double draw_share(const sen_model *model, const sen_number_spec *spec, uint64_t seed,
                         int32_t number)
{
    double parts = 0.0, means = 0.0;
    for (int32_t i = 0; i < spec->n_set; i++) {
        const sen_number_spec *const one = model->numbers + model->set_members[spec->set + i];
        parts += draw_uncertain(one, seed, number);
        means += one->value;
    }
    const double share = draw_uncertain(spec, seed, number) / parts * means;
    return share < 1.0 ? share : 1.0; /* which the sum of the means may pass by a rounding */
}

static double value_of(const sen_draw *draw, const sen_number_spec *spec, uint64_t seed)
{
    const double *const values = draw->values;
    switch (spec->how) {
    case SEN_NUMBER_FIXED:
        return spec->value;
    case SEN_NUMBER_UNCERTAIN:
        return spec->share ? draw_share(draw->model, spec, seed, draw->number)
                           : draw_uncertain(spec, seed, draw->number);
    case SEN_NUMBER_SCALE:
        return values[spec->first] * spec->value;
    case SEN_NUMBER_ADD:
        return values[spec->first] + spec->value;
    case SEN_NUMBER_BETWEEN:
        return values[spec->first] + spec->value * (values[spec->second] - values[spec->first]);
    }
    return 0.0;
}

static sen_code check_range(const sen_draw *draw, int32_t n, sen_errors *errors)
{
    const sen_number_spec *const spec = draw->model->numbers + n;
    const double value = draw->values[n];
    if (value >= spec->low && value <= spec->high)
        return SEN_OK;
    sen_text allowed;
    sen_text_init(&allowed);
    sen_text_add_number(&allowed, spec->low);
    sen_text_add(&allowed, " to ");
    sen_text_add_number(&allowed, spec->high);
    const sen_code code =
        sen_failf(errors, SEN_BAD_SCENARIO, draw->model->file, 0, 0, spec->path,
                  sen_text_string(&allowed), "%.12g in draw %d", value, (int)draw->number);
    sen_text_clear(&allowed);
    return code;
}

/*
 * A number may be made from one that stands later, so they are resolved in passes; each pass gets
 * at least one further, or they are made from each other, which the loader does not let through.
 */
static sen_code resolve_numbers(sen_draw *draw, uint64_t seed, sen_errors *errors)
{
    const sen_model *const model = draw->model;
    sen_code code = SEN_OK;
    bool *const done = sen_arena_take_zeroed(&draw->arena, (size_t)model->n_numbers, sizeof *done);
    if (done == NULL)
        return sen_fail(errors, SEN_NO_MEMORY, model->file, 0, 0, NULL, NULL, NULL, NULL);
    for (int32_t left = model->n_numbers; left > 0;) {
        const int32_t before = left;
        for (int32_t n = 0; n < model->n_numbers; n++) {
            const sen_number_spec *const spec = model->numbers + n;
            if (done[n] || !is_ready(spec, done))
                continue;
            draw->values[n] = value_of(draw, spec, seed);
            draw->chances[n] = sen_chance_threshold(draw->values[n]);
            done[n] = true;
            left--;
            if (spec->how != SEN_NUMBER_FIXED && check_range(draw, n, errors) != SEN_OK)
                code = SEN_BAD_SCENARIO;
        }
        SEN_BUG_UNLESS(left < before);
    }
    return code;
}

static double value_or_zero(const sen_draw *draw, sen_number number)
{
    return number == SEN_NONE ? 0.0 : draw->values[number];
}

/* The parameters of an episode's law may be uncertain, so only now it is known to be a law. */
static sen_code check_law(const sen_draw *draw, const sen_law *law, const char *path,
                          sen_errors *errors)
{
    sen_text whynot;
    sen_text_init(&whynot);
    sen_code code = SEN_OK;
    if (!sen_law_check(law, &whynot))
        code = sen_failf(errors, SEN_BAD_SCENARIO, draw->model->file, 0, 0, path,
                         "parameters that make a law", "a %s law, but %s in draw %d",
                         sen_law_name(law->kind), sen_text_string(&whynot), (int)draw->number);
    sen_text_clear(&whynot);
    return code;
}

/* Whether an inverse takes microseconds: solved on the cdf, or through the normal's. */
static bool is_slow(sen_law_kind kind)
{
    return kind == SEN_LAW_PERT || kind == SEN_LAW_LOGNORMAL || kind == SEN_LAW_GAMMA ||
           kind == SEN_LAW_NORMAL || kind == SEN_LAW_BETA;
}

/* Rows 0 and SEN_SIZE_STEPS stand for the outermost steps and are not read. */
static sen_code make_size_table(sen_draw *draw, int32_t size, sen_errors *errors)
{
    double *const table = sen_arena_take_zeroed(&draw->arena, SEN_SIZE_STEPS + 1, sizeof *table);
    if (table == NULL)
        return sen_fail(errors, SEN_NO_MEMORY, draw->model->file, 0, 0, NULL, NULL, NULL, NULL);
    for (int32_t i = 1; i < SEN_SIZE_STEPS; i++) {
        table[i] = sen_law_quantile(draw->sizes + size, (double)i / SEN_SIZE_STEPS);
        if (i > 1 && table[i] < table[i - 1]) /* solved to 1e-12 only */
            table[i] = table[i - 1];
    }
    draw->size_tables[size] = table;
    return SEN_OK;
}

static bool same_law(const sen_law *a, const sen_law *b)
{
    const size_t bytes = (size_t)a->rows * sizeof(double);
    return a->kind == b->kind && a->a == b->a && a->b == b->b && a->c == b->c &&
           a->rows == b->rows &&
           (a->rows == 0 || (memcmp(a->values, b->values, bytes) == 0 &&
                             memcmp(a->weights, b->weights, bytes) == 0));
}

/* The table of the same law of a size in another draw; NULL: there is none. */
static const double *find_size_table(const sen_draw *draw, int32_t size, const sen_draw *like)
{
    const sen_law *const law = draw->sizes + size;
    for (int32_t j = 0; like != NULL && j < like->model->n_sizes; j++) {
        if (like->size_tables[j] != NULL && same_law(law, like->sizes + j))
            return like->size_tables[j];
    }
    return NULL;
}

static sen_code make_sizes(sen_draw *draw, const sen_draw *like, sen_errors *errors)
{
    const sen_model *const model = draw->model;
    sen_code code = SEN_OK;
    for (int32_t i = 0; i < model->n_sizes; i++) {
        const sen_size_spec *const spec = model->sizes + i;
        draw->sizes[i] = (sen_law){.kind = spec->kind,
                                   .a = value_or_zero(draw, spec->a),
                                   .b = value_or_zero(draw, spec->b),
                                   .c = value_or_zero(draw, spec->c),
                                   .rows = spec->rows,
                                   .values = spec->values,
                                   .weights = spec->weights};
        if (check_law(draw, draw->sizes + i, spec->path, errors) != SEN_OK)
            code = SEN_BAD_SCENARIO;
        else if (is_slow(spec->kind) &&
                 (draw->size_tables[i] = find_size_table(draw, i, like)) == NULL &&
                 make_size_table(draw, i, errors) != SEN_OK)
            return SEN_NO_MEMORY;
    }
    return code;
}

double sen_draw_effect(double cv, double luck)
{
    static const sen_law standard = {.kind = SEN_LAW_NORMAL, .a = 0.0, .b = 1.0};
    if (!(cv > 0.0))
        return 1.0;
    const double variance = sen_log1p(cv * cv);
    return sen_exp(sqrt(variance) * sen_law_quantile(&standard, luck) - variance / 2.0);
}

/* The middle of each step, scaled so that the mean is 1 although the tails are cut. */
static sen_code make_family_effects(sen_draw *draw, const sen_draw *like, sen_errors *errors)
{
    const sen_model *const model = draw->model;
    if (!model->has_population)
        return SEN_OK;
    if (like != NULL && like->family_effects != NULL &&
        value_or_zero(like, like->model->family_cv) == value_or_zero(draw, model->family_cv)) {
        draw->family_effects = like->family_effects;
        return SEN_OK;
    }
    float *const effects = sen_arena_take(&draw->arena, SEN_FAMILY_STEPS, sizeof *effects);
    double *const exact = sen_arena_take(&draw->arena, SEN_FAMILY_STEPS, sizeof *exact);
    if (effects == NULL || exact == NULL)
        return sen_fail(errors, SEN_NO_MEMORY, model->file, 0, 0, NULL, NULL, NULL, NULL);
    const double cv = value_or_zero(draw, model->family_cv);
    double sum = 0.0;
    for (int32_t i = 0; i < SEN_FAMILY_STEPS; i++)
        sum += exact[i] = sen_draw_effect(cv, (i + 0.5) / SEN_FAMILY_STEPS);
    for (int32_t i = 0; i < SEN_FAMILY_STEPS; i++)
        effects[i] = (float)(exact[i] * SEN_FAMILY_STEPS / sum);
    draw->family_effects = effects;
    return SEN_OK;
}

int32_t sen_draw_horizon(const sen_model *model, sen_duration duration)
{
    int64_t elapsed = 0;
    for (int32_t i = 0; i < model->n_openings; i++) {
        const sen_opening *const entry = model->openings + i;
        for (int32_t b = 0; b < entry->n_bands; b++)
            elapsed = entry->band_to_day[b] > elapsed ? entry->band_to_day[b] : elapsed;
    }
    for (int32_t i = 0; i < model->n_needs; i++)
        if (model->needs[i].lasts == duration && elapsed < SEN_DRAW_CHILDHOOD_DAYS)
            elapsed = SEN_DRAW_CHILDHOOD_DAYS;
    const int64_t horizon = (int64_t)model->days + 1 + elapsed;
    return (int32_t)(horizon < SEN_DAY_TABLE_LIMIT_DAYS ? horizon : SEN_DAY_TABLE_LIMIT_DAYS);
}

static sen_law law_of(const sen_draw *draw, const sen_duration_spec *spec)
{
    return (sen_law){.kind = spec->kind,
                     .a = value_or_zero(draw, spec->a),
                     .b = value_or_zero(draw, spec->b),
                     .c = value_or_zero(draw, spec->c),
                     .rows = spec->rows,
                     .values = spec->values,
                     .weights = spec->weights};
}

static bool same_table(const sen_draw *a, int32_t i, const sen_draw *b, int32_t j)
{
    const sen_duration_spec *const first = a->model->durations + i;
    const sen_duration_spec *const second = b->model->durations + j;
    const sen_law law = law_of(a, first), other = law_of(b, second);
    return first->days_per_unit == second->days_per_unit && first->rounding == second->rounding &&
           same_law(&law, &other) && sen_draw_horizon(a->model, i) == sen_draw_horizon(b->model, j);
}

/* A table of the same law in another draw: few laws are uncertain, and most overlays change few. */
static const sen_day_table *find_table(const sen_draw *draw, int32_t i, const sen_draw *like)
{
    if (like == NULL)
        return NULL;
    const int32_t n = like->model->n_durations;
    for (int32_t k = 0; k < n; k++) { /* as a rule it has the same place */
        const int32_t j = (i + k) % n;
        if (same_table(draw, i, like, j))
            return like->tables + j;
    }
    return NULL;
}

static sen_code make_tables(sen_draw *draw, const sen_draw *like, sen_errors *errors)
{
    static const sen_days_rule rules[] = {[SEN_ROUND_UNBIASED] = SEN_DAYS_UNBIASED,
                                          [SEN_ROUND_UP] = SEN_DAYS_UP,
                                          [SEN_ROUND_DOWN] = SEN_DAYS_DOWN};
    const sen_model *const model = draw->model;
    sen_code code = SEN_OK;
    for (int32_t i = 0; i < model->n_durations; i++) {
        const sen_duration_spec *const spec = model->durations + i;
        const sen_law law = law_of(draw, spec);
        if (check_law(draw, &law, spec->path, errors) != SEN_OK) {
            code = SEN_BAD_SCENARIO;
            continue;
        }
        const sen_day_table *const known = find_table(draw, i, like);
        if (known != NULL) {
            draw->tables[i] = *known;
            continue;
        }
        const sen_code made =
            sen_day_table_make(draw->tables + i, &law, spec->days_per_unit, rules[spec->rounding],
                               sen_draw_horizon(model, i), &draw->arena, errors);
        if (made != SEN_OK)
            return made;
    }
    return code;
}

sen_code sen_draw_make(sen_draw *draw, const sen_model *model, uint64_t seed, int32_t number,
                       sen_errors *errors)
{
    return sen_draw_make_like(draw, model, seed, number, NULL, errors);
}

sen_code sen_draw_make_like(sen_draw *draw, const sen_model *model, uint64_t seed, int32_t number,
                            const sen_draw *like, sen_errors *errors)
{
    sen_code code = SEN_OK;
    memset(draw, 0, sizeof *draw);
    sen_arena_init(&draw->arena, CHUNK_BYTES);
    draw->model = model;
    draw->number = number;
    const size_t numbers = (size_t)model->n_numbers;
    draw->values = sen_arena_take_zeroed(&draw->arena, numbers, sizeof *draw->values);
    draw->chances = sen_arena_take_zeroed(&draw->arena, numbers, sizeof *draw->chances);
    draw->tables =
        sen_arena_take_zeroed(&draw->arena, (size_t)model->n_durations, sizeof *draw->tables);
    draw->sizes = sen_arena_take_zeroed(&draw->arena, (size_t)model->n_sizes, sizeof *draw->sizes);
    draw->size_tables =
        sen_arena_take_zeroed(&draw->arena, (size_t)model->n_sizes, sizeof *draw->size_tables);
    if (draw->values == NULL || draw->size_tables == NULL || draw->chances == NULL ||
        draw->tables == NULL || draw->sizes == NULL) {
        code = sen_fail(errors, SEN_NO_MEMORY, model->file, 0, 0, NULL, NULL, NULL, NULL);
        goto out;
    }
    SEN_TRY(resolve_numbers(draw, seed, errors));
    SEN_TRY(make_family_effects(draw, like, errors));
    code = make_sizes(draw, like, errors);
    const sen_code tables = make_tables(draw, like, errors);
    if (tables != SEN_OK && code != SEN_NO_MEMORY)
        code = tables;
out:
    if (code != SEN_OK)
        sen_draw_clear(draw);
    return code;
}

void sen_draw_clear(sen_draw *draw)
{
    sen_arena_clear(&draw->arena);
    memset(draw, 0, sizeof *draw);
}

int64_t sen_draw_size(const sen_draw *draw, sen_size size, double luck)
{
    const double *const table = draw->size_tables[size];
    const double place = luck * SEN_SIZE_STEPS;
    const int32_t step = (int32_t)place;
    const double amount = table == NULL || step <= 0 || step >= SEN_SIZE_STEPS - 1
                              ? sen_law_quantile(draw->sizes + size, luck)
                              : table[step] + (place - step) * (table[step + 1] - table[step]);
    const double whole = amount * draw->model->sizes[size].unit;
    if (!(whole > 0.0))
        return 0;
    return whole < 9.0e15 ? (int64_t)(whole + 0.5) : (int64_t)9000000000000000;
}

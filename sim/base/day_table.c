/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "base/dist.h"
#include "base/law_shape.h"
#include "base/mutant.h"

/*
 * What is wanted is the chance of at most d days, for each d. By the rule (x in days, F its cdf):
 *   unbiased   the mean of F over [d, d + 1]: the integral of max(0, 1 - |x - d|) f summed to d
 *   up         P(x < d)
 *   down       P(x < d + 1)
 * Each is monotone in F, so laws that are ordered give tables that are ordered.
 *
 * F and its integral are exact (closed forms, incomplete gamma and beta) on the days where the
 * density bends within a day: the first 32, and wherever the law is narrow. Elsewhere they go on
 * from the day before by quadrature of the density over the day. Three-point Gauss errs by its
 * sixth derivative / 2,016,000; twelve times further out, a cubic through whole days, one density a
 * day, errs by 11 / 720 of its fourth derivative. Under the rules of is_smooth both sum to less
 * than 1e-10; a table is rounded to 2.3e-10.
 */

#define LUCKS 4294967296.0

/* About two rows to a place of the guide, which stays within 4 KiB. */
enum { GUIDE_BITS_LEAST = 6, GUIDE_BITS_MOST = 11, PADDING = 4 };

/* A chance below this is rounded to no luck at all, and so are its complements. */
#define NEGLIGIBLE 0x1p-35

typedef struct {
    sen_law_shape shape;
    double days_per_unit;
    sen_days_rule rule;
} day_law;

/*
 * Whether the density hardly bends over the day that begins at x days; `times` asks for so much
 * less of it.
 */
static bool is_smooth(const day_law *span, double x, double times)
{
    const sen_law_shape *const shape = &span->shape;
    const double from = x / span->days_per_unit, day = 1.0 / span->days_per_unit;
    const double far = 32.0 * times * day, wide = 10.0 * times * day;
    switch (shape->kind) {
    case SEN_LAW_NORMAL:
        return shape->sd >= wide;
    case SEN_LAW_LOGNORMAL:
        return from >= far && from * shape->q >= wide;
    case SEN_LAW_GAMMA:
        return from >= far && shape->sd >= wide && from * from >= wide * wide * shape->p;
    case SEN_LAW_WEIBULL:
        return from >= far && from >= wide * shape->p;
    case SEN_LAW_PERT:
        return from >= shape->low + far && from + day + far <= shape->low + shape->width &&
               shape->sd >= wide;
    default:
        return false;
    }
}

static double density(const day_law *span, double day)
{
    return sen_shape_density(&span->shape, day / span->days_per_unit) / span->days_per_unit;
}

/* Gauss: of the day's density its integral, and its integral times what is left of the day. */
static void integrate_gauss(const day_law *span, double day, double *mass, double *rest)
{
    const double off = 0x1.8c97ef43f7248p-2; /* sqrt(3 / 5) / 2 */
    const double at[3] = {0.5 - off, 0.5, 0.5 + off};
    const double weights[3] = {5.0 / 18, 8.0 / 18, 5.0 / 18};
    *mass = *rest = 0.0;
    for (int i = 0; i < 3; i++) {
        const double part = weights[i] * density(span, day + at[i]);
        *mass += part;
        *rest += part * (1.0 - at[i]);
    }
}

/* The same by the cubic through the densities at day - 1, day, day + 1 and day + 2. */
static void integrate_cubic(const double at[4], double *mass, double *rest)
{
    *mass = (13.0 * (at[1] + at[2]) - (at[0] + at[3])) / 24.0;
    *rest = (129.0 * at[1] + 66.0 * at[2] - 8.0 * at[0] - 7.0 * at[3]) / 360.0;
}

/*
 * Densities from the day before to the second after, of which three are kept from yesterday.
 * `window_day` is the day they were last for.
 */
static void move_window(const day_law *span, int32_t day, int32_t *window_day, double at[4])
{
    if (*window_day == day - 1) {
        memmove(at, at + 1, 3 * sizeof *at);
        at[3] = density(span, day + 2.0);
    } else {
        for (int i = 0; i < 4; i++)
            at[i] = density(span, day - 1.0 + i);
    }
    *window_day = day;
}

static double cdf(const day_law *span, int32_t day)
{
    return sen_shape_cdf(&span->shape, day / span->days_per_unit);
}

static double shortfall(const day_law *span, int32_t day)
{
    return span->days_per_unit * sen_shape_shortfall(&span->shape, day / span->days_per_unit);
}

/* The first day d, or limit, for which P(x <= d + 1) is not negligible. */
static int32_t find_first(const day_law *span, int32_t limit_days)
{
    int32_t low = 0, high = limit_days;
    while (low < high) {
        const int32_t middle = low + (high - low) / 2;
        if (cdf(span, middle + 1) > NEGLIGIBLE)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

/* Chances of at most first, first + 1, … days; returns how many, the last being 1. */
static int32_t fill_continuous(const day_law *span, int32_t first, int32_t limit_days,
                               double *chances)
{
    double below = cdf(span, first);
    double short_days = 0.0; /* integral of the cdf to the day's beginning, where known */
    bool known = false;
    double window[4] = {0.0, 0.0, 0.0, 0.0};
    int32_t window_day = -2;
    for (int32_t day = first; day < limit_days; day++) {
        double next, average = 0.0;
        if (is_smooth(span, day, 1.0)) {
            double mass, rest;
            if (is_smooth(span, day, 12.0)) {
                move_window(span, day, &window_day, window);
                integrate_cubic(window, &mass, &rest);
            } else {
                integrate_gauss(span, day, &mass, &rest);
            }
            next = below + mass;
            average = below + rest;
            known = false;
        } else {
            next = cdf(span, day + 1);
            if (span->rule == SEN_DAYS_UNBIASED) {
                const double from = known ? short_days : shortfall(span, day);
                short_days = shortfall(span, day + 1);
                average = short_days - from;
                known = true;
            }
        }
        const double chance = span->rule == SEN_DAYS_UNBIASED ? average
                              : span->rule == SEN_DAYS_UP     ? (day == 0 ? 0.0 : below)
                                                              : next;
        chances[day - first] = chance;
        if (chance >= 1.0 - NEGLIGIBLE) {
            chances[day - first] = 1.0;
            return day - first + 1;
        }
        below = next;
    }
    chances[limit_days - first] = 1.0;
    return limit_days - first + 1;
}

/* Day that a value of x days falls on, within the table, and the share of it on the day after. */
static int32_t place(double days, sen_days_rule rule, int32_t limit_days, double *share_after)
{
    *share_after = 0.0;
    if (!(days > 0.0))
        return rule == SEN_DAYS_UP && limit_days > 0 ? 1 : 0;
    if (days >= limit_days)
        return limit_days;
    const int32_t floor_days = (int32_t)days;
    if (rule == SEN_DAYS_UNBIASED)
        *share_after = days - floor_days;
    return rule == SEN_DAYS_UP ? floor_days + 1 : floor_days;
}

/* Chances of at most 0 to limit_days days for a law of atoms. */
static void fill_discrete(const day_law *span, int32_t limit_days, double *chances)
{
    const sen_law *const law = span->shape.law;
    const bool is_point = span->shape.kind == SEN_LAW_FIXED;
    const int32_t rows = is_point ? 1 : law->rows;
    memset(chances, 0, ((size_t)limit_days + 1) * sizeof *chances);
    for (int32_t i = 0; i < rows; i++) {
        const double value = is_point ? span->shape.low : law->values[i];
        const double weight = is_point ? 1.0 : law->weights[i] / span->shape.weight_sum;
        double after;
        const int32_t day = place(value * span->days_per_unit, span->rule, limit_days, &after);
        chances[day] += weight * (1.0 - after);
        if (after > 0.0)
            chances[day + 1] += weight * after;
    }
    double sum = 0.0;
    for (int32_t day = 0; day < limit_days; day++)
        chances[day] = sum += chances[day];
    chances[limit_days] = 1.0;
}

/* Lucks, of 2^32, for a chance. Rounding each by itself keeps the order of two tables. */
static uint64_t lucks_of(double chance)
{
    if (!(chance > 0.0))
        return 0;
    return chance < 1.0 ? (uint64_t)(chance * LUCKS + 0.5) : (uint64_t)1 << 32;
}

/* Turn chances for days from `first` into rows and the guide to them. */
static sen_code pack(sen_day_table *table, const double *chances, int32_t first, int32_t count,
                     sen_arena *arena)
{
    const double mean_limit = table->limit_days;
    int32_t skipped = 0, end = 0;
    while (lucks_of(chances[skipped]) == 0)
        skipped++;
    while (lucks_of(chances[end]) < (uint64_t)1 << 32)
        end++;
    SEN_BUG_UNLESS(skipped <= end && end < count);
    table->first_day = first + skipped;
    table->rows = end - skipped + 1;
    uint32_t *const last_luck =
        sen_arena_take(arena, (size_t)table->rows + PADDING, sizeof *last_luck);
    uint32_t bits = GUIDE_BITS_LEAST;
    while (bits < GUIDE_BITS_MOST && 2 << bits < table->rows)
        bits++;
    const uint32_t guides = 1u << bits;
    table->guide_shift = 32 - bits;
    uint16_t *const guide = sen_arena_take(arena, guides + 1, sizeof *guide);
    if (last_luck == NULL || guide == NULL)
        return SEN_NO_MEMORY;
    double days = table->first_day;
    uint64_t highest = 0;
    for (int32_t row = 0; row < table->rows; row++) {
        const uint64_t lucks = lucks_of(chances[skipped + row]);
        highest = lucks > highest ? lucks : highest; /* the last digits may waver */
        last_luck[row] = (uint32_t)(highest - 1);
        days += 1.0 - (double)(int64_t)highest / LUCKS;
    }
    for (int32_t i = 0; i < PADDING; i++)
        last_luck[table->rows + i] = UINT32_MAX;
    uint32_t row = 0;
    for (uint32_t i = 0; i < guides; i++) {
        while (last_luck[row] < i << table->guide_shift)
            row++;
        guide[i] = (uint16_t)row;
    }
    guide[guides] = (uint16_t)(table->rows - 1);
    table->mean_days = days < mean_limit ? days : mean_limit;
    table->last_luck = last_luck;
    table->guide = guide;
    return SEN_OK;
}

sen_code sen_day_table_make(sen_day_table *table, const sen_law *law, double days_per_unit,
                            sen_days_rule rule, int32_t limit_days, sen_arena *arena,
                            sen_errors *errors)
{
    SEN_BUG_UNLESS(limit_days >= 0 && limit_days <= SEN_DAY_TABLE_LIMIT_DAYS);
    SEN_BUG_UNLESS(days_per_unit > 0.0);
    sen_code code = SEN_NO_MEMORY;
    const day_law span = {sen_law_shape_of(law), days_per_unit,
                          SEN_MUTANT(ceiling_durations) ? SEN_DAYS_UP : rule};
    memset(table, 0, sizeof *table);
    table->limit_days = limit_days;
    double *const chances = malloc(((size_t)limit_days + 1) * sizeof *chances);
    if (chances != NULL) {
        int32_t first = 0, count = limit_days + 1;
        if (span.shape.kind == SEN_LAW_FIXED || span.shape.kind == SEN_LAW_TABLE) {
            fill_discrete(&span, limit_days, chances);
        } else {
            first = find_first(&span, limit_days);
            count = fill_continuous(&span, first, limit_days, chances);
        }
        code = pack(table, chances, first, count, arena);
    }
    free(chances);
    if (code != SEN_OK) {
        memset(table, 0, sizeof *table);
        sen_fail(errors, code, NULL, 0, 0, NULL, "no memory for a table of durations", NULL, NULL);
    }
    return code;
}

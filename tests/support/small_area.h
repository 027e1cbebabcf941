/* SPDX-License-Identifier: MIT */
/* A small area for tests of the world: a model put together by hand, and the worlds made of it. */
#ifndef SEN_TESTS_SMALL_AREA_H
#define SEN_TESTS_SMALL_AREA_H

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
} area;

typedef struct {
    sen_draw draw;
    sen_arena arena;
    sen_world world;
} area_made;

/* Made by calloc; the caller frees it. */
area *area_new(void);
/* The world of a replicate; area_drop clears it. */
area_made area_make(const area *f, int replicate);
void area_drop(area_made *m);
/* The value of one of its numbers, to be altered. */
double *area_value(area *f, sen_number n);
/* One more number; the same for all ages. */
sen_number area_number(area *f, double value);
sen_by_age area_flat(area *f, double value);
void area_set_need(area *f, int need, const char *id, double present, double onset);
/* A list of cases of which so many have waited 4 to 12 weeks, and so many 1 to 2 years. */
void area_add_opening(area *f, const char *id, int kind, int need, int from_age, int to_age,
                      int short_waits, int long_waits);
/* Nobody leaves within the run: ages under 20 only. */
void area_keep_the_young(area *f);

/* Squared distance from the expected count in standard errors. */
static inline double z_squared(double count, double expected, double variance)
{
    return (count - expected) * (count - expected) / variance;
}

#endif

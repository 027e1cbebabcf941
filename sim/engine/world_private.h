/* SPDX-License-Identifier: MIT */
/*
 * What the files that make a world share while they make it: tables by age read once from the draw,
 * keys mixed once, and arrays that still grow. It lives on the scratch and is not a world.
 *
 * Days are days of the run. Lucks are 32 bits, thresholds for them go up to 2^32.
 */
#ifndef SEN_ENGINE_WORLD_PRIVATE_H
#define SEN_ENGINE_WORLD_PRIVATE_H

#include "base/date.h"
#include "engine/world.h"

#define SEN_LUCKS 4294967296.0

enum {
    SEN_MAX_KINDS = 32,
    SEN_MAX_GROUPS = 8,
    SEN_MAX_RUN_YEARS = 31,     /* cohorts of births have 32 numbers */
    SEN_BORN_IN_RUN = SEN_AGES, /* row of the tables by age on arrival, after ages 0..25 */
    SEN_JOINER_AGE_SHIFT = 18
};

/* One way a need leads to a requirement. */
typedef struct {
    int32_t kind;
    uint64_t share; /* threshold of the coin */
    uint8_t severities;
} sen_effect;

typedef struct {
    sen_key key;
    uint32_t entity;
    double onset_per_day[SEN_AGES];
    double year_times[SEN_MAX_RUN_YEARS + 1]; /* trend of onset by run year */
    double onset_knots[SEN_AGES + 1];         /* running maximum of presence by age */
    uint64_t severity_below[SEN_SEVERITIES];  /* cumulative thresholds */
    uint64_t masked, identified;
    double notice[SEN_ROUTES][SEN_AGES];            /* before day 0, a year */
    double notice_before[SEN_ROUTES][SEN_AGES + 1]; /* the same summed from birth */
    bool can_be_noticed;
    const sen_day_table *lasts; /* NULL: until the 26th birthday */
    sen_effect effects[SEN_MAX_KINDS];
    int32_t n_effects;
} sen_need_rules;

typedef struct {
    sen_key coin, amount;
    int32_t fixed_amount; /* SEN_NONE: drawn */
} sen_kind_rules;

typedef struct {
    uint64_t mask;       /* the word that makes the group's word of a child's */
    uint64_t below[256]; /* cumulative thresholds of the categories */
    double recognition[256], referral[256], need[256];
    int32_t n;
} sen_group_rules;

/* A birth date and its birthdays. */
typedef struct {
    int32_t birth_day;
    sen_born born;
} sen_birth;

typedef struct {
    sen_world *world;
    const sen_draw *draw;
    const sen_model *model;
    uint64_t seed;
    uint32_t replicate;
    sen_arena *arena;   /* what the world keeps */
    sen_arena *scratch; /* all else */
    sen_errors *errors;

    int32_t start_date, days;
    int32_t n_years;                           /* run years begun within the run */
    int32_t year_start[SEN_MAX_RUN_YEARS + 2]; /* first day of each; the last is at least days */

    sen_key child_key;
    double death_per_day[SEN_AGES], move_per_day[SEN_AGES];
    uint64_t death_most[SEN_AGES + 1], move_most[SEN_AGES + 1]; /* lucks above: not in the run */
    float *school_effects;
    int32_t n_schools;

    int32_t n_needs, n_kinds, n_groups;
    sen_need_rules *needs;
    sen_kind_rules *kinds;
    sen_group_rules *groups;
    uint64_t need_mask[SEN_MAX_NEEDS]; /* the word that makes a need's word of a child's */
    double present[SEN_AGES + 1][SEN_MAX_NEEDS]; /* lucks below, times the groups': on arrival */
    /* Lucks above, whatever the child's groups: not there on arrival, no onset within the run. */
    uint64_t present_most[SEN_AGES + 1][SEN_MAX_NEEDS], onset_most[SEN_AGES + 1][SEN_MAX_NEEDS];

    /* Grow; a child's are contiguous. forced: kinds that a need given by the opening causes. */
    sen_child_need *child_needs;
    uint32_t *forced;
    int32_t n_child_needs, needs_room;
    sen_requirement *requirements;
    int32_t n_requirements, requirements_room;
} sen_world_build;

static inline int32_t sen_birth_anniversary(const sen_world_build *build, const sen_birth *birth,
                                            int32_t age)
{
    return sen_born_birthday(birth->born, age) - build->start_date;
}

static inline sen_birth sen_birth_of(const sen_world_build *build, int32_t birth_day)
{
    return (sen_birth){birth_day, sen_born_of(sen_civil_of(birth_day + build->start_date))};
}

/* Ages on the day a child arrives, by its number; SEN_BORN_IN_RUN for a birth. */
static inline int32_t sen_arrival_age(uint32_t number)
{
    const uint32_t cohort = number >> 24;
    if (cohort < SEN_COHORT_BIRTHS)
        return (int32_t)cohort;
    if (cohort < SEN_COHORT_JOINERS)
        return SEN_BORN_IN_RUN;
    return (int32_t)((number & 0xffffffu) >> SEN_JOINER_AGE_SHIFT);
}

/* A luck from which a unit exponential exceeds `hazard`: 1 - exp(-h) is at most h. */
static inline uint64_t sen_luck_bound(double hazard)
{
    return hazard < 1.0 ? (uint64_t)(hazard * SEN_LUCKS) + 1 : (uint64_t)1 << 32;
}

/* Unit exponential that a small luck makes short. */
double sen_exponential_of(uint32_t luck);

/*
 * The day within [from, until) on which a hazard a day by age, times year_times by run year (NULL:
 * 1), uses up `exponential`; SEN_NEVER if none. The child is `age` on day `from`.
 */
int32_t sen_hazard_day(const sen_world_build *build, const double *per_day,
                       const double *year_times, const sen_birth *birth, int32_t age, int32_t from,
                       int32_t until, double exponential);

/* Latest birth day of those who are at least `age` on `day`. */
int32_t sen_latest_birth(const sen_world_build *build, int32_t day, int32_t age);

/* Ascending; n keys and as much to spare. */
void sen_sort_keys(uint64_t *keys, uint64_t *spare, int32_t n);

sen_code sen_world_no_memory(const sen_world_build *build);

/* world_children.c: all children in birth order, with their stay, school, groups and times; their
 * needs and requirements as they come along. */
sen_code sen_world_children(sen_world_build *build);

/* world_needs.c */
void sen_need_tables(sen_world_build *build);

/* Needs of child i appended, from its need word and groups' times. */
sen_code sen_world_needs(sen_world_build *build, int32_t i, const sen_birth *birth, uint64_t word,
                         double times);

/* Requirements that child i's needs cause, appended, sorted by kind and start. */
sen_code sen_world_requirements(sen_world_build *build, int32_t i, const sen_birth *birth);

/* The words of a need's own stream. */
typedef struct {
    uint32_t onset, end, severity, masked, identified;
    double thresholds[SEN_ROUTES];
} sen_need_luck;

sen_need_luck sen_need_luck_of(const sen_world_build *build, int32_t i, int32_t need);

/*
 * Child i's need from its onset on, until it ends by its law, given that it lasts beyond known_day
 * (the onset itself if nothing is known), or until the child leaves. Not yet noticed.
 */
sen_child_need sen_need_from(const sen_world_build *build, int32_t i, int32_t need,
                             const sen_need_luck *luck, int32_t onset_day, int32_t known_day);

/* Room for `more` needs, or requirements, behind those there are. */
sen_code sen_world_needs_reserve(sen_world_build *build, int32_t more);

/* Needs and requirements in the order of children again, after some have moved to the end. */
sen_code sen_world_compact(sen_world_build *build);

/* world_opening.c: today's lists go to requirements, or needs are given. */
sen_code sen_world_opening(sen_world_build *build);

#endif

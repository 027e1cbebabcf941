/* SPDX-License-Identifier: MIT */
/*
 * The world of one replicate: the area's children, their true needs, the help those need, and all
 * luck that belongs to the child and not to a service. Drawn once, then shared, unchanged, by every
 * scenario with the same world keys: the same child, the same needs, the same luck.
 *
 * It knows nothing of services, teams or recognition after day 0, which are a scenario's.
 *
 * Children stand in the order of their birth day (then number), so that a check at an age is a walk
 * along them. A child's needs and requirements are contiguous. Days are days of the run; those
 * before the start are negative, those that never come are SEN_NEVER.
 */
#ifndef SEN_ENGINE_WORLD_H
#define SEN_ENGINE_WORLD_H

#include "base/arena.h"
#include "base/date.h"
#include "base/rng.h"
#include "model/draw.h"
#include "model/purpose.h"

#define SEN_NEVER    INT32_MAX
#define SEN_LONG_AGO (INT32_MIN / 2)

typedef enum { SEN_LEAVES_NOT, SEN_LEAVES_DIED, SEN_LEAVES_MOVED, SEN_LEAVES_26 } sen_leaving;

/* Cohorts in the top 8 bits of a child's number. Below: here at the start, by age. */
enum {
    SEN_COHORT_BIRTHS = 32, /* + calendar year since the start */
    SEN_COHORT_JOINERS = 64 /* + run year; index is age * 2^18 + i */
};

typedef struct {
    uint32_t number; /* cohort in the top 8 bits, index below: keys streams */
    int32_t birth_day;
    sen_born born;      /* the same on the calendar */
    int32_t arrive_day; /* 0 for those here at the start; birth or move in later */
    int32_t leave_day;  /* first day no longer here: death, move, 26th birthday. Deaths and moves
                           after the run are not looked for */
    uint8_t leaving;    /* sen_leaving, why */
    uint8_t n_needs, n_requirements;
    uint16_t school;
    float recognition_times[3]; /* school, family and groups' effect on each route's hazard */
    float referral_times;       /* groups' effect on the share referred */
    uint8_t category[8];        /* of each declared group; at most 8 groups */
    int32_t first_need, first_requirement; /* SEN_NONE: none */
} sen_child;

/* Born or moved in within the run, its first day included. */
static inline bool sen_child_is_new(const sen_child *child)
{
    return child->number >> 24 >= SEN_COHORT_BIRTHS;
}

typedef struct {
    int32_t child;
    /* [onset, end), before the child leaves. Of those here on day 0 the true onset; who moves in
     * later with a need has its onset on arrival, as the area sees it. */
    int32_t onset_day, end_day;
    uint8_t need, severity;
    bool masked;                 /* hard to see: reviews and checks find it less */
    bool noticed, identified;    /* already on day 0 */
    int32_t noticed_day;         /* then, negative; SEN_LONG_AGO for who stands on a list */
    uint8_t route;               /* by which, if noticed */
    float threshold[SEN_ROUTES]; /* what is left of the unit exponentials, spent by hazards */
} sen_child_need;

typedef struct {
    int32_t child;
    /* [start, end): while some causing need, the ages, the stay and the run hold */
    int32_t start_day, end_day;
    uint8_t kind;
    uint8_t need;     /* the causing need it is counted under: the earliest, then lowest */
    uint8_t severity; /* of that need */
    uint8_t occasion; /* n-th requirement of this kind of this child that touches the run */
    uint32_t causes;  /* bit n: need n of the model causes it */
    int32_t amount;   /* whole units: items, sessions, checks, places; minutes a year */
} sen_requirement;

/* A case of today's lists or caseloads, given to a requirement. */
typedef struct {
    int32_t requirement;
    int32_t entry;        /* model->openings */
    int32_t elapsed_days; /* waited, or served, up to day 0 */
    bool urgent;
} sen_opening_case;

typedef struct {
    int32_t day;
    int32_t what; /* index of child, need or requirement */
} sen_dated;

typedef struct {
    sen_child *children;
    int32_t n_children;
    sen_child_need *needs;
    int32_t n_needs;
    sen_requirement *requirements;
    int32_t n_requirements;
    sen_opening_case *cases;
    int32_t n_cases;           /* by entry, then child number */
    int64_t *opening_given;    /* an entry: needs that had to be given to children */
    int64_t *opening_unplaced; /* an entry: cases for whom there is no child of its ages at all */
    /* What happens on days 1 .. days - 1, in day order, then by index; what stands at day 0 or
     * before is there at the start, but for births and joiners of day 0. */
    sen_dated *arrivals;
    int32_t n_arrivals; /* children: births and joiners */
    sen_dated *leavings;
    int32_t n_leavings; /* children */
    sen_dated *starts;
    int32_t n_starts; /* requirements */
    sen_dated *ends;
    int32_t n_ends; /* requirements, also those that end as the child leaves */
    sen_dated *onsets;
    int32_t n_onsets; /* needs */
    sen_dated *birthdays;
    int32_t n_birthdays;    /* of children with needs, while they are here */
    uint8_t *birthday_ages; /* which birthday each is */
} sen_world;

/*
 * Draws the world of a replicate. Its memory comes from the arena, which the caller owns, resets
 * and keeps as long as the world is used; what is only needed while it is made comes from the
 * scratch (the same, if need be). A model without a population has an empty world.
 *
 * Children's numbers: cohort a for those here at age a; 32 + calendar year since the start for
 * births; 64 + run year for joiners, whose index is age * 2^18 + i. Raising a count adds children
 * at the end of a block and changes no other.
 *
 * A need sets in at most once a child within the run: who has had it, in the run or by day 0, does
 * not get it again when it has ended.
 *
 * SEN_NO_MEMORY, or SEN_TOO_LARGE for 2^24 children in a birth cohort, 2^18 joiners of an age in a
 * year, or more than 30 years.
 */
sen_code sen_world_make(sen_world *world, const sen_draw *draw, uint64_t seed, int32_t replicate,
                        sen_arena *arena, sen_arena *scratch, sen_errors *errors);

/* First child in birth order born on or after a day of the run; n_children: none. */
int32_t sen_first_born_from(const sen_world *world, int32_t day);

#endif

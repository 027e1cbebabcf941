/* SPDX-License-Identifier: MIT */
/*
 * What a scenario says before it is run, counted in some of its worlds: the opening balance of each
 * kind of help, children whose need no service is commissioned for, and the load that would be
 * offered to each team if every need were seen and asked for. It runs no replicate.
 */
#ifndef SEN_RUN_SURVEY_H
#define SEN_RUN_SURVEY_H

#include "engine/world.h"

enum { SEN_SURVEY_WORLDS = 20 };

typedef struct {
    double need;           /* children who need this help on day 0 */
    double served, listed; /* of these, by opening entries: being served or done; waiting */
    double ended;     /* of these, by opening entries: their last referral ended without help */
    double given;     /* needs given so that the entries could be placed */
    double unnoticed; /* of the rest: no causing need has been noticed */
} sen_balance;

/* Means over the worlds. All arrays lie in `block`. */
typedef struct {
    int32_t worlds; /* 0: no population */
    double *block;
    size_t n_block;
    double *children;      /* one figure */
    sen_balance *kinds;    /* model->n_kinds */
    double *uncovered;     /* kind, need, age: children on day 0 without a service; see index */
    double *demand_a_year; /* service: new and recurring needs a year that would ask it */
    double *held;          /* service: needs open on day 0 that would ask it */
    double *everybody; /* service: share of worlds in which all who may be asked for are, at last */
    double *team_load; /* team: units a year (place-days, sessions, minutes, pence) */
    double *team_capacity; /* team: the same units a year in post; INFINITY: unlimited */
    double *team_today;    /* team: cases of opening entries that stand at it */
    double *team_held;     /* team: cases of opening entries that are served by it */
} sen_survey;

/* Counts in worlds 1 .. SEN_SURVEY_WORLDS of the seed; all memory is the arena's. */
sen_code sen_survey_make(sen_survey *survey, const sen_model *model, uint64_t seed, int32_t draws,
                         sen_arena *arena, sen_errors *errors);

/* Where `uncovered` keeps a kind, need and age. */
static inline size_t sen_survey_at(const sen_model *model, int32_t kind, int32_t need, int32_t age)
{
    return ((size_t)kind * (size_t)model->n_needs + (size_t)need) * SEN_AGES + (size_t)age;
}

/* Fills team_load and team_capacity from demand_a_year and held of one world (load.c). */
void sen_survey_load(sen_survey *survey, const sen_draw *draw);

#endif

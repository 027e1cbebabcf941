/* SPDX-License-Identifier: MIT */
/*
 * A scenario text run in the test's own process, replicate by replicate, and its figures read from
 * the record. Any fault ends the test and is told.
 */
#ifndef SEN_TESTS_TRIAL_H
#define SEN_TESTS_TRIAL_H

#include "base/text.h"
#include "engine/replicate.h"
#include "stats/plan.h"

typedef struct {
    sen_model *model;
    sen_plan plan;
    sen_draw draw;
    sen_arena arena;
    sen_world world; /* of the last run */
    sen_workspace *workspace;
    int64_t *record;  /* of the last run */
    const char *what; /* for messages; borrowed */
} trial;

/* Begins a scenario "town": `head` is its start and years; so many children of each age, and as many
 * births in each of 2025 to 2028. What follows begins behind the population. */
void trial_add_town(sen_text *text, const char *head, int children);

/* over: NULL, or the members of a scenario that extends it, from `{` on. Seed 5, draw 1. */
trial trial_begin(const char *text, const char *over, const char *what);
/* The file of that path, which is told in messages (borrowed). */
trial trial_begin_file(const char *path);
void trial_end(trial *t);

/* verify: all invariants at the end of every day. */
void trial_run(trial *t, int32_t replicate, bool verify);

/* Value of a figure in a period, before it is divided; SEN_NO_FIGURE. below: its denominator. */
int64_t trial_cell(const trial *t, int32_t figure, int32_t period, bool below);

/* The same by the keys of a figure (NULL: ""): the sum over all periods, or one. */
int64_t trial_sum(const trial *t, sen_period_type type, sen_measure_index measure,
                  const char *service, const char *category);
int64_t trial_at(const trial *t, sen_period_type type, int32_t period, sen_measure_index measure,
                 const char *service, const char *category);

/* Child-days over the states of a kind, over the run. */
int64_t trial_state_days(const trial *t, const char *kind);

/* Rows of a that b lacks or tells differently. */
int32_t trial_differences(const trial *a, const trial *b);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * Models and records that nobody loaded or ran: for tests of plans, summaries and reports. A made-up
 * model has what a plan looks at and no more.
 */
#ifndef SEN_TESTS_MADE_UP_H
#define SEN_TESTS_MADE_UP_H

#include "base/arena.h"
#include "sen_report.h"
#include "stats/plan.h"

typedef struct {
    const char *id, *title;
    int32_t kinds, services, teams, checks, needs;
    int32_t years; /* dated from 2025-01-16, or years * 365 days of a plain clock */
    bool plain;
    bool grouped; /* block A: need and age band; block B: a declared group of 3 */
    bool verification, referral_states;
} made_up_size;

/* The model and all it points to are the arena's. */
sen_model *made_up_model(sen_arena *arena, made_up_size size);

/* One record: the same for the same (plan, replicate, tilt); tilt moves some figures. */
void made_up_record(const sen_plan *plan, int32_t replicate, int32_t tilt, int64_t *record);

/* A view whose columns come from made_up_record with tilt = scenario. */
typedef struct {
    sen_plan plans[16];
    sen_model *models[16];
    int32_t variant_of[16];
    int64_t *records[16]; /* owned; replicate by replicate */
    sen_run_view view;
    sen_arena arena;
} made_up_run;

void made_up_run_init(made_up_run *run, const made_up_size *sizes, int32_t n, int32_t replicates);
void made_up_run_clear(made_up_run *run);

#endif

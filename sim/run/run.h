/* SPDX-License-Identifier: MIT */
/*
 * Replicate numbers in, records out: the one place with threads. It is not the store and writes no
 * results. A record does not depend on which thread makes it, or when.
 */
#ifndef SEN_RUN_RUN_H
#define SEN_RUN_RUN_H

#include "model/model.h"
#include "run/store.h"
#include "sen_run.h"
#include "stats/plan.h"

/* The scenarios of a run: those given, then two variants of each that has behaviour changes. */
struct sen_scenarios {
    sen_model **models;  /* owned */
    sen_plan *plans;     /* owned; one a model */
    int32_t *variant_of; /* the scenario a variant belongs to; SEN_NONE for those given */
    int32_t *world_of;   /* first model with the same world: the same children and luck */
    int32_t n, n_given;
    sen_text notes;
};

typedef struct {
    const sen_scenarios *scenarios;
    const sen_run_options *options;
    int32_t draws;             /* resolved: not 0 */
    const int32_t *replicates; /* what is still to be done, ascending */
    int32_t n;
    int32_t done_before; /* for the progress only */
    double stop_at_s;    /* sen_work_deadline; 0: no limit */
    sen_store *store;    /* records are added here */
} sen_work;

/* Rows of results.csv and of differences.csv; full: with all detail. */
void sen_scenarios_rows(const sen_scenarios *scenarios, bool full, int64_t *results,
                        int64_t *differences);

/* When a run that begins now must end, by the clock of its machine; 0: no limit. */
double sen_work_deadline(const sen_run_options *options);

/*
 * Does the work in one parallel region, one replicate of all scenarios at a time. Records that the
 * store has already are not made again.
 *
 * SEN_OK; SEN_STOPPED (nothing is told) when stopped by the signal flag or the time limit, the
 * replicates in flight done; or the fault of the lowest replicate that had one.
 */
sen_code sen_work_do(const sen_work *work, sen_errors *errors);

#endif

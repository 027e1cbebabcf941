/* SPDX-License-Identifier: MIT */
/*
 * Running scenarios: load a set of them, run their replicates on some threads, keep the records in
 * a store, write the results. Also what `check`, `show`, `diff` and `merge` need.
 *
 * Results depend on the scenarios, the seed, the replicates and the draws. They do not depend on
 * threads, on the order of work, on stopping and resuming, or on shards.
 *
 * Texts that a function hands out are made with malloc; the caller frees them.
 */
#ifndef SEN_RUN_H
#define SEN_RUN_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>

#include "sen_error.h"
#include "sen_report.h"

#define SEN_VERSION "0.1.0"

/* ---- the scenarios of a run ---- */

/*
 * Scenarios in the order given, the first being what the others are compared with. A scenario with
 * behaviour changes brings two more runs, <id>_none and <id>_half, after all that were given.
 */
typedef struct sen_scenarios sen_scenarios;

/*
 * Loads n scenario files and all they extend. Faults of all files are told in one pass. Ids must
 * differ. *scenarios is NULL unless SEN_OK; the caller frees it.
 */
sen_code sen_scenarios_load(sen_scenarios **scenarios, const char *const *paths, int32_t n,
                            sen_errors *errors);

/*
 * The scenarios that a shard keeps beside its store. shard: its folder, or its replicates.sen.
 * SEN_NO_INPUT if none are kept there.
 */
sen_code sen_scenarios_load_kept(sen_scenarios **scenarios, const char *shard, sen_errors *errors);
void sen_scenarios_free(sen_scenarios *scenarios);

int32_t sen_scenarios_count(const sen_scenarios *scenarios); /* given, without variants */
const char *sen_scenarios_id(const sen_scenarios *scenarios, int32_t i);

/* What a user should know before believing a comparison, a line each; "" if nothing. Borrowed. */
const char *sen_scenarios_notes(const sen_scenarios *scenarios);

/* ---- running ---- */

/* SEN_MOST_ROWS: of results.csv, and of differences.csv, unless full detail is asked for. */
enum { SEN_MOST_ROWS = 500000 };
enum { SEN_MOST_THREADS = 1024, SEN_DEFAULT_REPLICATES = 200, SEN_DEFAULT_DRAWS = 50 };
#define SEN_MOST_REPLICATES 1000000
#define SEN_MOST_SHARDS     100000

typedef struct {
    uint64_t seed;
    int32_t first, last;    /* replicates [first, last], from 1 */
    int32_t draws;          /* 0: 1 where nothing is uncertain, else 50 */
    int32_t threads;        /* 1 to 1024; 0: all the CPUs the process may use */
    int32_t shard, shards;  /* only replicates r with r mod shards = shard; shards 0: all */
    double time_limit_s;    /* 0: none */
    bool selfcheck;         /* walk all invariants at the end of every day */
    bool resume;            /* go on from the store of the folder */
    bool force;             /* take over a folder of another run */
    bool keep_replicates;   /* write every figure of every replicate too: a large file */
    bool full_detail;       /* all rows in the CSV files (sen_run_view) */
    int32_t screen_columns; /* the table is made for, 80 to 200; 0: 100 */
    bool csv_bom;           /* CSV files begin with a byte order mark */
    bool want_json;         /* outcome gets `json` */
    unsigned formats;       /* SEN_FORMAT_... */
    const char *folder;     /* of the results */
    const char *fail_if;    /* "MEASURE[category] OP NUMBER" (SEN_CONDITION if it holds), or NULL:
                               of each scenario's mean over the last period that has the figure;
                               OP is one of < <= > >= = !=; [category] may be left out */
    const char *precision; /* stop when it is reached, and SEN_CONDITION if it is not within `last`:
                              "2%", "3" or "MEASURE[category]=2%", several with commas: how far the
                              95 % interval of the headline, or of that measure, may reach to either
                              side, of the mean of one scenario, or of each one's difference from the
                              first; % is of the first scenario's figure. Not with shards. NULL: all
                              replicates */
    const char *actuals;   /* file of what happened (sen_actuals_load), or NULL */
    sen_disclosure publish;   /* the results are for anybody to read: small numbers of local data
                                 * are withheld, and the store stands beside the folder, as
                                 * FOLDER.private.sen. Not with keep_replicates, actuals, shards */
    bool accept_placeholders; /* publish a headline that rests on grade E, and say so */
    uint64_t work_order;      /* 0: by number; else a key that shuffles the work (tests) */
    const volatile sig_atomic_t *stop; /* not 0: end after the replicates in flight; may be NULL */

    /* Called with no replicate done, then after each one, by one thread at a time. May be NULL. */
    void (*progress)(void *context, int32_t done, int32_t of);
    void *context;
} sen_run_options;

/* Replicates 1..200, seed 1, all formats, nothing else; a small-number rule of 7 and 5, not on. */
void sen_run_options_init(sen_run_options *options);

typedef struct {
    int32_t asked, done; /* replicates of this run or shard */
    int32_t usable;      /* done without a gap from the first one: results are of these */
    bool written;        /* results were written; a shard writes only its store */
    char run_id[13];
    char
        *words; /* what --precision reached and where pairing was lost, lines; owned; may be NULL */
    char *removed; /* files of another run that were removed, a line each; owned */
    char *table;   /* the screen table and sentences; owned; NULL if there are no results */
    char *json;    /* the same results for machines; owned; NULL if there are none */
} sen_run_outcome;

void sen_run_outcome_clear(sen_run_outcome *outcome);

/*
 * Runs and writes. SEN_STOPPED when stopped with a part done: the usable prefix is written and
 * flagged, and `resume` goes on from there. SEN_CANNOT_CREATE for a folder of another run, or to
 * publish into one that holds a store. SEN_BAD_SCENARIO, before anything is run, to publish a
 * headline that rests on placeholders.
 * outcome is filled as far as the run came.
 */
sen_code sen_run_go(const sen_scenarios *scenarios, const sen_run_options *options,
                    sen_run_outcome *outcome, sen_errors *errors);

/*
 * Puts the parts of a run together: stores (files or result folders) of the same scenarios, seed
 * and draws, shards or ranges of replicates. Writes the same bytes as one run of everything.
 * options: folder, force, formats.
 */
sen_code sen_run_merge(const sen_scenarios *scenarios, const char *const *stores, int32_t n,
                       const sen_run_options *options, sen_run_outcome *outcome,
                       sen_errors *errors);

/* CPUs this process may use. */
int32_t sen_run_cpus(void);

/* ---- before a run ---- */

/* What `check` prints: summary, opening balance, coverage, load, size of the plan, placeholders. */
sen_code sen_check_text(const sen_scenarios *scenarios, char **text, sen_errors *errors);

/* Version, generator, how streams are keyed, the phases of a day: from the program's own tables. */
sen_code sen_about_text(char **text, sen_errors *errors);

/* The same in the order of STRESS-DES, with initialisation, replicates, estimates and versions. */
sen_code sen_about_stress(char **text, sen_errors *errors);

#endif

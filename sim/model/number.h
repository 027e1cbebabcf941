/* SPDX-License-Identifier: MIT */
/*
 * Numbers of a scenario as they are after reading: where each stands, what it rests on, and, where it
 * is uncertain, the law its value for one draw comes from. The values are the draw's (draw.h).
 *
 * Here too are the bounds and indices that all of the model uses.
 */
#ifndef SEN_MODEL_NUMBER_H
#define SEN_MODEL_NUMBER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/dist.h"

#define SEN_NONE         (-1)
#define SEN_AGES         26 /* single years of age 0..25; children leave on their 26th birthday */
#define SEN_SEVERITIES   4  /* mild, moderate, severe, profound */
#define SEN_CLASSES      2  /* urgency classes: 0 is the urgent one */
#define SEN_MAX_NEEDS    32 /* needs are also a bit mask */
#define SEN_MAX_BRANCHES 8  /* of an all_of stage */
#define SEN_MAX_ENTRIES  5  /* teams a stage may name */
#define SEN_MAX_PARTNERS 4  /* partners with a panel each */
#define SEN_MAX_SESSIONS 32767
#define SEN_MAX_PARTS    6 /* parts of the time a service is held to */

typedef int32_t sen_number; /* index into model->numbers; draw->values[n], draw->chances[n] */
typedef int32_t
    sen_duration;         /* index into model->durations, a law over whole days; SEN_NONE: none */
typedef int32_t sen_size; /* index into model->sizes, a law over whole units (pence, minutes) */

/* The six that pay (sim/README.md, Money). */
typedef enum {
    SEN_COUNCIL,    /* council general fund */
    SEN_HIGH_NEEDS, /* high-needs block of the dedicated schools grant */
    SEN_SCHOOLS,
    SEN_ICB,
    SEN_PUBLIC_HEALTH,
    SEN_NHS_ENGLAND,
    SEN_FUNDERS
} sen_funder;

/* UNKNOWN is of things only, never of a number: a capacity nobody knows and no prior tells. */
typedef enum {
    SEN_GRADE_A,
    SEN_GRADE_B,
    SEN_GRADE_C,
    SEN_GRADE_D,
    SEN_GRADE_E,
    SEN_GRADE_UNKNOWN
} sen_grade;

/* What a figure of the scenario rests on. */
typedef struct {
    sen_grade grade;
    const char *source; /* as written; NULL: nothing says */
    const char *change; /* dated change that makes it; NULL: it holds from the start */
} sen_evidence;

/* A number of the scenario: fixed, uncertain, or made from others by a dated change. */
typedef struct {
    enum {
        SEN_NUMBER_FIXED,
        SEN_NUMBER_UNCERTAIN,
        SEN_NUMBER_SCALE,
        SEN_NUMBER_ADD,
        SEN_NUMBER_BETWEEN
    } how;
    double value;       /* FIXED: the value; SCALE: factor; ADD: term; BETWEEN: share 0..1 */
    sen_law law;        /* UNCERTAIN: the law it is drawn from, once a draw */
    double low, high;   /* allowed range of the field; an uncertain value outside ends the draw */
    uint64_t path_hash; /* keys the stream: the same path meets the same luck in every scenario */
    sen_number first, second; /* SCALE, ADD: first; BETWEEN: first and second */
    uint64_t group_hash;      /* UNCERTAIN: part of its luck is that of this group; 0: none */
    double correlation;       /* with others of the group, of normal scores; 0 <= it < 1 */
    bool share;               /* UNCERTAIN: one of shares that add up, of mean `value`: see set */
    int32_t set, n_set; /* share: which of set_members it adds up with; n_set 0: not known yet */
    sen_grade grade;
    bool implied;       /* what the absence of a key means: no figure of the scenario */
    const char *path;   /* services.equipment.refuse, for messages */
    const char *unit;   /* "places"; "" for shares and counts; a constant of the program */
    const char *source; /* where it comes from, as written; NULL: nothing says */
    const char *change; /* dated change that makes it; NULL: it holds from the start */
} sen_number_spec;

/* Numbers of a group are drawn neither apart nor fully together. */
typedef struct {
    const char *id;
    double rank_correlation; /* 0 .. 1 (Spearman) of any two of them */
} sen_correlation_spec;

/* How episodes vary, over whole days: becomes an inverse table once a draw. */
typedef struct {
    sen_law_kind kind;
    sen_number a, b, c; /* parameters as in sen_law, in units of days_per_unit */
    int32_t rows;
    const double *values, *weights; /* table laws */
    double days_per_unit;           /* 1 days, 7 weeks, 365.25/12 months, 365.25 years */
    enum { SEN_ROUND_UNBIASED, SEN_ROUND_UP, SEN_ROUND_DOWN } rounding; /* `whole_days` */
    const char *path;
} sen_duration_spec;

typedef struct {
    sen_law_kind kind;
    sen_number a, b, c;
    int32_t rows;
    const double *values, *weights;
    double unit; /* whole units in one of the law's units, e.g. 60 minutes an hour */
    const char *path;
} sen_size_spec;

/* A law that is a table, as the scenario writes it; durations and sizes have their own view of it. */
typedef struct {
    const char *path, *unit; /* unit of the values, a constant of the program */
    int32_t rows;
    const double *values, *weights;
    sen_evidence evidence;
} sen_table_spec;

typedef struct {
    sen_number by_age[SEN_AGES];
} sen_by_age;

#endif

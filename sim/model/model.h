/* SPDX-License-Identifier: MIT */
/*
 * The model: one scenario after reading, merging and checking. Plain structs, const ever after.
 *
 * It is not a draw: a number that is uncertain is only named here (sen_number, an index into
 * `numbers`), and gets its value for one draw in draw.h. It is not the state of a replicate either.
 *
 * Dates are whole days from the start of the run: day 0 is `start`. A dated change makes a new
 * `sen_rules`: everything a change may touch stands in rules[e], in force from its from_day until
 * the next one. Ids, kinds, lists of stages and indexes are the same in all of them.
 *
 * All arrays and strings belong to the model's arena and go with sen_model_free.
 */
#ifndef SEN_MODEL_MODEL_H
#define SEN_MODEL_MODEL_H

#include "model/number.h"
#include "model/service.h"

/* ---- the world (world keys: area start years population groups needs requirements settings
 *      families opening) ---- */

typedef struct {
    const char *id, *title;
    sen_by_age present_at_start;      /* share 0..1 of the children of that age */
    sen_by_age onset_per_1000_a_year; /* among those who do not have it */
    sen_number onset_trend_a_year;    /* share: 0.05 is 5 % more each year after the start */
    sen_number present_at_birth;      /* share 0..1 */
    sen_duration lasts;               /* SEN_NONE: until the 26th birthday */
    sen_number severity_share[SEN_SEVERITIES]; /* add to 1 */
    sen_number masked_share;                   /* share whose need is hard to see */
    sen_number masked_times;        /* sensitivity of reviews and checks for them, times */
    sen_by_age opening_per_year[3]; /* opening.recognition: hazard a year by route before day 0 */
    sen_number opening_identified;  /* share of those noticed who are identified on day 0 */
    sen_grade grade;
} sen_need;

/* One cause of a requirement: which children with this need have it. */
typedef struct {
    int32_t need;
    sen_number share;   /* 0..1 */
    uint8_t severities; /* bit s: severity s counts */
} sen_cause;

typedef enum {
    SEN_AMOUNT_ONCE,
    SEN_AMOUNT_ITEMS,
    SEN_AMOUNT_SESSIONS,
    SEN_AMOUNT_CHECKS,
    SEN_AMOUNT_PLACES,
    SEN_AMOUNT_HOURS_A_YEAR
} sen_amount_unit;

typedef struct {
    const char *id, *title;
    sen_cause *causes;
    int32_t n_causes;
    int32_t from_age, to_age; /* [from, to) by birthday */
    sen_amount_unit unit;
    sen_size amount;    /* items, sessions, ... or minutes a year; SEN_NONE: 1 */
    sen_duration again; /* time from done to due again; SEN_NONE: never */
    sen_grade grade;
} sen_kind; /* a requirement kind */

typedef struct {
    const char *id, *title;
    sen_number share;             /* of children; categories add to 1 */
    sen_number recognition_times; /* hazards of notice, times */
    sen_number referral_times;    /* share referred, times (capped at 1 by the loader's range) */
    sen_number need_times;        /* prevalence and onset, times */
} sen_category;

typedef struct {
    const char *id, *title;
    sen_category *categories;
    int32_t n_categories;
    bool differs; /* some input differs by it: else no breakdown is printed */
} sen_group;

/* How a referral before day 0 ended without help; SEN_ENDED_NOT: it did not. */
typedef enum {
    SEN_ENDED_NOT,
    SEN_ENDED_REFUSED,
    SEN_ENDED_LEFT_LIST,
    SEN_ENDED_OFFER_UNSUITABLE,
    SEN_ENDED_NOT_WANTED
} sen_ended;

typedef struct {
    const char *id, *title;
    int32_t kind, need; /* need SEN_NONE: any need that causes the kind */
    int32_t from_age, to_age;
    int32_t service, stage; /* where the case stands; service SEN_NONE: nowhere known */
    bool done;              /* `at` ends in .done: served, elapsed since then */
    bool served;            /* in service at that stage (`served`: true); else waiting for it */
    bool gone;              /* `at` names a service this scenario has removed */
    sen_ended ended;        /* how its last referral ended, elapsed since then */
    int32_t n_bands;
    int32_t *band_from_day, *band_to_day, *band_count; /* elapsed days [from, to) */
    sen_number urgent_share;    /* of these, class 0; 0 where there is none */
    sen_duration reached_after; /* from the clock's start to that stage; SEN_NONE: reached today */
    sen_grade grade;
    const char *source; /* of the counts */
} sen_opening;

typedef struct {
    int32_t year; /* calendar year */
    sen_number births;
} sen_births;

/* How long reviews of plans had waited at a stage before day 0. */
typedef struct {
    const char *id;
    int32_t service, stage;
    sen_duration wait;
} sen_open_wait;

#define SEN_MAX_LAYERS 8

/* All holders in a school year are reviewed from a date on, ahead of a phase transfer. */
typedef struct {
    const char *id;
    int32_t school_year;
    int32_t month, day_of_month;
    int32_t service;
} sen_transfer;

/* A layer of plans, such as EHC plans: held while a place of one stage of one service is held. */
typedef struct {
    const char *id, *title;
    int32_t service, stage;
    int32_t from_day, until_day; /* on which it can be given; INT32_MIN, INT32_MAX: no bound */
    int32_t review;              /* service that reviews; SEN_NONE */
    sen_duration review_every;
    sen_transfer *transfers;
    int32_t n_transfers;
} sen_layer;

/* ---- outcomes and feedback loops (sim/README.md): strengths are those of low, central, high ---- */

enum { SEN_STRENGTHS = 3 };

/* How many times as often an outcome happens to those whose requirement is unmet. */
typedef struct {
    const char *id;
    int32_t kind;
    sen_number unmet_at_base;           /* share unmet where the base rate was measured */
    sen_number strength[SEN_STRENGTHS]; /* factor */
    sen_number now;                     /* the one in force, where a set is on */
} sen_outcome_effect;

typedef enum {
    SEN_OUTCOME_OF_CHILDREN, /* to whom it happens: rate a share */
    SEN_OUTCOME_OF_EVENTS,   /* a child, as a Poisson number */
    SEN_OUTCOME_OF_SESSIONS, /* half-days a child, an amount */
    SEN_OUTCOME_OF_POINTS    /* scored by a child: context, moved by nothing */
} sen_outcome_counts;

/* What happens to children with some needs in a school year. */
typedef struct {
    const char *id, *title;
    int counts;               /* sen_outcome_counts */
    int32_t from_age, to_age; /* on 31 August */
    uint32_t needs;           /* bit n: need n has a rate */
    sen_by_age *rates;        /* a need; a school year */
    sen_number trend_a_year;  /* share: 0.05 is 5 % more each year of the run */
    sen_outcome_effect *effects;
    int32_t n_effects;
    bool modelled; /* a set is on and has an effect on it: services move it */
    sen_grade grade;
} sen_outcome;

typedef struct {
    const char *id, *title;
    enum { SEN_LOOP_UNMET_ASKS, SEN_LOOP_LIST_ASKING, SEN_LOOP_LIST_POSTS } what;
    sen_number strength[SEN_STRENGTHS]; /* hazard a year, or elasticity */
    sen_number now;
    uint32_t kinds; /* UNMET_ASKS: bit k */
    int32_t months; /* in a row */
    int32_t from_age, to_age;
    int32_t service;    /* asked for; or whose share referred changes */
    int32_t team;       /* whose list is followed */
    int32_t posts_team; /* whose capacity in post changes */
    sen_grade grade;
} sen_loop;

/* Everything in force from from_day until the next rules. */
typedef struct {
    int32_t from_day;
    sen_team_spec *teams;         /* model->n_teams */
    sen_service *services;        /* model->n_services */
    sen_check *checks;            /* model->n_checks */
    sen_transition *transitions;  /* model->n_transitions */
    sen_recognition *recognition; /* a need */
} sen_rules;

/* Referrals without a population. */
typedef struct {
    const char *id;
    sen_size gap;   /* between arrivals, in continuous days; SEN_NONE: rates or closed */
    sen_size batch; /* persons an arrival; SEN_NONE: 1 */
    const double *rate_per_day; /* or: a rate a day, days values repeated; NULL: gaps */
    int32_t rate_days;
    int32_t closed;  /* a closed group of N persons who all ask on day 0; 0: open */
    int32_t at_most; /* INT32_MAX: no limit */
    sen_number urgent_share;
    int32_t *asks; /* services */
    int32_t n_asks;
    int32_t least, most;   /* each person needs least..most of them, uniform and distinct */
    bool one_at_random;    /* each time one of the needed; else all at once */
    sen_duration patience; /* overrides the service's */
    bool asks_again;
    sen_number stop; /* probability to stop after an episode */
    sen_duration gap_again;
} sen_stream;

typedef struct {
    const char *id, *about, *text, *source, *owner, *agreed_with, *date;
    sen_grade grade;
} sen_assumption;

/* A figure that was looked for in the evidence and not found; "" where nothing is said. */
typedef struct {
    const char *id, *looked_for, *looked_in;
    const char *about; /* path of what stands in its place */
    const char *owner, *date;
} sen_not_found;

typedef struct {
    int32_t from_day;               /* measures start here */
    const char *headline_kind;      /* requirement kind or NULL: all */
    bool headline_known_only;       /* known unmet need, not hidden need too */
    double smallest_that_matters;   /* children */
    bool verification;              /* time averages, moments, shares who wait */
    bool referral_states;           /* the referral ledger: referred assessed waiting served left */
    int32_t block_a[2], block_b[2]; /* declared groups of the two joint blocks; SEN_NONE */
} sen_report;

typedef struct {
    const char *id;
    const char *title;
    enum { SEN_CHANGE_CAPACITY, SEN_CHANGE_RULE, SEN_CHANGE_BEHAVIOUR } kind;
    int32_t from_day, until_day;
} sen_change_note;

/* A value that the scenario calls "unknown". */
typedef struct {
    const char *path;
    const char *value;  /* as JSON, in proportion to the population; NULL: without prior */
    const char *source; /* of the prior pack; NULL: without prior */
    sen_grade grade;
} sen_unknown;

typedef struct sen_model {
    const char *id, *title, *file;
    const char *la_code, *la_name, *region_code, *region_name, *old_la_code, *price_base;
    char digest[65], world_digest[65];
    bool plain_clock, has_population;
    int32_t start_date; /* days since 1970-01-01 */
    int32_t days;       /* length; days 0 .. days-1 are run */

    sen_number_spec *numbers;
    int32_t n_numbers;
    int32_t n_written; /* of them, those that are not implied */
    sen_duration_spec *durations;
    int32_t n_durations;
    sen_size_spec *sizes;
    int32_t n_sizes;
    sen_table_spec *tables;
    int32_t n_tables;
    bool uncertain;          /* some number is */
    sen_number *set_members; /* sets of shares, one behind the other */
    int32_t n_set_members;
    sen_correlation_spec *correlations; /* of `correlations`, by id */
    int32_t n_correlations;

    sen_number persons[SEN_AGES];
    sen_births *births;
    int32_t n_births;
    sen_by_age deaths_per_1000_a_year, leave_per_1000_a_year, join_per_1000_a_year;
    sen_need *needs;
    int32_t n_needs;
    sen_kind *kinds;
    int32_t n_kinds;
    sen_group *groups;
    int32_t n_groups;
    int32_t n_schools;
    sen_number school_cv, family_cv; /* spread of the school's and family's effect on notice */
    sen_opening *openings;
    int32_t n_openings;
    sen_open_wait *open_waits;
    int32_t n_open_waits;

    sen_calendar *calendars;
    int32_t n_calendars;
    sen_rules *rules;
    int32_t n_rules;
    sen_layer *layers;
    int32_t n_layers;
    int outcome_set, loop_set; /* 0: off; else the strength in force and 1 */
    sen_outcome *outcomes;
    int32_t n_outcomes;
    sen_loop *loops;
    int32_t n_loops;
    int32_t n_transitions, n_parts; /* parts: of all services */
    int32_t n_teams, n_services, n_checks,
        n_lists; /* lists: one a team, then one a panel or round */
    sen_post *posts;
    int32_t n_posts;
    sen_stream *streams;
    int32_t n_streams;
    sen_report report;
    sen_assumption *assumptions;
    int32_t n_assumptions;
    sen_not_found *not_found;
    int32_t n_not_found;
    sen_change_note *changes;
    int32_t n_changes;
    sen_unknown *unknowns; /* in document order */
    int32_t n_unknowns;
    bool has_behaviour;
    sen_arena arena; /* owns all of it; do not copy a model */
} sen_model;

#endif

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

enum { SEN_ROUTE_SCHOOL, SEN_ROUTE_PARENTS, SEN_ROUTE_CRISIS, SEN_ROUTES };

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

/* ---- what a dated change may touch ---- */

/* Open and closed days of a calendar, day 0 .. days; open_before[d] = open days in [0, d). */
typedef struct {
    const char *id;
    uint8_t *open;        /* days + 1 flags */
    int32_t *open_before; /* days + 2 counts */
} sen_calendar;

typedef enum {
    SEN_TEAM_PLACES,
    SEN_TEAM_SESSIONS,
    SEN_TEAM_HOURS,
    SEN_TEAM_POUNDS,
    SEN_TEAM_MARKET
} sen_team_kind;
typedef enum { SEN_FIRST_COME, SEN_LAST_COME, SEN_RANDOM_ORDER } sen_list_order;

typedef struct {
    const char *id, *title, *provider;
    sen_team_kind kind;
    bool unlimited;
    sen_number capacity;        /* places | sessions a week | hours a week | pence a year */
    sen_number in_post;         /* share 0..1: commissioned -> funded -> staffed -> clinical */
    int32_t calendar;           /* SEN_NONE: every day is open */
    uint8_t weekdays;           /* sessions: bit 0 Monday .. bit 6 Sunday */
    int32_t every_days;         /* sessions under the plain clock: given every k days; else 7 */
    bool share_out;             /* hours: shared each week pro rata; else queued */
    bool overspend;             /* pounds: when_spent overspend; else wait */
    bool carried;               /* pounds: what is left is carried into the next year */
    sen_number month_times[12]; /* market: hours on offer by month, times */
    sen_number pence_per_unit;  /* a place a week, a session, an hour, a pound spent = 1 */
    enum { SEN_PAID_COMMISSIONED, SEN_PAID_DELIVERED, SEN_PAID_NOT } paid;
    bool unfilled_paid;                   /* posts not filled are paid all the same */
    sen_number funder_share[SEN_FUNDERS]; /* add to 1 */
    sen_list_order order;
    int32_t head_start_days[SEN_CLASSES];
    int32_t list_limit;         /* most who may wait; SEN_NONE: no limit. Beyond: refused */
    int32_t contract_until_day; /* formal or not, it ends; INT32_MAX: open */
    bool formal;
    sen_grade grade;
} sen_team_spec;

/* A capacity change whose posts take time to fill: the difference is missing until they are. */
typedef struct {
    int32_t team;
    int32_t from_day, until_day; /* the change is in force on [from, until] */
    double extra;                /* commissioned units more than without this change */
    sen_number extra_scale_of;   /* SEN_NONE, or: extra is in units of this number */
    sen_duration filled_after;   /* SEN_NONE: never filled */
    bool unfilled_paid;          /* paid all the same until they are filled */
    uint64_t path_hash;          /* keys its stream */
} sen_post;

typedef enum {
    SEN_STAGE_VISIT,
    SEN_STAGE_PLACE,
    SEN_STAGE_PACKAGE,
    SEN_STAGE_ITEM,
    SEN_STAGE_DELAY,
    SEN_STAGE_PANEL,
    SEN_STAGE_ROUND,
    SEN_STAGE_ALL_OF
} sen_stage_kind;

/* One way into a stage that several teams serve. First that fits the child's age; then by share. */
typedef struct {
    int32_t team;
    int32_t from_age, to_age;
    sen_number share;
} sen_entry;

typedef struct {
    const char *id;
    int32_t first_stage, n_stages; /* within the service's stages */
    sen_number nil_return;         /* share that need nothing: the branch ends at once */
    sen_number reuse;              /* share whose old advice serves */
    bool may_be_missed;            /* at the deadline the rest go on without it */
} sen_branch;

typedef struct {
    const char *id, *title;
    sen_stage_kind kind;
    bool delivers;             /* help is being delivered while this stage is served */
    bool assesses;             /* the child is assessed in it, apart from any other assessment */
    bool funding;              /* waiting here is waiting_funding (panels; disputes) */
    int32_t list;              /* panel and round: the stage's own list; else SEN_NONE */
    int32_t next;              /* next stage of the same sequence; SEN_NONE: the last */
    int32_t branch_of, branch; /* all_of stage and branch this one belongs to; SEN_NONE */
    sen_entry *entries;        /* visit, place, package supply, item, round */
    int32_t n_entries;
    /* visit */
    sen_size sessions;        /* whole sessions */
    bool together;            /* all on one day; else one a day */
    int32_t gap_days;         /* least days between sessions, 1 at least */
    sen_number not_brought;   /* probability; a session is used up */
    int32_t not_brought_most; /* times before the case is closed; SEN_NONE: never */
    /* place */
    sen_duration stay;
    bool until_edge; /* until the service's highest age */
    /* package */
    int32_t money;             /* pounds team that commits the year's price; SEN_NONE */
    sen_number hours_a_year;   /* SEN_NONE: the requirement's amount */
    sen_number smallest_share; /* smallest useful part of the package, 0..1 */
    int32_t season;            /* calendar whose open weeks it runs in; SEN_NONE */
    sen_duration review_after; /* the review year; then it is renewed or ends */
    sen_number renewed;        /* share renewed at review while the need lasts */
    /* item */
    sen_size pence;
    /* delay, and place without a team */
    sen_duration delay;
    sen_number happens; /* probability that the stage happens at all (1) */
    /* panel */
    int32_t partners; /* 1: joint */
    bool in_turn;     /* partners one after the other; else in parallel */
    int32_t every_days,
        first_day; /* sits on first_day + k every_days; partner p later by p * every / partners */
    int32_t capped_at; /* cases a sitting; SEN_NONE: no cap */
    sen_number approve;
    sen_number dispute; /* probability that partners dispute who pays */
    sen_duration dispute_time;
    sen_number appeal;        /* share of those turned down who appeal */
    sen_duration appeal_time; /* from the refusal to what becomes of it; SEN_NONE: no appeals */
    sen_number upheld;        /* share of appeals after which the case goes on as if approved */
    /* round */
    int32_t decide_month, decide_day_of_month; /* decided by */
    int32_t start_month, start_day_of_month;   /* places given for */
    sen_number over;                           /* over number up to this share of the places */
    /* all_of */
    sen_branch *branches;
    int32_t n_branches;
    sen_duration deadline; /* from the start of the stage; SEN_NONE */
} sen_stage;

typedef enum { SEN_STOPS_BIRTHDAY, SEN_STOPS_SEPTEMBER, SEN_STOPS_ACADEMIC_YEAR } sen_stops;
typedef enum { SEN_ABSOLUTE, SEN_STATUTORY_CLOCK, SEN_NATIONAL_STANDARD, SEN_LOCAL_AIM } sen_basis;

typedef struct {
    bool exists;
    int32_t from_stage; /* SEN_NONE: from the referral; else from joining that stage */
    int32_t
        to_stage; /* stops when this stage is served (starts); SEN_NONE: when the service is done */
    uint64_t excludes;   /* bit s: days in stage s do not count */
    int32_t target_days; /* on time while elapsed < target_days */
    sen_number standard; /* share that should be in time */
    sen_basis basis;
    const char *owner, *law;
} sen_clock;

/* Part of the time a service is held to, with a target of its own: from joining a stage until a stage
 * of the same sequence is finished, or decided against. */
typedef struct {
    const char *id, *title;
    int32_t from_stage; /* SEN_NONE: from the referral */
    int32_t to_stage;
    int32_t target_days; /* on time while elapsed < target_days */
    sen_basis basis;
    const char *owner, *law;
    int32_t exempt_calendar; /* a closure of exempt_days or more within it exempts; SEN_NONE */
    int32_t exempt_days;
    int32_t
        exempt_begins; /* only if this part begins in the closure or the week before; SEN_NONE */
    const char *exempt_begins_id;
} sen_part;

typedef struct {
    const char *id, *title, *sector;
    uint32_t meets;           /* bit k: requirement kind k */
    uint32_t for_needs;       /* bit n: commissioned for need n; all ones: any */
    uint8_t severities;       /* bit s */
    int32_t from_age, to_age; /* [from, to) */
    sen_stops stops;
    int32_t preference; /* a requirement asks the lowest first, then by id */
    bool elsewhere;     /* out of area or bought: being served is met_elsewhere */
    /* referral of a requirement that has been identified */
    sen_number asked_share; /* share passed on at all, at the first look */
    sen_number asked_trend_a_year;
    sen_duration asked_after;     /* from identified (or due again) to the referral */
    sen_number asked_again_share; /* after an end without help, or when not asked before */
    sen_duration asked_again_after;
    sen_number
        false_per_1000_a_year; /* referrals without a requirement, per 1,000 children of its ages */
    sen_number urgent_share;   /* class 0; others class 1 (when any class is declared) */
    sen_number refuse;         /* probability turned down at triage */
    sen_duration triage;       /* time to the decision; SEN_NONE: at once */
    sen_duration patience;     /* from the clock's start, once a referral; SEN_NONE: endless */
    sen_number no_reply; /* share of those whose patience ends that are closed without reply */
    sen_number unsuitable, not_wanted; /* at the first offer of the delivering stage */
    sen_number returns;                /* share who come back after discharge */
    sen_duration returns_after;
    sen_stage *stages;
    int32_t n_stages, first_stage;
    sen_part *parts;
    int32_t n_parts, first_part; /* first_part: over the whole model */
    sen_clock clock;
    /* overflow to a dearer provider */
    sen_duration overflow_after; /* SEN_NONE: never */
    sen_number overflow_share;
    int32_t
        overflow_team; /* places team, unlimited as a rule; holds until the next phase transfer */
    /* age edge */
    int32_t handover_to;       /* service; SEN_NONE */
    sen_number handover_share; /* planned transfers */
    bool handover_keeps_clock; /* who waited goes on waiting from the same day; else anew */
    /* what it sets off */
    int32_t triggers; /* service asked for when this one is done; SEN_NONE */
    sen_number triggers_share;
    sen_grade grade;
} sen_service;

typedef struct {
    const char *id, *title;
    int32_t team;        /* sessions team that gives it; SEN_NONE: no capacity needed */
    int32_t at_days;     /* age in days, for reviews 0-5; SEN_NONE when by school year */
    int32_t school_year; /* National Curriculum year (Reception 0); SEN_NONE */
    int32_t calendar;    /* days of the school year it is spread over */
    sen_number coverage;
    sen_number sensitivity[SEN_MAX_NEEDS]; /* 0 where it does not look */
    sen_number false_share; /* share of children without any need who are passed on */
    int32_t false_to;       /* service a false positive is referred to; SEN_NONE */
    sen_number pence;       /* price of a check done */
    sen_number funder_share[SEN_FUNDERS];
    sen_grade grade;
} sen_check;

typedef struct {
    sen_by_age per_year[SEN_ROUTES]; /* hazards of notice a year */
    sen_number trend_a_year;
    sen_duration identified_after; /* noticed -> identified by an agency */
    sen_number shared;             /* share shared with the other agencies */
    sen_duration shared_after;
} sen_recognition;

/* What is lost when children go up to a school year: a share of what is known and not yet acted on. */
typedef struct {
    const char *id, *title;
    int32_t school_year; /* National Curriculum year they enter on 1 September */
    sen_number lost; /* share of cases known, not open and not done, whose papers do not follow */
    sen_duration found_after; /* until the case is looked at afresh; SEN_NONE: never */
    sen_grade grade;
} sen_transition;

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

/* SPDX-License-Identifier: MIT */
/*
 * The state of one replicate, shared by the files of this room and by nobody else.
 *
 * A case is the moving part of a requirement (the world holds the rest, unchanged); a referral is
 * one attempt at one service, and each open branch of an all_of stage is a referral of its own under
 * its parent. Everything is addressed by index; the arrays belong to the workspace.
 *
 * Day phases (sim/README.md): the agenda has a bucket for each day and each of three phases.
 */
#ifndef SEN_ENGINE_STATE_H
#define SEN_ENGINE_STATE_H

#include "engine/agenda.h"
#include "engine/list.h"
#include "engine/replicate.h"

/* The phases in which something can be due. */
typedef enum { SEN_DUE_ENDS, SEN_DUE_LEAVES, SEN_DUE_JOINS, SEN_DUE_PHASES } sen_due;

/* Phases of the day that matter for what may still join today. */
enum {
    SEN_PHASE_WORLD = 1,
    SEN_PHASE_CAPACITY,
    SEN_PHASE_ENDS,
    SEN_PHASE_LEAVES,
    SEN_PHASE_ALLOCATE,
    SEN_PHASE_JOINS,
    SEN_PHASE_PANELS,
    SEN_PHASE_ALLOCATE_AGAIN,
    SEN_PHASE_RECORD
};

typedef enum {
    SEN_IS_FREE,     /* slot not in use */
    SEN_IS_GAP,      /* a person between two requests */
    SEN_IS_SERVED,   /* a place, or hours of a package, its counted wait over */
    SEN_IS_OVERFLOW, /* served by the dearer provider */
    SEN_IS_TRIAGE,   /* from here on of interest at a period's end: SEN_QUIET_BITS */
    SEN_IS_COMING,   /* joins a stage on a later day */
    SEN_IS_ON_LIST,
    SEN_IS_HOLDING, /* as served, but its counted wait goes on */
    SEN_IS_BETWEEN, /* two sessions of a visit */
    SEN_IS_DELAY,
    SEN_IS_PANEL, /* on a panel's list */
    SEN_IS_DISPUTE,
    SEN_IS_ROUND,   /* on a round's list */
    SEN_IS_OFFERED, /* a place from a date */
    SEN_IS_ALL_OF   /* its branches are open */
} sen_status;

/* A status without other bits than these is quiet. */
enum { SEN_QUIET_BITS = 3 };

enum {
    SEN_HELPED = 1,    /* help is being delivered */
    SEN_WAIT_OVER = 2, /* the wait that is counted has stopped */
    SEN_FUNDED = 4,    /* money or hours agreed */
    SEN_BRANCH = 8,
    SEN_PAST_DEADLINE = 16, /* all_of: goes on when only branches that may be missed are open */
    SEN_OFFER_MADE = 32,
    SEN_NOT_STARTED = 64, /* the clock begins at a later stage */
    SEN_SHORT = 128       /* gets less than assessed */
};

/* Hot part of a referral: what every episode touches, a cache line. Its status stands in an array
 * of its own, so that a walk over all of them reads one byte each. */
typedef struct {
    _Alignas(64) int32_t child; /* of the world, or a person of a stream */
    int32_t requirement;        /* SEN_NONE: serves none */
    int32_t clock_day;          /* clock start: the counted wait runs from here */
    int32_t joined_day;         /* joined its list, or began its stage */
    int32_t parent;             /* referral of which it is a branch; SEN_NONE */
    int32_t ends_by_day;        /* waiting ends: too old, overflow, or the child leaves */
    int32_t patience_days; /* of an opening case: the day it ends; SEN_NONE: drawn from the law */
    int32_t due_day;       /* for which it stands in the agenda */
    int32_t gap_days;      /* person: days until the next request; SEN_NONE: stops */
    uint32_t patience_luck;
    uint16_t service, stage; /* stage within the service */
    uint16_t step;           /* the same stage, among all of the model */
    uint16_t team;           /* it holds or waits for */
    uint16_t repeat;         /* visits, renewals or reviews in this stage: keys their luck */
    uint16_t sessions_left;
    uint8_t flags, class_, branch;
    uint8_t stream;          /* of its person */
    uint8_t kind;            /* of its requirement; model->n_kinds: serves none */
    uint8_t ledger;          /* sen_referral_state, if that is kept; SEN_REFERRAL_STATES: none */
    uint16_t ledger_service; /* of that state */
} sen_referral;

/* Cold part: what only some kinds of stage use. */
typedef struct {
    int32_t edge_day; /* too old for the service from this day */
    int32_t overflow_day;
    int32_t leave_day;       /* the child leaves the area */
    int32_t not_brought;     /* times */
    int32_t excluded_days;   /* of stages that do not count */
    int32_t stage_day;       /* entered its stage */
    int32_t wanted, granted; /* minutes a week */
    int64_t pence;           /* price of an item or of a package's year */
    uint32_t panel_mask;     /* partners that have decided */
    uint32_t open_branches;  /* bits */
    int32_t branches[SEN_MAX_BRANCHES];
    bool paid;                                       /* package: money committed */
    bool begun;                                      /* visit: a session has been given */
    uint16_t part_day[SEN_MAX_PARTS];                /* on which each part began, of part.c */
    uint8_t parts_begun, parts_over, parts_breached; /* bits */
    int8_t layer;                                    /* plan layer it holds, plus 1; 0: none */
    bool appeal;                                     /* in dispute: an appeal against the refusal */
    bool breached;  /* its clock has been counted as past its target */
    int32_t supply; /* package: the team its hours come from */
} sen_referral_more;

/* A stage under the rules in force, as the hot path wants it: made anew when the rules change. */
typedef struct {
    _Alignas(64) const sen_stage *stage;
    const sen_service *service;
    const sen_clock *clock;               /* NULL: none */
    const sen_day_table *stay;            /* place */
    const sen_day_table *const *patience; /* a stream; without streams one; NULL: all patience */
    int32_t *exits;                       /* of the service: by way and length (waits.c) */
    int64_t *flows;                       /* counters of the service */
    int64_t *stage_flows;
    sen_key luck; /* SEN_CHANCE_STAGE */
    int32_t team; /* the only one; SEN_NONE: a choice, or none */
    int32_t head_start_days[SEN_CLASSES];
    uint8_t kind;          /* sen_stage_kind */
    bool assesses;         /* the child */
    bool delivers, offers; /* help; an offer that may be turned down */
    bool stops_wait;       /* being served here ends the counted wait */
    bool timed;            /* the days that the stage takes are counted */
    bool opens;            /* first stage: the service neither refuses nor takes time to triage */
    bool ends;             /* last stage, no clock, nothing funded by it */
    bool plain;            /* a place with one team and a drawn stay, no offer, no clock */
    bool closes;           /* such a place of a person of a stream, after which nothing comes */
    bool returns;          /* the service has some who come back */
    int8_t layer;          /* of plans, held with its place; SEN_NONE */
    uint8_t begins_parts, ends_parts; /* bits of the service's parts */
    bool ends_in_help; /* a delay or all_of that delivers: help is there when it ends */
} sen_step;

enum {
    SEN_CASE_ACTIVE = 1,
    SEN_CASE_IDENTIFIED = 2,
    SEN_CASE_DONE = 4,
    SEN_CASE_LOST = 8,
    SEN_CASE_ELSEWHERE = 16,
    SEN_CASE_TIMER_ASKS = 32,
    SEN_CASE_FIRST_LOOK = 64 /* its timer is for a first look */,
    SEN_CASE_CHANGED = 128 /* its state, today */
};

enum { SEN_KNOWS_EDUCATION = 1, SEN_KNOWS_HEALTH = 2, SEN_KNOWS_CARE = 4, SEN_KNOWS_ALL = 7 };

typedef struct {
    int32_t referral;  /* open; SEN_NONE */
    int32_t service;   /* last asked or served; SEN_NONE */
    uint16_t group[2]; /* in the two blocks */
    uint16_t looks, referrals;
    int16_t looked_at; /* service of the last look; SEN_NONE */
    int32_t asked_day; /* clock start of its last referral that was left */
    int32_t done_day;  /* on which its last referral came to an end */
    uint8_t state, flags;
    uint8_t ended; /* state its last referral left it in; SEN_STATES: none */
    uint8_t knows; /* sectors that know of a causing need */
} sen_case;

/* First concern and first help of a requirement (concern.c). */
typedef struct {
    int32_t noticed_day; /* SEN_NONE: nobody has; SEN_LONG_AGO: before day 0 */
    int32_t helped_day;  /* SEN_NONE: not yet */
} sen_concern;

/* What a scenario knows of a child's need. */
typedef struct {
    double spent[SEN_ROUTES]; /* of the thresholds */
    int32_t since_day;        /* up to which they are spent */
    uint8_t stage;            /* 0 unnoticed, 1 noticed, 2 identified, 3 shared */
    uint8_t route, knows;
} sen_notice;

typedef struct {
    int64_t days;
    int32_t stock, in, out;
} sen_cell;

/* [from_day, to_day) of the run in which a service takes a requirement; cut to the days there are, so
 * that those of one requirement stand in a cache line. */
typedef struct {
    uint16_t from_day, to_day;
} sen_window;

typedef struct {
    int32_t *items;
    int32_t n, room;
} sen_ints;

typedef struct {
    sen_list list;
    sen_ints joiners;              /* of today, not yet on the list */
    int64_t listed_days;           /* sum over days of the list's size */
    int64_t left_days;             /* sum over those who left it of their days on it */
    int64_t joined, left, started; /* of the list */
} sen_queue;

typedef struct {
    _Alignas(64) int64_t *uses;           /* counters of the team */
    int32_t kind;                         /* sen_team_kind */
    int32_t capacity;                     /* places in post, whole */
    int32_t held, held_yesterday;         /* places taken */
    int32_t reserved, reserved_yesterday; /* places promised by a round */
    bool unlimited, paid_by_day;          /* places: none is lost; each costs while it is held */
    double commissioned, in_post;         /* units now */
    double paid_unfilled;                 /* units nobody fills that are paid all the same */
    int32_t picks;       /* started from the list so far: keys who is next in random order */
    int32_t today, laid; /* sessions left today, and laid on it */
    double fraction[2];  /* of a session carried on: commissioned, in post */
    int64_t minutes, minutes_held; /* queued hours, a week: on offer, granted */
    int64_t pence_left;            /* of the year's budget */
    int64_t agreed_before;         /* a year's price of packages agreed before day 0 */
    int32_t booked_day;  /* commissioned, in post and standing cost are booked up to here */
    double unbooked[3];  /* fractions of those not yet whole: units, units, pence */
    int64_t split_pence; /* cost already split by funder */
    bool short_now;      /* shared hours: less than assessed this week */
    sen_list growing;    /* queued hours: packages that want more, in list order */
} sen_team;

enum { SEN_FIRST_NEEDED = 8, SEN_MAX_STREAMS = 256 };

typedef struct {
    double next_time; /* of the next arrival, days; with a rate table, its threshold */
    double spent;     /* of a rate table */
    int32_t arrivals;
    int32_t persons;          /* so far */
    sen_key episode_luck;     /* SEN_CHANCE_EPISODE */
    uint64_t stop;            /* of 2^32: no further request; all where nobody asks again */
    const sen_day_table *gap; /* until the next request */
    const int32_t *asks;      /* services */
    bool one_at_random;
} sen_stream_state;

typedef struct {
    uint32_t number;
    int32_t episodes;
    uint64_t needed;                        /* services, as positions in the stream's list */
    uint8_t first_needed[SEN_FIRST_NEEDED]; /* the same positions, ascending: as many as fit */
    uint16_t group[2];
    uint8_t n_needed;
    uint8_t state; /* sen_referral_state of its referral, for the ledger */
    uint16_t service;
} sen_person; /* 32 bytes */

typedef struct {
    sen_dated *items; /* children of this school year in day order */
    int32_t *days;    /* scratch: a child of the year group */
    int32_t n, next, room;
    int32_t walk;        /* checks at an age: next child in birth order */
    int32_t last_day;    /* on which it was given, or would have been */
    double pence;        /* cost not yet booked */
    int64_t split_pence; /* cost already split by funder */
} sen_check_state;

typedef struct {
    double hazard, next; /* false positives: spent, and the next threshold */
    int32_t arrivals;
    int32_t first_child, last_child; /* of its ages, in birth order */
} sen_false_state;

/* Cells of the referral ledger of which the plan keeps all four figures a month, as series that stand
 * one after another. They are many, and what is kept of a month lies far apart in the record: the
 * months are staged side by side and written together at the end. */
enum { SEN_CELL_FIGURES = 4 };
typedef struct {
    int32_t at, n;      /* of the ledger */
    int32_t first_cell; /* of the record; that of the next figure is a month's count further */
} sen_kept_cells;

/* The states a requirement has been in, of 64 bits: few cache lines hold all. */
typedef struct {
    uint16_t in[3]; /* this calendar, financial, academic year: bits of states */
    uint8_t kind;
    bool is_one_of_several; /* the child has or has had another of the kind */
} sen_been;

/* What curves of waits need of the periods of one type; NULL: not told. A service each. */
typedef struct {
    int32_t *entered; /* by length of wait: at risk from then on */
    int32_t *before;  /* exits when the period began */
    int64_t *figures; /* of the period that ends */
} sen_wait_curves;

typedef struct sen_state_block {
    const sen_model *model;
    const sen_plan *plan;
    const sen_draw *draw;
    const sen_world *world;
    const sen_rules *rules; /* in force */
    int32_t rules_index;
    uint64_t seed;
    int32_t replicate;
    int32_t day, phase;
    sen_civil today;   /* the same day on the calendar */
    int32_t september; /* year in which the academic year of today began */
    int32_t n_days;
    bool verify, opening;
    sen_code failed; /* SEN_OK, or why the replicate cannot go on */

    sen_key *keys[SEN_PURPOSE_COUNT]; /* a purpose, an entity; NULL where not used. Kinds have one
                                       * more, all 0, for what serves no requirement */

    sen_step *steps;                /* a stage of the model */
    const sen_day_table **patience; /* a service, then a stream: what steps point to */
    uint16_t *first_step;           /* of a service */
    uint16_t *panel_steps;          /* those with a list of their own: panels and rounds */
    int32_t n_panel_steps;
    sen_referral *referrals;
    uint8_t *status; /* sen_status of a referral */
    sen_referral_more *more;
    sen_slot *slots; /* of a referral: its places on a list and in the agenda */
    int32_t n_referrals, room_referrals, free_referral;
    sen_buckets agenda; /* referrals: day * SEN_DUE_PHASES + phase */

    sen_case *cases;
    int32_t *case_due; /* day of a case's timer */
    sen_link *case_links;
    sen_buckets case_agenda; /* day */

    sen_concern *concerns;                      /* a requirement */
    int64_t *concern_figures[SEN_PERIOD_TYPES]; /* a kind, a period, SEN_CONCERN_FIGURES; NULL */

    sen_notice *notices;
    sen_link *notice_links;
    sen_buckets notice_agenda; /* day */
    uint8_t *hazards_until;    /* a need, an age: the next at which some hazard is another */

    sen_queue *queues; /* model->n_lists */
    sen_team *teams;
    int32_t capacity_day;   /* next day on which a capacity may differ */
    sen_link *pool_links;   /* packages of hours teams, a bucket a team */
    sen_buckets reviews;    /* of who holds a plan: day; by the same links as pools */
    uint8_t *layers_held;   /* a child, then a layer: how many times */
    int32_t *reviewed_day;  /* a child: the day after that of its last review; 0: none */
    int32_t *layer_holders; /* a layer */
    uint8_t *assessed;      /* a child: assessments begun in this school year */
    uint8_t *unmet_samples; /* a requirement: days of this school year on which it was unmet */
    int32_t samples;        /* such days so far */
    uint8_t
        *unmet_months;   /* a requirement: firsts of months in a row on which it was known, unmet */
    uint8_t *loop_rest;  /* a loop, then a requirement: months in which it does not ask again */
    int32_t *loop_list;  /* a loop: the size of its list on day 0 */
    int32_t loop_months; /* firsts of months so far */
    double *asking_times; /* a service: share referred, times */
    double *posts_times;  /* a team: capacity in post, times */
    bool placing_opening; /* cases are being put where they stand on day 0 */
    sen_buckets pools;
    sen_person *persons;
    int32_t n_persons, room_persons;
    sen_stream_state *streams;
    sen_check_state *checks;
    sen_false_state *false_positives;
    int32_t *post_filled_day;
    bool *commissioned;      /* a service: all its teams still have a contract */
    double *open_week_share; /* a calendar: weeks with an open day, of all weeks of the run */
    int32_t *service_order;  /* by preference, then id */
    int32_t *kind_services, *n_kind_services; /* a kind: services that meet it, in that order */
    int32_t most_kind_services;
    uint32_t edge_ages; /* bits: birthdays on which some service or group is another */
    uint32_t
        edge_kinds[2];   /* bits: kinds met by a service that stops on 1 August, on 1 September */
    bool contracts_new;  /* other services are commissioned today than yesterday */
    sen_window *windows; /* a requirement, then its kind's services: most_kind_services each */
    size_t room_windows;
    int64_t children_now; /* in the area */

    int64_t *counters; /* plan */
    sen_cell *ledger;  /* plan */
    int64_t *counters_before[SEN_PERIOD_TYPES];
    sen_cell *ledger_before[SEN_PERIOD_TYPES];
    bool grows[SEN_PERIOD_TYPES]; /* some figure needs ledger_before of it */
    int32_t period[SEN_PERIOD_TYPES];
    sen_kept_cells *kept; /* see there */
    int32_t n_kept;
    int32_t *series; /* of the plan, those that are not kept so, by type of period */
    int32_t series_from[SEN_PERIOD_TYPES], series_to[SEN_PERIOD_TYPES];
    int32_t *staged;    /* month, kept cells, figure */
    int32_t period_day; /* no period ends or begins before this day */
    int64_t *record;
    int32_t period_from[SEN_PERIOD_TYPES];
    struct sen_waits *waits; /* scratch of measure.c: a service */
    int32_t *parts_late;     /* scratch: a part of the model; open and past its target */
    int32_t *stage_waits;    /* scratch: waiting before a stage of the model */
    int32_t n_stages;        /* of all services */
    int32_t *wait_weeks;     /* scratch: a service, whole weeks waited: how many wait so long */
    int32_t n_wait_weeks;
    int64_t *listed_before; /* a service: listed_days as they stand in its counter */
    int32_t *exits;         /* a service, sen_exit, days waited: so far */
    sen_wait_curves wait_curves[SEN_PERIOD_TYPES];
    int32_t *cohorts[SEN_PERIOD_TYPES]; /* a service, a period, a horizon: seen within it; NULL */
    int32_t *oldest_days;               /* a service: the longest wait on day 0 */
    int32_t *stopped, *period_exits;    /* scratch of waits.c */
    double *still_waiting, *ended_by;
    sen_ints changed; /* cases whose state has changed today */
    bool new_year[3]; /* calendar, financial, academic: begins today */
    sen_been *been;   /* a requirement */
    int32_t *ever[3]; /* the same years; a kind, a state: children ever in it */

    sen_arena *arena;
    sen_errors *errors;
} sen_state_block;

/* More room for records, of which cache lines hold whole ones: realloc would not see to that. room
 * is a multiple of 64. false for want of memory, and the items stay as they were. */
bool sen_grow(void **items, int32_t used, int32_t room, size_t bytes);

/* The same for what holds links: before the first stands SEN_NOBODY's. */
bool sen_grow_linked(void **items, int32_t used, int32_t room, size_t bytes);

/* Room for one more; SEN_NO_MEMORY goes into s->failed and false is returned. */
bool sen_ints_grow(sen_state_block *s, sen_ints *ints);

static inline bool sen_ints_add(sen_state_block *s, sen_ints *ints, int32_t item)
{
    if (ints->n == ints->room && !sen_ints_grow(s, ints))
        return false;
    ints->items[ints->n++] = item;
    return true;
}

/* Days its clock has run, without those of stages that do not count. */
static inline int32_t sen_referral_elapsed(const sen_state_block *s, int32_t referral)
{
    const sen_referral *const r = s->referrals + referral;
    const sen_clock *const clock = s->steps[r->step].clock;
    int32_t days = s->day - r->clock_day;
    if (clock != NULL && clock->excludes != 0) {
        days -= s->more[referral].excluded_days;
        if (clock->excludes >> r->stage & 1)
            days -= s->day - s->more[referral].stage_day;
    }
    return days;
}

static inline int32_t sen_age_today(const sen_state_block *s, const sen_child *child)
{
    return sen_born_age(child->born, s->today);
}

/* Day of the run on which a child becomes so old. */
static inline int32_t sen_birthday_in_run(const sen_state_block *s, const sen_child *child,
                                          int32_t age)
{
    return sen_born_birthday(child->born, age) - s->model->start_date;
}

/* National Curriculum year of a child in the academic year of today; below all there are before the
 * first, and for those born in it. */
static inline int32_t sen_school_year_of(const sen_state_block *s, const sen_child *child)
{
    const int32_t age = sen_born_age(child->born, (sen_civil){s->september, 8, 31});
    return age < 0 ? INT32_MIN : age - 4;
}

/* Children [first, last) of a school year in the academic year of today, gone or not. */
typedef struct {
    int32_t first, last;
} sen_year_group;

static inline sen_year_group sen_year_group_of(const sen_state_block *s, int32_t school_year)
{
    const int32_t born = s->september - school_year - 5, start = s->model->start_date;
    return (sen_year_group){sen_first_born_from(s->world, sen_september_first(born) - start),
                            sen_first_born_from(s->world, sen_september_first(born + 1) - start)};
}

static inline const sen_service *sen_service_of(const sen_state_block *s, const sen_referral *r)
{
    return s->rules->services + r->service;
}

static inline const sen_step *sen_step_of(const sen_state_block *s, const sen_referral *r)
{
    return s->steps + r->step;
}

static inline bool sen_is_holding(const sen_state_block *s, int32_t referral)
{
    return s->status[referral] == SEN_IS_HOLDING || s->status[referral] == SEN_IS_SERVED;
}

static inline const sen_stage *sen_stage_of(const sen_state_block *s, const sen_referral *r)
{
    return s->steps[r->step].stage;
}

static inline sen_rng sen_luck(const sen_state_block *s, sen_purpose purpose, int32_t entity,
                               uint32_t child, uint32_t occasion)
{
    return sen_rng_keyed(s->keys[purpose][entity], child, occasion);
}

/* Two keys that name one stream together. */
static inline sen_key sen_key_of_both(sen_key first, sen_key second)
{
    return (sen_key){first.a ^ second.a, first.b ^ second.b};
}

/* The same for what several kinds of help share. kind: model->n_kinds for none. */
static inline sen_rng sen_luck_of_kind(const sen_state_block *s, sen_purpose purpose,
                                       int32_t entity, int32_t kind, uint32_t child,
                                       uint32_t occasion)
{
    return sen_rng_keyed(sen_key_of_both(s->keys[purpose][entity], s->keys[SEN_CHANCE_KIND][kind]),
                         child, occasion);
}

/* A coin of 32 bits against a sen_number that is a probability. */
static inline bool sen_coin(const sen_state_block *s, sen_number chance, uint32_t luck)
{
    return luck < s->draw->chances[chance];
}

static inline int32_t sen_days_of(const sen_state_block *s, sen_duration duration, uint32_t luck)
{
    return sen_day_table_draw(s->draw->tables + duration, luck);
}

static inline void sen_count(sen_state_block *s, int32_t counter, int64_t amount)
{
    s->counters[counter] += amount;
}

/* Records of the world lie far apart; where it is known which come next, they are fetched so many
 * before they are needed: children first, then what they lead to. */
enum { SEN_FETCH_CHILD = 16, SEN_FETCH_REST = 8 };

/* For a walk over all requirements that looks at their children. */
SEN_HOT void sen_fetch_child_of(const sen_world *world, int32_t requirement)
{
    if (requirement + SEN_FETCH_CHILD < world->n_requirements)
        __builtin_prefetch(world->children +
                           world->requirements[requirement + SEN_FETCH_CHILD].child);
}

#endif

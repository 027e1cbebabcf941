/* SPDX-License-Identifier: MIT */
/*
 * What a dated change may touch: calendars, teams and their posts, stages, services, checks,
 * recognition and transitions. Each stands once in every sen_rules of the model (model.h), whose
 * arena owns it; ids, kinds, lists of stages and indexes are the same in all of them.
 */
#ifndef SEN_MODEL_SERVICE_H
#define SEN_MODEL_SERVICE_H

#include "model/number.h"

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

/* Ways in which a need is noticed. */
enum { SEN_ROUTE_SCHOOL, SEN_ROUTE_PARENTS, SEN_ROUTE_CRISIS, SEN_ROUTES };

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

#endif

/* SPDX-License-Identifier: MIT */
/*
 * The reporting plan: which figures a replicate keeps, fixed when the scenario is loaded.
 *
 * The engine knows only `counters` (totals since day 0 that only grow), a `ledger` of cells (how
 * many are in a state and for how many days) and a few things read off the lists at a period's end.
 * A series says which of these are kept, over the periods of one type; its cells, one int64 a
 * replicate each, are first_cell + period. A record is n_cells such cells. A figure says what is
 * reported: sums and ratios of series under the ids of a row of results.csv. The engine has no
 * business with figures, nor the summaries with counters.
 *
 * A cell is SEN_NO_FIGURE where the replicate has no figure (a median of an empty list).
 */
#ifndef SEN_STATS_PLAN_H
#define SEN_STATS_PLAN_H

#include "base/arena.h"
#include "model/model.h"
#include "sen_error.h"
#include "sen_result.h"
#include "stats/summary.h" /* SEN_NO_FIGURE */

/* The states of a requirement, as sim/README.md defines them. */
typedef enum {
    SEN_MET,
    SEN_MET_ELSEWHERE,
    SEN_PART_MET,
    SEN_WAITING_FUNDING,
    SEN_FUNDED_NO_SUPPLY,
    SEN_WAITING,
    SEN_REFUSED,
    SEN_LEFT_LIST,
    SEN_OFFER_UNSUITABLE,
    SEN_NOT_WANTED,
    SEN_LOST_AT_TRANSITION,
    SEN_UNNOTICED,
    SEN_NO_SERVICE,
    SEN_NOT_REFERRED,
    SEN_STATES
} sen_state;

/* The states of a referral (report.referral_states). */
typedef enum {
    SEN_REFERRED,
    SEN_ASSESSED,
    SEN_ON_LIST,
    SEN_SERVED,
    SEN_LEFT,
    SEN_REFERRAL_STATES
} sen_referral_state;

/* What a service counts. */
typedef enum {
    SEN_FLOW_REFERRALS,
    SEN_FLOW_FALSE_REFERRALS,
    SEN_FLOW_ACCEPTED,
    SEN_FLOW_STARTS,
    SEN_FLOW_COMPLETIONS,
    SEN_FLOW_RETURNS,
    /* leavers, by reason */
    SEN_FLOW_REFUSED,
    SEN_FLOW_LIST_FULL,
    SEN_FLOW_WITHDREW,
    SEN_FLOW_NO_REPLY,
    SEN_FLOW_NOT_BROUGHT,
    SEN_FLOW_UNSUITABLE,
    SEN_FLOW_NOT_WANTED,
    SEN_FLOW_AGE_LIMIT,
    SEN_FLOW_MOVED,
    SEN_FLOW_DIED,
    SEN_FLOW_NEED_ENDED,
    SEN_FLOW_OVERFLOW,
    SEN_FLOW_MISSED_SESSIONS, /* not brought, session used up */
    SEN_FLOW_WAITED_DAYS,
    SEN_FLOW_WAITED_DAYS_SQUARED,
    SEN_FLOW_WAITED, /* of those who started */
    SEN_FLOW_STARTED_AT_ONCE,
    SEN_FLOW_STOPPED_IN_TIME,
    SEN_FLOW_STOPPED_LATE, /* clocks */
    SEN_FLOW_BREACHES,     /* clocks that passed their target day */
    SEN_FLOW_APPEALS,      /* against a panel's refusal */
    SEN_FLOW_UPHELD,       /* appeals after which the case goes on */
    SEN_FLOW_LIST_DAYS,    /* days on the service's lists, all referrals */
    SEN_FLOW_CLOCKS,       /* clocks that start at a later stage than the referral */
    SEN_FLOWS
} sen_flow;

/* How a counted wait ends: competing exits. */
typedef enum {
    SEN_EXIT_SEEN,
    SEN_EXIT_ELSEWHERE, /* went over to the dearer provider */
    SEN_EXIT_REFUSED,   /* or the list was full */
    SEN_EXIT_LEFT,      /* withdrew, no reply, not brought, unsuitable, not wanted */
    SEN_EXIT_TOO_OLD,
    SEN_EXIT_GONE, /* moved, died, or the need ended */
    SEN_EXITS
} sen_exit;

/* Lengths of wait at which curves are told, and days of wait that they cover. */
enum { SEN_WAIT_HORIZONS = 5, SEN_WAIT_AGES = 364 };
extern const int32_t sen_wait_horizon_weeks[SEN_WAIT_HORIZONS]; /* 6 12 18 26 52 */

/* Curves and restricted means are kept in parts. */
enum { SEN_SHARE_PARTS = 1000000000, SEN_DAY_PARTS = 1000000 };

/* What becomes of concerns of a period within a year: 52 weeks, SEN_WAIT_AGES days. */
typedef enum {
    SEN_CONCERN_RAISED,
    SEN_CONCERN_HELPED,
    SEN_CONCERN_HELPED_DAYS, /* from concern to help, of those helped */
    SEN_CONCERN_GONE,        /* unhelped: the need ended, too old, moved or died */
    SEN_CONCERN_FIGURES
} sen_concern_figure;

/* What a stage counts. */
typedef enum {
    SEN_STAGE_JOINED,
    SEN_STAGE_STARTED,
    SEN_STAGE_DONE,
    SEN_STAGE_LEFT,
    /* of those who came to the stage after day 0, with a population */
    SEN_STAGE_TIMED_STARTS,
    SEN_STAGE_WAITED_DAYS, /* from joining to being served */
    SEN_STAGE_TIMED_DONE,
    SEN_STAGE_TOOK_DAYS, /* from joining to the end */
    SEN_STAGE_FLOWS
} sen_stage_flow;

/* What a part of a service's time counts. */
typedef enum {
    SEN_PART_IN_TIME,
    SEN_PART_LATE, /* ended so */
    SEN_PART_EXEMPT,
    SEN_PART_BREACHES, /* passed their target day */
    SEN_PART_FLOWS
} sen_part_flow;

/* What a team counts, in whole units of its kind: unit-days of places, sessions, minutes, pence. */
typedef enum {
    SEN_USE_COMMISSIONED, /* unit-days (places), units (sessions), minutes, pence */
    SEN_USE_IN_POST,
    SEN_USE_DELIVERED,
    SEN_USE_LOST,     /* in post and not used */
    SEN_USE_AGREED,   /* minutes or pence agreed */
    SEN_USE_ASSESSED, /* minutes assessed of those being delivered */
    SEN_USE_COST_PENCE,
    SEN_USE_OVERSPENT_PENCE,
    SEN_USE_LAPSED_PENCE,
    SEN_USE_FUNDER_PENCE, /* + funder: SEN_FUNDERS of them */
    SEN_USES = SEN_USE_FUNDER_PENCE + SEN_FUNDERS
} sen_use;

typedef enum {
    SEN_CHECKS_DUE,
    SEN_CHECKS_DONE,
    SEN_CHECKS_FOUND,
    SEN_CHECKS_FALSE,
    SEN_CHECKS_COST_PENCE,
    SEN_CHECKS_FUNDER_PENCE,
    SEN_CHECK_FLOWS = SEN_CHECKS_FUNDER_PENCE + SEN_FUNDERS
} sen_check_flow;

typedef enum {
    SEN_OUTCOME_EXPOSED, /* children with a rate */
    SEN_OUTCOME_CHILDREN,
    SEN_OUTCOME_EVENTS,
    SEN_OUTCOME_FLOWS
} sen_outcome_flow;

typedef enum {
    SEN_POPULATION_BORN,
    SEN_POPULATION_JOINED,
    SEN_POPULATION_DIED,
    SEN_POPULATION_MOVED,
    SEN_POPULATION_TURNED_26,
    SEN_NEEDS_NOTICED,
    SEN_NEEDS_IDENTIFIED,
    SEN_ASSESSMENTS,             /* begun, of any service */
    SEN_CHILDREN_ASSESSED,       /* children: the first of the school year */
    SEN_CHILDREN_ASSESSED_OFTEN, /* children: the third */
    SEN_POPULATION_FLOWS
} sen_population_flow;

/* Where the engine takes a figure from at a period's end. */
typedef enum {
    SEN_FROM_COUNTERS, /* growth within the period, summed over n counters from `at` by stride */
    SEN_FROM_LEDGER_STOCK, /* now, summed over n cells from `at` by stride */
    SEN_FROM_LEDGER_MASK, /* now, the same n cells of each state s with bit s of b set, summed: cell
                              * at + s * groups + i * stride; `at` is that of state 0 */
    SEN_FROM_LEDGER_DAYS, /* child-days within the period */
    SEN_FROM_LEDGER_IN,
    SEN_FROM_LEDGER_OUT, /* entered, left within the period */
    SEN_FROM_EVER,       /* children ever in state `b` of kind `a` in the year */
    SEN_FROM_LIST_SIZE,  /* service a: referrals whose wait goes on; b one of its stages, from 0, or
                         * SEN_NONE */
    SEN_FROM_WAIT_BAND,  /* service a, band b of the seven */
    SEN_FROM_WAIT_QUANTILE, /* service a, b per thousand; millionths of a week; SEN_NO_FIGURE when
                             * nobody waits */
    SEN_FROM_IN_TARGET,     /* service a: waiting and within the target */
    SEN_FROM_OPEN_LATE,     /* service a: waiting and already past the target */
    SEN_FROM_PART_LATE,     /* part a of all: open and past its target */
    SEN_FROM_LAYER,         /* children who hold a plan of layer a */
    SEN_FROM_INCIDENCE, /* service a, exit b, horizon `at`: share of waits ended so within it, in
                             * SEN_SHARE_PARTS; SEN_NO_FIGURE where nobody or too short was watched */
    SEN_FROM_RESTRICTED_MEAN, /* service a: days waited within SEN_WAIT_AGES, in SEN_DAY_PARTS */
    SEN_FROM_COHORT_SEEN,     /* service a, horizon b: clocks that started in the period and stopped
                           * within it; SEN_NO_FIGURE where the run ends before that is known */
    SEN_FROM_CONCERNS,        /* kind a, sen_concern_figure b, of concerns that arose in the period;
                        * SEN_NO_FIGURE where the run ends before what is asked is known */
    SEN_FROM_CHILDREN,        /* in the area now */
    SEN_FROM_OPENING_GIVEN    /* needs given to children so that opening entry a could be placed */
} sen_source;

typedef enum {
    SEN_PERIOD_MONTH,
    SEN_PERIOD_CALENDAR_YEAR,
    SEN_PERIOD_FINANCIAL_YEAR,
    SEN_PERIOD_ACADEMIC_YEAR,
    SEN_PERIOD_CENSUS_DAY,
    SEN_PERIOD_RUN,
    SEN_PERIOD_TYPES
} sen_period_type;

/* [from_day, to_day): flows count what happened in it, stocks stand at the end of to_day - 1. */
typedef struct {
    int32_t from_day, to_day;
} sen_period;

/* A figure that every replicate keeps, once for each period of one type. */
typedef struct {
    int16_t source;        /* sen_source */
    int32_t at, n, stride; /* counters or cells */
    int32_t a, b;          /* other sources: see sen_source */
    int32_t period_type;
    int32_t first_cell; /* of the period type's first period */
} sen_series;

/* What a figure is about: the ids of its row in results.csv, in column order; "" for all. */
typedef enum {
    SEN_KEY_SERVICE,
    SEN_KEY_STAGE,
    SEN_KEY_PROVIDER,
    SEN_KEY_MEASURE,
    SEN_KEY_CATEGORY,
    SEN_KEY_FUNDER,
    SEN_KEY_GROUP1_TYPE,
    SEN_KEY_GROUP1,
    SEN_KEY_GROUP2_TYPE,
    SEN_KEY_GROUP2,
    SEN_KEYS
} sen_row_key;

typedef struct {
    int32_t series, sign;
} sen_term; /* sign +1 or -1 */

/*
 * A reported figure: a sum of series over all periods of one type, or a ratio of two such sums. It
 * has no cells of its own. Years of what is kept by month are read from the months.
 */
typedef struct {
    int16_t measure; /* index into sen_measures (sen_result.h) */
    int16_t period_type;
    int32_t reading;              /* sen_reading */
    sen_grade grade;              /* the worst it rests on */
    int32_t first_term, n_terms;  /* plan->terms */
    int32_t first_below, n_below; /* of the denominator; n_below 0: no ratio */
    bool off;                     /* rests on what is off: there is no figure */
    bool same_whatever;           /* nothing a service does moves it: there is no difference */
    bool per_day;                 /* the sum is divided by the days of the period */
    uint8_t rows;                 /* bits of sen_rows: tables that have it by default */
    const char *key[SEN_KEYS];
    int32_t kind, service, stage, team, check, funder; /* SEN_NONE: not about one */
} sen_figure;

typedef enum {
    SEN_READ_OWN,           /* the series has this period type */
    SEN_READ_SUM_OF_MONTHS, /* flows */
    SEN_READ_LAST_MONTH     /* stocks at the period's last day, which ends a month too */
} sen_reading;

enum { SEN_BY_NEED = -2, SEN_BY_AGE_BAND = -3, SEN_BY_PHASE = -4, SEN_BY_LAYER = -5 };
#define SEN_AGE_BANDS 5                                    /* 0-4, 5-10, 11-15, 16-17, 18-25 */
extern const int32_t sen_age_band_from[SEN_AGE_BANDS + 1]; /* 0 5 11 16 18 26 */
#define SEN_PHASES 5 /* early years, primary, secondary, 16 to 18, 19 to 25 */
/* First National Curriculum year of each phase: before Reception (0), 0, 7, 12, 15. The year of a
 * child in the academic year that began on 1 September of Y: its age on 31 August of Y, less 4. */
extern const int32_t sen_phase_from_year[SEN_PHASES];

/* One of the two joint blocks: the product of at most two group types. */
typedef struct {
    int32_t types[2]; /* group index, SEN_BY_..., or SEN_NONE */
    int32_t sizes[2]; /* categories; 1 where there is none */
    int32_t n;        /* sizes[0] * sizes[1]; 1 for a block without groups */
} sen_block;

/*
 * Periods lie in [report.from_day, days); the first and last may be short. Dated runs have months,
 * the three kinds of year, and census days: the third Thursday of each January (school census and
 * SEN2) and the last day. Plain runs have blocks of 7, 28, 91 or 364 days in the place of months
 * (the shortest that makes at most 160), the last day, and the run.
 */
typedef struct sen_plan {
    const sen_model *model; /* borrowed */
    sen_series *series;
    int32_t n_series;
    sen_period *periods[SEN_PERIOD_TYPES];
    int32_t n_periods[SEN_PERIOD_TYPES];
    int32_t
        *first_month[SEN_PERIOD_TYPES]; /* n_periods + 1: months [p], [p + 1) make period p; NULL */
    const char *period_ids[SEN_PERIOD_TYPES]; /* month, academic_year, ..., days_28 */
    int32_t n_cells;

    /* what is reported, in the order of the rows: period type's id, then keys */
    sen_figure *figures;
    int32_t n_figures;
    sen_term *terms;
    int32_t n_terms;

    /* counters: flows of services, then stages, parts, teams, checks, population,
     * outcomes, loops */
    int32_t n_counters;
    int32_t services_at, stages_at, parts_at, teams_at, checks_at, population_at;
    int32_t outcomes_at, loops_at; /* of an outcome by need; referrals a loop makes */

    /* ledger: kind, then state, then group of block A, then of block B;
     * then (referral_states) service, state, groups */
    sen_block block[2];
    int32_t groups;       /* block[0].n + block[1].n: cells of one (kind, state) */
    int32_t referrals_at; /* first cell of the referral ledger; SEN_NONE */
    int32_t n_ledger;
    sen_arena arena; /* owns all of the above; do not copy a plan */
} sen_plan;

/* Lays out the plan of a model. SEN_TOO_LARGE where it needs more than 2^31 - 1 cells or more than
 * 64 MiB a record. The plan borrows the model. */
sen_code sen_plan_make(sen_plan *plan, const sen_model *model, sen_errors *errors);
void sen_plan_clear(sen_plan *plan);

/* SHA-256, in hex, of what is kept and where: stores of equal plans have equal columns. */
void sen_plan_digest(const sen_plan *plan, char digest[65]);

/* The tables of rows: figures and differences, of scenarios and of their variants (a behaviour
 * change at none and at half). */
typedef enum {
    SEN_ROWS_RESULTS,
    SEN_ROWS_DIFFERENCES,
    SEN_ROWS_VARIANT_RESULTS,
    SEN_ROWS_VARIANT_DIFFERENCES,
    SEN_ROW_TABLES
} sen_rows;

/*
 * Whether a table has the rows of a figure when not all detail is asked for. All of it is kept and
 * summed all the same. Left out are
 *   two groups together;
 *   months of groups, stages, teams and categories, and of all that is not list size, 92nd
 *     percentile, referrals, starts, known or hidden unmet need or cost; all months of differences;
 *   academic and calendar years of what is told for financial years too;
 *   bands of waits on census days, and what else can end a wait before its year is over;
 *   of variants also groups, stages, teams, categories and all months.
 * A plain clock has no years: its blocks are told of all but groups, stages and teams.
 */
bool sen_figure_has_rows(const sen_figure *figure, sen_rows table);

/* Rows that a plan has in a table; full: with all detail. */
int64_t sen_plan_rows(const sen_plan *plan, sen_rows table, bool full);

/* Order of two figures' keys as text; 0: the same row in two scenarios. */
int sen_figure_compare(const sen_figure *a, const sen_figure *b);

/* Whether a block has this group type. */
bool sen_plan_groups_by(const sen_plan *plan, int32_t type);

/* Ids of a group type (index or SEN_BY_...), of one of its categories, and of a funder. */
const char *sen_plan_type_id(const sen_model *model, int32_t type);
const char *sen_plan_category_id(const sen_model *model, int32_t type, int32_t category);
const char *sen_funder_id(sen_funder funder);

/* Figure of these keys, or SEN_NONE. NULL keys stand for "". */
int32_t sen_plan_find(const sen_plan *plan, sen_period_type type, sen_measure_index measure,
                      const char *service, const char *category);

static inline int32_t sen_plan_service(const sen_plan *plan, int32_t service, sen_flow flow)
{
    return plan->services_at + service * SEN_FLOWS + (int32_t)flow;
}

/* stage: over the whole model, service's first_stage + stage */
static inline int32_t sen_plan_stage(const sen_plan *plan, int32_t stage, sen_stage_flow flow)
{
    return plan->stages_at + stage * SEN_STAGE_FLOWS + (int32_t)flow;
}

/* part: over the whole model, service's first_part + part */
static inline int32_t sen_plan_part(const sen_plan *plan, int32_t part, sen_part_flow flow)
{
    return plan->parts_at + part * SEN_PART_FLOWS + (int32_t)flow;
}

static inline int32_t sen_plan_team(const sen_plan *plan, int32_t team, int32_t use)
{
    return plan->teams_at + team * SEN_USES + use;
}

static inline int32_t sen_plan_outcome(const sen_plan *plan, int32_t outcome, int32_t need,
                                       sen_outcome_flow flow)
{
    return plan->outcomes_at + (outcome * plan->model->n_needs + need) * SEN_OUTCOME_FLOWS +
           (int32_t)flow;
}

static inline int32_t sen_plan_check(const sen_plan *plan, int32_t check, int32_t flow)
{
    return plan->checks_at + check * SEN_CHECK_FLOWS + flow;
}

/* First cell of (kind, state): block A's groups stand there, block B's behind them. */
static inline int32_t sen_plan_ledger(const sen_plan *plan, int32_t kind, int32_t state)
{
    return (kind * SEN_STATES + state) * plan->groups;
}

static inline int32_t sen_plan_referral(const sen_plan *plan, int32_t service, int32_t state)
{
    return plan->referrals_at + (service * SEN_REFERRAL_STATES + state) * plan->groups;
}

#endif

/* SPDX-License-Identifier: MIT */
/*
 * A plan while it is being laid out: growing arrays of series, figures and terms. Shared by the
 * plan's own files only. Want of memory is sticky, as in base/text.h: adding goes on doing nothing.
 */
#ifndef SEN_STATS_PLAN_BUILD_H
#define SEN_STATS_PLAN_BUILD_H

#include "stats/plan.h"

typedef struct {
    const sen_model *model;
    sen_plan *plan;     /* layout, periods and blocks are there already */
    sen_series *series; /* owned until they move into the plan's arena, as the two below */
    sen_figure *figures;
    sen_term *terms;
    int32_t n_series, n_figures, n_terms;
    int32_t room_series, room_figures, room_terms;
    int64_t n_cells;
    bool failed;
    /* the worst grade each thing rests on (scenarios/README.md) */
    sen_grade *kind_grade, *service_grade, *team_grade, *check_grade;
    sen_grade all_grade;
} sen_plan_build;

/* The worst grades; false for want of memory. The arrays are the arena's. */
bool sen_plan_grades(sen_plan_build *build, sen_arena *arena);

/* A series of the prototype over the periods of one type; SEN_NONE if there are none of it. */
int32_t sen_plan_keep(sen_plan_build *build, const sen_series *prototype, sen_period_type type);

enum { SEN_PLAN_TERMS = 64, SEN_MAX_OWNERS = 16 };

/* What a figure is a sum of, and over what. */
typedef struct {
    sen_term above[SEN_PLAN_TERMS], below[4];
    int32_t n_above, n_below;
    sen_reading reading;
    bool per_day;
} sen_plan_sum;

/* A figure about what `about` says; nothing is added if a term's series is SEN_NONE. */
void sen_plan_tell(sen_plan_build *build, const sen_figure *about, sen_measure_index measure,
                   sen_period_type type, const sen_plan_sum *sum);

/* One series a period type, one figure each. */
void sen_plan_tell_own(sen_plan_build *build, const sen_figure *about, sen_measure_index measure,
                       const sen_series *prototype, sen_period_type type);

/* Kept by month, told by month and by year (and, a stock, on census days). */
void sen_plan_tell_monthly(sen_plan_build *build, const sen_figure *about,
                           sen_measure_index measure, const sen_series *prototype, bool stock);

/* Kept and told by financial and academic year. */
void sen_plan_tell_yearly(sen_plan_build *build, const sen_figure *about, sen_measure_index measure,
                          const sen_series *prototype);

/* Share of one sum in another, kept and told by year. minus (may be NULL) is taken from above. */
void sen_plan_tell_share(sen_plan_build *build, const sen_figure *about, sen_measure_index measure,
                         const sen_series *above, const sen_series *minus, const sen_series *below);

/* Whether years of this type are told: three kinds on a dated clock, the run on a plain one. */
bool sen_plan_has_years(const sen_plan *plan, sen_period_type type);

/* Whether figures of their own are kept for them: calendar years are read from months only, since
 * services and money are planned by financial and academic years. */
bool sen_plan_keeps_years(const sen_plan *plan, sen_period_type type);

/* The figures of kinds of help (all children and by group), of services, and of the rest. */
void sen_plan_kinds(sen_plan_build *build);
void sen_plan_services(sen_plan_build *build);
void sen_plan_duties(sen_plan_build *build); /* parts, appeals, what is late by owner */
void sen_plan_teams(sen_plan_build *build);
void sen_plan_area(sen_plan_build *build);     /* checks, population, opening */
void sen_plan_outcomes(sen_plan_build *build); /* outcomes, and what loops add */
void sen_plan_verification(sen_plan_build *build);
void sen_plan_referral_states(sen_plan_build *build);

/* Nothing but grade and empty keys. */
sen_figure sen_figure_about(sen_grade grade);

#endif

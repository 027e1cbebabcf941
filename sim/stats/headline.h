/* SPDX-License-Identifier: MIT */
/*
 * The measure that a scenario is judged by: children with unmet need on the last day, known and
 * hidden (a scenario that finds fewer is no better) or known only, of its headline kind or summed
 * over kinds, less the same of the first scenario. The sum only serves to compare scenarios; it
 * counts a child once for each kind of help and is never shown as a number of children.
 */
#ifndef SEN_STATS_HEADLINE_H
#define SEN_STATS_HEADLINE_H

#include "stats/fold.h"

typedef struct {
    bool there; /* the scenario has kinds of help */
    sen_summary summary;
    sen_difference difference; /* from the first scenario; n 0 for the first itself */
    double correlation;        /* over replicates, with the first scenario */
    double variance_ratio; /* of the difference, had the two been run with other luck (the sum of
                                * their variances), over its own; NAN where it is always the same */
    bool pairing_lost;     /* both vary and hardly together: common luck gains nothing */
    bool has_variants;     /* run with none and half of its behaviour changes too */
    bool wins;
    double least_effect; /* 0 .. 1 in steps of 0.05, if it wins */
} sen_headline;

/* Below this correlation pairing is lost; fewer replicates than that do not tell. */
#define SEN_PAIRING_LEAST 0.3
enum { SEN_PAIRING_REPLICATES = 20 };

/*
 * headlines[s] for all n scenarios; variant_of[s] is the scenario that s is a variant of, none
 * first, then half (NULL: no variants).
 */
sen_code sen_headlines(sen_headline *headlines, const sen_plan *plans, const int32_t *variant_of,
                       int32_t n, const sen_columns *columns, sen_errors *errors);

/* The worst grade that the headline measure of a plan rests on; A where it has none. */
sen_grade sen_headline_grade(const sen_plan *plan);

/*
 * Least effect of a behaviour change at which the scenario still wins: from there to the whole
 * effect the upper end of the interval is below 0. Interpolated between none, half and all, rounded
 * up to 5 %. Returns -1 if it does not win at all.
 */
double sen_least_effect(double upper_none, double upper_half, double upper_all);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * Gaps between groups of children: of those in a group who need a kind of help, the share whose
 * need is known and unmet, less the same share of all who need it and are in none of it. Both are
 * ratios of sums over replicates; the gap has the paired jackknife interval of stats/paired.h. Where
 * a child's group decides nothing in the scenario, a gap still shows what comes with it: its ages,
 * its needs. It is a description, not a cause.
 */
#ifndef SEN_STATS_GAPS_H
#define SEN_STATS_GAPS_H

#include "stats/fold.h"

/* Of the greatest gaps, the other scenarios' are told too. */
enum { SEN_GAPS_COMPARED = 40 };

typedef struct {
    const sen_figure *figure;  /* children of the group who need this help, in the first plan */
    double children;           /* mean of that figure */
    sen_summary share, others; /* 0 .. 1 */
    sen_difference gap;        /* share less others, -1 .. 1 */
    sen_grade grade;           /* the worst of the two figures */
    double weight;             /* children more than with the others' share; the order below */
} sen_gap;

typedef struct {
    sen_gap *gaps; /* owned; beyond chance first, then by weight, greatest first */
    int32_t n, n_beyond;
    int32_t n_scenarios, n_compared;
    double *means; /* owned; [gap * n_scenarios + scenario] for n_compared gaps; NAN: none */
} sen_gaps;

/*
 * Gaps of the first plan at the end of a period of this type, and of the greatest the means in all
 * n scenarios. Of groups that are worse off than the others: that a group is better off is told by
 * those who are not. Groups in which fewer than one child needs the help on average are left out,
 * and so is what rests on an unknown. The plans must outlive it.
 */
sen_code sen_gaps_make(sen_gaps *gaps, const sen_plan *plans, int32_t n, int32_t type,
                       int32_t period, const sen_columns *columns, sen_errors *errors);
void sen_gaps_clear(sen_gaps *gaps);

#endif

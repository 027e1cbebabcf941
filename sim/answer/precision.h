/* SPDX-License-Identifier: MIT */
/*
 * Enough replicates: "2%", "3" or "MEASURE[category]=2%", several with commas. Each says how far to
 * either side the 95 % interval of a figure may reach: without a measure that of the headline
 * (stats/headline.h). With one scenario it is the interval of its mean, with several that of each
 * difference from the first. A percentage is of the first scenario's figure, since one of a
 * difference near 0 could never be reached.
 *
 * It is looked at after blocks that are fixed in advance (20, 40, 80 ... replicates, and the last
 * that was asked for), so where a run stops depends on nothing but its figures.
 */
#ifndef SEN_ANSWER_PRECISION_H
#define SEN_ANSWER_PRECISION_H

#include "answer/figure_name.h"
#include "run/run.h"
#include "stats/fold.h"

typedef struct {
    sen_figure_name name; /* measure "": the headline */
    double most;          /* in the figure's unit, or a share of the first scenario's figure */
    bool relative;
} sen_precision_goal;

typedef struct {
    int32_t n; /* 0: no precision was asked for */
    sen_precision_goal goals[SEN_MOST_GOALS];
    sen_precision reached; /* what was found; borrows the goals and the scenarios' ids */
} sen_precision_ask;

/* SEN_USAGE with what is allowed. */
sen_code sen_precision_read(sen_precision_ask *ask, const char *text, sen_errors *errors);

/* SEN_USAGE where the scenarios have no such figure, or no headline. Before a run. */
sen_code sen_precision_check(const sen_precision_ask *ask, const sen_scenarios *scenarios,
                             sen_errors *errors);

/* What of it makes two runs differ: equal for "2%" and "2.0%"; never 0. */
uint64_t sen_precision_key(const sen_precision_ask *ask);

/* Replicates after which to look next, given how many there are. */
int32_t sen_precision_block(int32_t done, int32_t most);

/* Fills ask->reached from the replicates of the columns. */
sen_code sen_precision_look(sen_precision_ask *ask, const sen_scenarios *scenarios,
                            const sen_columns *columns, sen_errors *errors);

/* Lines for a person; and SEN_CONDITION, told for each goal that was not reached. */
void sen_precision_words(const sen_precision *reached, sen_text *text);
sen_code sen_precision_tell(const sen_precision *reached, sen_errors *errors);

#endif

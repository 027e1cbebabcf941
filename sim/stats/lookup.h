/* SPDX-License-Identifier: MIT */
/*
 * One figure of a scenario by the name of its measure, as `--fail-if` and `--precision` ask for it:
 * of all children, in the last period that has it.
 */
#ifndef SEN_STATS_LOOKUP_H
#define SEN_STATS_LOOKUP_H

#include "stats/fold.h"

typedef struct {
    int32_t measure;      /* a sen_measure_index */
    const char *category; /* "": the total, else the first category */
} sen_wanted;

typedef struct {
    int32_t figure, period; /* of a plan; figure SEN_NONE: there is none */
} sen_found;

/* The measure of that id; SEN_NONE if there is none. */
int32_t sen_measure_by_id(const char *id);

/*
 * Looks over a census day, else a month, a year, the run, and there for the last period in which
 * some replicate has the figure: of all services, or of the first service, stage or team that has
 * it. *summary is of the figure found.
 */
sen_code sen_lookup(sen_found *found, sen_summary *summary, const sen_plan *plan, int32_t scenario,
                    sen_wanted wanted, const sen_columns *columns, sen_errors *errors);

/*
 * A scenario less the first, in the figure that was found in the first: difference->n is 0 where the
 * scenario has no such figure. smallest_that_matters and chances are left out.
 */
sen_code sen_lookup_difference(sen_difference *difference, const sen_plan *plans, int32_t scenario,
                               sen_wanted wanted, sen_found in_first, const sen_columns *columns,
                               sen_errors *errors);

#endif

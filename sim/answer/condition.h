/* SPDX-License-Identifier: MIT */
/* Conditions on results: "known_unmet_children[therapy] > 100". */
#ifndef SEN_ANSWER_CONDITION_H
#define SEN_ANSWER_CONDITION_H

#include "answer/figure_name.h"
#include "sen_report.h"

typedef struct {
    sen_figure_name name;
    enum { SEN_LESS, SEN_AT_MOST, SEN_MORE, SEN_AT_LEAST, SEN_EQUAL, SEN_UNEQUAL } op;
    double number;
} sen_condition;

/* Reads "MEASURE[category] OP NUMBER". SEN_USAGE, with what is allowed. */
sen_code sen_condition_read(sen_condition *condition, const char *text, sen_errors *errors);

/* SEN_USAGE, with the nearest name, if none of n plans has such a figure. Before a run. */
sen_code sen_condition_check(const sen_condition *condition, const sen_plan *plans, int32_t n,
                             sen_errors *errors);

/*
 * Looks at the means of the first `given` scenarios of the view. SEN_CONDITION, told once for each
 * scenario for which it holds.
 */
sen_code sen_condition_look(const sen_condition *condition, const sen_run_view *view, int32_t given,
                            sen_errors *errors);

#endif

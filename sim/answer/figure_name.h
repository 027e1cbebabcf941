/* SPDX-License-Identifier: MIT */
/* A figure as a command line names it: "known_unmet_children[therapy]". */
#ifndef SEN_ANSWER_FIGURE_NAME_H
#define SEN_ANSWER_FIGURE_NAME_H

#include "base/text.h"
#include "stats/plan.h"

enum { SEN_FIGURE_NAME_BYTES = 65 };

typedef struct {
    char measure[SEN_FIGURE_NAME_BYTES];
    char category[SEN_FIGURE_NAME_BYTES]; /* "": any */
} sen_figure_name;

/*
 * Reads "MEASURE[category]" from *at and moves on behind it; [category] may be left out. False,
 * and nothing is told, if there is none.
 */
bool sen_figure_name_read(sen_figure_name *name, const char **at);
void sen_figure_name_spell(const sen_figure_name *name, sen_text *text);

/*
 * SEN_USAGE, told of `option` with the nearest name, if there is no such measure or none of n plans
 * has such a figure.
 */
sen_code sen_figure_name_check(const sen_figure_name *name, const char *option,
                               const sen_plan *plans, int32_t n, sen_errors *errors);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * The register of numbers: every number that a scenario writes, each law that is a table and each
 * list of the first day, with its value or distribution, where it comes from and its grade. The
 * workbook and csv/dim/numbers.csv tell it. What is assumed in words stands in `assumptions`.
 *
 * Whole numbers that are rules rather than estimates (ages, dates, every how many weeks a panel
 * sits) have no grade and are not in it; `sendsim show` has them.
 */
#ifndef SEN_REPORT_REGISTER_H
#define SEN_REPORT_REGISTER_H

#include "base/text.h"
#include "model/model.h"
#include "sen_report.h"

typedef struct {
    const char *path;
    int32_t nth;              /* of this path: 1, then as later values come into force */
    const char *change;       /* dated change that makes it; "": it holds from the start */
    const char *kind;         /* fixed, uncertain, derived, table, first_day or unknown */
    bool has_value;           /* it is one number */
    double value;             /* fixed; first_day: children */
    const char *distribution; /* of the others: "from 4 to 16, most likely 9 (pert)"; else "" */
    const char *unit, *source;
    sen_grade grade;
    bool withheld; /* published, and about the lists of the first day: no value, no source */
} sen_register_row;

/* Strings live until the call returns. */
typedef void sen_register_each(void *to, const sen_register_row *row);

/*
 * Of the first scenario all, in the order of the scenario's keys; of a later one those that the
 * first has not just so. Returns false for want of memory.
 */
bool sen_register_tell(const sen_run_view *view, int32_t scenario, sen_register_each *tell,
                       void *to);

/*
 * The number that stands at the path on the first day: "from 4 to 16, most likely 9 places, a
 * placeholder". False, and nothing said, unless there is just one.
 */
bool sen_register_spell(sen_text *text, const sen_model *model, const char *path);

#endif

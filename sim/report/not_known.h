/* SPDX-License-Identifier: MIT */
/*
 * What we do not know: what the model leaves out, what is off in this run, what rests on
 * placeholders, what was not found, what the ranges do not cover. Page and workbook tell it in these
 * words; numbers are counted from the scenario and the run, never written down here.
 */
#ifndef SEN_REPORT_NOT_KNOWN_H
#define SEN_REPORT_NOT_KNOWN_H

#include "base/text.h"
#include "report/table.h"

/* One thing that is not known. why: the sort of reason, the same for neighbours. what: a few words.
 * words: a sentence or more. All are valid during the call only. */
typedef struct {
    const char *why, *what, *words;
} sen_not_known;

typedef void (*sen_not_known_each)(void *to, const sen_not_known *one);

/* "1,992 of the 2,053 numbers in A are placeholders ...": whole sentences. */
void sen_not_known_placeholders(sen_text *words, const sen_model *model);

/* The groups of which the scenario knows nothing; adds nothing where there is none. */
void sen_not_known_groups(sen_text *words, const sen_model *model);

/* All of them, in order; false for want of memory. shown: scenarios with letters. */
bool sen_not_known_tell(const sen_run_view *view, int32_t shown, sen_not_known_each tell, void *to);

#endif

/* SPDX-License-Identifier: MIT */
/* What the numbers of a scenario rest on, counted by part and grade; page and workbook show it. */
#ifndef SEN_REPORT_GRADES_H
#define SEN_REPORT_GRADES_H

#include <stddef.h>

#include "model/model.h"

enum { SEN_GRADE_PARTS = 32, SEN_GRADES = SEN_GRADE_UNKNOWN + 1 };

typedef struct {
    const char *path; /* borrowed from the model; its first `length` bytes name the part: needs */
    size_t length;
    int32_t counts[SEN_GRADES];
} sen_grade_part;

/* Parts in the order in which they come, of numbers that are written and of values that nobody
 * knows. Returns how many. */
int32_t sen_grade_parts(const sen_model *model, sen_grade_part parts[SEN_GRADE_PARTS]);

#endif

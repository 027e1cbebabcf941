/* SPDX-License-Identifier: MIT */
#include "report/grades.h"

#include <string.h>

/* The part that a path names; NULL: one too many. */
static sen_grade_part *part_of(sen_grade_part parts[SEN_GRADE_PARTS], int32_t *n, const char *path)
{
    const size_t length = strcspn(path, ".");
    for (int32_t p = 0; p < *n; p++)
        if (parts[p].length == length && strncmp(parts[p].path, path, length) == 0)
            return parts + p;
    if (*n == SEN_GRADE_PARTS) /* there are fewer keys at the root that hold numbers */
        return NULL;
    parts[*n] = (sen_grade_part){.path = path, .length = length};
    return parts + (*n)++;
}

static void count(sen_grade_part *part, sen_grade grade)
{
    if (part != NULL)
        part->counts[grade]++;
}

int32_t sen_grade_parts(const sen_model *model, sen_grade_part parts[SEN_GRADE_PARTS])
{
    int32_t n = 0;
    for (int32_t i = 0; i < model->n_numbers; i++)
        if (!model->numbers[i].implied)
            count(part_of(parts, &n, model->numbers[i].path), model->numbers[i].grade);
    for (int32_t u = 0; u < model->n_unknowns; u++) /* without prior there is no number */
        if (model->unknowns[u].grade == SEN_GRADE_UNKNOWN)
            count(part_of(parts, &n, model->unknowns[u].path), SEN_GRADE_UNKNOWN);
    return n;
}

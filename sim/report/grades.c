/* SPDX-License-Identifier: MIT */
#include "report/grades.h"

#include <string.h>

int32_t sen_grade_parts(const sen_model *model, sen_grade_part parts[SEN_GRADE_PARTS])
{
    int32_t n = 0;
    for (int32_t i = 0; i < model->n_numbers; i++) {
        const sen_number_spec *const number = model->numbers + i;
        const size_t length = strcspn(number->path, ".");
        int32_t p = 0;
        if (number->implied)
            continue;
        while (p < n &&
               (parts[p].length != length || strncmp(parts[p].path, number->path, length) != 0))
            p++;
        if (p == SEN_GRADE_PARTS) /* there are fewer keys at the root that hold numbers */
            continue;
        if (p == n)
            parts[n++] = (sen_grade_part){.path = number->path, .length = length};
        parts[p].counts[number->grade]++;
    }
    return n;
}

/* SPDX-License-Identifier: MIT */
#include "answer/least_effect.h"

#include <stdbool.h>

#include "stats/summary.h"

/* Ten times the difference at step / 20 of the effect, so that it stays whole. */
static int64_t ten_times(const sen_effect_columns *c, int32_t i, int32_t step)
{
    const int32_t middle = SEN_EFFECT_STEPS / 2;
    const int64_t figure =
        step <= middle ? c->none[i] * (middle - step) + c->half[i] * step
                       : c->half[i] * (SEN_EFFECT_STEPS - step) + c->full[i] * (step - middle);
    return figure - 10 * c->compared_with[i];
}

static bool has_all(const sen_effect_columns *c, int32_t i)
{
    return c->compared_with[i] != SEN_NO_FIGURE && c->none[i] != SEN_NO_FIGURE &&
           c->half[i] != SEN_NO_FIGURE && c->full[i] != SEN_NO_FIGURE;
}

static bool wins(const sen_effect_columns *columns, int32_t n, sen_better better, int32_t step,
                 int64_t *scratch)
{
    int32_t counted = 0;
    for (int32_t i = 0; i < n; i++)
        if (has_all(columns, i))
            scratch[counted++] = ten_times(columns, i, step);
    if (counted < 2)
        return false;
    const double mean = sen_exact_sum(scratch, counted) / counted;
    const double half_width = sen_student_975(counted - 1) * sen_standard_error(scratch, counted);
    return better == SEN_BETTER_LOWER ? mean + half_width < 0 : mean - half_width > 0;
}

int32_t sen_least_effect(const sen_effect_columns *columns, int32_t n, sen_better better,
                         int64_t *scratch)
{
    int32_t least = SEN_DOES_NOT_WIN;
    for (int32_t step = SEN_EFFECT_STEPS; better != SEN_BETTER_NEITHER && step >= 0; step--) {
        if (!wins(columns, n, better, step, scratch))
            break;
        least = step;
    }
    return least;
}

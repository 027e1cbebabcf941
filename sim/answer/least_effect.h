/* SPDX-License-Identifier: MIT */
/*
 * How much of an assumed change of behaviour must come true for the scenario still to win. An
 * assumption's full effect is not a finding; the least effect at which it helps is worth knowing.
 */
#ifndef SEN_ANSWER_LEAST_EFFECT_H
#define SEN_ANSWER_LEAST_EFFECT_H

#include <stdint.h>

#include "sen_result.h"

enum { SEN_EFFECT_STEPS = 20, SEN_DOES_NOT_WIN = -1 };

/* One figure of n replicates: of the scenario compared with, and of this one with none, half and
 * all of the effect. Whole units below 2^57 in size, or SEN_NO_FIGURE. */
typedef struct {
    const int64_t *compared_with, *none, *half, *full;
} sen_effect_columns;

/*
 * Twentieths of the effect, 0 (it wins without) to 20, or SEN_DOES_NOT_WIN.
 *
 * A replicate without a figure in any column is left out. Between none, half and full each
 * replicate's figure is interpolated. The scenario wins at an effect if the 95 % interval of the
 * mean difference (Student t) lies wholly on the better side; the answer is the least effect from
 * which on it wins at every step up to the full one. scratch: room for n.
 */
int32_t sen_least_effect(const sen_effect_columns *columns, int32_t n, sen_better better,
                         int64_t *scratch);

#endif

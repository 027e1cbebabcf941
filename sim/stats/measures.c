/* SPDX-License-Identifier: MIT */
#include "sen_result.h"

const sen_measure sen_measures[SEN_MEASURE_COUNT] = {
#define SEN_MEASURE_ROW(name, id, unit, decimals, divisor, better, label, definition) \
    {id, unit, decimals, divisor, better, label, definition},
    SEN_MEASURES(SEN_MEASURE_ROW)
#undef SEN_MEASURE_ROW
};

const char *sen_better_id(sen_better better)
{
    static const char *const ids[] = {"lower", "higher", "neither"};
    return ids[better];
}

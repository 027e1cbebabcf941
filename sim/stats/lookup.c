/* SPDX-License-Identifier: MIT */
#include "stats/lookup.h"

#include <stdlib.h>
#include <string.h>

int32_t sen_measure_by_id(const char *id)
{
    for (int32_t m = 0; m < SEN_MEASURE_COUNT; m++)
        if (strcmp(sen_measures[m].id, id) == 0)
            return m;
    return SEN_NONE;
}

/* Of two figures of a measure, the one without a category, then the first in order. */
static int32_t figure_of(const sen_plan *plan, int32_t type, sen_wanted wanted)
{
    int32_t first = SEN_NONE;
    for (int32_t f = 0; f < plan->n_figures; f++) {
        const sen_figure *const figure = plan->figures + f;
        const char *const own = figure->key[SEN_KEY_CATEGORY];
        if (figure->period_type != type || figure->measure != wanted.measure ||
            figure->key[SEN_KEY_GROUP1][0] != '\0' || figure->key[SEN_KEY_FUNDER][0] != '\0')
            continue;
        if (strcmp(own, wanted.category) == 0)
            return f;
        if (wanted.category[0] == '\0' && first == SEN_NONE)
            first = f;
    }
    return first;
}

sen_code sen_lookup(sen_found *found, sen_summary *summary, const sen_plan *plan, int32_t scenario,
                    sen_wanted wanted, const sen_columns *columns, sen_errors *errors)
{
    static const sen_period_type types[] = {SEN_PERIOD_CENSUS_DAY,    SEN_PERIOD_MONTH,
                                            SEN_PERIOD_ACADEMIC_YEAR, SEN_PERIOD_FINANCIAL_YEAR,
                                            SEN_PERIOD_CALENDAR_YEAR, SEN_PERIOD_RUN};
    *found = (sen_found){SEN_NONE, SEN_NONE};
    *summary = (sen_summary){0};
    for (size_t t = 0; t < sizeof types / sizeof *types; t++) {
        const int32_t f = figure_of(plan, types[t], wanted);
        for (int32_t p = plan->n_periods[types[t]] - 1; f != SEN_NONE && p >= 0; p--) {
            const sen_code code = sen_fold_one(summary, plan, scenario, f, p, columns, errors);
            if (code != SEN_OK)
                return code;
            if (summary->n > 0) {
                *found = (sen_found){f, p};
                return SEN_OK;
            }
        }
    }
    return SEN_OK;
}

sen_code sen_lookup_difference(sen_difference *difference, const sen_plan *plans, int32_t scenario,
                               sen_wanted wanted, sen_found in_first, const sen_columns *columns,
                               sen_errors *errors)
{
    const int32_t type = plans[0].figures[in_first.figure].period_type;
    const int32_t figure = figure_of(plans + scenario, type, wanted);
    *difference = (sen_difference){0};
    if (figure == SEN_NONE || in_first.period >= plans[scenario].n_periods[type])
        return SEN_OK;
    const sen_figure_at own = {plans + scenario, scenario, figure, in_first.period};
    const sen_figure_at first = {plans, 0, in_first.figure, in_first.period};
    return sen_fold_difference(difference, own, first, columns, errors);
}

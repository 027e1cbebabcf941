/* SPDX-License-Identifier: MIT */
/*
 * From first concern to first help. The concern is the first day on which a requirement is there and
 * somebody has noticed a need that causes it, whether an agency has identified it yet or not; help is
 * the first day on which it is met, elsewhere or in part. What lies between them (being identified,
 * passed on, refused, waiting, asked for again) is one time to the family.
 *
 * Concerns of before day 0 are in no figure: the opening says what is listed and served today, not
 * what was helped once. So a year's figures are of those whose concern arose in it, all of whom the
 * run follows for a year: with nobody lost from sight on the way, the share who were helped by then is
 * the Aalen-Johansen estimate with ending otherwise as the competing exit.
 */
#include <string.h>

#include "engine/booking.h"
#include "engine/workspace.h"

void sen_concerns_take(sen_state_block *s)
{
    s->concerns = sen_take(s, s->world->n_requirements, sizeof *s->concerns);
    for (int32_t q = 0; s->concerns != NULL && q < s->world->n_requirements; q++)
        s->concerns[q] = (sen_concern){SEN_NONE, SEN_NONE};
    memset(s->concern_figures, 0, sizeof s->concern_figures);
    for (int32_t k = 0; k < s->plan->n_series; k++) {
        const int32_t type = s->plan->series[k].period_type;
        if (s->plan->series[k].source == SEN_FROM_CONCERNS && s->concern_figures[type] == NULL)
            s->concern_figures[type] =
                sen_take(s, (int64_t)s->model->n_kinds * s->plan->n_periods[type],
                         SEN_CONCERN_FIGURES * sizeof(int64_t));
    }
}

void sen_concern_raised(sen_state_block *s, int32_t requirement)
{
    sen_concern *const concern = s->concerns + requirement;
    if (concern->noticed_day == SEN_NONE)
        concern->noticed_day = s->opening || s->placing_opening ? SEN_LONG_AGO : s->day;
}

void sen_concern_noticed(sen_state_block *s, int32_t need)
{
    const sen_child_need *const of = s->world->needs + need;
    const sen_child *const child = s->world->children + of->child;
    for (int32_t q = child->first_requirement; q < child->first_requirement + child->n_requirements;
         q++)
        if (s->cases[q].flags & SEN_CASE_ACTIVE && s->world->requirements[q].causes >> of->need & 1)
            sen_concern_raised(s, q);
}

/* Adds what became of one concern to the period in which it arose. */
static void count_concern(sen_state_block *s, int32_t type, int32_t requirement)
{
    const sen_requirement *const of = s->world->requirements + requirement;
    const sen_concern *const concern = s->concerns + requirement;
    const int32_t periods = s->plan->n_periods[type];
    int32_t p = periods - 1;
    while (p >= 0 && concern->noticed_day < s->plan->periods[type][p].from_day)
        p--;
    if (p < 0)
        return;
    int64_t *const figures =
        s->concern_figures[type] + ((int64_t)of->kind * periods + p) * SEN_CONCERN_FIGURES;
    figures[SEN_CONCERN_RAISED]++;
    if (concern->helped_day != SEN_NONE &&
        concern->helped_day - concern->noticed_day < SEN_WAIT_AGES) {
        figures[SEN_CONCERN_HELPED]++;
        figures[SEN_CONCERN_HELPED_DAYS] += concern->helped_day - concern->noticed_day;
    } else if (of->end_day - concern->noticed_day < SEN_WAIT_AGES && of->end_day < s->n_days) {
        figures[SEN_CONCERN_GONE]++;
    }
}

void sen_concerns_end(sen_state_block *s)
{
    for (int32_t q = 0; q < s->world->n_requirements; q++)
        for (int32_t type = 0; s->concerns[q].noticed_day >= 0 && type < SEN_PERIOD_TYPES; type++)
            if (s->concern_figures[type] != NULL)
                count_concern(s, type, q);
}

int64_t sen_concerns_figure(const sen_state_block *s, const sen_series *series, int32_t period)
{
    const int32_t type = series->period_type;
    const int32_t watched = s->n_days - s->plan->periods[type][period].to_day + 1;
    if (series->b != SEN_CONCERN_RAISED && watched < SEN_WAIT_AGES)
        return SEN_NO_FIGURE;
    return s->concern_figures[type][((int64_t)series->a * s->plan->n_periods[type] + period) *
                                        SEN_CONCERN_FIGURES +
                                    series->b];
}

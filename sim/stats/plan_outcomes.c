/* SPDX-License-Identifier: MIT */
/* Outcomes by need, and what feedback loops add. What is off is told as not modelled, never as 0. */
#include "stats/plan_build.h"

static void tell_outcome(sen_plan_build *build, const sen_figure *about, int32_t o, int32_t need)
{
    const sen_model *const model = build->model;
    const bool all = need == SEN_NONE;
    sen_series flow = {
        .source = SEN_FROM_COUNTERS, .n = all ? model->n_needs : 1, .stride = SEN_OUTCOME_FLOWS};
    const int32_t first = all ? 0 : need;
    flow.at = sen_plan_outcome(build->plan, o, first, SEN_OUTCOME_EXPOSED);
    const sen_series exposed = flow;
    flow.at = sen_plan_outcome(build->plan, o, first, SEN_OUTCOME_CHILDREN);
    const sen_series children = flow;
    flow.at = sen_plan_outcome(build->plan, o, first, SEN_OUTCOME_EVENTS);
    const sen_series events = flow;
    const sen_period_type year = SEN_PERIOD_ACADEMIC_YEAR;
    const sen_outcome_counts counts = (sen_outcome_counts)model->outcomes[o].counts;
    if (counts == SEN_OUTCOME_OF_CHILDREN || counts == SEN_OUTCOME_OF_EVENTS)
        sen_plan_tell_own(build, about, SEN_MEASURE_OUTCOME_CHILDREN, &children, year);
    if (counts == SEN_OUTCOME_OF_EVENTS)
        sen_plan_tell_own(build, about, SEN_MEASURE_OUTCOME_EVENTS, &events, year);
    if (counts == SEN_OUTCOME_OF_SESSIONS)
        sen_plan_tell_own(build, about, SEN_MEASURE_OUTCOME_SESSIONS, &events, year);
    sen_plan_sum sum = {.reading = SEN_READ_OWN, .n_above = 1, .n_below = 1};
    const sen_series *const above = counts == SEN_OUTCOME_OF_CHILDREN ? &children : &events;
    sum.above[0] = (sen_term){sen_plan_keep(build, above, year), 1};
    sum.below[0] = (sen_term){sen_plan_keep(build, &exposed, year), 1};
    sen_plan_tell(build, about,
                  counts == SEN_OUTCOME_OF_POINTS ? SEN_MEASURE_OUTCOME_POINTS
                                                  : SEN_MEASURE_OUTCOME_RATE,
                  year, &sum);
}

void sen_plan_outcomes(sen_plan_build *build)
{
    const sen_model *const model = build->model;
    for (int32_t o = 0; o < model->n_outcomes && !model->plain_clock; o++) {
        const sen_outcome *const outcome = model->outcomes + o;
        sen_figure about = sen_figure_about(outcome->grade);
        about.key[SEN_KEY_CATEGORY] = outcome->id;
        about.same_whatever = !outcome->modelled;
        tell_outcome(build, &about, o, SEN_NONE);
        about.key[SEN_KEY_GROUP1_TYPE] = sen_plan_type_id(model, SEN_BY_NEED);
        for (int32_t n = 0; n < model->n_needs; n++) {
            if (!(outcome->needs >> n & 1))
                continue;
            about.key[SEN_KEY_GROUP1] = model->needs[n].id;
            tell_outcome(build, &about, o, n);
        }
    }
    for (int32_t l = 0; l < model->n_loops; l++) {
        if (model->loops[l].what != SEN_LOOP_UNMET_ASKS)
            continue;
        sen_figure about = sen_figure_about(model->loops[l].grade);
        about.key[SEN_KEY_CATEGORY] = model->loops[l].id;
        about.same_whatever = about.off = model->loop_set == 0;
        const sen_series asked = {
            .source = SEN_FROM_COUNTERS, .at = build->plan->loops_at + l, .n = 1, .stride = 1};
        sen_plan_tell_yearly(build, &about, SEN_MEASURE_LOOP_REFERRALS, &asked);
    }
}

/* SPDX-License-Identifier: MIT */
/*
 * What is lost when children go up a phase on 1 September: of what was known and not yet acted on, a
 * share does not follow them, and stands as lost until it is looked at afresh.
 *
 * Luck (SEN_CHANCE_TRANSITION; transition, child; kind and occasion): lost | found after.
 */
#include "engine/case.h"

static void enter_year(sen_state_block *s, int32_t t, const sen_child *child)
{
    const sen_transition *const transition = s->rules->transitions + t;
    const int32_t end = child->first_requirement + child->n_requirements;
    for (int32_t q = child->first_requirement; q < end; q++) {
        const sen_requirement *const of = s->world->requirements + q;
        sen_rng rng = sen_luck(s, SEN_CHANCE_TRANSITION, t, child->number,
                               (uint32_t)of->kind << 3 | (uint32_t)(of->occasion & 7));
        const uint64_t word = sen_rng_next(&rng);
        if (sen_case_is_to_come(s, q) && sen_coin(s, transition->lost, sen_word_high(word)))
            sen_case_forget(s, q,
                            transition->found_after == SEN_NONE
                                ? SEN_NEVER
                                : sen_days_of(s, transition->found_after, sen_word_low(word)));
    }
}

void sen_transitions_today(sen_state_block *s)
{
    for (int32_t t = 0; t < s->model->n_transitions; t++) {
        const sen_year_group group = sen_year_group_of(s, s->rules->transitions[t].school_year);
        for (int32_t c = group.first; c < group.last; c++) {
            const sen_child *const child = s->world->children + c;
            if (child->arrive_day <= s->day && s->day < child->leave_day)
                enter_year(s, t, child);
        }
    }
}

/* SPDX-License-Identifier: MIT */
/*
 * Feedback loops, on the first of each month. They act on the scenario's state, never on the world.
 *
 * Unmet need asks: a child whose requirement of one of the kinds has been known and unmet on so many
 * firsts in a row asks for another service at a hazard, once in twelve months. Where it requires that
 * help the requirement is referred, seen or not before; else the referral serves none, and uses
 * capacity as a false alarm does.
 * A list's length, against day 0, changes the share referred to a service or the posts filled of a
 * team: by (size + 5) / (size then + 5) to the power of the elasticity, between a half and twice.
 *
 * Luck (SEN_CHANCE_LOOP; loop, child; month and kind): a coin.
 */
#include "base/log_exp.h"
#include "engine/case.h"
#include "engine/referral.h"

enum { REST_MONTHS = 12, MONTHS_A_YEAR = 12, FLOOR = 5, LONGEST = 255 };

static bool is_known_unmet(const sen_case *c)
{
    return c->flags & SEN_CASE_ACTIVE && c->state != SEN_MET && c->state != SEN_MET_ELSEWHERE &&
           c->state != SEN_NOT_WANTED && c->state != SEN_UNNOTICED;
}

static void ask(sen_state_block *s, int32_t l, int32_t requirement)
{
    const sen_loop *const loop = s->model->loops + l;
    const int32_t child = s->world->requirements[requirement].child;
    const uint32_t month = (uint32_t)s->loop_months;
    if (!sen_case_ask(s, child, loop->service) && !sen_case_has_kind_of(s, child, loop->service))
        sen_referral_false(s, child, loop->service, month << 6 | (uint32_t)l);
    sen_count(s, s->plan->loops_at + l, 1);
}

static void unmet_asks(sen_state_block *s, int32_t l)
{
    const sen_loop *const loop = s->model->loops + l;
    const double hazard = sen_value(s->draw, loop->now) / MONTHS_A_YEAR;
    const uint64_t chance = sen_chance_threshold(-sen_expm1(-hazard));
    uint8_t *const rest = s->loop_rest + (size_t)l * (size_t)s->world->n_requirements;
    for (int32_t q = 0; q < s->world->n_requirements; q++) {
        const sen_requirement *const of = s->world->requirements + q;
        if (rest[q] > 0)
            rest[q]--;
        if (!(loop->kinds >> of->kind & 1) || s->unmet_months[q] < loop->months || rest[q] > 0)
            continue;
        const sen_child *const child = s->world->children + of->child;
        const int32_t age = sen_age_today(s, child);
        sen_rng rng = sen_luck(s, SEN_CHANCE_LOOP, l, child->number,
                               (uint32_t)s->loop_months << 8 | (uint32_t)of->kind << 3 |
                                   (uint32_t)(of->occasion & 7));
        if (age < loop->from_age || age >= loop->to_age ||
            sen_word_high(sen_rng_next(&rng)) >= chance)
            continue;
        rest[q] = REST_MONTHS;
        ask(s, l, q);
    }
}

/* What a list's length makes of a share. */
static double pressure(const sen_state_block *s, int32_t l)
{
    const sen_loop *const loop = s->model->loops + l;
    const double now = s->queues[loop->team].list.size + FLOOR;
    const double times = sen_pow(now / (s->loop_list[l] + FLOOR), sen_value(s->draw, loop->now));
    return times < 0.5 ? 0.5 : times > 2.0 ? 2.0 : times;
}

static void note_unmet(sen_state_block *s)
{
    for (int32_t q = 0; q < s->world->n_requirements; q++)
        s->unmet_months[q] = !is_known_unmet(s->cases + q)  ? 0
                             : s->unmet_months[q] < LONGEST ? (uint8_t)(s->unmet_months[q] + 1)
                                                            : LONGEST;
}

void sen_loops_begin(sen_state_block *s)
{
    s->loop_months = 0;
    for (int32_t v = 0; v < s->model->n_services; v++)
        s->asking_times[v] = 1.0;
    for (int32_t t = 0; t < s->model->n_teams; t++)
        s->posts_times[t] = 1.0;
}

void sen_loops_today(sen_state_block *s)
{
    if (s->model->loop_set == 0 || s->model->n_loops == 0)
        return;
    if (s->day == 0)
        for (int32_t l = 0; l < s->model->n_loops; l++)
            if (s->model->loops[l].what != SEN_LOOP_UNMET_ASKS)
                s->loop_list[l] = s->queues[s->model->loops[l].team].list.size;
    if (s->today.day != 1)
        return;
    s->loop_months++;
    note_unmet(s);
    for (int32_t l = 0; l < s->model->n_loops; l++) {
        const sen_loop *const loop = s->model->loops + l;
        switch (loop->what) {
        case SEN_LOOP_UNMET_ASKS:
            unmet_asks(s, l);
            break;
        case SEN_LOOP_LIST_ASKING:
            s->asking_times[loop->service] = pressure(s, l);
            break;
        case SEN_LOOP_LIST_POSTS:
        default:
            s->posts_times[loop->posts_team] = pressure(s, l);
            if (s->capacity_day > s->day + 1)
                s->capacity_day = s->day + 1; /* capacities are set anew tomorrow */
            break;
        }
    }
}

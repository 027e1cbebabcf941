/* SPDX-License-Identifier: MIT */
/*
 * Parts of the time a service is held to: a target between two stages, beside the clock of the whole.
 *
 * A part begins on joining a stage, or at the referral, and ends when a stage is finished or decided
 * against. Late ones are counted once, when that comes to light. A closure long enough exempts: the
 * case then counts as neither in time nor late (SEND Regulations 2014 reg 13(3)). The regulation asks
 * when advice was sought of a school: from a week before it closes until a week before it opens. So
 * an exemption may hang on the day on which another part began.
 */
#include "engine/referral.h"

/* A day is kept with LONG_BEFORE added: a review that is open on day 0 has begun before it. */
enum { NOT_BEGUN = -1, WEEK = 7, LONG_BEFORE = 16384 };

static int32_t part_began(const sen_state_block *s, int32_t i, int32_t p)
{
    return s->more[i].part_day[p] - LONG_BEFORE;
}

/* Days the part has run; NOT_BEGUN if it has not begun or is over. */
static int32_t part_days(const sen_state_block *s, int32_t i, int32_t p)
{
    const sen_referral_more *const more = s->more + i;
    const sen_part *const part = sen_service_of(s, s->referrals + i)->parts + p;
    if (more->parts_over >> p & 1)
        return NOT_BEGUN;
    if (part->from_stage != SEN_NONE)
        return more->parts_begun >> p & 1 ? s->day - part_began(s, i, p) : NOT_BEGUN;
    return s->referrals[i].flags & SEN_BRANCH ? NOT_BEGUN : s->day - s->referrals[i].clock_day;
}

/* Was the calendar closed for so many days in a row that touch [day, last]? Before day 0 nothing is
 * known of it, and it counts as open. */
static bool touches_closure(const sen_state_block *s, const sen_part *part, int32_t day,
                            int32_t last)
{
    const uint8_t *const open = s->model->calendars[part->exempt_calendar].open;
    int32_t run = 0;
    day = day < 0 ? 0 : day;
    while (day > 0 && !open[day - 1])
        day--;
    for (; day < s->n_days && (day <= last || (run > 0 && !open[day])); day++) {
        run = open[day] ? 0 : run + 1;
        if (run >= part->exempt_days)
            return true;
    }
    return false;
}

static bool is_exempt(const sen_state_block *s, int32_t i, const sen_part *part, int32_t days)
{
    if (part->exempt_calendar == SEN_NONE)
        return false;
    if (part->exempt_begins == SEN_NONE)
        return touches_closure(s, part, s->day - days, s->day);
    const int32_t begun = part_began(s, i, part->exempt_begins) + WEEK;
    return (s->more[i].parts_begun >> part->exempt_begins & 1) != 0 && begun >= 0 &&
           begun < s->n_days && !s->model->calendars[part->exempt_calendar].open[begun] &&
           touches_closure(s, part, begun, begun);
}

static void count(sen_state_block *s, int32_t i, int32_t p, sen_part_flow flow)
{
    const sen_service *const service = sen_service_of(s, s->referrals + i);
    sen_count(s, sen_plan_part(s->plan, service->first_part + p, flow), 1);
}

/* true: late, and not exempt. */
static bool breach(sen_state_block *s, int32_t i, int32_t p, int32_t days)
{
    const sen_part *const part = sen_service_of(s, s->referrals + i)->parts + p;
    if (days < part->target_days || is_exempt(s, i, part, days))
        return false;
    if (!(s->more[i].parts_breached >> p & 1)) {
        s->more[i].parts_breached |= (uint8_t)(1u << p);
        count(s, i, p, SEN_PART_BREACHES);
    }
    return true;
}

void sen_parts_begin(sen_state_block *s, int32_t i, uint8_t parts, int32_t day)
{
    sen_referral_more *const more = s->more + i;
    SEN_BUG_UNLESS(parts == 0 || day >= -LONG_BEFORE);
    for (uint32_t left = parts; left != 0; left &= left - 1) {
        const int32_t p = __builtin_ctz(left);
        more->parts_begun |= (uint8_t)(1u << p);
        more->parts_over &= (uint8_t) ~(1u << p);
        more->part_day[p] = (uint16_t)(day + LONG_BEFORE);
    }
}

void sen_parts_end(sen_state_block *s, int32_t i, uint8_t parts)
{
    for (uint32_t left = parts; left != 0; left &= left - 1) {
        const int32_t p = __builtin_ctz(left);
        const int32_t days = part_days(s, i, p);
        if (days == NOT_BEGUN)
            continue;
        const sen_part *const part = sen_service_of(s, s->referrals + i)->parts + p;
        const bool late = breach(s, i, p, days);
        count(s, i, p,
              late                       ? SEN_PART_LATE
              : days < part->target_days ? SEN_PART_IN_TIME
                                         : SEN_PART_EXEMPT);
        s->more[i].parts_over |= (uint8_t)(1u << p);
    }
}

void sen_parts_leave(sen_state_block *s, int32_t i)
{
    const int32_t n = sen_service_of(s, s->referrals + i)->n_parts;
    for (int32_t p = 0; p < n; p++) {
        const int32_t days = part_days(s, i, p);
        if (days != NOT_BEGUN)
            breach(s, i, p, days);
    }
}

void sen_parts_count_open(sen_state_block *s, int32_t i)
{
    const sen_service *const service = sen_service_of(s, s->referrals + i);
    for (int32_t p = 0; p < service->n_parts; p++) {
        const int32_t days = part_days(s, i, p);
        if (days != NOT_BEGUN && breach(s, i, p, days))
            s->parts_late[service->first_part + p]++;
    }
}

void sen_parts_open(sen_state_block *s, int32_t i)
{
    const sen_service *const service = sen_service_of(s, s->referrals + i);
    const sen_stage *const stage = service->stages + s->referrals[i].stage;
    const int32_t at = stage->branch_of != SEN_NONE ? stage->branch_of : s->referrals[i].stage;
    for (int32_t p = 0; p < service->n_parts; p++) {
        const sen_part *const part = service->parts + p;
        if (part->to_stage < at)
            s->more[i].parts_over |= (uint8_t)(1u << p);
        else if (part_days(s, i, p) >= part->target_days)
            s->more[i].parts_breached |= (uint8_t)(1u << p);
    }
}

/* SPDX-License-Identifier: MIT */
/*
 * Terms, holidays and working days as tables of days of the run. What a calendar says may change at
 * a date; the table then follows the rules in force on each day.
 */
#ifndef SEN_MODEL_CALENDAR_H
#define SEN_MODEL_CALENDAR_H

#include "base/date.h"
#include "model/fields.h"

enum { SEN_ALL_WEEKDAYS = 0x7F, SEN_WORKING_WEEKDAYS = 0x1F };

typedef struct {
    int32_t from_day, to_day; /* [from, to) */
} sen_day_range;

/* What one calendar says. */
typedef struct {
    const char *id, *title;
    uint8_t weekdays;      /* dated: bit 0 Monday; a day of another weekday is closed */
    sen_day_range *closed; /* dated: days of the run */
    int32_t n_closed;
    int32_t every_days;  /* plain: repeats after so many days */
    sen_day_range *open; /* plain: open days of the repeat; none: all */
    int32_t n_open;
} sen_calendar_rule;

/* Write days [from_day, to_day) of a table whose day 0 is start_date. */
void sen_calendar_fill(sen_calendar *calendar, const sen_calendar_rule *rule, int32_t start_date,
                       bool plain, int32_t from_day, int32_t to_day);

/* Count open days of days 0 .. days. */
void sen_calendar_count(sen_calendar *calendar, int32_t days);

/* Open days in [from, to), days of the run. */
static inline int32_t sen_calendar_open_days(const sen_calendar *calendar, int32_t from, int32_t to)
{
    return calendar->open_before[to] - calendar->open_before[from];
}

/* uint8_t of weekdays at the row's offset from ["mon", ...]; mon..fri, or all as the row says. */
sen_read_own sen_read_weekdays;

#endif

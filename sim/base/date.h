/* SPDX-License-Identifier: MIT */
/*
 * The real calendar as day numbers: int32 days since 1970-01-01 in the proleptic Gregorian
 * calendar, years 1 to 9999. Pure functions. Terms and holidays are not known here.
 *
 * One rule for a day that a month does not have: it becomes the first of the next month, so a child
 * born on 29 February has its birthday on 1 March in common years, and 12 months equal one year.
 */
#ifndef SEN_BASE_DATE_H
#define SEN_BASE_DATE_H

#include <stdbool.h>
#include <stdint.h>

typedef struct {
    int32_t year, month, day; /* month and day from 1 */
} sen_civil;

enum { SEN_MONDAY, SEN_TUESDAY, SEN_WEDNESDAY, SEN_THURSDAY, SEN_FRIDAY, SEN_SATURDAY, SEN_SUNDAY };

/* Strict "YYYY-MM-DD" of a day that exists, years 0001 to 9999, nothing after it. */
bool sen_date_parse(const char *string, int32_t *day);

/* "YYYY-MM-DD" for a day within those years. */
void sen_date_write(int32_t day, char out[11]);

static inline bool sen_year_is_leap(int32_t year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static inline int32_t sen_month_days(int32_t year, int32_t month)
{
    if (month == 2)
        return sen_year_is_leap(year) ? 29 : 28;
    return 30 + ((month + (month > 7)) & 1);
}

/*
 * Day number of a civil date. The year is counted from 1 March, so the leap day is the last, and
 * the days before a month are a linear floor, (153 m + 2) / 5 with m from March.
 */
static inline int32_t sen_day_of(int32_t year, int32_t month, int32_t day)
{
    const int32_t from_march = month > 2 ? month - 3 : month + 9;
    const int32_t y = (month > 2 ? year : year - 1) + 400; /* no negative division from year -399 */
    return y * 365 + y / 4 - y / 100 + y / 400 + (153 * from_march + 2) / 5 + day - 1 - 719468 -
           146097;
}

static inline sen_civil sen_civil_of(int32_t day)
{
    const int32_t z = day + 719468 + 146097;
    const int32_t cycle = z / 146097, in_cycle = z % 146097; /* cycles of 400 years */
    const int32_t y = (in_cycle - in_cycle / 1460 + in_cycle / 36524 - in_cycle / 146096) / 365;
    const int32_t in_year = in_cycle - (365 * y + y / 4 - y / 100);
    const int32_t from_march = (5 * in_year + 2) / 153;
    sen_civil civil;
    civil.day = in_year - (153 * from_march + 2) / 5 + 1;
    civil.month = from_march < 10 ? from_march + 3 : from_march - 9;
    civil.year = y + 400 * cycle - 400 + (civil.month <= 2);
    return civil;
}

/* 0 Monday to 6 Sunday. 1970-01-01 was a Thursday; 719,467 makes the sum positive from year 1. */
static inline int32_t sen_weekday(int32_t day)
{
    return (day + 3 + 719467) % 7;
}

/* The day `months` later (or earlier, if negative), by the rule above. */
static inline int32_t sen_day_add_months(int32_t day, int32_t months)
{
    const sen_civil civil = sen_civil_of(day);
    const int32_t total = civil.year * 12 + civil.month - 1 + months;
    const int32_t year = total / 12, month = total % 12 + 1;
    const int32_t last = sen_month_days(year, month);
    return civil.day <= last ? sen_day_of(year, month, civil.day)
                             : sen_day_of(year, month, last) + 1;
}

static inline int32_t sen_day_add_years(int32_t day, int32_t years)
{
    return sen_day_add_months(day, 12 * years);
}

/* The day a child born on birth_day becomes `age` years old. */
static inline int32_t sen_birthday(int32_t birth_day, int32_t age)
{
    return sen_day_add_years(birth_day, age);
}

/* Completed years on a day not before birth. */
static inline int32_t sen_age_years(int32_t birth_day, int32_t day)
{
    const int32_t age = sen_civil_of(day).year - sen_civil_of(birth_day).year;
    return age - (day < sen_birthday(birth_day, age));
}

/* A date of birth, for who asks often: no division. */
typedef struct {
    int16_t year;
    uint8_t month, day;
} sen_born;

static inline sen_born sen_born_of(sen_civil civil)
{
    return (sen_born){(int16_t)civil.year, (uint8_t)civil.month, (uint8_t)civil.day};
}

/* As sen_age_years: of 29 February it is 1 March that comes after it in a common year. */
static inline int32_t sen_born_age(sen_born born, sen_civil on)
{
    return on.year - born.year - (32 * on.month + on.day < 32 * born.month + born.day);
}

/* As sen_birthday: the 29th day of a February that has 28 is 1 March. */
static inline int32_t sen_born_birthday(sen_born born, int32_t age)
{
    return sen_day_of(born.year + age, born.month, born.day);
}

static inline int32_t sen_september_first(int32_t year)
{
    return sen_day_of(year, 9, 1);
}

/* First day of the month, calendar year, financial year (1 April), academic year (1 September). */
static inline int32_t sen_month_start(int32_t day)
{
    return day - sen_civil_of(day).day + 1;
}

static inline int32_t sen_next_month_start(int32_t day)
{
    return sen_day_add_months(sen_month_start(day), 1);
}

/* The calendar year in which the year that begins on the first of `month` and holds `day` began. */
static inline int32_t sen_year_from_month(int32_t day, int32_t month)
{
    const sen_civil civil = sen_civil_of(day);
    return civil.year - (civil.month < month);
}

static inline int32_t sen_calendar_year_start(int32_t day)
{
    return sen_day_of(sen_civil_of(day).year, 1, 1);
}

static inline int32_t sen_financial_year_start(int32_t day)
{
    return sen_day_of(sen_year_from_month(day, 4), 4, 1);
}

static inline int32_t sen_academic_year_start(int32_t day)
{
    return sen_day_of(sen_year_from_month(day, 9), 9, 1);
}

#endif

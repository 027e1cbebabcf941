/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <time.h>

#include "base/date.h"

static int32_t day_of(const char *string)
{
    int32_t day;
    cr_assert(sen_date_parse(string, &day), "%s", string);
    return day;
}

static void expect_date(int32_t day, const char *expected)
{
    char out[11];
    sen_date_write(day, out);
    cr_assert(eq(str, out, (char *)expected));
}

Test(date, counts_days_from_1970)
{
    cr_assert(eq(i32, day_of("1970-01-01"), 0));
    cr_assert(eq(i32, day_of("1969-12-31"), -1));
    cr_assert(eq(i32, day_of("2000-03-01"), 11017));
    cr_assert(eq(i32, day_of("2025-01-16"), 20104));
}

Test(date, equals_the_c_library_day_by_day)
{
    for (int32_t day = -80000; day < 80000; day++) {
        const time_t seconds = (time_t)day * 86400;
        struct tm tm;
        gmtime_r(&seconds, &tm);
        const sen_civil civil = sen_civil_of(day);
        cr_assert(civil.year == tm.tm_year + 1900 && civil.month == tm.tm_mon + 1 &&
                  civil.day == tm.tm_mday);
        cr_assert(sen_day_of(civil.year, civil.month, civil.day) == day);
        cr_assert(sen_weekday(day) == (tm.tm_wday + 6) % 7);
    }
}

Test(date, reads_back_what_it_writes_from_year_1_to_9999)
{
    int32_t before = sen_day_of(1, 1, 1) - 1;
    expect_date(before + 1, "0001-01-01");
    for (int32_t year = 1; year <= 9999; year++)
        for (int32_t month = 1; month <= 12; month++) {
            const int32_t day = sen_day_of(year, month, sen_month_days(year, month));
            cr_assert(day - before == sen_month_days(year, month));
            before = day;
            char out[11];
            sen_date_write(day, out);
            cr_assert(day_of(out) == day);
        }
    expect_date(before, "9999-12-31");
}

Test(date, refuses_what_is_not_exactly_a_date)
{
    static const char *const bad[] = {
        "",           "2025",       "2025-1-16",  "2025-01-16 ", " 2025-01-16", "2025-02-29",
        "2025-13-01", "2025-00-10", "2025-01-00", "2025-04-31",  "0000-01-01",  "2025/01/16",
        "25-01-16",   "2025-01-1",  "1900-02-29", "+025-01-16"};
    int32_t day = 7;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        cr_assert(not(sen_date_parse(bad[i], &day)), "%s", bad[i]);
    cr_assert(eq(i32, day, 7));
}

Test(date, a_child_of_29_february_has_its_birthday_on_1_march_in_common_years)
{
    const int32_t birth = day_of("2024-02-29");
    expect_date(sen_birthday(birth, 1), "2025-03-01");
    expect_date(sen_birthday(birth, 4), "2028-02-29");
    expect_date(sen_birthday(birth, 76), "2100-03-01");
    cr_assert(eq(i32, sen_age_years(birth, day_of("2025-02-28")), 0));
    cr_assert(eq(i32, sen_age_years(birth, day_of("2025-03-01")), 1));
    cr_assert(eq(i32, sen_age_years(birth, day_of("2028-02-28")), 3));
    cr_assert(eq(i32, sen_age_years(birth, day_of("2028-02-29")), 4));
}

Test(date, months_go_to_the_same_day_or_to_the_first_of_the_next)
{
    expect_date(sen_day_add_months(day_of("2025-01-31"), 1), "2025-03-01");
    expect_date(sen_day_add_months(day_of("2025-01-15"), 1), "2025-02-15");
    expect_date(sen_day_add_months(day_of("2025-12-15"), 1), "2026-01-15");
    expect_date(sen_day_add_months(day_of("2025-01-15"), -1), "2024-12-15");
    expect_date(sen_day_add_months(day_of("2025-05-15"), -29), "2022-12-15");
    for (int32_t day = 0; day < 20000; day += 13)
        cr_assert(sen_day_add_months(day, 12) == sen_day_add_years(day, 1));
}

Test(date, ages_rise_on_birthdays_only)
{
    for (int32_t birth = 18000; birth < 19500; birth++)
        for (int32_t age = 1; age <= 26; age++) {
            cr_assert(sen_age_years(birth, sen_birthday(birth, age)) == age);
            cr_assert(sen_age_years(birth, sen_birthday(birth, age) - 1) == age - 1);
        }
}

Test(date, years_begin_where_they_should)
{
    expect_date(sen_calendar_year_start(day_of("2025-08-31")), "2025-01-01");
    expect_date(sen_financial_year_start(day_of("2025-03-31")), "2024-04-01");
    expect_date(sen_financial_year_start(day_of("2025-04-01")), "2025-04-01");
    expect_date(sen_academic_year_start(day_of("2025-08-31")), "2024-09-01");
    expect_date(sen_academic_year_start(day_of("2025-09-01")), "2025-09-01");
    expect_date(sen_september_first(2026), "2026-09-01");
    expect_date(sen_month_start(day_of("2024-02-29")), "2024-02-01");
    expect_date(sen_next_month_start(day_of("2024-12-31")), "2025-01-01");
    cr_assert(eq(i32, sen_weekday(day_of("2025-01-16")), SEN_THURSDAY));
    cr_assert(eq(i32, sen_weekday(day_of("0001-01-01")), SEN_MONDAY));
}

/* SPDX-License-Identifier: MIT */
#include "base/date.h"

/* `length` digits at string, or -1. */
static int32_t read_digits(const char *string, int32_t length)
{
    int32_t number = 0;
    for (int32_t i = 0; i < length; i++) {
        if (string[i] < '0' || string[i] > '9')
            return -1;
        number = number * 10 + (string[i] - '0');
    }
    return number;
}

bool sen_date_parse(const char *string, int32_t *day)
{
    const int32_t year = read_digits(string, 4);
    if (year < 1 || string[4] != '-')
        return false;
    const int32_t month = read_digits(string + 5, 2);
    if (month < 1 || month > 12 || string[7] != '-')
        return false;
    const int32_t in_month = read_digits(string + 8, 2);
    if (in_month < 1 || in_month > sen_month_days(year, month) || string[10] != '\0')
        return false;
    *day = sen_day_of(year, month, in_month);
    return true;
}

void sen_date_write(int32_t day, char out[11])
{
    const sen_civil civil = sen_civil_of(day);
    int32_t numbers[3] = {civil.year, civil.month, civil.day};
    static const int32_t last_digit[3] = {3, 6, 9}, length[3] = {4, 2, 2};
    for (int32_t part = 0; part < 3; part++)
        for (int32_t i = 0; i < length[part]; i++) {
            out[last_digit[part] - i] = (char)('0' + numbers[part] % 10);
            numbers[part] /= 10;
        }
    out[4] = out[7] = '-';
    out[10] = '\0';
}

/* SPDX-License-Identifier: MIT */
#include "model/personal.h"

#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

static bool is_lower(char c)
{
    return c >= 'a' && c <= 'z';
}

static bool is_word(char c)
{
    return is_digit(c) || is_upper(c) || is_lower(c) || c == '_';
}

static char upper(char c)
{
    return is_lower(c) ? (char)(c - 'a' + 'A') : c;
}

static bool begins_word(const char *text, const char *at)
{
    return at == text || !is_word(at[-1]);
}

/* Whether a place lies within an address of the web or of a publication (doi), which holds digits
 * of all kinds. */
static bool in_address(const char *text, const char *at)
{
    const char *from = at;
    while (from > text && strchr(" \t\n\"'<>(),;", from[-1]) == NULL)
        from--;
    const size_t length = strcspn(from, " \t\n\"'<>(),;");
    for (size_t i = 0; i + 2 < length; i++)
        if (strncmp(from + i, "://", 3) == 0)
            return true;
    return strncmp(from, "www.", 4) == 0 || strncmp(from, "10.", 3) == 0 ||
           strncasecmp(from, "doi:", 4) == 0;
}

/* ---- NHS number ---- */

/* Ten digits at once, or 3, 3 and 4 with one blank or hyphen between. */
static bool is_nhs_number(const char *text, const char *at)
{
    int32_t digits[10], n = 0, sum = 0;
    const char *p = at;
    if (!begins_word(text, at) || (at > text && (at[-1] == '.' || at[-1] == '+')))
        return false;
    for (; n < 10; p++) {
        const bool gap = (n == 3 || n == 6) && (*p == ' ' || *p == '-') && is_digit(p[1]);
        if (gap && is_digit(p[-1]))
            continue;
        if (!is_digit(*p))
            return false;
        digits[n++] = *p - '0';
    }
    if (is_word(*p) || ((*p == '.' || *p == ',') && is_digit(p[1])))
        return false;
    if (p - at == 11) /* one gap only is no way to write it */
        return false;
    for (int32_t i = 0; i < 9; i++)
        sum += digits[i] * (10 - i);
    const int32_t check = (11 - sum % 11) % 11;
    return check != 10 && check == digits[9];
}

/* ---- UPN ---- */

static bool is_upn(const char *text, const char *at)
{
    const char letter = upper(*at);
    if (!begins_word(text, at) || !is_upper(letter) || strchr("IOS", letter) != NULL)
        return false;
    for (int32_t i = 1; i <= 11; i++)
        if (!is_digit(at[i]))
            return false;
    return (is_digit(at[12]) || is_upper(upper(at[12]))) && !is_word(at[13]);
}

/* ---- postcode ---- */

static const char areas[] =
    " AB AL B BA BB BD BF BH BL BN BR BS BT BX CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN "
    "DT DY E EC EH EN EX FK FY G GL GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA "
    "LD LE LL LN LS LU M ME MK ML N NE NG NN NP NR NW OL OX PA PE PH PL PO PR RG RH RM S SA SE SG "
    "SK SL SM SN SO SP SR SS ST SW SY TA TD TF TN TQ TR TS TW UB W WA WC WD WF WN WR WS WV YO ZE ";

static bool is_area(char first, char second)
{
    const char area[] = {' ', first, second == '\0' ? ' ' : second, ' ', '\0'};
    const char short_area[] = {' ', first, ' ', '\0'};
    return strstr(areas, second == '\0' ? short_area : area) != NULL;
}

/*
 * Area of one or two letters, a district of one or two characters, a blank or none, a digit and two
 * letters; all letters of one case. In lower case the blank must be there, else ids would do.
 */
static bool is_postcode(const char *text, const char *at)
{
    const bool lower = is_lower(*at);
    const char *p = at;
    char letters[2] = {0};
    int32_t n = 0;
    if (!begins_word(text, at))
        return false;
    while (n < 2 && (lower ? is_lower(*p) : is_upper(*p)))
        letters[n++] = upper(*p++);
    if (n == 0 || !is_area(letters[0], letters[1]) || !is_digit(*p))
        return false;
    /* the district: 1, 12 or 1A; what follows it tells which */
    for (int32_t district = 1; district <= 2; district++) {
        const char last = p[district - 1];
        if (district == 2 && !is_digit(last) && !(lower ? is_lower(last) : is_upper(last)))
            return false;
        const bool blank = p[district] == ' ';
        const char *const inward = p + district + blank;
        if (!is_digit(inward[0]) || (lower && !blank))
            continue;
        const char a = inward[1], b = a == '\0' ? '\0' : inward[2];
        if (lower ? !is_lower(a) || !is_lower(b) : !is_upper(a) || !is_upper(b))
            continue;
        if (strchr("CIKMOV", upper(a)) == NULL && strchr("CIKMOV", upper(b)) == NULL &&
            !is_word(inward[3]))
            return true;
    }
    return false;
}

/* ---- date of birth ---- */

static size_t digits_at(const char *p)
{
    size_t n = 0;
    while (is_digit(p[n]))
        n++;
    return n;
}

/* 2014-03-12, 12/3/2014, 12.03.14, 12 March 2014, 12th of March 2014 */
static bool is_date(const char *p)
{
    static const char months[] = "jan feb mar apr may jun jul aug sep oct nov dec ";
    const size_t first = digits_at(p);
    if (first == 0 || first > 4 || first == 3)
        return false;
    const char *q = p + first;
    if (*q == '-' || *q == '/' || *q == '.') {
        const size_t second = digits_at(q + 1);
        const char *const third = q + 1 + second;
        return second > 0 && second <= 2 && *third == *q && digits_at(third + 1) >= 2;
    }
    if (strncmp(q, "st", 2) == 0 || strncmp(q, "nd", 2) == 0 || strncmp(q, "rd", 2) == 0 ||
        strncmp(q, "th", 2) == 0)
        q += 2;
    q += strspn(q, " ");
    if (strncasecmp(q, "of ", 3) == 0)
        q += 3;
    char month[4] = {0};
    for (int32_t i = 0; i < 3 && (is_lower(q[i]) || is_upper(q[i])); i++)
        month[i] = is_upper(q[i]) ? (char)(q[i] - 'A' + 'a') : q[i];
    if (strlen(month) != 3 || strstr(months, month) == NULL)
        return false;
    while (is_lower(*q) || is_upper(*q))
        q++;
    q += strspn(q, " ,");
    return digits_at(q) == 4 || digits_at(q) == 2;
}

/* Words of birth, then at most a few small words or signs, then a date. */
static bool is_birth_date(const char *text, const char *at)
{
    static const char *const words[] = {"dob",       "d.o.b",    "date of birth", "birth date",
                                        "birthdate", "birthday", "born"};
    static const char *const small[] = {"on", "is", "was", "the", "a"};
    if (!begins_word(text, at))
        return false;
    for (size_t w = 0; w < sizeof words / sizeof *words; w++) {
        const size_t length = strlen(words[w]);
        if (strncasecmp(at, words[w], length) != 0 || is_word(at[length]))
            continue;
        const char *p = at + length;
        bool again = true;
        while (again) {
            p += strspn(p, " .:=,-()[]\"'");
            again = false;
            for (size_t s = 0; s < sizeof small / sizeof *small && !again; s++) {
                const size_t of = strlen(small[s]);
                again = strncasecmp(p, small[s], of) == 0 && !is_word(p[of]);
                p += again ? of : 0;
            }
        }
        if (is_date(p))
            return true;
    }
    return false;
}

const char *sen_personal_in(const char *text)
{
    for (const char *at = text; *at != '\0'; at++) {
        if (!is_word(*at) || !begins_word(text, at))
            continue;
        if (is_digit(*at) && is_nhs_number(text, at) && !in_address(text, at))
            return "a text with what looks like an NHS number";
        if (is_digit(*at))
            continue;
        if (is_upn(text, at) && !in_address(text, at))
            return "a text with what looks like a pupil's number (UPN)";
        if (is_postcode(text, at) && !in_address(text, at))
            return "a text with what looks like a full postcode";
        if (is_birth_date(text, at))
            return "a text with what looks like a date of birth";
    }
    return NULL;
}

const char *sen_personal_number(double number)
{
    const double least = 1e9, beyond = 1e10;
    char text[16];
    if (!(number >= least && number < beyond) || number != floor(number) ||
        fmod(number, 1000.0) == 0.0)
        return NULL;
    snprintf(text, sizeof text, "%.0f", number);
    return is_nhs_number(text, text) ? "a number that looks like an NHS number" : NULL;
}

const char *sen_personal_column(const char *name)
{
    static const char *const names[] = {"nhs_number",  "nhs_no",     "nhsnumber",     "upn",
                                        "uln",         "dob",        "date_of_birth", "birth_date",
                                        "dateofbirth", "postcode",   "post_code",     "forename",
                                        "surname",     "first_name", "last_name"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *p = name, *q = names[i];
        for (; *p != '\0' && *q != '\0'; p++, q++)
            if (*p == ' ' || *p == '-' ? *q != '_' : upper(*p) != upper(*q))
                break;
        if (*p == '\0' && *q == '\0')
            return "the name of a column about persons";
    }
    return NULL;
}

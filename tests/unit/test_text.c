/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <locale.h>
#include <math.h>
#include <string.h>

#include "base/text.h"

static char *string_of(const sen_text *text)
{
    return (char *)sen_text_string(text);
}

Test(text, is_an_empty_string_before_anything_is_added)
{
    sen_text text;
    sen_text_init(&text);
    cr_assert(eq(str, string_of(&text), ""));
    sen_text_add(&text, "");
    cr_assert(eq(sz, text.length, 0));
    sen_text_clear(&text);
    sen_text_clear(&text);
}

Test(text, grows_as_needed)
{
    sen_text text;
    sen_text_init(&text);
    for (int i = 0; i < 10000; i++) {
        sen_text_add_char(&text, 'a');
        sen_text_addf(&text, "%d", i % 10);
    }
    cr_assert(eq(sz, text.length, 20000));
    cr_assert(eq(sz, strlen(text.bytes), 20000));
    cr_assert(eq(int, sen_text_is_well(&text), 1));
    sen_text_empty(&text);
    cr_assert(eq(str, string_of(&text), ""));
    sen_text_clear(&text);
}

Test(text, a_long_format_fits)
{
    sen_text text;
    sen_text_init(&text);
    sen_text_addf(&text, "%500d|%s", 7, "end");
    cr_assert(eq(sz, text.length, 504));
    cr_assert(eq(str, text.bytes + 499, "7|end"));
    sen_text_clear(&text);
}

static void expect_number(double number, const char *expected)
{
    sen_text text;
    sen_text_init(&text);
    sen_text_add_number(&text, number);
    cr_assert(eq(str, string_of(&text), (char *)expected));
    sen_text_clear(&text);
}

Test(text, numbers_have_twelve_digits_and_no_minus_zero)
{
    expect_number(0.1, "0.1");
    expect_number(-0.0, "0");
    expect_number(1.0 / 3, "0.333333333333");
    expect_number(1e300, "1e+300");
    expect_number(-2.5e-7, "-2.5e-07");
    expect_number(123456789012.0, "123456789012");
    expect_number(NAN, "");
    expect_number(-INFINITY, "");
}

Test(text, numbers_have_a_point_in_every_locale)
{
    static const char *const names[] = {"de_DE.UTF-8", "fr_FR.UTF-8", "ps_AF.UTF-8"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (setlocale(LC_NUMERIC, names[i]) != NULL)
            expect_number(1234.5, "1234.5");
    setlocale(LC_NUMERIC, "C");
}

Test(text, finds_the_nearest_name)
{
    static const char *const keys[] = {"places", "sessions", "per_week", "provider", "funders"};
    static const struct {
        const char *word, *nearest;
    } cases[] = {{"placs", "places"},     {"palces", "places"},
                 {"Places", "places"},    {"session", "sessions"},
                 {"preweek", "per_week"}, {"fundesr", "funders"},
                 {"zzzzzz", NULL},        {"", NULL}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *const found = sen_text_nearest(cases[i].word, keys, 5);
        if (cases[i].nearest == NULL)
            cr_assert(found == NULL, "%s gave %s", cases[i].word, found);
        else
            cr_assert(found != NULL && strcmp(found, cases[i].nearest) == 0, "%s gave %s",
                      cases[i].word, found == NULL ? "nothing" : found);
    }
    cr_assert(sen_text_nearest("a", keys, 0) == NULL);
}

Test(text, has_no_nearest_name_for_a_word_of_which_nothing_would_be_left)
{
    static const char *const grades[] = {"A", "B", "C"};
    cr_assert(sen_text_nearest("F", grades, 3) == NULL);
}

Test(text, a_very_long_word_has_no_nearest_name)
{
    static const char *const keys[] = {"a"};
    char word[100];
    memset(word, 'a', sizeof word);
    word[99] = '\0';
    cr_assert(sen_text_nearest(word, keys, 1) == NULL);
}

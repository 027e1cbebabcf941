/* SPDX-License-Identifier: MIT */
#include "model/personal.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>

/* Numbers that pass the check and were given to nobody: 943 476 5919 is the NHS's own example. */
Test(personal, nhs_numbers_upns_postcodes_and_dates_of_birth_are_seen)
{
    static const char *const texts[][2] = {
        {"9434765919", "NHS number"},
        {"943 476 5919", "NHS number"},
        {"case 943-476-5919, spring", "NHS number"},
        {"nhs: 9434765919.", "NHS number"},
        {"id/9434765919", "NHS number"},
        {"A123456789012", "UPN"},
        {"pupil H80712345678A left", "UPN"},
        {"TS10 1AA", "postcode"},
        {"lives at TS101RT", "postcode"},
        {"ts10 1rt", "postcode"},
        {"SW1A 2AA, London", "postcode"},
        {"M1 1AE", "postcode"},
        {"DOB 12/03/2014", "birth"},
        {"d.o.b.: 2014-03-12", "birth"},
        {"date of birth is 12 March 2014", "birth"},
        {"born on the 1st of May 2011", "birth"},
        {"Born: 3.4.09", "birth"},
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        const char *const is = sen_personal_in(texts[i][0]);
        cr_assert(is != NULL && strstr(is, texts[i][1]) != NULL, "%s: %s", texts[i][0],
                  is == NULL ? "nothing" : is);
    }
}

Test(personal, what_scenarios_are_full_of_is_none_of_it)
{
    static const char *const texts[] = {
        "",
        "E293 rebased",
        "E06000003",
        "E12000001, agreed 2026-11-23",
        "from 1 September 2025",
        "S01 to S37",
        "9434765918",  /* fails the check */
        "94347659190", /* eleven digits */
        "943 4765919", /* no way to write one */
        "call 01642 774774",
        "0300 123 1504",
        "943476591.9",
        "3000000000.5",
        "https://example.org/id/9434765919/A123456789012",
        "doi:10.1136/9434765919",
        "10.1016/9434765919",
        "run 015c43e63c0e",
        "a1234567890123", /* too long for a pupil's */
        "KS4 1ST",        /* no postal area */
        "E12 1st quarter",
        "TS10 and TS11",
        "children born between 1 September 2013 and 31 August 2014",
        "born abroad in 2014",
        "births of 2024-25",
        "first_birthday 2025-26",
        "P1 3CM tables", /* letters that no inward code has */
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        const char *const is = sen_personal_in(texts[i]);
        cr_assert(is == NULL, "%s: %s", texts[i], is);
    }
}

Test(personal, a_column_about_persons_is_known_by_its_name)
{
    cr_assert(sen_personal_column("NHS number") != NULL);
    cr_assert(sen_personal_column("date_of_birth") != NULL);
    cr_assert(sen_personal_column("UPN") != NULL);
    cr_assert(sen_personal_column("births") == NULL);
    cr_assert(sen_personal_column("age") == NULL);
}

Test(personal, a_number_may_be_an_nhs_number_too)
{
    cr_assert(sen_personal_number(9434765919.0) != NULL);
    cr_assert(sen_personal_number(9434765918.0) == NULL, "fails the check");
    cr_assert(sen_personal_number(9434765919.5) == NULL);
    cr_assert(sen_personal_number(-9434765919.0) == NULL);
    cr_assert(sen_personal_number(943476591.0) == NULL, "nine digits");
    cr_assert(sen_personal_number(94347659190.0) == NULL, "eleven");
    cr_assert(sen_personal_number(3400000000.0) == NULL, "34 million pounds in pence");
    cr_assert(sen_personal_number(4010232137.0) != NULL, "another example of the NHS");
}

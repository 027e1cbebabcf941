/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <signal.h>
#include <string.h>

#include "base/text.h"
#include "sen_error.h"

Test(error, an_empty_list_means_success)
{
    sen_errors *const errors = sen_errors_new();
    cr_assert(eq(i64, sen_errors_count(errors), 0));
    cr_assert(eq(int, sen_errors_exit_status(errors), 0));
    sen_errors_free(errors);
    sen_errors_free(NULL);
}

Test(error, keeps_copies_of_its_strings)
{
    sen_errors *const errors = sen_errors_new();
    char path[] = "teams.clinic.places";
    cr_assert(eq(int,
                 sen_fail(errors, SEN_BAD_SCENARIO, "a.json", 3, 9, path, "-1", "0 or more", NULL),
                 SEN_BAD_SCENARIO));
    memset(path, 'x', sizeof path - 1);
    cr_assert(eq(str, (char *)sen_errors_at(errors, 0)->path, "teams.clinic.places"));
    sen_errors_free(errors);
}

Test(error, keeps_the_first_thousand_and_counts_the_rest)
{
    sen_errors *const errors = sen_errors_new();
    for (int32_t line = 1; line <= 1500; line++)
        sen_failf(errors, SEN_BAD_SCENARIO, "a.json", line, 1, "p", NULL, "%d", line);
    cr_assert(eq(i64, sen_errors_count(errors), 1500));
    cr_assert(eq(i32, sen_errors_kept(errors), SEN_ERRORS_KEPT));
    cr_assert(eq(i32, sen_errors_at(errors, 999)->line, 1000));
    sen_errors_clear(errors);
    cr_assert(eq(i64, sen_errors_count(errors), 0));
    cr_assert(eq(int, sen_errors_exit_status(errors), 0));
    sen_errors_free(errors);
}

Test(error, the_code_comes_back_without_a_list)
{
    cr_assert(eq(int, sen_fail(NULL, SEN_IO, NULL, 0, 0, NULL, NULL, NULL, NULL), SEN_IO));
    cr_assert(eq(int, sen_failf(NULL, SEN_IO, NULL, 0, 0, NULL, NULL, "x%d", 1), SEN_IO));
}

Test(error, an_unread_input_comes_before_a_bad_scenario_and_a_stop_before_a_condition)
{
    static const sen_code rising[] = {SEN_CONDITION, SEN_STOPPED, SEN_IO, SEN_BAD_SCENARIO,
                                      SEN_NO_INPUT};
    static const int status[] = {3, 75, 74, 65, 66};
    sen_errors *const errors = sen_errors_new();
    for (size_t i = 0; i < sizeof rising / sizeof *rising; i++) {
        sen_fail(errors, rising[i], NULL, 0, 0, NULL, NULL, NULL, NULL);
        cr_assert(eq(int, sen_errors_exit_status(errors), status[i]));
    }
    sen_errors_free(errors);
}

Test(error, exit_status_past_the_thousandth_fault_still_counts)
{
    sen_errors *const errors = sen_errors_new();
    for (int i = 0; i < SEN_ERRORS_KEPT; i++)
        sen_fail(errors, SEN_BAD_SCENARIO, NULL, 0, 0, NULL, NULL, NULL, NULL);
    sen_fail(errors, SEN_NO_INPUT, NULL, 0, 0, NULL, NULL, NULL, NULL);
    cr_assert(eq(int, sen_errors_exit_status(errors), 66));
    sen_errors_free(errors);
}

Test(error, a_line_names_the_place_what_is_there_and_what_may_be)
{
    static const struct {
        sen_error error;
        const char *line;
    } cases[] = {
        {{SEN_BAD_SCENARIO, "a.json", 3, 9, "teams.x.placs", "an unknown key", "keys of a team",
          "places"},
         "a.json:3:9: teams.x.placs is an unknown key; allowed keys of a team; nearest name "
         "places"},
        {{SEN_BAD_SCENARIO, "a.json", 3, 0, "p", "-3", "0 to 100000 places", NULL},
         "a.json:3: p is -3; allowed 0 to 100000 places"},
        {{SEN_NO_INPUT, "a.json", 0, 0, NULL, "No such file or directory", NULL, NULL},
         "a.json: No such file or directory"},
        {{SEN_NO_MEMORY, NULL, 0, 0, NULL, NULL, NULL, NULL}, "not enough memory"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char line[200];
        cr_assert(eq(sz, sen_error_line(&cases[i].error, line, sizeof line), strlen(line)));
        cr_assert(eq(str, line, (char *)cases[i].line));
    }
}

Test(error, a_line_is_cut_to_the_room_there_is)
{
    const sen_error error = {.code = SEN_NO_MEMORY};
    char line[4];
    cr_assert(eq(sz, sen_error_line(&error, line, sizeof line), strlen("not enough memory")));
    cr_assert(eq(str, line, "not"));
}

Test(error, each_code_has_an_exit_status_and_a_sentence)
{
    for (int code = 0; code < SEN_CODE_COUNT; code++)
        cr_assert(gt(sz, strlen(sen_code_sentence((sen_code)code)), 0));
    cr_assert(eq(int, sen_code_exit_status(SEN_TOO_LARGE), 71));
    cr_assert(eq(int, sen_code_exit_status((sen_code)999), 70));
}

Test(error, a_fault_of_ours_aborts, .signal = SIGABRT)
{
    SEN_BUG_UNLESS(1 + 1 == 3);
}

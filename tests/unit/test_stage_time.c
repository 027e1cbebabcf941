/* SPDX-License-Identifier: MIT */
/* How long each stage of a service takes, in a town where that is known. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "trial.h"

static const sen_period_type YEAR = SEN_PERIOD_FINANCIAL_YEAR;

/* Letters take 14 days, then a place is held for 30: as many places as are said. */
static trial run_town(int places, const char *over)
{
    sen_text text;
    sen_text_init(&text);
    trial_add_town(&text, "\"start\": \"2025-04-01\", \"years\": 3", 100);
    sen_text_addf(
        &text,
        "\"needs\": {\"n\": {\"present_at_start\": 0.2, "
        "\"onset_per_1000_a_year\": 50}}, \"requirements\": {\"k\": {\"for\": {\"n\": {\"share\": "
        "1}}, \"ages\": [0, 26], \"amount\": {\"places\": 1}}}, \"recognition\": {\"n\": "
        "{\"school_per_year\": 9, \"identified_after\": {\"days\": 7}}}, \"teams\": {\"t\": "
        "{\"kind\": \"places\", \"places\": %d, \"funders\": {\"icb\": 1}}}, \"services\": {\"s\": "
        "{\"sector\": \"education\", \"meets\": [\"k\"], \"referral\": {\"share\": 1, \"after\": "
        "{\"days\": 3}}, \"stages\": [{\"id\": \"letter\", \"delay\": {\"days\": 14}}, {\"id\": "
        "\"help\", \"place\": {\"team\": \"t\", \"days\": 30}}]}}}",
        places);
    trial t = trial_begin(sen_text_string(&text), over, "town");
    sen_text_clear(&text);
    trial_run(&t, 1, true);
    return t;
}

static int64_t told(const trial *t, int32_t year, sen_measure_index measure, const char *stage,
                    bool below)
{
    for (int32_t f = 0; f < t->plan.n_figures; f++) {
        const sen_figure *const figure = t->plan.figures + f;
        if (figure->measure == (int32_t)measure && figure->period_type == (int32_t)YEAR &&
            strcmp(figure->key[SEN_KEY_STAGE], stage) == 0)
            return trial_cell(t, f, year, below);
    }
    cr_fatal("no such figure");
    return 0;
}

Test(stage_time, is_the_length_of_each_stage_where_nobody_waits)
{
    trial t = run_town(9000, NULL);
    for (int32_t year = 0; year < 3; year++) {
        const int64_t letters = told(&t, year, SEN_MEASURE_STAGE_TIME_WEEKS, "letter", true);
        const int64_t helped = told(&t, year, SEN_MEASURE_STAGE_TIME_WEEKS, "help", true);
        cr_assert(gt(i64, helped, 40));
        cr_expect(eq(i64, letters, told(&t, year, SEN_MEASURE_STAGE_DONE, "letter", false)));
        cr_expect(
            eq(i64, told(&t, year, SEN_MEASURE_STAGE_TIME_WEEKS, "letter", false), 14 * letters));
        cr_expect(
            eq(i64, told(&t, year, SEN_MEASURE_STAGE_TIME_WEEKS, "help", false), 30 * helped));
        cr_expect(eq(i64, told(&t, year, SEN_MEASURE_STAGE_WAIT_WEEKS, "help", false), 0));
    }
    trial_end(&t);
}

Test(stage_time, of_a_place_is_its_length_and_the_wait_for_it)
{
    trial t = run_town(12, NULL);
    int64_t took = 0, waited = 0, done = 0, started = 0;
    for (int32_t year = 0; year < 3; year++) {
        took += told(&t, year, SEN_MEASURE_STAGE_TIME_WEEKS, "help", false);
        done += told(&t, year, SEN_MEASURE_STAGE_TIME_WEEKS, "help", true);
        waited += told(&t, year, SEN_MEASURE_STAGE_WAIT_WEEKS, "help", false);
        started += told(&t, year, SEN_MEASURE_STAGE_WAIT_WEEKS, "help", true);
    }
    cr_expect(gt(i64, waited, 30 * started)); /* there is a list */
    cr_expect(le(i64, started - done, 20));   /* still held, or left for good */
    /* who began and has not finished waited, at most, as long as the run */
    cr_expect(le(i64, llabs(took - 30 * done - waited), 20 * 3 * 366));
    trial_end(&t);
}

Test(stage_time, who_stands_at_a_stage_on_day_0_is_not_timed_there)
{
    trial t = run_town(9000, "{\"opening\": {\"held\": {\"kind\": \"k\", \"need\": \"n\", "
                             "\"ages\": [0, 20], \"at\": \"services.s.stages.help\", \"served\": "
                             "true, \"days\": {\"5-15\": 40}, \"source\": \"x\", \"grade\": "
                             "\"E\"}, \"recognition\": {\"n\": {\"school_per_year\": 9}}}}");
    cr_expect(eq(i64, told(&t, 0, SEN_MEASURE_STAGE_TIME_WEEKS, "help", false),
                 30 * told(&t, 0, SEN_MEASURE_STAGE_TIME_WEEKS, "help", true)));
    cr_expect(eq(i64,
                 told(&t, 0, SEN_MEASURE_STAGE_DONE, "help", false) -
                     told(&t, 0, SEN_MEASURE_STAGE_TIME_WEEKS, "help", true),
                 40));
    trial_end(&t);
}

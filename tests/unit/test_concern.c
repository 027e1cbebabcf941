/* SPDX-License-Identifier: MIT */
/* From first concern to first help, in what becomes of the concerns of a year. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "base/text.h"
#include "trial.h"

static const sen_period_type YEAR = SEN_PERIOD_ACADEMIC_YEAR;

/* Three years from 1 September; noticed at once, identified 70 days later, referred 30 days after. */
static trial run_town(int places, const char *over)
{
    sen_text text;
    sen_text_init(&text);
    trial_add_town(&text, "\"start\": \"2025-09-01\", \"years\": 3", 100);
    sen_text_addf(
        &text,
        "\"needs\": {\"n\": {\"present_at_start\": 0.2, "
        "\"onset_per_1000_a_year\": 50}}, \"requirements\": {\"k\": {\"for\": {\"n\": {\"share\": "
        "1}}, \"ages\": [0, 26], \"amount\": {\"places\": 1}}}, \"recognition\": {\"n\": "
        "{\"school_per_year\": 99, \"identified_after\": {\"days\": 70}}}, \"teams\": {\"t\": "
        "{\"kind\": \"places\", \"places\": %d, \"funders\": {\"icb\": 1}}}, \"services\": {\"s\": "
        "{\"sector\": \"education\", \"meets\": [\"k\"], \"referral\": {\"share\": 1, \"after\": "
        "{\"days\": 30}}, \"stages\": [{\"id\": \"e\", \"place\": {\"team\": \"t\", \"years\": "
        "30}}]}}}",
        places);
    trial t = trial_begin(sen_text_string(&text), over, "town");
    sen_text_clear(&text);
    trial_run(&t, 1, true);
    return t;
}

static int64_t told(const trial *t, int32_t year, sen_measure_index measure, bool below)
{
    const int32_t figure = sen_plan_find(&t->plan, YEAR, measure, NULL, "k");
    cr_assert(ne(i32, figure, SEN_NONE));
    return trial_cell(t, figure, year, below);
}

Test(concern, time_to_help_is_all_that_lies_between_notice_and_being_served)
{
    trial t = run_town(9000, NULL);
    for (int32_t year = 0; year < 2; year++) {
        const int64_t raised = told(&t, year, SEN_MEASURE_CONCERNS, false);
        const int64_t helped = told(&t, year, SEN_MEASURE_HELPED_IN_YEAR_SHARE, false);
        cr_expect(gt(i64, raised, 40));
        cr_expect(eq(i64, helped + told(&t, year, SEN_MEASURE_CONCERN_GONE_SHARE, false), raised));
        cr_expect(eq(i64, told(&t, year, SEN_MEASURE_CONCERN_TO_HELP_WEEKS, false), helped * 100));
        cr_expect(eq(i64, told(&t, year, SEN_MEASURE_CONCERN_TO_HELP_WEEKS, true), helped));
    }
    trial_end(&t);
}

Test(concern, year_that_is_not_followed_for_a_year_has_concerns_and_no_share)
{
    trial t = run_town(9000, NULL);
    cr_expect(gt(i64, told(&t, 2, SEN_MEASURE_CONCERNS, false), 40));
    cr_expect(eq(i64, told(&t, 2, SEN_MEASURE_HELPED_IN_YEAR_SHARE, false), SEN_NO_FIGURE));
    cr_expect(eq(i64, told(&t, 2, SEN_MEASURE_CONCERN_GONE_SHARE, false), SEN_NO_FIGURE));
    trial_end(&t);
}

Test(concern, nobody_is_helped_where_there_are_no_places)
{
    trial t = run_town(0, NULL);
    cr_expect(gt(i64, told(&t, 0, SEN_MEASURE_CONCERNS, false), 400));
    cr_expect(eq(i64, told(&t, 0, SEN_MEASURE_HELPED_IN_YEAR_SHARE, false), 0));
    cr_expect(eq(i64, told(&t, 0, SEN_MEASURE_CONCERN_TO_HELP_WEEKS, true), 0));
    trial_end(&t);
}

Test(concern, noticed_before_the_first_day_is_in_no_figure)
{
    trial t =
        run_town(9000, "{\"opening\": {\"recognition\": {\"n\": {\"school_per_year\": 99}}}}");
    trial none = run_town(9000, NULL);
    cr_expect(lt(i64, told(&t, 0, SEN_MEASURE_CONCERNS, false),
                 told(&none, 0, SEN_MEASURE_CONCERNS, false) / 3));
    cr_expect(eq(i64, told(&t, 0, SEN_MEASURE_CONCERN_TO_HELP_WEEKS, false),
                 told(&t, 0, SEN_MEASURE_HELPED_IN_YEAR_SHARE, false) * 100));
    trial_end(&t);
    trial_end(&none);
}

Test(concern, assessments_are_counted_by_child_and_school_year)
{
    /* two services assess, one by two branches: three assessments a child, all in the first year */
    trial t = trial_begin(
        "{\"sendsim\": 1, \"id\": \"town\", \"source\": \"made up\", \"grade\": \"E\", \"start\": "
        "\"2025-09-01\", \"years\": 2, \"population\": {\"by\": \"age\", \"rows\": [[0, 0], [1, "
        "0], "
        "[2, 0], [3, 0], [4, 0], [5, 90], [6, 0], [7, 0], [8, 0], [9, 0], [10, 0], [11, 0], [12, "
        "0], [13, 0], [14, 0], [15, 0], [16, 0], [17, 0], [18, 0], [19, 0], [20, 0], [21, 0], [22, "
        "0], [23, 0], [24, 0], [25, 0]], \"births_per_year\": {\"by\": \"year\", \"rows\": [[2025, "
        "0], [2026, 0], [2027, 0]]}}, \"needs\": {\"n\": {\"present_at_start\": 1}}, "
        "\"requirements\": {\"k\": {\"for\": {\"n\": {\"share\": 1}}, \"ages\": [0, 26]}, \"j\": "
        "{\"for\": {\"n\": {\"share\": 0.5}}, \"ages\": [0, 26]}}, \"recognition\": {\"n\": "
        "{\"school_per_year\": 99}}, \"teams\": {\"t\": {\"kind\": \"sessions\", \"per_week\": "
        "9000, "
        "\"funders\": {\"icb\": 1}}}, \"services\": {\"one\": {\"sector\": \"education\", "
        "\"meets\": "
        "[\"k\"], \"referral\": {\"share\": 1}, \"stages\": [{\"id\": \"a\", \"assesses\": true, "
        "\"visit\": {\"team\": \"t\"}}, {\"id\": \"b\", \"visit\": {\"team\": \"t\", \"sessions\": "
        "3}}]}, "
        "\"two\": {\"sector\": \"education\", \"meets\": [\"j\"], \"referral\": {\"share\": 1}, "
        "\"stages\": [{\"id\": \"all\", \"all_of\": {\"branches\": [{\"id\": \"x\", \"stages\": "
        "[{\"id\": "
        "\"c\", \"assesses\": true, \"visit\": {\"team\": \"t\"}}]}, {\"id\": \"y\", \"stages\": "
        "[{\"id\": \"d\", \"assesses\": true, \"visit\": {\"team\": \"t\"}}]}]}}]}}}",
        NULL, "town");
    trial_run(&t, 1, true);
    const int32_t a_child = sen_plan_find(&t.plan, YEAR, SEN_MEASURE_ASSESSMENTS_A_CHILD, NULL, "");
    const int32_t often = sen_plan_find(&t.plan, YEAR, SEN_MEASURE_ASSESSED_OFTEN_SHARE, NULL, "");
    const int64_t three = trial_cell(&t, often, 0, false);
    cr_expect(gt(i64, three, 25));
    cr_expect(lt(i64, three, 65));
    cr_expect(eq(i64, trial_cell(&t, a_child, 0, true), 90)); /* also who is noticed on day 0 */
    cr_expect(eq(i64, trial_cell(&t, a_child, 0, false), 90 + 2 * three));
    cr_expect(eq(i64, trial_cell(&t, a_child, 1, true), 0));
    trial_end(&t);
}

/* SPDX-License-Identifier: MIT */
/* Curves of waits as the engine fills them: who counts from when, and when there is nothing to say. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include <stdio.h>

#include "trial.h"

enum { FIRST_YEAR = 0 };

/* A referral a day to a place that nobody holds, for so many days; patience of ten weeks. */
static trial ten_weeks_of_patience(int32_t days, const char *over)
{
    char text[768];
    snprintf(text, sizeof text,
             "{\"sendsim\": 1, \"id\": \"t\", \"clock\": \"plain\", \"days\": %d, \"teams\": "
             "{\"clinic\": {\"kind\": \"places\", \"places\": 0}}, \"services\": {\"clinic\": "
             "{\"patience\": {\"days\": 70}, \"stages\": [{\"id\": \"seen\", \"place\": {\"team\": "
             "\"clinic\", \"days\": 1}}]}}, \"streams\": {\"r\": {\"gap_days\": 1, \"asks\": "
             "[\"clinic\"]}}}",
             days);
    trial t = trial_begin(text, over, "ten weeks");
    trial_run(&t, 1, true);
    return t;
}

static int64_t run_share(const trial *t, sen_measure_index measure, const char *weeks)
{
    return trial_at(t, SEN_PERIOD_RUN, 0, measure, "clinic", weeks);
}

Test(waits, who_leaves_unseen_is_no_longer_waiting_and_was_not_seen)
{
    trial t = ten_weeks_of_patience(500, NULL);
    cr_assert(eq(i64, run_share(&t, SEN_MEASURE_LEFT_BY_SHARE, "6"), 0));
    cr_assert(eq(i64, run_share(&t, SEN_MEASURE_LEFT_BY_SHARE, "12"), SEN_SHARE_PARTS));
    cr_assert(eq(i64, run_share(&t, SEN_MEASURE_SEEN_BY_SHARE, "52"), 0));
    cr_assert(eq(i64, run_share(&t, SEN_MEASURE_RESTRICTED_MEAN_WAIT_WEEKS, NULL),
                 (int64_t)70 * SEN_DAY_PARTS));
    trial_end(&t);
}

Test(waits, nothing_is_said_of_waits_longer_than_were_watched)
{
    trial t = ten_weeks_of_patience(100, NULL);
    cr_assert(eq(i64, run_share(&t, SEN_MEASURE_LEFT_BY_SHARE, "12"), SEN_SHARE_PARTS));
    cr_assert(eq(i64, run_share(&t, SEN_MEASURE_LEFT_BY_SHARE, "18"), SEN_NO_FIGURE));
    cr_assert(eq(i64, run_share(&t, SEN_MEASURE_RESTRICTED_MEAN_WAIT_WEEKS, NULL), SEN_NO_FIGURE));
    trial_end(&t);
}

/* All who come are seen at once until day 250, nobody after: those who started waited no day. */
Test(waits, completed_waits_flatter_where_the_list_grows)
{
    trial t = ten_weeks_of_patience(
        500, "{\"teams\": {\"clinic\": {\"places\": 100}}, \"services\": {\"clinic\": "
             "{\"patience\": null}}, \"changes\": [{\"id\": \"c\", \"from\": 250, \"kind\": "
             "\"capacity\", \"set\": {\"teams.clinic.places\": 0}}]}");
    const int32_t completed = sen_plan_find(&t.plan, SEN_PERIOD_RUN,
                                            SEN_MEASURE_MEAN_COMPLETED_WAIT_WEEKS, "clinic", NULL);
    cr_assert(eq(i64, trial_cell(&t, completed, 0, false), 0));
    const int64_t seen = run_share(&t, SEN_MEASURE_SEEN_BY_SHARE, "26");
    cr_assert(gt(i64, seen, SEN_SHARE_PARTS / 100 * 48));
    cr_assert(lt(i64, seen, SEN_SHARE_PARTS / 100 * 52));
    trial_end(&t);
}

/* A town whose only list is today's: 40 children, no place, nobody else is referred. */
static trial old_list(const char *weeks, int32_t places)
{
    char text[2048], over[512];
    int32_t at =
        snprintf(text, sizeof text,
                 "{\"sendsim\": 1, \"id\": \"town\", \"source\": \"made up\", \"grade\": \"E\", "
                 "\"start\": \"2025-04-01\", \"years\": 3, \"population\": {\"by\": \"age\", "
                 "\"rows\": [");
    for (int32_t age = 0; age < 26; age++)
        at += snprintf(text + at, sizeof text - (size_t)at, "%s[%d, 60]", age > 0 ? ", " : "", age);
    snprintf(text + at, sizeof text - (size_t)at,
             "], \"births_per_year\": {\"by\": \"year\", \"rows\": [[2025, 60], [2026, 60], "
             "[2027, 60], [2028, 60]]}}, \"needs\": {\"n\": {\"present_at_start\": 0.3}}, "
             "\"requirements\": {\"k\": {\"for\": {\"n\": {\"share\": 1}}, \"ages\": [0, 26], "
             "\"amount\": {\"places\": 1}}}, \"recognition\": {\"n\": {\"school_per_year\": 0}}, "
             "\"teams\": {\"t\": {\"provider\": \"p\", "
             "\"funders\": {\"icb\": 1}, \"kind\": \"places\", \"places\": %d}}, \"services\": "
             "{\"s\": {\"sector\": \"health\", \"meets\": [\"k\"], \"referral\": {\"share\": 0, "
             "\"again_share\": 0}, \"stages\": [{\"id\": \"e\", \"place\": {\"team\": \"t\", "
             "\"days\": 5000}}]}}}",
             places);
    snprintf(over, sizeof over,
             "{\"opening\": {\"recognition\": {\"n\": {\"school_per_year\": 0}}, \"o\": {\"kind\": "
             "\"k\", \"ages\": [0, 20], \"at\": "
             "\"services.s.stages.e\", \"weeks\": {\"%s\": 40}}}}",
             weeks);
    trial t = trial_begin(text, over, "old list");
    trial_run(&t, 1, true);
    return t;
}

static int64_t year_share(const trial *t, int32_t year, sen_measure_index measure,
                          const char *weeks)
{
    return trial_at(t, SEN_PERIOD_FINANCIAL_YEAR, year, measure, "s", weeks);
}

Test(waits, of_today_s_list_nothing_follows_for_shorter_waits)
{
    trial t = old_list("52-104", 40);
    cr_assert(eq(i64, trial_at(&t, SEN_PERIOD_FINANCIAL_YEAR, 0, SEN_MEASURE_STARTS, "s", NULL),
                 40)); /* all are seen on day 0, after a year and more */
    for (int32_t year = 0; year < 3; year++)
        cr_assert(eq(i64, year_share(&t, year, SEN_MEASURE_SEEN_BY_SHARE, "52"), SEN_NO_FIGURE));
    trial_end(&t);
}

Test(waits, today_s_list_enters_late)
{
    trial t = old_list("12-18", 40);
    /* seen on day 0, that is after 12 to 18 weeks and not at once */
    cr_assert(eq(i64, year_share(&t, FIRST_YEAR, SEN_MEASURE_SEEN_BY_SHARE, "12"), SEN_NO_FIGURE));
    cr_assert(
        eq(i64, year_share(&t, FIRST_YEAR, SEN_MEASURE_SEEN_BY_SHARE, "18"), SEN_SHARE_PARTS));
    cr_assert(gt(i64, year_share(&t, FIRST_YEAR, SEN_MEASURE_RESTRICTED_MEAN_WAIT_WEEKS, NULL),
                 (int64_t)84 * SEN_DAY_PARTS - 1));
    const int32_t cohort =
        sen_plan_find(&t.plan, SEN_PERIOD_FINANCIAL_YEAR, SEN_MEASURE_COHORT_SEEN_SHARE, "s", "18");
    cr_assert(eq(i64, trial_cell(&t, cohort, FIRST_YEAR, false), 0)); /* and is in no cohort */
    cr_assert(eq(i64, trial_cell(&t, cohort, FIRST_YEAR, true), 0));
    cr_assert(eq(i64, trial_cell(&t, cohort, 2, false), SEN_NO_FIGURE)); /* ends with the run */
    trial_end(&t);
}

/* A wait of each length from 0 to 370 days stands on the last day. */
Test(waits, a_band_holds_its_lower_edge_and_not_its_upper)
{
    static const char *const band[] = {"0-1", "1-2", "2-4", "4-12", "12-18", "18-52", "52+"};
    static const int64_t days[] = {7, 7, 14, 56, 42, 238, 7};
    trial t = ten_weeks_of_patience(372, "{\"services\": {\"clinic\": {\"patience\": null}}}");
    for (int b = 0; b < 7; b++)
        cr_assert(eq(
            i64, trial_at(&t, SEN_PERIOD_CENSUS_DAY, 0, SEN_MEASURE_WAIT_BAND, "clinic", band[b]),
            days[b]));
    trial_end(&t);
}

/* Ten ask on day 0, wait ten days to join a list without places, and would wait thirty in all. */
Test(waits, patience_counts_from_the_clock_and_not_from_joining)
{
    trial t = trial_begin(
        "{\"sendsim\": 1, \"id\": \"t\", \"clock\": \"plain\", \"days\": 35, \"teams\": {\"c\": "
        "{\"kind\": \"places\", \"places\": 0}}, \"services\": {\"c\": {\"patience\": {\"days\": "
        "30}, "
        "\"stages\": [{\"id\": \"d\", \"delay\": {\"days\": 10}}, {\"id\": \"s\", \"place\": "
        "{\"team\": "
        "\"c\", \"days\": 1}}]}}, \"streams\": {\"r\": {\"closed\": 10, \"asks\": [\"c\"]}}}",
        NULL, "patience");
    trial_run(&t, 1, true);
    cr_assert(eq(i64, trial_at(&t, SEN_PERIOD_RUN, 0, SEN_MEASURE_LEAVERS, "c", "withdrew"), 10));
    trial_end(&t);
}

/* Twenty with their stays, one place or twenty, from one day on or another: as many days are held. */
static int64_t days_held(const char *over)
{
    trial t = trial_begin(
        "{\"sendsim\": 1, \"id\": \"t\", \"clock\": \"plain\", \"days\": 3000, \"teams\": {\"c\": "
        "{\"kind\": \"places\", \"places\": 1}}, \"services\": {\"c\": {\"stages\": [{\"id\": "
        "\"s\", "
        "\"place\": {\"team\": \"c\", \"days\": {\"exponential\": {\"mean\": 30}}}}]}}, "
        "\"streams\": {\"r\": {\"closed\": 20, \"asks\": [\"c\"]}}}",
        over, "stays");
    trial_run(&t, 1, true);
    cr_assert(eq(i64, trial_at(&t, SEN_PERIOD_RUN, 0, SEN_MEASURE_COMPLETIONS, "c", NULL), 20));
    int32_t held = 0; /* of the one team, over the run */
    while (t.plan.figures[held].measure != SEN_MEASURE_PLACES_DELIVERED)
        cr_assert(lt(i32, ++held, t.plan.n_figures));
    const int64_t days = trial_cell(&t, held, 0, false);
    trial_end(&t);
    return days;
}

Test(waits, a_stay_does_not_depend_on_the_day_it_starts)
{
    const int64_t days = days_held("{\"title\": \"one\"}");
    cr_assert(eq(i64, days_held("{\"teams\": {\"c\": {\"places\": 20}}}"), days));
    cr_assert(eq(i64,
                 days_held("{\"teams\": {\"c\": {\"places\": 0}}, \"changes\": [{\"id\": "
                           "\"c\", \"from\": 100, \"kind\": \"capacity\", \"set\": "
                           "{\"teams.c.places\": 7}}]}"),
                 days));
}

Test(waits, a_capacity_changes_on_its_day)
{
    trial t = ten_weeks_of_patience(
        50,
        "{\"services\": {\"clinic\": {\"patience\": null}}, \"streams\": {\"r\": {\"gap_days\": "
        "null, \"closed\": 10}}, \"changes\": [{\"id\": \"c\", \"from\": 20, \"kind\": "
        "\"capacity\", \"set\": {\"teams.clinic.places\": 10}}]}");
    const int32_t waited = sen_plan_find(&t.plan, SEN_PERIOD_RUN,
                                         SEN_MEASURE_MEAN_COMPLETED_WAIT_WEEKS, "clinic", NULL);
    cr_assert(eq(i64, trial_cell(&t, waited, 0, false), 200)); /* ten of twenty days */
    cr_assert(eq(i64, trial_cell(&t, waited, 0, true), 10));
    trial_end(&t);
}

/* SPDX-License-Identifier: MIT */
/* Outcomes, what unmet need does to them, and feedback loops. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "base/text.h"
#include "trial.h"

static const sen_period_type YEAR = SEN_PERIOD_ACADEMIC_YEAR;

/* Three years from 1 September; need n in 3 of 10, help k by service s of `places` places. */
static trial run_town(int places, const char *more, const char *over)
{
    sen_text text;
    sen_text_init(&text);
    trial_add_town(&text, "\"start\": \"2025-09-01\", \"years\": 3", 200);
    sen_text_addf(
        &text,
        "\"needs\": {\"n\": {\"present_at_start\": 0.3}}, \"requirements\": "
        "{\"k\": {\"for\": {\"n\": {\"share\": 1}}, \"ages\": [0, 26], \"amount\": {\"places\": "
        "1}}, \"plan\": {\"for\": {\"n\": {\"share\": 0.2}}, \"ages\": [0, 26]}}, "
        "\"recognition\": {\"n\": {\"school_per_year\": 90}}, \"opening\": {\"recognition\": "
        "{\"n\": {\"school_per_year\": 90}}}, \"teams\": {\"t\": {\"kind\": \"places\", "
        "\"places\": %d, \"funders\": {\"icb\": 1}}, \"u\": {\"kind\": \"places\", \"places\": "
        "9000, \"funders\": {\"icb\": 1}}}, \"services\": {\"s\": {\"sector\": \"education\", "
        "\"meets\": [\"k\"], \"referral\": {\"share\": 0.8, \"again_share\": 1, \"again_after\": "
        "{\"days\": 90}}, \"stages\": [{\"id\": \"e\", \"place\": {\"team\": \"t\", \"days\": "
        "300}}]}, \"assess\": {\"sector\": \"education\", \"meets\": [\"plan\"], \"referral\": "
        "{\"share\": 0.02}, \"stages\": [{\"id\": \"p\", \"place\": {\"team\": \"u\", \"days\": "
        "100}}]}}%s}",
        places, more);
    trial t = trial_begin(sen_text_string(&text), over, "town");
    sen_text_clear(&text);
    trial_run(&t, 1, true);
    return t;
}

#define ABSENCE                                                                                    \
    ", \"outcomes\": [{\"id\": \"absence\", \"counts\": \"children\", \"ages\": [5, 16], "         \
    "\"rates\": {\"n\": 0.4}, \"effects\": [{\"id\": \"help\", \"kind\": \"k\", "                  \
    "\"unmet_at_base\": 0, \"times\": {\"low\": 1.2, \"central\": 1.5, \"high\": 2}}]}, {\"id\": " \
    "\"suspended\", \"counts\": \"events\", \"ages\": [5, 16], \"rates\": {\"n\": 1.5}}]"

static double rate(const trial *t, const char *outcome)
{
    const int32_t figure = sen_plan_find(&t->plan, YEAR, SEN_MEASURE_OUTCOME_RATE, NULL, outcome);
    return (double)trial_cell(t, figure, 1, false) / (double)trial_cell(t, figure, 1, true);
}

Test(outcome, happens_at_its_base_rate_when_no_effect_is_on)
{
    trial t = run_town(0, ABSENCE, NULL);
    cr_expect(lt(dbl, rate(&t, "absence"), 0.47)); /* 660 children: standard error 0.02 */
    cr_expect(gt(dbl, rate(&t, "absence"), 0.33));
    cr_expect(lt(dbl, rate(&t, "suspended"), 1.65)); /* 0.05 */
    cr_expect(gt(dbl, rate(&t, "suspended"), 1.35));
    trial_end(&t);
}

Test(outcome, is_moved_by_no_service_when_no_effect_is_on_and_is_told_as_not_modelled)
{
    trial none = run_town(0, ABSENCE, NULL), all = run_town(9000, ABSENCE, NULL);
    const int32_t figure =
        sen_plan_find(&none.plan, YEAR, SEN_MEASURE_OUTCOME_CHILDREN, NULL, "absence");
    for (int32_t year = 0; year < 3; year++)
        cr_expect(
            eq(i64, trial_cell(&none, figure, year, false), trial_cell(&all, figure, year, false)));
    cr_expect(none.plan.figures[figure].same_whatever);
    trial_end(&none);
    trial_end(&all);
}

Test(outcome, happens_as_many_times_as_often_to_those_who_go_without)
{
    trial off = run_town(0, ABSENCE, NULL);
    trial high = run_town(0, ABSENCE ", \"effects\": {\"outcomes\": \"high\"}", NULL);
    trial met = run_town(9000, ABSENCE ", \"effects\": {\"outcomes\": \"high\"}", NULL);
    const double ratio = rate(&high, "absence") / rate(&off, "absence");
    cr_expect(gt(dbl, ratio, 1.85)); /* 0.8 for 0.4: the same luck, so nearly exactly */
    cr_expect(lt(dbl, ratio, 2.15));
    cr_expect(lt(dbl, rate(&met, "absence"), rate(&high, "absence") * 0.75));
    const int32_t figure =
        sen_plan_find(&high.plan, YEAR, SEN_MEASURE_OUTCOME_CHILDREN, NULL, "absence");
    cr_expect(not(high.plan.figures[figure].same_whatever));
    trial_end(&off);
    trial_end(&high);
    trial_end(&met);
}

/* Years of the run begin on 1 September too, so the first school year is before the first step. */
Test(outcome, a_rate_grows_by_its_trend_from_year_to_year)
{
    trial t = run_town(0,
                       ", \"outcomes\": [{\"id\": \"missed\", \"counts\": \"sessions\", "
                       "\"ages\": [5, 16], \"trend_a_year\": 0.5, \"rates\": {\"n\": 40}}]",
                       NULL);
    const int32_t figure = sen_plan_find(&t.plan, YEAR, SEN_MEASURE_OUTCOME_RATE, NULL, "missed");
    for (int32_t year = 0; year < 2; year++) {
        const double missed = (double)trial_cell(&t, figure, year, false) /
                              (double)trial_cell(&t, figure, year, true);
        const double grown = year == 0 ? 40.0 : 60.0;
        cr_expect(lt(dbl, missed, grown + 0.5));
        cr_expect(gt(dbl, missed, grown - 0.5));
    }
    trial_end(&t);
}

/* Half-days are amounts: everybody misses the rate, to a whole number. */
#define AMOUNTS                                                                                    \
    ", \"outcomes\": [{\"id\": \"missed\", \"counts\": \"sessions\", \"ages\": [5, 16], "          \
    "\"rates\": "                                                                                  \
    "{\"n\": 36.5}}, {\"id\": \"scored\", \"counts\": \"points\", \"ages\": [16, 17], \"rates\": " \
    "{\"n\": 30.25}}]"

Test(outcome, half_days_missed_are_the_rate_of_each_child_and_points_are_told_as_context)
{
    trial t = run_town(0, AMOUNTS, NULL);
    cr_expect(lt(dbl, rate(&t, "missed"), 36.6)); /* half a day up or down: error 0.02 */
    cr_expect(gt(dbl, rate(&t, "missed"), 36.4));
    const int32_t points = sen_plan_find(&t.plan, YEAR, SEN_MEASURE_OUTCOME_POINTS, NULL, "scored");
    cr_assert(ne(i32, points, SEN_NONE));
    const double scored = (double)trial_cell(&t, points, 1, false);
    const double children = (double)trial_cell(&t, points, 1, true);
    cr_expect(gt(dbl, children, 30)); /* 60 of 200 of the one age */
    cr_expect(lt(dbl, scored / children, 30.5));
    cr_expect(gt(dbl, scored / children, 30.0));
    cr_expect(t.plan.figures[points].same_whatever);
    cr_expect(eq(i32, sen_plan_find(&t.plan, YEAR, SEN_MEASURE_OUTCOME_CHILDREN, NULL, "scored"),
                 SEN_NONE));
    trial_end(&t);
}

/* ---- loops ---- */

#define LOOPS                                                                                      \
    ", \"loops\": [{\"id\": \"ask\", \"unmet\": {\"kinds\": [\"k\"], \"months\": 3, \"asks\": "    \
    "\"assess\", \"per_year\": {\"low\": 0.1, \"central\": 0.5, \"high\": 2}}}, {\"id\": "         \
    "\"hold_back\", \"asking\": {\"list\": \"t\", \"of\": \"s\", \"elasticity\": {\"low\": -0.1, " \
    "\"central\": -0.5, \"high\": -1}}}, {\"id\": \"leave\", \"posts\": {\"list\": \"t\", "        \
    "\"of\": \"t\", \"elasticity\": {\"low\": -0.1, \"central\": -0.2, \"high\": -0.4}}}]"

Test(outcome, loops_that_are_off_change_no_figure_at_all)
{
    trial without = run_town(300, "", NULL), off = run_town(300, LOOPS, NULL);
    cr_expect(eq(i32, trial_differences(&without, &off), 0));
    const int32_t figure = sen_plan_find(&off.plan, YEAR, SEN_MEASURE_LOOP_REFERRALS, NULL, "ask");
    cr_assert(ne(i32, figure, SEN_NONE));
    cr_expect(off.plan.figures[figure].off);
    trial_end(&without);
    trial_end(&off);
}

static int64_t asked(const char *set, int places)
{
    sen_text text;
    sen_text_init(&text);
    sen_text_addf(&text, "{\"effects\": {\"loops\": \"%s\"}}", set);
    trial t = run_town(places, LOOPS, sen_text_string(&text));
    sen_text_clear(&text);
    const int64_t n = trial_sum(&t, YEAR, SEN_MEASURE_REFERRALS, "assess", NULL);
    trial_end(&t);
    return n;
}

Test(outcome, waits_lead_to_asking_for_an_assessment_and_more_so_in_a_stronger_set)
{
    const int64_t off = asked("off", 300), low = asked("low", 300), high = asked("high", 300);
    cr_expect(gt(i64, low, off));
    cr_expect(gt(i64, high, low));
    cr_expect(lt(i64, asked("high", 9000), high)); /* nobody waits for help then */
}

Test(outcome, a_longer_list_holds_referrers_back_and_empties_posts)
{
    trial off = run_town(300, LOOPS, NULL);
    trial on = run_town(300, LOOPS ", \"effects\": {\"loops\": \"high\"}", NULL);
    cr_expect(lt(i64, trial_sum(&on, YEAR, SEN_MEASURE_STARTS, "s", NULL),
                 trial_sum(&off, YEAR, SEN_MEASURE_STARTS, "s", NULL)));
    trial_end(&off);
    trial_end(&on);
}

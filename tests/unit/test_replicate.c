/* SPDX-License-Identifier: MIT */
/* One replicate of small scenarios, each about one rule; named for what once went wrong. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "trial.h"

static const sen_period_type YEAR = SEN_PERIOD_ACADEMIC_YEAR;

/* A town of 26 ages of 60; need n gives rise to kind k in all; service s with one team t. */
static const char *town(sen_text *out, const char *amount, const char *team, const char *service)
{
    sen_text_init(out);
    sen_text_add(out,
                 "{\"sendsim\": 1, \"id\": \"town\", \"source\": \"made up\", \"grade\": \"E\", "
                 "\"start\": \"2025-01-16\", \"years\": 2, \"population\": {\"by\": \"age\", "
                 "\"rows\": [");
    for (int age = 0; age < 26; age++)
        sen_text_addf(out, "%s[%d, 60]", age > 0 ? ", " : "", age);
    sen_text_addf(out,
                  "], \"births_per_year\": {\"by\": \"year\", \"rows\": [[2025, 60], [2026, 60], "
                  "[2027, 60]]}}, \"needs\": {\"n\": {\"present_at_start\": 0.3}}, "
                  "\"requirements\": {\"k\": {\"for\": {\"n\": {\"share\": 1}}, \"ages\": [0, 26], "
                  "\"amount\": %s}}, \"recognition\": {\"n\": {\"school_per_year\": 1}}, "
                  "\"opening\": {\"recognition\": {\"n\": {\"school_per_year\": 20}}}, \"teams\": "
                  "{\"t\": {\"provider\": \"p\", \"funders\": {\"icb\": 1}, %s}}, \"services\": "
                  "{\"s\": {\"sector\": \"health\", \"meets\": [\"k\"], \"referral\": {\"share\": "
                  "1, \"after\": {\"days\": 3}, \"again_share\": 1, \"again_after\": {\"days\": "
                  "20}}, %s}}}",
                  amount, team, service);
    return sen_text_string(out);
}

static const char *const place = "\"stages\": [{\"id\": \"e\", \"place\": {\"team\": \"t\", "
                                 "\"days\": 20}}]";

static trial run_town(const char *amount, const char *team, const char *service, const char *over)
{
    sen_text text;
    trial t = trial_begin(town(&text, amount, team, service), over, "town");
    sen_text_clear(&text);
    trial_run(&t, 1, true);
    return t;
}

Test(replicate, an_offer_turned_down_leaves_no_other_joiner_behind)
{
    char service[256];
    snprintf(service, sizeof service, "\"not_wanted\": 0.5, %s", place);
    trial t = run_town("{\"sessions\": 1}", "\"kind\": \"places\", \"places\": 5000", service,
                       "{\"title\": \"t\"}");
    cr_assert(eq(i64, trial_sum(&t, SEN_PERIOD_MONTH, SEN_MEASURE_CHILDREN_WAITING, NULL, "k"), 0));
    trial_end(&t);
}

/* Of team t over all financial years. */
static int64_t of_team(const trial *t, sen_measure_index measure)
{
    int64_t sum = 0;
    for (int32_t f = 0; f < t->plan.n_figures; f++) {
        const sen_figure *const figure = t->plan.figures + f;
        if (figure->measure != (int)measure || figure->period_type != SEN_PERIOD_FINANCIAL_YEAR ||
            strcmp(figure->key[SEN_KEY_PROVIDER], "t") != 0 || *figure->key[SEN_KEY_FUNDER] != 0)
            continue;
        for (int32_t p = 0; p < t->plan.n_periods[figure->period_type]; p++)
            sum += trial_cell(t, f, p, false);
    }
    return sum;
}

/* Two years of 7 hours a week at a pound, closed in fourteen weeks of 2025: what is commissioned is
 * what there is to give or to lose. */
Test(replicate, hours_of_closed_weeks_are_not_commissioned)
{
    trial t = run_town("{\"hours_a_year\": 10}",
                       "\"kind\": \"hours\", \"hours_per_week\": 7, \"shared\": \"queue\", "
                       "\"pence_per_unit\": 100, \"weeks\": \"term\"",
                       "\"stages\": [{\"id\": \"h\", \"package\": {\"supply\": \"t\"}}]",
                       "{\"calendars\": {\"term\": {\"closed\": [[\"2025-07-07\", "
                       "\"2025-10-12\"]]}}}");
    const int64_t hours = 730 - 98, minutes = of_team(&t, SEN_MEASURE_HOURS_COMMISSIONED);
    const int64_t given = of_team(&t, SEN_MEASURE_HOURS_DELIVERED);
    const int64_t lost = of_team(&t, SEN_MEASURE_HOURS_LOST);
    cr_expect(eq(i64, minutes, 60 * hours));
    cr_expect(gt(i64, given, 0));
    cr_expect(ge(i64, minutes - given - lost, 0));
    cr_expect(le(i64, minutes - given - lost, 120)); /* a minute of each week */
    cr_expect(eq(i64, of_team(&t, SEN_MEASURE_COST), 100 * hours));
    trial_end(&t);
}

Test(replicate, packages_that_run_on_day_0_cost_their_renewals)
{
    trial t =
        run_town("{\"hours_a_year\": 100}",
                 "\"kind\": \"market\", \"hours_per_week\": 9000, \"pence_per_unit\": 1000, "
                 "\"paid\": \"not\"",
                 "\"stages\": [{\"id\": \"e\", \"package\": {\"supply\": \"t\", \"money\": "
                 "\"m\", \"review_after\": {\"days\": 100}}}]",
                 "{\"teams\": {\"m\": {\"provider\": \"m\", \"funders\": {\"icb\": 1}, "
                 "\"kind\": \"pounds\", \"pence_per_year\": 100000000, \"when_spent\": "
                 "\"wait\", \"paid\": \"delivered\"}}, \"services\": {\"s\": {\"referral\": "
                 "{\"share\": 0, \"again_share\": 0}}}, \"opening\": {\"o\": {\"kind\": \"k\", "
                 "\"ages\": [0, 26], \"at\": \"services.s.stages.e\", \"served\": true, "
                 "\"weeks\": {\"0-1\": 50}}}}");
    /* 50 packages of 1,000 pounds a year, about 7 reviews each */
    const int64_t pence = trial_sum(&t, SEN_PERIOD_FINANCIAL_YEAR, SEN_MEASURE_COST, NULL, NULL);
    cr_assert(gt(i64, pence, 50 * 100000));
    trial_end(&t);
}

Test(replicate, nobody_is_too_old_for_a_service_that_now_goes_on)
{
    char service[256];
    snprintf(service, sizeof service, "\"ages\": [0, 18], %s", place);
    trial t =
        run_town("{\"sessions\": 1}", "\"kind\": \"places\", \"places\": 3", service,
                 "{\"changes\": [{\"id\": \"c\", \"from\": \"2025-09-01\", \"kind\": \"rule\", "
                 "\"set\": {\"services.s.ages\": [0, 26]}}]}");
    cr_assert(gt(i64, trial_at(&t, YEAR, 0, SEN_MEASURE_LEAVERS, "s", "age_limit"), 0));
    cr_assert(eq(i64, trial_at(&t, YEAR, 1, SEN_MEASURE_LEAVERS, "s", "age_limit"), 0));
    trial_end(&t);
}

Test(replicate, what_a_check_has_found_is_shared_only_by_its_share)
{
    trial t = run_town("{\"sessions\": 1}", "\"kind\": \"places\", \"places\": 5000", place,
                       "{\"recognition\": {\"n\": {\"school_per_year\": 0, \"shared\": {\"share\": "
                       "0}}}, \"opening\": {\"recognition\": {\"n\": {\"school_per_year\": 0}}}, "
                       "\"services\": {\"s\": {\"sector\": \"education\"}}, \"checks\": [{\"id\": "
                       "\"c\", \"school_year\": 3, \"coverage\": 1, \"sensitivity\": {\"n\": 1}, "
                       "\"funders\": {\"icb\": 1}}]}");
    cr_assert(eq(i64, trial_sum(&t, YEAR, SEN_MEASURE_REFERRALS, "s", NULL), 0));
    trial_end(&t);
}

Test(replicate, who_is_noticed_on_day_0_is_referred_like_anybody_else)
{
    trial t = run_town("{\"sessions\": 1}", "\"kind\": \"places\", \"places\": 5000", place,
                       "{\"recognition\": {\"n\": {\"school_per_year\": 100}}, \"opening\": "
                       "{\"recognition\": {\"n\": {\"school_per_year\": 0}}}, \"services\": "
                       "{\"s\": {\"referral\": {\"again_share\": 0, \"again_after\": null}}}}");
    const int64_t noticed = trial_sum(&t, YEAR, SEN_MEASURE_NEEDS_NOTICED, NULL, NULL);
    cr_assert(eq(i64, trial_sum(&t, YEAR, SEN_MEASURE_REFERRALS, "s", NULL), noticed));
    cr_assert(eq(i64, trial_at(&t, YEAR, 1, SEN_MEASURE_CHILDREN_NOT_REFERRED, NULL, "k"), 0));
    trial_end(&t);
}

Test(replicate, births_of_the_first_day_are_births)
{
    trial t = run_town("{\"sessions\": 1}", "\"kind\": \"places\", \"places\": 5", place,
                       "{\"population\": {\"births_per_year\": {\"by\": \"year\", \"rows\": "
                       "[[2025, 7300], [2026, 7300], [2027, 7300]]}}}");
    const int64_t born = trial_sum(&t, YEAR, SEN_MEASURE_BORN, NULL, NULL),
                  left = trial_sum(&t, YEAR, SEN_MEASURE_TURNED_26, NULL, NULL);
    cr_assert(
        eq(i64, 26 * 60 + born - left, trial_at(&t, YEAR, 2, SEN_MEASURE_POPULATION, NULL, NULL)));
    trial_end(&t);
}

Test(replicate, a_clock_is_broken_once)
{
    trial t = run_town("{\"sessions\": 1}", "\"kind\": \"places\", \"places\": 5000",
                       "\"stages\": [{\"id\": \"d\", \"delay\": {\"days\": 30}}, {\"id\": \"x\", "
                       "\"delay\": {\"days\": 400}}, {\"id\": \"e\", \"place\": {\"team\": \"t\", "
                       "\"days\": 20}}], \"clock\": {\"from\": \"referral\", \"to\": \"e\", "
                       "\"excludes\": [\"x\"], \"target_days\": 10, \"standard\": 0.9, \"duty\": "
                       "{\"basis\": \"local_aim\", \"owner\": \"icb\"}}",
                       "{\"title\": \"t\"}");
    const int64_t asked = trial_sum(&t, YEAR, SEN_MEASURE_REFERRALS, "s", NULL);
    cr_assert(le(i64, trial_sum(&t, YEAR, SEN_MEASURE_BREACHES, "s", "local_aim"), asked));
    trial_end(&t);
}

Test(replicate, help_that_takes_no_time_is_not_asked_for_again_the_same_day)
{
    trial t = run_town("{\"places\": 1}", "\"kind\": \"places\", \"places\": 1",
                       "\"stages\": [{\"id\": \"d\", \"delay\": {\"days\": 0}}]",
                       "{\"services\": {\"s\": {\"referral\": {\"after\": {\"days\": 0}}}}}");
    trial_end(&t);
}

Test(replicate, nothing_is_met_by_hours_that_are_no_longer_bought)
{
    trial t = run_town("{\"hours_a_year\": 100}",
                       "\"kind\": \"hours\", \"shared\": \"queue\", \"hours_per_week\": 100, "
                       "\"contract\": {\"formal\": true, \"until\": \"2025-08-31\"}",
                       "\"stages\": [{\"id\": \"e\", \"package\": {\"supply\": \"t\"}}]",
                       "{\"title\": \"t\"}");
    cr_assert(gt(i64, trial_at(&t, YEAR, 0, SEN_MEASURE_CHILDREN_MET, NULL, "k"), 0));
    cr_assert(eq(i64, trial_at(&t, YEAR, 1, SEN_MEASURE_CHILDREN_MET, NULL, "k"), 0));
    trial_end(&t);
}

Test(replicate, a_branch_waits_with_its_own_streams_patience)
{
    trial t = trial_begin(
        "{\"sendsim\": 1, \"id\": \"st\", \"clock\": \"plain\", \"days\": 200, \"teams\": {\"t\": "
        "{\"kind\": \"sessions\", \"per_week\": 0}, \"p\": {\"kind\": \"places\", \"places\": 9}}, "
        "\"services\": {\"s\": {\"stages\": [{\"id\": \"all\", \"all_of\": {\"branches\": "
        "[{\"id\": "
        "\"b\", \"stages\": [{\"id\": \"v\", \"visit\": {\"team\": \"t\"}}]}]}}, {\"id\": \"z\", "
        "\"place\": {\"team\": \"p\", \"days\": 3}}]}}, \"streams\": {\"a\": {\"closed\": 10, "
        "\"asks\": [\"s\"]}, \"b\": {\"closed\": 7, \"asks\": [\"s\"], \"patience_days\": "
        "{\"fixed\": 5}}}}",
        NULL, "streams");
    trial_run(&t, 1, true);
    cr_assert(eq(i64, trial_sum(&t, SEN_PERIOD_RUN, SEN_MEASURE_LEAVERS, "s", "withdrew"), 7));
    trial_end(&t);
}

/* Rows that a has and b lacks or tells differently: none, though b has one kind and one need more. */
Test(replicate, a_new_kind_or_need_leaves_the_luck_of_the_others_alone)
{
    sen_text text;
    const char *const checks =
        "\"checks\": [{\"id\": \"c\", \"school_year\": 3, \"coverage\": 1, \"sensitivity\": "
        "{\"n\": 0.5%s}, \"funders\": {\"icb\": 1}}]";
    sen_text over;
    sen_text_init(&over);
    sen_text_addf(&over, "{");
    sen_text_addf(&over, checks, "");
    sen_text_add(&over, "}");
    char service[256];
    snprintf(service, sizeof service, "\"refuse\": 0.2, \"not_wanted\": 0.1, %s", place);
    trial a = trial_begin(
        town(&text, "{\"sessions\": 1}", "\"kind\": \"places\", \"places\": 9", service),
        sen_text_string(&over), "town");
    sen_text_empty(&over);
    sen_text_addf(&over, "{");
    sen_text_addf(&over, checks, ", \"a\": 1");
    sen_text_add(&over, ", \"needs\": {\"a\": {\"present_at_start\": 0}}, \"recognition\": {\"a\": "
                        "{\"school_per_year\": 1}}, \"opening\": {\"recognition\": {\"a\": "
                        "{\"school_per_year\": 1}}}, \"requirements\": {\"a\": {\"for\": {\"a\": "
                        "{\"share\": 1}}, \"ages\": [0, 26], \"amount\": {\"sessions\": 1}}}}");
    trial b = trial_begin(sen_text_string(&text), sen_text_string(&over), "town and more");
    trial_run(&a, 1, true);
    trial_run(&b, 1, true);
    cr_assert(eq(i32, trial_differences(&a, &b), 0));
    trial_end(&a);
    trial_end(&b);
    sen_text_clear(&over);
    sen_text_clear(&text);
}

Test(replicate, an_opening_case_that_stands_nowhere_is_on_no_list)
{
    char service[256];
    snprintf(service, sizeof service, "%s", place);
    trial t =
        run_town("{\"sessions\": 1}", "\"kind\": \"places\", \"places\": 0", service,
                 "{\"services\": {\"s\": {\"referral\": {\"share\": 0, \"again_share\": 0}}}, "
                 "\"opening\": {\"o\": {\"kind\": \"k\", \"ages\": [0, 26], \"weeks\": "
                 "{\"4-12\": 50}}}}");
    cr_assert(
        eq(i64, trial_at(&t, SEN_PERIOD_MONTH, 0, SEN_MEASURE_CHILDREN_WAITING, NULL, "k"), 0));
    trial_end(&t);
}

Test(replicate, cases_that_ended_without_help_before_day_0_are_there_on_it)
{
    trial t =
        run_town("{\"sessions\": 1}", "\"kind\": \"places\", \"places\": 0", place,
                 "{\"services\": {\"s\": {\"referral\": {\"share\": 0, \"again_share\": 0}}}, "
                 "\"opening\": {\"o\": {\"kind\": \"k\", \"ages\": [5, 20], \"ended\": "
                 "\"refused\", \"weeks\": {\"0-1\": 30}}, \"p\": {\"kind\": \"k\", \"ages\": [5, "
                 "20], \"ended\": \"left_list\", \"weeks\": {\"0-1\": 20}}}}");
    const int64_t refused =
        trial_at(&t, SEN_PERIOD_MONTH, 0, SEN_MEASURE_CHILDREN_REFUSED, NULL, "k");
    const int64_t left =
        trial_at(&t, SEN_PERIOD_MONTH, 0, SEN_MEASURE_CHILDREN_LEFT_LIST, NULL, "k");
    cr_assert(gt(i64, refused, 25)); /* some need ends or child goes within the month */
    cr_assert(le(i64, refused, 30));
    cr_assert(gt(i64, left, 15));
    cr_assert(le(i64, left, 20));
    trial_end(&t);
}

Test(replicate, a_visit_longer_than_a_days_sessions_blocks_nobody)
{
    trial t = run_town("{\"sessions\": 1}", "\"kind\": \"sessions\", \"per_week\": 10",
                       "\"stages\": [{\"id\": \"e\", \"visit\": {\"team\": \"t\", \"sessions\": 5, "
                       "\"together\": true}}]",
                       "{\"title\": \"t\"}");
    cr_assert(gt(i64, trial_sum(&t, YEAR, SEN_MEASURE_COMPLETIONS, "s", NULL), 50));
    trial_end(&t);
}

Test(replicate, a_false_positive_who_leaves_the_area_gives_the_place_back)
{
    trial t = run_town(
        "{\"sessions\": 1}", "\"kind\": \"places\", \"places\": 5000",
        "\"false_positives_per_1000_a_year\": 200, \"ages\": [0, 26], \"stages\": [{\"id\": \"e\", "
        "\"place\": {\"team\": \"t\", \"days\": 3000}}]",
        "{\"needs\": {\"n\": {\"present_at_start\": 0}}, \"population\": "
        "{\"leave_per_1000_a_year\": 900}}");
    cr_assert(gt(i64, trial_sum(&t, YEAR, SEN_MEASURE_COMPLETIONS, "s", NULL), 50));
    trial_end(&t);
}

Test(replicate, asking_grows_for_those_without_the_need_too)
{
    static const char *const none = "{\"needs\": {\"n\": {\"present_at_start\": 0}}, \"years\": 2}";
    static const char *const growing =
        "{\"needs\": {\"n\": {\"present_at_start\": 0}}, \"years\": 2, \"services\": {\"s\": "
        "{\"referral\": {\"trend_a_year\": 1}}}}";
    int64_t asked[2];
    for (int grows = 0; grows < 2; grows++) {
        trial t =
            run_town("{\"sessions\": 1}", "\"kind\": \"places\", \"places\": 5000",
                     "\"false_positives_per_1000_a_year\": 200, \"ages\": [0, 26], "
                     "\"stages\": [{\"id\": \"e\", \"place\": {\"team\": \"t\", \"days\": 3}}]",
                     grows ? growing : none);
        asked[grows] = trial_sum(&t, YEAR, SEN_MEASURE_FALSE_REFERRALS, "s", NULL);
        trial_end(&t);
    }
    cr_assert(gt(i64, asked[1], asked[0] * 13 / 10)); /* 1.5 times over the two years */
    cr_assert(lt(i64, asked[1], asked[0] * 17 / 10));
}

Test(replicate, help_that_comes_at_the_end_of_a_delay_may_be_turned_down)
{
    trial t =
        run_town("{\"sessions\": 1}", "\"kind\": \"places\", \"places\": 5000",
                 "\"not_wanted\": 1, \"stages\": [{\"id\": \"d\", \"delay\": {\"days\": 10}}]",
                 "{\"title\": \"t\"}");
    cr_assert(eq(i64, trial_sum(&t, YEAR, SEN_MEASURE_STARTS, "s", NULL), 0));
    cr_assert(gt(i64, trial_sum(&t, YEAR, SEN_MEASURE_LEAVERS, "s", "not_wanted"), 100));
    trial_end(&t);
}

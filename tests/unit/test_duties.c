/* SPDX-License-Identifier: MIT */
/* Parts of the time, appeals, and what is lost or kept when children go up a phase. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>

#include "base/text.h"
#include "trial.h"

static const sen_period_type YEAR = SEN_PERIOD_ACADEMIC_YEAR;

/* Two years of a town of 26 ages of 60; need n, always seen, gives rise to kind k; service s. */
static trial run_town(const char *ages, const char *service, const char *more, const char *over)
{
    sen_text text;
    sen_text_init(&text);
    sen_text_add(&text, "{\"sendsim\": 1, \"id\": \"town\", \"source\": \"made up\", \"grade\": "
                        "\"E\", \"start\": \"2025-01-16\", \"years\": 2, \"calendars\": {\"term\": "
                        "{\"closed\": [[\"2025-07-22\", \"2025-09-01\"]]}}, \"population\": "
                        "{\"by\": \"age\", \"rows\": [");
    for (int age = 0; age < 26; age++)
        sen_text_addf(&text, "%s[%d, 60]", age > 0 ? ", " : "", age);
    sen_text_addf(&text,
                  "], \"births_per_year\": {\"by\": \"year\", \"rows\": [[2025, 60], [2026, 60], "
                  "[2027, 60]]}}, \"needs\": {\"n\": {\"present_at_start\": 0.3, "
                  "\"onset_per_1000_a_year\": 100}}, \"requirements\": {\"k\": {\"for\": {\"n\": "
                  "{\"share\": 1}}, \"ages\": %s, \"amount\": {\"sessions\": 1}}}, "
                  "\"recognition\": {\"n\": {\"school_per_year\": 90}}, \"opening\": "
                  "{\"recognition\": {\"n\": {\"school_per_year\": 90}}}, \"teams\": {\"t\": "
                  "{\"kind\": \"places\", \"places\": 5000, \"funders\": {\"icb\": 1}}}, "
                  "\"services\": {\"s\": {\"sector\": \"education\", \"meets\": [\"k\"], "
                  "\"referral\": {\"share\": 1, \"after\": {\"days\": 3}, \"again_share\": 1, "
                  "\"again_after\": {\"days\": 20}}, %s}%s}}",
                  ages, service, more);
    trial t = trial_begin(sen_text_string(&text), over, "town");
    sen_text_clear(&text);
    trial_run(&t, 1, true);
    return t;
}

#define TWO_DELAYS                                                                              \
    "\"stages\": [{\"id\": \"a\", \"delay\": {\"days\": 30}}, {\"id\": \"b\", \"delay\": "      \
    "{\"days\": 10}}], \"parts\": [{\"id\": \"first\", \"from\": \"referral\", \"to\": \"a\", " \
    "\"target_days\": %d, \"basis\": \"statutory_clock\", \"owner\": \"council\"%s}, {\"id\": " \
    "\"second\", \"from\": \"b\", \"to\": \"b\", \"target_days\": 11, \"basis\": "              \
    "\"local_aim\", \"owner\": \"icb\"}]"

static trial run_delays(int target_days, const char *exempt)
{
    sen_text text;
    sen_text_init(&text);
    sen_text_addf(&text, TWO_DELAYS, target_days, exempt);
    trial t = run_town("[0, 26]", sen_text_string(&text), "", NULL);
    sen_text_clear(&text);
    return t;
}

static int64_t part(const trial *t, sen_measure_index measure, const char *id)
{
    return trial_sum(t, YEAR, measure, "s", id);
}

Test(duties, a_part_is_late_on_its_target_day_and_not_before)
{
    trial t = run_delays(31, "");
    const int64_t done = trial_sum(&t, YEAR, SEN_MEASURE_COMPLETIONS, "s", NULL);
    cr_assert(gt(i64, done, 400));
    cr_expect(eq(i64, part(&t, SEN_MEASURE_PART_BREACHES, "first"), 0));
    cr_expect(eq(i64, part(&t, SEN_MEASURE_PART_BREACHES, "second"), 0));
    cr_expect(ge(i64, part(&t, SEN_MEASURE_PART_IN_TIME_SHARE, "first"), done));
    trial_end(&t);

    t = run_delays(30, ""); /* the thirtieth day is no longer fewer than 30 */
    cr_expect(ge(i64, part(&t, SEN_MEASURE_PART_BREACHES, "first"), done));
    cr_expect(eq(i64, part(&t, SEN_MEASURE_PART_IN_TIME_SHARE, "first"), 0));
    cr_expect(eq(i64, part(&t, SEN_MEASURE_PART_BREACHES, "second"), 0));
    trial_end(&t);
}

Test(duties, a_part_that_is_open_and_late_is_seen_at_the_end_and_is_its_owners)
{
    trial t = run_delays(5, "");
    const int32_t last = t.plan.n_periods[SEN_PERIOD_CENSUS_DAY] - 1;
    const sen_period_type census = SEN_PERIOD_CENSUS_DAY;
    const int64_t late = trial_at(&t, census, last, SEN_MEASURE_PART_OPEN_LATE, "s", "first");
    cr_expect(gt(i64, late, 0));
    cr_expect(eq(i64, trial_at(&t, census, last, SEN_MEASURE_DUTIES_LATE, NULL, "council"), late));
    cr_expect(eq(i64, trial_at(&t, census, last, SEN_MEASURE_DUTIES_LATE, NULL, "icb"), 0));
    trial_end(&t);
}

Test(duties, a_long_closure_exempts_and_a_short_one_does_not)
{
    /* closed 22 July to 1 September: 42 days; of those late only who met the closure is exempt */
    trial t = run_delays(20, ", \"exempt\": {\"closed_days\": 28, \"weeks\": \"term\"}");
    const int64_t exempt = part(&t, SEN_MEASURE_PART_EXEMPT, "first");
    const int64_t late = part(&t, SEN_MEASURE_PART_BREACHES, "first");
    cr_expect(gt(i64, exempt, 5));
    cr_expect(gt(i64, late, exempt));
    trial_end(&t);
    t = run_delays(20, ", \"exempt\": {\"closed_days\": 43, \"weeks\": \"term\"}");
    cr_expect(eq(i64, part(&t, SEN_MEASURE_PART_EXEMPT, "first"), 0));
    cr_expect(eq(i64, part(&t, SEN_MEASURE_PART_BREACHES, "first"), late + exempt));
    trial_end(&t);
}

#define ASKED_IN_SUMMER                                                                          \
    "\"stages\": [{\"id\": \"a\", \"delay\": {\"days\": 30}}, {\"id\": \"b\", \"delay\": "       \
    "{\"days\": 10}}], \"parts\": [{\"id\": \"asked\", \"from\": \"a\", \"to\": \"a\", "         \
    "\"target_days\": 99, \"basis\": \"statutory_clock\", \"owner\": \"council\"}, {\"id\": "    \
    "\"first\", \"from\": \"referral\", \"to\": \"b\", \"target_days\": 20, \"basis\": "         \
    "\"statutory_clock\", \"owner\": \"council\", \"exempt\": {\"closed_days\": 28, \"weeks\": " \
    "\"term\"%s}}]"

static int64_t exempt_of(const char *begins)
{
    sen_text text;
    sen_text_init(&text);
    sen_text_addf(&text, ASKED_IN_SUMMER, begins);
    trial t = run_town("[0, 26]", sen_text_string(&text), "", NULL);
    sen_text_clear(&text);
    const int64_t exempt = part(&t, SEN_MEASURE_PART_EXEMPT, "first");
    trial_end(&t);
    return exempt;
}

Test(duties, an_exemption_may_hang_on_when_advice_was_asked_for)
{
    /* of 40 days: those who meet the closure began from 12 June, 82 days of the year; those asked
     * from a week before it until a week before its end, 42 */
    const int64_t touched = exempt_of(""), asked = exempt_of(", \"begins\": \"asked\"");
    cr_expect(gt(i64, touched, 20));
    cr_expect(gt(i64, asked, touched / 3));
    cr_expect(lt(i64, asked, touched * 2 / 3));
}

#define PANEL_WITH_APPEALS                                                                      \
    "\"stages\": [{\"id\": \"decide\", \"panel\": {\"panels\": \"joint\", \"every_days\": 7, "  \
    "\"approve\": 0, \"appeal\": {\"share\": %g, \"time\": {\"days\": 50}, \"upheld\": %g}}}, " \
    "{\"id\": \"help\", \"place\": {\"team\": \"t\", \"days\": 5}}]"

static trial run_appeals(double share, double upheld)
{
    sen_text text;
    sen_text_init(&text);
    sen_text_addf(&text, PANEL_WITH_APPEALS, share, upheld);
    trial t = run_town("[0, 26]", sen_text_string(&text), "", NULL);
    sen_text_clear(&text);
    return t;
}

Test(duties, an_appeal_goes_on_if_upheld_and_ends_in_refusal_if_not)
{
    trial t = run_appeals(1, 1);
    cr_expect(eq(i64, trial_sum(&t, YEAR, SEN_MEASURE_LEAVERS, "s", "refused"), 0));
    const int64_t appeals = trial_sum(&t, YEAR, SEN_MEASURE_APPEALS, "s", NULL);
    const int64_t upheld = trial_sum(&t, YEAR, SEN_MEASURE_APPEALS_UPHELD, "s", NULL);
    cr_expect(gt(i64, upheld, 300));
    cr_expect(ge(i64, appeals, upheld));
    cr_expect(eq(i64, trial_sum(&t, YEAR, SEN_MEASURE_STARTS, "s", NULL), upheld));
    trial_end(&t);

    t = run_appeals(1, 0);
    cr_expect(eq(i64, trial_sum(&t, YEAR, SEN_MEASURE_STARTS, "s", NULL), 0));
    cr_expect(gt(i64, trial_sum(&t, YEAR, SEN_MEASURE_LEAVERS, "s", "refused"), 300));
    trial_end(&t);
}

Test(duties, who_appeals_still_counts_as_turned_down)
{
    trial t = run_appeals(1, 1);
    const int32_t last = t.plan.n_periods[SEN_PERIOD_CENSUS_DAY] - 1;
    const int64_t refused =
        trial_at(&t, SEN_PERIOD_CENSUS_DAY, last, SEN_MEASURE_CHILDREN_REFUSED, NULL, "k");
    cr_expect(gt(i64, refused, 0));
    trial_end(&t);
}

Test(duties, what_is_known_and_not_yet_asked_for_may_be_lost_going_up)
{
    static const char *const slow =
        "{\"services\": {\"s\": {\"referral\": {\"after\": {\"days\": 900}}}}, \"transitions\": "
        "[{\"id\": \"secondary\", \"school_year\": 7, \"lost\": 1}]}";
    static const char *const service =
        "\"stages\": [{\"id\": \"help\", \"place\": {\"team\": \"t\", \"days\": 5}}]";
    trial t = run_town("[0, 26]", service, "", slow);
    int64_t lost[2];
    for (int year = 0; year < 2; year++)
        lost[year] = trial_at(&t, YEAR, year, SEN_MEASURE_CHILDREN_LOST_AT_TRANSITION, NULL, "k");
    cr_expect(eq(i64, lost[0], 0)); /* to 31 August 2025 */
    cr_expect(gt(i64, lost[1], 0));
    trial_end(&t);
}

#define ADULT_LIST                                                                               \
    ", \"adult\": {\"sector\": \"education\", \"meets\": [\"k\"], \"ages\": [18, 26], "          \
    "\"referral\": {\"share\": 0, \"again_share\": 0, \"again_after\": {\"days\": 9000}}, "      \
    "\"stages\": [{\"id\": \"wait\", \"delay\": {\"days\": 1}}, {\"id\": \"never\", \"place\": " \
    "{\"team\": \"none\", \"days\": 5}}]}}, \"teams\": {\"none\": {\"kind\": \"places\", "       \
    "\"places\": 0, \"funders\": {\"icb\": 1}}"

static int64_t longest_waits(const char *keeps)
{
    sen_text text;
    sen_text_init(&text);
    sen_text_addf(&text,
                  "{\"services\": {\"s\": {\"ages\": [0, 18], \"handover\": {\"to\": \"adult\", "
                  "\"share\": 1%s}, \"stages\": [{\"id\": \"help\", \"place\": {\"team\": "
                  "\"none\"}}]}%s}}",
                  keeps, ADULT_LIST);
    trial t = run_town(
        "[0, 26]", "\"stages\": [{\"id\": \"help\", \"place\": {\"team\": \"t\", \"days\": 5}}]",
        "", sen_text_string(&text));
    sen_text_clear(&text);
    const int32_t last = t.plan.n_periods[SEN_PERIOD_CENSUS_DAY] - 1;
    const int64_t band =
        trial_at(&t, SEN_PERIOD_CENSUS_DAY, last, SEN_MEASURE_WAIT_BAND, "adult", "52+");
    trial_end(&t);
    return band;
}

Test(duties, a_handover_keeps_the_clock_or_the_list_starts_again)
{
    const int64_t anew = longest_waits(""), kept = longest_waits(", \"keeps_clock\": true");
    cr_expect(gt(i64, kept, anew));
}

/* ---- plan layers ---- */

#define PLANNED                                                                         \
    "\"stages\": [{\"id\": \"decide\", \"delay\": {\"days\": 30}}, {\"id\": \"plan\", " \
    "\"place\": {\"team\": \"t\", \"days\": 300}}]"
#define REVIEWS                                                                          \
    ", \"r\": {\"sector\": \"education\", \"stages\": [{\"id\": \"meet\", \"delay\": "   \
    "{\"days\": 4}}]}}, \"plans\": [{\"id\": \"layer\", \"service\": \"s\", \"stage\": " \
    "\"plan\"%s}], \"report\": {\"blocks\": [[\"plan_layer\"]]}, \"families\": {"

static trial run_plans(const char *keys)
{
    sen_text text;
    sen_text_init(&text);
    sen_text_addf(&text, REVIEWS, keys);
    trial t = run_town("[0, 26]", PLANNED, sen_text_string(&text), NULL);
    sen_text_clear(&text);
    return t;
}

static int64_t reviews_of(trial t)
{
    const int64_t reviews = trial_sum(&t, YEAR, SEN_MEASURE_REFERRALS, "r", NULL);
    cr_expect(eq(i64, trial_sum(&t, YEAR, SEN_MEASURE_FALSE_REFERRALS, "r", NULL), 0));
    trial_end(&t);
    return reviews;
}

Test(duties, a_plan_is_reviewed_as_often_as_its_layer_says_while_it_is_held)
{
    const int64_t once =
        reviews_of(run_plans(", \"review\": {\"service\": \"r\", \"every\": {\"days\": 200}}"));
    const int64_t twice =
        reviews_of(run_plans(", \"review\": {\"service\": \"r\", \"every\": {\"days\": 100}}"));
    const int64_t never =
        reviews_of(run_plans(", \"review\": {\"service\": \"r\", \"every\": {\"days\": 301}}"));
    cr_expect(eq(i64, never, 0));
    cr_expect(gt(i64, once, 300));
    cr_expect(gt(i64, twice, once * 3 / 2)); /* at 100 and 200 days of 300 */
    cr_expect(lt(i64, twice, once * 5 / 2));
}

Test(duties, a_layer_that_has_ended_is_given_to_nobody_and_the_help_goes_on)
{
    trial t = run_plans(", \"until\": \"2025-01-15\"");
    const int32_t last = t.plan.n_periods[SEN_PERIOD_CENSUS_DAY] - 1;
    const sen_period_type census = SEN_PERIOD_CENSUS_DAY;
    cr_expect(eq(i64, trial_at(&t, census, last, SEN_MEASURE_PLAN_HOLDERS, NULL, "layer"), 0));
    cr_expect(gt(i64, trial_at(&t, census, last, SEN_MEASURE_CHILDREN_MET, NULL, "k"), 100));
    trial_end(&t);
    t = run_plans("");
    cr_expect(gt(i64, trial_at(&t, census, last, SEN_MEASURE_PLAN_HOLDERS, NULL, "layer"), 30));
    trial_end(&t);
}

Test(duties, holders_in_the_year_before_a_transfer_are_all_reviewed)
{
    const int64_t reviews = reviews_of(
        run_plans(", \"transfers\": [{\"id\": \"secondary\", \"school_year\": 6, \"on\": "
                  "\"10-01\", \"service\": \"r\"}]"));
    cr_expect(
        gt(i64, reviews, 10)); /* two Octobers of a year group of 60, 3 in 10 and more with n */
    cr_expect(lt(i64, reviews, 121));
}

/* 200 plans of `held` days, reviewed every 100 days; the report takes 40, and 20 are allowed. */
static trial run_old_plans(const char *held, const char *waits)
{
    static const char town[] =
        ", \"r\": {\"sector\": \"education\", \"stages\": [{\"id\": \"meet\", \"visit\": "
        "{\"team\": "
        "\"officers\", \"sessions\": 1}}, {\"id\": \"report\", \"delay\": {\"days\": 40}}], "
        "\"parts\": [{\"id\": \"decision\", \"from\": \"report\", \"to\": \"report\", "
        "\"target_days\": 20, \"basis\": \"statutory_clock\", \"owner\": \"council\"}]}}, "
        "\"plans\": "
        "[{\"id\": \"layer\", \"service\": \"s\", \"stage\": \"plan\", \"review\": {\"service\": "
        "\"r\", \"every\": {\"days\": 100}}}], \"families\": {";
    sen_text over;
    sen_text_init(&over);
    sen_text_addf(
        &over,
        "{\"teams\": {\"officers\": {\"kind\": \"sessions\", \"per_week\": 70, \"funders\": "
        "{\"council\": "
        "1}}}, \"needs\": {\"n\": {\"onset_per_1000_a_year\": 0}}, \"recognition\": {\"n\": "
        "{\"school_per_year\": 0}}, \"opening\": {\"recognition\": {\"n\": {\"school_per_year\": "
        "0}}, "
        "\"plans\": {\"kind\": \"k\", \"ages\": [6, 20], \"at\": \"services.s.stages.plan\", "
        "\"served\": "
        "true, \"days\": {\"%s\": 200}}%s}}",
        held, waits);
    trial t = run_town("[0, 26]",
                       "\"stages\": [{\"id\": \"decide\", \"delay\": {\"days\": 30}}, {\"id\": "
                       "\"plan\", \"place\": {\"team\": \"t\", \"days\": 20000}}]",
                       town, sen_text_string(&over));
    sen_text_clear(&over);
    return t;
}

static int64_t late_reviews(const trial *t, int32_t census)
{
    return trial_at(t, SEN_PERIOD_CENSUS_DAY, census, SEN_MEASURE_PART_OPEN_LATE, "r", "decision");
}

Test(duties, reviews_are_open_and_late_on_day_0_as_they_are_a_year_later)
{
    trial t = run_old_plans("400-1500", "");
    for (int32_t census = 0; census < 2; census++) { /* 200 plans x 20 days of 100 */
        cr_expect(gt(i64, late_reviews(&t, census), 25));
        cr_expect(lt(i64, late_reviews(&t, census), 56));
    }
    trial_end(&t);
}

Test(duties, a_young_plan_awaits_its_first_review)
{
    trial t = run_old_plans("0-99", "");
    const sen_period_type month = SEN_PERIOD_MONTH;
    cr_expect(eq(i64, late_reviews(&t, 0), 0));
    const int64_t first = trial_at(&t, month, 0, SEN_MEASURE_REFERRALS, "r", NULL);
    const int64_t second = trial_at(&t, month, 1, SEN_MEASURE_REFERRALS, "r", NULL);
    cr_expect(gt(i64, first, 18)); /* 200 plans a 100 days, for 16 and for 28 */
    cr_expect(lt(i64, first, 47));
    cr_expect(gt(i64, second, 40));
    trial_end(&t);
}

Test(duties, reviews_have_waited_before_day_0_as_the_opening_says)
{
    trial t = run_old_plans("400-1500", ", \"reviews\": [{\"id\": \"meetings\", \"at\": "
                                        "\"services.r.stages.meet\", \"wait\": {\"days\": 50}}]");
    const int64_t waiting =
        trial_at(&t, SEN_PERIOD_CENSUS_DAY, 0, SEN_MEASURE_LIST_SIZE, "r", NULL);
    cr_expect(gt(i64, waiting, 70)); /* 200 plans x 50 days of 100, less ten who were met today */
    cr_expect(lt(i64, waiting, 120));
    cr_expect(gt(i64, late_reviews(&t, 0), 25));
    trial_end(&t);
}

/* Forty who asked 50 days before day 0 and came to the second stage after 30; ten more days there;
 * the part has a target of 25. */
static trial run_open_second(const char *reached)
{
    sen_text over;
    sen_text_init(&over);
    sen_text_addf(&over,
                  "{\"needs\": {\"n\": {\"onset_per_1000_a_year\": 0}}, \"recognition\": {\"n\": "
                  "{\"school_per_year\": 0}}, \"opening\": {\"recognition\": {\"n\": "
                  "{\"school_per_year\": 0}}, \"o\": {\"kind\": \"k\", \"ages\": [6, 20], \"at\": "
                  "\"services.s.stages.b\", \"days\": {\"50-51\": 40}%s}}}",
                  reached);
    trial t = run_town("[0, 26]",
                       "\"stages\": [{\"id\": \"a\", \"delay\": {\"days\": 30}}, {\"id\": \"b\", "
                       "\"delay\": {\"days\": 10}}], \"parts\": [{\"id\": \"second\", \"from\": "
                       "\"b\", \"to\": \"b\", \"target_days\": 25, \"basis\": \"local_aim\", "
                       "\"owner\": \"icb\"}]",
                       "", sen_text_string(&over));
    sen_text_clear(&over);
    return t;
}

Test(duties, a_part_of_a_case_on_todays_list_has_run_since_it_came_to_its_stage)
{
    trial late = run_open_second(", \"reached_after\": {\"days\": 30}");
    trial today = run_open_second("");
    cr_expect(eq(i64, part(&late, SEN_MEASURE_PART_BREACHES, "second"), 40));
    cr_expect(eq(i64, part(&today, SEN_MEASURE_PART_BREACHES, "second"), 0));
    trial_end(&late);
    trial_end(&today);
}

/* All periods with one behind the last that holds every day: whoever reads it counts in it. */
static void put_trap(trial *t, sen_period *kept[SEN_PERIOD_TYPES])
{
    for (int32_t type = 0; type < SEN_PERIOD_TYPES; type++) {
        const int32_t n = t->plan.n_periods[type];
        sen_period *const longer = calloc((size_t)n + 1, sizeof *longer);
        for (int32_t p = 0; p < n; p++)
            longer[p] = t->plan.periods[type][p];
        longer[n].from_day = -36500;
        longer[n].to_day = 36500;
        kept[type] = t->plan.periods[type];
        t->plan.periods[type] = longer;
    }
}

static void take_trap(trial *t, sen_period *kept[SEN_PERIOD_TYPES])
{
    for (int32_t type = 0; type < SEN_PERIOD_TYPES; type++) {
        free(t->plan.periods[type]);
        t->plan.periods[type] = kept[type];
    }
}

/* Nor in one of another service: in a workspace in which a run has come behind its last period, day
 * 0 is as in a new one. */
Test(duties, what_ended_before_day_0_is_in_no_period_of_the_run)
{
    trial fresh = run_old_plans("400-1500", ""), used = run_old_plans("400-1500", "");
    sen_period *kept[2][SEN_PERIOD_TYPES];
    put_trap(&fresh, kept[0]);
    put_trap(&used, kept[1]);
    sen_workspace_free(fresh.workspace); /* it has run already */
    fresh.workspace = sen_workspace_new();
    trial_run(&fresh, 2, true);
    trial_run(&used, 1, true);
    trial_run(&used, 2, true);
    int32_t told = 0;
    for (int32_t f = 0; f < used.plan.n_figures; f++) {
        const sen_figure *const figure = used.plan.figures + f;
        for (int32_t p = 0; p < used.plan.n_periods[figure->period_type]; p++) {
            cr_expect(eq(i64, trial_cell(&used, f, p, false), trial_cell(&fresh, f, p, false)));
            if (figure->measure != SEN_MEASURE_COHORT_SEEN_SHARE)
                continue;
            cr_expect(le(i64, trial_cell(&used, f, p, false), trial_cell(&used, f, p, true)));
            told++;
        }
    }
    cr_expect(gt(i32, told, 0));
    take_trap(&fresh, kept[0]);
    take_trap(&used, kept[1]);
    trial_end(&fresh);
    trial_end(&used);
}

/* ---- rounds ---- */

Test(duties, who_holds_a_place_of_a_round_on_day_0_is_served_and_not_waiting)
{
    trial t = run_town(
        "[0, 26]",
        "\"ages\": [0, 20], \"stages\": [{\"id\": \"place\", \"round\": {\"team\": \"t\", "
        "\"decided_by\": \"02-15\", \"for\": \"09-01\"}}]",
        "",
        "{\"teams\": {\"t\": {\"places\": 0}}, \"opening\": {\"now\": {\"kind\": \"k\", \"ages\": "
        "[5, 15], \"at\": \"services.s.stages.place\", \"served\": true, \"weeks\": {\"18-52\": "
        "40}}}}");
    cr_expect(
        eq(i64, trial_at(&t, SEN_PERIOD_CENSUS_DAY, 0, SEN_MEASURE_CHILDREN_MET, NULL, "k"), 40));
    const int32_t last = t.plan.n_periods[SEN_PERIOD_CENSUS_DAY] - 1;
    const int64_t still =
        trial_at(&t, SEN_PERIOD_CENSUS_DAY, last, SEN_MEASURE_CHILDREN_MET, NULL, "k");
    cr_expect(gt(i64, still, 30)); /* to the age limit, but for those who leave the area */
    trial_end(&t);
}

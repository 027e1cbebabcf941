/* SPDX-License-Identifier: MIT */
/* Children as they grow: who is there, who is seen, who leaves why, what comes next (README.md,
 * part 7). Days are days of the run, and what is random is independent from child to child. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "theory_case.h"
#include "theory_law.h"

static const double YEAR = 365.25;

/* ---- a calendar of its own ---- */

/* Day of a date; 29 February in a common year is 1 March. */
static int day_of(int year, int month, int day)
{
    struct tm tm = {.tm_year = year - 1900, .tm_mon = month - 1, .tm_mday = day};
    return (int)(timegm(&tm) / 86400);
}

/* Day of the run of the birthday, for a child born on that day of it. */
static int birthday(int start, int birth, int age)
{
    const time_t when = (time_t)(start + birth) * 86400;
    struct tm tm;
    gmtime_r(&when, &tm);
    return day_of(tm.tm_year + 1900 + age, tm.tm_mon + 1, tm.tm_mday) - start;
}

/* Last day of birth of those who are that old on a day of the run. */
static int last_born(int start, int day, int age)
{
    int birth = day - (int)(age * 365.24) + 2;
    while (birthday(start, birth, age) > day)
        birth--;
    return birth;
}

/* First and last day of birth of those aged so many years. */
static void born(int start, int day, int age, int *first, int *last)
{
    *last = last_born(start, day, age);
    *first = last_born(start, day, age + 1) + 1;
}

/* Days of the run in so many months. */
static int months_days(const theory_run *run, int months)
{
    return run->plan.periods[SEN_PERIOD_MONTH][months - 1].to_day;
}

/* Over the whole run. */
static theory_estimate in_all(const theory_run *run, sen_measure_index measure,
                              const char *category)
{
    return theory_total(run, measure, "", category, SEN_PERIOD_ACADEMIC_YEAR,
                        run->plan.n_periods[SEN_PERIOD_ACADEMIC_YEAR]);
}

/* ---- who is there ---- */

enum { AGES = 26, BANDS = 6, LIFE_YEARS = 5, LIFE_DAYS = 1826 };

static const int band_from[BANDS + 1] = {0, 5, 11, 16, 18, 25, 26};
static const char *const band_kind[BANDS] = {"aged_0_4",   "aged_5_10",  "aged_11_15",
                                             "aged_16_17", "aged_18_24", "aged_25"};

static double by_age(int age, const double *at)
{
    return age < 1 ? at[0] : age < 5 ? at[1] : age < 15 ? at[2] : age < 18 ? at[3] : at[4];
}

static const double deaths[] = {39, 1.6, 0.9, 3, 3}, moves[] = {40, 40, 12, 12, 90},
                    joins[] = {30, 30, 15, 15, 60};

typedef struct {
    double in_band[BANDS]; /* on the last day */
    double died, moved, turned_26, born, joined;
} life;

/* How many of those there leave on a day, by the hazards of an age; returns the rest. */
static double leave(double there, int age, life *sum)
{
    const double die = by_age(age, deaths) / 1000.0 / YEAR, go = by_age(age, moves) / 1000.0 / YEAR;
    sum->died += there * -expm1(-die); /* who would do both on a day has died */
    sum->moved += there * exp(-die) * -expm1(-go);
    return there * exp(-die - go);
}

static int run_year(int start, int day)
{
    int year = 0;
    while (day_of(2026 + year, 1, 1) - start <= day)
        year++;
    return year;
}

static int year_days(int year)
{
    return day_of(2026 + year, 1, 1) - day_of(2025 + year, 1, 1);
}

/* All born on a day: there on day 0 or born then, and joiners each day. Nobody leaves on the day
 * they come, so that day's hazard is spent on the next. */
static void live(int start, int birth, const int (*width)[AGES + 1], life *sum)
{
    double there = 0.0, fresh = 0.0;
    int age = 0, next, day = birth > 0 ? birth : 0;
    for (next = birthday(start, birth, 1); next <= day; next = birthday(start, birth, age + 1))
        age++;
    if (birth < 0) { /* who is born on day 0 is among the births */
        fresh = 2000.0 / (age == 0 ? width[0][0] - 1 : width[0][age]);
    } else {
        fresh = 2000.0 / year_days(run_year(start, birth));
        sum->born += fresh;
    }
    for (int first = day; day < LIFE_DAYS; day++) {
        const int before = age;
        if (day > first) {
            fresh = leave(fresh, before, sum); /* a day late */
            if (day == next && ++age == AGES) {
                sum->turned_26 += there + fresh;
                return;
            }
            if (day == next)
                next = birthday(start, birth, age + 1);
            there = leave(there + fresh, age, sum);
            fresh = 0.0;
        }
        const double joiners =
            2.0 * by_age(age, joins) / year_days(run_year(start, day)) / width[day][age];
        sum->joined += joiners;
        fresh += joiners;
    }
    for (int b = 0; b < BANDS; b++)
        if (age >= band_from[b] && age < band_from[b + 1])
            sum->in_band[b] += there + fresh;
}

static life life_table(int start)
{
    static int width[LIFE_DAYS][AGES + 1]; /* days of birth of those of an age on a day */
    life sum = {0};
    for (int day = 0; day < LIFE_DAYS; day++)
        for (int age = 0; age < AGES; age++)
            width[day][age] = last_born(start, day, age) - last_born(start, day, age + 1);
    for (int birth = last_born(start, 0, AGES) + 1; birth < LIFE_DAYS; birth++)
        live(start, birth, width, &sum);
    return sum;
}

Test(theory_children, life_table)
{
    const life law = life_table(day_of(2025, 1, 1));
    theory_run run = theory_go("life_table", 32);
    double all = 0.0;
    for (int b = 0; b < BANDS; b++) {
        theory_holds(&run, band_kind[b],
                     theory_at(&run, SEN_MEASURE_REQUIREMENT_CHILDREN, "", band_kind[b],
                               SEN_PERIOD_MONTH, 12 * LIFE_YEARS - 1),
                     law.in_band[b]);
        all += law.in_band[b];
    }
    theory_holds(
        &run, "all",
        theory_at(&run, SEN_MEASURE_POPULATION, "", NULL, SEN_PERIOD_MONTH, 12 * LIFE_YEARS - 1),
        all);
    theory_holds(&run, "births", in_all(&run, SEN_MEASURE_BORN, NULL), law.born);
    theory_holds(&run, "joiners", in_all(&run, SEN_MEASURE_JOINED, NULL), law.joined);
    theory_holds(&run, "deaths", in_all(&run, SEN_MEASURE_DIED, NULL), law.died);
    theory_holds(&run, "movers", in_all(&run, SEN_MEASURE_MOVED, NULL), law.moved);
    theory_holds(&run, "26th birthdays", in_all(&run, SEN_MEASURE_TURNED_26, NULL), law.turned_26);
    theory_end(&run);
}

/* ---- competing exits ---- */

enum { EXIT_DAYS = 3287 };

typedef struct {
    double identified, withdrew, too_old, moved, died, ended; /* the last five from the list */
    double unnoticed, listed;                                 /* after three years */
} exits;

/* For a child who is 18 on that day. */
static void add_exits(int edge, int three_years, double many, exits *sum)
{
    const double die = 0.03 / YEAR, go = 0.06 / YEAR, ends = -expm1(-1.0 / (6 * YEAR)),
                 seen = -expm1(-0.5 / YEAR), gives_up = -expm1(-1.0 / (8 * YEAR));
    double unseen = many, listed = 0.0;
    for (int day = 0; day < EXIT_DAYS; day++) {
        if (day > 0) { /* what would come on day 0 comes on day 1 */
            const double days = day == 1 ? 2.0 : 1.0;
            double died = 0.0, moved = 0.0, left = 1.0;
            for (int d = 0; d < (int)days; d++) {
                died += left * -expm1(-die);
                moved += left * exp(-die) * -expm1(-go);
                left *= exp(-die - go);
            }
            sum->died += listed * died;
            sum->moved += listed * moved;
            const double needs = pow(1.0 - ends, days);
            sum->ended += listed * left * (1.0 - needs);
            listed *= left * needs;
            unseen *= left * needs;
        }
        if (day == edge) {
            sum->too_old += listed;
            listed = 0.0;
        } else {
            sum->withdrew += listed * gives_up;
            listed *= 1.0 - gives_up;
        }
        sum->identified += unseen * seen;
        listed += day < edge ? unseen * seen : 0.0;
        unseen *= 1.0 - seen;
        if (day == three_years - 1) {
            sum->unnoticed += unseen;
            sum->listed += listed;
        }
    }
}

static theory_estimate leavers(const theory_run *run, const char *why)
{
    return theory_total(run, SEN_MEASURE_LEAVERS, "help", why, SEN_PERIOD_ACADEMIC_YEAR,
                        run->plan.n_periods[SEN_PERIOD_ACADEMIC_YEAR]);
}

Test(theory_children, competing_exits)
{
    exits law = {0};
    const int start = day_of(2025, 1, 1);
    int first, last;
    theory_run run = theory_go("competing_exits", 120);
    born(start, 0, 10, &first, &last);
    for (int b = first; b <= last; b++)
        add_exits(birthday(start, b, 18), months_days(&run, 36), 4000.0 / (last - first + 1), &law);
    theory_holds(&run, "identified", in_all(&run, SEN_MEASURE_NEEDS_IDENTIFIED, NULL),
                 law.identified);
    theory_holds(&run, "not seen after 3 years",
                 theory_at(&run, SEN_MEASURE_CHILDREN_UNNOTICED, "", "help", SEN_PERIOD_MONTH, 35),
                 law.unnoticed);
    theory_holds(&run, "listed after 3 years",
                 theory_at(&run, SEN_MEASURE_LIST_SIZE, "help", NULL, SEN_PERIOD_MONTH, 35),
                 law.listed);
    theory_holds(&run, "withdrew", leavers(&run, "withdrew"), law.withdrew);
    theory_holds(&run, "too old", leavers(&run, "age_limit"), law.too_old);
    theory_holds(&run, "moved", leavers(&run, "moved"), law.moved);
    theory_holds(&run, "died", leavers(&run, "died"), law.died);
    theory_holds(&run, "needed it no more", leavers(&run, "need_ended"), law.ended);
    theory_end(&run);
}

/* ---- repeated screening ---- */

Test(theory_children, screening)
{
    static const char *const check[] = {"first", "second", "third"};
    static const double done[] = {0.9, 0.8, 0.95}, plain[] = {0.35, 0.45, 0.6},
                        hidden[] = {0.5, 0.6, 0.7};
    double missed[3] = {480.0, 400.0, 400.0}; /* plain; hidden and not masked; masked */
    theory_run run = theory_go("screening", 250);
    for (int c = 0; c < 3; c++) {
        const double found[3] = {done[c] * plain[c], done[c] * hidden[c],
                                 done[c] * hidden[c] * 0.4};
        double law = 0.0;
        for (int k = 0; k < 3; k++) {
            law += missed[k] * found[k];
            missed[k] *= 1.0 - found[k];
        }
        theory_holds(&run, "done", in_all(&run, SEN_MEASURE_CHECKS_DONE, check[c]),
                     4000.0 * done[c]);
        theory_holds(&run, "found", in_all(&run, SEN_MEASURE_CHECKS_FOUND, check[c]), law);
        theory_holds(&run, "passed on for nothing",
                     in_all(&run, SEN_MEASURE_CHECKS_FALSE, check[c]),
                     4000.0 * 0.88 * 0.8 * done[c] * 0.07);
    }
    cr_expect(fabs(missed[0] / 480.0 - 0.188512) < 1e-9);
    theory_holds(
        &run, "never found, plain",
        theory_at(&run, SEN_MEASURE_CHILDREN_UNNOTICED, "", "for_plain", SEN_PERIOD_MONTH, 71),
        missed[0]);
    theory_holds(
        &run, "never found, hidden",
        theory_at(&run, SEN_MEASURE_CHILDREN_UNNOTICED, "", "for_hidden", SEN_PERIOD_MONTH, 71),
        missed[1] + missed[2]);
    theory_end(&run);
}

/* ---- due again ---- */

enum { REVIEW_DAYS = 1461 };

/* out: law of the sum of two numbers of days, up to REVIEW_DAYS - 1. */
static void add_days(const double *a, const double *b, double *out)
{
    double sum[REVIEW_DAYS] = {0};
    for (int i = 0; i < REVIEW_DAYS; i++)
        for (int j = 0; i + j < REVIEW_DAYS && a[i] > 0.0; j++)
            sum[i + j] += a[i] * b[j];
    memcpy(out, sum, sizeof sum);
}

/* Mean number of renewals up to the end of a day: the first after `first`, others after `cycle`. */
static void renewals(const double *first, const double *cycle, double *mean)
{
    double when[REVIEW_DAYS];
    memcpy(when, first, sizeof when);
    memset(mean, 0, REVIEW_DAYS * sizeof *mean);
    for (int n = 0; n < 30; n++) {
        double so_far = 0.0;
        for (int d = 0; d < REVIEW_DAYS; d++)
            mean[d] += so_far += when[d];
        add_days(when, cycle, when);
    }
}

static void hold_renewals(theory_run *run, const char *what, sen_measure_index measure,
                          const char *id, const double *mean)
{
    static const int months[] = {18, 30, 48};
    for (int k = 0; k < 3; k++)
        theory_holds(run, what, theory_total(run, measure, id, NULL, SEN_PERIOD_MONTH, months[k]),
                     3000.0 * mean[months_days(run, months[k]) - 1]);
}

Test(theory_children, reviews)
{
    double seen[REVIEW_DAYS], asks[REVIEW_DAYS] = {0}, again[REVIEW_DAYS], cycle[REVIEW_DAYS],
                              first[REVIEW_DAYS], mean[REVIEW_DAYS];
    const double notices = -expm1(-2.0 / YEAR);
    seen[0] = notices;
    for (int d = 1; d < REVIEW_DAYS; d++)
        seen[d] = seen[d - 1] * (1.0 - notices);
    theory_run run = theory_go("reviews", 25);

    law_exponential(30.0, LAW_UNBIASED, first, REVIEW_DAYS);
    for (int d = 0; d < REVIEW_DAYS; d++) /* passed on at the first look */
        asks[d] = 0.8 * first[d];
    double yet = 0.2;
    for (int d = 50; d < REVIEW_DAYS; d += 50) { /* or at a later one */
        asks[d] += yet * 0.6;
        yet *= 0.4;
    }
    law_lognormal(300.0, 0.3, again, REVIEW_DAYS);
    add_days(again, asks, cycle);
    add_days(seen, asks, first);
    renewals(first, cycle, mean);
    hold_renewals(&run, "checks done", SEN_MEASURE_COMPLETIONS, "check", mean);

    law_lognormal(250.0, 0.4, cycle, REVIEW_DAYS);
    add_days(seen, cycle, first);
    memmove(first + 60, first, (REVIEW_DAYS - 60) * sizeof *first); /* drafted before it is held */
    memset(first, 0, 60 * sizeof *first);
    renewals(first, cycle, mean);
    hold_renewals(&run, "reviews asked for", SEN_MEASURE_REFERRALS, "review", mean);
    theory_end(&run);
}

/* ---- from service to service ---- */

enum { EARLY, MIDDLE, LATE, NOWHERE, PLACES };

/* Chances of where a child stands at the end of a day; starts: those in the middle and late. */
static void follow(int start, int birth, int day, double at[PLACES], double starts[PLACES])
{
    const int five = birthday(start, birth, 5), eleven = birthday(start, birth, 11),
              sixteen = birthday(start, birth, 16);
    at[EARLY] = 1.0;
    at[MIDDLE] = at[LATE] = at[NOWHERE] = 0.0;
    double by_look[2] = {0.0, 0.0}; /* lost at 5, and at 11: looked at on days of their own */
    for (int d = 0; d <= day; d++) {
        if (d == five) {
            at[MIDDLE] += 0.7 * at[EARLY];
            starts[MIDDLE] += 0.7 * at[EARLY];
            by_look[0] = 0.3 * at[EARLY];
            at[EARLY] = 0.0;
        }
        if (d == eleven) {
            at[LATE] += 0.5 * at[MIDDLE];
            starts[LATE] += 0.5 * at[MIDDLE];
            by_look[1] = 0.5 * at[MIDDLE];
            at[MIDDLE] = 0.0;
        }
        if (d >= sixteen) {
            at[LATE] = 0.0;
            continue;
        }
        for (int k = 0; k < 2; k++) {
            const int since = d - (k == 0 ? five : eleven);
            if (since <= 0 || since % 100 != 0)
                continue;
            const int to = d < eleven ? MIDDLE : LATE;
            const double helped = by_look[k] * (to == MIDDLE ? 0.03 : 0.04);
            at[to] += helped;
            starts[to] += helped;
            by_look[k] -= helped;
        }
    }
    at[NOWHERE] = 1.0 - at[EARLY] - at[MIDDLE] - at[LATE];
}

Test(theory_children, transition_chain)
{
    static const int months[] = {18, 24, 60, 96, 120, 150};
    const int start = day_of(2025, 1, 1);
    int first, last;
    theory_run run = theory_go("transition_chain", 30);
    born(start, 0, 3, &first, &last);
    for (int k = 0; k < 6; k++) {
        double met = 0.0, lost = 0.0, starts[PLACES] = {0};
        for (int b = first; b <= last; b++) {
            double at[PLACES];
            follow(start, b, months_days(&run, months[k]) - 1, at, starts);
            met += 1.0 - at[NOWHERE];
            lost += at[NOWHERE];
        }
        const double many = 3000.0 / (last - first + 1);
        theory_holds(
            &run, "helped",
            theory_at(&run, SEN_MEASURE_CHILDREN_MET, "", "help", SEN_PERIOD_MONTH, months[k] - 1),
            many * met);
        theory_holds(&run, "lost",
                     theory_at(&run, SEN_MEASURE_CHILDREN_LOST_AT_TRANSITION, "", "help",
                               SEN_PERIOD_MONTH, months[k] - 1),
                     many * lost);
        theory_holds(
            &run, "starts in the middle",
            theory_total(&run, SEN_MEASURE_STARTS, "middle", NULL, SEN_PERIOD_MONTH, months[k]),
            many * starts[MIDDLE]);
        if (months[k] > 95)
            theory_holds(
                &run, "starts in the late",
                theory_total(&run, SEN_MEASURE_STARTS, "late", NULL, SEN_PERIOD_MONTH, months[k]),
                many * starts[LATE]);
    }
    theory_end(&run);
}

/* ---- today's list ---- */

Test(theory_children, drain_of_today_s_list)
{
    enum { MOST = 327, DAYS = 365 };
    static const double none[] = {1.0};
    static const int months[] = {1, 2};
    double list[DAYS], busy[DAYS], present[MOST + 1] = {0};
    const double goes_on = exp(-1.0 / 7.0);
    const law_servers of = {.servers = 27,
                            .goes_on = goes_on,
                            .holds = 7.0 * (1.0 - goes_on),
                            .arrive = none,
                            .n_arrive = 1,
                            .list_limit = -1,
                            .most = MOST};
    law_servers first = of; /* what would end on day 0 ends on day 1 */
    first.goes_on = goes_on * goes_on;
    present[MOST] = 1.0;
    law_days_from(&first, present, 1, list, busy);
    law_days_from(&of, present, DAYS - 1, list + 1, busy + 1);
    double days_listed = 0.0;
    for (int d = 0; d < DAYS; d++)
        days_listed += list[d];
    theory_run run = theory_go("drain_opening", 2500);
    for (int k = 0; k < 2; k++)
        theory_holds(
            &run, "list after so many months",
            theory_at(&run, SEN_MEASURE_LIST_SIZE, "help", NULL, SEN_PERIOD_MONTH, months[k] - 1),
            list[months_days(&run, months[k]) - 1]);
    theory_holds(&run, "mean wait, weeks",
                 theory_at(&run, SEN_MEASURE_MEAN_COMPLETED_WAIT_WEEKS, "help", NULL,
                           SEN_PERIOD_ACADEMIC_YEAR, 0),
                 (104.5 + days_listed / 300.0) / 7.0); /* of 84 to 125 days before, as many each */
    theory_holds(&run, "nobody counts as new",
                 theory_total(&run, SEN_MEASURE_REFERRALS, "help", NULL, SEN_PERIOD_MONTH, 12), 0);
    theory_end(&run);
}

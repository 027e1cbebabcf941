/* SPDX-License-Identifier: MIT */
/* Caseloads without limit, seasons, overload and drain (README.md, part 4). */
#include <math.h>
#include <stdlib.h>

#include "theory_case.h"
#include "theory_law.h"

enum { DAYS = 30000, WEEKS = 104 };

static double p[DAYS];

/* Those whose clock runs, which here stops when the stay is over. */
static theory_estimate held(const theory_run *run, int week)
{
    return theory_at(run, SEN_MEASURE_LIST_SIZE, "unit", NULL, SEN_PERIOD_MONTH, week - 1);
}

/* Mean held at the end of a day: those of each day before whose stay is longer than its age. */
static double mean_held(const double *rate, int rate_days, int day)
{
    double beyond = 1.0, sum = 0.0;
    for (int age = 0; age <= day && age < DAYS; age++) {
        beyond -= p[age];
        sum += rate[(day - age) % rate_days] * beyond;
    }
    return sum;
}

static double at_most_283(double held_now)
{
    return held_now <= 283.0;
}

static double at_most_341(double held_now)
{
    return held_now <= 341.0;
}

static double square(double held_now)
{
    return held_now * held_now;
}

Test(theory_time, caseload_without_limit)
{
    enum { MOST = 500 };
    const double rate = 12.0 / 7.0;
    double poisson[MOST];
    law_lognormal(182.0, 1.0, p, DAYS);
    const double mean = mean_held(&rate, 1, DAYS - 1);
    cr_expect(fabs(mean - 312.0) < 0.01); /* rounding keeps the mean stay */
    law_poisson(mean, poisson, MOST);
    theory_run run = theory_go("mg_infinity", 60);
    theory_holds(&run, "held", theory_figure(&run, SEN_MEASURE_V_IN_USE, "unit"), mean);
    theory_holds(&run, "mean square held",
                 theory_average(&run, SEN_MEASURE_LIST_SIZE, "unit", NULL, square),
                 mean * mean + mean);
    theory_holds_within(&run, "chance of 283 at most",
                        theory_average(&run, SEN_MEASURE_LIST_SIZE, "unit", NULL, at_most_283),
                        law_quantile_share(poisson, MOST, 284), 0.1);
    theory_holds(&run, "chance of 341 at most",
                 theory_average(&run, SEN_MEASURE_LIST_SIZE, "unit", NULL, at_most_341),
                 law_quantile_share(poisson, MOST, 342));
    theory_end(&run);
}

Test(theory_time, from_empty)
{
    static const int weeks[] = {13, 26, 52, 104};
    const double rate = 12.0 / 7.0;
    law_exponential(182.0, LAW_UNBIASED, p, DAYS);
    theory_run run = theory_go("from_empty", 1500);
    for (int i = 0; i < 4; i++) {
        const double law = mean_held(&rate, 1, 7 * weeks[i] - 1);
        /* the continuous value, to the last digit: rounding is a mean over the day */
        cr_expect(fabs(law - 312.0 * -expm1(-weeks[i] / 26.0)) < 1e-8);
        theory_holds(&run, "held after so many weeks", held(&run, weeks[i]), law);
    }
    theory_holds_within(&run, "variance after 26 weeks",
                        theory_variance(&run, SEN_MEASURE_LIST_SIZE, "unit", NULL, 25),
                        mean_held(&rate, 1, 7 * 26 - 1), 0.05);
    theory_end(&run);
}

static void holds_season(const char *name, int32_t replicates, const int *weeks, int n)
{
    theory_run run = theory_go(name, replicates);
    const sen_stream *const stream = run.model->streams;
    for (int i = 0; i < n; i++)
        theory_holds(&run, "held after so many weeks", held(&run, weeks[i]),
                     mean_held(stream->rate_per_day, stream->rate_days, 7 * weeks[i] - 1));
    theory_end(&run);
}

Test(theory_time, terms)
{
    static const int weeks[] = {39, 46, 52, 59, 72};
    static const double held_then[] = {300, 195, 105, 105, 300};
    double rate[364];
    for (int d = 0; d < 364; d++)
        rate[d] = d < 273 ? 15.0 / 7.0 : 0.0;
    law_fixed(140, p, DAYS);
    for (int i = 0; i < 5; i++)
        cr_expect(fabs(mean_held(rate, 364, 7 * weeks[i] - 1) - held_then[i]) < 1e-9);
    holds_season("terms", 400, weeks, 5);
}

Test(theory_time, season)
{
    static const int weeks[] = {26, 65, 78, 91, 104};
    law_exponential(182.0, LAW_UNBIASED, p, DAYS);
    holds_season("season", 400, weeks, 5);
}

static law_servers many_servers(double per_day, double *arrive, int n_arrive, int most)
{
    const double goes_on = exp(-1.0 / 7.0);
    law_poisson(per_day, arrive, n_arrive);
    return (law_servers){.servers = 27,
                         .goes_on = goes_on,
                         .holds = 7.0 * (1.0 - goes_on),
                         .arrive = arrive,
                         .n_arrive = n_arrive,
                         .list_limit = -1,
                         .most = most};
}

/*
 * While somebody waits each place that falls free is given until a stay of a day or more takes it:
 * on day 0 27 such starts, later as many as stays end. Starts are sums of geometric numbers.
 */
Test(theory_time, overload_from_a_list)
{
    const double goes_on = exp(-1.0 / 7.0), ends = 1.0 - goes_on, holds = 7.0 * ends;
    const double rate = 30.0 / 7;
    const double first_variance = 27.0 * (1.0 - holds) / (holds * holds);
    const double variance = 27.0 * (ends * (1.0 - holds) + ends * goes_on) / (holds * holds);
    theory_run run = theory_go("overload", 800);
    static const int weeks[] = {26, 104};
    for (int i = 0; i < 2; i++) {
        const int days = 7 * weeks[i];
        const double starts = 27.0 / holds + (days - 1) * 27.0 / 7.0;
        theory_holds(
            &run, "list after so many weeks",
            theory_at(&run, SEN_MEASURE_LIST_SIZE, "unit", NULL, SEN_PERIOD_MONTH, weeks[i] - 1),
            1227.0 + rate * days - starts);
        theory_holds_within(
            &run, "variance of the list",
            theory_variance(&run, SEN_MEASURE_LIST_SIZE, "unit", NULL, weeks[i] - 1),
            rate * days + first_variance + (days - 1) * variance, 0.07);
    }
    theory_holds(&run, "completions a day", theory_figure(&run, SEN_MEASURE_V_THROUGHPUT, "unit"),
                 (27.0 / holds + 727 * 27.0 / 7.0 - 27.0) / 728.0);
    theory_end(&run);
}

Test(theory_time, first_of_the_new)
{
    enum { N = 1228 };
    double arrive[1];
    const law_servers of = many_servers(0.0, arrive, 1, N);
    double *const g = calloc(3 * N, sizeof *g), *const left = calloc(N + 1, sizeof *left);
    cr_assert(g != NULL && left != NULL);
    law_waits_behind(&of, N, g, g + N, g + 2 * N);
    /* on the list with it at the end of day 1: who has not started on days 0 and 1 */
    for (int j = 27; j < 100; j++) {
        const double day_0 =
            of.holds * law_binomial(j - 1, 26, of.holds); /* the j-th start takes the last place */
        for (int x = 0; x <= 27; x++) {
            const double ends = day_0 * law_binomial(27, x, 1.0 - of.goes_on);
            if (x == 0)
                left[1227 - j] += ends;
            for (int k = x; x > 0 && k < 100; k++)
                left[1227 - j - k] += ends * of.holds * law_binomial(k - 1, x - 1, of.holds);
        }
    }
    double mean = 0.0;
    for (int k = 0; k < N; k++)
        mean += left[k] * g[N + k];
    theory_run run = theory_go("first_of_the_new", 400);
    theory_holds(&run, "mean wait, days", theory_figure(&run, SEN_MEASURE_V_MEAN_WAIT, "new"),
                 mean);
    theory_end(&run);
    cr_expect(fabs(mean / 7.0 - 44.481) < 0.3); /* 1,201 ends of 27 a week */
    free(g);
    free(left);
}

Test(theory_time, drain)
{
    enum { ARRIVE = 30, LAST = 364 };
    static const int weeks[] = {4, 13, 26, 32};
    double arrive[ARRIVE], mean[LAST], busy[LAST];
    const law_servers of = many_servers(18.0 / 7.0, arrive, ARRIVE, 500);
    law_from_day_0(&of, 327, LAST, mean, busy);
    theory_run run = theory_go("drain", 20000);
    for (int i = 0; i < 4; i++) {
        const int day = 7 * weeks[i] - 1;
        theory_holds_within(
            &run, "list after so many weeks",
            theory_at(&run, SEN_MEASURE_LIST_SIZE, "unit", NULL, SEN_PERIOD_MONTH, weeks[i] - 1),
            mean[day], 0.01);
    }
    theory_end(&run);
}

/* SPDX-License-Identifier: MIT */
/* One server: Pollaczek and Khinchine, rounding, batches, regular arrivals (README.md, part 1). */
#include <math.h>
#include <stdlib.h>

#include "theory_case.h"
#include "theory_law.h"

/* Days of laws, and of a wait's law, which costs their square. */
enum { DAYS = 60000, WAIT_DAYS = 5000, SPACED = 500 };

static const int units[3] = {7, 28, 112};

static double p[DAYS], w[WAIT_DAYS];

static void holds_one_server(const theory_run *run, const char *id, const law_one_server *law,
                             double per_day, double error)
{
    theory_holds_within(run, "mean wait, days", theory_figure(run, SEN_MEASURE_V_MEAN_WAIT, id),
                        law->mean, error);
    theory_holds_within(run, "mean list", theory_figure(run, SEN_MEASURE_V_MEAN_LIST, id),
                        per_day * law->mean, error);
    theory_holds(run, "share who wait", theory_figure(run, SEN_MEASURE_V_SHARE_WHO_WAIT, id),
                 law->share_wait);
    theory_holds(run, "utilisation", theory_figure(run, SEN_MEASURE_V_UTILISATION, id), law->load);
}

/* Referrals a day more than `days` on the list at a day's end: those whose wait is longer. */
static double listed_for(const double *wait, double per_day, int from_day, int to_day)
{
    double beyond = 1.0 - law_quantile_share(wait, WAIT_DAYS, from_day + 1), sum = 0.0;
    for (int d = from_day; d < to_day && d + 1 < WAIT_DAYS; d++) {
        sum += per_day * beyond;
        beyond -= wait[d + 1];
    }
    return sum;
}

static void holds_mm1(int unit, int32_t replicates, const char *name)
{
    theory_run run = theory_go(name, replicates);
    const double per_day = 0.8 / unit;
    law_exponential(unit, LAW_UNBIASED, p, DAYS);
    const law_one_server law = law_mg1(per_day, p, WAIT_DAYS, w);
    holds_one_server(&run, "clinic", &law, per_day, 0.01);
    theory_holds_within(&run, "mean square wait",
                        theory_figure(&run, SEN_MEASURE_V_MEAN_SQUARE_WAIT, "clinic"),
                        law.mean_square, 0.03);
    theory_holds(
        &run, "in time (4 units)",
        theory_at(&run, SEN_MEASURE_STOPPED_IN_TIME_SHARE, "clinic", NULL, SEN_PERIOD_RUN, 0),
        law_quantile_share(w, WAIT_DAYS, 4 * unit));
    if (unit == 7)
        theory_holds_within(
            &run, "listed for 4 to 12 weeks",
            theory_at(&run, SEN_MEASURE_WAIT_BAND, "clinic", "4-12", SEN_PERIOD_CENSUS_DAY, 0),
            listed_for(w, per_day, 28, 84), 1.0);
    theory_end(&run);
}

Test(theory_one_server, mm1_week_of_7)
{
    holds_mm1(7, 800, "mm1_7");
}

Test(theory_one_server, mm1_week_of_28)
{
    holds_mm1(28, 4000, "mm1_28");
}

/* 325 weeks from empty, of which the queue needs hundreds to forget it: held day by day. */
Test(theory_one_server, mm1_week_of_112)
{
    enum { N = 36400, ARRIVE = 6 };
    static double list[N], busy[N];
    double arrive[ARRIVE], lists = 0.0, held = 0.0;
    const double goes_on = exp(-1.0 / 112.0);
    law_poisson(0.8 / 112, arrive, ARRIVE);
    const law_servers of = {.servers = 1,
                            .goes_on = goes_on,
                            .holds = 112.0 * (1.0 - goes_on),
                            .arrive = arrive,
                            .n_arrive = ARRIVE,
                            .list_limit = -1,
                            .most = 150};
    law_from_day_0(&of, 0, N, list, busy);
    theory_run run = theory_go("mm1_112", 9600);
    const sen_period *const periods = run.plan.periods[SEN_PERIOD_MONTH];
    const int32_t n = run.plan.n_periods[SEN_PERIOD_MONTH];
    for (int32_t k = 0; k < n; k++)
        lists += list[periods[k].to_day - 1];
    for (int day = 0; day < N; day++)
        held += busy[day];
    theory_holds(&run, "list at ends of years",
                 theory_average(&run, SEN_MEASURE_LIST_SIZE, "clinic", NULL, NULL), lists / n);
    theory_holds(&run, "place in use", theory_figure(&run, SEN_MEASURE_V_IN_USE, "clinic"),
                 held / N);
    theory_end(&run);
}

Test(theory_one_server, mm1_tends_to_the_continuous_queue)
{
    double mean[3], share[3];
    for (int i = 0; i < 3; i++) {
        law_exponential(units[i], LAW_UNBIASED, p, DAYS);
        const law_one_server law = law_mg1(0.8 / units[i], p, DAYS, NULL);
        mean[i] = law.mean / units[i];
        share[i] = law.share_wait;
    }
    theory_tends("mean wait", mean, 4.0);
    theory_tends("share who wait", share, 0.8);
}

Test(theory_one_server, md1)
{
    theory_run run = theory_go("md1", 400);
    law_fixed(7, p, DAYS);
    const law_one_server law = law_mg1(0.8 / 7, p, WAIT_DAYS, w);
    cr_expect(fabs(law.mean - 14.0) < 1e-9); /* the continuous value: a stay of whole days */
    holds_one_server(&run, "clinic", &law, 0.8 / 7, 0.01);
    theory_holds_within(&run, "mean square wait",
                        theory_figure(&run, SEN_MEASURE_V_MEAN_SQUARE_WAIT, "clinic"),
                        law.mean_square, 0.03);
    theory_holds(
        &run, "in time (2 weeks)",
        theory_at(&run, SEN_MEASURE_STOPPED_IN_TIME_SHARE, "clinic", NULL, SEN_PERIOD_RUN, 0),
        law_quantile_share(w, WAIT_DAYS, 14));
    theory_end(&run);
}

Test(theory_one_server, mg1_lognormal)
{
    theory_run run = theory_go("mg1", 2400);
    law_lognormal(7.0, 1.5, p, DAYS);
    const law_one_server law = law_mg1(0.8 / 7, p, DAYS, NULL);
    holds_one_server(&run, "clinic", &law, 0.8 / 7, 0.01);
    theory_end(&run);
    double mean[3];
    for (int i = 0; i < 3; i++) {
        law_lognormal(units[i], 1.5, p, DAYS);
        mean[i] = law_mg1(0.8 / units[i], p, DAYS, NULL).mean / units[i];
    }
    theory_tends("mean wait", mean, 6.5);
}

static void holds_rounding(const char *name, law_rule rule, double continuous, int32_t replicates)
{
    theory_run run = theory_go(name, replicates);
    law_exponential(8.0, rule, p, DAYS);
    const law_one_server law = law_mg1(0.1, p, DAYS, NULL);
    cr_expect(fabs(law.mean - continuous) < 0.01 * continuous);
    holds_one_server(&run, "clinic", &law, 0.1, 0.01);
    theory_end(&run);
}

/* 43 % longer, and a quarter shorter: what rounding a stay of 8 days does to the wait. */
Test(theory_one_server, rounding_unbiased)
{
    holds_rounding("rounding_unbiased", LAW_UNBIASED, 32.0, 600);
}

Test(theory_one_server, rounding_up)
{
    holds_rounding("rounding_up", LAW_UP, 45.766, 1000);
}

Test(theory_one_server, rounding_down)
{
    holds_rounding("rounding_down", LAW_DOWN, 24.165, 500);
}

Test(theory_one_server, batches)
{
    theory_run run = theory_go("batch", 1200);
    law_exponential(7.0, LAW_UNBIASED, p, DAYS);
    static const double sizes[] = {0.0, 0.5, 0.3, 0.0, 0.2};
    const double size = 1.9, size_square = 0.5 + 4 * 0.3 + 16 * 0.2, n = 0.05 * size;
    const double rho = n * law_moment(p, DAYS, 1), wait = law_batches(0.05, sizes, 5, p, DAYS);
    theory_holds(&run, "mean wait, days", theory_figure(&run, SEN_MEASURE_V_MEAN_WAIT, "clinic"),
                 wait);
    theory_holds(&run, "mean list", theory_figure(&run, SEN_MEASURE_V_MEAN_LIST, "clinic"),
                 n * wait);
    theory_holds(&run, "utilisation", theory_figure(&run, SEN_MEASURE_V_UTILISATION, "clinic"),
                 rho);
    theory_end(&run);
    /* continuous: L = rho / (1 - rho) (E[X] + E[X^2]) / (2 E[X]) */
    const double l = rho / (1.0 - rho) * (size + size_square) / (2.0 * size);
    cr_expect(fabs(n * wait + rho - l) < 0.01 * l);
}

/* Lindley's recursion W' = (W + S - A)+ to its fixed point. gap[a]: chance that the next comes after a days, a up to longest. */
static void spaced_arrivals(const double *stay, int n, const double *gap, int longest, double *wait)
{
    double *const sum = calloc((size_t)(2 * n), sizeof *sum);
    cr_assert(sum != NULL);
    wait[0] = 1.0;
    for (int round = 0; round < 1500; round++) {
        for (int i = 0; i < 2 * n; i++)
            sum[i] = 0.0;
        for (int i = 0; i < n; i++)
            for (int j = 0; j < n && wait[i] > 1e-16; j++)
                sum[i + j] += wait[i] * stay[j];
        for (int i = 0; i < n; i++)
            wait[i] = 0.0;
        for (int a = 0; a <= longest; a++)
            for (int i = 0; i < n + a && gap[a] > 0.0; i++)
                wait[i > a ? i - a : 0] += gap[a] * sum[i];
    }
    free(sum);
}

static void holds_spaced(theory_run *run)
{
    const double mean = law_moment(w, SPACED, 1);
    theory_holds(run, "mean wait, days", theory_figure(run, SEN_MEASURE_V_MEAN_WAIT, "clinic"),
                 mean);
    theory_holds_within(run, "mean square wait",
                        theory_figure(run, SEN_MEASURE_V_MEAN_SQUARE_WAIT, "clinic"),
                        law_moment(w, SPACED, 2), 0.03);
    theory_holds(run, "share who wait", theory_figure(run, SEN_MEASURE_V_SHARE_WHO_WAIT, "clinic"),
                 1.0 - w[0]);
    theory_end(run);
}

Test(theory_one_server, regular_arrivals)
{
    double gap[11] = {0};
    gap[10] = 1.0;
    theory_run run = theory_go("dm1", 600);
    law_exponential(8.0, LAW_UNBIASED, p, SPACED);
    spaced_arrivals(p, SPACED, gap, 10, w);
    holds_spaced(&run);
    double sigma = 0.5; /* D/M/1 in continuous time: sigma = exp(-(1 - sigma) gap / mean) */
    for (int i = 0; i < 200; i++)
        sigma = exp(-(1.0 - sigma) * 10.0 / 8.0);
    const double mean = law_moment(w, SPACED, 1);
    cr_expect(fabs(mean - 8.0 * sigma / (1.0 - sigma)) < 0.03 * mean);
}

/* Gaps in whole days leave no two referrals a day to be put in order. */
Test(theory_one_server, gaps_by_a_table)
{
    static const double gap[] = {0, 0.2, 0.3, 0, 0, 0, 0, 0.5};
    theory_run run = theory_go("gaps_by_a_table", 500);
    law_exponential(3.3, LAW_UNBIASED, p, SPACED);
    spaced_arrivals(p, SPACED, gap, 7, w);
    holds_spaced(&run);
}

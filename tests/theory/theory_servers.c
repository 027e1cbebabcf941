/* SPDX-License-Identifier: MIT */
/* Several servers, limits and impatience: chains from day to day (README.md, part 2). */
#include <math.h>

#include "theory_case.h"
#include "theory_law.h"

enum { ARRIVE = 40 };

static const int units[3] = {7, 28, 112};

/* Stays exponential of mean stay_days in whole days, unbiased. */
static law_servers servers(int n, double stay_days, double per_day, double *arrive, int most)
{
    law_poisson(per_day, arrive, ARRIVE);
    const double goes_on = exp(-1.0 / stay_days);
    return (law_servers){.servers = n,
                         .goes_on = goes_on,
                         .holds = stay_days * (1.0 - goes_on),
                         .arrive = arrive,
                         .n_arrive = ARRIVE,
                         .list_limit = -1,
                         .most = most};
}

static theory_estimate service(const theory_run *run, sen_measure_index measure)
{
    return theory_figure(run, measure, run->model->rules[0].services[0].id);
}

static void holds_list(const theory_run *run, const law_servers_result *law, double error)
{
    theory_holds_within(run, "mean wait, days", service(run, SEN_MEASURE_V_MEAN_WAIT), law->wait,
                        error);
    theory_holds_within(run, "mean square wait", service(run, SEN_MEASURE_V_MEAN_SQUARE_WAIT),
                        law->wait_square, 0.03);
    theory_holds_within(run, "mean list", service(run, SEN_MEASURE_V_MEAN_LIST), law->list, error);
    theory_holds(run, "places in use", service(run, SEN_MEASURE_V_IN_USE), law->busy);
}

static law_servers_result mmc_law(int unit)
{
    double arrive[ARRIVE];
    const law_servers of = servers(5, unit, 4.0 / unit, arrive, 200);
    return law_day_chain(&of);
}

static void holds_mmc(int unit, int32_t replicates, const char *name)
{
    const law_servers_result law = mmc_law(unit);
    theory_run run = theory_go(name, replicates);
    holds_list(&run, &law, 0.01);
    theory_holds(&run, "share who wait", service(&run, SEN_MEASURE_V_SHARE_WHO_WAIT),
                 law.share_wait);
    theory_end(&run);
}

Test(theory_servers, mmc_week_of_7)
{
    holds_mmc(7, 200, "mmc_7");
}

Test(theory_servers, mmc_week_of_28)
{
    holds_mmc(28, 1000, "mmc_28");
}

Test(theory_servers, mmc_week_of_112)
{
    holds_mmc(112, 6000, "mmc_112");
}

Test(theory_servers, mmc_tends_to_erlang_c)
{
    double wait[3], share[3];
    for (int i = 0; i < 3; i++) {
        const law_servers_result law = mmc_law(units[i]);
        wait[i] = law.wait / units[i];
        share[i] = law.share_wait;
    }
    theory_tends("mean wait", wait, law_erlang_c(5, 4.0));
    theory_tends("share who wait", share, law_erlang_c(5, 4.0));
}

static law_servers_result erlang_b_law(int unit)
{
    double arrive[ARRIVE];
    law_servers of = servers(10, 4.0 * unit, 2.0 / unit, arrive, 10);
    of.list_limit = 0;
    return law_day_chain(&of);
}

static void holds_erlang_b(int unit, int32_t replicates, const char *name)
{
    const law_servers_result law = erlang_b_law(unit);
    theory_run run = theory_go(name, replicates);
    theory_holds(&run, "share turned away", service(&run, SEN_MEASURE_V_LIST_FULL_SHARE),
                 law.share_refused);
    theory_holds(&run, "places in use", service(&run, SEN_MEASURE_V_IN_USE), law.busy);
    theory_holds(&run, "starts a day", service(&run, SEN_MEASURE_V_START_RATE), law.starts);
    theory_end(&run);
}

Test(theory_servers, erlang_b_week_of_7)
{
    holds_erlang_b(7, 60, "erlang_b_7");
}

Test(theory_servers, erlang_b_week_of_28)
{
    holds_erlang_b(28, 240, "erlang_b_28");
}

Test(theory_servers, erlang_b_week_of_112)
{
    holds_erlang_b(112, 960, "erlang_b_112");
}

Test(theory_servers, erlang_b_tends_to_the_formula)
{
    double refused[3];
    for (int i = 0; i < 3; i++)
        refused[i] = erlang_b_law(units[i]).share_refused;
    theory_tends("share turned away", refused, law_erlang_b(10, 8.0));
}

/* Insensitive to the stay's law in continuous time: the line through 28 and 112 days meets it. */
Test(theory_servers, erlang_b_with_lognormal_stays)
{
    theory_run at_28 = theory_go("erlang_b_lognormal_28", 500);
    theory_run at_112 = theory_go("erlang_b_lognormal_112", 2000);
    const theory_estimate limit = theory_limit(service(&at_28, SEN_MEASURE_V_LIST_FULL_SHARE),
                                               service(&at_112, SEN_MEASURE_V_LIST_FULL_SHARE));
    theory_holds(&at_112, "share turned away, limit", limit, law_erlang_b(10, 8.0));
    theory_end(&at_28);
    theory_end(&at_112);
}

Test(theory_servers, list_limit)
{
    double arrive[ARRIVE];
    law_servers of = servers(2, 7.0, 1.5 / 7.0, arrive, 6);
    of.list_limit = 4;
    const law_servers_result law = law_day_chain(&of);
    theory_run run = theory_go("mmck", 200);
    holds_list(&run, &law, 0.01);
    theory_holds(&run, "share turned away", service(&run, SEN_MEASURE_V_LIST_FULL_SHARE),
                 law.share_refused);
    theory_holds(&run, "starts a day", service(&run, SEN_MEASURE_V_START_RATE), law.starts);
    theory_end(&run);
    cr_expect(fabs(law.share_refused - 0.060005) < 0.004); /* M/M/2/6 in continuous time */
}

static law_servers_result erlang_a_law(int unit)
{
    double arrive[ARRIVE];
    law_servers of = servers(10, unit, 12.0 / unit, arrive, 90);
    of.leaves = 1.0 - exp(-1.0 / (2.0 * unit));
    return law_day_chain(&of);
}

static void holds_erlang_a(int unit, int32_t replicates, const char *name)
{
    const law_servers_result law = erlang_a_law(unit);
    theory_run run = theory_go(name, replicates);
    holds_list(&run, &law, 0.01);
    theory_holds(&run, "share who give up", service(&run, SEN_MEASURE_V_WITHDREW_SHARE),
                 law.share_gives_up);
    theory_holds(&run, "starts a day", service(&run, SEN_MEASURE_V_START_RATE), law.starts);
    theory_end(&run);
}

Test(theory_servers, erlang_a_week_of_7)
{
    holds_erlang_a(7, 20, "erlang_a_7");
}

Test(theory_servers, erlang_a_week_of_28)
{
    holds_erlang_a(28, 60, "erlang_a_28");
}

Test(theory_servers, erlang_a_week_of_112)
{
    holds_erlang_a(112, 240, "erlang_a_112");
}

Test(theory_servers, erlang_a_tends_to_the_formula)
{
    double gives_up[3], list[3], wait[3];
    for (int i = 0; i < 3; i++) {
        const law_servers_result law = erlang_a_law(units[i]);
        gives_up[i] = law.share_gives_up;
        list[i] = law.list;
        wait[i] = law.wait / units[i];
    }
    theory_tends("share who give up", gives_up, 0.195655);
    theory_tends("mean list", list, 4.69572);
    theory_tends("mean wait of those served", wait, 0.400826);
}

/* One place, an end a day with chance 0.1, ends before referrals. */
Test(theory_servers, geometric_stays)
{
    double arrive[ARRIVE];
    law_servers of = servers(1, 10.0, 0.08, arrive, 300);
    of.goes_on = 0.9;
    of.holds = 1.0;
    const law_servers_result law = law_day_chain(&of);
    theory_run run = theory_go("geo1", 1000);
    holds_list(&run, &law, 0.01);
    theory_end(&run);
}

/* Thirty children of whom those away ask on a day with a fixed chance. */
Test(theory_servers, finite_source)
{
    const law_closed_group law =
        law_finite_source(30, 2, 1.0 - exp(-1.0 / 7.0), 1.0 - exp(-1.0 / 84.0));
    theory_run run = theory_go("finite_source", 60);
    theory_holds(&run, "mean list", service(&run, SEN_MEASURE_V_MEAN_LIST), law.list);
    theory_holds(&run, "mean wait, days", service(&run, SEN_MEASURE_V_MEAN_WAIT),
                 law.list / law.rate);
    theory_holds(&run, "share who wait", service(&run, SEN_MEASURE_V_SHARE_WHO_WAIT),
                 law.late / law.rate);
    theory_holds(&run, "places in use", service(&run, SEN_MEASURE_V_IN_USE), law.busy);
    theory_holds(&run, "completions a day", service(&run, SEN_MEASURE_V_THROUGHPUT), law.rate);
    theory_end(&run);
}

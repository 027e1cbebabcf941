/* SPDX-License-Identifier: MIT */
/* How often a 95 % interval of 100 replicates holds the truth, over 1,000 experiments (README.md,
 * part 9). */
#include <math.h>
#include <stdio.h>

#include "theory_case.h"
#include "theory_law.h"

enum { EXPERIMENTS = 1000, REPLICATES = 100, DAYS = 112, ARRIVE = 30 };

static const double T_99 = 1.984217; /* 97.5 % of Student's t with 99 degrees of freedom */

/* Share of the experiments whose interval holds the number on the last day. */
static double covered(const char *name, const char *text, double truth)
{
    int32_t held = 0;
    for (int32_t e = 0; e < EXPERIMENTS; e++) {
        theory_run run = theory_go_from(name, text, 1 + e * REPLICATES, REPLICATES);
        const theory_estimate found =
            theory_at(&run, SEN_MEASURE_LIST_SIZE, "clinic", NULL, SEN_PERIOD_MONTH,
                      run.plan.n_periods[SEN_PERIOD_MONTH] - 1);
        held += fabs(found.mean - truth) <= T_99 * found.error;
        theory_end(&run);
    }
    printf("%-22s %-28s %12.6g %12.4f\n", name, "covered", truth, (double)held / EXPERIMENTS);
    fflush(stdout);
    return (double)held / EXPERIMENTS;
}

static double queue(const char *name, int places, int group, double gap)
{
    char text[1024], first[80] = "";
    double arrive[ARRIVE], list[DAYS], busy[DAYS];
    if (group > 0)
        snprintf(first, sizeof first, "\"first\": {\"closed\": %d, \"asks\": [\"clinic\"]}, ",
                 group);
    snprintf(text, sizeof text,
             "{\"sendsim\": 1, \"id\": \"covered\", \"clock\": \"plain\", \"days\": %d, \"teams\": "
             "{\"clinic\": {\"kind\": \"places\", \"places\": %d}}, \"services\": {\"clinic\": "
             "{\"stages\": [{\"id\": \"seen\", \"place\": {\"team\": \"clinic\", \"days\": "
             "{\"exponential\": {\"mean\": 7}}}}]}}, \"streams\": {%s\"r\": {\"gap_days\": "
             "{\"exponential\": {\"mean\": %.15g}}, \"asks\": [\"clinic\"]}}}",
             DAYS, places, first, gap);
    law_poisson(1.0 / gap, arrive, ARRIVE);
    const double goes_on = exp(-1.0 / 7.0);
    const law_servers of = {.servers = places,
                            .goes_on = goes_on,
                            .holds = 7.0 * (1.0 - goes_on),
                            .arrive = arrive,
                            .n_arrive = ARRIVE,
                            .list_limit = -1,
                            .most = 300};
    law_from_day_0(&of, group, DAYS, list, busy);
    return covered(name, text, list[DAYS - 1]);
}

Test(theory_coverage, a_list_that_never_empties)
{
    const double share = queue("list of 80", 5, 80, 1.0);
    cr_expect(share >= 0.93 && share <= 0.97);
}

Test(theory_coverage, a_caseload_without_limit)
{
    const double share = covered(
        "caseload",
        "{\"sendsim\": 1, \"id\": \"covered\", \"clock\": \"plain\", \"days\": 112, \"teams\": "
        "{\"clinic\": {\"kind\": \"places\", \"unlimited\": true}}, \"services\": {\"clinic\": "
        "{\"stages\": [{\"id\": \"seen\", \"place\": {\"team\": \"clinic\", \"days\": "
        "{\"exponential\": {\"mean\": 26}}}}], \"clock\": {\"from\": \"referral\", \"to\": "
        "\"done\", "
        "\"target_days\": 7, \"standard\": 0.9, \"duty\": {\"basis\": \"local_aim\", \"owner\": "
        "\"nobody\"}}}}, \"streams\": {\"r\": {\"gap_days\": {\"exponential\": {\"mean\": 0.5}}, "
        "\"asks\": [\"clinic\"]}}}",
        52.0 * -expm1(-112.0 / 26.0));
    cr_expect(share >= 0.93 && share <= 0.97);
}

/* Mostly nobody, sometimes many: told, and only held to be no accident of the program. */
Test(theory_coverage, a_short_list_is_skewed)
{
    const double share = queue("skewed list", 1, 0, 10.0);
    cr_expect(share >= 0.88 && share <= 0.97);
}

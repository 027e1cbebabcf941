/* SPDX-License-Identifier: MIT */
/* Stages, slots, panels and pools of hours (README.md, part 5). */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "theory_case.h"
#include "theory_law.h"

static theory_estimate of(const theory_run *run, sen_measure_index measure, const char *id)
{
    return theory_figure(run, measure, id);
}

/* ---- two stages ---- */

enum { A = 90, B = 90, ARRIVE = 7, FIRST = 3, SECOND = 8 };

/* One day; ends1[n][x]: chance that x of the n held in the first stage end. */
static void step_tandem(const double ends1[FIRST + 1][FIRST + 1],
                        const double ends2[SECOND + 1][SECOND + 1], const double *arrive,
                        double (*p)[B])
{
    static double less[A][B], mid[A][B];
    memset(less, 0, sizeof less);
    memset(mid, 0, sizeof mid);
    for (int n = 0; n < A; n++)
        for (int m = 0; m < B; m++) {
            const int c2 = m < SECOND ? m : SECOND;
            for (int y = 0; y <= c2 && p[n][m] > 1e-18; y++)
                less[n][m - y] += p[n][m] * ends2[c2][y];
        }
    for (int n = 0; n < A; n++)
        for (int x = 0; x <= FIRST && x <= n; x++)
            for (int m = 0; m + x < B; m++)
                mid[n - x][m + x] += less[n][m] * ends1[n < FIRST ? n : FIRST][x];
    memset(p, 0, sizeof mid);
    for (int n = 0; n < A; n++)
        for (int a = 0; a < ARRIVE && n + a < A; a++)
            for (int m = 0; m < B; m++)
                p[n + a][m] += arrive[a] * mid[n][m];
}

Test(theory_flow, tandem)
{
    static double p[A][B];
    const double ends1 = 1.0 - exp(-1.0 / 14.0), ends2 = 1.0 - exp(-1.0 / 35.0), rate = 1.2 / 7;
    double arrive[ARRIVE], list1 = 0.0, list2 = 0.0;
    double first[FIRST + 1][FIRST + 1], second[SECOND + 1][SECOND + 1];
    law_poisson(rate, arrive, ARRIVE);
    for (int n = 0; n <= SECOND; n++)
        for (int x = 0; x <= SECOND; x++) {
            second[n][x] = law_binomial(n, x, ends2);
            if (n <= FIRST && x <= FIRST)
                first[n][x] = law_binomial(n, x, ends1);
        }
    for (int n = 0; n < 14; n++)
        for (int m = 0; m < 14; m++)
            p[n][m] = 1.0 / 196;
    for (int day = 0; day < 6000; day++)
        step_tandem(first, second, arrive, p);
    for (int n = 0; n < A; n++)
        for (int m = 0; m < B; m++) {
            list1 += p[n][m] * (n > FIRST ? n - FIRST : 0);
            list2 += p[n][m] * (m > SECOND ? m - SECOND : 0);
        }
    theory_run run = theory_go("tandem", 700);
    theory_holds(&run, "mean lists", of(&run, SEN_MEASURE_V_MEAN_LIST, "both"), list1 + list2);
    theory_holds(&run, "days until therapy", of(&run, SEN_MEASURE_V_MEAN_WAIT, "both"),
                 (list1 + list2) / rate + 1.0 / ends1);
    theory_holds(&run, "list for assessment",
                 theory_average(&run, SEN_MEASURE_STAGE_LIST_SIZE, "both", "assess", NULL), list1);
    theory_holds_within(&run, "list for therapy",
                        theory_average(&run, SEN_MEASURE_STAGE_LIST_SIZE, "both", "therapy", NULL),
                        list2, 0.02);
    theory_holds(&run, "therapy places in use", of(&run, SEN_MEASURE_V_IN_USE, "second"),
                 rate / ends2);
    theory_end(&run);
}

Test(theory_flow, feedback)
{
    double arrive[ARRIVE];
    const double rate = 0.5 / 7;
    law_poisson(rate, arrive, ARRIVE);
    const law_servers chain = {.servers = 1,
                               .goes_on = 1.0 - 0.7 * (1.0 - exp(-1.0 / 7.0)),
                               .holds = 1.0,
                               .arrive = arrive,
                               .n_arrive = ARRIVE,
                               .list_limit = -1,
                               .most = 250};
    const law_servers_result law = law_day_chain(&chain);
    theory_run run = theory_go("feedback", 700);
    theory_holds(&run, "mean list", of(&run, SEN_MEASURE_V_MEAN_LIST, "clinic"), law.list);
    theory_holds(&run, "place in use", of(&run, SEN_MEASURE_V_IN_USE, "clinic"), law.busy);
    theory_holds(&run, "starts a day", of(&run, SEN_MEASURE_V_START_RATE, "clinic"), rate / 0.7);
    theory_holds(&run, "mean wait a visit", of(&run, SEN_MEASURE_V_MEAN_WAIT, "clinic"),
                 law.list / (rate / 0.7));
    theory_end(&run);
}

/* ---- so many a period ---- */

enum { LONGEST = 250 };

static double square(double x)
{
    return x * x;
}

static double is_0(double x)
{
    return x == 0.0;
}

static void holds_slots(const theory_run *run, const double *left, double used)
{
    const double mean = law_moment(left, LONGEST, 1);
    theory_holds(run, "mean wait, days", of(run, SEN_MEASURE_V_MEAN_WAIT, "clinic"),
                 3.0 + 7.0 * mean / 18.0);
    theory_holds(run, "left over", theory_average(run, SEN_MEASURE_LIST_SIZE, "clinic", NULL, NULL),
                 mean);
    theory_holds_within(run, "mean square left over",
                        theory_average(run, SEN_MEASURE_LIST_SIZE, "clinic", NULL, square),
                        law_moment(left, LONGEST, 2), 0.04);
    theory_holds_within(run, "chance of nobody left",
                        theory_average(run, SEN_MEASURE_LIST_SIZE, "clinic", NULL, is_0), left[0],
                        0.01);
    theory_holds(run, "utilisation", of(run, SEN_MEASURE_V_UTILISATION, "clinic"), used);
}

Test(theory_flow, slots_a_week)
{
    double left[LONGEST];
    law_left_over(18.0, 20, 1.0, left, LONGEST);
    cr_expect(fabs(law_moment(left, LONGEST, 1) - 2.5971) < 1e-4); /* by the roots of z^20 */
    theory_run run = theory_go("slots", 700);
    holds_slots(&run, left, 0.9);
    theory_end(&run);
}

Test(theory_flow, slots_missed)
{
    double left[LONGEST];
    law_left_over(18.0, 22, 0.9, left, LONGEST);
    theory_run run = theory_go("slots_missed", 1200);
    holds_slots(&run, left, 18.0 / 22.0);
    theory_end(&run);
}

/* ---- panels ---- */

/* Mean days from each of the 28 days between sittings; partner p sits 14 p days later. */
static double panel_days(int partners, bool in_turn)
{
    double sum = 0.0;
    for (int day = 0; day < 28; day++) {
        int decided = day;
        for (int p = 0; p < partners; p++) {
            int sits = in_turn ? decided : day; /* in turn: not before the one before */
            while (sits % 28 != 14 * p)
                sits++;
            decided = sits > decided ? sits : decided;
        }
        sum += decided - day;
    }
    return sum / 28.0;
}

static void holds_panel(const char *name, double days, int32_t replicates)
{
    theory_run run = theory_go(name, replicates);
    theory_holds(&run, "days to a decision", of(&run, SEN_MEASURE_V_MEAN_WAIT, "funding"), days);
    if (strcmp(name, "panel") == 0)
        theory_holds(
            &run, "in time (26 days)",
            theory_at(&run, SEN_MEASURE_STOPPED_IN_TIME_SHARE, "funding", NULL, SEN_PERIOD_RUN, 0),
            26.0 / 28.0);
    theory_end(&run);
}

Test(theory_flow, panel)
{
    holds_panel("panel", 13.5, 100);
}

Test(theory_flow, panel_with_a_cap)
{
    double left[LONGEST];
    law_left_over(18.0, 20, 1.0, left, LONGEST);
    holds_panel("panel_capped", 13.5 + 28.0 * law_moment(left, LONGEST, 1) / 18.0, 300);
}

Test(theory_flow, panels_side_by_side)
{
    cr_expect(panel_days(2, false) == 20.5);
    holds_panel("panel_side_by_side", panel_days(2, false), 100);
}

Test(theory_flow, panels_in_turn)
{
    cr_expect(panel_days(2, true) == 27.5);
    holds_panel("panel_in_turn", panel_days(2, true), 100);
}

/* ---- hours ---- */

Test(theory_flow, pool_of_hours)
{
    enum { POOL = 50 };
    double children[POOL + 1], given = POOL;
    law_poisson(50.0, children, POOL + 1);
    for (int n = 0; n < POOL; n++)
        given -= (POOL - n) * children[n];
    theory_run run = theory_go("hours_pool", 60);
    theory_holds(&run, "minutes given a day", of(&run, SEN_MEASURE_V_IN_USE, "pool"),
                 given * 60.0 / 7.0);
    theory_holds(&run, "utilisation", of(&run, SEN_MEASURE_V_UTILISATION, "pool"), given / POOL);
    theory_end(&run);
}

/* SPDX-License-Identifier: MIT */
/* Who is next: classes, and the order within them (README.md, part 3). */
#include <stdio.h>

#include <math.h>

#include "theory_case.h"
#include "theory_law.h"

enum { DAYS = 5000 };

static double p[DAYS], w[DAYS];

/* E[1^2 + ... + X^2], up to X - less. */
static double squares_up_to(int less)
{
    double sum = 0.0;
    for (int d = 1; d < DAYS; d++) {
        const double m = d - less;
        sum += p[d] * m * (m + 1.0) * (2.0 * m + 1.0) / 6.0;
    }
    return sum;
}

Test(theory_order, classes_of_one_server)
{
    const double urgent = 0.3 / 7, routine = 0.5 / 7;
    law_exponential(7.0, LAW_UNBIASED, p, DAYS);
    const law_classes law = law_two_classes(urgent, routine, p, DAYS);
    theory_run run = theory_go("priority_one_server", 1500);
    theory_holds(&run, "mean wait, urgent", theory_figure(&run, SEN_MEASURE_V_MEAN_WAIT, "urgent"),
                 law.wait[0]);
    theory_holds(&run, "mean wait, routine",
                 theory_figure(&run, SEN_MEASURE_V_MEAN_WAIT, "routine"), law.wait[1]);
    theory_holds(&run, "share who wait, urgent",
                 theory_figure(&run, SEN_MEASURE_V_SHARE_WHO_WAIT, "urgent"), law.late[0]);
    theory_holds(&run, "share who wait, routine",
                 theory_figure(&run, SEN_MEASURE_V_SHARE_WHO_WAIT, "routine"), law.late[1]);
    theory_end(&run);
    cr_expect(fabs(law.wait[0] / 7.0 - 1.1429) < 0.1); /* Cobham in continuous time */
    cr_expect(fabs(law.wait[1] / 7.0 - 5.7143) < 0.1);
}

static theory_estimate in_units(const theory_run *run, const char *id, double unit)
{
    const theory_estimate days = theory_figure(run, SEN_MEASURE_V_MEAN_WAIT, id);
    return (theory_estimate){days.mean / unit, days.error / unit};
}

/* Cobham's formula with c servers, met by the line through 28 and 112 days. */
Test(theory_order, classes_of_five_servers)
{
    theory_run at_28 = theory_go("priority_five_servers_28", 1200);
    theory_run at_112 = theory_go("priority_five_servers_112", 7000);
    const double rest = law_erlang_c(5, 4.0) / 5.0;
    theory_holds(&at_112, "mean wait, urgent, limit",
                 theory_limit(in_units(&at_28, "urgent", 28), in_units(&at_112, "urgent", 112)),
                 rest / 0.7);
    theory_holds(&at_112, "mean wait, routine, limit",
                 theory_limit(in_units(&at_28, "routine", 28), in_units(&at_112, "routine", 112)),
                 rest / (0.7 * 0.2));
    theory_end(&at_28);
    theory_end(&at_112);
}

static void holds_order(const theory_run *run, double mean, double square)
{
    theory_holds(run, "mean wait, days", theory_figure(run, SEN_MEASURE_V_MEAN_WAIT, "clinic"),
                 mean);
    if (square > 0.0)
        theory_holds_within(run, "mean square wait",
                            theory_figure(run, SEN_MEASURE_V_MEAN_SQUARE_WAIT, "clinic"), square,
                            0.04);
}

Test(theory_order, first_come)
{
    law_exponential(7.0, LAW_UNBIASED, p, DAYS);
    const law_one_server law = law_mg1(0.8 / 7, p, DAYS, w);
    theory_run run = theory_go("order_first_come", 700);
    holds_order(&run, law.mean, law.mean_square);
    theory_end(&run);
    cr_expect(fabs(law.mean_square / 49.0 - 40.0) < 0.4);
}

/* The first day's work ahead, y days, then a busy period of each of the y - 1 days between. */
Test(theory_order, last_come)
{
    const double per_day = 0.8 / 7;
    law_exponential(7.0, LAW_UNBIASED, p, DAYS);
    const law_one_server law = law_mg1(per_day, p, DAYS, NULL);
    const double s = law_moment(p, DAYS, 1), s2 = law_moment(p, DAYS, 2), rho = law.load;
    const double rest = per_day * ((s2 - s) / 2.0 + law.share_wait * s);
    const double rest_square =
        per_day * (squares_up_to(1) + law.share_wait * (squares_up_to(0) - squares_up_to(1)));
    const double y = rest + rho / 2.0;
    const double y_square = rest_square + rest * rho + per_day * s2 / 2.0 + rho * rho / 3.0;
    const double late = law.share_wait, slow = 1.0 / (1.0 - rho),
                 spread = per_day * s2 * slow * slow * slow;
    const double mean = late + (y - late) * slow;
    const double square = late + 2.0 * (y - late) * slow +
                          (y_square - 2.0 * y + late) * slow * slow + (y - late) * spread;
    cr_expect(fabs(mean - law.mean) < 1e-6 * mean); /* no order changes the mean */
    theory_run run = theory_go("order_last_come", 2000);
    holds_order(&run, mean, square);
    theory_end(&run);
    cr_expect(fabs(square / 49.0 - 200.0) < 6.0);
}

/* Service in random order has 2 / (2 - rho) times the mean square wait of first come, first served;
 * on days of a seventh of the mean stay it is a little less, by 2 % at most. */
Test(theory_order, random)
{
    law_exponential(7.0, LAW_UNBIASED, p, DAYS);
    const law_one_server law = law_mg1(0.8 / 7, p, DAYS, w);
    theory_run run = theory_go("order_random", 1400);
    holds_order(&run, law.mean, 0.0);
    const theory_estimate square = theory_figure(&run, SEN_MEASURE_V_MEAN_SQUARE_WAIT, "clinic");
    const double limit = law.mean_square * 2.0 / (2.0 - 0.8);
    printf("order_random           mean square wait %.1f +- %.1f, limit %.1f\n", square.mean,
           square.error, limit);
    cr_expect(fabs(square.mean - limit) < 0.02 * limit + 4.5 * square.error);
    theory_end(&run);
}

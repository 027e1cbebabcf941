/* SPDX-License-Identifier: MIT */
/* Uncertain numbers that go together: correlated groups, and shares that add up. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <string.h>

#include "trial.h"

enum { DRAWS = 2000 };

#define SHARE(mean) "{\"uncertain\": {\"share\": {\"mean\": " mean ", \"observations\": 20}}}"
#define UNIFORM(low, high, group) \
    "{\"uncertain\": {\"uniform\": [" low ", " high "]}, \"group\": \"" group "\"}"

/* clinic: places fixed by the caller; delay and mean of a group; funders as shares. */
static const char text[] =
    "{\"sendsim\": 1, \"id\": \"a\", \"title\": \"A\", \"clock\": \"plain\", \"days\": 50,"
    "\"correlations\": {\"g\": 0.7},"
    "\"teams\": {\"clinic\": {\"kind\": \"places\", \"places\": " UNIFORM(
        "5", "9", "g") ","
                       "\"funders\": {\"icb\": " SHARE("0.6") ", \"council\": " SHARE(
                           "0.3") ", \"schools\": 0.1}}},"
                                  "\"services\": {\"clinic\": {\"stages\": ["
                                  "{\"id\": \"first\", \"delay\": {\"days\": {\"exponential\": "
                                  "{\"mean\": " UNIFORM(
                                      "4", "8",
                                      "g") "}}}},"
                                           "{\"id\": \"seen\", \"place\": {\"team\": \"clinic\", "
                                           "\"days\": {\"exponential\": {\"mean\":"
                                           "{\"uncertain\": {\"uniform\": [3, 5]}}}}}}]}},"
                                           "\"streams\": {\"s\": {\"gap_days\": {\"exponential\": "
                                           "{\"mean\": 10}}, \"asks\": [\"clinic\"]}}}";

static const char places[] = "teams.clinic.places";
static const char wait[] = "services.clinic.stages.first.delay.days.exponential.mean";
static const char stay[] = "services.clinic.stages.seen.place.days.exponential.mean";
static const char icb[] = "teams.clinic.funders.icb", council[] = "teams.clinic.funders.council";

static int32_t number_at(const sen_model *model, const char *path)
{
    for (int32_t i = 0; i < model->n_numbers; i++)
        if (strcmp(model->numbers[i].path, path) == 0)
            return i;
    cr_assert(false, "%s", path);
    return SEN_NONE;
}

/* values[draw] of the number at a path. */
static void draw_all(const trial *t, const char *path, double *values)
{
    const int32_t number = number_at(t->model, path);
    for (int32_t d = 0; d < DRAWS; d++) {
        sen_draw draw;
        cr_assert(eq(int, sen_draw_make(&draw, t->model, 5, d + 1, NULL), SEN_OK));
        values[d] = sen_value(&draw, number);
        sen_draw_clear(&draw);
    }
}

static double spearman(const double *a, const double *b)
{
    static double work[2 * DRAWS];
    return gsl_stats_spearman(a, 1, b, 1, DRAWS, work);
}

Test(groups, a_rank_correlation_is_what_was_asked_for_and_no_law_is_bent)
{
    static double a[DRAWS], b[DRAWS], apart[DRAWS];
    trial t = trial_begin(text, NULL, "groups");
    draw_all(&t, places, a);
    draw_all(&t, wait, b);
    draw_all(&t, stay, apart);
    /* standard errors: of a correlation of 0.7 below 0.015, of 0 0.022; of a mean 0.026 */
    cr_assert(epsilon_eq(dbl, spearman(a, b), 0.7, 0.05));
    cr_assert(epsilon_eq(dbl, spearman(a, apart), 0.0, 0.08));
    cr_assert(epsilon_eq(dbl, gsl_stats_mean(a, 1, DRAWS), 7.0, 0.1));
    cr_assert(epsilon_eq(dbl, gsl_stats_sd(a, 1, DRAWS), 4.0 / sqrt(12.0), 0.05));
    trial_end(&t);
}

Test(groups, correlation_1_is_as_without_correlations_and_0_is_apart)
{
    static double a[DRAWS], b[DRAWS];
    trial t = trial_begin(text, "{\"correlations\": null}", "fully");
    draw_all(&t, places, a);
    draw_all(&t, wait, b);
    for (int32_t d = 0; d < DRAWS; d++)
        cr_assert(epsilon_eq(dbl, (a[d] - 5.0) / 4.0, (b[d] - 4.0) / 4.0, 1e-12));
    trial u = trial_begin(text, "{\"correlations\": {\"g\": 1}}", "fully too");
    draw_all(&u, places, b);
    cr_assert(zero(int, memcmp(a, b, sizeof a)));
    trial v = trial_begin(text, "{\"correlations\": {\"g\": 0}}", "apart");
    draw_all(&v, places, a);
    draw_all(&v, wait, b);
    cr_assert(epsilon_eq(dbl, spearman(a, b), 0.0, 0.08));
    trial_end(&t);
    trial_end(&u);
    trial_end(&v);
}

Test(groups, fixing_one_number_changes_no_other_draw)
{
    static double before[DRAWS], after[DRAWS];
    static const char *const others[] = {wait, stay, icb, council};
    trial t = trial_begin(text, NULL, "all uncertain");
    trial u = trial_begin(text, "{\"teams\": {\"clinic\": {\"places\": 7}}}", "fixed");
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        draw_all(&t, others[i], before);
        draw_all(&u, others[i], after);
        cr_assert(zero(int, memcmp(before, after, sizeof before)), "%s", others[i]);
    }
    trial_end(&t);
    trial_end(&u);
}

Test(groups, shares_are_dirichlet_and_add_to_what_is_left)
{
    static double a[DRAWS], b[DRAWS];
    trial t = trial_begin(text, NULL, "shares");
    draw_all(&t, icb, a);
    draw_all(&t, council, b);
    for (int32_t d = 0; d < DRAWS; d++)
        cr_assert(epsilon_eq(dbl, a[d] + b[d], 0.9, 1e-12));
    /* 0.9 of a beta of 20 * 2 / 3 and 20 / 3: its variance is m (1 - m) / 21 */
    cr_assert(epsilon_eq(dbl, gsl_stats_mean(a, 1, DRAWS), 0.6, 0.01));
    cr_assert(epsilon_eq(dbl, gsl_stats_sd(a, 1, DRAWS), 0.9 * sqrt(2.0 / 9.0 / 21.0), 0.006));
    trial_end(&t);
}

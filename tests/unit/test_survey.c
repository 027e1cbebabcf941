/* SPDX-License-Identifier: MIT */
/* What `check` says of a scenario before it is run. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>

#include "run/survey.h"
#include "trial.h"

Test(survey, sessions_of_a_dated_scenario_are_laid_on_its_clinic_days)
{
    static const char path[] = "tests/data/valid/town.json";
    trial t = trial_begin_file(path);
    sen_survey survey;
    sen_arena arena;
    sen_arena_init(&arena, 0);
    cr_assert(eq(int, (int)sen_survey_make(&survey, t.model, 1, 1, &arena, NULL), (int)SEN_OK));
    trial_run(&t, 1, true);
    int64_t laid = 0;
    for (int32_t f = 0; f < t.plan.n_figures; f++) {
        const sen_figure *const figure = t.plan.figures + f;
        if (figure->measure != SEN_MEASURE_SESSIONS_COMMISSIONED ||
            figure->period_type != SEN_PERIOD_FINANCIAL_YEAR)
            continue;
        for (int32_t p = 0; p < t.plan.n_periods[figure->period_type]; p++)
            laid += trial_cell(&t, f, p, false);
    }
    int32_t team = 0;
    while (strcmp(t.model->rules[0].teams[team].id, "therapists") != 0)
        team++;
    const double said = 2 * survey.team_capacity[team]; /* of two years, as the run has */
    cr_expect(gt(i64, laid, 4000)); /* 40 a week but for two weeks of Christmas */
    cr_expect(lt(dbl, said, 1.02 * (double)laid));
    cr_expect(gt(dbl, said, 0.98 * (double)laid));
    sen_arena_clear(&arena);
    trial_end(&t);
}

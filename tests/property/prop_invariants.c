/* SPDX-License-Identifier: MIT */
/*
 * What must hold in any scenario, tried on many made by chance
 * (random_scenario.h): all invariants at the end of every day, each
 * requirement's days in exactly one state, flows that add up.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include <stdio.h>

#include "random_scenario.h"
#include "trial.h"

enum { TOWNS = 100, CLINICS = 100, REPLICATES = 3 };

static trial begin(void (*make)(sen_text *, uint64_t), uint64_t number, const char *name,
                   char what[64])
{
    sen_text text;
    sen_text_init(&text);
    snprintf(what, 64, "%s %d", name, (int)number);
    make(&text, number);
    const trial t = trial_begin(sen_text_string(&text), NULL, what);
    sen_text_clear(&text);
    return t;
}

static int64_t days_required(const trial *t, int32_t kind)
{
    int64_t days = 0;
    for (int32_t q = 0; q < t->world.n_requirements; q++) {
        const sen_requirement *const of = t->world.requirements + q;
        const int32_t from = of->start_day > 0 ? of->start_day : 0;
        const int32_t to = of->end_day < t->model->days ? of->end_day : t->model->days;
        if (of->kind == kind && to > from)
            days += to - from;
    }
    return days;
}

/* Ever in a state this year: as many as are in it at the end, at most one for
 * each day in it. */
static void expect_ever_fits(const trial *t, const char *kind)
{
    const sen_period_type type = SEN_PERIOD_ACADEMIC_YEAR;
    for (int32_t p = 0; p < t->plan.n_periods[type]; p++)
        for (int32_t state = 0; state < SEN_STATES; state++) {
            const int64_t ever = trial_at(t, type, p, SEN_MEASURE_EVER(state), NULL, kind);
            const int64_t days = trial_at(t, type, p, SEN_MEASURE_CHILD_WEEKS(state), NULL, kind);
            const int64_t now = trial_at(t, type, p, SEN_MEASURE_CHILDREN(state), NULL, kind);
            cr_assert(now <= ever && ever <= days && (ever > 0) == (days > 0),
                      "%s, %s in state %d of year %d: %lld now, %lld ever, %lld days", t->what,
                      kind, (int)state, (int)p, (long long)now, (long long)ever, (long long)days);
        }
}

/* A referral starts, ends and breaks its clock at most once; one that overflows has not ended. */
static void expect_flows_fit(const trial *t)
{
    for (int32_t v = 0; v < t->model->n_services; v++) {
        const sen_service *const service = t->model->rules[0].services + v;
        int64_t asked =
            trial_sum(t, SEN_PERIOD_ACADEMIC_YEAR, SEN_MEASURE_REFERRALS, service->id, NULL);
        for (int32_t k = 0; k < t->world.n_cases; k++)
            asked += t->model->openings[t->world.cases[k].entry].service == v;
        const sen_period_type type = SEN_PERIOD_ACADEMIC_YEAR;
        const int64_t starts = trial_sum(t, type, SEN_MEASURE_STARTS, service->id, NULL);
        const int64_t left = trial_sum(t, type, SEN_MEASURE_LEAVERS, service->id, NULL) -
                             trial_sum(t, type, SEN_MEASURE_LEAVERS, service->id, "overflow") +
                             trial_sum(t, type, SEN_MEASURE_COMPLETIONS, service->id, NULL);
        cr_assert(starts <= asked && left <= asked, "%s, %s: %lld asked, %lld started, %lld ended",
                  t->what, service->id, (long long)asked, (long long)starts, (long long)left);
        if (!service->clock.exists)
            continue;
        const int64_t late = trial_sum(t, type, SEN_MEASURE_BREACHES, service->id, "local_aim");
        cr_assert(late <= asked, "%s, %s: %lld asked, %lld breaches", t->what, service->id,
                  (long long)asked, (long long)late);
    }
}

Test(invariants, hold_every_day_in_any_town)
{
    for (uint64_t number = 1; number <= TOWNS; number++) {
        char what[64];
        trial t = begin(random_town, number, "town", what);
        for (int32_t replicate = 1; replicate <= REPLICATES; replicate++) {
            trial_run(&t, replicate, true);
            for (int32_t kind = 0; kind < t.model->n_kinds; kind++) {
                const char *const id = t.model->kinds[kind].id;
                cr_assert(eq(i64, trial_state_days(&t, id), days_required(&t, kind)), "%s", what);
                expect_ever_fits(&t, id);
            }
            expect_flows_fit(&t);
        }
        trial_end(&t);
    }
}

Test(invariants, hold_every_day_in_any_clinic)
{
    for (uint64_t number = 1; number <= CLINICS; number++) {
        char what[64];
        trial t = begin(random_clinic, number, "clinic", what);
        for (int32_t replicate = 1; replicate <= REPLICATES; replicate++)
            trial_run(&t, replicate, true);
        trial_end(&t);
    }
}

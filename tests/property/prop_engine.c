/* SPDX-License-Identifier: MIT */
/*
 * What has nothing to do with a figure does not change it: tried on many scenarios made by chance
 * (random_scenario.h).
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "random_scenario.h"
#include "sen_run.h"
#include "trial.h"

enum { PAIRS = 16, REPLICATES = 3 };

typedef void maker(sen_text *out, uint64_t number);

static sen_text text;
static char what[64]; /* the scenario at hand */

static void set_up(void)
{
    sen_text_init(&text);
}

static void tear_down(void)
{
    sen_text_clear(&text);
}

TestSuite(engine, .init = set_up, .fini = tear_down);

static const char *make(maker *make_one, uint64_t number, const char *name)
{
    snprintf(what, sizeof what, "%s %d", name, (int)number);
    sen_text_empty(&text);
    make_one(&text, number);
    return sen_text_string(&text);
}

/* ---- sameness ---- */

Test(engine, a_workspace_leaves_no_trace)
{
    for (uint64_t number = 1; number <= PAIRS; number++) {
        trial a = trial_begin(make(random_town, number, "town"), NULL, what);
        trial b = trial_begin(make(random_clinic, number, "clinic"), NULL, what);
        sen_workspace *const fresh = b.workspace;
        trial_run(&a, 1, false);
        const size_t bytes = (size_t)a.plan.n_cells * sizeof *a.record;
        int64_t *const first = malloc(bytes);
        memcpy(first, a.record, bytes);
        b.workspace = a.workspace;
        trial_run(&a, 2, false);
        trial_run(&b, 1, false);
        trial_run(&a, 1, false);
        cr_assert(memcmp(first, a.record, bytes) == 0, "town %d", (int)number);
        free(first);
        b.workspace = fresh;
        trial_end(&a);
        trial_end(&b);
    }
}

static void expect_same(const char *one, const char *other, const char *over)
{
    trial a = trial_begin(one, NULL, what), b = trial_begin(other, over, what);
    for (int32_t replicate = 1; replicate <= REPLICATES; replicate++) {
        trial_run(&a, replicate, false);
        trial_run(&b, replicate, false);
        cr_assert(eq(i32, trial_differences(&a, &b), 0), "%s, replicate %d", what, (int)replicate);
    }
    trial_end(&a);
    trial_end(&b);
}

/* Members of all objects in another order. */
static void shuffle(cJSON *node, sen_rng *rng)
{
    for (cJSON *child = node->child; child != NULL; child = child->next)
        shuffle(child, rng);
    if (!cJSON_IsObject(node))
        return;
    cJSON *const mixed = cJSON_CreateObject();
    for (int left = cJSON_GetArraySize(node); left > 0; left--) {
        cJSON *const one =
            cJSON_DetachItemFromArray(node, (int)(sen_rng_next(rng) % (uint64_t)left));
        cJSON_AddItemToObject(mixed, one->string, one);
    }
    node->child = mixed->child;
    mixed->child = NULL;
    cJSON_Delete(mixed);
}

static void shuffle_each(maker *make_one, const char *name)
{
    for (uint64_t number = 1; number <= PAIRS; number++) {
        sen_rng rng;
        sen_rng_init(&rng, number, 23);
        const char *const json = make(make_one, number, name);
        cJSON *const root = cJSON_Parse(json);
        cr_assert(root != NULL);
        shuffle(root, &rng);
        char *const other = cJSON_Print(root);
        expect_same(json, other, NULL);
        cJSON_free(other);
        cJSON_Delete(root);
    }
}

Test(engine, order_of_keys_changes_nothing)
{
    shuffle_each(random_town, "town");
    shuffle_each(random_clinic, "clinic");
}

Test(engine, a_copy_under_another_name_differs_by_nothing)
{
    for (uint64_t number = 1; number <= PAIRS; number++) {
        const char *const json = make(random_town, number, "town");
        expect_same(json, json, "{\"title\": \"A copy\"}");
    }
}

static void run_in(const char *folder, const char *out, int threads, uint64_t order)
{
    char path[64], to[64];
    const char *const paths[] = {path};
    sen_scenarios *scenarios = NULL;
    sen_run_outcome outcome;
    sen_run_options options;
    snprintf(path, sizeof path, "%s/a.json", folder);
    snprintf(to, sizeof to, "%s/%s", folder, out);
    sen_run_options_init(&options);
    options.last = 7;
    options.threads = threads;
    options.work_order = order;
    options.folder = to;
    cr_assert(sen_scenarios_load(&scenarios, paths, 1, NULL) == SEN_OK);
    cr_assert(sen_run_go(scenarios, &options, &outcome, NULL) == SEN_OK);
    sen_run_outcome_clear(&outcome);
    sen_scenarios_free(scenarios);
}

Test(engine, threads_and_order_of_work_change_no_byte)
{
    enum { TOWNS = 5 };
    for (uint64_t number = 1; number <= TOWNS; number++) {
        char folder[] = "/tmp/sen_engine_XXXXXX", path[64], command[256];
        cr_assert(mkdtemp(folder) != NULL);
        snprintf(path, sizeof path, "%s/a.json", folder);
        FILE *const file = fopen(path, "w");
        cr_assert(file != NULL);
        fputs(make(random_town, number, "town"), file);
        cr_assert(fclose(file) == 0);
        run_in(folder, "one", 1, 0);
        run_in(folder, "three", 3, 99);
        snprintf(command, sizeof command, "diff -rq %s/one %s/three", folder, folder);
        cr_assert(system(command) == 0, "%s", what);
        snprintf(command, sizeof command, "rm -rf %s", folder);
        cr_assert(system(command) == 0);
    }
}

/* ---- what a service may change ---- */

Test(engine, deleting_a_service_leaves_the_days_of_requirement)
{
    for (uint64_t number = 1; number <= PAIRS; number++) {
        const char *const json = make(random_town, number, "town");
        trial a = trial_begin(json, NULL, what);
        trial b = trial_begin(json, "{\"services\": {\"s0\": null}}", what);
        for (int32_t replicate = 1; replicate <= REPLICATES; replicate++) {
            trial_run(&a, replicate, false);
            trial_run(&b, replicate, false);
            for (int32_t kind = 0; kind < a.model->n_kinds; kind++)
                cr_assert(eq(i64, trial_state_days(&a, a.model->kinds[kind].id),
                             trial_state_days(&b, b.model->kinds[kind].id)),
                          "%s", what);
        }
        trial_end(&a);
        trial_end(&b);
    }
}

/* dated: its team's contract ends and it gets more places late, on days of which nobody else should
 * take any notice. */
static void add_nobodys(const char *id, bool dated)
{
    char change[256] = "", over[1024];
    if (dated)
        snprintf(change, sizeof change,
                 ", \"changes\": [{\"id\": \"nobodys\", \"from\": \"2026-02-03\", \"kind\": "
                 "\"capacity\", \"add\": {\"teams.%s_team.places\": 3}, \"filled_after\": "
                 "{\"days\": 17}}]",
                 id);
    snprintf(over, sizeof over,
             "{\"teams\": {\"%s_team\": {\"kind\": \"places\", \"places\": 2, \"provider\": "
             "\"nobodys\", \"funders\": {\"nhs_england\": 1}%s}}, \"services\": {\"%s\": "
             "{\"sector\": \"health\", \"meets\": [\"k_never\"], \"referral\": {\"share\": 1, "
             "\"after\": {\"days\": 1}}, \"stages\": [{\"id\": \"e0\", \"place\": {\"team\": "
             "\"%s_team\", \"days\": 9}}]}}%s}",
             id, dated ? ", \"contract\": {\"formal\": true, \"until\": \"2026-05-05\"}" : "", id,
             id, change);
    for (uint64_t number = 1; number <= PAIRS; number++) {
        const char *const json = make(random_town, number, "town");
        expect_same(json, json, over);
    }
}

Test(engine, a_service_for_nobody_changes_no_other_row)
{
    add_nobodys("z_last", false);
}

/* ---- longer stays ---- */

static trial begin_stay(const char *law, int mean)
{
    char shape[64], json[512];
    snprintf(shape, sizeof shape, law, mean);
    snprintf(json, sizeof json,
             "{\"sendsim\": 1, \"id\": \"stay\", \"clock\": \"plain\", \"days\": 365, \"teams\": "
             "{\"t\": {\"kind\": \"places\", \"unlimited\": true}}, \"services\": {\"s\": "
             "{\"stages\": [{\"id\": \"e\", \"place\": {\"team\": \"t\", \"days\": {%s}}}]}}, "
             "\"streams\": {\"g\": {\"gap_days\": {\"exponential\": {\"mean\": 1}}, \"asks\": "
             "[\"s\"]}}}",
             shape);
    return trial_begin(json, NULL, "stay");
}

Test(engine, a_longer_mean_never_shortens_a_stay)
{
    static const char *const laws[] = {
        "\"exponential\": {\"mean\": %d}", "\"gamma\": {\"mean\": %d, \"cv\": 1.7}",
        "\"gamma\": {\"mean\": %d, \"cv\": 0.4}", "\"lognormal\": {\"mean\": %d, \"cv\": 1.1}",
        "\"weibull\": {\"mean\": %d, \"cv\": 0.6}"};
    enum { MEANS = 4, LUCKS = 20000 };
    const int means[MEANS] = {3, 4, 40, 130};
    for (size_t law = 0; law < sizeof laws / sizeof laws[0]; law++) {
        trial t[MEANS];
        for (int k = 0; k < MEANS; k++)
            t[k] = begin_stay(laws[law], means[k]);
        sen_rng rng;
        sen_rng_init(&rng, law, 24);
        for (int n = 0; n < LUCKS; n++) {
            const uint32_t luck = sen_word_high(sen_rng_next(&rng));
            for (int k = 1; k < MEANS; k++)
                cr_assert(ge(i32, sen_day_table_draw(t[k].draw.tables, luck),
                             sen_day_table_draw(t[k - 1].draw.tables, luck)));
        }
        for (int k = 0; k < MEANS; k++)
            trial_end(&t[k]);
    }
}

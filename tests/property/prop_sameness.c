/* SPDX-License-Identifier: MIT */
/*
 * The same work gives the same bytes: on any number of threads, in any order, in shards, resumed.
 * Scenarios are small and made by a seeded generator, so each case is another mixture of teams,
 * stages and streams.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/rng.h"
#include "base/text.h"
#include "sen.h"

enum { CASES = 6, REPLICATES = 9 };

/* ---- a world of its own ---- */

typedef struct {
    char folder[64];
    char a[96], b[96]; /* two scenarios */
} fixture;

static int32_t pick(sen_rng *rng, int32_t low, int32_t high)
{
    return low + (int32_t)(sen_rng_next(rng) % (uint64_t)(high - low + 1));
}

static void add_team(sen_text *out, sen_rng *rng, int32_t t)
{
    sen_text_addf(out, "%s\"team_%d\": ", t > 0 ? ", " : "", (int)t);
    if (t % 2 == 0)
        sen_text_addf(out, "{\"kind\": \"places\", \"places\": %d}", (int)pick(rng, 1, 6));
    else
        sen_text_addf(out, "{\"kind\": \"sessions\", \"per_week\": %d}", (int)pick(rng, 2, 9));
}

static void add_stage(sen_text *out, sen_rng *rng, int32_t stage, int32_t teams)
{
    const int32_t team = pick(rng, 0, teams - 1);
    sen_text_addf(out, "%s{\"id\": \"stage_%d\", ", stage > 0 ? ", " : "", (int)stage);
    if (team % 2 == 0)
        sen_text_addf(out,
                      "\"place\": {\"team\": \"team_%d\", \"days\": {\"exponential\": {\"mean\": "
                      "{\"uncertain\": {\"uniform\": [%d, 12]}}}}}}",
                      (int)team, (int)pick(rng, 1, 8));
    else
        sen_text_addf(out,
                      "\"visit\": {\"team\": \"team_%d\", \"sessions\": %d, "
                      "\"not_brought\": 0.1}}",
                      (int)team, (int)pick(rng, 1, 3));
}

/* teams, then services of one or two stages, each with a stream. */
static void make_scenario(sen_text *out, uint64_t number, const char *id)
{
    sen_rng rng;
    sen_rng_init(&rng, number, 7);
    const int32_t teams = pick(&rng, 2, 4), services = pick(&rng, 1, 3);
    sen_text_addf(out,
                  "{\"sendsim\": 1, \"id\": \"%s\", \"title\": \"%s\", \"clock\": \"plain\", "
                  "\"days\": %d, \"teams\": {",
                  id, id, (int)pick(&rng, 100, 500));
    for (int32_t t = 0; t < teams; t++)
        add_team(out, &rng, t);
    sen_text_add(out, "}, \"services\": {");
    for (int32_t s = 0; s < services; s++) {
        sen_text_addf(out, "%s\"service_%d\": {\"stages\": [", s > 0 ? ", " : "", (int)s);
        for (int32_t stage = 0, n = pick(&rng, 1, 2); stage < n; stage++)
            add_stage(out, &rng, stage, teams);
        sen_text_add(out, "]}");
    }
    sen_text_add(out, "}, \"streams\": {");
    for (int32_t s = 0; s < services; s++)
        sen_text_addf(out,
                      "%s\"stream_%d\": {\"gap_days\": {\"exponential\": {\"mean\": %d}}, "
                      "\"asks\": [\"service_%d\"]}",
                      s > 0 ? ", " : "", (int)s, (int)pick(&rng, 2, 9), (int)s);
    sen_text_add(out, "}}\n");
}

static void write_file(const char *path, const char *text)
{
    FILE *const file = fopen(path, "w");
    cr_assert(file != NULL);
    fputs(text, file);
    cr_assert(fclose(file) == 0);
}

static void begin(fixture *f, uint64_t number)
{
    sen_text text;
    sen_text_init(&text);
    snprintf(f->folder, sizeof f->folder, "/tmp/sen_sameness_XXXXXX");
    cr_assert(mkdtemp(f->folder) != NULL);
    snprintf(f->a, sizeof f->a, "%s/a.json", f->folder);
    snprintf(f->b, sizeof f->b, "%s/b.json", f->folder);
    make_scenario(&text, number, "a");
    write_file(f->a, sen_text_string(&text));
    write_file(f->b, "{\"extends\": \"a.json\", \"id\": \"b\", \"title\": \"b\", "
                     "\"teams\": {\"team_0\": {\"places\": 7}}}\n");
    sen_text_clear(&text);
}

static void end(fixture *f)
{
    char command[96];
    snprintf(command, sizeof command, "rm -rf %s", f->folder);
    cr_assert(system(command) == 0);
}

/* ---- runs ---- */

static void out_folder(const fixture *f, const char *name, char out[128])
{
    snprintf(out, 128, "%s/%s", f->folder, name);
}

static sen_code run(const fixture *f, const char *name, void (*set)(sen_run_options *))
{
    const char *const paths[] = {f->a, f->b};
    char folder[128];
    sen_run_options options;
    sen_scenarios *scenarios = NULL;
    sen_errors *const errors = sen_errors_new();
    sen_run_outcome outcome;
    out_folder(f, name, folder);
    sen_run_options_init(&options);
    options.last = REPLICATES;
    options.threads = 1;
    options.folder = folder;
    if (set != NULL)
        set(&options);
    sen_code code = sen_scenarios_load(&scenarios, paths, 2, errors);
    memset(&outcome, 0, sizeof outcome);
    if (code == SEN_OK)
        code = sen_run_go(scenarios, &options, &outcome, errors);
    for (int32_t i = 0; code != SEN_STOPPED && i < sen_errors_kept(errors); i++) {
        char line[512];
        sen_error_line(sen_errors_at(errors, i), line, sizeof line);
        cr_log_error("%s", line);
    }
    sen_run_outcome_clear(&outcome);
    sen_scenarios_free(scenarios);
    sen_errors_free(errors);
    return code;
}

static void expect_same(const fixture *f, const char *one, const char *other)
{
    char command[512];
    snprintf(command, sizeof command, "diff -rq %s/%s %s/%s", f->folder, one, f->folder, other);
    cr_expect(system(command) == 0, "%s and %s differ", one, other);
}

static void three_threads(sen_run_options *options)
{
    options->threads = 3;
}

static void shuffled(sen_run_options *options)
{
    options->threads = 2;
    options->work_order = 12345;
}

static void checked(sen_run_options *options)
{
    options->selfcheck = true;
}

static void other_seed(sen_run_options *options)
{
    options->seed = 2;
}

Test(sameness, another_seed_is_another_run)
{
    fixture f;
    char command[512];
    begin(&f, 1);
    cr_assert(run(&f, "one", NULL) == SEN_OK);
    cr_assert(run(&f, "two", other_seed) == SEN_OK);
    snprintf(command, sizeof command,
             "cmp -s %s/one/csv/results/results.csv "
             "%s/two/csv/results/results.csv",
             f.folder, f.folder);
    cr_expect(system(command) != 0);
    end(&f);
}

Test(sameness, threads_order_and_checks_change_nothing)
{
    for (uint64_t number = 1; number <= CASES; number++) {
        fixture f;
        begin(&f, number);
        cr_assert(run(&f, "plain", NULL) == SEN_OK);
        cr_assert(run(&f, "three", three_threads) == SEN_OK);
        cr_assert(run(&f, "shuffled", shuffled) == SEN_OK);
        cr_assert(run(&f, "checked", checked) == SEN_OK);
        expect_same(&f, "plain", "three");
        expect_same(&f, "plain", "shuffled");
        expect_same(&f, "plain", "checked");
        end(&f);
    }
}

static void first_shard(sen_run_options *options)
{
    options->shards = 2;
}

static void second_shard(sen_run_options *options)
{
    options->shards = 2;
    options->shard = 1;
}

Test(sameness, shards_merged_are_one_run)
{
    for (uint64_t number = 1; number <= CASES; number++) {
        fixture f;
        begin(&f, number);
        char folders[3][128];
        out_folder(&f, "part0", folders[0]);
        out_folder(&f, "part1", folders[1]);
        out_folder(&f, "merged", folders[2]);
        cr_assert(run(&f, "plain", NULL) == SEN_OK);
        cr_assert(run(&f, "part0", first_shard) == SEN_OK);
        cr_assert(run(&f, "part1", second_shard) == SEN_OK);
        const char *const paths[] = {f.a, f.b}, *const parts[] = {folders[1], folders[0]};
        sen_scenarios *scenarios = NULL;
        sen_run_options options;
        sen_run_outcome outcome;
        sen_run_options_init(&options);
        options.folder = folders[2];
        cr_assert(sen_scenarios_load(&scenarios, paths, 2, NULL) == SEN_OK);
        cr_assert(sen_run_merge(scenarios, parts, 2, &options, &outcome, NULL) == SEN_OK);
        sen_run_outcome_clear(&outcome);
        sen_scenarios_free(scenarios);
        expect_same(&f, "plain", "merged");
        end(&f);
    }
}

/* Asks to stop after so many replicates. */
static volatile sig_atomic_t stop;

static void stop_at_four(void *context, int32_t done, int32_t of)
{
    (void)context;
    (void)of;
    stop = done >= 4;
}

static void stopped(sen_run_options *options)
{
    stop = 0;
    options->stop = &stop;
    options->progress = stop_at_four;
}

static void resumed(sen_run_options *options)
{
    options->resume = true;
    options->threads = 2;
}

Test(sameness, stopped_and_resumed_is_one_run)
{
    for (uint64_t number = 1; number <= CASES; number++) {
        fixture f;
        begin(&f, number);
        cr_assert(run(&f, "plain", NULL) == SEN_OK);
        cr_assert(run(&f, "resumed", stopped) == SEN_STOPPED);
        cr_assert(run(&f, "resumed", resumed) == SEN_OK);
        expect_same(&f, "plain", "resumed");
        end(&f);
    }
}

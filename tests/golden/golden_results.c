/* SPDX-License-Identifier: MIT */
/*
 * What comes out, byte for byte: the screen of the main comparison and the files of a tiny one. Run
 * with SEN_GOLDEN_UPDATE=1 it writes them anew (`make golden-update`).
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "golden.h"
#include "report/terminal.h"
#include "run/folder.h"
#include "sen.h"

enum { MOST_SCENARIOS = 16, PATH_BYTES = 512 };

static char folder[] = "/tmp/sen-golden-XXXXXX";

static void make_folder(void)
{
    cr_assert(mkdtemp(folder) != NULL);
}

static void remove_folder(void)
{
    char command[PATH_BYTES];
    snprintf(command, sizeof command, "rm -r %s", folder);
    cr_assert(eq(int, system(command), 0));
}

static void run_with(sen_run_options options, const char *const *paths, int32_t n,
                     sen_run_outcome *outcome)
{
    sen_errors *const errors = sen_errors_new();
    sen_scenarios *scenarios = NULL;
    cr_assert(eq(int, sen_scenarios_load(&scenarios, paths, n, errors), SEN_OK));
    cr_assert(eq(int, sen_run_go(scenarios, &options, outcome, errors), SEN_OK));
    sen_scenarios_free(scenarios);
    sen_errors_free(errors);
}

static void run(const char *const *paths, int32_t n, int32_t replicates, sen_run_outcome *outcome)
{
    sen_run_options options;
    sen_run_options_init(&options);
    options.last = replicates;
    options.folder = folder;
    run_with(options, paths, n, outcome);
}

/* The scenarios of `make run`, one a line of main.txt up to a #. */
static int32_t read_main(char paths[MOST_SCENARIOS][PATH_BYTES])
{
    static const char home[] = "scenarios/redcar-and-cleveland";
    char line[256], name[256];
    FILE *const file = fopen("scenarios/redcar-and-cleveland/main.txt", "rb");
    int32_t n = 0;
    cr_assert(file != NULL);
    while (fgets(line, sizeof line, file) != NULL)
        if (sscanf(line, " %255[^# \n]", name) == 1 && n < MOST_SCENARIOS)
            snprintf(paths[n++], PATH_BYTES, "%s/%s", home, name);
    fclose(file);
    return n;
}

Test(golden, the_screen_of_the_main_comparison, .init = make_folder, .fini = remove_folder)
{
    static char paths[MOST_SCENARIOS][PATH_BYTES];
    const char *given[MOST_SCENARIOS];
    const int32_t n = read_main(paths);
    cr_assert(ge(int, n, 8));
    for (int32_t i = 0; i < n; i++)
        given[i] = paths[i];
    sen_run_outcome outcome;
    run(given, n, 4, &outcome);
    cr_assert(le(int, sen_terminal_lines(outcome.table), 50), "%s", outcome.table);
    for (char *line = outcome.table; *line != '\0';) {
        const size_t length = strcspn(line, "\n");
        line[length] = '\0';
        cr_assert(le(sz, sen_terminal_width(line), 100), "%s", line);
        line[length] = '\n';
        line += length + 1;
    }
    golden_hold(outcome.table, "tests/golden/main/screen.txt");
    sen_run_outcome_clear(&outcome);
}

Test(golden, the_files_of_a_tiny_comparison, .init = make_folder, .fini = remove_folder)
{
    static const char *const given[] = {"tests/golden/tiny/one_list.json",
                                        "tests/golden/tiny/two_places.json"};
    static const char *const files[][2] = {
        {"manifest.json", "tests/golden/tiny/manifest.json"},
        {"report.html", "tests/golden/tiny/report.html"},
        {"csv/results/results.csv", "tests/golden/tiny/results.csv"},
        {"csv/differences/differences.csv", "tests/golden/tiny/differences.csv"},
        {"csv/dim/scenarios.csv", "tests/golden/tiny/scenarios.csv"}};
    sen_run_outcome outcome;
    run(given, 2, 3, &outcome);
    for (size_t f = 0; f < sizeof files / sizeof *files; f++) {
        char *const path = sen_folder_path(folder, files[f][0]);
        char *const text = golden_read(path);
        cr_assert(text != NULL, "%s", path);
        golden_hold(text, files[f][1]);
        free(text);
        free(path);
    }
    golden_hold(outcome.table, "tests/golden/tiny/screen.txt");
    sen_run_outcome_clear(&outcome);
}

/* A folder within the test's. */
static const char *inside(const char *name, char path[PATH_BYTES])
{
    snprintf(path, PATH_BYTES, "%s/%s", folder, name);
    return path;
}

static void remove_inside(const char *name)
{
    char path[PATH_BYTES];
    cr_assert(eq(int, unlink(inside(name, path)), 0), "%s", path);
}

Test(golden, every_file_of_a_small_town, .init = make_folder, .fini = remove_folder)
{
    static const char *const given[] = {"tests/golden/small/town.json",
                                        "tests/golden/small/more.json"};
    char out[PATH_BYTES], public[PATH_BYTES], command[3 * PATH_BYTES];
    sen_run_outcome outcome;
    sen_run_options options;
    sen_run_options_init(&options);
    options.last = 3;
    options.draws = 2;
    options.folder = inside("out", out);
    options.formats |= SEN_FORMAT_DFE;
    options.keep_replicates = true;
    options.actuals = "tests/golden/small/seen.csv";
    run_with(options, given, 2, &outcome);
    sen_run_outcome_clear(&outcome);
    snprintf(command, sizeof command, "unzip -qq %s/results.xlsx -d %s/workbook", out, out);
    cr_assert(eq(int, system(command), 0), "%s", command);
    remove_inside("out/results.xlsx"); /* its parts are held */
    remove_inside("out/replicates.sen");
    golden_hold_folder(out, "tests/golden/small/out");

    options.folder = inside("published", public);
    options.formats = SEN_FORMAT_CSV;
    options.keep_replicates = false;
    options.actuals = NULL;
    options.publish.on = true;
    run_with(options, given, 2, &outcome);
    sen_run_outcome_clear(&outcome);
    static const char *const held[][2] = {
        {"published/manifest.json", "tests/golden/small/published/manifest.json"},
        {"published/csv/results/results.csv", "tests/golden/small/published/results.csv"}};
    for (size_t f = 0; f < sizeof held / sizeof *held; f++) {
        char *const text = golden_read(inside(held[f][0], out));
        cr_assert(text != NULL, "%s", out);
        golden_hold(text, held[f][1]);
        free(text);
    }
}

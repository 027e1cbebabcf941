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
    static const char *const folders[] = {"csv/results", "csv/differences", "csv/dim", "csv", "."};
    char path[PATH_BYTES];
    for (int32_t f = 0; f < sen_report_files_count; f++) {
        snprintf(path, sizeof path, "%s/%s", folder, sen_report_files[f]);
        unlink(path);
    }
    snprintf(path, sizeof path, "%s/replicates.sen", folder);
    unlink(path);
    for (size_t f = 0; f < sizeof folders / sizeof *folders; f++) {
        snprintf(path, sizeof path, "%s/%s", folder, folders[f]);
        rmdir(path);
    }
    rmdir(folder);
}

/* The whole file, malloced, with a 0 behind it; NULL if it cannot be read. */
static char *read_whole(const char *path)
{
    FILE *const file = fopen(path, "rb");
    if (file == NULL)
        return NULL;
    fseek(file, 0, SEEK_END);
    const size_t size = (size_t)ftell(file);
    rewind(file);
    char *const text = calloc(size + 1, 1);
    cr_assert(eq(sz, fread(text, 1, size, file), size));
    fclose(file);
    return text;
}

static void hold(const char *text, const char *golden)
{
    const char *const update = getenv("SEN_GOLDEN_UPDATE");
    if (update != NULL && strcmp(update, "1") == 0) {
        FILE *const file = fopen(golden, "wb");
        cr_assert(file != NULL, "%s", golden);
        fputs(text, file);
        cr_assert(eq(int, fclose(file), 0));
        return;
    }
    char *const kept = read_whole(golden);
    cr_assert(kept != NULL, "%s is missing: make golden-update", golden);
    int32_t line = 1;
    const char *is = text, *was = kept;
    for (; *is != '\0' && *is == *was; is++, was++)
        line += *is == '\n';
    const bool same = *is == *was;
    cr_assert(same, "%s:%d is\n%.120s\nand was\n%.120s\n", golden, (int)line, is, was);
    free(kept);
}

static void run(const char *const *paths, int32_t n, int32_t replicates, sen_run_outcome *outcome)
{
    sen_errors *const errors = sen_errors_new();
    sen_scenarios *scenarios = NULL;
    sen_run_options options;
    sen_run_options_init(&options);
    options.last = replicates;
    options.folder = folder;
    cr_assert(eq(int, sen_scenarios_load(&scenarios, paths, n, errors), SEN_OK));
    cr_assert(eq(int, sen_run_go(scenarios, &options, outcome, errors), SEN_OK));
    sen_scenarios_free(scenarios);
    sen_errors_free(errors);
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
    hold(outcome.table, "tests/golden/main/screen.txt");
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
        char *const text = read_whole(path);
        cr_assert(text != NULL, "%s", path);
        hold(text, files[f][1]);
        free(text);
        free(path);
    }
    hold(outcome.table, "tests/golden/tiny/screen.txt");
    sen_run_outcome_clear(&outcome);
}

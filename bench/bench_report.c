/* SPDX-License-Identifier: MIT */
/*
 * How long the files of a finished run take to write: bench_report FOLDER SCENARIO... folds the store
 * in FOLDER and writes each format anew, one after the other and all together, in a child process
 * each. Prints a line of JSON a set: seconds of processor and by the clock, rows of CSV, peak memory
 * of the child. Loading the scenarios is in none of them; folding the store is in all.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "sen.h"

typedef struct {
    const char *name;
    unsigned formats;
    bool full;
} file_set;

static const file_set sets[] = {
    {"none", 0, false}, /* the fold, the digest of the rows and the manifest */
    {"csv", SEN_FORMAT_CSV, false},
    {"csv_full", SEN_FORMAT_CSV, true},
    {"json", SEN_FORMAT_JSON, false},
    {"html", SEN_FORMAT_HTML, false},
    {"xlsx", SEN_FORMAT_XLSX, false},
    {"all", SEN_FORMAT_CSV | SEN_FORMAT_JSON | SEN_FORMAT_HTML | SEN_FORMAT_XLSX, false},
};

static double now_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static double cpu_s(const struct rusage *use)
{
    return (double)(use->ru_utime.tv_sec + use->ru_stime.tv_sec) +
           1e-6 * (double)(use->ru_utime.tv_usec + use->ru_stime.tv_usec);
}

static int64_t count_lines(const char *folder, const char *name)
{
    char path[4096], bytes[1 << 16];
    int64_t lines = 0;
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *const file = fopen(path, "rb");
    for (size_t n; file != NULL && (n = fread(bytes, 1, sizeof bytes, file)) > 0;)
        for (size_t i = 0; i < n; i++)
            lines += bytes[i] == '\n';
    if (file != NULL)
        fclose(file);
    return lines > 0 ? lines - 1 : 0;
}

/* In a child: its exit status tells whether it went well. */
static int write_set(const sen_scenarios *scenarios, const char *folder, int32_t replicates,
                     const file_set *set)
{
    sen_run_options options;
    sen_run_outcome outcome = {0};
    sen_errors *const errors = sen_errors_new();
    sen_run_options_init(&options);
    options.first = 1;
    options.last = replicates;
    options.resume = true;
    options.folder = folder;
    options.formats = set->formats;
    options.full_detail = set->full;
    const sen_code code = sen_run_go(scenarios, &options, &outcome, errors);
    return code == SEN_OK ? 0 : 1;
}

static int measure(const sen_scenarios *scenarios, const char *folder, int32_t replicates,
                   const file_set *set)
{
    struct rusage use;
    int status = 1;
    const double from = now_s();
    const pid_t child = fork();
    if (child == 0)
        _exit(write_set(scenarios, folder, replicates, set));
    if (child < 0 || wait4(child, &status, 0, &use) != child || status != 0) {
        fprintf(stderr, "bench_report: %s failed; is the run in %s one of %d replicates?\n",
                set->name, folder, (int)replicates);
        return 70;
    }
    printf("{\"files\": \"%s\", \"replicates\": %d, \"cpu_s\": %.3f, \"clock_s\": %.3f, "
           "\"rows\": %lld, \"peak_kib\": %ld}\n",
           set->name, (int)replicates, cpu_s(&use), now_s() - from,
           (long long)(count_lines(folder, "csv/results/results.csv") +
                       count_lines(folder, "csv/differences/differences.csv")),
           use.ru_maxrss);
    fflush(stdout);
    return 0;
}

int main(int argc, char **argv)
{
    if (argc < 4) {
        fprintf(stderr, "usage: bench_report FOLDER REPLICATES SCENARIO...\n");
        return 64;
    }
    sen_errors *const errors = sen_errors_new();
    sen_scenarios *scenarios = NULL;
    const char **const files = (const char **)(argv + 3);
    int status = 65;
    if (sen_scenarios_load(&scenarios, files, argc - 3, errors) == SEN_OK)
        status = 0;
    for (size_t s = 0; s < sizeof sets / sizeof *sets && status == 0; s++)
        status = measure(scenarios, argv[1], (int32_t)strtol(argv[2], NULL, 10), sets + s);
    sen_scenarios_free(scenarios);
    sen_errors_free(errors);
    return status;
}

/* SPDX-License-Identifier: MIT */
/* run A.json [B.json ...]: options in, results out, words on stderr. */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "tool.h"

enum {
    KEY_DRAWS = 256,
    KEY_PRECISION,
    KEY_SHARD,
    KEY_RESUME,
    KEY_TIME_LIMIT,
    KEY_MAX_MEMORY,
    KEY_FORCE,
    KEY_SELFCHECK,
    KEY_FAIL_IF,
    KEY_PROGRESS,
    KEY_JSON,
    KEY_CSV_BOM,
    KEY_KEEP_REPLICATES,
    KEY_FORMATS,
    KEY_ACTUALS,
    KEY_DETAIL,
    KEY_PUBLISH,
    KEY_ACCEPT_PLACEHOLDERS,
    KEY_WORK_ORDER
};

typedef struct {
    sen_run_options options;
    const char **files; /* owned */
    int32_t n_files;
    int64_t max_memory; /* bytes; 0: no limit */
    bool quiet, verbose, json;
    enum { PROGRESS_AUTO, PROGRESS_ALWAYS, PROGRESS_NEVER } progress;
} sen_run_line;

static const struct argp_option options[] = {
    {NULL, 0, NULL, 0, "What is run:", 1},
    {"replicates", 'n', "N|A..B", 0, "how many replicates, or which (default 200)", 1},
    {"precision", KEY_PRECISION, "P", 0,
     "stop before -n once the 95 % interval reaches no farther than P to either side: 2% or 3, of "
     "the headline of each comparison, or \"MEASURE[category]=P\"",
     1},
    {"seed", 's', "SEED", 0, "seed of all chance (default 1)", 1},
    {"draws", KEY_DRAWS, "D", 0, "draws of the uncertain numbers (default 50, or 1 if none is)", 1},
    {"selfcheck", KEY_SELFCHECK, NULL, 0, "check every rule of the engine every day; slow", 1},
    {NULL, 0, NULL, 0, "How it is run; none of these changes a result:", 2},
    {"threads", 't', "T", 0, "threads (default: all CPUs the process may use)", 2},
    {"shard", KEY_SHARD, "I/N|slurm", 0, "only every Nth replicate, the Ith part from 0; see merge",
     2},
    {"resume", KEY_RESUME, NULL, 0, "run only what the output folder lacks", 2},
    {"time-limit", KEY_TIME_LIMIT, "TIME", 0, "stop after 90s, 30m, 8h or 2d, keeping a part", 2},
    {"max-memory", KEY_MAX_MEMORY, "SIZE", 0, "end with 71 beyond 500M or 4G", 2},
    {NULL, 0, NULL, 0, "What comes out:", 3},
    {"out", 'o', "DIR", 0, "folder of the results (default results/<first scenario id>)", 3},
    {"formats", KEY_FORMATS, "LIST", 0, "of csv, xlsx, html, json, dfe (default the first four)",
     3},
    {"actuals", KEY_ACTUALS, "FILE", 0, "what happened, held against the range: see the manual", 3},
    {"detail", KEY_DETAIL, "default|full", 0, "full: all rows in the CSV files", 3},
    {"csv-bom", KEY_CSV_BOM, NULL, 0, "mark CSV files as UTF-8 for spreadsheets", 3},
    {"keep-replicates", KEY_KEEP_REPLICATES, NULL, 0,
     "write every figure of every replicate too; large", 3},
    {"publish", KEY_PUBLISH, "HIDE/ROUND", OPTION_ARG_OPTIONAL,
     "withhold small numbers of local data: counts up to HIDE, others to the nearest ROUND "
     "(default "
     "7/5); the store stands beside DIR",
     3},
    {"accept-placeholders", KEY_ACCEPT_PLACEHOLDERS, NULL, 0,
     "publish a headline that rests on grade E, and say so", 3},
    {"force", KEY_FORCE, NULL, 0, "take over a folder that holds another run", 3},
    {"fail-if", KEY_FAIL_IF, "CONDITION", 0,
     "end with 3 if \"MEASURE[category] OP NUMBER\" holds, e.g. "
     "\"known_unmet_children[therapy] > 100\"",
     3},
    {"json", KEY_JSON, NULL, 0, "print the results as JSON instead of a table", 3},
    {NULL, 0, NULL, 0, "Words on the way:", 4},
    {"quiet", 'q', NULL, 0, "only faults", 4},
    {"verbose", 'v', NULL, 0, "also what is run, and how fast", 4},
    {"progress", KEY_PROGRESS, "WHEN", 0, "auto (default), always or never", 4},
    {"work-order", KEY_WORK_ORDER, "KEY", OPTION_HIDDEN, NULL, 4},
    {0},
};

/* The only mutable globals of the program: a signal can reach nothing else. */
static volatile sig_atomic_t stop_asked;

static void ask_stop(int signal_number)
{
    (void)signal_number;
    if (stop_asked)
        _exit(75); /* the second time: the store is sound without what is in flight */
    stop_asked = 1;
}

static void watch_signals(void)
{
    struct sigaction action = {.sa_handler = ask_stop, .sa_flags = SA_RESTART};
    sigemptyset(&action.sa_mask);
    const int signals[] = {SIGINT, SIGTERM, SIGHUP};
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) {
        struct sigaction old;
        if (sigaction(signals[i], NULL, &old) == 0 && old.sa_handler != SIG_IGN)
            sigaction(signals[i], &action, NULL);
    }
}

/* ---- progress ---- */

typedef struct {
    double from_s, told_s; /* monotonic; told_s: last line, or last move of the bar */
    int32_t done_at_start;
    bool started, bar;
} sen_progress;

static double now_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static void spell_time(double seconds, char out[32])
{
    if (seconds < 100)
        snprintf(out, 32, "%.0f s", seconds);
    else if (seconds < 6000)
        snprintf(out, 32, "%.0f min", seconds / 60);
    else
        snprintf(out, 32, "%.1f h", seconds / 3600);
}

/* ", 4.2 a second, left 30 s" */
static void spell_pace(double seconds, int32_t ran, int32_t to_do, char out[80])
{
    char left[32];
    out[0] = '\0';
    if (ran <= 0 || to_do <= 0 || !(seconds > 0.0))
        return;
    spell_time(seconds / ran * to_do, left);
    const double rate = ran / seconds;
    if (rate >= 1.0)
        snprintf(out, 80, ", %.*f a second, left %s", rate < 10.0 ? 1 : 0, rate, left);
    else
        snprintf(out, 80, ", %.1f a minute, left %s", 60.0 * rate, left);
}

static void draw_bar(int32_t done, int32_t of, const char *pace)
{
    enum { WIDTH = 30 };
    const int full = (int)((int64_t)done * WIDTH / of);
    fputs("\r[", stderr);
    for (int i = 0; i < WIDTH; i++)
        fputc(i < full ? '#' : '.', stderr);
    fprintf(stderr, "] %d of %d replicates%s\033[K", (int)done, (int)of, pace);
    fflush(stderr);
}

static void tell_progress(void *context, int32_t done, int32_t of)
{
    sen_progress *const progress = context;
    const double now = now_s();
    if (!progress->started) {
        *progress = (sen_progress){.from_s = now,
                                   .told_s = now,
                                   .done_at_start = done,
                                   .started = true,
                                   .bar = progress->bar};
        if (progress->bar && done < of)
            draw_bar(done, of, "");
        return;
    }
    if (done < of && now - progress->told_s < (progress->bar ? 0.1 : 60))
        return;
    char pace[80];
    spell_pace(now - progress->from_s, done - progress->done_at_start, of - done, pace);
    if (progress->bar)
        draw_bar(done, of, pace);
    else if (done < of)
        fprintf(stderr, "%d of %d replicates%s\n", (int)done, (int)of, pace);
    progress->told_s = now;
}

static void end_progress(const sen_progress *progress)
{
    if (progress->started && progress->bar)
        fputs("\r\033[K", stderr);
}

/* ---- the line ---- */

static error_t parse(int key, char *value, struct argp_state *state)
{
    sen_run_line *const line = state->input;
    sen_run_options *const o = &line->options;
    switch (key) {
    case 'n':
        sen_tool_range(state, value, &o->first, &o->last);
        return 0;
    case 's':
        o->seed = sen_tool_seed(state, value);
        return 0;
    case 't':
        o->threads = (int32_t)sen_tool_whole(state, "--threads", value, 1, SEN_MOST_THREADS);
        return 0;
    case 'o':
        if (value[0] == '\0')
            argp_error(state, "--out is empty; allowed the name of a folder");
        o->folder = value;
        return 0;
    case KEY_DRAWS:
        o->draws = (int32_t)sen_tool_whole(state, "--draws", value, 1, SEN_MOST_REPLICATES);
        return 0;
    case KEY_PRECISION:
        o->precision = value;
        return 0;
    case KEY_SHARD:
        sen_tool_shard(state, value, &o->shard, &o->shards);
        return 0;
    case KEY_RESUME:
        o->resume = true;
        return 0;
    case KEY_TIME_LIMIT:
        o->time_limit_s = sen_tool_seconds(state, "--time-limit", value);
        return 0;
    case KEY_MAX_MEMORY:
        line->max_memory = sen_tool_bytes(state, "--max-memory", value);
        return 0;
    case KEY_FORCE:
        o->force = true;
        return 0;
    case KEY_SELFCHECK:
        o->selfcheck = true;
        return 0;
    case KEY_FAIL_IF:
        o->fail_if = value;
        return 0;
    case KEY_FORMATS:
        o->formats = sen_tool_formats(state, value);
        return 0;
    case KEY_ACTUALS:
        o->actuals = value;
        return 0;
    case KEY_DETAIL:
        o->full_detail = sen_tool_detail(state, value);
        return 0;
    case KEY_KEEP_REPLICATES:
        o->keep_replicates = true;
        return 0;
    case KEY_CSV_BOM:
        o->csv_bom = true;
        return 0;
    case KEY_PUBLISH:
        sen_tool_publish(state, value, &o->publish);
        return 0;
    case KEY_ACCEPT_PLACEHOLDERS:
        o->accept_placeholders = true;
        return 0;
    case KEY_JSON:
        line->json = o->want_json = true;
        return 0;
    case KEY_WORK_ORDER:
        o->work_order = sen_tool_seed(state, value);
        return 0;
    case KEY_PROGRESS:
        if (strcmp(value, "auto") == 0)
            line->progress = PROGRESS_AUTO;
        else if (strcmp(value, "always") == 0)
            line->progress = PROGRESS_ALWAYS;
        else if (strcmp(value, "never") == 0)
            line->progress = PROGRESS_NEVER;
        else
            argp_error(state, "--progress is '%s'; allowed auto, always or never", value);
        return 0;
    case 'q':
        line->quiet = true;
        return 0;
    case 'v':
        line->verbose = true;
        return 0;
    case ARGP_KEY_ARG:
        line->files[line->n_files++] = value;
        return 0;
    case ARGP_KEY_END:
        if (line->n_files == 0)
            argp_error(state, "which scenario? For example: sendsim run baseline.json");
        if (o->resume && o->force)
            argp_error(state, "--resume keeps what the folder holds, --force removes it");
        if (o->shards > 0 && o->actuals != NULL)
            argp_error(state, "--actuals needs all replicates: give it to merge");
        if (o->shards > 0 && o->fail_if != NULL)
            argp_error(state, "--fail-if needs all replicates: give it to merge");
        if (o->publish.on && (o->keep_replicates || o->actuals != NULL))
            argp_error(state, "%s is local data throughout: leave it out, or --publish",
                       o->actuals != NULL ? "--actuals" : "--keep-replicates");
        if (o->accept_placeholders && !o->publish.on)
            argp_error(state, "--accept-placeholders needs --publish");
        if (o->shards > 0 && o->publish.on)
            argp_error(state, "--publish needs all replicates: give it to merge");
        if (o->shards > 0 && o->precision != NULL)
            argp_error(state, "--precision looks at all replicates, a shard has only its own");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

/* The system counts the whole of each thread's stack, 8 MiB as a rule; a replicate needs little. */
static void limit_memory(int64_t bytes)
{
    enum { STACK_BYTES = 1 << 20 };
    pthread_attr_t attributes;
    if (bytes <= 0)
        return;
    if (pthread_attr_init(&attributes) == 0) {
        pthread_attr_setstacksize(&attributes, STACK_BYTES);
        pthread_setattr_default_np(&attributes);
        pthread_attr_destroy(&attributes);
    }
    const struct rlimit limit = {.rlim_cur = (rlim_t)bytes, .rlim_max = (rlim_t)bytes};
    setrlimit(RLIMIT_DATA, &limit);
}

/* What came out, in words, on stderr; the table itself goes to stdout. */
static void tell_outcome(const sen_run_line *line, const sen_run_outcome *outcome,
                         const char *folder, double seconds)
{
    const sen_run_options *const o = &line->options;
    if (o->shards > 1 && outcome->done == outcome->asked)
        fprintf(stderr,
                "Shard %d/%d of run %s is done: %d replicates in %s.\n"
                "When all are: sendsim merge -o DIR SHARD...\n",
                (int)o->shard, (int)o->shards, outcome->run_id, (int)outcome->done, folder);
    else if (outcome->done < outcome->asked)
        fprintf(stderr,
                "Stopped after %d of %d replicates; %s. To go on: the same command with "
                "--resume.\n",
                (int)outcome->done, (int)outcome->asked,
                outcome->written ? "what is written says so" : "no results are written");
    sen_tool_lines("", outcome->words);
    if (line->verbose)
        fprintf(stderr, "Run %s: %d replicates in %.2f s.\n", outcome->run_id, (int)outcome->done,
                seconds);
    if (outcome->written)
        fprintf(stderr, "Results: %s\n", folder);
}

static int run_scenarios(const sen_run_line *line, const sen_scenarios *scenarios,
                         sen_errors *errors)
{
    sen_run_options o = line->options;
    char *folder = NULL;
    if (o.folder == NULL) {
        if (asprintf(&folder, "results/%s%s", sen_scenarios_id(scenarios, 0),
                     o.publish.on ? "-published" : "") < 0)
            return sen_tool_tell(errors);
        o.folder = folder;
    }
    if (!line->quiet)
        sen_tool_lines("note: ", sen_scenarios_notes(scenarios));
    const bool terminal = isatty(STDERR_FILENO) != 0;
    const char *const term = getenv("TERM");
    sen_progress progress = {.bar = terminal && term != NULL && strcmp(term, "dumb") != 0};
    if (!line->quiet && line->progress != PROGRESS_NEVER) {
        progress.bar = progress.bar || line->progress == PROGRESS_ALWAYS;
        o.progress = tell_progress;
        o.context = &progress;
    }
    o.stop = &stop_asked;
    sen_run_outcome outcome = {0};
    const double from_s = now_s();
    sen_run_go(scenarios, &o, &outcome, errors);
    end_progress(&progress);
    if (!line->quiet)
        sen_tool_lines("removed ", outcome.removed);
    char **const text = line->json ? &outcome.json : &outcome.table;
    int printed = 0;
    if (*text != NULL && (!line->quiet || line->json)) {
        printed = sen_tool_print(*text);
        *text = NULL;
    }
    int status = sen_tool_tell(errors);
    if (!line->quiet && outcome.run_id[0] != '\0')
        tell_outcome(line, &outcome, o.folder, now_s() - from_s);
    sen_run_outcome_clear(&outcome);
    free(folder);
    return status == 0 || status == 3 ? (printed != 0 ? printed : status) : status;
}

int sen_command_run(int argc, char **argv)
{
    static const struct argp_child children[] = {{&sen_tool_common, 0, NULL, 0}, {0}};
    static const struct argp argp = {
        .options = options,
        .parser = parse,
        .args_doc = "A.json [B.json...]",
        .doc = "Run a scenario, or compare several with the first." SEN_TOOL_AFTER(
            "  sendsim run -n 20 scenarios/redcar-and-cleveland/baseline.json\n"
            "  sendsim run -o results/two -n 20 A.json B.json\n"
            "  sendsim run --actuals seen.csv --formats html A.json\n"),
        .children = children,
    };
    sen_run_line line = {.files = calloc((size_t)argc + 1, sizeof *line.files)};
    sen_errors *const errors = sen_errors_new();
    sen_scenarios *scenarios = NULL;
    int status = sen_code_exit_status(SEN_NO_MEMORY);
    if (line.files == NULL || errors == NULL)
        goto out;
    sen_run_options_init(&line.options);
    sen_tool_parse(&argp, argc, argv, &line);
    watch_signals();
    limit_memory(line.max_memory);
    line.options.screen_columns = sen_tool_columns();
    if (!line.quiet)
        fprintf(stderr, "Reading %d scenario%s.\n", (int)line.n_files,
                line.n_files == 1 ? "" : "s");
    if (sen_scenarios_load(&scenarios, line.files, line.n_files, errors) == SEN_OK)
        status = run_scenarios(&line, scenarios, errors);
    else
        status = sen_tool_tell(errors);
out:
    sen_scenarios_free(scenarios);
    sen_errors_free(errors);
    free(line.files);
    return status;
}

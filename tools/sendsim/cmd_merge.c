/* SPDX-License-Identifier: MIT */
/* merge [A.json ...] SHARD...: folders or stores of shards, put together. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "tool.h"

enum {
    KEY_FORCE = 256,
    KEY_FORMATS,
    KEY_ACTUALS,
    KEY_DETAIL,
    KEY_CSV_BOM,
    KEY_KEEP_REPLICATES,
    KEY_FAIL_IF,
    KEY_JSON,
    KEY_PUBLISH,
    KEY_ACCEPT_PLACEHOLDERS
};

typedef struct {
    sen_run_options options;
    const char **files, **stores; /* owned */
    int32_t n_files, n_stores;
    bool quiet, json;
} sen_merge_line;

static const struct argp_option options[] = {
    {"out", 'o', "DIR", 0, "folder of the results (needed)", 0},
    {"formats", KEY_FORMATS, "LIST", 0, "of csv, xlsx, html, json, dfe (default the first four)",
     0},
    {"actuals", KEY_ACTUALS, "FILE", 0, "what happened, as for run", 0},
    {"detail", KEY_DETAIL, "default|full", 0, "as for run", 0},
    {"csv-bom", KEY_CSV_BOM, NULL, 0, "mark CSV files as UTF-8 for spreadsheets", 0},
    {"keep-replicates", KEY_KEEP_REPLICATES, NULL, 0,
     "write every figure of every replicate too; large", 0},
    {"publish", KEY_PUBLISH, "HIDE/ROUND", OPTION_ARG_OPTIONAL,
     "withhold small numbers of local data: counts up to HIDE, others to the nearest ROUND "
     "(default "
     "7/5); the store stands beside DIR",
     0},
    {"accept-placeholders", KEY_ACCEPT_PLACEHOLDERS, NULL, 0,
     "publish a headline that rests on grade E, and say so", 0},
    {"force", KEY_FORCE, NULL, 0, "take over a folder that holds another run", 0},
    {"fail-if", KEY_FAIL_IF, "CONDITION", 0, "as for run", 0},
    {"json", KEY_JSON, NULL, 0, "print the results as JSON instead of a table", 0},
    {"quiet", 'q', NULL, 0, "only faults", 0},
    {0},
};

/* A folder or a name that ends in .sen or .sen.part is a shard; all else is a scenario. */
static bool is_store(const char *name)
{
    const char *const endings[] = {".sen", ".sen.part"};
    const size_t length = strlen(name);
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        const size_t n = strlen(endings[i]);
        if (length > n && strcmp(name + length - n, endings[i]) == 0)
            return true;
    }
    struct stat status;
    return stat(name, &status) == 0 && S_ISDIR(status.st_mode);
}

static error_t parse(int key, char *value, struct argp_state *state)
{
    sen_merge_line *const line = state->input;
    sen_run_options *const o = &line->options;
    switch (key) {
    case 'o':
        if (value[0] == '\0')
            argp_error(state, "--out is empty; allowed the name of a folder");
        o->folder = value;
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
    case KEY_FORCE:
        o->force = true;
        return 0;
    case KEY_FAIL_IF:
        o->fail_if = value;
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
    case 'q':
        line->quiet = true;
        return 0;
    case ARGP_KEY_ARG:
        if (is_store(value))
            line->stores[line->n_stores++] = value;
        else
            line->files[line->n_files++] = value;
        return 0;
    case ARGP_KEY_END:
        if (line->n_stores == 0)
            argp_error(state, "which shards? Folders of run --shard, or their replicates.sen");
        if (o->folder == NULL)
            argp_error(state, "where to? Say -o DIR");
        if (o->publish.on && (o->keep_replicates || o->actuals != NULL))
            argp_error(state, "%s is local data throughout: leave it out, or --publish",
                       o->actuals != NULL ? "--actuals" : "--keep-replicates");
        if (o->accept_placeholders && !o->publish.on)
            argp_error(state, "--accept-placeholders needs --publish");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static int merge(const sen_merge_line *line, sen_scenarios **scenarios, sen_errors *errors)
{
    sen_run_outcome outcome = {0};
    sen_code code = line->n_files > 0
                        ? sen_scenarios_load(scenarios, line->files, line->n_files, errors)
                        : sen_scenarios_load_kept(scenarios, line->stores[0], errors);
    if (code == SEN_OK)
        code = sen_run_merge(*scenarios, line->stores, line->n_stores, &line->options, &outcome,
                             errors);
    char **const text = line->json ? &outcome.json : &outcome.table;
    int printed = 0;
    if (*text != NULL && (!line->quiet || line->json)) {
        printed = sen_tool_print(*text);
        *text = NULL;
    }
    const int status = sen_tool_tell(errors);
    if (!line->quiet) {
        sen_tool_lines("removed ", outcome.removed);
        sen_tool_lines("", outcome.words);
    }
    if (!line->quiet && outcome.written)
        fprintf(stderr, "Results: %s\n", line->options.folder);
    sen_run_outcome_clear(&outcome);
    return status != 0 ? status : printed;
}

int sen_command_merge(int argc, char **argv)
{
    static const struct argp_child children[] = {{&sen_tool_common, 0, NULL, 0}, {0}};
    static const struct argp argp = {
        .options = options,
        .parser = parse,
        .args_doc = "[A.json...] SHARD...",
        .doc = "Put the parts of one run together, shards or ranges of replicates: their folders, "
               "in any order. A shard keeps the scenarios it was made from; they may also be "
               "named, in the same order as for run. The results are those of one run, byte for "
               "byte." SEN_TOOL_AFTER(
                   "  sendsim merge -o results/all results/shard0 results/shard1\n"),
        .children = children,
    };
    const size_t room = (size_t)argc + 1;
    sen_merge_line line = {.files = calloc(room, sizeof *line.files),
                           .stores = calloc(room, sizeof *line.stores)};
    sen_errors *const errors = sen_errors_new();
    sen_scenarios *scenarios = NULL;
    int status = sen_code_exit_status(SEN_NO_MEMORY);
    if (line.files != NULL && line.stores != NULL && errors != NULL) {
        sen_run_options_init(&line.options);
        line.options.screen_columns = sen_tool_columns();
        sen_tool_parse(&argp, argc, argv, &line);
        status = merge(&line, &scenarios, errors);
    }
    sen_scenarios_free(scenarios);
    sen_errors_free(errors);
    free(line.files);
    free(line.stores);
    return status;
}

/* SPDX-License-Identifier: MIT */
/* check A.json [B.json ...]: every fault, or what a scenario says before it is run. */
#include <stdio.h>
#include <stdlib.h>

#include "tool.h"

typedef struct {
    const char **files; /* owned */
    int32_t n_files;
    bool quiet;
} sen_check_line;

static error_t parse(int key, char *value, struct argp_state *state)
{
    sen_check_line *const line = state->input;
    switch (key) {
    case 'q':
        line->quiet = true;
        return 0;
    case ARGP_KEY_ARG:
        line->files[line->n_files++] = value;
        return 0;
    case ARGP_KEY_END:
        if (line->n_files == 0)
            argp_error(state, "which scenario? For example: sendsim check baseline.json");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

int sen_command_check(int argc, char **argv)
{
    static const struct argp_option options[] = {
        {"quiet", 'q', NULL, 0, "only faults", 0},
        {0},
    };
    static const struct argp_child children[] = {{&sen_tool_common, 0, NULL, 0}, {0}};
    static const struct argp argp = {
        .options = options,
        .parser = parse,
        .args_doc = "A.json [B.json...]",
        .doc = "Validate scenarios; print the opening balance, needs without a service, the load "
               "on each team, the size of the plan and every placeholder." SEN_TOOL_AFTER(
                   "  sendsim check scenarios/redcar-and-cleveland/baseline.json\n"),
        .children = children,
    };
    sen_check_line line = {.files = calloc((size_t)argc + 1, sizeof *line.files)};
    sen_errors *const errors = sen_errors_new();
    sen_scenarios *scenarios = NULL;
    char *text = NULL;
    int status = sen_code_exit_status(SEN_NO_MEMORY);
    if (line.files == NULL || errors == NULL)
        goto out;
    sen_tool_parse(&argp, argc, argv, &line);
    sen_code code = sen_scenarios_load(&scenarios, line.files, line.n_files, errors);
    if (code == SEN_OK)
        code = sen_check_text(scenarios, &text, errors);
    status = sen_tool_tell(errors);
    if (code == SEN_OK && !line.quiet) {
        status = sen_tool_print(text);
        text = NULL;
    }
out:
    free(text);
    sen_scenarios_free(scenarios);
    sen_errors_free(errors);
    free(line.files);
    return status;
}

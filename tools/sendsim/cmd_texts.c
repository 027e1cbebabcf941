/* SPDX-License-Identifier: MIT */
/* show A, diff A B, about, schema: commands that print one text. */
#include <stdio.h>
#include <stdlib.h>

#include "tool.h"

enum { KEY_OUTPUTS = 256, KEY_STRESS };

typedef struct {
    const char *operands[2];
    int n, most;
    bool keys, overlay, outputs; /* schema */
    bool stress;                 /* about */
} sen_texts;

static error_t parse(int key, char *value, struct argp_state *state)
{
    sen_texts *const texts = state->input;
    switch (key) {
    case 't':
        texts->keys = true;
        return 0;
    case 'o':
        texts->overlay = true;
        return 0;
    case KEY_OUTPUTS:
        texts->outputs = true;
        return 0;
    case KEY_STRESS:
        texts->stress = true;
        return 0;
    case ARGP_KEY_ARG:
        if (texts->n >= texts->most)
            argp_error(state, "'%s' is one operand too many", value);
        texts->operands[texts->n++] = value;
        return 0;
    case ARGP_KEY_END:
        if (texts->n < texts->most)
            argp_error(state, texts->most == 1 ? "which scenario?" : "which two scenarios?");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp_child children[] = {{&sen_tool_common, 0, NULL, 0}, {0}};

static int finish(sen_code code, char *text, sen_errors *errors)
{
    int status = sen_tool_tell(errors);
    if (code == SEN_OK && text != NULL)
        status = sen_tool_print(text);
    else
        free(text);
    sen_errors_free(errors);
    return status;
}

int sen_command_show(int argc, char **argv)
{
    static const struct argp argp = {
        .parser = parse,
        .args_doc = "A.json",
        .doc = "Print the scenario after merging all it extends, with the origin of each "
               "value." SEN_TOOL_AFTER(
                   "  sendsim show scenarios/redcar-and-cleveland/extra_split.json\n"),
        .children = children,
    };
    sen_texts texts = {.most = 1};
    sen_tool_parse(&argp, argc, argv, &texts);
    sen_errors *const errors = sen_errors_new();
    char *text = NULL;
    const sen_code code = sen_scenario_show(texts.operands[0], &text, errors);
    return finish(code, text, errors);
}

int sen_command_diff(int argc, char **argv)
{
    static const struct argp argp = {
        .parser = parse,
        .args_doc = "A.json B.json",
        .doc = "Say in words what differs between two scenarios; nothing if they say the "
               "same." SEN_TOOL_AFTER("  sendsim diff A.json B.json\n"),
        .children = children,
    };
    sen_texts texts = {.most = 2};
    sen_tool_parse(&argp, argc, argv, &texts);
    sen_errors *const errors = sen_errors_new();
    char *text = NULL;
    const sen_code code = sen_scenario_diff(texts.operands[0], texts.operands[1], &text, errors);
    return finish(code, text, errors);
}

int sen_command_about(int argc, char **argv)
{
    static const struct argp_option options[] = {
        {"stress", KEY_STRESS, NULL, 0, "what the program knows of itself, by STRESS-DES", 0},
        {0},
    };
    static const struct argp argp = {
        .options = options,
        .parser = parse,
        .doc = "Version, generator, how streams of chance are keyed, and the order of a "
               "day." SEN_TOOL_AFTER("  sendsim about --stress\n"),
        .children = children,
    };
    sen_texts texts = {0};
    sen_tool_parse(&argp, argc, argv, &texts);
    sen_errors *const errors = sen_errors_new();
    char *text = NULL;
    const sen_code code =
        texts.stress ? sen_about_stress(&text, errors) : sen_about_text(&text, errors);
    return finish(code, text, errors);
}

int sen_command_schema(int argc, char **argv)
{
    static const struct argp_option options[] = {
        {"overlay", 'o', NULL, 0, "of a file that extends another, instead of a whole one", 0},
        {"text", 't', NULL, 0, "every key in words, instead of JSON Schema", 0},
        {"outputs", KEY_OUTPUTS, NULL, 0, "every column of the CSV files and every measure", 0},
        {0},
    };
    static const struct argp argp = {
        .options = options,
        .parser = parse,
        .doc = "Print the JSON Schema (2020-12) of scenarios." SEN_TOOL_AFTER(
            "  sendsim schema --text\n"
            "  sendsim schema --outputs\n"),
        .children = children,
    };
    sen_texts texts = {0};
    sen_tool_parse(&argp, argc, argv, &texts);
    sen_errors *const errors = sen_errors_new();
    char *text = NULL;
    const sen_code code = texts.outputs ? sen_report_dictionary(&text, errors)
                          : texts.keys  ? sen_scenario_keys(&text, errors)
                                        : sen_scenario_schema(texts.overlay, &text, errors);
    return finish(code, text, errors);
}

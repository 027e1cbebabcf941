/* SPDX-License-Identifier: MIT */
/*
 * What the commands share: telling faults, reading values of options, printing a text. A command is
 * a function (argc, argv) -> exit status, with its own argp table.
 */
#ifndef SEN_TOOL_TOOL_H
#define SEN_TOOL_TOOL_H

#include <argp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sen.h"

typedef struct {
    const char *name;
    const char *summary; /* one line of the list of commands */
    int (*main)(int argc, char **argv);
} sen_command;

int sen_command_run(int argc, char **argv);
int sen_command_check(int argc, char **argv);
int sen_command_show(int argc, char **argv);
int sen_command_diff(int argc, char **argv);
int sen_command_merge(int argc, char **argv);
int sen_command_schema(int argc, char **argv);
int sen_command_about(int argc, char **argv);

/* The child parser every command has: -h is --help. */
extern const struct argp sen_tool_common;

/* The epilogue of every --help: lines of examples, then what a script needs to know. */
#define SEN_TOOL_AFTER(examples)                                                                 \
    "\vFor example:\n" examples                                                                  \
    "\nExit status: 0 done, 3 a condition does not hold, 64 usage, 65 bad scenario, 66 no such " \
    "input, 70 a fault of the program, 71 memory or size, 73 cannot create output, 74 read or "  \
    "write error, 75 stopped (can be resumed).  The manual is sendsim(1)."

/*
 * argp_parse, after a look at the long options: one that there is not is refused with the nearest
 * that there is, which argp cannot tell.
 */
void sen_tool_parse(const struct argp *argp, int argc, char **argv, void *input);

/* The name that a word may stand for by a slip of one letter; NULL: none. */
const char *sen_tool_nearest(const char *word, const char *const *names, int32_t n);

/* Columns of the terminal that stdout is; 0: it is none, or does not say. */
int32_t sen_tool_columns(void);

/* All faults to stderr, a line each, and the exit status for them. */
int sen_tool_tell(const sen_errors *errors);

/* Lines to stderr, each behind a prefix; NULL: none. */
void sen_tool_lines(const char *prefix, const char *lines);

/* Prints a text to stdout; frees it. 0, or 74 with a line on stderr. */
int sen_tool_print(char *text);
int sen_tool_flush(void); /* the same for what was printed before */

/* Values of options; each tells a fault by argp_error, which ends with 64. */
int64_t sen_tool_whole(const struct argp_state *state, const char *option, const char *value,
                       int64_t low, int64_t high);
uint64_t sen_tool_seed(const struct argp_state *state, const char *value);
void sen_tool_range(const struct argp_state *state, const char *value, int32_t *first,
                    int32_t *last);
void sen_tool_shard(const struct argp_state *state, const char *value, int32_t *shard,
                    int32_t *shards);
double sen_tool_seconds(const struct argp_state *state, const char *option, const char *value);
int64_t sen_tool_bytes(const struct argp_state *state, const char *option, const char *value);
bool sen_tool_detail(const struct argp_state *state, const char *value); /* full? */
void sen_tool_publish(const struct argp_state *state, const char *value, sen_disclosure *rule);
unsigned sen_tool_formats(const struct argp_state *state, const char *value);

#endif

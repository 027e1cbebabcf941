/* SPDX-License-Identifier: MIT */
/*
 * The program: picks the command and hands it the rest of the line. Everything before the command's
 * name is read in order, so that each command has its own options.
 */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tool.h"

static const sen_command commands[] = {
    {"run", "run a scenario, or compare several with the first", sen_command_run},
    {"check", "validate scenarios; opening balance, coverage, load", sen_command_check},
    {"show", "print the merged scenario with the origin of each value", sen_command_show},
    {"diff", "say in words what differs between two scenarios", sen_command_diff},
    {"merge", "put the shards of one run together", sen_command_merge},
    {"schema", "print the JSON Schema of scenarios", sen_command_schema},
    {"about", "version, generator, streams and the order of a day", sen_command_about},
};
enum { N_COMMANDS = sizeof commands / sizeof *commands };

static void print_version(FILE *stream, struct argp_state *state)
{
    (void)state;
    fprintf(stream, "sendsim " SEN_VERSION "\n"
                    "gcc " __VERSION__ ", C11, -ffp-contract=off, PCG64 (XSL RR 128/64)\n"
                    "Licence MIT\n");
}

static void print_short(FILE *stream)
{
    fputs("usage: sendsim COMMAND [OPTION...] [FILE...]\n"
          "\n"
          "Who waits for help, how long, and what would change it: children with special\n"
          "educational needs and the services commissioned for them, many times over.\n"
          "\n",
          stream);
    for (int i = 0; i < N_COMMANDS; i++)
        fprintf(stream, "  %-8s %s\n", commands[i].name, commands[i].summary);
    fputs("\n"
          "For example: sendsim run scenarios/redcar-and-cleveland/baseline.json\n"
          "More: sendsim --help, sendsim COMMAND --help, man sendsim\n",
          stream);
}

/* "%s COMMAND": argp writes faults with the whole name. */
static int call(const sen_command *command, int argc, char **argv)
{
    char name[32];
    snprintf(name, sizeof name, "sendsim %s", command->name);
    argv[0] = name;
    return command->main(argc, argv);
}

typedef struct {
    int status;
} sen_top;

static void refuse_command(const struct argp_state *state, const char *word)
{
    const char *names[N_COMMANDS];
    for (int i = 0; i < N_COMMANDS; i++)
        names[i] = commands[i].name;
    const char *const nearest = sen_tool_nearest(word, names, N_COMMANDS);
    if (nearest != NULL)
        argp_error(state, "no command '%s'; nearest is '%s'", word, nearest);
    argp_error(state, "no command '%s'", word);
}

static error_t parse_top(int key, char *value, struct argp_state *state)
{
    sen_top *const top = state->input;
    switch (key) {
    case 'h':
        argp_state_help(state, stdout, ARGP_HELP_STD_HELP);
        return 0;
    case ARGP_KEY_ARG:
        for (int i = 0; i < N_COMMANDS; i++)
            if (strcmp(value, commands[i].name) == 0) {
                top->status = call(&commands[i], state->argc - state->next + 1,
                                   state->argv + state->next - 1);
                state->next = state->argc;
                return 0;
            }
        refuse_command(state, value);
        return EINVAL;
    case ARGP_KEY_NO_ARGS:
        print_short(stderr);
        top->status = sen_code_exit_status(SEN_USAGE);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static char *list_commands(int key, const char *text, void *input)
{
    (void)input;
    if (key != ARGP_KEY_HELP_PRE_DOC)
        return (char *)text;
    char *list = NULL;
    size_t length = 0;
    FILE *const stream = open_memstream(&list, &length);
    if (stream == NULL)
        return (char *)text;
    fputs("Who waits for help, how long, and what would change it: children with special "
          "educational needs and the services commissioned for them.\n\nCommands:\n",
          stream);
    for (int i = 0; i < N_COMMANDS; i++)
        fprintf(stream, "  %-8s %s\n", commands[i].name, commands[i].summary);
    fclose(stream);
    return list;
}

/* Files that a run opens must never land on descriptors 0 to 2, whatever the caller has closed. A
 * closed stdout is opened for reading, so that writing to it fails and is told. */
static void hold_standard_descriptors(void)
{
    for (int fd = 0; fd <= 2; fd++)
        if (fcntl(fd, F_GETFD) == -1 && open("/dev/null", fd == 2 ? O_WRONLY : O_RDONLY) != fd)
            _exit(sen_code_exit_status(SEN_IO));
}

/* --help and --version print on their own and end the program: their words are checked here. */
static void close_output(void)
{
    const int status = sen_tool_flush();
    if (status != 0)
        _exit(status);
}

int main(int argc, char **argv)
{
    static char name[] = "sendsim";
    static const struct argp_option options[] = {
        {NULL, 'h', NULL, OPTION_HIDDEN, NULL, 0},
        {0},
    };
    static const struct argp argp = {
        .options = options,
        .parser = parse_top,
        .args_doc = "COMMAND [OPTION...] [FILE...]",
        .doc = SEN_TOOL_AFTER("  sendsim check scenarios/redcar-and-cleveland/baseline.json\n"
                              "  sendsim run -n 20 scenarios/redcar-and-cleveland/baseline.json\n"),
        .help_filter = list_commands,
    };
    hold_standard_descriptors();
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);
    atexit(close_output);
    argp_err_exit_status = sen_code_exit_status(SEN_USAGE);
    argp_program_version_hook = print_version;
    if (argc > 0)
        argv[0] = name;
    sen_top top = {0};
    if (argp_parse(&argp, argc, argv, ARGP_IN_ORDER, NULL, &top) != 0)
        return sen_code_exit_status(SEN_USAGE);
    return top.status;
}

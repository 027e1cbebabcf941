/* SPDX-License-Identifier: MIT */
#include "tool.h"

#include <errno.h>
#include <stdio.h>
#include <stdio_ext.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

static error_t parse_common(int key, char *value, struct argp_state *state)
{
    (void)value;
    if (key != 'h')
        return ARGP_ERR_UNKNOWN;
    argp_state_help(state, stdout, ARGP_HELP_STD_HELP);
    return 0;
}

static const struct argp_option common_options[] = {
    {NULL, 'h', NULL, OPTION_HIDDEN, NULL, 0},
    {0},
};

const struct argp sen_tool_common = {.options = common_options, .parser = parse_common};

/* ---- options by name ---- */

/* Swap of neighbours, one letter too many, missing or other: near enough to be meant. */
static bool is_near(const char *a, const char *b)
{
    const size_t n = strlen(a), m = strlen(b);
    if (n > m)
        return is_near(b, a);
    size_t same = 0;
    while (same < n && a[same] == b[same])
        same++;
    const char *const x = a + same, *const y = b + same;
    if (n + 1 == m)
        return strcmp(x, y + 1) == 0;
    if (n != m)
        return false;
    return *x == '\0' || strcmp(x + 1, y + 1) == 0 ||
           (x[1] != '\0' && x[0] == y[1] && x[1] == y[0] && strcmp(x + 2, y + 2) == 0);
}

const char *sen_tool_nearest(const char *word, const char *const *names, int32_t n)
{
    for (int32_t i = 0; i < n; i++)
        if (is_near(word, names[i]))
            return names[i];
    return NULL;
}

enum { MOST_OPTIONS = 64 };

/* Long names of a command's own options, and of every command. */
static int32_t list_options(const struct argp *argp, const struct argp_option *options[])
{
    static const struct argp_option everywhere[] = {{"help", '?', NULL, 0, NULL, 0},
                                                    {"usage", 0, NULL, 0, NULL, 0},
                                                    {"version", 'V', NULL, 0, NULL, 0}};
    int32_t n = 0;
    for (const struct argp_option *o = argp->options; o != NULL && n < MOST_OPTIONS - 3; o++) {
        if (o->name == NULL && o->key == 0 && o->doc == NULL)
            break;
        if (o->name != NULL)
            options[n++] = o;
    }
    for (size_t i = 0; i < sizeof everywhere / sizeof *everywhere; i++)
        options[n++] = everywhere + i;
    return n;
}

/* The option that a word begins; NULL: none. */
static const struct argp_option *option_of(const char *word, size_t length,
                                           const struct argp_option *const options[], int32_t n)
{
    for (int32_t i = 0; i < n; i++)
        if (strncmp(options[i]->name, word, length) == 0)
            return options[i];
    return NULL;
}

static void refuse_option(const char *command, const char *word, size_t length,
                          const struct argp_option *const options[], int32_t n)
{
    const char *names[MOST_OPTIONS];
    char own[64];
    int32_t shown = 0;
    for (int32_t i = 0; i < n; i++)
        if (!(options[i]->flags & OPTION_HIDDEN))
            names[shown++] = options[i]->name;
    snprintf(own, sizeof own, "%.*s", (int)length, word);
    const char *const nearest = sen_tool_nearest(own, names, shown);
    fprintf(stderr, "%s: no option '--%s'%s%s\nTry `%s --help' for all options.\n", command, own,
            nearest == NULL ? "" : "; nearest is --", nearest == NULL ? "" : nearest, command);
    exit(sen_code_exit_status(SEN_USAGE));
}

void sen_tool_parse(const struct argp *argp, int argc, char **argv, void *input)
{
    const struct argp_option *options[MOST_OPTIONS];
    const int32_t n = list_options(argp, options);
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
        if (strncmp(argv[i], "--", 2) != 0)
            continue;
        const char *const word = argv[i] + 2;
        const size_t length = strcspn(word, "=");
        const struct argp_option *const option = option_of(word, length, options, n);
        if (option == NULL)
            refuse_option(argv[0], word, length, options, n);
        else if (option->arg != NULL && word[length] == '\0')
            i++; /* its value may begin with a dash */
    }
    argp_parse(argp, argc, argv, 0, NULL, input);
}

int32_t sen_tool_columns(void)
{
    struct winsize size;
    return isatty(STDOUT_FILENO) && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

int sen_tool_tell(const sen_errors *errors)
{
    const int32_t kept = sen_errors_kept(errors);
    for (int32_t i = 0; i < kept; i++) {
        char line[4096];
        const size_t length = sen_error_line(sen_errors_at(errors, i), line, sizeof line);
        fprintf(stderr, "sendsim: %s%s\n", line, length >= sizeof line ? " ..." : "");
    }
    const int64_t more = sen_errors_count(errors) - kept;
    if (more > 0)
        fprintf(stderr, "sendsim: and %lld more faults\n", (long long)more);
    return sen_errors_exit_status(errors);
}

int sen_tool_flush(void)
{
    if (fflush(stdout) != EOF && !ferror(stdout))
        return 0;
    if (errno != EPIPE) /* the reader has enough: nothing to tell */
        fprintf(stderr, "sendsim: cannot write to standard output: %s\n", strerror(errno));
    __fpurge(stdout); /* told once */
    clearerr(stdout);
    return sen_code_exit_status(SEN_IO);
}

void sen_tool_lines(const char *prefix, const char *lines)
{
    for (const char *from = lines; from != NULL && *from != '\0';) {
        const size_t length = strcspn(from, "\n");
        fprintf(stderr, "%s%.*s\n", prefix, (int)length, from);
        from += length + (from[length] == '\n');
    }
}

int sen_tool_print(char *text)
{
    const size_t length = strlen(text);
    fputs(text, stdout);
    if (length > 0 && text[length - 1] != '\n')
        fputc('\n', stdout);
    free(text);
    return sen_tool_flush();
}

/* A whole number without sign, spaces or anything after it but `end`. */
static bool read_whole(const char *value, uint64_t *whole, const char **end)
{
    uint64_t sum = 0;
    const char *c = value;
    for (; *c >= '0' && *c <= '9'; c++) {
        const uint64_t digit = (uint64_t)(*c - '0');
        if (sum > (UINT64_MAX - digit) / 10)
            return false;
        sum = sum * 10 + digit;
    }
    *whole = sum;
    *end = c;
    return c != value;
}

int64_t sen_tool_whole(const struct argp_state *state, const char *option, const char *value,
                       int64_t low, int64_t high)
{
    uint64_t whole = 0;
    const char *end = value;
    if (!read_whole(value, &whole, &end) || *end != '\0' || whole > (uint64_t)high ||
        (int64_t)whole < low)
        argp_error(state, "%s is '%s'; allowed %lld to %lld", option, value, (long long)low,
                   (long long)high);
    return (int64_t)whole;
}

uint64_t sen_tool_seed(const struct argp_state *state, const char *value)
{
    uint64_t seed = 0;
    const char *end = value;
    if (!read_whole(value, &seed, &end) || *end != '\0')
        argp_error(state, "--seed is '%s'; allowed 0 to 18446744073709551615", value);
    return seed;
}

void sen_tool_range(const struct argp_state *state, const char *value, int32_t *first,
                    int32_t *last)
{
    uint64_t a = 0, b = 0;
    const char *end = value;
    bool well = read_whole(value, &a, &end);
    if (well && strncmp(end, "..", 2) == 0) {
        const char *const from = end + 2;
        well = read_whole(from, &b, &end);
    } else {
        b = a;
        a = 1;
    }
    if (!well || *end != '\0' || a < 1 || b < a || b > SEN_MOST_REPLICATES)
        argp_error(state, "--replicates is '%s'; allowed a number or FIRST..LAST from 1 to %d",
                   value, SEN_MOST_REPLICATES);
    *first = (int32_t)a;
    *last = (int32_t)b;
}

/* A variable of the environment that holds a whole number. */
static bool read_variable(const char *name, uint64_t *whole)
{
    const char *const value = getenv(name);
    const char *end = value;
    return value != NULL && read_whole(value, whole, &end) && *end == '\0';
}

/* Which task of how many a Slurm array has made of this process. */
static bool read_slurm(uint64_t *i, uint64_t *n)
{
    uint64_t id = 0, least = 0, step = 1;
    if (!read_variable("SLURM_ARRAY_TASK_ID", &id) ||
        !read_variable("SLURM_ARRAY_TASK_MIN", &least) ||
        !read_variable("SLURM_ARRAY_TASK_COUNT", n))
        return false;
    read_variable("SLURM_ARRAY_TASK_STEP", &step);
    if (id < least || step == 0 || (id - least) % step != 0)
        return false;
    *i = (id - least) / step;
    return true;
}

static bool read_shard(const char *value, uint64_t *i, uint64_t *n)
{
    const char *end = value;
    if (strcmp(value, "slurm") == 0)
        return read_slurm(i, n);
    if (!read_whole(value, i, &end) || *end != '/')
        return false;
    const char *const from = end + 1;
    return read_whole(from, n, &end) && *end == '\0';
}

void sen_tool_shard(const struct argp_state *state, const char *value, int32_t *shard,
                    int32_t *shards)
{
    uint64_t i = 0, n = 0;
    if (!read_shard(value, &i, &n) || n < 1 || n > SEN_MOST_SHARDS || i >= n)
        argp_error(state,
                   "--shard is '%s'; allowed I/N with I from 0 to N - 1 and N at most %d, or slurm "
                   "within a task of a Slurm array",
                   value, SEN_MOST_SHARDS);
    *shard = (int32_t)i;
    *shards = (int32_t)n;
}

/* A number with one of the units behind it; the first unit may be left out. */
static bool read_unit(const char *value, const char *units, const double *times, double *out)
{
    uint64_t whole = 0;
    const char *end = value;
    if (!read_whole(value, &whole, &end) || whole == 0)
        return false;
    const char *const unit = *end == '\0' ? units : strchr(units, *end);
    if (unit == NULL || (*end != '\0' && end[1] != '\0'))
        return false;
    *out = (double)whole * times[unit - units];
    return true;
}

double sen_tool_seconds(const struct argp_state *state, const char *option, const char *value)
{
    static const double times[] = {1, 60, 3600, 86400};
    double seconds = 0;
    if (!read_unit(value, "smhd", times, &seconds) || seconds > 366.0 * 86400)
        argp_error(state,
                   "%s is '%s'; allowed a whole number above 0 with s, m, h or d, at most "
                   "366d",
                   option, value);
    return seconds;
}

int64_t sen_tool_bytes(const struct argp_state *state, const char *option, const char *value)
{
    static const double times[] = {1048576, 1024, 1073741824, 1099511627776};
    double bytes = 0;
    if (!read_unit(value, "MKGT", times, &bytes) || bytes > 1e15)
        argp_error(state, "%s is '%s'; allowed a whole number above 0 with K, M, G or T", option,
                   value);
    return (int64_t)bytes;
}

/* HIDE/ROUND; NULL leaves the rule as it is. */
void sen_tool_publish(const struct argp_state *state, const char *value, sen_disclosure *rule)
{
    uint64_t hide = (uint64_t)rule->hide_to, round = (uint64_t)rule->round_to;
    const char *end = value;
    const bool well = value == NULL || (read_whole(value, &hide, &end) && *end == '/' &&
                                        read_whole(end + 1, &round, &end) && *end == '\0');
    if (!well || hide > 100 || round < 1 || round > 100)
        argp_error(state,
                   "--publish is '%s'; allowed HIDE/ROUND: counts up to HIDE (0 to 100) are "
                   "withheld, others are rounded to a multiple of ROUND (1 to 100)",
                   value);
    rule->on = true;
    rule->hide_to = (int32_t)hide;
    rule->round_to = (int32_t)round;
}

unsigned sen_tool_formats(const struct argp_state *state, const char *value)
{
    static const struct {
        const char *name;
        unsigned bit;
    } names[] = {{"csv", SEN_FORMAT_CSV},
                 {"xlsx", SEN_FORMAT_XLSX},
                 {"html", SEN_FORMAT_HTML},
                 {"json", SEN_FORMAT_JSON},
                 {"dfe", SEN_FORMAT_DFE}};
    unsigned formats = 0;
    for (const char *from = value; from != NULL;) {
        const size_t length = strcspn(from, ",");
        unsigned bit = 0;
        for (size_t i = 0; i < sizeof names / sizeof *names; i++)
            if (strlen(names[i].name) == length && strncmp(from, names[i].name, length) == 0)
                bit = names[i].bit;
        if (bit == 0)
            argp_error(
                state,
                "--formats is '%s'; allowed csv, xlsx, html, json and dfe, with commas between",
                value);
        formats |= bit;
        from = from[length] == ',' ? from + length + 1 : NULL;
    }
    return formats;
}

bool sen_tool_detail(const struct argp_state *state, const char *value)
{
    if (strcmp(value, "full") != 0 && strcmp(value, "default") != 0)
        argp_error(state, "--detail is '%s'; allowed default or full", value);
    return strcmp(value, "full") == 0;
}

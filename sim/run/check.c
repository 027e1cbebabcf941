/* SPDX-License-Identifier: MIT */
/* The words of `check`. */
#include <libsmartcols.h>
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "model/coverage.h"
#include "run/run.h"
#include "run/survey.h"
#include "sen_model.h"

/* ---- tables ---- */

enum { TABLE_WIDTH = 100, CELL_BYTES = 96 };

typedef struct {
    struct libscols_table *table;
    struct libscols_line *line;
    size_t column;
    bool failed;
} sen_lines;

/* Titles with commas between; those that begin with '>' stand to the right. */
static void lines_begin(sen_lines *lines, const char *titles)
{
    *lines = (sen_lines){.table = scols_new_table()};
    lines->failed = lines->table == NULL;
    for (const char *from = titles; !lines->failed && from != NULL;) {
        const size_t length = strcspn(from, ",");
        char title[CELL_BYTES];
        const bool right = from[0] == '>';
        snprintf(title, sizeof title, "%.*s", (int)(length - right), from + right);
        lines->failed =
            scols_table_new_column(lines->table, title, 0, right ? SCOLS_FL_RIGHT : 0) == NULL;
        from = from[length] == ',' ? from + length + 1 : NULL;
    }
    if (lines->failed)
        return;
    scols_table_enable_maxout(lines->table, 0);
    scols_table_set_termforce(lines->table, SCOLS_TERMFORCE_ALWAYS);
    scols_table_set_termwidth(lines->table, TABLE_WIDTH);
}

static void lines_row(sen_lines *lines)
{
    if (lines->failed)
        return;
    lines->line = scols_table_new_line(lines->table, NULL);
    lines->column = 0;
    lines->failed = lines->line == NULL;
}

static void lines_cell(sen_lines *lines, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static void lines_cell(sen_lines *lines, const char *format, ...)
{
    char cell[CELL_BYTES];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(cell, sizeof cell, format, arguments);
    va_end(arguments);
    if (!lines->failed)
        lines->failed = scols_line_set_data(lines->line, lines->column++, cell) != 0;
}

/* Prints with trailing blanks cut off, each line indented. */
static void lines_end(sen_lines *lines, sen_text *out)
{
    char *printed = NULL;
    if (!lines->failed && scols_print_table_to_string(lines->table, &printed) == 0) {
        for (const char *from = printed; *from != '\0';) {
            const size_t length = strcspn(from, "\n");
            size_t kept = length;
            while (kept > 0 && from[kept - 1] == ' ')
                kept--;
            sen_text_add(out, "  ");
            sen_text_add_bytes(out, from, kept);
            sen_text_add_char(out, '\n');
            from += length + (from[length] == '\n');
        }
    } else {
        out->failed = true;
    }
    free(printed);
    if (lines->table != NULL)
        scols_unref_table(lines->table);
}

/* ---- the parts ---- */

static void add_day(sen_text *out, const sen_model *model, int32_t day)
{
    char date[11];
    if (model->plain_clock) {
        sen_text_addf(out, "day %d", (int)day);
        return;
    }
    sen_date_write(model->start_date + day, date);
    sen_text_add(out, date);
}

static void add_summary(sen_text *out, const sen_model *model, const sen_survey *survey)
{
    sen_model_counts counts;
    sen_model_count(model, &counts);
    sen_text_addf(out, "%s: %s\n", model->id, sen_model_title(model));
    sen_text_addf(out, "  digest %.12s, world %.12s\n  ", model->digest, model->world_digest);
    add_day(out, model, 0);
    sen_text_add(out, " to ");
    add_day(out, model, model->days - 1);
    sen_text_addf(out, ", %d days", (int)model->days);
    if (survey->worlds > 0)
        sen_text_addf(out, "; %.0f children and young people", *survey->children);
    sen_text_addf(out,
                  "\n  %d needs, %d kinds of help, %d services of %d stages, %d teams, "
                  "%d checks, %d dated changes\n",
                  (int)counts.needs, (int)counts.kinds, (int)counts.services, (int)counts.stages,
                  (int)counts.teams, (int)counts.checks, (int)counts.changes);
    int32_t grades[5] = {0};
    for (int32_t i = 0; i < model->n_numbers; i++)
        grades[model->numbers[i].grade] += !model->numbers[i].implied;
    sen_text_addf(out, "  %d numbers, %d of them uncertain", (int)counts.written,
                  (int)counts.uncertain_numbers);
    for (int32_t c = 0; c < model->n_correlations; c++)
        sen_text_addf(out, "%s %s %.12g", c == 0 ? "; rank correlations" : ",",
                      model->correlations[c].id, model->correlations[c].rank_correlation);
    if (survey->worlds > 0)
        sen_text_addf(out, "; by grade: A %d, B %d, C %d, D %d, E %d", (int)grades[0],
                      (int)grades[1], (int)grades[2], (int)grades[3], (int)grades[4]);
    sen_text_add(out, "\n");
}

static void add_balance(sen_text *out, const sen_model *model, const sen_survey *survey)
{
    if (survey->worlds == 0)
        return;
    sen_text_addf(out,
                  "\nOpening balance, children on day 0 (mean of %d worlds): "
                  "need = served + listed + ended + rest\n",
                  (int)survey->worlds);
    sen_lines lines;
    lines_begin(&lines, "kind of help,>need,>served,>listed,>ended,>rest,>of whom not noticed,"
                        ">given to fit lists");
    for (int32_t k = 0; k < model->n_kinds; k++) {
        const sen_balance *const b = &survey->kinds[k];
        lines_row(&lines);
        lines_cell(&lines, "%s", model->kinds[k].id);
        lines_cell(&lines, "%.1f", b->need);
        lines_cell(&lines, "%.1f", b->served);
        lines_cell(&lines, "%.1f", b->listed);
        lines_cell(&lines, "%.1f", b->ended);
        lines_cell(&lines, "%.1f", b->need - b->served - b->listed - b->ended);
        lines_cell(&lines, "%.1f", b->unnoticed);
        lines_cell(&lines, "%.1f", b->given);
    }
    lines_end(&lines, out);
    for (int32_t e = 0; e < model->n_openings; e++)
        if (model->openings[e].gone)
            sen_text_addf(out,
                          "  opening.%s stands at a service this scenario has removed: its "
                          "children have no_service\n",
                          model->openings[e].id);
}

/* Spans of ages of a kind and need at which some severity that causes it has no service. */
static int32_t add_gaps(sen_lines *lines, const sen_model *model, const sen_survey *survey,
                        int32_t kind, const sen_cause *cause)
{
    const sen_kind *const x = &model->kinds[kind];
    int32_t gaps = 0;
    for (int32_t age = x->from_age; age < x->to_age; age++) {
        if (!sen_coverage_gap(model, kind, cause, age))
            continue;
        const int32_t from = age;
        double children = 0;
        for (; age < x->to_age && sen_coverage_gap(model, kind, cause, age); age++)
            children += survey->uncovered[sen_survey_at(model, kind, cause->need, age)];
        lines_row(lines);
        lines_cell(lines, "%s", x->id);
        lines_cell(lines, "%s", model->needs[cause->need].id);
        lines_cell(lines, from + 1 == age ? "%d" : "%d-%d", (int)from, (int)age - 1);
        lines_cell(lines, "%.1f", children);
        gaps++;
    }
    return gaps;
}

static void add_coverage(sen_text *out, const sen_model *model, const sen_survey *survey)
{
    if (survey->worlds == 0)
        return;
    sen_lines lines;
    int32_t gaps = 0;
    lines_begin(&lines, "kind of help,need,>ages,>children on day 0");
    for (int32_t k = 0; k < model->n_kinds; k++)
        for (int32_t c = 0; c < model->kinds[k].n_causes; c++)
            gaps += add_gaps(&lines, model, survey, k, &model->kinds[k].causes[c]);
    sen_text_add(out, gaps == 0 ? "\nCoverage: every need has a service at every age it asks for\n"
                                : "\nNeeds and ages for which no service is commissioned on day 0 "
                                  "(for some severity at least)\n");
    sen_text rows;
    sen_text_init(&rows);
    lines_end(&lines, &rows);
    if (gaps > 0)
        sen_text_add(out, sen_text_string(&rows));
    sen_text_clear(&rows);
}

static void add_load(sen_text *out, const sen_model *model, const sen_survey *survey)
{
    static const struct {
        const char *unit;
        double divisor;
    } units[] = {{"place-weeks", 7}, {"sessions", 1}, {"hours", 60}, {"GBP", 100}, {"hours", 60}};
    sen_text_add(out, "\nLoad on each team if every need were noticed and asked for, a year of day "
                      "0's rules\n");
    sen_lines lines;
    lines_begin(&lines, "team,unit,>offered,>in post,>offered/in post,>waiting on day 0");
    for (int32_t t = 0; t < model->n_teams; t++) {
        const sen_team_spec *const team = &model->rules[0].teams[t];
        const double by = units[team->kind].divisor;
        const double load = survey->team_load[t] / by, capacity = survey->team_capacity[t] / by;
        lines_row(&lines);
        lines_cell(&lines, "%s", team->id);
        lines_cell(&lines, "%s", units[team->kind].unit);
        lines_cell(&lines, "%.0f", load);
        if (isinf(capacity)) {
            lines_cell(&lines, "no limit");
            lines_cell(&lines, "%s", "");
        } else {
            lines_cell(&lines, "%.0f", capacity);
            if (capacity > 0)
                lines_cell(&lines, "%.2f", load / capacity);
            else
                lines_cell(&lines, "%s", load > 0 ? "nobody in post" : "");
        }
        lines_cell(&lines, "%.1f", survey->team_today[t]);
    }
    lines_end(&lines, out);
}

/* More hold a place on day 0 than there are: lawful, and often a slip. */
static void add_overfull(sen_text *out, const sen_model *model, const sen_survey *survey)
{
    for (int32_t t = 0; t < model->n_teams; t++) {
        const double places = survey->team_capacity[t] / 365.25;
        if (model->rules[0].teams[t].kind == SEN_TEAM_PLACES && survey->team_held[t] > places + 0.5)
            sen_text_addf(
                out,
                "  %s: %.0f hold a place on day 0 and %.0f are in post; nobody is put out, "
                "and nobody new starts before they are fewer\n",
                model->rules[0].teams[t].id, survey->team_held[t], places);
    }
}

/* Growth that has nobody left to come from. */
static void add_everybody(sen_text *out, const sen_model *model, const sen_survey *survey)
{
    bool any = false;
    for (int32_t v = 0; v < model->n_services; v++) {
        if (survey->everybody[v] <= 0)
            continue;
        if (!any)
            sen_text_add(out,
                         "\nShare referred, with its trend_a_year above 1 in some year: it stops "
                         "at everybody\n");
        any = true;
        sen_text_addf(out, "  services.%s.referral: in %.0f %% of draws\n",
                      model->rules[0].services[v].id, 100 * survey->everybody[v]);
    }
}

static void add_plan(sen_text *out, const sen_plan *plan)
{
    sen_text_addf(out,
                  "\nReporting plan: %d cells, %.0f KiB a replicate in memory; %lld rows of "
                  "results, %lld with --detail full\n",
                  (int)plan->n_cells, (double)plan->n_cells * 8 / 1024,
                  (long long)sen_plan_rows(plan, SEN_ROWS_RESULTS, false),
                  (long long)sen_plan_rows(plan, SEN_ROWS_RESULTS, true));
}

/* A row is 150 to 170 bytes long in the shipped scenarios. */
static void add_rows(sen_text *out, const sen_scenarios *scenarios)
{
    enum { ROW_BYTES = 160 };
    int64_t results, differences, full, full_differences;
    sen_scenarios_rows(scenarios, false, &results, &differences);
    sen_scenarios_rows(scenarios, true, &full, &full_differences);
    const int64_t rows = results + differences;
    full += full_differences;
    sen_text_addf(
        out,
        "\nA run of these, variants included: %lld rows of results and differences, about "
        "%.0f MB of CSV; with --detail full %lld, %.0f MB\n",
        (long long)rows, (double)rows * ROW_BYTES / 1e6, (long long)full,
        (double)full * ROW_BYTES / 1e6);
}

/* services.equipment.refuse: the object is all but the last name. */
static size_t object_length(const char *path)
{
    const char *const dot = strrchr(path, '.');
    return dot == NULL ? 0 : (size_t)(dot - path);
}

static const char *last_name(const char *path)
{
    const size_t length = object_length(path);
    return path + length + (length > 0);
}

/* The rows of a table are named by age, year or day; -1: another name. */
static int32_t row_number(const char *path)
{
    const char *const name = last_name(path);
    const size_t length = strlen(name);
    return length > 0 && length < 8 && strspn(name, "0123456789") == length ? atoi(name) : -1;
}

static bool same_object(const char *a, const char *b)
{
    const size_t n = object_length(a);
    return n == object_length(b) && strncmp(a, b, n) == 0;
}

static int compare_paths(const void *a, const void *b)
{
    const char *const *const x = a, *const *const y = b;
    const size_t n = object_length(*x), m = object_length(*y);
    const int by_object = strncmp(*x, *y, n < m ? n : m);
    if (by_object != 0)
        return by_object;
    if (n != m)
        return n < m ? -1 : 1;
    const int32_t row = row_number(*x), other = row_number(*y);
    return row != other ? (row < other ? -1 : 1) : strcmp(*x, *y);
}

/* Paths of the numbers of grade E, sorted, each once: dated rules repeat them. */
static int32_t find_placeholders(const sen_model *model, const char **paths)
{
    int32_t n = 0, distinct = 0;
    for (int32_t i = 0; i < model->n_numbers; i++)
        if (model->numbers[i].grade == SEN_GRADE_E && model->numbers[i].path != NULL)
            paths[n++] = model->numbers[i].path;
    qsort(paths, (size_t)n, sizeof *paths, compare_paths);
    for (int32_t i = 0; i < n; i++)
        if (distinct == 0 || strcmp(paths[i], paths[distinct - 1]) != 0)
            paths[distinct++] = paths[i];
    return distinct;
}

/* Rows of a table that follow each other are written 0-25. Returns the next path. */
static int32_t add_names(sen_text *out, const char *const *paths, int32_t at, int32_t n)
{
    int32_t end = at + 1;
    const int32_t row = row_number(paths[at]);
    while (row >= 0 && end < n && same_object(paths[at], paths[end]) &&
           row_number(paths[end]) == row + end - at)
        end++;
    sen_text_addf(out, " %s", last_name(paths[at]));
    if (end > at + 1)
        sen_text_addf(out, "-%s", last_name(paths[end - 1]));
    return end;
}

/* One line an object, the names in it behind. */
static void add_placeholders(sen_text *out, const sen_model *model)
{
    if (!model->has_population)
        return;
    const char **const paths = malloc(((size_t)model->n_numbers + 1) * sizeof *paths);
    if (paths == NULL) {
        out->failed = true;
        return;
    }
    const int32_t n = find_placeholders(model, paths);
    sen_text_addf(out, "\nPlaceholders (grade E): %d numbers\n", (int)n);
    for (int32_t i = 0; i < n;) {
        if (i == 0 || !same_object(paths[i], paths[i - 1]))
            sen_text_addf(out, "%s  %.*s:", i > 0 ? "\n" : "", (int)object_length(paths[i]),
                          paths[i]);
        i = add_names(out, paths, i, n);
    }
    sen_text_add(out, n > 0 ? "\n" : "");
    free(paths);
}

static void add_unknowns(sen_text *out, const sen_model *model)
{
    if (model->n_unknowns == 0)
        return;
    sen_text_addf(out, "\nUnknown here: %d values\n", (int)model->n_unknowns);
    for (int32_t i = 0; i < model->n_unknowns; i++) {
        const sen_unknown *const u = &model->unknowns[i];
        if (u->value == NULL)
            sen_text_addf(out,
                          "  %s: no prior, so without limit; only differences are shown of what "
                          "rests on it\n",
                          u->path);
        else
            sen_text_addf(out, "  %s: %s, England's (grade %c: %s)\n", u->path, u->value,
                          'A' + (int)u->grade, u->source);
    }
}

static void add_not_found(sen_text *out, const sen_model *model)
{
    if (model->n_not_found == 0)
        return;
    sen_text_addf(out, "\nLooked for, and not found: %d figures\n", (int)model->n_not_found);
    for (int32_t i = 0; i < model->n_not_found; i++) {
        const sen_not_found *const one = model->not_found + i;
        sen_text_addf(out, "  %s: %s", one->id, one->looked_for);
        if (one->owner[0] != '\0')
            sen_text_addf(out, " (ask: %s)", one->owner);
        sen_text_add(out, "\n");
    }
}

static sen_code add_scenario(sen_text *out, const sen_scenarios *scenarios, int32_t index,
                             sen_errors *errors)
{
    const sen_model *const model = scenarios->models[index];
    sen_arena arena;
    sen_survey survey;
    sen_code code = SEN_OK;
    sen_arena_init(&arena, 0);
    SEN_TRY(sen_survey_make(&survey, model, 1, model->uncertain ? SEN_DEFAULT_DRAWS : 1, &arena,
                            errors));
    add_summary(out, model, &survey);
    add_balance(out, model, &survey);
    add_coverage(out, model, &survey);
    add_load(out, model, &survey);
    add_overfull(out, model, &survey);
    add_everybody(out, model, &survey);
    add_plan(out, &scenarios->plans[index]);
    add_placeholders(out, model);
    add_unknowns(out, model);
    add_not_found(out, model);
out:
    sen_arena_clear(&arena);
    return code;
}

sen_code sen_check_text(const sen_scenarios *scenarios, char **text, sen_errors *errors)
{
    sen_code code = SEN_OK;
    sen_text out;
    sen_text_init(&out);
    *text = NULL;
    for (int32_t i = 0; i < scenarios->n_given; i++) {
        if (i > 0)
            sen_text_add(&out, "\n");
        SEN_TRY(add_scenario(&out, scenarios, i, errors));
    }
    add_rows(&out, scenarios);
    sen_text_add(&out, sen_text_string(&scenarios->notes)[0] != '\0' ? "\n" : "");
    sen_text_add(&out, sen_text_string(&scenarios->notes));
    code = sen_text_take(&out, text, errors);
out:
    sen_text_clear(&out);
    return code;
}

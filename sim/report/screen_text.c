/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/screen.h"
#include "report/terminal.h"

enum {
    LEAST_ROWS = 3,
    NAME_COLUMNS = 26,
    NAME_COLUMNS_MOST = 44, /* where few scenarios leave room */
    CELL_COLUMNS = 14,      /* of a difference with its interval */
    HEADING_BYTES = 48,
    GRADE_IDS = 6
};

/* ---- the tables ---- */

typedef enum { CELL_MEAN, CELL_DIFFERENCE, CELL_THOUSANDS } cell_kind;

static void spell_cell(sen_text *text, const sen_screen_line *line, int32_t s, cell_kind kind)
{
    const sen_summary *const summary = line->summaries + s;
    const sen_difference *const d = line->differences + s;
    if (kind == CELL_DIFFERENCE) {
        if (d->n == 0)
            sen_text_add(text, "-");
        else if (!d->has_error)
            sen_terminal_number(text, d->mean, true);
        else if (d->mc_lower_95 == 0.0 && d->mc_upper_95 == 0.0)
            sen_text_add(text, "same");
        else {
            sen_terminal_number(text, d->mean, true);
            sen_text_add(text, " +/-");
            sen_terminal_number(text, (d->mc_upper_95 - d->mc_lower_95) / 2.0, false);
            sen_text_add(text, sen_beyond_chance(d) ? "*" : " ");
        }
    } else if (summary->n == 0) {
        sen_text_add(text, "-");
    } else {
        sen_terminal_number(text, summary->mean / (kind == CELL_THOUSANDS ? 1000.0 : 1.0), false);
    }
}

/* What a line is worth showing for: its greatest mean, or its surest difference. */
static double weight_of(const sen_screen_line *line, int32_t scenarios, cell_kind kind)
{
    double most = 0.0;
    for (int32_t s = 0; s < scenarios; s++) {
        const sen_difference *const d = line->differences + s;
        double weight = line->summaries[s].n > 0 ? line->summaries[s].mean : 0.0;
        if (kind == CELL_DIFFERENCE)
            weight = fabs(d->mean) + (sen_beyond_chance(d) ? 1e9 : 0.0);
        most = weight > most ? weight : most;
    }
    return most;
}

typedef struct {
    double weight;
    int32_t at;
} ranked;

static int compare_ranked(const void *a, const void *b)
{
    const ranked *const left = a, *const right = b;
    if (left->weight != right->weight)
        return left->weight > right->weight ? -1 : 1;
    return left->at < right->at ? -1 : left->at > right->at;
}

/* Lines of a block that say something, heaviest first; how many. */
static int32_t rank_lines(const sen_screen *screen, sen_screen_block block, cell_kind kind,
                          ranked *ranks)
{
    int32_t n = 0;
    for (int32_t i = 0; i < screen->n[block]; i++) {
        const double weight =
            weight_of(screen->lines[block] + i, sen_screen_shown(screen->view), kind);
        if (weight > 0.0)
            ranks[n++] = (ranked){weight, i};
    }
    if (n > 1)
        qsort(ranks, (size_t)n, sizeof *ranks, compare_ranked);
    return n;
}

/* The name of a line, cut to fit, with the owner of a duty behind it. */
static void spell_name(sen_text *text, const sen_screen_line *line, size_t columns)
{
    sen_text name;
    sen_text_init(&name);
    sen_terminal_safe(&name, line->label);
    if (line->note[0] != '\0')
        sen_text_addf(&name, " (%s)", line->note);
    const char *const whole = sen_text_string(&name);
    size_t bytes = 0, width = 0;
    while (whole[bytes] != '\0' && width < columns) {
        bytes++;
        while (((unsigned char)whole[bytes] & 0xc0) == 0x80)
            bytes++;
        width++;
    }
    sen_text_add_bytes(text, whole, bytes);
    sen_text_clear(&name);
}

typedef struct {
    sen_screen_block block;
    cell_kind kind;
    const char *title; /* heading of the first column */
    ranked *ranks;     /* owned */
    int32_t n, shown;
} part;

/* Columns that the names leave to the scenarios' cells, or less than 0 if they do not fit. */
static int32_t columns_left(const sen_run_view *view, bool ids)
{
    int32_t left = SEN_SCREEN_COLUMNS;
    for (int32_t s = 0; s < sen_screen_shown(view); s++) {
        const size_t heading = ids ? strlen(view->models[s]->id) + 2 : 1;
        if (heading >= HEADING_BYTES)
            return -1;
        left -= 2 + (heading > CELL_COLUMNS ? (int32_t)heading : CELL_COLUMNS);
    }
    return left;
}

/* Whether the ids of the scenarios fit over their columns; else their letters must do. */
static bool ids_fit(const sen_run_view *view)
{
    return columns_left(view, true) >= NAME_COLUMNS;
}

/* What the cells leave for names. */
static size_t name_columns(const sen_run_view *view)
{
    const int32_t left = columns_left(view, ids_fit(view));
    if (left < NAME_COLUMNS)
        return NAME_COLUMNS;
    return left < NAME_COLUMNS_MOST ? (size_t)left : NAME_COLUMNS_MOST;
}

static sen_code add_table(sen_text *text, const sen_screen *screen, const part *of,
                          sen_errors *errors)
{
    const int32_t first = of->kind == CELL_DIFFERENCE ? 1 : 0;
    const int32_t columns = 1 + sen_screen_shown(screen->view) - first;
    const bool ids = ids_fit(screen->view);
    const size_t cells = (size_t)(of->shown * columns);
    sen_text *const texts = calloc(cells, sizeof *texts);
    const char **const strings = calloc(cells, sizeof *strings);
    const char *headings[SEN_SHOWN_SCENARIOS + 1];
    char names[SEN_SHOWN_SCENARIOS + 1][HEADING_BYTES];
    sen_code code = SEN_NO_MEMORY;
    if (texts == NULL || strings == NULL) {
        sen_fail(errors, code, NULL, 0, 0, NULL, NULL, NULL, NULL);
        goto out;
    }
    headings[0] = "";
    for (int32_t c = 1; c < columns; c++) {
        const char *const id = screen->view->models[c - 1 + first]->id;
        snprintf(names[c], HEADING_BYTES, ids ? "%c %s" : "%c", 'A' + (int)(c - 1 + first), id);
        headings[c] = names[c];
    }
    for (int32_t r = 0; r < of->shown; r++) {
        const sen_screen_line *const line = screen->lines[of->block] + of->ranks[r].at;
        for (int32_t c = 0; c < columns; c++) {
            sen_text *const cell = texts + r * columns + c;
            if (c == 0)
                spell_name(cell, line, name_columns(screen->view));
            else
                spell_cell(cell, line, c - 1 + first, of->kind);
            strings[r * columns + c] = sen_text_string(cell);
        }
    }
    sen_text_addf(text, "\n%s", of->title);
    if (of->n > of->shown)
        sen_text_addf(text, "; %d more in csv/", (int)(of->n - of->shown));
    sen_text_add_char(text, '\n');
    code = sen_terminal_table(text, headings, columns, strings, of->shown, errors);
out:
    for (size_t i = 0; texts != NULL && i < cells; i++)
        sen_text_clear(texts + i);
    free(texts);
    free(strings);
    return code;
}

/* ---- what it rests on ---- */

static int32_t count_placeholders(const sen_model *model)
{
    int32_t n = 0;
    for (int32_t i = 0; i < model->n_numbers; i++)
        n += model->numbers[i].grade == SEN_GRADE_E;
    return n;
}

static void add_placeholders(sen_text *text, const sen_screen *screen)
{
    const sen_model *const model = screen->view->models[0];
    const sen_plan *const plan = screen->view->plans;
    if (!model->has_population)
        return;
    sen_text words;
    sen_text_init(&words);
    const int32_t n = count_placeholders(model);
    int32_t told = 0, all = 0;
    for (int32_t k = 0; k < model->n_kinds; k++) {
        const int32_t f = sen_plan_find(plan, SEN_PERIOD_CENSUS_DAY,
                                        SEN_MEASURE_KNOWN_UNMET_CHILDREN, NULL, model->kinds[k].id);
        if (f == SEN_NONE || plan->figures[f].grade != SEN_GRADE_E || all++ >= GRADE_IDS)
            continue;
        sen_text_add(&words, told++ == 0 ? ": " : ", ");
        sen_terminal_safe(&words,
                          sen_screen_label(screen->view, SEN_BLOCK_KNOWN, model->kinds[k].id));
    }
    if (all > told)
        sen_text_addf(&words, " and %d more", (int)(all - told));
    sen_text line;
    sen_text_init(&line);
    if (n == 0 && all == 0)
        sen_text_add(&line, "Nothing in A rests on placeholders (grade E).");
    else
        sen_text_addf(&line,
                      "%d of %d numbers in A are placeholders (grade E). The figures of %d of %d "
                      "kinds of help rest on at least one%s.",
                      (int)n, (int)model->n_numbers, (int)all, (int)model->n_kinds,
                      all < model->n_kinds ? sen_text_string(&words) : "");
    sen_text_add_char(text, '\n');
    sen_terminal_wrap(text, sen_text_string(&line), 0);
    if (!sen_text_is_well(&words) || !sen_text_is_well(&line))
        text->failed = true;
    sen_text_clear(&words);
    sen_text_clear(&line);
}

/* ---- the whole ---- */

/* Lines left when every part shows `least` rows of what it has. */
static int32_t lines_left(part *parts, int32_t n, int32_t least, int32_t lines)
{
    for (int32_t i = 0; i < n; i++) {
        parts[i].shown = parts[i].n < least ? parts[i].n : least;
        lines -= parts[i].shown + (parts[i].n > 0 ? 3 : 0);
    }
    return lines;
}

/* A row in turn to each part that has more, until the lines are used up; lines left. */
static int32_t grow_parts(part *parts, int32_t n, int32_t lines)
{
    for (bool grew = true; grew && lines > 0;) {
        grew = false;
        for (int32_t i = 0; i < n && lines > 0; i++)
            if (parts[i].shown < parts[i].n) {
                parts[i].shown++;
                lines--;
                grew = true;
            }
    }
    return lines;
}

/* LEAST_ROWS to each part, then known unmet need and its differences, then the rest. */
static void share_lines(part *parts, int32_t n, int32_t lines)
{
    int32_t least = LEAST_ROWS;
    while (least > 1 && lines_left(parts, n, least, lines) < 0)
        least--;
    grow_parts(parts, n, grow_parts(parts, 2, lines_left(parts, n, least, lines)));
}

static void add_last_titles(const sen_screen *screen, sen_text titles[2])
{
    const sen_plan *const plan = screen->view->plans;
    const sen_period *const year = plan->periods[screen->money_type] + screen->money_period;
    sen_text_add(&titles[0], "Children with known unmet need on ");
    sen_screen_date(&titles[0], plan->model, plan->model->days - 1);
    sen_text_add(&titles[0], " (mean)");
    sen_text_add(&titles[1], "Cost by partner in the ");
    sen_text_add(&titles[1], plan->model->plain_clock ? "run, thousand pounds"
                             : screen->money_whole    ? "year to "
                                                      : "part of a year to ");
    if (!plan->model->plain_clock) {
        sen_screen_date(&titles[1], plan->model, year->to_day - 1);
        sen_text_add(&titles[1], ", thousand pounds");
    }
}

sen_code sen_screen_text(const sen_screen *screen, const sen_headline *headlines, sen_text *text,
                         sen_errors *errors)
{
    sen_code code = SEN_OK;
    sen_text titles[2], last;
    sen_text_init(&titles[0]);
    sen_text_init(&titles[1]);
    sen_text_init(&last);
    add_last_titles(screen, titles);
    part parts[] = {{SEN_BLOCK_KNOWN, CELL_MEAN, sen_text_string(&titles[0]), NULL, 0, 0},
                    {SEN_BLOCK_KNOWN, CELL_DIFFERENCE,
                     "Differences from A in known unmet need, with 95 % interval (* beyond chance)",
                     NULL, 0, 0},
                    {SEN_BLOCK_HIDDEN, CELL_MEAN,
                     "Estimated hidden need: nobody has seen it (not in the above)", NULL, 0, 0},
                    {SEN_BLOCK_LATE, CELL_MEAN,
                     "Duties broken: open cases already late on the last day", NULL, 0, 0},
                    {SEN_BLOCK_COST, CELL_THOUSANDS, sen_text_string(&titles[1]), NULL, 0, 0}};
    const int32_t n_parts = (int32_t)(sizeof parts / sizeof *parts);
    for (int32_t i = 0; i < n_parts; i++) {
        parts[i].ranks = calloc((size_t)screen->n[parts[i].block] + 1, sizeof *parts[i].ranks);
        if (parts[i].ranks == NULL) {
            code = sen_fail(errors, SEN_NO_MEMORY, NULL, 0, 0, NULL, NULL, NULL, NULL);
            goto out;
        }
        if (parts[i].kind != CELL_DIFFERENCE || sen_screen_shown(screen->view) > 1)
            parts[i].n = rank_lines(screen, parts[i].block, parts[i].kind, parts[i].ranks);
    }
    sen_screen_sentences(text, screen, headlines);
    add_placeholders(&last, screen);
    share_lines(parts, n_parts,
                SEN_SCREEN_LINES - sen_terminal_lines(sen_text_string(text)) -
                    sen_terminal_lines(sen_text_string(&last)));
    for (int32_t i = 0; i < n_parts; i++)
        if (parts[i].shown > 0)
            SEN_TRY(add_table(text, screen, parts + i, errors));
    sen_text_add(text, sen_text_string(&last));
    if (screen->failed || !sen_text_is_well(text))
        code = sen_fail(errors, SEN_NO_MEMORY, NULL, 0, 0, NULL, NULL, NULL, NULL);
out:
    for (int32_t i = 0; i < n_parts; i++)
        free(parts[i].ranks);
    sen_text_clear(&titles[0]);
    sen_text_clear(&titles[1]);
    sen_text_clear(&last);
    return code;
}

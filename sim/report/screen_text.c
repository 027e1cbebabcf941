/* SPDX-License-Identifier: MIT */
/*
 * One table under the sentences: a section for each thing told, a line a kind of help, duty or
 * partner, a column a scenario. With one scenario the columns are what is known of it.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/screen.h"
#include "report/terminal.h"

enum {
    LEAST_ROWS = 3,
    NAME_COLUMNS = 44, /* names longer than this may be shortened to make room for intervals */
    COLUMNS_ALONE = 5, /* with one scenario */
    MOST_COLUMNS = 1 + SEN_SHOWN_SCENARIOS,
    MOST_PARTS = 6
};

typedef enum { CELL_MEAN, CELL_DIFFERENCE, CELL_THOUSANDS, CELL_FINE } cell_kind;

typedef struct {
    double weight;
    int32_t at;
} ranked;

typedef struct {
    sen_screen_block block;
    cell_kind kind;
    sen_text title; /* owned; heading of the first column */
    ranked *ranks;  /* owned; the lines worth showing, those shown first */
    int32_t n, shown;
} part;

typedef struct {
    const sen_screen *screen;
    part parts[MOST_PARTS];
    int32_t n_parts, columns;
    bool alone;      /* one scenario */
    bool intervals;  /* of differences: where they fit */
    bool blanks;     /* a blank line between parts: where it fits */
    bool same, even; /* marks that are in use */
    bool moved;
    int32_t rows;
    sen_text *cells; /* owned; rows * columns */
} page;

/* ---- cells ---- */

static void spell_fine(sen_text *text, double number)
{
    char digits[32];
    snprintf(digits, sizeof digits, "%.4g", number);
    sen_text_add(text, digits);
}

/* Small numbers of a column all have a tenth, so that 9.0 and 8.9 stand in line. */
static void spell_number(sen_text *text, double number)
{
    sen_terminal_number(text, number, false);
    if (number > 0.0 && number < 9.95 && number == floor(number))
        sen_text_add(text, ".0");
}

static void spell_mean(sen_text *text, const sen_summary *summary, cell_kind kind)
{
    if (summary->n == 0)
        sen_text_add(text, "-");
    else if (kind == CELL_FINE)
        spell_fine(text, summary->mean);
    else
        spell_number(text, summary->mean / (kind == CELL_THOUSANDS ? 1000.0 : 1.0));
}

static void spell_difference(sen_text *text, page *p, const sen_screen_line *line, int32_t s)
{
    const sen_difference *const d = line->differences + s;
    const sen_change change = sen_screen_change(p->screen, line, s);
    if (d->n == 0) {
        sen_text_add(text, "-");
        return;
    }
    if (d->has_error && d->mc_lower_95 == 0.0 && d->mc_upper_95 == 0.0) {
        sen_text_add(text, "=");
        p->same = true;
        return;
    }
    const bool even = d->has_error && change == SEN_CHANGE_NONE;
    if (!even || p->intervals)
        sen_terminal_number(text, d->mean, true);
    if (p->intervals && d->has_error) {
        sen_text_add(text, " +/-");
        sen_terminal_number(text, (d->mc_upper_95 - d->mc_lower_95) / 2.0, false);
    }
    const bool moved = change == SEN_CHANGE_FOUND || change == SEN_CHANGE_HIDDEN;
    sen_text_add(text, even ? "~" : moved ? "h" : "");
    p->even = p->even || even;
    p->moved = p->moved || moved;
}

/* "410 to 560": where nine of ten replicates are. */
static void spell_range(sen_text *text, const sen_summary *summary, cell_kind kind)
{
    if (summary->n == 0) {
        sen_text_add(text, "-");
        return;
    }
    const double times = kind == CELL_THOUSANDS ? 1000.0 : 1.0;
    const double ends[] = {summary->p05 / times, summary->p95 / times};
    for (int i = 0; i < 2; i++) {
        sen_text_add(text, i == 0 ? "" : " to ");
        if (kind == CELL_FINE)
            spell_fine(text, ends[i]);
        else
            sen_terminal_number(text, ends[i], false);
    }
}

static void spell_heading(page *p, const part *of, sen_text *row)
{
    sen_text_add(&row[0], sen_text_string(&of->title));
    for (int32_t c = 1; c < p->columns && !p->alone; c++)
        if (of->kind != CELL_DIFFERENCE || c > 1)
            sen_text_addf(&row[c], "%c", 'A' + (int)(c - 1));
    if (!p->alone)
        return;
    const bool kinds = of->block == SEN_BLOCK_KNOWN;
    sen_text_add(&row[1], kinds ? "need it" : "");
    sen_text_add(&row[2], kinds ? "known unmet" : "mean");
    sen_text_add(&row[3], "in 90 % of runs");
    sen_text_add(&row[4], kinds ? "hidden" : "");
}

static void spell_alone(page *p, const part *of, const sen_screen_line *line, sen_text *row)
{
    spell_mean(&row[2], line->summaries, of->kind);
    spell_range(&row[3], line->summaries, of->kind);
    if (of->block != SEN_BLOCK_KNOWN)
        return;
    const sen_screen_block beside[] = {SEN_BLOCK_NEEDED, SEN_BLOCK_HIDDEN};
    for (int32_t i = 0; i < 2; i++) {
        const sen_screen_line *const other = sen_screen_find(p->screen, beside[i], line->id);
        if (other != NULL)
            spell_mean(&row[1 + 3 * i], other->summaries, of->kind);
    }
}

static void spell_row(page *p, const part *of, int32_t r, sen_text *row)
{
    const sen_screen_line *const line = p->screen->lines[of->block] + of->ranks[r].at;
    sen_text_add(&row[0], "  ");
    sen_terminal_safe(&row[0], line->label);
    if (p->alone) {
        spell_alone(p, of, line, row);
        return;
    }
    for (int32_t c = 1; c < p->columns; c++) {
        if (of->kind != CELL_DIFFERENCE)
            spell_mean(&row[c], line->summaries + c - 1, of->kind);
        else if (c > 1)
            spell_difference(&row[c], p, line, c - 1);
    }
}

/* ---- the table ---- */

static void clear_cells(page *p)
{
    for (int32_t i = 0; p->cells != NULL && i < p->rows * p->columns; i++)
        sen_text_clear(p->cells + i);
    free(p->cells);
    p->cells = NULL;
}

static bool fill_cells(page *p)
{
    clear_cells(p);
    p->same = p->even = p->moved = false;
    p->rows = 0;
    for (int32_t i = 0; i < p->n_parts; i++)
        if (p->parts[i].shown > 0)
            p->rows += p->parts[i].shown + 1 + (p->rows > 0 && p->blanks);
    p->cells = calloc((size_t)(p->rows * p->columns) + 1, sizeof *p->cells);
    if (p->cells == NULL)
        return false;
    int32_t at = 0;
    for (int32_t i = 0; i < p->n_parts; i++) {
        const part *const of = p->parts + i;
        if (of->shown == 0)
            continue;
        at += at > 0 && p->blanks;
        spell_heading(p, of, p->cells + at++ * p->columns);
        for (int32_t r = 0; r < of->shown; r++)
            spell_row(p, of, r, p->cells + at++ * p->columns);
    }
    return true;
}

/* Columns that the cells leave for names; 0 if none. */
static size_t name_room(const page *p)
{
    size_t used = 0;
    const size_t all = (size_t)sen_screen_columns(p->screen->view);
    const size_t gap = (size_t)sen_terminal_gap((int32_t)all);
    for (int32_t c = 1; c < p->columns; c++) {
        size_t widest = 0;
        for (int32_t r = 0; r < p->rows; r++) {
            const size_t width = sen_terminal_width(sen_text_string(p->cells + r * p->columns + c));
            widest = width > widest ? width : widest;
        }
        used += widest + gap;
    }
    return used < all ? all - used : 0;
}

static size_t longest_name(const page *p)
{
    size_t longest = 0;
    for (int32_t r = 0; r < p->rows; r++) {
        const size_t width = sen_terminal_width(sen_text_string(p->cells + r * p->columns));
        longest = width > longest ? width : longest;
    }
    return longest < NAME_COLUMNS ? longest : NAME_COLUMNS;
}

/* Behind the name of a duty stands whose it is, where that fits. */
static void add_owners(page *p, size_t room)
{
    int32_t at = 0;
    for (int32_t i = 0; i < p->n_parts; i++) {
        const part *const of = p->parts + i;
        if (of->shown == 0)
            continue;
        at += 1 + (at > 0 && p->blanks);
        for (int32_t r = 0; r < of->shown; r++, at++) {
            const sen_screen_line *const line = p->screen->lines[of->block] + of->ranks[r].at;
            sen_text *const name = p->cells + at * p->columns;
            if (line->note[0] != '\0' &&
                sen_terminal_width(sen_text_string(name)) + sen_terminal_width(line->note) + 3 <=
                    room) {
                sen_text_add(name, " (");
                sen_terminal_safe(name, line->note);
                sen_text_add(name, ")");
            }
        }
    }
}

static sen_code add_table(sen_text *text, page *p, sen_errors *errors)
{
    sen_code code = SEN_NO_MEMORY;
    const char **strings = NULL;
    sen_text shorter;
    sen_text_init(&shorter);
    p->intervals = !p->alone;
    if (!fill_cells(p))
        goto out;
    if (p->intervals && name_room(p) < longest_name(p)) {
        p->intervals = false;
        if (!fill_cells(p))
            goto out;
    }
    const size_t room = name_room(p);
    add_owners(p, room);
    for (int32_t r = 0; r < p->rows; r++) {
        sen_text *const name = p->cells + r * p->columns;
        sen_text_empty(&shorter);
        sen_terminal_shorten(&shorter, sen_text_string(name), room);
        sen_text_empty(name);
        sen_text_add(name, sen_text_string(&shorter));
    }
    strings = calloc((size_t)(p->rows * p->columns) + 1, sizeof *strings);
    if (strings == NULL)
        goto out;
    for (int32_t i = 0; i < p->rows * p->columns; i++)
        strings[i] = sen_text_string(p->cells + i);
    if (p->rows > 0) {
        sen_text_add_char(text, '\n');
        code = sen_terminal_table(text, p->columns, strings, p->rows,
                                  sen_screen_columns(p->screen->view), errors);
    } else {
        code = SEN_OK;
    }
out:
    if (strings == NULL && code != SEN_OK)
        sen_fail(errors, code, NULL, 0, 0, NULL, NULL, NULL, NULL);
    sen_text_clear(&shorter);
    free(strings);
    return code;
}

/* ---- which lines ---- */

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

static int compare_ranked(const void *a, const void *b)
{
    const ranked *const left = a, *const right = b;
    if (left->weight != right->weight)
        return left->weight > right->weight ? -1 : 1;
    return left->at < right->at ? -1 : left->at > right->at;
}

/* Lines of a block that say something, heaviest first; waits in their own order. */
static bool rank_lines(part *of, const sen_screen *screen)
{
    const int32_t all = screen->n[of->block];
    of->ranks = calloc((size_t)all + 1, sizeof *of->ranks);
    if (of->ranks == NULL)
        return false;
    for (int32_t i = 0; i < all; i++) {
        const double weight =
            weight_of(screen->lines[of->block] + i, sen_screen_shown(screen->view), of->kind);
        if (weight > 0.0)
            of->ranks[of->n++] = (ranked){of->block == SEN_BLOCK_WAITS ? 0.0 : weight, i};
    }
    if (of->n > 1)
        qsort(of->ranks, (size_t)of->n, sizeof *of->ranks, compare_ranked);
    return true;
}

/* Kinds of help stand in one order in all parts: most known unmet need first. */
static void order_as_known(page *p)
{
    const part *const known = p->parts;
    for (int32_t i = 1; i < p->n_parts; i++) {
        part *const of = p->parts + i;
        if (of->block != SEN_BLOCK_KNOWN && of->block != SEN_BLOCK_HIDDEN)
            continue;
        for (int32_t r = 0; r < of->shown; r++) {
            const char *const id = p->screen->lines[of->block][of->ranks[r].at].id;
            int32_t k = 0;
            while (k < known->n &&
                   strcmp(p->screen->lines[SEN_BLOCK_KNOWN][known->ranks[k].at].id, id) != 0)
                k++;
            of->ranks[r].weight = -k;
        }
        if (of->shown > 1)
            qsort(of->ranks, (size_t)of->shown, sizeof *of->ranks, compare_ranked);
    }
}

/* Lines left when every part shows `least` rows of what it has. */
static int32_t lines_left(page *p, int32_t least, int32_t lines)
{
    for (int32_t i = 0; i < p->n_parts; i++) {
        part *const of = p->parts + i;
        of->shown = of->n < least ? of->n : least;
        lines -= of->shown + (of->n > 0 ? 1 + p->blanks : 0);
    }
    return lines;
}

/* A row in turn to each of the first n parts that has more, until the lines are used up. */
static int32_t grow_parts(page *p, int32_t n, int32_t lines)
{
    for (bool grew = true; grew && lines > 0;) {
        grew = false;
        for (int32_t i = 0; i < n && lines > 0; i++)
            if (p->parts[i].shown < p->parts[i].n) {
                p->parts[i].shown++;
                lines--;
                grew = true;
            }
    }
    return lines;
}

/* LEAST_ROWS to each part, then known unmet need and its differences, then the rest. */
static void share_lines(page *p, int32_t lines)
{
    int32_t least = LEAST_ROWS;
    p->blanks = true;
    p->blanks = lines_left(p, INT32_MAX, lines) >= 0;
    while (least > 1 && lines_left(p, least, lines) < 0)
        least--;
    const int32_t first = p->n_parts < 2 ? p->n_parts : 2;
    grow_parts(p, p->n_parts, grow_parts(p, first, lines_left(p, least, lines)));
}

/* ---- the whole ---- */

static part *add_part(page *p, sen_screen_block block, cell_kind kind, const char *title)
{
    part *const of = p->parts + p->n_parts++;
    *of = (part){.block = block, .kind = kind};
    sen_text_init(&of->title);
    sen_text_add(&of->title, title);
    return of;
}

static void make_parts(page *p)
{
    const sen_screen *const screen = p->screen;
    const sen_plan *const plan = screen->view->plans;
    const sen_model *const model = plan->model;
    const sen_period *const year = plan->periods[screen->money_type] + screen->money_period;
    sen_screen_date(&add_part(p, SEN_BLOCK_KNOWN, CELL_MEAN, "Known unmet need, ")->title, model,
                    model->days - 1);
    if (!p->alone) {
        add_part(p, SEN_BLOCK_KNOWN, CELL_DIFFERENCE, "More (+) or fewer (-) than A");
        add_part(p, SEN_BLOCK_HIDDEN, CELL_MEAN, "Hidden need that day (estimate)");
    }
    add_part(p, SEN_BLOCK_LATE, CELL_MEAN, "Duties broken: cases late that day");
    part *const cost = add_part(p, SEN_BLOCK_COST, CELL_THOUSANDS, "Cost, ");
    if (model->plain_clock) {
        sen_text_add(&cost->title, "whole run");
    } else {
        sen_text_add(&cost->title, screen->money_whole ? "year to " : "part of a year to ");
        sen_screen_date(&cost->title, model, year->to_day - 1);
    }
    sen_text_add(&cost->title, ", £1,000");
    add_part(p, SEN_BLOCK_WAITS, CELL_FINE, "Lists and waits");
}

/* How to read the marks, and what is not shown. */
static void add_legend(sen_text *text, const page *p)
{
    sen_text words;
    int32_t left_out = 0;
    sen_text_init(&words);
    for (int32_t i = 0; i < p->n_parts; i++)
        left_out += p->parts[i].n - p->parts[i].shown;
    if (p->same)
        sen_text_add(&words, " = the same children in every replicate.");
    if (p->even)
        sen_text_add(&words, " ~ no difference beyond chance (95 %).");
    if (p->moved)
        sen_text_add(&words, " h: hidden need moved the other way.");
    if (p->parts[0].shown > 1)
        sen_text_add(&words, " A child can be in several lines.");
    if (left_out > 0)
        sen_text_addf(&words, " %d more line%s in the folder below.", (int)left_out,
                      left_out == 1 ? "" : "s");
    if (words.length > 0)
        sen_terminal_wrap(text, sen_text_string(&words), 0, sen_screen_columns(p->screen->view));
    if (!sen_text_is_well(&words))
        text->failed = true;
    sen_text_clear(&words);
}

enum { LEGEND_LINES = 2, NARROW_LINES = 3 };

sen_code sen_screen_text(const sen_screen *screen, const sen_headline *headlines, sen_text *text,
                         sen_errors *errors)
{
    sen_code code = SEN_OK;
    sen_text last;
    page p = {.screen = screen, .alone = sen_screen_shown(screen->view) == 1};
    p.columns = p.alone ? COLUMNS_ALONE : 1 + sen_screen_shown(screen->view);
    sen_text_init(&last);
    make_parts(&p);
    for (int32_t i = 0; i < p.n_parts; i++)
        if (!rank_lines(p.parts + i, screen)) {
            code = sen_fail(errors, SEN_NO_MEMORY, NULL, 0, 0, NULL, NULL, NULL, NULL);
            goto out;
        }
    sen_screen_sentences(text, screen, headlines);
    sen_screen_placeholders(&last, screen);
    const bool narrow = sen_screen_columns(screen->view) < SEN_SCREEN_COLUMNS;
    share_lines(&p, SEN_SCREEN_LINES - 1 - (narrow ? NARROW_LINES : LEGEND_LINES) -
                        sen_terminal_lines(sen_text_string(text)) -
                        sen_terminal_lines(sen_text_string(&last)));
    order_as_known(&p);
    SEN_TRY(add_table(text, &p, errors));
    add_legend(text, &p);
    sen_text_add(text, sen_text_string(&last));
    if (screen->failed || !sen_text_is_well(text))
        code = sen_fail(errors, SEN_NO_MEMORY, NULL, 0, 0, NULL, NULL, NULL, NULL);
out:
    clear_cells(&p);
    for (int32_t i = 0; i < p.n_parts; i++) {
        free(p.parts[i].ranks);
        sen_text_clear(&p.parts[i].title);
    }
    sen_text_clear(&last);
    return code;
}

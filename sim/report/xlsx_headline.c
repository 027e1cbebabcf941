/* SPDX-License-Identifier: MIT */
/* The comparison of the scenarios, in short and in full, and what differs from the first. */
#include <stdlib.h>
#include <string.h>

#include "report/xlsx_parts.h"

#define COUNT(array) ((int32_t)(sizeof(array) / sizeof *(array)))

/* ---- the blocks of the screen ---- */

static const struct {
    const char *measure, *unit;
    sen_note note;
} blocks[SEN_BLOCKS] = {
    [SEN_BLOCK_NEEDED] = {"Children who need this help", "children", SEN_NOTE_KINDS},
    [SEN_BLOCK_KNOWN] = {"Children with known unmet need", "children", SEN_NOTE_KINDS},
    [SEN_BLOCK_HIDDEN] = {"Children with hidden need (estimate)", "children", SEN_NOTE_HIDDEN},
    [SEN_BLOCK_LATE] = {"Open cases already late", "referrals", SEN_NOTE_LATE},
    [SEN_BLOCK_COST] = {"Cost in the year", "GBP", SEN_NOTE_COST},
    [SEN_BLOCK_WAITS] = {"Lists and waits", "", SEN_NOTE_RANGE},
};

/* The worst grade of any scenario's figure of this line; "" where none is graded. */
static const char *line_grade(const sen_xlsx *xlsx, sen_screen_block block, const char *id)
{
    int32_t worst = -1;
    if (!xlsx->view->models[0]->has_population)
        return "";
    for (int32_t s = 0; s < xlsx->shown; s++)
        for (int32_t i = xlsx->page->first[s]; i < xlsx->page->last[s]; i++) {
            const sen_figure *const f = xlsx->page->series[i].figure;
            const bool late = block == SEN_BLOCK_LATE && f->measure == SEN_MEASURE_OPEN_LATE &&
                              strcmp(f->key[SEN_KEY_SERVICE], id) == 0;
            const bool cost = block == SEN_BLOCK_COST && f->measure == SEN_MEASURE_COST &&
                              strcmp(f->key[SEN_KEY_FUNDER], id) == 0;
            const int32_t of = block == SEN_BLOCK_NEEDED  ? SEN_MEASURE_REQUIREMENT_CHILDREN
                               : block == SEN_BLOCK_KNOWN ? SEN_MEASURE_KNOWN_UNMET_CHILDREN
                                                          : SEN_MEASURE_HIDDEN_UNMET_CHILDREN;
            const bool need = block < SEN_BLOCK_LATE && f->measure == of &&
                              f->key[SEN_KEY_GROUP1][0] == '\0' &&
                              strcmp(f->key[SEN_KEY_CATEGORY], id) == 0;
            if ((late || cost || need) && (int32_t)f->grade > worst)
                worst = (int32_t)f->grade;
        }
    return worst < 0 ? "" : sen_xlsx_grade((sen_grade)worst);
}

static void comparison_rows(sen_xlsx *xlsx, sen_xlsx_sheet *sheet, sen_screen_block b, int32_t few)
{
    const int32_t shown = xlsx->shown, all = xlsx->screen->n[b];
    int32_t *const picked = calloc((size_t)all + 1, sizeof *picked);
    xlsx->failed = xlsx->failed || picked == NULL;
    const int32_t n =
        picked == NULL ? 0 : sen_screen_pick(xlsx->screen, b, few < 0 ? all : few, picked);
    for (int32_t i = 0; i < n; i++) {
        const sen_screen_line *const line = xlsx->screen->lines[b] + picked[i];
        sheet->whole = b == SEN_BLOCK_COST;
        sen_xlsx_text(sheet, 0, blocks[b].measure);
        sen_xlsx_text(sheet, 1, line->label);
        sen_xlsx_text(sheet, 2, blocks[b].unit);
        for (int32_t s = 0; s < shown; s++)
            sen_xlsx_mean(sheet, 3 + s, line->summaries + s);
        sen_xlsx_text(sheet, 3 + shown, line_grade(xlsx, b, line->id));
        sen_xlsx_note(sheet, 4 + shown, blocks[b].note, SEN_NOTE_GRADE);
        sen_xlsx_next(sheet);
    }
    free(picked);
}

/* few[b]: lines of a block, those that matter; less than 0: all of them. */
static void comparison(sen_xlsx *xlsx, const char *name, const char *title, const char *table,
                       const char *lead, const int32_t few[SEN_BLOCKS])
{
    sen_xlsx_column columns[5 + SEN_SHOWN_SCENARIOS] = {
        {"Measure", 28, SEN_CELL_TEXT}, {"Of", 34, SEN_CELL_TEXT}, {"Unit", 12, SEN_CELL_TEXT}};
    sen_text heads[SEN_SHOWN_SCENARIOS], about;
    const int32_t shown = xlsx->shown;
    for (int32_t s = 0; s < shown; s++) {
        sen_text_init(heads + s);
        sen_text_add(heads + s, sen_xlsx_scenario(xlsx, s));
        columns[3 + s] = (sen_xlsx_column){sen_text_string(heads + s), 20, SEN_CELL_ONE};
    }
    columns[3 + shown] = (sen_xlsx_column){"Worst grade it rests on", 12, SEN_CELL_TEXT};
    columns[4 + shown] = (sen_xlsx_column){"Notes", 24, SEN_CELL_TEXT};
    sen_text_init(&about);
    sen_xlsx_say_day(xlsx, &about, lead);
    sen_xlsx_sheet sheet;
    sen_xlsx_begin(xlsx, &sheet, name, title, table, sen_text_string(&about), columns, 5 + shown);
    for (int32_t b = 0; b < SEN_BLOCKS; b++)
        comparison_rows(xlsx, &sheet, (sen_screen_block)b, few[b]);
    sen_xlsx_end(&sheet);
    for (int32_t s = 0; s < shown; s++) {
        xlsx->failed = xlsx->failed || !sen_text_is_well(heads + s);
        sen_text_clear(heads + s);
    }
    sen_text_clear(&about);
}

void sen_xlsx_headline(sen_xlsx *xlsx)
{
    static const int32_t few[SEN_BLOCKS] = {
        [SEN_BLOCK_NEEDED] = 0, [SEN_BLOCK_KNOWN] = 8, [SEN_BLOCK_HIDDEN] = 4,
        [SEN_BLOCK_LATE] = 4,   [SEN_BLOCK_COST] = 4,  [SEN_BLOCK_WAITS] = -1};
    comparison(xlsx, "Headline", "Headline comparison of the scenarios", "headline",
               "The lines that matter most: the greatest, and those in which the scenarios differ "
               "most. The worksheet All lines has the rest. Means over replicates. Cost is of one "
               "year, everything else stands at the end of ",
               few);
}

void sen_xlsx_all_lines(sen_xlsx *xlsx)
{
    static const int32_t all[SEN_BLOCKS] = {-1, -1, -1, -1, -1, -1};
    if (!xlsx->view->models[0]->has_population) {
        sen_xlsx_leave_out(xlsx, "All lines", "The worksheet Headline has them all.");
        return;
    }
    comparison(xlsx, "All lines", "Comparison of the scenarios, every line", "all_lines",
               "Means over replicates. Cost is of one year, everything else stands at the end of ",
               all);
}

/* From `column` on: difference, its interval, range and, if wanted, chances. */
static void difference_cells(sen_xlsx_sheet *sheet, int32_t column, const sen_difference *d,
                             bool chances)
{
    const char *const status = sen_difference_status(d);
    const bool there = d->n > 0;
    sen_xlsx_change(sheet, column, d);
    if (!chances)
        return;
    sen_xlsx_number(sheet, column + 3, d->p05, there, status);
    sen_xlsx_number(sheet, column + 4, d->p95, there, status);
    sen_xlsx_number(sheet, column + 5, d->chance_better, there, status);
    sen_xlsx_number(sheet, column + 6, d->chance_same, there, status);
    sen_xlsx_number(sheet, column + 7, d->chance_worse, there, status);
}

/* What a board asks: which lines differ beyond chance. Counts those that it leaves out. */
static bool is_told(const sen_difference *d, int32_t *same, int32_t *even)
{
    if (d->n == 0)
        return false;
    if (!d->has_error || sen_beyond_chance(d))
        return true;
    ++*(d->mc_lower_95 == 0.0 && d->mc_upper_95 == 0.0 ? same : even);
    return false;
}

static void difference_rows(sen_xlsx *xlsx, sen_xlsx_sheet *sheet, int32_t s, sen_screen_block b)
{
    int32_t same = 0, even = 0;
    for (int32_t l = 0; l < xlsx->screen->n[b]; l++) {
        const sen_screen_line *const line = xlsx->screen->lines[b] + l;
        if (!is_told(line->differences + s, &same, &even))
            continue;
        sheet->whole = b == SEN_BLOCK_COST;
        sen_xlsx_text(sheet, 0, sen_xlsx_scenario(xlsx, s));
        sen_xlsx_text(sheet, 1, blocks[b].measure);
        sen_xlsx_text(sheet, 2, line->label);
        sen_xlsx_text(sheet, 3, blocks[b].unit);
        difference_cells(sheet, 4, line->differences + s, true);
        sen_xlsx_note(sheet, 12, SEN_NOTE_PAIRED, blocks[b].note);
        sen_xlsx_next(sheet);
    }
}

/* How many lines the sheet has, and in words which it leaves out. */
static int32_t say_left_out(const sen_xlsx *xlsx, sen_text *about)
{
    int32_t same = 0, even = 0, told = 0;
    for (int32_t s = 1; s < xlsx->shown; s++)
        for (int32_t b = SEN_BLOCK_KNOWN; b < SEN_BLOCK_WAITS; b++)
            for (int32_t l = 0; l < xlsx->screen->n[b]; l++)
                told += is_told(xlsx->screen->lines[b][l].differences + s, &same, &even);
    sen_text_add(about,
                 "The same children and the same luck in both scenarios: what differs is the "
                 "decision. Better means lower here. Only what differs beyond chance is shown: ");
    sen_text_addf(about,
                  "%d lines are the same as in A in every replicate, and %d differ by no more "
                  "than chance could make. All are in csv/differences beside this workbook.",
                  (int)same, (int)even);
    return told;
}

void sen_xlsx_differences(sen_xlsx *xlsx)
{
    static const sen_xlsx_column columns[] = {
        {"Scenario", 40, SEN_CELL_TEXT},
        {"Measure", 26, SEN_CELL_TEXT},
        {"Of", 30, SEN_CELL_TEXT},
        {"Unit", 12, SEN_CELL_TEXT},
        {"Difference from A", 14, SEN_CELL_PLUS},
        {"95% interval, lower", 14, SEN_CELL_PLUS},
        {"95% interval, upper", 14, SEN_CELL_PLUS},
        {"5th percentile of replicates", 15, SEN_CELL_PLUS},
        {"95th percentile of replicates", 15, SEN_CELL_PLUS},
        {"Chance of better", 12, SEN_CELL_SHARE},
        {"Chance of the same", 12, SEN_CELL_SHARE},
        {"Chance of worse", 12, SEN_CELL_SHARE},
        {"Notes", 24, SEN_CELL_TEXT},
    };
    sen_xlsx_sheet sheet;
    sen_text about;
    if (xlsx->shown < 2) {
        sen_xlsx_leave_out(xlsx, "Differences", "Needs two scenarios or more.");
        return;
    }
    sen_text_init(&about);
    if (say_left_out(xlsx, &about) == 0) {
        sen_xlsx_leave_out(xlsx, "Differences",
                           "Nothing differs beyond chance; all differences are in "
                           "csv/differences.");
        sen_text_clear(&about);
        return;
    }
    sen_xlsx_begin(xlsx, &sheet, "Differences", "What each scenario changes", "differences",
                   sen_text_string(&about), columns, COUNT(columns));
    for (int32_t s = 1; s < xlsx->shown; s++)
        for (int32_t b = SEN_BLOCK_KNOWN; b < SEN_BLOCK_WAITS; b++)
            difference_rows(xlsx, &sheet, s, (sen_screen_block)b);
    sen_xlsx_end(&sheet);
    xlsx->failed = xlsx->failed || !sen_text_is_well(&about);
    sen_text_clear(&about);
}

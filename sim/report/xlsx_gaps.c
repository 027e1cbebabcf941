/* SPDX-License-Identifier: MIT */
/* Gaps between groups of children: the greatest, with what the other scenarios make of them. */
#include <math.h>
#include <stdio.h>

#include "report/group_names.h"
#include "report/xlsx_parts.h"

#define COUNT(array) ((int32_t)(sizeof(array) / sizeof *(array)))

enum { FIXED = 10 }; /* columns before those of the other scenarios */

static void gap_row(sen_xlsx *xlsx, sen_xlsx_sheet *sheet, int32_t g)
{
    const sen_gaps *const gaps = &xlsx->page->gaps;
    const sen_gap *const gap = gaps->gaps + g;
    const sen_model *const model = xlsx->view->models[0];
    const char *const type = gap->figure->key[SEN_KEY_GROUP1_TYPE];
    char note[16];
    sen_xlsx_text(
        sheet, 0,
        sen_screen_label(xlsx->view, SEN_BLOCK_KNOWN, gap->figure->key[SEN_KEY_CATEGORY]));
    sen_xlsx_text(sheet, 1, sen_group_type_title(model, type));
    sen_xlsx_text(sheet, 2, sen_group_title(model, type, gap->figure->key[SEN_KEY_GROUP1]));
    sen_xlsx_number(sheet, 3, gap->children, true, "");
    sen_xlsx_mean(sheet, 4, &gap->share);
    sen_xlsx_mean(sheet, 5, &gap->others);
    sen_xlsx_change(sheet, 6, &gap->gap);
    sen_xlsx_text(sheet, 9, sen_xlsx_grade(gap->grade));
    for (int32_t s = 1; s < xlsx->shown; s++) {
        const double mean = gaps->means[g * gaps->n_scenarios + s];
        sen_xlsx_number(sheet, FIXED - 1 + s, mean, isfinite(mean), "z");
    }
    snprintf(note, sizeof note, "[note %d]", SEN_NOTE_GROUPS);
    sen_xlsx_text(sheet, FIXED - 1 + xlsx->shown, note);
    sen_xlsx_next(sheet);
}

static void say_about(sen_xlsx *xlsx, sen_text *about, int32_t told)
{
    const sen_gaps *const gaps = &xlsx->page->gaps;
    sen_text_addf(about,
                  "In scenario A, of those in a group who need this help, the share whose need is "
                  "known and unmet, less the same share in all other groups. At the end of the "
                  "year from %s. ",
                  sen_xlsx_money_year(xlsx));
    sen_text_addf(about,
                  "Groups that are worse off: the %d gaps that stand for most children, of %d "
                  "that chance alone does not make and %d that it could. A gap shows a difference, "
                  "not its cause. Numbers of "
                  "all groups are in csv/results beside this workbook.",
                  (int)told, (int)gaps->n_beyond, (int)(gaps->n - gaps->n_beyond));
}

void sen_xlsx_gaps(sen_xlsx *xlsx)
{
    sen_xlsx_column columns[FIXED + SEN_SHOWN_SCENARIOS] = {
        {"Kind of help", 30, SEN_CELL_TEXT},
        {"Children grouped by", 18, SEN_CELL_TEXT},
        {"Group", 28, SEN_CELL_TEXT},
        {"Children in it who need this help", 14, SEN_CELL_ONE},
        {"Share of them with known unmet need", 16, SEN_CELL_SHARE},
        {"Share in all other groups", 16, SEN_CELL_SHARE},
        {"Gap in A", 12, SEN_CELL_PLUS_SHARE},
        {"95% interval of the gap, lower", 15, SEN_CELL_PLUS_SHARE},
        {"95% interval of the gap, upper", 15, SEN_CELL_PLUS_SHARE},
        {"Worst grade it rests on", 12, SEN_CELL_TEXT},
    };
    const sen_gaps *const gaps = &xlsx->page->gaps;
    const int32_t told = gaps->n_beyond < gaps->n_compared ? gaps->n_beyond : gaps->n_compared;
    char heads[SEN_SHOWN_SCENARIOS][16];
    sen_xlsx_sheet sheet;
    sen_text about;
    if (told == 0) {
        sen_xlsx_leave_out(xlsx, "Equity gaps",
                           gaps->n == 0 ? "The scenario asks for no breakdown by group."
                                        : "No gap between groups is beyond chance.");
        return;
    }
    for (int32_t s = 1; s < xlsx->shown; s++) {
        snprintf(heads[s], sizeof heads[s], "Gap in %c", 'A' + (int)s);
        columns[FIXED - 1 + s] = (sen_xlsx_column){heads[s], 11, SEN_CELL_PLUS_SHARE};
    }
    columns[FIXED - 1 + xlsx->shown] = (sen_xlsx_column){"Notes", 12, SEN_CELL_TEXT};
    sen_text_init(&about);
    say_about(xlsx, &about, told);
    sen_xlsx_begin(xlsx, &sheet, "Equity gaps", "Gaps between groups of children", "equity_gaps",
                   sen_text_string(&about), columns, FIXED + xlsx->shown);
    for (int32_t g = 0; g < told; g++)
        gap_row(xlsx, &sheet, g);
    sen_xlsx_end(&sheet);
    xlsx->failed = xlsx->failed || !sen_text_is_well(&about);
    sen_text_clear(&about);
}

/* SPDX-License-Identifier: MIT */
/* What the figures mean and rest on: notes, scenarios, assumptions, grades, placeholders. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "report/grades.h"
#include "report/not_known.h"
#include "report/publish.h"
#include "report/register.h"
#include "report/xlsx_parts.h"

#define COUNT(array) ((int32_t)(sizeof(array) / sizeof *(array)))

void sen_xlsx_notes(sen_xlsx *xlsx)
{
    static const sen_xlsx_column columns[] = {{"Note", 12, SEN_CELL_TEXT},
                                              {"What it says", 100, SEN_CELL_TEXT}};
    static const char *const notes[SEN_NOTES] = {
        [SEN_NOTE_RANGE] =
            "A mean is over replicates. 5 of 100 replicates are at or below the 5th percentile, 95 "
            "at or below the 95th. The range holds chance and the drawn uncertain numbers, not "
            "what is wrong with the other inputs or left out of the model. How well a percentile "
            "is itself known is not shown in this workbook: its 95% ends are in results.csv and "
            "differences.csv, columns p05_lower_95 to p95_upper_95.",
        [SEN_NOTE_KINDS] =
            "A child may need several kinds of help: never add children up over kinds. Known unmet "
            "need is need that somebody has seen and that is not met, or not in full.",
        [SEN_NOTE_HIDDEN] =
            "Hidden need is an estimate of children whose need nobody has seen. It rests on the "
            "prevalence in the scenario, not on any list.",
        [SEN_NOTE_BANDS] =
            "Weeks waited so far by those still waiting, not by those who started. A band holds "
            "its lower edge and not its upper: 364 days is in 52 weeks and over.",
        [SEN_NOTE_LATE] =
            "Late: open past the target on the day named, by the clock that the scenario gives. A "
            "target passed is counted once, in the year in which it is passed.",
        [SEN_NOTE_COST] =
            "Pounds at the price base of the scenario, of teams, budgets and checks, by who pays.",
        [SEN_NOTE_PAIRED] =
            "Scenario less A over replicates with the same children and the same luck. If the 95% "
            "interval holds 0, chance alone could make the difference. The interval is of the "
            "mean; the percentiles show how single replicates differ.",
        [SEN_NOTE_GRADE] =
            "The worst grade of evidence among the numbers behind it: A local data, B national "
            "statistic, C study or derived, D agreed with people who know, E placeholder.",
        [SEN_NOTE_USE] =
            "In post is commissioned less what is not funded, staffed or clinical. Utilisation is "
            "delivered over in post.",
        [SEN_NOTE_GROUPS] =
            "A gap is shown only where some input differs by group. A child counts in the group it "
            "is in on that day. Groups that are better off than the others have no line.",
        [SEN_NOTE_OPENING] =
            "The first year is still shaped by the opening lists: read no trend from it.",
        [SEN_NOTE_STAGES] =
            "Weeks waited are of those who began the stage in the year, weeks to its end of those "
            "who finished it. Who still waits is in neither, so a list that grows is worse than "
            "its weeks.",
    };
    sen_xlsx_sheet sheet;
    char name[16];
    sen_xlsx_begin(xlsx, &sheet, "Notes", "Notes", "notes",
                   "Shorthand: [z] not applicable; [x] not available, since one replicate tells no "
                   "error; [u] rests on a value that nobody knows; [n] not modelled; [low] rounds "
                   "to zero but is not; [c] confidential.",
                   columns, COUNT(columns));
    for (int32_t n = 1; n < SEN_NOTES; n++) {
        snprintf(name, sizeof name, "[note %d]", (int)n);
        sen_xlsx_text(&sheet, 0, name);
        sen_xlsx_text(&sheet, 1, notes[n]);
        sen_xlsx_next(&sheet);
    }
    sen_xlsx_end(&sheet);
}

void sen_xlsx_scenarios(sen_xlsx *xlsx)
{
    static const sen_xlsx_column columns[] = {
        {"Letter", 8, SEN_CELL_TEXT},
        {"Title", 50, SEN_CELL_TEXT},
        {"Id in the CSV files", 30, SEN_CELL_TEXT},
        {"First day", 13, SEN_CELL_TEXT},
        {"Last day", 13, SEN_CELL_TEXT},
        {"Price base", 12, SEN_CELL_TEXT},
        {"Dated changes", 10, SEN_CELL_WHOLE},
        {"Numbers", 10, SEN_CELL_WHOLE},
        {"Placeholders (grade E)", 14, SEN_CELL_WHOLE},
        {"Rests on a change in behaviour", 14, SEN_CELL_TEXT},
    };
    sen_xlsx_sheet sheet;
    char letter[2] = "A", day[SEN_DAY_BYTES];
    sen_xlsx_begin(xlsx, &sheet, "Scenarios", "The scenarios", "scenarios",
                   "The others are compared with A.", columns, COUNT(columns));
    for (int32_t s = 0; s < xlsx->shown; s++) {
        const sen_model *const model = xlsx->view->models[s];
        letter[0] = (char)('A' + s);
        sen_xlsx_text(&sheet, 0, letter);
        sen_xlsx_text(&sheet, 1,
                      model->title == NULL || model->title[0] == '\0' ? model->id : model->title);
        sen_xlsx_text(&sheet, 2, model->id);
        sen_table_day(model, 0, day);
        sen_xlsx_text(&sheet, 3, day);
        sen_table_day(model, model->days - 1, day);
        sen_xlsx_text(&sheet, 4, day);
        sen_xlsx_text(&sheet, 5, model->price_base == NULL ? "[z]" : model->price_base);
        sen_xlsx_number(&sheet, 6, model->n_changes, true, "");
        sen_xlsx_number(&sheet, 7, model->n_written, true, "");
        sen_xlsx_number(&sheet, 8, sen_screen_count_placeholders(model), true, "");
        sen_xlsx_text(&sheet, 9, model->has_behaviour ? "Yes" : "No");
        sen_xlsx_next(&sheet);
    }
    sen_xlsx_end(&sheet);
}

/* ---- assumptions ---- */

static bool same_assumption(const sen_assumption *a, const sen_assumption *b)
{
    return strcmp(a->id, b->id) == 0 &&
           strcmp(a->text == NULL ? "" : a->text, b->text == NULL ? "" : b->text) == 0;
}

/* Whether an earlier scenario has said it in the same words. */
static bool is_said(const sen_xlsx *xlsx, int32_t s, const sen_assumption *assumption)
{
    for (int32_t before = 0; before < s; before++) {
        const sen_model *const model = xlsx->view->models[before];
        for (int32_t a = 0; a < model->n_assumptions; a++)
            if (same_assumption(model->assumptions + a, assumption))
                return true;
    }
    return false;
}

void sen_xlsx_assumptions(sen_xlsx *xlsx)
{
    static const sen_xlsx_column columns[] = {
        {"Assumption", 12, SEN_CELL_TEXT}, {"First scenario with it", 34, SEN_CELL_TEXT},
        {"About", 40, SEN_CELL_TEXT},      {"What is assumed", 70, SEN_CELL_TEXT},
        {"Source", 40, SEN_CELL_TEXT},     {"Grade", 8, SEN_CELL_TEXT},
        {"Owner", 24, SEN_CELL_TEXT},      {"Agreed with", 24, SEN_CELL_TEXT},
        {"Date", 13, SEN_CELL_TEXT},
    };
    sen_xlsx_sheet sheet;
    bool any = false;
    for (int32_t s = 0; s < xlsx->shown; s++)
        any = any || xlsx->view->models[s]->n_assumptions > 0;
    if (!any) {
        sen_xlsx_leave_out(xlsx, "Assumptions", "The scenarios register none.");
        return;
    }
    sen_xlsx_begin(xlsx, &sheet, "Assumptions", "Assumptions register: in words", "assumptions",
                   "As the scenarios register them: what nobody has measured and somebody owns. "
                   "The worksheet Numbers has every number.",
                   columns, COUNT(columns));
    for (int32_t s = 0; s < xlsx->shown; s++) {
        const sen_model *const model = xlsx->view->models[s];
        for (int32_t a = 0; a < model->n_assumptions; a++) {
            const sen_assumption *const one = model->assumptions + a;
            if (is_said(xlsx, s, one))
                continue;
            const sen_disclosure *const rule = &xlsx->view->publish;
            const char *const texts[] = {one->id,
                                         sen_xlsx_scenario(xlsx, s),
                                         one->about,
                                         sen_publish_about(rule, one->about, one->text),
                                         sen_publish_about(rule, one->about, one->source),
                                         sen_xlsx_grade(one->grade),
                                         one->owner,
                                         one->agreed_with,
                                         one->date};
            for (int32_t c = 0; c < COUNT(texts); c++)
                sen_xlsx_text(&sheet, c,
                              texts[c] == NULL || texts[c][0] == '\0' ? "[x]" : texts[c]);
            sen_xlsx_next(&sheet);
        }
    }
    sen_xlsx_end(&sheet);
}

/* ---- what we do not know ---- */

static void not_known_row(void *to, const sen_not_known *one)
{
    sen_xlsx_sheet *const sheet = to;
    sen_xlsx_text(sheet, 0, one->why);
    sen_xlsx_text(sheet, 1, one->what);
    sen_xlsx_text(sheet, 2, one->words);
    sen_xlsx_next(sheet);
}

void sen_xlsx_not_known(sen_xlsx *xlsx)
{
    static const sen_xlsx_column columns[] = {{"Why we do not know", 28, SEN_CELL_TEXT},
                                              {"What", 32, SEN_CELL_TEXT},
                                              {"In words", 90, SEN_CELL_TEXT}};
    sen_xlsx_sheet sheet;
    sen_xlsx_begin(xlsx, &sheet, "What we do not know", "What we do not know", "not_known",
                   "No figure of this workbook holds what stands here. The worksheets Grades and "
                   "Numbers go into single numbers.",
                   columns, COUNT(columns));
    xlsx->failed =
        !sen_not_known_tell(xlsx->view, xlsx->shown, not_known_row, &sheet) || xlsx->failed;
    sen_xlsx_end(&sheet);
}

void sen_xlsx_grades(sen_xlsx *xlsx)
{
    static const sen_xlsx_column columns[] = {
        {"Part of the scenario", 26, SEN_CELL_TEXT},
        {"A: local data", 12, SEN_CELL_WHOLE},
        {"B: national statistic", 12, SEN_CELL_WHOLE},
        {"C: study or derived", 12, SEN_CELL_WHOLE},
        {"D: agreed", 12, SEN_CELL_WHOLE},
        {"E: placeholder", 12, SEN_CELL_WHOLE},
        {"Unknown", 12, SEN_CELL_WHOLE},
    };
    const sen_model *const model = xlsx->view->models[0];
    sen_grade_part parts[SEN_GRADE_PARTS];
    const int32_t n = sen_grade_parts(model, parts);
    sen_xlsx_sheet sheet;
    if (n == 0 || !model->has_population) {
        sen_xlsx_leave_out(xlsx, "Grades", "The scenario has no graded numbers.");
        return;
    }
    sen_xlsx_begin(xlsx, &sheet, "Grades", "What the numbers of scenario A rest on", "grades",
                   "Numbers of the scenario by part and grade of evidence [note 8]. Read E as: "
                   "nobody knows yet.",
                   columns, COUNT(columns));
    for (int32_t p = 0; p < n; p++) {
        char name[64];
        snprintf(name, sizeof name, "%.*s", (int)parts[p].length, parts[p].path);
        sen_xlsx_text(&sheet, 0, name);
        for (int32_t g = 0; g < SEN_GRADES; g++)
            sen_xlsx_number(&sheet, 1 + g, parts[p].counts[g], true, "");
        sen_xlsx_next(&sheet);
    }
    sen_xlsx_end(&sheet);
}

/* ---- every number ---- */

typedef struct {
    sen_xlsx *xlsx;
    sen_xlsx_sheet *sheet;
    int32_t scenario;
} register_rows;

/* "the start", or the day and title of the dated change. */
static void say_since(sen_text *words, const sen_model *model, const char *change)
{
    char day[SEN_DAY_BYTES];
    sen_text_empty(words);
    for (int32_t c = 0; c < model->n_changes; c++)
        if (strcmp(model->changes[c].id, change) == 0) {
            sen_table_day(model, model->changes[c].from_day, day);
            sen_text_addf(words, "%s: %s", day, model->changes[c].title);
            return;
        }
    sen_text_add(words, "the start");
}

static void register_row(void *to, const sen_register_row *row)
{
    const register_rows *const r = to;
    const char letter[2] = {(char)('A' + r->scenario), '\0'};
    say_since(&r->xlsx->words_made, r->xlsx->view->models[r->scenario], row->change);
    sen_xlsx_text(r->sheet, 0, letter);
    sen_xlsx_text(r->sheet, 1, row->path);
    sen_xlsx_text(r->sheet, 2, sen_text_string(&r->xlsx->words_made));
    sen_xlsx_number(r->sheet, 3, row->value, row->has_value,
                    row->withheld                     ? "c"
                    : row->grade == SEN_GRADE_UNKNOWN ? "u"
                                                      : "z");
    sen_xlsx_text(r->sheet, 4, row->distribution[0] == '\0' ? "[z]" : row->distribution);
    sen_xlsx_text(r->sheet, 5, row->unit[0] == '\0' ? "[z]" : row->unit);
    sen_xlsx_text(r->sheet, 6, sen_xlsx_grade(row->grade));
    sen_xlsx_text(r->sheet, 7, row->source[0] == '\0' ? "[x]" : row->source);
    sen_xlsx_next(r->sheet);
}

void sen_xlsx_numbers(sen_xlsx *xlsx)
{
    static const sen_xlsx_column columns[] = {
        {"Scenario", 10, SEN_CELL_TEXT},
        {"Where it stands", 60, SEN_CELL_TEXT},
        {"In force from", 20, SEN_CELL_TEXT},
        {"Value", 14, SEN_CELL_GENERAL},
        {"Distribution it is drawn from", 36, SEN_CELL_TEXT},
        {"Unit", 16, SEN_CELL_TEXT},
        {"Grade", 10, SEN_CELL_TEXT},
        {"Source", 90, SEN_CELL_TEXT},
    };
    sen_xlsx_sheet sheet;
    if (xlsx->view->models[0]->n_written == 0) {
        sen_xlsx_leave_out(xlsx, "Numbers", "The scenarios write none.");
        return;
    }
    sen_xlsx_begin(xlsx, &sheet, "Numbers", "Assumptions register: every number", "numbers",
                   "Every number, table and first-day list of A; of the others, those that A does "
                   "not have just so. Grades are in [note 8]; E marks a placeholder.\n"
                   "E with three digits in a source is a line of the evidence that the scenario's "
                   "folder names.",
                   columns, COUNT(columns));
    for (int32_t s = 0; s < xlsx->shown; s++)
        xlsx->failed =
            !sen_register_tell(xlsx->view, s, register_row, &(register_rows){xlsx, &sheet, s}) ||
            xlsx->failed;
    sen_xlsx_end(&sheet);
}

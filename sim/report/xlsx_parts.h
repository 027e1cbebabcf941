/* SPDX-License-Identifier: MIT */
/* The sheets of the workbook, in their order. Each writes itself, or leaves itself out and says why. */
#ifndef SEN_REPORT_XLSX_PARTS_H
#define SEN_REPORT_XLSX_PARTS_H

#include "report/xlsx.h"
#include "report/xlsx_sheet.h"

/* The notes that a table points at, from 1, as on the sheet Notes. */
typedef enum {
    SEN_NOTE_RANGE = 1,
    SEN_NOTE_KINDS,
    SEN_NOTE_HIDDEN,
    SEN_NOTE_BANDS,
    SEN_NOTE_LATE,
    SEN_NOTE_COST,
    SEN_NOTE_PAIRED,
    SEN_NOTE_GRADE,
    SEN_NOTE_USE,
    SEN_NOTE_GROUPS,
    SEN_NOTE_OPENING,
    SEN_NOTE_STAGES,
    SEN_NOTES
} sen_note;

void sen_xlsx_notes(sen_xlsx *xlsx);
void sen_xlsx_scenarios(sen_xlsx *xlsx);
void sen_xlsx_headline(sen_xlsx *xlsx);
void sen_xlsx_all_lines(sen_xlsx *xlsx);
void sen_xlsx_differences(sen_xlsx *xlsx);
void sen_xlsx_unmet(sen_xlsx *xlsx);
void sen_xlsx_waits(sen_xlsx *xlsx);
void sen_xlsx_stages(sen_xlsx *xlsx);
void sen_xlsx_duties(sen_xlsx *xlsx);
void sen_xlsx_capacity(sen_xlsx *xlsx);
void sen_xlsx_cost(sen_xlsx *xlsx);
void sen_xlsx_outcomes(sen_xlsx *xlsx);
void sen_xlsx_gaps(sen_xlsx *xlsx);
void sen_xlsx_checks(sen_xlsx *xlsx);
void sen_xlsx_assumptions(sen_xlsx *xlsx);
void sen_xlsx_not_known(sen_xlsx *xlsx);
void sen_xlsx_grades(sen_xlsx *xlsx);
void sen_xlsx_numbers(sen_xlsx *xlsx);
void sen_xlsx_happened(sen_xlsx *xlsx);
void sen_xlsx_charts(sen_xlsx *xlsx);
void sen_xlsx_data_sheet(sen_xlsx *xlsx, const sen_xlsx_data *data);

/* The last census day, and the year that money is shown of, in words; valid until the next call. */
const char *sen_xlsx_last_day(sen_xlsx *xlsx);
const char *sen_xlsx_money_year(sen_xlsx *xlsx);

/* Summary of the last period of a figure, of a service or kind; n 0: none. */
sen_summary sen_xlsx_census(const sen_xlsx *xlsx, int32_t scenario, int32_t measure,
                            const char *service, const char *category);

/* Of an introduction: these words and the last census day. about is emptied first. */
void sen_xlsx_say_day(sen_xlsx *xlsx, sen_text *about, const char *words);

/* "[note 1] [note 2]"; second 0: one note. */
void sen_xlsx_note(sen_xlsx_sheet *sheet, int32_t column, sen_note note, sen_note second);

/* "A" to "E", or "unknown". */
const char *sen_xlsx_grade(sen_grade grade);

/* Title of an outcome; the id where there is none. */
const char *sen_xlsx_outcome(const sen_model *model, const char *id);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * A workbook while it is written, and one sheet of it: title in A1, what it holds below, then one
 * marked-up table, after the Government Analysis Function's "Releasing statistics in spreadsheets".
 *
 * Every cell passes one gate here. A number is finite, or the cell holds the shorthand for why it
 * is not there, or nothing. A text is UTF-8 without control characters, at most 32,767 characters,
 * and always a string: nothing becomes a formula.
 */
#ifndef SEN_REPORT_XLSX_SHEET_H
#define SEN_REPORT_XLSX_SHEET_H

#include <xlsxwriter.h>

#include "base/text.h"
#include "report/page.h"
#include "report/screen.h"
#include "report/table.h"
#include "report/terminal.h"

/* How a column's cells look. Numbers keep their full precision. */
typedef enum {
    SEN_CELL_TEXT,
    SEN_CELL_WHOLE, /* 1,234 */
    SEN_CELL_ONE,   /* 1,234.5 */
    SEN_CELL_SHARE, /* 0.123 as 12.3 % */
    SEN_CELL_PLUS,  /* +1,234.5 */
    SEN_CELL_PLUS_WHOLE,
    SEN_CELL_PLUS_SHARE, /* +0.123 as +12.3 % */
    SEN_CELL_RATE,       /* 0.123 */
    SEN_CELL_GENERAL,    /* as it is */
    SEN_CELLS
} sen_cell;

typedef struct {
    const char *head;
    double width; /* characters */
    sen_cell cell;
} sen_xlsx_column;

enum { SEN_XLSX_SHEETS = 40, SEN_XLSX_COLUMNS = 32, SEN_XLSX_NAME = 32 };

typedef struct {
    char name[SEN_XLSX_NAME];
    char *title;       /* owned; NULL: it stands on Contents only */
    const char *about; /* why it is not there; else NULL; borrowed */
} sen_xlsx_entry;

typedef struct {
    lxw_workbook *book;
    lxw_format *title, *words, *wrapped, *strong, *head, *head_right, *link;
    lxw_format *cells[SEN_CELLS];
    const sen_run_view *view;
    const sen_page *page;
    const sen_screen *screen;
    const sen_headline *headlines; /* a scenario of the view */
    int32_t shown;                 /* scenarios with letters: those given, without variants */
    sen_xlsx_entry entries[SEN_XLSX_SHEETS];
    int32_t n_entries;
    sen_text text; /* of the cell being written */
    sen_text words_made;
    bool failed; /* for want of memory, or the library refused */
} sen_xlsx;

typedef struct {
    sen_xlsx *xlsx;
    lxw_worksheet *sheet;
    const sen_xlsx_column *columns;
    int32_t n_columns;
    uint32_t head_row, row; /* of the header; the next to be written */
    int32_t lines;          /* of the tallest cell in the row so far */
    bool whole;             /* this row's numbers are shown without decimals */
    bool rate;              /* they are shown with three */
    const char *table;
} sen_xlsx_sheet;

/* A sheet that is not a table: its title in A1. Both strings are copied. */
lxw_worksheet *sen_xlsx_add(sen_xlsx *xlsx, const char *name, const char *title);

/* A sheet with a table. about: sentences below "This worksheet contains one table.", a line a row.
 * columns live until the end of the sheet. */
void sen_xlsx_begin(sen_xlsx *xlsx, sen_xlsx_sheet *sheet, const char *name, const char *title,
                    const char *table, const char *about, const sen_xlsx_column *columns,
                    int32_t n_columns);
void sen_xlsx_text(sen_xlsx_sheet *sheet, int32_t column, const char *text);

/* status: why it is not there, as in the CSV files; "" leaves the cell empty. */
void sen_xlsx_number(sen_xlsx_sheet *sheet, int32_t column, double number, bool there,
                     const char *status);

/* The mean; the mean and the 5th and 95th percentile; or in each cell why they are not there. */
void sen_xlsx_mean(sen_xlsx_sheet *sheet, int32_t column, const sen_summary *summary);
void sen_xlsx_range(sen_xlsx_sheet *sheet, int32_t column, const sen_summary *summary);

/* The difference and both ends of its interval. NULL: of the first scenario, which has none. */
void sen_xlsx_change(sen_xlsx_sheet *sheet, int32_t column, const sen_difference *difference);
void sen_xlsx_next(sen_xlsx_sheet *sheet); /* row */
void sen_xlsx_end(sen_xlsx_sheet *sheet);

/* Names a sheet on Contents that this run has not, and why. */
void sen_xlsx_leave_out(sen_xlsx *xlsx, const char *name, const char *why);

/* A text that passed the gate; valid until the next cell. */
const char *sen_xlsx_safe(sen_xlsx *xlsx, const char *text);

void sen_xlsx_write_text(sen_xlsx *xlsx, lxw_worksheet *sheet, uint32_t row, int32_t column,
                         const char *text, lxw_format *format);

/* "A: title" of a scenario that is shown; valid until the next call. */
const char *sen_xlsx_scenario(sen_xlsx *xlsx, int32_t scenario);

/* Title of a service; the id where there is none. */
const char *sen_xlsx_service(const sen_xlsx *xlsx, const char *id);

#endif

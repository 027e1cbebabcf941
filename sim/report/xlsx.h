/* SPDX-License-Identifier: MIT */
/*
 * results.xlsx: what is passed round before a meeting. Cover, Contents and Notes, then one table a
 * sheet, then charts with the data they draw, then a sheet of rows for pivot tables. It computes
 * no figure; the same run gives the same bytes.
 */
#ifndef SEN_REPORT_XLSX_H
#define SEN_REPORT_XLSX_H

#include "report/page.h"
#include "report/screen.h"

/* The rows of the sheet Data, picked as they pass: at most SEN_XLSX_DATA_ROWS of them. */
enum { SEN_XLSX_DATA_ROWS = 20000 };

typedef struct {
    int32_t scenario, period;
    const sen_figure *figure;
    const char *grade; /* as in results.csv */
    sen_summary summary;
    sen_difference difference; /* n 0: none */
} sen_xlsx_kept;

typedef struct {
    const sen_run_view *view;
    sen_xlsx_kept *rows; /* owned; in the order of the files */
    int32_t n, room;
    unsigned classes; /* that fit, a bit each */
    bool failed;
} sen_xlsx_data;

void sen_xlsx_data_init(sen_xlsx_data *data, const sen_run_view *view);
uint8_t sen_xlsx_data_asks(const sen_xlsx_data *data, int32_t scenario,
                           const sen_figure *figure); /* SEN_ASK_... */
void sen_xlsx_data_row(void *data, const sen_table_row *row);
void sen_xlsx_data_clear(sen_xlsx_data *data);

/* Writes folder/results.xlsx. SEN_CANNOT_CREATE, SEN_IO, SEN_NO_MEMORY. */
sen_code sen_xlsx_write(const sen_xlsx_data *data, const sen_page *page, const sen_screen *screen,
                        const sen_headline *headlines, const char *folder, sen_errors *errors);

#endif

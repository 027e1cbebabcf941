/* SPDX-License-Identifier: MIT */
/*
 * results.csv, differences.csv and, if the view keeps them, replicates.csv (README.md, the output
 * folder): UTF-8, RFC 4180, CRLF, numbers as %.12g. New columns are only added at the end.
 */
#ifndef SEN_REPORT_CSV_H
#define SEN_REPORT_CSV_H

#include "base/text.h"
#include "report/sink.h"
#include "report/table.h"

/* One column of a CSV file, for the header and for datapackage.json. */
typedef struct {
    const char *name;
    const char *type; /* string, number, integer, date, boolean; day: date, or integer */
    const char *meaning;
} sen_csv_column;

extern const sen_csv_column sen_results_columns[];
extern const int32_t sen_results_columns_count;
extern const sen_csv_column sen_differences_columns[];
extern const int32_t sen_differences_columns_count;
extern const sen_csv_column sen_replicates_columns[];
extern const int32_t sen_replicates_columns_count;
extern const sen_csv_column sen_uncertainty_columns[];
extern const int32_t sen_uncertainty_columns_count;
extern const sen_csv_column sen_actuals_columns[];
extern const int32_t sen_actuals_columns_count;

/* The files while they are written: give it every row in order. */
typedef struct {
    const sen_run_view *view;
    sen_sink results, differences, replicates, uncertainty;
    const sen_plan *plan; /* that the texts below are of */
    int32_t scenario;
    sen_text keys;        /* of all figures: service to unit */
    size_t *key_at;       /* n_figures + 1 */
    sen_text head;        /* of the row: period type to end */
    int32_t type, period; /* that the head is of */
    bool failed;          /* for want of memory */
} sen_csv;

/* folder NULL: no files, only the digest of results.csv. */
sen_code sen_csv_open(sen_csv *csv, const sen_run_view *view, const char *folder,
                      sen_errors *errors);
/* What the files need of a figure: SEN_ASK_... */
uint8_t sen_csv_asks(const sen_csv *csv, int32_t scenario, const sen_figure *figure);
void sen_csv_row(void *csv, const sen_table_row *row);

/* keep false: all are removed. The digests and sizes of the sinks may be read afterwards. */
sen_code sen_csv_close(sen_csv *csv, bool keep, sen_errors *errors);

/* Byte order mark if the view wants it, then the header. */
void sen_csv_header(sen_sink *sink, const sen_csv_column *columns, int32_t n, bool bom);

#endif

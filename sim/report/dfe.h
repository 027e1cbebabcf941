/* SPDX-License-Identifier: MIT */
/*
 * dfe/: the results in the shape of the DfE's open data (explore education statistics;
 * https://dfe-analytical-services.github.io/analysts-guide/statistics-production/ud.html): three
 * subjects by each kind of year, a file each with its metadata beside it. Filters are columns of
 * text with every combination there; a code stands in a cell that has no number (z not applicable,
 * x not available, u unknown input, c confidential, low). Only years that the run covers whole, and
 * the scenarios given, without the variants of a behaviour change.
 */
#ifndef SEN_REPORT_DFE_H
#define SEN_REPORT_DFE_H

#include "base/arena.h"
#include "report/table.h"

enum { SEN_DFE_SUBJECTS = 3, SEN_DFE_YEARS = 3, SEN_DFE_TABLES = SEN_DFE_SUBJECTS * SEN_DFE_YEARS };

/* Data and metadata of each table, within the folder. */
extern const char *const sen_dfe_files[SEN_DFE_TABLES][2];

/* What a filter can be. */
typedef struct {
    const char *id, *label;
    const char *topic; /* of a breakdown; NULL */
} sen_dfe_level;

typedef struct {
    sen_dfe_level *levels; /* the arena's */
    int32_t n, room;
} sen_dfe_filter;

/* A figure as it is told; `code` in the place of numbers, "" where they are there. */
typedef struct {
    double mean, p05, p95;
    const char *code;
} sen_dfe_cell;

typedef struct {
    sen_dfe_filter years;     /* id: first day */
    sen_dfe_filter main;      /* kinds of help, services, or funders */
    sen_dfe_filter breakdown; /* Total and groups */
    sen_dfe_cell *cells;      /* the arena's: year, scenario, main, breakdown, indicator */
} sen_dfe_table;

typedef struct {
    const sen_run_view *view;
    int32_t scenarios; /* given, which stand first in the view */
    sen_dfe_table tables[SEN_DFE_TABLES];
    sen_arena arena; /* owns all of the above */
    bool failed;
} sen_dfe;

/* Whether a run of this view has the table: some year is whole and the subject has figures. */
bool sen_dfe_is_told(const sen_run_view *view, int32_t table);

void sen_dfe_init(sen_dfe *dfe, const sen_run_view *view);
uint8_t sen_dfe_asks(const sen_dfe *dfe, int32_t scenario,
                     const sen_figure *figure); /* SEN_ASK_... */
void sen_dfe_row(void *dfe, const sen_table_row *row);
sen_code sen_dfe_write(sen_dfe *dfe, const char *folder, sen_errors *errors);
void sen_dfe_clear(sen_dfe *dfe);

/* What the files hold, in Markdown, for the dictionary. */
void sen_dfe_tell(sen_text *text);

#endif

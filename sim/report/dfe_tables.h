/* SPDX-License-Identifier: MIT */
/* What the tables of dfe/ are made of; for dfe.c, which fills them, and dfe_files.c, which writes them. */
#ifndef SEN_REPORT_DFE_TABLES_H
#define SEN_REPORT_DFE_TABLES_H

#include "report/dfe.h"

typedef struct {
    int32_t measure;
    const char *name, *data_type; /* of the column: name_data_type */
    const char *label, *unit;
    int32_t decimals, times; /* a share is told in percent */
} sen_dfe_indicator;

enum { SEN_DFE_INDICATORS = 8 };

typedef struct {
    const char *filter, *label, *hint; /* of the main filter */
    sen_row_key key;
    bool grouped, totalled; /* has breakdowns; "" is the total of the main filter */
    sen_dfe_indicator indicators[SEN_DFE_INDICATORS];
    int32_t n;
} sen_dfe_subject_spec;

const sen_dfe_subject_spec *sen_dfe_subject(int32_t table);
int32_t sen_dfe_type(int32_t table);           /* of its periods */
const char *sen_dfe_identifier(int32_t table); /* "Academic year" */

/* The title; the id where there is none, or it is too long for a level of a filter. */
const char *sen_dfe_title_or(const char *title, const char *id);

sen_dfe_cell *sen_dfe_cell_at(const sen_dfe *dfe, int32_t table, int32_t year, int32_t scenario,
                              int32_t main, int32_t breakdown, int32_t i);

#endif

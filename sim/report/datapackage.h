/* SPDX-License-Identifier: MIT */
/*
 * datapackage.json: the CSV files of the folder in the words of Frictionless Data Package 2.0
 * (https://datapackage.org): columns, types, keys, sizes and SHA-256 of each.
 */
#ifndef SEN_REPORT_DATAPACKAGE_H
#define SEN_REPORT_DATAPACKAGE_H

#include "report/csv.h"
#include "report/json.h"

typedef struct {
    const char *name, *path, *title;
    const sen_csv_column *columns;
    int32_t n_columns;
    const char *key;         /* columns that make a row unique, with commas */
    bool key_has_empty;      /* some of them may be empty: a unique key, not a primary one */
    const sen_sink *written; /* closed: size and digest */
} sen_resource;

/* plain: periods are day numbers, not dates. json is to be cleared. */
void sen_datapackage_make(sen_json *json, const sen_run_view *view, const sen_resource *resources,
                          int32_t n, bool plain);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * csv/dim/: what the ids in the results mean, one small file each for scenarios, services (with
 * their stages and teams), measures, periods and groups (with all other ids of categories); and what the scenarios rest on, number by number and in words.
 */
#ifndef SEN_REPORT_DIMS_H
#define SEN_REPORT_DIMS_H

#include "report/csv.h"

enum { SEN_DIMS = 8 };

typedef struct {
    const char *name;         /* of the resource: scenarios, ... */
    const char *path, *title; /* within the folder */
    const sen_csv_column *columns;
    int32_t n_columns;
    const char *key; /* columns that make a row unique, with commas */
} sen_dim;

extern const sen_dim sen_dims[SEN_DIMS];

/* Writes them all. sinks[i] is closed; its size, rows and digest stay readable. */
sen_code sen_dims_write(const sen_run_view *view, const char *folder, sen_sink sinks[SEN_DIMS],
                        sen_errors *errors);

#endif

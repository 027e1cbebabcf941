/* SPDX-License-Identifier: MIT */
/*
 * Tables in CSV beside a scenario: strict RFC 4180 with a header, UTF-8, commas, the first column the
 * key. They become nodes like any others, each at its own line of the CSV file.
 */
#ifndef SEN_MODEL_CSV_TABLE_H
#define SEN_MODEL_CSV_TABLE_H

#include <stddef.h>
#include <stdint.h>

#include "model/nodes.h"

typedef struct {
    const char *text;     /* in the tree's arena */
    int32_t line, column; /* characters, from 1 */
} sen_csv_cell;

typedef struct {
    int32_t file;        /* sen_tree_file */
    int32_t columns;     /* at least 2 */
    int32_t rows;        /* the header included; at least 2 */
    sen_csv_cell *cells; /* owned; row by row */
    int64_t n_cells, capacity;
} sen_csv_table;

/* Read a file's bytes. All faults are told with line and column; the table is empty then. */
sen_code sen_csv_read(sen_csv_table *table, sen_tree *tree, const char *bytes, size_t length,
                      int32_t file, sen_errors *errors);

/* The same for a file as named by the user, in which the first column is no key. */
sen_code sen_csv_read_file(sen_csv_table *table, sen_tree *tree, const char *path,
                           sen_errors *errors);

void sen_csv_clear(sen_csv_table *table);

/*
 * Turn {"csv": ..., "value": COLUMN, ...} into {"by": ..., "rows": [[key, number], ...], ...}. A key
 * is a number if it reads as one, else a string; all differ. `value` missing: the second column. If
 * the table does not serve, that is told and the object is marked faulty.
 */
sen_code sen_csv_fill(const sen_csv_table *table, sen_tree *tree, sen_node *object,
                      sen_errors *errors);

#endif

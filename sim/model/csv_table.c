/* SPDX-License-Identifier: MIT */
#include "model/csv_table.h"

#include <stdlib.h>
#include <string.h>

#include "model/personal.h"
#include "model/scan.h"
#include "model/source_file.h"

enum { COLUMNS_LIMIT = 1000, CELLS_LIMIT = 1000000 };

typedef struct {
    sen_csv_table *table;
    sen_tree *tree;
    sen_errors *errors;
    const char *name, *bytes;
    size_t length, at;
    sen_place place;
    sen_text field;
    sen_code code; /* of the first fault */
    int32_t n_faults;
    bool stop;
} csv_reader;

void sen_csv_clear(sen_csv_table *table)
{
    free(table->cells);
    memset(table, 0, sizeof *table);
}

static sen_place here(csv_reader *r)
{
    sen_place_move(&r->place, r->bytes, r->at);
    return r->place;
}

static void fault(csv_reader *r, sen_place place, sen_code code, const char *found,
                  const char *allowed)
{
    sen_fail(r->errors, code, r->name, place.line, place.column, NULL, found, allowed, NULL);
    if (r->code == SEN_OK)
        r->code = code;
    if (++r->n_faults >= SEN_SCAN_FAULTS || code != SEN_BAD_SCENARIO)
        r->stop = true;
}

static void add_cell(csv_reader *r, sen_place place)
{
    sen_csv_table *const table = r->table;
    if (table->n_cells == CELLS_LIMIT) {
        fault(r, place, SEN_TOO_LARGE, "cell number 1,000,001", "at most 1,000,000 cells a file");
        return;
    }
    if (table->n_cells == table->capacity) {
        const int64_t capacity = table->capacity == 0 ? 256 : 2 * table->capacity;
        sen_csv_cell *const cells = realloc(table->cells, (size_t)capacity * sizeof *cells);
        if (cells == NULL) {
            fault(r, place, SEN_NO_MEMORY, NULL, NULL);
            return;
        }
        table->cells = cells;
        table->capacity = capacity;
    }
    char *const text = sen_tree_keep(r->tree, sen_text_string(&r->field), r->field.length);
    if (text == NULL || !sen_text_is_well(&r->field)) {
        fault(r, place, SEN_NO_MEMORY, NULL, NULL);
        return;
    }
    table->cells[table->n_cells++] = (sen_csv_cell){text, place.line, place.column};
}

static bool at_line_end(const csv_reader *r)
{
    return r->at == r->length || r->bytes[r->at] == '\n' ||
           (r->bytes[r->at] == '\r' && r->at + 1 < r->length && r->bytes[r->at + 1] == '\n');
}

/* A field in quotes; a doubled quote is one quote. Ends behind the closing quote. */
static void read_quoted(csv_reader *r)
{
    const sen_place begun = here(r);
    for (r->at++; !at_line_end(r); r->at++) {
        if (r->bytes[r->at] == '"') {
            r->at++;
            if (at_line_end(r) || r->bytes[r->at] != '"') {
                if (!at_line_end(r) && r->bytes[r->at] != ',')
                    fault(r, here(r), SEN_BAD_SCENARIO, "text behind a closing quote",
                          "a comma or the end of the line");
                return;
            }
        }
        sen_text_add_char(&r->field, r->bytes[r->at]);
    }
    fault(r, begun, SEN_BAD_SCENARIO, "a quote that is not closed on its line",
          "a closing quote before the end of the line");
}

static void read_field(csv_reader *r)
{
    const sen_place begun = here(r);
    sen_text_empty(&r->field);
    if (!at_line_end(r) && r->bytes[r->at] == '"')
        read_quoted(r);
    for (; !at_line_end(r) && r->bytes[r->at] != ','; r->at++) {
        const unsigned char c = (unsigned char)r->bytes[r->at];
        if (c == '"')
            fault(r, here(r), SEN_BAD_SCENARIO, "a quote within a field without quotes",
                  "the whole field in quotes, with quotes doubled within");
        if (c < 0x20 || c == 0x7F)
            fault(r, here(r), SEN_BAD_SCENARIO,
                  c == '\r' ? "a carriage return without a line feed" : "a control character",
                  "lines that end with LF or CR LF, and no control characters");
        sen_text_add_char(&r->field, (char)c);
    }
    add_cell(r, begun);
}

static void read_line(csv_reader *r)
{
    sen_csv_table *const table = r->table;
    const sen_place begun = here(r);
    const int64_t before = table->n_cells;
    bool more = true;
    while (more && !r->stop) {
        read_field(r);
        more = r->at < r->length && r->bytes[r->at] == ',';
        r->at += more;
    }
    if (r->at < r->length) /* the end of the line, in one byte or two */
        r->at += r->bytes[r->at] == '\r' ? 2 : 1;
    const int64_t fields = table->n_cells - before;
    if (r->stop)
        return;
    if (table->rows == 0)
        table->columns = (int32_t)fields;
    if (table->rows == 0 && (fields < 2 || fields > COLUMNS_LIMIT)) {
        fault(r, begun, SEN_BAD_SCENARIO, "a header of fewer than 2 or more than 1,000 columns",
              "a header with commas: the key's name, then at least one column");
        r->stop = true;
    } else if (fields != table->columns) {
        if (r->code == SEN_OK)
            r->code = SEN_BAD_SCENARIO;
        sen_failf(r->errors, SEN_BAD_SCENARIO, r->name, begun.line, begun.column, NULL,
                  "as many fields as the header has", "%lld field%s under a header of %d",
                  (long long)fields, fields == 1 ? "" : "s", table->columns);
        table->n_cells = before;
        r->stop = ++r->n_faults >= SEN_SCAN_FAULTS;
        return;
    }
    table->rows++;
}

static int compare_texts(const void *a, const void *b)
{
    return strcmp(((const sen_csv_cell *)a)->text, ((const sen_csv_cell *)b)->text);
}

/* No two of `count` cells, `step` apart, are the same; told at the later one. */
static void check_distinct(csv_reader *r, const sen_csv_cell *first, int32_t count, int32_t step,
                           const char *what)
{
    sen_csv_cell *const sorted = malloc((size_t)count * sizeof *sorted);
    if (sorted == NULL) {
        fault(r, (sen_place){0, 0, 0}, SEN_NO_MEMORY, NULL, NULL);
        return;
    }
    for (int32_t i = 0; i < count; i++)
        sorted[i] = first[(int64_t)i * step];
    qsort(sorted, (size_t)count, sizeof *sorted, compare_texts);
    for (int32_t i = 1; i < count; i++)
        if (strcmp(sorted[i - 1].text, sorted[i].text) == 0) {
            const sen_csv_cell *a = &sorted[i - 1], *b = &sorted[i];
            const bool swap = a->line > b->line || (a->line == b->line && a->column > b->column);
            const sen_csv_cell *const later = swap ? a : b;
            sen_failf(r->errors, SEN_BAD_SCENARIO, r->name, later->line, later->column, NULL, what,
                      "\"%.60s\", which stands already at line %d", later->text,
                      (swap ? b : a)->line);
            r->code = r->code == SEN_OK ? SEN_BAD_SCENARIO : r->code;
        }
    free(sorted);
}

/* Every cell, used or not: a file of persons must not be kept beside a scenario. */
static void check_persons(csv_reader *r)
{
    const sen_csv_table *const table = r->table;
    for (int64_t i = 0; i < table->n_cells && !r->stop; i++) {
        const sen_csv_cell *const cell = table->cells + i;
        const size_t length = strlen(cell->text);
        double number = 0.0;
        const char *wrong = i < table->columns ? sen_personal_column(cell->text) : NULL;
        if (sen_scan_is_number(cell->text, length) &&
            sen_scan_number(cell->text, length, &number) == NULL)
            wrong = wrong == NULL ? sen_personal_number(number) : wrong;
        else
            wrong = wrong == NULL ? sen_personal_in(cell->text) : wrong;
        if (wrong != NULL)
            fault(r, (sen_place){0, cell->line, cell->column}, SEN_BAD_SCENARIO, wrong,
                  SEN_NO_PERSONS);
    }
}

/* keyed: the first column holds keys. */
static void check_labels(csv_reader *r, bool keyed)
{
    const sen_csv_table *const table = r->table;
    for (int32_t i = 0; i < table->columns; i++) {
        const sen_csv_cell *const cell = &table->cells[i];
        const char *const wrong = *cell->text == '\0' ? "empty" : sen_scan_label(cell->text, false);
        if (wrong != NULL)
            fault(r, (sen_place){0, cell->line, cell->column}, SEN_BAD_SCENARIO, wrong,
                  "a column's name");
    }
    for (int32_t i = 1; i < table->rows && keyed && !r->stop; i++) {
        const sen_csv_cell *const cell = &table->cells[(int64_t)i * table->columns];
        const char *const wrong = *cell->text == '\0' ? "empty" : sen_scan_label(cell->text, false);
        if (wrong != NULL && !sen_scan_is_number(cell->text, strlen(cell->text)))
            fault(r, (sen_place){0, cell->line, cell->column}, SEN_BAD_SCENARIO, wrong,
                  "a key in the first column");
    }
}

static sen_code read_table(sen_csv_table *table, sen_tree *tree, const char *bytes, size_t length,
                           int32_t file, bool keyed, sen_errors *errors)
{
    csv_reader r = {.table = table,
                    .tree = tree,
                    .errors = errors,
                    .name = sen_tree_file(tree, file),
                    .bytes = bytes,
                    .length = length};
    memset(table, 0, sizeof *table);
    table->file = file;
    r.code = sen_source_check_text(bytes, length, r.name, &r.at, errors);
    if (r.code != SEN_OK)
        return r.code;
    r.place = (sen_place){r.at, 1, 1};
    sen_text_init(&r.field);
    while (r.at < length && !r.stop)
        read_line(&r);
    sen_text_clear(&r.field);
    if (r.code == SEN_OK && table->rows < 2)
        fault(&r, (sen_place){0, 1, 1}, SEN_BAD_SCENARIO, "a header without rows",
              "at least one row under the header");
    if (r.code == SEN_OK) {
        check_labels(&r, keyed);
        check_persons(&r);
        check_distinct(&r, table->cells, table->columns, 1, "columns with different names");
        if (keyed)
            check_distinct(&r, table->cells + table->columns, table->rows - 1, table->columns,
                           "a key once in the first column");
    }
    if (r.code != SEN_OK)
        sen_csv_clear(table);
    return r.code;
}

sen_code sen_csv_read(sen_csv_table *table, sen_tree *tree, const char *bytes, size_t length,
                      int32_t file, sen_errors *errors)
{
    return read_table(table, tree, bytes, length, file, true, errors);
}

sen_code sen_csv_read_file(sen_csv_table *table, sen_tree *tree, const char *path,
                           sen_errors *errors)
{
    sen_source source = {0};
    const int32_t file = sen_tree_add_file(tree, path);
    memset(table, 0, sizeof *table);
    if (file < 0)
        return sen_tree_want(tree, errors);
    sen_code code = sen_source_read(&source, path, path, errors);
    if (code == SEN_OK)
        code = read_table(table, tree, source.bytes, source.length, file, false, errors);
    sen_source_clear(&source);
    return code;
}

/* ---- into nodes ---- */

static sen_node *cell_node(sen_tree *tree, const sen_csv_table *table, const sen_csv_cell *cell,
                           sen_node_kind kind)
{
    sen_node *const node = sen_node_new(tree, kind);
    if (node == NULL)
        return NULL;
    node->file = table->file;
    node->line = cell->line;
    node->column = cell->column;
    node->text = kind == SEN_NODE_STRING ? cell->text : NULL;
    return node;
}

/* -1 if there is none of that name, which is told. */
static int32_t find_column(const sen_csv_table *table, const sen_tree *tree, const sen_node *value,
                           sen_errors *errors)
{
    if (value == NULL)
        return 1;
    if (value->kind != SEN_NODE_STRING) {
        sen_node_fail(tree, value, errors, "not a string", "the name of a column", NULL);
        return -1;
    }
    const char *names[COLUMNS_LIMIT];
    for (int32_t i = 1; i < table->columns; i++) {
        names[i - 1] = table->cells[i].text;
        if (strcmp(names[i - 1], value->text) == 0)
            return i;
    }
    sen_node_failf(tree, value, errors, "the name of a column after the first",
                   sen_text_nearest(value->text, names, table->columns - 1),
                   "\"%.60s\", which is no column of %.200s", value->text,
                   sen_tree_file(tree, table->file));
    return -1;
}

/* [key, number] of one row; SEN_BAD_SCENARIO if its cell is no number, which is told. */
static sen_code add_row(const sen_csv_table *table, sen_tree *tree, sen_node *rows, int32_t row,
                        int32_t column, sen_errors *errors)
{
    const sen_csv_cell *const key = &table->cells[(int64_t)row * table->columns];
    const sen_csv_cell *const cell = key + column;
    const size_t length = strlen(cell->text);
    double number = 0;
    const char *wrong = "no number";
    if (sen_scan_is_number(cell->text, length))
        wrong = sen_scan_number(cell->text, length, &number);
    if (wrong != NULL)
        return sen_failf(errors, SEN_BAD_SCENARIO, sen_tree_file(tree, table->file), cell->line,
                         cell->column, NULL, "a number such as 0.05",
                         "\"%.60s\" in column \"%.60s\", %s", cell->text, table->cells[column].text,
                         wrong);
    const bool key_is_number = sen_scan_is_number(key->text, strlen(key->text)) &&
                               sen_scan_number(key->text, strlen(key->text), &number) == NULL;
    sen_node *const pair = cell_node(tree, table, key, SEN_NODE_LIST);
    sen_node *const first =
        cell_node(tree, table, key, key_is_number ? SEN_NODE_NUMBER : SEN_NODE_STRING);
    sen_node *const second = cell_node(tree, table, cell, SEN_NODE_NUMBER);
    if (pair == NULL || first == NULL || second == NULL)
        return sen_tree_want(tree, errors);
    first->number = key_is_number ? number : 0;
    sen_scan_number(cell->text, length, &second->number);
    sen_node_append(pair, first);
    sen_node_append(pair, second);
    sen_node_append(rows, pair);
    return SEN_OK;
}

sen_code sen_csv_fill(const sen_csv_table *table, sen_tree *tree, sen_node *object,
                      sen_errors *errors)
{
    sen_node *const csv = sen_node_find(object, "csv"), *const value =
                                                            sen_node_find(object, "value");
    sen_code code = SEN_OK;
    if (sen_node_get(object, "by") != NULL || sen_node_get(object, "rows") != NULL)
        code = sen_node_fail(tree, object, errors, "a table with `csv` and also `by` or `rows`",
                             "one of them", NULL);
    const int32_t column = find_column(table, tree, value, errors);
    sen_node *const by = cell_node(tree, table, &table->cells[0], SEN_NODE_STRING);
    sen_node *const rows = cell_node(tree, table, &table->cells[0], SEN_NODE_LIST);
    if (by == NULL || rows == NULL)
        return sen_tree_want(tree, errors);
    by->key = "by";
    rows->key = "rows";
    if (column < 0)
        code = SEN_BAD_SCENARIO;
    for (int32_t row = 1; row < table->rows && column > 0; row++) {
        const sen_code of_row = add_row(table, tree, rows, row, column, errors);
        code = code == SEN_OK ? of_row : code;
        if (of_row != SEN_OK && of_row != SEN_BAD_SCENARIO)
            return of_row;
    }
    if (code != SEN_OK) {
        object->faulty = true;
        return code;
    }
    sen_node_replace(csv, by);
    by->key = "by";
    sen_node_insert_after(object, by, rows);
    if (value != NULL)
        sen_node_take_out(object, value);
    return SEN_OK;
}

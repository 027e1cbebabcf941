/* SPDX-License-Identifier: MIT */
#include "report/xlsx_sheet.h"

#include <math.h>
#include <string.h>

enum { MOST_CHARACTERS = 32767, HEAD_CHARACTERS = 255, LINE_POINTS = 16, INTRO_COLUMNS = 120 };

/* ---- the gate ---- */

/* Bytes of the UTF-8 character at `at` (Unicode 15, table 3-7); 0: there is none. */
static size_t character(const unsigned char *at)
{
    static const struct {
        unsigned char low, high, second_low, second_high;
        size_t bytes;
    } forms[] = {{0xc2, 0xdf, 0x80, 0xbf, 2}, {0xe0, 0xe0, 0xa0, 0xbf, 3},
                 {0xe1, 0xec, 0x80, 0xbf, 3}, {0xed, 0xed, 0x80, 0x9f, 3},
                 {0xee, 0xef, 0x80, 0xbf, 3}, {0xf0, 0xf0, 0x90, 0xbf, 4},
                 {0xf1, 0xf3, 0x80, 0xbf, 4}, {0xf4, 0xf4, 0x80, 0x8f, 4}};
    if (at[0] < 0x80)
        return 1;
    for (size_t f = 0; f < sizeof forms / sizeof *forms; f++) {
        if (at[0] < forms[f].low || at[0] > forms[f].high)
            continue;
        if (at[1] < forms[f].second_low || at[1] > forms[f].second_high)
            return 0;
        for (size_t b = 2; b < forms[f].bytes; b++)
            if (at[b] < 0x80 || at[b] > 0xbf)
                return 0;
        return forms[f].bytes;
    }
    return 0;
}

static const char *safe(sen_text *out, const char *text, int32_t most)
{
    sen_text_empty(out);
    const unsigned char *at = (const unsigned char *)text;
    for (int32_t n = 0; *at != '\0' && n < most; n++) {
        const size_t bytes = character(at);
        if (bytes == 0)
            sen_text_add(out, "?");
        else if (*at < ' ' || *at == 0x7f)
            sen_text_add(out, " ");
        else
            sen_text_add_bytes(out, (const char *)at, bytes);
        at += bytes == 0 ? 1 : bytes;
    }
    return sen_text_string(out);
}

const char *sen_xlsx_safe(sen_xlsx *xlsx, const char *text)
{
    return safe(&xlsx->text, text == NULL ? "" : text, MOST_CHARACTERS);
}

static void hold(sen_xlsx *xlsx, lxw_error error)
{
    xlsx->failed = xlsx->failed || error != LXW_NO_ERROR;
}

void sen_xlsx_write_text(sen_xlsx *xlsx, lxw_worksheet *sheet, uint32_t row, int32_t column,
                         const char *text, lxw_format *format)
{
    const char *const words = sen_xlsx_safe(xlsx, text);
    if (words[0] != '\0')
        hold(xlsx, worksheet_write_string(sheet, row, (lxw_col_t)column, words, format));
}

/* ---- sheets ---- */

lxw_worksheet *sen_xlsx_add(sen_xlsx *xlsx, const char *name, const char *title)
{
    lxw_worksheet *const sheet =
        xlsx->n_entries < SEN_XLSX_SHEETS ? workbook_add_worksheet(xlsx->book, name) : NULL;
    if (sheet == NULL) {
        xlsx->failed = true;
        return NULL;
    }
    sen_xlsx_entry *const entry = xlsx->entries + xlsx->n_entries++;
    *entry = (sen_xlsx_entry){.title = strdup(title)}; /* Contents is written after all others */
    xlsx->failed = xlsx->failed || entry->title == NULL;
    strncpy(entry->name, name, sizeof entry->name - 1);
    worksheet_set_landscape(sheet);
    worksheet_set_paper(sheet, 9); /* A4 */
    worksheet_fit_to_pages(sheet, 1, 0);
    worksheet_set_row(sheet, 0, 24, NULL);
    sen_xlsx_write_text(xlsx, sheet, 0, 0, title, xlsx->title);
    return sheet;
}

void sen_xlsx_leave_out(sen_xlsx *xlsx, const char *name, const char *why)
{
    if (xlsx->n_entries == SEN_XLSX_SHEETS) {
        xlsx->failed = true;
        return;
    }
    sen_xlsx_entry *const entry = xlsx->entries + xlsx->n_entries++;
    *entry = (sen_xlsx_entry){.title = NULL, .about = why};
    strncpy(entry->name, name, sizeof entry->name - 1);
}

/* Words from a row on, unwrapped and a line a row so that none is clipped; the row behind them. */
static uint32_t write_lines(sen_xlsx *xlsx, lxw_worksheet *sheet, uint32_t row, const char *words)
{
    sen_text line;
    sen_text_init(&line);
    for (const char *from = words; *from != '\0'; row++) {
        const char *end = from, *next;
        do {
            next = end + strcspn(end, " ");
            if (end > from && next - from > INTRO_COLUMNS)
                break;
            end = *next == ' ' ? next + 1 : next;
        } while (*next != '\0');
        sen_text_empty(&line);
        sen_text_add_bytes(&line, from, (size_t)(end - from));
        sen_xlsx_write_text(xlsx, sheet, row, 0, sen_text_string(&line), xlsx->words);
        from = end;
    }
    xlsx->failed = xlsx->failed || !sen_text_is_well(&line);
    sen_text_clear(&line);
    return row;
}

void sen_xlsx_begin(sen_xlsx *xlsx, sen_xlsx_sheet *sheet, const char *name, const char *title,
                    const char *table, const char *about, const sen_xlsx_column *columns,
                    int32_t n_columns)
{
    *sheet =
        (sen_xlsx_sheet){.xlsx = xlsx,
                         .columns = columns,
                         .n_columns = n_columns < SEN_XLSX_COLUMNS ? n_columns : SEN_XLSX_COLUMNS,
                         .lines = 1,
                         .table = table};
    sheet->sheet = sen_xlsx_add(xlsx, name, title);
    if (sheet->sheet == NULL)
        return;
    sen_xlsx_write_text(xlsx, sheet->sheet, 1, 0,
                        "This worksheet contains one table. Notes and shorthand are explained in "
                        "the worksheet Notes.",
                        xlsx->words);
    sheet->head_row = write_lines(xlsx, sheet->sheet, 2, about);
    sheet->row = sheet->head_row + 1;
    for (int32_t c = 0; c < sheet->n_columns; c++)
        worksheet_set_column(sheet->sheet, (lxw_col_t)c, (lxw_col_t)c, columns[c].width,
                             xlsx->cells[SEN_CELL_TEXT]);
    worksheet_repeat_rows(sheet->sheet, sheet->head_row, sheet->head_row);
}

/* The library fits no row to its text: lines that it takes at the column's width. */
static int32_t lines_of(const char *text, double width)
{
    const double columns = (double)sen_terminal_width(text) * 1.15;
    return columns <= width ? 1 : (int32_t)ceil(columns / width);
}

void sen_xlsx_text(sen_xlsx_sheet *sheet, int32_t column, const char *text)
{
    if (sheet->sheet == NULL || column >= sheet->n_columns || text == NULL)
        return;
    const int32_t lines = lines_of(text, sheet->columns[column].width);
    if (lines > sheet->lines)
        sheet->lines = lines;
    const bool general = sheet->columns[column].cell == SEN_CELL_GENERAL;
    sen_xlsx_write_text(sheet->xlsx, sheet->sheet, sheet->row, column, text,
                        sheet->xlsx->cells[general ? SEN_CELL_GENERAL : SEN_CELL_TEXT]);
}

void sen_xlsx_number(sen_xlsx_sheet *sheet, int32_t column, double number, bool there,
                     const char *status)
{
    sen_xlsx *const xlsx = sheet->xlsx;
    if (sheet->sheet == NULL || column >= sheet->n_columns)
        return;
    const sen_cell cell = sheet->columns[column].cell;
    const bool whole = sheet->whole && (cell == SEN_CELL_ONE || cell == SEN_CELL_PLUS);
    lxw_format *const format = xlsx->cells[sheet->rate            ? SEN_CELL_RATE
                                           : !whole               ? cell
                                           : cell == SEN_CELL_ONE ? SEN_CELL_WHOLE
                                                                  : SEN_CELL_PLUS_WHOLE];
    if (there && isfinite(number)) {
        hold(xlsx, worksheet_write_number(sheet->sheet, sheet->row, (lxw_col_t)column,
                                          number == 0.0 ? 0.0 : number, format));
    } else if (status[0] != '\0') {
        char shorthand[16] = "[";
        strncat(shorthand, status, 8);
        strcat(shorthand, "]");
        sen_xlsx_write_text(xlsx, sheet->sheet, sheet->row, column, shorthand, format);
    }
}

void sen_xlsx_mean(sen_xlsx_sheet *sheet, int32_t column, const sen_summary *summary)
{
    sen_xlsx_number(sheet, column, summary->mean, summary->n > 0, sen_summary_status(summary));
}

void sen_xlsx_range(sen_xlsx_sheet *sheet, int32_t column, const sen_summary *summary)
{
    const char *const status = sen_summary_status(summary);
    sen_xlsx_mean(sheet, column, summary);
    sen_xlsx_number(sheet, column + 1, summary->p05, summary->n > 0, status);
    sen_xlsx_number(sheet, column + 2, summary->p95, summary->n > 0, status);
}

void sen_xlsx_change(sen_xlsx_sheet *sheet, int32_t column, const sen_difference *difference)
{
    static const sen_difference none = {.n = 0};
    const sen_difference *const d = difference == NULL ? &none : difference;
    const char *const status = sen_difference_status(d);
    sen_xlsx_number(sheet, column, d->mean, d->n > 0, status);
    sen_xlsx_number(sheet, column + 1, d->mc_lower_95, d->has_error, status);
    sen_xlsx_number(sheet, column + 2, d->mc_upper_95, d->has_error, status);
}

void sen_xlsx_next(sen_xlsx_sheet *sheet)
{
    if (sheet->sheet != NULL && sheet->lines > 1)
        worksheet_set_row(sheet->sheet, sheet->row, LINE_POINTS * sheet->lines, NULL);
    sheet->row++;
    sheet->lines = 1;
    sheet->whole = false;
}

void sen_xlsx_end(sen_xlsx_sheet *sheet)
{
    sen_xlsx *const xlsx = sheet->xlsx;
    lxw_table_column columns[SEN_XLSX_COLUMNS];
    lxw_table_column *pointers[SEN_XLSX_COLUMNS + 1];
    sen_text heads[SEN_XLSX_COLUMNS];
    int32_t lines = 1;
    if (sheet->sheet == NULL)
        return;
    memset(columns, 0, sizeof columns);
    for (int32_t c = 0; c < sheet->n_columns; c++) {
        const int32_t own = lines_of(sheet->columns[c].head, sheet->columns[c].width);
        lines = own > lines ? own : lines;
        sen_text_init(heads + c);
        columns[c].header = (char *)safe(heads + c, sheet->columns[c].head, HEAD_CHARACTERS);
        columns[c].header_format =
            sheet->columns[c].cell == SEN_CELL_TEXT || sheet->columns[c].cell == SEN_CELL_GENERAL
                ? xlsx->head
                : xlsx->head_right;
        pointers[c] = columns + c;
    }
    pointers[sheet->n_columns] = NULL;
    lxw_table_options options = {.name = (char *)sheet->table,
                                 .no_autofilter = LXW_TRUE,
                                 .no_banded_rows = LXW_TRUE,
                                 .style_type = LXW_TABLE_STYLE_TYPE_LIGHT,
                                 .style_type_number = 0,
                                 .columns = pointers};
    worksheet_set_row(sheet->sheet, sheet->head_row, LINE_POINTS * lines + 4, NULL);
    const uint32_t last = sheet->row > sheet->head_row + 1 ? sheet->row - 1 : sheet->row;
    hold(xlsx, worksheet_add_table(sheet->sheet, sheet->head_row, 0, last,
                                   (lxw_col_t)(sheet->n_columns - 1), &options));
    for (int32_t c = 0; c < sheet->n_columns; c++) {
        xlsx->failed = xlsx->failed || !sen_text_is_well(heads + c);
        sen_text_clear(heads + c);
    }
}

/* ---- names ---- */

const char *sen_xlsx_scenario(sen_xlsx *xlsx, int32_t scenario)
{
    const sen_model *const model = xlsx->view->models[scenario];
    const char *const title =
        model->title == NULL || model->title[0] == '\0' ? model->id : model->title;
    sen_text_empty(&xlsx->words_made);
    sen_text_addf(&xlsx->words_made, "%c: %s", 'A' + (int)scenario, title);
    return sen_text_string(&xlsx->words_made);
}

const char *sen_xlsx_service(const sen_xlsx *xlsx, const char *id)
{
    return sen_screen_label(xlsx->view, SEN_BLOCK_LATE, id);
}

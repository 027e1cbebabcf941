/* SPDX-License-Identifier: MIT */
#include "report/terminal.h"

#include <libsmartcols.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void sen_terminal_number(sen_text *text, double number, bool with_sign)
{
    const double size = fabs(number);
    char digits[64];
    const bool tenths = size < 9.95 && size >= 0.05 && size != floor(size);
    const int length = snprintf(digits, sizeof digits, "%.*f", tenths ? 1 : 0, size);
    const bool none = strspn(digits, "0.,") == (size_t)length;
    if (!none && number < 0)
        sen_text_add_char(text, '-');
    else if (!none && with_sign)
        sen_text_add_char(text, '+');
    const int whole = tenths ? length - 2 : length;
    for (int i = 0; i < length; i++) {
        if (i > 0 && i < whole && (whole - i) % 3 == 0)
            sen_text_add_char(text, ',');
        sen_text_add_char(text, digits[i] == ',' ? '.' : digits[i]);
    }
}

/* Columns that a UTF-8 text takes if no character is wide. */
static size_t width_of(const char *word, size_t bytes)
{
    size_t width = 0;
    for (size_t i = 0; i < bytes; i++)
        width += ((unsigned char)word[i] & 0xc0) != 0x80;
    return width;
}

size_t sen_terminal_width(const char *text)
{
    return width_of(text, strlen(text));
}

void sen_terminal_shorten(sen_text *text, const char *words, size_t columns)
{
    if (sen_terminal_width(words) <= columns) {
        sen_text_add(text, words);
        return;
    }
    const size_t room = columns > 4 ? columns - 4 : 0; /* for " ..." */
    size_t kept = 0, bytes = 0, width = 0;
    for (; words[bytes] != '\0' && width <= room; bytes++) {
        if (words[bytes] == ' ')
            kept = bytes;
        width += ((unsigned char)words[bytes + 1] & 0xc0) != 0x80;
    }
    if (kept == 0) /* one long word: there is no place between words */
        for (width = 0; words[kept] != '\0' && width < room; width++)
            do
                kept++;
            while (((unsigned char)words[kept] & 0xc0) == 0x80);
    sen_text_add_bytes(text, words, kept);
    sen_text_add(text, " ...");
}

void sen_terminal_wrap(sen_text *text, const char *words, int32_t indent, int32_t screen)
{
    size_t column = 0;
    bool first = true;
    while (*words != '\0') {
        words += strspn(words, " ");
        const size_t bytes = strcspn(words, " ");
        if (bytes == 0)
            break;
        const size_t width = width_of(words, bytes);
        if (!first && column + 1 + width > (size_t)screen) {
            sen_text_add_char(text, '\n');
            for (int32_t i = 0; i < indent; i++)
                sen_text_add_char(text, ' ');
            column = (size_t)indent;
        } else if (!first) {
            sen_text_add_char(text, ' ');
            column++;
        }
        sen_text_add_bytes(text, words, bytes);
        column += width;
        words += bytes;
        first = false;
    }
    sen_text_add_char(text, '\n');
}

void sen_terminal_safe(sen_text *text, const char *from)
{
    for (const unsigned char *p = (const unsigned char *)from; *p != '\0'; p++) {
        const bool c1 = *p == 0xc2 && p[1] >= 0x80 && p[1] < 0xa0; /* U+0080 to U+009F */
        sen_text_add_char(text, *p < ' ' || *p == 127 || c1 ? '?' : (char)*p);
        p += c1;
    }
}

int32_t sen_terminal_lines(const char *text)
{
    int32_t lines = 0;
    for (; *text != '\0'; text++)
        lines += *text == '\n';
    return lines;
}

int32_t sen_terminal_gap(int32_t width)
{
    return width < SEN_SCREEN_COLUMNS ? 1 : 2;
}

static bool add_columns(struct libscols_table *table, int32_t columns)
{
    for (int32_t c = 0; c < columns; c++)
        if (scols_table_new_column(table, "", c == 0 ? 0.1 : 0,
                                   c == 0 ? SCOLS_FL_TRUNC : SCOLS_FL_RIGHT) == NULL)
            return false;
    return true;
}

static bool add_rows(struct libscols_table *table, int32_t columns, const char *const *cells,
                     int32_t rows)
{
    for (int32_t r = 0; r < rows; r++) {
        struct libscols_line *const line = scols_table_new_line(table, NULL);
        if (line == NULL)
            return false;
        for (int32_t c = 0; c < columns; c++)
            if (scols_line_set_data(line, (size_t)c, cells[r * columns + c]) != 0)
                return false;
    }
    return true;
}

/* Spaces that fill up the last column of a right-aligned table are not wanted at line ends. */
static void add_trimmed(sen_text *text, const char *printed)
{
    while (*printed != '\0') {
        const size_t length = strcspn(printed, "\n");
        size_t kept = length;
        while (kept > 0 && printed[kept - 1] == ' ')
            kept--;
        sen_text_add_bytes(text, printed, kept);
        sen_text_add_char(text, '\n');
        printed += length + (printed[length] == '\n');
    }
}

sen_code sen_terminal_table(sen_text *text, int32_t columns, const char *const *cells, int32_t rows,
                            int32_t width, sen_errors *errors)
{
    sen_code code = SEN_NO_MEMORY;
    char *printed = NULL;
    /* libsmartcols counts columns by the locale, and never ends with UTF-8 in the C locale */
    const locale_t utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
    const locale_t before = utf8 == (locale_t)0 ? (locale_t)0 : uselocale(utf8);
    struct libscols_table *const table = scols_new_table();
    if (table == NULL || utf8 == (locale_t)0)
        goto out;
    scols_table_enable_noencoding(table, 1);
    scols_table_enable_noheadings(table, 1);
    scols_table_set_termforce(table, SCOLS_TERMFORCE_ALWAYS);
    scols_table_set_termwidth(table, (size_t)width);
    scols_table_set_column_separator(table, sen_terminal_gap(width) == 1 ? " " : "  ");
    if (!add_columns(table, columns) || !add_rows(table, columns, cells, rows) ||
        scols_print_table_to_string(table, &printed) != 0)
        goto out;
    add_trimmed(text, printed);
    code = SEN_OK;
out:
    free(printed);
    scols_unref_table(table);
    if (utf8 != (locale_t)0) {
        uselocale(before);
        freelocale(utf8);
    }
    return code == SEN_OK ? code : sen_fail(errors, code, NULL, 0, 0, NULL, NULL, NULL, NULL);
}

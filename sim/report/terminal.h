/* SPDX-License-Identifier: MIT */
/* Words and columns for a screen: numbers as people read them, lines that wrap, tables. */
#ifndef SEN_REPORT_TERMINAL_H
#define SEN_REPORT_TERMINAL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"

/* Where nothing is known of the screen; what is made of others. */
enum {
    SEN_SCREEN_COLUMNS = 100,
    SEN_SCREEN_LEAST = 80,
    SEN_SCREEN_MOST = 200,
    SEN_SCREEN_LINES = 50
};

/* 1,234 or, below 10 and not whole, 4.2; a sign before what is above 0 if signed. */
void sen_terminal_number(sen_text *text, double number, bool with_sign);

/* Adds words that wrap at a width; later lines begin with `indent` spaces. */
void sen_terminal_wrap(sen_text *text, const char *words, int32_t indent, int32_t width);

/* Text from a scenario: control characters, which could move the cursor, become "?". */
void sen_terminal_safe(sen_text *text, const char *from);

/* As many columns of a text as given, cut between words and with "..." if it is longer. */
void sen_terminal_shorten(sen_text *text, const char *words, size_t columns);

/* Columns that a UTF-8 text takes if no character is wide. */
size_t sen_terminal_width(const char *text);

/* Lines of a text. */
int32_t sen_terminal_lines(const char *text);

/*
 * A table of text cells without headings of its own, the first column left, the others right;
 * cells[row * columns + column]. On a screen of less than 100 columns one blank parts them, else two.
 */
sen_code sen_terminal_table(sen_text *text, int32_t columns, const char *const *cells, int32_t rows,
                            int32_t width, sen_errors *errors);

/* Blanks between the columns of a table. */
int32_t sen_terminal_gap(int32_t width);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * A string that grows. It does not interpret what it holds. Want of memory is sticky: adding goes
 * on doing nothing, and sen_text_is_well says so at the end, so that writers need no check a call.
 */
#ifndef SEN_BASE_TEXT_H
#define SEN_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sen_error.h"

typedef struct {
    char *bytes;             /* owned; ends with 0; NULL until something is added */
    size_t length, capacity; /* bytes, without and with the final 0 */
    bool failed;             /* memory ran out at some time */
} sen_text;

void sen_text_init(sen_text *text);
void sen_text_clear(sen_text *text); /* frees; the text may be used again as if just initialised */

/* Keep the memory, forget the content and any want of memory. */
void sen_text_empty(sen_text *text);

void sen_text_add(sen_text *text, const char *string);
void sen_text_add_bytes(sen_text *text, const char *bytes, size_t length);
void sen_text_add_char(sen_text *text, char c);
void sen_text_addf(sen_text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* %.12g with a point whatever the locale, -0 as 0; nothing for what is not finite. */
void sen_text_add_number(sen_text *text, double number);

/* A fault as sen_error_line spells it. */
void sen_text_add_error(sen_text *text, const sen_error *error);

/* The content, never NULL; valid until the next change. */
const char *sen_text_string(const sen_text *text);
bool sen_text_is_well(const sen_text *text);

/*
 * Hand over what was written, for the caller to free, and clear the text. SEN_NO_MEMORY, told, and
 * NULL where memory ran out while it was written or does now.
 */
sen_code sen_text_take(sen_text *text, char **taken, sen_errors *errors);

/*
 * The candidate nearest to a word by Damerau-Levenshtein distance (adjacent letters may swap),
 * ASCII case ignored; the first of equals. NULL if all differ by more than a third of the word's
 * letters (at least one is allowed) or if the word is longer than 63 bytes. Returns a borrowed
 * candidate.
 */
const char *sen_text_nearest(const char *word, const char *const *candidates, int32_t count);

#endif

/* SPDX-License-Identifier: MIT */
#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WORD_BYTES = 63 };

void sen_text_init(sen_text *text)
{
    memset(text, 0, sizeof *text);
}

void sen_text_clear(sen_text *text)
{
    free(text->bytes);
    sen_text_init(text);
}

void sen_text_empty(sen_text *text)
{
    text->length = 0;
    text->failed = false;
    if (text->bytes != NULL)
        text->bytes[0] = '\0';
}

/* Room for `more` bytes and the final 0. */
static bool make_room(sen_text *text, size_t more)
{
    if (text->failed)
        return false;
    if (more < text->capacity - text->length)
        return true;
    if (more > SIZE_MAX / 2 - text->length - 1) {
        text->failed = true;
        return false;
    }
    size_t capacity = text->capacity < 64 ? 64 : text->capacity * 2;
    if (capacity < text->length + more + 1)
        capacity = text->length + more + 1;
    char *const bytes = realloc(text->bytes, capacity);
    if (bytes == NULL) {
        text->failed = true;
        return false;
    }
    text->bytes = bytes;
    text->capacity = capacity;
    return true;
}

void sen_text_add_bytes(sen_text *text, const char *bytes, size_t length)
{
    if (!make_room(text, length))
        return;
    if (length > 0)
        memcpy(text->bytes + text->length, bytes, length);
    text->length += length;
    text->bytes[text->length] = '\0';
}

void sen_text_add(sen_text *text, const char *string)
{
    sen_text_add_bytes(text, string, strlen(string));
}

void sen_text_add_char(sen_text *text, char c)
{
    sen_text_add_bytes(text, &c, 1);
}

void sen_text_addf(sen_text *text, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    va_list again;
    va_copy(again, arguments);
    const int length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (length < 0)
        text->failed = true;
    else if (make_room(text, (size_t)length)) {
        vsnprintf(text->bytes + text->length, (size_t)length + 1, format, again);
        text->length += (size_t)length;
    }
    va_end(again);
}

void sen_text_add_number(sen_text *text, double number)
{
    char digits[40];
    if (!(number - number == 0.0)) /* infinite or no number */
        return;
    const int length = snprintf(digits, sizeof digits, "%.12g", number == 0.0 ? 0.0 : number);
    /* A locale's decimal mark may be a comma, or several bytes: all that is no ASCII number. */
    bool in_mark = false;
    for (int i = 0; i < length; i++) {
        const char c = digits[i];
        const bool plain = (c >= '0' && c <= '9') || c == '-' || c == '+' || c == 'e';
        if (plain)
            sen_text_add_char(text, c);
        else if (!in_mark)
            sen_text_add_char(text, '.');
        in_mark = !plain;
    }
}

const char *sen_text_string(const sen_text *text)
{
    return text->bytes == NULL ? "" : text->bytes;
}

bool sen_text_is_well(const sen_text *text)
{
    return !text->failed;
}

sen_code sen_text_take(sen_text *text, char **taken, sen_errors *errors)
{
    *taken = sen_text_is_well(text) ? strdup(sen_text_string(text)) : NULL;
    sen_text_clear(text);
    return *taken != NULL ? SEN_OK
                          : sen_fail(errors, SEN_NO_MEMORY, NULL, 0, 0, NULL, NULL, NULL, NULL);
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static int32_t least(int32_t a, int32_t b)
{
    return a < b ? a : b;
}

/* Optimal string alignment: Damerau (1964), with each pair of letters swapped at most once. */
static int32_t edit_distance(const char *a, int32_t a_length, const char *b, int32_t b_length)
{
    int32_t rows[3][WORD_BYTES + 1];
    int32_t *before = rows[0], *above = rows[1], *row = rows[2];
    for (int32_t j = 0; j <= b_length; j++)
        row[j] = j;
    for (int32_t i = 1; i <= a_length; i++) {
        int32_t *const oldest = before;
        before = above;
        above = row;
        row = oldest;
        row[0] = i;
        for (int32_t j = 1; j <= b_length; j++) {
            const bool same = lower(a[i - 1]) == lower(b[j - 1]);
            row[j] = least(above[j - 1] + !same, least(above[j], row[j - 1]) + 1);
            if (i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) &&
                lower(a[i - 2]) == lower(b[j - 1]))
                row[j] = least(row[j], before[j - 2] + 1);
        }
    }
    return row[b_length];
}

const char *sen_text_nearest(const char *word, const char *const *candidates, int32_t count)
{
    const size_t length = strlen(word);
    if (length > WORD_BYTES)
        return NULL;
    const char *nearest = NULL;
    int32_t allowed = (int32_t)length / 3 < 1 ? 1 : (int32_t)length / 3;
    for (int32_t i = 0; i < count; i++) {
        const size_t candidate_length = strlen(candidates[i]);
        if (candidate_length > WORD_BYTES)
            continue;
        const int32_t distance =
            edit_distance(word, (int32_t)length, candidates[i], (int32_t)candidate_length);
        if (distance <= allowed && distance < (int32_t)length) { /* some of the word is kept */
            nearest = candidates[i];
            allowed = distance - 1;
        }
    }
    return nearest;
}

/* SPDX-License-Identifier: MIT */
/*
 * One look over a JSON text before the parser gets it: everything RFC 8259 forbids and a lenient
 * parser lets through is told here, and the place of every key and value is noted, since the parser
 * keeps none. It makes no values.
 */
#ifndef SEN_MODEL_SCAN_H
#define SEN_MODEL_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sen_error.h"

enum {
    SEN_SCAN_DEPTH = 32,         /* lists and objects within each other */
    SEN_SCAN_VALUES = 1000000,   /* a file */
    SEN_SCAN_NUMBER_LENGTH = 60, /* characters of a number */
    SEN_SCAN_FAULTS = 200        /* told of one text, then it is left */
};

typedef struct {
    uint32_t *starts; /* owned; first byte of each key and value in the order of the text */
    size_t n_starts, capacity;
} sen_scan;

/*
 * Scan text[from..length), UTF-8 without NUL bytes. SEN_OK, or the faults are told with line and
 * column and the text is not to be parsed. Free the scan in either case.
 */
sen_code sen_scan_text(sen_scan *scan, const char *text, size_t from, size_t length,
                       const char *name, sen_errors *errors);

void sen_scan_clear(sen_scan *scan);

/* Whether a word is a number by RFC 8259, section 6. */
bool sen_scan_is_number(const char *word, size_t length);

/*
 * The value of such a word, whatever the locale; -0 is 0. Returns NULL, or as a phrase after "is" why
 * a double cannot hold it: beyond the range, lost in 0, or a whole number above 2^53.
 */
const char *sen_scan_number(const char *word, size_t length, double *number);

/*
 * What is wrong with a text that goes into tables and pages, as a phrase after "is"; NULL: nothing.
 * A spreadsheet takes what begins with = + - @, a tab or a return for a formula; control characters
 * steer terminals, and some that nobody sees break a line or turn it round. In prose a line break or tab is well and so is any beginning.
 */
const char *sen_scan_label(const char *text, bool prose);

#endif

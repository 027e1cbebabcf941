/* SPDX-License-Identifier: MIT */
/*
 * A file being written: under a temporary name beside its own until it is whole, its SHA-256 made
 * on the way. Faults of writing are sticky and told when it is closed.
 *
 * The SHA-256 takes as long as all else that is done for a row, so it is made by tasks, one a full
 * buffer and one after the other: within a parallel region another thread does them, elsewhere the
 * caller itself at once. A sink stays where it is while it is open.
 */
#ifndef SEN_REPORT_SINK_H
#define SEN_REPORT_SINK_H

#include <sha2.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "sen_error.h"

enum { SEN_SINK_BUFFERS = 24 };

typedef struct {
    char *path, *temporary; /* owned */
    const char *name;       /* within the folder; borrowed */
    bool open;
    FILE *file;                      /* NULL: nothing but the digest is wanted */
    char *buffers[SEN_SINK_BUFFERS]; /* owned; made when they are first needed, filled in turn */
    int32_t at;                      /* buffer being filled; others may be being hashed */
    size_t used;                     /* bytes of it, not yet in the file */
    int64_t size, rows;              /* bytes written; rows as the writer counts them */
    int error;                       /* errno of the first fault; 0: none */
    bool tasks;                      /* some make the digest */
    SHA2_CTX context;
    char digest[65]; /* once closed */
} sen_sink;

/* Makes the folders above the file too. SEN_CANNOT_CREATE, SEN_NO_MEMORY. */
sen_code sen_sink_open(sen_sink *sink, const char *folder, const char *name, sen_errors *errors);

/* Makes no file, only the digest of what it would hold. SEN_NO_MEMORY. */
sen_code sen_sink_open_digest(sen_sink *sink, const char *name, sen_errors *errors);

/* Gives the file its name. Or, without keep, removes it. Fine for one that was never opened. */
sen_code sen_sink_close(sen_sink *sink, bool keep, sen_errors *errors);

void sen_sink_add(sen_sink *sink, const char *bytes, size_t length);
void sen_sink_string(sen_sink *sink, const char *string);
void sen_sink_whole(sen_sink *sink, int64_t number);

/* %.12g with a point, -0 as 0, nothing for what is not finite. */
void sen_sink_number(sen_sink *sink, double number);

/* A field of RFC 4180: quoted where it must be. Text that a spreadsheet would take for a formula
 * (it begins with = + - @ or a control character) gets an apostrophe before it. */
void sen_sink_field(sen_sink *sink, const char *text);

/* The same number as text; returns its length. */
enum { SEN_NUMBER_BYTES = 32 };
size_t sen_number_text(double number, char out[SEN_NUMBER_BYTES]);

#endif

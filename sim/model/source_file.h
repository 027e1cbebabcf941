/* SPDX-License-Identifier: MIT */
/*
 * Files as bytes: read whole and once, regular ones only, and only from the folder of the top file
 * or below it. Text is checked here, its meaning is not.
 */
#ifndef SEN_MODEL_SOURCE_FILE_H
#define SEN_MODEL_SOURCE_FILE_H

#include <stddef.h>
#include <stdint.h>

#include "sen_error.h"

#define SEN_SOURCE_LIMIT_BYTES (16 * 1024 * 1024)

typedef struct {
    char *bytes;   /* owned, with a 0 behind the last; NULL: not read */
    size_t length; /* bytes */
    char *real;    /* owned; the file's place without links; never shown to users */
} sen_source;

void sen_source_clear(sen_source *source);

/*
 * Read the top file, as named by the user. `name` is what messages call it. SEN_NO_INPUT with the
 * system's reason, if it is not a regular file or changes while it is read; SEN_TOO_LARGE above 16
 * MiB.
 */
sen_code sen_source_read(sen_source *source, const char *path, const char *name,
                         sen_errors *errors);

/* Who names a file in `extends` or `csv`, and where. */
typedef struct {
    const char *top_real, *from_real; /* as in sen_source.real */
    const char *from_name;            /* for messages */
    int32_t line, column;
    const char *path; /* in the scenario; may be NULL */
} sen_source_asker;

/*
 * Find what is named, relative to the folder of from_real: source->real is set. After all links it
 * lies in the folder of top_real or below, else SEN_BAD_SCENARIO; SEN_NO_INPUT if there is none.
 */
sen_code sen_source_resolve(sen_source *source, const sen_source_asker *asker, const char *relative,
                            sen_errors *errors);

/* Read what was found; as sen_source_read. */
sen_code sen_source_read_real(sen_source *source, const char *name, sen_errors *errors);

/*
 * Check that a text is UTF-8 without NUL bytes and not empty, and step over one byte order mark:
 * *start is the first byte that counts. Told with line and column.
 */
sen_code sen_source_check_text(const char *bytes, size_t length, const char *name, size_t *start,
                               sen_errors *errors);

/* A byte's place: lines and characters from 1. Moves forward only; start with {0, 1, 1}. */
typedef struct {
    size_t at;
    int32_t line, column;
} sen_place;

void sen_place_move(sen_place *place, const char *bytes, size_t to);

#endif

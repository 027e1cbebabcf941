/* SPDX-License-Identifier: MIT */
#include "sen_error.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

struct sen_errors {
    sen_error *kept; /* SEN_ERRORS_KEPT at most; each owns its strings */
    int32_t kept_count, capacity;
    int64_t seen[SEN_CODE_COUNT];
};

static const struct {
    int exit_status;
    const char *sentence;
} code_rows[] = {
#define SEN_CODE_ROW(code, status, sentence) {status, sentence},
    SEN_CODES(SEN_CODE_ROW)
#undef SEN_CODE_ROW
};

sen_errors *sen_errors_new(void)
{
    return calloc(1, sizeof(sen_errors));
}

/* The strings of a kept error are ours, although users see them as const. */
static void free_strings(sen_error *error)
{
    const char *const strings[] = {error->file, error->path, error->found, error->allowed,
                                   error->nearest};
    for (size_t i = 0; i < sizeof strings / sizeof *strings; i++)
        free((void *)strings[i]);
}

void sen_errors_clear(sen_errors *errors)
{
    if (errors == NULL)
        return;
    for (int32_t i = 0; i < errors->kept_count; i++)
        free_strings(&errors->kept[i]);
    free(errors->kept);
    memset(errors, 0, sizeof *errors);
}

void sen_errors_free(sen_errors *errors)
{
    sen_errors_clear(errors);
    free(errors);
}

int64_t sen_errors_count(const sen_errors *errors)
{
    int64_t count = 0;
    for (int32_t code = 0; errors != NULL && code < SEN_CODE_COUNT; code++)
        count += errors->seen[code];
    return count;
}

int32_t sen_errors_kept(const sen_errors *errors)
{
    return errors == NULL ? 0 : errors->kept_count;
}

const sen_error *sen_errors_at(const sen_errors *errors, int32_t i)
{
    SEN_BUG_UNLESS(errors != NULL && i >= 0 && i < errors->kept_count);
    return &errors->kept[i];
}

int sen_errors_exit_status(const sen_errors *errors)
{
    static const sen_code gravest_first[] = {
        SEN_NO_INPUT,  SEN_BAD_SCENARIO,  SEN_BUG, SEN_USAGE,   SEN_NO_MEMORY,
        SEN_TOO_LARGE, SEN_CANNOT_CREATE, SEN_IO,  SEN_STOPPED, SEN_CONDITION};
    if (errors == NULL)
        return 0;
    for (size_t i = 0; i < sizeof gravest_first / sizeof *gravest_first; i++)
        if (errors->seen[gravest_first[i]] > 0)
            return sen_code_exit_status(gravest_first[i]);
    return 0;
}

static bool is_code(sen_code code)
{
    return (unsigned)code < SEN_CODE_COUNT;
}

int sen_code_exit_status(sen_code code)
{
    return code_rows[is_code(code) ? code : SEN_BUG].exit_status;
}

const char *sen_code_sentence(sen_code code)
{
    return code_rows[is_code(code) ? code : SEN_BUG].sentence;
}

static bool copy_string(const char **to, const char *from)
{
    *to = from == NULL ? NULL : strdup(from);
    return from == NULL || *to != NULL;
}

static bool make_room(sen_errors *errors)
{
    if (errors->kept_count < errors->capacity)
        return true;
    const int32_t capacity = errors->capacity == 0 ? 8 : errors->capacity * 2;
    sen_error *const kept = realloc(errors->kept, (size_t)capacity * sizeof *kept);
    if (kept == NULL)
        return false;
    errors->kept = kept;
    errors->capacity = capacity;
    return true;
}

sen_code sen_fail(sen_errors *errors, sen_code code, const char *file, int32_t line, int32_t column,
                  const char *path, const char *found, const char *allowed, const char *nearest)
{
    SEN_BUG_UNLESS(is_code(code) && code != SEN_OK);
    if (errors == NULL)
        return code;
    errors->seen[code]++;
    if (errors->kept_count >= SEN_ERRORS_KEPT || !make_room(errors))
        return code;
    sen_error error = {.code = code, .line = line, .column = column};
    if (copy_string(&error.file, file) && copy_string(&error.path, path) &&
        copy_string(&error.found, found) && copy_string(&error.allowed, allowed) &&
        copy_string(&error.nearest, nearest))
        errors->kept[errors->kept_count++] = error;
    else
        free_strings(&error);
    return code;
}

sen_code sen_failf(sen_errors *errors, sen_code code, const char *file, int32_t line,
                   int32_t column, const char *path, const char *allowed, const char *found_format,
                   ...)
{
    char *found = NULL;
    va_list arguments;
    va_start(arguments, found_format);
    if (vasprintf(&found, found_format, arguments) < 0)
        found = NULL;
    va_end(arguments);
    sen_fail(errors, code, file, line, column, path, found, allowed, NULL);
    free(found);
    return code;
}

void sen_text_add_error(sen_text *text, const sen_error *error)
{
    if (error->file != NULL) {
        sen_text_add(text, error->file);
        if (error->line > 0)
            sen_text_addf(text, ":%d", (int)error->line);
        if (error->line > 0 && error->column > 0)
            sen_text_addf(text, ":%d", (int)error->column);
        sen_text_add(text, ": ");
    }
    if (error->path != NULL && error->found != NULL)
        sen_text_addf(text, "%s is %s", error->path, error->found);
    else if (error->path != NULL)
        sen_text_addf(text, "%s: %s", error->path, sen_code_sentence(error->code));
    else
        sen_text_add(text, error->found != NULL ? error->found : sen_code_sentence(error->code));
    if (error->allowed != NULL)
        sen_text_addf(text, "; allowed %s", error->allowed);
    if (error->nearest != NULL)
        sen_text_addf(text, "; nearest name %s", error->nearest);
}

size_t sen_error_line(const sen_error *error, char *out, size_t size)
{
    sen_text text;
    sen_text_init(&text);
    sen_text_add_error(&text, error);
    const int length = snprintf(out, size, "%s", sen_text_string(&text));
    sen_text_clear(&text);
    return length < 0 ? 0 : (size_t)length;
}

_Noreturn void sen_bug(const char *what, const char *file, int32_t line)
{
    fprintf(stderr, "%s:%d: a fault of the program: %s does not hold\n", file, (int)line, what);
    abort();
}

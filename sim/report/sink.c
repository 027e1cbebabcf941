/* SPDX-License-Identifier: MIT */
#include "report/sink.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SINK_BYTES = 1 << 16 };

/* ---- numbers ---- */

static size_t whole_text(int64_t number, char *out)
{
    char digits[24];
    size_t n = 0, length = 0;
    uint64_t rest = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
    do {
        digits[n++] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest > 0);
    if (number < 0)
        out[length++] = '-';
    while (n > 0)
        out[length++] = digits[--n];
    return length;
}

/*
 * Most figures are short decimals. If x is the double nearest to k / 10^6 and k has at most twelve
 * digits, then twelve significant digits of x are those of k, whatever they are rounded from: the
 * two differ by less than 2^-53 of their size. From 0.0001 on %g writes no exponent.
 */
static bool short_decimal(double x, char *out, size_t *length)
{
    const double size = fabs(x);
    if (size >= 1e6 || size < 1e-4) {
        if (size != 0.0 && (size >= 1e12 || size < 1.0 || x != (double)(int64_t)x))
            return false;
        *length = whole_text((int64_t)x, out);
        return true;
    }
    const int64_t k = (int64_t)(size * 1e6 + 0.5);
    if ((double)k / 1e6 != size || k >= 1000000000000)
        return false;
    size_t n = 0;
    if (x < 0)
        out[n++] = '-';
    n += whole_text(k / 1000000, out + n);
    int64_t part = k % 1000000;
    if (part > 0) {
        out[n++] = '.';
        for (int64_t place = 100000; part > 0; place /= 10) {
            out[n++] = (char)('0' + part / place);
            part %= place;
        }
    }
    *length = n;
    return true;
}

size_t sen_number_text(double number, char out[SEN_NUMBER_BYTES])
{
    size_t length = 0;
    if (!isfinite(number)) {
        out[0] = '\0';
        return 0;
    }
    if (!short_decimal(number, out, &length)) {
        length = (size_t)snprintf(out, SEN_NUMBER_BYTES, "%.12g", number);
        char *const comma = memchr(out, ',', length); /* whatever the locale */
        if (comma != NULL)
            *comma = '.';
    }
    out[length] = '\0';
    return length;
}

/* ---- the file ---- */

/* Makes the folders above a path. */
static bool make_folders(char *path)
{
    for (char *slash = strchr(path + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        const int made = mkdir(path, 0777);
        *slash = '/';
        if (made != 0 && errno != EEXIST)
            return false;
    }
    return true;
}

static sen_code fault(const sen_sink *sink, sen_code code, const char *what, int error,
                      sen_errors *errors)
{
    return sen_failf(errors, code, sink->path, 0, 0, NULL, NULL, "%s: %s", what, strerror(error));
}

sen_code sen_sink_open(sen_sink *sink, const char *folder, const char *name, sen_errors *errors)
{
    memset(sink, 0, sizeof *sink);
    sink->name = name;
    const size_t length = strlen(folder) + strlen(name) + 8;
    sink->path = malloc(length);
    sink->temporary = malloc(length);
    sink->bytes = malloc(SINK_BYTES);
    if (sink->path == NULL || sink->temporary == NULL || sink->bytes == NULL) {
        sen_sink_close(sink, false, NULL);
        return sen_fail(errors, SEN_NO_MEMORY, name, 0, 0, NULL, NULL, NULL, NULL);
    }
    snprintf(sink->path, length, "%s/%s", folder, name);
    snprintf(sink->temporary, length, "%s.tmp", sink->path);
    if (make_folders(sink->temporary))
        sink->file = fopen(sink->temporary, "wbe");
    if (sink->file == NULL) {
        const sen_code code = fault(sink, SEN_CANNOT_CREATE, "cannot be created", errno, errors);
        sen_sink_close(sink, false, NULL);
        return code;
    }
    setvbuf(sink->file, NULL, _IONBF, 0); /* the sink has its own buffer */
    SHA256Init(&sink->context);
    return SEN_OK;
}

static void empty_buffer(sen_sink *sink)
{
    if (sink->used == 0 || sink->file == NULL)
        return;
    SHA256Update(&sink->context, (const uint8_t *)sink->bytes, sink->used);
    if (fwrite(sink->bytes, 1, sink->used, sink->file) != sink->used && sink->error == 0)
        sink->error = errno == 0 ? EIO : errno;
    sink->size += (int64_t)sink->used;
    sink->used = 0;
}

sen_code sen_sink_close(sen_sink *sink, bool keep, sen_errors *errors)
{
    sen_code code = SEN_OK;
    const bool open = sink->file != NULL;
    if (open) {
        empty_buffer(sink);
        if (ferror(sink->file) && sink->error == 0)
            sink->error = EIO;
        if (fclose(sink->file) != 0 && sink->error == 0)
            sink->error = errno;
        SHA256End(&sink->context, sink->digest);
        if (sink->error == 0 && keep && rename(sink->temporary, sink->path) != 0)
            sink->error = errno;
        if (sink->error != 0 || !keep)
            unlink(sink->temporary);
        if (sink->error != 0 && keep)
            code = fault(sink, SEN_IO, "cannot be written", sink->error, errors);
    }
    free(sink->path);
    free(sink->temporary);
    free(sink->bytes);
    sink->path = sink->temporary = sink->bytes = NULL;
    sink->file = NULL;
    return code;
}

void sen_sink_add(sen_sink *sink, const char *bytes, size_t length)
{
    while (length > 0) {
        if (sink->used == SINK_BYTES)
            empty_buffer(sink);
        const size_t room = SINK_BYTES - sink->used;
        const size_t part = length < room ? length : room;
        memcpy(sink->bytes + sink->used, bytes, part);
        sink->used += part;
        bytes += part;
        length -= part;
    }
}

void sen_sink_string(sen_sink *sink, const char *string)
{
    sen_sink_add(sink, string, strlen(string));
}

void sen_sink_whole(sen_sink *sink, int64_t number)
{
    char text[SEN_NUMBER_BYTES];
    sen_sink_add(sink, text, whole_text(number, text));
}

void sen_sink_number(sen_sink *sink, double number)
{
    char text[SEN_NUMBER_BYTES];
    sen_sink_add(sink, text, sen_number_text(number, text));
}

void sen_sink_field(sen_sink *sink, const char *text)
{
    const bool formula =
        text[0] != '\0' && (strchr("=+-@", text[0]) != NULL || (unsigned char)text[0] < ' ');
    if (!formula && strpbrk(text, ",\"\r\n") == NULL) {
        sen_sink_string(sink, text);
        return;
    }
    sen_sink_add(sink, "\"", 1);
    if (formula)
        sen_sink_add(sink, "'", 1);
    for (; *text != '\0'; text++) {
        if (*text == '"')
            sen_sink_add(sink, "\"", 1);
        sen_sink_add(sink, text, 1);
    }
    sen_sink_add(sink, "\"", 1);
}

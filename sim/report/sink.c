/* SPDX-License-Identifier: MIT */
#include "report/sink.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SINK_BYTES = 1 << 17 };

__extension__ typedef unsigned __int128 wide;

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

/* From the first to below the second %.12g writes no exponent, whatever it rounds to. */
#define PLAIN_FROM  1e-4
#define PLAIN_BELOW 1e11

enum { DIGITS = 12, LEAST_POWER = -4 };

/*
 * The twelve significant digits of a plain size as a whole number; *power is the first one's. They
 * are exact: the size is m 2^q and m 5^k fits 128 bits, so what the last digit leaves over is known,
 * and a tie goes to the even digit as printf's does.
 */
static uint64_t twelve_digits(double size, int32_t *power)
{
    static const double tens[] = {1e-3, 1e-2, 1e-1, 1e0, 1e1, 1e2, 1e3,
                                  1e4,  1e5,  1e6,  1e7, 1e8, 1e9, 1e10};
    static const uint64_t fives[] = {
        1,      5,       25,      125,      625,       3125,       15625,      78125,
        390625, 1953125, 9765625, 48828125, 244140625, 1220703125, 6103515625, 30517578125};
    int32_t e = LEAST_POWER;
    for (size_t i = 0; i < sizeof tens / sizeof *tens && size >= tens[i]; i++)
        e++;
    uint64_t bits;
    memcpy(&bits, &size, sizeof bits);
    const uint64_t m = (bits & (((uint64_t)1 << 52) - 1)) | (uint64_t)1 << 52;
    const int32_t q = (int32_t)(bits >> 52) - 1075, k = DIGITS - 1 - e;
    const wide scaled = (wide)m * fives[k];
    const int32_t shift = -(q + k); /* 13 to 51 */
    uint64_t digits = (uint64_t)(scaled >> shift);
    const uint64_t rest = (uint64_t)scaled & (((uint64_t)1 << shift) - 1);
    const uint64_t half = (uint64_t)1 << (shift - 1);
    digits += rest > half || (rest == half && (digits & 1) != 0);
    if (digits == 1000000000000) {
        digits /= 10;
        e++;
    }
    *power = e;
    return digits;
}

static size_t plain_text(double x, char *out)
{
    int32_t power;
    uint64_t digits = twelve_digits(fabs(x), &power);
    char text[DIGITS];
    for (int32_t i = DIGITS - 1; i >= 0; i--, digits /= 10)
        text[i] = (char)('0' + digits % 10);
    int32_t last = DIGITS - 1; /* that is written */
    while (last > power && last > 0 && text[last] == '0')
        last--;
    size_t n = 0;
    if (x < 0)
        out[n++] = '-';
    if (power < 0)
        out[n++] = '0';
    for (int32_t place = power < 0 ? power + 1 : 0; place <= last; place++) {
        if (place == power + 1)
            out[n++] = '.';
        out[n++] = place < 0 ? '0' : text[place];
    }
    return n;
}

size_t sen_number_text(double number, char out[SEN_NUMBER_BYTES])
{
    const double size = fabs(number);
    size_t length = 0;
    if (size < 1e12 && number == (double)(int64_t)number) {
        length = whole_text((int64_t)number, out);
    } else if (size >= PLAIN_FROM && size < PLAIN_BELOW) {
        length = plain_text(number, out);
    } else if (isfinite(number)) {
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

sen_code sen_sink_open_digest(sen_sink *sink, const char *name, sen_errors *errors)
{
    memset(sink, 0, sizeof *sink);
    sink->name = name;
    sink->buffers[0] = malloc(SINK_BYTES);
    if (sink->buffers[0] == NULL)
        return sen_fail(errors, SEN_NO_MEMORY, name, 0, 0, NULL, NULL, NULL, NULL);
    SHA256Init(&sink->context);
    sink->open = true;
    return SEN_OK;
}

sen_code sen_sink_open(sen_sink *sink, const char *folder, const char *name, sen_errors *errors)
{
    sen_code code = sen_sink_open_digest(sink, name, errors);
    if (code != SEN_OK)
        return code;
    const size_t length = strlen(folder) + strlen(name) + 8;
    sink->path = malloc(length);
    sink->temporary = malloc(length);
    if (sink->path == NULL || sink->temporary == NULL) {
        sen_sink_close(sink, false, NULL);
        return sen_fail(errors, SEN_NO_MEMORY, name, 0, 0, NULL, NULL, NULL, NULL);
    }
    snprintf(sink->path, length, "%s/%s", folder, name);
    snprintf(sink->temporary, length, "%s.tmp", sink->path);
    if (make_folders(sink->temporary))
        sink->file = fopen(sink->temporary, "wbe");
    if (sink->file == NULL) {
        code = fault(sink, SEN_CANNOT_CREATE, "cannot be created", errno, errors);
        sen_sink_close(sink, false, NULL);
        return code;
    }
    setvbuf(sink->file, NULL, _IONBF, 0); /* the sink has its own buffers */
    return SEN_OK;
}

/* The next buffer, once its old content is hashed: when all have had their turn, all are waited for.
 * Without memory for it, the same one again. */
static void next_buffer(sen_sink *sink)
{
    const int32_t next = (sink->at + 1) % SEN_SINK_BUFFERS;
    if (sink->buffers[next] == NULL)
        sink->buffers[next] = malloc(SINK_BYTES);
    const bool free_yet = next > sink->at && sink->buffers[next] != NULL;
    if (sink->buffers[next] != NULL)
        sink->at = next;
    if (!free_yet) {
#pragma omp taskwait
    }
    sink->used = 0;
}

/* The end of a file that fits a buffer is not worth a task. */
static void hash_buffer(sen_sink *sink, bool last)
{
    SHA2_CTX *const context = &sink->context;
    const char *const bytes = sink->buffers[sink->at];
    const size_t size = sink->used;
    if (last && !sink->tasks) {
        SHA256Update(context, (const uint8_t *)bytes, size);
        return;
    }
    sink->tasks = true;
#pragma omp task firstprivate(context, bytes, size) depend(inout                      \
                                                           : context[0]) depend(inout \
                                                                                : bytes[0])
    SHA256Update(context, (const uint8_t *)bytes, size);
    next_buffer(sink);
}

static void empty_buffer(sen_sink *sink, bool last)
{
    const size_t size = sink->used;
    if (size == 0 || !sink->open)
        return;
    if (sink->file != NULL && fwrite(sink->buffers[sink->at], 1, size, sink->file) != size &&
        sink->error == 0)
        sink->error = errno == 0 ? EIO : errno;
    sink->size += (int64_t)size;
    hash_buffer(sink, last);
}

static void close_file(sen_sink *sink, bool keep)
{
    if (ferror(sink->file) && sink->error == 0)
        sink->error = EIO;
    if (fclose(sink->file) != 0 && sink->error == 0)
        sink->error = errno;
    if (sink->error == 0 && keep && rename(sink->temporary, sink->path) != 0)
        sink->error = errno;
    if (sink->error != 0 || !keep)
        unlink(sink->temporary);
}

sen_code sen_sink_close(sen_sink *sink, bool keep, sen_errors *errors)
{
    sen_code code = SEN_OK;
    if (sink->open) {
        empty_buffer(sink, true);
        if (sink->tasks) {
#pragma omp taskwait
        }
        SHA256End(&sink->context, sink->digest);
    }
    if (sink->file != NULL) {
        close_file(sink, keep);
        if (sink->error != 0 && keep)
            code = fault(sink, SEN_IO, "cannot be written", sink->error, errors);
    }
    free(sink->path);
    free(sink->temporary);
    for (int32_t i = 0; i < SEN_SINK_BUFFERS; i++)
        free(sink->buffers[i]);
    memset(sink->buffers, 0, sizeof sink->buffers);
    sink->path = sink->temporary = NULL;
    sink->file = NULL;
    sink->open = false;
    return code;
}

void sen_sink_add(sen_sink *sink, const char *bytes, size_t length)
{
    while (length > 0) {
        if (sink->used == SINK_BYTES)
            empty_buffer(sink, false);
        const size_t room = SINK_BYTES - sink->used;
        const size_t part = length < room ? length : room;
        memcpy(sink->buffers[sink->at] + sink->used, bytes, part);
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

/* SPDX-License-Identifier: MIT */
#include "model/source_file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <iconv.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"

#define LIMIT_WORDS "a file of at most 16 MiB"

void sen_source_clear(sen_source *source)
{
    free(source->bytes);
    free(source->real);
    memset(source, 0, sizeof *source);
}

/* The system's reason; NULL for want of memory, which is no fault of the file. */
static const char *reason_of(int number)
{
    return number == ENOMEM ? NULL : strerror(number);
}

enum { MOST_FILES = 1000 };

/* Of the files in the folder that a name points into, the one that it may stand for; NULL: none.
 * kept: its bytes. */
static const char *nearest_file(const char *name, char kept[NAME_MAX + 1])
{
    char folder[PATH_MAX] = ".";
    const char *const slash = strrchr(name, '/');
    const char *const own = slash == NULL ? name : slash + 1;
    const char *nearest = NULL;
    if (slash != NULL)
        snprintf(folder, sizeof folder, "%.*s/", (int)(slash - name), name);
    DIR *const dir = opendir(folder);
    const struct dirent *entry;
    for (int32_t n = 0; dir != NULL && n < MOST_FILES && (entry = readdir(dir)) != NULL; n++) {
        const char *const candidate = entry->d_name;
        if (entry->d_name[0] != '.' && (nearest == NULL || strcmp(candidate, nearest) < 0) &&
            sen_text_nearest(own, &candidate, 1) != NULL) {
            snprintf(kept, NAME_MAX + 1, "%s", candidate);
            nearest = kept;
        }
    }
    if (dir != NULL)
        closedir(dir);
    return nearest;
}

static sen_code tell_unreadable(const char *name, const char *why, sen_errors *errors)
{
    char found[256], kept[NAME_MAX + 1];
    if (why == NULL)
        return sen_fail(errors, SEN_NO_MEMORY, name, 0, 0, NULL, NULL, NULL, NULL);
    const char *const nearest = access(name, F_OK) == 0 ? NULL : nearest_file(name, kept);
    if (nearest != NULL) {
        snprintf(found, sizeof found, "not readable: %s", why);
        return sen_fail(errors, SEN_NO_INPUT, name, 0, 0, NULL, found,
                        "a regular file that can be read", nearest);
    }
    return sen_failf(errors, SEN_NO_INPUT, name, 0, 0, NULL, "a regular file that can be read",
                     "not readable: %s", why);
}

/* Read an open file to its end, and one byte more than it says it has, in case it grows. */
static sen_code read_open(sen_source *source, int descriptor, const char *name, sen_errors *errors)
{
    struct stat status;
    if (fstat(descriptor, &status) != 0)
        return tell_unreadable(name, reason_of(errno), errors);
    if (S_ISDIR(status.st_mode))
        return tell_unreadable(name, "it is a folder", errors);
    if (!S_ISREG(status.st_mode))
        return tell_unreadable(name, "it is a device, pipe or socket", errors);
    if (status.st_size > SEN_SOURCE_LIMIT_BYTES)
        return sen_failf(errors, SEN_TOO_LARGE, name, 0, 0, NULL, LIMIT_WORDS,
                         "a file of %lld bytes", (long long)status.st_size);
    const size_t expected = (size_t)status.st_size;
    source->bytes = malloc(expected + 2);
    if (source->bytes == NULL)
        return sen_fail(errors, SEN_NO_MEMORY, name, 0, 0, NULL, NULL, NULL, NULL);
    size_t length = 0;
    while (length < expected + 1) {
        const ssize_t got = read(descriptor, source->bytes + length, expected + 1 - length);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return tell_unreadable(name, reason_of(errno), errors);
        if (got == 0)
            break;
        length += (size_t)got;
    }
    if (length != expected)
        return tell_unreadable(name, "its size is not what the system says", errors);
    source->bytes[length] = '\0';
    source->length = length;
    return SEN_OK;
}

/* O_NONBLOCK so that opening a pipe does not wait for a writer; regular files do not care. */
sen_code sen_source_read_real(sen_source *source, const char *name, sen_errors *errors)
{
    const int descriptor = open(source->real, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (descriptor < 0)
        return tell_unreadable(name, reason_of(errno), errors);
    const sen_code code = read_open(source, descriptor, name, errors);
    close(descriptor);
    if (code != SEN_OK)
        sen_source_clear(source);
    return code;
}

sen_code sen_source_read(sen_source *source, const char *path, const char *name, sen_errors *errors)
{
    memset(source, 0, sizeof *source);
    source->real = realpath(path, NULL);
    if (source->real == NULL)
        return tell_unreadable(name, reason_of(errno), errors);
    return sen_source_read_real(source, name, errors);
}

static size_t folder_length(const char *real)
{
    const char *const slash = strrchr(real, '/');
    return slash == NULL ? 0 : (size_t)(slash - real);
}

/* What is wrong with a name before any file is looked at; NULL: nothing. */
static const char *fault_of_name(const char *relative)
{
    if (*relative == '\0')
        return "empty";
    if (*relative == '/' || *relative == '\\')
        return "an absolute path";
    if (*relative == '~')
        return "a path that begins with ~";
    if (strstr(relative, "://") != NULL || strncmp(relative, "file:", 5) == 0)
        return "an address";
    if (strchr(relative, '\\') != NULL)
        return "a path with a backslash";
    for (const char *c = relative; *c != '\0'; c++)
        if ((unsigned char)*c < 0x20)
            return "a path with a control character";
    if (strlen(relative) > 1024)
        return "a path longer than 1,024 bytes";
    return NULL;
}

static sen_code tell_outside(const sen_source_asker *asker, const char *relative, const char *why,
                             sen_errors *errors)
{
    return sen_failf(errors, SEN_BAD_SCENARIO, asker->from_name, asker->line, asker->column,
                     asker->path, "a file in the folder of the first scenario or below it",
                     "\"%.200s\", %s", relative, why);
}

/* Steps of ".." that climb above the top folder, told without asking the file system. */
static bool climbs_out(const sen_source_asker *asker, const char *relative)
{
    int32_t depth = 0;
    for (const char *c = asker->from_real + folder_length(asker->top_real); *c != '\0'; c++)
        depth += *c == '/';
    depth--; /* the last slash is before the file's own name */
    while (*relative != '\0') {
        const size_t length = strcspn(relative, "/");
        if (length == 2 && strncmp(relative, "..", 2) == 0)
            depth--;
        else if (length > 0 && !(length == 1 && *relative == '.'))
            depth++;
        if (depth < 0)
            return true;
        relative += length;
        relative += *relative == '/';
    }
    return false;
}

sen_code sen_source_resolve(sen_source *source, const sen_source_asker *asker, const char *relative,
                            sen_errors *errors)
{
    memset(source, 0, sizeof *source);
    const char *const fault = fault_of_name(relative);
    if (fault != NULL)
        return tell_outside(asker, relative, fault, errors);
    if (climbs_out(asker, relative))
        return tell_outside(asker, relative, "which climbs out of the folder", errors);
    const size_t folder = folder_length(asker->from_real);
    char *const joined = malloc(folder + 1 + strlen(relative) + 1);
    if (joined == NULL)
        return sen_fail(errors, SEN_NO_MEMORY, NULL, 0, 0, NULL, NULL, NULL, NULL);
    memcpy(joined, asker->from_real, folder);
    joined[folder] = '/';
    strcpy(joined + folder + 1, relative);
    source->real = realpath(joined, NULL);
    const int reason = errno;
    free(joined);
    if (source->real == NULL && reason == ENOMEM)
        return sen_fail(errors, SEN_NO_MEMORY, asker->from_name, 0, 0, NULL, NULL, NULL, NULL);
    if (source->real == NULL)
        return sen_failf(errors, SEN_NO_INPUT, asker->from_name, asker->line, asker->column,
                         asker->path, "a regular file that can be read",
                         "\"%.200s\", not readable: %s", relative, strerror(reason));
    const size_t top = folder_length(asker->top_real);
    if (strncmp(source->real, asker->top_real, top) != 0 || source->real[top] != '/') {
        sen_source_clear(source);
        return tell_outside(asker, relative, "which leads out of the folder", errors);
    }
    return SEN_OK;
}

/* ---- text ---- */

void sen_place_move(sen_place *place, const char *bytes, size_t to)
{
    for (; place->at < to; place->at++) {
        const unsigned char byte = (unsigned char)bytes[place->at];
        if (byte == '\n') {
            place->line++;
            place->column = 1;
        } else if ((byte & 0xC0) != 0x80) { /* continuation bytes are no characters of their own */
            place->column++;
        }
    }
}

/* The encoding if the first bytes are those of UTF-16 or UTF-32 JSON (RFC 4627, section 3). */
static const char *other_encoding(const unsigned char *b, size_t length)
{
    if (length >= 4) {
        if (b[0] == 0xFF && b[1] == 0xFE && b[2] == 0 && b[3] == 0)
            return "UTF-32 (little endian)";
        if (b[0] == 0 && b[1] == 0 && b[2] == 0xFE && b[3] == 0xFF)
            return "UTF-32 (big endian)";
        if (b[0] == 0 && b[1] == 0 && b[2] == 0 && b[3] != 0)
            return "UTF-32 (big endian)";
        if (b[0] != 0 && b[1] == 0 && b[2] == 0 && b[3] == 0)
            return "UTF-32 (little endian)";
        if (b[0] == 0 && b[1] != 0 && b[2] == 0 && b[3] != 0)
            return "UTF-16 (big endian)";
        if (b[0] != 0 && b[1] == 0 && b[2] != 0 && b[3] == 0)
            return "UTF-16 (little endian)";
    }
    if (length >= 2 && b[0] == 0xFF && b[1] == 0xFE)
        return "UTF-16 (little endian)";
    if (length >= 2 && b[0] == 0xFE && b[1] == 0xFF)
        return "UTF-16 (big endian)";
    return NULL;
}

/* Offset of the first byte that is not UTF-8; length if all are; SIZE_MAX without a converter, one less
 * without memory for it. */
static size_t first_bad_byte(const char *bytes, size_t length)
{
    char scratch[16384];
    const iconv_t converter = iconv_open("UTF-32LE", "UTF-8");
    if (converter == (iconv_t)-1)
        return errno == ENOMEM ? SIZE_MAX - 1 : SIZE_MAX;
    char *from = (char *)bytes; /* iconv does not write there */
    size_t left = length;
    while (left > 0) {
        char *to = scratch;
        size_t room = sizeof scratch;
        if (iconv(converter, &from, &left, &to, &room) == (size_t)-1 && errno != E2BIG)
            break;
    }
    iconv_close(converter);
    return length - left;
}

sen_code sen_source_check_text(const char *bytes, size_t length, const char *name, size_t *start,
                               sen_errors *errors)
{
    sen_place place = {0, 1, 1};
    *start = 0;
    const char *const encoding = other_encoding((const unsigned char *)bytes, length);
    if (encoding != NULL)
        return sen_failf(errors, SEN_BAD_SCENARIO, name, 1, 1, NULL, "UTF-8", "text in %s",
                         encoding);
    if (length >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0)
        *start = place.at = 3;
    if (strspn(bytes + *start, " \t\r\n") == length - *start)
        return sen_fail(errors, SEN_BAD_SCENARIO, name, 1, 1, NULL, "empty",
                        "a file with something in it", NULL);
    const size_t bad = first_bad_byte(bytes, length);
    const char *const nul = memchr(bytes, '\0', length);
    const size_t first_nul = nul == NULL ? length : (size_t)(nul - bytes);
    if (bad == SIZE_MAX - 1)
        return sen_fail(errors, SEN_NO_MEMORY, name, 0, 0, NULL, NULL, NULL, NULL);
    if (bad == SIZE_MAX)
        return sen_fail(errors, SEN_BUG, name, 0, 0, NULL, "not to be checked: no iconv for UTF-8",
                        NULL, NULL);
    if (bad == length && first_nul == length)
        return SEN_OK;
    const size_t at = first_nul < bad ? first_nul : bad;
    sen_place_move(&place, bytes, at);
    if (first_nul < bad)
        return sen_failf(errors, SEN_BAD_SCENARIO, name, place.line, place.column, NULL,
                         "text without NUL bytes", "a NUL byte (byte %zu)", at);
    return sen_failf(errors, SEN_BAD_SCENARIO, name, place.line, place.column, NULL, "UTF-8",
                     "no UTF-8: byte %zu is 0x%02X", at, (unsigned)(unsigned char)bytes[at]);
}

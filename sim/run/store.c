/* SPDX-License-Identifier: MIT */
#include "run/store.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "run/store_file.h"

/* ---- files ---- */

bool sen_store_read_at(int fd, void *bytes, size_t size, int64_t offset)
{
    uint8_t *p = bytes;
    while (size > 0) {
        const ssize_t n = pread(fd, p, size, offset);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0) {
            errno = n == 0 ? 0 : errno;
            return false;
        }
        p += n;
        offset += n;
        size -= (size_t)n;
    }
    return true;
}

bool sen_store_write_at(int fd, const void *bytes, size_t size, int64_t offset)
{
    const uint8_t *p = bytes;
    while (size > 0) {
        const ssize_t n = pwrite(fd, p, size, offset);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return false;
        p += n;
        offset += n;
        size -= (size_t)n;
    }
    return true;
}

sen_code sen_store_fault(sen_errors *errors, sen_code code, const char *path, const char *what)
{
    return sen_failf(errors, code, path, 0, 0, NULL, NULL, "%s: %s", what,
                     errno == 0 ? "the file ends too early" : strerror(errno));
}

bool sen_store_room(sen_store *store, size_t bytes)
{
    if (bytes <= store->buffer_bytes)
        return true;
    uint8_t *const grown = realloc(store->buffer, bytes);
    if (grown == NULL)
        return false;
    store->buffer = grown;
    store->buffer_bytes = bytes;
    return true;
}

/* ---- making and freeing ---- */

static sen_code new_store(sen_store **made, const char *path, sen_errors *errors)
{
    sen_store *const store = calloc(1, sizeof *store);
    *made = store;
    if (store != NULL) {
        store->fd = -1;
        sen_crc_tables(store->crc);
        store->path = strdup(path);
        store->part_path = malloc(strlen(path) + 6);
    }
    if (store == NULL || store->path == NULL || store->part_path == NULL)
        return sen_fail(errors, SEN_NO_MEMORY, path, 0, 0, NULL, NULL, NULL, NULL);
    sprintf(store->part_path, "%s.part", path);
    return SEN_OK;
}

void sen_store_free(sen_store *store)
{
    if (store == NULL)
        return;
    if (store->fd >= 0)
        close(store->fd);
    free(store->marks);
    free(store->path);
    free(store->part_path);
    free(store->scenarios);
    free(store->head);
    free(store->offset);
    free(store->bytes);
    free(store->buffer);
    free(store);
}

static sen_code copy_header(sen_store *store, const sen_store_header *header, sen_errors *errors)
{
    const size_t size = (size_t)header->n_scenarios * sizeof *store->scenarios;
    store->header = *header;
    store->scenarios = malloc(size);
    if (store->scenarios == NULL)
        return sen_fail(errors, SEN_NO_MEMORY, store->path, 0, 0, NULL, NULL, NULL, NULL);
    memcpy(store->scenarios, header->scenarios, size);
    store->header.scenarios = store->scenarios;
    sen_code code = sen_store_spell_header(store, errors);
    return code == SEN_OK ? sen_store_index(store, errors) : code;
}

sen_code sen_store_create(sen_store **made, const char *path, const sen_store_header *header,
                          sen_errors *errors)
{
    sen_store *store = NULL;
    sen_code code = SEN_OK;
    SEN_TRY(new_store(&store, path, errors));
    SEN_TRY(copy_header(store, header, errors));
    store->fd = open(store->part_path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0666);
    if (store->fd < 0) {
        code = sen_store_fault(errors, SEN_CANNOT_CREATE, store->part_path, "cannot be created");
        goto out;
    }
    if (!sen_store_write_at(store->fd, store->head, store->head_bytes, 0)) {
        code = sen_store_fault(errors, SEN_IO, store->part_path, "cannot be written");
        goto out;
    }
    store->end = store->head_bytes;
out:
    if (code != SEN_OK) {
        sen_store_free(store);
        store = NULL;
    }
    *made = store;
    return code;
}

/* Opens PATH, else PATH.part; SEN_NO_INPUT if there is neither (no fault is told). */
static sen_code open_either(sen_store **made, const char *path, bool writable, sen_errors *errors)
{
    sen_store *store = NULL;
    sen_code code = SEN_OK;
    SEN_TRY(new_store(&store, path, errors));
    store->fd = open(store->path, O_RDONLY | O_CLOEXEC);
    store->finished = store->fd >= 0;
    store->read_only = store->finished || !writable;
    if (store->fd < 0 && errno == ENOENT)
        store->fd = open(store->part_path, (writable ? O_RDWR : O_RDONLY) | O_CLOEXEC);
    if (store->fd < 0) {
        code = errno == ENOENT ? SEN_NO_INPUT
                               : sen_store_fault(errors, SEN_NO_INPUT, path, "cannot be opened");
        goto out;
    }
    const char *const name = store->finished ? store->path : store->part_path;
    SEN_TRY(sen_store_read_header(store, name, errors));
    SEN_TRY(sen_store_scan(store, name, errors));
out:
    if (code != SEN_OK) {
        sen_store_free(store);
        store = NULL;
    }
    *made = store;
    return code;
}

/* What is good of it is gone on with under the name of an unfinished store. */
static sen_code reopen_damaged(sen_store *store, sen_errors *errors)
{
    const int fd = open(store->path, O_RDWR | O_CLOEXEC);
    if (fd < 0 || rename(store->path, store->part_path) != 0) {
        const sen_code code = sen_store_fault(errors, SEN_CANNOT_CREATE, store->path,
                                              "damaged, and cannot be mended");
        if (fd >= 0)
            close(fd);
        return code;
    }
    close(store->fd);
    store->fd = fd;
    store->finished = store->read_only = false;
    return SEN_OK;
}

sen_code sen_store_resume(sen_store **made, const char *path, const sen_store_header *header,
                          sen_errors *errors)
{
    sen_store *store = NULL, *wanted = NULL;
    sen_code code = SEN_OK;
    SEN_TRY(new_store(&wanted, path, errors));
    SEN_TRY(copy_header(wanted, header, errors));
    if (access(wanted->path, F_OK) != 0 && sen_store_is_stub(wanted->part_path)) {
        code = sen_store_create(&store, path, header, errors);
        goto out;
    }
    code = open_either(&store, path, true, errors);
    if (code == SEN_NO_INPUT && store == NULL) {
        code = sen_store_create(&store, path, header, errors);
        goto out;
    }
    if (code != SEN_OK)
        goto out;
    if (wanted->head_bytes != store->head_bytes ||
        memcmp(wanted->head, store->head, store->head_bytes) != 0) {
        code = sen_fail(errors, SEN_CANNOT_CREATE, path, 0, 0, NULL,
                        "a store of other scenarios, seed, replicates, draws or precision",
                        "the store of this run", NULL);
        goto out;
    }
    if (store->damaged)
        SEN_TRY(reopen_damaged(store, errors));
    if (!store->finished && ftruncate(store->fd, store->end) != 0)
        code = sen_store_fault(errors, SEN_IO, store->part_path, "cannot be shortened");
out:
    sen_store_free(wanted);
    if (code != SEN_OK) {
        sen_store_free(store);
        store = NULL;
    }
    *made = store;
    return code;
}

sen_code sen_store_open(sen_store **store, const char *path, sen_errors *errors)
{
    sen_code code = open_either(store, path, false, errors);
    if (code == SEN_NO_INPUT && *store == NULL) {
        char *const inside = malloc(strlen(path) + 16);
        if (inside == NULL)
            return sen_fail(errors, SEN_NO_MEMORY, path, 0, 0, NULL, NULL, NULL, NULL);
        sprintf(inside, "%s/replicates.sen", path);
        code = open_either(store, inside, false, errors);
        free(inside);
        if (code == SEN_NO_INPUT && *store == NULL)
            return sen_fail(errors, code, path, 0, 0, NULL, "not there",
                            "a store or a results folder", NULL);
    }
    return code;
}

/* ---- adding and finishing ---- */

sen_code sen_store_put(sen_store *store, int32_t scenario, int32_t replicate, size_t payload_bytes,
                       sen_errors *errors)
{
    uint8_t *const head = store->buffer;
    sen_store_u32(sen_store_u32(sen_store_u32(head, (uint32_t)payload_bytes), (uint32_t)scenario),
                  (uint32_t)replicate);
    uint32_t crc = sen_crc(store->crc, 0, head, 12);
    crc = sen_crc(store->crc, crc, head + SEN_RECORD_HEAD_BYTES, payload_bytes);
    sen_store_u32(head + 12, crc);
    const size_t size = SEN_RECORD_HEAD_BYTES + payload_bytes;
    if (!sen_store_write_at(store->fd, head, size, store->end))
        return sen_store_fault(errors, SEN_IO, store->part_path, "cannot be written");
    const int64_t entry = sen_store_entry(store, scenario, replicate);
    SEN_BUG_UNLESS(sen_pack_marks(head + SEN_RECORD_HEAD_BYTES, payload_bytes,
                                  store->header.scenarios[scenario].n_cells, store->mark_groups,
                                  sen_store_marks(store, entry)));
    store->offset[entry] = store->end + SEN_RECORD_HEAD_BYTES;
    store->bytes[entry] = (uint32_t)payload_bytes;
    store->end += (int64_t)size;
    store->n_records++;
    return SEN_OK;
}

sen_code sen_store_append(sen_store *store, int32_t scenario, int32_t replicate,
                          const int64_t *cells, sen_errors *errors)
{
    const int32_t n = store->header.scenarios[scenario].n_cells;
    SEN_BUG_UNLESS(!store->read_only && replicate >= store->header.first &&
                   replicate <= store->header.last);
    if (!sen_store_room(store, SEN_RECORD_HEAD_BYTES + sen_pack_most(n) + SEN_PACK_SPARE_BYTES))
        return sen_fail(errors, SEN_NO_MEMORY, store->path, 0, 0, NULL, NULL, NULL, NULL);
    const size_t size = sen_pack(cells, n, store->buffer + SEN_RECORD_HEAD_BYTES);
    if (size == 0 && n > 0)
        return sen_failf(errors, SEN_BUG, store->path, 0, 0, NULL, "below 2^61",
                         "a figure too large to keep, in replicate %ld", (long)replicate);
    return sen_store_put(store, scenario, replicate, size, errors);
}

static int64_t entries_of(const sen_store *store)
{
    return (int64_t)store->header.n_scenarios * (store->header.last - store->header.first + 1);
}

/* Copies all records to fd in order of replicate, then scenario. */
static bool copy_in_order(const sen_store *store, int fd, uint8_t *room, int64_t *end)
{
    if (!sen_store_write_at(fd, store->head, store->head_bytes, 0))
        return false;
    *end = store->head_bytes;
    for (int64_t entry = 0; entry < entries_of(store); entry++) {
        if (store->offset[entry] == 0)
            continue;
        const size_t size = SEN_RECORD_HEAD_BYTES + (size_t)store->bytes[entry];
        const int64_t from = store->offset[entry] - SEN_RECORD_HEAD_BYTES;
        if (!sen_store_read_at(store->fd, room, size, from) ||
            !sen_store_write_at(fd, room, size, *end))
            return false;
        store->offset[entry] = *end + SEN_RECORD_HEAD_BYTES;
        *end += (int64_t)size;
    }
    return true;
}

/* Whether the records stand in that order already, with nothing between or behind them, as one
 * thread leaves them. */
static bool is_in_order(const sen_store *store)
{
    int64_t end = store->head_bytes;
    for (int64_t entry = 0; entry < entries_of(store); entry++) {
        if (store->offset[entry] == 0)
            continue;
        if (store->offset[entry] != end + SEN_RECORD_HEAD_BYTES)
            return false;
        end = store->offset[entry] + store->bytes[entry];
    }
    return end == store->end && !store->read_only; /* read only: a torn record may follow */
}

static size_t longest_record(const sen_store *store)
{
    uint32_t longest = 0;
    for (int64_t entry = 0; entry < entries_of(store); entry++)
        longest = store->bytes[entry] > longest ? store->bytes[entry] : longest;
    return SEN_RECORD_HEAD_BYTES + (size_t)longest;
}

sen_code sen_store_finish(sen_store *store, sen_errors *errors)
{
    sen_code code = SEN_OK;
    if (store->finished)
        return SEN_OK;
    if (is_in_order(store)) {
        if (fsync(store->fd) != 0 || rename(store->part_path, store->path) != 0)
            return sen_store_fault(errors, SEN_IO, store->part_path, "cannot be written");
        store->finished = store->read_only = true;
        return SEN_OK;
    }
    char *const temporary = malloc(strlen(store->path) + 5);
    int fd = -1;
    int64_t end = 0;
    if (temporary == NULL || !sen_store_room(store, longest_record(store))) {
        code = sen_fail(errors, SEN_NO_MEMORY, store->path, 0, 0, NULL, NULL, NULL, NULL);
        goto out;
    }
    sprintf(temporary, "%s.tmp", store->path);
    fd = open(temporary, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0666);
    if (fd < 0) {
        code = sen_store_fault(errors, SEN_CANNOT_CREATE, temporary, "cannot be created");
        goto out;
    }
    if (!copy_in_order(store, fd, store->buffer, &end) || fsync(fd) != 0 ||
        rename(temporary, store->path) != 0) {
        code = sen_store_fault(errors, SEN_IO, temporary, "cannot be written");
        unlink(temporary);
        goto out;
    }
    unlink(store->part_path);
    close(store->fd);
    store->fd = fd;
    fd = -1;
    store->end = end;
    store->finished = store->read_only = true;
out:
    if (fd >= 0)
        close(fd);
    free(temporary);
    return code;
}

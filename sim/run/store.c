/* SPDX-License-Identifier: MIT */
#include "run/store.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "run/store_file.h"

static const char magic[8] = {'S', 'E', 'N', 'S', 'T', 'O', 'R', 'E'};

enum { HEAD_FIXED_BYTES = 64, HEAD_RANGE_AT = 40, HEAD_RANGE_BYTES = 8, HEAD_SCENARIO_BYTES = 132 };

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

/* ---- header ---- */

static uint8_t *put_bytes(uint8_t *out, const void *bytes, size_t size)
{
    memcpy(out, bytes, size);
    return out + size;
}

/* x86-64 is little-endian, as the file is. */
static uint8_t *put_u32(uint8_t *out, uint32_t number)
{
    return put_bytes(out, &number, sizeof number);
}

static uint32_t get_u32(const uint8_t *bytes)
{
    uint32_t number;
    memcpy(&number, bytes, sizeof number);
    return number;
}

static sen_code spell_header(sen_store *store, sen_errors *errors)
{
    const sen_store_header *const header = &store->header;
    const size_t size = HEAD_FIXED_BYTES + (size_t)header->n_scenarios * HEAD_SCENARIO_BYTES + 4;
    store->head = malloc(size);
    if (store->head == NULL)
        return sen_fail(errors, SEN_NO_MEMORY, store->path, 0, 0, NULL, NULL, NULL, NULL);
    store->head_bytes = (uint32_t)size;
    char version[SEN_MODEL_VERSION_BYTES] = {0};
    memcpy(version, SEN_MODEL_VERSION, strlen(SEN_MODEL_VERSION));
    uint8_t *p = put_bytes(store->head, magic, sizeof magic);
    p = put_u32(p, SEN_STORE_FORMAT);
    p = put_u32(p, store->head_bytes);
    p = put_bytes(p, version, sizeof version);
    p = put_bytes(p, &header->seed, sizeof header->seed);
    p = put_u32(p, (uint32_t)header->first);
    p = put_u32(p, (uint32_t)header->last);
    p = put_u32(p, (uint32_t)header->draws);
    p = put_u32(p, (uint32_t)header->n_scenarios);
    p = put_bytes(p, &header->precision, sizeof header->precision);
    for (int32_t s = 0; s < header->n_scenarios; s++) {
        p = put_bytes(p, header->scenarios[s].digest, 64);
        p = put_bytes(p, header->scenarios[s].plan_digest, 64);
        p = put_u32(p, (uint32_t)header->scenarios[s].n_cells);
    }
    put_u32(p, sen_crc(store->crc, 0, store->head, (size_t)(p - store->head)));
    return SEN_OK;
}

bool sen_store_same_but_range(const sen_store *a, const sen_store *b)
{
    enum { BEHIND = HEAD_RANGE_AT + HEAD_RANGE_BYTES, CHECKSUM_BYTES = 4 };
    return a->head_bytes == b->head_bytes && memcmp(a->head, b->head, HEAD_RANGE_AT) == 0 &&
           memcmp(a->head + BEHIND, b->head + BEHIND, a->head_bytes - BEHIND - CHECKSUM_BYTES) == 0;
}

/* The index, and the store's own copy of the scenarios. */
static sen_code set_up(sen_store *store, sen_errors *errors)
{
    const sen_store_header *const header = &store->header;
    const size_t entries = (size_t)header->n_scenarios * (size_t)(header->last - header->first + 1);
    store->offset = calloc(entries + 1, sizeof *store->offset);
    store->bytes = calloc(entries + 1, sizeof *store->bytes);
    if (store->offset == NULL || store->bytes == NULL)
        return sen_fail(errors, SEN_NO_MEMORY, store->path, 0, 0, NULL, NULL, NULL, NULL);
    return SEN_OK;
}

static sen_code not_a_store(sen_errors *errors, const char *path, const char *found)
{
    return sen_fail(errors, SEN_BAD_SCENARIO, path, 0, 0, NULL, found, "a store of sendsim", NULL);
}

/* Its figures are not those of this program, so that neither a run nor a merge may go on with it. */
static sen_code other_model(sen_errors *errors, const char *path, const char *version)
{
    char found[80];
    snprintf(found, sizeof found, "a store of model version %.*s", SEN_MODEL_VERSION_BYTES,
             version);
    return sen_fail(errors, SEN_BAD_SCENARIO, path, 0, 0, NULL, found,
                    "a store of model version " SEN_MODEL_VERSION
                    ", that of this program: run the scenarios again",
                    NULL);
}

static sen_code take_header(sen_store *store, const char *path, sen_errors *errors)
{
    const uint8_t *const head = store->head;
    sen_store_header *const header = &store->header;
    char version[SEN_MODEL_VERSION_BYTES] = {0};
    memcpy(version, SEN_MODEL_VERSION, strlen(SEN_MODEL_VERSION));
    if (get_u32(head + store->head_bytes - 4) !=
        sen_crc(store->crc, 0, head, store->head_bytes - 4))
        return not_a_store(errors, path, "a store with a damaged header");
    if (memcmp(head + 16, version, sizeof version) != 0)
        return other_model(errors, path, (const char *)head + 16);
    memcpy(&header->seed, head + 32, sizeof header->seed);
    header->first = (int32_t)get_u32(head + 40);
    header->last = (int32_t)get_u32(head + 44);
    header->draws = (int32_t)get_u32(head + 48);
    header->n_scenarios = (int32_t)get_u32(head + 52);
    memcpy(&header->precision, head + 56, sizeof header->precision);
    if (header->n_scenarios < 1 || header->first < 1 || header->last < header->first ||
        (size_t)header->n_scenarios * HEAD_SCENARIO_BYTES + HEAD_FIXED_BYTES + 4 !=
            store->head_bytes)
        return not_a_store(errors, path, "a store with an impossible header");
    store->scenarios = calloc((size_t)header->n_scenarios, sizeof *store->scenarios);
    if (store->scenarios == NULL)
        return sen_fail(errors, SEN_NO_MEMORY, path, 0, 0, NULL, NULL, NULL, NULL);
    header->scenarios = store->scenarios;
    for (int32_t s = 0; s < header->n_scenarios; s++) {
        const uint8_t *const p = head + HEAD_FIXED_BYTES + s * HEAD_SCENARIO_BYTES;
        memcpy(store->scenarios[s].digest, p, 64);
        memcpy(store->scenarios[s].plan_digest, p + 64, 64);
        store->scenarios[s].n_cells = (int32_t)get_u32(p + 128);
    }
    return SEN_OK;
}

sen_code sen_store_read_header(sen_store *store, const char *path, sen_errors *errors)
{
    uint8_t fixed[HEAD_FIXED_BYTES];
    if (!sen_store_read_at(store->fd, fixed, sizeof fixed, 0))
        return errno == 0 ? not_a_store(errors, path, "too short")
                          : sen_store_fault(errors, SEN_IO, path, "cannot be read");
    if (memcmp(fixed, magic, sizeof magic) != 0 || get_u32(fixed + 8) != SEN_STORE_FORMAT)
        return not_a_store(errors, path, "something else");
    store->head_bytes = get_u32(fixed + 12);
    if (store->head_bytes < HEAD_FIXED_BYTES + 4 || store->head_bytes > 1 << 24)
        return not_a_store(errors, path, "a store with an impossible header");
    store->head = malloc(store->head_bytes);
    if (store->head == NULL)
        return sen_fail(errors, SEN_NO_MEMORY, path, 0, 0, NULL, NULL, NULL, NULL);
    if (!sen_store_read_at(store->fd, store->head, store->head_bytes, 0))
        return not_a_store(errors, path, "too short");
    sen_code code = take_header(store, path, errors);
    if (code == SEN_OK)
        code = set_up(store, errors);
    return code;
}

/* ---- making and freeing ---- */

static sen_code new_store(sen_store **made, const char *path, sen_errors *errors)
{
    sen_store *const store = calloc(1, sizeof *store);
    *made = store;
    if (store != NULL) {
        store->fd = -1;
        store->cursors[0].scenario = store->cursors[1].scenario = -1;
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
    for (int32_t c = 0; c < 2; c++)
        free(store->cursors[c].states);
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
    sen_code code = spell_header(store, errors);
    return code == SEN_OK ? set_up(store, errors) : code;
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

sen_code sen_store_resume(sen_store **made, const char *path, const sen_store_header *header,
                          sen_errors *errors)
{
    sen_store *store = NULL, *wanted = NULL;
    sen_code code = open_either(&store, path, true, errors);
    if (code == SEN_NO_INPUT && store == NULL)
        return sen_store_create(made, path, header, errors);
    if (code != SEN_OK)
        goto out;
    SEN_TRY(new_store(&wanted, path, errors));
    SEN_TRY(copy_header(wanted, header, errors));
    if (wanted->head_bytes != store->head_bytes ||
        memcmp(wanted->head, store->head, store->head_bytes) != 0) {
        code = sen_fail(errors, SEN_CANNOT_CREATE, path, 0, 0, NULL,
                        "a store of other scenarios, seed, replicates, draws or precision",
                        "the store of this run", NULL);
        goto out;
    }
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
    put_u32(put_u32(put_u32(head, (uint32_t)payload_bytes), (uint32_t)scenario),
            (uint32_t)replicate);
    uint32_t crc = sen_crc(store->crc, 0, head, 12);
    crc = sen_crc(store->crc, crc, head + SEN_RECORD_HEAD_BYTES, payload_bytes);
    put_u32(head + 12, crc);
    const size_t size = SEN_RECORD_HEAD_BYTES + payload_bytes;
    if (!sen_store_write_at(store->fd, head, size, store->end))
        return sen_store_fault(errors, SEN_IO, store->part_path, "cannot be written");
    const int64_t entry = sen_store_entry(store, scenario, replicate);
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

/* SPDX-License-Identifier: MIT */
#include "run/store_file.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { CHUNK_BYTES = 8192, CHUNK_MORE_BYTES = 2 * SEN_PACK_GROUP_BYTES };

const sen_store_header *sen_store_about(const sen_store *store)
{
    return &store->header;
}

bool sen_store_has(const sen_store *store, int32_t scenario, int32_t replicate)
{
    return replicate >= store->header.first && replicate <= store->header.last &&
           store->offset[sen_store_entry(store, scenario, replicate)] != 0;
}

bool sen_store_damaged(const sen_store *store)
{
    return store->damaged;
}

int64_t sen_store_records(const sen_store *store)
{
    return store->n_records;
}

int64_t sen_store_bytes(const sen_store *store)
{
    return store->end;
}

int32_t sen_store_usable(const sen_store *store)
{
    const int64_t all =
        (int64_t)store->header.n_scenarios * (store->header.last - store->header.first + 1);
    int64_t entry = 0;
    while (entry < all && store->offset[entry] != 0)
        entry++;
    return (int32_t)(entry / store->header.n_scenarios);
}

/* ---- finding records ---- */

/* One record at store->end; false where the file ends, or the record is torn or damaged. */
static bool scan_record(sen_store *store, sen_code *code)
{
    uint8_t head[SEN_RECORD_HEAD_BYTES];
    uint32_t words[4];
    *code = SEN_OK;
    if (!sen_store_read_at(store->fd, head, sizeof head, store->end))
        goto ends;
    memcpy(words, head, sizeof words);
    const sen_store_header *const header = &store->header;
    if (words[1] >= (uint32_t)header->n_scenarios || words[2] < (uint32_t)header->first ||
        words[2] > (uint32_t)header->last ||
        words[0] > sen_pack_most(header->scenarios[words[1]].n_cells))
        return false;
    if (!sen_store_room(store, words[0])) {
        *code = SEN_NO_MEMORY;
        return false;
    }
    const int64_t payload = store->end + SEN_RECORD_HEAD_BYTES;
    if (!sen_store_read_at(store->fd, store->buffer, words[0], payload))
        goto ends;
    if (words[3] != sen_crc(store->crc, sen_crc(store->crc, 0, head, 12), store->buffer, words[0]))
        return false;
    const int64_t entry = sen_store_entry(store, (int32_t)words[1], (int32_t)words[2]);
    store->n_records += store->offset[entry] == 0;
    store->offset[entry] = payload;
    store->bytes[entry] = words[0];
    store->end = payload + words[0];
    return true;
ends:
    if (errno != 0)
        *code = SEN_IO;
    return false;
}

sen_code sen_store_scan(sen_store *store, const char *path, sen_errors *errors)
{
    sen_code code = SEN_OK;
    struct stat status;
    store->end = store->head_bytes;
    while (scan_record(store, &code))
        ;
    if (code == SEN_OK && fstat(store->fd, &status) != 0)
        code = SEN_IO;
    store->damaged = code == SEN_OK && store->finished && status.st_size != store->end;
    if (code == SEN_NO_MEMORY)
        return sen_fail(errors, code, path, 0, 0, NULL, NULL, NULL, NULL);
    return code == SEN_OK ? code : sen_store_fault(errors, code, path, "cannot be read");
}

/* ---- columns ---- */

/* The cursor of a scenario, begun anew if it stands past first_cell. */
static sen_store_cursor *cursor_for(sen_store *store, int32_t scenario, int32_t first_cell,
                                    int32_t replicates)
{
    sen_store_cursor *const cursor = store->cursors + (scenario != 0);
    if (cursor->n < replicates) {
        sen_unpack *const states =
            realloc(cursor->states, (size_t)replicates * sizeof *cursor->states);
        if (states == NULL)
            return NULL;
        cursor->states = states;
        cursor->n = replicates;
        cursor->scenario = -1;
    }
    if (cursor->scenario != scenario || cursor->states[0].cell > first_cell) {
        memset(cursor->states, 0, (size_t)cursor->n * sizeof *cursor->states);
        cursor->scenario = scenario;
    }
    return cursor;
}

/* Reads n figures of one record on from where it stands; out NULL passes over them. */
static sen_code read_on(sen_store *store, int64_t entry, sen_unpack *state, int32_t n, int64_t *out,
                        size_t stride)
{
    uint8_t chunk[CHUNK_BYTES + SEN_PACK_SPARE_BYTES];
    const int64_t cells = store->header.scenarios[entry % store->header.n_scenarios].n_cells;
    while (n > 0) {
        const size_t left = store->bytes[entry] - state->at;
        /* what n figures of this record take on average, and some more */
        size_t size = (size_t)((int64_t)n * store->bytes[entry] / cells * 9 / 8);
        size = size + CHUNK_MORE_BYTES < CHUNK_BYTES ? size + CHUNK_MORE_BYTES : CHUNK_BYTES;
        size = left < size ? left : size;
        if (size > 0 &&
            !sen_store_read_at(store->fd, chunk, size, store->offset[entry] + state->at))
            return SEN_IO;
        const int32_t done = sen_unpack_some(state, chunk, size, size == left, out, stride, n);
        if (done == 0)
            return SEN_BUG; /* a record with too few figures */
        n -= done;
        out = out == NULL ? NULL : out + (size_t)done * stride;
    }
    return SEN_OK;
}

sen_code sen_store_columns(sen_store *store, int32_t scenario, int32_t first_cell, int32_t n_cells,
                           int32_t replicates, int64_t *columns, sen_errors *errors)
{
    sen_code code = SEN_OK;
    if (replicates == 0 || n_cells == 0)
        return SEN_OK;
    sen_store_cursor *const cursor = cursor_for(store, scenario, first_cell, replicates);
    if (cursor == NULL)
        return sen_fail(errors, SEN_NO_MEMORY, store->path, 0, 0, NULL, NULL, NULL, NULL);
    for (int32_t r = 0; r < replicates && code == SEN_OK; r++) {
        const int64_t entry = sen_store_entry(store, scenario, store->header.first + r);
        sen_unpack *const state = cursor->states + r;
        code = read_on(store, entry, state, first_cell - state->cell, NULL, 0);
        if (code == SEN_OK)
            code = read_on(store, entry, state, n_cells, columns + r, (size_t)replicates);
    }
    if (code != SEN_OK) {
        cursor->scenario = -1;
        return code == SEN_IO ? sen_store_fault(errors, code, store->path, "cannot be read")
                              : sen_fail(errors, code, store->path, 0, 0, NULL,
                                         "a record with too few figures", NULL, NULL);
    }
    return SEN_OK;
}

/* ---- putting stores together ---- */

static sen_code copy_record(sen_store *to, const sen_store *from, int32_t scenario,
                            int32_t replicate, sen_errors *errors)
{
    const int64_t source = sen_store_entry(from, scenario, replicate);
    const int64_t entry = sen_store_entry(to, scenario, replicate);
    const size_t size = from->bytes[source];
    if (!sen_store_room(to, SEN_RECORD_HEAD_BYTES + 2 * size))
        return sen_fail(errors, SEN_NO_MEMORY, to->path, 0, 0, NULL, NULL, NULL, NULL);
    uint8_t *const payload = to->buffer + SEN_RECORD_HEAD_BYTES;
    if (!sen_store_read_at(from->fd, payload, size, from->offset[source]))
        return sen_store_fault(errors, SEN_IO, from->path, "cannot be read");
    if (!sen_store_has(to, scenario, replicate))
        return sen_store_put(to, scenario, replicate, size, errors);
    if (to->bytes[entry] == size) {
        if (!sen_store_read_at(to->fd, payload + size, size, to->offset[entry]))
            return sen_store_fault(errors, SEN_IO, to->path, "cannot be read");
        if (memcmp(payload, payload + size, size) == 0)
            return SEN_OK;
    }
    return sen_failf(errors, SEN_BAD_SCENARIO, from->path, 0, 0, NULL,
                     "the same results for the same replicate",
                     "at odds with another store about replicate %ld", (long)replicate);
}

static sen_code copy_records(sen_store *to, const char *input, sen_errors *errors)
{
    sen_store *from = NULL;
    sen_code code = SEN_OK;
    SEN_TRY(sen_store_open(&from, input, errors));
    if (!sen_store_same_but_range(from, to)) {
        code = sen_fail(errors, SEN_BAD_SCENARIO, input, 0, 0, NULL,
                        "a store of other scenarios, seed or draws, or of --precision",
                        "a part of the same run", NULL);
        goto out;
    }
    for (int32_t r = from->header.first; r <= from->header.last; r++)
        for (int32_t s = 0; s < to->header.n_scenarios; s++)
            if (sen_store_has(from, s, r))
                SEN_TRY(copy_record(to, from, s, r, errors));
out:
    sen_store_free(from);
    return code;
}

sen_code sen_store_merge(sen_store **store, const char *path, const sen_store_header *header,
                         const char *const *inputs, int32_t n, sen_errors *errors)
{
    sen_code code = sen_store_create(store, path, header, errors);
    for (int32_t i = 0; i < n && code == SEN_OK; i++)
        code = copy_records(*store, inputs[i], errors);
    if (code != SEN_OK) {
        sen_store_free(*store);
        *store = NULL;
    }
    return code;
}

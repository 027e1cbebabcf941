/* SPDX-License-Identifier: MIT */
#include "run/store_file.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

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
    if (!sen_pack_marks(store->buffer, words[0], header->scenarios[words[1]].n_cells,
                        store->mark_groups, sen_store_marks(store, entry)))
        return false;
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

static sen_code cannot_read(const sen_store *store, sen_code code, sen_errors *errors)
{
    return code == SEN_IO    ? sen_store_fault(errors, code, store->path, "cannot be read")
           : code == SEN_BUG ? sen_fail(errors, code, store->path, 0, 0, NULL,
                                        "a record with too few figures", NULL, NULL)
                             : sen_fail(errors, code, store->path, 0, 0, NULL, NULL, NULL, NULL);
}

/* The longest payload of a scenario, with the spare bytes. */
static size_t longest_payload(const sen_store *store, int32_t scenario, int32_t replicates)
{
    uint32_t longest = 0;
    for (int32_t r = 0; r < replicates; r++) {
        const int64_t entry = sen_store_entry(store, scenario, store->header.first + r);
        longest = store->bytes[entry] > longest ? store->bytes[entry] : longest;
    }
    return (size_t)longest + SEN_PACK_SPARE_BYTES;
}

static const uint32_t *marks_of(const sen_store *store, int32_t scenario, int32_t at)
{
    return sen_store_marks(store, sen_store_entry(store, scenario, store->header.first + at));
}

/* A part of several payloads, one a replicate, in `room`. */
static sen_code read_beside(const sen_store *store, int32_t scenario, int32_t replicate, int32_t n,
                            int32_t from_mark, int32_t to_mark, uint8_t *room, sen_packed *payloads)
{
    for (int32_t k = 0; k < n; k++) {
        const int64_t entry = sen_store_entry(store, scenario, store->header.first + replicate + k);
        const uint32_t *const marks = sen_store_marks(store, entry);
        const size_t size = marks[to_mark] - marks[from_mark];
        if (!sen_store_read_at(store->fd, room, size, store->offset[entry] + marks[from_mark]))
            return SEN_IO;
        payloads[k] = (sen_packed){room, room + size};
        room += size + SEN_PACK_SPARE_BYTES;
    }
    return SEN_OK;
}

static size_t most_between(const sen_store *store, int32_t scenario, int32_t from_mark,
                           int32_t to_mark, int32_t replicates)
{
    uint32_t most = 0;
    for (int32_t r = 0; r < replicates; r++) {
        const uint32_t *const marks = marks_of(store, scenario, r);
        const uint32_t size = marks[to_mark] - marks[from_mark];
        most = size > most ? size : most;
    }
    return (size_t)most + SEN_PACK_SPARE_BYTES;
}

sen_code sen_store_columns(sen_store *store, int32_t scenario, int32_t first_cell, int32_t n_cells,
                           int32_t replicates, int64_t *columns, sen_errors *errors)
{
    if (replicates == 0 || n_cells == 0)
        return SEN_OK;
    const int32_t marked = store->mark_groups * SEN_PACK_GROUP; /* figures from mark to mark */
    const int32_t from_mark = first_cell / marked;
    const int32_t to_mark = (first_cell + n_cells + marked - 1) / marked;
    uint8_t *const room =
        malloc(SEN_UNPACK_BESIDE * most_between(store, scenario, from_mark, to_mark, replicates));
    sen_code code = room == NULL ? SEN_NO_MEMORY : SEN_OK;
    for (int32_t r = 0; r < replicates && code == SEN_OK; r += SEN_UNPACK_BESIDE) {
        sen_packed payloads[SEN_UNPACK_BESIDE];
        const int32_t left = replicates - r;
        const int32_t n = left < SEN_UNPACK_BESIDE ? left : SEN_UNPACK_BESIDE;
        code = read_beside(store, scenario, r, n, from_mark, to_mark, room, payloads);
        if (code == SEN_OK && !sen_unpack(payloads, n, first_cell - from_mark * marked, n_cells,
                                          columns + r, (size_t)replicates))
            code = SEN_BUG;
    }
    free(room);
    return code == SEN_OK ? code : cannot_read(store, code, errors);
}

/* ---- what is alike ---- */

/* Two payloads of n figures, from mark to mark: most of it is the same, and that is seen at once. */
static bool compare_payloads(const sen_store *store, int64_t a, const uint8_t *first, int64_t b,
                             const uint8_t *own, int32_t n, uint8_t *same)
{
    const uint32_t *const marks_a = sen_store_marks(store, a);
    const uint32_t *const marks_b = sen_store_marks(store, b);
    const int32_t marked = store->mark_groups * SEN_PACK_GROUP; /* figures from mark to mark */
    for (int32_t at = 0, m = 0; at < n; at += marked, m++) {
        const size_t a_size = marks_a[m + 1] - marks_a[m], b_size = marks_b[m + 1] - marks_b[m];
        const uint8_t *const left = first + marks_a[m], *const right = own + marks_b[m];
        if (a_size == b_size && memcmp(left, right, a_size) == 0)
            continue;
        if (!sen_pack_compare(left, a_size, right, b_size, n - at < marked ? n - at : marked,
                              same + m * store->mark_groups))
            return false;
    }
    return true;
}

/* Of the first n figures. */
static sen_code compare_groups(const sen_store *store, int32_t scenario, int32_t replicates,
                               int32_t n, uint8_t *same)
{
    const size_t first_bytes = longest_payload(store, 0, replicates);
    sen_code code = SEN_OK;
    uint8_t *const first = malloc(first_bytes + longest_payload(store, scenario, replicates));
    if (first == NULL)
        return SEN_NO_MEMORY;
    uint8_t *const own = first + first_bytes;
    for (int32_t r = 0; r < replicates && code == SEN_OK; r++) {
        const int64_t a = sen_store_entry(store, 0, store->header.first + r), b = a + scenario;
        if (!sen_store_read_at(store->fd, first, store->bytes[a], store->offset[a]) ||
            !sen_store_read_at(store->fd, own, store->bytes[b], store->offset[b]))
            code = SEN_IO;
        else if (!compare_payloads(store, a, first, b, own, n, same))
            code = SEN_BUG;
    }
    free(first);
    return code;
}

sen_code sen_store_alike(sen_store *store, int32_t scenario, int32_t replicates, uint8_t *alike,
                         sen_errors *errors)
{
    const int32_t own = store->header.scenarios[scenario].n_cells;
    const int32_t first = store->header.scenarios[0].n_cells;
    const int32_t least = own < first ? own : first;
    const int32_t n = own == first ? own : least - least % SEN_PACK_GROUP; /* in whole groups */
    memset(alike, 0, (size_t)own);
    if (scenario == 0 || replicates == 0 || n == 0)
        return SEN_OK;
    uint8_t *const same = malloc((size_t)sen_pack_groups(n));
    if (same == NULL)
        return cannot_read(store, SEN_NO_MEMORY, errors);
    memset(same, 1, (size_t)sen_pack_groups(n));
    const sen_code code = compare_groups(store, scenario, replicates, n, same);
    for (int32_t cell = 0; cell < n && code == SEN_OK; cell++)
        alike[cell] = same[cell / SEN_PACK_GROUP];
    free(same);
    return code == SEN_OK ? code : cannot_read(store, code, errors);
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

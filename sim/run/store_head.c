/* SPDX-License-Identifier: MIT */
/* The head of a store: whose run it is. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "run/store_file.h"

static const char magic[8] = {'S', 'E', 'N', 'S', 'T', 'O', 'R', 'E'};

enum { HEAD_FIXED_BYTES = 64, HEAD_RANGE_AT = 40, HEAD_RANGE_BYTES = 8, HEAD_SCENARIO_BYTES = 132 };

static uint8_t *put_bytes(uint8_t *out, const void *bytes, size_t size)
{
    memcpy(out, bytes, size);
    return out + size;
}

static uint32_t get_u32(const uint8_t *bytes)
{
    uint32_t number;
    memcpy(&number, bytes, sizeof number);
    return number;
}

sen_code sen_store_spell_header(sen_store *store, sen_errors *errors)
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
    p = sen_store_u32(p, SEN_STORE_FORMAT);
    p = sen_store_u32(p, store->head_bytes);
    p = put_bytes(p, version, sizeof version);
    p = put_bytes(p, &header->seed, sizeof header->seed);
    p = sen_store_u32(p, (uint32_t)header->first);
    p = sen_store_u32(p, (uint32_t)header->last);
    p = sen_store_u32(p, (uint32_t)header->draws);
    p = sen_store_u32(p, (uint32_t)header->n_scenarios);
    p = put_bytes(p, &header->precision, sizeof header->precision);
    for (int32_t s = 0; s < header->n_scenarios; s++) {
        p = put_bytes(p, header->scenarios[s].digest, 64);
        p = put_bytes(p, header->scenarios[s].plan_digest, 64);
        p = sen_store_u32(p, (uint32_t)header->scenarios[s].n_cells);
    }
    sen_store_u32(p, sen_crc(store->crc, 0, store->head, (size_t)(p - store->head)));
    return SEN_OK;
}

bool sen_store_same_but_range(const sen_store *a, const sen_store *b)
{
    enum { BEHIND = HEAD_RANGE_AT + HEAD_RANGE_BYTES, CHECKSUM_BYTES = 4 };
    return a->head_bytes == b->head_bytes && memcmp(a->head, b->head, HEAD_RANGE_AT) == 0 &&
           memcmp(a->head + BEHIND, b->head + BEHIND, a->head_bytes - BEHIND - CHECKSUM_BYTES) == 0;
}

/* So far apart that they stay small beside the rest of a run, however many records there are. */
static void choose_marks(sen_store *store, size_t entries)
{
    enum { LEAST_GROUPS = 16, MOST_BYTES = 32 << 20 };
    int32_t groups = 0;
    for (int32_t s = 0; s < store->header.n_scenarios; s++) {
        const int32_t own = sen_pack_groups(store->header.scenarios[s].n_cells);
        groups = own > groups ? own : groups;
    }
    store->mark_groups = LEAST_GROUPS;
    while ((size_t)(groups / store->mark_groups) * entries > MOST_BYTES / sizeof *store->marks)
        store->mark_groups *= 2;
    store->n_marks = (groups + store->mark_groups - 1) / store->mark_groups + 1;
}

/* The index, and the store's own copy of the scenarios. */
sen_code sen_store_index(sen_store *store, sen_errors *errors)
{
    const sen_store_header *const header = &store->header;
    const size_t entries = (size_t)header->n_scenarios * (size_t)(header->last - header->first + 1);
    store->offset = calloc(entries + 1, sizeof *store->offset);
    store->bytes = calloc(entries + 1, sizeof *store->bytes);
    choose_marks(store, entries);
    store->marks = calloc(entries + 1, (size_t)store->n_marks * sizeof *store->marks);
    if (store->offset == NULL || store->bytes == NULL || store->marks == NULL)
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
        code = sen_store_index(store, errors);
    return code;
}

bool sen_store_is_stub(const char *path)
{
    uint8_t fixed[HEAD_FIXED_BYTES] = {0};
    struct stat status;
    const int fd = open(path, O_RDONLY | O_CLOEXEC);
    bool stub = fd >= 0 && fstat(fd, &status) == 0 && S_ISREG(status.st_mode);
    if (stub) {
        const size_t n =
            (size_t)status.st_size < sizeof fixed ? (size_t)status.st_size : sizeof fixed;
        stub = sen_store_read_at(fd, fixed, n, 0) &&
               memcmp(fixed, magic, n < sizeof magic ? n : sizeof magic) == 0 &&
               (n < sizeof fixed || status.st_size < (off_t)get_u32(fixed + 12));
    }
    if (fd >= 0)
        close(fd);
    return stub;
}

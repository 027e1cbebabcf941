/* SPDX-License-Identifier: MIT */
/* The store's inside, for its own files only: store.c writes, store_read.c reads, store_head.c is its
 * head. */
#ifndef SEN_RUN_STORE_FILE_H
#define SEN_RUN_STORE_FILE_H

#include <string.h>

#include "run/pack.h"
#include "run/store.h"

enum { SEN_RECORD_HEAD_BYTES = 16 };

struct sen_store {
    char *path, *part_path; /* owned */
    int fd;
    bool finished; /* fd is PATH, not PATH.part */
    bool read_only;
    bool damaged; /* finished, and what follows its last good record is none */
    sen_store_header header;
    sen_store_scenario *scenarios; /* owned; header.scenarios */
    uint8_t *head;                 /* owned; the header's bytes */
    uint32_t head_bytes;
    int64_t end; /* byte after the last good record */
    int64_t n_records;
    /* an entry is replicate - first, then scenario */
    int64_t *offset; /* owned; of the payload; 0: not there */
    uint32_t *bytes; /* owned; of the payload */
    uint8_t *buffer; /* owned; one packed record with its head */
    size_t buffer_bytes;
    uint32_t *marks;              /* owned; n_marks an entry, as sen_pack_marks makes them */
    int32_t n_marks, mark_groups; /* groups from one mark to the next */
    uint32_t crc[SEN_CRC_BYTES][256];
};

static inline int64_t sen_store_entry(const sen_store *store, int32_t scenario, int32_t replicate)
{
    return (int64_t)(replicate - store->header.first) * store->header.n_scenarios + scenario;
}

/* Where groups begin in a record's payload. */
static inline uint32_t *sen_store_marks(const sen_store *store, int64_t entry)
{
    return store->marks + (size_t)entry * (size_t)store->n_marks;
}

/* x86-64 is little-endian, as the file is. */
static inline uint8_t *sen_store_u32(uint8_t *out, uint32_t number)
{
    memcpy(out, &number, sizeof number);
    return out + sizeof number;
}

/* The head's bytes from what it says, and an index for as many records as it says. */
sen_code sen_store_spell_header(sen_store *store, sen_errors *errors);
sen_code sen_store_index(sen_store *store, sen_errors *errors);

/* Room in the buffer. */
bool sen_store_room(sen_store *store, size_t bytes);

/* Whole reads and writes at an offset; false with errno set (0: the file ends there). */
bool sen_store_read_at(int fd, void *bytes, size_t size, int64_t offset);
bool sen_store_write_at(int fd, const void *bytes, size_t size, int64_t offset);

/* A fault with the file's name and errno's words. */
sen_code sen_store_fault(sen_errors *errors, sen_code code, const char *path, const char *what);

/* Reads and checks the header of an open file and sets up the index. */
sen_code sen_store_read_header(sen_store *store, const char *path, sen_errors *errors);

/* Whether two stores are of one run, or of runs that differ in which replicates they are alone. */
bool sen_store_same_but_range(const sen_store *a, const sen_store *b);

/* Finds all records; a torn one at the end is left out of store->end. */
sen_code sen_store_scan(sen_store *store, const char *path, sen_errors *errors);

/* Adds a record whose payload stands in the buffer behind the head. */
sen_code sen_store_put(sen_store *store, int32_t scenario, int32_t replicate, size_t payload_bytes,
                       sen_errors *errors);

#endif

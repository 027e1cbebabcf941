/* SPDX-License-Identifier: MIT */
/*
 * The store: one file that is checkpoint, shard and result (README.md).
 *
 * It holds records, one a scenario and replicate, and knows nothing of what their figures mean.
 * While a run goes on it is PATH.part, records in the order they finish, so that kill -9 loses at
 * most the replicates in flight. sen_store_finish rewrites it as PATH in the order (replicate,
 * scenario), so the same work gives the same bytes.
 *
 * Layout, little-endian. Header: "SENSTORE", u32 format, u32 bytes of the header, 16 bytes of model
 * version, u64 seed, i32 first, last, draws and number of scenarios, u64 key of the precision asked
 * for; for each scenario 64 bytes of its digest, 64 of its plan's and u32 figures a record; u32 checksum of all before. Record: u32
 * bytes of payload, u32 scenario, u32 replicate, u32 checksum of these twelve bytes and the
 * payload, then the payload. Checksums are CRC-32C.
 *
 * Payload: groups of 16 figures, the last filled with any. First a byte: 0, all are 0; 1 + w for w
 * up to 56, the lowest as the zigzag of it in LEB128, then how much each is above that in w bits,
 * low bits first; 255, each apart as LEB128: 0 for a figure that the replicate does not have, or 1 +
 * its zigzag.
 *
 * Writing is for one thread at a time (under the caller's lock).
 */
#ifndef SEN_RUN_STORE_H
#define SEN_RUN_STORE_H

#include <stdbool.h>
#include <stdint.h>

#include "sen_error.h"

enum { SEN_STORE_FORMAT = 3, SEN_MODEL_VERSION_BYTES = 16 };

/* Of the scenarios' results; raised when a rule of the world changes. A test that keeps digests of
 * results beside it (tests/golden/golden_version.c) says when. */
#define SEN_MODEL_VERSION "3"

typedef struct {
    char digest[65], plan_digest[65];
    int32_t n_cells;
} sen_store_scenario;

/* What a run is: equal for all its shards; its parts by number differ in first and last. */
typedef struct {
    uint64_t seed;
    int32_t first, last; /* replicates [first, last] of the whole run */
    int32_t draws;
    int32_t n_scenarios;
    uint64_t precision; /* key of what was asked for: replicates may end before `last`; 0: none */
    const sen_store_scenario *scenarios; /* borrowed when given, the store's when asked for */
} sen_store_header;

typedef struct sen_store sen_store;

/*
 * Begins PATH.part anew; what was there is lost. The caller frees the store.
 * SEN_CANNOT_CREATE, SEN_NO_MEMORY, SEN_IO.
 */
sen_code sen_store_create(sen_store **store, const char *path, const sen_store_header *header,
                          sen_errors *errors);

/*
 * Goes on with PATH or PATH.part, or begins where there is neither, or no more than a part of the
 * header came to the disk. A torn record at the end is dropped; a finished store that is damaged is
 * unfinished again. SEN_CANNOT_CREATE if the store is of another run.
 */
sen_code sen_store_resume(sen_store **store, const char *path, const sen_store_header *header,
                          sen_errors *errors);

/* Whether that file holds less than the head of a store, and so nothing that could be lost: its run
 * was ended, or its disk full, before there was more. */
bool sen_store_is_stub(const char *path);

/* Opens a store to read: PATH, or PATH.part; PATH may be a results folder. SEN_NO_INPUT. */
sen_code sen_store_open(sen_store **store, const char *path, sen_errors *errors);

void sen_store_free(sen_store *store);

/* Adds a record and writes it to the file at once. cells: the scenario's n_cells figures. */
sen_code sen_store_append(sen_store *store, int32_t scenario, int32_t replicate,
                          const int64_t *cells, sen_errors *errors);

/* Rewrites PATH.part as PATH. Does nothing to a store that is finished. */
sen_code sen_store_finish(sen_store *store, sen_errors *errors);

const sen_store_header *sen_store_about(const sen_store *store);
bool sen_store_has(const sen_store *store, int32_t scenario, int32_t replicate);

/* Whether a finished store, which had every record, holds something else behind the last good one. */
bool sen_store_damaged(const sen_store *store);

/* Records; and replicates from the first on of which every scenario is there, without a gap. */
int64_t sen_store_records(const sen_store *store);
int32_t sen_store_usable(const sen_store *store);

/*
 * Figures [first_cell, first_cell + n_cells) of a scenario in `replicates` replicates from the
 * first on: columns[cell * replicates + replicate]. replicates at most sen_store_usable. Several
 * threads may read at a time while none writes.
 */
sen_code sen_store_columns(sen_store *store, int32_t scenario, int32_t first_cell, int32_t n_cells,
                           int32_t replicates, int64_t *columns, sen_errors *errors);

/*
 * Sets alike[cell] to 1 where the scenario's figure is the first scenario's in each of these
 * replicates, as packed groups tell, else to 0: a figure may be alike that is not known to be.
 */
sen_code sen_store_alike(sen_store *store, int32_t scenario, int32_t replicates, uint8_t *alike,
                         sen_errors *errors);

/*
 * A new store at `path` with the records of n stores (files or results folders), unfinished. Each
 * is of the run that `header` says, or of some of its replicates. SEN_BAD_SCENARIO if one is of
 * another run, or two differ about the same replicate.
 */
sen_code sen_store_merge(sen_store **store, const char *path, const sen_store_header *header,
                         const char *const *inputs, int32_t n, sen_errors *errors);

/* Bytes of the file so far. */
int64_t sen_store_bytes(const sen_store *store);

#endif

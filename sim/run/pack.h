/* SPDX-License-Identifier: MIT */
/*
 * Figures to bytes and back, and a checksum: how a record of the store is packed (store.h says the
 * layout). It knows no files.
 */
#ifndef SEN_RUN_PACK_H
#define SEN_RUN_PACK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { SEN_PACK_MOST_BYTES = 10 }; /* of one figure */

/* Packs n figures into `out` (room for n * SEN_PACK_MOST_BYTES + 10) and returns the bytes, or 0 if
 * a figure is too large (2^61 and more) to be packed. n at least 1. */
size_t sen_pack(const int64_t *cells, int32_t n, uint8_t *out);

/* How far a payload has been read. Zeros: nothing yet. */
typedef struct {
    int64_t last;     /* figure */
    uint32_t repeats; /* of the last figure still to come */
    uint32_t at;      /* byte of the payload */
    int32_t cell;     /* the next */
} sen_unpack;

/*
 * Reads up to n figures into out[0], out[stride], ... (out NULL: passes over them) and returns how
 * many. Stops where fewer than 2 * SEN_PACK_MOST_BYTES of `size` bytes are left, unless `whole`
 * says that the payload ends there. state->at is not used; *used is what was read of the bytes.
 */
int32_t sen_unpack_some(sen_unpack *state, const uint8_t *bytes, size_t size, bool whole,
                        size_t *used, int64_t *out, size_t stride, int32_t n);

/*
 * CRC-32C (RFC 3720) of `size` more bytes; crc 0 at first. The tables are the caller's: of a byte
 * that one to eight bytes follow, so that eight are looked up at once (Kounavis and Berry, "A
 * Systematic Approach to Building High Performance, Software-based, CRC Generators", 2005).
 */
enum { SEN_CRC_BYTES = 8 };
void sen_crc_tables(uint32_t tables[SEN_CRC_BYTES][256]);
uint32_t sen_crc(const uint32_t tables[SEN_CRC_BYTES][256], uint32_t crc, const void *bytes,
                 size_t size);

#endif

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

enum {
    SEN_PACK_GROUP = 16,        /* figures packed together */
    SEN_PACK_GROUP_BYTES = 161, /* of a group at most */
    SEN_PACK_SPARE_BYTES = 8 /* may be touched, and mean nothing, behind what is written or read */
};

/* Bytes that n figures take at most. */
static inline size_t sen_pack_most(int32_t n)
{
    const size_t groups = ((size_t)n + SEN_PACK_GROUP - 1) / SEN_PACK_GROUP;
    return groups * SEN_PACK_GROUP_BYTES;
}

/* Packs n figures into `out` (room for sen_pack_most and the spare) and returns the bytes, or 0 if
 * a figure is too large (2^61 and more) to be packed. n at least 1. */
size_t sen_pack(const int64_t *cells, int32_t n, uint8_t *out);

/* How far a payload has been read. Zeros: nothing yet. */
typedef struct {
    uint32_t at;  /* byte of the payload at which the group of `cell` begins */
    int32_t cell; /* the next */
} sen_unpack;

/*
 * Reads up to n figures into out[0], out[stride], ... (out NULL: passes over them) and returns how
 * many. bytes: `size` bytes of the payload from state->at on, and the spare. Stops where fewer bytes
 * are left than a group may take, unless `whole` says that the payload ends there; and where they
 * are no group.
 */
int32_t sen_unpack_some(sen_unpack *state, const uint8_t *bytes, size_t size, bool whole,
                        int64_t *out, size_t stride, int32_t n);

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

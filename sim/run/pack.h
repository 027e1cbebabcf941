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

/* Groups that n figures are packed in. */
static inline int32_t sen_pack_groups(int32_t n)
{
    return (int32_t)(((int64_t)n + SEN_PACK_GROUP - 1) / SEN_PACK_GROUP);
}

/*
 * Where groups begin, so that reading may begin there: marks[i] is the byte of group i * every, and
 * behind the last such comes the payload's length. False where the bytes are not n figures.
 */
bool sen_pack_marks(const uint8_t *bytes, size_t size, int32_t n, int32_t every, uint32_t *marks);

/* Clears same[g] where two payloads of n figures differ in group g. False as above. */
bool sen_pack_compare(const uint8_t *a, size_t a_size, const uint8_t *b, size_t b_size, int32_t n,
                      uint8_t *same);

/* A payload from the beginning of a group on; spare bytes lie behind its end. */
typedef struct {
    const uint8_t *at, *end;
} sen_packed;

/*
 * Reads n figures, after `skip` others, of several payloads side by side, which suits a memory
 * better than one after the other: figure i of payload k goes to out[i * stride + k]. False where
 * the bytes are no groups.
 */
enum { SEN_UNPACK_BESIDE = 8 };
bool sen_unpack(sen_packed *payloads, int32_t n_payloads, int32_t skip, int32_t n, int64_t *out,
                size_t stride);

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

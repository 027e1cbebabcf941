/* SPDX-License-Identifier: MIT */
#include "run/pack.h"

#include <string.h>

#define NO_FIGURE   INT64_MIN
#define MOST_FIGURE ((int64_t)1 << 61)

static uint8_t *put(uint8_t *out, uint64_t number)
{
    while (number >= 128) {
        *out++ = (uint8_t)(number | 128);
        number >>= 7;
    }
    *out++ = (uint8_t)number;
    return out;
}

size_t sen_pack(const int64_t *cells, int32_t n, uint8_t *out)
{
    uint8_t *const start = out;
    int64_t last = 0;
    uint32_t repeats = 0;
    for (int32_t i = 0; i < n; i++) {
        if (cells[i] == last) {
            repeats++;
            continue;
        }
        if (repeats == 1)
            out = put(out, 2); /* zigzag 0 */
        else if (repeats > 1)
            out = put(put(out, 1), repeats);
        repeats = 0;
        if (cells[i] == NO_FIGURE) {
            *out++ = 0;
            continue;
        }
        if (cells[i] >= MOST_FIGURE || cells[i] <= -MOST_FIGURE)
            return 0;
        const int64_t by = cells[i] - last;
        out = put(out, (((uint64_t)by << 1) ^ (uint64_t)(by < 0 ? -1 : 0)) + 2);
        last = cells[i];
    }
    if (repeats > 0)
        out = put(put(out, 1), repeats);
    return (size_t)(out - start);
}

static const uint8_t *get(const uint8_t *bytes, const uint8_t *end, uint64_t *number)
{
    uint64_t value = 0;
    for (int32_t shift = 0; shift < 64 && bytes < end; shift += 7) {
        const uint8_t byte = *bytes++;
        value |= (uint64_t)(byte & 127) << shift;
        if (byte < 128)
            break;
    }
    *number = value;
    return bytes;
}

int32_t sen_unpack_some(sen_unpack *state, const uint8_t *bytes, size_t size, bool whole,
                        size_t *used, int64_t *out, size_t stride, int32_t n)
{
    const uint8_t *p = bytes;
    const uint8_t *const end = bytes + size;
    int64_t last = state->last;
    uint32_t repeats = state->repeats;
    int32_t done = 0;
    while (done < n) {
        int64_t cell = last;
        if (repeats > 0) {
            repeats--;
        } else {
            const size_t left = (size_t)(end - p);
            if (left == 0 || (!whole && left < 2 * SEN_PACK_MOST_BYTES))
                break;
            uint64_t number = *p;
            if (number < 128)
                p++;
            else
                p = get(p, end, &number);
            if (number >= 2) {
                const uint64_t zigzag = number - 2;
                last += (int64_t)(zigzag >> 1) ^ -(int64_t)(zigzag & 1);
                cell = last;
            } else if (number == 1) {
                p = get(p, end, &number);
                repeats = (uint32_t)number;
                continue;
            } else {
                cell = NO_FIGURE;
            }
        }
        if (out != NULL)
            out[(size_t)done * stride] = cell;
        done++;
    }
    state->last = last;
    state->repeats = repeats;
    state->cell += done;
    *used = (size_t)(p - bytes);
    return done;
}

void sen_crc_tables(uint32_t tables[SEN_CRC_BYTES][256])
{
    for (uint32_t i = 0; i < 256; i++) {
        uint32_t value = i;
        for (int32_t bit = 0; bit < 8; bit++)
            value = value & 1 ? value >> 1 ^ 0x82f63b78u : value >> 1;
        tables[0][i] = value;
    }
    for (int32_t k = 1; k < SEN_CRC_BYTES; k++)
        for (uint32_t i = 0; i < 256; i++)
            tables[k][i] = tables[k - 1][i] >> 8 ^ tables[0][tables[k - 1][i] & 255];
}

/* x86-64 is little-endian: the low byte of a word is the first. */
uint32_t sen_crc(const uint32_t tables[SEN_CRC_BYTES][256], uint32_t crc, const void *bytes,
                 size_t size)
{
    const uint8_t *p = bytes;
    crc = ~crc;
    for (; size >= SEN_CRC_BYTES; size -= SEN_CRC_BYTES, p += SEN_CRC_BYTES) {
        uint64_t word;
        memcpy(&word, p, sizeof word);
        word ^= crc;
        crc = 0;
        for (int32_t k = 0; k < SEN_CRC_BYTES; k++)
            crc ^= tables[SEN_CRC_BYTES - 1 - k][word >> 8 * k & 255];
    }
    for (; size > 0; size--)
        crc = crc >> 8 ^ tables[0][(crc ^ *p++) & 255];
    return ~crc;
}

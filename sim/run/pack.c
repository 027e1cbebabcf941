/* SPDX-License-Identifier: MIT */
/*
 * Frames of reference (Goldstein, Ramakrishnan and Shaft, "Compressing Relations and Indexes", 1998):
 * a group keeps its lowest figure and of each how much it is above that, in as many bits as the
 * highest needs. A group stands for itself, so reading may begin at any, and neither way of it has a
 * branch for each figure.
 */
#include "run/pack.h"

#include <string.h>

#define NO_FIGURE   INT64_MIN
#define MOST_FIGURE ((int64_t)1 << 61)

/* First byte of a group: all are 0; WIDTH + the bits of each; or each apart. */
enum { ZEROS = 0, WIDTH = 1, MOST_WIDTH = 56, APART = 255 };
enum { HALF = SEN_PACK_GROUP / 2 }; /* so many of w bits are w bytes */

static uint8_t *put(uint8_t *out, uint64_t number)
{
    while (number >= 128) {
        *out++ = (uint8_t)(number | 128);
        number >>= 7;
    }
    *out++ = (uint8_t)number;
    return out;
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

static uint64_t zigzag(int64_t number)
{
    return (uint64_t)number << 1 ^ (uint64_t)(number < 0 ? -1 : 0);
}

static int64_t unzigzag(uint64_t number)
{
    return (int64_t)(number >> 1) ^ -(int64_t)(number & 1);
}

/* ---- packing ---- */

/* Eight figures above `low`, of `width` bits each. Touches the spare bytes behind them. */
static uint8_t *put_half(uint8_t *out, const int64_t *cells, int64_t low, uint32_t width)
{
    if (width <= 8) {
        uint64_t bits = 0;
        for (uint32_t k = 0; k < HALF; k++)
            bits |= (uint64_t)(cells[k] - low) << width * k;
        memcpy(out, &bits, sizeof bits);
        return out + width;
    }
    uint64_t bits = 0;
    uint32_t held = 0; /* bits */
    uint8_t *at = out;
    for (uint32_t k = 0; k < HALF; k++) {
        const uint64_t above = (uint64_t)(cells[k] - low);
        bits |= above << held;
        held += width;
        if (held >= 64) {
            memcpy(at, &bits, sizeof bits);
            at += sizeof bits;
            held -= 64;
            bits = above >> (width - held);
        }
    }
    memcpy(at, &bits, sizeof bits);
    return out + width;
}

/* NULL: a figure is too large. */
static uint8_t *put_apart(uint8_t *out, const int64_t *cells)
{
    *out++ = APART;
    for (int32_t k = 0; k < SEN_PACK_GROUP; k++) {
        if (cells[k] != NO_FIGURE && (cells[k] >= MOST_FIGURE || cells[k] <= -MOST_FIGURE))
            return NULL;
        out = put(out, cells[k] == NO_FIGURE ? 0 : zigzag(cells[k]) + 1);
    }
    return out;
}

static uint8_t *put_group(uint8_t *out, const int64_t *cells)
{
    int64_t low = cells[0], high = cells[0];
    for (int32_t k = 1; k < SEN_PACK_GROUP; k++) {
        low = cells[k] < low ? cells[k] : low;
        high = cells[k] > high ? cells[k] : high;
    }
    const uint64_t range = (uint64_t)high - (uint64_t)low;
    if (range == 0 && low == 0) {
        *out++ = ZEROS;
        return out;
    }
    if (low <= -MOST_FIGURE || high >= MOST_FIGURE || range >> MOST_WIDTH != 0)
        return put_apart(out, cells);
    const uint32_t width = range == 0 ? 0 : 64 - (uint32_t)__builtin_clzll(range);
    *out++ = (uint8_t)(WIDTH + width);
    out = put(out, zigzag(low));
    if (width == 0)
        return out;
    out = put_half(out, cells, low, width);
    return put_half(out, cells + HALF, low, width);
}

size_t sen_pack(const int64_t *cells, int32_t n, uint8_t *out)
{
    const uint8_t *const start = out;
    int32_t i = 0;
    for (; i + SEN_PACK_GROUP <= n && out != NULL; i += SEN_PACK_GROUP)
        out = put_group(out, cells + i);
    if (i < n && out != NULL) { /* the last one is filled with its first */
        int64_t rest[SEN_PACK_GROUP];
        for (int32_t k = 0; k < SEN_PACK_GROUP; k++)
            rest[k] = cells[i + k < n ? i + k : i];
        out = put_group(out, rest);
    }
    return out == NULL ? 0 : (size_t)(out - start);
}

/* ---- unpacking ---- */

static void get_half(const uint8_t *bytes, int64_t low, uint32_t width, int64_t *cells)
{
    const uint64_t mask = ((uint64_t)1 << width) - 1;
    uint64_t bits;
    if (width <= 8) {
        memcpy(&bits, bytes, sizeof bits);
        for (uint32_t k = 0; k < HALF; k++)
            cells[k] = low + (int64_t)(bits >> width * k & mask);
        return;
    }
    for (uint32_t k = 0, bit = 0; k < HALF; k++, bit += width) {
        memcpy(&bits, bytes + (bit >> 3), sizeof bits);
        cells[k] = low + (int64_t)(bits >> (bit & 7) & mask);
    }
}

/* One group. Returns what comes behind it; NULL where the bytes are no group. */
static const uint8_t *get_group(const uint8_t *bytes, const uint8_t *end, int64_t *cells)
{
    if (bytes == end)
        return NULL;
    const uint8_t first = *bytes++;
    uint64_t number;
    if (first == ZEROS) {
        memset(cells, 0, SEN_PACK_GROUP * sizeof *cells);
        return bytes;
    }
    if (first == APART) {
        for (int32_t k = 0; k < SEN_PACK_GROUP; k++) {
            bytes = get(bytes, end, &number);
            cells[k] = number == 0 ? NO_FIGURE : unzigzag(number - 1);
        }
        return bytes;
    }
    const uint32_t width = (uint32_t)first - WIDTH;
    bytes = get(bytes, end, &number);
    if (width > MOST_WIDTH || (size_t)(end - bytes) < 2 * (size_t)width)
        return NULL;
    const int64_t low = unzigzag(number);
    get_half(bytes, low, width, cells);
    get_half(bytes + width, low, width, cells + HALF);
    return bytes + 2 * width;
}

/* What comes behind a group, as get_group finds it, without its figures. */
static const uint8_t *pass_group(const uint8_t *bytes, const uint8_t *end)
{
    if (bytes == end)
        return NULL;
    const uint8_t first = *bytes++;
    uint64_t number;
    if (first == ZEROS)
        return bytes;
    if (first == APART) {
        for (int32_t k = 0; k < SEN_PACK_GROUP; k++)
            bytes = get(bytes, end, &number);
        return bytes;
    }
    const size_t both = 2 * (size_t)(first - WIDTH);
    bytes = get(bytes, end, &number);
    return both > 2 * MOST_WIDTH || (size_t)(end - bytes) < both ? NULL : bytes + both;
}

bool sen_pack_marks(const uint8_t *bytes, size_t size, int32_t n, int32_t every, uint32_t *marks)
{
    const uint8_t *p = bytes;
    const uint8_t *const end = bytes + size;
    const int32_t groups = sen_pack_groups(n);
    for (int32_t g = 0; g < groups; g++) {
        if (g % every == 0)
            *marks++ = (uint32_t)(p - bytes);
        p = pass_group(p, end);
        if (p == NULL)
            return false;
    }
    *marks = (uint32_t)size;
    return p == end;
}

bool sen_pack_compare(const uint8_t *a, size_t a_size, const uint8_t *b, size_t b_size, int32_t n,
                      uint8_t *same)
{
    const uint8_t *const a_end = a + a_size, *const b_end = b + b_size;
    const int32_t groups = sen_pack_groups(n);
    for (int32_t g = 0; g < groups; g++) {
        const uint8_t *const a_next = pass_group(a, a_end), *const b_next = pass_group(b, b_end);
        if (a_next == NULL || b_next == NULL)
            return false;
        if (a_next - a != b_next - b || memcmp(a, b, (size_t)(a_next - a)) != 0)
            same[g] = 0;
        a = a_next;
        b = b_next;
    }
    return true;
}

/* One group of each payload, a row each. */
static bool get_beside(sen_packed *payloads, int32_t n_payloads,
                       int64_t cells[SEN_UNPACK_BESIDE][SEN_PACK_GROUP])
{
    for (int32_t k = 0; k < n_payloads; k++) {
        payloads[k].at = get_group(payloads[k].at, payloads[k].end, cells[k]);
        if (payloads[k].at == NULL)
            return false;
    }
    return true;
}

bool sen_unpack(sen_packed *payloads, int32_t n_payloads, int32_t skip, int32_t n, int64_t *out,
                size_t stride)
{
    int64_t cells[SEN_UNPACK_BESIDE][SEN_PACK_GROUP];
    for (; skip >= SEN_PACK_GROUP; skip -= SEN_PACK_GROUP)
        for (int32_t k = 0; k < n_payloads; k++) {
            payloads[k].at = pass_group(payloads[k].at, payloads[k].end);
            if (payloads[k].at == NULL)
                return false;
        }
    while (n > 0) {
        const int32_t to = skip + n < SEN_PACK_GROUP ? skip + n : SEN_PACK_GROUP;
        if (!get_beside(payloads, n_payloads, cells))
            return false;
        if (n_payloads == SEN_UNPACK_BESIDE)
            for (int32_t i = skip; i < to; i++, out += stride)
                for (int32_t k = 0; k < SEN_UNPACK_BESIDE; k++)
                    out[k] = cells[k][i];
        else
            for (int32_t i = skip; i < to; i++, out += stride)
                for (int32_t k = 0; k < n_payloads; k++)
                    out[k] = cells[k][i];
        n -= to - skip;
        skip = 0;
    }
    return true;
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

/* SPDX-License-Identifier: MIT */
/* FIPS 180-4, 6.2; the instructions as Intel's "SHA Extensions" paper of 2013 defines them. */
#include "base/sha256.h"

#include <cpuid.h>
#include <immintrin.h>
#include <stdint.h>

enum { BLOCK_BYTES = 64, ROUNDS = 64, TOGETHER = 4 };

static const uint32_t constants[ROUNDS] __attribute__((aligned(16))) = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

bool sen_sha256_is_built_in(void)
{
    unsigned a, b, c, d;
    if (!__get_cpuid(1, &a, &b, &c, &d) || (c & bit_SSSE3) == 0 || (c & bit_SSE4_1) == 0)
        return false;
    return __get_cpuid_count(7, 0, &a, &b, &c, &d) && (b & bit_SHA) != 0;
}

/* The instructions keep the eight words a to h as two vectors: abef and cdgh, a and c highest. */
__attribute__((target("sha,sse4.1,ssse3"))) static void
add_blocks(uint32_t state[8], const uint8_t *bytes, size_t blocks)
{
    const __m128i big_endian = _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203);
    const __m128i abcd = _mm_shuffle_epi32(_mm_loadu_si128((const __m128i *)state), 0xb1);
    const __m128i efgh = _mm_shuffle_epi32(_mm_loadu_si128((const __m128i *)(state + 4)), 0x1b);
    __m128i abef = _mm_alignr_epi8(abcd, efgh, 8), cdgh = _mm_blend_epi16(efgh, abcd, 0xf0);
    for (; blocks > 0; blocks--, bytes += BLOCK_BYTES) {
        const __m128i abef_before = abef, cdgh_before = cdgh;
        __m128i words[4]; /* of the schedule: the last sixteen, in turn */
        for (int i = 0; i < 4; i++)
            words[i] = _mm_shuffle_epi8(_mm_loadu_si128((const __m128i *)bytes + i), big_endian);
#pragma GCC unroll 16
        for (int i = 0; i < ROUNDS / TOGETHER; i++) {
            const __m128i one = words[i % 4];
            __m128i sum =
                _mm_add_epi32(one, _mm_load_si128((const __m128i *)(constants + TOGETHER * i)));
            cdgh = _mm_sha256rnds2_epu32(cdgh, abef, sum);
            sum = _mm_shuffle_epi32(sum, 0x0e);
            abef = _mm_sha256rnds2_epu32(abef, cdgh, sum);
            const __m128i behind =
                _mm_alignr_epi8(words[(i + 3) % 4], words[(i + 2) % 4], 4); /* seven back */
            words[i % 4] = _mm_sha256msg2_epu32(
                _mm_add_epi32(_mm_sha256msg1_epu32(one, words[(i + 1) % 4]), behind),
                words[(i + 3) % 4]);
        }
        abef = _mm_add_epi32(abef, abef_before);
        cdgh = _mm_add_epi32(cdgh, cdgh_before);
    }
    const __m128i feba = _mm_shuffle_epi32(abef, 0x1b), dchg = _mm_shuffle_epi32(cdgh, 0xb1);
    _mm_storeu_si128((__m128i *)state, _mm_blend_epi16(feba, dchg, 0xf0));
    _mm_storeu_si128((__m128i *)(state + 4), _mm_alignr_epi8(dchg, feba, 8));
}

void sen_sha256_add(SHA2_CTX *context, const void *bytes, size_t size)
{
    const uint8_t *p = bytes;
    const size_t begun = (size_t)(context->bitcount[0] >> 3) % BLOCK_BYTES;
    const size_t rest = begun == 0 ? 0 : BLOCK_BYTES - begun;
    if (size >= rest + BLOCK_BYTES && sen_sha256_is_built_in()) {
        const size_t blocks = (size - rest) / BLOCK_BYTES;
        SHA256Update(context, p, rest);
        add_blocks(context->state.st32, p + rest, blocks);
        context->bitcount[0] += (uint64_t)blocks * BLOCK_BYTES * 8;
        p += rest + blocks * BLOCK_BYTES;
        size -= rest + blocks * BLOCK_BYTES;
    }
    SHA256Update(context, p, size);
}

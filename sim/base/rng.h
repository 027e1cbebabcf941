/* SPDX-License-Identifier: MIT */
/*
 * PCG64 (XSL RR 128/64): O'Neill, "PCG: A Family of Simple Fast Space-Efficient Statistically Good
 * Algorithms for Random Number Generation", HMC-CS-2014-0905. Written from the paper; equal bit for
 * bit to the C++ header of Debian's libpcg-cpp.
 *
 * A stream has a key instead of a history: (seed, replicate, purpose, entity) mixed once into a
 * sen_key, then (child, occasion) at each use. No draw depends on another having been made.
 */
#ifndef SEN_BASE_RNG_H
#define SEN_BASE_RNG_H

#include <stdint.h>

__extension__ typedef unsigned __int128 sen_u128;

typedef struct {
    sen_u128 state, increment; /* increment is odd */
} sen_rng;

typedef struct {
    uint64_t a, b;
} sen_key;

#define SEN_RNG_128(high, low) (((sen_u128)(high) << 64) | (sen_u128)(low))
#define SEN_RNG_MULTIPLIER     SEN_RNG_128(0x2360ed051fc65da4ULL, 0x4385df649fccf645ULL)
#define SEN_RNG_INCREMENT      SEN_RNG_128(0x5851f42d4c957f2dULL, 0x14057b7ef767814fULL)

/* Seed as the reference implementation does: any 128-bit state, any of 2^127 streams. */
void sen_rng_init(sen_rng *rng, sen_u128 state, sen_u128 stream);

/*
 * The key of one purpose in one replicate; for a fixed seed two different (replicate, purpose,
 * entity) never have the same key: they fill 96 of 128 bits and every step of the mixing is a
 * bijection of 128 bits.
 */
sen_key sen_key_make(uint64_t seed, uint32_t replicate, uint32_t purpose, uint32_t entity);

/* The next 64-bit word. */
static inline uint64_t sen_rng_next(sen_rng *rng)
{
    rng->state = rng->state * SEN_RNG_MULTIPLIER + rng->increment;
    const uint64_t folded = (uint64_t)(rng->state >> 64) ^ (uint64_t)rng->state;
    const uint32_t turn = (uint32_t)(rng->state >> 122);
    return (folded >> turn) | (folded << ((64u - turn) & 63u));
}

/* Two bijections of 64 bits; every input bit reaches every output bit. */
static inline uint64_t sen_mix_a(uint64_t x)
{
    x ^= x >> 32;
    x *= 0xd6e8feb86659fd93ULL;
    x ^= x >> 32;
    x *= 0xd6e8feb86659fd93ULL;
    return x ^ (x >> 32);
}

static inline uint64_t sen_mix_b(uint64_t x)
{
    x ^= x >> 30;
    x *= 0xbf58476d1ce4e5b9ULL;
    x ^= x >> 27;
    x *= 0x94d049bb133111ebULL;
    return x ^ (x >> 31);
}

/*
 * The stream of one child and occasion under a key. Under one key no two (child, occasion) start in
 * the same state: each half of the state is a bijection of the packed pair.
 */
static inline sen_rng sen_rng_keyed(sen_key key, uint32_t child, uint32_t occasion)
{
    const uint64_t packed = (uint64_t)child << 32 | occasion;
    sen_rng rng;
    rng.state = SEN_RNG_128(sen_mix_a(packed ^ key.a), sen_mix_b(packed ^ key.b));
    rng.increment = SEN_RNG_INCREMENT;
    return rng;
}

/* A number strictly between 0 and 1: one of the 2^52 odd multiples of 2^-53, so 1 - u is exact. */
static inline double sen_unit(uint64_t word)
{
    return (double)(int64_t)(word >> 11 | 1) * 0x1p-53;
}

static inline uint32_t sen_word_high(uint64_t word)
{
    return (uint32_t)(word >> 32);
}

static inline uint32_t sen_word_low(uint64_t word)
{
    return (uint32_t)word;
}

/*
 * A coin with probability p in [0, 1] is `luck < sen_chance_threshold(p)` for a 32-bit luck: never
 * for 0, always for 1, and true for all lucks of a smaller p. Range 0 to 2^32. p outside [0, 1] or
 * NaN counts as the nearer end (NaN as 0).
 */
static inline uint64_t sen_chance_threshold(double p)
{
    if (!(p > 0.0))
        return 0;
    return p < 1.0 ? (uint64_t)(p * 4294967296.0 + 0.5) : (uint64_t)1 << 32;
}

#endif

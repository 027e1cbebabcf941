/* SPDX-License-Identifier: MIT */
#include "base/rng.h"

void sen_rng_init(sen_rng *rng, sen_u128 state, sen_u128 stream)
{
    rng->increment = stream << 1 | 1;
    rng->state = (state + rng->increment) * SEN_RNG_MULTIPLIER + rng->increment;
}

/*
 * Each step is a bijection of the 128-bit block: xor or add of a constant of the seed, product with
 * an odd number modulo 2^128, xor with a shifted self. Hence no two blocks of one seed collide. The
 * seed comes in before, between and after the products, so two seeds are two permutations and not
 * two places in one.
 */
sen_key sen_key_make(uint64_t seed, uint32_t replicate, uint32_t purpose, uint32_t entity)
{
    const uint64_t spread_a = sen_mix_a(seed + 0x9e3779b97f4a7c15ULL);
    const uint64_t spread_b = sen_mix_b(seed + 0x3c6ef372fe94f82aULL);
    const sen_u128 of_seed = SEN_RNG_128(spread_a, spread_b);
    sen_u128 block = SEN_RNG_128((uint64_t)replicate << 32 | purpose, entity);
    block ^= of_seed;
    for (int round = 0; round < 3; round++) {
        block *= SEN_RNG_MULTIPLIER;
        block ^= block >> 64;
        block += of_seed;
        block ^= block >> 29;
    }
    return (sen_key){.a = sen_mix_b((uint64_t)(block >> 64)), .b = sen_mix_a((uint64_t)block)};
}

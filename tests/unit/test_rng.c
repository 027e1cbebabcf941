/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <math.h>
#include <stdlib.h>

#include "base/rng.h"

/* tests/support/oracle_pcg.cpp */
void oracle_pcg64(uint64_t state_high, uint64_t state_low, uint64_t stream_high,
                  uint64_t stream_low, uint64_t *words, int32_t count);

enum { Z_LIMIT_TENTHS = 45 };
#define Z_LIMIT (Z_LIMIT_TENTHS / 10.0)

/* The first words of pcg64 seeded (42, 54), printed by the reference implementation's own check. */
Test(rng, makes_the_published_words)
{
    static const uint64_t published[] = {0x86b1da1d72062b68, 0x1304aa46c9853d39,
                                         0xa3670e9e0dd50358, 0xf9090e529a7dae00,
                                         0xc85b9fd837996f2c, 0x606121f8e3919196};
    sen_rng rng;
    sen_rng_init(&rng, 42, 54);
    for (size_t i = 0; i < sizeof published / sizeof *published; i++)
        cr_assert(eq(u64, sen_rng_next(&rng), published[i]));
}

Test(rng, equals_the_cpp_header_word_by_word)
{
    enum { STREAMS = 50, WORDS = 4000 };
    static uint64_t words[WORDS];
    for (uint64_t s = 0; s < STREAMS; s++) {
        const uint64_t state_high = sen_mix_a(s), state_low = s * 7, stream_high = sen_mix_b(s);
        oracle_pcg64(state_high, state_low, stream_high, s, words, WORDS);
        sen_rng rng;
        sen_rng_init(&rng, SEN_RNG_128(state_high, state_low), SEN_RNG_128(stream_high, s));
        for (int32_t i = 0; i < WORDS; i++)
            cr_assert(eq(u64, sen_rng_next(&rng), words[i]));
    }
}

static int compare_words(const void *a, const void *b)
{
    const uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

static void expect_no_duplicates(uint64_t *words, size_t count)
{
    qsort(words, count, sizeof *words, compare_words);
    for (size_t i = 1; i < count; i++)
        cr_assert(words[i] != words[i - 1]);
}

Test(rng, neighbouring_children_and_occasions_have_streams_of_their_own)
{
    enum { CHILDREN = 250000, OCCASIONS = 4 };
    const size_t count = (size_t)CHILDREN * OCCASIONS;
    uint64_t *const words = malloc(count * sizeof *words);
    const sen_key key = sen_key_make(1, 1, 1, 1);
    size_t n = 0;
    for (uint32_t child = 0; child < CHILDREN; child++)
        for (uint32_t occasion = 0; occasion < OCCASIONS; occasion++) {
            sen_rng rng = sen_rng_keyed(key, child, occasion);
            words[n++] = sen_rng_next(&rng);
        }
    expect_no_duplicates(words, count);
    free(words);
}

Test(rng, neighbouring_replicates_purposes_and_entities_have_keys_of_their_own)
{
    enum { EACH = 100 };
    const size_t count = (size_t)EACH * EACH * EACH;
    uint64_t *const words = malloc(count * sizeof *words);
    size_t n = 0;
    for (uint32_t r = 0; r < EACH; r++)
        for (uint32_t p = 0; p < EACH; p++)
            for (uint32_t e = 0; e < EACH; e++) {
                sen_rng rng = sen_rng_keyed(sen_key_make(1, r, p, e), 0, 0);
                words[n++] = sen_rng_next(&rng);
            }
    expect_no_duplicates(words, count);
    free(words);
}

/* z of the correlation between u[i] and v[i], uniform numbers if all is well. */
typedef struct {
    double sum;
    int64_t count;
} correlation;

static void correlate(correlation *c, uint64_t a, uint64_t b)
{
    c->sum += (sen_unit(a) - 0.5) * (sen_unit(b) - 0.5) * 12.0;
    c->count++;
}

static double z_of(correlation c)
{
    return c.sum / sqrt((double)c.count);
}

static uint64_t word_of(uint64_t seed, uint32_t replicate, uint32_t purpose, uint32_t entity,
                        uint32_t child, uint32_t occasion, int skip)
{
    sen_rng rng = sen_rng_keyed(sen_key_make(seed, replicate, purpose, entity), child, occasion);
    uint64_t word = sen_rng_next(&rng);
    while (skip-- > 0)
        word = sen_rng_next(&rng);
    return word;
}

Test(rng, neighbouring_keys_are_not_correlated)
{
    enum { PAIRS = 100000 };
    for (int skip = 0; skip < 2; skip++) {
        correlation c[6] = {{0, 0}};
        for (uint32_t i = 0; i < PAIRS; i++) {
            const uint64_t word = word_of(1, 1, 1, 1, i, 0, skip);
            correlate(&c[0], word, word_of(1, 1, 1, 1, i + 1, 0, skip));
            correlate(&c[1], word, word_of(1, 1, 1, 1, i, 1, skip));
            correlate(&c[2], word, word_of(1, 1, 1, 2, i, 0, skip));
            correlate(&c[3], word, word_of(1, 1, 2, 1, i, 0, skip));
            correlate(&c[4], word, word_of(1, 2, 1, 1, i, 0, skip));
            correlate(&c[5], word, word_of(2, 1, 1, 1, i, 0, skip));
        }
        for (size_t k = 0; k < sizeof c / sizeof *c; k++)
            cr_assert(lt(dbl, fabs(z_of(c[k])), Z_LIMIT));
    }
}

Test(rng, the_two_words_of_a_stream_are_not_correlated)
{
    correlation c = {0, 0};
    const sen_key key = sen_key_make(3, 1, 4, 1);
    for (uint32_t child = 0; child < 300000; child++) {
        sen_rng rng = sen_rng_keyed(key, child, 0);
        const uint64_t first = sen_rng_next(&rng);
        correlate(&c, first, sen_rng_next(&rng));
    }
    cr_assert(lt(dbl, fabs(z_of(c)), Z_LIMIT));
}

Test(rng, first_words_of_neighbouring_streams_have_as_many_ones_as_zeros)
{
    enum { WORDS = 200000 };
    int32_t ones[64] = {0};
    int64_t all = 0;
    const sen_key key = sen_key_make(1, 1, 1, 1);
    for (uint32_t child = 0; child < WORDS; child++) {
        sen_rng rng = sen_rng_keyed(key, child, 0);
        const uint64_t word = sen_rng_next(&rng);
        all += __builtin_popcountll(word);
        for (int bit = 0; bit < 64; bit++)
            ones[bit] += word >> bit & 1;
    }
    cr_assert(lt(dbl, fabs((double)all - 32.0 * WORDS) / sqrt(16.0 * WORDS), Z_LIMIT));
    for (int bit = 0; bit < 64; bit++)
        cr_assert(lt(dbl, fabs(ones[bit] - 0.5 * WORDS) / sqrt(0.25 * WORDS), Z_LIMIT));
}

/* Half of the output bits change, whichever bit of the child or occasion does. */
Test(rng, each_bit_of_the_key_changes_half_the_word)
{
    enum { KEYS = 2000 };
    for (int bit = 0; bit < 64; bit++) {
        int64_t changed = 0;
        for (uint32_t i = 0; i < KEYS; i++) {
            const uint64_t packed = (uint64_t)i << 32 | i % 7, other = packed ^ (uint64_t)1 << bit;
            changed += __builtin_popcountll(
                word_of(1, 1, 1, 1, (uint32_t)(packed >> 32), (uint32_t)packed, 0) ^
                word_of(1, 1, 1, 1, (uint32_t)(other >> 32), (uint32_t)other, 0));
        }
        cr_assert(lt(dbl, fabs((double)changed - 32.0 * KEYS) / sqrt(16.0 * KEYS), Z_LIMIT));
    }
}

Test(rng, a_unit_is_never_0_or_1)
{
    cr_assert(gt(dbl, sen_unit(0), 0.0));
    cr_assert(lt(dbl, sen_unit(UINT64_MAX), 1.0));
    cr_assert(eq(dbl, sen_unit(0), 0x1p-53));
    cr_assert(eq(dbl, 1.0 - sen_unit(UINT64_MAX), 0x1p-53));
}

Test(rng, a_coin_of_0_never_falls_and_of_1_always)
{
    cr_assert(eq(u64, sen_chance_threshold(0.0), 0));
    cr_assert(gt(u64, sen_chance_threshold(1.0), UINT32_MAX));
    cr_assert(eq(u64, sen_chance_threshold(0.5), (uint64_t)1 << 31));
    cr_assert(eq(u64, sen_chance_threshold(-1.0), 0));
    cr_assert(eq(u64, sen_chance_threshold(2.0), (uint64_t)1 << 32));
    cr_assert(eq(u64, sen_chance_threshold(NAN), 0));
}

/* SPDX-License-Identifier: MIT */
/*
 * Words of keyed streams without end, for a battery of tests: the first two of each, while seed,
 * replicate, purpose, entity, child and occasion go on as they do in a run, the fastest last.
 */
#include <stdint.h>
#include <stdio.h>

#include "base/rng.h"
#include "model/purpose.h"

enum { REPLICATES = 8, ENTITIES = 3, CHILDREN = 50, OCCASIONS = 2, WORDS = 2 };

/* False when nobody reads any more. */
static int write_children(const sen_key *key)
{
    uint64_t words[CHILDREN * OCCASIONS * WORDS], *at = words;
    for (uint32_t child = 0; child < CHILDREN; child++)
        for (uint32_t occasion = 0; occasion < OCCASIONS; occasion++) {
            sen_rng rng = sen_rng_keyed(*key, child, occasion);
            *at++ = sen_rng_next(&rng);
            *at++ = sen_rng_next(&rng);
        }
    return fwrite(words, sizeof words, 1, stdout) == 1;
}

int main(void)
{
    for (uint64_t seed = 1;; seed++)
        for (uint32_t replicate = 1; replicate <= REPLICATES; replicate++)
            for (uint32_t purpose = 0; purpose < SEN_PURPOSE_COUNT; purpose++)
                for (uint32_t entity = 0; entity < ENTITIES; entity++) {
                    const sen_key key = sen_key_make(seed, replicate, purpose, entity);
                    if (!write_children(&key))
                        return 0;
                }
}

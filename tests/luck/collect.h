/* SPDX-License-Identifier: MIT */
/*
 * Which luck was read, and by whom. The Makefile puts this file before every file of the engine
 * (-include) for the program `luck` alone: streams, words and their halves then go through a
 * register. Nothing of it stands in the sources, so the ordinary program pays nothing.
 *
 * A word is known by its value: 64 bits, so two of the same replicate are as good as never equal.
 */
#ifndef SEN_LUCK_COLLECT_H
#define SEN_LUCK_COLLECT_H

#include "base/rng.h"
#include "model/purpose.h"

enum { LUCK_HIGH = 1, LUCK_LOW = 2 };

/* Two reads of one half of one word: who came first, who came again, how often. The order in which
 * they came is that of the two names. word: 0 the first; of what a word is mixed to, SEN_PURPOSE_COUNT
 * is the purpose and 0 the word. */
typedef struct {
    sen_purpose purpose;
    int32_t word, half, times;
    const char *first, *again; /* functions */
    uint32_t child, occasion;  /* of the first such pair */
} luck_pair;

typedef struct {
    int64_t streams, reads;
    int64_t by_purpose[SEN_PURPOSE_COUNT]; /* halves read, a word whole counting twice */
    int64_t too_far;                       /* words read beyond what the table of purposes says */
    const char *stranger; /* who read as luck what no stream brought; NULL: nobody */
    int32_t n_pairs;
    luck_pair pairs[256]; /* more are counted and not kept */
} luck_register;

/* Empties the register: before each replicate. */
void luck_begin(void);
/* What stands in it; until the next luck_begin. */
const luck_register *luck_collected(void);

/* In place of the functions of base/rng.h. */
sen_key luck_key(uint64_t seed, uint32_t replicate, uint32_t purpose, uint32_t entity);
sen_rng luck_open(sen_key key, uint32_t child, uint32_t occasion);
uint64_t luck_mixed(uint64_t word);
uint64_t luck_read(uint64_t word, int32_t halves, const char *who);

#ifndef SEN_LUCK_ITSELF
#define sen_key_make        luck_key
#define sen_rng_keyed       luck_open
#define sen_mix_b           luck_mixed
#define sen_unit(word)      sen_unit(luck_read(word, LUCK_HIGH | LUCK_LOW, __func__))
#define sen_word_high(word) sen_word_high(luck_read(word, LUCK_HIGH, __func__))
#define sen_word_low(word)  sen_word_low(luck_read(word, LUCK_LOW, __func__))
#endif

#endif

/* SPDX-License-Identifier: MIT */
#define SEN_LUCK_ITSELF
#include "collect.h"

#include <criterion/criterion.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { KEYS = 16384 };

typedef struct {
    uint64_t value;
    sen_purpose purpose;
    int32_t word;
    uint32_t child, occasion;
    const char *by[2]; /* who read the high half, the low half first */
} luck_word;

static luck_register collected;
static luck_word *words; /* a hash table: value 0 is a free place */
static size_t room, used;
static struct {
    bool used;
    sen_key key;
    sen_purpose purpose;
} keys[KEYS]; /* a hash table too */
static int32_t n_keys;

static const int32_t words_of[] = {
#define WORDS_ROW(name, entity, occasion, words) words,
    SEN_PURPOSES(WORDS_ROW)
#undef WORDS_ROW
};

void luck_begin(void)
{
    memset(&collected, 0, sizeof collected);
    free(words);
    words = NULL;
    room = used = 0;
    memset(keys, 0, sizeof keys);
    n_keys = 0;
}

const luck_register *luck_collected(void)
{
    return &collected;
}

static luck_word *place_of(uint64_t value)
{
    size_t at = (size_t)sen_mix_a(value) & (room - 1);
    while (words[at].value != 0 && words[at].value != value)
        at = (at + 1) & (room - 1);
    return words + at;
}

static void add_word(luck_word made)
{
    if (used * 2 >= room) {
        luck_word *const old = words;
        const size_t old_room = room;
        room = room == 0 ? (size_t)1 << 16 : room * 2;
        words = calloc(room, sizeof *words);
        cr_assert(words != NULL);
        for (size_t k = 0; k < old_room; k++)
            if (old[k].value != 0)
                *place_of(old[k].value) = old[k];
        free(old);
    }
    luck_word *const at = place_of(made.value);
    if (at->value == 0) {
        *at = made;
        used++;
    }
}

static int32_t place_of_key(sen_key key)
{
    int32_t at = (int32_t)(key.a % KEYS);
    while (keys[at].used && (keys[at].key.a != key.a || keys[at].key.b != key.b))
        at = (at + 1) % KEYS;
    return at;
}

static sen_purpose remember(sen_key key, sen_purpose purpose)
{
    const int32_t at = place_of_key(key);
    if (keys[at].used)
        return keys[at].purpose;
    cr_assert(++n_keys < KEYS / 2, "more keys than there is room for");
    keys[at].used = true;
    keys[at].key = key;
    keys[at].purpose = purpose;
    return purpose;
}

static bool joins_others(sen_purpose purpose)
{
    return purpose == SEN_CHANCE_KIND || purpose == SEN_CHANCE_NOTICE;
}

/* A key that two make together is of the purpose of the one that is made for a purpose. */
static sen_purpose purpose_of(sen_key key)
{
    const int32_t at = place_of_key(key);
    if (keys[at].used)
        return keys[at].purpose;
    for (int32_t k = 0; k < KEYS; k++)
        for (int32_t j = 0; keys[k].used && j < KEYS; j++)
            if (keys[j].used && joins_others(keys[j].purpose) && !joins_others(keys[k].purpose) &&
                (keys[k].key.a ^ keys[j].key.a) == key.a &&
                (keys[k].key.b ^ keys[j].key.b) == key.b)
                return remember(key, keys[k].purpose);
    cr_assert_fail("a stream whose key nobody made");
    return SEN_PURPOSE_COUNT;
}

sen_key luck_key(uint64_t seed, uint32_t replicate, uint32_t purpose, uint32_t entity)
{
    const sen_key key = sen_key_make(seed, replicate, purpose, entity);
    remember(key, (sen_purpose)purpose);
    return key;
}

sen_rng luck_open(sen_key key, uint32_t child, uint32_t occasion)
{
    const sen_rng rng = sen_rng_keyed(key, child, occasion);
    sen_rng ahead = rng;
    const sen_purpose purpose = purpose_of(key);
    collected.streams++;
    for (int32_t w = 0; w < words_of[purpose]; w++)
        add_word((luck_word){.value = sen_rng_next(&ahead),
                             .purpose = purpose,
                             .word = w,
                             .child = child,
                             .occasion = occasion});
    return rng;
}

uint64_t luck_mixed(uint64_t word)
{
    const uint64_t value = sen_mix_b(word);
    add_word((luck_word){.value = value, .purpose = SEN_PURPOSE_COUNT});
    return value;
}

static void note_pair(const luck_word *word, int32_t half, const char *who)
{
    for (int32_t k = 0; k < collected.n_pairs; k++) {
        luck_pair *const pair = collected.pairs + k;
        if (pair->purpose == word->purpose && pair->word == word->word && pair->half == half &&
            strcmp(pair->first, word->by[half]) == 0 && strcmp(pair->again, who) == 0) {
            pair->times++;
            return;
        }
    }
    cr_assert(collected.n_pairs < 256, "more pairs than there is room for");
    collected.pairs[collected.n_pairs++] = (luck_pair){.purpose = word->purpose,
                                                       .word = word->word,
                                                       .half = half,
                                                       .times = 1,
                                                       .first = word->by[half],
                                                       .again = who,
                                                       .child = word->child,
                                                       .occasion = word->occasion};
}

uint64_t luck_read(uint64_t value, int32_t halves, const char *who)
{
    luck_word *const word = room == 0 ? NULL : place_of(value);
    if (word == NULL || word->value == 0) {
        collected.stranger = who;
        return value;
    }
    for (int32_t half = 0; half < 2; half++) {
        if (!(halves >> half & 1))
            continue;
        collected.reads++;
        if (word->purpose != SEN_PURPOSE_COUNT)
            collected.by_purpose[word->purpose]++;
        if (word->by[half] == NULL)
            word->by[half] = who;
        else
            note_pair(word, half, who);
    }
    return value;
}

/* SPDX-License-Identifier: MIT */
/*
 * The table of streams: every place where chance enters, what its entity is, what its occasion
 * counts and how many 64-bit words it may read. No two rows share a key, so no two draws share
 * luck.
 *
 * A key is (seed, replicate, purpose, entity) mixed once a replicate, then (child, occasion). The
 * child is the child's number: birth cohort in the top 8 bits, index within it below (never order
 * of creation). Streams of referrals number their persons the same way, stream in the top 8 bits.
 *
 * In the world needs, kinds, groups and opening entries are entities by their ids (sen_entity_add),
 * so that a new one leaves the luck of the others alone.
 *
 * Most children have none of most needs, so a stream a child and need would be spent on finding
 * that out. The last word of a child's stream, exclusive-or the first half of the key of (NEED,
 * need) or (GROUP, group), through sen_mix_b, is that need's or group's word instead: high half
 * whether the need is there on arrival, low half when it sets in later; low half which category.
 * Only a need that is or comes true within the run opens its stream.
 *
 * A service may be asked for several kinds of help by one child, and a check looks for several
 * needs. The key of such a stream is that of its purpose and entity, exclusive-or the key of (KIND,
 * kind) or of (NOTICE, need): so neither is known by its place among the others.
 */
#ifndef SEN_MODEL_PURPOSE_H
#define SEN_MODEL_PURPOSE_H

#include <stdint.h>

/* name, entity, what the occasion counts, words */
#define SEN_PURPOSES(X)                                                                           \
    X(SEN_CHANCE_UNCERTAIN, "path hash", "draw", 1)                                               \
    X(SEN_CHANCE_CHILD, "none", "0", 4)  /* birth arrival; leaving; family school; needs */       \
    X(SEN_CHANCE_GROUP, "group", "0", 1) /* of a person of a stream; of children see above */     \
    X(SEN_CHANCE_NEED, "need", "0", 6)   /* onset end; severity masked; thresholds; identified */ \
    X(SEN_CHANCE_REQUIREMENT, "kind", "causing need's entity", 1) /* whether it causes it */      \
    X(SEN_CHANCE_AMOUNT, "kind", "n-th of the child and kind", 1)                                 \
    X(SEN_CHANCE_SCHOOL, "none", "school (as child)", 1)                                          \
    X(SEN_CHANCE_OPENING, "opening entry", "0", 2)       /* order, elapsed; urgent, onset */      \
    X(SEN_CHANCE_COUNT, "cohort", "0 (age as child)", 1) /* fraction of a count of children */    \
    X(SEN_CHANCE_CHECK, "check", "year", 1)                                                       \
    X(SEN_CHANCE_NOTICE, "need", "route", 2) /* lags to identified and shared */                  \
    X(SEN_CHANCE_ASKED, "service", "look", 1)                                                     \
    X(SEN_CHANCE_REFERRAL, "service", "referral", 3)                                              \
    X(SEN_CHANCE_STAGE, "stage", "referral, then visit or renewal", 2)                            \
    X(SEN_CHANCE_DONE, "service", "referral", 2)          /* again, returns, triggers */          \
    X(SEN_CHANCE_FALSE, "service", "arrival", 2)          /* false positives */                   \
    X(SEN_CHANCE_PICK, "team", "start (day as child)", 1) /* of a list in random order */         \
    X(SEN_CHANCE_POST, "team", "change", 1)                                                       \
    X(SEN_CHANCE_OUTCOME, "outcome", "calendar year", 1)                                          \
    X(SEN_CHANCE_LOOP, "loop", "month, kind, n-th of the child", 1)                               \
    X(SEN_CHANCE_LAYER, "plan layer", "referral, then review", 1)                                 \
    X(SEN_CHANCE_TRANSITION, "transition", "kind, n-th of the child", 1)                          \
    X(SEN_CHANCE_ARRIVAL, "stream", "arrival", 2)                                                 \
    X(SEN_CHANCE_PERSON, "stream", "0", 2)                                                        \
    X(SEN_CHANCE_EPISODE, "stream", "episode", 3)                                                 \
    X(SEN_CHANCE_KIND, "kind", "0", 0) /* key only, see above */

typedef enum {
#define SEN_PURPOSE_ROW(name, entity, occasion, words) name,
    SEN_PURPOSES(SEN_PURPOSE_ROW)
#undef SEN_PURPOSE_ROW
        SEN_PURPOSE_COUNT
} sen_purpose;

/*
 * entities[i] by its id, not by its place in an order that a new id would shift: FNV-1a in 32 bits,
 * or the next number that entities[0 .. i) leave free.
 */
static inline void sen_entity_add(uint32_t *entities, int32_t i, const char *id)
{
    uint32_t hash = 2166136261u;
    for (; *id != 0; id++)
        hash = (hash ^ (uint8_t)*id) * 16777619u;
    for (int32_t j = 0; j < i; j++)
        if (entities[j] == hash) {
            hash++;
            j = -1;
        }
    entities[i] = hash;
}

#endif

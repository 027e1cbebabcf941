/* SPDX-License-Identifier: MIT */
/*
 * The table of streams: every place where chance enters, what its entity is, what its occasion
 * counts and how many 64-bit words it may read. No two rows share a key, so no two draws share luck.
 *
 * A key is (seed, replicate, purpose, entity) mixed once a replicate, then (child, occasion). The
 * child is the child's number: birth cohort in the top 8 bits, index within it below (never order of
 * creation). Streams of referrals number their persons the same way, stream in the top 8 bits.
 */
#ifndef SEN_MODEL_PURPOSE_H
#define SEN_MODEL_PURPOSE_H

/* name, entity, what the occasion counts, words */
#define SEN_PURPOSES(X)                                                                         \
    X(SEN_CHANCE_UNCERTAIN, "path hash", "draw", 1)                                             \
    X(SEN_CHANCE_CHILD, "none", "0", 4)              /* birth day, leaving, school, family */   \
    X(SEN_CHANCE_GROUP, "group", "0", 1)                                                        \
    X(SEN_CHANCE_NEED, "need", "0", 6)               /* onset, end, severity, thresholds */     \
    X(SEN_CHANCE_REQUIREMENT, "kind", "causing need", 2)                                        \
    X(SEN_CHANCE_SCHOOL, "none", "school (as child)", 1)                                        \
    X(SEN_CHANCE_OPENING, "opening entry", "0", 2)   /* luck of the draw, elapsed */            \
    X(SEN_CHANCE_COUNT, "what is counted", "year", 1) /* the fraction of a count of children */ \
    X(SEN_CHANCE_CHECK, "check", "year", 2)                                                     \
    X(SEN_CHANCE_NOTICE, "need", "route", 2)         /* lags to identified and shared */        \
    X(SEN_CHANCE_ASKED, "service", "look", 2)                                                   \
    X(SEN_CHANCE_REFERRAL, "service", "referral", 3)                                            \
    X(SEN_CHANCE_STAGE, "stage", "referral, then visit or renewal", 2)                          \
    X(SEN_CHANCE_DONE, "service", "referral", 2)     /* again, returns, triggers */             \
    X(SEN_CHANCE_FALSE, "service", "arrival", 2)     /* false positives */                      \
    X(SEN_CHANCE_POST, "team", "change", 1)                                                     \
    X(SEN_CHANCE_ARRIVAL, "stream", "arrival", 2)                                               \
    X(SEN_CHANCE_PERSON, "stream", "0", 2)                                                      \
    X(SEN_CHANCE_EPISODE, "stream", "episode", 3)

typedef enum {
#define SEN_PURPOSE_ROW(name, entity, occasion, words) name,
    SEN_PURPOSES(SEN_PURPOSE_ROW)
#undef SEN_PURPOSE_ROW
    SEN_PURPOSE_COUNT
} sen_purpose;

#endif

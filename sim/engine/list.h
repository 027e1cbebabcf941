/* SPDX-License-Identifier: MIT */
/*
 * A waiting list: referrals in one total order, fixed when they join.
 *
 * The order is (key day, luck, child number, occasion): the key day is the clock-start day less the
 * class's head start. One bucket a key day and a bitmap over the buckets in three levels find the
 * head in three steps; within a bucket the few that share a day stand sorted. A list in clock order
 * kept as one chain would cost a walk for each joiner of a later stage.
 *
 * last_come turns the days round; random orders by luck alone, its top bits being the bucket.
 */
#ifndef SEN_ENGINE_LIST_H
#define SEN_ENGINE_LIST_H

#include "base/arena.h"
#include "engine/agenda.h"
#include "model/model.h"

enum { SEN_LIST_LUCK_BITS = 12 };

/* What orders a referral; stands beside it, an array indexed like the links. */
typedef struct {
    int32_t key_day;
    uint32_t luck, number, occasion;
} sen_list_key;

typedef struct {
    sen_buckets buckets;
    const sen_list_key *keys; /* borrowed; an entity */
    uint64_t *bits[3];        /* bit b of level 0: bucket b is not empty; the next: a word of it */
    int32_t first_key_day;
    int32_t size;
    sen_list_order order;
} sen_list;

/* Key days from first_key_day to last_key_day. false for want of memory; the arena owns it. */
bool sen_list_init(sen_list *list, sen_list_order order, int32_t first_key_day,
                   int32_t last_key_day, sen_arena *arena);

void sen_list_add(sen_list *list, int32_t entity);
void sen_list_remove(sen_list *list, int32_t entity);

/* Head of the list, and the last on it; SEN_NONE when nobody waits. */
int32_t sen_list_head(const sen_list *list);
int32_t sen_list_last(const sen_list *list);

/* The one behind an entity on the list; SEN_NONE for the last. */
int32_t sen_list_after(const sen_list *list, int32_t entity);

#endif

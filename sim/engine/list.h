/* SPDX-License-Identifier: MIT */
/*
 * A waiting list: referrals in one total order, fixed when they join.
 *
 * The order is (key day, luck, child number, occasion): the key day is the clock-start day less the
 * class's head start. One bucket a key day and a bitmap over the buckets in three levels find the
 * head in three steps; within a bucket the few that share a day stand sorted. A list in clock order
 * kept as one chain would cost a walk for each joiner of a later stage.
 *
 * last_come turns the days round; random stands by luck alone, its top bits being the bucket, so that
 * anybody can be found by a number whatever the order of creation: who is next is drawn anew.
 */
#ifndef SEN_ENGINE_LIST_H
#define SEN_ENGINE_LIST_H

#include "base/arena.h"
#include "engine/agenda.h"
#include "model/model.h"

enum { SEN_LIST_LUCK_BITS = 12 };

/* What orders a referral. */
typedef struct {
    int32_t key_day;
    uint32_t luck, number, occasion;
} sen_list_key;

/* How a referral stands on a list and in the agenda; an array beside the referrals. Two fit a cache
 * line, and who is put in or taken out touches nothing else of its neighbours. */
typedef struct {
    sen_list_key key;
    sen_link list, agenda;
} sen_slot;
enum { SEN_SLOT_SHIFT = 2 }; /* links of one slot to those of the next: 1 << 2 of their size */

typedef struct {
    int32_t *heads;    /* first entity of a bucket, or negative */
    sen_slot *slots;   /* borrowed; an entity */
    uint64_t *bits[3]; /* bit b of level 0: bucket b is not empty; the next: a word of it */
    int32_t first_key_day;
    int32_t n_buckets;
    int32_t size;
    sen_list_order order;
} sen_list;

/* Key days from first_key_day to last_key_day. false for want of memory; the arena owns it. */
bool sen_list_init(sen_list *list, sen_list_order order, int32_t first_key_day,
                   int32_t last_key_day, sen_arena *arena);

SEN_HOT int32_t sen_list_bucket(const sen_list *list, const sen_list_key *key)
{
    switch (list->order) {
    case SEN_RANDOM_ORDER:
        return (int32_t)(key->luck >> (32 - SEN_LIST_LUCK_BITS));
    case SEN_LAST_COME:
        return list->n_buckets - 1 - (key->key_day - list->first_key_day);
    case SEN_FIRST_COME:
    default:
        return key->key_day - list->first_key_day;
    }
}

/* Within a bucket: luck, then child number, then occasion. */
SEN_HOT bool sen_list_stands_before(const sen_list_key *a, const sen_list_key *b)
{
    if (a->luck != b->luck)
        return a->luck < b->luck;
    if (a->number != b->number)
        return a->number < b->number;
    return a->occasion < b->occasion;
}

/* In the order of the list. */
static inline bool sen_list_comes_before(const sen_list *list, int32_t a, int32_t b)
{
    const sen_list_key *const first = &list->slots[a].key, *const second = &list->slots[b].key;
    const int32_t bucket_a = sen_list_bucket(list, first);
    const int32_t bucket_b = sen_list_bucket(list, second);
    return bucket_a != bucket_b ? bucket_a < bucket_b : sen_list_stands_before(first, second);
}

SEN_HOT void sen_list_add(sen_list *list, int32_t entity)
{
    sen_slot *const slots = list->slots;
    sen_slot *const slot = slots + entity;
    const int32_t bucket = sen_list_bucket(list, &slot->key);
    list->size++;
    const int32_t first = list->heads[bucket];
    if (first < 0) {
        list->bits[0][bucket >> 6] |= 1ULL << (bucket & 63);
        list->bits[1][bucket >> 12] |= 1ULL << (bucket >> 6 & 63);
        list->bits[2][0] |= 1ULL << (bucket >> 12);
    }
    int32_t before = ~bucket, after = first;
    while (after >= 0 && !sen_list_stands_before(&slot->key, &slots[after].key)) {
        before = after;
        after = slots[after].list.next;
    }
    slot->list = (sen_link){.next = after, .prev = before};
    *(before >= 0 ? &slots[before].list.next : list->heads + bucket) = entity;
    slots[after].list.prev = entity;
}

static inline bool sen_list_holds(const sen_list *list, int32_t entity)
{
    return list->slots[entity].list.prev != SEN_UNLINKED;
}

SEN_HOT void sen_list_remove(sen_list *list, int32_t entity)
{
    sen_slot *const slots = list->slots;
    const sen_link link = slots[entity].list;
    slots[entity].list.prev = SEN_UNLINKED;
    list->size--;
    slots[link.next].list.prev = link.prev;
    if (link.prev >= 0) {
        slots[link.prev].list.next = link.next;
        return;
    }
    const int32_t bucket = ~link.prev;
    list->heads[bucket] = link.next;
    const uint64_t emptied = link.next < 0; /* which cannot be foretold */
    if ((list->bits[0][bucket >> 6] &= ~(emptied << (bucket & 63))) == 0 &&
        (list->bits[1][bucket >> 12] &= ~(1ULL << (bucket >> 6 & 63))) == 0)
        list->bits[2][0] &= ~(1ULL << (bucket >> 12));
}

/* Head of the list, and the last on it; SEN_NONE when nobody waits. */
SEN_HOT int32_t sen_list_head(const sen_list *list)
{
    if (list->size == 0)
        return SEN_NONE;
    int32_t at = __builtin_ctzll(list->bits[2][0]);
    at = at << 6 | __builtin_ctzll(list->bits[1][at]);
    at = at << 6 | __builtin_ctzll(list->bits[0][at]);
    return list->heads[at];
}

int32_t sen_list_last(const sen_list *list);

/* The one behind an entity on the list; SEN_NONE for the last. */
int32_t sen_list_after(const sen_list *list, int32_t entity);

#endif

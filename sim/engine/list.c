/* SPDX-License-Identifier: MIT */
#include "engine/list.h"

#include <string.h>

bool sen_list_init(sen_list *list, sen_list_order order, int32_t first_key_day,
                   int32_t last_key_day, sen_arena *arena)
{
    const int32_t n = order == SEN_RANDOM_ORDER ? 1 << SEN_LIST_LUCK_BITS
                                                : last_key_day - first_key_day + 1;
    list->order = order;
    list->size = 0;
    list->first_key_day = first_key_day;
    list->buckets.n_buckets = n;
    list->buckets.heads = sen_arena_take(arena, (size_t)n, sizeof *list->buckets.heads);
    int32_t words = n;
    for (int32_t level = 0; level < 3; level++) {
        words = (words + 63) / 64;
        list->bits[level] = sen_arena_take_zeroed(arena, (size_t)words, sizeof(uint64_t));
        if (list->bits[level] == NULL)
            return false;
    }
    if (list->buckets.heads == NULL || words > 1)
        return false;
    memset(list->buckets.heads, 0xff, (size_t)n * sizeof *list->buckets.heads);
    return true;
}

static int32_t bucket_of(const sen_list *list, const sen_list_key *key)
{
    switch (list->order) {
    case SEN_RANDOM_ORDER:
        return (int32_t)(key->luck >> (32 - SEN_LIST_LUCK_BITS));
    case SEN_LAST_COME:
        return list->buckets.n_buckets - 1 - (key->key_day - list->first_key_day);
    case SEN_FIRST_COME:
    default:
        return key->key_day - list->first_key_day;
    }
}

/* Within a bucket: luck, then child number, then occasion. */
static inline bool stands_before(const sen_list_key *a, const sen_list_key *b)
{
    if (a->luck != b->luck)
        return a->luck < b->luck;
    if (a->number != b->number)
        return a->number < b->number;
    return a->occasion < b->occasion;
}

void sen_list_add(sen_list *list, int32_t entity)
{
    const sen_list_key *const key = list->keys + entity;
    const int32_t bucket = bucket_of(list, key);
    sen_link *const links = list->buckets.links;
    list->size++;
    const int32_t first = list->buckets.heads[bucket];
    if (first < 0) {
        sen_bucket_add(&list->buckets, entity, bucket);
        list->bits[0][bucket >> 6] |= 1ULL << (bucket & 63);
        list->bits[1][bucket >> 12] |= 1ULL << (bucket >> 6 & 63);
        list->bits[2][0] |= 1ULL << (bucket >> 12);
        return;
    }
    if (stands_before(key, list->keys + first)) {
        sen_bucket_add(&list->buckets, entity, bucket);
        return;
    }
    int32_t before = first;
    while (links[before].next >= 0 && !stands_before(key, list->keys + links[before].next))
        before = links[before].next;
    const int32_t after = links[before].next;
    links[entity] = (sen_link){.next = after, .prev = before};
    links[before].next = entity;
    if (after >= 0)
        links[after].prev = entity;
}

void sen_list_remove(sen_list *list, int32_t entity)
{
    const sen_link link = list->buckets.links[entity];
    sen_bucket_remove(&list->buckets, entity);
    list->size--;
    if (link.prev < 0 && link.next < 0) {
        const int32_t bucket = ~link.prev;
        if ((list->bits[0][bucket >> 6] &= ~(1ULL << (bucket & 63))) == 0 &&
            (list->bits[1][bucket >> 12] &= ~(1ULL << (bucket >> 6 & 63))) == 0)
            list->bits[2][0] &= ~(1ULL << (bucket >> 12));
    }
}

int32_t sen_list_head(const sen_list *list)
{
    if (list->size == 0)
        return SEN_NONE;
    int32_t at = __builtin_ctzll(list->bits[2][0]);
    at = at << 6 | __builtin_ctzll(list->bits[1][at]);
    at = at << 6 | __builtin_ctzll(list->bits[0][at]);
    return list->buckets.heads[at];
}

int32_t sen_list_last(const sen_list *list)
{
    if (list->size == 0)
        return SEN_NONE;
    int32_t at = 63 - __builtin_clzll(list->bits[2][0]);
    at = at << 6 | (63 - __builtin_clzll(list->bits[1][at]));
    at = at << 6 | (63 - __builtin_clzll(list->bits[0][at]));
    int32_t last = list->buckets.heads[at];
    while (list->buckets.links[last].next >= 0)
        last = list->buckets.links[last].next;
    return last;
}

int32_t sen_list_after(const sen_list *list, int32_t entity)
{
    const int32_t next = list->buckets.links[entity].next;
    if (next >= 0)
        return next;
    int32_t bucket = entity; /* walk back to the first of the bucket, which names it */
    while (list->buckets.links[bucket].prev >= 0)
        bucket = list->buckets.links[bucket].prev;
    bucket = ~list->buckets.links[bucket].prev + 1;
    for (; bucket < list->buckets.n_buckets; bucket++) {
        const uint64_t rest = list->bits[0][bucket >> 6] >> (bucket & 63);
        if (rest != 0)
            return list->buckets.heads[bucket + __builtin_ctzll(rest)];
        bucket |= 63;
    }
    return SEN_NONE;
}

/* SPDX-License-Identifier: MIT */
#include "engine/list.h"

#include <string.h>

bool sen_list_init(sen_list *list, sen_list_order order, int32_t first_key_day,
                   int32_t last_key_day, sen_arena *arena)
{
    const int32_t n =
        order == SEN_RANDOM_ORDER ? 1 << SEN_LIST_LUCK_BITS : last_key_day - first_key_day + 1;
    list->order = order;
    list->size = 0;
    list->first_key_day = first_key_day;
    list->n_buckets = n;
    list->heads = sen_arena_take(arena, (size_t)n, sizeof *list->heads);
    int32_t words = n;
    for (int32_t level = 0; level < 3; level++) {
        words = (words + 63) / 64;
        list->bits[level] = sen_arena_take_zeroed(arena, (size_t)words, sizeof(uint64_t));
        if (list->bits[level] == NULL)
            return false;
    }
    if (list->heads == NULL || words > 1)
        return false;
    memset(list->heads, 0xff, (size_t)n * sizeof *list->heads);
    return true;
}

int32_t sen_list_last(const sen_list *list)
{
    if (list->size == 0)
        return SEN_NONE;
    int32_t at = 63 - __builtin_clzll(list->bits[2][0]);
    at = at << 6 | (63 - __builtin_clzll(list->bits[1][at]));
    at = at << 6 | (63 - __builtin_clzll(list->bits[0][at]));
    int32_t last = list->heads[at];
    while (list->slots[last].list.next >= 0)
        last = list->slots[last].list.next;
    return last;
}

int32_t sen_list_after(const sen_list *list, int32_t entity)
{
    const int32_t next = list->slots[entity].list.next;
    if (next >= 0)
        return next;
    int32_t bucket = entity; /* walk back to the first of the bucket, which names it */
    while (list->slots[bucket].list.prev >= 0)
        bucket = list->slots[bucket].list.prev;
    bucket = ~list->slots[bucket].list.prev + 1;
    for (; bucket < list->n_buckets; bucket++) {
        const uint64_t rest = list->bits[0][bucket >> 6] >> (bucket & 63);
        if (rest != 0)
            return list->heads[bucket + __builtin_ctzll(rest)];
        bucket |= 63;
    }
    return SEN_NONE;
}

/* SPDX-License-Identifier: MIT */
/*
 * Days ahead: what is due on which day and in which phase of it. One bucket a slot, doubly linked
 * through an array beside the entities, so adding, finding and cancelling cost a few loads whatever
 * is pending.
 *
 * A bucket has no order that means anything: all that is due in one phase of one day commutes,
 * because what competes for capacity goes through a list, whose order is total.
 */
#ifndef SEN_ENGINE_AGENDA_H
#define SEN_ENGINE_AGENDA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Small, called millions of times a second, and too large for the compiler's own judgement. */
#define SEN_HOT static inline __attribute__((always_inline))
/* The long way, kept out of a function whose short way is taken almost always: it would cost that
 * the saving of registers it has no use for. */
#define SEN_LONG_WAY static __attribute__((noinline))

#define SEN_UNLINKED INT32_MIN

/* next SEN_NOBODY: last of its bucket. prev < 0: first of bucket ~prev; SEN_UNLINKED: in no bucket. */
typedef struct {
    int32_t next, prev;
} sen_link;

/*
 * Who has no neighbour has this one: a link that nobody reads but for its `next`, which stays
 * SEN_NOBODY. So a neighbour is written without asking whether there is one, which could not be
 * foretold.
 */
enum { SEN_NOBODY = -1 };

typedef struct {
    int32_t *heads;  /* first entity of a bucket, or SEN_NOBODY */
    sen_link *links; /* of entity 0, after that of SEN_NOBODY; borrowed: grows with the entities */
    int32_t n_buckets;
} sen_buckets;

/* The link of an entity is every 1 << shift links: what stands between belongs to the entity too. */
SEN_HOT sen_link *sen_link_at(const sen_buckets *buckets, int32_t entity, int32_t shift)
{
    return buckets->links + (ptrdiff_t)entity * ((ptrdiff_t)1 << shift);
}

SEN_HOT bool sen_link_holds(const sen_buckets *buckets, int32_t entity, int32_t shift)
{
    return sen_link_at(buckets, entity, shift)->prev != SEN_UNLINKED;
}

SEN_HOT void sen_link_add(sen_buckets *buckets, int32_t entity, int32_t bucket, int32_t shift)
{
    const int32_t first = buckets->heads[bucket];
    *sen_link_at(buckets, entity, shift) = (sen_link){.next = first, .prev = ~bucket};
    sen_link_at(buckets, first, shift)->prev = entity;
    buckets->heads[bucket] = entity;
}

/* Where the first of a chain hangs, or what comes before one that is not first; chosen without a
 * branch. */
SEN_HOT int32_t *sen_link_hook(int32_t *heads, int32_t *first_next, int32_t stride, int32_t prev)
{
    const int32_t is_head = -(int32_t)(prev < 0);
    const uintptr_t head = (uintptr_t)(heads + (~prev & is_head)) & (uintptr_t)(intptr_t)is_head;
    const uintptr_t next = (uintptr_t)(first_next + (ptrdiff_t)stride * (prev & ~is_head)) &
                           ~(uintptr_t)(intptr_t)is_head;
    return (int32_t *)(head | next);
}

SEN_HOT void sen_link_remove(sen_buckets *buckets, int32_t entity, int32_t shift)
{
    sen_link *const own = sen_link_at(buckets, entity, shift);
    const sen_link link = *own;
    *sen_link_hook(buckets->heads, &buckets->links->next, 2 << shift, link.prev) = link.next;
    sen_link_at(buckets, link.next, shift)->prev = link.prev;
    own->prev = SEN_UNLINKED;
}

SEN_HOT int32_t sen_link_take(sen_buckets *buckets, int32_t bucket, int32_t shift)
{
    const int32_t first = buckets->heads[bucket];
    if (first >= 0) {
        sen_link *const own = sen_link_at(buckets, first, shift);
        const int32_t next = own->next;
        buckets->heads[bucket] = next;
        sen_link_at(buckets, next, shift)->prev = ~bucket;
        own->prev = SEN_UNLINKED;
    }
    return first;
}

/* Links side by side, as those of cases, needs and packages of hours. */
static inline bool sen_bucket_holds(const sen_buckets *buckets, int32_t entity)
{
    return sen_link_holds(buckets, entity, 0);
}

static inline void sen_bucket_add(sen_buckets *buckets, int32_t entity, int32_t bucket)
{
    sen_link_add(buckets, entity, bucket, 0);
}

static inline void sen_bucket_remove(sen_buckets *buckets, int32_t entity)
{
    sen_link_remove(buckets, entity, 0);
}

/* Takes the first entity out of a bucket; negative when it is empty. */
static inline int32_t sen_bucket_take(sen_buckets *buckets, int32_t bucket)
{
    return sen_link_take(buckets, bucket, 0);
}

#endif

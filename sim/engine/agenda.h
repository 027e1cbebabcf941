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

#define SEN_UNLINKED INT32_MIN

/* next < 0: last of its bucket. prev < 0: first of bucket ~prev; SEN_UNLINKED: in no bucket. */
typedef struct {
    int32_t next, prev;
} sen_link;

typedef struct {
    int32_t *heads;  /* first entity of a bucket, or negative */
    sen_link *links; /* of entity 0; borrowed: grows with the entities */
    int32_t n_buckets;
    int32_t shift;   /* 1 << shift links from one entity to the next: more stands between them */
} sen_buckets;

static inline sen_link *sen_link_of(const sen_buckets *buckets, int32_t entity)
{
    return buckets->links + ((size_t)entity << buckets->shift);
}

static inline bool sen_bucket_holds(const sen_buckets *buckets, int32_t entity)
{
    return sen_link_of(buckets, entity)->prev != SEN_UNLINKED;
}

static inline void sen_bucket_add(sen_buckets *buckets, int32_t entity, int32_t bucket)
{
    const int32_t first = buckets->heads[bucket];
    *sen_link_of(buckets, entity) = (sen_link){.next = first, .prev = ~bucket};
    if (first >= 0)
        sen_link_of(buckets, first)->prev = entity;
    buckets->heads[bucket] = entity;
}

static inline void sen_bucket_remove(sen_buckets *buckets, int32_t entity)
{
    const sen_link link = *sen_link_of(buckets, entity);
    if (link.prev >= 0)
        sen_link_of(buckets, link.prev)->next = link.next;
    else
        buckets->heads[~link.prev] = link.next;
    if (link.next >= 0)
        sen_link_of(buckets, link.next)->prev = link.prev;
    sen_link_of(buckets, entity)->prev = SEN_UNLINKED;
}

/* Takes the first entity out of a bucket; negative when it is empty. */
static inline int32_t sen_bucket_take(sen_buckets *buckets, int32_t bucket)
{
    const int32_t first = buckets->heads[bucket];
    if (first >= 0) {
        sen_link *const link = sen_link_of(buckets, first);
        const int32_t next = link->next;
        buckets->heads[bucket] = next;
        if (next >= 0)
            sen_link_of(buckets, next)->prev = ~bucket;
        link->prev = SEN_UNLINKED;
    }
    return first;
}

#endif

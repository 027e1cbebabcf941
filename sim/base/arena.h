/* SPDX-License-Identifier: MIT */
/*
 * A bump allocator: many blocks, one end of life. Blocks stay where they are until reset or clear.
 * It is not for threads to share; each has its own.
 */
#ifndef SEN_BASE_ARENA_H
#define SEN_BASE_ARENA_H

#include <stddef.h>

enum { SEN_ARENA_ALIGN = 64 }; /* bytes; a cache line, so blocks of two owners never share one */

/* What a thread's memory is taken in: with the header of a chunk, a large page. */
#define SEN_ARENA_LARGE ((size_t)2 * 1024 * 1024 - SEN_ARENA_ALIGN)

/*
 * Memory aligned to 64 bytes, to be given to free(); content undefined, NULL for want of it. From 2 MiB
 * on it lies on large pages where the system has them: a replicate walks over megabytes in no order,
 * and a table of small pages does not stay in the processor's reach.
 */
void *sen_pages_take(size_t bytes);

typedef struct sen_arena_chunk sen_arena_chunk;

typedef struct {
    sen_arena_chunk *first;   /* owned; chunks in the order they were made */
    sen_arena_chunk *current; /* the one that blocks are taken from */
    size_t chunk_bytes;       /* least size of a new chunk */
} sen_arena;

/* No memory is taken yet. chunk_bytes 0 means 64 KiB. */
void sen_arena_init(sen_arena *arena, size_t chunk_bytes);
void sen_arena_clear(sen_arena *arena);

/* Give all blocks back and keep the chunks, so a second round of the same work takes no memory. */
void sen_arena_reset(sen_arena *arena);

/*
 * A block of count items of item_bytes each, aligned to 64 bytes, content undefined (or zeros).
 * NULL for want of memory or if the product overflows; a block of 0 bytes is valid.
 */
void *sen_arena_take(sen_arena *arena, size_t count, size_t item_bytes);
void *sen_arena_take_zeroed(sen_arena *arena, size_t count, size_t item_bytes);

/* Bytes held from the system, and bytes given out since the last reset. */
size_t sen_arena_held_bytes(const sen_arena *arena);
size_t sen_arena_used_bytes(const sen_arena *arena);

#endif

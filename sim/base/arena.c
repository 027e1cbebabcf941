/* SPDX-License-Identifier: MIT */
#include "base/arena.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum { DEFAULT_CHUNK_BYTES = 64 * 1024, LARGE_PAGE_BYTES = 2 * 1024 * 1024 };

/* The header fills one alignment unit, so the blocks behind it are aligned as the chunk is. */
struct sen_arena_chunk {
    _Alignas(SEN_ARENA_ALIGN) sen_arena_chunk *next;
    size_t size, used; /* bytes behind the header */
};

void *sen_pages_take(size_t bytes)
{
    if (bytes > SIZE_MAX / 2)
        return NULL;
    const size_t whole = (bytes + SEN_ARENA_ALIGN - 1) / SEN_ARENA_ALIGN * SEN_ARENA_ALIGN;
    if (whole < LARGE_PAGE_BYTES)
        return aligned_alloc(SEN_ARENA_ALIGN, whole);
    void *pages = NULL; /* aligned_alloc wants a multiple of the alignment, and whole is none */
    if (posix_memalign(&pages, LARGE_PAGE_BYTES, whole) != 0)
        return NULL;
    (void)madvise(pages, whole, MADV_HUGEPAGE); /* only a wish */
    return pages;
}

void sen_arena_init(sen_arena *arena, size_t chunk_bytes)
{
    memset(arena, 0, sizeof *arena);
    arena->chunk_bytes = chunk_bytes == 0 ? DEFAULT_CHUNK_BYTES : chunk_bytes;
}

void sen_arena_clear(sen_arena *arena)
{
    sen_arena_chunk *chunk = arena->first;
    while (chunk != NULL) {
        sen_arena_chunk *const next = chunk->next;
        free(chunk);
        chunk = next;
    }
    arena->first = arena->current = NULL;
}

void sen_arena_reset(sen_arena *arena)
{
    for (sen_arena_chunk *chunk = arena->first; chunk != NULL; chunk = chunk->next)
        chunk->used = 0;
    arena->current = arena->first;
}

/* A new chunk after the current one; the chunks behind it keep their place. */
static sen_arena_chunk *add_chunk(sen_arena *arena, size_t bytes)
{
    size_t size = bytes > arena->chunk_bytes ? bytes : arena->chunk_bytes;
    if (size > SIZE_MAX / 2)
        return NULL;
    size = (size + SEN_ARENA_ALIGN - 1) / SEN_ARENA_ALIGN * SEN_ARENA_ALIGN;
    sen_arena_chunk *const chunk = sen_pages_take(sizeof *chunk + size);
    if (chunk == NULL)
        return NULL;
    chunk->size = size;
    chunk->used = 0;
    if (arena->current == NULL) {
        chunk->next = arena->first;
        arena->first = chunk;
    } else {
        chunk->next = arena->current->next;
        arena->current->next = chunk;
    }
    return chunk;
}

void *sen_arena_take(sen_arena *arena, size_t count, size_t item_bytes)
{
    size_t bytes;
    if (__builtin_mul_overflow(count, item_bytes, &bytes) || bytes > SIZE_MAX / 2)
        return NULL;
    bytes = bytes == 0 ? SEN_ARENA_ALIGN
                       : (bytes + SEN_ARENA_ALIGN - 1) / SEN_ARENA_ALIGN * SEN_ARENA_ALIGN;
    sen_arena_chunk *chunk = arena->current;
    while (chunk != NULL && bytes > chunk->size - chunk->used) {
        chunk = chunk->next;
        if (chunk != NULL)
            arena->current = chunk;
    }
    if (chunk == NULL) {
        chunk = add_chunk(arena, bytes);
        if (chunk == NULL)
            return NULL;
    }
    arena->current = chunk;
    void *const block = (char *)(chunk + 1) + chunk->used;
    chunk->used += bytes;
    return block;
}

void *sen_arena_take_zeroed(sen_arena *arena, size_t count, size_t item_bytes)
{
    void *const block = sen_arena_take(arena, count, item_bytes);
    if (block != NULL)
        memset(block, 0, count * item_bytes);
    return block;
}

size_t sen_arena_held_bytes(const sen_arena *arena)
{
    size_t bytes = 0;
    for (const sen_arena_chunk *chunk = arena->first; chunk != NULL; chunk = chunk->next)
        bytes += sizeof *chunk + chunk->size;
    return bytes;
}

size_t sen_arena_used_bytes(const sen_arena *arena)
{
    size_t bytes = 0;
    for (const sen_arena_chunk *chunk = arena->first; chunk != NULL; chunk = chunk->next)
        bytes += chunk->used;
    return bytes;
}

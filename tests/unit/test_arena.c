/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdint.h>
#include <string.h>

#include "base/arena.h"

Test(arena, takes_no_memory_before_it_is_asked)
{
    sen_arena arena;
    sen_arena_init(&arena, 0);
    cr_assert(eq(sz, sen_arena_held_bytes(&arena), 0));
    sen_arena_reset(&arena);
    sen_arena_clear(&arena);
    sen_arena_clear(&arena);
}

Test(arena, blocks_are_aligned_and_apart)
{
    sen_arena arena;
    sen_arena_init(&arena, 1024);
    unsigned char *blocks[200];
    for (size_t i = 0; i < 200; i++) {
        blocks[i] = sen_arena_take(&arena, i, 3);
        cr_assert(blocks[i] != NULL);
        cr_assert(eq(u64, (uint64_t)(uintptr_t)blocks[i] % SEN_ARENA_ALIGN, 0));
        memset(blocks[i], (int)i, i * 3);
    }
    for (size_t i = 0; i < 200; i++)
        for (size_t k = 0; k < i * 3; k++)
            cr_assert(blocks[i][k] == i);
    sen_arena_clear(&arena);
}

Test(arena, the_same_work_after_a_reset_takes_no_more_memory)
{
    sen_arena arena;
    sen_arena_init(&arena, 512);
    size_t held = 0;
    for (int round = 0; round < 3; round++) {
        sen_arena_reset(&arena);
        for (size_t i = 0; i < 50; i++)
            cr_assert(sen_arena_take(&arena, 1, 37 * i) != NULL);
        if (round == 0)
            held = sen_arena_held_bytes(&arena);
        cr_assert(eq(sz, sen_arena_held_bytes(&arena), held));
    }
    sen_arena_clear(&arena);
}

Test(arena, a_block_larger_than_a_chunk_fits)
{
    sen_arena arena;
    sen_arena_init(&arena, 128);
    unsigned char *const block = sen_arena_take_zeroed(&arena, 1000, 1000);
    cr_assert(block != NULL);
    cr_assert(block[0] == 0 && block[999999] == 0);
    cr_assert(ge(sz, sen_arena_used_bytes(&arena), 1000000));
    sen_arena_clear(&arena);
}

Test(arena, an_overflowing_size_gives_null)
{
    sen_arena arena;
    sen_arena_init(&arena, 0);
    cr_assert(sen_arena_take(&arena, SIZE_MAX, 2) == NULL);
    cr_assert(sen_arena_take(&arena, SIZE_MAX - 5, 1) == NULL);
    cr_assert(sen_arena_take(&arena, 0, 8) != NULL);
    sen_arena_clear(&arena);
}

/* SPDX-License-Identifier: MIT */
/*
 * The memory that replicates use one after another, and the keys of their luck. Only for this room.
 * What grows is kept from one to the next; all else is taken anew from the arena.
 */
#ifndef SEN_ENGINE_WORKSPACE_H
#define SEN_ENGINE_WORKSPACE_H

#include "engine/state.h"

struct sen_workspace {
    sen_state_block state;
    sen_arena arena;
    int32_t room_lists; /* queues whose joiners keep their memory */
    sen_queue *queues;
};

/* Zeroed items until the replicate ends; NULL for want of memory, which goes into s->failed. */
void *sen_take(sen_state_block *s, int64_t count, size_t bytes);

/* The memory of a replicate whose model, plan and world are set; SEN_NO_MEMORY goes into failed. */
void sen_workspace_lend(sen_workspace *workspace);

/* A key for each purpose and entity, by their ids. */
void sen_keys_make(sen_state_block *s);

#endif

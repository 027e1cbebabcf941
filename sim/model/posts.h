/* SPDX-License-Identifier: MIT */
/* Dated changes as the model keeps them: notes for reports, and posts that take time to fill. */
#ifndef SEN_MODEL_POSTS_H
#define SEN_MODEL_POSTS_H

#include "model/fields.h"

/* Fill model->changes and has_behaviour. */
void sen_read_changes(sen_loader *loader, const sen_dated_change *changes, int32_t count);

/*
 * Fill model->posts from the capacity changes that have `filled_after`. What a change commissions is
 * the difference between the scenario on its first day with it and without it.
 */
void sen_read_posts(sen_loader *loader, const sen_dated_change *changes, int32_t count,
                    sen_behaviour behaviour);

#endif

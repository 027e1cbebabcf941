/* SPDX-License-Identifier: MIT */
/*
 * How one file lies over another. Objects merge key by key and null removes; a number, a law, an
 * uncertain number, a duration ({"weeks": ...}) and a list without ids are replaced whole. In a list
 * whose members have ids a member merges by id; a new one goes last or `"after": "id"`;
 * {"id": "x", "remove": true} takes one out.
 *
 * Below `set`, `scale` and `add` of a dated change keys are paths and a value is replaced whole; a
 * null there is kept, for the date on which it removes.
 */
#ifndef SEN_MODEL_MERGE_H
#define SEN_MODEL_MERGE_H

#include "model/nodes.h"

/*
 * Lay `over` on `under` (NULL: on nothing) and give the result, which uses up both: do not use them
 * again. All faults are told: a null that removes nothing, an unknown id in `after` or `remove`.
 * The result is good to walk unless it is NULL (want of memory).
 */
sen_node *sen_node_merge(sen_tree *tree, sen_node *under, sen_node *over, sen_errors *errors,
                         sen_code *worst);

/* Whether a value at `under` is replaced whole by `over`, not merged into. */
bool sen_node_replaces(const sen_node *under, const sen_node *over);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * How one file lies over another. Objects merge key by key and null removes; a number, a law, an
 * uncertain number, a duration ({"weeks": ...}) and a list without ids are replaced whole. In a list
 * whose members have ids a member merges by id; a new one goes last or `"after": "id"`;
 * {"id": "x", "remove": true} takes one out. A table is one thing: `csv` over `rows` takes the place
 * of `by` and `rows`, and the other way round.
 *
 * Below `set`, `scale` and `add` of a dated change keys are paths and a value is replaced whole; a
 * null there is kept, for the date on which it removes.
 */
#ifndef SEN_MODEL_MERGE_H
#define SEN_MODEL_MERGE_H

#include "model/nodes.h"

typedef enum {
    SEN_MERGE_ROOT, /* both are whole files */
    SEN_MERGE_VALUE /* both are values below the root and outside `changes` */
} sen_merge_place;

/*
 * Lay `over` on `under` (NULL: on nothing) and give the result, which uses up both. Neither the
 * parent of `under` nor that of `over` is touched: put the result where it belongs.
 *
 * All faults are told at the nodes of `over`: a null that removes nothing, an unknown id in `after`
 * or `remove`. *code keeps the first. The result is good to walk all the same.
 */
sen_node *sen_node_merge(sen_tree *tree, sen_node *under, sen_node *over, sen_merge_place place,
                         sen_code *code, sen_errors *errors);

/* Whether `over` takes the place of `under` whole. */
bool sen_node_replaces(const sen_node *under, const sen_node *over);

#endif

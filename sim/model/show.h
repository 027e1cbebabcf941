/* SPDX-License-Identifier: MIT */
/* A merged scenario in writing, for people or to be read again, and two compared in words. */
#ifndef SEN_MODEL_SHOW_H
#define SEN_MODEL_SHOW_H

#include "model/nodes.h"

/* The merged scenario as JSON, with the origin of each value (file:line) in a column to the right. */
void sen_tree_show(const sen_tree *tree, sen_text *out);

/* One value as JSON on one line. */
void sen_node_write(const sen_node *node, sen_text *out);

/*
 * The merged scenario as JSON on one line; what was "unknown" is so again. Read again it has the
 * same digest.
 */
void sen_tree_write(const sen_tree *tree, sen_text *out);

/*
 * One line a difference, in the order of a, then what only b has; nothing if they say the same:
 * "teams.occupational_therapy.per_week: 42 in baseline.json:31, 50 in more.json:7".
 * Members of lists with ids are compared by id, `note` is not compared.
 */
void sen_tree_diff(const sen_tree *a, const sen_tree *b, sen_text *out);

#endif

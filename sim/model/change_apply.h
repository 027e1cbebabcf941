/* SPDX-License-Identifier: MIT */
/*
 * One dated change put into force on a tree that may be written to. Known here: which paths may
 * never change by date, and what half a change of behaviour is.
 */
#ifndef SEN_MODEL_CHANGE_APPLY_H
#define SEN_MODEL_CHANGE_APPLY_H

#include "model/changes.h"

/*
 * Apply all edits to the tree under root. half: by half, for a change of behaviour. What cannot be
 * applied is told once at its place in the change (its value is marked faulty) and left out.
 */
sen_code sen_change_apply(sen_tree *tree, sen_node *root, const sen_dated_change *change, bool half,
                          sen_errors *errors);

/* A key of the root below which nothing ever changes by date, e.g. needs. */
bool sen_change_is_fixed_section(const char *key);

#endif

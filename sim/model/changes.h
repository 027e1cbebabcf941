/* SPDX-License-Identifier: MIT */
/*
 * Dated changes: what the scenario says of itself on a day. The member `changes` of the root is a
 * list of {id, from, until, kind, set, scale, add, filled_after, unfilled_paid, title, note, source,
 * grade}. A day is relative to `start` (day 0); under "clock": "plain" days are written as numbers.
 *
 * All changes with from <= day <= until apply, in order of from, then of the list. `set` merges into
 * the value at its path and null removes; `scale` multiplies and `add` adds to the number then in
 * force.
 */
#ifndef SEN_MODEL_CHANGES_H
#define SEN_MODEL_CHANGES_H

#include <stdbool.h>
#include <stdint.h>

#include "model/nodes.h"

typedef enum { SEN_DATED_CAPACITY, SEN_DATED_RULE, SEN_DATED_BEHAVIOUR } sen_dated_kind;

/*
 * How much of the behaviour changes is applied. HALF: a scale s is 1 + (s - 1) / 2, an add a is
 * a / 2, a set number is half way from the old one to the new. NONE: they are left out.
 */
typedef enum { SEN_BEHAVIOUR_FULL, SEN_BEHAVIOUR_HALF, SEN_BEHAVIOUR_NONE } sen_behaviour;

typedef enum { SEN_EDIT_SET, SEN_EDIT_SCALE, SEN_EDIT_ADD } sen_edit_op;

typedef struct {
    sen_edit_op op;
    const char *path;      /* teams.occupational_therapy.per_week */
    const sen_node *value; /* as written in the change */
} sen_dated_edit;

typedef struct {
    const char *id, *title; /* title NULL: none */
    sen_dated_kind kind;
    int32_t from_day, until_day;  /* in force on [from, until]; INT32_MAX: without end */
    const sen_node *filled_after; /* a duration as written; NULL: at once, or never */
    bool never_filled;            /* "filled_after": "never" */
    bool unfilled_paid;           /* posts not yet filled are paid all the same */
    sen_dated_edit *edits;        /* set, then scale, then add, each as written */
    int32_t n_edits;
    int32_t order;        /* in the merged list, from 0: decides between two of one day */
    const sen_node *node; /* the change itself: its source and grade hold for its numbers */
} sen_dated_change;

/*
 * The changes in order of application. Read and checked at the first call, when all faults of shape,
 * dates, paths and of what may change at all are told; SEN_BAD_SCENARIO then, also at later calls.
 */
sen_code sen_tree_changes(sen_tree *tree, const sen_dated_change **changes, int32_t *count,
                          sen_errors *errors);

/* By id; NULL if there is none or sen_tree_changes was not asked yet. */
const sen_dated_change *sen_tree_change(const sen_tree *tree, const char *id);

/* Distinct days, ascending, day 0 first, before the end of the run, from each of which another set
 * of changes is in force than on the day before. */
sen_code sen_tree_change_days(sen_tree *tree, const int32_t **days, int32_t *count,
                              sen_errors *errors);

/*
 * The scenario in force on a day, without `changes`. A tree even where the code is not SEN_OK, with
 * what cannot be applied left out; NULL only for want of memory. Belongs to the tree; the same pointer for the
 * same day and behaviour. Nodes set by a change carry its id and stand at its place in the file.
 */
sen_code sen_tree_in_force(sen_tree *tree, int32_t day, sen_behaviour behaviour,
                           const sen_node **root, sen_errors *errors);

/*
 * The same with one change left out: compare teams.X.per_week in both on the change's from_day to
 * learn what the change alone commissions.
 */
sen_code sen_tree_in_force_without(sen_tree *tree, int32_t day, sen_behaviour behaviour,
                                   const char *change_id, const sen_node **root,
                                   sen_errors *errors);

#endif

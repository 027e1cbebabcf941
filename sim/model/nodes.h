/* SPDX-License-Identifier: MIT */
/*
 * A tree of nodes: one merged scenario as it was written, before anybody asks what a key means. Each
 * node knows the file, line and column it came from. It is not the model: nothing here has units.
 *
 * Everything belongs to the tree's arena and goes with sen_tree_free. After loading nobody but
 * changes.c adds to it, and only copies; nodes that were handed out stay as they are.
 */
#ifndef SEN_MODEL_NODES_H
#define SEN_MODEL_NODES_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/text.h"
#include "sen_error.h"

typedef enum {
    SEN_NODE_NULL, /* only below `set` of a dated change, where it removes */
    SEN_NODE_BOOLEAN,
    SEN_NODE_NUMBER,
    SEN_NODE_STRING,
    SEN_NODE_LIST,
    SEN_NODE_OBJECT,
    SEN_NODE_DERIVED /* a number made by dated changes; only in trees from sen_tree_in_force */
} sen_node_kind;

/*
 * How a derived number comes from its children `first` and `first->next`. A child is a NUMBER, an
 * {"uncertain": LAW} object or DERIVED. What comes from fixed numbers alone is already a NUMBER.
 */
typedef enum {
    SEN_NODE_AS_WRITTEN,
    SEN_NODE_SCALE,  /* first * number */
    SEN_NODE_ADD,    /* first + number */
    SEN_NODE_BETWEEN /* first + number * (second - first), number 0..1 */
} sen_node_op;

typedef struct sen_node sen_node;
struct sen_node {
    sen_node_kind kind;
    sen_node_op op;   /* DERIVED only */
    int32_t count;    /* members of a LIST, OBJECT or DERIVED; else 0 */
    int32_t file;     /* sen_tree_file; -1: none */
    int32_t line;     /* from 1; 0: not known */
    int32_t column;   /* characters, from 1 */
    bool unknown;     /* "unknown" was written here; see priors.h */
    bool faulty;      /* already told: sen_node_fail on it or below it stays silent */
    const char *key;  /* member of an OBJECT; else NULL */
    const char *text; /* STRING, UTF-8; of what is unknown without prior the key that was written */
    double number;    /* NUMBER, finite, never -0; BOOLEAN 0 or 1; DERIVED as its op says */
    sen_node *first, *last, *next, *prev, *parent;
    const sen_node *prior; /* where the prior pack has what stands here instead; NULL: nowhere */
    const char *change;    /* id of the dated change that set it last; NULL: as written */
};

/* Names of files in messages: as the user gave the top file, the others beside it. */
typedef struct sen_tree {
    sen_arena arena;
    sen_node *root;     /* an OBJECT, merged, without `extends` */
    const char **files; /* owned; top file first, then what it extends, then CSV files */
    int32_t n_files, files_capacity;
    sen_node *free_nodes; /* slab of unused nodes */
    int32_t n_free_nodes;
    int64_t n_nodes;  /* made so far */
    char *free_chars; /* slab of unused characters */
    size_t n_free_chars;
    struct sen_change_book *book; /* changes.c: what it has read and made so far */
} sen_tree;

/* Most nodes of one tree, copies by dated changes included. Beyond: SEN_TOO_LARGE. */
#define SEN_TREE_NODES_LIMIT 20000000

/* A new tree without root; NULL for want of memory. */
sen_tree *sen_tree_new(void);
void sen_tree_free(sen_tree *tree);

const sen_node *sen_tree_root(const sen_tree *tree);
const char *sen_tree_file(const sen_tree *tree, int32_t file); /* "" if there is none */

/* ---- asking ---- */

/* Member by key, exact case; NULL if there is none or `object` is NULL or no object. */
const sen_node *sen_node_get(const sen_node *object, const char *key);

/* Member of a list by its "id"; NULL if there is none. */
const sen_node *sen_node_by_id(const sen_node *list, const char *id);

/* The "id" string of a list's member (or any object); NULL if it has none. */
const char *sen_node_id(const sen_node *object);

/* [a-z][a-z0-9_]* (or capitals too), at most 64 characters. */
#define SEN_IDS_ALLOWED "a to z, 0 to 9 and _, beginning with a letter, at most 64 characters"
bool sen_is_id(const char *id, bool capitals);

/* Ids joined by dots: services.equipment.stages.fit. "" is the root itself. NULL if not there. */
const sen_node *sen_node_at(const sen_node *root, const char *dotted_path);

/* services.equipment.stages.fit.visit.sessions; members without id as [index] from 0. */
void sen_node_path(const sen_node *node, sen_text *out);

/* An object with one key that is the name of a law: {"pert": [1, 2, 4]}. */
bool sen_node_is_law(const sen_node *node);

/* An object with a key "uncertain". */
bool sen_node_is_uncertain(const sen_node *node);

/* A NUMBER, an uncertain number or DERIVED. */
bool sen_node_is_numeric(const sen_node *node);

/* A list that is not empty and of which every member is an object with an "id". */
bool sen_node_has_ids(const sen_node *list);

/* "an object of 3 members", "a list of 2", "the string \"abc\"", "the number 3", "true", "null". */
void sen_node_describe(const sen_node *node, sen_text *out);

/* Fewest digits that read back as the same double; a point whatever the locale; 0 for -0. */
void sen_number_spell(double number, char out[32]);

/* ---- telling ---- */

/*
 * Tell a fault at a node: file, line, column and path are the node's. Nothing is added if the node
 * or one above it is faulty. Returns SEN_BAD_SCENARIO.
 */
sen_code sen_node_fail(const sen_tree *tree, const sen_node *node, sen_errors *errors,
                       const char *found, const char *allowed, const char *nearest);
sen_code sen_node_failf(const sen_tree *tree, const sen_node *node, sen_errors *errors,
                        const char *allowed, const char *nearest, const char *found_format, ...)
    __attribute__((format(printf, 6, 7)));

/* The member's key nearest to `key`, or for a list the member's id; NULL if none is near. */
const char *sen_node_nearest(const sen_node *container, const char *key);

/* ---- making (reader, merge and changes only) ---- */

/* NULL for want of memory or beyond SEN_TREE_NODES_LIMIT (sen_tree_want says which). */
sen_node *sen_node_new(sen_tree *tree, sen_node_kind kind);
char *sen_tree_keep(sen_tree *tree, const char *bytes, size_t length);
int32_t sen_tree_add_file(sen_tree *tree, const char *name); /* -1: no memory */

/* Tell why sen_node_new or sen_tree_keep gave NULL: SEN_NO_MEMORY or SEN_TOO_LARGE. */
sen_code sen_tree_want(const sen_tree *tree, sen_errors *errors);

/* A copy of a node and all below it, without parent and next; `change` marks it if not NULL. */
sen_node *sen_node_copy(sen_tree *tree, const sen_node *node, const char *change);

void sen_node_append(sen_node *container, sen_node *member);
void sen_node_insert_after(sen_node *container, sen_node *before, sen_node *member);
void sen_node_take_out(sen_node *container, sen_node *member);

/* Put `by` where `member` stands; it takes over the key. */
void sen_node_replace(sen_node *member, sen_node *by);

/* The same as the ones above for who may write. */
sen_node *sen_node_find(sen_node *object, const char *key);

#endif

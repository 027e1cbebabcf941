/* SPDX-License-Identifier: MIT */
/*
 * One JSON text into nodes, strictly. The only file of the tree whose source knows cJSON; it parses
 * one text at a time in one thread, since cJSON keeps its last error in a global.
 */
#ifndef SEN_MODEL_JSON_NODES_H
#define SEN_MODEL_JSON_NODES_H

#include <stddef.h>

#include "model/nodes.h"

/*
 * Read text[0..length), with a 0 at text[length], as the tree's file `file`. The root belongs to the
 * tree, but is not put into it. *root is NULL if there is nothing to walk (the text is no JSON
 * object); else it can be walked even if the code tells of faults, which are marked faulty.
 */
sen_code sen_json_read(sen_tree *tree, const char *text, size_t length, int32_t file,
                       sen_node **root, sen_errors *errors);

#endif

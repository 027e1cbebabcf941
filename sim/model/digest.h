/* SPDX-License-Identifier: MIT */
/*
 * SHA-256 (FIPS 180-4) of what a scenario says, not of how it is written: keys sorted by bytes,
 * numbers as %.17g, no white space. `note` anywhere and `title`, `id` and `extends` at the top are
 * left out. Lists keep their order.
 */
#ifndef SEN_MODEL_DIGEST_H
#define SEN_MODEL_DIGEST_H

#include "model/nodes.h"

/*
 * 64 hexadecimal digits and a 0. only_keys are keys of the root that count, in any order; NULL: all.
 * A key that is not there is the same as one not asked for. Returns SEN_OK or SEN_NO_MEMORY.
 */
sen_code sen_tree_digest(const sen_tree *tree, const char *const *only_keys, int32_t n_keys,
                         char out[65]);

/* The same of a root from sen_tree_in_force. */
sen_code sen_node_digest(const sen_node *root, const char *const *only_keys, int32_t n_keys,
                         char out[65]);

/* The digest of bytes, e.g. of a file as read. */
void sen_bytes_digest(const void *bytes, size_t length, char out[65]);

#endif

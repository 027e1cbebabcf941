/* SPDX-License-Identifier: MIT */
/*
 * JSON files in, a tree of nodes out. It is strict: what the
 * JSON standard (RFC 8259) does not allow, or what programs read in different ways, is refused with
 * file, line and column. It does not know what a key means, but for `extends`, `csv`, `value` and
 * the ids of lists.
 *
 * Limits: 16 MiB and 1,000,000 values a file, depth 32, keys 256 bytes, strings 64 KiB, numbers 60
 * characters, whole numbers 2^53, 16 files in a chain of `extends`.
 */
#ifndef SEN_MODEL_READER_H
#define SEN_MODEL_READER_H

#include <stddef.h>

#include "model/nodes.h"

/*
 * Read a scenario with all it extends, merge them and put in the CSV tables. `extends` and `csv`
 * name regular files beside or below the top file's folder; nothing outside it is ever opened.
 *
 * An object with a member `csv` becomes one with `by` (the header of the first column) and `rows`
 * (a list of [key, number]); its members `csv` and `value` go, others stay.
 *
 * All faults that can be seen are told. The code is SEN_OK, or that of the first fault: SEN_NO_INPUT,
 * SEN_BAD_SCENARIO, SEN_TOO_LARGE or SEN_NO_MEMORY. *tree is NULL if nothing can be walked; else it
 * is a tree even when the code is not SEN_OK, so that the caller may look for its own faults in the
 * same pass (what was told already is marked faulty and stays silent). The caller frees it.
 */
sen_code sen_tree_load(const char *path, sen_tree **tree, sen_errors *errors);

/* The same for a text in memory, which cannot extend anything or name CSV files. */
sen_code sen_tree_load_text(const char *text, size_t bytes, const char *name, sen_tree **tree,
                            sen_errors *errors);

/*
 * Lay another text over a loaded tree as if it extended it. Not after sen_tree_in_force or
 * sen_tree_changes was asked of the tree. If the text cannot be read the tree stays as it was.
 */
sen_code sen_tree_overlay_text(sen_tree *tree, const char *text, size_t bytes, const char *name,
                               sen_errors *errors);

#endif

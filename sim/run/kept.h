/* SPDX-License-Identifier: MIT */
/*
 * The scenarios of a shard, kept beside its store as scenarios/1.json, 2.json, ... in their order:
 * merged, so that a shard can be carried anywhere and put together with the others without the
 * files that it was made from. A folder of results keeps none.
 */
#ifndef SEN_RUN_KEPT_H
#define SEN_RUN_KEPT_H

#include "run/run.h"

/* Writes the scenarios that were given (not their variants). SEN_CANNOT_CREATE, SEN_IO. */
sen_code sen_kept_write(const sen_scenarios *scenarios, const char *folder, sen_errors *errors);

/* Removes what is kept in a folder; `removed`, if not NULL, gets a line a file. */
sen_code sen_kept_remove(const char *folder, sen_text *removed, sen_errors *errors);

#endif

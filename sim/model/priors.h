/* SPDX-License-Identifier: MIT */
/*
 * What a scenario does not know. Where it says "unknown" in the place of a value, the value at the
 * same path of the prior pack is taken: an England-average area of 100,000 children and young
 * people, which is shipped as scenarios/england-average/area.json and is part of the program. The
 * value keeps the range, source and grade it has there.
 *
 * A team's capacity is for 100,000 aged 0 to 25, so it is taken in proportion to the persons of the
 * scenario's own population. Where the pack has nothing at a path, a team's capacity has no limit
 * and what rests on it is told as not known (SEN_GRADE_UNKNOWN); any other value is refused.
 */
#ifndef SEN_MODEL_PRIORS_H
#define SEN_MODEL_PRIORS_H

#include "model/nodes.h"

/*
 * Put the prior pack's values in the place of every "unknown" of a merged tree, before dated changes
 * are asked of it. The prior pack is only read if there is one. Faults: an "unknown" without prior.
 */
sen_code sen_tree_fill_unknown(sen_tree *tree, sen_errors *errors);

/* The scenario's text, `bytes` of it, which a 0 follows; from the file itself (prior_pack.c). */
const char *sen_prior_pack(size_t *bytes);

#endif

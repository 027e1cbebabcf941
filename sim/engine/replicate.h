/* SPDX-License-Identifier: MIT */
/*
 * One replicate of one scenario: the clock and the day's phases (sim/README.md, Time).
 *
 * It depends on (plan, draw, world, seed, replicate) and on nothing else: no files, no clock, no
 * thread. A workspace only lends memory; it may be used for any replicate of any scenario in any
 * order without a trace in the results.
 */
#ifndef SEN_ENGINE_REPLICATE_H
#define SEN_ENGINE_REPLICATE_H

#include <stdbool.h>

#include "engine/world.h"
#include "stats/plan.h"

typedef struct sen_workspace sen_workspace;

/* NULL for want of memory. One a thread; the caller frees it. */
sen_workspace *sen_workspace_new(void);
void sen_workspace_free(sen_workspace *workspace);

/* Empty, for what is made and forgotten before the next replicate, which takes the memory again. */
sen_arena *sen_workspace_scratch(sen_workspace *workspace);

/*
 * Runs one replicate and fills its record.
 *
 * draw    of the scenario; world made from a draw with the same world keys, seed and replicate
 * verify  walk all invariants at the end of every day (slow)
 * record  plan->n_cells figures, all written
 *
 * SEN_NO_MEMORY, SEN_TOO_LARGE (more referrals than an index can name), SEN_BUG with the invariant
 * that does not hold, the day and the place.
 */
sen_code sen_replicate_run(sen_workspace *workspace, const sen_plan *plan, const sen_draw *draw,
                           const sen_world *world, uint64_t seed, int32_t replicate, bool verify,
                           int64_t *record, sen_errors *errors);

#endif

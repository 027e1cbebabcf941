/* SPDX-License-Identifier: MIT */
/*
 * Small scenarios made by chance, each a lawful one: every kind of team and stage, changes by date,
 * posts filled late or never, today's lists, age edges. The same number gives the same text.
 *
 * Service s0 is named by nobody but opening entries, so a test may take it away. Kind k_never is
 * due to no child.
 */
#ifndef SEN_TESTS_RANDOM_SCENARIO_H
#define SEN_TESTS_RANDOM_SCENARIO_H

#include <stdint.h>

#include "base/text.h"

/* With a population: two years, 26 ages. */
void random_town(sen_text *out, uint64_t number);

/* Without: streams of persons under the plain clock. */
void random_clinic(sen_text *out, uint64_t number);

#endif

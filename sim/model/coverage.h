/* SPDX-License-Identifier: MIT */
/*
 * Which need, at which age, has a service commissioned for it under the rules of day 0: what a
 * scenario says before anything is run.
 */
#ifndef SEN_MODEL_COVERAGE_H
#define SEN_MODEL_COVERAGE_H

#include "model/model.h"

/*
 * The service that a requirement of this kind, need, severity and age asks first under the rules of
 * day 0: lowest preference, then id. SEN_NONE: nothing is commissioned.
 */
int32_t sen_coverage_service(const sen_model *model, int32_t kind, int32_t need, int32_t severity,
                             int32_t age);

/* Whether at this age some severity of the cause's need has no service for the kind. */
bool sen_coverage_gap(const sen_model *model, int32_t kind, const sen_cause *cause, int32_t age);

/*
 * Of the kinds of help that a need causes at an age, the share with such a gap; -1 where it causes
 * none. `gap` may be NULL, or gets the first of them, SEN_NONE if there is none.
 */
double sen_coverage_gap_share(const sen_model *model, int32_t need, int32_t age, int32_t *gap);

#endif

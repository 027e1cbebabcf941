/* SPDX-License-Identifier: MIT */
/*
 * Rules that span objects: a team's kind fits the stages that name it, services do not set each
 * other off without end, an opening's cases can exist. What one object can say of itself is checked
 * by its form (fields.h).
 */
#ifndef SEN_MODEL_VALIDATE_H
#define SEN_MODEL_VALIDATE_H

#include "model/fields.h"

/* Rules of what is in force, once for each rules of the model. */
void sen_validate_rules(sen_loader *loader, const sen_rules *rules);

/* Rules of the world and of the whole, once at the end. */
void sen_validate_whole(sen_loader *loader);

#endif

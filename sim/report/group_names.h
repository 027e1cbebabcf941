/* SPDX-License-Identifier: MIT */
/* What groups of children are called: by need, age, phase, plan, or as the scenario declares. */
#ifndef SEN_REPORT_GROUP_NAMES_H
#define SEN_REPORT_GROUP_NAMES_H

#include "model/model.h"

/* Titles of a group type and of one of its categories, as the ids of a row name them. */
const char *sen_group_type_title(const sen_model *model, const char *type);
const char *sen_group_title(const sen_model *model, const char *type, const char *id);

#endif

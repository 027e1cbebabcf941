/* SPDX-License-Identifier: MIT */
#include "report/group_names.h"

#include <string.h>

static const char *title_or(const char *title, const char *id)
{
    return title == NULL || title[0] == '\0' ? id : title;
}

static const sen_group *group_of(const sen_model *model, const char *id)
{
    for (int32_t g = 0; g < model->n_groups; g++)
        if (strcmp(model->groups[g].id, id) == 0)
            return model->groups + g;
    return NULL;
}

const char *sen_group_type_title(const sen_model *model, const char *type)
{
    const sen_group *const group = group_of(model, type);
    return group != NULL                     ? title_or(group->title, type)
           : strcmp(type, "age_band") == 0   ? "Age in years"
           : strcmp(type, "need") == 0       ? "Need"
           : strcmp(type, "phase") == 0      ? "Phase of education"
           : strcmp(type, "plan_layer") == 0 ? "Plan"
                                             : type;
}

const char *sen_group_title(const sen_model *model, const char *type, const char *id)
{
    static const char *const phases[][2] = {{"early_years", "Early years"},
                                            {"primary", "Primary"},
                                            {"secondary", "Secondary"},
                                            {"post_16", "16 to 18"},
                                            {"post_19", "19 to 25"}};
    const sen_group *const group = group_of(model, type);
    for (int32_t c = 0; group != NULL && c < group->n_categories; c++)
        if (strcmp(group->categories[c].id, id) == 0)
            return title_or(group->categories[c].title, id);
    for (int32_t n = 0; n < model->n_needs && strcmp(type, "need") == 0; n++)
        if (strcmp(model->needs[n].id, id) == 0)
            return title_or(model->needs[n].title, id);
    for (size_t p = 0; p < sizeof phases / sizeof *phases && strcmp(type, "phase") == 0; p++)
        if (strcmp(phases[p][0], id) == 0)
            return phases[p][1];
    return id;
}

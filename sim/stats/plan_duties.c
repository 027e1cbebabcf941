/* SPDX-License-Identifier: MIT */
/* Duties: parts of the time a service is held to, appeals, and what is late by whose duty it is. */
#include <string.h>

#include "stats/plan_build.h"

static sen_series part_flow(const sen_plan_build *build, int32_t part, sen_part_flow flow,
                            int32_t n)
{
    return (sen_series){.source = SEN_FROM_COUNTERS,
                        .at = sen_plan_part(build->plan, part, flow),
                        .n = n,
                        .stride = 1};
}

static void tell_part(sen_plan_build *build, const sen_figure *service, int32_t part,
                      const char *id)
{
    sen_figure about = *service;
    about.key[SEN_KEY_CATEGORY] = id;
    const sen_series late = {.source = SEN_FROM_PART_LATE, .a = part};
    sen_plan_tell_monthly(build, &about, SEN_MEASURE_PART_OPEN_LATE, &late, true);
    const sen_series breaches = part_flow(build, part, SEN_PART_BREACHES, 1);
    sen_plan_tell_yearly(build, &about, SEN_MEASURE_PART_BREACHES, &breaches);
    const sen_series exempt = part_flow(build, part, SEN_PART_EXEMPT, 1);
    sen_plan_tell_yearly(build, &about, SEN_MEASURE_PART_EXEMPT, &exempt);
    const sen_series in_time = part_flow(build, part, SEN_PART_IN_TIME, 1);
    const sen_series ended = part_flow(build, part, SEN_PART_IN_TIME, 2);
    sen_plan_tell_share(build, &about, SEN_MEASURE_PART_IN_TIME_SHARE, &in_time, NULL, &ended);
}

static bool has_appeals(const sen_model *model, int32_t s)
{
    for (int32_t e = 0; e < model->n_rules; e++)
        for (int32_t k = 0; k < model->rules[e].services[s].n_stages; k++) {
            const sen_stage *const stage = model->rules[e].services[s].stages + k;
            if (stage->kind == SEN_STAGE_PANEL && stage->appeal_time != SEN_NONE)
                return true;
        }
    return false;
}

static void tell_appeals(sen_plan_build *build, const sen_figure *about, int32_t s)
{
    sen_series flow = {.source = SEN_FROM_COUNTERS, .n = 1, .stride = 1};
    flow.at = sen_plan_service(build->plan, s, SEN_FLOW_APPEALS);
    sen_plan_tell_yearly(build, about, SEN_MEASURE_APPEALS, &flow);
    flow.at = sen_plan_service(build->plan, s, SEN_FLOW_UPHELD);
    sen_plan_tell_yearly(build, about, SEN_MEASURE_APPEALS_UPHELD, &flow);
}

/* The n-th different owner of a clock or part, in the order of the services; NULL: no more. */
static const char *owner_at(const sen_model *model, int32_t n)
{
    const char *seen[SEN_MAX_OWNERS];
    int32_t count = 0;
    for (int32_t s = 0; s < model->n_services; s++) {
        const sen_service *const service = model->rules[0].services + s;
        for (int32_t p = -1; p < service->n_parts; p++) {
            if (p < 0 && !service->clock.exists)
                continue;
            const char *const owner = p < 0 ? service->clock.owner : service->parts[p].owner;
            bool known = owner[0] == '\0' || count == SEN_MAX_OWNERS;
            for (int32_t k = 0; k < count && !known; k++)
                known = strcmp(seen[k], owner) == 0;
            if (known)
                continue;
            if (count == n)
                return owner;
            seen[count++] = owner;
        }
    }
    return NULL;
}

/* Open cases late against any clock or part of this owner, at the ends of months and on census days. */
static void tell_owner(sen_plan_build *build, const char *owner, sen_period_type type)
{
    const sen_model *const model = build->model;
    sen_figure about = sen_figure_about(SEN_GRADE_A);
    about.key[SEN_KEY_CATEGORY] = owner;
    sen_plan_sum sum = {.reading = SEN_READ_OWN};
    for (int32_t s = 0; s < model->n_services; s++) {
        const sen_service *const service = model->rules[0].services + s;
        for (int32_t p = -1; p < service->n_parts && sum.n_above < SEN_PLAN_TERMS; p++) {
            if ((p < 0 && !service->clock.exists) ||
                strcmp(p < 0 ? service->clock.owner : service->parts[p].owner, owner) != 0)
                continue;
            const sen_series late = {.source = p < 0 ? (int16_t)SEN_FROM_OPEN_LATE
                                                     : (int16_t)SEN_FROM_PART_LATE,
                                     .a = p < 0 ? s : service->first_part + p};
            sum.above[sum.n_above++] = (sen_term){sen_plan_keep(build, &late, type), 1};
            if (build->service_grade[s] > about.grade)
                about.grade = build->service_grade[s];
        }
    }
    sen_plan_tell(build, &about, SEN_MEASURE_DUTIES_LATE, type, &sum);
}

void sen_plan_duties(sen_plan_build *build)
{
    const sen_model *const model = build->model;
    for (int32_t s = 0; s < model->n_services; s++) {
        const sen_service *const service = model->rules[0].services + s;
        sen_figure about = sen_figure_about(build->service_grade[s]);
        about.service = s;
        about.key[SEN_KEY_SERVICE] = service->id;
        for (int32_t p = 0; p < service->n_parts; p++)
            tell_part(build, &about, service->first_part + p, service->parts[p].id);
        if (has_appeals(model, s))
            tell_appeals(build, &about, s);
    }
    for (int32_t layer = 0; layer < model->n_layers; layer++) {
        sen_figure about = sen_figure_about(build->service_grade[model->layers[layer].service]);
        about.key[SEN_KEY_CATEGORY] = model->layers[layer].id;
        const sen_series holders = {.source = SEN_FROM_LAYER, .a = layer};
        sen_plan_tell_monthly(build, &about, SEN_MEASURE_PLAN_HOLDERS, &holders, true);
    }
    const char *owner;
    for (int32_t n = 0; n < SEN_MAX_OWNERS && (owner = owner_at(model, n)) != NULL; n++)
        tell_owner(build, owner, SEN_PERIOD_CENSUS_DAY);
}

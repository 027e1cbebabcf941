/* SPDX-License-Identifier: MIT */
/*
 * Steps: each stage of the model under the rules in force, with what the hot path asks of it looked
 * up once. Made anew when the rules change.
 */
#include "engine/referral.h"

static void make_step(sen_state_block *s, int32_t v, int32_t k)
{
    const sen_service *const service = s->rules->services + v;
    const sen_stage *const stage = service->stages + k;
    sen_step *const step = s->steps + service->first_stage + k;
    *step = (sen_step){
        .stage = stage,
        .service = service,
        .clock = service->clock.exists ? &service->clock : NULL,
        .stay = stage->kind == SEN_STAGE_PLACE && !stage->until_edge ? s->draw->tables + stage->stay
                                                                     : NULL,
        .patience = s->patience + v * (s->model->n_streams + 1),
        .exits = s->exits + v * SEN_EXITS * (SEN_WAIT_AGES + 1),
        .flows = s->counters + sen_plan_service(s->plan, v, 0),
        .stage_flows = s->counters + sen_plan_stage(s->plan, service->first_stage + k, 0),
        .luck = s->keys[SEN_CHANCE_STAGE][service->first_stage + k],
        .team = stage->n_entries == 1 ? stage->entries[0].team : SEN_NONE,
        .kind = (uint8_t)stage->kind,
        .assesses = stage->assesses && s->model->has_population,
        .delivers = stage->delivers,
        .timed = s->model->has_population,
        .offers = stage->delivers && (s->draw->chances[service->unsuitable] != 0 ||
                                      s->draw->chances[service->not_wanted] != 0),
        .stops_wait = service->clock.exists ? service->clock.to_stage == k : stage->delivers,
        .opens = service->triage == SEN_NONE && s->draw->chances[service->refuse] == 0,
        .returns = service->returns_after != SEN_NONE,
        .ends_in_help =
            stage->delivers && (stage->kind == SEN_STAGE_DELAY || stage->kind == SEN_STAGE_ALL_OF)};
    step->layer = SEN_NONE;
    for (int32_t l = 0; l < s->model->n_layers; l++)
        if (s->model->layers[l].service == v && s->model->layers[l].stage == k)
            step->layer = (int8_t)l;
    for (int32_t p = 0; p < service->n_parts; p++) {
        if (service->parts[p].from_stage == k)
            step->begins_parts |= (uint8_t)(1u << p);
        if (service->parts[p].to_stage == k)
            step->ends_parts |= (uint8_t)(1u << p);
    }
    step->ends = stage->next == SEN_NONE && step->clock == NULL && !stage->funding;
    step->plain = step->stay != NULL && step->team != SEN_NONE && !step->offers &&
                  step->clock == NULL && step->begins_parts == 0 && step->layer == SEN_NONE;
    step->closes = step->plain && step->ends && step->ends_parts == 0 && !s->model->has_population;
    for (int32_t c = 0; step->team != SEN_NONE && c < SEN_CLASSES; c++)
        step->head_start_days[c] = s->rules->teams[step->team].head_start_days[c];
}

/* How long one waits at a service: its law, or that of the stream a person comes from. */
static void make_patience(sen_state_block *s, int32_t v)
{
    const int32_t n = s->model->n_streams;
    for (int32_t k = 0; k < n + 1; k++) {
        sen_duration law = s->rules->services[v].patience;
        if (k < n && s->model->streams[k].patience != SEN_NONE)
            law = s->model->streams[k].patience;
        s->patience[v * (n + 1) + k] = law == SEN_NONE ? NULL : s->draw->tables + law;
    }
}

void sen_steps_new_rules(sen_state_block *s)
{
    s->n_panel_steps = 0;
    for (int32_t v = 0; v < s->model->n_services; v++) {
        const sen_service *const service = s->rules->services + v;
        make_patience(s, v);
        for (int32_t k = 0; k < service->n_stages; k++) {
            make_step(s, v, k);
            if (service->stages[k].list != SEN_NONE)
                s->panel_steps[s->n_panel_steps++] = (uint16_t)(service->first_stage + k);
        }
    }
}

/* SPDX-License-Identifier: MIT */
#include "run/survey.h"

#include <string.h>

#include "base/date.h"
#include "model/coverage.h"

static int32_t age_on(const sen_model *model, const sen_child *child, int32_t day)
{
    const int32_t date = model->start_date + day;
    const int32_t age = sen_age_years(model->start_date + child->birth_day, date);
    return age < 0 ? 0 : age >= SEN_AGES ? SEN_AGES - 1 : age;
}

/* Whether any need that causes it has been noticed by day 0. */
static bool is_noticed(const sen_world *world, const sen_requirement *requirement)
{
    const sen_child *const child = &world->children[requirement->child];
    for (int32_t i = 0; i < child->n_needs; i++) {
        const sen_child_need *const need = &world->needs[child->first_need + i];
        if ((requirement->causes >> need->need & 1) != 0 && need->noticed)
            return true;
    }
    return false;
}

/* A need that comes again asks again: as often a year as its interval has room. */
static double times_a_year(const sen_draw *draw, const sen_kind *kind)
{
    if (kind->again == SEN_NONE)
        return 0;
    const double days = draw->tables[kind->again].mean_days;
    return 365.25 / (days < 1 ? 1 : days);
}

static void count_requirement(sen_survey *survey, const sen_draw *draw, const sen_world *world,
                              const sen_requirement *r)
{
    const sen_model *const model = draw->model;
    const bool now = r->start_day <= 0 && r->end_day > 0;
    const int32_t day = now ? 0 : r->start_day;
    const int32_t age = age_on(model, &world->children[r->child], day);
    const int32_t service = sen_coverage_service(model, r->kind, r->need, r->severity, age);
    if (now) {
        survey->kinds[r->kind].need++;
        if (!is_noticed(world, r))
            survey->kinds[r->kind].unnoticed++;
        if (service == SEN_NONE)
            survey->uncovered[sen_survey_at(model, r->kind, r->need, age)]++;
        else
            survey->held[service]++;
    }
    if (service == SEN_NONE)
        return;
    const double years = (double)model->days / 365.25;
    if (!now)
        survey->demand_a_year[service] += 1 / years;
    survey->demand_a_year[service] +=
        times_a_year(draw, &model->kinds[r->kind]) *
        (r->end_day - day < model->days ? (double)(r->end_day - day) / model->days : 1.0);
}

/* The team a case stands at: the first way into its stage. */
static int32_t team_of(const sen_model *model, const sen_opening *entry)
{
    if (entry->service == SEN_NONE || entry->stage == SEN_NONE || entry->done)
        return SEN_NONE;
    const sen_stage *const stage = &model->rules[0].services[entry->service].stages[entry->stage];
    return stage->n_entries > 0 ? stage->entries[0].team : SEN_NONE;
}

static void count_cases(sen_survey *survey, const sen_model *model, const sen_world *world)
{
    for (int32_t i = 0; i < world->n_cases; i++) {
        const sen_opening *const entry = &model->openings[world->cases[i].entry];
        if (entry->ended != SEN_ENDED_NOT)
            survey->kinds[entry->kind].ended++;
        if (entry->service == SEN_NONE || entry->gone)
            continue;
        if (entry->served || entry->done)
            survey->kinds[entry->kind].served++;
        else
            survey->kinds[entry->kind].listed++;
        const int32_t team = team_of(model, entry);
        if (team != SEN_NONE)
            (entry->served ? survey->team_held : survey->team_today)[team]++;
    }
    for (int32_t e = 0; e < model->n_openings; e++)
        survey->kinds[model->openings[e].kind].given += (double)world->opening_given[e];
}

/* Whether the share referred, with its growth, would be above 1 on some day of the run. */
static bool grows_to_everybody(const sen_draw *draw, int32_t service)
{
    const sen_model *const model = draw->model;
    for (int32_t r = 0; r < model->n_rules; r++) {
        const sen_service *const of = &model->rules[r].services[service];
        const int32_t end = r + 1 < model->n_rules ? model->rules[r + 1].from_day : model->days;
        if (of->asked_share == SEN_NONE)
            continue;
        const double trend = 1 + sen_value(draw, of->asked_trend_a_year);
        double share = sen_value(draw, of->asked_share);
        for (int32_t day = 0; day < end; day += 365, share *= trend)
            if (share > 1 && day + 365 > model->rules[r].from_day)
                return true;
    }
    return false;
}

static sen_code count_world(sen_survey *survey, const sen_model *model, uint64_t seed,
                            int32_t replicate, int32_t draws, sen_arena *arena, sen_errors *errors)
{
    sen_code code = SEN_OK;
    sen_draw draw = {0};
    sen_world world;
    sen_arena_reset(arena);
    memset(survey->block, 0, survey->n_block * sizeof *survey->block);
    SEN_TRY(sen_draw_make(&draw, model, seed, (replicate - 1) % draws + 1, errors));
    if (model->has_population) {
        SEN_TRY(sen_world_make(&world, &draw, seed, replicate, arena, arena, errors));
        for (int32_t c = 0; c < world.n_children; c++)
            *survey->children += world.children[c].arrive_day <= 0;
        for (int32_t i = 0; i < world.n_requirements; i++)
            count_requirement(survey, &draw, &world, &world.requirements[i]);
        count_cases(survey, model, &world);
    }
    for (int32_t v = 0; v < model->n_services; v++)
        survey->everybody[v] = grows_to_everybody(&draw, v);
    sen_survey_load(survey, &draw);
out:
    sen_draw_clear(&draw);
    return code;
}

/* One block, cut in the order of the structure. */
static bool make_room(sen_survey *survey, const sen_model *model, sen_arena *arena)
{
    const size_t balance = sizeof(sen_balance) / sizeof(double);
    const size_t kinds = (size_t)model->n_kinds, services = (size_t)model->n_services;
    const size_t teams = (size_t)model->n_teams;
    const size_t cells = kinds * (size_t)model->n_needs * SEN_AGES;
    const size_t n = 1 + kinds * balance + cells + 3 * services + 4 * teams;
    double *next = sen_arena_take_zeroed(arena, n, sizeof *next);
    *survey = (sen_survey){.block = next, .n_block = n};
    if (next == NULL)
        return false;
    survey->children = next;
    survey->kinds = (sen_balance *)(void *)(next += 1);
    survey->uncovered = next += kinds * balance;
    survey->demand_a_year = next += cells;
    survey->held = next += services;
    survey->everybody = next += services;
    survey->team_load = next += services;
    survey->team_capacity = next += teams;
    survey->team_today = next += teams;
    survey->team_held = next + teams;
    return true;
}

sen_code sen_survey_make(sen_survey *survey, const sen_model *model, uint64_t seed, int32_t draws,
                         sen_arena *arena, sen_errors *errors)
{
    sen_code code = SEN_OK;
    sen_survey one;
    sen_arena of_worlds;
    sen_arena_init(&of_worlds, 0);
    if (!make_room(survey, model, arena) || !make_room(&one, model, arena)) {
        code = sen_fail(errors, SEN_NO_MEMORY, NULL, 0, 0, NULL, NULL, NULL, NULL);
        goto out;
    }
    const int32_t worlds = model->has_population || model->uncertain ? SEN_SURVEY_WORLDS : 1;
    for (int32_t r = 1; r <= worlds; r++) {
        SEN_TRY(count_world(&one, model, seed, r, draws, &of_worlds, errors));
        for (size_t i = 0; i < one.n_block; i++)
            survey->block[i] += one.block[i];
    }
    for (size_t i = 0; i < one.n_block; i++)
        survey->block[i] /= worlds;
    survey->worlds = model->has_population ? worlds : 0;
out:
    sen_arena_clear(&of_worlds);
    return code;
}

/* SPDX-License-Identifier: MIT */
#include "made_up.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"

static void *take(sen_arena *arena, int32_t n, size_t bytes)
{
    return sen_arena_take_zeroed(arena, (size_t)n + 1, bytes);
}

static const char *name(sen_arena *arena, const char *what, int32_t i)
{
    char *const text = sen_arena_take(arena, 32, 1);
    snprintf(text, 32, "%s_%02d", what, (int)i);
    return text;
}

static sen_number number(sen_model *model, double value, sen_grade grade)
{
    sen_number_spec *const spec = model->numbers + model->n_numbers;
    spec->how = SEN_NUMBER_FIXED;
    spec->value = value;
    spec->path = "made_up.number";
    spec->grade = grade;
    return model->n_numbers++;
}

static void make_needs(sen_model *model, sen_arena *arena, const made_up_size *size)
{
    model->n_needs = size->needs;
    model->needs = take(arena, size->needs, sizeof *model->needs);
    for (int32_t n = 0; n < size->needs; n++) {
        model->needs[n].id = name(arena, "need", n);
        model->needs[n].title = model->needs[n].id;
        model->needs[n].grade = SEN_GRADE_B;
    }
    model->n_kinds = size->kinds;
    model->kinds = take(arena, size->kinds, sizeof *model->kinds);
    for (int32_t k = 0; k < size->kinds; k++) {
        sen_kind *const kind = model->kinds + k;
        kind->id = name(arena, "kind", k);
        kind->title = kind->id;
        kind->to_age = k % 3 == 0 ? 18 : 26;
        kind->n_causes = size->needs > 1 ? 2 : 1;
        kind->causes = take(arena, kind->n_causes, sizeof *kind->causes);
        for (int32_t c = 0; c < kind->n_causes; c++)
            kind->causes[c].need = (k + c) % size->needs;
        kind->grade = SEN_GRADE_C;
    }
}

static void make_teams(sen_model *model, sen_arena *arena, const made_up_size *size,
                       sen_rules *rules)
{
    const sen_number none = number(model, 0.0, SEN_GRADE_B), half = number(model, 0.5, SEN_GRADE_B);
    rules->teams = take(arena, size->teams, sizeof *rules->teams);
    rules->checks = take(arena, size->checks, sizeof *rules->checks);
    for (int32_t t = 0; t < size->teams; t++) {
        sen_team_spec *const team = rules->teams + t;
        team->id = name(arena, "team", t);
        team->title = team->id;
        team->provider = "South Tees, \"the\" Trust";
        team->kind = (sen_team_kind)(t % 5);
        team->grade = SEN_GRADE_B;
        for (int32_t f = 0; f < SEN_FUNDERS; f++)
            team->funder_share[f] =
                f == t % SEN_FUNDERS || f == (t + 3) % SEN_FUNDERS ? half : none;
    }
    for (int32_t c = 0; c < size->checks; c++) {
        sen_check *const check = rules->checks + c;
        check->id = name(arena, "check", c);
        check->title = check->id;
        check->team = SEN_NONE;
        for (int32_t f = 0; f < SEN_FUNDERS; f++)
            check->funder_share[f] = f == SEN_PUBLIC_HEALTH ? half : none;
    }
}

static void make_services(sen_model *model, sen_arena *arena, const made_up_size *size,
                          sen_rules *rules)
{
    int32_t stages = 0;
    rules->services = take(arena, size->services, sizeof *rules->services);
    for (int32_t s = 0; s < size->services; s++) {
        sen_service *const service = rules->services + s;
        service->id = name(arena, "service", s);
        service->title = service->id;
        service->sector = "health";
        service->meets = model->n_kinds > 0 ? 1u << s % model->n_kinds : 0;
        service->to_age = 26;
        service->grade = s == 0 ? SEN_GRADE_E : SEN_GRADE_B;
        service->n_stages = 3;
        service->first_stage = stages;
        service->stages = take(arena, 3, sizeof *service->stages);
        for (int32_t t = 0; t < 3; t++) {
            sen_stage *const stage = service->stages + t;
            static const char *const ids[] = {"assess", "order", "treat"};
            stage->id = stage->title = ids[t];
            stage->kind = t == 1 ? SEN_STAGE_DELAY : SEN_STAGE_VISIT;
            stage->delivers = t == 2;
            stage->money = SEN_NONE;
            stage->n_entries = t == 1 || size->teams == 0 ? 0 : 1;
            stage->entries = take(arena, 1, sizeof *stage->entries);
            if (stage->n_entries > 0)
                stage->entries[0].team = s % size->teams;
        }
        stages += 3;
        service->clock = (sen_clock){.exists = s % 2 == 0,
                                     .target_days = 126,
                                     .basis = (sen_basis)(s % 4),
                                     .owner = "icb",
                                     .law = ""};
    }
}

sen_model *made_up_model(sen_arena *arena, made_up_size size)
{
    sen_model *const model = take(arena, 1, sizeof *model);
    model->id = size.id;
    model->title = size.title;
    model->la_code = "E06000099";
    model->la_name = "Made-up Borough";
    model->region_code = "E12000001";
    model->region_name = "North East";
    model->old_la_code = "999";
    model->file = "made-up.json";
    model->price_base = "2024-25";
    snprintf(model->digest, sizeof model->digest, "%064x", (unsigned)(size.kinds + size.years));
    snprintf(model->world_digest, sizeof model->world_digest, "%064x", 7u);
    model->plain_clock = size.plain;
    model->has_population = !size.plain;
    model->start_date = size.plain ? 0 : sen_day_of(2025, 1, 16);
    model->days = size.plain
                      ? 365 * size.years
                      : sen_day_add_months(model->start_date, 12 * size.years) - model->start_date;
    model->numbers = take(arena, 64, sizeof *model->numbers);
    for (int32_t age = 0; age < SEN_AGES; age++)
        model->persons[age] = number(model, 1500.0, SEN_GRADE_B);
    make_needs(model, arena, &size);
    model->n_groups = size.grouped ? 1 : 0;
    model->groups = take(arena, 1, sizeof *model->groups);
    static sen_category localities[] = {{.id = "coast", .title = "Coast"},
                                        {.id = "town", .title = "Town"},
                                        {.id = "east", .title = "East Cleveland"}};
    model->groups[0] = (sen_group){.id = "locality",
                                   .title = "Locality",
                                   .categories = localities,
                                   .n_categories = 3,
                                   .differs = true};
    model->n_rules = 1;
    model->rules = take(arena, 1, sizeof *model->rules);
    model->n_teams = size.teams;
    model->n_services = size.services;
    model->n_checks = size.checks;
    make_teams(model, arena, &size, model->rules);
    make_services(model, arena, &size, model->rules);
    model->report.verification = size.verification;
    model->report.referral_states = size.referral_states;
    model->report.block_a[0] = size.grouped ? SEN_BY_NEED : SEN_NONE;
    model->report.block_a[1] = size.grouped ? SEN_BY_AGE_BAND : SEN_NONE;
    model->report.block_b[0] = size.grouped ? 0 : SEN_NONE;
    model->report.block_b[1] = SEN_NONE;
    return model;
}

static uint64_t mix(uint64_t x)
{
    x ^= x >> 33;
    x *= 0xff51afd7ed558ccdu;
    x ^= x >> 33;
    x *= 0xc4ceb9fe1a85ec53u;
    return x ^ x >> 33;
}

/* Four series in ten stay as they are in every tilt, two are 0, the rest move with it. */
void made_up_record(const sen_plan *plan, int32_t replicate, int32_t tilt, int64_t *record)
{
    for (int32_t s = 0; s < plan->n_series; s++) {
        const sen_series *const series = plan->series + s;
        const uint64_t of_series = mix((uint64_t)s * 977 + 5);
        const int64_t level = (int64_t)(of_series >> 32 & 255) + 20;
        const int64_t move = of_series % 10 >= 6 ? tilt * 2 : 0;
        for (int32_t p = 0; p < plan->n_periods[series->period_type]; p++) {
            const uint64_t luck = mix(of_series + (uint64_t)replicate * 7919 + (uint64_t)p * 31);
            int64_t cell = level + (int64_t)(luck % 17) + (int64_t)(luck >> 8 & 15) + p / 4 - move;
            if (of_series % 10 < 2)
                cell = 0;
            if (series->source == SEN_FROM_WAIT_QUANTILE && luck % 29 == 0)
                cell = SEN_NO_FIGURE;
            if (series->source == SEN_FROM_COUNTERS && series->at >= plan->teams_at)
                cell *= 90000;
            record[series->first_cell + p] = cell;
        }
    }
}

static sen_code columns_of(void *context, int32_t scenario, int32_t first_cell, int32_t n_cells,
                           int64_t *columns, sen_errors *errors)
{
    const made_up_run *const run = context;
    (void)errors;
    const size_t n = (size_t)run->view.usable, width = (size_t)run->plans[scenario].n_cells;
    for (size_t c = 0; c < (size_t)n_cells; c++)
        for (size_t r = 0; r < n; r++)
            columns[c * n + r] = run->records[scenario][r * width + (size_t)first_cell + c];
    return SEN_OK;
}

void made_up_run_init(made_up_run *run, const made_up_size *sizes, int32_t n, int32_t replicates)
{
    memset(run, 0, sizeof *run);
    sen_arena_init(&run->arena, 0);
    for (int32_t s = 0; s < n; s++) {
        run->models[s] = made_up_model(&run->arena, sizes[s]);
        if (sen_plan_make(run->plans + s, run->models[s], NULL) != SEN_OK)
            abort();
        const size_t width = (size_t)run->plans[s].n_cells;
        run->records[s] = malloc((size_t)replicates * width * sizeof(int64_t));
        for (int32_t r = 0; r < replicates; r++)
            made_up_record(run->plans + s, r + 1, s, run->records[s] + (size_t)r * width);
        run->variant_of[s] = SEN_NONE;
    }
    run->view = (sen_run_view){.n = n,
                               .models = run->models,
                               .plans = run->plans,
                               .variant_of = run->variant_of,
                               .version = "0.1.0",
                               .run_id = "0123456789ab",
                               .seed = 1,
                               .first = 1,
                               .last = replicates,
                               .usable = replicates,
                               .draws = 1,
                               .columns = columns_of,
                               .context = run};
}

void made_up_run_clear(made_up_run *run)
{
    for (int32_t s = 0; s < run->view.n; s++) {
        sen_plan_clear(run->plans + s);
        free(run->records[s]);
    }
    sen_arena_clear(&run->arena);
}

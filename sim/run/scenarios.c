/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "run/run.h"
#include "sen_model.h"

void sen_scenarios_free(sen_scenarios *scenarios)
{
    if (scenarios == NULL)
        return;
    for (int32_t i = 0; i < scenarios->n; i++) {
        if (scenarios->plans != NULL)
            sen_plan_clear(&scenarios->plans[i]);
        sen_model_free(scenarios->models[i]);
    }
    free(scenarios->models);
    free(scenarios->plans);
    free(scenarios->variant_of);
    free(scenarios->world_of);
    sen_text_clear(&scenarios->notes);
    free(scenarios);
}

/* Room for every scenario with both of its variants. */
static sen_scenarios *new_scenarios(int32_t n)
{
    const size_t most = 3 * (size_t)n + 1;
    sen_scenarios *const s = calloc(1, sizeof *s);
    if (s == NULL)
        return NULL;
    sen_text_init(&s->notes);
    s->models = calloc(most, sizeof *s->models);
    s->plans = calloc(most, sizeof *s->plans);
    s->variant_of = calloc(most, sizeof *s->variant_of);
    s->world_of = calloc(most, sizeof *s->world_of);
    if (s->models != NULL && s->plans != NULL && s->variant_of != NULL && s->world_of != NULL)
        return s;
    sen_scenarios_free(s);
    return NULL;
}

static sen_code load_one(sen_scenarios *s, const char *path, sen_model_behaviour behaviour,
                         int32_t variant_of, sen_errors *errors)
{
    sen_model *model = NULL;
    const sen_code code = sen_model_load(path, behaviour, &model, errors);
    if (code != SEN_OK)
        return code;
    s->models[s->n] = model;
    s->variant_of[s->n++] = variant_of;
    return SEN_OK;
}

/* All files are read, so that all their faults are told. */
static sen_code load_given(sen_scenarios *s, const char *const *paths, int32_t n,
                           sen_errors *errors)
{
    sen_code worst = SEN_OK;
    for (int32_t i = 0; i < n; i++) {
        const sen_code code = load_one(s, paths[i], SEN_MODEL_FULL, SEN_NONE, errors);
        worst = worst == SEN_OK ? code : worst;
    }
    s->n_given = s->n;
    return worst;
}

static sen_code load_variants(sen_scenarios *s, const char *const *paths, sen_errors *errors)
{
    sen_code code = SEN_OK;
    for (int32_t i = 0; i < s->n_given; i++) {
        if (!sen_model_has_behaviour(s->models[i]))
            continue;
        SEN_TRY(load_one(s, paths[i], SEN_MODEL_NONE, i, errors));
        SEN_TRY(load_one(s, paths[i], SEN_MODEL_HALF, i, errors));
    }
out:
    return code;
}

static sen_code check_ids(const sen_scenarios *s, sen_errors *errors)
{
    sen_code code = SEN_OK;
    for (int32_t i = 0; i < s->n; i++)
        for (int32_t j = 0; j < i; j++)
            if (strcmp(s->models[i]->id, s->models[j]->id) == 0) {
                sen_text found;
                sen_text_init(&found);
                sen_text_addf(&found, "%s, as in %s", s->models[i]->id, s->models[j]->file);
                code = sen_fail(errors, SEN_BAD_SCENARIO, s->models[i]->file, 0, 0, "id",
                                sen_text_string(&found),
                                "an id that no other scenario of the run "
                                "has",
                                NULL);
                sen_text_clear(&found);
            }
    return code;
}

static void find_worlds(sen_scenarios *s)
{
    for (int32_t i = 0; i < s->n; i++) {
        int32_t first = 0;
        while (first < i && strcmp(s->models[first]->world_digest, s->models[i]->world_digest) != 0)
            first++;
        s->world_of[i] = first;
        if (i > 0 && i < s->n_given && first != s->world_of[0])
            sen_text_addf(&s->notes,
                          "%s has another population, needs, requirements or opening than %s: "
                          "their differences are not between the same children\n",
                          s->models[i]->id, s->models[0]->id);
    }
}

static bool has_change(const sen_model *model, const char *id)
{
    for (int32_t c = 0; c < model->n_changes; c++)
        if (strcmp(model->changes[c].id, id) == 0)
            return true;
    return false;
}

/* A date that is mistyped is a lawful date. Told of the first scenario that has the change. */
static void note_idle_changes(sen_scenarios *s)
{
    for (int32_t i = 0; i < s->n_given; i++)
        for (int32_t c = 0; c < s->models[i]->n_changes; c++) {
            const sen_change_note *const change = &s->models[i]->changes[c];
            bool told = change->from_day < s->models[i]->days && change->until_day >= 0;
            for (int32_t before = 0; before < i; before++)
                told = told || has_change(s->models[before], change->id);
            if (!told)
                sen_text_addf(&s->notes, "%s: the change %s is never in force: it %s of the run\n",
                              s->models[i]->id, change->id,
                              change->until_day < 0 ? "is over before the first day"
                                                    : "would begin after the last day");
        }
}

sen_code sen_scenarios_load(sen_scenarios **scenarios, const char *const *paths, int32_t n,
                            sen_errors *errors)
{
    sen_code code = SEN_OK;
    sen_scenarios *const s = new_scenarios(n);
    *scenarios = NULL;
    if (s == NULL)
        return sen_fail(errors, SEN_NO_MEMORY, NULL, 0, 0, NULL, NULL, NULL, NULL);
    SEN_TRY(load_given(s, paths, n, errors));
    SEN_TRY(load_variants(s, paths, errors));
    SEN_TRY(check_ids(s, errors));
    for (int32_t i = 0; i < s->n; i++)
        SEN_TRY(sen_plan_make(&s->plans[i], s->models[i], errors));
    find_worlds(s);
    note_idle_changes(s);
    *scenarios = s;
out:
    if (code != SEN_OK)
        sen_scenarios_free(s);
    return code;
}

/* Differences have the rows that the first scenario has too: all, where plans agree. */
void sen_scenarios_rows(const sen_scenarios *scenarios, bool full, int64_t *results,
                        int64_t *differences)
{
    *results = *differences = 0;
    for (int32_t i = 0; i < scenarios->n; i++) {
        const bool variant = scenarios->variant_of[i] != SEN_NONE;
        const sen_plan *const plan = scenarios->plans + i;
        *results +=
            sen_plan_rows(plan, variant ? SEN_ROWS_VARIANT_RESULTS : SEN_ROWS_RESULTS, full);
        if (i > 0)
            *differences += sen_plan_rows(
                plan, variant ? SEN_ROWS_VARIANT_DIFFERENCES : SEN_ROWS_DIFFERENCES, full);
    }
}

int32_t sen_scenarios_count(const sen_scenarios *scenarios)
{
    return scenarios->n_given;
}

const char *sen_scenarios_id(const sen_scenarios *scenarios, int32_t i)
{
    return scenarios->models[i]->id;
}

const char *sen_scenarios_notes(const sen_scenarios *scenarios)
{
    return sen_text_string(&scenarios->notes);
}

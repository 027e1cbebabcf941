/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/model.h"
#include "model/priors.h"
#include "model/reader.h"
#include "model/show.h"
#include "sen_model.h"

#define BASELINE "scenarios/redcar-and-cleveland/baseline.json"
#define PACK     "scenarios/england-average/area.json"

typedef struct {
    sen_model *model;
    sen_errors *errors;
} loading;

static loading with(const char *path, const char *text)
{
    loading l = {.errors = sen_errors_new()};
    cr_assert(eq(int,
                 (int)sen_model_load_with(path, text, strlen(text), "over", SEN_MODEL_FULL,
                                          &l.model, l.errors),
                 (int)SEN_OK));
    return l;
}

static void done(loading *l)
{
    sen_model_free(l->model);
    sen_errors_free(l->errors);
}

static int32_t team_of(const sen_model *model, const char *id)
{
    for (int32_t t = 0; t < model->n_teams; t++)
        if (strcmp(model->rules[0].teams[t].id, id) == 0)
            return t;
    cr_assert(false, "no team %s", id);
    return SEN_NONE;
}

static const sen_number_spec *capacity(const sen_model *model, const char *id)
{
    return &model->numbers[model->rules[0].teams[team_of(model, id)].capacity];
}

static double persons(const sen_model *model)
{
    double sum = 0;
    for (int32_t age = 0; age < SEN_AGES; age++)
        sum += model->numbers[model->persons[age]].value;
    return sum;
}

Test(priors, the_pack_is_the_area_that_is_shipped)
{
    size_t bytes = 0;
    const char *const text = sen_prior_pack(&bytes);
    FILE *const file = fopen(PACK, "r");
    char *shipped = NULL;
    size_t room = 0;
    cr_assert(file != NULL);
    cr_assert(eq(long, (long)getdelim(&shipped, &room, '\0', file), (long)bytes));
    cr_expect(memcmp(text, shipped, bytes) == 0 && text[bytes] == '\0');
    fclose(file);
    free(shipped);
}

Test(priors, a_capacity_is_taken_in_proportion_to_the_population)
{
    loading pack = with(PACK, "{}");
    loading own = with(BASELINE, "{\"teams\": {\"disabled_childrens_team\": {\"per_week\": "
                                 "\"unknown\"}, \"semh_key_workers\": {\"places\": \"unknown\"}}}");
    const double times = persons(own.model) / persons(pack.model);
    cr_expect(lt(dbl, times, 0.5));
    cr_expect(epsilon_eq(dbl, capacity(own.model, "disabled_childrens_team")->value,
                         times * capacity(pack.model, "disabled_childrens_team")->value, 1e-9));
    const sen_number_spec *const places = capacity(own.model, "semh_key_workers"),
                                 *const theirs = capacity(pack.model, "semh_key_workers");
    cr_expect(eq(int, (int)places->how, (int)SEN_NUMBER_UNCERTAIN));
    cr_expect(epsilon_eq(dbl, places->law.a, times * theirs->law.a, 1e-9));
    cr_expect(epsilon_eq(dbl, places->law.c, times * theirs->law.c, 1e-9));
    cr_expect(eq(int, own.model->n_unknowns, 2));
    cr_expect(eq(str, (char *)own.model->unknowns[0].path,
                 (char *)"teams.disabled_childrens_team.per_week"));
    cr_expect(strstr(own.model->unknowns[0].source, "Redcar") != NULL);
    done(&own);
    done(&pack);
}

Test(priors, a_value_keeps_the_grade_it_has_in_the_pack)
{
    loading l = with(BASELINE, "{\"requirements\": {\"annual_health_check\": {\"again\": "
                               "{\"months\": \"unknown\"}}}}");
    cr_assert(eq(int, l.model->n_unknowns, 1));
    cr_expect(eq(int, (int)l.model->unknowns[0].grade, (int)SEN_GRADE_B));
    bool told = false;
    for (int32_t i = 0; i < l.model->n_numbers; i++)
        if (strcmp(l.model->numbers[i].path, "requirements.annual_health_check.again.months") ==
            0) {
            told = true;
            cr_expect(eq(int, (int)l.model->numbers[i].grade, (int)SEN_GRADE_B));
            cr_expect(eq(dbl, l.model->numbers[i].value, 12));
        }
    cr_expect(told);
    done(&l);
}

static const char own_team[] =
    "{\"teams\": {\"own\": {\"kind\": \"places\", \"places\": \"unknown\", \"source\": \"asked\", "
    "\"grade\": \"A\", \"funders\": {\"council\": 1}}}}";

Test(priors, a_capacity_without_prior_has_no_limit_and_is_told_as_not_known)
{
    loading l = with(BASELINE, own_team);
    const sen_team_spec *const team = &l.model->rules[0].teams[team_of(l.model, "own")];
    cr_expect(team->unlimited);
    cr_expect(eq(int, (int)team->grade, (int)SEN_GRADE_UNKNOWN));
    cr_assert(eq(int, l.model->n_unknowns, 1));
    cr_expect(eq(str, (char *)l.model->unknowns[0].path, (char *)"teams.own.places"));
    cr_expect(l.model->unknowns[0].value == NULL);
    done(&l);
}

Test(priors, what_is_written_again_is_unknown_again)
{
    sen_tree *tree = NULL;
    sen_text text;
    sen_text_init(&text);
    cr_assert(eq(int, (int)sen_tree_load(BASELINE, &tree, NULL), (int)SEN_OK));
    cr_assert(eq(int, (int)sen_tree_overlay_text(tree, own_team, strlen(own_team), "over", NULL),
                 SEN_OK));
    sen_tree_write(tree, &text);
    cr_expect(strstr(sen_text_string(&text), "\"places\": \"unknown\"") != NULL);
    cr_expect(strstr(sen_text_string(&text), "\"own\": {\"kind\": \"places\", \"unlimited\"") ==
              NULL);
    sen_text_clear(&text);
    sen_tree_free(tree);
}

/* SPDX-License-Identifier: MIT */
/* Outcomes, what unmet need does to them, and feedback loops: in sets off, low, central, high. */
#include <stddef.h>
#include <string.h>

#include "model/scenario.h"

static const char *const set_words[] = {"off", "low", "central", "high", NULL};
static const char *const count_words[] = {"children", "events", "sessions", "points", NULL};

/* ---- which set ---- */

#define AT(member) offsetof(sen_model, member)
static const sen_field effects_fields[] = {
    SEN_ROW("outcomes", WORD, AT(outcome_set), 0, 0, "",
            "what unmet need does to outcomes: which set of strengths", "off", .words = set_words),
    SEN_ROW("loops", WORD, AT(loop_set), 0, 0, "", "feedback loops: which set of strengths", "off",
            .words = set_words),
    {.key = NULL}};
#undef AT

const sen_form sen_form_effects = {
    .name = "effects",
    .meaning = "Which set of strengths is in force. With off nothing comes of them, and what rests "
               "on them is told as not modelled.",
    .fields = effects_fields,
    .id = SEN_NO_OFFSET,
    .grade = SEN_NO_OFFSET};

/* low, central and high of an effect: hazards, factors or elasticities. */
#define STRENGTH_FIELDS(at, low, high, unit)                                        \
    {                                                                               \
        SEN_ROW("low", NUMBER, (at), low, high, unit, "in the set low", NULL,       \
                .flags = SEN_NEEDED),                                               \
            SEN_ROW("central", NUMBER, (at) + sizeof(sen_number), low, high, unit,  \
                    "in the set central", NULL, .flags = SEN_NEEDED),               \
            SEN_ROW("high", NUMBER, (at) + 2 * sizeof(sen_number), low, high, unit, \
                    "in the set high", NULL, .flags = SEN_NEEDED),                  \
        {                                                                           \
            .key = NULL                                                             \
        }                                                                           \
    }

static const sen_field times_fields[] =
    STRENGTH_FIELDS(offsetof(sen_outcome_effect, strength), 0.05, 20, "times");
static const sen_field hazard_fields[] =
    STRENGTH_FIELDS(offsetof(sen_loop, strength), 0, 20, "a year");
static const sen_field elasticity_fields[] =
    STRENGTH_FIELDS(offsetof(sen_loop, strength), -2, 2, "");

const sen_form sen_form_times = {
    .name = "times",
    .meaning = "How many times as often it happens to those whose need is unmet.",
    .fields = times_fields,
    .id = SEN_NO_OFFSET,
    .grade = SEN_NO_OFFSET};
const sen_form sen_form_per_year = {.name = "per_year",
                                    .meaning = "How often those asked about ask, in each set.",
                                    .fields = hazard_fields,
                                    .id = SEN_NO_OFFSET,
                                    .grade = SEN_NO_OFFSET};
const sen_form sen_form_elasticity = {
    .name = "elasticity",
    .meaning = "x doubles of the list change it by a factor of 2 to the power of x times this.",
    .fields = elasticity_fields,
    .id = SEN_NO_OFFSET,
    .grade = SEN_NO_OFFSET};

/* ---- outcomes ---- */

static void read_rates(sen_loader *loader, const sen_field *field, const sen_node *node,
                       void *target)
{
    static const sen_field rate = {
        .key = "", .kind = SEN_FIELD_BY_AGE, .low = 0, .high = 400, .unit = "a year"};
    sen_outcome *const outcome = target;
    (void)field;
    outcome->rates =
        sen_loader_take(loader, loader->names[SEN_NAMES_NEEDS].count + 1, sizeof *outcome->rates);
    outcome->needs = 0;
    if (node != NULL && outcome->rates != NULL)
        outcome->needs = sen_read_by_need(loader, &rate, node, "an object of rates by need",
                                          outcome->rates, sizeof *outcome->rates);
}

#define AT(member) offsetof(sen_outcome_effect, member)
static const sen_field effect_fields[] = {
    SEN_ROW("id", SKIP, 0, 0, 0, "an id", "", NULL, .flags = SEN_NEEDED, .shape = SEN_SHAPE_STRING),
    SEN_ROW("kind", REF, AT(kind), 0, 0, "", "the kind of help that is unmet", NULL,
            .names = SEN_NAMES_KINDS, .flags = SEN_NEEDED),
    SEN_ROW("unmet_at_base", NUMBER, AT(unmet_at_base), 0, 1, "",
            "share of those who require it and went without where the rate was measured", NULL,
            .flags = SEN_NEEDED),
    SEN_ROW("times", FORM, 0, 0, 0, "", "how many times as often, unmet", NULL,
            .form = &sen_form_times, .flags = SEN_NEEDED),
    {.key = NULL}};
#undef AT

const sen_form sen_form_effect = {
    .name = "effect",
    .meaning = "What an unmet requirement does to the rate of an outcome; say the evidence in "
               "`source` and `grade`.",
    .fields = effect_fields,
    .size = sizeof(sen_outcome_effect),
    .id = offsetof(sen_outcome_effect, id),
    .grade = SEN_NO_OFFSET};

#define AT(member) offsetof(sen_outcome, member)
static const sen_field outcome_fields[] = {
    SEN_ROW("id", SKIP, 0, 0, 0, "an id", "", NULL, .flags = SEN_NEEDED, .shape = SEN_SHAPE_STRING),
    SEN_ROW_TITLE(sen_outcome),
    SEN_ROW("counts", WORD, AT(counts), 0, 0, "",
            "children to whom it happens in a school year, events, half-days, or points scored "
            "(context only: no effects)",
            NULL, .words = count_words, .flags = SEN_NEEDED),
    SEN_ROW("ages", OWN, AT(from_age), 0, 0, "[a, b), ages on 31 August", "whom it can happen to",
            "0 to 26", .read = sen_read_ages, .shape = SEN_SHAPE_AGES),
    SEN_ROW(
        "rates", OWN, 0, 0, 0, "an object of rates by need, each by age or one",
        "share of children, or how much a child, in a school year; of several needs the highest, "
        "of points the lowest",
        NULL, .read = read_rates, .flags = SEN_NEEDED, .shape = "{\"type\":\"object\"}"),
    SEN_ROW("trend_a_year", NUMBER, AT(trend_a_year), -0.5, 1, "",
            "growth of these rates a year: 0.05 is 5 % more each year", "0"),
    SEN_ROW("effects", LIST, AT(effects), 0, 0, "", "what unmet need does to it", "none",
            .count = AT(n_effects), .form = &sen_form_effect),
    {.key = NULL}};
#undef AT

static void finish_outcome(sen_loader *loader, const sen_node *object, void *target)
{
    sen_outcome *const outcome = target;
    outcome->title = outcome->title == NULL ? outcome->id : outcome->title;
    if (outcome->counts == SEN_OUTCOME_OF_POINTS && outcome->n_effects > 0)
        sen_loader_tell(loader, sen_node_get(object, "effects"),
                        "no effects where points are counted: they are context", NULL, "%d effects",
                        (int)outcome->n_effects);
}

const sen_form sen_form_outcome = {
    .name = "outcome",
    .meaning = "What happens to children in a school year, at base rates by need and age.",
    .fields = outcome_fields,
    .size = sizeof(sen_outcome),
    .id = offsetof(sen_outcome, id),
    .grade = offsetof(sen_outcome, grade),
    .finish = finish_outcome};

void sen_read_outcomes(sen_loader *loader, const sen_field *field, const sen_node *node,
                       void *target)
{
    sen_model *const model = target;
    void *items = NULL;
    model->n_outcomes = 0;
    if (node == NULL)
        return;
    sen_read_list(loader, field->form, node, &items, &model->n_outcomes);
    model->outcomes = items;
    for (int32_t i = 0; i < model->n_outcomes; i++) {
        sen_outcome *const outcome = &model->outcomes[i];
        for (int32_t e = 0; e < outcome->n_effects && model->outcome_set > 0; e++)
            outcome->effects[e].now = outcome->effects[e].strength[model->outcome_set - 1];
        outcome->modelled = model->outcome_set > 0 && outcome->n_effects > 0;
    }
}

/* ---- loops ---- */

#define AT(member) offsetof(sen_loop, member)
static const sen_field unmet_fields[] = {
    SEN_ROW("kinds", MASK, AT(kinds), 0, 0, "", "kinds of help whose known unmet need counts", NULL,
            .names = SEN_NAMES_KINDS, .flags = SEN_NEEDED),
    SEN_ROW("months", WHOLE, AT(months), 1, 120, "months", "after so many months of it in a row",
            NULL, .flags = SEN_NEEDED),
    SEN_ROW("ages", OWN, AT(from_age), 0, 0, "[a, b), ages by birthday",
            "of children of these ages", "0 to 26", .read = sen_read_ages, .shape = SEN_SHAPE_AGES),
    SEN_ROW("asks", REF, AT(service), 0, 0, "", "the service that is asked for", NULL,
            .names = SEN_NAMES_SERVICES, .flags = SEN_NEEDED),
    SEN_ROW("per_year", FORM, 0, 0, 0, "", "hazard of asking", NULL, .form = &sen_form_per_year,
            .flags = SEN_NEEDED),
    {.key = NULL}};
static const sen_field asking_fields[] = {
    SEN_ROW("list", REF, AT(team), 0, 0, "", "the team whose list it follows", NULL,
            .names = SEN_NAMES_TEAMS, .flags = SEN_NEEDED),
    SEN_ROW("of", REF, AT(service), 0, 0, "", "the service whose share referred changes", NULL,
            .names = SEN_NAMES_SERVICES, .flags = SEN_NEEDED),
    SEN_ROW("elasticity", FORM, 0, 0, 0, "", "how much", NULL, .form = &sen_form_elasticity,
            .flags = SEN_NEEDED),
    {.key = NULL}};
static const sen_field posts_fields[] = {
    SEN_ROW("list", REF, AT(team), 0, 0, "", "the team whose list it follows", NULL,
            .names = SEN_NAMES_TEAMS, .flags = SEN_NEEDED),
    SEN_ROW("of", REF, AT(posts_team), 0, 0, "", "the team whose capacity in post changes", NULL,
            .names = SEN_NAMES_TEAMS, .flags = SEN_NEEDED),
    SEN_ROW("elasticity", FORM, 0, 0, 0, "", "how much", NULL, .form = &sen_form_elasticity,
            .flags = SEN_NEEDED),
    {.key = NULL}};

#define LOOP_FORM(which, sentence)                                    \
    const sen_form sen_form_loop_##which = {.name = "loop_" #which,   \
                                            .meaning = (sentence),    \
                                            .fields = which##_fields, \
                                            .id = SEN_NO_OFFSET,      \
                                            .grade = SEN_NO_OFFSET}
LOOP_FORM(unmet, "Known unmet need that lasts leads to asking for another service.");
LOOP_FORM(asking, "The length of a list changes how many are referred.");
LOOP_FORM(posts, "The length of a list changes how many posts are filled.");

static const sen_field loop_fields[] = {
    SEN_ROW("id", SKIP, 0, 0, 0, "an id", "", NULL, .flags = SEN_NEEDED, .shape = SEN_SHAPE_STRING),
    SEN_ROW_TITLE(sen_loop),
    SEN_ROW("unmet", FORM, 0, 0, 0, "", "unmet need leads to asking", NULL,
            .form = &sen_form_loop_unmet),
    SEN_ROW("asking", FORM, 0, 0, 0, "", "a list changes asking", NULL,
            .form = &sen_form_loop_asking),
    SEN_ROW("posts", FORM, 0, 0, 0, "", "a list changes posts filled", NULL,
            .form = &sen_form_loop_posts),
    {.key = NULL}};
#undef AT
static const char *const loop_choices[] = {"unmet asking posts", NULL};

static void finish_loop(sen_loader *loader, const sen_node *object, void *target)
{
    sen_loop *const loop = target;
    (void)loader;
    loop->title = loop->title == NULL ? loop->id : loop->title;
    loop->what = sen_node_get(object, "unmet") != NULL    ? SEN_LOOP_UNMET_ASKS
                 : sen_node_get(object, "asking") != NULL ? SEN_LOOP_LIST_ASKING
                                                          : SEN_LOOP_LIST_POSTS;
}

const sen_form sen_form_loop = {.name = "loop",
                                .meaning = "A feedback loop; say the evidence in `source` and "
                                           "`grade`.",
                                .fields = loop_fields,
                                .choices = loop_choices,
                                .size = sizeof(sen_loop),
                                .id = offsetof(sen_loop, id),
                                .grade = offsetof(sen_loop, grade),
                                .finish = finish_loop};

void sen_read_loops(sen_loader *loader, const sen_field *field, const sen_node *node, void *target)
{
    sen_model *const model = target;
    void *items = NULL;
    model->n_loops = 0;
    if (node == NULL)
        return;
    sen_read_list(loader, field->form, node, &items, &model->n_loops);
    model->loops = items;
    for (int32_t i = 0; i < model->n_loops && model->loop_set > 0; i++)
        model->loops[i].now = model->loops[i].strength[model->loop_set - 1];
}

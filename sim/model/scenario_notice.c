/* SPDX-License-Identifier: MIT */
/* How needs come to be seen: universal checks, and hazards of notice by route. */
#include <stddef.h>
#include <string.h>

#include "model/scenario.h"

#define AT(member) offsetof(sen_check, member)

/* Whole days, weeks, months or years into at_days. */
static void read_age(sen_loader *loader, const sen_field *field, const sen_node *node, void *target)
{
    sen_check *const check = target;
    int32_t units = 0;
    if (node != NULL && sen_read_whole(loader, node, field->low, field->high, field->unit, &units))
        check->at_days = (int32_t)(units * field->scale);
}

#define AGE_ROW(key, most, days, meaning)                                                \
    SEN_ROW(key, OWN, 0, 0, most, key, meaning, NULL, .read = read_age, .scale = (days), \
            .shape = "{\"type\":\"integer\",\"minimum\":0}")

static const sen_field check_age_fields[] = {AGE_ROW("days", 9496, 1, "age in days"),
                                             AGE_ROW("weeks", 1356, 7, "age in weeks"),
                                             AGE_ROW("months", 311, 365.25 / 12, "age in months"),
                                             AGE_ROW("years", 25, 365.25, "age in years"),
                                             {.key = NULL}};
static const char *const check_age_choices[] = {"days weeks months years", NULL};

const sen_form sen_form_check_age = {.name = "check_age",
                                     .meaning = "The age at which a check is due.",
                                     .fields = check_age_fields,
                                     .choices = check_age_choices,
                                     .id = SEN_NO_OFFSET,
                                     .grade = SEN_NO_OFFSET};

static void read_check_age(sen_loader *loader, const sen_field *field, const sen_node *node,
                           void *target)
{
    ((sen_check *)target)->at_days = SEN_NONE;
    if (node != NULL)
        sen_form_read(loader, field->form, node, target);
}

static void read_sensitivity(sen_loader *loader, const sen_field *field, const sen_node *node,
                             void *target)
{
    const sen_field share = {
        .key = "", .kind = SEN_FIELD_NUMBER, .low = field->low, .high = field->high, .unit = ""};
    sen_check *const check = target;
    const size_t length = loader->path.length;
    if (node == NULL)
        sen_path_push(loader, "sensitivity");
    const sen_number none = sen_fixed_number(loader, 0);
    sen_path_cut(loader, length);
    for (int32_t need = 0; need < SEN_MAX_NEEDS; need++)
        check->sensitivity[need] = none;
    if (node == NULL)
        return;
    sen_read_by_need(loader, &share, node, "an object of a share by need", check->sensitivity,
                     sizeof *check->sensitivity);
}

static const sen_field check_fields[] = {
    SEN_ROW("id", SKIP, 0, 0, 0, "an id", "", NULL, .flags = SEN_NEEDED, .shape = SEN_SHAPE_STRING),
    SEN_ROW_TITLE(sen_check),
    SEN_ROW("team", REF, AT(team), 0, 0, "", "the sessions team that gives it", "takes no capacity",
            .names = SEN_NAMES_TEAMS),
    SEN_ROW("age", OWN, 0, 0, 0, "an object of days, weeks, months or years", "the age it is due",
            NULL, .read = read_check_age, .form = &sen_form_check_age),
    SEN_ROW("school_year", WHOLE, AT(school_year), -1, 13, "", "the National Curriculum year", NULL,
            .flags = 0),
    SEN_ROW("weeks", REF, AT(calendar), 0, 0, "", "calendar of the days it is spread over",
            "all days", .names = SEN_NAMES_CALENDARS),
    SEN_ROW("coverage", NUMBER, AT(coverage), 0, 1, "", "share of children who have it", NULL,
            .flags = SEN_NEEDED),
    SEN_ROW("sensitivity", OWN, 0, 0, 1, "an object of a share by need",
            "share of children with the need in whom it is seen, by need", NULL,
            .read = read_sensitivity, .flags = SEN_NEEDED, .shape = "{\"type\":\"object\"}"),
    SEN_ROW("false_share", NUMBER, AT(false_share), 0, 1, "",
            "share of children without any need who are passed on", "0", .flags = 0),
    SEN_ROW("false_to", REF, AT(false_to), 0, 0, "", "the service they are passed on to", "none",
            .names = SEN_NAMES_SERVICES),
    SEN_ROW("pence", NUMBER, AT(pence), 0, 1e8, "pence", "price of a check that was done", "0",
            .flags = 0),
    SEN_ROW("funders", FORM, AT(funder_share), 0, 0, "", "who pays", NULL,
            .form = &sen_form_funders, .flags = SEN_NEEDED),
    {.key = NULL}};
#undef AT
static const char *const check_choices[] = {"age school_year", NULL};

static void finish_check(sen_loader *loader, const sen_node *object, void *target)
{
    sen_check *const check = target;
    (void)loader;
    (void)object;
    check->title = check->title == NULL ? check->id : check->title;
}

const sen_form sen_form_check = {.name = "check",
                                 .meaning = "A universal contact at an age or in a school year.",
                                 .fields = check_fields,
                                 .choices = check_choices,
                                 .size = sizeof(sen_check),
                                 .id = offsetof(sen_check, id),
                                 .grade = offsetof(sen_check, grade),
                                 .finish = finish_check};

void sen_read_checks(sen_loader *loader, const sen_field *field, const sen_node *node, void *target)
{
    sen_model *const model = loader->model;
    void *items = NULL;
    int32_t count = 0;
    (void)target;
    if (node != NULL)
        sen_read_list(loader, field->form, node, &items, &count);
    loader->rules->checks = items;
    for (int32_t i = 0; i < count; i++)
        if (loader->rules->checks[i].title == NULL || loader->rules->checks[i].title[0] == '\0')
            loader->rules->checks[i].title = loader->rules->checks[i].id;
    model->n_checks = count;
}

/* ---- transitions ---- */

#define AT(member) offsetof(sen_transition, member)
static const sen_field transition_fields[] = {
    SEN_ROW("id", SKIP, 0, 0, 0, "an id", "", NULL, .flags = SEN_NEEDED, .shape = SEN_SHAPE_STRING),
    SEN_ROW_TITLE(sen_transition),
    SEN_ROW("school_year", WHOLE, AT(school_year), 0, 16, "",
            "the National Curriculum year that is entered on 1 September: 0, 7, 12", NULL,
            .flags = SEN_NEEDED),
    SEN_ROW("lost", NUMBER, AT(lost), 0, 1, "",
            "share of what is known, not open and not done, that does not follow the child", "0",
            .flags = SEN_NEEDED),
    SEN_ROW("found_after", DURATION, AT(found_after), 0, 0, "",
            "how long until it is known afresh and looked at", "never", .flags = 0),
    {.key = NULL}};
#undef AT

static void finish_transition(sen_loader *loader, const sen_node *object, void *target)
{
    sen_transition *const transition = target;
    (void)loader;
    (void)object;
    transition->title = transition->title == NULL ? transition->id : transition->title;
}

const sen_form sen_form_transition = {.name = "transition",
                                      .meaning = "What is lost when children go up a phase.",
                                      .fields = transition_fields,
                                      .size = sizeof(sen_transition),
                                      .id = offsetof(sen_transition, id),
                                      .grade = offsetof(sen_transition, grade),
                                      .finish = finish_transition};

void sen_read_transitions(sen_loader *loader, const sen_field *field, const sen_node *node,
                          void *target)
{
    void *items = NULL;
    int32_t count = 0;
    (void)target;
    if (node != NULL)
        sen_read_list(loader, field->form, node, &items, &count);
    loader->rules->transitions = items;
    loader->model->n_transitions = count;
}

/* ---- recognition ---- */

#define AT(member) offsetof(sen_recognition, member)
static const sen_field shared_fields[] = {SEN_ROW("share", NUMBER, AT(shared), 0, 1, "",
                                                  "share of identified needs that is shared", "1",
                                                  .flags = 0),
                                          SEN_ROW("after", DURATION, AT(shared_after), 0, 0, "",
                                                  "how long it takes", "at once", .flags = 0),
                                          {.key = NULL}};

const sen_form sen_form_shared = {
    .name = "shared",
    .meaning = "Whether and when the other agencies come to know what one knows.",
    .fields = shared_fields,
    .id = SEN_NO_OFFSET,
    .grade = SEN_NO_OFFSET};

static const sen_field recognition_fields[] = {
    SEN_ROW("school_per_year", BY_AGE, AT(per_year[SEN_ROUTE_SCHOOL]), 0, 100, "a year",
            "hazard of being noticed by school or setting", "0", .flags = 0),
    SEN_ROW("parents_per_year", BY_AGE, AT(per_year[SEN_ROUTE_PARENTS]), 0, 100, "a year",
            "hazard of being noticed by parents", "0", .flags = 0),
    SEN_ROW("crisis_per_year", BY_AGE, AT(per_year[SEN_ROUTE_CRISIS]), 0, 100, "a year",
            "hazard of coming to notice in a crisis", "0", .flags = 0),
    SEN_ROW("trend_a_year", NUMBER, AT(trend_a_year), -0.5, 1, "", "growth of these hazards a year",
            "0", .flags = 0),
    SEN_ROW("identified_after", DURATION, AT(identified_after), 0, 0, "",
            "from noticed to identified by an agency", "at once", .flags = 0),
    SEN_ROW("shared", FORM, 0, 0, 0, "", "with the other agencies", "all, at once",
            .form = &sen_form_shared),
    {.key = NULL}};
#undef AT

const sen_form sen_form_recognition = {.name = "recognition",
                                       .meaning = "How a need comes to be noticed and known.",
                                       .fields = recognition_fields,
                                       .size = sizeof(sen_recognition),
                                       .id = SEN_NO_OFFSET,
                                       .grade = SEN_NO_OFFSET};

void sen_read_recognition(sen_loader *loader, const sen_field *field, const sen_node *node,
                          void *target)
{
    (void)target;
    sen_read_every_need(loader, field, node, loader->rules->recognition,
                        sizeof *loader->rules->recognition);
}

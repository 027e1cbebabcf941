/* SPDX-License-Identifier: MIT */
/* The world: who lives here, what they need, and what help that requires. */
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "base/date.h"
#include "model/scenario.h"

const char *const sen_severity_words[] = {"mild", "moderate", "severe", "profound", NULL};

enum { ALL_SEVERITIES = (1 << SEN_SEVERITIES) - 1, MOST_OF_AN_AGE = 16000000 };

/* ---- rows that several forms share ---- */

void sen_read_severities(sen_loader *loader, const sen_field *field, const sen_node *node,
                         void *target)
{
    uint8_t *const severities = (uint8_t *)target + field->offset;
    *severities = ALL_SEVERITIES;
    if (node == NULL)
        return;
    if (node->kind != SEN_NODE_LIST || node->count == 0) {
        sen_loader_tell_type(loader, node, "a list of mild, moderate, severe, profound");
        return;
    }
    uint32_t seen = 0;
    for (const sen_node *member = node->first; member != NULL; member = member->next)
        sen_read_word_once(loader, member, sen_severity_words, &seen);
    *severities = (uint8_t)seen;
}

void sen_read_ages(sen_loader *loader, const sen_field *field, const sen_node *node, void *target)
{
    int32_t *const ages = (int32_t *)((char *)target + field->offset);
    ages[0] = 0;
    ages[1] = SEN_AGES;
    if (node != NULL)
        sen_read_interval(loader, node, 0, SEN_AGES, &ages[0], &ages[1]);
}

/* ---- population ---- */

static void read_persons(sen_loader *loader, const sen_field *field, const sen_node *node,
                         void *target)
{
    sen_model *const model = target;
    if (node == NULL)
        return;
    sen_by_rows rows = {.by = "age", .low = 0, .high = SEN_AGES - 1, .open = true};
    sen_path_cut(loader, strlen("population"));
    for (const sen_node *row = sen_rows_first(loader, node->parent, &rows); row != NULL;
         row = sen_rows_next(loader, &rows)) {
        const size_t length = sen_path_push(loader, rows.text);
        model->persons[rows.key] =
            sen_read_number(loader, row->last, field->low, field->high, field->unit);
        sen_path_cut(loader, length);
    }
    if (rows.n < SEN_AGES)
        sen_loader_tell(loader, node, "a row for every age from 0 to 25", NULL, "rows for %d ages",
                        rows.n);
}

static void read_births(sen_loader *loader, const sen_field *field, const sen_node *node,
                        void *target)
{
    sen_model *const model = target;
    if (node == NULL)
        return;
    if (node->kind != SEN_NODE_OBJECT) {
        sen_loader_tell_type(loader, node, "{\"by\": \"year\", \"rows\": [[2025, number], ...]}");
        return;
    }
    const int32_t grade = loader->grade;
    const char *const source = loader->source;
    sen_by_rows rows = {.by = "year", .low = 1900, .high = 2200};
    const sen_node *const list = sen_node_get(node, "rows");
    model->births =
        sen_loader_take(loader, list == NULL ? 1 : list->count + 1, sizeof *model->births);
    model->n_births = 0;
    for (const sen_node *row = sen_rows_first(loader, node, &rows);
         row != NULL && model->births != NULL; row = sen_rows_next(loader, &rows)) {
        sen_births *const births = &model->births[model->n_births++];
        const size_t length = sen_path_push(loader, rows.text);
        births->year = rows.key;
        births->births = sen_read_number(loader, row->last, field->low, field->high, field->unit);
        sen_path_cut(loader, length);
    }
    loader->grade = grade;
    loader->source = source;
    const int32_t first = sen_civil_of(model->start_date).year;
    const int32_t last = sen_civil_of(model->start_date + model->days - 1).year;
    for (int32_t year = first; year <= last; year++) {
        bool there = false;
        for (int32_t i = 0; i < model->n_births; i++)
            there = there || model->births[i].year == year;
        if (!there) {
            char allowed[80];
            snprintf(allowed, sizeof allowed, "a row for each year of the run, %d to %d", first,
                     last);
            sen_loader_tell(loader, node, allowed, NULL, "without %d", year);
            break;
        }
    }
}

#define AT(member) offsetof(sen_model, member)
#define SHAPE_ROWS                                                                     \
    "{\"type\":\"array\",\"minItems\":1,\"items\":{\"type\":\"array\",\"minItems\":2," \
    "\"maxItems\":2,\"prefixItems\":[{\"type\":\"integer\"},{\"$ref\":\"#/$defs/number\"}]}}"
#define SHAPE_BY(what)                                                                  \
    "{\"anyOf\":[{\"type\":\"object\",\"required\":[\"csv\"],\"properties\":{\"csv\":{" \
    "\"type\":\"string\"},\"value\":{\"type\":\"string\"}}},{\"type\":\"object\","      \
    "\"required\":[\"by\",\"rows\"],\"properties\":{\"by\":{\"const\":\"" what "\"},"   \
    "\"rows\":" SHAPE_ROWS "}}]}"

static const sen_field population_fields[] = {
    SEN_ROW("csv", SKIP, 0, 0, 0, "the name of a file", "a CSV file of persons by age", "by, rows",
            .shape = SEN_SHAPE_STRING),
    SEN_ROW("value", SKIP, 0, 0, 0, "the name of a column", "its column of persons", "the second",
            .shape = SEN_SHAPE_STRING),
    SEN_ROW("by", SKIP, 0, 0, 0, "\"age\"", "what the rows go by", "csv",
            .shape = "{\"const\":\"age\"}"),
    SEN_ROW("rows", OWN, AT(persons), 0, MOST_OF_AN_AGE, "persons",
            "[age, persons] for every age from 0 to 25 on the first day", "csv",
            .read = read_persons, .shape = SHAPE_ROWS),
    SEN_ROW("births_per_year", OWN, AT(births), 0, MOST_OF_AN_AGE, "births",
            "births by calendar year, each year of the run", "none", .read = read_births,
            .shape = SHAPE_BY("year")),
    SEN_ROW("deaths_per_1000_a_year", BY_AGE, AT(deaths_per_1000_a_year), 0, 1000,
            "per 1,000 a year", "hazard of death", "0", .flags = 0),
    SEN_ROW("leave_per_1000_a_year", BY_AGE, AT(leave_per_1000_a_year), 0, 1000, "per 1,000 a year",
            "hazard of moving away", "0", .flags = 0),
    SEN_ROW("join_per_1000_a_year", BY_AGE, AT(join_per_1000_a_year), 0, 1000, "per 1,000 a year",
            "children who move here, per 1,000 who were here at the start", "0", .flags = 0),
    {.key = NULL}};

static void finish_population(sen_loader *loader, const sen_node *object, void *target)
{
    (void)target;
    if (sen_node_get(object, "rows") == NULL)
        sen_loader_tell(loader, object, "rows, or csv", NULL, "without persons by age");
}

const sen_form sen_form_population = {.name = "population",
                                      .meaning = "The area's children and young people by age.",
                                      .fields = population_fields,
                                      .id = SEN_NO_OFFSET,
                                      .grade = SEN_NO_OFFSET,
                                      .finish = finish_population};

static const sen_field schools_fields[] = {
    SEN_ROW("count", WHOLE, AT(n_schools), 1, 5000, "schools", "schools and settings", "1",
            .flags = SEN_NEEDED),
    SEN_ROW("recognition_cv", NUMBER, AT(school_cv), 0, 2, "",
            "how much they differ in noticing, as a coefficient of variation", "0", .flags = 0),
    {.key = NULL}};

const sen_form sen_form_schools = {.name = "schools",
                                   .meaning = "Schools and settings.",
                                   .fields = schools_fields,
                                   .id = SEN_NO_OFFSET,
                                   .grade = SEN_NO_OFFSET};

static const sen_field settings_fields[] = {SEN_ROW("schools", FORM, 0, 0, 0, "",
                                                    "schools and settings", "one, without effect",
                                                    .form = &sen_form_schools),
                                            {.key = NULL}};

const sen_form sen_form_settings = {.name = "settings",
                                    .meaning = "Where children are taught and cared for.",
                                    .fields = settings_fields,
                                    .id = SEN_NO_OFFSET,
                                    .grade = SEN_NO_OFFSET};

static const sen_field families_fields[] = {
    SEN_ROW("recognition_cv", NUMBER, AT(family_cv), 0, 2, "",
            "how much families differ in noticing, as a coefficient of variation", "0", .flags = 0),
    {.key = NULL}};

const sen_form sen_form_families = {.name = "families",
                                    .meaning = "Families.",
                                    .fields = families_fields,
                                    .id = SEN_NO_OFFSET,
                                    .grade = SEN_NO_OFFSET};
#undef AT

/* ---- needs ---- */

#define AT(member) offsetof(sen_need, member)
static const sen_field severity_fields[] = {
    SEN_ROW("mild", NUMBER, AT(severity_share[0]), 0, 1, "", "share", "0", .flags = 0),
    SEN_ROW("moderate", NUMBER, AT(severity_share[1]), 0, 1, "", "share", "0", .flags = 0),
    SEN_ROW("severe", NUMBER, AT(severity_share[2]), 0, 1, "", "share", "0", .flags = 0),
    SEN_ROW("profound", NUMBER, AT(severity_share[3]), 0, 1, "", "share", "0", .flags = 0),
    {.key = NULL}};

static void finish_severity(sen_loader *loader, const sen_node *object, void *target)
{
    sen_check_sum(loader, object, ((sen_need *)target)->severity_share, SEN_SEVERITIES);
}

const sen_form sen_form_severity = {.name = "severity",
                                    .meaning = "Severity at onset, in shares that add to 1.",
                                    .fields = severity_fields,
                                    .id = SEN_NO_OFFSET,
                                    .grade = SEN_NO_OFFSET,
                                    .finish = finish_severity};

static const sen_field masked_fields[] = {
    SEN_ROW("share", NUMBER, AT(masked_share), 0, 1, "", "share whose need is hard to see", "0",
            .flags = SEN_NEEDED),
    SEN_ROW("sensitivity_times", NUMBER, AT(masked_times), 0, 1, "times",
            "sensitivity of reviews and checks for them, times", "1", .flags = SEN_NEEDED),
    {.key = NULL}};

const sen_form sen_form_masked = {.name = "masked",
                                  .meaning = "Needs that are hard to see.",
                                  .fields = masked_fields,
                                  .id = SEN_NO_OFFSET,
                                  .grade = SEN_NO_OFFSET};

static const sen_field need_fields[] = {
    SEN_ROW_TITLE(sen_need),
    SEN_ROW("present_at_start", BY_AGE, AT(present_at_start), 0, 1, "",
            "share of the children of each age who have it on the first day", "0",
            .flags = SEN_NEEDED),
    SEN_ROW("onset_per_1000_a_year", BY_AGE, AT(onset_per_1000_a_year), 0, 1000, "per 1,000 a year",
            "onset among those who do not have it", "0", .flags = 0),
    SEN_ROW("onset_trend_a_year", NUMBER, AT(onset_trend_a_year), -0.5, 1, "",
            "growth of the onset a year: 0.05 is 5 % more each year", "0", .flags = 0),
    SEN_ROW("present_at_birth", NUMBER, AT(present_at_birth), 0, 1, "",
            "share of those born who have it", "0", .flags = 0),
    SEN_ROW("lasts", DURATION, AT(lasts), 0, 0, "", "how long it lasts", "until 26", .flags = 0),
    SEN_ROW("severity", FORM, 0, 0, 0, "", "severity at onset", "all moderate",
            .form = &sen_form_severity),
    SEN_ROW("masked", FORM, 0, 0, 0, "", "needs that are hard to see", "none",
            .form = &sen_form_masked),
    {.key = NULL}};
#undef AT

static void finish_need(sen_loader *loader, const sen_node *object, void *target)
{
    sen_need *const need = target;
    if (need->title == NULL)
        need->title = need->id;
    if (sen_node_get(object, "severity") == NULL) {
        const size_t length = sen_path_push(loader, "severity.moderate");
        need->severity_share[1] = sen_fixed_number(loader, 1);
        sen_path_cut(loader, length);
    }
}

const sen_form sen_form_need = {.name = "need",
                                .meaning =
                                    "A kind of need, true whether or not anyone has seen it.",
                                .fields = need_fields,
                                .size = sizeof(sen_need),
                                .id = offsetof(sen_need, id),
                                .grade = offsetof(sen_need, grade),
                                .finish = finish_need};

void sen_read_needs(sen_loader *loader, const sen_field *field, const sen_node *node, void *target)
{
    (void)target;
    if (node != NULL)
        sen_read_map(loader, field->form, node, SEN_NAMES_NEEDS, loader->model->needs);
}

/* ---- requirement kinds ---- */

static const sen_field cause_fields[] = {
    SEN_ROW("share", NUMBER, offsetof(sen_cause, share), 0, 1, "",
            "share of children with the need", NULL, .flags = SEN_NEEDED),
    SEN_ROW("severities", OWN, offsetof(sen_cause, severities), 0, 0,
            "a list of mild, moderate, severe, profound", "severities that count", "all",
            .read = sen_read_severities, .shape = SEN_SHAPE_SEVERITIES),
    {.key = NULL}};

const sen_form sen_form_cause = {.name = "cause",
                                 .meaning = "Which children with a need require this help.",
                                 .fields = cause_fields,
                                 .id = SEN_NO_OFFSET,
                                 .grade = SEN_NO_OFFSET};

static void read_causes(sen_loader *loader, const sen_field *field, const sen_node *node,
                        void *target)
{
    sen_kind *const kind = target;
    const sen_names *const needs = &loader->names[SEN_NAMES_NEEDS];
    kind->causes = NULL;
    kind->n_causes = 0;
    if (node == NULL)
        return;
    if (node->kind != SEN_NODE_OBJECT || node->count == 0) {
        sen_loader_tell_type(loader, node, "an object of objects by need, one at least");
        return;
    }
    kind->causes = sen_loader_take(loader, needs->count + 1, sizeof *kind->causes);
    if (kind->causes == NULL)
        return;
    for (int32_t i = 0; i < needs->count; i++) {
        const sen_node *const member = sen_node_get(node, needs->ids[i]);
        if (member == NULL)
            continue;
        sen_cause *const cause = &kind->causes[kind->n_causes++];
        const size_t length = sen_path_push(loader, needs->ids[i]);
        cause->need = i;
        sen_form_read(loader, field->form, member, cause);
        sen_path_cut(loader, length);
    }
    sen_tell_not_needs(loader, node);
}

#define AT(member) offsetof(sen_kind, member)
static const sen_field amount_fields[] = {
    SEN_ROW("items", SIZE, AT(amount), 0, 1000, "items", "so many items", NULL, .scale = 1),
    SEN_ROW("sessions", SIZE, AT(amount), 0, 1000, "sessions", "so many sessions", NULL,
            .scale = 1),
    SEN_ROW("checks", SIZE, AT(amount), 0, 1000, "checks", "so many checks", NULL, .scale = 1),
    SEN_ROW("places", SIZE, AT(amount), 0, 1000, "places", "so many places", NULL, .scale = 1),
    SEN_ROW("hours_a_year", SIZE, AT(amount), 0, 8784, "hours a year", "so many hours a year", NULL,
            .scale = 60),
    {.key = NULL}};
static const char *const amount_choices[] = {"items sessions checks places hours_a_year", NULL};

static void finish_amount(sen_loader *loader, const sen_node *object, void *target)
{
    static const sen_amount_unit units[] = {SEN_AMOUNT_ITEMS, SEN_AMOUNT_SESSIONS,
                                            SEN_AMOUNT_CHECKS, SEN_AMOUNT_PLACES,
                                            SEN_AMOUNT_HOURS_A_YEAR};
    (void)loader;
    for (int32_t i = 0; amount_fields[i].key != NULL; i++)
        if (sen_node_get(object, amount_fields[i].key) != NULL)
            ((sen_kind *)target)->unit = units[i];
}

const sen_form sen_form_amount = {.name = "amount",
                                  .meaning = "How much of the help one requirement is.",
                                  .fields = amount_fields,
                                  .choices = amount_choices,
                                  .id = SEN_NO_OFFSET,
                                  .grade = SEN_NO_OFFSET,
                                  .finish = finish_amount};

static const sen_field kind_fields[] = {
    SEN_ROW_TITLE(sen_kind),
    SEN_ROW("for", MAP, 0, 0, 0, "", "the needs that give rise to it", NULL, .read = read_causes,
            .form = &sen_form_cause, .flags = SEN_NEEDED),
    SEN_ROW("ages", OWN, AT(from_age), 0, 0, "[a, b), ages by birthday", "ages at which it is due",
            NULL, .read = sen_read_ages, .flags = SEN_NEEDED, .shape = SEN_SHAPE_AGES),
    SEN_ROW("amount", FORM, 0, 0, 0, "", "how much", "once", .form = &sen_form_amount),
    SEN_ROW("again", DURATION, AT(again), 0, 0, "", "from done to due again", "never", .flags = 0),
    {.key = NULL}};
#undef AT

static void finish_kind(sen_loader *loader, const sen_node *object, void *target)
{
    sen_kind *const kind = target;
    (void)loader;
    (void)object;
    if (kind->title == NULL)
        kind->title = kind->id;
}

const sen_form sen_form_kind = {
    .name = "requirement",
    .meaning = "A kind of help that some needs require, whatever services there are.",
    .fields = kind_fields,
    .size = sizeof(sen_kind),
    .id = offsetof(sen_kind, id),
    .grade = offsetof(sen_kind, grade),
    .finish = finish_kind};

void sen_read_kinds(sen_loader *loader, const sen_field *field, const sen_node *node, void *target)
{
    (void)target;
    if (node != NULL)
        sen_read_map(loader, field->form, node, SEN_NAMES_KINDS, loader->model->kinds);
}

/* ---- groups ---- */

static const sen_field category_fields[] = {
    SEN_ROW("id", SKIP, 0, 0, 0, "an id", "", NULL, .flags = SEN_NEEDED, .shape = SEN_SHAPE_STRING),
    SEN_ROW_TITLE(sen_category),
    SEN_ROW("share", NUMBER, offsetof(sen_category, share), 0, 1, "", "share of children", NULL,
            .flags = SEN_NEEDED),
    SEN_ROW("recognition_times", NUMBER, offsetof(sen_category, recognition_times), 0, 100, "times",
            "hazards of notice, times", "1", .flags = 0),
    SEN_ROW("referral_times", NUMBER, offsetof(sen_category, referral_times), 0, 1, "times",
            "share referred, times", "1", .flags = 0),
    SEN_ROW("need_times", NUMBER, offsetof(sen_category, need_times), 0, 100, "times",
            "prevalence and onset of needs, times", "1", .flags = 0),
    {.key = NULL}};

static void finish_category(sen_loader *loader, const sen_node *object, void *target)
{
    sen_category *const category = target;
    const char *const id = sen_node_id(object);
    if (category->title == NULL)
        category->title = sen_loader_keep(loader, id == NULL ? "" : id);
}

const sen_form sen_form_category = {.name = "category",
                                    .meaning = "One category of a group.",
                                    .fields = category_fields,
                                    .size = sizeof(sen_category),
                                    .id = offsetof(sen_category, id),
                                    .grade = SEN_NO_OFFSET,
                                    .finish = finish_category};

static const sen_field group_fields[] = {SEN_ROW_TITLE(sen_group),
                                         SEN_ROW("categories", LIST,
                                                 offsetof(sen_group, categories), 0, 0, "",
                                                 "its categories; their shares add to 1", NULL,
                                                 .count = offsetof(sen_group, n_categories),
                                                 .form = &sen_form_category, .flags = SEN_NEEDED),
                                         {.key = NULL}};

static void finish_group(sen_loader *loader, const sen_node *object, void *target)
{
    sen_group *const group = target;
    const sen_node *const list = sen_node_get(object, "categories");
    if (group->title == NULL)
        group->title = group->id;
    group->differs = false;
    if (list == NULL || group->n_categories == 0)
        return;
    if (group->n_categories > 64)
        sen_loader_tell(loader, list, "at most 64 categories", NULL, "a list of %d",
                        group->n_categories);
    sen_number *const shares = sen_loader_take(loader, group->n_categories, sizeof *shares);
    for (int32_t i = 0; i < group->n_categories && shares != NULL; i++) {
        const sen_category *const category = &group->categories[i];
        const sen_number times[3] = {category->recognition_times, category->referral_times,
                                     category->need_times};
        shares[i] = category->share;
        for (int32_t k = 0; k < 3; k++) {
            double value = 0;
            if (!sen_number_is_fixed(loader, times[k], &value) || value != 1)
                group->differs = true;
        }
    }
    if (shares != NULL)
        sen_check_sum(loader, list, shares, group->n_categories);
}

const sen_form sen_form_group = {.name = "group",
                                 .meaning = "A way to tell children apart in the results.",
                                 .fields = group_fields,
                                 .size = sizeof(sen_group),
                                 .id = offsetof(sen_group, id),
                                 .grade = SEN_NO_OFFSET,
                                 .finish = finish_group};

void sen_read_groups(sen_loader *loader, const sen_field *field, const sen_node *node, void *target)
{
    (void)target;
    if (node != NULL)
        sen_read_map(loader, field->form, node, SEN_NAMES_GROUPS, loader->model->groups);
}

/* SPDX-License-Identifier: MIT */
/* The stages of a service: what a referral goes through, in order. */
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "model/scenario.h"

#define AT(member) offsetof(sen_stage, member)
#define SHAPE_TEAM_LIST                                  \
    "{\"type\":\"array\",\"minItems\":1,\"maxItems\":5," \
    "\"items\":{\"$ref\":\"#/$defs/entry\"}}"

/* ---- which team's list one joins ---- */

static const sen_field entry_fields[] = {
    SEN_ROW("team", REF, offsetof(sen_entry, team), 0, 0, "", "the team", NULL,
            .names = SEN_NAMES_TEAMS, .flags = SEN_NEEDED),
    SEN_ROW("ages", OWN, offsetof(sen_entry, from_age), 0, 0, "[a, b), ages by birthday",
            "whom it takes", "0 to 26", .read = sen_read_ages, .shape = SEN_SHAPE_AGES),
    SEN_ROW("share", NUMBER, offsetof(sen_entry, share), 0, 1, "",
            "share of those it may take whom it does take", "1", .flags = 0),
    {.key = NULL}};

const sen_form sen_form_entry = {
    .name = "entry",
    .meaning = "One of several teams of a stage: the first whose ages fit and whose share holds; "
               "the last takes the rest.",
    .fields = entry_fields,
    .size = sizeof(sen_entry),
    .id = SEN_NO_OFFSET,
    .grade = SEN_NO_OFFSET};

/* One team's id, or (teams, supply) a list of entries. */
static void read_entries(sen_loader *loader, const sen_field *field, const sen_node *node,
                         void *target)
{
    sen_stage *const stage = target;
    if (node == NULL)
        return; /* `team` and `teams` share the place */
    if (node->kind == SEN_NODE_LIST && field->form != NULL) {
        void *items = NULL;
        sen_read_list(loader, &sen_form_entry, node, &items, &stage->n_entries);
        stage->entries = items;
        if (stage->n_entries == 0 || stage->n_entries > SEN_MAX_ENTRIES) {
            sen_loader_tell_type(loader, node, "a list of 1 to 5 of {team, ages, share}");
            stage->n_entries = 0;
        }
        return;
    }
    if (strcmp(field->key, "teams") == 0) {
        sen_loader_tell_type(loader, node, "a list of {team, ages, share}");
        return;
    }
    stage->entries = sen_loader_take(loader, 1, sizeof *stage->entries);
    if (stage->entries == NULL)
        return;
    stage->entries[0] = (sen_entry){.from_age = 0, .to_age = SEN_AGES};
    stage->entries[0].team = sen_read_ref(loader, node, SEN_NAMES_TEAMS);
    stage->entries[0].share = sen_fixed_number(loader, 1);
    stage->n_entries = stage->entries[0].team == SEN_NONE ? 0 : 1;
}

#define SEN_ROWS_TEAM(what)                                                                \
    SEN_ROW("team", OWN, 0, 0, 0, "the id of a team", "the " what " team", NULL,           \
            .read = read_entries, .names = SEN_NAMES_TEAMS, .shape = SEN_SHAPE_STRING),    \
        SEN_ROW("teams", OWN, 0, 0, 0, "a list of {team, ages, share}",                    \
                "several " what " teams, and who joins which", NULL, .read = read_entries, \
                .form = &sen_form_entry, .shape = SHAPE_TEAM_LIST)

/* ---- visit, place, package, item, delay ---- */

static const sen_field visit_fields[] = {
    SEN_ROWS_TEAM("sessions"),
    SEN_ROW("sessions", SIZE, AT(sessions), 1, 1000, "sessions", "whole sessions", "1", .scale = 1),
    SEN_ROW("together", BOOL, AT(together), 0, 0, "", "all on one day; else one a day", "false",
            .flags = 0),
    SEN_ROW("gap_days", WHOLE, AT(gap_days), 1, 3650, "days", "least days from one to the next",
            "1", .flags = 0),
    SEN_ROW("not_brought", NUMBER, AT(not_brought), 0, 1, "",
            "chance that the child is not brought; the session is used up", "0", .flags = 0),
    SEN_ROW("not_brought_most", WHOLE, AT(not_brought_most), 0, 1000, "times",
            "the case is closed when it happens more often", "never closed", .flags = 0),
    {.key = NULL}};

static void finish_visit(sen_loader *loader, const sen_node *object, void *target)
{
    (void)loader;
    (void)object;
    ((sen_stage *)target)->kind = SEN_STAGE_VISIT;
}

static void read_until(sen_loader *loader, const sen_field *field, const sen_node *node,
                       void *target)
{
    ((sen_stage *)target)->until_edge =
        node != NULL && sen_read_word(loader, node, field->words) == 0;
}

static const char *const until_words[] = {"age_limit", NULL};
static const sen_field place_fields[] = {SEN_ROWS_TEAM("places"),
                                         SEN_ROWS_UNITS(AT(stay)),
                                         SEN_ROW("until", OWN, 0, 0, 0, "\"age_limit\"",
                                                 "until the service's highest age", NULL,
                                                 .read = read_until, .words = until_words),
                                         {.key = NULL}};

static void finish_place(sen_loader *loader, const sen_node *object, void *target)
{
    (void)loader;
    (void)object;
    ((sen_stage *)target)->kind = SEN_STAGE_PLACE;
}

static const sen_field package_fields[] = {
    SEN_ROW("supply", OWN, 0, 0, 0, "the id of a team, or a list of {team, ages, share}",
            "the hours or market team that provides it", NULL, .read = read_entries,
            .form = &sen_form_entry, .flags = SEN_NEEDED,
            .shape = "{\"anyOf\":[{\"type\":\"string\"}," SHAPE_TEAM_LIST "]}"),
    SEN_ROW("money", REF, AT(money), 0, 0, "", "the pounds team that pays the year's price", "none",
            .names = SEN_NAMES_TEAMS),
    SEN_ROW("hours_a_year", NUMBER, AT(hours_a_year), 0, 8784, "hours a year", "its size",
            "the requirement's amount", .flags = 0),
    SEN_ROW("smallest_share", NUMBER, AT(smallest_share), 0, 1, "",
            "smallest part of it that is of use", "0", .flags = 0),
    SEN_ROW("season", REF, AT(season), 0, 0, "", "calendar of the weeks it runs in", "all",
            .names = SEN_NAMES_CALENDARS),
    SEN_ROW("review_after", DURATION, AT(review_after), 0, 0, "", "the review year", "1 year",
            .flags = 0),
    SEN_ROW("renewed", NUMBER, AT(renewed), 0, 1, "", "share renewed at the review", "1",
            .flags = 0),
    {.key = NULL}};

static void finish_package(sen_loader *loader, const sen_node *object, void *target)
{
    sen_stage *const stage = target;
    stage->kind = SEN_STAGE_PACKAGE;
    if (sen_node_get(object, "review_after") == NULL) {
        const size_t length = sen_path_push(loader, "review_after.years");
        stage->review_after = sen_fixed_days(loader, 1, 365.25);
        sen_path_cut(loader, length);
    }
}

static const sen_field item_fields[] = {SEN_ROW("budget", OWN, 0, 0, 0, "the id of a team",
                                                "the pounds team that pays", NULL,
                                                .read = read_entries, .names = SEN_NAMES_TEAMS,
                                                .flags = SEN_NEEDED, .shape = SEN_SHAPE_STRING),
                                        SEN_ROW("pence", SIZE, AT(pence), 0, 1e10, "pence",
                                                "its price", NULL, .scale = 1, .flags = SEN_NEEDED),
                                        {.key = NULL}};

static void finish_item(sen_loader *loader, const sen_node *object, void *target)
{
    (void)loader;
    (void)object;
    ((sen_stage *)target)->kind = SEN_STAGE_ITEM;
}

static const sen_field delay_fields[] = {SEN_ROWS_UNITS(AT(delay)),
                                         SEN_ROW("happens", NUMBER, AT(happens), 0, 1, "",
                                                 "chance that it happens at all", "1", .flags = 0),
                                         {.key = NULL}};

static void finish_delay(sen_loader *loader, const sen_node *object, void *target)
{
    (void)loader;
    (void)object;
    ((sen_stage *)target)->kind = SEN_STAGE_DELAY;
}

/* ---- round ---- */

static const sen_field round_fields[] = {
    SEN_ROW("team", OWN, 0, 0, 0, "the id of a team", "the places team", NULL, .read = read_entries,
            .names = SEN_NAMES_TEAMS, .flags = SEN_NEEDED, .shape = SEN_SHAPE_STRING),
    SEN_ROW("decided_by", OWN, AT(decide_month), 0, 0, "\"MM-DD\"", "the day of decision", NULL,
            .read = sen_read_month_day, .flags = SEN_NEEDED | SEN_DATED_ONLY,
            .shape = SEN_SHAPE_MONTH_DAY),
    SEN_ROW("for", OWN, AT(start_month), 0, 0, "\"MM-DD\"", "the day the places begin", NULL,
            .read = sen_read_month_day, .flags = SEN_NEEDED | SEN_DATED_ONLY,
            .shape = SEN_SHAPE_MONTH_DAY),
    SEN_ROW("over", NUMBER, AT(over), 0, 1, "", "over number, up to this share of the places", "0",
            .flags = 0),
    {.key = NULL}};

static void finish_round(sen_loader *loader, const sen_node *object, void *target)
{
    ((sen_stage *)target)->kind = SEN_STAGE_ROUND;
    if (loader->plain)
        sen_loader_tell(loader, object, "no such stage under \"clock\": \"plain\"", NULL,
                        "a round, which needs dates");
}

/* ---- all_of ---- */

static int32_t read_sequence(sen_loader *loader, const sen_node *list, int32_t branch_of,
                             int32_t branch);

static void read_branch_stages(sen_loader *loader, const sen_field *field, const sen_node *node,
                               void *target)
{
    sen_branch *const branch = target;
    (void)field;
    if (node == NULL || loader->service == NULL)
        return;
    branch->first_stage = loader->stage_free;
    read_sequence(loader, node, loader->all_of, loader->branch++);
    branch->n_stages = loader->stage_free - branch->first_stage;
}

static void read_branches(sen_loader *loader, const sen_field *field, const sen_node *node,
                          void *target)
{
    sen_stage *const stage = target;
    if (node == NULL)
        return;
    if (stage->branch_of != SEN_NONE) {
        sen_loader_tell(loader, node, "no all_of inside an all_of", NULL, "a branch of a branch");
        return;
    }
    void *items = NULL;
    loader->all_of = (int32_t)(stage - loader->service->stages);
    loader->branch = 0;
    sen_read_list(loader, field->form, node, &items, &stage->n_branches);
    stage->branches = items;
    if (stage->n_branches > SEN_MAX_BRANCHES || stage->n_branches == 0) {
        sen_loader_tell(loader, node, "1 to 8 branches", NULL, "a list of %d", stage->n_branches);
        stage->n_branches = 0;
    }
}

static const sen_field branch_fields[] = {
    SEN_ROW("id", SKIP, 0, 0, 0, "an id", "", NULL, .flags = SEN_NEEDED, .shape = SEN_SHAPE_STRING),
    SEN_ROW("stages", LIST, 0, 0, 0, "", "its stages; no all_of", NULL, .read = read_branch_stages,
            .form = &sen_form_stage, .flags = SEN_NEEDED),
    SEN_ROW("nil_return", NUMBER, offsetof(sen_branch, nil_return), 0, 1, "",
            "share that need nothing of it", "0", .flags = 0),
    SEN_ROW("reuse", NUMBER, offsetof(sen_branch, reuse), 0, 1, "", "share whose old advice serves",
            "0", .flags = 0),
    SEN_ROW("may_be_missed", BOOL, offsetof(sen_branch, may_be_missed), 0, 0, "",
            "at the deadline the rest go on without it", "false", .flags = 0),
    {.key = NULL}};

const sen_form sen_form_branch = {.name = "branch",
                                  .meaning = "One of the branches that go on side by side.",
                                  .fields = branch_fields,
                                  .size = sizeof(sen_branch),
                                  .id = offsetof(sen_branch, id),
                                  .grade = SEN_NO_OFFSET};

static const sen_field all_of_fields[] = {
    SEN_ROW("branches", LIST, 0, 0, 0, "", "1 to 8 branches", NULL, .read = read_branches,
            .form = &sen_form_branch, .flags = SEN_NEEDED),
    SEN_ROW("deadline", DURATION, AT(deadline), 0, 0, "", "from the start of the stage", "none",
            .flags = 0),
    {.key = NULL}};

static void finish_all_of(sen_loader *loader, const sen_node *object, void *target)
{
    (void)loader;
    (void)object;
    ((sen_stage *)target)->kind = SEN_STAGE_ALL_OF;
}

/* ---- a stage ---- */

#define STAGE_FORM(which, sentence, ...)                         \
    const sen_form sen_form_##which = {.name = #which,           \
                                       .meaning = (sentence),    \
                                       .fields = which##_fields, \
                                       .id = SEN_NO_OFFSET,      \
                                       .grade = SEN_NO_OFFSET,   \
                                       .finish = finish_##which, \
                                       __VA_ARGS__}

static const char *const visit_choices[] = {"team teams", NULL};
static const char *const place_choices[] = {"team teams", "days weeks months years until", NULL};
static const char *const delay_choices[] = {"days weeks months years", NULL};

STAGE_FORM(visit, "Sessions of a team, one a child a day unless together.",
           .choices = visit_choices);
STAGE_FORM(place, "A place held for a time.", .choices = place_choices);
STAGE_FORM(package, "Hours over a review year, delivered as far as there is supply.",
           .choices = NULL);
STAGE_FORM(item, "Something bought from a budget.", .choices = NULL);
STAGE_FORM(delay, "Lead time without capacity.", .choices = delay_choices);
STAGE_FORM(round, "Places given together for a date, decided by a date.", .choices = NULL);
STAGE_FORM(all_of, "Branches side by side, joined when the last ends.", .choices = NULL);

#define STAGE_ROW(which, meaning) \
    SEN_ROW(#which, FORM, 0, 0, 0, "", meaning, NULL, .form = &sen_form_##which)

static const sen_field stage_fields[] = {
    SEN_ROW("id", SKIP, 0, 0, 0, "an id", "unique within the service", NULL, .flags = SEN_NEEDED,
            .shape = SEN_SHAPE_STRING),
    SEN_ROW_TITLE(sen_stage),
    SEN_ROW("delivers", BOOL, AT(delivers), 0, 0, "", "help is being delivered while it lasts",
            "only the service's last stage", .flags = 0),
    SEN_ROW("assesses", BOOL, AT(assesses), 0, 0, "",
            "the child is assessed in it: counted among the assessments of a child in a year",
            "false", .flags = 0),
    STAGE_ROW(visit, "sessions of a team"),
    STAGE_ROW(place, "a place for a time"),
    STAGE_ROW(package, "hours over a review year"),
    STAGE_ROW(item, "money from a budget"),
    STAGE_ROW(delay, "lead time"),
    STAGE_ROW(panel, "a decision on money"),
    STAGE_ROW(round, "places given together"),
    STAGE_ROW(all_of, "branches side by side"),
    {.key = NULL}};
#undef AT
static const char *const stage_choices[] = {"visit place package item delay panel round all_of",
                                            NULL};

const sen_form sen_form_stage = {.name = "stage",
                                 .meaning = "One step of a service.",
                                 .fields = stage_fields,
                                 .choices = stage_choices,
                                 .size = sizeof(sen_stage),
                                 .id = offsetof(sen_stage, id),
                                 .grade = SEN_NO_OFFSET};

/* Stages of one sequence, into the next free places; returns the last main one. */
static int32_t read_sequence(sen_loader *loader, const sen_node *list, int32_t branch_of,
                             int32_t branch)
{
    sen_service *const service = loader->service;
    int32_t last = SEN_NONE;
    if (list->kind != SEN_NODE_LIST || list->count == 0) {
        sen_loader_tell_type(loader, list, "a list of stages, one at least");
        return last;
    }
    for (const sen_node *member = list->first; member != NULL; member = member->next) {
        if (loader->stage_free >= service->n_stages)
            break; /* a branch that is not allowed here, told already */
        const int32_t index = loader->stage_free++;
        sen_stage *const stage = &service->stages[index];
        const char *const id = sen_node_id(member);
        const size_t length =
            id != NULL ? sen_path_push(loader, id) : sen_path_push_index(loader, index);
        *stage = (sen_stage){
            .list = SEN_NONE, .next = SEN_NONE, .branch_of = branch_of, .branch = branch};
        stage->id = sen_loader_keep(loader, id == NULL ? "" : id);
        if (last != SEN_NONE)
            service->stages[last].next = index;
        last = index;
        sen_form_read(loader, &sen_form_stage, member, stage);
        stage->title = stage->title == NULL ? stage->id : stage->title;
        if (id != NULL)
            sen_check_id(loader, member, id, false);
        for (int32_t other = 0; id != NULL && other < index; other++)
            if (strcmp(service->stages[other].id, id) == 0)
                sen_loader_tell(loader, member, "ids that are unique within the service", NULL,
                                "the id \"%s\" a second time", id);
        sen_path_cut(loader, length);
    }
    return last;
}

static int32_t count_stages(const sen_node *list)
{
    int32_t count = 0;
    if (list == NULL || list->kind != SEN_NODE_LIST)
        return 0;
    for (const sen_node *member = list->first; member != NULL; member = member->next) {
        count++;
        const sen_node *const branches = sen_node_get(sen_node_get(member, "all_of"), "branches");
        if (branches != NULL && branches->kind == SEN_NODE_LIST)
            for (const sen_node *branch = branches->first; branch != NULL; branch = branch->next)
                count += count_stages(sen_node_get(branch, "stages"));
    }
    return count;
}

void sen_read_stages(sen_loader *loader, const sen_field *field, const sen_node *node, void *target)
{
    sen_service *const service = target;
    (void)field;
    service->stages = NULL;
    service->n_stages = 0;
    if (node == NULL)
        return;
    const int32_t count = count_stages(node);
    if (count > 64) {
        sen_loader_tell(loader, node, "at most 64 stages", NULL, "a service of %d stages", count);
        return;
    }
    service->stages = sen_loader_take(loader, count + 1, sizeof *service->stages);
    if (service->stages == NULL)
        return;
    service->n_stages = count;
    loader->service = service;
    loader->stage_free = 0;
    const int32_t last = read_sequence(loader, node, SEN_NONE, SEN_NONE);
    if (last != SEN_NONE && sen_node_get(node->last, "delivers") == NULL)
        service->stages[last].delivers = true;
    service->n_stages = loader->stage_free; /* fewer where branches were refused */
}

/* SPDX-License-Identifier: MIT */
/* Loading: a tree of nodes becomes a model, and what programs may ask of it. */
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "model/calendar.h"
#include "model/digest.h"
#include "model/model.h"
#include "model/posts.h"
#include "model/reader.h"
#include "model/scenario.h"
#include "model/show.h"
#include "model/validate.h"
#include "sen_model.h"

enum { CHUNK_BYTES = 1 << 18, MOST_GROUPS = 8, MOST_NAMES = 2000 };

static const char *const world_keys[] = {"area",     "start",   "years",        "population",
                                         "groups",   "needs",   "requirements", "settings",
                                         "families", "opening", "correlations"};

static const char *const section_of[SEN_NAMES_TABLES] = {
    "needs", "requirements", "groups", "calendars", "teams", "services", "streams"};
static const int32_t most_of[SEN_NAMES_TABLES] = {SEN_MAX_NEEDS, 32,         MOST_GROUPS, 200,
                                                  MOST_NAMES,    MOST_NAMES, 200};

/* ---- names ---- */

static int by_id(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void collect_names(sen_loader *loader, sen_names_table table)
{
    const sen_node *const section = sen_node_get(loader->root, section_of[table]);
    sen_names *const names = &loader->names[table];
    names->count = 0;
    names->ids =
        sen_loader_take(loader, section == NULL ? 1 : section->count + 1, sizeof *names->ids);
    if (names->ids == NULL || section == NULL || section->kind != SEN_NODE_OBJECT)
        return;
    for (const sen_node *member = section->first; member != NULL; member = member->next)
        if (!sen_is_annotation(member->key))
            names->ids[names->count++] = sen_loader_keep(loader, member->key);
    qsort(names->ids, (size_t)names->count, sizeof *names->ids, by_id);
    if (names->count > most_of[table]) {
        char allowed[40];
        sen_text text;
        sen_text_init(&text);
        sen_text_addf(&text, "at most %d", most_of[table]);
        strncpy(allowed, sen_text_string(&text), sizeof allowed - 1);
        allowed[sizeof allowed - 1] = '\0';
        sen_text_clear(&text);
        sen_loader_tell(loader, section, allowed, NULL, "%d of them", names->count);
        names->count = most_of[table];
    }
}

static void take_rules(sen_loader *loader, sen_rules *rules, int32_t from_day)
{
    const sen_model *const model = loader->model;
    rules->from_day = from_day;
    rules->teams = sen_loader_take(loader, model->n_teams + 1, sizeof *rules->teams);
    rules->services = sen_loader_take(loader, model->n_services + 1, sizeof *rules->services);
    rules->recognition = sen_loader_take(loader, model->n_needs + 1, sizeof *rules->recognition);
}

static void take_tables(sen_loader *loader)
{
    sen_model *const model = loader->model;
    for (int32_t table = 0; table < SEN_NAMES_TABLES; table++)
        collect_names(loader, (sen_names_table)table);
    model->n_needs = loader->names[SEN_NAMES_NEEDS].count;
    model->n_kinds = loader->names[SEN_NAMES_KINDS].count;
    model->n_groups = loader->names[SEN_NAMES_GROUPS].count;
    model->n_calendars = loader->names[SEN_NAMES_CALENDARS].count;
    model->n_teams = loader->names[SEN_NAMES_TEAMS].count;
    model->n_services = loader->names[SEN_NAMES_SERVICES].count;
    model->n_streams = loader->names[SEN_NAMES_STREAMS].count;
    model->needs = sen_loader_take(loader, model->n_needs + 1, sizeof *model->needs);
    model->kinds = sen_loader_take(loader, model->n_kinds + 1, sizeof *model->kinds);
    model->groups = sen_loader_take(loader, model->n_groups + 1, sizeof *model->groups);
    model->streams = sen_loader_take(loader, model->n_streams + 1, sizeof *model->streams);
    model->calendars = sen_loader_take(loader, model->n_calendars + 1, sizeof *model->calendars);
    for (int32_t i = 0; i < model->n_calendars && loader->code != SEN_NO_MEMORY; i++) {
        model->calendars[i].open = sen_loader_take(loader, model->days + 1, 1);
        model->calendars[i].open_before = sen_loader_take(loader, model->days + 2, sizeof(int32_t));
    }
}

/* ---- what everything else depends on ---- */

/* The clock, the start and the length; their faults are told when their rows are read. */
static void read_basics(sen_loader *loader)
{
    sen_model *const model = loader->model;
    const sen_node *const clock = sen_node_get(loader->root, "clock");
    const sen_node *const start = sen_node_get(loader->root, "start");
    const sen_node *const days = sen_node_get(loader->root, "days");
    const sen_node *const years = sen_node_get(loader->root, "years");
    loader->people = sen_node_get(loader->root, "population") != NULL;
    loader->plain =
        clock != NULL && clock->kind == SEN_NODE_STRING && strcmp(clock->text, "plain") == 0;
    model->plain_clock = loader->plain;
    model->has_population = loader->people;
    model->start_date = sen_day_of(2025, 1, 1);
    if (start != NULL && start->kind == SEN_NODE_STRING)
        sen_date_parse(start->text, &model->start_date);
    model->days = 366;
    if (loader->plain) {
        model->start_date = 0;
        if (days != NULL && days->kind == SEN_NODE_NUMBER && days->number >= 1 &&
            days->number <= 36500)
            model->days = (int32_t)days->number;
    } else if (years != NULL && years->kind == SEN_NODE_NUMBER && years->number >= 1 &&
               years->number <= 25) {
        model->days =
            sen_day_add_years(model->start_date, (int32_t)years->number) - model->start_date;
    }
}

static void read_section(sen_loader *loader, const char *key)
{
    const sen_field *const field = sen_form_field(&sen_form_scenario, key);
    const sen_node *const node = sen_node_get(loader->root, key);
    const size_t length = sen_path_push(loader, key);
    if (node != NULL)
        sen_field_read(loader, field, node, loader->model);
    else if (field->kind == SEN_FIELD_MAP || field->kind == SEN_FIELD_LIST)
        field->read(loader, field, NULL, loader->model);
    sen_path_cut(loader, length);
}

/* Rules of later days: only what a dated change may touch is read again. */
static void read_later_rules(sen_loader *loader, sen_rules *rules, int32_t from_day,
                             const sen_node *root)
{
    static const char *const keys[] = {"calendars", "teams",       "services",
                                       "checks",    "transitions", "recognition"};
    loader->root = root;
    loader->again = true;
    take_rules(loader, rules, from_day);
    loader->rules = rules;
    if (loader->code == SEN_NO_MEMORY)
        return;
    sen_read_annotations(loader, root);
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        read_section(loader, keys[i]);
}

static sen_code read_model(sen_loader *loader, sen_behaviour behaviour)
{
    sen_model *const model = loader->model;
    const sen_dated_change *changes = NULL;
    const int32_t *days = NULL;
    int32_t n_changes = 0, n_days = 0;
    loader->root = sen_tree_root(loader->tree);
    sen_code code = sen_tree_changes(loader->tree, &changes, &n_changes, loader->errors);
    for (int32_t i = 0; i < n_changes; i++)
        if (changes[i].id == NULL) /* told by whoever read the list */
            code = SEN_BAD_SCENARIO;
    if (code == SEN_OK)
        code = sen_tree_change_days(loader->tree, &days, &n_days, loader->errors);
    if (code == SEN_OK && n_changes > 0)
        code = sen_tree_in_force(loader->tree, 0, behaviour, &loader->root, loader->errors);
    if (loader->root == NULL)
        loader->root = sen_tree_root(loader->tree);
    const bool dated = code == SEN_OK && n_days > 1;
    read_basics(loader);
    take_tables(loader);
    model->n_rules = dated ? n_days : 1;
    model->rules = sen_loader_take(loader, model->n_rules, sizeof *model->rules);
    if (loader->code == SEN_NO_MEMORY)
        return loader->code;
    take_rules(loader, &model->rules[0], 0);
    loader->rules = &model->rules[0];
    if (loader->code == SEN_NO_MEMORY)
        return loader->code;
    sen_form_read(loader, &sen_form_scenario, loader->root, model);
    sen_validate_rules(loader, loader->rules);
    const int32_t grade = loader->grade;
    const char *const source = loader->source;
    const sen_node *const first_root = loader->root;
    for (int32_t e = 1; dated && e < n_days && loader->code != SEN_NO_MEMORY; e++) {
        const sen_node *root = NULL;
        const sen_code later =
            sen_tree_in_force(loader->tree, days[e], behaviour, &root, loader->errors);
        if (later != SEN_OK || root == NULL) {
            code = later != SEN_OK ? later : SEN_BAD_SCENARIO;
            break;
        }
        read_later_rules(loader, &model->rules[e], days[e], root);
        sen_validate_rules(loader, loader->rules);
        loader->grade = grade;
        loader->source = source;
    }
    loader->root = first_root;
    loader->again = true;
    if (code == SEN_OK && loader->code != SEN_NO_MEMORY) {
        sen_read_changes(loader, changes, n_changes);
        sen_read_annotations(loader, first_root);
        sen_read_posts(loader, changes, n_changes, behaviour);
    }
    for (int32_t i = 0; i < model->n_calendars; i++) {
        model->calendars[i].id = loader->names[SEN_NAMES_CALENDARS].ids[i];
        if (model->calendars[i].open != NULL && model->calendars[i].open_before != NULL)
            sen_calendar_count(&model->calendars[i], model->days);
    }
    sen_validate_whole(loader);
    return loader->code != SEN_OK ? loader->code : code;
}

/* ---- what the scenario does not know ---- */

static int32_t count_unknown(const sen_node *node)
{
    int32_t n = node->unknown;
    for (const sen_node *member = node->first; member != NULL; member = member->next)
        n += count_unknown(member);
    return n;
}

static void list_unknown(sen_loader *loader, const sen_node *node)
{
    if (node->unknown) {
        sen_model *const model = loader->model;
        sen_unknown *const unknown = &model->unknowns[model->n_unknowns++];
        sen_text text;
        sen_text_init(&text);
        sen_node_path(node->prior != NULL ? node : node->parent, &text);
        if (node->prior == NULL)
            sen_text_addf(&text, ".%s", node->text);
        unknown->path = sen_loader_keep(loader, sen_text_string(&text));
        unknown->grade = SEN_GRADE_UNKNOWN;
        if (node->prior != NULL) {
            const char *const source = sen_node_inherited(node->prior, "source");
            const char *const grade = sen_node_inherited(node->prior, "grade");
            sen_text_empty(&text);
            sen_node_write(node, &text);
            unknown->value = sen_loader_keep(loader, sen_text_string(&text));
            unknown->source = sen_loader_keep(loader, source == NULL ? "" : source);
            unknown->grade = grade == NULL ? SEN_GRADE_E : (sen_grade)(grade[0] - 'A');
        }
        sen_text_clear(&text);
    }
    for (const sen_node *member = node->first; member != NULL; member = member->next)
        list_unknown(loader, member);
}

static void take_unknowns(sen_loader *loader)
{
    const sen_node *const root = sen_tree_root(loader->tree);
    const int32_t n = count_unknown(root);
    loader->model->unknowns = sen_loader_take(loader, n + 1, sizeof *loader->model->unknowns);
    if (loader->model->unknowns != NULL)
        list_unknown(loader, root);
}

static sen_code take_digests(sen_loader *loader, sen_model_behaviour behaviour)
{
    static const char *const suffixes[] = {"", "_half", "_none"};
    sen_model *const model = loader->model;
    sen_code code = sen_tree_digest(loader->tree, NULL, 0, model->digest);
    if (code == SEN_OK)
        code = sen_tree_digest(loader->tree, world_keys, sizeof world_keys / sizeof *world_keys,
                               model->world_digest);
    if (code != SEN_OK || behaviour == SEN_MODEL_FULL)
        return code;
    sen_text text;
    sen_text_init(&text);
    sen_text_addf(&text, "%s%s", model->id, suffixes[behaviour]);
    model->id = sen_loader_keep(loader, sen_text_string(&text));
    sen_text_empty(&text);
    sen_text_addf(&text, "%s%s", model->digest, suffixes[behaviour]);
    sen_bytes_digest(sen_text_string(&text), text.length, model->digest);
    sen_text_clear(&text);
    return SEN_OK;
}

/* Takes the tree over, whatever comes of it. `code`: of the reading so far. */
static sen_code load_tree(sen_tree *tree, sen_code code, const char *file,
                          sen_model_behaviour behaviour, sen_model **out, sen_errors *errors)
{
    static const sen_behaviour kinds[] = {SEN_BEHAVIOUR_FULL, SEN_BEHAVIOUR_HALF,
                                          SEN_BEHAVIOUR_NONE};
    sen_model *model = NULL;
    *out = NULL;
    if (tree == NULL)
        return code != SEN_OK ? code : SEN_BUG;
    model = calloc(1, sizeof *model);
    if (model == NULL) {
        sen_tree_free(tree);
        return sen_fail(errors, SEN_NO_MEMORY, NULL, 0, 0, NULL, NULL, NULL, NULL);
    }
    sen_arena_init(&model->arena, CHUNK_BYTES);
    sen_loader loader = {.tree = tree,
                         .model = model,
                         .arena = &model->arena,
                         .errors = errors,
                         .grade = SEN_NO_GRADE,
                         .worst = SEN_NO_GRADE};
    sen_text_init(&loader.path);
    model->file = sen_loader_keep(&loader, file);
    const sen_code read = read_model(&loader, kinds[behaviour]);
    take_unknowns(&loader);
    code = code != SEN_OK ? code : read;
    if (code == SEN_OK)
        code = take_digests(&loader, behaviour);
    if (code == SEN_OK && !sen_text_is_well(&loader.path))
        code = sen_fail(errors, SEN_NO_MEMORY, NULL, 0, 0, NULL, NULL, NULL, NULL);
    sen_text_clear(&loader.path);
    sen_tree_free(tree);
    if (code != SEN_OK) {
        sen_model_free(model);
        return code;
    }
    *out = model;
    return SEN_OK;
}

sen_code sen_model_load(const char *path, sen_model_behaviour behaviour, sen_model **model,
                        sen_errors *errors)
{
    sen_tree *tree = NULL;
    const sen_code code = sen_tree_load(path, &tree, errors);
    return load_tree(tree, code, path, behaviour, model, errors);
}

sen_code sen_model_load_text(const char *text, size_t bytes, const char *name,
                             sen_model_behaviour behaviour, sen_model **model, sen_errors *errors)
{
    sen_tree *tree = NULL;
    const sen_code code = sen_tree_load_text(text, bytes, name, &tree, errors);
    return load_tree(tree, code, name, behaviour, model, errors);
}

sen_code sen_model_load_with(const char *path, const char *text, size_t bytes, const char *name,
                             sen_model_behaviour behaviour, sen_model **model, sen_errors *errors)
{
    sen_tree *tree = NULL;
    sen_code code = sen_tree_load(path, &tree, errors);
    if (tree != NULL) {
        const sen_code laid = sen_tree_overlay_text(tree, text, bytes, name, errors);
        code = code != SEN_OK ? code : laid;
    }
    return load_tree(tree, code, path, behaviour, model, errors);
}

void sen_model_free(sen_model *model)
{
    if (model == NULL)
        return;
    sen_arena_clear(&model->arena);
    free(model);
}

/* ---- getters ---- */

const char *sen_model_id(const sen_model *model)
{
    return model->id;
}

const char *sen_model_title(const sen_model *model)
{
    return model->title;
}

const char *sen_model_file(const sen_model *model)
{
    return model->file;
}

const char *sen_model_digest(const sen_model *model)
{
    return model->digest;
}

const char *sen_model_world_digest(const sen_model *model)
{
    return model->world_digest;
}

bool sen_model_has_population(const sen_model *model)
{
    return model->has_population;
}

bool sen_model_has_behaviour(const sen_model *model)
{
    return model->has_behaviour;
}

bool sen_model_has_uncertain(const sen_model *model)
{
    return model->uncertain;
}

bool sen_model_is_dated(const sen_model *model)
{
    return !model->plain_clock;
}

int32_t sen_model_days(const sen_model *model)
{
    return model->days;
}

void sen_model_start(const sen_model *model, char out[11])
{
    out[0] = '\0';
    if (!model->plain_clock)
        sen_date_write(model->start_date, out);
}

void sen_model_count(const sen_model *model, sen_model_counts *counts)
{
    *counts = (sen_model_counts){.needs = model->n_needs,
                                 .kinds = model->n_kinds,
                                 .groups = model->n_groups,
                                 .openings = model->n_openings,
                                 .calendars = model->n_calendars,
                                 .teams = model->n_teams,
                                 .services = model->n_services,
                                 .checks = model->n_checks,
                                 .streams = model->n_streams,
                                 .changes = model->n_changes,
                                 .assumptions = model->n_assumptions,
                                 .rules = model->n_rules,
                                 .numbers = model->n_numbers,
                                 .written = model->n_written};
    for (int32_t i = 0; i < model->n_services; i++)
        counts->stages += model->rules[0].services[i].n_stages;
    for (int32_t i = 0; i < model->n_numbers; i++) {
        counts->uncertain_numbers += model->numbers[i].how == SEN_NUMBER_UNCERTAIN;
        counts->placeholders += model->has_population && model->numbers[i].grade == SEN_GRADE_E;
    }
}

const char *sen_model_number_path(const sen_model *model, int32_t i)
{
    return model->numbers[i].path;
}

char sen_model_number_grade(const sen_model *model, int32_t i)
{
    return (char)('A' + (int)model->numbers[i].grade);
}

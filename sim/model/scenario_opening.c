/* SPDX-License-Identifier: MIT */
/* The start: recognition before day 0, and today's lists and caseloads. */
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/reader.h"
#include "model/scenario.h"

/* The seven bands of NHS waiting lists, in weeks; the last has no end. */
static const int32_t nhs_edges[] = {1, 2, 4, 12, 18, 52};
enum { N_EDGES = 6, MOST_CASES = 1000000 };

/* ---- recognition before the start ---- */

#define AT(member) offsetof(sen_need, member)
static const sen_field recognition_fields[] = {
    SEN_ROW("school_per_year", BY_AGE, AT(opening_per_year[SEN_ROUTE_SCHOOL]), 0, 100, "a year",
            "hazard of having been noticed by school or setting", "0", .flags = 0),
    SEN_ROW("parents_per_year", BY_AGE, AT(opening_per_year[SEN_ROUTE_PARENTS]), 0, 100, "a year",
            "hazard of having been noticed by parents", "0", .flags = 0),
    SEN_ROW("crisis_per_year", BY_AGE, AT(opening_per_year[SEN_ROUTE_CRISIS]), 0, 100, "a year",
            "hazard of having come to notice in a crisis", "0", .flags = 0),
    SEN_ROW("identified_share", NUMBER, AT(opening_identified), 0, 1, "",
            "of those noticed, share identified by an agency on the first day", "1", .flags = 0),
    {.key = NULL}};
#undef AT

const sen_form sen_form_opening_recognition = {
    .name = "opening_recognition",
    .meaning = "How a need came to be seen before the first day.",
    .fields = recognition_fields,
    .id = SEN_NO_OFFSET,
    .grade = SEN_NO_OFFSET};

static void read_recognition(sen_loader *loader, const sen_field *field, const sen_node *node,
                             void *target)
{
    (void)target;
    sen_read_every_need(loader, field, node, loader->model->needs, sizeof *loader->model->needs);
}

/* ---- where a case stands ---- */

static int32_t find_stage(const sen_service *service, const char *id)
{
    for (int32_t i = 0; i < service->n_stages; i++)
        if (strcmp(service->stages[i].id, id) == 0)
            return i;
    return SEN_NONE;
}

/* Stage ids of a written service in the order in which stages are read; -1: it is not there. */
static int32_t list_stages(const sen_node *list, const char **ids, int32_t count, int32_t most)
{
    for (const sen_node *stage = list == NULL ? NULL : list->first; stage != NULL;
         stage = stage->next) {
        const char *const id = sen_node_id(stage);
        if (id != NULL && count < most)
            ids[count++] = id;
        const sen_node *const branches = sen_node_get(sen_node_get(stage, "all_of"), "branches");
        for (const sen_node *branch = branches == NULL ? NULL : branches->first; branch != NULL;
             branch = branch->next)
            count = list_stages(sen_node_get(branch, "stages"), ids, count, most);
    }
    return count;
}

/*
 * What an overlay took out is still named by the opening lists, which are the world's. So what is
 * not found here is looked for in each file that this one extends. `stage` NULL: the service itself.
 * Returns whether it was there; *now is the first later stage that is left, the last one if none is.
 */
static bool was_in_base(sen_loader *loader, const char *service_id, const char *stage,
                        const sen_service *service, int32_t *now)
{
    bool found = false;
    for (int32_t file = 1; file < loader->tree->n_files && !found; file++) {
        const char *const name = sen_tree_file(loader->tree, file);
        const size_t length = strlen(name);
        sen_tree *base = NULL;
        if (length < 5 || strcmp(name + length - 5, ".json") != 0)
            continue;
        sen_tree_load(name, &base, NULL);
        if (base == NULL)
            continue;
        const sen_node *const services = sen_node_get(sen_tree_root(base), "services");
        const sen_node *const old = sen_node_get(services, service_id);
        found = old != NULL && stage == NULL;
        if (old != NULL && stage != NULL) {
            const char *ids[64];
            const int32_t count = list_stages(sen_node_get(old, "stages"), ids, 0, 64);
            int32_t at = 0;
            while (at < count && strcmp(ids[at], stage) != 0)
                at++;
            found = at < count;
            *now = service->n_stages - 1;
            for (at++; at < count; at++)
                if (find_stage(service, ids[at]) != SEN_NONE) {
                    *now = find_stage(service, ids[at]);
                    break;
                }
        }
        sen_tree_free(base);
    }
    return found;
}

static void read_at(sen_loader *loader, const sen_field *field, const sen_node *node, void *target)
{
    static const char allowed[] = "services.SERVICE.stages.STAGE or services.SERVICE.done";
    sen_opening *const opening = target;
    const sen_names *const services = &loader->names[SEN_NAMES_SERVICES];
    char id[65], rest[80];
    int32_t used = 0;
    (void)field;
    opening->service = opening->stage = SEN_NONE;
    opening->done = opening->gone = false;
    if (node == NULL)
        return;
    if (node->kind != SEN_NODE_STRING ||
        sscanf(node->text, "services.%64[a-z0-9_].%79[a-z0-9_.]%n", id, rest, &used) != 2 ||
        node->text[used] != '\0' ||
        (strcmp(rest, "done") != 0 && strncmp(rest, "stages.", 7) != 0)) {
        sen_loader_tell_type(loader, node, allowed);
        return;
    }
    opening->done = strcmp(rest, "done") == 0;
    opening->service = sen_names_find(services, id);
    if (opening->service == SEN_NONE) {
        opening->gone = was_in_base(loader, id, NULL, NULL, NULL);
        if (!opening->gone)
            sen_loader_tell(loader, node, allowed,
                            sen_text_nearest(id, services->ids, services->count),
                            "\"%s\", and there is no service %s", node->text, id);
        return;
    }
    if (opening->done)
        return;
    const sen_service *const service = &loader->rules->services[opening->service];
    opening->stage = find_stage(service, rest + 7);
    if (opening->stage != SEN_NONE || service->n_stages == 0 ||
        was_in_base(loader, id, rest + 7, service, &opening->stage))
        return;
    const char *ids[64];
    for (int32_t i = 0; i < service->n_stages; i++)
        ids[i] = service->stages[i].id;
    sen_loader_tell(loader, node, allowed, sen_text_nearest(rest + 7, ids, service->n_stages),
                    "\"%s\", and %s has no stage %s", node->text, id, rest + 7);
}

/* ---- how long they have waited ---- */

typedef struct {
    int32_t from, to, count;
} band;

static int by_from(const void *a, const void *b)
{
    const band *const first = a, *const second = b;
    return first->from != second->from ? (first->from < second->from ? -1 : 1)
                                       : (first->to > second->to) - (first->to < second->to);
}

static bool read_edges(const char *key, int32_t *from, int32_t *to)
{
    char *end = NULL;
    if (key[0] < '0' || key[0] > '9')
        return false;
    const long a = strtol(key, &end, 10);
    if (*end != '-' || end[1] < '0' || end[1] > '9')
        return false;
    const long b = strtol(end + 1, &end, 10);
    if (*end != '\0' || a > 100000 || b > 100000)
        return false;
    *from = (int32_t)a;
    *to = (int32_t)b;
    return a < b;
}

/* {"0-1": 3, "1-2": 4}: counts by elapsed time [from, to) in units of `scale` days. */
static void read_bands(sen_loader *loader, const sen_field *field, const sen_node *node,
                       void *target)
{
    sen_opening *const opening = target;
    if (node == NULL)
        return;
    const bool weeks = field->scale > 1;
    const char *const allowed = weeks ? "\"from-to\" in whole weeks, from below to, within one of "
                                        "0-1 1-2 2-4 4-12 12-18 18-52 52 and more"
                                      : "\"from-to\" in whole days, from below to";
    if (node->kind != SEN_NODE_OBJECT || node->count == 0) {
        sen_loader_tell_type(loader, node,
                             weeks ? "{\"0-1\": count, \"1-2\": count, ...}"
                                   : "{\"0-30\": count, ...}");
        return;
    }
    band *const bands = sen_loader_take(loader, node->count, sizeof *bands);
    if (bands == NULL)
        return;
    int32_t n = 0;
    for (const sen_node *member = node->first; member != NULL; member = member->next) {
        band *const at = &bands[n];
        bool well = read_edges(member->key, &at->from, &at->to);
        for (int32_t i = 0; weeks && i < N_EDGES && well; i++)
            well = at->to <= nhs_edges[i] || at->from >= nhs_edges[i];
        if (!well)
            sen_loader_tell(loader, member, allowed, NULL, "the band \"%.40s\"", member->key);
        if (sen_read_whole(loader, member, 0, MOST_CASES, "cases", &at->count) && well)
            n++;
    }
    qsort(bands, (size_t)n, sizeof *bands, by_from);
    opening->band_from_day = sen_loader_take(loader, n + 1, sizeof(int32_t));
    opening->band_to_day = sen_loader_take(loader, n + 1, sizeof(int32_t));
    opening->band_count = sen_loader_take(loader, n + 1, sizeof(int32_t));
    if (opening->band_count == NULL || opening->band_to_day == NULL ||
        opening->band_from_day == NULL)
        return;
    opening->n_bands = n;
    for (int32_t i = 0; i < n; i++) {
        opening->band_from_day[i] = bands[i].from * (int32_t)field->scale;
        opening->band_to_day[i] = bands[i].to * (int32_t)field->scale;
        opening->band_count[i] = bands[i].count;
        if (i > 0 && bands[i].from < bands[i - 1].to)
            sen_loader_tell(loader, node, "bands that do not overlap", NULL,
                            "a table in which %d-%d overlaps %d-%d", bands[i - 1].from,
                            bands[i - 1].to, bands[i].from, bands[i].to);
    }
}

static const char *const ended_words[] = {"not",        "refused", "left_list", "offer_unsuitable",
                                          "not_wanted", NULL};

#define AT(member) offsetof(sen_opening, member)
static const sen_field case_fields[] = {
    SEN_ROW("title", LABEL, AT(title), 0, 0, "", "what people call it", "the id", .flags = 0),
    SEN_ROW("kind", REF, AT(kind), 0, 0, "", "the requirement kind", NULL, .names = SEN_NAMES_KINDS,
            .flags = SEN_NEEDED),
    SEN_ROW("need", REF, AT(need), 0, 0, "", "the need that causes it", "any",
            .names = SEN_NAMES_NEEDS),
    SEN_ROW("ages", OWN, AT(from_age), 0, 0, "[a, b), ages by birthday", "on the first day", NULL,
            .read = sen_read_ages, .flags = SEN_NEEDED, .shape = SEN_SHAPE_AGES),
    SEN_ROW("at", OWN, 0, 0, 0, "services.SERVICE.stages.STAGE or services.SERVICE.done",
            "where the cases stand", "known, and nowhere", .read = read_at,
            .shape = SEN_SHAPE_STRING),
    SEN_ROW("served", BOOL, AT(served), 0, 0, "",
            "they are being served at that stage; else they wait for it", "false", .flags = 0),
    SEN_ROW("ended", WORD, AT(ended), 0, 0, "",
            "how their last referral ended, with the need still there; elapsed since then", "not",
            .words = ended_words),
    SEN_ROW("weeks", OWN, 0, 0, 0, "counts by band of weeks",
            "cases by elapsed weeks: {\"0-1\": 3, ...}, within the seven NHS bands", NULL,
            .read = read_bands, .scale = 7,
            .shape = "{\"type\":\"object\",\"minProperties\":1,\"propertyNames\":{\"pattern\":"
                     "\"^[0-9]+-[0-9]+$\"},\"additionalProperties\":{\"type\":\"integer\","
                     "\"minimum\":0,\"maximum\":1000000}}"),
    SEN_ROW("days", OWN, 0, 0, 0, "counts by band of days",
            "the same by elapsed days, any bands: {\"0-30\": 3, ...}", NULL, .read = read_bands,
            .scale = 1,
            .shape = "{\"type\":\"object\",\"minProperties\":1,\"propertyNames\":{\"pattern\":"
                     "\"^[0-9]+-[0-9]+$\"},\"additionalProperties\":{\"type\":\"integer\","
                     "\"minimum\":0,\"maximum\":1000000}}"),
    SEN_ROW("urgent_share", NUMBER, AT(urgent_share), 0, 1, "", "share of the most urgent class",
            "0", .flags = 0),
    SEN_ROW("reached_after", DURATION, AT(reached_after), 0, 0, "",
            "time from the clock's start to that stage; parts of the time that begin there have "
            "run since then",
            "they begin on the first day"),
    {.key = NULL}};
static const char *const case_choices[] = {"weeks days", NULL};

static void finish_case(sen_loader *loader, const sen_node *object, void *target)
{
    sen_opening *const opening = target;
    if (loader->people && (loader->grade == SEN_NO_GRADE || loader->source == NULL))
        sen_loader_tell(loader, object, "source and grade (A to E) on an object here or above",
                        NULL, "counts without %s",
                        loader->source != NULL          ? "grade"
                        : loader->grade == SEN_NO_GRADE ? "source and grade"
                                                        : "source");
    if (loader->grade > loader->worst)
        loader->worst = loader->grade;
    opening->source = loader->source;
    if (opening->served && (opening->done || sen_node_get(object, "at") == NULL))
        sen_loader_tell(loader, sen_node_get(object, "served"), "only with `at` a stage", NULL,
                        "given where nobody is being served");
    if (opening->reached_after != SEN_NONE && (opening->done || sen_node_get(object, "at") == NULL))
        sen_loader_tell(loader, sen_node_get(object, "reached_after"), "only with `at` a stage",
                        NULL, "given where the cases stand at none");
    if (opening->ended != SEN_ENDED_NOT && sen_node_get(object, "at") != NULL)
        sen_loader_tell(loader, sen_node_get(object, "ended"),
                        "without `at`: whose referral has ended stands nowhere", NULL,
                        "given with a place where the cases stand");
}

const sen_form sen_form_opening_case = {.name = "opening_case",
                                        .meaning = "Cases on today's lists, or being served today.",
                                        .fields = case_fields,
                                        .choices = case_choices,
                                        .size = sizeof(sen_opening),
                                        .id = AT(id),
                                        .grade = AT(grade),
                                        .finish = finish_case};
#undef AT

/* ---- reviews of plans ---- */

static bool is_review(const sen_model *model, int32_t service)
{
    for (int32_t l = 0; l < model->n_layers; l++) {
        const sen_layer *const layer = model->layers + l;
        if (layer->review == service)
            return true;
        for (int32_t t = 0; t < layer->n_transfers; t++)
            if (layer->transfers[t].service == service)
                return true;
    }
    return false;
}

static void read_review_at(sen_loader *loader, const sen_field *field, const sen_node *node,
                           void *target)
{
    sen_open_wait *const wait = target;
    sen_opening place;
    read_at(loader, field, node, &place);
    wait->service = place.service;
    wait->stage = place.stage;
    if (place.service == SEN_NONE)
        return;
    if (!is_review(loader->model, place.service))
        sen_loader_tell(loader, node, "a service by which a plan is reviewed or transferred", NULL,
                        "at %s, which does neither",
                        loader->names[SEN_NAMES_SERVICES].ids[place.service]);
    else if (place.done ||
             (place.stage != SEN_NONE &&
              loader->rules->services[place.service].stages[place.stage].kind == SEN_STAGE_DELAY))
        sen_loader_tell(loader, node, "a stage that is waited for: no lead time, and not done",
                        NULL, "\"%s\"", node->text);
}

#define AT(member) offsetof(sen_open_wait, member)
static const sen_field open_wait_fields[] = {
    SEN_ROW("id", SKIP, 0, 0, 0, "an id", "", NULL, .flags = SEN_NEEDED, .shape = SEN_SHAPE_STRING),
    SEN_ROW("at", OWN, 0, 0, 0, "services.SERVICE.stages.STAGE", "where reviews waited", NULL,
            .read = read_review_at, .flags = SEN_NEEDED, .shape = SEN_SHAPE_STRING),
    SEN_ROW("wait", DURATION, AT(wait), 0, 0, "", "how long, before the first day", NULL,
            .flags = SEN_NEEDED),
    {.key = NULL}};

const sen_form sen_form_open_wait = {
    .name = "open_wait",
    .meaning = "How long reviews of plans had waited at a stage before the first day. From this "
               "follows which are open then, and late.",
    .fields = open_wait_fields,
    .size = sizeof(sen_open_wait),
    .id = AT(id),
    .grade = SEN_NO_OFFSET};
#undef AT

/* ---- the opening ---- */

static const sen_field opening_fields[] = {
    SEN_ROW("reviews", LIST, offsetof(sen_model, open_waits), 0, 0, "",
            "waits of reviews of plans before the first day", "none waited",
            .count = offsetof(sen_model, n_open_waits), .form = &sen_form_open_wait),
    SEN_ROW("recognition", MAP, 0, 0, 0, "", "what had been seen before the first day, by need",
            "nothing", .read = read_recognition, .form = &sen_form_opening_recognition),
    {.key = NULL}};

static int by_id(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool is_entry(const char *key)
{
    return strcmp(key, "recognition") != 0 && strcmp(key, "reviews") != 0 &&
           !sen_is_annotation(key);
}

/* Every other member is an entry. */
static void finish_opening(sen_loader *loader, const sen_node *object, void *target)
{
    sen_model *const model = loader->model;
    (void)target;
    const char **const ids = sen_loader_take(loader, object->count + 1, sizeof *ids);
    model->openings = sen_loader_take(loader, object->count + 1, sizeof *model->openings);
    if (ids == NULL || model->openings == NULL)
        return;
    for (const sen_node *member = object->first; member != NULL; member = member->next)
        if (is_entry(member->key))
            ids[model->n_openings++] = member->key;
    qsort(ids, (size_t)model->n_openings, sizeof *ids, by_id);
    for (int32_t i = 0; i < model->n_openings; i++) {
        const sen_node *const member = sen_node_get(object, ids[i]);
        const size_t length = sen_path_push(loader, ids[i]);
        sen_check_id(loader, member, ids[i], false);
        model->openings[i].id = sen_loader_keep(loader, ids[i]);
        sen_form_read(loader, &sen_form_opening_case, member, &model->openings[i]);
        sen_path_cut(loader, length);
    }
}

const sen_form sen_form_opening = {
    .name = "opening",
    .meaning = "Today's lists and caseloads. Every member but recognition and reviews is an "
               "opening case.",
    .fields = opening_fields,
    .id = SEN_NO_OFFSET,
    .grade = SEN_NO_OFFSET,
    .finish = finish_opening,
    .open = true};

void sen_read_opening(sen_loader *loader, const sen_field *field, const sen_node *node,
                      void *target)
{
    if (node != NULL) {
        sen_form_read(loader, field->form, node, target);
        return;
    }
    const size_t length = sen_path_push(loader, field->key);
    sen_form_neutral(loader, field->form, target);
    sen_path_cut(loader, length);
}

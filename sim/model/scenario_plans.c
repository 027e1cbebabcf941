/* SPDX-License-Identifier: MIT */
/* Plan layers: what a plan is called, where it is held, its reviews and its phase transfers. */
#include <stddef.h>
#include <string.h>

#include "model/scenario.h"

#define AT(member) offsetof(sen_transfer, member)
static const sen_field transfer_fields[] = {
    SEN_ROW("id", SKIP, 0, 0, 0, "an id", "", NULL, .flags = SEN_NEEDED, .shape = SEN_SHAPE_STRING),
    SEN_ROW("school_year", WHOLE, AT(school_year), -1, 20, "",
            "holders in this National Curriculum year", NULL, .flags = SEN_NEEDED),
    SEN_ROW("on", OWN, AT(month), 0, 0, "\"MM-DD\"", "the day their review is asked for", NULL,
            .read = sen_read_month_day, .flags = SEN_NEEDED, .shape = SEN_SHAPE_MONTH_DAY),
    SEN_ROW("service", REF, AT(service), 0, 0, "", "the service that does it", NULL,
            .names = SEN_NAMES_SERVICES, .flags = SEN_NEEDED),
    {.key = NULL}};
#undef AT

const sen_form sen_form_transfer = {
    .name = "transfer",
    .meaning = "Reviews of all holders in a school year, ahead of a phase transfer.",
    .fields = transfer_fields,
    .size = sizeof(sen_transfer),
    .id = offsetof(sen_transfer, id),
    .grade = SEN_NO_OFFSET};

#define AT(member) offsetof(sen_layer, member)
static const sen_field review_fields[] = {
    SEN_ROW("service", REF, AT(review), 0, 0, "", "the service that reviews", NULL,
            .names = SEN_NAMES_SERVICES, .flags = SEN_NEEDED),
    SEN_ROW("every", DURATION, AT(review_every), 0, 0, "", "from one review to the next", NULL,
            .flags = SEN_NEEDED),
    {.key = NULL}};

const sen_form sen_form_plan_review = {.name = "plan_review",
                                       .meaning = "Reviews of a plan while it is held.",
                                       .fields = review_fields,
                                       .id = SEN_NO_OFFSET,
                                       .grade = SEN_NO_OFFSET};

static void read_held_stage(sen_loader *loader, const sen_field *field, const sen_node *node,
                            void *target)
{
    sen_layer *const layer = target;
    (void)field;
    layer->stage = SEN_NONE;
    if (node == NULL || layer->service == SEN_NONE || node->kind != SEN_NODE_STRING)
        return;
    const sen_service *const service = &loader->rules->services[layer->service];
    for (int32_t k = 0; k < service->n_stages; k++)
        if (strcmp(service->stages[k].id, node->text) == 0)
            layer->stage = k;
    if (layer->stage == SEN_NONE || service->stages[layer->stage].kind != SEN_STAGE_PLACE)
        sen_loader_tell(loader, node, "a stage of kind place of that service", NULL, "\"%.80s\"",
                        node->text);
}

static const sen_field layer_fields[] = {
    SEN_ROW("id", SKIP, 0, 0, 0, "an id", "", NULL, .flags = SEN_NEEDED, .shape = SEN_SHAPE_STRING),
    SEN_ROW_TITLE(sen_layer),
    SEN_ROW("service", REF, AT(service), 0, 0, "", "the service that leads to it", NULL,
            .names = SEN_NAMES_SERVICES, .flags = SEN_NEEDED),
    SEN_ROW("stage", OWN, 0, 0, 0, "the id of a place stage",
            "it is held while a place of this stage is", NULL, .read = read_held_stage,
            .flags = SEN_NEEDED, .shape = SEN_SHAPE_STRING),
    SEN_ROW("from", DAY, AT(from_day), 0, 0, "", "first day on which it can be given", "the start",
            .flags = SEN_DATED_ONLY),
    SEN_ROW("until", DAY, AT(until_day), 0, 0, "", "last day on which it can be given", "the end",
            .flags = SEN_DATED_ONLY),
    SEN_ROW("review", FORM, 0, 0, 0, "", "reviews while it is held", "none",
            .form = &sen_form_plan_review),
    SEN_ROW("transfers", LIST, AT(transfers), 0, 0, "", "reviews ahead of a phase transfer", "none",
            .count = AT(n_transfers), .form = &sen_form_transfer, .flags = SEN_DATED_ONLY),
    {.key = NULL}};
#undef AT

static void finish_layer(sen_loader *loader, const sen_node *object, void *target)
{
    sen_layer *const layer = target;
    (void)loader;
    layer->title = layer->title == NULL ? layer->id : layer->title;
    if (sen_node_get(object, "from") == NULL)
        layer->from_day = INT32_MIN;
    if (sen_node_get(object, "until") == NULL)
        layer->until_day = INT32_MAX;
    if (sen_node_get(object, "review") == NULL)
        layer->review = layer->review_every = SEN_NONE;
}

const sen_form sen_form_layer = {
    .name = "plan",
    .meaning = "A layer of plans: the program knows none by name, because the law is changing.",
    .fields = layer_fields,
    .size = sizeof(sen_layer),
    .id = offsetof(sen_layer, id),
    .grade = SEN_NO_OFFSET,
    .finish = finish_layer};

void sen_read_layers(sen_loader *loader, const sen_field *field, const sen_node *node, void *target)
{
    sen_model *const model = target;
    void *items = NULL;
    model->n_layers = 0;
    if (node == NULL)
        return;
    sen_read_list(loader, field->form, node, &items, &model->n_layers);
    model->layers = items;
    if (model->n_layers > SEN_MAX_LAYERS) {
        sen_loader_tell(loader, node, "at most 8 plans", NULL, "a list of %d", model->n_layers);
        model->n_layers = 0;
    }
}

/* SPDX-License-Identifier: MIT */
/* Panels: who decides, how often, and what becomes of disputes and appeals. */
#include <stddef.h>

#include "model/scenario.h"

#define AT(member) offsetof(sen_stage, member)

static const char *const panels_words[] = {"joint", "each_partner", NULL};

static void read_panels(sen_loader *loader, const sen_field *field, const sen_node *node,
                        void *target)
{
    sen_stage *const stage = target;
    stage->partners = 0;
    if (node != NULL)
        stage->partners = sen_read_word(loader, node, field->words) == 1 ? 2 : 1;
}

static void read_partners(sen_loader *loader, const sen_field *field, const sen_node *node,
                          void *target)
{
    sen_stage *const stage = target;
    (void)field;
    if (node == NULL)
        return;
    if (node->kind != SEN_NODE_LIST || node->count < 2 || node->count > SEN_MAX_PARTNERS) {
        sen_loader_tell_type(loader, node, "a list of 2 to 4 funders");
        return;
    }
    uint32_t seen = 0;
    for (const sen_node *member = node->first; member != NULL; member = member->next)
        sen_read_word_once(loader, member, sen_funder_words, &seen);
    if (stage->partners > 1)
        stage->partners = node->count;
}

static void read_every_weeks(sen_loader *loader, const sen_field *field, const sen_node *node,
                             void *target)
{
    sen_stage *const stage = target;
    int32_t weeks = 0;
    if (node != NULL && sen_read_whole(loader, node, field->low, field->high, field->unit, &weeks))
        stage->every_days = 7 * weeks;
}

static const sen_field appeal_fields[] = {
    SEN_ROW("share", NUMBER, AT(appeal), 0, 1, "", "share of those turned down who appeal", "0",
            .flags = SEN_NEEDED),
    SEN_ROW("time", DURATION, AT(appeal_time), 0, 0, "", "from the refusal to the outcome", NULL,
            .flags = SEN_NEEDED),
    SEN_ROW("upheld", NUMBER, AT(upheld), 0, 1, "",
            "share after which the case goes on as if approved", "0", .flags = SEN_NEEDED),
    {.key = NULL}};

const sen_form sen_form_appeal = {.name = "appeal",
                                  .meaning = "Appeals to a tribunal, and what becomes of them.",
                                  .fields = appeal_fields,
                                  .id = SEN_NO_OFFSET,
                                  .grade = SEN_NO_OFFSET};

static const sen_field panel_fields[] = {
    SEN_ROW("panels", OWN, 0, 0, 0, "joint or each_partner", "one panel, or one a partner", NULL,
            .read = read_panels, .words = panels_words, .flags = SEN_NEEDED),
    SEN_ROW("partners", OWN, 0, 0, 0, "a list of 2 to 4 funders", "who has a panel (each_partner)",
            NULL, .read = read_partners,
            .shape = "{\"type\":\"array\",\"minItems\":2,\"maxItems\":4,\"uniqueItems\":true,"
                     "\"items\":{\"enum\":["
                     "\"council\",\"high_needs\",\"schools\",\"icb\",\"public_health\","
                     "\"nhs_england\"]}}"),
    SEN_ROW("in_turn", BOOL, AT(in_turn), 0, 0, "", "one after the other; else side by side",
            "false", .flags = 0),
    SEN_ROW("every_days", WHOLE, AT(every_days), 1, 3650, "days", "sits every so many days", NULL,
            .flags = 0),
    SEN_ROW("every_weeks", OWN, 0, 1, 520, "weeks", "sits every so many weeks", NULL,
            .read = read_every_weeks,
            .shape = "{\"type\":\"integer\",\"minimum\":1,\"maximum\":520}"),
    SEN_ROW("first", DAY, AT(first_day), 0, 0, "", "a day on which it sits", "0", .flags = 0),
    SEN_ROW("capped_at", WHOLE, AT(capped_at), 1, 1000000, "cases", "most cases a sitting",
            "no cap", .flags = 0),
    SEN_ROW("approve", NUMBER, AT(approve), 0, 1, "", "chance that a case is approved", NULL,
            .flags = SEN_NEEDED),
    SEN_ROW("dispute", NUMBER, AT(dispute), 0, 1, "", "chance that partners dispute who pays", "0",
            .flags = 0),
    SEN_ROW("dispute_time", DURATION, AT(dispute_time), 0, 0, "", "how long a dispute takes",
            "no dispute", .flags = 0),
    SEN_ROW("appeal", FORM, 0, 0, 0, "", "against being turned down", "nobody appeals",
            .form = &sen_form_appeal),
    {.key = NULL}};
static const char *const panel_choices[] = {"every_days every_weeks", NULL};

static void finish_panel(sen_loader *loader, const sen_node *object, void *target)
{
    sen_stage *const stage = target;
    double dispute = 0;
    stage->kind = SEN_STAGE_PANEL;
    stage->funding = true;
    if (stage->partners > 1 && sen_node_get(object, "partners") == NULL)
        sen_loader_tell(loader, object, "partners: a list of 2 to 4 funders", NULL,
                        "each_partner without \"partners\"");
    if (stage->dispute != SEN_NONE && stage->dispute_time == SEN_NONE &&
        !(sen_number_is_fixed(loader, stage->dispute, &dispute) && dispute == 0))
        sen_loader_tell(loader, object, "dispute_time: a duration", NULL,
                        "without \"dispute_time\" where disputes happen");
    /* Sittings repeat, so one before the start says when the first one after it is. */
    if (stage->every_days > 0 && stage->first_day < 0)
        stage->first_day +=
            (-stage->first_day + stage->every_days - 1) / stage->every_days * stage->every_days;
}

const sen_form sen_form_panel = {.name = "panel",
                                 .meaning = "A panel that decides on certain days.",
                                 .fields = panel_fields,
                                 .choices = panel_choices,
                                 .id = SEN_NO_OFFSET,
                                 .grade = SEN_NO_OFFSET,
                                 .finish = finish_panel};
#undef AT

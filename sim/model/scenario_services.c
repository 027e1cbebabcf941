/* SPDX-License-Identifier: MIT */
/* Services: whom they are for, how one is referred, what follows; their stages stand elsewhere. */
#include <stddef.h>
#include <string.h>

#include "model/scenario.h"

static const char *const sector_words[] = {"education", "health", "care", NULL};
static const char *const stops_words[] = {"birthday", "september", "academic_year", NULL};
static const char *const basis_words[] = {"absolute", "statutory_clock", "national_standard",
                                          "local_aim", NULL};

#define AT(member) offsetof(sen_service, member)

static const sen_field referral_fields[] = {
    SEN_ROW("share", NUMBER, AT(asked_share), 0, 1, "", "share passed on at all, at the first look",
            "0", .flags = SEN_NEEDED),
    SEN_ROW("after", DURATION, AT(asked_after), 0, 0, "",
            "from identified, or due again, to the referral", "at once", .flags = 0),
    SEN_ROW("trend_a_year", NUMBER, AT(asked_trend_a_year), -0.5, 1, "",
            "growth of that share a year: 0.05 is 5 % more each year", "0", .flags = 0),
    SEN_ROW("again_share", NUMBER, AT(asked_again_share), 0, 1, "",
            "share asked for again after an end without help, or when not asked before", "0",
            .flags = 0),
    SEN_ROW("again_after", DURATION, AT(asked_again_after), 0, 0, "", "how long until then",
            "never asked again", .flags = 0),
    {.key = NULL}};

static void finish_referral(sen_loader *loader, const sen_node *object, void *target)
{
    const sen_service *const service = target;
    double share = 0;
    if (service->asked_again_after == SEN_NONE &&
        !(sen_number_is_fixed(loader, service->asked_again_share, &share) && share == 0))
        sen_loader_tell(loader, object, "again_after: a duration", NULL,
                        "without \"again_after\" where some are asked for again");
}

const sen_form sen_form_referral = {
    .name = "referral",
    .meaning = "How a requirement that an agency knows of comes to be referred.",
    .fields = referral_fields,
    .id = SEN_NO_OFFSET,
    .grade = SEN_NO_OFFSET,
    .finish = finish_referral};

static const sen_field returns_fields[] = {SEN_ROW("share", NUMBER, AT(returns), 0, 1, "",
                                                   "share who come back after discharge", "0",
                                                   .flags = SEN_NEEDED),
                                           SEN_ROW("after", DURATION, AT(returns_after), 0, 0, "",
                                                   "how long after", NULL, .flags = SEN_NEEDED),
                                           {.key = NULL}};

const sen_form sen_form_returns = {.name = "returns",
                                   .meaning = "Coming back after discharge.",
                                   .fields = returns_fields,
                                   .id = SEN_NO_OFFSET,
                                   .grade = SEN_NO_OFFSET};

static const sen_field overflow_fields[] = {
    SEN_ROW("after", DURATION, AT(overflow_after), 0, 0, "", "after waiting so long", NULL,
            .flags = SEN_NEEDED),
    SEN_ROW("share", NUMBER, AT(overflow_share), 0, 1, "", "share of those who go", "1",
            .flags = 0),
    SEN_ROW("team", REF, AT(overflow_team), 0, 0, "", "the places team that takes them", NULL,
            .names = SEN_NAMES_TEAMS, .flags = SEN_NEEDED),
    {.key = NULL}};

const sen_form sen_form_overflow = {
    .name = "overflow",
    .meaning = "A dearer provider after a wait, until the next phase transfer.",
    .fields = overflow_fields,
    .id = SEN_NO_OFFSET,
    .grade = SEN_NO_OFFSET};

static const sen_field handover_fields[] = {
    SEN_ROW("to", REF, AT(handover_to), 0, 0, "", "the service that goes on", NULL,
            .names = SEN_NAMES_SERVICES, .flags = SEN_NEEDED),
    SEN_ROW("share", NUMBER, AT(handover_share), 0, 1, "", "share of planned transfers", "0",
            .flags = SEN_NEEDED),
    SEN_ROW("keeps_clock", BOOL, AT(handover_keeps_clock), 0, 0, "",
            "who waited goes on waiting from the day they asked", "false: the list starts again",
            .flags = 0),
    {.key = NULL}};

const sen_form sen_form_handover = {.name = "handover",
                                    .meaning = "What happens at the service's highest age.",
                                    .fields = handover_fields,
                                    .id = SEN_NO_OFFSET,
                                    .grade = SEN_NO_OFFSET};

static const sen_field triggers_fields[] = {
    SEN_ROW("service", REF, AT(triggers), 0, 0, "", "the service asked for when this one is done",
            NULL, .names = SEN_NAMES_SERVICES, .flags = SEN_NEEDED),
    SEN_ROW("share", NUMBER, AT(triggers_share), 0, 1, "", "share for whom it is", "0",
            .flags = SEN_NEEDED),
    {.key = NULL}};

const sen_form sen_form_triggers = {.name = "triggers",
                                    .meaning = "What the service sets off when it is done.",
                                    .fields = triggers_fields,
                                    .id = SEN_NO_OFFSET,
                                    .grade = SEN_NO_OFFSET};
#undef AT

/* ---- the clock ---- */

static int32_t read_stage_id(sen_loader *loader, const sen_node *node, const char *or_else)
{
    const sen_service *const service = loader->service;
    const char *ids[65];
    int32_t count = 0;
    char allowed[60] = "the id of a stage of this service";
    if (or_else != NULL) {
        strcat(allowed, ", or ");
        strcat(allowed, or_else);
    }
    if (node->kind != SEN_NODE_STRING) {
        sen_loader_tell_type(loader, node, allowed);
        return SEN_NONE;
    }
    if (or_else != NULL) {
        ids[count++] = or_else;
        if (strcmp(node->text, or_else) == 0)
            return SEN_NONE;
    }
    for (int32_t i = 0; service != NULL && i < service->n_stages; i++) {
        if (strcmp(service->stages[i].id, node->text) == 0)
            return i;
        ids[count++] = service->stages[i].id;
    }
    sen_loader_tell(loader, node, allowed, sen_text_nearest(node->text, ids, count),
                    "\"%.80s\", which is no stage of this service", node->text);
    return SEN_NONE;
}

static void read_from(sen_loader *loader, const sen_field *field, const sen_node *node,
                      void *target)
{
    (void)field;
    ((sen_clock *)target)->from_stage =
        node == NULL ? SEN_NONE : read_stage_id(loader, node, "referral");
}

static void read_to(sen_loader *loader, const sen_field *field, const sen_node *node, void *target)
{
    (void)field;
    ((sen_clock *)target)->to_stage = node == NULL ? SEN_NONE : read_stage_id(loader, node, "done");
}

static void read_excludes(sen_loader *loader, const sen_field *field, const sen_node *node,
                          void *target)
{
    sen_clock *const clock = target;
    (void)field;
    clock->excludes = 0;
    if (node == NULL)
        return;
    if (node->kind != SEN_NODE_LIST) {
        sen_loader_tell_type(loader, node, "a list of ids of stages");
        return;
    }
    for (const sen_node *member = node->first; member != NULL; member = member->next) {
        const int32_t stage = read_stage_id(loader, member, NULL);
        if (stage == SEN_NONE)
            continue;
        if ((clock->excludes >> stage & 1) != 0)
            sen_loader_tell(loader, member, "each once", NULL, "\"%s\" a second time",
                            member->text);
        clock->excludes |= UINT64_C(1) << stage;
    }
}

static void read_target_weeks(sen_loader *loader, const sen_field *field, const sen_node *node,
                              void *target)
{
    sen_clock *const clock = target;
    double weeks = 0;
    if (node == NULL || !sen_read_real(loader, node, field->low, field->high, field->unit, &weeks))
        return;
    clock->target_days = (int32_t)(7 * weeks);
    if (7 * weeks != clock->target_days)
        sen_loader_tell(loader, node, "weeks that are whole days", NULL, "%g weeks, %g days", weeks,
                        7 * weeks);
}

#define AT(member) offsetof(sen_clock, member)
static const sen_field duty_fields[] = {
    SEN_ROW("basis", WORD, AT(basis), 0, 0, "", "what kind of duty it is", NULL,
            .words = basis_words, .flags = SEN_NEEDED),
    SEN_ROW("owner", LABEL, AT(owner), 0, 0, "", "whose duty it is", NULL, .flags = SEN_NEEDED),
    SEN_ROW("law", LABEL, AT(law), 0, 200, "", "the law or guidance", "not named", .flags = 0),
    {.key = NULL}};

const sen_form sen_form_duty = {.name = "duty",
                                .meaning = "Whose duty a clock is, and on what basis.",
                                .fields = duty_fields,
                                .id = SEN_NO_OFFSET,
                                .grade = SEN_NO_OFFSET};

static const sen_field clock_fields[] = {
    SEN_ROW("from", OWN, 0, 0, 0, "\"referral\" or the id of a stage",
            "starts at the referral, or on joining a stage", NULL, .read = read_from,
            .flags = SEN_NEEDED, .shape = SEN_SHAPE_STRING),
    SEN_ROW("to", OWN, 0, 0, 0, "the id of a stage or \"done\"",
            "stops when that stage starts, or when the service is done", NULL, .read = read_to,
            .flags = SEN_NEEDED, .shape = SEN_SHAPE_STRING),
    SEN_ROW("excludes", OWN, 0, 0, 0, "a list of ids of stages", "days in them do not count",
            "none", .read = read_excludes,
            .shape = "{\"type\":\"array\",\"uniqueItems\":true,\"items\":{\"type\":\"string\"}}"),
    SEN_ROW("target_days", WHOLE, AT(target_days), 1, 36500, "days",
            "in time while fewer days have passed", NULL, .flags = 0),
    SEN_ROW("target_weeks", OWN, 0, 0, 5200, "weeks", "the same in weeks", NULL,
            .read = read_target_weeks, .shape = "{\"type\":\"number\",\"minimum\":0}"),
    SEN_ROW("standard", NUMBER, AT(standard), 0, 1, "", "share that should be in time", NULL,
            .flags = SEN_NEEDED),
    SEN_ROW("duty", FORM, 0, 0, 0, "", "whose duty it is", NULL, .form = &sen_form_duty,
            .flags = SEN_NEEDED),
    {.key = NULL}};
#undef AT
static const char *const clock_choices[] = {"target_days target_weeks", NULL};

static void finish_clock(sen_loader *loader, const sen_node *object, void *target)
{
    sen_clock *const clock = target;
    (void)loader;
    (void)object;
    clock->exists = true;
    if (clock->law == NULL)
        clock->law = "";
    if (clock->owner == NULL)
        clock->owner = "";
}

const sen_form sen_form_clock = {.name = "clock",
                                 .meaning = "When the time counts, and against what.",
                                 .fields = clock_fields,
                                 .choices = clock_choices,
                                 .id = SEN_NO_OFFSET,
                                 .grade = SEN_NO_OFFSET,
                                 .finish = finish_clock};

/* ---- parts of the time ---- */

static void read_part_from(sen_loader *loader, const sen_field *field, const sen_node *node,
                           void *target)
{
    (void)field;
    ((sen_part *)target)->from_stage =
        node == NULL ? SEN_NONE : read_stage_id(loader, node, "referral");
}

static void read_part_to(sen_loader *loader, const sen_field *field, const sen_node *node,
                         void *target)
{
    (void)field;
    ((sen_part *)target)->to_stage = node == NULL ? SEN_NONE : read_stage_id(loader, node, NULL);
}

#define AT(member) offsetof(sen_part, member)
static const sen_field exempt_fields[] = {
    SEN_ROW("closed_days", WHOLE, AT(exempt_days), 1, 366, "days",
            "closed so many days in a row, weekends among them", NULL, .flags = SEN_NEEDED),
    SEN_ROW("weeks", REF, AT(exempt_calendar), 0, 0, "", "the calendar that is closed", NULL,
            .names = SEN_NAMES_CALENDARS, .flags = SEN_NEEDED),
    SEN_ROW("begins", LABEL, AT(exempt_begins_id), 0, 0, "",
            "only if the part of this id begins while it is closed, a week earlier at each end",
            "whenever the two touch", .flags = 0),
    {.key = NULL}};

const sen_form sen_form_exempt = {
    .name = "exempt",
    .meaning =
        "The closure that makes a target not bind, as SEND Regulations 2014 reg 13(3)(b) has "
        "it for schools closed four weeks or more.",
    .fields = exempt_fields,
    .id = SEN_NO_OFFSET,
    .grade = SEN_NO_OFFSET};

static const sen_field part_fields[] = {
    SEN_ROW("id", SKIP, 0, 0, 0, "an id", "", NULL, .flags = SEN_NEEDED, .shape = SEN_SHAPE_STRING),
    SEN_ROW_TITLE(sen_part),
    SEN_ROW("from", OWN, 0, 0, 0, "\"referral\" or the id of a stage",
            "begins at the referral, or on joining a stage", NULL, .read = read_part_from,
            .flags = SEN_NEEDED, .shape = SEN_SHAPE_STRING),
    SEN_ROW("to", OWN, 0, 0, 0, "the id of a stage",
            "ends when that stage is finished, or decided against", NULL, .read = read_part_to,
            .flags = SEN_NEEDED, .shape = SEN_SHAPE_STRING),
    SEN_ROW("target_days", WHOLE, AT(target_days), 1, 36500, "days",
            "in time while fewer days have passed", NULL, .flags = SEN_NEEDED),
    SEN_ROW("basis", WORD, AT(basis), 0, 0, "", "what kind of duty it is", NULL,
            .words = basis_words, .flags = SEN_NEEDED),
    SEN_ROW("owner", LABEL, AT(owner), 0, 0, "", "whose duty it is", NULL, .flags = SEN_NEEDED),
    SEN_ROW("law", LABEL, AT(law), 0, 200, "", "the law or guidance", "not named", .flags = 0),
    SEN_ROW("exempt", FORM, 0, 0, 0, "", "a closure that exempts", "none",
            .form = &sen_form_exempt),
    {.key = NULL}};
#undef AT

/* The main sequence, or one branch. */
static bool same_sequence(const sen_service *service, int32_t a, int32_t b)
{
    return service->stages[a].branch_of == service->stages[b].branch_of &&
           service->stages[a].branch == service->stages[b].branch;
}

static void finish_part(sen_loader *loader, const sen_node *object, void *target)
{
    sen_part *const part = target;
    const sen_service *const service = loader->service;
    part->title = part->title == NULL ? part->id : part->title;
    part->law = part->law == NULL ? "" : part->law;
    if (sen_node_get(object, "exempt") == NULL)
        part->exempt_calendar = SEN_NONE;
    if (service == NULL || part->to_stage == SEN_NONE)
        return;
    const sen_stage *const to = &service->stages[part->to_stage];
    if (to->kind == SEN_STAGE_PLACE || to->kind == SEN_STAGE_PACKAGE || to->kind == SEN_STAGE_ROUND)
        sen_loader_tell(loader, sen_node_get(object, "to"),
                        "a visit, item, delay, panel or all_of, which ends before help goes on",
                        NULL, "%s, which lasts as long as the help", to->id);
    if (part->from_stage == SEN_NONE
            ? to->branch_of != SEN_NONE
            : part->from_stage > part->to_stage ||
                  !same_sequence(service, part->from_stage, part->to_stage))
        sen_loader_tell(loader, sen_node_get(object, "to"),
                        "a stage that follows \"from\" in the same sequence", NULL, "%s", to->id);
}

const sen_form sen_form_part = {.name = "part",
                                .meaning = "Part of the time a service is held to.",
                                .fields = part_fields,
                                .size = sizeof(sen_part),
                                .id = offsetof(sen_part, id),
                                .grade = SEN_NO_OFFSET,
                                .finish = finish_part};

/* An exemption that hangs on when another part begins: which part that is. */
static void find_begins(sen_loader *loader, const sen_service *service, sen_part *part,
                        const sen_node *node)
{
    const char *ids[SEN_MAX_PARTS];
    part->exempt_begins = SEN_NONE;
    if (part->exempt_calendar == SEN_NONE || part->exempt_begins_id == NULL)
        return;
    for (int32_t p = 0; p < service->n_parts; p++) {
        ids[p] = service->parts[p].id;
        if (service->parts[p].from_stage != SEN_NONE && strcmp(ids[p], part->exempt_begins_id) == 0)
            part->exempt_begins = p;
    }
    if (part->exempt_begins == SEN_NONE)
        sen_loader_tell(loader, node, "the id of a part that begins on joining a stage",
                        sen_text_nearest(part->exempt_begins_id, ids, service->n_parts),
                        "an exemption that begins with \"%.80s\"", part->exempt_begins_id);
}

static void read_parts(sen_loader *loader, const sen_field *field, const sen_node *node,
                       void *target)
{
    sen_service *const service = target;
    void *items = NULL;
    service->n_parts = 0;
    if (node == NULL)
        return;
    sen_read_list(loader, field->form, node, &items, &service->n_parts);
    service->parts = items;
    if (service->n_parts > SEN_MAX_PARTS) {
        sen_loader_tell(loader, node, "1 to 6 parts", NULL, "a list of %d", service->n_parts);
        service->n_parts = 0;
    }
    const sen_node *member = node->first;
    for (int32_t p = 0; p < service->n_parts && member != NULL; p++, member = member->next)
        find_begins(loader, service, service->parts + p, member);
}

/* ---- the service ---- */

static void read_sector(sen_loader *loader, const sen_field *field, const sen_node *node,
                        void *target)
{
    sen_service *const service = target;
    const int32_t word = node == NULL ? SEN_NONE : sen_read_word(loader, node, field->words);
    service->sector = word == SEN_NONE ? "" : field->words[word];
}

#define AT(member) offsetof(sen_service, member)
static const sen_field service_fields[] = {
    SEN_ROW_TITLE(sen_service),
    SEN_ROW("sector", OWN, AT(sector), 0, 0, "education, health or care",
            "whose part of help it is", "not named", .read = read_sector, .words = sector_words),
    SEN_ROW("meets", MASK, AT(meets), 0, 0, "", "requirement kinds it meets", "none",
            .names = SEN_NAMES_KINDS, .flags = SEN_PEOPLE_ONLY),
    SEN_ROW("needs", MASK, AT(for_needs), 0, 0, "", "needs it is commissioned for", "any",
            .names = SEN_NAMES_NEEDS, .flags = SEN_PEOPLE_ONLY),
    SEN_ROW("severities", OWN, AT(severities), 0, 0, "a list of mild, moderate, severe, profound",
            "severities it is commissioned for", "all", .read = sen_read_severities,
            .flags = SEN_PEOPLE_ONLY, .shape = SEN_SHAPE_SEVERITIES),
    SEN_ROW("ages", OWN, AT(from_age), 0, 0, "[a, b), ages by birthday",
            "ages it is commissioned for", "0 to 26", .read = sen_read_ages,
            .shape = SEN_SHAPE_AGES),
    SEN_ROW("stops", WORD, AT(stops), 0, 0, "", "when a child at the highest age stops", "birthday",
            .words = stops_words, .flags = SEN_DATED_ONLY),
    SEN_ROW("preference", WHOLE, AT(preference), -1000, 1000, "",
            "of several services that meet a kind the lowest is asked first", "0", .flags = 0),
    SEN_ROW("elsewhere", BOOL, AT(elsewhere), 0, 0, "",
            "out of area, or bought: being served counts as met elsewhere", "false", .flags = 0),
    SEN_ROW("referral", FORM, 0, 0, 0, "", "how one comes to it", "nobody is referred",
            .form = &sen_form_referral, .flags = SEN_PEOPLE_ONLY),
    SEN_ROW("false_positives_per_1000_a_year", NUMBER, AT(false_per_1000_a_year), 0, 1000,
            "per 1,000 children a year", "referrals of children of its ages without the need", "0",
            .flags = SEN_PEOPLE_ONLY),
    SEN_ROW("urgent_share", NUMBER, AT(urgent_share), 0, 1, "",
            "share of the most urgent class; others are of the next", "0", .flags = 0),
    SEN_ROW("refuse", NUMBER, AT(refuse), 0, 1, "", "chance to be turned down at triage", "0",
            .flags = 0),
    SEN_ROW("triage", DURATION, AT(triage), 0, 0, "", "time to that decision", "at once",
            .flags = 0),
    SEN_ROW("patience", DURATION, AT(patience), 0, 0, "",
            "how long one waits, from the clock's start, once a referral", "endless", .flags = 0),
    SEN_ROW("no_reply", NUMBER, AT(no_reply), 0, 1, "",
            "of those whose patience ends, share closed without reply", "0", .flags = 0),
    SEN_ROW("unsuitable", NUMBER, AT(unsuitable), 0, 1, "",
            "chance that what is offered cannot be used", "0", .flags = 0),
    SEN_ROW("not_wanted", NUMBER, AT(not_wanted), 0, 1, "",
            "chance that what is offered is not wanted", "0", .flags = 0),
    SEN_ROW("returns", FORM, 0, 0, 0, "", "coming back after discharge", "nobody",
            .form = &sen_form_returns),
    SEN_ROW("overflow", FORM, 0, 0, 0, "", "a dearer provider after a wait", "none",
            .form = &sen_form_overflow),
    SEN_ROW("handover", FORM, 0, 0, 0, "", "at the highest age", "none",
            .form = &sen_form_handover),
    SEN_ROW("triggers", FORM, 0, 0, 0, "", "what it sets off", "none", .form = &sen_form_triggers),
    SEN_ROW("stages", LIST, AT(stages), 0, 0, "", "its steps, in order", NULL,
            .read = sen_read_stages, .form = &sen_form_stage, .flags = SEN_NEEDED),
    SEN_ROW("clock", FORM, AT(clock), 0, 0, "", "the time it is held to", "none",
            .form = &sen_form_clock),
    SEN_ROW("parts", LIST, 0, 0, 0, "", "parts of that time with targets of their own", "none",
            .read = read_parts, .form = &sen_form_part),
    {.key = NULL}};
#undef AT

static void finish_service(sen_loader *loader, const sen_node *object, void *target)
{
    sen_service *const service = target;
    if (service->title == NULL)
        service->title = service->id;
    if (service->meets != 0 && sen_node_get(object, "meets") != NULL &&
        sen_node_get(object, "referral") == NULL)
        sen_loader_tell(loader, object, "referral: {share, after, ...}", NULL,
                        "without \"referral\" though it meets a kind");
}

const sen_form sen_form_service = {
    .name = "service",
    .meaning = "Help that is commissioned: for whom, how one comes to it, and its stages.",
    .fields = service_fields,
    .size = sizeof(sen_service),
    .id = offsetof(sen_service, id),
    .grade = offsetof(sen_service, grade),
    .finish = finish_service};

void sen_read_services(sen_loader *loader, const sen_field *field, const sen_node *node,
                       void *target)
{
    sen_model *const model = loader->model;
    (void)target;
    if (node == NULL)
        return;
    sen_read_map(loader, field->form, node, SEN_NAMES_SERVICES, loader->rules->services);
    int32_t stage = 0, list = model->n_teams, part = 0;
    for (int32_t i = 0; i < model->n_services; i++) {
        sen_service *const service = &loader->rules->services[i];
        service->first_stage = stage;
        stage += service->n_stages;
        service->first_part = part;
        part += service->n_parts;
        for (int32_t s = 0; s < service->n_stages; s++)
            if (service->stages[s].kind == SEN_STAGE_PANEL ||
                service->stages[s].kind == SEN_STAGE_ROUND)
                service->stages[s].list = list++;
    }
    model->n_lists = list;
    model->n_parts = part;
}

/* SPDX-License-Identifier: MIT */
/* Calendars and teams: when somebody is there, and how much of what there is. */
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "model/calendar.h"
#include "model/scenario.h"

const char *const sen_funder_words[] = {"council",       "high_needs",  "schools", "icb",
                                        "public_health", "nhs_england", NULL};

/* A million pounds: 25 years of a million sessions a week then cost a seventieth of what 64 bits hold. */
enum { MOST_PENCE_A_UNIT = 100000000 };

static const char *const kind_words[] = {"places", "sessions", "hours", "pounds", "market", NULL};
static const char *const shared_words[] = {"queue", "share", NULL};
static const char *const spent_words[] = {"wait", "overspend", NULL};
static const char *const paid_words[] = {"commissioned", "delivered", "not", NULL};
static const char *const order_words[] = {"first_come", "last_come", "random", NULL};

/* ---- calendars ---- */

static void read_closed(sen_loader *loader, const sen_field *field, const sen_node *node,
                        void *target)
{
    static const char allowed[] = "a list of [\"first day\", \"last day\"]";
    sen_calendar_rule *const rule = target;
    (void)field;
    rule->closed = NULL;
    rule->n_closed = 0;
    if (node == NULL)
        return;
    if (node->kind != SEN_NODE_LIST) {
        sen_loader_tell_type(loader, node, allowed);
        return;
    }
    rule->closed = sen_loader_take(loader, node->count, sizeof *rule->closed);
    if (rule->closed == NULL)
        return;
    for (const sen_node *member = node->first; member != NULL; member = member->next) {
        int32_t first = 0, last = 0;
        if (member->kind != SEN_NODE_LIST || member->count != 2) {
            sen_loader_tell_type(loader, member, allowed);
            continue;
        }
        if (!sen_read_day(loader, member->first, &first) ||
            !sen_read_day(loader, member->last, &last))
            continue;
        if (first > last)
            sen_loader_tell(loader, member, allowed, NULL, "a last day before the first");
        rule->closed[rule->n_closed++] = (sen_day_range){first, last + 1};
    }
}

static void read_open(sen_loader *loader, const sen_field *field, const sen_node *node,
                      void *target)
{
    sen_calendar_rule *const rule = target;
    (void)field;
    rule->open = NULL;
    rule->n_open = 0;
    if (node == NULL)
        return;
    if (node->kind != SEN_NODE_LIST || node->count == 0) {
        sen_loader_tell_type(loader, node, "a list of [from, to) days of the repeat");
        return;
    }
    rule->open = sen_loader_take(loader, node->count, sizeof *rule->open);
    if (rule->open == NULL)
        return;
    const int32_t most = rule->every_days > 0 ? rule->every_days : 36500;
    for (const sen_node *member = node->first; member != NULL; member = member->next) {
        sen_day_range range = {0, 0};
        if (sen_read_interval(loader, member, 0, most, &range.from_day, &range.to_day))
            rule->open[rule->n_open++] = range;
    }
}

#define AT(member) offsetof(sen_calendar_rule, member)
#define SHAPE_WEEKDAYS                                                                      \
    "{\"type\":\"array\",\"minItems\":1,\"uniqueItems\":true,\"items\":{\"enum\":[\"mon\"," \
    "\"tue\","                                                                              \
    "\"wed\",\"thu\",\"fri\",\"sat\",\"sun\"]}}"

static const sen_field calendar_fields[] = {
    SEN_ROW_TITLE(sen_calendar_rule),
    SEN_ROW("closed", OWN, 0, 0, 0, "a list of [\"first day\", \"last day\"]",
            "holidays, both days included", "none", .read = read_closed, .flags = SEN_DATED_ONLY,
            .shape = "{\"type\":\"array\",\"items\":{\"type\":\"array\",\"minItems\":2,"
                     "\"maxItems\":2,\"items\":{\"type\":\"string\",\"format\":\"date\"}}}"),
    SEN_ROW("weekdays", OWN, AT(weekdays), 0, 0, "a list of mon to sun",
            "weekdays that may be open", "all seven", .read = sen_read_weekdays,
            .flags = SEN_DATED_ONLY, .shape = SHAPE_WEEKDAYS),
    SEN_ROW("every_days", WHOLE, AT(every_days), 1, 36500, "days", "it repeats after so many days",
            NULL, .flags = SEN_NEEDED | SEN_PLAIN_ONLY),
    SEN_ROW("open", OWN, 0, 0, 0, "a list of [from, to) days of the repeat",
            "days of the repeat that are open", NULL, .read = read_open,
            .flags = SEN_NEEDED | SEN_PLAIN_ONLY,
            .shape = "{\"type\":\"array\",\"minItems\":1,\"items\":{\"type\":\"array\","
                     "\"minItems\":2,\"maxItems\":2,\"items\":{\"type\":\"integer\","
                     "\"minimum\":0}}}"),
    {.key = NULL}};
#undef AT

const sen_form sen_form_calendar = {
    .name = "calendar",
    .meaning = "Open and closed days: terms, clinic weeks. Teams, checks and packages name one.",
    .fields = calendar_fields,
    .size = sizeof(sen_calendar_rule),
    .id = offsetof(sen_calendar_rule, id),
    .grade = SEN_NO_OFFSET};

void sen_read_calendars(sen_loader *loader, const sen_field *field, const sen_node *node,
                        void *target)
{
    sen_model *const model = loader->model;
    (void)field;
    (void)target;
    if (node == NULL || node->kind != SEN_NODE_OBJECT || model->calendars == NULL) {
        if (node != NULL && node->kind != SEN_NODE_OBJECT)
            sen_loader_tell_type(loader, node, "an object of calendars by id");
        return;
    }
    sen_calendar_rule *const rules = sen_loader_take(loader, model->n_calendars + 1, sizeof *rules);
    if (rules == NULL)
        return;
    sen_read_map(loader, &sen_form_calendar, node, SEN_NAMES_CALENDARS, rules);
    for (int32_t i = 0; i < model->n_calendars; i++) {
        model->calendars[i].id = loader->names[SEN_NAMES_CALENDARS].ids[i];
        sen_calendar_fill(&model->calendars[i], &rules[i], model->start_date, loader->plain,
                          loader->rules->from_day, model->days + 1);
    }
}

/* ---- teams ---- */

static const sen_field funders_fields[] = {
    SEN_ROW("council", NUMBER, SEN_COUNCIL * sizeof(sen_number), 0, 1, "",
            "share of the council's general fund", "0", .flags = 0),
    SEN_ROW("high_needs", NUMBER, SEN_HIGH_NEEDS * sizeof(sen_number), 0, 1, "",
            "share of the high-needs block", "0", .flags = 0),
    SEN_ROW("schools", NUMBER, SEN_SCHOOLS * sizeof(sen_number), 0, 1, "", "share of schools", "0",
            .flags = 0),
    SEN_ROW("icb", NUMBER, SEN_ICB * sizeof(sen_number), 0, 1, "",
            "share of the integrated care board", "0", .flags = 0),
    SEN_ROW("public_health", NUMBER, SEN_PUBLIC_HEALTH * sizeof(sen_number), 0, 1, "",
            "share of the public health grant", "0", .flags = 0),
    SEN_ROW("nhs_england", NUMBER, SEN_NHS_ENGLAND * sizeof(sen_number), 0, 1, "",
            "share of NHS England", "0", .flags = 0),
    {.key = NULL}};

static void finish_funders(sen_loader *loader, const sen_node *object, void *target)
{
    sen_check_sum(loader, object, target, SEN_FUNDERS);
}

const sen_form sen_form_funders = {.name = "funders",
                                   .meaning = "Who pays, in shares that add to 1.",
                                   .fields = funders_fields,
                                   .finish = finish_funders,
                                   .id = SEN_NO_OFFSET,
                                   .grade = SEN_NO_OFFSET};

typedef struct {
    sen_number funded, staffed, clinical;
} chain;

static const sen_field chain_fields[] = {
    SEN_ROW("funded", NUMBER, offsetof(chain, funded), 0, 1, "",
            "share of what is commissioned that is funded", "1", .flags = 0),
    SEN_ROW("staffed", NUMBER, offsetof(chain, staffed), 0, 1, "",
            "share of what is funded that has somebody in post", "1", .flags = 0),
    SEN_ROW("clinical", NUMBER, offsetof(chain, clinical), 0, 1, "",
            "share of time in post that goes to children", "1", .flags = 0),
    {.key = NULL}};

const sen_form sen_form_chain = {
    .name = "chain",
    .meaning = "From commissioned to in post, as three shares that are multiplied.",
    .fields = chain_fields,
    .id = SEN_NO_OFFSET,
    .grade = SEN_NO_OFFSET};

/* The product; only one of the shares may be uncertain, since a number has one factor. */
static void read_chain(sen_loader *loader, const sen_field *field, const sen_node *node,
                       void *target)
{
    sen_team_spec *const team = target;
    chain shares = {SEN_NONE, SEN_NONE, SEN_NONE};
    (void)field;
    if (node == NULL)
        return;
    sen_form_read(loader, &sen_form_chain, node, &shares);
    const sen_number parts[3] = {shares.funded, shares.staffed, shares.clinical};
    sen_number whole = SEN_NONE;
    double factor = 1;
    for (int32_t i = 0; i < 3; i++) {
        double value = 0;
        if (sen_number_is_fixed(loader, parts[i], &value)) {
            factor *= value;
        } else if (whole == SEN_NONE) {
            whole = parts[i];
        } else {
            sen_loader_tell(loader, node, "one uncertain share; make the others fixed", NULL,
                            "a chain of several uncertain shares");
        }
    }
    team->in_post = whole == SEN_NONE ? sen_fixed_number(loader, factor)
                                      : sen_scaled_number(loader, whole, factor);
}

static void read_by_month(sen_loader *loader, const sen_field *field, const sen_node *node,
                          void *target)
{
    sen_team_spec *const team = target;
    (void)field;
    if (node != NULL && (node->kind != SEN_NODE_LIST || node->count != 12)) {
        sen_loader_tell_type(loader, node, "a list of 12 numbers, January first");
        node = NULL;
    }
    if (node == NULL) {
        const size_t length = sen_path_push(loader, "by_month");
        const sen_number one = sen_fixed_number(loader, 1);
        sen_path_cut(loader, length);
        for (int32_t month = 0; month < 12; month++)
            team->month_times[month] = one;
        return;
    }
    int32_t month = 0;
    for (const sen_node *member = node->first; member != NULL; member = member->next, month++) {
        const size_t length = sen_path_push_index(loader, month);
        team->month_times[month] = sen_read_number(loader, member, 0, 100, "times");
        sen_path_cut(loader, length);
    }
}

typedef struct {
    const char *id, *title;
    int32_t head_start_days;
} urgency_class;

static const sen_field class_fields[] = {
    SEN_ROW("id", SKIP, 0, 0, 0, "an id", "urgent, routine, ...", NULL, .flags = SEN_NEEDED,
            .shape = SEN_SHAPE_STRING),
    SEN_ROW_TITLE(urgency_class),
    SEN_ROW("head_start_days", WHOLE, offsetof(urgency_class, head_start_days), 0, 100000, "days",
            "how much earlier than its clock it counts on the list", NULL, .flags = SEN_NEEDED),
    {.key = NULL}};

const sen_form sen_form_class = {.name = "class",
                                 .meaning = "A class of urgency of a team's list.",
                                 .fields = class_fields,
                                 .size = sizeof(urgency_class),
                                 .id = offsetof(urgency_class, id),
                                 .grade = SEN_NO_OFFSET};

static void read_classes(sen_loader *loader, const sen_field *field, const sen_node *node,
                         void *target)
{
    sen_team_spec *const team = target;
    memset(team->head_start_days, 0, sizeof team->head_start_days);
    if (node == NULL)
        return;
    void *items = NULL;
    int32_t count = 0;
    sen_read_list(loader, field->form, node, &items, &count);
    const urgency_class *const classes = items;
    if (count > SEN_CLASSES) {
        sen_loader_tell(loader, node,
                        "at most 2 classes, of which `urgent_share` says who is in which", NULL,
                        "a list of %d", count);
        count = SEN_CLASSES;
    }
    for (int32_t i = 0; i < count; i++) {
        team->head_start_days[i] = classes[i].head_start_days;
        if (i > 0 && classes[i].head_start_days > classes[i - 1].head_start_days)
            sen_loader_tell(loader, node, "the most urgent first", NULL,
                            "a list in which %s has a longer head start than %s", classes[i].id,
                            classes[i - 1].id);
    }
    for (int32_t i = count; i > 0 && i < SEN_CLASSES; i++)
        team->head_start_days[i] = team->head_start_days[count - 1];
}

static const sen_field contract_fields[] = {
    SEN_ROW("formal", BOOL, offsetof(sen_team_spec, formal), 0, 0, "",
            "a written contract; false: an understanding", "true", .flags = 0),
    SEN_ROW("until", DAY, offsetof(sen_team_spec, contract_until_day), 0, 0, "",
            "last day in force", "open", .flags = 0),
    {.key = NULL}};

const sen_form sen_form_contract = {.name = "contract",
                                    .meaning = "On what footing the team works, and until when.",
                                    .fields = contract_fields,
                                    .id = SEN_NO_OFFSET,
                                    .grade = SEN_NO_OFFSET};

#define AT(member) offsetof(sen_team_spec, member)
static const sen_field team_fields[] = {
    SEN_ROW_TITLE(sen_team_spec),
    SEN_ROW("provider", LABEL, AT(provider), 0, 0, "", "who provides it", "nobody named",
            .flags = 0),
    SEN_ROW("kind", WORD, AT(kind), 0, 0, "", "what it gives", NULL, .words = kind_words,
            .flags = SEN_NEEDED),
    SEN_ROW("places", NUMBER, AT(capacity), 0, 100000, "places", "places, held for a time", NULL,
            .only = "places"),
    SEN_ROW("per_week", NUMBER, AT(capacity), 0, 1000000, "sessions a week",
            "sessions a week (plain clock: every `every_days`)", NULL, .only = "sessions"),
    SEN_ROW("hours_per_week", NUMBER, AT(capacity), 0, 1000000, "hours a week", "hours a week",
            NULL, .only = "hours market"),
    SEN_ROW("pence_per_year", NUMBER, AT(capacity), 0, 1e13, "pence a year", "the year's budget",
            NULL, .only = "pounds"),
    SEN_ROW("unlimited", BOOL, AT(unlimited), 1, 1, "", "no limit to what it gives", "false",
            .flags = 0),
    SEN_ROW("in_post", NUMBER, AT(in_post), 0, 1, "",
            "share of what is commissioned that is there and gives help", "1", .flags = 0),
    SEN_ROW("chain", OWN, 0, 0, 0, "an object", "the same as three shares", "in_post",
            .read = read_chain, .form = &sen_form_chain),
    SEN_ROW("weeks", REF, AT(calendar), 0, 0, "", "calendar of the days it works", "every day",
            .names = SEN_NAMES_CALENDARS),
    SEN_ROW("days", OWN, AT(weekdays), 0, 0, "a list of mon to sun", "its clinic days",
            "mon to fri", .read = sen_read_weekdays, .only = "sessions", .flags = SEN_DATED_ONLY,
            .shape = SHAPE_WEEKDAYS),
    SEN_ROW("every_days", WHOLE, AT(every_days), 1, 366, "days",
            "the period its capacity is stated for", "7", .only = "sessions",
            .flags = SEN_PLAIN_ONLY),
    SEN_ROW("shared", SWITCH, AT(share_out), 0, 0, "",
            "share: each week's hours pro rata to need; queue: a package starts when enough fits",
            NULL, .words = shared_words, .only = "hours"),
    SEN_ROW("when_spent", SWITCH, AT(overspend), 0, 0, "", "what happens when the budget is spent",
            NULL, .words = spent_words, .only = "pounds"),
    SEN_ROW("carried", BOOL, AT(carried), 0, 0, "", "what is left is carried into the next year",
            "false", .only = "pounds"),
    SEN_ROW("by_month", OWN, AT(month_times), 0, 100, "a list of 12 numbers, January first",
            "hours on offer by month, times", "1 each", .read = read_by_month, .only = "market",
            .shape = "{\"type\":\"array\",\"minItems\":12,\"maxItems\":12,"
                     "\"items\":{\"$ref\":\"#/$defs/number\"}}"),
    SEN_ROW("pence_per_unit", NUMBER, AT(pence_per_unit), 0, MOST_PENCE_A_UNIT, "pence",
            "price of a place a week, a session or an hour", "0", .flags = 0),
    SEN_ROW("paid", WORD, AT(paid), 0, 0, "", "what is paid for", "commissioned",
            .words = paid_words),
    SEN_ROW("unfilled_paid", BOOL, AT(unfilled_paid), 0, 0, "",
            "posts that are not filled are paid all the same", "false", .flags = 0),
    SEN_ROW("funders", FORM, AT(funder_share), 0, 0, "", "who pays", NULL,
            .form = &sen_form_funders, .flags = SEN_NEEDED_WITH_PEOPLE),
    SEN_ROW("order", WORD, AT(order), 0, 0, "", "who is next on its list", "first_come",
            .words = order_words),
    SEN_ROW("classes", LIST, 0, 0, 0, "", "urgent and routine, the urgent first", "one class",
            .read = read_classes, .form = &sen_form_class),
    SEN_ROW("list_limit", WHOLE, AT(list_limit), 0, 1e9, "waiting",
            "most who may wait; whoever comes then is refused", "no limit", .flags = 0),
    SEN_ROW("contract", FORM, 0, 0, 0, "", "its contract", "formal and open",
            .form = &sen_form_contract),
    {.key = NULL}};
#undef AT
static const char *const team_choices[] = {
    "places per_week hours_per_week pence_per_year unlimited", "?in_post chain", NULL};

static void finish_team(sen_loader *loader, const sen_node *object, void *target)
{
    sen_team_spec *const team = target;
    if (team->provider == NULL)
        team->provider = "";
    if (team->title == NULL)
        team->title = team->id;
    if (sen_node_get(sen_node_get(object, "contract"), "until") == NULL)
        team->contract_until_day = INT32_MAX;
    if (team->every_days == SEN_NONE)
        team->every_days = 7;
    if (sen_node_get(object, "kind") == NULL)
        return;
    if (team->kind == SEN_TEAM_HOURS && sen_node_get(object, "shared") == NULL)
        sen_loader_tell(loader, object, "shared: one of queue, share", NULL,
                        "of kind hours without \"shared\"");
    if (team->kind == SEN_TEAM_POUNDS && sen_node_get(object, "when_spent") == NULL)
        sen_loader_tell(loader, object, "when_spent: one of wait, overspend", NULL,
                        "of kind pounds without \"when_spent\"");
}

const sen_form sen_form_team = {
    .name = "team",
    .meaning = "Commissioned capacity of a provider, with one list that all stages it serves feed.",
    .fields = team_fields,
    .choices = team_choices,
    .by = "kind",
    .size = sizeof(sen_team_spec),
    .id = offsetof(sen_team_spec, id),
    .grade = offsetof(sen_team_spec, grade),
    .finish = finish_team};

void sen_read_teams(sen_loader *loader, const sen_field *field, const sen_node *node, void *target)
{
    (void)target;
    if (node != NULL)
        sen_read_map(loader, field->form, node, SEN_NAMES_TEAMS, loader->rules->teams);
}

/* SPDX-License-Identifier: MIT */
/* Streams of referrals without a population, what is reported, and the area's names. */
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "model/scenario.h"

/* ---- streams ---- */

typedef struct {
    int32_t every_days;
} rates;

static void read_rate_rows(sen_loader *loader, const sen_field *field, const sen_node *node,
                           void *target)
{
    (void)loader;
    (void)field;
    (void)node;
    (void)target;
}

static const sen_field rates_fields[] = {
    SEN_ROW("every_days", WHOLE, offsetof(rates, every_days), 1, 36500, "days",
            "repeats after so many days", NULL, .flags = SEN_NEEDED),
    SEN_ROW("rows", OWN, 0, 0, 0, "[[day, number], ...], day 0 first",
            "the rate a day from that day of the repeat on", NULL, .read = read_rate_rows,
            .flags = SEN_NEEDED,
            .shape = "{\"type\":\"array\",\"minItems\":1,\"items\":{\"type\":\"array\","
                     "\"minItems\":2,\"maxItems\":2,\"items\":{\"type\":\"number\","
                     "\"minimum\":0}}}"),
    {.key = NULL}};

const sen_form sen_form_rates = {.name = "rates",
                                 .meaning = "Arrivals at a rate that changes by day and repeats.",
                                 .fields = rates_fields,
                                 .id = SEN_NO_OFFSET,
                                 .grade = SEN_NO_OFFSET};

/* The rates become one a day of the repeat. */
static void read_per_day(sen_loader *loader, const sen_field *field, const sen_node *node,
                         void *target)
{
    static const char allowed[] = "[[day, number], ...], day 0 first, ascending, within the repeat";
    sen_stream *const stream = target;
    rates repeat = {0};
    stream->rate_per_day = NULL;
    stream->rate_days = 0;
    if (node == NULL)
        return;
    sen_form_read(loader, field->form, node, &repeat);
    const sen_node *const rows = sen_node_get(node, "rows");
    if (repeat.every_days <= 0 || rows == NULL)
        return;
    if (rows->kind != SEN_NODE_LIST || rows->count == 0) {
        sen_loader_tell_type(loader, rows, allowed);
        return;
    }
    double *const per_day = sen_loader_take(loader, repeat.every_days, sizeof *per_day);
    if (per_day == NULL)
        return;
    int32_t day = 0;
    double rate = 0;
    for (const sen_node *row = rows->first; row != NULL; row = row->next) {
        int32_t from = 0;
        if (row->kind != SEN_NODE_LIST || row->count != 2) {
            sen_loader_tell_type(loader, row, allowed);
            return;
        }
        if (!sen_read_whole(loader, row->first, 0, repeat.every_days - 1, "days", &from))
            return;
        if (from < day || (row == rows->first) != (from == 0)) {
            sen_loader_tell(loader, row, allowed, NULL, "a row for day %d out of order", from);
            return;
        }
        for (; day < from; day++)
            per_day[day] = rate;
        if (!sen_read_real(loader, row->last, 0, 1e6, "a day", &rate))
            return;
    }
    for (; day < repeat.every_days; day++)
        per_day[day] = rate;
    stream->rate_per_day = per_day;
    stream->rate_days = repeat.every_days;
}

static const char *const each_time_words[] = {"one_at_random", NULL};

static void read_services_list(sen_loader *loader, const sen_node *node, sen_stream *stream)
{
    if (node == NULL || node->kind != SEN_NODE_LIST || node->count == 0) {
        if (node != NULL)
            sen_loader_tell_type(loader, node, "a list of ids of services, one at least");
        return;
    }
    stream->asks = sen_loader_take(loader, node->count, sizeof *stream->asks);
    for (const sen_node *member = node->first; member != NULL && stream->asks != NULL;
         member = member->next) {
        const int32_t service = sen_read_ref(loader, member, SEN_NAMES_SERVICES);
        for (int32_t i = 0; i < stream->n_asks; i++)
            if (stream->asks[i] == service)
                sen_loader_tell(loader, member, "each service once", NULL, "\"%s\" a second time",
                                member->text);
        if (service != SEN_NONE)
            stream->asks[stream->n_asks++] = service;
    }
    stream->least = stream->most = stream->n_asks;
}

static void read_asks(sen_loader *loader, const sen_field *field, const sen_node *node,
                      void *target)
{
    static const char allowed[] = "a list of services, or {\"how_many\": [a, b], \"of\": [...], "
                                  "\"each_time\": \"one_at_random\"}";
    static const char *const keys[] = {"how_many", "of", "each_time"};
    sen_stream *const stream = target;
    (void)field;
    stream->asks = NULL;
    stream->n_asks = 0;
    stream->one_at_random = false;
    if (node == NULL)
        return;
    if (node->kind == SEN_NODE_LIST) {
        read_services_list(loader, node, stream);
        return;
    }
    if (node->kind != SEN_NODE_OBJECT) {
        sen_loader_tell_type(loader, node, allowed);
        return;
    }
    for (const sen_node *member = node->first; member != NULL; member = member->next)
        if (strcmp(member->key, keys[0]) != 0 && strcmp(member->key, keys[1]) != 0 &&
            strcmp(member->key, keys[2]) != 0 && !sen_is_annotation(member->key))
            sen_loader_tell(loader, member, allowed, sen_text_nearest(member->key, keys, 3),
                            "an unknown key");
    const sen_node *const of = sen_node_get(node, "of");
    const sen_node *const how_many = sen_node_get(node, "how_many");
    const sen_node *const each_time = sen_node_get(node, "each_time");
    if (of == NULL || how_many == NULL)
        sen_loader_tell(loader, node, allowed, NULL, "without \"%s\"",
                        of == NULL ? "of" : "how_many");
    read_services_list(loader, of, stream);
    if (each_time != NULL)
        stream->one_at_random = sen_read_word(loader, each_time, each_time_words) == 0;
    if (how_many == NULL || stream->n_asks == 0)
        return;
    char range[80];
    snprintf(range, sizeof range, "[a, b]: two whole numbers, 1 <= a <= b <= %d", stream->n_asks);
    if (how_many->kind != SEN_NODE_LIST || how_many->count != 2)
        sen_loader_tell_type(loader, how_many, range);
    else if (sen_read_whole(loader, how_many->first, 1, stream->n_asks, "", &stream->least) &&
             sen_read_whole(loader, how_many->last, 1, stream->n_asks, "", &stream->most) &&
             stream->least > stream->most)
        sen_loader_tell(loader, how_many, range, NULL, "[%d, %d]", stream->least, stream->most);
}

#define AT(member) offsetof(sen_stream, member)
static const sen_field again_fields[] = {
    SEN_ROW("stop", NUMBER, AT(stop), 0, 1, "", "chance to stop after an episode", "0",
            .flags = SEN_NEEDED),
    SEN_ROW("gap_days", DAYS_LAW, AT(gap_again), 0, 0, "", "days until asking again", NULL,
            .flags = SEN_NEEDED),
    {.key = NULL}};

static void finish_again(sen_loader *loader, const sen_node *object, void *target)
{
    (void)loader;
    (void)object;
    ((sen_stream *)target)->asks_again = true;
}

const sen_form sen_form_again = {.name = "again",
                                 .meaning = "Asking again after an episode, served or given up.",
                                 .fields = again_fields,
                                 .id = SEN_NO_OFFSET,
                                 .grade = SEN_NO_OFFSET,
                                 .finish = finish_again};

#define SHAPE_IDS "{\"type\":\"array\",\"minItems\":1,\"items\":{\"type\":\"string\"}}"
static const sen_field stream_fields[] = {
    SEN_ROW("gap_days", SIZE, AT(gap), 0, 100000, "days",
            "gaps between arrivals, in continuous time", NULL, .scale = 1),
    SEN_ROW("per_day", OWN, 0, 0, 0, "an object", "or a rate a day", NULL, .read = read_per_day,
            .form = &sen_form_rates),
    SEN_ROW("closed", WHOLE, AT(closed), 1, 10000000, "persons",
            "or a closed group, all of whom ask on day 0", "0", .flags = 0),
    SEN_ROW("batch", SIZE, AT(batch), 1, 100000, "persons", "persons an arrival", "one",
            .scale = 1),
    SEN_ROW("at_most", WHOLE, AT(at_most), 1, 16000000, "persons", "no more than these come",
            "no limit", .flags = 0),
    SEN_ROW("urgent_share", NUMBER, AT(urgent_share), 0, 1, "", "share of the most urgent class",
            "0", .flags = 0),
    SEN_ROW(
        "asks", OWN, 0, 0, 0, "a list of ids of services, or an object of how_many, of, each_time",
        "what each person asks for", NULL, .read = read_asks, .flags = SEN_NEEDED,
        .shape = "{\"anyOf\":[" SHAPE_IDS ",{\"type\":\"object\",\"required\":[\"how_many\","
                 "\"of\"],\"properties\":{\"how_many\":{\"type\":\"array\",\"minItems\":2,"
                 "\"maxItems\":2,\"items\":{\"type\":\"integer\",\"minimum\":1}},\"of\":" SHAPE_IDS
                 ",\"each_time\":{\"const\":\"one_at_random\"},\"note\":{\"type\":"
                 "\"string\"},\"source\":{\"type\":\"string\"},\"grade\":{\"enum\":[\"A\","
                 "\"B\",\"C\",\"D\",\"E\"]}},\"additionalProperties\":false}]}"),
    SEN_ROW("patience_days", DAYS_LAW, AT(patience), 0, 0, "", "how long one waits",
            "as the service says", .flags = 0),
    SEN_ROW("again", FORM, 0, 0, 0, "", "asking again", "nobody", .form = &sen_form_again),
    {.key = NULL}};
static const char *const stream_choices[] = {"gap_days per_day closed", NULL};

/* The greatest value of a table that has any weight. */
static double heaviest(const sen_size_spec *table)
{
    for (int32_t row = table->rows - 1; row >= 0; row--)
        if (table->weights[row] > 0)
            return table->values[row];
    return 0;
}

static void finish_stream(sen_loader *loader, const sen_node *object, void *target)
{
    sen_stream *const stream = target;
    if (stream->at_most == SEN_NONE)
        stream->at_most = INT32_MAX;
    if (stream->gap == SEN_NONE)
        return;
    const sen_size_spec *const gap = loader->model->sizes + stream->gap;
    double longest = 1;
    if (gap->kind == SEN_LAW_TABLE)
        longest = heaviest(gap);
    else if (gap->kind == SEN_LAW_FIXED)
        sen_number_is_fixed(loader, gap->a, &longest);
    if (longest <= 0)
        sen_loader_tell(loader, sen_node_get(object, "gap_days"), "gaps of more than 0 days", NULL,
                        "0: everybody would come at once");
}

const sen_form sen_form_stream = {.name = "stream",
                                  .meaning = "Referrals that come without a population.",
                                  .fields = stream_fields,
                                  .choices = stream_choices,
                                  .size = sizeof(sen_stream),
                                  .id = offsetof(sen_stream, id),
                                  .grade = SEN_NO_OFFSET,
                                  .finish = finish_stream};
#undef AT

void sen_read_streams(sen_loader *loader, const sen_field *field, const sen_node *node,
                      void *target)
{
    (void)target;
    if (node != NULL)
        sen_read_map(loader, field->form, node, SEN_NAMES_STREAMS, loader->model->streams);
}

/* ---- report ---- */

typedef struct {
    int32_t kind;
    bool known_only;
} headline;

static const char *const headline_words[] = {"unmet", "known_unmet", NULL};

static const sen_field headline_fields[] = {
    SEN_ROW("kind", REF, offsetof(headline, kind), 0, 0, "", "a requirement kind", "all kinds",
            .names = SEN_NAMES_KINDS, .flags = SEN_PEOPLE_ONLY),
    SEN_ROW(
        "of", SWITCH, offsetof(headline, known_only), 0, 0, "",
        "unmet: known and hidden, so that finding nobody is no success; known_unmet: known only",
        "unmet", .words = headline_words),
    {.key = NULL}};

const sen_form sen_form_headline = {
    .name = "headline",
    .meaning = "The measure by which scenarios are held against each other: children with "
               "unmet need on the last day.",
    .fields = headline_fields,
    .id = SEN_NO_OFFSET,
    .grade = SEN_NO_OFFSET};

static void read_headline(sen_loader *loader, const sen_field *field, const sen_node *node,
                          void *target)
{
    sen_report *const report = target;
    headline what = {.kind = SEN_NONE};
    report->headline_kind = NULL;
    report->headline_known_only = false;
    if (node == NULL)
        return;
    sen_form_read(loader, field->form, node, &what);
    report->headline_known_only = what.known_only;
    if (what.kind != SEN_NONE)
        report->headline_kind = loader->names[SEN_NAMES_KINDS].ids[what.kind];
}

/* Built-in group types stand for -2 down to -5 (SEN_BY_NEED and so on in stats/plan.h). */
static const char *const built_in_groups[] = {"need", "age_band", "phase", "plan_layer", NULL};

static int32_t read_group(sen_loader *loader, const sen_node *node)
{
    const sen_names *const groups = &loader->names[SEN_NAMES_GROUPS];
    const char *names[16];
    int32_t count = 0;
    if (node->kind != SEN_NODE_STRING) {
        sen_loader_tell_type(loader, node,
                             "the id of a group, or need, age_band, phase or plan_layer");
        return SEN_NONE;
    }
    const int32_t group = sen_names_find(groups, node->text);
    if (group != SEN_NONE)
        return group;
    for (; built_in_groups[count] != NULL; count++) {
        names[count] = built_in_groups[count];
        if (strcmp(built_in_groups[count], node->text) == 0)
            return -2 - count;
    }
    for (int32_t i = 0; i < groups->count && count < 16; i++)
        names[count++] = groups->ids[i];
    sen_loader_tell(loader, node, "the id of a group, or need, age_band, phase or plan_layer",
                    sen_text_nearest(node->text, names, count), "\"%.80s\"", node->text);
    return SEN_NONE;
}

static void read_blocks(sen_loader *loader, const sen_field *field, const sen_node *node,
                        void *target)
{
    static const char allowed[] = "at most two lists of at most two groups";
    sen_report *const report = target;
    int32_t *const blocks[2] = {report->block_a, report->block_b};
    (void)field;
    for (int32_t i = 0; i < 2; i++)
        blocks[i][0] = blocks[i][1] = SEN_NONE;
    if (node == NULL)
        return;
    if (node->kind != SEN_NODE_LIST || node->count > 2) {
        sen_loader_tell_type(loader, node, allowed);
        return;
    }
    int32_t block = 0;
    for (const sen_node *list = node->first; list != NULL; list = list->next, block++) {
        if (list->kind != SEN_NODE_LIST || list->count > 2 || list->count < 1) {
            sen_loader_tell_type(loader, list, allowed);
            continue;
        }
        int32_t place = 0;
        for (const sen_node *member = list->first; member != NULL; member = member->next, place++)
            blocks[block][place] = read_group(loader, member);
        if (place == 2 && blocks[block][0] == blocks[block][1] && blocks[block][0] != SEN_NONE)
            sen_loader_tell(loader, list, "two different groups", NULL, "the same group twice");
    }
}

#define AT(member) offsetof(sen_report, member)
static const sen_field report_fields[] = {
    SEN_ROW("from_day", WHOLE, AT(from_day), 0, 36499, "days", "measures start here", "0",
            .flags = 0),
    SEN_ROW("headline", OWN, 0, 0, 0, "an object", "what scenarios are compared on", "all kinds",
            .read = read_headline, .form = &sen_form_headline),
    SEN_ROW("smallest_that_matters", REAL, AT(smallest_that_matters), 0, 1e6, "children",
            "a smaller difference counts as the same", "0", .flags = 0),
    SEN_ROW("verification", BOOL, AT(verification), 0, 0, "",
            "time averages, moments, shares who wait", "false", .flags = 0),
    SEN_ROW("referral_states", BOOL, AT(referral_states), 0, 0, "",
            "referred, assessed, waiting, served, left", "false", .flags = 0),
    SEN_ROW("blocks", OWN, 0, 0, 0, "at most two lists of at most two groups",
            "the groups of the breakdowns: declared ones, need, age_band, phase, plan_layer",
            "none", .read = read_blocks,
            .shape = "{\"type\":\"array\",\"maxItems\":2,\"items\":{\"type\":\"array\","
                     "\"minItems\":1,\"maxItems\":2,\"items\":{\"type\":\"string\"}}}"),
    {.key = NULL}};
#undef AT

const sen_form sen_form_report = {.name = "report",
                                  .meaning = "What is kept and compared.",
                                  .fields = report_fields,
                                  .id = SEN_NO_OFFSET,
                                  .grade = SEN_NO_OFFSET};

/* ---- area ---- */

#define AT(member) offsetof(sen_model, member)
static const sen_field area_fields[] = {
    SEN_ROW("la_code", LABEL, AT(la_code), 0, 20, "", "nine-digit code of the local authority",
            "not named", .flags = 0),
    SEN_ROW("la_name", LABEL, AT(la_name), 0, 0, "", "its name", "not named", .flags = 0),
    SEN_ROW("region_code", LABEL, AT(region_code), 0, 20, "", "code of its region", "not named",
            .flags = 0),
    SEN_ROW("region_name", LABEL, AT(region_name), 0, 0, "", "name of its region", "not named",
            .flags = 0),
    SEN_ROW("old_la_code", LABEL, AT(old_la_code), 0, 20, "", "its three-digit code", "not named",
            .flags = 0),
    {.key = NULL}};
#undef AT

const sen_form sen_form_area = {.name = "area",
                                .meaning = "The local area's names and codes.",
                                .fields = area_fields,
                                .id = SEN_NO_OFFSET,
                                .grade = SEN_NO_OFFSET};

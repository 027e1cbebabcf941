/* SPDX-License-Identifier: MIT */
/* The root of a scenario: its keys in the order in which they are read, since later ones name the
 * ids of earlier ones. */
#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "base/date.h"
#include "model/scenario.h"

enum { VERSION = 1, MOST_DAYS = 36500, MOST_YEARS = 25 };

static const char *const clock_words[] = {"dated", "plain", NULL};

static void read_version(sen_loader *loader, const sen_field *field, const sen_node *node,
                         void *target)
{
    int32_t version = 0;
    (void)field;
    (void)target;
    if (node != NULL)
        sen_read_whole(loader, node, VERSION, VERSION, "", &version);
}

static void read_id(sen_loader *loader, const sen_field *field, const sen_node *node, void *target)
{
    sen_model *const model = target;
    (void)field;
    model->id = "";
    if (node == NULL)
        return;
    if (node->kind != SEN_NODE_STRING) {
        sen_loader_tell_type(loader, node, "an id");
        return;
    }
    sen_check_id(loader, node, node->text, false);
    model->id = sen_loader_keep(loader, node->text);
}

/* start_date was read before the form, since all dates are relative to it; here faults are told. */
static void read_start(sen_loader *loader, const sen_field *field, const sen_node *node,
                       void *target)
{
    sen_model *const model = target;
    int32_t date = 0;
    (void)field;
    if (node == NULL)
        return;
    if (node->kind != SEN_NODE_STRING)
        sen_loader_tell_type(loader, node, "a date \"YYYY-MM-DD\"");
    else if (!sen_date_parse(node->text, &date))
        sen_loader_tell(loader, node, "a date \"YYYY-MM-DD\" that exists", NULL, "\"%.40s\"",
                        node->text);
    else if (date < sen_day_of(1950, 1, 1) || date > sen_day_of(2150, 1, 1))
        sen_loader_tell(loader, node, "1950-01-01 to 2150-01-01", NULL, "%.40s", node->text);
    else
        model->start_date = date;
}

/* So was the length, by that of the two which belongs to the clock: tables are as long as it says. */
static void read_length(sen_loader *loader, const sen_field *field, const sen_node *node,
                        void *target)
{
    int32_t length;
    (void)target;
    if (node != NULL)
        sen_read_whole(loader, node, field->low, field->high, field->unit, &length);
}

static void read_whole_days(sen_loader *loader, const sen_field *field, const sen_node *node,
                            void *target)
{
    static const int32_t rules[] = {SEN_ROUND_UNBIASED, SEN_ROUND_UP, SEN_ROUND_DOWN};
    const int32_t word = node == NULL ? 0 : sen_read_word(loader, node, field->words);
    (void)target;
    loader->whole_days = rules[word == SEN_NONE ? 0 : word];
}

#define AT(member) offsetof(sen_model, member)
#define MAP_ROW(key, mean, neut, reads, with, ...) \
    SEN_ROW(key, MAP, 0, 0, 0, "", mean, neut, .read = reads, .form = &with, __VA_ARGS__)

static const sen_field scenario_fields[] = {
    SEN_ROW("sendsim", OWN, 0, 1, 1, "1", "version of this shape", NULL, .read = read_version,
            .flags = SEN_NEEDED, .shape = "{\"const\":1}"),
    SEN_ROW("id", OWN, 0, 0, 0, "an id", "names the scenario in all results", NULL, .read = read_id,
            .flags = SEN_NEEDED,
            .shape = "{\"type\":\"string\",\"pattern\":\"^[a-z][a-z0-9_]*$\",\"maxLength\":64}"),
    SEN_ROW("title", LABEL, AT(title), 0, 0, "", "what people call it", "the id", .flags = 0),
    SEN_ROW("extends", SKIP, 0, 0, 0, "the name of a file", "the scenario this one lies over",
            "nothing", .shape = SEN_SHAPE_STRING),
    SEN_ROW("clock", SWITCH, AT(plain_clock), 0, 0, "",
            "dated: the real calendar; plain: days from 0, no terms, no population", "dated",
            .words = clock_words),
    SEN_ROW("start", OWN, 0, 0, 0, "a date \"YYYY-MM-DD\"", "the first day", NULL,
            .read = read_start, .flags = SEN_NEEDED | SEN_DATED_ONLY,
            .shape = "{\"type\":\"string\",\"format\":\"date\"}"),
    SEN_ROW("days", OWN, 0, 1, MOST_DAYS, "days", "length of the run", NULL, .read = read_length,
            .flags = SEN_NEEDED | SEN_PLAIN_ONLY,
            .shape = "{\"type\":\"integer\",\"minimum\":1,\"maximum\":36500}"),
    SEN_ROW("years", OWN, 0, 1, MOST_YEARS, "years",
            "length of the run, which ends the day before the anniversary", NULL,
            .read = read_length, .flags = SEN_NEEDED | SEN_DATED_ONLY,
            .shape = "{\"type\":\"integer\",\"minimum\":1,\"maximum\":25}"),
    SEN_ROW("whole_days", OWN, 0, 0, 0, "unbiased, up or down",
            "how parts of days become whole: unbiased keeps the mean, up is 1 + floor, down floor",
            "unbiased", .read = read_whole_days, .words = sen_whole_days_words),
    SEN_ROW("price_base", LABEL, AT(price_base), 0, 40, "", "the year whose prices are used",
            "not named", .flags = 0),
    SEN_ROW("area", FORM, 0, 0, 0, "", "the local area", "not named", .form = &sen_form_area),
    MAP_ROW("calendars", "open and closed days", "none", sen_read_calendars, sen_form_calendar,
            .names = SEN_NAMES_CALENDARS),
    SEN_ROW("population", FORM, 0, 0, 0, "", "the children", "none: `streams` are needed",
            .form = &sen_form_population, .flags = SEN_DATED_ONLY),
    MAP_ROW("needs", "what children have, seen or not", "none", sen_read_needs, sen_form_need,
            .names = SEN_NAMES_NEEDS, .flags = SEN_NEEDED_WITH_PEOPLE | SEN_PEOPLE_ONLY),
    MAP_ROW("requirements", "the help these needs require", "none", sen_read_kinds, sen_form_kind,
            .names = SEN_NAMES_KINDS, .flags = SEN_NEEDED_WITH_PEOPLE | SEN_PEOPLE_ONLY),
    MAP_ROW("groups", "groups of children", "none", sen_read_groups, sen_form_group,
            .names = SEN_NAMES_GROUPS),
    SEN_ROW("settings", FORM, 0, 0, 0, "", "schools and settings", "one, without effect",
            .form = &sen_form_settings, .flags = SEN_PEOPLE_ONLY),
    SEN_ROW("families", FORM, 0, 0, 0, "", "families", "all alike", .form = &sen_form_families,
            .flags = SEN_PEOPLE_ONLY),
    MAP_ROW("teams", "commissioned capacity", "none", sen_read_teams, sen_form_team,
            .names = SEN_NAMES_TEAMS, .flags = SEN_NEEDED),
    MAP_ROW("services", "what is commissioned", "none", sen_read_services, sen_form_service,
            .names = SEN_NAMES_SERVICES, .flags = SEN_NEEDED),
    SEN_ROW("checks", LIST, 0, 0, 0, "", "universal contacts", "none", .read = sen_read_checks,
            .form = &sen_form_check, .flags = SEN_PEOPLE_ONLY),
    SEN_ROW("plans", LIST, 0, 0, 0, "", "layers of plans", "none", .read = sen_read_layers,
            .form = &sen_form_layer, .flags = SEN_PEOPLE_ONLY),
    SEN_ROW("effects", FORM, 0, 0, 0, "", "which effects and loops are on", "off",
            .form = &sen_form_effects, .flags = SEN_PEOPLE_ONLY),
    SEN_ROW("outcomes", LIST, 0, 0, 0, "", "what happens to children in a school year", "none",
            .read = sen_read_outcomes, .form = &sen_form_outcome, .flags = SEN_PEOPLE_ONLY),
    SEN_ROW("loops", LIST, 0, 0, 0, "", "feedback loops", "none", .read = sen_read_loops,
            .form = &sen_form_loop, .flags = SEN_PEOPLE_ONLY),
    SEN_ROW("transitions", LIST, 0, 0, 0, "", "what is lost between phases", "nothing",
            .read = sen_read_transitions, .form = &sen_form_transition, .flags = SEN_PEOPLE_ONLY),
    MAP_ROW("recognition", "how needs come to be seen, an entry a need", "none",
            sen_read_recognition, sen_form_recognition, .names = SEN_NAMES_NEEDS,
            .flags = SEN_NEEDED_WITH_PEOPLE | SEN_PEOPLE_ONLY),
    SEN_ROW("opening", OWN, 0, 0, 0, "an object", "today's lists and caseloads",
            "nobody known, nobody waiting", .read = sen_read_opening, .form = &sen_form_opening,
            .flags = SEN_PEOPLE_ONLY),
    MAP_ROW("streams", "referrals without a population", "none", sen_read_streams, sen_form_stream,
            .names = SEN_NAMES_STREAMS, .flags = SEN_NO_PEOPLE),
    SEN_ROW("changes", SKIP, 0, 0, 0, "a list of changes", "what changes at a date", "none",
            .shape = "{\"type\":\"array\",\"items\":{\"$ref\":\"#/$defs/change\"}}"),
    SEN_ROW("correlations", OWN, 0, 0, 1, "an object of rank correlations, 0 to 1, by group",
            "how far uncertain numbers of a group go together", "fully",
            .read = sen_read_correlations, .shape = SEN_SHAPE_CORRELATIONS),
    SEN_ROW("report", FORM, AT(report), 0, 0, "", "what is kept and compared", "everything",
            .form = &sen_form_report),
    SEN_ROW("assumptions", LIST, AT(assumptions), 0, 0, "", "what is assumed, in words", "none",
            .count = AT(n_assumptions), .form = &sen_form_assumption),
    SEN_ROW("not_found", LIST, AT(not_found), 0, 0, "",
            "figures that were looked for in the evidence and not found", "none",
            .count = AT(n_not_found), .form = &sen_form_not_found),
    {.key = NULL}};
#undef AT

static void finish_scenario(sen_loader *loader, const sen_node *object, void *target)
{
    sen_model *const model = target;
    const char **const names[] = {&model->la_code,     &model->la_name,     &model->region_code,
                                  &model->region_name, &model->old_la_code, &model->price_base};
    for (int32_t i = 0; i < 6; i++)
        if (*names[i] == NULL)
            *names[i] = "";
    if (model->title == NULL)
        model->title = model->id;
    if (!loader->people && sen_node_get(object, "streams") == NULL)
        sen_loader_tell(loader, object, "population, or streams", NULL,
                        "without a population and without \"streams\"");
}

const sen_form sen_form_scenario = {.name = "scenario",
                                    .meaning = "A scenario.",
                                    .fields = scenario_fields,
                                    .id = SEN_NO_OFFSET,
                                    .grade = SEN_NO_OFFSET,
                                    .finish = finish_scenario};

const sen_form *const sen_forms[] = {&sen_form_duration,
                                     &sen_form_area,
                                     &sen_form_calendar,
                                     &sen_form_population,
                                     &sen_form_severity,
                                     &sen_form_masked,
                                     &sen_form_need,
                                     &sen_form_cause,
                                     &sen_form_amount,
                                     &sen_form_kind,
                                     &sen_form_category,
                                     &sen_form_group,
                                     &sen_form_schools,
                                     &sen_form_settings,
                                     &sen_form_families,
                                     &sen_form_funders,
                                     &sen_form_chain,
                                     &sen_form_class,
                                     &sen_form_contract,
                                     &sen_form_team,
                                     &sen_form_referral,
                                     &sen_form_returns,
                                     &sen_form_overflow,
                                     &sen_form_handover,
                                     &sen_form_triggers,
                                     &sen_form_duty,
                                     &sen_form_clock,
                                     &sen_form_exempt,
                                     &sen_form_part,
                                     &sen_form_service,
                                     &sen_form_entry,
                                     &sen_form_visit,
                                     &sen_form_place,
                                     &sen_form_package,
                                     &sen_form_item,
                                     &sen_form_delay,
                                     &sen_form_appeal,
                                     &sen_form_panel,
                                     &sen_form_round,
                                     &sen_form_branch,
                                     &sen_form_all_of,
                                     &sen_form_stage,
                                     &sen_form_check_age,
                                     &sen_form_check,
                                     &sen_form_plan_review,
                                     &sen_form_transfer,
                                     &sen_form_layer,
                                     &sen_form_effects,
                                     &sen_form_times,
                                     &sen_form_per_year,
                                     &sen_form_elasticity,
                                     &sen_form_effect,
                                     &sen_form_outcome,
                                     &sen_form_loop_unmet,
                                     &sen_form_loop_asking,
                                     &sen_form_loop_posts,
                                     &sen_form_loop,
                                     &sen_form_transition,
                                     &sen_form_shared,
                                     &sen_form_recognition,
                                     &sen_form_opening_recognition,
                                     &sen_form_opening_case,
                                     &sen_form_open_wait,
                                     &sen_form_opening,
                                     &sen_form_rates,
                                     &sen_form_again,
                                     &sen_form_stream,
                                     &sen_form_headline,
                                     &sen_form_report,
                                     &sen_form_assumption,
                                     &sen_form_not_found,
                                     NULL};

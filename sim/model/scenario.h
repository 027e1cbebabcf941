/* SPDX-License-Identifier: MIT */
/*
 * The forms of a scenario, one a JSON object, and what reads the keys of the root. Each form's rows
 * stand in the file of the part of the scenario it belongs to.
 */
#ifndef SEN_MODEL_SCENARIO_H
#define SEN_MODEL_SCENARIO_H

#include "model/fields.h"

/* The root, and all forms below it for the schema, each after those it uses; ends with NULL. */
extern const sen_form sen_form_scenario;
extern const sen_form *const sen_forms[];

/* scenario_world.c */
extern const sen_form sen_form_population, sen_form_need, sen_form_severity, sen_form_masked,
    sen_form_kind, sen_form_cause, sen_form_amount, sen_form_group, sen_form_category,
    sen_form_schools, sen_form_settings, sen_form_families;
sen_read_own sen_read_needs, sen_read_kinds, sen_read_groups;

/* scenario_opening.c */
extern const sen_form sen_form_opening, sen_form_opening_case, sen_form_opening_recognition,
    sen_form_open_wait;
sen_read_own sen_read_opening;

/* scenario_teams.c */
extern const sen_form sen_form_team, sen_form_chain, sen_form_class, sen_form_contract,
    sen_form_funders, sen_form_calendar;
sen_read_own sen_read_calendars, sen_read_teams;

/* scenario_services.c */
extern const sen_form sen_form_service, sen_form_referral, sen_form_returns, sen_form_overflow,
    sen_form_handover, sen_form_triggers, sen_form_clock, sen_form_duty, sen_form_part,
    sen_form_exempt;
sen_read_own sen_read_services;

/* scenario_stages.c */
extern const sen_form sen_form_stage, sen_form_entry, sen_form_visit, sen_form_place,
    sen_form_package, sen_form_item, sen_form_delay, sen_form_panel, sen_form_round,
    sen_form_all_of, sen_form_branch, sen_form_appeal;
sen_read_own sen_read_stages;

/* scenario_plans.c */
extern const sen_form sen_form_layer, sen_form_plan_review, sen_form_transfer;
sen_read_own sen_read_layers;

/* scenario_outcomes.c */
extern const sen_form sen_form_effects, sen_form_times, sen_form_per_year, sen_form_elasticity,
    sen_form_effect, sen_form_outcome, sen_form_loop, sen_form_loop_unmet, sen_form_loop_asking,
    sen_form_loop_posts;
sen_read_own sen_read_outcomes, sen_read_loops;

/* scenario_notice.c */
extern const sen_form sen_form_check, sen_form_check_age, sen_form_recognition, sen_form_shared,
    sen_form_transition;
sen_read_own sen_read_checks, sen_read_recognition, sen_read_transitions;

/* scenario_groups.c */
sen_read_own sen_read_correlations;

/* scenario_streams.c */
extern const sen_form sen_form_area, sen_form_stream, sen_form_rates, sen_form_again,
    sen_form_report, sen_form_headline, sen_form_assumption, sen_form_not_found;
sen_read_own sen_read_streams;

/* ---- rows and readers that several forms share ---- */

#define SEN_SHAPE_STRING "{\"type\":\"string\"}"
#define SEN_SHAPE_AGES                                   \
    "{\"type\":\"array\",\"minItems\":2,\"maxItems\":2," \
    "\"items\":{\"type\":\"integer\",\"minimum\":0,\"maximum\":26}}"

#define SEN_SHAPE_CORRELATIONS                                                  \
    "{\"type\":\"object\",\"properties\":{\"note\":{\"type\":\"string\"},"      \
    "\"source\":{\"type\":\"string\"},\"grade\":{\"$ref\":\"#/$defs/grade\"}}," \
    "\"additionalProperties\":{\"type\":\"number\",\"minimum\":0,\"maximum\":1}}"

#define SEN_SHAPE_MONTH_DAY "{\"type\":\"string\",\"pattern\":\"^[0-9]{2}-[0-9]{2}$\"}"

#define SEN_SHAPE_SEVERITIES                                   \
    "{\"type\":\"array\",\"minItems\":1,\"uniqueItems\":true," \
    "\"items\":{\"enum\":[\"mild\",\"moderate\",\"severe\",\"profound\"]}}"

#define SEN_ROW_TITLE(type)                                                                   \
    SEN_ROW("title", LABEL, offsetof(type, title), 0, 0, "", "what people call it", "the id", \
            .flags = 0)

/* A law over days with the unit as key, written straight into the object. */
#define SEN_ROWS_UNITS(at)                                                                         \
    SEN_ROW("days", UNIT, at, 0, 0, "days", "how long, in days", NULL, .scale = 1),                \
        SEN_ROW("weeks", UNIT, at, 0, 0, "weeks", "how long, in weeks", NULL, .scale = 7),         \
        SEN_ROW("months", UNIT, at, 0, 0, "months", "how long, in months of 365.25/12 days", NULL, \
                .scale = 365.25 / 12),                                                             \
        SEN_ROW("years", UNIT, at, 0, 0, "years", "how long, in years of 365.25 days", NULL,       \
                .scale = 365.25),                                                                  \
        SEN_ROW("whole_days", SKIP, 0, 0, 0, "unbiased, up or down",                               \
                "how parts of days become whole ones", "as the scenario says",                     \
                .shape = "{\"enum\":[\"unbiased\",\"up\",\"down\"]}")

/* A number of age or of severity lists as bits. */
sen_read_own sen_read_severities; /* uint8_t at the row's offset; all when not written */
sen_read_own sen_read_ages;       /* int32_t from at the offset, to right behind; [0, 26) */

extern const char *const sen_severity_words[]; /* mild, moderate, severe, profound */

#endif

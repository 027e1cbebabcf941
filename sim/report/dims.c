/* SPDX-License-Identifier: MIT */
#include "report/dims.h"

#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "report/publish.h"
#include "report/register.h"

static const sen_csv_column assumptions_columns[] = {
    {"scenario_id", "string", "Scenario"},
    {"assumption_id", "string", "Assumption, as its scenario numbers it"},
    {"about", "string", "Path of what it is about"},
    {"text", "string", "What is assumed"},
    {"source", "string", "Where it comes from"},
    {"evidence_grade", "string", "A to E, as the scenario grades it"},
    {"owner", "string", "Who answers for it"},
    {"agreed_with", "string", "With whom it was agreed"},
    {"date", "string", "When"},
};
static const sen_csv_column scenarios_columns[] = {
    {"scenario_id", "string", "Scenario"},
    {"label", "string", "Title of the scenario"},
    {"baseline", "boolean", "Whether the others are compared with it"},
    {"variant_of", "string", "Scenario of which it is run with none or half of what is assumed"},
    {"start", "day", "First day of the run"},
    {"end", "day", "Last day of the run"},
    {"price_base", "string", "Price base of money"},
    {"replicates", "integer", "Replicates behind the results"},
    {"digest", "string", "SHA-256 of the scenario after merging"},
    {"world_digest", "string", "SHA-256 of its world; equal: the same children and luck"},
};
static const sen_csv_column services_columns[] = {
    {"service_id", "string", "Service; empty for a team"},
    {"stage_id", "string", "Stage; empty for a service"},
    {"provider_id", "string", "Team; empty for a service or stage"},
    {"label", "string", "Title"},
    {"sector", "string", "Of a service: education, health or care"},
    {"kind", "string", "Of a stage or team: what it is"},
    {"provider", "string", "Of a team: who provides it"},
    {"duty_basis", "string", "Of a service with a clock: basis of the duty"},
    {"duty_owner", "string", "Who owes it"},
    {"duty_law", "string", "Where it stands"},
    {"target_days", "integer", "The clock's target"},
};
static const sen_csv_column measures_columns[] = {
    {"measure_id", "string", "Measure"},
    {"label", "string", "Its name"},
    {"unit", "string", "Unit of its figures"},
    {"decimals", "integer", "Decimals to show"},
    {"better_when", "string", "lower, higher or neither"},
    {"definition", "string", "What it is"},
};
static const sen_csv_column periods_columns[] = {
    {"period_type", "string", "Kind of period"},
    {"period_start", "day", "First day"},
    {"period_end", "day", "Last day"},
    {"days", "integer", "Days"},
    {"whole", "boolean", "Whether the run covers all of it; false: cut by its start or end"},
    {"opening_year", "boolean",
     "Whether it begins in the first 365 days, which the opening lists still shape"},
};
static const sen_csv_column groups_columns[] = {
    {"group_type", "string", "What kind of id this is"},
    {"group_id", "string", "The id, as in category, funder, group1 or group2"},
    {"label", "string", "What it means"},
    {"breakdown", "string", "Of groups: yes, or no local information differs by it"},
};

static const sen_csv_column not_found_columns[] = {
    {"scenario_id", "string", "Scenario"},
    {"not_found_id", "string", "Id in its scenario"},
    {"looked_for", "string", "The figure that was looked for"},
    {"looked_in", "string", "Where"},
    {"about", "string", "Path of what stands in its place; empty: nothing does"},
    {"owner", "string", "Who would know"},
    {"date", "string", "When it was looked for"},
};
static const sen_csv_column numbers_columns[] = {
    {"scenario_id", "string",
     "Scenario; of all but the first, only what the first has not just so"},
    {"path", "string", "Where the number stands in the scenario"},
    {"sequence", "integer", "1, then as later values of this path come into force"},
    {"change_id", "string", "Dated change that makes it; empty: it holds from the start"},
    {"kind", "string",
     "fixed; uncertain: drawn anew; derived: an uncertain one as a change makes it; table; "
     "first_day: children on a list; unknown"},
    {"value", "number", "Where it is one number"},
    {"distribution", "string", "Else: what it is drawn from"},
    {"unit", "string", "Unit; empty for a share or count"},
    {"evidence_grade", "string", "A to E; empty: nobody knows it"},
    {"source", "string", "Where it comes from, as the scenario says"},
};

#define COLUMNS(columns) columns, (int32_t)(sizeof(columns) / sizeof *(columns))

const sen_dim sen_dims[SEN_DIMS] = {
    {"assumptions", "csv/dim/assumptions.csv", "Register of assumptions",
     COLUMNS(assumptions_columns), "scenario_id,assumption_id"},
    {"groups", "csv/dim/groups.csv", "Groups and categories", COLUMNS(groups_columns),
     "group_type,group_id"},
    {"measures", "csv/dim/measures.csv", "Measures", COLUMNS(measures_columns), "measure_id"},
    {"not_found", "csv/dim/not_found.csv", "Figures that were looked for and not found",
     COLUMNS(not_found_columns), "scenario_id,not_found_id"},
    {"numbers", "csv/dim/numbers.csv", "Register of numbers: what each rests on",
     COLUMNS(numbers_columns), "scenario_id,path,sequence"},
    {"periods", "csv/dim/periods.csv", "Periods", COLUMNS(periods_columns),
     "period_type,period_start,period_end"},
    {"scenarios", "csv/dim/scenarios.csv", "Scenarios", COLUMNS(scenarios_columns), "scenario_id"},
    {"services", "csv/dim/services.csv", "Services, stages and teams", COLUMNS(services_columns),
     "service_id,stage_id,provider_id"},
};

/* ---- rows that several scenarios have: once, sorted ---- */

/* A row is its fields, all text; the first `keys` of them say which row it is. */
enum { MOST_FIELDS = 11 };
typedef struct {
    const char *field[MOST_FIELDS]; /* NULL: empty */
    int32_t order;                  /* in which it was added */
} dim_row;

typedef struct {
    dim_row *rows;
    int32_t n, room;
    sen_arena texts; /* of fields that are made here */
    bool failed;
} dim_rows;

static void add_row(dim_rows *rows, dim_row row)
{
    if (rows->n == rows->room && !rows->failed) {
        const int32_t room = rows->room == 0 ? 64 : 2 * rows->room;
        dim_row *const grown = realloc(rows->rows, (size_t)room * sizeof *grown);
        if (grown != NULL) {
            rows->rows = grown;
            rows->room = room;
        }
    }
    if (rows->n == rows->room) {
        rows->failed = true;
        return;
    }
    for (int32_t f = 0; f < MOST_FIELDS; f++)
        row.field[f] = row.field[f] == NULL ? "" : row.field[f];
    row.order = rows->n;
    rows->rows[rows->n++] = row;
}

static const char *or_empty(const char *text)
{
    return text == NULL ? "" : text;
}

static const char *title_or(const char *title, const char *id)
{
    return title == NULL || title[0] == '\0' ? id : title;
}

static char *new_text(dim_rows *rows)
{
    char *const text = sen_arena_take_zeroed(&rows->texts, SEN_DAY_BYTES, 1);
    rows->failed = rows->failed || text == NULL;
    return text;
}

static const char *day_text(dim_rows *rows, const sen_model *model, int32_t day)
{
    char *const text = new_text(rows);
    if (text == NULL)
        return "";
    sen_table_day(model, day, text);
    return text;
}

static const char *whole_text(dim_rows *rows, int32_t number)
{
    char *const text = new_text(rows);
    if (text == NULL)
        return "";
    snprintf(text, SEN_DAY_BYTES, "%d", (int)number);
    return text;
}

static const char *keep_text(dim_rows *rows, const char *text)
{
    const size_t bytes = strlen(text) + 1;
    char *const kept = bytes == 1 ? NULL : sen_arena_take_zeroed(&rows->texts, bytes, 1);
    rows->failed = rows->failed || (bytes > 1 && kept == NULL);
    return kept == NULL ? "" : memcpy(kept, text, bytes);
}

static const char *number_text(dim_rows *rows, double number)
{
    char text[SEN_NUMBER_BYTES];
    sen_number_text(number, text);
    return keep_text(rows, text);
}

/* The first three fields are the key; day numbers of plain clocks sort as numbers. */
static int compare_fields(const char *a, const char *b)
{
    const size_t first = strlen(a), second = strlen(b);
    const bool numbers = first > 0 && second > 0 && strspn(a, "0123456789") == first &&
                         strspn(b, "0123456789") == second;
    if (numbers && first != second)
        return first < second ? -1 : 1;
    return strcmp(a, b);
}

static int compare_rows(const void *a, const void *b)
{
    const dim_row *const left = a, *const right = b;
    for (int32_t f = 0; f < 3; f++) {
        const int order = compare_fields(left->field[f], right->field[f]);
        if (order != 0)
            return order;
    }
    return left->order < right->order ? -1 : left->order > right->order;
}

static bool same_key(const dim_row *a, const dim_row *b, int32_t keys)
{
    for (int32_t f = 0; f < keys; f++)
        if (strcmp(a->field[f], b->field[f]) != 0)
            return false;
    return true;
}

/* A number is no text, so a minus sign is no formula. */
static void put_field(sen_sink *sink, const sen_csv_column *column, const char *field)
{
    if (strcmp(column->type, "number") == 0)
        sen_sink_add(sink, field, strlen(field));
    else
        sen_sink_field(sink, field);
}

/* Rows of equal keys may differ in wording between scenarios: the first in the order is taken. */
static void put_rows(dim_rows *rows, sen_sink *sink, const sen_dim *dim)
{
    int32_t keys = 1;
    for (const char *c = dim->key; *c != '\0'; c++)
        keys += *c == ',';
    if (rows->n > 1)
        qsort(rows->rows, (size_t)rows->n, sizeof *rows->rows, compare_rows);
    for (int32_t r = 0; r < rows->n; r++) {
        if (r > 0 && same_key(rows->rows + r - 1, rows->rows + r, keys))
            continue;
        for (int32_t f = 0; f < dim->n_columns; f++) {
            if (f > 0)
                sen_sink_add(sink, ",", 1);
            put_field(sink, dim->columns + f, rows->rows[r].field[f]);
        }
        sen_sink_add(sink, "\r\n", 2);
        sink->rows++;
    }
}

/* ---- the tables ---- */

static void add_scenarios(dim_rows *rows, const sen_run_view *view)
{
    for (int32_t s = 0; s < view->n; s++) {
        const sen_model *const model = view->models[s];
        const int32_t of = view->variant_of == NULL ? SEN_NONE : view->variant_of[s];
        add_row(
            rows,
            (dim_row){
                .field = {model->id, title_or(model->title, model->id), s == 0 ? "true" : "false",
                          of == SEN_NONE ? "" : view->models[of]->id, day_text(rows, model, 0),
                          day_text(rows, model, model->days - 1), or_empty(model->price_base),
                          whole_text(rows, view->usable), model->digest, model->world_digest}});
    }
}

static void add_service(dim_rows *rows, const sen_service *service)
{
    static const char *const bases[] = {"absolute", "statutory_clock", "national_standard",
                                        "local_aim"};
    static const char *const kinds[] = {"visit", "place", "package", "item",
                                        "delay", "panel", "round",   "all_of"};
    const sen_clock *const clock = &service->clock;
    const bool timed = clock->exists;
    add_row(
        rows,
        (dim_row){.field = {service->id, "", "", title_or(service->title, service->id),
                            or_empty(service->sector), "", "", timed ? bases[clock->basis] : "",
                            timed ? or_empty(clock->owner) : "", timed ? or_empty(clock->law) : "",
                            timed ? whole_text(rows, clock->target_days) : ""}});
    for (int32_t t = 0; t < service->n_stages; t++) {
        const sen_stage *const stage = service->stages + t;
        add_row(rows,
                (dim_row){.field = {service->id, stage->id, "", title_or(stage->title, stage->id),
                                    "", kinds[stage->kind]}});
    }
}

static void add_services(dim_rows *rows, const sen_run_view *view)
{
    static const char *const kinds[] = {"places", "sessions", "hours", "pounds", "market"};
    for (int32_t s = 0; s < view->n; s++) {
        const sen_model *const model = view->models[s];
        for (int32_t i = 0; i < model->n_services; i++)
            add_service(rows, model->rules[0].services + i);
        for (int32_t t = 0; t < model->n_teams; t++) {
            const sen_team_spec *const team = model->rules[0].teams + t;
            add_row(rows, (dim_row){.field = {"", "", team->id, title_or(team->title, team->id), "",
                                              kinds[team->kind], or_empty(team->provider), "", "",
                                              "", ""}});
        }
    }
}

static void add_measures(dim_rows *rows)
{
    for (int32_t m = 0; m < SEN_MEASURE_COUNT; m++) {
        const sen_measure *const measure = sen_measures + m;
        add_row(rows, (dim_row){.field = {measure->id, measure->label, measure->unit,
                                          whole_text(rows, measure->decimals),
                                          sen_better_id(measure->better), measure->definition, "",
                                          "", ""}});
    }
}

static void add_periods(dim_rows *rows, const sen_run_view *view)
{
    for (int32_t s = 0; s < view->n; s++) {
        const sen_plan *const plan = view->plans + s;
        for (int32_t type = 0; type < SEN_PERIOD_TYPES; type++)
            for (int32_t p = 0; p < plan->n_periods[type]; p++) {
                const sen_period *const period = plan->periods[type] + p;
                add_row(rows,
                        (dim_row){.field = {plan->period_ids[type],
                                            day_text(rows, plan->model, period->from_day),
                                            day_text(rows, plan->model, period->to_day - 1),
                                            whole_text(rows, period->to_day - period->from_day),
                                            sen_period_is_whole(plan, type, p) ? "true" : "false",
                                            period->from_day < 365 ? "true" : "false"}});
            }
    }
}

static void add_id(dim_rows *rows, const char *type, const char *id, const char *label,
                   const char *breakdown)
{
    add_row(rows, (dim_row){.field = {type, id, title_or(label, id), breakdown}});
}

static void add_fixed_groups(dim_rows *rows)
{
    static const char *const labels[SEN_FUNDERS] = {
        "Council general fund",  "High-needs block",    "Schools",
        "Integrated care board", "Public health grant", "NHS England"};
    for (int32_t f = 0; f < SEN_FUNDERS; f++)
        add_id(rows, "funder", sen_funder_id((sen_funder)f), labels[f], "");
    for (int32_t c = 0; c < SEN_AGE_BANDS; c++)
        add_id(rows, "age_band", sen_plan_category_id(NULL, SEN_BY_AGE_BAND, c), NULL, "yes");
    for (int32_t c = 0; c < SEN_PHASES; c++)
        add_id(rows, "phase", sen_plan_category_id(NULL, SEN_BY_PHASE, c), NULL, "yes");
    add_id(rows, "plan_layer", "none", "No plan", "yes");
}

static void add_groups(dim_rows *rows, const sen_run_view *view)
{
    add_fixed_groups(rows);
    for (int32_t s = 0; s < view->n; s++) {
        const sen_model *const model = view->models[s];
        for (int32_t k = 0; k < model->n_kinds; k++)
            add_id(rows, "requirement", model->kinds[k].id, model->kinds[k].title, "");
        for (int32_t n = 0; n < model->n_needs; n++)
            add_id(rows, "need", model->needs[n].id, model->needs[n].title, "yes");
        for (int32_t l = 0; l < model->n_layers; l++)
            add_id(rows, "plan_layer", model->layers[l].id, model->layers[l].title, "yes");
        for (int32_t c = 0; c < model->n_checks; c++)
            add_id(rows, "check", model->rules[0].checks[c].id, model->rules[0].checks[c].title,
                   "");
        for (int32_t o = 0; o < model->n_openings; o++)
            add_id(rows, "opening", model->openings[o].id, NULL, "");
        for (int32_t g = 0; g < model->n_groups; g++) {
            const sen_group *const group = model->groups + g;
            for (int32_t c = 0; c < group->n_categories; c++)
                add_id(rows, group->id, group->categories[c].id, group->categories[c].title,
                       group->differs ? "yes" : "no local information");
        }
    }
}

/* Of the scenarios given, as assumptions are. */
static void add_not_found(dim_rows *rows, const sen_run_view *view)
{
    for (int32_t s = 0; s < view->n; s++) {
        const sen_model *const model = view->models[s];
        const bool variant = view->variant_of != NULL && view->variant_of[s] != SEN_NONE;
        for (int32_t i = 0; i < model->n_not_found && !variant; i++) {
            const sen_not_found *const one = model->not_found + i;
            add_row(rows, (dim_row){.field = {model->id, one->id,
                                              sen_publish_about(&view->publish, one->about,
                                                                one->looked_for),
                                              one->looked_in, one->about, one->owner, one->date}});
        }
    }
}

/* Of the scenarios given: a variant has those of the scenario it belongs to. */
static void add_assumptions(dim_rows *rows, const sen_run_view *view)
{
    static const char *const grades[] = {"A", "B", "C", "D", "E", ""};
    for (int32_t s = 0; s < view->n; s++) {
        const sen_model *const model = view->models[s];
        const bool variant = view->variant_of != NULL && view->variant_of[s] != SEN_NONE;
        for (int32_t a = 0; a < model->n_assumptions && !variant; a++) {
            const sen_assumption *const one = model->assumptions + a;
            add_row(
                rows,
                (dim_row){.field = {model->id, one->id, one->about,
                                    sen_publish_about(&view->publish, one->about, one->text),
                                    sen_publish_about(&view->publish, one->about, one->source),
                                    grades[one->grade], one->owner, one->agreed_with, one->date}});
        }
    }
}

typedef struct {
    dim_rows *rows;
    const char *scenario_id;
} register_rows;

static void add_number(void *to, const sen_register_row *row)
{
    static const char *const grades[] = {"A", "B", "C", "D", "E", ""};
    const register_rows *const r = to;
    add_row(r->rows, (dim_row){.field = {r->scenario_id, keep_text(r->rows, row->path),
                                         whole_text(r->rows, row->nth), row->change, row->kind,
                                         row->has_value ? number_text(r->rows, row->value) : "",
                                         keep_text(r->rows, row->distribution), row->unit,
                                         grades[row->grade], row->source}});
}

static void add_numbers(dim_rows *rows, const sen_run_view *view)
{
    for (int32_t s = 0; s < view->n; s++) {
        const bool variant = view->variant_of != NULL && view->variant_of[s] != SEN_NONE;
        if (!variant)
            rows->failed = !sen_register_tell(view, s, add_number,
                                              &(register_rows){rows, view->models[s]->id}) ||
                           rows->failed;
    }
}

sen_code sen_dims_write(const sen_run_view *view, const char *folder, sen_sink sinks[SEN_DIMS],
                        sen_errors *errors)
{
    sen_code code = SEN_OK;
    for (int32_t d = 0; d < SEN_DIMS && code == SEN_OK; d++) {
        dim_rows rows;
        memset(&rows, 0, sizeof rows);
        sen_arena_init(&rows.texts, 0);
        switch (d) {
        case 0:
            add_assumptions(&rows, view);
            break;
        case 1:
            add_groups(&rows, view);
            break;
        case 2:
            add_measures(&rows);
            break;
        case 3:
            add_not_found(&rows, view);
            break;
        case 4:
            add_numbers(&rows, view);
            break;
        case 5:
            add_periods(&rows, view);
            break;
        case 6:
            add_scenarios(&rows, view);
            break;
        default:
            add_services(&rows, view);
        }
        code = sen_sink_open(sinks + d, folder, sen_dims[d].path, errors);
        if (code == SEN_OK) {
            sen_csv_header(sinks + d, sen_dims[d].columns, sen_dims[d].n_columns, view->bom);
            put_rows(&rows, sinks + d, sen_dims + d);
            code = sen_sink_close(sinks + d, !rows.failed, errors);
            if (code == SEN_OK && rows.failed)
                code = sen_fail(errors, SEN_NO_MEMORY, folder, 0, 0, NULL, NULL, NULL, NULL);
        }
        free(rows.rows);
        sen_arena_clear(&rows.texts);
    }
    return code;
}

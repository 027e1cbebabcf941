/* SPDX-License-Identifier: MIT */
#include "report/dfe.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "report/csv.h"
#include "report/screen.h"

const char *const sen_dfe_files[SEN_DFE_TABLES][2] = {
    {"dfe/need_academic_year.csv", "dfe/need_academic_year.meta.csv"},
    {"dfe/need_calendar_year.csv", "dfe/need_calendar_year.meta.csv"},
    {"dfe/need_financial_year.csv", "dfe/need_financial_year.meta.csv"},
    {"dfe/services_academic_year.csv", "dfe/services_academic_year.meta.csv"},
    {"dfe/services_calendar_year.csv", "dfe/services_calendar_year.meta.csv"},
    {"dfe/services_financial_year.csv", "dfe/services_financial_year.meta.csv"},
    {"dfe/cost_academic_year.csv", "dfe/cost_academic_year.meta.csv"},
    {"dfe/cost_calendar_year.csv", "dfe/cost_calendar_year.meta.csv"},
    {"dfe/cost_financial_year.csv", "dfe/cost_financial_year.meta.csv"},
};

/* ---- what the tables are made of ---- */

typedef struct {
    int32_t measure;
    const char *name, *data_type; /* of the column: name_data_type */
    const char *label, *unit;
    int32_t decimals, times; /* a share is told in percent */
} indicator;

enum { MOST_INDICATORS = 8 };

typedef struct {
    const char *filter, *label, *hint; /* of the main filter */
    sen_row_key key;
    bool grouped, totalled; /* has breakdowns; "" is the total of the main filter */
    indicator indicators[MOST_INDICATORS];
    int32_t n;
} subject;

static const subject subjects[SEN_DFE_SUBJECTS] = {
    {"help_kind",
     "Kind of help",
     "A child may require several kinds, so they do not add up",
     SEN_KEY_CATEGORY,
     true,
     false,
     {{SEN_MEASURE_REQUIREMENT_CHILDREN, "requirement", "children_count", "Children who require it",
       "", 0, 1},
      {SEN_MEASURE_KNOWN_UNMET_CHILDREN, "known_unmet", "children_count",
       "Children with known unmet need", "", 0, 1},
      {SEN_MEASURE_HIDDEN_UNMET_CHILDREN, "hidden_unmet", "children_count",
       "Children whose need nobody has identified (estimate)", "", 0, 1},
      {SEN_MEASURE_CHILDREN_MET, "met", "children_count", "Children whose need is met", "", 0, 1},
      {SEN_MEASURE_CHILDREN_WAITING, "waiting", "children_count", "Children who wait", "", 0, 1}},
     5},
    {"service",
     "Service",
     "Referrals to a service; a child may have several",
     SEN_KEY_SERVICE,
     false,
     false,
     {{SEN_MEASURE_REFERRALS, "referrals", "count", "Referrals in the year", "", 0, 1},
      {SEN_MEASURE_STARTS, "starts", "count", "Starts in the year", "", 0, 1},
      {SEN_MEASURE_COMPLETIONS, "completions", "count", "Completions in the year", "", 0, 1},
      {SEN_MEASURE_LEAVERS, "leavers", "count", "Leavers in the year", "", 0, 1},
      {SEN_MEASURE_LIST_SIZE, "waiting", "count", "Waiting at the end of the year", "", 0, 1},
      {SEN_MEASURE_WAIT_MEDIAN_WEEKS, "wait_median", "weeks", "Median weeks waited so far", "", 1,
       1},
      {SEN_MEASURE_WAIT_P92_WEEKS, "wait_92nd_percentile", "weeks",
       "92nd percentile of weeks waited so far", "", 1, 1},
      {SEN_MEASURE_WITHIN_TARGET_SHARE, "within_target", "percent",
       "Waiting no longer than the target", "%", 1, 100}},
     8},
    {"funder",
     "Who pays",
     "Funders add up to the total",
     SEN_KEY_FUNDER,
     false,
     true,
     {{SEN_MEASURE_COST, "cost", "pounds", "Cost in the year", "\xc2\xa3", 0, 1}},
     1}};

static const struct {
    int32_t type;
    const char *identifier;
} kinds_of_year[SEN_DFE_YEARS] = {{SEN_PERIOD_ACADEMIC_YEAR, "Academic year"},
                                  {SEN_PERIOD_CALENDAR_YEAR, "Calendar year"},
                                  {SEN_PERIOD_FINANCIAL_YEAR, "Financial year"}};

static const subject *subject_of(int32_t table)
{
    return subjects + table / SEN_DFE_YEARS;
}

static int32_t type_of(int32_t table)
{
    return kinds_of_year[table % SEN_DFE_YEARS].type;
}

/* Which indicator of the table a figure is; SEN_NONE. */
static int32_t indicator_of(int32_t table, const sen_figure *figure)
{
    const subject *const of = subject_of(table);
    if (figure->period_type != type_of(table) ||
        (!of->grouped && figure->key[SEN_KEY_GROUP1][0] != '\0') ||
        figure->key[SEN_KEY_GROUP2][0] != '\0')
        return SEN_NONE;
    for (int32_t k = 0; k < SEN_KEY_GROUP1_TYPE; k++) /* about nothing else */
        if (k != SEN_KEY_MEASURE && k != (int32_t)of->key && figure->key[k][0] != '\0')
            return SEN_NONE;
    if (!of->totalled && figure->key[of->key][0] == '\0')
        return SEN_NONE;
    for (int32_t i = 0; i < of->n; i++)
        if (of->indicators[i].measure == figure->measure)
            return i;
    return SEN_NONE;
}

bool sen_dfe_is_told(const sen_run_view *view, int32_t table)
{
    bool year = false, figure = false;
    for (int32_t s = 0; s < view->n; s++) {
        const sen_plan *const plan = view->plans + s;
        for (int32_t p = 0; p < plan->n_periods[type_of(table)]; p++)
            year = year || sen_period_is_whole(plan, type_of(table), p);
        for (int32_t f = 0; f < plan->n_figures && !figure; f++)
            figure = indicator_of(table, plan->figures + f) != SEN_NONE;
    }
    return year && figure;
}

/* ---- levels of filters ---- */

static int32_t find_level(const sen_dfe_filter *filter, const char *topic, const char *id)
{
    for (int32_t i = 0; i < filter->n; i++) {
        const sen_dfe_level *const level = filter->levels + i;
        if (strcmp(level->id, id) == 0 && (topic == NULL || strcmp(level->topic, topic) == 0))
            return i;
    }
    return SEN_NONE;
}

static void add_level(sen_dfe *dfe, sen_dfe_filter *filter, const char *topic, const char *id,
                      const char *label)
{
    if (find_level(filter, topic, id) != SEN_NONE)
        return;
    if (filter->n == filter->room) {
        const int32_t room = filter->room == 0 ? 16 : 2 * filter->room;
        sen_dfe_level *const grown = sen_arena_take(&dfe->arena, (size_t)room, sizeof *grown);
        if (grown == NULL) {
            dfe->failed = true;
            return;
        }
        if (filter->n > 0)
            memcpy(grown, filter->levels, (size_t)filter->n * sizeof *grown);
        filter->levels = grown;
        filter->room = room;
    }
    for (int32_t i = 0; i < filter->n; i++) /* a level is told by its label alone */
        if (strcmp(filter->levels[i].label, label) == 0)
            label = id;
    filter->levels[filter->n++] = (sen_dfe_level){id, label, topic};
}

static const char *title_or(const char *title, const char *id)
{
    enum { MOST_BYTES = 80 };
    return title == NULL || title[0] == '\0' || strlen(title) > MOST_BYTES ? id : title;
}

static const char *group_label(const sen_model *model, const char *type, const char *id)
{
    for (int32_t n = 0; n < model->n_needs && strcmp(type, "need") == 0; n++)
        if (strcmp(model->needs[n].id, id) == 0)
            return title_or(model->needs[n].title, id);
    for (int32_t l = 0; l < model->n_layers && strcmp(type, "plan_layer") == 0; l++)
        if (strcmp(model->layers[l].id, id) == 0)
            return title_or(model->layers[l].title, id);
    for (int32_t g = 0; g < model->n_groups; g++)
        for (int32_t c = 0;
             strcmp(model->groups[g].id, type) == 0 && c < model->groups[g].n_categories; c++)
            if (strcmp(model->groups[g].categories[c].id, id) == 0)
                return title_or(model->groups[g].categories[c].title, id);
    return id;
}

static const char *main_label(const sen_dfe *dfe, const subject *of, const char *id)
{
    if (of->key == SEN_KEY_FUNDER)
        return id[0] == '\0' ? "Total" : sen_screen_label(dfe->view, SEN_BLOCK_COST, id);
    return title_or(sen_screen_label(dfe->view,
                                     of->key == SEN_KEY_SERVICE ? SEN_BLOCK_LATE : SEN_BLOCK_KNOWN,
                                     id),
                    id);
}

static void add_levels(sen_dfe *dfe, int32_t table, const sen_plan *plan)
{
    const subject *const of = subject_of(table);
    sen_dfe_table *const t = dfe->tables + table;
    char day[SEN_DAY_BYTES];
    for (int32_t p = 0; p < plan->n_periods[type_of(table)]; p++) {
        if (!sen_period_is_whole(plan, type_of(table), p))
            continue;
        sen_table_day(plan->model, plan->periods[type_of(table)][p].from_day, day);
        char *const kept = sen_arena_take(&dfe->arena, sizeof day, 1);
        if (kept == NULL) {
            dfe->failed = true;
            return;
        }
        memcpy(kept, day, sizeof day);
        add_level(dfe, &t->years, NULL, kept, kept);
    }
    add_level(dfe, &t->breakdown, "", "", "Total");
    for (int32_t f = 0; f < plan->n_figures; f++) {
        const char *const *const key = plan->figures[f].key;
        if (indicator_of(table, plan->figures + f) == SEN_NONE)
            continue;
        add_level(dfe, &t->main, NULL, key[of->key], main_label(dfe, of, key[of->key]));
        add_level(dfe, &t->breakdown, key[SEN_KEY_GROUP1_TYPE], key[SEN_KEY_GROUP1],
                  key[SEN_KEY_GROUP1][0] == '\0'
                      ? "Total"
                      : group_label(plan->model, key[SEN_KEY_GROUP1_TYPE], key[SEN_KEY_GROUP1]));
    }
}

/* ---- the cells ---- */

static sen_dfe_cell *cell_at(const sen_dfe *dfe, int32_t table, int32_t year, int32_t scenario,
                             int32_t main, int32_t breakdown, int32_t i)
{
    const sen_dfe_table *const t = dfe->tables + table;
    size_t at = (size_t)year;
    at = at * (size_t)dfe->scenarios + (size_t)scenario;
    at = at * (size_t)t->main.n + (size_t)main;
    at = at * (size_t)t->breakdown.n + (size_t)breakdown;
    return t->cells + at * (size_t)subject_of(table)->n + (size_t)i;
}

void sen_dfe_init(sen_dfe *dfe, const sen_run_view *view)
{
    memset(dfe, 0, sizeof *dfe);
    sen_arena_init(&dfe->arena, 0);
    dfe->view = view;
    while (dfe->scenarios < view->n &&
           (view->variant_of == NULL || view->variant_of[dfe->scenarios] == SEN_NONE))
        dfe->scenarios++;
    for (int32_t table = 0; table < SEN_DFE_TABLES && !dfe->failed; table++) {
        sen_dfe_table *const t = dfe->tables + table;
        for (int32_t s = 0; s < dfe->scenarios; s++)
            add_levels(dfe, table, view->plans + s);
        const size_t n = (size_t)t->years.n * (size_t)dfe->scenarios * (size_t)t->main.n *
                         (size_t)t->breakdown.n * (size_t)subject_of(table)->n;
        t->cells = sen_arena_take(&dfe->arena, n, sizeof *t->cells);
        dfe->failed = dfe->failed || t->cells == NULL;
        for (size_t i = 0; i < n && !dfe->failed; i++)
            t->cells[i] = (sen_dfe_cell){.code = "z"};
    }
}

void sen_dfe_clear(sen_dfe *dfe)
{
    sen_arena_clear(&dfe->arena);
    memset(dfe, 0, sizeof *dfe);
}

/* The DfE knows no code for what is not modelled in this run: it is not available. */
static const char *code_of(const sen_summary *summary)
{
    const char *const status = sen_summary_status(summary);
    return summary->n > 0 ? "" : strcmp(status, "n") == 0 ? "x" : status;
}

uint8_t sen_dfe_asks(const sen_dfe *dfe, int32_t scenario, const sen_figure *figure)
{
    bool told = false;
    for (int32_t table = 0; table < SEN_DFE_TABLES; table++)
        told = told || indicator_of(table, figure) != SEN_NONE;
    return told && scenario < dfe->scenarios ? SEN_ASK_SUMMARY : 0;
}

void sen_dfe_row(void *context, const sen_table_row *row)
{
    sen_dfe *const dfe = context;
    const char *const *const key = row->figure->key;
    if (row->scenario >= dfe->scenarios || dfe->failed)
        return;
    for (int32_t table = 0; table < SEN_DFE_TABLES; table++) {
        const sen_dfe_table *const t = dfe->tables + table;
        const int32_t i = indicator_of(table, row->figure);
        if (i == SEN_NONE)
            continue;
        const int32_t year = find_level(&t->years, NULL, row->start);
        if (year == SEN_NONE)
            continue;
        *cell_at(dfe, table, year, row->scenario,
                 find_level(&t->main, NULL, key[subject_of(table)->key]),
                 find_level(&t->breakdown, key[SEN_KEY_GROUP1_TYPE], key[SEN_KEY_GROUP1]), i) =
            (sen_dfe_cell){row->summary->mean, row->summary->p05, row->summary->p95,
                           code_of(row->summary)};
    }
}

/* ---- the files ---- */

static void add_text(sen_sink *sink, const char *text)
{
    sen_sink_field(sink, text);
    sen_sink_add(sink, ",", 1);
}

/* Indicator columns: the mean, and between what nine of ten replicates lie. */
static const char *const of_three[3] = {"", "p05_", "p95_"};
static const char *const in_words[3] = {"", ", 5th percentile", ", 95th percentile"};

static void column_name(const indicator *of, int32_t which, char out[64])
{
    snprintf(out, 64, "%s_%s%s", of->name, of_three[which], of->data_type);
}

static void put_head(sen_sink *sink, const sen_dfe *dfe, int32_t table)
{
    const subject *const of = subject_of(table);
    char name[64];
    if (dfe->view->bom)
        sen_sink_string(sink, "\xef\xbb\xbf");
    sen_sink_string(sink, "time_period,time_identifier,geographic_level,country_code,country_name,"
                          "region_code,region_name,old_la_code,new_la_code,la_name,scenario,");
    sen_sink_string(sink, of->filter);
    if (of->grouped)
        sen_sink_string(sink, ",breakdown_topic,breakdown");
    for (int32_t i = 0; i < 3 * of->n; i++) {
        column_name(of->indicators + i / 3, i % 3, name);
        sen_sink_add(sink, ",", 1);
        sen_sink_string(sink, name);
    }
    sen_sink_add(sink, "\r\n", 2);
}

/* 2026 of a calendar year, else 202627. */
static void put_period(sen_sink *sink, int32_t table, const char *first_day)
{
    char text[16];
    int year = 0;
    sscanf(first_day, "%4d", &year);
    if (type_of(table) == SEN_PERIOD_CALENDAR_YEAR)
        snprintf(text, sizeof text, "%04d", year % 10000);
    else
        snprintf(text, sizeof text, "%04d%02d", year % 10000, (year + 1) % 100);
    add_text(sink, text);
    add_text(sink, kinds_of_year[table % SEN_DFE_YEARS].identifier);
}

static void put_area(sen_sink *sink, const sen_model *model)
{
    sen_sink_string(sink, "Local authority,E92000001,England,");
    const char *const area[] = {model->region_code, model->region_name, model->old_la_code,
                                model->la_code, model->la_name};
    for (size_t i = 0; i < sizeof area / sizeof *area; i++)
        add_text(sink, area[i]);
}

static void put_cell(sen_sink *sink, const sen_dfe_cell *cell, int32_t times)
{
    const double three[3] = {cell->mean, cell->p05, cell->p95};
    for (int32_t i = 0; i < 3; i++) {
        sen_sink_add(sink, ",", 1);
        if (cell->code[0] != '\0')
            sen_sink_string(sink, cell->code);
        else if (!isfinite(three[i])) /* rounded: its range is not told */
            sen_sink_string(sink, "c");
        else
            sen_sink_number(sink, three[i] * times);
    }
}

static const char *scenario_label(const sen_dfe *dfe, int32_t s)
{
    const sen_model *const model = dfe->view->models[s];
    for (int32_t other = 0; other < dfe->scenarios; other++)
        if (other != s && strcmp(title_or(model->title, model->id),
                                 title_or(dfe->view->models[other]->title, "")) == 0)
            return model->id;
    return title_or(model->title, model->id);
}

static void put_row(sen_sink *sink, const sen_dfe *dfe, int32_t table, int32_t year,
                    int32_t scenario, int32_t main, int32_t breakdown)
{
    const subject *const of = subject_of(table);
    const sen_dfe_table *const t = dfe->tables + table;
    put_period(sink, table, t->years.levels[year].id);
    put_area(sink, dfe->view->models[scenario]);
    add_text(sink, scenario_label(dfe, scenario));
    sen_sink_field(sink, t->main.levels[main].label);
    if (of->grouped) {
        const sen_dfe_level *const level = t->breakdown.levels + breakdown;
        sen_sink_add(sink, ",", 1);
        add_text(sink, level->topic[0] == '\0' ? "Total" : level->topic);
        sen_sink_field(sink, level->label);
    }
    for (int32_t i = 0; i < of->n; i++)
        put_cell(sink, cell_at(dfe, table, year, scenario, main, breakdown, i),
                 of->indicators[i].times);
    sen_sink_add(sink, "\r\n", 2);
    sink->rows++;
}

static sen_code write_data(const sen_dfe *dfe, int32_t table, const char *folder,
                           sen_errors *errors)
{
    const sen_dfe_table *const t = dfe->tables + table;
    sen_sink sink;
    const sen_code code = sen_sink_open(&sink, folder, sen_dfe_files[table][0], errors);
    if (code != SEN_OK)
        return code;
    put_head(&sink, dfe, table);
    for (int32_t year = 0; year < t->years.n; year++)
        for (int32_t s = 0; s < dfe->scenarios; s++)
            for (int32_t m = 0; m < t->main.n; m++)
                for (int32_t b = 0; b < t->breakdown.n; b++)
                    put_row(&sink, dfe, table, year, s, m, b);
    return sen_sink_close(&sink, true, errors);
}

/* col_name,col_type,label,indicator_grouping,indicator_unit,indicator_dp,filter_hint,
 * filter_grouping_column,filter_default */
static void put_filter(sen_sink *sink, const char *name, const char *label, const char *hint,
                       const char *grouping, const char *first)
{
    add_text(sink, name);
    add_text(sink, "Filter");
    add_text(sink, label);
    sen_sink_string(sink, ",,,");
    add_text(sink, hint);
    add_text(sink, grouping);
    sen_sink_field(sink, first);
    sen_sink_add(sink, "\r\n", 2);
}

static void put_indicator(sen_sink *sink, const indicator *of, int32_t which)
{
    char name[64];
    column_name(of, which, name);
    add_text(sink, name);
    add_text(sink, "Indicator");
    sen_sink_add(sink, "\"", 1);
    sen_sink_string(sink, of->label);
    sen_sink_string(sink, which == 0 ? ", mean" : in_words[which]);
    sen_sink_add(sink, "\",", 2);
    add_text(sink, of->label);
    add_text(sink, of->unit);
    sen_sink_whole(sink, of->decimals);
    sen_sink_string(sink, ",,,\r\n");
}

/* A filter that can be one thing only has no place in the metadata. */
static sen_code write_meta(const sen_dfe *dfe, int32_t table, const char *folder,
                           sen_errors *errors)
{
    const subject *const of = subject_of(table);
    const sen_dfe_table *const t = dfe->tables + table;
    sen_sink sink;
    const sen_code code = sen_sink_open(&sink, folder, sen_dfe_files[table][1], errors);
    if (code != SEN_OK)
        return code;
    sen_sink_string(&sink, "col_name,col_type,label,indicator_grouping,indicator_unit,indicator_dp,"
                           "filter_hint,filter_grouping_column,filter_default\r\n");
    if (dfe->scenarios > 1)
        put_filter(&sink, "scenario", "Scenario",
                   "Simulated: what is commissioned, or what would be", "", scenario_label(dfe, 0));
    if (t->main.n > 1)
        put_filter(&sink, of->filter, of->label, of->hint, "",
                   of->totalled ? "Total" : t->main.levels[0].label);
    if (of->grouped && t->breakdown.n > 1)
        put_filter(&sink, "breakdown", "Breakdown", "One way of grouping children at a time",
                   "breakdown_topic", "Total");
    for (int32_t i = 0; i < 3 * of->n; i++)
        put_indicator(&sink, of->indicators + i / 3, i % 3);
    return sen_sink_close(&sink, true, errors);
}

sen_code sen_dfe_write(sen_dfe *dfe, const char *folder, sen_errors *errors)
{
    sen_code code = SEN_OK;
    if (dfe->failed)
        return sen_fail(errors, SEN_NO_MEMORY, "dfe", 0, 0, NULL, NULL, NULL, NULL);
    for (int32_t table = 0; table < SEN_DFE_TABLES && code == SEN_OK; table++) {
        if (!sen_dfe_is_told(dfe->view, table))
            continue;
        code = write_data(dfe, table, folder, errors);
        if (code == SEN_OK)
            code = write_meta(dfe, table, folder, errors);
    }
    return code;
}

/* ---- the dictionary ---- */

void sen_dfe_tell(sen_text *text)
{
    char name[64];
    sen_text_add(
        text, "\n## `dfe/`\n\nWith `--formats dfe`: the shape of the DfE's open data, a file and "
              "its `.meta.csv` for each subject and kind of year. Whole years and the scenarios "
              "given. Every combination of filters has a row. In the place of a number: `z` not "
              "applicable, `x` not available or not modelled, `u` unknown input, `c` "
              "confidential, `low` rounds to 0 and is not 0.\n");
    for (int32_t table = 0; table < SEN_DFE_TABLES; table++)
        sen_text_addf(text, "\n- `%s`, `%s`", sen_dfe_files[table][0], sen_dfe_files[table][1]);
    sen_text_add(text, "\n\n| subject | column | meaning |\n|---|---|---|\n");
    for (int32_t s = 0; s < SEN_DFE_SUBJECTS; s++)
        for (int32_t i = 0; i < 3 * subjects[s].n; i++) {
            column_name(subjects[s].indicators + i / 3, i % 3, name);
            sen_text_addf(text, "| %s | `%s` | %s%s |\n", subjects[s].label, name,
                          subjects[s].indicators[i / 3].label, in_words[i % 3]);
        }
}

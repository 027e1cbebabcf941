/* SPDX-License-Identifier: MIT */
#include "report/dfe.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "report/dfe_tables.h"
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

static const sen_dfe_subject_spec subjects[SEN_DFE_SUBJECTS] = {
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

const sen_dfe_subject_spec *sen_dfe_subject(int32_t table)
{
    return subjects + table / SEN_DFE_YEARS;
}

int32_t sen_dfe_type(int32_t table)
{
    return kinds_of_year[table % SEN_DFE_YEARS].type;
}

const char *sen_dfe_identifier(int32_t table)
{
    return kinds_of_year[table % SEN_DFE_YEARS].identifier;
}

/* Which indicator of the table a figure is; SEN_NONE. */
static int32_t indicator_of(int32_t table, const sen_figure *figure)
{
    const sen_dfe_subject_spec *const of = sen_dfe_subject(table);
    if (figure->period_type != sen_dfe_type(table) ||
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
        for (int32_t p = 0; p < plan->n_periods[sen_dfe_type(table)]; p++)
            year = year || sen_period_is_whole(plan, sen_dfe_type(table), p);
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

const char *sen_dfe_title_or(const char *title, const char *id)
{
    enum { MOST_BYTES = 80 };
    return title == NULL || title[0] == '\0' || strlen(title) > MOST_BYTES ? id : title;
}

static const char *group_label(const sen_model *model, const char *type, const char *id)
{
    for (int32_t n = 0; n < model->n_needs && strcmp(type, "need") == 0; n++)
        if (strcmp(model->needs[n].id, id) == 0)
            return sen_dfe_title_or(model->needs[n].title, id);
    for (int32_t l = 0; l < model->n_layers && strcmp(type, "plan_layer") == 0; l++)
        if (strcmp(model->layers[l].id, id) == 0)
            return sen_dfe_title_or(model->layers[l].title, id);
    for (int32_t g = 0; g < model->n_groups; g++)
        for (int32_t c = 0;
             strcmp(model->groups[g].id, type) == 0 && c < model->groups[g].n_categories; c++)
            if (strcmp(model->groups[g].categories[c].id, id) == 0)
                return sen_dfe_title_or(model->groups[g].categories[c].title, id);
    return id;
}

static const char *main_label(const sen_dfe *dfe, const sen_dfe_subject_spec *of, const char *id)
{
    if (of->key == SEN_KEY_FUNDER)
        return id[0] == '\0' ? "Total" : sen_screen_label(dfe->view, SEN_BLOCK_COST, id);
    return sen_dfe_title_or(
        sen_screen_label(dfe->view, of->key == SEN_KEY_SERVICE ? SEN_BLOCK_LATE : SEN_BLOCK_KNOWN,
                         id),
        id);
}

static void add_levels(sen_dfe *dfe, int32_t table, const sen_plan *plan)
{
    const sen_dfe_subject_spec *const of = sen_dfe_subject(table);
    sen_dfe_table *const t = dfe->tables + table;
    char day[SEN_DAY_BYTES];
    for (int32_t p = 0; p < plan->n_periods[sen_dfe_type(table)]; p++) {
        if (!sen_period_is_whole(plan, sen_dfe_type(table), p))
            continue;
        sen_table_day(plan->model, plan->periods[sen_dfe_type(table)][p].from_day, day);
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

sen_dfe_cell *sen_dfe_cell_at(const sen_dfe *dfe, int32_t table, int32_t year, int32_t scenario,
                              int32_t main, int32_t breakdown, int32_t i)
{
    const sen_dfe_table *const t = dfe->tables + table;
    size_t at = (size_t)year;
    at = at * (size_t)dfe->scenarios + (size_t)scenario;
    at = at * (size_t)t->main.n + (size_t)main;
    at = at * (size_t)t->breakdown.n + (size_t)breakdown;
    return t->cells + at * (size_t)sen_dfe_subject(table)->n + (size_t)i;
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
                         (size_t)t->breakdown.n * (size_t)sen_dfe_subject(table)->n;
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
        *sen_dfe_cell_at(dfe, table, year, row->scenario,
                         find_level(&t->main, NULL, key[sen_dfe_subject(table)->key]),
                         find_level(&t->breakdown, key[SEN_KEY_GROUP1_TYPE], key[SEN_KEY_GROUP1]),
                         i) = (sen_dfe_cell){row->summary->mean, row->summary->p05,
                                             row->summary->p95, code_of(row->summary)};
    }
}

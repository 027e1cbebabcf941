/* SPDX-License-Identifier: MIT */
/* The files of dfe/ as they are written, and what the dictionary says of them. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "report/csv.h"
#include "report/dfe_tables.h"
#include "report/screen.h"

static void add_text(sen_sink *sink, const char *text)
{
    sen_sink_field(sink, text);
    sen_sink_add(sink, ",", 1);
}

/* Indicator columns: the mean, and between what nine of ten replicates lie. */
static const char *const of_three[3] = {"", "p05_", "p95_"};
static const char *const in_words[3] = {"", ", 5th percentile", ", 95th percentile"};

static void column_name(const sen_dfe_indicator *of, int32_t which, char out[64])
{
    snprintf(out, 64, "%s_%s%s", of->name, of_three[which], of->data_type);
}

static void put_head(sen_sink *sink, const sen_dfe *dfe, int32_t table)
{
    const sen_dfe_subject_spec *const of = sen_dfe_subject(table);
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
    if (sen_dfe_type(table) == SEN_PERIOD_CALENDAR_YEAR)
        snprintf(text, sizeof text, "%04d", year % 10000);
    else
        snprintf(text, sizeof text, "%04d%02d", year % 10000, (year + 1) % 100);
    add_text(sink, text);
    add_text(sink, sen_dfe_identifier(table));
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
        if (other != s && strcmp(sen_dfe_title_or(model->title, model->id),
                                 sen_dfe_title_or(dfe->view->models[other]->title, "")) == 0)
            return model->id;
    return sen_dfe_title_or(model->title, model->id);
}

static void put_row(sen_sink *sink, const sen_dfe *dfe, int32_t table, int32_t year,
                    int32_t scenario, int32_t main, int32_t breakdown)
{
    const sen_dfe_subject_spec *const of = sen_dfe_subject(table);
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
        put_cell(sink, sen_dfe_cell_at(dfe, table, year, scenario, main, breakdown, i),
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

static void put_indicator(sen_sink *sink, const sen_dfe_indicator *of, int32_t which)
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
    const sen_dfe_subject_spec *const of = sen_dfe_subject(table);
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
        for (int32_t i = 0; i < 3 * sen_dfe_subject(s * SEN_DFE_YEARS)->n; i++) {
            column_name(sen_dfe_subject(s * SEN_DFE_YEARS)->indicators + i / 3, i % 3, name);
            sen_text_addf(text, "| %s | `%s` | %s%s |\n", sen_dfe_subject(s * SEN_DFE_YEARS)->label,
                          name, sen_dfe_subject(s * SEN_DFE_YEARS)->indicators[i / 3].label,
                          in_words[i % 3]);
        }
}

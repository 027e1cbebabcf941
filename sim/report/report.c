/* SPDX-License-Identifier: MIT */
#include "sen_report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "report/actuals.h"
#include "report/datapackage.h"
#include "report/dfe.h"
#include "report/dims.h"
#include "report/html.h"
#include "report/manifest.h"
#include "report/screen.h"
#include "report/xlsx.h"
#include "stats/lookup.h"

const char *const sen_report_files[] = {
    "csv/actuals/actuals.csv",
    "csv/differences/differences.csv",
    "csv/dim/assumptions.csv",
    "csv/dim/groups.csv",
    "csv/dim/measures.csv",
    "csv/dim/not_found.csv",
    "csv/dim/numbers.csv",
    "csv/dim/periods.csv",
    "csv/dim/scenarios.csv",
    "csv/dim/services.csv",
    "csv/replicates/replicates.csv",
    "csv/results/results.csv",
    "csv/uncertainty/uncertainty.csv",
    "datapackage.json",
    "dfe/cost_academic_year.csv",
    "dfe/cost_academic_year.meta.csv",
    "dfe/cost_calendar_year.csv",
    "dfe/cost_calendar_year.meta.csv",
    "dfe/cost_financial_year.csv",
    "dfe/cost_financial_year.meta.csv",
    "dfe/need_academic_year.csv",
    "dfe/need_academic_year.meta.csv",
    "dfe/need_calendar_year.csv",
    "dfe/need_calendar_year.meta.csv",
    "dfe/need_financial_year.csv",
    "dfe/need_financial_year.meta.csv",
    "dfe/services_academic_year.csv",
    "dfe/services_academic_year.meta.csv",
    "dfe/services_calendar_year.csv",
    "dfe/services_calendar_year.meta.csv",
    "dfe/services_financial_year.csv",
    "dfe/services_financial_year.meta.csv",
    "manifest.json",
    "report.html",
    "results.json",
    "results.xlsx",
};
const int32_t sen_report_files_count =
    (int32_t)(sizeof sen_report_files / sizeof *sen_report_files);

/* Who looks at the rows of one pass. */
typedef struct {
    sen_csv csv;
    sen_json_results json;
    sen_sink json_file;
    sen_screen screen; /* page and workbook show what it picks too */
    sen_page page;     /* and the workbook shows what the page picks */
    sen_xlsx_data data;
    sen_dfe dfe;
    bool to_csv, to_json, to_screen, to_page, to_data, to_dfe;
    sen_actuals *actuals; /* NULL: none */
} listeners;

static void tell_all(void *context, const sen_table_row *row)
{
    listeners *const to = context;
    if (to->to_csv)
        sen_csv_row(&to->csv, row);
    if (to->to_json)
        sen_json_results_row(&to->json, row);
    if (to->to_screen)
        sen_screen_row(&to->screen, row);
    if (to->to_page)
        sen_page_row(&to->page, row);
    if (to->actuals != NULL)
        sen_actuals_row(to->actuals, row);
    if (to->to_data)
        sen_xlsx_data_row(&to->data, row);
    if (to->to_dfe)
        sen_dfe_row(&to->dfe, row);
}

static uint8_t all_ask(void *context, int32_t scenario, const sen_figure *figure)
{
    const listeners *const to = context;
    return (to->to_csv ? sen_csv_asks(&to->csv, scenario, figure) : 0) |
           (to->to_json ? sen_json_results_asks(figure) : 0) |
           (to->to_screen ? sen_screen_asks(&to->screen, scenario, figure) : 0) |
           (to->to_page ? sen_page_asks(&to->page, scenario, figure) : 0) |
           (to->actuals != NULL ? sen_actuals_asks(to->actuals, scenario, figure) : 0) |
           (to->to_data ? sen_xlsx_data_asks(&to->data, scenario, figure) : 0) |
           (to->to_dfe ? sen_dfe_asks(&to->dfe, scenario, figure) : 0);
}

static sen_code write_text(const char *folder, const char *name, const sen_text *text,
                           sen_errors *errors)
{
    sen_sink sink;
    if (!sen_text_is_well(text))
        return sen_fail(errors, SEN_NO_MEMORY, name, 0, 0, NULL, NULL, NULL, NULL);
    sen_code code = sen_sink_open(&sink, folder, name, errors);
    if (code != SEN_OK)
        return code;
    sen_sink_add(&sink, text->bytes, text->length);
    return sen_sink_close(&sink, true, errors);
}

static sen_headline *make_headlines(const sen_run_view *view, sen_code *code, sen_errors *errors)
{
    const sen_columns columns = sen_view_columns(view);
    sen_headline *const headlines = calloc((size_t)view->n + 1, sizeof *headlines);
    if (headlines == NULL) {
        *code = sen_fail(errors, SEN_NO_MEMORY, NULL, 0, 0, NULL, NULL, NULL, NULL);
        return NULL;
    }
    *code = sen_headlines(headlines, view->plans, view->variant_of, view->n, &columns, errors);
    return headlines;
}

static sen_code write_datapackage(const sen_run_view *view, const char *folder, const sen_csv *csv,
                                  const sen_sink *dims, const sen_sink *actuals, sen_errors *errors)
{
    sen_json json;
    sen_resource resources[SEN_DIMS + 5];
    int32_t n = 0;
    resources[n++] = (sen_resource){
        "results",
        csv->results.name,
        "Results",
        sen_results_columns,
        sen_results_columns_count,
        "run_id,scenario_id,period_type,period_start,period_end,service_id,stage_id,provider_id,"
        "measure_id,category,funder,group1_type,group1,group2_type,group2",
        true,
        &csv->results};
    if (view->n > 1)
        resources[n++] = (sen_resource){
            "differences",
            csv->differences.name,
            "Differences from the first scenario",
            sen_differences_columns,
            sen_differences_columns_count,
            "run_id,scenario_id,baseline_id,period_type,period_start,period_end,service_id,"
            "stage_id,provider_id,measure_id,category,funder,group1_type,group1,group2_type,group2",
            true,
            &csv->differences};
    if (view->keep_replicates)
        resources[n++] = (sen_resource){
            "replicates",
            csv->replicates.name,
            "Figures of each replicate",
            sen_replicates_columns,
            sen_replicates_columns_count,
            "run_id,scenario_id,period_type,period_start,period_end,service_id,stage_id,"
            "provider_id,measure_id,category,funder,group1_type,group1,group2_type,group2,"
            "replicate",
            true,
            &csv->replicates};
    if (view->actuals != NULL)
        resources[n++] = (sen_resource){
            "actuals",
            actuals->name,
            "What happened, against the range",
            sen_actuals_columns,
            sen_actuals_columns_count,
            "run_id,scenario_id,period_type,period_start,period_end,service_id,stage_id,"
            "provider_id,measure_id,category,funder,group1_type,group1,group2_type,group2",
            true,
            actuals};
    if (sen_view_splits(view))
        resources[n++] = (sen_resource){
            "uncertainty",
            csv->uncertainty.name,
            "What is due to the inputs and what to chance",
            sen_uncertainty_columns,
            sen_uncertainty_columns_count,
            "run_id,scenario_id,period_type,period_start,period_end,service_id,stage_id,"
            "provider_id,measure_id,category,funder,group1_type,group1,group2_type,group2",
            true,
            &csv->uncertainty};
    for (int32_t d = 0; d < SEN_DIMS; d++)
        resources[n++] = (sen_resource){sen_dims[d].name,
                                        sen_dims[d].path,
                                        sen_dims[d].title,
                                        sen_dims[d].columns,
                                        sen_dims[d].n_columns,
                                        sen_dims[d].key,
                                        strcmp(sen_dims[d].name, "services") == 0,
                                        dims + d};
    sen_datapackage_make(&json, view, resources, n, view->models[0]->plain_clock);
    const sen_code code = write_text(folder, "datapackage.json", &json.text, errors);
    sen_json_clear(&json);
    return code;
}

/* Whether a run of this view and these formats has the file. */
static bool is_written(const sen_run_view *view, unsigned formats, const char *name)
{
    if (strcmp(name, "manifest.json") == 0)
        return true;
    if (strcmp(name, "results.json") == 0)
        return (formats & SEN_FORMAT_JSON) != 0;
    if (strcmp(name, "report.html") == 0)
        return (formats & SEN_FORMAT_HTML) != 0;
    if (strcmp(name, "results.xlsx") == 0)
        return (formats & SEN_FORMAT_XLSX) != 0;
    for (int32_t t = 0; t < SEN_DFE_TABLES; t++)
        if (strcmp(name, sen_dfe_files[t][0]) == 0 || strcmp(name, sen_dfe_files[t][1]) == 0)
            return (formats & SEN_FORMAT_DFE) != 0 && sen_dfe_is_told(view, t);
    if (strcmp(name, "csv/differences/differences.csv") == 0 && view->n < 2)
        return false;
    if (strcmp(name, "csv/replicates/replicates.csv") == 0 && !view->keep_replicates)
        return false;
    if (strcmp(name, "csv/actuals/actuals.csv") == 0 && view->actuals == NULL)
        return false;
    if (strcmp(name, "csv/uncertainty/uncertainty.csv") == 0 && !sen_view_splits(view))
        return false;
    return (formats & SEN_FORMAT_CSV) != 0;
}

static sen_code write_manifest(const sen_run_view *view, const char *folder, const sen_csv *csv,
                               const sen_headline *headlines, unsigned formats, sen_errors *errors)
{
    sen_json json;
    const char *files[64];
    int32_t n = 0;
    for (int32_t f = 0; f < sen_report_files_count; f++)
        if (is_written(view, formats, sen_report_files[f]))
            files[n++] = sen_report_files[f];
    sen_manifest_make(&json, view, headlines, csv->results.digest, files, n);
    const sen_code code = write_text(folder, "manifest.json", &json.text, errors);
    sen_json_clear(&json);
    return code;
}

/* The same run may have been written with other formats before. */
static void remove_others(const sen_run_view *view, const char *folder, unsigned formats)
{
    static const char *const folders[] = {
        "csv/actuals",     "csv/replicates", "csv/results", "csv/differences",
        "csv/uncertainty", "csv/dim",        "csv",         "dfe"};
    char path[4096];
    for (int32_t f = 0; f < sen_report_files_count; f++)
        if (!is_written(view, formats, sen_report_files[f]) &&
            (size_t)snprintf(path, sizeof path, "%s/%s", folder, sen_report_files[f]) < sizeof path)
            unlink(path);
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++)
        if ((size_t)snprintf(path, sizeof path, "%s/%s", folder, folders[i]) < sizeof path)
            rmdir(path); /* only if it is empty */
}

/* The workbook, which another thread may write beside the rest. */
static sen_code write_workbook(const listeners *to, const char *folder,
                               const sen_headline *headlines, sen_errors *errors)
{
    return sen_xlsx_write(&to->data, &to->page, &to->screen, headlines, folder, errors);
}

/* Everything that is made of what the listeners kept, but workbook and manifest. */
static sen_code write_kept(const sen_run_view *view, const char *folder, unsigned formats,
                           listeners *to, const sen_headline *headlines, sen_errors *errors)
{
    sen_code code = SEN_OK;
    sen_sink dims[SEN_DIMS], actuals;
    const bool csv = (formats & SEN_FORMAT_CSV) != 0;
    sen_text text;
    sen_text_init(&text);
    if (csv)
        SEN_TRY(sen_dims_write(view, folder, dims, errors));
    if (csv && to->actuals != NULL)
        SEN_TRY(sen_actuals_write(to->actuals, view, folder, &actuals, errors));
    if ((formats & SEN_FORMAT_HTML) != 0) {
        SEN_TRY(sen_html_make(&text, &to->page, &to->screen, headlines, errors));
        SEN_TRY(write_text(folder, "report.html", &text, errors));
    }
    if (to->to_dfe)
        SEN_TRY(sen_dfe_write(&to->dfe, folder, errors));
    if (csv)
        SEN_TRY(write_datapackage(view, folder, &to->csv, dims, &actuals, errors));
out:
    sen_text_clear(&text);
    return code;
}

static sen_code write_side_by_side(const sen_run_view *view, const char *folder, unsigned formats,
                                   listeners *to, const sen_headline *headlines, sen_errors *errors)
{
    const bool xlsx = (formats & SEN_FORMAT_XLSX) != 0;
    sen_code code = SEN_OK, workbook = SEN_OK;
#pragma omp taskgroup
    {
        if (xlsx) {
#pragma omp task shared(workbook) firstprivate(to, folder, headlines)
            workbook = write_workbook(to, folder, headlines, NULL);
        }
        /* a task too, as its files wait for the tasks of their digests and for no other */
#pragma omp task shared(code) firstprivate(view, folder, formats, to, headlines, errors)
        code = write_kept(view, folder, formats, to, headlines, errors);
    }
    /* once more, so that the fault is told */
    return code == SEN_OK && workbook != SEN_OK ? write_workbook(to, folder, headlines, errors)
                                                : code;
}

static sen_code write_all(const sen_run_view *view, const char *folder, unsigned formats,
                          char **screen, sen_errors *errors)
{
    sen_code code = SEN_OK;
    const bool csv = (formats & SEN_FORMAT_CSV) != 0, json = (formats & SEN_FORMAT_JSON) != 0;
    const bool html = (formats & SEN_FORMAT_HTML) != 0, xlsx = (formats & SEN_FORMAT_XLSX) != 0;
    listeners to = {.to_csv = true,
                    .to_json = json,
                    .to_screen = screen != NULL || html || xlsx,
                    .to_page = html || xlsx,
                    .to_data = xlsx,
                    .to_dfe = (formats & SEN_FORMAT_DFE) != 0,
                    .actuals = view->actuals};
    sen_text text;
    sen_text_init(&text);
    sen_screen_init(&to.screen, view);
    sen_page_init(&to.page, view);
    sen_json_init(&to.json.json);
    if (screen != NULL)
        *screen = NULL;
    sen_headline *const headlines = make_headlines(view, &code, errors);
    if (code != SEN_OK)
        goto out;
    if (to.actuals != NULL)
        sen_actuals_begin(to.actuals);
    if (to.to_dfe)
        sen_dfe_init(&to.dfe, view);
    if (xlsx)
        sen_xlsx_data_init(&to.data, view);
    SEN_TRY(sen_csv_open(&to.csv, view, csv ? folder : NULL, errors));
    if (json) {
        SEN_TRY(sen_sink_open(&to.json_file, folder, "results.json", errors));
        sen_json_results_open(&to.json, view, headlines, &to.json_file);
    }
    SEN_TRY(sen_table_each(view, (sen_table_listener){tell_all, all_ask, &to}, errors));
    SEN_TRY(sen_csv_close(&to.csv, csv, errors)); /* its digest stands in the manifest anyway */
    if (json) {
        sen_json_results_close(&to.json);
        if (to.json.failed) {
            code = sen_fail(errors, SEN_NO_MEMORY, "results.json", 0, 0, NULL, NULL, NULL, NULL);
            goto out;
        }
        SEN_TRY(sen_sink_close(&to.json_file, true, errors));
    }
    if (to.to_page)
        SEN_TRY(sen_page_gaps(&to.page, sen_screen_shown(view), errors));
    SEN_TRY(write_side_by_side(view, folder, formats, &to, headlines, errors));
    SEN_TRY(write_manifest(view, folder, &to.csv, headlines, formats, errors));
    remove_others(view, folder, formats);
    if (screen != NULL) {
        SEN_TRY(sen_screen_text(&to.screen, headlines, &text, errors));
        SEN_TRY(sen_text_take(&text, screen, errors));
    }
out:
    sen_csv_close(&to.csv, false, NULL);
    sen_sink_close(&to.json_file, false, NULL);
    sen_json_clear(&to.json.json);
    sen_page_clear(&to.page);
    sen_xlsx_data_clear(&to.data);
    sen_dfe_clear(&to.dfe);
    sen_screen_clear(&to.screen);
    sen_text_clear(&text);
    free(headlines);
    return code;
}

sen_code sen_report_write(const sen_run_view *view, const char *folder, unsigned formats,
                          char **screen, sen_errors *errors)
{
    const int32_t threads = view->threads < 1                    ? 1
                            : view->threads < SEN_REPORT_THREADS ? view->threads
                                                                 : SEN_REPORT_THREADS;
    sen_code code = SEN_OK;
#pragma omp parallel num_threads(threads)
#pragma omp single
    code = write_all(view, folder, formats, screen, errors);
    return code;
}

sen_code sen_report_screen(const sen_run_view *of, char **taken, sen_errors *errors)
{
    sen_code code = SEN_OK;
    sen_run_view without = *of; /* the values of the replicates */
    without.keep_replicates = false;
    const sen_run_view *const view = &without;
    listeners to = {.to_screen = true, .actuals = view->actuals};
    sen_text text;
    sen_text_init(&text);
    sen_screen_init(&to.screen, view);
    *taken = NULL;
    sen_headline *const headlines = make_headlines(view, &code, errors);
    if (code != SEN_OK)
        goto out;
    if (to.actuals != NULL)
        sen_actuals_begin(to.actuals);
    SEN_TRY(sen_table_each(view, (sen_table_listener){tell_all, all_ask, &to}, errors));
    SEN_TRY(sen_screen_text(&to.screen, headlines, &text, errors));
    SEN_TRY(sen_text_take(&text, taken, errors));
out:
    sen_screen_clear(&to.screen);
    sen_text_clear(&text);
    free(headlines);
    return code;
}

sen_code sen_report_json(const sen_run_view *of, char **taken, sen_errors *errors)
{
    sen_code code = SEN_OK;
    sen_run_view without = *of; /* the values of the replicates */
    without.keep_replicates = false;
    const sen_run_view *const view = &without;
    listeners to = {.to_json = true};
    *taken = NULL;
    sen_json_init(&to.json.json);
    sen_headline *const headlines = make_headlines(view, &code, errors);
    if (code != SEN_OK)
        goto out;
    sen_json_results_open(&to.json, view, headlines, NULL);
    SEN_TRY(sen_table_each(view, (sen_table_listener){tell_all, all_ask, &to}, errors));
    sen_json_results_close(&to.json);
    SEN_TRY(sen_text_take(&to.json.json.text, taken, errors));
out:
    sen_json_clear(&to.json.json);
    free(headlines);
    return code;
}

/* ---- one figure by name ---- */

static sen_code no_measure(const char *id, sen_errors *errors)
{
    const char *ids[SEN_MEASURE_COUNT];
    for (int32_t m = 0; m < SEN_MEASURE_COUNT; m++)
        ids[m] = sen_measures[m].id;
    return sen_fail(errors, SEN_USAGE, NULL, 0, 0, NULL, id, "a measure of dim/measures.csv",
                    sen_text_nearest(id, ids, SEN_MEASURE_COUNT));
}

sen_code sen_report_mean(const sen_run_view *view, int32_t scenario, const char *measure,
                         const char *category, double *mean, bool *found, sen_errors *errors)
{
    const sen_columns columns = sen_view_columns(view);
    const sen_wanted wanted = {sen_measure_by_id(measure), category == NULL ? "" : category};
    sen_found at;
    sen_summary summary;
    *found = false;
    *mean = 0.0;
    if (wanted.measure == SEN_NONE)
        return no_measure(measure, errors);
    const sen_code code =
        sen_lookup(&at, &summary, view->plans + scenario, scenario, wanted, &columns, errors);
    if (code == SEN_OK && at.figure != SEN_NONE) {
        *mean = summary.mean;
        *found = true;
    }
    return code;
}

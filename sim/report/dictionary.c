/* SPDX-License-Identifier: MIT */
/* What the output files hold, printed from the tables that write them. */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "report/dfe.h"
#include "report/dims.h"

static void add_table(sen_text *text, const char *path, const char *title,
                      const sen_csv_column *columns, int32_t n)
{
    sen_text_addf(text, "\n## `%s`\n\n%s.\n\n| column | type | meaning |\n|---|---|---|\n", path,
                  title);
    for (int32_t c = 0; c < n; c++)
        sen_text_addf(text, "| `%s` | %s | %s |\n", columns[c].name, columns[c].type,
                      columns[c].meaning);
}

/* What stands in no table of columns. */
static void add_files(sen_text *text)
{
    static const char *const files[][2] = {
        {"manifest.json", "what made the folder: program version, scenarios by digest, seed, "
                          "replicates asked and done, files, and how it was published"},
        {"datapackage.json", "the CSV files in the words of Frictionless Data Package 2: columns, "
                             "types, keys, sizes, digests; with `--formats csv`"},
        {"results.json", "the last day, the last whole financial year and the run, without groups "
                         "and stages, for a page or a program; with `--formats json`"},
        {"report.html", "the page for people; with `--formats html`"},
        {"results.xlsx", "the workbook; with `--formats xlsx`"},
        {"replicates.sen", "the store of every replicate's record; with `--publish` it stands "
                           "beside the folder, as `FOLDER.private.sen`"},
    };
    sen_text_add(text, "# The files of a run\n\nThe CSV files and `dfe/` have a part each below. "
                       "Besides:\n\n| file | what it holds |\n|---|---|\n");
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        sen_text_addf(text, "| `%s` | %s |\n", files[i][0], files[i][1]);
}

static void add_statuses(sen_text *text)
{
    static const char *const statuses[][2] = {
        {"n", "not modelled in this run: it rests on effects or loops that are off"},
        {"u", "unknown: it rests on an input that nobody knows; a difference is told where both "
              "sides rest on it"},
        {"z", "not applicable: no replicate has such a figure, as the median of an empty list"},
        {"x", "not available: one replicate or draw tells no error; what happened outside the run "
              "has no range"},
        {"c", "confidential: withheld by `--publish`; beside a number, that it is rounded and its "
              "range withheld"},
        {"low", "rounds to 0 by `--publish` and is not 0"},
    };
    sen_text_add(
        text, "\n## `status`\n\nAn empty number has a status, and an empty status says "
              "that nothing is missing; only the chances of better, same and worse "
              "are also empty where neither way is better.\n\n| status | meaning |\n|---|---|\n");
    for (size_t i = 0; i < sizeof statuses / sizeof *statuses; i++)
        sen_text_addf(text, "| `%s` | %s |\n", statuses[i][0], statuses[i][1]);
}

sen_code sen_report_dictionary(char **taken, sen_errors *errors)
{
    sen_text text;
    sen_text_init(&text);
    add_files(&text);
    sen_text_add(&text,
                 "\n# The CSV files\n\nRFC 4180, UTF-8, a heading row, a point in numbers. "
                 "New columns are only added at the end. A day is a date, or on a plain clock a "
                 "number.\n");
    add_statuses(&text);
    add_table(&text, "csv/results/results.csv", "One figure a row", sen_results_columns,
              sen_results_columns_count);
    add_table(&text, "csv/differences/differences.csv",
              "One difference from the first scenario a row", sen_differences_columns,
              sen_differences_columns_count);
    add_table(&text, "csv/replicates/replicates.csv",
              "One figure of one replicate a row, with --keep-replicates", sen_replicates_columns,
              sen_replicates_columns_count);
    add_table(
        &text, "csv/uncertainty/uncertainty.csv",
        "What of the spread is due to the inputs and what to chance, a figure a row; where there "
        "are more replicates than draws of the uncertain numbers",
        sen_uncertainty_columns, sen_uncertainty_columns_count);
    add_table(&text, "csv/actuals/actuals.csv",
              "What happened, against the range, a figure a row; with --actuals",
              sen_actuals_columns, sen_actuals_columns_count);
    for (int32_t d = 0; d < SEN_DIMS; d++)
        add_table(&text, sen_dims[d].path, sen_dims[d].title, sen_dims[d].columns,
                  sen_dims[d].n_columns);
    sen_dfe_tell(&text);
    sen_text_add(&text, "\n## Measures\n\n| measure | unit | better when | meaning |\n"
                        "|---|---|---|---|\n");
    for (int32_t m = 0; m < SEN_MEASURE_COUNT; m++)
        sen_text_addf(&text, "| `%s` | %s | %s | %s |\n", sen_measures[m].id, sen_measures[m].unit,
                      sen_better_id(sen_measures[m].better), sen_measures[m].definition);
    return sen_text_take(&text, taken, errors);
}

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

sen_code sen_report_dictionary(char **taken, sen_errors *errors)
{
    sen_text text;
    sen_text_init(&text);
    sen_text_add(&text,
                 "# The CSV files of a run\n\nRFC 4180, UTF-8, a heading row, a point in numbers. "
                 "New columns are only added at the end. A day is a date, or on a plain clock a "
                 "number.\n");
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
    *taken = sen_text_is_well(&text) ? strdup(sen_text_string(&text)) : NULL;
    sen_text_clear(&text);
    return *taken != NULL ? SEN_OK
                          : sen_fail(errors, SEN_NO_MEMORY, NULL, 0, 0, NULL, NULL, NULL, NULL);
}

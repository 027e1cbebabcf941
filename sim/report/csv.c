/* SPDX-License-Identifier: MIT */
#include "report/csv.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define KEY_COLUMNS                                                                        \
    {"period_type", "string",                                                              \
     "month, calendar_year, financial_year, academic_year, census_day, "                   \
     "run, or days_N on a plain clock"},                                                   \
        {"period_start", "day", "First day of the period"},                                \
        {"period_end", "day", "Last day of the period; stocks stand at its end"},          \
        {"service_id", "string", "Service; empty: not about one"},                         \
        {"stage_id", "string", "Stage of the service; empty: the whole service"},          \
        {"provider_id", "string", "Team; its provider's name stands in dim/services.csv"}, \
        {"measure_id", "string", "What is measured; see dim/measures.csv"},                \
        {"category", "string", "Requirement kind, reason, band, basis, check or state"},   \
        {"funder", "string", "Who pays; empty: all of them"},                              \
        {"group1_type", "string", "How children are grouped; empty: all children"},        \
        {"group1", "string", "Group of the first type"},                                   \
        {"group2_type", "string", "A second way of grouping at the same time"},            \
        {"group2", "string", "Group of the second type"},                                  \
    {                                                                                      \
        "unit", "string", "Unit of the figures"                                            \
    }

#define AROUND_COLUMNS                                                                \
    {"p05_lower_95", "number",                                                        \
     "Lower end of the 95 % interval of p05: an order statistic, whatever the law"},  \
        {"p05_upper_95", "number", "Upper end of it"},                                \
        {"p50_lower_95", "number", "Lower end of the 95 % interval of p50"},          \
        {"p50_upper_95", "number", "Upper end of it"},                                \
        {"p95_lower_95", "number", "Lower end of the 95 % interval of p95"},          \
        {"p95_upper_95", "number", "Upper end of it"},                                \
    {                                                                                 \
        "percentiles_status", "string",                                               \
            "Why an end is empty: x too few replicates to tell it, else as in status" \
    }

const sen_csv_column sen_results_columns[] = {
    {"run_id", "string", "Head of the digest of scenarios, seed, replicates, draws and version"},
    {"scenario_id", "string", "Scenario"},
    KEY_COLUMNS,
    {"mean", "number", "Mean over replicates; of a share, the ratio of sums"},
    {"mc_error", "number", "Monte Carlo standard error of the mean"},
    {"p05", "number", "Of 100 replicates, 5 are at or below this"},
    {"p50", "number", "Half of the replicates are at or below this"},
    {"p95", "number", "Of 100 replicates, 95 are at or below this"},
    {"replicates", "integer", "Replicates that have the figure"},
    {"evidence_grade", "string", "Worst grade of evidence it rests on: A best, E placeholder"},
    {"status", "string",
     "Why a number is empty: n not modelled in this run, u rests on an unknown input, z not "
     "applicable, x not available, c confidential (beside a number: rounded), low rounds to 0 and "
     "is not 0"},
    AROUND_COLUMNS,
};
const int32_t sen_results_columns_count =
    (int32_t)(sizeof sen_results_columns / sizeof *sen_results_columns);

const sen_csv_column sen_differences_columns[] = {
    {"run_id", "string", "Head of the digest of scenarios, seed, replicates, draws and version"},
    {"scenario_id", "string", "Scenario"},
    {"baseline_id", "string", "Scenario that it is compared with"},
    KEY_COLUMNS,
    {"difference", "number", "Mean over replicates of scenario less baseline"},
    {"mc_lower_95", "number", "Lower end of the 95 % interval of the mean difference"},
    {"mc_upper_95", "number", "Upper end of the 95 % interval of the mean difference"},
    {"p05", "number", "Of 100 replicates, 5 differ by this or less"},
    {"p50", "number", "Half of the replicates differ by this or less"},
    {"p95", "number", "Of 100 replicates, 95 differ by this or less"},
    {"chance_better", "number", "Share of replicates in which the scenario is better"},
    {"chance_same", "number", "Share of replicates in which the difference does not matter"},
    {"chance_worse", "number", "Share of replicates in which the scenario is worse"},
    {"better_when", "string", "lower, higher or neither"},
    {"replicates", "integer", "Replicates in which both have the figure"},
    {"evidence_grade", "string", "Worst grade of evidence it rests on: A best, E placeholder"},
    {"status", "string",
     "Why a number is empty: n not modelled in this run, u rests on an unknown input, z not "
     "applicable, x not available, c confidential"},
    AROUND_COLUMNS,
};
const int32_t sen_differences_columns_count =
    (int32_t)(sizeof sen_differences_columns / sizeof *sen_differences_columns);

const sen_csv_column sen_replicates_columns[] = {
    {"run_id", "string", "Head of the digest of scenarios, seed, replicates, draws and version"},
    {"scenario_id", "string", "Scenario"},
    KEY_COLUMNS,
    {"replicate", "integer",
     "Number of the replicate: the same children and luck in all scenarios"},
    {"value", "number", "The figure in this replicate"},
    {"status", "string",
     "Why a value is empty: n not modelled in this run, u rests on an unknown input, z not "
     "applicable "
     "in this replicate"},
};
const int32_t sen_replicates_columns_count =
    (int32_t)(sizeof sen_replicates_columns / sizeof *sen_replicates_columns);

const sen_csv_column sen_actuals_columns[] = {
    {"run_id", "string", "Head of the digest of scenarios, seed, replicates, draws and version"},
    {"scenario_id", "string", "Scenario that it is held against"},
    KEY_COLUMNS,
    {"value", "number", "What happened"},
    {"p05", "number", "Of 100 replicates, 5 are at or below this"},
    {"p50", "number", "Half of the replicates are at or below this"},
    {"p95", "number", "Of 100 replicates, 95 are at or below this"},
    {"inside", "boolean", "Whether the value lies from p05 to p95"},
    {"status", "string",
     "Why there is no range: x not within the run, z no replicate has it, n not modelled in this "
     "run, u rests on an unknown input"},
};
const int32_t sen_actuals_columns_count =
    (int32_t)(sizeof sen_actuals_columns / sizeof *sen_actuals_columns);

const sen_csv_column sen_uncertainty_columns[] = {
    {"run_id", "string", "Head of the digest of scenarios, seed, replicates, draws and version"},
    {"scenario_id", "string", "Scenario"},
    KEY_COLUMNS,
    {"sd_chance", "number", "Standard deviation from one replicate to another of the same draw"},
    {"sd_inputs", "number",
     "Standard deviation from one draw of the uncertain numbers to another, chance taken out "
     "(one-way random effects); 0 where chance explains all of it"},
    {"p05_inputs", "number", "Of 100 draws, 5 are at or below this, chance taken out"},
    {"p95_inputs", "number", "Of 100 draws, 95 are at or below this, chance taken out"},
    {"draws", "integer", "Draws that have the figure"},
    {"status", "string",
     "Why a number is empty: z not applicable, x no draw has it twice, or there is one draw only, "
     "n "
     "not modelled in this run, u rests on an unknown input, c confidential, low rounds to 0"},
};
const int32_t sen_uncertainty_columns_count =
    (int32_t)(sizeof sen_uncertainty_columns / sizeof *sen_uncertainty_columns);

void sen_csv_header(sen_sink *sink, const sen_csv_column *columns, int32_t n, bool bom)
{
    if (bom)
        sen_sink_string(sink, "\xef\xbb\xbf");
    for (int32_t c = 0; c < n; c++) {
        if (c > 0)
            sen_sink_add(sink, ",", 1);
        sen_sink_string(sink, columns[c].name);
    }
    sen_sink_add(sink, "\r\n", 2);
}

sen_code sen_csv_open(sen_csv *csv, const sen_run_view *view, const char *folder,
                      sen_errors *errors)
{
    memset(csv, 0, sizeof *csv);
    csv->view = view;
    csv->type = csv->period = csv->scenario = SEN_NONE;
    static const char results[] = "csv/results/results.csv";
    sen_code code = folder == NULL ? sen_sink_open_digest(&csv->results, results, errors)
                                   : sen_sink_open(&csv->results, folder, results, errors);
    if (code != SEN_OK)
        return code;
    sen_csv_header(&csv->results, sen_results_columns, sen_results_columns_count, view->bom);
    if (folder == NULL)
        return SEN_OK;
    if (view->keep_replicates) {
        code = sen_sink_open(&csv->replicates, folder, "csv/replicates/replicates.csv", errors);
        if (code != SEN_OK)
            return code;
        sen_csv_header(&csv->replicates, sen_replicates_columns, sen_replicates_columns_count,
                       view->bom);
    }
    if (sen_view_splits(view)) {
        code = sen_sink_open(&csv->uncertainty, folder, "csv/uncertainty/uncertainty.csv", errors);
        if (code != SEN_OK)
            return code;
        sen_csv_header(&csv->uncertainty, sen_uncertainty_columns, sen_uncertainty_columns_count,
                       view->bom);
    }
    if (view->n < 2)
        return SEN_OK;
    code = sen_sink_open(&csv->differences, folder, "csv/differences/differences.csv", errors);
    if (code == SEN_OK)
        sen_csv_header(&csv->differences, sen_differences_columns, sen_differences_columns_count,
                       view->bom);
    return code;
}

/* A field in a text, quoted as the sink does it; ids need it only in categories and groups. */
static void add_field(sen_text *text, const char *field)
{
    if (strpbrk(field, ",\"\r\n") == NULL) {
        sen_text_add(text, field);
        return;
    }
    sen_text_add_char(text, '"');
    for (; *field != '\0'; field++) {
        if (*field == '"')
            sen_text_add_char(text, '"');
        sen_text_add_char(text, *field);
    }
    sen_text_add_char(text, '"');
}

/* Spells the keys of all figures of a scenario once: they come again in every period. */
static void spell_keys(sen_csv *csv, const sen_plan *plan)
{
    free(csv->key_at);
    csv->key_at = malloc(((size_t)plan->n_figures + 1) * sizeof *csv->key_at);
    sen_text_empty(&csv->keys);
    for (int32_t f = 0; f < plan->n_figures && csv->key_at != NULL; f++) {
        csv->key_at[f] = csv->keys.length;
        for (int32_t k = 0; k < SEN_KEYS; k++) {
            sen_text_add_char(&csv->keys, ',');
            add_field(&csv->keys, plan->figures[f].key[k]);
        }
        sen_text_add_char(&csv->keys, ',');
        sen_text_add(&csv->keys, sen_measures[plan->figures[f].measure].unit);
    }
    if (csv->key_at != NULL)
        csv->key_at[plan->n_figures] = csv->keys.length;
    csv->failed = csv->failed || csv->key_at == NULL || !sen_text_is_well(&csv->keys);
    csv->plan = plan;
}

static void spell_head(sen_csv *csv, const sen_table_row *row)
{
    sen_text_empty(&csv->head);
    sen_text_add_char(&csv->head, ',');
    sen_text_add(&csv->head, row->period_type);
    sen_text_add_char(&csv->head, ',');
    sen_text_add(&csv->head, row->start);
    sen_text_add_char(&csv->head, ',');
    sen_text_add(&csv->head, row->end);
    csv->type = row->figure->period_type;
    csv->period = row->period;
    csv->scenario = row->scenario;
    csv->failed = csv->failed || !sen_text_is_well(&csv->head);
}

static void add_number(sen_sink *sink, double number, bool there)
{
    sen_sink_add(sink, ",", 1);
    if (there)
        sen_sink_number(sink, number);
}

static void add_ids(sen_csv *csv, sen_sink *sink, const sen_table_row *row, bool baseline)
{
    sen_sink_string(sink, csv->view->run_id);
    sen_sink_add(sink, ",", 1);
    sen_sink_string(sink, row->scenario_id);
    if (baseline) {
        sen_sink_add(sink, ",", 1);
        sen_sink_string(sink, csv->view->models[0]->id);
    }
    sen_sink_add(sink, csv->head.bytes, csv->head.length);
    const size_t at = csv->key_at[row->figure_index];
    sen_sink_add(sink, csv->keys.bytes + at, csv->key_at[row->figure_index + 1] - at);
}

static void add_tail(sen_sink *sink, int32_t replicates, const char *grade, const char *status,
                     const sen_around *around)
{
    sen_sink_add(sink, ",", 1);
    sen_sink_whole(sink, replicates);
    sen_sink_add(sink, ",", 1);
    sen_sink_string(sink, grade);
    sen_sink_add(sink, ",", 1);
    sen_sink_string(sink, status);
    for (int32_t p = 0; p < 3; p++) {
        add_number(sink, around->lower[p], around->known[p]);
        add_number(sink, around->upper[p], around->known[p]);
    }
    sen_sink_add(sink, ",", 1);
    sen_sink_string(sink, sen_around_status(around, status));
    sen_sink_add(sink, "\r\n", 2);
    sink->rows++;
}

static void add_difference(sen_csv *csv, const sen_table_row *row)
{
    sen_sink *const sink = &csv->differences;
    const sen_difference *const d = row->difference;
    const sen_better better = sen_measures[row->figure->measure].better;
    const bool there = d->n > 0, chances = there && better != SEN_BETTER_NEITHER;
    add_ids(csv, sink, row, true);
    add_number(sink, d->mean, there);
    add_number(sink, d->mc_lower_95, d->has_error);
    add_number(sink, d->mc_upper_95, d->has_error);
    add_number(sink, d->p05, there);
    add_number(sink, d->p50, there);
    add_number(sink, d->p95, there);
    add_number(sink, d->chance_better, chances);
    add_number(sink, d->chance_same, chances);
    add_number(sink, d->chance_worse, chances);
    sen_sink_add(sink, ",", 1);
    sen_sink_string(sink, sen_better_id(better));
    add_tail(sink, d->n, row->difference_grade, sen_difference_status(d), &d->around);
}

/* A figure that is the same in every replicate owes nothing to either. */
static void add_uncertainty(sen_csv *csv, const sen_table_row *row)
{
    sen_sink *const sink = &csv->uncertainty;
    const sen_summary *const s = row->summary;
    const bool same = !s->split && s->has_error && !(s->mc_error > 0.0);
    const bool there = s->split || same;
    const char *const status = sen_summary_status(row->summary);
    add_ids(csv, sink, row, false);
    add_number(sink, s->sd_chance, there);
    add_number(sink, s->sd_inputs, there);
    add_number(sink, same ? s->mean : s->p05_inputs, there);
    add_number(sink, same ? s->mean : s->p95_inputs, there);
    sen_sink_add(sink, ",", 1);
    sen_sink_whole(sink, same ? csv->view->draws : s->draws);
    sen_sink_add(sink, ",", 1);
    sen_sink_string(sink, there || status[0] != '\0' ? status : "x");
    sen_sink_add(sink, "\r\n", 2);
    sink->rows++;
}

static void add_replicates(sen_csv *csv, const sen_table_row *row)
{
    sen_sink *const sink = &csv->replicates;
    for (int32_t r = 0; r < csv->view->usable; r++) {
        const sen_summary *const s = row->summary;
        const bool there = isfinite(row->values[r]) && !s->unknown && !s->not_modelled;
        add_ids(csv, sink, row, false);
        sen_sink_add(sink, ",", 1);
        sen_sink_whole(sink, csv->view->first + r);
        add_number(sink, row->values[r], there);
        sen_sink_string(sink, there             ? ",\r\n"
                              : s->not_modelled ? ",n\r\n"
                              : s->unknown      ? ",u\r\n"
                                                : ",z\r\n");
        sink->rows++;
    }
}

uint8_t sen_csv_asks(const sen_csv *csv, int32_t scenario, const sen_figure *figure)
{
    const sen_run_view *const view = csv->view;
    const bool variant = view->variant_of[scenario] != SEN_NONE;
    const bool results =
        view->full_detail ||
        sen_figure_has_rows(figure, variant ? SEN_ROWS_VARIANT_RESULTS : SEN_ROWS_RESULTS);
    const bool differences =
        view->full_detail ||
        sen_figure_has_rows(figure, variant ? SEN_ROWS_VARIANT_DIFFERENCES : SEN_ROWS_DIFFERENCES);
    if (!results)
        return 0;
    return csv->differences.open && differences ? SEN_ASK_SUMMARY | SEN_ASK_DIFFERENCE
                                                : SEN_ASK_SUMMARY;
}

void sen_csv_row(void *context, const sen_table_row *row)
{
    sen_csv *const csv = context;
    const uint8_t asked = sen_csv_asks(csv, row->scenario, row->figure);
    if (asked == 0)
        return;
    if (csv->plan != row->plan)
        spell_keys(csv, row->plan);
    if (csv->type != row->figure->period_type || csv->period != row->period ||
        csv->scenario != row->scenario)
        spell_head(csv, row);
    if (csv->failed)
        return;
    const sen_summary *const s = row->summary;
    sen_sink *const sink = &csv->results;
    add_ids(csv, sink, row, false);
    add_number(sink, s->mean, s->n > 0);
    add_number(sink, s->mc_error, s->has_error);
    add_number(sink, s->p05, s->n > 0);
    add_number(sink, s->p50, s->n > 0);
    add_number(sink, s->p95, s->n > 0);
    add_tail(sink, s->n, row->grade, sen_summary_status(s), &s->around);
    if ((asked & SEN_ASK_DIFFERENCE) != 0 && row->difference != NULL)
        add_difference(csv, row);
    if (csv->uncertainty.open)
        add_uncertainty(csv, row);
    if (csv->replicates.open)
        add_replicates(csv, row);
}

sen_code sen_csv_close(sen_csv *csv, bool keep, sen_errors *errors)
{
    keep = keep && !csv->failed;
    sen_sink *const sinks[] = {&csv->results, &csv->differences, &csv->replicates,
                               &csv->uncertainty};
    sen_code code = SEN_OK;
    for (size_t i = 0; i < sizeof sinks / sizeof *sinks; i++) {
        const sen_code one = sen_sink_close(sinks[i], keep && code == SEN_OK, errors);
        code = code == SEN_OK ? one : code;
    }
    if (code == SEN_OK && csv->failed)
        code = sen_fail(errors, SEN_NO_MEMORY, NULL, 0, 0, NULL, NULL, NULL, NULL);
    sen_text_clear(&csv->keys);
    sen_text_clear(&csv->head);
    free(csv->key_at);
    csv->key_at = NULL;
    return code;
}

/* SPDX-License-Identifier: MIT */
#include "report/manifest.h"

#include <string.h>

static void add_scenario(sen_json *json, const sen_run_view *view, int32_t s,
                         const sen_headline *headline)
{
    const sen_model *const model = view->models[s];
    const int32_t of = view->variant_of == NULL ? SEN_NONE : view->variant_of[s];
    char start[SEN_DAY_BYTES], end[SEN_DAY_BYTES], plan_digest[65];
    sen_table_day(model, 0, start);
    sen_table_day(model, model->days - 1, end);
    sen_plan_digest(view->plans + s, plan_digest);
    sen_json_open(json, NULL, '{');
    sen_json_string(json, "id", model->id);
    if (model->title != NULL)
        sen_json_string(json, "title", model->title);
    if (of != SEN_NONE)
        sen_json_string(json, "variant_of", view->models[of]->id);
    sen_json_string(json, "start", start);
    sen_json_string(json, "end", end);
    sen_json_string(json, "digest", model->digest);
    sen_json_string(json, "world_digest", model->world_digest);
    sen_json_string(json, "plan_digest", plan_digest);
    sen_json_whole(json, "figures_a_replicate", view->plans[s].n_cells);
    if (model->n_correlations > 0) {
        sen_json_open(json, "correlations", '{');
        for (int32_t c = 0; c < model->n_correlations; c++)
            sen_json_number(json, model->correlations[c].id,
                            model->correlations[c].rank_correlation);
        sen_json_close(json, '}');
    }
    if (s > 0)
        sen_json_bool(json, "same_world_as_baseline",
                      strcmp(model->world_digest, view->models[0]->world_digest) == 0);
    if (s > 0 && headline->there) {
        sen_json_number(json, "correlation", headline->correlation);
        sen_json_number(json, "variance_ratio", headline->variance_ratio);
        sen_json_bool(json, "pairing_lost", headline->pairing_lost);
    }
    if (headline->has_variants) {
        sen_json_bool(json, "wins", headline->wins);
        if (headline->wins)
            sen_json_number(json, "least_effect_that_wins", headline->least_effect);
    }
    sen_json_close(json, '}');
}

/* exact: what is published must not have the figures that it withholds or rounds. */
static void add_precision(sen_json *json, const sen_precision *precision, bool exact)
{
    sen_json_open(json, "precision", '{');
    sen_json_bool(json, "reached", precision->reached);
    sen_json_whole(json, "replicates", precision->replicates);
    sen_json_whole(json, "at_most", precision->most);
    sen_json_open(json, "of", '[');
    for (int32_t p = 0; p < precision->n; p++) {
        const sen_precision_part *const part = precision->parts + p;
        sen_json_open(json, NULL, '{');
        sen_json_string(json, "measure", part->measure[0] != '\0' ? part->measure : "headline");
        if (part->category[0] != '\0')
            sen_json_string(json, "category", part->category);
        sen_json_number(json, "asked", part->asked);
        sen_json_string(json, "asked_as",
                        part->relative ? "a share of the first scenario's figure"
                                       : "the unit of the figure");
        if (part->scenario_id != NULL)
            sen_json_string(json, "widest_of", part->scenario_id);
        if (exact) {
            sen_json_number(json, "half_width_95", part->half_width);
            sen_json_number(json, "allowed", part->allowed);
        }
        sen_json_bool(json, "reached", part->reached);
        sen_json_close(json, '}');
    }
    sen_json_close(json, ']');
    sen_json_close(json, '}');
}

void sen_manifest_make(sen_json *json, const sen_run_view *view, const sen_headline *headlines,
                       const char *results_digest, const char *const *files, int32_t n_files)
{
    sen_json_init(json);
    sen_json_open(json, NULL, '{');
    sen_json_run(json, view);
    if (view->precision != NULL)
        add_precision(json, view->precision, !view->publish.on);
    sen_json_string(
        json, "correlation_of",
        "the headline, over replicates, with the first scenario; variance_ratio: of the "
        "difference with independent luck, over that with the same; pairing_lost: both "
        "vary and their correlation is below 0.3");
    sen_json_open(json, "scenarios", '[');
    for (int32_t s = 0; s < view->n; s++)
        add_scenario(json, view, s, headlines + s);
    sen_json_close(json, ']');
    sen_json_string(json, "results_digest", results_digest);
    sen_json_string(json, "results_digest_of", "SHA-256 of csv/results/results.csv");
    sen_json_open(json, "files", '[');
    for (int32_t f = 0; f < n_files; f++)
        sen_json_string(json, NULL, files[f]);
    sen_json_close(json, ']');
    sen_json_close(json, '}');
    sen_text_add_char(&json->text, '\n');
}

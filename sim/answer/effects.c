/* SPDX-License-Identifier: MIT */
#include "answer/effects.h"

#include <stdlib.h>
#include <string.h>

#include "answer/least_effect.h"
#include "stats/fold.h"

/* The headline's replicates in one scenario, owned; *column is NULL if it has no such row. */
static sen_code read_headline(const sen_run_view *view, int32_t scenario, const char *kind,
                              int64_t **column, sen_errors *errors)
{
    const sen_plan *const plan = &view->plans[scenario];
    const size_t n = (size_t)view->usable;
    int64_t *cells = NULL;
    int32_t first, last;
    sen_code code = SEN_OK;
    *column = NULL;
    const int32_t found =
        sen_plan_find(plan, SEN_PERIOD_CENSUS_DAY, SEN_MEASURE_KNOWN_UNMET_CHILDREN, NULL, kind);
    const int32_t period = plan->n_periods[SEN_PERIOD_CENSUS_DAY] - 1;
    if (found == SEN_NONE || period < 0)
        return SEN_OK;
    const sen_figure *const figure = &plan->figures[found];
    sen_figure_span(plan, figure, &first, &last);
    cells = malloc((size_t)(last - first) * n * sizeof *cells);
    int64_t *const room = malloc(n * sizeof *room);
    if (cells == NULL || room == NULL) {
        code = sen_fail(errors, SEN_NO_MEMORY, NULL, 0, 0, NULL, NULL, NULL, NULL);
        goto out;
    }
    SEN_TRY(view->columns(view->context, scenario, first, last - first, cells, errors));
    const int64_t *const figures =
        sen_figure_above(plan, figure, period, cells, first, view->usable, room);
    if (figures != room)
        memcpy(room, figures, n * sizeof *room);
    *column = room;
out:
    free(cells);
    if (code != SEN_OK)
        free(room);
    return code;
}

enum { COMPARED_WITH, NONE, HALF, FULL, SIDES };

static sen_code find_effect(const sen_run_view *view, const int32_t sides[SIDES], const char *kind,
                            int32_t *effect, bool *has, sen_errors *errors)
{
    int64_t *columns[SIDES] = {NULL};
    int64_t *const scratch = malloc((size_t)view->usable * sizeof *scratch);
    sen_code code = SEN_OK;
    *has = false;
    if (scratch == NULL) {
        code = sen_fail(errors, SEN_NO_MEMORY, NULL, 0, 0, NULL, NULL, NULL, NULL);
        goto out;
    }
    for (int32_t i = 0; i < SIDES; i++) {
        SEN_TRY(read_headline(view, sides[i], kind, &columns[i], errors));
        if (columns[i] == NULL)
            goto out;
    }
    const sen_effect_columns c = {.compared_with = columns[COMPARED_WITH],
                                  .none = columns[NONE],
                                  .half = columns[HALF],
                                  .full = columns[FULL]};
    *effect = sen_least_effect(&c, view->usable,
                               sen_measures[SEN_MEASURE_KNOWN_UNMET_CHILDREN].better, scratch);
    *has = true;
out:
    for (int32_t i = 0; i < SIDES; i++)
        free(columns[i]);
    free(scratch);
    return code;
}

static void add_words(sen_text *out, const char *kind, int32_t effect)
{
    const double percent = 100.0 / SEN_EFFECT_STEPS * effect;
    if (effect == SEN_DOES_NOT_WIN)
        sen_text_addf(out, "  %s: it does not win, even if all of the assumed effect comes true\n",
                      kind);
    else if (effect == 0)
        sen_text_addf(out, "  %s: it wins without any of the assumed effect\n", kind);
    else
        sen_text_addf(out, "  %s: it wins if at least %.0f %% of the assumed effect comes true\n",
                      kind, percent);
}

/* Of the headline, or of every kind of help; kinds on which it does not win are left out if any is
 * won, since most scenarios are about one. */
static sen_code add_scenario(sen_text *out, const sen_run_view *view, const int32_t sides[SIDES],
                             sen_errors *errors)
{
    const sen_model *const model = view->models[sides[FULL]];
    sen_code code = SEN_OK;
    int32_t wins = 0;
    sen_text_addf(out,
                  "%s assumes a change of behaviour. Compared with %s on the last day, "
                  "children with known unmet need:\n",
                  model->id, view->models[sides[COMPARED_WITH]]->id);
    for (int32_t k = 0; k < model->n_kinds; k++) {
        const char *const kind = model->kinds[k].id;
        const char *const headline = model->report.headline_kind;
        int32_t effect = SEN_DOES_NOT_WIN;
        bool has = false;
        if (headline != NULL && strcmp(headline, kind) != 0)
            continue;
        SEN_TRY(find_effect(view, sides, kind, &effect, &has, errors));
        if (has && (headline != NULL || effect != SEN_DOES_NOT_WIN)) {
            add_words(out, kind, effect);
            wins++;
        }
    }
    if (wins == 0)
        sen_text_add(out, "  it does not win for any kind of help\n");
out:
    return code;
}

static int32_t find_variant(const sen_run_view *view, int32_t scenario, const char *ending)
{
    for (int32_t v = 0; v < view->n; v++) {
        const char *const id = view->models[v]->id;
        const size_t length = strlen(id), n = strlen(ending);
        if (view->variant_of[v] == scenario && length > n && strcmp(id + length - n, ending) == 0)
            return v;
    }
    return SEN_NONE;
}

sen_code sen_effects_add(sen_text *out, const sen_run_view *view, sen_errors *errors)
{
    sen_code code = SEN_OK;
    for (int32_t s = 1; s < view->n; s++) {
        const int32_t sides[SIDES] = {[COMPARED_WITH] = 0,
                                      [NONE] = find_variant(view, s, "_none"),
                                      [HALF] = find_variant(view, s, "_half"),
                                      [FULL] = s};
        if (sides[NONE] != SEN_NONE && sides[HALF] != SEN_NONE)
            SEN_TRY(add_scenario(out, view, sides, errors));
    }
out:
    return code;
}

/* SPDX-License-Identifier: MIT */
#include "fuzz_scenario.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/replicate.h"
#include "sen_model.h"
#include "sen_report.h"
#include "stats/plan.h"

/* What is small: a replicate under all invariants takes well under a second. */
enum { MOST_PERSONS = 4000, MOST_DAYS = 1200, MOST_CELLS = 400000, MOST_SCHOOLS = 4000, SEED = 7 };

/* A fault of the program, or one that is told badly, ends it. */
static void expect(bool holds, const char *what, const sen_errors *errors)
{
    if (holds)
        return;
    for (int32_t i = 0; i < sen_errors_kept(errors); i++) {
        char line[512];
        sen_error_line(sen_errors_at(errors, i), line, sizeof line);
        fprintf(stderr, "%s\n", line);
    }
    fprintf(stderr, "%s\n", what);
    abort();
}

static bool may_be_told(sen_code code)
{
    return code == SEN_BAD_SCENARIO || code == SEN_TOO_LARGE || code == SEN_NO_MEMORY;
}

/* ---- is it small? ---- */

static double by_age_most(const sen_draw *draw, const sen_by_age *by)
{
    double most = 0;
    for (int32_t age = 0; age < SEN_AGES; age++)
        most = fmax(most, sen_value(draw, by->by_age[age]));
    return most;
}

static double children(const sen_draw *draw)
{
    const sen_model *const model = draw->model;
    const double years = model->days / 365.25 + 1;
    double n = 0;
    if (!model->has_population)
        return 0;
    for (int32_t age = 0; age < SEN_AGES; age++)
        n += sen_value(draw, model->persons[age]);
    n += n * years * by_age_most(draw, &model->join_per_1000_a_year) / 1000;
    for (int32_t b = 0; b < model->n_births; b++)
        n += sen_value(draw, model->births[b].births);
    for (int32_t e = 0; e < model->n_openings; e++)
        for (int32_t band = 0; band < model->openings[e].n_bands; band++)
            n += model->openings[e].band_count[band];
    return n;
}

static double persons_of(const sen_draw *draw, const sen_stream *stream)
{
    const sen_model *const model = draw->model;
    const double batch = stream->batch == SEN_NONE ? 1
                                                   : sen_law_mean(&draw->sizes[stream->batch]) *
                                                         model->sizes[stream->batch].unit;
    double arrivals = stream->closed;
    if (stream->rate_per_day != NULL) {
        for (int32_t d = 0; d < stream->rate_days; d++)
            arrivals += stream->rate_per_day[d] * (model->days / stream->rate_days + 1);
    } else if (stream->closed == 0) {
        arrivals = model->days / sen_law_mean(draw->sizes + stream->gap);
    }
    return fmin(stream->at_most, arrivals * fmax(batch, 1));
}

static bool is_small(const sen_draw *draw, const sen_plan *plan)
{
    const sen_model *const model = draw->model;
    double persons = children(draw);
    for (int32_t s = 0; s < model->n_streams; s++)
        persons += persons_of(draw, &model->streams[s]);
    return persons <= MOST_PERSONS && model->days <= MOST_DAYS && plan->n_cells <= MOST_CELLS &&
           model->n_schools <= MOST_SCHOOLS;
}

/* ---- written out ---- */

typedef struct {
    const int64_t *record;
} one_record;

static sen_code columns(void *context, int32_t scenario, int32_t first_cell, int32_t n_cells,
                        int64_t *into, sen_errors *errors)
{
    (void)scenario, (void)errors;
    const one_record *const of = context;
    memcpy(into, of->record + first_cell, (size_t)n_cells * sizeof *into);
    return SEN_OK;
}

static void remove_all(const char *folder)
{
    static const char *const folders[] = {"csv/results", "csv/differences", "csv/dim", "csv", "."};
    char path[128];
    for (int32_t f = 0; f < sen_report_files_count; f++) {
        snprintf(path, sizeof path, "%s/%s", folder, sen_report_files[f]);
        unlink(path);
    }
    for (size_t f = 0; f < sizeof folders / sizeof *folders; f++) {
        snprintf(path, sizeof path, "%s/%s", folder, folders[f]);
        rmdir(path);
    }
    rmdir(folder);
}

static void write_out(sen_model *model, const sen_plan *plan, const int64_t *record,
                      sen_errors *errors)
{
    const int32_t variant_of = SEN_NONE;
    one_record of = {record};
    char folder[] = "/tmp/sen_fuzz_XXXXXX";
    char *screen = NULL;
    const sen_run_view view = {.n = 1,
                               .models = &model,
                               .plans = plan,
                               .variant_of = &variant_of,
                               .version = "fuzz",
                               .run_id = "000000000000",
                               .seed = SEED,
                               .first = 1,
                               .last = 1,
                               .usable = 1,
                               .draws = 1,
                               .columns = columns,
                               .context = &of};
    expect(mkdtemp(folder) != NULL, "no folder in /tmp", errors);
    const sen_code code = sen_report_write(&view, folder, true, &screen, errors);
    expect(code == SEN_OK && screen != NULL, "results cannot be written", errors);
    free(screen);
    remove_all(folder);
}

static void run_it(sen_model *model, const sen_plan *plan, const sen_draw *draw, sen_errors *errors)
{
    sen_world world;
    sen_arena arena;
    sen_arena_init(&arena, 0);
    sen_workspace *const workspace = sen_workspace_new();
    int64_t *const record = malloc(((size_t)plan->n_cells + 1) * sizeof *record);
    expect(workspace != NULL && record != NULL, "no memory", errors);
    sen_code code = sen_world_make(&world, draw, SEED, 1, &arena, &arena, errors);
    if (code == SEN_OK)
        code = sen_replicate_run(workspace, plan, draw, &world, SEED, 1, true, record, errors);
    expect(code == SEN_OK || may_be_told(code), "a replicate went wrong", errors);
    if (code == SEN_OK)
        write_out(model, plan, record, errors);
    free(record);
    sen_workspace_free(workspace);
    sen_arena_clear(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    sen_model *model = NULL;
    sen_plan plan = {0};
    sen_draw draw = {0};
    sen_errors *const errors = sen_errors_new();
    expect(errors != NULL, "no memory", errors);
    sen_code code =
        sen_model_load_text((const char *)bytes, n, "bytes", SEN_MODEL_FULL, &model, errors);
    expect((code == SEN_OK) == (model != NULL), "well, and yet no model, or the other way", errors);
    expect((code == SEN_OK) == (sen_errors_kept(errors) == 0), "a fault that is not told", errors);
    if (code == SEN_OK && model->days <= MOST_DAYS) {
        code = sen_plan_make(&plan, model, errors);
        if (code == SEN_OK)
            code = sen_draw_make(&draw, model, SEED, 1, errors);
        if (code == SEN_OK && is_small(&draw, &plan))
            run_it(model, &plan, &draw, errors);
    }
    expect(code == SEN_OK || may_be_told(code), "a code that no text should give", errors);
    sen_draw_clear(&draw);
    sen_plan_clear(&plan);
    sen_model_free(model);
    sen_errors_free(errors);
    return 0;
}

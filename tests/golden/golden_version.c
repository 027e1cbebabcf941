/* SPDX-License-Identifier: MIT */
/*
 * What the engine makes of scenarios made by chance, as one digest a measure, kept beside the model
 * version that made it. Where a digest changes and the version does not, stores of before would be
 * taken for stores of now: so that fails, and `make golden-update` does not write it.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "golden.h"
#include "model/digest.h"
#include "random_scenario.h"
#include "run/store.h"
#include "trial.h"

enum { TOWNS = 8, CLINICS = 4, REPLICATES = 2, MOST_BYTES = 1 << 16, DIGITS = 16 };

static const char kept_at[] = "tests/golden/model_results.txt";

/* What a measure was in every replicate, and the digests of the scenarios. */
typedef struct {
    sen_text measures[SEN_MEASURE_COUNT], scenarios;
} told;

/* Whole children only: a further breakdown is no other result. */
static void tell_figures(told *of, const trial *t)
{
    const sen_plan *const plan = &t->plan;
    for (int32_t f = 0; f < plan->n_figures; f++) {
        const sen_figure *const figure = plan->figures + f;
        sen_text *const to = &of->measures[figure->measure];
        if (figure->key[SEN_KEY_GROUP1][0] != '\0')
            continue;
        for (int32_t k = 0; k < SEN_KEYS; k++)
            sen_text_addf(to, "%s,", figure->key[k]);
        for (int32_t p = 0; p < plan->n_periods[figure->period_type]; p++) {
            sen_text_addf(to, "%lld", (long long)trial_cell(t, f, p, false));
            if (figure->n_below > 0)
                sen_text_addf(to, "/%lld", (long long)trial_cell(t, f, p, true));
            sen_text_add_char(to, ',');
        }
        sen_text_add_char(to, '\n');
    }
}

static void tell_scenario(told *of, const char *text)
{
    trial t = trial_begin(text, NULL, "a scenario made by chance");
    sen_text_add(&of->scenarios, t.model->digest);
    for (int32_t r = 1; r <= REPLICATES; r++) {
        trial_run(&t, r, false);
        tell_figures(of, &t);
    }
    trial_end(&t);
}

static void add_digest(sen_text *out, const char *name, const sen_text *of)
{
    char digest[65];
    sen_bytes_digest(of->bytes, of->length, digest);
    sen_text_addf(out, "%s %.*s\n", name, DIGITS, digest);
}

/* The version, the scenarios, then a line a measure that some scenario has. */
static void tell_all(sen_text *out)
{
    told *const of = calloc(1, sizeof *of);
    sen_text text;
    cr_assert(of != NULL);
    sen_text_init(&text);
    sen_text_init(&of->scenarios);
    for (int32_t m = 0; m < SEN_MEASURE_COUNT; m++)
        sen_text_init(&of->measures[m]);
    for (uint64_t i = 0; i < TOWNS + CLINICS; i++) {
        sen_text_empty(&text);
        if (i < TOWNS)
            random_town(&text, i + 1);
        else
            random_clinic(&text, i + 1);
        tell_scenario(of, sen_text_string(&text));
    }
    sen_text_addf(out, "model %s\n", SEN_MODEL_VERSION);
    add_digest(out, "scenarios", &of->scenarios);
    for (int32_t m = 0; m < SEN_MEASURE_COUNT; m++) {
        if (of->measures[m].length > 0)
            add_digest(out, sen_measures[m].id, &of->measures[m]);
        sen_text_clear(&of->measures[m]);
    }
    sen_text_clear(&of->scenarios);
    sen_text_clear(&text);
    free(of);
}

/* The rest of the line that begins so; "" if there is none. */
static const char *line_of(const char *text, const char *name, char out[64])
{
    const size_t length = strlen(name);
    out[0] = '\0';
    for (const char *line = text; *line != '\0'; line += strcspn(line, "\n") + 1)
        if (strncmp(line, name, length) == 0 && line[length] == ' ')
            sscanf(line + length, " %63[^\n]", out);
    return out;
}

Test(golden, the_model_version_is_raised_when_results_change)
{
    char was[64], is[64];
    sen_text now;
    sen_text_init(&now);
    tell_all(&now);
    char *const kept = golden_read(kept_at);
    const char *const text = kept == NULL ? "" : kept;
    const bool same_version =
        strcmp(line_of(text, "model", was), line_of(sen_text_string(&now), "model", is)) == 0;
    const bool same_scenarios = strcmp(line_of(text, "scenarios", was),
                                       line_of(sen_text_string(&now), "scenarios", is)) == 0;
    for (int32_t m = 0; m < SEN_MEASURE_COUNT && same_version && same_scenarios; m++) {
        line_of(text, sen_measures[m].id, was);
        line_of(sen_text_string(&now), sen_measures[m].id, is);
        cr_assert(was[0] == '\0' || strcmp(was, is) == 0,
                  "the engine gives other figures of %s, and SEN_MODEL_VERSION in sim/run/store.h "
                  "is still \"%s\". If that is meant, raise it, so that stores of before are "
                  "refused, say in README \"Changes\" what changed and by how much, and run `make "
                  "golden-update`; if not, it is a bug",
                  sen_measures[m].id, SEN_MODEL_VERSION);
    }
    golden_hold(sen_text_string(&now), kept_at);
    free(kept);
    sen_text_clear(&now);
}

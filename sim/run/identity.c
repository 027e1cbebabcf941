/* SPDX-License-Identifier: MIT */
#include "run/identity.h"

#include <stdio.h>
#include <string.h>

#include "model/digest.h"

int32_t sen_run_draws(const sen_scenarios *scenarios, int32_t asked)
{
    if (asked > 0)
        return asked;
    for (int32_t i = 0; i < scenarios->n; i++)
        if (scenarios->models[i]->uncertain)
            return SEN_DEFAULT_DRAWS;
    return 1;
}

void sen_run_header(sen_store_header *header, sen_store_scenario *scenarios_of,
                    const sen_scenarios *scenarios, const sen_run_options *options,
                    uint64_t precision)
{
    for (int32_t i = 0; i < scenarios->n; i++) {
        sen_store_scenario *const to = &scenarios_of[i];
        snprintf(to->digest, sizeof to->digest, "%s", scenarios->models[i]->digest);
        sen_plan_digest(&scenarios->plans[i], to->plan_digest);
        to->n_cells = scenarios->plans[i].n_cells;
    }
    *header = (sen_store_header){
        .seed = options->seed,
        .first = options->first,
        .last = options->last,
        .draws = sen_run_draws(scenarios, options->draws),
        .n_scenarios = scenarios->n,
        .precision = precision,
        .scenarios = scenarios_of,
    };
}

void sen_run_id(const sen_store_header *header, char run_id[13])
{
    char digest[65];
    sen_text text;
    sen_text_init(&text);
    sen_text_addf(&text, "sendsim %s model %s seed %llu replicates %d..%d draws %d", SEN_VERSION,
                  SEN_MODEL_VERSION, (unsigned long long)header->seed, (int)header->first,
                  (int)header->last, (int)header->draws);
    if (header->precision != 0)
        sen_text_addf(&text, " precision %016llx", (unsigned long long)header->precision);
    for (int32_t i = 0; i < header->n_scenarios; i++)
        sen_text_addf(&text, " %s", header->scenarios[i].digest);
    sen_bytes_digest(sen_text_string(&text), text.length, digest);
    sen_text_clear(&text);
    snprintf(run_id, 13, "%.12s", digest);
}

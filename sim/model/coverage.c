/* SPDX-License-Identifier: MIT */
#include "model/coverage.h"

#include <stddef.h>

int32_t sen_coverage_service(const sen_model *model, int32_t kind, int32_t need, int32_t severity,
                             int32_t age)
{
    const sen_service *const services = model->rules[0].services;
    int32_t best = SEN_NONE;
    for (int32_t s = 0; s < model->n_services; s++) {
        const sen_service *const x = &services[s];
        if ((x->meets >> kind & 1) != 0 && (x->for_needs >> need & 1) != 0 &&
            (x->severities >> severity & 1) != 0 && age >= x->from_age && age < x->to_age &&
            (best == SEN_NONE || x->preference < services[best].preference))
            best = s;
    }
    return best;
}

bool sen_coverage_gap(const sen_model *model, int32_t kind, const sen_cause *cause, int32_t age)
{
    for (int32_t severity = 0; severity < SEN_SEVERITIES; severity++)
        if ((cause->severities >> severity & 1) != 0 &&
            sen_coverage_service(model, kind, cause->need, severity, age) == SEN_NONE)
            return true;
    return false;
}

double sen_coverage_gap_share(const sen_model *model, int32_t need, int32_t age, int32_t *gap)
{
    int32_t kinds = 0, gaps = 0;
    if (gap != NULL)
        *gap = SEN_NONE;
    for (int32_t k = 0; k < model->n_kinds; k++) {
        const sen_kind *const kind = model->kinds + k;
        for (int32_t c = 0; c < kind->n_causes; c++) {
            if (kind->causes[c].need != need || age < kind->from_age || age >= kind->to_age)
                continue;
            kinds++;
            if (!sen_coverage_gap(model, k, kind->causes + c, age))
                continue;
            gaps++;
            if (gap != NULL && *gap == SEN_NONE)
                *gap = k;
        }
    }
    return kinds == 0 ? -1.0 : (double)gaps / kinds;
}

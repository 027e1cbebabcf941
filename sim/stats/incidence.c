/* SPDX-License-Identifier: MIT */
#include "stats/incidence.h"

#include "base/mutant.h"

void sen_incidence(const sen_risk *risk, double *waiting, double *by)
{
    int64_t at_risk = 0;
    double left = 1.0;
    for (int32_t age = 0; age < risk->n_ages; age++) {
        int64_t ended = 0;
        at_risk += risk->entered[age];
        for (int32_t c = 0; c < risk->n_causes; c++) {
            const int32_t exits = risk->exits[c * risk->stride + age] +
                                  (SEN_MUTANT(censored_as_seen) && c == 0 ? risk->stopped[age] : 0);
            double *const to = by + c * risk->n_ages + age;
            *to = age > 0 ? to[-1] : 0.0;
            if (exits > 0)
                *to += left * ((double)exits / (double)at_risk);
            ended += exits;
        }
        if (ended > 0)
            left *= (double)(at_risk - ended) / (double)at_risk;
        waiting[age] = left;
        at_risk -= ended + (SEN_MUTANT(censored_as_seen) ? 0 : risk->stopped[age]);
    }
}

double sen_restricted_mean(const double *waiting, int32_t n_days)
{
    double sum = 0.0;
    for (int32_t age = 0; age < n_days; age++)
        sum += waiting[age];
    return sum;
}

int64_t sen_band_percentile(const int32_t *counts, int32_t total, int32_t thousandths)
{
    const int64_t wanted = (int64_t)total * thousandths;
    int64_t below = 0;
    int32_t band = 0;
    while ((below + counts[band]) * 1000 < wanted)
        below += counts[band++];
    const int64_t above = wanted - below * 1000, width = (int64_t)counts[band] * 1000;
    if (width == 0) /* the share 0 of nothing in the first band */
        return 0;
    return (int64_t)band * SEN_BAND_PARTS + (above * SEN_BAND_PARTS + width / 2) / width;
}

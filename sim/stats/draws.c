/* SPDX-License-Identifier: MIT */
#include "stats/draws.h"

#include <math.h>
#include <string.h>

static bool has(sen_paired_side side, int32_t i)
{
    return side.above == NULL ||
           (side.above[i] != SEN_NO_FIGURE &&
            (side.below == NULL || (side.below[i] != SEN_NO_FIGURE && side.below[i] > 0)));
}

static double below_of(sen_paired_side side, int32_t i)
{
    return side.below == NULL ? 1.0 : (double)side.below[i];
}

/* Sums of one side by draw, and over all; replicates without the figure on both sides are left out. */
static void add_up(sen_paired_side side, sen_paired_side other, int32_t replicates,
                   const sen_summary_work *work, double *above, double *below, double total[2])
{
    memset(above, 0, (size_t)work->draws * sizeof *above);
    memset(below, 0, (size_t)work->draws * sizeof *below);
    total[0] = total[1] = 0.0;
    for (int32_t i = 0; side.above != NULL && i < replicates; i++) {
        if (!has(side, i) || !has(other, i))
            continue;
        const int32_t d = work->draw_of[i];
        above[d] += (double)side.above[i];
        below[d] += below_of(side, i);
        total[0] += (double)side.above[i];
        total[1] += below_of(side, i);
    }
}

double sen_draws_error(sen_paired_side a, sen_paired_side b, int32_t replicates, int64_t divisor,
                       sen_summary_work *work, int32_t *n)
{
    double *const above = work->by_draw, *const below = above + work->draws;
    double *const above_b = below + work->draws, *const below_b = above_b + work->draws;
    double *const left_out = below_b + work->draws;
    double all[2], all_b[2], mean = 0.0, squares = 0.0;
    int32_t kept = 0;
    add_up(a, b, replicates, work, above, below, all);
    add_up(b, a, replicates, work, above_b, below_b, all_b);
    for (int32_t d = 0; d < work->draws; d++)
        kept += below[d] > 0.0;
    *n = kept;
    if (kept < 2)
        return 0.0;
    kept = 0;
    for (int32_t d = 0; d < work->draws; d++) {
        if (!(below[d] > 0.0))
            continue;
        left_out[kept] = (all[0] - above[d]) / (all[1] - below[d]);
        if (b.above != NULL)
            left_out[kept] -= (all_b[0] - above_b[d]) / (all_b[1] - below_b[d]);
        mean += left_out[kept++];
    }
    mean /= kept;
    for (int32_t k = 0; k < kept; k++)
        squares += (left_out[k] - mean) * (left_out[k] - mean);
    return sqrt(squares * ((kept - 1.0) / kept)) / (double)divisor;
}

void sen_draws_split(sen_summary *summary, sen_paired_side side, int32_t replicates,
                     int64_t divisor, sen_summary_work *work)
{
    static const sen_paired_side none = {NULL, NULL};
    double *const sums = work->by_draw, *const below = sums + work->draws;
    double *const counts = below + work->draws;
    double all[2], squares = 0.0, between = 0.0, count_squares = 0.0, n = 0.0;
    int32_t draws = 0;
    add_up(side, none, replicates, work, sums, below, all);
    if (!(all[1] > 0.0))
        return;
    memset(sums, 0, (size_t)work->draws * sizeof *sums);
    memset(counts, 0, (size_t)work->draws * sizeof *counts);
    for (int32_t i = 0; i < replicates; i++)
        n += has(side, i);
    const double ratio = all[0] / all[1], scale = n / all[1] / (double)divisor;
    for (int32_t i = 0; i < replicates; i++) {
        if (!has(side, i))
            continue;
        const int32_t d = work->draw_of[i];
        const double part = ((double)side.above[i] - ratio * below_of(side, i)) * scale;
        sums[d] += part;
        counts[d] += 1.0;
        squares += part * part;
    }
    for (int32_t d = 0; d < work->draws; d++) {
        if (counts[d] == 0.0)
            continue;
        draws++;
        between += sums[d] * sums[d] / counts[d];
        count_squares += counts[d] * counts[d];
    }
    summary->draws = draws;
    if (draws < 2 || n - draws < 1.0)
        return;
    const double left = squares - between > 1e-12 * squares ? squares - between : 0.0;
    const double within = left / (n - draws), mean_square = between / (draws - 1.0);
    const double a_draw = (n - count_squares / n) / (draws - 1.0);
    const double inputs = mean_square > within ? (mean_square - within) / a_draw : 0.0;
    int32_t k = 0;
    for (int32_t d = 0; d < work->draws; d++) {
        if (counts[d] == 0.0)
            continue;
        const double noise = within / counts[d];
        const double shrink = inputs > 0.0 ? sqrt(inputs / (inputs + noise)) : 0.0;
        work->values[k++] = sen_order_of(ratio / (double)divisor + shrink * (sums[d] / counts[d]));
    }
    sen_order order;
    sen_order_begin(&order, sen_ranks_of(&work->ranks, k));
    sen_order_make(&order, work->values, k, sen_ranks_of(&work->ranks, k), work->picked);
    summary->split = true;
    summary->sd_chance = sqrt(within);
    summary->sd_inputs = sqrt(inputs);
    summary->p05_inputs = sen_of_order(order.at[0]);
    summary->p95_inputs = sen_of_order(order.at[2]);
}

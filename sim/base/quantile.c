/* SPDX-License-Identifier: MIT */
#include <math.h>

#include "base/dist.h"
#include "base/law_shape.h"
#include "base/special.h"

/*
 * Gamma and beta by Newton in log x, kept in a bracket that halves whenever a step leaves it. Below
 * the median the equation is log F = log u, which is nearly straight there: F goes as a power of x.
 * `scale` times x is what the shape's functions are asked at, from `origin`.
 */
static double solve(const sen_law_shape *shape, double u, double origin, double scale, double high)
{
    double log_low = -745.0, log_high = sen_log(high);
    double log_x = 0.5 * (sen_log(shape->mean - origin) - sen_log(scale) + log_high);
    for (int step = 0; step < 200; step++) {
        const double x = sen_exp(log_x);
        const double cdf = sen_shape_cdf(shape, origin + scale * x);
        if (cdf < u)
            log_low = log_x;
        else
            log_high = log_x;
        const double slope = sen_shape_density(shape, origin + scale * x) * scale * x;
        double next =
            u < 0.5 ? log_x - (sen_log(cdf) - sen_log(u)) * cdf / slope : log_x - (cdf - u) / slope;
        if (!(next > log_low && next < log_high))
            next = 0.5 * (log_low + log_high);
        const double moved = next - log_x;
        log_x = next;
        if (moved < 1e-14 && moved > -1e-14)
            break;
        if (log_high - log_low < 1e-14)
            break;
    }
    return origin + scale * sen_exp(log_x);
}

static double gamma_quantile(const sen_law_shape *shape, double u)
{
    double high = shape->mean / shape->q + 1.0;
    while (sen_gamma_cdf(shape->p, high) < u)
        high *= 2.0;
    return solve(shape, u, 0.0, shape->q, high);
}

static double triangular_quantile(const sen_law_shape *shape, double u)
{
    const double below_mode = shape->p - shape->low, high = shape->low + shape->width;
    if (u * shape->width < below_mode)
        return shape->low + sqrt(u * shape->width * below_mode);
    return high - sqrt((1.0 - u) * shape->width * (high - shape->p));
}

static double table_quantile(const sen_law_shape *shape, double u)
{
    const sen_law *const law = shape->law;
    double sum = 0.0;
    int32_t last = 0;
    for (int32_t i = 0; i < law->rows; i++) {
        if (!(law->weights[i] > 0.0))
            continue;
        sum += law->weights[i];
        last = i;
        if (sum >= u * shape->weight_sum)
            break;
    }
    return law->values[last];
}

double sen_law_quantile(const sen_law *law, double u)
{
    const sen_law_shape shape = sen_law_shape_of(law);
    SEN_BUG_UNLESS(u > 0.0 && u < 1.0);
    switch (shape.kind) {
    case SEN_LAW_UNIFORM:
        return shape.low + u * shape.width;
    case SEN_LAW_TRIANGULAR:
        return triangular_quantile(&shape, u);
    case SEN_LAW_PERT:
        return solve(&shape, u, shape.low, shape.width, 1.0);
    case SEN_LAW_EXPONENTIAL:
        return -shape.mean * sen_log1p(-u);
    case SEN_LAW_LOGNORMAL:
        return sen_exp(shape.p + shape.q * sen_normal_quantile(u));
    case SEN_LAW_GAMMA:
        return gamma_quantile(&shape, u);
    case SEN_LAW_WEIBULL:
        return shape.q * sen_pow(-sen_log1p(-u), 1.0 / shape.p);
    case SEN_LAW_NORMAL:
        return shape.mean + shape.sd * sen_normal_quantile(u);
    case SEN_LAW_TABLE:
        return table_quantile(&shape, u);
    default:
        return shape.low;
    }
}

/* SPDX-License-Identifier: MIT */
#include "base/dist.h"

#include <math.h>
#include <stddef.h>

#include "base/law_shape.h"
#include "base/special.h"

#define SQRT_TWO_PI 2.50662827463100050242

static const struct {
    const char *name, *parameters[3];
} law_rows[] = {
#define SEN_LAW_ROW(kind, name, a, b, c) {name, {a, b, c}},
    SEN_LAWS(SEN_LAW_ROW)
#undef SEN_LAW_ROW
};

const char *sen_law_name(sen_law_kind kind)
{
    return (unsigned)kind < SEN_LAW_COUNT ? law_rows[kind].name : NULL;
}

const char *const *sen_law_parameters(sen_law_kind kind)
{
    return law_rows[kind].parameters;
}

static bool is_finite(double x)
{
    return x - x == 0.0;
}

static bool complain(sen_text *whynot, const char *subject, double value, const char *rest)
{
    if (whynot != NULL) {
        sen_text_add(whynot, subject);
        sen_text_add_char(whynot, ' ');
        if (is_finite(value))
            sen_text_add_number(whynot, value);
        else
            sen_text_add(whynot, "not finite");
        sen_text_add(whynot, rest);
    }
    return false;
}

static bool complain_above(sen_text *whynot, const char *low, double a, const char *high, double b)
{
    complain(whynot, low, a, " is above ");
    return complain(whynot, high, b, "");
}

static bool check_table(const sen_law *law, sen_text *whynot)
{
    if (law->rows < 1 || law->values == NULL || law->weights == NULL)
        return complain(whynot, "rows", law->rows, ", at least 1 needed");
    double sum = 0.0;
    for (int32_t i = 0; i < law->rows; i++) {
        if (!is_finite(law->values[i]))
            return complain(whynot, "value", law->values[i], "");
        if (i > 0 && !(law->values[i] > law->values[i - 1]))
            return complain(whynot, "value", law->values[i], " is not above the one before it");
        if (!is_finite(law->weights[i]) || law->weights[i] < 0.0)
            return complain(whynot, "weight", law->weights[i], " is not 0 or more");
        sum += law->weights[i];
    }
    if (!(sum > 0.0) || !is_finite(sum))
        return complain(whynot, "sum of weights", sum, " is not above 0");
    return true;
}

static bool check_cv(const sen_law *law, sen_text *whynot)
{
    if (!(law->a > 0.0))
        return complain(whynot, "mean", law->a, " is not above 0");
    if (law->kind != SEN_LAW_EXPONENTIAL && !(law->b >= 0.01 && law->b <= 10.0))
        return complain(whynot, "cv", law->b, " is not within 0.01 to 10");
    return true;
}

static bool check_sd(const sen_law *law, sen_text *whynot)
{
    if (law->kind == SEN_LAW_NORMAL)
        return law->b >= 0.0 || complain(whynot, "sd", law->b, " is below 0");
    if (!(law->a > 0.0 && law->a < 1.0))
        return complain(whynot, "mean", law->a, " is not between 0 and 1");
    if (!(law->b > 1e-4))
        return complain(whynot, "sd", law->b, " is not above 0.0001");
    if (!(law->b * law->b < law->a * (1.0 - law->a)))
        return complain(whynot, "sd", law->b, " is too large for this mean");
    return true;
}

bool sen_law_check(const sen_law *law, sen_text *whynot)
{
    if ((unsigned)law->kind >= SEN_LAW_COUNT)
        return complain(whynot, "kind", law->kind, " does not exist");
    const double values[3] = {law->a, law->b, law->c};
    for (int32_t i = 0; i < 3; i++)
        if (law_rows[law->kind].parameters[i] != NULL && !(values[i] >= -1e12 && values[i] <= 1e12))
            return complain(whynot, law_rows[law->kind].parameters[i], values[i],
                            is_finite(values[i]) ? " is beyond 1e12" : "");
    switch (law->kind) {
    case SEN_LAW_UNIFORM:
        return law->a <= law->b || complain_above(whynot, "low", law->a, "high", law->b);
    case SEN_LAW_TRIANGULAR:
    case SEN_LAW_PERT:
        if (!(law->a <= law->b))
            return complain_above(whynot, "low", law->a, "mode", law->b);
        return law->b <= law->c || complain_above(whynot, "mode", law->b, "high", law->c);
    case SEN_LAW_EXPONENTIAL:
    case SEN_LAW_LOGNORMAL:
    case SEN_LAW_GAMMA:
    case SEN_LAW_WEIBULL:
        return check_cv(law, whynot);
    case SEN_LAW_NORMAL:
    case SEN_LAW_BETA:
        return check_sd(law, whynot);
    case SEN_LAW_TABLE:
        return check_table(law, whynot);
    case SEN_LAW_FIXED:
    case SEN_LAW_COUNT:
        break;
    }
    return true;
}

/*
 * 1 / shape of the Weibull law with this cv: gamma(1 + 2 y) / gamma(1 + y)^2 = 1 + cv^2 rises in y,
 * from cv 0.0013 at 0.001 to beyond 10 at 8.
 */
static double weibull_inverse_shape(double cv)
{
    const double aim = sen_log1p(cv * cv);
    double low = 0.001, high = 8.0;
    for (int i = 0; i < 60; i++) {
        const double y = 0.5 * (low + high);
        if (sen_log_gamma(1.0 + 2.0 * y) - 2.0 * sen_log_gamma(1.0 + y) < aim)
            low = y;
        else
            high = y;
    }
    return 0.5 * (low + high);
}

/* Mean, sd and density of low + width * Beta(p, q). */
static void finish_pert(sen_law_shape *shape)
{
    const double p = shape->p, q = shape->q, sum = p + q;
    shape->kind = SEN_LAW_PERT;
    shape->mean = shape->low + shape->width * p / sum;
    shape->sd = shape->width * sqrt(p * q / (sum + 1.0)) / sum;
    shape->log_constant = sen_log_gamma(sum) - sen_log_gamma(p) - sen_log_gamma(q);
}

static void make_point(sen_law_shape *shape, double value)
{
    shape->kind = SEN_LAW_FIXED;
    shape->mean = shape->low = value;
}

static void shape_bounded(sen_law_shape *shape, double low, double mode, double high)
{
    const double width = high - low;
    shape->low = low;
    shape->width = width;
    if (!(width > 0.0)) {
        make_point(shape, low);
    } else if (shape->kind == SEN_LAW_UNIFORM) {
        shape->mean = low + 0.5 * width;
        shape->sd = width / sqrt(12.0);
    } else if (shape->kind == SEN_LAW_TRIANGULAR) {
        const double m = (mode - low) / width;
        shape->p = mode;
        shape->mean = (low + mode + high) / 3.0;
        shape->sd = width * sqrt((1.0 - m + m * m) / 18.0);
    } else {
        shape->p = 1.0 + 4.0 * (mode - low) / width;
        shape->q = 1.0 + 4.0 * (high - mode) / width;
        finish_pert(shape);
    }
}

static void shape_by_cv(sen_law_shape *shape, double mean, double cv)
{
    shape->mean = mean;
    shape->sd = mean * cv;
    if (shape->kind == SEN_LAW_LOGNORMAL) {
        const double variance = sen_log1p(cv * cv);
        shape->p = sen_log(mean) - 0.5 * variance;
        shape->q = sqrt(variance);
    } else if (shape->kind == SEN_LAW_GAMMA) {
        shape->p = 1.0 / (cv * cv);
        shape->q = mean * cv * cv;
        shape->log_constant = -sen_log_gamma(shape->p) - shape->p * sen_log(shape->q);
    } else {
        const double y = weibull_inverse_shape(cv);
        shape->p = 1.0 / y;
        shape->log_constant = sen_log(mean) - sen_log_gamma(1.0 + y);
        shape->q = sen_exp(shape->log_constant);
    }
}

static void shape_table(sen_law_shape *shape, const sen_law *law)
{
    double sum = 0.0, first = 0.0;
    for (int32_t i = 0; i < law->rows; i++) {
        sum += law->weights[i];
        first += law->weights[i] * law->values[i];
    }
    shape->weight_sum = sum;
    shape->mean = first / sum;
}

sen_law_shape sen_law_shape_of(const sen_law *law)
{
    sen_law_shape shape = {.law = law, .kind = law->kind};
    switch (law->kind) {
    case SEN_LAW_FIXED:
    case SEN_LAW_COUNT:
        make_point(&shape, law->a);
        break;
    case SEN_LAW_UNIFORM:
        shape_bounded(&shape, law->a, law->a, law->b);
        break;
    case SEN_LAW_TRIANGULAR:
    case SEN_LAW_PERT:
        shape_bounded(&shape, law->a, law->b, law->c);
        break;
    case SEN_LAW_EXPONENTIAL:
        shape.mean = shape.sd = law->a;
        break;
    case SEN_LAW_LOGNORMAL:
    case SEN_LAW_GAMMA:
    case SEN_LAW_WEIBULL:
        shape_by_cv(&shape, law->a, law->b);
        break;
    case SEN_LAW_NORMAL:
        shape.mean = law->a;
        shape.sd = law->b;
        if (!(law->b > 0.0))
            make_point(&shape, law->a);
        break;
    case SEN_LAW_BETA: {
        const double total = law->a * (1.0 - law->a) / (law->b * law->b) - 1.0;
        shape.width = 1.0;
        shape.p = law->a * total;
        shape.q = (1.0 - law->a) * total;
        finish_pert(&shape);
        break;
    }
    case SEN_LAW_TABLE:
        shape_table(&shape, law);
        break;
    }
    return shape;
}

static double triangular_cdf(const sen_law_shape *shape, double x)
{
    const double low = shape->low, high = shape->low + shape->width, mode = shape->p;
    if (x <= low)
        return 0.0;
    if (x >= high)
        return 1.0;
    if (x < mode)
        return (x - low) * (x - low) / (shape->width * (mode - low));
    return 1.0 - (high - x) * (high - x) / (shape->width * (high - mode));
}

static double triangular_shortfall(const sen_law_shape *shape, double x)
{
    const double low = shape->low, high = shape->low + shape->width, mode = shape->p;
    if (x <= low)
        return 0.0;
    if (x >= high)
        return x - shape->mean;
    if (x < mode)
        return (x - low) * (x - low) * (x - low) / (3.0 * shape->width * (mode - low));
    const double above = high - x;
    return x - shape->mean + above * above * above / (3.0 * shape->width * (high - mode));
}

/* Weights of the values up to x, or below it; with shortfall the sum of weight * (x - value). */
static double table_sum(const sen_law_shape *shape, double x, bool below, bool shortfall)
{
    const sen_law *const law = shape->law;
    double sum = 0.0;
    for (int32_t i = 0; i < law->rows; i++)
        if (law->values[i] < x || (!below && law->values[i] == x))
            sum += shortfall ? law->weights[i] * (x - law->values[i]) : law->weights[i];
    return sum / shape->weight_sum;
}

double sen_shape_cdf(const sen_law_shape *shape, double x)
{
    const double t = (x - shape->low) / (shape->width > 0.0 ? shape->width : 1.0);
    switch (shape->kind) {
    case SEN_LAW_UNIFORM:
        return t <= 0.0 ? 0.0 : t >= 1.0 ? 1.0 : t;
    case SEN_LAW_TRIANGULAR:
        return triangular_cdf(shape, x);
    case SEN_LAW_PERT:
        return sen_beta_cdf(shape->p, shape->q, t);
    case SEN_LAW_EXPONENTIAL:
        return x > 0.0 ? -sen_expm1(-x / shape->mean) : 0.0;
    case SEN_LAW_LOGNORMAL:
        return x > 0.0 ? sen_normal_cdf((sen_log(x) - shape->p) / shape->q) : 0.0;
    case SEN_LAW_GAMMA:
        return sen_gamma_cdf(shape->p, x / shape->q);
    case SEN_LAW_WEIBULL:
        return x > 0.0 ? -sen_expm1(-sen_exp(shape->p * (sen_log(x) - shape->log_constant))) : 0.0;
    case SEN_LAW_NORMAL:
        return sen_normal_cdf((x - shape->mean) / shape->sd);
    case SEN_LAW_TABLE:
        return table_sum(shape, x, false, false);
    default:
        return x >= shape->low ? 1.0 : 0.0;
    }
}

/*
 * x F(x) less the partial mean. The partial means are those of size-biased laws of the same family:
 * lognormal mu + sigma^2, gamma shape + 1, beta p + 1; for Weibull, gamma of shape 1 + 1 / shape.
 */
double sen_shape_shortfall(const sen_law_shape *shape, double x)
{
    const double mean = shape->mean;
    switch (shape->kind) {
    case SEN_LAW_UNIFORM: {
        const double t = x - shape->low;
        return t <= 0.0 ? 0.0 : t >= shape->width ? x - mean : 0.5 * t * t / shape->width;
    }
    case SEN_LAW_TRIANGULAR:
        return triangular_shortfall(shape, x);
    case SEN_LAW_PERT: {
        const double t = (x - shape->low) / shape->width;
        if (t <= 0.0)
            return 0.0;
        if (t >= 1.0)
            return x - mean;
        return shape->width *
               (t * sen_beta_cdf(shape->p, shape->q, t) -
                shape->p / (shape->p + shape->q) * sen_beta_cdf(shape->p + 1.0, shape->q, t));
    }
    case SEN_LAW_NORMAL: {
        const double z = (x - mean) / shape->sd;
        return shape->sd * (z * sen_normal_cdf(z) + sen_normal_density(z));
    }
    case SEN_LAW_TABLE:
        return table_sum(shape, x, false, true);
    case SEN_LAW_FIXED:
        return x > mean ? x - mean : 0.0;
    default:
        break;
    }
    if (!(x > 0.0))
        return 0.0;
    switch (shape->kind) {
    case SEN_LAW_EXPONENTIAL:
        return x + mean * sen_expm1(-x / mean);
    case SEN_LAW_LOGNORMAL: {
        const double z = (sen_log(x) - shape->p) / shape->q;
        return x * sen_normal_cdf(z) - mean * sen_normal_cdf(z - shape->q);
    }
    case SEN_LAW_GAMMA:
        return x * sen_gamma_cdf(shape->p, x / shape->q) -
               mean * sen_gamma_cdf(shape->p + 1.0, x / shape->q);
    default: {
        const double z = sen_exp(shape->p * (sen_log(x) - shape->log_constant));
        return -x * sen_expm1(-z) - mean * sen_gamma_cdf(1.0 + 1.0 / shape->p, z);
    }
    }
}

double sen_shape_density(const sen_law_shape *shape, double x)
{
    const double t = (x - shape->low) / (shape->width > 0.0 ? shape->width : 1.0);
    switch (shape->kind) {
    case SEN_LAW_UNIFORM:
        return t >= 0.0 && t <= 1.0 ? 1.0 / shape->width : 0.0;
    case SEN_LAW_TRIANGULAR: {
        const double high = shape->low + shape->width, mode = shape->p;
        if (t < 0.0 || t > 1.0)
            return 0.0;
        return x < mode      ? 2.0 * (x - shape->low) / (shape->width * (mode - shape->low))
               : high > mode ? 2.0 * (high - x) / (shape->width * (high - mode))
                             : 2.0 / shape->width;
    }
    case SEN_LAW_PERT:
        if (t <= 0.0 || t >= 1.0)
            return 0.0;
        return sen_exp(shape->log_constant + (shape->p - 1.0) * sen_log(t) +
                       (shape->q - 1.0) * sen_log(1.0 - t)) /
               shape->width;
    case SEN_LAW_NORMAL:
        return sen_normal_density((x - shape->mean) / shape->sd) / shape->sd;
    case SEN_LAW_FIXED:
    case SEN_LAW_TABLE:
        return 0.0;
    default:
        break;
    }
    if (!(x > 0.0))
        return 0.0;
    switch (shape->kind) {
    case SEN_LAW_EXPONENTIAL:
        return sen_exp(-x / shape->mean) / shape->mean;
    case SEN_LAW_LOGNORMAL: {
        const double z = (sen_log(x) - shape->p) / shape->q;
        return sen_exp(-0.5 * z * z) / (SQRT_TWO_PI * shape->q * x);
    }
    case SEN_LAW_GAMMA:
        return sen_exp(shape->log_constant + (shape->p - 1.0) * sen_log(x) - x / shape->q);
    default: {
        const double log_z = shape->p * (sen_log(x) - shape->log_constant);
        return shape->p * sen_exp(log_z - sen_exp(log_z)) / x;
    }
    }
}

double sen_law_mean(const sen_law *law)
{
    return sen_law_shape_of(law).mean;
}

double sen_law_cdf(const sen_law *law, double x)
{
    const sen_law_shape shape = sen_law_shape_of(law);
    return sen_shape_cdf(&shape, x);
}

double sen_law_cdf_below(const sen_law *law, double x)
{
    const sen_law_shape shape = sen_law_shape_of(law);
    if (shape.kind == SEN_LAW_FIXED)
        return x > shape.low ? 1.0 : 0.0;
    return shape.kind == SEN_LAW_TABLE ? table_sum(&shape, x, true, false)
                                       : sen_shape_cdf(&shape, x);
}

double sen_law_shortfall(const sen_law *law, double x)
{
    const sen_law_shape shape = sen_law_shape_of(law);
    return sen_shape_shortfall(&shape, x);
}

double sen_law_density(const sen_law *law, double x)
{
    const sen_law_shape shape = sen_law_shape_of(law);
    return sen_shape_density(&shape, x);
}

/* SPDX-License-Identifier: MIT */
#include "base/special.h"

#include <math.h>
#include <stdbool.h>

#include "base/log_exp.h"

#define HALF_LOG_TWO_PI    0.91893853320467274178
#define SQRT_TWO_PI        2.50662827463100050242
#define CLOSE_ENOUGH       1e-16
#define TINY               1e-300 /* keeps Lentz's quotients from dividing by 0 */
#define STIRLING_FROM      16.0
#define ITERATIONS_AT_MOST 100000

static double absolute(double x)
{
    return x < 0.0 ? -x : x;
}

/* log gamma(x) less its leading Stirling terms, x >= 16 (DLMF 5.11.1). */
static double stirling_rest(double x)
{
    const double z = 1.0 / (x * x);
    double sum = -691.0 / 360360;
    sum = sum * z + 1.0 / 1188;
    sum = sum * z - 1.0 / 1680;
    sum = sum * z + 1.0 / 1260;
    sum = sum * z - 1.0 / 360;
    sum = sum * z + 1.0 / 12;
    return sum / x;
}

double sen_log_gamma(double x)
{
    double product = 1.0;
    while (x < STIRLING_FROM) {
        product *= x;
        x += 1.0;
    }
    return (x - 0.5) * sen_log(x) - x + HALF_LOG_TWO_PI + stirling_rest(x) - sen_log(product);
}

double sen_normal_density(double z)
{
    return sen_exp(-0.5 * z * z) / SQRT_TWO_PI;
}

/* P(Z > z) for z >= 3: Mills' ratio as a continued fraction (DLMF 7.9.3), from its far end. */
static double far_tail(double z)
{
    double fraction = z;
    for (int n = 60; n >= 1; n--)
        fraction = z + n / fraction;
    return sen_normal_density(z) / fraction;
}

double sen_normal_cdf(double z)
{
    if (z >= 3.0)
        return 1.0 - far_tail(z);
    if (z <= -3.0)
        return far_tail(-z);
    /* density * (z + z^3/3 + z^5/15 + ...), DLMF 7.6.2 */
    const double square = z * z;
    double term = z, sum = z;
    for (int n = 3; absolute(term) > CLOSE_ENOUGH * absolute(sum); n += 2) {
        term *= square / n;
        sum += term;
    }
    return 0.5 + sen_normal_density(z) * sum;
}

/*
 * Start from Hastings's approximation (Abramowitz and Stegun 26.2.23, error below 4.5e-4); each of
 * Halley's steps triples the digits.
 */
double sen_normal_quantile(double u)
{
    if (u == 0.5)
        return 0.0;
    const bool upper = u > 0.5;
    const double tail = upper ? 1.0 - u : u;
    const double t = sqrt(-2.0 * sen_log(tail));
    double z = (2.515517 + t * (0.802853 + t * 0.010328)) /
                   (1.0 + t * (1.432788 + t * (0.189269 + t * 0.001308))) -
               t;
    for (int step = 0; step < 2; step++) {
        const double off = (sen_normal_cdf(z) - tail) / sen_normal_density(z);
        z -= off / (1.0 + 0.5 * z * off);
    }
    return upper ? -z : z;
}

/* x^a exp(-x) / gamma(a + 1). For large a the powers cancel, so the deviance form is used. */
static double gamma_front(double a, double x)
{
    if (a < STIRLING_FROM)
        return sen_exp(a * sen_log(x) - x - sen_log_gamma(a + 1.0));
    const double t = (x - a) / a;
    const double deviance = a * (t - sen_log1p(t));
    return sen_exp(-deviance - stirling_rest(a)) / (SQRT_TWO_PI * sqrt(a));
}

double sen_gamma_cdf(double shape, double x)
{
    if (!(x > 0.0))
        return 0.0;
    if (x > shape + 1e4 + 60.0 * sqrt(shape))
        return 1.0;
    const double front = gamma_front(shape, x);
    if (x < shape + 1.0) { /* series, DLMF 8.11.4 */
        double term = 1.0, sum = 1.0, a = shape;
        for (int n = 0; term > CLOSE_ENOUGH * sum && n < ITERATIONS_AT_MOST; n++) {
            a += 1.0;
            term *= x / a;
            sum += term;
        }
        return front * sum;
    }
    /* continued fraction of the upper part, DLMF 8.9.2, by Lentz's method */
    double b = x + 1.0 - shape, c = 1.0 / TINY, d = 1.0 / b, product = d;
    for (int n = 1; n < ITERATIONS_AT_MOST; n++) {
        const double numerator = n * (shape - n);
        b += 2.0;
        d = 1.0 / (numerator * d + b);
        c = b + numerator / c;
        product *= c * d;
        if (absolute(c * d - 1.0) < 4e-16)
            break;
    }
    return 1.0 - front * shape * product;
}

/* The continued fraction of DLMF 8.17.22 by Lentz's method; quick for x below the mean. */
static double beta_fraction(double a, double b, double x)
{
    double c = 1.0, d = 1.0 / (1.0 - (a + b) * x / (a + 1.0)), product = d;
    for (int m = 1; m < ITERATIONS_AT_MOST; m++) {
        const double a2m = a + 2.0 * m;
        const double even = m * (b - m) * x / ((a2m - 1.0) * a2m);
        const double odd = -(a + m) * (a + b + m) * x / (a2m * (a2m + 1.0));
        d = 1.0 / (1.0 + even * d);
        c = 1.0 + even / c;
        product *= c * d;
        const double odd_below = 1.0 + odd * d;
        d = 1.0 / (odd_below == 0.0 ? TINY : odd_below);
        c = 1.0 + odd / c;
        product *= c * d;
        if (absolute(c * d - 1.0) < 4e-16)
            break;
    }
    return product;
}

/* x^a (1 - x)^b / B(a, b). For large a and b the powers cancel, so the deviance form is used. */
static double beta_front(double a, double b, double x)
{
    const double sum = a + b;
    if (a < STIRLING_FROM || b < STIRLING_FROM)
        return sen_exp(sen_log_gamma(sum) - sen_log_gamma(a) - sen_log_gamma(b) + a * sen_log(x) +
                       b * sen_log1p(-x));
    const double off = a / sum - x;
    const double deviance = a * sen_log1p(off / x) + b * sen_log1p(-off / (1.0 - x));
    return sen_exp(stirling_rest(sum) - stirling_rest(a) - stirling_rest(b) - deviance) *
           sqrt(a * (b / sum)) / SQRT_TWO_PI;
}

double sen_beta_cdf(double a, double b, double x)
{
    if (!(x > 0.0))
        return 0.0;
    if (x >= 1.0)
        return 1.0;
    const double front = beta_front(a, b, x);
    if (x < (a + 1.0) / (a + b + 2.0))
        return front * beta_fraction(a, b, x) / a;
    return 1.0 - front * beta_fraction(b, a, 1.0 - x) / b;
}

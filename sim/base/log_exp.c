/* SPDX-License-Identifier: MIT */
#include "base/log_exp.h"

#include <stdint.h>
#include <string.h>

/* ln 2 in two parts; the first has 32 bits, so k times it is exact for |k| < 2^20. */
#define LN2_HIGH  0x1.62e42feep-1
#define LN2_LOW   0x1.a39ef35793c76p-33
#define SQRT_HALF 0x1.6a09e667f3bcdp-1

static uint64_t bits_of(double x)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

static double double_of(uint64_t bits)
{
    double x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

/*
 * 2 atanh(s) - 2 s over s, with s = f / (2 + f): the rest of log(1 + f) after its first term.
 * The series in s^2 <= 0.0295 is cut where a term is below 2^-59.
 */
static double atanh_rest(double s)
{
    const double z = s * s;
    double sum = 2.0 / 21;
    sum = sum * z + 2.0 / 19;
    sum = sum * z + 2.0 / 17;
    sum = sum * z + 2.0 / 15;
    sum = sum * z + 2.0 / 13;
    sum = sum * z + 2.0 / 11;
    sum = sum * z + 2.0 / 9;
    sum = sum * z + 2.0 / 7;
    sum = sum * z + 2.0 / 5;
    sum = sum * z + 2.0 / 3;
    return sum * z;
}

/*
 * log(2^k (1 + f)) = k ln 2 + f - s (f - R) with R = atanh_rest(s), because 2 s = f - s f. k ln 2
 * and f, the two large parts, are added without loss (Dekker's sum), so only the small part and the
 * last addition round.
 */
static double log_of_parts(int32_t k, double f)
{
    const double s = f / (2.0 + f);
    const double small = s * (f - atanh_rest(s));
    if (k == 0)
        return f - small;
    const double high = k * LN2_HIGH;
    const double sum = high + f;
    const double lost = f - (sum - high);
    return sum + (lost - (small - k * LN2_LOW));
}

double sen_log(double x)
{
    uint64_t bits = bits_of(x);
    int32_t k = 0;
    if (bits - 0x0010000000000000 >= 0x7fe0000000000000) { /* not a positive normal number */
        if (x == 0.0)
            return -double_of(0x7ff0000000000000);
        if (!(x > 0.0))
            return double_of(0x7ff8000000000000);
        if (bits == 0x7ff0000000000000)
            return x;
        bits = bits_of(x * 0x1p54);
        k = -54;
    }
    /* Bring the mantissa to [sqrt(1/2), sqrt(2)). */
    const uint64_t moved = bits - bits_of(SQRT_HALF);
    k += (int32_t)((int64_t)moved >> 52);
    const double m = double_of(bits - (moved & 0xfff0000000000000));
    return log_of_parts(k, m - 1.0);
}

/* (exp(r) - 1 - r) / r^2 for |r| <= 0.347, by its series, cut where a term is below 2^-58. */
static double exp_rest(double r)
{
    double sum = 1.0 / 6227020800;
    sum = sum * r + 1.0 / 479001600;
    sum = sum * r + 1.0 / 39916800;
    sum = sum * r + 1.0 / 3628800;
    sum = sum * r + 1.0 / 362880;
    sum = sum * r + 1.0 / 40320;
    sum = sum * r + 1.0 / 5040;
    sum = sum * r + 1.0 / 720;
    sum = sum * r + 1.0 / 120;
    sum = sum * r + 1.0 / 24;
    sum = sum * r + 1.0 / 6;
    return sum * r + 0.5;
}

static double power_of_two(int32_t k)
{
    return double_of((uint64_t)(k + 1023) << 52);
}

/* x = k ln 2 + r + c with |r| <= 0.347 and c the rounding error of r. */
static double reduce(double x, int32_t *k, double *c)
{
    *k = (int32_t)(x * 0x1.71547652b82fep+0 + (x < 0.0 ? -0.5 : 0.5));
    const double high = x - *k * LN2_HIGH, low = *k * LN2_LOW;
    const double r = high - low;
    *c = (high - r) - low;
    return r;
}

double sen_exp(double x)
{
    if (!(x < 709.8)) { /* too large, or no number */
        if (x > 709.8)
            return double_of(0x7ff0000000000000);
        return x == x ? 0x1.8p1023 * 2.0 : x;
    }
    if (x < -745.2)
        return 0.0;
    int32_t k;
    double c;
    const double r = reduce(x, &k, &c);
    const double y = 1.0 + (r + (c + r * r * exp_rest(r)));
    if (k >= -1021 && k <= 1023)
        return y * power_of_two(k);
    return k > 0 ? y * 2.0 * power_of_two(k - 1) : y * power_of_two(k + 60) * 0x1p-60;
}

/* 1 + x rounds to w; log(w) is off by the factor of x to w - 1 (Kahan). */
double sen_log1p(double x)
{
    const double w = 1.0 + x;
    if (w == 1.0)
        return x;
    if (!(w > 0.0) || w > 0x1p60)
        return sen_log(w);
    return sen_log(w) * (x / (w - 1.0));
}

double sen_expm1(double x)
{
    if (x > -0.34 && x < 0.34)
        return x + x * x * exp_rest(x);
    return sen_exp(x) - 1.0;
}

double sen_pow(double x, double y)
{
    if (y == 0.0)
        return 1.0;
    if (x == 0.0)
        return y > 0.0 ? 0.0 : double_of(0x7ff0000000000000);
    return sen_exp(y * sen_log(x));
}

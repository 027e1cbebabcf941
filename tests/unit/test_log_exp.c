/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <math.h>
#include <mpfr.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log_exp.h"
#include "base/rng.h"

enum { PRECISION_BITS = 160, POINTS = 200000 };

/* Distance from the true value in units of the last place of the true value. */
static double ulps_off(double got, mpfr_t truth)
{
    const double nearest = mpfr_get_d(truth, MPFR_RNDN);
    if (!isfinite(nearest) || nearest == 0.0)
        return got == nearest ? 0.0 : INFINITY;
    mpfr_t difference;
    mpfr_init2(difference, PRECISION_BITS);
    mpfr_d_sub(difference, got, truth, MPFR_RNDN);
    const double off = fabs(mpfr_get_d(difference, MPFR_RNDN));
    mpfr_clear(difference);
    return off / (nextafter(fabs(nearest), INFINITY) - fabs(nearest));
}

typedef int (*true_function)(mpfr_t, const mpfr_t, mpfr_rnd_t);

static double ulps_at(double x, double (*function)(double), true_function truth)
{
    mpfr_t value;
    mpfr_init2(value, PRECISION_BITS);
    mpfr_set_d(value, x, MPFR_RNDN);
    truth(value, value, MPFR_RNDN);
    const double off = ulps_off(function(x), value);
    mpfr_clear(value);
    return off;
}

/* A positive finite number with any bits. */
static double any_positive(uint64_t word)
{
    const uint64_t bits = word % 0x7ff0000000000000;
    double x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

Test(log_exp, log_is_within_one_ulp)
{
    sen_rng rng;
    sen_rng_init(&rng, 1, 1);
    for (int i = 0; i < POINTS; i++) {
        const uint64_t word = sen_rng_next(&rng);
        const double u = sen_unit(word);
        const double xs[] = {any_positive(word), 3.0 * u, 1.0 + 0.1 * (u - 0.5), 1e5 * u};
        cr_assert(ulps_at(xs[i % 4], sen_log, mpfr_log) < 1.0, "at %.17g", xs[i % 4]);
    }
}

Test(log_exp, exp_is_within_one_ulp)
{
    sen_rng rng;
    sen_rng_init(&rng, 2, 1);
    for (int i = 0; i < POINTS; i++) {
        const double u = sen_unit(sen_rng_next(&rng)) - 0.5;
        const double xs[] = {1400.0 * u, 2.0 * u, 60.0 * u, 1e-6 * u};
        cr_assert(ulps_at(xs[i % 4], sen_exp, mpfr_exp) < 1.0, "at %.17g", xs[i % 4]);
        /* among the subnormal numbers, where the distance itself is rounded to 0, 1, 2 … */
        const double tiny = -720.0 + 48.0 * u;
        cr_assert(ulps_at(tiny, sen_exp, mpfr_exp) <= 1.0, "at %.17g", tiny);
    }
}

Test(log_exp, log1p_and_expm1_keep_their_digits_near_0)
{
    sen_rng rng;
    sen_rng_init(&rng, 3, 1);
    for (int i = 0; i < POINTS / 4; i++) {
        const double u = sen_unit(sen_rng_next(&rng)) - 0.5;
        const double xs[] = {1.9 * u, 1e-3 * u, 1e-12 * u, 0.8 * u};
        cr_assert(ulps_at(xs[i % 4], sen_log1p, mpfr_log1p) < 4.0, "log1p %.17g", xs[i % 4]);
        cr_assert(ulps_at(xs[i % 4], sen_expm1, mpfr_expm1) < 4.0, "expm1 %.17g", xs[i % 4]);
    }
}

Test(log_exp, the_ends_of_the_range_are_as_in_ieee)
{
    cr_assert(eq(dbl, sen_log(1.0), 0.0));
    cr_assert(eq(dbl, sen_log(0.0), -INFINITY));
    cr_assert(eq(dbl, sen_log(INFINITY), INFINITY));
    cr_assert(isnan(sen_log(-1.0)) && isnan(sen_log(NAN)) && isnan(sen_exp(NAN)));
    cr_assert(eq(dbl, sen_exp(0.0), 1.0));
    cr_assert(eq(dbl, sen_exp(710.0), INFINITY));
    cr_assert(eq(dbl, sen_exp(-746.0), 0.0));
    cr_assert(eq(dbl, sen_exp(-INFINITY), 0.0));
    cr_assert(eq(dbl, sen_exp(INFINITY), INFINITY));
    cr_assert(gt(dbl, sen_exp(-745.0), 0.0));
    cr_assert(eq(dbl, sen_log1p(0.0), 0.0));
    cr_assert(eq(dbl, sen_expm1(-1000.0), -1.0));
    cr_assert(eq(dbl, sen_pow(0.0, 0.0), 1.0));
    cr_assert(eq(dbl, sen_pow(0.0, 2.0), 0.0));
    cr_assert(lt(dbl, fabs(sen_pow(3.0, 4.0) - 81.0), 1e-13));
}

static uint64_t fold(uint64_t sum, double x)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    return sen_mix_a(sum ^ bits);
}

/* If this fails then results made by another version cannot be made again. */
Test(log_exp, gives_the_bits_it_always_gave)
{
    uint64_t sum = 0;
    sen_rng rng;
    sen_rng_init(&rng, 4, 1);
    for (int i = 0; i < 20000; i++) {
        const uint64_t word = sen_rng_next(&rng);
        sum = fold(sum, sen_log(any_positive(word)));
        sum = fold(sum, sen_exp(1000.0 * (sen_unit(word) - 0.5)));
    }
    cr_assert(eq(u64, sum, 0x58b5216cbdc00ce4ULL));
}

Test(log_exp, gives_the_same_bits_whatever_the_c_library_uses)
{
    char program[4000], command[4400];
    const ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
    cr_assert(length > 0);
    program[length] = '\0';
    /* A clean environment: the runner's variables would make it think it is one of its tests. */
    snprintf(command, sizeof command,
             "env -i GLIBC_TUNABLES=glibc.cpu.hwcaps=-AVX2,-AVX2_Usable,-FMA,-FMA_Usable "
             "'%s' --filter log_exp/gives_the_bits_it_always_gave >/dev/null 2>&1",
             program);
    cr_assert(eq(int, system(command), 0));
}

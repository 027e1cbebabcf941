/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sf_gamma.h>
#include <math.h>
#include <string.h>

#include "base/dist.h"

static const double table_values[] = {-1.0, 0.0, 2.5, 7.0};
static const double table_weights[] = {1.0, 0.0, 5.0, 2.0};

static const double lucks[] = {1e-6, 1e-3, 0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99, 0.999, 1 - 1e-6};
enum { LUCKS = sizeof lucks / sizeof *lucks };

static double off(double got, double expected)
{
    return fabs(got - expected) / fmax(1e-300, fabs(expected));
}

static sen_law law_of(sen_law_kind kind, double a, double b, double c)
{
    const sen_law law = {.kind = kind, .a = a, .b = b, .c = c};
    cr_assert(sen_law_check(&law, NULL));
    return law;
}

Test(dist, lognormal_equals_gsl)
{
    for (double cv = 0.02; cv < 9.0; cv *= 1.5) {
        const sen_law law = law_of(SEN_LAW_LOGNORMAL, 30.0, cv, 0.0);
        const double sigma = sqrt(log1p(cv * cv)), mu = log(30.0) - 0.5 * sigma * sigma;
        for (int i = 0; i < LUCKS; i++) {
            const double x = gsl_cdf_lognormal_Pinv(lucks[i], mu, sigma);
            cr_assert(lt(dbl, off(sen_law_quantile(&law, lucks[i]), x), 1e-9));
            cr_assert(
                lt(dbl, fabs(sen_law_cdf(&law, x) - gsl_cdf_lognormal_P(x, mu, sigma)), 1e-9));
        }
    }
}

Test(dist, gamma_equals_gsl)
{
    for (double cv = 0.02; cv < 3.0; cv *= 1.5) {
        const sen_law law = law_of(SEN_LAW_GAMMA, 30.0, cv, 0.0);
        const double shape = 1.0 / (cv * cv), scale = 30.0 * cv * cv;
        for (int i = 0; i < LUCKS; i++) {
            const double x = gsl_cdf_gamma_Pinv(lucks[i], shape, scale);
            cr_assert(lt(dbl, off(sen_law_quantile(&law, lucks[i]), x), 1e-9));
            cr_assert(lt(dbl, fabs(sen_law_cdf(&law, x) - gsl_cdf_gamma_P(x, shape, scale)), 1e-9));
        }
    }
}

/* The shape for a cv is found here by GSL's log gamma and 200 halvings. */
Test(dist, weibull_equals_gsl)
{
    for (double cv = 0.02; cv < 9.0; cv *= 1.5) {
        double low = 0.0005, high = 10.0;
        for (int i = 0; i < 200; i++) {
            const double y = 0.5 * (low + high);
            const double log_ratio = gsl_sf_lngamma(1.0 + 2.0 * y) - 2.0 * gsl_sf_lngamma(1.0 + y);
            *(log_ratio < log1p(cv * cv) ? &low : &high) = y;
        }
        const double scale = 30.0 / gsl_sf_gamma(1.0 + low);
        const sen_law law = law_of(SEN_LAW_WEIBULL, 30.0, cv, 0.0);
        for (int i = 0; i < LUCKS; i++) {
            const double x = gsl_cdf_weibull_Pinv(lucks[i], scale, 1.0 / low);
            cr_assert(lt(dbl, off(sen_law_quantile(&law, lucks[i]), x), 1e-9));
            cr_assert(
                lt(dbl, fabs(sen_law_cdf(&law, x) - gsl_cdf_weibull_P(x, scale, 1.0 / low)), 1e-9));
        }
    }
}

Test(dist, pert_and_beta_equal_gsl)
{
    for (double mode = 2.0; mode <= 13.0; mode += 1.1) {
        const sen_law law = law_of(SEN_LAW_PERT, 2.0, mode, 13.0);
        const double a = 1.0 + 4.0 * (mode - 2.0) / 11.0, b = 6.0 - a;
        for (int i = 0; i < LUCKS; i++) {
            const double t = gsl_cdf_beta_Pinv(lucks[i], a, b);
            cr_assert(lt(dbl, off(sen_law_quantile(&law, lucks[i]), 2.0 + 11.0 * t), 1e-9));
            cr_assert(
                lt(dbl, fabs(sen_law_cdf(&law, 2.0 + 11.0 * t) - gsl_cdf_beta_P(t, a, b)), 1e-9));
        }
    }
    for (double sd = 0.01; sd < 0.3; sd *= 1.4) {
        const sen_law law = law_of(SEN_LAW_BETA, 0.3, sd, 0.0);
        const double total = 0.21 / (sd * sd) - 1.0, a = 0.3 * total, b = 0.7 * total;
        for (int i = 0; i < LUCKS; i++) {
            const double t = gsl_cdf_beta_Pinv(lucks[i], a, b);
            cr_assert(lt(dbl, off(sen_law_quantile(&law, lucks[i]), t), 1e-9));
            cr_assert(lt(dbl, fabs(sen_law_cdf(&law, t) - gsl_cdf_beta_P(t, a, b)), 1e-9));
        }
    }
}

Test(dist, normal_exponential_and_uniform_equal_gsl)
{
    const sen_law normal = law_of(SEN_LAW_NORMAL, 5.0, 2.0, 0.0);
    const sen_law exponential = law_of(SEN_LAW_EXPONENTIAL, 8.0, 0.0, 0.0);
    const sen_law uniform = law_of(SEN_LAW_UNIFORM, -3.0, 9.0, 0.0);
    for (int i = 0; i < LUCKS; i++) {
        const double u = lucks[i], z = gsl_cdf_ugaussian_Pinv(u),
                     x = gsl_cdf_exponential_Pinv(u, 8);
        cr_assert(lt(dbl, fabs(sen_law_quantile(&normal, u) - (5.0 + 2.0 * z)), 1e-12));
        cr_assert(lt(dbl, off(sen_law_cdf(&normal, 5.0 + 2.0 * z), gsl_cdf_ugaussian_P(z)), 1e-11));
        cr_assert(lt(dbl, off(sen_law_quantile(&exponential, u), x), 1e-12));
        cr_assert(lt(dbl, off(sen_law_cdf(&exponential, x), u), 1e-12));
        cr_assert(
            lt(dbl, fabs(sen_law_quantile(&uniform, u) - gsl_cdf_flat_Pinv(u, -3, 9)), 1e-12));
    }
    const sen_law far = law_of(SEN_LAW_NORMAL, 0.0, 1.0, 0.0);
    cr_assert(lt(dbl, off(sen_law_cdf(&far, -30.0), gsl_cdf_ugaussian_P(-30.0)), 1e-11));
}

static int32_t sample_laws(sen_law *laws)
{
    const sen_law all[] = {
        {SEN_LAW_FIXED, 4.0, 0, 0, 0, NULL, NULL},
        {SEN_LAW_UNIFORM, 1.0, 9.0, 0, 0, NULL, NULL},
        {SEN_LAW_UNIFORM, 3.0, 3.0, 0, 0, NULL, NULL},
        {SEN_LAW_TRIANGULAR, 2.0, 3.0, 9.0, 0, NULL, NULL},
        {SEN_LAW_TRIANGULAR, 2.0, 2.0, 9.0, 0, NULL, NULL},
        {SEN_LAW_TRIANGULAR, 2.0, 9.0, 9.0, 0, NULL, NULL},
        {SEN_LAW_PERT, 2.0, 6.0, 16.0, 0, NULL, NULL},
        {SEN_LAW_PERT, 5.0, 5.0, 5.0, 0, NULL, NULL},
        {SEN_LAW_EXPONENTIAL, 8.0, 0, 0, 0, NULL, NULL},
        {SEN_LAW_LOGNORMAL, 8.0, 0.8, 0, 0, NULL, NULL},
        {SEN_LAW_GAMMA, 8.0, 0.5, 0, 0, NULL, NULL},
        {SEN_LAW_GAMMA, 8.0, 2.0, 0, 0, NULL, NULL},
        {SEN_LAW_WEIBULL, 8.0, 1.3, 0, 0, NULL, NULL},
        {SEN_LAW_NORMAL, 8.0, 2.0, 0, 0, NULL, NULL},
        {SEN_LAW_BETA, 0.3, 0.1, 0, 0, NULL, NULL},
        {SEN_LAW_TABLE, 0, 0, 0, 4, table_values, table_weights},
    };
    memcpy(laws, all, sizeof all);
    return (int32_t)(sizeof all / sizeof *all);
}

Test(dist, a_quantile_is_the_least_value_with_that_much_below)
{
    sen_law laws[32];
    const int32_t count = sample_laws(laws);
    for (int32_t i = 0; i < count; i++) {
        double before = -INFINITY;
        for (double u = 0.005; u < 1.0; u += 0.01) {
            const double x = sen_law_quantile(&laws[i], u);
            cr_assert(ge(dbl, x, before));
            cr_assert(ge(dbl, sen_law_cdf(&laws[i], x), u - 1e-11));
            cr_assert(le(dbl, sen_law_cdf_below(&laws[i], x), u + 1e-11));
            before = x;
        }
    }
}

/* By the trapezium rule on the quantile function, which knows nothing of the mean's formula. */
Test(dist, the_mean_is_that_of_the_quantiles)
{
    sen_law laws[32];
    const int32_t count = sample_laws(laws);
    enum { STEPS = 20000 };
    for (int32_t i = 0; i < count; i++) {
        double sum = 0.0;
        for (int step = 0; step < STEPS; step++)
            sum += sen_law_quantile(&laws[i], (step + 0.5) / STEPS);
        cr_assert(lt(dbl, off(sum / STEPS, sen_law_mean(&laws[i])), 2e-3));
    }
}

Test(dist, shortfall_is_the_integral_of_the_cdf_and_the_cdf_that_of_the_density)
{
    sen_law laws[32];
    const int32_t count = sample_laws(laws);
    enum { STEPS = 2000 };
    for (int32_t i = 0; i < count; i++) {
        const double from = laws[i].kind == SEN_LAW_BETA ? 0.1 : 2.6;
        const double to = laws[i].kind == SEN_LAW_BETA ? 0.6 : 6.9, step = (to - from) / STEPS;
        double area = 0.0, mass = 0.0;
        for (int s = 0; s < STEPS; s++) {
            area += step * sen_law_cdf(&laws[i], from + (s + 0.5) * step);
            mass += step * sen_law_density(&laws[i], from + (s + 0.5) * step);
        }
        const double gained = sen_law_shortfall(&laws[i], to) - sen_law_shortfall(&laws[i], from);
        cr_assert(lt(dbl, fabs(gained - area), 3e-3));
        if (laws[i].kind != SEN_LAW_FIXED && laws[i].kind != SEN_LAW_TABLE &&
            sen_law_density(&laws[i], 0.5 * (from + to)) > 0.0)
            cr_assert(lt(dbl, fabs(sen_law_cdf(&laws[i], to) - sen_law_cdf(&laws[i], from) - mass),
                         1e-5));
    }
}

Test(dist, a_law_far_beyond_its_mean_lacks_nothing)
{
    sen_law laws[32];
    const int32_t count = sample_laws(laws);
    for (int32_t i = 0; i < count; i++) {
        cr_assert(
            lt(dbl, fabs(1e6 - sen_law_shortfall(&laws[i], 1e6) - sen_law_mean(&laws[i])), 2e-9));
        cr_assert(eq(dbl, sen_law_cdf(&laws[i], 1e9), 1.0));
        cr_assert(lt(dbl, sen_law_cdf(&laws[i], -1e9), 1e-300));
    }
}

Test(dist, says_why_a_law_is_none)
{
    static const double falling[] = {2.0, 1.0}, ones[] = {1.0, 1.0}, minus[] = {-1.0, 1.0},
                        rising[] = {1.0, 2.0}, zeros[] = {0.0, 0.0};
    const struct {
        sen_law law;
        const char *why;
    } cases[] = {
        {{SEN_LAW_FIXED, NAN, 0, 0, 0, NULL, NULL}, "value not finite"},
        {{SEN_LAW_UNIFORM, 3.0, 2.0, 0, 0, NULL, NULL}, "low 3 is above high 2"},
        {{SEN_LAW_PERT, 1.0, 0.5, 4.0, 0, NULL, NULL}, "low 1 is above mode 0.5"},
        {{SEN_LAW_TRIANGULAR, 1.0, 5.0, 4.0, 0, NULL, NULL}, "mode 5 is above high 4"},
        {{SEN_LAW_EXPONENTIAL, 0.0, 0, 0, 0, NULL, NULL}, "mean 0 is not above 0"},
        {{SEN_LAW_GAMMA, 1.0, 0.0, 0, 0, NULL, NULL}, "cv 0 is not within 0.01 to 10"},
        {{SEN_LAW_WEIBULL, 1.0, 11.0, 0, 0, NULL, NULL}, "cv 11 is not within 0.01 to 10"},
        {{SEN_LAW_LOGNORMAL, INFINITY, 1.0, 0, 0, NULL, NULL}, "mean not finite"},
        {{SEN_LAW_NORMAL, 1.0, -1.0, 0, 0, NULL, NULL}, "sd -1 is below 0"},
        {{SEN_LAW_BETA, 1.0, 0.1, 0, 0, NULL, NULL}, "mean 1 is not between 0 and 1"},
        {{SEN_LAW_BETA, 0.5, 0.5, 0, 0, NULL, NULL}, "sd 0.5 is too large for this mean"},
        {{SEN_LAW_TABLE, 0, 0, 0, 0, NULL, NULL}, "rows 0, at least 1 needed"},
        {{SEN_LAW_TABLE, 0, 0, 0, 2, falling, ones}, "value 1 is not above the one before it"},
        {{SEN_LAW_TABLE, 0, 0, 0, 2, rising, minus}, "weight -1 is not 0 or more"},
        {{SEN_LAW_TABLE, 0, 0, 0, 2, rising, zeros}, "sum of weights 0 is not above 0"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        sen_text why;
        sen_text_init(&why);
        cr_assert(not(sen_law_check(&cases[i].law, &why)));
        cr_assert(eq(str, (char *)sen_text_string(&why), (char *)cases[i].why));
        cr_assert(not(sen_law_check(&cases[i].law, NULL)));
        sen_text_clear(&why);
    }
}

Test(dist, every_law_has_a_name)
{
    cr_assert(eq(str, (char *)sen_law_name(SEN_LAW_PERT), "pert"));
    cr_assert(eq(str, (char *)sen_law_name(SEN_LAW_TABLE), "table"));
    cr_assert(sen_law_name(SEN_LAW_COUNT) == NULL);
}

/* SPDX-License-Identifier: MIT */
/*
 * The special functions that the laws of dist.h rest on, from sen_log, sen_exp and arithmetic.
 * Formulas: NIST Digital Library of Mathematical Functions (DLMF), section given at each.
 */
#ifndef SEN_BASE_SPECIAL_H
#define SEN_BASE_SPECIAL_H

/* log of the gamma function, x > 0; absolute error below 1e-14 (1 + |result|). */
double sen_log_gamma(double x);

/* Standard normal: density, P(Z <= z) with both tails good to 1e-13 in relative terms, inverse. */
double sen_normal_density(double z);
double sen_normal_cdf(double z);
double sen_normal_quantile(double u); /* u in (0, 1) */

/* Regularised lower incomplete gamma P(shape, x), shape > 0; 0 for x <= 0. */
double sen_gamma_cdf(double shape, double x);

/* Regularised incomplete beta I_x(a, b), a and b > 0; x is brought to [0, 1]. */
double sen_beta_cdf(double a, double b, double x);

#endif

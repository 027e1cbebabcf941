/* SPDX-License-Identifier: MIT */
/*
 * log and exp from + - * / alone, so the same bits come out on every x86-64 machine whatever its C
 * library chooses at run time. Within 1 ulp of the true value. No errno, no exceptions.
 */
#ifndef SEN_BASE_LOG_EXP_H
#define SEN_BASE_LOG_EXP_H

/* log of 0 is -infinity, of less or of NaN is NaN. */
double sen_log(double x);

/* Overflows to infinity, underflows to 0; NaN stays. */
double sen_exp(double x);

/* log(1 + x), exact in relative terms near 0; within 4 ulp. */
double sen_log1p(double x);

/* exp(x) - 1, exact in relative terms near 0; within 4 ulp. */
double sen_expm1(double x);

/* x to the y for x >= 0, by exp(y log x): relative error about |y log x| ulp. 0 to the 0 is 1. */
double sen_pow(double x, double y);

#endif

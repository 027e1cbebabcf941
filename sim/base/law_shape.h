/* SPDX-License-Identifier: MIT */
/*
 * A law with what follows from its parameters worked out once. Private to the base room: dist.h is
 * the door. Laws without width are points here.
 */
#ifndef SEN_BASE_LAW_SHAPE_H
#define SEN_BASE_LAW_SHAPE_H

#include "base/dist.h"

typedef struct {
    const sen_law *law; /* borrowed */
    sen_law_kind kind;  /* SEN_LAW_FIXED also for a law of no width; PERT also for beta */
    double mean, sd;
    double low, width; /* of the support: uniform, triangular, pert */
    double p, q; /* lognormal mu, sigma; gamma shape, scale; weibull shape, scale; pert a, b */
    double log_constant; /* of the density: gamma, pert; weibull: log of the scale */
    double weight_sum;   /* table */
} sen_law_shape;

sen_law_shape sen_law_shape_of(const sen_law *law);

/* As the functions of the same name in dist.h. */
double sen_shape_cdf(const sen_law_shape *shape, double x);
double sen_shape_shortfall(const sen_law_shape *shape, double x);
double sen_shape_density(const sen_law_shape *shape, double x);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * One draw of a model: every uncertain number has its value and every law over days its inverse
 * table. Made before the replicates that use it, never changed after, shared by threads.
 *
 * A number's luck is keyed by (seed, draw, its path), so the same path meets the same luck in every
 * scenario, and fixing one number changes no other.
 */
#ifndef SEN_MODEL_DRAW_H
#define SEN_MODEL_DRAW_H

#include "base/arena.h"
#include "model/model.h"
#include "sen_error.h"

/* Steps of luck into which a family's effect and a size's slow inverse are tabled. */
enum { SEN_FAMILY_STEPS = 1024, SEN_SIZE_STEPS = 512 };

typedef struct {
    const sen_model *model; /* borrowed */
    int32_t number;         /* of the draw, from 1 */
    double *values;         /* a sen_number: its value */
    uint64_t *chances;      /* a sen_number: value as a threshold for a 32-bit word, 0..2^32 */
    sen_day_table *tables;  /* a sen_duration: days 0 .. sen_draw_horizon */
    sen_law *sizes;         /* a sen_size: the law with its parameters resolved */
    const double *
        *size_tables; /* a sen_size: quantiles at i / SEN_SIZE_STEPS; NULL: inverted directly */
    const float
        *family_effects; /* equal shares of families, ascending, mean 1; NULL: no population */
    sen_arena arena;     /* owns all of it; do not copy a draw */
} sen_draw;

/* A stay of a need may have lasted a childhood before day 0: 26 years. */
enum { SEN_DRAW_CHILDHOOD_DAYS = 9497 };

/*
 * Resolves draw `number` (1..D) of the model under the seed.
 *
 * SEN_BAD_SCENARIO where an uncertain number falls outside its field's range or laws get impossible
 * parameters (the path and the value are told); SEN_NO_MEMORY. The draw is empty then.
 */
sen_code sen_draw_make(sen_draw *draw, const sen_model *model, uint64_t seed, int32_t number,
                       sen_errors *errors);

/* Frees; a draw of zeros, or one that failed, is fine. */
/* The same, and where a law of `like` (a draw of another scenario or number; NULL: none) is the
 * same, its table is borrowed: like must live as long. */
sen_code sen_draw_make_like(sen_draw *draw, const sen_model *model, uint64_t seed, int32_t number,
                            const sen_draw *like, sen_errors *errors);

void sen_draw_clear(sen_draw *draw);

/*
 * The greatest day of a duration's table: a day beyond the run, plus the longest time that may have
 * passed before it (the greatest elapsed time of an opening entry; for how long a need lasts, a
 * childhood), at most SEN_DAY_TABLE_LIMIT_DAYS. A stay of so many days is one that does not end.
 */
int32_t sen_draw_horizon(const sen_model *model, sen_duration duration);

static inline double sen_value(const sen_draw *draw, sen_number number)
{
    return draw->values[number];
}

/*
 * Whole units (pence, minutes, sessions) for a 53-bit luck in (0, 1): the law's quantile times the
 * unit, rounded to the nearest whole; what a law puts below 0 counts as 0. Never falls as luck
 * rises. Laws without a quick inverse are read by lines between SEN_SIZE_STEPS exact quantiles,
 * exactly in the outermost steps; that moves no mean by more than a thousandth.
 */
int64_t sen_draw_size(const sen_draw *draw, sen_size size, double luck);

/* A lognormal effect of mean 1 and this cv (0: always 1) for a luck in (0, 1). */
double sen_draw_effect(double cv, double luck);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * Laws of chance with their distribution functions and inverses, and day tables: a duration's law
 * over whole days, made before a replicate starts and read by one 32-bit luck. Nothing here draws a
 * random number. All results are the same bits on every x86-64 machine (log_exp.h; no libm).
 */
#ifndef SEN_BASE_DIST_H
#define SEN_BASE_DIST_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/log_exp.h"
#include "base/text.h"
#include "sen_error.h"

/* kind, name, meaning of a, b, c (NULL: not used) */
#define SEN_LAWS(X)                                            \
    X(SEN_LAW_FIXED, "fixed", "value", NULL, NULL)             \
    X(SEN_LAW_UNIFORM, "uniform", "low", "high", NULL)         \
    X(SEN_LAW_TRIANGULAR, "triangular", "low", "mode", "high") \
    X(SEN_LAW_PERT, "pert", "low", "mode", "high")             \
    X(SEN_LAW_EXPONENTIAL, "exponential", "mean", NULL, NULL)  \
    X(SEN_LAW_LOGNORMAL, "lognormal", "mean", "cv", NULL)      \
    X(SEN_LAW_GAMMA, "gamma", "mean", "cv", NULL)              \
    X(SEN_LAW_WEIBULL, "weibull", "mean", "cv", NULL)          \
    X(SEN_LAW_NORMAL, "normal", "mean", "sd", NULL)            \
    X(SEN_LAW_BETA, "beta", "mean", "sd", NULL)                \
    X(SEN_LAW_TABLE, "table", NULL, NULL, NULL)

typedef enum {
#define SEN_LAW_ROW(kind, name, a, b, c) kind,
    SEN_LAWS(SEN_LAW_ROW)
#undef SEN_LAW_ROW
        SEN_LAW_COUNT
} sen_law_kind;

/*
 * A law. cv is standard deviation over mean. pert is Vose's with weight 4 on the mode. beta lies on
 * (0, 1). table is discrete: value i with chance weights[i] / sum of weights.
 */
typedef struct {
    sen_law_kind kind;
    double a, b, c;        /* as SEN_LAWS says */
    int32_t rows;          /* table only */
    const double *values;  /* borrowed; strictly ascending */
    const double *weights; /* borrowed; none negative, sum above 0 */
} sen_law;

/* "lognormal"; NULL for a kind that does not exist. */
const char *sen_law_name(sen_law_kind kind);

/* Three names, of a, b and c; NULL: not used. */
const char *const *sen_law_parameters(sen_law_kind kind);

/*
 * Whether the parameters make a law: finite, low <= mode <= high, mean and cv above 0 (cv 0.01 to
 * 10), sd at least 0 (beta: sd above 0 and sd^2 < mean (1 - mean)). If not, says why in whynot (may
 * be NULL) as a phrase such as "low 3 is above high 2". The other functions ask for a law that
 * passed.
 */
bool sen_law_check(const sen_law *law, sen_text *whynot);

double sen_law_mean(const sen_law *law);

/* P(X <= x), and P(X < x), which differs where the law has atoms (fixed, table). */
double sen_law_cdf(const sen_law *law, double x);
double sen_law_cdf_below(const sen_law *law, double x);

/* E[max(0, x - X)], the integral of the cdf up to x. */
double sen_law_shortfall(const sen_law *law, double x);

/* Density at x; 0 for the laws that have none (fixed, table, and those of no width). */
double sen_law_density(const sen_law *law, double x);

/*
 * Least x with P(X <= x) >= u, for u in (0, 1). Exact inverse where there is one, else solved on
 * the cdf to 1e-12 in relative terms. Monotone in u up to that.
 */
double sen_law_quantile(const sen_law *law, double u);

/* How a duration x in days becomes whole days. */
typedef enum {
    SEN_DAYS_UNBIASED, /* floor plus a Bernoulli part: the mean stays */
    SEN_DAYS_UP,       /* 1 + floor(x) */
    SEN_DAYS_DOWN      /* floor(x) */
} sen_days_rule;

enum { SEN_DAY_TABLE_LIMIT_DAYS = 65000 };

/*
 * Row r is day first_day + r; last_luck[r] is the greatest luck that gives that day or an earlier
 * one. The last row's is UINT32_MAX, and four more such follow. Read by the functions below only.
 */
typedef struct {
    int32_t first_day, rows;
    int32_t limit_days;        /* this day stands for itself and all beyond the horizon */
    uint32_t guide_shift;      /* luck >> this is the place in the guide */
    double mean_days;          /* of the table as it is, truncated and in 32 bits */
    const uint32_t *last_luck; /* in the arena */
    const uint16_t *guide;     /* in the arena; row of the first luck of each place; one more */
} sen_day_table;

/*
 * Make a table of `law` in units of days_per_unit days (7: the law is in weeks), for whole days 0
 * to limit_days (at most 65,000). What the law puts below 0 counts as 0 days, what it puts beyond
 * limit_days as limit_days.
 *
 * Tables of laws of which one is never below the other (a longer mean with the same cv) are ordered
 * in the same way: the same luck never gives fewer days.
 * Returns SEN_OK, or SEN_NO_MEMORY and the table is all zeros.
 */
sen_code sen_day_table_make(sen_day_table *table, const sen_law *law, double days_per_unit,
                            sen_days_rule rule, int32_t limit_days, sen_arena *arena,
                            sen_errors *errors);

/*
 * Days for a uniform 32-bit luck; never falls as luck rises. The four comparisons are not a loop
 * because where it ends could not be foretold; a thin tail, with more rows to a place, is bisected.
 */
static inline int32_t sen_day_table_draw(const sen_day_table *table, uint32_t luck)
{
    const uint16_t *const guide = table->guide + (luck >> table->guide_shift);
    uint32_t low = guide[0];
    const uint32_t *const last = table->last_luck + low;
    const uint32_t after =
        (uint32_t)(luck > last[0]) + (luck > last[1]) + (luck > last[2]) + (luck > last[3]);
    low += after;
    if (after == 4) {
        uint32_t high = guide[1];
        while (low < high) {
            const uint32_t middle = (low + high) / 2;
            if (luck > table->last_luck[middle])
                low = middle + 1;
            else
                high = middle;
        }
    }
    return table->first_day + (int32_t)low;
}

/* Of 2^32 lucks, how many give fewer than `days` days. */
static inline uint64_t sen_day_table_lucks_below(const sen_day_table *table, int32_t days)
{
    if (days <= table->first_day)
        return 0;
    if (days - table->first_day >= table->rows)
        return (uint64_t)1 << 32;
    return (uint64_t)table->last_luck[days - table->first_day - 1] + 1;
}

/*
 * Days still to come of a stay that has lasted elapsed_days: the same table's law given that the
 * stay is at least so long. 0 if the table has nothing that long, so make a table as long as the
 * horizon plus the longest elapsed time. Never falls as luck rises.
 */
static inline int32_t sen_day_table_draw_remaining(const sen_day_table *table, int32_t elapsed_days,
                                                   uint32_t luck)
{
    const uint64_t below = sen_day_table_lucks_below(table, elapsed_days);
    const uint64_t rest = ((uint64_t)1 << 32) - below;
    if (rest == 0)
        return 0;
    return sen_day_table_draw(table, (uint32_t)(below + ((uint64_t)luck * rest >> 32))) -
           elapsed_days;
}

#endif

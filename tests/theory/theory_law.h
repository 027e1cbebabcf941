/* SPDX-License-Identifier: MIT */
/*
 * Laws of the whole-day calendar, worked out without the program: durations over whole days, and
 * the stationary laws of queues that change once a day. README.md derives each.
 *
 * Chances stand in arrays: p[d] is the chance of d days (persons), d from 0 to n - 1. The caller
 * owns all arrays and gives ones long enough that what lies beyond does not matter.
 */
#ifndef SEN_THEORY_LAW_H
#define SEN_THEORY_LAW_H

typedef enum { LAW_UNBIASED, LAW_UP, LAW_DOWN } law_rule;

/* How long a stay lasts in whole days. */
void law_exponential(double mean_days, law_rule rule, double *p, int n);
void law_lognormal(double mean_days, double cv, double *p, int n); /* unbiased */
void law_fixed(int days, double *p, int n);

double law_moment(const double *p, int n, int power);        /* E[X^power] */
double law_quantile_share(const double *p, int n, int days); /* P(X < days) */

void law_poisson(double mean, double *p, int n);
double law_binomial(int n, int k, double p);

/* ---- one server, arrivals of a day a Poisson number ---- */

/* What a referral waits, first come first served: mean, E[W^2], and the chances of each number of
 * days if wait is not NULL (n of them). per_day: referrals a day. */
typedef struct {
    double load;       /* share of days the server is held */
    double share_wait; /* who do not start on their day */
    double mean, mean_square;
} law_one_server;

law_one_server law_mg1(double per_day, const double *stay, int n, double *wait);

/* One place, an urgent class always before a routine one: mean wait and share who wait of each. */
typedef struct {
    double wait[2], late[2];
} law_classes;
law_classes law_two_classes(double urgent_per_day, double routine_per_day, const double *stay,
                            int n);

/* Mean wait when referrals of a day come in batches, so many batches a day. size: chance of each. */
double law_batches(double per_day, const double *size, int most, const double *stay, int n);

/* ---- c servers, memoryless stays: a chain from day's end to day's end ---- */

typedef struct {
    int servers;
    double goes_on;       /* chance that a stay of at least a day goes on for one more */
    double holds;         /* chance that a stay is not of 0 days */
    double leaves;        /* chance that one on the list gives up on a day */
    const double *arrive; /* chances of 0, 1, … referrals a day */
    int n_arrive;
    int list_limit; /* most on the list; -1: as many as the array has room for */
    int most;       /* most persons present: size of the chain less 1 */
} law_servers;

typedef struct {
    double list, busy;        /* mean at day's end */
    double share_wait;        /* of those accepted, who do not start on their day */
    double share_refused;     /* of all */
    double share_gives_up;    /* of all */
    double wait, wait_square; /* of those who start, in list order */
    double starts;            /* a day, those of 0 days too */
} law_servers_result;

law_servers_result law_day_chain(const law_servers *of);

/* Mean list and busy servers at the end of days 0 to days - 1 when a group asks on day 0 and
 * nobody was there before. */
void law_from_day_0(const law_servers *of, int group, int days, double *list, double *busy);

/* The same from the chances of each number present at the end of day 0 (spoilt). */
void law_days_from(const law_servers *of, double *present, int days, double *list, double *busy);

/*
 * One on the list at a day's end with 0 to n - 1 others ahead: the chance to start g0, and g1 and
 * g2, the mean of its days (and of their square) until then, those who never start counting 0.
 */
void law_waits_behind(const law_servers *of, int n, double *g0, double *g1, double *g2);

/* So many who ask again, each place's stay ending and each one away asking on a day with a chance,
 * both rounded up. A day: list and places at its end, those who ask, those of them who wait. */
typedef struct {
    double list, busy, rate, late;
} law_closed_group;
law_closed_group law_finite_source(int persons, int places, double ends, double asks);

/* Who is left after each period of Poisson(mean) referrals and `slots` slots, of which each that is
 * used is of use with this chance: left[n]. */
void law_left_over(double mean, int slots, double of_use, double *left, int n);

/* Stationary law of a chain by Grassmann, Taksar and Heyman's elimination, which never subtracts.
 * matrix: n rows of n chances, spoilt. */
void law_stationary(double *matrix, int n, double *p);

/* Erlang's C: share who wait with c servers offered `load` servers' work. */
double law_erlang_c(int servers, double load);
double law_erlang_b(int servers, double load);

#endif

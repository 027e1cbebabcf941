/* SPDX-License-Identifier: MIT */
#include "theory_law.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A chance too small to matter. */
static const double NOTHING = 1e-20;

/* ---- durations ---- */

void law_exponential(double mean_days, law_rule rule, double *p, int n)
{
    const double q = exp(-1.0 / mean_days), end = -expm1(-1.0 / mean_days);
    /* P(X > d): down q^(d+1), up q^d, unbiased the mean of exp(-x / mean) over [d, d + 1] */
    const double first = rule == LAW_UNBIASED ? mean_days * end : rule == LAW_UP ? 1.0 : q;
    double beyond = first;
    p[0] = 1.0 - first;
    for (int d = 1; d < n; d++) {
        p[d] = beyond * end;
        beyond *= q;
    }
}

void law_fixed(int days, double *p, int n)
{
    memset(p, 0, (size_t)n * sizeof *p);
    p[days] = 1.0;
}

/* Integral from x of P(X > t): E[(X - x)+]. */
static double excess(double mu, double sigma, double mean, double x)
{
    if (x <= 0.0)
        return mean - x;
    const double z = (mu - log(x)) / sigma;
    return mean * 0.5 * erfc(-(z + sigma) / sqrt(2.0)) - x * 0.5 * erfc(-z / sqrt(2.0));
}

void law_lognormal(double mean_days, double cv, double *p, int n)
{
    const double sigma = sqrt(log(1.0 + cv * cv)), mu = log(mean_days) - sigma * sigma / 2.0;
    double before = 1.0; /* P(X > d - 1) over whole days */
    for (int d = 0; d < n; d++) {
        const double beyond = excess(mu, sigma, mean_days, d) - excess(mu, sigma, mean_days, d + 1);
        p[d] = before > beyond ? before - beyond : 0.0;
        before = beyond;
    }
}

double law_moment(const double *p, int n, int power)
{
    double sum = 0.0;
    for (int d = 1; d < n; d++)
        sum += p[d] * pow(d, power);
    return sum;
}

double law_quantile_share(const double *p, int n, int days)
{
    double sum = 0.0;
    for (int d = 0; d < days && d < n; d++)
        sum += p[d];
    return sum;
}

void law_poisson(double mean, double *p, int n)
{
    p[0] = exp(-mean);
    for (int k = 1; k < n; k++)
        p[k] = p[k - 1] * mean / k;
}

double law_binomial(int n, int k, double p)
{
    if (k < 0 || k > n)
        return 0.0;
    if (p <= 0.0 || p >= 1.0)
        return (p <= 0.0 ? 0 : n) == k ? 1.0 : 0.0;
    return exp(lgamma(n + 1.0) - lgamma(k + 1.0) - lgamma(n - k + 1.0) + k * log(p) +
               (n - k) * log1p(-p));
}

/* ---- one server ---- */

static double *room(int n)
{
    double *const block = calloc((size_t)n, sizeof *block);
    if (block == NULL)
        abort();
    return block;
}

/* The work of a day: a Poisson number of stays (Panjer's recursion). */
static void day_work(double per_day, const double *stay, int n, double *work)
{
    work[0] = exp(-per_day * (1.0 - stay[0]));
    for (int k = 1; k < n; k++) {
        double sum = 0.0;
        for (int j = 1; j <= k; j++)
            sum += j * stay[j] * work[k - j];
        work[k] = per_day * sum / k;
    }
}

law_one_server law_mg1(double per_day, const double *stay, int n, double *wait)
{
    const double mean = law_moment(stay, n, 1), square = law_moment(stay, n, 2);
    const double rho = per_day * mean, lively = per_day * (1.0 - stay[0]);
    law_one_server w = {.load = rho};
    w.mean = per_day * square / (2.0 * (1.0 - rho));
    w.share_wait = 1.0 - (1.0 - rho) * exp(lively) * -expm1(-lively) / lively;
    if (wait == NULL)
        return w;
    double *const work = room(n), *const more = room(n), *const left = room(n),
                  *const before = room(n), *const stays = room(n);
    day_work(per_day, stay, n, work);
    double beyond_work = 1.0, beyond_stay = 1.0;
    for (int k = 0; k < n; k++) {
        more[k] = beyond_work -= work[k];
        stays[k] = per_day * (beyond_stay -= stay[k]);
    }
    for (int k = 0; k < n; k++) { /* what is left from days before; work of the day before one */
        double sum = k == 0 ? 1.0 - rho : 0.0, rest = more[k];
        for (int j = 1; j <= k; j++) {
            sum += more[j] * left[k - j];
            rest -= stays[j] * before[k - j];
        }
        left[k] = sum / (1.0 - more[0]);
        before[k] = rest / stays[0];
    }
    memset(wait, 0, (size_t)n * sizeof *wait);
    for (int k = 0; k < n; k++)
        for (int j = 0; j <= k; j++)
            wait[k] += left[j] * before[k - j];
    w.mean_square = law_moment(wait, n, 2);
    free(work);
    free(more);
    free(left);
    free(before);
    free(stays);
    return w;
}

/* Chance that the earlier ones of a class of the same day all have stays of 0 days. */
static double share_first(double lively_per_day)
{
    return -expm1(-lively_per_day) / lively_per_day;
}

law_classes law_two_classes(double urgent, double routine, const double *stay, int n)
{
    const double all = urgent + routine, lively = 1.0 - stay[0];
    const law_one_server fifo = law_mg1(all, stay, n, NULL);
    const double s = law_moment(stay, n, 1), s2 = law_moment(stay, n, 2), rho1 = urgent * s;
    const double idle = (1.0 - fifo.load) / exp(-all * lively);
    law_classes law = {
        .late = {1.0 - idle * share_first(urgent * lively),
                 1.0 - idle * exp(-urgent * lively) * share_first(routine * lively)}};
    const double rest = all * (s2 - s) / 2.0 + (urgent * law.late[0] + routine * law.late[1]) * s;
    law.wait[0] = (rest - rho1 * law.late[0] + rho1 / 2.0) / (1.0 - rho1);
    law.wait[1] = (all * fifo.mean - urgent * law.wait[0]) / routine;
    return law;
}

/* Referrals N and work B of a day; earlier ones of the day: E[N (N - 1)] / (2 E[N]). */
double law_batches(double per_day, const double *size, int most, const double *stay, int n)
{
    const double s = law_moment(stay, n, 1), s2 = law_moment(stay, n, 2);
    const double mean = per_day * law_moment(size, most, 1);
    const double var = per_day * law_moment(size, most, 2), rho = mean * s;
    const double b2 = mean * (s2 - s * s) + var * s * s + rho * rho;
    return (b2 - rho) / (2.0 * (1.0 - rho)) + s * (var + mean * mean - mean) / (2.0 * mean);
}

/* ---- chains ---- */

void law_stationary(double *a, int n, double *p)
{
    for (int k = n - 1; k > 0; k--) {
        double out = 0.0;
        for (int j = 0; j < k; j++)
            out += a[k * n + j];
        for (int i = 0; i < k; i++) {
            const double to = a[i * n + k] / out;
            a[i * n + k] = to;
            if (to != 0.0)
                for (int j = 0; j < k; j++)
                    a[i * n + j] += to * a[k * n + j];
        }
    }
    double sum = p[0] = 1.0;
    for (int k = 1; k < n; k++) {
        p[k] = 0.0;
        for (int i = 0; i < k; i++)
            p[k] += p[i] * a[i * n + k];
        sum += p[k];
    }
    for (int k = 0; k < n; k++)
        p[k] /= sum;
}

/*
 * Free places are given to the list until none is free or nobody waits; a stay of 0 days gives its
 * place back at once. Adds weight times the law of the persons present after it to `to`.
 */
static void fill(const law_servers *of, int held, int list, double weight, double *to)
{
    const int free_places = of->servers - held;
    if (list <= free_places && of->holds == 1.0) {
        to[held + list] += weight;
        return;
    }
    if (free_places == 0) {
        to[of->servers + list] += weight;
        return;
    }
    for (int k = 0; k < free_places && k <= list; k++) /* the list runs out first */
        to[held + k] += weight * law_binomial(list, k, of->holds);
    for (int j = free_places; j <= list; j++) /* the j-th start takes the last place */
        to[of->servers + list - j] +=
            weight * of->holds * law_binomial(j - 1, free_places - 1, of->holds);
}

static int smaller(int a, int b)
{
    return a < b ? a : b;
}

static int list_of(const law_servers *of, int present)
{
    return present > of->servers ? present - of->servers : 0;
}

/* From day's end to before the day's joiners: ends, leavers, the list as it stands. */
static void morning(const law_servers *of, int present, double *to)
{
    const int held = smaller(present, of->servers), list = list_of(of, present);
    for (int x = 0; x <= held; x++) {
        const double ends = law_binomial(held, x, 1.0 - of->goes_on);
        if (of->leaves == 0.0) {
            fill(of, held - x, list, ends, to);
            continue;
        }
        for (int y = 0; y <= list; y++)
            fill(of, held - x, list - y, ends * law_binomial(list, y, of->leaves), to);
    }
}

static int most_present(const law_servers *of)
{
    return of->list_limit < 0 ? of->most : of->servers + of->list_limit;
}

/* Referrals of the day join and are served as far as there are places. */
static void join(const law_servers *of, int present, int arrive, double *to)
{
    memset(to, 0, (size_t)(of->most + of->n_arrive + 1) * sizeof *to);
    fill(of, smaller(present, of->servers), list_of(of, present) + arrive, 1.0, to);
}

void law_waits_behind(const law_servers *of, int n, double *g0, double *g1, double *g2)
{
    const double stays_on = 1.0 - of->leaves;
    for (int before = 0; before < n; before++) {
        double s0 = 0.0, s1 = 0.0, s2 = 0.0, itself = 0.0;
        for (int y = 0; y <= before; y++) {
            const double gone = law_binomial(before, y, of->leaves) * stays_on;
            const int ahead = before - y;
            for (int x = 0; x <= of->servers; x++) {
                const double chance = gone * law_binomial(of->servers, x, 1.0 - of->goes_on);
                if (chance < NOTHING)
                    continue;
                double start = x > 0 ? 1.0 : 0.0;
                for (int j = x > 0 ? x : 1; x > 0 && j <= ahead; j++) { /* j of them started */
                    const double moved = of->holds * law_binomial(j - 1, x - 1, of->holds);
                    const int at = ahead - j;
                    if (moved < NOTHING && j > x)
                        break;
                    start -= moved;
                    s0 += chance * moved * g0[at];
                    s1 += chance * moved * (g1[at] + g0[at]);
                    s2 += chance * moved * (g2[at] + 2.0 * g1[at] + g0[at]);
                }
                s0 += chance * start;
                s1 += chance * start;
                s2 += chance * start;
                if (x == 0 && y == 0) {
                    itself = chance;
                } else if (x == 0) {
                    s0 += chance * g0[ahead];
                    s1 += chance * (g1[ahead] + g0[ahead]);
                    s2 += chance * (g2[ahead] + 2.0 * g1[ahead] + g0[ahead]);
                }
            }
        }
        g0[before] = s0 / (1.0 - itself);
        g1[before] = (s1 + itself * g0[before]) / (1.0 - itself);
        g2[before] = (s2 + itself * (2.0 * g1[before] + g0[before])) / (1.0 - itself);
    }
}

static void add_waits(const law_servers *of, const double *dawn, double per_day,
                      law_servers_result *r)
{
    const int n = of->most + 1;
    double *const g = room(3 * n), *const after = room(n + of->n_arrive);
    const int most = most_present(of);
    law_waits_behind(of, n, g, g + n, g + 2 * n);
    double waiters = 0.0, served = 0.0;
    for (int present = 0; present < n; present++)
        for (int a = 1; a < of->n_arrive && dawn[present] > 0.0; a++) {
            const double weight = dawn[present] * of->arrive[a];
            if (weight < NOTHING)
                continue;
            join(of, present, a, after);
            for (int k = of->servers + 1; k < n + of->n_arrive; k++) {
                const int list = k - of->servers;
                for (int j = smaller(a, list); j > 0; j--) { /* the last on it are today's */
                    if (list - j >= most - of->servers)
                        continue; /* refused: from the end of the list */
                    const double w = weight * after[k];
                    waiters += w;
                    served += w * g[list - j];
                    r->wait += w * g[n + list - j];
                    r->wait_square += w * g[2 * n + list - j];
                }
            }
        }
    const double accepted = per_day * (1.0 - r->share_refused);
    r->share_wait = waiters / accepted;
    r->share_gives_up = (waiters - served) / per_day;
    r->starts = accepted - (waiters - served);
    r->wait /= r->starts;
    r->wait_square /= r->starts;
    free(g);
    free(after);
}

/* From a day's end to the next: matrix[from * n + to]. refuse: mean refused of those at dawn. */
static double *day_matrix(const law_servers *of, double *refuse)
{
    const int n = of->most + 1;
    double *const rise = room(n * n), *const matrix = room(n * n),
                  *const step = room(n + of->n_arrive);
    for (int present = 0; present < n; present++)
        for (int a = 0; a < of->n_arrive; a++) {
            join(of, present, a, step);
            for (int k = 0; k < n + of->n_arrive; k++) {
                const int over = k > most_present(of) ? k - most_present(of) : 0;
                refuse[present] += of->arrive[a] * step[k] * over;
                if (step[k] > 0.0)
                    rise[present * n + k - over] += of->arrive[a] * step[k];
            }
        }
    for (int present = 0; present < n; present++) {
        memset(step, 0, (size_t)n * sizeof *step);
        morning(of, present, step);
        for (int k = 0; k < n; k++)
            if (step[k] > NOTHING)
                for (int to = 0; to < n; to++)
                    matrix[present * n + to] += step[k] * rise[k * n + to];
    }
    free(rise);
    free(step);
    return matrix;
}

law_servers_result law_day_chain(const law_servers *of)
{
    const int n = of->most + 1;
    double *const refuse = room(n), *const end = room(n), *const dawn = room(n),
                  *const step = room(n);
    double *const matrix = day_matrix(of, refuse);
    double per_day = 0.0;
    law_servers_result r = {0};
    for (int a = 0; a < of->n_arrive; a++)
        per_day += a * of->arrive[a];
    law_stationary(matrix, n, end);
    for (int present = 0; present < n; present++) {
        memset(step, 0, (size_t)n * sizeof *step);
        morning(of, present, step);
        for (int k = 0; k < n; k++)
            dawn[k] += end[present] * step[k];
        const double list = list_of(of, present);
        r.list += end[present] * list;
        r.busy += end[present] * smaller(present, of->servers);
    }
    for (int k = 0; k < n; k++)
        r.share_refused += dawn[k] * refuse[k] / per_day;
    add_waits(of, dawn, per_day, &r);
    free(refuse);
    free(matrix);
    free(end);
    free(dawn);
    free(step);
    return r;
}

void law_days_from(const law_servers *of, double *present, int days, double *list, double *busy)
{
    const int n = of->most + 1;
    double *const refuse = room(n), *const next = room(n);
    double *const matrix = day_matrix(of, refuse);
    for (int day = 0; day < days; day++) {
        list[day] = busy[day] = 0.0;
        for (int k = 0; k < n; k++) {
            list[day] += present[k] * list_of(of, k);
            busy[day] += present[k] * smaller(k, of->servers);
        }
        memset(next, 0, (size_t)n * sizeof *next);
        for (int k = 0; k < n; k++)
            if (present[k] > NOTHING)
                for (int to = 0; to < n; to++)
                    next[to] += present[k] * matrix[k * n + to];
        memcpy(present, next, (size_t)n * sizeof *next);
    }
    free(refuse);
    free(matrix);
    free(next);
}

void law_from_day_0(const law_servers *of, int group, int days, double *list, double *busy)
{
    const int n = of->most + 1;
    double *const present = room(n), *const step = room(2 * n);
    for (int a = 0; a < of->n_arrive; a++) {
        memset(step, 0, (size_t)(2 * n) * sizeof *step);
        fill(of, 0, group + a, of->arrive[a], step);
        for (int k = 0; k < n; k++)
            present[k] += step[k];
    }
    law_days_from(of, present, days, list, busy);
    free(present);
    free(step);
}

law_closed_group law_finite_source(int persons, int places, double ends, double asks)
{
    const int size = persons + 1;
    double *const matrix = room(size * size), *const p = room(size);
    law_closed_group r = {0};
    for (int n = 0; n <= persons; n++)
        for (int x = 0; x <= places && x <= n; x++)
            for (int a = 0; a <= persons - n; a++)
                matrix[n * size + n - x + a] +=
                    law_binomial(smaller(n, places), x, ends) * law_binomial(persons - n, a, asks);
    law_stationary(matrix, size, p);
    for (int n = 0; n <= persons; n++) {
        r.list += p[n] * (n > places ? n - places : 0);
        r.busy += p[n] * smaller(n, places);
        r.rate += p[n] * (persons - n) * asks;
        for (int x = 0; x <= places && x <= n; x++)
            for (int a = 0; a <= persons - n; a++) { /* the last on the list are today's */
                const int left = n - x + a - places;
                r.late += p[n] * law_binomial(smaller(n, places), x, ends) *
                          law_binomial(persons - n, a, asks) * (left > 0 ? smaller(left, a) : 0);
            }
    }
    free(matrix);
    free(p);
    return r;
}

void law_left_over(double mean, int slots, double of_use, double *left, int n)
{
    double *const matrix = room(n * n), *const come = room(n);
    law_poisson(mean, come, n);
    for (int q = 0; q < n; q++)
        for (int a = 0; q + a < n; a++) {
            const int used = smaller(q + a, slots);
            for (int k = 0; k <= used; k++)
                matrix[q * n + q + a - k] += come[a] * law_binomial(used, k, of_use);
        }
    law_stationary(matrix, n, left);
    free(matrix);
    free(come);
}

double law_erlang_b(int servers, double load)
{
    double b = 1.0;
    for (int k = 1; k <= servers; k++)
        b = load * b / (k + load * b);
    return b;
}

double law_erlang_c(int servers, double load)
{
    const double b = law_erlang_b(servers, load);
    return servers * b / (servers - load * (1.0 - b));
}

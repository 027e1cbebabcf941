/* SPDX-License-Identifier: MIT */
/*
 * The same families with parameters drawn by chance (README.md, part 8): a scenario is written, run
 * and held against the numbers that its law gives. A seed always draws the same ones.
 */
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "theory_case.h"
#include "theory_law.h"

enum { TEXT = 32768, ARRIVE = 40, MOST = 260, STAYS = 2000 };

/* Uniform on [low, high); splitmix64. */
static double draw(uint64_t *state, double low, double high)
{
    uint64_t x = *state += 0x9e3779b97f4a7c15ULL;
    x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9ULL;
    x = (x ^ x >> 27) * 0x94d049bb133111ebULL;
    return low + (high - low) * (double)((x ^ x >> 31) >> 11) / 9007199254740992.0;
}

static int draw_whole(uint64_t *state, int low, int high)
{
    return low + (int)draw(state, 0.0, high - low + 1);
}

static const char front[] = "{\"sendsim\": 1, \"id\": \"by_chance\", \"clock\": \"plain\", ";

static theory_estimate clinic(const theory_run *run, sen_measure_index measure)
{
    return theory_figure(run, measure, "clinic");
}

/* Places, exponential stays; perhaps a list limit, patience, stays rounded up, one a day at most. */
typedef struct {
    int places, limit;          /* -1: none */
    double stay, gap, patience; /* days; patience 0: endless */
    bool up, one_a_day;
} queue;

static queue draw_queue(uint64_t *state)
{
    queue q = {.places = draw_whole(state, 1, 7), .limit = -1, .stay = draw(state, 4.0, 10.0)};
    q.up = draw(state, 0.0, 1.0) < 0.4;
    q.one_a_day = draw(state, 0.0, 1.0) < 0.3;
    double load = draw(state, 0.5, 0.72);
    const double kind = draw(state, 0.0, 3.0);
    if (kind < 1.0) {
        q.limit = draw_whole(state, 0, 6);
        load = draw(state, 0.7, 1.3);
    } else if (kind < 2.0) {
        q.patience = draw(state, 5.0, 30.0);
        load = draw(state, 0.8, 1.3);
    }
    const double mean = q.up ? 1.0 / (1.0 - exp(-1.0 / q.stay)) : q.stay;
    q.gap = mean / (load * q.places);
    if (q.one_a_day && q.gap < 1.3)
        q.one_a_day = false;
    return q;
}

/* The chance of a referral each day, as gaps in whole days; what lies beyond the last is on it. */
static void write_gaps(const queue *q, char *text, size_t room)
{
    int n = snprintf(text, room, "\"gap_days\": {\"table\": [");
    const int last = (int)(16.0 * q->gap);
    double beyond = 1.0;
    for (int d = 1; d <= last; d++) {
        const double weight = d < last ? beyond / q->gap : beyond;
        n += snprintf(text + n, room - (size_t)n, "%s[%d, %.15g]", d > 1 ? ", " : "", d, weight);
        beyond -= weight;
    }
    snprintf(text + n, room - (size_t)n, "]}");
}

static void write_queue(const queue *q, char *text)
{
    static char gaps[TEXT];
    char limit[40] = "", patience[120] = "";
    if (q->one_a_day)
        write_gaps(q, gaps, sizeof gaps);
    else
        snprintf(gaps, sizeof gaps, "\"gap_days\": {\"exponential\": {\"mean\": %.15g}}", q->gap);
    if (q->limit >= 0)
        snprintf(limit, sizeof limit, ", \"list_limit\": %d", q->limit);
    if (q->patience > 0.0)
        snprintf(patience, sizeof patience,
                 "\"patience\": {\"days\": {\"exponential\": {\"mean\": %.15g}}, \"whole_days\": "
                 "\"up\"}, ",
                 q->patience);
    snprintf(
        text, 2 * TEXT,
        "%s\"days\": 36400, \"teams\": {\"clinic\": {\"kind\": \"places\", \"places\": %d%s}}, "
        "\"services\": {\"clinic\": {%s\"stages\": [{\"id\": \"seen\", \"place\": {\"team\": "
        "\"clinic\", \"days\": {\"exponential\": {\"mean\": %.15g}}, \"whole_days\": \"%s\"}}]}}, "
        "\"streams\": {\"r\": {%s, \"asks\": [\"clinic\"]}}, \"report\": {\"from_day\": 1820, "
        "\"verification\": true}}",
        front, q->places, limit, patience, q->stay, q->up ? "up" : "unbiased", gaps);
}

static law_servers_result queue_law(const queue *q)
{
    double arrive[ARRIVE] = {1.0 - 1.0 / q->gap, 1.0 / q->gap};
    if (!q->one_a_day)
        law_poisson(1.0 / q->gap, arrive, ARRIVE);
    const double goes_on = exp(-1.0 / q->stay);
    const law_servers of = {.servers = q->places,
                            .goes_on = goes_on,
                            .holds = q->up ? 1.0 : q->stay * (1.0 - goes_on),
                            .leaves = q->patience > 0.0 ? -expm1(-1.0 / q->patience) : 0.0,
                            .arrive = arrive,
                            .n_arrive = q->one_a_day ? 2 : ARRIVE,
                            .list_limit = q->limit,
                            .most = q->limit >= 0       ? q->places + q->limit
                                    : q->patience > 0.0 ? q->places + 90
                                                        : MOST};
    return law_day_chain(&of);
}

/* A share or mean that is too small for 1 % may have a greater error. */
static void holds_small(theory_run *run, const char *what, theory_estimate found, double law)
{
    theory_holds_within(run, what, found, law, law > 0.05 ? 0.01 : 0.2);
}

static void try_queue(int n)
{
    static char text[2 * TEXT];
    char name[96];
    uint64_t state = theory_seed() * 1000 + (uint64_t)n;
    const queue q = draw_queue(&state);
    snprintf(name, sizeof name, "c %d stay %.2f%s gap %.2f%s limit %d patience %.1f", q.places,
             q.stay, q.up ? " up" : "", q.gap, q.one_a_day ? " daily" : "", q.limit, q.patience);
    const law_servers_result law = queue_law(&q);
    write_queue(&q, text);
    theory_run run = theory_go_text(name, text, q.limit >= 0 || q.patience > 0.0 ? 120 : 900);
    theory_holds(&run, "places in use", clinic(&run, SEN_MEASURE_V_IN_USE), law.busy);
    theory_holds(&run, "starts a day", clinic(&run, SEN_MEASURE_V_START_RATE), law.starts);
    if (q.limit != 0) {
        holds_small(&run, "mean list", clinic(&run, SEN_MEASURE_V_MEAN_LIST), law.list);
        holds_small(&run, "mean wait, days", clinic(&run, SEN_MEASURE_V_MEAN_WAIT), law.wait);
        theory_holds_within(&run, "mean square wait", clinic(&run, SEN_MEASURE_V_MEAN_SQUARE_WAIT),
                            law.wait_square, 0.1);
    }
    if (q.limit >= 0)
        holds_small(&run, "share turned away", clinic(&run, SEN_MEASURE_V_LIST_FULL_SHARE),
                    law.share_refused);
    else if (q.patience > 0.0)
        holds_small(&run, "share who give up", clinic(&run, SEN_MEASURE_V_WITHDREW_SHARE),
                    law.share_gives_up);
    else
        holds_small(&run, "share who wait", clinic(&run, SEN_MEASURE_V_SHARE_WHO_WAIT),
                    law.share_wait);
    theory_end(&run);
}

Test(theory_chance, places)
{
    for (int n = 0; n < 12; n++)
        try_queue(n);
}

Test(theory_chance, closed_groups)
{
    static char text[TEXT];
    uint64_t state = theory_seed() + 7;
    for (int n = 0; n < 4; n++) {
        char name[64];
        const int persons = draw_whole(&state, 5, 40), places = draw_whole(&state, 1, 4);
        const double stay = draw(&state, 3.0, 12.0);
        const double away = stay * persons / places * draw(&state, 0.6, 1.4);
        snprintf(name, sizeof name, "%d of %d stay %.2f away %.2f", places, persons, stay, away);
        snprintf(
            text, sizeof text,
            "%s\"days\": 36400, \"whole_days\": \"up\", \"teams\": {\"clinic\": {\"kind\": "
            "\"places\", \"places\": %d}}, \"services\": {\"clinic\": {\"stages\": [{\"id\": "
            "\"seen\", \"place\": {\"team\": \"clinic\", \"days\": {\"exponential\": {\"mean\": "
            "%.15g}}}}]}}, \"streams\": {\"r\": {\"closed\": %d, \"asks\": [\"clinic\"], "
            "\"again\": {\"stop\": 0, \"gap_days\": {\"exponential\": {\"mean\": %.15g}}}}}, "
            "\"report\": {\"from_day\": 1820, \"verification\": true}}",
            front, places, stay, persons, away);
        const law_closed_group law =
            law_finite_source(persons, places, -expm1(-1.0 / stay), -expm1(-1.0 / away));
        theory_run run = theory_go_text(name, text, 120);
        theory_holds(&run, "places in use", clinic(&run, SEN_MEASURE_V_IN_USE), law.busy);
        theory_holds(&run, "completions a day", clinic(&run, SEN_MEASURE_V_THROUGHPUT), law.rate);
        holds_small(&run, "mean wait, days", clinic(&run, SEN_MEASURE_V_MEAN_WAIT),
                    law.list / law.rate);
        holds_small(&run, "share who wait", clinic(&run, SEN_MEASURE_V_SHARE_WHO_WAIT),
                    law.late / law.rate);
        theory_end(&run);
    }
}

/* Sessions every so many days, of which some are missed; the child waits for the next. */
Test(theory_chance, slots)
{
    static char text[TEXT];
    static double left[MOST];
    uint64_t state = theory_seed() + 11;
    for (int n = 0; n < 4; n++) {
        char name[64];
        const int slots = draw_whole(&state, 4, 25), every = draw_whole(&state, 3, 14);
        const double missed = n % 2 == 0 ? 0.0 : draw(&state, 0.05, 0.3);
        const double mean = slots * (1.0 - missed) * draw(&state, 0.7, 0.9);
        snprintf(name, sizeof name, "%d every %d missed %.2f come %.2f", slots, every, missed,
                 mean);
        snprintf(
            text, sizeof text,
            "%s\"days\": %d, \"teams\": {\"clinic\": {\"kind\": \"sessions\", \"per_week\": %d, "
            "\"every_days\": %d}}, \"services\": {\"clinic\": {\"stages\": [{\"id\": \"seen\", "
            "\"visit\": {\"team\": \"clinic\", \"not_brought\": %.15g}}]}}, \"streams\": {\"r\": "
            "{\"gap_days\": {\"exponential\": {\"mean\": %.15g}}, \"asks\": [\"clinic\"]}}, "
            "\"report\": {\"from_day\": %d, \"verification\": true}}",
            front, 700 * every, slots, every, missed, every / mean, 70 * every);
        law_left_over(mean, slots, 1.0 - missed, left, MOST);
        theory_run run = theory_go_text(name, text, 200);
        holds_small(&run, "mean wait, days", clinic(&run, SEN_MEASURE_V_MEAN_WAIT),
                    (every - 1) / 2.0 + every * law_moment(left, MOST, 1) / mean);
        theory_holds(&run, "utilisation", clinic(&run, SEN_MEASURE_V_UTILISATION), mean / slots);
        theory_end(&run);
    }
}

/* A law of stays at one place, and how a scenario tells it. */
static void draw_stay(uint64_t *state, double *p, int n, char text[96])
{
    const double mean = draw(state, 3.0, 9.0);
    const int which = draw_whole(state, 0, 2), whole = (int)mean;
    if (which == 0) {
        law_fixed(whole, p, n);
        snprintf(text, 96, "%d", whole);
    } else if (which == 1) {
        law_exponential(mean, LAW_UNBIASED, p, n);
        snprintf(text, 96, "{\"exponential\": {\"mean\": %.15g}}", mean);
    } else {
        law_lognormal(mean, 0.8, p, n);
        snprintf(text, 96, "{\"lognormal\": {\"mean\": %.15g, \"cv\": 0.8}}", mean);
    }
}

Test(theory_chance, classes)
{
    static char text[TEXT];
    static double p[STAYS];
    uint64_t state = theory_seed() + 13;
    for (int n = 0; n < 4; n++) {
        char name[96], stay[96];
        draw_stay(&state, p, STAYS, stay);
        const double work = law_moment(p, STAYS, 1), load = draw(&state, 0.5, 0.75);
        const double share = draw(&state, 0.2, 0.8);
        const double urgent = load * share / work, routine = load * (1.0 - share) / work;
        snprintf(name, sizeof name, "load %.2f urgent %.2f of %.1f days", load, share, work);
        snprintf(
            text, sizeof text,
            "%s\"days\": 36400, \"teams\": {\"clinic\": {\"kind\": \"places\", \"places\": 1, "
            "\"classes\": [{\"id\": \"urgent\", \"head_start_days\": 40000}, {\"id\": "
            "\"routine\", \"head_start_days\": 0}]}}, \"services\": {\"u\": {\"stages\": [{\"id\": "
            "\"seen\", \"place\": {\"team\": \"clinic\", \"days\": %s}}]}, \"v\": {\"stages\": "
            "[{\"id\": \"seen\", \"place\": {\"team\": \"clinic\", \"days\": %s}}]}}, "
            "\"streams\": {\"u\": {\"gap_days\": {\"exponential\": {\"mean\": %.15g}}, "
            "\"urgent_share\": 1, \"asks\": [\"u\"]}, \"v\": {\"gap_days\": {\"exponential\": "
            "{\"mean\": %.15g}}, \"asks\": [\"v\"]}}, \"report\": {\"from_day\": 1820, "
            "\"verification\": true}}",
            front, stay, stay, 1.0 / urgent, 1.0 / routine);
        const law_classes law = law_two_classes(urgent, routine, p, STAYS);
        theory_run run = theory_go_text(name, text, 900);
        for (int c = 0; c < 2; c++) {
            const char *const id = c == 0 ? "u" : "v";
            holds_small(&run, c == 0 ? "mean wait, urgent" : "mean wait, routine",
                        theory_figure(&run, SEN_MEASURE_V_MEAN_WAIT, id), law.wait[c]);
            holds_small(&run, c == 0 ? "share who wait, urgent" : "share who wait, routine",
                        theory_figure(&run, SEN_MEASURE_V_SHARE_WHO_WAIT, id), law.late[c]);
        }
        theory_end(&run);
    }
}

Test(theory_chance, batches)
{
    static char text[TEXT];
    static double p[STAYS];
    uint64_t state = theory_seed() + 17;
    for (int n = 0; n < 4; n++) {
        char name[96], stay[96];
        double size[6] = {0.0};
        draw_stay(&state, p, STAYS, stay);
        size[1] = n == 0 ? 0.0 : draw(&state, 0.2, 0.8); /* the first: always five */
        size[3] = n == 0 ? 0.0 : (1.0 - size[1]) * draw(&state, 0.0, 1.0);
        size[5] = 1.0 - size[1] - size[3];
        const double load = draw(&state, 0.4, 0.7), many = law_moment(size, 6, 1);
        const double per_day = load / (many * law_moment(p, STAYS, 1));
        snprintf(name, sizeof name, "load %.2f in batches of %.2f", load, many);
        snprintf(text, sizeof text,
                 "%s\"days\": 36400, \"teams\": {\"clinic\": {\"kind\": \"places\", \"places\": "
                 "1}}, \"services\": {\"clinic\": {\"stages\": [{\"id\": \"seen\", \"place\": "
                 "{\"team\": \"clinic\", \"days\": %s}}]}}, \"streams\": {\"r\": {\"gap_days\": "
                 "{\"exponential\": {\"mean\": %.15g}}, \"batch\": {\"table\": [[1, %.15g], [3, "
                 "%.15g], [5, %.15g]]}, \"asks\": [\"clinic\"]}}, \"report\": {\"from_day\": 1820, "
                 "\"verification\": true}}",
                 front, stay, 1.0 / per_day, size[1], size[3], size[5]);
        theory_run run = theory_go_text(name, text, 900);
        theory_holds(&run, "mean wait, days", clinic(&run, SEN_MEASURE_V_MEAN_WAIT),
                     law_batches(per_day, size, 6, p, STAYS));
        theory_holds(&run, "places in use", clinic(&run, SEN_MEASURE_V_IN_USE), load);
        theory_end(&run);
    }
}

/* Mean days to the decision of the last partner, of whom each sits so many days after the one
 * before; in turn none decides before the one before has. Without a cap. */
static double panel_days(int every, int partners, bool in_turn)
{
    double sum = 0.0;
    for (int day = 0; day < every; day++) {
        int decided = day;
        for (int k = 0; k < partners; k++) {
            int sits = in_turn ? decided : day;
            while (sits % every != k * every / partners)
                sits++;
            decided = sits > decided ? sits : decided;
        }
        sum += decided - day;
    }
    return sum / every;
}

/* Two with a cap, of one case for the first, and four without, one partner to three. */
Test(theory_chance, panels)
{
    static char text[TEXT];
    static double left[MOST];
    static const char *const partners[] = {
        "\"panels\": \"joint\"",
        "\"panels\": \"each_partner\", \"partners\": [\"icb\", \"council\"]",
        "\"panels\": \"each_partner\", \"partners\": [\"icb\", \"council\", \"schools\"]"};
    uint64_t state = theory_seed() + 19;
    for (int n = 0; n < 6; n++) {
        char name[96], cap[40] = "";
        const int every = draw_whole(&state, 2, 40), many = n < 2 ? 1 : draw_whole(&state, 1, 3);
        const int most = n == 0 ? 1 : draw_whole(&state, 2, 12);
        const bool in_turn = many > 1 && n % 2 == 0;
        const double mean = most * draw(&state, 0.5, 0.8);
        double days = panel_days(every, many, in_turn);
        if (n < 2) {
            snprintf(cap, sizeof cap, ", \"capped_at\": %d", most);
            law_left_over(mean, most, 1.0, left, MOST);
            days += every * law_moment(left, MOST, 1) / mean;
        }
        snprintf(name, sizeof name, "%d of them, every %d%s%s", many, every,
                 in_turn ? ", in turn" : "", n < 2 ? ", capped" : "");
        snprintf(text, sizeof text,
                 "%s\"days\": %d, \"teams\": {\"after\": {\"kind\": \"places\", \"unlimited\": "
                 "true}}, \"services\": {\"clinic\": {\"stages\": [{\"id\": \"decide\", \"panel\": "
                 "{%s, \"every_days\": %d, \"approve\": 1%s%s}}, {\"id\": \"helped\", \"place\": "
                 "{\"team\": \"after\", \"days\": 1}}], \"clock\": {\"from\": \"referral\", "
                 "\"to\": \"decide\", \"target_days\": 26, \"standard\": 0.9, \"duty\": "
                 "{\"basis\": \"local_aim\", \"owner\": \"nobody\"}}}}, \"streams\": {\"r\": "
                 "{\"gap_days\": {\"exponential\": {\"mean\": %.15g}}, \"asks\": [\"clinic\"]}}, "
                 "\"report\": {\"from_day\": %d, \"verification\": true}}",
                 front, 800 * every, partners[many - 1], every,
                 in_turn ? ", \"in_turn\": true" : "", cap, every / mean, 80 * every);
        theory_run run = theory_go_text(name, text, n < 2 ? 1500 : 300);
        holds_small(&run, "days to a decision", clinic(&run, SEN_MEASURE_V_MEAN_WAIT), days);
        theory_end(&run);
    }
}

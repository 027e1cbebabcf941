/* SPDX-License-Identifier: MIT */
/*
 * Every half of every word of luck is read once, for one thing: collected (collect.h) over whole
 * replicates of the baseline with its loops and plans, of small files that between them use
 * everything, and of towns and clinics made by chance. A half that is read again is a fault unless
 * the list below says why it must be the same luck.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include <stdio.h>
#include <string.h>

#include "collect.h"
#include "random_scenario.h"
#include "trial.h"

enum { TOWNS = 40, CLINICS = 40 };

static const char *const purposes[] = {
#define NAME_ROW(name, entity, occasion, words) #name,
    SEN_PURPOSES(NAME_ROW)
#undef NAME_ROW
        "a need's or group's word",
};

/* Read again by the same function unless `first` names another. */
static const struct {
    const char *again, *first, *why;
} read_again[] = {
    {"luck_of", NULL, "a group's part of the luck goes into each of its numbers"},
    {"set_leaving", NULL, "most children cannot leave in the run: a bound first, then the day"},
    {"sen_world_needs", "find_needs", "a bound first, then the day on which the need sets in"},
    {"is_caused", NULL, "who is given a need on day 0 has requirements anew, by the same coins"},
    {"amount_of", NULL, "the same, by the same amounts"},
    {"sen_layers_before", "interval_of",
     "a plan of day 0: when its next review is due, and when its last was"},
    {"key_of", NULL, "an entry of today's lists asks in the same order at each of its steps"},
    {"sen_recognition_known_day", NULL, "one need, several requirements: identified on one day"},
    {"anybody", NULL, "who was drawn did not fit, and the list is served again the same day"},
};

static bool is_in_order(const luck_pair *pair)
{
    for (size_t k = 0; k < sizeof read_again / sizeof read_again[0]; k++) {
        const char *const first =
            read_again[k].first != NULL ? read_again[k].first : read_again[k].again;
        if (strcmp(read_again[k].again, pair->again) == 0 && strcmp(first, pair->first) == 0)
            return true;
    }
    return false;
}

static int64_t read_so_far[SEN_PURPOSE_COUNT];

static void expect_used_once(const char *what)
{
    const luck_register *const c = luck_collected();
    cr_assert(c->streams > 0 && c->reads > 0, "%s", what);
    cr_expect(c->stranger == NULL, "%s: %s reads luck that no stream has", what, c->stranger);
    for (int32_t k = 0; k < c->n_pairs; k++) {
        const luck_pair *const pair = c->pairs + k;
        cr_expect(is_in_order(pair),
                  "%s: %s, %s half of word %d of child %u, occasion %x: read by %s, then by %s "
                  "(%d times)",
                  what, purposes[pair->purpose], pair->half == 0 ? "high" : "low", (int)pair->word,
                  pair->child, pair->occasion, pair->first, pair->again, (int)pair->times);
    }
    for (int32_t p = 0; p < SEN_PURPOSE_COUNT; p++)
        read_so_far[p] += c->by_purpose[p];
}

static void run_and_end(trial t)
{
    trial_run(&t, 1, false);
    expect_used_once(t.what);
    trial_end(&t);
}

static void run_made(void (*make)(sen_text *, uint64_t), uint64_t number, const char *name)
{
    char what[64];
    sen_text text;
    snprintf(what, sizeof what, "%s %d", name, (int)number);
    sen_text_init(&text);
    make(&text, number);
    luck_begin();
    run_and_end(trial_begin(sen_text_string(&text), NULL, what));
    sen_text_clear(&text);
}

/* Every row of the table of purposes was drawn from, so none escaped for want of use. */
Test(luck, is_used_once)
{
    static const char *const paths[] = {
        "scenarios/redcar-and-cleveland/therapies_cut_effects_central.json",
        "scenarios/redcar-and-cleveland/reform_on_time.json",
        "tests/data/valid/everything.json",
        "tests/golden/small/more.json",
        "tests/theory/scenarios/transition_chain.json",
        "tests/theory/scenarios/order_random.json"};
    static const int32_t words[] = {
#define WORDS_ROW(name, entity, occasion, words) words,
        SEN_PURPOSES(WORDS_ROW)
#undef WORDS_ROW
    };
    for (size_t k = 0; k < sizeof paths / sizeof paths[0]; k++) {
        luck_begin();
        run_and_end(trial_begin_file(paths[k]));
    }
    for (uint64_t number = 1; number <= TOWNS; number++)
        run_made(random_town, number, "town");
    for (uint64_t number = 1; number <= CLINICS; number++)
        run_made(random_clinic, number, "clinic");
    for (int32_t p = 0; p < SEN_PURPOSE_COUNT; p++)
        cr_expect(read_so_far[p] > 0 || words[p] == 0, "%s is never drawn from", purposes[p]);
}

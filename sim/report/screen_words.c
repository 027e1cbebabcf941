/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "base/date.h"
#include "report/screen.h"
#include "report/terminal.h"

enum { MANY_SCENARIOS = 4 }; /* more than these get shorter sentences */

/* ---- small words ---- */

void sen_screen_date(sen_text *text, const sen_model *model, int32_t day)
{
    static const char *const months[] = {"January",   "February", "March",    "April",
                                         "May",       "June",     "July",     "August",
                                         "September", "October",  "November", "December"};
    if (model->plain_clock) {
        sen_text_addf(text, "day %d", (int)day);
        return;
    }
    const sen_civil civil = sen_civil_of(model->start_date + day);
    sen_text_addf(text, "%d %s %d", (int)civil.day, months[civil.month - 1], (int)civil.year);
}

bool sen_beyond_chance(const sen_difference *d)
{
    return d->has_error && (d->mc_lower_95 > 0.0 || d->mc_upper_95 < 0.0);
}

int32_t sen_screen_shown(const sen_run_view *view)
{
    int32_t n = 0;
    for (int32_t s = 0; s < view->n; s++)
        n += view->variant_of == NULL || view->variant_of[s] == SEN_NONE;
    return n < SEN_SHOWN_SCENARIOS ? n : SEN_SHOWN_SCENARIOS;
}

static int32_t given_scenarios(const sen_run_view *view)
{
    int32_t n = 0;
    while (n < view->n && (view->variant_of == NULL || view->variant_of[n] == SEN_NONE))
        n++;
    return n;
}

/* ---- the sentences ---- */

/* "A  title (id)." */
static void name_scenario(sen_text *words, const sen_model *model, int32_t s)
{
    sen_text_addf(words, "%c  ", 'A' + (int)s);
    if (model->title != NULL && model->title[0] != '\0') {
        sen_terminal_safe(words, model->title);
        sen_text_addf(words, " (%s).", model->id);
    } else {
        sen_text_addf(words, "%s.", model->id);
    }
}

static void say_baseline(sen_text *words, const sen_screen *screen)
{
    const sen_model *const model = screen->view->models[0];
    int32_t with = 0, most = 0;
    const int32_t n = screen->n[SEN_BLOCK_KNOWN];
    const sen_screen_line *const lines = screen->lines[SEN_BLOCK_KNOWN];
    for (int32_t i = 0; i < n; i++) {
        with += lines[i].summaries[0].mean >= 0.5;
        most = lines[i].summaries[0].mean > lines[most].summaries[0].mean ? i : most;
    }
    if (n == 0)
        return;
    sen_text_add(words, " On ");
    sen_screen_date(words, model, model->days - 1);
    if (with == 0) {
        sen_text_add(words, " no child is known to need help and not to have it.");
        return;
    }
    sen_text_addf(words,
                  " children are known to need help they do not have in %d of %d kinds of "
                  "help; the most: ",
                  (int)with, (int)n);
    sen_terminal_safe(words, lines[most].label);
    sen_text_add(words, " (");
    sen_terminal_number(words, lines[most].summaries[0].mean, false);
    sen_text_add(words, ").");
}

/* "Fewer children with known unmet need: a (-34), b (-3)" of those beyond chance. */
static void list_changes(sen_text *words, const sen_screen *screen, int32_t s, bool fewer)
{
    int32_t told = 0, all = 0;
    for (int32_t i = 0; i < screen->n[SEN_BLOCK_KNOWN]; i++) {
        const sen_screen_line *const line = screen->lines[SEN_BLOCK_KNOWN] + i;
        const sen_difference *const d = line->differences + s;
        if (!sen_beyond_chance(d) || (d->mean < 0.0) != fewer)
            continue;
        if (all++ >= 3)
            continue;
        if (told++ == 0)
            sen_text_add(words, fewer ? " Fewer children with known unmet need: "
                                      : " More children with known unmet need: ");
        else
            sen_text_add(words, ", ");
        sen_terminal_safe(words, line->label);
        sen_text_add(words, " (");
        sen_terminal_number(words, d->mean, true);
        sen_text_add(words, ")");
    }
    if (all > told)
        sen_text_addf(words, " and %d more", (int)(all - told));
    if (all > 0)
        sen_text_add(words, ".");
}

static int32_t count_changes(const sen_screen *screen, int32_t s, bool fewer)
{
    int32_t n = 0;
    for (int32_t i = 0; i < screen->n[SEN_BLOCK_KNOWN]; i++) {
        const sen_difference *const d = screen->lines[SEN_BLOCK_KNOWN][i].differences + s;
        n += sen_beyond_chance(d) && (d->mean < 0.0) == fewer;
    }
    return n;
}

/* With many scenarios the table must say how much. */
static void count_in_words(sen_text *words, int32_t fewer, int32_t more)
{
    if (fewer > 0)
        sen_text_addf(words, " Less known unmet need in %d kind%s of help%s", (int)fewer,
                      fewer == 1 ? "" : "s", more > 0 ? "," : ".");
    if (more > 0)
        sen_text_addf(words, "%s in %d%s.", fewer > 0 ? " more" : " More known unmet need",
                      (int)more,
                      fewer > 0   ? ""
                      : more == 1 ? " kind of help"
                                  : " kinds of help");
}

static void say_comparison(sen_text *words, const sen_screen *screen, int32_t s,
                           const sen_headline *headline)
{
    const int32_t fewer = count_changes(screen, s, true);
    const int32_t more = count_changes(screen, s, false);
    if (sen_screen_shown(screen->view) > MANY_SCENARIOS) {
        count_in_words(words, fewer, more);
    } else {
        list_changes(words, screen, s, true);
        list_changes(words, screen, s, false);
    }
    bool compared = false;
    for (int32_t i = 0; i < screen->n[SEN_BLOCK_KNOWN]; i++)
        compared = compared || screen->lines[SEN_BLOCK_KNOWN][i].differences[s].has_error;
    if (compared && fewer + more == 0)
        sen_text_add(words, " No difference from A in known unmet need beyond chance.");
    if (!headline->has_variants)
        return;
    if (headline->wins && headline->least_effect <= 0.0)
        sen_text_add(words, " It still wins if the assumed behaviour does not change at all.");
    else if (headline->wins)
        sen_text_addf(words,
                      " It still wins if %.0f %% of the assumed change in behaviour happens.",
                      100.0 * headline->least_effect);
    else
        sen_text_add(words, " Even with all of the assumed change in behaviour it does not win.");
}

void sen_screen_sentences(sen_text *text, const sen_screen *screen, const sen_headline *headlines)
{
    const sen_run_view *const view = screen->view;
    sen_text words;
    sen_text_init(&words);
    const int32_t asked = view->last - view->first + 1;
    sen_text_addf(&words, "%d replicate%s, seed %llu, run %s.", (int)view->usable,
                  view->usable == 1 ? "" : "s", (unsigned long long)view->seed, view->run_id);
    if (view->usable < asked)
        sen_text_addf(&words, " PARTIAL: %d were asked for; these figures will change.",
                      (int)asked);
    else if (view->usable == 1)
        sen_text_add(&words, " One replicate says nothing about chance: run more.");
    sen_terminal_wrap(text, sen_text_string(&words), 0);
    for (int32_t s = 0; s < sen_screen_shown(view); s++) {
        sen_text_empty(&words);
        name_scenario(&words, view->models[s], s);
        if (s == 0)
            say_baseline(&words, screen);
        else
            say_comparison(&words, screen, s, headlines + s);
        sen_terminal_wrap(text, sen_text_string(&words), 3);
    }
    if (given_scenarios(view) > sen_screen_shown(view)) {
        sen_text_empty(&words);
        sen_text_addf(&words, "More scenarios in csv/: %d.",
                      (int)(given_scenarios(view) - sen_screen_shown(view)));
        sen_terminal_wrap(text, sen_text_string(&words), 3);
    }
    if (!sen_text_is_well(&words))
        text->failed = true;
    sen_text_clear(&words);
}

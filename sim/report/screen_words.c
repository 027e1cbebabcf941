/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "report/actuals.h"
#include "report/publish.h"
#include "report/screen.h"
#include "report/terminal.h"

enum { MANY_SCENARIOS = 4, KINDS_NAMED = 6 }; /* more scenarios get shorter sentences */

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

int32_t sen_screen_columns(const sen_run_view *view)
{
    const int32_t columns = view->columns_wide == 0 ? SEN_SCREEN_COLUMNS : view->columns_wide;
    return columns < SEN_SCREEN_LEAST  ? SEN_SCREEN_LEAST
           : columns > SEN_SCREEN_MOST ? SEN_SCREEN_MOST
                                       : columns;
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

sen_change sen_screen_change(const sen_screen *screen, const sen_screen_line *known, int32_t s)
{
    const sen_difference *const d = known->differences + s;
    const sen_screen_line *const line = sen_screen_find(screen, SEN_BLOCK_HIDDEN, known->id);
    const sen_difference *const hidden = line == NULL ? NULL : line->differences + s;
    if (!sen_beyond_chance(d))
        return SEN_CHANGE_NONE;
    const bool less = d->mean < 0.0;
    if (hidden != NULL && sen_beyond_chance(hidden) && (hidden->mean < 0.0) != less)
        return less ? SEN_CHANGE_HIDDEN : SEN_CHANGE_FOUND;
    return less ? SEN_CHANGE_LESS : SEN_CHANGE_MORE;
}

/* ---- the sentences ---- */

/* "A  title." and, where there is room for ids, "A  title (id)." */
static void name_scenario(sen_text *words, const sen_model *model, int32_t s, bool with_id)
{
    sen_text_addf(words, "%c  ", 'A' + (int)s);
    if (model->title == NULL || model->title[0] == '\0') {
        sen_text_addf(words, "%s.", model->id);
        return;
    }
    sen_text title;
    sen_text_init(&title);
    sen_terminal_safe(&title, model->title);
    sen_terminal_shorten(words, sen_text_string(&title), SEN_SCREEN_COLUMNS);
    sen_text_clear(&title);
    if (with_id)
        sen_text_addf(words, " (%s)", model->id);
    sen_text_add_char(words, '.');
}

static void say_baseline(sen_text *words, const sen_screen *screen)
{
    const sen_model *const model = screen->view->models[0];
    int32_t most = 0;
    const int32_t n = screen->n[SEN_BLOCK_KNOWN];
    const sen_screen_line *const lines = screen->lines[SEN_BLOCK_KNOWN];
    bool all = true; /* none is withheld or unknown */
    for (int32_t i = 0; i < n; i++) {
        most = lines[i].summaries[0].mean > lines[most].summaries[0].mean ? i : most;
        all = all && lines[i].summaries[0].n > 0;
    }
    if (n == 0 || (!all && lines[most].summaries[0].mean < 0.5))
        return;
    sen_text_add(words, " On ");
    sen_screen_date(words, model, model->days - 1);
    if (lines[most].summaries[0].mean < 0.5) {
        sen_text_add(words, " no child is known to need help and not to have it.");
        return;
    }
    sen_text_add(words, " known unmet need is greatest for ");
    sen_terminal_safe(words, lines[most].label);
    sen_text_add(words, " (");
    sen_terminal_number(words, lines[most].summaries[0].mean, false);
    sen_text_add(words, " children).");
}

/* Children below which a difference does not matter, as the scenario says. */
static double smallest(const sen_screen *screen, int32_t s)
{
    return screen->view->models[s]->report.smallest_that_matters;
}

/* The kinds that changed in one way by what matters, greatest first. items: room for all of them. */
static int32_t pick_changes(const sen_screen *screen, int32_t s, sen_change change, int32_t *items)
{
    const sen_screen_line *const lines = screen->lines[SEN_BLOCK_KNOWN];
    int32_t n = 0;
    for (int32_t i = 0; i < screen->n[SEN_BLOCK_KNOWN]; i++) {
        const double size = fabs(lines[i].differences[s].mean);
        if (sen_screen_change(screen, lines + i, s) != change || size < smallest(screen, s))
            continue;
        int32_t at = n++;
        for (; at > 0 && fabs(lines[items[at - 1]].differences[s].mean) < size; at--)
            items[at] = items[at - 1];
        items[at] = i;
    }
    return n;
}

/* "Less known unmet need: a (-34), b (-3)"; how many kinds changed so. */
static int32_t list_changes(sen_text *words, const sen_screen *screen, int32_t s, sen_change change,
                            int32_t most)
{
    static const char *const leads[] = {
        [SEN_CHANGE_LESS] = " Less known unmet need: ",
        [SEN_CHANGE_MORE] = " More known unmet need: ",
        [SEN_CHANGE_FOUND] = " More are known, fewer are hidden: ",
        [SEN_CHANGE_HIDDEN] = " Fewer are known, more are hidden: ",
    };
    int32_t *const items = malloc(((size_t)screen->n[SEN_BLOCK_KNOWN] + 1) * sizeof *items);
    if (items == NULL) {
        words->failed = true;
        return 0;
    }
    const int32_t n = pick_changes(screen, s, change, items);
    for (int32_t i = 0; i < n && i < most; i++) {
        const sen_screen_line *const line = screen->lines[SEN_BLOCK_KNOWN] + items[i];
        sen_text_add(words, i == 0 ? leads[change] : ", ");
        sen_terminal_safe(words, line->label);
        sen_text_add(words, " (");
        sen_terminal_number(words, line->differences[s].mean, true);
        if (change == SEN_CHANGE_FOUND || change == SEN_CHANGE_HIDDEN) {
            const sen_screen_line *const hidden =
                sen_screen_find(screen, SEN_BLOCK_HIDDEN, line->id);
            sen_text_add(words, ", ");
            sen_terminal_number(words, hidden->differences[s].mean, true);
        }
        sen_text_add(words, ")");
    }
    if (n > most)
        sen_text_addf(words, " and %d more", (int)(n - most));
    if (n > 0)
        sen_text_add(words, ".");
    free(items);
    return n;
}

/* The least of the assumed effect at which the scenario is still better than the first. */
static void say_effect(sen_text *words, const sen_screen *screen, int32_t s,
                       const sen_headline *headline)
{
    const char *const kind = screen->view->models[s]->report.headline_kind;
    sen_text of;
    sen_text_init(&of);
    if (!headline->has_variants)
        return;
    sen_text_add(&of, screen->view->models[s]->report.headline_known_only
                          ? "less known unmet need"
                          : "less unmet need, known and hidden,");
    if (kind != NULL) {
        sen_text_add(&of, " for ");
        sen_terminal_safe(&of, sen_screen_label(screen->view, SEN_BLOCK_KNOWN, kind));
    }
    sen_text_add(&of, " than A");
    if (headline->wins && fabs(headline->difference.mean) < smallest(screen, s)) {
        sen_text_addf(words, " There is %s, but by fewer than the ", sen_text_string(&of));
        sen_terminal_number(words, smallest(screen, s), false);
        sen_text_add(words, " children that matter.");
        sen_text_clear(&of);
        return;
    }
    if (headline->wins && headline->least_effect <= 0.0)
        sen_text_addf(words,
                      " It wins (%s) even if none of the assumed change in behaviour "
                      "happens.",
                      sen_text_string(&of));
    else if (headline->wins)
        sen_text_addf(words,
                      " It wins (%s) if at least %.0f %% of the assumed change in "
                      "behaviour happens.",
                      sen_text_string(&of), 100.0 * headline->least_effect);
    else
        sen_text_addf(words,
                      " Even if all of the assumed change in behaviour happens it does not win "
                      "(%s).",
                      sen_text_string(&of));
    sen_text_clear(&of);
}

static void say_comparison(sen_text *words, const sen_screen *screen, int32_t s,
                           const sen_headline *headline)
{
    static const sen_change changes[] = {SEN_CHANGE_LESS, SEN_CHANGE_FOUND, SEN_CHANGE_MORE,
                                         SEN_CHANGE_HIDDEN};
    const int32_t most = sen_screen_shown(screen->view) > MANY_SCENARIOS ? 2 : 3;
    int32_t told = 0;
    for (size_t c = 0; c < sizeof changes / sizeof *changes; c++)
        told += list_changes(words, screen, s, changes[c], most);
    bool compared = false, same = true, small = false, all = true;
    for (int32_t i = 0; i < screen->n[SEN_BLOCK_KNOWN]; i++) {
        const sen_difference *const d = screen->lines[SEN_BLOCK_KNOWN][i].differences + s;
        compared = compared || d->has_error;
        small = small || sen_beyond_chance(d);
        same = same && d->mc_lower_95 == 0.0 && d->mc_upper_95 == 0.0;
        all = all && d->n > 0;
    }
    if (compared && told == 0 && small) {
        sen_text_add(words, " No known unmet need differs from A by the ");
        sen_terminal_number(words, smallest(screen, s), false);
        sen_text_add(words, " children that matter.");
    } else if (compared && told == 0 && all) {
        sen_text_add(words, same ? " Known unmet need is the same as in A."
                                 : " Known unmet need does not differ from A beyond chance.");
    }
    say_effect(words, screen, s, headline);
}

void sen_screen_say(sen_text *words, const sen_screen *screen, int32_t s,
                    const sen_headline *headlines)
{
    if (s == 0)
        say_baseline(words, screen);
    else
        say_comparison(words, screen, s, headlines + s);
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
    sen_terminal_wrap(text, sen_text_string(&words), 0, sen_screen_columns(view));
    for (int32_t s = 0; s < sen_screen_shown(view); s++) {
        sen_text_empty(&words);
        name_scenario(&words, view->models[s], s, sen_screen_shown(view) <= MANY_SCENARIOS);
        sen_screen_say(&words, screen, s, headlines);
        sen_terminal_wrap(text, sen_text_string(&words), 3, sen_screen_columns(view));
    }
    if (given_scenarios(view) > sen_screen_shown(view)) {
        sen_text_empty(&words);
        sen_text_addf(&words, "More scenarios in csv/: %d.",
                      (int)(given_scenarios(view) - sen_screen_shown(view)));
        sen_terminal_wrap(text, sen_text_string(&words), 3, sen_screen_columns(view));
    }
    if (view->actuals != NULL) {
        sen_text_empty(&words);
        sen_text_add(&words, "Is it working? ");
        sen_actuals_line(&words, view);
        sen_terminal_wrap(text, sen_text_string(&words), 0, sen_screen_columns(view));
    }
    if (!sen_text_is_well(&words))
        text->failed = true;
    sen_text_clear(&words);
}

/* ---- what it rests on ---- */

int32_t sen_screen_count_placeholders(const sen_model *model)
{
    int32_t n = 0;
    for (int32_t i = 0; i < model->n_numbers; i++)
        n += model->numbers[i].grade == SEN_GRADE_E;
    return n;
}

/* The kinds of help whose figures rest on a placeholder: named up to a number; how many. */
static int32_t name_weak_kinds(sen_text *words, const sen_screen *screen)
{
    const sen_model *const model = screen->view->models[0];
    const sen_plan *const plan = screen->view->plans;
    int32_t weak = 0;
    for (int32_t k = 0; k < model->n_kinds; k++) {
        const int32_t f = sen_plan_find(plan, SEN_PERIOD_CENSUS_DAY,
                                        SEN_MEASURE_KNOWN_UNMET_CHILDREN, NULL, model->kinds[k].id);
        if (f == SEN_NONE || plan->figures[f].grade != SEN_GRADE_E || weak++ >= KINDS_NAMED)
            continue;
        sen_text_add(words, weak == 1 ? "" : ", ");
        sen_terminal_safe(words,
                          sen_screen_label(screen->view, SEN_BLOCK_KNOWN, model->kinds[k].id));
    }
    if (weak > KINDS_NAMED)
        sen_text_addf(words, " and %d more", (int)(weak - KINDS_NAMED));
    return weak;
}

static void say_published(sen_text *text, const sen_run_view *view)
{
    sen_text words;
    sen_text_init(&words);
    sen_publish_words(&words, &view->publish);
    sen_terminal_wrap(text, sen_text_string(&words), 0, sen_screen_columns(view));
    text->failed = text->failed || !sen_text_is_well(&words);
    sen_text_clear(&words);
}

void sen_screen_placeholders(sen_text *text, const sen_screen *screen)
{
    const sen_model *const model = screen->view->models[0];
    if (screen->view->publish.on)
        say_published(text, screen->view);
    if (!model->has_population)
        return;
    sen_text line, kinds, numbers;
    sen_text_init(&line);
    sen_text_init(&kinds);
    sen_text_init(&numbers);
    const int32_t n = sen_screen_count_placeholders(model), weak = name_weak_kinds(&kinds, screen);
    sen_terminal_number(&numbers, n, false);
    sen_text_add(&numbers, " of the ");
    sen_terminal_number(&numbers, model->n_written, false);
    if (n == 0)
        sen_text_add(&line, "No number in A is a placeholder.");
    else if (weak == model->n_kinds)
        sen_text_addf(&line,
                      "%s numbers in A are placeholders and every line above rests on some: trust "
                      "directions more than sizes.",
                      sen_text_string(&numbers));
    else
        sen_text_addf(&line, "%s numbers in A are placeholders. On some of them rest%s%s.",
                      sen_text_string(&numbers), weak > 0 ? ": " : " no kinds of help",
                      sen_text_string(&kinds));
    sen_terminal_wrap(text, sen_text_string(&line), 0, sen_screen_columns(screen->view));
    if (!sen_text_is_well(&kinds) || !sen_text_is_well(&line) || !sen_text_is_well(&numbers))
        text->failed = true;
    sen_text_clear(&line);
    sen_text_clear(&kinds);
    sen_text_clear(&numbers);
}

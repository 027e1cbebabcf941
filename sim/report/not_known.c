/* SPDX-License-Identifier: MIT */
#include "report/not_known.h"

#include <string.h>

#include "report/publish.h"
#include "report/register.h"
#include "report/screen.h"
#include "report/terminal.h"

/* With fewer the 5th and 95th percentile are the least and the greatest. */
enum { FEW_REPLICATES = 20 };

typedef struct {
    const sen_run_view *view;
    int32_t shown;
    sen_not_known_each tell;
    void *to;
    sen_text words; /* of the one being made */
} teller;

static void tell_plain(const teller *t, const char *why, const char *what, const char *words)
{
    t->tell(t->to, &(sen_not_known){why, what, words});
}

static void tell_made(teller *t, const char *why, const char *what)
{
    tell_plain(t, why, what, sen_text_string(&t->words));
    sen_text_empty(&t->words);
}

static void count(teller *t, int32_t n)
{
    sen_terminal_number(&t->words, n, false);
}

/* ---- left out, and off ---- */

/* The README has the same list, in the same words: tests/python/page_static.py holds them together. */
static void tell_left_out(const teller *t)
{
    static const char *const why = "Left out of the model";
    tell_plain(t, why, "Quality",
               "An hour of help is an hour. Whether it is good, and whether it is what the family "
               "wanted, is not seen.");
    tell_plain(t, why, "Any one child",
               "Children are made up from rates. No figure says anything of a real one.");
    tell_plain(t, why, "Needs that go together",
               "Groups may differ, but two needs of one child are drawn apart.");
    tell_plain(t, why, "What a review changes",
               "Plans are reviewed each year and before a phase transfer, and refusals are "
               "appealed: that takes time and capacity, and is counted. What a review or a "
               "tribunal changes in the help a plan names is not seen.");
    tell_plain(t, why, "Parts of the system",
               "What the scenario does not name has no line here, such as transport and schools' "
               "own budgets. No line does not mean no effect.");
}

static void tell_effects(const teller *t)
{
    const sen_model *const model = t->view->models[0];
    if (model->n_outcomes > 0 && model->outcome_set == 0)
        tell_plain(t, "Off in this run", "What help does to outcomes",
                   "Absence, suspensions, leaving education and the like are drawn at base rates. "
                   "What help does to them is off, so a difference in them is not modelled, which "
                   "is not the same as none.");
    else if (model->n_outcomes > 0)
        tell_plain(t, "Assumed", "What help does to outcomes",
                   "How strongly help moves absence, suspensions and the like is assumed, not "
                   "measured here.");
    if (model->n_loops > 0 && model->loop_set == 0)
        tell_plain(t, "Off in this run", "What waiting leads to",
                   "Long waits do not make needs worse here, bring no more requests for plans and "
                   "wear out no staff: the loops are off. If they work in truth, a scenario with "
                   "long waits may look better here than it is.");
    else if (model->n_loops > 0)
        tell_plain(
            t, "Assumed", "What waiting leads to",
            "How strongly long waits bring more requests, make needs worse or wear out staff "
            "is assumed, not measured here.");
}

/* ---- what is assumed ---- */

static void tell_behaviour(teller *t)
{
    int32_t n = 0, told = 0;
    for (int32_t s = 0; s < t->shown; s++)
        n += t->view->models[s]->has_behaviour;
    for (int32_t s = 0; s < t->shown; s++)
        if (t->view->models[s]->has_behaviour) {
            sen_text_addf(&t->words, "%s%c",
                          told == 0      ? ""
                          : told + 1 < n ? ", "
                                         : " and ",
                          'A' + (int)s);
            told++;
        }
    if (n == 0)
        return;
    sen_text_addf(
        &t->words,
        " assume%s that people will behave differently. Nobody knows whether they will, so "
        "%s also run with half of the change and with none.",
        n == 1 ? "s" : "", n == 1 ? "it was" : "each was");
    tell_made(t, "Assumed", "What people will do");
}

void sen_not_known_placeholders(sen_text *words, const sen_model *model)
{
    const int32_t n = sen_screen_count_placeholders(model);
    if (n == 0) {
        sen_text_add(words, "No number in A is a placeholder.");
        return;
    }
    sen_terminal_number(words, n, false);
    sen_text_add(words, " of the ");
    sen_terminal_number(words, model->n_written, false);
    sen_text_add(words,
                 " numbers in A are placeholders (grade E): guesses that stand where a local "
                 "figure should. Trust directions more than sizes.");
}

/* Whether an assumption before this one is a placeholder of the same owner. */
static bool is_named(const sen_model *model, int32_t a)
{
    for (int32_t before = 0; before < a; before++) {
        const sen_assumption *const other = model->assumptions + before;
        if (other->grade == SEN_GRADE_E && other->owner != NULL &&
            strcmp(other->owner, model->assumptions[a].owner) == 0)
            return true;
    }
    return false;
}

/* Those who own a placeholder of the register, each once. */
static void tell_owners(teller *t, const char *why)
{
    const sen_model *const model = t->view->models[0];
    int32_t registered = 0, owners = 0;
    for (int32_t a = 0; a < model->n_assumptions; a++)
        registered += model->assumptions[a].grade == SEN_GRADE_E;
    if (registered == 0)
        return;
    count(t, registered);
    sen_text_addf(&t->words, " placeholder%s in the register of assumptions in words",
                  registered == 1 ? " stands" : "s stand");
    for (int32_t a = 0; a < model->n_assumptions; a++) {
        const sen_assumption *const one = model->assumptions + a;
        if (one->grade != SEN_GRADE_E || one->owner == NULL || one->owner[0] == '\0' ||
            is_named(model, a))
            continue;
        sen_text_add(&t->words, owners++ == 0 ? ". Ask: " : "; ");
        sen_text_add(&t->words, one->owner);
    }
    sen_text_add(&t->words, ".");
    tell_made(t, why, "Who would know");
}

static void tell_placeholders(teller *t)
{
    static const char *const why = "Rests on placeholders";
    const sen_model *const model = t->view->models[0];
    if (sen_screen_count_placeholders(model) == 0)
        return;
    sen_not_known_placeholders(&t->words, model);
    tell_made(t, why, "How many numbers");
    tell_plain(
        t, why, "Which of them matters most",
        "This run does not say: its uncertain numbers vary all at once, the others not at "
        "all. Begin with the capacity, demand and first-day list of the services whose lines "
        "you would act on.");
    tell_owners(t, why);
}

/* What was looked for in the evidence: where, what stands in its place, who would know. */
static void tell_not_found(teller *t)
{
    const sen_model *const model = t->view->models[0];
    for (int32_t i = 0; i < model->n_not_found; i++) {
        const sen_not_found *const one = model->not_found + i;
        sen_text_addf(&t->words, "Looked in: %s.", one->looked_in);
        if (one->about[0] != '\0') {
            sen_text_add(&t->words, " Used instead: ");
            if (sen_publish_hides(&t->view->publish, one->about) ||
                !sen_register_spell(&t->words, model, one->about))
                sen_text_addf(&t->words, "what the scenario has at %s", one->about);
            sen_text_add(&t->words, ".");
        }
        if (one->owner[0] != '\0')
            sen_text_addf(&t->words, " Ask: %s.", one->owner);
        tell_made(t, "Looked for, and not found",
                  sen_publish_about(&t->view->publish, one->about, one->looked_for));
    }
}

static void tell_unknowns(teller *t)
{
    const sen_model *const model = t->view->models[0];
    int32_t from_elsewhere = 0, nothing = 0;
    for (int32_t u = 0; u < model->n_unknowns; u++) {
        from_elsewhere += model->unknowns[u].value != NULL;
        nothing += model->unknowns[u].value == NULL;
    }
    if (from_elsewhere > 0) {
        count(t, from_elsewhere);
        sen_text_addf(&t->words,
                      " value%s that the scenario calls unknown %s taken from another area, with "
                      "its grade.",
                      from_elsewhere == 1 ? "" : "s", from_elsewhere == 1 ? "is" : "are");
        tell_made(t, "Not known here", "Taken from elsewhere");
    }
    if (nothing > 0) {
        count(t, nothing);
        sen_text_addf(&t->words,
                      " value%s nobody knows and nothing stands in for: what rests on %s has no "
                      "figure, only a difference.",
                      nothing == 1 ? "" : "s", nothing == 1 ? "it" : "them");
        tell_made(t, "Not known here", "No value at all");
    }
}

void sen_not_known_groups(sen_text *words, const sen_model *model)
{
    bool any = false;
    for (int32_t g = 0; g < model->n_groups; g++) {
        const sen_group *const group = model->groups + g;
        if (group->differs)
            continue;
        sen_text_addf(words, "%s%s", any ? ", " : "No local information on: ",
                      group->title != NULL ? group->title : group->id);
        any = true;
    }
    if (any)
        sen_text_add(words, ". No number of the scenario differs by these groups, so that no gap "
                            "is shown does not mean that there is none.");
    else if (model->n_groups == 0)
        sen_text_add(words, "No local information: the scenario declares no groups.");
}

static void tell_groups(teller *t)
{
    sen_not_known_groups(&t->words, t->view->models[0]);
    if (t->words.length > 0)
        tell_made(t, "Not known here", "Gaps between groups");
}

/* ---- ranges ---- */

static void tell_ranges(teller *t)
{
    static const char *const why = "Not covered by the ranges";
    const sen_model *const model = t->view->models[0];
    int32_t uncertain = 0;
    for (int32_t i = 0; i < model->n_numbers; i++)
        uncertain += model->numbers[i].how == SEN_NUMBER_UNCERTAIN;
    count(t, model->n_written - uncertain);
    sen_text_addf(&t->words, " of the ");
    count(t, model->n_written);
    sen_text_add(&t->words, " numbers in A are given without a range and never vary. A placeholder "
                            "can be further off than any range here.");
    tell_made(t, why, "Numbers without a range");
    tell_plain(t, why, "The rules of the model",
               "Whether they are right is not in any range. What people decide, such as refusing "
               "more requests, turns out further from a forecast than chance alone would.");
    tell_plain(t, why, "Law and events",
               "Changes of law that no scenario holds, and what nobody expects.");
    if (t->view->usable >= FEW_REPLICATES)
        return;
    sen_text_addf(&t->words,
                  t->view->usable == 1
                      ? "%d replicate says nothing about chance."
                      : "%d replicates are few: a range is then from the least to the greatest of "
                        "them, and another run may go beyond it.",
                  (int)t->view->usable);
    tell_made(t, why, "Chance");
}

static void tell_hidden(const teller *t)
{
    tell_plain(t, "Estimated", "Hidden need",
               "Need that no agency has identified is on no list and cannot be counted. It is what "
               "prevalence in the scenario makes it.");
}

bool sen_not_known_tell(const sen_run_view *view, int32_t shown, sen_not_known_each tell, void *to)
{
    teller t = {.view = view, .shown = shown, .tell = tell, .to = to};
    sen_text_init(&t.words);
    if (view->models[0]->has_population) {
        tell_placeholders(&t);
        tell_not_found(&t);
        tell_unknowns(&t);
        tell_groups(&t);
        tell_behaviour(&t);
        tell_effects(&t);
        tell_hidden(&t);
    }
    if (view->models[0]->n_written > 0)
        tell_ranges(&t);
    tell_left_out(&t);
    const bool well = sen_text_is_well(&t.words);
    sen_text_clear(&t.words);
    return well;
}

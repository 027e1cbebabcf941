/* SPDX-License-Identifier: MIT */
/* What happened, in words: the monthly question "is it working?". */
#include <math.h>

#include "report/actuals.h"
#include "report/screen.h"
#include "report/terminal.h"

void sen_actual_name(sen_text *words, const sen_run_view *view, const sen_figure *figure)
{
    static const sen_row_key others[] = {SEN_KEY_STAGE, SEN_KEY_PROVIDER, SEN_KEY_GROUP1,
                                         SEN_KEY_GROUP2};
    const char *const service = figure->key[SEN_KEY_SERVICE];
    const char *const category = figure->key[SEN_KEY_CATEGORY];
    const char *const funder = figure->key[SEN_KEY_FUNDER];
    sen_text_add(words, sen_measures[figure->measure].label);
    if (*service != '\0')
        sen_text_addf(words, ": %s", sen_screen_label(view, SEN_BLOCK_LATE, service));
    if (*category != '\0')
        sen_text_addf(words, ": %s", sen_screen_label(view, SEN_BLOCK_KNOWN, category));
    if (*funder != '\0')
        sen_text_addf(words, ": %s", sen_screen_label(view, SEN_BLOCK_COST, funder));
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (*figure->key[others[i]] != '\0')
            sen_text_addf(words, ", %s", figure->key[others[i]]);
}

const char *sen_actual_period(const sen_actual *actual)
{
    static const char *const words[SEN_PERIOD_TYPES] = {
        "month", "calendar year", "financial year", "academic year", "day", "whole run"};
    return words[actual->figure->period_type];
}

const char *sen_actual_where(const sen_actual *actual)
{
    return *sen_actual_status(actual) != '\0'    ? "no range"
           : sen_actual_is_inside(actual)        ? "within"
           : actual->value > actual->summary.p95 ? "above"
                                                 : "below";
}

typedef enum { AS_EXPECTED, WORSE, BETTER, NEITHER, VERDICTS } verdict;

static verdict verdict_of(const sen_actual *actual)
{
    const sen_better better = sen_measures[actual->figure->measure].better;
    if (sen_actual_is_inside(actual))
        return AS_EXPECTED;
    if (better == SEN_BETTER_NEITHER)
        return NEITHER;
    return (actual->value > actual->summary.p95) == (better == SEN_BETTER_HIGHER) ? BETTER : WORSE;
}

const char *sen_actual_verdict(const sen_actual *actual)
{
    static const char *const words[VERDICTS] = {"as expected", "worse than expected",
                                                "better than expected", "other than expected"};
    return *sen_actual_status(actual) != '\0' ? "not known" : words[verdict_of(actual)];
}

/* Whether no later period of the same figure is known: items of one figure are in order of time. */
static bool is_latest(const sen_actuals *actuals, int32_t i)
{
    const sen_actual *const own = actuals->items + i;
    if (*sen_actual_status(own) != '\0')
        return false;
    for (int32_t j = i + 1; j < actuals->n; j++) {
        const sen_actual *const later = actuals->items + j;
        if (later->scenario == own->scenario && later->figure == own->figure &&
            *sen_actual_status(later) == '\0')
            return false;
    }
    return true;
}

/* "2 are worse than their range: Waiting: Physiotherapy (52; range 18 to 45), ... and 1 more. " */
static void add_verdict(sen_text *words, const sen_run_view *view, verdict of, int32_t n)
{
    static const char *const than[VERDICTS] = {"", "worse than", "better than", "outside"};
    enum { NAMED = 3 };
    const sen_actuals *const actuals = view->actuals;
    int32_t named = 0;
    if (n == 0)
        return;
    sen_text_addf(words, " %d %s %s %s range: ", (int)n, n == 1 ? "is" : "are", than[of],
                  n == 1 ? "its" : "their");
    for (int32_t i = 0; i < actuals->n && named < NAMED; i++) {
        const sen_actual *const one = actuals->items + i;
        if (!is_latest(actuals, i) || verdict_of(one) != of)
            continue;
        sen_text_add(words, named++ == 0 ? "" : ", ");
        sen_actual_name(words, view, one->figure);
        if (one->scenario > 0)
            sen_text_addf(words, " in %c", 'A' + (int)one->scenario);
        sen_text_add(words, " (");
        sen_terminal_number(words, one->value, false);
        sen_text_add(words, "; range ");
        sen_terminal_number(words, one->summary.p05, false);
        sen_text_add(words, " to ");
        sen_terminal_number(words, one->summary.p95, false);
        sen_text_add(words, ")");
    }
    if (n > named)
        sen_text_addf(words, " and %d more", (int)(n - named));
    sen_text_add(words, ".");
}

/* The latest values that are known, by verdict; how many. */
static int32_t count_latest(const sen_actuals *actuals, int32_t counts[VERDICTS])
{
    int32_t n = 0;
    for (int32_t i = 0; i < actuals->n; i++)
        if (is_latest(actuals, i)) {
            counts[verdict_of(actuals->items + i)]++;
            n++;
        }
    return n;
}

static const char nobody_can_say[] = "Nobody can say yet: no figure of the file has a range.";

void sen_actuals_answer(sen_text *words, const sen_run_view *view)
{
    int32_t counts[VERDICTS] = {0};
    const int32_t n = count_latest(view->actuals, counts);
    if (n == 0) {
        sen_text_add(words, nobody_can_say);
        return;
    }
    if (counts[AS_EXPECTED] == n) {
        sen_text_addf(words,
                      "As expected, so far as %s: the latest value lies in the range of the "
                      "scenario.",
                      n == 1 ? "one figure says" : "the figures say, each of them");
        return;
    }
    sen_text_addf(words, "Not in all as expected. Of the latest value of %d figure%s %d %s within.",
                  (int)n, n == 1 ? "" : "s", (int)counts[AS_EXPECTED],
                  counts[AS_EXPECTED] == 1 ? "is" : "are");
    for (int32_t v = WORSE; v < VERDICTS; v++)
        add_verdict(words, view, (verdict)v, counts[v]);
}

void sen_actuals_line(sen_text *words, const sen_run_view *view)
{
    static const char *const are[VERDICTS] = {"as expected", "worse", "better", "neither"};
    int32_t counts[VERDICTS] = {0};
    const int32_t n = count_latest(view->actuals, counts);
    if (n == 0) {
        sen_text_add(words, nobody_can_say);
        return;
    }
    sen_text_addf(words, "%s: of %d latest figure%s %d %s",
                  counts[AS_EXPECTED] == n ? "As expected" : "Not in all as expected", (int)n,
                  n == 1 ? "" : "s", (int)counts[AS_EXPECTED],
                  counts[AS_EXPECTED] == 1 ? "lies in its range" : "lie in their range");
    for (int32_t v = WORSE; v < VERDICTS; v++)
        if (counts[v] > 0)
            sen_text_addf(words, ", %d %s", (int)counts[v], are[v]);
    sen_text_add(words, ".");
}

/* SPDX-License-Identifier: MIT */
/* What happened, beside what was expected of the scenario. */
#include <math.h>
#include <string.h>

#include "report/actuals.h"
#include "report/html.h"
#include "report/terminal.h"

enum { FIGURES_DRAWN = 12, ROWS_TOLD = 200, LEAST_DRAWN = 2 };

bool sen_html_has_actuals(const sen_html *html)
{
    return html->view->actuals != NULL;
}

static bool is_known(const sen_actual *actual)
{
    return *sen_actual_status(actual) == '\0';
}

/* ---- the count ---- */

static void say_count(sen_html *html)
{
    const sen_actuals *const actuals = html->view->actuals;
    int32_t known = 0, outside = 0, unknown = 0;
    for (int32_t i = 0; i < actuals->n; i++) {
        const bool there = is_known(actuals->items + i);
        known += there;
        outside += there && !sen_actual_is_inside(actuals->items + i);
        unknown += !there;
    }
    sen_text *const out = html->out;
    sen_text_empty(&html->words);
    sen_actuals_answer(&html->words, html->view);
    sen_text_add(out, "<p><strong>Is it working?</strong> ");
    sen_svg_escape(out, sen_text_string(&html->words));
    sen_text_add(out, "</p>\n");
    sen_text_addf(out, "<p><strong>%d of %d figures lie outside their range.</strong> ",
                  (int)outside, (int)known);
    sen_text_add(out, "A range is where 9 of 10 replicates lie, so if the scenario were right "
                      "about 1 figure in 10 would be outside. Many more say that an assumption is "
                      "wrong; figures of one list are not independent of each other.</p>\n");
    if (unknown > 0)
        sen_text_addf(out,
                      "<p>Without a range, since their period lies outside of the run or no "
                      "replicate has the figure: %d.</p>\n",
                      (int)unknown);
}

/* ---- a figure over time ---- */

static bool is_same(const sen_actual *a, const sen_actual *b)
{
    return a->scenario == b->scenario && a->figure == b->figure;
}

/* Actuals of the figure of item i: indexes of the array, at most `most`. */
static int32_t of_figure(const sen_actuals *actuals, int32_t i, int32_t *items, int32_t most)
{
    int32_t n = 0;
    for (int32_t j = 0; j < actuals->n && n < most; j++)
        if (is_same(actuals->items + i, actuals->items + j) && is_known(actuals->items + j))
            items[n++] = j;
    return n;
}

static bool is_first(const sen_actuals *actuals, int32_t i)
{
    for (int32_t j = 0; j < i; j++)
        if (is_same(actuals->items + i, actuals->items + j) && is_known(actuals->items + j))
            return false;
    return is_known(actuals->items + i);
}

static void draw(sen_html *html, const int32_t *items, int32_t n)
{
    const sen_actuals *const actuals = html->view->actuals;
    const sen_actual *const first = actuals->items + items[0];
    double *const x = sen_html_values(html, n), *const middle = sen_html_values(html, n);
    double *const low = sen_html_values(html, n), *const high = sen_html_values(html, n);
    sen_svg_dot *const dots = sen_arena_take(&html->arena, (size_t)n, sizeof *dots);
    sen_svg_tick *const ticks = sen_arena_take(&html->arena, (size_t)n, sizeof *ticks);
    if (x == NULL || middle == NULL || low == NULL || high == NULL || dots == NULL ||
        ticks == NULL) {
        html->out->failed = true;
        return;
    }
    const int32_t step =
        n < 3 ? 1 : n / 2; /* three marks at most, with room between on a telephone */
    int32_t n_ticks = 0;
    sen_text title, description;
    sen_text_init(&title);
    sen_text_init(&description);
    sen_actual_name(&title, html->view, first->figure);
    sen_text_add(&description, "The range of the scenario and what happened. A ring lies within "
                               "the range, a filled square outside.");
    for (int32_t i = 0; i < n; i++) {
        const sen_actual *const one = actuals->items + items[i];
        x[i] = one->end_day;
        middle[i] = one->summary.p50;
        low[i] = one->summary.p05;
        high[i] = one->summary.p95;
        dots[i] = (sen_svg_dot){x[i], one->value, !sen_actual_is_inside(one)};
        if (i % step != 0)
            continue;
        sen_text_empty(&html->words);
        sen_html_short_date(&html->words, one->plan->model, one->end_day);
        ticks[n_ticks++] = (sen_svg_tick){x[i], sen_html_keep(html, sen_text_string(&html->words))};
    }
    const sen_svg_line line = {"expected", middle, low, high};
    const sen_svg_head head =
        sen_html_figure(html, sen_text_string(&title), sen_text_string(&description));
    const sen_svg_plot plot = {.head = head,
                               .unit = sen_measures[first->figure->measure].unit,
                               .x = x,
                               .n = n,
                               .lines = &line,
                               .n_lines = 1,
                               .ticks = ticks,
                               .n_ticks = n_ticks,
                               .dots = dots,
                               .n_dots = n};
    sen_svg_lines(html->out, &plot);
    sen_html_figure_end(html);
    sen_text_clear(&title);
    sen_text_clear(&description);
}

/* ---- tables ---- */

static void add_row(sen_html *html, const sen_actual *actual, bool with_name)
{
    sen_text name;
    sen_text_init(&name);
    sen_text_empty(&html->words);
    sen_html_short_date(&html->words, actual->plan->model, actual->end_day);
    if (with_name) {
        sen_actual_name(&name, html->view, actual->figure);
        sen_text_addf(&name, ", %s to %s", sen_actual_period(actual),
                      sen_text_string(&html->words));
        sen_html_row(html, sen_text_string(&name));
        sen_html_cell(html, sen_html_letter(actual->scenario));
    } else {
        sen_html_row(html, sen_text_string(&html->words));
    }
    const bool known = is_known(actual);
    sen_html_number(html, actual->value, true, false);
    sen_html_number(html, actual->summary.p50, known, false);
    sen_html_range(html, actual->summary.p05, actual->summary.p95, known);
    sen_html_cell(html, sen_actual_where(actual));
    sen_html_cell(html, sen_actual_verdict(actual));
    sen_html_row_end(html);
    html->out->failed = html->out->failed || !sen_text_is_well(&name);
    sen_text_clear(&name);
}

static void figure_table(sen_html *html, const int32_t *items, int32_t n)
{
    static const char *const heads[] = {"Period to", "Happened",      "Middle",
                                        "Range",     "Where it lies", "Which is"};
    const sen_actuals *const actuals = html->view->actuals;
    sen_text caption;
    sen_text_init(&caption);
    sen_text_addf(&caption, "%s: ", sen_html_letter(actuals->items[items[0]].scenario));
    sen_actual_name(&caption, html->view, actuals->items[items[0]].figure);
    sen_text_addf(&caption, " (%s)", sen_actual_period(actuals->items + items[0]));
    sen_html_table(html, sen_text_string(&caption), heads, 6);
    for (int32_t i = 0; i < n; i++)
        add_row(html, actuals->items + items[i], false);
    sen_html_table_end(html);
    html->out->failed = html->out->failed || !sen_text_is_well(&caption);
    sen_text_clear(&caption);
}

/* Figures of one period only, and those beyond the charts: outside first. */
static void rest_table(sen_html *html, const bool *drawn)
{
    static const char *const heads[] = {"Figure", "Scenario",      "Happened", "Middle",
                                        "Range",  "Where it lies", "Which is"};
    const sen_actuals *const actuals = html->view->actuals;
    int32_t n = 0;
    for (int32_t i = 0; i < actuals->n; i++)
        n += !drawn[i];
    if (n == 0)
        return;
    sen_html_table(html, "Other figures of the file, those outside their range first", heads, 7);
    n = 0;
    for (int32_t outside = 1; outside >= 0; outside--)
        for (int32_t i = 0; i < actuals->n && n < ROWS_TOLD; i++) {
            const sen_actual *const one = actuals->items + i;
            const bool is_outside = is_known(one) && !sen_actual_is_inside(one);
            if (drawn[i] || is_outside != (outside == 1))
                continue;
            add_row(html, one, true);
            n++;
        }
    sen_html_table_end(html);
    if (n == ROWS_TOLD)
        sen_html_paragraph(html, "Not more are told here; all stand in csv/actuals/actuals.csv.");
}

void sen_html_happened(sen_html *html)
{
    const sen_actuals *const actuals = html->view->actuals;
    bool *const drawn = sen_arena_take_zeroed(&html->arena, (size_t)actuals->n + 1, sizeof *drawn);
    int32_t *const items = sen_arena_take(&html->arena, (size_t)actuals->n + 1, sizeof *items);
    int32_t figures = 0;
    if (drawn == NULL || items == NULL) {
        html->out->failed = true;
        return;
    }
    say_count(html);
    for (int32_t i = 0; i < actuals->n && figures < FIGURES_DRAWN; i++) {
        if (!is_first(actuals, i) || actuals->items[i].scenario >= html->shown)
            continue;
        const int32_t n = of_figure(actuals, i, items, actuals->n);
        if (n < LEAST_DRAWN)
            continue;
        sen_html_beside(html);
        draw(html, items, n);
        sen_html_beside_table(html);
        figure_table(html, items, n);
        sen_html_beside_end(html);
        for (int32_t j = 0; j < n; j++)
            drawn[items[j]] = true;
        figures++;
    }
    rest_table(html, drawn);
}

/* SPDX-License-Identifier: MIT */
/* What differs from A, what it costs each partner, and how much behaviour must change. */
#include <math.h>
#include <string.h>

#include "report/html.h"
#include "report/svg.h"
#include "report/terminal.h"

enum { MOST_ROWS = 64 };

/* ---- one difference ---- */

static bool is_same(const sen_difference *d)
{
    return d->n == 0 || (d->mean == 0.0 && d->mc_lower_95 == 0.0 && d->mc_upper_95 == 0.0);
}

/* "-51 (-60 to -42)" */
static const char *say_difference(sen_html *html, const sen_difference *d)
{
    sen_text_empty(&html->words);
    sen_terminal_number(&html->words, d->mean, true);
    if (d->has_error) {
        sen_text_add(&html->words, " (");
        sen_terminal_number(&html->words, d->mc_lower_95, true);
        sen_text_add(&html->words, " to ");
        sen_terminal_number(&html->words, d->mc_upper_95, true);
        sen_text_add(&html->words, ")");
    }
    return sen_html_keep(html, sen_text_string(&html->words));
}

/* Orange above 0, blue below it, grey where chance alone could make it. */
static sen_svg_row difference_row(sen_html *html, const char *label, const sen_difference *d)
{
    return (sen_svg_row){.label = label,
                         .value = d->mean,
                         .low = d->has_error ? d->mc_lower_95 : NAN,
                         .high = d->has_error ? d->mc_upper_95 : NAN,
                         .lowest = d->p05,
                         .highest = d->p95,
                         .tone = !sen_beyond_chance(d) ? 2
                                 : d->mean > 0.0       ? 1
                                                       : 0,
                         .words = say_difference(html, d)};
}

static void difference_cells(sen_html *html, const char *name, const sen_difference *d)
{
    sen_html_row(html, name);
    sen_html_cell(html, say_difference(html, d));
    sen_html_range(html, d->p05, d->p95, d->n > 0);
    const double chances[] = {d->chance_better, d->chance_same, d->chance_worse};
    for (int32_t i = 0; i < 3; i++) {
        sen_text_empty(&html->words);
        sen_text_addf(&html->words, "%.0f %%", 100.0 * chances[i]);
        sen_html_cell(html, sen_text_string(&html->words));
    }
    sen_html_row_end(html);
}

/* ---- a scenario ---- */

typedef struct {
    const char *label;
    const sen_difference *difference;
} told;

/* Lines of a block that differ by what matters in some replicate; small: those that never do. */
static int32_t collect(sen_html *html, sen_screen_block block, const char *lead, int32_t s,
                       told *rows, int32_t n, int32_t *small)
{
    const sen_screen *const screen = html->screen;
    for (int32_t i = 0; i < screen->n[block] && n < MOST_ROWS; i++) {
        const sen_screen_line *const line = screen->lines[block] + i;
        if (is_same(line->differences + s))
            continue;
        if (line->differences[s].chance_same >= 1.0) {
            (*small)++;
            continue;
        }
        sen_text_empty(&html->words);
        sen_text_addf(&html->words, "%s, %s", line->label, lead);
        rows[n++] =
            (told){sen_html_keep(html, sen_text_string(&html->words)), line->differences + s};
    }
    return n;
}

static void draw_scenario(sen_html *html, int32_t s, const told *of, int32_t n)
{
    sen_svg_row rows[MOST_ROWS];
    sen_text title, description;
    sen_text_init(&title);
    sen_text_init(&description);
    sen_text_addf(&title, "%s less A, children on the last day", sen_html_letter(s));
    sen_text_add(&description, "A dot for each difference, a thick bar for its 95 % interval, a "
                               "thin one for 9 of 10 replicates.");
    for (int32_t i = 0; i < n; i++) {
        rows[i] = difference_row(html, of[i].label, of[i].difference);
        sen_text_addf(&description, " %s: %s.", rows[i].label, rows[i].words);
    }
    const sen_svg_head head =
        sen_html_figure(html, sen_text_string(&title), sen_text_string(&description));
    const sen_svg_chart chart = {.head = head,
                                 .unit = "Children: fewer than in A to the left, more to the right",
                                 .rows = rows,
                                 .n = n};
    sen_svg_differences(html->out, &chart);
    sen_html_figure_end(html);
    html->out->failed = html->out->failed || !sen_text_is_well(&description);
    sen_text_clear(&title);
    sen_text_clear(&description);
}

static void say_small(sen_html *html, int32_t s, int32_t n, int32_t small)
{
    sen_text *const words = &html->words;
    sen_text_empty(words);
    if (n == 0 && small == 0)
        sen_text_add(words, html->view->publish.on
                                ? "No known unmet or hidden need that may be told differs from A."
                                : "Known unmet and hidden need are the same as in A, in every "
                                  "replicate.");
    else if (n == 0)
        sen_text_add(words, "No known unmet or hidden need differs from A by the ");
    else if (small > 0)
        sen_text_addf(words, "%d more differ%s, but in no replicate by the ", (int)small,
                      small == 1 ? "s" : "");
    if (small > 0) {
        sen_terminal_number(words, html->view->models[s]->report.smallest_that_matters, false);
        sen_text_addf(words, " children that matter%s.", n == 0 ? ", in any replicate" : "");
    }
    if (words->length > 0)
        sen_html_paragraph(html, sen_text_string(words));
}

static void add_scenario(sen_html *html, int32_t s)
{
    static const char *const heads[] = {"Children on the last day",
                                        "Difference (95 % interval)",
                                        "9 of 10 replicates",
                                        "Better",
                                        "Same",
                                        "Worse"};
    const sen_model *const model = html->view->models[s];
    told rows[MOST_ROWS];
    int32_t small = 0;
    int32_t n = collect(html, SEN_BLOCK_KNOWN, "known", s, rows, 0, &small);
    n = collect(html, SEN_BLOCK_HIDDEN, "hidden", s, rows, n, &small);
    sen_text_empty(&html->words);
    sen_text_addf(&html->words, "%s: %s", sen_html_letter(s),
                  model->title != NULL ? model->title : model->id);
    sen_html_heading(html, 3, sen_text_string(&html->words));
    if (n == 0) {
        say_small(html, s, n, small);
        sen_html_gains(html, s);
        return;
    }
    sen_html_beside(html);
    draw_scenario(html, s, rows, n);
    sen_html_beside_table(html);
    sen_text_empty(&html->words);
    sen_text_addf(&html->words, "%s less A: known unmet and hidden need", sen_html_letter(s));
    sen_html_table(html, sen_text_string(&html->words), heads, 6);
    for (int32_t i = 0; i < n; i++)
        difference_cells(html, rows[i].label, rows[i].difference);
    sen_html_table_end(html);
    say_small(html, s, n, small);
    sen_html_beside_end(html);
    sen_html_gains(html, s);
}

void sen_html_compare(sen_html *html)
{
    if (html->shown < 2) {
        sen_html_paragraph(html, "There is one scenario. Name more to compare them with it.");
        return;
    }
    sen_html_paragraph(html, "Replicate by replicate, the same children in both. Where more are "
                             "known and fewer hidden, children were found, which is neither a loss "
                             "nor yet a gain. Better, same and worse are shares of replicates; a "
                             "difference smaller than what matters counts as the same.");
    for (int32_t s = 1; s < html->shown; s++)
        add_scenario(html, s);
}

/* ---- cost ---- */

static const sen_summary *cost_of(const sen_html *html, int32_t s, const char *funder,
                                  const sen_difference **difference)
{
    const sen_screen_line *const line = sen_screen_find(html->screen, SEN_BLOCK_COST, funder);
    *difference = line == NULL ? NULL : line->differences + s;
    return line == NULL || line->summaries[s].n == 0 ? NULL : line->summaries + s;
}

static void draw_cost(sen_html *html, const char *year)
{
    const sen_screen *const screen = html->screen;
    sen_svg_row rows[MOST_ROWS];
    sen_text title, description;
    int32_t n = 0;
    sen_text_init(&title);
    sen_text_init(&description);
    sen_text_addf(&title, "What each partner pays in A, %s", year);
    sen_text_add(&description, "Bars in thousand pounds, with the range.");
    for (int32_t i = 0; i < screen->n[SEN_BLOCK_COST] && n < MOST_ROWS; i++) {
        const sen_screen_line *const line = screen->lines[SEN_BLOCK_COST] + i;
        const sen_summary *const x = line->summaries;
        if (x->n == 0 || line->id[0] == '\0')
            continue;
        sen_text_empty(&html->words);
        sen_terminal_number(&html->words, x->mean / 1000.0, false);
        const char *const words = sen_html_keep(html, sen_text_string(&html->words));
        rows[n++] = (sen_svg_row){.label = line->label,
                                  .value = x->mean / 1000.0,
                                  .low = x->p05 / 1000.0,
                                  .high = x->p95 / 1000.0,
                                  .lowest = NAN,
                                  .highest = NAN,
                                  .words = words};
        sen_text_addf(&description, " %s: %s.", line->label, words);
    }
    const sen_svg_head head =
        sen_html_figure(html, sen_text_string(&title), sen_text_string(&description));
    const sen_svg_chart chart = {.head = head, .unit = "Thousand pounds", .rows = rows, .n = n};
    sen_svg_bars(html->out, &chart);
    sen_html_figure_end(html);
    html->out->failed = html->out->failed || !sen_text_is_well(&description);
    sen_text_clear(&title);
    sen_text_clear(&description);
}

/* differences: each scenario less A; else the cost itself. */
static void cost_table(sen_html *html, const char *caption, bool differences)
{
    const char *heads[1 + SEN_SHOWN_SCENARIOS] = {"Partner"};
    const sen_screen *const screen = html->screen;
    const int32_t from = differences ? 1 : 0;
    for (int32_t s = from; s < html->shown; s++)
        heads[1 + s - from] = sen_html_letter(s);
    sen_html_table(html, caption, heads, 1 + html->shown - from);
    for (int32_t i = 0; i < screen->n[SEN_BLOCK_COST]; i++) {
        const sen_screen_line *const line = screen->lines[SEN_BLOCK_COST] + i;
        sen_html_row(html, line->label);
        for (int32_t s = from; s < html->shown; s++) {
            const sen_difference *d;
            const sen_summary *const x = cost_of(html, s, line->id, &d);
            if (differences)
                sen_html_number(html, d->mean / 1000.0, d->n > 0, true);
            else
                sen_html_number(html, x == NULL ? NAN : x->mean / 1000.0, x != NULL, false);
        }
        sen_html_row_end(html);
    }
    sen_html_table_end(html);
}

/* "year to 31 March 2029" */
static const char *say_year(sen_html *html)
{
    const sen_screen *const screen = html->screen;
    const sen_period *const year =
        html->view->plans->periods[screen->money_type] + screen->money_period;
    sen_text_empty(&html->words);
    sen_text_add(&html->words, screen->money_whole ? "year to " : "to ");
    sen_screen_date(&html->words, html->view->models[0], year->to_day - 1);
    return sen_html_keep(html, sen_text_string(&html->words));
}

const char *sen_html_cost_caption(sen_html *html)
{
    const char *const when = say_year(html);
    sen_text_empty(&html->words);
    sen_text_addf(&html->words, "Cost by partner, %s, thousand pounds", when);
    return sen_html_keep(html, sen_text_string(&html->words));
}

void sen_html_cost(sen_html *html)
{
    const sen_screen *const screen = html->screen;
    const sen_model *const model = html->view->models[0];
    if (screen->n[SEN_BLOCK_COST] == 0) {
        sen_html_paragraph(html, "Nothing in these scenarios has a price.");
        return;
    }
    const char *const when = say_year(html);
    const char *const caption = sen_html_cost_caption(html);
    sen_text_empty(&html->words);
    sen_text_addf(&html->words, "More (+) or less (-) than A, %s, thousand pounds", when);
    const char *const less = sen_html_keep(html, sen_text_string(&html->words));
    if (model->price_base != NULL && model->price_base[0] != '\0') {
        sen_text_empty(&html->words);
        sen_text_addf(&html->words, "At prices of %s.", model->price_base);
        sen_html_paragraph(html, sen_text_string(&html->words));
    }
    sen_html_beside(html);
    draw_cost(html, when);
    sen_html_beside_table(html);
    cost_table(html, caption, false);
    if (html->shown > 1)
        cost_table(html, less, true);
    sen_html_beside_end(html);
}

/* ---- break-even of behaviour ---- */

static void behaviour_of(sen_html *html, int32_t s)
{
    static const char *const labels[] = {"None of the change happens", "Half of it", "All of it"};
    static const char *const heads[] = {"If", "Known unmet need less A's (95 % interval)"};
    const sen_headline *const headline = html->headlines + s;
    const sen_difference *of[3] = {NULL, NULL, &headline->difference};
    sen_svg_row rows[3];
    sen_text title, description;
    for (int32_t v = 0, found = 0; v < html->view->n && found < 2; v++)
        if (html->view->variant_of[v] == s)
            of[found++] = &html->headlines[v].difference;
    sen_text_init(&title);
    sen_text_init(&description);
    sen_text_addf(&title, "%s less A by how much of the change in behaviour happens",
                  sen_html_letter(s));
    for (int32_t i = 0; i < 3; i++) {
        rows[i] = difference_row(html, labels[i], of[i]);
        sen_text_addf(&description, "%s%s: %s.", i == 0 ? "" : " ", labels[i], rows[i].words);
    }
    sen_html_beside(html);
    const sen_svg_head head =
        sen_html_figure(html, sen_text_string(&title), sen_text_string(&description));
    const sen_svg_chart chart = {
        .head = head, .unit = "Fewer with known unmet need to the left", .rows = rows, .n = 3};
    sen_svg_differences(html->out, &chart);
    sen_html_figure_end(html);
    sen_html_beside_table(html);
    sen_html_table(html, sen_text_string(&title), heads, 2);
    for (int32_t i = 0; i < 3; i++) {
        sen_html_row(html, labels[i]);
        sen_html_cell(html, rows[i].words);
        sen_html_row_end(html);
    }
    sen_html_table_end(html);
    sen_html_beside_end(html);
    sen_text_clear(&title);
    sen_text_clear(&description);
}

void sen_html_behaviour(sen_html *html)
{
    bool any = false;
    for (int32_t s = 1; s < html->shown; s++) {
        const sen_headline *const headline = html->headlines + s;
        const sen_model *const model = html->view->models[s];
        if (!headline->has_variants)
            continue;
        if (!any)
            sen_html_paragraph(html, "Each scenario that assumes a change in behaviour was also "
                                     "run with half of it and with none. It wins from the least "
                                     "effect on at which the whole interval is on the better "
                                     "side. Judged by known unmet need over the kinds of help "
                                     "that the scenario names, a child once for each kind.");
        any = true;
        sen_text_empty(&html->words);
        sen_text_addf(&html->words, "%s: %s", sen_html_letter(s),
                      model->title != NULL ? model->title : model->id);
        sen_html_heading(html, 3, sen_text_string(&html->words));
        sen_text_empty(&html->words);
        if (!headline->wins)
            sen_text_add(&html->words, "It does not win, even if all of the change happens.");
        else if (headline->least_effect <= 0.0)
            sen_text_add(&html->words, "It wins even if none of the change happens.");
        else
            sen_text_addf(&html->words, "It wins if at least %.0f %% of the change happens.",
                          100.0 * headline->least_effect);
        sen_html_paragraph(html, sen_text_string(&html->words));
        behaviour_of(html, s);
    }
    if (!any)
        sen_html_paragraph(html, "No scenario here assumes that people will behave differently.");
}

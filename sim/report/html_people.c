/* SPDX-License-Identifier: MIT */
/* Who is behind the averages: gaps between groups, and needs and ages that nobody serves. */
#include <math.h>
#include <string.h>

#include "model/coverage.h"
#include "report/group_names.h"
#include "report/html.h"
#include "report/not_known.h"
#include "report/terminal.h"

/* ---- groups ---- */

enum { GAPS_DRAWN = 12, GAPS_TOLD = 24 };

static const char *gap_name(sen_html *html, const sen_gap *gap)
{
    const sen_model *const model = html->view->models[0];
    const char *const type = gap->figure->key[SEN_KEY_GROUP1_TYPE];
    sen_text_empty(&html->words);
    sen_text_addf(&html->words, "%s: %s%s", sen_html_kind(html, gap->figure->key[SEN_KEY_CATEGORY]),
                  strcmp(type, "age_band") == 0 ? "aged " : "",
                  sen_group_title(model, type, gap->figure->key[SEN_KEY_GROUP1]));
    return sen_html_keep(html, sen_text_string(&html->words));
}

/* "+12 (+9 to +15)", percentage points */
static const char *say_gap(sen_html *html, const sen_difference *d)
{
    sen_text_empty(&html->words);
    sen_terminal_number(&html->words, 100.0 * d->mean, true);
    if (d->has_error) {
        sen_text_add(&html->words, " (");
        sen_terminal_number(&html->words, 100.0 * d->mc_lower_95, true);
        sen_text_add(&html->words, " to ");
        sen_terminal_number(&html->words, 100.0 * d->mc_upper_95, true);
        sen_text_add(&html->words, ")");
    }
    return sen_html_keep(html, sen_text_string(&html->words));
}

static void draw_gaps(sen_html *html, int32_t n)
{
    sen_svg_row rows[GAPS_DRAWN];
    sen_text description;
    sen_text_init(&description);
    sen_text_add(&description, "A dot for each gap in percentage points, a thick bar for its 95 % "
                               "interval.");
    for (int32_t g = 0; g < n; g++) {
        const sen_gap *const gap = html->page->gaps.gaps + g;
        rows[g] = (sen_svg_row){.label = gap_name(html, gap),
                                .value = 100.0 * gap->gap.mean,
                                .low = gap->gap.has_error ? 100.0 * gap->gap.mc_lower_95 : NAN,
                                .high = gap->gap.has_error ? 100.0 * gap->gap.mc_upper_95 : NAN,
                                .lowest = NAN,
                                .highest = NAN,
                                .tone = 1,
                                .words = say_gap(html, &gap->gap)};
        sen_text_addf(&description, " %s: %s.", rows[g].label, rows[g].words);
    }
    const sen_svg_head head =
        sen_html_figure(html, "Share with known unmet need, less that of all other groups",
                        sen_text_string(&description));
    const sen_svg_chart chart = {.head = head,
                                 .unit = "Percentage points: worse off than others to the right",
                                 .rows = rows,
                                 .n = n};
    sen_svg_differences(html->out, &chart);
    sen_html_figure_end(html);
    html->out->failed = html->out->failed || !sen_text_is_well(&description);
    sen_text_clear(&description);
}

static void gaps_table(sen_html *html, int32_t n)
{
    static const char *const heads[] = {"Kind of help and group", "Need it", "Known unmet, %",
                                        "In other groups, %", "Gap, points (95 % interval)"};
    sen_html_table(html, "The greatest gaps in A, by the children they stand for", heads, 5);
    for (int32_t g = 0; g < n; g++) {
        const sen_gap *const gap = html->page->gaps.gaps + g;
        sen_html_row(html, gap_name(html, gap));
        sen_html_number(html, gap->children, true, false);
        sen_html_number(html, 100.0 * gap->share.mean, true, false);
        sen_html_number(html, 100.0 * gap->others.mean, true, false);
        sen_html_cell(html, say_gap(html, &gap->gap));
        sen_html_row_end(html);
    }
    sen_html_table_end(html);
}

/* Groups that the scenario declares and of which it knows nothing. */
static void say_no_information(sen_html *html)
{
    sen_text_empty(&html->words);
    sen_not_known_groups(&html->words, html->view->models[0]);
    if (html->words.length > 0)
        sen_html_paragraph(html, sen_text_string(&html->words));
}

void sen_html_groups(sen_html *html)
{
    const sen_gaps *const gaps = &html->page->gaps;
    const sen_screen *const screen = html->screen;
    const sen_period *const year =
        html->view->plans->periods[screen->money_type] + screen->money_period;
    const int32_t beyond = gaps->n_beyond;
    if (beyond > 0) {
        sen_text_empty(&html->words);
        sen_text_add(&html->words, "In A on ");
        sen_screen_date(&html->words, html->view->models[0], year->to_day - 1);
        sen_text_addf(&html->words,
                      ": of those in a group who need a kind of help, the share whose need is "
                      "known and not met, less the same share of all others. Groups that are "
                      "worse off, first those that stand for most children, of %d gaps beyond "
                      "chance. A gap shows a difference, not its "
                      "cause: a service may stop at an age.",
                      (int)beyond);
        sen_html_paragraph(html, sen_text_string(&html->words));
        sen_html_beside(html);
        draw_gaps(html, beyond < GAPS_DRAWN ? beyond : GAPS_DRAWN);
        sen_html_beside_table(html);
        gaps_table(html, beyond < GAPS_TOLD ? beyond : GAPS_TOLD);
        sen_html_beside_end(html);
    } else {
        sen_html_paragraph(html, gaps->n > 0 ? "No gap between groups is beyond chance."
                                             : "The scenario asks for no breakdown by group.");
    }
    say_no_information(html);
}

/* ---- coverage ---- */

enum { MOST_LABELS = 64, LABEL_BYTES = 4 };

static const char *need_title(const sen_need *need)
{
    return need->title != NULL && need->title[0] != '\0' ? need->title : need->id;
}

static void draw_coverage(sen_html *html, const int32_t *needs, int32_t n)
{
    static const char *const ages[SEN_AGES] = {"0", "",   "",   "", "", "5", "",   "",  "",
                                               "",  "10", "",   "", "", "",  "15", "",  "",
                                               "",  "",   "20", "", "", "",  "",   "25"};
    const sen_model *const model = html->view->models[0];
    const char *labels[MOST_LABELS];
    double *const shares = sen_html_values(html, n * SEN_AGES);
    if (shares == NULL)
        return;
    for (int32_t r = 0; r < n; r++) {
        labels[r] = need_title(model->needs + needs[r]);
        for (int32_t age = 0; age < SEN_AGES; age++) {
            const double share = sen_coverage_gap_share(model, needs[r], age, NULL);
            shares[r * SEN_AGES + age] = share < 0.0 ? NAN : share;
        }
    }
    const sen_svg_head head = sen_html_figure(
        html, "Needs and ages without a service",
        "Heat map, a row a need, a column a year of age. White: each kind of help has a service. "
        "Light with a stroke: some have none. Dark: none has one. No cell: the need causes no kind "
        "of help at this age. The table has the ages.");
    const sen_svg_map map = {.head = head,
                             .row_labels = labels,
                             .column_labels = ages,
                             .shares = shares,
                             .rows = n,
                             .columns = SEN_AGES,
                             .columns_unit = "Age in years"};
    sen_svg_heat(html->out, &map);
    sen_html_figure_end(html);
}

/* Ages of a kind and need without a service, as spans: "0 to 4, 18 to 25". */
static bool say_gaps(sen_text *words, const sen_model *model, int32_t kind, const sen_cause *cause)
{
    const sen_kind *const x = model->kinds + kind;
    bool any = false;
    for (int32_t age = x->from_age; age < x->to_age; age++) {
        if (!sen_coverage_gap(model, kind, cause, age))
            continue;
        const int32_t from = age;
        while (age < x->to_age && sen_coverage_gap(model, kind, cause, age))
            age++;
        sen_text_add(words, any ? ", " : "");
        sen_text_addf(words, from + 1 == age ? "%d" : "%d to %d", (int)from, (int)age - 1);
        any = true;
    }
    return any;
}

static void coverage_table(sen_html *html)
{
    static const char *const heads[] = {"Need", "Kind of help", "Ages without a service"};
    const sen_model *const model = html->view->models[0];
    sen_html_table(html, "Ages without a service in A", heads, 3);
    for (int32_t need = 0; need < model->n_needs; need++)
        for (int32_t k = 0; k < model->n_kinds; k++)
            for (int32_t c = 0; c < model->kinds[k].n_causes; c++) {
                const sen_cause *const cause = model->kinds[k].causes + c;
                sen_text_empty(&html->words);
                if (cause->need != need || !say_gaps(&html->words, model, k, cause))
                    continue;
                sen_html_row(html, need_title(model->needs + need));
                const char *const ages = sen_html_keep(html, sen_text_string(&html->words));
                sen_html_cell(html, sen_html_kind(html, model->kinds[k].id));
                sen_html_cell(html, ages);
                sen_html_row_end(html);
            }
    sen_html_table_end(html);
}

void sen_html_coverage(sen_html *html)
{
    const sen_model *const model = html->view->models[0];
    int32_t needs[MOST_LABELS], n = 0;
    bool any = false;
    for (int32_t need = 0; need < model->n_needs && n < MOST_LABELS; need++) {
        bool caused = false;
        for (int32_t age = 0; age < SEN_AGES; age++) {
            const double share = sen_coverage_gap_share(model, need, age, NULL);
            caused = caused || share >= 0.0;
            any = any || share > 0.0;
        }
        if (caused)
            needs[n++] = need;
    }
    sen_html_paragraph(html, "As commissioned on the first day of A, whoever needs it or not.");
    if (!any) {
        sen_html_paragraph(html, "Every need of the scenario has a service for each kind of help "
                                 "it causes, at every age.");
        return;
    }
    sen_html_beside(html);
    draw_coverage(html, needs, n);
    sen_html_beside_table(html);
    sen_text_add(html->out, "<p>White: each kind of help has a service. Light with a stroke: some "
                            "have none. Dark: none has one.</p>\n<div class=\"words\">\n");
    coverage_table(html);
    sen_text_add(html->out, "</div>\n");
    sen_html_beside_end(html);
}

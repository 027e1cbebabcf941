/* SPDX-License-Identifier: MIT */
/* Who is behind the averages: gaps between groups, and needs and ages that nobody serves. */
#include <math.h>
#include <string.h>

#include "model/coverage.h"
#include "report/html.h"
#include "report/terminal.h"

/* ---- groups ---- */

static bool is_of_group(const sen_figure *figure, int32_t measure, const char *kind,
                        const char *type, const char *group)
{
    return figure->measure == measure && strcmp(figure->key[SEN_KEY_CATEGORY], kind) == 0 &&
           strcmp(figure->key[SEN_KEY_GROUP1_TYPE], type) == 0 &&
           strcmp(figure->key[SEN_KEY_GROUP1], group) == 0;
}

static sen_summary of_group(const sen_html *html, int32_t measure, const char *kind,
                            const char *type, const char *group)
{
    const sen_page *const page = html->page;
    for (int32_t i = page->first[0]; i < page->last[0]; i++)
        if (is_of_group(page->series[i].figure, measure, kind, type, group))
            return page->series[i].summaries[html->screen->money_period];
    return (sen_summary){0};
}

/* A row a kind of help and group that has any of it. */
static int32_t group_table(sen_html *html, const sen_group *group, const char *when)
{
    static const char *const heads[] = {"Kind of help and group", "Need it", "Known unmet", "Range",
                                        "Hidden (estimate)"};
    const sen_model *const model = html->view->models[0];
    int32_t rows = 0;
    sen_text_empty(&html->words);
    sen_text_addf(&html->words, "A by %s, %s", group->title != NULL ? group->title : group->id,
                  when);
    sen_html_table(html, sen_text_string(&html->words), heads, 5);
    for (int32_t k = 0; k < model->n_kinds; k++)
        for (int32_t c = 0; c < group->n_categories; c++) {
            const sen_category *const one = group->categories + c;
            const char *const kind = model->kinds[k].id;
            const sen_summary need =
                of_group(html, SEN_MEASURE_REQUIREMENT_CHILDREN, kind, group->id, one->id);
            const sen_summary known =
                of_group(html, SEN_MEASURE_KNOWN_UNMET_CHILDREN, kind, group->id, one->id);
            const sen_summary hidden =
                of_group(html, SEN_MEASURE_HIDDEN_UNMET_CHILDREN, kind, group->id, one->id);
            if (need.n == 0)
                continue;
            sen_text_empty(&html->words);
            sen_text_addf(&html->words, "%s: %s", sen_html_kind(html, kind),
                          one->title != NULL ? one->title : one->id);
            sen_html_row(html, sen_text_string(&html->words));
            sen_html_number(html, need.mean, true, false);
            sen_html_number(html, known.mean, known.n > 0, false);
            sen_html_range(html, known.p05, known.p95, known.n > 0);
            sen_html_number(html, hidden.mean, hidden.n > 0, false);
            sen_html_row_end(html);
            rows++;
        }
    sen_html_table_end(html);
    return rows;
}

void sen_html_groups(sen_html *html)
{
    const sen_model *const model = html->view->models[0];
    const sen_screen *const screen = html->screen;
    const sen_period *const year =
        html->view->plans->periods[screen->money_type] + screen->money_period;
    sen_text_empty(&html->words);
    sen_text_add(&html->words, "on ");
    sen_screen_date(&html->words, model, year->to_day - 1);
    const char *const when = sen_html_keep(html, sen_text_string(&html->words));
    bool any = false;
    for (int32_t g = 0; g < model->n_groups; g++) {
        const sen_group *const group = model->groups + g;
        sen_html_heading(html, 3, group->title != NULL ? group->title : group->id);
        if (!group->differs)
            sen_html_paragraph(html, "No local information: no number of the scenario differs by "
                                     "this group, so a breakdown would only repeat its shares.");
        else if (group_table(html, group, when) == 0)
            sen_html_paragraph(html, "The scenario does not ask for a breakdown by this group.");
        any = any || group->differs;
    }
    if (model->n_groups == 0)
        sen_html_paragraph(html, "No local information: the scenario declares no groups.");
    else if (!any)
        sen_html_paragraph(html, "That no gap is shown does not mean that there is none.");
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

/* SPDX-License-Identifier: MIT */
/* Known and hidden need over time, and why it is not met. */
#include <math.h>
#include <string.h>

#include "report/html.h"
#include "report/svg.h"
#include "report/terminal.h"

#define CHILDREN_UNIT "Children at the end of the month"

enum { KINDS_DRAWN = 10, MOST_KINDS = 64, CAUSES_DRAWN = 4, MOST_DAYS = 12 };

/* Short words for the ends of lines and the rows of the table, in the order of sen_state. */
static const struct {
    const char *label, *words;
    bool known; /* a cause of known unmet need */
} states[SEN_STATES] = {
    [SEN_MET] = {"met", "met", false},
    [SEN_MET_ELSEWHERE] = {"elsewhere", "met elsewhere", false},
    [SEN_PART_MET] = {"part met", "met in part: fewer hours than assessed", true},
    [SEN_WAITING_FUNDING] = {"funding", "waiting for a panel or for who pays", true},
    [SEN_FUNDED_NO_SUPPLY] = {"no supply", "funded, nobody to provide", true},
    [SEN_WAITING] = {"waiting", "waiting on a list", true},
    [SEN_REFUSED] = {"refused", "refused", true},
    [SEN_LEFT_LIST] = {"left list", "left the list", true},
    [SEN_OFFER_UNSUITABLE] = {"unsuitable", "offered what the child cannot use", true},
    [SEN_NOT_WANTED] = {"not wanted", "offered and not wanted (counts as neither)", false},
    [SEN_LOST_AT_TRANSITION] = {"lost at age", "lost at an age limit", true},
    [SEN_UNNOTICED] = {"hidden", "hidden: no agency has identified it", false},
    [SEN_NO_SERVICE] = {"no service", "nothing commissioned", true},
    [SEN_NOT_REFERRED] = {"not referred", "known, not referred to this help", true},
};

static const sen_page_series *of_kind(const sen_html *html, sen_period_type type, int32_t measure,
                                      const char *kind)
{
    return sen_page_find(html->page, 0, type, measure, NULL, NULL, kind);
}

/* Kinds of help of A by known unmet need at the end, greatest first. */
static int32_t rank_kinds(const sen_html *html, const char *ids[MOST_KINDS])
{
    const sen_model *const model = html->view->models[0];
    double weights[MOST_KINDS];
    int32_t n = 0;
    for (int32_t k = 0; k < model->n_kinds && n < MOST_KINDS; k++) {
        const sen_summary last = sen_page_last(
            of_kind(html, SEN_PERIOD_MONTH, SEN_MEASURE_KNOWN_UNMET_CHILDREN, model->kinds[k].id));
        int32_t at = n++;
        for (; at > 0 && weights[at - 1] < last.mean; at--) {
            weights[at] = weights[at - 1];
            ids[at] = ids[at - 1];
        }
        weights[at] = last.mean;
        ids[at] = model->kinds[k].id;
    }
    return n;
}

/* The causes that weigh most at the end. */
static int32_t pick_causes(const sen_html *html, const char *kind, int32_t *picked)
{
    double weights[SEN_STATES];
    int32_t n = 0;
    for (int32_t state = 0; state < SEN_STATES; state++) {
        const sen_summary last =
            sen_page_last(of_kind(html, SEN_PERIOD_MONTH, SEN_MEASURE_CHILDREN(state), kind));
        if (!states[state].known || last.n == 0 || last.mean < 0.5)
            continue;
        int32_t at = n++;
        for (; at > 0 && weights[at - 1] < last.mean; at--) {
            weights[at] = weights[at - 1];
            picked[at] = picked[at - 1];
        }
        weights[at] = last.mean;
        picked[at] = state;
    }
    return n < CAUSES_DRAWN ? n : CAUSES_DRAWN;
}

/* A line of a kind; false for want of memory. */
static bool line_of(sen_html *html, sen_svg_line *line, const sen_page_series *series,
                    const char *label, int32_t months, bool fan, sen_text *description)
{
    double *const middle = sen_html_values(html, months);
    double *const low = fan ? sen_html_values(html, months) : NULL;
    double *const high = fan ? sen_html_values(html, months) : NULL;
    if (middle == NULL || (fan && (low == NULL || high == NULL)))
        return false;
    sen_html_column(series, middle, low, high);
    *line = (sen_svg_line){label, middle, low, high};
    sen_html_say_end(description, label, series);
    return true;
}

static void draw_totals(sen_html *html, const char *kind)
{
    sen_svg_line lines[2];
    sen_text title, description;
    const int32_t months = html->view->plans->n_periods[SEN_PERIOD_MONTH];
    sen_text_init(&title);
    sen_text_init(&description);
    sen_text_addf(&title, "Known and hidden need: %s", sen_html_kind(html, kind));
    sen_text_add(&description, "Line chart by month, each line with its range.");
    if (line_of(html, lines,
                of_kind(html, SEN_PERIOD_MONTH, SEN_MEASURE_KNOWN_UNMET_CHILDREN, kind), "known",
                months, true, &description) &&
        line_of(html, lines + 1,
                of_kind(html, SEN_PERIOD_MONTH, SEN_MEASURE_HIDDEN_UNMET_CHILDREN, kind), "hidden",
                months, true, &description))
        sen_html_month_lines(html, CHILDREN_UNIT, sen_text_string(&title),
                             sen_text_string(&description), lines, 2);
    sen_text_clear(&title);
    sen_text_clear(&description);
}

static void draw_causes(sen_html *html, const char *kind, const int32_t *picked, int32_t n)
{
    sen_svg_line lines[CAUSES_DRAWN];
    sen_text title, description;
    const int32_t months = html->view->plans->n_periods[SEN_PERIOD_MONTH];
    bool well = n > 0;
    sen_text_init(&title);
    sen_text_init(&description);
    sen_text_addf(&title, "Why known need is not met: %s", sen_html_kind(html, kind));
    sen_text_add(&description, "Line chart by month of the causes that weigh most at the end.");
    for (int32_t i = 0; i < n && well; i++)
        well = line_of(html, lines + i,
                       of_kind(html, SEN_PERIOD_MONTH, SEN_MEASURE_CHILDREN(picked[i]), kind),
                       states[picked[i]].label, months, false, &description);
    if (well)
        sen_html_month_lines(html, CHILDREN_UNIT, sen_text_string(&title),
                             sen_text_string(&description), lines, n);
    sen_text_clear(&title);
    sen_text_clear(&description);
}

/* ---- the table ---- */

static void add_cells(sen_html *html, const char *name, const sen_page_series *series)
{
    bool any = false;
    for (int32_t p = 0; series != NULL && p < series->n; p++)
        any = any || (series->summaries[p].n > 0 && series->summaries[p].mean >= 0.05);
    if (!any)
        return;
    sen_html_row(html, name);
    for (int32_t p = 0; p < series->n && p < MOST_DAYS; p++)
        sen_html_number(html, series->summaries[p].mean, series->summaries[p].n > 0, false);
    sen_html_row_end(html);
}

static void kind_table(sen_html *html, const char *kind)
{
    const sen_plan *const plan = html->view->plans;
    const char *heads[1 + MOST_DAYS] = {"State"};
    int32_t n = 0;
    for (; n < plan->n_periods[SEN_PERIOD_CENSUS_DAY] && n < MOST_DAYS; n++) {
        sen_text_empty(&html->words);
        sen_html_short_date(&html->words, plan->model,
                            plan->periods[SEN_PERIOD_CENSUS_DAY][n].from_day);
        heads[1 + n] = sen_html_keep(html, sen_text_string(&html->words));
    }
    sen_text_empty(&html->words);
    sen_text_addf(&html->words, "Children by state in A: %s", sen_html_kind(html, kind));
    sen_html_table(html, sen_text_string(&html->words), heads, 1 + n);
    add_cells(html, "Need this help",
              of_kind(html, SEN_PERIOD_CENSUS_DAY, SEN_MEASURE_REQUIREMENT_CHILDREN, kind));
    add_cells(html, "Known unmet need",
              of_kind(html, SEN_PERIOD_CENSUS_DAY, SEN_MEASURE_KNOWN_UNMET_CHILDREN, kind));
    for (int32_t known = 1; known >= 0; known--)
        for (int32_t state = 0; state < SEN_STATES; state++)
            if (states[state].known == (known == 1))
                add_cells(html, states[state].words,
                          of_kind(html, SEN_PERIOD_CENSUS_DAY, SEN_MEASURE_CHILDREN(state), kind));
    sen_html_table_end(html);
}

void sen_html_unmet(sen_html *html)
{
    const char *ids[MOST_KINDS];
    const int32_t n = rank_kinds(html, ids);
    sen_html_paragraph(html, "For A. Known unmet need has been seen by somebody; hidden need is an "
                             "estimate of what no agency has identified. They are never added up. "
                             "A cause is drawn if it is among the four that weigh most at the end; "
                             "the table has all.");
    for (int32_t k = 0; k < n && k < KINDS_DRAWN; k++) {
        int32_t picked[SEN_STATES];
        const int32_t causes = pick_causes(html, ids[k], picked);
        sen_html_heading(html, 3, sen_html_kind(html, ids[k]));
        sen_html_beside(html);
        draw_totals(html, ids[k]);
        draw_causes(html, ids[k], picked, causes);
        sen_html_beside_table(html);
        kind_table(html, ids[k]);
        sen_html_beside_end(html);
    }
}

/* SPDX-License-Identifier: MIT */
/* Who gains and who loses by a scenario: partners by what they pay, children by kind of help and by
 * group. Only what is beyond chance; of kinds of help, only what matters. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/group_names.h"
#include "report/html.h"
#include "report/terminal.h"

enum { MOST_GROUPS = 16, MOST_SERIES = 512, LEAST_POUNDS = 500 };

/* "council +123, schools +107"; false where nothing is said. signs: +1 those who pay more. */
static bool say_partners(sen_html *html, int32_t s, int32_t sign)
{
    const sen_screen *const screen = html->screen;
    bool any = false;
    for (int32_t i = 0; i < screen->n[SEN_BLOCK_COST]; i++) {
        const sen_screen_line *const line = screen->lines[SEN_BLOCK_COST] + i;
        const sen_difference *const d = line->differences + s;
        if (line->id[0] == '\0' || d->n == 0 || !sen_beyond_chance(d) ||
            d->mean * sign < LEAST_POUNDS)
            continue;
        sen_text_add(&html->words, any ? ", " : sign > 0 ? " Pays more: " : " Pays less: ");
        sen_text_addf(&html->words, "%s ", line->label);
        sen_terminal_number(&html->words, d->mean / 1000.0, true);
        any = true;
    }
    if (any)
        sen_text_add(&html->words, " thousand pounds a year.");
    return any;
}

/* "SEMH key worker -64, CAMHS -7": kinds of help whose known unmet need changes so, by what
 * matters. */
static bool say_kinds(sen_html *html, int32_t s, sen_change change, const char *lead)
{
    const sen_screen *const screen = html->screen;
    bool any = false;
    for (int32_t i = 0; i < screen->n[SEN_BLOCK_KNOWN]; i++) {
        const sen_screen_line *const line = screen->lines[SEN_BLOCK_KNOWN] + i;
        if (sen_screen_change(screen, line, s) != change ||
            fabs(line->differences[s].mean) < html->view->models[s]->report.smallest_that_matters)
            continue;
        sen_text_add(&html->words, any ? ", " : lead);
        sen_text_addf(&html->words, "%s ", line->label);
        sen_terminal_number(&html->words, line->differences[s].mean, true);
        any = true;
    }
    if (any)
        sen_text_add(&html->words, ".");
    return any;
}

/* ---- groups ---- */

typedef struct {
    const sen_figure *figure;
    const sen_difference *difference;
} gain;

/* Greatest first; in the order of the rows where two are alike. */
static int compare_gains(const void *a, const void *b)
{
    const gain *const left = a, *const right = b;
    const double l = fabs(left->difference->mean), r = fabs(right->difference->mean);
    if (l != r)
        return l > r ? -1 : 1;
    return sen_figure_compare(left->figure, right->figure);
}

static int32_t collect_groups(const sen_html *html, int32_t s, gain *gains)
{
    const sen_page *const page = html->page;
    const int32_t period = html->screen->money_period;
    int32_t n = 0;
    for (int32_t i = page->first[s]; i < page->last[s] && n < MOST_SERIES; i++) {
        const sen_page_series *const series = page->series + i;
        if (series->figure->key[SEN_KEY_GROUP1][0] == '\0' || series->differences == NULL ||
            period >= series->n || series->differences[period].n == 0 ||
            !sen_beyond_chance(series->differences + period))
            continue;
        gains[n++] = (gain){series->figure, series->differences + period};
    }
    qsort(gains, (size_t)n, sizeof *gains, compare_gains);
    return n;
}

static void groups_table(sen_html *html, int32_t s, const gain *gains, int32_t n)
{
    static const char *const heads[] = {"Kind of help and group of children",
                                        "Known unmet need less A's (95 % interval)"};
    const sen_model *const model = html->view->models[0];
    const sen_period *const year =
        html->view->plans->periods[html->screen->money_type] + html->screen->money_period;
    sen_text_empty(&html->words);
    sen_text_addf(&html->words, "%s: groups that gain (-) and lose (+) most, on ",
                  sen_html_letter(s));
    sen_screen_date(&html->words, model, year->to_day - 1);
    sen_html_table(html, sen_text_string(&html->words), heads, 2);
    for (int32_t g = 0; g < n; g++) {
        const char *const *const key = gains[g].figure->key;
        const sen_difference *const d = gains[g].difference;
        sen_text_empty(&html->words);
        sen_text_addf(&html->words, "%s: %s%s", sen_html_kind(html, key[SEN_KEY_CATEGORY]),
                      strcmp(key[SEN_KEY_GROUP1_TYPE], "age_band") == 0 ? "aged " : "",
                      sen_group_title(model, key[SEN_KEY_GROUP1_TYPE], key[SEN_KEY_GROUP1]));
        sen_html_row(html, sen_text_string(&html->words));
        sen_text_empty(&html->words);
        sen_terminal_number(&html->words, d->mean, true);
        sen_text_add(&html->words, " (");
        sen_terminal_number(&html->words, d->mc_lower_95, true);
        sen_text_add(&html->words, " to ");
        sen_terminal_number(&html->words, d->mc_upper_95, true);
        sen_text_add(&html->words, ")");
        sen_html_cell(html, sen_text_string(&html->words));
        sen_html_row_end(html);
    }
    sen_html_table_end(html);
}

void sen_html_gains(sen_html *html, int32_t s)
{
    gain gains[MOST_SERIES];
    const int32_t n = collect_groups(html, s, gains);
    sen_text_empty(&html->words);
    sen_text_addf(&html->words, "Who gains and who loses by %s, beyond chance and by what matters.",
                  sen_html_letter(s));
    bool any = say_partners(html, s, +1);
    any |= say_partners(html, s, -1);
    any |= say_kinds(html, s, SEN_CHANGE_LESS, " Fewer children go without: ");
    any |= say_kinds(html, s, SEN_CHANGE_MORE, " More children go without: ");
    any |= say_kinds(html, s, SEN_CHANGE_FOUND, " More are found and wait: ");
    any |= say_kinds(html, s, SEN_CHANGE_HIDDEN, " Fewer are found: ");
    if (!any)
        sen_text_add(&html->words, " Nobody that this run can tell.");
    sen_html_paragraph(html, sen_text_string(&html->words));
    if (n > 0)
        groups_table(html, s, gains, n < MOST_GROUPS ? n : MOST_GROUPS);
}

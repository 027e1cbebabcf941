/* SPDX-License-Identifier: MIT */
/* Waiting lists over time, and each service's stages with the time they took. */
#include <math.h>
#include <string.h>

#include "base/date.h"
#include "report/html.h"
#include "report/svg.h"
#include "report/terminal.h"

enum { MOST_LISTS = 10, MOST_IDS = 256, MOST_MARKS = 16, OTHERS_DRAWN = 3 };

/* ---- the time axis ---- */

/* Marks of the time axis: years, or days of a plain clock; ticks has room for `most`. How many. */
static int32_t marks(sen_html *html, sen_svg_tick *ticks, int32_t most)
{
    const sen_model *const model = html->view->models[0];
    int32_t n = 0;
    if (model->plain_clock) {
        for (int32_t i = 0; i <= 4 && n < most; i++) {
            const int32_t day = (int32_t)((int64_t)(model->days - 1) * i / 4);
            sen_text_empty(&html->words);
            sen_text_addf(&html->words, "%d", (int)day);
            ticks[n++] = (sen_svg_tick){day, sen_html_keep(html, sen_text_string(&html->words))};
        }
        return n;
    }
    const int32_t from = sen_civil_of(model->start_date).year;
    const int32_t to = sen_civil_of(model->start_date + model->days - 1).year;
    const int32_t step = (to - from - 1) / 6 + 1;
    for (int32_t year = from + 1; year <= to && n < most; year += step) {
        sen_text_empty(&html->words);
        sen_text_addf(&html->words, "%d", (int)year);
        ticks[n++] = (sen_svg_tick){sen_day_of(year, 1, 1) - model->start_date,
                                    sen_html_keep(html, sen_text_string(&html->words))};
    }
    return n;
}

void sen_html_short_date(sen_text *text, const sen_model *model, int32_t day)
{
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    if (model->plain_clock) {
        sen_text_addf(text, "day %d", (int)day);
        return;
    }
    const sen_civil civil = sen_civil_of(model->start_date + day);
    sen_text_addf(text, "%d %s %d", (int)civil.day, months[civil.month - 1], (int)civil.year);
}

void sen_html_month_lines(sen_html *html, const char *unit, const char *title,
                          const char *description, const sen_svg_line *lines, int32_t n)
{
    const sen_plan *const plan = html->view->plans;
    const int32_t months = plan->n_periods[SEN_PERIOD_MONTH];
    double *const days = sen_html_values(html, months);
    sen_svg_tick ticks[MOST_MARKS];
    if (days == NULL)
        return;
    for (int32_t p = 0; p < months; p++)
        days[p] = plan->periods[SEN_PERIOD_MONTH][p].to_day - 1;
    const sen_svg_plot plot = {.head = sen_html_figure(html, title, description),
                               .unit = unit,
                               .x = days,
                               .n = months,
                               .lines = lines,
                               .n_lines = n,
                               .ticks = ticks,
                               .n_ticks = marks(html, ticks, MOST_MARKS)};
    sen_svg_lines(html->out, &plot);
    sen_html_figure_end(html);
}

/* "A ends at 350, in 9 of 10 replicates 310 to 390." */
void sen_html_say_end(sen_text *words, const char *label, const sen_page_series *series)
{
    const sen_summary last = sen_page_last(series);
    if (last.n == 0)
        return;
    sen_text_addf(words, " %s ends at ", label);
    sen_terminal_number(words, last.mean, false);
    sen_text_add(words, ", in 9 of 10 replicates ");
    sen_terminal_number(words, last.p05, false);
    sen_text_add(words, " to ");
    sen_terminal_number(words, last.p95, false);
    sen_text_add(words, ".");
}

/* ---- which services ---- */

int32_t sen_html_services(const sen_html *html, const char **ids, int32_t most)
{
    int32_t n = 0;
    for (int32_t s = 0; s < html->shown; s++) {
        const sen_model *const model = html->view->models[s];
        for (int32_t i = 0; i < model->n_services && n < most; i++) {
            bool told = false;
            for (int32_t j = 0; j < n && !told; j++)
                told = strcmp(ids[j], model->rules[0].services[i].id) == 0;
            if (!told)
                ids[n++] = model->rules[0].services[i].id;
        }
    }
    return n;
}

static const sen_page_series *list_of(const sen_html *html, int32_t s, const char *service,
                                      sen_period_type type)
{
    return sen_page_find(html->page, s, type, SEN_MEASURE_LIST_SIZE, service, NULL, NULL);
}

/* The longest list at the end in any of the first so many scenarios. */
static double weight_of(const sen_html *html, const char *service, int32_t scenarios)
{
    double most = 0.0;
    for (int32_t s = 0; s < scenarios; s++) {
        const sen_summary last = sen_page_last(list_of(html, s, service, SEN_PERIOD_MONTH));
        most = last.n > 0 && last.mean > most ? last.mean : most;
    }
    return most;
}

static void sort_by_weight(const sen_html *html, const char **ids, int32_t n, int32_t scenarios)
{
    for (int32_t i = 1; i < n; i++) {
        const char *const id = ids[i];
        const double weight = weight_of(html, id, scenarios);
        int32_t at = i;
        for (; at > 0 && weight_of(html, ids[at - 1], scenarios) < weight; at--)
            ids[at] = ids[at - 1];
        ids[at] = id;
    }
}

/* The scenarios whose list on the last day differs from A's beyond chance, most first; A first. */
static int32_t pick_scenarios(const sen_html *html, const char *service, int32_t *picked)
{
    double sizes[SEN_SHOWN_SCENARIOS];
    int32_t n = 0;
    if (list_of(html, 0, service, SEN_PERIOD_MONTH) != NULL) {
        sizes[0] = INFINITY;
        picked[n++] = 0;
    }
    for (int32_t s = 1; s < html->shown; s++) {
        const sen_page_series *const series = list_of(html, s, service, SEN_PERIOD_CENSUS_DAY);
        if (series == NULL)
            continue;
        const sen_difference *const d = series->differences + series->n - 1;
        const bool new_list = list_of(html, 0, service, SEN_PERIOD_MONTH) == NULL;
        if (!new_list && !sen_beyond_chance(d))
            continue;
        const double size = new_list ? sen_page_last(series).mean : fabs(d->mean);
        int32_t at = n++;
        for (; at > 0 && sizes[at - 1] < size; at--) {
            sizes[at] = sizes[at - 1];
            picked[at] = picked[at - 1];
        }
        sizes[at] = size;
        picked[at] = s;
    }
    return n < 1 + OTHERS_DRAWN ? n : 1 + OTHERS_DRAWN;
}

/* ---- one list ---- */

static void draw_list(sen_html *html, const char *service, const int32_t *picked, int32_t n)
{
    sen_svg_line lines[1 + OTHERS_DRAWN];
    const int32_t months = html->view->plans->n_periods[SEN_PERIOD_MONTH];
    sen_text title, description;
    sen_text_init(&title);
    sen_text_init(&description);
    sen_text_addf(&title, "Waiting for: %s", sen_html_service(html, service));
    sen_text_add(&description, "Line chart by month.");
    for (int32_t i = 0; i < n; i++) {
        const sen_page_series *const series = list_of(html, picked[i], service, SEN_PERIOD_MONTH);
        double *const middle = sen_html_values(html, months);
        double *const low = i == 0 ? sen_html_values(html, months) : NULL;
        double *const high = i == 0 ? sen_html_values(html, months) : NULL;
        if (middle == NULL || (i == 0 && (low == NULL || high == NULL)))
            goto out;
        sen_html_column(series, middle, low, high);
        lines[i] = (sen_svg_line){sen_html_letter(picked[i]), middle, low, high};
        sen_html_say_end(&description, sen_html_letter(picked[i]), series);
    }
    sen_html_month_lines(html, "Referrals waiting at the end of the month", sen_text_string(&title),
                         sen_text_string(&description), lines, n);
out:
    sen_text_clear(&title);
    sen_text_clear(&description);
}

static void list_table(sen_html *html, const char *service, const int32_t *picked, int32_t n)
{
    const char *heads[3 + OTHERS_DRAWN] = {"On"};
    int32_t n_heads = 1;
    const sen_page_series *of[1 + OTHERS_DRAWN];
    for (int32_t i = 0; i < n; i++) {
        of[i] = list_of(html, picked[i], service, SEN_PERIOD_CENSUS_DAY);
        heads[n_heads++] = sen_html_letter(picked[i]);
        if (i > 0)
            continue;
        sen_text_empty(&html->words);
        sen_text_addf(&html->words, "Range of %s", sen_html_letter(picked[i]));
        heads[n_heads++] = sen_html_keep(html, sen_text_string(&html->words));
    }
    sen_text_empty(&html->words);
    sen_text_addf(&html->words, "Waiting: %s", sen_html_service(html, service));
    sen_html_table(html, sen_text_string(&html->words), heads, n_heads);
    const sen_plan *const plan = html->view->plans;
    for (int32_t p = 0; p < plan->n_periods[SEN_PERIOD_CENSUS_DAY]; p++) {
        sen_text_empty(&html->words);
        sen_screen_date(&html->words, plan->model,
                        plan->periods[SEN_PERIOD_CENSUS_DAY][p].from_day);
        sen_html_row(html, sen_text_string(&html->words));
        for (int32_t i = 0; i < n; i++) {
            const sen_summary none = {0};
            const sen_summary *const x =
                of[i] != NULL && p < of[i]->n ? of[i]->summaries + p : &none;
            sen_html_number(html, x->mean, x->n > 0, false);
            if (i == 0)
                sen_html_range(html, x->p05, x->p95, x->n > 0);
        }
        sen_html_row_end(html);
    }
    sen_html_table_end(html);
}

/* ---- all lists ---- */

static sen_summary last_of(const sen_html *html, int32_t measure, const char *service)
{
    return sen_page_last(
        sen_page_find(html->page, 0, SEN_PERIOD_CENSUS_DAY, measure, service, NULL, NULL));
}

static void waits_table(sen_html *html, const char *const *ids, int32_t n)
{
    static const char *const heads[] = {"Service",
                                        "Waiting",
                                        "Range",
                                        "Median weeks so far",
                                        "92nd percentile, weeks so far",
                                        "Within target, %"};
    sen_text_empty(&html->words);
    sen_text_add(&html->words, "All lists of A on ");
    sen_screen_date(&html->words, html->view->models[0], html->view->models[0]->days - 1);
    sen_html_table(html, sen_text_string(&html->words), heads, 6);
    for (int32_t i = 0; i < n; i++) {
        const sen_summary size = last_of(html, SEN_MEASURE_LIST_SIZE, ids[i]);
        const sen_summary median = last_of(html, SEN_MEASURE_WAIT_MEDIAN_WEEKS, ids[i]);
        const sen_summary p92 = last_of(html, SEN_MEASURE_WAIT_P92_WEEKS, ids[i]);
        const sen_summary within = last_of(html, SEN_MEASURE_WITHIN_TARGET_SHARE, ids[i]);
        if (size.n == 0)
            continue;
        sen_html_row(html, sen_html_service(html, ids[i]));
        sen_html_number(html, size.mean, true, false);
        sen_html_range(html, size.p05, size.p95, true);
        sen_html_number(html, median.mean, median.n > 0, false);
        sen_html_number(html, p92.mean, p92.n > 0, false);
        sen_html_number(html, 100.0 * within.mean, within.n > 0, false);
        sen_html_row_end(html);
    }
    sen_html_table_end(html);
}

void sen_html_lists(sen_html *html)
{
    const char *ids[MOST_IDS];
    const int32_t n = sen_html_services(html, ids, MOST_IDS);
    int32_t drawn = 0;
    sort_by_weight(html, ids, n, html->shown);
    if (html->view->models[0]->report.from_day == 0 && sen_html_has_children(html))
        sen_html_paragraph(html, "Lists begin as they stand on the first day. In the first year "
                                 "they still settle: read no trend from it. Drawn are the longest "
                                 "lists for help; reviews of plans stand in the table below.");
    sen_html_paragraph(html,
                       html->shown > 1
                           ? "Shaded: the range of A. Other scenarios are drawn where their list "
                             "on the last day differs from A's beyond chance, three at most."
                           : "Shaded: in 9 of 10 replicates the list is within it.");
    for (int32_t i = 0; i < n && drawn < MOST_LISTS; i++) {
        int32_t picked[SEN_SHOWN_SCENARIOS];
        const int32_t of = pick_scenarios(html, ids[i], picked);
        if (of == 0 || weight_of(html, ids[i], html->shown) < 0.5 ||
            sen_page_is_review(html->view->models[0], ids[i]))
            continue;
        sen_html_heading(html, 3, sen_html_service(html, ids[i]));
        sen_html_beside(html);
        draw_list(html, ids[i], picked, of);
        sen_html_beside_table(html);
        list_table(html, ids[i], picked, of);
        sen_html_beside_end(html);
        drawn++;
    }
    sort_by_weight(html, ids, n, 1); /* a table of A alone */
    waits_table(html, ids, n);
}

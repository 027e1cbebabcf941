/* SPDX-License-Identifier: MIT */
/* A child's way through the stages of each service, and the time each took. */
#include <math.h>
#include <string.h>

#include "report/html.h"
#include "report/terminal.h"

enum { MOST_STAGES = 32 };

static sen_summary of_stage(const sen_html *html, int32_t type, int32_t period, int32_t measure,
                            const char *service, const char *stage)
{
    const sen_page_series *const series =
        sen_page_find(html->page, 0, type, measure, service, stage, NULL);
    return series == NULL || period >= series->n ? (sen_summary){0} : series->summaries[period];
}

static sen_summary in_year(const sen_html *html, int32_t measure, const sen_service *service,
                           const sen_stage *stage)
{
    return of_stage(html, html->screen->money_type, html->screen->money_period, measure,
                    service->id, stage->id);
}

static const char *title_of(const sen_stage *stage)
{
    return stage->title != NULL && stage->title[0] != '\0' ? stage->title : stage->id;
}

static void stage_row(sen_html *html, const sen_service *service, const sen_stage *stage)
{
    const int32_t last = html->view->plans->n_periods[SEN_PERIOD_CENSUS_DAY] - 1;
    const sen_summary list = of_stage(html, SEN_PERIOD_CENSUS_DAY, last,
                                      SEN_MEASURE_STAGE_LIST_SIZE, service->id, stage->id);
    static const int32_t measures[] = {SEN_MEASURE_STAGE_WAIT_WEEKS, SEN_MEASURE_STAGE_TIME_WEEKS,
                                       SEN_MEASURE_STAGE_JOINED, SEN_MEASURE_STAGE_STARTED,
                                       SEN_MEASURE_STAGE_DONE};
    sen_html_row(html, title_of(stage));
    for (size_t i = 0; i < sizeof measures / sizeof *measures; i++) {
        const sen_summary one = in_year(html, measures[i], service, stage);
        sen_html_number(html, one.mean, one.n > 0, false);
    }
    sen_html_number(html, list.mean, list.n > 0, false);
    sen_html_row_end(html);
}

/* A place or hours are held for years: what counts on the way is when they begin. */
static bool is_held(const sen_stage *stage)
{
    return stage->kind == SEN_STAGE_PLACE || stage->kind == SEN_STAGE_PACKAGE ||
           stage->kind == SEN_STAGE_ROUND;
}

static const char *say_weeks(sen_html *html, const sen_summary *weeks, bool held)
{
    sen_text_empty(&html->words);
    sen_terminal_number(&html->words, weeks->mean, false);
    sen_text_add(&html->words, held ? " until it begins" : "");
    return sen_html_keep(html, sen_text_string(&html->words));
}

/* What a stage takes: weeks until it begins where it is held, else until it is done. */
static sen_summary weeks_of(const sen_html *html, const sen_service *service,
                            const sen_stage *stage)
{
    return in_year(html,
                   is_held(stage) ? SEN_MEASURE_STAGE_WAIT_WEEKS : SEN_MEASURE_STAGE_TIME_WEEKS,
                   service, stage);
}

/* "Longest: Key worker, 37 weeks until it begins": beside the service's name. */
static const char *say_longest(sen_html *html, const sen_service *service)
{
    const sen_stage *longest = NULL;
    sen_summary most = {0};
    for (int32_t i = 0; i < service->n_stages; i++) {
        const sen_summary weeks = weeks_of(html, service, service->stages + i);
        if (weeks.n > 0 && weeks.mean > most.mean) {
            most = weeks;
            longest = service->stages + i;
        }
    }
    sen_text_empty(&html->words);
    if (longest == NULL)
        return "";
    sen_text_addf(&html->words, "Longest: %s, ", title_of(longest));
    sen_terminal_number(&html->words, most.mean, false);
    sen_text_add(&html->words, is_held(longest) ? " weeks until it begins" : " weeks");
    return sen_html_keep(html, sen_text_string(&html->words));
}

/* Bars of the weeks that each stage takes, or why there are none. */
static void draw_times(sen_html *html, const sen_service *service)
{
    sen_svg_row rows[MOST_STAGES];
    sen_text title, description;
    int32_t n = 0;
    double most = 0.0;
    sen_text_init(&title);
    sen_text_init(&description);
    sen_text_addf(&title, "Weeks on the way: %s", sen_html_service(html, service->id));
    sen_text_add(&description, "A bar a stage, in the order of the stages, in weeks.");
    for (int32_t i = 0; i < service->n_stages && n < MOST_STAGES; i++) {
        const sen_stage *const stage = service->stages + i;
        const sen_summary weeks = weeks_of(html, service, stage);
        if (weeks.n == 0)
            continue;
        rows[n] = (sen_svg_row){.label = title_of(stage),
                                .value = weeks.mean,
                                .low = weeks.p05,
                                .high = weeks.p95,
                                .lowest = NAN,
                                .highest = NAN,
                                .words = say_weeks(html, &weeks, is_held(stage))};
        sen_text_addf(&description, " %s: %s.", rows[n].label, rows[n].words);
        most = fmax(most, weeks.p95);
        n++;
    }
    if (n == 0) {
        sen_html_paragraph(html, "Nobody came through a stage in the year.");
    } else if (most <= 0.0) {
        sen_html_paragraph(html, "Nobody had to wait in the year.");
    } else {
        const sen_svg_head head =
            sen_html_figure(html, sen_text_string(&title), sen_text_string(&description));
        const sen_svg_chart chart = {.head = head, .unit = "Weeks", .rows = rows, .n = n};
        sen_svg_bars(html->out, &chart);
        sen_html_figure_end(html);
    }
    html->out->failed =
        html->out->failed || !sen_text_is_well(&title) || !sen_text_is_well(&description);
    sen_text_clear(&title);
    sen_text_clear(&description);
}

void sen_html_routes(sen_html *html)
{
    static const char *const heads[] = {
        "Stage",    "Weeks waited for it",    "Weeks in all", "Came to it", "Began",
        "Finished", "Waiting on the last day"};
    const sen_model *const model = html->view->models[0];
    const sen_screen *const screen = html->screen;
    const sen_period *const year =
        html->view->plans->periods[screen->money_type] + screen->money_period;
    sen_text_empty(&html->words);
    sen_text_add(&html->words, "In A, the stages in their order, over the year to ");
    sen_screen_date(&html->words, model, year->to_day - 1);
    sen_text_add(
        &html->words,
        ". Weeks waited are of those who began the stage, weeks in all of those who "
        "finished it, from the day they came to it; who still waits is in neither, so a "
        "growing list is worse than its weeks. Bars: weeks in all; of a place or hours, which "
        "are held for long, the weeks until they begin. Lines: 9 of 10 replicates. Each service "
        "opens; all are open in print.");
    sen_html_paragraph(html, sen_text_string(&html->words));
    for (int32_t s = 0; s < model->n_services; s++) {
        const sen_service *const service = model->rules[0].services + s;
        sen_html_fold(html, sen_html_service(html, service->id), say_longest(html, service));
        sen_html_beside(html);
        draw_times(html, service);
        sen_html_beside_table(html);
        sen_text_empty(&html->words);
        sen_text_addf(&html->words, "Stages: %s", sen_html_service(html, service->id));
        sen_html_table(html, sen_text_string(&html->words), heads, 7);
        for (int32_t i = 0; i < service->n_stages; i++)
            stage_row(html, service, service->stages + i);
        sen_html_table_end(html);
        sen_html_beside_end(html);
        sen_html_fold_end(html);
    }
}

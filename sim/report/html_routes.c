/* SPDX-License-Identifier: MIT */
/* A child's way through the stages of each service. */
#include <math.h>
#include <string.h>

#include "report/html.h"
#include "report/terminal.h"

static sen_summary of_stage(const sen_html *html, int32_t type, int32_t period, int32_t measure,
                            const char *service, const char *stage)
{
    const sen_page_series *const series =
        sen_page_find(html->page, 0, type, measure, service, stage, NULL);
    return series == NULL || period >= series->n ? (sen_summary){0} : series->summaries[period];
}

static void stage_row(sen_html *html, const sen_service *service, const sen_stage *stage)
{
    const sen_screen *const screen = html->screen;
    const int32_t year = screen->money_type, period = screen->money_period;
    const int32_t last = html->view->plans->n_periods[SEN_PERIOD_CENSUS_DAY] - 1;
    const sen_summary list = of_stage(html, SEN_PERIOD_CENSUS_DAY, last,
                                      SEN_MEASURE_STAGE_LIST_SIZE, service->id, stage->id);
    static const int32_t measures[] = {SEN_MEASURE_STAGE_JOINED, SEN_MEASURE_STAGE_STARTED,
                                       SEN_MEASURE_STAGE_DONE};
    sen_html_row(html, stage->title != NULL && stage->title[0] != '\0' ? stage->title : stage->id);
    for (int32_t i = 0; i < 3; i++) {
        const sen_summary flow = of_stage(html, year, period, measures[i], service->id, stage->id);
        sen_html_number(html, flow.mean, flow.n > 0, false);
    }
    sen_html_number(html, list.mean, list.n > 0, false);
    sen_html_row_end(html);
}

void sen_html_routes(sen_html *html)
{
    static const char *const heads[] = {"Stage", "Came to it", "Began", "Finished",
                                        "Waiting for it on the last day"};
    const sen_model *const model = html->view->models[0];
    const sen_screen *const screen = html->screen;
    const sen_period *const year =
        html->view->plans->periods[screen->money_type] + screen->money_period;
    sen_text_empty(&html->words);
    sen_text_add(&html->words, "In A, the stages in their order. Those who came, began and "
                               "finished are counted over the year to ");
    sen_screen_date(&html->words, model, year->to_day - 1);
    sen_text_add(&html->words, ".");
    sen_html_paragraph(html, sen_text_string(&html->words));
    for (int32_t s = 0; s < model->n_services; s++) {
        const sen_service *const service = model->rules[0].services + s;
        sen_text_empty(&html->words);
        sen_text_addf(&html->words, "Stages: %s", sen_html_service(html, service->id));
        sen_html_table(html, sen_text_string(&html->words), heads, 5);
        for (int32_t i = 0; i < service->n_stages; i++)
            stage_row(html, service, service->stages + i);
        sen_html_table_end(html);
    }
}

/* SPDX-License-Identifier: MIT */
/* A child's way through the stages of each service of scenario A, and the weeks that each took. */
#include <stdio.h>

#include "report/xlsx_parts.h"

#define COUNT(array) ((int32_t)(sizeof(array) / sizeof *(array)))

static sen_summary of_stage(const sen_xlsx *xlsx, int32_t measure, const char *service,
                            const char *stage)
{
    const sen_page_series *const series =
        sen_page_find(xlsx->page, 0, xlsx->screen->money_type, measure, service, stage, NULL);
    return series == NULL || series->n <= xlsx->screen->money_period
               ? (sen_summary){0}
               : series->summaries[xlsx->screen->money_period];
}

static void stage_row(sen_xlsx *xlsx, sen_xlsx_sheet *sheet, const sen_service *service, int32_t i)
{
    static const int32_t flows[] = {SEN_MEASURE_STAGE_JOINED, SEN_MEASURE_STAGE_STARTED,
                                    SEN_MEASURE_STAGE_DONE};
    const sen_stage *const stage = service->stages + i;
    const sen_summary wait = of_stage(xlsx, SEN_MEASURE_STAGE_WAIT_WEEKS, service->id, stage->id);
    const sen_summary took = of_stage(xlsx, SEN_MEASURE_STAGE_TIME_WEEKS, service->id, stage->id);
    const sen_summary list =
        sen_page_last(sen_page_find(xlsx->page, 0, SEN_PERIOD_CENSUS_DAY,
                                    SEN_MEASURE_STAGE_LIST_SIZE, service->id, stage->id, NULL));
    char note[16];
    sen_xlsx_text(sheet, 0, sen_xlsx_service(xlsx, service->id));
    sen_xlsx_number(sheet, 1, i + 1, true, "");
    sen_xlsx_text(sheet, 2,
                  stage->title == NULL || stage->title[0] == '\0' ? stage->id : stage->title);
    sen_xlsx_range(sheet, 3, &wait);
    sen_xlsx_range(sheet, 6, &took);
    for (int32_t f = 0; f < COUNT(flows); f++) {
        const sen_summary one = of_stage(xlsx, flows[f], service->id, stage->id);
        sen_xlsx_mean(sheet, 9 + f, &one);
    }
    sen_xlsx_mean(sheet, 12, &list);
    snprintf(note, sizeof note, "[note %d]", SEN_NOTE_STAGES);
    sen_xlsx_text(sheet, 13, note);
    sen_xlsx_next(sheet);
}

void sen_xlsx_stages(sen_xlsx *xlsx)
{
    static const sen_xlsx_column columns[] = {
        {"Service", 30, SEN_CELL_TEXT},
        {"Place in the order", 8, SEN_CELL_WHOLE},
        {"Stage", 30, SEN_CELL_TEXT},
        {"Weeks waited for the stage", 12, SEN_CELL_ONE},
        {"5th percentile of weeks waited", 15, SEN_CELL_ONE},
        {"95th percentile of weeks waited", 15, SEN_CELL_ONE},
        {"Weeks from coming to it to its end", 12, SEN_CELL_ONE},
        {"5th percentile of weeks to its end", 15, SEN_CELL_ONE},
        {"95th percentile of weeks to its end", 15, SEN_CELL_ONE},
        {"Came to it in the year", 11, SEN_CELL_ONE},
        {"Began in the year", 11, SEN_CELL_ONE},
        {"Finished in the year", 11, SEN_CELL_ONE},
        {"Waiting for it on the last day", 12, SEN_CELL_ONE},
        {"Notes", 12, SEN_CELL_TEXT},
    };
    const sen_model *const model = xlsx->view->models[0];
    sen_xlsx_sheet sheet;
    sen_text about;
    if (!model->has_population) {
        sen_xlsx_leave_out(xlsx, "Stages", "The scenario has no population.");
        return;
    }
    sen_text_init(&about);
    sen_text_addf(&about, "Scenario A, from %s.", sen_xlsx_money_year(xlsx));
    sen_xlsx_begin(xlsx, &sheet, "Stages", "A child's way through the stages of each service",
                   "stages", sen_text_string(&about), columns, COUNT(columns));
    for (int32_t s = 0; s < model->n_services; s++)
        for (int32_t i = 0; i < model->rules[0].services[s].n_stages; i++)
            stage_row(xlsx, &sheet, model->rules[0].services + s, i);
    sen_xlsx_end(&sheet);
    sen_text_clear(&about);
}

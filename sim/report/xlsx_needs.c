/* SPDX-License-Identifier: MIT */
/* Unmet need by cause, waiting lists, duties; and words that several sheets share. */
#include <stdio.h>
#include <string.h>

#include "report/xlsx_parts.h"

#define COUNT(array) ((int32_t)(sizeof(array) / sizeof *(array)))

const char *sen_xlsx_last_day(sen_xlsx *xlsx)
{
    const sen_plan *const plan = xlsx->view->plans;
    const int32_t n = plan->n_periods[SEN_PERIOD_CENSUS_DAY];
    sen_text_empty(&xlsx->words_made);
    if (n > 0)
        sen_screen_date(&xlsx->words_made, plan->model,
                        plan->periods[SEN_PERIOD_CENSUS_DAY][n - 1].to_day - 1);
    return sen_text_string(&xlsx->words_made);
}

const char *sen_xlsx_money_year(sen_xlsx *xlsx)
{
    const sen_plan *const plan = xlsx->view->plans;
    const sen_period *const year =
        plan->periods[xlsx->screen->money_type] + xlsx->screen->money_period;
    sen_text_empty(&xlsx->words_made);
    sen_screen_date(&xlsx->words_made, plan->model, year->from_day);
    sen_text_add(&xlsx->words_made, " to ");
    sen_screen_date(&xlsx->words_made, plan->model, year->to_day - 1);
    return sen_text_string(&xlsx->words_made);
}

const char *sen_xlsx_grade(sen_grade grade)
{
    static const char *const letters[] = {"A", "B", "C", "D", "E", "unknown"};
    return letters[grade];
}

sen_summary sen_xlsx_census(const sen_xlsx *xlsx, int32_t scenario, int32_t measure,
                            const char *service, const char *category)
{
    return sen_page_last(sen_page_find(xlsx->page, scenario, SEN_PERIOD_CENSUS_DAY, measure,
                                       service, NULL, category));
}

void sen_xlsx_say_day(sen_xlsx *xlsx, sen_text *about, const char *words)
{
    sen_text_empty(about);
    sen_text_addf(about, "%s%s.", words, sen_xlsx_last_day(xlsx));
}

void sen_xlsx_note(sen_xlsx_sheet *sheet, int32_t column, sen_note note, sen_note second)
{
    char text[32];
    if (second != 0)
        snprintf(text, sizeof text, "[note %d] [note %d]", (int)note, (int)second);
    else
        snprintf(text, sizeof text, "[note %d]", (int)note);
    sen_xlsx_text(sheet, column, text);
}

/* ---- unmet need by cause ---- */

void sen_xlsx_unmet(sen_xlsx *xlsx)
{
    static const sen_xlsx_column columns[] = {
        {"Scenario", 40, SEN_CELL_TEXT},
        {"Kind of help", 30, SEN_CELL_TEXT},
        {"Need it", 11, SEN_CELL_ONE},
        {"Met", 11, SEN_CELL_ONE},
        {"Met elsewhere", 11, SEN_CELL_ONE},
        {"Met in part", 11, SEN_CELL_ONE},
        {"Waiting for a panel or for who pays", 16, SEN_CELL_ONE},
        {"Funded, nobody to provide", 16, SEN_CELL_ONE},
        {"Waiting on a list", 11, SEN_CELL_ONE},
        {"Refused", 11, SEN_CELL_ONE},
        {"Left the list", 11, SEN_CELL_ONE},
        {"Offered what the child cannot use", 16, SEN_CELL_ONE},
        {"Offered and not wanted", 16, SEN_CELL_ONE},
        {"Lost at an age limit", 13, SEN_CELL_ONE},
        {"Hidden: nobody has seen it (estimate)", 16, SEN_CELL_ONE},
        {"Nothing commissioned", 14, SEN_CELL_ONE},
        {"Known, not passed on", 11, SEN_CELL_ONE},
        {"All known unmet need", 13, SEN_CELL_ONE},
        {"5th percentile of known unmet need", 15, SEN_CELL_ONE},
        {"95th percentile of known unmet need", 15, SEN_CELL_ONE},
        {"Notes", 24, SEN_CELL_TEXT},
    };
    sen_xlsx_sheet sheet;
    sen_text about;
    if (!xlsx->view->models[0]->has_population) {
        sen_xlsx_leave_out(xlsx, "Unmet need", "The scenario has no population.");
        return;
    }
    sen_text_init(&about);
    sen_xlsx_say_day(xlsx, &about,
                     "Children by what has become of their need, mean over replicates, at "
                     "the end of ");
    sen_xlsx_begin(xlsx, &sheet, "Unmet need", "Unmet need by cause", "unmet_need",
                   sen_text_string(&about), columns, COUNT(columns));
    for (int32_t s = 0; s < xlsx->shown; s++) {
        const sen_model *const model = xlsx->view->models[s];
        for (int32_t k = 0; k < model->n_kinds; k++) {
            const char *const kind = model->kinds[k].id;
            const sen_summary need =
                sen_xlsx_census(xlsx, s, SEN_MEASURE_REQUIREMENT_CHILDREN, NULL, kind);
            const sen_summary known =
                sen_xlsx_census(xlsx, s, SEN_MEASURE_KNOWN_UNMET_CHILDREN, NULL, kind);
            sen_xlsx_text(&sheet, 0, sen_xlsx_scenario(xlsx, s));
            sen_xlsx_text(&sheet, 1, sen_screen_label(xlsx->view, SEN_BLOCK_KNOWN, kind));
            sen_xlsx_mean(&sheet, 2, &need);
            for (int32_t state = 0; state < SEN_STATES; state++) {
                const sen_summary one =
                    sen_xlsx_census(xlsx, s, SEN_MEASURE_CHILDREN(state), NULL, kind);
                sen_xlsx_mean(&sheet, 3 + state, &one);
            }
            sen_xlsx_range(&sheet, 3 + SEN_STATES, &known);
            sen_xlsx_note(&sheet, 6 + SEN_STATES, SEN_NOTE_KINDS, SEN_NOTE_HIDDEN);
            sen_xlsx_next(&sheet);
        }
    }
    sen_xlsx_end(&sheet);
    sen_text_clear(&about);
}

/* ---- waiting lists ---- */

void sen_xlsx_waits(sen_xlsx *xlsx)
{
    static const char *const bands[] = {"0-1", "1-2", "2-4", "4-12", "12-18", "18-52", "52+"};
    static const sen_xlsx_column columns[] = {
        {"Scenario", 40, SEN_CELL_TEXT},
        {"Service", 30, SEN_CELL_TEXT},
        {"Waiting", 11, SEN_CELL_ONE},
        {"5th percentile of waiting", 15, SEN_CELL_ONE},
        {"95th percentile of waiting", 15, SEN_CELL_ONE},
        {"0 to 1 week", 15, SEN_CELL_ONE},
        {"1 to 2 weeks", 15, SEN_CELL_ONE},
        {"2 to 4 weeks", 15, SEN_CELL_ONE},
        {"4 to 12 weeks", 15, SEN_CELL_ONE},
        {"12 to 18 weeks", 15, SEN_CELL_ONE},
        {"18 to 52 weeks", 15, SEN_CELL_ONE},
        {"52 weeks and over", 20, SEN_CELL_ONE},
        {"Median weeks waited so far", 14, SEN_CELL_ONE},
        {"92nd percentile of weeks waited so far", 20, SEN_CELL_ONE},
        {"Share of the list within target", 12, SEN_CELL_SHARE},
        {"Notes", 24, SEN_CELL_TEXT},
    };
    sen_xlsx_sheet sheet;
    sen_text about;
    sen_text_init(&about);
    sen_xlsx_say_day(xlsx, &about,
                     "Referrals still waiting, by weeks waited so far, at the end of ");
    sen_xlsx_begin(xlsx, &sheet, "Waiting lists", "Waiting lists, in the bands of NHS England",
                   "waiting_lists", sen_text_string(&about), columns, COUNT(columns));
    for (int32_t s = 0; s < xlsx->shown; s++) {
        const sen_model *const model = xlsx->view->models[s];
        for (int32_t i = 0; i < model->n_services; i++) {
            const char *const id = model->rules[0].services[i].id;
            const sen_summary list = sen_xlsx_census(xlsx, s, SEN_MEASURE_LIST_SIZE, id, NULL);
            const int32_t more[] = {SEN_MEASURE_WAIT_MEDIAN_WEEKS, SEN_MEASURE_WAIT_P92_WEEKS,
                                    SEN_MEASURE_WITHIN_TARGET_SHARE};
            if (list.n == 0)
                continue;
            sen_xlsx_text(&sheet, 0, sen_xlsx_scenario(xlsx, s));
            sen_xlsx_text(&sheet, 1, sen_xlsx_service(xlsx, id));
            sen_xlsx_range(&sheet, 2, &list);
            for (int32_t b = 0; b < 7; b++) {
                const sen_summary band =
                    sen_xlsx_census(xlsx, s, SEN_MEASURE_WAIT_BAND, id, bands[b]);
                sen_xlsx_mean(&sheet, 5 + b, &band);
            }
            for (int32_t m = 0; m < 3; m++) {
                const sen_summary one = sen_xlsx_census(xlsx, s, more[m], id, NULL);
                sen_xlsx_mean(&sheet, 12 + m, &one);
            }
            sen_xlsx_note(&sheet, 15, SEN_NOTE_RANGE, SEN_NOTE_BANDS);
            sen_xlsx_next(&sheet);
        }
    }
    sen_xlsx_end(&sheet);
    sen_text_clear(&about);
}

/* ---- duties ---- */

typedef struct {
    const char *scenario, *service, *part, *basis, *owner, *law;
    int32_t target_days;
    sen_summary late, breaches;
} duty_line;

static void duty_row(sen_xlsx_sheet *sheet, const duty_line *duty)
{
    sen_xlsx_text(sheet, 0, duty->scenario);
    sen_xlsx_text(sheet, 1, duty->service);
    sen_xlsx_text(sheet, 2, duty->part);
    sen_xlsx_text(sheet, 3, duty->owner);
    sen_xlsx_text(sheet, 4, duty->basis);
    sen_xlsx_text(sheet, 5, duty->law);
    sen_xlsx_number(sheet, 6, duty->target_days, true, "");
    sen_xlsx_range(sheet, 7, &duty->late);
    sen_xlsx_mean(sheet, 10, &duty->breaches);
    sen_xlsx_note(sheet, 11, SEN_NOTE_LATE, SEN_NOTE_RANGE);
    sen_xlsx_next(sheet);
}

static sen_summary in_year(const sen_xlsx *xlsx, int32_t scenario, int32_t measure,
                           const char *service, const char *category)
{
    const sen_page_series *const series = sen_page_find(
        xlsx->page, scenario, xlsx->screen->money_type, measure, service, NULL, category);
    return series == NULL || series->n <= xlsx->screen->money_period
               ? (sen_summary){0}
               : series->summaries[xlsx->screen->money_period];
}

static void duties_of(sen_xlsx *xlsx, sen_xlsx_sheet *sheet, int32_t s, const sen_service *service)
{
    static const char *const bases[] = {"absolute", "statutory_clock", "national_standard",
                                        "local_aim"};
    static const char *const words[] = {"Absolute", "Statutory clock", "National standard",
                                        "Local aim"};
    const sen_clock *const clock = &service->clock;
    duty_line duty = {.scenario = sen_xlsx_scenario(xlsx, s),
                      .service = sen_xlsx_service(xlsx, service->id),
                      .part = "The whole time",
                      .basis = words[clock->basis],
                      .owner = clock->owner,
                      .law = clock->law,
                      .target_days = clock->target_days};
    if (clock->exists) {
        duty.late =
            sen_xlsx_census(xlsx, s, SEN_MEASURE_OPEN_LATE, service->id, bases[clock->basis]);
        duty.breaches = in_year(xlsx, s, SEN_MEASURE_BREACHES, service->id, bases[clock->basis]);
        duty_row(sheet, &duty);
    }
    for (int32_t p = 0; p < service->n_parts; p++) {
        const sen_part *const part = service->parts + p;
        duty.part = part->title == NULL || part->title[0] == '\0' ? part->id : part->title;
        duty.basis = words[part->basis];
        duty.owner = part->owner;
        duty.law = part->law;
        duty.target_days = part->target_days;
        duty.late = sen_xlsx_census(xlsx, s, SEN_MEASURE_PART_OPEN_LATE, service->id, part->id);
        duty.breaches = in_year(xlsx, s, SEN_MEASURE_PART_BREACHES, service->id, part->id);
        duty_row(sheet, &duty);
    }
}

static bool has_duty(const sen_service *service)
{
    return service->clock.exists || service->n_parts > 0;
}

void sen_xlsx_duties(sen_xlsx *xlsx)
{
    static const sen_xlsx_column columns[] = {
        {"Scenario", 40, SEN_CELL_TEXT},
        {"Service", 30, SEN_CELL_TEXT},
        {"Time that is held to a target", 26, SEN_CELL_TEXT},
        {"Whose duty", 24, SEN_CELL_TEXT},
        {"Basis", 18, SEN_CELL_TEXT},
        {"Where it stands", 36, SEN_CELL_TEXT},
        {"Target in days", 10, SEN_CELL_WHOLE},
        {"Open cases already late", 12, SEN_CELL_ONE},
        {"5th percentile of late", 15, SEN_CELL_ONE},
        {"95th percentile of late", 15, SEN_CELL_ONE},
        {"Targets passed in the year", 14, SEN_CELL_ONE},
        {"Notes", 24, SEN_CELL_TEXT},
    };
    sen_xlsx_sheet sheet;
    sen_text about;
    bool any = false;
    for (int32_t s = 0; s < xlsx->shown; s++)
        for (int32_t i = 0; i < xlsx->view->models[s]->n_services; i++)
            any = any || has_duty(xlsx->view->models[s]->rules[0].services + i);
    if (!any) {
        sen_xlsx_leave_out(xlsx, "Duties", "No service has a clock.");
        return;
    }
    sen_text_init(&about);
    sen_text_addf(&about, "Late cases at the end of %s", sen_xlsx_last_day(xlsx));
    sen_text_addf(&about, "; targets passed from %s.", sen_xlsx_money_year(xlsx));
    sen_xlsx_begin(xlsx, &sheet, "Duties", "Duties and clocks, and whose they are", "duties",
                   sen_text_string(&about), columns, COUNT(columns));
    for (int32_t s = 0; s < xlsx->shown; s++)
        for (int32_t i = 0; i < xlsx->view->models[s]->n_services; i++)
            if (has_duty(xlsx->view->models[s]->rules[0].services + i))
                duties_of(xlsx, &sheet, s, xlsx->view->models[s]->rules[0].services + i);
    sen_xlsx_end(&sheet);
    sen_text_clear(&about);
}

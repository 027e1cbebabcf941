/* SPDX-License-Identifier: MIT */
/*
 * Excel's own charts, each on a sheet of its own, over the sheets of numbers that they draw: shown
 * numbers only, since shorthand would be drawn as 0, and empty cells are gaps.
 *
 * Colours: https://analysisfunction.civilservice.gov.uk/policy-store/data-visualisation-colours-in-charts/
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/date.h"
#include "report/terminal.h"
#include "report/xlsx_chart.h"

#define COUNT(array) ((int32_t)(sizeof(array) / sizeof *(array)))

enum { LINES = 4, CHARTS = 3, MOST_IDS = 64, MOST_MONTHS = 800 };

#define DATA_SHEET  "Chart data"
#define RANGE_SHEET "Chart data ranges"

static const lxw_color_t colours[LINES] = {0x12436D, 0xF46A25, 0x801650, 0x28A197};
static const uint8_t dashes[LINES] = {LXW_CHART_LINE_DASH_SOLID, LXW_CHART_LINE_DASH_DASH,
                                      LXW_CHART_LINE_DASH_ROUND_DOT,
                                      LXW_CHART_LINE_DASH_LONG_DASH_DOT};

typedef struct {
    const sen_page_series *series[LINES];
    sen_text heads[LINES];     /* of the column; the name of the line */
    const char *labels[LINES]; /* at the end of the line */
    double ends[LINES];        /* where that is; NAN: nowhere */
    bool legend;               /* the labels are letters: names stand below */
    int32_t n, first_column;
    uint32_t head_row;
    const char *sheet, *title, *axis;
    sen_text words; /* what the chart shows, in words */
} line_chart;

static const sen_page_series *by_month(const sen_xlsx *xlsx, int32_t s, int32_t measure,
                                       const char *service, const char *kind)
{
    return sen_page_find(xlsx->page, s, SEN_PERIOD_MONTH, measure, service, NULL, kind);
}

/* ---- which lines ---- */

static void add_line(line_chart *chart, const sen_page_series *series, const char *head,
                     const char *label)
{
    const sen_summary last = sen_page_last(series);
    if (series == NULL || chart->n == LINES)
        return;
    sen_text_add(chart->heads + chart->n, head);
    sen_text_addf(&chart->words, "%s%s ends at ", chart->n == 0 ? "" : " ", head);
    sen_terminal_number(&chart->words, last.mean, false);
    sen_text_add(&chart->words, ".");
    chart->labels[chart->n] = label;
    chart->ends[chart->n] = last.n > 0 ? last.mean : NAN;
    chart->series[chart->n++] = series;
}

/* Ids by weight, the greatest first; the first of equals stays first. */
static void rank(const char **ids, double *weights, int32_t *n, const char *id, double weight)
{
    int32_t at = *n;
    if (*n == MOST_IDS || !(weight > 0.0))
        return;
    for (; at > 0 && weights[at - 1] < weight; at--) {
        weights[at] = weights[at - 1];
        ids[at] = ids[at - 1];
    }
    weights[at] = weight;
    ids[at] = id;
    ++*n;
}

static void pick_kinds(sen_xlsx *xlsx, line_chart *chart)
{
    const sen_model *const model = xlsx->view->models[0];
    const char *ids[MOST_IDS];
    double weights[MOST_IDS];
    int32_t n = 0;
    for (int32_t k = 0; k < model->n_kinds; k++)
        rank(ids, weights, &n, model->kinds[k].id,
             sen_page_last(
                 by_month(xlsx, 0, SEN_MEASURE_KNOWN_UNMET_CHILDREN, NULL, model->kinds[k].id))
                 .mean);
    for (int32_t i = 0; i < n; i++)
        add_line(chart, by_month(xlsx, 0, SEN_MEASURE_KNOWN_UNMET_CHILDREN, NULL, ids[i]),
                 sen_screen_label(xlsx->view, SEN_BLOCK_KNOWN, ids[i]),
                 sen_screen_label(xlsx->view, SEN_BLOCK_KNOWN, ids[i]));
}

/* A and the scenarios that differ most from it, over the kind of help that differs most. */
static void pick_scenarios(sen_xlsx *xlsx, line_chart *chart, const char **kind)
{
    const sen_screen_line *line = NULL;
    double most = 0.0;
    for (int32_t l = 0; l < xlsx->screen->n[SEN_BLOCK_KNOWN]; l++)
        for (int32_t s = 1; s < xlsx->shown; s++) {
            const sen_screen_line *const one = xlsx->screen->lines[SEN_BLOCK_KNOWN] + l;
            if (one->differences[s].n > 0 && fabs(one->differences[s].mean) > most) {
                most = fabs(one->differences[s].mean);
                line = one;
            }
        }
    static const char *const letters[SEN_SHOWN_SCENARIOS] = {"A", "B", "C", "D",
                                                             "E", "F", "G", "H"};
    bool drawn[SEN_SHOWN_SCENARIOS] = {false};
    *kind = line == NULL ? "" : line->label;
    for (int32_t i = 0; line != NULL && i < LINES; i++) {
        int32_t next = i == 0 ? 0 : SEN_NONE;
        for (int32_t s = 1; s < xlsx->shown && i > 0; s++)
            if (!drawn[s] && line->differences[s].n > 0 &&
                (next == SEN_NONE ||
                 fabs(line->differences[s].mean) > fabs(line->differences[next].mean)))
                next = s;
        if (next == SEN_NONE)
            break;
        drawn[next] = true;
        add_line(chart, by_month(xlsx, next, SEN_MEASURE_KNOWN_UNMET_CHILDREN, NULL, line->id),
                 sen_xlsx_scenario(xlsx, next), letters[next]);
    }
}

static void pick_lists(sen_xlsx *xlsx, line_chart *chart)
{
    const sen_model *const model = xlsx->view->models[0];
    const char *ids[MOST_IDS];
    double weights[MOST_IDS];
    int32_t n = 0;
    for (int32_t i = 0; i < model->n_services; i++) {
        const char *const id = model->rules[0].services[i].id;
        if (!sen_page_is_review(model, id))
            rank(ids, weights, &n, id,
                 sen_page_last(by_month(xlsx, 0, SEN_MEASURE_LIST_SIZE, id, NULL)).mean);
    }
    for (int32_t i = 0; i < n; i++)
        add_line(chart, by_month(xlsx, 0, SEN_MEASURE_LIST_SIZE, ids[i], NULL),
                 sen_xlsx_service(xlsx, ids[i]), sen_xlsx_service(xlsx, ids[i]));
}

/* ---- the numbers ---- */

static void month_text(const sen_plan *plan, int32_t month, char out[SEN_DAY_BYTES])
{
    sen_table_day(plan->model, plan->periods[SEN_PERIOD_MONTH][month].to_day - 1, out);
}

static void write_numbers(sen_xlsx *xlsx, line_chart *charts)
{
    static const char *const of[CHARTS] = {
        "Known unmet need in A: ", "Known unmet need: ", "Waiting in A: "};
    sen_xlsx_column columns[1 + CHARTS * LINES] = {{"Last day of month", 14, SEN_CELL_TEXT}};
    sen_text heads[CHARTS * LINES];
    const sen_plan *const plan = xlsx->view->plans;
    sen_xlsx_sheet sheet;
    int32_t n = 1;
    for (int32_t c = 0; c < CHARTS; c++) {
        charts[c].first_column = n;
        for (int32_t l = 0; l < charts[c].n; l++, n++) {
            sen_text_init(heads + n - 1);
            sen_text_addf(heads + n - 1, "%s%s", of[c], sen_text_string(charts[c].heads + l));
            columns[n] = (sen_xlsx_column){sen_text_string(heads + n - 1), 22, SEN_CELL_ONE};
        }
    }
    sen_xlsx_begin(xlsx, &sheet, DATA_SHEET, "Data for the charts by month", "chart_data",
                   "Means over replicates at the end of each month. An empty cell is a gap.",
                   columns, n);
    for (int32_t p = 0; p < plan->n_periods[SEN_PERIOD_MONTH] && p < MOST_MONTHS; p++) {
        char month[SEN_DAY_BYTES];
        month_text(plan, p, month);
        sen_xlsx_text(&sheet, 0, month);
        for (int32_t c = 0; c < CHARTS; c++)
            for (int32_t l = 0; l < charts[c].n; l++) {
                const sen_page_series *const series = charts[c].series[l];
                const bool there = p < series->n && series->summaries[p].n > 0;
                sen_xlsx_number(&sheet, charts[c].first_column + l,
                                there ? series->summaries[p].mean : 0.0, there, "");
            }
        sen_xlsx_next(&sheet);
    }
    sen_xlsx_end(&sheet);
    for (int32_t h = 0; h < n - 1; h++) {
        xlsx->failed = xlsx->failed || !sen_text_is_well(heads + h);
        sen_text_clear(heads + h);
    }
    for (int32_t c = 0; c < CHARTS; c++)
        charts[c].head_row = sheet.head_row;
}

/* ---- drawing ---- */

/* The end of a line that is next above (up) or below another's, if too near for both labels. */
static bool has_near(const line_chart *of, int32_t l, bool up)
{
    double most = 0.0;
    for (int32_t i = 0; i < of->n; i++)
        most = of->ends[i] > most ? of->ends[i] : most;
    for (int32_t i = 0; i < of->n; i++) {
        const double gap = of->ends[i] - of->ends[l];
        const bool above = gap > 0.0 || (gap == 0.0 && i < l);
        if (i != l && above == up && fabs(gap) < 0.1 * most)
            return true;
    }
    return false;
}

/* Of lines that end near one another the uppermost has its label above its end, the lowest below. */
static uint8_t label_place(const line_chart *of, int32_t l)
{
    const bool above = has_near(of, l, true), below = has_near(of, l, false);
    return above == below ? LXW_CHART_LABEL_POSITION_RIGHT
           : below        ? LXW_CHART_LABEL_POSITION_ABOVE
                          : LXW_CHART_LABEL_POSITION_BELOW;
}

/* The line's name at its last value, nothing at the others. */
static void label_end(sen_xlsx *xlsx, const line_chart *of, int32_t l, lxw_chart_series *series,
                      int32_t months)
{
    lxw_chart_data_label all[MOST_MONTHS], *pointers[MOST_MONTHS + 1];
    lxw_chart_font font = {.name = "Arial", .size = 12, .bold = LXW_EXPLICIT_FALSE};
    const sen_page_series *const values = of->series[l];
    int32_t last = SEN_NONE;
    for (int32_t p = 0; p < months; p++) {
        all[p] = (lxw_chart_data_label){.hide = LXW_TRUE};
        pointers[p] = all + p;
        if (p < values->n && values->summaries[p].n > 0)
            last = p;
    }
    pointers[months] = NULL;
    if (last == SEN_NONE)
        return;
    all[last] =
        (lxw_chart_data_label){.value = (char *)sen_xlsx_safe(xlsx, of->labels[l]), .font = &font};
    chart_series_set_labels(series);
    chart_series_set_labels_position(series, label_place(of, l));
    if (chart_series_set_labels_custom(series, pointers) != LXW_NO_ERROR)
        xlsx->failed = true;
}

static void draw_lines(sen_xlsx *xlsx, const line_chart *of)
{
    const int32_t all = xlsx->view->plans->n_periods[SEN_PERIOD_MONTH];
    const int32_t months = all < MOST_MONTHS ? all : MOST_MONTHS;
    /* Behind the last month are empty cells, for as long as labels need room. */
    const lxw_row_t first = of->head_row + 1,
                    last = of->head_row + (lxw_row_t)(months + months * (of->legend ? 1 : 8) / 20);
    if (of->n == 0 || months == 0)
        return;
    lxw_chart *const chart = workbook_add_chart(xlsx->book, LXW_CHART_LINE);
    for (int32_t l = 0; chart != NULL && l < of->n; l++) {
        const lxw_col_t column = (lxw_col_t)(of->first_column + l);
        lxw_chart_series *const series = chart_add_series(chart, NULL, NULL);
        lxw_chart_line line = {.color = colours[l], .width = 2.5, .dash_type = dashes[l]};
        chart_series_set_categories(series, DATA_SHEET, first, 0, last, 0);
        chart_series_set_values(series, DATA_SHEET, first, column, last, column);
        chart_series_set_name_range(series, DATA_SHEET, of->head_row, column);
        chart_series_set_line(series, &line);
        label_end(xlsx, of, l, series, months);
    }
    if (chart != NULL) {
        sen_xlsx_style_chart(chart, chart->y_axis, chart->x_axis, of->axis);
        chart_axis_set_interval_unit(chart->x_axis, 6);
        chart_axis_set_interval_tick(chart->x_axis, 6);
        if (!of->legend)
            chart_legend_set_position(chart, LXW_CHART_LEGEND_NONE);
    }
    sen_xlsx_place_chart(xlsx, chart, of->sheet, of->title, sen_text_string(&of->words));
}

/* ---- waiting lists with their ranges ---- */

enum { RANGE_COLUMNS = 3 }; /* of a list: 5th percentile, mean, 95th percentile */

static uint32_t write_ranges(sen_xlsx *xlsx, const line_chart *lists)
{
    static const char *const of[RANGE_COLUMNS] = {"5th percentile", "mean", "95th percentile"};
    sen_xlsx_column columns[1 + LINES * RANGE_COLUMNS] = {{"Last day of month", 14, SEN_CELL_TEXT}};
    sen_text heads[LINES * RANGE_COLUMNS];
    const sen_plan *const plan = xlsx->view->plans;
    const int32_t n = lists->n * RANGE_COLUMNS;
    sen_xlsx_sheet sheet;
    for (int32_t h = 0; h < n; h++) {
        sen_text_init(heads + h);
        sen_text_addf(heads + h, "%s: %s", sen_text_string(lists->heads + h / RANGE_COLUMNS),
                      of[h % RANGE_COLUMNS]);
        columns[1 + h] = (sen_xlsx_column){sen_text_string(heads + h), 22, SEN_CELL_ONE};
    }
    sen_xlsx_begin(xlsx, &sheet, RANGE_SHEET, "Data for the charts of waiting lists with ranges",
                   "chart_data_ranges",
                   "Referrals waiting in A at the end of each month, over replicates. An empty "
                   "cell is a gap.",
                   columns, 1 + n);
    for (int32_t p = 0; p < plan->n_periods[SEN_PERIOD_MONTH] && p < MOST_MONTHS; p++) {
        char month[SEN_DAY_BYTES];
        month_text(plan, p, month);
        sen_xlsx_text(&sheet, 0, month);
        for (int32_t l = 0; l < lists->n; l++) {
            const sen_page_series *const series = lists->series[l];
            const bool there = p < series->n && series->summaries[p].n > 0;
            const sen_summary one = there ? series->summaries[p] : (sen_summary){0};
            const double numbers[RANGE_COLUMNS] = {one.p05, one.mean, one.p95};
            for (int32_t c = 0; c < RANGE_COLUMNS; c++)
                sen_xlsx_number(&sheet, 1 + l * RANGE_COLUMNS + c, numbers[c], there, "");
        }
        sen_xlsx_next(&sheet);
    }
    sen_xlsx_end(&sheet);
    for (int32_t h = 0; h < n; h++) {
        xlsx->failed = xlsx->failed || !sen_text_is_well(heads + h);
        sen_text_clear(heads + h);
    }
    return sheet.head_row;
}

/* The mean as a line, the range as thin lines with a shade of strokes, month by month, between. */
static void draw_range(sen_xlsx *xlsx, const line_chart *lists, int32_t l, uint32_t head_row)
{
    const int32_t all = xlsx->view->plans->n_periods[SEN_PERIOD_MONTH];
    const lxw_row_t first = head_row + 1,
                    last = head_row + (lxw_row_t)(all < MOST_MONTHS ? all : MOST_MONTHS);
    const char *const name = sen_text_string(lists->heads + l);
    const sen_summary end = sen_page_last(lists->series[l]);
    lxw_chart *const chart = workbook_add_chart(xlsx->book, LXW_CHART_LINE);
    lxw_chart_line shade = {.color = colours[0], .width = 5, .transparency = 80};
    char sheet[SEN_XLSX_NAME];
    sen_text title, words;
    sen_text_init(&title);
    sen_text_init(&words);
    sen_text_addf(&title, "Waiting in scenario A with its range: %s", name);
    sen_text_addf(
        &words,
        "Thick line: mean over replicates. 9 of 10 replicates lie between the dashed lines. ");
    if (end.n > 0) {
        sen_text_add(&words, "The mean ends at ");
        sen_terminal_number(&words, end.mean, false);
        sen_text_add(&words, ", the range at ");
        sen_terminal_number(&words, end.p05, false);
        sen_text_add(&words, " to ");
        sen_terminal_number(&words, end.p95, false);
        sen_text_add(&words, ".");
    }
    for (int32_t c = 0; chart != NULL && c < RANGE_COLUMNS; c++) {
        const lxw_col_t column = (lxw_col_t)(1 + l * RANGE_COLUMNS + c);
        lxw_chart_series *const series = chart_add_series(chart, NULL, NULL);
        lxw_chart_line line = {.color = colours[0],
                               .width = c == 1 ? 2.75F : 1.0F,
                               .dash_type =
                                   c == 1 ? LXW_CHART_LINE_DASH_SOLID : LXW_CHART_LINE_DASH_DASH};
        chart_series_set_categories(series, RANGE_SHEET, first, 0, last, 0);
        chart_series_set_values(series, RANGE_SHEET, first, column, last, column);
        chart_series_set_name_range(series, RANGE_SHEET, head_row, column);
        chart_series_set_line(series, &line);
    }
    if (chart != NULL) {
        sen_xlsx_style_chart(chart, chart->y_axis, chart->x_axis, lists->axis);
        chart_set_high_low_lines(chart, &shade);
        chart_axis_set_interval_unit(chart->x_axis, 6);
        chart_axis_set_interval_tick(chart->x_axis, 6);
    }
    snprintf(sheet, sizeof sheet, "Chart list range %d", (int)l + 1);
    sen_xlsx_place_chart(xlsx, chart, sheet, sen_text_string(&title), sen_text_string(&words));
    xlsx->failed = xlsx->failed || !sen_text_is_well(&title) || !sen_text_is_well(&words);
    sen_text_clear(&title);
    sen_text_clear(&words);
}

static void draw_ranges(sen_xlsx *xlsx, const line_chart *lists)
{
    if (lists->n == 0)
        return;
    const uint32_t head_row = write_ranges(xlsx, lists);
    for (int32_t l = 0; l < lists->n; l++)
        draw_range(xlsx, lists, l, head_row);
}

/* ---- all of them ---- */

void sen_xlsx_charts(sen_xlsx *xlsx)
{
    line_chart charts[CHARTS] = {
        {.sheet = "Chart known need",
         .title = "Known unmet need in scenario A, the largest four kinds of help",
         .axis = "Children at the end of the month"},
        {.sheet = "Chart scenarios", .axis = "Children at the end of the month", .legend = true},
        {.sheet = "Chart lists",
         .title = "Waiting lists for help in scenario A, the longest four",
         .axis = "Referrals waiting at the end of the month"},
    };
    const char *kind;
    sen_text title;
    sen_text_init(&title);
    for (int32_t c = 0; c < CHARTS; c++) {
        sen_text_init(&charts[c].words);
        for (int32_t l = 0; l < LINES; l++)
            sen_text_init(charts[c].heads + l);
    }
    pick_kinds(xlsx, charts);
    pick_scenarios(xlsx, charts + 1, &kind);
    pick_lists(xlsx, charts + 2);
    sen_text_addf(&title, "Known unmet need by scenario: %s", kind);
    charts[1].title = sen_text_string(&title);
    write_numbers(xlsx, charts);
    for (int32_t c = 0; c < CHARTS; c++)
        draw_lines(xlsx, charts + c);
    draw_ranges(xlsx, charts + 2);
    sen_xlsx_cost_chart(xlsx);
    for (int32_t c = 0; c < CHARTS; c++) {
        xlsx->failed = xlsx->failed || !sen_text_is_well(&charts[c].words);
        sen_text_clear(&charts[c].words);
        for (int32_t l = 0; l < LINES; l++)
            sen_text_clear(charts[c].heads + l);
    }
    sen_text_clear(&title);
}

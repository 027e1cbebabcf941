/* SPDX-License-Identifier: MIT */
/* What happened (--actuals), beside the range that was expected: a table, and charts over it. */
#include <stdio.h>

#include "report/actuals.h"
#include "report/xlsx_chart.h"

#define SHEET "What happened"

enum { CHARTS = 4, LEAST_DRAWN = 2, HAPPENED = 4, LOW, MIDDLE, HIGH };

/* Rows of one figure whose ranges are known: they stand one below the other. */
typedef struct {
    const sen_actual *first;
    uint32_t first_row;
    int32_t n;
} drawn_figure;

static bool is_known(const sen_actual *actual)
{
    return *sen_actual_status(actual) == '\0';
}

static bool is_same(const sen_actual *a, const sen_actual *b)
{
    return a->scenario == b->scenario && a->figure == b->figure;
}

static void put_row(sen_xlsx *xlsx, sen_xlsx_sheet *sheet, const sen_actual *one)
{
    const char letter[2] = {(char)('A' + one->scenario), '\0'};
    const bool known = is_known(one);
    char day[SEN_DAY_BYTES];
    sen_text_empty(&xlsx->words_made);
    sen_actual_name(&xlsx->words_made, xlsx->view, one->figure);
    sen_table_day(one->plan->model, one->end_day, day);
    sen_xlsx_text(sheet, 0, letter);
    sen_xlsx_text(sheet, 1, sen_text_string(&xlsx->words_made));
    sen_xlsx_text(sheet, 2, sen_actual_period(one));
    sen_xlsx_text(sheet, 3, day);
    sen_xlsx_number(sheet, HAPPENED, one->value, true, "");
    sen_xlsx_number(sheet, LOW, one->summary.p05, known, sen_actual_status(one));
    sen_xlsx_number(sheet, MIDDLE, one->summary.p50, known, sen_actual_status(one));
    sen_xlsx_number(sheet, HIGH, one->summary.p95, known, sen_actual_status(one));
    sen_xlsx_text(sheet, 8, sen_actual_where(one));
    sen_xlsx_text(sheet, 9, sen_actual_verdict(one));
    sen_xlsx_next(sheet);
}

/* A figure's rows, those with a range first; returns how many of these. */
static int32_t put_figure(sen_xlsx *xlsx, sen_xlsx_sheet *sheet, const sen_actual *figure)
{
    const sen_actuals *const actuals = xlsx->view->actuals;
    int32_t n = 0;
    for (int32_t known = 1; known >= 0; known--)
        for (int32_t i = 0; i < actuals->n; i++) {
            const sen_actual *const one = actuals->items + i;
            if (!is_same(one, figure) || is_known(one) != (known == 1))
                continue;
            put_row(xlsx, sheet, one);
            n += known;
        }
    return n;
}

static void draw(sen_xlsx *xlsx, const drawn_figure *of, int32_t number)
{
    static const struct {
        int column;
        lxw_color_t colour;
        uint8_t dash;
        float width;
        const char *name;
    } lines[] = {{LOW, 0x12436D, LXW_CHART_LINE_DASH_DASH, 1.0F, "5th percentile"},
                 {MIDDLE, 0x12436D, LXW_CHART_LINE_DASH_SOLID, 2.5F, "Expected (middle)"},
                 {HIGH, 0x12436D, LXW_CHART_LINE_DASH_DASH, 1.0F, "95th percentile"},
                 {HAPPENED, 0xF46A25, LXW_CHART_LINE_DASH_SOLID, 1.0F, "Happened"}};
    const lxw_row_t first = of->first_row, last = of->first_row + (lxw_row_t)of->n - 1;
    lxw_chart *const chart = workbook_add_chart(xlsx->book, LXW_CHART_LINE);
    char name[SEN_XLSX_NAME];
    sen_text title, words;
    sen_text_init(&title);
    sen_text_init(&words);
    sen_text_addf(&title, "What happened in %c: ", 'A' + (int)of->first->scenario);
    sen_actual_name(&title, xlsx->view, of->first->figure);
    sen_text_add(&words, "Squares: what happened. 9 of 10 replicates lie between the dashed lines. "
                         "The worksheet What happened says which values lie outside.");
    for (size_t l = 0; chart != NULL && l < sizeof lines / sizeof *lines; l++) {
        const lxw_col_t column = (lxw_col_t)lines[l].column;
        lxw_chart_series *const series = chart_add_series(chart, NULL, NULL);
        lxw_chart_line line = {.color = lines[l].colour,
                               .width = lines[l].width,
                               .dash_type = lines[l].dash,
                               .none = lines[l].column == HAPPENED};
        lxw_chart_fill fill = {.color = lines[l].colour};
        chart_series_set_categories(series, SHEET, first, 3, last, 3);
        chart_series_set_values(series, SHEET, first, column, last, column);
        chart_series_set_name(series, lines[l].name);
        chart_series_set_line(series, &line);
        if (lines[l].column == HAPPENED) {
            chart_series_set_marker_type(series, LXW_CHART_MARKER_SQUARE);
            chart_series_set_marker_size(series, 10);
            chart_series_set_marker_fill(series, &fill);
        }
    }
    if (chart != NULL)
        sen_xlsx_style_chart(chart, chart->y_axis, chart->x_axis,
                             sen_measures[of->first->figure->measure].unit);
    snprintf(name, sizeof name, "Chart happened %d", (int)number);
    sen_xlsx_place_chart(xlsx, chart, name, sen_text_string(&title), sen_text_string(&words));
    xlsx->failed = xlsx->failed || !sen_text_is_well(&title) || !sen_text_is_well(&words);
    sen_text_clear(&title);
    sen_text_clear(&words);
}

void sen_xlsx_happened(sen_xlsx *xlsx)
{
    static const sen_xlsx_column columns[] = {
        {"Scenario", 10, SEN_CELL_TEXT},       {"Figure", 44, SEN_CELL_TEXT},
        {"Kind of period", 18, SEN_CELL_TEXT}, {"Last day", 13, SEN_CELL_TEXT},
        {"Happened", 12, SEN_CELL_ONE},        {"5th percentile expected", 15, SEN_CELL_ONE},
        {"Middle expected", 14, SEN_CELL_ONE}, {"95th percentile expected", 15, SEN_CELL_ONE},
        {"Where it lies", 14, SEN_CELL_TEXT},  {"Which is", 24, SEN_CELL_TEXT},
    };
    const sen_actuals *const actuals = xlsx->view->actuals;
    drawn_figure drawn[CHARTS];
    int32_t n_drawn = 0;
    sen_xlsx_sheet sheet;
    sen_text about;
    if (actuals == NULL || actuals->n == 0) {
        sen_xlsx_leave_out(xlsx, SHEET, "This run was not given what happened (--actuals).");
        return;
    }
    sen_text_init(&about);
    sen_text_add(&about, "Is it working? ");
    sen_actuals_answer(&about, xlsx->view);
    sen_text_add(&about, "\nIf the scenario is right about 1 value in 10 lies outside its range "
                         "[note 1].");
    sen_xlsx_begin(xlsx, &sheet, SHEET, "What happened, and what was expected", "happened",
                   sen_text_string(&about), columns, (int32_t)(sizeof columns / sizeof *columns));
    for (int32_t i = 0; i < actuals->n; i++) {
        bool first = actuals->items[i].scenario < xlsx->shown;
        for (int32_t before = 0; before < i && first; before++)
            first = !is_same(actuals->items + before, actuals->items + i);
        if (!first)
            continue;
        const uint32_t row = sheet.row;
        const int32_t n = put_figure(xlsx, &sheet, actuals->items + i);
        if (n >= LEAST_DRAWN && n_drawn < CHARTS)
            drawn[n_drawn++] = (drawn_figure){actuals->items + i, row, n};
    }
    sen_xlsx_end(&sheet);
    for (int32_t d = 0; d < n_drawn; d++)
        draw(xlsx, drawn + d, d + 1);
    xlsx->failed = xlsx->failed || !sen_text_is_well(&about);
    sen_text_clear(&about);
}

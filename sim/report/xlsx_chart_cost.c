/* SPDX-License-Identifier: MIT */
/* What every chart of the workbook has in common, and the chart of cost by partner. */
#include "report/xlsx_chart.h"

#define COST_SHEET "Chart data cost"

void sen_xlsx_place_chart(sen_xlsx *xlsx, lxw_chart *chart, const char *name, const char *title,
                          const char *words)
{
    lxw_worksheet *const sheet = sen_xlsx_add(xlsx, name, title);
    if (sheet == NULL || chart == NULL) {
        xlsx->failed = true;
        return;
    }
    sen_xlsx_write_text(xlsx, sheet, 1, 0, words, xlsx->words);
    lxw_chart_options options = {
        .description = (char *)sen_xlsx_safe(xlsx, words), .x_scale = 2.2, .y_scale = 1.9};
    if (worksheet_insert_chart_opt(sheet, 3, 0, chart, &options) != LXW_NO_ERROR)
        xlsx->failed = true;
}

void sen_xlsx_style_chart(lxw_chart *chart, lxw_chart_axis *values, lxw_chart_axis *names,
                          const char *unit)
{
    lxw_chart_font words = {.name = "Arial", .size = 12, .bold = LXW_EXPLICIT_FALSE};
    lxw_chart_line grid = {.color = 0xBFBFBF, .width = 0.5};
    chart_title_off(chart); /* it stands in A1 */
    chart_axis_set_name(values, unit);
    chart_axis_set_name_font(values, &words);
    chart_axis_set_num_font(values, &words);
    chart_axis_set_num_font(names, &words);
    chart_axis_set_num_format(values, "#,##0");
    chart_axis_set_min(values, 0);
    chart_axis_major_gridlines_set_visible(values, LXW_TRUE);
    chart_axis_major_gridlines_set_visible(names, LXW_FALSE);
    chart_axis_major_gridlines_set_line(values, &grid);
    chart_show_blanks_as(chart, LXW_CHART_BLANKS_AS_GAP);
    chart_legend_set_position(chart, LXW_CHART_LEGEND_BOTTOM);
    chart_legend_set_font(chart, &words);
}

static sen_summary cost_of(const sen_xlsx *xlsx, int32_t s, sen_funder funder)
{
    const sen_page_series *const series = sen_page_cost(xlsx->page, s, sen_funder_id(funder));
    return series == NULL || series->n <= xlsx->screen->money_period
               ? (sen_summary){0}
               : series->summaries[xlsx->screen->money_period];
}

static int32_t write_costs(sen_xlsx *xlsx, uint32_t *head_row)
{
    sen_xlsx_column columns[1 + SEN_FUNDERS] = {{"Scenario", 50, SEN_CELL_TEXT}};
    sen_funder paying[SEN_FUNDERS];
    sen_xlsx_sheet sheet;
    sen_text about;
    int32_t n = 0;
    for (int32_t f = 0; f < SEN_FUNDERS; f++) {
        bool pays = false;
        for (int32_t s = 0; s < xlsx->shown; s++)
            pays = pays || cost_of(xlsx, s, (sen_funder)f).mean > 0.0;
        if (!pays)
            continue;
        paying[n++] = (sen_funder)f;
        columns[n] = (sen_xlsx_column){
            sen_screen_label(xlsx->view, SEN_BLOCK_COST, sen_funder_id((sen_funder)f)), 18,
            SEN_CELL_WHOLE};
    }
    if (n == 0)
        return 0;
    sen_text_init(&about);
    sen_text_addf(&about, "Pounds from %s, mean over replicates.", sen_xlsx_money_year(xlsx));
    sen_xlsx_begin(xlsx, &sheet, COST_SHEET, "Data for the chart of cost", "chart_data_cost",
                   sen_text_string(&about), columns, 1 + n);
    for (int32_t s = 0; s < xlsx->shown; s++) {
        sen_xlsx_text(&sheet, 0, sen_xlsx_scenario(xlsx, s));
        for (int32_t f = 0; f < n; f++) {
            const sen_summary one = cost_of(xlsx, s, paying[f]);
            sen_xlsx_number(&sheet, 1 + f, one.mean, one.n > 0, "");
        }
        sen_xlsx_next(&sheet);
    }
    sen_xlsx_end(&sheet);
    sen_text_clear(&about);
    *head_row = sheet.head_row;
    return n;
}

static void draw_costs(sen_xlsx *xlsx, int32_t funders, uint32_t head_row)
{
    static const lxw_color_t palette[SEN_FUNDERS] = {0x12436D, 0x28A197, 0x801650,
                                                     0xF46A25, 0x3D3D3D, 0xA285D1};
    lxw_chart *const chart = workbook_add_chart(xlsx->book, LXW_CHART_BAR_STACKED);
    lxw_chart_line edge = {.color = 0xFFFFFF, .width = 1};
    sen_text words;
    sen_text_init(&words);
    sen_text_addf(&words,
                  "Pounds a partner pays from %s, a bar a scenario. The numbers are in the "
                  "worksheet Chart data cost.",
                  sen_xlsx_money_year(xlsx));
    for (int32_t f = 0; chart != NULL && f < funders; f++) {
        const lxw_col_t column = (lxw_col_t)(1 + f);
        const lxw_row_t first = head_row + 1, last = head_row + (lxw_row_t)xlsx->shown;
        lxw_chart_series *const series = chart_add_series(chart, NULL, NULL);
        lxw_chart_fill fill = {.color = palette[f]};
        chart_series_set_categories(series, COST_SHEET, first, 0, last, 0);
        chart_series_set_values(series, COST_SHEET, first, column, last, column);
        chart_series_set_name_range(series, COST_SHEET, head_row, column);
        chart_series_set_fill(series, &fill);
        chart_series_set_line(series, &edge);
    }
    if (chart != NULL) {
        /* The library turns the axes of bars round. */
        sen_xlsx_style_chart(chart, chart->x_axis, chart->y_axis, "Pounds in the year");
        chart_axis_set_reverse(chart->y_axis); /* A on top, and pounds still below */
        chart_axis_set_crossing_max(chart->y_axis);
    }
    sen_xlsx_place_chart(xlsx, chart, "Chart cost", "Cost by partner and scenario",
                         sen_text_string(&words));
    sen_text_clear(&words);
}

void sen_xlsx_cost_chart(sen_xlsx *xlsx)
{
    uint32_t head_row = 0;
    const int32_t funders = write_costs(xlsx, &head_row);
    if (funders > 0)
        draw_costs(xlsx, funders, head_row);
}

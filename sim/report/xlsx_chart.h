/* SPDX-License-Identifier: MIT */
/*
 * Excel's own charts: what they share. Each stands on a sheet of its own over a sheet of numbers.
 * Colours: https://analysisfunction.civilservice.gov.uk/policy-store/data-visualisation-colours-in-charts/
 */
#ifndef SEN_REPORT_XLSX_CHART_H
#define SEN_REPORT_XLSX_CHART_H

#include "report/xlsx_parts.h"

/* A sheet with the title, what it shows in words, which is the alternative text too, and the chart. */
void sen_xlsx_place_chart(sen_xlsx *xlsx, lxw_chart *chart, const char *name, const char *title,
                          const char *words);

/* values: the axis of numbers, in `unit`; names: that of months or scenarios. */
void sen_xlsx_style_chart(lxw_chart *chart, lxw_chart_axis *values, lxw_chart_axis *names,
                          const char *unit);

void sen_xlsx_cost_chart(sen_xlsx *xlsx);

#endif

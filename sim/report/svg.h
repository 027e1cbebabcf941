/* SPDX-License-Identifier: MIT */
/*
 * Charts as static SVG: lines with fans, bars with ranges, differences with intervals, a heat map.
 * A chart says nothing that does not stand in a table beside it; to a screen reader it is one image
 * with a title and a description. Colours are those of the Government Analysis Function
 * (https://analysisfunction.civilservice.gov.uk/policy-store/data-visualisation-colours-in-charts/),
 * in its order, at most four; every line has its own dash and its label at its end, so that colour
 * is never the only sign. Coordinates have one decimal: the same figures give the same bytes.
 *
 * Texts are escaped here. Values that are not finite are gaps.
 */
#ifndef SEN_REPORT_SVG_H
#define SEN_REPORT_SVG_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"

enum { SEN_SVG_LINES = 5 }; /* the first in dark blue, ..., the fifth in grey */

typedef struct {
    int32_t number; /* of the chart in the page: makes ids unique */
    const char *title, *description;
} sen_svg_head;

typedef struct {
    const char *label;        /* at its end; short */
    const double *middle;     /* n values */
    const double *low, *high; /* n values: a fan around it; NULL: none */
} sen_svg_line;

typedef struct {
    double at; /* as x */
    const char *label;
} sen_svg_tick;

/* What happened, over the fan. */
typedef struct {
    double x, y;
    bool outside; /* the fan */
} sen_svg_dot;

typedef struct {
    sen_svg_head head;
    const char *unit; /* of y, above the axis */
    const double *x;  /* n rising values */
    int32_t n;
    const sen_svg_line *lines;
    int32_t n_lines;
    const sen_svg_tick *ticks;
    int32_t n_ticks;
    const sen_svg_dot *dots;
    int32_t n_dots;
} sen_svg_plot;

void sen_svg_lines(sen_text *out, const sen_svg_plot *plot);

/* A row of a bar chart: a bar from 0, or a dot with an interval around 0. */
typedef struct {
    const char *label; /* left of it */
    double value;
    double low, high;       /* 95 % interval, or p05 and p95 of a bar; NAN: none */
    double lowest, highest; /* p05 and p95 of a difference; NAN: none */
    int32_t tone;           /* 0 dark blue, 1 orange, 2 grey */
    const char *words;      /* right of it: the figure as people read it */
} sen_svg_row;

typedef struct {
    sen_svg_head head;
    const char *unit; /* under the axis */
    const sen_svg_row *rows;
    int32_t n;
} sen_svg_chart;

void sen_svg_bars(sen_text *out, const sen_svg_chart *chart);
void sen_svg_differences(sen_text *out, const sen_svg_chart *chart);

/* A heat map of shares 0..1 by row and column; not finite: nothing there. */
typedef struct {
    sen_svg_head head;
    const char *const *row_labels;
    const char *const *column_labels; /* "" : no label */
    const double *shares;             /* rows * columns */
    int32_t rows, columns;
    const char *columns_unit;
} sen_svg_map;

void sen_svg_heat(sen_text *out, const sen_svg_map *map);

/* Text for a page: <, >, & and " escaped; control characters become "?". */
void sen_svg_escape(sen_text *out, const char *text);

#endif

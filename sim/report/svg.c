/* SPDX-License-Identifier: MIT */
#include "report/svg.h"

#include <math.h>
#include <string.h>

#include "report/terminal.h"

/* The drawing, in units that are pixels when it is 600 wide. */
enum {
    WIDTH = 600,
    LEFT = 66,
    PLOT_RIGHT = 450, /* labels at line ends stand behind it */
    PLOT_TOP = 34,
    PLOT_BOTTOM = 270,
    PLOT_HEIGHT = 310,
    ROW_HEIGHT = 30,
    NAME_LINE = 20,
    LABEL_GAP = 25, /* least distance between two labels at line ends */
    MOST_TICKS = 12
};

static const char *const colours[SEN_SVG_LINES] = {"#12436d", "#28a197", "#801650", "#f46a25",
                                                   "#3d3d3d"};
static const char *const dashes[SEN_SVG_LINES] = {"", "9 4", "2 4", "12 3 2 3", "5 5"};

void sen_svg_escape(sen_text *out, const char *text)
{
    for (const unsigned char *p = (const unsigned char *)text; *p != '\0'; p++) {
        const bool c1 = *p == 0xc2 && p[1] >= 0x80 && p[1] < 0xa0; /* U+0080 to U+009F */
        if (*p == '<')
            sen_text_add(out, "&lt;");
        else if (*p == '>')
            sen_text_add(out, "&gt;");
        else if (*p == '&')
            sen_text_add(out, "&amp;");
        else if (*p == '"')
            sen_text_add(out, "&quot;");
        else
            sen_text_add_char(out, *p < ' ' || *p == 127 || c1 ? '?' : (char)*p);
        p += c1;
    }
}

/* A coordinate; -0.0 as 0.0. */
static void add_at(sen_text *out, double at)
{
    const double tenths = round(at * 10.0);
    sen_text_addf(out, "%.1f", tenths == 0.0 ? 0.0 : tenths / 10.0);
}

static void add_pair(sen_text *out, double x, double y)
{
    add_at(out, x);
    sen_text_add_char(out, ',');
    add_at(out, y);
}

/* name="at" */
static void add_attribute(sen_text *out, const char *name, double at)
{
    sen_text_addf(out, " %s=\"", name);
    add_at(out, at);
    sen_text_add_char(out, '"');
}

static void begin(sen_text *out, const sen_svg_head *head, double height)
{
    sen_text_addf(out, "<svg viewBox=\"0 0 %d ", WIDTH);
    add_at(out, height);
    sen_text_addf(out, "\" role=\"img\" aria-labelledby=\"c%d-t c%d-d\">\n<title id=\"c%d-t\">",
                  (int)head->number, (int)head->number, (int)head->number);
    sen_svg_escape(out, head->title);
    sen_text_addf(out, "</title>\n<desc id=\"c%d-d\">", (int)head->number);
    sen_svg_escape(out, head->description);
    sen_text_add(out, "</desc>\n");
}

static void add_line(sen_text *out, const char *class, double x1, double y1, double x2, double y2)
{
    sen_text_addf(out, "<line class=\"%s\"", class);
    add_attribute(out, "x1", x1);
    add_attribute(out, "y1", y1);
    add_attribute(out, "x2", x2);
    add_attribute(out, "y2", y2);
    sen_text_add(out, "/>\n");
}

/* anchor: start, middle or end */
static void add_label(sen_text *out, double x, double y, const char *anchor, const char *text)
{
    sen_text_add(out, "<text");
    add_attribute(out, "x", x);
    add_attribute(out, "y", y);
    if (strcmp(anchor, "start") != 0)
        sen_text_addf(out, " text-anchor=\"%s\"", anchor);
    sen_text_add_char(out, '>');
    sen_svg_escape(out, text);
    sen_text_add(out, "</text>\n");
}

static void add_number_label(sen_text *out, double x, double y, const char *anchor, double number)
{
    sen_text words;
    sen_text_init(&words);
    sen_terminal_number(&words, number, false);
    add_label(out, x, y, anchor, sen_text_string(&words));
    out->failed = out->failed || !sen_text_is_well(&words);
    sen_text_clear(&words);
}

/* ---- scales ---- */

typedef struct {
    double low, high, step; /* of the axis: multiples of step */
    double from, to;        /* where they stand */
} scale;

/* Round steps of 1, 2 or 5 times a power of ten: at most `most` of them from low to high. */
static scale make_scale(double low, double high, int32_t most, double from, double to)
{
    static const double steps[] = {1.0, 2.0, 5.0};
    scale s = {.from = from, .to = to};
    if (!(high > low))
        high = low + 1.0;
    double ten = 1.0;
    while (ten * most > high - low && ten > 1e-6)
        ten /= 10.0;
    for (int32_t i = 0;; i = (i + 1) % 3) {
        s.step = steps[i] * ten;
        s.low = floor(low / s.step + 1e-9) * s.step;
        s.high = ceil(high / s.step - 1e-9) * s.step;
        if ((s.high - s.low) / s.step <= most + 1e-9)
            return s;
        if (i == 2)
            ten *= 10.0;
    }
}

static double place(const scale *s, double value)
{
    return s->from + (value - s->low) / (s->high - s->low) * (s->to - s->from);
}

static int32_t steps_of(const scale *s)
{
    return (int32_t)((s->high - s->low) / s->step + 0.5);
}

/* ---- lines with fans ---- */

static double highest(const sen_svg_plot *plot)
{
    double most = 0.0;
    for (int32_t l = 0; l < plot->n_lines; l++)
        for (int32_t i = 0; i < plot->n; i++) {
            const sen_svg_line *const line = plot->lines + l;
            most = line->middle[i] > most ? line->middle[i] : most;
            if (line->high != NULL && line->high[i] > most)
                most = line->high[i];
        }
    for (int32_t d = 0; d < plot->n_dots; d++)
        most = plot->dots[d].y > most ? plot->dots[d].y : most;
    return most;
}

static void add_axes(sen_text *out, const sen_svg_plot *plot, const scale *x, const scale *y)
{
    for (int32_t i = 0; i <= steps_of(y); i++) {
        const double value = y->low + i * y->step;
        add_line(out, i == 0 ? "axis" : "grid", LEFT, place(y, value), PLOT_RIGHT, place(y, value));
        add_number_label(out, LEFT - 8, place(y, value) + 5, "end", value);
    }
    add_label(out, 0, 16, "start", plot->unit);
    for (int32_t t = 0; t < plot->n_ticks; t++) {
        const double at = place(x, plot->ticks[t].at);
        add_line(out, "axis", at, PLOT_BOTTOM, at, PLOT_BOTTOM + 6);
        add_label(out, at, PLOT_BOTTOM + 28, "middle", plot->ticks[t].label);
    }
}

static void add_fan(sen_text *out, const sen_svg_plot *plot, const sen_svg_line *line,
                    const char *colour, const scale *x, const scale *y)
{
    bool any = false;
    for (int32_t i = 0; i < plot->n; i++)
        any = any || (isfinite(line->low[i]) && isfinite(line->high[i]));
    if (!any)
        return;
    sen_text_addf(out, "<polygon class=\"fan\" fill=\"%s\" points=\"", colour);
    for (int32_t i = 0; i < plot->n; i++)
        if (isfinite(line->high[i])) {
            add_pair(out, place(x, plot->x[i]), place(y, line->high[i]));
            sen_text_add_char(out, ' ');
        }
    for (int32_t i = plot->n - 1; i >= 0; i--)
        if (isfinite(line->low[i])) {
            add_pair(out, place(x, plot->x[i]), place(y, line->low[i]));
            sen_text_add_char(out, ' ');
        }
    sen_text_add(out, "\"/>\n");
}

/* A line with a gap wherever a value is missing. */
static void add_path(sen_text *out, const sen_svg_plot *plot, int32_t l, const scale *x,
                     const scale *y)
{
    const double *const values = plot->lines[l].middle;
    bool open = false;
    sen_text_add(out, "<path class=\"line\" d=\"");
    for (int32_t i = 0; i < plot->n; i++) {
        if (isfinite(values[i])) {
            sen_text_add_char(out, open ? 'L' : 'M');
            add_pair(out, place(x, plot->x[i]), place(y, values[i]));
        }
        open = isfinite(values[i]);
    }
    sen_text_addf(out, "\" stroke=\"%s\"", colours[l]);
    if (dashes[l][0] != '\0')
        sen_text_addf(out, " stroke-dasharray=\"%s\"", dashes[l]);
    sen_text_add(out, "/>\n");
}

/* Labels at line ends, pushed apart where lines end close together. */
static void add_ends(sen_text *out, const sen_svg_plot *plot, const scale *y)
{
    double at[SEN_SVG_LINES], ends[SEN_SVG_LINES];
    int32_t order[SEN_SVG_LINES], n = 0;
    for (int32_t l = 0; l < plot->n_lines; l++) {
        int32_t i = plot->n - 1;
        while (i >= 0 && !isfinite(plot->lines[l].middle[i]))
            i--;
        if (i < 0)
            continue;
        ends[l] = place(y, plot->lines[l].middle[i]);
        int32_t to = n++;
        for (; to > 0 && ends[order[to - 1]] > ends[l]; to--)
            order[to] = order[to - 1];
        order[to] = l;
    }
    for (int32_t i = 0; i < n; i++) {
        at[i] = ends[order[i]];
        if (i > 0 && at[i] < at[i - 1] + LABEL_GAP)
            at[i] = at[i - 1] + LABEL_GAP;
    }
    for (int32_t i = n - 1; i >= 0; i--) {
        const double floor_at = i == n - 1 ? PLOT_BOTTOM : at[i + 1] - LABEL_GAP;
        at[i] = at[i] > floor_at ? floor_at : at[i];
    }
    for (int32_t i = 0; i < n; i++) {
        const int32_t l = order[i];
        sen_text_addf(out, "<path class=\"lead\" stroke=\"%s\" d=\"M%d,", colours[l],
                      PLOT_RIGHT + 2);
        add_at(out, ends[l]);
        sen_text_addf(out, "L%d,", PLOT_RIGHT + 14);
        add_at(out, at[i]);
        sen_text_add(out, "\"/>\n");
        add_label(out, PLOT_RIGHT + 18, at[i] + 5, "start", plot->lines[l].label);
    }
}

/* A ring within the range, a filled square outside of it. */
static void add_dots(sen_text *out, const sen_svg_plot *plot, const scale *x, const scale *y)
{
    for (int32_t d = 0; d < plot->n_dots; d++) {
        const sen_svg_dot *const dot = plot->dots + d;
        const double at = place(x, dot->x), up = place(y, dot->y);
        if (dot->outside) {
            sen_text_add(out, "<rect class=\"out\"");
            add_attribute(out, "x", at - 5);
            add_attribute(out, "y", up - 5);
            sen_text_add(out, " width=\"10\" height=\"10\"/>\n");
        } else {
            sen_text_add(out, "<circle class=\"in\"");
            add_attribute(out, "cx", at);
            add_attribute(out, "cy", up);
            sen_text_add(out, " r=\"5\"/>\n");
        }
    }
}

void sen_svg_lines(sen_text *out, const sen_svg_plot *plot)
{
    const double first = plot->n > 0 ? plot->x[0] : 0.0;
    const double last = plot->n > 1 ? plot->x[plot->n - 1] : first + 1.0;
    const scale x = {.low = first, .high = last, .from = LEFT, .to = PLOT_RIGHT};
    const scale y = make_scale(0.0, highest(plot), 5, PLOT_BOTTOM, PLOT_TOP);
    begin(out, &plot->head, PLOT_HEIGHT);
    add_axes(out, plot, &x, &y);
    for (int32_t l = 0; l < plot->n_lines; l++)
        if (plot->lines[l].low != NULL)
            add_fan(out, plot, plot->lines + l, colours[l], &x, &y);
    for (int32_t l = plot->n_lines - 1; l >= 0; l--)
        add_path(out, plot, l, &x, &y);
    add_dots(out, plot, &x, &y);
    add_ends(out, plot, &y);
    sen_text_add(out, "</svg>\n");
}

/* ---- bars and differences ---- */

static const char *const tones[] = {"#12436d", "#f46a25", "#6f6f6f"};

enum { BAR_RIGHT = 470, ROWS_TOP = 6 };

/* Each row has its name on a line of its own, so that a long one has room on a telephone too. */
static double row_top(int32_t i)
{
    return ROWS_TOP + (double)i * (ROW_HEIGHT + NAME_LINE);
}

static double rows_height(const sen_svg_chart *chart)
{
    return row_top(chart->n) + 56;
}

static void add_scale(sen_text *out, const sen_svg_chart *chart, const scale *x)
{
    const double bottom = row_top(chart->n);
    for (int32_t i = 0; i <= steps_of(x); i++) {
        const double value = x->low + i * x->step;
        const bool zero = fabs(value) < x->step / 2;
        add_line(out, zero ? "axis" : "grid", place(x, value), ROWS_TOP, place(x, value), bottom);
        add_number_label(out, place(x, value), bottom + 22, "middle", zero ? 0.0 : value);
    }
    add_label(out, 4, bottom + 48, "start", chart->unit);
}

/* Above 0 to the highest end, and below it to the lowest. */
static scale scale_of(const sen_svg_chart *chart, double right)
{
    double low = 0.0, high = 0.0;
    for (int32_t i = 0; i < chart->n; i++) {
        const sen_svg_row *const row = chart->rows + i;
        const double ends[] = {row->value, row->low, row->high, row->lowest, row->highest};
        for (size_t e = 0; e < sizeof ends / sizeof *ends; e++) {
            low = ends[e] < low ? ends[e] : low;
            high = ends[e] > high ? ends[e] : high;
        }
    }
    return make_scale(low, high, 6, 24, right);
}

void sen_svg_bars(sen_text *out, const sen_svg_chart *chart)
{
    const scale x = scale_of(chart, BAR_RIGHT);
    begin(out, &chart->head, rows_height(chart));
    add_scale(out, chart, &x);
    for (int32_t i = 0; i < chart->n; i++) {
        const sen_svg_row *const row = chart->rows + i;
        const double top = row_top(i) + NAME_LINE + 2, middle = top + 10;
        add_label(out, 28, row_top(i) + NAME_LINE - 4, "start", row->label);
        if (!isfinite(row->value))
            continue;
        sen_text_add(out, "<rect class=\"bar\"");
        add_attribute(out, "x", place(&x, 0.0));
        add_attribute(out, "y", top);
        add_attribute(out, "width", place(&x, row->value) - place(&x, 0.0));
        sen_text_addf(out, " height=\"20\" fill=\"%s\"/>\n", tones[row->tone]);
        double end = place(&x, row->value);
        if (isfinite(row->low) && isfinite(row->high)) {
            add_line(out, "whisker", place(&x, row->low), middle, place(&x, row->high), middle);
            end = place(&x, row->high) > end ? place(&x, row->high) : end;
        }
        add_label(out, end + 8, middle + 5, "start", row->words);
    }
    sen_text_add(out, "</svg>\n");
}

void sen_svg_differences(sen_text *out, const sen_svg_chart *chart)
{
    const scale x = scale_of(chart, WIDTH - 24);
    begin(out, &chart->head, rows_height(chart));
    add_scale(out, chart, &x);
    for (int32_t i = 0; i < chart->n; i++) {
        const sen_svg_row *const row = chart->rows + i;
        const double middle = row_top(i) + NAME_LINE + 12;
        sen_text label;
        sen_text_init(&label);
        sen_text_addf(&label, "%s: %s", row->label, row->words);
        add_label(out, 28, row_top(i) + NAME_LINE - 4, "start", sen_text_string(&label));
        out->failed = out->failed || !sen_text_is_well(&label);
        sen_text_clear(&label);
        if (!isfinite(row->value))
            continue;
        if (isfinite(row->lowest) && isfinite(row->highest))
            add_line(out, "outcomes", place(&x, row->lowest), middle, place(&x, row->highest),
                     middle);
        if (isfinite(row->low) && isfinite(row->high))
            add_line(out, "interval", place(&x, row->low), middle, place(&x, row->high), middle);
        sen_text_addf(out, "<circle class=\"dot\" fill=\"%s\"", tones[row->tone]);
        add_attribute(out, "cx", place(&x, row->value));
        add_attribute(out, "cy", middle);
        sen_text_add(out, " r=\"6\"/>\n");
    }
    sen_text_add(out, "</svg>\n");
}

/* ---- heat map ---- */

enum { HEAT_LEFT = 10, HEAT_ROW = 22 };

/* Light where a part has none, dark where all have none; a frame, so that neither needs colour. */
static void add_cell(sen_text *out, double x, double y, double width, double share)
{
    const char *const fill = share <= 0.0 ? "#ffffff" : share < 1.0 ? "#6bace6" : "#12436d";
    sen_text_add(out, "<rect class=\"cell\"");
    add_attribute(out, "x", x);
    add_attribute(out, "y", y);
    add_attribute(out, "width", width);
    sen_text_addf(out, " height=\"%d\" fill=\"%s\"/>\n", HEAT_ROW, fill);
    if (share > 0.0 && share < 1.0) /* half: a stroke across */
        add_line(out, "half", x, y + HEAT_ROW, x + width, y);
}

void sen_svg_heat(sen_text *out, const sen_svg_map *map)
{
    const double width = (double)(WIDTH - 2 * HEAT_LEFT) / (map->columns > 0 ? map->columns : 1);
    const double step = HEAT_ROW + NAME_LINE + 4;
    const double bottom = step * map->rows + 6;
    begin(out, &map->head, bottom + 50);
    for (int32_t r = 0; r < map->rows; r++) {
        const double top = step * r + NAME_LINE + 6;
        add_label(out, HEAT_LEFT, top - 5, "start", map->row_labels[r]);
        for (int32_t c = 0; c < map->columns; c++)
            if (isfinite(map->shares[r * map->columns + c]))
                add_cell(out, HEAT_LEFT + width * c, top, width, map->shares[r * map->columns + c]);
    }
    for (int32_t c = 0; c < map->columns; c++)
        if (map->column_labels[c][0] != '\0')
            add_label(out, HEAT_LEFT + width * (c + 0.5), bottom + 20, "middle",
                      map->column_labels[c]);
    add_label(out, HEAT_LEFT, bottom + 44, "start", map->columns_unit);
    sen_text_add(out, "</svg>\n");
}

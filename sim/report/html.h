/* SPDX-License-Identifier: MIT */
/*
 * report.html: one page for people who open it from a mail or print it. It needs nothing beside
 * itself and runs no script, which readers of councils and the NHS often block; its policy forbids
 * everything but its own style, named by digest. It says the answer first, then what not to believe,
 * then each chart with its table. It computes no figure.
 *
 * Every text that comes from a scenario goes through sen_svg_escape.
 */
#ifndef SEN_REPORT_HTML_H
#define SEN_REPORT_HTML_H

#include "report/page.h"
#include "report/screen.h"
#include "report/svg.h"

/* The page while it is written. */
typedef struct {
    sen_text *out;
    const sen_run_view *view;
    const sen_page *page;
    const sen_screen *screen;
    const sen_headline *headlines;
    int32_t shown;   /* scenarios, without variants: letters A, B, ... */
    int32_t charts;  /* drawn so far */
    sen_arena arena; /* columns of charts */
    sen_text words;  /* for one cell or label at a time */
} sen_html;

/* The whole page. out is to be cleared. */
sen_code sen_html_make(sen_text *out, const sen_page *page, const sen_screen *screen,
                       const sen_headline *headlines, sen_errors *errors);

/* ---- parts, in the order of the page: what stands in each section ---- */

void sen_html_first(sen_html *html);
void sen_html_asked(sen_html *html);
void sen_html_answer(sen_html *html);
void sen_html_ranges(sen_html *html);
void sen_html_not_known(sen_html *html);
void sen_html_duties(sen_html *html);
void sen_html_happened(sen_html *html);
void sen_html_lists(sen_html *html);
void sen_html_unmet(sen_html *html);
void sen_html_compare(sen_html *html);
void sen_html_gains(sen_html *html, int32_t scenario); /* within the comparison of one */
void sen_html_routes(sen_html *html);
void sen_html_cost(sen_html *html);
void sen_html_groups(sen_html *html);
void sen_html_coverage(sen_html *html);
void sen_html_behaviour(sen_html *html);
void sen_html_whole(sen_html *html);
void sen_html_basis(sen_html *html);

/* ---- elements ---- */

/* A section with its heading; id is also where the list of contents points. */
void sen_html_begin(sen_html *html, const char *id, const char *title);
void sen_html_end(sen_html *html);

/* A heading within a section; level 3 or 4. */
void sen_html_heading(sen_html *html, int32_t level, const char *title);
void sen_html_paragraph(sen_html *html, const char *words);

/* What opens when asked to, without a script, and is open in print: a heading and words beside it. */
void sen_html_fold(sen_html *html, const char *title, const char *beside);
void sen_html_fold_end(sen_html *html);

/* A table: caption and headings (the first of the row names, the others of figures). */
void sen_html_table(sen_html *html, const char *caption, const char *const *heads, int32_t n);
void sen_html_row(sen_html *html, const char *name);
void sen_html_cell(sen_html *html, const char *words);
void sen_html_number(sen_html *html, double number, bool there, bool with_sign);
void sen_html_range(sen_html *html, double low, double high, bool there); /* "410 to 560" */
void sen_html_row_end(sen_html *html);
void sen_html_table_end(sen_html *html);

/* Charts and the table beside them: the charts are drawn between these two, the table after. */
void sen_html_beside(sen_html *html);

/* A chart's place and visible title; the head is for the chart that is drawn next. */
sen_svg_head sen_html_figure(sen_html *html, const char *title, const char *description);
void sen_html_figure_end(sen_html *html);
void sen_html_beside_table(sen_html *html);
void sen_html_beside_end(sen_html *html);

/* n values of the arena, all NAN; NULL for want of memory, which is noted. */
double *sen_html_values(sen_html *html, int32_t n);
void sen_html_column(const sen_page_series *series, double *middle, double *low, double *high);

/* A figure of lines over the months of the run, whose values stand at their ends. */
void sen_html_month_lines(sen_html *html, const char *unit, const char *title,
                          const char *description, const sen_svg_line *lines, int32_t n);

/* "15 Jan 2030" for a narrow column, "day 364" on a plain clock. */
void sen_html_short_date(sen_text *text, const struct sen_model *model, int32_t day);

/* For a chart's description: " A ends at 350, in 9 of 10 replicates 310 to 390." */
void sen_html_say_end(sen_text *words, const char *label, const sen_page_series *series);

/* Ids of the services of the scenarios shown, in their order; how many. */
int32_t sen_html_services(const sen_html *html, const char **ids, int32_t most);

/* Words that live as long as the page's part. */
const char *sen_html_keep(sen_html *html, const char *words);

/* "Cost by partner, year to 31 March 2029, thousand pounds". */
const char *sen_html_cost_caption(sen_html *html);

/* Title of a service, kind or need as escaped nowhere yet; the id where there is none. */
const char *sen_html_service(const sen_html *html, const char *id);
const char *sen_html_kind(const sen_html *html, const char *id);

/* "A" .. : the scenario's letter, as a string. */
const char *sen_html_letter(int32_t scenario);

/* Whether the first scenario has children; whether there is a file of what happened. */
bool sen_html_has_children(const sen_html *html);
bool sen_html_has_actuals(const sen_html *html);

#endif

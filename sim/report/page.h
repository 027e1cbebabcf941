/* SPDX-License-Identifier: MIT */
/*
 * What the page and the workbook show, picked from the rows as they pass: each figure that a chart
 * or table of theirs needs, over all periods of its type. It holds copies, since a scenario's summaries are gone
 * when the next one's rows come. It computes nothing.
 */
#ifndef SEN_REPORT_PAGE_H
#define SEN_REPORT_PAGE_H

#include "report/table.h"
#include "stats/gaps.h"

/* One figure of one scenario. */
typedef struct {
    int32_t scenario; /* of the view */
    const sen_figure *figure;
    int32_t n;                   /* periods */
    sen_summary *summaries;      /* a period */
    sen_difference *differences; /* a period, from the first scenario; NULL: not kept */
} sen_page_series;

typedef struct {
    const sen_run_view *view;
    sen_page_series *series; /* owned; scenarios one after the other, figures in order of rows */
    int32_t n_series, room;
    int32_t *first;     /* owned; view->n: first series of the scenario; SEN_NONE: no rows yet */
    int32_t *last;      /* owned; view->n: behind its last */
    int32_t *of_figure; /* owned; series of each figure of the present scenario; SEN_NONE */
    int32_t scenario;   /* present; SEN_NONE */
    sen_arena arena;    /* owns summaries and differences */
    sen_gaps gaps;      /* owned; between groups, in the year that money is shown of */
    uint32_t
        *withheld; /* owned; view->n: bit k: not all of kind k is told at the end of that year */
    bool failed;
} sen_page;

void sen_page_init(sen_page *page, const sen_run_view *view);
uint8_t sen_page_asks(const sen_page *page, int32_t scenario,
                      const sen_figure *figure); /* SEN_ASK_... */
void sen_page_row(void *page, const sen_table_row *row);

/* Gaps between groups in the first `shown` scenarios: once, before the page is shown. */
sen_code sen_page_gaps(sen_page *page, int32_t shown, sen_errors *errors);
void sen_page_clear(sen_page *page);

/* An outcome of children: kept by school year, without groups. */
bool sen_page_is_outcome(int32_t measure);

/* A service that reviews plans, or moves them to the next phase: nobody waits there for help. */
bool sen_page_is_review(const sen_model *model, const char *service);

/*
 * The figure of all children with these keys; NULL stands for "". id is the service, or where a
 * measure is about a kind of help the category. NULL if it was not kept.
 */
const sen_page_series *sen_page_find(const sen_page *page, int32_t scenario, int32_t type,
                                     int32_t measure, const char *service, const char *stage,
                                     const char *category);

/* The same of a funder ("": all of them). */
const sen_page_series *sen_page_cost(const sen_page *page, int32_t scenario, const char *funder);

/* The summary of the last period, with n 0 where there is none. */
sen_summary sen_page_last(const sen_page_series *series);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * What the screen shows, picked from the rows as they pass: known unmet and estimated hidden need
 * by kind on the last day, duties broken by service, cost by funder in a year; without a population
 * the lists and waits of services.
 */
#ifndef SEN_REPORT_SCREEN_H
#define SEN_REPORT_SCREEN_H

#include "base/text.h"
#include "report/table.h"
#include "stats/headline.h"

/* The blocks of the screen, in its order. */
typedef enum {
    SEN_BLOCK_NEEDED, /* children with the requirement, met or not; shown for one scenario only */
    SEN_BLOCK_KNOWN,
    SEN_BLOCK_HIDDEN,
    SEN_BLOCK_LATE,
    SEN_BLOCK_COST,
    SEN_BLOCK_WAITS, /* without a population */
    SEN_BLOCKS
} sen_screen_block;

typedef struct {
    const char *id; /* kind, service or funder; of waits, service and measure */
    const char *label;
    const char *note;       /* of a duty: its owner; "" */
    sen_summary *summaries; /* a scenario; n 0: it has no such figure */
    sen_difference *differences;
} sen_screen_line;

typedef struct {
    const sen_run_view *view;
    sen_screen_line *lines[SEN_BLOCKS];
    int32_t n[SEN_BLOCKS], room[SEN_BLOCKS];
    int32_t money_type, money_period; /* the last whole financial year, or the run */
    bool money_whole;
    sen_arena arena; /* owns the lines' summaries and notes */
    bool failed;
} sen_screen;

void sen_screen_init(sen_screen *screen, const sen_run_view *view);
uint8_t sen_screen_asks(const sen_screen *screen, int32_t scenario,
                        const sen_figure *figure); /* SEN_ASK_... */
void sen_screen_row(void *screen, const sen_table_row *row);
void sen_screen_clear(sen_screen *screen);

/* Title of a kind or service, the words for a funder; the id where there is none. */
const char *sen_screen_label(const sen_run_view *view, sen_screen_block block, const char *id);

/* The line of an id in a block; NULL if there is none. */
const sen_screen_line *sen_screen_find(const sen_screen *screen, sen_screen_block block,
                                       const char *id);

/*
 * The lines of a block for a reader in a hurry, by their number in it, the greatest first: the three
 * greatest, then those that differ most from the first scenario beyond chance and by what matters,
 * then the next greatest. All of them, in the block's own order, if `most` is as many or it is the
 * block of waits. At most `most`; returns how many. picked: room for as many.
 */
int32_t sen_screen_pick(const sen_screen *screen, sen_screen_block block, int32_t most,
                        int32_t *picked);

/* Scenarios shown: those given, without variants, and not more than fit. */
enum { SEN_SHOWN_SCENARIOS = 8 };
int32_t sen_screen_shown(const sen_run_view *view);

/* Columns that the screen has. */
int32_t sen_screen_columns(const sen_run_view *view);

/* "15 January 2030", or "day 364" on a plain clock. */
void sen_screen_date(sen_text *text, const struct sen_model *model, int32_t day);

/* Whether the interval of a difference leaves out 0. */
bool sen_beyond_chance(const sen_difference *d);

/*
 * How known unmet need of a kind differs from the first scenario, beyond chance. Where hidden need
 * moved the other way, a rise is no loss: children were found, not failed.
 */
typedef enum {
    SEN_CHANGE_NONE,
    SEN_CHANGE_LESS,
    SEN_CHANGE_MORE,
    SEN_CHANGE_FOUND, /* more are known, fewer are hidden */
    SEN_CHANGE_HIDDEN /* fewer are known, more are hidden */
} sen_change;

sen_change sen_screen_change(const sen_screen *screen, const sen_screen_line *known, int32_t s);

/* The run in a line, then a sentence or two a scenario. */
void sen_screen_sentences(sen_text *text, const sen_screen *screen, const sen_headline *headlines);

/* What is to be said of one scenario: a sentence or two, each after a blank. */
void sen_screen_say(sen_text *words, const sen_screen *screen, int32_t s,
                    const sen_headline *headlines);

/* Numbers of a scenario that are placeholders (grade E). */
int32_t sen_screen_count_placeholders(const struct sen_model *model);

/* What the figures rest on. */
void sen_screen_placeholders(sen_text *text, const sen_screen *screen);

/* The text: at most 100 columns and 50 lines. text is to be cleared. */
sen_code sen_screen_text(const sen_screen *screen, const sen_headline *headlines, sen_text *text,
                         sen_errors *errors);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * JSON out: a writer that keeps track of commas and depth, and results.json made with it. It reads
 * no JSON. Want of memory is sticky, as in base/text.h.
 */
#ifndef SEN_REPORT_JSON_H
#define SEN_REPORT_JSON_H

#include "base/text.h"
#include "report/sink.h"
#include "report/table.h"
#include "stats/headline.h"

typedef struct {
    sen_text text;
    int32_t depth;
    bool filled;    /* something stands in the open object or list already */
    bool on_a_line; /* no line ends within: for rows */
} sen_json;

void sen_json_init(sen_json *json);
void sen_json_clear(sen_json *json);

/* key NULL within a list, and for the whole. bracket is '{' or '['. */
void sen_json_open(sen_json *json, const char *key, char bracket);
void sen_json_close(sen_json *json, char bracket);
void sen_json_string(sen_json *json, const char *key, const char *value);
void sen_json_number(sen_json *json, const char *key, double value); /* null if not finite */
void sen_json_whole(sen_json *json, const char *key, int64_t value);
void sen_json_unsigned(sen_json *json, const char *key, uint64_t value);
void sen_json_bool(sen_json *json, const char *key, bool value);

/*
 * results.json: the run, the scenarios, and the rows of the last day, of the last whole financial
 * year and of the run, without groups and stages: what a page or another program shows first. All
 * rows stand in the CSV files.
 */
typedef struct {
    sen_json json;
    const sen_run_view *view;
    sen_sink *sink; /* borrowed; where the text goes as it grows; NULL: it is kept whole */
    bool failed;    /* for want of memory, where there is a sink */
} sen_json_results;

void sen_json_results_open(sen_json_results *results, const sen_run_view *view,
                           const sen_headline *headlines, sen_sink *sink);
uint8_t sen_json_results_asks(const sen_figure *figure); /* SEN_ASK_... */
void sen_json_results_row(void *results, const sen_table_row *row);
void sen_json_results_close(
    sen_json_results *results); /* text or file is whole; neither is closed */

/* Members that manifest.json has too: program, version, run_id, seed, replicates, draws, and how it
 * was published if it was. */
void sen_json_run(sen_json *json, const sen_run_view *view);

#endif

/* SPDX-License-Identifier: MIT */
#include "report/json.h"

#include <math.h>
#include <string.h>

#include "report/publish.h"
#include "report/sink.h"

/* ---- the writer ---- */

void sen_json_init(sen_json *json)
{
    memset(json, 0, sizeof *json);
    sen_text_init(&json->text);
}

void sen_json_clear(sen_json *json)
{
    sen_text_clear(&json->text);
}

/* Letters of which none needs a second look. */
static size_t plain_length(const char *text)
{
    size_t n = 0;
    for (; text[n] != '\0'; n++) {
        const unsigned char c = (unsigned char)text[n];
        if (c < ' ' || c == '"' || c == '\\' || c == '/' || c == 127 || c == 0xe2)
            break;
    }
    return n;
}

/*
 * Control characters, quotes and backslashes as RFC 8259 asks; besides "</" and the line ends
 * U+2028 and U+2029, which break a script that the text is put into.
 */
static void add_quoted(sen_text *text, const char *value)
{
    sen_text_add_char(text, '"');
    for (const char *p = value; *p != '\0'; p++) {
        const size_t plain = plain_length(p);
        sen_text_add_bytes(text, p, plain);
        p += plain;
        if (*p == '\0')
            break;
        if (*p == '"' || *p == '\\')
            sen_text_addf(text, "\\%c", *p);
        else if ((unsigned char)*p < ' ' || *p == 127)
            sen_text_addf(text, "\\u%04x", (unsigned)(unsigned char)*p);
        else if (*p == '/' && p > value && p[-1] == '<')
            sen_text_add(text, "\\/");
        else if (strncmp(p, "\xe2\x80\xa8", 3) == 0 || strncmp(p, "\xe2\x80\xa9", 3) == 0) {
            sen_text_add(text, p[2] == '\xa8' ? "\\u2028" : "\\u2029");
            p += 2;
        } else
            sen_text_add_char(text, *p);
    }
    sen_text_add_char(text, '"');
}

static void new_line(sen_json *json)
{
    if (json->on_a_line)
        return;
    sen_text_add_char(&json->text, '\n');
    for (int32_t d = 0; d < json->depth; d++)
        sen_text_add(&json->text, "  ");
}

static void begin(sen_json *json, const char *key)
{
    if (json->filled)
        sen_text_add_char(&json->text, ',');
    if (json->depth > 0)
        new_line(json);
    if (json->filled && json->on_a_line)
        sen_text_add_char(&json->text, ' ');
    if (key != NULL) {
        add_quoted(&json->text, key);
        sen_text_add(&json->text, ": ");
    }
    json->filled = true;
}

void sen_json_open(sen_json *json, const char *key, char bracket)
{
    begin(json, key);
    sen_text_add_char(&json->text, bracket);
    json->depth++;
    json->filled = false;
}

void sen_json_close(sen_json *json, char bracket)
{
    json->depth--;
    if (json->filled)
        new_line(json);
    sen_text_add_char(&json->text, bracket);
    json->filled = true;
}

void sen_json_string(sen_json *json, const char *key, const char *value)
{
    begin(json, key);
    add_quoted(&json->text, value);
}

void sen_json_number(sen_json *json, const char *key, double value)
{
    char text[SEN_NUMBER_BYTES];
    begin(json, key);
    sen_text_add(&json->text, sen_number_text(value, text) > 0 ? text : "null");
}

void sen_json_whole(sen_json *json, const char *key, int64_t value)
{
    begin(json, key);
    sen_text_addf(&json->text, "%lld", (long long)value);
}

void sen_json_unsigned(sen_json *json, const char *key, uint64_t value)
{
    begin(json, key);
    sen_text_addf(&json->text, "%llu", (unsigned long long)value);
}

void sen_json_bool(sen_json *json, const char *key, bool value)
{
    begin(json, key);
    sen_text_add(&json->text, value ? "true" : "false");
}

/* ---- results.json ---- */

void sen_json_run(sen_json *json, const sen_run_view *view)
{
    const int32_t asked = view->last - view->first + 1;
    sen_json_string(json, "program", "sendsim");
    sen_json_string(json, "version", view->version);
    sen_json_string(json, "run_id", view->run_id);
    sen_json_string(json, "generator", "PCG64 XSL RR 128/64, keyed streams");
    sen_json_unsigned(json, "seed", view->seed);
    sen_json_open(json, "replicates", '{');
    sen_json_whole(json, "first", view->first);
    sen_json_whole(json, "last", view->last);
    sen_json_whole(json, "asked", asked);
    sen_json_whole(json, "done", view->usable);
    sen_json_close(json, '}');
    sen_json_bool(json, "complete", view->usable == asked);
    sen_json_whole(json, "draws", view->draws);
    if (!view->publish.on)
        return;
    sen_text words;
    sen_text_init(&words);
    sen_publish_words(&words, &view->publish);
    sen_json_open(json, "published", '{');
    sen_json_string(json, "note", sen_text_string(&words));
    sen_json_whole(json, "hide_to", view->publish.hide_to);
    sen_json_whole(json, "round_to", view->publish.round_to);
    sen_json_bool(json, "rests_on_placeholders", view->publish.placeholders);
    sen_json_close(json, '}');
    sen_text_clear(&words);
}

static void add_headline(sen_json *json, const sen_headline *headline)
{
    if (!headline->has_variants)
        return;
    sen_json_bool(json, "wins", headline->wins);
    if (headline->wins)
        sen_json_number(json, "least_effect_that_wins", headline->least_effect);
}

static void add_said(sen_json *json, const char *key, const char *text)
{
    if (text != NULL && text[0] != '\0')
        sen_json_string(json, key, text);
}

static void add_assumptions(sen_json *json, const sen_run_view *view)
{
    static const char *const grades[] = {"A", "B", "C", "D", "E", ""};
    sen_json_open(json, "assumptions", '[');
    for (int32_t s = 0; s < view->n; s++) {
        const sen_model *const model = view->models[s];
        const bool variant = view->variant_of != NULL && view->variant_of[s] != SEN_NONE;
        for (int32_t a = 0; a < model->n_assumptions && !variant; a++) {
            const sen_assumption *const one = model->assumptions + a;
            sen_json_open(json, NULL, '{');
            sen_json_string(json, "scenario", model->id);
            add_said(json, "id", one->id);
            add_said(json, "about", one->about);
            add_said(json, "text", sen_publish_about(&view->publish, one->about, one->text));
            add_said(json, "source", sen_publish_about(&view->publish, one->about, one->source));
            add_said(json, "grade", grades[one->grade]);
            add_said(json, "owner", one->owner);
            add_said(json, "agreed_with", one->agreed_with);
            add_said(json, "date", one->date);
            sen_json_close(json, '}');
        }
    }
    sen_json_close(json, ']');
}

void sen_json_results_open(sen_json_results *results, const sen_run_view *view,
                           const sen_headline *headlines, sen_sink *sink)
{
    sen_json *const json = &results->json;
    results->view = view;
    results->sink = sink;
    results->failed = false;
    sen_json_init(json);
    sen_json_open(json, NULL, '{');
    sen_json_run(json, view);
    sen_json_open(json, "scenarios", '[');
    for (int32_t s = 0; s < view->n; s++) {
        const int32_t of = view->variant_of == NULL ? SEN_NONE : view->variant_of[s];
        sen_json_open(json, NULL, '{');
        sen_json_string(json, "id", view->models[s]->id);
        if (view->models[s]->title != NULL)
            sen_json_string(json, "title", view->models[s]->title);
        if (of != SEN_NONE)
            sen_json_string(json, "variant_of", view->models[of]->id);
        add_headline(json, headlines + s);
        sen_json_close(json, '}');
    }
    sen_json_close(json, ']');
    add_assumptions(json, view);
    sen_json_open(json, "rows", '[');
}

uint8_t sen_json_results_asks(const sen_figure *figure)
{
    const int32_t type = figure->period_type;
    return figure->key[SEN_KEY_GROUP1][0] == '\0' && figure->key[SEN_KEY_STAGE][0] == '\0' &&
                   (type == SEN_PERIOD_CENSUS_DAY || type == SEN_PERIOD_RUN ||
                    type == SEN_PERIOD_FINANCIAL_YEAR)
               ? SEN_ASK_SUMMARY | SEN_ASK_DIFFERENCE
               : 0;
}

static bool is_told(const sen_table_row *row)
{
    const int32_t type = row->figure->period_type;
    int32_t money_type, money_period;
    bool whole;
    if (sen_json_results_asks(row->figure) == 0)
        return false;
    if (type == SEN_PERIOD_CENSUS_DAY)
        return row->period == row->plan->n_periods[type] - 1;
    if (type == SEN_PERIOD_RUN)
        return true;
    sen_table_money_year(row->plan, &money_type, &money_period, &whole);
    return row->period == money_period;
}

static void add_difference(sen_json *json, const sen_difference *d, sen_better better,
                           const char *grade)
{
    const bool there = d->n > 0, chances = there && better != SEN_BETTER_NEITHER;
    sen_json_open(json, "difference", '{');
    sen_json_number(json, "mean", there ? d->mean : NAN);
    sen_json_number(json, "mc_lower_95", d->has_error ? d->mc_lower_95 : NAN);
    sen_json_number(json, "mc_upper_95", d->has_error ? d->mc_upper_95 : NAN);
    sen_json_number(json, "chance_better", chances ? d->chance_better : NAN);
    sen_json_number(json, "chance_same", chances ? d->chance_same : NAN);
    sen_json_number(json, "chance_worse", chances ? d->chance_worse : NAN);
    sen_json_string(json, "better_when", sen_better_id(better));
    sen_json_whole(json, "replicates", d->n);
    sen_json_string(json, "grade", grade);
    sen_json_string(json, "status", sen_difference_status(d));
    sen_json_close(json, '}');
}

static void add_around(sen_json *json, const sen_around *around, const char *status)
{
    static const char *const keys[][2] = {{"p05_lower_95", "p05_upper_95"},
                                          {"p50_lower_95", "p50_upper_95"},
                                          {"p95_lower_95", "p95_upper_95"}};
    for (int32_t p = 0; p < 3; p++) {
        sen_json_number(json, keys[p][0], around->known[p] ? around->lower[p] : NAN);
        sen_json_number(json, keys[p][1], around->known[p] ? around->upper[p] : NAN);
    }
    sen_json_string(json, "percentiles_status", sen_around_status(around, status));
}

enum { FULL_BYTES = 1 << 16 };

/* The text so far, if there is a file for it. */
static void move_to_sink(sen_json_results *results)
{
    sen_text *const text = &results->json.text;
    if (results->sink == NULL)
        return;
    results->failed = results->failed || !sen_text_is_well(text);
    sen_sink_add(results->sink, text->bytes, text->length);
    sen_text_empty(text);
}

void sen_json_results_row(void *context, const sen_table_row *row)
{
    static const char *const keys[SEN_KEYS] = {"service",     "stage",  "provider",    "measure",
                                               "category",    "funder", "group1_type", "group1",
                                               "group2_type", "group2"};
    sen_json_results *const results = context;
    sen_json *const json = &results->json;
    const sen_summary *const s = row->summary;
    if (!is_told(row))
        return;
    begin(json, NULL);
    json->filled = false;
    json->on_a_line = true;
    sen_json_open(json, NULL, '{');
    sen_json_string(json, "scenario", row->scenario_id);
    sen_json_string(json, "period_type", row->period_type);
    sen_json_string(json, "start", row->start);
    sen_json_string(json, "end", row->end);
    for (int32_t k = 0; k < SEN_KEYS; k++)
        if (row->figure->key[k][0] != '\0')
            sen_json_string(json, keys[k], row->figure->key[k]);
    sen_json_string(json, "unit", sen_measures[row->figure->measure].unit);
    sen_json_number(json, "mean", s->n > 0 ? s->mean : NAN);
    sen_json_number(json, "mc_error", s->has_error ? s->mc_error : NAN);
    sen_json_number(json, "p05", s->n > 0 ? s->p05 : NAN);
    sen_json_number(json, "p50", s->n > 0 ? s->p50 : NAN);
    sen_json_number(json, "p95", s->n > 0 ? s->p95 : NAN);
    sen_json_whole(json, "replicates", s->n);
    sen_json_string(json, "grade", row->grade);
    sen_json_string(json, "status", sen_summary_status(s));
    add_around(json, &s->around, sen_summary_status(s));
    if (row->difference != NULL)
        add_difference(json, row->difference, sen_measures[row->figure->measure].better,
                       row->difference_grade);
    sen_json_close(json, '}');
    json->on_a_line = false;
    if (json->text.length >= FULL_BYTES)
        move_to_sink(results);
}

void sen_json_results_close(sen_json_results *results)
{
    sen_json_close(&results->json, ']');
    sen_json_close(&results->json, '}');
    sen_text_add_char(&results->json.text, '\n');
    move_to_sink(results);
}

/* SPDX-License-Identifier: MIT */
#include "report/screen.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void sen_screen_init(sen_screen *screen, const sen_run_view *view)
{
    memset(screen, 0, sizeof *screen);
    sen_arena_init(&screen->arena, 0);
    screen->view = view;
    sen_table_money_year(view->plans, &screen->money_type, &screen->money_period,
                         &screen->money_whole);
}

void sen_screen_clear(sen_screen *screen)
{
    for (int32_t b = 0; b < SEN_BLOCKS; b++)
        free(screen->lines[b]);
    sen_arena_clear(&screen->arena);
    memset(screen, 0, sizeof *screen);
}

static const char *title_or(const char *title, const char *id)
{
    return title == NULL || title[0] == '\0' ? id : title;
}

const char *sen_screen_label(const sen_run_view *view, sen_screen_block block, const char *id)
{
    static const char *const funders[SEN_FUNDERS] = {
        "Council", "High-needs block", "Schools", "ICB (NHS)", "Public health", "NHS England"};
    if (block == SEN_BLOCK_COST && id[0] == '\0')
        return "All partners";
    for (int32_t f = 0; f < SEN_FUNDERS && block == SEN_BLOCK_COST; f++)
        if (strcmp(id, sen_funder_id((sen_funder)f)) == 0)
            return funders[f];
    for (int32_t s = 0; s < view->n; s++) {
        const sen_model *const model = view->models[s];
        for (int32_t k = 0; k < model->n_kinds && block < SEN_BLOCK_LATE; k++)
            if (strcmp(id, model->kinds[k].id) == 0)
                return title_or(model->kinds[k].title, id);
        for (int32_t i = 0; i < model->n_services && block == SEN_BLOCK_LATE; i++)
            if (strcmp(id, model->rules[0].services[i].id) == 0)
                return title_or(model->rules[0].services[i].title, id);
    }
    return id;
}

const sen_screen_line *sen_screen_find(const sen_screen *screen, sen_screen_block block,
                                       const char *id)
{
    for (int32_t i = 0; i < screen->n[block]; i++)
        if (strcmp(screen->lines[block][i].id, id) == 0)
            return screen->lines[block] + i;
    return NULL;
}

/* The line of an id, begun if it is new; NULL for want of memory. */
static sen_screen_line *line_of(sen_screen *screen, sen_screen_block block, const char *id)
{
    const size_t scenarios = (size_t)screen->view->n;
    int32_t *const n = screen->n + block;
    for (int32_t i = 0; i < *n; i++)
        if (strcmp(screen->lines[block][i].id, id) == 0)
            return screen->lines[block] + i;
    if (*n == screen->room[block]) {
        const int32_t room = *n == 0 ? 32 : 2 * *n;
        sen_screen_line *const grown = realloc(screen->lines[block], (size_t)room * sizeof *grown);
        if (grown == NULL)
            return NULL;
        screen->lines[block] = grown;
        screen->room[block] = room;
    }
    sen_screen_line *const line = screen->lines[block] + *n;
    *line =
        (sen_screen_line){.id = id, .label = sen_screen_label(screen->view, block, id), .note = ""};
    line->summaries = sen_arena_take_zeroed(&screen->arena, scenarios, sizeof *line->summaries);
    line->differences = sen_arena_take_zeroed(&screen->arena, scenarios, sizeof *line->differences);
    if (line->summaries == NULL || line->differences == NULL)
        return NULL;
    (*n)++;
    return line;
}

/* A wait or list of a service that has nobody's needs behind it: its own line a measure. */
static void add_wait(sen_screen *screen, const sen_table_row *row)
{
    const sen_figure *const figure = row->figure;
    const bool list = figure->measure == SEN_MEASURE_LIST_SIZE &&
                      figure->period_type == SEN_PERIOD_CENSUS_DAY &&
                      row->period == row->plan->n_periods[SEN_PERIOD_CENSUS_DAY] - 1;
    const bool verified =
        figure->measure >= SEN_MEASURE_V_MEAN_WAIT && figure->measure <= SEN_MEASURE_V_UTILISATION;
    if ((!list && !verified) || figure->key[SEN_KEY_STAGE][0] != '\0')
        return;
    const char *const of = figure->key[SEN_KEY_SERVICE][0] != '\0' ? figure->key[SEN_KEY_SERVICE]
                                                                   : figure->key[SEN_KEY_PROVIDER];
    const sen_measure *const measure = sen_measures + figure->measure;
    sen_text words;
    sen_text_init(&words);
    sen_text_addf(&words, "%s: ", of);
    sen_text_add(&words, list ? "waiting at the end" : measure->label);
    if (!list && strcmp(measure->unit, "share") != 0 && strcmp(measure->unit, "a day") != 0)
        sen_text_addf(&words, " (%s)", measure->unit);
    char *const id = sen_arena_take(&screen->arena, words.length + 1, 1);
    if (id != NULL)
        memcpy(id, sen_text_string(&words), words.length + 1);
    sen_screen_line *const line = id == NULL ? NULL : line_of(screen, SEN_BLOCK_WAITS, id);
    sen_text_clear(&words);
    if (line == NULL)
        screen->failed = true;
    else
        line->summaries[row->scenario] = *row->summary;
}

static bool block_of(const sen_screen *screen, const sen_table_row *row, sen_screen_block *block,
                     sen_row_key *id)
{
    const sen_figure *const figure = row->figure;
    const bool last_day = figure->period_type == SEN_PERIOD_CENSUS_DAY &&
                          row->period == row->plan->n_periods[SEN_PERIOD_CENSUS_DAY] - 1;
    if (figure->key[SEN_KEY_GROUP1][0] != '\0')
        return false;
    *id = SEN_KEY_CATEGORY;
    switch (figure->measure) {
    case SEN_MEASURE_REQUIREMENT_CHILDREN:
        *block = SEN_BLOCK_NEEDED;
        return last_day;
    case SEN_MEASURE_KNOWN_UNMET_CHILDREN:
        *block = SEN_BLOCK_KNOWN;
        return last_day;
    case SEN_MEASURE_HIDDEN_UNMET_CHILDREN:
        *block = SEN_BLOCK_HIDDEN;
        return last_day;
    case SEN_MEASURE_OPEN_LATE:
        *block = SEN_BLOCK_LATE;
        *id = SEN_KEY_SERVICE;
        return last_day;
    case SEN_MEASURE_COST:
        *block = SEN_BLOCK_COST;
        *id = SEN_KEY_FUNDER;
        return figure->key[SEN_KEY_PROVIDER][0] == '\0' &&
               figure->period_type == screen->money_type && row->period == screen->money_period;
    default:
        return false;
    }
}

uint8_t sen_screen_asks(const sen_screen *screen, int32_t scenario, const sen_figure *figure)
{
    const sen_plan *const plan = screen->view->plans + scenario;
    sen_screen_block block;
    sen_row_key id;
    bool told = !plan->model->has_population; /* of lists and waits */
    for (int32_t p = 0; p < plan->n_periods[figure->period_type] && !told; p++) {
        const sen_table_row row = {.plan = plan, .figure = figure, .period = p};
        told = block_of(screen, &row, &block, &id);
    }
    return told ? SEN_ASK_SUMMARY | SEN_ASK_DIFFERENCE : 0;
}

void sen_screen_row(void *context, const sen_table_row *row)
{
    sen_screen *const screen = context;
    sen_screen_block block;
    sen_row_key id;
    if (!row->plan->model->has_population)
        add_wait(screen, row);
    if (!block_of(screen, row, &block, &id))
        return;
    sen_screen_line *const line = line_of(screen, block, row->figure->key[id]);
    if (line == NULL) {
        screen->failed = true;
        return;
    }
    line->summaries[row->scenario] = *row->summary;
    if (row->difference != NULL)
        line->differences[row->scenario] = *row->difference;
    if (block == SEN_BLOCK_LATE) {
        const sen_clock *const clock =
            &row->plan->model->rules[0].services[row->figure->service].clock;
        line->note = clock->owner == NULL ? "" : clock->owner;
    }
}

/* ---- for a reader in a hurry ---- */

static double greatest_mean(const sen_screen *screen, const sen_screen_line *line)
{
    double most = 0.0;
    for (int32_t s = 0; s < sen_screen_shown(screen->view); s++)
        if (line->summaries[s].n > 0 && line->summaries[s].mean > most)
            most = line->summaries[s].mean;
    return most;
}

/* The greatest difference beyond chance that matters; 0: there is none. */
static double greatest_change(const sen_screen *screen, const sen_screen_line *line, bool children)
{
    double most = 0.0;
    for (int32_t s = 1; s < sen_screen_shown(screen->view); s++) {
        const double size = fabs(line->differences[s].mean);
        const double least = children ? screen->view->models[s]->report.smallest_that_matters : 0.0;
        if (sen_beyond_chance(line->differences + s) && size >= least && size > most)
            most = size;
    }
    return most;
}

/* The heaviest line that is not picked yet; SEN_NONE if none weighs anything. */
static int32_t heaviest(const sen_screen *screen, sen_screen_block block, const int32_t *picked,
                        int32_t n, bool by_change)
{
    double most = 0.0;
    int32_t best = SEN_NONE;
    for (int32_t i = 0; i < screen->n[block]; i++) {
        bool there = false;
        for (int32_t p = 0; p < n; p++)
            there = there || picked[p] == i;
        const sen_screen_line *const line = screen->lines[block] + i;
        const double weight = by_change ? greatest_change(screen, line, block < SEN_BLOCK_LATE)
                                        : greatest_mean(screen, line);
        if (!there && weight > most) {
            most = weight;
            best = i;
        }
    }
    return best;
}

static void sort_by_mean(const sen_screen *screen, sen_screen_block block, int32_t *picked,
                         int32_t n)
{
    for (int32_t i = 1; i < n; i++) {
        const int32_t line = picked[i];
        const double mean = greatest_mean(screen, screen->lines[block] + line);
        int32_t at = i;
        for (; at > 0 && greatest_mean(screen, screen->lines[block] + picked[at - 1]) < mean; at--)
            picked[at] = picked[at - 1];
        picked[at] = line;
    }
}

int32_t sen_screen_pick(const sen_screen *screen, sen_screen_block block, int32_t most,
                        int32_t *picked)
{
    enum { GREATEST = 3 };
    int32_t n = 0;
    if (most >= screen->n[block] || block == SEN_BLOCK_WAITS) {
        for (; n < screen->n[block] && n < most; n++)
            picked[n] = n;
        return n;
    }
    for (int32_t round = 0; round < 3; round++)
        while (n < most && (round > 0 || n < GREATEST)) {
            const int32_t next = heaviest(screen, block, picked, n, round == 1);
            if (next == SEN_NONE)
                break;
            picked[n++] = next;
        }
    sort_by_mean(screen, block, picked, n);
    return n;
}

/* SPDX-License-Identifier: MIT */
/*
 * Figures at a period's end. Counters and the ledger only grow, so a period's figure is the
 * difference from the copy taken when it began; what is read off the open referrals is counted in
 * one walk on the days on which some period ends.
 */
#include <string.h>

#include "base/mutant.h"
#include "engine/booking.h"
#include "engine/referral.h"
#include "engine/workspace.h"
#include "stats/incidence.h"

static const int32_t BAND_FROM_DAY[SEN_WAIT_BANDS] = {0, 7, 14, 28, 84, 126, 364};

/* On a list for its stage, before a panel, or with money in dispute. */
static bool stands_before_stage(uint8_t status)
{
    return status == SEN_IS_ON_LIST || status == SEN_IS_PANEL || status == SEN_IS_ROUND ||
           status == SEN_IS_COMING || status == SEN_IS_DISPUTE;
}

/* The clock of one open referral, and the stage it stands before. */
static inline void count_open(sen_state_block *s, int32_t i, sen_waits *of)
{
    const sen_referral *const r = s->referrals + i;
    if (stands_before_stage(s->status[i]))
        s->stage_waits[r->step]++;
    if (s->slots[i].list.prev != SEN_UNLINKED && !sen_is_holding(s, i))
        of[r->service].listed_days += s->day + 1 - r->joined_day;
    if (sen_service_of(s, r)->n_parts > 0)
        sen_parts_count_open(s, i);
    if (r->flags & (SEN_WAIT_OVER | SEN_BRANCH | SEN_NOT_STARTED))
        return;
    sen_waits *const w = of + r->service;
    const sen_clock *const clock = sen_step_of(s, r)->clock;
    const int32_t days = clock == NULL ? s->day - r->clock_day : sen_referral_elapsed(s, i);
    const int32_t week = days > 0 ? days / 7 : 0;
    s->wait_weeks[r->service * s->n_wait_weeks + week]++;
    w->last_week = week > w->last_week ? week : w->last_week;
    w->waiting++;
    int32_t band = 0;
    for (int32_t b = 1; b < SEN_WAIT_BANDS; b++) /* adds: which it is could not be foretold */
        band += days >= BAND_FROM_DAY[b] + SEN_MUTANT(band_upper_edge_in);
    w->band[band]++;
    if (clock == NULL)
        return;
    if (days < clock->target_days) {
        w->in_target++;
    } else {
        w->late++;
        sen_pathway_count_breach(s, i);
    }
}

enum { WALKED = 64 }; /* statuses at a time */

/* Bit k: the k-th of so many statuses has other bits than the quiet ones. A byte of flags is what
 * its product with seven-bit steps has at the top. */
static uint64_t loud_of(const uint8_t *status)
{
    const uint64_t ones = UINT64_MAX / UINT8_MAX, low_seven = ones * 127;
    uint64_t loud = 0;
    for (int32_t k = 0; k < WALKED; k += 8) {
        uint64_t eight;
        memcpy(&eight, status + k, sizeof eight);
        eight &= ~(ones * SEN_QUIET_BITS);
        eight = (((eight & low_seven) + low_seven) | eight) >> 7 & ones;
        loud |= (eight * 0x0102040810204080u >> 56) << k;
    }
    return loud;
}

/* Counts the open clocks of all services; a clock whose target day fell in the days that no period's
 * end has seen yet is a breach of this period. Few referrals wait at a time: many are looked at
 * together (the room for them is a multiple of WALKED, and beyond the last all are free). */
static void walk_waits(sen_state_block *s, sen_waits *of)
{
    for (int32_t v = 0; v < s->model->n_services; v++) /* what the walk before has left */
        memset(s->wait_weeks + v * s->n_wait_weeks, 0,
               (size_t)(of[v].last_week + 1) * sizeof *s->wait_weeks);
    memset(of, 0, (size_t)s->model->n_services * sizeof *of);
    memset(s->parts_late, 0, (size_t)s->model->n_parts * sizeof *s->parts_late);
    memset(s->stage_waits, 0, (size_t)s->n_stages * sizeof *s->stage_waits);
    for (int32_t i = 0; i < s->n_referrals; i += WALKED)
        for (uint64_t loud = loud_of(s->status + i); loud != 0; loud &= loud - 1)
            count_open(s, i + __builtin_ctzll(loud), of);
}

static int64_t wait_quantile(const sen_state_block *s, int32_t service, int32_t thousandths)
{
    const int32_t waiting = s->waits[service].waiting;
    return waiting == 0 ? SEN_NO_FIGURE
                        : sen_band_percentile(s->wait_weeks + service * s->n_wait_weeks, waiting,
                                              thousandths);
}

static int32_t year_of(int32_t period_type)
{
    return period_type == SEN_PERIOD_CALENDAR_YEAR    ? 0
           : period_type == SEN_PERIOD_FINANCIAL_YEAR ? 1
                                                      : 2;
}

static bool keeps_all_four(const sen_series *series, const sen_series *end)
{
    static const sen_source sources[SEN_CELL_FIGURES] = {
        SEN_FROM_LEDGER_STOCK, SEN_FROM_LEDGER_DAYS, SEN_FROM_LEDGER_IN, SEN_FROM_LEDGER_OUT};
    if (end - series < SEN_CELL_FIGURES)
        return false;
    for (int32_t k = 0; k < SEN_CELL_FIGURES; k++)
        if (series[k].source != (int16_t)sources[k] || series[k].at != series->at ||
            series[k].n != series->n || series[k].stride != 1 ||
            series[k].period_type != SEN_PERIOD_MONTH)
            return false;
    return true;
}

/* Of which types of period some figure is the growth of the ledger within one: of those it is kept as
 * it was when the period began. */
static void note_growth(sen_state_block *s)
{
    for (int32_t type = 0; type < SEN_PERIOD_TYPES; type++)
        s->grows[type] = false;
    for (int32_t k = 0; k < s->plan->n_series; k++) {
        const sen_series *const series = s->plan->series + k;
        if (series->source == SEN_FROM_LEDGER_DAYS || series->source == SEN_FROM_LEDGER_IN ||
            series->source == SEN_FROM_LEDGER_OUT)
            s->grows[series->period_type] = true;
    }
    for (int32_t type = 0; type < SEN_PERIOD_TYPES; type++)
        s->ledger_before[type] =
            s->grows[type] ? sen_take(s, s->plan->n_ledger, sizeof(sen_cell)) : NULL;
}

/* Sorts the series into cells of which all is kept, and others by type of period. */
static void sort_series(sen_state_block *s)
{
    const sen_series *const first = s->plan->series, *const end = first + s->plan->n_series;
    int32_t n[SEN_PERIOD_TYPES] = {0};
    for (const sen_series *series = first; series < end; series++)
        n[series->period_type]++;
    for (int32_t type = 0, from = 0; type < SEN_PERIOD_TYPES; from += n[type++])
        s->series_from[type] = s->series_to[type] = from;
    s->n_kept = 0;
    s->series = sen_arena_take(s->arena, (size_t)s->plan->n_series, sizeof *s->series);
    s->kept =
        sen_arena_take(s->arena, (size_t)s->plan->n_series / SEN_CELL_FIGURES + 1, sizeof *s->kept);
    if (s->series == NULL || s->kept == NULL) {
        s->failed = SEN_NO_MEMORY;
        return;
    }
    for (const sen_series *series = first; series < end; series++) {
        if (!keeps_all_four(series, end)) {
            s->series[s->series_to[series->period_type]++] = (int32_t)(series - first);
            continue;
        }
        s->kept[s->n_kept++] = (sen_kept_cells){series->at, series->n, series->first_cell};
        series += SEN_CELL_FIGURES - 1;
    }
    s->staged = sen_arena_take(s->arena,
                               (size_t)s->n_kept * (size_t)s->plan->n_periods[SEN_PERIOD_MONTH] + 1,
                               SEN_CELL_FIGURES * sizeof *s->staged);
    if (s->staged == NULL)
        s->failed = SEN_NO_MEMORY;
}

/* The figures of a month that ends, of all kept cells. */
static void stage_kept(sen_state_block *s, int32_t *figures)
{
    const int64_t end = s->day + 1, start = s->period_from[SEN_PERIOD_MONTH];
    int64_t too_large = 0;
    for (int32_t c = 0; c < s->n_kept; c++, figures += SEN_CELL_FIGURES) {
        const sen_cell *cell = s->ledger + s->kept[c].at;
        const sen_cell *before = s->ledger_before[SEN_PERIOD_MONTH] + s->kept[c].at;
        int64_t stock = 0, days = 0, in = 0, out = 0;
        for (int32_t n = s->kept[c].n; n > 0; n--, cell++, before++) {
            stock += cell->stock;
            days += cell->days + cell->stock * end - before->days - before->stock * start;
            in += cell->in - before->in;
            out += cell->out - before->out;
        }
        figures[0] = (int32_t)stock;
        figures[1] = (int32_t)days;
        figures[2] = (int32_t)in;
        figures[3] = (int32_t)out;
        too_large |=
            (stock ^ figures[0]) | (days ^ figures[1]) | (in ^ figures[2]) | (out ^ figures[3]);
    }
    if (too_large != 0)
        s->failed = SEN_TOO_LARGE;
}

/* Writes all staged months, so that what stands together in the record is written together. */
static void write_staged(const sen_state_block *s)
{
    const int32_t months = s->plan->n_periods[SEN_PERIOD_MONTH];
    const size_t row = (size_t)s->n_kept * SEN_CELL_FIGURES;
    for (int32_t c = 0; c < s->n_kept; c++) {
        const int32_t *figures = s->staged + c * SEN_CELL_FIGURES;
        int64_t *record = s->record + s->kept[c].first_cell;
        for (int32_t m = 0; m < months; m++, figures += row, record++)
            for (int32_t k = 0; k < SEN_CELL_FIGURES; k++)
                record[k * months] = figures[k];
    }
}

static int64_t ledger_figure(const sen_state_block *s, const sen_series *series)
{
    const sen_cell *const before = s->ledger_before[series->period_type];
    const int64_t end = s->day + 1, start = s->period_from[series->period_type];
    int64_t sum = 0;
    for (int32_t k = 0, at = series->at; k < series->n; k++, at += series->stride) {
        const sen_cell *const cell = s->ledger + at;
        switch (series->source) {
        case SEN_FROM_LEDGER_STOCK:
            sum += cell->stock;
            break;
        case SEN_FROM_LEDGER_MASK:
            for (uint32_t states = (uint32_t)series->b; states != 0; states &= states - 1)
                sum += s->ledger[at + __builtin_ctz(states) * s->plan->groups].stock;
            break;
        case SEN_FROM_LEDGER_DAYS:
            sum += cell->days + cell->stock * end - before[at].days - before[at].stock * start;
            break;
        case SEN_FROM_LEDGER_IN:
            sum += cell->in - before[at].in;
            break;
        default:
            sum += cell->out - before[at].out;
            break;
        }
    }
    return sum;
}

static int64_t figure(sen_state_block *s, const sen_series *series, const sen_waits *of)
{
    switch ((sen_source)series->source) {
    case SEN_FROM_COUNTERS: {
        const int64_t *const before = s->counters_before[series->period_type];
        int64_t sum = 0;
        for (int32_t k = 0, at = series->at; k < series->n; k++, at += series->stride)
            sum += s->counters[at] - before[at];
        return sum;
    }
    case SEN_FROM_EVER:
        return s->ever[year_of(series->period_type)][series->a * SEN_STATES + series->b];
    case SEN_FROM_LIST_SIZE:
        return series->b == SEN_NONE
                   ? of[series->a].waiting
                   : s->stage_waits[s->rules->services[series->a].first_stage + series->b];
    case SEN_FROM_WAIT_BAND:
        return of[series->a].band[series->b];
    case SEN_FROM_WAIT_QUANTILE:
        return wait_quantile(s, series->a, series->b);
    case SEN_FROM_IN_TARGET:
        return of[series->a].in_target;
    case SEN_FROM_OPEN_LATE:
        return of[series->a].late;
    case SEN_FROM_PART_LATE:
        return s->parts_late[series->a];
    case SEN_FROM_LAYER:
        return s->layer_holders[series->a];
    case SEN_FROM_INCIDENCE:
    case SEN_FROM_RESTRICTED_MEAN:
        return sen_waits_figure(s, series);
    case SEN_FROM_COHORT_SEEN:
    case SEN_FROM_CONCERNS:
        return SEN_NO_FIGURE; /* not known yet: record_cohorts */
    case SEN_FROM_CHILDREN:
        return s->children_now;
    case SEN_FROM_OPENING_GIVEN:
        return s->world->opening_given == NULL ? 0 : s->world->opening_given[series->a];
    default:
        return ledger_figure(s, series);
    }
}

/* Days on lists are counted when a wait ends; at a period's end those of waits that go on stand in the
 * counter beside them, and are taken out as they end or grow. */
static void count_listed_days(sen_state_block *s)
{
    for (int32_t v = 0; v < s->model->n_services; v++) {
        sen_count(s, sen_plan_service(s->plan, v, SEN_FLOW_LIST_DAYS),
                  s->waits[v].listed_days - s->listed_before[v]);
        s->listed_before[v] = s->waits[v].listed_days;
    }
}

static void begin_period(sen_state_block *s, int32_t type, int32_t from_day)
{
    sen_waits_begin(s, type, from_day > 0);
    s->period_from[type] = from_day;
    memcpy(s->counters_before[type], s->counters,
           (size_t)s->plan->n_counters * sizeof *s->counters);
    if (s->grows[type])
        memcpy(s->ledger_before[type], s->ledger, (size_t)s->plan->n_ledger * sizeof *s->ledger);
}

static void begin_year(sen_state_block *s, int32_t year)
{
    s->new_year[year] = true;
    if (year == year_of(SEN_PERIOD_ACADEMIC_YEAR))
        memset(s->assessed, 0, (size_t)s->world->n_children);
}

/* Whether another requirement of the same kind and child was in a state this year: they stand side by
 * side, numbered by their occasion. */
static bool was_another(const sen_state_block *s, int32_t year, int32_t requirement, uint16_t state)
{
    const sen_world *const w = s->world;
    bool was = false;
    for (int32_t q = requirement; w->requirements[q].occasion > 0; q--)
        was |= (s->been[q - 1].in[year] & state) != 0;
    for (int32_t q = requirement + 1; q < w->n_requirements && w->requirements[q].occasion > 0; q++)
        was |= (s->been[q].in[year] & state) != 0;
    return was;
}

_Static_assert(SEN_STATES <= 16, "a bit of 16 each");

/* A child counts once in a state of a kind. */
SEN_HOT void note_ever(sen_state_block *s, int32_t year, int32_t requirement, uint8_t now)
{
    sen_been *const been = s->been + requirement;
    const uint16_t state = (uint16_t)(1u << now);
    if (been->in[year] & state)
        return;
    been->in[year] |= state;
    s->ever[year][been->kind * SEN_STATES + now] +=
        !been->is_one_of_several || !was_another(s, year, requirement, state);
}

static void note_all(sen_state_block *s, int32_t year)
{
    for (int32_t q = 0; q < s->world->n_requirements; q++)
        s->been[q].in[year] = 0;
    memset(s->ever[year], 0, (size_t)(s->model->n_kinds * SEN_STATES) * sizeof **s->ever);
    for (int32_t q = 0; q < s->world->n_requirements; q++)
        if (s->cases[q].flags & SEN_CASE_ACTIVE)
            note_ever(s, year, q, s->cases[q].state);
}

static void begin_been(sen_state_block *s)
{
    const sen_requirement *const first = s->world->requirements;
    for (int32_t q = 0; q < s->world->n_requirements; q++) {
        s->been[q].kind = first[q].kind;
        s->been[q].is_one_of_several = first[q].occasion > 0 || (q + 1 < s->world->n_requirements &&
                                                                 first[q + 1].occasion > 0);
    }
}

void sen_measure_states(sen_state_block *s)
{
    for (int32_t k = 0; k < s->changed.n; k++) {
        const int32_t q = s->changed.items[k];
        s->cases[q].flags &= (uint8_t)~SEN_CASE_CHANGED;
        for (int32_t year = 0; s->cases[q].flags & SEN_CASE_ACTIVE && year < 3; year++)
            if (!s->new_year[year])
                note_ever(s, year, q, s->cases[q].state);
    }
    s->changed.n = 0;
    for (int32_t year = 0; year < 3; year++) {
        if (s->new_year[year])
            note_all(s, year);
        s->new_year[year] = false;
    }
}

/* The next day at whose end a period ends or another begins. */
static int32_t next_period_day(const sen_state_block *s)
{
    int32_t next = SEN_NEVER;
    for (int32_t type = 0; type < SEN_PERIOD_TYPES; type++) {
        if (s->period[type] == s->plan->n_periods[type])
            continue;
        const sen_period *const period = s->plan->periods[type] + s->period[type];
        const int32_t day = s->day + 1 < period->from_day ? period->from_day : period->to_day;
        next = day < next ? day : next;
    }
    return next;
}

void sen_measure_begin(sen_state_block *s)
{
    note_growth(s);
    if (s->failed != SEN_OK)
        return;
    for (int32_t type = 0; type < SEN_PERIOD_TYPES; type++) {
        s->period[type] = 0;
        if (s->plan->n_periods[type] > 0 && s->plan->periods[type][0].from_day == 0)
            begin_period(s, type, 0);
        if (type >= SEN_PERIOD_CALENDAR_YEAR && type <= SEN_PERIOD_ACADEMIC_YEAR)
            begin_year(s, year_of(type));
    }
    s->period_day = 0;
    begin_been(s);
    sort_series(s);
}

/* At the end of the run: of each year, who of those whose clock started in it has been seen, and what
 * has become of the concerns that arose in it. */
static void record_cohorts(sen_state_block *s)
{
    sen_concerns_end(s);
    for (int32_t k = 0; k < s->plan->n_series; k++) {
        const sen_series *const series = s->plan->series + k;
        int64_t *const cells = s->record + series->first_cell;
        for (int32_t p = 0; p < s->plan->n_periods[series->period_type]; p++)
            if (series->source == SEN_FROM_COHORT_SEEN)
                cells[p] = sen_waits_cohort(s, series->period_type, series->a, series->b, p);
            else if (series->source == SEN_FROM_CONCERNS)
                cells[p] = sen_concerns_figure(s, series, p);
    }
}

static void record_figures(sen_state_block *s, const bool ends[SEN_PERIOD_TYPES])
{
    for (int32_t type = 0; type < SEN_PERIOD_TYPES; type++)
        for (int32_t k = s->series_from[type]; ends[type] && k < s->series_to[type]; k++) {
            const sen_series *const series = s->plan->series + s->series[k];
            s->record[series->first_cell + s->period[type]] = figure(s, series, s->waits);
        }
    if (!ends[SEN_PERIOD_MONTH] || s->n_kept == 0)
        return;
    const int32_t month = s->period[SEN_PERIOD_MONTH];
    stage_kept(s, s->staged + (size_t)month * (size_t)s->n_kept * SEN_CELL_FIGURES);
    if (month == s->plan->n_periods[SEN_PERIOD_MONTH] - 1)
        write_staged(s);
}

void sen_measure_day(sen_state_block *s)
{
    const sen_plan *const plan = s->plan;
    if (s->day + 1 < s->period_day)
        return;
    bool ends[SEN_PERIOD_TYPES], any = false;
    for (int32_t type = 0; type < SEN_PERIOD_TYPES; type++) {
        ends[type] = s->period[type] < plan->n_periods[type] &&
                     plan->periods[type][s->period[type]].to_day == s->day + 1;
        any |= ends[type];
    }
    if (any) {
        sen_teams_split_costs(s);
        walk_waits(s, s->waits);
        count_listed_days(s);
        for (int32_t type = 0; type < SEN_PERIOD_TYPES; type++)
            if (ends[type])
                sen_waits_end(s, type);
        record_figures(s, ends);
        if (s->day + 1 == s->n_days)
            record_cohorts(s);
    }
    for (int32_t type = 0; type < SEN_PERIOD_TYPES; type++) {
        s->period[type] += ends[type];
        if (s->period[type] < plan->n_periods[type] &&
            plan->periods[type][s->period[type]].from_day == s->day + 1) {
            if (!any) {
                sen_teams_split_costs(s);
                walk_waits(s, s->waits);
                count_listed_days(s);
                any = true;
            }
            begin_period(s, type, s->day + 1);
            if (type >= SEN_PERIOD_CALENDAR_YEAR && type <= SEN_PERIOD_ACADEMIC_YEAR)
                begin_year(s, year_of(type));
        }
    }
    s->period_day = next_period_day(s);
}

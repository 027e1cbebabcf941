/* SPDX-License-Identifier: MIT */
/*
 * The load on each team if every need were noticed and asked for: referrals a year times what a
 * referral uses on average, stage by stage. Rough on purpose: no waiting, nobody leaves, no ages
 * run out. Far above capacity means lists that only grow.
 */
#include <math.h>

#include "base/date.h"
#include "run/survey.h"

static double value(const sen_draw *draw, sen_number number)
{
    return number == SEN_NONE ? 0 : sen_value(draw, number);
}

static double size_mean(const sen_draw *draw, sen_size size, double otherwise)
{
    if (size == SEN_NONE)
        return otherwise;
    return sen_law_mean(&draw->sizes[size]) * draw->model->sizes[size].unit;
}

static double days_mean(const sen_draw *draw, sen_duration duration, double otherwise)
{
    return duration == SEN_NONE ? otherwise : draw->tables[duration].mean_days;
}

/* Arrivals a year of a stream; a closed group asks once. */
static double stream_a_year(const sen_draw *draw, const sen_stream *stream)
{
    const double years = (double)draw->model->days / 365.25;
    const double batch = size_mean(draw, stream->batch, 1);
    if (stream->closed > 0)
        return stream->closed / years;
    double a_year;
    if (stream->rate_per_day != NULL) {
        double sum = 0;
        for (int32_t d = 0; d < stream->rate_days; d++)
            sum += stream->rate_per_day[d];
        a_year = 365.25 * sum / stream->rate_days * batch;
    } else {
        const double mean = sen_law_mean(draw->sizes + stream->gap);
        a_year = mean > 0 ? 365.25 / mean * batch : 0;
    }
    return stream->at_most < a_year * years ? stream->at_most / years : a_year;
}

static double asked_by_streams(const sen_draw *draw, int32_t service)
{
    const sen_model *const model = draw->model;
    double sum = 0;
    for (int32_t s = 0; s < model->n_streams; s++) {
        const sen_stream *const stream = &model->streams[s];
        const double needed = stream->one_at_random || stream->most > 0
                                  ? (stream->least + stream->most) / 2.0 / stream->n_asks
                                  : 1.0;
        for (int32_t i = 0; i < stream->n_asks; i++)
            if (stream->asks[i] == service)
                sum += stream_a_year(draw, stream) * (needed < 1 ? needed : 1);
    }
    return sum;
}

/* What the referrals that reach a stage use of the team that serves it. */
static double stage_units(const sen_draw *draw, const sen_service *service, const sen_stage *stage,
                          double referrals, double held)
{
    double missed;
    switch (stage->kind) {
    case SEN_STAGE_VISIT:
        missed = value(draw, stage->not_brought);
        return referrals * size_mean(draw, stage->sessions, 1) / (missed < 0.9 ? 1 - missed : 0.1);
    case SEN_STAGE_PLACE:
        return referrals * (stage->until_edge ? (service->to_age - service->from_age) * 365.25 / 2
                                              : days_mean(draw, stage->stay, 1));
    case SEN_STAGE_PACKAGE:
        return stage->hours_a_year == SEN_NONE ? 0 : held * 60 * value(draw, stage->hours_a_year);
    case SEN_STAGE_ITEM:
        return referrals * size_mean(draw, stage->pence, 0);
    case SEN_STAGE_DELAY:
    case SEN_STAGE_PANEL:
    case SEN_STAGE_ROUND:
    case SEN_STAGE_ALL_OF:
        break;
    }
    return 0;
}

/* The mean amount, in minutes a year, of the kinds that a service meets. */
static double assessed_minutes(const sen_draw *draw, const sen_service *service)
{
    const sen_model *const model = draw->model;
    double sum = 0;
    int32_t n = 0;
    for (int32_t k = 0; k < model->n_kinds; k++)
        if ((service->meets >> k & 1) != 0 && model->kinds[k].unit == SEN_AMOUNT_HOURS_A_YEAR) {
            sum += size_mean(draw, model->kinds[k].amount, 0);
            n++;
        }
    return n == 0 ? 0 : sum / n;
}

static double share_that_goes_on(const sen_draw *draw, const sen_stage *stage)
{
    if (stage->kind == SEN_STAGE_PANEL)
        return value(draw, stage->approve);
    return 1;
}

/* Each way in takes its share of its ages, the last one the rest; ages count as equally common. */
static void add_to_teams(sen_survey *survey, const sen_draw *draw, const sen_service *service,
                         const sen_stage *stage, double units)
{
    double left = 1;
    for (int32_t e = 0; e < stage->n_entries; e++) {
        const sen_entry *const entry = &stage->entries[e];
        const int32_t from =
            entry->from_age > service->from_age ? entry->from_age : service->from_age;
        const int32_t to = entry->to_age < service->to_age ? entry->to_age : service->to_age;
        const double ages =
            to > from ? (double)(to - from) / (service->to_age - service->from_age) : 0;
        double share = ages * value(draw, entry->share);
        if (share > left || e + 1 == stage->n_entries)
            share = left;
        survey->team_load[entry->team] += units * share;
        if (stage->kind == SEN_STAGE_PACKAGE && stage->money != SEN_NONE)
            survey->team_load[stage->money] +=
                units * share / 60 *
                value(draw, draw->model->rules[0].teams[entry->team].pence_per_unit);
        left -= share;
    }
}

static void add_service(sen_survey *survey, const sen_draw *draw, int32_t index)
{
    const sen_service *const service = &draw->model->rules[0].services[index];
    double reach = survey->demand_a_year[index] + asked_by_streams(draw, index);
    reach *= 1 - value(draw, service->refuse);
    double held = survey->held[index];
    for (int32_t i = 0; i < service->n_stages; i++) {
        const sen_stage *const stage = &service->stages[i];
        const double happens = stage->kind == SEN_STAGE_DELAY ? value(draw, stage->happens) : 1;
        double units = stage_units(draw, service, stage, reach * happens, held);
        if (stage->kind == SEN_STAGE_PACKAGE && stage->hours_a_year == SEN_NONE)
            units = held * assessed_minutes(draw, service);
        add_to_teams(survey, draw, service, stage, units);
        reach *= share_that_goes_on(draw, stage);
        held *= share_that_goes_on(draw, stage);
    }
}

static double mean_of_months(const sen_draw *draw, const sen_team_spec *team)
{
    double sum = 0;
    for (int32_t m = 0; m < 12; m++)
        sum += value(draw, team->month_times[m]);
    return sum / 12;
}

/* Share of a team's clinic days that are open: sessions are laid on those alone. */
static double open_clinic_days(const sen_model *model, const sen_team_spec *team)
{
    const sen_calendar *const calendar = &model->calendars[team->calendar];
    int32_t clinics = 0, open = 0;
    for (int32_t day = 0; day < model->days; day++) {
        const int32_t weekday = model->plain_clock ? day % 7 : sen_weekday(model->start_date + day);
        if (model->plain_clock && team->every_days > 0
                ? day % team->every_days != team->every_days - 1
                : (team->weekdays >> weekday & 1) == 0)
            continue;
        clinics++;
        open += calendar->open[day];
    }
    return clinics == 0 ? 0 : (double)open / clinics;
}

/* Share of weeks with an open day: hours are given in those, and in full. */
static double open_weeks(const sen_model *model, int32_t calendar)
{
    const int32_t *const before = model->calendars[calendar].open_before;
    int32_t weeks = 0, open = 0;
    const int32_t first =
        model->plain_clock ? 0 : (7 - sen_weekday(model->start_date)) % 7; /* Monday */
    for (int32_t day = first; day + 7 <= model->days; day += 7, weeks++)
        open += before[day + 7] > before[day];
    return weeks == 0 ? 1 : (double)open / weeks;
}

static double capacity_a_year(const sen_draw *draw, const sen_team_spec *team)
{
    const sen_model *const model = draw->model;
    if (team->unlimited)
        return INFINITY;
    const double posts = value(draw, team->capacity) * value(draw, team->in_post);
    switch (team->kind) {
    case SEN_TEAM_PLACES:
        return posts * 365.25;
    case SEN_TEAM_SESSIONS:
        return posts * (team->calendar == SEN_NONE ? 1 : open_clinic_days(model, team)) * 365.25 /
               (team->every_days > 0 ? team->every_days : 7);
    case SEN_TEAM_HOURS:
        return posts * (team->calendar == SEN_NONE ? 1 : open_weeks(model, team->calendar)) * 60 *
               365.25 / 7;
    case SEN_TEAM_MARKET:
        return posts * (team->calendar == SEN_NONE ? 1 : open_weeks(model, team->calendar)) * 60 *
               365.25 / 7 * mean_of_months(draw, team);
    case SEN_TEAM_POUNDS:
        return posts;
    }
    return 0;
}

void sen_survey_load(sen_survey *survey, const sen_draw *draw)
{
    const sen_model *const model = draw->model;
    for (int32_t s = 0; s < model->n_services; s++)
        add_service(survey, draw, s);
    for (int32_t t = 0; t < model->n_teams; t++)
        survey->team_capacity[t] += capacity_a_year(draw, &model->rules[0].teams[t]);
}

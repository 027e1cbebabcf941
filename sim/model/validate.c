/* SPDX-License-Identifier: MIT */
#include "model/validate.h"

#include <math.h>
#include <stdio.h>

#include "base/date.h"

enum { PATH_BYTES = 512 };
#define DAYS_A_YEAR   365.25
#define MOST_ARRIVALS 16000000.0 /* persons of a stream have 24 bits */
#define MOST_CHILDREN 100000000.0

static const char *const team_kinds[] = {"places", "sessions", "hours", "pounds", "market"};
static const char *const stage_kinds[] = {"visit", "place", "package", "item",
                                          "delay", "panel", "round",   "all_of"};
static const char *const team_keys[] = {"team", "team", "supply", "budget", "", "", "team", ""};

/* Which kinds of team a kind of stage can have, as bits, and in words. */
static const struct {
    int32_t kinds;
    const char *words;
} fitting[] = {[SEN_STAGE_VISIT] = {1 << SEN_TEAM_SESSIONS, "a team of kind sessions"},
               [SEN_STAGE_PLACE] = {1 << SEN_TEAM_PLACES, "a team of kind places"},
               [SEN_STAGE_PACKAGE] = {1 << SEN_TEAM_HOURS | 1 << SEN_TEAM_MARKET,
                                      "a team of kind hours or market"},
               [SEN_STAGE_ITEM] = {1 << SEN_TEAM_POUNDS, "a team of kind pounds"},
               [SEN_STAGE_ROUND] = {1 << SEN_TEAM_PLACES, "a team of kind places"}};

/* services.S.stages.T.KEY, through the branches of an all_of. */
static void stage_path(const sen_service *service, int32_t stage, const char *key,
                       char path[PATH_BYTES])
{
    const sen_stage *const at = &service->stages[stage];
    if (at->branch_of == SEN_NONE) {
        snprintf(path, PATH_BYTES, "services.%s.stages.%s.%s", service->id, at->id, key);
        return;
    }
    const sen_stage *const all = &service->stages[at->branch_of];
    snprintf(path, PATH_BYTES, "services.%s.stages.%s.all_of.branches.%s.stages.%s.%s", service->id,
             all->id, at->branch < all->n_branches ? all->branches[at->branch].id : "", at->id,
             key);
}

static void check_stage(sen_loader *loader, const sen_rules *rules, const sen_service *service,
                        int32_t index)
{
    const sen_model *const model = loader->model;
    const sen_stage *const stage = &service->stages[index];
    char path[PATH_BYTES], key[80];
    for (int32_t i = 0; i < stage->n_entries; i++) {
        const int32_t team = stage->entries[i].team;
        const int32_t kinds = fitting[stage->kind].kinds;
        if (team == SEN_NONE || kinds == 0 || (kinds & (1 << rules->teams[team].kind)))
            continue;
        snprintf(key, sizeof key, "%s.%s%s", stage_kinds[stage->kind], team_keys[stage->kind],
                 stage->n_entries > 1 && stage->kind != SEN_STAGE_PACKAGE ? "s" : "");
        stage_path(service, index, key, path);
        sen_loader_tell_at(loader, path, fitting[stage->kind].words, NULL, "%s, a team of kind %s",
                           rules->teams[team].id, team_kinds[rules->teams[team].kind]);
    }
    if (stage->kind != SEN_STAGE_PACKAGE)
        return;
    stage_path(service, index, "package.money", path);
    if (stage->money != SEN_NONE && rules->teams[stage->money].kind != SEN_TEAM_POUNDS)
        sen_loader_tell_at(loader, path, "a team of kind pounds", NULL, "%s, a team of kind %s",
                           rules->teams[stage->money].id,
                           team_kinds[rules->teams[stage->money].kind]);
    if (stage->hours_a_year != SEN_NONE)
        return;
    stage_path(service, index, "package.hours_a_year", path);
    if (service->meets == 0)
        sen_loader_tell_at(loader, path, "hours_a_year: a number", NULL,
                           "without hours_a_year, and meets no kind that says how many");
    for (int32_t kind = 0; kind < model->n_kinds; kind++)
        if ((service->meets & (UINT32_C(1) << kind)) &&
            model->kinds[kind].unit != SEN_AMOUNT_HOURS_A_YEAR)
            sen_loader_tell_at(loader, path, "hours_a_year: a number", NULL,
                               "without hours_a_year, and the amount of %s is not in hours",
                               model->kinds[kind].id);
}

static bool is_always_zero(const sen_model *model, sen_duration duration)
{
    double low = 0, high = 0;
    if (duration == SEN_NONE)
        return true;
    sen_duration_bounds(model, duration, &low, &high);
    return high <= 0;
}

/* Whether going through a service is bound to take time at some step. */
static bool takes_time(const sen_model *model, const sen_service *service)
{
    if (!is_always_zero(model, service->triage))
        return true;
    for (int32_t i = 0; i < service->n_stages; i++) {
        const sen_stage *const stage = &service->stages[i];
        if (stage->kind == SEN_STAGE_PACKAGE || stage->kind == SEN_STAGE_ROUND ||
            (stage->kind == SEN_STAGE_PLACE &&
             (stage->until_edge || !is_always_zero(model, stage->stay))) ||
            (stage->kind == SEN_STAGE_DELAY && !is_always_zero(model, stage->delay)))
            return true;
    }
    return false;
}

static void check_cycle(sen_loader *loader, const sen_rules *rules, int32_t start)
{
    const sen_model *const model = loader->model;
    const sen_service *const service = &rules->services[start];
    char path[PATH_BYTES];
    int32_t at = start;
    bool time = false;
    for (int32_t steps = 0; steps <= model->n_services; steps++) {
        time = time || takes_time(model, &rules->services[at]);
        at = rules->services[at].triggers;
        if (at == SEN_NONE)
            return;
        if (at == start)
            break;
    }
    snprintf(path, sizeof path, "services.%s.triggers.service", service->id);
    if (at == start && !time)
        sen_loader_tell_at(loader, path, "a chain of services of which one takes time", NULL,
                           "%s, which sets off %s again without any time between",
                           rules->services[service->triggers].id, service->id);
}

static void check_service(sen_loader *loader, const sen_rules *rules, int32_t index)
{
    const sen_model *const model = loader->model;
    const sen_service *const service = &rules->services[index];
    char path[PATH_BYTES];
    double share = 0;
    for (int32_t i = 0; i < service->n_stages; i++)
        check_stage(loader, rules, service, i);
    if (service->triggers != SEN_NONE)
        check_cycle(loader, rules, index);
    snprintf(path, sizeof path, "services.%s.returns.after", service->id);
    if (service->returns_after != SEN_NONE && is_always_zero(model, service->returns_after) &&
        !takes_time(model, service) &&
        !(sen_number_is_fixed(loader, service->returns, &share) && share == 0))
        sen_loader_tell_at(loader, path, "more than 0 days, or a service that takes time", NULL,
                           "0 days, so that one returns for ever on the same day");
    if (service->handover_to != SEN_NONE) {
        const sen_service *const to = &rules->services[service->handover_to];
        snprintf(path, sizeof path, "services.%s.handover.to", service->id);
        if (to->to_age <= service->to_age || to->from_age > service->to_age)
            sen_loader_tell_at(loader, path, "a service whose ages go on where these end", NULL,
                               "%s, for ages [%d, %d) after [%d, %d)", to->id, to->from_age,
                               to->to_age, service->from_age, service->to_age);
    }
    snprintf(path, sizeof path, "services.%s.overflow.team", service->id);
    if (service->overflow_team != SEN_NONE &&
        rules->teams[service->overflow_team].kind != SEN_TEAM_PLACES)
        sen_loader_tell_at(loader, path, "a team of kind places", NULL, "%s, a team of kind %s",
                           rules->teams[service->overflow_team].id,
                           team_kinds[rules->teams[service->overflow_team].kind]);
    snprintf(path, sizeof path, "services.%s.clock.to", service->id);
    const sen_clock *const clock = &service->clock;
    if (clock->exists && clock->from_stage != SEN_NONE && clock->to_stage != SEN_NONE &&
        clock->from_stage > clock->to_stage)
        sen_loader_tell_at(loader, path, "a stage that does not come before its start", NULL,
                           "%s, which comes before %s", service->stages[clock->to_stage].id,
                           service->stages[clock->from_stage].id);
}

void sen_validate_rules(sen_loader *loader, const sen_rules *rules)
{
    const sen_model *const model = loader->model;
    char path[PATH_BYTES];
    for (int32_t i = 0; i < model->n_services; i++)
        check_service(loader, rules, i);
    for (int32_t i = 0; i < model->n_checks; i++) {
        const sen_check *const check = &rules->checks[i];
        snprintf(path, sizeof path, "checks.%s.team", check->id);
        if (check->team != SEN_NONE && rules->teams[check->team].kind != SEN_TEAM_SESSIONS)
            sen_loader_tell_at(loader, path, "a team of kind sessions", NULL,
                               "%s, a team of kind %s", rules->teams[check->team].id,
                               team_kinds[rules->teams[check->team].kind]);
    }
}

/* ---- the whole ---- */

static void check_calendars(sen_loader *loader)
{
    const sen_model *const model = loader->model;
    char path[PATH_BYTES];
    for (int32_t i = 0; i < model->n_calendars; i++) {
        const sen_calendar *const calendar = &model->calendars[i];
        snprintf(path, sizeof path, "calendars.%s", calendar->id);
        if (calendar->open_before != NULL && calendar->open_before[model->days] == 0)
            sen_loader_tell_at(loader, path, "a day or more of the run that is open", NULL,
                               "without an open day");
    }
    for (int32_t i = 0; i < model->n_teams; i++) {
        const sen_team_spec *const team = &model->rules[0].teams[i];
        if (team->kind != SEN_TEAM_SESSIONS || team->calendar == SEN_NONE || model->plain_clock)
            continue;
        const sen_calendar *const calendar = &model->calendars[team->calendar];
        bool some = calendar->open_before == NULL || calendar->open_before[model->days] == 0;
        for (int32_t day = 0; day < model->days && !some; day++)
            some = calendar->open[day] &&
                   (team->weekdays & (1 << sen_weekday(model->start_date + day)));
        snprintf(path, sizeof path, "teams.%s.weeks", team->id);
        if (!some)
            sen_loader_tell_at(loader, path, "a calendar that is open on some clinic day", NULL,
                               "%s, which is closed on all its clinic days", calendar->id);
    }
}

static void check_opening(sen_loader *loader, const sen_opening *opening)
{
    const sen_model *const model = loader->model;
    char path[PATH_BYTES];
    if (opening->kind == SEN_NONE)
        return;
    const sen_kind *const kind = &model->kinds[opening->kind];
    bool causes = opening->need == SEN_NONE;
    for (int32_t i = 0; i < kind->n_causes; i++)
        causes = causes || kind->causes[i].need == opening->need;
    snprintf(path, sizeof path, "opening.%s.need", opening->id);
    if (!causes)
        sen_loader_tell_at(loader, path, "a need that gives rise to the kind", NULL,
                           "%s, which does not give rise to %s", model->needs[opening->need].id,
                           kind->id);
    snprintf(path, sizeof path, "opening.%s.ages", opening->id);
    if (opening->from_age >= kind->to_age || opening->to_age <= kind->from_age)
        sen_loader_tell_at(loader, path, "ages at which the kind is due", NULL,
                           "[%d, %d), and %s is due at [%d, %d)", opening->from_age,
                           opening->to_age, kind->id, kind->from_age, kind->to_age);
    double children = 0, cases = 0;
    for (int32_t age = opening->from_age; age < opening->to_age && age < SEN_AGES; age++) {
        double low = 0, high = 0;
        if (model->persons[age] != SEN_NONE)
            sen_number_bounds(model, model->persons[age], &low, &high);
        children += high;
    }
    snprintf(path, sizeof path, "opening.%s.weeks", opening->id);
    for (int32_t i = 0; i < opening->n_bands; i++) {
        cases += opening->band_count[i];
        if (opening->band_count[i] > 0 &&
            opening->band_from_day[i] >= (int32_t)(opening->to_age * DAYS_A_YEAR))
            sen_loader_tell_at(loader, path, "no longer than since birth", NULL,
                               "a wait from day %d on of children below %d years",
                               opening->band_from_day[i], opening->to_age);
    }
    if (cases > children)
        sen_loader_tell_at(loader, path, "no more cases than children of these ages", NULL,
                           "%.0f cases, and there are %.0f children of these ages", cases,
                           children);
    if (opening->service == SEN_NONE)
        return;
    const sen_service *const service = &model->rules[0].services[opening->service];
    snprintf(path, sizeof path, "opening.%s.at", opening->id);
    if (!(service->meets & (UINT32_C(1) << opening->kind)))
        sen_loader_tell_at(loader, path, "a service that meets the kind", NULL,
                           "at %s, which does not meet %s", service->id, kind->id);
    if (opening->served && opening->stage != SEN_NONE &&
        (service->stages[opening->stage].kind == SEN_STAGE_PANEL ||
         service->stages[opening->stage].kind == SEN_STAGE_ALL_OF))
        sen_loader_tell_at(loader, path, "a stage at which one is served", NULL,
                           "a %s, where nobody is served, with `served`",
                           stage_kinds[service->stages[opening->stage].kind]);
}

/* Least mean that a law can have while its parameters are uncertain. */
static double least_mean(const sen_model *model, const sen_size_spec *spec)
{
    sen_law law = {
        .kind = spec->kind, .rows = spec->rows, .values = spec->values, .weights = spec->weights};
    const sen_number numbers[3] = {spec->a, spec->b, spec->c};
    double *const values[3] = {&law.a, &law.b, &law.c};
    double ignored = 0;
    for (int32_t i = 0; i < 3; i++)
        if (numbers[i] != SEN_NONE)
            sen_number_bounds(model, numbers[i], values[i], &ignored);
    return sen_law_mean(&law);
}

static void check_sizes(sen_loader *loader)
{
    const sen_model *const model = loader->model;
    char path[PATH_BYTES];
    double children = 0;
    for (int32_t age = 0; age < SEN_AGES && model->has_population; age++) {
        double low = 0, high = 0;
        sen_number_bounds(model, model->persons[age], &low, &high);
        children += high;
    }
    if (children > MOST_CHILDREN)
        sen_loader_tell_at(loader, "population.rows", "at most 100000000 persons", NULL,
                           "%.0f persons", children);
    for (int32_t i = 0; i < model->n_streams; i++) {
        const sen_stream *const stream = &model->streams[i];
        double low = 0, batch = 1, persons = 0;
        if (stream->batch != SEN_NONE && model->sizes[stream->batch].kind != SEN_LAW_TABLE)
            sen_number_bounds(model, model->sizes[stream->batch].a, &low, &batch);
        if (stream->rate_per_day != NULL) {
            for (int32_t day = 0; day < stream->rate_days; day++)
                persons += stream->rate_per_day[day] / stream->rate_days * model->days;
        } else if (stream->closed > 0) {
            persons = stream->closed;
        } else if (stream->gap != SEN_NONE) {
            const double mean = least_mean(model, model->sizes + stream->gap);
            persons = mean > 0 ? model->days / mean : 0;
        }
        persons *= isfinite(batch) ? batch : 1;
        snprintf(path, sizeof path, "streams.%s", stream->id);
        if (persons > MOST_ARRIVALS && stream->at_most == INT32_MAX)
            sen_loader_tell_at(loader, path, "at most 16000000 persons, or at_most", NULL,
                               "a stream of about %.0f persons", persons);
    }
    if (model->report.from_day >= model->days)
        sen_loader_tell_at(loader, "report.from_day", "a day of the run", NULL,
                           "%d, and the run has %d days", model->report.from_day, model->days);
}

/* A behaviour change assumes an answer, so it must say on what grounds. */
static void check_behaviour(sen_loader *loader)
{
    const sen_dated_change *changes = NULL;
    int32_t count = 0;
    if (!loader->people || sen_tree_changes(loader->tree, &changes, &count, NULL) != SEN_OK)
        return;
    for (int32_t i = 0; i < count; i++) {
        const sen_node *const node = changes[i].node;
        const sen_node *const root = sen_tree_root(loader->tree);
        const bool source =
            sen_node_get(node, "source") != NULL || sen_node_get(root, "source") != NULL;
        const bool grade =
            sen_node_get(node, "grade") != NULL || sen_node_get(root, "grade") != NULL;
        if (changes[i].kind == SEN_DATED_BEHAVIOUR && !(source && grade))
            sen_loader_tell(loader, node, "source and grade (A to E) of what is assumed", NULL,
                            "a behaviour change without %s",
                            source  ? "grade"
                            : grade ? "source"
                                    : "source and grade");
    }
}

void sen_validate_whole(sen_loader *loader)
{
    check_calendars(loader);
    for (int32_t i = 0; i < loader->model->n_openings; i++)
        check_opening(loader, &loader->model->openings[i]);
    if (loader->code == SEN_OK) /* sizes are guesses where numbers are wrong */
        check_sizes(loader);
    check_behaviour(loader);
    sen_check_groups(loader);
}

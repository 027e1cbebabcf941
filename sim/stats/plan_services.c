/* SPDX-License-Identifier: MIT */
#include "stats/plan_build.h"

/* The seven bands of NHS England, and why a referral can end without the help. */
static const char *const band_ids[] = {"0-1", "1-2", "2-4", "4-12", "12-18", "18-52", "52+"};
enum { BANDS = 7, REASONS = SEN_FLOW_OVERFLOW - SEN_FLOW_REFUSED + 1 };
static const char *const reason_ids[REASONS] = {
    "refused",    "list_full", "withdrew", "no_reply", "not_brought", "unsuitable",
    "not_wanted", "age_limit", "moved",    "died",     "need_ended",  "overflow"};
static const char *const basis_ids[] = {"absolute", "statutory_clock", "national_standard",
                                        "local_aim"};

const int32_t sen_wait_horizon_weeks[SEN_WAIT_HORIZONS] = {6, 12, 18, 26, 52};
static const char *const horizon_ids[SEN_WAIT_HORIZONS] = {"6", "12", "18", "26", "52"};

static sen_series flows(const sen_plan_build *build, int32_t service, sen_flow flow, int32_t n)
{
    return (sen_series){.source = SEN_FROM_COUNTERS,
                        .at = sen_plan_service(build->plan, service, flow),
                        .n = n,
                        .stride = 1};
}

static void tell_flows(sen_plan_build *build, const sen_figure *about, int32_t s)
{
    static const struct {
        int32_t measure;
        sen_flow flow;
        int32_t n;
        bool monthly;
    } told[] = {{SEN_MEASURE_REFERRALS, SEN_FLOW_REFERRALS, 1, true},
                {SEN_MEASURE_ACCEPTED, SEN_FLOW_ACCEPTED, 1, false},
                {SEN_MEASURE_STARTS, SEN_FLOW_STARTS, 1, true},
                {SEN_MEASURE_COMPLETIONS, SEN_FLOW_COMPLETIONS, 1, true},
                {SEN_MEASURE_LEAVERS, SEN_FLOW_REFUSED, REASONS, true},
                {SEN_MEASURE_FALSE_REFERRALS, SEN_FLOW_FALSE_REFERRALS, 1, false},
                {SEN_MEASURE_RETURNS, SEN_FLOW_RETURNS, 1, false},
                {SEN_MEASURE_MISSED_SESSIONS, SEN_FLOW_MISSED_SESSIONS, 1, false}};
    for (size_t i = 0; i < sizeof told / sizeof *told; i++) {
        const sen_series flow = flows(build, s, told[i].flow, told[i].n);
        if (told[i].monthly)
            sen_plan_tell_monthly(build, about, (sen_measure_index)told[i].measure, &flow, false);
        else
            sen_plan_tell_yearly(build, about, (sen_measure_index)told[i].measure, &flow);
    }
    for (int32_t r = 0; r < REASONS; r++) {
        sen_figure reason = *about;
        reason.key[SEN_KEY_CATEGORY] = reason_ids[r];
        const sen_series flow = flows(build, s, (sen_flow)(SEN_FLOW_REFUSED + r), 1);
        sen_plan_tell_yearly(build, &reason, SEN_MEASURE_LEAVERS, &flow);
    }
    const sen_series days = flows(build, s, SEN_FLOW_WAITED_DAYS, 1);
    const sen_series waited = flows(build, s, SEN_FLOW_WAITED, 1);
    sen_plan_tell_share(build, about, SEN_MEASURE_MEAN_COMPLETED_WAIT_WEEKS, &days, NULL, &waited);
}

/* size_at: the series of the list's size by month and on census days. */
static void tell_list(sen_plan_build *build, const sen_figure *about, int32_t s, int32_t size_at[2])
{
    const sen_series size = {.source = SEN_FROM_LIST_SIZE, .a = s, .b = SEN_NONE};
    const sen_series median = {.source = SEN_FROM_WAIT_QUANTILE, .a = s, .b = 500};
    const sen_series p92 = {.source = SEN_FROM_WAIT_QUANTILE, .a = s, .b = 920};
    size_at[0] = build->n_series; /* kept by month first, then on census days */
    sen_plan_tell_monthly(build, about, SEN_MEASURE_LIST_SIZE, &size, true);
    size_at[1] = build->n_series - 1;
    sen_plan_tell_monthly(build, about, SEN_MEASURE_WAIT_MEDIAN_WEEKS, &median, true);
    sen_plan_tell_monthly(build, about, SEN_MEASURE_WAIT_P92_WEEKS, &p92, true);
    for (int32_t b = 0; b < BANDS; b++) {
        sen_figure band = *about;
        band.key[SEN_KEY_CATEGORY] = band_ids[b];
        const sen_series stock = {.source = SEN_FROM_WAIT_BAND, .a = s, .b = b};
        sen_plan_tell_yearly(build, &band, SEN_MEASURE_WAIT_BAND, &stock);
        sen_plan_tell_own(build, &band, SEN_MEASURE_WAIT_BAND, &stock, SEN_PERIOD_CENSUS_DAY);
    }
}

/* Of clocks that started in a year, those stopped by each horizon. A plain run is one year, and has
 * never been watched for long enough. */
static void tell_cohort(sen_plan_build *build, const sen_figure *about, int32_t s, int32_t h)
{
    const bool later = build->model->rules[0].services[s].clock.from_stage != SEN_NONE &&
                       build->model->rules[0].services[s].clock.exists;
    const sen_series seen = {.source = SEN_FROM_COHORT_SEEN, .a = s, .b = h};
    const sen_series started = flows(build, s, later ? SEN_FLOW_CLOCKS : SEN_FLOW_REFERRALS, 1);
    if (!build->model->plain_clock)
        sen_plan_tell_share(build, about, SEN_MEASURE_COHORT_SEEN_SHARE, &seen, NULL, &started);
}

/* How waits end and how long they are, whether or not they have ended yet. */
static void tell_curves(sen_plan_build *build, const sen_figure *about, int32_t s)
{
    static const sen_measure_index measures[SEN_EXITS] = {
        [SEN_EXIT_SEEN] = SEN_MEASURE_SEEN_BY_SHARE,
        [SEN_EXIT_ELSEWHERE] = SEN_MEASURE_ELSEWHERE_BY_SHARE,
        [SEN_EXIT_REFUSED] = SEN_MEASURE_REFUSED_BY_SHARE,
        [SEN_EXIT_LEFT] = SEN_MEASURE_LEFT_BY_SHARE,
        [SEN_EXIT_TOO_OLD] = SEN_MEASURE_TOO_OLD_BY_SHARE,
        [SEN_EXIT_GONE] = SEN_MEASURE_GONE_BY_SHARE};
    for (int32_t h = 0; h < SEN_WAIT_HORIZONS; h++) {
        sen_figure by = *about;
        by.key[SEN_KEY_CATEGORY] = horizon_ids[h];
        for (int32_t e = 0; e < SEN_EXITS; e++) {
            const sen_series share = {.source = SEN_FROM_INCIDENCE, .at = h, .a = s, .b = e};
            const bool only_children = e == SEN_EXIT_TOO_OLD || e == SEN_EXIT_GONE;
            if (e == SEN_EXIT_ELSEWHERE &&
                build->model->rules[0].services[s].overflow_after == SEN_NONE)
                continue;
            if (build->model->has_population || !only_children)
                sen_plan_tell_yearly(build, &by, measures[e], &share);
        }
        tell_cohort(build, &by, s, h);
    }
    const sen_series mean = {.source = SEN_FROM_RESTRICTED_MEAN, .a = s};
    sen_plan_tell_yearly(build, about, SEN_MEASURE_RESTRICTED_MEAN_WAIT_WEEKS, &mean);
}

/* In target over the list, by month, by year, on census days. The list's size is kept already. */
static void tell_in_target(sen_plan_build *build, const sen_figure *about, int32_t s,
                           const int32_t size[2])
{
    const sen_series in_target = {.source = SEN_FROM_IN_TARGET, .a = s};
    for (int32_t t = 0; t < 2; t++) {
        const sen_period_type kept = t == 0 ? SEN_PERIOD_MONTH : SEN_PERIOD_CENSUS_DAY;
        sen_plan_sum sum = {.reading = SEN_READ_OWN, .n_above = 1, .n_below = 1};
        sum.above[0] = (sen_term){sen_plan_keep(build, &in_target, kept), 1};
        sum.below[0] = (sen_term){size[t], 1};
        sen_plan_tell(build, about, SEN_MEASURE_WITHIN_TARGET_SHARE, kept, &sum);
        sum.reading = SEN_READ_LAST_MONTH;
        for (int32_t type = 0; type < SEN_PERIOD_TYPES && t == 0; type++)
            if (sen_plan_has_years(build->plan, (sen_period_type)type))
                sen_plan_tell(build, about, SEN_MEASURE_WITHIN_TARGET_SHARE, (sen_period_type)type,
                              &sum);
    }
}

static void tell_clock(sen_plan_build *build, const sen_figure *about, int32_t s,
                       const sen_clock *clock, const int32_t size_at[2])
{
    if (!clock->exists)
        return;
    tell_in_target(build, about, s, size_at);
    sen_figure duty = *about;
    duty.key[SEN_KEY_CATEGORY] = basis_ids[clock->basis];
    const sen_series late = {.source = SEN_FROM_OPEN_LATE, .a = s};
    sen_plan_tell_monthly(build, &duty, SEN_MEASURE_OPEN_LATE, &late, true);
    const sen_series breaches = flows(build, s, SEN_FLOW_BREACHES, 1);
    sen_plan_tell_yearly(build, &duty, SEN_MEASURE_BREACHES, &breaches);
    const sen_series in_time = flows(build, s, SEN_FLOW_STOPPED_IN_TIME, 1);
    const sen_series stopped = flows(build, s, SEN_FLOW_STOPPED_IN_TIME, 2);
    sen_plan_tell_share(build, about, SEN_MEASURE_STOPPED_IN_TIME_SHARE, &in_time, NULL, &stopped);
}

/* Weeks from coming to a stage until it is served, and until it is over. */
static void tell_stage_time(sen_plan_build *build, const sen_figure *about, int32_t stage)
{
    static const struct {
        sen_measure_index measure;
        sen_stage_flow counted;
    } times[] = {{SEN_MEASURE_STAGE_WAIT_WEEKS, SEN_STAGE_TIMED_STARTS},
                 {SEN_MEASURE_STAGE_TIME_WEEKS, SEN_STAGE_TIMED_DONE}};
    for (size_t t = 0; t < 2; t++) {
        sen_series below = {.source = SEN_FROM_COUNTERS, .n = 1, .stride = 1}, above = below;
        below.at = sen_plan_stage(build->plan, stage, times[t].counted);
        above.at = below.at + 1;
        sen_plan_tell_share(build, about, times[t].measure, &above, NULL, &below);
    }
}

static void tell_stage(sen_plan_build *build, const sen_figure *service, int32_t s, int32_t stage)
{
    const sen_service *const of = build->model->rules[0].services + s;
    sen_figure about = *service;
    about.stage = stage;
    about.key[SEN_KEY_STAGE] = of->stages[stage].id;
    const sen_stage_kind kind = of->stages[stage].kind;
    if (kind != SEN_STAGE_DELAY && kind != SEN_STAGE_ALL_OF) {
        const sen_series size = {.source = SEN_FROM_LIST_SIZE, .a = s, .b = stage};
        sen_plan_tell_monthly(build, &about, SEN_MEASURE_STAGE_LIST_SIZE, &size, true);
    }
    static const sen_measure_index measures[] = {SEN_MEASURE_STAGE_JOINED,
                                                 SEN_MEASURE_STAGE_STARTED, SEN_MEASURE_STAGE_DONE};
    for (int32_t i = 0; i < 3; i++) {
        const sen_series flow = {
            .source = SEN_FROM_COUNTERS,
            .n = 1,
            .stride = 1,
            .at = sen_plan_stage(build->plan, of->first_stage + stage, (sen_stage_flow)i)};
        sen_plan_tell_yearly(build, &about, measures[i], &flow);
    }
    if (build->model->has_population)
        tell_stage_time(build, &about, of->first_stage + stage);
}

static sen_figure about_service(const sen_plan_build *build, int32_t s)
{
    sen_figure about = sen_figure_about(build->service_grade[s]);
    about.service = s;
    about.key[SEN_KEY_SERVICE] = build->model->rules[0].services[s].id;
    return about;
}

void sen_plan_services(sen_plan_build *build)
{
    for (int32_t s = 0; s < build->model->n_services; s++) {
        const sen_service *const service = build->model->rules[0].services + s;
        const sen_figure about = about_service(build, s);
        tell_flows(build, &about, s);
        int32_t size_at[2];
        tell_list(build, &about, s, size_at);
        tell_curves(build, &about, s);
        tell_clock(build, &about, s, &service->clock, size_at);
        for (int32_t stage = 0; stage < service->n_stages; stage++)
            tell_stage(build, &about, s, stage);
    }
}

/* ---- verification: time averages and moments over the run ---- */

/* (above - minus) / below, or above a day where below is SEN_FLOWS. */
static void verify_service(sen_plan_build *build, const sen_figure *about, int32_t s,
                           sen_measure_index measure, sen_flow above, sen_flow minus,
                           sen_flow below)
{
    sen_plan_sum sum = {.reading = SEN_READ_OWN};
    const sen_series first = flows(build, s, above, 1);
    sum.above[sum.n_above++] = (sen_term){sen_plan_keep(build, &first, SEN_PERIOD_RUN), 1};
    if (minus != SEN_FLOWS) {
        const sen_series second = flows(build, s, minus, 1);
        sum.above[sum.n_above++] = (sen_term){sen_plan_keep(build, &second, SEN_PERIOD_RUN), -1};
    }
    if (below != SEN_FLOWS) {
        const sen_series divisor = flows(build, s, below, 1);
        sum.below[sum.n_below++] = (sen_term){sen_plan_keep(build, &divisor, SEN_PERIOD_RUN), 1};
    }
    sum.per_day = below == SEN_FLOWS;
    sen_plan_tell(build, about, measure, SEN_PERIOD_RUN, &sum);
}

static void verify_team(sen_plan_build *build, int32_t t)
{
    const sen_team_spec *const team = build->model->rules[0].teams + t;
    sen_figure about = sen_figure_about(build->team_grade[t]);
    about.team = t;
    about.key[SEN_KEY_PROVIDER] = team->id;
    const sen_series used = {.source = SEN_FROM_COUNTERS,
                             .n = 1,
                             .stride = 1,
                             .at = sen_plan_team(build->plan, t, SEN_USE_DELIVERED)};
    const sen_series in_post = {.source = SEN_FROM_COUNTERS,
                                .n = 1,
                                .stride = 1,
                                .at = sen_plan_team(build->plan, t, SEN_USE_IN_POST)};
    sen_plan_sum sum = {.reading = SEN_READ_OWN, .n_above = 1, .per_day = true};
    sum.above[0] = (sen_term){sen_plan_keep(build, &used, SEN_PERIOD_RUN), 1};
    sen_plan_tell(build, &about, SEN_MEASURE_V_IN_USE, SEN_PERIOD_RUN, &sum);
    if (team->unlimited)
        return;
    sum.per_day = false;
    sum.n_below = 1;
    sum.below[0] = (sen_term){sen_plan_keep(build, &in_post, SEN_PERIOD_RUN), 1};
    sen_plan_tell(build, &about, SEN_MEASURE_V_UTILISATION, SEN_PERIOD_RUN, &sum);
}

void sen_plan_verification(sen_plan_build *build)
{
    const sen_flow none = SEN_FLOWS;
    for (int32_t s = 0; s < build->model->n_services; s++) {
        const sen_figure about = about_service(build, s);
        verify_service(build, &about, s, SEN_MEASURE_V_MEAN_WAIT, SEN_FLOW_WAITED_DAYS, none,
                       SEN_FLOW_WAITED);
        verify_service(build, &about, s, SEN_MEASURE_V_MEAN_SQUARE_WAIT,
                       SEN_FLOW_WAITED_DAYS_SQUARED, none, SEN_FLOW_WAITED);
        verify_service(build, &about, s, SEN_MEASURE_V_SHARE_WHO_WAIT, SEN_FLOW_WAITED,
                       SEN_FLOW_STARTED_AT_ONCE, SEN_FLOW_WAITED);
        verify_service(build, &about, s, SEN_MEASURE_V_MEAN_LIST, SEN_FLOW_LIST_DAYS, none, none);
        verify_service(build, &about, s, SEN_MEASURE_V_THROUGHPUT, SEN_FLOW_COMPLETIONS, none,
                       none);
        verify_service(build, &about, s, SEN_MEASURE_V_START_RATE, SEN_FLOW_STARTS, none, none);
        verify_service(build, &about, s, SEN_MEASURE_V_LIST_FULL_SHARE, SEN_FLOW_LIST_FULL, none,
                       SEN_FLOW_REFERRALS);
        verify_service(build, &about, s, SEN_MEASURE_V_WITHDREW_SHARE, SEN_FLOW_WITHDREW, none,
                       SEN_FLOW_REFERRALS);
    }
    for (int32_t t = 0; t < build->model->n_teams; t++)
        verify_team(build, t);
}

/* ---- the referral ledger ---- */

static const char *const referral_state_ids[SEN_REFERRAL_STATES] = {"referred", "assessed",
                                                                    "on_list", "served", "left"};

static void tell_referral_cells(sen_plan_build *build, const sen_figure *about, int32_t at,
                                int32_t n)
{
    static const struct {
        sen_source source;
        int32_t measure;
    } told[] = {{SEN_FROM_LEDGER_STOCK, SEN_MEASURE_REFERRAL_STOCK},
                {SEN_FROM_LEDGER_DAYS, SEN_MEASURE_REFERRAL_WEEKS},
                {SEN_FROM_LEDGER_IN, SEN_MEASURE_REFERRAL_IN},
                {SEN_FROM_LEDGER_OUT, SEN_MEASURE_REFERRAL_OUT}};
    for (size_t i = 0; i < sizeof told / sizeof *told; i++) {
        const sen_series series = {
            .source = (int16_t)told[i].source, .at = at, .n = n, .stride = 1};
        sen_plan_tell_own(build, about, (sen_measure_index)told[i].measure, &series,
                          SEN_PERIOD_MONTH);
    }
}

/* One state of one service: all referrals, then each cell of the two blocks that has groups. */
static void tell_referral_state(sen_plan_build *build, const sen_figure *about, int32_t at)
{
    const sen_model *const model = build->model;
    tell_referral_cells(build, about, at, build->plan->block[0].n);
    for (int32_t b = 0; b < 2; b++) {
        const sen_block *const block = build->plan->block + b;
        const int32_t base = b == 0 ? 0 : build->plan->block[0].n;
        for (int32_t c = 0; c < block->n && block->types[0] != SEN_NONE; c++) {
            sen_figure group = *about;
            group.key[SEN_KEY_GROUP1_TYPE] = sen_plan_type_id(model, block->types[0]);
            group.key[SEN_KEY_GROUP1] =
                sen_plan_category_id(model, block->types[0], c / block->sizes[1]);
            if (block->types[1] != SEN_NONE) {
                group.key[SEN_KEY_GROUP2_TYPE] = sen_plan_type_id(model, block->types[1]);
                group.key[SEN_KEY_GROUP2] =
                    sen_plan_category_id(model, block->types[1], c % block->sizes[1]);
            }
            tell_referral_cells(build, &group, at + base + c, 1);
        }
    }
}

void sen_plan_referral_states(sen_plan_build *build)
{
    for (int32_t s = 0; s < build->model->n_services; s++) {
        sen_figure about = about_service(build, s);
        for (int32_t state = 0; state < SEN_REFERRAL_STATES; state++) {
            about.key[SEN_KEY_CATEGORY] = referral_state_ids[state];
            tell_referral_state(build, &about, sen_plan_referral(build->plan, s, state));
        }
    }
}

/* SPDX-License-Identifier: MIT */
#include "stats/plan_build.h"

#define STATE_BIT(state) (1 << (state))

enum {
    KNOWN_UNMET = STATE_BIT(SEN_PART_MET) | STATE_BIT(SEN_NOT_REFERRED) |
                  STATE_BIT(SEN_NO_SERVICE) | STATE_BIT(SEN_WAITING_FUNDING) |
                  STATE_BIT(SEN_FUNDED_NO_SUPPLY) | STATE_BIT(SEN_WAITING) |
                  STATE_BIT(SEN_REFUSED) | STATE_BIT(SEN_LEFT_LIST) |
                  STATE_BIT(SEN_LOST_AT_TRANSITION) | STATE_BIT(SEN_OFFER_UNSUITABLE),
    ALL_STATES = STATE_BIT(SEN_STATES) - 1
};

/* The series of some states' totals as one sum. */
static sen_plan_sum sum_of_states(const int32_t *series, int32_t states, sen_reading reading)
{
    sen_plan_sum sum = {.reading = reading};
    for (int32_t state = 0; state < SEN_STATES; state++)
        if (states & STATE_BIT(state))
            sum.above[sum.n_above++] = (sen_term){series[state], 1};
    return sum;
}

static void tell_stocks(sen_plan_build *build, const sen_figure *about, const int32_t *series,
                        sen_period_type type, sen_reading reading)
{
    for (int32_t state = 0; state < SEN_STATES; state++) {
        const sen_plan_sum one = sum_of_states(series, STATE_BIT(state), reading);
        sen_plan_tell(build, about, (sen_measure_index)SEN_MEASURE_CHILDREN(state), type, &one);
    }
    const sen_plan_sum all = sum_of_states(series, ALL_STATES, reading);
    const sen_plan_sum known = sum_of_states(series, KNOWN_UNMET, reading);
    const sen_plan_sum hidden = sum_of_states(series, STATE_BIT(SEN_UNNOTICED), reading);
    sen_plan_tell(build, about, SEN_MEASURE_REQUIREMENT_CHILDREN, type, &all);
    sen_plan_tell(build, about, SEN_MEASURE_KNOWN_UNMET_CHILDREN, type, &known);
    sen_plan_tell(build, about, SEN_MEASURE_HIDDEN_UNMET_CHILDREN, type, &hidden);
}

/* All children with the requirement, in each state. */
static void tell_kind(sen_plan_build *build, const sen_figure *about, int32_t kind)
{
    const sen_plan *const plan = build->plan;
    int32_t months[SEN_STATES], census[SEN_STATES];
    for (int32_t state = 0; state < SEN_STATES; state++) {
        sen_series stock = {.source = SEN_FROM_LEDGER_STOCK, .n = plan->block[0].n, .stride = 1};
        stock.at = sen_plan_ledger(plan, kind, state);
        months[state] = sen_plan_keep(build, &stock, SEN_PERIOD_MONTH);
        census[state] = sen_plan_keep(build, &stock, SEN_PERIOD_CENSUS_DAY);
    }
    tell_stocks(build, about, months, SEN_PERIOD_MONTH, SEN_READ_OWN);
    tell_stocks(build, about, census, SEN_PERIOD_CENSUS_DAY, SEN_READ_OWN);
    for (int32_t type = 0; type < SEN_PERIOD_TYPES; type++)
        if (sen_plan_has_years(plan, (sen_period_type)type))
            tell_stocks(build, about, months, (sen_period_type)type, SEN_READ_LAST_MONTH);

    for (int32_t state = 0; state < SEN_STATES; state++) {
        sen_series days = {.source = SEN_FROM_LEDGER_DAYS, .n = plan->block[0].n, .stride = 1};
        days.at = sen_plan_ledger(plan, kind, state);
        sen_plan_tell_yearly(build, about, (sen_measure_index)SEN_MEASURE_CHILD_WEEKS(state),
                             &days);
        const sen_series ever = {.source = SEN_FROM_EVER, .a = kind, .b = state};
        for (int32_t type = 0; type < SEN_PERIOD_TYPES && !build->model->plain_clock; type++)
            if (sen_plan_has_years(plan, (sen_period_type)type))
                sen_plan_tell_own(build, about, (sen_measure_index)SEN_MEASURE_EVER(state), &ever,
                                  (sen_period_type)type);
    }
}

/* From first concern to first help, by the year of the concern. A plain run has no years. */
static void tell_concerns(sen_plan_build *build, const sen_figure *about, int32_t kind)
{
    sen_series of[SEN_CONCERN_FIGURES];
    for (int32_t b = 0; b < SEN_CONCERN_FIGURES; b++)
        of[b] = (sen_series){.source = SEN_FROM_CONCERNS, .a = kind, .b = b};
    if (build->model->plain_clock)
        return;
    sen_plan_tell_yearly(build, about, SEN_MEASURE_CONCERNS, of + SEN_CONCERN_RAISED);
    sen_plan_tell_share(build, about, SEN_MEASURE_HELPED_IN_YEAR_SHARE, of + SEN_CONCERN_HELPED,
                        NULL, of + SEN_CONCERN_RAISED);
    sen_plan_tell_share(build, about, SEN_MEASURE_CONCERN_GONE_SHARE, of + SEN_CONCERN_GONE, NULL,
                        of + SEN_CONCERN_RAISED);
    sen_plan_tell_share(build, about, SEN_MEASURE_CONCERN_TO_HELP_WEEKS,
                        of + SEN_CONCERN_HELPED_DAYS, NULL, of + SEN_CONCERN_HELPED);
}

/* ---- groups ---- */

static const char *type_id(const sen_model *model, int32_t type)
{
    switch (type) {
    case SEN_BY_NEED:
        return "need";
    case SEN_BY_AGE_BAND:
        return "age_band";
    case SEN_BY_PHASE:
        return "phase";
    case SEN_BY_LAYER:
        return "plan_layer";
    default:
        return model->groups[type].id;
    }
}

const char *sen_plan_category_id(const sen_model *model, int32_t type, int32_t category)
{
    static const char *const bands[SEN_AGE_BANDS] = {"0-4", "5-10", "11-15", "16-17", "18-25"};
    static const char *const phases[SEN_PHASES] = {"early_years", "primary", "secondary", "post_16",
                                                   "post_19"};
    switch (type) {
    case SEN_BY_NEED:
        return model->needs[category].id;
    case SEN_BY_AGE_BAND:
        return bands[category];
    case SEN_BY_PHASE:
        return phases[category];
    case SEN_BY_LAYER:
        return category < model->n_layers ? model->layers[category].id : "none";
    default:
        return model->groups[type].categories[category].id;
    }
}

const char *sen_plan_type_id(const sen_model *model, int32_t type)
{
    return type_id(model, type);
}

/* Whether children of this category can have a requirement of this kind at all. */
static bool can_have(const sen_model *model, int32_t type, int32_t category, const sen_kind *kind)
{
    /* ages in a phase, by birthday: a little wider than the years */
    static const int32_t phase_ages[SEN_PHASES][2] = {
        {0, 5}, {4, 12}, {11, 17}, {16, 20}, {18, 26}};
    switch (type) {
    case SEN_BY_NEED:
        for (int32_t c = 0; c < kind->n_causes; c++)
            if (kind->causes[c].need == category)
                return true;
        return false;
    case SEN_BY_AGE_BAND:
        return kind->from_age < sen_age_band_from[category + 1] &&
               kind->to_age > sen_age_band_from[category];
    case SEN_BY_PHASE:
        return kind->from_age < phase_ages[category][1] && kind->to_age > phase_ages[category][0];
    case SEN_BY_LAYER:
        return true;
    default:
        return category < model->groups[type].n_categories;
    }
}

/* n cells from `at` by stride, of every state apart, at the ends of years. */
static void tell_group(sen_plan_build *build, const sen_figure *about, int32_t kind, int32_t at,
                       int32_t n, int32_t stride)
{
    static const struct {
        int32_t measure, states;
    } told[] = {{SEN_MEASURE_REQUIREMENT_CHILDREN, ALL_STATES},
                {SEN_MEASURE_KNOWN_UNMET_CHILDREN, KNOWN_UNMET},
                {SEN_MEASURE_HIDDEN_UNMET_CHILDREN, STATE_BIT(SEN_UNNOTICED)},
                {SEN_MEASURE_CHILDREN_MET, STATE_BIT(SEN_MET)},
                {SEN_MEASURE_CHILDREN_WAITING, STATE_BIT(SEN_WAITING)}};
    for (size_t i = 0; i < sizeof told / sizeof *told; i++) {
        const sen_series stock = {.source = SEN_FROM_LEDGER_MASK,
                                  .n = n,
                                  .stride = stride,
                                  .at = sen_plan_ledger(build->plan, kind, 0) + at,
                                  .b = told[i].states};
        sen_plan_tell_yearly(build, about, (sen_measure_index)told[i].measure, &stock);
    }
}

static bool is_told(const sen_model *model, int32_t type)
{
    return type != SEN_NONE && (type < SEN_NONE || model->groups[type].differs);
}

/* Whether block A breaks down by this type alone, so that block B need not. */
static bool in_first_block(const sen_plan *plan, int32_t type)
{
    return plan->block[0].types[0] == type || plan->block[0].types[1] == type;
}

static void tell_block(sen_plan_build *build, const sen_figure *about, int32_t kind, int32_t b)
{
    const sen_model *const model = build->model;
    const sen_kind *const k = model->kinds + kind;
    const sen_block *const block = build->plan->block + b;
    const int32_t base = b == 0 ? 0 : build->plan->block[0].n;
    for (int32_t i = 0; i < 2; i++) {
        const int32_t type = block->types[i];
        if (!is_told(model, type) || (b == 1 && in_first_block(build->plan, type)))
            continue;
        for (int32_t c = 0; c < block->sizes[i]; c++) {
            if (!can_have(model, type, c, k))
                continue;
            sen_figure group = *about;
            group.key[SEN_KEY_GROUP1_TYPE] = type_id(model, type);
            group.key[SEN_KEY_GROUP1] = sen_plan_category_id(model, type, c);
            tell_group(build, &group, kind, base + (i == 0 ? c * block->sizes[1] : c),
                       block->sizes[1 - i], i == 0 ? 1 : block->sizes[1]);
        }
    }
    if (!is_told(model, block->types[0]) || !is_told(model, block->types[1]))
        return;
    for (int32_t c = 0; c < block->n; c++) {
        const int32_t first = c / block->sizes[1], second = c % block->sizes[1];
        if (!can_have(model, block->types[0], first, k) ||
            !can_have(model, block->types[1], second, k))
            continue;
        sen_figure group = *about;
        group.key[SEN_KEY_GROUP1_TYPE] = type_id(model, block->types[0]);
        group.key[SEN_KEY_GROUP1] = sen_plan_category_id(model, block->types[0], first);
        group.key[SEN_KEY_GROUP2_TYPE] = type_id(model, block->types[1]);
        group.key[SEN_KEY_GROUP2] = sen_plan_category_id(model, block->types[1], second);
        tell_group(build, &group, kind, base + c, 1, 1);
    }
}

void sen_plan_kinds(sen_plan_build *build)
{
    const sen_model *const model = build->model;
    for (int32_t kind = 0; kind < model->n_kinds; kind++) {
        sen_figure about = sen_figure_about(build->kind_grade[kind]);
        about.kind = kind;
        about.key[SEN_KEY_CATEGORY] = model->kinds[kind].id;
        tell_kind(build, &about, kind);
        tell_concerns(build, &about, kind);
        tell_block(build, &about, kind, 0);
        tell_block(build, &about, kind, 1);
    }
}

/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "base/mutant.h"
#include "engine/world_private.h"

#define DAYS_A_YEAR 365.25

static double value(const sen_world_build *build, sen_number number)
{
    return number == SEN_NONE ? 0.0 : build->draw->values[number];
}

static uint64_t chance(const sen_world_build *build, sen_number number)
{
    return number == SEN_NONE ? 0 : build->draw->chances[number];
}

/* ---- tables by age, once a world ---- */

/*
 * An upper bound of the hazard that a child of `age` on arrival can meet in the run: in each run
 * year the worse of the two ages it has then. A luck above it need not be inverted.
 */
static double most_onset(const sen_world_build *build, const sen_need_rules *rules, int32_t age)
{
    double most = 0.0;
    for (int32_t y = 0; y < build->n_years; y++) {
        const int32_t first = age + y < SEN_AGES ? age + y : SEN_AGES - 1;
        const int32_t second = first + 1 < SEN_AGES ? first + 1 : first;
        const double a = rules->onset_per_day[first], b = rules->onset_per_day[second];
        most += (a > b ? a : b) * rules->year_times[y] * 366.0;
    }
    return most;
}

/* A joiner arrives in any run year, whose trend may be the highest. */
static double most_onset_of_joiners(const sen_world_build *build, const sen_need_rules *rules,
                                    int32_t age)
{
    double times = 0.0, most = 0.0;
    for (int32_t y = 0; y < build->n_years; y++)
        times = rules->year_times[y] > times ? rules->year_times[y] : times;
    for (int32_t a = age; a < SEN_AGES && a <= age + build->n_years; a++)
        most += rules->onset_per_day[a] * times * 366.0;
    return most;
}

static void tables_by_age(sen_world_build *build, int32_t n, double times)
{
    const sen_need *const need = build->model->needs + n;
    sen_need_rules *const rules = build->needs + n;
    double highest = 0.0;
    for (int32_t a = 0; a < SEN_AGES; a++) {
        const double present = value(build, need->present_at_start.by_age[a]);
        highest = present > highest ? present : highest;
        rules->onset_knots[a] = highest;
        rules->onset_per_day[a] =
            value(build, need->onset_per_1000_a_year.by_age[a]) / (1000.0 * DAYS_A_YEAR);
        build->present[a][n] = present * SEN_LUCKS;
        build->present_most[a][n] = sen_luck_bound(present * times);
        for (int r = 0; r < SEN_ROUTES; r++) {
            rules->notice[r][a] = value(build, need->opening_per_year[r].by_age[a]);
            rules->notice_before[r][a + 1] = rules->notice_before[r][a] + rules->notice[r][a];
            rules->can_be_noticed |= rules->notice[r][a] > 0.0;
        }
    }
    const double at_birth = value(build, need->present_at_birth);
    build->present[SEN_BORN_IN_RUN][n] = at_birth * SEN_LUCKS;
    build->present_most[SEN_BORN_IN_RUN][n] = sen_luck_bound(at_birth * times);
    const double trend = 1.0 + value(build, need->onset_trend_a_year);
    rules->year_times[0] = 1.0;
    for (int32_t y = 1; y < build->n_years; y++)
        rules->year_times[y] = rules->year_times[y - 1] * trend;
    for (int32_t a = 0; a < SEN_AGES; a++) {
        const double here = most_onset(build, rules, a);
        const double joins = most_onset_of_joiners(build, rules, a);
        build->onset_most[a][n] = sen_luck_bound((here > joins ? here : joins) * times);
    }
    build->onset_most[SEN_BORN_IN_RUN][n] = build->onset_most[0][n];
}

/* How many times more often than the rest any child can have needs, by its groups. */
static double most_times(const sen_world_build *build)
{
    double times = 1.0;
    for (int32_t g = 0; g < build->n_groups; g++) {
        const sen_group *const group = build->model->groups + g;
        double most = 0.0;
        for (int32_t c = 0; c < group->n_categories; c++) {
            const double one = value(build, group->categories[c].need_times);
            most = one > most ? one : most;
        }
        times *= most;
    }
    return times;
}

static void add_effects(sen_world_build *build, int32_t n)
{
    sen_need_rules *const rules = build->needs + n;
    for (int32_t k = 0; k < build->n_kinds; k++)
        for (int32_t c = 0; c < build->model->kinds[k].n_causes; c++) {
            const sen_cause *const cause = build->model->kinds[k].causes + c;
            if (cause->need == n)
                rules->effects[rules->n_effects++] =
                    (sen_effect){k, chance(build, cause->share), cause->severities};
        }
}

void sen_need_tables(sen_world_build *build)
{
    uint32_t entities[SEN_MAX_NEEDS];
    const double times = most_times(build);
    for (int32_t n = 0; n < build->n_needs; n++) {
        const sen_need *const need = build->model->needs + n;
        sen_need_rules *const rules = build->needs + n;
        sen_entity_add(entities, n, need->id);
        rules->entity = entities[n];
        rules->key = sen_key_make(build->seed, build->replicate, SEN_CHANCE_NEED, entities[n]);
        build->need_mask[n] = rules->key.a;
        tables_by_age(build, n, times);
        double below = 0.0;
        for (int s = 0; s < SEN_SEVERITIES; s++) {
            below += value(build, need->severity_share[s]);
            rules->severity_below[s] = sen_chance_threshold(below);
        }
        rules->masked = chance(build, need->masked_share);
        rules->identified = chance(build, need->opening_identified);
        rules->lasts = need->lasts == SEN_NONE ? NULL : build->draw->tables + need->lasts;
        add_effects(build, n);
    }
    uint32_t kinds[SEN_MAX_KINDS];
    for (int32_t k = 0; k < build->n_kinds; k++) {
        const sen_kind *const kind = build->model->kinds + k;
        sen_kind_rules *const rules = build->kinds + k;
        sen_entity_add(kinds, k, kind->id);
        rules->coin = sen_key_make(build->seed, build->replicate, SEN_CHANCE_REQUIREMENT, kinds[k]);
        rules->amount = sen_key_make(build->seed, build->replicate, SEN_CHANCE_AMOUNT, kinds[k]);
        rules->fixed_amount = SEN_NONE;
        if (kind->amount == SEN_NONE || kind->unit == SEN_AMOUNT_ONCE)
            rules->fixed_amount = 1;
        else if (build->draw->sizes[kind->amount].kind == SEN_LAW_FIXED)
            rules->fixed_amount = (int32_t)sen_draw_size(build->draw, kind->amount, 0.5);
    }
}

/* ---- one need ---- */

sen_need_luck sen_need_luck_of(const sen_world_build *build, int32_t i, int32_t need)
{
    sen_rng rng = sen_rng_keyed(build->needs[need].key, build->world->children[i].number, 0);
    const uint64_t when = sen_rng_next(&rng), what = sen_rng_next(&rng);
    sen_need_luck luck = {.onset = sen_word_high(when),
                          .end = sen_word_low(when),
                          .severity = sen_word_high(what),
                          .masked = sen_word_low(what)};
    for (int r = 0; r < SEN_ROUTES; r++)
        luck.thresholds[r] = -sen_log(1.0 - sen_unit(sen_rng_next(&rng)));
    luck.identified = sen_word_high(sen_rng_next(&rng));
    return luck;
}

sen_child_need sen_need_from(const sen_world_build *build, int32_t i, int32_t need,
                             const sen_need_luck *luck, int32_t onset_day, int32_t known_day)
{
    const sen_need_rules *const rules = build->needs + need;
    const sen_child *const child = build->world->children + i;
    sen_child_need made = {.child = i,
                           .onset_day = onset_day,
                           .end_day = child->leave_day,
                           .need = (uint8_t)need,
                           .masked = luck->masked < rules->masked};
    int32_t severity = 0; /* no branch on luck: it would be mispredicted */
    for (int s = 0; s < SEN_SEVERITIES - 1; s++)
        severity += luck->severity >= rules->severity_below[s];
    made.severity = (uint8_t)severity;
    for (int r = 0; r < SEN_ROUTES; r++)
        made.threshold[r] = (float)luck->thresholds[r];
    if (rules->lasts != NULL) {
        const int32_t elapsed = known_day - onset_day;
        const int32_t rest = sen_day_table_draw_remaining(rules->lasts, elapsed, luck->end);
        const int32_t end = known_day + (rest > 1 ? rest : 1);
        if (elapsed + rest < rules->lasts->limit_days && end < made.end_day)
            made.end_day = end;
    }
    return made;
}

/*
 * Onset of a need that is there on day `known_day`, when the child is `age`: the share that had it
 * by a birthday is the highest presence at any age up to then, and within a year of age it grows
 * evenly. What is there at age 0 is there from birth. `age_at` gets the age in years.
 */
static int32_t past_onset(const sen_world_build *build, const sen_need_rules *rules,
                          const sen_birth *birth, int32_t age, int32_t known_day, uint32_t luck,
                          double *age_at)
{
    const double *const knots = rules->onset_knots;
    const double target = (luck + 0.5) / SEN_LUCKS * knots[age];
    *age_at = 0.0;
    if (target < knots[0])
        return birth->birth_day < known_day ? birth->birth_day : known_day - 1;
    int32_t j = 0;
    while (j + 1 < age && target >= knots[j + 1])
        j++;
    if (j + 1 > age) /* age 0: nothing before */
        return birth->birth_day;
    const double part = (target - knots[j]) / (knots[j + 1] - knots[j]);
    *age_at = j + part;
    const int32_t from = sen_birth_anniversary(build, birth, j);
    const int32_t to = sen_birth_anniversary(build, birth, j + 1);
    const int32_t day = from + (int32_t)(part * (to - from));
    return day < known_day ? day : known_day - 1;
}

/* Age in years at which a route's hazard since `from` has used up what is needed; it does. */
static double notice_age(const sen_need_rules *rules, int r, double from, double needed)
{
    int32_t a = (int32_t)from;
    double left = needed - ((double)(a + 1) - from) * rules->notice[r][a];
    while (left >= 0.0 && a + 1 < SEN_AGES) {
        a++;
        left -= rules->notice[r][a];
    }
    const double hazard = rules->notice[r][a];
    return (double)(a + 1) + (hazard > 0.0 ? left / hazard : 0.0);
}

static double notice_sum(const sen_need_rules *rules, int r, double age)
{
    const int32_t a = (int32_t)age < SEN_AGES ? (int32_t)age : SEN_AGES - 1;
    return rules->notice_before[r][a] + (age - a) * rules->notice[r][a];
}

/*
 * Recognition before day 0, without capacity: each route spends its threshold at its hazard from
 * the onset on, and the first to use it up notices. Otherwise the rest is left for the run.
 */
static void notice_before_start(const sen_need_rules *rules, const sen_child *child,
                                const sen_need_luck *luck, double from, double to,
                                sen_child_need *need)
{
    double first = SEN_AGES + 1.0, left[SEN_ROUTES];
    for (int r = 0; r < SEN_ROUTES; r++) {
        const double times = child->recognition_times[r];
        left[r] =
            luck->thresholds[r] - times * (notice_sum(rules, r, to) - notice_sum(rules, r, from));
        if (left[r] > 0.0)
            continue;
        const double age = notice_age(rules, r, from, luck->thresholds[r] / times);
        if (age < first) {
            first = age;
            need->noticed = true;
            need->route = (uint8_t)r;
        }
        left[r] = 0.0;
    }
    for (int r = 0; r < SEN_ROUTES; r++)
        need->threshold[r] = (float)left[r];
    need->identified = need->noticed && luck->identified < rules->identified;
    if (need->noticed)
        need->noticed_day = (int32_t)((first - to) * 365.25);
}

static sen_child_need present_need(const sen_world_build *build, int32_t i, const sen_birth *birth,
                                   int32_t n)
{
    const sen_need_rules *const rules = build->needs + n;
    const sen_child *const child = build->world->children + i;
    const sen_need_luck luck = sen_need_luck_of(build, i, n);
    const int32_t age = sen_arrival_age(child->number);
    if (age == SEN_BORN_IN_RUN)
        return sen_need_from(build, i, n, &luck, birth->birth_day, birth->birth_day);
    double from = 0.0;
    const int32_t known = child->arrive_day;
    const int32_t onset = past_onset(build, rules, birth, age, known, luck.onset, &from);
    sen_child_need need = sen_need_from(build, i, n, &luck, onset, known);
    if (known > 0) {
        need.onset_day = known;
    } else if (rules->can_be_noticed) {
        const int32_t last = sen_birth_anniversary(build, birth, age);
        const int32_t next = sen_birth_anniversary(build, birth, age + 1);
        const double to = age + (double)(0 - last) / (next - last);
        notice_before_start(rules, child, &luck, from, to > from ? to : from, &need);
    }
    return need;
}

sen_code sen_world_needs_reserve(sen_world_build *build, int32_t more)
{
    if (build->n_child_needs + more <= build->needs_room)
        return SEN_OK;
    const int32_t room = 2 * build->needs_room + more + 1024;
    sen_child_need *const needs = sen_arena_take(build->scratch, (size_t)room, sizeof *needs);
    if (needs == NULL)
        return sen_world_no_memory(build);
    if (build->n_child_needs > 0)
        memcpy(needs, build->child_needs, (size_t)build->n_child_needs * sizeof *needs);
    build->child_needs = needs;
    build->needs_room = room;
    return SEN_OK;
}

/*
 * Bit n: need n may be there on arrival or may set in within the run, if the child's groups have it
 * most often. For most children no bit is set, so the loop has no branch to mispredict.
 */
static uint32_t find_needs(const sen_world_build *build, int32_t row, uint64_t word)
{
    const uint64_t *const present = build->present_most[row], *const onset = build->onset_most[row];
    uint32_t found = 0;
    for (int32_t n = build->n_needs - 1; n >= 0; n--) {
        const uint64_t luck = sen_mix_b(word ^ build->need_mask[n]);
        const uint32_t is = (luck >> 32 < present[n]) | (sen_word_low(luck) < onset[n]);
        found = 2 * found + is;
    }
    return found;
}

static bool is_present(const sen_world_build *build, int32_t row, int32_t n, uint32_t luck,
                       double times)
{
    return luck < build->present[row][n] * times;
}

/* The need of a child that has it not on arrival: none if it does not set in within the run. */
static bool future_need(const sen_world_build *build, int32_t i, const sen_birth *birth, int32_t n,
                        double exponential, sen_child_need *made)
{
    const sen_need_rules *const rules = build->needs + n;
    const sen_child *const child = build->world->children + i;
    const int32_t row = sen_arrival_age(child->number);
    const int32_t until = child->leave_day < build->days ? child->leave_day : build->days;
    const int32_t day =
        sen_hazard_day(build, rules->onset_per_day, rules->year_times, birth,
                       row == SEN_BORN_IN_RUN ? 0 : row, child->arrive_day, until, exponential);
    if (day == SEN_NEVER)
        return false;
    const sen_need_luck luck = sen_need_luck_of(build, i, n);
    *made = sen_need_from(build, i, n, &luck, day, day);
    return true;
}

sen_code sen_world_needs(sen_world_build *build, int32_t i, const sen_birth *birth, uint64_t word,
                         double times)
{
    sen_child *const child = build->world->children + i;
    const int32_t row = sen_arrival_age(child->number), first = build->n_child_needs;
    uint32_t left = find_needs(build, row, word);
    child->first_need = SEN_NONE;
    if (left == 0)
        return SEN_OK;
    const sen_code code = sen_world_needs_reserve(build, SEN_MAX_NEEDS);
    if (code != SEN_OK)
        return code;
    for (; left != 0; left &= left - 1) {
        const int32_t n = __builtin_ctz(left);
        const uint64_t luck = sen_mix_b(word ^ build->need_mask[n]);
        sen_child_need *const made = build->child_needs + build->n_child_needs;
        if (is_present(build, row, n, sen_word_high(luck), times))
            *made = present_need(build, i, birth, n);
        else if (!future_need(build, i, birth, n, sen_exponential_of(sen_word_low(luck)) / times,
                              made))
            continue;
        build->n_child_needs++;
    }
    child->n_needs = (uint8_t)(build->n_child_needs - first);
    child->first_need = child->n_needs > 0 ? first : SEN_NONE;
    return SEN_OK;
}

/* ---- requirements ---- */

/* While one need, of those allowed ages, causes a kind. */
typedef struct {
    int32_t start, end;
    uint8_t kind, need, severity;
} span;

static bool is_before(const span *a, const span *b)
{
    if (a->kind != b->kind)
        return a->kind < b->kind;
    return a->start != b->start ? a->start < b->start : a->need < b->need;
}

static bool is_caused(const sen_world_build *build, const sen_effect *effect, uint32_t number,
                      const sen_child_need *need)
{
    if ((effect->severities >> need->severity & 1) == 0)
        return false;
    if (effect->share >> 32 != 0)
        return true;
    const uint32_t entity = build->needs[need->need].entity;
    sen_rng rng = sen_rng_keyed(build->kinds[effect->kind].coin, number, entity);
    return sen_word_high(sen_rng_next(&rng)) < effect->share;
}

/* Spans of one need, put in order among those there are. */
static int32_t add_spans(const sen_world_build *build, const sen_birth *birth,
                         const sen_child_need *need, uint32_t forced, span *spans, int32_t count)
{
    const sen_need_rules *const rules = build->needs + need->need;
    const uint32_t number = build->world->children[need->child].number;
    for (int32_t e = 0; e < rules->n_effects; e++) {
        const sen_effect *const effect = rules->effects + e;
        const sen_kind *const kind = build->model->kinds + effect->kind;
        if ((forced >> effect->kind & 1) == 0 && !is_caused(build, effect, number, need))
            continue;
        span made = {need->onset_day, need->end_day, (uint8_t)effect->kind, need->need,
                     need->severity};
        if (kind->from_age > 0) {
            const int32_t from = sen_birth_anniversary(build, birth, kind->from_age);
            made.start = from > made.start ? from : made.start;
        }
        if (kind->to_age < SEN_AGES) {
            const int32_t to =
                sen_birth_anniversary(build, birth, kind->to_age + SEN_MUTANT(age_edge_in));
            made.end = to < made.end ? to : made.end;
        }
        if (made.start >= made.end || made.start >= build->days || made.end <= 0)
            continue;
        int32_t at = count++;
        for (; at > 0 && is_before(&made, spans + at - 1); at--)
            spans[at] = spans[at - 1];
        spans[at] = made;
    }
    return count;
}

static int32_t amount_of(const sen_world_build *build, int32_t kind, uint32_t number, int32_t n)
{
    const sen_kind_rules *const rules = build->kinds + kind;
    if (rules->fixed_amount != SEN_NONE)
        return rules->fixed_amount;
    sen_rng rng = sen_rng_keyed(rules->amount, number, (uint32_t)n);
    const int64_t amount =
        sen_draw_size(build->draw, build->model->kinds[kind].amount, sen_unit(sen_rng_next(&rng)));
    return amount < INT32_MAX ? (int32_t)amount : INT32_MAX;
}

static sen_code reserve_requirements(sen_world_build *build, int32_t more)
{
    if (build->n_requirements + more <= build->requirements_room)
        return SEN_OK;
    const int32_t room = 2 * build->requirements_room + more + 1024;
    sen_requirement *const made = sen_arena_take(build->scratch, (size_t)room, sizeof *made);
    if (made == NULL)
        return sen_world_no_memory(build);
    if (build->n_requirements > 0)
        memcpy(made, build->requirements, (size_t)build->n_requirements * sizeof *made);
    build->requirements = made;
    build->requirements_room = room;
    return SEN_OK;
}

sen_code sen_world_requirements(sen_world_build *build, int32_t i, const sen_birth *birth)
{
    sen_child *const child = build->world->children + i;
    span spans[SEN_MAX_NEEDS * SEN_MAX_KINDS];
    int32_t count = 0;
    for (int32_t n = child->first_need; n < child->first_need + child->n_needs; n++)
        count = add_spans(build, birth, build->child_needs + n,
                          build->forced == NULL ? 0 : build->forced[n], spans, count);
    child->n_requirements = 0;
    child->first_requirement = count > 0 ? build->n_requirements : SEN_NONE;
    const sen_code code = reserve_requirements(build, count);
    if (code != SEN_OK)
        return code;
    sen_requirement *last = NULL;
    for (int32_t s = 0; s < count; s++) {
        const span *const now = spans + s;
        if (last != NULL && last->kind == now->kind && now->start <= last->end_day) {
            last->end_day = now->end > last->end_day ? now->end : last->end_day;
            last->causes |= 1u << now->need;
            continue;
        }
        const uint8_t occasion =
            last != NULL && last->kind == now->kind ? (uint8_t)(last->occasion + 1) : (uint8_t)0;
        last = build->requirements + build->n_requirements++;
        *last = (sen_requirement){.child = i,
                                  .start_day = now->start,
                                  .end_day = now->end,
                                  .kind = now->kind,
                                  .need = now->need,
                                  .severity = now->severity,
                                  .occasion = occasion,
                                  .causes = 1u << now->need,
                                  .amount = amount_of(build, now->kind, child->number, occasion)};
        SEN_BUG_UNLESS(child->n_requirements < UINT8_MAX);
        child->n_requirements++;
    }
    for (int32_t q = 0; q < child->n_requirements; q++) {
        sen_requirement *const made = build->requirements + child->first_requirement + q;
        made->end_day = made->end_day < build->days ? made->end_day : build->days;
    }
    return SEN_OK;
}

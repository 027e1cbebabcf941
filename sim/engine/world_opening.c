/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "engine/world_private.h"

/* A case before requirements have their final places: at most one a child and kind. */
typedef struct {
    uint32_t number; /* of the child */
    int32_t child, elapsed_days;
    bool urgent;
} found_case;

/* Children with an open requirement of one kind on day 0. */
typedef struct {
    int32_t *children;
    int32_t count;
} open_list;

typedef struct {
    sen_world_build *build;
    open_list lists[SEN_MAX_KINDS];
    uint32_t *open, *taken; /* a child: kinds with an open requirement on day 0, with a case */
    found_case *cases;
    int32_t *n_cases; /* an entry: of the cases, which stand by entry */
    int32_t n_all;
    uint64_t *keys, *spare; /* luck in the upper half, child below */
    int32_t n_keys;
    uint64_t bound; /* of the keys looked at when needs are given */
    /* the entry at hand */
    const sen_opening *entry;
    sen_key key;
} opening;

static bool is_here(const sen_child *child)
{
    return child->arrive_day <= 0;
}

/* Age on day 0 of a child who is here then. */
static int32_t age_of(const sen_child *child)
{
    const int32_t age = sen_arrival_age(child->number);
    return age == SEN_BORN_IN_RUN ? 0 : age;
}

static const sen_requirement *open_requirement(const sen_world_build *build, int32_t i,
                                               int32_t kind)
{
    const sen_child *const child = build->world->children + i;
    for (int32_t q = 0; q < child->n_requirements; q++) {
        const sen_requirement *const one = build->requirements + child->first_requirement + q;
        if (one->kind == kind && one->start_day <= 0)
            return one->end_day > 0 ? one : NULL;
    }
    return NULL;
}

/* The child's record of a need, whenever it sets in; NULL if it never has it. */
static sen_child_need *need_of(const sen_world_build *build, int32_t i, int32_t need)
{
    const sen_child *const child = build->world->children + i;
    for (int32_t n = 0; n < child->n_needs; n++)
        if (build->child_needs[child->first_need + n].need == need)
            return build->child_needs + child->first_need + n;
    return NULL;
}

static uint64_t key_of(const opening *o, int32_t i)
{
    sen_rng rng = sen_rng_keyed(o->key, o->build->world->children[i].number, 0);
    return (uint64_t)sen_word_high(sen_rng_next(&rng)) << 32 | (uint32_t)i;
}

static bool is_of_entry(const opening *o, const sen_child *child)
{
    const int32_t age = age_of(child);
    return is_here(child) && age >= o->entry->from_age && age < o->entry->to_age;
}

/* Whether an open requirement rests on the entry's need, if it names one, on day 0. */
static bool rests_on_need(const opening *o, int32_t i, const sen_requirement *requirement)
{
    if (o->entry->need == SEN_NONE)
        return true;
    if ((requirement->causes >> o->entry->need & 1) == 0)
        return false;
    const sen_child_need *const need = need_of(o->build, i, o->entry->need);
    return need != NULL && need->onset_day <= 0;
}

static void find_candidates(opening *o)
{
    const open_list *const list = o->lists + o->entry->kind;
    const uint32_t bit = 1u << o->entry->kind;
    o->n_keys = 0;
    for (int32_t c = 0; c < list->count; c++) {
        const int32_t i = list->children[c];
        if ((o->taken[i] & bit) != 0 || !is_of_entry(o, o->build->world->children + i))
            continue;
        const sen_requirement *const one = open_requirement(o->build, i, o->entry->kind);
        if (one != NULL && rests_on_need(o, i, one))
            o->keys[o->n_keys++] = key_of(o, i);
    }
    sen_sort_keys(o->keys, o->spare, o->n_keys);
}

static void add_case(opening *o, int32_t i, int32_t from, int32_t to)
{
    const sen_world_build *const build = o->build;
    const sen_requirement *const one = open_requirement(build, i, o->entry->kind);
    const uint32_t number = build->world->children[i].number;
    const int32_t longest = -one->start_day;
    sen_rng rng = sen_rng_keyed(o->key, number, 0);
    const uint32_t elapsed = sen_word_low(sen_rng_next(&rng));
    const uint32_t urgent = sen_word_high(sen_rng_next(&rng));
    if (to > longest + 1)
        to = longest + 1;
    if (from > longest)
        from = longest;
    const int32_t width = to > from ? to - from : 1;
    const bool has_share = o->entry->urgent_share != SEN_NONE;
    o->cases[o->n_all++] = (found_case){
        .number = number,
        .child = i,
        .elapsed_days = from + (int32_t)((uint64_t)elapsed * (uint64_t)(uint32_t)width >> 32),
        .urgent = has_share && urgent < build->draw->chances[o->entry->urgent_share]};
    o->n_cases[o->entry - build->model->openings]++;
    o->taken[i] |= 1u << o->entry->kind;
}

/* ---- needs that have to be given ---- */

/*
 * How a child is found when the requirements there are do not fill a band, from best to last. A
 * need that is there already causes the kind whatever its severity: nothing else about it changes,
 * so no requirement goes that another case rests on.
 */
typedef enum {
    GIVE_NEW,     /* has never the need, and is old enough for the band */
    GIVE_EARLIER, /* has the need, now or later, but not the requirement; is old enough */
    GIVE_SHORT,   /* anybody without the requirement: the time waited is cut */
    GIVE_WAYS
} give_way;

static const sen_cause *cause_given(const opening *o)
{
    const sen_kind *const kind = o->build->model->kinds + o->entry->kind;
    for (int32_t c = 0; c < kind->n_causes; c++)
        if (kind->causes[c].need == o->entry->need)
            return kind->causes[c].severities != 0 ? kind->causes + c : NULL;
    return kind->n_causes > 0 && kind->causes->severities != 0 ? kind->causes : NULL;
}

/* The first day on which the kind could have been required by this child. */
static int32_t earliest_start(const opening *o, int32_t i)
{
    const int32_t from_age = o->build->model->kinds[o->entry->kind].from_age;
    const int32_t birth_day = o->build->world->children[i].birth_day;
    if (from_age == 0)
        return birth_day;
    const sen_birth birth = sen_birth_of(o->build, birth_day);
    return sen_birth_anniversary(o->build, &birth, from_age);
}

static bool may_be_given(const opening *o, int32_t i)
{
    const sen_child *const child = o->build->world->children + i;
    const sen_kind *const kind = o->build->model->kinds + o->entry->kind;
    const int32_t age = age_of(child);
    return is_of_entry(o, child) && age >= kind->from_age && age < kind->to_age &&
           (o->open[i] >> o->entry->kind & 1) == 0;
}

static bool is_given_by(const opening *o, int32_t i, const sen_cause *cause, int32_t from,
                        give_way way)
{
    if ((o->open[i] >> o->entry->kind & 1) != 0) /* since an earlier band */
        return false;
    if (way == GIVE_SHORT)
        return true;
    return -earliest_start(o, i) > from &&
           (need_of(o->build, i, cause->need) == NULL) == (way == GIVE_NEW);
}

/*
 * Children of the entry's and the kind's ages without the requirement, whose luck is below
 * o->bound, lowest first. A first look at few of the lucks spares sorting thousands for a handful.
 */
static void find_receivers(opening *o)
{
    const sen_world *const world = o->build->world;
    o->n_keys = 0;
    for (int32_t i = 0; i < world->n_children; i++) {
        if (!may_be_given(o, i))
            continue;
        const uint64_t key = key_of(o, i);
        if (key <= o->bound)
            o->keys[o->n_keys++] = key;
    }
    sen_sort_keys(o->keys, o->spare, o->n_keys);
}

/* About this many children have a luck below it. */
static uint64_t bound_of(const opening *o, int64_t children)
{
    const int64_t all = o->build->world->n_children;
    return children < all ? UINT64_MAX / (uint64_t)all * (uint64_t)children : UINT64_MAX;
}

/* The child's needs move to the end, where they may grow by one. */
static sen_code move_needs(opening *o, int32_t i)
{
    sen_world_build *const build = o->build;
    sen_child *const child = build->world->children + i;
    const int32_t old_room = build->needs_room, n = child->n_needs;
    sen_code code = sen_world_needs_reserve(build, n + 1);
    if (code != SEN_OK)
        return code;
    if (build->forced == NULL || build->needs_room != old_room) {
        uint32_t *const forced =
            sen_arena_take_zeroed(build->scratch, (size_t)build->needs_room, sizeof *forced);
        if (forced == NULL)
            return sen_world_no_memory(build);
        if (build->forced != NULL)
            memcpy(forced, build->forced, (size_t)build->n_child_needs * sizeof *forced);
        build->forced = forced;
    }
    const int32_t to = build->n_child_needs;
    if (n > 0) {
        memcpy(build->child_needs + to, build->child_needs + child->first_need,
               (size_t)n * sizeof *build->child_needs);
        memcpy(build->forced + to, build->forced + child->first_need,
               (size_t)n * sizeof *build->forced);
    }
    child->first_need = to;
    build->n_child_needs += n;
    return SEN_OK;
}

static void add_open_kinds(opening *o, int32_t i)
{
    const sen_world_build *const build = o->build;
    for (int32_t k = 0; k < build->n_kinds; k++)
        if ((o->open[i] >> k & 1) == 0 && open_requirement(build, i, k) != NULL) {
            o->open[i] |= 1u << k;
            o->lists[k].children[o->lists[k].count++] = i;
        }
}

/*
 * Onset so far back that the case has waited its time and some days more, but not before birth.
 * What is given is mild as far as the cause allows: it was not there by chance.
 */
static sen_code give_need(opening *o, int32_t i, const sen_cause *cause, int32_t to)
{
    enum { LONGEST_BEFORE_DAYS = 182 };
    sen_world_build *const build = o->build;
    sen_child *const child = build->world->children + i;
    const int32_t limit = -earliest_start(o, i); /* days it can have been required */
    sen_rng rng = sen_rng_keyed(o->key, child->number, 0);
    sen_rng_next(&rng);
    const uint32_t extra = sen_word_low(sen_rng_next(&rng));
    const int32_t back =
        (to < limit ? to : limit) + 1 + (int32_t)((uint64_t)extra * LONGEST_BEFORE_DAYS >> 32);
    int32_t onset = -back > child->birth_day ? -back : child->birth_day;
    onset = onset < 0 ? onset : -1;
    const sen_need_luck luck = sen_need_luck_of(build, i, cause->need);
    sen_code code = move_needs(o, i);
    if (code != SEN_OK)
        return code;
    sen_child_need *had = need_of(build, i, cause->need);
    if (had == NULL) {
        had = build->child_needs + build->n_child_needs++;
        child->n_needs++;
        *had = sen_need_from(build, i, cause->need, &luck, onset, 0);
        had->severity = (uint8_t)__builtin_ctz(cause->severities);
    } else if (had->onset_day > onset) {
        had->onset_day = onset;
    }
    build->forced[had - build->child_needs] |= 1u << o->entry->kind;
    const sen_birth birth = sen_birth_of(build, child->birth_day);
    code = sen_world_requirements(build, i, &birth);
    add_open_kinds(o, i);
    return code;
}

static sen_code give_cases(opening *o, int32_t from, int32_t to, int32_t wanted)
{
    const sen_cause *const cause = cause_given(o);
    const int64_t e = o->entry - o->build->model->openings;
    sen_code code = SEN_OK;
    for (give_way way = GIVE_NEW; cause != NULL && wanted > 0 && way < GIVE_WAYS;) {
        for (int32_t k = 0; k < o->n_keys && wanted > 0; k++) {
            const int32_t i = (int32_t)(uint32_t)o->keys[k];
            if (!is_given_by(o, i, cause, from, way))
                continue;
            SEN_TRY(give_need(o, i, cause, to));
            add_case(o, i, from, to);
            o->build->world->opening_given[e]++;
            wanted--;
        }
        if (o->bound == UINT64_MAX) {
            way++;
        } else if (wanted > 0) { /* higher lucks of this way come before the next way */
            o->bound = o->bound > UINT64_MAX / 8 ? UINT64_MAX : o->bound * 8;
            find_receivers(o);
        }
    }
    if (wanted > 0)
        find_candidates(o); /* the last: those who have required it for too short a time */
    for (int32_t k = 0; k < o->n_keys && wanted > 0; k++, wanted--)
        add_case(o, (int32_t)(uint32_t)o->keys[k], from, to);
    o->build->world->opening_unplaced[e] += wanted;
out:
    return code;
}

/* ---- entries in their order ---- */

/* The band with the longest wait of those not done; SEN_NONE if there is none. */
static int32_t longest_band(const sen_opening *entry, const bool *done)
{
    int32_t best = SEN_NONE;
    for (int32_t b = 0; b < entry->n_bands; b++)
        if (!done[b] && (best == SEN_NONE || entry->band_from_day[b] > entry->band_from_day[best]))
            best = b;
    return best;
}

/*
 * Bands are filled from the longest wait down, so that the few who have needed it long enough are
 * not used up by short waits. What is missing in any of them is given when all have been tried.
 */
static sen_code fill_entry(opening *o)
{
    enum { MOST_BANDS = 64 };
    bool done[MOST_BANDS] = {false};
    int32_t missing[MOST_BANDS] = {0};
    const sen_opening *const entry = o->entry;
    sen_code code = SEN_OK;
    SEN_BUG_UNLESS(entry->n_bands <= MOST_BANDS);
    find_candidates(o);
    for (int32_t b; (b = longest_band(entry, done)) != SEN_NONE; done[b] = true) {
        int32_t left = entry->band_count[b];
        for (int32_t k = 0; k < o->n_keys && left > 0; k++) {
            const int32_t i = (int32_t)(uint32_t)o->keys[k];
            if ((o->taken[i] >> entry->kind & 1) != 0)
                continue;
            if (-open_requirement(o->build, i, entry->kind)->start_day < entry->band_from_day[b])
                continue;
            add_case(o, i, entry->band_from_day[b], entry->band_to_day[b]);
            left--;
        }
        missing[b] = left;
    }
    int64_t all_missing = 0;
    for (int32_t b = 0; b < entry->n_bands; b++)
        all_missing += missing[b];
    if (all_missing == 0)
        goto out;
    o->bound = bound_of(o, 4 * all_missing + 64);
    find_receivers(o);
    for (int32_t b = 0; b < entry->n_bands; b++)
        if (missing[b] > 0)
            SEN_TRY(give_cases(o, entry->band_from_day[b], entry->band_to_day[b], missing[b]));
out:
    return code;
}

static sen_code begin_opening(opening *o)
{
    sen_world_build *const build = o->build;
    const sen_world *const world = build->world;
    const size_t children = (size_t)world->n_children;
    const size_t entries = (size_t)build->model->n_openings;
    int64_t total = 0, count[SEN_MAX_KINDS] = {0};
    for (size_t e = 0; e < entries; e++)
        for (int32_t b = 0; b < build->model->openings[e].n_bands; b++)
            total += build->model->openings[e].band_count[b];
    o->open = sen_arena_take_zeroed(build->scratch, children, sizeof *o->open);
    o->taken = sen_arena_take_zeroed(build->scratch, children, sizeof *o->taken);
    o->keys = sen_arena_take(build->scratch, children, sizeof *o->keys);
    o->spare = sen_arena_take(build->scratch, children, sizeof *o->spare);
    o->cases = sen_arena_take(build->scratch, (size_t)total, sizeof *o->cases);
    o->n_cases = sen_arena_take_zeroed(build->scratch, entries, sizeof *o->n_cases);
    if (o->open == NULL || o->taken == NULL || o->keys == NULL || o->spare == NULL ||
        o->cases == NULL || o->n_cases == NULL)
        return sen_world_no_memory(build);
    for (int32_t q = 0; q < build->n_requirements; q++)
        if (build->requirements[q].start_day <= 0)
            count[build->requirements[q].kind]++;
    for (int32_t k = 0; k < build->n_kinds; k++) {
        o->lists[k].children = sen_arena_take(build->scratch, (size_t)(count[k] + total),
                                              sizeof *o->lists[k].children);
        if (o->lists[k].children == NULL)
            return sen_world_no_memory(build);
    }
    for (int32_t q = 0; q < build->n_requirements; q++) {
        const sen_requirement *const one = build->requirements + q;
        if (one->start_day > 0 || !is_here(world->children + one->child))
            continue;
        o->open[one->child] |= 1u << one->kind;
        o->lists[one->kind].children[o->lists[one->kind].count++] = one->child;
    }
    return SEN_OK;
}

/* ---- final places ---- */

/* Who stands on a list or caseload is known: what causes the requirement has been identified. */
static void make_known(sen_world_build *build, const sen_requirement *requirement)
{
    const sen_child *const child = build->world->children + requirement->child;
    for (int32_t n = 0; n < child->n_needs; n++) {
        sen_child_need *const need = build->child_needs + child->first_need + n;
        if (need->onset_day > 0 || (requirement->causes >> need->need & 1) == 0)
            continue;
        if (!need->noticed)
            need->noticed_day = SEN_LONG_AGO;
        need->noticed = need->identified = true;
    }
}

/* Cases of an entry by child number, pointing to requirements in their final places. */
static sen_code place_cases(opening *o)
{
    sen_world_build *const build = o->build;
    sen_world *const world = build->world;
    world->cases = sen_arena_take(build->arena, (size_t)o->n_all, sizeof *world->cases);
    if (world->cases == NULL)
        return sen_world_no_memory(build);
    const found_case *from = o->cases;
    for (int32_t e = 0; e < build->model->n_openings; from += o->n_cases[e], e++) {
        for (int32_t c = 0; c < o->n_cases[e]; c++)
            o->keys[c] = (uint64_t)from[c].number << 32 | (uint32_t)c;
        sen_sort_keys(o->keys, o->spare, o->n_cases[e]);
        for (int32_t c = 0; c < o->n_cases[e]; c++) {
            const found_case *const one = from + (uint32_t)o->keys[c];
            const sen_requirement *const requirement =
                open_requirement(build, one->child, build->model->openings[e].kind);
            world->cases[world->n_cases++] =
                (sen_opening_case){.requirement = (int32_t)(requirement - build->requirements),
                                   .entry = e,
                                   .elapsed_days = one->elapsed_days,
                                   .urgent = one->urgent};
            make_known(build, requirement);
        }
    }
    return SEN_OK;
}

sen_code sen_world_opening(sen_world_build *build)
{
    sen_code code = SEN_OK;
    sen_world *const world = build->world;
    const int32_t entries = build->model->n_openings;
    opening *const o = sen_arena_take_zeroed(build->scratch, 1, sizeof *o);
    uint32_t *const entities = sen_arena_take(build->scratch, (size_t)entries, sizeof *entities);
    world->opening_given =
        sen_arena_take_zeroed(build->arena, (size_t)entries, sizeof *world->opening_given);
    world->opening_unplaced =
        sen_arena_take_zeroed(build->arena, (size_t)entries, sizeof *world->opening_unplaced);
    if (o == NULL || entities == NULL || world->opening_given == NULL ||
        world->opening_unplaced == NULL) {
        code = sen_world_no_memory(build);
        goto out;
    }
    if (entries > 0 && world->n_children > 0) {
        o->build = build;
        SEN_TRY(begin_opening(o));
        for (int32_t e = 0; e < entries; e++) {
            o->entry = build->model->openings + e;
            sen_entity_add(entities, e, o->entry->id);
            o->key = sen_key_make(build->seed, build->replicate, SEN_CHANCE_OPENING, entities[e]);
            SEN_TRY(fill_entry(o));
        }
    }
    SEN_TRY(sen_world_compact(build));
    if (o->n_all > 0)
        SEN_TRY(place_cases(o));
    world->needs = build->child_needs;
    world->n_needs = build->n_child_needs;
    world->requirements = build->requirements;
    world->n_requirements = build->n_requirements;
out:
    return code;
}

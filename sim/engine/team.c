/* SPDX-License-Identifier: MIT */
/*
 * Teams and the lists before them. What becomes free goes to the head of the list, never to a
 * newcomer: today's joiners stand aside until the list as it stood has been served (phase 5), then
 * join it and are served in list order with those still on it (phase 8).
 */
#include "base/mutant.h"
#include "engine/referral.h"

static sen_list_order order_of(const sen_state_block *s, int32_t queue)
{
    if (SEN_MUTANT(lifo_for_fifo))
        return SEN_LAST_COME;
    return queue < s->model->n_teams ? s->rules->teams[queue].order : SEN_FIRST_COME;
}

static bool init_list(sen_state_block *s, sen_list *list, sen_list_order order, int32_t first)
{
    list->slots = s->slots;
    return sen_list_init(list, order, first, s->n_days, s->arena);
}

static int32_t earliest_key_day(const sen_state_block *s)
{
    int32_t elapsed = 0, head_start = 0;
    for (int32_t i = 0; i < s->model->n_openings; i++)
        for (int32_t band = 0; band < s->model->openings[i].n_bands; band++)
            if (s->model->openings[i].band_to_day[band] > elapsed)
                elapsed = s->model->openings[i].band_to_day[band];
    for (int32_t rules = 0; rules < s->model->n_rules; rules++)
        for (int32_t team = 0; team < s->model->n_teams; team++)
            for (int32_t c = 0; c < SEN_CLASSES; c++)
                if (s->model->rules[rules].teams[team].head_start_days[c] > head_start)
                    head_start = s->model->rules[rules].teams[team].head_start_days[c];
    return -elapsed - head_start - 1;
}

sen_code sen_teams_begin(sen_state_block *s)
{
    const sen_model *const model = s->model;
    const int32_t first = earliest_key_day(s);
    for (int32_t q = 0; q < model->n_lists; q++) {
        const sen_ints kept = s->queues[q].joiners;
        s->queues[q] = (sen_queue){.joiners = {.items = kept.items, .room = kept.room}};
        if (!init_list(s, &s->queues[q].list, order_of(s, q), first))
            return SEN_NO_MEMORY;
    }
    for (int32_t t = 0; t < model->n_teams; t++) {
        s->teams[t] = (sen_team){.uses = s->counters + sen_plan_team(s->plan, t, 0)};
        sen_team_follow_rules(s, t);
        const sen_team_kind kind = s->rules->teams[t].kind;
        if ((kind == SEN_TEAM_HOURS || kind == SEN_TEAM_MARKET) &&
            !init_list(s, &s->teams[t].growing, order_of(s, t), first))
            return SEN_NO_MEMORY;
    }
    for (int32_t p = 0; p < model->n_posts; p++) {
        const sen_post *const post = model->posts + p;
        s->post_filled_day[p] = SEN_NEVER;
        if (post->filled_after == SEN_NONE)
            continue;
        sen_rng rng = sen_luck(s, SEN_CHANCE_POST, post->team, (uint32_t)(post->path_hash >> 32),
                               (uint32_t)post->path_hash);
        s->post_filled_day[p] =
            post->from_day + sen_days_of(s, post->filled_after, sen_word_high(sen_rng_next(&rng)));
    }
    s->capacity_day = 0;
    s->n_wait_weeks = (s->n_days - first) / 7 + 2;
    s->wait_weeks = sen_arena_take_zeroed(s->arena, (size_t)model->n_services,
                                          (size_t)s->n_wait_weeks * sizeof *s->wait_weeks);
    return s->wait_weeks == NULL ? SEN_NO_MEMORY : SEN_OK;
}

/* ---- lists ---- */

/* Agenda entry of one that waits on a list: whichever ends its waiting first. What has begun to be
 * helped is finished, so there only the child's leaving counts. */
SEN_HOT void schedule_leaving(sen_state_block *s, int32_t i)
{
    sen_referral *const r = s->referrals + i;
    int32_t due = r->ends_by_day;
    if (r->flags & SEN_HELPED) {
        due = s->more[i].leave_day;
    } else {
        const sen_day_table *const patience = sen_step_of(s, r)->patience[r->stream];
        int32_t give_up = SEN_NEVER;
        if (r->patience_days != SEN_NONE)
            give_up = r->patience_days;
        else if (patience != NULL)
            give_up = (SEN_MUTANT(patience_from_joining) ? s->day : r->clock_day) +
                      sen_day_table_draw(patience, r->patience_luck);
        if (give_up < due)
            due = give_up;
    }
    if (due != SEN_NEVER)
        sen_referral_schedule(s, i, due > s->day ? due : s->day + 1, SEN_DUE_LEAVES);
}

void sen_queue_schedule_leaving(sen_state_block *s, int32_t referral)
{
    schedule_leaving(s, referral);
}

SEN_HOT void join_queue(sen_state_block *s, int32_t queue, int32_t referral)
{
    sen_queue *const q = s->queues + queue;
    sen_list_add(&q->list, referral);
    q->joined++;
    s->referrals[referral].joined_day = s->day;
    schedule_leaving(s, referral);
}

void sen_queue_join(sen_state_block *s, int32_t queue, int32_t referral)
{
    join_queue(s, queue, referral);
}

SEN_HOT void leave_queue(sen_state_block *s, int32_t queue, int32_t referral, bool started)
{
    sen_queue *const q = s->queues + queue;
    const sen_referral *const r = s->referrals + referral;
    sen_list_remove(&q->list, referral);
    sen_referral_unschedule(s, referral);
    const int32_t days = s->day - r->joined_day;
    q->left_days += days;
    if (started)
        q->started++;
    else
        q->left++;
    if (started || !SEN_MUTANT(leavers_out_of_waits))
        sen_step_of(s, r)->flows[SEN_FLOW_LIST_DAYS] += days;
}

void sen_queue_leave(sen_state_block *s, int32_t queue, int32_t referral, bool started)
{
    leave_queue(s, queue, referral, started);
}

/* Is what a referral needs there now? */
static bool fits(const sen_state_block *s, int32_t t, int32_t referral)
{
    const sen_team_spec *const spec = s->rules->teams + t;
    const sen_team *const team = s->teams + t;
    const sen_referral *const r = s->referrals + referral;
    switch (spec->kind) {
    case SEN_TEAM_PLACES:
        return !sen_team_is_full(team);
    case SEN_TEAM_SESSIONS:
        return team->today >= (sen_stage_of(s, r)->together ? r->sessions_left : 1) ||
               (team->today > 0 && team->today == team->laid);
    case SEN_TEAM_POUNDS:
        return spec->unlimited || spec->overspend || s->more[referral].pence <= team->pence_left;
    case SEN_TEAM_HOURS:
    case SEN_TEAM_MARKET:
    default: {
        if (spec->share_out)
            return team->minutes > 0;
        const int64_t left = team->minutes - team->minutes_held;
        const double least = (double)s->more[referral].wanted *
                             sen_value(s->draw, sen_stage_of(s, r)->smallest_share);
        return (double)left >= least && left > 0;
    }
    }
}

static inline void start(sen_state_block *s, int32_t t, int32_t referral)
{
    leave_queue(s, t, referral, true);
    s->teams[t].picks++;
    sen_pathway_start(s, referral, t);
}

/* Queued hours: packages that want more and those that wait stand in one order. */
static void allocate_hours(sen_state_block *s, int32_t t)
{
    sen_team *const team = s->teams + t;
    for (;;) {
        const int32_t waiting = sen_list_head(&s->queues[t].list);
        const int32_t growing = sen_list_head(&team->growing);
        const int64_t left = team->minutes - team->minutes_held;
        if (left <= 0 || (waiting == SEN_NONE && growing == SEN_NONE))
            return;
        if (growing != SEN_NONE &&
            (waiting == SEN_NONE || sen_list_comes_before(&team->growing, growing, waiting))) {
            const int32_t more = s->more[growing].wanted - s->more[growing].granted;
            sen_package_minutes(s, growing, left < more ? (int32_t)left : more);
        } else if (fits(s, t, waiting)) {
            start(s, t, waiting);
        } else {
            return;
        }
    }
}

/* Anybody on the list, drawn anew for each start (SEN_CHANCE_PICK; team; day, start of the day). */
static int32_t anybody(const sen_state_block *s, int32_t t)
{
    const sen_list *const list = &s->queues[t].list;
    sen_rng rng = sen_luck(s, SEN_CHANCE_PICK, t, (uint32_t)s->day, (uint32_t)s->teams[t].picks);
    int32_t nth =
        (int32_t)((uint64_t)sen_word_high(sen_rng_next(&rng)) * (uint64_t)list->size >> 32);
    int32_t next = sen_list_head(list);
    while (nth-- > 0)
        next = sen_list_after(list, next);
    return next;
}

/* Who is served next: the head of the list, or where the order is random anybody on it. */
static inline int32_t next_served(const sen_state_block *s, int32_t t)
{
    const sen_list *const list = &s->queues[t].list;
    return list->order == SEN_RANDOM_ORDER && list->size > 1 ? anybody(s, t) : sen_list_head(list);
}

static void allocate(sen_state_block *s, int32_t t)
{
    const sen_team_spec *const spec = s->rules->teams + t;
    if (spec->kind == SEN_TEAM_PLACES) {
        while (!sen_team_is_full(s->teams + t) && s->queues[t].list.size > 0)
            start(s, t, next_served(s, t));
        return;
    }
    if ((spec->kind == SEN_TEAM_HOURS || spec->kind == SEN_TEAM_MARKET) && !spec->share_out) {
        allocate_hours(s, t);
        return;
    }
    for (;;) {
        const int32_t head = next_served(s, t);
        if (head == SEN_NONE || !fits(s, t, head))
            return;
        start(s, t, head);
    }
}

void sen_teams_allocate(sen_state_block *s)
{
    if (SEN_MUTANT(newcomer_before_list) && s->phase == SEN_PHASE_ALLOCATE)
        return;
    for (int32_t t = 0; t < s->model->n_teams; t++)
        if ((s->queues[t].list.size > 0 || s->teams[t].growing.size > 0) &&
            !sen_team_is_full(s->teams + t))
            allocate(s, t);
}

/* May all of today's joiners start at once, so that their order decides nothing? */
static bool all_fit(const sen_state_block *s, int32_t t)
{
    const sen_queue *const q = s->queues + t;
    const sen_team *const team = s->teams + t;
    if (q->list.size > 0 && !SEN_MUTANT(newcomer_before_list))
        return false;
    return team->kind == SEN_TEAM_PLACES &&
           team->held + team->reserved + q->joiners.n <= team->capacity;
}

static bool waits_for(const sen_state_block *s, int32_t referral, int32_t t)
{
    return s->status[referral] == SEN_IS_ON_LIST && s->referrals[referral].team == t;
}

/* The list is full: of today's joiners, those who stand last in its order are turned away. */
static void refuse_beyond_limit(sen_state_block *s, int32_t t, int32_t n)
{
    const int32_t limit = s->rules->teams[t].list_limit;
    const sen_list *const list = &s->queues[t].list;
    const int32_t *const joiners = s->queues[t].joiners.items;
    while (limit != SEN_NONE && list->size > limit + SEN_MUTANT(limit_one_more)) {
        int32_t last = SEN_NONE;
        for (int32_t k = 0; k < n; k++)
            if (waits_for(s, joiners[k], t) && sen_list_holds(list, joiners[k]) &&
                (last == SEN_NONE || sen_list_comes_before(list, last, joiners[k])))
                last = joiners[k];
        if (last == SEN_NONE)
            return; /* those who wait were here before the limit */
        sen_referral_leave(s, last, SEN_FLOW_LIST_FULL);
    }
}

/* What happens to one joiner may end another (a branch that is refused ends its fellows), so each is
 * looked at before its turn. */
void sen_teams_settle(sen_state_block *s)
{
    for (int32_t t = 0; t < s->model->n_teams; t++) {
        sen_queue *const q = s->queues + t;
        const int32_t n = q->joiners.n;
        if (n == 0)
            continue;
        const bool at_once = all_fit(s, t);
        q->joiners.n = 0;
        for (int32_t k = 0; k < n; k++) {
            const int32_t i = q->joiners.items[k];
            if (!waits_for(s, i, t))
                continue;
            if (!at_once) {
                join_queue(s, t, i);
                continue;
            }
            q->joined++;
            q->started++;
            s->referrals[i].joined_day = s->day;
            sen_pathway_start(s, i, t);
        }
        if (!at_once) {
            if (!sen_team_is_full(s->teams + t))
                allocate(s, t);
            refuse_beyond_limit(s, t, n);
        }
    }
}

void sen_teams_end_of_day(sen_state_block *s)
{
    for (int32_t q = 0; s->verify && q < s->model->n_lists; q++)
        s->queues[q].listed_days += s->queues[q].list.size;
    for (int32_t t = 0; t < s->model->n_teams; t++) {
        const sen_team *const team = s->teams + t;
        if (team->kind == SEN_TEAM_PLACES) {
            team->uses[SEN_USE_DELIVERED] += team->held;
            if (team->capacity > team->held && !team->unlimited)
                team->uses[SEN_USE_LOST] += team->capacity - team->held;
            if (team->paid_by_day && team->held > 0)
                sen_team_pay(s, t,
                             (double)team->held / 7.0 *
                                 sen_value(s->draw, s->rules->teams[t].pence_per_unit));
        } else if (team->kind == SEN_TEAM_SESSIONS && !team->unlimited && team->today > 0) {
            team->uses[SEN_USE_LOST] += team->today;
        }
    }
}

/* ---- giving back ---- */

void sen_team_release_other(sen_state_block *s, int32_t referral)
{
    const int32_t t = s->referrals[referral].team;
    const sen_team_spec *const spec = s->rules->teams + t;
    sen_team *const team = s->teams + t;
    switch ((sen_team_kind)team->kind) {
    case SEN_TEAM_HOURS:
    case SEN_TEAM_MARKET:
        sen_bucket_remove(&s->pools, referral);
        if (!spec->share_out) {
            team->minutes_held -= s->more[referral].granted;
            if (sen_list_holds(&team->growing, referral))
                sen_list_remove(&team->growing, referral);
        }
        break;
    case SEN_TEAM_PLACES:
    case SEN_TEAM_SESSIONS:
    case SEN_TEAM_POUNDS:
    default:
        break;
    }
}

/* SPDX-License-Identifier: MIT */
/*
 * Referrals without a population: persons who arrive, ask, and may ask again.
 *
 * Gaps between arrivals add up in continuous time and the day is the floor of the sum. A rate table
 * spends unit exponentials instead, so a higher rate only brings an arrival forward.
 */
#include "base/mutant.h"
#include "engine/pathway.h"

enum { STREAM_SHIFT = 24, EPISODE_SHIFT = 12 };

static double gap(const sen_state_block *s, const sen_stream *stream, double luck)
{
    if (stream->rate_per_day != NULL)
        return -sen_log(1.0 - luck);
    const sen_law *const law = s->draw->sizes + stream->gap;
    if (law->kind == SEN_LAW_EXPONENTIAL)
        return -sen_log(1.0 - luck) * law->a;
    return sen_law_quantile(law, luck);
}

/* Luck (SEN_CHANCE_ARRIVAL; stream; arrival): gap before it; how many come. */
static double arrival_luck(const sen_state_block *s, int32_t stream, int32_t word)
{
    sen_rng rng = sen_luck(s, SEN_CHANCE_ARRIVAL, stream, 0, (uint32_t)s->streams[stream].arrivals);
    const uint64_t first = sen_rng_next(&rng);
    return sen_unit(word == 0 ? first : sen_rng_next(&rng));
}

/* `many` distinct ones of the stream's services: each choice takes what is left of one 64-bit
 * fraction, so no word is read twice and none is thrown away. */
static uint64_t choose_services(const sen_stream *stream, int32_t many, uint64_t fraction)
{
    uint64_t chosen = 0;
    for (int32_t k = 0; k < many; k++) {
        const sen_u128 product = (sen_u128)fraction * (sen_u128)(uint64_t)(stream->n_asks - k);
        int32_t nth = (int32_t)(product >> 64);
        fraction = (uint64_t)product;
        for (int32_t at = 0; at < stream->n_asks; at++) { /* where it ends cannot be foretold */
            const uint64_t is_left = ~chosen >> at & 1;
            chosen |= (is_left & (uint64_t)(nth == 0)) << at;
            nth -= (int32_t)is_left;
        }
    }
    return chosen;
}

static sen_person *new_person(sen_state_block *s)
{
    if (s->n_persons == s->room_persons) {
        const int32_t room = s->room_persons == 0 ? 1024 : s->room_persons * 2;
        if (!sen_grow((void **)&s->persons, s->n_persons, room, sizeof *s->persons)) {
            s->failed = SEN_NO_MEMORY;
            return NULL;
        }
        s->room_persons = room;
    }
    return s->persons + s->n_persons++;
}

static void group_person(sen_state_block *s, sen_person *person)
{
    int32_t categories[8] = {0};
    for (int32_t g = 0; g < s->model->n_groups && g < 8; g++) {
        sen_rng rng = sen_luck(s, SEN_CHANCE_GROUP, g, person->number, 0);
        double coin = sen_unit(sen_rng_next(&rng));
        const sen_group *const group = s->model->groups + g;
        while (categories[g] + 1 < group->n_categories) {
            coin -= sen_value(s->draw, group->categories[categories[g]].share);
            if (coin < 0.0)
                break;
            categories[g]++;
        }
    }
    for (int32_t b = 0; b < 2; b++) {
        const sen_block *const block = s->plan->block + b;
        int32_t at = 0;
        for (int32_t i = 0; i < 2; i++)
            if (block->types[i] >= 0)
                at = at * block->sizes[i] + categories[block->types[i]];
        person->group[b] = (uint16_t)at;
    }
}

/* Someone arrives and asks: for one service at a time, or for all they need at once. */
static void arrive(sen_state_block *s, int32_t k)
{
    const sen_stream *const stream = s->model->streams + k;
    sen_stream_state *const state = s->streams + k;
    if (state->persons >= stream->at_most)
        return;
    if (state->persons >= 1 << STREAM_SHIFT) {
        s->failed = SEN_TOO_LARGE;
        return;
    }
    sen_person *const person = new_person(s);
    if (person == NULL)
        return;
    const int32_t index = s->n_persons - 1;
    *person = (sen_person){.number = (uint32_t)k << STREAM_SHIFT | (uint32_t)state->persons++};
    sen_rng rng = sen_luck(s, SEN_CHANCE_PERSON, k, person->number, 0);
    const uint64_t first = sen_rng_next(&rng), second = sen_rng_next(&rng);
    const uint8_t class_ = sen_coin(s, stream->urgent_share, sen_word_high(first)) ? 0 : 1;
    const int32_t many =
        stream->least +
        (int32_t)((uint64_t)sen_word_low(first) * (uint64_t)(stream->most - stream->least + 1) >>
                  32);
    person->needed = choose_services(stream, many, second);
    person->n_needed = (uint8_t)many;
    uint64_t left = person->needed;
    for (int32_t n = 0; n < SEN_FIRST_NEEDED && left != 0; n++, left &= left - 1)
        person->first_needed[n] = (uint8_t)__builtin_ctzll(left);
    if (s->plan->referrals_at != SEN_NONE)
        group_person(s, person);
    const uint64_t needed = person->needed;
    for (uint64_t rest = stream->one_at_random ? 1 : needed; rest != 0; rest &= rest - 1) {
        const int32_t at = stream->one_at_random ? 0 : __builtin_ctzll(rest);
        const int32_t i = sen_referral_new(s, index, SEN_NONE, stream->asks[at]);
        if (i == SEN_NONE)
            return;
        s->referrals[i].stream = (uint8_t)k;
        s->referrals[i].class_ = class_;
        sen_stream_asks(s, i);
    }
}

/* One of the services a person needs, at random. */
static inline int32_t choose_one(const sen_stream_state *stream, const sen_person *person,
                                 uint32_t luck)
{
    int32_t nth = (int32_t)((uint64_t)luck * (uint64_t)person->n_needed >> 32);
    if (nth < SEN_FIRST_NEEDED)
        return stream->asks[person->first_needed[nth]];
    uint64_t needed = person->needed;
    while (nth-- > 0)
        needed &= needed - 1;
    return stream->asks[__builtin_ctzll(needed)];
}

/* Luck of an episode (SEN_CHANCE_EPISODE; stream, person, episode): luck on lists | patience,
 * choice | stop, gap. They stand for those of a referral. */
void sen_stream_asks(sen_state_block *s, int32_t i)
{
    sen_referral *const r = s->referrals + i;
    sen_person *const person = s->persons + r->child;
    const sen_stream_state *const state = s->streams + r->stream;
    const uint32_t episode = (uint32_t)person->episodes++;
    sen_rng rng = sen_rng_keyed(state->episode_luck, person->number, episode);
    const uint64_t first = sen_rng_next(&rng), second = sen_rng_next(&rng);
    if (state->one_at_random && !r->branch)
        r->service = (uint16_t)choose_one(state, person, sen_word_high(second));
    sen_pathway_at(s, i, 0);
    const sen_clock *const clock = sen_step_of(s, r)->clock;
    r->branch = 0;
    r->flags = clock != NULL && clock->from_stage != SEN_NONE ? SEN_NOT_STARTED : 0;
    s->status[i] = SEN_IS_TRIAGE;
    r->clock_day = s->day;
    r->gap_days = SEN_NONE;
    if (sen_word_low(second) >= state->stop)
        r->gap_days = sen_day_table_draw(state->gap, sen_word_high(sen_rng_next(&rng)));
    s->slots[i].key = (sen_list_key){.luck = sen_word_high(first),
                                     .number = person->number,
                                     .occasion = episode << EPISODE_SHIFT};
    r->patience_luck = SEN_MUTANT(stream_used_twice) ? sen_word_high(sen_stage_first_word(s, i, 0))
                                                     : sen_word_low(first);
    if (clock != NULL) { /* of the last episode */
        s->more[i].excluded_days = 0;
        s->more[i].breached = false;
    }
    if (s->plan->referrals_at != SEN_NONE) {
        if (sen_step_of(s, r)->opens)
            sen_book_asked(s, i);
        else
            sen_book_referral(s, i, SEN_REFERRED);
    }
    sen_referral_make(s, i);
}

SEN_HOT void wait_for_next(sen_state_block *s, int32_t i, int32_t days)
{
    s->status[i] = SEN_IS_GAP;
    if (days == 0 && s->phase <= SEN_PHASE_JOINS)
        sen_stream_asks(s, i);
    else
        sen_referral_schedule(s, i, s->day + (days > 0 ? days : 1), SEN_DUE_JOINS);
}

/* Back to the same service after a while, whatever else the person needs. */
SEN_LONG_WAY bool comes_back(sen_state_block *s, int32_t i)
{
    sen_referral *const r = s->referrals + i;
    const sen_service *const service = sen_service_of(s, r);
    sen_rng rng =
        sen_luck(s, SEN_CHANCE_DONE, r->service, s->slots[i].key.number, s->slots[i].key.occasion);
    const uint64_t word = sen_rng_next(&rng);
    if (!sen_coin(s, service->returns, sen_word_low(word)))
        return false;
    sen_count(s, sen_plan_service(s->plan, r->service, SEN_FLOW_RETURNS), 1);
    r->branch = 1; /* the same service again */
    wait_for_next(s, i, sen_days_of(s, service->returns_after, sen_word_high(word)));
    return true;
}

/* Served or not, the episode is over: back to the same service, on to the next, or gone. */
void sen_stream_episode_over(sen_state_block *s, int32_t i)
{
    sen_referral *const r = s->referrals + i;
    if (s->plan->referrals_at != SEN_NONE)
        sen_book_referral(s, i, SEN_LEFT);
    if (r->flags & SEN_HELPED && sen_step_of(s, r)->returns && comes_back(s, i))
        return;
    if (r->gap_days == SEN_NONE) {
        sen_referral_free(s, i);
        return;
    }
    const int32_t since = SEN_MUTANT(gap_from_asking) ? s->day - r->clock_day : 0;
    wait_for_next(s, i, r->gap_days > since ? r->gap_days - since : 0);
}

void sen_streams_begin(sen_state_block *s)
{
    s->n_persons = 0;
    if (s->model->n_streams > SEN_MAX_STREAMS)
        s->failed = SEN_TOO_LARGE;
    for (int32_t k = 0; k < s->model->n_streams; k++) {
        const sen_stream *const stream = s->model->streams + k;
        s->streams[k] = (sen_stream_state){
            .episode_luck = s->keys[SEN_CHANCE_EPISODE][k],
            .stop = stream->asks_again ? s->draw->chances[stream->stop] : (uint64_t)1 << 32,
            .asks = stream->asks,
            .one_at_random = stream->one_at_random,
            .gap = stream->asks_again ? s->draw->tables + stream->gap_again : NULL};
        if (s->model->streams[k].closed == 0)
            s->streams[k].next_time = gap(s, s->model->streams + k, arrival_luck(s, k, 0));
    }
}

void sen_streams_today(sen_state_block *s)
{
    for (int32_t k = 0; k < s->model->n_streams; k++) {
        const sen_stream *const stream = s->model->streams + k;
        sen_stream_state *const state = s->streams + k;
        if (stream->closed > 0) {
            for (int32_t n = 0; s->day == 0 && n < stream->closed; n++)
                arrive(s, k);
            continue;
        }
        double until = (double)(s->day + 1);
        if (stream->rate_per_day != NULL) {
            state->spent += stream->rate_per_day[s->day % stream->rate_days];
            until = state->spent;
        }
        while (state->next_time < until && state->persons < stream->at_most &&
               s->failed == SEN_OK) {
            int64_t many = 1;
            if (stream->batch != SEN_NONE)
                many = sen_draw_size(s->draw, stream->batch, arrival_luck(s, k, 1));
            if (SEN_MUTANT(batch_of_its_mean))
                many = 2;
            for (int64_t n = 0; n < many; n++)
                arrive(s, k);
            state->arrivals++;
            state->next_time += gap(s, stream, arrival_luck(s, k, 0));
        }
    }
}

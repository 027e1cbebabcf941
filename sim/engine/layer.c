/* SPDX-License-Identifier: MIT */
/*
 * Plan layers: held while a place of the layer's stage is held. While it is, reviews fall due, each a
 * referral to the service that reviews, which serves no requirement and uses capacity like another;
 * and all holders in a school year are reviewed ahead of a phase transfer.
 *
 * Who holds one on day 0 has been reviewed since it began, at an interval of its own: so those whose
 * plans are old stand anywhere between two reviews, and those whose are young await their first.
 *
 * Luck (SEN_CHANCE_LAYER; layer, child; kind, referral and review): interval. A plan held again, or
 * beside another, has luck of its own.
 */
#include "base/mutant.h"
#include "engine/booking.h"
#include "engine/referral.h"

static void regroup(sen_state_block *s, int32_t child)
{
    const sen_child *const of = s->world->children + child;
    for (int32_t q = of->first_requirement; q < of->first_requirement + of->n_requirements; q++)
        if (s->cases[q].flags & SEN_CASE_ACTIVE)
            sen_book_regroup(s, q);
}

static void set_review(sen_state_block *s, int32_t i, int32_t day)
{
    if (day < s->n_days)
        sen_bucket_add(&s->reviews, i, day);
}

static sen_rng interval_luck(const sen_state_block *s, int32_t i, int32_t layer)
{
    return sen_luck_of_kind(
        s, SEN_CHANCE_LAYER, layer, s->referrals[i].kind, s->slots[i].key.number,
        s->slots[i].key.occasion + (SEN_MUTANT(review_luck_kept) ? 0u : s->referrals[i].repeat));
}

static int32_t interval_by(const sen_state_block *s, int32_t layer, uint32_t luck)
{
    const int32_t days = sen_days_of(s, s->model->layers[layer].review_every, luck);
    return days > 0 ? days : 1;
}

static int32_t interval_of(const sen_state_block *s, int32_t i, int32_t layer)
{
    sen_rng rng = interval_luck(s, i, layer);
    return interval_by(s, layer, sen_word_low(sen_rng_next(&rng)));
}

/* The day before day 0 from which the next interval runs: the last review's, or the clock's start. A
 * review on day 0 itself is one of the run. */
static int32_t last_review(int32_t clock_day, int32_t interval)
{
    const int32_t day = clock_day % interval;
    return day < 0 ? day : clock_day < 0 ? -interval : 0;
}

void sen_layer_begin(sen_state_block *s, int32_t i, int32_t layer)
{
    const sen_layer *const of = s->model->layers + layer;
    const int32_t child = s->referrals[i].child;
    if (s->day < of->from_day || s->day > of->until_day)
        return;
    s->more[i].layer = (int8_t)(layer + 1);
    s->layer_holders[layer]++;
    if (s->layers_held[child * s->model->n_layers + layer]++ == 0)
        regroup(s, child);
    if (of->review == SEN_NONE)
        return;
    const int32_t days = interval_of(s, i, layer), clock_day = s->referrals[i].clock_day;
    int32_t from = SEN_MUTANT(review_from_asking) ? clock_day : s->day;
    if (s->placing_opening)
        from = last_review(clock_day, days);
    set_review(s, i, from + days);
}

void sen_layer_end(sen_state_block *s, int32_t i)
{
    const int32_t layer = s->more[i].layer - 1, child = s->referrals[i].child;
    if (layer < 0)
        return;
    s->more[i].layer = 0;
    s->layer_holders[layer]--;
    if (sen_bucket_holds(&s->reviews, i))
        sen_bucket_remove(&s->reviews, i);
    if (--s->layers_held[child * s->model->n_layers + layer] == 0)
        regroup(s, child);
}

/* The last time the day of the year came, on `until` or before; that is day 0 or -1. */
static int32_t last_day_of(const sen_state_block *s, int32_t month, int32_t day_of_month,
                           int32_t until)
{
    int32_t day = sen_day_of(s->today.year, month, day_of_month) - s->model->start_date;
    if (day > until)
        day = sen_day_of(s->today.year - 1, month, day_of_month) - s->model->start_date;
    return day;
}

static void transfers_before(sen_state_block *s, int32_t i, const sen_layer *of,
                             sen_asked_before *review)
{
    const int32_t child = s->referrals[i].child;
    for (int32_t t = 0; t < of->n_transfers; t++) {
        const sen_transfer *const transfer = of->transfers + t;
        const int32_t day = last_day_of(s, transfer->month, transfer->day_of_month, -1);
        const bool last_year = day < last_day_of(s, 9, 1, 0);
        if (s->referrals[i].clock_day <= day && sen_school_year_of(s, s->world->children + child) ==
                                                    transfer->school_year + (last_year ? 1 : 0))
            review(s, child, transfer->service, day);
    }
}

void sen_layers_before(sen_state_block *s, sen_asked_before *review)
{
    const int32_t n = s->n_referrals; /* those made here hold nothing */
    for (int32_t i = 0; i < n; i++) {
        if (s->status[i] == SEN_IS_FREE || s->more[i].layer == 0)
            continue;
        const int32_t layer = s->more[i].layer - 1;
        const sen_layer *const of = s->model->layers + layer;
        const int32_t clock_day = s->referrals[i].clock_day;
        if (of->review != SEN_NONE) {
            sen_rng rng = interval_luck(s, i, layer); /* the same as when its next was set */
            const int32_t days = interval_by(s, layer, sen_word_low(sen_rng_next(&rng)));
            const int32_t last = last_review(clock_day, days);
            if (last >= clock_day + days)
                review(s, s->referrals[i].child, of->review, last);
        }
        transfers_before(s, i, of, review);
    }
}

static void hold_transfer(sen_state_block *s, int32_t layer, const sen_transfer *transfer)
{
    const int32_t n = s->n_referrals; /* those made here hold nothing yet */
    for (int32_t i = 0; i < n; i++)
        if (s->status[i] != SEN_IS_FREE && s->more[i].layer == layer + 1 &&
            sen_school_year_of(s, s->world->children + s->referrals[i].child) ==
                transfer->school_year)
            sen_referral_review(s, s->referrals[i].child, transfer->service);
}

void sen_layers_today(sen_state_block *s)
{
    if (s->model->n_layers == 0)
        return;
    for (int32_t i; (i = sen_bucket_take(&s->reviews, s->day)) >= 0;) {
        const int32_t layer = s->more[i].layer - 1;
        const sen_layer *const of = s->model->layers + layer;
        s->referrals[i].repeat++;
        set_review(s, i, s->day + interval_of(s, i, layer));
        sen_referral_review(s, s->referrals[i].child, of->review);
    }
    for (int32_t layer = 0; layer < s->model->n_layers; layer++)
        for (int32_t t = 0; t < s->model->layers[layer].n_transfers; t++) {
            const sen_transfer *const transfer = s->model->layers[layer].transfers + t;
            if (s->today.month == transfer->month && s->today.day == transfer->day_of_month)
                hold_transfer(s, layer, transfer);
        }
}

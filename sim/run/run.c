/* SPDX-License-Identifier: MIT */
#include "run/run.h"

#include <omp.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/rng.h"
#include "engine/replicate.h"
#include "run/threads.h"

/* Draws kept for all replicates that use them. Beyond this, a thread makes its own each time. */
#define DRAWS_KEPT_BYTES ((size_t)20 << 20)

/* All scenarios' draws of one number, made by the first thread that needs them. */
typedef struct {
    omp_lock_t lock;
    sen_draw *draws; /* owned, one a model; NULL: not made (yet) */
} sen_draw_set;

typedef struct {
    const sen_work *work;
    sen_draw_set *sets;    /* work->draws of them */
    size_t kept_bytes;     /* under the critical section, as is the next */
    const sen_draw *first; /* the set kept first, whose tables others borrow; NULL: none yet */
    int32_t done;
    sen_code code;      /* of the lowest replicate with a fault */
    int32_t faulty;     /* that replicate; INT32_MAX: none */
    int32_t faulty_at;  /* and its scenario */
    sen_errors *errors; /* of that replicate; owned */
    bool halt, stopped; /* no new replicate; because of a signal or the time limit */
} sen_gang;

/* What a thread owns. */
typedef struct {
    sen_workspace *workspace;
    sen_arena arena;  /* of the world */
    sen_draw *draws;  /* its own, where they are too large to keep */
    int64_t *record;  /* the cells of one scenario */
    uint8_t *lacking; /* a scenario: the store has no record of this replicate */
    int32_t at;       /* scenario being run, for messages */
    sen_errors *errors;
    bool well; /* all of it could be made */
} sen_worker;

static double now_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

double sen_work_deadline(const sen_run_options *options)
{
    return options->time_limit_s > 0 ? now_s() + options->time_limit_s : 0.0;
}

int32_t sen_run_cpus(void)
{
    cpu_set_t set;
    CPU_ZERO(&set);
    const int count = sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
    return count < 1 ? 1 : count > SEN_MOST_THREADS ? SEN_MOST_THREADS : (int32_t)count;
}

/* ---- draws ---- */

static void clear_draws(sen_draw *draws, int32_t n)
{
    for (int32_t m = 0; draws != NULL && m < n; m++)
        sen_draw_clear(&draws[m]);
}

/* like: a set of another number, to borrow tables from; NULL: none. */
static sen_code make_draws(sen_draw *draws, const sen_work *work, int32_t number,
                           const sen_draw *like, sen_errors *errors)
{
    const sen_scenarios *const s = work->scenarios;
    for (int32_t m = 0; m < s->n; m++) {
        const sen_code code = sen_draw_make_like(&draws[m], s->models[m], work->options->seed,
                                                 number, m > 0 ? &draws[0] : like, errors);
        if (code != SEN_OK)
            return code;
    }
    return SEN_OK;
}

static size_t draws_bytes(const sen_draw *draws, int32_t n)
{
    size_t bytes = 0;
    for (int32_t m = 0; m < n; m++)
        bytes += sen_arena_held_bytes(&draws[m].arena);
    return bytes;
}

/* A set that fits is kept for all; one that does not becomes the thread's own. */
static sen_code draws_in_set(sen_gang *gang, sen_worker *worker, sen_draw_set *set, int32_t number,
                             const sen_draw **draws)
{
    const sen_work *const work = gang->work;
    const int32_t n = work->scenarios->n;
    *draws = set->draws;
    if (set->draws != NULL)
        return SEN_OK;
    clear_draws(worker->draws, n);
    *draws = worker->draws;
    const sen_draw *like;
#pragma omp critical(sen_gang)
    like = gang->first;
    const sen_code code = make_draws(worker->draws, work, number, like, worker->errors);
    if (code != SEN_OK)
        return code;
    const size_t bytes = draws_bytes(worker->draws, n);
    bool keep = false;
#pragma omp critical(sen_gang)
    {
        keep = gang->kept_bytes + bytes <= DRAWS_KEPT_BYTES || work->draws == 1;
        gang->kept_bytes += keep ? bytes : 0;
    }
    sen_draw *const own = keep ? calloc((size_t)n, sizeof *own) : NULL;
    if (own != NULL) {
        *draws = set->draws = worker->draws;
        worker->draws = own;
#pragma omp critical(sen_gang)
        if (gang->first == NULL)
            gang->first = set->draws;
    }
    return SEN_OK;
}

static sen_code find_draws(sen_gang *gang, sen_worker *worker, int32_t replicate,
                           const sen_draw **draws)
{
    const int32_t index = (replicate - 1) % gang->work->draws;
    sen_draw_set *const set = &gang->sets[index];
    omp_set_lock(&set->lock);
    const sen_code code = draws_in_set(gang, worker, set, index + 1, draws);
    omp_unset_lock(&set->lock);
    return code;
}

/* ---- one replicate ---- */

/* All scenarios that share the world of model `first`, which is made once. */
static sen_code run_world(const sen_work *work, sen_worker *worker, const sen_draw *draws,
                          int32_t first, int32_t replicate)
{
    const sen_scenarios *const s = work->scenarios;
    sen_code code = SEN_OK;
    sen_world world;
    bool made = false;
    for (int32_t m = first; m < s->n; m++) {
        if (s->world_of[m] != first || !worker->lacking[m])
            continue;
        worker->at = m;
        if (!made) {
            sen_arena_reset(&worker->arena);
            SEN_TRY(sen_world_make(&world, &draws[first], work->options->seed, replicate,
                                   &worker->arena, sen_workspace_scratch(worker->workspace),
                                   worker->errors));
            made = true;
        }
        SEN_TRY(sen_replicate_run(worker->workspace, &s->plans[m], &draws[m], &world,
                                  work->options->seed, replicate, work->options->selfcheck,
                                  worker->record, worker->errors));
#pragma omp critical(sen_gang)
        code = sen_store_append(work->store, m, replicate, worker->record, worker->errors);
        if (code != SEN_OK)
            goto out;
    }
out:
    return code;
}

static sen_code run_replicate(sen_gang *gang, sen_worker *worker, int32_t replicate)
{
    const sen_work *const work = gang->work;
    const sen_scenarios *const s = work->scenarios;
    const sen_draw *draws = NULL;
    sen_code code = SEN_OK;
    SEN_TRY(find_draws(gang, worker, replicate, &draws));
    for (int32_t m = 0; m < s->n; m++)
        if (s->world_of[m] == m)
            SEN_TRY(run_world(work, worker, draws, m, replicate));
out:
    return code;
}

/* ---- the gang; these run one thread at a time ---- */

/* The fault that is told is the lowest replicate's, whichever thread came first. */
static void keep_fault(sen_gang *gang, sen_worker *worker, int32_t replicate, sen_code code)
{
    gang->halt = true;
    if (replicate >= gang->faulty)
        return;
    gang->faulty = replicate;
    gang->faulty_at = worker->at;
    gang->code = code;
    sen_errors *const old = gang->errors;
    gang->errors = worker->errors;
    worker->errors = old;
    sen_errors_clear(worker->errors);
}

static void end_replicate(sen_gang *gang, sen_worker *worker, int32_t replicate, sen_code code)
{
    const sen_work *const work = gang->work;
    const sen_run_options *const o = work->options;
    if (code != SEN_OK) {
        keep_fault(gang, worker, replicate, code);
        return;
    }
    gang->done++;
    if (o->progress != NULL)
        o->progress(o->context, work->done_before + gang->done, work->done_before + work->n);
}

static bool is_halted(sen_gang *gang)
{
    const sen_run_options *const o = gang->work->options;
    if (!gang->halt && ((o->stop != NULL && *o->stop != 0) ||
                        (gang->work->stop_at_s > 0 && now_s() >= gang->work->stop_at_s)))
        gang->halt = gang->stopped = true;
    return gang->halt;
}

/* ---- workers ---- */

static void make_worker(sen_worker *worker, const sen_work *work)
{
    const sen_scenarios *const s = work->scenarios;
    int32_t cells = 0; /* the most of any */
    for (int32_t m = 0; m < s->n; m++)
        cells = s->plans[m].n_cells > cells ? s->plans[m].n_cells : cells;
    memset(worker, 0, sizeof *worker);
    sen_arena_init(&worker->arena, SEN_ARENA_LARGE);
    worker->workspace = sen_workspace_new();
    worker->draws = calloc((size_t)s->n, sizeof *worker->draws);
    worker->record = sen_pages_take(((size_t)cells + 1) * sizeof *worker->record);
    worker->lacking = calloc((size_t)s->n, sizeof *worker->lacking);
    worker->errors = sen_errors_new();
    worker->well = worker->workspace != NULL && worker->draws != NULL && worker->record != NULL &&
                   worker->lacking != NULL && worker->errors != NULL;
}

static void free_worker(sen_worker *worker, const sen_work *work)
{
    clear_draws(worker->draws, work->scenarios->n);
    free(worker->draws);
    free(worker->record);
    free(worker->lacking);
    sen_arena_clear(&worker->arena);
    sen_workspace_free(worker->workspace);
    sen_errors_free(worker->errors);
}

static void work_one(sen_gang *gang, sen_worker *worker, int32_t replicate)
{
    bool halted;
#pragma omp critical(sen_gang)
    {
        halted = is_halted(gang);
        for (int32_t m = 0; worker->well && !halted && m < gang->work->scenarios->n; m++)
            worker->lacking[m] = !sen_store_has(gang->work->store, m, replicate);
    }
    if (halted)
        return;
    const sen_code code = worker->well ? run_replicate(gang, worker, replicate) : SEN_NO_MEMORY;
#pragma omp critical(sen_gang)
    end_replicate(gang, worker, replicate, code);
}

static void run_gang(sen_gang *gang, const int32_t *order, int32_t threads)
{
    const int32_t n = gang->work->n;
#pragma omp parallel num_threads(threads)
    {
        sen_worker worker;
        make_worker(&worker, gang->work);
#pragma omp for schedule(dynamic, 1)
        for (int32_t i = 0; i < n; i++)
            work_one(gang, &worker, order[i]);
        free_worker(&worker, gang->work);
    }
}

/* ---- the work ---- */

typedef struct {
    uint64_t luck;
    int32_t replicate;
} sen_ticket;

static int compare_tickets(const void *a, const void *b)
{
    const sen_ticket *const x = a, *const y = b;
    if (x->luck != y->luck)
        return x->luck < y->luck ? -1 : 1;
    return (x->replicate > y->replicate) - (x->replicate < y->replicate);
}

/* By number, or (to show that it does not matter) shuffled by a key. */
static sen_code order_work(const sen_work *work, int32_t *order, sen_errors *errors)
{
    const uint64_t key = work->options->work_order;
    sen_ticket *const tickets = malloc(((size_t)work->n + 1) * sizeof *tickets);
    if (tickets == NULL)
        return sen_fail(errors, SEN_NO_MEMORY, NULL, 0, 0, NULL, NULL, NULL, NULL);
    for (int32_t i = 0; i < work->n; i++)
        tickets[i] = (sen_ticket){
            .luck = key == 0 ? 0 : sen_mix_a((uint64_t)work->replicates[i] ^ sen_mix_b(key)),
            .replicate = work->replicates[i]};
    qsort(tickets, (size_t)work->n, sizeof *tickets, compare_tickets);
    for (int32_t i = 0; i < work->n; i++)
        order[i] = tickets[i].replicate;
    free(tickets);
    return SEN_OK;
}

static void tell_fault(const sen_gang *gang, sen_errors *errors)
{
    const int32_t kept = sen_errors_kept(gang->errors);
    for (int32_t i = 0; i < kept; i++) {
        const sen_error *const e = sen_errors_at(gang->errors, i);
        sen_text where;
        sen_text_init(&where);
        sen_text_addf(&where, "%s, replicate %d",
                      gang->work->scenarios->models[gang->faulty_at]->id, (int)gang->faulty);
        sen_fail(errors, e->code, e->file != NULL ? e->file : sen_text_string(&where), e->line,
                 e->column, e->path, e->found, e->allowed, e->nearest);
        sen_text_clear(&where);
    }
    if (kept == 0) /* no memory for words */
        sen_fail(errors, gang->code, NULL, 0, 0, NULL, NULL, NULL, NULL);
}

static void free_sets(sen_gang *gang)
{
    const int32_t n = gang->sets == NULL ? 0 : gang->work->draws;
    for (int32_t d = 0; d < n; d++) {
        omp_destroy_lock(&gang->sets[d].lock);
        clear_draws(gang->sets[d].draws, gang->work->scenarios->n);
        free(gang->sets[d].draws);
    }
    free(gang->sets);
}

sen_code sen_work_do(const sen_work *work, sen_errors *errors)
{
    const sen_run_options *const o = work->options;
    sen_code code = SEN_OK;
    sen_gang gang = {.work = work, .faulty = INT32_MAX};
    int32_t *const order = malloc(((size_t)work->n + 1) * sizeof *order);
    gang.sets = calloc((size_t)work->draws, sizeof *gang.sets);
    gang.errors = sen_errors_new();
    if (order == NULL || gang.sets == NULL || gang.errors == NULL) {
        free(gang.sets);
        gang.sets = NULL;
        code = sen_fail(errors, SEN_NO_MEMORY, NULL, 0, 0, NULL, NULL, NULL, NULL);
        goto out;
    }
    for (int32_t d = 0; d < work->draws; d++)
        omp_init_lock(&gang.sets[d].lock);
    SEN_TRY(order_work(work, order, errors));
    if (o->progress != NULL)
        o->progress(o->context, work->done_before, work->done_before + work->n);
    const int32_t asked = o->threads > 0 ? o->threads : sen_run_cpus();
    run_gang(&gang, order, sen_threads_possible(asked < work->n ? asked : work->n));
    code = gang.faulty != INT32_MAX ? gang.code : gang.stopped ? SEN_STOPPED : SEN_OK;
    if (gang.faulty != INT32_MAX)
        tell_fault(&gang, errors);
out:
    free_sets(&gang);
    sen_errors_free(gang.errors);
    free(order);
    return code;
}

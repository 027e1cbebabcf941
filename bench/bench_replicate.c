/* SPDX-License-Identifier: MIT */
/*
 * What one replicate of one scenario costs a thread, and where its time goes: bench_replicate
 * SCENARIO [REPLICATES]. Runs replicates 1 to REPLICATES (default 40) one after another on one thread,
 * reads the processor's clock around each part and, a thousand times a second, which phase of the day
 * the engine is in. Prints a line of JSON: medians in milliseconds, kibibytes, shares of the samples.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/time.h>
#include <time.h>

#include "engine/workspace.h"
#include "run/run.h"
#include "sen.h"

enum { SEED = 1, MOST = 100000, OPENING = SEN_PHASE_RECORD + 1, PHASES };

static const char *const phase_names[PHASES] = {[SEN_PHASE_WORLD] = "births, birthdays, onsets",
                                                [SEN_PHASE_CAPACITY] = "capacity",
                                                [SEN_PHASE_ENDS] = "ends",
                                                [SEN_PHASE_LEAVES] = "leavers",
                                                [SEN_PHASE_ALLOCATE] = "allocation",
                                                [SEN_PHASE_JOINS] = "recognition and joins",
                                                [SEN_PHASE_PANELS] = "panels",
                                                [SEN_PHASE_ALLOCATE_AGAIN] = "second allocation",
                                                [SEN_PHASE_RECORD] = "figures and outcomes",
                                                [OPENING] = "memory and day 0"};

static const volatile sen_state_block *state; /* NULL: no replicate runs */
static volatile long seen[PHASES];

static void look(int signal)
{
    (void)signal;
    if (state != NULL)
        seen[state->day == 0 ? OPENING : (int)state->phase]++;
}

/* The thread's clock: while a timer like ours runs, the process's moves on by whole ticks only. */
static double now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return 1e3 * (double)now.tv_sec + 1e-6 * (double)now.tv_nsec;
}

static int by_size(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(double *values, int32_t n)
{
    qsort(values, (size_t)n, sizeof *values, by_size);
    return n % 2 == 1 ? values[n / 2] : (values[n / 2 - 1] + values[n / 2]) / 2.0;
}

typedef struct {
    double draw_ms[MOST], world_ms[MOST], run_ms[MOST];
    size_t world_bytes, workspace_bytes; /* the most of any replicate */
} costs;

static size_t held_by(const sen_workspace *workspace)
{
    const sen_state_block *const s = &workspace->state;
    const size_t referral = sizeof *s->referrals + sizeof *s->status + sizeof *s->more +
                            sizeof *s->slots + sizeof *s->pool_links;
    return sen_arena_used_bytes(&workspace->arena) + (size_t)s->room_referrals * referral +
           (size_t)s->room_persons * sizeof *s->persons;
}

static sen_code run_all(const sen_scenarios *scenarios, int32_t n, costs *of, sen_errors *errors)
{
    const sen_plan *const plan = &scenarios->plans[0];
    sen_workspace *const workspace = sen_workspace_new();
    int64_t *const record = sen_pages_take((size_t)(plan->n_cells + 1) * sizeof *record);
    sen_arena arena;
    sen_draw draw = {0};
    sen_world world;
    sen_code code = workspace == NULL || record == NULL ? SEN_NO_MEMORY : SEN_OK;
    sen_arena_init(&arena, SEN_ARENA_LARGE);
    for (int32_t r = 0; r < n && code == SEN_OK; r++) {
        const double from = now_ms();
        sen_draw_clear(&draw);
        SEN_TRY(sen_draw_make(&draw, plan->model, SEED, r + 1, errors));
        const double drawn = now_ms();
        sen_arena_reset(&arena);
        SEN_TRY(sen_world_make(&world, &draw, SEED, r + 1, &arena, sen_workspace_scratch(workspace),
                               errors));
        const double made = now_ms();
        workspace->state.day = 0;
        state = &workspace->state;
        code =
            sen_replicate_run(workspace, plan, &draw, &world, SEED, r + 1, false, record, errors);
        state = NULL;
        of->draw_ms[r] = drawn - from;
        of->world_ms[r] = made - drawn;
        of->run_ms[r] = now_ms() - made;
        const size_t world_bytes = sen_arena_used_bytes(&arena), held = held_by(workspace);
        of->world_bytes = world_bytes > of->world_bytes ? world_bytes : of->world_bytes;
        of->workspace_bytes = held > of->workspace_bytes ? held : of->workspace_bytes;
    }
out:
    sen_draw_clear(&draw);
    sen_arena_clear(&arena);
    sen_workspace_free(workspace);
    free(record);
    return code;
}

static void print(const char *file, int32_t n, const sen_plan *plan, costs *of)
{
    long all = 0;
    for (int32_t p = 0; p < PHASES; p++)
        all += seen[p];
    printf(
        "{\"scenario\": \"%s\", \"replicates\": %d, \"draw_ms\": %.1f, \"world_ms\": %.1f, "
        "\"replicate_ms\": %.1f, \"world_kib\": %zu, \"workspace_kib\": %zu, \"record_kib\": %zu",
        file, (int)n, median(of->draw_ms, n), median(of->world_ms, n), median(of->run_ms, n),
        of->world_bytes / 1024, of->workspace_bytes / 1024,
        (size_t)plan->n_cells * sizeof(int64_t) / 1024);
    for (int32_t p = 0; p < PHASES; p++)
        if (phase_names[p] != NULL)
            printf(", \"%s\": %.3f", phase_names[p], all > 0 ? (double)seen[p] / (double)all : 0.0);
    printf("}\n");
}

int main(int argc, char **argv)
{
    const long n = argc == 3 ? strtol(argv[2], NULL, 10) : 40;
    if (argc < 2 || argc > 3 || n < 1 || n > MOST) {
        fprintf(stderr, "usage: bench_replicate SCENARIO [REPLICATES, 1 to %d]\n", MOST);
        return 64;
    }
    const struct itimerval every = {{0, 1000}, {0, 1000}};
    sen_errors *const errors = sen_errors_new();
    costs *const of = calloc(1, sizeof *of);
    sen_scenarios *scenarios = NULL;
    const char *file = argv[1];
    int status = 65;
    signal(SIGPROF, look);
    setitimer(ITIMER_PROF, &every, NULL);
    if (of != NULL && sen_scenarios_load(&scenarios, &file, 1, errors) == SEN_OK &&
        run_all(scenarios, (int32_t)n, of, errors) == SEN_OK) {
        print(file, (int32_t)n, &scenarios->plans[0], of);
        status = 0;
    } else {
        fprintf(stderr, "bench_replicate: %s could not be run; sendsim check says why\n", file);
    }
    sen_scenarios_free(scenarios);
    sen_errors_free(errors);
    free(of);
    return status;
}

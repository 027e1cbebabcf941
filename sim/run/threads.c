/* SPDX-License-Identifier: MIT */
#include "run/threads.h"

#include <pthread.h>
#include <stdlib.h>

/* Each waits until the gate opens, so that all are alive at once. */
static void *wait_at(void *gate)
{
    pthread_mutex_lock(gate);
    pthread_mutex_unlock(gate);
    return NULL;
}

int32_t sen_threads_possible(int32_t wanted)
{
    pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
    int32_t made = 0;
    pthread_t *const threads = wanted < 2 ? NULL : malloc((size_t)wanted * sizeof *threads);
    if (threads == NULL)
        return 1;
    pthread_mutex_lock(&gate);
    while (made < wanted - 1 && pthread_create(&threads[made], NULL, wait_at, &gate) == 0)
        made++;
    pthread_mutex_unlock(&gate);
    for (int32_t i = 0; i < made; i++)
        pthread_join(threads[i], NULL);
    free(threads);
    return made + 1;
}

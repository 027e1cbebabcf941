/* SPDX-License-Identifier: MIT */
/* How many threads there can be. Asked before the parallel region, which has no way to fail. */
#ifndef SEN_RUN_THREADS_H
#define SEN_RUN_THREADS_H

#include <stdint.h>

/* As many of the wanted threads, this one counted, as the system lets live at once; 1 at least. */
int32_t sen_threads_possible(int32_t wanted);

#endif

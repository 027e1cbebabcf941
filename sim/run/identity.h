/* SPDX-License-Identifier: MIT */
/*
 * What makes two runs the same run: the scenarios in their order, the seed, the replicates, the
 * draws and the program's version. Not threads, not shards, not the folder.
 */
#ifndef SEN_RUN_IDENTITY_H
#define SEN_RUN_IDENTITY_H

#include "run/run.h"

/* The draws that are made: as asked, or 1 where nothing is uncertain, else 50. */
int32_t sen_run_draws(const sen_scenarios *scenarios, int32_t asked);

/* Header of the store. scenarios_of: room for all scenarios; it is borrowed by the header. precision:
 * the key of what was asked for, 0: nothing. */
void sen_run_header(sen_store_header *header, sen_store_scenario *scenarios_of,
                    const sen_scenarios *scenarios, const sen_run_options *options,
                    uint64_t precision);

/* 12 hexadecimal digits and a 0: the head of the digest of the header and the version. */
void sen_run_id(const sen_store_header *header, char run_id[13]);

#endif

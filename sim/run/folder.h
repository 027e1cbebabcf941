/* SPDX-License-Identifier: MIT */
/*
 * The folder of one run's results: whose it is, and making it ours. Only names that the program
 * itself writes are ever removed. Two processes cannot hold the same folder.
 */
#ifndef SEN_RUN_FOLDER_H
#define SEN_RUN_FOLDER_H

#include "base/text.h"

typedef struct {
    int lock; /* descriptor of the folder, locked; -1: not taken */
} sen_folder;

/* folder/name, made with malloc; NULL for want of memory. The caller frees it. */
char *sen_folder_path(const char *folder, const char *name);

/*
 * Makes the folder (and those above it) and locks it.
 *
 * run_id   of the run that is to be written; a folder whose manifest or store says another is
 *          refused, and so is one that holds other things and nothing of ours
 * force    takes such a folder over: files of results by the names we give them are removed, and
 *          `removed` gets a line for each; all else stays
 * resume   keeps replicates.sen.part; else it is removed, and all else that this run writes again
 *          stays until then
 *
 * SEN_CANNOT_CREATE, SEN_IO, SEN_NO_MEMORY. Release it in any case.
 */
sen_code sen_folder_take(sen_folder *folder, const char *name, const char *run_id, bool force,
                         bool resume, sen_text *removed, sen_errors *errors);
void sen_folder_release(sen_folder *folder);

#endif

/* SPDX-License-Identifier: MIT */
/* Parts of a run put together: shards, or ranges of replicates. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "answer/session.h"
#include "run/identity.h"

static sen_code no_memory(sen_errors *errors)
{
    return sen_fail(errors, SEN_NO_MEMORY, NULL, 0, 0, NULL, NULL, NULL, NULL);
}

/* Seed and draws of a run, as its first part says, and the replicates that all parts span. */
static sen_code read_identity(sen_run_options *identity, char *const *paths, int32_t n,
                              sen_text *words, sen_errors *errors)
{
    sen_code code = SEN_OK;
    for (int32_t i = 0; i < n && code == SEN_OK; i++) {
        sen_store *store = NULL;
        code = sen_store_open(&store, paths[i], errors);
        if (code == SEN_OK) {
            const sen_store_header *const header = sen_store_about(store);
            if (i == 0) {
                identity->seed = header->seed;
                identity->draws = header->draws;
            }
            if (i == 0 || header->first < identity->first)
                identity->first = header->first;
            if (i == 0 || header->last > identity->last)
                identity->last = header->last;
            if (sen_store_damaged(store))
                sen_text_addf(words, "warning: %s is damaged: %lld of its records can be read.\n",
                              paths[i], (long long)sen_store_records(store));
        }
        sen_store_free(store);
    }
    return code;
}

/* A results folder stands for the store in it. */
static sen_code find_stores(const char *const *given, int32_t n, char **paths, sen_errors *errors)
{
    for (int32_t i = 0; i < n; i++) {
        struct stat status;
        const bool folder = stat(given[i], &status) == 0 && S_ISDIR(status.st_mode);
        paths[i] = folder ? sen_folder_path(given[i], "replicates.sen") : strdup(given[i]);
        if (paths[i] == NULL)
            return no_memory(errors);
    }
    return SEN_OK;
}

/* The whole would be begun where one of its parts is not finished. */
static sen_code check_parts_stay(const sen_run_options *options, char *const *paths, int32_t n,
                                 sen_errors *errors)
{
    char *const whole = sen_session_store_path(options);
    char *part = NULL;
    struct stat there, of_part;
    sen_code code = SEN_OK;
    if (whole == NULL || asprintf(&part, "%s.part", whole) < 0) {
        free(whole);
        return no_memory(errors);
    }
    for (int32_t i = 0; stat(part, &there) == 0 && i < n; i++) {
        char *path = NULL;
        if (stat(paths[i], &of_part) != 0 && asprintf(&path, "%s.part", paths[i]) >= 0 &&
            stat(path, &of_part) != 0)
            of_part.st_ino = 0;
        if (there.st_dev == of_part.st_dev && there.st_ino == of_part.st_ino)
            code = sen_fail(errors, SEN_CANNOT_CREATE, part, 0, 0, NULL,
                            "a part that is to be merged, and is not finished",
                            "another folder for the whole", NULL);
        free(path);
    }
    free(part);
    free(whole);
    return code;
}

sen_code sen_run_merge(const sen_scenarios *scenarios, const char *const *stores, int32_t n,
                       const sen_run_options *options, sen_run_outcome *outcome, sen_errors *errors)
{
    sen_session session = {.scenarios = scenarios, .options = options, .outcome = outcome};
    sen_run_options identity = *options;
    sen_code code = SEN_OK;
    char **const paths = calloc((size_t)n + 1, sizeof *paths);
    memset(outcome, 0, sizeof *outcome);
    session.folder.lock = -1;
    if (paths == NULL) {
        code = no_memory(errors);
        goto out;
    }
    SEN_TRY(find_stores(stores, n, paths, errors));
    SEN_TRY(check_parts_stay(options, paths, n, errors));
    SEN_TRY(read_identity(&identity, paths, n, &session.words, errors));
    SEN_TRY(sen_session_begin(&session, &identity, errors));
    code = sen_store_merge(&session.store, session.path, &session.header,
                           (const char *const *)paths, n, errors);
    if (code == SEN_OK)
        code = sen_session_conclude(&session, SEN_OK, errors);
    else
        sen_session_remove_part(&session); /* half of a merge is of no use to anybody */
out:
    for (int32_t i = 0; paths != NULL && i < n; i++)
        free(paths[i]);
    free(paths);
    sen_session_end(&session);
    return code;
}

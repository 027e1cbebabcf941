/* SPDX-License-Identifier: MIT */
/*
 * One run on its way from scenarios to a folder of results, for the files of this room that share
 * it: session_begin.c takes the folder, session.c works and writes, session_merge.c does so with records
 * that are there already.
 */
#ifndef SEN_ANSWER_SESSION_H
#define SEN_ANSWER_SESSION_H

#include "answer/condition.h"
#include "answer/precision.h"
#include "base/text.h"
#include "run/folder.h"
#include "run/run.h"

typedef struct {
    const sen_scenarios *scenarios;
    const sen_run_options *options;
    sen_run_outcome *outcome;
    sen_store_header header;
    sen_store_scenario *of_header; /* owned */
    sen_condition condition;
    sen_precision_ask precision;
    int32_t last; /* replicate: as asked, or where the precision was reached */
    sen_folder folder;
    sen_store *store;     /* owned */
    char *path;           /* owned; of the store */
    sen_actuals *actuals; /* owned; NULL: none */
    bool placeholders;    /* a headline rests on some */
    sen_text words;       /* for the outcome */
} sen_session;

/*
 * All that can be refused is, then the folder is taken. identity: first to last, seed and draws,
 * which may come from stores and not from the options. Zero the session before; end it in any case.
 */
sen_code sen_session_begin(sen_session *session, const sen_run_options *identity,
                           sen_errors *errors);

/* What can be said of what the store holds now, written and told; worked: how the work went. */
sen_code sen_session_conclude(sen_session *session, sen_code worked, sen_errors *errors);

/* Frees what the session holds; its words go to the outcome. */
void sen_session_end(sen_session *session);

/* What a failed merge, or an interrupted second writing of a finished run, has left. */
void sen_session_remove_part(const sen_session *session);

/* Where the store of a run with these options stands; the caller frees it. */
char *sen_session_store_path(const sen_run_options *options);

#endif

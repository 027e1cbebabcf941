/* SPDX-License-Identifier: MIT */
/* One run: from the scenarios to the folder of results. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "answer/session.h"
#include "run/identity.h"
#include "run/kept.h"
#include "run/threads.h"
#include "sen_report.h"
#include "stats/headline.h"

void sen_run_options_init(sen_run_options *options)
{
    *options = (sen_run_options){
        .seed = 1,
        .first = 1,
        .last = SEN_DEFAULT_REPLICATES,
        .formats = SEN_FORMAT_CSV | SEN_FORMAT_XLSX | SEN_FORMAT_HTML | SEN_FORMAT_JSON,
        .publish = {.hide_to = 7, .round_to = 5},
    };
}

void sen_run_outcome_clear(sen_run_outcome *outcome)
{
    free(outcome->words);
    free(outcome->removed);
    free(outcome->table);
    free(outcome->json);
    memset(outcome, 0, sizeof *outcome);
}

static sen_code no_memory(sen_errors *errors)
{
    return sen_fail(errors, SEN_NO_MEMORY, NULL, 0, 0, NULL, NULL, NULL, NULL);
}

void sen_session_end(sen_session *session)
{
    if (session->words.length > 0)
        session->outcome->words = strdup(sen_text_string(&session->words));
    sen_text_clear(&session->words);
    sen_store_free(session->store);
    sen_folder_release(&session->folder);
    sen_actuals_free(session->actuals);
    free(session->of_header);
    free(session->path);
}

/* ---- work ---- */

static bool is_of_shard(const sen_run_options *o, int32_t replicate)
{
    return o->shards < 2 || replicate % o->shards == o->shard;
}

static bool is_there(const sen_session *session, int32_t replicate)
{
    for (int32_t m = 0; m < session->scenarios->n; m++)
        if (!sen_store_has(session->store, m, replicate))
            return false;
    return true;
}

/* How many replicates of this run or shard there are to be, and are. */
static void count(const sen_session *session, int32_t *asked, int32_t *done)
{
    *asked = *done = 0;
    for (int32_t r = session->header.first; r <= session->last; r++)
        if (is_of_shard(session->options, r)) {
            ++*asked;
            *done += is_there(session, r);
        }
}

/* A store that is finished takes no more records: it was of another shard. */
static sen_code check_open(const sen_session *session, int32_t lacking, sen_errors *errors)
{
    if (lacking == 0 || !session->options->resume || access(session->path, F_OK) != 0)
        return SEN_OK;
    return sen_failf(errors, SEN_CANNOT_CREATE, session->path, 0, 0, NULL,
                     "the folder of this shard, or a new one",
                     "the store is finished and lacks %d of these replicates", (int)lacking);
}

/* Makes the replicates up to session->last that are not there. */
static sen_code do_block(sen_session *session, double stop_at_s, sen_errors *errors)
{
    int32_t asked, done, n = 0;
    count(session, &asked, &done);
    const sen_code ready = check_open(session, asked - done, errors);
    if (ready != SEN_OK)
        return ready;
    int32_t *const lacking = malloc(((size_t)(asked - done) + 1) * sizeof *lacking);
    if (lacking == NULL)
        return no_memory(errors);
    for (int32_t r = session->header.first; r <= session->last; r++)
        if (is_of_shard(session->options, r) && !is_there(session, r))
            lacking[n++] = r;
    const sen_work work = {
        .scenarios = session->scenarios,
        .options = session->options,
        .draws = session->header.draws,
        .replicates = lacking,
        .n = n,
        .done_before = done,
        .stop_at_s = stop_at_s,
        .store = session->store,
    };
    const sen_code code = n == 0 ? SEN_OK : sen_work_do(&work, errors);
    free(lacking);
    return code;
}

typedef struct {
    sen_store *store;
    int32_t replicates;
} sen_column_source;

static sen_code read_columns(void *context, int32_t scenario, int32_t first_cell, int32_t n_cells,
                             int64_t *columns, sen_errors *errors)
{
    sen_column_source *const source = context;
    return sen_store_columns(source->store, scenario, first_cell, n_cells, source->replicates,
                             columns, errors);
}

static sen_code find_alike(void *context, int32_t scenario, uint8_t *alike, sen_errors *errors)
{
    sen_column_source *const source = context;
    return sen_store_alike(source->store, scenario, source->replicates, alike, errors);
}

static sen_columns columns_of(const sen_session *session, sen_column_source *source)
{
    return (sen_columns){.read = read_columns,
                         .context = source,
                         .replicates = source->replicates,
                         .draws = session->header.draws,
                         .first = session->header.first};
}

static sen_code look_at_precision(sen_session *session, sen_errors *errors)
{
    sen_precision_ask *const ask = &session->precision;
    const sen_store_header *const header = &session->header;
    sen_column_source source = {session->store, session->last - header->first + 1};
    const sen_columns columns = columns_of(session, &source);
    const sen_code code = sen_precision_look(ask, session->scenarios, &columns, errors);
    ask->reached.most = header->last - header->first + 1;
    return code;
}

/* Block by block until the precision is reached, or all at once. */
static sen_code do_work(sen_session *session, sen_errors *errors)
{
    const double stop_at_s = sen_work_deadline(session->options);
    const int32_t first = session->header.first, most = session->header.last - first + 1;
    sen_code code = SEN_OK;
    if (session->precision.n == 0)
        return do_block(session, stop_at_s, errors);
    for (int32_t done = 0; code == SEN_OK && done < most && !session->precision.reached.reached;) {
        done = sen_precision_block(done, most);
        session->last = first + done - 1;
        SEN_TRY(do_block(session, stop_at_s, errors));
        SEN_TRY(look_at_precision(session, errors));
    }
out:
    if (code != SEN_OK)
        session->last = session->header.last;
    return code;
}

/* ---- results ---- */

static sen_code write_results(sen_session *session, int32_t usable, sen_errors *errors)
{
    const sen_scenarios *const scenarios = session->scenarios;
    const sen_run_options *const o = session->options;
    sen_column_source source = {.store = session->store, .replicates = usable};
    const int32_t asked = o->threads > 0 ? o->threads : sen_run_cpus();
    const sen_run_view view = {
        .n = scenarios->n,
        .models = scenarios->models,
        .plans = scenarios->plans,
        .variant_of = scenarios->variant_of,
        .version = SEN_VERSION,
        .run_id = session->outcome->run_id,
        .seed = session->header.seed,
        .first = session->header.first,
        .last = session->last,
        .usable = usable,
        .draws = session->header.draws,
        .threads = sen_threads_possible(asked < SEN_REPORT_THREADS ? asked : SEN_REPORT_THREADS),
        .bom = o->csv_bom,
        .keep_replicates = o->keep_replicates,
        .columns_wide = o->screen_columns,
        .full_detail = o->full_detail,
        .publish = {o->publish.on, o->publish.hide_to, o->publish.round_to, session->placeholders},
        .precision = session->precision.reached.n > 0 ? &session->precision.reached : NULL,
        .actuals = session->actuals,
        .columns = read_columns,
        .alike = find_alike,
        .context = &source,
    };
    sen_code code = SEN_OK;
    SEN_TRY(sen_report_write(&view, o->folder, o->formats, &session->outcome->table, errors));
    session->outcome->written = true;
    if (o->want_json)
        SEN_TRY(sen_report_json(&view, &session->outcome->json, errors));
    if (o->fail_if != NULL)
        code = sen_condition_look(&session->condition, &view, scenarios->n_given, errors);
out:
    return code;
}

static sen_code tell_stopped(const sen_session *session, sen_errors *errors)
{
    const sen_run_outcome *const outcome = session->outcome;
    return sen_failf(errors, SEN_STOPPED, session->options->folder, 0, 0, NULL, NULL,
                     "%d of %d replicates are done, %d of them usable", (int)outcome->done,
                     (int)outcome->asked, (int)outcome->usable);
}

void sen_session_remove_part(const sen_session *session)
{
    char *part = NULL;
    if (asprintf(&part, "%s.part", session->path) < 0)
        return;
    unlink(part);
    free(part);
}

/* Scenarios that share the first one's luck and gain nothing by it. */
static sen_code warn_of_pairing(sen_session *session, sen_errors *errors)
{
    const sen_scenarios *const scenarios = session->scenarios;
    const int32_t n = scenarios->n_given;
    sen_column_source source = {session->store, session->outcome->usable};
    const sen_columns columns = columns_of(session, &source);
    sen_headline *const headlines = calloc((size_t)n, sizeof *headlines);
    if (headlines == NULL)
        return no_memory(errors);
    const sen_code code = sen_headlines(headlines, scenarios->plans, NULL, n, &columns, errors);
    for (int32_t s = 1; s < n && code == SEN_OK; s++)
        if (headlines[s].pairing_lost)
            sen_text_addf(&session->words,
                          "warning: %s and %s hardly vary together (correlation %.2f), so their "
                          "difference is no surer than that of two runs with other seeds.\n",
                          scenarios->models[s]->id, scenarios->models[0]->id,
                          headlines[s].correlation);
    free(headlines);
    return code;
}

/* Words for the outcome; SEN_CONDITION if all replicates were not enough for the precision. */
static sen_code tell_words(sen_session *session, bool all, sen_code code, sen_errors *errors)
{
    const sen_precision *const reached = &session->precision.reached;
    if (session->outcome->written && session->scenarios->n_given > 1) {
        const sen_code warned = warn_of_pairing(session, errors);
        code = warned != SEN_OK ? warned : code;
    }
    if (reached->n > 0) {
        sen_precision_words(reached, &session->words);
        if (all && sen_precision_tell(reached, errors) != SEN_OK)
            code = code == SEN_OK ? SEN_CONDITION : code;
    }
    return code;
}

sen_code sen_session_conclude(sen_session *session, sen_code worked, sen_errors *errors)
{
    const sen_run_options *const o = session->options;
    sen_run_outcome *const outcome = session->outcome;
    sen_code code = SEN_OK;
    count(session, &outcome->asked, &outcome->done);
    const bool all = outcome->done == outcome->asked;
    outcome->usable = sen_store_usable(session->store);
    if (worked != SEN_OK && worked != SEN_STOPPED)
        return worked;
    if (all) {
        SEN_TRY(sen_store_finish(session->store, errors));
        sen_session_remove_part(session);
    }
    if (o->shards < 2 && all) /* it may have begun as a shard */
        SEN_TRY(sen_kept_remove(o->folder, NULL, errors));
    if (o->shards < 2 && outcome->usable > 0)
        code = write_results(session, outcome->usable, errors);
    if (code == SEN_OK || code == SEN_CONDITION)
        code = tell_words(session, all, code, errors);
out:
    if (!all && (code == SEN_OK || code == SEN_CONDITION))
        code = tell_stopped(session, errors);
    return code;
}

/* A finished store that is resumed and cannot be read to its end. */
static void warn_of_damage(sen_session *session)
{
    const sen_store_header *const header = &session->header;
    if (sen_store_damaged(session->store))
        sen_text_addf(&session->words,
                      "warning: %s was damaged behind replicate %d of %d; what is lost was made "
                      "anew.\n",
                      session->path, (int)(header->first + sen_store_usable(session->store) - 1),
                      (int)header->last);
}

sen_code sen_run_go(const sen_scenarios *scenarios, const sen_run_options *options,
                    sen_run_outcome *outcome, sen_errors *errors)
{
    sen_session session = {.scenarios = scenarios, .options = options, .outcome = outcome};
    sen_code code = SEN_OK;
    memset(outcome, 0, sizeof *outcome);
    SEN_TRY(sen_session_begin(&session, options, errors));
    SEN_TRY(options->resume
                ? sen_store_resume(&session.store, session.path, &session.header, errors)
                : sen_store_create(&session.store, session.path, &session.header, errors));
    warn_of_damage(&session);
    if (options->shards > 1)
        SEN_TRY(sen_kept_write(scenarios, options->folder, errors));
    code = sen_session_conclude(&session, do_work(&session, errors), errors);
out:
    sen_session_end(&session);
    return code;
}

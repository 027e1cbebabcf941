/* SPDX-License-Identifier: MIT */
/* One run: from the scenarios to the folder of results. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "answer/condition.h"
#include "answer/precision.h"
#include "run/folder.h"
#include "run/identity.h"
#include "run/kept.h"
#include "run/run.h"
#include "run/threads.h"
#include "sen_report.h"
#include "stats/headline.h"

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
} sen_session;

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

/* ---- begin ---- */

/* What a spreadsheet can open in one sheet, and a reader in one sitting, is refused before the work. */
static sen_code check_rows(const sen_session *session, sen_errors *errors)
{
    int64_t results, differences;
    if (session->options->full_detail || !(session->options->formats & SEN_FORMAT_CSV))
        return SEN_OK;
    sen_scenarios_rows(session->scenarios, false, &results, &differences);
    const int64_t most = results > differences ? results : differences;
    if (most <= SEN_MOST_ROWS)
        return SEN_OK;
    return sen_failf(
        errors, SEN_TOO_LARGE, results >= differences ? "results.csv" : "differences.csv", 0, 0,
        NULL,
        "500000 rows; compare fewer scenarios, report fewer groups (report.blocks), or "
        "ask for --detail full",
        "has %lld rows", (long long)most);
}

/* ---- what is to be published ---- */

/* What everybody may read rests on more than guesses, or says that it does not. */
static sen_code check_headlines(sen_session *session, sen_errors *errors)
{
    const sen_scenarios *const scenarios = session->scenarios;
    sen_code code = SEN_OK;
    for (int32_t s = 0; s < scenarios->n_given; s++) {
        if (sen_headline_grade(scenarios->plans + s) < SEN_GRADE_E)
            continue;
        session->placeholders = true;
        if (!session->options->accept_placeholders)
            code = sen_fail(
                errors, SEN_BAD_SCENARIO, scenarios->models[s]->file, 0, 0, "report.headline",
                "not to be published: it rests on placeholders (grade E; sendsim check "
                "lists them)",
                "grades A to D, or --accept-placeholders, and then every file says so", NULL);
    }
    return code;
}

/* Bytes of the folder's name without slashes at its end. */
static size_t folder_length(const char *folder)
{
    size_t length = strlen(folder);
    while (length > 1 && folder[length - 1] == '/')
        length--;
    return length;
}

/* The DfE's files name the place by codes. */
static sen_code check_areas(const sen_session *session, sen_errors *errors)
{
    sen_code code = SEN_OK;
    for (int32_t s = 0; s < session->scenarios->n_given; s++) {
        const sen_model *const model = session->scenarios->models[s];
        const char *const codes[][2] = {{"la_code", model->la_code},
                                        {"la_name", model->la_name},
                                        {"region_code", model->region_code},
                                        {"region_name", model->region_name},
                                        {"old_la_code", model->old_la_code}};
        for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
            if (codes[i][1][0] == '\0')
                code = sen_failf(errors, SEN_BAD_SCENARIO, model->file, 0, 0, "area",
                                 "all of the area's codes and names for --formats dfe",
                                 "without %s", codes[i][0]);
    }
    return code;
}

/* Beside the folder of a published run, which must not hold every replicate of local lists. */
static char *store_path(const sen_run_options *o)
{
    char *path = NULL;
    if (!o->publish.on)
        return sen_folder_path(o->folder, "replicates.sen");
    const int length = (int)folder_length(o->folder);
    return asprintf(&path, "%.*s.private.sen", length, o->folder) < 0 ? NULL : path;
}

/* Beside a folder without a name of its own is within it. */
static sen_code check_folder_name(const sen_run_options *o, sen_errors *errors)
{
    const size_t length = folder_length(o->folder);
    const char *const end = o->folder + length;
    const bool dot = length > 0 && end[-1] == '.';
    const size_t dots = dot && length > 1 && end[-2] == '.' ? 2 : dot;
    const bool alone = length == dots || end[-(ptrdiff_t)dots - 1] == '/';
    if (!o->publish.on || !alone)
        return SEN_OK;
    return sen_fail(errors, SEN_USAGE, o->folder, 0, 0, NULL, "no name of a folder",
                    "a folder by name, beside which the store can stand", NULL);
}

/* A store that the same run left in the folder before it was to be published. */
static sen_code check_no_store(const sen_run_options *o, sen_text *removed, sen_errors *errors)
{
    static const char *const names[] = {"replicates.sen", "replicates.sen.part"};
    sen_code code = SEN_OK;
    for (size_t i = 0; i < 2 && code == SEN_OK && o->publish.on; i++) {
        char *const path = sen_folder_path(o->folder, names[i]);
        if (path == NULL)
            return no_memory(errors);
        if (access(path, F_OK) == 0 && !o->force)
            code = sen_fail(errors, SEN_CANNOT_CREATE, path, 0, 0, NULL,
                            "a store of every replicate in a folder that is to be published",
                            "another folder, or --force to remove it", NULL);
        else if (unlink(path) == 0)
            sen_text_addf(removed, "%s\n", path);
        free(path);
    }
    return code;
}

/* first to last, seed and draws may come from a store (merge) and not from the options. */
static sen_code begin(sen_session *session, const sen_run_options *identity, sen_errors *errors)
{
    const sen_scenarios *const scenarios = session->scenarios;
    const sen_run_options *const o = session->options;
    sen_run_outcome *const outcome = session->outcome;
    sen_code code = SEN_OK;
    sen_text removed;
    sen_text_init(&removed);
    session->folder.lock = -1;
    SEN_TRY(check_rows(session, errors));
    if (o->fail_if != NULL) {
        SEN_TRY(sen_condition_read(&session->condition, o->fail_if, errors));
        SEN_TRY(
            sen_condition_check(&session->condition, scenarios->plans, scenarios->n_given, errors));
    }
    if (o->precision != NULL) {
        SEN_TRY(sen_precision_read(&session->precision, o->precision, errors));
        SEN_TRY(sen_precision_check(&session->precision, scenarios, errors));
    }
    if (o->actuals != NULL)
        SEN_TRY(sen_actuals_load(&session->actuals, o->actuals, scenarios->plans,
                                 scenarios->n_given, errors));
    SEN_TRY(check_folder_name(o, errors));
    if ((o->formats & SEN_FORMAT_DFE) != 0)
        SEN_TRY(check_areas(session, errors));
    if (o->publish.on)
        SEN_TRY(check_headlines(session, errors));
    session->of_header = calloc((size_t)scenarios->n, sizeof *session->of_header);
    session->path = store_path(o);
    if (session->of_header == NULL || session->path == NULL) {
        code = no_memory(errors);
        goto out;
    }
    sen_run_header(&session->header, session->of_header, scenarios, identity,
                   session->precision.n > 0 ? sen_precision_key(&session->precision) : 0);
    session->last = session->header.last;
    sen_run_id(&session->header, outcome->run_id);
    SEN_TRY(sen_folder_take(&session->folder, o->folder, outcome->run_id, o->force, o->resume,
                            &removed, errors));
    SEN_TRY(check_no_store(o, &removed, errors));
out:
    if (removed.length > 0)
        outcome->removed = strdup(sen_text_string(&removed));
    sen_text_clear(&removed);
    return code;
}

static void end(sen_session *session)
{
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

/* What a failed merge, or an interrupted second writing of a finished run, has left. */
static void remove_part(const sen_session *session)
{
    char *part = NULL;
    if (asprintf(&part, "%s.part", session->path) < 0)
        return;
    unlink(part);
    free(part);
}

/* Scenarios that share the first one's luck and gain nothing by it. */
static sen_code warn_of_pairing(const sen_session *session, sen_text *words, sen_errors *errors)
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
            sen_text_addf(words,
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
    sen_text words;
    sen_text_init(&words);
    if (session->outcome->written && session->scenarios->n_given > 1) {
        const sen_code warned = warn_of_pairing(session, &words, errors);
        code = warned != SEN_OK ? warned : code;
    }
    if (reached->n > 0) {
        sen_precision_words(reached, &words);
        if (all && sen_precision_tell(reached, errors) != SEN_OK)
            code = code == SEN_OK ? SEN_CONDITION : code;
    }
    if (words.length > 0)
        session->outcome->words = strdup(sen_text_string(&words));
    sen_text_clear(&words);
    return code;
}

/* What can be said of what the store holds now. */
static sen_code conclude(sen_session *session, sen_code worked, sen_errors *errors)
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
        remove_part(session);
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

sen_code sen_run_go(const sen_scenarios *scenarios, const sen_run_options *options,
                    sen_run_outcome *outcome, sen_errors *errors)
{
    sen_session session = {.scenarios = scenarios, .options = options, .outcome = outcome};
    sen_code code = SEN_OK;
    memset(outcome, 0, sizeof *outcome);
    SEN_TRY(begin(&session, options, errors));
    SEN_TRY(options->resume
                ? sen_store_resume(&session.store, session.path, &session.header, errors)
                : sen_store_create(&session.store, session.path, &session.header, errors));
    if (options->shards > 1)
        SEN_TRY(sen_kept_write(scenarios, options->folder, errors));
    code = conclude(&session, do_work(&session, errors), errors);
out:
    end(&session);
    return code;
}

/* Seed and draws of a run, as its first part says, and the replicates that all parts span. */
static sen_code read_identity(sen_run_options *identity, char *const *paths, int32_t n,
                              sen_errors *errors)
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
    SEN_TRY(read_identity(&identity, paths, n, errors));
    SEN_TRY(begin(&session, &identity, errors));
    code = sen_store_merge(&session.store, session.path, &session.header,
                           (const char *const *)paths, n, errors);
    if (code == SEN_OK)
        code = conclude(&session, SEN_OK, errors);
    else
        remove_part(&session); /* half of a merge is of no use to anybody */
out:
    for (int32_t i = 0; paths != NULL && i < n; i++)
        free(paths[i]);
    free(paths);
    end(&session);
    return code;
}

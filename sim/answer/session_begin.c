/* SPDX-License-Identifier: MIT */
/* What is looked at before a run: its size, what it may publish, whose folder it takes. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "answer/session.h"
#include "run/identity.h"
#include "sen_report.h"
#include "stats/headline.h"

static sen_code no_memory(sen_errors *errors)
{
    return sen_fail(errors, SEN_NO_MEMORY, NULL, 0, 0, NULL, NULL, NULL, NULL);
}

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

/* ---- what is read is not written over ---- */

static bool is_same_file(const char *a, const char *b)
{
    struct stat of_a, of_b;
    return stat(a, &of_a) == 0 && stat(b, &of_b) == 0 && of_a.st_dev == of_b.st_dev &&
           of_a.st_ino == of_b.st_ino;
}

/* A scenario that stands in the folder under the name of a file that a run writes, or removes. */
static sen_code check_inputs_stay(const sen_session *session, sen_errors *errors)
{
    const sen_scenarios *const scenarios = session->scenarios;
    sen_code code = SEN_OK;
    for (int32_t f = 0; f < sen_report_files_count; f++) {
        char *const path = sen_folder_path(session->options->folder, sen_report_files[f]);
        if (path == NULL)
            return no_memory(errors);
        for (int32_t s = 0; s < scenarios->n_given; s++)
            if (is_same_file(path, scenarios->models[s]->file))
                code = sen_fail(errors, SEN_CANNOT_CREATE, path, 0, 0, NULL,
                                "this scenario would be written over by the results",
                                "another folder, or another name for the scenario", NULL);
        if (session->options->actuals != NULL && is_same_file(path, session->options->actuals))
            code = sen_fail(errors, SEN_CANNOT_CREATE, path, 0, 0, NULL,
                            "what happened (--actuals) would be written over by the results",
                            "another folder, or another place for the file", NULL);
        free(path);
    }
    return code;
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
char *sen_session_store_path(const sen_run_options *o)
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

sen_code sen_session_begin(sen_session *session, const sen_run_options *identity,
                           sen_errors *errors)
{
    const sen_scenarios *const scenarios = session->scenarios;
    const sen_run_options *const o = session->options;
    sen_run_outcome *const outcome = session->outcome;
    sen_code code = SEN_OK;
    sen_text removed;
    sen_text_init(&removed);
    session->folder.lock = -1;
    SEN_TRY(check_rows(session, errors));
    SEN_TRY(check_inputs_stay(session, errors));
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
    session->path = sen_session_store_path(o);
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

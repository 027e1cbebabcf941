/* SPDX-License-Identifier: MIT */
#include "run/kept.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "model/reader.h"
#include "model/show.h"

/* folder/scenarios/<i>.json from 1 on, or with i 0 the folder of them. The caller frees it. */
static char *kept_path(const char *folder, int32_t i)
{
    char *path = NULL;
    const int length = i == 0 ? asprintf(&path, "%s/scenarios", folder)
                              : asprintf(&path, "%s/scenarios/%d.json", folder, (int)i);
    return length < 0 ? NULL : path;
}

static sen_code no_memory(sen_errors *errors)
{
    return sen_fail(errors, SEN_NO_MEMORY, NULL, 0, 0, NULL, NULL, NULL, NULL);
}

static sen_code fault(sen_code code, const char *path, const char *what, sen_errors *errors)
{
    return sen_failf(errors, code, path, 0, 0, NULL, NULL, "cannot %s: %s", what, strerror(errno));
}

/* ---- writing ---- */

/* Under its own name only when it is whole. */
static sen_code write_file(const char *path, const sen_text *text, sen_errors *errors)
{
    sen_code code = SEN_OK;
    char *temporary = NULL;
    if (asprintf(&temporary, "%s.part", path) < 0)
        return no_memory(errors);
    FILE *const file = fopen(temporary, "wbe");
    if (file == NULL) {
        code = fault(SEN_CANNOT_CREATE, temporary, "create it", errors);
        free(temporary);
        return code;
    }
    const bool well = fwrite(text->bytes, 1, text->length, file) == text->length;
    if (fclose(file) != 0 || !well || rename(temporary, path) != 0) {
        code = fault(SEN_IO, path, "write it", errors);
        unlink(temporary);
    }
    free(temporary);
    return code;
}

static sen_code write_one(const sen_model *model, const char *path, sen_errors *errors)
{
    sen_tree *tree = NULL;
    sen_text text;
    sen_text_init(&text);
    sen_code code = SEN_OK;
    SEN_TRY(sen_tree_load(model->file, &tree, errors));
    sen_tree_write(tree, &text);
    code = sen_text_is_well(&text) ? write_file(path, &text, errors) : no_memory(errors);
out:
    sen_tree_free(tree);
    sen_text_clear(&text);
    return code;
}

sen_code sen_kept_write(const sen_scenarios *scenarios, const char *folder, sen_errors *errors)
{
    sen_code code = SEN_OK;
    char *path = kept_path(folder, 0);
    if (path == NULL)
        return no_memory(errors);
    if (mkdir(path, 0777) != 0 && errno != EEXIST)
        code = fault(SEN_CANNOT_CREATE, path, "make the folder", errors);
    free(path);
    for (int32_t i = 0; i < scenarios->n_given && code == SEN_OK; i++) {
        path = kept_path(folder, i + 1);
        code = path == NULL ? no_memory(errors) : write_one(scenarios->models[i], path, errors);
        free(path);
    }
    return code;
}

/* ---- removing ---- */

sen_code sen_kept_remove(const char *folder, sen_text *removed, sen_errors *errors)
{
    char *path = NULL;
    for (int32_t i = 1;; i++) {
        path = kept_path(folder, i);
        if (path == NULL)
            return no_memory(errors);
        if (unlink(path) != 0)
            break;
        if (removed != NULL)
            sen_text_addf(removed, "%s\n", path);
        free(path);
    }
    const sen_code code = errno == ENOENT || errno == ENOTDIR
                              ? SEN_OK
                              : fault(SEN_CANNOT_CREATE, path, "remove it", errors);
    free(path);
    path = kept_path(folder, 0);
    if (path != NULL)
        rmdir(path); /* only if it is empty */
    free(path);
    return code;
}

/* ---- reading ---- */

/* The folder that a shard is, or that its store stands in. The caller frees it. */
static char *folder_of(const char *shard)
{
    struct stat status;
    if (stat(shard, &status) == 0 && S_ISDIR(status.st_mode))
        return strdup(shard);
    const char *const slash = strrchr(shard, '/');
    return slash == NULL ? strdup(".") : strndup(shard, (size_t)(slash - shard) + 1);
}

sen_code sen_scenarios_load_kept(sen_scenarios **scenarios, const char *shard, sen_errors *errors)
{
    sen_code code = SEN_NO_MEMORY;
    char **paths = NULL;
    int32_t n = 0;
    char *const folder = folder_of(shard);
    *scenarios = NULL;
    while (folder != NULL) {
        char **const more = realloc(paths, ((size_t)n + 1) * sizeof *paths);
        if (more == NULL)
            goto out;
        paths = more;
        paths[n] = kept_path(folder, n + 1);
        if (paths[n] == NULL)
            goto out;
        if (access(paths[n], F_OK) != 0) {
            free(paths[n]);
            code = SEN_OK;
            break;
        }
        n++;
    }
    if (code == SEN_OK && n == 0)
        code =
            sen_fail(errors, SEN_NO_INPUT, shard, 0, 0, NULL, "it keeps no scenarios",
                     "the folder of a run --shard, or the scenario files before the shards", NULL);
    else if (code == SEN_OK)
        code = sen_scenarios_load(scenarios, (const char *const *)paths, n, errors);
out:
    if (code == SEN_NO_MEMORY && *scenarios == NULL)
        no_memory(errors);
    for (int32_t i = 0; i < n; i++)
        free(paths[i]);
    free(paths);
    free(folder);
    return code;
}

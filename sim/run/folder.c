/* SPDX-License-Identifier: MIT */
#include "run/folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "run/identity.h"
#include "run/kept.h"
#include "sen_report.h"

/* With the results' own files, all that a run writes; nothing else is ever removed. */
static const char *const store_files[] = {"replicates.sen", "replicates.sen.part"};

static const char *const our_folders[] = {"csv/results",
                                          "csv/differences",
                                          "csv/replicates",
                                          "csv/uncertainty",
                                          "csv/actuals",
                                          "csv/dim",
                                          "csv",
                                          "dfe"};

char *sen_folder_path(const char *folder, const char *name)
{
    char *path = NULL;
    return asprintf(&path, "%s/%s", folder, name) < 0 ? NULL : path;
}

static sen_code no_memory(sen_errors *errors)
{
    return sen_fail(errors, SEN_NO_MEMORY, NULL, 0, 0, NULL, NULL, NULL, NULL);
}

static sen_code cannot(const char *what, const char *path, sen_errors *errors)
{
    return sen_failf(errors, SEN_CANNOT_CREATE, path, 0, 0, NULL, NULL, "cannot %s: %s", what,
                     strerror(errno));
}

/* ---- making ---- */

static sen_code make_folders(const char *name, sen_errors *errors)
{
    sen_code code = SEN_OK;
    char *const path = strdup(name);
    if (path == NULL)
        return no_memory(errors);
    for (char *slash = path + 1; code == SEN_OK; slash++) {
        const char end = *slash;
        if (end != '/' && end != '\0')
            continue;
        *slash = '\0';
        struct stat status;
        if (mkdir(path, 0777) != 0 && errno != EEXIST)
            code = cannot("make the folder", path, errors);
        else if (stat(path, &status) == 0 && !S_ISDIR(status.st_mode))
            code = sen_fail(errors, SEN_CANNOT_CREATE, path, 0, 0, NULL, "is not a folder", NULL,
                            NULL);
        *slash = end;
        if (end == '\0')
            break;
    }
    free(path);
    return code;
}

static sen_code lock(sen_folder *folder, const char *name, sen_errors *errors)
{
    folder->lock = open(name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder->lock < 0)
        return cannot("open the folder", name, errors);
    if (flock(folder->lock, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK)
        return SEN_OK; /* some network shares know no locks */
    return sen_fail(errors, SEN_CANNOT_CREATE, name, 0, 0, NULL,
                    "another run is writing to this folder", NULL, NULL);
}

/* ---- whose it is ---- */

/* The run_id in a manifest that we wrote: a key and 12 hexadecimal digits. */
static void read_manifest(const char *path, char run_id[13])
{
    static const char key[] = "\"run_id\"";
    char head[4096];
    FILE *const file = fopen(path, "rbe");
    run_id[0] = '\0';
    if (file == NULL)
        return;
    head[fread(head, 1, sizeof head - 1, file)] = '\0';
    fclose(file);
    const char *at = strstr(head, key);
    if (at == NULL)
        return;
    at += strlen(key);
    at += strspn(at, ": \t\r\n\"");
    if (strspn(at, "0123456789abcdef") >= 12)
        snprintf(run_id, 13, "%.12s", at);
}

/* A store that was begun and has nothing in it yet is nothing either. */
static bool is_stub(const char *folder, const char *file)
{
    char *const path =
        strcmp(file, "replicates.sen.part") == 0 ? sen_folder_path(folder, file) : NULL;
    const bool stub = path != NULL && sen_store_is_stub(path);
    free(path);
    return stub;
}

static bool is_empty(const char *name)
{
    DIR *const folder = opendir(name);
    bool empty = true;
    for (const struct dirent *entry = NULL; folder != NULL && empty && (entry = readdir(folder));)
        empty = strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0 ||
                is_stub(name, entry->d_name);
    if (folder != NULL)
        closedir(folder);
    return empty;
}

/* The run that the folder holds; "" if none can be told. */
static sen_code find_holder(const char *name, char run_id[13], sen_errors *errors)
{
    char *const manifest = sen_folder_path(name, "manifest.json");
    if (manifest == NULL)
        return no_memory(errors);
    read_manifest(manifest, run_id);
    free(manifest);
    if (run_id[0] != '\0')
        return SEN_OK;
    char *const path = sen_folder_path(name, "replicates.sen"); /* or its .part */
    sen_store *store = NULL;
    if (path != NULL && sen_store_open(&store, path, NULL) == SEN_OK)
        sen_run_id(sen_store_about(store), run_id);
    sen_store_free(store);
    free(path);
    return path != NULL ? SEN_OK : no_memory(errors);
}

/* ---- taking over ---- */

static sen_code remove_file(const char *folder, const char *file, sen_text *removed,
                            sen_errors *errors)
{
    char *const path = sen_folder_path(folder, file);
    if (path == NULL)
        return no_memory(errors);
    sen_code code = SEN_OK;
    if (unlink(path) == 0) {
        if (removed != NULL)
            sen_text_addf(removed, "%s\n", path);
    } else if (errno != ENOENT && errno != ENOTDIR) {
        code = cannot("remove it", path, errors);
    }
    free(path);
    return code;
}

static sen_code remove_ours(const char *folder, sen_text *removed, sen_errors *errors)
{
    sen_code code = SEN_OK;
    for (int32_t i = 0; i < sen_report_files_count && code == SEN_OK; i++)
        code = remove_file(folder, sen_report_files[i], removed, errors);
    for (size_t i = 0; i < sizeof store_files / sizeof *store_files && code == SEN_OK; i++)
        code = remove_file(folder, store_files[i], removed, errors);
    if (code == SEN_OK)
        code = sen_kept_remove(folder, removed, errors);
    for (size_t i = 0; i < sizeof our_folders / sizeof *our_folders; i++) {
        char *const path = sen_folder_path(folder, our_folders[i]);
        if (path != NULL)
            rmdir(path); /* only if it is empty */
        free(path);
    }
    return code;
}

static sen_code refuse(const char *name, const char *holder, const char *run_id, sen_errors *errors)
{
    if (holder[0] == '\0')
        return sen_fail(errors, SEN_CANNOT_CREATE, name, 0, 0, NULL,
                        "the folder holds other things and no run",
                        "an empty or new folder, or --force to write beside them", NULL);
    return sen_failf(errors, SEN_CANNOT_CREATE, name, 0, 0, NULL,
                     "another folder, or --force to remove that run's files",
                     "the folder holds run %s, this is run %s", holder, run_id);
}

sen_code sen_folder_take(sen_folder *folder, const char *name, const char *run_id, bool force,
                         bool resume, sen_text *removed, sen_errors *errors)
{
    sen_code code = SEN_OK;
    char holder[13] = "";
    folder->lock = -1;
    SEN_TRY(make_folders(name, errors));
    SEN_TRY(lock(folder, name, errors));
    SEN_TRY(find_holder(name, holder, errors));
    const bool ours = strcmp(holder, run_id) == 0;
    if (!ours && !is_empty(name)) {
        if (!force)
            SEN_TRY(refuse(name, holder, run_id, errors));
        SEN_TRY(remove_ours(name, removed, errors));
    }
    if (!resume)
        SEN_TRY(remove_file(name, "replicates.sen.part", removed, errors));
    if (access(name, W_OK | X_OK) != 0)
        code = cannot("write to the folder", name, errors);
out:
    return code;
}

void sen_folder_release(sen_folder *folder)
{
    if (folder->lock >= 0)
        close(folder->lock);
    folder->lock = -1;
}

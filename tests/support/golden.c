/* SPDX-License-Identifier: MIT */
#include "golden.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATH_BYTES = 512 };

char *golden_read(const char *path)
{
    FILE *const file = fopen(path, "rb");
    if (file == NULL)
        return NULL;
    fseek(file, 0, SEEK_END);
    const size_t size = (size_t)ftell(file);
    rewind(file);
    char *const text = calloc(size + 1, 1);
    cr_assert(eq(sz, fread(text, 1, size, file), size));
    fclose(file);
    return text;
}

static bool is_update(void)
{
    const char *const update = getenv("SEN_GOLDEN_UPDATE");
    return update != NULL && strcmp(update, "1") == 0;
}

void golden_hold(const char *text, const char *path)
{
    if (is_update()) {
        FILE *const file = fopen(path, "wb");
        cr_assert(file != NULL, "%s", path);
        fputs(text, file);
        cr_assert(eq(int, fclose(file), 0));
        return;
    }
    char *const kept = golden_read(path);
    cr_assert(kept != NULL, "%s is missing: make golden-update", path);
    int32_t line = 1;
    const char *is = text, *was = kept;
    for (; *is != '\0' && *is == *was; is++, was++)
        line += *is == '\n';
    const bool same = *is == *was;
    cr_assert(same, "%s:%d is\n%.120s\nand was\n%.120s\n", path, (int)line, is, was);
    free(kept);
}

/* With a line end between elements; frees the text. */
static char *with_lines(char *text)
{
    char *const out = calloc(2 * strlen(text) + 1, 1);
    size_t n = 0;
    cr_assert(out != NULL);
    for (const char *c = text; *c != '\0'; c++) {
        out[n++] = *c;
        if (*c == '>' && c[1] == '<')
            out[n++] = '\n';
    }
    free(text);
    return out;
}

static bool is_part(const char *name)
{
    const char *const end = strrchr(name, '.');
    return end != NULL && (strcmp(end, ".xml") == 0 || strcmp(end, ".rels") == 0);
}

static bool is_folder(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

static void hold_file(const char *path, const char *kept)
{
    char *text = golden_read(path);
    cr_assert(text != NULL, "%s", path);
    if (is_part(path))
        text = with_lines(text);
    golden_hold(text, kept);
    free(text);
}

/* What is kept and did not come out; with an update it is removed. */
static void hold_no_more(const char *folder, const char *kept)
{
    char path[PATH_BYTES], other[PATH_BYTES];
    DIR *const entries = opendir(kept);
    cr_assert(entries != NULL, "%s is missing: make golden-update", kept);
    for (const struct dirent *entry; (entry = readdir(entries)) != NULL;) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        snprintf(other, sizeof other, "%s/%s", kept, entry->d_name);
        if (is_folder(other))
            hold_no_more(path, other);
        if (access(path, F_OK) == 0)
            continue;
        cr_assert(is_update(), "%s is kept and did not come out", other);
        cr_assert(eq(int, remove(other), 0), "%s", other);
    }
    closedir(entries);
}

static void hold_all(const char *folder, const char *kept)
{
    char path[PATH_BYTES], other[PATH_BYTES];
    DIR *const entries = opendir(folder);
    cr_assert(entries != NULL, "%s", folder);
    if (is_update())
        mkdir(kept, 0777);
    for (const struct dirent *entry; (entry = readdir(entries)) != NULL;) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        snprintf(other, sizeof other, "%s/%s", kept, entry->d_name);
        if (is_folder(path))
            hold_all(path, other);
        else
            hold_file(path, other);
    }
    closedir(entries);
}

void golden_hold_folder(const char *folder, const char *kept)
{
    hold_all(folder, kept);
    hold_no_more(folder, kept);
}

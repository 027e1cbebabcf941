/* SPDX-License-Identifier: MIT */
/* What the fuzzer starts from, and all it ever found, through the same target in every build. */
#include <criterion/criterion.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#include "fuzz_scenario.h"

static void replay_file(const char *path)
{
    FILE *const file = fopen(path, "rb");
    cr_assert(file != NULL, "%s", path);
    fseek(file, 0, SEEK_END);
    const size_t n = (size_t)ftell(file);
    rewind(file);
    uint8_t *const bytes = malloc(n + 1);
    cr_assert(bytes != NULL && fread(bytes, 1, n, file) == n, "%s", path);
    fclose(file);
    LLVMFuzzerTestOneInput(bytes, n);
    free(bytes);
}

/* Files of a folder; fails on an empty one. */
static void replay(const char *folder)
{
    DIR *const files = opendir(folder);
    int32_t n = 0;
    cr_assert(files != NULL, "%s", folder);
    for (const struct dirent *entry = readdir(files); entry != NULL; entry = readdir(files)) {
        char path[512];
        if (entry->d_name[0] == '.')
            continue;
        snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        replay_file(path);
        n++;
    }
    closedir(files);
    cr_assert(n > 0, "%s is empty", folder);
}

Test(replay, the_corpus_neither_crashes_nor_breaks_an_invariant)
{
    replay("tests/fuzz/corpus");
}

Test(replay, lawful_scenarios_neither_crash_nor_break_an_invariant)
{
    replay("tests/data/valid");
}

Test(replay, faulty_scenarios_do_not_crash)
{
    replay("tests/data/invalid/syntax");
    replay("tests/data/invalid/shape");
    replay("tests/data/invalid/meaning");
}

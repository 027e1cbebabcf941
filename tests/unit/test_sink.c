/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include <sha2.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "report/sink.h"

enum { LINES = 700000 }; /* more than all buffers of a sink hold */

/* Two sinks at once, as results and differences are: one a file, the other its digest only. */
static void fill(const char *folder, sen_sink *file, sen_sink *digest)
{
    cr_assert(eq(int, sen_sink_open(file, folder, "lines.csv", NULL), SEN_OK));
    cr_assert(eq(int, sen_sink_open_digest(digest, "lines.csv", NULL), SEN_OK));
    for (int32_t i = 0; i < LINES; i++) {
        sen_sink_whole(file, i);
        sen_sink_string(file, ",all\r\n");
        sen_sink_whole(digest, i);
        sen_sink_string(digest, ",all\r\n");
    }
    cr_assert(eq(int, sen_sink_close(file, true, NULL), SEN_OK));
    cr_assert(eq(int, sen_sink_close(digest, true, NULL), SEN_OK));
}

Test(sink, has_the_digest_of_its_file_whichever_thread_made_it)
{
    char folder[] = "/tmp/sink_XXXXXX", path[64], digest[65];
    cr_assert(ne(ptr, mkdtemp(folder), NULL));
    snprintf(path, sizeof path, "%s/lines.csv", folder);
    for (int32_t threads = 1; threads <= 3; threads++) {
        sen_sink file, only;
#pragma omp parallel num_threads(threads)
#pragma omp single
        fill(folder, &file, &only);
        cr_assert(ne(ptr, SHA256File(path, digest), NULL));
        cr_expect(eq(str, file.digest, digest), "%d threads", threads);
        cr_expect(eq(str, only.digest, digest), "%d threads", threads);
        cr_expect(eq(i64, only.size, file.size));
        cr_expect(eq(int, unlink(path), 0));
    }
    cr_expect(eq(int, rmdir(folder), 0)); /* nothing else is left */
}

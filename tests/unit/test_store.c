/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "run/pack.h"
#include "run/store.h"
#include "stats/summary.h"

enum { CELLS = 700, SCENARIOS = 3, FIRST = 5, LAST = 16, REPLICATES = LAST - FIRST + 1 };

static char folder[64];

static void make_folder(void)
{
    strcpy(folder, "/tmp/sen-store-XXXXXX");
    cr_assert(mkdtemp(folder) != NULL);
}

static void remove_folder(void)
{
    static const char *const names[] = {"a.sen", "a.sen.part", "b.sen",         "b.sen.part",
                                        "c.sen", "c.sen.part", "replicates.sen"};
    char path[128];
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        unlink(path);
    }
    rmdir(folder);
}

static const char *in_folder(const char *name)
{
    static char paths[4][128];
    static int turn;
    turn = (turn + 1) % 4;
    snprintf(paths[turn], sizeof paths[turn], "%s/%s", folder, name);
    return paths[turn];
}

static sen_store_header header(sen_store_scenario *scenarios)
{
    memset(scenarios, 0, SCENARIOS * sizeof *scenarios);
    for (int32_t s = 0; s < SCENARIOS; s++) {
        snprintf(scenarios[s].digest, 65, "%064d", s);
        snprintf(scenarios[s].plan_digest, 65, "%064d", s + 100);
        scenarios[s].n_cells = CELLS - s;
    }
    return (sen_store_header){77, FIRST, LAST, 1, SCENARIOS, 0, scenarios};
}

/* Runs of equal cells, no figures, small and large steps. */
static int64_t cell_of(int32_t scenario, int32_t replicate, int32_t cell)
{
    if (cell % 50 < 20)
        return scenario;
    if (cell % 13 == 0)
        return SEN_NO_FIGURE;
    const int64_t size = cell % 7 == 0 ? (int64_t)1 << 50 : 100;
    return (cell % 2 ? 1 : -1) * (size + replicate * 3 + cell);
}

static void append(sen_store *store, int32_t scenario, int32_t replicate)
{
    int64_t cells[CELLS];
    for (int32_t c = 0; c < CELLS; c++)
        cells[c] = cell_of(scenario, replicate, c);
    cr_assert(eq(int, sen_store_append(store, scenario, replicate, cells, NULL), SEN_OK));
}

static void append_all(sen_store *store, bool backwards)
{
    for (int32_t i = 0; i < REPLICATES; i++)
        for (int32_t s = 0; s < SCENARIOS; s++) {
            const int32_t r = backwards ? LAST - i : FIRST + i;
            append(store, backwards ? SCENARIOS - 1 - s : s, r);
        }
}

static void check_columns(sen_store *store, int32_t scenario, int32_t first, int32_t n,
                          int32_t replicates)
{
    int64_t *const columns = malloc((size_t)(n * replicates) * sizeof *columns);
    cr_assert(
        eq(int, sen_store_columns(store, scenario, first, n, replicates, columns, NULL), SEN_OK));
    for (int32_t c = 0; c < n; c++)
        for (int32_t r = 0; r < replicates; r++)
            cr_assert(
                eq(i64, columns[c * replicates + r], cell_of(scenario, FIRST + r, first + c)));
    free(columns);
}

static char *read_file(const char *path, long *size)
{
    FILE *const file = fopen(path, "rb");
    cr_assert(file != NULL, "%s", path);
    fseek(file, 0, SEEK_END);
    *size = ftell(file);
    rewind(file);
    char *const bytes = malloc((size_t)*size + 1);
    cr_assert(fread(bytes, 1, (size_t)*size, file) == (size_t)*size);
    fclose(file);
    return bytes;
}

static bool same_files(const char *a, const char *b)
{
    long first, second;
    char *const left = read_file(a, &first), *const right = read_file(b, &second);
    const bool same = first == second && memcmp(left, right, (size_t)first) == 0;
    free(left);
    free(right);
    return same;
}

Test(store, figures_survive_packing)
{
    static const int64_t cells[] = {0,
                                    0,
                                    0,
                                    1,
                                    -1,
                                    SEN_NO_FIGURE,
                                    SEN_NO_FIGURE,
                                    -1,
                                    -1,
                                    5,
                                    ((int64_t)1 << 61) - 1,
                                    -((int64_t)1 << 61) + 1,
                                    7,
                                    7};
    const int32_t n = (int32_t)(sizeof cells / sizeof *cells);
    uint8_t bytes[256];
    int64_t back[14];
    for (int32_t length = 1; length <= n; length++) {
        const size_t size = sen_pack(cells, length, bytes);
        sen_packed payload = {bytes, bytes + size};
        cr_assert(sen_unpack(&payload, 1, 0, length, back, 1));
        cr_assert(payload.at == payload.end);
        for (int32_t i = 0; i < length; i++)
            cr_assert(eq(i64, back[i], cells[i]));
    }
    const int64_t large = (int64_t)1 << 61;
    cr_assert(eq(sz, sen_pack(&large, 1, bytes), 0));
}

/* A walk over all widths, from below 0 to above, begun at any mark and side by side. */
Test(store, groups_of_every_width_come_back_from_any_mark)
{
    enum { FIGURES = 62 * SEN_PACK_GROUP + 5, GROUPS = 63, STRIDE = SEN_UNPACK_BESIDE + 1 };
    static int64_t cells[FIGURES], back[FIGURES * STRIDE];
    static uint8_t
        bytes[(FIGURES / SEN_PACK_GROUP + 1) * SEN_PACK_GROUP_BYTES + SEN_PACK_SPARE_BYTES];
    uint32_t marks[GROUPS + 1];
    uint64_t luck = 1;
    for (int32_t i = 0; i < FIGURES; i++) {
        const int32_t width = i / SEN_PACK_GROUP;
        luck = luck * 6364136223846793005u + 1442695040888963407u;
        const int64_t within = width == 0 ? 0 : (int64_t)(luck >> (64 - width)) >> (width > 60);
        cells[i] = within - (width % 2 == 0 ? 0 : (int64_t)1 << (width > 60 ? 60 : width));
    }
    const size_t size = sen_pack(cells, FIGURES, bytes);
    cr_assert(ne(sz, size, 0));
    cr_assert(le(sz, size, sen_pack_most(FIGURES)));
    for (int32_t every = 1; every < 80; every += 13) {
        const int32_t n_marks = (GROUPS + every - 1) / every;
        cr_assert(sen_pack_marks(bytes, size, FIGURES, every, marks));
        cr_assert(eq(u32, marks[n_marks], (uint32_t)size));
        for (int32_t first = 0; first < FIGURES; first += 7) {
            const int32_t mark = first / (every * SEN_PACK_GROUP);
            const int32_t skip = first - mark * every * SEN_PACK_GROUP;
            const int32_t beside = 1 + first % SEN_UNPACK_BESIDE;
            const int32_t n = FIGURES - first < 50 ? FIGURES - first : 50;
            sen_packed payloads[SEN_UNPACK_BESIDE];
            for (int32_t k = 0; k < beside; k++)
                payloads[k] = (sen_packed){bytes + marks[mark], bytes + size};
            cr_assert(sen_unpack(payloads, beside, skip, n, back, STRIDE));
            for (int32_t i = 0; i < n * beside; i++)
                cr_assert(
                    eq(i64, back[i / beside * STRIDE + i % beside], cells[first + i / beside]),
                    "%d from %d, marks every %d groups", i / beside, first, every);
        }
    }
    cr_assert(not(sen_pack_marks(bytes, size, FIGURES - SEN_PACK_GROUP, 1, marks)));
    cr_assert(not(sen_pack_marks(bytes, size, FIGURES + SEN_PACK_GROUP, 1, marks)));
}

Test(store, groups_that_differ_are_told_from_those_that_do_not)
{
    enum { FIGURES = 5 * SEN_PACK_GROUP + 3 };
    int64_t a[FIGURES], b[FIGURES];
    uint8_t packed[2][6 * SEN_PACK_GROUP_BYTES + SEN_PACK_SPARE_BYTES];
    uint8_t same[6] = {1, 1, 1, 1, 1, 1};
    for (int32_t i = 0; i < FIGURES; i++)
        a[i] = b[i] = i * i;
    b[SEN_PACK_GROUP] = 1000000;    /* wider */
    b[4 * SEN_PACK_GROUP - 1] += 1; /* as wide */
    b[FIGURES - 1] = SEN_NO_FIGURE;
    const size_t a_size = sen_pack(a, FIGURES, packed[0]), b_size = sen_pack(b, FIGURES, packed[1]);
    cr_assert(sen_pack_compare(packed[0], a_size, packed[1], b_size, FIGURES, same));
    static const uint8_t expected[] = {1, 0, 1, 0, 1, 0};
    for (int32_t g = 0; g < 6; g++)
        cr_assert(eq(u8, same[g], expected[g]), "group %d", g);
    cr_assert(not(sen_pack_compare(packed[0], a_size - 1, packed[1], b_size, FIGURES, same)));
}

Test(store, zeros_take_a_byte_a_group)
{
    static const int64_t cells[3 * SEN_PACK_GROUP];
    uint8_t bytes[3 * SEN_PACK_GROUP_BYTES + SEN_PACK_SPARE_BYTES];
    cr_assert(eq(sz, sen_pack(cells, 3 * SEN_PACK_GROUP, bytes), 3));
}

Test(store, checksum_is_crc_32c)
{
    uint32_t tables[SEN_CRC_BYTES][256];
    sen_crc_tables(tables);
    cr_assert(eq(u32, sen_crc(tables, 0, "123456789", 9), 0xe3069283u));
    cr_assert(eq(u32, sen_crc(tables, sen_crc(tables, 0, "1234", 4), "56789", 5), 0xe3069283u));
    uint8_t zeros[32] = {0}; /* RFC 3720, B.4 */
    cr_assert(eq(u32, sen_crc(tables, 0, zeros, sizeof zeros), 0x8a9136aau));
    for (size_t cut = 0; cut <= sizeof zeros; cut++)
        cr_assert(eq(
            u32, sen_crc(tables, sen_crc(tables, 0, zeros, cut), zeros + cut, sizeof zeros - cut),
            0x8a9136aau));
}

Test(store, columns_come_back, .init = make_folder, .fini = remove_folder)
{
    sen_store_scenario scenarios[SCENARIOS];
    const sen_store_header about = header(scenarios);
    sen_store *store = NULL;
    cr_assert(eq(int, sen_store_create(&store, in_folder("a.sen"), &about, NULL), SEN_OK));
    append_all(store, false);
    cr_assert(eq(int, sen_store_usable(store), REPLICATES));
    cr_assert(eq(int, sen_store_finish(store, NULL), SEN_OK));
    sen_store_free(store);
    cr_assert(eq(int, sen_store_open(&store, in_folder("a.sen"), NULL), SEN_OK));
    check_columns(store, 0, 50, 20, 3); /* of more replicates the next time */
    check_columns(store, 0, 0, CELLS, REPLICATES);
    check_columns(store, 1, 10, 100, REPLICATES);
    check_columns(store, 0, 300, 7, REPLICATES);   /* back */
    check_columns(store, 1, 110, 500, REPLICATES); /* on */
    check_columns(store, 2, CELLS - 3, 1, REPLICATES);
    check_columns(store, 1, 0, 1, 4);
    sen_store_free(store);
}

Test(store, figures_of_groups_that_no_replicate_has_otherwise_are_alike, .init = make_folder,
     .fini = remove_folder)
{
    sen_store_scenario scenarios[SCENARIOS];
    const sen_store_header about = header(scenarios);
    sen_store *store = NULL;
    uint8_t alike[CELLS];
    int32_t found = 0;
    cr_assert(eq(int, sen_store_create(&store, in_folder("a.sen"), &about, NULL), SEN_OK));
    append_all(store, true);
    for (int32_t s = 0; s < SCENARIOS; s++) {
        cr_assert(eq(int, sen_store_alike(store, s, REPLICATES, alike, NULL), SEN_OK));
        for (int32_t c = 0; c < CELLS; c++) {
            found += alike[c];
            cr_assert(not(alike[c] && (s == 0 || cell_of(s, FIRST, c) != cell_of(0, FIRST, c))));
        }
        cr_assert(eq(int, alike[2 * SEN_PACK_GROUP], s > 0)); /* figures 32 to 47 */
    }
    cr_assert(gt(int, found, 0));
    sen_store_free(store);
}

Test(store, finished_bytes_do_not_depend_on_the_order, .init = make_folder, .fini = remove_folder)
{
    sen_store_scenario scenarios[SCENARIOS];
    const sen_store_header about = header(scenarios);
    static const char *const names[] = {"a.sen", "b.sen"};
    for (int32_t i = 0; i < 2; i++) {
        sen_store *store = NULL;
        cr_assert(eq(int, sen_store_create(&store, in_folder(names[i]), &about, NULL), SEN_OK));
        append_all(store, i == 1);
        cr_assert(eq(int, sen_store_finish(store, NULL), SEN_OK));
        check_columns(store, 1, 5, 100, REPLICATES);
        sen_store_free(store);
    }
    cr_assert(same_files(in_folder("a.sen"), in_folder("b.sen")));
    cr_assert(access(in_folder("a.sen.part"), F_OK) != 0);
}

Test(store, a_torn_tail_is_dropped_and_the_run_goes_on, .init = make_folder, .fini = remove_folder)
{
    sen_store_scenario scenarios[SCENARIOS];
    const sen_store_header about = header(scenarios);
    sen_store *store = NULL;
    cr_assert(eq(int, sen_store_create(&store, in_folder("a.sen"), &about, NULL), SEN_OK));
    append(store, 0, FIRST);
    append(store, 1, FIRST);
    append(store, 2, FIRST);
    append(store, 0, FIRST + 1);
    const long whole = (long)sen_store_bytes(store);
    append(store, 2, FIRST + 1);
    const long torn = (long)sen_store_bytes(store);
    sen_store_free(store);
    for (long cut = torn - 1; cut > whole; cut -= 97) {
        cr_assert(truncate(in_folder("a.sen.part"), cut) == 0);
        cr_assert(eq(int, sen_store_resume(&store, in_folder("a.sen"), &about, NULL), SEN_OK));
        cr_assert(eq(i64, sen_store_bytes(store), whole));
        cr_assert(eq(i64, sen_store_records(store), 4));
        cr_assert(eq(int, sen_store_usable(store), 1));
        cr_assert(sen_store_has(store, 0, FIRST + 1) && !sen_store_has(store, 2, FIRST + 1));
        append(store, 2, FIRST + 1);
        cr_assert(eq(i64, sen_store_bytes(store), torn));
        sen_store_free(store);
    }
    cr_assert(eq(int, sen_store_resume(&store, in_folder("a.sen"), &about, NULL), SEN_OK));
    for (int32_t r = FIRST + 1; r <= LAST; r++)
        for (int32_t s = 0; s < SCENARIOS; s++)
            if (!sen_store_has(store, s, r))
                append(store, s, r);
    cr_assert(eq(int, sen_store_finish(store, NULL), SEN_OK));
    sen_store_free(store);
    cr_assert(eq(int, sen_store_create(&store, in_folder("b.sen"), &about, NULL), SEN_OK));
    append_all(store, false);
    cr_assert(eq(int, sen_store_finish(store, NULL), SEN_OK));
    sen_store_free(store);
    cr_assert(same_files(in_folder("a.sen"), in_folder("b.sen")));
}

Test(store, a_header_cut_short_is_begun_anew, .init = make_folder, .fini = remove_folder)
{
    sen_store_scenario scenarios[SCENARIOS];
    const sen_store_header about = header(scenarios);
    sen_store *store = NULL;
    cr_assert(eq(int, sen_store_create(&store, in_folder("a.sen"), &about, NULL), SEN_OK));
    const long head = (long)sen_store_bytes(store);
    sen_store_free(store);
    for (long cut = head - 1; cut >= 0; cut -= cut > 29 ? 29 : 1) {
        cr_assert(truncate(in_folder("a.sen.part"), cut) == 0);
        cr_assert(eq(int, sen_store_resume(&store, in_folder("a.sen"), &about, NULL), SEN_OK));
        cr_assert(eq(i64, sen_store_bytes(store), head));
        sen_store_free(store);
    }
    FILE *const file = fopen(in_folder("a.sen.part"), "wb");
    fputs("a shopping list", file); /* not ours to write over */
    fclose(file);
    cr_expect(
        eq(int, sen_store_resume(&store, in_folder("a.sen"), &about, NULL), SEN_BAD_SCENARIO));
}

/* Nothing of it is lost but what cannot be read, and at the end it is as it was. */
Test(store, a_finished_store_that_is_damaged_is_gone_on_with, .init = make_folder,
     .fini = remove_folder)
{
    sen_store_scenario scenarios[SCENARIOS];
    const sen_store_header about = header(scenarios);
    sen_store *store = NULL;
    for (int32_t torn = 0; torn < 2; torn++) {
        for (int32_t i = 0; i < 2; i++) {
            const char *const name = in_folder(i == 0 ? "a.sen" : "b.sen");
            cr_assert(eq(int, sen_store_create(&store, name, &about, NULL), SEN_OK));
            append_all(store, false);
            cr_assert(eq(int, sen_store_finish(store, NULL), SEN_OK));
            sen_store_free(store);
        }
        cr_assert(eq(int, sen_store_open(&store, in_folder("a.sen"), NULL), SEN_OK));
        const long end = (long)sen_store_bytes(store);
        cr_assert(not(sen_store_damaged(store)));
        sen_store_free(store);
        cr_assert(truncate(in_folder("a.sen"), torn ? end - 1 : end + 5) == 0);
        cr_assert(eq(int, sen_store_open(&store, in_folder("a.sen"), NULL), SEN_OK));
        cr_expect(sen_store_damaged(store));
        sen_store_free(store);
        cr_assert(eq(int, sen_store_resume(&store, in_folder("a.sen"), &about, NULL), SEN_OK));
        cr_expect(sen_store_has(store, 0, FIRST));
        for (int32_t s = 0; s < SCENARIOS; s++)
            cr_expect(eq(int, sen_store_has(store, s, LAST), !torn || s + 1 < SCENARIOS));
        if (torn)
            append(store, SCENARIOS - 1, LAST);
        cr_assert(eq(int, sen_store_finish(store, NULL), SEN_OK));
        sen_store_free(store);
        cr_expect(same_files(in_folder("a.sen"), in_folder("b.sen")));
    }
}

Test(store, a_flipped_bit_ends_what_is_usable, .init = make_folder, .fini = remove_folder)
{
    sen_store_scenario scenarios[SCENARIOS];
    const sen_store_header about = header(scenarios);
    sen_store *store = NULL;
    cr_assert(eq(int, sen_store_create(&store, in_folder("a.sen"), &about, NULL), SEN_OK));
    append(store, 0, FIRST);
    append(store, 1, FIRST);
    append(store, 2, FIRST);
    const long whole = (long)sen_store_bytes(store);
    append(store, 0, FIRST + 1);
    const long end = (long)sen_store_bytes(store);
    sen_store_free(store);
    for (long at = whole; at < end; at += 41) {
        FILE *const file = fopen(in_folder("a.sen.part"), "r+b");
        fseek(file, at, SEEK_SET);
        const int byte = fgetc(file);
        fseek(file, at, SEEK_SET);
        fputc(byte ^ 4, file);
        fclose(file);
        cr_assert(eq(int, sen_store_open(&store, in_folder("a.sen"), NULL), SEN_OK));
        cr_assert(eq(i64, sen_store_records(store), 3), "%ld", at);
        sen_store_free(store);
        FILE *const again = fopen(in_folder("a.sen.part"), "r+b");
        fseek(again, at, SEEK_SET);
        fputc(byte, again);
        fclose(again);
    }
}

Test(store, another_run_is_refused, .init = make_folder, .fini = remove_folder)
{
    sen_store_scenario scenarios[SCENARIOS];
    sen_store_header about = header(scenarios);
    sen_store *store = NULL;
    cr_assert(eq(int, sen_store_create(&store, in_folder("a.sen"), &about, NULL), SEN_OK));
    append(store, 0, FIRST);
    sen_store_free(store);
    about.seed++;
    sen_errors *const errors = sen_errors_new();
    cr_assert(
        eq(int, sen_store_resume(&store, in_folder("a.sen"), &about, errors), SEN_CANNOT_CREATE));
    cr_assert(store == NULL);
    cr_assert(eq(i64, sen_errors_count(errors), 1));
    sen_errors_free(errors);
    cr_assert(eq(int, sen_store_open(&store, in_folder("none.sen"), NULL), SEN_NO_INPUT));
    FILE *const file = fopen(in_folder("c.sen"), "wb");
    fputs("this is no store, but it is long enough to hold a header of one, I would say", file);
    fclose(file);
    cr_assert(eq(int, sen_store_open(&store, in_folder("c.sen"), NULL), SEN_BAD_SCENARIO));
}

Test(store, shards_merge_to_the_same_bytes, .init = make_folder, .fini = remove_folder)
{
    sen_store_scenario scenarios[SCENARIOS];
    sen_store_header about = header(scenarios);
    sen_store *store = NULL;
    static const char *const names[] = {"a.sen", "b.sen"};
    for (int32_t shard = 0; shard < 2; shard++) {
        cr_assert(eq(int, sen_store_create(&store, in_folder(names[shard]), &about, NULL), SEN_OK));
        for (int32_t r = FIRST; r <= LAST; r++)
            for (int32_t s = 0; s < SCENARIOS; s++)
                if (r % 2 == shard || r == FIRST)
                    append(store, s, r);
        if (shard == 0)
            cr_assert(eq(int, sen_store_finish(store, NULL), SEN_OK));
        sen_store_free(store);
    }
    const char *const inputs[] = {in_folder("a.sen"), in_folder("b.sen")};
    cr_assert(
        eq(int, sen_store_merge(&store, in_folder("c.sen"), &about, inputs, 2, NULL), SEN_OK));
    cr_assert(eq(int, sen_store_usable(store), REPLICATES));
    cr_assert(eq(int, sen_store_finish(store, NULL), SEN_OK));
    sen_store_free(store);
    about.draws = 2;
    cr_assert(eq(int, sen_store_merge(&store, in_folder("d.sen"), &about, inputs, 2, NULL),
                 SEN_BAD_SCENARIO));
    unlink(in_folder("d.sen.part"));
    about.draws = 1;
    cr_assert(eq(int, sen_store_create(&store, in_folder("a.sen"), &about, NULL), SEN_OK));
    append_all(store, false);
    cr_assert(eq(int, sen_store_finish(store, NULL), SEN_OK));
    sen_store_free(store);
    cr_assert(same_files(in_folder("a.sen"), in_folder("c.sen")));
}

/* A store as another program might have left it: its checksum is right. */
static void set_version(const char *path, const char *version)
{
    uint32_t tables[SEN_CRC_BYTES][256], size, crc;
    uint8_t head[4096] = {0};
    char name[16] = {0};
    sen_crc_tables(tables);
    FILE *const file = fopen(path, "r+b");
    cr_assert(file != NULL);
    cr_assert(gt(sz, fread(head, 1, sizeof head, file), 64));
    memcpy(&size, head + 12, sizeof size);
    snprintf(name, sizeof name, "%s", version);
    memcpy(head + 16, name, sizeof name);
    crc = sen_crc(tables, 0, head, size - 4);
    memcpy(head + size - 4, &crc, sizeof crc);
    rewind(file);
    cr_assert(eq(sz, fwrite(head, 1, size, file), size));
    fclose(file);
}

Test(store, of_another_model_version_is_neither_read_nor_gone_on_with, .init = make_folder,
     .fini = remove_folder)
{
    sen_store_scenario scenarios[SCENARIOS];
    const sen_store_header of = header(scenarios);
    sen_errors *const errors = sen_errors_new();
    sen_store *store;
    cr_assert(eq(int, sen_store_create(&store, in_folder("a.sen"), &of, errors), SEN_OK));
    sen_store_free(store);
    set_version(in_folder("a.sen.part"), SEN_MODEL_VERSION);
    cr_assert(eq(int, sen_store_open(&store, in_folder("a.sen"), errors), SEN_OK));
    sen_store_free(store);
    set_version(in_folder("a.sen.part"), "1");
    cr_assert(eq(int, sen_store_open(&store, in_folder("a.sen"), errors), SEN_BAD_SCENARIO));
    cr_assert(eq(int, sen_store_resume(&store, in_folder("a.sen"), &of, errors), SEN_BAD_SCENARIO));
    cr_assert(eq(int, sen_errors_kept(errors), 2));
    for (int32_t i = 0; i < 2; i++) {
        const sen_error *const error = sen_errors_at(errors, i);
        cr_assert(eq(str, (char *)error->found, "a store of model version 1"));
        cr_assert(strstr(error->allowed, "version " SEN_MODEL_VERSION ", that of this program") !=
                  NULL);
    }
    sen_errors_free(errors);
}

/* SPDX-License-Identifier: MIT */
#include <cjson/cJSON.h>
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "made_up.h"
#include "report/sink.h"

static char folder[64];
enum { BOTH = SEN_FORMAT_CSV | SEN_FORMAT_JSON, ALL = BOTH | SEN_FORMAT_HTML | SEN_FORMAT_XLSX };

static made_up_run run;

static const made_up_size sizes[] = {{.id = "zero",
                                      .title = "As it is, \"now\"",
                                      .kinds = 2,
                                      .services = 3,
                                      .teams = 5,
                                      .checks = 1,
                                      .needs = 2,
                                      .years = 2},
                                     {.id = "more",
                                      .title = "If there were more",
                                      .kinds = 2,
                                      .services = 3,
                                      .teams = 5,
                                      .checks = 1,
                                      .needs = 2,
                                      .years = 2},
                                     {.id = "wider",
                                      .title = "If it were wider",
                                      .kinds = 3,
                                      .services = 4,
                                      .teams = 5,
                                      .checks = 1,
                                      .needs = 2,
                                      .years = 2}};

static void make_folder(void)
{
    strcpy(folder, "/tmp/sen-csv-XXXXXX");
    cr_assert(mkdtemp(folder) != NULL);
}

static void remove_folder(void)
{
    static const char *const folders[] = {"csv/results",
                                          "csv/differences",
                                          "csv/replicates",
                                          "csv/uncertainty",
                                          "csv/dim",
                                          "csv",
                                          "dfe",
                                          "."};
    char path[160];
    for (int32_t f = 0; f < sen_report_files_count; f++) {
        snprintf(path, sizeof path, "%s/%s", folder, sen_report_files[f]);
        unlink(path);
    }
    for (size_t f = 0; f < sizeof folders / sizeof *folders; f++) {
        snprintf(path, sizeof path, "%s/%s", folder, folders[f]);
        rmdir(path);
    }
    rmdir(folder);
    made_up_run_clear(&run);
}

static char *file_text(const char *name)
{
    char path[160];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *const file = fopen(path, "rb");
    cr_assert(file != NULL, "%s", path);
    fseek(file, 0, SEEK_END);
    const size_t size = (size_t)ftell(file);
    rewind(file);
    char *const text = malloc(size + 1);
    cr_assert(eq(sz, fread(text, 1, size, file), size));
    text[size] = '\0';
    fclose(file);
    return text;
}

static void write_run(int32_t scenarios, int32_t replicates)
{
    made_up_run_init(&run, sizes, scenarios, replicates);
    cr_assert(eq(int, sen_report_write(&run.view, folder, BOTH, NULL, NULL), SEN_OK));
}

Test(csv, numbers_are_those_of_printf)
{
    static const double some[] = {0.0,
                                  -0.0,
                                  1,
                                  -1,
                                  0.5,
                                  1e-4,
                                  9.9999e-5,
                                  123456.789,
                                  0.1,
                                  1.0 / 3,
                                  1e6,
                                  1e6 + 0.5,
                                  999999.9999995,
                                  1e11,
                                  123456789012.0,
                                  1e12,
                                  1234567890123.0,
                                  1e300,
                                  -2.5e-7,
                                  41.215,
                                  1e5 / 7,
                                  9.99999999999e10,
                                  99999999999.95,
                                  1e11 + 0.25,
                                  1e12 - 0.5,
                                  0.5000000000005,
                                  1 + 0x1p-40,
                                  1e10 + 0.25, /* ties go to the even digit */
                                  1e10 + 0.75,
                                  0.01,
                                  0.001,
                                  0.099999999999996};
    char got[SEN_NUMBER_BYTES], expected[64];
    for (size_t i = 0; i < sizeof some / sizeof *some; i++) {
        snprintf(expected, sizeof expected, "%.12g", some[i] == 0 ? 0.0 : some[i]);
        sen_number_text(some[i], got);
        cr_assert(eq(str, got, expected));
    }
    uint64_t state = 1;
    for (int32_t i = 0; i < 300000; i++) {
        state = state * 6364136223846793005u + 1442695040888963407u;
        const double steps[] = {200, 7, 1000, 100, 60, 365};
        double x = (double)((int64_t)(state >> 20) % 300000000) / steps[i % 6] *
                   (i % 5 == 0 ? 1e-4 : 1) * (i % 2 ? 1 : -1);
        if (i % 7 == 0) /* ties, or near them: few bits */
            x = ldexp((double)(state >> 44 | 1), -(int)(state >> 8 & 31));
        snprintf(expected, sizeof expected, "%.12g", x == 0 ? 0.0 : x);
        sen_number_text(x, got);
        cr_assert(strcmp(got, expected) == 0, "%s for %s", got, expected);
    }
}

Test(csv, headers_are_as_promised, .init = make_folder, .fini = remove_folder)
{
    static const char results[] =
        "run_id,scenario_id,period_type,period_start,period_end,service_id,stage_id,provider_id,"
        "measure_id,category,funder,group1_type,group1,group2_type,group2,unit,mean,mc_error,p05,"
        "p50,p95,replicates,evidence_grade,status,p05_lower_95,p05_upper_95,p50_lower_95,"
        "p50_upper_95,p95_lower_95,p95_upper_95,percentiles_status\r\n";
    static const char differences[] =
        "run_id,scenario_id,baseline_id,period_type,period_start,period_end,service_id,stage_id,"
        "provider_id,measure_id,category,funder,group1_type,group1,group2_type,group2,unit,"
        "difference,mc_lower_95,mc_upper_95,p05,p50,p95,chance_better,chance_same,chance_worse,"
        "better_when,replicates,evidence_grade,status,p05_lower_95,p05_upper_95,p50_lower_95,"
        "p50_upper_95,p95_lower_95,p95_upper_95,percentiles_status\r\n";
    write_run(2, 4);
    char *text = file_text("csv/results/results.csv");
    cr_assert(strncmp(text, results, strlen(results)) == 0);
    free(text);
    text = file_text("csv/differences/differences.csv");
    cr_assert(strncmp(text, differences, strlen(differences)) == 0);
    free(text);
}

/* Fields of a line that has no quotes; the line is cut up. */
static int32_t split(char *line, char **fields)
{
    int32_t n = 0;
    for (char *p = line; p != NULL; n++) {
        fields[n] = p;
        p = strchr(p, ',');
        if (p != NULL)
            *p++ = '\0';
    }
    return n;
}

static int compare_keys(char **a, char **b, int32_t n)
{
    for (int32_t f = 0; f < n; f++)
        if (strcmp(a[f], b[f]) != 0)
            return strcmp(a[f], b[f]);
    return 0;
}

static void check_sorted(const char *name, int32_t keys, int32_t columns)
{
    char *const text = file_text(name);
    char *before[40], *now[40], *rest = strstr(text, "\r\n") + 2;
    int32_t rows = 0;
    for (char *end; (end = strstr(rest, "\r\n")) != NULL; rest = end + 2, rows++) {
        *end = '\0';
        cr_assert(eq(int, split(rest, now), columns), "%s", rest);
        cr_assert(rows == 0 || compare_keys(before, now, keys) < 0, "row %d of %s", rows, name);
        memcpy(before, now, sizeof now);
    }
    cr_assert(rows > 1000);
    cr_assert(eq(str, rest, ""));
    free(text);
}

Test(csv, rows_are_sorted_by_ids_and_unlike, .init = make_folder, .fini = remove_folder)
{
    write_run(3, 5);
    check_sorted("csv/results/results.csv", 15, 31);
    check_sorted("csv/differences/differences.csv", 16, 37);
}

Test(csv, one_replicate_says_that_errors_are_not_there, .init = make_folder, .fini = remove_folder)
{
    write_run(2, 1);
    char *const text = file_text("csv/results/results.csv");
    char *fields[40], *line = strstr(text, "\r\n") + 2;
    *strstr(line, "\r\n") = '\0';
    cr_assert(eq(int, split(line, fields), 31));
    cr_assert(ne(str, fields[16], ""));
    cr_assert(eq(str, fields[17], ""));
    cr_assert(eq(str, fields[21], "1"));
    cr_assert(eq(str, fields[23], "x"));
    free(text);
}

Test(csv, a_scenario_differs_from_itself_by_nothing, .init = make_folder, .fini = remove_folder)
{
    made_up_size twice[] = {sizes[0], sizes[0]};
    twice[1].id = "again";
    made_up_run_init(&run, twice, 2, 6);
    memcpy(run.records[1], run.records[0], 6 * (size_t)run.plans[0].n_cells * sizeof(int64_t));
    cr_assert(eq(int, sen_report_write(&run.view, folder, SEN_FORMAT_CSV, NULL, NULL), SEN_OK));
    char *const text = file_text("csv/differences/differences.csv");
    char *fields[40], *rest = strstr(text, "\r\n") + 2;
    for (char *end; (end = strstr(rest, "\r\n")) != NULL; rest = end + 2) {
        *end = '\0';
        split(rest, fields);
        if (strcmp(fields[29], "z") == 0)
            continue;
        for (int32_t f = 17; f < 23; f++)
            cr_assert(eq(str, fields[f], "0"));
        if (strcmp(fields[26], "neither") != 0)
            cr_assert(eq(str, fields[24], "1"));
    }
    free(text);
}

Test(csv, fields_are_quoted_where_they_must_be, .init = make_folder, .fini = remove_folder)
{
    made_up_run_init(&run, sizes, 1, 1);
    sen_sink sink;
    cr_assert(eq(int, sen_sink_open(&sink, folder, "manifest.json", NULL), SEN_OK));
    static const char *const fields[] = {"plain", "a,b", "say \"so\"", "two\nlines", "=1+1",
                                         "-3",    ""};
    for (size_t f = 0; f < 7; f++) {
        sen_sink_field(&sink, fields[f]);
        sen_sink_string(&sink, ";");
    }
    cr_assert(eq(int, sen_sink_close(&sink, true, NULL), SEN_OK));
    char *const text = file_text("manifest.json");
    cr_assert(eq(str, text, "plain;\"a,b\";\"say \"\"so\"\"\";\"two\nlines\";\"'=1+1\";\"'-3\";;"));
    free(text);
}

Test(csv, the_package_describes_the_files_as_they_are, .init = make_folder, .fini = remove_folder)
{
    write_run(2, 3);
    char *text = file_text("datapackage.json");
    cJSON *const package = cJSON_Parse(text);
    cr_assert(package != NULL);
    free(text);
    const cJSON *resource;
    int32_t n = 0;
    cJSON_ArrayForEach(resource, cJSON_GetObjectItem(package, "resources"))
    {
        char digest[65], path[200], hash[80];
        snprintf(path, sizeof path, "%s/%s", folder,
                 cJSON_GetStringValue(cJSON_GetObjectItem(resource, "path")));
        cr_assert(SHA256File(path, digest) != NULL);
        snprintf(hash, sizeof hash, "sha256:%s", digest);
        cr_assert(eq(str, cJSON_GetStringValue(cJSON_GetObjectItem(resource, "hash")), hash));
        text = file_text(path + strlen(folder) + 1);
        cr_assert(eq(dbl, cJSON_GetNumberValue(cJSON_GetObjectItem(resource, "bytes")),
                     (double)strlen(text)));
        const cJSON *column;
        const char *at = text;
        cJSON_ArrayForEach(column,
                           cJSON_GetObjectItem(cJSON_GetObjectItem(resource, "schema"), "fields"))
        {
            const char *const name = cJSON_GetStringValue(cJSON_GetObjectItem(column, "name"));
            cr_assert(strncmp(at, name, strlen(name)) == 0, "%s", name);
            at += strlen(name) + 1;
        }
        cr_assert(at[-1] == '\r');
        free(text);
        n++;
    }
    cr_assert(eq(int, n, 10));
    cJSON_Delete(package);
}

Test(csv, the_manifest_has_the_digest_of_the_results, .init = make_folder, .fini = remove_folder)
{
    write_run(2, 3);
    char digest[65], path[160], *const text = file_text("manifest.json");
    cJSON *const manifest = cJSON_Parse(text);
    snprintf(path, sizeof path, "%s/csv/results/results.csv", folder);
    cr_assert(SHA256File(path, digest) != NULL);
    cr_assert(
        eq(str, cJSON_GetStringValue(cJSON_GetObjectItem(manifest, "results_digest")), digest));
    cr_assert(cJSON_IsTrue(cJSON_GetObjectItem(manifest, "complete")));
    cJSON_Delete(manifest);
    free(text);
}

Test(csv, the_same_run_gives_the_same_bytes, .init = make_folder, .fini = remove_folder)
{
    const unsigned formats = ALL | SEN_FORMAT_DFE;
    char digests[64][65], again[65], path[160];
    write_run(3, 4);
    run.view.keep_replicates = true;
    run.view.draws = 2;
    cr_assert(eq(int, sen_report_write(&run.view, folder, formats, NULL, NULL), SEN_OK));
    for (int32_t turn = 0; turn < 2; turn++) {
        for (int32_t f = 0; f < sen_report_files_count; f++) {
            snprintf(path, sizeof path, "%s/%s", folder, sen_report_files[f]);
            if (strstr(path, "actuals") != NULL) /* there are none */
                continue;
            cr_assert(SHA256File(path, turn == 0 ? digests[f] : again) != NULL, "%s", path);
            if (turn == 1)
                cr_assert(eq(str, again, digests[f]));
        }
        cr_assert(eq(int, sen_report_write(&run.view, folder, formats, NULL, NULL), SEN_OK));
    }
}

Test(csv, the_dictionary_names_every_file_and_every_status)
{
    static const char *const statuses[] = {"n", "u", "z", "x", "c", "low"};
    char *text = NULL, name[96];
    cr_assert(eq(int, sen_report_dictionary(&text, NULL), SEN_OK));
    for (int32_t f = 0; f < sen_report_files_count; f++) {
        snprintf(name, sizeof name, "`%s`", sen_report_files[f]);
        cr_assert(strstr(text, name) != NULL, "%s", name);
    }
    cr_assert(strstr(text, "`replicates.sen`") != NULL);
    for (size_t s = 0; s < sizeof statuses / sizeof *statuses; s++) {
        snprintf(name, sizeof name, "\n| `%s` | ", statuses[s]);
        cr_assert(strstr(text, name) != NULL, "%s", name);
    }
    free(text);
}

Test(csv, a_file_that_cannot_be_made_is_told, .init = make_folder, .fini = remove_folder)
{
    made_up_run_init(&run, sizes, 1, 1);
    sen_errors *const errors = sen_errors_new();
    cr_assert(eq(int, sen_report_write(&run.view, "/proc/none", SEN_FORMAT_CSV, NULL, errors),
                 SEN_CANNOT_CREATE));
    cr_assert(eq(i64, sen_errors_count(errors), 1));
    sen_errors_free(errors);
}

/* SPDX-License-Identifier: MIT */
#include "report/xlsx.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/date.h"
#include "report/not_known.h"
#include "report/publish.h"
#include "report/xlsx_parts.h"

enum {
    DAY_OF_2000 = 10957, /* 1 January 2000, in days since 1970 */
    COVER_COLUMNS = 76   /* a printed page in portrait has no more */
};

/* ---- formats ---- */

static lxw_format *new_format(sen_xlsx *xlsx, double size)
{
    lxw_format *const format = workbook_add_format(xlsx->book);
    if (format == NULL) {
        xlsx->failed = true;
        return NULL;
    }
    format_set_font_name(format, "Arial");
    format_set_font_size(format, size);
    format_set_align(format, LXW_ALIGN_VERTICAL_TOP);
    return format;
}

static void make_formats(sen_xlsx *xlsx)
{
    static const char *const numbers[SEN_CELLS] = {
        [SEN_CELL_WHOLE] = "#,##0",
        [SEN_CELL_ONE] = "#,##0.0",
        [SEN_CELL_SHARE] = "0.0%",
        [SEN_CELL_RATE] = "0.000",
        [SEN_CELL_PLUS_SHARE] = "+0.0%;-0.0%;0.0%",
        [SEN_CELL_PLUS] = "+#,##0.0;-#,##0.0;0.0",
        [SEN_CELL_PLUS_WHOLE] = "+#,##0;-#,##0;0",
    };
    xlsx->title = new_format(xlsx, 16);
    xlsx->words = new_format(xlsx, 12);
    xlsx->wrapped = new_format(xlsx, 12);
    xlsx->strong = new_format(xlsx, 12);
    xlsx->head = new_format(xlsx, 12);
    xlsx->head_right = new_format(xlsx, 12);
    xlsx->link = new_format(xlsx, 12);
    for (int32_t c = 0; c < SEN_CELLS; c++)
        xlsx->cells[c] = new_format(xlsx, 12);
    if (xlsx->failed)
        return;
    format_set_bold(xlsx->title);
    format_set_text_wrap(xlsx->wrapped);
    format_set_bold(xlsx->strong);
    format_set_align(xlsx->strong, LXW_ALIGN_VERTICAL_BOTTOM);
    lxw_format *const heads[] = {xlsx->head, xlsx->head_right};
    for (size_t h = 0; h < 2; h++) {
        format_set_bold(heads[h]);
        format_set_text_wrap(heads[h]);
        format_set_bottom(heads[h], LXW_BORDER_THIN);
    }
    format_set_indent(xlsx->head, 1);
    format_set_align(xlsx->head_right, LXW_ALIGN_RIGHT);
    format_set_font_color(xlsx->link, 0x12436D);
    format_set_underline(xlsx->link, LXW_UNDERLINE_SINGLE);
    for (int32_t c = 0; c < SEN_CELLS; c++) {
        if (numbers[c] != NULL)
            format_set_num_format(xlsx->cells[c], numbers[c]);
        if (c == SEN_CELL_TEXT) {
            format_set_text_wrap(xlsx->cells[c]);
            format_set_indent(xlsx->cells[c], 1);
        } else if (c != SEN_CELL_GENERAL)
            format_set_align(xlsx->cells[c], LXW_ALIGN_RIGHT);
    }
}

/* ---- cover and contents ---- */

static void cover_line(sen_xlsx *xlsx, lxw_worksheet *sheet, uint32_t *row, bool bold,
                       const char *words)
{
    const size_t columns = COVER_COLUMNS;
    const size_t lines = (sen_terminal_width(words) * 11 / 10 + columns - 1) / columns;
    sen_xlsx_write_text(xlsx, sheet, *row, 0, words, bold ? xlsx->strong : xlsx->wrapped);
    worksheet_set_row(sheet, *row, (double)(16 * lines + (size_t)(bold ? 10 : 0)), NULL);
    ++*row;
}

static void cover_scenarios(sen_xlsx *xlsx, lxw_worksheet *sheet, uint32_t *row)
{
    const sen_run_view *const view = xlsx->view;
    const int32_t asked = view->last - view->first + 1;
    int32_t variants = 0;
    sen_text words;
    sen_text_init(&words);
    cover_line(xlsx, sheet, row, true, "The answer in short, by scenario");
    for (int32_t s = 0; s < xlsx->shown; s++) {
        sen_text_empty(&words);
        sen_text_addf(&words, "%s.", sen_xlsx_scenario(xlsx, s));
        sen_screen_say(&words, xlsx->screen, s, xlsx->headlines);
        cover_line(xlsx, sheet, row, false, sen_text_string(&words));
    }
    sen_text_empty(&words);
    for (int32_t s = 0; s < view->n; s++)
        variants += view->variant_of != NULL && view->variant_of[s] != SEN_NONE;
    if (view->n - variants > xlsx->shown) {
        sen_text_addf(&words, "%d more scenarios of this run are in the CSV files only.",
                      (int)(view->n - variants - xlsx->shown));
        cover_line(xlsx, sheet, row, false, sen_text_string(&words));
    }
    cover_line(xlsx, sheet, row, true, "What was run");
    sen_text_empty(&words);
    sen_text_addf(&words,
                  "sendsim %s, run %s: replicates %d to %d, seed %llu, %d draw%s of the "
                  "uncertain numbers.",
                  view->version, view->run_id, (int)view->first, (int)view->last,
                  (unsigned long long)view->seed, (int)sen_view_draws(view),
                  sen_view_draws(view) == 1 ? "" : "s");
    if (view->usable < asked)
        sen_text_addf(&words, " PARTIAL: stopped after %d of them.", (int)view->usable);
    cover_line(xlsx, sheet, row, false, sen_text_string(&words));
    if (view->publish.on) {
        sen_text_empty(&words);
        sen_publish_words(&words, &view->publish);
        cover_line(xlsx, sheet, row, true, "Published");
        cover_line(xlsx, sheet, row, false, sen_text_string(&words));
    }
    sen_text_clear(&words);
}

static void cover_basis(sen_xlsx *xlsx, lxw_worksheet *sheet, uint32_t *row)
{
    const sen_model *const model = xlsx->view->models[0];
    sen_text words;
    if (model->n_numbers == 0 || !model->has_population)
        return;
    sen_text_init(&words);
    sen_not_known_placeholders(&words, model);
    sen_text_add(&words, " The worksheet What we do not know goes on from here.");
    cover_line(xlsx, sheet, row, true, "What it rests on");
    cover_line(xlsx, sheet, row, false, sen_text_string(&words));
    sen_text_clear(&words);
}

static const char *workbook_title(const sen_xlsx *xlsx)
{
    return xlsx->view->models[0]->la_name != NULL
               ? "Who waits, for what and how long: modelled results"
               : "Lists and waits: modelled results";
}

static void write_cover(sen_xlsx *xlsx, lxw_worksheet *sheet)
{
    static const char *const words[] = {
        "How to read it",
        "Each figure is the mean over replicates: the same area made up many times by chance. A "
        "range from the 5th to the 95th percentile says that 9 of 10 replicates lie within it. An "
        "interval of a difference says how far chance may have moved the mean.",
        "Neither covers what is wrong with the inputs or left out of the model. The children are "
        "made up; no figure says anything of a real child.",
        "Shorthand in cells: [z] not applicable; [x] not available; [u] unknown input; [low] "
        "rounds to zero but is not; [c] confidential; [n] not modelled in this run. 0 is a true "
        "zero.",
        "Where the rest is",
        "All figures, by month and group, are in the folder csv beside this workbook; "
        "datapackage.json describes them. The worksheet Data holds a part of them for pivot "
        "tables.",
        "Contact",
        "Ask whoever gave you this workbook: the program keeps no names. The run named above can "
        "be made again from its scenarios.",
    };
    uint32_t row = 1;
    worksheet_set_column(sheet, 0, 0, COVER_COLUMNS, xlsx->wrapped);
    worksheet_set_portrait(sheet);
    cover_line(xlsx, sheet, &row, false,
               "Modelled results, not official statistics and not records of people.");
    if (xlsx->view->models[0]->la_name != NULL)
        cover_line(xlsx, sheet, &row, false, xlsx->view->models[0]->la_name);
    cover_scenarios(xlsx, sheet, &row);
    cover_basis(xlsx, sheet, &row);
    for (size_t w = 0; w < sizeof words / sizeof *words; w++)
        cover_line(xlsx, sheet, &row, w == 0 || w == 4 || w == 6, words[w]);
}

static void write_contents(sen_xlsx *xlsx, lxw_worksheet *sheet, int32_t own)
{
    static const sen_xlsx_column columns[] = {{"Worksheet", 26, SEN_CELL_TEXT},
                                              {"What it holds", 70, SEN_CELL_TEXT},
                                              {"In this run", 40, SEN_CELL_TEXT}};
    sen_xlsx_sheet contents = {.xlsx = xlsx,
                               .sheet = sheet,
                               .columns = columns,
                               .n_columns = 3,
                               .head_row = 2,
                               .row = 3,
                               .lines = 1,
                               .table = "contents"};
    for (int32_t c = 0; c < 3; c++)
        worksheet_set_column(sheet, (lxw_col_t)c, (lxw_col_t)c, columns[c].width,
                             xlsx->cells[SEN_CELL_TEXT]);
    sen_xlsx_write_text(xlsx, sheet, 1, 0,
                        "This worksheet contains one table: the worksheets of this workbook.",
                        xlsx->words);
    for (int32_t e = 0; e < xlsx->n_entries; e++) {
        const sen_xlsx_entry *const entry = xlsx->entries + e;
        if (e == own)
            continue;
        if (entry->title != NULL) {
            char link[SEN_XLSX_NAME + 32];
            snprintf(link, sizeof link, "internal:'%s'!A1", entry->name);
            if (worksheet_write_url(sheet, contents.row, 0, link, xlsx->link) != LXW_NO_ERROR)
                xlsx->failed = true;
            sen_xlsx_write_text(xlsx, sheet, contents.row, 0, entry->name, xlsx->link);
            sen_xlsx_text(&contents, 1, entry->title);
            sen_xlsx_text(&contents, 2, "Yes");
        } else {
            sen_xlsx_text(&contents, 0, entry->name);
            sen_xlsx_text(&contents, 1, entry->about);
            sen_xlsx_text(&contents, 2, "No");
        }
        sen_xlsx_next(&contents);
    }
    sen_xlsx_end(&contents);
}

/* ---- the whole ---- */

static void set_properties(sen_xlsx *xlsx)
{
    const sen_model *const model = xlsx->view->models[0];
    /* A fixed date, since the same run has the same bytes: the first day of the scenario. */
    const int64_t day = model->plain_clock ? DAY_OF_2000 : model->start_date;
    lxw_doc_properties properties = {
        .title = (char *)workbook_title(xlsx),
        .subject = "Special educational needs and disabilities: simulated services and waits",
        .author = "sendsim",
        .keywords = "SEND, waiting lists, unmet need, commissioning, simulation, " /* for search */
                    "modelled results",
        .comments = "Modelled results, not official statistics. The creation date is the first day "
                    "of the scenario.",
        .created = (time_t)(day * 86400)};
    workbook_set_properties(xlsx->book, &properties);
    workbook_set_custom_property_string(xlsx->book, "run_id", xlsx->view->run_id);
    workbook_set_custom_property_string(xlsx->book, "scenario_digest", model->digest);
    workbook_set_custom_property_string(xlsx->book, "version", xlsx->view->version);
    char seed[24];
    snprintf(seed, sizeof seed, "%llu", (unsigned long long)xlsx->view->seed);
    workbook_set_custom_property_string(xlsx->book, "seed", seed);
    workbook_set_custom_property_string(xlsx->book, "language", "en-GB");
}

static void write_sheets(sen_xlsx *xlsx, const sen_xlsx_data *data)
{
    lxw_worksheet *const cover = sen_xlsx_add(xlsx, "Cover", workbook_title(xlsx));
    lxw_worksheet *const contents = sen_xlsx_add(xlsx, "Contents", "Contents");
    const int32_t own = xlsx->n_entries - 1;
    if (cover == NULL || contents == NULL)
        return;
    set_properties(xlsx);
    write_cover(xlsx, cover);
    worksheet_activate(cover);
    sen_xlsx_notes(xlsx);
    sen_xlsx_scenarios(xlsx);
    sen_xlsx_headline(xlsx);
    sen_xlsx_all_lines(xlsx);
    sen_xlsx_differences(xlsx);
    sen_xlsx_happened(xlsx);
    sen_xlsx_unmet(xlsx);
    sen_xlsx_waits(xlsx);
    sen_xlsx_stages(xlsx);
    sen_xlsx_duties(xlsx);
    sen_xlsx_capacity(xlsx);
    sen_xlsx_cost(xlsx);
    sen_xlsx_outcomes(xlsx);
    sen_xlsx_gaps(xlsx);
    sen_xlsx_checks(xlsx);
    sen_xlsx_assumptions(xlsx);
    sen_xlsx_numbers(xlsx);
    sen_xlsx_not_known(xlsx);
    sen_xlsx_grades(xlsx);
    sen_xlsx_charts(xlsx);
    sen_xlsx_data_sheet(xlsx, data);
    write_contents(xlsx, contents, own);
}

/* The library writes the file itself: under a temporary name, then its own. */
static sen_code save(sen_xlsx *xlsx, const char *temporary, const char *path, sen_errors *errors)
{
    errno = 0;
    const lxw_error error = workbook_close(xlsx->book);
    if (xlsx->failed || error == LXW_ERROR_MEMORY_MALLOC_FAILED) {
        unlink(temporary);
        return sen_fail(errors, SEN_NO_MEMORY, path, 0, 0, NULL, NULL, NULL, NULL);
    }
    if (error == LXW_NO_ERROR && rename(temporary, path) == 0)
        return SEN_OK;
    const int reason = errno;
    unlink(temporary);
    return sen_failf(errors, error == LXW_ERROR_CREATING_XLSX_FILE ? SEN_CANNOT_CREATE : SEN_IO,
                     path, 0, 0, NULL, NULL, "cannot be written: %s",
                     reason != 0 ? strerror(reason) : lxw_strerror(error));
}

sen_code sen_xlsx_write(const sen_xlsx_data *data, const sen_page *page, const sen_screen *screen,
                        const sen_headline *headlines, const char *folder, sen_errors *errors)
{
    char path[4096], temporary[4096 + 8];
    sen_xlsx xlsx = {.view = data->view, .page = page, .screen = screen, .headlines = headlines};
    if ((size_t)snprintf(path, sizeof path, "%s/results.xlsx", folder) >= sizeof path)
        return sen_fail(errors, SEN_CANNOT_CREATE, folder, 0, 0, NULL, NULL, NULL, NULL);
    snprintf(temporary, sizeof temporary, "%s.tmp", path);
    xlsx.book = data->failed || page->failed || screen->failed ? NULL : workbook_new(temporary);
    if (xlsx.book == NULL)
        return sen_fail(errors, SEN_NO_MEMORY, path, 0, 0, NULL, NULL, NULL, NULL);
    xlsx.shown = sen_screen_shown(data->view);
    sen_text_init(&xlsx.text);
    sen_text_init(&xlsx.words_made);
    make_formats(&xlsx);
    if (!xlsx.failed)
        write_sheets(&xlsx, data);
    xlsx.failed =
        xlsx.failed || !sen_text_is_well(&xlsx.text) || !sen_text_is_well(&xlsx.words_made);
    const sen_code code = save(&xlsx, temporary, path, errors);
    for (int32_t e = 0; e < xlsx.n_entries; e++)
        free(xlsx.entries[e].title);
    sen_text_clear(&xlsx.text);
    sen_text_clear(&xlsx.words_made);
    return code;
}

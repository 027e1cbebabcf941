/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "made_up.h"
#include "report/screen.h"
#include "report/table.h"
#include "report/terminal.h"
#include "stats/headline.h"

static made_up_run run;

static void done(void)
{
    made_up_run_clear(&run);
}

static made_up_size size_of(const char *id)
{
    return (made_up_size){.id = id,
                          .title = "If one joint panel sat fortnightly",
                          .kinds = 6,
                          .services = 6,
                          .teams = 8,
                          .checks = 2,
                          .needs = 3,
                          .years = 2,
                          .grouped = true};
}

static int64_t cell(int32_t scenario, int32_t replicate, int32_t at)
{
    return run
        .records[scenario][(size_t)replicate * (size_t)run.plans[scenario].n_cells + (size_t)at];
}

/* The figure's value in one replicate, term by term. */
static double slow_sum(const sen_plan *plan, int32_t scenario, const sen_figure *figure,
                       const sen_term *terms, int32_t n, int32_t period, int32_t replicate)
{
    double sum = 0;
    int32_t from = period, to = period + 1;
    if (figure->reading != SEN_READ_OWN) {
        to = plan->first_month[figure->period_type][period + 1];
        from = figure->reading == SEN_READ_LAST_MONTH
                   ? to - 1
                   : plan->first_month[figure->period_type][period];
    }
    for (int32_t t = 0; t < n; t++)
        for (int32_t p = from; p < to; p++) {
            const int64_t one =
                cell(scenario, replicate, plan->series[terms[t].series].first_cell + p);
            sum = one == SEN_NO_FIGURE ? NAN : sum + (double)(terms[t].sign * one);
        }
    return sum;
}

typedef struct {
    int32_t rows, compared;
    int64_t summed, values; /* replicates that have a figure */
} tally;

static void check_row(void *context, const sen_table_row *row)
{
    tally *const seen = context;
    const sen_plan *const plan = row->plan;
    const sen_figure *const f = row->figure;
    const double unit = (double)sen_figure_divisor(plan, f, row->period);
    double above = 0, below = 0;
    int32_t n = 0;
    for (int32_t r = 0; r < run.view.usable; r++) {
        const double x = slow_sum(plan, row->scenario, f, plan->terms + f->first_term, f->n_terms,
                                  row->period, r);
        const double of = f->n_below == 0
                              ? 1
                              : slow_sum(plan, row->scenario, f, plan->terms + f->first_below,
                                         f->n_below, row->period, r);
        if (isnan(x) || isnan(of) || of <= 0)
            continue;
        above += x;
        below += of;
        n++;
        if (row->values != NULL)
            cr_assert(fabs(row->values[r] - x / of / unit) <= 1e-12 * (1 + fabs(x / of / unit)));
    }
    for (int32_t r = 0; r < run.view.usable && row->values != NULL; r++)
        seen->values += !isnan(row->values[r]);
    seen->summed += n;
    seen->rows++;
    cr_assert(eq(int, row->summary->n, n));
    if (n > 0)
        cr_assert(fabs(row->summary->mean - above / below / unit) <=
                      1e-12 * (1 + fabs(row->summary->mean)),
                  "%s %s", f->key[SEN_KEY_MEASURE], f->key[SEN_KEY_CATEGORY]);
    if (row->difference != NULL) {
        seen->compared++;
        cr_assert(ne(int, row->scenario, 0));
    }
}

Test(table, every_mean_is_that_of_its_cells, .fini = done)
{
    made_up_size sizes[3] = {size_of("base"), size_of("less"), size_of("more")};
    sizes[1].kinds = 5; /* another plan: cells stand elsewhere */
    sizes[2].services = 7;
    made_up_run_init(&run, sizes, 3, 7);
    tally seen = {0};
    cr_assert(eq(int, sen_table_each(&run.view, (sen_table_listener){check_row, NULL, &seen}, NULL),
                 SEN_OK));
    cr_assert(seen.rows > 10000 && seen.compared > 5000);
    cr_assert(eq(i64, seen.values, 0));
}

Test(table, every_value_is_that_of_its_replicate, .fini = done)
{
    made_up_size sizes[2] = {size_of("base"), size_of("less")};
    sizes[1].kinds = 5;
    made_up_run_init(&run, sizes, 2, 7);
    run.view.keep_replicates = true;
    tally seen = {0};
    cr_assert(eq(int, sen_table_each(&run.view, (sen_table_listener){check_row, NULL, &seen}, NULL),
                 SEN_OK));
    cr_assert(seen.rows > 5000);
    cr_assert(eq(i64, seen.values, seen.summed));
}

static void check_difference(void *context, const sen_table_row *row)
{
    const sen_plan *const base = run.plans;
    (void)context;
    if (row->difference == NULL || row->figure->n_below > 0 || row->difference->n < 7)
        return;
    int32_t other = 0;
    while (base->figures[other].period_type != row->figure->period_type ||
           sen_figure_compare(base->figures + other, row->figure) != 0)
        other++;
    const sen_figure *const b = base->figures + other;
    double sum = 0;
    for (int32_t r = 0; r < run.view.usable; r++)
        sum += slow_sum(row->plan, row->scenario, row->figure,
                        row->plan->terms + row->figure->first_term, row->figure->n_terms,
                        row->period, r) -
               slow_sum(base, 0, b, base->terms + b->first_term, b->n_terms, row->period, r);
    const double mean = sum / run.view.usable / (double)sen_figure_divisor(base, b, row->period);
    cr_assert(fabs(row->difference->mean - mean) <= 1e-12 * (1 + fabs(mean)));
}

Test(table, scenarios_are_paired_by_ids_not_by_place, .fini = done)
{
    made_up_size sizes[2] = {size_of("base"), size_of("less")};
    sizes[1].kinds = 4;
    sizes[1].services = 5;
    made_up_run_init(&run, sizes, 2, 7);
    cr_assert(
        eq(int, sen_table_each(&run.view, (sen_table_listener){check_difference, NULL, NULL}, NULL),
           SEN_OK));
}

static void check_screen(int32_t scenarios, int32_t replicates)
{
    static const char *const ids[] = {"base", "b", "c", "d",      "e",
                                      "f",    "g", "h", "b_none", "b_half"};
    made_up_size sizes[10];
    char *text = NULL;
    for (int32_t s = 0; s < scenarios; s++)
        sizes[s] = size_of(ids[s]);
    made_up_run_init(&run, sizes, scenarios, replicates);
    if (scenarios == 10)
        run.variant_of[8] = run.variant_of[9] = 1;
    cr_assert(eq(int, sen_report_screen(&run.view, &text, NULL), SEN_OK));
    cr_assert(sen_terminal_lines(text) <= SEN_SCREEN_LINES, "%s", text);
    cr_assert(strstr(text, scenarios == 1 ? "hidden" : "Hidden need") != NULL);
    cr_assert(strstr(text, "b_none") == NULL);
    const bool judged = strstr(text, "assumed") != NULL;
    cr_assert(eq(int, judged, scenarios == 10));
    for (const char *line = text; *line != '\0'; line = strchr(line, '\n') + 1) {
        char one[400];
        snprintf(one, sizeof one, "%.*s", (int)strcspn(line, "\n"), line);
        cr_assert(sen_terminal_width(one) <= SEN_SCREEN_COLUMNS, "%s", one);
    }
    free(text);
}

Test(table, words_are_shortened_between_words)
{
    static const struct {
        const char *words, *shorter;
        size_t columns;
    } cases[] = {{"SEMH key worker", "SEMH key worker", 15},
                 {"SEMH support by a key worker", "SEMH support by a key ...", 25},
                 {"SEMH support by a key worker", "SEMH support by a ...", 24},
                 {"£££ and more", "£££ ...", 9},
                 {"Wohngeldangelegenheit", "Wohngel ...", 11},
                 {"", "", 0}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        sen_text text;
        sen_text_init(&text);
        sen_terminal_shorten(&text, cases[i].words, cases[i].columns);
        cr_assert(eq(str, (char *)sen_text_string(&text), (char *)cases[i].shorter));
        cr_assert(sen_terminal_width(sen_text_string(&text)) <= cases[i].columns);
        sen_text_clear(&text);
    }
}

Test(table, a_table_of_pounds_ends_in_any_locale)
{
    static const char *const cells[] = {"Cost, £1,000", "A", "Geräte", "1,234"};
    sen_text text;
    sen_text_init(&text);
    cr_assert(eq(int, sen_terminal_table(&text, 2, cells, 2, 100, NULL), SEN_OK));
    cr_assert(
        eq(str, (char *)sen_text_string(&text), "Cost, £1,000      A\nGeräte        1,234\n"));
    sen_text_clear(&text);
}

/* Two scenarios and one kind, with the differences of known and hidden need as given. */
static sen_change change_of(double known, double hidden)
{
    sen_difference differences[2][2];
    memset(differences, 0, sizeof differences);
    const double means[] = {known, hidden};
    for (int32_t i = 0; i < 2; i++)
        differences[i][1] = (sen_difference){.n = 20,
                                             .has_error = true,
                                             .mean = means[i],
                                             .mc_lower_95 = means[i] - 5,
                                             .mc_upper_95 = means[i] + 5};
    sen_screen_line lines[] = {{.id = "semh", .differences = differences[0]},
                               {.id = "semh", .differences = differences[1]}};
    sen_screen screen = {.lines = {[SEN_BLOCK_KNOWN] = lines, [SEN_BLOCK_HIDDEN] = lines + 1},
                         .n = {[SEN_BLOCK_KNOWN] = 1, [SEN_BLOCK_HIDDEN] = 1}};
    return sen_screen_change(&screen, lines, 1);
}

Test(table, a_need_that_was_found_is_no_loss)
{
    cr_assert(eq(int, change_of(20, -15), SEN_CHANGE_FOUND));
    cr_assert(eq(int, change_of(-20, 15), SEN_CHANGE_HIDDEN));
    cr_assert(eq(int, change_of(20, -4), SEN_CHANGE_MORE));
    cr_assert(eq(int, change_of(20, 15), SEN_CHANGE_MORE));
    cr_assert(eq(int, change_of(-20, -15), SEN_CHANGE_LESS));
    cr_assert(eq(int, change_of(4, -15), SEN_CHANGE_NONE));
}

Test(table, the_screen_fits_one_scenario, .fini = done)
{
    check_screen(1, 3);
}

Test(table, the_screen_fits_three_scenarios, .fini = done)
{
    check_screen(3, 1);
}

Test(table, the_screen_fits_ten_scenarios, .fini = done)
{
    check_screen(10, 3);
}

Test(table, a_headline_is_compared_with_the_same_kind_of_the_first, .fini = done)
{
    /* only the second names a kind: it must not be set against all kinds of the first */
    const made_up_size sizes[] = {size_of("base"), size_of("b"), size_of("b_none"),
                                  size_of("b_half")};
    sen_headline headlines[4];
    made_up_run_init(&run, sizes, 4, 5);
    const size_t bytes = 5 * (size_t)run.plans[0].n_cells * sizeof(int64_t);
    const sen_columns columns = sen_view_columns(&run.view);
    for (int32_t s = 1; s < 4; s++) {
        memcpy(run.records[s], run.records[0], bytes);
        run.models[s]->report.headline_kind = "kind_02";
        run.variant_of[s] = s == 1 ? SEN_NONE : 1;
    }
    cr_assert(
        eq(int, sen_headlines(headlines, run.plans, run.variant_of, 4, &columns, NULL), SEN_OK));
    cr_assert(headlines[0].summary.mean > headlines[1].summary.mean);
    cr_assert(eq(dbl, headlines[1].difference.mean, 0.0));
    cr_assert(headlines[1].has_variants && !headlines[1].wins);
    cr_assert(epsilon_eq(dbl, headlines[1].correlation, 1.0, 1e-12));
}

Test(table, a_figure_is_found_by_name, .fini = done)
{
    const made_up_size sizes[] = {size_of("base")};
    made_up_run_init(&run, sizes, 1, 5);
    double mean, other;
    bool found;
    cr_assert(eq(
        int, sen_report_mean(&run.view, 0, "known_unmet_children", "kind_02", &mean, &found, NULL),
        SEN_OK));
    cr_assert(found && mean > 0);
    cr_assert(eq(int,
                 sen_report_mean(&run.view, 0, "known_unmet_children", "", &other, &found, NULL),
                 SEN_OK));
    cr_assert(found && other != mean);
    cr_assert(eq(int, sen_report_mean(&run.view, 0, "cost", NULL, &mean, &found, NULL), SEN_OK));
    cr_assert(found);
    sen_errors *const errors = sen_errors_new();
    cr_assert(eq(int,
                 sen_report_mean(&run.view, 0, "known_unmet_childen", NULL, &mean, &found, errors),
                 SEN_USAGE));
    cr_assert(eq(str, (char *)sen_errors_at(errors, 0)->nearest, "known_unmet_children"));
    sen_errors_free(errors);
}

Test(table, numbers_read_as_people_write_them)
{
    static const struct {
        double number;
        bool with_sign;
        const char *text;
    } cases[] = {{0, false, "0"},      {0, true, "0"},           {0.04, true, "0"},
                 {4.25, false, "4.2"}, {9.96, false, "10"},      {-3, true, "-3"},
                 {12, true, "+12"},    {1234.5, false, "1,234"}, {-1234567, false, "-1,234,567"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        sen_text text;
        sen_text_init(&text);
        sen_terminal_number(&text, cases[i].number, cases[i].with_sign);
        cr_assert(eq(str, (char *)sen_text_string(&text), (char *)cases[i].text));
        sen_text_clear(&text);
    }
}

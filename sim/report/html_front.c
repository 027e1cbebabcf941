/* SPDX-License-Identifier: MIT */
/* The page in words: what not to believe, what was asked, the answer, ranges, duties, the basis. */
#include <stdlib.h>
#include <string.h>

#include "report/grades.h"
#include "report/html.h"
#include "report/not_known.h"
#include "report/publish.h"
#include "report/svg.h"
#include "report/terminal.h"

enum { FEW = 4, FEW_KNOWN = 8 }; /* lines of the short answer */

/* ---- read this first ---- */

static void say_placeholders(sen_html *html)
{
    const sen_model *const model = html->view->models[0];
    sen_text *const out = html->out;
    sen_text_add(out, "<li>");
    if (!model->has_population) {
        sen_text_add(out, "These are streams of referrals without children behind them: they show "
                          "how lists behave, not who needs help.");
    } else {
        sen_text_empty(&html->words);
        sen_not_known_placeholders(&html->words, model);
        sen_svg_escape(out, sen_text_string(&html->words));
        sen_text_add(out, " <a href=\"#basis\">What this rests on</a>.");
    }
    sen_text_add(out, "</li>\n");
}

static bool any_behaviour(const sen_html *html)
{
    for (int32_t s = 0; s < html->shown; s++)
        if (html->view->models[s]->has_behaviour)
            return true;
    return false;
}

void sen_html_first(sen_html *html)
{
    const sen_run_view *const view = html->view;
    sen_text *const out = html->out;
    const int32_t asked = view->last - view->first + 1;
    if (view->usable < asked) {
        sen_text_addf(out, "<p class=\"warn\"><strong>Partial.</strong> %d of %d replicates are ",
                      (int)view->usable, (int)asked);
        sen_text_add(out, "done; these figures will change.</p>\n");
    }
    sen_text_add(out, "<ul class=\"warn\">\n");
    say_placeholders(html);
    if (any_behaviour(html))
        sen_text_add(out, "<li>A title that begins with <strong>If</strong> assumes that people "
                          "will behave differently. That is an assumption, not a finding. "
                          "<a href=\"#behaviour\">How much behaviour must change</a>.</li>\n");
    if (view->publish.on) {
        sen_text_add(out, "<li>");
        sen_publish_words(out, &view->publish);
        sen_text_add(out, "</li>\n");
    } else if (view->models[0]->n_openings > 0)
        sen_text_add(out, "<li>Lists on the first day are local counts as they were put in. "
                          "Nothing here is hidden or rounded: look at small numbers before you "
                          "publish this page.</li>\n");
    sen_text_add(out, "<li>What the model leaves out has no line here. No line does not mean no "
                      "effect. <a href=\"#not-known\">What we do not know</a>.</li>\n</ul>\n");
}

/* ---- what was asked ---- */

/* "From 1 September 2025 until 5 April 2026: " */
static void say_span(sen_text *out, const sen_model *model, const sen_change_note *change)
{
    sen_text_add(out, "From ");
    sen_screen_date(out, model, change->from_day);
    if (change->until_day < model->days - 1) {
        sen_text_add(out, " until ");
        sen_screen_date(out, model, change->until_day);
    }
    sen_text_add(out, ": ");
}

/* Changes of the same dates in one sentence. */
static void add_changes(sen_html *html, const sen_model *model)
{
    for (int32_t c = 0; c < model->n_changes; c++) {
        const sen_change_note *const change = model->changes + c;
        const sen_change_note *const before = c == 0 ? NULL : change - 1;
        const bool goes_on = before != NULL && before->from_day == change->from_day &&
                             before->until_day == change->until_day;
        if (goes_on) {
            sen_text_add(html->out, "; ");
        } else {
            sen_text_add(html->out, before == NULL ? "" : ". ");
            say_span(html->out, model, change);
        }
        if (change->kind == SEN_CHANGE_BEHAVIOUR)
            sen_text_add(html->out, "<strong>assumed:</strong> ");
        sen_svg_escape(html->out, change->title != NULL ? change->title : change->id);
    }
    if (model->n_changes > 0)
        sen_text_add(html->out, ".");
}

void sen_html_asked(sen_html *html)
{
    const sen_model *const model = html->view->models[0];
    sen_text *const out = html->out;
    sen_text_add(out, "<p>What happens from ");
    sen_screen_date(out, model, 0);
    sen_text_add(out, " to ");
    sen_screen_date(out, model, model->days - 1);
    sen_text_add(out, html->shown > 1
                          ? " if things go on as in A, and what the others change. All meet the "
                            "same children and the same luck, so what differs is the decision.</p>"
                          : "?</p>");
    sen_text_add(out, "\n<dl>\n");
    for (int32_t s = 0; s < html->shown; s++) {
        const sen_model *const one = html->view->models[s];
        sen_text_addf(out, "<dt>%s: ", sen_html_letter(s));
        sen_svg_escape(out, one->title != NULL ? one->title : one->id);
        sen_text_add(out, "</dt>\n<dd>");
        add_changes(html, one);
        sen_text_addf(out, " <span class=\"quiet\">(<code>%s</code>)</span></dd>\n", one->id);
    }
    sen_text_add(out, "</dl>\n");
}

/* ---- the answer ---- */

/* Lines of a block of the screen, a column a scenario: at most `most`, those that matter. */
static void add_block(sen_html *html, sen_screen_block block, const char *caption, int32_t most)
{
    const char *heads[1 + SEN_SHOWN_SCENARIOS] = {block == SEN_BLOCK_WAITS  ? "Service and measure"
                                                  : block == SEN_BLOCK_COST ? "Partner"
                                                  : block == SEN_BLOCK_LATE ? "Service"
                                                                            : "Kind of help"};
    const sen_screen *const screen = html->screen;
    const int32_t all = screen->n[block], room = most < all ? most : all;
    int32_t *const picked = sen_arena_take(&html->arena, (size_t)room + 1, sizeof *picked);
    if (picked == NULL) {
        html->out->failed = true;
        return;
    }
    const int32_t n = sen_screen_pick(screen, block, room, picked);
    const double unit = block == SEN_BLOCK_COST ? 1000.0 : 1.0;
    if (n == 0)
        return;
    for (int32_t s = 0; s < html->shown; s++)
        heads[1 + s] = sen_html_letter(s);
    sen_html_table(html, caption, heads, 1 + html->shown);
    for (int32_t i = 0; i < n; i++) {
        const sen_screen_line *const line = screen->lines[block] + picked[i];
        sen_text_empty(&html->words);
        sen_text_add(&html->words, line->label);
        if (line->note[0] != '\0')
            sen_text_addf(&html->words, " (%s)", line->note);
        sen_html_row(html, sen_text_string(&html->words));
        for (int32_t s = 0; s < html->shown; s++)
            sen_html_number(html, line->summaries[s].mean / unit, line->summaries[s].n > 0, false);
        sen_html_row_end(html);
    }
    sen_html_table_end(html);
}

static const char *caption_on_last_day(sen_html *html, const char *lead)
{
    const sen_model *const model = html->view->models[0];
    sen_text_empty(&html->words);
    sen_text_add(&html->words, lead);
    sen_screen_date(&html->words, model, model->days - 1);
    return sen_text_string(&html->words);
}

void sen_html_answer(sen_html *html)
{
    sen_text *const out = html->out;
    sen_text_add(out, "<ul>\n");
    for (int32_t s = 0; s < html->shown; s++) {
        const sen_model *const model = html->view->models[s];
        sen_text_empty(&html->words);
        sen_screen_say(&html->words, html->screen, s, html->headlines);
        sen_text_addf(out, "<li><strong>%s: ", sen_html_letter(s));
        sen_svg_escape(out, model->title != NULL ? model->title : model->id);
        sen_text_add(out, ".</strong>");
        sen_svg_escape(out, sen_text_string(&html->words));
        sen_text_add(out, "</li>\n");
    }
    sen_text_add(out, "</ul>\n");
    sen_html_paragraph(html, sen_html_has_children(html)
                                 ? "The lines that matter most: the greatest, and those in which "
                                   "the scenarios differ most. Averages over all replicates. A "
                                   "child can stand in several lines, so never add them up. Hidden "
                                   "need is need that no agency has identified; it rests on "
                                   "prevalence, not on any list."
                                 : "The lines that matter most: averages over all replicates.");
    add_block(html, SEN_BLOCK_KNOWN,
              caption_on_last_day(html, "Children with known unmet need on "), FEW_KNOWN);
    add_block(html, SEN_BLOCK_HIDDEN,
              caption_on_last_day(html, "Children with hidden need (an estimate) on "), FEW);
    add_block(html, SEN_BLOCK_LATE,
              caption_on_last_day(html, "Cases already later than their clock allows on "), FEW);
    if (sen_html_has_children(html))
        add_block(html, SEN_BLOCK_COST, sen_html_cost_caption(html), FEW);
    add_block(html, SEN_BLOCK_WAITS, "Lists and waits", FEW_KNOWN);
    sen_text_add(out, "<p><a href=\"#whole\">Every line of the answer</a> stands near the end; "
                      "<a href=\"#duties\">duties</a> and <a href=\"#cost\">cost</a> have their "
                      "own parts.</p>\n");
}

void sen_html_whole(sen_html *html)
{
    static const struct {
        sen_screen_block block;
        const char *caption;
    } blocks[] = {{SEN_BLOCK_NEEDED, "Children who need this help, met or not, on "},
                  {SEN_BLOCK_KNOWN, "All kinds of help: children with known unmet need on "},
                  {SEN_BLOCK_HIDDEN, "All kinds of help: children with hidden need on "},
                  {SEN_BLOCK_WAITS, "All lists and waits on "}};
    bool any = false;
    for (size_t b = 0; b < sizeof blocks / sizeof *blocks; b++) {
        const int32_t n = html->screen->n[blocks[b].block];
        any = any || n > 0;
        add_block(html, blocks[b].block, caption_on_last_day(html, blocks[b].caption), n);
    }
    if (!any)
        sen_html_paragraph(html, "Nothing in these scenarios has a line.");
}

/* ---- ranges ---- */

void sen_html_ranges(sen_html *html)
{
    const sen_run_view *const view = html->view;
    const sen_model *const model = view->models[0];
    sen_text *const out = html->out;
    int32_t uncertain = 0;
    for (int32_t i = 0; i < model->n_numbers; i++)
        uncertain += model->numbers[i].how == SEN_NUMBER_UNCERTAIN;
    sen_text_addf(out,
                  "<p>The same years were lived through %d time%s (<em>replicates</em>), each "
                  "with its own luck. A figure is the average over them.</p>\n<dl>\n",
                  (int)view->usable, view->usable == 1 ? "" : "s");
    sen_text_add(
        out,
        "<dt>Range (shaded in charts)</dt>\n<dd>In 9 of 10 replicates the figure lies in "
        "it: from the 5th to the 95th percentile. It is how different the same plan may "
        "turn out. How well its two ends are known is not shown here: <code>results.csv</code> "
        "has that in <code>p05_lower_95</code> to <code>p95_upper_95</code>.</dd>\n<dt>95 % "
        "interval of a difference</dt>\n<dd>How well the "
        "<em>average</em> difference is known from this many replicates. More replicates "
        "make it narrower. If it holds 0, chance alone could make the difference.</dd>\n"
        "</dl>\n<p>They cover chance: who is born, whose need is seen, who gets a place. ");
    if (uncertain > 0) {
        sen_text_add(out, "They also cover the ");
        sen_terminal_number(out, uncertain, false);
        sen_text_addf(out, " numbers that are given as ranges in A, drawn %d time%s over. ",
                      (int)sen_view_draws(view), sen_view_draws(view) == 1 ? "" : "s");
    }
    sen_text_add(out, "<strong>What they do not cover</strong> is told next.</p>\n");
}

/* ---- what we do not know ---- */

enum { NAMED_IN_FOLD = 5 }; /* more are counted, not named, where a list is closed */

typedef struct {
    sen_html *html;
    const char *why;       /* of the list that is gathered; NULL: none is */
    sen_text names, items; /* of it */
    int32_t n;
} not_known_list;

static void tell_list(not_known_list *list)
{
    sen_html *const html = list->html;
    if (list->n > NAMED_IN_FOLD) {
        sen_text_empty(&list->names);
        sen_text_addf(&list->names, "%d things, and who would know", (int)list->n);
    }
    if (list->n > 0) {
        sen_html_fold(html, list->why, sen_text_string(&list->names));
        sen_text_addf(html->out, "<dl>\n%s</dl>\n", sen_text_string(&list->items));
        sen_html_fold_end(html);
    }
    sen_text_empty(&list->names);
    sen_text_empty(&list->items);
    list->n = 0;
}

static void add_not_known(void *to, const sen_not_known *one)
{
    not_known_list *const list = to;
    if (list->why == NULL || strcmp(list->why, one->why) != 0)
        tell_list(list);
    list->why = one->why;
    sen_text_addf(&list->names, "%s%s", list->n++ == 0 ? "" : "; ", one->what);
    sen_text_add(&list->items, "<dt>");
    sen_svg_escape(&list->items, one->what);
    sen_text_add(&list->items, "</dt>\n<dd>");
    sen_svg_escape(&list->items, one->words);
    sen_text_add(&list->items, "</dd>\n");
}

void sen_html_not_known(sen_html *html)
{
    const sen_model *const model = html->view->models[0];
    not_known_list list = {.html = html};
    sen_text_init(&list.names);
    sen_text_init(&list.items);
    sen_text_empty(&html->words);
    if (model->has_population) {
        sen_not_known_placeholders(&html->words, model);
        if (model->n_not_found > 0)
            sen_text_addf(&html->words, " %d thing%s looked for in the evidence and not found.",
                          (int)model->n_not_found, model->n_not_found == 1 ? " was" : "s were");
        sen_text_add(&html->words, " ");
    }
    sen_text_add(&html->words, "Each line below opens, and all are open in print.");
    sen_html_paragraph(html, sen_text_string(&html->words));
    const bool told = sen_not_known_tell(html->view, html->shown, add_not_known, &list);
    tell_list(&list);
    html->out->failed = html->out->failed || !told || !sen_text_is_well(&list.names) ||
                        !sen_text_is_well(&list.items);
    sen_text_clear(&list.names);
    sen_text_clear(&list.items);
}

/* ---- duties ---- */

static const sen_clock *clock_of(const sen_html *html, const char *service)
{
    for (int32_t s = 0; s < html->shown; s++)
        for (int32_t i = 0; i < html->view->models[s]->n_services; i++) {
            const sen_service *const one = html->view->models[s]->rules[0].services + i;
            if (strcmp(one->id, service) == 0 && one->clock.exists)
                return &one->clock;
        }
    return NULL;
}

static void add_duty(sen_html *html, const sen_screen_line *line)
{
    static const char *const bases[] = {"absolute duty", "statutory clock", "national standard",
                                        "local aim"};
    const sen_clock *const clock = clock_of(html, line->id);
    const bool weeks = clock != NULL && clock->target_days % 7 == 0;
    const int32_t target = clock == NULL ? 0 : clock->target_days / (weeks ? 7 : 1);
    sen_text_empty(&html->words);
    sen_text_add(&html->words, line->label);
    if (clock != NULL)
        sen_text_addf(&html->words, " (%d %s%s, %s)", (int)target, weeks ? "week" : "day",
                      target == 1 ? "" : "s", bases[clock->basis]);
    sen_html_row(html, sen_text_string(&html->words));
    for (int32_t s = 0; s < html->shown; s++)
        sen_html_number(html, line->summaries[s].mean, line->summaries[s].n > 0, false);
    sen_html_row_end(html);
}

/* Whose duty comes first among lines [0, i): already told with them. */
static bool is_told(const sen_screen_line *lines, int32_t i)
{
    for (int32_t before = 0; before < i; before++)
        if (strcmp(lines[before].note, lines[i].note) == 0)
            return true;
    return false;
}

void sen_html_duties(sen_html *html)
{
    const sen_screen *const screen = html->screen;
    const sen_screen_line *const lines = screen->lines[SEN_BLOCK_LATE];
    const char *heads[1 + SEN_SHOWN_SCENARIOS] = {"Service, and the time it has"};
    const int32_t n = screen->n[SEN_BLOCK_LATE];
    for (int32_t s = 0; s < html->shown; s++)
        heads[1 + s] = sen_html_letter(s);
    if (n == 0) {
        sen_html_paragraph(html, "No service in these scenarios has a clock.");
        return;
    }
    sen_html_paragraph(html, caption_on_last_day(html, "Cases still open and already later than "
                                                       "their clock allows, on "));
    for (int32_t i = 0; i < n; i++) {
        if (is_told(lines, i))
            continue;
        sen_text_empty(&html->words);
        sen_text_addf(&html->words, "Owed by: %s",
                      lines[i].note[0] == '\0' ? "no owner named" : lines[i].note);
        sen_html_table(html, sen_text_string(&html->words), heads, 1 + html->shown);
        for (int32_t j = i; j < n; j++)
            if (strcmp(lines[j].note, lines[i].note) == 0)
                add_duty(html, lines + j);
        sen_html_table_end(html);
    }
}

/* ---- what it rests on ---- */

static void add_grades(sen_html *html, const sen_model *model)
{
    static const char *const heads[] = {"Part of scenario A",
                                        "A: local",
                                        "B: national",
                                        "C: study or derived",
                                        "D: agreed with people who know",
                                        "E: placeholder",
                                        "Unknown"};
    sen_grade_part parts[SEN_GRADE_PARTS];
    const int32_t n = sen_grade_parts(model, parts);
    sen_html_table(html, "How many numbers, by grade of evidence", heads, 1 + SEN_GRADES);
    for (int32_t p = 0; p < n; p++) {
        sen_text_empty(&html->words);
        sen_text_add_bytes(&html->words, parts[p].path, parts[p].length);
        sen_html_row(html, sen_text_string(&html->words));
        for (int32_t g = 0; g < SEN_GRADES; g++)
            sen_html_number(html, parts[p].counts[g], true, false);
        sen_html_row_end(html);
    }
    sen_html_table_end(html);
}

static void add_assumptions(sen_html *html, const sen_model *model)
{
    static const char *const heads[] = {"Assumption", "About", "Grade", "Owner", "Date"};
    static const char *const grades[] = {"A", "B", "C", "D", "E", "unknown"};
    if (model->n_assumptions == 0)
        return;
    sen_text_add(html->out, "<div class=\"words\">\n");
    sen_html_table(html, "Assumptions of A", heads, 5);
    for (int32_t i = 0; i < model->n_assumptions; i++) {
        const sen_assumption *const one = model->assumptions + i;
        const char *const text = sen_publish_about(&html->view->publish, one->about, one->text);
        sen_html_row(html, text != NULL ? text : one->id);
        sen_html_cell(html, one->about != NULL ? one->about : "");
        sen_html_cell(html, grades[one->grade]);
        sen_html_cell(html, one->owner != NULL ? one->owner : "");
        sen_html_cell(html, one->date != NULL ? one->date : "");
        sen_html_row_end(html);
    }
    sen_html_table_end(html);
    sen_text_add(html->out, "</div>\n");
}

static void add_made(sen_html *html)
{
    const sen_run_view *const view = html->view;
    static const char *const heads[] = {"Scenario", "Letter", "Digest"};
    sen_text_addf(
        html->out,
        "<p>sendsim %s, run <code>%s</code>, seed %llu, replicates %d to %d, %d draw%s of "
        "uncertain numbers. The same program, scenarios and seed give the same figures "
        "every time.</p>\n",
        view->version, view->run_id, (unsigned long long)view->seed, (int)view->first,
        (int)(view->first + view->usable - 1), (int)sen_view_draws(view),
        sen_view_draws(view) == 1 ? "" : "s");
    sen_html_table(html, "Scenarios and their digests", heads, 3);
    for (int32_t s = 0; s < html->shown; s++) {
        sen_html_row(html, view->models[s]->id);
        sen_html_cell(html, sen_html_letter(s));
        sen_text_empty(&html->words);
        sen_text_add_bytes(&html->words, view->models[s]->digest, 12);
        sen_html_cell(html, sen_text_string(&html->words));
        sen_html_row_end(html);
    }
    sen_html_table_end(html);
}

void sen_html_basis(sen_html *html)
{
    const sen_model *const model = html->view->models[0];
    if (model->has_population) {
        sen_html_paragraph(html, "Each number in a scenario has a source and a grade. A figure on "
                                 "this page is as good as the worst number under it: of the "
                                 "service, its teams, the kinds of help it meets and the needs "
                                 "behind them. The command sendsim check names every placeholder.");
        add_grades(html, model);
        add_assumptions(html, model);
    }
    sen_html_heading(html, 3, "How this page was made");
    add_made(html);
}

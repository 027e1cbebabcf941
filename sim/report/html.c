/* SPDX-License-Identifier: MIT */
#include "report/html.h"

#include <math.h>
#include <sha2.h>
#include <string.h>

#include "report/svg.h"
#include "report/terminal.h"

/* Readable at 320 px (tables scroll within themselves, chart text grows) and in print. */
static const char style[] =
    "html{color-scheme:light;background:#fff;color:#0b0c0c;font:1rem/1.5 Arial,Helvetica,"
    "sans-serif;-webkit-text-size-adjust:100%}\n"
    "body{margin:0 auto;max-width:84rem;padding:0 1rem 3rem}\n"
    "h1{font-size:1.9rem;line-height:1.2;margin:1.5rem 0 .5rem}\n"
    "h2{font-size:1.45rem;line-height:1.25;margin:2.5rem 0 .75rem;border-top:3px solid #12436d;"
    "padding-top:.75rem}\n"
    "h3{font-size:1.15rem;margin:1.75rem 0 .5rem}\n"
    "p,ul,ol,dl{max-width:44rem}\n"
    "li,dd{margin-bottom:.35rem}\n"
    "dt{font-weight:bold}\n"
    "dd{margin-left:1.5rem}\n"
    "code,h1,h2,h3,dt,dd,figcaption{overflow-wrap:anywhere}\n"
    "a{color:#12436d}\n"
    "a:focus,[tabindex]:focus,summary:focus{outline:3px solid #801650;outline-offset:2px}\n"
    ".skip{position:absolute;left:-100rem}\n"
    ".skip:focus{position:static}\n"
    ".quiet{color:#3d3d3d}\n"
    ".warn{border-left:6px solid #801650;padding:.25rem 0 .25rem 1rem;margin:1rem 0}\n"
    "ul.warn{padding-left:2rem}\n"
    "details{border-bottom:1px solid #b1b4b6}\n"
    "summary{cursor:pointer;padding:.5rem 0 .5rem 1rem;text-indent:-1rem}\n"
    "summary h3{display:inline}\n"
    "nav ul{columns:2 16rem;padding-left:1.2rem}\n"
    ".scroll{overflow-x:auto;margin:.5rem 0 1rem}\n"
    "table{border-collapse:collapse;font-size:.94rem}\n"
    "caption{text-align:left;font-weight:bold;padding-bottom:.35rem}\n"
    "caption span{display:inline-block;position:sticky;left:0;max-width:calc(100vw - 2rem)}\n"
    "th,td{border-bottom:1px solid #b1b4b6;padding:.3rem .9rem .3rem 0;vertical-align:top;"
    "text-align:left}\n"
    "thead th,td{text-align:right}\n"
    "thead th{min-width:3.2rem}\n"
    "thead th:first-child{text-align:left}\n"
    "tbody th{font-weight:normal;min-width:9rem}\n"
    "td{white-space:nowrap;font-variant-numeric:tabular-nums}\n"
    ".words td,.words thead th{text-align:left;white-space:normal;overflow-wrap:anywhere}\n"
    ".words tbody th{min-width:12rem}\n"
    ".words td:last-child{white-space:nowrap}\n"
    "figure{margin:0 0 1rem}\n"
    "figcaption{font-weight:bold;font-size:.94rem;padding-bottom:.35rem}\n"
    "figure svg{display:block;width:100%;max-width:38rem;height:auto}\n"
    "svg text{font:15px Arial,Helvetica,sans-serif;fill:#0b0c0c;paint-order:stroke;"
    "stroke:#fff;stroke-width:4px;stroke-linejoin:round}\n"
    ".beside{display:grid;grid-template-columns:minmax(0,1fr);gap:1rem;margin:1rem 0 2rem}\n"
    "@media(min-width:75rem){.beside{grid-template-columns:minmax(0,34rem) minmax(0,1fr)}}\n"
    "@media(max-width:30rem){svg text{font-size:22px}h1{font-size:1.5rem}h2{font-size:1.25rem}"
    "th,td{padding-right:.5rem}tbody th{min-width:6rem}thead th{min-width:2.4rem}}\n"
    ".axis{stroke:#0b0c0c;stroke-width:1}\n"
    ".grid{stroke:#b1b4b6;stroke-width:1}\n"
    ".line{fill:none;stroke-width:3;stroke-linejoin:round}\n"
    ".lead{fill:none;stroke-width:1.5}\n"
    ".fan{fill-opacity:.18}\n"
    ".in{fill:#fff;stroke:#0b0c0c;stroke-width:2}\n"
    ".out{fill:#0b0c0c}\n"
    ".whisker{stroke:#0b0c0c;stroke-width:2}\n"
    ".outcomes{stroke:#6f6f6f;stroke-width:2}\n"
    ".interval{stroke:#0b0c0c;stroke-width:6}\n"
    ".dot{stroke:#fff;stroke-width:1.5}\n"
    ".cell{stroke:#3d3d3d;stroke-width:1}\n"
    ".half{stroke:#12436d;stroke-width:1.5}\n"
    "@media print{html{font-size:10pt}nav,.skip{display:none}.scroll{overflow:visible}"
    "figure,tr,.warn,.scroll{break-inside:avoid}"
    "h2,h3,dt,caption,summary{break-after:avoid}details::details-content{content-visibility:"
    "visible;height:auto}"
    ".beside{display:block}"
    "summary{list-style:none}svg *{print-color-adjust:exact;-webkit-print-color-adjust:exact}"
    "figure svg{max-width:11cm}table{font-size:8.5pt}th,td{padding-right:.5rem}"
    "a{text-decoration:none;color:inherit}}\n";

/* ---- elements ---- */

void sen_html_begin(sen_html *html, const char *id, const char *title)
{
    sen_text_addf(html->out, "<section aria-labelledby=\"%s\">\n<h2 id=\"%s\">%s</h2>\n", id, id,
                  title);
}

void sen_html_end(sen_html *html)
{
    sen_text_add(html->out, "</section>\n");
}

void sen_html_heading(sen_html *html, int32_t level, const char *title)
{
    sen_text_addf(html->out, "<h%d>", (int)level);
    sen_svg_escape(html->out, title);
    sen_text_addf(html->out, "</h%d>\n", (int)level);
}

void sen_html_paragraph(sen_html *html, const char *words)
{
    sen_text_add(html->out, "<p>");
    sen_svg_escape(html->out, words);
    sen_text_add(html->out, "</p>\n");
}

void sen_html_fold(sen_html *html, const char *title, const char *beside)
{
    sen_text_add(html->out, "<details>\n<summary><h3>");
    sen_svg_escape(html->out, title);
    sen_text_add(html->out, "</h3>");
    if (beside[0] != '\0') {
        sen_text_add(html->out, "<br>");
        sen_svg_escape(html->out, beside);
    }
    sen_text_add(html->out, "</summary>\n");
}

void sen_html_fold_end(sen_html *html)
{
    sen_text_add(html->out, "</details>\n");
}

void sen_html_table(sen_html *html, const char *caption, const char *const *heads, int32_t n)
{
    sen_text_add(html->out, "<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"");
    sen_svg_escape(html->out, caption);
    sen_text_add(html->out, "\">\n<table>\n<caption><span>");
    sen_svg_escape(html->out, caption);
    sen_text_add(html->out, "</span></caption>\n<thead><tr>");
    for (int32_t i = 0; i < n; i++) {
        sen_text_add(html->out, "<th scope=\"col\">");
        sen_svg_escape(html->out, heads[i]);
        sen_text_add(html->out, "</th>");
    }
    sen_text_add(html->out, "</tr></thead>\n<tbody>\n");
}

void sen_html_row(sen_html *html, const char *name)
{
    sen_text_add(html->out, "<tr><th scope=\"row\">");
    sen_svg_escape(html->out, name);
    sen_text_add(html->out, "</th>");
}

void sen_html_cell(sen_html *html, const char *words)
{
    sen_text_add(html->out, "<td>");
    sen_svg_escape(html->out, words);
    sen_text_add(html->out, "</td>");
}

void sen_html_number(sen_html *html, double number, bool there, bool with_sign)
{
    sen_text_add(html->out, "<td>");
    if (there && isfinite(number))
        sen_terminal_number(html->out, number, with_sign);
    else
        sen_text_add(html->out, "no figure");
    sen_text_add(html->out, "</td>");
}

void sen_html_range(sen_html *html, double low, double high, bool there)
{
    sen_text_add(html->out, "<td>");
    if (there && isfinite(low) && isfinite(high)) {
        sen_terminal_number(html->out, low, false);
        sen_text_add(html->out, " to ");
        sen_terminal_number(html->out, high, false);
    } else {
        sen_text_add(html->out, "not known");
    }
    sen_text_add(html->out, "</td>");
}

void sen_html_row_end(sen_html *html)
{
    sen_text_add(html->out, "</tr>\n");
}

void sen_html_table_end(sen_html *html)
{
    sen_text_add(html->out, "</tbody>\n</table>\n</div>\n");
}

void sen_html_beside(sen_html *html)
{
    sen_text_add(html->out, "<div class=\"beside\">\n<div>\n");
}

sen_svg_head sen_html_figure(sen_html *html, const char *title, const char *description)
{
    sen_text_add(html->out, "<figure>\n<figcaption>");
    sen_svg_escape(html->out, title);
    sen_text_add(html->out, "</figcaption>\n");
    return (sen_svg_head){++html->charts, title, description};
}

void sen_html_figure_end(sen_html *html)
{
    sen_text_add(html->out, "</figure>\n");
}

void sen_html_beside_table(sen_html *html)
{
    sen_text_add(html->out, "</div>\n<div>\n");
}

void sen_html_beside_end(sen_html *html)
{
    sen_text_add(html->out, "</div>\n</div>\n");
}

/* ---- what charts are made of ---- */

double *sen_html_values(sen_html *html, int32_t n)
{
    double *const values = sen_arena_take(&html->arena, (size_t)n + 1, sizeof *values);
    if (values == NULL) {
        html->out->failed = true;
        return NULL;
    }
    for (int32_t i = 0; i < n; i++)
        values[i] = NAN;
    return values;
}

void sen_html_column(const sen_page_series *series, double *middle, double *low, double *high)
{
    for (int32_t i = 0; series != NULL && i < series->n; i++) {
        const sen_summary *const summary = series->summaries + i;
        if (summary->n == 0)
            continue;
        middle[i] = summary->mean;
        if (low != NULL)
            low[i] = summary->p05;
        if (high != NULL)
            high[i] = summary->p95;
    }
}

const char *sen_html_keep(sen_html *html, const char *words)
{
    const size_t bytes = strlen(words) + 1;
    char *const kept = sen_arena_take(&html->arena, bytes, 1);
    if (kept == NULL) {
        html->out->failed = true;
        return "";
    }
    memcpy(kept, words, bytes);
    return kept;
}

const char *sen_html_service(const sen_html *html, const char *id)
{
    return sen_screen_label(html->view, SEN_BLOCK_LATE, id);
}

const char *sen_html_kind(const sen_html *html, const char *id)
{
    return sen_screen_label(html->view, SEN_BLOCK_KNOWN, id);
}

const char *sen_html_letter(int32_t scenario)
{
    static const char *const letters[SEN_SHOWN_SCENARIOS] = {"A", "B", "C", "D",
                                                             "E", "F", "G", "H"};
    return letters[scenario];
}

bool sen_html_has_children(const sen_html *html)
{
    return html->view->models[0]->has_population;
}

/* ---- the page ---- */

/* Base 64 (RFC 4648) of the 32 bytes of a digest. */
static void add_base64(sen_text *out, const uint8_t digest[SHA256_DIGEST_LENGTH])
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (int32_t i = 0; i < SHA256_DIGEST_LENGTH; i += 3) {
        const int32_t left = SHA256_DIGEST_LENGTH - i;
        uint32_t bits = (uint32_t)digest[i] << 16;
        bits |= left > 1 ? (uint32_t)digest[i + 1] << 8 : 0;
        bits |= left > 2 ? (uint32_t)digest[i + 2] : 0;
        for (int32_t d = 0; d < 4; d++)
            sen_text_add_char(out, d <= left ? digits[bits >> (18 - 6 * d) & 63] : '=');
    }
}

/* The policy allows no script, no picture and no address: only this very style. */
static void add_head(sen_text *out, const char *title)
{
    SHA2_CTX context;
    uint8_t digest[SHA256_DIGEST_LENGTH];
    SHA256Init(&context);
    SHA256Update(&context, (const uint8_t *)style, sizeof style - 1);
    SHA256Final(digest, &context);
    sen_text_add(out, "<!DOCTYPE html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\">\n"
                      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
                      "style-src 'sha256-");
    add_base64(out, digest);
    sen_text_add(out, "'; base-uri 'none'; form-action 'none'\">\n"
                      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                      "<meta name=\"referrer\" content=\"no-referrer\">\n<title>");
    sen_svg_escape(out, title);
    sen_text_add(out, "</title>\n<style>");
    sen_text_add_bytes(out, style, sizeof style - 1);
    sen_text_add(out, "</style>\n</head>\n<body>\n"
                      "<a class=\"skip\" href=\"#answer\">Skip to the answer</a>\n");
}

typedef struct {
    const char *id, *title;
    void (*make)(sen_html *html);
    bool (*applies)(const sen_html *html); /* NULL: always */
} part;

static const part parts[] = {
    {"first", "Read this first", sen_html_first, NULL},
    {"asked", "What was asked", sen_html_asked, NULL},
    {"answer", "The answer", sen_html_answer, NULL},
    {"ranges", "What the ranges mean", sen_html_ranges, NULL},
    {"not-known", "What we do not know", sen_html_not_known, NULL},
    {"duties", "Duties broken, by owner", sen_html_duties, NULL},
    {"happened", "What happened", sen_html_happened, sen_html_has_actuals},
    {"lists", "Waiting lists", sen_html_lists, NULL},
    {"unmet", "Unmet need and its causes", sen_html_unmet, sen_html_has_children},
    {"compare", "Differences between scenarios", sen_html_compare, sen_html_has_children},
    {"routes", "A child's way through each service", sen_html_routes, sen_html_has_children},
    {"cost", "Cost by partner", sen_html_cost, NULL},
    {"groups", "Gaps between groups", sen_html_groups, sen_html_has_children},
    {"coverage", "Needs and ages without a service", sen_html_coverage, sen_html_has_children},
    {"behaviour", "How much behaviour must change", sen_html_behaviour, sen_html_has_children},
    {"whole", "Every line of the answer", sen_html_whole, NULL},
    {"basis", "What this rests on", sen_html_basis, NULL},
};

static bool applies(const part *one, const sen_html *html)
{
    return one->applies == NULL || one->applies(html);
}

static void add_top(sen_html *html)
{
    const sen_run_view *const view = html->view;
    const sen_model *const model = view->models[0];
    sen_text_add(html->out, "<header>\n<h1>");
    sen_svg_escape(html->out, model->la_name != NULL && model->la_name[0] != '\0'
                                  ? model->la_name
                                  : sen_screen_label(view, SEN_BLOCK_WAITS, model->id));
    sen_text_add(html->out, ": who waits, and what would help</h1>\n<p class=\"quiet\">Modelled "
                            "results, not official statistics. Made-up children, no records of "
                            "people. ");
    sen_text_addf(html->out,
                  "sendsim %s, run %s.</p>\n</header>\n<nav aria-label=\"Contents\">\n"
                  "<ul>\n",
                  view->version, view->run_id);
    for (size_t p = 0; p < sizeof parts / sizeof *parts; p++)
        if (applies(parts + p, html))
            sen_text_addf(html->out, "<li><a href=\"#%s\">%s</a></li>\n", parts[p].id,
                          parts[p].title);
    sen_text_add(html->out, "</ul>\n</nav>\n<main>\n");
}

sen_code sen_html_make(sen_text *out, const sen_page *page, const sen_screen *screen,
                       const sen_headline *headlines, sen_errors *errors)
{
    sen_html html = {.out = out,
                     .view = page->view,
                     .page = page,
                     .screen = screen,
                     .headlines = headlines,
                     .shown = sen_screen_shown(page->view)};
    sen_text title;
    sen_arena_init(&html.arena, 0);
    sen_text_init(&html.words);
    sen_text_init(&title);
    sen_text_addf(&title, "%s: modelled waits and unmet need",
                  page->view->models[0]->title != NULL ? page->view->models[0]->title
                                                       : page->view->models[0]->id);
    add_head(out, sen_text_string(&title));
    add_top(&html);
    for (size_t p = 0; p < sizeof parts / sizeof *parts && !page->failed; p++) {
        if (!applies(parts + p, &html))
            continue;
        sen_html_begin(&html, parts[p].id, parts[p].title);
        parts[p].make(&html);
        sen_html_end(&html);
        sen_arena_reset(&html.arena);
    }
    sen_text_add(out, "</main>\n</body>\n</html>\n");
    const bool well = sen_text_is_well(out) && sen_text_is_well(&html.words) &&
                      sen_text_is_well(&title) && !page->failed;
    sen_text_clear(&title);
    sen_text_clear(&html.words);
    sen_arena_clear(&html.arena);
    return well ? SEN_OK : sen_fail(errors, SEN_NO_MEMORY, NULL, 0, 0, NULL, NULL, NULL, NULL);
}

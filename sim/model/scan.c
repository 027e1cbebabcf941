/* SPDX-License-Identifier: MIT */
#include "model/scan.h"

#include <locale.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/source_file.h"

#define MOST_EXACT 9007199254740991.0 /* 2^53 - 1: a larger one may be another one rounded */

/* The token before, which decides what may come. */
typedef enum { NOTHING, OPEN, KEY, COLON, COMMA, VALUE } token;

typedef struct {
    const char *text, *name;
    size_t from, length, at;
    token previous;
    int32_t depth, n_values, n_faults;
    char brackets[SEN_SCAN_DEPTH];
    size_t begun[SEN_SCAN_DEPTH];
    sen_place place;
    bool stop;     /* nothing sensible can be said of the rest */
    sen_code code; /* of the first fault */
    sen_scan *scan;
    sen_errors *errors;
} scanner;

static sen_place place_of(scanner *s, size_t offset)
{
    if (offset < s->place.at)
        s->place = (sen_place){s->from, 1, 1};
    sen_place_move(&s->place, s->text, offset);
    return s->place;
}

static void __attribute__((format(printf, 4, 5)))
fault(scanner *s, size_t offset, const char *allowed, const char *format, ...)
{
    char found[256];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(found, sizeof found, format, arguments);
    va_end(arguments);
    const sen_place place = place_of(s, offset);
    sen_fail(s->errors, SEN_BAD_SCENARIO, s->name, place.line, place.column, NULL, found, allowed,
             NULL);
    if (s->code == SEN_OK)
        s->code = SEN_BAD_SCENARIO;
    if (++s->n_faults >= SEN_SCAN_FAULTS)
        s->stop = true;
}

static void note_start(scanner *s, size_t offset)
{
    sen_scan *const scan = s->scan;
    if (scan->n_starts == scan->capacity) {
        const size_t capacity = scan->capacity == 0 ? 1024 : 2 * scan->capacity;
        uint32_t *const starts = realloc(scan->starts, capacity * sizeof *starts);
        if (starts == NULL) {
            s->code = sen_fail(s->errors, SEN_NO_MEMORY, s->name, 0, 0, NULL, NULL, NULL, NULL);
            s->stop = true;
            return;
        }
        scan->starts = starts;
        scan->capacity = capacity;
    }
    scan->starts[scan->n_starts++] = (uint32_t)offset;
}

static const char *container_word(char bracket)
{
    return bracket == '{' ? "object" : "list";
}

static bool in_object(const scanner *s)
{
    return s->depth > 0 && s->brackets[s->depth - 1] == '{';
}

/* Whether a value or key may begin here; tells what is wrong if not. */
static bool may_begin(scanner *s, size_t offset, bool is_string, const char *what)
{
    const bool key_due = in_object(s) && (s->previous == OPEN || s->previous == COMMA);
    if (key_due && !is_string)
        fault(s, offset, "a key in double quotes (and a point, not a comma, in numbers)",
              "%s where a key belongs", what);
    else if (s->previous == KEY)
        fault(s, offset, "key: value", "%s after a key without a colon between", what);
    else if (s->previous == VALUE && s->depth == 0)
        fault(s, offset, "one JSON object and nothing after it", "%s after the end of the scenario",
              what);
    else if (s->previous == VALUE)
        fault(s, offset, "a comma between members", "%s without a comma before it", what);
    else
        return true;
    s->stop = true;
    return false;
}

static void value_begins(scanner *s, size_t offset)
{
    note_start(s, offset);
    if (++s->n_values > SEN_SCAN_VALUES && !s->stop) {
        const sen_place place = place_of(s, offset);
        s->code = sen_failf(s->errors, SEN_TOO_LARGE, s->name, place.line, place.column, NULL,
                            "at most 1,000,000 values a file", "value number %d", s->n_values);
        s->stop = true;
    }
}

/* ---- strings ---- */

/* Four hexadecimal digits at an offset; -1 if they are not. */
static int32_t hex4(const scanner *s, size_t offset)
{
    int32_t unit = 0;
    if (offset + 4 > s->length)
        return -1;
    for (size_t i = offset; i < offset + 4; i++) {
        const char c = s->text[i];
        int32_t digit;
        if (c >= '0' && c <= '9')
            digit = c - '0';
        else if ((c | 0x20) >= 'a' && (c | 0x20) <= 'f')
            digit = (c | 0x20) - 'a' + 10;
        else
            return -1;
        unit = unit * 16 + digit;
    }
    return unit;
}

/* A \u escape at s->at; steps over it and over the second half of a pair. */
static void scan_unicode_escape(scanner *s)
{
    const size_t begun = s->at;
    const int32_t unit = hex4(s, begun + 2);
    if (unit < 0) {
        fault(s, begun, "\\u and four hexadecimal digits", "an escape that is not whole");
        s->at += 2;
        return;
    }
    s->at += 6;
    if (unit == 0) {
        fault(s, begun, "text without NUL characters", "the escape \\u0000");
    } else if (unit >= 0xDC00 && unit <= 0xDFFF) {
        fault(s, begun, "surrogates in pairs", "a lone surrogate, \\u%04X", (unsigned)unit);
    } else if (unit >= 0xD800 && unit <= 0xDBFF) {
        const bool escape =
            s->at + 1 < s->length && s->text[s->at] == '\\' && s->text[s->at + 1] == 'u';
        const int32_t second = escape ? hex4(s, s->at + 2) : -1;
        if (second >= 0xDC00 && second <= 0xDFFF)
            s->at += 6;
        else
            fault(s, begun, "surrogates in pairs", "a lone surrogate, \\u%04X", (unsigned)unit);
    }
}

static void scan_escape(scanner *s)
{
    const char c = s->at + 1 < s->length ? s->text[s->at + 1] : '\0';
    if (c == 'u') {
        scan_unicode_escape(s);
        return;
    }
    if (c == '\0' || strchr("\"\\/bfnrt", c) == NULL)
        fault(s, s->at, "one of \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\u0000",
              "a backslash that begins no escape");
    s->at += 2;
}

static void scan_string(scanner *s)
{
    const size_t begun = s->at;
    const bool key = in_object(s) && (s->previous == OPEN || s->previous == COMMA);
    if (!may_begin(s, begun, true, "a string"))
        return;
    if (key)
        note_start(s, begun);
    else
        value_begins(s, begun);
    for (s->at++; !s->stop && s->at < s->length && s->text[s->at] != '"';) {
        const unsigned char c = (unsigned char)s->text[s->at];
        if (c == '\\') {
            scan_escape(s);
        } else if (c == '\n' || c == '\r') {
            fault(s, begun, "a closing quote on the same line, or \\n for a line break",
                  "a string begun here that is not closed on its line");
            s->stop = true;
        } else {
            if (c < 0x20)
                fault(s, s->at, "an escape such as \\t", "a control character (0x%02X) in a string",
                      c);
            s->at++;
        }
    }
    if (!s->stop && s->at >= s->length) {
        fault(s, begun, "a closing quote", "a string begun here that is not closed");
        s->stop = true;
    }
    s->at++;
    s->previous = key ? KEY : VALUE;
}

/* ---- words and numbers ---- */

bool sen_scan_is_number(const char *word, size_t length)
{
    size_t i = 0;
    const size_t sign = length > 0 && word[0] == '-';
    for (i = sign; i < length && word[i] >= '0' && word[i] <= '9'; i++)
        ;
    if (i == sign || (word[sign] == '0' && i > sign + 1))
        return false;
    if (i < length && word[i] == '.') {
        const size_t first = ++i;
        while (i < length && word[i] >= '0' && word[i] <= '9')
            i++;
        if (i == first)
            return false;
    }
    if (i < length && (word[i] == 'e' || word[i] == 'E')) {
        i++;
        if (i < length && (word[i] == '+' || word[i] == '-'))
            i++;
        const size_t first = i;
        while (i < length && word[i] >= '0' && word[i] <= '9')
            i++;
        if (i == first)
            return false;
    }
    return i == length;
}

static bool is_word_byte(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
           c == '+' || c == '-' || c == '.' || ((unsigned char)c & 0x80) != 0;
}

static const char *hint_for_number(const char *word, size_t length)
{
    const size_t sign = word[0] == '-' || word[0] == '+';
    if (word[0] == '+')
        return "a number without a plus sign";
    if (length > sign && word[sign] == '.')
        return "a digit before the point";
    if (length > sign + 1 && word[sign] == '0' && word[sign + 1] >= '0' && word[sign + 1] <= '9')
        return "a number without leading zeros";
    if (memchr(word, '.', length) != NULL)
        return "digits on both sides of one point";
    return "a number such as 12, -0.5 or 1.2e6";
}

static void scan_word(scanner *s)
{
    const size_t begun = s->at;
    while (s->at < s->length && is_word_byte(s->text[s->at]))
        s->at++;
    const char *const word = s->text + begun;
    const size_t length = s->at - begun;
    const int shown = (int)(length < 40 ? length : 40);
    const bool numeric =
        (word[0] >= '0' && word[0] <= '9') ||
        (strchr("+-.", word[0]) != NULL && length > 1 && strchr("0123456789.", word[1]) != NULL);
    if (!may_begin(s, begun, false, numeric ? "a number" : "a word"))
        return;
    value_begins(s, begun);
    s->previous = VALUE;
    if (sen_scan_is_number(word, length)) {
        if (length > SEN_SCAN_NUMBER_LENGTH)
            fault(s, begun, "at most 60 characters", "a number of %zu characters", length);
        return;
    }
    if (numeric)
        fault(s, begun, hint_for_number(word, length), "\"%.*s\", which is no number in JSON",
              shown, word);
    else if (!(length == 4 && memcmp(word, "true", 4) == 0) &&
             !(length == 5 && memcmp(word, "false", 5) == 0) &&
             !(length == 4 && memcmp(word, "null", 4) == 0))
        fault(s, begun, "true, false, null, a finite number, or text in double quotes",
              "the word \"%.*s\"", shown, word);
}

const char *sen_scan_number(const char *word, size_t length, double *number)
{
    char copy[SEN_SCAN_NUMBER_LENGTH + 1];
    *number = 0;
    if (length > SEN_SCAN_NUMBER_LENGTH)
        return "a number of more than 60 characters";
    memcpy(copy, word, length);
    copy[length] = '\0';
    const locale_t plain = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    if (plain == (locale_t)0)
        return "a number that cannot be read for want of memory";
    const double value = strtod_l(copy, NULL, plain);
    freelocale(plain);
    if (!(value - value == 0.0))
        return "a number too large to be held";
    if (value == 0 && strcspn(copy, "123456789") < strcspn(copy, "eE"))
        return "a number too small to be told from 0";
    if (strpbrk(copy, ".eE") == NULL && (value > MOST_EXACT || value < -MOST_EXACT))
        return "a whole number of 2^53 or more, which need not be held exactly";
    *number = value == 0 ? 0 : value;
    return NULL;
}

/* Also in the full width of East Asian scripts, which spreadsheets take for the same. */
static bool begins_a_formula(const char *text)
{
    static const char *const wide[] = {"\uFF1D", "\uFF0B", "\uFF0D", "\uFF20"};
    for (size_t i = 0; i < sizeof wide / sizeof *wide; i++)
        if (strncmp(text, wide[i], strlen(wide[i])) == 0)
            return true;
    return *text != '\0' && strchr("=+-@\t\r", *text) != NULL;
}

/* Line and paragraph separators, and what has a terminal or a page write from right to left:
 * U+2028 to U+202E, U+2066 to U+2069. */
static bool turns_the_text(const char *c)
{
    const unsigned char *const at = (const unsigned char *)c;
    return at[0] == 0xE2 && ((at[1] == 0x80 && at[2] >= 0xA8 && at[2] <= 0xAE) ||
                             (at[1] == 0x81 && at[2] >= 0xA6 && at[2] <= 0xA9));
}

const char *sen_scan_label(const char *text, bool prose)
{
    if (!prose && begins_a_formula(text))
        return "a text that a spreadsheet takes for a formula: it begins with = + - @, tab or "
               "return";
    for (const char *c = text; *c != '\0'; c++) {
        const unsigned char byte = (unsigned char)*c;
        if (byte < 0x20 && !(prose && (byte == '\n' || byte == '\t')))
            return "a text with a control character";
        if (byte == 0x7F ||
            (byte == 0xC2 && (unsigned char)c[1] >= 0x80 && (unsigned char)c[1] < 0xA0))
            return "a text with a control character";
        if (turns_the_text(c))
            return "a text with an invisible character that breaks or turns the line";
    }
    return NULL;
}

/* ---- structure ---- */

static void scan_open(scanner *s)
{
    const char bracket = s->text[s->at];
    if (!may_begin(s, s->at, false, bracket == '{' ? "an object" : "a list"))
        return;
    if (s->depth == SEN_SCAN_DEPTH) {
        fault(s, s->at, "at most 32 lists and objects within each other", "nested too deeply");
        s->stop = true;
        return;
    }
    value_begins(s, s->at);
    s->brackets[s->depth] = bracket;
    s->begun[s->depth++] = s->at++;
    s->previous = OPEN;
}

static void scan_close(scanner *s)
{
    const char bracket = s->text[s->at];
    const char open = s->depth > 0 ? s->brackets[s->depth - 1] : '\0';
    s->stop = true;
    if (open == '\0') {
        fault(s, s->at, "as many opening as closing brackets", "a \"%c\" that closes nothing",
              bracket);
    } else if ((open == '{') != (bracket == '}')) {
        const sen_place begun = place_of(s, s->begun[s->depth - 1]);
        fault(s, s->at, open == '{' ? "}" : "]", "a \"%c\" that closes the %s begun at %d:%d",
              bracket, container_word(open), begun.line, begun.column);
    } else if (s->previous == COMMA) {
        fault(s, s->at, "no comma after the last member", "a \"%c\" after a comma", bracket);
    } else if (s->previous == KEY || s->previous == COLON) {
        fault(s, s->at, "key: value", "a key without a value");
    } else {
        s->stop = false;
        s->depth--;
        s->at++;
        s->previous = VALUE;
    }
}

static void scan_comma_or_colon(scanner *s)
{
    const char c = s->text[s->at];
    const bool well = c == ':' ? s->previous == KEY : s->previous == VALUE && s->depth > 0;
    if (!well) {
        fault(s, s->at, c == ':' ? "a colon between key and value" : "a comma between two members",
              "a \"%c\" out of place", c);
        s->stop = true;
    }
    s->at++;
    s->previous = c == ':' ? COLON : COMMA;
}

/* A comment is told once and stepped over, so that what follows can still be looked at. */
static bool scan_comment(scanner *s)
{
    const char *const at = s->text + s->at;
    const size_t left = s->length - s->at;
    const bool block = left > 1 && at[0] == '/' && at[1] == '*';
    if (!block && *at != '#' && !(left > 1 && at[0] == '/' && at[1] == '/'))
        return false;
    fault(s, s->at, "no comments; a member \"note\" may stand in any object", "a comment");
    if (block) {
        const char *const end = strstr(at + 2, "*/");
        s->at = end == NULL ? s->length : (size_t)(end - s->text) + 2;
    } else {
        s->at += strcspn(at, "\n");
    }
    return true;
}

static void scan_token(scanner *s)
{
    const char c = s->text[s->at];
    switch (c) {
    case ' ':
    case '\t':
    case '\n':
    case '\r':
        s->at++;
        return;
    case '"':
        scan_string(s);
        return;
    case '{':
    case '[':
        scan_open(s);
        return;
    case '}':
    case ']':
        scan_close(s);
        return;
    case ',':
    case ':':
        scan_comma_or_colon(s);
        return;
    default:
        break;
    }
    if (strncmp(s->text + s->at, "\xEF\xBB\xBF", 3) == 0) {
        fault(s, s->at, "one at the very start at most", "a byte order mark");
        s->at += 3;
    } else if (is_word_byte(c)) {
        scan_word(s);
    } else if (!scan_comment(s)) {
        if (c == '\'')
            fault(s, s->at, "double quotes", "a single quote");
        else if ((unsigned char)c < 0x20)
            fault(s, s->at, "space, tab and line breaks only", "a control character (0x%02X)",
                  (unsigned)(unsigned char)c);
        else
            fault(s, s->at, "JSON (RFC 8259)", "a \"%c\" out of place", c);
        s->stop = true;
    }
}

sen_code sen_scan_text(sen_scan *scan, const char *text, size_t from, size_t length,
                       const char *name, sen_errors *errors)
{
    scanner s = {.text = text,
                 .name = name,
                 .from = from,
                 .length = length,
                 .at = from,
                 .place = {from, 1, 1},
                 .scan = scan,
                 .errors = errors};
    memset(scan, 0, sizeof *scan);
    while (!s.stop && s.at < length)
        scan_token(&s);
    if (s.stop)
        return s.code;
    if (s.depth > 0) {
        const char open = s.brackets[s.depth - 1];
        const sen_place begun = place_of(&s, s.begun[s.depth - 1]);
        fault(&s, length, open == '{' ? "}" : "]",
              "the end of the file within the %s begun at %d:%d", container_word(open), begun.line,
              begun.column);
    } else if (s.previous == NOTHING) {
        fault(&s, length, "one JSON object", "the end of the file without a value");
    }
    return s.code;
}

void sen_scan_clear(sen_scan *scan)
{
    free(scan->starts);
    memset(scan, 0, sizeof *scan);
}

/* SPDX-License-Identifier: MIT */
/* Values that stand alone: words, whole numbers, labels, intervals, dates. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/date.h"
#include "model/fields.h"

int32_t sen_read_word(sen_loader *loader, const sen_node *node, const char *const *words)
{
    int32_t count = 0;
    sen_text allowed;
    sen_text_init(&allowed);
    sen_text_add(&allowed, "one of ");
    for (; words[count] != NULL; count++)
        sen_text_addf(&allowed, "%s%s", count == 0 ? "" : ", ", words[count]);
    int32_t found = SEN_NONE;
    if (node->kind != SEN_NODE_STRING) {
        sen_loader_tell_type(loader, node, sen_text_string(&allowed));
    } else {
        for (int32_t i = 0; i < count && found == SEN_NONE; i++)
            if (strcmp(words[i], node->text) == 0)
                found = i;
        if (found == SEN_NONE)
            sen_loader_tell(loader, node, sen_text_string(&allowed),
                            sen_text_nearest(node->text, words, count), "\"%.80s\"", node->text);
    }
    sen_text_clear(&allowed);
    return found;
}

int32_t sen_read_word_once(sen_loader *loader, const sen_node *node, const char *const *words,
                           uint32_t *seen)
{
    const int32_t found = sen_read_word(loader, node, words);
    if (found != SEN_NONE && (*seen >> found & 1) != 0)
        sen_loader_tell(loader, node, "each once", NULL, "\"%s\" a second time", node->text);
    *seen |= found == SEN_NONE ? 0 : UINT32_C(1) << found;
    return found;
}

static void tell_range(sen_loader *loader, const sen_node *node, double low, double high,
                       const char *unit, const char *what)
{
    sen_text allowed;
    sen_text_init(&allowed);
    sen_text_add(&allowed, what);
    sen_range_text(low, high, unit, &allowed);
    if (node->kind == SEN_NODE_NUMBER) {
        char number[32];
        sen_number_spell(node->number, number);
        sen_loader_tell(loader, node, sen_text_string(&allowed), NULL, "%s", number);
    } else {
        sen_loader_tell_type(loader, node, sen_text_string(&allowed));
    }
    sen_text_clear(&allowed);
}

bool sen_read_whole(sen_loader *loader, const sen_node *node, double low, double high,
                    const char *unit, int32_t *out)
{
    const bool is_whole = node->kind == SEN_NODE_NUMBER && node->number == floor(node->number);
    if (!is_whole || node->number < low || node->number > high) {
        tell_range(loader, node, low, high, unit, is_whole ? "" : "a whole number, ");
        return false;
    }
    *out = (int32_t)node->number;
    return true;
}

bool sen_read_real(sen_loader *loader, const sen_node *node, double low, double high,
                   const char *unit, double *out)
{
    if (node->kind != SEN_NODE_NUMBER || node->number < low || node->number > high) {
        tell_range(loader, node, low, high, unit,
                   node->kind == SEN_NODE_NUMBER ? "" : "a fixed number, ");
        return false;
    }
    *out = node->number;
    return true;
}

/* One line that a spreadsheet does not take for a formula. */
const char *sen_read_label(sen_loader *loader, const sen_node *node, int32_t most)
{
    if (node->kind != SEN_NODE_STRING) {
        sen_loader_tell_type(loader, node, "a string");
        return NULL;
    }
    int32_t characters = 0;
    bool control = false;
    for (const unsigned char *at = (const unsigned char *)node->text; *at != '\0'; at++) {
        characters += (*at & 0xC0) != 0x80;
        control = control || *at < 0x20 || *at == 0x7F;
    }
    if (node->text[0] == '\0')
        sen_loader_tell(loader, node, "a label of a character or more", NULL, "an empty label");
    else if (strchr("=+-@\t\r", node->text[0]) != NULL)
        sen_loader_tell(loader, node, "a label that does not begin with = + - @, a tab or a return",
                        NULL, "\"%.80s\"", node->text);
    else if (control)
        sen_loader_tell(loader, node, "one line without control characters", NULL,
                        "a label of several lines or with control characters");
    else if (characters > most) {
        char allowed[60];
        snprintf(allowed, sizeof allowed, "at most %d characters", most);
        sen_loader_tell(loader, node, allowed, NULL, "a label of %d characters", characters);
    }
    return sen_loader_keep(loader, node->text);
}

bool sen_read_interval(sen_loader *loader, const sen_node *node, int32_t low, int32_t high,
                       int32_t *from, int32_t *to)
{
    char allowed[100];
    snprintf(allowed, sizeof allowed, "[a, b): two whole numbers, %d <= a < b <= %d", low, high);
    *from = low;
    *to = high;
    if (node->kind != SEN_NODE_LIST || node->count != 2 || node->first->kind != SEN_NODE_NUMBER ||
        node->last->kind != SEN_NODE_NUMBER) {
        sen_loader_tell_type(loader, node, allowed);
        return false;
    }
    const double a = node->first->number, b = node->last->number;
    if (a != floor(a) || b != floor(b) || a < low || b > high || a >= b) {
        char a_text[32], b_text[32];
        sen_number_spell(a, a_text);
        sen_number_spell(b, b_text);
        sen_loader_tell(loader, node, allowed, NULL, "[%s, %s]", a_text, b_text);
        return false;
    }
    *from = (int32_t)a;
    *to = (int32_t)b;
    return true;
}

bool sen_read_day(sen_loader *loader, const sen_node *node, int32_t *day)
{
    if (loader->plain)
        return sen_read_whole(loader, node, 0, 36500, "days from the start", day);
    int32_t date = 0;
    if (node->kind != SEN_NODE_STRING) {
        sen_loader_tell_type(loader, node, "a date \"YYYY-MM-DD\"");
        return false;
    }
    if (!sen_date_parse(node->text, &date)) {
        sen_loader_tell(loader, node, "a date \"YYYY-MM-DD\" that exists", NULL, "\"%.40s\"",
                        node->text);
        return false;
    }
    *day = date - loader->model->start_date;
    return true;
}

/* "MM-DD", a day that every year has; int32_t month at the row's offset, the day right behind. */
void sen_read_month_day(sen_loader *loader, const sen_field *field, const sen_node *node,
                        void *target)
{
    static const char allowed[] = "\"MM-DD\", a day that every year has";
    int32_t *const out = (int32_t *)((char *)target + field->offset);
    char date[16];
    int32_t day = 0;
    if (node == NULL)
        return;
    if (node->kind != SEN_NODE_STRING) {
        sen_loader_tell_type(loader, node, allowed);
        return;
    }
    snprintf(date, sizeof date, "2001-%s", node->text);
    if (!sen_date_parse(date, &day)) {
        sen_loader_tell(loader, node, allowed, NULL, "\"%.40s\"", node->text);
        return;
    }
    const sen_civil civil = sen_civil_of(day);
    out[0] = civil.month;
    out[1] = civil.day;
}

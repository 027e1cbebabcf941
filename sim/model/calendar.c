/* SPDX-License-Identifier: MIT */
#include "model/calendar.h"

#include <string.h>

static bool is_open(const sen_calendar_rule *rule, int32_t start_date, bool plain, int32_t day)
{
    if (plain) {
        if (rule->n_open == 0)
            return true;
        const int32_t in_repeat = rule->every_days > 0 ? day % rule->every_days : day;
        for (int32_t i = 0; i < rule->n_open; i++)
            if (in_repeat >= rule->open[i].from_day && in_repeat < rule->open[i].to_day)
                return true;
        return false;
    }
    if (!(rule->weekdays & (1 << sen_weekday(start_date + day))))
        return false;
    for (int32_t i = 0; i < rule->n_closed; i++)
        if (day >= rule->closed[i].from_day && day < rule->closed[i].to_day)
            return false;
    return true;
}

void sen_calendar_fill(sen_calendar *calendar, const sen_calendar_rule *rule, int32_t start_date,
                       bool plain, int32_t from_day, int32_t to_day)
{
    for (int32_t day = from_day; day < to_day; day++)
        calendar->open[day] = is_open(rule, start_date, plain, day);
}

void sen_calendar_count(sen_calendar *calendar, int32_t days)
{
    calendar->open_before[0] = 0;
    for (int32_t day = 0; day <= days; day++)
        calendar->open_before[day + 1] = calendar->open_before[day] + (calendar->open[day] != 0);
}

void sen_read_weekdays(sen_loader *loader, const sen_field *field, const sen_node *node,
                       void *target)
{
    static const char *const words[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun", NULL};
    static const char allowed[] = "a list of mon, tue, wed, thu, fri, sat, sun, one at least";
    uint8_t *const weekdays = (uint8_t *)target + field->offset;
    const bool working = field->neutral != NULL && strcmp(field->neutral, "mon to fri") == 0;
    if (node == NULL) {
        *weekdays = working && !loader->plain ? SEN_WORKING_WEEKDAYS : SEN_ALL_WEEKDAYS;
        return;
    }
    if (node->kind != SEN_NODE_LIST || node->count == 0) {
        sen_loader_tell_type(loader, node, allowed);
        *weekdays = SEN_ALL_WEEKDAYS;
        return;
    }
    uint32_t seen = 0;
    for (const sen_node *member = node->first; member != NULL; member = member->next)
        sen_read_word_once(loader, member, words, &seen);
    *weekdays = (uint8_t)seen;
}

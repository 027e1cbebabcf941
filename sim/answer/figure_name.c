/* SPDX-License-Identifier: MIT */
#include "answer/figure_name.h"

#include <ctype.h>
#include <string.h>

#include "sen_result.h"

/* Copies bytes of an id and moves on; false if there are none or too many. */
static bool take_id(const char **at, const char *more, char out[SEN_FIGURE_NAME_BYTES])
{
    size_t length = 0;
    while (islower((unsigned char)(*at)[length]) || isdigit((unsigned char)(*at)[length]) ||
           (*at)[length] == '_' || ((*at)[length] != '\0' && strchr(more, (*at)[length]) != NULL))
        length++;
    if (length == 0 || length >= SEN_FIGURE_NAME_BYTES)
        return false;
    memcpy(out, *at, length);
    out[length] = '\0';
    *at += length;
    return true;
}

bool sen_figure_name_read(sen_figure_name *name, const char **at)
{
    memset(name, 0, sizeof *name);
    if (!take_id(at, "", name->measure))
        return false;
    if (**at != '[')
        return true;
    ++*at;
    return take_id(at, "-+", name->category) && *(*at)++ == ']';
}

void sen_figure_name_spell(const sen_figure_name *name, sen_text *text)
{
    sen_text_add(text, name->measure);
    if (name->category[0] != '\0')
        sen_text_addf(text, "[%s]", name->category);
}

static sen_code check_measure(const char *measure, const char *option, sen_errors *errors)
{
    const char *names[SEN_MEASURE_COUNT];
    for (int32_t i = 0; i < SEN_MEASURE_COUNT; i++) {
        names[i] = sen_measures[i].id;
        if (strcmp(names[i], measure) == 0)
            return SEN_OK;
    }
    return sen_fail(errors, SEN_USAGE, NULL, 0, 0, option, measure, "the id of a measure",
                    sen_text_nearest(measure, names, SEN_MEASURE_COUNT));
}

sen_code sen_figure_name_check(const sen_figure_name *name, const char *option,
                               const sen_plan *plans, int32_t n, sen_errors *errors)
{
    enum { MOST_NAMES = 4096 };
    const char *names[MOST_NAMES];
    int32_t n_names = 0;
    const char *const asked = name->category;
    const sen_code known = check_measure(name->measure, option, errors);
    if (known != SEN_OK)
        return known;
    for (int32_t p = 0; p < n; p++)
        for (int32_t f = 0; f < plans[p].n_figures; f++) {
            const sen_figure *const figure = plans[p].figures + f;
            const char *const category = figure->key[SEN_KEY_CATEGORY];
            if (strcmp(sen_measures[figure->measure].id, name->measure) != 0 ||
                figure->key[SEN_KEY_GROUP1][0] != '\0' || figure->key[SEN_KEY_FUNDER][0] != '\0')
                continue;
            if (asked[0] == '\0' || strcmp(category, asked) == 0)
                return SEN_OK;
            if (n_names < MOST_NAMES)
                names[n_names++] = category;
        }
    sen_text found;
    sen_text_init(&found);
    sen_figure_name_spell(name, &found);
    sen_text_add(&found, ", which no scenario of this run has");
    const sen_code code =
        sen_fail(errors, SEN_USAGE, NULL, 0, 0, option, sen_text_string(&found),
                 "a figure of csv/results/results.csv of all children",
                 asked[0] == '\0' ? NULL : sen_text_nearest(asked, names, n_names));
    sen_text_clear(&found);
    return code;
}

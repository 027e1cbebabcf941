/* SPDX-License-Identifier: MIT */
#include "answer/condition.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "model/model.h"
#include "sen_result.h"

static const char *const ops[] = {"<", "<=", ">", ">=", "=", "!="};
enum { N_OPS = sizeof ops / sizeof *ops };

static const char shape[] = "\"MEASURE[category] OP NUMBER\" with OP one of < <= > >= = !=";

static sen_code bad_shape(const char *text, sen_errors *errors)
{
    return sen_failf(errors, SEN_USAGE, NULL, 0, 0, "--fail-if", shape, "'%s'", text);
}

static const char *skip_blanks(const char *at)
{
    return at + strspn(at, " \t");
}

/* Copies bytes of an id and moves on; false if there are none or too many. */
static bool take_id(const char **at, const char *more, char out[SEN_CONDITION_BYTES])
{
    size_t length = 0;
    while (islower((unsigned char)(*at)[length]) || isdigit((unsigned char)(*at)[length]) ||
           (*at)[length] == '_' || ((*at)[length] != '\0' && strchr(more, (*at)[length]) != NULL))
        length++;
    if (length == 0 || length >= SEN_CONDITION_BYTES)
        return false;
    memcpy(out, *at, length);
    out[length] = '\0';
    *at += length;
    return true;
}

static bool take_op(const char **at, sen_condition *condition)
{
    size_t longest = 0;
    for (int i = 0; i < N_OPS; i++) {
        const size_t length = strlen(ops[i]);
        if (length > longest && strncmp(*at, ops[i], length) == 0) {
            longest = length;
            condition->op = (unsigned)i;
        }
    }
    *at += longest;
    return longest > 0;
}

static sen_code check_measure(const char *measure, sen_errors *errors)
{
    const char *names[SEN_MEASURE_COUNT];
    for (int32_t i = 0; i < SEN_MEASURE_COUNT; i++) {
        names[i] = sen_measures[i].id;
        if (strcmp(names[i], measure) == 0)
            return SEN_OK;
    }
    return sen_fail(errors, SEN_USAGE, NULL, 0, 0, "--fail-if", measure, "the id of a measure",
                    sen_text_nearest(measure, names, SEN_MEASURE_COUNT));
}

sen_code sen_condition_read(sen_condition *condition, const char *text, sen_errors *errors)
{
    const char *at = skip_blanks(text);
    memset(condition, 0, sizeof *condition);
    if (!take_id(&at, "", condition->measure))
        return bad_shape(text, errors);
    if (*at == '[') {
        at++;
        if (!take_id(&at, "-+", condition->category) || *at++ != ']')
            return bad_shape(text, errors);
    }
    at = skip_blanks(at);
    if (!take_op(&at, condition))
        return bad_shape(text, errors);
    char *end = NULL;
    at = skip_blanks(at);
    condition->number = strtod(at, &end); /* LC_NUMERIC is never set: the point is a point */
    if (end == at || *skip_blanks(end) != '\0' || !isfinite(condition->number))
        return bad_shape(text, errors);
    return check_measure(condition->measure, errors);
}

static bool holds(const sen_condition *condition, double mean)
{
    switch (condition->op) {
    case SEN_LESS:
        return mean < condition->number;
    case SEN_AT_MOST:
        return mean <= condition->number;
    case SEN_MORE:
        return mean > condition->number;
    case SEN_AT_LEAST:
        return mean >= condition->number;
    case SEN_EQUAL:
        return mean == condition->number;
    case SEN_UNEQUAL:
        return mean != condition->number;
    }
    return false;
}

static sen_code tell(const sen_condition *condition, const char *id, double mean,
                     sen_errors *errors)
{
    sen_text measure;
    sen_text_init(&measure);
    sen_text_add(&measure, condition->measure);
    if (condition->category[0] != '\0')
        sen_text_addf(&measure, "[%s]", condition->category);
    const sen_code code = sen_failf(errors, SEN_CONDITION, id, 0, 0, sen_text_string(&measure),
                                    NULL, "%.12g, so --fail-if %s %.12g holds", mean,
                                    ops[condition->op], condition->number);
    sen_text_clear(&measure);
    return code;
}

sen_code sen_condition_check(const sen_condition *condition, const sen_plan *plans, int32_t n,
                             sen_errors *errors)
{
    enum { MOST_NAMES = 4096 };
    const char *names[MOST_NAMES];
    int32_t n_names = 0;
    const char *const asked = condition->category;
    for (int32_t p = 0; p < n; p++)
        for (int32_t f = 0; f < plans[p].n_figures; f++) {
            const sen_figure *const figure = plans[p].figures + f;
            const char *const category = figure->key[SEN_KEY_CATEGORY];
            if (strcmp(sen_measures[figure->measure].id, condition->measure) != 0 ||
                figure->key[SEN_KEY_GROUP1][0] != '\0' || figure->key[SEN_KEY_FUNDER][0] != '\0')
                continue;
            if (asked[0] == '\0' || strcmp(category, asked) == 0)
                return SEN_OK;
            if (n_names < MOST_NAMES)
                names[n_names++] = category;
        }
    sen_text found;
    sen_text_init(&found);
    sen_text_add(&found, condition->measure);
    if (asked[0] != '\0')
        sen_text_addf(&found, "[%s]", asked);
    sen_text_add(&found, ", which no scenario of this run has");
    const sen_code code =
        sen_fail(errors, SEN_USAGE, NULL, 0, 0, "--fail-if", sen_text_string(&found),
                 "a figure of csv/results/results.csv of all children",
                 asked[0] == '\0' ? NULL : sen_text_nearest(asked, names, n_names));
    sen_text_clear(&found);
    return code;
}

sen_code sen_condition_look(const sen_condition *condition, const sen_run_view *view, int32_t given,
                            sen_errors *errors)
{
    sen_code worst = SEN_OK;
    for (int32_t s = 0; s < given; s++) {
        double mean = 0;
        bool found = false;
        const sen_code code = sen_report_mean(view, s, condition->measure, condition->category,
                                              &mean, &found, errors);
        if (code != SEN_OK)
            return code;
        if (found && holds(condition, mean))
            worst = tell(condition, view->models[s]->id, mean, errors);
    }
    return worst;
}

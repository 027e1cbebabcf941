/* SPDX-License-Identifier: MIT */
#include "answer/condition.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

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

sen_code sen_condition_read(sen_condition *condition, const char *text, sen_errors *errors)
{
    const char *at = skip_blanks(text);
    memset(condition, 0, sizeof *condition);
    if (!sen_figure_name_read(&condition->name, &at))
        return bad_shape(text, errors);
    at = skip_blanks(at);
    if (!take_op(&at, condition))
        return bad_shape(text, errors);
    char *end = NULL;
    at = skip_blanks(at);
    condition->number = strtod(at, &end); /* LC_NUMERIC is never set: the point is a point */
    if (end == at || *skip_blanks(end) != '\0' || !isfinite(condition->number))
        return bad_shape(text, errors);
    return SEN_OK;
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
    sen_figure_name_spell(&condition->name, &measure);
    const sen_code code = sen_failf(errors, SEN_CONDITION, id, 0, 0, sen_text_string(&measure),
                                    NULL, "%.12g, so --fail-if %s %.12g holds", mean,
                                    ops[condition->op], condition->number);
    sen_text_clear(&measure);
    return code;
}

sen_code sen_condition_check(const sen_condition *condition, const sen_plan *plans, int32_t n,
                             sen_errors *errors)
{
    return sen_figure_name_check(&condition->name, "--fail-if", plans, n, errors);
}

sen_code sen_condition_look(const sen_condition *condition, const sen_run_view *view, int32_t given,
                            sen_errors *errors)
{
    sen_code worst = SEN_OK;
    for (int32_t s = 0; s < given; s++) {
        double mean = 0;
        bool found = false;
        const sen_code code = sen_report_mean(view, s, condition->name.measure,
                                              condition->name.category, &mean, &found, errors);
        if (code != SEN_OK)
            return code;
        if (found && holds(condition, mean))
            worst = tell(condition, view->models[s]->id, mean, errors);
    }
    return worst;
}

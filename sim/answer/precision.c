/* SPDX-License-Identifier: MIT */
#include "answer/precision.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "model/digest.h"
#include "stats/headline.h"
#include "stats/lookup.h"

enum { FIRST_BLOCK = 20 };

static const char option[] = "--precision";

/* ---- reading ---- */

static sen_code bad_shape(const char *text, sen_errors *errors)
{
    return sen_failf(errors, SEN_USAGE, NULL, 0, 0, option,
                     "a number above 0, 2% or 3, for the headline, or MEASURE[category]=NUMBER, "
                     "several with commas",
                     "'%s'", text);
}

static bool read_goal(sen_precision_goal *goal, const char **at)
{
    memset(goal, 0, sizeof *goal);
    if (**at >= 'a' && **at <= 'z' && (!sen_figure_name_read(&goal->name, at) || *(*at)++ != '='))
        return false;
    char *end = NULL;
    goal->most = strtod(*at, &end); /* LC_NUMERIC is never set: the point is a point */
    if (end == *at || !isfinite(goal->most) || !(goal->most > 0.0))
        return false;
    goal->relative = *end == '%';
    if (goal->relative)
        goal->most /= 100.0;
    *at = end + goal->relative;
    return true;
}

sen_code sen_precision_read(sen_precision_ask *ask, const char *text, sen_errors *errors)
{
    const char *at = text;
    memset(ask, 0, sizeof *ask);
    do {
        if (ask->n == SEN_MOST_GOALS)
            return sen_failf(errors, SEN_USAGE, NULL, 0, 0, option, "at most 16",
                             "more than %d figures", SEN_MOST_GOALS);
        if (!read_goal(ask->goals + ask->n++, &at))
            return bad_shape(text, errors);
    } while (*at++ == ',');
    return at[-1] == '\0' ? SEN_OK : bad_shape(text, errors);
}

sen_code sen_precision_check(const sen_precision_ask *ask, const sen_scenarios *scenarios,
                             sen_errors *errors)
{
    sen_code code = SEN_OK;
    bool kinds = false;
    for (int32_t s = 0; s < scenarios->n_given; s++)
        kinds = kinds || scenarios->models[s]->n_kinds > 0;
    for (int32_t g = 0; g < ask->n && code == SEN_OK; g++) {
        if (ask->goals[g].name.measure[0] != '\0')
            code = sen_figure_name_check(&ask->goals[g].name, option, scenarios->plans,
                                         scenarios->n_given, errors);
        else if (!kinds)
            code = sen_fail(errors, SEN_USAGE, NULL, 0, 0, option,
                            "of the headline, which scenarios without kinds of help do not have",
                            "MEASURE[category]=NUMBER", NULL);
    }
    return code;
}

uint64_t sen_precision_key(const sen_precision_ask *ask)
{
    char digest[65], head[17] = "";
    sen_text text;
    sen_text_init(&text);
    for (int32_t g = 0; g < ask->n; g++) {
        sen_figure_name_spell(&ask->goals[g].name, &text);
        sen_text_addf(&text, "=%.17g%s,", ask->goals[g].most, ask->goals[g].relative ? "r" : "");
    }
    sen_bytes_digest(sen_text_string(&text), text.length, digest);
    sen_text_clear(&text);
    memcpy(head, digest, sizeof head - 1);
    return strtoull(head, NULL, 16) | 1;
}

int32_t sen_precision_block(int32_t done, int32_t most)
{
    int32_t block = FIRST_BLOCK;
    while (block <= done)
        block *= 2;
    return block < most ? block : most;
}

/* ---- looking ---- */

/* Of what is allowed; nothing may be allowed, where a measure is 0 in the first scenario. */
static double how_far(double half, double allowed)
{
    if (!isfinite(half))
        return INFINITY;
    return half > 0.0 ? half / allowed : 0.0;
}

/* The interval of one scenario; the goal keeps the one that is farthest from what is allowed. */
static void note(sen_precision_part *part, const sen_precision_goal *goal, const char *id,
                 double half, double first)
{
    const double allowed = !goal->relative  ? goal->most
                           : isfinite(half) ? goal->most * fabs(first)
                                            : NAN;
    part->reached = part->reached && half <= allowed; /* false where it is not known */
    if (part->scenario_id != NULL &&
        !(how_far(half, allowed) > how_far(part->half_width, part->allowed)))
        return;
    part->scenario_id = id;
    part->half_width = half;
    part->allowed = allowed;
}

static double half_of(const sen_difference *difference)
{
    return difference->has_error ? (difference->mc_upper_95 - difference->mc_lower_95) / 2.0 : NAN;
}

static sen_code look_at_headline(sen_precision_part *part, const sen_precision_goal *goal,
                                 const sen_scenarios *scenarios, const sen_columns *columns,
                                 sen_errors *errors)
{
    const int32_t n = scenarios->n_given;
    sen_headline *const headlines = calloc((size_t)n, sizeof *headlines);
    if (headlines == NULL)
        return sen_fail(errors, SEN_NO_MEMORY, NULL, 0, 0, NULL, NULL, NULL, NULL);
    const sen_code code = sen_headlines(headlines, scenarios->plans, NULL, n, columns, errors);
    for (int32_t s = n > 1; s < n && code == SEN_OK; s++) {
        const sen_headline *const own = headlines + s;
        if (own->there && n == 1)
            note(part, goal, scenarios->models[s]->id, sen_summary_half_95(&own->summary),
                 own->summary.mean);
        else if (own->there)
            note(part, goal, scenarios->models[s]->id, half_of(&own->difference),
                 own->summary.mean - own->difference.mean);
    }
    free(headlines);
    return code;
}

static sen_code look_at_measure(sen_precision_part *part, const sen_precision_goal *goal,
                                const sen_scenarios *scenarios, const sen_columns *columns,
                                sen_errors *errors)
{
    const sen_wanted wanted = {sen_measure_by_id(goal->name.measure), goal->name.category};
    const int32_t n = scenarios->n_given;
    sen_found found;
    sen_summary first;
    sen_code code = SEN_OK;
    SEN_TRY(sen_lookup(&found, &first, scenarios->plans, 0, wanted, columns, errors));
    if (n == 1)
        note(part, goal, scenarios->models[0]->id, sen_summary_half_95(&first), first.mean);
    for (int32_t s = 1; s < n && found.figure != SEN_NONE; s++) {
        sen_difference difference;
        SEN_TRY(sen_lookup_difference(&difference, scenarios->plans, s, wanted, found, columns,
                                      errors));
        note(part, goal, scenarios->models[s]->id, half_of(&difference), first.mean);
    }
out:
    return code;
}

sen_code sen_precision_look(sen_precision_ask *ask, const sen_scenarios *scenarios,
                            const sen_columns *columns, sen_errors *errors)
{
    sen_precision *const to = &ask->reached;
    sen_code code = SEN_OK;
    *to = (sen_precision){
        .replicates = columns->replicates, .draws = columns->draws, .n = ask->n, .reached = true};
    for (int32_t g = 0; g < ask->n && code == SEN_OK; g++) {
        const sen_precision_goal *const goal = ask->goals + g;
        sen_precision_part *const part = to->parts + g;
        *part = (sen_precision_part){.measure = goal->name.measure,
                                     .category = goal->name.category,
                                     .asked = goal->most,
                                     .relative = goal->relative,
                                     .half_width = NAN,
                                     .allowed = NAN,
                                     .reached = true};
        code = (goal->name.measure[0] == '\0' ? look_at_headline : look_at_measure)(
            part, goal, scenarios, columns, errors);
        part->reached = part->reached && part->scenario_id != NULL; /* somebody has the figure */
        to->reached = to->reached && part->reached;
    }
    return code;
}

/* ---- telling ---- */

static void spell_part(const sen_precision_part *part, sen_text *text)
{
    if (part->measure[0] == '\0')
        sen_text_add(text, "the headline");
    else
        sen_text_add(text, part->measure);
    if (part->category[0] != '\0')
        sen_text_addf(text, "[%s]", part->category);
}

static void spell_half(const sen_precision_part *part, sen_text *text)
{
    if (isfinite(part->half_width))
        sen_text_addf(text, "+/- %.3g", part->half_width);
    else
        sen_text_add(text, "not known");
}

void sen_precision_words(const sen_precision *reached, sen_text *text)
{
    sen_text_addf(text, "Precision %s with %ld of at most %ld replicates:",
                  reached->reached ? "reached" : "not reached", (long)reached->replicates,
                  (long)reached->most);
    for (int32_t g = 0; g < reached->n; g++) {
        const sen_precision_part *const part = reached->parts + g;
        sen_text_add(text, g == 0 ? " " : "; ");
        spell_part(part, text);
        if (part->scenario_id != NULL)
            sen_text_addf(text, " of %s", part->scenario_id);
        sen_text_add(text, " ");
        spell_half(part, text);
        if (isfinite(part->allowed))
            sen_text_addf(text, " (asked for %.3g)", part->allowed);
    }
    sen_text_add(text, ".\n");
    if (!reached->reached && reached->draws > 1 && reached->draws < reached->replicates)
        sen_text_addf(text,
                      "They share %ld draws of the uncertain numbers, and what these do to a mean "
                      "grows less only with more draws: ask for more with --draws.\n",
                      (long)reached->draws);
}

sen_code sen_precision_tell(const sen_precision *reached, sen_errors *errors)
{
    for (int32_t g = 0; g < reached->n; g++) {
        const sen_precision_part *const part = reached->parts + g;
        sen_text of, half;
        if (part->reached)
            continue;
        sen_text_init(&of);
        sen_text_init(&half);
        spell_part(part, &of);
        spell_half(part, &half);
        sen_failf(errors, SEN_CONDITION, part->scenario_id, 0, 0, sen_text_string(&of), NULL,
                  "%s after %ld replicates, so --precision is not reached", sen_text_string(&half),
                  (long)reached->replicates);
        sen_text_clear(&of);
        sen_text_clear(&half);
    }
    return reached->reached ? SEN_OK : SEN_CONDITION;
}

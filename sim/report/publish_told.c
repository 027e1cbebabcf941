/* SPDX-License-Identifier: MIT */
/* Disclosure control as it is told: the figure that is left, and words. */
#include <math.h>
#include <string.h>

#include "report/publish.h"

double sen_publish_rounded(const sen_disclosure *rule, double count)
{
    return floor(count / rule->round_to + 0.5) * rule->round_to;
}

sen_summary sen_publish_summary(const sen_summary *summary, sen_treatment treatment,
                                const sen_disclosure *rule)
{
    switch (treatment) {
    case SEN_TOLD:
        return *summary;
    case SEN_ROUNDED:
        return (sen_summary){.n = summary->n,
                             .confidential = true,
                             .mean = sen_publish_rounded(rule, summary->mean),
                             .mc_error = NAN,
                             .p05 = NAN,
                             .p50 = NAN,
                             .p95 = NAN};
    case SEN_ROUNDS_TO_NONE:
        return (sen_summary){.low = true};
    default:
        return (sen_summary){.confidential = true};
    }
}

sen_difference sen_publish_difference(const sen_difference *difference, sen_treatment own,
                                      sen_treatment baseline)
{
    return own == SEN_TOLD && baseline == SEN_TOLD ? *difference
                                                   : (sen_difference){.confidential = true};
}

bool sen_publish_hides(const sen_disclosure *rule, const char *path)
{
    static const char lists[] = "opening";
    return rule->on && path != NULL && strncmp(path, lists, sizeof lists - 1) == 0;
}

const char *sen_publish_about(const sen_disclosure *rule, const char *path, const char *words)
{
    return sen_publish_hides(rule, path) && words != NULL && words[0] != '\0'
               ? "Withheld: it is about the lists on the first day"
               : words;
}

void sen_publish_words(sen_text *text, const sen_disclosure *rule)
{
    sen_text_add(text, "Published under a small-number rule. Figures are expectations of simulated "
                       "children, not records of people.");
    sen_text_add(text, " Where they are local data or give them away (day 0, the first period of "
                       "each kind, what is the same in nearly all replicates), ");
    if (rule->hide_to > 0)
        sen_text_addf(text, "counts of 1 to %d and what would give them back are withheld, ",
                      (int)rule->hide_to);
    sen_text_addf(text, "others are rounded to the nearest %d: status c.", (int)rule->round_to);
    if (rule->placeholders)
        sen_text_add(text, " The headline rests on placeholders (evidence grade E): it is an "
                           "illustration, not a finding.");
}

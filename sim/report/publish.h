/* SPDX-License-Identifier: MIT */
/*
 * Disclosure control of a view that is to be published. Most figures are expectations of simulated
 * children and are left as they are. Treated is what is local data or gives it away:
 *
 * - stocks at the end of day 0, which are the opening lists and caseloads;
 * - flows of periods that begin on day 0: the list at their end less who joined, with who left, is
 *   the opening list;
 * - figures that are the same in at least nine of ten replicates: they state an input.
 *
 * Of these, counts of people from 1 to `hide_to` are withheld, 0 stays, and others are rounded to a
 * multiple of `round_to`; means, medians and shares of them are withheld. Figures that add up to one
 * another are treated together, so that none that is withheld comes back by subtraction: a kind of
 * help and the services that meet it make a *circle*. Where one count of a circle on or from day 0
 * is small, all of its figures there are withheld but totals that leave room for every part; where a
 * count that states an input is small, all figures of its circle in periods that touch it. A
 * difference is withheld where either side is not told as it is. Shown as they are: what is
 * commissioned and in post, what it costs after the first period, and the population, which are
 * public.
 */
#ifndef SEN_REPORT_PUBLISH_H
#define SEN_REPORT_PUBLISH_H

#include "base/text.h"
#include "sen_report.h"
#include "stats/fold.h"

typedef enum { SEN_TOLD, SEN_ROUNDED, SEN_WITHHELD, SEN_ROUNDS_TO_NONE } sen_treatment;

/* What is done to each row of a fold, as bytes; made with malloc, the caller frees them. */
sen_code sen_publish_treat(uint8_t **treatments, const sen_disclosure *rule, const sen_fold *fold,
                           sen_errors *errors);

/* To the nearest multiple of the rule. */
double sen_publish_rounded(const sen_disclosure *rule, double count);

/* The figure as it is told. */
sen_summary sen_publish_summary(const sen_summary *summary, sen_treatment treatment,
                                const sen_disclosure *rule);
sen_difference sen_publish_difference(const sen_difference *difference, sen_treatment own,
                                      sen_treatment baseline);

/* Whether the path is of the lists of the first day, whose numbers are local counts. */
bool sen_publish_hides(const sen_disclosure *rule, const char *path);

/*
 * Words about what stands at a path (an assumption, a source), NULL as they are. Those about the
 * lists of the first day name local counts: published, other words stand in their place.
 */
const char *sen_publish_about(const sen_disclosure *rule, const char *path, const char *words);

/* A paragraph on the rule, and on placeholders if the headline rests on some: every file has it. */
void sen_publish_words(sen_text *text, const sen_disclosure *rule);

#endif

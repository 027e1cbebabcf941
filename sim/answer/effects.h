/* SPDX-License-Identifier: MIT */
/* What is said of assumed changes of behaviour: the least effect at which a scenario still wins. */
#ifndef SEN_ANSWER_EFFECTS_H
#define SEN_ANSWER_EFFECTS_H

#include "base/text.h"
#include "sen_report.h"

/*
 * A sentence for each scenario with behaviour changes but the first, on children with known unmet
 * need on the last day: of report.headline, or of each kind of help on which it wins in full.
 * Adds nothing where no scenario has any.
 */
sen_code sen_effects_add(sen_text *out, const sen_run_view *view, sen_errors *errors);

#endif

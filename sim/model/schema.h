/* SPDX-License-Identifier: MIT */
/*
 * The shape of a scenario, printed from the same rows that read it: JSON Schema 2020-12 for editors
 * and tests, Markdown for people. It says what a schema can say; the rules that span objects and
 * those of the clock are the loader's.
 */
#ifndef SEN_MODEL_SCHEMA_H
#define SEN_MODEL_SCHEMA_H

#include <stdbool.h>

#include "base/text.h"

/* A whole scenario; or an overlay, where nothing is needed but ids and null removes. */
void sen_schema_json(bool overlay, sen_text *out);

/* Every key with what may stand there, what it means, and what its absence means. */
void sen_schema_markdown(sen_text *out);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * A scenario as the program understood it: read, merged, checked and never changed after. What is
 * in it is not for programs to reach into; they load it, ask the few things below, and hand it on.
 */
#ifndef SEN_MODEL_H
#define SEN_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sen_error.h"

typedef struct sen_model sen_model;

/* How much of the scenario's behaviour changes is applied. HALF and NONE are the runs behind the
 * least effect at which the scenario still wins; their ids end in _half and _none. */
typedef enum { SEN_MODEL_FULL, SEN_MODEL_HALF, SEN_MODEL_NONE } sen_model_behaviour;

/*
 * Load a scenario with all it extends. All faults that can be seen are told in one pass.
 *
 * Returns SEN_OK and the model, which the caller frees; or SEN_NO_INPUT, SEN_BAD_SCENARIO,
 * SEN_TOO_LARGE or SEN_NO_MEMORY and *model is NULL.
 */
sen_code sen_model_load(const char *path, sen_model_behaviour behaviour, sen_model **model,
                        sen_errors *errors);

/* The same for a text in memory, which can extend nothing and name no CSV files. */
sen_code sen_model_load_text(const char *text, size_t bytes, const char *name,
                             sen_model_behaviour behaviour, sen_model **model, sen_errors *errors);

/* The scenario at `path` with `text` laid over it as if it extended it (solve, allocate). */
sen_code sen_model_load_with(const char *path, const char *text, size_t bytes, const char *name,
                             sen_model_behaviour behaviour, sen_model **model, sen_errors *errors);

void sen_model_free(sen_model *model);

/* Strings live as long as the model. */
const char *sen_model_id(const sen_model *model);
const char *sen_model_title(const sen_model *model); /* the id where there is none */
const char *sen_model_file(const sen_model *model);
const char *sen_model_digest(const sen_model *model);       /* 64 hexadecimal digits */
const char *sen_model_world_digest(const sen_model *model); /* equal: the same children and luck */

bool sen_model_has_population(const sen_model *model);
bool sen_model_has_behaviour(const sen_model *model);       /* some change is marked behaviour */
bool sen_model_has_uncertain(const sen_model *model);       /* some number is uncertain */
bool sen_model_is_dated(const sen_model *model);            /* false: days count from 0 */
int32_t sen_model_days(const sen_model *model);             /* length of the run */
void sen_model_start(const sen_model *model, char out[11]); /* "YYYY-MM-DD"; "" under plain days */

typedef struct {
    int32_t needs, kinds, groups, openings, calendars, teams, services, stages, checks, streams,
        changes, assumptions, rules, numbers, uncertain_numbers,
        written,      /* numbers that are not what the absence of a key means */
        placeholders; /* of grade E */
} sen_model_counts;

void sen_model_count(const sen_model *model, sen_model_counts *counts);

/* Number i of the model, 0 <= i < counts.numbers: its path, and its grade as a letter A..E. */
const char *sen_model_number_path(const sen_model *model, int32_t i);
char sen_model_number_grade(const sen_model *model, int32_t i);

/*
 * Words about scenario files. *text is malloced and the caller frees it; NULL unless SEN_OK.
 * show: the merged scenario with the origin of each value. diff: one line a difference.
 * schema: JSON Schema 2020-12 of a whole scenario or of an overlay; or every key in Markdown.
 */
sen_code sen_scenario_show(const char *path, char **text, sen_errors *errors);
sen_code sen_scenario_diff(const char *path_a, const char *path_b, char **text, sen_errors *errors);
sen_code sen_scenario_schema(bool overlay, char **text, sen_errors *errors);
sen_code sen_scenario_keys(char **text, sen_errors *errors);

#endif

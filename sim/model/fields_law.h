/* SPDX-License-Identifier: MIT */
/*
 * What the files that read numbers and laws share: a law as it is written, and where numbers and
 * laws are kept. For fields_*.c only.
 */
#ifndef SEN_MODEL_FIELDS_LAW_H
#define SEN_MODEL_FIELDS_LAW_H

#include "model/fields.h"

typedef struct {
    sen_law_kind kind;
    const sen_node *parameters[3]; /* nodes of a, b, c */
    int32_t n_parameters;
    bool by_name; /* {"mean": ...}, not a list */
    int32_t rows;
    double *values, *weights; /* in the arena */
} sen_written_law;

/* {"pert": [1, 2, 4]}, or a number, which is fixed; one of the laws in `words`. */
bool sen_read_law(sen_loader *loader, const sen_node *node, const char *const *words,
                  sen_written_law *law);

/* Tell at the node if the parameters make no law. */
void sen_check_law(sen_loader *loader, const sen_node *node, const sen_law *law);

/*
 * Grade and source that hold at a node, or of the dated change that makes it; a fault if a scenario
 * with a population has none. made_of_another: a change may only lower the grade.
 */
void sen_read_evidence(sen_loader *loader, const sen_node *node, bool made_of_another,
                       sen_evidence *out);

/*
 * Keep at the loader's path, which they take over. The same at the same path is kept once, so that
 * later rules share all that did not change.
 */
sen_number sen_keep_number(sen_loader *loader, sen_number_spec *spec);
sen_duration sen_keep_duration(sen_loader *loader, sen_duration_spec *spec);
sen_size sen_keep_size(sen_loader *loader, sen_size_spec *spec);
void sen_keep_table(sen_loader *loader, sen_table_spec *spec);

#endif

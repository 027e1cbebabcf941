/* SPDX-License-Identifier: MIT */
/*
 * manifest.json: what made this folder, so that a figure can be traced and the run repeated. No
 * clock, no machine, no thread count: the same run gives the same bytes.
 */
#ifndef SEN_REPORT_MANIFEST_H
#define SEN_REPORT_MANIFEST_H

#include "report/json.h"

/* results_digest: SHA-256 of results.csv, 64 hexadecimal digits. json is to be cleared. */
void sen_manifest_make(sen_json *json, const sen_run_view *view, const sen_headline *headlines,
                       const char *results_digest, const char *const *files, int32_t n_files);

#endif

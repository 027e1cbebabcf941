/* SPDX-License-Identifier: MIT */
/* The target of `make fuzz`, by the name that libFuzzer calls. */
#ifndef SEN_TESTS_FUZZ_SCENARIO_H
#define SEN_TESTS_FUZZ_SCENARIO_H

#include <stddef.h>
#include <stdint.h>

/*
 * Bytes as a scenario: loaded and, if it is well and small, run for one replicate under every
 * invariant and written out. Aborts if anything but SEN_OK or a fault of the scenario comes of it.
 * Returns 0.
 */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

#endif

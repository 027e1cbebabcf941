/* SPDX-License-Identifier: MIT */
/*
 * Wrong engines, for the tests only: each is one line that a plausible mistake would have written.
 * `make mutants` compiles one file with -DSEN_MUTANT_<name> at a time and shows that the tests turn
 * red (tests/mutants/README.md lists them). SEN_MUTANT(name) is a constant, 0 in every other build,
 * so the wrong line is not even compiled into the program.
 */
#ifndef SEN_BASE_MUTANT_H
#define SEN_BASE_MUTANT_H

/* A macro defined as 1 becomes a comma and shifts the 1 behind it into second place. */
#define SEN_MUTANT_SHIFT_1                    0,
#define SEN_MUTANT_SECOND(first, second, ...) second
#define SEN_MUTANT_CHOOSE(shift)              SEN_MUTANT_SECOND(shift 1, 0, 0)
#define SEN_MUTANT_JOIN(value)                SEN_MUTANT_CHOOSE(SEN_MUTANT_SHIFT_##value)
#define SEN_MUTANT_VALUE(value)               SEN_MUTANT_JOIN(value)
#define SEN_MUTANT(name)                      SEN_MUTANT_VALUE(SEN_MUTANT_##name)

#endif

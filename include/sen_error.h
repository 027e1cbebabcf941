/* SPDX-License-Identifier: MIT */
/*
 * What can go wrong, said once: the code, the program's exit status and a sentence. A sen_errors is
 * a list that an operation adds to, so that a user sees every fault of a file in one pass. It is
 * not a log, and it prints nothing.
 *
 * Where a function has a `sen_errors *errors` it may be NULL: the code is still returned.
 */
#ifndef SEN_ERROR_H
#define SEN_ERROR_H

#include <stddef.h>
#include <stdint.h>

/* code, exit status of the program, sentence */
#define SEN_CODES(X)                                                    \
    X(SEN_OK, 0, "done")                                                \
    X(SEN_CONDITION, 3, "a condition that was asked for does not hold") \
    X(SEN_USAGE, 64, "the command line is wrong")                       \
    X(SEN_BAD_SCENARIO, 65, "the scenario or its data are wrong")       \
    X(SEN_NO_INPUT, 66, "an input cannot be read")                      \
    X(SEN_BUG, 70, "a fault of the program")                            \
    X(SEN_NO_MEMORY, 71, "not enough memory")                           \
    X(SEN_TOO_LARGE, 71, "too large for this program or its limits")    \
    X(SEN_CANNOT_CREATE, 73, "an output cannot be created")             \
    X(SEN_IO, 74, "a read or write failed")                             \
    X(SEN_STOPPED, 75, "stopped by a signal or a time limit; partial results are kept")

typedef enum {
#define SEN_CODE_ROW(code, status, sentence) code,
    SEN_CODES(SEN_CODE_ROW)
#undef SEN_CODE_ROW
        SEN_CODE_COUNT
} sen_code;

enum { SEN_ERRORS_KEPT = 1000 };

typedef struct sen_error {
    sen_code code;
    const char *file;     /* NULL: no file */
    int32_t line, column; /* from 1; 0: not known */
    const char *path;     /* services.equipment.clock.target_weeks; NULL: none */
    const char *found;    /* what stands there, as a phrase after "is"; NULL: none */
    const char *allowed;  /* what may stand there; NULL: none */
    const char *nearest;  /* nearest valid name; NULL: none */
} sen_error;

typedef struct sen_errors sen_errors;

/* A new empty list, or NULL for want of memory. The caller frees it. */
sen_errors *sen_errors_new(void);
void sen_errors_free(sen_errors *errors);

/* Forget all faults. */
void sen_errors_clear(sen_errors *errors);

/* Faults seen, and how many of them are kept (the first 1,000). */
int64_t sen_errors_count(const sen_errors *errors);
int32_t sen_errors_kept(const sen_errors *errors);

/* Fault i, 0 <= i < kept, in the order they were found. It lives as long as the list. */
const sen_error *sen_errors_at(const sen_errors *errors, int32_t i);

/*
 * The exit status for the whole list: 0 if empty; 66 if any input could not be read, else 65 if any
 * scenario is wrong, else that of the gravest, with 75 before 3.
 */
int sen_errors_exit_status(const sen_errors *errors);

/* Exit status and sentence of one code. */
int sen_code_exit_status(sen_code code);
const char *sen_code_sentence(sen_code code);

/*
 * Add a fault and return its code, so that `return sen_fail(...)` reads well. The strings are
 * copied; any may be NULL. If there is no memory for the copy the fault is still counted.
 */
sen_code sen_fail(sen_errors *errors, sen_code code, const char *file, int32_t line, int32_t column,
                  const char *path, const char *found, const char *allowed, const char *nearest);

/* The same with what was found spelled by a printf format; nearest is left out. */
sen_code sen_failf(sen_errors *errors, sen_code code, const char *file, int32_t line,
                   int32_t column, const char *path, const char *allowed, const char *found_format,
                   ...) __attribute__((format(printf, 8, 9)));

/*
 * Spell a fault as `file:line:column: path is FOUND; allowed ALLOWED; nearest name NEAREST`,
 * without what is missing and without a line end. Writes at most `size` bytes with the final 0 and
 * returns the length of the whole line, as snprintf does.
 */
size_t sen_error_line(const sen_error *error, char *out, size_t size);

/* Go to the one `out:` label of a function that has `sen_code code`. */
#define SEN_TRY(call)       \
    do {                    \
        code = (call);      \
        if (code != SEN_OK) \
            goto out;       \
    } while (0)

/* A fault of ours: say where on stderr and abort. Always on; for cheap tests. */
#define SEN_BUG_UNLESS(x) ((x) ? (void)0 : sen_bug(#x, __FILE__, __LINE__))
_Noreturn void sen_bug(const char *what, const char *file, int32_t line);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * Texts that must come out byte for byte. With SEN_GOLDEN_UPDATE=1 they are written anew
 * (`make golden-update`).
 */
#ifndef SEN_TESTS_GOLDEN_H
#define SEN_TESTS_GOLDEN_H

#include <stdbool.h>

/* The whole file, malloced, with a 0 behind it; NULL if it cannot be read. */
char *golden_read(const char *path);

/* Fails the test, with the line and what stands there, where the text is not what is kept. */
void golden_hold(const char *text, const char *path);

/*
 * The same of all files below a folder, and no other may be kept. A part of a workbook (.xml,
 * .rels) is one line, so it is kept with a line end between its elements.
 */
void golden_hold_folder(const char *folder, const char *kept);

#endif

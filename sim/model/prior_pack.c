/* SPDX-License-Identifier: MIT */
/* The England-average area as it is shipped, so that the program has it wherever it is put. */
#include "model/priors.h"

__asm__(".pushsection .rodata\n"
        ".local sen_prior_pack_text\n"
        "sen_prior_pack_text:\n"
        ".incbin \"scenarios/england-average/area.json\"\n"
        ".local sen_prior_pack_end\n"
        "sen_prior_pack_end:\n"
        ".byte 0\n"
        ".popsection\n");

extern const char sen_prior_pack_text[], sen_prior_pack_end[];

const char *sen_prior_pack(size_t *bytes)
{
    *bytes = (size_t)(sen_prior_pack_end - sen_prior_pack_text);
    return sen_prior_pack_text;
}

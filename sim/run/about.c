/* SPDX-License-Identifier: MIT */
/* The words of `about`, from the program's own tables. */
#include <stdlib.h>
#include <string.h>

#include "base/dist.h"
#include "base/text.h"
#include "model/purpose.h"
#include "sen_run.h"

/* The order within a day. */
static const char *const phases[] = {
    "births, deaths, ageing, moves, age edges",
    "capacity changes, the day's sessions",
    "completions and releases",
    "leavers",
    "allocation to lists as they stand",
    "recognition, reviews due, referrals and next stages join",
    "panels and rounds",
    "allocation again, today's joiners included",
    "recording",
};

sen_code sen_about_text(char **text, sen_errors *errors)
{
    static const struct {
        const char *name, *entity, *occasion;
        int words;
    } purposes[] = {
#define SEN_PURPOSE_ROW(name, entity, occasion, words) {#name, entity, occasion, words},
        SEN_PURPOSES(SEN_PURPOSE_ROW)
#undef SEN_PURPOSE_ROW
    };
    sen_text out;
    sen_text_init(&out);
    sen_text_add(&out, "sendsim " SEN_VERSION "\n"
                       "Compiled by gcc " __VERSION__ ", C11, -ffp-contract=off, with OpenMP\n\n"
                       "Chance: PCG64 (XSL RR 128/64). A stream is keyed by (seed, replicate, "
                       "purpose, entity) and (child, occasion),\nso no draw depends on another "
                       "having been made. Purposes, what the entity is, what the occasion counts,\n"
                       "and how many 64-bit words are read:\n");
    for (size_t i = 0; i < sizeof purposes / sizeof *purposes; i++)
        sen_text_addf(&out, "  %-12s %-22s %-34s %d\n", purposes[i].name + strlen("SEN_CHANCE_"),
                      purposes[i].entity, purposes[i].occasion, purposes[i].words);
    sen_text_add(&out, "\nLaws:");
    for (int kind = 0; kind < SEN_LAW_COUNT; kind++)
        sen_text_addf(&out, " %s", sen_law_name((sen_law_kind)kind));
    sen_text_add(&out, "\n\nTime is whole days. Order within a day:\n");
    for (size_t i = 0; i < sizeof phases / sizeof *phases; i++)
        sen_text_addf(&out, "  %d %s\n", (int)i + 1, phases[i]);
    return sen_text_take(&out, text, errors);
}

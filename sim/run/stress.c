/* SPDX-License-Identifier: MIT */
/* What the program knows of itself, in the order of STRESS-DES (Monks et al. 2019). */
#include <stdlib.h>
#include <string.h>

#include "base/dist.h"
#include "base/text.h"
#include "model/purpose.h"
#include "run/run.h"
#include "stats/headline.h"

static void add_experiment(sen_text *out)
{
    sen_text_add(out, "\n4 Experimentation\n"
                      "4.1 initialisation  from the lists of the first day (`opening`), never from "
                      "empty; no warm-up, and a year marked\n"
                      "                    as opening year; without a population report.from_day "
                      "leaves out what comes before\n");
    sen_text_addf(
        out,
        "4.2 run length      days or years of the scenario, whole days\n"
        "4.3 replicates      %d unless -n says otherwise, numbered from 1 to at most %d; "
        "--precision stops after 20, 40, 80 ...\n"
        "    draws           %d of the uncertain numbers, 1 where nothing is uncertain; "
        "replicate r has draw ((r - 1) mod D) + 1\n"
        "    estimates       mean, its Monte Carlo error by whole draws, Student's t; "
        "shares as ratios of sums with jackknife;\n"
        "                    5th, 50th and 95th percentile over replicates, with intervals by "
        "order statistics; paired\n"
        "                    differences from the first scenario\n"
        "    pairing         the same children and luck in every scenario; warned of "
        "below a correlation of %.1f\n",
        SEN_DEFAULT_REPLICATES, SEN_MOST_REPLICATES, SEN_DEFAULT_DRAWS, SEN_PAIRING_LEAST);
}

static void add_implementation(sen_text *out)
{
    sen_text_add(out, "\n5 Implementation\n"
                      "5.1 software        sendsim " SEN_VERSION ", model " SEN_MODEL_VERSION
                      ", C11 by gcc " __VERSION__ ", -ffp-contract=off, OpenMP\n");
    sen_text_addf(out, "    store           format %d\n", SEN_STORE_FORMAT);
    sen_text_add(out, "5.2 random numbers  PCG64 (XSL RR 128/64), keyed streams, ");
    sen_text_addf(out,
                  "%d purposes (`sendsim about`); seed 1 unless -s says otherwise\n"
                  "    laws           ",
                  (int)SEN_PURPOSE_COUNT);
    for (int kind = 0; kind < SEN_LAW_COUNT; kind++)
        sen_text_addf(out, " %s", sen_law_name((sen_law_kind)kind));
    sen_text_add(out, "\n5.3 execution       next day, fixed phases within it (`sendsim about`); "
                      "ties by list key, then keyed luck, never by\n"
                      "                    order of creation; the same bytes at any number of "
                      "threads, in shards, and resumed\n"
                      "5.4 system          x86-64 Linux; how fast: bench/README.md\n");
}

sen_code sen_about_stress(char **text, sen_errors *errors)
{
    sen_text out;
    sen_text_init(&out);
    sen_text_add(
        &out, "STRESS-DES: what the program knows of itself. What it cannot know, and why each "
              "rule is as it is, stands in sim/README.md;\n"
              "inputs with source and grade in the scenario (`sendsim check`, "
              "csv/dim/numbers.csv and assumptions.csv).\n\n"
              "1 Objectives\n"
              "1.1 purpose         what a commissioning decision does to who waits, for what, how "
              "long, and what is never met\n"
              "1.2 outputs         `sendsim schema --outputs`: every measure with its definition\n"
              "1.3 aims            the scenarios of a run: `sendsim diff A B` says what differs\n"
              "\n2 Logic\n"
              "2.1 overview        children, their needs and the help they require; teams with "
              "capacity, lists, services in stages;\n"
              "                    README.md has the picture\n"
              "2.2 base logic      sim/README.md, a day in nine phases and what each does\n"
              "2.3 scenario logic  dated changes, of capacity, rule or behaviour; behaviour is "
              "also run at none and at half\n"
              "2.4 algorithms      sim/README.md, with the reason of each rule\n"
              "2.5 components      `sendsim schema --text`: every key\n"
              "    entities        children with needs, requirements and referrals; persons of "
              "streams where there is no population\n"
              "    activities      stages: visit, place, package, item, delay, panel, round, "
              "all_of\n"
              "    resources       teams: places, sessions, hours, pounds, a market\n"
              "    queues          one list a team, panel and round, in the order fixed on "
              "joining\n"
              "    entry, exit     birth, joining the area, a stream's arrival; death, moving, the "
              "26th birthday, the last stage\n"
              "\n3 Data\n"
              "3.1 sources         `source` and `grade` of every number of the scenario; refused "
              "without where it has a population\n"
              "3.2 inputs          `sendsim show A.json`: the merged scenario with file and line\n"
              "3.3 pre-processing  none but merging of files; a key that is absent means what "
              "`sendsim schema --text` says, and\n"
              "                    nothing is clamped or renormalised\n"
              "3.4 assumptions     `assumptions` of the scenario\n");
    add_experiment(&out);
    add_implementation(&out);
    sen_text_add(&out, "\n6 Access\n"
                       "6.1 code            this program and its source, licence MIT\n");
    return sen_text_take(&out, text, errors);
}

/* SPDX-License-Identifier: MIT */
#include "random_scenario.h"

#include <stdbool.h>
#include <stdio.h>

#include "base/rng.h"

enum { MOST_SERVICES = 5 };

typedef struct {
    sen_text *out;
    sen_rng rng;
    bool plain;
    int service, stage; /* being written; stage counts those of the service */
    char served[16];    /* a stage of the service at which one is served, "" where there is none */
    char top[16];       /* the last stage written that is in no branch */
} maker;

static int pick(maker *m, int low, int high)
{
    return low + (int)(sen_rng_next(&m->rng) % (uint64_t)(high - low + 1));
}

static bool maybe(maker *m, int percent)
{
    return pick(m, 1, 100) <= percent;
}

static const char *one_of(maker *m, const char *const *words, int n)
{
    return words[pick(m, 0, n - 1)];
}
#define ONE_OF(m, ...)                            \
    one_of(m, (const char *const[]){__VA_ARGS__}, \
           (int)(sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *)))

/* {"days": LAW} of about `mean` days. */
static void duration(maker *m, int mean)
{
    switch (pick(m, 0, 5)) {
    case 0:
        sen_text_addf(m->out, "{\"days\": %d}", mean);
        break;
    case 1:
        sen_text_addf(m->out, "{\"days\": {\"exponential\": {\"mean\": %d}}}", mean);
        break;
    case 2:
        sen_text_addf(m->out, "{\"days\": {\"lognormal\": {\"mean\": %d, \"cv\": 0.8}}}", mean);
        break;
    case 3:
        sen_text_addf(m->out, "{\"days\": {\"pert\": [0, %d, %d]}, \"whole_days\": \"down\"}", mean,
                      3 * mean);
        break;
    case 4:
        sen_text_addf(m->out,
                      "{\"days\": {\"gamma\": {\"mean\": {\"uncertain\": {\"uniform\": "
                      "[%d, %d]}}, \"cv\": 1.2}}}",
                      mean, 2 * mean);
        break;
    default:
        sen_text_addf(m->out, "{\"days\": {\"table\": [[0, 0.2], [%d, 0.8]]}}", mean);
        break;
    }
}

static void member_duration(maker *m, const char *key, int mean)
{
    sen_text_addf(m->out, ", \"%s\": ", key);
    duration(m, mean);
}

/* ---- stages ---- */

static void begin_stage(maker *m, bool in_branch, char id[16])
{
    snprintf(id, 16, "e%d", m->stage++);
    if (!in_branch)
        snprintf(m->top, sizeof m->top, "%s", id);
    sen_text_addf(m->out, "{\"id\": \"%s\", ", id);
    if (!in_branch && maybe(m, 20))
        sen_text_add(m->out, "\"delivers\": true, ");
}

static void note_served(maker *m, const char *id)
{
    snprintf(m->served, sizeof m->served, "%s", id);
}

static void add_place(maker *m, const char *id)
{
    note_served(m, id);
    if (maybe(m, 25))
        sen_text_add(m->out, "\"place\": {\"teams\": [{\"team\": \"rooms\", \"ages\": [0, 11]}, "
                             "{\"team\": \"dear\", \"share\": 0.3}, {\"team\": \"rooms\"}], ");
    else
        sen_text_add(m->out, "\"place\": {\"team\": \"rooms\", ");
    if (!m->plain && maybe(m, 15))
        sen_text_add(m->out, "\"until\": \"age_limit\"}}");
    else
        sen_text_addf(m->out, "\"days\": {\"exponential\": {\"mean\": %d}}}}", pick(m, 1, 60));
}

static void add_visit(maker *m, const char *id)
{
    note_served(m, id);
    sen_text_addf(m->out, "\"visit\": {\"team\": \"%s\", \"sessions\": %d, \"gap_days\": %d",
                  maybe(m, 50) ? "clinic" : "desk", pick(m, 1, 4), pick(m, 1, 9));
    if (maybe(m, 40))
        sen_text_addf(m->out, ", \"not_brought\": 0.%d", pick(m, 1, 5));
    if (maybe(m, 40))
        sen_text_addf(m->out, ", \"not_brought_most\": %d", pick(m, 1, 3));
    if (maybe(m, 25))
        sen_text_add(m->out, ", \"together\": true");
    sen_text_add(m->out, "}}");
}

static void add_package(maker *m, const char *id)
{
    note_served(m, id);
    sen_text_addf(m->out, "\"package\": {\"supply\": \"%s\", \"hours_a_year\": %d",
                  ONE_OF(m, "pool", "club", "shop"), pick(m, 30, 300));
    if (maybe(m, 40))
        sen_text_add(m->out, ", \"money\": \"pot\"");
    if (maybe(m, 60))
        sen_text_addf(m->out, ", \"smallest_share\": 0.%d", pick(m, 1, 9));
    if (maybe(m, 30))
        sen_text_add(m->out, ", \"season\": \"term\"");
    if (maybe(m, 70))
        member_duration(m, "review_after", pick(m, 20, 200));
    sen_text_addf(m->out, ", \"renewed\": 0.%d}}", pick(m, 0, 9));
}

static void add_panel(maker *m)
{
    sen_text_addf(m->out, "\"panel\": {\"every_days\": %d, \"approve\": 0.%d", pick(m, 1, 40),
                  pick(m, 3, 9));
    if (maybe(m, 60))
        sen_text_addf(m->out,
                      ", \"panels\": \"each_partner\", \"partners\": [\"icb\", \"council\", "
                      "\"schools\"], \"in_turn\": %s",
                      maybe(m, 50) ? "true" : "false");
    else
        sen_text_add(m->out, ", \"panels\": \"joint\"");
    if (maybe(m, 50))
        sen_text_addf(m->out, ", \"capped_at\": %d", pick(m, 1, 3));
    if (maybe(m, 60)) {
        sen_text_addf(m->out, ", \"dispute\": 0.%d", pick(m, 1, 9));
        member_duration(m, "dispute_time", pick(m, 3, 60));
    }
    sen_text_add(m->out, "}}");
}

static void add_stage(maker *m, bool in_branch);

static void add_all_of(maker *m)
{
    sen_text_add(m->out, "\"all_of\": {");
    if (maybe(m, 50)) {
        sen_text_add(m->out, "\"deadline\": ");
        duration(m, pick(m, 5, 60));
        sen_text_add(m->out, ", ");
    }
    sen_text_add(m->out, "\"branches\": [");
    for (int b = 0, n = pick(m, 1, 3); b < n; b++) {
        sen_text_addf(m->out,
                      "%s{\"id\": \"b%d\", \"nil_return\": 0.%d, \"reuse\": 0.%d, "
                      "\"may_be_missed\": %s, \"stages\": [",
                      b > 0 ? ", " : "", b, pick(m, 0, 4), pick(m, 0, 4),
                      maybe(m, 50) ? "true" : "false");
        for (int k = 0, stages = pick(m, 1, 2); k < stages; k++) {
            sen_text_add(m->out, k > 0 ? ", " : "");
            add_stage(m, true);
        }
        sen_text_add(m->out, "]}");
    }
    sen_text_add(m->out, "]}}");
}

static void add_stage(maker *m, bool in_branch)
{
    char id[16];
    begin_stage(m, in_branch, id);
    switch (pick(m, 0, in_branch ? 6 : m->plain ? 7 : 8)) {
    case 0:
    case 1:
        add_place(m, id);
        break;
    case 2:
        add_visit(m, id);
        break;
    case 3:
        add_package(m, id);
        break;
    case 4:
        sen_text_addf(m->out,
                      "\"item\": {\"budget\": \"%s\", \"pence\": {\"lognormal\": {\"mean\": "
                      "%d, \"cv\": 0.9}}}}",
                      maybe(m, 50) ? "pot" : "purse", pick(m, 1000, 90000));
        break;
    case 5:
        sen_text_addf(m->out, "\"delay\": {\"days\": {\"pert\": [1, %d, 50]}, \"happens\": 0.%d}}",
                      pick(m, 1, 40), pick(m, 5, 9));
        break;
    case 6:
        add_panel(m);
        break;
    case 7:
        add_all_of(m);
        break;
    default:
        sen_text_addf(m->out,
                      "\"round\": {\"team\": \"rooms\", \"decided_by\": \"04-%02d\", "
                      "\"for\": \"09-01\", \"over\": 0.%d}}",
                      pick(m, 1, 28), pick(m, 0, 3));
        break;
    }
}

static void add_stages(maker *m)
{
    m->stage = 0;
    m->served[0] = '\0';
    sen_text_add(m->out, "\"stages\": [");
    for (int k = 0, n = pick(m, 1, 3); k < n; k++) {
        sen_text_add(m->out, k > 0 ? ", " : "");
        add_stage(m, false);
    }
    sen_text_add(m->out, ", "); /* the last one takes time, so nobody goes round in a day */
    char id[16];
    begin_stage(m, false, id);
    if (maybe(m, 50))
        add_place(m, id);
    else
        add_package(m, id);
    sen_text_add(m->out, "]");
}

/* ---- teams ---- */

static void add_common(maker *m)
{
    if (!m->plain)
        sen_text_addf(m->out,
                      ", \"provider\": \"p%d\", \"funders\": {\"icb\": 0.5, \"council\": "
                      "0.3, \"schools\": 0.2}",
                      pick(m, 0, 2));
    sen_text_addf(m->out, ", \"pence_per_unit\": %d, \"paid\": \"%s\"", pick(m, 0, 9999),
                  m->plain ? "not" : ONE_OF(m, "commissioned", "delivered", "not"));
    if (maybe(m, 20))
        sen_text_add(m->out, ", \"unfilled_paid\": true");
    if (maybe(m, 30))
        sen_text_addf(m->out, ", \"order\": \"%s\"",
                      ONE_OF(m, "first_come", "last_come", "random"));
    if (maybe(m, 30))
        sen_text_addf(m->out, ", \"list_limit\": %d", pick(m, 0, 9));
    if (maybe(m, 40))
        sen_text_addf(m->out,
                      ", \"classes\": [{\"id\": \"urgent\", \"head_start_days\": %d}, {\"id\": "
                      "\"routine\", \"head_start_days\": 0}]",
                      pick(m, 1, 90));
    if (maybe(m, 30))
        sen_text_add(m->out, ", \"chain\": {\"funded\": 0.9, \"staffed\": 0.8}");
    if (!m->plain && maybe(m, 20))
        sen_text_addf(m->out, ", \"contract\": {\"formal\": true, \"until\": \"2026-%02d-15\"}",
                      pick(m, 1, 12));
    sen_text_add(m->out, "}");
}

static void add_teams(maker *m)
{
    sen_text_add(m->out, "\"teams\": {");
    sen_text_addf(m->out, "\"rooms\": {\"kind\": \"places\", \"places\": %d.5", pick(m, 0, 25));
    add_common(m);
    sen_text_add(m->out, ", \"dear\": {\"kind\": \"places\", \"unlimited\": true");
    add_common(m);
    sen_text_addf(m->out, ", \"clinic\": {\"kind\": \"sessions\", \"per_week\": %d.25",
                  pick(m, 4, 30));
    if (m->plain)
        sen_text_addf(m->out, ", \"every_days\": %d", pick(m, 1, 7));
    else
        sen_text_add(m->out, ", \"weeks\": \"term\", \"days\": [\"tue\", \"thu\"]");
    add_common(m);
    sen_text_addf(m->out, ", \"desk\": {\"kind\": \"sessions\", \"per_week\": %d", pick(m, 10, 60));
    add_common(m);
    sen_text_addf(m->out,
                  ", \"club\": {\"kind\": \"hours\", \"shared\": \"share\", "
                  "\"hours_per_week\": %d",
                  pick(m, 0, 50));
    add_common(m);
    sen_text_addf(m->out,
                  ", \"pool\": {\"kind\": \"hours\", \"shared\": \"queue\", "
                  "\"hours_per_week\": %d",
                  pick(m, 0, 50));
    add_common(m);
    sen_text_addf(m->out,
                  ", \"shop\": {\"kind\": \"market\", \"hours_per_week\": %d, \"by_month\": "
                  "[1, 1, 0.5, 1, 1, 1, 0, 0.2, 1, 1, 1, 1]",
                  pick(m, 5, 80));
    add_common(m);
    sen_text_addf(m->out,
                  ", \"pot\": {\"kind\": \"pounds\", \"pence_per_year\": %d, \"when_spent\": "
                  "\"wait\", \"carried\": %s",
                  pick(m, 100000, 9000000), maybe(m, 50) ? "true" : "false");
    add_common(m);
    sen_text_addf(m->out,
                  ", \"purse\": {\"kind\": \"pounds\", \"pence_per_year\": %d, "
                  "\"when_spent\": \"overspend\"",
                  pick(m, 0, 900000));
    add_common(m);
    sen_text_add(m->out, "}");
}

/* ---- services ---- */

static const char *const kinds[] = {"k_place", "k_hours", "k_check", "k_item"};

static void add_clock(maker *m)
{
    sen_text_addf(m->out,
                  ", \"clock\": {\"from\": \"%s\", \"to\": \"%s\", \"target_days\": %d, "
                  "\"standard\": 0.9, \"duty\": {\"basis\": \"local_aim\", \"owner\": \"icb\"}",
                  "referral", maybe(m, 50) ? m->top : "done", pick(m, 5, 90));
    if (maybe(m, 50))
        sen_text_add(m->out, ", \"excludes\": [\"e0\"]");
    sen_text_add(m->out, "}");
}

static void add_referral(maker *m)
{
    sen_text_addf(m->out, "\"referral\": {\"share\": 0.%d", pick(m, 2, 9));
    member_duration(m, "after", pick(m, 1, 40));
    if (maybe(m, 60)) {
        sen_text_addf(m->out, ", \"again_share\": 0.%d", pick(m, 1, 9));
        member_duration(m, "again_after", pick(m, 5, 400));
    }
    if (maybe(m, 30))
        sen_text_add(m->out, ", \"trend_a_year\": 0.1");
    sen_text_add(m->out, "}");
}

static void add_manners(maker *m)
{
    static const char *const shares[] = {"refuse", "no_reply", "unsuitable", "not_wanted",
                                         "urgent_share"};
    for (int k = 0; k < 5; k++)
        if (maybe(m, 50))
            sen_text_addf(m->out, ", \"%s\": 0.%d", shares[k], pick(m, 1, 5));
    if (maybe(m, 50))
        member_duration(m, "triage", pick(m, 1, 15));
    if (maybe(m, 60))
        member_duration(m, "patience", pick(m, 5, 200));
    if (maybe(m, 40)) {
        sen_text_addf(m->out, ", \"returns\": {\"share\": 0.%d, \"after\": ", pick(m, 1, 9));
        duration(m, pick(m, 1, 90));
        sen_text_add(m->out, "}");
    }
}

static void add_service(maker *m, int services)
{
    static const char *const ages[] = {"[0, 26]", "[0, 18]", "[5, 11]", "[11, 19]", "[4, 16]"};
    sen_text_addf(m->out,
                  "%s\"s%d\": {\"sector\": \"%s\", \"meets\": [\"%s\"%s], \"ages\": %s, "
                  "\"stops\": \"%s\", \"preference\": %d, ",
                  m->service > 0 ? ", " : "", m->service, ONE_OF(m, "health", "education", "care"),
                  kinds[m->service % 4], maybe(m, 30) ? ", \"k_spare\"" : "", one_of(m, ages, 5),
                  ONE_OF(m, "birthday", "september", "academic_year"), pick(m, 0, 2));
    add_referral(m);
    sen_text_add(m->out, ", ");
    add_stages(m);
    add_manners(m);
    if (maybe(m, 60))
        add_clock(m);
    if (maybe(m, 30)) {
        sen_text_add(m->out, ", \"overflow\": {\"team\": \"dear\", \"share\": 0.5, \"after\": ");
        duration(m, pick(m, 1, 60));
        sen_text_add(m->out, "}");
    }
    if (maybe(m, 30))
        sen_text_addf(m->out, ", \"false_positives_per_1000_a_year\": %d", pick(m, 1, 200));
    if (maybe(m, 30))
        sen_text_addf(m->out, ", \"triggers\": {\"service\": \"s%d\", \"share\": 0.5}",
                      pick(m, 1, services - 1));
    if (maybe(m, 20))
        sen_text_add(m->out, ", \"elsewhere\": true");
    sen_text_add(m->out, "}");
}

/* Those who wait, are served and are done on day 0, of service s. */
static void add_opening(maker *m, int s)
{
    static const char *const bands = "{\"0-1\": 2, \"1-2\": 1, \"4-12\": 3, \"18-52\": 2}";
    const char *const kind = kinds[s % 4];
    if (maybe(m, 60))
        sen_text_addf(m->out,
                      ", \"w%d\": {\"kind\": \"%s\", \"ages\": [5, 18], \"at\": "
                      "\"services.s%d.stages.e%d\", \"weeks\": %s, \"urgent_share\": 0.3}",
                      s, kind, s, pick(m, 0, m->stage - 1), bands);
    if (m->served[0] != '\0' && maybe(m, 60))
        sen_text_addf(m->out,
                      ", \"v%d\": {\"kind\": \"%s\", \"ages\": [5, 18], \"at\": "
                      "\"services.s%d.stages.%s\", \"weeks\": %s, \"served\": true}",
                      s, kind, s, m->served, bands);
    if (maybe(m, 40))
        sen_text_addf(m->out,
                      ", \"d%d\": {\"kind\": \"%s\", \"ages\": [5, 18], \"at\": "
                      "\"services.s%d.done\", \"days\": {\"0-30\": 3, \"30-300\": 3}}",
                      s, kind, s);
}

/* ---- the whole ---- */

static void add_population(maker *m)
{
    sen_text_add(m->out, "\"population\": {\"by\": \"age\", \"rows\": [");
    for (int age = 0; age < 26; age++)
        sen_text_addf(m->out, "%s[%d, %d]", age > 0 ? ", " : "", age, pick(m, 8, 20));
    sen_text_add(m->out, "], \"births_per_year\": {\"by\": \"year\", \"rows\": [[2025, 15], [2026, "
                         "15], [2027, 15]]}, \"deaths_per_1000_a_year\": 3, "
                         "\"leave_per_1000_a_year\": 40, \"join_per_1000_a_year\": 40}");
}

static void add_needs(maker *m)
{
    sen_text_addf(m->out,
                  "\"needs\": {\"n_a\": {\"present_at_start\": 0.3, \"onset_per_1000_a_year\": 30, "
                  "\"lasts\": {\"years\": {\"exponential\": {\"mean\": %d}}}}, "
                  "\"n_b\": {\"present_at_start\": 0.2, \"present_at_birth\": 0.1, \"masked\": "
                  "{\"share\": 0.3, \"sensitivity_times\": 0.2}, \"severity\": {\"mild\": 0.5, "
                  "\"severe\": 0.5}}}, ",
                  pick(m, 1, 9));
    sen_text_add(m->out,
                 "\"requirements\": {"
                 "\"k_place\": {\"for\": {\"n_a\": {\"share\": 0.7}}, \"ages\": [0, 26], "
                 "\"amount\": {\"places\": 1}}, "
                 "\"k_hours\": {\"for\": {\"n_a\": {\"share\": 0.5}, \"n_b\": {\"share\": "
                 "0.8}}, \"ages\": [0, 26], \"amount\": {\"hours_a_year\": {\"lognormal\": "
                 "{\"mean\": 100, \"cv\": 0.5}}}}, "
                 "\"k_check\": {\"for\": {\"n_b\": {\"share\": 1, \"severities\": "
                 "[\"severe\"]}}, \"ages\": [4, 20], \"amount\": {\"checks\": 1}, \"again\": "
                 "{\"months\": 6}}, "
                 "\"k_item\": {\"for\": {\"n_b\": {\"share\": 0.6}}, \"ages\": [0, 26], "
                 "\"amount\": {\"items\": 1}, \"again\": {\"months\": {\"pert\": [1, 6, "
                 "12]}}}, "
                 "\"k_spare\": {\"for\": {\"n_a\": {\"share\": 0.2}}, \"ages\": [0, 26], "
                 "\"amount\": {\"sessions\": 2}}, "
                 "\"k_never\": {\"for\": {\"n_a\": {\"share\": 0}}, \"ages\": [0, 26], "
                 "\"amount\": {\"items\": 1}}}, ");
}

static void add_recognition(maker *m)
{
    sen_text_addf(m->out,
                  "\"recognition\": {\"n_a\": {\"school_per_year\": 0.%d, \"parents_per_year\": "
                  "{\"by\": \"age\", \"rows\": [[0, 0.1], [5, 0.5]]}, \"trend_a_year\": 0.%d, "
                  "\"shared\": {\"share\": 0.5, \"after\": {\"days\": 20}}}, "
                  "\"n_b\": {\"crisis_per_year\": 0.%d, \"identified_after\": ",
                  pick(m, 1, 9), pick(m, 0, 2), pick(m, 1, 9));
    duration(m, pick(m, 1, 50));
    sen_text_add(m->out, "}}, \"checks\": [{\"id\": \"two\", \"age\": {\"years\": 2}, \"team\": "
                         "\"clinic\", \"coverage\": 0.9, \"sensitivity\": {\"n_a\": 0.5, \"n_b\": "
                         "0.5}, \"pence\": 1234.5, \"funders\": {\"public_health\": 1}}, {\"id\": "
                         "\"year_3\", \"school_year\": 3, \"weeks\": \"term\", \"coverage\": 0.8, "
                         "\"sensitivity\": {\"n_b\": 0.9}, \"false_share\": 0.2, \"false_to\": "
                         "\"s1\", \"funders\": {\"public_health\": 1}}], ");
}

static void add_changes(maker *m)
{
    static const struct {
        const char *kind, *what;
    } changes[] = {
        {"capacity",
         "\"add\": {\"teams.rooms.places\": 6}, \"filled_after\": {\"weeks\": {\"pert\": "
         "[2, 8, 20]}}"},
        {"capacity", "\"scale\": {\"teams.desk.per_week\": 1.5}, \"filled_after\": \"never\""},
        {"capacity", "\"scale\": {\"teams.clinic.per_week\": 0.4}"},
        {"capacity", "\"scale\": {\"teams.pool.hours_per_week\": 0.3}"},
        {"capacity", "\"add\": {\"teams.pot.pence_per_year\": 1000000}"},
        {"capacity", "\"scale\": {\"teams.rooms.places\": 0.3}"},
        {"rule", "\"set\": {\"services.s1.ages\": [0, 26]}"},
        {"rule", "\"set\": {\"services.s1.ages\": [5, 9]}"},
        {"rule", "\"set\": {\"services.s2.refuse\": 0.6}"},
        {"rule", "\"set\": {\"recognition.n_a.school_per_year\": 2}"},
    };
    const int n = (int)(sizeof changes / sizeof changes[0]);
    sen_text_add(m->out, "\"changes\": [");
    bool any = false;
    for (int k = 0; k < n; k++) {
        if (!maybe(m, 30))
            continue;
        const int month = pick(m, 1, 12);
        sen_text_addf(m->out,
                      "%s{\"id\": \"c%d\", \"from\": \"2026-%02d-%02d\", \"kind\": \"%s\", %s",
                      any ? ", " : "", k, month, pick(m, 1, 28), changes[k].kind, changes[k].what);
        if (maybe(m, 30))
            sen_text_addf(m->out, ", \"until\": \"2027-01-%02d\"", pick(m, 1, 28));
        sen_text_add(m->out, "}");
        any = true;
    }
    sen_text_add(m->out, "]");
}

static const char *const term =
    "\"calendars\": {\"term\": {\"closed\": [[\"2025-12-20\", \"2026-01-04\"], [\"2026-07-20\", "
    "\"2026-09-02\"]], \"weekdays\": [\"mon\", \"tue\", \"wed\", \"thu\"]}}, ";

void random_town(sen_text *out, uint64_t number)
{
    maker m = {.out = out};
    sen_text openings;
    sen_rng_init(&m.rng, number, 21);
    sen_text_addf(out,
                  "{\"sendsim\": 1, \"id\": \"town\", \"title\": \"Town %d\", \"source\": \"made "
                  "up\", \"grade\": \"E\", \"start\": \"2025-0%d-1%d\", \"years\": 2, ",
                  (int)number, pick(&m, 3, 9), pick(&m, 0, 9));
    sen_text_add(out, term);
    add_population(&m);
    sen_text_add(out, ", ");
    add_needs(&m);
    add_recognition(&m);
    if (maybe(&m, 50))
        sen_text_add(out, "\"groups\": {\"sex\": {\"categories\": [{\"id\": \"f\", \"share\": 0.5, "
                          "\"recognition_times\": 0.7}, {\"id\": \"m\", \"share\": 0.5, "
                          "\"referral_times\": 0.8}]}}, \"report\": {\"blocks\": [[\"sex\", "
                          "\"age_band\"], [\"phase\", \"need\"]]}, ");
    add_teams(&m);
    sen_text_add(out, ", \"services\": {");
    sen_text_init(&openings);
    const int services = pick(&m, 3, MOST_SERVICES);
    for (m.service = 0; m.service < services; m.service++) {
        add_service(&m, services);
        m.out = &openings;
        add_opening(&m, m.service);
        m.out = out;
    }
    sen_text_add(out, "}, \"opening\": {\"recognition\": {\"n_a\": {\"school_per_year\": 0.4}, "
                      "\"n_b\": {\"parents_per_year\": 0.3, \"identified_share\": 0.7}}");
    sen_text_add(out, sen_text_string(&openings));
    sen_text_clear(&openings);
    sen_text_add(out, "}, ");
    add_changes(&m);
    sen_text_add(out, "}");
}

static void add_stream(maker *m, int stream, int services)
{
    sen_text_addf(m->out, "%s\"g%d\": {", stream > 0 ? ", " : "", stream);
    if (maybe(m, 30))
        sen_text_addf(m->out, "\"closed\": %d", pick(m, 1, 40));
    else
        sen_text_addf(m->out,
                      "\"gap_days\": {\"gamma\": {\"mean\": %d, \"cv\": 1.5}}, \"batch\": %d",
                      pick(m, 1, 9), pick(m, 1, 3));
    if (maybe(m, 40))
        sen_text_addf(m->out, ", \"at_most\": %d", pick(m, 1, 200));
    if (services > 1 && maybe(m, 50))
        sen_text_addf(m->out, ", \"asks\": {\"how_many\": [1, 2], \"of\": [\"s0\", \"s1\"]%s}",
                      maybe(m, 50) ? ", \"each_time\": \"one_at_random\"" : "");
    else
        sen_text_addf(m->out, ", \"asks\": [\"s%d\"]", pick(m, 0, services - 1));
    if (maybe(m, 50))
        sen_text_addf(m->out, ", \"patience_days\": {\"exponential\": {\"mean\": %d}}",
                      pick(m, 1, 90));
    if (maybe(m, 50))
        sen_text_addf(m->out,
                      ", \"again\": {\"stop\": 0.%d, \"gap_days\": {\"exponential\": "
                      "{\"mean\": %d}}}",
                      pick(m, 1, 9), pick(m, 1, 20));
    sen_text_addf(m->out, ", \"urgent_share\": 0.%d}", pick(m, 0, 9));
}

void random_clinic(sen_text *out, uint64_t number)
{
    maker m = {.out = out, .plain = true};
    sen_rng_init(&m.rng, number, 22);
    sen_text_addf(out,
                  "{\"sendsim\": 1, \"id\": \"clinic\", \"title\": \"Clinic %d\", \"clock\": "
                  "\"plain\", \"days\": %d, \"calendars\": {\"term\": {\"every_days\": 28, "
                  "\"open\": [[0, 20]]}}, ",
                  (int)number, pick(&m, 200, 900));
    add_teams(&m);
    sen_text_add(out, ", \"services\": {");
    const int services = pick(&m, 1, 3);
    for (m.service = 0; m.service < services; m.service++) {
        sen_text_addf(out, "%s\"s%d\": {", m.service > 0 ? ", " : "", m.service);
        add_stages(&m);
        add_manners(&m);
        if (maybe(&m, 60))
            add_clock(&m);
        sen_text_add(out, "}");
    }
    sen_text_add(out, "}, \"streams\": {");
    for (int k = 0, n = pick(&m, 1, 3); k < n; k++)
        add_stream(&m, k, services);
    sen_text_addf(out, "}, \"report\": {\"verification\": true, \"from_day\": %d",
                  pick(&m, 0, 100));
    if (maybe(&m, 30))
        sen_text_add(out, ", \"referral_states\": true, \"blocks\": [[\"sex\"]]}, \"groups\": "
                          "{\"sex\": {\"categories\": [{\"id\": \"f\", \"share\": 0.4}, "
                          "{\"id\": \"m\", \"share\": 0.6}]}");
    sen_text_add(out, "}}");
}

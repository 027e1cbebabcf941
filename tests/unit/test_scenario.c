/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <dirent.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "model/model.h"
#include "model/schema.h"
#include "sen_model.h"

#define INVALID    "tests/data/invalid"
#define VALID      "tests/data/valid"
#define BASELINE   "scenarios/redcar-and-cleveland/baseline.json"
#define EVERYTHING VALID "/everything.json"

typedef struct {
    sen_model *model;
    sen_errors *errors;
    sen_code code;
} loading;

static loading load(const char *path)
{
    loading l = {.errors = sen_errors_new()};
    l.code = sen_model_load(path, SEN_MODEL_FULL, &l.model, l.errors);
    return l;
}

static loading load_text(const char *text)
{
    loading l = {.errors = sen_errors_new()};
    l.code = sen_model_load_text(text, strlen(text), "t.json", SEN_MODEL_FULL, &l.model, l.errors);
    return l;
}

static void done(loading *l)
{
    sen_model_free(l->model);
    sen_errors_free(l->errors);
}

static void print_faults(const loading *l)
{
    char line[2000];
    for (int32_t i = 0; i < sen_errors_kept(l->errors); i++) {
        sen_error_line(sen_errors_at(l->errors, i), line, sizeof line);
        cr_log_warn("%s", line);
    }
}

static const sen_model *loaded(const loading *l)
{
    if (l->code != SEN_OK)
        print_faults(l);
    cr_assert(eq(int, (int)l->code, (int)SEN_OK));
    return l->model;
}

static double value(const sen_model *model, sen_number number)
{
    cr_assert(number >= 0 && number < model->n_numbers);
    return model->numbers[number].value;
}

/* ---- files that must be refused ---- */

/* Lines of NAME.expect: a path, then pieces of the fault's line, parted by tabs. */
static bool is_told(const loading *l, char *expected)
{
    char *rest = NULL;
    const bool no_path = expected[0] == '\t';
    const char *const path = no_path ? "" : strtok_r(expected, "\t", &rest);
    if (no_path)
        rest = expected + 1;
    const char *pieces[8];
    int32_t n_pieces = 0;
    for (char *piece = strtok_r(NULL, "\t", &rest); piece != NULL && n_pieces < 8;
         piece = strtok_r(NULL, "\t", &rest))
        pieces[n_pieces++] = piece;
    for (int32_t i = 0; i < sen_errors_kept(l->errors); i++) {
        const sen_error *const error = sen_errors_at(l->errors, i);
        char line[2000];
        sen_error_line(error, line, sizeof line);
        bool all = strcmp(error->path == NULL ? "" : error->path, path) == 0 && error->line > 0 &&
                   error->column > 0;
        for (int32_t p = 0; p < n_pieces; p++)
            all = all && strstr(line, pieces[p]) != NULL;
        if (all)
            return true;
    }
    return false;
}

static int32_t refuse_all(const char *folder)
{
    int32_t count = 0;
    DIR *const directory = opendir(folder);
    cr_assert(directory != NULL);
    for (const struct dirent *entry; (entry = readdir(directory)) != NULL;) {
        char path[512], expected[1024];
        const size_t length = strlen(entry->d_name);
        if (length < 6 || strcmp(entry->d_name + length - 5, ".json") != 0)
            continue;
        snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        loading l = load(path);
        cr_expect(eq(int, (int)l.code, (int)SEN_BAD_SCENARIO), "%s", path);
        cr_expect(l.model == NULL);
        snprintf(path, sizeof path, "%s/%.*s.expect", folder, (int)(length - 5), entry->d_name);
        FILE *const file = fopen(path, "r");
        cr_assert(file != NULL, "%s", path);
        int32_t lines = 0;
        while (fgets(expected, sizeof expected, file) != NULL) {
            char said[1024];
            expected[strcspn(expected, "\n")] = '\0';
            snprintf(said, sizeof said, "%s", expected);
            lines++;
            if (!is_told(&l, expected)) {
                cr_expect(false, "%s: nothing says %s", path, said);
                print_faults(&l);
            }
        }
        fclose(file);
        cr_expect(eq(int, lines, (int)sen_errors_count(l.errors)), "%s", path);
        done(&l);
        count++;
    }
    closedir(directory);
    return count;
}

Test(scenario, refuses_what_has_the_wrong_shape)
{
    cr_expect(refuse_all(INVALID "/shape") > 50);
}

Test(scenario, refuses_what_does_not_mean_anything)
{
    cr_expect(refuse_all(INVALID "/meaning") > 60);
}

/* ---- files that must be read ---- */

Test(scenario, reads_all_that_is_shipped)
{
    static const char *const folders[] = {"scenarios/redcar-and-cleveland", "scenarios/hindcast",
                                          "scenarios/verification", VALID};
    for (size_t f = 0; f < 4; f++) {
        DIR *const directory = opendir(folders[f]);
        cr_assert(directory != NULL);
        for (const struct dirent *entry; (entry = readdir(directory)) != NULL;) {
            const size_t length = strlen(entry->d_name);
            char path[512];
            if (length < 6 || strcmp(entry->d_name + length - 5, ".json") != 0)
                continue;
            snprintf(path, sizeof path, "%s/%s", folders[f], entry->d_name);
            loading l = load(path);
            cr_expect(eq(int, (int)l.code, (int)SEN_OK), "%s", path);
            print_faults(&l);
            done(&l);
        }
        closedir(directory);
    }
}

Test(scenario, fills_a_model_without_population)
{
    loading l = load("scenarios/verification/w2.json");
    const sen_model *const m = loaded(&l);
    cr_expect(m->plain_clock && !m->has_population && !m->uncertain);
    cr_expect(eq(int, m->days, 3650));
    cr_expect(eq(int, m->n_lists, 8));
    const sen_stream *const people = &m->streams[0];
    cr_expect(eq(int, people->least, 1));
    cr_expect(eq(int, people->most, 4));
    cr_expect(people->one_at_random && people->asks_again);
    cr_expect(eq(int, (int)m->sizes[people->gap].kind, (int)SEN_LAW_EXPONENTIAL));
    cr_expect(eq(dbl, value(m, m->sizes[people->gap].a), 3650.0 / 6000));
    cr_expect(eq(dbl, value(m, people->stop), 0.05));
    cr_expect(eq(int, (int)m->durations[people->patience].rounding, (int)SEN_ROUND_UP));
    cr_expect(eq(int, m->rules[0].teams[7].head_start_days[0], 4000));
    cr_expect(eq(int, m->rules[0].teams[7].head_start_days[1], 0));
    const sen_stage *const seen = &m->rules[0].services[1].stages[0];
    cr_expect(seen->delivers && seen->kind == SEN_STAGE_PLACE && seen->next == SEN_NONE);
    cr_expect(eq(int, seen->entries[0].team, 1));
    cr_expect(eq(dbl, value(m, m->durations[seen->stay].b), 0.8));
    done(&l);
}

Test(scenario, keeps_sequences_and_branches)
{
    loading l = load(EVERYTHING);
    const sen_model *const m = loaded(&l);
    const sen_service *const therapy = &m->rules[0].services[1];
    cr_assert(eq(str, (char *)therapy->id, (char *)"therapy"));
    cr_expect(eq(int, therapy->n_stages, 10));
    cr_expect(eq(int, therapy->first_stage, 1));
    const sen_stage *const advice = &therapy->stages[1];
    cr_expect(advice->kind == SEN_STAGE_ALL_OF && advice->n_branches == 2);
    cr_expect(eq(int, advice->branches[0].first_stage, 2));
    cr_expect(eq(int, advice->branches[0].n_stages, 2));
    cr_expect(eq(int, advice->branches[1].first_stage, 4));
    cr_expect(advice->branches[1].may_be_missed);
    cr_expect(eq(int, advice->next, 5));
    cr_expect(eq(int, therapy->stages[2].next, 3));
    cr_expect(eq(int, therapy->stages[3].next, SEN_NONE));
    cr_expect(eq(int, therapy->stages[3].branch_of, 1));
    cr_expect(eq(int, therapy->stages[4].branch, 1));
    cr_expect(eq(int, (int)m->durations[therapy->stages[4].delay].rounding, (int)SEN_ROUND_DOWN));
    cr_expect(therapy->stages[9].delivers && !therapy->stages[0].delivers);
    const sen_stage *const funding = &therapy->stages[5];
    cr_expect(funding->funding && funding->partners == 2 && funding->every_days == 28);
    cr_expect(eq(int, funding->first_day, 9));
    cr_expect(eq(int, funding->list, m->n_teams));
    cr_expect(eq(int, therapy->stages[9].list, m->n_teams + 1));
    cr_expect(eq(int, m->n_lists, m->n_teams + 2));
    cr_expect(eq(u64, therapy->clock.excludes, (uint64_t)1 << 5));
    cr_expect(eq(int, therapy->clock.target_days, 126));
    cr_expect(eq(int, therapy->clock.from_stage, SEN_NONE));
    done(&l);
}

Test(scenario, says_what_absence_means)
{
    loading l = load(VALID "/town.json");
    const sen_model *const m = loaded(&l);
    const sen_service *const therapy = &m->rules[0].services[1];
    cr_expect(eq(dbl, value(m, therapy->refuse), 0));
    cr_expect(eq(int, therapy->patience, SEN_NONE));
    cr_expect(eq(int, therapy->handover_to, SEN_NONE));
    cr_expect(eq(u32, therapy->for_needs, UINT32_MAX));
    cr_expect(eq(int, therapy->severities, 15));
    cr_expect(eq(int, therapy->stages[1].first_day, 0));
    cr_expect(eq(int, therapy->stages[1].capped_at, SEN_NONE));
    cr_expect(eq(dbl, value(m, m->sizes[therapy->stages[0].sessions].a), 1));
    const sen_stage *const hours = &m->rules[0].services[0].stages[0];
    cr_expect(eq(int, hours->hours_a_year, SEN_NONE));
    cr_expect(eq(dbl, value(m, hours->renewed), 1));
    cr_expect(eq(dbl, m->durations[hours->review_after].days_per_unit, 365.25));
    const sen_need *const speech = &m->needs[1];
    cr_expect(eq(dbl, value(m, speech->severity_share[1]), 1));
    cr_expect(eq(dbl, value(m, speech->severity_share[0]), 0));
    cr_expect(eq(int, m->needs[0].lasts, SEN_NONE));
    cr_expect(eq(dbl, value(m, speech->masked_times), 1));
    cr_expect(eq(int, m->n_schools, 1));
    cr_expect(eq(int, m->rules[0].teams[3].weekdays, 0x1F));
    cr_expect(eq(int, m->rules[0].teams[3].contract_until_day, INT32_MAX));
    cr_expect(eq(int, m->rules[0].checks[0].at_days, 730));
    cr_expect(eq(dbl, value(m, m->rules[0].checks[0].sensitivity[0]), 0));
    done(&l);
}

Test(scenario, holds_rows_by_age_until_the_next)
{
    loading l = load(VALID "/town.json");
    const sen_model *const m = loaded(&l);
    const sen_by_age *const hearing = &m->needs[0].present_at_start;
    cr_expect(eq(dbl, value(m, hearing->by_age[4]), 0.002));
    cr_expect(eq(dbl, value(m, hearing->by_age[5]), 0.003));
    cr_expect(eq(dbl, value(m, hearing->by_age[25]), 0.003));
    cr_expect(eq(int, hearing->by_age[0], hearing->by_age[4]));
    done(&l);
}

Test(scenario, runs_from_the_start_to_the_day_before_the_anniversary)
{
    loading l = load(VALID "/town.json");
    const sen_model *const m = loaded(&l);
    cr_expect(eq(int, m->start_date, sen_day_of(2025, 9, 1)));
    cr_expect(eq(int, m->days, 730));
    char start[11];
    sen_model_start(m, start);
    cr_expect(eq(str, start, (char *)"2025-09-01"));
    done(&l);
}

Test(scenario, knows_which_days_are_open_and_when_that_changes)
{
    loading l = load(EVERYTHING);
    const sen_model *const m = loaded(&l);
    const sen_calendar *const term = &m->calendars[0];
    const int32_t christmas = sen_day_of(2025, 12, 22) - m->start_date;
    cr_expect(term->open[0] && !term->open[5]); /* a Monday, a Saturday */
    cr_expect(term->open[christmas] == 0 && term->open[christmas - 3]);
    cr_expect(term->open[sen_day_of(2026, 10, 26) - m->start_date] == 0); /* by the change */
    cr_expect(term->open[sen_day_of(2026, 12, 22) - m->start_date]);
    cr_expect(eq(int, term->open_before[7], 5));
    done(&l);
}

/* ---- grades, paths, sharing ---- */

Test(scenario, gives_every_number_its_path_grade_and_luck)
{
    loading l = load(EVERYTHING);
    const sen_model *const m = loaded(&l);
    const sen_stage *const funding = &m->rules[0].services[1].stages[5];
    const sen_number mean = m->durations[funding->dispute_time].a;
    cr_expect(
        eq(str, (char *)m->numbers[mean].path,
           (char *)"services.therapy.stages.funding.panel.dispute_time.weeks.lognormal.mean"));
    cr_expect(m->numbers[mean].how == SEN_NUMBER_UNCERTAIN && m->uncertain);
    for (int32_t i = 0; i < m->n_numbers; i++)
        for (int32_t j = 0; j < i; j++)
            cr_expect(strcmp(m->numbers[i].path, m->numbers[j].path) == 0 ||
                      m->numbers[i].path_hash != m->numbers[j].path_hash);
    /* A later rules shares what did not change. */
    cr_expect(m->n_rules > 1);
    const sen_service *const first = &m->rules[0].services[1];
    const sen_service *const last = &m->rules[m->n_rules - 1].services[1];
    cr_expect(eq(int, last->asked_share, first->asked_share));
    cr_expect(eq(int, last->stages[7].stay, first->stages[7].stay));
    cr_expect(ne(int, last->stages[5].dispute, first->stages[5].dispute));
    done(&l);
}

Test(scenario, keeps_the_nearest_source_of_every_number)
{
    loading l = load_text(
        "{\"sendsim\": 1, \"id\": \"g\", \"clock\": \"plain\", \"days\": 10, \"grade\": \"B\","
        "\"source\": \"far\", \"teams\": {"
        "\"t\": {\"kind\": \"places\", \"source\": \"near\", \"places\": {\"uncertain\": "
        "{\"uniform\": [1, 2]}, \"source\": \"nearest\"}, \"pence_per_unit\": 5},"
        "\"u\": {\"kind\": \"places\", \"places\": 1, \"pence_per_unit\": 6}},"
        "\"services\": {\"s\": {\"stages\": [{\"id\": \"a\", \"place\": {\"team\": \"t\", "
        "\"days\": {\"table\": [[2, 0.5], [4, 0.5]]}}}]}},"
        "\"streams\": {\"r\": {\"closed\": 3, \"asks\": [\"s\"]}},"
        "\"changes\": [{\"id\": \"c\", \"from\": 5, \"kind\": \"capacity\", \"source\": \"board\","
        "\"add\": {\"teams.t.places\": 1}}]}");
    const sen_model *const m = loaded(&l);
    const sen_team_spec *const team = m->rules[0].teams;
    const sen_number_spec *const places = m->numbers + team[0].capacity;
    const sen_number_spec *const price = m->numbers + team[0].pence_per_unit;
    const sen_number_spec *const other = m->numbers + team[1].pence_per_unit;
    const sen_number_spec *const more = m->numbers + m->rules[1].teams[0].capacity;
    cr_expect(eq(str, (char *)places->source, (char *)"nearest"));
    cr_expect(eq(str, (char *)places->unit, (char *)"places"));
    cr_expect(eq(str, (char *)price->source, (char *)"near"));
    cr_expect(eq(str, (char *)other->source, (char *)"far"));
    cr_expect(m->numbers[team[1].capacity].source == other->source, "a source is kept once");
    cr_expect(places->change == NULL);
    cr_expect(eq(str, (char *)more->source, (char *)"board"));
    cr_expect(eq(str, (char *)more->change, (char *)"c"));
    cr_expect(eq(str, (char *)m->numbers[more->first].source, (char *)"nearest"));
    cr_assert(eq(int, m->n_tables, 1));
    cr_expect(eq(str, (char *)m->tables[0].path, (char *)"services.s.stages.a.place.days"));
    cr_expect(eq(str, (char *)m->tables[0].evidence.source, (char *)"far"));
    cr_expect(eq(int, (int)m->tables[0].evidence.grade, (int)SEN_GRADE_B));
    done(&l);
}

Test(scenario, carries_what_was_looked_for_and_not_found)
{
    loading l = load(EVERYTHING);
    const sen_model *const m = loaded(&l);
    cr_assert(eq(int, m->n_not_found, 2));
    cr_expect(eq(str, (char *)m->not_found[0].id, (char *)"N1"));
    cr_expect(eq(str, (char *)m->not_found[0].looked_for, (char *)"how often partners dispute"));
    cr_expect(eq(str, (char *)m->not_found[0].looked_in, (char *)"minutes of the board"));
    cr_expect(eq(str, (char *)m->not_found[0].owner, (char *)"icb"));
    cr_expect(eq(str, (char *)m->not_found[1].about, (char *)""));
    done(&l);
}

Test(scenario, takes_the_worst_grade_of_what_a_thing_rests_on)
{
    loading l = load_text(
        "{\"sendsim\": 1, \"id\": \"g\", \"clock\": \"plain\", \"days\": 10, \"grade\": \"B\","
        "\"teams\": {\"t\": {\"kind\": \"places\", \"places\": {\"uncertain\": {\"uniform\": [1, "
        "2]},"
        "\"grade\": \"D\"}}, \"u\": {\"kind\": \"places\", \"places\": 1, \"grade\": \"A\"}},"
        "\"services\": {\"s\": {\"stages\": [{\"id\": \"a\", \"place\": {\"team\": \"t\", "
        "\"days\": 2}}]}},"
        "\"streams\": {\"r\": {\"closed\": 3, \"asks\": [\"s\"]}}}");
    const sen_model *const m = loaded(&l);
    cr_expect(eq(int, (int)m->rules[0].teams[0].grade, (int)SEN_GRADE_D));
    cr_expect(eq(int, (int)m->rules[0].teams[1].grade, (int)SEN_GRADE_A));
    cr_expect(eq(int, (int)m->rules[0].services[0].grade, (int)SEN_GRADE_B));
    done(&l);
}

Test(scenario, shares_luck_within_a_group_of_uncertain_numbers)
{
    loading l = load_text("{\"sendsim\": 1, \"id\": \"g\", \"clock\": \"plain\", \"days\": 10,"
                          "\"teams\": {\"t\": {\"kind\": \"places\", \"places\": {\"uncertain\": "
                          "{\"uniform\": [1, 2]},"
                          "\"group\": \"g1\"}, \"in_post\": {\"uncertain\": {\"uniform\": [0, 1]}, "
                          "\"group\": \"g1\"},"
                          "\"pence_per_unit\": {\"uncertain\": {\"uniform\": [0, 1]}}}},"
                          "\"services\": {\"s\": {\"stages\": [{\"id\": \"a\", \"place\": "
                          "{\"team\": \"t\", \"days\": 2}}]}},"
                          "\"streams\": {\"r\": {\"closed\": 3, \"asks\": [\"s\"]}}}");
    const sen_model *const m = loaded(&l);
    const sen_team_spec *const t = &m->rules[0].teams[0];
    cr_expect(eq(u64, m->numbers[t->capacity].path_hash, m->numbers[t->in_post].path_hash));
    cr_expect(ne(u64, m->numbers[t->capacity].path_hash, m->numbers[t->pence_per_unit].path_hash));
    done(&l);
}

Test(scenario, multiplies_a_chain_with_one_uncertain_share)
{
    loading l = load(EVERYTHING);
    const sen_model *const m = loaded(&l);
    const sen_number_spec *const rooms = &m->numbers[m->rules[0].teams[3].in_post];
    cr_expect(eq(str, (char *)m->rules[0].teams[3].id, (char *)"rooms"));
    cr_expect(rooms->how == SEN_NUMBER_SCALE && fabs(rooms->value - 0.45) < 1e-12);
    cr_expect(m->numbers[rooms->first].how == SEN_NUMBER_UNCERTAIN);
    done(&l);
}

/* ---- dated changes ---- */

Test(scenario, has_rules_for_every_day_on_which_they_change)
{
    loading l = load(EVERYTHING);
    const sen_model *const m = loaded(&l);
    cr_expect(eq(int, m->n_rules, 6));
    cr_expect(eq(int, m->rules[0].from_day, 0));
    for (int32_t e = 1; e < m->n_rules; e++)
        cr_expect(gt(int, m->rules[e].from_day, m->rules[e - 1].from_day));
    const sen_stage *const before = &m->rules[0].services[1].stages[5];
    const sen_stage *const after = &m->rules[1].services[1].stages[5];
    cr_expect(eq(int, m->rules[1].from_day, sen_day_of(2025, 12, 1) - m->start_date));
    cr_expect(before->partners == 2 && after->partners == 1 && after->every_days == 14);
    cr_expect(eq(dbl, value(m, after->dispute), 0.1));
    cr_expect(eq(int, m->n_changes, 5));
    cr_expect(m->has_behaviour);
    done(&l);
}

Test(scenario, halves_and_leaves_out_changes_of_behaviour)
{
    static const double disputes[] = {0.1, 0.225, 0.35};
    static const char *const ids[] = {"everything", "everything_half", "everything_none"};
    char digests[3][65], worlds[3][65];
    for (int32_t b = 0; b < 3; b++) {
        loading l = {.errors = sen_errors_new()};
        l.code = sen_model_load(EVERYTHING, (sen_model_behaviour)b, &l.model, l.errors);
        const sen_model *const m = loaded(&l);
        const sen_stage *const after = &m->rules[1].services[1].stages[5];
        cr_expect(fabs(value(m, after->dispute) - disputes[b]) < 1e-12);
        cr_expect(eq(str, (char *)sen_model_id(m), (char *)ids[b]));
        memcpy(digests[b], sen_model_digest(m), 65);
        memcpy(worlds[b], sen_model_world_digest(m), 65);
        done(&l);
    }
    cr_expect(ne(str, digests[0], digests[1]));
    cr_expect(ne(str, digests[1], digests[2]));
    cr_expect(eq(str, worlds[0], worlds[2]));
}

Test(scenario, books_posts_that_take_time_to_fill)
{
    loading l = load(EVERYTHING);
    const sen_model *const m = loaded(&l);
    cr_assert(eq(int, m->n_posts, 1));
    const sen_post *const post = &m->posts[0];
    cr_expect(eq(str, (char *)m->rules[0].teams[post->team].id, (char *)"rooms"));
    cr_expect(fabs(post->extra - 1) < 1e-12); /* 5 places times 1.2 */
    cr_expect(eq(int, post->extra_scale_of, SEN_NONE));
    cr_expect(eq(int, post->from_day, sen_day_of(2026, 4, 1) - m->start_date));
    cr_expect(eq(int, post->until_day, sen_day_of(2027, 3, 31) - m->start_date));
    cr_expect(eq(dbl, m->durations[post->filled_after].days_per_unit, 7));
    done(&l);
}

Test(scenario, scales_an_uncertain_number_and_bounds_the_product)
{
    static const char text[] =
        "{\"sendsim\": 1, \"id\": \"c\", \"clock\": \"plain\", \"days\": 100, \"teams\": {\"t\": "
        "{\"kind\": \"places\", \"places\": 3, \"in_post\": {\"uncertain\": {\"uniform\": [0.2, "
        "0.4]}}}},"
        "\"services\": {\"s\": {\"stages\": [{\"id\": \"a\", \"place\": {\"team\": \"t\", "
        "\"days\": 2}}]}},"
        "\"streams\": {\"r\": {\"closed\": 3, \"asks\": [\"s\"]}}, \"changes\": [{\"id\": \"c\", "
        "\"from\": 10, \"kind\": \"capacity\", \"scale\": {\"teams.t.in_post\": %g}}]}";
    char scenario[1024];
    snprintf(scenario, sizeof scenario, text, 2.0);
    loading l = load_text(scenario);
    const sen_model *const m = loaded(&l);
    cr_assert(eq(int, m->n_rules, 2));
    const sen_number_spec *const after = &m->numbers[m->rules[1].teams[0].in_post];
    cr_expect(after->how == SEN_NUMBER_SCALE && after->value == 2);
    cr_expect(eq(u64, m->numbers[after->first].path_hash,
                 m->numbers[m->rules[0].teams[0].in_post].path_hash));
    done(&l);
    snprintf(scenario, sizeof scenario, text, 3.0);
    l = load_text(scenario);
    cr_expect(eq(int, (int)l.code, (int)SEN_BAD_SCENARIO));
    cr_expect(eq(int, (int)sen_errors_count(l.errors), 1));
    done(&l);
}

/* ---- the opening ---- */

Test(scenario, sorts_bands_and_knows_where_cases_stand)
{
    loading l = load(EVERYTHING);
    const sen_model *const m = loaded(&l);
    const sen_opening *const finished = &m->openings[0], *const served = &m->openings[1];
    cr_expect(eq(str, (char *)finished->id, (char *)"done"));
    cr_expect(finished->done && finished->stage == SEN_NONE && finished->service == 1);
    cr_expect(eq(int, finished->n_bands, 2));
    cr_expect(eq(int, finished->band_to_day[1], 400));
    cr_expect(served->served && served->stage == 7);
    cr_expect(eq(int, served->band_from_day[0], 84));
    cr_expect(eq(int, served->band_to_day[0], 126));
    done(&l);
}

Test(scenario, keeps_opening_cases_of_services_that_an_overlay_took_out)
{
    loading l = load(VALID "/without_support.json");
    const sen_model *const m = loaded(&l);
    cr_expect(eq(int, m->n_services, 1));
    for (int32_t i = 0; i < m->n_openings; i++) {
        const sen_opening *const opening = &m->openings[i];
        cr_expect(opening->gone == (strcmp(opening->id, "support_now") == 0));
        if (strcmp(opening->id, "kit") == 0) /* the stage is gone: what comes after it */
            cr_expect(eq(str, (char *)m->rules[0].services[0].stages[opening->stage].id,
                         (char *)"intake"));
    }
    done(&l);
}

/* ---- sameness ---- */

Test(scenario, does_not_mind_the_order_of_keys)
{
    loading a = load(VALID "/town.json"), b = load(VALID "/town_other_order.json");
    const sen_model *const m = loaded(&a), *const n = loaded(&b);
    cr_expect(eq(str, (char *)sen_model_digest(m), (char *)sen_model_digest(n)));
    cr_expect(eq(int, m->n_numbers, n->n_numbers));
    for (int32_t i = 0; i < m->n_numbers && i < n->n_numbers; i++)
        cr_expect(eq(str, (char *)m->numbers[i].path, (char *)n->numbers[i].path));
    done(&a);
    done(&b);
}

Test(scenario, lays_a_text_over_a_file)
{
    static const char text[] = "{\"teams\": {\"rooms\": {\"places\": 9}}}";
    loading l = {.errors = sen_errors_new()};
    l.code = sen_model_load_with(VALID "/town.json", text, strlen(text), "try", SEN_MODEL_FULL,
                                 &l.model, l.errors);
    const sen_model *const m = loaded(&l);
    cr_expect(eq(dbl, value(m, m->rules[0].teams[2].capacity), 9));
    done(&l);
}

Test(scenario, keeps_a_dozen_dated_changes_apart)
{
    char text[4096] = "{\"changes\": [";
    for (int32_t month = 1; month <= 12; month++) {
        const size_t length = strlen(text);
        snprintf(
            text + length, sizeof text - length,
            "%s{\"id\": \"c%d\", \"from\": \"2026-%02d-01\", \"kind\": \"capacity\", \"source\": "
            "\"made up\", \"grade\": \"E\", \"scale\": {\"teams.semh_key_workers.places\": 1.05}, "
            "\"filled_after\": {\"weeks\": 8}}%s",
            month > 1 ? "," : "", month, month, month == 12 ? "]}" : "");
    }
    loading l = {.errors = sen_errors_new()};
    l.code = sen_model_load_with(BASELINE, text, strlen(text), "dozen", SEN_MODEL_FULL, &l.model,
                                 l.errors);
    const sen_model *const m = loaded(&l);
    cr_expect(eq(int, m->n_rules, 13));
    cr_expect(eq(int, m->n_posts, 12));
    done(&l);
}

Test(scenario, ends_posts_when_a_later_change_sets_the_number)
{
    loading l = load_text(
        "{\"sendsim\": 1, \"id\": \"c\", \"clock\": \"plain\", \"days\": 100, \"teams\": {\"t\": "
        "{\"kind\": \"places\", \"places\": {\"uncertain\": {\"uniform\": [2, 4]}}}},"
        "\"services\": {\"s\": {\"stages\": [{\"id\": \"a\", \"place\": {\"team\": \"t\", "
        "\"days\": 2}}]}},"
        "\"streams\": {\"r\": {\"closed\": 3, \"asks\": [\"s\"]}}, \"changes\": ["
        "{\"id\": \"more\", \"from\": 10, \"kind\": \"capacity\", \"scale\": {\"teams.t.places\": "
        "1.5}, "
        "\"filled_after\": \"never\"},"
        "{\"id\": \"other\", \"from\": 50, \"kind\": \"capacity\", \"set\": {\"teams.t.places\": "
        "9}}]}");
    const sen_model *const m = loaded(&l);
    cr_assert(eq(int, m->n_posts, 1));
    cr_expect(eq(int, m->posts[0].until_day, 49));
    cr_expect(eq(dbl, m->posts[0].extra, 0.5));
    cr_expect(eq(int, m->posts[0].extra_scale_of, m->rules[0].teams[0].capacity));
    cr_expect(eq(int, m->posts[0].filled_after, SEN_NONE));
    done(&l);
}

Test(scenario, cannot_read_what_is_not_there)
{
    loading l = load("tests/data/valid/nothing.json");
    cr_expect(eq(int, (int)l.code, (int)SEN_NO_INPUT));
    cr_expect(l.model == NULL);
    sen_model_free(NULL);
    done(&l);
}

Test(scenario, loads_without_a_list_of_errors)
{
    sen_model *model = NULL;
    cr_expect(eq(int, (int)sen_model_load(VALID "/plain.json", SEN_MODEL_FULL, &model, NULL),
                 (int)SEN_OK));
    sen_model_free(model);
    cr_expect(
        eq(int,
           (int)sen_model_load(INVALID "/shape/several_faults.json", SEN_MODEL_FULL, &model, NULL),
           (int)SEN_BAD_SCENARIO));
    cr_expect(model == NULL);
}

Test(schema, documents_every_key_that_is_read)
{
    char *keys = NULL, *schema = NULL;
    cr_assert(eq(int, (int)sen_scenario_keys(&keys, NULL), (int)SEN_OK));
    cr_assert(eq(int, (int)sen_scenario_schema(false, &schema, NULL), (int)SEN_OK));
    cr_expect(strstr(keys, "| `not_brought` |") != NULL);
    cr_expect(strstr(keys, "0 to 100000 places") != NULL);
    cr_expect(strstr(schema, "\"not_brought\":{\"description\":") != NULL);
    free(keys);
    free(schema);
}

/* build/sendsim schema --text > scenarios/README.md */
Test(schema, is_what_the_readme_of_the_scenarios_says)
{
    char *keys = NULL, *readme = NULL;
    cr_assert(eq(int, (int)sen_scenario_keys(&keys, NULL), (int)SEN_OK));
    FILE *const file = fopen("scenarios/README.md", "r");
    cr_assert(file != NULL);
    size_t capacity = 0;
    cr_assert(getdelim(&readme, &capacity, '\0', file) > 0);
    fclose(file);
    cr_expect(strcmp(readme, keys) == 0, "print it anew: sendsim schema --text");
    free(readme);
    free(keys);
}

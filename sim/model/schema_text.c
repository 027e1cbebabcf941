/* SPDX-License-Identifier: MIT */
/* Every key in Markdown, from the rows that read it. */
#include <string.h>

#include "model/scenario.h"
#include "model/schema.h"

static const char introduction[] =
    "# Every key of a scenario\n\n"
    "Printed by `sendsim schema --text` from the tables that read a scenario.\n\n"
    "A *number* is fixed (`8`) or uncertain (`{\"uncertain\": {\"pert\": [4, 8, 12]}}`): then it "
    "is\n"
    "drawn once a draw and is the same in every scenario. Numbers of one `\"group\"` are drawn\n"
    "together: fully, or as far as `correlations` says (`{\"staffing\": 0.6}` is the rank\n"
    "correlation of any two of them). Shares that must add to 1 are uncertain together as\n"
    "`{\"uncertain\": {\"share\": {\"mean\": 0.7, \"observations\": 40}}}`, two or more of them "
    "in\n"
    "one object, whose means and fixed shares add to 1: as sure as if so many cases had been\n"
    "counted (a Dirichlet law).\n\n"
    "A *law* says how something varies from episode to episode: `{\"exponential\": {\"mean\": "
    "8}}`.\n"
    "Its parameters are numbers, so may be uncertain. A plain number is a law that does not "
    "vary.\n\n"
    "| law | written | where |\n|---|---|---|\n";

static const char after_laws[] =
    "\nA *duration* is an object of one of days, weeks, months, years with a law.\n\n"
    "*Not known*: `\"unknown\"` in the place of a number, a law or numbers by age takes what the\n"
    "England-average area (`england-average/area.json`) has at the same path, with its range, "
    "source\n"
    "and grade; a team's capacity in proportion to the population. Where it has nothing, a team's\n"
    "capacity has no limit, figures that rest on it get the status `u`, and differences are only\n"
    "shown between scenarios that both do not know it; anything else is refused. `sendsim check`\n"
    "lists all such values.\n\n"
    "*Numbers by age*: one number for all ages; or\n"
    "`{\"by\": \"age\", \"rows\": [[0, 1], [5, 2]]}`, each row from that age until the next; or\n"
    "`{\"csv\": \"file.csv\", \"value\": \"column\"}`.\n\n"
    "An *id* is a to z, 0 to 9 and _, begins with a letter, and has at most 64 characters.\n\n"
    "`note`, `source` and `grade` may stand in any object. A source and a grade hold for every\n"
    "number below until another says otherwise; in a scenario with a population every number "
    "needs\n"
    "both. Grades: A local data, B national statistic, C study or derived, D elicited,\n"
    "E placeholder.\n\n"
    "In an overlay (`extends`) objects merge key by key and null removes; lists whose members "
    "have\n"
    "an id merge by id, `\"after\"` says where a new one goes and `\"remove\": true` takes one "
    "out;\n"
    "numbers, laws, durations and other lists are replaced whole.\n\n"
    "Only the loader sees: that ids refer to something, that a team's kind fits the stage, that\n"
    "shares add to 1, that opening cases can exist, that every number has a source and a grade, "
    "and\n"
    "which keys belong to which clock.\n";

#define SEN_LAW_LIST(kind, name, a, b, c) {name, {a, b, c}},
static const struct {
    const char *name, *parameters[3];
} laws[] = {SEN_LAWS(SEN_LAW_LIST)};

static void add_laws(sen_text *out)
{
    for (size_t i = 0; i < sizeof laws / sizeof *laws; i++) {
        const char *const first = laws[i].parameters[0];
        const bool listed = first != NULL && strcmp(first, "low") == 0;
        const bool named = first != NULL && !listed && strcmp(first, "value") != 0;
        bool episodes = false;
        for (int32_t w = 0; sen_law_words[w] != NULL; w++)
            episodes = episodes || strcmp(sen_law_words[w], laws[i].name) == 0;
        sen_text_addf(out, "| %s | `{\"%s\": ", laws[i].name, laws[i].name);
        sen_text_add(out, listed ? "[" : named ? "{" : "");
        for (int32_t p = 0; p < 3 && laws[i].parameters[p] != NULL; p++)
            sen_text_addf(out, named ? "%s\"%s\": ..." : "%s%s", p == 0 ? "" : ", ",
                          laws[i].parameters[p]);
        sen_text_add(out, listed ? "]" : named ? "}" : "");
        sen_text_add(out, first == NULL ? "[[value, weight], ...]" : "");
        sen_text_addf(out, "}` | %s |\n",
                      episodes ? "laws and uncertain numbers" : "uncertain numbers only");
    }
}

static void add_cell(sen_text *out, const char *string)
{
    for (; *string != '\0'; string++) {
        if (*string == '|')
            sen_text_add_char(out, '\\');
        sen_text_add_char(out, *string);
    }
}

static const char *when_absent(const sen_field *field)
{
    if (field->flags & SEN_NEEDED)
        return "**needed**";
    if (field->flags & SEN_NEEDED_WITH_PEOPLE)
        return "**needed** with a population";
    return field->neutral == NULL ? "" : field->neutral;
}

static void add_conditions(sen_text *out, const sen_field *field)
{
    if (field->only != NULL)
        sen_text_addf(out, "; only: %s", field->only);
    if (field->flags & SEN_DATED_ONLY)
        sen_text_add(out, "; dated clock only");
    if (field->flags & SEN_PLAIN_ONLY)
        sen_text_add(out, "; plain clock only");
    if (field->flags & SEN_PEOPLE_ONLY)
        sen_text_add(out, "; with a population only");
    if (field->flags & SEN_NO_PEOPLE)
        sen_text_add(out, "; without a population only");
}

static void add_form(sen_text *out, const sen_form *form)
{
    sen_text_addf(out, "\n## %s\n\n%s\n\n", form->name, form->meaning);
    for (const char *const *choice = form->choices; choice != NULL && *choice != NULL; choice++)
        sen_text_addf(out, "%s one of: %s.\n\n", (*choice)[0] == '?' ? "At most" : "Exactly",
                      *choice + ((*choice)[0] == '?'));
    sen_text_add(out,
                 "| key | what may stand there | meaning | when absent |\n|---|---|---|---|\n");
    for (const sen_field *field = form->fields; field->key != NULL; field++) {
        sen_text allowed;
        sen_text_init(&allowed);
        if (field->form != NULL && field->kind == SEN_FIELD_LIST)
            sen_text_addf(&allowed, "a list of [%s](#%s)", field->form->name, field->form->name);
        else if (field->form != NULL && field->kind == SEN_FIELD_MAP)
            sen_text_addf(&allowed, "[%s](#%s) by id", field->form->name, field->form->name);
        else if (field->form != NULL && field->shape == NULL)
            sen_text_addf(&allowed, "[%s](#%s)", field->form->name, field->form->name);
        else
            sen_field_allowed(field, &allowed);
        sen_text_addf(out, "| `%s` | ", field->key);
        add_cell(out, sen_text_string(&allowed));
        sen_text_add(out, " | ");
        add_cell(out, field->meaning);
        add_conditions(out, field);
        sen_text_addf(out, " | %s |\n", when_absent(field));
        sen_text_clear(&allowed);
    }
}

static const char changes_chapter[] =
    "\n## change\n\nWhat is different from a date on. Changes apply in order of their date, then "
    "of\n"
    "the list.\n\n| key | what may stand there | meaning | when absent |\n|---|---|---|---|\n"
    "| `id` | an id | | **needed** |\n| `title` | a string | what people call it | the id |\n"
    "| `kind` | one of capacity, rule, behaviour | behaviour: an \"if\", also run at none and at "
    "half of its effect | **needed** |\n"
    "| `from` | a date (a day number under the plain clock) | first day in force | **needed** |\n"
    "| `until` | a date (a day number under the plain clock) | last day in force | no end |\n"
    "| `set` | values by path | merges into what stands there; null removes | |\n"
    "| `scale` | numbers by path | multiplies the number then in force | |\n"
    "| `add` | numbers by path | adds to the number then in force | |\n"
    "| `filled_after` | a duration, or \"never\" | how long until its posts are filled | at once "
    "|\n"
    "| `unfilled_paid` | true or false | posts are paid before they are filled | false |\n";

void sen_schema_markdown(sen_text *out)
{
    sen_text_add(out, introduction);
    add_laws(out);
    sen_text_add(out, after_laws);
    add_form(out, &sen_form_scenario);
    for (int32_t i = 0; sen_forms[i] != NULL; i++)
        add_form(out, sen_forms[i]);
    sen_text_add(out, changes_chapter);
}

/* SPDX-License-Identifier: MIT */
/* What the scenario says of itself in words: what is assumed, and what was looked for and not found. */
#include <stdio.h>
#include <string.h>

#include "model/scenario.h"

/* What is "unknown" and has no prior stands in the tree under another key (priors.h). */
static bool is_unknown(const sen_node *root, const char *path)
{
    char parent[512];
    const int length = snprintf(parent, sizeof parent, "%s", path);
    char *const dot = strrchr(parent, '.');
    if (dot == NULL || length >= (int)sizeof parent)
        return false;
    *dot = '\0';
    const sen_node *const there = sen_node_at(root, parent);
    for (const sen_node *member = there == NULL ? NULL : there->first; member != NULL;
         member = member->next)
        if (member->unknown && member->text != NULL && strcmp(member->text, dot + 1) == 0)
            return true;
    return false;
}

/* Tell unless the path is there, on the first day or as the file has it. */
static void check_about(sen_loader *loader, const sen_node *about)
{
    if (about == NULL || about->kind != SEN_NODE_STRING ||
        (about->text[0] != '\0' && (sen_node_at(loader->root, about->text) != NULL ||
                                    sen_node_at(sen_tree_root(loader->tree), about->text) != NULL ||
                                    is_unknown(loader->root, about->text))))
        return;
    /* The nearest member of what is there of the path is the likely one. */
    char part[512];
    snprintf(part, sizeof part, "%s", about->text);
    const sen_node *there = NULL;
    const char *missing = part;
    for (char *dot = strrchr(part, '.'); dot != NULL && there == NULL; dot = strrchr(part, '.')) {
        *dot = '\0';
        missing = dot + 1;
        there = sen_node_at(loader->root, part);
    }
    sen_loader_tell(loader, about, "a path of this scenario",
                    sen_node_nearest(there == NULL ? loader->root : there, missing),
                    "\"%.200s\", which is not there", about->text);
}

static void fill_absent(const char **const strings[], int32_t n)
{
    for (int32_t i = 0; i < n; i++)
        if (*strings[i] == NULL)
            *strings[i] = "";
}

#define ID_SHAPE "{\"type\":\"string\",\"pattern\":\"^[A-Za-z][A-Za-z0-9_]*$\"}"

/* ---- assumptions ---- */

#define AT(member) offsetof(sen_assumption, member)
static const sen_field assumption_fields[] = {
    SEN_ROW("id", SKIP, 0, 0, 0, "an id", "", NULL, .flags = SEN_NEEDED, .shape = ID_SHAPE),
    SEN_ROW("about", TEXT, AT(about), 0, 0, "", "path of what is assumed", NULL,
            .flags = SEN_NEEDED),
    SEN_ROW("text", TEXT, AT(text), 0, 0, "", "what is assumed", NULL, .flags = SEN_NEEDED),
    SEN_ROW("owner", LABEL, AT(owner), 0, 0, "", "who answers for it", "nobody named", .flags = 0),
    SEN_ROW("agreed_with", LABEL, AT(agreed_with), 0, 0, "", "with whom it is agreed",
            "nobody named", .flags = 0),
    SEN_ROW("date", LABEL, AT(date), 0, 20, "", "when", "not dated", .flags = 0),
    {.key = NULL}};
#undef AT

static void finish_assumption(sen_loader *loader, const sen_node *object, void *target)
{
    sen_assumption *const one = target;
    const sen_node *const source = sen_node_get(object, "source");
    fill_absent(
        (const char **const[]){&one->owner, &one->agreed_with, &one->date, &one->text, &one->about},
        5);
    one->source = source != NULL && source->kind == SEN_NODE_STRING
                      ? sen_loader_share(loader, source->text)
                      : "";
    one->grade = loader->grade == SEN_NO_GRADE ? SEN_GRADE_E : (sen_grade)loader->grade;
    check_about(loader, sen_node_get(object, "about"));
}

const sen_form sen_form_assumption = {
    .name = "assumption",
    .meaning = "An assumption in words, with its owner; it changes no number.",
    .fields = assumption_fields,
    .size = sizeof(sen_assumption),
    .id = offsetof(sen_assumption, id),
    .grade = SEN_NO_OFFSET,
    .finish = finish_assumption,
    .capitals = true};

/* ---- what was looked for and not found ---- */

#define AT(member) offsetof(sen_not_found, member)
static const sen_field not_found_fields[] = {
    SEN_ROW("id", SKIP, 0, 0, 0, "an id", "", NULL, .flags = SEN_NEEDED, .shape = ID_SHAPE),
    SEN_ROW("looked_for", TEXT, AT(looked_for), 0, 0, "", "the figure that was looked for", NULL,
            .flags = SEN_NEEDED),
    SEN_ROW("looked_in", TEXT, AT(looked_in), 0, 0, "", "where", NULL, .flags = SEN_NEEDED),
    SEN_ROW("about", TEXT, AT(about), 0, 0, "", "path of what stands in its place",
            "nothing stands in its place", .flags = 0),
    SEN_ROW("owner", LABEL, AT(owner), 0, 0, "", "who would know", "nobody named", .flags = 0),
    SEN_ROW("date", LABEL, AT(date), 0, 20, "", "when it was looked for", "not dated", .flags = 0),
    {.key = NULL}};
#undef AT

static void finish_not_found(sen_loader *loader, const sen_node *object, void *target)
{
    sen_not_found *const one = target;
    fill_absent((const char **const[]){&one->looked_for, &one->looked_in, &one->about, &one->owner,
                                       &one->date},
                5);
    check_about(loader, sen_node_get(object, "about"));
}

const sen_form sen_form_not_found = {
    .name = "not_found",
    .meaning = "A figure that was looked for in the evidence and not found; it changes no number.",
    .fields = not_found_fields,
    .size = sizeof(sen_not_found),
    .id = offsetof(sen_not_found, id),
    .grade = SEN_NO_OFFSET,
    .finish = finish_not_found,
    .capitals = true};

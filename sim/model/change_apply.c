/* SPDX-License-Identifier: MIT */
#include "model/change_apply.h"

#include <stdio.h>
#include <string.h>

#include "model/merge.h"

enum { STEPS_LIMIT = 64, STEP_BYTES = 257 };

#define MAY_CHANGE \
    "a capacity, calendar, share, price, probability, law, cadence, eligibility, target or hazard"

/* One edit on its way: the steps of its path, then those into its value. */
typedef struct {
    sen_tree *tree;
    sen_errors *errors;
    const sen_dated_change *change;
    const sen_dated_edit *edit;
    char path[1024]; /* the edit's path, its points made ends of strings */
    const char *steps[STEPS_LIMIT];
    int32_t n_steps, n_path_steps;
    bool half;
} edit_run;

static sen_code fail_at(edit_run *e, const sen_node *node, const char *found, const char *allowed,
                        const char *nearest)
{
    return sen_node_fail(e->tree, node, e->errors, found, allowed, nearest);
}

static bool is_any(const char *word, const char *const *of)
{
    for (; *of != NULL; of++)
        if (strcmp(word, *of) == 0)
            return true;
    return false;
}

/* ---- what stands from the start ---- */

bool sen_change_is_fixed_section(const char *key)
{
    static const char *const fixed[] = {
        "sendsim",     "id",           "title",        "extends",    "area",       "start",
        "years",       "days",         "clock",        "price_base", "population", "groups",
        "needs",       "requirements", "settings",     "families",   "opening",    "report",
        "streams",     "plans",        "effects",      "outcomes",   "loops",      "changes",
        "assumptions", "not_found",    "correlations", NULL};
    return is_any(key, fixed);
}

static bool is_stage_kind(const char *key)
{
    static const char *const kinds[] = {"visit", "place", "package", "item", "delay",
                                        "panel", "round", "all_of",  NULL};
    return is_any(key, kinds);
}

/* Targets of a clock may change, when it starts, pauses and stops may not (scenarios/README.md). */
static bool is_clock_frame(const edit_run *e)
{
    const char *const last = e->steps[e->n_steps - 1];
    if (strcmp(e->steps[0], "services") != 0)
        return false;
    for (int32_t i = 1; i < e->n_steps; i++)
        if (strcmp(e->steps[i], "clock") == 0 || strcmp(e->steps[i], "parts") == 0)
            return strncmp(last, "target", 6) != 0 && strcmp(last, "standard") != 0;
    return false;
}

/* Why the value at e->steps may not be set, removed or made; NULL: it may. */
static const char *why_fixed(const edit_run *e, const sen_node *target, const sen_node *value)
{
    const char *const last = e->steps[e->n_steps - 1];
    const bool into =
        target != NULL && target->kind == SEN_NODE_OBJECT && value->kind == SEN_NODE_OBJECT;
    if (sen_change_is_fixed_section(e->steps[0]))
        return "fixed for the whole run: the world, the frame and the opening never change by date";
    if (e->n_steps == 1)
        return "a whole section, which stands from the start";
    if (strcmp(last, "id") == 0)
        return "an id, which stands from the start";
    if (strcmp(last, "kind") == 0)
        return "a kind, which stands from the start";
    if (e->n_steps == 2 && !into &&
        (target == NULL ? value->kind == SEN_NODE_OBJECT : target->kind == SEN_NODE_OBJECT))
        return "the making or removing of something with an id, which stands from the start";
    if (target != NULL &&
        (sen_node_has_ids(target) ||
         (target->parent != NULL && target->parent->kind == SEN_NODE_LIST && !into)))
        return "the membership of a list with ids (such as stages), which stands from the start";
    if (e->n_steps >= 3 && strcmp(e->steps[e->n_steps - 3], "stages") == 0 && is_stage_kind(last) &&
        !into)
        return "the kind of a stage, which stands from the start";
    if (is_clock_frame(e))
        return "part of a clock, which stands from the start but for its target and standard";
    return NULL;
}

static bool push_step(edit_run *e, const char *name)
{
    if (e->n_steps == STEPS_LIMIT)
        return false;
    e->steps[e->n_steps++] = name;
    return true;
}

static const char *find_fixed(edit_run *e, const sen_node *target, const sen_node *value);

/* Members of a list with ids: only ones that are there, and none is taken out or moved. */
static const char *find_fixed_in_list(edit_run *e, const sen_node *target, const sen_node *value)
{
    static const char why[] =
        "the membership of a list with ids (such as stages), which stands from the start";
    if (!sen_node_has_ids(target) || !sen_node_has_ids(value))
        return why;
    for (const sen_node *member = value->first; member != NULL; member = member->next) {
        const char *const id = sen_node_id(member);
        const sen_node *const old = sen_node_by_id(target, id);
        if (old == NULL || sen_node_get(member, "remove") != NULL ||
            sen_node_get(member, "after") != NULL || !push_step(e, id))
            return why;
        const char *found = NULL;
        for (const sen_node *at = member->first; at != NULL && found == NULL; at = at->next)
            if (strcmp(at->key, "id") != 0 && push_step(e, at->key)) {
                found = find_fixed(e, sen_node_get(old, at->key), at);
                e->n_steps--;
            }
        e->n_steps--;
        if (found != NULL)
            return found;
    }
    return NULL;
}

/* The same walk as merging makes, to where values are set. */
static const char *find_fixed(edit_run *e, const sen_node *target, const sen_node *value)
{
    if (target != NULL && value->kind == SEN_NODE_OBJECT && !sen_node_replaces(target, value)) {
        for (const sen_node *member = value->first; member != NULL; member = member->next) {
            if (!push_step(e, member->key))
                return "nested too deeply";
            const char *const found = find_fixed(e, sen_node_get(target, member->key), member);
            e->n_steps--;
            if (found != NULL)
                return found;
        }
        return NULL;
    }
    if (value->kind == SEN_NODE_LIST && target != NULL &&
        (sen_node_has_ids(value) || sen_node_has_ids(target)))
        return find_fixed_in_list(e, target, value);
    return why_fixed(e, target, value);
}

/* ---- where an edit goes ---- */

static bool split_path(edit_run *e)
{
    if (strlen(e->edit->path) >= sizeof e->path || *e->edit->path == '\0')
        return false;
    strcpy(e->path, e->edit->path);
    char *at = e->path;
    for (;;) {
        char *const point = strchr(at, '.');
        if (point != NULL)
            *point = '\0';
        if (*at == '\0' || strlen(at) >= STEP_BYTES || !push_step(e, at))
            return false;
        if (point == NULL)
            break;
        at = point + 1;
    }
    e->n_path_steps = e->n_steps;
    return true;
}

static sen_node *step_into(sen_node *node, const char *name)
{
    if (node->kind == SEN_NODE_LIST)
        return (sen_node *)sen_node_by_id(node, name);
    return sen_node_find(node, name);
}

/*
 * The container of the last step, and what is there; *target NULL: a new key of an object. Missing
 * steps are told with the nearest name.
 */
static sen_code locate(edit_run *e, sen_node *root, sen_node **container, sen_node **target)
{
    sen_node *node = root;
    if (!split_path(e))
        return fail_at(e, e->edit->value, "under a path with an empty step, or too long",
                       "ids joined by points", NULL);
    for (int32_t i = 0; i < e->n_steps; i++) {
        sen_node *const next = step_into(node, e->steps[i]);
        const bool last = i == e->n_steps - 1;
        *container = node;
        *target = next;
        if (next == NULL &&
            !(last && e->edit->op == SEN_EDIT_SET && node->kind == SEN_NODE_OBJECT &&
              e->edit->value->kind != SEN_NODE_NULL)) {
            sen_text where;
            sen_text_init(&where);
            sen_node_path(node, &where);
            const sen_code code = sen_node_failf(
                e->tree, e->edit->value, e->errors, "the path of something that exists on that day",
                sen_node_nearest(node, e->steps[i]),
                "under a path that does not exist: no \"%.60s\" in %.200s", e->steps[i],
                where.length == 0 ? "the scenario" : sen_text_string(&where));
            sen_text_clear(&where);
            return code;
        }
        node = next;
    }
    return SEN_OK;
}

/* ---- numbers ---- */

static double apply_number(sen_node_op op, double first, double number)
{
    return op == SEN_NODE_SCALE ? first * number : first + number;
}

static sen_code scale_or_add(edit_run *e, sen_node *target)
{
    const sen_node *const value = e->edit->value;
    const sen_node_op op = e->edit->op == SEN_EDIT_SCALE ? SEN_NODE_SCALE : SEN_NODE_ADD;
    double number = value->number;
    if (!sen_node_is_numeric(target)) {
        sen_text what;
        sen_text_init(&what);
        sen_text_add(&what, "on ");
        sen_node_describe(target, &what);
        const sen_code code = fail_at(e, value, sen_text_string(&what),
                                      "scale and add on a number; set for anything else", NULL);
        sen_text_clear(&what);
        return code;
    }
    if (e->half)
        number = op == SEN_NODE_SCALE ? 1 + (number - 1) / 2 : number / 2;
    sen_node *const made =
        sen_node_new(e->tree, target->kind == SEN_NODE_NUMBER ? SEN_NODE_NUMBER : SEN_NODE_DERIVED);
    if (made == NULL)
        return sen_tree_want(e->tree, e->errors);
    made->file = value->file;
    made->line = value->line;
    made->column = value->column;
    made->change = e->change->id;
    if (made->kind == SEN_NODE_NUMBER) {
        made->number = apply_number(op, target->number, number);
        if (!(made->number - made->number == 0.0))
            return fail_at(e, value, "a change to a number too large to be held",
                           "a smaller change", NULL);
    } else {
        made->op = op;
        made->number = number;
    }
    sen_node_replace(target, made);
    if (made->kind == SEN_NODE_DERIVED)
        sen_node_append(made, target);
    return SEN_OK;
}

/* ---- behaviour ---- */

/* Make the new number `value` half way from the old one, in place. */
static sen_code go_half_way(edit_run *e, const sen_node *old, sen_node *value)
{
    if (!e->half)
        return SEN_OK;
    if (old->kind == SEN_NODE_NUMBER && value->kind == SEN_NODE_NUMBER) {
        value->number = old->number + 0.5 * (value->number - old->number);
        return SEN_OK;
    }
    sen_node *const first = sen_node_copy(e->tree, old, NULL);
    sen_node *const second = sen_node_copy(e->tree, value, NULL);
    if (first == NULL || second == NULL)
        return sen_tree_want(e->tree, e->errors);
    value->kind = SEN_NODE_DERIVED;
    value->op = SEN_NODE_BETWEEN;
    value->number = 0.5;
    value->first = value->last = NULL;
    value->count = 0;
    value->text = NULL;
    sen_node_append(value, first);
    sen_node_append(value, second);
    return SEN_OK;
}

/*
 * A change of behaviour sets numbers only, each where a number of the same meaning is, so that it
 * can be done by half: laws of one kind by parameter, lists of one length member by member.
 */
static sen_code soften(edit_run *e, const sen_node *old, sen_node *value)
{
    static const char *const about[] = {"note", "source", "grade", "title", NULL};
    static const char numbers[] = "a number, or a law of the kind it replaces: a change of "
                                  "behaviour is also run by half";
    sen_code code = SEN_OK;
    if (value->key != NULL && is_any(value->key, about))
        return SEN_OK;
    if (sen_node_is_numeric(value)) {
        if (!sen_node_is_numeric(old))
            return fail_at(e, value, "set where there is no number to go half way from", numbers,
                           NULL);
        return go_half_way(e, old, value);
    }
    if (old == NULL || old->kind != value->kind)
        return fail_at(e, value, "no number", numbers, NULL);
    if (value->kind == SEN_NODE_STRING || value->kind == SEN_NODE_BOOLEAN) {
        const bool same = value->kind == SEN_NODE_STRING ? strcmp(value->text, old->text) == 0
                                                         : value->number == old->number;
        return same ? SEN_OK : fail_at(e, value, "no number", numbers, NULL);
    }
    const bool law = sen_node_is_law(value);
    if (law != sen_node_is_law(old) || (law && (strcmp(value->first->key, old->first->key) != 0 ||
                                                strcmp(value->first->key, "table") == 0)))
        return fail_at(e, value, "a law of another kind, or a table", numbers, NULL);
    const bool ids = sen_node_has_ids(value);
    if (value->kind == SEN_NODE_LIST && !ids && value->count != old->count)
        return fail_at(e, value, "a list of another length", numbers, NULL);
    const sen_node *beside = old->first;
    for (sen_node *at = value->first; at != NULL && code == SEN_OK; at = at->next) {
        const sen_node *of_old = beside;
        if (value->kind == SEN_NODE_OBJECT)
            of_old = sen_node_get(old, at->key);
        else if (ids)
            of_old = sen_node_by_id(old, sen_node_id(at));
        code = soften(e, of_old, at);
        beside = beside == NULL ? NULL : beside->next;
    }
    return code;
}

/* ---- set ---- */

static sen_code set_value(edit_run *e, sen_node *container, sen_node *target)
{
    sen_code code = SEN_OK;
    if (e->edit->value->kind == SEN_NODE_NULL) {
        if (e->change->kind == SEN_DATED_BEHAVIOUR)
            return fail_at(e, e->edit->value, "null",
                           "a number: a change of behaviour removes nothing", NULL);
        sen_node_take_out(container, target);
        return SEN_OK;
    }
    sen_node *const value = sen_node_copy(e->tree, e->edit->value, e->change->id);
    const char *const name = e->steps[e->n_path_steps - 1];
    char *const key = sen_tree_keep(e->tree, name, strlen(name));
    if (value == NULL || key == NULL)
        return sen_tree_want(e->tree, e->errors);
    value->key = container->kind == SEN_NODE_OBJECT ? key : NULL;
    value->parent = container; /* so that faults within have the path that is changed */
    if (e->change->kind == SEN_DATED_BEHAVIOUR)
        SEN_TRY(soften(e, target, value));
    sen_node *const made =
        sen_node_merge(e->tree, target, value, SEN_MERGE_VALUE, &code, e->errors);
    if (target == NULL)
        sen_node_append(container, made);
    else if (made != target)
        sen_node_replace(target, made);
out:
    return code;
}

static sen_code apply_edit(edit_run *e, sen_node *root)
{
    sen_node *container = NULL, *target = NULL;
    const sen_code code = locate(e, root, &container, &target);
    if (code != SEN_OK)
        return code;
    const char *const fixed = find_fixed(e, target, e->edit->value);
    e->n_steps = e->n_path_steps;
    if (fixed != NULL)
        return fail_at(e, e->edit->value, fixed, MAY_CHANGE, NULL);
    return e->edit->op == SEN_EDIT_SET ? set_value(e, container, target) : scale_or_add(e, target);
}

sen_code sen_change_apply(sen_tree *tree, sen_node *root, const sen_dated_change *change, bool half,
                          sen_errors *errors)
{
    sen_code code = SEN_OK;
    for (int32_t i = 0; i < change->n_edits; i++) {
        sen_node *const value = (sen_node *)change->edits[i].value;
        if (value->faulty) {
            code = code == SEN_OK ? SEN_BAD_SCENARIO : code;
            continue;
        }
        edit_run e = {.tree = tree,
                      .errors = errors,
                      .change = change,
                      .edit = &change->edits[i],
                      .half = half};
        const sen_code of_edit = apply_edit(&e, root);
        if (of_edit == SEN_BAD_SCENARIO)
            value->faulty = true;
        else if (of_edit != SEN_OK)
            return of_edit;
        code = code == SEN_OK ? of_edit : code;
    }
    return code;
}

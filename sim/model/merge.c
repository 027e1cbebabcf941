/* SPDX-License-Identifier: MIT */
#include "model/merge.h"

#include <stdlib.h>
#include <string.h>

/* Where in a scenario two values meet: what a null and a key mean depends on it. */
typedef enum { AT_ROOT, AT_CHANGES, AT_CHANGE, AT_EDITS, AT_VALUE } place;

typedef struct {
    sen_tree *tree;
    sen_errors *errors;
    sen_code code; /* of the first fault */
} merger;

/* The members there were at first, sorted by name, so that merging stays n log n. */
typedef struct {
    sen_node **members;
    int32_t count;
    bool failed; /* no memory: slower, not wrong */
} name_index;

static sen_node *merge(merger *m, sen_node *under, sen_node *over, place at);

static void note_fault(merger *m, sen_code code)
{
    if (m->code == SEN_OK)
        m->code = code;
}

static place place_below(place at, const sen_node *member)
{
    switch (at) {
    case AT_ROOT:
        return strcmp(member->key, "changes") == 0 ? AT_CHANGES : AT_VALUE;
    case AT_CHANGES:
        return AT_CHANGE;
    case AT_CHANGE:
        if (member->key != NULL &&
            (strcmp(member->key, "set") == 0 || strcmp(member->key, "scale") == 0 ||
             strcmp(member->key, "add") == 0))
            return AT_EDITS;
        return AT_VALUE;
    default:
        return at;
    }
}

static const char *name_of(const sen_node *member)
{
    return member->key != NULL ? member->key : sen_node_id(member);
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(name_of(*(sen_node *const *)a), name_of(*(sen_node *const *)b));
}

static void index_make(name_index *index, const sen_node *container)
{
    *index = (name_index){.members = NULL};
    if (container->count == 0)
        return;
    index->members = malloc((size_t)container->count * sizeof(sen_node *));
    index->failed = index->members == NULL;
    if (index->failed)
        return;
    for (sen_node *at = container->first; at != NULL; at = at->next)
        index->members[index->count++] = at;
    qsort(index->members, (size_t)index->count, sizeof(sen_node *), compare_names);
}

static sen_node *index_find(const name_index *index, sen_node *container, const char *name)
{
    for (sen_node *at = container->first; at != NULL && index->failed; at = at->next)
        if (strcmp(name_of(at), name) == 0)
            return at;
    int32_t low = 0, high = index->count;
    while (low < high) {
        const int32_t middle = low + (high - low) / 2;
        if (strcmp(name_of(index->members[middle]), name) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == index->count || strcmp(name_of(index->members[low]), name) != 0)
        return NULL;
    sen_node *const found = index->members[low];
    return found->parent == container ? found : NULL; /* else taken out since */
}

/* One time unit with its number or law, and at most what is said about it. */
static bool is_duration(const sen_node *object)
{
    static const char *const units[] = {"days", "weeks", "months", "years"};
    static const char *const about[] = {"whole_days", "note", "source", "grade"};
    int32_t n_units = 0, n_about = 0;
    for (const sen_node *at = object->first; at != NULL; at = at->next)
        for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
            n_units +=
                strcmp(at->key, units[i]) == 0 && (sen_node_is_numeric(at) || sen_node_is_law(at));
            n_about += strcmp(at->key, about[i]) == 0;
        }
    return n_units == 1 && n_units + n_about == object->count;
}

bool sen_node_replaces(const sen_node *under, const sen_node *over)
{
    if (under->kind != over->kind)
        return true;
    if (over->kind == SEN_NODE_OBJECT)
        return sen_node_is_law(under) || sen_node_is_law(over) || sen_node_is_uncertain(under) ||
               sen_node_is_uncertain(over) || (is_duration(under) && is_duration(over));
    if (over->kind == SEN_NODE_LIST)
        return !sen_node_has_ids(under) || !sen_node_has_ids(over);
    return true;
}

/* Cut a member from those beside it; the caller goes on with what was `next`. */
static sen_node *loosen(sen_node *member)
{
    sen_node *const next = member->next;
    member->next = member->prev = NULL;
    return next;
}

static void drop(sen_node *object, const char *key)
{
    sen_node *const member = sen_node_find(object, key);
    if (member != NULL)
        sen_node_take_out(object, member);
}

/* A table has either the name of a file or rows; the one laid over wins. */
static void choose_table(sen_node *under, const sen_node *over)
{
    if (sen_node_get(over, "csv") != NULL) {
        drop(under, "by");
        drop(under, "rows");
    } else if (sen_node_get(over, "rows") != NULL) {
        drop(under, "csv");
        drop(under, "value");
    }
}

static sen_node *merge_objects(merger *m, sen_node *under, sen_node *over, place at)
{
    name_index index;
    if (at != AT_EDITS)
        choose_table(under, over);
    index_make(&index, under);
    for (sen_node *member = over->first, *next; member != NULL; member = next) {
        const place below = place_below(at, member);
        sen_node *const old = index_find(&index, under, member->key);
        if (member->kind == SEN_NODE_NULL && at != AT_EDITS) {
            if (old == NULL && !member->faulty) {
                note_fault(m,
                           sen_node_fail(m->tree, member, m->errors, "null with nothing to remove",
                                         "null only to remove what the files extended have",
                                         sen_node_nearest(under, member->key)));
            }
            next = loosen(member);
            if (old != NULL) {
                sen_node_take_out(under, old);
                old->parent = NULL;
            }
            continue;
        }
        sen_node *const made = at == AT_EDITS ? member : merge(m, old, member, below);
        next = loosen(member);
        if (old == NULL)
            sen_node_append(under, made);
        else if (made != old)
            sen_node_replace(old, made);
    }
    free(index.members);
    return under;
}

static bool is_remove(merger *m, sen_node *member)
{
    const sen_node *const remove = sen_node_get(member, "remove");
    if (remove == NULL)
        return false;
    if (remove->kind != SEN_NODE_BOOLEAN || remove->number == 0 || member->count != 2)
        note_fault(m,
                   sen_node_fail(m->tree, remove, m->errors, "not alone with the id, or not true",
                                 "{\"id\": \"...\", \"remove\": true} and nothing else", NULL));
    return true;
}

/* The member after which a new one goes; NULL: last. */
static sen_node *place_of(merger *m, sen_node *list, sen_node *member, bool is_new)
{
    sen_node *const after = sen_node_find(member, "after");
    if (after == NULL)
        return list->last;
    sen_node *before = NULL;
    if (after->kind != SEN_NODE_STRING)
        note_fault(m, sen_node_fail(m->tree, after, m->errors, "not a string",
                                    "the id of another member of the list", NULL));
    else if (!is_new)
        note_fault(m, sen_node_fail(m->tree, after, m->errors, "on a member that is there already",
                                    "`after` only on a new member", NULL));
    else if ((before = (sen_node *)sen_node_by_id(list, after->text)) == NULL)
        note_fault(m,
                   sen_node_failf(m->tree, after, m->errors, "the id of another member of the list",
                                  sen_node_nearest(list, after->text),
                                  "\"%.60s\", which is not there", after->text));
    sen_node_take_out(member, after);
    return before == NULL ? list->last : before;
}

static sen_node *merge_lists(merger *m, sen_node *under, sen_node *over, place at)
{
    name_index index;
    index_make(&index, under);
    for (sen_node *member = over->first, *next; member != NULL; member = next) {
        const char *const id = sen_node_id(member);
        sen_node *const old = index_find(&index, under, id);
        if (is_remove(m, member)) {
            if (old == NULL)
                note_fault(m, sen_node_fail(m->tree, member, m->errors,
                                            "removed, but is not there to remove",
                                            "an id of the list", sen_node_nearest(under, id)));
            next = loosen(member);
            if (old != NULL) {
                sen_node_take_out(under, old);
                old->parent = NULL;
            }
            continue;
        }
        sen_node *const before = place_of(m, under, member, old == NULL);
        sen_node *const made = merge(m, old, member, place_below(at, member));
        next = loosen(member);
        if (old == NULL)
            sen_node_insert_after(under, before, made);
        else if (made != old)
            sen_node_replace(old, made);
    }
    free(index.members);
    return under;
}

/* Take `over` as it is, but for what only makes sense over something: it is laid on nothing. */
static sen_node *take_whole(merger *m, sen_node *over, place at)
{
    if (at == AT_EDITS || (over->kind != SEN_NODE_OBJECT && over->kind != SEN_NODE_LIST))
        return over;
    sen_node all = *over;
    over->first = over->last = NULL;
    over->count = 0;
    if (all.kind == SEN_NODE_OBJECT)
        return merge_objects(m, over, &all, at);
    bool with_ids = all.first != NULL;
    for (const sen_node *member = all.first; member != NULL; member = member->next)
        with_ids = with_ids && sen_node_id(member) != NULL;
    if (with_ids)
        return merge_lists(m, over, &all, at);
    for (sen_node *member = all.first, *next; member != NULL; member = next) {
        sen_node *const made = merge(m, NULL, member, place_below(at, member));
        next = loosen(member);
        sen_node_append(over, made);
    }
    return over;
}

static sen_node *merge(merger *m, sen_node *under, sen_node *over, place at)
{
    if (under == NULL || (at != AT_ROOT && sen_node_replaces(under, over)))
        return take_whole(m, over, at);
    return over->kind == SEN_NODE_OBJECT ? merge_objects(m, under, over, at)
                                         : merge_lists(m, under, over, at);
}

sen_node *sen_node_merge(sen_tree *tree, sen_node *under, sen_node *over, sen_merge_place where,
                         sen_code *code, sen_errors *errors)
{
    merger m = {.tree = tree, .errors = errors, .code = SEN_OK};
    sen_node *const made = merge(&m, under, over, where == SEN_MERGE_ROOT ? AT_ROOT : AT_VALUE);
    if (*code == SEN_OK)
        *code = m.code;
    return made;
}

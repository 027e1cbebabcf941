/* SPDX-License-Identifier: MIT */
#include "model/changes.h"

#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "model/change_apply.h"

enum { DAYS_LIMIT = 1000000 };

/* A tree in force that was made before. */
typedef struct {
    int32_t day;
    sen_behaviour behaviour;
    const char *without; /* id of the change left out; NULL: none */
    sen_node *root;
    sen_code code;
} made_tree;

/* All blocks are in the tree's arena. */
struct sen_change_book {
    bool plain_clock, has_start;
    int32_t start;   /* days since 1970-01-01 */
    int32_t end_day; /* first day after the run; INT32_MAX: not known */
    sen_dated_change *changes;
    int32_t n_changes;
    int32_t *days, n_days;
    int32_t *turns, n_turns; /* as days, but also those before day 0 and after the end */
    made_tree *made;
    int32_t n_made, made_capacity;
    sen_code code;
};

static void keep_first(sen_code *first, sen_code code)
{
    if (*first == SEN_OK)
        *first = code;
}

/* ---- reading ---- */

static bool is_whole(const sen_node *node)
{
    return node != NULL && node->kind == SEN_NODE_NUMBER && node->number >= -DAYS_LIMIT &&
           node->number <= DAYS_LIMIT && node->number == (double)(int32_t)node->number;
}

/* When the run starts and ends, as far as it is well written: what is not, its own reader tells. */
static void read_frame(struct sen_change_book *book, const sen_node *root)
{
    const sen_node *const clock = sen_node_get(root, "clock"), *start = sen_node_get(root, "start");
    const sen_node *const days = sen_node_get(root, "days"), *years = sen_node_get(root, "years");
    book->plain_clock =
        clock != NULL && clock->kind == SEN_NODE_STRING && strcmp(clock->text, "plain") == 0;
    book->has_start = start != NULL && start->kind == SEN_NODE_STRING &&
                      sen_date_parse(start->text, &book->start);
    book->end_day = INT32_MAX;
    if (is_whole(days))
        book->end_day = (int32_t)days->number;
    else if (is_whole(years) && years->number >= 0 && years->number <= 1000 && book->has_start)
        book->end_day = sen_day_add_years(book->start, (int32_t)years->number) - book->start;
}

static sen_code read_day(sen_tree *tree, const struct sen_change_book *book, const sen_node *node,
                         int32_t *day, sen_errors *errors)
{
    int32_t date;
    if (book->plain_clock) {
        if (!is_whole(node))
            return sen_node_fail(tree, node, errors, "no whole number of days",
                                 "a day from the start of the run, since the clock is plain", NULL);
        *day = (int32_t)node->number;
        return SEN_OK;
    }
    if (node->kind != SEN_NODE_STRING || !sen_date_parse(node->text, &date)) {
        sen_text what;
        sen_text_init(&what);
        sen_node_describe(node, &what);
        sen_text_add(&what, ", no date");
        const sen_code code = sen_node_fail(tree, node, errors, sen_text_string(&what),
                                            "a day that exists, as \"2026-04-01\"", NULL);
        sen_text_clear(&what);
        return code;
    }
    if (!book->has_start)
        return sen_node_fail(tree, node, errors, "a date in a scenario without a start",
                             "\"start\": a date, or \"clock\": \"plain\" and days as numbers",
                             NULL);
    *day = date - book->start;
    return SEN_OK;
}

static sen_code read_kind(sen_tree *tree, const sen_node *node, sen_dated_kind *kind,
                          sen_errors *errors)
{
    static const char *const words[] = {"capacity", "rule", "behaviour"};
    for (int i = 0; i < 3 && node->kind == SEN_NODE_STRING; i++)
        if (strcmp(node->text, words[i]) == 0) {
            *kind = (sen_dated_kind)i;
            return SEN_OK;
        }
    sen_text what;
    sen_text_init(&what);
    sen_node_describe(node, &what);
    const sen_code code = sen_node_fail(
        tree, node, errors, sen_text_string(&what), "\"capacity\", \"rule\" or \"behaviour\"",
        node->kind == SEN_NODE_STRING ? sen_text_nearest(node->text, words, 3) : NULL);
    sen_text_clear(&what);
    return code;
}

/* Add the members of set, scale or add to the change's edits. */
static sen_code read_edits(sen_tree *tree, const sen_node *object, sen_edit_op op,
                           sen_dated_change *change, sen_errors *errors)
{
    sen_code code = SEN_OK;
    if (object == NULL)
        return SEN_OK;
    if (object->kind != SEN_NODE_OBJECT || object->count == 0)
        return sen_node_fail(tree, object, errors, "no object with at least one path",
                             "paths with values: {\"teams.x.per_week\": 50}", NULL);
    for (sen_node *at = object->first; at != NULL; at = at->next) {
        sen_code of_edit = SEN_OK;
        if (op != SEN_EDIT_SET && at->kind != SEN_NODE_NUMBER)
            of_edit = sen_node_fail(tree, at, errors, "no number", "a fixed number", NULL);
        else if (op == SEN_EDIT_SCALE && at->number < 0)
            of_edit = sen_node_fail(tree, at, errors, "below 0", "a factor of at least 0", NULL);
        at->faulty = at->faulty || of_edit != SEN_OK;
        keep_first(&code, of_edit);
        change->edits[change->n_edits++] = (sen_dated_edit){op, at->key, at};
    }
    return code;
}

static sen_code check_members(sen_tree *tree, const sen_node *node, sen_errors *errors)
{
    static const char *const known[] = {"id",    "from",   "until",        "kind",          "set",
                                        "scale", "add",    "filled_after", "unfilled_paid", "title",
                                        "note",  "source", "grade"};
    const int32_t n_known = sizeof known / sizeof *known;
    sen_code code = SEN_OK;
    for (const sen_node *at = node->first; at != NULL; at = at->next) {
        bool found = false;
        for (int32_t i = 0; i < n_known; i++)
            found = found || strcmp(known[i], at->key) == 0;
        if (!found)
            keep_first(&code, sen_node_fail(tree, at, errors, "not a member of a dated change",
                                            "id, from, until, kind, set, scale, add, filled_after, "
                                            "unfilled_paid, title, note, source, grade",
                                            sen_text_nearest(at->key, known, n_known)));
    }
    static const char *const strings[] = {"title", "note", "source", "grade"};
    for (size_t i = 0; i < sizeof strings / sizeof *strings; i++) {
        const sen_node *const at = sen_node_get(node, strings[i]);
        if (at != NULL && at->kind != SEN_NODE_STRING)
            keep_first(&code, sen_node_fail(tree, at, errors, "not a string", "text", NULL));
    }
    static const char *const needed[] = {"id", "from", "kind"};
    for (size_t i = 0; i < sizeof needed / sizeof *needed; i++)
        if (sen_node_get(node, needed[i]) == NULL)
            keep_first(&code, sen_node_failf(tree, node, errors, "id, from and kind in each change",
                                             NULL, "without \"%s\"", needed[i]));
    const char *const id = sen_node_id(node);
    if (id != NULL && !sen_is_id(id, false))
        keep_first(&code, sen_node_failf(tree, node, errors, SEN_IDS_ALLOWED, NULL,
                                         "the id \"%.80s\"", id));
    return code;
}

/* How long posts take to be filled: only where the change commissions a team. */
static sen_code read_filling(sen_tree *tree, sen_dated_change *change, sen_errors *errors)
{
    const sen_node *const after = sen_node_get(change->node, "filled_after");
    const sen_node *const paid = sen_node_get(change->node, "unfilled_paid");
    sen_code code = SEN_OK;
    if (paid != NULL && paid->kind != SEN_NODE_BOOLEAN)
        keep_first(&code,
                   sen_node_fail(tree, paid, errors, "not true or false", "true or false", NULL));
    change->unfilled_paid = paid != NULL && paid->number != 0;
    if (paid != NULL && after == NULL)
        keep_first(&code, sen_node_fail(tree, paid, errors, "without filled_after",
                                        "unfilled_paid beside filled_after", NULL));
    if (after == NULL)
        return code;
    if (after->kind == SEN_NODE_STRING && strcmp(after->text, "never") == 0)
        change->never_filled = true;
    else if (after->kind != SEN_NODE_OBJECT)
        keep_first(&code,
                   sen_node_fail(tree, after, errors, "no duration",
                                 "a duration such as {\"weeks\": {\"pert\": [8, 16, 40]}}, or "
                                 "\"never\"",
                                 NULL));
    else
        change->filled_after = after;
    bool of_team = change->kind == SEN_DATED_CAPACITY;
    for (int32_t i = 0, found = 0; i < change->n_edits; i++) {
        found += strncmp(change->edits[i].path, "teams.", 6) == 0;
        if (i == change->n_edits - 1)
            of_team = of_team && found > 0;
    }
    if (!of_team)
        keep_first(&code,
                   sen_node_fail(tree, after, errors, "on a change that commissions no team",
                                 "filled_after with kind capacity and a path in teams", NULL));
    return code;
}

static sen_code read_change(sen_tree *tree, const struct sen_change_book *book,
                            const sen_node *node, sen_dated_change *change, sen_errors *errors)
{
    const sen_node *const from = sen_node_get(node, "from"), *until = sen_node_get(node, "until");
    const sen_node *const kind = sen_node_get(node, "kind"), *title = sen_node_get(node, "title");
    const sen_node *const set = sen_node_get(node, "set"), *scale = sen_node_get(node, "scale");
    const sen_node *const add = sen_node_get(node, "add");
    int32_t n_edits = 0;
    change->node = node;
    change->id = sen_node_id(node);
    change->until_day = INT32_MAX;
    if (node->kind != SEN_NODE_OBJECT)
        return sen_node_fail(tree, node, errors, "no object", "a dated change", NULL);
    sen_code code = check_members(tree, node, errors);
    if (title != NULL && title->kind == SEN_NODE_STRING)
        change->title = title->text;
    if (from != NULL)
        keep_first(&code, read_day(tree, book, from, &change->from_day, errors));
    if (until != NULL)
        keep_first(&code, read_day(tree, book, until, &change->until_day, errors));
    if (code == SEN_OK && change->until_day < change->from_day)
        code = sen_node_fail(tree, until, errors, "before from",
                             "the last day in force, from or later", NULL);
    if (kind != NULL)
        keep_first(&code, read_kind(tree, kind, &change->kind, errors));
    const sen_node *const objects[] = {set, scale, add};
    for (int i = 0; i < 3; i++)
        n_edits +=
            objects[i] != NULL && objects[i]->kind == SEN_NODE_OBJECT ? objects[i]->count : 0;
    if (set == NULL && scale == NULL && add == NULL)
        keep_first(&code, sen_node_fail(tree, node, errors, "without set, scale or add",
                                        "at least one of them", NULL));
    change->edits = sen_arena_take(&tree->arena, (size_t)n_edits, sizeof *change->edits);
    if (change->edits == NULL)
        return sen_tree_want(tree, errors);
    for (int i = 0; i < 3; i++)
        keep_first(&code, read_edits(tree, objects[i], (sen_edit_op)i, change, errors));
    keep_first(&code, read_filling(tree, change, errors));
    return code;
}

static int compare_changes(const void *a, const void *b)
{
    const sen_dated_change *const x = a, *const y = b;
    if (x->from_day != y->from_day)
        return x->from_day < y->from_day ? -1 : 1;
    return (x->order > y->order) - (x->order < y->order);
}

static int compare_days(const void *a, const void *b)
{
    const int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;
    return (x > y) - (x < y);
}

/* The days on which the set in force turns: all of them, and those within the run with day 0. */
static sen_code collect_days(sen_tree *tree, struct sen_change_book *book, sen_errors *errors)
{
    const size_t most = 2 * (size_t)book->n_changes + 1;
    int32_t *const turns = sen_arena_take(&tree->arena, most, sizeof *turns);
    int32_t *const days = sen_arena_take(&tree->arena, most, sizeof *days);
    if (turns == NULL || days == NULL)
        return sen_tree_want(tree, errors);
    int32_t count = 0;
    turns[count++] = 0;
    for (int32_t i = 0; i < book->n_changes; i++) {
        turns[count++] = book->changes[i].from_day;
        if (book->changes[i].until_day < INT32_MAX)
            turns[count++] = book->changes[i].until_day + 1;
    }
    qsort(turns, (size_t)count, sizeof *turns, compare_days);
    for (int32_t i = 0; i < count; i++) {
        if (i > 0 && turns[i] == turns[i - 1])
            continue;
        if (turns[i] == 0 || (turns[i] > 0 && turns[i] < book->end_day))
            days[book->n_days++] = turns[i];
    }
    book->turns = turns;
    book->n_turns = count;
    book->days = days;
    return SEN_OK;
}

static sen_code read_book(sen_tree *tree, struct sen_change_book *book, sen_errors *errors)
{
    const sen_node *const list = sen_node_get(tree->root, "changes");
    sen_code code = SEN_OK;
    read_frame(book, tree->root);
    if (list != NULL && list->kind != SEN_NODE_LIST) {
        code =
            sen_node_fail(tree, list, errors, "no list", "a list of dated changes with ids", NULL);
    } else if (list != NULL) {
        book->changes =
            sen_arena_take_zeroed(&tree->arena, (size_t)list->count, sizeof *book->changes);
        if (book->changes == NULL)
            return sen_tree_want(tree, errors);
        for (const sen_node *at = list->first; at != NULL; at = at->next) {
            sen_dated_change *const change = &book->changes[book->n_changes];
            change->order = book->n_changes++;
            keep_first(&code, read_change(tree, book, at, change, errors));
        }
    }
    if (code != SEN_OK)
        book->n_changes = 0; /* nobody is to apply what was misread */
    if (book->n_changes > 1)
        qsort(book->changes, (size_t)book->n_changes, sizeof *book->changes, compare_changes);
    const sen_code of_days = collect_days(tree, book, errors);
    keep_first(&code, of_days);
    return code;
}

/* ---- in force ---- */

/*
 * The root without `changes`. Sections that never change by date are shared with the scenario as
 * written: only their first node is copied, what is below keeps its parents and so its path.
 */
static sen_node *copy_root(sen_tree *tree)
{
    sen_node *const root = sen_node_new(tree, SEN_NODE_OBJECT);
    if (root == NULL)
        return NULL;
    root->file = tree->root->file;
    root->line = tree->root->line;
    root->column = tree->root->column;
    root->faulty = tree->root->faulty;
    for (const sen_node *at = tree->root->first; at != NULL; at = at->next) {
        sen_node *copy;
        if (strcmp(at->key, "changes") == 0)
            continue;
        if (sen_change_is_fixed_section(at->key)) {
            copy = sen_node_new(tree, at->kind);
            if (copy != NULL)
                *copy = *at;
        } else {
            copy = sen_node_copy(tree, at, NULL);
        }
        if (copy == NULL)
            return NULL;
        sen_node_append(root, copy);
    }
    return root;
}

static sen_code make_tree(sen_tree *tree, made_tree *made, sen_errors *errors)
{
    const struct sen_change_book *const book = tree->book;
    sen_code code = SEN_OK;
    made->root = copy_root(tree);
    if (made->root == NULL)
        return sen_tree_want(tree, errors);
    for (int32_t i = 0; i < book->n_changes; i++) {
        const sen_dated_change *const change = &book->changes[i];
        const bool behaviour = change->kind == SEN_DATED_BEHAVIOUR;
        if (made->day < change->from_day || made->day > change->until_day ||
            (behaviour && made->behaviour == SEN_BEHAVIOUR_NONE) ||
            (made->without != NULL && strcmp(made->without, change->id) == 0))
            continue;
        keep_first(&code,
                   sen_change_apply(tree, made->root, change,
                                    behaviour && made->behaviour == SEN_BEHAVIOUR_HALF, errors));
    }
    return code;
}

static sen_code find_or_make(sen_tree *tree, int32_t day, sen_behaviour behaviour,
                             const char *without, const sen_node **root, sen_errors *errors)
{
    struct sen_change_book *const book = tree->book;
    *root = NULL;
    for (int32_t i = 0; i < book->n_made; i++) {
        const made_tree *const made = &book->made[i];
        const bool same = made->without == NULL || without == NULL
                              ? made->without == without
                              : strcmp(made->without, without) == 0;
        if (same && made->day == day && made->behaviour == behaviour) {
            *root = made->root;
            return made->code;
        }
    }
    if (book->n_made == book->made_capacity) {
        const int32_t capacity = book->made_capacity == 0 ? 16 : 2 * book->made_capacity;
        made_tree *const larger = sen_arena_take(&tree->arena, (size_t)capacity, sizeof *larger);
        if (larger == NULL)
            return sen_tree_want(tree, errors);
        if (book->n_made > 0)
            memcpy(larger, book->made, (size_t)book->n_made * sizeof *larger);
        book->made = larger;
        book->made_capacity = capacity;
    }
    made_tree *const made = &book->made[book->n_made];
    *made = (made_tree){.day = day, .behaviour = behaviour};
    if (without != NULL && (made->without = sen_tree_keep(tree, without, strlen(without))) == NULL)
        return sen_tree_want(tree, errors);
    made->code = make_tree(tree, made, errors);
    book->n_made++;
    *root = made->root;
    return made->code;
}

/* ---- the book, read at the first question ---- */

static sen_code open_book(sen_tree *tree, sen_errors *errors)
{
    if (tree->book != NULL)
        return tree->book->code;
    struct sen_change_book *const book = sen_arena_take_zeroed(&tree->arena, 1, sizeof *book);
    if (book == NULL)
        return sen_tree_want(tree, errors);
    tree->book = book;
    book->code = read_book(tree, book, errors);
    for (int32_t i = 0; i < book->n_turns; i++) {
        const sen_node *root;
        if (i == 0 || book->turns[i] != book->turns[i - 1])
            keep_first(&book->code,
                       find_or_make(tree, book->turns[i], SEN_BEHAVIOUR_FULL, NULL, &root, errors));
    }
    return book->code;
}

sen_code sen_tree_changes(sen_tree *tree, const sen_dated_change **changes, int32_t *count,
                          sen_errors *errors)
{
    const sen_code code = open_book(tree, errors);
    *changes = tree->book == NULL ? NULL : tree->book->changes;
    *count = tree->book == NULL ? 0 : tree->book->n_changes;
    return code;
}

const sen_dated_change *sen_tree_change(const sen_tree *tree, const char *id)
{
    for (int32_t i = 0; tree->book != NULL && i < tree->book->n_changes; i++)
        if (strcmp(tree->book->changes[i].id, id) == 0)
            return &tree->book->changes[i];
    return NULL;
}

sen_code sen_tree_change_days(sen_tree *tree, const int32_t **days, int32_t *count,
                              sen_errors *errors)
{
    const sen_code code = open_book(tree, errors);
    *days = tree->book == NULL ? NULL : tree->book->days;
    *count = tree->book == NULL ? 0 : tree->book->n_days;
    return code;
}

sen_code sen_tree_in_force(sen_tree *tree, int32_t day, sen_behaviour behaviour,
                           const sen_node **root, sen_errors *errors)
{
    const sen_code of_book = open_book(tree, errors);
    *root = NULL;
    if (tree->book == NULL)
        return of_book;
    const sen_code code = find_or_make(tree, day, behaviour, NULL, root, errors);
    return code != SEN_OK ? code : of_book;
}

sen_code sen_tree_in_force_without(sen_tree *tree, int32_t day, sen_behaviour behaviour,
                                   const char *change_id, const sen_node **root, sen_errors *errors)
{
    const sen_code of_book = open_book(tree, errors);
    *root = NULL;
    if (tree->book == NULL)
        return of_book;
    const sen_code code = find_or_make(tree, day, behaviour, change_id, root, errors);
    return code != SEN_OK ? code : of_book;
}

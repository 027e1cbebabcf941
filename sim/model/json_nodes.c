/* SPDX-License-Identifier: MIT */
#include "model/json_nodes.h"

#include <cjson/cJSON.h>
#include <stdlib.h>
#include <string.h>

#include "model/personal.h"
#include "model/scan.h"
#include "model/source_file.h"

enum { KEY_LIMIT_BYTES = 256, STRING_LIMIT_BYTES = 64 * 1024 };

/* One JSON text on its way into nodes. */
typedef struct {
    sen_tree *tree;
    sen_errors *errors;
    const char *text;
    size_t start, length;
    int32_t file;
    sen_scan scan;
    size_t next;     /* of scan.starts */
    sen_place place; /* moves forward with `next` */
    sen_code code;   /* of the first fault that leaves nodes to walk */
} json_text;

static void keep_first(sen_code *first, sen_code code)
{
    if (*first == SEN_OK)
        *first = code;
}

/* ---- from cJSON to nodes ---- */

/* The scan noted keys and values in the order of the text, which is the order of this walk. */
static sen_node *build(json_text *j, const cJSON *item)
{
    sen_node_kind kind = SEN_NODE_NULL;
    if (cJSON_IsObject(item))
        kind = SEN_NODE_OBJECT;
    else if (cJSON_IsArray(item))
        kind = SEN_NODE_LIST;
    else if (cJSON_IsString(item))
        kind = SEN_NODE_STRING;
    else if (cJSON_IsNumber(item))
        kind = SEN_NODE_NUMBER;
    else if (cJSON_IsBool(item))
        kind = SEN_NODE_BOOLEAN;
    sen_node *const node = sen_node_new(j->tree, kind);
    if (node == NULL)
        return NULL;
    SEN_BUG_UNLESS(j->next < j->scan.n_starts);
    sen_place_move(&j->place, j->text, j->scan.starts[j->next++]);
    node->file = j->file;
    node->line = j->place.line;
    node->column = j->place.column;
    node->number = cJSON_IsTrue(item) ? 1 : 0; /* numbers follow in the check, from the text */
    if (kind == SEN_NODE_STRING) {
        node->text = sen_tree_keep(j->tree, item->valuestring, strlen(item->valuestring));
        if (node->text == NULL)
            return NULL;
    }
    const cJSON *member;
    cJSON_ArrayForEach(member, item)
    {
        j->next += kind == SEN_NODE_OBJECT;
        sen_node *const of_member = build(j, member);
        if (of_member == NULL)
            return NULL;
        if (kind == SEN_NODE_OBJECT) {
            of_member->key = sen_tree_keep(j->tree, member->string, strlen(member->string));
            if (of_member->key == NULL)
                return NULL;
        }
        sen_node_append(node, of_member);
    }
    return node;
}

/* ---- what the scan cannot see ---- */

static void fail_node(json_text *j, sen_node *node, const char *found, const char *allowed)
{
    keep_first(&j->code, sen_node_fail(j->tree, node, j->errors, found, allowed, NULL));
    node->faulty = true;
}

static void check_number(json_text *j, sen_node *node, size_t start)
{
    const char *const word = j->text + start;
    const char *personal;
    const char *const wrong = sen_scan_number(word, strspn(word, "+-.0123456789eE"), &node->number);
    if (wrong != NULL)
        fail_node(j, node, wrong, "a number that a double holds");
    else if ((personal = sen_personal_number(node->number)) != NULL)
        fail_node(j, node, personal, SEN_NO_PERSONS);
}

static void check_string(json_text *j, sen_node *node)
{
    const bool prose = node->key != NULL && strcmp(node->key, "note") == 0;
    const char *wrong = sen_scan_label(node->text, prose);
    if (strlen(node->text) > STRING_LIMIT_BYTES)
        fail_node(j, node, "a string of more than 64 KiB", "at most 65,536 bytes");
    else if (wrong != NULL)
        fail_node(j, node, wrong, "plain text");
    else if ((wrong = sen_personal_in(node->text)) != NULL)
        fail_node(j, node, wrong, SEN_NO_PERSONS);
}

static void check_key(json_text *j, sen_node *member)
{
    const char *wrong = sen_scan_label(member->key, false);
    if (*member->key == '\0')
        wrong = "under an empty key";
    else if (strlen(member->key) > KEY_LIMIT_BYTES)
        wrong = "under a key of more than 256 bytes";
    const char *const personal = wrong == NULL ? sen_personal_in(member->key) : NULL;
    if (wrong != NULL)
        fail_node(j, member, wrong, "a key of 1 to 256 bytes of plain text");
    else if (personal != NULL)
        fail_node(j, member, personal, SEN_NO_PERSONS);
}

static int compare_members(const void *a, const void *b)
{
    const sen_node *const x = *(sen_node *const *)a, *const y = *(sen_node *const *)b;
    const int order =
        strcmp(x->key != NULL ? x->key : sen_node_id(x), y->key != NULL ? y->key : sen_node_id(y));
    if (order != 0)
        return order;
    if (x->line != y->line)
        return x->line < y->line ? -1 : 1;
    return (x->column > y->column) - (x->column < y->column);
}

/* No key or id twice. Later ones are told and taken out, so that nobody meets two of one name. */
static void check_distinct(json_text *j, sen_node *container)
{
    if (container->count < 2)
        return;
    sen_node **const members = malloc((size_t)container->count * sizeof *members);
    if (members == NULL) {
        keep_first(&j->code,
                   sen_fail(j->errors, SEN_NO_MEMORY, NULL, 0, 0, NULL, NULL, NULL, NULL));
        return;
    }
    int32_t count = 0;
    for (sen_node *at = container->first; at != NULL; at = at->next)
        members[count++] = at;
    qsort(members, (size_t)count, sizeof *members, compare_members);
    for (int32_t i = 1, same = 0; i < count; i++) {
        const bool keys = members[i]->key != NULL;
        const char *const name = keys ? members[i]->key : sen_node_id(members[i]);
        if (strcmp(keys ? members[same]->key : sen_node_id(members[same]), name) != 0) {
            same = i;
            continue;
        }
        keep_first(&j->code,
                   sen_node_failf(j->tree, members[i], j->errors,
                                  keys ? "each key once in an object" : "each id once in a list",
                                  NULL, "the second \"%.60s\"; the first is at %d:%d", name,
                                  members[same]->line, members[same]->column));
        sen_node_take_out(container, members[i]);
    }
    free(members);
}

/* Members with ids and members without do not go together; an id is a step of a path. */
static void check_list(json_text *j, sen_node *list)
{
    int32_t with = 0;
    for (sen_node *member = list->first; member != NULL; member = member->next) {
        const char *const id = sen_node_id(member);
        const sen_node *const said = sen_node_get(member, "id");
        with += id != NULL;
        if (said != NULL && id == NULL && said->kind != SEN_NODE_NULL) /* null removes: merge.c */
            fail_node(j, sen_node_find(member, "id"), "an id that is no text",
                      "an id such as \"speech_language\"");
        if (member->kind == SEN_NODE_NULL)
            fail_node(j, member, "null in a list", "no null");
        if (id != NULL && (*id == '\0' || strpbrk(id, ".[] \t\r\n\"") != NULL))
            fail_node(j, sen_node_find(member, "id"),
                      "an id with a point, bracket, quote or space, or empty",
                      "an id such as speech_language");
    }
    if (with != 0 && with != list->count) {
        for (sen_node *member = list->first; member != NULL; member = member->next)
            if (sen_node_get(member, "id") == NULL)
                fail_node(j, member, "without an id in a list whose other members have one",
                          "an \"id\" on each member or on none");
    } else if (with > 0) {
        check_distinct(j, list);
    }
}

static void check(json_text *j, sen_node *node)
{
    SEN_BUG_UNLESS(j->next < j->scan.n_starts);
    const size_t start = j->scan.starts[j->next++];
    if (node->kind == SEN_NODE_NUMBER)
        check_number(j, node, start);
    else if (node->kind == SEN_NODE_STRING)
        check_string(j, node);
    for (sen_node *member = node->first; member != NULL; member = member->next) {
        if (node->kind == SEN_NODE_OBJECT) {
            j->next++;
            check_key(j, member);
        }
        check(j, member);
    }
    if (node->kind == SEN_NODE_OBJECT)
        check_distinct(j, node);
    else if (node->kind == SEN_NODE_LIST)
        check_list(j, node);
}

sen_code sen_json_read(sen_tree *tree, const char *text, size_t length, int32_t file,
                       sen_node **root, sen_errors *errors)
{
    json_text j = {.tree = tree, .errors = errors, .text = text, .length = length, .file = file};
    const char *const name = sen_tree_file(tree, file), *end = NULL;
    sen_code code;
    cJSON *parsed = NULL;
    *root = NULL;
    SEN_TRY(sen_source_check_text(text, length, name, &j.start, errors));
    SEN_TRY(sen_scan_text(&j.scan, text, j.start, length, name, errors));
    parsed = cJSON_ParseWithLengthOpts(text + j.start, length - j.start + 1, &end, 1);
    if (parsed == NULL) /* the scan lets nothing through that the parser refuses but for memory */
        SEN_TRY(sen_fail(errors, SEN_NO_MEMORY, name, 0, 0, NULL, NULL, NULL, NULL));
    j.place = (sen_place){j.start, 1, 1};
    sen_node *const built = build(&j, parsed);
    if (built == NULL)
        SEN_TRY(sen_tree_want(tree, errors));
    if (built->kind != SEN_NODE_OBJECT)
        SEN_TRY(sen_node_fail(tree, built, errors, "no object", "one JSON object", NULL));
    j.next = 0;
    check(&j, built);
    code = j.code;
    *root = built;
out:
    cJSON_Delete(parsed);
    sen_scan_clear(&j.scan);
    return code;
}

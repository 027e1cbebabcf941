/* SPDX-License-Identifier: MIT */
#include "model/digest.h"

#include <sha256.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    SHA2_CTX sha;
    bool failed; /* memory ran out */
} hasher;

static void add_bytes(hasher *h, const void *bytes, size_t length)
{
    SHA256Update(&h->sha, bytes, length);
}

static void add_char(hasher *h, char c)
{
    add_bytes(h, &c, 1);
}

/* In quotes, with quotes and backslashes escaped, so that no two texts look the same. */
static void add_string(hasher *h, const char *string)
{
    add_char(h, '"');
    for (const char *from = string; *from != '\0';) {
        const size_t plain = strcspn(from, "\"\\");
        add_bytes(h, from, plain);
        from += plain;
        if (*from != '\0') {
            add_char(h, '\\');
            add_char(h, *from++);
        }
    }
    add_char(h, '"');
}

static void add_number(hasher *h, double number)
{
    char digits[40];
    const int length = snprintf(digits, sizeof digits, "%.17g", number == 0 ? 0.0 : number);
    bool in_mark = false;
    for (int i = 0; i < length; i++) { /* a locale's decimal mark may be several bytes */
        const bool plain = strchr("0123456789+-e", digits[i]) != NULL;
        if (plain)
            add_char(h, digits[i]);
        else if (!in_mark)
            add_char(h, '.');
        in_mark = !plain;
    }
}

static int compare_keys(const void *a, const void *b)
{
    return strcmp((*(const sen_node *const *)a)->key, (*(const sen_node *const *)b)->key);
}

/* Whether a member says something about the model. */
static bool counts(const sen_node *member, bool at_top, const char *const *only_keys,
                   int32_t n_keys)
{
    if (strcmp(member->key, "note") == 0)
        return false;
    if (!at_top)
        return true;
    if (strcmp(member->key, "title") == 0 || strcmp(member->key, "id") == 0 ||
        strcmp(member->key, "extends") == 0)
        return false;
    bool asked = only_keys == NULL;
    for (int32_t i = 0; i < n_keys && !asked; i++)
        asked = strcmp(member->key, only_keys[i]) == 0;
    return asked;
}

static void add_node(hasher *h, const sen_node *node);

static void add_object(hasher *h, const sen_node *object, bool at_top, const char *const *only_keys,
                       int32_t n_keys)
{
    const sen_node **const members = malloc(((size_t)object->count + 1) * sizeof *members);
    if (members == NULL) {
        h->failed = true;
        return;
    }
    int32_t count = 0;
    for (const sen_node *at = object->first; at != NULL; at = at->next)
        if (counts(at, at_top, only_keys, n_keys))
            members[count++] = at;
    qsort(members, (size_t)count, sizeof *members, compare_keys);
    add_char(h, '{');
    for (int32_t i = 0; i < count; i++) {
        if (i > 0)
            add_char(h, ',');
        add_string(h, members[i]->key);
        add_char(h, ':');
        add_node(h, members[i]);
    }
    add_char(h, '}');
    free(members);
}

static void add_list(hasher *h, const sen_node *list)
{
    add_char(h, '[');
    for (const sen_node *at = list->first; at != NULL; at = at->next) {
        if (at != list->first)
            add_char(h, ',');
        add_node(h, at);
    }
    add_char(h, ']');
}

static void add_node(hasher *h, const sen_node *node)
{
    static const char *const ops[] = {"written", "scale", "add", "between"};
    switch (node->kind) {
    case SEN_NODE_NULL:
        add_bytes(h, "null", 4);
        break;
    case SEN_NODE_BOOLEAN:
        add_bytes(h, node->number != 0 ? "true" : "false", node->number != 0 ? 4 : 5);
        break;
    case SEN_NODE_NUMBER:
        add_number(h, node->number);
        break;
    case SEN_NODE_STRING:
        add_string(h, node->text);
        break;
    case SEN_NODE_LIST:
        add_list(h, node);
        break;
    case SEN_NODE_OBJECT:
        add_object(h, node, false, NULL, 0);
        break;
    case SEN_NODE_DERIVED: /* no JSON, so it is like nothing that was written */
        add_char(h, '(');
        add_bytes(h, ops[node->op], strlen(ops[node->op]));
        add_number(h, node->number);
        add_list(h, node);
        add_char(h, ')');
        break;
    }
}

static void spell(const uint8_t digest[SHA256_DIGEST_LENGTH], char out[65])
{
    static const char hex[] = "0123456789abcdef";
    for (int i = 0; i < SHA256_DIGEST_LENGTH; i++) {
        out[2 * i] = hex[digest[i] >> 4];
        out[2 * i + 1] = hex[digest[i] & 15];
    }
    out[2 * SHA256_DIGEST_LENGTH] = '\0';
}

sen_code sen_node_digest(const sen_node *root, const char *const *only_keys, int32_t n_keys,
                         char out[65])
{
    hasher h = {.failed = false};
    uint8_t digest[SHA256_DIGEST_LENGTH];
    SHA256Init(&h.sha);
    add_object(&h, root, true, only_keys, n_keys);
    SHA256Final(digest, &h.sha);
    spell(digest, out);
    if (h.failed)
        out[0] = '\0';
    return h.failed ? SEN_NO_MEMORY : SEN_OK;
}

sen_code sen_tree_digest(const sen_tree *tree, const char *const *only_keys, int32_t n_keys,
                         char out[65])
{
    return sen_node_digest(tree->root, only_keys, n_keys, out);
}

void sen_bytes_digest(const void *bytes, size_t length, char out[65])
{
    SHA2_CTX sha;
    uint8_t digest[SHA256_DIGEST_LENGTH];
    SHA256Init(&sha);
    SHA256Update(&sha, bytes, length);
    SHA256Final(digest, &sha);
    spell(digest, out);
}

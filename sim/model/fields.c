/* SPDX-License-Identifier: MIT */
#include "model/fields.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const grade_letters[] = {"A", "B", "C", "D", "E", NULL};
static const char *const annotation_keys[] = {"note", "source", "grade"};
enum { N_ANNOTATIONS = 3, MOST_KEYS = 96 };

/* ---- telling ---- */

/* In later rules most of the tree is the first one again, with the same faults. */
static bool was_told(sen_loader *loader, const sen_node *node, const char *found)
{
    const char *const file = node->file < 0 ? "" : sen_tree_file(loader->tree, node->file);
    const int32_t kept = loader->errors == NULL ? 0 : sen_errors_kept(loader->errors);
    sen_text path;
    sen_text_init(&path);
    sen_node_path(node, &path);
    bool told = false;
    for (int32_t i = 0; i < kept && !told; i++) {
        const sen_error *const error = sen_errors_at(loader->errors, i);
        told = error->line == node->line && error->column == node->column && error->found != NULL &&
               strcmp(error->found, found) == 0 &&
               strcmp(error->file == NULL ? "" : error->file, file) == 0 &&
               strcmp(error->path == NULL ? "" : error->path, sen_text_string(&path)) == 0;
    }
    sen_text_clear(&path);
    return told;
}

static void tell(sen_loader *loader, const sen_node *node, const char *allowed, const char *nearest,
                 const char *format, va_list arguments)
{
    char found[512];
    vsnprintf(found, sizeof found, format, arguments);
    if (loader->code == SEN_OK)
        loader->code = SEN_BAD_SCENARIO;
    if (!loader->again || !was_told(loader, node, found))
        sen_node_fail(loader->tree, node, loader->errors, found, allowed, nearest);
}

void sen_loader_tell(sen_loader *loader, const sen_node *node, const char *allowed,
                     const char *nearest, const char *found_format, ...)
{
    va_list arguments;
    va_start(arguments, found_format);
    tell(loader, node, allowed, nearest, found_format, arguments);
    va_end(arguments);
}

void sen_loader_tell_at(sen_loader *loader, const char *path, const char *allowed,
                        const char *nearest, const char *found_format, ...)
{
    char at[512];
    snprintf(at, sizeof at, "%s", path);
    const sen_node *node = sen_node_at(loader->root, at);
    while (node == NULL) {
        char *const dot = strrchr(at, '.');
        if (dot == NULL)
            break;
        *dot = '\0';
        node = sen_node_at(loader->root, at);
    }
    va_list arguments;
    va_start(arguments, found_format);
    tell(loader, node == NULL ? loader->root : node, allowed, nearest, found_format, arguments);
    va_end(arguments);
}

void sen_loader_tell_type(sen_loader *loader, const sen_node *node, const char *allowed)
{
    sen_text found;
    sen_text_init(&found);
    sen_node_describe(node, &found);
    sen_loader_tell(loader, node, allowed, NULL, "%s", sen_text_string(&found));
    sen_text_clear(&found);
}

/* ---- memory, paths, names ---- */

void *sen_loader_take(sen_loader *loader, int64_t count, size_t item_bytes)
{
    void *const block = sen_arena_take_zeroed(loader->arena, (size_t)count, item_bytes);
    if (block == NULL) {
        loader->code = SEN_NO_MEMORY;
        sen_fail(loader->errors, SEN_NO_MEMORY, NULL, 0, 0, NULL, NULL, NULL, NULL);
    }
    return block;
}

const char *sen_loader_keep(sen_loader *loader, const char *string)
{
    enum { SLAB = 16384 };
    const size_t bytes = strlen(string) + 1;
    if (bytes > loader->n_free_chars) {
        const size_t slab = bytes > SLAB ? bytes : SLAB;
        loader->n_free_chars = 0;
        loader->free_chars = sen_loader_take(loader, (int64_t)slab, 1);
        if (loader->free_chars == NULL)
            return "";
        loader->n_free_chars = slab;
    }
    char *const kept = loader->free_chars;
    memcpy(kept, string, bytes);
    loader->free_chars += bytes;
    loader->n_free_chars -= bytes;
    return kept;
}

size_t sen_path_push(sen_loader *loader, const char *key)
{
    const size_t length = loader->path.length;
    if (length > 0)
        sen_text_add_char(&loader->path, '.');
    sen_text_add(&loader->path, key);
    return length;
}

size_t sen_path_push_index(sen_loader *loader, int32_t index)
{
    const size_t length = loader->path.length;
    sen_text_addf(&loader->path, "[%d]", index);
    return length;
}

void sen_path_cut(sen_loader *loader, size_t length)
{
    if (loader->path.bytes == NULL || length > loader->path.length)
        return;
    loader->path.length = length;
    loader->path.bytes[length] = '\0';
}

uint64_t sen_path_hash(const char *path)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    for (; *path != '\0'; path++)
        hash = (hash ^ (unsigned char)*path) * UINT64_C(0x100000001b3);
    return hash;
}

int32_t sen_names_find(const sen_names *names, const char *id)
{
    int32_t low = 0, high = names->count;
    while (low < high) {
        const int32_t middle = (low + high) / 2;
        const int order = strcmp(names->ids[middle], id);
        if (order == 0)
            return middle;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return SEN_NONE;
}

const char *sen_names_what(sen_names_table table)
{
    static const char *const whats[] = {"need", "requirement kind", "group", "calendar",
                                        "team", "service",          "stream"};
    return whats[table];
}

int32_t sen_read_ref(sen_loader *loader, const sen_node *node, sen_names_table table)
{
    const sen_names *const names = &loader->names[table];
    char allowed[80];
    snprintf(allowed, sizeof allowed, "the id of a %s", sen_names_what(table));
    if (node->kind != SEN_NODE_STRING) {
        sen_loader_tell_type(loader, node, allowed);
        return SEN_NONE;
    }
    const int32_t index = sen_names_find(names, node->text);
    if (index == SEN_NONE)
        sen_loader_tell(loader, node, allowed,
                        sen_text_nearest(node->text, names->ids, names->count),
                        "\"%s\", which no %s has as its id", node->text, sen_names_what(table));
    return index;
}

static bool is_id_letter(char c, bool capitals)
{
    return (c >= 'a' && c <= 'z') || (capitals && c >= 'A' && c <= 'Z');
}

bool sen_check_id(sen_loader *loader, const sen_node *node, const char *id, bool capitals)
{
    bool good = is_id_letter(id[0], capitals);
    size_t length = 0;
    for (; good && id[length] != '\0'; length++)
        good = length < 64 && (is_id_letter(id[length], capitals) || id[length] == '_' ||
                               (id[length] >= '0' && id[length] <= '9'));
    if (!good)
        sen_loader_tell(loader, node,
                        "a to z, 0 to 9 and _, beginning with a letter, at most 64 characters",
                        NULL, "the id \"%.80s\"", id);
    return good;
}

/* ---- rows in words ---- */

void sen_range_text(double low, double high, const char *unit, sen_text *out)
{
    char number[32];
    sen_number_spell(low, number);
    sen_text_add(out, number);
    if (isfinite(high)) {
        sen_number_spell(high, number);
        sen_text_addf(out, " to %s", number);
    } else {
        sen_text_add(out, " or more");
    }
    if (unit != NULL && unit[0] != '\0')
        sen_text_addf(out, " %s", unit);
}

static void add_words(const char *const *words, sen_text *out)
{
    for (int32_t i = 0; words[i] != NULL; i++)
        sen_text_addf(out, "%s%s", i == 0 ? "" : ", ", words[i]);
}

void sen_field_allowed(const sen_field *field, sen_text *out)
{
    switch (field->kind) {
    case SEN_FIELD_BOOL:
        sen_text_add(out, field->low > 0 ? "true" : "true or false");
        break;
    case SEN_FIELD_SWITCH:
    case SEN_FIELD_WORD:
        sen_text_add(out, "one of ");
        add_words(field->words, out);
        break;
    case SEN_FIELD_WHOLE:
        sen_text_add(out, "a whole number, ");
        sen_range_text(field->low, field->high, field->unit, out);
        break;
    case SEN_FIELD_REAL:
        sen_text_add(out, "a fixed number, ");
        sen_range_text(field->low, field->high, field->unit, out);
        break;
    case SEN_FIELD_NUMBER:
        sen_text_add(out, "a number, ");
        sen_range_text(field->low, field->high, field->unit, out);
        break;
    case SEN_FIELD_BY_AGE:
        sen_text_add(out, "a number or numbers by age, ");
        sen_range_text(field->low, field->high, field->unit, out);
        break;
    case SEN_FIELD_SIZE:
        sen_text_add(out, "a number or a law, ");
        sen_range_text(field->low, field->high, field->unit, out);
        break;
    case SEN_FIELD_DAYS_LAW:
        sen_text_add(out, "a number of days or a law");
        break;
    case SEN_FIELD_UNIT:
        sen_text_addf(out, "a number of %s or a law", field->key);
        break;
    case SEN_FIELD_DURATION:
        sen_text_add(out, "a duration: an object of days, weeks, months or years");
        break;
    case SEN_FIELD_LABEL:
    case SEN_FIELD_TEXT:
        sen_text_add(out, "a string");
        break;
    case SEN_FIELD_DAY:
        sen_text_add(out, "a date \"YYYY-MM-DD\" (a day number under the plain clock)");
        break;
    case SEN_FIELD_REF:
        sen_text_addf(out, "the id of a %s", sen_names_what(field->names));
        break;
    case SEN_FIELD_MASK:
        sen_text_addf(out, "a list of ids of %ss", sen_names_what(field->names));
        break;
    case SEN_FIELD_LIST:
        sen_text_add(out, "a list of objects");
        break;
    case SEN_FIELD_MAP:
        sen_text_add(out, "objects by id");
        break;
    case SEN_FIELD_FORM:
        sen_text_add(out, "an object");
        break;
    case SEN_FIELD_OWN:
    case SEN_FIELD_SKIP:
        sen_text_add(out, field->unit == NULL || field->unit[0] == '\0' ? "see its meaning"
                                                                        : field->unit);
        break;
    }
}

/* ---- forms ---- */

const sen_field *sen_form_field(const sen_form *form, const char *key)
{
    for (const sen_field *field = form->fields; field->key != NULL; field++)
        if (strcmp(field->key, key) == 0)
            return field;
    return NULL;
}

bool sen_is_annotation(const char *key)
{
    for (int32_t i = 0; i < N_ANNOTATIONS; i++)
        if (strcmp(annotation_keys[i], key) == 0)
            return true;
    return false;
}

static bool has_word(const char *words, const char *word)
{
    const size_t length = strlen(word);
    for (const char *at = words; (at = strstr(at, word)) != NULL; at += length)
        if ((at == words || at[-1] == ' ') && (at[length] == ' ' || at[length] == '\0'))
            return true;
    return false;
}

static void tell_unknown(sen_loader *loader, const sen_form *form, const sen_node *member)
{
    const char *keys[MOST_KEYS];
    int32_t n_keys = 0;
    sen_text allowed;
    sen_text_init(&allowed);
    for (const sen_field *field = form->fields; field->key != NULL; field++) {
        if (n_keys < MOST_KEYS - N_ANNOTATIONS)
            keys[n_keys++] = field->key;
        sen_text_addf(&allowed, "%s%s", allowed.length == 0 ? "" : ", ", field->key);
    }
    for (int32_t i = 0; i < N_ANNOTATIONS; i++) {
        keys[n_keys++] = annotation_keys[i];
        sen_text_addf(&allowed, "%s%s", allowed.length == 0 ? "" : ", ", annotation_keys[i]);
    }
    sen_loader_tell(loader, member, sen_text_string(&allowed),
                    sen_text_nearest(member->key, keys, n_keys), "an unknown key");
    sen_text_clear(&allowed);
}

/* Whether a key that stands here may: the clock, the population and the object's kind decide. */
static void check_place(sen_loader *loader, const sen_form *form, const sen_field *field,
                        const sen_node *object, const sen_node *member)
{
    if ((field->flags & SEN_DATED_ONLY) && loader->plain)
        sen_loader_tell(loader, member, "no such key under \"clock\": \"plain\"", NULL,
                        "a key of the dated clock");
    if ((field->flags & SEN_PLAIN_ONLY) && !loader->plain)
        sen_loader_tell(loader, member, "no such key unless \"clock\" is \"plain\"", NULL,
                        "a key of the plain clock");
    if ((field->flags & SEN_PEOPLE_ONLY) && !loader->people)
        sen_loader_tell(loader, member, "no such key in a scenario without population", NULL,
                        "a key of scenarios with a population");
    if ((field->flags & SEN_NO_PEOPLE) && loader->people)
        sen_loader_tell(loader, member, "no such key in a scenario with a population", NULL,
                        "a key of scenarios without population");
    if (field->only == NULL)
        return;
    const sen_node *const by = sen_node_get(object, form->by);
    bool known = false;
    for (const char *const *word = sen_form_field(form, form->by)->words; *word != NULL; word++)
        known =
            known || (by != NULL && by->kind == SEN_NODE_STRING && strcmp(*word, by->text) == 0);
    if (known && !has_word(field->only, by->text)) {
        char allowed[120];
        snprintf(allowed, sizeof allowed, "%s only where %s is one of: %s", field->key, form->by,
                 field->only);
        sen_loader_tell(loader, member, allowed, NULL, "given where %s is %.40s", form->by,
                        by->text);
    }
}

void sen_read_annotations(sen_loader *loader, const sen_node *object)
{
    const sen_node *const note = sen_node_get(object, "note");
    if (note != NULL && note->kind != SEN_NODE_STRING)
        sen_loader_tell_type(loader, note, "a string");
    const sen_node *const source = sen_node_get(object, "source");
    if (source != NULL) {
        if (source->kind != SEN_NODE_STRING || source->text[0] == '\0')
            sen_loader_tell_type(loader, source, "a string that says where the numbers are from");
        loader->sourced = true;
    }
    const sen_node *const grade = sen_node_get(object, "grade");
    if (grade != NULL) {
        const int32_t index = sen_read_word(loader, grade, grade_letters);
        loader->grade = index == SEN_NONE ? (int32_t)SEN_GRADE_E : index;
    }
}

/* A number at the head of a neutral text, as in "0" and "-1"; those are decimal and short. */
static bool neutral_number(const char *neutral, double *value)
{
    if (neutral == NULL)
        return false;
    const bool minus = neutral[0] == '-';
    const char *at = neutral + minus;
    if (*at < '0' || *at > '9')
        return false;
    double whole = 0;
    for (; *at >= '0' && *at <= '9'; at++)
        whole = 10 * whole + (*at - '0');
    *value = minus ? -whole : whole;
    return *at == '\0';
}

static int32_t neutral_word(const sen_field *field)
{
    for (int32_t i = 0; field->neutral != NULL && field->words[i] != NULL; i++)
        if (strcmp(field->words[i], field->neutral) == 0)
            return i;
    return 0;
}

static void set_neutral_number(sen_loader *loader, const sen_field *field, void *at)
{
    double value = 0;
    sen_number number = SEN_NONE;
    if (neutral_number(field->neutral, &value)) {
        const size_t length = sen_path_push(loader, field->key);
        number = sen_fixed_number(loader, value);
        sen_path_cut(loader, length);
    }
    sen_number *const numbers = at;
    for (int32_t i = 0; i < (field->kind == SEN_FIELD_BY_AGE ? SEN_AGES : 1); i++)
        numbers[i] = number;
}

/* What the absence of a key means. `there`: the object itself is written. */
static void set_neutral(sen_loader *loader, const sen_field *field, void *target, bool there)
{
    void *const at = (char *)target + field->offset;
    double value = 0;
    const bool is_number = neutral_number(field->neutral, &value);
    switch (field->kind) {
    case SEN_FIELD_BOOL:
        *(bool *)at = field->neutral != NULL && strcmp(field->neutral, "true") == 0;
        break;
    case SEN_FIELD_SWITCH:
        *(bool *)at = neutral_word(field) == 1;
        break;
    case SEN_FIELD_WORD:
        *(int *)at = neutral_word(field);
        break;
    case SEN_FIELD_WHOLE:
    case SEN_FIELD_DAY:
    case SEN_FIELD_REF:
        *(int32_t *)at = is_number ? (int32_t)value : SEN_NONE;
        break;
    case SEN_FIELD_REAL:
        *(double *)at = value;
        break;
    case SEN_FIELD_NUMBER:
    case SEN_FIELD_BY_AGE:
        set_neutral_number(loader, field, at);
        break;
    case SEN_FIELD_SIZE:
        *(sen_size *)at = SEN_NONE;
        if (is_number && there) {
            const size_t length = sen_path_push(loader, field->key);
            *(sen_size *)at = sen_fixed_size(loader, value, field->scale);
            sen_path_cut(loader, length);
        }
        break;
    case SEN_FIELD_DAYS_LAW:
    case SEN_FIELD_UNIT:
    case SEN_FIELD_DURATION:
        *(sen_duration *)at = SEN_NONE;
        break;
    case SEN_FIELD_LABEL:
    case SEN_FIELD_TEXT:
        *(const char **)at = NULL;
        break;
    case SEN_FIELD_MASK:
        *(uint32_t *)at =
            field->neutral != NULL && strcmp(field->neutral, "any") == 0 ? UINT32_MAX : 0;
        break;
    case SEN_FIELD_FORM: {
        const size_t length = sen_path_push(loader, field->key);
        sen_form_neutral(loader, field->form, at);
        sen_path_cut(loader, length);
        break;
    }
    case SEN_FIELD_LIST:
        if (field->read != NULL) {
            field->read(loader, field, NULL, target);
            break;
        }
        memset(at, 0, sizeof(void *));
        *(int32_t *)((char *)target + field->count) = 0;
        break;
    case SEN_FIELD_MAP:
    case SEN_FIELD_OWN:
        field->read(loader, field, NULL, target);
        break;
    case SEN_FIELD_SKIP:
        break;
    }
}

void sen_form_neutral(sen_loader *loader, const sen_form *form, void *target)
{
    for (const sen_field *field = form->fields; field->key != NULL; field++)
        set_neutral(loader, field, target, false);
}

static void tell_missing(sen_loader *loader, const sen_field *field, const sen_node *object)
{
    sen_text allowed;
    sen_text_init(&allowed);
    sen_text_addf(&allowed, "%s: ", field->key);
    sen_field_allowed(field, &allowed);
    sen_loader_tell(loader, object, sen_text_string(&allowed), sen_node_nearest(object, field->key),
                    "without \"%s\"", field->key);
    sen_text_clear(&allowed);
}

/* Exactly one of the keys of a choice must be written; at most one if it begins with "?". */
static void check_choice(sen_loader *loader, const sen_node *object, const char *choice)
{
    const bool none_is_well = choice[0] == '?';
    const char *const keys = choice + none_is_well;
    int32_t count = 0;
    const sen_node *second = NULL;
    for (const sen_node *member = object->first; member != NULL; member = member->next)
        if (has_word(keys, member->key) && ++count == 2)
            second = member;
    char allowed[200];
    snprintf(allowed, sizeof allowed, "exactly one of: %s", keys);
    if (count == 0 && !none_is_well)
        sen_loader_tell(loader, object, allowed, NULL, "without any of: %s", keys);
    if (count > 1)
        sen_loader_tell(loader, second, allowed, NULL, "one too many");
}

static void read_members(sen_loader *loader, const sen_form *form, const sen_node *object,
                         void *target)
{
    if (!form->open)
        for (const sen_node *member = object->first; member != NULL; member = member->next)
            if (sen_form_field(form, member->key) == NULL && !sen_is_annotation(member->key))
                tell_unknown(loader, form, member);
    /* Several rows may share a place, so all that is not written comes first. */
    for (const sen_field *field = form->fields; field->key != NULL; field++) {
        if (sen_node_get(object, field->key) != NULL)
            continue;
        const bool needed = (field->flags & SEN_NEEDED) ||
                            ((field->flags & SEN_NEEDED_WITH_PEOPLE) && loader->people);
        if (needed && !((field->flags & SEN_DATED_ONLY) && loader->plain) &&
            !((field->flags & SEN_PLAIN_ONLY) && !loader->plain))
            tell_missing(loader, field, object);
        set_neutral(loader, field, target, true);
    }
    for (const sen_field *field = form->fields; field->key != NULL; field++) {
        const sen_node *const member = sen_node_get(object, field->key);
        if (member == NULL)
            continue;
        check_place(loader, form, field, object, member);
        if (loader->path.length == 0)
            loader->missing_told = false;
        const size_t length = sen_path_push(loader, field->key);
        sen_field_read(loader, field, member, target);
        sen_path_cut(loader, length);
    }
}

void sen_form_read(sen_loader *loader, const sen_form *form, const sen_node *node, void *target)
{
    if (node->kind != SEN_NODE_OBJECT) {
        sen_loader_tell_type(loader, node, "an object");
        sen_form_neutral(loader, form, target);
        return;
    }
    const int32_t grade = loader->grade, worst = loader->worst;
    const bool sourced = loader->sourced, missing_told = loader->missing_told;
    loader->worst = SEN_NO_GRADE;
    if (form->grade != SEN_NO_OFFSET) /* a thing of its own, so it is told of its own */
        loader->missing_told = false;
    sen_read_annotations(loader, node);
    read_members(loader, form, node, target);
    for (const char *const *choice = form->choices; choice != NULL && *choice != NULL; choice++)
        check_choice(loader, node, *choice);
    if (form->finish != NULL)
        form->finish(loader, node, target);
    if (form->grade != SEN_NO_OFFSET) {
        const int32_t own = loader->worst != SEN_NO_GRADE ? loader->worst : loader->grade;
        *(sen_grade *)((char *)target + form->grade) =
            own == SEN_NO_GRADE ? SEN_GRADE_E : (sen_grade)own;
    }
    loader->worst = worst > loader->worst ? worst : loader->worst;
    loader->grade = grade;
    loader->sourced = sourced;
    if (form->grade != SEN_NO_OFFSET)
        loader->missing_told = missing_told;
}

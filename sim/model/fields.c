/* SPDX-License-Identifier: MIT */
#include "model/fields.h"

#include <stdio.h>
#include <string.h>

static const char *const grade_letters[] = {"A", "B", "C", "D", "E", NULL};
static const char *const annotation_keys[] = {"note", "source", "grade"};
enum { N_ANNOTATIONS = 3, MOST_KEYS = 96 };

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
        const bool well = source->kind == SEN_NODE_STRING && source->text[0] != '\0';
        if (!well)
            sen_loader_tell_type(loader, source, "a string that says where the numbers are from");
        loader->source = well ? sen_loader_share(loader, source->text) : "";
    }
    const sen_node *const grade = sen_node_get(object, "grade");
    if (grade != NULL) {
        const int32_t index = sen_read_word(loader, grade, grade_letters);
        loader->grade = index == SEN_NONE ? (int32_t)SEN_GRADE_E : index;
    }
}

const char *sen_node_inherited(const sen_node *node, const char *key)
{
    for (; node != NULL; node = node->parent) {
        const sen_node *const own = sen_node_get(node, key);
        if (own != NULL && own->kind == SEN_NODE_STRING)
            return own->text;
    }
    return NULL;
}

void sen_read_prior(sen_loader *loader, const sen_node *node)
{
    if (!node->unknown)
        return;
    loader->source = "nobody knows";
    loader->grade = SEN_GRADE_UNKNOWN;
    if (node->prior == NULL) {
        loader->worst = SEN_GRADE_UNKNOWN;
        return;
    }
    const char *const source = sen_node_inherited(node->prior, "source");
    const char *const letter = sen_node_inherited(node->prior, "grade");
    if (source != NULL)
        loader->source = sen_loader_share(loader, source);
    loader->grade = letter == NULL ? (int32_t)SEN_GRADE_E : letter[0] - 'A';
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
    const char *const source = loader->source;
    const bool missing_told = loader->missing_told;
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
    loader->source = source;
    if (form->grade != SEN_NO_OFFSET)
        loader->missing_told = missing_told;
}

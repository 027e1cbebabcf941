/* SPDX-License-Identifier: MIT */
#include "model/schema.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "model/scenario.h"

#define ID_PATTERN "^[a-z][a-z0-9_]*$"

/* Numbers, laws and the like, which no form has. */
static const char common_definitions[] =
    "\"id\":{\"type\":\"string\",\"pattern\":\"" ID_PATTERN "\",\"maxLength\":64},"
    "\"grade\":{\"enum\":[\"A\",\"B\",\"C\",\"D\",\"E\"]},"
    "\"pair\":{\"type\":\"array\",\"minItems\":2,\"maxItems\":2,\"items\":{\"type\":\"number\"}},"
    "\"three\":{\"type\":\"array\",\"minItems\":3,\"maxItems\":3,\"items\":{\"type\":\"number\"}},"
    "\"table\":{\"type\":\"array\",\"minItems\":1,\"items\":{\"$ref\":\"#/$defs/pair\"}},"
    "\"uncertain\":{\"type\":\"object\",\"required\":[\"uncertain\"],\"properties\":{"
    "\"uncertain\":{\"anyOf\":[{\"type\":\"number\"},{\"type\":\"object\",\"minProperties\":1,"
    "\"maxProperties\":1,\"properties\":{\"fixed\":{\"type\":\"number\"},"
    "\"uniform\":{\"$ref\":\"#/$defs/pair\"},\"triangular\":{\"$ref\":\"#/$defs/three\"},"
    "\"pert\":{\"$ref\":\"#/$defs/three\"},\"exponential\":{\"$ref\":\"#/$defs/fixed_mean\"},"
    "\"lognormal\":{\"$ref\":\"#/$defs/fixed_mean_cv\"},"
    "\"gamma\":{\"$ref\":\"#/$defs/fixed_mean_cv\"},"
    "\"weibull\":{\"$ref\":\"#/$defs/fixed_mean_cv\"},"
    "\"normal\":{\"$ref\":\"#/$defs/fixed_mean_sd\"},"
    "\"beta\":{\"$ref\":\"#/$defs/fixed_mean_sd\"},\"table\":{\"$ref\":\"#/$defs/table\"},"
    "\"share\":{\"type\":\"object\",\"required\":[\"mean\",\"observations\"],\"properties\":{"
    "\"mean\":{\"type\":\"number\",\"exclusiveMinimum\":0,\"maximum\":1},"
    "\"observations\":{\"type\":\"number\",\"minimum\":1,\"maximum\":1000000}},"
    "\"additionalProperties\":false}},"
    "\"additionalProperties\":false}]},\"group\":{\"$ref\":\"#/$defs/id\"},"
    "\"note\":{\"type\":\"string\"},\"source\":{\"type\":\"string\",\"minLength\":1},"
    "\"grade\":{\"$ref\":\"#/$defs/grade\"}},\"additionalProperties\":false},"
    "\"fixed_mean\":{\"type\":\"object\",\"required\":[\"mean\"],\"properties\":{"
    "\"mean\":{\"type\":\"number\"}},\"additionalProperties\":false},"
    "\"fixed_mean_cv\":{\"type\":\"object\",\"required\":[\"mean\",\"cv\"],\"properties\":{"
    "\"mean\":{\"type\":\"number\"},\"cv\":{\"type\":\"number\",\"minimum\":0.01,\"maximum\":10}},"
    "\"additionalProperties\":false},"
    "\"fixed_mean_sd\":{\"type\":\"object\",\"required\":[\"mean\",\"sd\"],\"properties\":{"
    "\"mean\":{\"type\":\"number\"},\"sd\":{\"type\":\"number\",\"minimum\":0}},"
    "\"additionalProperties\":false},"
    "\"number\":{\"anyOf\":[{\"type\":\"number\"},{\"$ref\":\"#/$defs/uncertain\"}]},"
    "\"unknown\":{\"const\":\"unknown\"},"
    "\"numbers_2\":{\"type\":\"array\",\"minItems\":2,\"maxItems\":2,"
    "\"items\":{\"$ref\":\"#/$defs/number\"}},"
    "\"numbers_3\":{\"type\":\"array\",\"minItems\":3,\"maxItems\":3,"
    "\"items\":{\"$ref\":\"#/$defs/number\"}},"
    "\"mean\":{\"type\":\"object\",\"required\":[\"mean\"],\"properties\":{"
    "\"mean\":{\"$ref\":\"#/$defs/number\"}},\"additionalProperties\":false},"
    "\"mean_cv\":{\"type\":\"object\",\"required\":[\"mean\",\"cv\"],\"properties\":{"
    "\"mean\":{\"$ref\":\"#/$defs/number\"},\"cv\":{\"$ref\":\"#/$defs/number\"}},"
    "\"additionalProperties\":false},"
    "\"size\":{\"anyOf\":[{\"$ref\":\"#/$defs/number\"},{\"$ref\":\"#/$defs/"
    "unknown\"},{\"type\":\"object\",\"minProperties\":1,"
    "\"maxProperties\":1,\"properties\":{\"fixed\":{\"$ref\":\"#/$defs/number\"},"
    "\"uniform\":{\"$ref\":\"#/$defs/numbers_2\"},\"triangular\":{\"$ref\":\"#/$defs/numbers_3\"},"
    "\"pert\":{\"$ref\":\"#/$defs/numbers_3\"},\"exponential\":{\"$ref\":\"#/$defs/mean\"},"
    "\"lognormal\":{\"$ref\":\"#/$defs/mean_cv\"},\"gamma\":{\"$ref\":\"#/$defs/mean_cv\"},"
    "\"weibull\":{\"$ref\":\"#/$defs/mean_cv\"},\"table\":{\"$ref\":\"#/$defs/table\"}},"
    "\"additionalProperties\":false}]},"
    "\"by_age\":{\"type\":\"object\",\"properties\":{\"csv\":{\"type\":\"string\"},"
    "\"value\":{\"type\":\"string\"},\"by\":{\"const\":\"age\"},\"rows\":{\"type\":\"array\","
    "\"minItems\":1,\"items\":{\"type\":\"array\",\"minItems\":2,\"maxItems\":2,\"prefixItems\":["
    "{\"type\":\"integer\",\"minimum\":0,\"maximum\":25},{\"$ref\":\"#/$defs/number\"}]}},"
    "\"note\":{\"type\":\"string\"},\"source\":{\"type\":\"string\",\"minLength\":1},"
    "\"grade\":{\"$ref\":\"#/$defs/grade\"}},\"additionalProperties\":false,"
    "\"oneOf\":[{\"required\":[\"csv\"]},{\"required\":[\"by\",\"rows\"]}]},"
    "\"change\":{\"type\":\"object\",\"required\":[\"id\"],\"properties\":{"
    "\"id\":{\"$ref\":\"#/$defs/id\"},\"title\":{\"type\":\"string\"},"
    "\"kind\":{\"enum\":[\"capacity\",\"rule\",\"behaviour\"]},"
    "\"from\":{\"$ref\":\"#/$defs/day\"},\"until\":{\"$ref\":\"#/$defs/day\"},"
    "\"set\":{\"type\":\"object\"},\"scale\":{\"type\":\"object\"},\"add\":{\"type\":\"object\"},"
    "\"filled_after\":{\"anyOf\":[{\"const\":\"never\"},{\"$ref\":\"#/$defs/duration\"}]},"
    "\"unfilled_paid\":{\"type\":\"boolean\"},\"after\":{\"$ref\":\"#/$defs/id\"},"
    "\"remove\":{\"const\":true},\"note\":{\"type\":\"string\"},"
    "\"source\":{\"type\":\"string\",\"minLength\":1},\"grade\":{\"$ref\":\"#/$defs/grade\"}},"
    "\"additionalProperties\":false},"
    "\"day\":{\"anyOf\":[{\"type\":\"string\",\"format\":\"date\","
    "\"pattern\":\"^[0-9]{4}-[0-9]{2}-[0-9]{2}$\"},{\"type\":\"integer\",\"minimum\":0}]}";

/* A JSON string; what stands in rows has nothing to escape but quotes and backslashes. */
static void add_string(sen_text *out, const char *string)
{
    sen_text_add_char(out, '"');
    for (; *string != '\0'; string++) {
        if (*string == '"' || *string == '\\')
            sen_text_add_char(out, '\\');
        sen_text_add_char(out, *string);
    }
    sen_text_add_char(out, '"');
}

static void add_range(sen_text *out, const sen_field *field)
{
    char number[32];
    sen_number_spell(field->low, number);
    sen_text_addf(out, ",\"minimum\":%s", number);
    if (isfinite(field->high)) {
        sen_number_spell(field->high, number);
        sen_text_addf(out, ",\"maximum\":%s", number);
    }
}

static void add_words(sen_text *out, const char *const *words)
{
    sen_text_add(out, "{\"enum\":[");
    for (int32_t i = 0; words[i] != NULL; i++) {
        sen_text_add(out, i == 0 ? "" : ",");
        add_string(out, words[i]);
    }
    sen_text_add(out, "]}");
}

static void add_ref(sen_text *out, const sen_form *form, bool overlay)
{
    sen_text_addf(out, "{\"$ref\":\"#/$defs/%s%s\"}", overlay ? "overlay_" : "", form->name);
}

/* Objects of a form by id, besides what any object may have. */
static void add_map(sen_text *out, const sen_form *form, bool overlay)
{
    sen_text_add(out, "{\"type\":\"object\",\"properties\":{\"note\":{\"type\":\"string\"},"
                      "\"source\":{\"type\":\"string\",\"minLength\":1},"
                      "\"grade\":{\"$ref\":\"#/$defs/grade\"}},\"propertyNames\":"
                      "{\"$ref\":\"#/$defs/id\"},\"additionalProperties\":");
    if (overlay)
        sen_text_add(out, "{\"anyOf\":[{\"type\":\"null\"},");
    add_ref(out, form, overlay);
    sen_text_add(out, overlay ? "]}}" : "}");
}

static void add_label(sen_text *out, const sen_field *field)
{
    sen_text_addf(out, "{\"type\":\"string\",\"maxLength\":%d,\"pattern\":\"^[^=+@\\\\-]\"}",
                  field->high > 0 ? (int)field->high : SEN_LABEL_CHARACTERS);
}

static void add_shape(sen_text *out, const sen_field *field, bool overlay)
{
    switch (field->kind) {
    case SEN_FIELD_BOOL:
        sen_text_add(out, field->low > 0 ? "{\"const\":true}" : "{\"type\":\"boolean\"}");
        break;
    case SEN_FIELD_SWITCH:
    case SEN_FIELD_WORD:
        add_words(out, field->words);
        break;
    case SEN_FIELD_WHOLE:
    case SEN_FIELD_REAL:
        sen_text_addf(out, "{\"type\":\"%s\"",
                      field->kind == SEN_FIELD_WHOLE ? "integer" : "number");
        add_range(out, field);
        sen_text_add(out, "}");
        break;
    case SEN_FIELD_NUMBER:
    case SEN_FIELD_BY_AGE:
        sen_text_add(out, "{\"anyOf\":[{\"type\":\"number\"");
        add_range(out, field);
        sen_text_add(out, "},{\"$ref\":\"#/$defs/uncertain\"},{\"$ref\":\"#/$defs/unknown\"}");
        sen_text_add(out,
                     field->kind == SEN_FIELD_BY_AGE ? ",{\"$ref\":\"#/$defs/by_age\"}]}" : "]}");
        break;
    case SEN_FIELD_SIZE:
    case SEN_FIELD_DAYS_LAW:
    case SEN_FIELD_UNIT:
        sen_text_add(out, "{\"$ref\":\"#/$defs/size\"}");
        break;
    case SEN_FIELD_DURATION:
        sen_text_add(out, "{\"$ref\":\"#/$defs/duration\"}");
        break;
    case SEN_FIELD_LABEL:
        add_label(out, field);
        break;
    case SEN_FIELD_TEXT:
        sen_text_add(out, SEN_SHAPE_STRING);
        break;
    case SEN_FIELD_DAY:
        sen_text_add(out, "{\"$ref\":\"#/$defs/day\"}");
        break;
    case SEN_FIELD_REF:
        sen_text_add(out, "{\"$ref\":\"#/$defs/id\"}");
        break;
    case SEN_FIELD_MASK:
        sen_text_add(out, "{\"type\":\"array\",\"minItems\":1,\"uniqueItems\":true,"
                          "\"items\":{\"$ref\":\"#/$defs/id\"}}");
        break;
    case SEN_FIELD_FORM:
        add_ref(out, field->form, overlay);
        break;
    case SEN_FIELD_LIST:
        sen_text_addf(out, "{\"type\":\"array\"%s,\"items\":",
                      (field->flags & SEN_NEEDED) && !overlay ? ",\"minItems\":1" : "");
        add_ref(out, field->form, overlay);
        sen_text_add(out, "}");
        break;
    case SEN_FIELD_MAP:
        add_map(out, field->form, overlay);
        break;
    case SEN_FIELD_OWN:
    case SEN_FIELD_SKIP:
        if (field->shape != NULL)
            sen_text_add(out, field->shape);
        else if (field->words != NULL)
            add_words(out, field->words);
        else
            add_ref(out, field->form, overlay);
        break;
    }
}

static void add_property(sen_text *out, const sen_field *field, bool overlay)
{
    add_string(out, field->key);
    sen_text_add(out, ":{\"description\":");
    sen_text meaning;
    sen_text_init(&meaning);
    sen_text_add(&meaning, field->meaning);
    if (field->unit[0] != '\0')
        sen_text_addf(&meaning, " (%s)", field->unit);
    if (field->neutral != NULL)
        sen_text_addf(&meaning, "; when absent: %s", field->neutral);
    add_string(out, sen_text_string(&meaning));
    sen_text_clear(&meaning);
    sen_text_add(out, ",\"allOf\":[");
    sen_text_add(out, overlay ? "{\"anyOf\":[{\"type\":\"null\"}," : "");
    add_shape(out, field, overlay);
    sen_text_add(out, overlay ? "]}]}" : "]}");
}

static bool is_always_needed(const sen_field *field)
{
    return (field->flags & SEN_NEEDED) && !(field->flags & (SEN_DATED_ONLY | SEN_PLAIN_ONLY));
}

static void add_required(sen_text *out, const sen_form *form, bool overlay)
{
    int32_t count = 0;
    for (const sen_field *field = form->fields; field->key != NULL; field++) {
        const bool needed = overlay ? strcmp(field->key, "id") == 0 && form->id != SEN_NO_OFFSET
                                    : is_always_needed(field);
        if (!needed)
            continue;
        sen_text_add(out, count++ == 0 ? ",\"required\":[" : ",");
        add_string(out, field->key);
    }
    sen_text_add(out, count > 0 ? "]" : "");
}

/* Words of a choice one by one; returns what follows. */
static const char *next_word(const char *words, char word[64])
{
    const size_t length = strcspn(words, " ");
    snprintf(word, 64, "%.*s", (int)length, words);
    return words[length] == ' ' ? words + length + 1 : words + length;
}

/* {"oneOf": [{"required": ["a"]}, ...]}, with one more that forbids all if none is well too. */
static void add_choice(sen_text *out, const char *choice)
{
    const bool none_is_well = choice[0] == '?';
    const char *at = choice + none_is_well;
    char word[64];
    sen_text none;
    sen_text_init(&none);
    sen_text_add(out, "{\"oneOf\":[");
    for (int32_t i = 0; *at != '\0'; i++) {
        at = next_word(at, word);
        sen_text_addf(out, "%s{\"required\":[\"%s\"]}", i == 0 ? "" : ",", word);
        sen_text_addf(&none, "%s{\"required\":[\"%s\"]}", i == 0 ? "" : ",", word);
    }
    if (none_is_well)
        sen_text_addf(out, ",{\"not\":{\"anyOf\":[%s]}}", sen_text_string(&none));
    sen_text_add(out, "]}");
    sen_text_clear(&none);
}

static bool allows(const char *only, const char *word)
{
    char one[64];
    for (const char *at = only; *at != '\0';) {
        at = next_word(at, one);
        if (strcmp(one, word) == 0)
            return true;
    }
    return false;
}

/* Where `by` is a word, keys that are only for others are not allowed. */
static int32_t add_only(sen_text *out, const sen_form *form, int32_t count)
{
    const sen_field *const by = sen_form_field(form, form->by);
    for (int32_t w = 0; by->words[w] != NULL; w++) {
        int32_t forbidden = 0;
        for (const sen_field *field = form->fields; field->key != NULL; field++) {
            if (field->only == NULL || allows(field->only, by->words[w]))
                continue;
            if (forbidden++ == 0)
                sen_text_addf(out,
                              "%s{\"if\":{\"required\":[\"%s\"],\"properties\":{\"%s\":{\"const\":"
                              "\"%s\"}}},\"then\":{\"not\":{\"anyOf\":[",
                              count++ == 0 ? "" : ",", form->by, form->by, by->words[w]);
            else
                sen_text_add(out, ",");
            sen_text_addf(out, "{\"required\":[\"%s\"]}", field->key);
        }
        sen_text_add(out, forbidden > 0 ? "]}}}" : "");
    }
    return count;
}

static void add_rules(sen_text *out, const sen_form *form, bool overlay)
{
    sen_text rules;
    int32_t count = 0;
    sen_text_init(&rules);
    if (form->by != NULL)
        count = add_only(&rules, form, count);
    for (const char *const *choice = form->choices; !overlay && choice != NULL && *choice != NULL;
         choice++) {
        sen_text_add(&rules, count++ == 0 ? "" : ",");
        add_choice(&rules, *choice);
    }
    if (form == &sen_form_scenario && !overlay)
        sen_text_addf(
            &rules,
            "%s{\"if\":{\"required\":[\"clock\"],\"properties\":{\"clock\":{\"const\":\"plain\"}}},"
            "\"then\":{\"required\":[\"days\"],\"not\":{\"anyOf\":[{\"required\":[\"start\"]},"
            "{\"required\":[\"years\"]},{\"required\":[\"population\"]}]}},"
            "\"else\":{\"required\":[\"start\",\"years\"],\"not\":{\"required\":[\"days\"]}}},"
            "{\"if\":{\"required\":[\"population\"]},\"then\":{\"required\":[\"needs\","
            "\"requirements\",\"recognition\"],\"not\":{\"required\":[\"streams\"]}},"
            "\"else\":{\"required\":[\"streams\"],\"not\":{\"anyOf\":[{\"required\":[\"needs\"]},"
            "{\"required\":[\"requirements\"]},{\"required\":[\"settings\"]},"
            "{\"required\":[\"families\"]},{\"required\":[\"checks\"]},"
            "{\"required\":[\"recognition\"]},{\"required\":[\"opening\"]}]}}}",
            count > 0 ? "," : "");
    if (rules.length > 0)
        sen_text_addf(out, ",\"allOf\":[%s]", sen_text_string(&rules));
    sen_text_clear(&rules);
}

static void add_form(sen_text *out, const sen_form *form, bool overlay)
{
    sen_text_add(out, "\"type\":\"object\",\"description\":");
    add_string(out, form->meaning);
    sen_text_add(out, ",\"properties\":{");
    for (const sen_field *field = form->fields; field->key != NULL; field++) {
        add_property(out, field, overlay);
        sen_text_add(out, ",");
    }
    if (overlay && form->id != SEN_NO_OFFSET && sen_form_field(form, "id") != NULL)
        sen_text_add(out, "\"after\":{\"$ref\":\"#/$defs/id\"},\"remove\":{\"const\":true},");
    if (overlay)
        sen_text_add(out, "\"note\":{\"type\":[\"string\",\"null\"]},"
                          "\"source\":{\"type\":[\"string\",\"null\"]},"
                          "\"grade\":{\"enum\":[\"A\",\"B\",\"C\",\"D\",\"E\",null]}}");
    else
        sen_text_add(out, "\"note\":{\"type\":\"string\"},"
                          "\"source\":{\"type\":\"string\",\"minLength\":1},"
                          "\"grade\":{\"$ref\":\"#/$defs/grade\"}}");
    sen_text_add(out, ",\"additionalProperties\":");
    if (form != &sen_form_opening) {
        sen_text_add(out, "false");
    } else {
        sen_text_add(out, overlay ? "{\"anyOf\":[{\"type\":\"null\"}," : "");
        add_ref(out, &sen_form_opening_case, overlay);
        sen_text_add(out, overlay ? "]}" : "");
    }
    add_required(out, form, overlay);
    add_rules(out, form, overlay);
}

void sen_schema_json(bool overlay, sen_text *out)
{
    sen_text_addf(out,
                  "{\"$schema\":\"https://json-schema.org/draft/2020-12/schema\","
                  "\"title\":\"sendsim %s\",",
                  overlay ? "overlay" : "scenario");
    add_form(out, &sen_form_scenario, overlay);
    sen_text_addf(out, ",\"$defs\":{%s", common_definitions);
    /* Lists without ids and durations are replaced whole, so an overlay needs both kinds. */
    const int32_t passes = overlay ? 2 : 1;
    for (int32_t pass = 0; pass < passes; pass++)
        for (int32_t i = 0; sen_forms[i] != NULL; i++) {
            sen_text_addf(out, ",\"%s%s\":{", pass == 1 ? "overlay_" : "", sen_forms[i]->name);
            add_form(out, sen_forms[i], pass == 1);
            sen_text_add(out, "}");
        }
    sen_text_add(out, "}}\n");
}

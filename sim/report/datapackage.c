/* SPDX-License-Identifier: MIT */
#include "report/datapackage.h"

#include <string.h>

#include "report/publish.h"

static void add_column(sen_json *json, const sen_csv_column *column, bool plain)
{
    const char *type = column->type;
    if (strcmp(type, "day") == 0)
        type = plain ? "integer" : "date";
    sen_json_open(json, NULL, '{');
    sen_json_string(json, "name", column->name);
    sen_json_string(json, "type", type);
    sen_json_string(json, "description", column->meaning);
    sen_json_close(json, '}');
}

static void add_key(sen_json *json, const char *key, bool has_empty)
{
    char name[32];
    sen_json_open(json, has_empty ? "uniqueKeys" : "primaryKey", '[');
    if (has_empty)
        sen_json_open(json, NULL, '[');
    for (const char *p = key; *p != '\0';) {
        const size_t length = strcspn(p, ",");
        const size_t kept = length < sizeof name - 1 ? length : sizeof name - 1;
        memcpy(name, p, kept);
        name[kept] = '\0';
        sen_json_string(json, NULL, name);
        p += length + (p[length] == ',');
    }
    if (has_empty)
        sen_json_close(json, ']');
    sen_json_close(json, ']');
}

static void add_resource(sen_json *json, const sen_resource *resource, bool plain)
{
    char hash[65 + 7] = "sha256:";
    memcpy(hash + 7, resource->written->digest, 64);
    sen_json_open(json, NULL, '{');
    sen_json_string(json, "name", resource->name);
    sen_json_string(json, "type", "table");
    sen_json_string(json, "path", resource->path);
    sen_json_string(json, "title", resource->title);
    sen_json_string(json, "scheme", "file");
    sen_json_string(json, "format", "csv");
    sen_json_string(json, "mediatype", "text/csv");
    sen_json_string(json, "encoding", "utf-8");
    sen_json_whole(json, "bytes", resource->written->size);
    sen_json_string(json, "hash", hash);
    sen_json_open(json, "schema", '{');
    sen_json_string(json, "$schema", "https://datapackage.org/profiles/2.0/tableschema.json");
    sen_json_open(json, "fields", '[');
    for (int32_t c = 0; c < resource->n_columns; c++)
        add_column(json, resource->columns + c, plain);
    sen_json_close(json, ']');
    sen_json_open(json, "missingValues", '[');
    sen_json_string(json, NULL, "");
    sen_json_close(json, ']');
    add_key(json, resource->key, resource->key_has_empty);
    sen_json_close(json, '}');
    sen_json_close(json, '}');
}

void sen_datapackage_make(sen_json *json, const sen_run_view *view, const sen_resource *resources,
                          int32_t n, bool plain)
{
    char name[32] = "sendsim-";
    memcpy(name + 8, view->run_id, strlen(view->run_id) + 1);
    sen_text words;
    sen_text_init(&words);
    sen_text_add(&words,
                 "Simulated children and services, not records of people. Figures are means "
                 "over replicates with their Monte Carlo error and spread.");
    if (view->publish.on) {
        sen_text_add_char(&words, ' ');
        sen_publish_words(&words, &view->publish);
    }
    sen_json_init(json);
    sen_json_open(json, NULL, '{');
    sen_json_string(json, "$schema", "https://datapackage.org/profiles/2.0/datapackage.json");
    sen_json_string(json, "name", name);
    sen_json_string(json, "title", "Simulated results of sendsim");
    sen_json_string(json, "description", sen_text_string(&words));
    sen_text_clear(&words);
    sen_json_string(json, "version", view->version);
    sen_json_open(json, "resources", '[');
    for (int32_t r = 0; r < n; r++)
        add_resource(json, resources + r, plain);
    sen_json_close(json, ']');
    sen_json_close(json, '}');
    sen_text_add_char(&json->text, '\n');
}

/* SPDX-License-Identifier: MIT */
/* Scenario files in words, for programs: the merged tree, differences, the schema. */
#include <stdlib.h>
#include <string.h>

#include "model/reader.h"
#include "model/schema.h"
#include "model/show.h"
#include "sen_model.h"

sen_code sen_scenario_show(const char *path, char **text, sen_errors *errors)
{
    sen_tree *tree = NULL;
    sen_text written;
    *text = NULL;
    sen_text_init(&written);
    sen_code code = SEN_OK;
    SEN_TRY(sen_tree_load(path, &tree, errors));
    sen_tree_show(tree, &written);
    code = sen_text_take(&written, text, errors);
out:
    sen_text_clear(&written);
    sen_tree_free(tree);
    return code;
}

sen_code sen_scenario_diff(const char *path_a, const char *path_b, char **text, sen_errors *errors)
{
    sen_tree *a = NULL, *b = NULL;
    sen_text written;
    *text = NULL;
    sen_text_init(&written);
    sen_code code = sen_tree_load(path_a, &a, errors);
    const sen_code code_b = sen_tree_load(path_b, &b, errors);
    code = code != SEN_OK ? code : code_b;
    if (code != SEN_OK)
        goto out;
    sen_tree_diff(a, b, &written);
    code = sen_text_take(&written, text, errors);
out:
    sen_text_clear(&written);
    sen_tree_free(a);
    sen_tree_free(b);
    return code;
}

sen_code sen_scenario_schema(bool overlay, char **text, sen_errors *errors)
{
    sen_text written;
    sen_text_init(&written);
    sen_schema_json(overlay, &written);
    return sen_text_take(&written, text, errors);
}

sen_code sen_scenario_keys(char **text, sen_errors *errors)
{
    sen_text written;
    sen_text_init(&written);
    sen_schema_markdown(&written);
    return sen_text_take(&written, text, errors);
}

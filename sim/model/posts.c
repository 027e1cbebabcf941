/* SPDX-License-Identifier: MIT */
#include "model/posts.h"

#include <stdio.h>
#include <string.h>

#include "model/scenario.h"

static const char *const capacity_keys[] = {"places", "per_week", "hours_per_week"};

void sen_read_changes(sen_loader *loader, const sen_dated_change *changes, int32_t count)
{
    sen_model *const model = loader->model;
    model->changes = sen_loader_take(loader, count + 1, sizeof *model->changes);
    if (model->changes == NULL)
        return;
    for (int32_t i = 0; i < count; i++) {
        sen_change_note *const note = &model->changes[i];
        note->id = sen_loader_keep(loader, changes[i].id);
        note->title =
            changes[i].title == NULL ? note->id : sen_loader_keep(loader, changes[i].title);
        note->from_day = changes[i].from_day;
        note->until_day = changes[i].until_day;
        if (changes[i].kind == SEN_DATED_CAPACITY)
            note->kind = SEN_CHANGE_CAPACITY;
        else if (changes[i].kind == SEN_DATED_RULE)
            note->kind = SEN_CHANGE_RULE;
        else
            note->kind = SEN_CHANGE_BEHAVIOUR;
        model->has_behaviour = model->has_behaviour || changes[i].kind == SEN_DATED_BEHAVIOUR;
    }
    model->n_changes = count;
}

/* "teams.clinic.per_week": the team and its capacity key; else SEN_NONE. */
static int32_t team_of_path(const sen_loader *loader, const char *path, const char **key)
{
    char id[80];
    const char *const dot = strncmp(path, "teams.", 6) == 0 ? strchr(path + 6, '.') : NULL;
    if (dot == NULL || (size_t)(dot - path - 6) >= sizeof id)
        return SEN_NONE;
    memcpy(id, path + 6, (size_t)(dot - path - 6));
    id[dot - path - 6] = '\0';
    for (size_t i = 0; i < sizeof capacity_keys / sizeof *capacity_keys; i++)
        if (strcmp(dot + 1, capacity_keys[i]) == 0) {
            *key = capacity_keys[i];
            return sen_names_find(&loader->names[SEN_NAMES_TEAMS], id);
        }
    return SEN_NONE;
}

static const sen_node *node_on(sen_loader *loader, const char *path, int32_t day,
                               sen_behaviour behaviour, const char *without)
{
    const sen_node *root = NULL;
    const sen_code code =
        without == NULL ? sen_tree_in_force(loader->tree, day, behaviour, &root, loader->errors)
                        : sen_tree_in_force_without(loader->tree, day, behaviour, without, &root,
                                                    loader->errors);
    return code == SEN_OK && root != NULL ? sen_node_at(root, path) : NULL;
}

/* Source and grade that hold at a node, from the root down. */
static void read_all_annotations(sen_loader *loader, const sen_node *node)
{
    if (node == NULL)
        return;
    read_all_annotations(loader, node->parent);
    if (node->kind == SEN_NODE_OBJECT)
        sen_read_annotations(loader, node);
}

/* What the change adds on its first day. False: nothing that takes time to fill. */
static bool read_extra(sen_loader *loader, const sen_dated_change *change,
                       const sen_dated_edit *edit, sen_behaviour behaviour, sen_post *post)
{
    const sen_node *const with = node_on(loader, edit->path, change->from_day, behaviour, NULL);
    const sen_node *const without =
        node_on(loader, edit->path, change->from_day, behaviour, change->id);
    post->extra_scale_of = SEN_NONE;
    if (with == NULL || without == NULL)
        return false;
    if (with->kind == SEN_NODE_NUMBER && without->kind == SEN_NODE_NUMBER) {
        post->extra = with->number - without->number;
    } else if (edit->op == SEN_EDIT_ADD && edit->value->kind == SEN_NODE_NUMBER) {
        post->extra = edit->value->number;
    } else if (edit->op == SEN_EDIT_SCALE && edit->value->kind == SEN_NODE_NUMBER) {
        const size_t length = sen_path_push(loader, edit->path);
        const int32_t grade = loader->grade;
        const char *const source = loader->source;
        post->extra = edit->value->number - 1;
        read_all_annotations(loader, without->parent);
        const sen_field *const row = sen_form_field(&sen_form_team, strrchr(edit->path, '.') + 1);
        post->extra_scale_of = sen_read_number(loader, without, row->low, row->high, row->unit);
        loader->grade = grade;
        loader->source = source;
        sen_path_cut(loader, length);
    } else {
        sen_loader_tell(loader, edit->value, "scale or add, or a change without filled_after", NULL,
                        "set over an uncertain number, so nobody knows how many posts are new");
        return false;
    }
    return post->extra > 0;
}

/*
 * A later change may set another number in the place; then these posts are no longer asked for.
 * Told from the edits: building the scenario of every later day without this change would take
 * longer than all the rest of the loading.
 */
static int32_t last_day(const sen_dated_change *changes, int32_t count, int32_t own,
                        const char *path)
{
    int32_t last = changes[own].until_day;
    for (int32_t i = own + 1; i < count; i++)
        for (int32_t e = 0; e < changes[i].n_edits; e++) {
            const sen_dated_edit *const edit = &changes[i].edits[e];
            const size_t length = strlen(edit->path);
            const bool above = strncmp(edit->path, path, length) == 0 && path[length] == '.';
            if (edit->op == SEN_EDIT_SET && changes[i].from_day <= last &&
                (strcmp(edit->path, path) == 0 ||
                 (above && sen_node_get(edit->value, strrchr(path, '.') + 1) != NULL)))
                last = changes[i].from_day - 1;
        }
    return last;
}

void sen_read_posts(sen_loader *loader, const sen_dated_change *changes, int32_t count,
                    sen_behaviour behaviour)
{
    sen_model *const model = loader->model;
    int32_t most = 0;
    for (int32_t i = 0; i < count; i++)
        most += changes[i].n_edits;
    model->posts = sen_loader_take(loader, most + 1, sizeof *model->posts);
    if (model->posts == NULL)
        return;
    for (int32_t i = 0; i < count; i++) {
        const sen_dated_change *const change = &changes[i];
        if (change->kind != SEN_DATED_CAPACITY ||
            (change->filled_after == NULL && !change->never_filled) ||
            change->from_day >= model->days)
            continue;
        int32_t used = 0, cuts = 0;
        sen_duration filled_after = SEN_NONE;
        char path[160];
        snprintf(path, sizeof path, "changes.%s.filled_after", change->id);
        const size_t length = sen_path_push(loader, path);
        const int32_t grade = loader->grade;
        const char *const source = loader->source;
        sen_read_annotations(loader, change->node);
        if (change->filled_after != NULL)
            sen_form_read(loader, &sen_form_duration, change->filled_after, &filled_after);
        loader->grade = grade;
        loader->source = source;
        sen_path_cut(loader, length);
        for (int32_t e = 0; e < change->n_edits; e++) {
            const sen_dated_edit *const edit = &change->edits[e];
            const char *key = NULL;
            sen_post post = {.from_day = change->from_day, .unfilled_paid = change->unfilled_paid};
            post.team = team_of_path(loader, edit->path, &key);
            if (post.team == SEN_NONE)
                continue;
            used++;
            if (!read_extra(loader, change, edit, behaviour, &post)) {
                cuts += post.extra < 0;
                continue;
            }
            post.until_day = last_day(changes, count, i, edit->path);
            post.filled_after = filled_after;
            snprintf(path, sizeof path, "%s.%.60s", change->id, edit->path);
            post.path_hash = sen_path_hash(path);
            model->posts[model->n_posts++] = post;
        }
        if (used == 0)
            sen_loader_tell(loader, change->node,
                            "places, per_week or hours_per_week of a team where posts are filled",
                            NULL, "with filled_after, and commissions no posts");
        else if (cuts == used)
            sen_loader_tell(loader, change->node, "filled_after on a change that adds posts", NULL,
                            "with filled_after, and takes posts away");
    }
}

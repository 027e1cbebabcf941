/* SPDX-License-Identifier: MIT */
/*
 * What is uncertain together: groups of numbers whose ranks are correlated, and shares that add up
 * whatever they are.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "model/scenario.h"

/* ---- groups ---- */

static uint64_t group_hash(const char *id)
{
    char key[80];
    snprintf(key, sizeof key, "group %.64s", id);
    return sen_path_hash(key);
}

/* sin of 0 to pi / 6, to the last bit but one: the library's need not be the same everywhere. */
static double small_sine(double x)
{
    double term = x, sum = x;
    for (int i = 2; i <= 16; i += 2) {
        term *= -x * x / (i * (i + 1.0));
        sum += term;
    }
    return sum;
}

/* Of normal scores, for a rank correlation (Spearman): 2 sin(pi r / 6), Pearson 1907. */
static double correlation_of_scores(double ranks)
{
    static const double pi_sixth = 0.52359877559829887;
    return 2.0 * small_sine(pi_sixth * ranks);
}

void sen_read_luck_group(sen_loader *loader, const sen_node *node, sen_number_spec *spec)
{
    const sen_node *const group = sen_node_get(node, "group");
    if (group->kind != SEN_NODE_STRING) {
        sen_loader_tell_type(loader, group, "an id");
        return;
    }
    if (!sen_check_id(loader, group, group->text, false))
        return;
    const sen_node *const all = sen_node_get(loader->root, "correlations");
    const sen_node *const own = all == NULL ? NULL : sen_node_get(all, group->text);
    if (own == NULL || own->kind != SEN_NODE_NUMBER || own->number == 1) {
        spec->path_hash = group_hash(group->text); /* all of its luck */
        return;
    }
    spec->group_hash = group_hash(group->text);
    spec->correlation = correlation_of_scores(own->number);
}

void sen_read_correlations(sen_loader *loader, const sen_field *field, const sen_node *node,
                           void *target)
{
    sen_model *const model = target;
    int32_t n = 0;
    model->n_correlations = 0;
    if (node == NULL)
        return;
    if (node->kind != SEN_NODE_OBJECT) {
        sen_loader_tell_type(loader, node, field->unit);
        return;
    }
    for (const sen_node *member = node->first; member != NULL; member = member->next)
        n++;
    model->correlations = sen_loader_take(loader, n + 1, sizeof *model->correlations);
    for (const sen_node *member = node->first; member != NULL && model->correlations != NULL;
         member = member->next) {
        double ranks = 0;
        if (sen_is_annotation(member->key))
            continue;
        const size_t length = sen_path_push(loader, member->key);
        if (sen_check_id(loader, member, member->key, false) &&
            sen_read_real(loader, member, field->low, field->high, "", &ranks)) {
            int32_t at = model->n_correlations++; /* by id: the order of keys means nothing */
            for (; at > 0 && strcmp(model->correlations[at - 1].id, member->key) > 0; at--)
                model->correlations[at] = model->correlations[at - 1];
            model->correlations[at] =
                (sen_correlation_spec){sen_loader_keep(loader, member->key), ranks};
        }
        sen_path_cut(loader, length);
    }
}

/* ---- shares ---- */

bool sen_read_share(sen_loader *loader, const sen_node *node, sen_number_spec *spec)
{
    enum { MOST_OBSERVATIONS = 1000000 };
    const sen_node *const law = sen_node_get(node, "uncertain");
    const sen_node *const share = sen_node_get(law, "share");
    static const char allowed[] = "{\"mean\": above 0 to 1, \"observations\": 1 to 1000000}";
    double mean = 0, observations = 0;
    int32_t n = 0;
    if (law->first->next != NULL || share->kind != SEN_NODE_OBJECT) {
        sen_loader_tell_type(loader, share, allowed);
        return false;
    }
    for (const sen_node *member = share->first; member != NULL; member = member->next) {
        n++;
        if (member->kind == SEN_NODE_NUMBER && strcmp(member->key, "mean") == 0)
            mean = member->number;
        else if (member->kind == SEN_NODE_NUMBER && strcmp(member->key, "observations") == 0)
            observations = member->number;
    }
    if (n != 2 || !(mean > 0 && mean <= 1) ||
        !(observations >= 1 && observations <= MOST_OBSERVATIONS)) {
        sen_loader_tell(loader, share, allowed, NULL, "mean %g of %g observations", mean,
                        observations);
        return false;
    }
    if (sen_node_get(node, "group") != NULL) {
        sen_loader_tell(loader, node, "no group: shares are drawn with those they add up with",
                        NULL, "a share of a group");
        return false;
    }
    spec->how = SEN_NUMBER_UNCERTAIN;
    spec->share = true;
    spec->value = mean;
    spec->law = (sen_law){.kind = SEN_LAW_GAMMA, .a = observations}; /* until its set is known */
    return true;
}

/* A member's part before it is divided by the sum of all: gamma of shape mean / sum * observations,
 * scale 1. So the shares are Dirichlet. */
static sen_law part_law(double mean, double sum, double observations)
{
    const double shape = mean / sum * observations;
    return (sen_law){.kind = SEN_LAW_GAMMA, .a = shape, .b = 1.0 / sqrt(shape)};
}

/* What is wrong with a set; NULL: nothing. */
static const char *fault_of_set(const sen_number_spec *numbers, const sen_number *shares, int32_t n,
                                double sum)
{
    const double observations = numbers[shares[0]].law.a;
    if (n < 2)
        return "one uncertain share";
    for (int32_t i = 0; i < n; i++) {
        if (numbers[shares[i]].law.a != observations)
            return "shares of different observations";
        if (numbers[shares[i]].value / sum * observations < 0.1) /* less would be 0 as a rule */
            return "a share of less than a tenth of an observation";
    }
    return NULL;
}

static void make_set(sen_loader *loader, const sen_node *object, const sen_number *shares,
                     int32_t n, double sum)
{
    sen_model *const model = loader->model;
    const char *const fault = fault_of_set(model->numbers, shares, n, sum);
    if (fault != NULL) {
        sen_loader_tell(loader, object,
                        "two shares or more of the same observations, each of a tenth of one", NULL,
                        "%s", fault);
        return;
    }
    const double observations = model->numbers[shares[0]].law.a;
    sen_number *const members = sen_loader_take(loader, model->n_set_members + n, sizeof *members);
    if (members == NULL)
        return;
    if (model->n_set_members > 0)
        memcpy(members, model->set_members, (size_t)model->n_set_members * sizeof *members);
    memcpy(members + model->n_set_members, shares, (size_t)n * sizeof *members);
    for (int32_t i = 0; i < n; i++) {
        sen_number_spec *const own = model->numbers + shares[i];
        own->set = model->n_set_members;
        own->n_set = n;
        own->law = part_law(own->value, sum, observations);
    }
    model->set_members = members;
    model->n_set_members += n;
}

void sen_check_sum(sen_loader *loader, const sen_node *object, const sen_number *numbers,
                   int32_t count)
{
    enum { MOST = 64 };
    sen_number shares[MOST];
    double sum = 0, of_shares = 0;
    int32_t n = 0;
    for (int32_t i = 0; i < count; i++) {
        const sen_number_spec *const own = loader->model->numbers + numbers[i];
        double value = 0;
        if (own->share && n < MOST) {
            shares[n++] = numbers[i];
            of_shares += value = own->value;
        } else if (!sen_number_is_fixed(loader, numbers[i], &value)) {
            sen_loader_tell(loader, object,
                            "fixed shares, or {\"uncertain\": {\"share\": ...}}, since they must "
                            "add to 1",
                            NULL, "shares of which one is uncertain");
            return;
        }
        sum += value;
    }
    char text[32];
    sen_number_spell(sum, text);
    if (fabs(sum - 1) > 1e-9)
        sen_loader_tell(loader, object, "shares that add to 1", NULL, "shares that add to %s",
                        text);
    else if (n > 0)
        make_set(loader, object, shares, n, of_shares);
}

/* ---- the whole ---- */

void sen_check_groups(sen_loader *loader)
{
    const sen_model *const model = loader->model;
    for (int32_t i = 0; i < model->n_numbers && loader->code == SEN_OK; i++)
        if (model->numbers[i].share && model->numbers[i].n_set == 0)
            sen_loader_tell_at(loader, model->numbers[i].path,
                               "a law, such as {\"beta\": {\"mean\": 0.4, \"sd\": 0.1}}", NULL,
                               "a share, where nothing adds up to 1");
    for (int32_t c = 0; c < model->n_correlations; c++) {
        const char *const id = model->correlations[c].id;
        const uint64_t hash = group_hash(id);
        bool used = false;
        char path[96];
        for (int32_t i = 0; i < model->n_numbers && !used; i++)
            used = model->numbers[i].group_hash == hash || model->numbers[i].path_hash == hash;
        snprintf(path, sizeof path, "correlations.%s", id);
        if (!used)
            sen_loader_tell_at(loader, path, "the group of an uncertain number", NULL,
                               "a group that no number names");
    }
}

/* SPDX-License-Identifier: MIT */
/*
 * Field tables: one row says of one key what may stand there, where it goes, what it means and what
 * its absence means. The same row reads and checks (here), and documents (schema.h). A form is the
 * table of one JSON object.
 *
 * A row is no rule that spans objects; those stand in validate.c.
 */
#ifndef SEN_MODEL_FIELDS_H
#define SEN_MODEL_FIELDS_H

#include "model/changes.h"
#include "model/model.h"

typedef enum {
    SEN_FIELD_BOOL,   /* bool; low 1: only true may be written */
    SEN_FIELD_SWITCH, /* bool; words[0] false, words[1] true */
    SEN_FIELD_WORD,   /* int (an enum); index into words */
    SEN_FIELD_WHOLE,  /* int32_t, low..high */
    SEN_FIELD_REAL,   /* double, low..high, never uncertain */
    SEN_FIELD_NUMBER, /* sen_number, low..high */
    SEN_FIELD_BY_AGE, /* sen_by_age, each low..high */
    SEN_FIELD_SIZE, /* sen_size: a law or a number; parameters low..high; scale: whole units in one */
    SEN_FIELD_DAYS_LAW, /* sen_duration: a law or a number, in days */
    SEN_FIELD_UNIT,     /* sen_duration: the same in units of `scale` days */
    SEN_FIELD_DURATION, /* sen_duration: an object of sen_form_duration */
    SEN_FIELD_LABEL,    /* const char *: one line, at most `high` characters (0: 200) */
    SEN_FIELD_TEXT,     /* const char *: free text */
    SEN_FIELD_DAY,      /* int32_t: a date as a day of the run; a plain day under the plain clock */
    SEN_FIELD_REF,      /* int32_t: an id out of `names` as its index */
    SEN_FIELD_MASK,     /* uint32_t: a list of ids out of `names` as bits */
    SEN_FIELD_FORM,     /* an object, read into the place at `offset` by `form` */
    SEN_FIELD_LIST,     /* a list of objects of `form`: pointer at `offset`, int32_t at `count`, or
                           `read` reads it */
    SEN_FIELD_MAP,      /* an object of objects of `form` by id; `read` reads it */
    SEN_FIELD_OWN,      /* `read` reads it; `shape` is its JSON Schema */
    SEN_FIELD_SKIP      /* somebody else reads it; `shape` is its JSON Schema */
} sen_field_kind;

enum {
    SEN_NEEDED = 1,             /* must be written */
    SEN_NEEDED_WITH_PEOPLE = 2, /* must be written in a scenario with a population */
    SEN_DATED_ONLY = 4,
    SEN_PLAIN_ONLY = 8,
    SEN_PEOPLE_ONLY = 16, /* only in a scenario with a population */
    SEN_NO_PEOPLE = 32    /* only in one without */
};

typedef enum {
    SEN_NAMES_NEEDS,
    SEN_NAMES_KINDS,
    SEN_NAMES_GROUPS,
    SEN_NAMES_CALENDARS,
    SEN_NAMES_TEAMS,
    SEN_NAMES_SERVICES,
    SEN_NAMES_STREAMS,
    SEN_NAMES_TABLES
} sen_names_table;

/* Ids of one key of the root, sorted, so that an id's index does not depend on the order of keys. */
typedef struct {
    const char **ids;
    int32_t count;
} sen_names;

typedef struct sen_loader sen_loader;
typedef struct sen_field sen_field;
typedef struct sen_form sen_form;

/* Read `node` (NULL: not written, which the row allows) into `target`, the object's struct. */
typedef void sen_read_own(sen_loader *loader, const sen_field *field, const sen_node *node,
                          void *target);

struct sen_field {
    const char *key;
    sen_field_kind kind;
    size_t offset;
    double low, high;
    const char *unit;    /* places, pence; "" for shares and counts */
    const char *meaning; /* a phrase */
    const char *neutral; /* absence means this: a number, a word of `words`, or a phrase. NULL: is
                            needed, or means nothing */
    int32_t flags;
    sen_names_table names;
    double scale;
    size_t count;
    const sen_form *form;
    const char *const *words; /* ends with NULL */
    const char *only;         /* words of the form's `by` key for which this key is allowed */
    sen_read_own *read;
    const char *shape;
};

#define SEN_ROW(k, kd, off, lo, hi, un, mean, neut, ...)                                \
    {                                                                                   \
        .key = (k), .kind = SEN_FIELD_##kd, .offset = (off), .low = (lo), .high = (hi), \
        .unit = (un), .meaning = (mean), .neutral = (neut), __VA_ARGS__                 \
    }

struct sen_form {
    const char *name;           /* team; names it in the schema */
    const char *meaning;        /* a sentence */
    const sen_field *fields;    /* ends with key NULL */
    const char *const *choices; /* each: keys of which exactly one is written; ends with NULL */
    const char *by;             /* key whose word decides which others are allowed; NULL: none */
    size_t size;                /* bytes of the struct; lists only */
    size_t id;                  /* offset of const char *id; SEN_NO_OFFSET: none */
    size_t grade; /* offset of sen_grade: the worst of its numbers; SEN_NO_OFFSET: none */
    void (*finish)(sen_loader *loader, const sen_node *object, void *target);
    bool open;     /* members that are no keys are read by `finish` */
    bool capitals; /* ids may have capitals, as in A17 */
};

#define SEN_NO_OFFSET ((size_t)-1)

enum { SEN_NO_GRADE = -1 };

/* One load. It lives on the stack of sen_model_load. */
struct sen_loader {
    sen_tree *tree;
    const sen_node *root; /* what is read: the scenario in force on one day */
    sen_model *model;
    sen_arena *arena;
    sen_errors *errors;
    sen_code code;      /* the first that was not SEN_OK */
    bool again;         /* reading later rules: what was told already is not told again */
    bool plain, people; /* the plain clock; a population */
    int32_t whole_days; /* SEN_ROUND_... where a duration says nothing */
    int32_t grade;      /* in force here, from `grade` of this object or one above */
    const char *source; /* nearest `source` here or above, kept; NULL: none */
    bool missing_told;  /* of this object: a number without source and grade */
    int32_t worst;      /* worst grade of the numbers read since the form began */
    sen_text path;      /* of what is being read */
    sen_names names[SEN_NAMES_TABLES];
    int32_t numbers_capacity, durations_capacity, sizes_capacity, tables_capacity;
    int32_t *number_heads, *number_next; /* by path hash: the same number again is shared */
    int32_t *duration_heads, *duration_next;
    int32_t *size_heads, *size_next;
    const char **shared; /* strings, each once; by hash */
    int32_t n_shared, shared_capacity;
    int32_t *shared_heads, *shared_next;
    char *free_chars;
    size_t n_free_chars;
    sen_rules *rules;       /* being read */
    int32_t to_day;         /* the rules being read end before this day */
    sen_service *service;   /* being read, with as many stages as are written */
    int32_t stage_free;     /* the first of its stages that is not read yet */
    int32_t all_of, branch; /* stage whose branches are being read, and which of them */
};

/* ---- forms ---- */

/* Read an object. Every form also takes `note`, `source` and `grade`. */
void sen_form_read(sen_loader *loader, const sen_form *form, const sen_node *node, void *target);

/* What the form's absence means: neutral numbers, no laws, no references. */
void sen_form_neutral(sen_loader *loader, const sen_form *form, void *target);

/* note, source or grade, which any object may have. */
bool sen_is_annotation(const char *key);

/* The row of a key; NULL if there is none. */
const sen_field *sen_form_field(const sen_form *form, const char *key);

/* "0 to 100000 places", "one of share, queue", "true or false": what may stand there. */
void sen_field_allowed(const sen_field *field, sen_text *out);

/* ---- telling ---- */

/* Tell a fault at a node, with what was found spelled by a printf format. */
void sen_loader_tell(sen_loader *loader, const sen_node *node, const char *allowed,
                     const char *nearest, const char *found_format, ...)
    __attribute__((format(printf, 5, 6)));

/* The same at the deepest node there is on a dotted path of the root. */
void sen_loader_tell_at(sen_loader *loader, const char *path, const char *allowed,
                        const char *nearest, const char *found_format, ...)
    __attribute__((format(printf, 5, 6)));

/* Tell that a node is of the wrong type: it is described, `allowed` may stand there. */
void sen_loader_tell_type(sen_loader *loader, const sen_node *node, const char *allowed);

/* ---- memory and paths ---- */

/* Zeroed, from the model's arena; NULL for want of memory, which is told. */
void *sen_loader_take(sen_loader *loader, int64_t count, size_t item_bytes);
const char *sen_loader_keep(sen_loader *loader, const char *string);

/* The same, kept once however often it is written; equal strings are at one address. */
const char *sen_loader_share(sen_loader *loader, const char *string);

/* Lengthen the path by ".key" or "[index]"; returns what sen_path_cut takes back. */
size_t sen_path_push(sen_loader *loader, const char *key);
size_t sen_path_push_index(sen_loader *loader, int32_t index);
void sen_path_cut(sen_loader *loader, size_t length);
uint64_t sen_path_hash(const char *path); /* FNV-1a, 64 bits */

/* ---- names ---- */

/* Index of an id; SEN_NONE if there is none. */
int32_t sen_names_find(const sen_names *names, const char *id);

/* Index of the id that the node holds; SEN_NONE and a fault with the nearest if there is none. */
int32_t sen_read_ref(sen_loader *loader, const sen_node *node, sen_names_table table);

/* [a-z][a-z0-9_]* (or capitals too), at most 64 characters; a fault at `node` if not. */
bool sen_check_id(sen_loader *loader, const sen_node *node, const char *id, bool capitals);

/* "service" for SEN_NAMES_SERVICES. */
const char *sen_names_what(sen_names_table table);

/* ---- values (fields_value.c, fields_word.c) ---- */

/* A list of objects of a form. */
void sen_read_list(sen_loader *loader, const sen_form *form, const sen_node *node, void **items,
                   int32_t *count);

/* An object of objects of a form by id, each into its place in items, the order of the names. */
void sen_read_map(sen_loader *loader, const sen_form *form, const sen_node *node,
                  sen_names_table table, void *items);

/*
 * An object of values by need, each read by the row into its need's place in items, item_bytes
 * apart. Annotations may stand beside them. Returns the needs that have one, a bit each.
 */
uint32_t sen_read_by_need(sen_loader *loader, const sen_field *each, const sen_node *node,
                          const char *allowed, void *items, size_t item_bytes);

/* The same of objects of the row's form, of which every need must have one; node may be NULL. */
void sen_read_every_need(sen_loader *loader, const sen_field *field, const sen_node *node,
                         void *items, size_t item_bytes);

/* Tells keys of an object by need that are no need. */
void sen_tell_not_needs(sen_loader *loader, const sen_node *object);

/* Read into the place the row says; the node is not NULL. */
void sen_field_read(sen_loader *loader, const sen_field *field, const sen_node *node, void *target);

bool sen_read_whole(sen_loader *loader, const sen_node *node, double low, double high,
                    const char *unit, int32_t *out);
bool sen_read_real(sen_loader *loader, const sen_node *node, double low, double high,
                   const char *unit, double *out);

/* An index into `words`; SEN_NONE and a fault if it is none of them. */
int32_t sen_read_word(sen_loader *loader, const sen_node *node, const char *const *words);

/* The same of a list's member, each word once: its bit is put into `seen`. */
int32_t sen_read_word_once(sen_loader *loader, const sen_node *node, const char *const *words,
                           uint32_t *seen);

/* Characters of a label whose row says nothing else. */
enum { SEN_LABEL_CHARACTERS = 120 };

const char *sen_read_label(sen_loader *loader, const sen_node *node, int32_t most);

/* A list of two whole numbers [a, b), low <= a < b <= high. */
bool sen_read_interval(sen_loader *loader, const sen_node *node, int32_t low, int32_t high,
                       int32_t *from, int32_t *to);

/* A date as a day of the run, or a day under the plain clock. */
bool sen_read_day(sen_loader *loader, const sen_node *node, int32_t *day);

sen_read_own sen_read_month_day; /* "MM-DD": int32_t month at the row's offset, the day behind */

/* "0 to 100000 places", "1 or more days". */
void sen_range_text(double low, double high, const char *unit, sen_text *out);

/* Take over `source` and `grade` of an object and check `note`; the caller puts back what was. */
void sen_read_annotations(sen_loader *loader, const sen_node *object);

/* The same for a value that was "unknown": those of its prior. Nothing for any other value. */
void sen_read_prior(sen_loader *loader, const sen_node *node);

/* Nearest text of `key` on a node or above it; NULL if there is none. */
const char *sen_node_inherited(const sen_node *node, const char *key);

/* Rows of {"by": "age", "rows": [[0, NUM], ...]}: keys are whole numbers, low..high, ascending. */
typedef struct {
    const char *by;    /* what `by` must say */
    int32_t low, high; /* of the keys */
    bool open;         /* the object may have other members */
    int32_t n, key;    /* rows seen; key of this one */
    char text[12];     /* the key in a path */
    const sen_node *row;
} sen_by_rows;

/* The first and next row that is well; its number is row->last. NULL: no more. */
const sen_node *sen_rows_first(sen_loader *loader, const sen_node *object, sen_by_rows *rows);
const sen_node *sen_rows_next(sen_loader *loader, sen_by_rows *rows);

/* ---- numbers and laws (fields_law.c), all at the loader's path ---- */

sen_number sen_read_number(sen_loader *loader, const sen_node *node, double low, double high,
                           const char *unit);
sen_number sen_fixed_number(sen_loader *loader, double value);

/* A number times a fixed factor. */
sen_number sen_scaled_number(sen_loader *loader, sen_number first, double factor);

sen_size sen_read_size(sen_loader *loader, const sen_node *node, double low, double high,
                       const char *unit, double units_in_one);
sen_size sen_fixed_size(sen_loader *loader, double value, double units_in_one);
sen_duration sen_read_days(sen_loader *loader, const sen_node *node, double days_per_unit,
                           const char *unit, const sen_node *whole_days);
sen_duration sen_fixed_days(sen_loader *loader, double value, double days_per_unit);

/* The number's value if it is fixed. */
bool sen_number_is_fixed(const sen_loader *loader, sen_number number, double *value);

/* Least and greatest value of a number (may be infinite), and of a duration in days. */
void sen_number_bounds(const sen_model *model, sen_number number, double *low, double *high);
void sen_duration_bounds(const sen_model *model, sen_duration duration, double *low, double *high);

/*
 * Tell at `object` unless the numbers add to 1 within 1e-9. They are fixed, or uncertain shares with
 * the same number of observations, which are made a set that is drawn as a whole.
 */
void sen_check_sum(sen_loader *loader, const sen_node *object, const sen_number *numbers,
                   int32_t count);

/* What is uncertain together (scenario_groups.c). {"share": ...} of an uncertain number; false, and
 * told, if it is none. */
bool sen_read_share(sen_loader *loader, const sen_node *node, sen_number_spec *spec);

/* The group of an uncertain number: its luck, or part of it, is that of the group. */
void sen_read_luck_group(sen_loader *loader, const sen_node *node, sen_number_spec *spec);

/* Shares that add up with nothing, and correlations of a group without numbers. */
void sen_check_groups(sen_loader *loader);

/* An object of one of days, weeks, months, years and perhaps whole_days. */
extern const sen_form sen_form_duration;

extern const char *const sen_law_words[];        /* of durations and sizes */
extern const char *const sen_uncertain_words[];  /* of uncertain numbers: those and normal, beta */
extern const char *const sen_whole_days_words[]; /* unbiased, up, down */
extern const char *const sen_funder_words[];     /* council, ... in the order of sen_funder */

#endif

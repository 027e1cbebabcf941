/* SPDX-License-Identifier: MIT */
/*
 * Results out: the files of the results folder, the table on the screen, one figure by name. It
 * looks at records and computes nothing that is not a summary of them. It runs nothing.
 */
#ifndef SEN_REPORT_H
#define SEN_REPORT_H

#include <stdbool.h>
#include <stdint.h>

#include "sen_error.h"

enum {
    SEN_FORMAT_CSV = 1,  /* csv/ and datapackage.json */
    SEN_FORMAT_JSON = 2, /* results.json */
    SEN_FORMAT_HTML = 4, /* report.html */
    SEN_FORMAT_XLSX = 8, /* results.xlsx */
    SEN_FORMAT_DFE = 16  /* dfe/ */
};

struct sen_model;
struct sen_plan;

/* What happened, to be held against what was expected (--actuals). */
typedef struct sen_actuals sen_actuals;

/*
 * Reads a CSV file with the keys of results.csv and `value`, for scenarios of these plans. Needed
 * are period_type, period_end, measure_id and value; an empty scenario_id is the first scenario's.
 * All faults are told with line and column. A row before or after the run is kept, without a range.
 *
 * *actuals is NULL unless SEN_OK; the caller frees it. It borrows the plans.
 */
sen_code sen_actuals_load(sen_actuals **actuals, const char *path, const struct sen_plan *plans,
                          int32_t n_plans, sen_errors *errors);
void sen_actuals_free(sen_actuals *actuals);

/*
 * What is done to figures that are local data or give them away (--publish): sim/report/publish.h.
 * Counts of people from 1 to hide_to are withheld, others are rounded to a multiple of round_to.
 */
typedef struct {
    bool on;
    int32_t hide_to, round_to; /* from 0, from 1 */
    bool placeholders;         /* the headline rests on placeholders: every file says so */
} sen_disclosure;

/* What --precision asked for and what was reached, when it was last looked at. */
enum { SEN_MOST_GOALS = 16 };

typedef struct {
    const char *measure, *category; /* measure "": the headline */
    double asked;                   /* in the figure's unit, or a share of the first scenario's */
    bool relative;
    const char
        *scenario_id;  /* whose 95 % interval is widest, for what it may be; NULL: none has it */
    double half_width; /* how far that interval reaches to either side; NAN: not known */
    double allowed;    /* how far it may */
    bool reached;
} sen_precision_part;

typedef struct {
    int32_t replicates, most; /* looked at, and the most that there may be */
    int32_t draws; /* of the uncertain numbers: where fewer than replicates, these alone count */
    bool reached;  /* by all parts */
    int32_t n;
    sen_precision_part parts[SEN_MOST_GOALS];
} sen_precision;

enum { SEN_REPORT_THREADS = 3 }; /* more gain nothing: rows, and the digests of two large files */

/* What a report looks at. Everything is borrowed. */
typedef struct {
    int32_t n; /* scenarios, variants last; the first is the baseline */
    struct sen_model *const *models;
    const struct sen_plan *plans; /* one a model */
    const int32_t *variant_of;    /* scenario that a variant belongs to; -1: none */
    const char *version;          /* of the program */
    const char *run_id;           /* 12 hexadecimal digits */
    uint64_t seed;
    int32_t first, last; /* replicates of the run */
    int32_t usable;      /* of them, from the first on without a gap: used here */
    int32_t draws;
    int32_t threads;      /* that the files are written with, up to SEN_REPORT_THREADS; 0: one */
    bool bom;             /* CSV files begin with a byte order mark */
    bool keep_replicates; /* write csv/replicates/ too */
    int32_t columns_wide; /* of the screen, 80 to 200; 0: 100 */
    bool full_detail;     /* the CSV files have all rows, not only those of --detail default */
    sen_disclosure
        publish; /* not with keep_replicates or actuals, which are local data throughout */
    const sen_precision *precision; /* NULL: none was asked for */
    sen_actuals *actuals; /* filled with ranges, shown, written to csv/actuals/; NULL: none */

    /*
     * Figures [first_cell, first_cell + n_cells) of a scenario in the usable replicates:
     * columns[cell * usable + replicate]. Several threads call at a time.
     */
    sen_code (*columns)(void *context, int32_t scenario, int32_t first_cell, int32_t n_cells,
                        int64_t *columns, sen_errors *errors);
    /*
     * alike[cell]: 1 where the figure is known to be the first scenario's in every usable replicate,
     * else 0. NULL: that is known of none.
     */
    sen_code (*alike)(void *context, int32_t scenario, uint8_t *alike, sen_errors *errors);
    void *context;
} sen_run_view;

/*
 * Writes into the folder, which is there, and removes what it would write for other formats.
 *
 * formats  SEN_FORMAT_CSV: csv/results/, csv/differences/ (with two scenarios or more), csv/dim/,
 *          csv/replicates/ (if the view keeps them), datapackage.json; SEN_FORMAT_JSON:
 *          results.json; SEN_FORMAT_HTML: report.html; SEN_FORMAT_XLSX:
 *          results.xlsx; SEN_FORMAT_DFE: dfe/. manifest.json is written in any case. Files appear under their names
 *          only when they are whole. Same view, same bytes.
 * screen   as sen_report_screen gives it, from the same pass over the records; NULL: not wanted
 *
 * SEN_CANNOT_CREATE, SEN_IO, SEN_NO_MEMORY, and what `columns` returns.
 */
sen_code sen_report_write(const sen_run_view *view, const char *folder, unsigned formats,
                          char **screen, sen_errors *errors);

/* All files that sen_report_write can write, by name within the folder. */
extern const char *const sen_report_files[];
extern const int32_t sen_report_files_count;

/* For a screen of 100 columns: a sentence a scenario, then the table. The caller frees *text. */
sen_code sen_report_screen(const sen_run_view *view, char **text, sen_errors *errors);

/* Every file, column, status and measure, in Markdown. The caller frees *text. */
sen_code sen_report_dictionary(char **text, sen_errors *errors);

/* The content of results.json. The caller frees *text. */
sen_code sen_report_json(const sen_run_view *view, char **text, sen_errors *errors);

/*
 * Mean of a measure over the last period that has the figure (a census day, else a month, a year,
 * the run), for all groups and of all services, or of the first service, stage or team that has it.
 * category "" or NULL: the total, else the first category. *found is false if there is none;
 * SEN_USAGE for a measure that does not exist, with the nearest name.
 */
sen_code sen_report_mean(const sen_run_view *view, int32_t scenario, const char *measure,
                         const char *category, double *mean, bool *found, sen_errors *errors);

#endif

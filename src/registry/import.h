/* A table of an official, CSV or XLSX, into facts: good rows load, bad rows are listed.
 *
 * What must stay true: all of a file is one transaction; a row loads whole or not at all; the same
 * file with the same mapping changes nothing; a fact that its source has already stated last is
 * not stored again; an empty cell is no fact.  Source: R-70. */
#ifndef SUDUI_REGISTRY_IMPORT_H
#define SUDUI_REGISTRY_IMPORT_H

#include "registry/mapping.h"
#include "registry/registry.h"

/* Now and then; `bytes_total` is the size of the file and `bytes_done` what of it was used. */
typedef void (*import_progress)(void *context, uint64_t bytes_done, uint64_t bytes_total);

/* One reason why a row was not taken; a row with several bad cells gives several. */
typedef struct rejection {
  text file;
  uint64_t row; /* 1-based, as an editor or Excel counts */
  text column;  /* its name; empty when the row as a whole is at fault */
  text value;   /* as it stands in the file, cut at 200 bytes */
  message_id reason;
  const char *const *arguments; /* of the reason */
} rejection;
/* Borrowed during the call. */
typedef sd_status (*rejection_visitor)(void *context, const rejection *r, sd_error *error);

typedef struct import_request {
  const char *path; /* .csv, .txt or .xlsx; what it is is told by its first bytes */
  text content;     /* NULL data: read from `path`; else the bytes, and `path` only names them */
  const mapping *mapping;
  const char *actor;                 /* for the audit chain */
  int64_t now_us;                    /* when the facts became known; see registry_seal */
  const char *rejects_path;          /* a CSV to write when rows are rejected; NULL: none */
  language lang;                     /* of that file */
  rejection_visitor visit_rejection; /* NULL: none */
  import_progress progress;          /* NULL: none */
  void *context;                     /* of both */
  bool dry_run;                      /* read and check everything, store nothing */
} import_request;

typedef struct import_report {
  bool already_loaded; /* same file and mapping before: the counts are those of then */
  int64_t batch;
  int64_t rows; /* of data */
  int64_t rows_rejected;
  int64_t facts_added;
  int64_t facts_unchanged; /* said before by the same source, or twice in this file */
  int64_t subjects_added;
  int64_t cells_empty;
  size_t unknown_column_count; /* columns that the mapping does not name: left out */
  const text *unknown_columns; /* in the arena */
} import_report;

/* Opens a transaction of its own (SD_MISUSE inside of one) and appends an audit entry "import".
 * After an error nothing is stored.  Errors: the file cannot be read, the key column or a mapped
 * column is missing or there twice, units of mapping and header disagree, no row is usable, ... */
sd_status registry_import(registry *r, const import_request *request, arena *a,
                          import_report *report_out, sd_error *error);

/* Facts that two people state about one company, without a table. */
typedef struct stated_fact {
  text attribute; /* a text without period */
  text content;
} stated_fact;

typedef struct registry_statement {
  text code;
  text source;   /* who says it */
  text document; /* stands in place of the file's name */
  const stated_fact *facts;
  size_t count;
  int64_t valid_from_day;
  const char *actor;
  int64_t now_us;
} registry_statement;

/* A batch of its own with its audit entry "import", inside of the caller's transaction (SD_MISUSE
 * outside).  SD_NOT_FOUND for an attribute that is none. */
sd_status registry_state(registry *r, const registry_statement *s, sd_error *error);

#endif

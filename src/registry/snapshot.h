/* The company file as of a day and as known at a moment, as typed columns.
 *
 * All subjects (of a kind) in ascending order of code; one column for each request.  The same view
 * and requests give the same snapshot and the same hash, whatever was imported later.
 * Cost: one pass over the facts asked for, about 5 million a second. */
#ifndef SUDUI_REGISTRY_SNAPSHOT_H
#define SUDUI_REGISTRY_SNAPSHOT_H

#include "base/hash.h"
#include "registry/subject_set.h"

/* Which of several current facts of different sources is taken. */
typedef enum pick_rule {
  PICK_LATEST, /* latest valid_from, then latest known, then the higher row */
  PICK_MIN,    /* for strings by bytes; false is less than true */
  PICK_MAX,
  PICK_ORDER /* the first source named in `order` that has one; then the others by PICK_LATEST */
} pick_rule;

typedef struct column_request {
  const char *attribute; /* id */
  int32_t period;        /* PERIOD_NONE, 2024 or 202403 */
  pick_rule pick;
  const char *order; /* for PICK_ORDER: "税务局>统计局"; else NULL */
} column_request;

/* Reads "latest", "min", "max" (empty is latest) or "order:a>b"; for the last, `*order_out` points
 * behind the colon.  False for anything else. */
bool pick_rule_parse(const char *source, pick_rule *out, const char **order_out);

typedef struct snapshot_request {
  registry_view view;
  const char *kind;            /* "company"; NULL: every subject */
  const char *code;            /* a single subject, or NULL */
  const subject_set *subjects; /* these, with what their last batch knew; NULL: by kind and code */
  const column_request *columns;
  size_t column_count;
  void (*progress)(void *context, uint64_t done, uint64_t total); /* columns; may be NULL */
  void *progress_context;
} snapshot_request;

enum { CELL_PRESENT = 1, CELL_CONFLICT = 2 }; /* bits; conflict implies present */

typedef struct snapshot_column {
  const attribute *attribute;
  attribute_type type;
  int32_t scale;          /* digits behind the point in `values` */
  const int64_t *values;  /* for each subject; 0 when absent; strings: index into `dictionary` */
  const uint8_t *flags;   /* CELL_* for each subject */
  const text *dictionary; /* strings only, in order of first use; NUL-ended */
  size_t dictionary_count;
  size_t present_count;
  size_t conflict_count;
} snapshot_column;

typedef struct snapshot {
  size_t subject_count;
  const char (*codes)[SUBJECT_CODE_SIZE]; /* ascending */
  const snapshot_column *columns;         /* as requested */
  size_t column_count;
  int64_t last_batch; /* the newest that was known */
} snapshot;

/* `arena` owns everything; give it no maximum, or one of about 9 bytes a cell.  SD_NOT_FOUND for
 * an unknown attribute, SD_INVALID for a period that does not fit the attribute, and for a `code`
 * that is not on file SD_NOT_FOUND. */
sd_status registry_snapshot(registry *r, const snapshot_request *request, arena *a,
                            const snapshot **out, sd_error *error);

/* SIZE_MAX when absent.  O(log n). */
size_t snapshot_find(const snapshot *s, text code);
/* False when absent; borrowed. */
bool snapshot_value(const snapshot *s, size_t column, size_t subject, fact_value *out);
/* SM3 over codes, requests and cells: the key of the data of a run. */
sd_status snapshot_hash(const snapshot *s, const snapshot_request *request, sm3_digest *out,
                        sd_error *error);

/* The facts behind one cell: every current fact, the picked one first.  `fact.current` is true for
 * all of them.  For pages that explain. */
sd_status registry_cell_facts(registry *r, text code, registry_view view,
                              const column_request *column, fact_visitor visit, void *context,
                              sd_error *error);

#endif

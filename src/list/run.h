/* A run: one item decided for every subject it covers, from one state of the company file.
 *
 * A run is a value: computed in memory (which is also how a draft is simulated), then stored with
 * everything that made it: the bytes of the models and of the areas by SM3, the view of the facts,
 * the data year, the budget and the hash of the snapshot.  Its canonical output is a text in order
 * of code, whose SM3 is stored too; the same run computed again gives the same bytes, whatever the
 * number of threads and the order of the input.  Stored runs are never changed.  Source: design
 * rules 4 and 5, R-02, R-04, R-30, R-63. */
#ifndef SUDUI_LIST_RUN_H
#define SUDUI_LIST_RUN_H

#include "base/text_builder.h"
#include "policy/item.h"
#include "registry/snapshot.h"

typedef enum decision_status {
  DECISION_NOT_MET = 0,
  DECISION_MET = 1,
  DECISION_UNKNOWN = 2 /* a missing fact could change it: neither paid nor refused */
} decision_status;

/* Why a decision is unknown although no fact is missing: mistakes of the model. */
typedef enum decision_fault {
  DECISION_SOUND = 0,
  DECISION_FAULT_LIMIT,  /* the evaluation ran into a limit */
  DECISION_FAULT_STATUS, /* the status is null or no boolean, and no fact is missing */
  DECISION_FAULT_AMOUNT  /* met, but the amount is no number, negative or too large */
} decision_fault;

typedef struct decision {
  char code[SUBJECT_CODE_SIZE];
  uint8_t status;   /* decision_status */
  uint8_t fault;    /* decision_fault */
  uint16_t version; /* index into the run's versions */
  text district;    /* empty when not on file */
  text missing;     /* facts of an unknown: "rd_expense@2024 revenue@2023", in input order */
  text score_min;   /* plain decimals; empty when the item has no score or it is unknown */
  text score_max;
  int64_t computed_fen; /* by the rules, rounded; 0 unless met */
  int64_t amount_fen;   /* after cap and proration over the whole set */
} decision;

typedef struct run_counts {
  int64_t met, not_met, unknown;
  int64_t faulty;       /* among the unknown */
  int64_t computed_fen; /* sums over met */
  int64_t amount_fen;
} run_counts;

/* What the canonical output says of the facts. */
typedef enum run_format {
  RUN_FORMAT_WHOLE = 1, /* a hash over the whole snapshot: runs stored by earlier programs */
  RUN_FORMAT_PARTS      /* a hash over its parts (registry/snapshot_digest) */
} run_format;

/* Who is asked what. */
typedef struct run_request {
  const item_version *const *versions; /* of one item, all in force; which one decides a subject
                                          follows from its district */
  size_t version_count;
  const area_table *areas; /* for regions; NULL: by code prefix only */
  int32_t data_year;
  registry_view view; /* known_us must be in the past for the run to be replayable */
  int64_t budget_fen; /* what may be given out; RUN_BUDGET_OF_ITEM or RUN_BUDGET_NONE */
  run_format format;  /* 0: the newest */
  unsigned threads;   /* 0: one for each processor */
  void (*progress)(void *context, uint64_t done, uint64_t total); /* may be NULL; caller's thread */
  void *progress_context;
} run_request;
#define RUN_BUDGET_OF_ITEM INT64_C(-1)
#define RUN_BUDGET_NONE INT64_C(-2)

typedef struct list_run {
  int64_t id; /* also of its list; 0 until stored */
  text item;
  run_format format;
  const item_version *const *versions;
  size_t version_count;
  const area_table *areas; /* NULL: by code prefix only */
  sm3_digest areas_hash;   /* of their source; unused without areas */
  int32_t data_year;
  registry_view view;
  bool budget_of_item; /* each budget line of the versions bounds those who draw on it */
  int64_t budget_fen;  /* what could be given out in all; RUN_BUDGET_NONE: not bounded */
  bool prorated;       /* the budget was short */
  int64_t last_batch;  /* the newest facts that were seen; 0 when loaded */
  sm3_digest snapshot_hash;
  sm3_digest output_hash;
  text actor; /* empty until stored */
  int64_t created_us;
  const decision *decisions; /* ascending by code */
  size_t decision_count;
  run_counts counts;
} list_run;

/* Creates or upgrades the tables. */
sd_status list_migrate(database *db, sd_error *error);

/* Computes; everything lives in `a`, and the versions must outlive the result.  Subjects outside of
 * all versions' regions are left out; one whose district is not on file is unknown when the
 * district matters.  SD_INVALID for a model with errors or an input without fact, SD_CONFLICT when
 * two versions cover a subject, SD_REFUSED when the budget is short and the item says stop. */
sd_status run_compute(registry *r, const run_request *request, arena *a, list_run **out,
                      sd_error *error);

/* Takes what came of request `index`: a run, which lives until the return, or NULL and why not.
 * Anything but SD_OK ends the whole with that status. */
typedef struct run_taker {
  sd_status (*take)(void *context, size_t index, list_run *run, sd_status status, sd_error *error);
  void *context;
} run_taker;

/* Several requests with the same view in one pass over the facts, handed over one after another in
 * their order.  Memory: 27 bytes a subject, one part of the subjects for each thread, and one run
 * of about 150 bytes a decision; the rest waits in files beside the database. */
sd_status run_compute_each(registry *r, const run_request *requests, size_t count,
                           const run_taker *taker, sd_error *error);

/* Stores a computed run as a candidate list, with an audit entry "run", in one transaction (the
 * caller's, if one is open); sets id, actor and time.  SD_CONFLICT when facts arrived meanwhile
 * that it should have seen.  The registry must have been opened once. */
sd_status run_store(database *db, list_run *run, const char *actor, int64_t now_us,
                    sd_error *error);

/* Reads a run with its decisions, models and areas.  SD_NOT_FOUND; SD_CORRUPT when what is stored
 * does not give the stored hash. */
sd_status run_load(database *db, int64_t id, arena *a, list_run **out, sd_error *error);
/* The same without decisions and without that check; on a connection with a stock of models
 * (list/model_stock) it borrows from that, and costs microseconds instead of half a millisecond. */
sd_status run_load_head(database *db, int64_t id, arena *a, list_run **out, sd_error *error);
/* The newest run of an item, 0 when there is none. */
sd_status run_latest(database *db, text item, int64_t *id_out, sd_error *error);
/* One decision; SD_NOT_FOUND when the run has none for `code`. */
sd_status run_load_decision(database *db, int64_t id, text code, arena *a, decision *out,
                            sd_error *error);
/* The same of a run whose head was loaded: one look-up by key. */
sd_status run_load_decision_of(database *db, const list_run *run, text code, arena *a,
                               decision *out, sd_error *error);
/* NULL when absent. */
const decision *run_find(const list_run *run, text code);

/* The canonical output: a header with the parameters and hashes, then a line for each decision. */
void run_write(const list_run *run, text_builder *out);
/* SM3 of it, without holding it in memory.  About 300 MB a second. */
sd_status run_hash_output(const list_run *run, sm3_digest *out, sd_error *error);
/* "MET", "NOT_MET", "UNKNOWN"; static. */
const char *decision_status_name(decision_status status);

/* --- Replay --- */

typedef struct replay_report {
  bool identical;
  size_t stored_bytes, replayed_bytes;
  size_t first_difference;         /* byte offset; SIZE_MAX when identical */
  uint32_t difference_line;        /* 1-based; 0 when identical */
  text stored_line, replayed_line; /* in the arena given */
} replay_report;

/* Computes run `id` again from the stored models and areas and the facts as known then, and
 * compares byte for byte.  SD_OK also when they differ: ask the report. */
sd_status run_replay(registry *r, int64_t id, unsigned threads, arena *a, replay_report *out,
                     sd_error *error);

/* Tells where the bytes of two outputs differ. */
sd_status replay_compare(text stored, text replayed, arena *a, replay_report *out, sd_error *error);

/* --- Statistics --- */

typedef struct run_group {
  text district; /* empty: not on file */
  run_counts counts;
} run_group;

/* By district in order of code. */
sd_status run_by_district(const list_run *run, arena *a, run_group **out, size_t *count_out,
                          sd_error *error);

#endif

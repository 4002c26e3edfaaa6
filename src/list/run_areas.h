/* Inside of list/: the areas by which a run decided who is covered, in the database.
 *
 * Which version of an item decides a subject follows from its district, and which district lies
 * where follows from data/areas.csv; so the bytes of that file belong to a run like its models. */
#ifndef SUDUI_LIST_RUN_AREAS_H
#define SUDUI_LIST_RUN_AREAS_H

#include "list/model_stock.h"
#include "list/run.h"

/* The step of list_migrate that makes the tables. */
#define RUN_AREAS_TABLES                                                       \
  "CREATE TABLE list_areas("                                                   \
  " hash TEXT PRIMARY KEY,"                                                    \
  " bytes BLOB NOT NULL"                                                       \
  ") STRICT;"                                                                  \
  "CREATE TABLE list_run_areas("                                               \
  " run INTEGER PRIMARY KEY REFERENCES list_run,"                              \
  " hash TEXT NOT NULL REFERENCES list_areas"                                  \
  ") STRICT;"                                                                  \
  "CREATE TRIGGER list_areas_update BEFORE UPDATE ON list_areas BEGIN"         \
  " SELECT RAISE(ABORT, 'areas are never changed'); END;"                      \
  "CREATE TRIGGER list_run_areas_update BEFORE UPDATE ON list_run_areas BEGIN" \
  " SELECT RAISE(ABORT, 'areas of a run are never changed'); END;"             \
  "CREATE TRIGGER list_run_areas_delete BEFORE DELETE ON list_run_areas BEGIN" \
  " SELECT RAISE(ABORT, 'areas of a run are never deleted'); END;"

/* Stores run->areas, the same content once; nothing when the run has none. */
sd_status run_areas_store(database *db, const list_run *run, sd_error *error);

/* Reads run->areas, which stays NULL when none were stored; from `stock` when it has them (NULL:
 * none).  SD_CORRUPT when the bytes do not give their hash. */
sd_status run_areas_load(database *db, model_stock *stock, arena *a, list_run *run,
                         sd_error *error);

#endif

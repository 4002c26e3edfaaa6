/* What a batch changed: for each of its series the subjects that got facts, and who is new.
 *
 * Written by the import inside of its transaction, so that those who keep something up to date
 * (list/current) read what they must look at instead of everything.  About a byte for each fact. */
#ifndef SUDUI_REGISTRY_CHANGES_H
#define SUDUI_REGISTRY_CHANGES_H

#include "base/hash.h"
#include "registry/registry.h"

/* The step of the registry's migrations that makes the tables.  Batches from before it have no
 * lists; the table says which is the first that has. */
#define CHANGES_TABLES                                                   \
  "CREATE TABLE change("                                                 \
  " batch_id INTEGER NOT NULL, series_id INTEGER NOT NULL,"              \
  " portion INTEGER NOT NULL, subjects BLOB NOT NULL,"                   \
  " PRIMARY KEY(batch_id, series_id, portion)) STRICT, WITHOUT ROWID;"   \
  "CREATE TABLE change_start(batch_id INTEGER PRIMARY KEY) STRICT;"      \
  "INSERT INTO change_start SELECT coalesce(max(id), 0) + 1 FROM batch;" \
  "CREATE TRIGGER change_update BEFORE UPDATE ON change BEGIN"           \
  " SELECT RAISE(ABORT, 'changes of a batch are never changed'); END;"   \
  "CREATE TRIGGER change_delete BEFORE DELETE ON change BEGIN"           \
  " SELECT RAISE(ABORT, 'changes of a batch are never deleted'); END;"

/* In place of a series: subjects that became of a kind. */
enum { CHANGES_OF_KINDS = 0 };

typedef struct changes_key {
  int64_t batch;
  int64_t series;  /* or CHANGES_OF_KINDS */
  int64_t portion; /* of the batch, from 0 */
} changes_key;

/* Stores ascending ids, repeated ones once; nothing when there are none. */
sd_status changes_store(database *db, const changes_key *key, const int64_t *ids, size_t count,
                        sd_error *error);

/* SM3 over all lists of a batch as stored, in the order of series and portion, and over who became
 * of a kind by it.  Reads what the batch brought, by an index. */
sd_status changes_digest(database *db, int64_t batch, sm3_digest *out, sd_error *error);

/* A series that got facts from a batch, and the subjects they are of. */
typedef struct batch_series {
  int64_t id;
  int64_t *ids; /* ascending, each once; NULL when they may be more than was asked for */
  size_t count;
} batch_series;

/* All of a batch, ascending by id, in `a`, with their subjects where these are at most `most`. */
sd_status changes_of_batch(database *db, int64_t batch, size_t most, arena *a, batch_series **out,
                           size_t *count_out, sd_error *error);

/* True when every batch behind `batch` has its lists. */
sd_status changes_known_since(database *db, int64_t batch, bool *out, sd_error *error);

/* The subjects (ascending, by id) to whom a batch told something about an attribute in a period;
 * `a` is NULL for those that are new of a kind.  Borrowed during the call. */
typedef struct batch_changes {
  int64_t batch;
  const attribute *attribute;
  int32_t period;
  const int64_t *ids;
  size_t count;
} batch_changes;
typedef sd_status (*changes_visitor)(void *context, const batch_changes *changes, sd_error *error);

/* Of the batches behind `after` up to `last`, in their order. */
sd_status changes_each(registry *r, int64_t after, int64_t last, changes_visitor visit,
                       void *context, sd_error *error);

#endif

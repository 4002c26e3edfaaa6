/* Numbered steps that make the tables of a folder, recorded with the SM3 of their text. */
/* What must stay true: a step runs once, in the order of its number, and all steps of a call are
 * one transaction; a step that was released never changes. */
#include <stdio.h>
#include <string.h>

#include "base/hash.h"
#include "base/messages/store.h"
#include "store/database.h"

static sd_status compare_recorded(query *q, const char *folder, int64_t number, const char *hash,
                                  sd_error *error) {
  if (query_integer(q, 0) == number && text_is(query_text(q, 1), hash)) return SD_OK;
  return error_set(error, SD_CONFLICT, MESSAGE_STORE_MIGRATION_CHANGED,
                   SD_ARGS(folder, SD_NUMBER(number)));
}

static sd_status hash_of_step(const migration *step, char hash[SM3_TEXT_SIZE], sd_error *error) {
  sm3_digest digest;
  if (!sm3_of(text_of(step->sql), &digest))
    return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  sm3_format(&digest, hash);
  return SD_OK;
}

/* Counts the recorded steps after comparing them with ours. */
static sd_status check_recorded(database *db, const char *folder, const migration *steps,
                                size_t count, size_t *recorded_out, sd_error *error) {
  query *q = NULL;
  TRY(query_open(db, "SELECT number, hash FROM migration WHERE folder=?1 ORDER BY number", &q,
                 error));
  query_bind_string(q, 1, folder);
  size_t recorded = 0;
  bool row = true;
  sd_status status = SD_OK;
  while (status == SD_OK && (status = query_step(q, &row, error)) == SD_OK && row) {
    if (recorded < count) {
      char hash[SM3_TEXT_SIZE];
      status = hash_of_step(&steps[recorded], hash, error);
      if (status == SD_OK) status = compare_recorded(q, folder, (int64_t)recorded + 1, hash, error);
    }
    recorded++;
  }
  query_close(q);
  if (status == SD_OK && recorded > count)
    status = error_set(error, SD_REFUSED, MESSAGE_STORE_MIGRATION_NEWER,
                       SD_ARGS(folder, SD_NUMBER(recorded), SD_NUMBER(count)));
  *recorded_out = recorded;
  return status;
}

static sd_status run_step(database *db, const char *folder, size_t number, const migration *step,
                          sd_error *error) {
  char hash[SM3_TEXT_SIZE];
  TRY(hash_of_step(step, hash, error));
  TRY(database_run(db, step->sql, error));
  query *q = NULL;
  TRY(query_open(db, "INSERT INTO migration(folder, number, name, hash) VALUES(?1, ?2, ?3, ?4)", &q,
                 error));
  query_bind_string(q, 1, folder);
  query_bind_integer(q, 2, (int64_t)number);
  query_bind_string(q, 3, step->name);
  query_bind_string(q, 4, hash);
  return query_finish(q, error);
}

sd_status database_migrate(database *db, const char *folder, const migration *steps, size_t count,
                           sd_error *error) {
  size_t recorded = 0;
  TRY(check_recorded(db, folder, steps, count, &recorded, error));
  if (recorded == count) return SD_OK;
  bool own = !database_in_transaction(db);
  if (own) TRY(database_begin(db, error));
  /* Another process may have run them between the look and the lock. */
  sd_status status = check_recorded(db, folder, steps, count, &recorded, error);
  for (size_t i = recorded; status == SD_OK && i < count; i++)
    status = run_step(db, folder, i + 1, &steps[i], error);
  if (!own) return status;
  if (status == SD_OK) return database_commit(db, error);
  database_rollback(db);
  return status;
}

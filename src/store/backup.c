/* A copy of the database while others go on writing. */
#include "store/backup.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/messages/store.h"
#include "store/connection.h"

/* What must stay true: the source's state is held by one read transaction, so that the copy never
 * begins anew; nothing stands under the final name that was not checked and synced. */

enum { PAGES_AT_ONCE = 2048, BACKUP_PATH_SIZE = 4096 };

static sd_status copy_pages(database *from, database *to, backup_progress progress, void *context,
                            sd_error *error) {
  sqlite3_backup *b = sqlite3_backup_init(to->handle, "main", from->handle, "main");
  if (b == NULL) return connection_fail(to, sqlite3_errcode(to->handle), error);
  int result = SQLITE_OK;
  while (result == SQLITE_OK) {
    if (database_check_cancelled(from, NULL) != SD_OK) result = SQLITE_INTERRUPT;
    if (result != SQLITE_OK) break;
    result = sqlite3_backup_step(b, PAGES_AT_ONCE);
    int total = sqlite3_backup_pagecount(b), left = sqlite3_backup_remaining(b);
    if (progress != NULL && total > 0) {
      progress(context, (uint64_t)(total - left), (uint64_t)total);
    }
  }
  int finished = sqlite3_backup_finish(b);
  if (result == SQLITE_DONE && finished == SQLITE_OK) return SD_OK;
  return connection_fail(to, result == SQLITE_DONE ? finished : result, error);
}

static void remove_unfinished(const char *path) {
  static const char *const endings[] = {"", "-wal", "-shm", "-journal"};
  char name[BACKUP_PATH_SIZE + 16];
  for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
    snprintf(name, sizeof name, "%s%s", path, endings[i]);
    unlink(name);
  }
}

static sd_status copy_and_check(database *db, const char *unfinished, backup_progress progress,
                                void *context, sd_error *error) {
  database *copy = NULL;
  TRY(database_create(unfinished, &copy, error));
  sd_status status = database_begin_reading(db, error);
  if (status == SD_OK) status = copy_pages(db, copy, progress, context, error);
  database_rollback(db);
  database_close(copy);
  if (status == SD_OK) status = database_open(unfinished, &copy, error);
  if (status != SD_OK) return status;
  database_share_cancelling(copy, db);
  status = database_check(copy, error);
  /* The log is emptied into the file, so that the file alone is the copy. */
  if (status == SD_OK) status = database_run(copy, "PRAGMA wal_checkpoint(TRUNCATE)", error);
  database_close(copy);
  return status;
}

sd_status database_backup(database *db, const char *path, backup_progress progress, void *context,
                          sd_error *error) {
  char unfinished[BACKUP_PATH_SIZE];
  int size = snprintf(unfinished, sizeof unfinished, "%s.unfinished", path);
  if (size >= (int)sizeof unfinished || file_exists(path)) {
    return error_set(error, SD_CONFLICT, MESSAGE_STORE_BACKUP_EXISTS, SD_ARGS(path));
  }
  remove_unfinished(unfinished);
  sd_status status = copy_and_check(db, unfinished, progress, context, error);
  if (status == SD_OK && (rename(unfinished, path) != 0 || !file_sync_folder_of(path))) {
    status = error_set(error, SD_STORE_FAILED, MESSAGE_STORE_WRITE_FAILED, SD_ARGS(path));
  }
  remove_unfinished(unfinished);
  return status;
}

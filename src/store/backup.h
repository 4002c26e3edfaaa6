/* A copy of the database while others go on writing.
 *
 * One unchanging state, copied page by page, checked wholly, synced, and only then given its name.
 * Source: GB/T 22239-2019 8.1.4.9 (backup and restore). */
#ifndef SUDUI_STORE_BACKUP_H
#define SUDUI_STORE_BACKUP_H

#include "store/database.h"

/* Called now and then, in pages. */
typedef void (*backup_progress)(void *context, uint64_t done, uint64_t total);

/* SD_CONFLICT when `path` exists, SD_CORRUPT when the copy does not pass its check (the unfinished
 * file is then removed), SD_STORE_FAILED.  `progress` may be NULL. */
sd_status database_backup(database *db, const char *path, backup_progress progress, void *context,
                          sd_error *error);

#endif

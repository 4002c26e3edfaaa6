/* Whole files: read up to a limit, write so that a crash leaves the old or the new one.
 *
 * Errors carry the path.  Paths are NUL-ended UTF-8. */
#ifndef SUDUI_BASE_FILE_H
#define SUDUI_BASE_FILE_H

#include "base/arena.h"
#include "base/error.h"

/* The content, NUL-ended, in `a`.  SD_NOT_FOUND, SD_LIMIT_EXCEEDED above `bytes_max`,
 * SD_IO_FAILED. */
sd_status file_read(const char *path, size_t bytes_max, arena *a, text *content_out,
                    sd_error *error);

/* Temporary file beside `path`, fsync, rename, fsync of the folder: after SD_OK the content
 * survives a power cut, after an error the old content is untouched.  Mode 0644. */
sd_status file_write(const char *path, text content, sd_error *error);

/* Like file_write but never replaces: SD_CONFLICT when `path` exists with other content, SD_OK
 * when it exists with the same. */
sd_status file_write_once(const char *path, text content, sd_error *error);

/* Makes the names in the folder of `path` durable: after a rename or a new file; false when not. */
bool file_sync_folder_of(const char *path);

bool file_exists(const char *path);
/* In bytes, 0 when there is none.  The file is not opened: closing a database's file drops the
 * locks that this process holds on it (POSIX fcntl). */
uint64_t file_size(const char *path);
bool file_is_directory(const char *path);
/* With its parents; SD_OK when it is there already. */
sd_status file_make_directory(const char *path, sd_error *error);

/* The names (not paths) in a folder, sorted by bytes, without those that begin with a dot.
 * `suffix` empty takes all. */
sd_status file_list(const char *directory, text suffix, arena *a, text **names_out,
                    size_t *count_out, sd_error *error);

/* Removes what file_write left in a folder when it was killed: "NAME.XXXXXX" beside which, or in
 * place of which, NAME is or would be, older than `age_seconds` by the clock of the machine, so
 * that a write under way keeps its own.  Says how many. */
sd_status file_remove_leftovers(const char *directory, int64_t age_seconds, int64_t *count_out,
                                sd_error *error);

/* A lock between threads and programs on one machine: on a file that is made when it is absent and
 * stays.  Ends with file_lock_release, or with the program. */
typedef struct file_lock {
  int descriptor;
} file_lock;
/* Beside other shared ones; waits while somebody has it alone. */
sd_status file_lock_share(const char *path, file_lock *out, sd_error *error);
/* Alone, or at once not: `*taken_out` is false while anybody has it. */
sd_status file_lock_try(const char *path, file_lock *out, bool *taken_out, sd_error *error);
void file_lock_release(file_lock *lock); /* of one that was taken */

/* "directory/name", NUL-ended, in `a`; NULL data when memory is out. */
text file_join(arena *a, text directory, text name);

/* Reading in pieces. */
typedef struct file_reader file_reader;
sd_status file_reader_open(const char *path, file_reader **out, sd_error *error);
/* Fills at most `size` bytes; 0 is the end. */
sd_status file_reader_read(file_reader *r, char *buffer, size_t size, size_t *size_out,
                           sd_error *error);
/* The same from byte `at` on, by several threads at once. */
sd_status file_reader_read_at(const file_reader *r, uint64_t at, char *buffer, size_t size,
                              size_t *size_out, sd_error *error);
/* Back to the start. */
sd_status file_reader_rewind(file_reader *r, sd_error *error);
uint64_t file_reader_size(const file_reader *r); /* bytes when opened */
void file_reader_close(file_reader *r);          /* NULL is allowed */

#endif

/* Whole files: read up to a limit, write so that a crash leaves the old or the new one. */
#include "base/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/allocator.h"
#include "base/clock.h"

struct file_reader {
  int descriptor;
  uint64_t size;
  char path[PATH_MAX];
};

/* The status of errno for `path`, with the system's own words. */
static sd_status io_error(sd_error *error, const char *path) {
  int code = errno;
  char words[128];
  const char *reason = strerror_r(code, words, sizeof words);
  bool missing = code == ENOENT || code == ENOTDIR;
  sd_status status = missing ? SD_NOT_FOUND : code == ENOMEM ? SD_OUT_OF_MEMORY : SD_IO_FAILED;
  return error_set(error, status, missing ? MESSAGE_FILE_NOT_FOUND : MESSAGE_FILE_FAILED,
                   SD_ARGS(path, reason));
}

/* --- Reading --- */

sd_status file_reader_open(const char *path, file_reader **out, sd_error *error) {
  file_reader *r = memory_allocate(sizeof *r);
  if (r == NULL) return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  snprintf(r->path, sizeof r->path, "%s", path);
  struct stat information;
  r->descriptor = open(path, O_RDONLY | O_CLOEXEC);
  if (r->descriptor >= 0 && fstat(r->descriptor, &information) == 0) {
    if (!S_ISDIR(information.st_mode)) {
      r->size = (uint64_t)information.st_size;
      *out = r;
      return SD_OK;
    }
    errno = EISDIR;
  }
  sd_status status = io_error(error, path);
  file_reader_close(r);
  return status;
}

sd_status file_reader_read(file_reader *r, char *buffer, size_t size, size_t *size_out,
                           sd_error *error) {
  size_t filled = 0;
  while (filled < size) {
    ssize_t count = read(r->descriptor, buffer + filled, size - filled);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return io_error(error, r->path);
    if (count == 0) break;
    filled += (size_t)count;
  }
  *size_out = filled;
  return SD_OK;
}

sd_status file_reader_read_at(const file_reader *r, uint64_t at, char *buffer, size_t size,
                              size_t *size_out, sd_error *error) {
  size_t filled = 0;
  while (filled < size) {
    ssize_t count = pread(r->descriptor, buffer + filled, size - filled, (off_t)(at + filled));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return io_error(error, r->path);
    if (count == 0) break;
    filled += (size_t)count;
  }
  *size_out = filled;
  return SD_OK;
}

sd_status file_reader_rewind(file_reader *r, sd_error *error) {
  return lseek(r->descriptor, 0, SEEK_SET) == 0 ? SD_OK : io_error(error, r->path);
}

uint64_t file_reader_size(const file_reader *r) { return r->size; }

void file_reader_close(file_reader *r) {
  if (r == NULL) return;
  if (r->descriptor >= 0) close(r->descriptor);
  memory_free(r);
}

static sd_status read_all(file_reader *r, size_t bytes_max, arena *a, text *content_out,
                          sd_error *error) {
  if (r->size > bytes_max) {
    return error_set(error, SD_LIMIT_EXCEEDED, MESSAGE_FILE_TOO_LARGE,
                     SD_ARGS(r->path, SD_NUMBER(bytes_max)));
  }
  size_t size = (size_t)r->size;
  char *data = arena_allocate(a, size + 1);
  if (data == NULL) return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  size_t filled;
  TRY(file_reader_read(r, data, size, &filled, error));
  *content_out = (text){data, filled};
  return SD_OK;
}

sd_status file_read(const char *path, size_t bytes_max, arena *a, text *content_out,
                    sd_error *error) {
  file_reader *r;
  TRY(file_reader_open(path, &r, error));
  sd_status status = read_all(r, bytes_max, a, content_out, error);
  file_reader_close(r);
  return status;
}

/* --- Writing --- */

static bool write_bytes(int descriptor, text content) {
  size_t written = 0;
  while (written < content.size) {
    ssize_t count = write(descriptor, content.data + written, content.size - written);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return false;
    written += (size_t)count;
  }
  return true;
}

bool file_sync_folder_of(const char *path) {
  char folder[PATH_MAX];
  snprintf(folder, sizeof folder, "%s", path);
  char *slash = strrchr(folder, '/');
  if (slash == NULL) {
    snprintf(folder, sizeof folder, ".");
  } else {
    slash[slash == folder ? 1 : 0] = '\0';
  }
  int descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return false;
  bool ok = fsync(descriptor) == 0;
  close(descriptor);
  return ok;
}

/* Writes and syncs a temporary file beside `path`; its name goes to `temporary`. */
static bool write_temporary(const char *path, text content, char *temporary, size_t size) {
  int length = snprintf(temporary, size, "%s.XXXXXX", path);
  if (length < 0 || (size_t)length >= size) {
    errno = ENAMETOOLONG;
    temporary[0] = '\0';
    return false;
  }
  int descriptor = mkostemp(temporary, O_CLOEXEC);
  if (descriptor < 0) {
    temporary[0] = '\0';
    return false;
  }
  bool ok =
      write_bytes(descriptor, content) && fchmod(descriptor, 0644) == 0 && fsync(descriptor) == 0;
  int code = errno;
  if (close(descriptor) != 0 && ok) return false;
  errno = code;
  return ok;
}

sd_status file_write(const char *path, text content, sd_error *error) {
  char temporary[PATH_MAX];
  if (write_temporary(path, content, temporary, sizeof temporary) && rename(temporary, path) == 0) {
    return file_sync_folder_of(path) ? SD_OK : io_error(error, path);
  }
  sd_status status = io_error(error, path);
  if (temporary[0] != '\0') unlink(temporary);
  return status;
}

static sd_status check_same_content(const char *path, text content, sd_error *error) {
  arena *a = arena_create(0);
  if (a == NULL) return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  text present;
  sd_status status = file_read(path, SIZE_MAX / 4, a, &present, error);
  if (status == SD_OK && !text_equal(present, content)) {
    status = error_set(error, SD_CONFLICT, MESSAGE_FILE_EXISTS, SD_ARGS(path));
  }
  arena_destroy(a);
  return status;
}

sd_status file_write_once(const char *path, text content, sd_error *error) {
  char temporary[PATH_MAX];
  bool ok = write_temporary(path, content, temporary, sizeof temporary);
  bool linked = ok && link(temporary, path) == 0; /* unlike rename, never replaces */
  bool exists = ok && !linked && errno == EEXIST;
  sd_status status = linked || exists ? SD_OK : io_error(error, path);
  if (temporary[0] != '\0') unlink(temporary);
  if (linked && !file_sync_folder_of(path)) return io_error(error, path);
  return exists ? check_same_content(path, content, error) : status;
}

/* --- Locks --- */

static sd_status open_lock(const char *path, file_lock *out, sd_error *error) {
  /* Only for reading: whoever made it, another account of the machine can lock it too. */
  out->descriptor = open(path, O_RDONLY | O_CREAT | O_CLOEXEC, 0644);
  return out->descriptor >= 0 ? SD_OK : io_error(error, path);
}

sd_status file_lock_share(const char *path, file_lock *out, sd_error *error) {
  TRY(open_lock(path, out, error));
  int result;
  do {
    result = flock(out->descriptor, LOCK_SH);
  } while (result != 0 && errno == EINTR);
  sd_status status = result == 0 ? SD_OK : io_error(error, path);
  if (status != SD_OK) file_lock_release(out);
  return status;
}

sd_status file_lock_try(const char *path, file_lock *out, bool *taken_out, sd_error *error) {
  *taken_out = false;
  TRY(open_lock(path, out, error));
  *taken_out = flock(out->descriptor, LOCK_EX | LOCK_NB) == 0;
  sd_status status = *taken_out || errno == EWOULDBLOCK ? SD_OK : io_error(error, path);
  if (!*taken_out) file_lock_release(out);
  return status;
}

void file_lock_release(file_lock *lock) {
  close(lock->descriptor);
  lock->descriptor = -1;
}

/* --- Folders --- */

bool file_exists(const char *path) { return access(path, F_OK) == 0; }

uint64_t file_size(const char *path) {
  struct stat information;
  return stat(path, &information) == 0 ? (uint64_t)information.st_size : 0;
}

bool file_is_directory(const char *path) {
  struct stat information;
  return stat(path, &information) == 0 && S_ISDIR(information.st_mode);
}

sd_status file_make_directory(const char *path, sd_error *error) {
  char partial[PATH_MAX];
  int length = snprintf(partial, sizeof partial, "%s", path);
  if (length < 0 || (size_t)length >= sizeof partial) {
    errno = ENAMETOOLONG;
    return io_error(error, path);
  }
  for (char *at = partial + 1; at <= partial + length; at++) {
    if (*at != '/' && *at != '\0') continue;
    char kept = *at;
    *at = '\0';
    if (mkdir(partial, 0755) != 0 && errno != EEXIST) return io_error(error, partial);
    *at = kept;
  }
  if (file_is_directory(path)) return SD_OK;
  errno = ENOTDIR;
  return io_error(error, path);
}

static int compare_names(const void *a, const void *b) {
  return text_compare(*(const text *)a, *(const text *)b);
}

sd_status file_list(const char *directory, text suffix, arena *a, text **names_out,
                    size_t *count_out, sd_error *error) {
  DIR *folder = opendir(directory);
  if (folder == NULL) return io_error(error, directory);
  text *names = NULL;
  size_t count = 0, capacity = 0;
  bool ok = true;
  for (const struct dirent *entry; ok && (entry = readdir(folder)) != NULL;) {
    text name = text_of(entry->d_name);
    if (name.data[0] == '.' || !text_ends_with(name, suffix)) continue;
    if (count == capacity) {
      capacity = capacity == 0 ? 32 : capacity * 2;
      text *grown = ARENA_ARRAY(a, text, capacity);
      if (grown != NULL && count != 0) memcpy(grown, names, count * sizeof *names);
      names = grown;
    }
    ok = names != NULL && (names[count] = arena_copy(a, name)).data != NULL;
    count++;
  }
  closedir(folder);
  if (!ok) return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  if (count != 0) qsort(names, count, sizeof *names, compare_names);
  *names_out = names;
  *count_out = count;
  return SD_OK;
}

text file_join(arena *a, text directory, text name) {
  bool slash = directory.size != 0 && directory.data[directory.size - 1] != '/';
  char *path = arena_allocate(a, directory.size + name.size + 2);
  if (path == NULL) return (text){NULL, 0};
  char *to = mempcpy(path, directory.data, directory.size);
  if (slash) *to++ = '/';
  to = mempcpy(to, name.data, name.size);
  return (text){path, (size_t)(to - path)};
}

/* --- What a killed write leaves --- */

enum { SUFFIX_SIZE = 7 }; /* of write_temporary: a point and six letters */

static bool is_temporary(const char *name) {
  size_t size = strlen(name);
  if (size <= SUFFIX_SIZE || name[size - SUFFIX_SIZE] != '.') return false;
  for (const char *c = name + size - SUFFIX_SIZE + 1; *c != '\0'; c++) {
    bool letter = (*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z') || (*c >= '0' && *c <= '9');
    if (!letter) return false;
  }
  /* Names of files have a suffix of their own before it: "x.xml.A1b2C3". */
  return memchr(name, '.', size - SUFFIX_SIZE) != NULL;
}

sd_status file_remove_leftovers(const char *directory, int64_t age_seconds, int64_t *count_out,
                                sd_error *error) {
  *count_out = 0;
  DIR *folder = opendir(directory);
  if (folder == NULL && errno == ENOENT) return SD_OK;
  if (folder == NULL) return io_error(error, directory);
  int64_t now_seconds = clock_now_us() / CLOCK_SECOND_US;
  for (const struct dirent *entry = readdir(folder); entry != NULL; entry = readdir(folder)) {
    struct stat about;
    if (!is_temporary(entry->d_name) ||
        fstatat(dirfd(folder), entry->d_name, &about, AT_SYMLINK_NOFOLLOW) != 0 ||
        !S_ISREG(about.st_mode) || now_seconds - about.st_mtime < age_seconds) {
      continue;
    }
    if (unlinkat(dirfd(folder), entry->d_name, 0) == 0) ++*count_out;
  }
  closedir(folder);
  return SD_OK;
}

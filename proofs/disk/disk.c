/* A disk in memory that remembers what was synced: below SQLite as its VFS, and below base/file. */
#include "disk.h"

#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

disk_image disk;
disk_operation *disk_log;
size_t disk_log_count;
disk_fault disk_faults = {.countdown = -1};
void (*disk_watch)(int kind);

static size_t log_capacity;
static bool recording;

static void must(bool fine, const char *what) {
  if (fine) return;
  fprintf(stderr, "disk: %s\n", what);
  abort();
}

/* --- Images --- */

static void resize(disk_file *f, size_t size) {
  if (size > f->capacity) {
    f->capacity = size + size / 2 + 4096;
    f->bytes = realloc(f->bytes, f->capacity);
    must(f->bytes != NULL, "memory is out");
  }
  if (size > f->size) memset(f->bytes + f->size, 0, size - f->size);
  f->size = size;
}

void disk_release(disk_image *image) {
  for (int i = 0; i < image->file_count; i++) free(image->files[i].bytes);
  image->file_count = image->name_count = 0;
}

void disk_copy(disk_image *to, const disk_image *from) {
  for (int i = from->file_count; i < to->file_count; i++) {
    free(to->files[i].bytes);
    to->files[i] = (disk_file){0};
  }
  for (int i = to->file_count; i < from->file_count; i++) to->files[i] = (disk_file){0};
  for (int i = 0; i < from->file_count; i++) {
    to->files[i].size = 0;
    resize(&to->files[i], from->files[i].size);
    if (from->files[i].size != 0)
      memcpy(to->files[i].bytes, from->files[i].bytes, from->files[i].size);
  }
  to->file_count = from->file_count;
  memcpy(to->names, from->names, sizeof to->names[0] * (size_t)from->name_count);
  to->name_count = from->name_count;
}

bool disk_equal(const disk_image *a, const disk_image *b) {
  if (a->file_count != b->file_count || a->name_count != b->name_count) return false;
  for (int i = 0; i < a->name_count; i++) {
    if (a->names[i].file != b->names[i].file) return false;
    if (strcmp(a->names[i].path, b->names[i].path) != 0) return false;
  }
  for (int i = 0; i < a->file_count; i++) {
    if (a->files[i].size != b->files[i].size) return false;
    if (a->files[i].size == 0) continue;
    if (memcmp(a->files[i].bytes, b->files[i].bytes, a->files[i].size) != 0) return false;
  }
  return true;
}

static int name_index(const disk_image *image, const char *path) {
  for (int i = 0; i < image->name_count; i++) {
    if (strcmp(image->names[i].path, path) == 0) return i;
  }
  return -1;
}

int disk_find(const disk_image *image, const char *path) {
  int i = name_index(image, path);
  return i < 0 ? -2 : image->names[i].file;
}

void disk_apply(disk_image *image, const disk_operation *o) {
  int i = name_index(image, o->path);
  if (o->file >= image->file_count && o->act != DISK_UNNAME) {
    for (int k = image->file_count; k <= o->file; k++) image->files[k] = (disk_file){0};
    image->file_count = o->file + 1;
  }
  switch (o->act) {
    case DISK_WRITE:
      if (o->offset + o->size > image->files[o->file].size) {
        resize(&image->files[o->file], o->offset + o->size);
      }
      memcpy(image->files[o->file].bytes + o->offset, o->bytes, o->size);
      break;
    case DISK_TRUNCATE:
      resize(&image->files[o->file], o->size);
      break;
    case DISK_NAME:
      if (i < 0) {
        must(image->name_count < DISK_FILES_MAX, "too many names");
        i = image->name_count++;
        snprintf(image->names[i].path, DISK_PATH_SIZE, "%s", o->path);
      }
      image->names[i].file = o->file;
      break;
    case DISK_UNNAME:
      if (i >= 0) image->names[i] = image->names[--image->name_count];
      break;
    default:
      break;
  }
}

/* --- Operations: recorded, then applied --- */

void disk_record(bool on) {
  recording = on;
  if (!on) return;
  for (size_t i = 0; i < disk_log_count; i++) free(disk_log[i].bytes);
  disk_log_count = 0;
}

disk_operation *disk_take_log(size_t *count_out) {
  disk_operation *log = disk_log;
  *count_out = disk_log_count;
  disk_log = NULL;
  disk_log_count = log_capacity = 0;
  return log;
}

void disk_free_log(disk_operation *log, size_t count) {
  for (size_t i = 0; i < count; i++) free(log[i].bytes);
  free(log);
}

static void operate(disk_act act, int file, const char *path, size_t offset, const void *bytes,
                    size_t size) {
  disk_operation o = {.act = act, .file = file, .offset = offset, .size = size};
  if (path != NULL) snprintf(o.path, sizeof o.path, "%s", path);
  o.bytes = (unsigned char *)(uintptr_t)bytes;
  disk_apply(&disk, &o);
  if (!recording) return;
  if (bytes != NULL) {
    o.bytes = malloc(size + 1);
    must(o.bytes != NULL, "memory is out");
    memcpy(o.bytes, bytes, size);
  }
  if (disk_log_count == log_capacity) {
    log_capacity = log_capacity * 2 + 1024;
    disk_log = realloc(disk_log, log_capacity * sizeof *disk_log);
    must(disk_log != NULL, "memory is out");
  }
  disk_log[disk_log_count++] = o;
}

void disk_acknowledge(void) { operate(DISK_ACKNOWLEDGE, 0, NULL, 0, NULL, 0); }

static int new_file(void) {
  must(disk.file_count < DISK_FILES_MAX, "too many files");
  disk.files[disk.file_count] = (disk_file){0};
  return disk.file_count++;
}

void disk_place(const char *path, const char *real_path) {
  if (real_path == NULL) {
    operate(DISK_NAME, -1, path, 0, NULL, 0);
    return;
  }
  FILE *in = fopen(real_path, "rb");
  must(in != NULL, real_path);
  int file = new_file();
  operate(DISK_NAME, file, path, 0, NULL, 0);
  char piece[65536];
  for (size_t n, at = 0; (n = fread(piece, 1, sizeof piece, in)) > 0; at += n) {
    operate(DISK_WRITE, file, NULL, at, piece, n);
  }
  fclose(in);
}

/* True when this operation is to fail; errno is set. */
static bool fails(int kind) {
  disk_fault *f = &disk_faults;
  if (disk_watch != NULL) disk_watch(kind);
  if ((f->kinds & kind) == 0) return false;
  if (f->countdown < 0) return false;
  if (f->countdown > 0) {
    f->countdown--;
    return false;
  }
  if (!f->sticky) f->countdown = -1;
  errno = f->full && kind != DISK_FAULT_READ ? ENOSPC : EIO;
  return true;
}

static bool is_ours(const char *path) { return strncmp(path, DISK_ROOT, strlen(DISK_ROOT)) == 0; }

/* --- The machine's calls, as base/file and store/database make them --- */

enum { FIRST_DESCRIPTOR = 1 << 20, OPEN_MAX_FILES = 64 };

static struct open_file {
  bool used;
  int file; /* -1: a folder */
  size_t at;
  char path[DISK_PATH_SIZE];
} open_files[OPEN_MAX_FILES];

void disk_forget_open_files(void) { memset(open_files, 0, sizeof open_files); }

static struct open_file *open_of(int descriptor) {
  struct open_file *f = &open_files[descriptor - FIRST_DESCRIPTOR];
  must(descriptor - FIRST_DESCRIPTOR < OPEN_MAX_FILES && f->used, "a descriptor that is not open");
  return f;
}

static int descriptor_new(const char *path, int file) {
  for (int i = 0; i < OPEN_MAX_FILES; i++) {
    if (open_files[i].used) continue;
    open_files[i] = (struct open_file){.used = true, .file = file};
    snprintf(open_files[i].path, DISK_PATH_SIZE, "%s", path);
    return FIRST_DESCRIPTOR + i;
  }
  errno = EMFILE;
  return -1;
}

static int failed(int code) {
  errno = code;
  return -1;
}

int __real_open(const char *path, int flags, ...);
int __wrap_open(const char *path, int flags, ...);
int __wrap_open(const char *path, int flags, ...) {
  va_list arguments;
  va_start(arguments, flags);
  int mode = (flags & O_CREAT) != 0 ? va_arg(arguments, int) : 0;
  va_end(arguments);
  if (!is_ours(path)) return __real_open(path, flags, mode);
  if (fails(DISK_FAULT_NAME)) return -1;
  int file = disk_find(&disk, path);
  if (file == -2 && (flags & O_CREAT) == 0) return failed(ENOENT);
  if (file == -2) {
    file = new_file();
    operate(DISK_NAME, file, path, 0, NULL, 0);
  }
  if ((flags & O_TRUNC) != 0) operate(DISK_TRUNCATE, file, NULL, 0, NULL, 0);
  return descriptor_new(path, file);
}

int __real_close(int descriptor);
int __wrap_close(int descriptor);
int __wrap_close(int descriptor) {
  if (descriptor < FIRST_DESCRIPTOR) return __real_close(descriptor);
  open_of(descriptor)->used = false;
  return 0;
}

ssize_t __real_read(int descriptor, void *buffer, size_t size);
ssize_t __wrap_read(int descriptor, void *buffer, size_t size);
ssize_t __wrap_read(int descriptor, void *buffer, size_t size) {
  if (descriptor < FIRST_DESCRIPTOR) return __real_read(descriptor, buffer, size);
  struct open_file *f = open_of(descriptor);
  bool fault = fails(DISK_FAULT_READ);
  if (fault && !disk_faults.partly) return -1;
  const disk_file *content = &disk.files[f->file];
  size_t left = f->at < content->size ? content->size - f->at : 0;
  if (size > left) size = left;
  if (fault) size = (size + 1) / 2; /* a short read is no error */
  if (size != 0) memcpy(buffer, content->bytes + f->at, size);
  f->at += size;
  return (ssize_t)size;
}

ssize_t __real_write(int descriptor, const void *buffer, size_t size);
ssize_t __wrap_write(int descriptor, const void *buffer, size_t size);
ssize_t __wrap_write(int descriptor, const void *buffer, size_t size) {
  if (descriptor < FIRST_DESCRIPTOR) return __real_write(descriptor, buffer, size);
  struct open_file *f = open_of(descriptor);
  bool fault = fails(DISK_FAULT_WRITE);
  if (fault && !disk_faults.partly) return -1;
  if (fault) size = (size + 1) / 2;
  operate(DISK_WRITE, f->file, NULL, f->at, buffer, size);
  f->at += size;
  return (ssize_t)size;
}

off_t __real_lseek(int descriptor, off_t offset, int whence);
off_t __wrap_lseek(int descriptor, off_t offset, int whence);
off_t __wrap_lseek(int descriptor, off_t offset, int whence) {
  if (descriptor < FIRST_DESCRIPTOR) return __real_lseek(descriptor, offset, whence);
  must(whence == SEEK_SET, "lseek from elsewhere than the start");
  open_of(descriptor)->at = (size_t)offset;
  return offset;
}

static void describe(int file, struct stat *out) {
  *out = (struct stat){.st_mode = file < 0 ? S_IFDIR | 0700 : S_IFREG | 0600};
  if (file >= 0) out->st_size = (off_t)disk.files[file].size;
}

int __real_fstat(int descriptor, struct stat *out);
int __wrap_fstat(int descriptor, struct stat *out);
int __wrap_fstat(int descriptor, struct stat *out) {
  if (descriptor < FIRST_DESCRIPTOR) return __real_fstat(descriptor, out);
  describe(open_of(descriptor)->file, out);
  return 0;
}

int __real_stat(const char *path, struct stat *out);
int __wrap_stat(const char *path, struct stat *out);
int __wrap_stat(const char *path, struct stat *out) {
  if (!is_ours(path)) return __real_stat(path, out);
  int file = disk_find(&disk, path);
  if (file == -2) return failed(ENOENT);
  describe(file, out);
  return 0;
}

int __real_fsync(int descriptor);
int __wrap_fsync(int descriptor);
int __wrap_fsync(int descriptor) {
  if (descriptor < FIRST_DESCRIPTOR) return __real_fsync(descriptor);
  if (fails(DISK_FAULT_SYNC)) return -1;
  const struct open_file *f = open_of(descriptor);
  operate(f->file < 0 ? DISK_SYNC_FOLDER : DISK_SYNC, f->file, f->path, 0, NULL, 0);
  return 0;
}

int __real_fchmod(int descriptor, mode_t mode);
int __wrap_fchmod(int descriptor, mode_t mode);
int __wrap_fchmod(int descriptor, mode_t mode) {
  return descriptor < FIRST_DESCRIPTOR ? __real_fchmod(descriptor, mode) : 0;
}

/* One process alone has this disk: whoever locks, has the lock. */
int __real_flock(int descriptor, int operation);
int __wrap_flock(int descriptor, int operation);
int __wrap_flock(int descriptor, int operation) {
  if (descriptor < FIRST_DESCRIPTOR) return __real_flock(descriptor, operation);
  return fails(DISK_FAULT_NAME) ? -1 : 0;
}

int __real_mkostemp(char *template, int flags);
int __wrap_mkostemp(char *template, int flags);
int __wrap_mkostemp(char *template, int flags) {
  if (!is_ours(template)) return __real_mkostemp(template, flags);
  if (fails(DISK_FAULT_NAME)) return -1;
  snprintf(template + strlen(template) - 6, 7, "%06d", disk.file_count);
  int file = new_file();
  operate(DISK_NAME, file, template, 0, NULL, 0);
  return descriptor_new(template, file);
}

int __real_rename(const char *from, const char *to);
int __wrap_rename(const char *from, const char *to);
int __wrap_rename(const char *from, const char *to) {
  if (!is_ours(from)) return __real_rename(from, to);
  if (fails(DISK_FAULT_NAME)) return -1;
  int file = disk_find(&disk, from);
  if (file == -2) return failed(ENOENT);
  operate(DISK_NAME, file, to, 0, NULL, 0);
  operate(DISK_UNNAME, file, from, 0, NULL, 0);
  return 0;
}

int __real_link(const char *from, const char *to);
int __wrap_link(const char *from, const char *to);
int __wrap_link(const char *from, const char *to) {
  if (!is_ours(from)) return __real_link(from, to);
  if (fails(DISK_FAULT_NAME)) return -1;
  int file = disk_find(&disk, from);
  if (file == -2) return failed(ENOENT);
  if (disk_find(&disk, to) != -2) return failed(EEXIST);
  operate(DISK_NAME, file, to, 0, NULL, 0);
  return 0;
}

int __real_unlink(const char *path);
int __wrap_unlink(const char *path);
int __wrap_unlink(const char *path) {
  if (!is_ours(path)) return __real_unlink(path);
  if (fails(DISK_FAULT_NAME)) return -1;
  int file = disk_find(&disk, path);
  if (file == -2) return failed(ENOENT);
  operate(DISK_UNNAME, file, path, 0, NULL, 0);
  return 0;
}

int __real_access(const char *path, int mode);
int __wrap_access(const char *path, int mode);
int __wrap_access(const char *path, int mode) {
  if (!is_ours(path)) return __real_access(path, mode);
  return disk_find(&disk, path) == -2 ? failed(ENOENT) : 0;
}

int __real_mkdir(const char *path, mode_t mode);
int __wrap_mkdir(const char *path, mode_t mode);
int __wrap_mkdir(const char *path, mode_t mode) {
  if (!is_ours(path)) return strcmp(path, "/disk") == 0 ? failed(EEXIST) : __real_mkdir(path, mode);
  if (fails(DISK_FAULT_NAME)) return -1;
  if (disk_find(&disk, path) != -2) return failed(EEXIST);
  operate(DISK_NAME, -1, path, 0, NULL, 0);
  return 0;
}

/* --- Folders are read through a list of their own --- */

static struct folder_walk {
  bool used;
  int next;
  char path[DISK_PATH_SIZE];
  struct dirent entry;
} folder_walk;

DIR *__real_opendir(const char *path);
DIR *__wrap_opendir(const char *path);
DIR *__wrap_opendir(const char *path) {
  if (!is_ours(path)) return __real_opendir(path);
  if (disk_find(&disk, path) != -1) {
    errno = ENOENT;
    return NULL;
  }
  must(!folder_walk.used, "two folders are read at once");
  folder_walk = (struct folder_walk){.used = true};
  snprintf(folder_walk.path, DISK_PATH_SIZE, "%s/", path);
  return (DIR *)(void *)&folder_walk;
}

struct dirent *__real_readdir(DIR *folder);
struct dirent *__wrap_readdir(DIR *folder);
struct dirent *__wrap_readdir(DIR *folder) {
  if ((void *)folder != (void *)&folder_walk) return __real_readdir(folder);
  size_t size = strlen(folder_walk.path);
  while (folder_walk.next < disk.name_count) {
    const char *path = disk.names[folder_walk.next++].path;
    if (strncmp(path, folder_walk.path, size) != 0 || strchr(path + size, '/') != NULL) continue;
    snprintf(folder_walk.entry.d_name, sizeof folder_walk.entry.d_name, "%s", path + size);
    return &folder_walk.entry;
  }
  return NULL;
}

int __real_closedir(DIR *folder);
int __wrap_closedir(DIR *folder);
int __wrap_closedir(DIR *folder) {
  if ((void *)folder != (void *)&folder_walk) return __real_closedir(folder);
  folder_walk.used = false;
  return 0;
}

#include "disk_vfs.inc"

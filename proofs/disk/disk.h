/* A disk in memory that remembers what was synced: below SQLite as its VFS, and below base/file.
 *
 * Paths that begin with DISK_ROOT lie on it; all others are the machine's own.  The linker puts it
 * in place (--wrap, see proofs.mk), so that the program itself is built as always.  A write, a
 * truncation, a new name or a removed one is durable once its file, or its folder, was synced.
 * Every operation can be recorded, counted, and told to fail.  One thread. */
#ifndef SUDUI_PROOFS_DISK_H
#define SUDUI_PROOFS_DISK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DISK_ROOT "/disk/"

enum { DISK_FILES_MAX = 512, DISK_PATH_SIZE = 160 };

typedef struct disk_file {
  unsigned char *bytes;
  size_t size, capacity;
} disk_file;

/* Files by number, and names that lead to them (-1: a folder). */
typedef struct disk_image {
  disk_file files[DISK_FILES_MAX];
  int file_count;
  struct disk_name {
    char path[DISK_PATH_SIZE];
    int file;
  } names[DISK_FILES_MAX];
  int name_count;
} disk_image;

typedef enum disk_act {
  DISK_WRITE,
  DISK_TRUNCATE,
  DISK_SYNC,        /* a file */
  DISK_SYNC_FOLDER, /* path */
  DISK_NAME,        /* path leads to file */
  DISK_UNNAME,      /* path leads nowhere */
  DISK_ACKNOWLEDGE  /* not of the disk: a command said that it is done */
} disk_act;

typedef struct disk_operation {
  disk_act act;
  int file;
  size_t offset, size;
  unsigned char *bytes;
  char path[DISK_PATH_SIZE];
} disk_operation;

/* The disk that programs see.  */
extern disk_image disk;

void disk_copy(disk_image *to, const disk_image *from);
bool disk_equal(const disk_image *a, const disk_image *b);
void disk_release(disk_image *image);
int disk_find(const disk_image *image, const char *path); /* the file, -1 folder, -2 nothing */
void disk_apply(disk_image *image, const disk_operation *operation);
/* Puts a file of the machine, or a folder (NULL), on the disk. */
void disk_place(const char *path, const char *real_path);
/* Forgets open files, as the end of a program does. */
void disk_forget_open_files(void);
/* The same with shared memory of databases. */
void disk_power_off(void);

/* --- Recording --- */

extern disk_operation *disk_log;
extern size_t disk_log_count;
void disk_record(bool on); /* on: begins anew */
void disk_acknowledge(void);
/* The log becomes the caller's, who gives it back with disk_free_log. */
disk_operation *disk_take_log(size_t *count_out);
void disk_free_log(disk_operation *log, size_t count);

/* --- Faults: the `countdown`-th operation from now of the kinds in `kinds` fails --- */

enum {
  DISK_FAULT_READ = 1,
  DISK_FAULT_WRITE = 2,
  DISK_FAULT_SYNC = 4,
  DISK_FAULT_TRUNCATE = 8,
  DISK_FAULT_NAME = 16, /* open, rename, link, unlink, mkdir */
  DISK_FAULT_ALL = 31
};
typedef struct disk_fault {
  int kinds;
  int64_t countdown; /* negative: none */
  bool sticky;
  bool full;   /* ENOSPC instead of EIO */
  bool partly; /* half of a read or write is done before */
} disk_fault;
extern disk_fault disk_faults;
extern void (*disk_watch)(int kind); /* told of each operation that could fail; NULL: nobody */

/* Makes the disk SQLite's VFS. */
void disk_register(void);

#endif

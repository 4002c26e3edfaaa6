/* Bytes put aside for later: in memory up to a bound, then in a file without a name. */
#include "base/spool.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/allocator.h"
#include "base/text_builder.h"

enum { PIECE_BYTES = 1 << 20 };

struct spool {
  const char *beside;
  size_t memory_bytes_max;
  text_builder memory; /* what is not in the file yet */
  int file;            /* -1: none */
  uint64_t file_bytes;
};

spool *spool_create(const char *beside, size_t memory_bytes_max) {
  spool *s = memory_allocate(sizeof *s);
  if (s == NULL) return NULL;
  *s = (spool){.beside = beside, .memory_bytes_max = memory_bytes_max, .file = -1};
  text_builder_init(&s->memory, SIZE_MAX / 2);
  return s;
}

void spool_destroy(spool *s) {
  if (s == NULL) return;
  if (s->file >= 0) close(s->file);
  text_builder_release(&s->memory);
  memory_free(s);
}

uint64_t spool_size(const spool *s) { return s->file_bytes + s->memory.size; }

static sd_status file_failed(const spool *s, sd_error *error) {
  return error_set(error, SD_IO_FAILED, MESSAGE_FILE_FAILED, SD_ARGS(s->beside, strerror(errno)));
}

static sd_status out_of_memory(sd_error *error) {
  return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
}

/* --- The file --- */

static sd_status open_file(spool *s, sd_error *error) {
  char path[4096];
  const char *slash = strrchr(s->beside, '/');
  int size = slash == NULL ? 1 : (int)(slash - s->beside);
  if (snprintf(path, sizeof path, "%.*s/.sudui-spool-XXXXXX", size,
               slash == NULL ? "." : s->beside) >= (int)sizeof path) {
    errno = ENAMETOOLONG;
    return file_failed(s, error);
  }
  s->file = mkostemp(path, O_CLOEXEC);
  if (s->file < 0 || unlink(path) != 0) return file_failed(s, error);
  return SD_OK;
}

static sd_status move_to_file(spool *s, sd_error *error) {
  if (s->file < 0) TRY(open_file(s, error));
  for (size_t done = 0; done < s->memory.size;) {
    ssize_t written =
        pwrite(s->file, s->memory.data + done, s->memory.size - done, (off_t)s->file_bytes);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return file_failed(s, error);
    done += (size_t)written;
    s->file_bytes += (uint64_t)written;
  }
  text_builder_clear(&s->memory);
  return SD_OK;
}

sd_status spool_add(spool *s, text bytes, sd_error *error) {
  text_builder_add(&s->memory, bytes);
  if (s->memory.failed) return out_of_memory(error);
  return s->memory.size > s->memory_bytes_max ? move_to_file(s, error) : SD_OK;
}

/* --- Reading --- */

static sd_status read_file(spool *s, uint64_t from, char *buffer, size_t size, sd_error *error) {
  for (size_t done = 0; done < size;) {
    ssize_t got = pread(s->file, buffer + done, size - done, (off_t)(from + done));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return file_failed(s, error);
    done += (size_t)got;
  }
  return SD_OK;
}

sd_status spool_read_all(spool *s, arena *a, text *out, sd_error *error) {
  size_t size = (size_t)spool_size(s);
  char *bytes = arena_allocate(a, size + 1);
  if (bytes == NULL) return out_of_memory(error);
  if (s->file >= 0) TRY(read_file(s, 0, bytes, (size_t)s->file_bytes, error));
  if (s->memory.size != 0) memcpy(bytes + s->file_bytes, s->memory.data, s->memory.size);
  *out = (text){bytes, size};
  return SD_OK;
}

static sd_status each_of_file(spool *s, char *buffer, spool_taker take, void *context,
                              sd_error *error) {
  for (uint64_t from = 0; from < s->file_bytes;) {
    uint64_t rest = s->file_bytes - from;
    size_t size = rest < PIECE_BYTES ? (size_t)rest : PIECE_BYTES;
    TRY(read_file(s, from, buffer, size, error));
    TRY(take(context, (text){buffer, size}, error));
    from += size;
  }
  return SD_OK;
}

sd_status spool_each(spool *s, spool_taker take, void *context, sd_error *error) {
  sd_status status = SD_OK;
  if (s->file >= 0) {
    char *buffer = memory_allocate(PIECE_BYTES);
    if (buffer == NULL) return out_of_memory(error);
    status = each_of_file(s, buffer, take, context, error);
    memory_free(buffer);
  }
  if (status == SD_OK && s->memory.size != 0) {
    status = take(context, text_builder_text(&s->memory), error);
  }
  return status;
}

/* The SM3 of a file's bytes in a file beside it. */
#include "store/fingerprint.h"

#include <stdio.h>

#include "base/allocator.h"
#include "base/file.h"
#include "base/messages/store.h"

enum { PIECE_BYTES = 1 << 20, FINGERPRINT_BYTES_MAX = 4096, NAME_BYTES_MAX = 4096 };

sd_status fingerprint_of(const char *path, char out[SM3_TEXT_SIZE], sd_error *error) {
  file_reader *reader = NULL;
  sm3_hasher *hasher = sm3_create();
  char *piece = memory_allocate(PIECE_BYTES);
  sm3_digest digest;
  sd_status status = hasher == NULL || piece == NULL
                         ? error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL)
                         : file_reader_open(path, &reader, error);
  size_t size = 1;
  while (status == SD_OK && size != 0) {
    status = file_reader_read(reader, piece, PIECE_BYTES, &size, error);
    if (status == SD_OK) sm3_add(hasher, (text){piece, size});
  }
  if (status == SD_OK && !sm3_finish(hasher, &digest)) {
    status = error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  }
  if (status == SD_OK) sm3_format(&digest, out);
  file_reader_close(reader);
  sm3_destroy(hasher);
  memory_free(piece);
  return status;
}

static void beside(const char *path, char name[NAME_BYTES_MAX]) {
  snprintf(name, NAME_BYTES_MAX, "%s.sm3", path);
}

sd_status fingerprint_write(const char *path, sd_error *error) {
  char hash[SM3_TEXT_SIZE], line[SM3_TEXT_SIZE + 1], name[NAME_BYTES_MAX];
  TRY(fingerprint_of(path, hash, error));
  snprintf(line, sizeof line, "%s\n", hash);
  beside(path, name);
  return file_write(name, text_of(line), error);
}

sd_status fingerprint_check(const char *path, sd_error *error) {
  char hash[SM3_TEXT_SIZE], name[NAME_BYTES_MAX];
  arena *a = arena_create(0);
  if (a == NULL) return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  text kept;
  beside(path, name);
  sd_status status = file_read(name, FINGERPRINT_BYTES_MAX, a, &kept, error);
  if (status == SD_OK) status = fingerprint_of(path, hash, error);
  if (status == SD_OK && !text_is(text_trim(kept), hash)) {
    status = error_set(error, SD_CORRUPT, MESSAGE_STORE_BACKUP_DAMAGED, SD_ARGS(path));
  }
  arena_destroy(a);
  return status;
}

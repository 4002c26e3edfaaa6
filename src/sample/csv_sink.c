/* Rows of cells into a CSV file in UTF-8, with or without mark, or in GB18030. */
#include "sample/csv_sink.h"

#include <assert.h>
#include <errno.h>
#include <iconv.h>
#include <stdio.h>
#include <string.h>

#include "base/allocator.h"

enum { ROW_BYTES_MAX = 1 << 16, ENCODED_BYTES_MAX = 2 * ROW_BYTES_MAX };

struct csv_sink {
  FILE *file;
  char *path;
  text_builder row;
  bool row_begun;
  iconv_t converter; /* (iconv_t)-1 for UTF-8 */
  char *encoded;     /* a row in GB18030; NULL for UTF-8 */
  int failure;       /* the first errno */
};

static void sink_free(csv_sink *s) {
  if (s == NULL) return;
  if (s->file != NULL) fclose(s->file);
  if (s->converter != (iconv_t)-1) iconv_close(s->converter);
  text_builder_release(&s->row);
  memory_free(s->encoded);
  memory_free(s->path);
  memory_free(s);
}

static sd_status io_failed(const char *path, int number, sd_error *error) {
  return error_set(error, SD_IO_FAILED, MESSAGE_FILE_FAILED, SD_ARGS(path, strerror(number)));
}

static bool prepare_encoding(csv_sink *s, encoding to) {
  if (to == ENCODING_GB18030) {
    s->converter = iconv_open("GB18030", "UTF-8");
    s->encoded = memory_allocate(ENCODED_BYTES_MAX);
    return s->converter != (iconv_t)-1 && s->encoded != NULL;
  }
  if (to == ENCODING_UTF8_MARKED) text_builder_add_string(&s->row, "\xEF\xBB\xBF");
  return true;
}

sd_status csv_sink_open(const char *path, encoding to, csv_sink **out, sd_error *error) {
  assert(to == ENCODING_UTF8 || to == ENCODING_UTF8_MARKED || to == ENCODING_GB18030);
  csv_sink *s = memory_allocate(sizeof *s);
  if (s == NULL) return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  s->converter = (iconv_t)-1;
  text_builder_init(&s->row, ROW_BYTES_MAX);
  s->path = memory_allocate(strlen(path) + 1);
  if (s->path == NULL || !prepare_encoding(s, to)) {
    sink_free(s);
    return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  }
  memcpy(s->path, path, strlen(path) + 1);
  s->file = fopen(path, "wbe");
  if (s->file == NULL) {
    int number = errno;
    sink_free(s);
    return io_failed(path, number, error);
  }
  *out = s;
  return SD_OK;
}

static bool needs_quotes(text cell) {
  for (size_t i = 0; i < cell.size; i++) {
    char c = cell.data[i];
    if (c == ',' || c == '"' || c == '\r' || c == '\n') return true;
  }
  return false;
}

void csv_sink_add(csv_sink *s, text cell) {
  if (s->row_begun) text_builder_add_byte(&s->row, ',');
  s->row_begun = true;
  if (!needs_quotes(cell)) {
    text_builder_add(&s->row, cell);
    return;
  }
  text_builder_add_byte(&s->row, '"');
  for (size_t i = 0; i < cell.size; i++) {
    if (cell.data[i] == '"') text_builder_add_byte(&s->row, '"');
    text_builder_add_byte(&s->row, cell.data[i]);
  }
  text_builder_add_byte(&s->row, '"');
}

static void write_bytes(csv_sink *s, const char *bytes, size_t size) {
  if (s->failure == 0 && fwrite(bytes, 1, size, s->file) != size) s->failure = errno;
}

static void write_converted(csv_sink *s) {
  char *from = s->row.data, *to = s->encoded;
  size_t from_left = s->row.size, to_left = ENCODED_BYTES_MAX;
  if (iconv(s->converter, &from, &from_left, &to, &to_left) == (size_t)-1) {
    s->failure = errno;
    return;
  }
  write_bytes(s, s->encoded, (size_t)(to - s->encoded));
}

void csv_sink_end_row(csv_sink *s) {
  text_builder_add_string(&s->row, "\r\n");
  if (s->row.failed && s->failure == 0) s->failure = ENOMEM;
  if (s->failure == 0) {
    if (s->encoded != NULL) {
      write_converted(s);
    } else {
      write_bytes(s, s->row.data, s->row.size);
    }
  }
  text_builder_clear(&s->row);
  s->row_begun = false;
}

sd_status csv_sink_close(csv_sink *s, sd_error *error) {
  if (fclose(s->file) != 0 && s->failure == 0) s->failure = errno;
  s->file = NULL;
  sd_status status = s->failure == 0 ? SD_OK : io_failed(s->path, s->failure, error);
  sink_free(s);
  return status;
}

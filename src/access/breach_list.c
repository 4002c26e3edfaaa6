/* Passwords known from breaches: a sorted file of SHA-1 hashes, searched by bisection. */
#include "access/breach_list.h"

#include <string.h>

#include "base/allocator.h"
#include "base/cipher.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/limits.h"
#include "base/messages/access.h"

/* What must stay true: the file is never trusted: each line that is looked at is checked; a fault
 * is an error, never "not on the list". */

enum {
  HASH_DIGITS = 2 * SHA1_SIZE,
  COUNT_DIGITS_MAX = 19,
  LINE_BYTES_MAX = HASH_DIGITS + 1 + COUNT_DIGITS_MAX + 2 /* with CR LF */
};

struct breach_list {
  file_reader *file;
  uint64_t size;
  const char *path; /* behind this struct */
};

typedef struct breach_line {
  uint64_t begin, end; /* of the file; `end` behind its line end */
  unsigned char hash[SHA1_SIZE];
} breach_line;

static sd_status fault(const breach_list *l, message_id message, uint64_t at, sd_error *error) {
  return error_set(error, SD_INVALID, message, SD_ARGS(l->path, SD_NUMBER(at)));
}

static int digit_of(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* One line without its end: "SHA1:count". */
static bool read_hash(text line, unsigned char out[SHA1_SIZE]) {
  if (line.size != 0 && line.data[line.size - 1] == '\r') line.size--;
  if (line.size < HASH_DIGITS + 2 || line.size > HASH_DIGITS + 1 + COUNT_DIGITS_MAX) return false;
  for (size_t i = 0; i < SHA1_SIZE; i++) {
    int high = digit_of(line.data[2 * i]), low = digit_of(line.data[2 * i + 1]);
    if (high < 0 || low < 0) return false;
    out[i] = (unsigned char)(high * 16 + low);
  }
  for (size_t i = HASH_DIGITS + 1; i < line.size; i++) {
    if (line.data[i] < '0' || line.data[i] > '9') return false;
  }
  return line.data[HASH_DIGITS] == ':';
}

/* The first line that begins at `at` or behind it; `begin` is the file's size if there is none. */
static sd_status line_from(const breach_list *l, uint64_t at, breach_line *out, sd_error *error) {
  char window[2 * LINE_BYTES_MAX];
  size_t size = 0, begin = 0;
  uint64_t base = at == 0 ? 0 : at - 1; /* a line begins at 0, or behind a line end */
  TRY(file_reader_read_at(l->file, base, window, sizeof window, &size, error));
  *out = (breach_line){.begin = l->size, .end = l->size};
  if (at != 0) {
    const char *before = memchr(window, '\n', size);
    begin = before == NULL ? size : (size_t)(before - window) + 1;
    if (before == NULL && size == sizeof window) {
      return fault(l, MESSAGE_ACCESS_BREACH_LINE, at, error);
    }
  }
  if (begin == size) return SD_OK;
  const char *end = memchr(window + begin, '\n', size - begin);
  size_t length = end == NULL ? size - begin : (size_t)(end - window) - begin;
  out->begin = base + begin;
  out->end = out->begin + length + (end == NULL ? 0 : 1);
  bool is_whole = end != NULL || size < sizeof window;
  if (is_whole && read_hash((text){window + begin, length}, out->hash)) return SD_OK;
  return fault(l, MESSAGE_ACCESS_BREACH_LINE, out->begin, error);
}

/* --- Opening --- */

/* Of the lines that begin from `at` on, at most `count`: each behind `last`, which becomes the one
 * that ends last. */
static sd_status check_lines(const breach_list *l, uint64_t at, int count, breach_line *last,
                             sd_error *error) {
  for (int i = 0; i < count && at < l->size; i++) {
    breach_line next;
    TRY(line_from(l, at, &next, error));
    at = next.end;
    if (next.begin == l->size || next.end <= last->end) continue;
    if (last->end != 0 && memcmp(last->hash, next.hash, SHA1_SIZE) >= 0) {
      return fault(l, MESSAGE_ACCESS_BREACH_ORDER, next.begin, error);
    }
    *last = next;
  }
  return SD_OK;
}

/* Lines at equal distances and the one behind each, and the last ones: of a short file
 * all of them. */
static sd_status check_samples(const breach_list *l, sd_error *error) {
  enum { TAIL_BYTES = 2 * LINE_BYTES_MAX, TAIL_LINES = TAIL_BYTES / HASH_DIGITS + 1 };
  breach_line last = {0};
  const uint64_t step = l->size / LIMIT_BREACH_SAMPLES + 1;
  for (uint64_t at = 0; at < l->size; at += step) TRY(check_lines(l, at, 2, &last, error));
  uint64_t tail = l->size > TAIL_BYTES ? l->size - TAIL_BYTES : 0;
  return check_lines(l, tail, TAIL_LINES, &last, error);
}

sd_status breach_list_open(const char *path, breach_list **out, sd_error *error) {
  size_t path_size = strlen(path) + 1;
  breach_list *l = memory_allocate(sizeof *l + path_size);
  *out = NULL;
  if (l == NULL) return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  char *copy = (char *)(l + 1);
  memcpy(copy, path, path_size);
  *l = (breach_list){.path = copy};
  sd_status status = file_reader_open(path, &l->file, error);
  if (status == SD_OK) l->size = file_reader_size(l->file);
  if (status == SD_OK && l->size == 0) {
    status = error_set(error, SD_INVALID, MESSAGE_ACCESS_BREACH_EMPTY, SD_ARGS(path));
  }
  if (status == SD_OK) status = check_samples(l, error);
  if (status == SD_OK) *out = l;
  if (status != SD_OK) breach_list_close(l);
  return status;
}

void breach_list_close(breach_list *l) {
  if (l == NULL) return;
  file_reader_close(l->file);
  memory_free(l);
}

/* --- Asking --- */

/* A line of this hash, if there is one, begins in [from, to): each step halves that. */
static sd_status find_hash(const breach_list *l, const unsigned char wanted[SHA1_SIZE],
                           bool *found_out, sd_error *error) {
  uint64_t from = 0, to = l->size;
  *found_out = false;
  while (from < to && !*found_out) {
    uint64_t middle = from + (to - from) / 2;
    breach_line line;
    TRY(line_from(l, middle, &line, error));
    int order = line.begin >= to ? -1 : memcmp(wanted, line.hash, SHA1_SIZE);
    *found_out = order == 0;
    if (order < 0) {
      to = middle;
    } else {
      from = line.end;
    }
  }
  return SD_OK;
}

sd_status breach_list_has(const breach_list *l, text password, bool *found_out, sd_error *error) {
  unsigned char wanted[SHA1_SIZE];
  *found_out = false;
  if (!sha1_of(password, wanted)) {
    return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  }
  sd_status status = find_hash(l, wanted, found_out, error);
  cipher_forget(wanted, sizeof wanted);
  return status;
}

/* Borrowed runs of UTF-8: compare, find, trim, decode. */
#include "base/text.h"

#include <string.h>

text text_of(const char *string) {
  if (string == NULL) return (text){"", 0};
  return (text){string, strlen(string)};
}

bool text_equal(text a, text b) {
  return a.size == b.size && (a.size == 0 || memcmp(a.data, b.data, a.size) == 0);
}

bool text_is(text a, const char *string) { return text_equal(a, text_of(string)); }

int text_compare(text a, text b) {
  size_t common = a.size < b.size ? a.size : b.size;
  int order = common == 0 ? 0 : memcmp(a.data, b.data, common);
  if (order != 0) return order < 0 ? -1 : 1;
  return a.size == b.size ? 0 : (a.size < b.size ? -1 : 1);
}

bool text_starts_with(text a, text prefix) {
  return a.size >= prefix.size &&
         (prefix.size == 0 || memcmp(a.data, prefix.data, prefix.size) == 0);
}

bool text_ends_with(text a, text suffix) {
  return a.size >= suffix.size &&
         (suffix.size == 0 || memcmp(a.data + a.size - suffix.size, suffix.data, suffix.size) == 0);
}

size_t text_find(text haystack, text needle, size_t from) {
  if (from > haystack.size) return SIZE_MAX;
  if (needle.size == 0) return from;
  const char *found = memmem(haystack.data + from, haystack.size - from, needle.data, needle.size);
  return found == NULL ? SIZE_MAX : (size_t)(found - haystack.data);
}

text text_slice(text a, size_t from, size_t size) {
  if (from > a.size) from = a.size;
  if (size > a.size - from) size = a.size - from;
  return (text){a.data + from, size};
}

bool code_point_is_space(int32_t c) {
  return (c >= 0x09 && c <= 0x0D) || c == 0x20 || c == 0x85 || c == 0xA0 || c == 0x1680 ||
         c == 0x180E || (c >= 0x2000 && c <= 0x200B) || c == 0x2028 || c == 0x2029 || c == 0x202F ||
         c == 0x205F || c == 0x3000 || c == 0xFEFF;
}

text text_trim(text a) {
  size_t start = 0;
  while (start < a.size) {
    size_t next = start;
    if (!code_point_is_space(text_decode(a, &next))) break;
    start = next;
  }
  size_t end = a.size;
  while (end > start) {
    size_t previous = end - 1;
    while (previous > start && ((unsigned char)a.data[previous] & 0xC0) == 0x80) previous--;
    size_t at = previous;
    if (!code_point_is_space(text_decode(a, &at))) break;
    end = previous;
  }
  return (text){a.data + start, end - start};
}

static bool is_continuation(text a, size_t offset) {
  return offset < a.size && ((unsigned char)a.data[offset] & 0xC0) == 0x80;
}

static int32_t bits(text a, size_t offset) { return (unsigned char)a.data[offset] & 0x3F; }

int32_t text_decode(text a, size_t *offset) {
  size_t at = *offset;
  if (at >= a.size) return -1;
  int32_t first = (unsigned char)a.data[at];
  *offset = at + 1;
  if (first < 0x80) return first;
  if (first >= 0xC2 && first < 0xE0 && is_continuation(a, at + 1)) {
    *offset = at + 2;
    return (first & 0x1F) << 6 | bits(a, at + 1);
  }
  if (first >= 0xE0 && first < 0xF0 && is_continuation(a, at + 1) && is_continuation(a, at + 2)) {
    int32_t c = (first & 0x0F) << 12 | bits(a, at + 1) << 6 | bits(a, at + 2);
    if (c < 0x800 || (c >= 0xD800 && c < 0xE000)) return -2;
    *offset = at + 3;
    return c;
  }
  if (first >= 0xF0 && first < 0xF5 && is_continuation(a, at + 1) && is_continuation(a, at + 2) &&
      is_continuation(a, at + 3)) {
    int32_t c =
        (first & 0x07) << 18 | bits(a, at + 1) << 12 | bits(a, at + 2) << 6 | bits(a, at + 3);
    if (c < 0x10000 || c > 0x10FFFF) return -2;
    *offset = at + 4;
    return c;
  }
  return -2;
}

size_t text_encode(char buffer[4], int32_t c) {
  if (c < 0x80) {
    buffer[0] = (char)c;
    return 1;
  }
  if (c < 0x800) {
    buffer[0] = (char)(0xC0 | c >> 6);
    buffer[1] = (char)(0x80 | (c & 0x3F));
    return 2;
  }
  if (c < 0x10000) {
    buffer[0] = (char)(0xE0 | c >> 12);
    buffer[1] = (char)(0x80 | (c >> 6 & 0x3F));
    buffer[2] = (char)(0x80 | (c & 0x3F));
    return 3;
  }
  buffer[0] = (char)(0xF0 | c >> 18);
  buffer[1] = (char)(0x80 | (c >> 12 & 0x3F));
  buffer[2] = (char)(0x80 | (c >> 6 & 0x3F));
  buffer[3] = (char)(0x80 | (c & 0x3F));
  return 4;
}

bool text_is_utf8(text a) {
  size_t offset = 0;
  int32_t c;
  while ((c = text_decode(a, &offset)) != -1) {
    if (c == -2) return false;
  }
  return true;
}

size_t text_code_points(text a) {
  size_t count = 0;
  for (size_t i = 0; i < a.size; i++) count += ((unsigned char)a.data[i] & 0xC0) != 0x80;
  return count;
}

enum { DISTANCE_LENGTH_MAX = 64 };

static size_t decode_all(text t, int32_t *points) {
  size_t at = 0, count = 0;
  while (at < t.size && count < DISTANCE_LENGTH_MAX) points[count++] = text_decode(t, &at);
  return at < t.size ? SIZE_MAX : count;
}

static size_t least_of(size_t a, size_t b) { return a < b ? a : b; }

/* Optimal string alignment; rows of the matrix are kept in turn. */
size_t text_distance(text a, text b) {
  int32_t x[DISTANCE_LENGTH_MAX], y[DISTANCE_LENGTH_MAX];
  size_t m = decode_all(a, x), n = decode_all(b, y);
  if (m == SIZE_MAX || n == SIZE_MAX) return SIZE_MAX;
  size_t rows[3][DISTANCE_LENGTH_MAX + 1];
  for (size_t j = 0; j <= n; j++) rows[0][j] = j;
  for (size_t i = 1; i <= m; i++) {
    size_t *row = rows[i % 3];
    const size_t *above = rows[(i + 2) % 3];
    const size_t *second = rows[(i + 1) % 3];
    row[0] = i;
    for (size_t j = 1; j <= n; j++) {
      size_t substituted = above[j - 1] + (x[i - 1] != y[j - 1]);
      row[j] = least_of(substituted, least_of(above[j], row[j - 1]) + 1);
      if (i > 1 && j > 1 && x[i - 1] == y[j - 2] && x[i - 2] == y[j - 1]) {
        row[j] = least_of(row[j], second[j - 2] + 1);
      }
    }
  }
  return rows[m % 3][n];
}

uint64_t text_hash(text a) {
  uint64_t hash = 14695981039346656037u;
  for (size_t i = 0; i < a.size; i++) hash = (hash ^ (unsigned char)a.data[i]) * 1099511628211u;
  return hash;
}

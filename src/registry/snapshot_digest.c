/* The hash of a snapshot that is read in parts. */
/* What must stay true: a digest depends on the cells alone, not on the width or the dictionary in
 * which they happen to be held. */
#include "registry/snapshot_digest.h"

#include <string.h>

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__,
               "values are hashed as they lie in memory");

size_t snapshot_part_count(size_t subject_count) {
  return (subject_count + SNAPSHOT_PART_SUBJECTS - 1) / SNAPSHOT_PART_SUBJECTS;
}

static void add_string(sm3_hasher *h, const char *string) {
  sm3_add(h, (text){string, strlen(string) + 1});
}

static void add_number(sm3_hasher *h, int64_t number) {
  sm3_add(h, (text){(const char *)&number, sizeof number});
}

bool snapshot_codes_digest(const snapshot *part, sm3_digest *out) {
  return sm3_of((text){(const char *)part->codes, part->subject_count * SUBJECT_CODE_SIZE}, out);
}

/* --- One column --- */

static int width_for(const snapshot_column *c, size_t count) {
  uint64_t bits = 0; /* of the value, or of its complement when it is negative */
  for (size_t i = 0; i < count; i++) {
    int64_t v = c->values[i];
    bits |= (uint64_t)(v < 0 ? ~v : v);
  }
  return bits <= INT8_MAX ? 1 : bits <= INT16_MAX ? 2 : bits <= INT32_MAX ? 4 : 8;
}

static void narrow(const snapshot_column *c, size_t count, int width, char *out) {
  for (size_t i = 0; i < count; i++) memcpy(out + i * (size_t)width, &c->values[i], (size_t)width);
}

static void pack_flags(const snapshot_column *c, size_t count, uint8_t mask, unsigned char *out) {
  for (size_t i = 0; i < count; i++)
    out[i / 8] = (unsigned char)(out[i / 8] | ((c->flags[i] & mask) != 0) << (i % 8));
}

bool snapshot_column_digest(const snapshot *part, size_t column, arena *scratch, sm3_digest *out) {
  const snapshot_column *c = &part->columns[column];
  size_t count = part->subject_count, packed = (count + 7) / 8;
  int width = width_for(c, count);
  char *values = arena_allocate(scratch, count * (size_t)width + 1);
  unsigned char *flags = arena_allocate(scratch, 2 * packed + 1);
  sm3_hasher *h = sm3_create();
  bool ok = values && flags && h;
  if (ok) {
    narrow(c, count, width, values);
    pack_flags(c, count, CELL_PRESENT, flags);
    pack_flags(c, count, CELL_CONFLICT, flags + packed);
    add_number(h, width);
    add_number(h, (int64_t)c->dictionary_count);
    for (size_t i = 0; i < c->dictionary_count; i++) {
      add_number(h, (int64_t)c->dictionary[i].size);
      sm3_add(h, c->dictionary[i]);
    }
    sm3_add(h, (text){values, count * (size_t)width});
    sm3_add(h, (text){(const char *)flags, 2 * packed});
    ok = sm3_finish(h, out);
  }
  sm3_destroy(h);
  return ok;
}

/* --- The whole --- */

static void add_request(sm3_hasher *h, const column_request *request) {
  add_string(h, request->attribute);
  add_number(h, request->period);
  add_number(h, (int64_t)request->pick);
  add_string(h, request->order ? request->order : "");
}

static void add_digests(sm3_hasher *h, const sm3_digest *digests, size_t count) {
  sm3_add(h, (text){(const char *)digests, count * sizeof *digests});
}

bool snapshot_parts_hash(size_t subject_count, const sm3_digest *codes,
                         const column_request *requests, const sm3_digest *const *columns,
                         size_t column_count, sm3_digest *out) {
  sm3_hasher *h = sm3_create();
  if (!h) return false;
  size_t parts = snapshot_part_count(subject_count);
  add_string(h, "sudui-snapshot-2");
  add_number(h, (int64_t)subject_count);
  add_digests(h, codes, parts);
  for (size_t i = 0; i < column_count; i++) {
    add_request(h, &requests[i]);
    add_digests(h, columns[i], parts);
  }
  bool finished = sm3_finish(h, out);
  sm3_destroy(h);
  return finished;
}

/* Offsets of IANA time zones, read from the system's tzdata. */
#include "feel/time_zone.h"

#include <stdio.h>
#include <string.h>

#include "base/allocator.h"
#include "base/limits.h"
#include "feel/zone_rule.h"

static const char ZONE_DIRECTORY[] = "/usr/share/zoneinfo";

/* A TZif file: two blocks, of which the first has 32-bit times and is skipped; then the rule for
 * the time behind the last change. */
enum { TZIF_HEADER_SIZE = 44, TZIF_TYPE_SIZE = 6 };

typedef struct zone_file {
  uint8_t *bytes;         /* owned */
  const uint8_t *changes; /* change_count × 8 bytes, ascending */
  const uint8_t *type_of; /* change_count × 1 byte */
  const uint8_t *types;   /* type_count × 6 bytes */
  size_t change_count, type_count;
  bool has_rule;
  zone_rule rule;
} zone_file;

/* --- Reading ------------------------------------------------------------------------------ */

/* Parts of letters, digits, _ - +, each beginning with a letter: no "..", no absolute path.  The
 * copies of tzdata with leap seconds count another time. */
static bool is_zone_name(text name) {
  if (name.size < 2 || name.size >= TIME_ZONE_NAME_SIZE) return false;
  if (text_starts_with(name, TEXT("right/")) || text_starts_with(name, TEXT("posix/")))
    return false;
  char previous = '/';
  for (size_t i = 0; i < name.size; i++) {
    char c = name.data[i];
    bool is_letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    bool is_other = (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '+' || c == '/';
    if (!is_letter && (!is_other || previous == '/')) return false;
    previous = c;
  }
  return previous != '/';
}

static int64_t read_signed(const uint8_t *bytes, size_t size) {
  uint64_t n = (bytes[0] & 0x80) != 0 ? UINT64_MAX : 0;
  for (size_t i = 0; i < size; i++) n = n << 8 | bytes[i];
  return (int64_t)n;
}

/* The counts of a header, in the order of the file. */
typedef struct tzif_header {
  size_t utc_marks, standard_marks, leaps, changes, types, name_bytes;
} tzif_header;

static bool read_header(const uint8_t *bytes, size_t size, tzif_header *out) {
  size_t counts[6];
  if (size < TZIF_HEADER_SIZE || memcmp(bytes, "TZif", 4) != 0 || bytes[4] < '2') return false;
  for (size_t i = 0; i < 6; i++) {
    int64_t count = read_signed(bytes + 20 + 4 * i, 4);
    if (count < 0 || count > LIMIT_ZONE_FILE_BYTES) return false;
    counts[i] = (size_t)count;
  }
  *out = (tzif_header){counts[0], counts[1], counts[2], counts[3], counts[4], counts[5]};
  return true;
}

/* The bytes of a block behind its header. */
static size_t block_size(const tzif_header *h, size_t time_size) {
  return h->changes * (time_size + 1) + h->types * TZIF_TYPE_SIZE + h->name_bytes +
         h->leaps * (time_size + 4) + h->standard_marks + h->utc_marks;
}

/* The rule stands between two line ends. */
static bool read_rule(const uint8_t *bytes, size_t size, zone_file *f) {
  if (size < 2 || bytes[0] != '\n' || bytes[size - 1] != '\n') return false;
  text rule = {(const char *)bytes + 1, size - 2};
  f->has_rule = rule.size != 0;
  return !f->has_rule || zone_rule_parse(rule, &f->rule);
}

static bool read_zone(zone_file *f, size_t size) {
  tzif_header first, second;
  if (!read_header(f->bytes, size, &first)) return false;
  size_t at = TZIF_HEADER_SIZE + block_size(&first, 4);
  if (at > size || !read_header(f->bytes + at, size - at, &second)) return false;
  at += TZIF_HEADER_SIZE;
  size_t end = at + block_size(&second, 8);
  if (end > size || second.types == 0) return false;
  f->change_count = second.changes;
  f->type_count = second.types;
  f->changes = f->bytes + at;
  f->type_of = f->changes + 8 * second.changes;
  f->types = f->type_of + second.changes;
  for (size_t i = 0; i < f->change_count; i++)
    if (f->type_of[i] >= f->type_count) return false;
  return read_rule(f->bytes + end, size - end, f);
}

static void zone_close(zone_file *f) { memory_free(f->bytes); }

static bool zone_open(text name, zone_file *f) {
  *f = (zone_file){0};
  if (!is_zone_name(name)) return false;
  char path[sizeof ZONE_DIRECTORY + TIME_ZONE_NAME_SIZE + 1];
  snprintf(path, sizeof path, "%s/%.*s", ZONE_DIRECTORY, TEXT_ARG(name));
  FILE *file = fopen(path, "rb");
  if (file == NULL) return false;
  f->bytes = memory_allocate(LIMIT_ZONE_FILE_BYTES);
  size_t size = f->bytes == NULL ? 0 : fread(f->bytes, 1, LIMIT_ZONE_FILE_BYTES, file);
  fclose(file);
  if (size != 0 && read_zone(f, size)) return true;
  zone_close(f);
  return false;
}

/* --- Looking up --------------------------------------------------------------------------- */

static int32_t offset_of_type(const zone_file *f, size_t type) {
  return (int32_t)read_signed(f->types + type * TZIF_TYPE_SIZE, 4);
}

static int32_t offset_at(const zone_file *f, int64_t utc_seconds) {
  size_t low = 0, high = f->change_count; /* the changes at or before the moment */
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (read_signed(f->changes + 8 * middle, 8) <= utc_seconds)
      low = middle + 1;
    else
      high = middle;
  }
  if (low == f->change_count && f->has_rule) return zone_rule_offset_at(&f->rule, utc_seconds);
  return offset_of_type(f, low == 0 ? 0 : f->type_of[low - 1]);
}

bool time_zone_is_known(text name) {
  zone_file f;
  if (!zone_open(name, &f)) return false;
  zone_close(&f);
  return true;
}

bool time_zone_offset_at(const char *zone, int64_t utc_seconds, int32_t *offset_seconds_out) {
  zone_file f;
  if (!zone_open(text_of(zone), &f)) return false;
  *offset_seconds_out = offset_at(&f, utc_seconds);
  zone_close(&f);
  return true;
}

bool time_zone_offset_at_local(const char *zone, int64_t local_seconds,
                               int32_t *offset_seconds_out) {
  zone_file f;
  if (!zone_open(text_of(zone), &f)) return false;
  /* An offset is less than a day, so the offsets a day before and after surround any change. */
  int32_t before = offset_at(&f, local_seconds - 86400);
  int32_t after = offset_at(&f, local_seconds + 86400);
  bool before_fits = offset_at(&f, local_seconds - before) == before;
  bool after_fits = offset_at(&f, local_seconds - after) == after;
  *offset_seconds_out = !before_fits && after_fits ? after : before;
  zone_close(&f);
  return true;
}

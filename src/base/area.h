/* Area codes (GB/T 2260) and local extension codes of functional zones, from data/areas.csv.
 *
 * Columns: code,name_zh,name_en,parent,kind,from,to.  A code has six characters; the table says
 * which area contains which. */
#ifndef SUDUI_BASE_AREA_H
#define SUDUI_BASE_AREA_H

#include "base/arena.h"
#include "base/error.h"

typedef struct area {
  text code;
  text name_chinese;
  text name_english;
  text parent; /* empty at the top */
  bool is_extension;
  int64_t from_day; /* day numbers, half-open; INT64_MIN and INT64_MAX when unstated */
  int64_t to_day;
} area;

typedef struct area_table {
  text source;       /* the bytes it was read from */
  const area *areas; /* in the file's order */
  size_t count;
  struct map *by_code; /* used by the functions below */
} area_table;

/* Everything lives in `a`. */
sd_status area_table_read(text csv, const char *name, arena *a, area_table **out, sd_error *error);

/* NULL when unknown; the last row of a code that occurs more than once. */
const area *area_find(const area_table *t, text code);
/* True if `code` is `container`, or lies in it through parents. */
bool area_is_within(const area_table *t, text code, text container);

/* `regions` are code prefixes separated by spaces ("37 -3702"): true when the code, or an area it
 * lies in, has one of the prefixes and none of those behind a minus sign.  Trailing pairs of
 * zeros in a full code are ignored ("320400" is "3204").  An empty list is every region; a list
 * of only exclusions is every other region.  `t` may be NULL: then only prefixes count. */
bool area_in_regions(const area_table *t, text code, text regions);

#endif

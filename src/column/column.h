/* Columns of facts: typed, nullable, in the width they came in; and one cell as a FEEL value.
 *
 * A column borrows everything and never changes while a plan or a batch uses it.  What is absent is
 * unknown (or null, for a plan of two values); what stands in `values` there means nothing. */
#ifndef SUDUI_COLUMN_COLUMN_H
#define SUDUI_COLUMN_COLUMN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "feel/value.h"

typedef enum column_kind {
  COLUMN_NUMBER,  /* signed integers, divided by 10^scale */
  COLUMN_DATE,    /* signed day numbers, days since 1970-01-01 */
  COLUMN_BOOLEAN, /* unsigned, 0 is false */
  COLUMN_STRING   /* unsigned codes, indices of the dictionary */
} column_kind;

enum { COLUMN_SCALE_MAX = 18 };
/* Dates in columns: 0001-01-01 to 9999-12-31. */
enum { COLUMN_DAY_MIN = -719162, COLUMN_DAY_MAX = 2932896 };

typedef struct column {
  column_kind kind;
  uint8_t width;      /* bytes of one value: 1, 2, 4 or 8; 0: one int64_t that holds for all rows */
  uint8_t scale;      /* NUMBER: digits behind the point, at most COLUMN_SCALE_MAX */
  bool has_range;     /* min and max are given; otherwise a plan looks for them where it can */
  int64_t min, max;   /* of all present values, or wider; of strings: of their codes */
  const void *values; /* aligned to their width */
  const uint64_t *present; /* bit r % 64 of word r / 64; NULL: present in every row */
  const text *dictionary;  /* STRING only: distinct texts */
  uint32_t dictionary_count;
} column;

/* Row `row` as an integer, whether present or not. */
int64_t column_integer(const column *c, size_t row);
bool column_is_present(const column *c, size_t row);
/* As FEEL sees it: null when absent, or when a day number is outside of the calendar. */
value column_cell(const column *c, size_t row);

/* Sets min, max and has_range from the values of `row_count` rows (absent ones are left out; a
 * column without any value gets 0 and 0).  Cost: one pass. */
void column_find_range(column *c, size_t row_count);

/* Packs flags of which bit `mask` says "present" into a bitmap of (row_count + 63) / 64 words.
 * Returns how many are present. */
size_t column_pack_presence(const uint8_t *flags, uint8_t mask, size_t row_count,
                            uint64_t *words_out);

#endif

/* The results of a batch, row by row and as bit maps. */
#include "column/result_store.h"

#include <string.h>

#include "feel/temporal.h"

bool number_to_scaled(const decimal *d, int64_t *out, int32_t *scale_out) {
  decimal lowest = decimal_reduce(d);
  int32_t scale = lowest.exponent < 0 ? -lowest.exponent : 0;
  if (scale > COLUMN_SCALE_MAX) return false;
  *scale_out = scale;
  return decimal_to_scaled_int64(&lowest, scale, ROUNDING_DOWN, out);
}

bool scaled_to(int64_t n, int32_t from, int32_t to, int64_t *out) {
  for (*out = n; from < to && *out != 0; from++) {
    if (__builtin_mul_overflow(*out, 10, out)) return false;
  }
  return true;
}

void result_store_begin(result_store *s, value_kind kind, int32_t scale, uint32_t row_count) {
  uint64_t *maps[] = {s->known, s->truth, s->unknown, s->null, s->other};
  for (size_t i = 0; i < sizeof maps / sizeof maps[0]; i++) {
    memset(maps[i], 0, sizeof s->known);
  }
  if (s->values != NULL) memset(s->values, 0, COLUMN_BATCH_ROWS * sizeof *s->values);
  s->kind = kind;
  s->scale = scale;
  s->row_count = row_count;
}

/* Rows that no longer fit with more digits become `other`. */
static void rescale(result_store *s, int32_t scale) {
  for (uint32_t row = 0; s->values != NULL && row < s->row_count; row++) {
    uint64_t bit = UINT64_C(1) << (row % 64);
    int64_t scaled;
    if ((s->known[row / 64] & bit) == 0) continue;
    if (scaled_to(s->values[row], s->scale, scale, &scaled)) {
      s->values[row] = scaled;
      continue;
    }
    s->values[row] = 0;
    s->known[row / 64] &= ~bit;
    s->other[row / 64] |= bit;
  }
  s->scale = scale;
}

/* False when the number does not fit beside the others. */
static bool put_number(result_store *s, uint32_t row, const decimal *d) {
  int64_t integer;
  int32_t scale;
  if (s->values == NULL || !number_to_scaled(d, &integer, &scale)) return false;
  if (scale > s->scale) rescale(s, scale);
  return scaled_to(integer, scale, s->scale, &s->values[row]);
}

void result_store_put(result_store *s, uint32_t row, value v) {
  uint64_t bit = UINT64_C(1) << (row % 64), *words = s->known;
  if (v.kind == VALUE_UNKNOWN) {
    words = s->unknown;
  } else if (v.kind == VALUE_NULL) {
    words = s->null;
  } else if (v.kind != s->kind) {
    words = s->other;
  } else if (v.kind == VALUE_BOOLEAN) {
    if (v.as.boolean) s->truth[row / 64] |= bit;
  } else if (v.kind == VALUE_DATE && s->values != NULL) {
    s->values[row] = temporal_day_of(v.as.date);
  } else if (v.kind != VALUE_NUMBER || !put_number(s, row, &v.as.number)) {
    words = s->other;
  }
  words[row / 64] |= bit;
}

void result_store_view(const result_store *s, column_result *out) {
  *out = (column_result){.kind = s->kind,
                         .scale = s->scale,
                         .row_count = s->row_count,
                         .known = s->known,
                         .truth = s->truth,
                         .unknown = s->unknown,
                         .null = s->null,
                         .other = s->other,
                         .values = s->values};
}

/* Columns of facts: typed, nullable, in the width they came in; and one cell as a FEEL value. */
#include "column/column.h"

#include "base/calendar.h"

int64_t column_integer(const column *c, size_t row) {
  if (c->width == 8) return ((const int64_t *)c->values)[row];
  if (c->width == 0) return *(const int64_t *)c->values;
  if (c->kind == COLUMN_NUMBER || c->kind == COLUMN_DATE) {
    if (c->width == 1) return ((const int8_t *)c->values)[row];
    return c->width == 2 ? ((const int16_t *)c->values)[row] : ((const int32_t *)c->values)[row];
  }
  if (c->width == 1) return ((const uint8_t *)c->values)[row];
  if (c->width == 2) return ((const uint16_t *)c->values)[row];
  return ((const uint32_t *)c->values)[row];
}

bool column_is_present(const column *c, size_t row) {
  return c->present == NULL || (c->present[row / 64] >> (row % 64) & 1) != 0;
}

static value value_of_day(int64_t day) {
  civil_date date;
  if (!calendar_date_of(day, &date)) return value_null();
  return (value){.kind = VALUE_DATE, .as.date = {date.year, date.month, date.day}};
}

value column_cell(const column *c, size_t row) {
  if (!column_is_present(c, row)) return value_null();
  int64_t integer = column_integer(c, row);
  switch (c->kind) {
    case COLUMN_NUMBER:
      return value_number(decimal_scaled(integer, -(int32_t)c->scale));
    case COLUMN_DATE:
      return value_of_day(integer);
    case COLUMN_BOOLEAN:
      return value_boolean(integer != 0);
    default:
      if (integer < 0 || (uint64_t)integer >= c->dictionary_count) return value_null();
      return value_string(c->dictionary[integer]);
  }
}

void column_find_range(column *c, size_t row_count) {
  bool is_first = true;
  c->min = c->max = 0;
  for (size_t i = 0; i < row_count; i++) {
    if (!column_is_present(c, i)) continue;
    int64_t integer = column_integer(c, i);
    if (is_first || integer < c->min) c->min = integer;
    if (is_first || integer > c->max) c->max = integer;
    is_first = false;
  }
  c->has_range = true;
}

size_t column_pack_presence(const uint8_t *flags, uint8_t mask, size_t row_count,
                            uint64_t *words_out) {
  size_t count = 0;
  for (size_t i = 0; i < (row_count + 63) / 64; i++) {
    uint64_t word = 0;
    size_t end = row_count - i * 64 < 64 ? row_count - i * 64 : 64;
    for (size_t k = 0; k < end; k++) {
      uint64_t bit = (flags[i * 64 + k] & mask) != 0;
      word |= bit << k;
    }
    words_out[i] = word;
    count += (size_t)__builtin_popcountll(word);
  }
  return count;
}

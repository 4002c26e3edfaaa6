/* The results of one batch, gathered row by row by several threads and laid out as Arrow columns.
 *
 * What must stay true: a thread writes only the rows of the pieces that it took.  Bits of different
 * pieces never share a byte, because a piece has a whole number of bytes of them. */
#include "libdmn/arrow_results.h"

#include <string.h>

#include "base/allocator.h"
#include "base/calendar.h"
#include "libdmn/json_value.h"

_Static_assert(COLUMN_BATCH_ROWS % 8 == 0, "bits of two pieces share no byte");

/* --- Memory --- */

static size_t value_bytes(arrow_value kind, size_t row_count) {
  switch (kind) {
    case ARROW_VALUE_BOOLEAN:
      return row_count / 8 + 1;
    case ARROW_VALUE_NUMBER:
      return (row_count + 1) * sizeof(__int128);
    case ARROW_VALUE_DATE:
      return (row_count + 1) * sizeof(int32_t);
    default:
      return 0;
  }
}

bool arrow_results_init(arrow_results *r, arrow_value kind, uint8_t number_scale, bool with_missing,
                        size_t row_count) {
  size_t pieces = row_count / COLUMN_BATCH_ROWS + 1, bytes = value_bytes(kind, row_count);
  *r = (arrow_results){.kind = kind,
                       .number_scale = number_scale,
                       .with_missing = with_missing,
                       .row_count = row_count,
                       .status = memory_allocate(row_count + 1),
                       .valid = memory_allocate(row_count / 8 + 1),
                       .values = bytes == 0 ? NULL : memory_allocate(bytes),
                       .pieces = memory_allocate(pieces * sizeof(arrow_piece))};
  if (bytes == 0) r->sizes = memory_allocate((row_count + 1) * sizeof *r->sizes);
  if (with_missing) r->counts = memory_allocate((row_count + 1) * sizeof *r->counts);
  bool ok = r->status != NULL && r->valid != NULL && r->pieces != NULL &&
            (r->values != NULL || r->sizes != NULL) && (r->counts != NULL || !with_missing);
  if (r->pieces != NULL) {
    r->piece_count = pieces;
    for (size_t i = 0; i < pieces; i++) text_builder_init(&r->pieces[i].text, INT32_MAX);
  }
  if (!ok) arrow_results_release(r);
  return ok;
}

void arrow_results_release(arrow_results *r) {
  for (size_t i = 0; i < r->piece_count; i++) {
    text_builder_release(&r->pieces[i].text);
    memory_free(r->pieces[i].slots);
  }
  memory_free(r->pieces);
  memory_free(r->status);
  memory_free(r->valid);
  memory_free(r->values);
  memory_free(r->sizes);
  memory_free(r->counts);
  *r = (arrow_results){0};
}

/* --- Taking --- */

static bool bit_of(const uint64_t *words, uint32_t row) {
  return words != NULL && (words[row / 64] >> row % 64 & 1) != 0;
}

static void set_bit(uint8_t *bits, size_t row) { bits[row / 8] |= (uint8_t)(1u << row % 8); }

static bool add_slot(arrow_piece *p, uint32_t slot) {
  if (p->slot_count == p->slot_capacity) {
    size_t capacity = p->slot_capacity == 0 ? 64 : p->slot_capacity * 2;
    uint32_t *grown = memory_resize(p->slots, capacity * sizeof *grown);
    if (grown == NULL) return false;
    p->slots = grown;
    p->slot_capacity = capacity;
  }
  p->slots[p->slot_count++] = slot;
  return true;
}

static bool take_missing(arrow_results *r, const missing_set *missing, size_t slot_count,
                         size_t row) {
  arrow_piece *p = &r->pieces[row / COLUMN_BATCH_ROWS];
  for (uint32_t slot = 0; missing != NULL && slot < slot_count; slot++) {
    if (!missing_set_has(missing, slot)) continue;
    if (!add_slot(p, slot)) return false;
    r->counts[row]++;
  }
  return true;
}

/* n / 10^from as an integer / 10^to, half-even; |n| is an int64, `to` at most 18. */
static __int128 rescaled(int64_t n, int32_t from, int32_t to) {
  __int128 v = n, power = 1;
  for (; from < to; from++) v *= 10;
  if (from == to) return v;
  if (from - to > 20) return 0; /* less than half of the last digit */
  for (; from > to; from--) power *= 10;
  __int128 quotient = v / power, rest = v % power;
  __int128 twice = (rest < 0 ? -rest : rest) * 2;
  bool rounds = twice > power || (twice == power && quotient % 2 != 0);
  return quotient + (rounds ? (v < 0 ? -1 : 1) : 0);
}

/* A decimal that does not fit an int64: through its digits.  False above 38 of them. */
static bool decimal_to_int128(const decimal *d, int32_t scale, __int128 *out) {
  decimal rounded;
  char digits[DECIMAL_TEXT_PLAIN_SIZE];
  if (!decimal_round(d, scale, ROUNDING_HALF_EVEN, &rounded)) return false;
  decimal_format(&rounded, digits, sizeof digits);
  __int128 v = 0;
  int32_t behind = -1, count = 0;
  for (const char *c = digits[0] == '-' ? digits + 1 : digits; *c != '\0'; c++) {
    if (*c == '.') {
      behind = 0;
      continue;
    }
    if (*c < '0' || *c > '9' || (count += v != 0 || *c != '0') > 38) return false;
    v = v * 10 + (*c - '0');
    behind += behind >= 0;
  }
  for (int32_t i = behind < 0 ? 0 : behind; i < scale; i++) {
    if (v != 0 && ++count > 38) return false;
    v *= 10;
  }
  *out = digits[0] == '-' ? -v : v;
  return true;
}

/* A builder fails for want of memory, or at its maximum, to which it grows by doubling. */
static arrow_outcome builder_outcome(const text_builder *b) {
  if (!b->failed) return ARROW_DONE;
  return b->size > b->bytes_max / 2 ? ARROW_TOO_LARGE : ARROW_NO_MEMORY;
}

static arrow_outcome take_text(arrow_results *r, text t, size_t row) {
  text_builder *b = &r->pieces[row / COLUMN_BATCH_ROWS].text;
  text_builder_add(b, t);
  r->sizes[row] = (uint32_t)t.size;
  return builder_outcome(b);
}

static arrow_outcome take_json(arrow_results *r, value v, size_t row) {
  text_builder *b = &r->pieces[row / COLUMN_BATCH_ROWS].text;
  size_t before = b->size;
  if (!json_value_write(v, b)) return ARROW_TOO_DEEP;
  r->sizes[row] = (uint32_t)(b->size - before);
  return builder_outcome(b);
}

/* Any value that there is; what is not of the declared kind was made null by the engine. */
static arrow_outcome take_value(arrow_results *r, value v, size_t row) {
  switch (r->kind) {
    case ARROW_VALUE_BOOLEAN:
      if (value_is_true(v)) set_bit(r->values, row);
      break;
    case ARROW_VALUE_NUMBER:
      if (v.kind != VALUE_NUMBER ||
          !decimal_to_int128(&v.as.number, r->number_scale, (__int128 *)r->values + row)) {
        return ARROW_TOO_MANY_DIGITS;
      }
      break;
    case ARROW_VALUE_DATE:
      ((int32_t *)r->values)[row] =
          (int32_t)calendar_day_of((civil_date){v.as.date.year, v.as.date.month, v.as.date.day});
      break;
    case ARROW_VALUE_TEXT:
      return take_text(r, v.as.string, row);
    case ARROW_VALUE_JSON:
      return take_json(r, v, row);
  }
  return ARROW_DONE;
}

/* What the columns hold as it is; everything else goes through a value. */
static arrow_outcome take_known(arrow_results *r, column_worker *w, size_t want,
                                const column_result *result, uint32_t row, size_t at) {
  bool is_plain = bit_of(result->known, row);
  if (is_plain && r->kind == ARROW_VALUE_BOOLEAN && result->kind == VALUE_BOOLEAN) {
    if (bit_of(result->truth, row)) set_bit(r->values, at);
  } else if (is_plain && r->kind == ARROW_VALUE_NUMBER && result->kind == VALUE_NUMBER) {
    ((__int128 *)r->values)[at] = rescaled(result->values[row], result->scale, r->number_scale);
  } else if (is_plain && r->kind == ARROW_VALUE_DATE && result->kind == VALUE_DATE) {
    ((int32_t *)r->values)[at] = (int32_t)result->values[row];
  } else if (is_plain && r->kind == ARROW_VALUE_TEXT && result->kind == VALUE_STRING &&
             result->dictionary != NULL) {
    return take_text(r, result->dictionary[result->values[row]], at);
  } else {
    return take_value(r, column_worker_value(w, want, row), at);
  }
  return ARROW_DONE;
}

static arrow_outcome take_row(arrow_results *r, column_worker *w, size_t want,
                              const column_result *result, size_t slot_count, uint32_t row,
                              size_t at) {
  bool is_unknown = bit_of(result->unknown, row), is_null = bit_of(result->null, row);
  if (is_unknown || is_null) {
    r->status[at] = is_unknown ? ARROW_STATUS_UNKNOWN : ARROW_STATUS_NULL;
    bool ok = !r->with_missing || (is_null && !r->asks_for_null) ||
              take_missing(r, column_worker_missing(w, want, row), slot_count, at);
    return ok ? ARROW_DONE : ARROW_NO_MEMORY;
  }
  set_bit(r->valid, at);
  arrow_outcome outcome = take_known(r, w, want, result, row, at);
  r->status[at] = ARROW_STATUS_VALUE;
  if (r->kind == ARROW_VALUE_BOOLEAN) {
    bool is_met = (((const uint8_t *)r->values)[at / 8] >> at % 8 & 1) != 0;
    r->status[at] = is_met ? ARROW_STATUS_MET : ARROW_STATUS_NOT_MET;
  }
  return outcome;
}

arrow_outcome arrow_results_take(arrow_results *r, column_worker *w, size_t want, size_t slot_count,
                                 size_t first, uint32_t row_count) {
  column_result result;
  column_worker_result(w, want, &result);
  arrow_outcome outcome = ARROW_DONE;
  for (uint32_t row = 0; row < row_count && outcome == ARROW_DONE; row++) {
    outcome = take_row(r, w, want, &result, slot_count, row, first + row);
  }
  return outcome;
}

/* --- Giving --- */

static int64_t count_nulls(const arrow_results *r) {
  int64_t valid = 0;
  for (size_t i = 0; i < r->row_count / 8 + 1; i++) valid += __builtin_popcount(r->valid[i]);
  return (int64_t)r->row_count - valid;
}

static arrow_outcome give_texts(arrow_results *r, struct ArrowArray *out) {
  size_t total = 0;
  for (size_t i = 0; i < r->piece_count; i++) total += r->pieces[i].text.size;
  if (total > INT32_MAX) return ARROW_TOO_LARGE;
  int32_t *offsets = memory_allocate((r->row_count + 1) * sizeof *offsets);
  char *bytes = memory_allocate(total + 1);
  bool ok = offsets != NULL && bytes != NULL;
  for (size_t i = 0, at = 0; ok && i < r->piece_count; i++) {
    text t = text_builder_text(&r->pieces[i].text);
    memcpy(bytes + at, t.data, t.size);
    at += t.size;
  }
  for (size_t i = 0; ok && i < r->row_count; i++)
    offsets[i + 1] = offsets[i] + (int32_t)r->sizes[i];
  int64_t nulls = count_nulls(r);
  void *buffers[] = {r->valid, offsets, bytes};
  r->valid = NULL;
  ok = arrow_array_make(out, (int64_t)r->row_count, nulls, buffers, 3, 0) && ok;
  return ok ? ARROW_DONE : ARROW_NO_MEMORY;
}

static arrow_outcome give_values(arrow_results *r, struct ArrowArray *out) {
  if (r->sizes != NULL) return give_texts(r, out);
  int64_t nulls = count_nulls(r);
  void *buffers[] = {r->valid, r->values};
  r->valid = NULL;
  r->values = NULL;
  return arrow_array_make(out, (int64_t)r->row_count, nulls, buffers, 2, 0) ? ARROW_DONE
                                                                            : ARROW_NO_MEMORY;
}

/* All missing facts as texts, one after another. */
static arrow_outcome give_names(const arrow_results *r, const text *names, size_t count,
                                struct ArrowArray *out) {
  text *texts = memory_allocate((count + 1) * sizeof *texts);
  if (texts == NULL) return ARROW_NO_MEMORY;
  size_t used = 0, size = 0;
  for (size_t i = 0; i < r->piece_count; i++) {
    for (size_t k = 0; k < r->pieces[i].slot_count; k++) {
      texts[used] = names[r->pieces[i].slots[k]];
      size += texts[used++].size;
    }
  }
  bool is_small = size <= INT32_MAX;
  bool ok = is_small && arrow_array_of_texts(out, texts, count);
  memory_free(texts);
  return ok ? ARROW_DONE : is_small ? ARROW_NO_MEMORY : ARROW_TOO_LARGE;
}

static arrow_outcome give_missing(arrow_results *r, const text *names, struct ArrowArray *out) {
  size_t count = 0;
  for (size_t i = 0; i < r->piece_count; i++) count += r->pieces[i].slot_count;
  if (count > INT32_MAX) return ARROW_TOO_LARGE;
  int32_t *offsets = memory_allocate((r->row_count + 1) * sizeof *offsets);
  if (offsets == NULL) return ARROW_NO_MEMORY;
  for (size_t i = 0; i < r->row_count; i++) offsets[i + 1] = offsets[i] + (int32_t)r->counts[i];
  void *buffers[] = {NULL, offsets};
  if (!arrow_array_make(out, (int64_t)r->row_count, 0, buffers, 2, 1)) return ARROW_NO_MEMORY;
  return give_names(r, names, count, out->children[0]);
}

arrow_outcome arrow_results_give(arrow_results *r, const text *names,
                                 struct ArrowArray *const *children) {
  arrow_outcome outcome = give_values(r, children[0]);
  if (outcome != ARROW_DONE) return outcome;
  int8_t *status = r->status;
  r->status = NULL;
  if (!arrow_status_array(children[1], status, r->row_count)) return ARROW_NO_MEMORY;
  return r->with_missing ? give_missing(r, names, children[2]) : ARROW_DONE;
}

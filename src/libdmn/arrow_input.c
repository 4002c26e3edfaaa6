/* Arrow columns as columns of the engine: formats read once, arrays checked and taken batch by
 * batch.
 *
 * What must stay true: no buffer is read outside of the rows that the array says it has, whatever
 * else the array says; a validity bit is never read past the last row. */
#include "libdmn/arrow_input.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/messages/libdmn.h"
#include "base/text_builder.h"

/* --- Formats --- */

static sd_status refuse_format(const struct ArrowSchema *schema, const feel_type *type,
                               const arrow_input *in, arena *a, sd_error *error) {
  const char *format = arena_copy_string(a, schema->format == NULL ? "?" : schema->format);
  if (format == NULL) return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  bool is_float = strcmp(format, "e") == 0 || strcmp(format, "f") == 0 || strcmp(format, "g") == 0;
  if (is_float) {
    return error_set(error, SD_TYPE_ERROR, MESSAGE_LIBDMN_ARROW_FLOAT,
                     SD_ARGS(in->name.data, format));
  }
  text_builder shown;
  text_builder_init(&shown, 400);
  if (type == NULL) {
    text_builder_add_string(&shown, "Any");
  } else {
    type_to_text(type, &shown);
  }
  text type_name = arena_copy(a, text_builder_text(&shown));
  text_builder_release(&shown);
  return error_set(error, SD_TYPE_ERROR, MESSAGE_LIBDMN_ARROW_FORMAT,
                   SD_ARGS(in->name.data, format, type_name.data == NULL ? "" : type_name.data));
}

/* Integers: their width; 0 for other formats. */
static uint8_t integer_width(const char *format, bool *is_signed_out) {
  static const char letters[] = "cCsSiIlL";
  const char *found = format[0] == '\0' || format[1] != '\0' ? NULL : strchr(letters, format[0]);
  if (found == NULL) return 0;
  size_t index = (size_t)(found - letters);
  *is_signed_out = index % 2 == 0;
  return (uint8_t)(1u << index / 2);
}

/* "d:12,2" or "d:12,2,128". */
static bool read_decimal(const char *format, int32_t *scale_out) {
  char *end = NULL;
  if (strncmp(format, "d:", 2) != 0) return false;
  long precision = strtol(format + 2, &end, 10);
  if (*end != ',' || precision < 1 || precision > 38) return false;
  long scale = strtol(end + 1, &end, 10);
  if (scale < -38 || scale > 38) return false;
  *scale_out = (int32_t)scale;
  return *end == '\0' || strcmp(end, ",128") == 0;
}

static bool is_text(const char *format, bool *is_large_out) {
  *is_large_out = strcmp(format, "U") == 0;
  return *is_large_out || strcmp(format, "u") == 0;
}

static bool read_form(const struct ArrowSchema *schema, arrow_input *in) {
  const char *format = schema->format;
  if (format == NULL) return false;
  uint8_t width = integer_width(format, &in->is_signed);
  in->width = width;
  if (schema->dictionary != NULL) {
    in->form = ARROW_CODES;
    const char *texts = schema->dictionary->format;
    return width != 0 && texts != NULL && is_text(texts, &in->is_large) &&
           schema->dictionary->dictionary == NULL;
  }
  if (width != 0) {
    in->form = in->is_signed ? ARROW_SIGNED : ARROW_UNSIGNED;
  } else if (read_decimal(format, &in->scale)) {
    in->form = ARROW_DECIMAL;
  } else if (is_text(format, &in->is_large)) {
    in->form = ARROW_TEXT;
  } else if (strcmp(format, "b") == 0) {
    in->form = ARROW_BOOLEAN;
  } else if (strcmp(format, "tdD") == 0) {
    in->form = ARROW_DAYS;
    in->width = 4;
  } else if (strcmp(format, "tdm") == 0) {
    in->form = ARROW_MILLISECONDS;
  } else if (strcmp(format, "n") == 0) {
    in->form = ARROW_ABSENT;
  } else {
    return false;
  }
  return true;
}

static bool form_suits(arrow_form form, const feel_type *type) {
  type_kind kind = type == NULL ? TYPE_ANY : type->kind;
  if (kind == TYPE_ANY || form == ARROW_ABSENT) return true;
  switch (form) {
    case ARROW_SIGNED:
    case ARROW_UNSIGNED:
    case ARROW_DECIMAL:
      return kind == TYPE_NUMBER;
    case ARROW_BOOLEAN:
      return kind == TYPE_BOOLEAN;
    case ARROW_DAYS:
    case ARROW_MILLISECONDS:
      return kind == TYPE_DATE;
    default:
      return kind == TYPE_STRING;
  }
}

sd_status arrow_input_read(const struct ArrowSchema *schema, const feel_type *type, arena *a,
                           arrow_input *out, sd_error *error) {
  *out = (arrow_input){.name = arena_copy(a, text_of(schema->name == NULL ? "" : schema->name))};
  if (out->name.data == NULL)
    return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  if (read_form(schema, out) && form_suits(out->form, type)) return SD_OK;
  return refuse_format(schema, type, out, a, error);
}

/* --- Arrays --- */

/* What taking one column needs. */
typedef struct taking {
  const arrow_input *in;
  const struct ArrowArray *array; /* the child */
  size_t first, count;            /* rows of the child */
  arena *arena;
  column *out;
  sd_error *error;
} taking;

static sd_status fail(const taking *t, sd_status status, message_id message) {
  return error_set(t->error, status, message, SD_ARGS(t->in->name.data));
}

static sd_status out_of_memory(const taking *t) {
  return fail(t, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY);
}

static bool bit_at(const void *bits, size_t index) {
  return (((const uint8_t *)bits)[index / 8] >> index % 8 & 1) != 0;
}

/* The words of a validity of the child and one of the struct; all present is NULL. */
static bool take_presence(const taking *t, const struct ArrowArray *parent) {
  const void *own = t->in->form == ARROW_ABSENT ? NULL : t->array->buffers[0];
  const void *outer = parent->n_buffers == 1 ? parent->buffers[0] : NULL;
  if (t->array->null_count == 0) own = NULL;
  if (parent->null_count == 0) outer = NULL;
  t->out->present = NULL;
  if (own == NULL && outer == NULL) return true;
  uint64_t *words = ARENA_ARRAY(t->arena, uint64_t, (t->count + 63) / 64 + 1);
  if (words == NULL) return false;
  for (size_t i = 0; i < t->count; i++) {
    bool is_present = (own == NULL || bit_at(own, t->first + i)) &&
                      (outer == NULL || bit_at(outer, (size_t)parent->offset + i));
    words[i / 64] |= (uint64_t)is_present << i % 64;
  }
  t->out->present = words;
  return true;
}

static bool is_aligned(const void *pointer, size_t width) {
  return (uintptr_t)pointer % width == 0;
}

/* The rows of a buffer of fixed width where they are, or a copy when they lie askew. */
static const void *rows_of(const taking *t, size_t width) {
  const char *from = (const char *)t->array->buffers[1] + t->first * width;
  if (is_aligned(from, width)) return from;
  void *copy = arena_allocate(t->arena, t->count * width + 1);
  if (copy != NULL) memcpy(copy, from, t->count * width);
  return copy;
}

static sd_status take_signed(const taking *t, column_kind kind) {
  t->out->kind = kind;
  t->out->width = t->in->width;
  t->out->values = rows_of(t, t->in->width);
  return t->out->values == NULL ? out_of_memory(t) : SD_OK;
}

static uint64_t unsigned_at(const void *values, size_t width, size_t row) {
  uint64_t v = 0;
  memcpy(&v, (const char *)values + row * width, width); /* Arrow of the machine's own byte order */
  return v;
}

/* Made of 64-bit integers of their own; false when memory is out. */
static int64_t *own_values(const taking *t, column_kind kind) {
  int64_t *values = ARENA_ARRAY(t->arena, int64_t, t->count + 1);
  t->out->kind = kind;
  t->out->width = sizeof *values;
  t->out->values = values;
  return values;
}

static sd_status take_unsigned(const taking *t) {
  int64_t *values = own_values(t, COLUMN_NUMBER);
  if (values == NULL) return out_of_memory(t);
  for (size_t i = 0; i < t->count; i++) {
    uint64_t v = unsigned_at(t->array->buffers[1], t->in->width, t->first + i);
    bool is_large = v > INT64_MAX;
    if (is_large && column_is_present(t->out, i)) {
      return fail(t, SD_TYPE_ERROR, MESSAGE_LIBDMN_ARROW_DIGITS);
    }
    values[i] = is_large ? 0 : (int64_t)v;
  }
  return SD_OK;
}

static sd_status take_booleans(const taking *t) {
  uint8_t *values = ARENA_ARRAY(t->arena, uint8_t, t->count + 1);
  if (values == NULL) return out_of_memory(t);
  for (size_t i = 0; i < t->count; i++) values[i] = bit_at(t->array->buffers[1], t->first + i);
  t->out->kind = COLUMN_BOOLEAN;
  t->out->width = 1;
  t->out->values = values;
  return SD_OK;
}

static sd_status take_milliseconds(const taking *t) {
  enum { DAY_MS = 86400000 };
  int64_t *days = own_values(t, COLUMN_DATE);
  if (days == NULL) return out_of_memory(t);
  for (size_t i = 0; i < t->count; i++) {
    int64_t ms = (int64_t)unsigned_at(t->array->buffers[1], 8, t->first + i);
    days[i] = ms / DAY_MS - (ms % DAY_MS < 0);
  }
  return SD_OK;
}

/* --- Decimals --- */

static __int128 decimal_at(const taking *t, size_t row) {
  __int128 v;
  memcpy(&v, (const char *)t->array->buffers[1] + (t->first + row) * sizeof v, sizeof v);
  return v;
}

/* Zeros at the end of all present numbers, at most `limit`. */
static int32_t common_zeros(const taking *t, int32_t limit) {
  __int128 power = 1; /* 10^limit divides all that were looked at */
  for (int32_t i = 0; i < limit; i++) power *= 10;
  for (size_t i = 0; i < t->count && limit > 0; i++) {
    if (!column_is_present(t->out, i)) continue;
    __int128 v = decimal_at(t, i);
    for (; limit > 0 && v % power != 0; limit--) power /= 10;
  }
  return limit;
}

/* v × 10^digits or v / 10^-digits as int64; false when it does not fit. */
static bool shift_to_int64(__int128 v, int32_t digits, int64_t *out) {
  for (; digits < 0; digits++) v /= 10;
  for (; digits > 0; digits--) {
    if (__builtin_mul_overflow(v, (__int128)10, &v)) return false;
  }
  if (v > INT64_MAX || v < INT64_MIN) return false;
  *out = (int64_t)v;
  return true;
}

/* Every number as integer / 10^scale, or the row at which that ends. */
static size_t shift_all(const taking *t, int64_t *values, int32_t scale) {
  for (size_t i = 0; i < t->count; i++) {
    values[i] = 0;
    if (!column_is_present(t->out, i)) continue;
    if (!shift_to_int64(decimal_at(t, i), scale - t->in->scale, &values[i])) return i;
  }
  return t->count;
}

/* At the scale of the format where that fits, else without the zeros that all numbers end with. */
static sd_status take_decimals(const taking *t) {
  int64_t *values = own_values(t, COLUMN_NUMBER);
  if (values == NULL) return out_of_memory(t);
  int32_t scale = t->in->scale < 0 ? 0 : t->in->scale;
  bool fits = scale <= COLUMN_SCALE_MAX && shift_all(t, values, scale) == t->count;
  if (!fits) {
    scale -= common_zeros(t, scale);
    fits = scale <= COLUMN_SCALE_MAX && shift_all(t, values, scale) == t->count;
  }
  t->out->scale = (uint8_t)scale;
  return fits ? SD_OK : fail(t, SD_TYPE_ERROR, MESSAGE_LIBDMN_ARROW_DIGITS);
}

/* --- Texts --- */

static int64_t offset_at(const void *offsets, bool is_large, size_t index) {
  if (is_large) {
    int64_t v;
    memcpy(&v, (const char *)offsets + index * sizeof v, sizeof v);
    return v;
  }
  int32_t v;
  memcpy(&v, (const char *)offsets + index * sizeof v, sizeof v);
  return v;
}

/* Text `index` (offset included) of an array of texts; false when its offsets go backwards or it is
 * not UTF-8. */
static bool text_at(const struct ArrowArray *array, bool is_large, size_t index, text *out) {
  int64_t from = offset_at(array->buffers[1], is_large, index);
  int64_t to = offset_at(array->buffers[1], is_large, index + 1);
  if (from < 0 || to < from || (to > from && array->buffers[2] == NULL)) return false;
  const char *data = array->buffers[2] == NULL ? "" : (const char *)array->buffers[2] + from;
  *out = (text){data, (size_t)(to - from)};
  return text_is_utf8(*out);
}

/* The code of a text among those seen so far, or UINT32_MAX when memory is out. */
static uint32_t code_of(map *seen, text t) {
  size_t index = map_index(seen, t);
  if (index != SIZE_MAX) return (uint32_t)index;
  return map_set(seen, t, seen) ? (uint32_t)(seen->count - 1) : UINT32_MAX;
}

static sd_status use_dictionary(const taking *t, const map *seen) {
  text *dictionary = ARENA_ARRAY(t->arena, text, seen->count + 1);
  if (dictionary == NULL) return out_of_memory(t);
  for (size_t i = 0; i < seen->count; i++) dictionary[i] = seen->entries[i].key;
  t->out->kind = COLUMN_STRING;
  t->out->dictionary = dictionary;
  t->out->dictionary_count = (uint32_t)seen->count;
  return SD_OK;
}

static sd_status take_texts(const taking *t) {
  map seen;
  map_init(&seen, t->arena);
  uint32_t *codes = ARENA_ARRAY(t->arena, uint32_t, t->count + 1);
  if (codes == NULL) return out_of_memory(t);
  for (size_t i = 0; i < t->count; i++) {
    if (!column_is_present(t->out, i)) continue;
    text found;
    if (!text_at(t->array, t->in->is_large, t->first + i, &found)) {
      return fail(t, SD_INVALID, MESSAGE_LIBDMN_ARROW_UTF8);
    }
    codes[i] = code_of(&seen, found);
    if (codes[i] == UINT32_MAX) return out_of_memory(t);
  }
  t->out->width = sizeof *codes;
  t->out->values = codes;
  return use_dictionary(t, &seen);
}

/* Which code of the engine each code of the dictionary is; UINT32_MAX for a null.  `*is_plain_out`:
 * all are what they were. */
static sd_status read_dictionary(const taking *t, map *seen, uint32_t *codes, bool *is_plain_out) {
  const struct ArrowArray *d = t->array->dictionary;
  *is_plain_out = true;
  for (size_t i = 0; i < (size_t)d->length; i++) {
    size_t at = (size_t)d->offset + i;
    codes[i] = UINT32_MAX;
    if (d->null_count == 0 || d->buffers[0] == NULL || bit_at(d->buffers[0], at)) {
      text found;
      if (!text_at(d, t->in->is_large, at, &found)) {
        return fail(t, SD_INVALID, MESSAGE_LIBDMN_ARROW_UTF8);
      }
      codes[i] = code_of(seen, found);
      if (codes[i] == UINT32_MAX) return out_of_memory(t);
    }
    *is_plain_out &= codes[i] == i;
  }
  return SD_OK;
}

/* False when a present row has a code outside of the dictionary. */
static bool codes_fit(const taking *t, uint64_t count) {
  for (size_t i = 0; i < t->count; i++) {
    if (!column_is_present(t->out, i)) continue;
    uint64_t code = unsigned_at(t->array->buffers[1], t->in->width, t->first + i);
    uint64_t sign = UINT64_C(1) << (8 * t->in->width - 1);
    if (code >= count || (t->in->is_signed && (code & sign) != 0)) return false;
  }
  return true;
}

/* A dictionary with a text twice, or with null, gets other codes. */
static sd_status recode(const taking *t, const uint32_t *codes) {
  uint32_t *own = ARENA_ARRAY(t->arena, uint32_t, t->count + 1);
  uint64_t *words = ARENA_ARRAY(t->arena, uint64_t, (t->count + 63) / 64 + 1);
  if (own == NULL || words == NULL) return out_of_memory(t);
  for (size_t i = 0; i < t->count; i++) {
    if (!column_is_present(t->out, i)) continue;
    uint32_t code = codes[unsigned_at(t->array->buffers[1], t->in->width, t->first + i)];
    if (code == UINT32_MAX) continue;
    own[i] = code;
    words[i / 64] |= UINT64_C(1) << i % 64;
  }
  t->out->width = sizeof *own;
  t->out->values = own;
  t->out->present = words;
  return SD_OK;
}

static sd_status take_codes(const taking *t) {
  const struct ArrowArray *d = t->array->dictionary;
  map seen;
  map_init(&seen, t->arena);
  uint32_t *codes = ARENA_ARRAY(t->arena, uint32_t, (size_t)d->length + 1);
  if (codes == NULL) return out_of_memory(t);
  bool is_plain = true;
  TRY(read_dictionary(t, &seen, codes, &is_plain));
  if (!codes_fit(t, (uint64_t)d->length)) return fail(t, SD_INVALID, MESSAGE_LIBDMN_ARROW_CODE);
  if (is_plain) {
    TRY(take_signed(t, COLUMN_STRING));
  } else {
    TRY(recode(t, codes));
  }
  return use_dictionary(t, &seen);
}

/* --- Checking and taking --- */

static bool has_buffers(const struct ArrowArray *array, int64_t count, bool has_rows) {
  if (array->n_buffers != count || array->buffers == NULL) return false;
  return !has_rows || array->buffers[1] != NULL;
}

static bool is_span(const struct ArrowArray *array) {
  return array->release != NULL && array->length >= 0 && array->offset >= 0 &&
         array->length <= INT64_MAX - array->offset;
}

static bool is_sound(const arrow_input *in, const struct ArrowArray *array,
                     const struct ArrowArray *parent) {
  if (array == NULL || !is_span(array) || array->length < parent->offset + parent->length) {
    return false;
  }
  bool has_rows = parent->length > 0;
  if (in->form == ARROW_ABSENT) return true;
  if (in->form == ARROW_TEXT) return has_buffers(array, 3, has_rows);
  if (in->form != ARROW_CODES) return has_buffers(array, 2, has_rows);
  const struct ArrowArray *d = array->dictionary;
  return has_buffers(array, 2, has_rows) && d != NULL && is_span(d) && d->length < UINT32_MAX &&
         has_buffers(d, 3, d->length > 0);
}

static sd_status take_values(const taking *t) {
  switch (t->in->form) {
    case ARROW_ABSENT:
      break;
    case ARROW_SIGNED:
      return take_signed(t, COLUMN_NUMBER);
    case ARROW_UNSIGNED:
      return take_unsigned(t);
    case ARROW_DECIMAL:
      return take_decimals(t);
    case ARROW_BOOLEAN:
      return take_booleans(t);
    case ARROW_DAYS:
      return take_signed(t, COLUMN_DATE);
    case ARROW_MILLISECONDS:
      return take_milliseconds(t);
    case ARROW_TEXT:
      return take_texts(t);
    case ARROW_CODES:
      return take_codes(t);
  }
  return SD_OK;
}

sd_status arrow_input_take(const arrow_input *in, const struct ArrowArray *parent, arena *a,
                           column *out, sd_error *error) {
  const struct ArrowArray *array = parent->children[in->child];
  *out = (column){.kind = COLUMN_NUMBER};
  taking t = {.in = in, .array = array, .arena = a, .out = out, .error = error};
  if (!is_sound(in, array, parent)) return fail(&t, SD_INVALID, MESSAGE_LIBDMN_ARROW_ARRAY);
  t.first = (size_t)(parent->offset + array->offset);
  t.count = (size_t)parent->length;
  if (!take_presence(&t, parent)) return out_of_memory(&t);
  TRY(take_values(&t));
  if (in->form != ARROW_ABSENT) column_find_range(out, t.count);
  return SD_OK;
}

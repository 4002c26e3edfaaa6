/* Names of columns and units as officials write them, brought to one form. */
#include "registry/column_name.h"

#include <string.h>

#include "base/encoding.h"
#include "base/limits.h"

static const struct {
  const char *name;
  value_unit unit;
} unit_names[] = {
    {"元", UNIT_YUAN},   {"人民币元", UNIT_YUAN},  {"千元", UNIT_THOUSAND},  {"万元", UNIT_WAN},
    {"万", UNIT_WAN},    {"百万元", UNIT_MILLION}, {"亿元", UNIT_YI},        {"亿", UNIT_YI},
    {"%", UNIT_PERCENT}, {"‰", UNIT_PER_MILLE},    {"百分比", UNIT_PERCENT},
};

/* Units of counting that may stand behind a name and change nothing. */
static const char *const counting_units[] = {"人", "个",     "件", "项",   "家", "次",
                                             "年", "平方米", "㎡", "人次", "分", "名"};

bool value_unit_parse(text name, value_unit *out) {
  for (size_t i = 0; i < sizeof unit_names / sizeof unit_names[0]; i++) {
    if (!text_is(name, unit_names[i].name)) continue;
    *out = unit_names[i].unit;
    return true;
  }
  return false;
}

const char *value_unit_name(value_unit unit) {
  for (size_t i = 0; i < sizeof unit_names / sizeof unit_names[0]; i++)
    if (unit_names[i].unit == unit) return unit_names[i].name;
  return "";
}

static bool is_counting_unit(text name) {
  for (size_t i = 0; i < sizeof counting_units / sizeof counting_units[0]; i++)
    if (text_is(name, counting_units[i])) return true;
  return false;
}

/* --- One form --- */

/* Replaces other brackets by ( ) and drops white space. */
static void add_folded(text source, text_builder *out) {
  text_builder folded;
  text_builder_init(&folded, LIMIT_CELL_BYTES);
  encoding_fold_width(source, &folded);
  text content = text_builder_text(&folded);
  size_t offset = 0;
  for (int32_t c; (c = text_decode(content, &offset)) != -1;) {
    if (c < 0 || code_point_is_space(c)) continue;
    if (c == '[' || c == 0x3010 || c == 0x3014) c = '(';
    if (c == ']' || c == 0x3011 || c == 0x3015) c = ')';
    text_builder_add_code_point(out, c);
  }
  if (folded.failed) out->failed = true;
  text_builder_release(&folded);
}

static text copy_and_release(arena *a, text_builder *b) {
  text copy = b->failed ? (text){0} : arena_copy(a, text_builder_text(b));
  text_builder_release(b);
  return copy;
}

text fold_word(arena *a, text word) {
  text_builder b;
  text_builder_init(&b, LIMIT_CELL_BYTES);
  add_folded(word, &b);
  return copy_and_release(a, &b);
}

/* Takes a unit in brackets off the end. */
static text strip_unit(text part, value_unit *unit) {
  if (!text_ends_with(part, TEXT(")"))) return part;
  size_t open = part.size;
  while (open > 0 && part.data[open - 1] != '(') open--;
  if (open <= 1) return part;
  text inner = text_slice(part, open, part.size - open - 1);
  if (text_starts_with(inner, TEXT("单位:"))) inner = text_slice(inner, 7, inner.size);
  if (!value_unit_parse(inner, unit) && !is_counting_unit(inner)) return part;
  return text_slice(part, 0, open - 1);
}

text column_name_normalise(arena *a, text name, value_unit *unit_out) {
  text_builder folded, out;
  text_builder_init(&folded, LIMIT_CELL_BYTES);
  text_builder_init(&out, LIMIT_CELL_BYTES);
  add_folded(name, &folded);
  if (folded.failed) out.failed = true;
  text rest = text_builder_text(&folded);
  value_unit unit = UNIT_NONE;
  while (rest.size > 0) {
    size_t slash = text_find(rest, TEXT("/"), 0);
    text part = text_slice(rest, 0, slash);
    rest = slash == SIZE_MAX ? TEXT("") : text_slice(rest, slash + 1, rest.size);
    while (text_starts_with(part, TEXT("*"))) part = text_slice(part, 1, part.size);
    if (out.size > 0 && rest.size == 0 && value_unit_parse(part, &unit)) break;
    part = strip_unit(part, &unit);
    if (part.size == 0) continue;
    if (out.size > 0) text_builder_add_byte(&out, '/');
    text_builder_add(&out, part);
  }
  text_builder_release(&folded);
  if (unit_out) *unit_out = unit;
  return copy_and_release(a, &out);
}

value_unit unit_stated_in(text cell) {
  if (cell.size > 512) return UNIT_NONE;
  text_builder b;
  text_builder_init(&b, LIMIT_CELL_BYTES);
  add_folded(cell, &b);
  text folded = text_builder_text(&b);
  value_unit unit = UNIT_NONE;
  /* "填报单位:某局单位:万元" has two, and the first names no unit. */
  for (size_t at = 0; unit == UNIT_NONE; at++) {
    at = text_find(folded, TEXT("单位:"), at);
    if (at == SIZE_MAX) break;
    text rest = text_slice(folded, at + 7, folded.size);
    while (text_ends_with(rest, TEXT(")"))) rest.size--;
    value_unit_parse(rest, &unit);
  }
  text_builder_release(&b);
  return unit;
}

/* --- Paths --- */

size_t column_path_parts(text path) {
  size_t parts = path.size > 0;
  for (size_t i = 0; i < path.size; i++) parts += path.data[i] == '/';
  return parts;
}

size_t column_path_match(text path, text name) {
  if (name.size == 0 || !text_ends_with(path, name)) return 0;
  if (path.size > name.size && path.data[path.size - name.size - 1] != '/') return 0;
  return column_path_parts(name);
}

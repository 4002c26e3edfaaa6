/* Values as the kit's test files write them, and the kit's comparison of results. */
#include "tck/kit_value.h"

#include "feel/temporal.h"

static const char SCHEMA_INSTANCE[] = "http://www.w3.org/2001/XMLSchema-instance";

/* --- Reading --- */

static text instance_attribute(const xml_node *node, const char *name) {
  for (size_t i = 0; i < node->attribute_count; i++) {
    const xml_attribute *attribute = &node->attributes[i];
    if (text_is(attribute->name, name) && text_is(attribute->namespace_uri, SCHEMA_INSTANCE)) {
      return attribute->value;
    }
  }
  return TEXT("");
}

static value read_number(text content) {
  decimal number;
  return decimal_parse(text_trim(content), &number) ? value_number(number) : value_null();
}

static value read_as(type_kind kind, text content, arena *a) {
  text trimmed = text_trim(content);
  switch (kind) {
    case TYPE_BOOLEAN:
      return value_boolean(text_is(trimmed, "true") || text_is(trimmed, "1"));
    case TYPE_NUMBER:
      return read_number(content);
    case TYPE_DATE:
      return temporal_parse_date(trimmed);
    case TYPE_TIME:
      return temporal_parse_time(a, trimmed);
    case TYPE_DATE_TIME:
      return temporal_parse_date_time(a, trimmed);
    case TYPE_DAYS_DURATION:
    case TYPE_MONTHS_DURATION:
      return temporal_parse_duration(trimmed);
    default:
      return value_string(content);
  }
}

static const struct {
  const char *name;
  type_kind kind;
} SCHEMA_TYPES[] = {
    {"string", TYPE_STRING}, {"boolean", TYPE_BOOLEAN},    {"decimal", TYPE_NUMBER},
    {"double", TYPE_NUMBER}, {"integer", TYPE_NUMBER},     {"date", TYPE_DATE},
    {"time", TYPE_TIME},     {"dateTime", TYPE_DATE_TIME}, {"duration", TYPE_DAYS_DURATION}};

static value read_simple(const xml_node *node, const feel_type *hint, arena *a) {
  if (text_is(instance_attribute(node, "nil"), "true")) return value_null();
  text written = instance_attribute(node, "type");
  size_t colon = text_find(written, TEXT(":"), 0);
  text local = colon == SIZE_MAX ? written : text_slice(written, colon + 1, written.size);
  for (size_t i = 0; i < sizeof SCHEMA_TYPES / sizeof *SCHEMA_TYPES; i++) {
    if (text_is(local, SCHEMA_TYPES[i].name))
      return read_as(SCHEMA_TYPES[i].kind, node->content, a);
  }
  if (written.size == 0 && node->content.size == 0) return value_null(); /* <value/> */
  return read_as(hint == NULL ? TYPE_STRING : hint->kind, node->content, a);
}

static size_t count_children(const xml_node *node, const char *name) {
  size_t count = 0;
  for (const xml_node *n = node->first_child; n; n = n->next) count += text_is(n->name, name);
  return count;
}

static value read_list(const xml_node *node, const feel_type *hint, arena *a) {
  size_t count = 0;
  value *items = ARENA_ARRAY(a, value, count_children(node, "item") + 1);
  if (items == NULL) return value_null();
  const feel_type *element = hint != NULL && hint->kind == TYPE_LIST ? hint->element : NULL;
  for (const xml_node *n = node->first_child; n; n = n->next) {
    if (text_is(n->name, "item")) items[count++] = kit_value_read(n, element, a);
  }
  return value_list_make(a, items, count);
}

static const feel_type *member_hint(const feel_type *hint, text name) {
  for (size_t i = 0; hint != NULL && hint->kind == TYPE_CONTEXT && i < hint->field_count; i++) {
    if (text_equal(hint->fields[i].name, name)) return hint->fields[i].type;
  }
  return NULL;
}

static value read_components(const xml_node *node, const feel_type *hint, arena *a) {
  size_t count = 0, count_max = count_children(node, "component");
  text *keys = ARENA_ARRAY(a, text, count_max + 1);
  value *values = ARENA_ARRAY(a, value, count_max + 1);
  if (keys == NULL || values == NULL) return value_null();
  for (const xml_node *n = node->first_child; n; n = n->next) {
    if (!text_is(n->name, "component")) continue;
    keys[count] = xml_node_attribute(n, "name");
    if (keys[count].data == NULL) keys[count] = TEXT("");
    values[count] = kit_value_read(n, member_hint(hint, keys[count]), a);
    count++;
  }
  return value_context_make(a, keys, values, count);
}

value kit_value_read(const xml_node *node, const feel_type *hint, arena *a) {
  for (const xml_node *n = node->first_child; n; n = n->next) {
    if (text_is(n->name, "value")) return read_simple(n, hint, a);
    if (text_is(n->name, "list")) return read_list(n, hint, a);
    if (text_is(n->name, "component")) return read_components(node, hint, a);
  }
  return value_null();
}

/* --- Comparing --- */

static bool numbers_agree(const decimal *x, const decimal *y) {
  decimal difference, tolerance = decimal_scaled(1, -8);
  if (!decimal_subtract(x, y, &difference)) return false;
  difference = decimal_absolute(&difference);
  return decimal_compare(&difference, &tolerance) < 0;
}

static bool lists_agree(const value_list *x, const value_list *y) {
  if (x->count != y->count) return false;
  for (size_t i = 0; i < x->count; i++) {
    if (!kit_value_agrees(x->items[i], y->items[i])) return false;
  }
  return true;
}

static bool contexts_agree(const value_context *x, const value_context *y) {
  if (x->count != y->count) return false;
  for (size_t i = 0; i < x->count; i++) {
    const value *other = value_context_find(y, x->keys[i]);
    if (other == NULL || !kit_value_agrees(x->values[i], *other)) return false;
  }
  return true;
}

static bool dates_agree(feel_date x, feel_date y) {
  return x.year == y.year && x.month == y.month && x.day == y.day;
}

static bool times_agree(feel_time x, feel_time y) {
  return x.nanos == y.nanos && x.has_offset == y.has_offset &&
         (!x.has_offset || x.offset_seconds == y.offset_seconds);
}

bool kit_value_agrees(value expected, value actual) {
  if (expected.kind != actual.kind) return false;
  switch (expected.kind) {
    case VALUE_NUMBER:
      return numbers_agree(&expected.as.number, &actual.as.number);
    case VALUE_LIST:
      return lists_agree(expected.as.list, actual.as.list);
    case VALUE_CONTEXT:
      return contexts_agree(expected.as.context, actual.as.context);
    case VALUE_DATE:
      return dates_agree(expected.as.date, actual.as.date);
    case VALUE_TIME:
      return times_agree(expected.as.time, actual.as.time);
    case VALUE_DATE_TIME:
      return dates_agree(expected.as.date_time.date, actual.as.date_time.date) &&
             times_agree(expected.as.date_time.time, actual.as.date_time.time);
    default:
      return value_identical(expected, actual);
  }
}

/* Cuts the values of a table's column into pieces in which every condition is constant.
 *
 * What must stay true: within a piece no constant of a condition lies strictly inside, so that
 * trying its sample tells the whole piece. */
#include "dmn/table_domain.h"

#include <stdlib.h>
#include <string.h>

#include "base/calendar.h"
#include "feel/syntax_tree.h"
#include "feel/temporal.h"

/* --- Reading conditions --- */

static void add_constant(domain_constants *c, value v) {
  if (c->count == c->capacity) {
    size_t capacity = c->capacity == 0 ? 16 : c->capacity * 2;
    value *items = ARENA_ARRAY(c->arena, value, capacity);
    if (items == NULL) {
      c->is_out_of_memory = true;
      return;
    }
    if (c->count != 0) memcpy(items, c->items, c->count * sizeof *items);
    c->items = items;
    c->capacity = capacity;
  }
  c->items[c->count++] = v;
}

/* `is_ordered`: compared by more than equality. */
static bool read_constant(domain_constants *c, value v, bool is_ordered) {
  switch (v.kind) {
    case VALUE_NULL:
      c->mentions_null |= !is_ordered;
      return true;
    case VALUE_STRING:
      if (is_ordered) return false;
      add_constant(c, v);
      return true;
    case VALUE_BOOLEAN:
    case VALUE_NUMBER:
    case VALUE_DATE:
      add_constant(c, v);
      return true;
    case VALUE_RANGE: {
      const value_range *r = v.as.range;
      bool orders = !r->is_equality && !r->is_inequality;
      return (!r->has_low || read_constant(c, r->low, orders)) &&
             (!r->has_high || read_constant(c, r->high, orders));
    }
    case VALUE_LIST:
      for (size_t i = 0; i < v.as.list->count; i++) {
        value item = v.as.list->items[i];
        if (item.kind == VALUE_LIST || !read_constant(c, item, is_ordered)) return false;
      }
      return true;
    default:
      return false;
  }
}

static bool read_operand(domain_constants *c, const program *p, uint32_t index, bool is_ordered) {
  const instruction *in = &p->code[index];
  return in->opcode == OP_CONSTANT && read_constant(c, p->constants[in->a], is_ordered);
}

bool domain_read_tests(domain_constants *c, const program *p, uint32_t test) {
  const instruction *in = &p->code[test];
  switch (in->opcode) {
    case OP_CONSTANT: /* "-" among others */
      return true;
    case OP_TESTS:
      for (uint32_t i = 0; i < in->count; i++) {
        if (!domain_read_tests(c, p, p->operands[in->a + i])) return false;
      }
      return true;
    case OP_TEST_COMPARE: {
      bool is_ordered = in->detail != OPERATOR_EQUAL && in->detail != OPERATOR_NOT_EQUAL;
      return read_operand(c, p, in->b, is_ordered);
    }
    case OP_TEST_RANGE:
      return read_operand(c, p, in->b, true) && read_operand(c, p, in->c, true);
    case OP_TEST_VALUE:
      return in->detail == 0 && read_operand(c, p, in->b, false);
    default:
      return false;
  }
}

/* --- Numbers between --- */

static bool is_between(const decimal *low, const decimal *d, const decimal *high) {
  return (low == NULL || decimal_compare(low, d) < 0) &&
         (high == NULL || decimal_compare(d, high) < 0);
}

/* One beyond the only end, or twice as far where one is less than the last digit. */
static bool number_beyond(const decimal *end, bool is_above, decimal *out) {
  decimal zero = decimal_of(0), step = decimal_of(is_above ? 1 : -1), two = decimal_of(2);
  const decimal *low = is_above ? end : NULL, *high = is_above ? NULL : end;
  *out = zero;
  if (is_between(low, out, high)) return true;
  if (decimal_round(end, 0, is_above ? ROUNDING_FLOOR : ROUNDING_CEILING, out) &&
      decimal_add(out, &step, out) && is_between(low, out, high)) {
    return true;
  }
  return decimal_multiply(end, &two, out) && is_between(low, out, high);
}

bool domain_number_between(const decimal *low, const decimal *high, bool is_whole, decimal *out) {
  if (low == NULL && high == NULL) {
    *out = decimal_of(0);
    return true;
  }
  if (low == NULL || high == NULL) return number_beyond(low == NULL ? high : low, low != NULL, out);
  decimal one = decimal_of(1), two = decimal_of(2), middle;
  if (!decimal_add(low, high, &middle) || !decimal_divide(&middle, &two, &middle)) return false;
  for (int32_t scale = -20; scale <= (is_whole ? 0 : 40); scale++) {
    if (decimal_round(&middle, scale, ROUNDING_HALF_EVEN, out) && is_between(low, out, high)) {
      return true;
    }
  }
  if (is_whole) {
    return decimal_round(low, 0, ROUNDING_FLOOR, out) && decimal_add(out, &one, out) &&
           is_between(low, out, high);
  }
  *out = middle;
  return is_between(low, out, high);
}

/* --- Making pieces --- */

static bool date_of_day(int64_t day, value *out) {
  civil_date date;
  if (!calendar_date_of(day, &date)) return false;
  *out = value_of_date((feel_date){date.year, date.month, date.day});
  return true;
}

static bool date_between(const value *low, const value *high, value *out) {
  int64_t after = low == NULL ? 0 : temporal_day_of(low->as.date);
  int64_t before = high == NULL ? 0 : temporal_day_of(high->as.date);
  if (low == NULL && high == NULL)
    return date_of_day(calendar_day_of((civil_date){2000, 1, 1}), out);
  if (low == NULL) return date_of_day(before - 1, out);
  return (high == NULL || after + 1 < before) && date_of_day(after + 1, out);
}

static bool sample_between(const value *low, const value *high, value_kind kind, bool is_whole,
                           value *out) {
  if (kind == VALUE_DATE) return date_between(low, high, out);
  out->kind = VALUE_NUMBER;
  return domain_number_between(low == NULL ? NULL : &low->as.number,
                               high == NULL ? NULL : &high->as.number, is_whole, &out->as.number);
}

static void add_piece(table_domain *d, value sample, bool is_point) {
  d->pieces[d->count++] = (domain_piece){.sample = sample, .is_point = is_point};
}

static void add_interval(table_domain *d, const value *low, const value *high, value_kind kind,
                         bool is_whole) {
  value sample = value_null();
  if (sample_between(low, high, kind, is_whole, &sample)) add_piece(d, sample, false);
}

/* `ends` are in ascending order and differ. */
static void add_ordered(table_domain *d, const value *ends, size_t count, value_kind kind,
                        bool is_whole) {
  d->is_ordered = true;
  add_interval(d, NULL, count == 0 ? NULL : &ends[0], kind, is_whole);
  for (size_t i = 0; i < count; i++) {
    if (kind != VALUE_NUMBER || !is_whole || decimal_is_whole(&ends[i].as.number)) {
      add_piece(d, ends[i], true);
    }
    add_interval(d, &ends[i], i + 1 < count ? &ends[i + 1] : NULL, kind, is_whole);
  }
}

/* A string that is none of the named ones: 其他, with marks behind it until it is new. */
static bool add_other_string(table_domain *d, arena *a, const value *named, size_t count) {
  static const char OTHER[] = "其他";
  size_t size = sizeof OTHER - 1;
  char *bytes = arena_allocate(a, size + count + 1);
  if (bytes == NULL) return false;
  memcpy(bytes, OTHER, size);
  for (size_t i = 0; i < count; i++) {
    if (!text_equal(named[i].as.string, (text){bytes, size})) continue;
    bytes[size++] = '?';
    i = SIZE_MAX; /* from the start: the longer one may be named too */
  }
  add_piece(d, value_string((text){bytes, size}), false);
  return true;
}

static int compare_values(const void *x, const void *y) {
  const value *v = x, *w = y;
  int order = 0;
  if (v->kind == VALUE_STRING) return text_compare(v->as.string, w->as.string);
  value_order(*v, *w, &order);
  return order;
}

/* The constants of one kind, sorted, each once.  NULL when memory is out. */
static value *sorted_constants(const domain_constants *c, value_kind kind, size_t *count_out) {
  value *items = ARENA_ARRAY(c->arena, value, c->count + 1);
  if (items == NULL) return NULL;
  size_t count = 0;
  for (size_t i = 0; i < c->count; i++) {
    if (c->items[i].kind == kind) items[count++] = c->items[i];
  }
  qsort(items, count, sizeof *items, compare_values);
  size_t kept = 0;
  for (size_t i = 0; i < count; i++) {
    if (kept == 0 || compare_values(&items[kept - 1], &items[i]) != 0) items[kept++] = items[i];
  }
  *count_out = kept;
  return items;
}

/* The only kind among the constants; VALUE_NULL when there are none, VALUE_UNKNOWN when mixed. */
static value_kind kind_of_constants(const domain_constants *c) {
  value_kind kind = VALUE_NULL;
  for (size_t i = 0; i < c->count; i++) {
    if (kind != VALUE_NULL && kind != c->items[i].kind) return VALUE_UNKNOWN;
    kind = c->items[i].kind;
  }
  return kind;
}

bool domain_make(domain_constants *c, value_kind kind, bool is_whole, table_domain *out) {
  if (kind == VALUE_NULL) kind = kind_of_constants(c);
  size_t count = 0;
  *out = (table_domain){.pieces = ARENA_ARRAY(c->arena, domain_piece, 2 * c->count + 4)};
  value *items = sorted_constants(c, kind, &count);
  bool is_known = true;
  if (out->pieces == NULL || items == NULL) {
    c->is_out_of_memory = true;
    return false;
  }
  switch (kind) {
    case VALUE_NUMBER:
    case VALUE_DATE:
      add_ordered(out, items, count, kind, is_whole);
      break;
    case VALUE_STRING:
      for (size_t i = 0; i < count; i++) add_piece(out, items[i], true);
      if (!add_other_string(out, c->arena, items, count)) c->is_out_of_memory = true;
      break;
    case VALUE_BOOLEAN:
      add_piece(out, value_boolean(true), true);
      add_piece(out, value_boolean(false), true);
      break;
    default:
      add_piece(out, value_context_make(c->arena, NULL, NULL, 0), false);
      out->pieces[0].is_unbounded = true;
      is_known = kind == VALUE_NULL || c->count == 0;
  }
  add_piece(out, value_null(), true);
  out->pieces[out->count - 1].is_null = true;
  return is_known;
}

/* Ranges as values: made, tested, compared with points and with each other. */
#include "feel/range.h"

static ternary ternary_of(bool b) { return b ? TERNARY_TRUE : TERNARY_FALSE; }

/* --- Three-valued logic: false dominates `and`, true dominates `or` ------------------------- */

static ternary ternary_and(ternary x, ternary y) {
  if (x == TERNARY_FALSE || y == TERNARY_FALSE) return TERNARY_FALSE;
  return x == TERNARY_NULL || y == TERNARY_NULL ? TERNARY_NULL : TERNARY_TRUE;
}

static ternary ternary_or(ternary x, ternary y) {
  if (x == TERNARY_TRUE || y == TERNARY_TRUE) return TERNARY_TRUE;
  return x == TERNARY_NULL || y == TERNARY_NULL ? TERNARY_NULL : TERNARY_FALSE;
}

static ternary ternary_not(ternary x) {
  return x == TERNARY_NULL ? x : ternary_of(x == TERNARY_FALSE);
}

static ternary is_less(value x, value y) {
  int order;
  return value_order(x, y, &order) ? ternary_of(order < 0) : TERNARY_NULL;
}

/* Equal as ends of ranges: null ends are not equal to anything. */
static ternary is_same(value x, value y) {
  if (value_is_null(x) || value_is_null(y)) return TERNARY_NULL;
  return value_equal(x, y);
}

/* --- Made --------------------------------------------------------------------------------- */

static value make(arena *a, value_range parts) {
  value_range *range = ARENA_NEW(a, value_range);
  if (range == NULL) return value_null();
  *range = parts;
  return (value){.kind = VALUE_RANGE, .as.range = range};
}

value range_make(arena *a, value low, bool low_closed, value high, bool high_closed) {
  int order;
  bool is_low_null = value_is_null(low), is_high_null = value_is_null(high);
  if (is_low_null && is_high_null) return value_null();
  if (is_low_null && !value_order(high, high, &order)) return value_null();
  if (is_high_null && !value_order(low, low, &order)) return value_null();
  if (!is_low_null && !is_high_null && !value_order(low, high, &order)) return value_null();
  return make(a, (value_range){.low = low,
                               .high = high,
                               .low_closed = low_closed,
                               .high_closed = high_closed,
                               .has_low = true,
                               .has_high = true});
}

value range_make_unary(arena *a, range_operator op, value x) {
  value_range r = {.low = value_null(), .high = value_null()};
  switch (op) {
    case RANGE_LESS:
    case RANGE_LESS_EQUAL:
      r.high = x;
      r.has_high = true;
      r.high_closed = op == RANGE_LESS_EQUAL;
      break;
    case RANGE_GREATER:
    case RANGE_GREATER_EQUAL:
      r.low = x;
      r.has_low = true;
      r.low_closed = op == RANGE_GREATER_EQUAL;
      break;
    case RANGE_EQUAL:
    case RANGE_NOT_EQUAL:
      r.low = r.high = x;
      r.has_low = r.has_high = r.low_closed = r.high_closed = true;
      r.is_equality = op == RANGE_EQUAL;
      r.is_inequality = op == RANGE_NOT_EQUAL;
      break;
  }
  return make(a, r);
}

/* --- Tested ------------------------------------------------------------------------------- */

static ternary is_above_low(const value_range *r, value point) {
  if (!r->has_low) return TERNARY_TRUE;
  return r->low_closed ? ternary_not(is_less(point, r->low)) : is_less(r->low, point);
}

static ternary is_below_high(const value_range *r, value point) {
  if (!r->has_high) return TERNARY_TRUE;
  return r->high_closed ? ternary_not(is_less(r->high, point)) : is_less(point, r->high);
}

ternary range_contains(const value_range *r, value point) {
  if (r->is_equality) return value_equal(point, r->low);
  if (r->is_inequality) return ternary_not(value_equal(point, r->low));
  return ternary_and(is_above_low(r, point), is_below_high(r, point));
}

static ternary is_in_list(value x, const value_list *list) {
  ternary result = TERNARY_FALSE;
  for (size_t i = 0; i < list->count; i++) {
    value item = list->items[i];
    if (value_equal(x, item) == TERNARY_TRUE) return TERNARY_TRUE;
    if (item.kind == VALUE_RANGE && range_contains(item.as.range, x) == TERNARY_TRUE)
      return TERNARY_TRUE;
    if (item.kind == VALUE_UNKNOWN) result = TERNARY_NULL;
  }
  return result;
}

ternary range_in(value x, value test) {
  if (test.kind == VALUE_RANGE && x.kind != VALUE_RANGE) return range_contains(test.as.range, x);
  if (test.kind != VALUE_LIST) return value_equal(x, test);
  if (x.kind == VALUE_LIST && value_equal(x, test) == TERNARY_TRUE) return TERNARY_TRUE;
  return is_in_list(x, test.as.list);
}

value range_property(const value_range *r, text name) {
  if (text_is(name, "start")) return r->low;
  if (text_is(name, "end")) return r->high;
  if (text_is(name, "start included")) return value_boolean(r->low_closed);
  if (text_is(name, "end included")) return value_boolean(r->high_closed);
  return value_null();
}

/* --- The range functions, as the standard's table writes them ------------------------------- */

/* p < start, or p = start of a range that does not include it. */
static ternary point_before(value p, const value_range *r) {
  ternary touches = r->low_closed ? TERNARY_FALSE : is_same(p, r->low);
  return ternary_or(is_less(p, r->low), touches);
}

static ternary point_after(value p, const value_range *r) {
  ternary touches = r->high_closed ? TERNARY_FALSE : is_same(p, r->high);
  return ternary_or(is_less(r->high, p), touches);
}

ternary range_before(value x, value y) {
  if (x.kind != VALUE_RANGE && y.kind != VALUE_RANGE) return is_less(x, y);
  if (x.kind != VALUE_RANGE) return point_before(x, y.as.range);
  if (y.kind != VALUE_RANGE) return point_after(y, x.as.range);
  const value_range *first = x.as.range, *second = y.as.range;
  ternary touches =
      first->high_closed && second->low_closed ? TERNARY_FALSE : is_same(first->high, second->low);
  return ternary_or(is_less(first->high, second->low), touches);
}

ternary range_after(value x, value y) { return range_before(y, x); }

ternary range_meets(value x, value y) {
  if (x.kind != VALUE_RANGE || y.kind != VALUE_RANGE) return TERNARY_NULL;
  bool both_included = x.as.range->high_closed && y.as.range->low_closed;
  return ternary_and(ternary_of(both_included), is_same(x.as.range->high, y.as.range->low));
}

ternary range_met_by(value x, value y) { return range_meets(y, x); }

/* first ends behind the start of second, or on it when both include that point. */
static ternary reaches(const value_range *first, const value_range *second) {
  bool both_included = first->high_closed && second->low_closed;
  return ternary_or(is_less(second->low, first->high),
                    ternary_and(ternary_of(both_included), is_same(first->high, second->low)));
}

ternary range_overlaps(value x, value y) {
  if (x.kind != VALUE_RANGE || y.kind != VALUE_RANGE) return TERNARY_NULL;
  return ternary_and(reaches(x.as.range, y.as.range), reaches(y.as.range, x.as.range));
}

ternary range_overlaps_before(value x, value y) {
  if (x.kind != VALUE_RANGE || y.kind != VALUE_RANGE) return TERNARY_NULL;
  const value_range *first = x.as.range, *second = y.as.range;
  ternary starts_before =
      ternary_or(is_less(first->low, second->low),
                 ternary_and(ternary_of(first->low_closed && !second->low_closed),
                             is_same(first->low, second->low)));
  ternary ends_before =
      ternary_or(is_less(first->high, second->high),
                 ternary_and(ternary_of(!first->high_closed || second->high_closed),
                             is_same(first->high, second->high)));
  return ternary_and(ternary_and(starts_before, reaches(first, second)), ends_before);
}

ternary range_overlaps_after(value x, value y) { return range_overlaps_before(y, x); }

/* inner starts behind the start of outer, or on it and outer includes all that inner does. */
static ternary starts_within(const value_range *inner, const value_range *outer) {
  return ternary_or(is_less(outer->low, inner->low),
                    ternary_and(ternary_of(!inner->low_closed || outer->low_closed),
                                is_same(inner->low, outer->low)));
}

static ternary ends_within(const value_range *inner, const value_range *outer) {
  return ternary_or(is_less(inner->high, outer->high),
                    ternary_and(ternary_of(!inner->high_closed || outer->high_closed),
                                is_same(inner->high, outer->high)));
}

ternary range_finishes(value x, value y) {
  if (y.kind != VALUE_RANGE) return TERNARY_NULL;
  const value_range *outer = y.as.range;
  if (x.kind != VALUE_RANGE)
    return ternary_and(ternary_of(outer->high_closed), is_same(outer->high, x));
  const value_range *inner = x.as.range;
  ternary same_end = ternary_and(ternary_of(inner->high_closed == outer->high_closed),
                                 is_same(inner->high, outer->high));
  return ternary_and(same_end, starts_within(inner, outer));
}

ternary range_finished_by(value x, value y) { return range_finishes(y, x); }

ternary range_includes(value x, value y) {
  if (x.kind != VALUE_RANGE) return TERNARY_NULL;
  if (y.kind != VALUE_RANGE) return range_contains(x.as.range, y);
  return ternary_and(starts_within(y.as.range, x.as.range), ends_within(y.as.range, x.as.range));
}

ternary range_during(value x, value y) { return range_includes(y, x); }

ternary range_starts(value x, value y) {
  if (y.kind != VALUE_RANGE) return TERNARY_NULL;
  const value_range *outer = y.as.range;
  if (x.kind != VALUE_RANGE)
    return ternary_and(ternary_of(outer->low_closed), is_same(outer->low, x));
  const value_range *inner = x.as.range;
  ternary same_start = ternary_and(ternary_of(inner->low_closed == outer->low_closed),
                                   is_same(inner->low, outer->low));
  return ternary_and(same_start, ends_within(inner, outer));
}

ternary range_started_by(value x, value y) { return range_starts(y, x); }

ternary range_coincides(value x, value y) {
  if (x.kind != VALUE_RANGE && y.kind != VALUE_RANGE) return is_same(x, y);
  if (x.kind != VALUE_RANGE || y.kind != VALUE_RANGE) return TERNARY_NULL;
  const value_range *first = x.as.range, *second = y.as.range;
  bool same_form =
      first->low_closed == second->low_closed && first->high_closed == second->high_closed;
  ternary same_ends =
      ternary_and(is_same(first->low, second->low), is_same(first->high, second->high));
  return ternary_and(ternary_of(same_form), same_ends);
}

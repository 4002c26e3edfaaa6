/* Arithmetic and comparison of symbols, exactly as FEEL does them. */
#include "column/quantity.h"

#include <string.h>

#include "column/plan.h"
#include "column/result_store.h"
#include "column/threshold.h"
#include "feel/temporal.h"

static const int64_t SECONDS_PER_DAY = 86400;
enum { SCALE_LARGEST = 36 };

/* --- Forms --- */

/* A constant of the kind as the record evaluator's value. */
static value value_of_form(value_kind kind, const form *f) {
  switch (kind) {
    case VALUE_DATE: {
      column day = {.kind = COLUMN_DATE, .width = 0, .values = &f->constant};
      return column_cell(&day, 0);
    }
    case VALUE_DAYS_DURATION:
      return value_of_days((feel_days_duration){f->constant, 0});
    case VALUE_MONTHS_DURATION:
      return value_of_months(f->constant);
    default:
      return value_number(decimal_scaled(f->constant, -f->scale));
  }
}

/* A vector for any form without quotient; NODE_NONE when there is none. */
static node_id vector_of(graph *g, const form *f) {
  if (f->kind == FORM_VECTOR) return f->vector;
  if (f->kind != FORM_CONSTANT || f->string.data != NULL) return NODE_NONE;
  flow_entry all = {.where = NODE_ONES, .vector = NODE_NONE, .constant = f->constant};
  return graph_choose(g, &all, 1);
}

static bool set_vector(form *out, node_id vector, int32_t scale) {
  *out = (form){.kind = FORM_VECTOR, .vector = vector, .scale = scale, .column = COLUMN_NONE};
  return vector != NODE_NONE && scale <= SCALE_LARGEST;
}

static bool set_constant(form *out, int64_t constant, int32_t scale) {
  *out = (form){.kind = FORM_CONSTANT, .constant = constant, .scale = scale};
  return true;
}

/* The vector of a form at a larger scale. */
static node_id at_scale(graph *g, const form *f, int32_t scale) {
  int64_t factor;
  node_id vector = vector_of(g, f);
  if (vector == NODE_NONE || !scale_constant(1, scale - f->scale, &factor)) return NODE_NONE;
  return graph_scale(g, vector, factor);
}

static bool set_quotient(graph *g, form *out, const quotient *q) {
  quotient *copy = ARENA_NEW(g->arena, quotient);
  *out = (form){.kind = FORM_QUOTIENT, .quotient = copy};
  if (copy == NULL) {
    g->has_failed = true;
    return false;
  }
  memcpy(copy, q, sizeof *copy);
  return true;
}

static int64_t greatest_divisor(int64_t a, int64_t b) {
  while (b != 0) {
    int64_t rest = a % b;
    a = b;
    b = rest;
  }
  return a < 0 ? -a : a;
}

static bool reduce(__int128 above, __int128 below, int64_t *above_out, int64_t *below_out) {
  static const __int128 BOUND = (__int128)1 << 62;
  while (above % 10 == 0 && below % 10 == 0 && (above != 0 || below > 1)) {
    above /= 10;
    below /= 10;
  }
  if (above > BOUND || above < -BOUND || below > BOUND || below <= 0) return false;
  int64_t divisor = greatest_divisor((int64_t)above, (int64_t)below);
  *above_out = (int64_t)above / divisor;
  *below_out = (int64_t)below / divisor;
  return true;
}

/* --- Arithmetic on two forms; false: not in columns --- */

static bool add_constants(value_kind kind, const form *x, const form *y, bool is_minus, form *out) {
  int64_t integer = 0;
  int32_t scale = 0;
  if (kind != VALUE_NUMBER) {
    bool is_over = is_minus ? __builtin_sub_overflow(x->constant, y->constant, &integer)
                            : __builtin_add_overflow(x->constant, y->constant, &integer);
    return !is_over && set_constant(out, integer, 0);
  }
  value a = value_of_form(kind, x), b = value_of_form(kind, y);
  decimal sum;
  bool has_sum = is_minus ? decimal_subtract(&a.as.number, &b.as.number, &sum)
                          : decimal_add(&a.as.number, &b.as.number, &sum);
  return has_sum && number_to_scaled(&sum, &integer, &scale) && set_constant(out, integer, scale);
}

/* quotient + constant */
static bool add_offset(graph *g, const quotient *q, const form *k, int sign, form *out) {
  int64_t ten;
  quotient sum = *q;
  if (!scale_constant(1, k->scale, &ten)) return false;
  __int128 above = (__int128)q->offset * ten + (__int128)sign * k->constant * q->offset_below;
  if (!reduce(above, (__int128)q->offset_below * ten, &sum.offset, &sum.offset_below)) return false;
  sum.steps++;
  return set_quotient(g, out, &sum);
}

/* Two single quotients of the same factor. */
static bool add_quotients(graph *g, const quotient *x, const quotient *y, int sign, form *out) {
  quotient sum = *x;
  bool is_single =
      x->x2 == NODE_NONE && y->x2 == NODE_NONE && x->y1 != NODE_NONE && y->y1 != NODE_NONE;
  if (!is_single || x->factor != y->factor * sign || x->factor_below != y->factor_below) {
    return false;
  }
  sum.x2 = y->x1;
  sum.y2 = y->y1;
  sum.steps += y->steps + 1;
  __int128 above =
      (__int128)x->offset * y->offset_below + (__int128)sign * y->offset * x->offset_below;
  return reduce(above, (__int128)x->offset_below * y->offset_below, &sum.offset,
                &sum.offset_below) &&
         set_quotient(g, out, &sum);
}

static bool add_forms(graph *g, value_kind kind, const form *x, const form *y, bool is_minus,
                      form *out) {
  int sign = is_minus ? -1 : 1;
  if (x->kind == FORM_CONSTANT && y->kind == FORM_CONSTANT) {
    return add_constants(kind, x, y, is_minus, out);
  }
  if (x->kind == FORM_QUOTIENT && y->kind == FORM_QUOTIENT) {
    return add_quotients(g, x->quotient, y->quotient, sign, out);
  }
  if (x->kind == FORM_QUOTIENT) {
    return y->kind == FORM_CONSTANT && add_offset(g, x->quotient, y, sign, out);
  }
  if (y->kind == FORM_QUOTIENT) {
    if (x->kind != FORM_CONSTANT) return false;
    quotient turned = *y->quotient;
    turned.factor *= sign;
    turned.offset *= sign;
    return add_offset(g, &turned, x, 1, out);
  }
  int32_t scale = x->scale > y->scale ? x->scale : y->scale;
  int64_t k;
  if (y->kind == FORM_CONSTANT) {
    node_id a = at_scale(g, x, scale);
    bool fits = a != NODE_NONE && scale_constant(y->constant, scale - y->scale, &k);
    return fits && set_vector(out, graph_shift(g, a, sign * k), scale);
  }
  if (x->kind == FORM_CONSTANT && !is_minus) return add_forms(g, kind, y, x, false, out);
  node_id a = at_scale(g, x, scale), b = at_scale(g, y, scale);
  if (a == NODE_NONE || b == NODE_NONE) return false;
  return set_vector(out, is_minus ? graph_subtract(g, a, b) : graph_add(g, a, b), scale);
}

/* Made of twos and fives alone, in either direction: scaling by it never needs more digits. */
static bool is_ending(int64_t k) {
  if (k == 0) return false;
  while (k % 2 == 0) k /= 2;
  while (k % 5 == 0) k /= 5;
  return k == 1 || k == -1;
}

/* quotient * (above / below) */
static bool scale_quotient(graph *g, const quotient *q, int64_t above, int64_t below, form *out) {
  quotient scaled = *q;
  if (below < 0) {
    above = -above;
    below = -below;
  }
  bool fits = below != 0 && above != 0 &&
              reduce((__int128)q->factor * above, (__int128)q->factor_below * below, &scaled.factor,
                     &scaled.factor_below) &&
              reduce((__int128)q->offset * above, (__int128)q->offset_below * below, &scaled.offset,
                     &scaled.offset_below);
  scaled.steps++;
  scaled.is_ending = q->is_ending && is_ending(above) && is_ending(below);
  return fits && set_quotient(g, out, &scaled);
}

static bool multiply_forms(graph *g, const form *x, const form *y, form *out) {
  if (x->kind == FORM_CONSTANT && y->kind != FORM_CONSTANT) return multiply_forms(g, y, x, out);
  if (y->kind == FORM_QUOTIENT) return false;
  int64_t ten;
  if (x->kind == FORM_QUOTIENT) {
    return y->kind == FORM_CONSTANT && scale_constant(1, y->scale, &ten) &&
           scale_quotient(g, x->quotient, y->constant, ten, out);
  }
  if (x->kind == FORM_CONSTANT) {
    value a = value_of_form(VALUE_NUMBER, x), b = value_of_form(VALUE_NUMBER, y);
    decimal product;
    int64_t integer;
    int32_t scale;
    return decimal_multiply(&a.as.number, &b.as.number, &product) &&
           number_to_scaled(&product, &integer, &scale) && set_constant(out, integer, scale);
  }
  int32_t scale = x->scale + y->scale;
  if (y->kind == FORM_CONSTANT) {
    return set_vector(out, graph_scale(g, x->vector, y->constant), scale);
  }
  return set_vector(out, graph_multiply(g, x->vector, y->vector), scale);
}

/* True when 10^digits is a multiple of k for some digits <= 18. */
static bool ends_in_decimals(int64_t k, int32_t *digits_out, int64_t *times_out) {
  int64_t ten = 1;
  for (int32_t digits = 0; digits <= COLUMN_SCALE_MAX; digits++, ten *= 10) {
    if (ten % k != 0) continue;
    *digits_out = digits;
    *times_out = ten / k;
    return true;
  }
  return false;
}

/* vector / constant: exact as a longer decimal, or a quotient without a divisor column. */
static bool divide_by_constant(graph *g, const form *x, const form *k, form *out) {
  int64_t below = k->constant < 0 ? -k->constant : k->constant, times, ten;
  int64_t common = greatest_divisor(below, INT64_C(1000000000000000000));
  int32_t digits;
  if (!scale_constant(1, k->scale, &ten)) return false;
  if (below / common == 1 && ends_in_decimals(below, &digits, &times)) {
    int64_t factor = times;
    int32_t scale = x->scale + digits - k->scale;
    for (; scale < 0; scale++) {
      if (__builtin_mul_overflow(factor, 10, &factor)) return false;
    }
    /* x * 10 / 100 is x / 10: fewer digits keep bounds small. */
    const flow_node *n = &g->nodes[x->vector];
    node_id from = x->vector;
    if (n->op == FLOW_SCALE && !__builtin_mul_overflow(factor, n->k, &factor)) from = n->a;
    for (; scale > 0 && factor % 10 == 0; scale--) factor /= 10;
    return set_vector(out, graph_scale(g, from, k->constant < 0 ? -factor : factor), scale);
  }
  quotient q = {.x1 = x->vector,
                .y1 = NODE_NONE,
                .x2 = NODE_NONE,
                .y2 = NODE_NONE,
                .offset_below = 1,
                .steps = 1};
  int64_t shift;
  if (!scale_constant(1, x->scale, &shift)) return false;
  __int128 above = k->constant < 0 ? -(__int128)ten : ten;
  return reduce(above, (__int128)below * shift, &q.factor, &q.factor_below) &&
         set_quotient(g, out, &q);
}

/* `null_out`: rows in which the divisor is zero. */
static bool divide_forms(graph *g, const form *x, const form *y, form *out, node_id *null_out) {
  *null_out = NODE_ZERO;
  if (y->kind == FORM_QUOTIENT) return false;
  if (y->kind == FORM_CONSTANT && y->constant == 0) {
    *null_out = NODE_ONES;
    return set_constant(out, 0, 0);
  }
  int64_t ten;
  if (x->kind == FORM_QUOTIENT) {
    return y->kind == FORM_CONSTANT && scale_constant(1, y->scale, &ten) &&
           scale_quotient(g, x->quotient, ten, y->constant, out);
  }
  if (y->kind == FORM_CONSTANT && x->kind == FORM_VECTOR) return divide_by_constant(g, x, y, out);
  if (y->kind == FORM_CONSTANT) {
    value a = value_of_form(VALUE_NUMBER, x), b = value_of_form(VALUE_NUMBER, y);
    decimal result;
    int64_t integer;
    int32_t scale;
    return decimal_divide(&a.as.number, &b.as.number, &result) &&
           number_to_scaled(&result, &integer, &scale) && set_constant(out, integer, scale);
  }
  quotient q = {.x1 = vector_of(g, x),
                .y1 = y->vector,
                .x2 = NODE_NONE,
                .y2 = NODE_NONE,
                .factor_below = 1,
                .offset_below = 1,
                .steps = 1,
                .is_ending = true};
  int32_t digits = y->scale - x->scale;
  bool fits = q.x1 != NODE_NONE && scale_constant(1, digits > 0 ? digits : 0, &q.factor) &&
              scale_constant(1, digits < 0 ? -digits : 0, &q.factor_below);
  *null_out = graph_is(g, y->vector, 0);
  return fits && set_quotient(g, out, &q);
}

/* --- Arithmetic on symbols --- */

/* What is unknown stays so, then what is null. */
static symbol *strict(graph *g, value_kind kind, const symbol *x, const symbol *y) {
  symbol *s = symbol_new(g, kind);
  if (s == NULL) return NULL;
  s->unknown = graph_or(g, x->unknown, y->unknown);
  s->null = graph_minus(g, graph_or(g, x->null, y->null), s->unknown);
  s->hole = graph_or(g, x->hole, y->hole);
  s->forms = ARENA_ARRAY(g->arena, form, FORMS_MAX);
  if (s->forms == NULL) {
    g->has_failed = true;
    return NULL;
  }
  return s;
}

/* The symbol with at most `max` forms, written out when it has more. */
static const symbol *few_forms(graph *g, const symbol *s, uint32_t max) {
  int32_t scale = 0;
  if (s->form_count <= max) return s;
  node_id vector = symbol_vector(g, s, &scale);
  return vector == NODE_NONE ? s : symbol_of_vector(g, s->kind, vector, scale, s);
}

static bool add_form(symbol *s, const form *f, node_id where) {
  if (where == NODE_ZERO) return true;
  if (s->form_count == FORMS_MAX) return false;
  s->forms[s->form_count] = *f;
  s->forms[s->form_count++].where = where;
  return true;
}

static bool is_constant_form(const symbol *s) {
  return s->form_count == 1 && s->forms[0].kind == FORM_CONSTANT;
}

/* Every form of x with every form of y. */
static const symbol *combine(graph *g, opcode op, value_kind kind, const symbol *x,
                             const symbol *y) {
  if (x->form_count > 1 && !is_constant_form(y)) x = few_forms(g, x, y->form_count > 1 ? 1 : 2);
  if (y->form_count > 1 && !is_constant_form(x)) y = few_forms(g, y, x->form_count > 1 ? 1 : 2);
  if (x == NULL || y == NULL) return NULL;
  symbol *s = strict(g, kind, x, y);
  for (uint32_t i = 0; s != NULL && i < x->form_count; i++) {
    for (uint32_t k = 0; k < y->form_count; k++) {
      form f;
      node_id where = graph_and(g, x->forms[i].where, y->forms[k].where), null = NODE_ZERO;
      if (where == NODE_ZERO) continue;
      bool is_done = op == OP_MULTIPLY ? multiply_forms(g, &x->forms[i], &y->forms[k], &f)
                     : op == OP_DIVIDE
                         ? divide_forms(g, &x->forms[i], &y->forms[k], &f, &null)
                         : add_forms(g, kind, &x->forms[i], &y->forms[k], op == OP_SUBTRACT, &f);
      if (!is_done || !add_form(s, &f, where)) return NULL;
      s->null = graph_or(g, s->null, graph_minus(g, graph_and(g, where, null), s->unknown));
    }
  }
  return s;
}

static const symbol *all_null(graph *g, const symbol *x, const symbol *y) {
  symbol *s = strict(g, VALUE_NULL, x, y);
  if (s != NULL) s->null = graph_not(g, s->unknown);
  return s;
}

/* Seconds to days of a constant duration; false when not whole. */
static bool whole_days(const symbol *s, int64_t *out) {
  if (s->form_count != 1 || s->forms[0].kind != FORM_CONSTANT) return false;
  *out = s->forms[0].constant / SECONDS_PER_DAY;
  return s->forms[0].constant % SECONDS_PER_DAY == 0;
}

/* date + duration of whole days or months; both constant: what the record evaluator gives. */
static const symbol *move_date(graph *g, const symbol *date, const symbol *by, int sign) {
  int64_t count;
  bool is_days = by->kind == VALUE_DAYS_DURATION;
  if (by->form_count != 1 || by->forms[0].kind != FORM_CONSTANT) return NULL;
  if (is_days && !whole_days(by, &count)) return NULL;
  if (!is_days) count = by->forms[0].constant;
  symbol *s = strict(g, VALUE_DATE, date, by);
  for (uint32_t i = 0; s != NULL && i < date->form_count; i++) {
    const form *f = &date->forms[i];
    form moved = *f;
    if (f->kind == FORM_CONSTANT) {
      value from = value_of_form(VALUE_DATE, f), to;
      to = is_days
               ? temporal_add_days(from, (feel_days_duration){sign * count * SECONDS_PER_DAY, 0})
               : temporal_add_months(from, sign * count);
      if (to.kind != VALUE_DATE) return NULL;
      moved.constant = temporal_day_of(to.as.date);
    } else {
      moved.vector = is_days ? graph_shift(g, f->vector, sign * count)
                             : graph_calendar(g, FLOW_ADD_MONTHS, f->vector, sign * count);
      moved.column = COLUMN_NONE;
      if (moved.vector == NODE_NONE) return NULL;
    }
    if (!add_form(s, &moved, f->where)) return NULL;
  }
  return s;
}

/* The seconds between two dates. */
static const symbol *between_dates(graph *g, const symbol *x, const symbol *y) {
  const symbol *days = combine(g, OP_SUBTRACT, VALUE_DATE, x, y);
  if (days == NULL) return NULL;
  symbol *s = strict(g, VALUE_DAYS_DURATION, days, days);
  for (uint32_t i = 0; s != NULL && i < days->form_count; i++) {
    form f = days->forms[i];
    if (f.kind == FORM_CONSTANT) {
      if (__builtin_mul_overflow(f.constant, SECONDS_PER_DAY, &f.constant)) return NULL;
    } else {
      f.vector = graph_scale(g, f.vector, SECONDS_PER_DAY);
      if (f.vector == NODE_NONE) return NULL;
    }
    if (!add_form(s, &f, f.where)) return NULL;
  }
  return s;
}

static bool is_duration(const symbol *s) {
  return s->kind == VALUE_DAYS_DURATION || s->kind == VALUE_MONTHS_DURATION;
}

const symbol *quantity_compute(graph *g, opcode op, const symbol *x, const symbol *y) {
  if (x->kind == VALUE_NULL || y->kind == VALUE_NULL) return all_null(g, x, y);
  if (x->kind == VALUE_NUMBER && y->kind == VALUE_NUMBER) {
    return combine(g, op, VALUE_NUMBER, x, y);
  }
  if (op != OP_ADD && op != OP_SUBTRACT) return NULL;
  if (x->kind == VALUE_DATE && is_duration(y)) return move_date(g, x, y, op == OP_ADD ? 1 : -1);
  if (is_duration(x) && y->kind == VALUE_DATE && op == OP_ADD) return move_date(g, y, x, 1);
  if (x->kind == VALUE_DATE && y->kind == VALUE_DATE && op == OP_SUBTRACT) {
    return between_dates(g, x, y);
  }
  return NULL;
}

const symbol *quantity_negate(graph *g, const symbol *x) {
  if (x->kind != VALUE_NUMBER) return x->kind == VALUE_NULL ? x : NULL;
  value zero = value_number(decimal_of(0));
  const symbol *none = symbol_of_value(g, &zero);
  return none == NULL ? NULL : combine(g, OP_SUBTRACT, VALUE_NUMBER, none, x);
}

const symbol *quantity_absolute(graph *g, const symbol *x) {
  const symbol *turned = quantity_negate(g, x);
  return turned == NULL ? NULL : quantity_extreme(g, x, turned, true);
}

static bool extreme_forms(graph *g, const form *x, const form *y, bool is_greatest, form *out) {
  int32_t scale = x->scale > y->scale ? x->scale : y->scale;
  int64_t a, b;
  if (x->kind == FORM_QUOTIENT || y->kind == FORM_QUOTIENT) return false;
  if (x->kind == FORM_CONSTANT && y->kind != FORM_CONSTANT) {
    return extreme_forms(g, y, x, is_greatest, out);
  }
  if (y->kind == FORM_CONSTANT && !scale_constant(y->constant, scale - y->scale, &b)) return false;
  if (x->kind == FORM_CONSTANT) {
    if (!scale_constant(x->constant, scale - x->scale, &a)) return false;
    return set_constant(out, (a > b) == is_greatest ? a : b, scale);
  }
  node_id vector = at_scale(g, x, scale);
  if (vector == NODE_NONE) return false;
  if (y->kind == FORM_CONSTANT) {
    return set_vector(out, graph_extreme_of(g, vector, b, is_greatest), scale);
  }
  node_id other = at_scale(g, y, scale);
  return other != NODE_NONE && set_vector(out, graph_extreme(g, vector, other, is_greatest), scale);
}

const symbol *quantity_extreme(graph *g, const symbol *x, const symbol *y, bool is_greatest) {
  if (x->kind == VALUE_NULL || y->kind == VALUE_NULL) return all_null(g, x, y);
  if (x->kind != y->kind || (x->kind != VALUE_NUMBER && x->kind != VALUE_DATE)) return NULL;
  if (x->form_count > 1 && y->form_count > 1) {
    x = few_forms(g, x, 1);
    y = few_forms(g, y, 1);
    if (x == NULL || y == NULL) return NULL;
  }
  symbol *s = strict(g, x->kind, x, y);
  for (uint32_t i = 0; s != NULL && i < x->form_count; i++) {
    for (uint32_t k = 0; k < y->form_count; k++) {
      form f;
      node_id where = graph_and(g, x->forms[i].where, y->forms[k].where);
      if (where == NODE_ZERO) continue;
      if (!extreme_forms(g, &x->forms[i], &y->forms[k], is_greatest, &f)) return NULL;
      if (!add_form(s, &f, where)) return NULL;
    }
  }
  return s;
}

const symbol *quantity_round(graph *g, const symbol *x, int64_t scale, rounding mode) {
  if (x->kind != VALUE_NUMBER || scale < -18 || scale > 18) return NULL;
  symbol *s = strict(g, VALUE_NUMBER, x, x);
  for (uint32_t i = 0; s != NULL && i < x->form_count; i++) {
    const form *f = &x->forms[i];
    form rounded = *f;
    if (f->kind == FORM_QUOTIENT) return NULL;
    if (f->scale > scale) {
      int64_t ten, back;
      if (!scale_constant(1, f->scale - (int32_t)scale, &ten)) return NULL;
      if (!scale_constant(1, scale < 0 ? -(int32_t)scale : 0, &back)) return NULL;
      rounded.scale = scale < 0 ? 0 : (int32_t)scale;
      if (f->kind == FORM_CONSTANT) {
        rounded.constant = divide_rounded(f->constant, ten, mode) * back;
      } else {
        node_id from = f->vector;
        const flow_node *n = &g->nodes[from];
        int64_t common = n->op == FLOW_SCALE ? greatest_divisor(n->k, ten) : 1;
        if (common > 1) { /* 8 * x / 100 is 2 * x / 25 */
          from = graph_scale(g, n->a, n->k / common);
          ten /= common;
        }
        rounded.vector = graph_scale(g, graph_divide(g, from, ten, mode), back);
        if (rounded.vector == NODE_NONE) return NULL;
      }
    }
    if (!add_form(s, &rounded, f->where)) return NULL;
  }
  return s;
}

const symbol *quantity_property(graph *g, flow_op op, const symbol *date) {
  symbol *s = strict(g, VALUE_NUMBER, date, date);
  for (uint32_t i = 0; s != NULL && i < date->form_count; i++) {
    const form *f = &date->forms[i];
    form number;
    if (f->kind == FORM_CONSTANT) {
      feel_date d = value_of_form(VALUE_DATE, f).as.date;
      set_constant(&number, op == FLOW_YEAR ? d.year : op == FLOW_MONTH ? d.month : d.day, 0);
    } else if (!set_vector(&number, graph_calendar(g, op, f->vector, 0), 0)) {
      return NULL;
    }
    if (!add_form(s, &number, f->where)) return NULL;
  }
  return s;
}

/* --- Comparison --- */

static bool fits_order(opcode op, int order) {
  switch (op) {
    case OP_EQUAL:
      return order == 0;
    case OP_NOT_EQUAL:
      return order != 0;
    case OP_LESS:
      return order < 0;
    case OP_LESS_EQUAL:
      return order <= 0;
    case OP_GREATER:
      return order > 0;
    default:
      return order >= 0;
  }
}

static opcode turned(opcode op) {
  switch (op) {
    case OP_LESS:
      return OP_GREATER;
    case OP_LESS_EQUAL:
      return OP_GREATER_EQUAL;
    case OP_GREATER:
      return OP_LESS;
    case OP_GREATER_EQUAL:
      return OP_LESS_EQUAL;
    default:
      return op;
  }
}

/* Rows in which the column's text compares so with a constant: by its dictionary. */
static node_id compare_codes(graph *g, opcode op, uint32_t column_index, text constant) {
  const column *c = &g->columns[column_index];
  uint32_t *codes = ARENA_ARRAY(g->arena, uint32_t, c->dictionary_count + 1), count = 0;
  if (codes == NULL) {
    g->has_failed = true;
    return NODE_ZERO;
  }
  for (uint32_t i = 0; i < c->dictionary_count; i++) {
    int order = text_compare(c->dictionary[i], constant);
    if (fits_order(op, order)) codes[count++] = i;
  }
  if (count == c->dictionary_count) return NODE_ONES;
  if (op == OP_NOT_EQUAL) return graph_not(g, compare_codes(g, OP_EQUAL, column_index, constant));
  return graph_codes(g, column_index, codes, count);
}

static bool compare_texts(graph *g, opcode op, const form *x, const form *y, node_id *out) {
  bool is_x = x->kind == FORM_CONSTANT, is_y = y->kind == FORM_CONSTANT;
  if (is_x && is_y) {
    *out = fits_order(op, text_compare(x->string, y->string)) ? NODE_ONES : NODE_ZERO;
    return true;
  }
  if (is_x) return compare_texts(g, turned(op), y, x, out);
  if (!is_y || x->column == COLUMN_NONE) return false;
  *out = compare_codes(g, op, x->column, y->string);
  return true;
}

static node_id vectors_compared(graph *g, opcode op, node_id a, node_id b) {
  switch (op) {
    case OP_EQUAL:
      return graph_is_other(g, a, b);
    case OP_NOT_EQUAL:
      return graph_not(g, graph_is_other(g, a, b));
    case OP_LESS:
      return graph_not(g, graph_reaches_other(g, a, b));
    case OP_LESS_EQUAL:
      return graph_reaches_other(g, b, a);
    case OP_GREATER:
      return graph_not(g, graph_reaches_other(g, b, a));
    default:
      return graph_reaches_other(g, a, b);
  }
}

/* Rows in which it holds, of those in which both are of these forms; `hole_out`: cannot be told. */
static bool compare_forms(graph *g, opcode op, const form *x, const form *y, node_id *out,
                          node_id *hole_out) {
  *hole_out = NODE_ZERO;
  if (x->string.data != NULL || y->string.data != NULL) return compare_texts(g, op, x, y, out);
  if (x->column != COLUMN_NONE && x->kind == FORM_VECTOR && y->kind == FORM_VECTOR &&
      g->columns[x->column].kind == COLUMN_STRING) {
    return false;
  }
  if (x->kind == FORM_CONSTANT && y->kind == FORM_CONSTANT) {
    decimal a = decimal_scaled(x->constant, -x->scale), b = decimal_scaled(y->constant, -y->scale);
    *out = fits_order(op, decimal_compare(&a, &b)) ? NODE_ONES : NODE_ZERO;
    return true;
  }
  if (x->kind == FORM_CONSTANT) return compare_forms(g, turned(op), y, x, out, hole_out);
  if (y->kind == FORM_CONSTANT) return threshold_test(g, op, x, y, out, hole_out);
  if (x->kind == FORM_QUOTIENT || y->kind == FORM_QUOTIENT) return false;
  int32_t scale = x->scale > y->scale ? x->scale : y->scale;
  node_id a = at_scale(g, x, scale), b = at_scale(g, y, scale);
  if (a == NODE_NONE || b == NODE_NONE) return false;
  *out = vectors_compared(g, op, a, b);
  return true;
}

static const symbol *compare_booleans(graph *g, opcode op, const symbol *x, const symbol *y) {
  node_id both = graph_and(g, x->truth, y->truth);
  node_id neither = graph_and(g, symbol_false(g, x), symbol_false(g, y));
  node_id same = graph_or(g, graph_or(g, both, neither), graph_and(g, x->null, y->null));
  if (op != OP_EQUAL && op != OP_NOT_EQUAL) return NULL;
  return symbol_boolean(g, op == OP_EQUAL ? same : graph_not(g, same),
                        graph_or(g, x->unknown, y->unknown), NODE_ZERO,
                        graph_or(g, x->hole, y->hole));
}

/* null = null is true, null = anything else false; null is not ordered. */
static const symbol *compare_kinds(graph *g, opcode op, const symbol *x, const symbol *y,
                                   node_id holds, node_id hole) {
  node_id unknown = graph_or(g, x->unknown, y->unknown), null = graph_or(g, x->null, y->null);
  hole = graph_or(g, hole, graph_or(g, x->hole, y->hole));
  if (op == OP_EQUAL) {
    node_id both = graph_and(g, x->null, y->null);
    return symbol_boolean(g, graph_or(g, both, graph_minus(g, holds, null)), unknown, NODE_ZERO,
                          hole);
  }
  if (op == OP_NOT_EQUAL) {
    node_id one = graph_minus(g, null, graph_and(g, x->null, y->null));
    return symbol_boolean(g, graph_or(g, one, graph_minus(g, holds, null)), unknown, NODE_ZERO,
                          hole);
  }
  return symbol_boolean(g, holds, unknown, null, hole);
}

static bool is_ordered(value_kind kind) {
  return kind == VALUE_NUMBER || kind == VALUE_DATE || kind == VALUE_STRING ||
         kind == VALUE_DAYS_DURATION || kind == VALUE_MONTHS_DURATION;
}

const symbol *quantity_compare(graph *g, opcode op, const symbol *x, const symbol *y) {
  if (x->kind == VALUE_NULL || y->kind == VALUE_NULL) {
    return compare_kinds(g, op, x, y, NODE_ZERO, NODE_ZERO);
  }
  if (x->kind == VALUE_BOOLEAN && y->kind == VALUE_BOOLEAN) return compare_booleans(g, op, x, y);
  if (x->kind != y->kind || !is_ordered(x->kind)) return NULL;
  node_id holds = NODE_ZERO, hole = NODE_ZERO;
  for (uint32_t i = 0; i < x->form_count; i++) {
    for (uint32_t k = 0; k < y->form_count; k++) {
      node_id where = graph_and(g, x->forms[i].where, y->forms[k].where), one = NODE_ZERO,
              unsure = NODE_ZERO;
      if (where == NODE_ZERO) continue;
      if (!compare_forms(g, op, &x->forms[i], &y->forms[k], &one, &unsure)) return NULL;
      holds = graph_or(g, holds, graph_and(g, where, one));
      hole = graph_or(g, hole, graph_and(g, where, unsure));
    }
  }
  node_id known = graph_and(g, symbol_known(g, x), symbol_known(g, y));
  return compare_kinds(g, op, x, y, holds, graph_and(g, hole, known));
}

/* What an expression is in every row of a batch, without having run it. */
#include "column/symbol.h"

#include <string.h>

#include "column/result_store.h"
#include "feel/temporal.h"

/* --- Making --- */

symbol *symbol_new(graph *g, value_kind kind) {
  symbol *s = ARENA_NEW(g->arena, symbol);
  if (s == NULL) {
    g->has_failed = true;
    return NULL;
  }
  s->kind = kind;
  return s;
}

/* A copy with room for `count` forms. */
static symbol *symbol_copy(graph *g, const symbol *from, uint32_t count) {
  symbol *s = symbol_new(g, from->kind);
  if (s == NULL) return NULL;
  *s = *from;
  s->forms = ARENA_ARRAY(g->arena, form, count + 1);
  if (s->forms == NULL) {
    g->has_failed = true;
    return NULL;
  }
  if (from->form_count != 0) memcpy(s->forms, from->forms, from->form_count * sizeof *s->forms);
  return s;
}

static const symbol *symbol_of_form(graph *g, value_kind kind, form f) {
  symbol plain = {.kind = kind};
  symbol *s = symbol_copy(g, &plain, 1);
  if (s == NULL) return NULL;
  s->forms[0] = f;
  s->forms[0].where = NODE_ONES;
  s->form_count = 1;
  return s;
}

const symbol *symbol_boolean(graph *g, node_id truth, node_id unknown, node_id null, node_id hole) {
  symbol *s = symbol_new(g, VALUE_BOOLEAN);
  if (s == NULL) return NULL;
  s->null = graph_minus(g, null, unknown);
  s->unknown = unknown;
  s->truth = graph_minus(g, graph_minus(g, truth, unknown), s->null);
  s->hole = hole;
  return s;
}

static const symbol *with_literal(graph *g, const symbol *s, const value *v) {
  symbol *copy = s == NULL ? NULL : symbol_copy(g, s, s->form_count);
  if (copy != NULL) copy->literal = v;
  return copy;
}

static const symbol *symbol_of_constant(graph *g, const value *v) {
  form f = {.kind = FORM_CONSTANT};
  switch (v->kind) {
    case VALUE_NULL: {
      symbol *s = symbol_new(g, VALUE_NULL);
      if (s != NULL) s->null = NODE_ONES;
      return s;
    }
    case VALUE_BOOLEAN:
      return symbol_boolean(g, v->as.boolean ? NODE_ONES : NODE_ZERO, NODE_ZERO, NODE_ZERO,
                            NODE_ZERO);
    case VALUE_NUMBER:
      if (!number_to_scaled(&v->as.number, &f.constant, &f.scale)) return NULL;
      break;
    case VALUE_STRING:
      f.string = v->as.string;
      break;
    case VALUE_DATE:
      f.constant = temporal_day_of(v->as.date);
      break;
    case VALUE_DAYS_DURATION:
      if (v->as.days.nanos != 0) return NULL;
      f.constant = v->as.days.seconds;
      break;
    case VALUE_MONTHS_DURATION:
      f.constant = v->as.months;
      break;
    default: {
      symbol *s = symbol_new(g, v->kind);
      return s;
    }
  }
  return symbol_of_form(g, v->kind, f);
}

const symbol *symbol_of_value(graph *g, const value *v) {
  return with_literal(g, symbol_of_constant(g, v), v);
}

static value_kind kind_of_column(const column *c) {
  static const value_kind KINDS[] = {[COLUMN_NUMBER] = VALUE_NUMBER,
                                     [COLUMN_DATE] = VALUE_DATE,
                                     [COLUMN_BOOLEAN] = VALUE_BOOLEAN,
                                     [COLUMN_STRING] = VALUE_STRING};
  return KINDS[c->kind];
}

static const symbol *symbol_of_single(graph *g, const column *c) {
  value *v = ARENA_NEW(g->arena, value);
  if (v == NULL) {
    g->has_failed = true;
    return NULL;
  }
  column present = *c;
  present.present = NULL;
  *v = column_cell(&present, 0);
  const symbol *s = symbol_of_constant(g, v);
  return s;
}

const symbol *symbol_of_column(graph *g, uint32_t column_index, bool three_valued) {
  const column *c = &g->columns[column_index];
  node_id absent = graph_absent(g, column_index);
  symbol masks = {.unknown = three_valued ? absent : NODE_ZERO,
                  .null = three_valued ? NODE_ZERO : absent};
  if (c->width == 0) {
    const symbol *single = symbol_of_single(g, c);
    symbol *s = single == NULL ? NULL : symbol_copy(g, single, single->form_count);
    if (s == NULL) return NULL;
    s->unknown = masks.unknown;
    s->null = graph_or(g, graph_minus(g, s->null, s->unknown), masks.null);
    s->truth = graph_minus(g, s->truth, absent);
    return s;
  }
  node_id vector = graph_load(g, column_index);
  bool is_date = c->kind == COLUMN_DATE;
  if (vector == NODE_NONE) return NULL;
  if (is_date && (c->min < COLUMN_DAY_MIN || c->max > COLUMN_DAY_MAX)) return NULL;
  if (c->kind == COLUMN_BOOLEAN) {
    return symbol_boolean(g, graph_reaches(g, vector, 1), masks.unknown, masks.null, NODE_ZERO);
  }
  symbol *s = (symbol *)symbol_of_vector(g, kind_of_column(c), vector, c->scale, &masks);
  if (s != NULL) s->forms[0].column = column_index;
  return s;
}

const symbol *symbol_of_vector(graph *g, value_kind kind, node_id vector, int32_t scale,
                               const symbol *masks) {
  form f = {.kind = FORM_VECTOR, .vector = vector, .scale = scale, .column = COLUMN_NONE};
  symbol *s = (symbol *)symbol_of_form(g, kind, f);
  if (s == NULL) return NULL;
  s->unknown = masks->unknown;
  s->null = masks->null;
  s->hole = masks->hole;
  return s;
}

const symbol *symbol_with(graph *g, const symbol *s, node_id null, node_id hole) {
  symbol *copy = symbol_copy(g, s, s->form_count);
  if (copy == NULL) return NULL;
  copy->null = graph_or(g, s->null, graph_minus(g, null, s->unknown));
  copy->hole = graph_or(g, s->hole, hole);
  copy->truth = graph_minus(g, s->truth, null);
  return copy;
}

bool symbol_is_constant(const symbol *s) {
  bool is_certain = s->unknown == NODE_ZERO && s->null == NODE_ZERO && s->hole == NODE_ZERO;
  return is_certain && s->form_count == 1 && s->forms[0].kind == FORM_CONSTANT;
}

node_id symbol_known(graph *g, const symbol *s) {
  return graph_minus(g, graph_not(g, s->unknown), s->null);
}

node_id symbol_false(graph *g, const symbol *s) {
  return graph_minus(g, symbol_known(g, s), s->truth);
}

/* --- Three-valued logic --- */

/* Anything but a boolean is neither true nor false. */
static const symbol *as_boolean(graph *g, const symbol *s) {
  if (s->kind == VALUE_BOOLEAN) return s;
  return symbol_boolean(g, NODE_ZERO, s->unknown, graph_not(g, s->unknown), s->hole);
}

/* Holes of a connective: where one side surely decides it, the other need not be told. */
static node_id open_holes(graph *g, const symbol *x, node_id x_decides, const symbol *y,
                          node_id y_decides) {
  node_id of_x = graph_minus(g, x->hole, graph_minus(g, y_decides, y->hole));
  node_id of_y = graph_minus(g, y->hole, graph_minus(g, x_decides, x->hole));
  return graph_or(g, of_x, of_y);
}

const symbol *symbol_and(graph *g, const symbol *x, const symbol *y) {
  if ((x = as_boolean(g, x)) == NULL || (y = as_boolean(g, y)) == NULL) return NULL;
  node_id truth = graph_and(g, x->truth, y->truth);
  /* Not false: possible; then unknown before null. */
  node_id unknown = graph_or(g, x->unknown, y->unknown), null = graph_or(g, x->null, y->null);
  if (unknown != NODE_ZERO || null != NODE_ZERO) {
    node_id x_open = graph_or(g, graph_or(g, x->truth, x->unknown), x->null);
    node_id y_open = graph_or(g, graph_or(g, y->truth, y->unknown), y->null);
    node_id open = graph_and(g, x_open, y_open);
    unknown = graph_and(g, open, unknown);
    null = graph_minus(g, graph_and(g, open, null), unknown);
  }
  node_id hole = open_holes(g, x, symbol_false(g, x), y, symbol_false(g, y));
  return symbol_boolean(g, truth, unknown, null, hole);
}

const symbol *symbol_or(graph *g, const symbol *x, const symbol *y) {
  if ((x = as_boolean(g, x)) == NULL || (y = as_boolean(g, y)) == NULL) return NULL;
  node_id truth = graph_or(g, x->truth, y->truth);
  node_id unknown = graph_minus(g, graph_or(g, x->unknown, y->unknown), truth);
  node_id null = graph_minus(g, graph_minus(g, graph_or(g, x->null, y->null), truth), unknown);
  return symbol_boolean(g, truth, unknown, null, open_holes(g, x, x->truth, y, y->truth));
}

const symbol *symbol_not(graph *g, const symbol *x) {
  if ((x = as_boolean(g, x)) == NULL) return NULL;
  return symbol_boolean(g, symbol_false(g, x), x->unknown, x->null, x->hole);
}

/* --- Vectors --- */

bool scale_constant(int64_t k, int32_t digits, int64_t *out) {
  static const int64_t BOUND = INT64_C(1) << 62;
  return scaled_to(k, 0, digits, out) && *out <= BOUND && *out >= -BOUND;
}

static node_id scale_vector(graph *g, node_id vector, int32_t digits) {
  int64_t factor;
  if (vector == NODE_NONE || !scale_constant(1, digits, &factor)) return NODE_NONE;
  return graph_scale(g, vector, factor);
}

node_id symbol_vector(graph *g, const symbol *s, int32_t *scale_out) {
  flow_entry entries[FORMS_MAX];
  int32_t scale = 0;
  if (s->form_count > FORMS_MAX) return NODE_NONE;
  for (uint32_t i = 0; i < s->form_count; i++) {
    if (s->forms[i].scale > scale) scale = s->forms[i].scale;
  }
  for (uint32_t i = 0; i < s->form_count; i++) {
    const form *f = &s->forms[i];
    entries[i] = (flow_entry){.where = f->where, .vector = NODE_NONE};
    if (f->kind == FORM_QUOTIENT || f->string.data != NULL) return NODE_NONE;
    if (f->kind == FORM_CONSTANT) {
      if (!scale_constant(f->constant, scale - f->scale, &entries[i].constant)) return NODE_NONE;
    } else {
      entries[i].vector = scale_vector(g, f->vector, scale - f->scale);
      if (entries[i].vector == NODE_NONE) return NODE_NONE;
    }
  }
  *scale_out = scale;
  return graph_choose(g, entries, s->form_count);
}

/* --- Choice --- */

static bool same_form(const form *x, const form *y) {
  if (x->kind != y->kind || x->where != y->where) return false;
  if (x->kind == FORM_CONSTANT) {
    bool is_text = x->string.data != NULL;
    if (is_text != (y->string.data != NULL)) return false;
    return is_text ? text_equal(x->string, y->string)
                   : x->constant == y->constant && x->scale == y->scale;
  }
  if (x->kind == FORM_VECTOR) {
    return x->vector == y->vector && x->scale == y->scale && x->column == y->column;
  }
  return memcmp(x->quotient, y->quotient, sizeof *x->quotient) == 0;
}

static bool same_symbol(const symbol *x, const symbol *y) {
  bool same = x->kind == y->kind && x->unknown == y->unknown && x->null == y->null &&
              x->hole == y->hole && x->truth == y->truth && x->form_count == y->form_count &&
              x->field_count == y->field_count;
  bool is_literal_alone = x->kind == VALUE_LIST || x->kind == VALUE_RANGE ||
                          x->kind == VALUE_FUNCTION || x->kind == VALUE_TIME ||
                          x->kind == VALUE_DATE_TIME;
  if (is_literal_alone && x->literal != y->literal) return false;
  for (uint32_t i = 0; same && i < x->form_count; i++) same = same_form(&x->forms[i], &y->forms[i]);
  for (uint32_t i = 0; same && i < x->field_count; i++) {
    same = text_equal(x->names[i], y->names[i]) && same_symbol(x->fields[i], y->fields[i]);
  }
  return same;
}

/* Merges outcomes that are the same; returns how many are left. */
static uint32_t merge_outcomes(graph *g, const outcome *from, uint32_t count, outcome *to) {
  uint32_t kept = 0;
  for (uint32_t i = 0; i < count; i++) {
    uint32_t k = 0;
    if (from[i].possible == NODE_ZERO) continue;
    while (k < kept && !same_symbol(to[k].symbol, from[i].symbol)) k++;
    if (k == kept) {
      to[kept++] = from[i];
    } else {
      to[k].possible = graph_or(g, to[k].possible, from[i].possible);
    }
  }
  return kept;
}

/* Booleans by their values: which of true, false, null and unknown are possible. */
static const symbol *boolean_of_outcomes(graph *g, const outcome *o, uint32_t count,
                                         node_id doubtful) {
  node_id can_be_true = NODE_ZERO, can_be_false = NODE_ZERO, can_be_null = NODE_ZERO,
          unknown = NODE_ZERO, hole = NODE_ZERO, any = NODE_ZERO;
  for (uint32_t i = 0; i < count; i++) {
    const symbol *s = as_boolean(g, o[i].symbol);
    node_id where = o[i].possible;
    if (s == NULL) return NULL;
    can_be_true = graph_or(g, can_be_true, graph_and(g, where, s->truth));
    can_be_null = graph_or(g, can_be_null, graph_and(g, where, s->null));
    unknown = graph_or(g, unknown, graph_and(g, where, s->unknown));
    hole = graph_or(g, hole, graph_and(g, where, s->hole));
    can_be_false = graph_or(g, can_be_false, graph_and(g, where, symbol_false(g, s)));
    any = graph_or(g, any, where);
  }
  if (doubtful != NODE_ZERO) {
    unknown = graph_or(g, unknown, graph_and(g, can_be_true, can_be_false));
    unknown = graph_or(g, unknown, graph_and(g, can_be_true, can_be_null));
    unknown = graph_or(g, unknown, graph_and(g, can_be_false, can_be_null));
  }
  return symbol_boolean(g, can_be_true, unknown, graph_or(g, can_be_null, graph_not(g, any)), hole);
}

/* Null, a constant, or a context of such. */
static bool is_plain(const symbol *s) {
  if (s->kind != VALUE_CONTEXT) return s->kind == VALUE_NULL || symbol_is_constant(s);
  bool is_constant = s->unknown == NODE_ZERO && s->null == NODE_ZERO && s->hole == NODE_ZERO;
  for (uint32_t i = 0; i < s->field_count; i++) is_constant &= is_plain(s->fields[i]);
  return is_constant;
}

/* Each outcome as a vector or a constant of one scale; false when one has no such form. */
static bool write_outcomes(graph *g, const outcome *o, uint32_t count, flow_entry *out) {
  int32_t scales[FORMS_MAX], scale = 0;
  for (uint32_t i = 0; i < count; i++) {
    const symbol *s = o[i].symbol;
    if (s->kind == VALUE_CONTEXT || s->kind == VALUE_STRING) return false;
    out[i] = (flow_entry){.vector = NODE_NONE};
    scales[i] = 0;
    if (symbol_is_constant(s)) {
      scales[i] = s->forms[0].scale;
      out[i].constant = s->forms[0].constant;
    } else {
      out[i].vector = symbol_vector(g, s, &scales[i]);
      if (out[i].vector == NODE_NONE) return false;
    }
    if (scales[i] > scale) scale = scales[i];
  }
  for (uint32_t i = 0; i < count; i++) {
    if (out[i].vector != NODE_NONE) {
      out[i].vector = scale_vector(g, out[i].vector, scale - scales[i]);
      if (out[i].vector == NODE_NONE) return false;
    } else if (!scale_constant(out[i].constant, scale - scales[i], &out[i].constant)) {
      return false;
    }
  }
  return true;
}

/* Rows of `twice`, in which several outcomes are possible: those in which they differ or one is
 * unknown.  False when columns can tell the latter alone. */
static bool find_differences(graph *g, const outcome *o, uint32_t count, const node_id *first,
                             node_id twice, node_id *differ_out) {
  bool are_constants = true;
  for (uint32_t i = 0; i < count; i++) {
    are_constants = are_constants && is_plain(o[i].symbol);
  }
  *differ_out = twice;
  if (are_constants || twice == NODE_ZERO) return true; /* equal ones were merged */
  flow_entry entries[FORMS_MAX];
  node_id differ = NODE_ZERO;
  for (uint32_t i = 0; i < count; i++) {
    node_id where = graph_and(g, o[i].possible, twice);
    differ = graph_or(g, differ, graph_and(g, where, o[i].symbol->unknown));
  }
  *differ_out = differ;
  if (!write_outcomes(g, o, count, entries)) return false;
  for (uint32_t i = 0; i < count; i++) entries[i].where = graph_and(g, first[i], twice);
  node_id common = graph_choose(g, entries, count), null_somewhere = NODE_ZERO,
          value_somewhere = NODE_ZERO, unlike = NODE_ZERO;
  if (common == NODE_NONE) return false;
  for (uint32_t i = 0; i < count; i++) {
    const symbol *s = o[i].symbol;
    node_id where = graph_and(g, o[i].possible, twice);
    node_id same = entries[i].vector == NODE_NONE ? graph_is(g, common, entries[i].constant)
                                                  : graph_is_other(g, entries[i].vector, common);
    unlike = graph_or(g, unlike, graph_minus(g, where, same));
    null_somewhere = graph_or(g, null_somewhere, graph_and(g, where, s->null));
    value_somewhere = graph_or(g, value_somewhere, graph_minus(g, where, s->null));
  }
  /* Where one is null, its vector means nothing: then they differ unless all are. */
  differ = graph_or(g, differ, graph_minus(g, unlike, null_somewhere));
  *differ_out = graph_or(g, differ, graph_and(g, null_somewhere, value_somewhere));
  return true;
}

/* Adds the forms of `s` for the rows `where`. */
static bool add_forms(graph *g, symbol *to, const symbol *s, node_id where) {
  for (uint32_t i = 0; i < s->form_count; i++) {
    form f = s->forms[i];
    f.where = graph_and(g, f.where, where);
    if (f.where == NODE_ZERO) continue;
    uint32_t k = 0;
    for (; k < to->form_count; k++) {
      form same = to->forms[k];
      same.where = f.where;
      if (same_form(&same, &f)) break;
    }
    if (k < to->form_count) {
      to->forms[k].where = graph_or(g, to->forms[k].where, f.where);
    } else if (to->form_count == FORMS_MAX) {
      return false;
    } else {
      to->forms[to->form_count++] = f;
    }
  }
  return true;
}

/* Contexts of the same members: each member by itself; they are certain where the context is. */
static bool add_fields(graph *g, symbol *to, const outcome *o, uint32_t count,
                       const node_id *chosen) {
  const symbol *shape = NULL;
  for (uint32_t i = 0; i < count; i++) {
    if (o[i].symbol->kind == VALUE_CONTEXT) shape = o[i].symbol;
  }
  const symbol **fields = ARENA_ARRAY(g->arena, const symbol *, shape->field_count + 1);
  if (fields == NULL) return false;
  for (uint32_t f = 0; f < shape->field_count; f++) {
    outcome members[FORMS_MAX];
    uint32_t member_count = 0;
    for (uint32_t i = 0; i < count; i++) {
      const symbol *s = o[i].symbol;
      if (s->kind != VALUE_CONTEXT) continue;
      if (s->field_count != shape->field_count || !text_equal(s->names[f], shape->names[f])) {
        return false;
      }
      members[member_count++] = (outcome){chosen[i], s->fields[f]};
    }
    fields[f] = symbol_of_outcomes(g, members, member_count, NODE_ZERO);
    if (fields[f] == NULL) return false;
  }
  to->names = shape->names;
  to->fields = fields;
  to->field_count = shape->field_count;
  return true;
}

/* The kind that all outcomes but nulls have; false when there are two. */
static bool common_kind(const outcome *o, uint32_t count, value_kind *out) {
  *out = VALUE_NULL;
  for (uint32_t i = 0; i < count; i++) {
    value_kind kind = o[i].symbol->kind;
    if (kind == VALUE_NULL) continue;
    if (*out != VALUE_NULL && *out != kind) return false;
    *out = kind;
  }
  return true;
}

const symbol *symbol_of_outcomes(graph *g, const outcome *all, uint32_t all_count,
                                 node_id doubtful) {
  outcome *o = ARENA_ARRAY(g->arena, outcome, all_count + 1);
  node_id first[FORMS_MAX], once = NODE_ZERO, twice = NODE_ZERO, differ;
  value_kind kind;
  for (uint32_t i = 0; i < all_count; i++) {
    if (all[i].symbol == NULL) return NULL;
  }
  if (o == NULL) g->has_failed = true;
  if (o == NULL || !common_kind(all, all_count, &kind)) return NULL;
  if (kind == VALUE_BOOLEAN) return boolean_of_outcomes(g, all, all_count, doubtful);
  uint32_t count = merge_outcomes(g, all, all_count, o);
  if (count > FORMS_MAX) return NULL;
  for (uint32_t i = 0; i < count; i++) {
    first[i] = o[i].possible;
    if (doubtful != NODE_ZERO) {
      first[i] = graph_minus(g, o[i].possible, once);
      twice = graph_or(g, twice, graph_and(g, once, o[i].possible));
    }
    once = graph_or(g, once, o[i].possible);
  }
  symbol plain = {.kind = kind};
  symbol *s = symbol_copy(g, &plain, FORMS_MAX);
  if (s == NULL) return NULL;
  bool is_told = find_differences(g, o, count, first, twice, &differ);
  if (!is_told) s->hole = graph_minus(g, twice, differ);
  s->unknown = differ;
  for (uint32_t i = 0; i < count; i++) {
    first[i] = graph_minus(g, first[i], s->unknown);
    s->unknown = graph_or(g, s->unknown, graph_and(g, first[i], o[i].symbol->unknown));
    s->null = graph_or(g, s->null, graph_and(g, first[i], o[i].symbol->null));
    s->hole = graph_or(g, s->hole, graph_and(g, o[i].possible, o[i].symbol->hole));
    if (!add_forms(g, s, o[i].symbol, first[i])) return NULL;
  }
  s->null = graph_minus(g, graph_or(g, s->null, graph_not(g, once)), s->unknown);
  if (kind == VALUE_CONTEXT && !add_fields(g, s, o, count, first)) return NULL;
  return s;
}

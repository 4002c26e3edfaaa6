/* Conversions of symbols to declared types, as the record evaluator makes them. */
#include "column/translate.h"

static type_kind type_of(value_kind kind) {
  static const type_kind TYPES[] = {[VALUE_BOOLEAN] = TYPE_BOOLEAN,
                                    [VALUE_NUMBER] = TYPE_NUMBER,
                                    [VALUE_STRING] = TYPE_STRING,
                                    [VALUE_DATE] = TYPE_DATE,
                                    [VALUE_DAYS_DURATION] = TYPE_DAYS_DURATION,
                                    [VALUE_MONTHS_DURATION] = TYPE_MONTHS_DURATION,
                                    [VALUE_CONTEXT] = TYPE_CONTEXT};
  return kind < sizeof TYPES / sizeof TYPES[0] ? TYPES[kind] : TYPE_ANY;
}

static bool is_allowed(translation *t, value v, const feel_type *type) {
  return !value_is_null(type_coerce(t->evaluation, v, type));
}

/* Rows of texts that the type does not allow. */
static node_id refused_texts(translation *t, const form *f, const feel_type *type) {
  graph *g = t->graph;
  if (f->kind == FORM_CONSTANT) {
    return is_allowed(t, value_string(f->string), type) ? NODE_ZERO : f->where;
  }
  const column *c = &g->columns[f->column];
  uint32_t *codes = ARENA_ARRAY(g->arena, uint32_t, c->dictionary_count + 1), count = 0;
  if (codes == NULL) {
    g->has_failed = true;
    return NODE_ZERO;
  }
  for (uint32_t i = 0; i < c->dictionary_count; i++) {
    if (!is_allowed(t, value_string(c->dictionary[i]), type)) codes[count++] = i;
  }
  return graph_and(g, f->where, graph_codes(g, f->column, codes, count));
}

/* Values that the type does not allow become null. */
static const symbol *constrain(translation *t, const symbol *s, const feel_type *type) {
  graph *g = t->graph;
  node_id refused = NODE_ZERO;
  if (s->kind == VALUE_BOOLEAN) {
    if (!is_allowed(t, value_boolean(true), type)) refused = s->truth;
    if (!is_allowed(t, value_boolean(false), type)) {
      refused = graph_or(g, refused, symbol_false(g, s));
    }
    return symbol_with(g, s, refused, NODE_ZERO);
  }
  for (uint32_t i = 0; i < s->form_count; i++) {
    const form *f = &s->forms[i];
    if (s->kind == VALUE_STRING) {
      refused = graph_or(g, refused, refused_texts(t, f, type));
    } else if (s->kind == VALUE_NUMBER && f->kind == FORM_CONSTANT) {
      value v = value_number(decimal_scaled(f->constant, -f->scale));
      if (!is_allowed(t, v, type)) refused = graph_or(g, refused, f->where);
    } else {
      return NULL;
    }
  }
  return symbol_with(g, s, refused, NODE_ZERO);
}

/* A context of exactly the type's members, each of its kind in every row. */
static bool fits_members(const symbol *s, const feel_type *type) {
  if (type->any_signature) return true;
  for (size_t i = 0; i < type->field_count; i++) {
    const type_field *wanted = &type->fields[i];
    bool is_found = false;
    for (uint32_t k = 0; k < s->field_count && !is_found; k++) {
      is_found = text_equal(s->names[k], wanted->name) && wanted->type->constraint == NULL &&
                 wanted->type->kind == type_of(s->fields[k]->kind);
    }
    if (!is_found) return false;
  }
  return true;
}

const symbol *translate_coerce(translation *t, const symbol *s, const feel_type *type) {
  if (s == NULL || type == NULL || s->kind == VALUE_NULL) return s;
  if (type->kind == TYPE_ANY && type->constraint == NULL) return s;
  type_kind own = type_of(s->kind);
  if (own == TYPE_ANY) return NULL;
  if (own == type->kind) {
    if (own == TYPE_CONTEXT && (type->constraint != NULL || !fits_members(s, type))) return NULL;
    return type->constraint == NULL ? s : constrain(t, s, type);
  }
  bool is_basic = type->kind == TYPE_BOOLEAN || type->kind == TYPE_NUMBER ||
                  type->kind == TYPE_STRING || type->kind == TYPE_DATE;
  if (!is_basic) return NULL;
  symbol *null = symbol_new(t->graph, VALUE_NULL);
  if (null == NULL) return NULL;
  null->unknown = s->unknown;
  null->null = graph_not(t->graph, s->unknown);
  null->hole = s->hole;
  return null;
}

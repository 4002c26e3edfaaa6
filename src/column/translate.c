/* Programs of decisions into graphs: which instruction becomes what. */
#include "column/translate.h"

#include "base/messages/column.h"
#include "column/quantity.h"
#include "feel/builtin.h"
#include "feel/interpreter.h"
#include "feel/syntax_tree.h"

enum { CALLS_MAX = 16 };

const symbol *translate_refuse(translation *t, const scope *in, uint32_t index, message_id reason,
                               text detail) {
  if (t->has_reason) return NULL;
  t->has_reason = true;
  t->reason = reason;
  t->detail = detail;
  t->span = in->program->spans[index];
  return NULL;
}

static const symbol *truth_symbol(translation *t, bool truth) {
  return symbol_boolean(t->graph, truth ? NODE_ONES : NODE_ZERO, NODE_ZERO, NODE_ZERO, NODE_ZERO);
}

static const symbol *null_like(translation *t, const symbol *s) {
  symbol *null = symbol_new(t->graph, VALUE_NULL);
  if (null == NULL) return NULL;
  null->unknown = s->unknown;
  null->null = graph_not(t->graph, s->unknown);
  null->hole = s->hole;
  return null;
}

static bool is_literal_null(const scope *in, uint32_t index) {
  const instruction *code = &in->program->code[index];
  return code->opcode == OP_CONSTANT && value_is_null(in->program->constants[code->a]);
}

/* --- Operators --- */

/* `x = null` counts what is missing as not there. */
static const symbol *is_absent(translation *t, const symbol *x, bool is_not) {
  node_id absent = graph_or(t->graph, x->unknown, x->null);
  if (is_not) absent = graph_not(t->graph, absent);
  return symbol_boolean(t->graph, absent, NODE_ZERO, NODE_ZERO, x->hole);
}

static const symbol *translate_comparison(translation *t, const scope *in,
                                          const instruction *code) {
  opcode op = (opcode)code->opcode;
  const symbol *x = translate(t, in, code->a), *y = translate(t, in, code->b);
  if (x == NULL || y == NULL) return NULL;
  bool is_equality = op == OP_EQUAL || op == OP_NOT_EQUAL;
  if (is_equality && is_literal_null(in, code->b)) return is_absent(t, x, op == OP_NOT_EQUAL);
  if (is_equality && is_literal_null(in, code->a)) return is_absent(t, y, op == OP_NOT_EQUAL);
  return quantity_compare(t->graph, op, x, y);
}

static const symbol *translate_if(translation *t, const scope *in, const instruction *code) {
  graph *g = t->graph;
  const symbol *c = translate(t, in, code->a);
  const symbol *x = translate(t, in, code->b), *y = translate(t, in, code->c);
  if (c == NULL || x == NULL || y == NULL) return NULL;
  bool is_boolean = c->kind == VALUE_BOOLEAN;
  if (code->detail && !is_boolean && c->kind != VALUE_NULL) return NULL;
  node_id truth = is_boolean ? c->truth : NODE_ZERO;
  outcome o[] = {{graph_or(g, truth, c->unknown), x}, {graph_not(g, truth), y}};
  const symbol *s = symbol_of_outcomes(g, o, 2, c->unknown);
  return s == NULL || c->hole == NODE_ZERO ? s : symbol_with(g, s, NODE_ZERO, c->hole);
}

/* --- Tests --- */

/* Null on either side is null, and that comes before unknown. */
static const symbol *between(translation *t, const symbol *above, const symbol *below) {
  graph *g = t->graph;
  if (above == NULL || below == NULL) return NULL;
  const symbol *both = symbol_and(g, above, below);
  if (both == NULL) return NULL;
  node_id null = graph_or(g, above->null, below->null);
  return symbol_boolean(g, graph_minus(g, both->truth, null), graph_minus(g, both->unknown, null),
                        null, both->hole);
}

static const symbol *translate_between(translation *t, const scope *in, const instruction *code) {
  const symbol *x = translate(t, in, code->a);
  const symbol *low = translate(t, in, code->b), *high = translate(t, in, code->c);
  if (x == NULL || low == NULL || high == NULL) return NULL;
  return between(t, quantity_compare(t->graph, OP_GREATER_EQUAL, x, low),
                 quantity_compare(t->graph, OP_LESS_EQUAL, x, high));
}

/* The first side that is no boolean decides. */
static const symbol *in_range(translation *t, const symbol *x, const symbol *low,
                              const symbol *high, unsigned closed) {
  graph *g = t->graph;
  if (low == NULL || high == NULL) return NULL;
  const symbol *above = quantity_compare(g, closed & 1 ? OP_GREATER_EQUAL : OP_GREATER, x, low);
  const symbol *below = quantity_compare(g, closed & 2 ? OP_LESS_EQUAL : OP_LESS, x, high);
  if (above == NULL || below == NULL) return NULL;
  node_id unknown = graph_or(g, above->unknown, graph_minus(g, below->unknown, above->null));
  node_id null = graph_or(g, above->null, below->null);
  return symbol_boolean(g, graph_and(g, above->truth, below->truth), unknown, null,
                        graph_or(g, above->hole, below->hole));
}

static const symbol *translate_test_compare(translation *t, const scope *in,
                                            const instruction *code) {
  static const uint8_t OPCODES[] = {
      [OPERATOR_EQUAL] = OP_EQUAL,     [OPERATOR_NOT_EQUAL] = OP_NOT_EQUAL,
      [OPERATOR_LESS] = OP_LESS,       [OPERATOR_LESS_EQUAL] = OP_LESS_EQUAL,
      [OPERATOR_GREATER] = OP_GREATER, [OPERATOR_GREATER_EQUAL] = OP_GREATER_EQUAL};
  opcode op = (opcode)OPCODES[code->detail];
  const symbol *x = in->frame[code->a], *y = translate(t, in, code->b);
  if (x == NULL || y == NULL) return NULL;
  bool is_equality = op == OP_EQUAL || op == OP_NOT_EQUAL;
  if (is_equality && is_literal_null(in, code->b)) {
    /* Only a missing fact is asked for; null is compared as it is, which comes to the same. */
    return is_absent(t, x, op == OP_NOT_EQUAL);
  }
  return quantity_compare(t->graph, op, x, y);
}

/* x in a written range, as range_contains; NULL for forms that are not needed. */
static const symbol *in_written_range(translation *t, const symbol *x, const value_range *r) {
  const symbol *low = symbol_of_value(t->graph, &r->low);
  const symbol *high = symbol_of_value(t->graph, &r->high);
  if (low == NULL || high == NULL || r->is_inequality || r->is_equality) return NULL;
  if (r->has_low && r->has_high) {
    const symbol *above =
        quantity_compare(t->graph, r->low_closed ? OP_GREATER_EQUAL : OP_GREATER, x, low);
    const symbol *below =
        quantity_compare(t->graph, r->high_closed ? OP_LESS_EQUAL : OP_LESS, x, high);
    return above == NULL || below == NULL ? NULL : symbol_and(t->graph, above, below);
  }
  if (r->has_low) {
    return quantity_compare(t->graph, r->low_closed ? OP_GREATER_EQUAL : OP_GREATER, x, low);
  }
  return quantity_compare(t->graph, r->high_closed ? OP_LESS_EQUAL : OP_LESS, x, high);
}

/* x in [a, b, c], all written: true or false, also for null. */
static const symbol *in_written_list(translation *t, const symbol *x, const value_list *list) {
  graph *g = t->graph;
  node_id truth = NODE_ZERO, hole = x->hole;
  for (size_t i = 0; i < list->count; i++) {
    const value *item = &list->items[i];
    const symbol *one;
    if (item->kind == VALUE_RANGE) {
      one = in_written_range(t, x, item->as.range);
    } else if (item->kind == VALUE_NULL || item->kind == x->kind) {
      const symbol *constant = symbol_of_value(g, item);
      one = constant == NULL ? NULL : quantity_compare(g, OP_EQUAL, x, constant);
    } else {
      continue; /* cannot be compared: not this one */
    }
    if (one == NULL) return NULL;
    truth = graph_or(g, truth, one->truth);
    hole = graph_or(g, hole, one->hole);
  }
  return symbol_boolean(g, truth, x->unknown, NODE_ZERO, hole);
}

static const symbol *is_value(translation *t, const symbol *x, const symbol *test) {
  const value *literal = test->literal;
  if (literal != NULL && literal->kind == VALUE_LIST) {
    return in_written_list(t, x, literal->as.list);
  }
  if (literal != NULL && literal->kind == VALUE_RANGE) {
    return in_written_range(t, x, literal->as.range);
  }
  return quantity_compare(t->graph, OP_EQUAL, x, test);
}

static const symbol *translate_test_value(translation *t, const scope *in,
                                          const instruction *code) {
  graph *g = t->graph;
  const symbol *x = in->frame[code->a], *test = translate(t, in, code->b);
  if (x == NULL || test == NULL) return NULL;
  bool is_constant = in->program->code[code->b].opcode == OP_CONSTANT;
  bool is_boolean = test->kind == VALUE_BOOLEAN || test->kind == VALUE_NULL;
  if (code->detail) return is_boolean ? test : NULL;
  if (is_literal_null(in, code->b)) return is_absent(t, x, false);
  if (test->kind == VALUE_BOOLEAN && !is_constant) {
    /* A condition without `?`: the test itself, except against booleans and what is unknown; null
     * is compared, and equals null alone. */
    node_id where = x->kind == VALUE_BOOLEAN ? x->null : graph_not(g, x->unknown);
    const symbol *equal = x->kind == VALUE_BOOLEAN ? quantity_compare(g, OP_EQUAL, x, test) : test;
    if (equal == NULL) return NULL;
    node_id truth =
        graph_or(g, graph_and(g, where, test->truth), graph_minus(g, equal->truth, where));
    truth = graph_or(g, truth, graph_and(g, x->null, test->null));
    return symbol_boolean(g, truth, graph_or(g, x->unknown, test->unknown), NODE_ZERO,
                          graph_or(g, x->hole, test->hole));
  }
  return is_value(t, x, test);
}

static const symbol *translate_tests(translation *t, const scope *in, const instruction *code) {
  const symbol *any = truth_symbol(t, false);
  for (uint32_t i = 0; any != NULL && i < code->count; i++) {
    const symbol *test = translate(t, in, in->program->operands[code->a + i]);
    any = test == NULL ? NULL : symbol_or(t->graph, any, test);
  }
  return any == NULL || !code->detail ? any : symbol_not(t->graph, any);
}

static const symbol *translate_test(translation *t, const scope *in, const instruction *code) {
  const symbol *x, *low, *high;
  switch (code->opcode) {
    case OP_TESTS:
      return translate_tests(t, in, code);
    case OP_TEST_COMPARE:
      return translate_test_compare(t, in, code);
    case OP_TEST_RANGE:
      x = in->frame[code->a];
      low = translate(t, in, code->b);
      high = translate(t, in, code->c);
      return x == NULL ? NULL : in_range(t, x, low, high, code->detail);
    default:
      return translate_test_value(t, in, code);
  }
}

static const symbol *translate_in(translation *t, const scope *in, const instruction *code) {
  in->frame[code->b] = translate(t, in, code->a);
  return in->frame[code->b] == NULL ? NULL : translate(t, in, code->c);
}

/* --- Contexts --- */

static const symbol *translate_context(translation *t, const scope *in, const instruction *code) {
  arena *a = t->graph->arena;
  symbol *s = symbol_new(t->graph, VALUE_CONTEXT);
  text *names = ARENA_ARRAY(a, text, code->count + 1);
  const symbol **fields = ARENA_ARRAY(a, const symbol *, code->count + 1);
  if (s == NULL || names == NULL || fields == NULL) return NULL;
  const uint32_t *entry = in->program->operands + code->a;
  for (uint32_t i = 0; i < code->count; i++, entry += 3) {
    names[i] = in->program->names[entry[0]];
    fields[i] = translate(t, in, entry[2]);
    if (fields[i] == NULL) return NULL;
    if (entry[1] != PROGRAM_NONE) in->frame[entry[1]] = fields[i];
  }
  s->names = names;
  s->fields = fields;
  s->field_count = code->count;
  return s;
}

static const symbol *translate_block(translation *t, const scope *in, const instruction *code) {
  value none = value_null();
  const symbol *last = symbol_of_value(t->graph, &none);
  const uint32_t *entry = in->program->operands + code->a;
  for (uint32_t i = 0; i < code->count; i++, entry += 2) {
    last = translate(t, in, entry[1]);
    if (last == NULL) return NULL;
    if (entry[0] != PROGRAM_NONE) in->frame[entry[0]] = last;
  }
  return last;
}

static const symbol *member_of(translation *t, const symbol *s, text name) {
  graph *g = t->graph;
  for (uint32_t i = 0; i < s->field_count; i++) {
    if (!text_equal(s->names[i], name)) continue;
    outcome o[] = {{symbol_known(g, s), s->fields[i]}};
    const symbol *member = symbol_of_outcomes(g, o, 1, NODE_ZERO);
    if (member == NULL) return NULL;
    symbol *masked = symbol_new(g, member->kind);
    if (masked == NULL) return NULL;
    *masked = *member;
    masked->unknown = graph_or(g, member->unknown, s->unknown);
    masked->null = graph_minus(g, member->null, s->unknown);
    masked->hole = graph_or(g, member->hole, s->hole);
    return masked;
  }
  return null_like(t, s);
}

static const symbol *translate_path(translation *t, const scope *in, const instruction *code) {
  const symbol *s = translate(t, in, code->a);
  text name = in->program->names[code->b];
  if (s == NULL || s->kind == VALUE_NULL) return s;
  if (s->kind == VALUE_CONTEXT) return member_of(t, s, name);
  if (s->kind != VALUE_DATE) return NULL;
  if (text_is(name, "year")) return quantity_property(t->graph, FLOW_YEAR, s);
  if (text_is(name, "month")) return quantity_property(t->graph, FLOW_MONTH, s);
  return text_is(name, "day") ? quantity_property(t->graph, FLOW_DAY, s) : NULL;
}

/* --- Calls --- */

/* The arguments of a built-in; a single written list stands for its items. */
static bool read_arguments(translation *t, const scope *in, const instruction *code,
                           const symbol ***out, uint32_t *count_out) {
  const uint32_t *operands = in->program->operands + code->a;
  uint32_t count = code->count;
  if (count == 1 && operands[0] != PROGRAM_NONE &&
      in->program->code[operands[0]].opcode == OP_LIST) {
    const instruction *list = &in->program->code[operands[0]];
    operands = in->program->operands + list->a;
    count = list->count;
    if (count == 0) return false;
  }
  const symbol **arguments = ARENA_ARRAY(t->graph->arena, const symbol *, count + 1);
  if (arguments == NULL) return false;
  for (uint32_t i = 0; i < count; i++) {
    if (operands[i] == PROGRAM_NONE) return false;
    arguments[i] = translate(t, in, operands[i]);
    if (arguments[i] == NULL) return false;
  }
  *out = arguments;
  *count_out = count;
  return true;
}

static bool find_rounding(text name, rounding *out) {
  static const struct {
    const char *name;
    rounding mode;
  } ROUNDINGS[] = {{"floor", ROUNDING_FLOOR},
                   {"ceiling", ROUNDING_CEILING},
                   {"decimal", ROUNDING_HALF_EVEN},
                   {"round up", ROUNDING_UP},
                   {"round down", ROUNDING_DOWN},
                   {"round half up", ROUNDING_HALF_UP},
                   {"round half down", ROUNDING_HALF_DOWN}};
  for (size_t i = 0; i < sizeof ROUNDINGS / sizeof ROUNDINGS[0]; i++) {
    if (!text_is(name, ROUNDINGS[i].name)) continue;
    *out = ROUNDINGS[i].mode;
    return true;
  }
  return false;
}

static const symbol *round_number(translation *t, const symbol *const *arguments, uint32_t count,
                                  rounding mode) {
  int64_t scale = 0;
  if (arguments[0]->kind == VALUE_NULL) return arguments[0];
  if (count == 2) {
    const symbol *digits = arguments[1];
    if (digits->kind != VALUE_NUMBER || !symbol_is_constant(digits)) return NULL;
    if (digits->forms[0].scale != 0) return NULL;
    scale = digits->forms[0].constant;
  }
  return count > 2 ? NULL : quantity_round(t->graph, arguments[0], scale, mode);
}

static const symbol *fold(translation *t, const symbol *const *arguments, uint32_t count,
                          text name) {
  const symbol *all = arguments[0];
  bool is_sum = text_is(name, "sum");
  if (is_sum && all->kind != VALUE_NUMBER) return NULL;
  for (uint32_t i = 1; all != NULL && i < count; i++) {
    all = is_sum ? quantity_compute(t->graph, OP_ADD, all, arguments[i])
                 : quantity_extreme(t->graph, all, arguments[i], text_is(name, "max"));
  }
  return all;
}

static const symbol *call_builtin(translation *t, text name, const symbol *const *arguments,
                                  uint32_t count) {
  rounding mode;
  if (find_rounding(name, &mode)) return round_number(t, arguments, count, mode);
  bool is_fold = text_is(name, "min") || text_is(name, "max") || text_is(name, "sum");
  if (is_fold && count >= 2) return fold(t, arguments, count, name);
  if (count != 1) return NULL;
  if (text_is(name, "not")) {
    bool is_boolean = arguments[0]->kind == VALUE_BOOLEAN || arguments[0]->kind == VALUE_NULL;
    return is_boolean ? symbol_not(t->graph, arguments[0]) : NULL;
  }
  if (text_is(name, "abs")) return quantity_absolute(t->graph, arguments[0]);
  return NULL;
}

static const symbol *today(translation *t) {
  value now = t->plan->now;
  if (now.kind != VALUE_DATE_TIME) return NULL;
  value day = {.kind = VALUE_DATE, .as.date = now.as.date_time.date};
  return symbol_of_value(t->graph, &day);
}

static const symbol *translate_builtin(translation *t, const scope *in, uint32_t index) {
  const instruction *code = &in->program->code[index];
  text name = builtin_name(in->program->builtins[code->b]);
  const symbol **arguments, *result = NULL;
  uint32_t count;
  if (code->count == 0) {
    if (text_is(name, "today")) result = today(t);
  } else if (read_arguments(t, in, code, &arguments, &count)) {
    result = call_builtin(t, name, arguments, count);
  }
  if (result != NULL) return result;
  return translate_refuse(t, in, index, MESSAGE_COLUMN_BUILTIN, name);
}

/* A knowledge model: its program with the arguments in its first slots. */
static const symbol *call_function(translation *t, const value_function *f,
                                   const symbol *const *arguments, uint32_t count) {
  graph *g = t->graph;
  bool is_program = f->kind == FUNCTION_NATIVE && f->callback == function_program_call;
  if (!is_program || count != f->parameter_count || t->depth >= CALLS_MAX) return NULL;
  const function_program *body = f->data;
  if (body->program == NULL) return NULL;
  size_t size = body->program->frame_size + count + body->captured_count + 1;
  const symbol **frame = ARENA_ARRAY(g->arena, const symbol *, size);
  if (frame == NULL) return NULL;
  node_id refused = NODE_ZERO;
  for (uint32_t i = 0; i < count; i++) {
    const feel_type *type = f->parameter_types == NULL ? NULL : f->parameter_types[i];
    frame[i] = translate_coerce(t, arguments[i], type);
    if (frame[i] == NULL) return NULL;
    refused = graph_or(g, refused, graph_minus(g, frame[i]->null, arguments[i]->null));
  }
  for (size_t i = 0; i < body->captured_count; i++) {
    frame[count + i] = symbol_of_value(g, &body->captured[i]);
  }
  t->depth++;
  scope inner = {body->program, frame, NULL, NULL};
  const symbol *s = translate(t, &inner, body->program->root);
  t->depth--;
  s = translate_coerce(t, s, f->result_type);
  return s == NULL || refused == NODE_ZERO ? s : symbol_with(g, s, refused, NODE_ZERO);
}

static const symbol *translate_invoke(translation *t, const scope *in, const instruction *code) {
  const symbol *callee = translate(t, in, code->b);
  bool is_function =
      callee != NULL && callee->literal != NULL && callee->literal->kind == VALUE_FUNCTION;
  if (!is_function || code->c != PROGRAM_NONE) return NULL;
  const symbol **arguments = ARENA_ARRAY(t->graph->arena, const symbol *, code->count + 1);
  if (arguments == NULL) return NULL;
  for (uint32_t i = 0; i < code->count; i++) {
    arguments[i] = translate(t, in, in->program->operands[code->a + i]);
    if (arguments[i] == NULL) return NULL;
  }
  return call_function(t, callee->literal->as.function, arguments, code->count);
}

/* --- Dispatch --- */

static const symbol *translate_binary(translation *t, const scope *in, const instruction *code) {
  const symbol *x = translate(t, in, code->a), *y = translate(t, in, code->b);
  if (x == NULL || y == NULL) return NULL;
  if (code->opcode == OP_AND) return symbol_and(t->graph, x, y);
  if (code->opcode == OP_OR) return symbol_or(t->graph, x, y);
  return quantity_compute(t->graph, (opcode)code->opcode, x, y);
}

static const symbol *translate_unary(translation *t, const scope *in, const instruction *code) {
  const symbol *x = translate(t, in, code->a);
  if (x == NULL) return NULL;
  return code->opcode == OP_NEGATE ? quantity_negate(t->graph, x)
                                   : translate_coerce(t, x, in->program->types[code->b]);
}

static const symbol *dispatch(translation *t, const scope *in, uint32_t index) {
  const instruction *code = &in->program->code[index];
  switch ((opcode)code->opcode) {
    case OP_CONSTANT:
      return symbol_of_value(t->graph, &in->program->constants[code->a]);
    case OP_SLOT:
      return in->frame[code->a];
    case OP_NEGATE:
    case OP_COERCE:
      return translate_unary(t, in, code);
    case OP_ADD:
    case OP_SUBTRACT:
    case OP_MULTIPLY:
    case OP_DIVIDE:
    case OP_AND:
    case OP_OR:
      return translate_binary(t, in, code);
    case OP_EQUAL:
    case OP_NOT_EQUAL:
    case OP_LESS:
    case OP_LESS_EQUAL:
    case OP_GREATER:
    case OP_GREATER_EQUAL:
      return translate_comparison(t, in, code);
    case OP_IF:
      return translate_if(t, in, code);
    case OP_BETWEEN:
      return translate_between(t, in, code);
    case OP_IN:
      return translate_in(t, in, code);
    case OP_TESTS:
    case OP_TEST_COMPARE:
    case OP_TEST_RANGE:
    case OP_TEST_VALUE:
      return translate_test(t, in, code);
    case OP_PATH:
      return translate_path(t, in, code);
    case OP_CONTEXT:
      return translate_context(t, in, code);
    case OP_BLOCK:
      return translate_block(t, in, code);
    case OP_INVOKE:
      return translate_invoke(t, in, code);
    case OP_BUILTIN:
      return translate_builtin(t, in, index);
    case OP_NATIVE:
      if (in->program->natives[code->b].function != &dmn_table_native) return NULL;
      return translate_table(t, in, index);
    default:
      return NULL;
  }
}

/* What a comparison or test is about. */
static const symbol *left_of(const scope *in, const instruction *code) {
  switch (code->opcode) {
    case OP_EQUAL:
    case OP_NOT_EQUAL:
    case OP_LESS:
    case OP_LESS_EQUAL:
    case OP_GREATER:
    case OP_GREATER_EQUAL:
    case OP_BETWEEN:
      return in->results[code->a];
    case OP_TEST_COMPARE:
    case OP_TEST_RANGE:
    case OP_TEST_VALUE:
      return in->frame[code->a];
    default:
      return NULL;
  }
}

const symbol *translate(translation *t, const scope *in, uint32_t index) {
  const symbol *s = t->graph->has_failed ? NULL : dispatch(t, in, index);
  if (in->results != NULL) {
    in->results[index] = s;
    in->lefts[index] = left_of(in, &in->program->code[index]);
  }
  if (s != NULL) return s;
  return translate_refuse(t, in, index, MESSAGE_COLUMN_INSTRUCTION,
                          text_of(opcode_name((opcode)in->program->code[index].opcode)));
}

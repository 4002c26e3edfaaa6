/* Turns a syntax tree into a program: slots, folded constants, resolved builtins.
 *
 * Children are emitted before their parents, so that the subtree of an instruction is the run of
 * code before it.  What is not yet known in length stands in a scratch arena and is copied at the
 * end; the program holds no pointer into the tree except texts and types of the model's arena. */
#include "feel/compiler.h"

#include <string.h>

#include "base/limits.h"
#include "base/messages/feel.h"
#include "feel/builtin.h"
#include "feel/interpreter.h"
#include "feel/range.h"

/* A growing array of the scratch arena. */
typedef struct table {
  void *items;
  uint32_t count, capacity;
} table;

typedef struct function_scope {
  struct function_scope *outer;
  uint32_t number; /* 0: the program itself; then index + 1 into functions */
  uint32_t slot_next;
  name_entry *self; /* the variable that will hold this very function, or NULL */
  table captured;   /* captured_variable */
} function_scope;

typedef struct captured_variable {
  const name_entry *entry;
  uint32_t from, to;
} captured_variable;

typedef struct compiler {
  const compiler_options *options;
  arena *scratch;
  table code, spans, operands, constants, names, types, functions, natives, builtins;
  function_scope *scope;
  uint32_t slot_limit;
  name_entry *self_next; /* for the function literal that is compiled next */
  bool is_faulty;
  bool failed; /* memory is out */
} compiler;

static uint32_t compile_node(compiler *c, const syntax_node *node);

/* --- Tables --- */

static void *table_add(compiler *c, table *t, size_t size, const void *item) {
  if (c->failed) return NULL;
  if (t->count == t->capacity) {
    uint32_t capacity = t->capacity ? t->capacity * 2 : 16;
    char *items = arena_allocate_array(c->scratch, capacity, size);
    if (!items) {
      c->failed = true;
      return NULL;
    }
    if (t->count > 0) memcpy(items, t->items, t->count * size);
    t->items = items;
    t->capacity = capacity;
  }
  char *place = (char *)t->items + t->count * size;
  memcpy(place, item, size);
  t->count++;
  return place;
}

#define TABLE_ADD(c, t, type, ...) table_add((c), (t), sizeof(type), &(type){__VA_ARGS__})

static uint32_t add_operand(compiler *c, uint32_t operand) {
  TABLE_ADD(c, &c->operands, uint32_t, operand);
  return c->operands.count - 1;
}

static uint32_t add_name(compiler *c, text name) {
  TABLE_ADD(c, &c->names, text, name.data, name.size);
  return c->names.count - 1;
}

static uint32_t add_type(compiler *c, const feel_type *type) {
  TABLE_ADD(c, &c->types, const feel_type *, type);
  return c->types.count - 1;
}

/* --- Emitting and folding --- */

static instruction *code_at(const compiler *c, uint32_t index) {
  return (instruction *)c->code.items + index;
}

static bool is_constant(const compiler *c, uint32_t index) {
  return index != PROGRAM_NONE && index < c->code.count && code_at(c, index)->opcode == OP_CONSTANT;
}

static value constant_at(const compiler *c, uint32_t index) {
  return ((const value *)c->constants.items)[code_at(c, index)->a];
}

static uint32_t emit(compiler *c, const syntax_node *node, instruction in) {
  if (c->failed) return 0;
  if (!table_add(c, &c->code, sizeof in, &in)) return 0;
  table_add(c, &c->spans, sizeof node->span, &node->span);
  return c->code.count - 1;
}

static uint32_t emit_constant(compiler *c, const syntax_node *node, value constant) {
  table_add(c, &c->constants, sizeof constant, &constant);
  return emit(
      c, node,
      (instruction){.opcode = OP_CONSTANT, .first = c->code.count, .a = c->constants.count - 1});
}

static program compiler_view(const compiler *c) {
  return (program){.code = c->code.items,
                   .spans = c->spans.items,
                   .count = c->code.count,
                   .operands = c->operands.items,
                   .constants = c->constants.items,
                   .names = c->names.items,
                   .types = c->types.items,
                   .functions = c->functions.items,
                   .natives = c->natives.items,
                   .builtins = c->builtins.items};
}

/* Replaces the last instruction, whose operands are constants, by its value.  A null stays as it
 * is, so that the reason is told when it is evaluated. */
static uint32_t fold(compiler *c, const syntax_node *node, uint32_t index) {
  if (c->failed) return index;
  program view = compiler_view(c);
  evaluation e;
  evaluation_init(&e, c->options->arena);
  value result = interpreter_run_part(&e, &view, index, NULL);
  if (result.kind == VALUE_NULL || e.limit_reached != EVALUATION_IN_LIMITS) return index;
  uint32_t first = code_at(c, index)->first;
  c->code.count = c->spans.count = first;
  return emit_constant(c, node, result);
}

/* --- Variables --- */

static uint32_t new_slot(compiler *c) {
  uint32_t slot = c->scope->slot_next++;
  if (c->scope->slot_next > c->slot_limit) c->slot_limit = c->scope->slot_next;
  return slot;
}

static uint32_t bind(compiler *c, name_entry *entry) {
  if (!entry) return PROGRAM_NONE;
  entry->slot = new_slot(c);
  entry->function = c->scope->number;
  return entry->slot;
}

/* The slot of the variable in `scope`, captured from outer functions when it is theirs. */
static uint32_t resolve(compiler *c, function_scope *scope, const name_entry *entry) {
  if (entry->function == scope->number || !scope->outer) return entry->slot;
  const captured_variable *captured = scope->captured.items;
  for (uint32_t i = 0; i < scope->captured.count; i++)
    if (captured[i].entry == entry) return captured[i].to;
  uint32_t from = entry == scope->self ? PROGRAM_NONE : resolve(c, scope->outer, entry);
  uint32_t to = scope->slot_next++;
  if (scope->slot_next > c->slot_limit) c->slot_limit = scope->slot_next;
  TABLE_ADD(c, &scope->captured, captured_variable, entry, from, to);
  return to;
}

static uint32_t compile_variable(compiler *c, const syntax_node *node, const name_entry *entry) {
  uint32_t slot = resolve(c, c->scope, entry);
  return emit(c, node, (instruction){.opcode = OP_SLOT, .first = c->code.count, .a = slot});
}

/* --- Kinds of nodes --- */

/* All children in order; their instructions are put into `children_out` (at most `max`).  True when
 * every one of them is constant. */
static bool compile_children(compiler *c, const syntax_node *node, uint32_t *children_out,
                             uint32_t count) {
  bool all_constant = true;
  for (uint32_t i = 0; i < count; i++) {
    children_out[i] = compile_node(c, node->children[i]);
    all_constant = all_constant && is_constant(c, children_out[i]);
  }
  return all_constant;
}

/* Operators with one to three operands. */
static uint32_t compile_operator(compiler *c, const syntax_node *node, opcode op, uint8_t detail) {
  uint32_t first = c->code.count, operands[3] = {0};
  bool is_foldable = compile_children(c, node, operands, node->child_count);
  uint32_t index = emit(c, node,
                        (instruction){.opcode = (uint8_t)op,
                                      .detail = detail,
                                      .first = first,
                                      .a = operands[0],
                                      .b = operands[1],
                                      .c = operands[2]});
  return is_foldable ? fold(c, node, index) : index;
}

static opcode opcode_of_operator(syntax_operator op) {
  static const uint8_t opcodes[] = {[OPERATOR_ADD] = OP_ADD,
                                    [OPERATOR_SUBTRACT] = OP_SUBTRACT,
                                    [OPERATOR_MULTIPLY] = OP_MULTIPLY,
                                    [OPERATOR_DIVIDE] = OP_DIVIDE,
                                    [OPERATOR_POWER] = OP_POWER,
                                    [OPERATOR_EQUAL] = OP_EQUAL,
                                    [OPERATOR_NOT_EQUAL] = OP_NOT_EQUAL,
                                    [OPERATOR_LESS] = OP_LESS,
                                    [OPERATOR_LESS_EQUAL] = OP_LESS_EQUAL,
                                    [OPERATOR_GREATER] = OP_GREATER,
                                    [OPERATOR_GREATER_EQUAL] = OP_GREATER_EQUAL};
  return (opcode)opcodes[op];
}

static uint32_t compile_item_member(compiler *c, const syntax_node *node) {
  uint32_t first = c->code.count, outside = PROGRAM_NONE;
  if (node->child_count > 0) outside = compile_node(c, node->children[0]);
  uint32_t name = add_name(c, node->name), slot = resolve(c, c->scope, node->entry);
  return emit(
      c, node,
      (instruction){.opcode = OP_ITEM_MEMBER, .first = first, .a = slot, .b = name, .c = outside});
}

static uint32_t compile_typed(compiler *c, const syntax_node *node, opcode op) {
  uint32_t first = c->code.count, child = compile_node(c, node->children[0]);
  return emit(c, node,
              (instruction){
                  .opcode = (uint8_t)op, .first = first, .a = child, .b = add_type(c, node->type)});
}

static uint32_t compile_path(compiler *c, const syntax_node *node) {
  uint32_t first = c->code.count, child = compile_node(c, node->children[0]);
  uint32_t index = emit(
      c, node,
      (instruction){.opcode = OP_PATH, .first = first, .a = child, .b = add_name(c, node->name)});
  return is_constant(c, child) ? fold(c, node, index) : index;
}

static uint32_t compile_filter(compiler *c, const syntax_node *node) {
  uint32_t first = c->code.count, list = compile_node(c, node->children[0]);
  uint32_t slot = bind(c, node->entry);
  uint32_t predicate = compile_node(c, node->children[1]);
  return emit(c, node,
              (instruction){.opcode = OP_FILTER,
                            .detail = node->is_flag,
                            .first = first,
                            .a = list,
                            .b = predicate,
                            .c = slot});
}

enum { LOOP_VARIABLES_MAX = 256 };

static uint32_t compile_loop(compiler *c, const syntax_node *node, opcode op) {
  uint32_t first = c->code.count, count = node->child_count - 1;
  uint32_t triples[LOOP_VARIABLES_MAX * 3];
  if (count > LOOP_VARIABLES_MAX) {
    diagnostic_add(c->options->diagnostics, DIAGNOSTIC_ERROR, MESSAGE_FEEL_TOO_DEEP, node->span,
                   SD_ARGS(SD_NUMBER(LOOP_VARIABLES_MAX)));
    c->is_faulty = true;
    return emit_constant(c, node, value_null());
  }
  for (uint32_t i = 0; i < count; i++) {
    const syntax_node *domain = node->children[i];
    bool is_iteration = domain->kind == SYNTAX_ITERATION;
    triples[3 * i + 1] = compile_node(c, is_iteration ? domain->children[0] : domain);
    triples[3 * i + 2] = is_iteration ? compile_node(c, domain->children[1]) : PROGRAM_NONE;
    triples[3 * i] = bind(c, node->entries[i]);
  }
  uint32_t partial = op == OP_FOR ? bind(c, node->entry) : 0;
  uint32_t body = compile_node(c, node->children[count]);
  uint32_t list = c->operands.count;
  for (uint32_t i = 0; i < 3 * count; i++) add_operand(c, triples[i]);
  return emit(c, node,
              (instruction){.opcode = (uint8_t)op,
                            .detail = node->is_flag,
                            .first = first,
                            .count = count,
                            .a = list,
                            .b = body,
                            .c = partial});
}

/* A run of operands that is being collected while its children are compiled. */
static uint32_t *operand_buffer(compiler *c, size_t count) {
  uint32_t *buffer = ARENA_ARRAY(c->scratch, uint32_t, count ? count : 1);
  if (!buffer) c->failed = true;
  return buffer;
}

static uint32_t flush_operands(compiler *c, const uint32_t *buffer, size_t count) {
  uint32_t list = c->operands.count;
  for (size_t i = 0; i < count; i++) add_operand(c, buffer[i]);
  return list;
}

static uint32_t compile_list(compiler *c, const syntax_node *node) {
  uint32_t first = c->code.count, *items = operand_buffer(c, node->child_count);
  if (!items) return 0;
  bool is_foldable = compile_children(c, node, items, node->child_count);
  uint32_t index = emit(c, node,
                        (instruction){.opcode = OP_LIST,
                                      .first = first,
                                      .count = node->child_count,
                                      .a = flush_operands(c, items, node->child_count)});
  return is_foldable ? fold(c, node, index) : index;
}

/* A function literal (perhaps behind a type) may refer to the variable that will hold it. */
static uint32_t compile_entry(compiler *c, const syntax_node *child, name_entry *entry) {
  const syntax_node *inner = child;
  while (inner->kind == SYNTAX_TYPED) inner = inner->children[0];
  if (inner->kind == SYNTAX_FUNCTION) c->self_next = entry;
  return compile_node(c, child);
}

static uint32_t compile_context(compiler *c, const syntax_node *node) {
  bool is_block = node->kind == SYNTAX_BLOCK, is_foldable = !is_block;
  size_t stride = is_block ? 2 : 3;
  uint32_t first = c->code.count, *entries = operand_buffer(c, node->child_count * stride);
  if (!entries) return 0;
  for (uint32_t i = 0; i < node->child_count; i++) {
    uint32_t *operands = entries + i * stride;
    name_entry *entry = node->entries[i] && node->entries[i]->is_used ? node->entries[i] : NULL;
    uint32_t slot = bind(c, entry);
    uint32_t child = compile_entry(c, node->children[i], entry);
    is_foldable = is_foldable && slot == PROGRAM_NONE && is_constant(c, child);
    if (!is_block) *operands++ = add_name(c, node->names[i]);
    *operands++ = slot;
    *operands = child;
  }
  uint32_t index = emit(c, node,
                        (instruction){.opcode = is_block ? OP_BLOCK : OP_CONTEXT,
                                      .first = first,
                                      .count = node->child_count,
                                      .a = flush_operands(c, entries, node->child_count * stride)});
  return is_foldable ? fold(c, node, index) : index;
}

/* --- Functions --- */

static bool set_parameters(compiler *c, const syntax_node *node, program_function *function) {
  arena *a = c->options->arena;
  size_t count = node->entry_count;
  text *names = ARENA_ARRAY(a, text, count ? count : 1);
  const feel_type **types = ARENA_ARRAY(a, const feel_type *, count ? count : 1);
  if (!names || !types) return false;
  for (size_t i = 0; i < count; i++) {
    names[i] = node->entries[i]->name;
    types[i] = node->entries[i]->type;
  }
  function->parameters = names;
  function->parameter_types = types;
  function->parameter_count = (uint32_t)count;
  function->result_type = node->type;
  function->body = PROGRAM_NONE;
  return true;
}

static bool set_captures(compiler *c, const function_scope *scope, program_function *function) {
  uint32_t count = scope->captured.count;
  uint32_t *from = ARENA_ARRAY(c->options->arena, uint32_t, count ? count : 1);
  uint32_t *to = ARENA_ARRAY(c->options->arena, uint32_t, count ? count : 1);
  if (!from || !to) return false;
  const captured_variable *captured = scope->captured.items;
  for (uint32_t i = 0; i < count; i++) {
    from[i] = captured[i].from;
    to[i] = captured[i].to;
  }
  function->capture_from = from;
  function->capture_to = to;
  function->capture_count = count;
  function->frame_size = scope->slot_next;
  return true;
}

static uint32_t compile_function(compiler *c, const syntax_node *node) {
  uint32_t first = c->code.count;
  program_function function = {0};
  if (!set_parameters(c, node, &function) ||
      !table_add(c, &c->functions, sizeof function, &function)) {
    c->failed = true;
    return 0;
  }
  uint32_t number = c->functions.count;
  function_scope scope = {.outer = c->scope, .number = number, .self = c->self_next};
  c->self_next = NULL;
  c->scope = &scope;
  for (uint32_t i = 0; i < node->entry_count; i++) bind(c, node->entries[i]);
  function.body = compile_node(c, node->children[0]);
  c->scope = scope.outer;
  if (!set_captures(c, &scope, &function)) c->failed = true;
  if (c->failed) return 0;
  ((program_function *)c->functions.items)[number - 1] = function;
  return emit(c, node, (instruction){.opcode = OP_FUNCTION, .first = first, .a = number - 1});
}

/* function(...) external {java: {class: "...", method signature: "..."}}: the mapping must be
 * constant, with or without the outer context.  Spec: 10.3.2.13.2. */
static uint32_t compile_external(compiler *c, const syntax_node *node) {
  uint32_t first = c->code.count;
  program_function function = {0};
  if (!set_parameters(c, node, &function)) {
    c->failed = true;
    return 0;
  }
  function.frame_size = function.parameter_count;
  uint32_t mapping = compile_node(c, node->children[0]);
  if (!c->failed && is_constant(c, mapping) && constant_at(c, mapping).kind == VALUE_CONTEXT) {
    const value_context *context = constant_at(c, mapping).as.context;
    const value *java = value_context_find(context, TEXT("java"));
    if (java && java->kind == VALUE_CONTEXT) context = java->as.context;
    const value *class_name = value_context_find(context, TEXT("class"));
    const value *method = value_context_find(context, TEXT("method signature"));
    if (class_name && class_name->kind == VALUE_STRING)
      function.external_class = class_name->as.string;
    if (method && method->kind == VALUE_STRING) function.external_method = method->as.string;
  }
  table_add(c, &c->functions, sizeof function, &function);
  return emit(c, node,
              (instruction){.opcode = OP_FUNCTION, .first = first, .a = c->functions.count - 1});
}

/* --- Invocations --- */

static uint32_t compile_mistake(compiler *c, const syntax_node *node, message_id message) {
  const builtin *callee = node->children[0]->builtin;
  diagnostic *d = diagnostic_add(
      c->options->diagnostics, DIAGNOSTIC_ERROR, message, node->span,
      SD_ARGS(arena_copy(c->scratch, builtin_name(callee)).data, SD_NUMBER(node->child_count - 1)));
  if (d) d->expected = builtin_signature(callee);
  c->is_faulty = true;
  return emit_constant(c, node, value_null());
}

static uint32_t emit_builtin(compiler *c, const syntax_node *node, uint32_t first,
                             const builtin *callee, const uint32_t *arguments, uint32_t count) {
  bool is_foldable = !builtin_reads_clock(callee) && !builtin_calls_functions(callee);
  for (uint32_t i = 0; i < count; i++)
    is_foldable = is_foldable && (arguments[i] == PROGRAM_NONE || is_constant(c, arguments[i]));
  TABLE_ADD(c, &c->builtins, const builtin *, callee);
  uint32_t index = emit(c, node,
                        (instruction){.opcode = OP_BUILTIN,
                                      .first = first,
                                      .count = count,
                                      .a = flush_operands(c, arguments, count),
                                      .b = c->builtins.count - 1});
  return is_foldable ? fold(c, node, index) : index;
}

static uint32_t compile_builtin_call(compiler *c, const syntax_node *node) {
  uint32_t first = c->code.count, count = node->child_count - 1;
  uint32_t *arguments =
      operand_buffer(c, count > BUILTIN_PARAMETERS_MAX ? count : BUILTIN_PARAMETERS_MAX);
  if (!arguments) return 0;
  for (uint32_t i = 0; i < count; i++) arguments[i] = compile_node(c, node->children[i + 1]);
  const builtin *callee = node->children[0]->builtin;
  if (!node->names || count == 0) return emit_builtin(c, node, first, callee, arguments, count);
  builtin_binding binding;
  if (!builtin_bind(callee, node->names, count, &binding))
    return compile_mistake(c, node, MESSAGE_FEEL_ARGUMENT_NAMES);
  uint32_t *formal = operand_buffer(c, BUILTIN_PARAMETERS_MAX);
  if (!formal) return 0;
  for (size_t i = 0; i < binding.count; i++)
    formal[i] = binding.argument_of[i] < 0 ? PROGRAM_NONE : arguments[binding.argument_of[i]];
  return emit_builtin(c, node, first, binding.target, formal, (uint32_t)binding.count);
}

static uint32_t compile_invoke(compiler *c, const syntax_node *node) {
  if (node->children[0]->kind == SYNTAX_BUILTIN) return compile_builtin_call(c, node);
  uint32_t first = c->code.count, count = node->child_count - 1;
  uint32_t *arguments = operand_buffer(c, count), names = PROGRAM_NONE;
  if (!arguments) return 0;
  uint32_t callee = compile_node(c, node->children[0]);
  for (uint32_t i = 0; i < count; i++) arguments[i] = compile_node(c, node->children[i + 1]);
  if (node->names && count > 0) {
    names = c->names.count;
    for (uint32_t i = 0; i < count; i++) add_name(c, node->names[i]);
  }
  return emit(c, node,
              (instruction){.opcode = OP_INVOKE,
                            .first = first,
                            .count = count,
                            .a = flush_operands(c, arguments, count),
                            .b = callee,
                            .c = names});
}

static uint32_t compile_builtin_value(compiler *c, const syntax_node *node) {
  value_function *function = ARENA_NEW(c->options->arena, value_function);
  if (!function) {
    c->failed = true;
    return 0;
  }
  *function = (value_function){.kind = FUNCTION_BUILTIN, .builtin = node->builtin};
  return emit_constant(c, node, (value){.kind = VALUE_FUNCTION, .as.function = function});
}

/* --- Unary tests --- */

static uint32_t compile_in(compiler *c, const syntax_node *node) {
  uint32_t first = c->code.count, tested = compile_node(c, node->children[0]);
  uint32_t slot = bind(c, node->entry);
  uint32_t tests = compile_node(c, node->children[1]);
  return emit(c, node,
              (instruction){.opcode = OP_IN, .first = first, .a = tested, .b = slot, .c = tests});
}

static uint32_t compile_tests(compiler *c, const syntax_node *node) {
  if (node->child_count == 1 && !node->is_flag) return compile_node(c, node->children[0]);
  uint32_t first = c->code.count, *tests = operand_buffer(c, node->child_count);
  if (!tests) return 0;
  compile_children(c, node, tests, node->child_count);
  return emit(c, node,
              (instruction){.opcode = OP_TESTS,
                            .detail = node->is_flag,
                            .first = first,
                            .count = node->child_count,
                            .a = flush_operands(c, tests, node->child_count)});
}

/* A range between constants is tested without making it, when it is a range at all. */
static bool is_constant_range(const compiler *c, uint32_t low, uint32_t high,
                              const syntax_node *range) {
  if (c->failed || !is_constant(c, low) || !is_constant(c, high)) return false;
  value l = constant_at(c, low), h = constant_at(c, high);
  if (l.kind == VALUE_NULL || h.kind == VALUE_NULL) return false;
  return range_make(c->scratch, l, range->is_flag, h, range->is_flag2).kind == VALUE_RANGE;
}

static uint32_t compile_test(compiler *c, const syntax_node *node) {
  const syntax_node *tested = node->children[0];
  uint32_t first = c->code.count, slot = resolve(c, c->scope, node->entry);
  if (node->kind == SYNTAX_TEST_COMPARE) {
    uint32_t end = compile_node(c, tested);
    return emit(c, node,
                (instruction){.opcode = OP_TEST_COMPARE,
                              .detail = (uint8_t)node->op,
                              .first = first,
                              .a = slot,
                              .b = end});
  }
  if (tested->kind == SYNTAX_RANGE) {
    uint32_t low = compile_node(c, tested->children[0]);
    uint32_t high = compile_node(c, tested->children[1]);
    uint8_t detail = (uint8_t)(tested->is_flag | tested->is_flag2 << 1);
    if (is_constant_range(c, low, high, tested))
      return emit(c, node,
                  (instruction){.opcode = OP_TEST_RANGE,
                                .detail = detail,
                                .first = first,
                                .a = slot,
                                .b = low,
                                .c = high});
    c->code.count = c->spans.count = first;
  }
  uint32_t end = compile_node(c, tested);
  return emit(
      c, node,
      (instruction){
          .opcode = OP_TEST_VALUE, .detail = node->is_flag, .first = first, .a = slot, .b = end});
}

static uint32_t compile_native(compiler *c, const syntax_node *node) {
  uint32_t first = c->code.count, *parts = operand_buffer(c, node->child_count * 2);
  if (!parts) return 0;
  for (uint32_t i = 0; i < node->child_count; i++) {
    parts[2 * i + 1] = bind(c, node->entries[i]);
    parts[2 * i] = compile_node(c, node->children[i]);
  }
  TABLE_ADD(c, &c->natives, program_native, node->native, node->native_data);
  return emit(c, node,
              (instruction){.opcode = OP_NATIVE,
                            .first = first,
                            .count = node->child_count,
                            .a = flush_operands(c, parts, node->child_count * 2),
                            .b = c->natives.count - 1});
}

/* --- Dispatch --- */

static uint32_t compile_kind(compiler *c, const syntax_node *node) {
  uint8_t range = (uint8_t)(node->is_flag | node->is_flag2 << 1);
  switch (node->kind) {
    case SYNTAX_LITERAL:
      return emit_constant(c, node, node->constant);
    case SYNTAX_NAME:
      return compile_variable(c, node, node->entry);
    case SYNTAX_ITEM_MEMBER:
      return compile_item_member(c, node);
    case SYNTAX_BUILTIN:
      return compile_builtin_value(c, node);
    case SYNTAX_NEGATE:
      return compile_operator(c, node, OP_NEGATE, 0);
    case SYNTAX_ARITHMETIC:
    case SYNTAX_COMPARE:
      return compile_operator(c, node, opcode_of_operator(node->op), 0);
    case SYNTAX_AND:
      return compile_operator(c, node, OP_AND, 0);
    case SYNTAX_OR:
      return compile_operator(c, node, OP_OR, 0);
    case SYNTAX_IF:
      return compile_operator(c, node, OP_IF, node->is_flag);
    case SYNTAX_BETWEEN:
      return compile_operator(c, node, OP_BETWEEN, 0);
    case SYNTAX_IN:
      return compile_in(c, node);
    case SYNTAX_INSTANCE_OF:
      return compile_typed(c, node, OP_INSTANCE_OF);
    case SYNTAX_TYPED:
      return compile_typed(c, node, OP_COERCE);
    case SYNTAX_PATH:
      return compile_path(c, node);
    case SYNTAX_FILTER:
      return compile_filter(c, node);
    case SYNTAX_FOR:
      return compile_loop(c, node, OP_FOR);
    case SYNTAX_SOME:
      return compile_loop(c, node, OP_SOME);
    case SYNTAX_EVERY:
      return compile_loop(c, node, OP_EVERY);
    case SYNTAX_LIST:
      return compile_list(c, node);
    case SYNTAX_CONTEXT:
    case SYNTAX_BLOCK:
      return compile_context(c, node);
    case SYNTAX_FUNCTION:
      return compile_function(c, node);
    case SYNTAX_EXTERNAL:
      return compile_external(c, node);
    case SYNTAX_INVOKE:
      return compile_invoke(c, node);
    case SYNTAX_RANGE:
      return compile_operator(c, node, OP_RANGE, range);
    case SYNTAX_UNARY_RANGE:
      return compile_operator(c, node, OP_UNARY_RANGE, (uint8_t)node->op);
    case SYNTAX_TESTS:
      return compile_tests(c, node);
    case SYNTAX_TEST_COMPARE:
    case SYNTAX_TEST_VALUE:
      return compile_test(c, node);
    case SYNTAX_ANY:
      return emit_constant(c, node, value_boolean(true));
    case SYNTAX_NATIVE:
      return compile_native(c, node);
    default:
      c->is_faulty = true;
      return emit_constant(c, node, value_null());
  }
}

static uint32_t compile_node(compiler *c, const syntax_node *node) {
  if (c->failed) return 0;
  return compile_kind(c, node);
}

/* --- Finishing --- */

static const void *copy_table(compiler *c, const table *t, size_t size) {
  void *copy = arena_allocate_array(c->options->arena, t->count ? t->count : 1, size);
  if (!copy)
    c->failed = true;
  else if (t->count > 0)
    memcpy(copy, t->items, t->count * size);
  return copy;
}

static program *compiler_finish(compiler *c, uint32_t root, uint32_t frame_size) {
  program *p = ARENA_NEW(c->options->arena, program);
  if (!p) return NULL;
  *p = (program){.code = copy_table(c, &c->code, sizeof(instruction)),
                 .spans = copy_table(c, &c->spans, sizeof(source_span)),
                 .count = c->code.count,
                 .root = root,
                 .frame_size = frame_size,
                 .slot_limit = c->slot_limit,
                 .operands = copy_table(c, &c->operands, sizeof(uint32_t)),
                 .constants = copy_table(c, &c->constants, sizeof(value)),
                 .names = copy_table(c, &c->names, sizeof(text)),
                 .types = copy_table(c, &c->types, sizeof(feel_type *)),
                 .functions = copy_table(c, &c->functions, sizeof(program_function)),
                 .natives = copy_table(c, &c->natives, sizeof(program_native)),
                 .builtins = copy_table(c, &c->builtins, sizeof(builtin *)),
                 .operand_count = c->operands.count,
                 .constant_count = c->constants.count,
                 .name_count = c->names.count,
                 .type_count = c->types.count,
                 .function_count = c->functions.count,
                 .native_count = c->natives.count,
                 .builtin_count = c->builtins.count,
                 .is_faulty = c->is_faulty};
  return c->failed || !program_verify(p) ? NULL : p;
}

static program *compile_root(const syntax_node *root, const compiler_options *options) {
  if (!root) return NULL;
  compiler c = {.options = options, .scratch = arena_create(0)};
  if (!c.scratch) return NULL;
  function_scope scope = {.slot_next = options->slots_reserved};
  c.scope = &scope;
  c.slot_limit = options->slots_reserved;
  uint32_t root_index = compile_node(&c, root);
  program *p = c.failed ? NULL : compiler_finish(&c, root_index, scope.slot_next);
  arena_destroy(c.scratch);
  return p;
}

const program *compile_tree(const syntax_node *root, const compiler_options *options) {
  return compile_root(root, options);
}

static size_t error_count(const compiler_options *options) {
  return options->diagnostics ? options->diagnostics->error_count : 0;
}

/* Some mistakes leave a tree that could be run: a comment without end, arguments of both kinds. */
static const program *compile_parsed(const syntax_node *root, const compiler_options *options,
                                     size_t errors_before) {
  program *p = compile_root(root, options);
  if (p && error_count(options) > errors_before) p->is_faulty = true;
  return p;
}

const program *compile_expression(const source_text *source, name_table *names,
                                  const compiler_options *options) {
  parser_input input = {options->arena, source, names, options->diagnostics, options->limits};
  size_t errors_before = error_count(options);
  return compile_parsed(parse_expression(&input), options, errors_before);
}

const program *compile_unary_tests(const source_text *source, name_table *names,
                                   uint32_t input_slot, const compiler_options *options) {
  size_t errors_before = error_count(options);
  name_table_push(names);
  name_entry *entry = name_table_declare(names, TEXT("?"), input_slot, NULL);
  parser_input input = {options->arena, source, names, options->diagnostics, options->limits};
  syntax_node *root = entry ? parse_unary_tests(&input, entry) : NULL;
  name_table_pop(names);
  return compile_parsed(root, options, errors_before);
}

/* A decision table as sets: the pieces of each column, and which of them each cell allows. */
#include "dmn/table_rules.h"

#include <string.h>

#include "base/limits.h"
#include "dmn/item_type.h"
#include "feel/builtin.h"
#include "feel/interpreter.h"

enum { WHOLE_DEPTH_MAX = 32 };

static uint32_t part_instruction(const table_rules *t, uint32_t part) {
  return native_part_instruction(t->program, t->native, part);
}

/* The slot of the variable "?" of a column. */
static uint32_t column_slot(const table_rules *t, size_t column) {
  return t->program->operands[t->program->code[t->native].a + 2 * column + 1];
}

/* --- What a column's values are --- */

static uint32_t behind_conversions(const program *p, uint32_t index) {
  while (p->code[index].opcode == OP_COERCE) index = p->code[index].a;
  return index;
}

/* The input or decision that slot `slot` of a decision's program stands for, or NULL. */
static const dmn_element *element_of_slot(const table_rules *t, const program *p, uint32_t slot) {
  bool is_decision = t->element->kind == DMN_DECISION && p->frame_size >= t->model->element_count;
  return is_decision && slot < t->model->element_count ? t->model->elements[slot] : NULL;
}

static bool is_whole(const table_rules *t, const program *p, uint32_t index, unsigned depth);

static bool is_whole_element(const table_rules *t, const dmn_element *element, unsigned depth) {
  if (element == NULL) return false;
  if (element->kind == DMN_INPUT) {
    return t->options->is_whole != NULL && t->options->is_whole(t->options->context, element);
  }
  return element->kind == DMN_DECISION && element->program != NULL &&
         is_whole(t, element->program, element->program->root, depth + 1);
}

static bool is_whole_list(const table_rules *t, const program *p, const instruction *in,
                          unsigned depth) {
  for (uint32_t i = 0; i < in->count; i++) {
    uint32_t operand = p->operands[in->a + i];
    if (operand == PROGRAM_NONE || !is_whole(t, p, operand, depth + 1)) return false;
  }
  return in->count != 0;
}

static bool is_whole_builtin(const table_rules *t, const program *p, const instruction *in,
                             unsigned depth) {
  text name = builtin_name(p->builtins[in->b]);
  if (text_is(name, "count") || text_is(name, "string length")) return true;
  if (text_is(name, "floor") || text_is(name, "ceiling")) return in->count == 1;
  bool keeps =
      text_is(name, "sum") || text_is(name, "min") || text_is(name, "max") || text_is(name, "abs");
  return keeps && is_whole_list(t, p, in, depth);
}

/* True when the instruction gives whole numbers only, if it gives a number. */
static bool is_whole(const table_rules *t, const program *p, uint32_t index, unsigned depth) {
  if (depth > WHOLE_DEPTH_MAX) return false;
  const instruction *in = &p->code[index];
  switch (in->opcode) {
    case OP_CONSTANT: {
      value v = p->constants[in->a];
      return v.kind == VALUE_NULL || (v.kind == VALUE_NUMBER && decimal_is_whole(&v.as.number));
    }
    case OP_SLOT:
      return is_whole_element(t, element_of_slot(t, p, in->a), depth);
    case OP_COERCE:
    case OP_NEGATE:
      return is_whole(t, p, in->a, depth + 1);
    case OP_ADD:
    case OP_SUBTRACT:
    case OP_MULTIPLY:
      return is_whole(t, p, in->a, depth + 1) && is_whole(t, p, in->b, depth + 1);
    case OP_IF:
      return is_whole(t, p, in->b, depth + 1) && is_whole(t, p, in->c, depth + 1);
    case OP_LIST:
      return is_whole_list(t, p, in, depth);
    case OP_BUILTIN:
      return is_whole_builtin(t, p, in, depth);
    default:
      return false;
  }
}

/* The types that restrict a column: its own, and that of the element it reads.  NULL: none. */
typedef struct column_types {
  const feel_type *types[2];
} column_types;

static column_types types_of_column(const table_rules *t, size_t column) {
  column_types found = {.types = {t->table->inputs[column].type, NULL}};
  uint32_t index = behind_conversions(t->program, part_instruction(t, (uint32_t)column));
  const instruction *in = &t->program->code[index];
  if (in->opcode == OP_SLOT) {
    const dmn_element *element = element_of_slot(t, t->program, in->a);
    if (element != NULL) found.types[1] = element->type;
  }
  return found;
}

static value_kind kind_of_types(const column_types *types) {
  for (size_t i = 0; i < 2; i++) {
    if (types->types[i] == NULL) continue;
    switch (types->types[i]->kind) {
      case TYPE_ANY:
        continue;
      case TYPE_NUMBER:
        return VALUE_NUMBER;
      case TYPE_STRING:
        return VALUE_STRING;
      case TYPE_BOOLEAN:
        return VALUE_BOOLEAN;
      case TYPE_DATE:
        return VALUE_DATE;
      default:
        return VALUE_LIST; /* stands for all that has no domain */
    }
  }
  return VALUE_NULL;
}

/* --- Reading the conditions of a column --- */

/* False when the allowed values of a type are no comparisons with constants. */
static bool read_types(domain_constants *constants, const column_types *types) {
  bool is_exact = true;
  for (size_t i = 0; i < 2; i++) {
    if (types->types[i] == NULL) continue;
    const program *tests[LIMIT_TYPE_DEPTH];
    size_t count = dmn_type_tests(types->types[i], tests, LIMIT_TYPE_DEPTH);
    bool mentions_null = constants->mentions_null;
    for (size_t j = 0; j < count; j++) {
      is_exact = domain_read_tests(constants, tests[j], tests[j]->root) && is_exact;
    }
    constants->mentions_null = mentions_null;
  }
  return is_exact;
}

/* Notes which cells can be read. */
static void read_cells(table_rules *t, size_t column, domain_constants *constants) {
  for (size_t i = 0; i < t->table->rule_count; i++) {
    uint32_t part = t->table->rules[i].inputs[column].part;
    if (part == DMN_NO_CELL || t->is_readable[part]) continue;
    t->is_readable[part] = domain_read_tests(constants, t->program, part_instruction(t, part));
  }
}

static void forget_cells(table_rules *t, size_t column) {
  for (size_t i = 0; i < t->table->rule_count; i++) {
    uint32_t part = t->table->rules[i].inputs[column].part;
    if (part != DMN_NO_CELL) t->is_readable[part] = false;
  }
}

static bool read_column(table_rules *t, size_t index) {
  table_column *column = &t->columns[index];
  domain_constants constants = {.arena = t->arena};
  column_types types = types_of_column(t, index);
  uint32_t values = t->table->inputs[index].values_part;
  read_cells(t, index, &constants);
  bool mentions_null = constants.mentions_null;
  column->is_exact = read_types(&constants, &types);
  if (values != DMN_NO_CELL) {
    column->is_exact &= domain_read_tests(&constants, t->program, part_instruction(t, values));
  }
  constants.mentions_null = mentions_null;
  bool whole = is_whole(t, t->program, part_instruction(t, (uint32_t)index), 0);
  if (!domain_make(&constants, kind_of_types(&types), whole, &column->domain)) {
    forget_cells(t, index);
    column->is_exact = false;
  }
  size_t count = column->domain.count;
  uint64_t *all = ARENA_ARRAY(t->arena, uint64_t, bits_words(count));
  column->allowed = ARENA_ARRAY(t->arena, uint64_t, bits_words(count));
  column->possible = ARENA_ARRAY(t->arena, uint64_t, bits_words(count));
  if (constants.is_out_of_memory || all == NULL || !column->allowed || !column->possible) {
    return false;
  }
  for (size_t i = 0; i < count; i++) bits_add(all, i);
  column->all = all;
  if (mentions_null) bits_add(column->allowed, count - 1);
  return true;
}

/* --- Trying conditions --- */

/* What unary tests say of `sample` as the value in `slot`. */
static value try_tests(table_rules *t, const program *p, uint32_t test, uint32_t slot,
                       value sample) {
  evaluation_reset(&t->evaluation);
  t->frame[slot] = sample;
  return interpreter_run_part(&t->evaluation, p, test, t->frame);
}

static bool is_allowed_sample(table_rules *t, size_t column, const column_types *types,
                              value sample) {
  for (size_t i = 0; i < 2; i++) {
    const feel_type *type = types->types[i];
    if (type == NULL || type->constraint == NULL) continue;
    evaluation_reset(&t->evaluation);
    if (!type->constraint(&t->evaluation, type->constraint_data, sample)) return false;
  }
  uint32_t values = t->table->inputs[column].values_part;
  if (values == DMN_NO_CELL) return true;
  return !value_is_false(
      try_tests(t, t->program, part_instruction(t, values), column_slot(t, column), sample));
}

static void find_allowed(table_rules *t, size_t index) {
  table_column *column = &t->columns[index];
  column_types types = types_of_column(t, index);
  size_t last = column->domain.count - 1; /* null */
  for (size_t i = 0; i < last; i++) {
    const domain_piece *piece = &column->domain.pieces[i];
    if (piece->is_unbounded || is_allowed_sample(t, index, &types, piece->sample)) {
      bits_add(column->allowed, i);
    }
  }
  const uint64_t *from = column->is_exact ? column->allowed : column->all;
  memcpy(column->possible, from, bits_words(last + 1) * sizeof *from);
  bits_add(column->possible, last);
}

/* The pieces in which the tests of `part` hold; NULL when memory or steps are out. */
static const uint64_t *try_part(table_rules *t, size_t column, uint32_t part) {
  const table_domain *domain = &t->columns[column].domain;
  uint64_t *holds = ARENA_ARRAY(t->arena, uint64_t, bits_words(domain->count));
  if (holds == NULL || t->steps_left < domain->count) return NULL;
  t->steps_left -= domain->count;
  for (size_t i = 0; i < domain->count; i++) {
    value result = try_tests(t, t->program, part_instruction(t, part), column_slot(t, column),
                             domain->pieces[i].sample);
    if (value_is_true(result)) bits_add(holds, i);
  }
  return holds;
}

static bool try_cells(table_rules *t, size_t column) {
  const uint64_t *none =
      ARENA_ARRAY(t->arena, uint64_t, bits_words(t->columns[column].domain.count));
  if (none == NULL) return false;
  for (size_t i = 0; i < t->table->rule_count; i++) {
    uint32_t part = t->table->rules[i].inputs[column].part;
    if (part == DMN_NO_CELL || t->must[part] != NULL) continue;
    if (t->is_readable[part]) {
      t->must[part] = t->may[part] = try_part(t, column, part);
      if (t->must[part] == NULL) return false;
    } else {
      t->must[part] = none;
      t->may[part] = t->columns[column].all;
    }
  }
  return true;
}

/* The same sets the other way around: per piece, the rules. */
static bool turn_around(table_rules *t, size_t index) {
  table_column *column = &t->columns[index];
  size_t words = bits_words(t->table->rule_count), count = column->domain.count;
  if (t->steps_left < count * words) return false;
  column->must = ARENA_ARRAY(t->arena, uint64_t, count * words + 1);
  column->may = ARENA_ARRAY(t->arena, uint64_t, count * words + 1);
  column->is_point = ARENA_ARRAY(t->arena, bool, count);
  column->is_null = ARENA_ARRAY(t->arena, bool, count);
  if (!column->must || !column->may || !column->is_point || !column->is_null) return false;
  for (size_t i = 0; i < count; i++) {
    column->is_point[i] = column->domain.pieces[i].is_point;
    column->is_null[i] = column->domain.pieces[i].is_null;
    for (size_t r = 0; r < t->table->rule_count; r++) {
      if (bits_has(table_rules_must(t, r, index), i)) bits_add(column->must + i * words, r);
      if (bits_has(table_rules_may(t, r, index), i)) bits_add(column->may + i * words, r);
    }
  }
  return true;
}

/* --- Together --- */

static text one_line(arena *a, text source) {
  text copy = arena_copy(a, text_trim(source));
  if (copy.data == NULL) return TEXT("");
  char *bytes = (char *)(uintptr_t)copy.data; /* our own copy */
  for (size_t i = 0; i < copy.size; i++) {
    if (bytes[i] == '\n' || bytes[i] == '\r' || bytes[i] == '\t') bytes[i] = ' ';
  }
  return copy;
}

table_rules_result table_rules_make(table_rules *t) {
  const dmn_table *table = t->table;
  if (table->input_count > LIMIT_TABLE_COLUMNS) return TABLE_RULES_TOO_LARGE;
  t->columns = ARENA_ARRAY(t->arena, table_column, table->input_count + 1);
  t->must = ARENA_ARRAY(t->arena, const uint64_t *, table->part_count + 1);
  t->may = ARENA_ARRAY(t->arena, const uint64_t *, table->part_count + 1);
  t->is_readable = ARENA_ARRAY(t->arena, bool, table->part_count + 1);
  t->frame = ARENA_ARRAY(t->arena, value, t->program->slot_limit + t->program->frame_size + 1);
  if (!t->columns || !t->must || !t->may || !t->is_readable || !t->frame) {
    return TABLE_RULES_TOO_LARGE;
  }
  for (size_t i = 0; i < table->input_count; i++) {
    t->columns[i].name = one_line(t->arena, table->inputs[i].expression.text);
    if (!read_column(t, i)) return TABLE_RULES_TOO_LARGE;
    find_allowed(t, i);
    if (!try_cells(t, i) || !turn_around(t, i)) return TABLE_RULES_TOO_LARGE;
  }
  return TABLE_RULES_OK;
}

const uint64_t *table_rules_must(const table_rules *t, size_t rule, size_t column) {
  uint32_t part = t->table->rules[rule].inputs[column].part;
  return part == DMN_NO_CELL ? t->columns[column].all : t->must[part];
}

const uint64_t *table_rules_may(const table_rules *t, size_t rule, size_t column) {
  uint32_t part = t->table->rules[rule].inputs[column].part;
  return part == DMN_NO_CELL ? t->columns[column].all : t->may[part];
}

bool table_rules_constant(const table_rules *t, uint32_t part, value *out) {
  if (part == DMN_NO_CELL) return false;
  const program *p = t->program;
  const instruction *in = &p->code[behind_conversions(p, part_instruction(t, part))];
  if (in->opcode != OP_CONSTANT) return false;
  *out = p->constants[in->a];
  return true;
}

/* A compiled expression or decision: one flat array of instructions that never changes.
 *
 * Which operands of an instruction are instructions, slots or table numbers stands in one table
 * here, which the printer and the verifier read. */
#include "feel/program.h"

typedef enum operand_meaning {
  UNUSED,
  CODE, /* an earlier instruction of the subtree */
  CODE_OR_NONE,
  CONSTANT,
  SLOT,
  SLOT_OR_NONE,
  NAME,
  NAME_OR_NONE, /* the first of `count` names */
  TYPE,
  FUNCTION,
  NATIVE,
  BUILTIN,
  LIST /* operands[a ..] */
} operand_meaning;

typedef struct opcode_shape {
  operand_meaning a, b, c;
  operand_meaning list[3]; /* the repeating entries of the list */
} opcode_shape;

static const char *const opcode_names[OPCODE_COUNT] = {
#define OPCODE(name, operands, result) [OP_##name] = #name,
#include "feel/opcodes.def"
#undef OPCODE
};

static const opcode_shape opcode_shapes[OPCODE_COUNT] = {
    [OP_CONSTANT] = {CONSTANT, UNUSED, UNUSED, {UNUSED}},
    [OP_SLOT] = {SLOT, UNUSED, UNUSED, {UNUSED}},
    [OP_ITEM_MEMBER] = {SLOT, NAME, CODE_OR_NONE, {UNUSED}},
    [OP_NEGATE] = {CODE, UNUSED, UNUSED, {UNUSED}},
    [OP_ADD] = {CODE, CODE, UNUSED, {UNUSED}},
    [OP_SUBTRACT] = {CODE, CODE, UNUSED, {UNUSED}},
    [OP_MULTIPLY] = {CODE, CODE, UNUSED, {UNUSED}},
    [OP_DIVIDE] = {CODE, CODE, UNUSED, {UNUSED}},
    [OP_POWER] = {CODE, CODE, UNUSED, {UNUSED}},
    [OP_EQUAL] = {CODE, CODE, UNUSED, {UNUSED}},
    [OP_NOT_EQUAL] = {CODE, CODE, UNUSED, {UNUSED}},
    [OP_LESS] = {CODE, CODE, UNUSED, {UNUSED}},
    [OP_LESS_EQUAL] = {CODE, CODE, UNUSED, {UNUSED}},
    [OP_GREATER] = {CODE, CODE, UNUSED, {UNUSED}},
    [OP_GREATER_EQUAL] = {CODE, CODE, UNUSED, {UNUSED}},
    [OP_AND] = {CODE, CODE, UNUSED, {UNUSED}},
    [OP_OR] = {CODE, CODE, UNUSED, {UNUSED}},
    [OP_IF] = {CODE, CODE, CODE, {UNUSED}},
    [OP_BETWEEN] = {CODE, CODE, CODE, {UNUSED}},
    [OP_IN] = {CODE, SLOT, CODE, {UNUSED}},
    [OP_TESTS] = {LIST, UNUSED, UNUSED, {CODE}},
    [OP_TEST_COMPARE] = {SLOT, CODE, UNUSED, {UNUSED}},
    [OP_TEST_RANGE] = {SLOT, CODE, CODE, {UNUSED}},
    [OP_TEST_VALUE] = {SLOT, CODE, UNUSED, {UNUSED}},
    [OP_INSTANCE_OF] = {CODE, TYPE, UNUSED, {UNUSED}},
    [OP_COERCE] = {CODE, TYPE, UNUSED, {UNUSED}},
    [OP_PATH] = {CODE, NAME, UNUSED, {UNUSED}},
    [OP_FILTER] = {CODE, CODE, SLOT, {UNUSED}},
    [OP_FOR] = {LIST, CODE, SLOT_OR_NONE, {SLOT, CODE, CODE_OR_NONE}},
    [OP_SOME] = {LIST, CODE, UNUSED, {SLOT, CODE, CODE_OR_NONE}},
    [OP_EVERY] = {LIST, CODE, UNUSED, {SLOT, CODE, CODE_OR_NONE}},
    [OP_LIST] = {LIST, UNUSED, UNUSED, {CODE}},
    [OP_CONTEXT] = {LIST, UNUSED, UNUSED, {NAME, SLOT_OR_NONE, CODE}},
    [OP_BLOCK] = {LIST, UNUSED, UNUSED, {SLOT_OR_NONE, CODE}},
    [OP_FUNCTION] = {FUNCTION, UNUSED, UNUSED, {UNUSED}},
    [OP_INVOKE] = {LIST, CODE, NAME_OR_NONE, {CODE}},
    [OP_BUILTIN] = {LIST, BUILTIN, UNUSED, {CODE_OR_NONE}},
    [OP_RANGE] = {CODE, CODE, UNUSED, {UNUSED}},
    [OP_UNARY_RANGE] = {CODE, UNUSED, UNUSED, {UNUSED}},
    [OP_NATIVE] = {LIST, NATIVE, UNUSED, {CODE, SLOT_OR_NONE}},
};

const char *opcode_name(opcode op) { return opcode_names[op]; }

static size_t list_stride(const opcode_shape *shape) {
  size_t stride = 0;
  while (stride < 3 && shape->list[stride] != UNUSED) stride++;
  return stride;
}

/* --- Printing --- */

static void print_operand(const program *p, operand_meaning meaning, uint32_t operand,
                          text_builder *out) {
  if (meaning == UNUSED || meaning == LIST) return;
  text_builder_add_byte(out, ' ');
  if (operand == PROGRAM_NONE) {
    text_builder_add_byte(out, '_');
    return;
  }
  switch (meaning) {
    case CONSTANT:
      value_to_text(p->constants[operand], out);
      break;
    case SLOT:
    case SLOT_OR_NONE:
      text_builder_format(out, "$%u", operand);
      break;
    case NAME:
    case NAME_OR_NONE:
      text_builder_format(out, "'%.*s'", TEXT_ARG(p->names[operand]));
      break;
    case TYPE:
      type_to_text(p->types[operand], out);
      break;
    default:
      text_builder_format(out, "%u", operand);
  }
}

void program_print(const program *p, text_builder *out) {
  for (uint32_t i = 0; i < p->count; i++) {
    const instruction *in = &p->code[i];
    const opcode_shape *shape = &opcode_shapes[in->opcode];
    text_builder_format(out, "%u %s", i, opcode_names[in->opcode]);
    if (in->detail) text_builder_format(out, "/%u", in->detail);
    if (shape->a == LIST) {
      size_t stride = list_stride(shape);
      for (uint32_t j = 0; j < in->count * stride; j++)
        print_operand(p, shape->list[j % stride], p->operands[in->a + j], out);
    }
    print_operand(p, shape->a, in->a, out);
    print_operand(p, shape->b, in->b, out);
    print_operand(p, shape->c, in->c, out);
    text_builder_add_byte(out, '\n');
  }
}

/* --- Checking --- */

static bool operand_is_sound(const program *p, uint32_t index, operand_meaning meaning,
                             uint32_t operand) {
  bool is_none = operand == PROGRAM_NONE;
  switch (meaning) {
    case CODE:
      return operand >= p->code[index].first && operand < index;
    case CODE_OR_NONE:
      return is_none || (operand >= p->code[index].first && operand < index);
    case CONSTANT:
      return operand < p->constant_count;
    case SLOT:
      return operand < p->slot_limit;
    case SLOT_OR_NONE:
      return is_none || operand < p->slot_limit;
    case NAME:
      return operand < p->name_count;
    case NAME_OR_NONE:
      return is_none || operand + p->code[index].count <= p->name_count;
    case TYPE:
      return operand < p->type_count;
    case FUNCTION:
      return operand < p->function_count;
    case NATIVE:
      return operand < p->native_count;
    case BUILTIN:
      return operand < p->builtin_count;
    default:
      return true;
  }
}

static bool instruction_is_sound(const program *p, uint32_t index) {
  const instruction *in = &p->code[index];
  if (in->opcode >= OPCODE_COUNT || in->first > index) return false;
  const opcode_shape *shape = &opcode_shapes[in->opcode];
  if (shape->a == LIST) {
    size_t stride = list_stride(shape);
    if (in->a + in->count * stride > p->operand_count) return false;
    for (uint32_t j = 0; j < in->count * stride; j++)
      if (!operand_is_sound(p, index, shape->list[j % stride], p->operands[in->a + j]))
        return false;
  }
  return operand_is_sound(p, index, shape->a, in->a) &&
         operand_is_sound(p, index, shape->b, in->b) && operand_is_sound(p, index, shape->c, in->c);
}

bool program_verify(const program *p) {
  if (p->count == 0 || p->root >= p->count) return false;
  for (uint32_t i = 0; i < p->count; i++)
    if (!instruction_is_sound(p, i)) return false;
  for (uint32_t i = 0; i < p->function_count; i++)
    if (p->functions[i].body != PROGRAM_NONE && p->functions[i].body >= p->count) return false;
  return true;
}

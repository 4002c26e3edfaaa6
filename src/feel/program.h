/* A compiled expression or decision: one flat array of instructions that never changes.
 *
 * A tree in an array: operands are indices of earlier instructions, and the subtree of instruction
 * i is the contiguous run [code[i].first, i], so that an evaluator may walk it by index (the record
 * interpreter does) or run it column by column.  Names are slots, number literals are parsed,
 * constants are folded.  Shared by threads; lives in the arena it was compiled into. */
#ifndef SUDUI_FEEL_PROGRAM_H
#define SUDUI_FEEL_PROGRAM_H

#include "feel/diagnostic.h"
#include "feel/type.h"
#include "feel/value.h"

typedef enum opcode {
#define OPCODE(name, operands, result) OP_##name,
#include "feel/opcodes.def"
#undef OPCODE
  OPCODE_COUNT
} opcode;

enum { PROGRAM_NONE = 0xffffffffu }; /* an absent operand */

typedef struct instruction {
  uint8_t opcode;
  uint8_t detail; /* a syntax_operator or flags, see opcodes.def */
  uint32_t count; /* entries of the operand list */
  uint32_t first; /* first instruction of this subtree */
  uint32_t a, b, c;
} instruction;

/* A function literal: its body is a subtree of the same program with a frame of its own. */
typedef struct program_function {
  const text *parameters;
  const feel_type *const *parameter_types; /* items may be NULL */
  uint32_t parameter_count;                /* parameters are slots 0 .. of its frame */
  const feel_type *result_type;            /* or NULL */
  uint32_t body;                           /* PROGRAM_NONE: external */
  uint32_t frame_size;
  const uint32_t *capture_from; /* slots of the frame around it, or PROGRAM_NONE: itself */
  const uint32_t *capture_to;   /* the slots of its own frame that get them */
  uint32_t capture_count;
  text external_class, external_method; /* of an external function */
} program_function;

struct builtin;
struct native_function;
typedef struct program_native {
  const struct native_function *function;
  const void *data;
} program_native;

typedef struct program {
  const instruction *code;
  const source_span *spans; /* beside code */
  uint32_t count;
  uint32_t root;
  uint32_t frame_size; /* slots the caller's frame must have */
  uint32_t slot_limit; /* largest frame of the program and its functions */
  const uint32_t *operands;
  const value *constants;
  const text *names;
  const feel_type *const *types;
  const program_function *functions;
  const program_native *natives;
  const struct builtin *const *builtins;
  uint32_t operand_count, constant_count, name_count, type_count, function_count, native_count,
      builtin_count;
  bool is_faulty; /* compiled from text with mistakes: those parts give null */
} program;

/* Static. */
const char *opcode_name(opcode op);

/* One line per instruction, for tests and `--dump`. */
void program_print(const program *p, text_builder *out);

/* Checks that every operand is in bounds and earlier; what the compiler wrote, it also reads. */
bool program_verify(const program *p);

#endif

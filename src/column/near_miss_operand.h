/* Inside of column/: the sides of comparisons computed from single facts, for distances.
 *
 * Most conditions compare facts, sums and products of facts, or what a decision gives, with a
 * threshold.  Such sides are a few steps on values, computed with the same arithmetic as the record
 * evaluator's; everything else is_simple denies, and the caller asks the record evaluator. */
#ifndef SUDUI_COLUMN_NEAR_MISS_OPERAND_H
#define SUDUI_COLUMN_NEAR_MISS_OPERAND_H

#include "column/column.h"
#include "column/plan.h"
#include "dmn/condition.h"

enum { OPERAND_STEPS_MAX = 16, MISS_INPUTS_MAX = 256, MISS_INPUT_WORDS = MISS_INPUTS_MAX / 64 };

typedef enum operand_step_kind {
  STEP_INPUT,    /* slot */
  STEP_DECISION, /* slot: what is not followed, such as the result of a table */
  STEP_CONSTANT,
  STEP_YEAR, /* of a date */
  STEP_NEGATE,
  STEP_ADD,
  STEP_SUBTRACT,
  STEP_MULTIPLY,
  STEP_DIVIDE,
  STEP_COMPARE /* slot: a dmn_comparison */
} operand_step_kind;

typedef struct operand_step {
  operand_step_kind kind;
  uint32_t slot;
  value constant;
} operand_step;

typedef struct miss_operand {
  bool is_simple;
  uint32_t input; /* the slot of the input that it is by itself, or COLUMN_NONE */
  bool is_constant;
  size_t step_count;
  operand_step steps[OPERAND_STEPS_MAX]; /* in the order of a stack machine */
} miss_operand;

/* One row with inputs changed. */
typedef struct miss_row miss_row;
struct miss_row {
  const dmn_model *model;
  const column *columns;
  const uint32_t *column_of; /* by input slot, or COLUMN_NONE */
  size_t row;
  uint64_t changed[MISS_INPUT_WORDS]; /* inputs whose value stands in `to` */
  value *to;                          /* by input slot */
  arena *arena;
  bool is_odd; /* set when a fact does not fit its declared type: only the record evaluator knows */
  bool is_bound; /* the record evaluator has these facts with these changes */
  /* The value of the decision in that slot with the changes. */
  value (*decide)(miss_row *row, uint32_t slot);
  void *context;
};

/* Takes all changes back. */
void miss_row_clear(miss_row *row);
/* Unknown (with no set) when the fact is absent. */
value miss_input_value(miss_row *row, uint32_t slot);
void miss_operand_compile(dmn_condition_tree *tree, dmn_operand operand, miss_operand *out);
/* For a simple operand. */
value miss_operand_value(const miss_operand *o, miss_row *row);

/* Sets the bits of the inputs that the operand rests on, through decisions. */
void miss_operand_inputs(const dmn_model *model, dmn_operand operand, uint64_t *bits);

/* FEEL's comparison of two values, of which one may be unknown. */
value miss_compare(dmn_comparison comparison, value x, value y);

enum { MISS_CHOICES_MAX = 12, MISS_LEVERS_MAX = 24 };

/* The input that moves an operand one to one, as dmn/near_miss looks for it.  Which one that is may
 * depend on choices inside of the operand: `if x != null then x else 0`. */
typedef struct miss_lever {
  uint32_t input;        /* or COLUMN_NONE */
  bool is_inverse;       /* it moves against the operand */
  uint32_t holds, fails; /* bits of choices that lead here */
} miss_lever;

typedef struct miss_levers {
  bool is_known; /* else only the record evaluator knows */
  miss_operand choices[MISS_CHOICES_MAX];
  size_t choice_count;
  miss_lever items[MISS_LEVERS_MAX];
  size_t item_count;
} miss_levers;

void miss_levers_compile(dmn_condition_tree *tree, dmn_operand operand, miss_levers *out);
/* The lever of the row; NULL when none fits. */
const miss_lever *miss_levers_find(const miss_levers *levers, miss_row *row);

#endif

/* The conditions that a decision rests on, as a tree with their present values.
 *
 * Made from the compiled programs of a decision and of the decisions it needs, after evaluation:
 * nothing is left out by short circuits.  Explanations and near misses are both read off this
 * tree.  Everything lives in the arena that is passed in; values are borrowed from the evaluation
 * and valid until its next reset. */
#ifndef SUDUI_DMN_CONDITION_H
#define SUDUI_DMN_CONDITION_H

#include "dmn/evaluate.h"
#include "dmn/model.h"

typedef enum dmn_comparison {
  DMN_HOLDS, /* the condition speaks for itself: a boolean, a function call */
  DMN_EQUAL,
  DMN_NOT_EQUAL,
  DMN_LESS,
  DMN_LESS_EQUAL,
  DMN_GREATER,
  DMN_GREATER_EQUAL,
  DMN_IN,
  DMN_NOT_IN
} dmn_comparison;

/* ">=", "in" ..., "" for DMN_HOLDS; static. */
const char *dmn_comparison_text(dmn_comparison comparison);
/* What holds when `comparison` does not: >= for <. */
dmn_comparison dmn_comparison_negated(dmn_comparison comparison);

typedef enum dmn_condition_kind {
  DMN_CONDITION_ATOM,     /* one comparison, or a boolean by itself */
  DMN_CONDITION_CONSTANT, /* true, false or null, as written */
  DMN_CONDITION_ALL,      /* children joined by and */
  DMN_CONDITION_ANY,      /* children joined by or */
  DMN_CONDITION_NOT,      /* one child */
  DMN_CONDITION_CHOICE,   /* if child 0 then child 1 else child 2 */
  DMN_CONDITION_DECISION, /* the logic of a decision: one child */
  DMN_CONDITION_TABLE,    /* children are its rules */
  DMN_CONDITION_RULE      /* children are its conditions; output: what it answers */
} dmn_condition_kind;

/* Where an expression stands: what it means is found by following names to their decisions. */
typedef struct dmn_operand {
  const program *program; /* NULL: none */
  uint32_t instruction;
  value *frame;
} dmn_operand;

typedef struct dmn_condition dmn_condition;
struct dmn_condition {
  dmn_condition_kind kind;
  const dmn_element *decision; /* in which it stands; of DECISION: the decision itself */
  text clause;                 /* of the policy; empty when none is noted */
  value result;                /* now: true, false, null or unknown; TABLE: what it answers */
  dmn_condition **children;
  size_t child_count;
  const dmn_table *table; /* TABLE, RULE */
  uint32_t rule;          /* RULE */
  value output;           /* RULE */
  /* ATOM */
  text condition; /* as written; of a cell with its input before it */
  dmn_comparison comparison;
  value left, right; /* right is null for DMN_HOLDS */
  dmn_operand left_operand, right_operand;
  uint32_t atom; /* number in order of the tree */
  /* The condition itself in left_operand.program; PROGRAM_NONE: one side of a range, whose test is
   * a single instruction. */
  uint32_t instruction;
};

/* What is shared while a tree is made and read. */
typedef struct dmn_condition_tree {
  const dmn_model *model;
  dmn_evaluation *evaluation;
  arena *arena;
  dmn_condition *root; /* a DECISION */
  dmn_condition **atoms;
  size_t atom_count, atom_capacity;
  bool is_shallow; /* needed decisions are not followed: their nodes have no child */
  value **frames;  /* by slot of a decision: the frame on which its parts are evaluated, or NULL */
} dmn_condition_tree;

/* The tree of `decision`, which was asked for before (dmn_evaluation_decide).  False when memory
 * is out or the tree is larger than LIMIT_FEEL_NODES. */
bool dmn_condition_tree_make(dmn_condition_tree *tree, const dmn_model *model,
                             dmn_evaluation *evaluation, const dmn_element *decision, arena *a);
/* The conditions of the decision alone. */
bool dmn_condition_tree_make_shallow(dmn_condition_tree *tree, const dmn_model *model,
                                     dmn_evaluation *evaluation, const dmn_element *decision,
                                     arena *a);

/* The operand behind names and conversions: what a slot's decision computes. */
dmn_operand dmn_operand_follow(dmn_condition_tree *tree, dmn_operand operand);
value dmn_operand_value(dmn_condition_tree *tree, dmn_operand operand);
/* The name of the input or decision that the operand is, or its text. */
text dmn_operand_text(const dmn_condition_tree *tree, dmn_operand operand);
/* The element whose slot the operand reads, or NULL. */
const dmn_element *dmn_operand_element(const dmn_condition_tree *tree, dmn_operand operand);

/* The clause of a rule: its annotation "条款", else its first annotation, else its description. */
text dmn_rule_clause(const dmn_table *table, size_t rule);

#endif

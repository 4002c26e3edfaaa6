/* What a policy would say about facts that somebody types in; nothing is read, nothing stored.
 *
 * The same program that decides the city decides here, with three values: what was not typed is
 * unknown.  The amount is a range over everything that is unknown, and over what the budget may
 * decide.  It is an answer about rules, never an entitlement.  Source: domain.md 5.1 (know
 * beforehand how much), 5.5 (as a range with the budget condition), R-07. */
#ifndef SUDUI_LIST_CALCULATOR_H
#define SUDUI_LIST_CALCULATOR_H

#include "list/explain.h"

enum { CALCULATOR_TEXT_BYTES_MAX = 300, CALCULATOR_CHOICES_MAX = 16 };

/* A fact that the rules ask about, in order of the model's inputs. */
typedef struct calculator_input {
  text name;
  const attribute *attribute;
  int32_t period;      /* PERIOD_NONE or a year */
  text typed;          /* as given; empty: unknown */
  bool is_wrong;       /* typed, and no value of the attribute's type: then it counts as unknown */
  bool decides;        /* not known, and could change the answer */
  const text *choices; /* texts that the rules compare it with; of a string */
  size_t choice_count;
} calculator_input;

typedef struct calculator_request {
  const item_version *version;
  const attribute_catalogue *attributes;
  int64_t as_of_day;
  int32_t data_year;
  /* What was typed for the input with this number among those of the model; empty: nothing. */
  text (*typed)(void *context, size_t input);
  void *context;
} calculator_request;

typedef struct calculation {
  const calculator_input *inputs; /* only those that the status or the amount needs */
  const size_t *numbers;          /* beside inputs: their numbers among those of the model */
  size_t input_count;
  decision_status status;
  bool pays;
  bool has_amount;           /* some number can come out, if the item is met */
  int64_t low_fen, high_fen; /* high -1: nothing bounds it */
  bool by_budget; /* the budget decides a rate, the value of a point, or divides when it is short */
  const explanation *why; /* reasons and ways; its run and facts are empty */
} calculation;

/* Everything lives in `a`.  SD_INVALID for a model with errors.  Some 2 ms. */
sd_status calculator_run(const calculator_request *request, arena *a, const calculation **out,
                         sd_error *error);

#endif

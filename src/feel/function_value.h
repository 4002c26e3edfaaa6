/* What a value of kind VALUE_FUNCTION points to: a literal with its captures, a built-in, or a
 * function of another layer. */
#ifndef SUDUI_FEEL_FUNCTION_VALUE_H
#define SUDUI_FEEL_FUNCTION_VALUE_H

#include "feel/evaluation.h"
#include "feel/program.h"
#include "feel/type.h"

struct builtin;
typedef struct value_function value_function;

/* A function implemented by another layer (a decision service, a BKM whose body is a program of
 * its own).  `arguments` has exactly the declared count, missing ones are null. */
typedef value function_callback(evaluation *e, const void *data, const value *arguments,
                                size_t count);

typedef enum function_kind { FUNCTION_LITERAL, FUNCTION_BUILTIN, FUNCTION_NATIVE } function_kind;

struct value_function {
  function_kind kind;
  const text *parameters;
  const feel_type *const *parameter_types; /* items may be NULL; NULL: none is declared */
  size_t parameter_count;
  const feel_type *result_type; /* or NULL */
  /* LITERAL */
  const program *program;
  const program_function *literal;
  const value *captured;
  /* BUILTIN */
  const struct builtin *builtin;
  /* NATIVE */
  function_callback *callback;
  const void *data;
};

#endif

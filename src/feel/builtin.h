/* The table of built-in functions: names, parameter names, arities, unknown arguments.
 *
 * The table stands in feel/builtins.def.  Every function is total: wrong arity, wrong kinds, values
 * out of range and null where null is not allowed give VALUE_NULL and a report.
 * Spec: DMN 1.5 section 10.3.4. */
#ifndef SUDUI_FEEL_BUILTIN_H
#define SUDUI_FEEL_BUILTIN_H

#include "base/messages/base.h"
#include "feel/value.h"

enum { BUILTIN_PARAMETERS_MAX = 8 };

/* What a built-in may ask of the evaluation that calls it. */
typedef struct builtin_call {
  arena *arena;
  bool three_valued;
  value now;        /* a date-time: what now() gives, today() is its date; or null */
  void *evaluation; /* handed back to the functions below */
  /* Invokes a FEEL function value (sort, list replace).  Never NULL. */
  value (*call_function)(void *evaluation, const struct value_function *function,
                         const value *arguments, size_t count);
  /* How many parameters a function value takes, or SIZE_MAX when any number.  NULL: not checked. */
  size_t (*function_arity)(void *evaluation, const struct value_function *function);
  /* Takes `steps` from the evaluation's budget; false when it is used up.  NULL: no budget. */
  bool (*spend)(void *evaluation, uint64_t steps);
  /* Tells why a result is null.  NULL: nobody listens. */
  void (*report)(void *evaluation, message_id message, const char *const *arguments);
} builtin_call;

typedef struct builtin builtin; /* one line of the table; static, never changes */

/* By its FEEL name ("string length"), or NULL.  For the compiler: looks through the table. */
const builtin *builtin_find(text name);
text builtin_name(const builtin *b);
size_t builtin_count(void);
const builtin *builtin_at(size_t index); /* in the table's order, for name tables and docs */
size_t builtin_index(const builtin *b);  /* its place in that order */
/* True when the result depends on builtin_call.now (no constant folding). */
bool builtin_reads_clock(const builtin *b);
/* True when it invokes function values that it is given. */
bool builtin_calls_functions(const builtin *b);

/* Named invocation: finds the signature that has all of `names` and gives for each formal
 * parameter the index of its argument, or -1 when left out.  False when none fits. */
typedef struct builtin_binding {
  const builtin *target; /* what to invoke: the function with no other signature than that one */
  size_t count;          /* formal parameters up to the last one given */
  int8_t argument_of[BUILTIN_PARAMETERS_MAX];
} builtin_binding;
bool builtin_bind(const builtin *b, const text *names, size_t count, builtin_binding *out);
/* "date(from) or date(year, month, day)", for diagnostics; "?" marks what may be left out, "..."
 * what may be repeated; static. */
const char *builtin_signature(const builtin *b);

/* Positional invocation.  Arguments that a binding left out are passed as VALUE_NULL and are
 * treated as not given.  Applies the rule for unknown arguments first when `three_valued`:
 * strict functions answer with the union of the missing sets. */
value builtin_invoke(const builtin *b, const builtin_call *call, const value *arguments,
                     size_t count);

#endif

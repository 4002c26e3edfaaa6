/* What the implementations of the built-in functions share; only builtin*.c include it.
 *
 * A function is called with arguments that fit one of its forms (builtins.def): kinds checked,
 * singleton lists and single items converted, repeated arguments collected in a list. */
#ifndef SUDUI_FEEL_BUILTIN_FUNCTION_H
#define SUDUI_FEEL_BUILTIN_FUNCTION_H

#include "base/text_builder.h"
#include "feel/builtin.h"

/* `count` includes optional arguments that were given. */
typedef value builtin_function(const builtin_call *call, const value *arguments, size_t count);

#define BUILTIN(name, usage, function, traits, ...) builtin_function function;
#include "feel/builtins.def"
#undef BUILTIN

static inline value number_of(int64_t n) { return value_number(decimal_of(n)); }

static inline value value_of_ternary(ternary t) {
  return t == TERNARY_NULL ? value_null() : value_boolean(t == TERNARY_TRUE);
}

/* Null, with a report.  `detail` is the message's {0}. */
value builtin_refuse(const builtin_call *call, message_id message, const char *detail);

/* False when the evaluation's budget is used up. */
bool builtin_spend(const builtin_call *call, uint64_t steps);

/* A number as a whole one, cut towards zero; false when it does not fit. */
bool builtin_whole(value number, int64_t *out);

/* Gives the builder's text as a string in the call's arena and releases the builder. */
value builtin_take_text(const builtin_call *call, text_builder *builder);

/* A list that a function fills itself: room for `count` items in *items_out, or null. */
value builtin_new_list(const builtin_call *call, size_t count, value **items_out);

/* Sorts by a stable merge.  `precedes` tells whether y must stand before x; false ends the sort. */
typedef struct builtin_order {
  bool (*precedes)(struct builtin_order *order, value y, value x, bool *out);
  const builtin_call *call;
  const struct value_function *function;
  value failure; /* what to answer when the sort was ended */
} builtin_order;
bool builtin_sort(builtin_order *order, value *items, size_t count);

#endif

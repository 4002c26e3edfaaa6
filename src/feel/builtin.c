/* The table of built-in functions: names, parameter names, arities, unknown arguments. */
#include "feel/builtin.h"

#include <string.h>

#include "base/limits.h"
#include "base/messages/feel.h"
#include "feel/builtin_function.h"

/* --- The table ---------------------------------------------------------------------------- */

enum { BUILTIN_FORMS_MAX = 4 };

/* Kinds of a parameter are bits; a parameter list ends with 0. */
#define KIND_BIT(kind) (UINT32_C(1) << (kind))
#define NOTHING KIND_BIT(VALUE_NULL)
#define BOOLEAN KIND_BIT(VALUE_BOOLEAN)
#define NUMBER KIND_BIT(VALUE_NUMBER)
#define STRING KIND_BIT(VALUE_STRING)
#define DATE KIND_BIT(VALUE_DATE)
#define TIME KIND_BIT(VALUE_TIME)
#define DATE_TIME KIND_BIT(VALUE_DATE_TIME)
#define DAYS KIND_BIT(VALUE_DAYS_DURATION)
#define MONTHS KIND_BIT(VALUE_MONTHS_DURATION)
#define RANGE KIND_BIT(VALUE_RANGE)
#define LIST KIND_BIT(VALUE_LIST)
#define CONTEXT KIND_BIT(VALUE_CONTEXT)
#define FUNCTION KIND_BIT(VALUE_FUNCTION)
#define POINT (NUMBER | STRING | DATE | TIME | DATE_TIME | DAYS | MONTHS)
#define EVERYTHING (KIND_BIT(VALUE_FUNCTION + 1) - 1)
#define OPTIONAL (UINT32_C(1) << 30) /* may be left out; only behind those that may not */
#define REPEATED_BIT (UINT32_C(1) << 31)
#define REPEATED (EVERYTHING | REPEATED_BIT) /* this and all further arguments, in one list */
#define NO_PARAMETERS 0
#define FORM(...) \
  { {__VA_ARGS__}, true }

/* Traits. */
#define DEEP 0u
#define SHALLOW 1u
#define CALLS 2u
#define CLOCK 4u

typedef struct builtin_form {
  uint32_t kinds[BUILTIN_PARAMETERS_MAX + 1];
  bool is_there;
} builtin_form;

struct builtin {
  const char *name;
  const char *usage;
  builtin_function *function;
  uint32_t traits;
  uint32_t only_form; /* 0: any; else the number of the one that is allowed, from 1 */
  builtin_form forms[BUILTIN_FORMS_MAX];
};

enum {
#define BUILTIN(name, usage, function, traits, ...) NUMBER_OF_##function,
#include "feel/builtins.def"
#undef BUILTIN
  TABLE_COUNT
};

/* Row 0 is the table; row n has the same functions bound to their form n by named invocation. */
static const builtin TABLE[1 + BUILTIN_FORMS_MAX][TABLE_COUNT] = {
#define BUILTIN(name, usage, function, traits, ...) \
  {name, usage, function, traits, 0, {__VA_ARGS__}},
    {
#include "feel/builtins.def"
    },
#undef BUILTIN
#define BUILTIN(name, usage, function, traits, ...) \
  {name, usage, function, traits, 1, {__VA_ARGS__}},
    {
#include "feel/builtins.def"
    },
#undef BUILTIN
#define BUILTIN(name, usage, function, traits, ...) \
  {name, usage, function, traits, 2, {__VA_ARGS__}},
    {
#include "feel/builtins.def"
    },
#undef BUILTIN
#define BUILTIN(name, usage, function, traits, ...) \
  {name, usage, function, traits, 3, {__VA_ARGS__}},
    {
#include "feel/builtins.def"
    },
#undef BUILTIN
#define BUILTIN(name, usage, function, traits, ...) \
  {name, usage, function, traits, 4, {__VA_ARGS__}},
    {
#include "feel/builtins.def"
    },
#undef BUILTIN
};

const builtin *builtin_find(text name) {
  for (size_t i = 0; i < TABLE_COUNT; i++)
    if (text_is(name, TABLE[0][i].name)) return &TABLE[0][i];
  return NULL;
}

text builtin_name(const builtin *b) { return text_of(b->name); }
size_t builtin_count(void) { return TABLE_COUNT; }
const builtin *builtin_at(size_t index) { return &TABLE[0][index]; }
size_t builtin_index(const builtin *b) { return (size_t)(b - &TABLE[0][0]) % TABLE_COUNT; }
bool builtin_reads_clock(const builtin *b) { return (b->traits & CLOCK) != 0; }
bool builtin_calls_functions(const builtin *b) { return (b->traits & CALLS) != 0; }
const char *builtin_signature(const builtin *b) { return b->usage; }

/* --- Named invocation --------------------------------------------------------------------- */

/* The next name of a signature "name(a, b?, c...)" from *at on; false behind the last. */
static bool next_parameter(text usage, size_t *at, text *name, bool *is_optional) {
  if (*at >= usage.size || usage.data[*at] == ')') return false;
  size_t end = *at;
  while (end < usage.size && usage.data[end] != ',' && usage.data[end] != ')') end++;
  *name = text_trim(text_slice(usage, *at, end - *at));
  *is_optional = text_ends_with(*name, TEXT("?"));
  if (*is_optional) name->size--;
  if (text_ends_with(*name, TEXT("..."))) name->size -= 3;
  *at = end < usage.size && usage.data[end] == ',' ? end + 1 : end;
  return true;
}

/* Binds to the signature whose parameters begin at byte `at` of the usage; in_order asks that the
 * names come as the signature has them. */
static bool bind_form(text usage, size_t at, const text *names, size_t count, bool in_order,
                      builtin_binding *out) {
  size_t used = 0, formal = 0;
  text name;
  bool is_optional;
  out->count = 0;
  for (; next_parameter(usage, &at, &name, &is_optional); formal++) {
    out->argument_of[formal] = -1;
    for (size_t i = 0; i < count; i++) {
      if (!text_equal(names[i], name)) continue;
      if (out->argument_of[formal] >= 0) return false; /* given twice */
      if (in_order && i != used) return false;
      out->argument_of[formal] = (int8_t)i;
      used++;
    }
    if (out->argument_of[formal] >= 0)
      out->count = formal + 1;
    else if (!is_optional)
      return false;
  }
  return used == count;
}

static bool bind_any_form(const builtin *b, const text *names, size_t count, bool in_order,
                          builtin_binding *out) {
  text usage = text_of(b->usage);
  size_t at = 0, number = builtin_index(b);
  for (size_t form = 1; form <= BUILTIN_FORMS_MAX; form++) {
    size_t open = text_find(usage, TEXT("("), at);
    if (open == SIZE_MAX) return false;
    if (bind_form(usage, open + 1, names, count, in_order, out)) {
      out->target = &TABLE[form][number];
      return true;
    }
    at = open + 1;
  }
  return false;
}

/* before(range: r, point: p) fits before(point, range) too; the order given decides then. */
bool builtin_bind(const builtin *b, const text *names, size_t count, builtin_binding *out) {
  return bind_any_form(b, names, count, true, out) || bind_any_form(b, names, count, false, out);
}

/* --- Positional invocation ---------------------------------------------------------------- */

/* The implicit conversions of the standard: a list of one for the item, an item for its list. */
static bool fit_argument(arena *a, value argument, uint32_t kinds, value *out) {
  *out = argument;
  if (kinds & KIND_BIT(argument.kind)) return true;
  if (argument.kind == VALUE_LIST && argument.as.list->count == 1 &&
      (kinds & KIND_BIT(argument.as.list->items[0].kind))) {
    *out = argument.as.list->items[0];
    return true;
  }
  if (!(kinds & LIST) || argument.kind == VALUE_NULL || argument.kind == VALUE_UNKNOWN)
    return false;
  *out = value_list_make(a, &argument, 1);
  return out->kind == VALUE_LIST;
}

typedef enum fit_outcome { FIT_GOOD, FIT_COUNT, FIT_KIND } fit_outcome;

/* Arguments as the form wants them, in `out`; *bad is the index of one that does not fit. */
static fit_outcome fit_form(const builtin_call *call, const builtin_form *form,
                            const value *arguments, size_t count, value *out, size_t *bad) {
  size_t formal = 0;
  for (; form->kinds[formal] != 0; formal++) {
    uint32_t kinds = form->kinds[formal];
    if (kinds & REPEATED_BIT) {
      if (formal >= count) return FIT_COUNT;
      out[formal] = value_list_make(call->arena, arguments + formal, count - formal);
      return out[formal].kind == VALUE_LIST ? FIT_GOOD : FIT_KIND;
    }
    if (formal >= count) return kinds & OPTIONAL ? FIT_GOOD : FIT_COUNT;
    *bad = formal;
    if (!fit_argument(call->arena, arguments[formal], kinds, &out[formal])) return FIT_KIND;
  }
  return count == formal ? FIT_GOOD : FIT_COUNT;
}

/* The number of arguments the function sees: repeated ones are one. */
static size_t fitted_count(const builtin_form *form, size_t count) {
  for (size_t i = 0; form->kinds[i] != 0; i++)
    if (form->kinds[i] & REPEATED_BIT) return i + 1;
  return count;
}

/* True when some form takes an argument of any kind at `index`. */
static bool takes_everything(const builtin *b, size_t index) {
  for (size_t i = 0; i < BUILTIN_FORMS_MAX && b->forms[i].is_there; i++) {
    const uint32_t *kinds = b->forms[i].kinds;
    for (size_t k = 0; k <= index && kinds[k] != 0; k++)
      if ((kinds[k] & REPEATED_BIT) || (k == index && (kinds[k] & EVERYTHING) == EVERYTHING))
        return true;
  }
  return false;
}

/* The unknown that decides the result before the function is asked, or null. */
static value unknown_of_arguments(const builtin *b, const builtin_call *call,
                                  const value *arguments, size_t count) {
  value unknown = value_null();
  for (size_t i = 0; i < count; i++) {
    value found;
    if (b->traits & SHALLOW) {
      found = takes_everything(b, i) ? value_null() : arguments[i];
    } else {
      found = value_unknown_within(call->arena, arguments[i]);
    }
    unknown = value_unknown_union(call->arena, unknown, found);
  }
  return unknown;
}

static value refuse_arguments(const builtin *b, const builtin_call *call, fit_outcome outcome,
                              size_t index, const value *arguments, size_t count) {
  if (call->report == NULL) return value_null();
  if (outcome == FIT_COUNT)
    call->report(call->evaluation, MESSAGE_FEEL_ARGUMENT_COUNT, SD_ARGS(b->name, SD_NUMBER(count)));
  else
    call->report(call->evaluation, MESSAGE_FEEL_ARGUMENT_KIND,
                 SD_ARGS(b->usage, SD_NUMBER(index + 1), value_kind_name(arguments[index].kind)));
  return value_null();
}

value builtin_invoke(const builtin *b, const builtin_call *call, const value *arguments,
                     size_t count) {
  if (call->three_valued) {
    value unknown = unknown_of_arguments(b, call, arguments, count);
    if (unknown.kind == VALUE_UNKNOWN) return unknown;
  }
  fit_outcome outcome = FIT_COUNT;
  size_t bad = 0;
  for (size_t i = 0; i < BUILTIN_FORMS_MAX && b->forms[i].is_there; i++) {
    if (b->only_form != 0 && b->only_form != i + 1) continue;
    value fitted[BUILTIN_PARAMETERS_MAX];
    size_t index = 0;
    fit_outcome tried = fit_form(call, &b->forms[i], arguments, count, fitted, &index);
    if (tried == FIT_GOOD) return b->function(call, fitted, fitted_count(&b->forms[i], count));
    if (tried == FIT_KIND) {
      outcome = tried;
      bad = index;
    }
  }
  return refuse_arguments(b, call, outcome, bad, arguments, count);
}

/* --- For the functions -------------------------------------------------------------------- */

value builtin_refuse(const builtin_call *call, message_id message, const char *detail) {
  if (call->report != NULL) call->report(call->evaluation, message, SD_ARGS(detail));
  return value_null();
}

bool builtin_spend(const builtin_call *call, uint64_t steps) {
  return call->spend == NULL || call->spend(call->evaluation, steps);
}

bool builtin_whole(value number, int64_t *out) {
  return decimal_to_scaled_int64(&number.as.number, 0, ROUNDING_DOWN, out);
}

value builtin_take_text(const builtin_call *call, text_builder *builder) {
  value result = value_null();
  if (!builder->failed) {
    text copy = arena_copy(call->arena, text_builder_text(builder));
    if (copy.data != NULL) result = value_string(copy);
  } else {
    builtin_refuse(call, MESSAGE_FEEL_TEXT_TOO_LONG, SD_NUMBER(builder->bytes_max));
  }
  text_builder_release(builder);
  return result;
}

value builtin_new_list(const builtin_call *call, size_t count, value **items_out) {
  value_list *list = ARENA_NEW(call->arena, value_list);
  value *items = ARENA_ARRAY(call->arena, value, count == 0 ? 1 : count);
  if (list == NULL || items == NULL) return value_null();
  *list = (value_list){count, items};
  *items_out = items;
  return (value){.kind = VALUE_LIST, .as.list = list};
}

/* Merges items[0, middle) and items[middle, count), which are sorted, through `room`. */
static bool merge(builtin_order *order, value *items, size_t middle, size_t count, value *room) {
  size_t left = 0, right = middle;
  for (size_t i = 0; i < count; i++) {
    bool takes_right = left == middle;
    if (left < middle && right < count &&
        !order->precedes(order, items[right], items[left], &takes_right))
      return false;
    room[i] = takes_right ? items[right++] : items[left++];
  }
  memcpy(items, room, count * sizeof *items);
  return true;
}

bool builtin_sort(builtin_order *order, value *items, size_t count) {
  value *room = ARENA_ARRAY(order->call->arena, value, count == 0 ? 1 : count);
  if (room == NULL) return false;
  for (size_t width = 1; width < count; width *= 2) {
    if (!builtin_spend(order->call, count)) return false;
    for (size_t start = 0; start + width < count; start += 2 * width) {
      size_t size = count - start < 2 * width ? count - start : 2 * width;
      if (!merge(order, items + start, width, size, room)) return false;
    }
  }
  return true;
}

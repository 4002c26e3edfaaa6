/* Built-in functions that look into lists and build new ones. */
#include <string.h>

#include "base/limits.h"
#include "base/messages/feel.h"
#include "feel/builtin_function.h"

/* An index from a position that counts from 1, or from the end below zero; false outside. */
static bool index_of_position(value position, size_t count, size_t *out) {
  int64_t at;
  if (!builtin_whole(position, &at) || at == 0) return false;
  int64_t size = (int64_t)count;
  if (at > size || at < -size) return false;
  *out = (size_t)(at > 0 ? at - 1 : size + at);
  return true;
}

/* FEEL equality as list functions use it: what cannot be compared is not equal. */
static bool is_equal(value x, value y) { return value_equal(x, y) == TERNARY_TRUE; }

value list_contains(const builtin_call *call, const value *arguments, size_t count) {
  (void)count;
  const value_list *list = arguments[0].as.list;
  value unknown = value_unknown_within(call->arena, arguments[1]);
  if (!builtin_spend(call, list->count / 8)) return value_null();
  for (size_t i = 0; i < list->count; i++) {
    if (is_equal(list->items[i], arguments[1])) return value_boolean(true);
    if (call->three_valued)
      unknown = value_unknown_union(call->arena, unknown,
                                    value_unknown_within(call->arena, list->items[i]));
  }
  if (unknown.kind == VALUE_UNKNOWN && list->count != 0) return unknown;
  return value_boolean(false);
}

value list_count(const builtin_call *call, const value *arguments, size_t count) {
  (void)call;
  (void)count;
  return number_of((int64_t)arguments[0].as.list->count);
}

value list_sublist(const builtin_call *call, const value *arguments, size_t count) {
  const value_list *list = arguments[0].as.list;
  size_t start;
  int64_t length = INT64_MAX;
  if (!index_of_position(arguments[1], list->count, &start))
    return builtin_refuse(call, MESSAGE_FEEL_ARGUMENT_RANGE, "start position");
  if (count == 3 && (!builtin_whole(arguments[2], &length) || length < 0))
    return builtin_refuse(call, MESSAGE_FEEL_ARGUMENT_RANGE, "length");
  size_t rest = list->count - start;
  return value_list_make(call->arena, list->items + start,
                         length < (int64_t)rest ? (size_t)length : rest);
}

static void copy_items(value *to, const value *from, size_t count) {
  if (count != 0) memcpy(to, from, count * sizeof *to);
}

value list_append(const builtin_call *call, const value *arguments, size_t count) {
  (void)count;
  const value_list *list = arguments[0].as.list, *added = arguments[1].as.list;
  value *items;
  value result = builtin_new_list(call, list->count + added->count, &items);
  if (value_is_null(result)) return result;
  copy_items(items, list->items, list->count);
  copy_items(items + list->count, added->items, added->count);
  return result;
}

/* All items of the lists among `lists` (others count as lists of one) behind each other.  Null for
 * a null among them, unknown for an unknown. */
static value concatenate_lists(const builtin_call *call, const value_list *lists) {
  size_t total = 0;
  for (size_t i = 0; i < lists->count; i++) {
    value list = lists->items[i];
    if (list.kind == VALUE_UNKNOWN) return list;
    if (value_is_null(list)) return builtin_refuse(call, MESSAGE_FEEL_LIST_ITEMS, "list");
    total += list.kind == VALUE_LIST ? list.as.list->count : 1;
  }
  value *items;
  value result = builtin_new_list(call, total, &items);
  if (value_is_null(result)) return result;
  for (size_t i = 0; i < lists->count; i++) {
    value list = lists->items[i];
    if (list.kind != VALUE_LIST) {
      *items++ = list;
      continue;
    }
    copy_items(items, list.as.list->items, list.as.list->count);
    items += list.as.list->count;
  }
  return result;
}

value list_concatenate(const builtin_call *call, const value *arguments, size_t count) {
  (void)count;
  return concatenate_lists(call, arguments[0].as.list);
}

value list_insert_before(const builtin_call *call, const value *arguments, size_t count) {
  (void)count;
  const value_list *list = arguments[0].as.list;
  size_t at;
  if (!index_of_position(arguments[1], list->count, &at))
    return builtin_refuse(call, MESSAGE_FEEL_ARGUMENT_RANGE, "position");
  value *items;
  value result = builtin_new_list(call, list->count + 1, &items);
  if (value_is_null(result)) return result;
  copy_items(items, list->items, at);
  items[at] = arguments[2];
  copy_items(items + at + 1, list->items + at, list->count - at);
  return result;
}

value list_remove(const builtin_call *call, const value *arguments, size_t count) {
  (void)count;
  const value_list *list = arguments[0].as.list;
  size_t at;
  if (!index_of_position(arguments[1], list->count, &at))
    return builtin_refuse(call, MESSAGE_FEEL_ARGUMENT_RANGE, "position");
  value *items;
  value result = builtin_new_list(call, list->count - 1, &items);
  if (value_is_null(result)) return result;
  copy_items(items, list->items, at);
  copy_items(items + at, list->items + at + 1, list->count - at - 1);
  return result;
}

/* Replaces every item for which match(item, newItem) is true. */
static value replace_matching(const builtin_call *call, const value *arguments) {
  const value_list *list = arguments[0].as.list;
  const struct value_function *match = arguments[1].as.function;
  size_t arity = call->function_arity == NULL ? 2 : call->function_arity(call->evaluation, match);
  if (arity != 2 && arity != SIZE_MAX)
    return builtin_refuse(call, MESSAGE_FEEL_ARGUMENT_RANGE, "match");
  value *items;
  value result = builtin_new_list(call, list->count, &items);
  if (value_is_null(result)) return result;
  for (size_t i = 0; i < list->count; i++) {
    value pair[] = {list->items[i], arguments[2]};
    value answer = call->call_function(call->evaluation, match, pair, 2);
    if (answer.kind == VALUE_UNKNOWN) return answer;
    if (answer.kind != VALUE_BOOLEAN)
      return builtin_refuse(call, MESSAGE_FEEL_FUNCTION_RESULT, "list replace");
    items[i] = answer.as.boolean ? arguments[2] : list->items[i];
  }
  return result;
}

value list_replace(const builtin_call *call, const value *arguments, size_t count) {
  (void)count;
  if (arguments[1].kind == VALUE_FUNCTION) return replace_matching(call, arguments);
  const value_list *list = arguments[0].as.list;
  size_t at;
  if (!index_of_position(arguments[1], list->count, &at))
    return builtin_refuse(call, MESSAGE_FEEL_ARGUMENT_RANGE, "position");
  value *items;
  value result = builtin_new_list(call, list->count, &items);
  if (value_is_null(result)) return result;
  copy_items(items, list->items, list->count);
  items[at] = arguments[2];
  return result;
}

value list_reverse(const builtin_call *call, const value *arguments, size_t count) {
  (void)count;
  const value_list *list = arguments[0].as.list;
  value *items;
  value result = builtin_new_list(call, list->count, &items);
  if (value_is_null(result)) return result;
  for (size_t i = 0; i < list->count; i++) items[i] = list->items[list->count - 1 - i];
  return result;
}

value list_index_of(const builtin_call *call, const value *arguments, size_t count) {
  (void)count;
  const value_list *list = arguments[0].as.list;
  value *items;
  value result = builtin_new_list(call, list->count, &items);
  if (value_is_null(result) || !builtin_spend(call, list->count / 8)) return value_null();
  size_t found = 0;
  for (size_t i = 0; i < list->count; i++)
    if (is_equal(list->items[i], arguments[1])) items[found++] = number_of((int64_t)i + 1);
  return value_list_make(call->arena, items, found);
}

/* The items without those that equal an earlier one. */
static value distinct(const builtin_call *call, const value_list *list) {
  value *items;
  value result = builtin_new_list(call, list->count, &items);
  if (value_is_null(result)) return result;
  size_t kept = 0;
  for (size_t i = 0; i < list->count; i++) {
    if (!builtin_spend(call, kept / 16 + 1)) return value_null();
    size_t same = 0;
    while (same < kept && !is_equal(items[same], list->items[i])) same++;
    if (same == kept) items[kept++] = list->items[i];
  }
  return value_list_make(call->arena, items, kept);
}

value list_distinct_values(const builtin_call *call, const value *arguments, size_t count) {
  (void)count;
  return distinct(call, arguments[0].as.list);
}

value list_union(const builtin_call *call, const value *arguments, size_t count) {
  (void)count;
  value all = concatenate_lists(call, arguments[0].as.list);
  return all.kind == VALUE_LIST ? distinct(call, all.as.list) : all;
}

/* --- flatten ------------------------------------------------------------------------------ */

/* Counts the items that are no lists; copies them to *items when it is not NULL.  False when the
 * lists are nested too deeply or the budget is used up. */
static bool flatten_into(const builtin_call *call, const value_list *list, uint32_t depth,
                         value *items, size_t *count) {
  if (depth > LIMIT_VALUE_DEPTH || !builtin_spend(call, list->count / 8 + 1)) return false;
  for (size_t i = 0; i < list->count; i++) {
    if (list->items[i].kind == VALUE_LIST) {
      if (!flatten_into(call, list->items[i].as.list, depth + 1, items, count)) return false;
      continue;
    }
    if (items != NULL) items[*count] = list->items[i];
    (*count)++;
  }
  return true;
}

value list_flatten(const builtin_call *call, const value *arguments, size_t count) {
  (void)count;
  size_t total = 0, copied = 0;
  value *items;
  if (!flatten_into(call, arguments[0].as.list, 0, NULL, &total)) return value_null();
  value result = builtin_new_list(call, total, &items);
  if (value_is_null(result)) return result;
  flatten_into(call, arguments[0].as.list, 0, items, &copied);
  return copied == total ? result : value_null();
}

/* --- sort --------------------------------------------------------------------------------- */

static bool precedes_by_function(builtin_order *order, value y, value x, bool *out) {
  value pair[] = {y, x};
  const builtin_call *call = order->call;
  value answer = call->call_function(call->evaluation, order->function, pair, 2);
  *out = value_is_true(answer);
  if (answer.kind == VALUE_BOOLEAN || answer.kind == VALUE_NULL) return true;
  order->failure = answer.kind == VALUE_UNKNOWN
                       ? answer
                       : builtin_refuse(call, MESSAGE_FEEL_FUNCTION_RESULT, "sort");
  return false;
}

value list_sort(const builtin_call *call, const value *arguments, size_t count) {
  (void)count;
  const value_list *list = arguments[0].as.list;
  builtin_order order = {.precedes = precedes_by_function,
                         .call = call,
                         .function = arguments[1].as.function,
                         .failure = value_null()};
  size_t arity =
      call->function_arity == NULL ? 2 : call->function_arity(call->evaluation, order.function);
  if (arity != 2 && arity != SIZE_MAX)
    return builtin_refuse(call, MESSAGE_FEEL_ARGUMENT_RANGE, "precedes");
  value *items;
  value result = builtin_new_list(call, list->count, &items);
  if (value_is_null(result)) return result;
  copy_items(items, list->items, list->count);
  return builtin_sort(&order, items, list->count) ? result : order.failure;
}

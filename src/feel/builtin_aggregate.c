/* Built-in functions that make one value out of a list: min to mode, all, any. */
#include "base/messages/feel.h"
#include "feel/builtin_function.h"

/* Each comes as f(list) and as f(item, item...); both arrive here as one list. */

/* True when all items are numbers; otherwise there is a report. */
static bool are_numbers(const builtin_call *call, const value_list *list) {
  for (size_t i = 0; i < list->count; i++) {
    if (list->items[i].kind == VALUE_NUMBER) continue;
    builtin_refuse(call, MESSAGE_FEEL_LIST_ITEMS, "number");
    return false;
  }
  return builtin_spend(call, list->count / 8);
}

/* The item that comes first (sign -1) or last (sign 1) in order; null when not all are ordered. */
static value extreme(const builtin_call *call, const value_list *list, int sign) {
  if (list->count == 0) return value_null();
  value best = list->items[0];
  for (size_t i = 0; i < list->count; i++) {
    int order;
    if (!value_order(list->items[i], best, &order))
      return builtin_refuse(call, MESSAGE_FEEL_LIST_ITEMS, value_kind_name(best.kind));
    if (order * sign > 0) best = list->items[i];
  }
  return best;
}

value list_min(const builtin_call *call, const value *arguments, size_t count) {
  (void)count;
  return extreme(call, arguments[0].as.list, -1);
}

value list_max(const builtin_call *call, const value *arguments, size_t count) {
  (void)count;
  return extreme(call, arguments[0].as.list, 1);
}

typedef bool decimal_operation(const decimal *x, const decimal *y, decimal *out);

/* Folds the numbers from `start`; false when not all are numbers or a result has no value. */
static bool fold_numbers(const builtin_call *call, const value_list *list, decimal start,
                         decimal_operation *operation, decimal *out) {
  if (list->count == 0 || !are_numbers(call, list)) return false;
  *out = start;
  for (size_t i = 0; i < list->count; i++)
    if (!operation(out, &list->items[i].as.number, out)) return false;
  return true;
}

value list_sum(const builtin_call *call, const value *arguments, size_t count) {
  (void)count;
  decimal sum;
  bool is_sum = fold_numbers(call, arguments[0].as.list, decimal_of(0), decimal_add, &sum);
  return is_sum ? value_number(sum) : value_null();
}

value list_product(const builtin_call *call, const value *arguments, size_t count) {
  (void)count;
  decimal product;
  bool is_product =
      fold_numbers(call, arguments[0].as.list, decimal_of(1), decimal_multiply, &product);
  return is_product ? value_number(product) : value_null();
}

static bool mean_of(const builtin_call *call, const value_list *list, decimal *out) {
  decimal number = decimal_of((int64_t)list->count);
  return fold_numbers(call, list, decimal_of(0), decimal_add, out) &&
         decimal_divide(out, &number, out);
}

value list_mean(const builtin_call *call, const value *arguments, size_t count) {
  (void)count;
  decimal mean;
  return mean_of(call, arguments[0].as.list, &mean) ? value_number(mean) : value_null();
}

/* The deviation of a sample: the root of the squares' sum over one less than their number. */
value list_stddev(const builtin_call *call, const value *arguments, size_t count) {
  (void)count;
  const value_list *list = arguments[0].as.list;
  decimal mean, squares = decimal_of(0), divisor = decimal_of((int64_t)list->count - 1);
  if (list->count < 2 || !mean_of(call, list, &mean)) return value_null();
  for (size_t i = 0; i < list->count; i++) {
    decimal deviation, square;
    if (!decimal_subtract(&list->items[i].as.number, &mean, &deviation) ||
        !decimal_multiply(&deviation, &deviation, &square) ||
        !decimal_add(&squares, &square, &squares))
      return value_null();
  }
  if (!decimal_divide(&squares, &divisor, &squares) || !decimal_square_root(&squares, &squares))
    return value_null();
  return value_number(squares);
}

static bool precedes_by_value(builtin_order *order, value y, value x, bool *out) {
  (void)order;
  *out = decimal_compare(&y.as.number, &x.as.number) < 0;
  return true;
}

/* The numbers in ascending order, or NULL. */
static const value *sorted_numbers(const builtin_call *call, const value_list *list) {
  if (!are_numbers(call, list)) return NULL;
  value copy = value_list_make(call->arena, list->items, list->count);
  builtin_order order = {.precedes = precedes_by_value, .call = call};
  if (copy.kind != VALUE_LIST || !builtin_sort(&order, copy.as.list->items, list->count))
    return NULL;
  return copy.as.list->items;
}

value list_median(const builtin_call *call, const value *arguments, size_t count) {
  (void)count;
  const value_list *list = arguments[0].as.list;
  const value *sorted = list->count == 0 ? NULL : sorted_numbers(call, list);
  if (sorted == NULL) return value_null();
  size_t middle = list->count / 2;
  if (list->count % 2 == 1) return sorted[middle];
  decimal sum, two = decimal_of(2);
  if (!decimal_add(&sorted[middle - 1].as.number, &sorted[middle].as.number, &sum) ||
      !decimal_divide(&sum, &two, &sum))
    return value_null();
  return value_number(sum);
}

/* The end of the run of equal numbers that begins at `start`. */
static size_t run_end(const value *sorted, size_t start, size_t count) {
  size_t end = start + 1;
  while (end < count && decimal_compare(&sorted[end].as.number, &sorted[start].as.number) == 0)
    end++;
  return end;
}

value list_mode(const builtin_call *call, const value *arguments, size_t count) {
  (void)count;
  const value_list *list = arguments[0].as.list;
  const value *sorted = sorted_numbers(call, list);
  if (sorted == NULL) return value_null();
  size_t longest = 0, found = 0;
  for (size_t i = 0; i < list->count; i = run_end(sorted, i, list->count))
    if (run_end(sorted, i, list->count) - i > longest)
      longest = run_end(sorted, i, list->count) - i;
  value *items;
  value result = builtin_new_list(call, list->count, &items);
  if (value_is_null(result)) return result;
  for (size_t i = 0; i < list->count; i = run_end(sorted, i, list->count))
    if (run_end(sorted, i, list->count) - i == longest) items[found++] = sorted[i];
  return value_list_make(call->arena, items, found);
}

/* `decisive` settles the result wherever it stands; then unknown, then null for anything that is
 * no boolean. */
static value quantify(const builtin_call *call, const value_list *list, bool decisive) {
  value unknown = value_null();
  bool has_other = false;
  for (size_t i = 0; i < list->count; i++) {
    value item = list->items[i];
    if (item.kind == VALUE_BOOLEAN && item.as.boolean == decisive) return item;
    unknown = value_unknown_union(call->arena, unknown, item);
    has_other = has_other || (item.kind != VALUE_BOOLEAN && item.kind != VALUE_UNKNOWN);
  }
  if (unknown.kind == VALUE_UNKNOWN) return unknown;
  if (has_other) return builtin_refuse(call, MESSAGE_FEEL_LIST_ITEMS, "boolean");
  return value_boolean(!decisive);
}

value list_all(const builtin_call *call, const value *arguments, size_t count) {
  (void)count;
  return quantify(call, arguments[0].as.list, false);
}

value list_any(const builtin_call *call, const value *arguments, size_t count) {
  (void)count;
  return quantify(call, arguments[0].as.list, true);
}

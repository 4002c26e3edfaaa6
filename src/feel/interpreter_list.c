/* Lists, contexts, paths, filters and loops.
 *
 * A list that grows while others may hold its beginning (`partial`) is only ever appended to; its
 * header is made anew for each reader.  Spec: 10.3.2.5, 10.3.2.6, 10.3.2.14. */
#include "base/messages/feel.h"
#include "feel/builtin.h"
#include "feel/interpreter_internal.h"
#include "feel/range.h"
#include "feel/temporal.h"

/* --- Lists and contexts --- */

value evaluate_list(run *r, const instruction *in) {
  value *items = ARENA_ARRAY(r->evaluation->arena, value, in->count ? in->count : 1);
  value_list *list = ARENA_NEW(r->evaluation->arena, value_list);
  if (!items || !list) return evaluation_stop(r->evaluation, EVALUATION_OUT_OF_MEMORY);
  for (uint32_t i = 0; i < in->count; i++)
    items[i] = run_evaluate(r, r->program->operands[in->a + i]);
  *list = (value_list){in->count, items};
  return (value){.kind = VALUE_LIST, .as.list = list};
}

value evaluate_context(run *r, const instruction *in) {
  arena *a = r->evaluation->arena;
  size_t capacity = in->count ? in->count : 1;
  value_context *context = ARENA_NEW(a, value_context);
  text *keys = ARENA_ARRAY(a, text, capacity);
  value *values = ARENA_ARRAY(a, value, capacity);
  if (!context || !keys || !values) return evaluation_stop(r->evaluation, EVALUATION_OUT_OF_MEMORY);
  const uint32_t *entry = r->program->operands + in->a;
  for (uint32_t i = 0; i < in->count; i++, entry += 3) {
    keys[i] = r->program->names[entry[0]];
    values[i] = run_evaluate(r, entry[2]);
    if (entry[1] != PROGRAM_NONE) r->frame[entry[1]] = values[i];
  }
  *context = (value_context){in->count, keys, values};
  return (value){.kind = VALUE_CONTEXT, .as.context = context};
}

value evaluate_block(run *r, const instruction *in) {
  value result = value_null();
  const uint32_t *entry = r->program->operands + in->a;
  for (uint32_t i = 0; i < in->count; i++, entry += 2) {
    result = run_evaluate(r, entry[1]);
    if (entry[0] != PROGRAM_NONE) r->frame[entry[0]] = result;
  }
  return result;
}

/* --- Paths --- */

static value path_of(run *r, const instruction *in, value x, text name);

static value path_of_list(run *r, const instruction *in, const value_list *list, text name) {
  value *items = ARENA_ARRAY(r->evaluation->arena, value, list->count ? list->count : 1);
  if (!items) return evaluation_stop(r->evaluation, EVALUATION_OUT_OF_MEMORY);
  if (!run_spend(r, list->count)) return value_null();
  for (size_t i = 0; i < list->count; i++) items[i] = path_of(r, in, list->items[i], name);
  return run_make_list(r, items, list->count);
}

static value path_of(run *r, const instruction *in, value x, text name) {
  value result = value_null();
  switch (x.kind) {
    case VALUE_UNKNOWN:
      return x;
    case VALUE_CONTEXT: {
      const value *member = value_context_find(x.as.context, name);
      if (member) return *member;
      if (!r->evaluation->diagnostics) return value_null();
      return run_report(r, in, MESSAGE_FEEL_NO_MEMBER,
                        SD_ARGS(arena_copy(r->evaluation->arena, name).data));
    }
    case VALUE_LIST:
      return path_of_list(r, in, x.as.list, name);
    case VALUE_RANGE:
      result = range_property(x.as.range, name);
      break;
    case VALUE_DATE:
    case VALUE_TIME:
    case VALUE_DATE_TIME:
    case VALUE_DAYS_DURATION:
    case VALUE_MONTHS_DURATION:
      result = temporal_property(x, name);
      break;
    default:
      break;
  }
  if (result.kind != VALUE_NULL || !r->evaluation->diagnostics) return result;
  return run_report(r, in, MESSAGE_FEEL_NO_PROPERTY,
                    SD_ARGS(value_kind_name(x.kind), arena_copy(r->evaluation->arena, name).data));
}

value evaluate_path(run *r, const instruction *in) {
  return path_of(r, in, run_evaluate(r, in->a), r->program->names[in->b]);
}

value evaluate_item_member(run *r, const instruction *in) {
  value item = r->frame[in->a];
  if (item.kind == VALUE_CONTEXT) {
    const value *member = value_context_find(item.as.context, r->program->names[in->b]);
    if (member) return *member;
  }
  if (in->c != PROGRAM_NONE) return run_evaluate(r, in->c);
  return is_unknown(item) ? item : value_null();
}

/* --- Filters --- */

static value filter_index(run *r, const instruction *in, const value_list *list, value index) {
  int64_t position;
  if (!decimal_to_int64(&index.as.number, &position)) position = 0;
  int64_t count = (int64_t)list->count;
  if (position < 0) position += count + 1;
  if (position >= 1 && position <= count) return list->items[position - 1];
  if (!r->evaluation->diagnostics) return value_null();
  text_builder shown;
  text_builder_init(&shown, 64);
  value_to_text(index, &shown);
  run_report(r, in, MESSAGE_FEEL_INDEX_OUT_OF_RANGE,
             SD_ARGS(shown.data ? shown.data : "", SD_NUMBER(count)));
  text_builder_release(&shown);
  return value_null();
}

/* An empty list has no item to ask about: the predicate may still be an index. */
static value filter_empty(run *r, const instruction *in, const value_list *list) {
  r->frame[in->c] = value_null();
  const instruction *predicate = &r->program->code[in->b];
  bool may_be_index = predicate->opcode == OP_CONSTANT || predicate->opcode == OP_SLOT;
  value index = may_be_index ? run_evaluate(r, in->b) : value_null();
  if (index.kind == VALUE_NUMBER) return filter_index(r, in, list, index);
  return run_make_list(r, NULL, 0);
}

/* Boxed filters, some and every (detail 1) have no result when a condition is no boolean or null.
 */
static bool is_condition_refused(run *r, const instruction *in, value condition) {
  if (!in->detail || is_unknown(condition)) return false;
  if (condition.kind == VALUE_BOOLEAN || condition.kind == VALUE_NULL) return false;
  run_report(r, in, MESSAGE_FEEL_CONDITION_NOT_BOOLEAN, SD_ARGS(value_kind_name(condition.kind)));
  return true;
}

static value filter_list(run *r, const instruction *in, const value_list *list) {
  if (list->count == 0) return filter_empty(r, in, list);
  value *items = ARENA_ARRAY(r->evaluation->arena, value, list->count);
  if (!items) return evaluation_stop(r->evaluation, EVALUATION_OUT_OF_MEMORY);
  size_t count = 0;
  value undecided = value_null();
  for (size_t i = 0; i < list->count; i++) {
    if (!run_spend(r, 1)) return value_null();
    r->frame[in->c] = list->items[i];
    value fits = run_evaluate(r, in->b);
    if (fits.kind == VALUE_NUMBER && i == 0) return filter_index(r, in, list, fits);
    if (is_condition_refused(r, in, fits)) return value_null();
    if (is_unknown(fits)) undecided = run_union(r, undecided, fits);
    if (value_is_true(fits)) items[count++] = list->items[i];
  }
  if (is_unknown(undecided)) return undecided;
  return run_make_list(r, items, count);
}

value evaluate_filter(run *r, const instruction *in) {
  value list = run_evaluate(r, in->a);
  if (is_unknown(list)) return list;
  if (list.kind == VALUE_LIST) return filter_list(r, in, list.as.list);
  value_list single = {1, &list};
  if (list.kind == VALUE_NULL) single.count = 0;
  return filter_list(r, in, &single);
}

/* --- Loops --- */

/* What one iterator goes through: the items of a list, or whole numbers or days between two ends.
 */
typedef struct domain {
  enum { DOMAIN_ITEMS, DOMAIN_NUMBERS, DOMAIN_DAYS } kind;
  const value *items;
  int64_t from, step;
  uint64_t count;
} domain;

static bool domain_between(value from, value to, domain *out) {
  int64_t first, last;
  if (from.kind == VALUE_NUMBER && to.kind == VALUE_NUMBER) {
    if (!decimal_to_int64(&from.as.number, &first) || !decimal_to_int64(&to.as.number, &last))
      return false;
    out->kind = DOMAIN_NUMBERS;
  } else if (from.kind == VALUE_DATE && to.kind == VALUE_DATE) {
    first = temporal_day_of(from.as.date);
    last = temporal_day_of(to.as.date);
    out->kind = DOMAIN_DAYS;
  } else {
    return false;
  }
  out->from = first;
  out->step = first <= last ? 1 : -1;
  out->count =
      (first <= last ? (uint64_t)last - (uint64_t)first : (uint64_t)first - (uint64_t)last) + 1;
  return out->count != 0;
}

/* A range as domain gives its whole numbers or days, upwards; open ends are left out. */
static bool domain_of_range(const value_range *range, domain *out) {
  if (!range->has_low || !range->has_high || !domain_between(range->low, range->high, out) ||
      out->step < 0)
    return false;
  if (!range->low_closed) {
    out->from++;
    out->count--;
  }
  if (!range->high_closed && out->count > 0) out->count--;
  return true;
}

static value domain_item(const domain *d, uint64_t index) {
  if (d->kind == DOMAIN_ITEMS) return d->items[index];
  int64_t number = d->from + d->step * (int64_t)index;
  if (d->kind == DOMAIN_NUMBERS) return value_number(decimal_of(number));
  feel_date epoch = {.year = 1970, .month = 1, .day = 1};
  return temporal_add_days(value_of_date(epoch), (feel_days_duration){.seconds = number * 86400});
}

typedef struct loop {
  run *run;
  const instruction *in;
  value *items; /* FOR: what the bodies gave so far */
  size_t count, capacity;
  value result; /* SOME, EVERY: so far */
  bool is_over; /* decided, failed, or a limit was reached */
} loop;

static void loop_end(loop *l, value result) {
  l->result = result;
  l->is_over = true;
}

static bool loop_append(loop *l, value item) {
  if (l->count == l->capacity) {
    size_t capacity = l->capacity ? l->capacity * 2 : 8;
    value *items = ARENA_ARRAY(l->run->evaluation->arena, value, capacity);
    if (!items) {
      loop_end(l, evaluation_stop(l->run->evaluation, EVALUATION_OUT_OF_MEMORY));
      return false;
    }
    for (size_t i = 0; i < l->count; i++) items[i] = l->items[i];
    l->items = items;
    l->capacity = capacity;
  }
  l->items[l->count++] = item;
  return true;
}

static void loop_set_partial(loop *l) {
  value_list *list = ARENA_NEW(l->run->evaluation->arena, value_list);
  if (!list) {
    loop_end(l, evaluation_stop(l->run->evaluation, EVALUATION_OUT_OF_MEMORY));
    return;
  }
  *list = (value_list){l->count, l->items};
  l->run->frame[l->in->c] = (value){.kind = VALUE_LIST, .as.list = list};
}

static void loop_body(loop *l) {
  run *r = l->run;
  if (l->in->opcode == OP_FOR) {
    if (l->in->c != PROGRAM_NONE) loop_set_partial(l);
    if (!l->is_over) loop_append(l, run_evaluate(r, l->in->b));
    return;
  }
  value body = run_evaluate(r, l->in->b);
  if (is_condition_refused(r, l->in, body)) {
    loop_end(l, value_null());
    return;
  }
  bool is_some = l->in->opcode == OP_SOME;
  l->result = is_some ? run_or(r, l->result, body) : run_and(r, l->result, body);
  bool is_settled = is_some ? value_is_true(l->result) : value_is_false(l->result);
  l->is_over = is_settled && !l->in->detail;
}

/* The domain of iterator `index`; false ends the loop with a result. */
static bool loop_domain(loop *l, uint32_t index, value *single, domain *out) {
  run *r = l->run;
  const uint32_t *triple = r->program->operands + l->in->a + 3 * index;
  *single = run_evaluate(r, triple[1]);
  if (triple[2] != PROGRAM_NONE) {
    value to = run_evaluate(r, triple[2]);
    if (!is_unknown(*single) && !is_unknown(to) && domain_between(*single, to, out)) return true;
    if (is_unknown(*single) || is_unknown(to)) {
      loop_end(l, run_union(r, *single, to));
      return false;
    }
  } else if (single->kind == VALUE_LIST) {
    *out = (domain){.items = single->as.list->items, .count = single->as.list->count};
    return true;
  } else if (single->kind == VALUE_RANGE) {
    if (domain_of_range(single->as.range, out)) return true;
  } else if (is_unknown(*single)) {
    loop_end(l, *single);
    return false;
  } else if (single->kind != VALUE_NULL) {
    *out = (domain){.items = single, .count = 1};
    return true;
  }
  loop_end(l,
           run_report(r, l->in, MESSAGE_FEEL_NOT_ITERABLE, SD_ARGS(value_kind_name(single->kind))));
  return false;
}

static void loop_iterate(loop *l, uint32_t index) {
  if (index == l->in->count) {
    loop_body(l);
    return;
  }
  value single;
  domain d = {0};
  if (!loop_domain(l, index, &single, &d)) return;
  uint32_t slot = l->run->program->operands[l->in->a + 3 * index];
  for (uint64_t i = 0; i < d.count && !l->is_over; i++) {
    if (!run_spend(l->run, 1)) {
      loop_end(l, value_null());
      return;
    }
    l->run->frame[slot] = domain_item(&d, i);
    loop_iterate(l, index + 1);
  }
}

value evaluate_for(run *r, const instruction *in) {
  loop l = {.run = r, .in = in};
  loop_iterate(&l, 0);
  return l.is_over ? l.result : run_make_list(r, l.items, l.count);
}

value evaluate_some(run *r, const instruction *in) {
  loop l = {.run = r, .in = in, .result = value_boolean(false)};
  loop_iterate(&l, 0);
  return l.result;
}

value evaluate_every(run *r, const instruction *in) {
  loop l = {.run = r, .in = in, .result = value_boolean(true)};
  loop_iterate(&l, 0);
  return l.result;
}

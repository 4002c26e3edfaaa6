/* feel/builtin: the table itself, named arguments, conversions, reports, the budget. */
#include "feel/builtin.h"
#include "support/table.h"

static value no_function(void *evaluation, const struct value_function *function,
                         const value *arguments, size_t count) {
  (void)evaluation, (void)function, (void)arguments, (void)count;
  return value_null();
}

static builtin_call call_in(arena *a) {
  return (builtin_call){.arena = a, .call_function = no_function};
}

static value number(int64_t n) { return value_number(decimal_of(n)); }

/* Every signature in a usage begins with the name, and no two lines have one name. */
static void test_table(void **state) {
  (void)state;
  for (size_t i = 0; i < builtin_count(); i++) {
    const builtin *b = builtin_at(i);
    text name = builtin_name(b), usage = text_of(builtin_signature(b));
    assert_ptr_equal(builtin_find(name), b);
    assert_int_equal(builtin_index(b), i);
    size_t at = 0;
    while (at != SIZE_MAX) {
      text rest = text_slice(usage, at, SIZE_MAX);
      CHECK_ROW(name.data, text_starts_with(rest, name));
      CHECK_ROW(name.data, rest.size > name.size && rest.data[name.size] == '(');
      size_t next = text_find(usage, TEXT(") or "), at);
      at = next == SIZE_MAX ? next : next + 5;
    }
  }
  assert_null(builtin_find(TEXT("no such function")));
}

/* Null, a number, a list and nothing at all, in every number: an answer, never a crash. */
static void test_all_are_total(void **state) {
  (void)state;
  arena *a = arena_create(0);
  builtin_call call = call_in(a);
  value kinds[] = {value_null(),
                   number(-1),
                   value_string(TEXT("")),
                   value_list_make(a, NULL, 0),
                   value_context_make(a, NULL, NULL, 0),
                   value_boolean(true),
                   value_unknown_of(a, 0)};
  for (size_t i = 0; i < builtin_count(); i++) {
    for (size_t kind = 0; kind < COUNT_OF(kinds); kind++) {
      value arguments[12];
      for (size_t k = 0; k < COUNT_OF(arguments); k++) arguments[k] = kinds[kind];
      call.three_valued = kinds[kind].kind == VALUE_UNKNOWN;
      for (size_t count = 0; count <= COUNT_OF(arguments); count++)
        builtin_invoke(builtin_at(i), &call, arguments, count);
    }
  }
  arena_destroy(a);
}

static void test_named_arguments(void **state) {
  (void)state;
  static const struct {
    const char *function, *names[4];
    int8_t order[4]; /* -2: behind the last; all -2: refused */
  } ROWS[] = {
      {"substring", {"start position", "string"}, {1, 0, -2}},
      {"substring", {"length", "string", "start position"}, {1, 2, 0, -2}},
      {"substring", {"string"}, {-2}},
      {"substring", {"string", "start position", "string"}, {-2}},
      {"substring", {"string", "start position", "size"}, {-2}},
      {"date", {"day", "month", "year"}, {2, 1, 0, -2}},
      {"before", {"point", "range"}, {0, 1, -2}},
      {"before", {"range", "point"}, {0, 1, -2}},
      {"min", {"list"}, {0, -2}},
      {"now", {NULL}, {-2}},
  };
  for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
    text names[4];
    size_t count = 0;
    for (; count < 4 && ROWS[i].names[count] != NULL; count++)
      names[count] = text_of(ROWS[i].names[count]);
    builtin_binding binding;
    const builtin *b = builtin_find(text_of(ROWS[i].function));
    bool is_bound = builtin_bind(b, names, count, &binding);
    CHECK_ROW(ROWS[i].function, is_bound == (count == 0 || ROWS[i].order[0] != -2));
    for (size_t k = 0; is_bound && ROWS[i].order[k] != -2; k++) {
      CHECK_ROW(ROWS[i].function, k < binding.count);
      CHECK_ROW(ROWS[i].function, binding.argument_of[k] == ROWS[i].order[k]);
    }
    if (is_bound) assert_int_equal(builtin_index(binding.target), builtin_index(b));
  }
}

typedef struct listener {
  size_t reports;
  uint64_t steps_left;
} listener;

static void listen(void *evaluation, message_id message, const char *const *arguments) {
  (void)message, (void)arguments;
  ((listener *)evaluation)->reports++;
}

static bool take_steps(void *evaluation, uint64_t steps) {
  listener *l = evaluation;
  if (l->steps_left < steps) return false;
  l->steps_left -= steps;
  return true;
}

static void test_reports(void **state) {
  (void)state;
  arena *a = arena_create(0);
  listener heard = {0, 1000};
  builtin_call call = call_in(a);
  call.evaluation = &heard;
  call.report = listen;
  value text_value = value_string(TEXT("x"));
  assert_true(value_is_null(builtin_invoke(builtin_find(TEXT("abs")), &call, &text_value, 1)));
  assert_true(value_is_null(builtin_invoke(builtin_find(TEXT("abs")), &call, NULL, 0)));
  assert_true(value_is_null(builtin_invoke(builtin_find(TEXT("date")), &call, &text_value, 1)));
  assert_int_equal(heard.reports, 3);
  arena_destroy(a);
}

/* Quadratic work asks for steps first and stops when there are none. */
static void test_budget(void **state) {
  (void)state;
  enum { SIZE = 10000 };
  arena *a = arena_create(0);
  listener budget = {0, 100000};
  builtin_call call = call_in(a);
  call.evaluation = &budget;
  call.spend = take_steps;
  value *items = ARENA_ARRAY(a, value, SIZE);
  for (int64_t i = 0; i < SIZE; i++) items[i] = number(i);
  value list = value_list_make(a, items, SIZE);
  assert_true(
      value_is_null(builtin_invoke(builtin_find(TEXT("distinct values")), &call, &list, 1)));
  arena_destroy(a);
}

/* With an arena that is full every function still answers. */
static void test_memory_runs_out(void **state) {
  (void)state;
  for (size_t bytes = 64; bytes < 4096; bytes += 64) {
    arena *a = arena_create(bytes);
    builtin_call call = call_in(a);
    value items[] = {number(3), number(1), number(2)};
    value_list three = {3, items};
    value list = {.kind = VALUE_LIST, .as.list = &three};
    value arguments[] = {list, number(1), number(1)};
    for (size_t i = 0; i < builtin_count(); i++)
      for (size_t count = 1; count <= 3; count++)
        builtin_invoke(builtin_at(i), &call, arguments, count);
    arena_destroy(a);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_table),           cmocka_unit_test(test_all_are_total),
      cmocka_unit_test(test_named_arguments), cmocka_unit_test(test_reports),
      cmocka_unit_test(test_budget),          cmocka_unit_test(test_memory_runs_out),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

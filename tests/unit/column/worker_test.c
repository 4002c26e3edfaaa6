/* Results, conditions, missing facts and totals of a batch, row by row as the record evaluator. */
#include "column/worker.h"

#include <string.h>

#include "base/allocator.h"
#include "dmn/evaluate.h"
#include "support/column_model.h"
#include "support/table.h"

#define ALL NEEDS_INPUT("a") NEEDS_INPUT("b") NEEDS_INPUT("f") NEEDS_INPUT("day")
static const char SOURCE[] = MODEL(
    INPUT("a", "number") INPUT("b", "number") INPUT("f", "string") INPUT("day", "date")
        DECISION("ratio", "number", ALL, LITERAL("a / b")) DECISION(
            "met", "boolean", ALL NEEDS("ratio"), LITERAL("ratio >= 0.5 and f in (\"x\", \"y\")"))
            DECISION("sum", "number", ALL, LITERAL("if f = null then 7.25 else a + b"))
                DECISION("next", "date", ALL, LITERAL("day + duration(\"P1Y\")"))
                    DECISION("kind", "string", ALL, LITERAL("if a > 3 then \"big\" else f"))
                        DECISION("award", "number", ALL NEEDS("ratio"),
                                 "<decisionTable hitPolicy='FIRST'>" COLUMN("ratio")
                                     COLUMN("f") "<output/><rule>" CELL("&gt;= 1") CELL("\"x\"")
                                         GIVES("a * 2") "</rule><rule>" CELL("&gt;= 0.5") CELL("-")
                                             GIVES("10") "</rule><rule>" CELL("-") CELL("-")
                                                 GIVES("0") "</rule></decisionTable>"));

static const char *const WANTED[] = {"ratio", "met", "sum", "next", "kind", "award"};
enum { ROWS = 200 };

typedef struct fixture {
  dmn_model *model;
  column columns[4];
  int64_t a[ROWS];
  int32_t b[ROWS], day[ROWS];
  uint8_t f[ROWS];
  uint64_t present[4][4];
  uint32_t inputs[4];
  column_want wanted[COUNT_OF(WANTED)];
  column_plan_request request;
} fixture;

static const text TEXTS[] = {{"x", 1}, {"y", 1}, {"z", 1}};

static void fill(fixture *x) {
  x->model = model_of(SOURCE);
  assert_non_null(x->model);
  for (size_t i = 0; i < ROWS; i++) {
    x->a[i] = (int64_t)(i * 7 % 13) - 2;
    x->b[i] = (int32_t)(i * 5 % 9);
    x->f[i] = (uint8_t)(i % 3);
    x->day[i] = (int32_t)(i * 400);
    for (size_t c = 0; c < 4; c++) {
      if ((i * (c + 3)) % 11 != 0) x->present[c][i / 64] |= UINT64_C(1) << (i % 64);
    }
  }
  x->columns[0] = (column){COLUMN_NUMBER, .width = 8, .values = x->a, .present = x->present[0]};
  x->columns[1] = (column){COLUMN_NUMBER, .width = 4, .values = x->b, .present = x->present[1]};
  x->columns[2] =
      (column){COLUMN_STRING,       .width = 1,           .values = x->f, .present = x->present[2],
               .dictionary = TEXTS, .dictionary_count = 3};
  x->columns[3] = (column){COLUMN_DATE, .width = 4, .values = x->day, .present = x->present[3]};
  static const char *const NAMES[] = {"a", "b", "f", "day"};
  for (uint32_t c = 0; c < 4; c++) {
    column_find_range(&x->columns[c], ROWS);
    x->inputs[dmn_model_find(x->model, DMN_INPUT, text_of(NAMES[c]))->slot] = c;
  }
  for (size_t i = 0; i < COUNT_OF(WANTED); i++) {
    x->wanted[i].decision = dmn_model_find(x->model, DMN_DECISION, text_of(WANTED[i]));
    assert_non_null(x->wanted[i].decision);
  }
}

static column_plan *plan_of(fixture *x, bool three_valued) {
  column_model model = {x->model, x->inputs};
  column_plan_request request = {.models = &model,
                                 .model_count = 1,
                                 .wanted = x->wanted,
                                 .wanted_count = COUNT_OF(WANTED),
                                 .columns = x->columns,
                                 .column_count = 4,
                                 .three_valued = three_valued,
                                 .with_conditions = true};
  column_plan *plan;
  sd_error error;
  assert_int_equal(column_plan_create(&request, &plan, &error), SD_OK);
  return plan;
}

/* The row's result as a value: what the bit maps say. */
static value result_at(const column_result *r, column_worker *w, size_t want, uint32_t row) {
  uint64_t bit = UINT64_C(1) << (row % 64);
  size_t word = row / 64;
  int count = ((r->known[word] & bit) != 0) + ((r->unknown[word] & bit) != 0) +
              ((r->null[word] & bit) != 0) + ((r->other[word] & bit) != 0);
  assert_int_equal(count, 1);
  if ((r->unknown[word] & bit) != 0) return (value){.kind = VALUE_UNKNOWN};
  if ((r->null[word] & bit) != 0) return value_null();
  if ((r->other[word] & bit) != 0) return column_worker_value(w, want, row);
  if (r->kind == VALUE_BOOLEAN) return value_boolean((r->truth[word] & bit) != 0);
  column cell = {.width = 8,
                 .values = r->values,
                 .scale = (uint8_t)r->scale,
                 .dictionary = r->dictionary,
                 .dictionary_count = r->dictionary_count};
  cell.kind = r->kind == VALUE_NUMBER ? COLUMN_NUMBER
              : r->kind == VALUE_DATE ? COLUMN_DATE
                                      : COLUMN_STRING;
  return column_cell(&cell, row);
}

static bool same_missing(const missing_set *x, const missing_set *y) {
  for (size_t i = 0; i < 64; i++) {
    if (missing_set_has(x, i) != missing_set_has(y, i)) return false;
  }
  return true;
}

static void check_row(fixture *x, column_worker *w, dmn_evaluation *e, size_t row, uint32_t place) {
  dmn_evaluation_reset(e);
  for (uint32_t slot = 0; slot < 4; slot++) {
    const column *c = &x->columns[x->inputs[slot]];
    if (column_is_present(c, row)) dmn_evaluation_bind(e, slot, column_cell(c, row));
  }
  for (size_t i = 0; i < COUNT_OF(WANTED); i++) {
    value expected = dmn_evaluation_decide(e, x->wanted[i].decision);
    column_result r;
    column_worker_result(w, i, &r);
    value got = result_at(&r, w, i, place);
    if (expected.kind == VALUE_UNKNOWN) {
      CHECK_ROW(WANTED[i], got.kind == VALUE_UNKNOWN);
    } else {
      CHECK_ROW(WANTED[i], value_identical(got, expected));
    }
    CHECK_ROW(WANTED[i], same_missing(column_worker_missing(w, i, place),
                                      dmn_evaluation_missing(e, x->wanted[i].decision)));
  }
}

static void check_rows(bool three_valued, const uint32_t *rows, uint32_t count) {
  fixture x = {0};
  fill(&x);
  column_plan *plan = plan_of(&x, three_valued);
  column_worker *w = column_worker_create(plan);
  dmn_evaluation_options options = {.three_valued = three_valued};
  dmn_evaluation *e = dmn_evaluation_create(x.model, &options);
  column_batch batch = {x.columns, 0, count, rows};
  assert_int_equal(column_worker_run(w, &batch, NULL), SD_OK);
  for (uint32_t i = 0; i < count; i++) check_row(&x, w, e, rows == NULL ? i : rows[i], i);
  column_totals totals[COUNT_OF(WANTED)] = {0};
  column_worker_add_totals(w, totals);
  column_result r;
  column_worker_result(w, 1, &r);
  uint64_t met = 0;
  for (size_t i = 0; i < COLUMN_BATCH_WORDS; i++) met += (uint64_t)__builtin_popcountll(r.truth[i]);
  assert_int_equal(totals[1].true_count, met);
  assert_int_equal(totals[1].row_count, count);
  dmn_evaluation_destroy(e);
  column_worker_destroy(w);
  column_plan_destroy(plan);
  dmn_model_destroy(x.model);
}

static void test_three_valued(void **state) {
  (void)state;
  check_rows(true, NULL, ROWS);
}

static void test_two_valued(void **state) {
  (void)state;
  check_rows(false, NULL, ROWS);
}

static void test_chosen_rows(void **state) {
  (void)state;
  static const uint32_t CHOSEN[] = {199, 3, 64, 65, 0, 128, 7};
  check_rows(true, CHOSEN, COUNT_OF(CHOSEN));
}

/* The condition `ratio >= 0.5` is answered also where the field is unknown or another. */
static void test_conditions(void **state) {
  (void)state;
  fixture x = {0};
  fill(&x);
  column_plan *plan = plan_of(&x, true);
  column_worker *w = column_worker_create(plan);
  column_batch batch = {x.columns, 0, ROWS, NULL};
  assert_int_equal(column_worker_run(w, &batch, NULL), SD_OK);
  const program *p = x.wanted[1].decision->program;
  uint32_t found = COLUMN_NONE;
  for (uint32_t i = 0; i < p->count; i++) {
    if (p->code[i].opcode == OP_GREATER_EQUAL) found = column_plan_find_condition(plan, 0, p, i);
  }
  assert_int_not_equal(found, COLUMN_NONE);
  assert_ptr_equal(column_plan_condition(plan, found)->decision, x.wanted[1].decision);
  column_result r;
  column_worker_condition(w, found, &r);
  for (uint32_t i = 0; i < ROWS; i++) {
    bool is_there = column_is_present(&x.columns[0], i) && column_is_present(&x.columns[1], i);
    bool expected = is_there && x.b[i] != 0 && 2 * x.a[i] >= x.b[i];
    assert_true((r.truth[i / 64] >> (i % 64) & 1) == expected);
    assert_true((r.unknown[i / 64] >> (i % 64) & 1) == !is_there);
    assert_true((r.null[i / 64] >> (i % 64) & 1) == (is_there && x.b[i] == 0));
  }
  column_worker_destroy(w);
  column_plan_destroy(plan);
  dmn_model_destroy(x.model);
}

/* Rows in which two quotients are possible go to the record evaluator only where the outcome still
 * depends on them: neither where one of them is unknown anyway, nor beside a certain false or true.
 */
static void test_holes(void **state) {
  (void)state;
  static const char HOLES[] = MODEL(
      INPUT("a", "number") INPUT("b", "number") INPUT("f", "string") INPUT("day", "date")
          DECISION("growth", "number", ALL, LITERAL("if b > 4 then a / 7 else a / 3")) DECISION(
              "both", "boolean", ALL NEEDS("growth"), LITERAL("f = \"x\" and growth > 0.3"))
              DECISION("either", "boolean", ALL NEEDS("growth"),
                       LITERAL("f = \"x\" or growth > 0.3")));
  static const char *const NAMES[] = {"growth", "both", "either"};
  fixture x = {0};
  fill(&x);
  dmn_model_destroy(x.model);
  x.model = model_of(HOLES);
  assert_non_null(x.model);
  uint64_t expected[3] = {0};
  memset(x.present, 0, sizeof x.present);
  for (size_t i = 0; i < ROWS; i++) {
    for (size_t c = 0; c < 4; c++) {
      if (i % (2 * c + 5) != c) x.present[c][i / 64] |= UINT64_C(1) << (i % 64);
    }
    bool is_open = column_is_present(&x.columns[0], i) && !column_is_present(&x.columns[1], i);
    bool has_text = column_is_present(&x.columns[2], i);
    expected[0] += is_open;
    expected[1] += is_open && (!has_text || x.f[i] == 0);
    expected[2] += is_open && (!has_text || x.f[i] != 0);
  }
  assert_true(expected[0] > expected[1] && expected[0] > expected[2] && expected[1] > 0);
  column_want wanted[3] = {0};
  for (size_t i = 0; i < 3; i++) {
    wanted[i].decision = dmn_model_find(x.model, DMN_DECISION, text_of(NAMES[i]));
  }
  column_model model = {x.model, x.inputs};
  column_plan_request request = {.models = &model,
                                 .model_count = 1,
                                 .wanted = wanted,
                                 .wanted_count = 3,
                                 .columns = x.columns,
                                 .column_count = 4,
                                 .three_valued = true};
  column_totals found[3] = {0}, by_records[3] = {0};
  for (int i = 0; i < 2; i++) {
    column_plan *plan;
    sd_error error;
    request.records_only = i == 1;
    assert_int_equal(column_plan_create(&request, &plan, &error), SD_OK);
    column_worker *w = column_worker_create(plan);
    const column_batch batch = {.columns = x.columns, .row_count = ROWS};
    assert_int_equal(column_worker_run(w, &batch, &error), SD_OK);
    column_worker_add_totals(w, i == 0 ? found : by_records);
    column_worker_destroy(w);
    column_plan_destroy(plan);
  }
  for (size_t i = 0; i < 3; i++) {
    assert_int_equal(found[i].record_rows, expected[i]);
    assert_int_equal(found[i].true_count, by_records[i].true_count);
    assert_int_equal(found[i].false_count, by_records[i].false_count);
    assert_int_equal(found[i].unknown_count, by_records[i].unknown_count);
    assert_true(found[i].unknown_count > 0);
  }
  dmn_model_destroy(x.model);
}

static void test_misuse(void **state) {
  (void)state;
  fixture x = {0};
  fill(&x);
  column_plan *plan = plan_of(&x, true);
  column_worker *w = column_worker_create(plan);
  static const struct {
    const char *name;
    size_t first;
    uint32_t count;
  } BAD[] = {{"no row", 0, 0}, {"too many", 0, COLUMN_BATCH_ROWS + 1}, {"not on a word", 1, 5}};
  for (size_t i = 0; i < COUNT_OF(BAD); i++) {
    column_batch batch = {x.columns, BAD[i].first, BAD[i].count, NULL};
    CHECK_ROW(BAD[i].name, column_worker_run(w, &batch, NULL) == SD_MISUSE);
  }
  column_worker_destroy(w);
  column_plan_destroy(plan);
  dmn_model_destroy(x.model);
}

/* Whatever allocation fails, nothing is left behind. */
static void test_out_of_memory(void **state) {
  (void)state;
  fixture x = {0};
  fill(&x);
  column_plan *plan = plan_of(&x, true);
  int64_t before = memory_live_blocks();
  bool was_made = false;
  for (int64_t n = 0; !was_made; n++) {
    memory_fail_after(n, false);
    column_worker *w = column_worker_create(plan);
    memory_fail_after(-1, false);
    was_made = w != NULL;
    column_worker_destroy(w);
    assert_int_equal(memory_live_blocks(), before);
  }
  column_plan_destroy(plan);
  dmn_model_destroy(x.model);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_three_valued), cmocka_unit_test(test_two_valued),
      cmocka_unit_test(test_chosen_rows),  cmocka_unit_test(test_conditions),
      cmocka_unit_test(test_holes),        cmocka_unit_test(test_misuse),
      cmocka_unit_test(test_out_of_memory)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

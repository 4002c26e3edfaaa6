/* The same totals for any number of threads; every batch is seen once. */
#include "column/parallel.h"

#include <stdatomic.h>

#include "base/allocator.h"
#include "support/column_model.h"
#include "support/table.h"

static const char SOURCE[] = MODEL(
    INPUT("a", "number")
        DECISION("half", "number", NEEDS_INPUT("a"), LITERAL("if a &lt; 0 then null else a / 2"))
            DECISION("odd", "boolean", NEEDS_INPUT("a"), LITERAL("modulo(a, 2) = 1")));

enum { ROWS = 3 * COLUMN_BATCH_ROWS + 77 };

typedef struct seen {
  atomic_size_t rows, batches;
} seen;

static bool count_batch(void *context, column_worker *w, const column_batch *batch, size_t first) {
  seen *s = context;
  column_result r;
  column_worker_result(w, 1, &r);
  if (batch->first_row != first || r.row_count != batch->row_count) return false;
  atomic_fetch_add(&s->rows, batch->row_count);
  atomic_fetch_add(&s->batches, 1);
  return true;
}

static bool refuse(void *context, column_worker *w, const column_batch *batch, size_t first) {
  (void)context;
  (void)w;
  (void)batch;
  return first == 0;
}

static void test_threads(void **state) {
  (void)state;
  dmn_model *model = model_of(SOURCE);
  int16_t *a = memory_allocate(ROWS * sizeof *a);
  __int128 sum = 0;
  uint64_t odd = 0, negative = 0;
  for (int i = 0; i < ROWS; i++) {
    a[i] = (int16_t)(i * 7919 % 20011 - 1000);
    if (a[i] >= 0) sum += a[i] * 5;
    negative += a[i] < 0;
    odd += (a[i] % 2 + 2) % 2 == 1;
  }
  column c = {COLUMN_NUMBER, .width = 2, .values = a};
  column_find_range(&c, ROWS);
  column_want wanted[] = {{0, dmn_model_find(model, DMN_DECISION, TEXT("half")), true},
                          {0, dmn_model_find(model, DMN_DECISION, TEXT("odd")), false}};
  uint32_t inputs[] = {0};
  column_model with = {model, inputs};
  column_plan_request request = {.models = &with,
                                 .model_count = 1,
                                 .wanted = wanted,
                                 .wanted_count = 2,
                                 .columns = &c,
                                 .column_count = 1,
                                 .three_valued = true};
  column_plan *plan;
  assert_int_equal(column_plan_create(&request, &plan, NULL), SD_OK);
  for (size_t threads = 0; threads <= 5; threads++) {
    seen s = {0};
    column_totals totals[2];
    column_run_request run = {.columns = &c,
                              .row_count = ROWS,
                              .threads = threads,
                              .consume = count_batch,
                              .context = &s};
    sd_error error = {0};
    assert_int_equal(column_run(plan, &run, totals, &error), SD_OK);
    assert_int_equal(s.rows, ROWS);
    assert_int_equal(s.batches, 4);
    for (; totals[0].sum_scale < 1; totals[0].sum_scale++) totals[0].sum *= 10;
    assert_true(totals[0].sum == sum);
    assert_int_equal(totals[0].null_count, negative);
    assert_int_equal(totals[0].number_count, ROWS - negative);
    assert_int_equal(totals[1].true_count, odd);
    assert_int_equal(totals[1].false_count, ROWS - odd);
  }
  column_run_request run = {.columns = &c, .row_count = ROWS, .threads = 2, .consume = refuse};
  assert_int_equal(column_run(plan, &run, NULL, NULL), SD_OUT_OF_MEMORY);
  column_plan_destroy(plan);
  dmn_model_destroy(model);
  memory_free(a);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_threads)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

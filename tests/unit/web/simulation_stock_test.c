/* What stays prepared, what makes room, and that new facts are never missed. */
#include "web/simulation_stock.h"

#include "registry/series.h"
#include "support/item_run.h"

typedef struct stocked {
  simulation *simulation;
  int64_t met, cost_fen;
  bool was_ready; /* before it was asked for */
} stocked;

/* The simulation of a draft of that rate, evaluated and given back. */
static stocked look(fixture *f, simulation_stock *s, const char *rate, int32_t data_year) {
  char model[8000];
  sd_error error = {0};
  item_version *draft = NULL;
  arena *a = arena_create(0); /* gone before the next look, as a request's */
  const char *at = strstr(NEW_RULE, "0.0525");
  snprintf(model, sizeof model, "%.*s%s%s", (int)(at - NEW_RULE), NEW_RULE, rate, at + 6);
  require(item_read(text_of(model), "draft.dmn", a, &draft, &error), &error);
  const item_version *base = f->versions[1];
  simulation_wanted wanted = {.draft = draft,
                              .bases = &base,
                              .base_count = 1,
                              .data_year = data_year,
                              .as_of_day = f->request.view.as_of_day,
                              .now_us = LATER_US + 1};
  require(series_last_batch(f->registry, LATER_US + 1, &wanted.batch, &error), &error);
  simulation_place *place = NULL;
  simulation *found = NULL;
  const simulation_outcome *outcome = NULL;
  bool was_ready = simulation_stock_has(s, &wanted);
  require(simulation_stock_take(s, f->registry, &wanted, &place, &found, &error), &error);
  require(simulation_evaluate(found, NULL, 0, &outcome, &error), &error);
  assert_true(simulation_stock_has(s, &wanted)); /* also while somebody has it */
  stocked out = {found, outcome->total.after.met, outcome->total.after.cost_fen, was_ready};
  simulation_stock_give(s, place);
  arena_destroy(a);
  return out;
}

static void test_kept(void **state) {
  fixture *f = *state;
  simulation_stock *s = simulation_stock_create();
  stocked first = look(f, s, "0.06", 2024), second = look(f, s, "0.07", 2024);
  assert_ptr_not_equal(first.simulation, second.simulation);
  assert_true(first.cost_fen > 0 && second.cost_fen > first.cost_fen);
  assert_true(!first.was_ready && look(f, s, "0.06", 2024).was_ready);
  assert_ptr_equal(look(f, s, "0.06", 2024).simulation, first.simulation);
  stocked third = look(f, s, "0.06", 2025); /* the last place */
  assert_ptr_not_equal(third.simulation, first.simulation);
  /* "0.07" was not used for longest and makes room. */
  stocked fourth = look(f, s, "0.08", 2024);
  assert_true(fourth.cost_fen > second.cost_fen);
  assert_ptr_equal(look(f, s, "0.06", 2024).simulation, first.simulation);
  assert_ptr_equal(look(f, s, "0.06", 2025).simulation, third.simulation);
  stocked again = look(f, s, "0.07", 2024);
  assert_true(!again.was_ready && again.cost_fen == second.cost_fen);
  simulation_stock_destroy(s);
}

/* Facts that arrive between two looks of one draft are in the second: the kept columns are renewed.
 */
static void test_new_facts(void **state) {
  fixture *f = *state;
  simulation_stock *s = simulation_stock_create();
  stocked before = look(f, s, "0.06", 2024);
  assert_int_equal(look(f, s, "0.06", 2024).met, before.met);
  import_table(f,
               "代码,板块,中小企业,研发费用,上年研发费用\n"
               "91320411MA0000066E,370211,否,3000000,\n",
               LATER_US);
  stocked after = look(f, s, "0.06", 2024);
  assert_false(after.was_ready);
  assert_int_equal(after.met, before.met + 1);
  assert_true(after.cost_fen > before.cost_fen);
  assert_ptr_equal(look(f, s, "0.06", 2024).simulation, after.simulation);
  simulation_stock_destroy(s);
}

/* What cannot be prepared leaves a place that others may have. */
static void test_refused(void **state) {
  fixture *f = *state;
  simulation_stock *s = simulation_stock_create();
  const item_version *draft = f->versions[1];
  const simulation_wanted wanted = {.bases = &draft,
                                    .base_count = 1,
                                    .data_year = 2024,
                                    .as_of_day = f->request.view.as_of_day,
                                    .now_us = LATER_US};
  for (int i = 0; i <= SIMULATIONS_KEPT; i++) {
    simulation_place *place = NULL;
    simulation *found = NULL;
    sd_error error = {0};
    item_version copy = *draft;
    copy.hash.bytes[0] = (unsigned char)i;
    simulation_wanted asked = wanted;
    asked.draft = &copy;
    copy.bytes = TEXT("no model");
    assert_int_not_equal(simulation_stock_take(s, f->registry, &asked, &place, &found, &error),
                         SD_OK);
    assert_null(place);
  }
  assert_true(look(f, s, "0.06", 2024).cost_fen > 0);
  simulation_stock_destroy(s);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(test_kept, open_fixture, close_fixture),
      cmocka_unit_test_setup_teardown(test_new_facts, open_fixture, close_fixture),
      cmocka_unit_test_setup_teardown(test_refused, open_fixture, close_fixture)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

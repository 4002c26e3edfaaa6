/* Decisions kept current: whatever arrives in whatever order, they equal a run made now. */
#include "list/current.h"

#include "base/messages/list.h"
#include "base/random.h"
#include "list/current_rows.h"
#include "list/verify.h"
#include "support/item_run.h"

enum { POOL = 60, STEPS = 60, ROWS_MAX = 8 };

/* --- Random tables --- */

static const char *one_of(random_source *random, const char *const *choices, size_t count) {
  return choices[random_below(random, count)];
}

static void random_cell(random_source *random, int column, char *out, size_t size) {
  static const char *const DISTRICTS[] = {"370100", "370200", "370211", "320411", "370100", ""};
  static const char *const SME[] = {"是", "否", ""};
  snprintf(out, size, "%s",
           column == 0   ? one_of(random, DISTRICTS, COUNT_OF(DISTRICTS))
           : column == 1 ? one_of(random, SME, COUNT_OF(SME))
                         : "");
  if (column > 1 && random_below(random, 4) != 0) {
    snprintf(out, size, "%d", 500000 + (int)random_below(random, 5) * 250000);
  }
}

/* Some columns of some companies, of a random year, source, kind and first day of validity. */
static void import_random(fixture *f, random_source *random, int64_t now_us) {
  static const char *const NAMES[] = {"板块", "中小企业", "研发费用", "上年研发费用"};
  static const char *const TARGETS[] = {"district", "sme", "rd_expense", "rd_expense"};
  static const char *const SOURCES[] = {"税务局", "统计局"};
  static const char *const VALID[] = {"", "", "valid from = 2025-03-01\n",
                                      "valid from = 2025-12-31\n"};
  text_builder map, table;
  text_builder_init(&map, 1 << 16);
  text_builder_init(&table, 1 << 16);
  int year = 2023 + (int)random_below(random, 3);
  text_builder_format(
      &map, "[file]\nsource = %s\nkey = 代码\nperiod = %d\nkind = %s\n%s[columns]\n",
      one_of(random, SOURCES, 2), year, random_below(random, 6) == 0 ? "incubator" : "company",
      one_of(random, VALID, COUNT_OF(VALID)));
  text_builder_add_string(&table, "代码");
  bool used[4];
  int always = (int)random_below(random, 4);
  for (int c = 0; c < 4; c++) {
    used[c] = c == always || random_below(random, 2) == 0;
    if (!used[c]) continue;
    text_builder_format(&table, ",%s", NAMES[c]);
    text_builder_format(&map, "%s = %s", NAMES[c], TARGETS[c]);
    if (c == 3) text_builder_format(&map, ", period %d", year - 1);
    text_builder_add_byte(&map, '\n');
  }
  int rows = 1 + (int)random_below(random, ROWS_MAX);
  for (int i = 0; i < rows; i++) {
    char code[USCC_LENGTH + 1], serial[16], cell[32];
    snprintf(serial, sizeof serial, "MB%06d", (int)random_below(random, POOL));
    assert_true(uscc_make(TEXT("91"), TEXT("320411"), text_of(serial), code));
    text_builder_format(&table, "\n%s", code);
    for (int c = 0; c < 4; c++) {
      if (!used[c]) continue;
      random_cell(random, c, cell, sizeof cell);
      text_builder_format(&table, ",%s", cell);
    }
  }
  text_builder_add_byte(&table, '\n');
  import_with(f, map.data, table.data, now_us);
  text_builder_release(&map);
  text_builder_release(&table);
}

/* --- Comparing --- */

static list_run *compute(fixture *f, int64_t known_us) {
  list_run *run = NULL;
  sd_error error = {0};
  run_request request = f->request;
  request.view.known_us = known_us;
  require(run_compute(f->registry, &request, f->arena, &run, &error), &error);
  return run;
}

static void check_equals_a_run(fixture *f, int64_t base, int64_t known_us, const char *name) {
  current_state *state;
  sd_error error = {0};
  require(current_load(f->db, base, f->arena, &state, &error), &error);
  const list_run *full = compute(f, known_us);
  state->now->snapshot_hash = full->snapshot_hash; /* nothing else is taken from it */
  state->now->view = full->view;
  text_builder found, expected;
  text_builder_init(&found, 1 << 20);
  text_builder_init(&expected, 1 << 20);
  run_write(state->now, &found);
  run_write(full, &expected);
  CHECK_ROW_TEXT(name, found.data, expected.data);
  CHECK_ROW(name, memcmp(&state->now->counts, &full->counts, sizeof full->counts) == 0);
  text_builder_release(&found);
  text_builder_release(&expected);
}

static update_report apply(fixture *f, updater *u, int64_t now_us) {
  update_report report;
  sd_error error = {0};
  require(updater_apply(u, "夜班", now_us, f->arena, &report, &error), &error);
  return report;
}

static int64_t store(fixture *f, int64_t known_us) {
  list_run *run = compute(f, known_us);
  sd_error error = {0};
  require(run_store(f->db, run, "王经办", known_us, &error), &error);
  return run->id;
}

static void equals_a_run_after_every_import(void **state) {
  fixture *f = *state;
  updater *u;
  sd_error error = {0};
  random_source random;
  size_t changes = 0, subjects = 0;
  random_init(&random, 20250630);
  f->request.budget_fen = 50000000; /* short now and then, so that amounts move for everybody */
  int64_t base = store(f, RUN_US), now_us = RUN_US;
  require(updater_open(f->registry, &u, &error), &error);
  for (int step = 0; step < STEPS; step++) {
    char name[32];
    snprintf(name, sizeof name, "step %d", step);
    now_us += 1000;
    import_random(f, &random, now_us);
    if (random_below(&random, 3) == 0) continue; /* several batches in one update */
    update_report report = apply(f, u, now_us);
    assert_int_equal(report.item_count, 1);
    changes += report.items[0].changes;
    subjects += report.items[0].subjects;
    check_equals_a_run(f, base, now_us, name);
    assert_int_equal(apply(f, u, now_us).item_count, 0);
    if (step % 20 == 19) base = store(f, now_us); /* the next night */
  }
  assert_true(changes > 40 && subjects > changes);
  updater_close(u);
  list_proof proof;
  require(list_verify(f->db, &proof, &error), &error);
  assert_int_equal(proof.runs, 4);
  assert_true(proof.updates > 20);
}

static const char ONE_CORRECTION[] =
    "代码,板块,中小企业,研发费用,上年研发费用\n"
    "91320411MA00000231,370100,是,3000000,2000000\n";

static void only_asks_whom_the_facts_are_about(void **state) {
  static const struct {
    const char *name, *map, *table;
    size_t subjects, changes;
  } ROWS[] = {
      {"a year nobody asks for", "period = 2019\n[columns]\n研发费用 = rd_expense\n",
       "代码,研发费用\n91320411MA00000231,1\n91320411MA0000031U,1\n", 0, 0},
      {"a fact that changes nothing", "period = 2024\n[columns]\n研发费用 = rd_expense\n",
       "代码,研发费用\n91320411MA00000231,1000001\n", 1, 0},
      {"a fact that was missing", "period = 2024\n[columns]\n研发费用 = rd_expense\n",
       "代码,研发费用\n91320411MA0000031U,2500000\n91320411MA00000231,1000002\n", 2, 1},
      {"somebody moves away", "period = 2024\n[columns]\n板块 = district\n",
       "代码,板块\n91320411MA00000156,320411\n", 1, 1},
      {"and comes back", "period = 2024\n[columns]\n板块 = district\n",
       "代码,板块\n91320411MA00000156,370100\n", 1, 1},
  };
  fixture *f = *state;
  updater *u;
  sd_error error = {0};
  int64_t base = store(f, RUN_US), now_us = RUN_US;
  require(updater_open(f->registry, &u, &error), &error);
  for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
    char map[300];
    snprintf(map, sizeof map, "[file]\nsource = 税务局\nkey = 代码\n%s", ROWS[i].map);
    import_with(f, map, ROWS[i].table, now_us += 1000);
    update_report report = apply(f, u, now_us);
    CHECK_ROW(ROWS[i].name, report.item_count == 1 && report.batch == (int64_t)i + 2);
    CHECK_ROW(ROWS[i].name, report.items[0].subjects == ROWS[i].subjects);
    CHECK_ROW(ROWS[i].name, report.items[0].changes == ROWS[i].changes);
    check_equals_a_run(f, base, now_us, ROWS[i].name);
  }
  updater_close(u);
  current_state *now;
  require(current_load(f->db, base, f->arena, &now, &error), &error);
  assert_int_equal(now->change_count, 2);
  assert_string_equal(now->changes[0].code, "91320411MA00000156");
  assert_int_equal(now->changes[0].batch, 6);
  assert_int_equal(now->changes[1].before.status, DECISION_UNKNOWN);
  current_change one;
  require(current_of_subject(f->db, now->run, TEXT("91320411MA0000031U"), f->arena, &one, &error),
          &error);
  assert_int_equal(one.batch, 4);
  assert_int_equal(one.now.status, now->changes[1].now.status);
  redecision again;
  require(current_redecision(f->db, now->run, TEXT("91320411MA0000031U"), f->arena, &again, &error),
          &error);
  assert_true(again.batch == 4 && again.after_batch == 3 && again.time_us == RUN_US + 3000);
  assert_int_equal(again.now.status, one.now.status);
  require(current_redecision(f->db, now->run, TEXT("91320411MA00000231"), f->arena, &again, &error),
          &error);
  assert_true(again.batch == 0 && again.time_us == 0);
  assert_int_equal(
      current_of_subject(f->db, now->run, TEXT("91320411MA00000824"), f->arena, &one, &error),
      SD_NOT_FOUND);
}

static void refuses_what_it_cannot_know(void **state) {
  fixture *f = *state;
  updater *u;
  sd_error error = {0};
  update_report report;
  store(f, RUN_US);
  import_table(f, ONE_CORRECTION, LATER_US);
  require(database_run(f->db, "UPDATE change_start SET batch_id = 3", &error), &error);
  require(updater_open(f->registry, &u, &error), &error);
  assert_int_equal(updater_apply(u, "夜班", LATER_US, f->arena, &report, &error), SD_CONFLICT);
  assert_int_equal(error.message, MESSAGE_LIST_UPDATE_UNKNOWN);
  assert_int_equal(updater_apply(u, "", LATER_US, f->arena, &report, &error), SD_MISUSE);
  store(f, LATER_US); /* as it asks for */
  assert_int_equal(apply(f, u, LATER_US).item_count, 0);
  updater_close(u);
}

static void notices_changed_rows(void **state) {
  static const char *const DAMAGES[] = {
      "UPDATE list_change SET line = replace(line, 'MET', 'NOT_MET')",
      "DELETE FROM list_change",
      "UPDATE list_update SET subjects = subjects + 1",
      "UPDATE list_update SET actor = '王'",
      "DELETE FROM list_update",
      "INSERT INTO list_change SELECT run, code, batch + 1, line FROM list_change",
  };
  fixture *f = *state;
  updater *u;
  sd_error error = {0};
  list_proof proof;
  store(f, RUN_US);
  require(updater_open(f->registry, &u, &error), &error);
  import_table(f, ONE_CORRECTION, LATER_US);
  assert_int_equal(apply(f, u, LATER_US).items[0].changes, 1);
  updater_close(u);
  require(list_verify(f->db, &proof, &error), &error);
  assert_int_equal(database_run(f->db, DAMAGES[0], NULL), SD_REFUSED);
  require(database_run(f->db,
                       "DROP TRIGGER list_change_update; DROP TRIGGER list_change_delete;"
                       "DROP TRIGGER list_update_update; DROP TRIGGER list_update_delete",
                       &error),
          &error);
  for (size_t i = 0; i < COUNT_OF(DAMAGES); i++) {
    require(database_begin(f->db, &error), &error);
    require(database_run(f->db, DAMAGES[i], &error), &error);
    CHECK_ROW(DAMAGES[i], list_verify(f->db, &proof, NULL) == SD_CORRUPT);
    database_rollback(f->db);
  }
}

int main(void) {
#define TEST(function) cmocka_unit_test_setup_teardown(function, open_fixture, close_fixture)
  const struct CMUnitTest tests[] = {
      TEST(equals_a_run_after_every_import),
      TEST(only_asks_whom_the_facts_are_about),
      TEST(refuses_what_it_cannot_know),
      TEST(notices_changed_rows),
  };
#undef TEST
  return cmocka_run_group_tests(tests, NULL, NULL);
}

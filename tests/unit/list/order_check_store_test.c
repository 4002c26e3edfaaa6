/* Looks before ordering as they are stored: each once, replayed later, held to the chain. */
#include "list/order_check.h"

#include "support/settled_city.h"

static const int64_t CITY[] = {60000, 50000, 30000};

static int64_t store_look(settled_city *c, int64_t list, item_stage_kind part, bool ordered) {
  order_check *found = NULL;
  database *db = c->file->db;
  sd_error error = {0};
  c->now_us += 1000;
  const order_check_request request = {
      .list = list, .part = part, .rules = c->rules, .view = {20200, c->now_us}};
  sd_status status = database_begin(db, &error);
  if (status == SD_OK) {
    status = order_check_compute(c->file->registry, &request, c->file->arena, &found, &error);
  }
  if (status == SD_OK) status = order_check_store(db, found, "赵", ordered, &error);
  if (status == SD_OK) status = database_commit(db, &error);
  database_rollback(db);
  if (status != SD_OK) fail_msg("%s", error.text[LANGUAGE_ENGLISH]);
  return found->id;
}

static int64_t settled_list(settled_city *c) {
  int64_t list = store_run(c, ITEM("city", ""), CITY);
  must_confirm(c, &list, 1);
  return list;
}

static void is_stored_when_it_says_something(void **state) {
  settled_city *c = *state;
  int64_t list = settled_list(c), count;
  assert_int_equal(store_look(c, list, ITEM_STAGE_PAY, true), 1);
  assert_int_equal(store_look(c, list, ITEM_STAGE_PAY, false), 0); /* the same again */
  assert_int_equal(store_look(c, list, ITEM_STAGE_ADVANCE, false), 2);
  assert_int_equal(store_look(c, list, ITEM_STAGE_PAY, true), 3); /* something was ordered */
  uphold(c, list, CODE_A, 60001);
  assert_int_equal(store_look(c, list, ITEM_STAGE_PAY, false), 4);
  assert_int_equal(order_check_verify(c->file->db, &count, NULL), SD_OK);
  assert_int_equal(count, 4);
}

static sd_status take_look(void *context, const stored_look *look, sd_error *error) {
  (void)error;
  char *shown = context;
  size_t used = strlen(shown);
  snprintf(shown + used, 300 - used, "%lld %.*s %.*s %s %lld;", (long long)look->id,
           TEXT_ARG(look->part), TEXT_ARG(look->actor), order_result_word(look->verdict.result),
           (long long)look->verdict.amount_fen);
  return SD_OK;
}

static void tells_of_one_company(void **state) {
  settled_city *c = *state;
  int64_t list = settled_list(c);
  store_look(c, list, ITEM_STAGE_PAY, true);
  learn(c, "[file]\nsource = 法院\nkey = 代码\n[columns]\n失信 = dishonesty_list\n",
        TEXT("代码,失信\n" CODE_B ",是\n"));
  store_look(c, list, ITEM_STAGE_PAY, false);
  const struct {
    const char *code, *said;
  } ROWS[] = {{CODE_A, "1 pay 赵 clear 54545;2 pay 赵 clear 54545;"},
              {CODE_B, "1 pay 赵 clear 45455;2 pay 赵 excluded 45455;"},
              {CODE_C, ""},
              {"nobody", ""}};
  for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
    char shown[300] = "";
    assert_int_equal(
        order_checks_each(c->file->db, list, text_of(ROWS[i].code), take_look, shown, NULL), SD_OK);
    CHECK_ROW_TEXT(ROWS[i].code, shown, ROWS[i].said);
  }
}

/* Facts, changes and settlements that came later do not change what was looked at. */
static void is_computed_again(void **state) {
  settled_city *c = *state;
  int64_t list = settled_list(c), late = store_run(c, ITEM("late", ""), CITY), count;
  replay_report report;
  store_look(c, list, ITEM_STAGE_PAY, true);
  must_confirm(c, &late, 1);
  store_look(c, list, ITEM_STAGE_PAY, true);
  uphold(c, late, CODE_A, 70000);
  uphold(c, list, CODE_B, 1);
  learn(c, "[file]\nsource = 法院\nkey = 代码\n[columns]\n失信 = dishonesty_list\n",
        TEXT("代码,失信\n" CODE_B ",是\n"));
  assert_int_equal(
      order_checks_replay(c->file->registry, list, c->file->arena, &count, &report, NULL), SD_OK);
  assert_true(report.identical && count == 2);
}

static void sees_damage(void **state) {
  settled_city *c = *state;
  int64_t list = settled_list(c), late = store_run(c, ITEM("late", ""), CITY), count;
  must_confirm(c, &late, 1);
  store_look(c, list, ITEM_STAGE_PAY, true);
  database *db = c->file->db;
  static const char *const DAMAGE[] = {
      "UPDATE list_order_check SET bytes = replace(bytes, 'clear', 'excluded')",
      "UPDATE list_order_check SET hash = replace(hash, '0', '1')",
      "UPDATE list_order_check SET actor = '王'",
      "UPDATE list_order_check SET time_us = time_us + 1",
      "UPDATE list_order_check SET part = 'advance'",
      "UPDATE list_order_check SET as_of_day = as_of_day - 1",
      "UPDATE list_order_check SET settlement = settlement + 1",
      "UPDATE list_order_check SET until_entry = until_entry - 1",
      "UPDATE list_order_check SET head_size = head_size + 1",
      "UPDATE list_order_check SET lists = relations",
      "UPDATE list_order_check_prior SET settlement = settlement + 1",
      "DELETE FROM list_order_check_prior",
      "DELETE FROM list_order_check_prior; DELETE FROM list_order_check",
  };
  for (size_t i = 0; i < COUNT_OF(DAMAGE); i++) {
    assert_int_equal(order_check_verify(db, &count, NULL), SD_OK);
    CHECK_ROW(DAMAGE[i], database_run(db, DAMAGE[i], NULL) != SD_OK); /* triggers refuse */
    CHECK_ROW(DAMAGE[i], !database_in_transaction(db));
    assert_int_equal(database_begin(db, NULL), SD_OK);
    CHECK_ROW(DAMAGE[i], database_run(db,
                                      "DROP TRIGGER list_order_check_update;"
                                      "DROP TRIGGER list_order_check_delete;"
                                      "DROP TRIGGER list_order_check_prior_update;"
                                      "DROP TRIGGER list_order_check_prior_delete;",
                                      NULL) == SD_OK);
    CHECK_ROW(DAMAGE[i], database_run(db, DAMAGE[i], NULL) == SD_OK);
    CHECK_ROW(DAMAGE[i], order_check_verify(db, &count, NULL) == SD_CORRUPT);
    database_rollback(db);
  }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_city_file, close_city_file)

int main(void) {
  const struct CMUnitTest tests[] = {TEST(is_stored_when_it_says_something),
                                     TEST(tells_of_one_company), TEST(is_computed_again),
                                     TEST(sees_damage)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

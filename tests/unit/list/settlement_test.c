/* Settlements in a database: confirmed, laid over runs, reserved, replayed, damaged, verified. */
#include "list/settlement.h"

#include "audit/audit.h"
#include "base/clock.h"
#include "base/messages/list.h"
#include "list/exclusion_check.h"
#include "list/life.h"
#include "list/list_exclusion.h"
#include "support/settled_city.h"

static const int64_t CITY[] = {60000, 50000, 30000}, DISTRICT[] = {90000, 50000, 20000};

/* The owner leaves somebody off, an exclusion list another; the district pays the difference. */
static void confirms_with_all_reasons(void **state) {
  settled_city *c = *state;
  int64_t city = store_run(c, ITEM("city", ""), CITY);
  int64_t district = store_run(c, ITEM("district", ""), DISTRICT);
  exclude(c, city, CODE_C, "R01 R02", SD_OK);
  exclude(c, city, CODE_B, "R09", SD_INVALID);
  exclude(c, city, CODE_B, "C01", SD_INVALID);
  exclude(c, city, "91320411000000000X", "R01", SD_NOT_FOUND);
  must_confirm(c, (const int64_t[]){city, district}, 2);
  assert_int_equal(amount_of(c, city, CODE_A, "granted"), 54545);
  assert_int_equal(amount_of(c, city, CODE_B, "granted"), 45455);
  assert_int_equal(amount_of(c, city, CODE_C, "excluded"), 0);
  assert_int_equal(amount_of(c, district, CODE_A, "granted"), 30000);
  assert_int_equal(amount_of(c, district, CODE_B, "nothing"), 0);
  assert_int_equal(amount_of(c, district, CODE_C, "granted"), 20000);
  stored_award w;
  bool found;
  assert_int_equal(award_find(c->file->db, city, TEXT(CODE_C), c->file->arena, &found, &w, NULL),
                   SD_OK);
  assert_true(text_is(w.reasons, "R01 R02 C01")); /* all of them at once */
  check_replay(c, 1);
  list_status status;
  assert_int_equal(list_get_status(c->file->db, city, c->file->arena, &status, NULL), SD_OK);
  assert_int_equal(status.counts.met, 2);
  assert_int_equal(status.counts.amount_fen, 100000);
}

/* After a restoration the list must be confirmed again, and then nobody may be left off. */
static void follows_the_owner(void **state) {
  settled_city *c = *state;
  int64_t city = store_run(c, ITEM("city", "<sudui:confirmation required='yes'/>"), CITY);
  sd_error error = {0};
  assert_int_equal(list_approve(c->file->db, city, "李", c->now_us + 1, &error), SD_REFUSED);
  exclude(c, city, CODE_A, "R01", SD_OK);
  must_confirm(c, &city, 1);
  assert_int_equal(amount_of(c, city, CODE_A, "excluded"), 0);
  assert_int_equal(amount_of(c, city, CODE_B, "granted"), 50000);
  exclude(c, city, CODE_A, "", SD_OK);
  list_run *run;
  assert_int_equal(run_load(c->file->db, city, c->file->arena, &run, NULL), SD_OK);
  assert_int_equal(award_check_confirmed(c->file->db, run, TEXT("李"), &error), SD_REFUSED);
  assert_int_equal(error.message, MESSAGE_LIST_UNSETTLED);
  must_confirm(c, &city, 1);
  assert_int_equal(amount_of(c, city, CODE_A, "granted"), 54545);
  assert_int_equal(award_check_confirmed(c->file->db, run, TEXT("张"), &error), SD_REFUSED);
  assert_int_equal(error.message, MESSAGE_LIST_SAME_CONFIRMER);
  assert_int_equal(award_check_confirmed(c->file->db, run, TEXT("李"), &error), SD_OK);
  assert_int_equal(award_load_run(c->file->db, city, c->file->arena, &run, NULL), SD_OK);
  assert_int_equal(run->counts.met, 2);
  assert_int_equal(run_find(run, TEXT(CODE_C))->status, DECISION_NOT_MET); /* dishonesty list */
}

/* What one settlement gave, the next takes as it is: ceilings and budgets are not exceeded by two
 * lists that are confirmed one after the other; a list that is withdrawn gives its part back. */
static void reserves_for_the_first(void **state) {
  settled_city *c = *state;
  int64_t city = store_run(c, ITEM("city", ""), CITY);
  int64_t late = store_run(c, ITEM("late", ""), (const int64_t[]){40000, 10000, 0});
  must_confirm(c, &city, 1);
  must_confirm(c, &late, 1);
  assert_int_equal(amount_of(c, late, CODE_A, "granted"), 70000 - 54545);
  assert_int_equal(amount_of(c, late, CODE_B, "granted"), 10000);
  check_replay(c, 2);
  int64_t again = store_run(c, ITEM("city", ""), (const int64_t[]){20000, 0, 0});
  must_confirm(c, &again, 1);
  assert_int_equal(amount_of(c, again, CODE_A, "nothing"), 0); /* budget and ceiling are used up */
  assert_int_equal(list_withdraw(c->file->db, city, "张", "口径有误", c->now_us + 1, NULL), SD_OK);
  must_confirm(c, &late, 1);
  assert_int_equal(amount_of(c, late, CODE_A, "granted"), 40000);
  check_replay(c, 1);
  check_replay(c, 2);
  check_replay(c, 4);
}

/* An amount bounded by a figure: below it, above it, and not on file. */
static void is_bounded_by_facts(void **state) {
  settled_city *c = *state;
  int64_t list = store_run(
      c, ITEM("other", "<sudui:bound attribute='revenue' period='0' share='80%' clause='四'/>"),
      CITY);
  must_confirm(c, &list, 1);
  assert_int_equal(amount_of(c, list, CODE_A, "granted"), 60000);
  assert_int_equal(amount_of(c, list, CODE_B, "granted"), 32000);
  stored_award w;
  bool found;
  assert_int_equal(award_find(c->file->db, list, TEXT(CODE_C), c->file->arena, &found, &w, NULL),
                   SD_OK);
  assert_int_equal(w.state, AWARD_HELD);
  assert_true(text_is(w.missing, "revenue@2024"));
  import_request request = {.now_us = c->now_us + 5};
  import_report report;
  assert_int_equal(load_table_text(c->file,
                                   "[file]\nsource = 税务局\nkey = 代码\nperiod = 2024\n"
                                   "[columns]\n营收 = revenue\n",
                                   TEXT("代码,营收\n" CODE_C ",9000\n"), &request, &report, NULL),
                   SD_OK);
  check_replay(c, 1); /* what arrived later does not change it */
  must_confirm(c, &list, 1);
  assert_int_equal(amount_of(c, list, CODE_C, "granted"), 24590);
}

/* Somebody who comes onto a list between the settlement and the order is seen just before it. */
static void looks_again_before_paying(void **state) {
  settled_city *c = *state;
  import_request request = {.now_us = c->now_us + 50};
  import_report report;
  assert_int_equal(load_table_text(c->file,
                                   "[file]\nsource = 法院\nkey = 代码\n[columns]\n"
                                   "失信 = dishonesty_list\n",
                                   TEXT("代码,失信\n" CODE_B ",是\n"), &request, &report, NULL),
                   SD_OK);
  static const struct {
    int64_t after_us;
    const char *item, *code, *reasons;
  } ROWS[] = {{10, "city", CODE_B, ""},  {60, "city", CODE_B, "C01"}, {60, "city", CODE_A, ""},
              {60, "other", CODE_B, ""}, {10, "city", CODE_C, "C01"}, {60, "city", "nobody", ""}};
  for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
    exclusion_check *check;
    const exclusion_look look = {.rules = c->rules.exclusions,
                                 .view = {20100, c->now_us + ROWS[i].after_us}};
    assert_int_equal(exclusion_check_open(c->file->registry, &look, c->file->arena, &check, NULL),
                     SD_OK);
    text reasons = exclusion_check_reasons(check, text_of(ROWS[i].item), text_of(ROWS[i].code),
                                           c->file->arena);
    assert_true(text_is(reasons, ROWS[i].reasons));
  }
}

static void sees_every_damage(void **state) {
  static const struct {
    const char *row, *sql;
  } ROWS[] = {
      {"an amount", "UPDATE list_award SET amount_fen = amount_fen + 1 WHERE state = 'granted'"},
      {"a step", "UPDATE list_award SET steps = 'rules=1.00'"},
      {"an award less", "DELETE FROM list_award WHERE state = 'excluded'"},
      {"another hash", "UPDATE list_settlement SET hash = replace(hash, '0', '1')"},
      {"an exclusion less", "DELETE FROM list_exclusion"},
      {"an edited document", "UPDATE list_document SET bytes = CAST(bytes || '.' AS BLOB)"},
      {"a document less",
       "DELETE FROM list_document WHERE hash = (SELECT relations FROM list_settlement)"},
      {"made by another document",
       "UPDATE list_settlement SET ceilings = replace(ceilings, '0',"
       " '1')"},
  };
  settled_city *c = *state;
  int64_t city = store_run(c, ITEM("city", ""), CITY);
  exclude(c, city, CODE_B, "R01", SD_OK);
  must_confirm(c, &city, 1);
  c->now_us -= 1000; /* typed again in the same moment */
  must_confirm(c, &city, 1);
  database *db = c->file->db;
  settlement_proof proof;
  assert_int_equal(settlement_verify(db, &proof, NULL), SD_OK);
  assert_true(proof.settlements == 2 && proof.exclusions == 1);
  assert_int_equal(database_run(db,
                                "DROP TRIGGER list_award_update; DROP TRIGGER list_award_delete;"
                                "DROP TRIGGER list_settlement_update;"
                                "DROP TRIGGER list_exclusion_delete",
                                NULL),
                   SD_OK);
  for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
    assert_int_equal(database_begin(db, NULL), SD_OK);
    CHECK_ROW(ROWS[i].row, database_run(db, ROWS[i].sql, NULL) == SD_OK);
    CHECK_ROW(ROWS[i].row, settlement_verify(db, &proof, NULL) == SD_CORRUPT);
    database_rollback(db);
  }
  assert_int_equal(settlement_verify(db, &proof, NULL), SD_OK);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_city_file, close_city_file)

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(confirms_with_all_reasons), TEST(follows_the_owner), TEST(reserves_for_the_first),
      TEST(is_bounded_by_facts),       TEST(sees_every_damage), TEST(looks_again_before_paying),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

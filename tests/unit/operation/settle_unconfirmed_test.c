/* Which lists the program settles by itself before their approval, and that it does so once. */
#include "operation/settle_unconfirmed.h"

#include "payout/payout.h"
#include "support/settled_city.h"

static const int64_t CITY[] = {60000, 50000, 30000};

static void release(settled_city *c, int64_t list) {
  assert_int_equal(list_withdraw(c->file->db, list, "李", "口径有误", ++c->now_us, NULL), SD_OK);
}

static void settle_before(settled_city *c, int64_t list) { must_confirm(c, &list, 1); }

typedef struct unconfirmed_row {
  const char *name, *model;
  void (*before)(settled_city *c, int64_t list); /* NULL: nothing */
  bool settled;
} unconfirmed_row;

static void test_which_lists(void **state) {
  settled_city *c = *state;
  static const unconfirmed_row ROWS[] = {
      {"in relations, ceilings and exclusion lists", ITEM("city", ""), NULL, true},
      {"in a ceiling alone", ITEM("late", ""), NULL, true},
      {"the second of a relation", ITEM("district", ""), NULL, true},
      {"in no table", ITEM("other", ""), NULL, false},
      {"its owner confirms", ITEM("city", "<sudui:confirmation required='yes'/>"), NULL, false},
      {"confirmed before", ITEM("city", ""), settle_before, false},
      {"withdrawn", ITEM("city", ""), release, false},
  };
  assert_int_equal(payout_migrate(c->file->db, NULL), SD_OK);
  for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
    const operation_context context = {
        .db = c->file->db, .registry = c->file->registry, .settlement = &c->rules};
    int64_t list = store_run(c, ROWS[i].model, CITY), before, after;
    bool settled;
    if (ROWS[i].before != NULL) ROWS[i].before(c, list);
    assert_int_equal(award_settlement_of(c->file->db, list, &before, NULL), SD_OK);
    c->now_us += 1000;
    CHECK_ROW(ROWS[i].name,
              operation_settle_unconfirmed(&context, list, c->now_us, &settled, NULL) == SD_OK);
    CHECK_ROW(ROWS[i].name, settled == ROWS[i].settled);
    assert_int_equal(award_settlement_of(c->file->db, list, &after, NULL), SD_OK);
    CHECK_ROW(ROWS[i].name, (after != before) == ROWS[i].settled);
    CHECK_ROW(ROWS[i].name,
              operation_settle_unconfirmed(&context, list, c->now_us + 1, &settled, NULL) == SD_OK);
    CHECK_ROW(ROWS[i].name, !settled && !database_in_transaction(c->file->db));
    if (ROWS[i].before != release) release(c, list); /* gives its budget back */
  }
}

/* It is the program's own act: reasons of exclusion lists apply, and it is replayed like others. */
static void test_its_own_settlement(void **state) {
  settled_city *c = *state;
  const operation_context context = {
      .db = c->file->db, .registry = c->file->registry, .settlement = &c->rules};
  int64_t list = store_run(c, ITEM("city", ""), CITY), actors;
  bool settled;
  assert_int_equal(payout_migrate(c->file->db, NULL), SD_OK);
  c->now_us += 1000;
  assert_int_equal(operation_settle_unconfirmed(&context, list, c->now_us, &settled, NULL), SD_OK);
  assert_true(settled);
  assert_int_equal(amount_of(c, list, CODE_C, "excluded"), 0);
  assert_int_equal(amount_of(c, list, CODE_A, "granted"), 54545);
  assert_int_equal(database_read_integer(c->file->db,
                                         "SELECT count(*) FROM list_settlement"
                                         " WHERE actor = 'sudui'",
                                         &actors, NULL),
                   SD_OK);
  assert_int_equal(actors, 1);
  check_replay(c, 1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_city_file, close_city_file)

int main(void) {
  const struct CMUnitTest tests[] = {TEST(test_which_lists), TEST(test_its_own_settlement)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

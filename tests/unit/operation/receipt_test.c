/* Money on a budget line: what may be proposed, and what an approved proposal books, once. */
#include "operation/receipt.h"

#include "audit/approval.h"
#include "audit/audit.h"
#include "payout/payout.h"
#include "support/city.h"

static void test_propose(void **state) {
  (void)state;
  static const struct {
    const char *name;
    receipt receipt;
    sd_status status;
  } rows[] = {{"whole", {"KJ-1", 2026, 500, "D1", "3204"}, SD_OK},
              {"nothing", {"KJ-1", 2026, 0, "D1", "3204"}, SD_INVALID},
              {"less than nothing", {"KJ-1", 2026, -5, "D1", "3204"}, SD_INVALID},
              {"on no line", {"", 2026, 500, "D1", "3204"}, SD_INVALID},
              {"by no document", {"KJ-1", 2026, 500, "", "3204"}, SD_INVALID},
              {"by a document with a blank", {"KJ-1", 2026, 500, "D 1", "3204"}, SD_INVALID},
              {"on a line with a blank", {"KJ 1", 2026, 500, "D1", "3204"}, SD_INVALID},
              {"of no year", {"KJ-1", 1, 500, "D1", "3204"}, SD_INVALID}};
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    city c;
    city_open(&c);
    MUST(audit_migrate(c.db, error));
    MUST(payout_migrate(c.db, error));
    int64_t id = 0;
    CHECK_ROW(rows[i].name,
              receipt_propose(c.db, &rows[i].receipt, "王", 1, &id, NULL) == rows[i].status);
    CHECK_ROW(rows[i].name, (id != 0) == (rows[i].status == SD_OK));
    CHECK_ROW(rows[i].name, !database_in_transaction(c.db));
    city_close(&c);
  }
}

/* Two approved proposals by the same document book once. */
static void test_apply(void **state) {
  (void)state;
  city c;
  city_open(&c);
  MUST(audit_migrate(c.db, error));
  MUST(payout_migrate(c.db, error));
  const receipt r = {"KJ-1", 2026, 500, "D1", "3204"};
  int64_t id;
  MUST(receipt_propose(c.db, &r, "王", 1, &id, error));
  arena *a = arena_create(0);
  approval p;
  MUST(approval_find(c.db, id, a, &p, error));
  for (int i = 0; i < 2; i++) {
    MUST(database_begin(c.db, error));
    MUST(receipt_apply(c.db, p.content, "王", 2, error));
    MUST(database_commit(c.db, error));
    budget_state s;
    MUST(budget_state_get(c.db, "KJ-1", 2026, &s, error));
    assert_int_equal(s.received_fen, 500);
    assert_int_equal(s.available_fen, 500);
  }
  arena_destroy(a);
  city_close(&c);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_propose), cmocka_unit_test(test_apply)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

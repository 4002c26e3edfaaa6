/* The second person: what follows at once, what is only checked, and that nothing is half done. */
#include "operation/approve.h"

#include "audit/audit.h"
#include "operation/propose.h"
#include "operation/receipt.h"
#include "payout/payout.h"
#include "support/city.h"

#define RECEIPT(amount)                                                         \
  "{\"act\":\"receive\",\"line\":\"KJ-1\",\"year\":2026,\"amount_fen\":" amount \
  ",\"document\":\"D1\",\"account\":\"3204\"}"

typedef struct approve_row {
  const char *name;
  guarded_operation operation;
  const char *content;
  const char *actor;
  bool wrong_hash;
  sd_status status;
  proposal_stage stage; /* of the proposal afterwards */
  int64_t received_fen; /* on KJ-1 */
} approve_row;

static const approve_row approve_rows[] = {
    {"money on a line", OPERATION_BUDGET_CHANGE, RECEIPT("500"), "李", false, SD_OK,
     STAGE_PERFORMED, 500},
    {"its maker", OPERATION_BUDGET_CHANGE, RECEIPT("500"), " 王 ", false, SD_REFUSED,
     STAGE_PROPOSED, 0},
    {"other content was seen", OPERATION_BUDGET_CHANGE, RECEIPT("500"), "李", true, SD_CONFLICT,
     STAGE_PROPOSED, 0},
    {"an effect that cannot be had", OPERATION_BUDGET_CHANGE, RECEIPT("-5"), "李", false,
     SD_REFUSED, STAGE_PROPOSED, 0},
    {"a member is missing", OPERATION_BUDGET_CHANGE, "{\"line\":\"KJ-1\"}", "李", false, SD_CORRUPT,
     STAGE_PROPOSED, 0},
    {"no calendar to count days by", OPERATION_LIST_APPROVAL, "{}", "李", false, SD_NOT_FOUND,
     STAGE_PROPOSED, 0},
    {"an account on file", OPERATION_COMPANY_ACCOUNT, "{}", "李", false, SD_OK, STAGE_PERFORMED, 0},
    {"three persons", OPERATION_PAYOUT_RELEASE, "{}", "李", false, SD_OK, STAGE_CHECKED, 0},
};

static void open_tables(city *c) {
  city_open(c);
  MUST(audit_migrate(c->db, error));
  MUST(payout_migrate(c->db, error));
}

static int64_t proposed(database *db, guarded_operation operation, const char *content) {
  int64_t id = 0;
  const approval_request r = {
      .operation = operation, .subject = TEXT("a subject"), .actor = "王", .now_us = 1};
  text_builder written;
  text_builder_init(&written, 1000);
  text_builder_add_string(&written, content);
  MUST(operation_propose(db, &r, &written, &id, error));
  text_builder_release(&written);
  return id;
}

static int64_t received_fen(database *db) {
  budget_state s = {0};
  (void)budget_state_get(db, "KJ-1", 2026, &s, NULL);
  return s.received_fen;
}

static void test_approve(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT_OF(approve_rows); i++) {
    const approve_row *row = &approve_rows[i];
    city c;
    open_tables(&c);
    arena *a = arena_create(0);
    const operation_context context = {.db = c.db};
    const sm3_digest other = {{1}};
    approve_request request = {.id = proposed(c.db, row->operation, row->content),
                               .seen = row->wrong_hash ? &other : NULL,
                               .actor = row->actor,
                               .now_us = 2};
    approval p;
    CHECK_ROW(row->name, operation_approve(&context, &request, a, &p, NULL) == row->status);
    CHECK_ROW(row->name, !database_in_transaction(c.db));
    MUST(approval_find(c.db, request.id, a, &p, error));
    CHECK_ROW(row->name, p.stage == row->stage);
    CHECK_ROW(row->name, received_fen(c.db) == row->received_fen);
    arena_destroy(a);
    city_close(&c);
  }
}

static void test_refuse(void **state) {
  (void)state;
  static const struct {
    const char *ground;
    sd_status status;
    proposal_stage stage;
  } rows[] = {{"文号有误", SD_OK, STAGE_REFUSED}, {" ", SD_MISUSE, STAGE_PROPOSED}};
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    city c;
    open_tables(&c);
    arena *a = arena_create(0);
    const operation_context context = {.db = c.db};
    const approve_request request = {
        .id = proposed(c.db, OPERATION_BUDGET_CHANGE, RECEIPT("5")), .actor = "李", .now_us = 2};
    approval p;
    CHECK_ROW(rows[i].ground,
              operation_refuse(&context, &request, rows[i].ground, a, &p, NULL) == rows[i].status);
    MUST(approval_find(c.db, request.id, a, &p, error));
    CHECK_ROW(rows[i].ground, p.stage == rows[i].stage);
    assert_int_equal(received_fen(c.db), 0);
    arena_destroy(a);
    city_close(&c);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_approve), cmocka_unit_test(test_refuse)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

/* A company's one press: whose account, which account, twice, too late, and declining. */
#include "operation/confirm_award.h"

#include "list/confirmation.h"
#include "list/version_release.h"
#include "support/settled_city.h"

#define STAGES                                                                       \
  "<sudui:stages><sudui:stage do='approve'/><sudui:stage do='confirm' by='企业'/>" \
  "<sudui:stage do='pay'/></sudui:stages>"
#define COMPANY "常州甲有限公司"

static const char ACCOUNTS[] =
    "[file]\nsource = 银行\nkey = 代码\n[columns]\n户名 = bank_account_name\n"
    "账号 = bank_account_number\n行号 = bank_code\n";

/* A list of the item that waits for its companies; A has an account, B one of another name. */
static int64_t waiting_list(settled_city *c) {
  static const int64_t AMOUNTS[] = {60000, 50000, 30000};
  int64_t list = store_run(c, ITEM("other", STAGES), AMOUNTS);
  list_run *run = NULL;
  learn(c, ACCOUNTS,
        TEXT("代码,户名,账号,行号\n" CODE_A "," COMPANY ",6222021100001111,307331002584\n" CODE_B
             ",另一家公司,6222021100002222,307331002584\n"));
  assert_int_equal(run_load(c->file->db, list, c->file->arena, &run, NULL), SD_OK);
  c->now_us += 1000;
  assert_int_equal(version_release(c->file->db, run->versions[0], "赵", "钱", c->now_us, NULL),
                   SD_OK);
  assert_int_equal(list_approve(c->file->db, list, "李", ++c->now_us, NULL), SD_OK);
  return list;
}

static const char *shown_to(settled_city *c, const operation_context *context, const char *code) {
  account_file file;
  account_shown shown = {0};
  assert_int_equal(
      account_file_read_one(context, text_of(code), c->now_us, 0, c->file->arena, &file, NULL),
      SD_OK);
  return account_show(&file, text_of(code), &shown)
             ? arena_copy(c->file->arena, text_of(shown.sm3)).data
             : "";
}

typedef struct press {
  const char *name, *code;
  bool decline, stale; /* another account was shown */
  sd_status status;
  payout_outcome account;
  confirmation_state state; /* afterwards */
} press;

static void test_presses(void **state) {
  settled_city *c = *state;
  static const press ROWS[] = {
      {"no account on file", CODE_C, false, false, SD_REFUSED, OUTCOME_ACCOUNT_MISSING,
       CONFIRMATION_WAITING},
      {"another name", CODE_B, false, false, SD_REFUSED, OUTCOME_ACCOUNT_NAME_DIFFERS,
       CONFIRMATION_WAITING},
      {"another account was shown", CODE_A, false, true, SD_CONFLICT, OUTCOME_ORDERED,
       CONFIRMATION_WAITING},
      {"confirmed", CODE_A, false, false, SD_OK, OUTCOME_ORDERED, CONFIRMATION_CONFIRMED},
      {"pressed twice", CODE_A, false, false, SD_OK, OUTCOME_ORDERED, CONFIRMATION_CONFIRMED},
      {"confirmed, then declined", CODE_A, true, false, SD_REFUSED, OUTCOME_ORDERED,
       CONFIRMATION_CONFIRMED},
      {"declined without an account", CODE_C, true, false, SD_OK, OUTCOME_ORDERED,
       CONFIRMATION_DECLINED},
      {"declined twice", CODE_C, true, false, SD_OK, OUTCOME_ORDERED, CONFIRMATION_DECLINED},
      {"declined, then confirmed", CODE_C, false, false, SD_REFUSED, OUTCOME_ACCOUNT_MISSING,
       CONFIRMATION_DECLINED},
  };
  int64_t list = waiting_list(c);
  const day_calendar calendar = {0};
  const operation_context context = {
      .db = c->file->db, .registry = c->file->registry, .calendar = &calendar};
  for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
    const press *row = &ROWS[i];
    confirm_award_result result;
    confirmation known;
    c->now_us += 1000;
    const confirm_award_request request = {
        .list = list,
        .code = text_of(row->code),
        .registered_name = TEXT(COMPANY),
        .decline = row->decline,
        .account_seen = row->stale ? TEXT("00") : text_of(shown_to(c, &context, row->code)),
        .actor = "企业甲",
        .now_us = c->now_us};
    CHECK_ROW(row->name, operation_confirm_award(&context, &request, c->file->arena, &result,
                                                 NULL) == row->status);
    CHECK_ROW(row->name, result.account == row->account);
    assert_int_equal(confirmation_find(c->file->db, list, text_of(row->code), &known, NULL), SD_OK);
    CHECK_ROW(row->name, known.state == row->state);
  }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_city_file, close_city_file)

int main(void) {
  const struct CMUnitTest tests[] = {TEST(test_presses)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

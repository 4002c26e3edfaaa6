/* For tests: a database with access/'s tables, and accounts in it. */
#ifndef SUDUI_TESTS_SUPPORT_USERS_H
#define SUDUI_TESTS_SUPPORT_USERS_H

#include "access/session.h"
#include "audit/approval.h"
#include "audit/audit.h"
#include "base/clock.h"
#include "support/scratch_database.h"

#define NOON (INT64_C(1750000000) * CLOCK_SECOND_US)
#define MINUTE (60 * CLOCK_SECOND_US)

static int open_accounts(void **state) {
  if (secret_start(NULL) != SD_OK || open_fixture(state) != 0) return -1;
  database *db = ((fixture *)*state)->db;
  return audit_migrate(db, NULL) == SD_OK && access_migrate(db, NULL) == SD_OK ? 0 : -1;
}

/* The second person's part: checks the open proposal for the account and lets it have its effect.
 */
static void agree(database *db, const char *login) {
  int64_t id = 0;
  approval p;
  arena *a = arena_create(0);
  assert_int_equal(database_begin(db, NULL), SD_OK);
  assert_int_equal(approval_open_id(db, OPERATION_ROLE_GRANT, text_of(login), &id, NULL), SD_OK);
  assert_int_equal(approval_check(db, id, "安全管理员", NULL, NOON, NULL), SD_REFUSED);
  assert_int_equal(approval_check(db, id, "局长", NULL, NOON, NULL), SD_OK);
  assert_int_equal(approval_find(db, id, a, &p, NULL), SD_OK);
  approval_request r = {OPERATION_ROLE_GRANT, p.subject, p.content, "局长", NOON};
  assert_int_equal(user_grant_apply(db, p.subject, "局长", NOON, NULL), SD_OK);
  assert_int_equal(approval_perform(db, &r, NULL, NULL), SD_OK);
  assert_int_equal(database_commit(db, NULL), SD_OK);
  arena_destroy(a);
}

__attribute__((unused)) static user_secrets make_account(database *db, const char *login,
                                                         role_set roles, const char *subject) {
  user_secrets secrets;
  user draft = {
      .login = text_of(login), .name = TEXT("李四"), .roles = roles, .subject = text_of(subject)};
  assert_int_equal(user_create(db, &draft, "安全管理员", NOON, &secrets, NULL), SD_OK);
  agree(db, login);
  return secrets;
}

__attribute__((unused)) static sd_status log_in(database *db, const char *login,
                                                const char *password, const char *totp,
                                                int64_t now_us, arena *a, user *out) {
  char code[TOTP_CODE_SIZE] = "";
  if (totp[0] != '\0') assert_true(totp_code(totp, now_us, code));
  return user_authenticate(db, text_of(login), text_of(password), text_of(code), now_us, a, out,
                           NULL);
}

#endif

/* For tests: a database with access/'s tables, and accounts in it. */
#ifndef SUDUI_TESTS_SUPPORT_USERS_H
#define SUDUI_TESTS_SUPPORT_USERS_H

#include "access/session.h"
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

static user_secrets make_account(database *db, const char *login, role_set roles,
                                 const char *subject) {
  user_secrets secrets;
  user draft = {
      .login = text_of(login), .name = TEXT("李四"), .roles = roles, .subject = text_of(subject)};
  assert_int_equal(user_create(db, &draft, "安全管理员", NOON, &secrets, NULL), SD_OK);
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

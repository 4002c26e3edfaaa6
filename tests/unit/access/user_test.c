/* Accounts: what may be made, who gets in, what is locked, what the audit chain keeps. */
#include "access/user.h"

#include "support/users.h"

static void what_cannot_be_an_account(void **state) {
  database *db = ((fixture *)*state)->db;
  make_account(db, "taken", ROLE_LEADER, "");
  static const struct {
    const char *row, *login, *name;
    role_set roles;
    const char *subject;
    sd_status status;
  } cases[] = {
      {"sound", "wang.wu", "王五", ROLE_POLICY, "", SD_OK},
      {"a company", "acme", "某公司", ROLE_COMPANY, "91320412MA00000000", SD_OK},
      {"short login", "ab", "王五", ROLE_POLICY, "", SD_INVALID},
      {"capital letters", "Wang", "王五", ROLE_POLICY, "", SD_INVALID},
      {"a space", "wang wu", "王五", ROLE_POLICY, "", SD_INVALID},
      {"taken", "taken", "王五", ROLE_POLICY, "", SD_CONFLICT},
      {"no name", "wang2", "", ROLE_POLICY, "", SD_INVALID},
      {"a line in the name", "wang3", "王\n五", ROLE_POLICY, "", SD_INVALID},
      {"spaces around the name", "wang4", " 王五", ROLE_POLICY, "", SD_INVALID},
      {"no role", "wang5", "王五", 0, "", SD_INVALID},
      {"two administrators", "wang6", "王五", ROLE_SYSTEM_ADMIN | ROLE_AUDIT_ADMIN, "", SD_INVALID},
      {"a company without code", "wang7", "王五", ROLE_COMPANY, "", SD_INVALID},
      {"staff with a company's code", "wang8", "王五", ROLE_POLICY, "91320412MA00000000",
       SD_INVALID},
  };
  for (size_t i = 0; i < COUNT_OF(cases); i++) {
    user_secrets secrets;
    user draft = {.login = text_of(cases[i].login),
                  .name = text_of(cases[i].name),
                  .roles = cases[i].roles,
                  .subject = text_of(cases[i].subject)};
    CHECK_ROW(cases[i].row, user_create(db, &draft, "安", NOON, &secrets, NULL) == cases[i].status);
  }
}

static void who_gets_in(void **state) {
  database *db = ((fixture *)*state)->db;
  arena *a = arena_create(0);
  user_secrets staff = make_account(db, "staff", ROLE_FINANCE, "");
  user_secrets company = make_account(db, "company", ROLE_COMPANY, "91320412MA00000000");
  assert_string_equal(company.totp, "");
  user out;
  assert_int_equal(log_in(db, "staff", staff.password, "", NOON, a, &out), SD_REFUSED);
  assert_int_equal(log_in(db, "staff", "wrong password", staff.totp, NOON, a, &out), SD_REFUSED);
  assert_int_equal(log_in(db, "nobody", staff.password, staff.totp, NOON, a, &out), SD_REFUSED);
  assert_int_equal(log_in(db, "staff", staff.password, staff.totp, NOON, a, &out), SD_OK);
  assert_int_equal(out.roles, ROLE_FINANCE);
  assert_true(out.must_change_password);
  /* The same code once more, then the next one. */
  assert_int_equal(log_in(db, "staff", staff.password, staff.totp, NOON, a, &out), SD_REFUSED);
  assert_int_equal(log_in(db, "staff", staff.password, staff.totp, NOON + MINUTE, a, &out), SD_OK);
  assert_int_equal(log_in(db, "company", company.password, "", NOON, a, &out), SD_OK);
  assert_true(text_is(out.subject, "91320412MA00000000"));
  assert_int_equal(user_disable(db, TEXT("company"), "安", NOON, NULL), SD_OK);
  assert_int_equal(log_in(db, "company", company.password, "", NOON, a, &out), SD_REFUSED);
  assert_int_equal(user_propose_enabled(db, TEXT("company"), "安全管理员", NOON, NULL), SD_OK);
  assert_int_equal(log_in(db, "company", company.password, "", NOON, a, &out), SD_REFUSED);
  agree(db, "company");
  assert_int_equal(log_in(db, "company", company.password, "", NOON, a, &out), SD_OK);
  assert_int_equal(user_disable(db, TEXT("nobody"), "安", NOON, NULL), SD_NOT_FOUND);
  arena_destroy(a);
}

static void five_failures_lock_for_a_quarter(void **state) {
  database *db = ((fixture *)*state)->db;
  arena *a = arena_create(0);
  user_secrets s = make_account(db, "locked", ROLE_LEADER, "");
  user out;
  for (int i = 0; i < USER_FAILURES_MAX; i++) {
    assert_int_equal(log_in(db, "locked", "wrong password", s.totp, NOON, a, &out), SD_REFUSED);
  }
  int64_t lock = USER_LOCK_MINUTES * MINUTE;
  assert_int_equal(log_in(db, "locked", s.password, s.totp, NOON + lock - 1, a, &out), SD_REFUSED);
  assert_int_equal(log_in(db, "locked", s.password, s.totp, NOON + lock + MINUTE, a, &out), SD_OK);
  arena_destroy(a);
}

static void secrets_are_changed(void **state) {
  database *db = ((fixture *)*state)->db;
  arena *a = arena_create(0);
  user_secrets first = make_account(db, "changing", ROLE_COMPANY, "91320412MA00000000"), second;
  user out;
  assert_int_equal(user_find_login(db, TEXT("changing"), a, &out, NULL), SD_OK);
  text chosen = TEXT("a phrase of four words");
  text old = text_of(first.password);
  const password_choice wrong = {chosen, chosen, NULL}, bad = {old, TEXT("short"), NULL},
                        good = {old, chosen, NULL};
  assert_int_equal(user_change_password(db, out.id, &wrong, NOON, NULL), SD_REFUSED);
  assert_int_equal(user_change_password(db, out.id, &bad, NOON, NULL), SD_INVALID);
  assert_int_equal(user_change_password(db, out.id, &good, NOON, NULL), SD_OK);
  assert_int_equal(log_in(db, "changing", first.password, "", NOON, a, &out), SD_REFUSED);
  assert_int_equal(log_in(db, "changing", chosen.data, "", NOON, a, &out), SD_OK);
  assert_false(out.must_change_password);
  assert_int_equal(user_reset(db, TEXT("changing"), "安", NOON, &second, NULL), SD_OK);
  assert_int_equal(log_in(db, "changing", chosen.data, "", NOON, a, &out), SD_REFUSED);
  assert_int_equal(log_in(db, "changing", second.password, "", NOON, a, &out), SD_OK);
  arena_destroy(a);
}

typedef struct search {
  const char *needle;
  int found, entries;
  int refused; /* logins, of anybody */
} search;

static sd_status look(void *context, const audit_entry *entry, sd_error *error) {
  (void)error;
  search *s = context;
  s->entries++;
  if (text_find(entry->payload, text_of(s->needle), 0) != SIZE_MAX) s->found++;
  if (text_is(entry->act, "login refused")) s->refused++;
  return SD_OK;
}

static void the_chain_keeps_acts_and_no_secrets(void **state) {
  database *db = ((fixture *)*state)->db;
  arena *a = arena_create(0);
  user_secrets made = make_account(db, "audited", ROLE_AUDITOR, "");
  user out;
  assert_int_equal(log_in(db, "audited", made.password, made.totp, NOON, a, &out), SD_OK);
  assert_int_equal(log_in(db, "audited", "wrong password", made.totp, NOON, a, &out), SD_REFUSED);
  const char *const canaries[] = {made.password, made.totp, "wrong password"};
  for (size_t i = 0; i < COUNT_OF(canaries); i++) {
    search s = {.needle = canaries[i]};
    assert_int_equal(audit_each(db, 1, look, &s, NULL), SD_OK);
    assert_true(s.entries >= 2);
    assert_int_equal(s.found, 0);
  }
  search login = {.needle = "\"audited\""}, refusals = login;
  assert_int_equal(audit_each(db, 1, look, &login, NULL), SD_OK);
  assert_true(login.found >= 4); /* made, agreed to, logged in, refused */
  assert_int_equal(log_in(db, "audited", "wrong again", made.totp, NOON, a, &out), SD_REFUSED);
  assert_int_equal(audit_each(db, 1, look, &refusals, NULL), SD_OK);
  assert_int_equal(refusals.refused, login.refused + 1);
  arena_destroy(a);
}

static void three_administrators_are_three_people(void **state) {
  database *db = ((fixture *)*state)->db;
  static const struct {
    const char *login, *name;
    role_set roles;
    sd_status status;
  } cases[] = {{"admin.one", "钱七", ROLE_SECURITY_ADMIN, SD_OK},
               {"admin.two", "钱七", ROLE_SYSTEM_ADMIN, SD_CONFLICT},
               {"admin.two", " 钱 七", ROLE_SYSTEM_ADMIN, SD_INVALID},
               {"admin.two", "钱 七", ROLE_AUDIT_ADMIN, SD_CONFLICT},
               {"admin.two", "孙八", ROLE_SYSTEM_ADMIN, SD_OK},
               {"admin.again", "钱七", ROLE_SECURITY_ADMIN, SD_OK},
               {"finance.one", "钱七", ROLE_FINANCE, SD_OK}};
  for (size_t i = 0; i < COUNT_OF(cases); i++) {
    user_secrets secrets;
    user draft = {
        .login = text_of(cases[i].login), .name = text_of(cases[i].name), .roles = cases[i].roles};
    CHECK_ROW(cases[i].login,
              user_create(db, &draft, "局长", NOON, &secrets, NULL) == cases[i].status);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(what_cannot_be_an_account),
                                     cmocka_unit_test(who_gets_in),
                                     cmocka_unit_test(five_failures_lock_for_a_quarter),
                                     cmocka_unit_test(secrets_are_changed),
                                     cmocka_unit_test(three_administrators_are_three_people),
                                     cmocka_unit_test(the_chain_keeps_acts_and_no_secrets)};
  return cmocka_run_group_tests(tests, open_accounts, close_fixture);
}

/* Which roles one account may have together. */
#include "access/role.h"

#include "support/table.h"

static void roles_that_go_together(void **state) {
  (void)state;
  static const struct {
    const char *row;
    role_set roles;
    bool allowed, subject, second_factor;
  } cases[] = {
      {"none", 0, false, false, false},
      {"a company", ROLE_COMPANY, true, true, false},
      {"policy and finance", ROLE_POLICY | ROLE_FINANCE, true, false, true},
      {"a leader", ROLE_LEADER, true, false, true},
      {"a company that is finance", ROLE_COMPANY | ROLE_FINANCE, false, true, true},
      {"one administrator", ROLE_SYSTEM_ADMIN, true, false, true},
      {"two administrators", ROLE_SYSTEM_ADMIN | ROLE_AUDIT_ADMIN, false, false, true},
      {"an administrator who pays", ROLE_SECURITY_ADMIN | ROLE_FINANCE, false, false, true},
      {"a bit that is no role", 1u << 20, false, false, false},
      {"a role and a bit that is none", ROLE_LEADER | 1u << 20, false, false, true},
  };
  for (size_t i = 0; i < COUNT_OF(cases); i++) {
    CHECK_ROW(cases[i].row, role_set_is_allowed(cases[i].roles) == cases[i].allowed);
    CHECK_ROW(cases[i].row, role_set_needs_subject(cases[i].roles) == cases[i].subject);
    CHECK_ROW(cases[i].row, role_set_needs_second_factor(cases[i].roles) == cases[i].second_factor);
  }
}

static void names_lead_back(void **state) {
  (void)state;
  for (unsigned bit = 0; bit < 8; bit++) {
    const char *name = role_name((role)(1 << bit));
    assert_non_null(name);
    assert_int_equal(role_of_name(text_of(name)), 1 << bit);
    assert_string_not_equal(message_text(LANGUAGE_ENGLISH, role_message((role)(1 << bit))), "");
  }
  assert_int_equal(role_of_name(TEXT("mayor")), 0);
  assert_null(role_name((role)3));
  char names[ROLE_NAMES_SIZE];
  role_names(ROLE_FINANCE | ROLE_POLICY, names);
  assert_string_equal(names, "policy finance");
  role_names(0xff, names);
  assert_true(strlen(names) < ROLE_NAMES_SIZE - 1);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(roles_that_go_together),
                                     cmocka_unit_test(names_lead_back)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Sessions: idle, too old, ended, and the second factor once more. */
#include "access/session.h"

#include "support/users.h"

static void a_session_ends_by_itself(void **state) {
  database *db = ((fixture *)*state)->db;
  arena *a = arena_create(0);
  user of;
  make_account(db, "company", ROLE_COMPANY, "91320412MA00000000");
  assert_int_equal(user_find_login(db, TEXT("company"), a, &of, NULL), SD_OK);
  static const struct {
    const char *row;
    int step_minutes, steps; /* used at each step */
    sd_status last;
  } cases[] = {{"used at once", 0, 1, SD_OK},
               {"idle for 14 minutes", 14, 1, SD_OK},
               {"idle for 15 minutes", 15, 1, SD_NOT_FOUND},
               {"used all the time", 10, 47, SD_OK},
               {"older than 8 hours", 10, 48, SD_NOT_FOUND}};
  for (size_t i = 0; i < COUNT_OF(cases); i++) {
    char token[TOKEN_SIZE];
    session s;
    sd_status status = SD_OK;
    assert_int_equal(session_open(db, &of, NOON, token, NULL), SD_OK);
    for (int k = 1; k <= cases[i].steps; k++) {
      CHECK_ROW(cases[i].row, status == SD_OK);
      status =
          session_find(db, text_of(token), NOON + k * cases[i].step_minutes * MINUTE, a, &s, NULL);
    }
    CHECK_ROW(cases[i].row, status == cases[i].last);
  }
  arena_destroy(a);
}

static void a_token_is_the_only_key(void **state) {
  database *db = ((fixture *)*state)->db;
  arena *a = arena_create(0);
  user of;
  user_secrets secrets = make_account(db, "other", ROLE_COMPANY, "91320412MA00000001");
  assert_int_equal(user_find_login(db, TEXT("other"), a, &of, NULL), SD_OK);
  char token[TOKEN_SIZE], second[TOKEN_SIZE];
  session s, t;
  assert_int_equal(session_open(db, &of, NOON, token, NULL), SD_OK);
  assert_int_equal(session_open(db, &of, NOON, second, NULL), SD_OK);
  assert_string_not_equal(token, second);
  assert_int_equal(session_find(db, text_of(token), NOON, a, &s, NULL), SD_OK);
  assert_int_equal(session_find(db, text_of(second), NOON, a, &t, NULL), SD_OK);
  assert_false(text_equal(s.form_token, t.form_token));
  assert_true(text_is(s.account.login, "other"));
  token[5] = token[5] == 'a' ? 'b' : 'a';
  assert_int_equal(session_find(db, text_of(token), NOON, a, &s, NULL), SD_NOT_FOUND);
  assert_int_equal(session_find(db, TEXT(""), NOON, a, &s, NULL), SD_NOT_FOUND);
  assert_int_equal(session_end(db, &t, NULL), SD_OK);
  assert_int_equal(session_find(db, text_of(second), NOON, a, &t, NULL), SD_NOT_FOUND);
  assert_int_equal(session_open(db, &of, NOON, second, NULL), SD_OK);
  assert_int_equal(user_reset(db, TEXT("other"), "安", NOON, &secrets, NULL), SD_OK);
  assert_int_equal(session_find(db, text_of(second), NOON, a, &t, NULL), SD_NOT_FOUND);
  arena_destroy(a);
}

static void money_asks_for_the_second_factor_again(void **state) {
  database *db = ((fixture *)*state)->db;
  arena *a = arena_create(0);
  user_secrets secrets = make_account(db, "treasury", ROLE_FINANCE, "");
  user of;
  assert_int_equal(user_find_login(db, TEXT("treasury"), a, &of, NULL), SD_OK);
  char token[TOKEN_SIZE], code[TOTP_CODE_SIZE];
  session s;
  assert_int_equal(session_open(db, &of, NOON, token, NULL), SD_OK);
  int64_t later = NOON + SESSION_STEP_UP_MINUTES * MINUTE;
  assert_int_equal(session_find(db, text_of(token), later, a, &s, NULL), SD_OK);
  assert_true(session_is_stepped_up(&s, later - 1));
  assert_false(session_is_stepped_up(&s, later));
  text password = text_of(secrets.password);
  assert_int_equal(session_step_up(db, &s, password, TEXT("000000"), later, a, NULL), SD_REFUSED);
  assert_false(session_is_stepped_up(&s, later));
  totp_code(secrets.totp, later, code);
  assert_int_equal(session_step_up(db, &s, password, text_of(code), later, a, NULL), SD_OK);
  assert_int_equal(session_find(db, text_of(token), later, a, &s, NULL), SD_OK);
  assert_true(session_is_stepped_up(&s, later));
  arena_destroy(a);
}

typedef struct seen_sessions {
  const char *login;
  size_t count;
  sm3_digest last;
} seen_sessions;

static sd_status see(void *context, const session_line *line, sd_error *error) {
  seen_sessions *seen = context;
  (void)error;
  if (!text_is(line->login, seen->login)) return SD_OK;
  seen->count++;
  seen->last = line->key;
  return SD_OK;
}

static void a_person_sees_and_ends_their_own(void **state) {
  database *db = ((fixture *)*state)->db;
  arena *a = arena_create(0);
  user of, another;
  session here, s;
  char token[TOKEN_SIZE], elsewhere[TOKEN_SIZE], theirs[TOKEN_SIZE];
  user_secrets secrets = make_account(db, "own", ROLE_COMPANY, "91320412MA00000007");
  make_account(db, "not-own", ROLE_COMPANY, "91320412MA00000008");
  assert_int_equal(user_find_login(db, TEXT("own"), a, &of, NULL), SD_OK);
  assert_int_equal(user_find_login(db, TEXT("not-own"), a, &another, NULL), SD_OK);
  assert_int_equal(session_open(db, &another, NOON, theirs, NULL), SD_OK);
  assert_int_equal(session_open(db, &of, NOON, token, NULL), SD_OK);
  assert_int_equal(session_open(db, &of, NOON, elsewhere, NULL), SD_OK);
  assert_int_equal(session_find(db, text_of(token), NOON, a, &here, NULL), SD_OK);
  seen_sessions seen = {.login = "own"};
  assert_int_equal(session_each_of(db, of.id, NOON, see, &seen, NULL), SD_OK);
  assert_int_equal(seen.count, 2);
  const struct {
    const char *row, *password, *token;
    sd_status expected;
  } cases[] = {{"a wrong password", "something else", elsewhere, SD_REFUSED},
               {"another's session", secrets.password, theirs, SD_NOT_FOUND},
               {"one's own", secrets.password, elsewhere, SD_OK},
               {"it is over", secrets.password, elsewhere, SD_NOT_FOUND}};
  for (size_t i = 0; i < COUNT_OF(cases); i++) {
    sm3_digest key;
    assert_true(token_digest(text_of(cases[i].token), &key));
    sd_status found = session_end_own(db, &here, text_of(cases[i].password), &key, NULL);
    CHECK_ROW(cases[i].row, found == cases[i].expected);
  }
  assert_int_equal(session_find(db, text_of(elsewhere), NOON, a, &s, NULL), SD_NOT_FOUND);
  assert_int_equal(session_find(db, text_of(theirs), NOON, a, &s, NULL), SD_OK);
  assert_int_equal(session_find(db, text_of(token), NOON, a, &s, NULL), SD_OK);
  arena_destroy(a);
}

static void an_administrator_sees_and_ends_sessions(void **state) {
  database *db = ((fixture *)*state)->db;
  arena *a = arena_create(0);
  user of;
  session s;
  char token[TOKEN_SIZE];
  make_account(db, "watched", ROLE_POLICY, "");
  assert_int_equal(user_find_login(db, TEXT("watched"), a, &of, NULL), SD_OK);
  assert_int_equal(session_open(db, &of, NOON - 20 * MINUTE, token, NULL), SD_OK); /* idle */
  assert_int_equal(session_open(db, &of, NOON, token, NULL), SD_OK);
  seen_sessions seen = {.login = "watched"};
  assert_int_equal(session_each(db, NOON, see, &seen, NULL), SD_OK);
  assert_int_equal(seen.count, 1);
  assert_int_equal(session_end_other(db, &seen.last, "安", NOON, NULL), SD_OK);
  assert_int_equal(session_find(db, text_of(token), NOON, a, &s, NULL), SD_NOT_FOUND);
  assert_int_equal(session_end_other(db, &seen.last, "安", NOON, NULL), SD_NOT_FOUND);
  audit_head head;
  assert_int_equal(audit_head_get(db, &head, NULL), SD_OK);
  assert_true(head.sequence > 0);
  arena_destroy(a);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(a_session_ends_by_itself),
                                     cmocka_unit_test(a_token_is_the_only_key),
                                     cmocka_unit_test(money_asks_for_the_second_factor_again),
                                     cmocka_unit_test(a_person_sees_and_ends_their_own),
                                     cmocka_unit_test(an_administrator_sees_and_ends_sessions)};
  return cmocka_run_group_tests(tests, open_accounts, close_fixture);
}

/* Passwords, one-time codes and tokens. */
#include "access/secret.h"
#include "base/messages/access.h"

#include "support/table.h"

#define SECOND INT64_C(1000000)

/* The secret of RFC 6238 appendix B, "12345678901234567890", in base32; last six of its digits. */
static const char rfc_secret[] = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

static void codes_are_those_of_rfc_6238(void **state) {
  (void)state;
  static const struct {
    const char *row;
    int64_t seconds;
    const char *code;
  } cases[] = {{"59", 59, "287082"},
               {"1111111109", 1111111109, "081804"},
               {"1111111111", 1111111111, "050471"},
               {"1234567890", 1234567890, "005924"},
               {"2000000000", 2000000000, "279037"},
               {"20000000000", INT64_C(20000000000), "353130"}};
  for (size_t i = 0; i < COUNT_OF(cases); i++) {
    char code[TOTP_CODE_SIZE];
    CHECK_ROW(cases[i].row, totp_code(rfc_secret, cases[i].seconds * SECOND, code));
    CHECK_ROW_TEXT(cases[i].row, code, cases[i].code);
  }
}

static void a_code_counts_once_and_near_its_time(void **state) {
  (void)state;
  static const struct {
    const char *row;
    int64_t given_at, asked_at, last_step;
    bool fits;
  } cases[] = {{"now", 3000, 3000, 0, true},
               {"the step before", 3000, 3030, 0, true},
               {"the step after", 3030, 3000, 0, true},
               {"two steps before", 3000, 3060, 0, false},
               {"used already", 3000, 3000, 100, false},
               {"a later one was used", 3000, 3030, 101, false},
               {"the one after the used", 3030, 3030, 100, true}};
  for (size_t i = 0; i < COUNT_OF(cases); i++) {
    char code[TOTP_CODE_SIZE];
    int64_t step = -1;
    totp_code(rfc_secret, cases[i].given_at * SECOND, code);
    bool fits = totp_matches(rfc_secret, text_of(code), cases[i].asked_at * SECOND,
                             cases[i].last_step, &step);
    CHECK_ROW(cases[i].row, fits == cases[i].fits);
    CHECK_ROW(cases[i].row, !fits || step == cases[i].given_at / TOTP_STEP_SECONDS);
  }
  int64_t step = 0;
  assert_false(totp_matches("not base32!", TEXT("000000"), 0, -9, &step));
  assert_false(totp_matches(rfc_secret, TEXT("28708"), 59 * SECOND, 0, &step));
  assert_false(totp_matches(rfc_secret, TEXT("2870822"), 59 * SECOND, 0, &step));
}

static void secrets_that_are_made_can_be_used(void **state) {
  (void)state;
  char one[TOTP_SECRET_SIZE], two[TOTP_SECRET_SIZE], code[TOTP_CODE_SIZE];
  totp_make(one);
  totp_make(two);
  assert_int_equal(strlen(one), TOTP_SECRET_SIZE - 1);
  assert_string_not_equal(one, two);
  assert_true(totp_code(one, 0, code));
  char token[TOKEN_SIZE], other[TOKEN_SIZE];
  token_make(token);
  token_make(other);
  assert_int_equal(strlen(token), TOKEN_SIZE - 1);
  assert_string_not_equal(token, other);
  char password[PASSWORD_MADE_SIZE];
  password_make(password);
  assert_int_equal(strlen(password), PASSWORD_MADE_SIZE - 1);
  assert_int_equal(password_fault(text_of(password), TEXT("zhang"), TEXT("张三")), MESSAGE_NONE);
}

static void passwords_that_may_be_chosen(void **state) {
  (void)state;
  static const struct {
    const char *password;
    message_id fault;
  } cases[] = {{"correct horse battery", MESSAGE_NONE},
               {"twelve-chars", MESSAGE_NONE},
               {"eleven-char", MESSAGE_ACCESS_PASSWORD_SHORT},
               {"", MESSAGE_ACCESS_PASSWORD_SHORT},
               {"zhang.san-2025-06", MESSAGE_ACCESS_PASSWORD_NAME},
               {"我是张三丰真人", MESSAGE_ACCESS_PASSWORD_NAME},
               {"aaaaaaaabbbb", MESSAGE_ACCESS_PASSWORD_SIMPLE},
               {"abcdabcdabcd", MESSAGE_ACCESS_PASSWORD_SIMPLE},
               {"Password123456", MESSAGE_ACCESS_PASSWORD_COMMON},
               {"qwertyAdmin!2025", MESSAGE_ACCESS_PASSWORD_COMMON},
               {"woaini5201314", MESSAGE_ACCESS_PASSWORD_COMMON},
               {"123456789012345", MESSAGE_ACCESS_PASSWORD_COMMON},
               {"1qaz2wsx!@#$%^", MESSAGE_ACCESS_PASSWORD_COMMON},
               {"sudui-password-1", MESSAGE_ACCESS_PASSWORD_COMMON},
               {"password of my aunt", MESSAGE_NONE},
               {"\u6625\u7720\u4e0d\u89c9\u6653", MESSAGE_NONE}};
  for (size_t i = 0; i < COUNT_OF(cases); i++) {
    CHECK_ROW(cases[i].password, password_fault(text_of(cases[i].password), TEXT("zhang.san"),
                                                TEXT("张三丰")) == cases[i].fault);
  }
  char longest[PASSWORD_BYTES_MAX + 2];
  for (size_t i = 0; i < sizeof longest; i++) longest[i] = (char)('a' + i % 26);
  assert_int_equal(password_fault((text){longest, PASSWORD_BYTES_MAX}, TEXT("x"), TEXT("y")),
                   MESSAGE_NONE);
  assert_int_equal(password_fault((text){longest, PASSWORD_BYTES_MAX + 1}, TEXT("x"), TEXT("y")),
                   MESSAGE_ACCESS_PASSWORD_LONG);
}

static void hashes_are_salted_and_compared(void **state) {
  (void)state;
  char one[PASSWORD_HASH_SIZE], two[PASSWORD_HASH_SIZE];
  assert_int_equal(password_hash(TEXT("correct horse"), one, NULL), SD_OK);
  assert_int_equal(password_hash(TEXT("correct horse"), two, NULL), SD_OK);
  assert_string_not_equal(one, two);
  assert_true(strncmp(one, "$argon2id$v=19$m=19456,t=2,p=1$", 31) == 0);
  assert_true(password_matches(TEXT("correct horse"), one));
  assert_false(password_matches(TEXT("correct hors"), one));
  assert_false(password_matches(TEXT(""), one));
  assert_false(password_matches((text){NULL, 0}, one));
  assert_false(password_matches(TEXT("correct horse"), NULL));
  assert_false(password_matches(TEXT("correct horse"), ""));
}

static int start(void **state) {
  (void)state;
  return secret_start(NULL) == SD_OK ? 0 : -1;
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(codes_are_those_of_rfc_6238),
                                     cmocka_unit_test(a_code_counts_once_and_near_its_time),
                                     cmocka_unit_test(secrets_that_are_made_can_be_used),
                                     cmocka_unit_test(passwords_that_may_be_chosen),
                                     cmocka_unit_test(hashes_are_salted_and_compared)};
  return cmocka_run_group_tests(tests, start, NULL);
}

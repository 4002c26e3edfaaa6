/* The message table: both languages, placeholders, cutting without splitting a character. */
#include "base/messages/base.h"

#include <stdlib.h>

#include "base/text.h"
#include "support/table.h"

static void fills_in_arguments(void **state) {
  (void)state;
  char buffer[200];
  message_format(LANGUAGE_CHINESE, MESSAGE_LIMIT_EXCEEDED, SD_ARGS("XML 深度", SD_NUMBER(64)),
                 buffer, sizeof buffer);
  assert_string_equal(buffer, "超过限制：XML 深度 最大为 64");
  message_format(LANGUAGE_ENGLISH, MESSAGE_LIMIT_EXCEEDED, SD_ARGS("XML depth", SD_NUMBER(-64)),
                 buffer, sizeof buffer);
  assert_string_equal(buffer, "limit exceeded: XML depth is at most -64");
  message_format(LANGUAGE_ENGLISH, MESSAGE_LIMIT_EXCEEDED, SD_ARGS("{1}"), buffer, sizeof buffer);
  assert_string_equal(buffer, "limit exceeded: {1} is at most {1}"); /* the second is missing */
}

static void never_splits_a_character(void **state) {
  (void)state;
  for (size_t size = 1; size < 60; size++) {
    char buffer[64];
    memset(buffer, 'x', sizeof buffer);
    message_format(LANGUAGE_CHINESE, MESSAGE_LIMIT_EXCEEDED, SD_ARGS("深度", "六十四"), buffer,
                   size);
    assert_true(strlen(buffer) < size);
    assert_true(text_is_utf8(text_of(buffer)));
  }
}

static void every_message_has_both_languages(void **state) {
  (void)state;
  for (message_id i = message_next(MESSAGE_ABSENT); i != MESSAGE_ABSENT; i = message_next(i)) {
    const char *name = message_name(i);
    CHECK_ROW(name, message_text(LANGUAGE_CHINESE, i)[0] != '\0');
    CHECK_ROW(name, message_text(LANGUAGE_ENGLISH, i)[0] != '\0');
    CHECK_ROW(name, text_is_utf8(text_of(message_text(LANGUAGE_CHINESE, i))));
  }
}

static void follows_the_environment(void **state) {
  (void)state;
  static const struct {
    const char *all, *messages, *lang;
    language expected;
  } ROWS[] = {
      {"", "", "en_US.UTF-8", LANGUAGE_ENGLISH},
      {"", "", "zh_CN.UTF-8", LANGUAGE_CHINESE},
      {"", "", "", LANGUAGE_CHINESE},
      {"", "zh_CN", "en_US", LANGUAGE_CHINESE},
      {"en_GB", "zh_CN", "", LANGUAGE_ENGLISH},
  };
  for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
    setenv("LC_ALL", ROWS[i].all, 1);
    setenv("LC_MESSAGES", ROWS[i].messages, 1);
    setenv("LANG", ROWS[i].lang, 1);
    CHECK_ROW(ROWS[i].lang, language_of_environment() == ROWS[i].expected);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(fills_in_arguments),
      cmocka_unit_test(never_splits_a_character),
      cmocka_unit_test(every_message_has_both_languages),
      cmocka_unit_test(follows_the_environment),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

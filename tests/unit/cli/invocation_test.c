/* Options and operands: what is read, what is refused, and the names suggested. */
#include "cli/invocation.h"

#include "support/table.h"

static const struct {
  const char *name;
  const char *words[8]; /* NULL-ended */
  sd_status status;
  const char *option, *value; /* looked up when SD_OK */
} rows[] = {
    {"value behind the option",
     {"run", "--as-of", "2025-06-30", "--all"},
     SD_OK,
     "as-of",
     "2025-06-30"},
    {"value behind an equals sign",
     {"run", "--as-of=2025-06-30", "--all"},
     SD_OK,
     "as-of",
     "2025-06-30"},
    {"a flag", {"run", "--as-of", "x", "--all"}, SD_OK, "all", ""},
    {"a common option", {"run", "--as-of", "x", "--city", "c"}, SD_OK, "city", "c"},
    {"a required option is missing", {"run", "--all"}, SD_MISUSE, NULL, NULL},
    {"--help needs nothing else", {"run", "--help"}, SD_OK, "help", ""},
    {"-h too", {"run", "-h"}, SD_OK, "help", ""},
    {"unknown option", {"run", "--asof", "x"}, SD_MISUSE, NULL, NULL},
    {"value missing", {"run", "--as-of"}, SD_MISUSE, NULL, NULL},
    {"flag with a value", {"run", "--as-of", "x", "--all=1"}, SD_MISUSE, NULL, NULL},
    {"given twice", {"run", "--as-of", "x", "--as-of", "y"}, SD_MISUSE, NULL, NULL},
    {"repeatable", {"run", "--as-of", "x", "--item", "a", "--item", "b"}, SD_OK, "item", "a"},
    {"operand too many", {"summary", "more"}, SD_MISUSE, NULL, NULL},
    {"operand missing", {"explain", "x"}, SD_MISUSE, NULL, NULL},
    {"two words of a command", {"policy", "show", "srdi"}, SD_OK, NULL, NULL},
    {"-- ends the options", {"policy", "show", "--", "--srdi"}, SD_OK, NULL, NULL},
    {"bad moment", {"run", "--as-of", "x", "--now", "yesterday"}, SD_MISUSE, NULL, NULL},
    {"bad language", {"run", "--as-of", "x", "--lang", "fr"}, SD_MISUSE, NULL, NULL},
};

static void reads_or_refuses(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    char *words[8];
    int count = 0, used = 0;
    while (count < 8 && rows[i].words[count] != NULL) {
      words[count] = (char *)(uintptr_t)rows[i].words[count];
      count++;
    }
    invocation call = {.command = command_find(count, words, &used)};
    CHECK_ROW(rows[i].name, call.command != NULL);
    sd_error error = {0};
    sd_status status = invocation_read(&call, count - used, words + used, &error);
    CHECK_ROW(rows[i].name, status == rows[i].status);
    if (rows[i].option != NULL) {
      CHECK_ROW_TEXT(rows[i].name, option_value(&call, rows[i].option), rows[i].value);
    }
  }
}

static void suggests_the_likely_option(void **state) {
  (void)state;
  char word[] = "--as-off", value[] = "x";
  char *words[] = {word, value};
  int used = 0;
  char run[] = "run";
  char *name[] = {run};
  invocation call = {.command = command_find(1, name, &used)};
  sd_error error = {0};
  assert_int_equal(invocation_read(&call, 2, words, &error), SD_MISUSE);
  assert_non_null(strstr(error.text[LANGUAGE_ENGLISH], "--as-of?"));
}

static void every_command_is_complete(void **state) {
  (void)state;
  for (const command_spec *c = commands; c->name != NULL; c++) {
    CHECK_ROW(c->name, c->run != NULL && c->example != NULL && c->operands != NULL);
    CHECK_ROW(c->name, strstr(c->example, c->name) != NULL);
    CHECK_ROW(c->name, c->operands_min <= c->operands_max);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(reads_or_refuses),
      cmocka_unit_test(suggests_the_likely_option),
      cmocka_unit_test(every_command_is_complete),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

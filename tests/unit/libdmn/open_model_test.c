/* Models through the public header: what is refused, what is told, what is in them. */
#include "support/libdmn.h"

#include "base/allocator.h"

#define ONE_DECISION(expression) DMN_DECISION_OF("d", "", DMN_FEEL(expression))

static void refuses_what_is_no_model(void **state) {
  (void)state;
  static const struct {
    const char *name, *xml;
    dmn_status status;
    uint32_t line;
    const char *code;
  } ROWS[] = {
      {"empty", "", DMN_SYNTAX_ERROR, 1, "XML_SYNTAX"},
      {"malformed", "<definitions>\n<a></definitions>", DMN_SYNTAX_ERROR, 2, "XML_SYNTAX"},
      {"a DOCTYPE", "<!DOCTYPE a []><a/>", DMN_INVALID, 1, "XML_DOCTYPE_REFUSED"},
      {"another document", "<html/>", DMN_INVALID, 1, "DMN_NOT_A_MODEL"},
  };
  for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
    dmn_file file = {dmn_text_of("a.dmn"), dmn_text_of(ROWS[i].xml)};
    dmn_model *model = (dmn_model *)&file;
    dmn_error error;
    CHECK_ROW(ROWS[i].name, dmn_model_open(&file, 1, NULL, &model, &error) == ROWS[i].status);
    CHECK_ROW(ROWS[i].name, model == NULL && error.status == ROWS[i].status);
    CHECK_ROW(ROWS[i].name, error.line == ROWS[i].line);
    CHECK_ROW_TEXT(ROWS[i].name, error.file, "a.dmn");
    CHECK_ROW_TEXT(ROWS[i].name, error.code, ROWS[i].code);
    CHECK_ROW(ROWS[i].name, error.message_zh[0] != '\0' && error.message_en[0] != '\0');
  }
}

static void refuses_misuse(void **state) {
  (void)state;
  dmn_model *model = NULL;
  dmn_model_options options = {0};
  dmn_file file = {dmn_text_of("a.dmn"), dmn_text_of("<a/>")};
  assert_int_equal(dmn_model_open(NULL, 0, NULL, &model, NULL), DMN_MISUSE);
  assert_int_equal(dmn_model_open(&file, 1, NULL, NULL, NULL), DMN_MISUSE);
  assert_int_equal(dmn_model_open(&file, 1, &options, &model, NULL), DMN_MISUSE);
  dmn_model_close(NULL);
}

static void tells_mistakes(void **state) {
  (void)state;
  dmn_error error;
  dmn_diagnostic d;
  dmn_model *model = public_model_of(DMN_INPUT_DATA("Income", "number") "\n" DMN_DECISION_OF(
                                         "bad", DMN_NEEDS_INPUT("Income"), DMN_FEEL("Incme + 1"))
                                         DMN_DECISION_OF("good", "", DMN_FEEL("2")),
                                     NULL, NULL, &error);
  assert_int_equal(dmn_model_diagnostic_count(model), 1);
  assert_int_equal(dmn_model_error_count(model), 1);
  assert_true(dmn_model_diagnostic(model, 0, &d));
  assert_false(dmn_model_diagnostic(model, 1, &d));
  assert_int_equal(d.line, 2);
  assert_string_equal(d.code, "FEEL_UNKNOWN_NAME");
  assert_string_equal(d.message_en, "unknown name \"Incme\"");
  char printed[500], cut[8];
  size_t size = dmn_model_print_diagnostic(model, 0, DMN_ENGLISH, printed, sizeof printed);
  assert_int_equal(size, strlen(printed));
  assert_non_null(strstr(printed, "^"));
  assert_non_null(strstr(printed, "Income"));
  assert_int_equal(dmn_model_print_diagnostic(model, 0, DMN_ENGLISH, cut, sizeof cut), size);
  assert_int_equal(strlen(cut), 7);
  assert_int_equal(dmn_model_print_diagnostic(model, 0, DMN_CHINESE, NULL, 0) > 0, 1);
  assert_int_equal(dmn_model_print_diagnostic(model, 1, DMN_ENGLISH, cut, sizeof cut), 0);
  dmn_session *session = session_of(model, NULL);
  assert_string_equal(evaluated(session, "good", "", DMN_NO_TIME), "2");
  assert_string_equal(evaluated(session, "bad", "", DMN_NO_TIME), "null");
  dmn_session_close(session);
  dmn_model_close(model);
}

static void lists_entries(void **state) {
  (void)state;
  static const struct {
    dmn_entry_kind kind;
    const char *name, *type;
    bool is_faulty;
  } ROWS[] = {{DMN_ENTRY_INPUT, "a", "number", false},
              {DMN_ENTRY_INPUT, "b", "date", false},
              {DMN_ENTRY_DECISION, "bad", "", true},
              {DMN_ENTRY_DECISION, "good", "", false}};
  dmn_model *model =
      public_model_of(DMN_DECISION_OF("bad", "", DMN_FEEL("x")) DMN_INPUT_DATA("a", "number")
                          DMN_INPUT_DATA("b", "date") DMN_DECISION_OF("good", "", DMN_FEEL("1")),
                      NULL, NULL, NULL);
  dmn_entry entry;
  assert_int_equal(dmn_model_entry_count(model), COUNT_OF(ROWS));
  assert_false(dmn_model_entry(model, COUNT_OF(ROWS), &entry));
  for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
    CHECK_ROW(ROWS[i].name, dmn_model_entry(model, i, &entry));
    CHECK_ROW_TEXT(ROWS[i].name, entry.name.data, ROWS[i].name);
    CHECK_ROW_TEXT(ROWS[i].name, entry.type.data, ROWS[i].type);
    CHECK_ROW_TEXT(ROWS[i].name, entry.namespace_uri.data, "urn:main");
    CHECK_ROW(ROWS[i].name, entry.kind == ROWS[i].kind && entry.is_faulty == ROWS[i].is_faulty);
    CHECK_ROW(ROWS[i].name, !entry.is_imported);
  }
  dmn_model_close(model);
}

/* What fails the whole model, and what is a diagnostic of one decision. */
static void limits_of_models(void **state) {
  (void)state;
  static const struct {
    const char *name;
    dmn_model_options options;
    dmn_status status;
    dmn_limit limit;
    const char *diagnostic;
  } ROWS[] = {
      {"defaults", DMN_MODEL_OPTIONS_INIT, DMN_OK, DMN_LIMIT_NONE, ""},
      {"bytes of a file",
       {sizeof(dmn_model_options), 100, 0, {0, 0, 0}},
       DMN_LIMIT_EXCEEDED,
       DMN_LIMIT_SOURCE_BYTES,
       ""},
      {"memory",
       {sizeof(dmn_model_options), 0, 2000, {0, 0, 0}},
       DMN_LIMIT_EXCEEDED,
       DMN_LIMIT_MEMORY,
       ""},
      {"bytes of an expression",
       {sizeof(dmn_model_options), 0, 0, {5, 0, 0}},
       DMN_OK,
       DMN_LIMIT_NONE,
       "FEEL_SOURCE_TOO_LONG"},
      {"depth",
       {sizeof(dmn_model_options), 0, 0, {0, 2, 0}},
       DMN_OK,
       DMN_LIMIT_NONE,
       "FEEL_TOO_DEEP"},
      {"nodes",
       {sizeof(dmn_model_options), 0, 0, {0, 0, 3}},
       DMN_OK,
       DMN_LIMIT_NONE,
       "FEEL_TOO_MANY_NODES"},
  };
  for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
    dmn_error error = {.status = DMN_OK};
    dmn_model *model =
        public_model_of(ONE_DECISION("[[[[[[1]]]]]] = 1 + 2 + 3"), NULL, &ROWS[i].options, &error);
    CHECK_ROW(ROWS[i].name, error.status == ROWS[i].status && error.limit == ROWS[i].limit);
    CHECK_ROW(ROWS[i].name, (model != NULL) == (ROWS[i].status == DMN_OK));
    dmn_diagnostic d = {.code = ""};
    if (model != NULL) dmn_model_diagnostic(model, 0, &d);
    CHECK_ROW_TEXT(ROWS[i].name, d.code, ROWS[i].diagnostic);
    dmn_model_close(model);
  }
}

/* Every allocation fails once: an error value each time, and nothing is left behind. */
static void survives_want_of_memory(void **state) {
  (void)state;
  dmn_model *model = NULL;
  dmn_error error;
  int64_t before = memory_live_blocks();
  for (int64_t n = 0; model == NULL && n < 1000; n++) {
    dmn_file file = {dmn_text_of("m.dmn"), dmn_text_of(DMN_HEAD ONE_DECISION("1 + a") DMN_END)};
    memory_fail_after(n, false);
    dmn_status status = dmn_model_open(&file, 1, NULL, &model, &error);
    memory_fail_after(-1, false);
    if (status != DMN_OK) assert_int_equal(status, DMN_OUT_OF_MEMORY);
    if (status != DMN_OK) assert_int_equal(memory_live_blocks(), before);
  }
  assert_non_null(model);
  dmn_model_close(model);
  assert_int_equal(memory_live_blocks(), before);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(refuses_what_is_no_model), cmocka_unit_test(refuses_misuse),
      cmocka_unit_test(tells_mistakes),           cmocka_unit_test(lists_entries),
      cmocka_unit_test(limits_of_models),         cmocka_unit_test(survives_want_of_memory),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

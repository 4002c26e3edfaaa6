/* Sessions: results as JSON, time, missing facts, warnings, use after a failure, threads. */
#include "support/libdmn.h"

#include <pthread.h>

#include "base/allocator.h"

#define MIDSUMMER_US (INT64_C(1750550400) * 1000000) /* 2025-06-22T00:00:00Z */

static const char MODEL[] = DMN_INPUT_DATA("Income", "number") DMN_INPUT_DATA("Born", "date")
    DMN_INPUT_DATA("Names", "Any")
    DMN_DECISION_OF("Tax", DMN_NEEDS_INPUT("Income"), DMN_FEEL("Income * 0.1"))
    DMN_DECISION_OF("Rich", DMN_NEEDS_INPUT("Income"), DMN_FEEL("Income &gt; 1000"))
    DMN_DECISION_OF("Grown", DMN_NEEDS_INPUT("Income") DMN_NEEDS_INPUT("Born"),
                    DMN_FEEL("Income &gt; 10 and Born &lt;= date(\"2000-01-01\")"))
    DMN_DECISION_OF("Today", "", DMN_FEEL("today()"))
    DMN_DECISION_OF("Now", "", DMN_FEEL("now()"))
    DMN_DECISION_OF("Names again", DMN_NEEDS_INPUT("Names"), DMN_FEEL("Names"))
    DMN_DECISION_OF("Parts", DMN_NEEDS_INPUT("Income"), DMN_FEEL("[1, Income, {a: Income}]"))
    DMN_DECISION_OF("Kinds", "", DMN_FEEL("[@\"P1Y\", @\"PT1H\", [1..2], "
"function(x) x, @\"10:00:00\"]"))
    DMN_DECISION_OF("Asked", DMN_NEEDS_INPUT("Income"),
                    DMN_FEEL("if Income = null then \"none\" else \"some\""))
    DMN_DECISION_OF("Loop", "", DMN_FEEL("count(for i in 1..1000000 return i)"))
    "<decisionService id=\"s\" name=\"Both\"><outputDecision href=\"#d_Tax\"/>"
    "<outputDecision href=\"#d_Rich\"/><inputData href=\"#i_Income\"/></decisionService>";

typedef struct session_row {
  const char *name, *decision, *input;
  int64_t now_utc_us;
  const char *plain, *three_valued;
} session_row;

static const session_row ROWS[] = {
    {"exact", "Tax", "{\"Income\": 0.3}", DMN_NO_TIME, "0.03", "0.03"},
    {"large", "Tax", "{\"Income\": 12345678901234567890123456789.01}", DMN_NO_TIME,
     "1234567890123456789012345678.901", "1234567890123456789012345678.901"},
    {"missing", "Tax", "{}", DMN_NO_TIME, "null", "null missing Income"},
    {"null is no missing fact", "Tax", "{\"Income\": null}", DMN_NO_TIME, "null", "null"},
    {"false whatever is missing", "Grown", "{\"Income\": 1}", DMN_NO_TIME, "false", "false"},
    {"one is missing", "Grown", "{\"Income\": 11}", DMN_NO_TIME, "null", "null missing Born"},
    {"both are missing", "Grown", "", DMN_NO_TIME, "null", "null missing Income Born"},
    {"a date", "Grown", "{\"Income\": 11, \"Born\": \"2000-01-01\"}", DMN_NO_TIME, "true", "true"},
    {"no time", "Today", "", DMN_NO_TIME, "null", "null"},
    {"a time", "Today", "", MIDSUMMER_US, "\"2025-06-22\"", "\"2025-06-22\""},
    {"before 1970", "Today", "", -1, "\"1969-12-31\"", "\"1969-12-31\""},
    {"any JSON", "Names again", "{\"Names\": [\"a\", {\"b\": []}]}", DMN_NO_TIME,
     "[\"a\",{\"b\":[]}]", "[\"a\",{\"b\":[]}]"},
    {"unknown parts", "Parts", "", DMN_NO_TIME, "[1,null,{\"a\":null}]",
     "[1,null,{\"a\":null}] missing Income"},
    {"kinds without JSON", "Kinds", "", DMN_NO_TIME,
     "[\"P1Y\",\"PT1H\",\"[1..2]\",null,\"10:00:00\"]",
     "[\"P1Y\",\"PT1H\",\"[1..2]\",null,\"10:00:00\"]"},
    {"found missing by a comparison", "Asked", "", DMN_NO_TIME, "\"none\"",
     "\"none\" missing Income"},
    {"a service of two", "Both", "{\"Income\": 2000}", DMN_NO_TIME, "{\"Tax\":200,\"Rich\":true}",
     "{\"Tax\":200,\"Rich\":true}"},
    {"a service of what is missing", "Both", "", DMN_NO_TIME, "{\"Tax\":null,\"Rich\":null}",
     "{\"Tax\":null,\"Rich\":null} missing Income"},
};

static void results(void **state) {
  (void)state;
  dmn_model *model = public_model_of(MODEL, NULL, NULL, NULL);
  for (int three_valued = 0; three_valued < 2; three_valued++) {
    dmn_session_options options = DMN_SESSION_OPTIONS_INIT;
    options.three_valued = three_valued != 0;
    dmn_session *session = session_of(model, &options);
    for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
      const char *expected = three_valued ? ROWS[i].three_valued : ROWS[i].plain;
      CHECK_ROW_TEXT(ROWS[i].name,
                     evaluated(session, ROWS[i].decision, ROWS[i].input, ROWS[i].now_utc_us),
                     expected);
      bool is_unknown = strstr(expected, "null") != NULL && strstr(expected, "missing") != NULL;
      CHECK_ROW(ROWS[i].name, dmn_session_is_unknown(session) == is_unknown);
    }
    dmn_session_close(session);
  }
  dmn_model_close(model);
}

static void time_at_a_place(void **state) {
  (void)state;
  dmn_session_options options = DMN_SESSION_OPTIONS_INIT;
  options.utc_offset_seconds = 8 * 3600;
  dmn_model *model = public_model_of(MODEL, NULL, NULL, NULL);
  dmn_session *session = session_of(model, &options);
  assert_string_equal(evaluated(session, "Now", "", MIDSUMMER_US - 1000000),
                      "\"2025-06-22T07:59:59+08:00\"");
  dmn_session_close(session);
  options.utc_offset_seconds = 19 * 3600;
  assert_int_equal(dmn_session_open(model, &options, &session, NULL), DMN_MISUSE);
  assert_null(session);
  dmn_model_close(model);
}

static void warnings_say_why(void **state) {
  (void)state;
  dmn_model *model =
      public_model_of(DMN_DECISION_OF("d", "", DMN_FEEL("1 + \"a\"")), NULL, NULL, NULL);
  dmn_session *session = session_of(model, NULL);
  dmn_diagnostic warning;
  assert_string_equal(evaluated(session, "d", "", DMN_NO_TIME), "null");
  assert_int_equal(dmn_session_warning_count(session), 1);
  assert_true(dmn_session_warning(session, 0, &warning));
  assert_false(dmn_session_warning(session, 1, &warning));
  assert_string_equal(warning.code, "FEEL_OPERANDS");
  assert_string_equal(feel_evaluated(session, "1", ""), "1");
  assert_int_equal(dmn_session_warning_count(session), 0);
  dmn_session_close(session);
  dmn_model_close(model);
}

static void misuse(void **state) {
  (void)state;
  dmn_text json = {"x", 1};
  dmn_session *session = session_of(NULL, NULL);
  assert_int_equal(dmn_session_evaluate(NULL, json, json, 0, &json, NULL), DMN_MISUSE);
  assert_int_equal(dmn_session_evaluate(session, json, json, 0, NULL, NULL), DMN_MISUSE);
  assert_int_equal(dmn_session_evaluate(session, json, json, 0, &json, NULL), DMN_MISUSE);
  assert_int_equal(dmn_session_missing(session, 0).size_bytes, 0);
  assert_int_equal(dmn_session_open(NULL, NULL, NULL, NULL), DMN_MISUSE);
  dmn_session_close(session);
  dmn_session_close(NULL);
}

/* --- Limits of one evaluation --- */

static int64_t late_us(void *context) { return ++*(int64_t *)context * 60000000; }

typedef struct limit_row {
  const char *name;
  size_t input_bytes_max, memory_bytes_max;
  uint64_t steps_max;
  bool has_clock;
  const char *answer;
} limit_row;

static void limits_end_one_evaluation(void **state) {
  (void)state;
  static const limit_row LIMITS[] = {
      {"steps", 0, 0, 100, false, "DMN_LIMIT_EXCEEDED DMN_LIMIT_STEPS"},
      {"memory", 0, 200000, 0, false, "DMN_LIMIT_EXCEEDED DMN_LIMIT_MEMORY"},
      {"time", 0, 0, 0, true, "DMN_LIMIT_EXCEEDED DMN_LIMIT_TIME"},
      {"input", 3, 0, 0, false, "DMN_LIMIT_EXCEEDED DMN_LIMIT_SOURCE_BYTES"},
  };
  dmn_model *model = public_model_of(MODEL, NULL, NULL, NULL);
  for (size_t i = 0; i < COUNT_OF(LIMITS); i++) {
    int64_t clock = 0;
    dmn_session_options options = DMN_SESSION_OPTIONS_INIT;
    options.input_bytes_max = LIMITS[i].input_bytes_max;
    options.memory_bytes_max = LIMITS[i].memory_bytes_max;
    options.steps_max = LIMITS[i].steps_max;
    options.clock_us = LIMITS[i].has_clock ? late_us : NULL;
    options.clock_context = &clock;
    dmn_session *session = session_of(model, &options);
    CHECK_ROW_TEXT(LIMITS[i].name, evaluated(session, "Loop", "{   }", DMN_NO_TIME),
                   LIMITS[i].answer);
    CHECK_ROW(LIMITS[i].name, !dmn_session_is_unknown(session));
    /* The session is as good as before. */
    CHECK_ROW_TEXT(LIMITS[i].name, evaluated(session, "Rich", "", DMN_NO_TIME), "null");
    dmn_session_close(session);
  }
  dmn_model_close(model);
}

/* Every allocation fails once, while opening and while evaluating. */
static void survives_want_of_memory(void **state) {
  (void)state;
  dmn_model *model = public_model_of(MODEL, NULL, NULL, NULL);
  int64_t before = memory_live_blocks();
  bool is_done = false;
  for (int64_t n = 0; !is_done && n < 200; n++) {
    dmn_session *session = NULL;
    dmn_text json = {NULL, 0};
    memory_fail_after(n, false);
    dmn_status status = dmn_session_open(model, NULL, &session, NULL);
    if (status == DMN_OK) {
      status = dmn_session_evaluate(session, dmn_text_of("Tax"), dmn_text_of("{\"Income\": 1}"), 0,
                                    &json, NULL);
    }
    memory_fail_after(-1, false);
    is_done = status == DMN_OK;
    /* A buffer that cannot grow does not know why. */
    if (!is_done) assert_true(status == DMN_OUT_OF_MEMORY || status == DMN_LIMIT_EXCEEDED);
    dmn_session_close(session);
    assert_int_equal(memory_live_blocks(), before);
  }
  assert_true(is_done);
  dmn_model_close(model);
}

/* --- Threads --- */

enum { THREADS = 4, ROUNDS = 200 };

typedef struct worker {
  const dmn_model *model;
  char answers[ROUNDS][60];
} worker;

static void *work(void *context) {
  worker *w = context;
  dmn_session *session = NULL;
  dmn_session_options options = DMN_SESSION_OPTIONS_INIT;
  options.three_valued = true;
  if (dmn_session_open(w->model, &options, &session, NULL) != DMN_OK) return NULL;
  for (int i = 0; i < ROUNDS; i++) {
    char input[100];
    dmn_text json;
    snprintf(input, sizeof input, "{\"Income\": %d.%02d, \"Born\": \"%d-01-01\"}", i, i, 1900 + i);
    const char *decision = i % 3 == 0 ? "Tax" : i % 3 == 1 ? "Grown" : "Both";
    if (dmn_session_evaluate(session, dmn_text_of(decision), dmn_text_of(input), i, &json, NULL) ==
        DMN_OK) {
      snprintf(w->answers[i], sizeof w->answers[i], "%.*s", (int)json.size_bytes, json.data);
    }
  }
  dmn_session_close(session);
  return NULL;
}

static void threads_share_a_model(void **state) {
  (void)state;
  static worker workers[THREADS];
  pthread_t threads[THREADS];
  dmn_model *model = public_model_of(MODEL, NULL, NULL, NULL);
  for (int t = 0; t < THREADS; t++) {
    workers[t].model = model;
    assert_int_equal(pthread_create(&threads[t], NULL, work, &workers[t]), 0);
  }
  for (int t = 0; t < THREADS; t++) pthread_join(threads[t], NULL);
  assert_string_equal(workers[0].answers[3], "0.303");
  for (int t = 1; t < THREADS; t++) {
    assert_memory_equal(workers[t].answers, workers[0].answers, sizeof workers[0].answers);
  }
  dmn_model_close(model);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(results),
      cmocka_unit_test(time_at_a_place),
      cmocka_unit_test(warnings_say_why),
      cmocka_unit_test(misuse),
      cmocka_unit_test(limits_end_one_evaluation),
      cmocka_unit_test(survives_want_of_memory),
      cmocka_unit_test(threads_share_a_model),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

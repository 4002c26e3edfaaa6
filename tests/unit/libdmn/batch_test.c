/* Batches: the same results as a session record by record; refusals; ownership; want of memory. */
#include "support/libdmn.h"

#include "base/allocator.h"
#include "base/calendar.h"
#include "support/arrow.h"

enum { ROWS = 10000, CITIES = 3 };

static const char MODEL[] = DMN_INPUT_DATA("Income", "number") DMN_INPUT_DATA("Staff", "number")
    DMN_INPUT_DATA("City", "string") DMN_INPUT_DATA("Old", "boolean") DMN_INPUT_DATA("Born", "date")
        DMN_DECISION_OF("Tax", DMN_NEEDS_INPUT("Income"), DMN_FEEL("Income * 0.1")) DMN_DECISION_OF(
            "Each", DMN_NEEDS_INPUT("Income") DMN_NEEDS_INPUT("Staff"), DMN_FEEL("Income / Staff"))
            DMN_DECISION_OF(
                "Fit", DMN_NEEDS_INPUT("Income") DMN_NEEDS_INPUT("City") DMN_NEEDS_INPUT("Old"),
                DMN_FEEL("Income &gt; 5000 and (City = \"a\" or Old)"))
                DMN_DECISION_OF("Where", DMN_NEEDS_INPUT("City") DMN_NEEDS_INPUT("Staff"),
                                DMN_FEEL("if Staff &gt; 5 then City else null"))
                    DMN_DECISION_OF("Grown", DMN_NEEDS_INPUT("Born"),
                                    DMN_FEEL("Born + duration(\"P18Y\")"))
                        DMN_DECISION_OF("List", DMN_NEEDS_INPUT("City"), DMN_FEEL("[City, 1]"))
                            DMN_DECISION_OF("Asked", DMN_NEEDS_INPUT("City"),
                                            DMN_FEEL("if City = null then null else true"))
            "<decision id=\"d_Huge\" name=\"Huge\">"
            "<variable name=\"Huge\" typeRef=\"number\"/>" DMN_NEEDS_INPUT("Income")
                DMN_FEEL("Income * 10 ** 30") "</decision>";

static const char *const DECISIONS[] = {"Tax", "Each", "Fit", "Where", "Grown", "List", "Asked"};
static const char *const TYPES[] = {"number", "number", "boolean", "string",
                                    "date",   NULL,     "boolean"};

/* Types are declared on the variables: DMN_DECISION_OF leaves them open. */
static dmn_model *typed_model(void) {
  static char xml[1 << 16];
  snprintf(xml, sizeof xml, "%s", MODEL);
  for (size_t i = 0; i < COUNT_OF(DECISIONS); i++) {
    char find[100], with[200];
    if (TYPES[i] == NULL) continue;
    snprintf(find, sizeof find, "name=\"%s\">", DECISIONS[i]);
    snprintf(with, sizeof with, "name=\"%s\"><variable name=\"%s\" typeRef=\"%s\"/>", DECISIONS[i],
             DECISIONS[i], TYPES[i]);
    char *at = strstr(xml, find);
    assert_non_null(at);
    size_t tail = strlen(at + strlen(find)) + 1;
    memmove(at + strlen(with), at + strlen(find), tail);
    memcpy(at, with, strlen(with));
  }
  dmn_error error;
  dmn_model *model = public_model_of(xml, NULL, NULL, &error);
  if (model == NULL) fail_msg("%s", error.message_en);
  assert_int_equal(dmn_model_error_count(model), 0);
  return model;
}

/* --- A table of 10,000 rows, with gaps --- */

static __int128 incomes[ROWS];
static int32_t staff[ROWS], born[ROWS];
static int8_t cities[ROWS];
static uint8_t old[ROWS / 8], gaps[5][ROWS / 8];
static const char CITY_LETTERS[] = "abcd\xc3\xa9";
static const int32_t CITY_OFFSETS[] = {0, 1, 2, 6};
static const char *const CITY_NAMES[] = {"a", "b", "cd\xc3\xa9"};

typedef struct full_table {
  struct ArrowSchema schemas[6];
  struct ArrowArray arrays[6];
  const void *buffers[6][3];
  test_table table;
} full_table;

static bool is_there(size_t column, size_t row) {
  return (gaps[column][row / 8] >> row % 8 & 1) != 0;
}

static bool is_old(size_t row) { return (old[row / 8] >> row % 8 & 1) != 0; }

static void fill_values(void) {
  uint32_t seed = 12345;
  for (size_t i = 0; i < ROWS; i++) {
    seed = seed * 1664525 + 1013904223;
    incomes[i] = (int64_t)(seed >> 8) % 2000000 - 100000;
    staff[i] = (int32_t)(seed >> 12) % 12;
    born[i] = (int32_t)(seed >> 9) % 20000;
    cities[i] = (int8_t)((seed >> 20) % CITIES);
    for (size_t c = 0; c < 5; c++) {
      if ((seed >> (c * 5 + 2)) % 7 != 0) gaps[c][i / 8] |= (uint8_t)(1u << i % 8);
    }
    /* What stands in an absent cell means nothing. */
    if (!is_there(0, i)) incomes[i] = (__int128)INT64_MAX * INT64_MAX;
    if (!is_there(1, i)) staff[i] = INT32_MIN;
    if (!is_there(2, i)) cities[i] = (int8_t)(i % 256);
    if (!is_there(4, i)) born[i] = INT32_MAX;
    if ((seed >> 27) % 2 != 0) old[i / 8] |= (uint8_t)(1u << i % 8);
  }
}

static void make_table(full_table *t, int64_t rows) {
  static const char *const NAMES[] = {"Income", "Staff", "City", "Old", "Born"};
  static const char *const FORMATS[] = {"d:18,2", "i", "c", "b", "tdD"};
  const void *const values[] = {incomes, staff, cities, old, born};
  table_begin(&t->table, rows);
  for (size_t i = 0; i < 5; i++) {
    t->schemas[i] = schema_of(NAMES[i], FORMATS[i]);
    t->buffers[i][0] = gaps[i];
    t->buffers[i][1] = values[i];
    t->arrays[i] = array_of(ROWS, t->buffers[i], 2);
    table_add(&t->table, &t->schemas[i], &t->arrays[i]);
  }
  t->schemas[5] = schema_of("", "u");
  t->buffers[5][1] = CITY_OFFSETS;
  t->buffers[5][2] = CITY_LETTERS;
  t->arrays[5] = array_of(CITIES, t->buffers[5], 3);
  t->schemas[2].dictionary = &t->schemas[5];
  t->arrays[2].dictionary = &t->arrays[5];
}

static dmn_batch *open_all(const dmn_model *model, full_table *t,
                           const dmn_batch_options *options) {
  dmn_text names[COUNT_OF(DECISIONS)];
  for (size_t i = 0; i < COUNT_OF(DECISIONS); i++) names[i] = dmn_text_of(DECISIONS[i]);
  dmn_batch *batch = NULL;
  dmn_error error;
  dmn_status status =
      dmn_batch_open(model, names, COUNT_OF(names), &t->table.schema, options, &batch, &error);
  if (status != DMN_OK) fail_msg("%s", error.message_en);
  return batch;
}

/* --- Results as texts --- */

static text text_in(const struct ArrowArray *a, size_t row) {
  const int32_t *offsets = a->buffers[1];
  return (text){(const char *)a->buffers[2] + offsets[row],
                (size_t)(offsets[row + 1] - offsets[row])};
}

static bool is_valid(const struct ArrowArray *a, size_t row) {
  const uint8_t *bits = a->buffers[0];
  return bits == NULL || (bits[row / 8] >> row % 8 & 1) != 0;
}

static void print_value(const struct ArrowArray *a, const char *format, size_t row, char *out,
                        size_t size) {
  char digits[DECIMAL_TEXT_PLAIN_SIZE]; /* of which few are used */
  if (!is_valid(a, row)) {
    snprintf(out, size, "null");
  } else if (format[0] == 'b') {
    bool is_true = (((const uint8_t *)a->buffers[1])[row / 8] >> row % 8 & 1) != 0;
    snprintf(out, size, "%s", is_true ? "true" : "false");
  } else if (format[0] == 'd') {
    decimal d = decimal_scaled((int64_t)((const __int128 *)a->buffers[1])[row], -4);
    decimal_format(&d, digits, sizeof digits);
    snprintf(out, size, "%.60s", digits);
  } else if (format[0] == 't') {
    char day[CALENDAR_TEXT_SIZE];
    calendar_format_day(((const int32_t *)a->buffers[1])[row], day);
    snprintf(out, size, "\"%s\"", day);
  } else {
    text t = text_in(a, row);
    bool is_json = t.size != 0 && t.data[0] == '[';
    snprintf(out, size, is_json ? "%.*s" : "\"%.*s\"", TEXT_ARG(t));
  }
}

/* What a session prints for the same: the value, then the missing facts. */
static void print_row(const struct ArrowArray *results, const struct ArrowSchema *schema,
                      size_t want, size_t row, char *out, size_t size) {
  const struct ArrowArray *const *c =
      (const struct ArrowArray *const *)results->children + 3 * want;
  print_value(c[0], schema->children[3 * want]->format, row, out, size);
  const int32_t *offsets = c[2]->buffers[1];
  for (int32_t i = offsets[row]; i < offsets[row + 1]; i++) {
    size_t used = strlen(out);
    text name = text_in(c[2]->children[0], (size_t)i);
    snprintf(out + used, size - used, "%s%.*s", i == offsets[row] ? " missing " : " ",
             TEXT_ARG(name));
  }
}

static text status_of(const struct ArrowArray *results, size_t want, size_t row) {
  const struct ArrowArray *status = results->children[3 * want + 1];
  return text_in(status->dictionary, (size_t)((const int8_t *)status->buffers[1])[row]);
}

static void print_input(size_t row, char *out, size_t size) {
  size_t used = (size_t)snprintf(out, size, "{");
  const char *comma = "";
  if (is_there(0, row)) {
    long long fen = (long long)incomes[row], whole = fen < 0 ? -fen : fen;
    used += (size_t)snprintf(out + used, size - used, "\"Income\": %s%lld.%02lld",
                             fen < 0 ? "-" : "", whole / 100, whole % 100);
    comma = ", ";
  }
  if (is_there(1, row)) {
    used += (size_t)snprintf(out + used, size - used, "%s\"Staff\": %d", comma, staff[row]);
    comma = ", ";
  }
  if (is_there(2, row)) {
    used += (size_t)snprintf(out + used, size - used, "%s\"City\": \"%s\"", comma,
                             CITY_NAMES[cities[row]]);
    comma = ", ";
  }
  if (is_there(3, row)) {
    used += (size_t)snprintf(out + used, size - used, "%s\"Old\": %s", comma,
                             is_old(row) ? "true" : "false");
    comma = ", ";
  }
  if (is_there(4, row)) {
    char day[CALENDAR_TEXT_SIZE];
    calendar_format_day(born[row], day);
    used += (size_t)snprintf(out + used, size - used, "%s\"Born\": \"%s\"", comma, day);
  }
  snprintf(out + used, size - used, "}");
}

/* --- Tests --- */

static void expect_status(const struct ArrowArray *results, size_t want, size_t row,
                          const char *answer, bool is_unknown) {
  text found = status_of(results, want, row);
  const char *expected = is_unknown                        ? "unknown"
                         : strncmp(answer, "null", 4) == 0 ? "null"
                         : strcmp(answer, "true") == 0     ? "met"
                         : strcmp(answer, "false") == 0    ? "not met"
                                                           : "value";
  if (!text_is(found, expected)) fail_msg("row %zu: %s: %.*s", row, answer, TEXT_ARG(found));
}

/* A session gives quotients with all digits; batches round them to the scale. */
static void round_answer(char *answer) {
  decimal d, rounded;
  char *end = strchr(answer, ' ');
  if (end != NULL || !decimal_parse(text_of(answer), &d)) return;
  assert_true(decimal_round(&d, 4, ROUNDING_HALF_EVEN, &rounded));
  decimal_format(&rounded, answer, 2000);
}

static void compare_rows(const dmn_model *model, const struct ArrowArray *results,
                         const struct ArrowSchema *schema, size_t from) {
  dmn_session_options options = DMN_SESSION_OPTIONS_INIT;
  options.three_valued = true;
  dmn_session *session = session_of(model, &options);
  for (size_t row = 0; row < (size_t)results->length; row += row % 16 == 0 ? 1 : 7) {
    char input[400], found[2000], answer[DECIMAL_TEXT_PLAIN_SIZE];
    print_input(from + row, input, sizeof input);
    for (size_t i = 0; i < COUNT_OF(DECISIONS); i++) {
      snprintf(answer, sizeof answer, "%s", evaluated(session, DECISIONS[i], input, DMN_NO_TIME));
      bool is_unknown = dmn_session_is_unknown(session);
      if (strcmp(DECISIONS[i], "List") == 0 && is_unknown)
        continue; /* an unknown inside of a list */
      round_answer(answer);
      print_row(results, schema, i, row, found, sizeof found);
      if (strcmp(found, answer) != 0)
        fail_msg("%s of %s: %s, not %s", DECISIONS[i], input, found, answer);
      char *behind = strstr(answer, " missing");
      if (behind != NULL) *behind = '\0';
      expect_status(results, i, row, answer, is_unknown);
    }
  }
  dmn_session_close(session);
}

static void test_same_as_a_session(void **state) {
  (void)state;
  dmn_model *model = typed_model();
  for (uint32_t threads = 1; threads <= 3; threads++) {
    full_table t = {0};
    make_table(&t, threads == 3 ? 100 : ROWS);
    if (threads == 3) t.table.array.offset = 4097; /* rows of a batch that lies inside of another */
    dmn_batch_options options = DMN_BATCH_OPTIONS_INIT;
    options.threads = threads;
    options.number_scale = 4;
    dmn_batch *batch = open_all(model, &t, &options);
    struct ArrowArray results;
    struct ArrowSchema schema;
    dmn_error error;
    test_releases = 0;
    assert_int_equal(dmn_batch_schema(batch, &schema, &error), DMN_OK);
    if (dmn_batch_evaluate(batch, &t.table.array, &results, &error) != DMN_OK) {
      fail_msg("%s", error.message_en);
    }
    assert_int_equal(test_releases, 0); /* what came in stays the caller's */
    dmn_batch_close(batch);
    assert_int_equal(results.n_children, 3 * COUNT_OF(DECISIONS));
    compare_rows(model, &results, &schema, (size_t)t.table.array.offset);
    results.release(&results);
    schema.release(&schema);
  }
  dmn_model_close(model);
}

static void test_options(void **state) {
  (void)state;
  dmn_model *model = typed_model();
  full_table t = {0};
  make_table(&t, 64);
  dmn_batch_options options = DMN_BATCH_OPTIONS_INIT;
  options.nulls_are_known = true;
  options.without_missing = true;
  dmn_batch *batch = open_all(model, &t, &options);
  struct ArrowArray results;
  assert_int_equal(dmn_batch_evaluate(batch, &t.table.array, &results, NULL), DMN_OK);
  assert_int_equal(results.n_children, 2 * COUNT_OF(DECISIONS));
  for (size_t row = 0; row < 64; row++) {
    int8_t code = ((const int8_t *)results.children[1]->buffers[1])[row];
    text word = text_in(results.children[1]->dictionary, (size_t)code);
    if (!text_is(word, is_there(0, row) ? "value" : "null")) fail_msg("row %zu", row);
  }
  results.release(&results);
  t.table.array.length = 0; /* no rows at all */
  assert_int_equal(dmn_batch_evaluate(batch, &t.table.array, &results, NULL), DMN_OK);
  assert_int_equal(results.length, 0);
  results.release(&results);
  dmn_batch_close(batch);
  dmn_model_close(model);
}

typedef struct refusal {
  const char *name, *decision, *column, *format;
  bool others_allowed;
  dmn_status opened;
} refusal;

static const refusal REFUSALS[] = {
    {"as it should be", "Tax", "Income", "l", false, DMN_OK},
    {"no decision", "Tux", "Income", "l", false, DMN_NOT_FOUND},
    {"no input", "Tax", "Incame", "l", false, DMN_NOT_FOUND},
    {"an input that may be there", "Tax", "Incame", "l", true, DMN_OK},
    {"floating point", "Tax", "Income", "g", false, DMN_TYPE_ERROR},
    {"another type", "Tax", "Income", "u", false, DMN_TYPE_ERROR},
};

static void test_refusals(void **state) {
  (void)state;
  dmn_model *model = typed_model();
  for (size_t i = 0; i < COUNT_OF(REFUSALS); i++) {
    const refusal *c = &REFUSALS[i];
    struct ArrowSchema schema = schema_of(c->column, c->format);
    test_table table;
    table_begin(&table, 0);
    table_add(&table, &schema, NULL);
    dmn_batch_options options = DMN_BATCH_OPTIONS_INIT;
    options.other_columns_allowed = c->others_allowed;
    dmn_text name = dmn_text_of(c->decision);
    dmn_batch *batch;
    dmn_status status = dmn_batch_open(model, &name, 1, &table.schema, &options, &batch, NULL);
    if (status != c->opened) fail_msg("%s: %s", c->name, dmn_status_name(status));
    assert_true((batch != NULL) == (status == DMN_OK));
    dmn_batch_close(batch);
  }
  dmn_model_close(model);
}

static void test_arrays_that_lie(void **state) {
  (void)state;
  dmn_model *model = typed_model();
  full_table t = {0};
  make_table(&t, 64);
  dmn_batch *batch = open_all(model, &t, NULL);
  struct ArrowArray results;
  dmn_error error;
  t.arrays[1].length = 63;
  assert_int_equal(dmn_batch_evaluate(batch, &t.table.array, &results, &error), DMN_INVALID);
  assert_null(results.release);
  t.arrays[1].length = ROWS;
  t.table.array.n_children = 4;
  assert_int_equal(dmn_batch_evaluate(batch, &t.table.array, &results, &error), DMN_INVALID);
  t.table.array.n_children = 5;
  t.table.array.release = NULL;
  assert_int_equal(dmn_batch_evaluate(batch, &t.table.array, &results, &error), DMN_INVALID);
  t.table.array.release = note_array_release;
  assert_int_equal(dmn_batch_evaluate(batch, &t.table.array, &results, &error), DMN_OK);
  results.release(&results);
  dmn_batch_close(batch);
  dmn_text huge = dmn_text_of("Huge"), list = dmn_text_of("List");
  assert_int_equal(dmn_batch_open(model, &huge, 1, &t.table.schema, NULL, &batch, &error), DMN_OK);
  assert_int_equal(dmn_batch_evaluate(batch, &t.table.array, &results, &error), DMN_TYPE_ERROR);
  assert_string_equal(error.code, "LIBDMN_ARROW_RESULT");
  assert_null(results.release);
  dmn_batch_close(batch);
  assert_int_equal(dmn_batch_open(model, &list, 0, &t.table.schema, NULL, &batch, &error),
                   DMN_MISUSE);
  dmn_model_close(model);
}

/* Each allocation fails once: an error value, nothing left behind, and the batch works again. */
static void test_want_of_memory(void **state) {
  (void)state;
  dmn_model *model = typed_model();
  full_table t = {0};
  make_table(&t, 8);
  int64_t before = memory_live_blocks(), tries = 0;
  bool is_done = false;
  for (; !is_done && tries < 3000; tries++) {
    dmn_text name = dmn_text_of("Where");
    dmn_batch *batch = NULL;
    struct ArrowArray results = {0};
    struct ArrowSchema schema = {0};
    memory_fail_after(tries, false);
    dmn_status status = dmn_batch_open(model, &name, 1, &t.table.schema, NULL, &batch, NULL);
    if (status == DMN_OK) status = dmn_batch_schema(batch, &schema, NULL);
    if (status == DMN_OK) status = dmn_batch_evaluate(batch, &t.table.array, &results, NULL);
    is_done = status == DMN_OK;
    memory_fail_after(-1, false);
    if (!is_done) assert_int_equal(status, DMN_OUT_OF_MEMORY);
    if (results.release != NULL) results.release(&results);
    if (schema.release != NULL) schema.release(&schema);
    dmn_batch_close(batch);
    assert_int_equal(memory_live_blocks(), before);
  }
  assert_true(is_done && tries > 20);
  dmn_model_close(model);
}

static int setup(void **state) {
  (void)state;
  fill_values();
  return 0;
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_same_as_a_session), cmocka_unit_test(test_options),
      cmocka_unit_test(test_refusals), cmocka_unit_test(test_arrays_that_lie),
      cmocka_unit_test(test_want_of_memory)};
  return cmocka_run_group_tests(tests, setup, NULL);
}

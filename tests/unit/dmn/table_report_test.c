/* Findings as people read them: sentences in both languages, places, and where telling ends. */
#include "dmn/table_report.h"

#include "base/limits.h"
#include "support/dmn.h"

#define ENTRY(kind, written) "<" kind "><text>" written "</text></" kind ">"
#define COLUMN(name) "<input>" ENTRY("inputExpression", name) "</input>"
#define RULE(a, output) "\n<rule>" ENTRY("inputEntry", a) ENTRY("outputEntry", output) "</rule>"
#define TABLE(policy, type, output, rules)                                             \
  DMN_INPUT_DATA("占比", type)                                                         \
  DMN_DECISION_OF("补助", DMN_NEEDS_INPUT("占比"),                                     \
                  "<decisionTable hitPolicy='" policy "'>" COLUMN("占比") output rules \
                  "</decisionTable>")

static bool add_finding(void *context, const dmn_table_finding *finding) {
  text_builder *out = context;
  for (language lang = LANGUAGE_CHINESE; lang < LANGUAGE_COUNT; lang++) {
    char sentence[500];
    message_format(lang, finding->message, finding->arguments, sentence, sizeof sentence);
    text_builder_format(out, "%s\n", sentence);
  }
  return true;
}

static sd_status analyse(const dmn_model *model, dmn_table_finding_visitor *visit, void *context) {
  arena *a = arena_create(0);
  const dmn_element *d = dmn_model_find(model, DMN_DECISION, TEXT("补助"));
  sd_status status = dmn_table_analyse(model, d, NULL, a, visit, context, NULL);
  arena_destroy(a);
  return status;
}

static void speaks_both_languages(void **state) {
  (void)state;
  static const struct {
    const char *body, *sentences;
  } ROWS[] = {
      {TABLE("UNIQUE", "number", "<output/>", RULE("&lt; 0.05", "1") RULE("[0.05..1]", "2")),
       "“补助”：没有规则适用于 占比 = 2\n\"补助\": no rule for 占比 = 2\n"},
      {TABLE("UNIQUE", "number", "<output/>", RULE("&lt; 0.05", "1") RULE("> 0.05", "2")),
       "“补助”：规则 1 与规则 2 都不含边界值 占比 = 0.05，没有规则适用于 占比 = 0.05\n"
       "\"补助\": rules 1 and 2 both leave out the boundary 占比 = 0.05: no rule for 占比 = "
       "0.05\n"},
      {TABLE("UNIQUE", "number", "<output/>", RULE("&lt;= 0.05", "1") RULE(">= 0.05", "2")),
       "“补助”：规则 1 与规则 2 都含边界值 占比 = 0.05，同时适用于 占比 = 0.05\n"
       "\"补助\": rules 1 and 2 both include the boundary 占比 = 0.05: both match 占比 = 0.05\n"},
      {TABLE("UNIQUE", "boolean", "<output/>", RULE("true", "1") RULE("-", "2")),
       "“补助”只许一条规则命中，规则 1 与规则 2 却都适用于 占比 = true\n"
       "\"补助\" allows one rule to match, but rules 1 and 2 both match 占比 = true\n"},
      {TABLE("ANY", "boolean", "<output/>", RULE("true", "1") RULE("-", "2")),
       "“补助”：规则 1 与规则 2 都适用于 占比 = true，输出却不同\n"
       "\"补助\": rules 1 and 2 both match 占比 = true, with different outputs\n"},
      {TABLE("COLLECT", "number", "<output/>", RULE("[2..1]", "1")),
       "“补助”：规则 1 永不命中，“占比”的任何允许值都不满足 [2..1]\n"
       "\"补助\": rule 1 can never fire, no allowed value of 占比 satisfies [2..1]\n"},
      {TABLE("FIRST", "number", "<output/>",
             RULE("&lt; 1", "1") RULE("> 0", "2") RULE("[0..9]", "3") RULE("-", "4")),
       "“补助”：规则 3 永远轮不到，其全部情形已由规则 1, 2 先行决定\n"
       "\"补助\": rule 3 can never fire, all its cases are decided before it by 1, 2\n"},
      {TABLE("COLLECT", "number", "<output typeRef='number'/>", RULE("-", "\"无\"")),
       "“补助”：规则 1 的输出 \"无\" 不符合类型 number\n"
       "\"补助\": the output \"无\" of rule 1 does not fit the type number\n"},
      {TABLE("COLLECT", "number", "<output>" ENTRY("outputValues", "1, 2") "</output>",
             RULE("-", "3")),
       "“补助”：规则 1 的输出 3 不在输出值 1, 2 之中\n"
       "\"补助\": the output 3 of rule 1 is not among the output values 1, 2\n"},
      {TABLE("COLLECT", "number", "<output/>", RULE("even(?)", "1")),
       "“补助”：列“占比”未作分析，规则 1 的条件 even(?) 不是与常数的比较\n"
       "\"补助\": column 占比 is not analysed, the condition even(?) of rule 1 is no comparison "
       "with "
       "constants\n"},
      {TABLE("UNIQUE", "number", "<output/>", RULE("not(null)", "1")),
       "“补助”：没有规则适用于缺失值：占比 = null\n"
       "\"补助\": no rule for a missing value: 占比 = null\n"},
  };
  for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
    dmn_model *model = model_of(ROWS[i].body);
    text_builder told;
    text_builder_init(&told, 10000);
    assert_int_equal(analyse(model, add_finding, &told), SD_OK);
    CHECK_ROW_TEXT(ROWS[i].sentences, told.data == NULL ? "" : told.data, ROWS[i].sentences);
    text_builder_release(&told);
    dmn_model_destroy(model);
  }
}

static bool note_place(void *context, const dmn_table_finding *finding) {
  uint32_t line, column;
  text span = source_span_text(finding->span);
  source_span_locate(finding->span, &line, &column);
  text_builder_format(context, "%u %s %.*s\n", line,
                      finding->severity == DIAGNOSTIC_ERROR ? "error" : "warning", TEXT_ARG(span));
  return true;
}

static void points_at_tables_rules_and_cells(void **state) {
  (void)state;
  dmn_model *model =
      model_of(TABLE("FIRST", "number", "<output typeRef='string'/>",
                     RULE("&lt; 1", "7") RULE("&lt; 0", "\"b\"") RULE("[2..1]", "\"c\"")));
  text_builder told;
  text_builder_init(&told, 10000);
  assert_int_equal(analyse(model, note_place, &told), SD_OK);
  assert_string_equal(told.data,
                      "2 warning 7\n"
                      "3 error <rule>\n"
                      "4 error [2..1]\n"
                      "1 warning <decisionTable hitPolicy='FIRST'>\n");
  text_builder_release(&told);
  dmn_model_destroy(model);
}

typedef struct tally {
  size_t told, ended_after;
  dmn_finding_kind last;
} tally;

static bool count_finding(void *context, const dmn_table_finding *finding) {
  tally *t = context;
  t->last = finding->kind;
  return ++t->told != t->ended_after;
}

static dmn_model *model_of_rules(const char *policy, const char *cell, size_t rule_count) {
  text_builder b;
  text_builder_init(&b, 1 << 22);
  text_builder_format(&b,
                      DMN_INPUT_DATA("占比", "number") "<decision id='d' name='补助'>"
                      "<variable name='补助'/>" DMN_NEEDS_INPUT("占比")
                      "<decisionTable hitPolicy='%s'>" COLUMN("占比") "<output/>",
                      policy);
  for (size_t i = 0; i < rule_count; i++) {
    char written[60];
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    snprintf(written, sizeof written, cell, (int)i, (int)i + 1);
#pragma GCC diagnostic pop
    text_builder_format(&b, RULE("%s", "1"), written);
  }
  text_builder_add_string(&b, "</decisionTable></decision>");
  dmn_model *model = model_of(text_builder_text(&b).data);
  text_builder_release(&b);
  return model;
}

static void knows_where_to_end(void **state) {
  (void)state;
  static const struct {
    const char *name, *policy, *cell;
    size_t rule_count, ended_after, told;
    dmn_finding_kind last;
  } ROWS[] = {
      {"a thousand rules", "UNIQUE", "[%d..%d)", 1000, 0, 2, DMN_FINDING_GAP},
      {"all overlap", "UNIQUE", ">= %d", 40, 0, LIMIT_TABLE_FINDINGS + 1, DMN_FINDING_TOO_LARGE},
      {"the visitor has enough", "UNIQUE", ">= %d", 40, 3, 3, DMN_FINDING_OVERLAP},
      {"too large", "UNIQUE", "[%d..%d)", 2500, 0, 1, DMN_FINDING_TOO_LARGE},
  };
  for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
    dmn_model *model = model_of_rules(ROWS[i].policy, ROWS[i].cell, ROWS[i].rule_count);
    tally t = {.ended_after = ROWS[i].ended_after};
    assert_int_equal(analyse(model, count_finding, &t), SD_OK);
    CHECK_ROW(ROWS[i].name, t.told == ROWS[i].told);
    CHECK_ROW(ROWS[i].name, t.last == ROWS[i].last);
    dmn_model_destroy(model);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(speaks_both_languages),
                                     cmocka_unit_test(points_at_tables_rules_and_cells),
                                     cmocka_unit_test(knows_where_to_end)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Reports of wrong facts: taken in once, answered once for good, held to the chain. */
#include "registry/fact_report.h"

#include "base/messages/registry.h"
#include "support/story.h"

static sd_status file_one(company_file *f, fact_report_request r, int64_t *id) {
  if (r.actor == NULL) r.actor = "王企业";
  r.now_us = 900;
  return fact_report_file(f->registry, &r, id, NULL);
}

static void what_can_be_reported(void **state) {
  company_file *f = *state;
  tell(f, "revenue", &revenue_story[0]);
  char longest[FACT_REPORT_TEXT_BYTES_MAX + 2];
  memset(longest, 'x', sizeof longest);
  longest[sizeof longest - 1] = '\0';
  const struct {
    const char *name, *code, *attribute, *source, *statement, *actor;
    int32_t period;
    sd_status expected;
  } rows[] = {
      {"a wrong fact", CODE_A, "revenue", "税务局", "少了一位", NULL, 2024, SD_OK},
      {"a missing fact", CODE_A, "revenue", "", "没有数据", NULL, 2023, SD_OK},
      {"another source", CODE_A, "revenue", "统计局", "x", NULL, 2024, SD_NOT_FOUND},
      {"another year", CODE_A, "revenue", "税务局", "x", NULL, 2022, SD_NOT_FOUND},
      {"no such attribute", CODE_A, "nothing", "", "x", NULL, 2024, SD_NOT_FOUND},
      {"no such subject", CODE_C, "revenue", "", "x", NULL, 2024, SD_NOT_FOUND},
      {"a period that does not fit", CODE_A, "revenue", "", "x", NULL, 0, SD_INVALID},
      {"nothing said", CODE_A, "revenue", "税务局", " ", NULL, 2024, SD_INVALID},
      {"too much said", CODE_A, "revenue", "税务局", longest, NULL, 2024, SD_INVALID},
      {"by nobody", CODE_A, "revenue", "税务局", "x", "", 2024, SD_INVALID},
  };
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    int64_t id = 0;
    fact_report_request r = {.code = text_of(rows[i].code),
                             .attribute = text_of(rows[i].attribute),
                             .source = text_of(rows[i].source),
                             .period = rows[i].period,
                             .statement = text_of(rows[i].statement),
                             .actor = rows[i].actor};
    sd_status status = file_one(f, r, &id);
    CHECK_ROW(rows[i].name, status == rows[i].expected && (id != 0) == (status == SD_OK));
  }
  int64_t count = 0;
  assert_int_equal(fact_report_verify(f->db, &count, NULL), SD_OK);
  assert_int_equal(count, 2);
}

static sd_status count_one(void *context, const fact_report *r, sd_error *error) {
  (void)error;
  (void)r;
  ++*(size_t *)context;
  return SD_OK;
}

static void twice_is_once_until_it_is_answered(void **state) {
  company_file *f = *state;
  tell(f, "revenue", &revenue_story[0]);
  const fact_report_request r = {.code = TEXT(CODE_A),
                                 .attribute = TEXT("revenue"),
                                 .source = TEXT("税务局"),
                                 .period = 2024,
                                 .claimed = TEXT(" 10,000 "),
                                 .statement = TEXT("少了一位")};
  int64_t first = 0, again = 0, later = 0;
  assert_int_equal(file_one(f, r, &first), SD_OK);
  assert_int_equal(file_one(f, r, &again), SD_OK);
  assert_int_equal(first, again);
  fact_report found = {0};
  assert_int_equal(fact_report_find(f->db, first, f->arena, &found, NULL), SD_OK);
  assert_string_equal(found.on_file.data, "1000.00");
  assert_string_equal(found.claimed.data, "10,000");
  assert_int_equal(found.state, FACT_REPORT_OPEN);

  fact_report_answer answer = {.id = first, .actor = "张", .now_us = 950};
  answer.outcome = FACT_REPORT_FORWARDED;
  answer.note = TEXT("已转");
  assert_int_equal(fact_report_reply(f->db, &answer, NULL), SD_OK);
  assert_int_equal(file_one(f, r, &again), SD_OK);
  assert_int_equal(first, again);
  answer.note = TEXT("");
  assert_int_equal(fact_report_reply(f->db, &answer, NULL), SD_INVALID);
  answer.note = TEXT("无误");
  answer.outcome = FACT_REPORT_STANDS;
  assert_int_equal(fact_report_reply(f->db, &answer, NULL), SD_OK);
  answer.outcome = FACT_REPORT_CORRECTED;
  assert_int_equal(fact_report_reply(f->db, &answer, NULL), SD_REFUSED);
  answer.id = 99;
  assert_int_equal(fact_report_reply(f->db, &answer, NULL), SD_NOT_FOUND);

  assert_int_equal(fact_report_find(f->db, first, f->arena, &found, NULL), SD_OK);
  assert_int_equal(found.state, FACT_REPORT_STANDS);
  assert_string_equal(found.note.data, "无误");
  assert_int_equal(file_one(f, r, &later), SD_OK);
  assert_true(later != first);
  size_t of_a = 0, of_b = 0;
  assert_int_equal(fact_reports_each(f->db, TEXT(CODE_A), count_one, &of_a, NULL), SD_OK);
  assert_int_equal(fact_reports_each(f->db, TEXT(CODE_B), count_one, &of_b, NULL), SD_OK);
  assert_int_equal(of_a, 2);
  assert_int_equal(of_b, 0);
}

static void a_changed_row_is_found(void **state) {
  company_file *f = *state;
  static const char *const damages[] = {
      "UPDATE fact_report SET statement='x'", "DELETE FROM fact_report_answer",
      "UPDATE fact_report_answer SET outcome='corrected'", "DELETE FROM fact_report"};
  tell(f, "revenue", &revenue_story[0]);
  int64_t id, count;
  const fact_report_request r = {
      .code = TEXT(CODE_A), .attribute = TEXT("revenue"), .period = 2024, .statement = TEXT("x")};
  assert_int_equal(file_one(f, r, &id), SD_OK);
  const fact_report_answer answer = {
      .id = id, .outcome = FACT_REPORT_STANDS, .note = TEXT("y"), .actor = "张", .now_us = 950};
  assert_int_equal(fact_report_reply(f->db, &answer, NULL), SD_OK);
  for (size_t i = 0; i < COUNT_OF(damages); i++) {
    assert_int_equal(database_run(f->db, damages[i], NULL), SD_REFUSED);
  }
  assert_int_equal(database_run(f->db, "DROP TRIGGER fact_report_update", NULL), SD_OK);
  assert_int_equal(database_run(f->db, "UPDATE fact_report SET claimed='z'", NULL), SD_OK);
  assert_int_equal(fact_report_verify(f->db, &count, NULL), SD_CORRUPT);
}

static void words(void **state) {
  (void)state;
  fact_report_state s;
  assert_true(fact_report_answer_of_word(TEXT("corrected"), &s) && s == FACT_REPORT_CORRECTED);
  assert_false(fact_report_answer_of_word(TEXT("open"), &s));
  assert_false(fact_report_answer_of_word(TEXT("whatever"), &s));
  assert_string_equal(fact_report_state_word(FACT_REPORT_FORWARDED), "forwarded");
}

int main(void) {
#define CASE(test) cmocka_unit_test_setup_teardown(test, open_company_file, close_company_file)
  const struct CMUnitTest tests[] = {CASE(what_can_be_reported),
                                     CASE(twice_is_once_until_it_is_answered),
                                     CASE(a_changed_row_is_found), cmocka_unit_test(words)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Single facts with their origin, those behind a cell, conflicts and counts. */
#include "support/story.h"

typedef struct transcript {
  char content[1000];
  size_t size;
} transcript;

static sd_status write_down(void *context, const fact_record *fact, sd_error *error) {
  (void)error;
  transcript *t = context;
  char value[64];
  fact_value_format_plain(&fact->value, value, sizeof value);
  int written = snprintf(t->content + t->size, sizeof t->content - t->size, "%s %s %.*s %d:%d%s\n",
                         fact->attribute->id.data, value, TEXT_ARG(fact->source),
                         (int)fact->known_us, (int)fact->row, fact->current ? " *" : "");
  t->size += (size_t)written;
  return SD_OK;
}

static void all_facts_of_a_subject_with_their_origin(void **state) {
  company_file *f = *state;
  for (size_t i = 0; i < COUNT_OF(revenue_story); i++) tell(f, "revenue", &revenue_story[i]);
  for (size_t i = 0; i < COUNT_OF(district_story); i++) tell(f, "district", &district_story[i]);
  transcript t = {0};
  registry_view view = {day_of("2024-12-31"), 350};
  assert_int_equal(
      registry_subject_facts(f->registry, TEXT(CODE_A), NULL, view, write_down, &t, NULL), SD_OK);
  assert_string_equal(t.content,
                      "revenue 1000.00 税务局 100:2\n"
                      "revenue 1100.00 税务局 300:2 *\n"
                      "revenue 900.00 统计局 200:2 *\n");
  t = (transcript){0};
  view.known_us = INT64_MAX;
  assert_int_equal(
      registry_subject_facts(f->registry, TEXT(CODE_A), "district", view, write_down, &t, NULL),
      SD_OK);
  assert_string_equal(t.content,
                      "district 武进区 市场监管局 500:2\n"
                      "district 钟楼区 市场监管局 500:2\n"
                      "district 新北区 市场监管局 500:2\n"
                      "district 天宁区 市场监管局 500:2 *\n");
  assert_int_equal(
      registry_subject_facts(f->registry, TEXT(CODE_C), NULL, view, write_down, &t, NULL),
      SD_NOT_FOUND);
}

static void conflicts_and_the_facts_behind_a_cell(void **state) {
  company_file *f = *state;
  for (size_t i = 0; i < COUNT_OF(revenue_story); i++) tell(f, "revenue", &revenue_story[i]);
  transcript t = {0};
  registry_view view = {INT64_MAX, 400};
  column_request smallest = {"revenue", 2024, PICK_MIN, NULL};
  assert_int_equal(
      registry_cell_facts(f->registry, TEXT(CODE_A), view, &smallest, write_down, &t, NULL), SD_OK);
  assert_string_equal(t.content,
                      "revenue 900.00 统计局 200:2 *\n"
                      "revenue 950.00 审计 400:2 *\n"
                      "revenue 1100.00 税务局 300:2 *\n");
  t = (transcript){0};
  assert_int_equal(registry_conflicts(f->registry, view, write_down, &t, NULL), SD_OK);
  assert_string_equal(t.content,
                      "revenue 950.00 审计 400:2 *\n"
                      "revenue 1100.00 税务局 300:2 *\n"
                      "revenue 900.00 统计局 200:2 *\n");
  static const struct {
    int64_t known_us;
    registry_counts expected;
  } rows[] = {{50, {0, 0, 0, 0}}, {100, {2, 2, 0, 1}}, {200, {2, 4, 1, 2}}, {500, {2, 7, 1, 5}}};
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    registry_counts counts;
    assert_int_equal(
        registry_count(f->registry, (registry_view){INT64_MAX, rows[i].known_us}, &counts, NULL),
        SD_OK);
    assert_memory_equal(&counts, &rows[i].expected, sizeof counts);
  }
}

int main(void) {
#define CASE(test) cmocka_unit_test_setup_teardown(test, open_company_file, close_company_file)
  static const struct CMUnitTest tests[] = {
      CASE(all_facts_of_a_subject_with_their_origin),
      CASE(conflicts_and_the_facts_behind_a_cell),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

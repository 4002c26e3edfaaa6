/* Facts over time: what was true on a day, as known at a moment, and whose word counts. */
#include "support/story.h"

static void revenue_as_known_at_each_moment(void **state) {
  company_file *f = *state;
  for (size_t i = 0; i < COUNT_OF(revenue_story); i++) tell(f, "revenue", &revenue_story[i]);
  static const struct {
    const char *name;
    int64_t known_us;
    pick_rule pick;
    const char *order, *expected; /* '!': in conflict */
  } rows[] = {
      {"nothing known yet", 99, PICK_LATEST, NULL, ""},
      {"the tax office only", 100, PICK_LATEST, NULL, "1000.00"},
      {"just before statistics", 199, PICK_MIN, NULL, "1000.00"},
      {"statistics is later", 200, PICK_LATEST, NULL, "900.00!"},
      {"the smallest", 200, PICK_MIN, NULL, "900.00!"},
      {"the largest", 200, PICK_MAX, NULL, "1000.00!"},
      {"tax first", 200, PICK_ORDER, "税务局>统计局", "1000.00!"},
      {"statistics first", 200, PICK_ORDER, "统计局>税务局", "900.00!"},
      {"correction is the latest", 300, PICK_LATEST, NULL, "1100.00!"},
      {"corrected value is gone from the smallest", 300, PICK_MIN, NULL, "900.00!"},
      {"the largest is the correction", 300, PICK_MAX, NULL, "1100.00!"},
      {"audit is not named: behind those that are", 400, PICK_ORDER, "统计局", "900.00!"},
      {"audit first", 400, PICK_ORDER, "审计>税务局", "950.00!"},
      {"named one has none: the latest of the others", 400, PICK_ORDER, "海关", "950.00!"},
      {"still two opinions", 500, PICK_MAX, NULL, "950.00!"},
      {"the end of time", INT64_MAX, PICK_LATEST, NULL, "900.00!"},
  };
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    column_request column = {"revenue", 2024, rows[i].pick, rows[i].order};
    char value[64];
    read_value(f, CODE_A, &column, INT64_MAX, rows[i].known_us, value, sizeof value);
    CHECK_ROW_TEXT(rows[i].name, value, rows[i].expected);
  }
  column_request other = {"revenue", 2024, PICK_LATEST, NULL};
  char value[64];
  read_value(f, CODE_B, &other, INT64_MAX, INT64_MAX, value, sizeof value);
  assert_string_equal(value, "500.00"); /* two sources, one opinion */
}

/* --- The whole table --- */

static const column_request both_columns[] = {{"revenue", 2024, PICK_LATEST, NULL},
                                              {"district", PERIOD_NONE, PICK_LATEST, NULL}};

static void take_hash(company_file *f, int64_t known_us, const char *kind, sm3_digest *out,
                      size_t *subjects) {
  arena *a = arena_create(0);
  const snapshot *s = NULL;
  snapshot_request request = {
      .view = {INT64_MAX, known_us}, .kind = kind, .columns = both_columns, .column_count = 2};
  assert_int_equal(registry_snapshot(f->registry, &request, a, &s, NULL), SD_OK);
  assert_int_equal(snapshot_hash(s, &request, out, NULL), SD_OK);
  *subjects = s->subject_count;
  arena_destroy(a);
}

static void columns_are_in_the_order_of_codes(void **state) {
  company_file *f = *state;
  static const statement revenue = {100, "税务局", NULL, CODE_C ",3\n" CODE_A ",1\n"};
  static const statement district = {200, "市场监管局", NULL,
                                     CODE_B ",乙区\n" CODE_C ",甲区\n" CODE_A ",乙区\n"};
  tell(f, "revenue", &revenue);
  tell(f, "district", &district);
  arena *a = arena_create(0);
  const snapshot *s = NULL;
  snapshot_request request = {.view = {INT64_MAX, INT64_MAX},
                              .kind = "company",
                              .columns = both_columns,
                              .column_count = 2};
  assert_int_equal(registry_snapshot(f->registry, &request, a, &s, NULL), SD_OK);
  assert_int_equal(s->subject_count, 3);
  assert_string_equal(s->codes[0], CODE_A);
  assert_string_equal(s->codes[1], CODE_B);
  assert_string_equal(s->codes[2], CODE_C);
  assert_int_equal(snapshot_find(s, TEXT(CODE_C)), 2);
  assert_true(snapshot_find(s, TEXT("913204110000000000")) == SIZE_MAX);
  const snapshot_column *money = &s->columns[0], *words = &s->columns[1];
  assert_true(money->scale == 2 && money->values[0] == 100 && money->values[2] == 300);
  assert_true(money->flags[1] == 0 && money->present_count == 2);
  assert_int_equal(words->dictionary_count, 2);
  assert_string_equal(words->dictionary[0].data, "乙区"); /* first use, by code */
  assert_true(words->values[0] == 0 && words->values[1] == 0 && words->values[2] == 1);
  fact_value value;
  assert_false(snapshot_value(s, 0, 1, &value));
  arena_destroy(a);
}

static void a_snapshot_does_not_depend_on_what_came_later_or_in_which_order(void **state) {
  company_file *f = *state;
  static const statement revenue = {100, "税务局", NULL, CODE_B ",3\n" CODE_A ",1\n"};
  static const statement district = {100, "市场监管局", NULL, CODE_A ",乙区\n" CODE_B ",甲区\n"};
  static const statement later = {300, "税务局", NULL, CODE_C ",7\n" CODE_A ",2\n"};
  sm3_digest first, again, now, reversed;
  size_t subjects;
  tell(f, "revenue", &revenue);
  tell(f, "district", &district);
  take_hash(f, 200, "company", &first, &subjects);
  assert_int_equal(subjects, 2);
  tell(f, "revenue", &later);
  take_hash(f, 200, "company", &again, &subjects);
  assert_true(sm3_equal(&first, &again));
  assert_int_equal(subjects, 2);
  take_hash(f, 300, "company", &now, &subjects);
  assert_false(sm3_equal(&first, &now));
  assert_int_equal(subjects, 3);
  void *other_state = f;
  close_company_file(&other_state);
  open_company_file(&other_state);
  tell(f, "district", &district);
  tell(f, "revenue", &revenue);
  take_hash(f, 200, "company", &reversed, &subjects);
  assert_true(sm3_equal(&first, &reversed));
}

static void kinds_are_kept_apart(void **state) {
  company_file *f = *state;
  static const statement company = {100, "税务局", NULL, CODE_A ",1\n" CODE_B ",2\n"};
  tell(f, "revenue", &company);
  import_request request = {.now_us = 200};
  import_report report;
  assert_int_equal(
      load_table_text(f, "[file]\nsource=科技局\nkey=代码\nkind=incubator\n[columns]\n名=name\n",
                      TEXT("代码,名\n" CODE_B ",乙\n" CODE_C ",丙\n"), &request, &report, NULL),
      SD_OK);
  assert_int_equal(report.subjects_added, 1);
  static const struct {
    const char *kind;
    int64_t known_us;
    size_t subjects;
  } rows[] = {{"company", INT64_MAX, 2},     {"incubator", INT64_MAX, 2}, {"incubator", 150, 0},
              {"institution", INT64_MAX, 0}, {NULL, INT64_MAX, 3},        {NULL, 150, 2}};
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    sm3_digest hash;
    size_t subjects;
    take_hash(f, rows[i].known_us, rows[i].kind, &hash, &subjects);
    CHECK_ROW(rows[i].kind ? rows[i].kind : "all", subjects == rows[i].subjects);
  }
  bool is_there = false;
  assert_int_equal(registry_has_subject(f->registry, TEXT(CODE_B), "incubator", &is_there, NULL),
                   SD_OK);
  assert_true(is_there);
  assert_int_equal(registry_has_subject(f->registry, TEXT(CODE_C), "company", &is_there, NULL),
                   SD_OK);
  assert_false(is_there);
}

static void requests_that_cannot_be_answered(void **state) {
  company_file *f = *state;
  static const struct {
    const char *name;
    column_request column;
    const char *code;
    sd_status expected;
  } rows[] = {
      {"unknown attribute", {"turnover", 2024, PICK_LATEST, NULL}, NULL, SD_NOT_FOUND},
      {"no year for a yearly one", {"revenue", 0, PICK_LATEST, NULL}, NULL, SD_INVALID},
      {"a month for a yearly one", {"revenue", 202401, PICK_LATEST, NULL}, NULL, SD_INVALID},
      {"a year for one without", {"name", 2024, PICK_LATEST, NULL}, NULL, SD_INVALID},
      {"nobody on file", {"name", 0, PICK_LATEST, NULL}, CODE_A, SD_NOT_FOUND},
      {"nothing known is no error", {"name", 0, PICK_LATEST, NULL}, NULL, SD_OK},
  };
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    arena *a = arena_create(0);
    const snapshot *s = NULL;
    snapshot_request request = {.view = {INT64_MAX, INT64_MAX},
                                .code = rows[i].code,
                                .columns = &rows[i].column,
                                .column_count = 1};
    CHECK_ROW(rows[i].name,
              registry_snapshot(f->registry, &request, a, &s, NULL) == rows[i].expected);
    arena_destroy(a);
  }
}

int main(void) {
#define CASE(test) cmocka_unit_test_setup_teardown(test, open_company_file, close_company_file)
  static const struct CMUnitTest tests[] = {
      CASE(revenue_as_known_at_each_moment),
      CASE(columns_are_in_the_order_of_codes),
      CASE(a_snapshot_does_not_depend_on_what_came_later_or_in_which_order),
      CASE(kinds_are_kept_apart),
      CASE(requests_that_cannot_be_answered),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

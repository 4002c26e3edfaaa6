/* CSV files as officials send them: what loads, what is rejected where and why, what never is. */
#include "base/allocator.h"
#include "base/file.h"
#include "base/messages/registry.h"
#include "base/text_builder.h"
#include "support/company_file.h"

#define MAPPING                                                                     \
  "[file]\nsource = 税务局\nkey = 统一社会信用代码\nperiod = 2024\n"     \
  "[columns]\n企业名称 = name, optional\n研发费用 = rd_expense, optional\n" \
  "营业收入 = revenue, optional\n成立日期 = registered_on, optional\n"

#define GOOD_ROW CODE_A ",甲公司,1,2,2020-01-01\n"
#define HEADER "统一社会信用代码,企业名称,研发费用,营业收入,成立日期\n"

/* --- Faults of the file as a whole: nothing is stored --- */

static void bad_files_are_refused_whole(void **state) {
  company_file *f = *state;
  static const struct {
    const char *name, *mapping, *table;
    sd_status status;
    message_id reason;
  } cases[] = {
      {"empty", MAPPING, "", SD_INVALID, MESSAGE_TABLE_NO_HEADER},
      {"header only", MAPPING, HEADER, SD_INVALID, MESSAGE_TABLE_EMPTY},
      {"no key column", MAPPING, "企业名称,研发费用\n甲,1\n", SD_INVALID, MESSAGE_TABLE_NO_HEADER},
      {"a mapped column is missing",
       "[file]\nsource=甲\nkey=统一社会信用代码\n[columns]\n企业名称=name\n",
       "统一社会信用代码,名称\n" CODE_A ",甲\n", SD_INVALID, MESSAGE_TABLE_COLUMN_MISSING},
      {"a column twice", MAPPING, "统一社会信用代码,研发费用,研发费用\n" CODE_A ",1,2\n",
       SD_INVALID, MESSAGE_TABLE_COLUMN_TWICE},
      {"the key twice", MAPPING, "统一社会信用代码,统一社会信用代码,研发费用\n" CODE_A ",1,2\n",
       SD_INVALID, MESSAGE_TABLE_COLUMN_TWICE},
      {"header and mapping disagree about the unit",
       "[file]\nsource=甲\nkey=统一社会信用代码\nperiod=2024\n[columns]\n研发费用=rd_expense, unit "
       "元\n",
       "统一社会信用代码,研发费用（万元）\n" CODE_A ",1\n", SD_INVALID,
       MESSAGE_TABLE_UNITS_DISAGREE},
      {"percent sign over money", MAPPING, "统一社会信用代码,研发费用（%）\n" CODE_A ",1\n",
       SD_INVALID, MESSAGE_MAPPING_UNIT_UNFIT},
      {"the period's column is missing",
       "[file]\nsource=甲\nkey=统一社会信用代码\nperiod=column "
       "年度\n[columns]\n研发费用=rd_expense\n",
       "统一社会信用代码,研发费用\n" CODE_A ",1\n", SD_INVALID, MESSAGE_TABLE_COLUMN_MISSING},
      {"not one good row", MAPPING, HEADER "x,甲,1,2,\ny,乙,1,2,\n", SD_INVALID,
       MESSAGE_IMPORT_NO_GOOD_ROW},
      {"old Excel format", MAPPING, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1........", SD_SYNTAX_ERROR,
       MESSAGE_XLSX_OLD_FORMAT},
      {"a ZIP that is none", MAPPING, "PK\003\004 and nothing else", SD_SYNTAX_ERROR,
       MESSAGE_XLSX_NOT_ZIP},
  };
  for (size_t i = 0; i < COUNT_OF(cases); i++) {
    import_request request = {0};
    import_report report;
    sd_error error = {0};
    CHECK_ROW(cases[i].name, load_table_text(f, cases[i].mapping, text_of(cases[i].table), &request,
                                             &report, &error) == cases[i].status);
    CHECK_ROW(cases[i].name, error.message == cases[i].reason);
    CHECK_ROW(cases[i].name, strstr(error.file, "table.csv") != NULL);
    int64_t left = -1;
    database_read_integer(f->db,
                          "SELECT (SELECT count(*) FROM fact) + (SELECT count(*) FROM subject) + "
                          "(SELECT count(*) FROM batch) + (SELECT count(*) FROM audit_entry)",
                          &left, NULL);
    CHECK_ROW(cases[i].name, left == 0);
    CHECK_ROW(cases[i].name, !database_in_transaction(f->db));
  }
}

/* --- Encodings --- */

static void a_gb18030_file_with_four_byte_characters(void **state) {
  company_file *f = *state;
  /* 𠮷 (U+20BB7) and 㐀 (U+3400) have four bytes in GB18030. */
  static const char gb[] =
      "\xCD\xB3\xD2\xBB\xC9\xE7\xBB\xE1\xD0\xC5\xD3\xC3\xB4\xFA\xC2\xEB,"
      "\xC6\xF3\xD2\xB5\xC3\xFB\xB3\xC6\r\n" CODE_A
      ",\x95\x34\xB2\x35\x81\x39\xEE\x39\xB9\xAB\xCB\xBE\r\n";
  import_request request = {0};
  import_report report;
  assert_int_equal(load_table_text(f, MAPPING, (text){gb, sizeof gb - 1}, &request, &report, NULL),
                   SD_OK);
  column_request column = {"name", PERIOD_NONE, PICK_LATEST, NULL};
  char value[64];
  read_value(f, CODE_A, &column, INT64_MAX, INT64_MAX, value, sizeof value);
  assert_string_equal(value, "𠮷㐀公司");
}

/* --- Again --- */

static void the_same_again_changes_nothing(void **state) {
  company_file *f = *state;
  static const char first[] = HEADER CODE_A ",甲,1,2,2020-01-01\n" CODE_B ",乙,3,4,\nx,,,,\n";
  static const char longer[] =
      HEADER CODE_A ",甲,1,2,2020-01-01\n" CODE_B ",乙,3,5,\n" CODE_C ",丙,6,,\n";
  static const struct {
    const char *name, *table;
    bool already;
    int64_t added, unchanged, subjects, facts_then, entries_then;
  } steps[] = {
      {"first", first, false, 7, 0, 2, 7, 1},
      {"same bytes", first, true, 7, 0, 2, 7, 1},
      {"some the same, one corrected, one new", longer, false, 3, 6, 1, 10, 2},
      {"same bytes again", longer, true, 3, 6, 1, 10, 2},
      {"the first once more", first, true, 7, 0, 2, 10, 2},
  };
  for (size_t i = 0; i < COUNT_OF(steps); i++) {
    import_request request = {.now_us = (int64_t)i * 100};
    import_report report;
    assert_int_equal(load_table_text(f, MAPPING, text_of(steps[i].table), &request, &report, NULL),
                     SD_OK);
    CHECK_ROW(steps[i].name, report.already_loaded == steps[i].already);
    CHECK_ROW(steps[i].name, report.facts_added == steps[i].added);
    CHECK_ROW(steps[i].name, report.facts_unchanged == steps[i].unchanged);
    CHECK_ROW(steps[i].name, report.subjects_added == steps[i].subjects);
    CHECK_ROW(steps[i].name, count_facts(f) == steps[i].facts_then);
    audit_report audit;
    assert_int_equal(audit_verify(f->db, NULL, NULL, NULL, &audit, NULL), SD_OK);
    CHECK_ROW(steps[i].name, audit.entries == steps[i].entries_then);
  }
}

static void a_value_that_comes_back_is_told_again(void **state) {
  company_file *f = *state;
  static const char *const tables[] = {HEADER CODE_A ",甲,1,2,\n", HEADER CODE_A ",甲,9,2,\n",
                                       HEADER CODE_A ",甲,1,2,\n\n"};
  static const int64_t facts_then[] = {3, 4, 5};
  for (size_t i = 0; i < COUNT_OF(tables); i++) {
    import_request request = {.now_us = (int64_t)i};
    import_report report;
    assert_int_equal(load_table_text(f, MAPPING, text_of(tables[i]), &request, &report, NULL),
                     SD_OK);
    assert_int_equal(count_facts(f), facts_then[i]);
  }
}

static void a_dry_run_stores_nothing(void **state) {
  company_file *f = *state;
  import_request request = {.dry_run = true};
  import_report report;
  assert_int_equal(
      load_table_text(f, MAPPING, TEXT(HEADER GOOD_ROW "x,,,,\n"), &request, &report, NULL), SD_OK);
  assert_true(report.rows == 2 && report.rows_rejected == 1 && report.facts_added == 4);
  assert_int_equal(count_facts(f), 0);
}

/* --- Reports --- */

static void count_calls(void *context, uint64_t done, uint64_t total) {
  uint64_t *last = context;
  assert_true(done >= *last && done <= total);
  *last = done;
}

/* More rows than fit into small buffers, read from a file, with progress. */
static void a_file_of_many_rows(void **state) {
  company_file *f = *state;
  enum { ROWS = 20000 };
  text_builder table;
  text_builder_init(&table, SIZE_MAX / 2);
  text_builder_add_string(&table, HEADER);
  for (int i = 0; i < ROWS; i++)
    text_builder_format(&table, "%s,公司%d,%d,%d.5,2020-01-01\n", i % 2 ? CODE_A : CODE_B, i % 7,
                        i % 5, i % 3);
  char path[100];
  snprintf(path, sizeof path, "%s/rejects.csv", f->folder);
  assert_int_equal(file_write(path, text_builder_text(&table), NULL), SD_OK);
  text_builder_release(&table);
  uint64_t last = 0;
  import_request request = {.path = path, .progress = count_calls, .context = &last};
  import_report report;
  assert_int_equal(load_table_text(f, MAPPING, (text){NULL, 0}, &request, &report, NULL), SD_OK);
  assert_int_equal(report.rows, ROWS);
  assert_int_equal(report.facts_added, 2 * (7 + 5 + 3 + 1));
  assert_int_equal(report.facts_added + report.facts_unchanged, 4 * ROWS);
  assert_true(last > 0);
}

/* Memory runs out at every place in turn: nothing is stored, nothing leaks, and then it works. */
static void memory_that_runs_out_leaves_nothing_behind(void **state) {
  company_file *f = *state;
  mapping *m = NULL;
  assert_int_equal(mapping_read(TEXT(MAPPING), "m", f->catalogue, f->arena, &m, NULL), SD_OK);
  const text table = TEXT(HEADER GOOD_ROW CODE_B ",乙公司,3,4,2020-01-01\nx,,,,\n");
  sd_status status = SD_OUT_OF_MEMORY;
  int64_t failures = 0;
  for (; status != SD_OK && failures < 5000; failures++) {
    int64_t blocks = memory_live_blocks();
    import_request request = {.path = "t.csv", .content = table, .mapping = m, .actor = "甲"};
    import_report report;
    memory_fail_after(failures, true);
    arena *a = arena_create(0);
    if (a) status = registry_import(f->registry, &request, a, &report, NULL);
    memory_fail_after(-1, false);
    arena_destroy(a);
    if (status == SD_OK) break;
    assert_int_equal(status, SD_OUT_OF_MEMORY);
    assert_false(database_in_transaction(f->db));
    assert_int_equal(count_facts(f), 0);
    assert_true(memory_live_blocks() <= blocks + 16); /* queries stay in the stock */
  }
  assert_true(failures > 20);
  assert_int_equal(count_facts(f), 8);
}

int main(void) {
#define CASE(test) cmocka_unit_test_setup_teardown(test, open_company_file, close_company_file)
  static const struct CMUnitTest tests[] = {
      CASE(bad_files_are_refused_whole),
      CASE(a_gb18030_file_with_four_byte_characters),
      CASE(the_same_again_changes_nothing),
      CASE(a_value_that_comes_back_is_told_again),
      CASE(a_dry_run_stores_nothing),
      CASE(a_file_of_many_rows),
      CASE(memory_that_runs_out_leaves_nothing_behind),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

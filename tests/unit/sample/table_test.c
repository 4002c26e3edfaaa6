/* Cells in the forms of departments, and rows damaged at their rate. */
#include "sample/table.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "support/table.h"

enum { FILE_BYTES_MAX = 8 << 20, DAMAGE_ROWS = 20000 };

static const table_column COLUMNS_OF_TEST[] = {{"代码", NULL, false}, {"值", "revenue", false}};

static sample_plan plan_in(const char *folder) {
  sample_options options = sample_options_default(folder);
  sample_plan plan;
  sample_plan_init(&plan, &options);
  return plan;
}

static table_definition definition_of(void) {
  return (table_definition){.name = "t",
                            .form = TABLE_UTF8,
                            .title = "表",
                            .source = "某局",
                            .kind = "company",
                            .settings = "",
                            .sections = "",
                            .columns = COLUMNS_OF_TEST,
                            .column_count = COUNT_OF(COLUMNS_OF_TEST)};
}

static text read_and_remove(const char *folder, arena *a) {
  char path[64];
  text content;
  snprintf(path, sizeof path, "%s/t.mapping", folder);
  unlink(path);
  snprintf(path, sizeof path, "%s/t.csv", folder);
  assert_int_equal(file_read(path, FILE_BYTES_MAX, a, &content, NULL), SD_OK);
  unlink(path);
  return content;
}

static void add_yuan(table_writer *w) { table_add_money(w, 123456789); }
static void add_large(table_writer *w) { table_add_money(w, INT64_C(12345000000)); }
static void add_loss(table_writer *w) { table_add_signed_money(w, -150); }
static void add_number(table_writer *w) { table_add_integer(w, 1203); }
static void add_share(table_writer *w) { table_add_percent(w, 116); }
static void add_no(table_writer *w) { table_add_boolean(w, false); }
static void add_yes(table_writer *w) { table_add_boolean(w, true); }
static void add_day(table_writer *w) { table_add_date(w, (civil_date){2023, 1, 5}); }
static void add_no_day(table_writer *w) { table_add_date(w, (civil_date){0, 0, 0}); }
static void add_no_word(table_writer *w) { table_add_word(w, NULL); }

static const struct {
  const char *name;
  void (*add)(table_writer *w);
  table_definition forms;
  const char *cell;
} CELLS[] = {
    {"separated", add_yuan, {.money = MONEY_YUAN_SEPARATED}, "\"1,234,567.89\""},
    {"yuan", add_yuan, {.money = MONEY_YUAN}, "1234567.89"},
    {"万元 of a column", add_yuan, {.money = MONEY_WAN}, "123.456789"},
    {"万元 in the cell", add_yuan, {.money = MONEY_WITH_UNIT}, "123.456789万元"},
    {"亿元 in the cell", add_large, {.money = MONEY_WITH_UNIT}, "1.2345亿元"},
    {"loss", add_loss, {.money = MONEY_YUAN_SEPARATED}, "-1.50"},
    {"loss in 万元", add_loss, {.money = MONEY_WAN}, "-0.00015"},
    {"number", add_number, {.full_width = false}, "1203"},
    {"full width", add_number, {.full_width = true}, "１２０３"},
    {"percent", add_share, {.money = MONEY_YUAN}, "11.6%"},
    {"no", add_no, {.boolean = BOOLEAN_YES_NO}, "否"},
    {"has not", add_no, {.boolean = BOOLEAN_HAS}, "无"},
    {"tick", add_yes, {.boolean = BOOLEAN_TICK}, "√"},
    {"Chinese date", add_day, {.date = DATE_CHINESE}, "2023年1月5日"},
    {"compact date", add_day, {.date = DATE_COMPACT}, "20230105"},
    {"no date", add_no_day, {.date = DATE_CHINESE}, ""},
    {"no word", add_no_word, {.date = DATE_CHINESE}, ""},
};

static void cells_have_the_departments_forms(void **state) {
  (void)state;
  char folder[] = "/tmp/sudui-table-XXXXXX", expected[128];
  assert_non_null(mkdtemp(folder));
  sample_plan plan = plan_in(folder);
  for (size_t i = 0; i < COUNT_OF(CELLS); i++) {
    table_definition d = definition_of();
    table_counts counts = {0};
    table_writer *w;
    arena *a = arena_create(0);
    d.money = CELLS[i].forms.money;
    d.boolean = CELLS[i].forms.boolean;
    d.date = CELLS[i].forms.date;
    d.full_width = CELLS[i].forms.full_width;
    assert_int_equal(table_open(&plan, &d, 0, &counts, &w, NULL), SD_OK);
    assert_true(table_row_begin(w, 1));
    table_add_code(w, "X");
    CELLS[i].add(w);
    assert_false(table_row_end(w));
    assert_int_equal(table_finish(w, NULL), SD_OK);
    snprintf(expected, sizeof expected, "代码,值\r\nX,%s\r\n", CELLS[i].cell);
    CHECK_ROW_TEXT(CELLS[i].name, read_and_remove(folder, a).data, expected);
    arena_destroy(a);
  }
  rmdir(folder);
}

static const struct {
  const char *name;
  table_fault fault;
  void (*add)(table_writer *w);
  const char *trace; /* what a damaged row holds */
} FAULTS[] = {
    {"check digit", FAULT_CHECK_DIGIT, add_yuan, "91320402XX00000198"},
    {"letter", FAULT_LETTER, add_yuan, "9132O402XX0000019K"},
    {"negative", FAULT_NEGATIVE_MONEY, add_yuan, "-350000"},
    {"unit", FAULT_UNKNOWN_UNIT, add_yuan, "12.5万美元"},
    {"date", FAULT_IMPOSSIBLE_DATE, add_day, "2023-02-30"},
    {"number", FAULT_NOT_A_NUMBER, add_number, "约120"},
    {"word", FAULT_UNKNOWN_WORD, add_yes, "待核实"},
};

static size_t occurrences(text content, const char *part) {
  size_t count = 0;
  for (size_t at = 0; (at = text_find(content, text_of(part), at)) != SIZE_MAX; at++) count++;
  return count;
}

static void rows_are_damaged_at_their_rate(void **state) {
  (void)state;
  char folder[] = "/tmp/sudui-table-XXXXXX";
  assert_non_null(mkdtemp(folder));
  sample_plan plan = plan_in(folder);
  for (size_t i = 0; i < COUNT_OF(FAULTS) * 2; i++) {
    size_t row = i / 2;
    table_definition d = definition_of();
    table_counts counts = {0};
    table_writer *w;
    arena *a = arena_create(0);
    d.faults = 1u << FAULTS[row].fault;
    d.damage_copies = i % 2 == 1;
    assert_int_equal(table_open(&plan, &d, 0, &counts, &w, NULL), SD_OK);
    for (uint64_t subject = 0; subject < DAMAGE_ROWS; subject++) {
      bool again = true;
      while (again && table_row_begin(w, subject)) {
        table_add_code(w, "91320402XX0000019K");
        FAULTS[row].add(w);
        again = table_row_end(w);
      }
    }
    assert_int_equal(table_finish(w, NULL), SD_OK);
    text content = read_and_remove(folder, a);
    CHECK_ROW(FAULTS[row].name, counts.rows_damaged >= 5 && counts.rows_damaged <= 45);
    CHECK_ROW(FAULTS[row].name, occurrences(content, FAULTS[row].trace) == counts.rows_damaged);
    uint64_t copies = d.damage_copies ? counts.rows_damaged : 0;
    CHECK_ROW(FAULTS[row].name, counts.rows == DAMAGE_ROWS + copies);
    arena_destroy(a);
  }
  rmdir(folder);
}

static void says_that_the_folder_is_missing(void **state) {
  (void)state;
  sample_plan plan = plan_in("/nowhere");
  table_definition d = definition_of();
  table_counts counts = {0};
  table_writer *w;
  assert_int_equal(table_open(&plan, &d, 0, &counts, &w, NULL), SD_IO_FAILED);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(cells_have_the_departments_forms),
      cmocka_unit_test(rows_are_damaged_at_their_rate),
      cmocka_unit_test(says_that_the_folder_is_missing),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Rows into workbooks: numbers, dates, merged headings, the same bytes again, failures. */
#include "sample/xlsx_sink.h"

#include <stdlib.h>
#include <unistd.h>
#include <zip.h>

#include "base/file.h"
#include "support/table.h"

enum { SHEET_BYTES_MAX = 1 << 16, FILE_BYTES_MAX = 1 << 20 };

static void write_workbook(const char *path) {
  xlsx_sink *s;
  assert_int_equal(xlsx_sink_open(path, "Sheet1", &s, NULL), SD_OK);
  xlsx_sink_add_heading(s, "title", 3, 1);
  xlsx_sink_end_row(s);
  xlsx_sink_add_heading(s, "code", 1, 2);
  xlsx_sink_add_heading(s, "2024", 2, 1);
  xlsx_sink_end_row(s);
  xlsx_sink_skip(s, 1);
  xlsx_sink_add_heading(s, "a", 1, 1);
  xlsx_sink_add_heading(s, "b", 1, 1);
  xlsx_sink_end_row(s);
  xlsx_sink_add_text(s, "虚构");
  xlsx_sink_add_number(s, 123456700, 6);
  xlsx_sink_add_number(s, -5, 0);
  xlsx_sink_add_empty(s);
  xlsx_sink_add_date(s, (civil_date){2023, 1, 5}, true);
  xlsx_sink_add_date(s, (civil_date){2023, 1, 5}, false);
  xlsx_sink_end_row(s);
  assert_int_equal(xlsx_sink_rows(s), 4);
  assert_int_equal(xlsx_sink_close(s, NULL), SD_OK);
}

static void read_sheet(const char *path, char sheet[SHEET_BYTES_MAX]) {
  zip_t *archive = zip_open(path, ZIP_RDONLY, NULL);
  assert_non_null(archive);
  zip_file_t *file = zip_fopen(archive, "xl/worksheets/sheet1.xml", 0);
  assert_non_null(file);
  zip_int64_t size = zip_fread(file, sheet, SHEET_BYTES_MAX - 1);
  assert_true(size > 0);
  sheet[size] = '\0';
  zip_fclose(file);
  zip_close(archive);
}

static const struct {
  const char *name, *part;
} PARTS[] = {
    {"title over three columns", "<mergeCell ref=\"A1:C1\"/>"},
    {"heading over two rows", "<mergeCell ref=\"A2:A3\"/>"},
    {"year over two columns", "<mergeCell ref=\"B2:C2\"/>"},
    {"万元 with four digits", "<c r=\"B4\"><v>123.4567</v></c>"},
    {"negative", "<c r=\"C4\"><v>-5</v></c>"},
    {"plain serial", "<c r=\"F4\"><v>44931</v></c>"},
    {"date cell", "<c r=\"E4\" s="},
};

static void writes_what_excel_reads(void **state) {
  (void)state;
  char folder[] = "/tmp/sudui-xlsx-XXXXXX", one[64], two[64], sheet[SHEET_BYTES_MAX];
  assert_non_null(mkdtemp(folder));
  snprintf(one, sizeof one, "%s/1.xlsx", folder);
  snprintf(two, sizeof two, "%s/2.xlsx", folder);
  write_workbook(one);
  write_workbook(two);
  read_sheet(one, sheet);
  for (size_t i = 0; i < COUNT_OF(PARTS); i++) {
    CHECK_ROW(PARTS[i].name, strstr(sheet, PARTS[i].part) != NULL);
  }
  assert_null(strstr(sheet, "r=\"D4\""));
  arena *a = arena_create(0);
  text first, second;
  assert_int_equal(file_read(one, FILE_BYTES_MAX, a, &first, NULL), SD_OK);
  assert_int_equal(file_read(two, FILE_BYTES_MAX, a, &second, NULL), SD_OK);
  assert_true(text_equal(first, second));
  arena_destroy(a);
  unlink(one);
  unlink(two);
  rmdir(folder);
}

static void says_what_failed(void **state) {
  (void)state;
  xlsx_sink *s;
  sd_error error;
  assert_int_equal(xlsx_sink_open("/nowhere/x.xlsx", "Sheet1", &s, NULL), SD_OK);
  assert_int_equal(xlsx_sink_close(s, &error), SD_IO_FAILED);
  assert_non_null(strstr(error.text[LANGUAGE_CHINESE], "/nowhere/x.xlsx"));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(writes_what_excel_reads),
      cmocka_unit_test(says_what_failed),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

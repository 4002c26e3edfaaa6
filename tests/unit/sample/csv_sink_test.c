/* Rows into CSV files: quotes, marks, GB18030 with four-byte characters, failures. */
#include "sample/csv_sink.h"

#include <stdlib.h>
#include <unistd.h>

#include "support/table.h"

static const struct {
  const char *name;
  encoding to;
  const char *cells[3];
  const char *bytes;
} ROWS[] = {
    {"plain", ENCODING_UTF8, {"a", "b", ""}, "a,b,\r\n"},
    {"separator", ENCODING_UTF8, {"1,234.50", "x", "y"}, "\"1,234.50\",x,y\r\n"},
    {"quote", ENCODING_UTF8, {"a\"b", "x", "y"}, "\"a\"\"b\",x,y\r\n"},
    {"line", ENCODING_UTF8, {"a\nb", "x", "y"}, "\"a\nb\",x,y\r\n"},
    {"mark", ENCODING_UTF8_MARKED, {"年", "x", "y"}, "\xEF\xBB\xBF年,x,y\r\n"},
    {"two bytes", ENCODING_GB18030, {"常州", "x", "y"}, "\xB3\xA3\xD6\xDD,x,y\r\n"},
    {"four bytes", ENCODING_GB18030, {"𠮷", "㐀", "y"}, "\x95\x34\xB2\x35,\x81\x39\xEE\x39,y\r\n"},
};

static void writes_rows(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
    char path[] = "/tmp/sudui-csv-XXXXXX";
    int descriptor = mkstemp(path);
    assert_true(descriptor >= 0);
    close(descriptor);
    csv_sink *sink;
    assert_int_equal(csv_sink_open(path, ROWS[i].to, &sink, NULL), SD_OK);
    for (size_t c = 0; c < 3; c++) csv_sink_add(sink, text_of(ROWS[i].cells[c]));
    csv_sink_end_row(sink);
    assert_int_equal(csv_sink_close(sink, NULL), SD_OK);
    arena *a = arena_create(0);
    text content;
    assert_int_equal(file_read(path, 1000, a, &content, NULL), SD_OK);
    CHECK_ROW_TEXT(ROWS[i].name, content.data, ROWS[i].bytes);
    arena_destroy(a);
    unlink(path);
  }
}

static void says_what_failed(void **state) {
  (void)state;
  csv_sink *sink;
  sd_error error;
  assert_int_equal(csv_sink_open("/nowhere/x.csv", ENCODING_UTF8, &sink, &error), SD_IO_FAILED);
  assert_non_null(strstr(error.text[LANGUAGE_ENGLISH], "/nowhere/x.csv"));
  assert_int_equal(csv_sink_open("/dev/full", ENCODING_UTF8, &sink, &error), SD_OK);
  csv_sink_add(sink, TEXT("x"));
  csv_sink_end_row(sink);
  assert_int_equal(csv_sink_close(sink, &error), SD_IO_FAILED);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(writes_rows),
      cmocka_unit_test(says_what_failed),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

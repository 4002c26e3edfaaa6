/* CSV: quotes, line ends and numbers, faulty rows among good ones, limits, files. */
#include "base/csv.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/limits.h"
#include "support/table.h"

/* Writes each row as "line:cell|cell" with '!' and the fault's number before a faulty one. */
static sd_status write_row(void *context, const csv_row *row, sd_error *error) {
  (void)error;
  text_builder *out = context;
  if (row->fault != CSV_FAULT_NONE) text_builder_format(out, "!%d ", (int)row->fault);
  text_builder_format(out, "%u:", (unsigned)row->line);
  for (size_t i = 0; i < row->count; i++) {
    if (i != 0) text_builder_add_byte(out, '|');
    text_builder_add(out, row->cells[i]);
  }
  text_builder_add_byte(out, ';');
  return SD_OK;
}

static const struct {
  const char *name, *source, *rows;
} TEXTS[] = {
    {"plain", "a,b\nc,d\n", "1:a|b;2:c|d;"},
    {"no line end at the end", "a,b\nc,d", "1:a|b;2:c|d;"},
    {"CRLF", "a,b\r\nc,d\r\n\r\ne,f\r\n", "1:a|b;2:c|d;4:e|f;"},
    {"CR only", "a\rb\r\rc\r", "1:a;2:b;4:c;"},
    {"empty lines", "\n\na\n\n\nb\n", "3:a;6:b;"},
    {"mark",
     "\xEF\xBB\xBF"
     "a\n",
     "1:a;"},
    {"quotes", "\"a,b\",\"c\"\"d\",\"\"\n", "1:a,b|c\"d|;"},
    {"line in a cell", "\"a\nb\",c\nd\n", "1:a\nb|c;3:d;"},
    {"spaces", " a , b \n\" a \"\n", "1:a|b;2: a ;"},
    {"empty cells", ",,\na,,\n", "1:||;2:a||;"},
    {"quote inside of a cell", "a\nb\"c,d\ne\n", "1:a;!1 2:;3:e;"},
    {"quote inside of a cell, CR", "a\rb\"c,d\re\rf\r", "1:a;!1 2:;3:e;4:f;"},
    {"quote inside of a cell, CRLF", "a\r\nb\"c,d\r\ne\r\n", "1:a;!1 2:;3:e;"},
    {"text behind a quote", "a\n\"b\"c,d\ne,f\n", "1:a;!1 2:;3:e|f;"},
    {"two faults", "x\"y\nz\n\"b\"c\n\nd\n", "!1 1:;2:z;!1 3:;5:d;"},
    {"not closed", "a\n\"b\nc\n", "1:a;!1 2:;"},
    {"empty", "", ""},
};

static void reads_texts(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT_OF(TEXTS); i++) {
    text_builder out;
    text_builder_init(&out, 10000);
    text_builder_add_string(&out, "");
    CHECK_ROW(TEXTS[i].name,
              csv_read(text_of(TEXTS[i].source), "x.csv", write_row, &out, NULL) == SD_OK);
    CHECK_ROW_TEXT(TEXTS[i].name, text_builder_text(&out).data, TEXTS[i].rows);
    text_builder_release(&out);
  }
}

static void bounds_columns_and_cells(void **state) {
  (void)state;
  text_builder source, out;
  text_builder_init(&source, 1 << 20);
  text_builder_init(&out, 1 << 20);
  for (unsigned i = 0; i < LIMIT_CSV_COLUMNS + 5; i++) text_builder_add_string(&source, ",");
  text_builder_add_string(&source, "\nok\n");
  for (unsigned i = 0; i < LIMIT_CELL_BYTES + 1; i++) text_builder_add_byte(&source, 'x');
  text_builder_add_string(&source, ",b\nend");
  assert_int_equal(csv_read(text_builder_text(&source), "x.csv", write_row, &out, NULL), SD_OK);
  assert_non_null(strstr(out.data, "!2 1:|"));
  assert_non_null(strstr(out.data, ";2:ok;!3 3:|b;4:end;"));
  text_builder_release(&source);
  text_builder_release(&out);
}

static sd_status stop_at_second(void *context, const csv_row *row, sd_error *error) {
  (void)context;
  return row->line == 2 ? error_set(error, SD_INVALID, MESSAGE_CSV_CELL, NULL) : SD_OK;
}

static void the_function_can_stop_it(void **state) {
  (void)state;
  sd_error error = {0};
  assert_int_equal(csv_read(TEXT("a\nb\nc\n"), "x.csv", stop_at_second, NULL, &error), SD_INVALID);
  assert_string_equal(error.file, "x.csv");
  assert_int_equal(error.line, 2);
}

/* Larger than a piece, in GB18030, with a fault near the border of two pieces. */
static void reads_files(void **state) {
  (void)state;
  char path[] = "/tmp/sudui-csv-XXXXXX";
  int descriptor = mkstemp(path);
  assert_true(descriptor >= 0);
  close(descriptor);
  text_builder content, out;
  text_builder_init(&content, 1 << 22);
  text_builder_init(&out, 1 << 22);
  for (int i = 0; i < 40000; i++) {
    text_builder_add_string(&content, i % 1000 == 999 ? "\xC3\xFB\"x,1\n" : "\xC3\xFB\xB3\xC6,1\n");
  }
  assert_int_equal(file_write(path, text_builder_text(&content), NULL), SD_OK);
  encoding found;
  assert_int_equal(csv_read_file(path, write_row, &out, &found, NULL), SD_OK);
  assert_int_equal(found, ENCODING_GB18030);
  char *at = out.data;
  for (int i = 0; i < 40000; i++) {
    char expected[64];
    snprintf(expected, sizeof expected, i % 1000 == 999 ? "!1 %d:;" : "%d:名称|1;", i + 1);
    if (strncmp(at, expected, strlen(expected)) != 0) fail_msg("row %d: %.40s", i, at);
    at += strlen(expected);
  }
  unlink(path);
  assert_int_equal(csv_read_file(path, write_row, &out, NULL, NULL), SD_NOT_FOUND);
  text_builder_release(&content);
  text_builder_release(&out);
}

static void writes_cells(void **state) {
  (void)state;
  static const char *const ROWS[][2] = {{"a", "a"},
                                        {"a,b", "\"a,b\""},
                                        {"a\"b", "\"a\"\"b\""},
                                        {"", ""},
                                        {" a", "\" a\""},
                                        {"-1,234.5%", "\"-1,234.5%\""},
                                        {"-12.5", "-12.5"},
                                        {"=1+1", "\"'=1+1\""},
                                        {"@cmd", "\"'@cmd\""},
                                        {"-", "\"'-\""},
                                        {"a\nb", "\"a\nb\""},
                                        {" =1", "\"' =1\""},
                                        {"\uff1d1+1", "\"'\uff1d1+1\""},
                                        {"\t1", "\"'\t1\""},
                                        {"a=1", "a=1"},
                                        {"+", "\"'+\""},
                                        {"+12", "+12"}};
  for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
    text_builder out;
    text_builder_init(&out, 100);
    csv_add_cell(&out, text_of(ROWS[i][0]));
    CHECK_ROW_TEXT(ROWS[i][0], text_builder_text(&out).data, ROWS[i][1]);
    text_builder_release(&out);
  }
}

/* What a spreadsheet would do with the first character that it sees. */
static bool would_compute(text cell) {
  static const char *const starts[] = {"=",  "+",      "-",      "@",      "\t",
                                       "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20"};
  bool number = cell.size > 1;
  for (size_t i = 0; i < cell.size; i++) {
    bool sign = i == 0 && (cell.data[0] == '-' || cell.data[0] == '+');
    number = number && (sign || strchr("0123456789.,%", cell.data[i]) != NULL);
  }
  for (size_t i = 0; i < COUNT_OF(starts); i++) {
    if (text_starts_with(cell, text_of(starts[i]))) return !number;
  }
  return false;
}

typedef struct read_back {
  text written; /* the cell that was written */
  size_t rows;
  bool sound;
} read_back;

static sd_status check_cell(void *context, const csv_row *row, sd_error *error) {
  read_back *r = context;
  (void)error;
  text seen = row->count == 2 ? row->cells[1] : TEXT("");
  text content = text_starts_with(seen, TEXT("'")) && !text_starts_with(r->written, TEXT("'"))
                     ? text_slice(seen, 1, seen.size)
                     : seen;
  r->rows++;
  r->sound = row->count == 2 && !would_compute(seen) && text_equal(content, r->written);
  return SD_OK;
}

/* reliability S7: 100,000 random cells, none of them computed, each read back as it was. */
static void random_cells_are_no_formulas(void **state) {
  (void)state;
  static const char *const pieces[] = {"=",
                                       "+",
                                       "-",
                                       "@",
                                       "\t",
                                       "\r",
                                       "\uff1d",
                                       "\uff20",
                                       "1",
                                       "2.5",
                                       "cmd|' /C calc'!A0",
                                       "\"",
                                       ",",
                                       "\n",
                                       "\u4f01\u4e1a",
                                       " ",
                                       "'",
                                       "%",
                                       "SUM(A1)",
                                       "x"};
  uint64_t seed = 1;
  for (int i = 0; i < 100000; i++) {
    char cell[200] = "";
    size_t used = 0, count = (size_t)i % 6;
    for (size_t k = 0; k <= count; k++) {
      seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
      used += (size_t)snprintf(cell + used, sizeof cell - used, "%s",
                               pieces[(seed >> 33) % COUNT_OF(pieces)]);
    }
    text_builder out;
    text_builder_init(&out, 1000);
    text_builder_add(&out, TEXT("a,"));
    csv_add_cell(&out, text_of(cell));
    text_builder_add(&out, TEXT("\n"));
    read_back r = {.written = text_of(cell)};
    assert_int_equal(csv_read(text_builder_text(&out), "cell", check_cell, &r, NULL), SD_OK);
    CHECK_ROW(text_builder_text(&out).data, r.rows == 1 && r.sound);
    text_builder_release(&out);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(reads_texts),
      cmocka_unit_test(bounds_columns_and_cells),
      cmocka_unit_test(the_function_can_stop_it),
      cmocka_unit_test(reads_files),
      cmocka_unit_test(writes_cells),
      cmocka_unit_test(random_cells_are_no_formulas),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

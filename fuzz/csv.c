/* The reader of CSV on any text, and the writer of its cells.
 *
 * Claims: rows come in order of their lines, with cells in UTF-8 and within their limits; a row
 * written with csv_add_cell is read back as the same. */
#include "base/csv.h"

#include "base/limits.h"
#include "support.h"

typedef struct row_check {
  uint64_t line;
  size_t rows;
  const csv_row *wanted; /* the row that is read back, or NULL */
} row_check;

static sd_status check_read_back(void *context, const csv_row *row, sd_error *error) {
  (void)error;
  row_check *check = context;
  check->rows++;
  FUZZ_CHECK(row->fault == CSV_FAULT_NONE && row->count == check->wanted->count);
  for (size_t i = 0; i < row->count; i++) {
    text wanted = check->wanted->cells[i], got = row->cells[i];
    bool is_guarded = got.size == wanted.size + 1 && got.data[0] == '\'';
    FUZZ_CHECK(text_equal(is_guarded ? text_slice(got, 1, got.size) : got, wanted));
  }
  return SD_OK;
}

static void write_row(const csv_row *row) {
  text_builder out;
  text_builder_init(&out, 1u << 26);
  size_t filled = 0;
  for (size_t i = 0; i < row->count; i++) {
    if (i != 0) text_builder_add_byte(&out, ',');
    csv_add_cell(&out, row->cells[i]);
    filled += row->cells[i].size;
  }
  text_builder_add_byte(&out, '\n');
  if (filled > 0) { /* a line of nothing is skipped */
    row_check check = {.wanted = row};
    FUZZ_CHECK(csv_read(text_builder_text(&out), "written", check_read_back, &check, NULL) ==
               SD_OK);
    FUZZ_CHECK(check.rows == 1);
  }
  text_builder_release(&out);
}

static sd_status check_row(void *context, const csv_row *row, sd_error *error) {
  (void)error;
  row_check *check = context;
  FUZZ_CHECK(row->line > check->line);
  FUZZ_CHECK(row->count <= LIMIT_CSV_COLUMNS);
  check->line = row->line;
  for (size_t i = 0; i < row->count; i++) {
    FUZZ_CHECK(row->cells[i].size <= LIMIT_CELL_BYTES && text_is_utf8(row->cells[i]));
  }
  if (row->fault == CSV_FAULT_NONE && check->rows++ < 50) write_row(row);
  return SD_OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  row_check check = {0};
  sd_error error = {0};
  text content = fuzz_text(data, size);
  if (!text_is_utf8(content)) return 0; /* the reader's contract; encodings come before it */
  sd_status status = csv_read(content, "fuzz.csv", check_row, &check, &error);
  fuzz_check_error(status, &error, false);
  return 0;
}

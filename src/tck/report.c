/* Shows the results of a kit run and writes them in the kit's own format. */
#include "tck/report.h"

#include "base/file.h"
#include "base/messages/tck.h"
#include "base/text_builder.h"

enum { CSV_BYTES_MAX = 256 * 1024 * 1024 };

kit_totals kit_totals_of(const kit_results *results, size_t from, size_t to) {
  kit_totals totals = {0};
  for (size_t i = from; i < to; i++) {
    const kit_result *result = &results->items[i];
    totals.count++;
    totals.passed += result->is_passed;
    totals.count_with_value += result->expects_value;
    totals.passed_with_value += result->expects_value && result->is_passed;
  }
  return totals;
}

/* "98.73 %" of whole numbers, cut and not rounded, so that only all is 100. */
static void print_share(FILE *out, size_t part, size_t whole) {
  size_t hundredths = whole == 0 ? 0 : part * 10000 / whole;
  fprintf(out, "%zu / %zu (%zu.%02zu %%)", part, whole, hundredths / 100, hundredths % 100);
}

static void print_directory(const kit_results *results, size_t from, size_t to, FILE *out) {
  kit_totals totals = kit_totals_of(results, from, to);
  fprintf(out, "%-60.*s %s %4zu  %s %4zu\n", TEXT_ARG(results->items[from].directory),
          message_text(results->language, MESSAGE_TCK_PASSED), totals.passed,
          message_text(results->language, MESSAGE_TCK_FAILED), totals.count - totals.passed);
  for (size_t i = from; i < to; i++) {
    const kit_result *result = &results->items[i];
    if (result->is_passed) continue;
    fprintf(out, "    %.*s %.*s: %.*s\n", TEXT_ARG(result->file), TEXT_ARG(result->id),
            TEXT_ARG(result->message));
  }
}

void kit_report_print(const kit_results *results, bool is_summary, FILE *out) {
  size_t from = 0;
  for (size_t i = 1; i <= results->count && !is_summary; i++) {
    bool is_end = i == results->count ||
                  !text_equal(results->items[i].directory, results->items[from].directory);
    if (!is_end) continue;
    print_directory(results, from, i, out);
    from = i;
  }
  kit_totals totals = kit_totals_of(results, 0, results->count);
  fprintf(out, "%s: ", message_text(results->language, MESSAGE_TCK_TOTAL));
  print_share(out, totals.passed, totals.count);
  fprintf(out, "\n%s: ", message_text(results->language, MESSAGE_TCK_WITH_VALUE));
  print_share(out, totals.passed_with_value, totals.count_with_value);
  fprintf(out, "\n%s\n", message_text(results->language, MESSAGE_TCK_EMULATED));
  /* For programs that count tests, in every language the same. */
  fprintf(out, "%zu passed, %zu failed\n", totals.passed, totals.count - totals.passed);
}

static void add_quoted(text_builder *out, text cell, const char *end) {
  text_builder_add_byte(out, '"');
  for (size_t i = 0; i < cell.size; i++) {
    if (cell.data[i] == '"') text_builder_add_byte(out, '"');
    text_builder_add_byte(out, cell.data[i] == '\n' ? ' ' : cell.data[i]);
  }
  text_builder_add_byte(out, '"');
  text_builder_add_string(out, end);
}

sd_status kit_report_write_csv(const kit_results *results, const char *path, sd_error *error) {
  text_builder out;
  text_builder_init(&out, CSV_BYTES_MAX);
  for (size_t i = 0; i < results->count; i++) {
    const kit_result *result = &results->items[i];
    add_quoted(&out, result->directory, ",");
    add_quoted(&out, result->file, ",");
    add_quoted(&out, result->id, ",");
    add_quoted(&out, result->is_passed ? TEXT("SUCCESS") : TEXT("ERROR"), ",");
    add_quoted(&out, result->message, "\n");
  }
  sd_status status = out.failed ? error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL)
                                : file_write(path, text_builder_text(&out), error);
  text_builder_release(&out);
  return status;
}

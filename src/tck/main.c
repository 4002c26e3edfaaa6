/* The sudui-tck command: runs a directory of the DMN conformance kit. */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/messages/tck.h"
#include "feel/temporal.h"
#include "tck/report.h"

typedef struct kit_command {
  const char *directory;
  const char *csv_path;
  bool is_summary;
  bool wants_help;
} kit_command;

/* NULL, or the argument that cannot stand where it is. */
static const char *read_arguments(int count, char **arguments, kit_command *out) {
  for (int i = 1; i < count; i++) {
    const char *argument = arguments[i];
    if (strcmp(argument, "--help") == 0) {
      out->wants_help = true;
    } else if (strcmp(argument, "--summary") == 0) {
      out->is_summary = true;
    } else if (strcmp(argument, "--csv") == 0 && i + 1 < count) {
      out->csv_path = arguments[++i];
    } else if (argument[0] == '-' || out->directory != NULL) {
      return argument;
    } else {
      out->directory = argument;
    }
  }
  return out->directory == NULL && !out->wants_help ? "DIR" : NULL;
}

static int fail(const sd_error *error, language lang) {
  char described[1000];
  error_describe(error, lang, described, sizeof described);
  fprintf(stderr, "sudui-tck: %s\n", described);
  return status_exit_code(error->status);
}

static int run_kit(const kit_command *command, kit_results *results, sd_error *error) {
  sd_status status = kit_run(command->directory, results, error);
  if (status == SD_OK && results->count == 0) {
    status = error_set(error, SD_NOT_FOUND, MESSAGE_TCK_NO_CASES, SD_ARGS(command->directory));
  }
  if (status != SD_OK) return fail(error, results->language);
  kit_report_print(results, command->is_summary, stdout);
  if (command->csv_path != NULL) status = kit_report_write_csv(results, command->csv_path, error);
  if (status != SD_OK) return fail(error, results->language);
  kit_totals totals = kit_totals_of(results, 0, results->count);
  return totals.passed == totals.count ? 0 : 1;
}

int main(int count, char **arguments) {
  sd_error error = {0};
  kit_command command = {0};
  language lang = language_of_environment();
  const char *misplaced = read_arguments(count, arguments, &command);
  if (misplaced != NULL) {
    error_set(&error, SD_MISUSE, MESSAGE_TCK_USAGE, SD_ARGS(misplaced));
    return fail(&error, lang);
  }
  if (command.wants_help) {
    puts(message_text(lang, MESSAGE_TCK_HELP));
    return 0;
  }
  kit_results results = {.arena = arena_create(0), .language = lang};
  if (results.arena == NULL) {
    error_set(&error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
    return fail(&error, lang);
  }
  results.now = value_of_date_time(temporal_of_moment(clock_now_us(), CLOCK_CHINA_OFFSET_SECONDS));
  int exit_code = run_kit(&command, &results, &error);
  arena_destroy(results.arena);
  return exit_code;
}

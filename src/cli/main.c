/* The sudui command: finds the command and turns errors into exit codes. */
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/hash.h"
#include "base/messages/cli.h"
#include "cli/commands.h"
#include "cli/invocation.h"
#include "cli/output.h"

enum { CALL_MEMORY_BYTES_MAX = 1 << 30 };

static const char *likely_command(const char *word) {
  const char *likely = "--help";
  size_t least = 5;
  for (const command_spec *command = commands; command->name != NULL; command++) {
    size_t distance = text_distance(text_of(command->name), text_of(word));
    size_t size = strlen(word);
    if (strncmp(command->name, word, size) == 0 && command->name[size] == ' ') distance = 0;
    if (distance < least) {
      least = distance;
      likely = command->name;
    }
  }
  return likely;
}

static int report_failure(const invocation *call, sd_status status, const sd_error *error) {
  if (call->json) output_error_json(call, error);
  output_error(call, error);
  return status_exit_code(status);
}

static const char *account_name(void) {
  const struct passwd *entry = getpwuid(getuid());
  return entry == NULL ? "unknown" : entry->pw_name;
}

/* The folder with policies/ and data/: $SUDUI_DATA, or found from where the program lies. */
static const char *data_folder(arena *a) {
  const char *given = getenv("SUDUI_DATA");
  if (given != NULL && given[0] != '\0') return given;
  char path[4096];
  ssize_t size = readlink("/proc/self/exe", path, sizeof path - 64);
  if (size <= 0) return ".";
  path[size] = '\0';
  static const char *const beside[] = {"/..", "/../share/sudui"};
  char *slash = strrchr(path, '/');
  if (slash != NULL) *slash = '\0';
  for (size_t i = 0; i < sizeof beside / sizeof beside[0]; i++) {
    char folder[4200], probe[4300];
    snprintf(folder, sizeof folder, "%s%s", path, beside[i]);
    snprintf(probe, sizeof probe, "%s/policies", folder);
    if (access(probe, R_OK) == 0) return arena_copy_string(a, folder);
  }
  return ".";
}

/* Looked for before all else, so that wrong arguments are answered in JSON too. */
static bool wants_json(int argc, char **argv) {
  for (int i = 1; i < argc; i++) {
    if (strcmp(argv[i], "--json") == 0) return true;
  }
  return false;
}

static int run_command(invocation *call, int argument_count, char **arguments) {
  sd_error error = {0};
  sd_status status = invocation_read(call, argument_count, arguments, &error);
  if (status != SD_OK) return report_failure(call, status, &error);
  if (option_given(call, "help")) {
    status = help_print(call, call->command, false, &error);
    return status == SD_OK ? 0 : report_failure(call, status, &error);
  }
  status = call->command->run(call, &error);
  if (status != SD_OK) return report_failure(call, status, &error);
  return call->findings ? 1 : 0;
}

int main(int argc, char **argv) {
  arena *a = arena_create(CALL_MEMORY_BYTES_MAX);
  sm3_digest first; /* made once, later ones need no memory */
  if (a == NULL || !sm3_of(TEXT(""), &first)) return status_exit_code(SD_OUT_OF_MEMORY);
  const char *city = getenv("SUDUI_CITY"), *keys = getenv("SUDUI_KEYS");
  invocation call = {.arena = a,
                     .lang = language_of_environment(),
                     .now_us = clock_now_us(),
                     .city = city == NULL || city[0] == '\0' ? "." : city,
                     .data = data_folder(a),
                     .keys = keys == NULL || keys[0] == '\0' ? NULL : keys,
                     .actor = account_name(),
                     .json = wants_json(argc, argv),
                     .out = stdout};
  int words = 0;
  int code = 0;
  call.command = command_find(argc - 1, argv + 1, &words);
  if (call.command != NULL) {
    code = run_command(&call, argc - 1 - words, argv + 1 + words);
  } else if (argc < 2 || strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0) {
    help_overview(call.lang, stdout);
    code = argc < 2 ? status_exit_code(SD_MISUSE) : 0;
  } else {
    sd_error error = {0};
    error_set(&error, SD_MISUSE, MESSAGE_CLI_UNKNOWN_COMMAND,
              SD_ARGS(argv[1], likely_command(argv[1])));
    code = report_failure(&call, SD_MISUSE, &error);
  }
  arena_destroy(a);
  if (fflush(stdout) != 0 && code == 0) code = status_exit_code(SD_IO_FAILED);
  return code;
}

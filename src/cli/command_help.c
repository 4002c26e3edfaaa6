/* help: a command's help, or the manual pages. */
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/messages/cli.h"
#include "cli/commands.h"
#include "cli/output.h"

static sd_status write_manual(const invocation *call, const command_spec *command,
                              const char *directory, sd_error *error) {
  char name[96];
  snprintf(name, sizeof name, "%s%s.1", command == NULL ? "sudui" : "sudui-",
           command == NULL ? "" : command->name);
  for (char *c = name; *c != '\0'; c++) {
    if (*c == ' ') *c = '-';
  }
  char *page = NULL;
  size_t size = 0;
  FILE *out = open_memstream(&page, &size);
  if (out == NULL) return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  help_manual(command, out);
  if (fclose(out) != 0) return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  text path = file_join(call->arena, text_of(directory), text_of(name));
  sd_status status = path.data == NULL
                         ? error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL)
                         : file_write(path.data, (text){page, size}, error);
  free(page);
  return status;
}

static void print_help(const invocation *call, const command_spec *command, bool as_manual,
                       FILE *out) {
  if (as_manual) {
    help_manual(command, out);
  } else if (command != NULL) {
    help_command(command, call->lang, out);
  } else {
    help_overview(call->lang, out);
  }
}

sd_status help_print(invocation *call, const command_spec *command, bool as_manual,
                     sd_error *error) {
  if (!call->json) {
    print_help(call, command, as_manual, call->out);
    return SD_OK;
  }
  char *page = NULL;
  size_t size = 0;
  FILE *out = open_memstream(&page, &size);
  if (out == NULL) return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  print_help(call, command, as_manual, out);
  sd_status status =
      fclose(out) == 0 ? SD_OK : error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  json_answer answer;
  json_answer_begin(&answer);
  json_begin_object(&answer.writer);
  json_member_string(&answer.writer, "help", page);
  json_end_object(&answer.writer);
  status = json_answer_end(&answer, call, status, error);
  free(page);
  return status;
}

sd_status command_help(invocation *call, sd_error *error) {
  const char *directory = option_value(call, "man-directory");
  if (directory != NULL) {
    TRY(file_make_directory(directory, error));
    TRY(write_manual(call, NULL, directory, error));
    for (const command_spec *c = commands; c->name != NULL; c++) {
      TRY(write_manual(call, c, directory, error));
    }
    json_answer answer;
    json_answer_begin(&answer);
    json_begin_object(&answer.writer);
    json_member_string(&answer.writer, "directory", directory);
    json_end_object(&answer.writer);
    return json_answer_end(&answer, call, SD_OK, error);
  }
  int words = 0;
  char *arguments[2] = {(char *)(uintptr_t)call->operands[0], (char *)(uintptr_t)call->operands[1]};
  const command_spec *command =
      call->operand_count == 0 ? NULL : command_find((int)call->operand_count, arguments, &words);
  if (call->operand_count != 0 && command == NULL) {
    return error_set(error, SD_MISUSE, MESSAGE_CLI_UNKNOWN_COMMAND,
                     SD_ARGS(call->operands[0], "help"));
  }
  return help_print(call, command, option_given(call, "man"), error);
}

/* help: a command's help, or the manual pages. */
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "cli/commands.h"

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

sd_status command_help(invocation *call, sd_error *error) {
  const char *directory = option_value(call, "man-directory");
  if (directory != NULL) {
    TRY(file_make_directory(directory, error));
    TRY(write_manual(call, NULL, directory, error));
    for (const command_spec *c = commands; c->name != NULL; c++) {
      TRY(write_manual(call, c, directory, error));
    }
    return SD_OK;
  }
  int words = 0;
  char *arguments[2] = {(char *)(uintptr_t)call->operands[0], (char *)(uintptr_t)call->operands[1]};
  const command_spec *command =
      call->operand_count == 0 ? NULL : command_find((int)call->operand_count, arguments, &words);
  if (call->operand_count != 0 && command == NULL) {
    return error_set(error, SD_MISUSE, MESSAGE_CLI_UNKNOWN_COMMAND,
                     SD_ARGS(call->operands[0], "help"));
  }
  if (option_given(call, "man")) {
    help_manual(command, call->out);
  } else if (command != NULL) {
    help_command(command, call->lang, call->out);
  } else {
    help_overview(call->lang, call->out);
  }
  return SD_OK;
}

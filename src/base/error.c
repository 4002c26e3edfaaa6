/* Status codes and the caller-owned error with its place. */
#include "base/error.h"

#include <stdio.h>
#include <string.h>

sd_status error_set(sd_error *error, sd_status status, message_id message,
                    const char *const *arguments) {
  if (error == NULL) return status;
  memset(error, 0, sizeof *error);
  error->status = status;
  error->message = message;
  if (status == SD_LIMIT_EXCEEDED && arguments != NULL && arguments[0] != NULL) {
    snprintf(error->limit, sizeof error->limit, "%s", arguments[0]);
  }
  for (int lang = 0; lang < LANGUAGE_COUNT; lang++) {
    message_format((language)lang, message, arguments, error->text[lang], sizeof error->text[lang]);
  }
  return status;
}

void error_place(sd_error *error, const char *file, uint32_t line, uint32_t column) {
  if (error == NULL) return;
  if (error->file[0] == '\0' && file != NULL) {
    snprintf(error->file, sizeof error->file, "%s", file);
  }
  if (error->line == 0) {
    error->line = line;
    error->column = column;
  }
}

void error_describe(const sd_error *error, language lang, char *buffer, size_t size) {
  char line[16] = "", column[16] = "";
  if (error->line != 0) snprintf(line, sizeof line, "%u:", error->line);
  if (error->line != 0 && error->column != 0) snprintf(column, sizeof column, "%u:", error->column);
  bool placed = error->file[0] != '\0' || line[0] != '\0';
  snprintf(buffer, size, "%s%s%s%s%s%s", error->file, error->file[0] != '\0' ? ":" : "", line,
           column, placed ? " " : "", error->text[lang]);
}

const char *status_name(sd_status status) {
  switch (status) {
#define S(name, number, exit_code) \
  case name:                       \
    return #name;
#include "base/status.def"
#undef S
  }
  return "SD_UNKNOWN_STATUS";
}

int status_exit_code(sd_status status) {
  switch (status) {
#define S(name, number, exit_code) \
  case name:                       \
    return exit_code;
#include "base/status.def"
#undef S
  }
  return 70;
}

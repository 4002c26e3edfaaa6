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
  if (error->file[0] != '\0' && error->line != 0) {
    snprintf(buffer, size, "%s:%u:%u: %s", error->file, error->line, error->column,
             error->text[lang]);
  } else if (error->file[0] != '\0') {
    snprintf(buffer, size, "%s: %s", error->file, error->text[lang]);
  } else if (error->line != 0) {
    snprintf(buffer, size, "%u:%u: %s", error->line, error->column, error->text[lang]);
  } else {
    snprintf(buffer, size, "%s", error->text[lang]);
  }
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

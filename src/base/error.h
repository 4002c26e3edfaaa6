/* Status codes and the caller-owned error with its place.
 *
 * A function that can fail returns sd_status and takes `sd_error *error` last.  The caller owns the
 * object, no memory hangs from it, and NULL is allowed (the function then stays silent).  On
 * success it is untouched.  An assert is our bug, a diagnostic the author's mistake, a status the
 * world's. */
#ifndef SUDUI_BASE_ERROR_H
#define SUDUI_BASE_ERROR_H

#include <stdbool.h>
#include <stdint.h>

#include "base/messages/base.h"

typedef enum sd_status {
#define S(name, number, exit_code) name = number,
#include "base/status.def"
#undef S
} sd_status;

/* What went wrong, where, in both languages. */
typedef struct sd_error {
  sd_status status;
  message_id message;
  char limit[32];  /* of SD_LIMIT_EXCEEDED: its name, such as "XML depth" */
  char file[256];  /* empty when the failure has no file */
  uint32_t line;   /* 1-based; 0 when the failure has no place in a text */
  uint32_t column; /* 1-based, in code points */
  char text[LANGUAGE_COUNT][600];
} sd_error;

/* Fills `error` (NULL allowed) from the message table and returns `status`, so that a function
 * can end in `return error_set(...)`.  `arguments` is NULL-ended, see SD_ARGS, or NULL. */
sd_status error_set(sd_error *error, sd_status status, message_id message,
                    const char *const *arguments);

/* Adds the place; an already set file or line is kept, so that the innermost place wins. */
void error_place(sd_error *error, const char *file, uint32_t line, uint32_t column);

/* "policies/a.dmn:12:7: text"; writes at most `size` bytes and always a NUL. */
void error_describe(const sd_error *error, language lang, char *buffer, size_t size);

/* "SD_NOT_FOUND"; static, never NULL. */
const char *status_name(sd_status status);

/* The exit code of the command line for `status`. */
int status_exit_code(sd_status status);

/* Returns from the enclosing function when `expression` is not SD_OK: the only control-flow macro.
 */
#define TRY(expression)                           \
  do {                                            \
    sd_status try_status_ = (expression);         \
    if (try_status_ != SD_OK) return try_status_; \
  } while (0)

#endif

/* What a command prints: sentences, amounts, JSON; the same facts in both forms. */
#ifndef SUDUI_CLI_OUTPUT_H
#define SUDUI_CLI_OUTPUT_H

#include "base/json.h"
#include "cli/grid.h"
#include "cli/invocation.h"

/* A sentence and a line end on the command's output; nothing with --json. */
void say(const invocation *call, message_id message, const char *const *arguments);

/* Prints the table; nothing with --json. */
void grid_show(const grid *g, const invocation *call, const char *indent);

/* A JSON answer is built in one writer and printed at the end. */
typedef struct json_answer {
  text_builder text;
  json_writer writer;
} json_answer;
void json_answer_begin(json_answer *answer);
/* The end of a command: with --json and SD_OK prints the answer with a line end, in any case
 * releases it.  `status` is given back; SD_OUT_OF_MEMORY when the answer did not fit. */
sd_status json_answer_end(json_answer *answer, const invocation *call, sd_status status,
                          sd_error *error);

/* "error: file:line: sentence" on standard error. */
void output_error(const invocation *call, const sd_error *error);

/* {"error": {...}} on the command's output. */
void output_error_json(const invocation *call, const sd_error *error);

/* "1,234.56" in `a`; never NULL. */
const char *money_string(arena *a, int64_t amount_fen);
/* "12,345" in `a`; never NULL. */
const char *count_string(arena *a, int64_t count);
const char *text_string(arena *a, text t);

#endif

/* What a command prints: sentences, amounts, JSON. */
#include "cli/output.h"

#include <string.h>

#include "base/messages/cli.h"
#include "base/money.h"

enum { JSON_BYTES_MAX = 1 << 30, SENTENCE_SIZE = 2000 };

void say(const invocation *call, message_id message, const char *const *arguments) {
  if (call->json) return;
  char buffer[SENTENCE_SIZE];
  message_format(call->lang, message, arguments, buffer, sizeof buffer);
  fprintf(call->out, "%s\n", buffer);
}

void grid_show(const grid *g, const invocation *call, const char *indent) {
  if (!call->json) grid_print(g, indent, call->out);
}

void json_answer_begin(json_answer *answer) {
  text_builder_init(&answer->text, JSON_BYTES_MAX);
  json_init(&answer->writer, &answer->text);
}

sd_status json_answer_end(json_answer *answer, const invocation *call, sd_status status,
                          sd_error *error) {
  bool failed = answer->text.failed;
  if (status == SD_OK && call->json && !failed) {
    fprintf(call->out, "%.*s\n", TEXT_ARG(text_builder_text(&answer->text)));
  }
  text_builder_release(&answer->text);
  if (status != SD_OK || !failed) return status;
  return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
}

void output_error(const invocation *call, const sd_error *error) {
  char place[1200], line[1300];
  error_describe(error, call->lang, place, sizeof place);
  message_format(call->lang, MESSAGE_CLI_ERROR, SD_ARGS(place), line, sizeof line);
  fprintf(stderr, "%s\n", line);
}

void output_error_json(const invocation *call, const sd_error *error) {
  json_answer answer;
  json_answer_begin(&answer);
  json_writer *w = &answer.writer;
  json_begin_object(w);
  json_key(w, "error");
  json_begin_object(w);
  json_member_string(w, "status", status_name(error->status));
  json_member_string(w, "message", message_name(error->message));
  json_member_string(w, "text", error->text[call->lang]);
  if (error->file[0] != '\0') json_member_string(w, "file", error->file);
  if (error->line != 0) {
    json_member_integer(w, "line", error->line);
    json_member_integer(w, "column", error->column);
  }
  json_end_object(w);
  json_end_object(w);
  json_answer_end(&answer, call, SD_OK, NULL);
}

const char *money_string(arena *a, int64_t amount_fen) {
  char buffer[MONEY_TEXT_SIZE];
  money_format(amount_fen, buffer);
  const char *copy = arena_copy_string(a, buffer);
  return copy == NULL ? "" : copy;
}

const char *count_string(arena *a, int64_t count) {
  char digits[24], grouped[40];
  snprintf(digits, sizeof digits, "%lld", (long long)count);
  size_t size = strlen(digits), used = 0;
  for (size_t i = 0; i < size; i++) {
    size_t behind = size - i;
    if (i != 0 && behind % 3 == 0 && digits[i - 1] != '-') grouped[used++] = ',';
    grouped[used++] = digits[i];
  }
  grouped[used] = '\0';
  const char *copy = arena_copy_string(a, grouped);
  return copy == NULL ? "" : copy;
}

const char *text_string(arena *a, text t) {
  text copy = arena_copy(a, t);
  return copy.data == NULL ? "" : copy.data;
}

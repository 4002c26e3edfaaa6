/* Turns the engine's errors and diagnostics into those of the public header. */
#include "libdmn/failure.h"

#include <stdio.h>
#include <string.h>

#include "base/messages/feel.h"

_Static_assert((int)DMN_LIMIT_EXCEEDED == (int)SD_LIMIT_EXCEEDED, "the numbers are permanent");
_Static_assert((int)DMN_MISUSE == (int)SD_MISUSE, "the numbers are permanent");
_Static_assert((int)DMN_SYNTAX_ERROR == (int)SD_SYNTAX_ERROR, "the numbers are permanent");
_Static_assert((int)DMN_TYPE_ERROR == (int)SD_TYPE_ERROR, "the numbers are permanent");
_Static_assert((int)DMN_INVALID == (int)SD_INVALID, "the numbers are permanent");
_Static_assert((int)DMN_NOT_FOUND == (int)SD_NOT_FOUND, "the numbers are permanent");

/* --- Limits --- */

static const struct {
  const char *name; /* of sd_error.limit */
  dmn_limit limit;
} LIMIT_NAMES[] = {{"XML bytes", DMN_LIMIT_SOURCE_BYTES},
                   {"XML depth", DMN_LIMIT_DEPTH},
                   {"XML elements", DMN_LIMIT_NODES},
                   {"JSON bytes", DMN_LIMIT_SOURCE_BYTES},
                   {"expression bytes", DMN_LIMIT_SOURCE_BYTES},
                   {"JSON depth", DMN_LIMIT_DEPTH},
                   {"JSON members", DMN_LIMIT_NODES},
                   {"LIMIT_MODEL_DOCUMENTS", DMN_LIMIT_NODES},
                   {"LIMIT_MODEL_MEMORY_BYTES", DMN_LIMIT_MEMORY},
                   {"evaluation memory", DMN_LIMIT_MEMORY},
                   {"value depth", DMN_LIMIT_DEPTH}};

static dmn_limit limit_of_name(const char *name) {
  for (size_t i = 0; i < sizeof LIMIT_NAMES / sizeof *LIMIT_NAMES; i++) {
    if (strcmp(LIMIT_NAMES[i].name, name) == 0) return LIMIT_NAMES[i].limit;
  }
  return DMN_LIMIT_SOURCE_BYTES;
}

/* The limits of an expression are told by their sentences. */
static dmn_limit limit_of_message(message_id message) {
  switch (message) {
    case MESSAGE_FEEL_SOURCE_TOO_LONG:
      return DMN_LIMIT_SOURCE_BYTES;
    case MESSAGE_FEEL_TOO_DEEP:
    case MESSAGE_FEEL_OUT_OF_DEPTH:
      return DMN_LIMIT_DEPTH;
    case MESSAGE_FEEL_TOO_MANY_NODES:
      return DMN_LIMIT_NODES;
    case MESSAGE_FEEL_OUT_OF_STEPS:
      return DMN_LIMIT_STEPS;
    case MESSAGE_FEEL_OUT_OF_MEMORY:
      return DMN_LIMIT_MEMORY;
    case MESSAGE_FEEL_OUT_OF_TIME:
      return DMN_LIMIT_TIME;
    default:
      return DMN_LIMIT_NONE;
  }
}

/* --- Errors --- */

dmn_status failure_give(dmn_error *out, const sd_error *error) {
  dmn_status status = (dmn_status)error->status;
  if (out == NULL) return status;
  memset(out, 0, sizeof *out);
  out->status = status;
  if (status == DMN_LIMIT_EXCEEDED) {
    out->limit = limit_of_message(error->message);
    if (out->limit == DMN_LIMIT_NONE) out->limit = limit_of_name(error->limit);
  }
  out->line = error->line;
  out->column = error->column;
  snprintf(out->file, sizeof out->file, "%s", error->file);
  snprintf(out->code, sizeof out->code, "%s", message_name(error->message));
  snprintf(out->message_zh, sizeof out->message_zh, "%s", error->text[LANGUAGE_CHINESE]);
  snprintf(out->message_en, sizeof out->message_en, "%s", error->text[LANGUAGE_ENGLISH]);
  return status;
}

dmn_status failure_set(dmn_error *out, sd_status status, message_id message,
                       const char *const *arguments) {
  sd_error error;
  error_set(&error, status, message, arguments);
  return failure_give(out, &error);
}

dmn_status failure_out_of_memory(dmn_error *out) {
  return failure_set(out, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
}

dmn_status failure_limit(dmn_error *out, const char *limit, uint64_t maximum) {
  return failure_set(out, SD_LIMIT_EXCEEDED, MESSAGE_LIMIT_EXCEEDED,
                     SD_ARGS(limit, SD_NUMBER(maximum)));
}

static void place_at_span(sd_error *error, source_span span) {
  if (span.source == NULL) return;
  uint32_t line, column;
  source_span_locate(span, &line, &column);
  text origin = span.source->origin;
  char file[sizeof error->file];
  snprintf(file, sizeof file, "%.*s", TEXT_ARG(origin));
  error_place(error, file, line, column);
}

dmn_status failure_of_evaluation(dmn_error *out, const evaluation *e) {
  static const message_id REASONS[] = {[EVALUATION_OUT_OF_STEPS] = MESSAGE_FEEL_OUT_OF_STEPS,
                                       [EVALUATION_OUT_OF_DEPTH] = MESSAGE_FEEL_OUT_OF_DEPTH,
                                       [EVALUATION_OUT_OF_MEMORY] = MESSAGE_FEEL_OUT_OF_MEMORY,
                                       [EVALUATION_OUT_OF_TIME] = MESSAGE_FEEL_OUT_OF_TIME};
  bool is_system = e->limit_reached == EVALUATION_OUT_OF_MEMORY && !arena_is_exhausted(e->arena);
  if (is_system) return failure_out_of_memory(out);
  sd_error error;
  error_set(&error, SD_LIMIT_EXCEEDED, REASONS[e->limit_reached], SD_ARGS(SD_NUMBER(e->steps_max)));
  place_at_span(&error, e->span);
  return failure_give(out, &error);
}

dmn_status failure_of_diagnostic(dmn_error *out, const diagnostic *d) {
  bool is_limit = limit_of_message(d->message) != DMN_LIMIT_NONE;
  sd_error error = {.status = is_limit ? SD_LIMIT_EXCEEDED : SD_SYNTAX_ERROR,
                    .message = d->message};
  for (int lang = 0; lang < LANGUAGE_COUNT; lang++) {
    diagnostic_sentence(d, (language)lang, error.text[lang], sizeof error.text[lang]);
  }
  place_at_span(&error, d->span);
  return failure_give(out, &error);
}

/* --- Diagnostics --- */

void diagnostic_give(dmn_diagnostic *out, const diagnostic *d) {
  memset(out, 0, sizeof *out);
  out->severity = d->severity == DIAGNOSTIC_ERROR ? DMN_SEVERITY_ERROR : DMN_SEVERITY_WARNING;
  source_span_locate(d->span, &out->line, &out->column);
  if (d->span.source != NULL) {
    snprintf(out->origin, sizeof out->origin, "%.*s", TEXT_ARG(d->span.source->origin));
  }
  snprintf(out->code, sizeof out->code, "%s", message_name(d->message));
  diagnostic_sentence(d, LANGUAGE_CHINESE, out->message_zh, sizeof out->message_zh);
  diagnostic_sentence(d, LANGUAGE_ENGLISH, out->message_en, sizeof out->message_en);
}

/* --- Options --- */

bool options_take(void *options, size_t size, size_t size_min, const void *given) {
  size_t given_size;
  memcpy(&given_size, given, sizeof given_size);
  if (given_size < size_min || given_size > 16 * size) return false;
  const unsigned char *bytes = given;
  for (size_t i = size; i < given_size; i++) {
    if (bytes[i] != 0) return false;
  }
  memcpy(options, given, given_size < size ? given_size : size);
  return true;
}

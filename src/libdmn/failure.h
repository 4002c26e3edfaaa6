/* Turns the engine's errors and diagnostics into those of the public header. */
#ifndef SUDUI_LIBDMN_FAILURE_H
#define SUDUI_LIBDMN_FAILURE_H

#include <dmn.h>

#include "base/error.h"
#include "feel/diagnostic.h"
#include "feel/evaluation.h"

static inline text text_of_public(dmn_text t) {
  return (text){t.data == NULL ? "" : t.data, t.data == NULL ? 0 : t.size_bytes};
}
static inline dmn_text text_to_public(text t) {
  return (dmn_text){t.data == NULL ? "" : t.data, t.data == NULL ? 0 : t.size};
}

/* Copies `error` to the caller's struct (NULL allowed) and returns its status. */
dmn_status failure_give(dmn_error *out, const sd_error *error);
/* Makes and gives an error without a place. */
dmn_status failure_set(dmn_error *out, sd_status status, message_id message,
                       const char *const *arguments);
dmn_status failure_out_of_memory(dmn_error *out);
/* A limit of the engine that is reached, with its name as in sd_error.limit. */
dmn_status failure_limit(dmn_error *out, const char *limit, uint64_t maximum);
/* The limit that ended an evaluation, with the place where it was. */
dmn_status failure_of_evaluation(dmn_error *out, const evaluation *e);
/* A mistake in an expression that was to be evaluated by itself. */
dmn_status failure_of_diagnostic(dmn_error *out, const diagnostic *d);

void diagnostic_give(dmn_diagnostic *out, const diagnostic *d);

/* Copies the caller's options over the zeroed `options`, both beginning with struct_size; false
 * when they are of a size that no version had, or set what only a newer version knows. */
bool options_take(void *options, size_t size, size_t size_min, const void *given);

#endif

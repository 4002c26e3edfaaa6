/* Reads, checks and compiles a decision model and the models it imports.
 *
 * What is wrong with a decision is a diagnostic of the model and makes that decision give null;
 * only what is no model at all (malformed XML, a DOCTYPE, another kind of document, a limit,
 * memory) fails.  Spec: DMN 1.5; namespaces of DMN 1.2 to 1.6 are read. */
#ifndef SUDUI_DMN_LOAD_H
#define SUDUI_DMN_LOAD_H

#include "dmn/model.h"

typedef struct dmn_source {
  text name;    /* what diagnostics call it: a path */
  text content; /* UTF-8 XML; copied */
} dmn_source;

/* `sources[0]` is the main model, the others are looked up by namespace for its imports and theirs
 * (those that nobody imports are read and ignored, and may be faulty).  On success `*model_out` is
 * owned by the caller (dmn_model_destroy) and may have diagnostics: see error_count there.  On
 * failure it is NULL and `error` has file, line and column.
 *
 * Fails with SD_SYNTAX_ERROR (malformed XML), SD_INVALID (DOCTYPE, not DMN), SD_LIMIT_EXCEEDED
 * (LIMIT_MODEL_BYTES, LIMIT_XML_DEPTH, ...), SD_OUT_OF_MEMORY. */
sd_status dmn_model_create(const dmn_source *sources, size_t count, dmn_model **model_out,
                           sd_error *error);

/* Bounds of a model; 0 means the default of base/limits.h. */
typedef struct dmn_model_limits {
  size_t memory_bytes_max;
  parser_limits expression;
} dmn_model_limits;

/* The same within other limits. */
sd_status dmn_model_create_within(const dmn_source *sources, size_t count,
                                  const dmn_model_limits *limits, dmn_model **model_out,
                                  sd_error *error);

/* The same for files; additional files may be none. */
sd_status dmn_model_create_file(const char *path, const char *const *additional_paths,
                                size_t additional_count, dmn_model **model_out, sd_error *error);

#endif

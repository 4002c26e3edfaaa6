/* Inside of registry/: writes the facts of one batch in the order of their key.
 *
 * Facts gather in memory and are written in portions, sorted, so that each portion is one pass
 * over the table.  A fact that its series already has as the last word is not written again. */
#ifndef SUDUI_REGISTRY_FACT_WRITER_H
#define SUDUI_REGISTRY_FACT_WRITER_H

#include "registry/registry.h"

typedef struct fact_writer fact_writer;

typedef struct fact_writer_counts {
  int64_t added;
  int64_t unchanged;
  int64_t subjects_added;
} fact_writer_counts;

/* Inside of a transaction of the caller from the first flush on: `begin` is called before it. */
typedef sd_status (*fact_writer_begin)(void *context, int64_t *batch_out, sd_error *error);

/* `kind` is borrowed. */
sd_status fact_writer_create(registry *r, text kind, fact_writer_begin begin, void *context,
                             fact_writer **out, sd_error *error);
void fact_writer_destroy(fact_writer *w); /* NULL is allowed */

/* The number by which facts name their series; `source` is borrowed. */
sd_status fact_writer_series(fact_writer *w, const attribute *a, int32_t period, text source,
                             uint32_t *series_out, sd_error *error);

/* The number by which the facts of the next row name their subject: a code of 18 characters. */
sd_status fact_writer_subject(fact_writer *w, text code, uint32_t *subject_out, sd_error *error);

typedef struct new_fact {
  uint32_t series;
  uint32_t subject; /* of the last call of fact_writer_subject */
  int64_t valid_from_day;
  uint64_t row;
  fact_value value; /* a string is copied */
} new_fact;
sd_status fact_writer_add(fact_writer *w, const new_fact *fact, sd_error *error);

/* Writes what has gathered; the end of a batch.  Happens by itself when a portion is full, which
 * is when a subject is asked for. */
sd_status fact_writer_flush(fact_writer *w, sd_error *error);
fact_writer_counts fact_writer_get_counts(const fact_writer *w);

#endif

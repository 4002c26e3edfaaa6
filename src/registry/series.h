/* Inside of registry/: series (one attribute, one period, one source) and their current facts. */
#ifndef SUDUI_REGISTRY_SERIES_H
#define SUDUI_REGISTRY_SERIES_H

#include "registry/registry.h"

typedef struct series {
  int64_t id;
  const attribute *attribute;
  int32_t period;
  text source; /* NUL-ended */
} series;

typedef struct series_list {
  const series *items; /* in order of attribute, period, source (by bytes) */
  size_t count;
} series_list;

/* Everything lives in `a`. */
sd_status series_list_load(registry *r, arena *a, series_list *out, sd_error *error);
/* The part of the list with that attribute and period. */
series_list series_list_part(const series_list *all, const attribute *a, int32_t period);

/* The last batch known by then: batches arrive in order of their known time, so that this one
 * number stands for a moment. */
sd_status series_last_batch(registry *r, int64_t known_us, int64_t *batch_out, sd_error *error);

/* A fact as stored. */
typedef struct stored_fact {
  int64_t subject_id;
  int64_t valid_from_day;
  int64_t batch;
  int64_t row;
  fact_value value; /* content is borrowed during the call */
} stored_fact;
typedef sd_status (*stored_fact_visitor)(void *context, const stored_fact *fact, sd_error *error);

/* Ids from `first` to `last`. */
typedef struct subject_range {
  int64_t first, last;
} subject_range;
#define EVERY_SUBJECT ((subject_range){0, INT64_MAX})

/* The current facts of a series in order of subject: all that share the last (valid_from, batch)
 * of their subject within the view. */
sd_status series_current_facts(registry *r, const series *s, registry_view view, int64_t last_batch,
                               subject_range range, stored_fact_visitor visit, void *context,
                               sd_error *error);
/* All facts up to `last_batch`, in order of subject, valid_from, batch, row. */
sd_status series_all_facts(registry *r, const series *s, int64_t last_batch, subject_range range,
                           stored_fact_visitor visit, void *context, sd_error *error);

/* The id of a code; 0 when it is not on file. */
sd_status subject_id_of(registry *r, text code, int64_t *id_out, sd_error *error);

/* A reading transaction unless the caller has a transaction; `*own_out` says whether to end it. */
sd_status registry_begin_view(registry *r, bool *own_out, sd_error *error);
void registry_end_view(registry *r, bool own);

/* The id in the database of an attribute of the catalogue. */
int64_t registry_attribute_id(const registry *r, const attribute *a);

#endif

/* SM3 over the facts that a batch brought, so that the audit chain holds them. */
#include "registry/batch_digest.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "audit/audit.h"
#include "base/allocator.h"
#include "base/json.h"
#include "base/messages/registry.h"
#include "registry/changes.h"
#include "registry/sealed_fact.h"

/* One batch in the making. */
typedef struct digesting {
  sm3_hasher *hasher;
  int64_t series; /* of the last fact */
  int64_t facts;
} digesting;

/* What all facts of a series share. */
typedef struct series_head {
  int64_t id;
  int32_t period;
  bool is_sealed;
  char text[320]; /* "attribute|period|source" */
} series_head;

/* Columns of a fact: subject, valid_from, row, value, content, code. */
#define FACT_COLUMNS \
  "f.subject_id, f.valid_from, f.row_number, f.value, f.content, s.code, f.batch_id, f.series_id"

typedef struct fact_reader {
  database *db;
  query *q;
  text_builder opened;
} fact_reader;

static sd_status changed(int64_t batch, sd_error *error) {
  return error_set(error, SD_CORRUPT, MESSAGE_REGISTRY_FACTS_CHANGED, SD_ARGS(SD_NUMBER(batch)));
}

static sd_status add_fact(fact_reader *r, digesting *d, const series_head *head, sd_error *error) {
  query *q = r->q;
  if (d->series != head->id) {
    sm3_add_text(d->hasher, text_of(head->text));
    d->series = head->id;
  }
  sm3_add_text(d->hasher, query_text(q, 5));
  sm3_add_number(d->hasher, query_integer(q, 1));
  sm3_add_number(d->hasher, query_integer(q, 2));
  d->facts++;
  if (query_is_null(q, 4)) {
    if (query_is_null(q, 3)) return changed(query_integer(q, 6), error);
    sm3_add_number(d->hasher, query_integer(q, 3));
    return SD_OK;
  }
  text content = query_text(q, 4);
  if (head->is_sealed) {
    const fact_place place = {head->id, query_integer(q, 0), query_integer(q, 1),
                              query_integer(q, 6)};
    TRY(fact_open(r->db, &place, content, &r->opened, error));
    content = text_builder_text(&r->opened);
  }
  sm3_add_text(d->hasher, content);
  return SD_OK;
}

/* Personal texts are sealed; the stored value itself says which. */
static sd_status read_head(database *db, int64_t id, series_head *out, sd_error *error) {
  query *q;
  TRY(query_open(db,
                 "SELECT a.name, x.period, o.name, a.type FROM series x"
                 " JOIN attribute a ON a.id = x.attribute_id JOIN source o ON o.id = x.source_id"
                 " WHERE x.id = ?1",
                 &q, error));
  query_bind_integer(q, 1, id);
  bool row = false;
  sd_status status = query_step(q, &row, error);
  *out = (series_head){.id = id};
  if (status == SD_OK && row) {
    (void)snprintf(out->text, sizeof out->text, "%.*s|%" PRId64 "|%.*s", TEXT_ARG(query_text(q, 0)),
                   query_integer(q, 1), TEXT_ARG(query_text(q, 2)));
    out->is_sealed = text_is(query_text(q, 3), attribute_type_name(ATTRIBUTE_STRING));
  }
  query_close(q);
  if (status != SD_OK || row) return status;
  return error_set(error, SD_CORRUPT, MESSAGE_REGISTRY_FACTS_CHANGED, SD_ARGS("-"));
}

static sd_status no_memory(sd_error *error) {
  return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
}

static sd_status add_rows(fact_reader *r, digesting *d, const series_head *head, sd_error *error) {
  sd_status status = SD_OK;
  for (bool row = true; status == SD_OK;) {
    status = query_step(r->q, &row, error);
    if (status != SD_OK || !row) break;
    status = add_fact(r, d, head, error);
  }
  return status;
}

/* `WHERE` ends with what narrows it; ?1 is the series, ?2 the batch. */
#define OF_SERIES        \
  "SELECT " FACT_COLUMNS \
  " FROM fact f JOIN subject s ON s.id = f.subject_id WHERE f.series_id = ?1 AND f.batch_id = ?2"
#define IN_ORDER " ORDER BY f.subject_id, f.valid_from, f.row_number"

/* Every fact of the batch in the series, or those of some subjects. */
static sd_status add_series(fact_reader *r, digesting *d, const batch_series *s, int64_t batch,
                            sd_error *error) {
  series_head head;
  TRY(read_head(r->db, s->id, &head, error));
  TRY(query_open(r->db,
                 s->ids == NULL ? OF_SERIES IN_ORDER : OF_SERIES " AND f.subject_id = ?3" IN_ORDER,
                 &r->q, error));
  sd_status status = SD_OK;
  for (size_t i = 0; i < (s->ids == NULL ? 1 : s->count) && status == SD_OK; i++) {
    query_reset(r->q);
    query_bind_integer(r->q, 1, s->id);
    query_bind_integer(r->q, 2, batch);
    if (s->ids != NULL) query_bind_integer(r->q, 3, s->ids[i]);
    status = add_rows(r, d, &head, error);
  }
  query_close(r->q);
  return status;
}

/* One fact looked up costs about as much as this many read in passing. */
enum { LOOKUP_COST = 32 };

sd_status batch_digest(database *db, int64_t batch, sm3_digest *out, sd_error *error) {
  int64_t subjects;
  batch_series *series;
  size_t count;
  TRY(database_read_integer(db, "SELECT coalesce(max(id), 0) FROM subject", &subjects, error));
  arena *a = arena_create(0);
  fact_reader r = {.db = db};
  digesting d = {.hasher = sm3_create()};
  text_builder_init(&r.opened, SIZE_MAX / 2);
  sd_status status = a == NULL || d.hasher == NULL ? no_memory(error) : SD_OK;
  if (status == SD_OK) {
    status =
        changes_of_batch(db, batch, (size_t)(subjects / LOOKUP_COST), a, &series, &count, error);
  }
  for (size_t i = 0; status == SD_OK && i < count; i++) {
    status = add_series(&r, &d, &series[i], batch, error);
  }
  if (status == SD_OK && !sm3_finish(d.hasher, out)) status = no_memory(error);
  text_builder_release(&r.opened);
  sm3_destroy(d.hasher);
  arena_destroy(a);
  return status;
}

/* --- all batches --- */

typedef struct verifying {
  fact_reader reader;
  digesting *batches; /* by id, from 1 */
  int64_t count;
  series_head head;
  registry_proof *proof;
  int64_t seen; /* entries of the chain */
} verifying;

static sd_status take_fact(verifying *v, sd_error *error) {
  query *q = v->reader.q;
  int64_t batch = query_integer(q, 6), series = query_integer(q, 7);
  if (batch < 1 || batch > v->count) return changed(batch, error);
  if (v->head.id != series) TRY(read_head(v->reader.db, series, &v->head, error));
  digesting *d = &v->batches[batch - 1];
  if (d->hasher == NULL) d->hasher = sm3_create();
  if (d->hasher == NULL) return no_memory(error);
  v->proof->facts++;
  return add_fact(&v->reader, d, &v->head, error);
}

static sd_status read_all(verifying *v, sd_error *error) {
  TRY(query_open(v->reader.db,
                 "SELECT " FACT_COLUMNS " FROM fact f JOIN subject s ON s.id = f.subject_id"
                 " ORDER BY f.series_id, f.subject_id, f.valid_from, f.batch_id, f.row_number",
                 &v->reader.q, error));
  sd_status status = SD_OK;
  for (bool row = true; status == SD_OK;) {
    status = query_step(v->reader.q, &row, error);
    if (status != SD_OK || !row) break;
    status = take_fact(v, error);
  }
  query_close(v->reader.q);
  return status;
}

/* What the entry says of the batch, as far as it says it: earlier versions said less. */
static bool agrees(const json_value *payload, const char *key, text stored) {
  const json_value *said = json_get(payload, key);
  return said == NULL || text_equal(said->text, stored);
}

/* The row of a batch says what its entry says. */
static sd_status compare_row(verifying *v, int64_t batch, const audit_entry *entry,
                             const json_value *payload, sd_error *error) {
  static const char *const numbers[] = {
      "rows", "rows_rejected", "facts_added", "facts_unchanged", "subjects_added", "cells_empty"};
  enum { FIRST_NUMBER = 5 };
  query *q;
  TRY(query_open(v->reader.db,
                 "SELECT known_us, actor, file, file_hash, mapping_hash, row_count, rows_rejected,"
                 " facts_added, facts_unchanged, subjects_added, cells_empty"
                 " FROM batch WHERE id = ?1",
                 &q, error));
  query_bind_integer(q, 1, batch);
  bool row = false;
  sd_status status = query_step(q, &row, error);
  bool same = status == SD_OK && row && query_integer(q, 0) == entry->time_us &&
              text_equal(query_text(q, 1), entry->actor) &&
              agrees(payload, "file", query_text(q, 2)) &&
              agrees(payload, "file_hash", query_text(q, 3)) &&
              agrees(payload, "mapping_hash", query_text(q, 4));
  for (int i = 0; i < (int)(sizeof numbers / sizeof numbers[0]) && same; i++) {
    same = agrees(payload, numbers[i], text_of(SD_NUMBER(query_integer(q, FIRST_NUMBER + i))));
  }
  query_close(q);
  if (status != SD_OK || same) return status;
  return changed(batch, error);
}

/* The lists of changed subjects, by which updates find whom to decide again. */
static sd_status compare_changes(verifying *v, int64_t batch, const json_value *payload,
                                 sd_error *error) {
  sm3_digest digest;
  char hex[SM3_TEXT_SIZE];
  if (json_get(payload, "changes_sm3") == NULL) return SD_OK;
  TRY(changes_digest(v->reader.db, batch, &digest, error));
  sm3_format(&digest, hex);
  return agrees(payload, "changes_sm3", text_of(hex)) ? SD_OK : changed(batch, error);
}

static sd_status compare_batch(verifying *v, const audit_entry *entry, arena *a, sd_error *error) {
  json_value *payload = NULL;
  int64_t batch;
  char reference[40];
  (void)snprintf(reference, sizeof reference, "%.*s", TEXT_ARG(entry->reference));
  if (sscanf(reference, "batch/%" SCNd64, &batch) != 1 || batch < 1 || batch > v->count) {
    return changed(0, error);
  }
  TRY(json_read(entry->payload, "import", a, &payload, error));
  TRY(compare_row(v, batch, entry, payload, error));
  TRY(compare_changes(v, batch, payload, error));
  const json_value *expected = json_get(payload, "facts_sm3");
  if (expected == NULL) {
    v->proof->unproved++;
    return SD_OK;
  }
  digesting *d = &v->batches[batch - 1];
  if (d->hasher == NULL) d->hasher = sm3_create();
  sm3_digest digest;
  if (d->hasher == NULL || !sm3_finish(d->hasher, &digest)) return no_memory(error);
  char hex[SM3_TEXT_SIZE];
  sm3_format(&digest, hex);
  if (expected->kind != JSON_STRING || !text_is(expected->text, hex)) return changed(batch, error);
  v->proof->batches++;
  return SD_OK;
}

static sd_status take_entry(void *context, const audit_entry *entry, sd_error *error) {
  verifying *v = context;
  if (!text_is(entry->act, "import")) return SD_OK;
  v->seen++;
  arena *a = arena_create(0);
  if (a == NULL) return no_memory(error);
  sd_status status = compare_batch(v, entry, a, error);
  arena_destroy(a);
  return status;
}

sd_status registry_verify(database *db, registry_proof *out, sd_error *error) {
  *out = (registry_proof){0};
  verifying v = {.reader = {.db = db}, .proof = out};
  int64_t tables;
  TRY(database_read_integer(db, "SELECT count(*) FROM sqlite_schema WHERE name = 'batch'", &tables,
                            error));
  if (tables == 0) return SD_OK; /* nothing was ever imported */
  TRY(database_read_integer(db, "SELECT max(id) FROM batch", &v.count, error));
  v.batches = memory_allocate(((size_t)v.count + 1) * sizeof *v.batches);
  if (v.batches == NULL) return no_memory(error);
  memset(v.batches, 0, ((size_t)v.count + 1) * sizeof *v.batches);
  text_builder_init(&v.reader.opened, SIZE_MAX / 2);
  sd_status status = read_all(&v, error);
  if (status == SD_OK) status = audit_each(db, 1, take_entry, &v, error);
  if (status == SD_OK && v.seen != v.count) status = changed(v.count, error);
  for (int64_t i = 0; i < v.count; i++) sm3_destroy(v.batches[i].hasher);
  text_builder_release(&v.reader.opened);
  memory_free(v.batches);
  return status;
}

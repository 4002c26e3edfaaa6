/* The company file: its tables, the attributes in them, subjects and batches. */
/* What must stay true: an attribute keeps its type and period for ever; facts are never changed or
 * deleted (triggers refuse); batches are numbered in the order of their known time. */
#include "registry/registry.h"

#include <stdio.h>
#include <string.h>

#include "base/allocator.h"
#include "base/messages/registry.h"
#include "registry/changes.h"
#include "registry/fact_report.h"
#include "registry/series.h"

struct registry {
  database *db;
  const attribute_catalogue *catalogue;
  int64_t *attribute_ids; /* for each attribute of the catalogue */
};

static const migration registry_steps[] = {
    {"company file",
     "CREATE TABLE attribute("
     " id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE,"
     " type TEXT NOT NULL, period TEXT NOT NULL) STRICT;"
     "CREATE TABLE source(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;"
     "CREATE TABLE batch("
     " id INTEGER PRIMARY KEY, known_us INTEGER NOT NULL, file TEXT NOT NULL,"
     " actor TEXT NOT NULL, file_hash TEXT NOT NULL, mapping_hash TEXT NOT NULL,"
     " row_count INTEGER NOT NULL, rows_rejected INTEGER NOT NULL, facts_added INTEGER NOT NULL,"
     " facts_unchanged INTEGER NOT NULL, subjects_added INTEGER NOT NULL,"
     " cells_empty INTEGER NOT NULL, UNIQUE(file_hash, mapping_hash)) STRICT;"
     "CREATE TABLE series("
     " id INTEGER PRIMARY KEY, attribute_id INTEGER NOT NULL REFERENCES attribute(id),"
     " period INTEGER NOT NULL, source_id INTEGER NOT NULL REFERENCES source(id),"
     " UNIQUE(attribute_id, period, source_id)) STRICT;"
     /* subject_kind and fact name their subject, series and batch without REFERENCES: one
      * transaction writes all of them, and three look-ups for each of a million facts would
      * double the time of an import. */
     "CREATE TABLE subject("
     " id INTEGER PRIMARY KEY, code TEXT NOT NULL UNIQUE, batch_id INTEGER NOT NULL) STRICT;"
     "CREATE TABLE subject_kind("
     " kind TEXT NOT NULL, subject_id INTEGER NOT NULL, batch_id INTEGER NOT NULL,"
     " PRIMARY KEY(kind, subject_id)) STRICT, WITHOUT ROWID;"
     "CREATE TABLE fact("
     " series_id INTEGER NOT NULL, subject_id INTEGER NOT NULL, valid_from INTEGER NOT NULL,"
     " batch_id INTEGER NOT NULL, row_number INTEGER NOT NULL, value INTEGER, content TEXT,"
     " PRIMARY KEY(series_id, subject_id, valid_from, batch_id, row_number)"
     ") STRICT, WITHOUT ROWID;"
     "CREATE TRIGGER fact_update BEFORE UPDATE ON fact BEGIN"
     " SELECT RAISE(ABORT, 'facts are never changed'); END;"
     "CREATE TRIGGER fact_delete BEFORE DELETE ON fact BEGIN"
     " SELECT RAISE(ABORT, 'facts are never deleted'); END;"},
    {"known times that runs rely on", "CREATE TABLE seal(known_us INTEGER PRIMARY KEY) STRICT;"},
    {"what a batch changed", CHANGES_TABLES},
    {"kinds by batch", "CREATE INDEX subject_kind_batch ON subject_kind(batch_id);"},
};

database *registry_database(const registry *r) { return r->db; }
const attribute_catalogue *registry_catalogue(const registry *r) { return r->catalogue; }
int64_t registry_attribute_id(const registry *r, const attribute *a) {
  return r->attribute_ids[a->index];
}

/* --- Known time --- */

sd_status registry_seal(database *db, int64_t known_us, int64_t last_batch, sd_error *error) {
  query *q = NULL;
  bool row = false;
  TRY(query_open(db, "SELECT max(id) FROM batch WHERE known_us<=?1", &q, error));
  query_bind_integer(q, 1, known_us);
  sd_status status = query_step(q, &row, error);
  int64_t last_now = status == SD_OK && row ? query_integer(q, 0) : 0;
  query_close(q);
  if (status != SD_OK) return status;
  if (last_now != last_batch) {
    return error_set(error, SD_CONFLICT, MESSAGE_REGISTRY_FACTS_ARRIVED, NULL);
  }
  TRY(query_open(db, "INSERT INTO seal(known_us) VALUES (?1) ON CONFLICT DO NOTHING", &q, error));
  query_bind_integer(q, 1, known_us);
  return query_finish(q, error);
}

/* --- Attributes --- */

static sd_status check_attribute(registry *r, query *q, sd_error *error) {
  text name = query_text(q, 1), type = query_text(q, 2), period = query_text(q, 3);
  const attribute *a = attribute_find(r->catalogue, name);
  char shown[200], stored[64], ours[64];
  fact_value value = {.type = ATTRIBUTE_STRING, .content = name};
  fact_value_format_plain(&value, shown, sizeof shown);
  if (!a) return error_set(error, SD_CONFLICT, MESSAGE_REGISTRY_ATTRIBUTE_GONE, SD_ARGS(shown));
  r->attribute_ids[a->index] = query_integer(q, 0);
  if (text_is(type, attribute_type_name(a->type)) &&
      text_is(period, attribute_period_name(a->period)))
    return SD_OK;
  snprintf(stored, sizeof stored, "%.*s/%.*s", TEXT_ARG(type), TEXT_ARG(period));
  snprintf(ours, sizeof ours, "%s/%s", attribute_type_name(a->type),
           attribute_period_name(a->period));
  return error_set(error, SD_CONFLICT, MESSAGE_REGISTRY_ATTRIBUTE_CHANGED,
                   SD_ARGS(shown, stored, ours));
}

static sd_status load_attributes(registry *r, sd_error *error) {
  query *q = NULL;
  TRY(query_open(r->db, "SELECT id, name, type, period FROM attribute ORDER BY id", &q, error));
  bool row = true;
  sd_status status = SD_OK;
  while (status == SD_OK && (status = query_step(q, &row, error)) == SD_OK && row)
    status = check_attribute(r, q, error);
  query_close(q);
  return status;
}

static sd_status insert_attribute(registry *r, const attribute *a, sd_error *error) {
  query *q = NULL;
  TRY(query_open(r->db, "INSERT INTO attribute(id, name, type, period) VALUES(?1, ?2, ?3, ?4)", &q,
                 error));
  int64_t last = 0;
  sd_status status = database_read_integer(r->db, "SELECT max(id) FROM attribute", &last, error);
  query_bind_integer(q, 1, last + 1);
  query_bind_text(q, 2, a->id);
  query_bind_string(q, 3, attribute_type_name(a->type));
  query_bind_string(q, 4, attribute_period_name(a->period));
  if (status == SD_OK) status = query_execute(q, error);
  query_close(q);
  r->attribute_ids[a->index] = last + 1;
  return status;
}

static bool has_new_attributes(const registry *r) {
  for (size_t i = 0; i < r->catalogue->count; i++)
    if (r->attribute_ids[i] == 0) return true;
  return false;
}

static sd_status take_up_attributes(registry *r, sd_error *error) {
  TRY(load_attributes(r, error));
  if (!has_new_attributes(r)) return SD_OK;
  bool own = !database_in_transaction(r->db);
  if (own) TRY(database_begin(r->db, error));
  sd_status status = load_attributes(r, error); /* somebody may have been faster */
  for (size_t i = 0; status == SD_OK && i < r->catalogue->count; i++)
    if (r->attribute_ids[i] == 0) status = insert_attribute(r, &r->catalogue->attributes[i], error);
  if (own && status == SD_OK) return database_commit(r->db, error);
  if (own) database_rollback(r->db);
  return status;
}

sd_status registry_open(database *db, const attribute_catalogue *catalogue, registry **out,
                        sd_error *error) {
  TRY(database_migrate(db, "registry", registry_steps,
                       sizeof registry_steps / sizeof registry_steps[0], error));
  TRY(fact_report_migrate(db, error));
  registry *r = memory_allocate(sizeof *r);
  int64_t *ids = memory_allocate(catalogue->count * sizeof *ids);
  if (!r || !ids) {
    memory_free(r);
    memory_free(ids);
    return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  }
  *r = (registry){db, catalogue, ids};
  sd_status status = take_up_attributes(r, error);
  if (status != SD_OK) {
    registry_close(r);
    return status;
  }
  *out = r;
  return SD_OK;
}

void registry_close(registry *r) {
  if (!r) return;
  memory_free(r->attribute_ids);
  memory_free(r);
}

/* --- Subjects and batches --- */

sd_status subject_id_of(registry *r, text code, int64_t *id_out, sd_error *error) {
  query *q = NULL;
  *id_out = 0;
  TRY(query_open(r->db, "SELECT id FROM subject WHERE code=?1", &q, error));
  query_bind_text(q, 1, code);
  bool row = false;
  sd_status status = query_step(q, &row, error);
  if (status == SD_OK && row) *id_out = query_integer(q, 0);
  query_close(q);
  return status;
}

sd_status registry_has_subject(registry *r, text code, const char *kind, bool *out,
                               sd_error *error) {
  int64_t id = 0;
  TRY(subject_id_of(r, code, &id, error));
  *out = id != 0;
  if (id == 0 || !kind) return SD_OK;
  query *q = NULL;
  TRY(query_open(r->db, "SELECT 1 FROM subject_kind WHERE kind=?1 AND subject_id=?2", &q, error));
  query_bind_string(q, 1, kind);
  query_bind_integer(q, 2, id);
  sd_status status = query_step(q, out, error);
  query_close(q);
  return status;
}

static sd_status visit_batch(query *q, batch_visitor visit, void *context, sd_error *error) {
  batch_record batch = {.id = query_integer(q, 0),
                        .known_us = query_integer(q, 1),
                        .file = query_text(q, 2),
                        .actor = query_text(q, 3),
                        .rows = query_integer(q, 6),
                        .rows_rejected = query_integer(q, 7),
                        .facts = query_integer(q, 8)};
  text file_hash = query_text(q, 4), mapping_hash = query_text(q, 5);
  snprintf(batch.file_hash, sizeof batch.file_hash, "%.*s", TEXT_ARG(file_hash));
  snprintf(batch.mapping_hash, sizeof batch.mapping_hash, "%.*s", TEXT_ARG(mapping_hash));
  return visit(context, &batch, error);
}

sd_status registry_batches(registry *r, batch_visitor visit, void *context, sd_error *error) {
  query *q = NULL;
  TRY(query_open(r->db,
                 "SELECT id, known_us, file, actor, file_hash, mapping_hash, row_count, "
                 "rows_rejected, facts_added FROM batch ORDER BY id",
                 &q, error));
  bool row = true;
  sd_status status = SD_OK;
  while (status == SD_OK && (status = query_step(q, &row, error)) == SD_OK && row)
    status = visit_batch(q, visit, context, error);
  query_close(q);
  return status;
}

/* --- One state for several queries --- */

sd_status registry_begin_view(registry *r, bool *own_out, sd_error *error) {
  *own_out = !database_in_transaction(r->db);
  return *own_out ? database_begin_reading(r->db, error) : SD_OK;
}

void registry_end_view(registry *r, bool own) {
  if (own) database_rollback(r->db);
}

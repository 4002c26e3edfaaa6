/* A table of an official, CSV or XLSX, into facts: good rows load, bad rows are listed. */
/* What must stay true: one file is one transaction, together with its batch and its audit entry;
 * the list of rejected rows is on disk before the batch is. */
#include "registry/import.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "audit/audit.h"
#include "base/csv.h"
#include "base/file.h"
#include "base/json.h"
#include "base/limits.h"
#include "base/messages/registry.h"
#include "base/messages/store.h"
#include "registry/batch_digest.h"
#include "registry/changes.h"
#include "registry/fact_writer.h"
#include "registry/rejects.h"
#include "registry/row_reader.h"
#include "registry/table_layout.h"
#include "registry/xlsx.h"

enum { READ_BYTES = 256 * 1024, PROGRESS_BYTES = 64 * 1024 };

typedef struct import_job {
  registry *registry;
  const import_request *request;
  arena *arena;
  text file; /* the name without folders */
  char file_hash[SM3_TEXT_SIZE];
  char mapping_hash[SM3_TEXT_SIZE];
  bool is_xlsx;
  uint64_t bytes_total;
  uint64_t bytes_shown; /* when progress was last told */
  layout_finder *finder;
  fact_writer *writer;
  row_reader *rows; /* once the header was found */
  rejects list;
  int64_t batch;
  int64_t known_us;
} import_job;

static sd_status no_memory(sd_error *error) {
  return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
}

static text name_without_folders(const char *path) {
  const char *slash = strrchr(path, '/');
  return text_of(slash ? slash + 1 : path);
}

/* --- What the file is --- */

static sd_status note_head(import_job *job, text head, sd_error *error) {
  job->is_xlsx = xlsx_is_likely(head);
  if (!xlsx_is_old_format(head)) return SD_OK;
  return error_set(error, SD_SYNTAX_ERROR, MESSAGE_XLSX_OLD_FORMAT, NULL);
}

static sd_status hash_pieces(import_job *job, file_reader *file, sm3_hasher *h, sd_error *error) {
  char *buffer = arena_allocate(job->arena, READ_BYTES);
  if (!buffer) return no_memory(error);
  bool is_first = true;
  for (;;) {
    size_t size = 0;
    TRY(file_reader_read(file, buffer, READ_BYTES, &size, error));
    if (is_first) TRY(note_head(job, (text){buffer, size}, error));
    if (size == 0) return SD_OK;
    is_first = false;
    sm3_add(h, (text){buffer, size});
  }
}

static sd_status hash_file(import_job *job, sm3_hasher *h, sd_error *error) {
  file_reader *file = NULL;
  TRY(file_reader_open(job->request->path, &file, error));
  job->bytes_total = file_reader_size(file);
  sd_status status = hash_pieces(job, file, h, error);
  file_reader_close(file);
  return status;
}

static sd_status identify(import_job *job, sd_error *error) {
  sm3_hasher *h = sm3_create();
  if (!h) return no_memory(error);
  text content = job->request->content;
  sd_status status = SD_OK;
  if (content.data) {
    job->bytes_total = content.size;
    status = note_head(job, content, error);
    sm3_add(h, content);
  } else {
    status = hash_file(job, h, error);
  }
  sm3_digest digest;
  if (status == SD_OK && !sm3_finish(h, &digest)) status = no_memory(error);
  sm3_destroy(h);
  if (status != SD_OK) return status;
  sm3_format(&digest, job->file_hash);
  sm3_format(&job->request->mapping->hash, job->mapping_hash);
  return SD_OK;
}

/* The counts of then, when this file with this mapping is a batch already. */
static sd_status find_batch(import_job *job, import_report *report, sd_error *error) {
  query *q = NULL;
  TRY(query_open(registry_database(job->registry),
                 "SELECT id, row_count, rows_rejected, facts_added, facts_unchanged, "
                 "subjects_added, cells_empty FROM batch WHERE file_hash=?1 AND mapping_hash=?2",
                 &q, error));
  query_bind_string(q, 1, job->file_hash);
  query_bind_string(q, 2, job->mapping_hash);
  sd_status status = query_step(q, &report->already_loaded, error);
  if (status == SD_OK && report->already_loaded) {
    report->batch = query_integer(q, 0);
    report->rows = query_integer(q, 1);
    report->rows_rejected = query_integer(q, 2);
    report->facts_added = query_integer(q, 3);
    report->facts_unchanged = query_integer(q, 4);
    report->subjects_added = query_integer(q, 5);
    report->cells_empty = query_integer(q, 6);
  }
  query_close(q);
  return status;
}

/* --- Rows --- */

static void tell_progress(import_job *job, uint64_t done) {
  if (!job->request->progress || done < job->bytes_shown + PROGRESS_BYTES) return;
  job->bytes_shown = done;
  job->request->progress(job->request->context, done, job->bytes_total);
}

static sd_status take_row(void *context, const table_row *row, sd_error *error) {
  import_job *job = context;
  tell_progress(job, row->bytes_read);
  bool is_data = true;
  if (!job->rows) {
    TRY(layout_finder_take(job->finder, row, &is_data, error));
    if (!is_data) return SD_OK;
    TRY(row_reader_create(layout_finder_layout(job->finder), job->writer, &job->list, &job->rows,
                          error));
  }
  return row_reader_take(job->rows, row, error);
}

static sd_status take_csv_row(void *context, const csv_row *row, sd_error *error) {
  table_row converted = {
      .number = row->line,
      .count = row->count,
      .cells = row->cells,
      .fault = row->fault == CSV_FAULT_NONE ? MESSAGE_NONE : csv_fault_message(row->fault),
      .bytes_read = row->bytes_read};
  return take_row(context, &converted, error);
}

static sd_status read_csv_content(import_job *job, sd_error *error) {
  text_builder converted;
  text_builder_init(&converted, SIZE_MAX / 2);
  sd_status status = encoding_convert(job->request->content, &converted, NULL, error);
  if (status == SD_OK)
    status = csv_read(text_builder_text(&converted), job->request->path, take_csv_row, job, error);
  text_builder_release(&converted);
  return status;
}

static sd_status read_xlsx(import_job *job, sd_error *error) {
  text content = job->request->content;
  if (!content.data)
    TRY(file_read(job->request->path, LIMIT_XLSX_INFLATED_BYTES, job->arena, &content, error));
  return xlsx_read(content, job->request->path, job->request->mapping->sheet, take_row, job, error);
}

static sd_status read_rows(import_job *job, sd_error *error) {
  sd_status status;
  if (job->is_xlsx)
    status = read_xlsx(job, error);
  else if (job->request->content.data)
    status = read_csv_content(job, error);
  else
    status = csv_read_file(job->request->path, take_csv_row, job, NULL, error);
  if (status == SD_OK) status = layout_finder_end(job->finder, error);
  return status;
}

/* --- The batch --- */

/* The writer's first flush: the transaction begins as late as can be. */
static sd_status begin_batch(void *context, int64_t *batch_out, sd_error *error) {
  import_job *job = context;
  database *db = registry_database(job->registry);
  int64_t last_us = 0, sealed_us = 0;
  if (!database_in_transaction(db)) TRY(database_begin(db, error));
  TRY(database_read_integer(db, "SELECT max(id) FROM batch", &job->batch, error));
  TRY(database_read_integer(db, "SELECT max(known_us) FROM batch", &last_us, error));
  TRY(database_read_integer(db, "SELECT max(known_us) FROM seal", &sealed_us, error));
  job->batch++;
  /* Known time never runs backwards: a moment is then one batch number, and what a run relied on
   * stays as it was. */
  if (sealed_us != 0 && last_us <= sealed_us) last_us = sealed_us + 1;
  job->known_us = job->request->now_us > last_us ? job->request->now_us : last_us;
  *batch_out = job->batch;
  return SD_OK;
}

static sd_status insert_batch(import_job *job, const import_report *report, sd_error *error) {
  query *q = NULL;
  TRY(query_open(registry_database(job->registry),
                 "INSERT INTO batch(id, known_us, file, actor, file_hash, mapping_hash, row_count, "
                 "rows_rejected, facts_added, facts_unchanged, subjects_added, cells_empty) "
                 "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
                 &q, error));
  query_bind_integer(q, 1, job->batch);
  query_bind_integer(q, 2, job->known_us);
  query_bind_text(q, 3, job->file);
  query_bind_string(q, 4, job->request->actor ? job->request->actor : "");
  query_bind_string(q, 5, job->file_hash);
  query_bind_string(q, 6, job->mapping_hash);
  query_bind_integer(q, 7, report->rows);
  query_bind_integer(q, 8, report->rows_rejected);
  query_bind_integer(q, 9, report->facts_added);
  query_bind_integer(q, 10, report->facts_unchanged);
  query_bind_integer(q, 11, report->subjects_added);
  query_bind_integer(q, 12, report->cells_empty);
  return query_finish(q, error);
}

static sd_status digest_facts(import_job *job, char hex[SM3_TEXT_SIZE], sd_error *error) {
  sm3_digest digest;
  TRY(batch_digest(registry_database(job->registry), job->batch, &digest, error));
  sm3_format(&digest, hex);
  return SD_OK;
}

static sd_status append_entry(import_job *job, const import_report *report, sd_error *error) {
  char facts[SM3_TEXT_SIZE], changes[SM3_TEXT_SIZE];
  sm3_digest digest;
  TRY(digest_facts(job, facts, error));
  TRY(changes_digest(registry_database(job->registry), job->batch, &digest, error));
  sm3_format(&digest, changes);
  text_builder payload;
  json_writer w;
  text_builder_init(&payload, 4096);
  json_init(&w, &payload);
  json_begin_object(&w);
  json_member_integer(&w, "batch", report->batch);
  json_member_text(&w, "file", job->file);
  json_member_string(&w, "file_hash", job->file_hash);
  json_member_string(&w, "mapping_hash", job->mapping_hash);
  json_member_integer(&w, "rows", report->rows);
  json_member_integer(&w, "rows_rejected", report->rows_rejected);
  json_member_integer(&w, "facts_added", report->facts_added);
  json_member_integer(&w, "facts_unchanged", report->facts_unchanged);
  json_member_integer(&w, "subjects_added", report->subjects_added);
  json_member_integer(&w, "cells_empty", report->cells_empty);
  json_member_string(&w, "facts_sm3", facts);
  json_member_string(&w, "changes_sm3", changes);
  json_end_object(&w);
  char reference[40];
  snprintf(reference, sizeof reference, "batch/%" PRId64, report->batch);
  sd_status status =
      payload.failed
          ? no_memory(error)
          : audit_append(registry_database(job->registry), job->request->actor, "import", reference,
                         text_builder_text(&payload), job->known_us, NULL, error);
  text_builder_release(&payload);
  return status;
}

static void fill_report(import_job *job, import_report *report) {
  row_counts rows = row_reader_get_counts(job->rows);
  fact_writer_counts facts = fact_writer_get_counts(job->writer);
  const table_layout *layout = layout_finder_layout(job->finder);
  *report = (import_report){.batch = job->request->dry_run ? 0 : job->batch,
                            .rows = rows.rows,
                            .rows_rejected = rows.rejected,
                            .facts_added = facts.added,
                            .facts_unchanged = facts.unchanged,
                            .subjects_added = facts.subjects_added,
                            .cells_empty = rows.cells_empty,
                            .unknown_column_count = layout->unknown_count,
                            .unknown_columns = layout->unknown_columns};
}

static sd_status store_batch(import_job *job, import_report *report, sd_error *error) {
  row_counts rows = row_reader_get_counts(job->rows);
  TRY(rejects_write(&job->list, error));
  if (rows.rows == 0) return error_set(error, SD_INVALID, MESSAGE_TABLE_EMPTY, NULL);
  if (rows.rejected == rows.rows)
    return error_set(error, SD_INVALID, MESSAGE_IMPORT_NO_GOOD_ROW,
                     SD_ARGS(SD_NUMBER(rows.rows), SD_NUMBER(job->list.first_row)));
  TRY(fact_writer_flush(job->writer, error));
  fill_report(job, report);
  if (job->request->dry_run) return SD_OK;
  TRY(insert_batch(job, report, error));
  TRY(append_entry(job, report, error));
  return database_commit(registry_database(job->registry), error);
}

/* --- The whole --- */

static sd_status load_table(import_job *job, import_report *report, sd_error *error) {
  const mapping *m = job->request->mapping;
  job->finder = layout_finder_create(m, job->arena);
  if (!job->finder) return no_memory(error);
  TRY(fact_writer_create(job->registry, m->kind, begin_batch, job, &job->writer, error));
  TRY(read_rows(job, error));
  TRY(store_batch(job, report, error));
  tell_progress(job, job->bytes_total);
  return SD_OK;
}

sd_status registry_import(registry *r, const import_request *request, arena *a,
                          import_report *report_out, sd_error *error) {
  database *db = registry_database(r);
  if (database_in_transaction(db))
    return error_set(error, SD_MISUSE, MESSAGE_STORE_TRANSACTION_OPEN, NULL);
  import_job job = {
      .registry = r, .request = request, .arena = a, .file = name_without_folders(request->path)};
  *report_out = (import_report){0};
  sd_status status = identify(&job, error);
  if (status == SD_OK) status = find_batch(&job, report_out, error);
  if (status == SD_OK && !report_out->already_loaded) {
    rejects_init(&job.list, request, job.file);
    status = load_table(&job, report_out, error);
    database_rollback(db);
    row_reader_destroy(job.rows);
    fact_writer_destroy(job.writer);
    rejects_release(&job.list);
  }
  if (status != SD_OK) error_place(error, request->path, 0, 0);
  return status;
}

/* --- Facts without a table --- */

static sd_status add_stated(import_job *job, const registry_statement *s, sd_error *error) {
  uint32_t subject, series;
  TRY(fact_writer_subject(job->writer, s->code, &subject, error));
  for (size_t i = 0; i < s->count; i++) {
    const attribute *a = attribute_find(registry_catalogue(job->registry), s->facts[i].attribute);
    if (a == NULL || a->type != ATTRIBUTE_STRING || a->period != ATTRIBUTE_PERIOD_NONE) {
      return error_set(error, SD_NOT_FOUND, MESSAGE_REGISTRY_ATTRIBUTE_GONE,
                       SD_ARGS(s->facts[i].attribute.data));
    }
    TRY(fact_writer_series(job->writer, a, PERIOD_NONE, s->source, &series, error));
    const new_fact fact = {.series = series,
                           .subject = subject,
                           .valid_from_day = s->valid_from_day,
                           .row = 1,
                           .value = {.type = ATTRIBUTE_STRING, .content = s->facts[i].content}};
    TRY(fact_writer_add(job->writer, &fact, error));
  }
  return fact_writer_flush(job->writer, error);
}

/* Stands in place of the file's hash: the same statement at another moment is another batch. */
static bool hash_statement(import_job *job, const registry_statement *s) {
  char moment[32];
  sm3_digest digest;
  sm3_hasher *h = sm3_create();
  if (h == NULL) return false;
  snprintf(moment, sizeof moment, "%" PRId64, s->now_us);
  const text parts[] = {TEXT("sudui-statement-1"), s->document, s->code, text_of(moment)};
  for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
    sm3_add(h, parts[i]);
    sm3_add(h, TEXT("\n"));
  }
  bool ok = sm3_finish(h, &digest);
  sm3_destroy(h);
  if (!ok) return false;
  sm3_format(&digest, job->file_hash);
  if (!sm3_of(TEXT(""), &digest)) return false;
  sm3_format(&digest, job->mapping_hash); /* there is none */
  return true;
}

sd_status registry_state(registry *r, const registry_statement *s, sd_error *error) {
  if (!database_in_transaction(registry_database(r))) {
    return error_set(error, SD_MISUSE, MESSAGE_STORE_TRANSACTION_NONE, NULL);
  }
  const import_request request = {.actor = s->actor, .now_us = s->now_us};
  import_job job = {.registry = r, .request = &request, .file = s->document};
  job.arena = arena_create(0);
  if (job.arena == NULL || !hash_statement(&job, s)) {
    arena_destroy(job.arena);
    return no_memory(error);
  }
  sd_status status = fact_writer_create(r, TEXT("company"), begin_batch, &job, &job.writer, error);
  if (status == SD_OK) status = add_stated(&job, s, error);
  if (status == SD_OK) {
    const fact_writer_counts counts = fact_writer_get_counts(job.writer);
    const import_report report = {.batch = job.batch,
                                  .rows = 1,
                                  .facts_added = counts.added,
                                  .facts_unchanged = counts.unchanged,
                                  .subjects_added = counts.subjects_added};
    status = insert_batch(&job, &report, error);
    if (status == SD_OK) status = append_entry(&job, &report, error);
  }
  fact_writer_destroy(job.writer);
  arena_destroy(job.arena);
  return status;
}

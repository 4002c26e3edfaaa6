/* Subjects that a snapshot is about, in ascending order of code: all of a kind, or some of them. */
#include "registry/subject_set.h"

#include <stdlib.h>
#include <string.h>

#include "base/allocator.h"
#include "base/messages/registry.h"
#include "registry/series.h"

/* A look-up by key costs as much as so many rows of a pass. */
enum { ALL_FASTER_FROM = 20 };

typedef struct set_builder {
  char (*codes)[SUBJECT_CODE_SIZE];
  int64_t *ids;
  size_t count, room;
} set_builder;

static sd_status no_memory(sd_error *error) {
  return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
}

static bool builder_init(set_builder *b, arena *a, size_t room) {
  b->room = room;
  b->codes = arena_allocate_array(a, room + 1, SUBJECT_CODE_SIZE);
  b->ids = ARENA_ARRAY(a, int64_t, room + 1);
  return b->codes && b->ids;
}

static void add_subject(set_builder *b, int64_t id, text code) {
  if (b->count == b->room || code.size >= SUBJECT_CODE_SIZE) return;
  memcpy(b->codes[b->count], code.data, code.size);
  b->ids[b->count++] = id;
}

/* --- Order --- */

typedef struct coded_id {
  char code[SUBJECT_CODE_SIZE];
  int64_t id;
} coded_id;

static int compare_codes(const void *a, const void *b) {
  return memcmp(((const coded_id *)a)->code, ((const coded_id *)b)->code, SUBJECT_CODE_SIZE);
}

/* Ids are given in the order of codes within a file, so that mostly there is little to do. */
static bool is_in_order(const set_builder *b) {
  for (size_t i = 1; i < b->count; i++)
    if (memcmp(b->codes[i - 1], b->codes[i], SUBJECT_CODE_SIZE) > 0) return false;
  return true;
}

static sd_status bring_in_order(set_builder *b, sd_error *error) {
  if (is_in_order(b)) return SD_OK;
  coded_id *sorted = memory_allocate(b->count * sizeof *sorted);
  if (!sorted) return no_memory(error);
  for (size_t i = 0; i < b->count; i++) {
    memcpy(sorted[i].code, b->codes[i], SUBJECT_CODE_SIZE);
    sorted[i].id = b->ids[i];
  }
  qsort(sorted, b->count, sizeof *sorted, compare_codes);
  for (size_t i = 0; i < b->count; i++) {
    memcpy(b->codes[i], sorted[i].code, SUBJECT_CODE_SIZE);
    b->ids[i] = sorted[i].id;
  }
  memory_free(sorted);
  return SD_OK;
}

static sd_status finish(set_builder *b, int64_t last_batch, subject_set *out, sd_error *error) {
  TRY(bring_in_order(b, error));
  *out = (subject_set){.count = b->count,
                       .codes = (const char(*)[SUBJECT_CODE_SIZE])b->codes,
                       .ids = b->ids,
                       .last_batch = last_batch};
  return SD_OK;
}

/* --- All of a kind --- */

/* The two tables are walked beside each other, both in order of id. */
static sd_status read_subjects(query *subjects, query *kinds, int64_t last_batch, set_builder *b,
                               sd_error *error) {
  bool row = true, kind_row = true;
  int64_t of_kind = 0;
  for (;;) {
    TRY(query_step(subjects, &row, error));
    if (!row) return SD_OK;
    int64_t id = query_integer(subjects, 0);
    while (kinds && kind_row && of_kind < id) {
      TRY(query_step(kinds, &kind_row, error));
      if (kind_row && query_integer(kinds, 1) <= last_batch) of_kind = query_integer(kinds, 0);
    }
    if (kinds && of_kind != id) continue;
    if (query_integer(subjects, 2) <= last_batch) add_subject(b, id, query_text(subjects, 1));
  }
}

sd_status subject_set_load(registry *r, int64_t known_us, const char *kind, arena *a,
                           subject_set *out, sd_error *error) {
  database *db = registry_database(r);
  int64_t last_batch = 0, total = 0;
  set_builder b = {0};
  TRY(series_last_batch(r, known_us, &last_batch, error));
  TRY(database_read_integer(db, "SELECT count(*) FROM subject", &total, error));
  if (!builder_init(&b, a, (size_t)total)) return no_memory(error);
  query *subjects = NULL, *kinds = NULL;
  sd_status status =
      query_open(db, "SELECT id, code, batch_id FROM subject ORDER BY id", &subjects, error);
  if (status == SD_OK && kind) {
    status = query_open(
        db, "SELECT subject_id, batch_id FROM subject_kind WHERE kind=?1 ORDER BY subject_id",
        &kinds, error);
    if (status == SD_OK) query_bind_string(kinds, 1, kind);
  }
  if (status == SD_OK) status = read_subjects(subjects, kinds, last_batch, &b, error);
  query_close(subjects);
  query_close(kinds);
  return status == SD_OK ? finish(&b, last_batch, out, error) : status;
}

/* --- Some --- */

sd_status subject_set_of_code(registry *r, int64_t known_us, const char *code, arena *a,
                              subject_set *out, sd_error *error) {
  int64_t id = 0, last_batch = 0;
  set_builder b = {0};
  TRY(series_last_batch(r, known_us, &last_batch, error));
  TRY(subject_id_of(r, text_of(code), &id, error));
  if (id == 0)
    return error_set(error, SD_NOT_FOUND, MESSAGE_REGISTRY_SUBJECT_UNKNOWN, SD_ARGS(code));
  if (!builder_init(&b, a, 1)) return no_memory(error);
  add_subject(&b, id, text_of(code));
  return finish(&b, last_batch, out, error);
}

sd_status subject_set_of_ids(registry *r, int64_t known_us, const char *kind, const int64_t *ids,
                             size_t count, arena *a, subject_set *out, sd_error *error) {
  int64_t last_batch = 0;
  set_builder b = {0};
  TRY(series_last_batch(r, known_us, &last_batch, error));
  if (!builder_init(&b, a, count)) return no_memory(error);
  query *q = NULL;
  TRY(query_open(registry_database(r),
                 "SELECT subject.code FROM subject JOIN subject_kind"
                 " ON subject_kind.kind=?2 AND subject_kind.subject_id=subject.id"
                 " WHERE subject.id=?1 AND subject.batch_id<=?3 AND subject_kind.batch_id<=?3",
                 &q, error));
  query_bind_string(q, 2, kind);
  query_bind_integer(q, 3, last_batch);
  sd_status status = SD_OK;
  for (size_t i = 0; status == SD_OK && i < count; i++) {
    bool row = false;
    query_bind_integer(q, 1, ids[i]);
    status = query_step(q, &row, error);
    if (status == SD_OK && row) add_subject(&b, ids[i], query_text(q, 0));
    query_reset(q);
  }
  query_close(q);
  return status == SD_OK ? finish(&b, last_batch, out, error) : status;
}

/* Each by its key. */
static sd_status read_codes(database *db, int64_t last_batch, const text *codes, size_t count,
                            set_builder *b, sd_error *error) {
  query *q = NULL;
  TRY(query_open(db, "SELECT id FROM subject WHERE code = ?1 AND batch_id <= ?2", &q, error));
  query_bind_integer(q, 2, last_batch);
  sd_status status = SD_OK;
  for (size_t i = 0; status == SD_OK && i < count; i++) {
    bool row = false;
    query_bind_text(q, 1, codes[i]);
    status = query_step(q, &row, error);
    if (status == SD_OK && row) add_subject(b, query_integer(q, 0), codes[i]);
    query_reset(q);
  }
  query_close(q);
  return status;
}

/* Those of `all` that are among the codes; both ascend. */
static void keep_codes(const subject_set *all, const text *codes, size_t count, set_builder *b) {
  size_t at = 0;
  for (size_t i = 0; i < all->count && at < count; i++) {
    text code = text_of(all->codes[i]);
    while (at < count && text_compare(codes[at], code) < 0) at++;
    if (at < count && text_equal(codes[at], code)) add_subject(b, all->ids[i], code);
  }
}

sd_status subject_set_of_codes(registry *r, int64_t known_us, const text *codes, size_t count,
                               arena *a, subject_set *out, sd_error *error) {
  database *db = registry_database(r);
  int64_t last_batch = 0, total = 0;
  set_builder b = {0};
  TRY(series_last_batch(r, known_us, &last_batch, error));
  TRY(database_read_integer(db, "SELECT max(id) FROM subject", &total, error));
  if (!builder_init(&b, a, count)) return no_memory(error);
  if ((int64_t)count < total / ALL_FASTER_FROM) {
    TRY(read_codes(db, last_batch, codes, count, &b, error));
  } else {
    subject_set all = {0};
    TRY(subject_set_load(r, known_us, NULL, a, &all, error));
    keep_codes(&all, codes, count, &b);
  }
  return finish(&b, last_batch, out, error);
}

subject_set subject_set_part(const subject_set *all, size_t first, size_t count) {
  if (first > all->count) first = all->count;
  if (count > all->count - first) count = all->count - first;
  return (subject_set){.count = count,
                       .codes = all->codes + first,
                       .ids = all->ids + first,
                       .last_batch = all->last_batch};
}

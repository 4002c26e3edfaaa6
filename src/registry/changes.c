/* What a batch changed: for each of its series the subjects that got facts, and who is new. */
/* What must stay true: a list is as complete as the facts of its batch, because both are one
 * transaction; ids are kept as differences of seven bits a byte, low bits first. */
#include "registry/changes.h"

#include <stdlib.h>

#include "base/allocator.h"
#include "base/messages/store.h"
#include "base/text_builder.h"

enum { LIST_BYTES_MAX = INT32_MAX };

static sd_status no_memory(sd_error *error) {
  return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
}

/* --- Writing --- */

static void add_difference(text_builder *out, uint64_t difference) {
  for (; difference >= 0x80; difference >>= 7)
    text_builder_add_byte(out, (char)(difference & 0x7f));
  text_builder_add_byte(out, (char)(difference | 0x80));
}

sd_status changes_store(database *db, const changes_key *key, const int64_t *ids, size_t count,
                        sd_error *error) {
  if (count == 0) return SD_OK;
  query *q = NULL;
  text_builder list;
  text_builder_init(&list, LIST_BYTES_MAX);
  int64_t before = 0;
  for (size_t i = 0; i < count; i++) {
    if (ids[i] != before) add_difference(&list, (uint64_t)(ids[i] - before));
    before = ids[i];
  }
  sd_status status = list.failed ? no_memory(error) : SD_OK;
  if (status == SD_OK)
    status = query_open(
        db, "INSERT INTO change(batch_id, series_id, portion, subjects) VALUES(?1, ?2, ?3, ?4)", &q,
        error);
  if (status == SD_OK) {
    query_bind_integer(q, 1, key->batch);
    query_bind_integer(q, 2, key->series);
    query_bind_integer(q, 3, key->portion);
    query_bind_bytes(q, 4, list.data, list.size);
    status = query_execute(q, error);
  }
  query_close(q);
  text_builder_release(&list);
  return status;
}

/* --- Reading --- */

/* At most one id for each byte. */
static bool read_list(text list, int64_t *ids, size_t *count) {
  int64_t id = 0;
  uint64_t difference = 0;
  int shift = 0;
  *count = 0;
  for (size_t i = 0; i < list.size; i++) {
    unsigned char byte = (unsigned char)list.data[i];
    if (shift > 56) return false;
    difference |= (uint64_t)(byte & 0x7f) << shift;
    shift += 7;
    if ((byte & 0x80) == 0) continue;
    id += (int64_t)difference;
    ids[(*count)++] = id;
    difference = 0;
    shift = 0;
  }
  return shift == 0;
}

/* Who became of a kind by the batch. */
static sd_status digest_kinds(database *db, int64_t batch, sm3_hasher *h, sd_error *error) {
  query *q = NULL;
  TRY(query_open(db,
                 "SELECT kind, subject_id FROM subject_kind WHERE batch_id = ?1"
                 " ORDER BY kind, subject_id",
                 &q, error));
  query_bind_integer(q, 1, batch);
  sd_status status = SD_OK;
  for (bool row = true; status == SD_OK;) {
    status = query_step(q, &row, error);
    if (status != SD_OK || !row) break;
    sm3_add_text(h, query_text(q, 0));
    sm3_add_number(h, query_integer(q, 1));
  }
  query_close(q);
  return status;
}

sd_status changes_digest(database *db, int64_t batch, sm3_digest *out, sd_error *error) {
  query *q = NULL;
  TRY(query_open(db,
                 "SELECT series_id, portion, subjects FROM change WHERE batch_id = ?1"
                 " ORDER BY series_id, portion",
                 &q, error));
  query_bind_integer(q, 1, batch);
  sm3_hasher *h = sm3_create();
  sd_status status = h == NULL ? no_memory(error) : SD_OK;
  for (bool row = true; status == SD_OK;) {
    status = query_step(q, &row, error);
    if (status != SD_OK || !row) break;
    text list = query_bytes(q, 2);
    sm3_add_number(h, query_integer(q, 0));
    sm3_add_number(h, query_integer(q, 1));
    sm3_add_number(h, (int64_t)list.size);
    sm3_add(h, list);
  }
  query_close(q);
  if (status == SD_OK) status = digest_kinds(db, batch, h, error);
  if (status == SD_OK && !sm3_finish(h, out)) status = no_memory(error);
  sm3_destroy(h);
  return status;
}

static sd_status not_a_list(database *db, sd_error *error) {
  return error_set(error, SD_CORRUPT, MESSAGE_STORE_CORRUPT, SD_ARGS(database_path(db), "change"));
}

static int compare_ids(const void *a, const void *b) {
  int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
  return x < y ? -1 : x > y;
}

/* The portions of one series as one list. */
static sd_status gather(database *db, int64_t batch, batch_series *s, sd_error *error) {
  query *q = NULL;
  TRY(query_open(db, "SELECT subjects FROM change WHERE batch_id = ?1 AND series_id = ?2", &q,
                 error));
  query_bind_integer(q, 1, batch);
  query_bind_integer(q, 2, s->id);
  size_t read = 0;
  sd_status status = SD_OK;
  for (bool row = true; status == SD_OK;) {
    status = query_step(q, &row, error);
    if (status != SD_OK || !row) break;
    size_t more = 0;
    if (!read_list(query_bytes(q, 0), &s->ids[read], &more)) status = not_a_list(db, error);
    read += more;
  }
  query_close(q);
  if (read > 1) qsort(s->ids, read, sizeof *s->ids, compare_ids);
  s->count = 0;
  for (size_t i = 0; i < read; i++) {
    if (i == 0 || s->ids[i] != s->ids[i - 1]) s->ids[s->count++] = s->ids[i];
  }
  return status;
}

/* At first `count` is the bytes of its lists, which no list has fewer of than ids. */
static sd_status read_series(database *db, int64_t batch, batch_series *series, size_t count,
                             sd_error *error) {
  query *q = NULL;
  TRY(query_open(db,
                 "SELECT series_id, sum(length(subjects)) FROM change"
                 " WHERE batch_id = ?1 AND series_id <> ?2 GROUP BY series_id ORDER BY series_id",
                 &q, error));
  query_bind_integer(q, 1, batch);
  query_bind_integer(q, 2, CHANGES_OF_KINDS);
  bool row = true;
  sd_status status = SD_OK;
  for (size_t i = 0; i < count && status == SD_OK && row; i++) {
    status = query_step(q, &row, error);
    if (status == SD_OK && row) {
      series[i] = (batch_series){.id = query_integer(q, 0), .count = (size_t)query_integer(q, 1)};
    }
  }
  query_close(q);
  return status;
}

sd_status changes_of_batch(database *db, int64_t batch, size_t most, arena *a, batch_series **out,
                           size_t *count_out, sd_error *error) {
  query *q = NULL;
  TRY(query_open(db,
                 "SELECT count(DISTINCT series_id) FROM change"
                 " WHERE batch_id = ?1 AND series_id <> ?2",
                 &q, error));
  query_bind_integer(q, 1, batch);
  query_bind_integer(q, 2, CHANGES_OF_KINDS);
  bool row = false;
  sd_status status = query_step(q, &row, error);
  *count_out = status == SD_OK && row ? (size_t)query_integer(q, 0) : 0;
  query_close(q);
  TRY(status);
  batch_series *series = ARENA_ARRAY(a, batch_series, *count_out + 1);
  if (series == NULL) return no_memory(error);
  TRY(read_series(db, batch, series, *count_out, error));
  for (size_t i = 0; i < *count_out; i++) {
    if (series[i].count > most) continue;
    series[i].ids = ARENA_ARRAY(a, int64_t, series[i].count + 1);
    if (series[i].ids == NULL) return no_memory(error);
    TRY(gather(db, batch, &series[i], error));
  }
  *out = series;
  return SD_OK;
}

sd_status changes_known_since(database *db, int64_t batch, bool *out, sd_error *error) {
  int64_t first = 0;
  TRY(database_read_integer(db, "SELECT max(batch_id) FROM change_start", &first, error));
  *out = first != 0 && batch + 1 >= first;
  return SD_OK;
}

static sd_status visit_row(registry *r, query *q, changes_visitor visit, void *context,
                           sd_error *error) {
  batch_changes changes = {.batch = query_integer(q, 0), .period = (int32_t)query_integer(q, 2)};
  if (!query_is_null(q, 1)) {
    changes.attribute = attribute_find(registry_catalogue(r), query_text(q, 1));
    if (!changes.attribute) return SD_OK; /* nobody can ask for it */
  }
  text list = query_bytes(q, 3);
  int64_t *ids = memory_allocate((list.size + 1) * sizeof *ids);
  if (!ids) return no_memory(error);
  changes.ids = ids;
  sd_status status = read_list(list, ids, &changes.count) ? visit(context, &changes, error)
                                                          : not_a_list(registry_database(r), error);
  memory_free(ids);
  return status;
}

sd_status changes_each(registry *r, int64_t after, int64_t last, changes_visitor visit,
                       void *context, sd_error *error) {
  query *q = NULL;
  TRY(query_open(registry_database(r),
                 "SELECT change.batch_id, attribute.name, coalesce(series.period, 0),"
                 " change.subjects FROM change"
                 " LEFT JOIN series ON series.id=change.series_id"
                 " LEFT JOIN attribute ON attribute.id=series.attribute_id"
                 " WHERE change.batch_id>?1 AND change.batch_id<=?2"
                 " ORDER BY change.batch_id, change.series_id, change.portion",
                 &q, error));
  query_bind_integer(q, 1, after);
  query_bind_integer(q, 2, last);
  bool row = true;
  sd_status status = SD_OK;
  while (status == SD_OK && (status = query_step(q, &row, error)) == SD_OK && row)
    status = visit_row(r, q, visit, context, error);
  query_close(q);
  return status;
}

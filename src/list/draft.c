/* Drafts of item versions in the store: who made what from which version, never changed. */
#include "list/draft.h"

#include <stdio.h>

#include "base/json.h"
#include "base/messages/list.h"

enum { PAYLOAD_BYTES_MAX = 4096, NUMBER_MAX = 9999 };
#define DRAFT_ACT "policy-draft"
#define DRAFT_COLUMNS "id, item, version, base, bytes, actor, time_us, entry"

static const migration draft_steps[] = {
    {"drafts of item versions",
     "CREATE TABLE policy_draft("
     " id INTEGER PRIMARY KEY,"
     " item TEXT NOT NULL,"
     " version TEXT NOT NULL,"
     " base TEXT NOT NULL,"
     " bytes BLOB NOT NULL,"
     " actor TEXT NOT NULL,"
     " time_us INTEGER NOT NULL,"
     " entry INTEGER NOT NULL,"
     " UNIQUE(item, version)"
     ") STRICT;"
     "CREATE TRIGGER policy_draft_update BEFORE UPDATE ON policy_draft BEGIN"
     " SELECT RAISE(ABORT, 'drafts are never changed'); END;"
     "CREATE TRIGGER policy_draft_delete BEFORE DELETE ON policy_draft BEGIN"
     " SELECT RAISE(ABORT, 'drafts are never deleted'); END;"}};

sd_status draft_migrate(database *db, sd_error *error) {
  return database_migrate(db, "draft", draft_steps, sizeof draft_steps / sizeof draft_steps[0],
                          error);
}

static sd_status out_of_memory(sd_error *error) {
  return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
}

/* --- Writing --- */

/* What the chain says of a draft; follows from the row alone. */
static sd_status write_payload(const draft *d, text_builder *out, sd_error *error) {
  sm3_digest digest;
  char hash[SM3_TEXT_SIZE];
  if (!sm3_of(d->bytes, &digest)) return out_of_memory(error);
  sm3_format(&digest, hash);
  json_writer w;
  json_init(&w, out);
  json_begin_object(&w);
  json_member_integer(&w, "draft", d->id);
  json_member_text(&w, "item", d->item);
  json_member_text(&w, "version", d->version);
  json_member_text(&w, "base", d->base);
  json_member_string(&w, "sm3", hash);
  json_end_object(&w);
  return out->failed ? out_of_memory(error) : SD_OK;
}

static sd_status insert(database *db, const draft *d, int64_t entry, sd_error *error) {
  query *q = NULL;
  TRY(query_open(db,
                 "INSERT INTO policy_draft(" DRAFT_COLUMNS ")"
                 " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                 &q, error));
  query_bind_integer(q, 1, d->id);
  query_bind_text(q, 2, d->item);
  query_bind_text(q, 3, d->version);
  query_bind_text(q, 4, d->base);
  query_bind_bytes(q, 5, d->bytes.data, d->bytes.size);
  query_bind_text(q, 6, d->actor);
  query_bind_integer(q, 7, d->time_us);
  query_bind_integer(q, 8, entry);
  sd_status status = query_execute(q, error);
  query_close(q);
  return status;
}

static sd_status refuse_double(database *db, const draft *d, sd_error *error) {
  arena *a = arena_create(0);
  if (a == NULL) return out_of_memory(error);
  draft found;
  sd_error own = {0};
  sd_status status = draft_find(db, d->item, d->version, a, &found, &own);
  arena_destroy(a);
  if (status == SD_NOT_FOUND) return SD_OK;
  if (status != SD_OK) {
    if (error != NULL) *error = own;
    return status;
  }
  char item[100], version[100];
  snprintf(item, sizeof item, "%.*s", TEXT_ARG(d->item));
  snprintf(version, sizeof version, "%.*s", TEXT_ARG(d->version));
  return error_set(error, SD_CONFLICT, MESSAGE_LIST_DRAFT_TWICE, SD_ARGS(item, version));
}

sd_status draft_store(database *db, const draft *d, int64_t *id_out, sd_error *error) {
  *id_out = 0;
  if (d->item.size == 0 || d->version.size == 0 || d->actor.size == 0) {
    return error_set(error, SD_INVALID, MESSAGE_LIST_DRAFT_INCOMPLETE, NULL);
  }
  TRY(refuse_double(db, d, error));
  draft stored = *d;
  TRY(database_read_integer(db, "SELECT coalesce(max(id), 0) + 1 FROM policy_draft", &stored.id,
                            error));
  char actor[200], reference[32];
  snprintf(actor, sizeof actor, "%.*s", TEXT_ARG(d->actor));
  snprintf(reference, sizeof reference, "%lld", (long long)stored.id);
  stored.actor = text_of(actor);
  text_builder payload;
  text_builder_init(&payload, PAYLOAD_BYTES_MAX);
  audit_head head = {0};
  sd_status status = write_payload(&stored, &payload, error);
  if (status == SD_OK) {
    status = audit_append(db, actor, DRAFT_ACT, reference, text_builder_text(&payload), d->time_us,
                          &head, error);
  }
  text_builder_release(&payload);
  if (status == SD_OK) status = insert(db, &stored, head.sequence, error);
  if (status == SD_OK) *id_out = stored.id;
  return status;
}

/* --- Reading --- */

static draft row_of(query *q) {
  return (draft){.id = query_integer(q, 0),
                 .item = query_text(q, 1),
                 .version = query_text(q, 2),
                 .base = query_text(q, 3),
                 .bytes = query_bytes(q, 4),
                 .actor = query_text(q, 5),
                 .time_us = query_integer(q, 6)};
}

sd_status draft_each(database *db, text item, draft_visitor visit, void *context, sd_error *error) {
  query *q = NULL;
  TRY(query_open(db,
                 "SELECT " DRAFT_COLUMNS " FROM policy_draft WHERE ?1 = '' OR item = ?1"
                 " ORDER BY id",
                 &q, error));
  query_bind_text(q, 1, item.data == NULL ? TEXT("") : item);
  bool row = true;
  sd_status status = SD_OK;
  while (status == SD_OK && (status = query_step(q, &row, error)) == SD_OK && row) {
    const draft d = row_of(q);
    status = visit(context, &d, error);
  }
  query_close(q);
  return status;
}

static sd_status copy_draft(const draft *from, arena *a, draft *out, sd_error *error) {
  *out = *from;
  text *texts[] = {&out->item, &out->version, &out->base, &out->bytes, &out->actor};
  for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
    *texts[i] = arena_copy(a, *texts[i]);
    if (texts[i]->data == NULL) return out_of_memory(error);
  }
  return SD_OK;
}

typedef struct search {
  text version;
  arena *arena;
  draft *out;
  bool found;
} search;

static sd_status compare(void *context, const draft *d, sd_error *error) {
  search *s = context;
  if (!text_equal(d->version, s->version)) return SD_OK;
  s->found = true;
  return copy_draft(d, s->arena, s->out, error);
}

sd_status draft_find(database *db, text item, text version, arena *a, draft *out, sd_error *error) {
  search s = {.version = version, .arena = a, .out = out};
  TRY(draft_each(db, item, compare, &s, error));
  if (s.found) return SD_OK;
  char names[2][100];
  snprintf(names[0], sizeof names[0], "%.*s", TEXT_ARG(item));
  snprintf(names[1], sizeof names[1], "%.*s", TEXT_ARG(version));
  return error_set(error, SD_NOT_FOUND, MESSAGE_LIST_NO_DRAFT, SD_ARGS(names[0], names[1]));
}

/* "2025" of "2025.3"; the whole when it has no such end. */
static text stem_of(text version) {
  size_t end = version.size;
  while (end > 0 && version.data[end - 1] >= '0' && version.data[end - 1] <= '9') end--;
  bool is_numbered = end < version.size && end > 1 && version.data[end - 1] == '.';
  return is_numbered ? text_slice(version, 0, end - 1) : version;
}

sd_status draft_next_version(database *db, text item, text base, arena *a, text *out,
                             sd_error *error) {
  text stem = stem_of(base);
  for (int number = 1; number <= NUMBER_MAX; number++) {
    char name[200];
    draft found;
    sd_error own = {0};
    snprintf(name, sizeof name, "%.*s.%d", TEXT_ARG(text_slice(stem, 0, 150)), number);
    if (text_is(base, name)) continue;
    sd_status status = draft_find(db, item, text_of(name), a, &found, &own);
    if (status == SD_OK) continue;
    if (status != SD_NOT_FOUND) {
      if (error != NULL) *error = own;
      return status;
    }
    *out = arena_copy(a, text_of(name));
    return out->data == NULL ? out_of_memory(error) : SD_OK;
  }
  return error_set(error, SD_LIMIT_EXCEEDED, MESSAGE_LIMIT_EXCEEDED,
                   SD_ARGS("drafts", SD_NUMBER(NUMBER_MAX)));
}

/* --- Proof --- */

static sd_status differs(int64_t id, sd_error *error) {
  return error_set(error, SD_CORRUPT, MESSAGE_LIST_DRAFT_DIFFERS, SD_ARGS(SD_NUMBER(id)));
}

static sd_status verify_row(database *db, const draft *d, int64_t entry, sd_error *error) {
  text_builder payload;
  char reference[32];
  bool found = false;
  snprintf(reference, sizeof reference, "%lld", (long long)d->id);
  text_builder_init(&payload, PAYLOAD_BYTES_MAX);
  sd_status status = write_payload(d, &payload, error);
  if (status == SD_OK) {
    const audit_entry expected = {.sequence = entry,
                                  .time_us = d->time_us,
                                  .actor = d->actor,
                                  .act = TEXT(DRAFT_ACT),
                                  .reference = text_of(reference),
                                  .payload = text_builder_text(&payload)};
    status = audit_has(db, &expected, &found, error);
  }
  text_builder_release(&payload);
  return status == SD_OK && !found ? differs(d->id, error) : status;
}

sd_status draft_verify(database *db, int64_t *count_out, sd_error *error) {
  query *q = NULL;
  int64_t entries;
  *count_out = 0;
  TRY(query_open(db, "SELECT " DRAFT_COLUMNS " FROM policy_draft ORDER BY id", &q, error));
  bool row = true;
  sd_status status = SD_OK;
  while (status == SD_OK && (status = query_step(q, &row, error)) == SD_OK && row) {
    const draft d = row_of(q);
    *count_out += 1;
    status = verify_row(db, &d, query_integer(q, 7), error);
  }
  query_close(q);
  TRY(status);
  TRY(database_read_integer(db, "SELECT count(*) FROM audit_entry WHERE act = '" DRAFT_ACT "'",
                            &entries, error));
  return entries == *count_out ? SD_OK : differs(0, error);
}

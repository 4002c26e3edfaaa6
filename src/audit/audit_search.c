/* Entries of the chain by who, what, about what and when. */
#include "audit/audit_search.h"

#include <string.h>

#include "base/messages/audit.h"

#define COLUMNS "sequence, time_us, actor, act, reference, payload, previous_hash, hash"

static void take_row(query *q, audit_entry *out) {
  *out = (audit_entry){.sequence = query_integer(q, 0),
                       .time_us = query_integer(q, 1),
                       .actor = query_text(q, 2),
                       .act = query_text(q, 3),
                       .reference = query_text(q, 4),
                       .payload = query_bytes(q, 5)};
  text previous = query_bytes(q, 6), hash = query_bytes(q, 7);
  if (previous.size == SM3_SIZE) memcpy(out->previous.bytes, previous.data, SM3_SIZE);
  if (hash.size == SM3_SIZE) memcpy(out->hash.bytes, hash.data, SM3_SIZE);
}

static void bind_part(query *q, int place, text t) {
  query_bind_text(q, place, t.data == NULL ? TEXT("") : t);
}

sd_status audit_search(database *db, const audit_filter *filter, int64_t limit, audit_visitor visit,
                       void *context, sd_error *error) {
  query *q;
  TRY(query_open(db,
                 "SELECT " COLUMNS " FROM audit_entry WHERE (?1 = '' OR instr(actor, ?1) > 0)"
                 " AND (?2 = '' OR act = ?2) AND (?3 = '' OR instr(reference, ?3) > 0"
                 " OR instr(CAST(payload AS TEXT), ?3) > 0) AND time_us >= ?4"
                 " AND (?5 = 0 OR time_us < ?5) AND (?6 = 0 OR sequence < ?6)"
                 " ORDER BY sequence DESC LIMIT ?7",
                 &q, error));
  bind_part(q, 1, filter->actor);
  bind_part(q, 2, filter->act);
  bind_part(q, 3, filter->about);
  query_bind_integer(q, 4, filter->from_us);
  query_bind_integer(q, 5, filter->to_us);
  query_bind_integer(q, 6, filter->below_sequence);
  query_bind_integer(q, 7, limit);
  bool row = true;
  sd_status status = SD_OK;
  while (status == SD_OK && (status = query_step(q, &row, error)) == SD_OK && row) {
    audit_entry e;
    take_row(q, &e);
    status = visit(context, &e, error);
  }
  query_close(q);
  return status;
}

sd_status audit_entry_find(database *db, int64_t sequence, arena *a, audit_entry *out,
                           sd_error *error) {
  query *q;
  bool row = false;
  TRY(query_open(db, "SELECT " COLUMNS " FROM audit_entry WHERE sequence = ?1", &q, error));
  query_bind_integer(q, 1, sequence);
  sd_status status = query_step(q, &row, error);
  if (status == SD_OK && !row) {
    status = error_set(error, SD_NOT_FOUND, MESSAGE_AUDIT_NO_ENTRY, SD_ARGS(SD_NUMBER(sequence)));
  }
  if (status == SD_OK) {
    take_row(q, out);
    text *texts[] = {&out->actor, &out->act, &out->reference, &out->payload};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0] && status == SD_OK; i++) {
      *texts[i] = arena_copy(a, *texts[i]);
      if (texts[i]->data == NULL) {
        status = error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
      }
    }
  }
  query_close(q);
  return status;
}

/* Looks before ordering in the database: stored once, held to the chain, computed again. */
#include <inttypes.h>
#include <stdio.h>

#include "audit/audit.h"
#include "base/json.h"
#include "base/messages/list.h"
#include "list/order_check.h"
#include "list/settlement_store.h"

enum { PAYLOAD_BYTES_MAX = 1 << 16, HEAD_BYTES_MAX = 1 << 20 };

static sd_status no_memory(sd_error *error) {
  return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
}

static sd_status corrupt(int64_t id, sd_error *error) {
  return error_set(error, SD_CORRUPT, MESSAGE_LIST_ORDER_CHECK_CORRUPT, SD_ARGS(SD_NUMBER(id)));
}

/* --- Writing --- */

/* Whether the last look at the list and part found the same. */
static sd_status is_repeat(database *db, const order_check *c, bool *out, sd_error *error) {
  query *q;
  bool row = false;
  TRY(query_open(db,
                 "SELECT bytes, head_size FROM list_order_check WHERE list = ?1 AND part = ?2"
                 " ORDER BY id DESC LIMIT 1",
                 &q, error));
  query_bind_integer(q, 1, c->request.list);
  query_bind_string(q, 2, item_stage_word(c->request.part));
  sd_status status = query_step(q, &row, error);
  *out = false;
  if (status == SD_OK && row) {
    text bytes = query_text(q, 0);
    int64_t head = query_integer(q, 1);
    *out = head >= 0 && text_equal(text_slice(bytes, (size_t)head, bytes.size),
                                   text_slice(c->bytes, c->head_size, c->bytes.size));
  }
  query_close(q);
  return status;
}

/* What the chain says of a look; follows from its row. */
static void write_payload(int64_t id, text part, text hash, text_builder *out) {
  json_writer w;
  json_init(&w, out);
  json_begin_object(&w);
  json_member_integer(&w, "look", id);
  json_member_text(&w, "part", part);
  json_member_text(&w, "hash", hash);
  json_end_object(&w);
}

static sd_status note(database *db, const order_check *c, const char *actor, int64_t *entry_out,
                      sd_error *error) {
  char hash[SM3_TEXT_SIZE], reference[24];
  audit_head head = {0};
  text_builder payload;
  sm3_format(&c->hash, hash);
  (void)snprintf(reference, sizeof reference, "%" PRId64, c->request.list);
  text_builder_init(&payload, PAYLOAD_BYTES_MAX);
  write_payload(c->id, text_of(item_stage_word(c->request.part)), text_of(hash), &payload);
  sd_status status = payload.failed ? no_memory(error)
                                    : audit_append(db, actor, "order-check", reference,
                                                   text_builder_text(&payload),
                                                   c->request.view.known_us, &head, error);
  text_builder_release(&payload);
  *entry_out = head.sequence;
  return status;
}

static sd_status insert_look(database *db, const order_check *c, const char *actor, int64_t entry,
                             sd_error *error) {
  const settlement_rules *rules = &c->request.rules;
  const text documents[] = {rules->relations->source, rules->ceilings->source,
                            rules->exclusions->reasons_source, rules->exclusions->lists_source};
  char hashes[4][SM3_TEXT_SIZE], hash[SM3_TEXT_SIZE];
  for (int i = 0; i < 4; i++) {
    TRY(settlement_store_document(db, documents[i], hashes[i], error));
  }
  sm3_format(&c->hash, hash);
  query *q;
  TRY(query_open(db,
                 "INSERT INTO list_order_check VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10,"
                 " ?11, ?12, ?13, ?14, ?15, ?16)",
                 &q, error));
  query_bind_integer(q, 1, c->id);
  query_bind_integer(q, 2, c->request.list);
  query_bind_string(q, 3, item_stage_word(c->request.part));
  query_bind_string(q, 4, actor);
  query_bind_integer(q, 5, c->request.view.known_us);
  query_bind_integer(q, 6, c->request.view.as_of_day);
  query_bind_integer(q, 7, c->settlement);
  query_bind_integer(q, 8, c->until_entry);
  for (int i = 0; i < 4; i++) query_bind_string(q, 9 + i, hashes[i]);
  query_bind_integer(q, 13, (int64_t)c->head_size);
  query_bind_text(q, 14, c->bytes);
  query_bind_string(q, 15, hash);
  query_bind_integer(q, 16, entry);
  return query_finish(q, error);
}

static sd_status insert_priors(database *db, const order_check *c, sd_error *error) {
  query *q;
  TRY(query_open(db, "INSERT INTO list_order_check_prior VALUES (?1, ?2, ?3)", &q, error));
  query_bind_integer(q, 1, c->id);
  sd_status status = SD_OK;
  for (size_t i = 0; status == SD_OK && i < c->prior_count; i++) {
    query_bind_integer(q, 2, c->priors[i].list);
    query_bind_integer(q, 3, c->priors[i].settlement);
    status = query_execute(q, error);
  }
  query_close(q);
  return status;
}

sd_status order_check_store(database *db, order_check *c, const char *actor, bool ordered,
                            sd_error *error) {
  bool repeat = false;
  int64_t last, entry;
  if (!ordered) TRY(is_repeat(db, c, &repeat, error));
  if (repeat) return SD_OK;
  TRY(registry_seal(db, c->request.view.known_us, c->last_batch, error));
  TRY(database_read_integer(db, "SELECT max(id) FROM list_order_check", &last, error));
  c->id = last + 1;
  TRY(note(db, c, actor, &entry, error));
  TRY(insert_look(db, c, actor, entry, error));
  return insert_priors(db, c, error);
}

/* --- Reading --- */

/* The line of the company; false when it has none. */
static bool find_line(text lines, text code, arena *a, order_verdict *out) {
  while (lines.size != 0) {
    size_t end = text_find(lines, TEXT("\n"), 0);
    if (end == SIZE_MAX) return false;
    if (lines.size > code.size && lines.data[code.size] == '|' &&
        text_equal(text_slice(lines, 0, code.size), code)) {
      return order_verdict_read(&lines, a, out);
    }
    lines = text_slice(lines, end + 1, lines.size);
  }
  return false;
}

static sd_status visit_look(query *q, text code, look_visitor visit, void *context,
                            sd_error *error) {
  arena *a = arena_create(0);
  if (a == NULL) return no_memory(error);
  stored_look look = {.id = query_integer(q, 0),
                      .part = query_text(q, 1),
                      .actor = query_text(q, 2),
                      .time_us = query_integer(q, 3)};
  text bytes = query_text(q, 4);
  int64_t head = query_integer(q, 5);
  sd_status status = SD_OK;
  if (head >= 0 && find_line(text_slice(bytes, (size_t)head, bytes.size), code, a, &look.verdict)) {
    status = visit(context, &look, error);
  }
  arena_destroy(a);
  return status;
}

sd_status order_checks_each(database *db, int64_t list, text code, look_visitor visit,
                            void *context, sd_error *error) {
  query *q;
  TRY(query_open(db,
                 "SELECT id, part, actor, time_us, bytes, head_size FROM list_order_check"
                 " WHERE list = ?1 ORDER BY id",
                 &q, error));
  query_bind_integer(q, 1, list);
  bool row = true;
  sd_status status = SD_OK;
  while (status == SD_OK && (status = query_step(q, &row, error)) == SD_OK && row) {
    status = visit_look(q, code, visit, context, error);
  }
  query_close(q);
  return status;
}

/* --- Replay --- */

typedef struct stored_request {
  int64_t id;
  order_check_request request;
  order_check_ground ground;
  text hashes[4], bytes;
} stored_request;

static sd_status read_stored(query *q, int64_t list, arena *a, stored_request *out,
                             sd_error *error) {
  *out = (stored_request){
      .id = query_integer(q, 0),
      .request = {.list = list,
                  .part = ITEM_STAGE_PAY,
                  .view = {query_integer(q, 2), query_integer(q, 3)}},
      .ground = {.settlement = query_integer(q, 4), .until_entry = query_integer(q, 5)}};
  if (text_is(query_text(q, 1), item_stage_word(ITEM_STAGE_ADVANCE))) {
    out->request.part = ITEM_STAGE_ADVANCE;
  }
  for (int i = 0; i < 4; i++) {
    out->hashes[i] = arena_copy(a, query_text(q, 6 + i));
    if (out->hashes[i].data == NULL) return no_memory(error);
  }
  out->bytes = arena_copy(a, query_text(q, 10));
  return out->bytes.data == NULL ? no_memory(error) : SD_OK;
}

static sd_status replay_one(registry *r, stored_request *stored, arena *a, replay_report *out,
                            sd_error *error) {
  database *db = registry_database(r);
  order_check *again = NULL;
  settlement_prior *priors;
  TRY(settlement_rules_by_hash(db, stored->hashes, a, &stored->request.rules, error));
  stored->ground.rules = stored->request.rules;
  TRY(settlement_pairs_read(db,
                            "SELECT list, settlement FROM list_order_check_prior WHERE look = ?1"
                            " ORDER BY list",
                            stored->id, a, &priors, &stored->ground.prior_count, error));
  stored->ground.priors = priors;
  TRY(order_check_beside(r, &stored->request, &stored->ground, a, &again, error));
  return replay_compare(stored->bytes, again->bytes, a, out, error);
}

sd_status order_checks_replay(registry *r, int64_t list, arena *a, int64_t *count_out,
                              replay_report *out, sd_error *error) {
  query *q;
  *count_out = 0;
  *out = (replay_report){.identical = true};
  TRY(query_open(registry_database(r),
                 "SELECT id, part, as_of_day, time_us, settlement, until_entry, relations,"
                 " ceilings, reasons, lists, bytes FROM list_order_check WHERE list = ?1"
                 " ORDER BY id",
                 &q, error));
  query_bind_integer(q, 1, list);
  bool row = true;
  sd_status status = SD_OK;
  while (status == SD_OK && out->identical && (status = query_step(q, &row, error)) == SD_OK &&
         row) {
    stored_request stored;
    status = read_stored(q, list, a, &stored, error);
    if (status == SD_OK) status = replay_one(r, &stored, a, out, error);
    *count_out += status == SD_OK && out->identical;
  }
  query_close(q);
  return status;
}

/* --- Verification --- */

/* What the row says beside the bytes is what they begin with. */
static sd_status verify_head(database *db, query *q, bool *same_out, sd_error *error) {
  arena *a = arena_create(0);
  settlement_prior *priors = NULL;
  text bytes = query_text(q, 5);
  int64_t size = query_integer(q, 8);
  text_builder head;
  if (a == NULL) return no_memory(error);
  order_check_head said = {.list = query_integer(q, 1),
                           .part = query_text(q, 2),
                           .as_of_day = query_integer(q, 9),
                           .known_us = query_integer(q, 4),
                           .settlement = query_integer(q, 10),
                           .until_entry = query_integer(q, 11)};
  for (int i = 0; i < 4; i++) said.hashes[i] = query_text(q, 12 + i);
  sd_status status = settlement_pairs_read(
      db, "SELECT list, settlement FROM list_order_check_prior WHERE look = ?1 ORDER BY list",
      query_integer(q, 0), a, &priors, &said.prior_count, error);
  said.priors = priors;
  text_builder_init(&head, HEAD_BYTES_MAX);
  order_check_head_write(&said, &head);
  if (status == SD_OK && head.failed) status = no_memory(error);
  *same_out = status == SD_OK && size >= 0 && head.size == (size_t)size &&
              text_starts_with(bytes, text_builder_text(&head));
  text_builder_release(&head);
  arena_destroy(a);
  return status;
}

static sd_status verify_row(database *db, query *q, sd_error *error) {
  char reference[24], hash[SM3_TEXT_SIZE];
  int64_t id = query_integer(q, 0);
  sm3_digest digest;
  text_builder payload;
  bool same = false;
  if (!sm3_of(query_text(q, 5), &digest)) return no_memory(error);
  sm3_format(&digest, hash);
  if (!text_is(query_text(q, 6), hash)) return corrupt(id, error);
  TRY(verify_head(db, q, &same, error));
  if (!same) return corrupt(id, error);
  (void)snprintf(reference, sizeof reference, "%" PRId64, query_integer(q, 1));
  text_builder_init(&payload, PAYLOAD_BYTES_MAX);
  write_payload(id, query_text(q, 2), text_of(hash), &payload);
  const audit_entry expected = {.sequence = query_integer(q, 7),
                                .time_us = query_integer(q, 4),
                                .actor = query_text(q, 3),
                                .act = TEXT("order-check"),
                                .reference = text_of(reference),
                                .payload = text_builder_text(&payload)};
  sd_status status = payload.failed ? no_memory(error) : audit_has(db, &expected, &same, error);
  text_builder_release(&payload);
  return status == SD_OK && !same ? corrupt(id, error) : status;
}

sd_status order_check_verify(database *db, int64_t *count_out, sd_error *error) {
  query *q;
  int64_t entries;
  *count_out = 0;
  TRY(query_open(db,
                 "SELECT id, list, part, actor, time_us, bytes, hash, entry, head_size, as_of_day,"
                 " settlement, until_entry, relations, ceilings, reasons, lists"
                 " FROM list_order_check ORDER BY id",
                 &q, error));
  bool row = true;
  sd_status status = SD_OK;
  while (status == SD_OK && (status = query_step(q, &row, error)) == SD_OK && row) {
    status = verify_row(db, q, error);
    *count_out += status == SD_OK;
  }
  query_close(q);
  TRY(status);
  int64_t strays;
  TRY(database_read_integer(db, "SELECT count(*) FROM audit_entry WHERE act = 'order-check'",
                            &entries, error));
  TRY(database_read_integer(db,
                            "SELECT count(*) FROM list_order_check_prior WHERE look NOT IN"
                            " (SELECT id FROM list_order_check)",
                            &strays, error));
  return entries == *count_out && strays == 0 ? SD_OK : corrupt(0, error);
}

/* Settlements in the database: written once, read back, computed again, held to the chain. */
#include "list/settlement_store.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "audit/audit.h"
#include "base/json.h"
#include "base/messages/list.h"

enum { OUTPUT_BYTES_MAX = INT32_MAX, PAYLOAD_BYTES_MAX = 1 << 16, TOLD_EVERY = 1024 };

static sd_status no_memory(sd_error *error) {
  return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
}

static sd_status corrupt(int64_t id, sd_error *error) {
  return error_set(error, SD_CORRUPT, MESSAGE_LIST_SETTLEMENT_CORRUPT, SD_ARGS(SD_NUMBER(id)));
}

/* --- What was settled before --- */

static bool is_asked(const settlement_request *request, int64_t list) {
  for (size_t i = 0; i < request->list_count; i++) {
    if (request->lists[i] == list) return true;
  }
  return false;
}

sd_status settlement_priors_find(database *db, const settlement_request *request, arena *a,
                                 settlement_prior **out, size_t *count_out, sd_error *error) {
  int64_t lists;
  TRY(database_read_integer(db, "SELECT count(*) FROM list_run", &lists, error));
  settlement_prior *priors = ARENA_ARRAY(a, settlement_prior, (size_t)lists + 1);
  if (priors == NULL) return no_memory(error);
  query *q;
  TRY(query_open(db,
                 "SELECT l.list, max(l.settlement) FROM list_settlement_list l WHERE NOT EXISTS"
                 " (SELECT 1 FROM list_act w WHERE w.list = l.list AND w.act = 'withdraw')"
                 " GROUP BY l.list ORDER BY l.list",
                 &q, error));
  bool row = true;
  sd_status status = SD_OK;
  *count_out = 0;
  while (status == SD_OK) {
    status = query_step(q, &row, error);
    if (status != SD_OK || !row) break;
    if (is_asked(request, query_integer(q, 0))) continue;
    priors[(*count_out)++] = (settlement_prior){query_integer(q, 0), query_integer(q, 1)};
  }
  query_close(q);
  *out = priors;
  return status;
}

/* --- Writing --- */

sd_status settlement_store_document(database *db, text content, char hex[SM3_TEXT_SIZE],
                                    sd_error *error) {
  sm3_digest digest;
  if (!sm3_of(content, &digest)) return no_memory(error);
  sm3_format(&digest, hex);
  query *q;
  TRY(query_open(db,
                 "INSERT INTO list_document(hash, bytes) VALUES (?1, ?2)"
                 " ON CONFLICT(hash) DO NOTHING",
                 &q, error));
  query_bind_string(q, 1, hex);
  query_bind_bytes(q, 2, content.data, content.size);
  return query_finish(q, error);
}

static sd_status store_head(database *db, const settlement *s, int64_t awards, int64_t amount_fen,
                            sd_error *error) {
  const settlement_rules *rules = &s->request.rules;
  const text documents[] = {rules->relations->source, rules->ceilings->source,
                            rules->exclusions->reasons_source, rules->exclusions->lists_source};
  char hashes[4][SM3_TEXT_SIZE], hash[SM3_TEXT_SIZE];
  for (int i = 0; i < 4; i++) {
    TRY(settlement_store_document(db, documents[i], hashes[i], error));
  }
  sm3_format(&s->hash, hash);
  query *q;
  TRY(query_open(db,
                 "INSERT INTO list_settlement(id, actor, created_us, as_of_day, known_us,"
                 " relations, ceilings, reasons, lists, head, awards, amount_fen, hash,"
                 " until_entry)"
                 " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
                 &q, error));
  query_bind_integer(q, 1, s->id);
  query_bind_text(q, 2, s->actor);
  query_bind_integer(q, 3, s->created_us);
  query_bind_integer(q, 4, s->request.view.as_of_day);
  query_bind_integer(q, 5, s->request.view.known_us);
  for (int i = 0; i < 4; i++) query_bind_string(q, 6 + i, hashes[i]);
  query_bind_text(q, 10, s->head);
  query_bind_integer(q, 11, awards);
  query_bind_integer(q, 12, amount_fen);
  query_bind_string(q, 13, hash);
  query_bind_integer(q, 14, s->request.until_entry);
  return query_finish(q, error);
}

static sd_status store_awards(database *db, const settlement *s, sd_error *error) {
  query *q;
  TRY(query_open(db,
                 "INSERT INTO list_award(settlement, list, code, state, amount_fen, advance_fen,"
                 " reasons, missing, steps) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
                 &q, error));
  query_bind_integer(q, 1, s->id);
  sd_status status = SD_OK;
  for (size_t i = 0; i < s->set.award_count && status == SD_OK; i++) {
    if (i % TOLD_EVERY == 0) settlement_tell(s, 3, i);
    if (s->set.awards[i].fixed) continue;
    const stored_award w = settlement_line(s, i);
    query_bind_integer(q, 2, w.list);
    query_bind_text(q, 3, w.code);
    query_bind_string(q, 4, award_state_name(w.state));
    query_bind_integer(q, 5, w.amount_fen);
    query_bind_integer(q, 6, w.advance_fen);
    query_bind_text(q, 7, w.reasons);
    query_bind_text(q, 8, w.missing);
    query_bind_text(q, 9, w.steps);
    status = query_execute(q, error);
  }
  query_close(q);
  return status;
}

static sd_status insert_four(database *db, const char *sql, const int64_t values[4], int count,
                             sd_error *error) {
  query *q;
  TRY(query_open(db, sql, &q, error));
  for (int i = 0; i < count; i++) query_bind_integer(q, i + 1, values[i]);
  return query_finish(q, error);
}

/* `until` is 0 for settlements of earlier programs, whose entries do not tell it. */
static void write_payload(const char *hash, int64_t until, const int64_t sums[3],
                          text_builder *out) {
  json_writer w;
  json_init(&w, out);
  json_begin_object(&w);
  json_member_integer(&w, "settlement", sums[0]);
  json_member_string(&w, "hash", hash);
  json_member_integer(&w, "granted", sums[1]);
  json_member_integer(&w, "amount_fen", sums[2]);
  if (until != 0) json_member_integer(&w, "until_entry", until);
  json_end_object(&w);
}

static sd_status note_list(database *db, const settlement *s, int64_t list, int64_t granted,
                           int64_t amount_fen, sd_error *error) {
  char reference[32], hash[SM3_TEXT_SIZE];
  text_builder payload;
  snprintf(reference, sizeof reference, "%" PRId64, list);
  sm3_format(&s->hash, hash);
  text_builder_init(&payload, PAYLOAD_BYTES_MAX);
  write_payload(hash, s->request.until_entry, (const int64_t[]){s->id, granted, amount_fen},
                &payload);
  sd_status status = payload.failed
                         ? no_memory(error)
                         : audit_append(db, s->actor.data, "owner-confirm", reference,
                                        text_builder_text(&payload), s->created_us, NULL, error);
  text_builder_release(&payload);
  return status;
}

static sd_status store_lists(database *db, const settlement *s, sd_error *error) {
  for (size_t i = 0; i < s->request.list_count; i++) {
    int64_t values[4] = {s->id, s->request.lists[i], 0, 0};
    for (size_t k = 0; k < s->set.award_count; k++) {
      const award *w = &s->set.awards[k];
      if (w->fixed || w->state != AWARD_GRANTED || s->set.lists[w->list].id != values[1]) continue;
      values[2]++;
      values[3] += w->amount_fen;
    }
    TRY(insert_four(db,
                    "INSERT INTO list_settlement_list(settlement, list, granted, amount_fen)"
                    " VALUES (?1, ?2, ?3, ?4)",
                    values, 4, error));
    TRY(note_list(db, s, values[1], values[2], values[3], error));
  }
  for (size_t i = 0; i < s->prior_count; i++) {
    const int64_t values[4] = {s->id, s->priors[i].list, s->priors[i].settlement};
    TRY(insert_four(db,
                    "INSERT INTO list_settlement_prior(settlement, list, prior)"
                    " VALUES (?1, ?2, ?3)",
                    values, 3, error));
  }
  return SD_OK;
}

static sd_status store_all(database *db, settlement *s, sd_error *error) {
  TRY(registry_seal(db, s->request.view.known_us, s->last_batch, error));
  TRY(database_read_integer(db, "SELECT max(id) FROM list_settlement", &s->id, error));
  s->id++;
  int64_t awards = 0, amount_fen = 0;
  for (size_t i = 0; i < s->set.award_count; i++) {
    if (s->set.awards[i].fixed) continue;
    awards++;
    amount_fen += s->set.awards[i].amount_fen;
  }
  TRY(store_head(db, s, awards, amount_fen, error));
  TRY(store_awards(db, s, error));
  return store_lists(db, s, error);
}

sd_status settlement_store(database *db, settlement *s, const char *actor, int64_t now_us,
                           sd_error *error) {
  if (actor == NULL || actor[0] == '\0') {
    return error_set(error, SD_MISUSE, MESSAGE_LIST_NO_ACTOR, NULL);
  }
  s->actor = text_of(actor);
  s->created_us = now_us;
  bool own_transaction = !database_in_transaction(db);
  if (own_transaction) TRY(database_begin(db, error));
  sd_status status = store_all(db, s, error);
  if (status == SD_OK && own_transaction) status = database_commit(db, error);
  if (status != SD_OK) {
    if (own_transaction) database_rollback(db);
    s->id = 0;
  }
  return status;
}

/* --- Reading --- */

static sd_status read_lines(database *db, int64_t id, text_builder *out, int64_t *count,
                            sd_error *error) {
  query *q;
  TRY(query_open(db,
                 "SELECT a.code, a.list, a.state, a.amount_fen, a.advance_fen, a.reasons,"
                 " a.missing, a.steps FROM list_award a JOIN list_run r ON r.id = a.list"
                 " WHERE a.settlement = ?1 ORDER BY a.code, r.item, r.data_year, a.list",
                 &q, error));
  query_bind_integer(q, 1, id);
  bool row = true;
  sd_status status = SD_OK;
  while (status == SD_OK) {
    status = query_step(q, &row, error);
    if (status != SD_OK || !row) break;
    stored_award w = {.code = query_text(q, 0),
                      .list = query_integer(q, 1),
                      .amount_fen = query_integer(q, 3),
                      .advance_fen = query_integer(q, 4),
                      .reasons = query_text(q, 5),
                      .missing = query_text(q, 6),
                      .steps = query_text(q, 7)};
    if (!award_state_parse(query_text(q, 2), &w.state)) status = corrupt(id, error);
    award_write(&w, out);
    ++*count;
  }
  query_close(q);
  return status;
}

sd_status settlement_read_text(database *db, int64_t id, text_builder *out, sd_error *error) {
  query *q;
  bool row = false;
  sm3_digest stated = {{0}}, found;
  TRY(query_open(db, "SELECT head, hash FROM list_settlement WHERE id = ?1", &q, error));
  query_bind_integer(q, 1, id);
  sd_status status = query_step(q, &row, error);
  if (status == SD_OK && !row) {
    status = error_set(error, SD_NOT_FOUND, MESSAGE_LIST_NO_SETTLEMENT, SD_ARGS(SD_NUMBER(id)));
  }
  if (status == SD_OK) {
    text_builder_add(out, query_text(q, 0));
    if (!sm3_parse(query_text(q, 1), &stated)) status = corrupt(id, error);
  }
  query_close(q);
  int64_t count = 0;
  if (status == SD_OK) status = read_lines(db, id, out, &count, error);
  if (status != SD_OK) return status;
  text_builder_format(out, "end %" PRId64 "\n", count);
  if (out->failed || !sm3_of(text_builder_text(out), &found)) return no_memory(error);
  return sm3_equal(&stated, &found) ? SD_OK : corrupt(id, error);
}

/* --- Replay --- */

static sd_status read_document(database *db, text hash, arena *a, text *out, sd_error *error) {
  query *q;
  bool row = false;
  sm3_digest stated, found;
  TRY(query_open(db, "SELECT bytes FROM list_document WHERE hash = ?1", &q, error));
  query_bind_text(q, 1, hash);
  sd_status status = query_step(q, &row, error);
  *out = status == SD_OK && row ? arena_copy(a, query_bytes(q, 0)) : (text){NULL, 0};
  query_close(q);
  if (status != SD_OK) return status;
  if (out->data == NULL || !sm3_parse(hash, &stated) || !sm3_of(*out, &found) ||
      !sm3_equal(&stated, &found)) {
    return corrupt(0, error);
  }
  return SD_OK;
}

sd_status settlement_rules_by_hash(database *db, const text hashes[4], arena *a,
                                   settlement_rules *out, sd_error *error) {
  settlement_documents documents;
  text *contents[] = {&documents.relations, &documents.ceilings, &documents.reasons,
                      &documents.lists};
  for (int i = 0; i < 4; i++) TRY(read_document(db, hashes[i], a, contents[i], error));
  return settlement_rules_read(&documents, a, out, error);
}

sd_status settlement_request_read(database *db, int64_t id, arena *a, settlement_request *out,
                                  sd_error *error) {
  query *q;
  bool row = false;
  text hashes[4] = {{NULL, 0}};
  TRY(query_open(db,
                 "SELECT as_of_day, known_us, relations, ceilings, reasons, lists, until_entry"
                 " FROM list_settlement WHERE id = ?1",
                 &q, error));
  query_bind_integer(q, 1, id);
  sd_status status = query_step(q, &row, error);
  if (status == SD_OK && !row) {
    status = error_set(error, SD_NOT_FOUND, MESSAGE_LIST_NO_SETTLEMENT, SD_ARGS(SD_NUMBER(id)));
  }
  if (status == SD_OK) {
    out->view = (registry_view){query_integer(q, 0), query_integer(q, 1)};
    for (int i = 0; i < 4; i++) hashes[i] = arena_copy(a, query_text(q, 2 + i));
    out->until_entry = query_integer(q, 6);
  }
  query_close(q);
  TRY(status);
  return settlement_rules_by_hash(db, hashes, a, &out->rules, error);
}

sd_status settlement_pairs_read(database *db, const char *sql, int64_t id, arena *a,
                                settlement_prior **out, size_t *count_out, sd_error *error) {
  query *q;
  int64_t most;
  TRY(database_read_integer(db, "SELECT count(*) FROM list_run", &most, error));
  settlement_prior *pairs = ARENA_ARRAY(a, settlement_prior, (size_t)most + 1);
  if (pairs == NULL) return no_memory(error);
  TRY(query_open(db, sql, &q, error));
  query_bind_integer(q, 1, id);
  bool row = true;
  sd_status status = SD_OK;
  *count_out = 0;
  while (status == SD_OK && *count_out <= (size_t)most) {
    status = query_step(q, &row, error);
    if (status != SD_OK || !row) break;
    pairs[(*count_out)++] = (settlement_prior){query_integer(q, 0), query_integer(q, 1)};
  }
  query_close(q);
  *out = pairs;
  return status;
}

static sd_status compute_again(registry *r, int64_t id, arena *a, settlement **out,
                               sd_error *error) {
  database *db = registry_database(r);
  settlement_request request = {0};
  settlement_prior *lists, *priors;
  size_t list_count, prior_count;
  TRY(settlement_request_read(db, id, a, &request, error));
  TRY(settlement_pairs_read(
      db, "SELECT list, 0 FROM list_settlement_list WHERE settlement = ?1 ORDER BY list", id, a,
      &lists, &list_count, error));
  TRY(settlement_pairs_read(db,
                            "SELECT list, prior FROM list_settlement_prior WHERE settlement = ?1"
                            " ORDER BY list",
                            id, a, &priors, &prior_count, error));
  int64_t *ids = ARENA_ARRAY(a, int64_t, list_count + 1);
  if (ids == NULL) return no_memory(error);
  for (size_t i = 0; i < list_count; i++) ids[i] = lists[i].list;
  request.lists = ids;
  request.list_count = list_count;
  return settlement_compute_beside(r, &request, priors, prior_count, a, out, error);
}

sd_status settlement_replay(registry *r, int64_t id, arena *a, replay_report *out,
                            sd_error *error) {
  settlement *again;
  TRY(compute_again(r, id, a, &again, error));
  text_builder before, after;
  text_builder_init(&before, OUTPUT_BYTES_MAX);
  text_builder_init(&after, OUTPUT_BYTES_MAX);
  sd_status status = settlement_read_text(registry_database(r), id, &before, error);
  settlement_write(again, &after);
  if (status == SD_OK && after.failed) status = no_memory(error);
  if (status == SD_OK) {
    status = replay_compare(text_builder_text(&before), text_builder_text(&after), a, out, error);
  }
  text_builder_release(&before);
  text_builder_release(&after);
  return status;
}

/* --- Verification --- */

typedef struct verification {
  database *db;
  settlement_proof *proof;
  int64_t verified; /* the settlement whose bytes were read last */
} verification;

static sd_status differs(const audit_entry *entry, sd_error *error) {
  char act[32], reference[32];
  snprintf(act, sizeof act, "%.*s", TEXT_ARG(entry->act));
  snprintf(reference, sizeof reference, "%.*s", TEXT_ARG(entry->reference));
  return error_set(error, SD_CORRUPT, MESSAGE_LIST_CHAIN_DIFFERS,
                   SD_ARGS(reference, act, SD_NUMBER(entry->sequence)));
}

static int64_t id_of(const audit_entry *entry) {
  char digits[32];
  snprintf(digits, sizeof digits, "%.*s", TEXT_ARG(entry->reference));
  return strtoll(digits, NULL, 10);
}

/* The settlement that the entry tells of is as stored, and its bytes give its hash. */
static sd_status verify_confirmation(verification *v, const audit_entry *entry, sd_error *error) {
  query *q;
  bool row = false;
  int64_t id = 0;
  text_builder payload, bytes;
  text_builder_init(&payload, PAYLOAD_BYTES_MAX);
  text_builder_init(&bytes, OUTPUT_BYTES_MAX);
  TRY(query_open(v->db,
                 "SELECT s.id, s.hash, l.granted, l.amount_fen, s.actor, s.until_entry"
                 " FROM list_settlement s"
                 " JOIN list_settlement_list l ON l.settlement = s.id"
                 " WHERE l.list = ?1 AND s.created_us = ?2 AND s.id ="
                 "  CASE WHEN json_valid(?3) THEN json_extract(?3, '$.settlement') END",
                 &q, error));
  query_bind_integer(q, 1, id_of(entry));
  query_bind_integer(q, 2, entry->time_us);
  query_bind_text(q, 3, entry->payload);
  sd_status status = query_step(q, &row, error);
  if (status == SD_OK && row) {
    id = query_integer(q, 0);
    write_payload(query_text(q, 1).data, query_integer(q, 5),
                  (const int64_t[]){id, query_integer(q, 2), query_integer(q, 3)}, &payload);
    row = text_equal(entry->payload, text_builder_text(&payload)) &&
          text_equal(entry->actor, query_text(q, 4));
  }
  query_close(q);
  if (status == SD_OK && !row) status = differs(entry, error);
  if (status == SD_OK && id != v->verified) {
    status = settlement_read_text(v->db, id, &bytes, error);
  }
  if (status == SD_OK) v->verified = id;
  v->proof->settlements += status == SD_OK;
  text_builder_release(&payload);
  text_builder_release(&bytes);
  return status;
}

static sd_status verify_entry(void *context, const audit_entry *entry, sd_error *error) {
  verification *v = context;
  if (text_is(entry->act, "owner-confirm")) return verify_confirmation(v, entry, error);
  v->proof->exclusions +=
      text_is(entry->act, "list-exclude") || text_is(entry->act, "list-restore");
  return SD_OK;
}

/* The documents that settlements were made by have the hashes they are known by, and each that a
 * settlement names is there. */
static sd_status verify_documents(database *db, sd_error *error) {
  query *q;
  TRY(query_open(db, "SELECT hash, bytes FROM list_document", &q, error));
  sd_status status = SD_OK;
  for (bool row = true; status == SD_OK;) {
    status = query_step(q, &row, error);
    if (status != SD_OK || !row) break;
    sm3_digest digest;
    char hex[SM3_TEXT_SIZE], stored[SM3_TEXT_SIZE];
    if (!sm3_of(query_bytes(q, 1), &digest)) {
      status = no_memory(error);
      break;
    }
    sm3_format(&digest, hex);
    if (!text_is(query_text(q, 0), hex)) {
      (void)snprintf(stored, sizeof stored, "%.*s", TEXT_ARG(query_text(q, 0)));
      status = error_set(error, SD_CORRUPT, MESSAGE_LIST_DOCUMENT_DIFFERS, SD_ARGS(stored));
    }
  }
  query_close(q);
  int64_t missing;
  TRY(status);
  TRY(database_read_integer(
      db,
      "SELECT count(*) FROM (SELECT relations, ceilings, reasons, lists FROM list_settlement"
      " UNION ALL SELECT relations, ceilings, reasons, lists FROM list_order_check) s,"
      " json_each(json_array(s.relations, s.ceilings, s.reasons, s.lists)) d"
      " WHERE d.value NOT IN (SELECT hash FROM list_document)",
      &missing, error));
  return missing == 0 ? SD_OK
                      : error_set(error, SD_CORRUPT, MESSAGE_LIST_DOCUMENT_DIFFERS, SD_ARGS("-"));
}

sd_status settlement_verify(database *db, settlement_proof *out, sd_error *error) {
  *out = (settlement_proof){0};
  verification v = {.db = db, .proof = out};
  TRY(verify_documents(db, error));
  TRY(audit_each(db, 1, verify_entry, &v, error));
  int64_t settlements, exclusions;
  TRY(database_read_integer(db, "SELECT count(*) FROM list_settlement_list", &settlements, error));
  TRY(database_read_integer(db, "SELECT count(*) FROM list_exclusion", &exclusions, error));
  if (settlements == out->settlements && exclusions == out->exclusions) return SD_OK;
  return error_set(error, SD_CORRUPT, MESSAGE_LIST_NOT_IN_CHAIN,
                   SD_ARGS(SD_NUMBER(settlements), SD_NUMBER(exclusions),
                           SD_NUMBER(out->settlements), SD_NUMBER(out->exclusions)));
}

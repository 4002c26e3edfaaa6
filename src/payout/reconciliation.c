/* The statement read back: every entry matched or queued, the ledger settled.
 *
 * What must stay true: one transaction for the whole file; only a booked entry that fits its order
 * makes transfers; the ledger never refuses what the table of states allows, and if it does,
 * nothing is imported and writing stops. */
#include "payout/reconciliation.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "audit/audit.h"
#include "base/hash.h"
#include "base/json.h"
#include "base/map.h"
#include "base/messages/payout.h"
#include "base/money.h"
#include "payout/inbound.h"
#include "payout/payout_rows.h"

typedef struct settled_line {
  budget_line line;
  int64_t available_fen; /* less what this file took by late payments */
} settled_line;

typedef struct settling {
  database *db;
  const char *actor;
  int64_t now_us;
  arena *arena;
  map lines;           /* "line/year" → settled_line */
  transfer *transfers; /* two for each entry at most */
  size_t transfer_count;
  int64_t debits_fen, credits_fen; /* of the current statement */
  const inbound *in;
  reconciliation *out;
} settling;

/* --- one entry --- */

static sd_status find_line(settling *s, const char *name, int32_t year, settled_line **out,
                           sd_error *error) {
  char key[BUDGET_LINE_SIZE + 16];
  int size = snprintf(key, sizeof key, "%s/%d", name, (int)year);
  text key_text = {key, (size_t)size};
  *out = map_get(&s->lines, key_text);
  if (*out != NULL) return SD_OK;
  settled_line *found = ARENA_NEW(s->arena, settled_line);
  text kept = arena_copy(s->arena, key_text);
  if (found == NULL || kept.data == NULL) return payout_out_of_memory(error);
  budget_state state;
  TRY(budget_state_get(s->db, name, year, &state, error));
  found->line = state.line;
  found->available_fen = state.available_fen;
  if (!map_set(&s->lines, kept, found)) return payout_out_of_memory(error);
  *out = found;
  return SD_OK;
}

/* A debit of a rejected order is booked when no other attempt is open and the line can bear it. */
static sd_status can_be_late(settling *s, const stored_order *order, bool *out, sd_error *error) {
  settled_line *line;
  TRY(find_line(s, order->line, order->year, &line, error));
  query *q;
  TRY(query_open(s->db, "SELECT 1 FROM payout_order WHERE award = ?1 AND is_open = 1", &q, error));
  query_bind_string(q, 1, order->award);
  bool other;
  sd_status status = query_step(q, &other, error);
  query_close(q);
  *out = !other && line->available_fen >= order->amount_fen;
  return status;
}

static sd_status settle_debit(settling *s, const statement_entry *entry, stored_order *order,
                              settled_line *line, transfer chain[2]) {
  (void)snprintf(order->booked_date, sizeof order->booked_date, "%s", entry->booking_date);
  if (order->state != ORDER_REJECTED) {
    budget_pay_chain(&line->line, order->reference, order->amount_fen, chain);
    return SD_OK;
  }
  budget_late_payment_chain(&line->line, order->reference, order->amount_fen, chain);
  (void)snprintf(order->attached, sizeof order->attached, "late");
  line->available_fen -= order->amount_fen;
  s->out->alarms++;
  return SD_OK;
}

/* The step and the two transfers of an entry that was matched. */
static sd_status settle_order(settling *s, const bank_statement *statement,
                              const statement_entry *entry, stored_order *order,
                              entry_finding finding, sd_error *error) {
  settled_line *line, *origin;
  TRY(find_line(s, order->line, order->year, &line, error));
  TRY(find_line(s, order->origin_line, order->origin_year, &origin, error));
  char evidence[96];
  (void)snprintf(evidence, sizeof evidence, "%s/%s", statement->id, entry->reference);
  transfer *chain = s->transfers + s->transfer_count;
  s->transfer_count += 2;
  if (finding == FINDING_PAYMENT || finding == FINDING_LATE_PAYMENT) {
    TRY(settle_debit(s, entry, order, line, chain));
    return order_step(s->db, order, EVENT_DEBIT, "", evidence, s->now_us, error);
  }
  assert(finding == FINDING_RETURN || finding == FINDING_REVERSAL);
  bool same_year = strncmp(order->booked_date, entry->booking_date, 4) == 0 && !line->line.closed;
  budget_attachment attachment = {&origin->line, &line->line, order->attached};
  int part = order->returned_parts == 0 ? 0 : ++order->returned_parts;
  budget_give_back_chain(&attachment, order->reference, entry->amount_fen, part, same_year, chain);
  order->returned_fen += entry->amount_fen;
  const char *reason = entry->return_code != NULL ? entry->return_code : "RVSL";
  order_event event = finding == FINDING_RETURN ? EVENT_RETURN : EVENT_REVERSE;
  return order_step(s->db, order, event, reason, evidence, s->now_us, error);
}

static sd_status settle_entry(settling *s, const bank_statement *statement,
                              const statement_entry *entry, entry_finding *finding_out,
                              sd_error *error) {
  bool found = false;
  stored_order order;
  if (entry->end_to_end != NULL) {
    TRY(order_find(s->db, entry->end_to_end, &found, &order, error));
  }
  named_order named = {.state = ORDER_PREPARED};
  if (found) {
    settled_line *origin;
    TRY(find_line(s, order.origin_line, order.origin_year, &origin, error));
    named = (named_order){.state = order.state,
                          .amount_fen = order.amount_fen,
                          .returned_fen = order.returned_fen,
                          .other_account = strcmp(origin->line.bank, statement->account) != 0};
    if (order.state == ORDER_REJECTED && !entry->is_credit) {
      TRY(can_be_late(s, &order, &named.can_be_late, error));
    }
  }
  *finding_out = entry_judge(entry, found ? &named : NULL);
  if (!finding_moves_money(*finding_out)) return SD_OK;
  return settle_order(s, statement, entry, &order, *finding_out, error);
}

/* --- one statement --- */

/* SM3 over everything that was read, so that the same statement in another wrapping is known. */
static sd_status content_hash(const bank_statement *t, char out[SM3_TEXT_SIZE], sd_error *error) {
  sm3_hasher *h = sm3_create();
  if (h == NULL) return payout_out_of_memory(error);
  char head[256];
  int size = snprintf(head, sizeof head, "%.40s|%" PRId64 "|%.40s|%s|%" PRId64 "|%" PRId64, t->id,
                      t->number, t->account, t->date, t->opening_fen, t->closing_fen);
  sm3_add(h, (text){head, (size_t)size + 1});
  for (size_t i = 0; i < t->count; i++) {
    const statement_entry *e = &t->entries[i];
    const char *texts[] = {e->reference, e->end_to_end, e->booking_date, e->return_code};
    for (size_t k = 0; k < sizeof texts / sizeof texts[0]; k++) {
      const char *value = texts[k] != NULL ? texts[k] : "";
      sm3_add(h, (text){value, strlen(value) + 1});
    }
    size = snprintf(head, sizeof head, "%" PRId64 "|%d%d%d", e->amount_fen, e->is_credit,
                    e->is_reversal, e->is_booked);
    sm3_add(h, (text){head, (size_t)size + 1});
  }
  sm3_digest digest;
  bool done = sm3_finish(h, &digest);
  sm3_destroy(h);
  if (!done) return payout_out_of_memory(error);
  sm3_format(&digest, out);
  return SD_OK;
}

static sd_status find_known(settling *s, const bank_statement *t, const char *hash, bool *known_out,
                            sd_error *error) {
  query *q;
  TRY(query_open(s->db, "SELECT content_sm3 FROM payout_statement WHERE account = ?1 AND id = ?2",
                 &q, error));
  query_bind_string(q, 1, t->account);
  query_bind_string(q, 2, t->id);
  sd_status status = query_step(q, known_out, error);
  if (status == SD_OK && *known_out && !text_is(query_text(q, 0), hash)) {
    status = error_set(error, SD_CONFLICT, MESSAGE_PAYOUT_STATEMENT_CHANGED, SD_ARGS(t->id));
  }
  query_close(q);
  return status;
}

sd_status statement_check_number(int64_t number, text date, int64_t last, text last_date,
                                 sd_error *error) {
  if (number == 0 || last == 0 || number == last + 1) return SD_OK;
  bool new_year =
      number == 1 && text_compare(text_slice(last_date, 0, 4), text_slice(date, 0, 4)) < 0;
  if (new_year) return SD_OK;
  if (number <= last) {
    return error_set(error, SD_CONFLICT, MESSAGE_PAYOUT_STATEMENT_NUMBER_USED,
                     SD_ARGS(SD_NUMBER(number)));
  }
  return error_set(error, SD_REFUSED, MESSAGE_PAYOUT_STATEMENT_GAP,
                   SD_ARGS(SD_NUMBER(number), SD_NUMBER(last + 1)));
}

static sd_status check_opening(const bank_statement *t, int64_t last_closing_fen, sd_error *error) {
  if (t->opening_fen == last_closing_fen) return SD_OK;
  char opening[MONEY_TEXT_SIZE], closing[MONEY_TEXT_SIZE];
  money_format(t->opening_fen, opening);
  money_format(last_closing_fen, closing);
  return error_set(error, SD_REFUSED, MESSAGE_PAYOUT_STATEMENT_OPENING,
                   SD_ARGS(t->id, opening, closing));
}

static sd_status check_continuity(settling *s, const bank_statement *t, sd_error *error) {
  payer owner;
  sd_status status = payer_find(s->db, t->account, s->arena, &owner, NULL);
  if (status == SD_NOT_FOUND) {
    return error_set(error, SD_NOT_FOUND, MESSAGE_PAYOUT_STATEMENT_ACCOUNT, SD_ARGS(t->account));
  }
  TRY(status);
  query *q;
  TRY(query_open(s->db,
                 "SELECT bank_number, date, closing_fen FROM payout_statement WHERE account = ?1"
                 " ORDER BY number DESC LIMIT 1",
                 &q, error));
  query_bind_string(q, 1, t->account);
  bool row;
  status = query_step(q, &row, error);
  if (status == SD_OK && row) {
    status = statement_check_number(t->number, text_of(t->date), query_integer(q, 0),
                                    query_text(q, 1), error);
    if (status == SD_OK) status = check_opening(t, query_integer(q, 2), error);
  }
  query_close(q);
  return status;
}

static sd_status insert_statement(settling *s, const bank_statement *t, const char *hash,
                                  int64_t *number_out, sd_error *error) {
  TRY(database_read_integer(s->db, "SELECT max(number) FROM payout_statement", number_out, error));
  *number_out += 1;
  query *q;
  TRY(query_open(s->db,
                 "INSERT INTO payout_statement (number, account, id, bank_number, date,"
                 " opening_fen, closing_fen, debits_fen, credits_fen, content_sm3, inbound,"
                 " imported_us) VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12)",
                 &q, error));
  query_bind_integer(q, 1, *number_out);
  query_bind_string(q, 2, t->account);
  query_bind_string(q, 3, t->id);
  query_bind_integer(q, 4, t->number);
  query_bind_string(q, 5, t->date);
  query_bind_integer(q, 6, t->opening_fen);
  query_bind_integer(q, 7, t->closing_fen);
  query_bind_integer(q, 8, s->debits_fen);
  query_bind_integer(q, 9, s->credits_fen);
  query_bind_string(q, 10, hash);
  query_bind_string(q, 11, s->in->hash);
  query_bind_integer(q, 12, s->now_us);
  return query_finish(q, error);
}

static sd_status insert_entry(query *q, int64_t statement, const statement_entry *e,
                              entry_finding finding, sd_error *error) {
  query_bind_integer(q, 1, statement);
  query_bind_string(q, 2, e->reference);
  query_bind_string(q, 3, e->end_to_end != NULL ? e->end_to_end : "");
  query_bind_string(q, 4, e->booking_date);
  query_bind_string(q, 5, e->return_code != NULL ? e->return_code : "");
  query_bind_string(q, 6, e->information != NULL ? e->information : "");
  query_bind_integer(q, 7, e->amount_fen);
  query_bind_integer(q, 8, e->is_credit);
  query_bind_string(q, 9, finding_name(finding));
  query_bind_integer(q, 10, !finding_is_matched(finding));
  return query_execute(q, error);
}

static sd_status insert_entries(settling *s, const bank_statement *t, int64_t statement,
                                const entry_finding *findings, sd_error *error) {
  query *q;
  TRY(query_open(s->db,
                 "INSERT INTO payout_entry (statement, reference, end_to_end, booking_date,"
                 " return_code, information, amount_fen, is_credit, finding, is_queued) VALUES"
                 " (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10)",
                 &q, error));
  sd_status status = SD_OK;
  for (size_t i = 0; i < t->count && status == SD_OK; i++) {
    status = insert_entry(q, statement, &t->entries[i], findings[i], error);
  }
  query_close(q);
  return status;
}

/* Debits first, then credits: a return may stand above its payment. */
static sd_status settle_entries(settling *s, const bank_statement *t, entry_finding *findings,
                                sd_error *error) {
  for (int pass = 0; pass < 2; pass++) {
    for (size_t i = 0; i < t->count; i++) {
      const statement_entry *e = &t->entries[i];
      if (e->is_credit != (pass == 1)) continue;
      TRY(settle_entry(s, t, e, &findings[i], error));
      s->out->entries++;
      s->out->found[findings[i]]++;
      s->out->found_fen[findings[i]] += e->amount_fen;
      if (!e->is_booked) continue;
      *(e->is_credit ? &s->credits_fen : &s->debits_fen) += e->amount_fen;
    }
  }
  return SD_OK;
}

static sd_status settle_ledger(settling *s, sd_error *error) {
  if (s->transfer_count == 0) return SD_OK;
  sd_error refusal = {0};
  sd_status status =
      ledger_apply_all(s->db, s->actor, s->transfers, s->transfer_count, s->now_us, &refusal);
  if (status != SD_REFUSED && status != SD_CONFLICT) {
    if (status != SD_OK && error != NULL) *error = refusal;
    return status;
  }
  database_stop_writing(s->db);
  return error_set(error, SD_CORRUPT, MESSAGE_PAYOUT_LEDGER_DISAGREES,
                   SD_ARGS(refusal.text[LANGUAGE_ENGLISH], status_name(status)));
}

static sd_status settle_statement(settling *s, const bank_statement *t, sd_error *error) {
  char hash[SM3_TEXT_SIZE];
  bool known;
  TRY(content_hash(t, hash, error));
  TRY(find_known(s, t, hash, &known, error));
  if (known) {
    s->out->statements_known++;
    return SD_OK;
  }
  TRY(check_continuity(s, t, error));
  entry_finding *findings = ARENA_ARRAY(s->arena, entry_finding, t->count + 1);
  s->transfers = ARENA_ARRAY(s->arena, transfer, 2 * t->count + 1);
  s->transfer_count = 0;
  s->debits_fen = s->credits_fen = 0;
  if (findings == NULL || s->transfers == NULL) return payout_out_of_memory(error);
  TRY(settle_entries(s, t, findings, error));
  int64_t number;
  TRY(insert_statement(s, t, hash, &number, error));
  TRY(insert_entries(s, t, number, findings, error));
  s->out->statements++;
  return settle_ledger(s, error);
}

/* --- one file --- */

static sd_status audit_import(settling *s, const char *name, sd_error *error) {
  text_builder payload;
  json_writer json;
  text_builder_init(&payload, 16384);
  json_init(&json, &payload);
  json_begin_object(&json);
  json_member_string(&json, "file", name);
  json_member_string(&json, "sm3", s->in->hash);
  json_member_integer(&json, "statements", s->out->statements);
  json_member_integer(&json, "entries", s->out->entries);
  for (int i = 0; i < FINDING_COUNT; i++) {
    if (s->out->found[i] == 0) continue;
    json_member_integer(&json, finding_name((entry_finding)i), s->out->found[i]);
  }
  json_end_object(&json);
  sd_status status = payload.failed
                         ? payout_out_of_memory(error)
                         : audit_append(s->db, s->actor, "statement-import", s->in->hash,
                                        text_builder_text(&payload), s->now_us, NULL, error);
  text_builder_release(&payload);
  return status;
}

/* One proof for each account and day: statements of one day stand behind each other. */
static sd_status record_proofs(settling *s, const inbound *in, sd_error *error) {
  for (size_t i = 0; i < in->message.count; i++) {
    const bank_statement *t = &in->message.statements[i];
    bool last = true;
    for (size_t k = i + 1; k < in->message.count && last; k++) {
      last = strcmp(in->message.statements[k].account, t->account) != 0;
    }
    if (last) TRY(bank_proof_record(s->db, t->account, t->date, s->actor, s->now_us, error));
  }
  return SD_OK;
}

static sd_status import_in_transaction(settling *s, inbound *in, sd_error *error) {
  bool known;
  TRY(inbound_expect(in, BANK_MESSAGE_STATEMENT, error));
  TRY(database_begin(s->db, error));
  TRY(inbound_keep(in, &known, error));
  if (known) {
    s->out->statements_known = (int64_t)in->message.count;
    return SD_OK;
  }
  for (size_t i = 0; i < in->message.count; i++) {
    TRY(settle_statement(s, &in->message.statements[i], error));
  }
  if (s->out->statements == 0) return SD_OK; /* all known: leave no trace */
  TRY(audit_import(s, in->name, error));
  TRY(record_proofs(s, in, error));
  return database_commit(s->db, error);
}

sd_status statement_apply(inbound *in, reconciliation *out, sd_error *error) {
  *out = (reconciliation){0};
  settling s = {.db = in->db,
                .actor = in->actor,
                .now_us = in->now_us,
                .arena = in->arena,
                .in = in,
                .out = out};
  map_init(&s.lines, s.arena);
  sd_status status = import_in_transaction(&s, in, error);
  if (status == SD_OK) return SD_OK;
  error_place(error, in->name, 0, 0);
  inbound_refuse(in, status);
  *out = (reconciliation){0};
  return status;
}

sd_status statement_import(database *db, const char *actor, text bytes, const char *name,
                           int64_t now_us, reconciliation *out, sd_error *error) {
  *out = (reconciliation){0};
  inbound in;
  sd_status status = inbound_open(&in, db, actor, bytes, name, now_us, error);
  if (status == SD_OK) {
    status = statement_apply(&in, out, error);
  } else if (in.arena != NULL) {
    inbound_refuse(&in, status);
  }
  inbound_close(&in);
  return status;
}

/* The bank's answer applied: orders accepted or rejected, reservations of the rejected voided. */
#include "payout/bank_answer.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "audit/audit.h"
#include "base/json.h"
#include "payout/inbound.h"
#include "payout/pain002.h"
#include "payout/payout_rows.h"

typedef struct answering {
  database *db;
  const char *actor;
  int64_t now_us;
  arena *arena;
  inbound *in;
  stored_file stored;
  bank_reply answer;
  transfer *transfers; /* one for each rejected order */
  size_t transfer_count;
  bank_answer *out;
} answering;

/* --- one order --- */

static sd_status reject_order(answering *g, stored_order *order, const char *reason,
                              sd_error *error) {
  assert(g->transfer_count < (size_t)g->stored.file.count);
  budget_line line;
  TRY(budget_line_find(g->db, order->line, order->year, &line, error));
  g->transfers[g->transfer_count++] =
      budget_release_transfer(&line, order->reference, order->amount_fen);
  g->out->rejected++;
  g->out->rejected_fen += order->amount_fen;
  return order_step(g->db, order, EVENT_REJECT, reason, g->answer.message, g->now_us, error);
}

static sd_status answer_order(answering *g, stored_order *order, answer_meaning meaning,
                              const char *reason, sd_error *error) {
  order_event event = meaning == ANSWER_REJECTED ? EVENT_REJECT : EVENT_ACKNOWLEDGE;
  order_state to;
  bool known = order_next_state(order->state, event, &to);
  bool booked = order->state == ORDER_PAID || order->state == ORDER_RETURNED;
  if (!known && event == EVENT_REJECT && booked) {
    g->out->alarms++;
    return SD_OK;
  }
  if (!known || to == order->state) {
    g->out->stale++;
    return SD_OK;
  }
  if (event == EVENT_REJECT) {
    return reject_order(g, order, reason != NULL ? reason : "NARR", error);
  }
  g->out->accepted++;
  return order_step(g->db, order, event, "", g->answer.message, g->now_us, error);
}

/* --- the whole file --- */

/* The references of the file's orders, in order of line, in the arena. */
static sd_status read_references(answering *g, const char ***out, size_t *count_out,
                                 sd_error *error) {
  query *q;
  TRY(query_open(g->db, "SELECT reference FROM payout_order WHERE message = ?1 ORDER BY line", &q,
                 error));
  query_bind_string(q, 1, g->stored.file.message);
  size_t capacity = (size_t)g->stored.file.count;
  const char **references = ARENA_ARRAY(g->arena, const char *, capacity + 1);
  sd_status status = references == NULL ? payout_out_of_memory(error) : SD_OK;
  *count_out = 0;
  for (bool row = true; status == SD_OK;) {
    status = query_step(q, &row, error);
    if (status != SD_OK || !row) break;
    assert(*count_out < capacity);
    const char *copy = arena_copy(g->arena, query_text(q, 0)).data;
    if (copy == NULL) status = payout_out_of_memory(error);
    references[(*count_out)++] = copy;
  }
  query_close(q);
  *out = references;
  return status;
}

static sd_status answer_file(answering *g, sd_error *error) {
  answer_meaning meaning = pain002_meaning(g->answer.file_status);
  if (meaning == ANSWER_NOTHING) return SD_OK;
  const char **references;
  size_t count;
  TRY(read_references(g, &references, &count, error));
  for (size_t i = 0; i < count; i++) {
    stored_order order;
    bool found;
    TRY(order_find(g->db, references[i], &found, &order, error));
    assert(found);
    TRY(answer_order(g, &order, meaning, g->answer.file_reason, error));
  }
  return SD_OK;
}

/* --- single payments --- */

/* The order of our file that the answer names, by EndToEndId or by InstrId. */
static sd_status find_named(answering *g, const payment_answer *p, bool *found_out,
                            stored_order *out, sd_error *error) {
  query *q;
  TRY(query_open(g->db,
                 "SELECT reference FROM payout_order WHERE message = ?1 AND"
                 " (reference = ?2 OR line = ?3)",
                 &q, error));
  query_bind_string(q, 1, g->stored.file.message);
  query_bind_string(q, 2, p->end_to_end);
  int64_t line = 0; /* no line has number 0 */
  char expected[REFERENCE_SIZE];
  if (p->end_to_end == NULL && p->instruction != NULL && strlen(p->instruction) == 32) {
    line = strtol(p->instruction + 25, NULL, 10);
    bool possible = line >= 1 && line <= g->stored.file.count;
    if (possible) reference_instruction(g->stored.file.message, line, expected);
    if (!possible || strcmp(expected, p->instruction) != 0) line = 0;
  }
  query_bind_integer(q, 3, line);
  char reference[REFERENCE_SIZE] = "";
  sd_status status = query_step(q, found_out, error);
  if (status == SD_OK && *found_out) {
    text t = query_text(q, 0);
    assert(t.size < sizeof reference);
    memcpy(reference, t.data, t.size);
  }
  query_close(q);
  if (status != SD_OK || !*found_out) return status;
  return order_find(g->db, reference, found_out, out, error);
}

static sd_status answer_payments(answering *g, sd_error *error) {
  for (size_t i = 0; i < g->answer.count; i++) {
    const payment_answer *p = &g->answer.payments[i];
    answer_meaning meaning = pain002_meaning(p->status);
    stored_order order;
    bool found;
    TRY(find_named(g, p, &found, &order, error));
    if (!found) {
      g->out->unidentified++;
    } else if (meaning == ANSWER_NOTHING) {
      g->out->stale++;
    } else {
      TRY(answer_order(g, &order, meaning, p->reason, error));
    }
  }
  return SD_OK;
}

/* --- one answer --- */

static sd_status audit_answer(answering *g, sd_error *error) {
  text_builder payload;
  json_writer json;
  text_builder_init(&payload, 4096);
  json_init(&json, &payload);
  json_begin_object(&json);
  json_member_string(&json, "sm3", g->in->hash);
  json_member_integer(&json, "accepted", g->out->accepted);
  json_member_integer(&json, "rejected", g->out->rejected);
  json_member_integer(&json, "rejected_fen", g->out->rejected_fen);
  json_member_integer(&json, "unidentified", g->out->unidentified);
  json_member_integer(&json, "alarms", g->out->alarms);
  json_end_object(&json);
  sd_status status = payload.failed
                         ? payout_out_of_memory(error)
                         : audit_append(g->db, g->actor, "bank-answer", g->stored.file.message,
                                        text_builder_text(&payload), g->now_us, NULL, error);
  text_builder_release(&payload);
  return status;
}

static sd_status answer_in_transaction(answering *g, sd_error *error) {
  TRY(inbound_expect(g->in, BANK_MESSAGE_REPLY, error));
  TRY(database_begin(g->db, error));
  TRY(inbound_keep(g->in, &g->out->known, error));
  if (g->out->known) return SD_OK;
  TRY(file_load(g->db, g->answer.original_message, false, g->arena, &g->stored, error));
  g->transfers = ARENA_ARRAY(g->arena, transfer, (size_t)g->stored.file.count + 1);
  if (g->transfers == NULL) return payout_out_of_memory(error);
  TRY(answer_payments(g, error)); /* single answers first: they carry the reasons */
  TRY(answer_file(g, error));
  if (g->transfer_count > 0) {
    TRY(ledger_apply_all(g->db, g->actor, g->transfers, g->transfer_count, g->now_us, error));
  }
  TRY(audit_answer(g, error));
  return database_commit(g->db, error);
}

sd_status bank_answer_apply(inbound *in, bank_answer *out, sd_error *error) {
  *out = (bank_answer){0};
  answering g = {.db = in->db,
                 .actor = in->actor,
                 .now_us = in->now_us,
                 .arena = in->arena,
                 .in = in,
                 .answer = in->message.reply,
                 .out = out};
  sd_status status = answer_in_transaction(&g, error);
  if (status == SD_OK) return SD_OK;
  error_place(error, in->name, 0, 0);
  inbound_refuse(in, status);
  *out = (bank_answer){0};
  return status;
}

sd_status bank_answer_import(database *db, const char *actor, text bytes, const char *name,
                             int64_t now_us, bank_answer *out, sd_error *error) {
  *out = (bank_answer){0};
  inbound in;
  sd_status status = inbound_open(&in, db, actor, bytes, name, now_us, error);
  if (status == SD_OK) {
    status = bank_answer_apply(&in, out, error);
  } else if (in.arena != NULL) {
    inbound_refuse(&in, status);
  }
  inbound_close(&in);
  return status;
}

/* A bank's advice: it informs, and settles nothing. */
#include "payout/advice.h"

#include "audit/audit.h"
#include "base/json.h"
#include "payout/inbound.h"
#include "payout/payout_rows.h"

static sd_status take_entry(inbound *in, const statement_entry *e, bank_advice *out,
                            sd_error *error) {
  bool found = false;
  stored_order order;
  if (e->end_to_end != NULL) TRY(order_find(in->db, e->end_to_end, &found, &order, error));
  out->entries++;
  if (!found || e->amount_fen > order.amount_fen ||
      (!e->is_credit && e->amount_fen != order.amount_fen)) {
    out->unidentified++;
    return SD_OK;
  }
  if (e->is_credit) {
    out->announced++;
    out->announced_fen += e->amount_fen;
    return SD_OK;
  }
  order_state to;
  bool news =
      e->is_booked && order_next_state(order.state, EVENT_ACKNOWLEDGE, &to) && to != order.state;
  if (!news) return SD_OK;
  out->acknowledged++;
  return order_step(in->db, &order, EVENT_ACKNOWLEDGE, "", in->message.id, in->now_us, error);
}

static sd_status audit_advice(inbound *in, const bank_advice *out, sd_error *error) {
  text_builder payload;
  json_writer json;
  text_builder_init(&payload, 4096);
  json_init(&json, &payload);
  json_begin_object(&json);
  json_member_string(&json, "sm3", in->hash);
  json_member_integer(&json, "entries", out->entries);
  json_member_integer(&json, "acknowledged", out->acknowledged);
  json_member_integer(&json, "announced", out->announced);
  json_member_integer(&json, "announced_fen", out->announced_fen);
  json_member_integer(&json, "unidentified", out->unidentified);
  json_end_object(&json);
  sd_status status = payload.failed
                         ? payout_out_of_memory(error)
                         : audit_append(in->db, in->actor, "bank-advice", in->hash,
                                        text_builder_text(&payload), in->now_us, NULL, error);
  text_builder_release(&payload);
  return status;
}

static sd_status advise(inbound *in, bank_advice *out, sd_error *error) {
  TRY(inbound_expect(in, BANK_MESSAGE_ADVICE, error));
  TRY(database_begin(in->db, error));
  TRY(inbound_keep(in, &out->known, error));
  if (out->known) return SD_OK;
  for (size_t s = 0; s < in->message.count; s++) {
    const bank_statement *advice = &in->message.statements[s];
    payer owner;
    TRY(payer_find(in->db, advice->account, in->arena, &owner, error));
    for (size_t i = 0; i < advice->count; i++) {
      TRY(take_entry(in, &advice->entries[i], out, error));
    }
  }
  TRY(audit_advice(in, out, error));
  return database_commit(in->db, error);
}

sd_status advice_apply(inbound *in, bank_advice *out, sd_error *error) {
  *out = (bank_advice){0};
  sd_status status = advise(in, out, error);
  if (status == SD_OK) return SD_OK;
  error_place(error, in->name, 0, 0);
  inbound_refuse(in, status);
  *out = (bank_advice){0};
  return status;
}

sd_status advice_import(database *db, const char *actor, text bytes, const char *name,
                        int64_t now_us, bank_advice *out, sd_error *error) {
  *out = (bank_advice){0};
  inbound in;
  sd_status status = inbound_open(&in, db, actor, bytes, name, now_us, error);
  if (status == SD_OK) {
    status = advice_apply(&in, out, error);
  } else if (in.arena != NULL) {
    inbound_refuse(&in, status);
  }
  inbound_close(&in);
  return status;
}

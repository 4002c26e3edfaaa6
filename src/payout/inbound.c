/* What came from a bank: kept byte for byte before it is applied, once, and noted when refused. */
#include "payout/inbound.h"

#include "audit/audit.h"
#include "base/json.h"
#include "base/messages/payout.h"
#include "payout/payout_rows.h"

sd_status inbound_open(inbound *in, database *db, const char *actor, text bytes, const char *name,
                       int64_t now_us, sd_error *error) {
  *in = (inbound){.db = db,
                  .actor = actor,
                  .bytes = bytes,
                  .name = name,
                  .now_us = now_us,
                  .arena = arena_create(0)};
  sm3_digest digest;
  if (in->arena == NULL || !sm3_of(bytes, &digest)) return payout_out_of_memory(error);
  sm3_format(&digest, in->hash);
  return bank_message_read(bytes, name, in->arena, &in->message, error);
}

void inbound_close(inbound *in) {
  database_rollback(in->db);
  arena_destroy(in->arena);
}

sd_status inbound_expect(const inbound *in, bank_message_kind kind, sd_error *error) {
  static const char *const kinds[] = {[BANK_MESSAGE_STATEMENT] = "camt.053",
                                      [BANK_MESSAGE_REPLY] = "pain.002",
                                      [BANK_MESSAGE_ADVICE] = "camt.054"};
  if (in->message.kind == kind) return SD_OK;
  sd_status status =
      error_set(error, SD_SYNTAX_ERROR, MESSAGE_PAYOUT_XML_OTHER_MESSAGE, SD_ARGS(kinds[kind]));
  error_place(error, in->name, 1, 1);
  return status;
}

sd_status inbound_keep(inbound *in, bool *known_out, sd_error *error) {
  query *q;
  TRY(query_open(in->db, "SELECT 1 FROM payout_inbound WHERE sm3 = ?1", &q, error));
  query_bind_string(q, 1, in->hash);
  sd_status status = query_step(q, known_out, error);
  query_close(q);
  if (status != SD_OK || *known_out) return status;
  TRY(query_open(in->db,
                 "INSERT INTO payout_inbound (sm3, name, bytes, received_us) VALUES"
                 " (?1,?2,?3,?4)",
                 &q, error));
  query_bind_string(q, 1, in->hash);
  query_bind_string(q, 2, in->name);
  query_bind_bytes(q, 3, in->bytes.data, in->bytes.size);
  query_bind_integer(q, 4, in->now_us);
  return query_finish(q, error);
}

/* Only what is wrong with the file itself is a refusal: without memory or with a failing disk it
 * was not looked at. */
void inbound_refuse(inbound *in, sd_status why) {
  database_rollback(in->db);
  if (why == SD_OUT_OF_MEMORY || why == SD_STORE_FAILED || why == SD_IO_FAILED) return;
  text_builder payload;
  json_writer json;
  text_builder_init(&payload, 16384);
  json_init(&json, &payload);
  json_begin_object(&json);
  json_member_string(&json, "file", in->name);
  json_member_string(&json, "sm3", in->hash);
  json_member_string(&json, "status", status_name(why));
  json_end_object(&json);
  sd_status status = payload.failed ? SD_OUT_OF_MEMORY : database_begin(in->db, NULL);
  if (status == SD_OK) {
    status = audit_append(in->db, in->actor, "statement-refused", in->hash,
                          text_builder_text(&payload), in->now_us, NULL, NULL);
  }
  if (status == SD_OK) (void)database_commit(in->db, NULL);
  database_rollback(in->db);
  text_builder_release(&payload);
}

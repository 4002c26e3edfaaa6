/* Every bank file and every order, held to the bytes that were prepared and to the audit chain. */
#include "payout/verify.h"

#include <string.h>

#include "audit/audit.h"
#include "base/decimal.h"
#include "base/hash.h"
#include "base/json.h"
#include "base/messages/payout.h"
#include "payout/bank_format.h"
#include "payout/payout_rows.h"

typedef struct verifying {
  database *db;
  payout_proof *out;
} verifying;

static bool says(const json_value *v, const char *key, text value) {
  const json_value *found = json_get(v, key);
  return found != NULL && (found->kind == JSON_STRING || found->kind == JSON_NUMBER) &&
         text_equal(found->text, value);
}

static bool same(text stored, const char *in_file) {
  return text_equal(stored, text_of(in_file == NULL ? "" : in_file));
}

/* The orders of the file, in order of line, are the payments of its bytes. */
static sd_status compare_orders(verifying *v, text message, const bank_orders *orders,
                                bool *same_out, sd_error *error) {
  query *q;
  TRY(query_open(v->db,
                 "SELECT reference, amount_fen, account_number, account_name, bank_code"
                 " FROM payout_order WHERE message = ?1 ORDER BY line",
                 &q, error));
  query_bind_text(q, 1, message);
  sd_status status = SD_OK;
  size_t count = 0;
  *same_out = true;
  for (bool row = true; status == SD_OK && *same_out;) {
    status = query_step(q, &row, error);
    if (status != SD_OK || !row) break;
    const bank_payment *p = count < orders->count ? &orders->payments[count] : NULL;
    *same_out =
        p != NULL && same(query_text(q, 0), p->end_to_end) &&
        query_integer(q, 1) == p->amount_fen && same(query_text(q, 2), p->creditor_account) &&
        same(query_text(q, 3), p->creditor_name) && same(query_text(q, 4), p->creditor_bank_code);
    count++;
  }
  query_close(q);
  *same_out = *same_out && count == orders->count;
  v->out->orders += (int64_t)count;
  return status;
}

/* The file's row and bytes against what the chain says of it. */
static sd_status compare_file(verifying *v, text message, const json_value *said, arena *a,
                              bool *same_out, sd_error *error) {
  query *q;
  *same_out = false;
  TRY(query_open(v->db,
                 "SELECT sm3, payments, sum_fen, list, list_hash, approver, payer, bytes"
                 " FROM payout_file WHERE message = ?1",
                 &q, error));
  query_bind_text(q, 1, message);
  bool row;
  text bytes = {0};
  sd_status status = query_step(q, &row, error);
  if (status == SD_OK && row) {
    sm3_digest digest;
    char hash[SM3_TEXT_SIZE] = "";
    bytes = arena_copy(a, query_bytes(q, 7));
    if (bytes.data == NULL || !sm3_of(bytes, &digest)) {
      status = payout_out_of_memory(error);
    } else {
      sm3_format(&digest, hash);
    }
    *same_out = says(said, "sm3", text_of(hash)) && text_is(query_text(q, 0), hash) &&
                says(said, "payments", text_of(SD_NUMBER(query_integer(q, 1)))) &&
                says(said, "sum_fen", text_of(SD_NUMBER(query_integer(q, 2)))) &&
                says(said, "list", query_text(q, 3)) && says(said, "list_hash", query_text(q, 4)) &&
                says(said, "approver", query_text(q, 5)) && says(said, "payer", query_text(q, 6));
  }
  query_close(q);
  if (status != SD_OK || !*same_out) return status;
  bank_orders orders;
  const bank_format *format = bank_format_recognise(bytes);
  *same_out = format != NULL && format->read_orders(bytes, "", a, &orders, NULL) == SD_OK;
  return *same_out ? compare_orders(v, message, &orders, same_out, error) : SD_OK;
}

static sd_status check_entry(void *context, const audit_entry *entry, sd_error *error) {
  verifying *v = context;
  if (!text_is(entry->act, "payout-prepare")) return SD_OK;
  arena *a = arena_create(0);
  if (a == NULL) return payout_out_of_memory(error);
  v->out->files++;
  json_value *said = NULL;
  bool good = false;
  text message = arena_copy(a, entry->reference);
  sd_status status = json_read(entry->payload, "audit", a, &said, NULL);
  if (status == SD_OK) status = compare_file(v, message, said, a, &good, error);
  if (status == SD_OK && !good) {
    database_stop_writing(v->db);
    status = error_set(error, SD_CORRUPT, MESSAGE_PAYOUT_VERIFY_DIFFERS, SD_ARGS(message.data));
  }
  arena_destroy(a);
  return status;
}

sd_status payout_verify(database *db, payout_proof *out, sd_error *error) {
  *out = (payout_proof){0};
  verifying v = {.db = db, .out = out};
  TRY(audit_each(db, 1, check_entry, &v, error));
  int64_t files, orders;
  TRY(database_read_integer(db, "SELECT count(*) FROM payout_file", &files, error));
  TRY(database_read_integer(db, "SELECT count(*) FROM payout_order", &orders, error));
  if (files == out->files && orders == out->orders) return SD_OK;
  database_stop_writing(db);
  return error_set(
      error, SD_CORRUPT, MESSAGE_PAYOUT_VERIFY_COUNT,
      SD_ARGS(SD_NUMBER(files), SD_NUMBER(out->files), SD_NUMBER(orders), SD_NUMBER(out->orders)));
}

/* Every bank file and every order, held to the bytes that were prepared and to the audit chain. */
#include "payout/verify.h"

#include <stdio.h>

#include "audit/audit.h"
#include "base/decimal.h"
#include "base/hash.h"
#include "base/json.h"
#include "base/messages/payout.h"
#include "payout/bank_format.h"
#include "payout/bank_proof_check.h"
#include "payout/payee.h"
#include "payout/payout_rows.h"
#include "payout/reference.h"

typedef struct verifying {
  database *db;
  payout_proof *out;
  int64_t payers; /* that the chain tells of */
} verifying;

static bool says(const json_value *v, const char *key, text value) {
  const json_value *found = json_get(v, key);
  return found != NULL && (found->kind == JSON_STRING || found->kind == JSON_NUMBER) &&
         text_equal(found->text, value);
}

static bool same(text stored, const char *in_file) {
  return text_equal(stored, text_of(in_file == NULL ? "" : in_file));
}

static bool is_folded(text folded, const char *name) {
  char expected[PAYEE_FOLDED_SIZE];
  return payee_fold_name(name, expected, sizeof expected) && text_is(folded, expected);
}

/* An order is named by its award and attempt. */
static bool is_named(query *q) {
  enum { REFERENCE, AWARD = 6, ATTEMPT };
  char award[128], reference[REFERENCE_SIZE];
  int64_t attempt = query_integer(q, ATTEMPT);
  if (attempt < 1 || attempt > ATTEMPT_MAX) return false;
  (void)snprintf(award, sizeof award, "%.*s", TEXT_ARG(query_text(q, AWARD)));
  reference_end_to_end(award, (int)attempt, reference);
  return text_is(query_text(q, REFERENCE), reference);
}

/* The orders of the file, in order of line, are the payments of its bytes. */
static sd_status compare_orders(verifying *v, text message, const bank_orders *orders,
                                bool *same_out, sd_error *error) {
  query *q;
  TRY(query_open(v->db,
                 "SELECT reference, amount_fen, account_number, account_name, bank_code,"
                 " account_name_folded, award, attempt, line FROM payout_order"
                 " WHERE message = ?1 ORDER BY line",
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
        same(query_text(q, 3), p->creditor_name) && same(query_text(q, 4), p->creditor_bank_code) &&
        is_folded(query_text(q, 5), p->creditor_name) && is_named(q) &&
        query_integer(q, 8) == (int64_t)++count;
  }
  query_close(q);
  *same_out = *same_out && count == orders->count;
  v->out->orders += (int64_t)count;
  return status;
}

/* The file's row and bytes against what the chain says of it. */
static sd_status compare_file(verifying *v, const audit_entry *entry, const json_value *said,
                              arena *a, bool *same_out, sd_error *error) {
  query *q;
  text message = entry->reference, execution_date = {0};
  *same_out = false;
  TRY(query_open(v->db,
                 "SELECT sm3, payments, sum_fen, list, list_hash, approver, payer, bytes,"
                 " created_us, execution_date FROM payout_file WHERE message = ?1",
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
                says(said, "approver", query_text(q, 5)) && says(said, "payer", query_text(q, 6)) &&
                query_integer(q, 8) == entry->time_us;
    execution_date = arena_copy(a, query_text(q, 9));
  }
  query_close(q);
  if (status != SD_OK || !*same_out) return status;
  bank_orders orders;
  const bank_format *format = bank_format_recognise(bytes);
  *same_out = format != NULL && format->read_orders(bytes, "", a, &orders, NULL) == SD_OK &&
              same(execution_date, orders.execution_date);
  return *same_out ? compare_orders(v, message, &orders, same_out, error) : SD_OK;
}

static sd_status stop(database *db, message_id message, const char *const *arguments,
                      sd_error *error) {
  database_stop_writing(db);
  return error_set(error, SD_CORRUPT, message, arguments);
}

/* A payer is as the chain says it was registered. */
static sd_status compare_payer(verifying *v, const audit_entry *entry, const json_value *said,
                               bool *same_out, sd_error *error) {
  static const char *const columns[] = {"name", "bank_code", "format", "bank_name", "division"};
  query *q;
  TRY(query_open(v->db,
                 "SELECT name, bank_code, format, bank_name, division, registered_us"
                 " FROM payout_payer WHERE account_number = ?1",
                 &q, error));
  query_bind_text(q, 1, entry->reference);
  sd_status status = query_step(q, same_out, error);
  *same_out = status == SD_OK && *same_out && query_integer(q, 5) == entry->time_us;
  for (int i = 0; i < (int)(sizeof columns / sizeof columns[0]) && *same_out; i++) {
    *same_out = json_get(said, columns[i]) == NULL || says(said, columns[i], query_text(q, i));
  }
  query_close(q);
  return status;
}

static sd_status check_entry(void *context, const audit_entry *entry, sd_error *error) {
  verifying *v = context;
  bool is_file = text_is(entry->act, "payout-prepare");
  if (!is_file && !text_is(entry->act, "payer-register")) return SD_OK;
  arena *a = arena_create(0);
  if (a == NULL) return payout_out_of_memory(error);
  json_value *said = NULL;
  bool good = false;
  sd_status status = json_read(entry->payload, "audit", a, &said, NULL);
  if (status == SD_OK) {
    status = is_file ? compare_file(v, entry, said, a, &good, error)
                     : compare_payer(v, entry, said, &good, error);
  }
  v->out->files += is_file;
  v->payers += !is_file;
  if (status == SD_OK && !good) {
    status =
        stop(v->db, is_file ? MESSAGE_PAYOUT_VERIFY_DIFFERS : MESSAGE_PAYOUT_VERIFY_PAYER_DIFFERS,
             SD_ARGS(arena_copy(a, entry->reference).data), error);
  }
  arena_destroy(a);
  return status;
}

#define OPEN_true(name) "'" #name "',"
#define OPEN_false(name) ""
#define S(name, open, chinese, english) OPEN_##open(name)
/* ('PREPARED', ...): the states in which an award may have no second attempt. */
static const char open_states[] =
#include "payout/states.def"
    "'-'";
#undef S

/* Every message of a bank is named by its bytes. */
static sd_status check_inbound(database *db, sd_error *error) {
  query *q;
  TRY(query_open(db, "SELECT sm3, bytes FROM payout_inbound", &q, error));
  sd_status status = SD_OK;
  for (bool row = true; status == SD_OK;) {
    char hex[SM3_TEXT_SIZE];
    sm3_digest digest;
    status = query_step(q, &row, error);
    if (status != SD_OK || !row) break;
    if (!sm3_of(query_bytes(q, 1), &digest)) {
      status = error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
      break;
    }
    sm3_format(&digest, hex);
    if (text_is(query_text(q, 0), hex)) continue;
    status = stop(db, MESSAGE_PAYOUT_VERIFY_INBOUND_DIFFERS, SD_ARGS(hex), error);
  }
  query_close(q);
  return status;
}

/* What an order says of its money is what its events made of it: parts that came back, corrections,
 * the day of the debit, what came back in all, the line that it was paid from. */
#define ORDERS_THAT_DIFFER                                                                      \
  "SELECT o.reference FROM payout_order o LEFT JOIN (SELECT about,"                             \
  " sum(event = 'RETURN_PART') parts, sum(event IN ('RETURN', 'PAY_BACK')) ends,"               \
  " sum(event = 'CORRECT') corrections, sum(event = 'DEBIT') debits"                            \
  " FROM payout_event GROUP BY about) e ON e.about = o.reference"                               \
  " WHERE o.is_open <> (o.state IN (%s))"                                                       \
  " OR o.returned_parts <> coalesce(e.parts + (e.parts > 0) * e.ends, 0)"                       \
  " OR o.corrections <> coalesce(e.corrections, 0)"                                             \
  " OR (o.booked_date <> '') <> (coalesce(e.debits, 0) > 0)"                                    \
  " OR o.attached <> CASE WHEN o.corrections > 0 THEN 'correct-' || o.corrections"              \
  "  WHEN e.debits > 0 AND o.attached = 'late' THEN 'late' ELSE 'post' END"                     \
  " OR o.returned_fen NOT BETWEEN 0 AND o.amount_fen"                                           \
  " OR (o.returned_fen = o.amount_fen) <> (o.state IN ('RETURNED', 'PAID_BACK', 'REVERSED'))"   \
  " OR (o.returned_fen > 0 AND o.returned_fen < o.amount_fen) <> (o.state = 'PARTLY_RETURNED')" \
  " OR (e.about IS NULL AND (o.reason <> '' OR o.origin_line <> ''))"                           \
  " OR (o.origin_line = '') <> (o.origin_year = 0)"                                             \
  " OR (o.corrections = 0 AND o.origin_line <> ''"                                              \
  "  AND (o.origin_line <> o.budget_line OR o.origin_year <> o.year)) LIMIT 1"

/* The state of every file and of every order is what the last event about it made of it, at that
 * time; PREPARED from the beginning. */
static sd_status check_states(database *db, sd_error *error) {
  char differ[sizeof ORDERS_THAT_DIFFER + sizeof open_states];
  (void)snprintf(differ, sizeof differ, ORDERS_THAT_DIFFER, open_states);
  const char *const stray[] = {
      differ,
      "SELECT o.reference FROM payout_order o JOIN payout_file f USING (message)"
      " LEFT JOIN payout_event e ON e.number ="
      "  (SELECT max(number) FROM payout_event WHERE about IN (o.reference, o.message))"
      " WHERE o.state <> coalesce(e.to_state, 'PREPARED')"
      " OR o.updated_us <> coalesce(e.at_us, f.created_us) LIMIT 1",
      "SELECT f.message FROM payout_file f LEFT JOIN payout_event e ON e.number ="
      "  (SELECT max(number) FROM payout_event WHERE about = f.message)"
      " WHERE f.state <> coalesce(e.to_state, 'PREPARED')"
      " OR f.updated_us <> coalesce(e.at_us, f.created_us) LIMIT 1"};
  for (size_t i = 0; i < sizeof stray / sizeof stray[0]; i++) {
    query *q;
    bool row;
    TRY(query_open(db, stray[i], &q, error));
    sd_status status = query_step(q, &row, error);
    if (status == SD_OK && row) {
      char about[64];
      (void)snprintf(about, sizeof about, "%.*s", TEXT_ARG(query_text(q, 0)));
      status = stop(db, MESSAGE_PAYOUT_VERIFY_STATE_DIFFERS, SD_ARGS(about), error);
    }
    query_close(q);
    TRY(status);
  }
  return SD_OK;
}

sd_status payout_verify(database *db, payout_proof *out, sd_error *error) {
  *out = (payout_proof){0};
  verifying v = {.db = db, .out = out};
  TRY(audit_each(db, 1, check_entry, &v, error));
  int64_t files, orders, payers;
  TRY(database_read_integer(db, "SELECT count(*) FROM payout_file", &files, error));
  TRY(database_read_integer(db, "SELECT count(*) FROM payout_order", &orders, error));
  TRY(database_read_integer(db, "SELECT count(*) FROM payout_payer", &payers, error));
  if (payers != v.payers) {
    return stop(db, MESSAGE_PAYOUT_VERIFY_PAYER_DIFFERS, SD_ARGS(SD_NUMBER(payers)), error);
  }
  if (files == out->files && orders == out->orders) {
    TRY(check_states(db, error));
    TRY(check_inbound(db, error));
    return bank_proofs_check(db, &out->bank_proofs, error);
  }
  return stop(
      db, MESSAGE_PAYOUT_VERIFY_COUNT,
      SD_ARGS(SD_NUMBER(files), SD_NUMBER(out->files), SD_NUMBER(orders), SD_NUMBER(out->orders)),
      error);
}

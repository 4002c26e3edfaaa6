/* Our reply to a treasury statement: how many of its movements do not conform (5507 to a 3507). */
#include "payout/statement_reply.h"

#include <stdio.h>

#include "base/messages/payout.h"
#include "payout/payout_rows.h"
#include "payout/treasury.h"

static sd_status count_movements(database *db, int64_t number, statement_reply *out,
                                 sd_error *error) {
  query *q;
  bool row;
  *out = (statement_reply){0};
  TRY(query_open(db,
                 "SELECT count(*), sum(is_queued), sum(amount_fen) FROM payout_entry"
                 " WHERE statement = ?1",
                 &q, error));
  query_bind_integer(q, 1, number);
  sd_status status = query_step(q, &row, error);
  if (status == SD_OK && row) {
    *out = (statement_reply){query_integer(q, 0), query_integer(q, 1), query_integer(q, 2)};
  }
  query_close(q);
  return status;
}

/* Its account, day and our number; in `a`.  Two banks may give one id: the treasury's counts. */
static sd_status find_statement(database *db, treasury_check *out, arena *a, int64_t *number_out,
                                sd_error *error) {
  query *q;
  bool row = false;
  TRY(query_open(db,
                 "SELECT s.account, s.date, s.number FROM payout_statement s"
                 " JOIN payout_payer p ON p.account_number = s.account WHERE s.id = ?1"
                 " ORDER BY p.format <> 'TREASURY', s.number LIMIT 1",
                 &q, error));
  query_bind_string(q, 1, out->statement);
  sd_status status = query_step(q, &row, error);
  if (status == SD_OK && !row) {
    status = error_set(error, SD_NOT_FOUND, MESSAGE_PAYOUT_NO_STATEMENT, SD_ARGS(out->statement));
  }
  if (status == SD_OK) {
    out->account = arena_copy(a, query_text(q, 0)).data;
    out->date = arena_copy(a, query_text(q, 1)).data;
    *number_out = query_integer(q, 2);
    if (out->account == NULL || out->date == NULL) status = payout_out_of_memory(error);
  }
  query_close(q);
  return status;
}

static sd_status write_reply(database *db, const char *id, statement_reply *found, arena *a,
                             text_builder *out, sd_error *error) {
  treasury_check check = {.statement = id, .reason = ""};
  int64_t number;
  payer owner;
  char seed[200], message[REFERENCE_SIZE], reason[32] = "";
  TRY(find_statement(db, &check, a, &number, error));
  TRY(payer_find(db, check.account, a, &owner, error));
  if (!text_is(text_of(owner.format), bank_format_treasury.name)) {
    return error_set(error, SD_REFUSED, MESSAGE_PAYOUT_NO_REPLY, SD_ARGS(check.account));
  }
  TRY(count_movements(db, number, found, error));
  (void)snprintf(seed, sizeof seed, "reply:%s/%s", check.account, check.statement);
  reference_message(seed, message);
  if (found->differences != 0) {
    (void)snprintf(reason, sizeof reason, "%s",
                   message_text(LANGUAGE_CHINESE, MESSAGE_PAYOUT_REPLY_QUEUED));
  }
  check.message = message;
  check.division = owner.division;
  check.reason = reason;
  check.count = found->movements;
  check.amount_fen = found->amount_fen;
  check.differences = found->differences;
  return treasury_write_check(&check, out, error);
}

sd_status statement_reply_write(database *db, const char *id, statement_reply *found_out,
                                text_builder *out, sd_error *error) {
  arena *a = arena_create(0);
  if (a == NULL) return payout_out_of_memory(error);
  sd_status status = write_reply(db, id, found_out, a, out, error);
  arena_destroy(a);
  return status;
}

/* What two people book by hand: queued entries, payments moved to another line, transfers. */
#include "payout/correction.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "audit/approval.h"
#include "audit/audit.h"
#include "base/decimal.h"
#include "base/json.h"
#include "base/messages/audit.h"
#include "base/messages/payout.h"
#include "ledger/passing.h"
#include "payout/clawback.h"
#include "payout/finding.h"
#include "payout/payout_rows.h"

typedef enum entry_side { SIDE_NONE, SIDE_CREDIT, SIDE_DEBIT, SIDE_EITHER } entry_side;

static const struct act_row {
  const char *word;
  entry_side side;
  const char *labels[LANGUAGE_COUNT];
} act_rows[CORRECTION_COUNT] = {
#define C(name, word, side, chinese, english) {word, SIDE_##side, {chinese, english}},
#include "payout/correction_acts.def"
#undef C
};

const char *correction_word(correction_act act) { return act_rows[act].word; }

const char *correction_label(correction_act act, language lang) {
  return act_rows[act].labels[lang];
}

bool correction_fits_entry(correction_act act, bool is_credit) {
  entry_side side = act_rows[act].side;
  return side == SIDE_EITHER || side == (is_credit ? SIDE_CREDIT : SIDE_DEBIT);
}

bool correction_of_word(const char *word, correction_act *out) {
  for (int i = 0; word != NULL && i < CORRECTION_COUNT; i++) {
    if (strcmp(word, act_rows[i].word) != 0) continue;
    *out = (correction_act)i;
    return true;
  }
  return false;
}

/* A queued entry as it is resolved. */
typedef struct open_entry {
  int64_t id;
  int64_t amount_fen;
  bool is_credit;
  char account[BANK_NUMBER_SIZE];
  char booking_date[16];
  char return_code[16];
  char evidence[96];
} open_entry;

typedef struct correcting {
  database *db;
  const correction *act;
  const char *maker;
  int64_t now_us;
  open_entry entry;
} correcting;

static sd_status refuse(sd_error *error, message_id message, const char *what) {
  return error_set(error, SD_REFUSED, message, SD_ARGS(what));
}

/* --- entries of the queue --- */

static sd_status entry_find(database *db, int64_t id, open_entry *out, sd_error *error) {
  query *q;
  TRY(query_open(db,
                 "SELECT e.amount_fen, e.is_credit, s.account, e.booking_date, e.return_code, s.id,"
                 " e.reference FROM payout_entry e JOIN payout_statement s"
                 " ON s.number = e.statement WHERE e.number = ?1 AND e.is_queued = 1",
                 &q, error));
  query_bind_integer(q, 1, id);
  bool row;
  sd_status status = query_step(q, &row, error);
  if (status == SD_OK && row) {
    *out = (open_entry){
        .id = id, .amount_fen = query_integer(q, 0), .is_credit = query_integer(q, 1) == 1};
    (void)snprintf(out->account, sizeof out->account, "%.*s", TEXT_ARG(query_text(q, 2)));
    (void)snprintf(out->booking_date, sizeof out->booking_date, "%.*s", TEXT_ARG(query_text(q, 3)));
    (void)snprintf(out->return_code, sizeof out->return_code, "%.*s", TEXT_ARG(query_text(q, 4)));
    (void)snprintf(out->evidence, sizeof out->evidence, "%.40s/%.40s", query_text(q, 5).data,
                   query_text(q, 6).data);
  } else if (status == SD_OK) {
    status = error_set(error, SD_NOT_FOUND, MESSAGE_PAYOUT_ENTRY_UNKNOWN, SD_ARGS(SD_NUMBER(id)));
  }
  query_close(q);
  return status;
}

static sd_status entry_close(correcting *c, int64_t id, sd_error *error) {
  query *q;
  TRY(query_open(c->db, "UPDATE payout_entry SET is_queued = 0 WHERE number = ?1", &q, error));
  query_bind_integer(q, 1, id);
  TRY(query_finish(q, error));
  TRY(query_open(c->db,
                 "INSERT INTO payout_resolution (entry, act, reason, maker, at_us) VALUES"
                 " (?1,?2,?3,?4,?5)",
                 &q, error));
  query_bind_integer(q, 1, id);
  query_bind_string(q, 2, correction_word(c->act->act));
  query_bind_string(q, 3, c->act->reason);
  query_bind_string(q, 4, c->maker);
  query_bind_integer(q, 5, c->now_us);
  return query_finish(q, error);
}

/* --- orders --- */

typedef struct paid_order {
  stored_order order;
  budget_state line;
  budget_line origin;
} paid_order;

static sd_status order_load(correcting *c, paid_order *out, sd_error *error) {
  bool found;
  const char *reference = c->act->order == NULL ? "" : c->act->order;
  TRY(order_find(c->db, reference, &found, &out->order, error));
  if (!found) {
    return error_set(error, SD_NOT_FOUND, MESSAGE_PAYOUT_ORDER_UNKNOWN, SD_ARGS(reference));
  }
  TRY(budget_state_get(c->db, out->order.line, out->order.year, &out->line, error));
  return budget_line_find(c->db, out->order.origin_line, out->order.origin_year, &out->origin,
                          error);
}

static sd_status check_account(const correcting *c, const char *bank, sd_error *error) {
  if (strcmp(bank, c->entry.account) == 0) return SD_OK;
  return refuse(error, MESSAGE_PAYOUT_CORRECTION_ACCOUNT, bank);
}

/* Money that came back, from whomever: the whole of what is left, or a part of it. */
static sd_status book_return(correcting *c, sd_error *error) {
  paid_order p;
  TRY(order_load(c, &p, error));
  TRY(check_account(c, p.origin.bank, error));
  stored_order *o = &p.order;
  int64_t left_fen = o->amount_fen - o->returned_fen, amount_fen = c->entry.amount_fen;
  if (amount_fen > left_fen) {
    return refuse(error, MESSAGE_PAYOUT_CORRECTION_TOO_LARGE, o->reference);
  }
  order_event whole = c->act->act == CORRECTION_PAY_BACK ? EVENT_PAY_BACK : EVENT_RETURN;
  order_event event = amount_fen == left_fen ? whole : EVENT_RETURN_PART;
  bool same_year = strncmp(o->booked_date, c->entry.booking_date, 4) == 0 && !p.line.line.closed;
  budget_attachment attachment = {&p.origin, &p.line.line, o->attached};
  transfer chain[2];
  bool first_and_last = amount_fen == left_fen && o->returned_parts == 0;
  int part = first_and_last ? 0 : ++o->returned_parts;
  budget_give_back_chain(&attachment, o->reference, amount_fen, part, same_year, chain);
  o->returned_fen += amount_fen;
  TRY(order_step(c->db, o, event, c->entry.return_code, c->entry.evidence, c->now_us, error));
  return ledger_apply_all(c->db, c->maker, chain, 2, c->now_us, error);
}

static sd_status book_payment(correcting *c, sd_error *error) {
  paid_order p;
  TRY(order_load(c, &p, error));
  TRY(check_account(c, p.origin.bank, error));
  stored_order *o = &p.order;
  if (o->state != ORDER_REJECTED) {
    return error_set(error, SD_REFUSED, MESSAGE_PAYOUT_ORDER_STEP_REFUSED,
                     SD_ARGS(o->reference, order_state_name(o->state), "DEBIT"));
  }
  if (c->entry.amount_fen != o->amount_fen) {
    return refuse(error, MESSAGE_PAYOUT_CORRECTION_AMOUNT, o->reference);
  }
  transfer chain[2];
  budget_late_payment_chain(&p.line.line, o->reference, o->amount_fen, chain);
  (void)snprintf(o->attached, sizeof o->attached, "late");
  (void)snprintf(o->booked_date, sizeof o->booked_date, "%s", c->entry.booking_date);
  TRY(order_step(c->db, o, EVENT_DEBIT, "", c->entry.evidence, c->now_us, error));
  return ledger_apply_all(c->db, c->maker, chain, 2, c->now_us, error);
}

static sd_status book_correction(correcting *c, sd_error *error) {
  paid_order p;
  budget_line to;
  TRY(order_load(c, &p, error));
  TRY(budget_line_find(c->db, c->act->line == NULL ? "" : c->act->line, c->act->year, &to, error));
  stored_order *o = &p.order;
  bool same = strcmp(to.line, o->line) == 0 && to.year == o->year;
  if (same || strcmp(to.bank, p.origin.bank) != 0 || to.closed || p.line.line.closed) {
    return refuse(error, MESSAGE_PAYOUT_CORRECTION_LINE, to.line);
  }
  transfer chain[2];
  budget_attachment attachment = {&p.origin, &p.line.line, o->attached};
  o->corrections++;
  budget_correction_chain(&attachment, &to, o->reference, o->amount_fen, o->corrections, chain);
  (void)snprintf(o->attached, sizeof o->attached, "correct-%d", o->corrections);
  (void)snprintf(o->line, sizeof o->line, "%s", to.line);
  o->year = to.year;
  TRY(order_step(c->db, o, EVENT_CORRECT, "", "", c->now_us, error));
  return ledger_apply_all(c->db, c->maker, chain, 2, c->now_us, error);
}

/* --- money that belongs to no order --- */

static void entry_key(const correcting *c, char out[TRANSFER_REFERENCE_SIZE]) {
  (void)snprintf(out, TRANSFER_REFERENCE_SIZE, "entry-%" PRId64, c->entry.id);
}

static sd_status line_of_act(correcting *c, budget_state *out, sd_error *error) {
  TRY(budget_state_get(c->db, c->act->line == NULL ? "" : c->act->line, c->act->year, out, error));
  return check_account(c, out->line.bank, error);
}

static sd_status book_on_line(correcting *c, sd_error *error) {
  budget_state s;
  char key[TRANSFER_REFERENCE_SIZE];
  entry_key(c, key);
  TRY(line_of_act(c, &s, error));
  int64_t amount_fen = c->entry.amount_fen;
  if (c->act->act == CORRECTION_RECEIPT) {
    return budget_receive(c->db, c->maker, &s.line, key, amount_fen, c->now_us, error);
  }
  transfer chain[2];
  if (c->act->act == CORRECTION_CHARGE) {
    budget_late_payment_chain(&s.line, key, amount_fen, chain);
    return ledger_apply_all(c->db, c->maker, chain, 2, c->now_us, error);
  }
  chain[0] =
      budget_transfer("hand-back", key, s.line.returned_account, s.line.bank_account, amount_fen);
  if (s.returned_fen < amount_fen) {
    TRY(budget_unspent_account(c->db, &s.line, c->now_us, &chain[0].debit, error));
  }
  return ledger_apply_all(c->db, c->maker, chain, 1, c->now_us, error);
}

/* The way between two levels: the entry moves the bank account that it stands on. */
static sd_status book_passing(correcting *c, sd_error *error) {
  const correction *a = c->act;
  budget_line from, to;
  char key[TRANSFER_REFERENCE_SIZE];
  entry_key(c, key);
  budget_passing p = {.from = a->line == NULL ? "" : a->line,
                      .to = a->to == NULL ? "" : a->to,
                      .year = a->year,
                      .key = key,
                      .amount_fen = c->entry.amount_fen,
                      .from_waits = true};
  TRY(budget_line_find(c->db, p.from, p.year, &from, error));
  TRY(budget_line_find(c->db, p.to, p.year, &to, error));
  bool out = a->act == CORRECTION_PASS_OUT;
  TRY(check_account(c, out ? from.bank : to.bank, error));
  if (!out) return budget_passing_arrived(c->db, c->maker, &p, c->now_us, error);
  TRY(payer_has_statements(c->db, to.bank, &p.to_waits, error));
  return budget_passing_left(c->db, c->maker, &p, c->now_us, error);
}

static sd_status book_suspense(correcting *c, sd_error *error) {
  char key[TRANSFER_REFERENCE_SIZE], code[ACCOUNT_CODE_SIZE];
  account_id bank, held;
  entry_key(c, key);
  (void)snprintf(code, sizeof code, "bank/%s", c->entry.account);
  TRY(ledger_account_open(c->db, ACCOUNT_BANK, code, c->now_us, &bank, error));
  (void)snprintf(code, sizeof code, "suspense/%s", c->entry.account);
  TRY(ledger_account_open(c->db, ACCOUNT_SUSPENSE, code, c->now_us, &held, error));
  bool in = c->act->act == CORRECTION_SUSPENSE;
  transfer t =
      budget_transfer("suspense", key, in ? bank : held, in ? held : bank, c->entry.amount_fen);
  return ledger_apply_all(c->db, c->maker, &t, 1, c->now_us, error);
}

static sd_status book_offset(correcting *c, sd_error *error) {
  open_entry other;
  TRY(entry_find(c->db, c->act->other, &other, error));
  bool undoes = other.id != c->entry.id && other.is_credit != c->entry.is_credit &&
                other.amount_fen == c->entry.amount_fen &&
                strcmp(other.account, c->entry.account) == 0;
  if (!undoes) return refuse(error, MESSAGE_PAYOUT_CORRECTION_OFFSET, SD_NUMBER(other.id));
  return entry_close(c, other.id, error);
}

static sd_status book_by_hand(correcting *c, sd_error *error) {
  const correction *a = c->act;
  account debit, credit;
  TRY(ledger_account_find(c->db, a->debit == NULL ? "" : a->debit, &debit, error));
  TRY(ledger_account_find(c->db, a->credit == NULL ? "" : a->credit, &credit, error));
  bool keyed = a->document != NULL && a->document[0] != '\0' &&
               strlen(a->document) < TRANSFER_REFERENCE_SIZE;
  if (!keyed) {
    return error_set(error, SD_INVALID, MESSAGE_PAYOUT_FIELD_INVALID, SD_ARGS("document", ""));
  }
  /* The bank account is what the statements say, and nothing else. */
  if (debit.kind == ACCOUNT_BANK || credit.kind == ACCOUNT_BANK) {
    return refuse(error, MESSAGE_PAYOUT_CORRECTION_BANK,
                  debit.kind == ACCOUNT_BANK ? debit.code : credit.code);
  }
  transfer t = budget_transfer("manual", a->document, debit.id, credit.id, a->amount_fen);
  return ledger_apply_all(c->db, c->maker, &t, 1, c->now_us, error);
}

/* --- clawback --- */

static sd_status open_recovered(correcting *c, const clawback_case *k, account_id *out,
                                sd_error *error) {
  char code[ACCOUNT_CODE_SIZE];
  (void)snprintf(code, sizeof code, "recovered/%s/%d", k->line, (int)k->year);
  return ledger_account_open(c->db, ACCOUNT_RECOVERED, code, c->now_us, out, error);
}

static sd_status book_recovery(correcting *c, sd_error *error) {
  clawback_case k;
  budget_line line;
  account_id recovered;
  char key[TRANSFER_REFERENCE_SIZE];
  entry_key(c, key);
  TRY(clawback_find(c->db, c->act->clawback, &k, error));
  TRY(budget_line_find(c->db, k.line, k.year, &line, error));
  TRY(check_account(c, line.bank, error));
  TRY(open_recovered(c, &k, &recovered, error));
  transfer t = budget_transfer("recover", key, line.bank_account, recovered, c->entry.amount_fen);
  TRY(clawback_take(c->db, &k, c->entry.amount_fen, NULL, c->maker, c->now_us, error));
  return ledger_apply_all(c->db, c->maker, &t, 1, c->now_us, error);
}

/* The award's own quota pays the claim: no money leaves the bank, and the order is smaller. */
static sd_status book_set_off(correcting *c, sd_error *error) {
  const correction *a = c->act;
  clawback_case k;
  budget_line line;
  account_id recovered;
  if (a->award == NULL || a->award[0] == '\0' || strlen(a->award) >= ORDER_AWARD_SIZE) {
    return error_set(error, SD_INVALID, MESSAGE_PAYOUT_FIELD_INVALID, SD_ARGS("award", ""));
  }
  TRY(clawback_find(c->db, a->clawback, &k, error));
  TRY(budget_line_find(c->db, a->line == NULL ? "" : a->line, a->year, &line, error));
  TRY(open_recovered(c, &k, &recovered, error));
  query *q;
  TRY(query_open(c->db, "SELECT 1 FROM payout_order WHERE award = ?1", &q, error));
  query_bind_string(q, 1, a->award);
  bool ordered;
  sd_status status = query_step(q, &ordered, error);
  query_close(q);
  if (status != SD_OK) return status;
  if (ordered) return refuse(error, MESSAGE_PAYOUT_CLAWBACK_ORDERED, a->award);
  char thing[200], key[TRANSFER_REFERENCE_SIZE];
  (void)snprintf(thing, sizeof thing, "%" PRId64 ":%s", k.id, a->award);
  (void)snprintf(key, sizeof key, "clawback-%" PRId64, k.id);
  transfer chain[2] = {
      budget_transfer("set-off", thing, line.allotted_account, line.payable_account, a->amount_fen),
      budget_transfer("set-off-claim", thing, line.payable_account, recovered, a->amount_fen)};
  chain[0].linked = true;
  for (int i = 0; i < 2; i++) {
    (void)snprintf(chain[i].reference, sizeof chain[i].reference, "%s", key);
  }
  TRY(clawback_take(c->db, &k, a->amount_fen, a->award, c->maker, c->now_us, error));
  return ledger_apply_all(c->db, c->maker, chain, 2, c->now_us, error);
}

static sd_status book_write_off(correcting *c, sd_error *error) {
  clawback_case k;
  TRY(clawback_find(c->db, c->act->clawback, &k, error));
  return clawback_write_off(c->db, &k, c->act->reason, c->maker, c->now_us, error);
}

/* --- one act --- */

static sd_status do_act(correcting *c, sd_error *error) {
  switch (c->act->act) {
    case CORRECTION_RETURN:
    case CORRECTION_PAY_BACK:
      return book_return(c, error);
    case CORRECTION_PAYMENT:
      return book_payment(c, error);
    case CORRECTION_RECEIPT:
    case CORRECTION_CHARGE:
    case CORRECTION_HAND_BACK:
      return book_on_line(c, error);
    case CORRECTION_PASS_OUT:
    case CORRECTION_PASS_IN:
      return book_passing(c, error);
    case CORRECTION_SUSPENSE:
    case CORRECTION_REFUND:
      return book_suspense(c, error);
    case CORRECTION_OFFSET:
      return book_offset(c, error);
    case CORRECTION_RECOVERY:
      return book_recovery(c, error);
    case CORRECTION_SET_OFF:
      return book_set_off(c, error);
    case CORRECTION_WRITE_OFF:
      return book_write_off(c, error);
    case CORRECTION_CORRECT:
      return book_correction(c, error);
    case CORRECTION_TRANSFER:
      return book_by_hand(c, error);
    case CORRECTION_COUNT:
      break;
  }
  return error_set(error, SD_CORRUPT, MESSAGE_AUDIT_BAD_PROPOSAL, NULL);
}

static sd_status perform(correcting *c, text content, sd_error *error) {
  entry_side side = act_rows[c->act->act].side;
  if (c->act->reason == NULL || c->act->reason[0] == '\0') {
    return error_set(error, SD_REFUSED, MESSAGE_PAYOUT_CORRECTION_REASON, NULL);
  }
  if (side != SIDE_NONE) {
    TRY(entry_find(c->db, c->act->entry, &c->entry, error));
    bool fits = side == SIDE_EITHER || (side == SIDE_CREDIT) == c->entry.is_credit;
    if (!fits) return refuse(error, MESSAGE_PAYOUT_CORRECTION_SIDE, correction_word(c->act->act));
  }
  TRY(do_act(c, error));
  if (side != SIDE_NONE) TRY(entry_close(c, c->act->entry, error));
  return audit_append(c->db, c->maker, "correction", correction_word(c->act->act), content,
                      c->now_us, NULL, error);
}

/* --- content of a proposal --- */

static void write_content(const correction *c, text_builder *out) {
  json_writer w;
  json_init(&w, out);
  json_begin_object(&w);
  json_member_string(&w, "act", correction_word(c->act));
  if (c->entry != 0) json_member_integer(&w, "entry", c->entry);
  if (c->other != 0) json_member_integer(&w, "other", c->other);
  if (c->order != NULL) json_member_string(&w, "order", c->order);
  if (c->line != NULL) json_member_string(&w, "line", c->line);
  if (c->to != NULL) json_member_string(&w, "to", c->to);
  if (c->year != 0) json_member_integer(&w, "year", c->year);
  if (c->clawback != 0) json_member_integer(&w, "clawback", c->clawback);
  if (c->award != NULL) json_member_string(&w, "award", c->award);
  if (c->debit != NULL) json_member_string(&w, "debit", c->debit);
  if (c->credit != NULL) json_member_string(&w, "credit", c->credit);
  if (c->amount_fen != 0) json_member_integer(&w, "amount_fen", c->amount_fen);
  if (c->document != NULL) json_member_string(&w, "document", c->document);
  json_member_string(&w, "reason", c->reason);
  json_end_object(&w);
}

static const char *member_text(const json_value *v, const char *key) {
  const json_value *found = json_get(v, key);
  return found != NULL && found->kind == JSON_STRING ? found->text.data : NULL;
}

static int64_t member_number(const json_value *v, const char *key) {
  const json_value *found = json_get(v, key);
  decimal number;
  int64_t value;
  bool good = found != NULL && found->kind == JSON_NUMBER && decimal_parse(found->text, &number) &&
              decimal_to_int64(&number, &value);
  return good ? value : 0;
}

static sd_status read_content(text content, arena *a, correction *out, sd_error *error) {
  json_value *v = NULL;
  TRY(json_read(content, "proposal", a, &v, error));
  *out = (correction){.entry = member_number(v, "entry"),
                      .other = member_number(v, "other"),
                      .order = member_text(v, "order"),
                      .line = member_text(v, "line"),
                      .to = member_text(v, "to"),
                      .year = (int32_t)member_number(v, "year"),
                      .clawback = member_number(v, "clawback"),
                      .award = member_text(v, "award"),
                      .debit = member_text(v, "debit"),
                      .credit = member_text(v, "credit"),
                      .amount_fen = member_number(v, "amount_fen"),
                      .document = member_text(v, "document"),
                      .reason = member_text(v, "reason")};
  if (correction_of_word(member_text(v, "act"), &out->act)) return SD_OK;
  return error_set(error, SD_CORRUPT, MESSAGE_AUDIT_BAD_PROPOSAL, NULL);
}

sd_status correction_apply(database *db, text content, const char *maker, int64_t now_us,
                           sd_error *error) {
  assert(database_in_transaction(db));
  arena *a = arena_create(0);
  if (a == NULL) return payout_out_of_memory(error);
  correction act;
  correcting c = {.db = db, .act = &act, .maker = maker, .now_us = now_us};
  sd_status status = read_content(content, a, &act, error);
  if (status == SD_OK) status = perform(&c, content, error);
  arena_destroy(a);
  return status;
}

static sd_status propose(database *db, const approval_request *request, int64_t *id_out,
                         sd_error *error) {
  TRY(database_begin(db, error));
  TRY(correction_apply(db, request->content, request->actor, request->now_us, error));
  database_rollback(db);
  TRY(database_begin(db, error));
  TRY(approval_propose(db, request, id_out, error));
  return database_commit(db, error);
}

sd_status correction_propose(database *db, const correction *c, const char *maker, int64_t now_us,
                             int64_t *proposal_out, sd_error *error) {
  char subject[96];
  if (c->entry != 0) {
    (void)snprintf(subject, sizeof subject, "entry %" PRId64, c->entry);
  } else if (c->clawback != 0) {
    (void)snprintf(subject, sizeof subject, "clawback %" PRId64 " %.60s", c->clawback,
                   c->award == NULL ? correction_word(c->act) : c->award);
  } else {
    (void)snprintf(subject, sizeof subject, "%s %.60s", correction_word(c->act),
                   c->order != NULL      ? c->order
                   : c->document != NULL ? c->document
                                         : "");
  }
  text_builder content;
  text_builder_init(&content, 16384);
  write_content(c, &content);
  const approval_request request = {.operation = OPERATION_LEDGER_CORRECTION,
                                    .subject = text_of(subject),
                                    .content = text_builder_text(&content),
                                    .actor = maker,
                                    .now_us = now_us};
  sd_status status =
      content.failed ? payout_out_of_memory(error) : propose(db, &request, proposal_out, error);
  database_rollback(db);
  text_builder_release(&content);
  return status;
}

/* Orders what a list awards: checks, reservations, orders and the bank file, in one transaction.
 *
 * What must stay true: the result does not depend on the order of the lines.  So lines are sorted
 * by award, every line of a group of look-alikes is held and not the later ones, and a budget line
 * that cannot pay all of its lines pays none. */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "audit/audit.h"
#include "audit/four_eyes.h"
#include "base/calendar.h"
#include "base/clock.h"
#include "base/encoding.h"
#include "base/hash.h"
#include "base/json.h"
#include "base/limits.h"
#include "base/map.h"
#include "base/messages/payout.h"
#include "base/money.h"
#include "payout/bank_format.h"
#include "payout/clawback.h"
#include "payout/file_check.h"
#include "payout/override.h"
#include "payout/payee.h"
#include "payout/payout_rows.h"

enum { BANK_FILE_BYTES_MAX = 900 * 1024 * 1024, TOLD_EVERY = 256 };

/* What one budget line must pay. */
typedef struct line_demand {
  budget_line line;
  payout_outcome outcome; /* ORDERED while it can */
  int64_t available_fen;
  int64_t asked_fen;
} line_demand;

typedef struct candidate {
  const payout_line *line;
  payout_outcome *outcome; /* the caller's */
  int attempt;
  int64_t *look_alikes; /* lines of this request with the same payee key */
  line_demand *demand;
  char reference[REFERENCE_SIZE];
  char instruction[REFERENCE_SIZE];
} candidate;

typedef struct preparation {
  database *db;
  const payout_request *request;
  arena *arena;
  payer payer;
  const bank_format *format; /* of the payer's bank */
  bool has_clawbacks;        /* there are cases at all */
  candidate *candidates;     /* all lines, sorted by award */
  map demands;               /* "line/year" → line_demand */
  map payees;                /* payee key → counter */
  transfer *transfers;
  int64_t count; /* lines to be ordered */
  int64_t sum_fen;
  text_builder bytes;
  payout_file *file;
} preparation;

static const char *or_empty(const char *value) { return value != NULL ? value : ""; }

static bool same_text(const char *a, text b) { return text_equal(text_of(or_empty(a)), b); }

/* --- what stands in the way of one line --- */

/* The last attempt of the award, if any, decides before everything else. */
static sd_status judge_award(preparation *p, candidate *c, sd_error *error) {
  query *q;
  TRY(query_open(p->db,
                 "SELECT attempt, is_open, amount_fen, budget_line, year, account_name,"
                 " account_number, bank_code, item, subject,"
                 " state <> 'CANCELLED' AND NOT EXISTS"
                 " (SELECT 1 FROM payout_file f JOIN payout_statement s ON s.account = f.payer"
                 " WHERE f.message = payout_order.message AND s.date >= f.execution_date),"
                 " EXISTS (SELECT 1 FROM payout_entry e WHERE e.is_queued = 1 AND e.is_credit = 0"
                 " AND e.end_to_end = payout_order.reference)"
                 " FROM payout_order WHERE award = ?1 ORDER BY attempt DESC LIMIT 1",
                 &q, error));
  const payout_line *l = c->line;
  query_bind_string(q, 1, l->award);
  bool row;
  sd_status status = query_step(q, &row, error);
  c->attempt = 1;
  if (status == SD_OK && row && query_integer(q, 1) == 1) {
    bool same = query_integer(q, 2) == l->amount_fen &&
                same_text(l->budget_line, query_text(q, 3)) && query_integer(q, 4) == l->year &&
                same_text(l->account_name, query_text(q, 5)) &&
                same_text(l->account_number, query_text(q, 6)) &&
                same_text(l->bank_code, query_text(q, 7)) && same_text(l->item, query_text(q, 8)) &&
                same_text(l->subject, query_text(q, 9));
    *c->outcome = same ? OUTCOME_ALREADY_ORDERED : OUTCOME_CONTENT_DIFFERS;
  } else if (status == SD_OK && row) {
    c->attempt = (int)query_integer(q, 0) + 1;
    if (!p->request->reissue) {
      *c->outcome = OUTCOME_NEEDS_REISSUE;
    } else if (query_integer(q, 11) == 1) {
      *c->outcome = OUTCOME_DEBIT_QUEUED;
    } else if (query_integer(q, 10) == 1) {
      *c->outcome = OUTCOME_NEEDS_STATEMENT;
    }
    if (c->attempt > ATTEMPT_MAX) *c->outcome = OUTCOME_ATTEMPTS_USED_UP;
  }
  query_close(q);
  return status;
}

/* An account that pays is no final receiver. */
static sd_status judge_own_account(preparation *p, candidate *c, sd_error *error) {
  query *q;
  TRY(query_open(p->db, "SELECT 1 FROM payout_payer WHERE account_number = ?1", &q, error));
  query_bind_string(q, 1, c->line->account_number);
  bool own;
  sd_status status = query_step(q, &own, error);
  query_close(q);
  if (status == SD_OK && own && !c->line->allow_own_account) *c->outcome = OUTCOME_OWN_ACCOUNT;
  return status;
}

/* A claim against the subject: barred, or not yet set off against this award. */
static sd_status judge_clawback(preparation *p, candidate *c, sd_error *error) {
  clawback_bar bar;
  int64_t set_off_fen;
  if (!p->has_clawbacks) return SD_OK;
  TRY(clawback_bar_of(p->db, or_empty(c->line->subject), p->request->execution_date, &bar, error));
  TRY(clawback_set_off_of(p->db, c->line->award, &set_off_fen, error));
  if (bar == CLAWBACK_BARRED) *c->outcome = OUTCOME_BARRED;
  if (bar == CLAWBACK_OWES && set_off_fen == 0) *c->outcome = OUTCOME_OWES_CLAWBACK;
  return SD_OK;
}

static bool lines_equal(const payout_line *a, const payout_line *b) {
  return a->amount_fen == b->amount_fen && a->year == b->year &&
         same_text(a->budget_line, text_of(or_empty(b->budget_line))) &&
         same_text(a->account_name, text_of(or_empty(b->account_name))) &&
         same_text(a->account_number, text_of(or_empty(b->account_number))) &&
         same_text(a->bank_code, text_of(or_empty(b->bank_code))) &&
         same_text(a->item, text_of(or_empty(b->item))) &&
         same_text(a->subject, text_of(or_empty(b->subject)));
}

static payout_outcome judge_line(const preparation *p, const payout_line *l) {
  if (l->amount_fen <= 0 || l->amount_fen > LIMIT_MONEY_FEN) return OUTCOME_AMOUNT_INVALID;
  if (l->found != OUTCOME_ORDERED) return l->found;
  if (or_empty(l->subject)[0] == '\0') return OUTCOME_SUBJECT_MISSING;
  payee as_payee = {.registered_name = l->registered_name,
                    .account_name = l->account_name,
                    .account_number = l->account_number,
                    .bank_code = l->bank_code};
  payout_outcome outcome = payee_check(&as_payee);
  if (outcome != OUTCOME_ORDERED) return outcome;
  if (l->account_unchecked) return OUTCOME_ACCOUNT_UNCHECKED;
  const bank_format *f = p->format;
  if (l->amount_fen > f->amount_max_fen) return OUTCOME_AMOUNT_OVER_CAP;
  if (text_code_points(text_of(l->account_name)) > f->name_max) {
    return OUTCOME_ACCOUNT_NAME_UNWRITABLE;
  }
  if (f->is_gbk && !encoding_fits_gbk(text_of(l->account_name))) return OUTCOME_NOT_IN_GBK;
  const char *purpose = or_empty(l->remittance);
  if (!payee_text_is_writable(purpose, f->remittance_max)) return OUTCOME_REMITTANCE_INVALID;
  if (f->is_gbk && !encoding_fits_gbk(text_of(purpose))) return OUTCOME_NOT_IN_GBK;
  bool own = strcmp(l->account_number, p->payer.account_number) == 0;
  return own ? OUTCOME_OWN_ACCOUNT : OUTCOME_ORDERED;
}

/* Counts the line among those of the request that pay the same account the same amount for the
 * same item and year. */
static sd_status count_look_alike(preparation *p, candidate *c, sd_error *error) {
  const payout_line *l = c->line;
  char amount[MONEY_TEXT_SIZE], year[24];
  money_format_plain(l->amount_fen, amount);
  text_builder key;
  text_builder_init(&key, 4096);
  text_builder_format(&key, "%s|%s|%s|%s", l->account_number, amount, or_empty(l->item),
                      number_text(year, l->year));
  text copy = key.failed ? (text){0} : arena_copy(p->arena, text_builder_text(&key));
  text_builder_release(&key);
  if (copy.data == NULL) return payout_out_of_memory(error);
  c->look_alikes = map_get(&p->payees, copy);
  if (c->look_alikes == NULL) {
    c->look_alikes = ARENA_NEW(p->arena, int64_t);
    if (c->look_alikes == NULL || !map_set(&p->payees, copy, c->look_alikes)) {
      return payout_out_of_memory(error);
    }
  }
  (*c->look_alikes)++;
  return SD_OK;
}

/* The same among the open orders of other awards. */
static sd_status find_look_alike(preparation *p, candidate *c, sd_error *error) {
  if (*c->look_alikes > 1) {
    *c->outcome = OUTCOME_DUPLICATE_PAYEE;
    return SD_OK;
  }
  query *q;
  TRY(query_open(p->db,
                 "SELECT 1 FROM payout_order WHERE account_number = ?1 AND amount_fen = ?2"
                 " AND item = ?3 AND year = ?4 AND is_open = 1 AND award <> ?5",
                 &q, error));
  query_bind_string(q, 1, c->line->account_number);
  query_bind_integer(q, 2, c->line->amount_fen);
  query_bind_string(q, 3, or_empty(c->line->item));
  query_bind_integer(q, 4, c->line->year);
  query_bind_string(q, 5, c->line->award);
  bool row;
  sd_status status = query_step(q, &row, error);
  if (status == SD_OK && row) *c->outcome = OUTCOME_DUPLICATE_PAYEE;
  query_close(q);
  return status;
}

/* An alarm that two people have overridden for exactly this line is none. */
static sd_status heed_override(preparation *p, candidate *c, sd_error *error) {
  bool stands;
  if (!payout_outcome_is_alarm(*c->outcome)) return SD_OK;
  TRY(payout_override_stands(p->db, c->line, *c->outcome, &stands, error));
  if (!stands) return SD_OK;
  payout_line named = *c->line;
  named.registered_name = named.account_name;
  *c->outcome = *c->outcome == OUTCOME_DUPLICATE_PAYEE ? OUTCOME_ORDERED : judge_line(p, &named);
  return SD_OK;
}

/* --- budget --- */

static sd_status open_demand(preparation *p, const payout_line *l, text key, line_demand **out,
                             sd_error *error) {
  line_demand *d = ARENA_NEW(p->arena, line_demand);
  text kept = arena_copy(p->arena, key);
  if (d == NULL || kept.data == NULL || !map_set(&p->demands, kept, d)) {
    return payout_out_of_memory(error);
  }
  *out = d;
  budget_state state;
  sd_status status = budget_state_get(p->db, or_empty(l->budget_line), l->year, &state, error);
  if (status == SD_NOT_FOUND) {
    d->outcome = OUTCOME_BUDGET_LINE_UNKNOWN;
    return SD_OK;
  }
  TRY(status);
  d->line = state.line;
  d->available_fen = state.available_fen;
  bool other = strcmp(state.line.bank, p->payer.account_number) != 0;
  d->outcome = other               ? OUTCOME_BUDGET_OTHER_ACCOUNT
               : state.line.closed ? OUTCOME_BUDGET_YEAR_CLOSED
                                   : OUTCOME_ORDERED;
  return SD_OK;
}

static sd_status add_demand(preparation *p, candidate *c, sd_error *error) {
  char key[BUDGET_LINE_SIZE + 64];
  int size =
      snprintf(key, sizeof key, "%.90s/%d", or_empty(c->line->budget_line), (int)c->line->year);
  text key_text = {key, (size_t)size};
  c->demand = map_get(&p->demands, key_text);
  if (c->demand == NULL) TRY(open_demand(p, c->line, key_text, &c->demand, error));
  line_demand *d = c->demand;
  if (d->outcome == OUTCOME_ORDERED &&
      (!money_add(d->asked_fen, c->line->amount_fen, &d->asked_fen) ||
       d->asked_fen > d->available_fen)) {
    d->outcome = OUTCOME_OVER_BUDGET;
  }
  return SD_OK;
}

/* --- all lines --- */

static int compare_candidates(const void *a, const void *b) {
  const candidate *x = a, *y = b;
  return strcmp(x->line->award, y->line->award);
}

static sd_status sort_lines(preparation *p, payout_outcome *outcomes, sd_error *error) {
  const payout_request *r = p->request;
  p->candidates = ARENA_ARRAY(p->arena, candidate, r->count + 1);
  p->transfers = ARENA_ARRAY(p->arena, transfer, r->count + 1);
  payout_line *lines = ARENA_ARRAY(p->arena, payout_line, r->count + 1);
  if (p->candidates == NULL || p->transfers == NULL || lines == NULL) {
    return payout_out_of_memory(error);
  }
  for (size_t i = 0; i < r->count; i++) {
    if (or_empty(r->lines[i].award)[0] == '\0') {
      return error_set(error, SD_MISUSE, MESSAGE_PAYOUT_FIELD_INVALID, SD_ARGS("award", ""));
    }
    outcomes[i] = OUTCOME_ORDERED;
    p->candidates[i] = (candidate){.line = &lines[i], .outcome = &outcomes[i]};
    lines[i] = r->lines[i];
    if (!p->has_clawbacks) continue;
    int64_t set_off_fen;
    TRY(clawback_set_off_of(p->db, lines[i].award, &set_off_fen, error));
    if (set_off_fen == 0) continue;
    lines[i].amount_fen -= set_off_fen; /* the claim was paid from the award before */
    if (lines[i].amount_fen <= 0) outcomes[i] = OUTCOME_SET_OFF_WHOLE;
  }
  qsort(p->candidates, r->count, sizeof *p->candidates, compare_candidates);
  return SD_OK;
}

/* The same award twice in one request: the same line counts once, different ones not at all. */
static void judge_repeats(preparation *p) {
  size_t count = p->request->count;
  for (size_t begin = 0, end; begin < count; begin = end) {
    const payout_line *first = p->candidates[begin].line;
    bool same = true;
    for (end = begin + 1; end < count; end++) {
      if (strcmp(p->candidates[end].line->award, first->award) != 0) break;
      same = same && lines_equal(first, p->candidates[end].line);
    }
    for (size_t i = begin; i < end; i++) {
      if (!same) *p->candidates[i].outcome = OUTCOME_CONTENT_DIFFERS;
      if (same && i > begin) *p->candidates[i].outcome = OUTCOME_ALREADY_ORDERED;
    }
  }
}

/* Judging is the first half, ordering the second. */
static void tell(const preparation *p, size_t half, size_t lines) {
  const payout_request *r = p->request;
  if (r->progress == NULL || lines % TOLD_EVERY != 0) return;
  r->progress(r->progress_context, half * r->count + lines, 2 * r->count);
}

static sd_status judge_all(preparation *p, sd_error *error) {
  judge_repeats(p);
  candidate *end = p->candidates + p->request->count;
  for (candidate *c = p->candidates; c < end; c++) {
    tell(p, 0, (size_t)(c - p->candidates));
    if (*c->outcome == OUTCOME_ORDERED) TRY(judge_award(p, c, error));
    if (*c->outcome == OUTCOME_ORDERED) TRY(judge_clawback(p, c, error));
    if (*c->outcome == OUTCOME_ORDERED) *c->outcome = judge_line(p, c->line);
    TRY(heed_override(p, c, error));
    if (*c->outcome == OUTCOME_ORDERED) TRY(judge_own_account(p, c, error));
    if (*c->outcome == OUTCOME_ORDERED) TRY(count_look_alike(p, c, error));
  }
  for (candidate *c = p->candidates; c < end; c++) {
    if (*c->outcome == OUTCOME_ORDERED) TRY(find_look_alike(p, c, error));
    if (*c->outcome == OUTCOME_DUPLICATE_PAYEE) TRY(heed_override(p, c, error));
    if (*c->outcome == OUTCOME_ORDERED) TRY(add_demand(p, c, error));
  }
  for (candidate *c = p->candidates; c < end; c++) {
    if (*c->outcome == OUTCOME_ORDERED) *c->outcome = c->demand->outcome;
    if (*c->outcome == OUTCOME_ORDERED) {
      p->count++;
      if (!money_add(p->sum_fen, c->line->amount_fen, &p->sum_fen)) {
        return error_set(error, SD_INVALID, MESSAGE_PAYOUT_MONEY_LIMIT, NULL);
      }
    }
    bool held = *c->outcome != OUTCOME_ORDERED && *c->outcome != OUTCOME_ALREADY_ORDERED &&
                *c->outcome != OUTCOME_SET_OFF_WHOLE;
    p->file->held += held;
  }
  return SD_OK;
}

/* --- the file, the orders, the reservations --- */

static sd_status write_file_bytes(preparation *p, sd_error *error) {
  char created[CLOCK_TEXT_SIZE];
  clock_format(p->request->now_us - p->request->now_us % CLOCK_SECOND_US, created);
  bank_payment *payments = ARENA_ARRAY(p->arena, bank_payment, (size_t)p->count);
  char(*uetrs)[UETR_SIZE] = arena_allocate_array(p->arena, (size_t)p->count, sizeof *uetrs);
  if (payments == NULL || uetrs == NULL) return payout_out_of_memory(error);
  size_t count = 0;
  for (size_t i = 0; i < p->request->count; i++) {
    const candidate *c = &p->candidates[i];
    if (*c->outcome != OUTCOME_ORDERED) continue;
    reference_uetr(c->reference, uetrs[count]);
    payments[count] = (bank_payment){.instruction = c->instruction,
                                     .end_to_end = c->reference,
                                     .uetr = uetrs[count],
                                     .amount_fen = c->line->amount_fen,
                                     .creditor_bank_code = c->line->bank_code,
                                     .creditor_name = c->line->account_name,
                                     .creditor_account = c->line->account_number,
                                     .remittance = c->line->remittance};
    count++;
  }
  bank_orders orders = {.message = p->file->message,
                        .created = created,
                        .execution_date = p->request->execution_date,
                        .payer_name = p->payer.name,
                        .payer_account = p->payer.account_number,
                        .payer_bank_code = p->payer.bank_code,
                        .payer_bank_name = p->payer.bank_name,
                        .division = p->payer.division,
                        .payments = payments,
                        .count = count,
                        .sum_fen = p->sum_fen};
  TRY(p->format->write_orders(&orders, &p->bytes, error));
  sm3_digest digest;
  if (!sm3_of(text_builder_text(&p->bytes), &digest)) return payout_out_of_memory(error);
  sm3_format(&digest, p->file->hash);
  p->file->size_bytes = (int64_t)p->bytes.size;
  return SD_OK;
}

static sd_status insert_file(preparation *p, sd_error *error) {
  query *q;
  TRY(query_open(p->db,
                 "INSERT INTO payout_file (message, file_name, list, list_hash, payer,"
                 " execution_date, maker, approver, payments, sum_fen, bytes, sm3, state,"
                 " created_us, updated_us) VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,"
                 "?14)",
                 &q, error));
  const payout_request *r = p->request;
  query_bind_string(q, 1, p->file->message);
  query_bind_string(q, 2, p->file->file_name);
  query_bind_string(q, 3, r->list);
  query_bind_string(q, 4, r->list_hash);
  query_bind_string(q, 5, r->payer);
  query_bind_string(q, 6, r->execution_date);
  query_bind_string(q, 7, r->maker);
  query_bind_string(q, 8, r->approver);
  query_bind_integer(q, 9, p->count);
  query_bind_integer(q, 10, p->sum_fen);
  query_bind_bytes(q, 11, p->bytes.data, p->bytes.size);
  query_bind_string(q, 12, p->file->hash);
  query_bind_string(q, 13, order_state_name(p->file->state));
  query_bind_integer(q, 14, r->now_us);
  return query_finish(q, error);
}

static sd_status insert_order(preparation *p, query *q, const candidate *c, int64_t line,
                              sd_error *error) {
  char folded[PAYEE_FOLDED_SIZE];
  bool fits = payee_fold_name(c->line->account_name, folded, sizeof folded);
  assert(fits); /* payee_check folded it before */
  (void)fits;
  query_bind_string(q, 1, c->reference);
  query_bind_string(q, 2, c->line->award);
  query_bind_integer(q, 3, c->attempt);
  query_bind_string(q, 4, p->request->list);
  query_bind_string(q, 5, c->line->subject);
  query_bind_string(q, 6, or_empty(c->line->item));
  query_bind_string(q, 7, c->line->budget_line);
  query_bind_integer(q, 8, c->line->year);
  query_bind_integer(q, 9, c->line->amount_fen);
  query_bind_string(q, 10, c->line->account_name);
  query_bind_string(q, 11, folded);
  query_bind_string(q, 12, c->line->account_number);
  query_bind_string(q, 13, c->line->bank_code);
  query_bind_string(q, 14, p->file->message);
  query_bind_integer(q, 15, line);
  query_bind_string(q, 16, order_state_name(ORDER_PREPARED));
  query_bind_integer(q, 17, p->request->now_us);
  return query_execute(q, error);
}

static sd_status insert_orders(preparation *p, sd_error *error) {
  query *q;
  TRY(query_open(p->db,
                 "INSERT INTO payout_order (reference, award, attempt, list, subject, item,"
                 " budget_line, year, amount_fen, account_name, account_name_folded,"
                 " account_number, bank_code, message, line, state, is_open, updated_us) VALUES"
                 " (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15,?16,1,?17)",
                 &q, error));
  sd_status status = SD_OK;
  int64_t line = 0;
  for (size_t i = 0; i < p->request->count && status == SD_OK; i++) {
    const candidate *c = &p->candidates[i];
    tell(p, 1, i);
    if (*c->outcome != OUTCOME_ORDERED) continue;
    p->transfers[line++] =
        budget_reserve_transfer(&c->demand->line, c->reference, c->line->amount_fen);
    status = insert_order(p, q, c, line, error);
  }
  query_close(q);
  return status;
}

static sd_status audit_preparation(preparation *p, sd_error *error) {
  const payout_request *r = p->request;
  text_builder payload;
  json_writer json;
  text_builder_init(&payload, 16384);
  json_init(&json, &payload);
  json_begin_object(&json);
  json_member_string(&json, "list", r->list);
  json_member_string(&json, "list_hash", r->list_hash);
  json_member_string(&json, "approver", r->approver);
  json_member_string(&json, "payer", r->payer);
  json_member_integer(&json, "payments", p->count);
  json_member_integer(&json, "sum_fen", p->sum_fen);
  json_member_integer(&json, "held", p->file->held);
  json_member_string(&json, "sm3", p->file->hash);
  json_end_object(&json);
  sd_status status = payload.failed
                         ? payout_out_of_memory(error)
                         : audit_append(p->db, r->maker, "payout-prepare", p->file->message,
                                        text_builder_text(&payload), r->now_us, NULL, error);
  text_builder_release(&payload);
  return status;
}

/* Names follow from the first reference, which no other file can hold. */
static void name_everything(preparation *p) {
  bool named = false;
  int64_t line = 0;
  for (size_t i = 0; i < p->request->count; i++) {
    candidate *c = &p->candidates[i];
    if (*c->outcome != OUTCOME_ORDERED) continue;
    reference_end_to_end(c->line->award, c->attempt, c->reference);
    if (!named) {
      char seed[REFERENCE_SIZE + 8];
      (void)snprintf(seed, sizeof seed, "file:%s", c->reference);
      reference_message(seed, p->file->message);
      named = true;
    }
    reference_instruction(p->file->message, ++line, c->instruction);
  }
  (void)snprintf(p->file->file_name, sizeof p->file->file_name, "%s.%s", p->file->message,
                 p->format->extension);
}

static sd_status prepare_in_transaction(preparation *p, payout_outcome *outcomes, sd_error *error) {
  TRY(payer_find(p->db, p->request->payer, p->arena, &p->payer, error));
  p->format = bank_format_find(p->payer.format);
  if (p->format == NULL) {
    return error_set(error, SD_CORRUPT, MESSAGE_PAYOUT_FIELD_INVALID,
                     SD_ARGS("payout_payer.format", p->payer.format));
  }
  int64_t cases;
  TRY(database_read_integer(p->db, "SELECT count(*) FROM payout_clawback", &cases, error));
  p->has_clawbacks = cases > 0;
  TRY(sort_lines(p, outcomes, error));
  TRY(judge_all(p, error));
  p->file->count = p->count;
  p->file->sum_fen = p->sum_fen;
  p->file->state = ORDER_PREPARED;
  if (p->count == 0 || p->request->dry_run) return SD_OK;
  name_everything(p);
  TRY(write_file_bytes(p, error));
  TRY(insert_file(p, error));
  TRY(insert_orders(p, error));
  TRY(ledger_apply_all(p->db, p->request->maker, p->transfers, (size_t)p->count, p->request->now_us,
                       error));
  TRY(audit_preparation(p, error));
  return file_check_propose(p->db, p->file, p->request->maker, p->request->now_us, error);
}

static sd_status check_request(const payout_request *r, sd_error *error) {
  if (or_empty(r->maker)[0] == '\0' || or_empty(r->approver)[0] == '\0') {
    return error_set(error, SD_REFUSED, MESSAGE_PAYOUT_PERSON_MISSING, NULL);
  }
  if (person_is_same(text_of(r->maker), text_of(r->approver))) {
    return error_set(error, SD_REFUSED, MESSAGE_PAYOUT_SAME_PERSON, SD_ARGS(r->maker));
  }
  civil_date date;
  if (!calendar_parse_iso(text_of(r->execution_date), &date) || strlen(r->execution_date) != 10) {
    return error_set(error, SD_INVALID, MESSAGE_PAYOUT_DATE_INVALID,
                     SD_ARGS(or_empty(r->execution_date)));
  }
  return SD_OK;
}

sd_status payout_prepare(database *db, const payout_request *request, payout_outcome *outcomes_out,
                         payout_file *file_out, sd_error *error) {
  *file_out = (payout_file){0};
  TRY(check_request(request, error));
  preparation p = {.db = db, .request = request, .arena = arena_create(0), .file = file_out};
  if (p.arena == NULL) return payout_out_of_memory(error);
  map_init(&p.demands, p.arena);
  map_init(&p.payees, p.arena);
  text_builder_init(&p.bytes, BANK_FILE_BYTES_MAX);
  bool own = !database_in_transaction(db);
  sd_status status = own ? database_begin(db, error) : SD_OK;
  if (status == SD_OK) status = prepare_in_transaction(&p, outcomes_out, error);
  if (status == SD_OK && own && p.count > 0 && !request->dry_run) {
    status = database_commit(db, error);
  }
  if (own) database_rollback(db);
  text_builder_release(&p.bytes);
  arena_destroy(p.arena);
  if (status != SD_OK) *file_out = (payout_file){0};
  return status;
}

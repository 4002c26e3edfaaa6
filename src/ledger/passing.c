/* Money passed between levels: what a level hands down or back up, never more than it received. */
#include "ledger/passing.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "base/messages/ledger.h"
#include "base/money.h"

/* A passing with what it stands on. */
typedef struct passing {
  database *db;
  const char *actor;
  const budget_passing *request;
  int64_t now_us;
  budget_line from, to;
  bool crosses; /* the lines pay from different bank accounts */
  account_id passed_account, transit_account;
  transfer chain[4];
  size_t count;
} passing;

static void add(passing *p, const char *what, account_id debit, account_id credit) {
  char thing[160];
  const budget_passing *r = p->request;
  (void)snprintf(thing, sizeof thing, "%s/%d/%s", r->from, (int)r->year, r->key);
  transfer t = budget_transfer(what, thing, debit, credit, r->amount_fen);
  (void)snprintf(t.reference, sizeof t.reference, "%s", r->key);
  if (p->count > 0) p->chain[p->count - 1].linked = true;
  p->chain[p->count++] = t;
}

static void add_left(passing *p) { add(p, "pass-left", p->transit_account, p->from.bank_account); }

static void add_arrived(passing *p) {
  if (p->crosses) add(p, "pass-banked", p->to.bank_account, p->transit_account);
  add(p, "pass-arrived", p->passed_account, p->to.received_account);
}

/* --- the way --- */

static sd_status find_route(passing *p, bool *found_out, sd_error *error) {
  query *q;
  TRY(query_open(p->db,
                 "SELECT passed_account, transit_account FROM ledger_route WHERE line = ?1"
                 " AND to_line = ?2 AND year = ?3",
                 &q, error));
  query_bind_string(q, 1, p->from.line);
  query_bind_string(q, 2, p->to.line);
  query_bind_integer(q, 3, p->from.year);
  sd_status status = query_step(q, found_out, error);
  if (status == SD_OK && *found_out) {
    p->passed_account = query_integer(q, 0);
    p->transit_account = query_integer(q, 1);
  }
  query_close(q);
  return status;
}

static sd_status open_account(passing *p, account_kind kind, const char *prefix, account_id *out,
                              sd_error *error) {
  char code[ACCOUNT_CODE_SIZE];
  int size = snprintf(code, sizeof code, "%s/%s/%d/%s", prefix, p->from.line, (int)p->from.year,
                      p->to.line);
  if (size < 0 || (size_t)size >= sizeof code) {
    return error_set(error, SD_INVALID, MESSAGE_LEDGER_ACCOUNT_CODE_INVALID, SD_ARGS(p->to.line));
  }
  return ledger_account_open(p->db, kind, code, p->now_us, out, error);
}

static sd_status open_route(passing *p, sd_error *error) {
  bool found;
  TRY(find_route(p, &found, error));
  if (found) return SD_OK;
  TRY(open_account(p, ACCOUNT_PASSED, "passed", &p->passed_account, error));
  TRY(open_account(p, ACCOUNT_TRANSIT, "transit", &p->transit_account, error));
  query *q;
  TRY(query_open(p->db,
                 "INSERT INTO ledger_route (line, to_line, year, is_up, crosses, passed_account,"
                 " transit_account) VALUES (?1,?2,?3,?4,?5,?6,?7)",
                 &q, error));
  query_bind_string(q, 1, p->from.line);
  query_bind_string(q, 2, p->to.line);
  query_bind_integer(q, 3, p->from.year);
  query_bind_integer(q, 4, p->to.level < p->from.level);
  query_bind_integer(q, 5, p->crosses);
  query_bind_integer(q, 6, p->passed_account);
  query_bind_integer(q, 7, p->transit_account);
  return query_finish(q, error);
}

/* --- what a step needs --- */

static sd_status check_level(const budget_line *line, sd_error *error) {
  if (line->level != LEVEL_NONE) return SD_OK;
  return error_set(error, SD_REFUSED, MESSAGE_LEDGER_LEVEL_MISSING, SD_ARGS(line->line));
}

static sd_status begin(passing *p, sd_error *error) {
  assert(database_in_transaction(p->db));
  const budget_passing *r = p->request;
  if (r->key == NULL || !budget_name_is_valid(r->key, TRANSFER_REFERENCE_SIZE)) {
    return error_set(error, SD_INVALID, MESSAGE_LEDGER_DOCUMENT_INVALID,
                     SD_ARGS(r->key == NULL ? "" : r->key));
  }
  TRY(budget_line_find(p->db, r->from, r->year, &p->from, error));
  TRY(budget_line_find(p->db, r->to, r->year, &p->to, error));
  TRY(check_level(&p->from, error));
  TRY(check_level(&p->to, error));
  if (p->from.level == p->to.level) {
    return error_set(error, SD_REFUSED, MESSAGE_LEDGER_LEVEL_SAME, SD_ARGS(r->from, r->to));
  }
  p->crosses = strcmp(p->from.bank, p->to.bank) != 0;
  return SD_OK;
}

static sd_status book_chain(passing *p, sd_error *error) {
  return budget_book_document(p->db, p->actor, p->request->key, p->chain, p->count, p->now_us,
                              error);
}

/* --- the steps --- */

static sd_status explain_pass(const passing *p, sd_error *error) {
  budget_state s;
  char asked[MONEY_TEXT_SIZE], received[MONEY_TEXT_SIZE], allotted[MONEY_TEXT_SIZE],
      passed[MONEY_TEXT_SIZE], left[MONEY_TEXT_SIZE];
  TRY(budget_state_get(p->db, p->from.line, p->from.year, &s, error));
  if (p->request->amount_fen <= s.free_fen) return SD_REFUSED; /* the verdict says why */
  money_format(p->request->amount_fen, asked);
  money_format(s.received_fen, received);
  money_format(s.allotted_fen, allotted);
  money_format(s.passed_down_fen + s.passed_up_fen, passed);
  money_format(s.free_fen, left);
  return error_set(error, SD_REFUSED, MESSAGE_LEDGER_PASS_NOT_RECEIVED,
                   SD_ARGS(p->from.line, asked, received, allotted, passed, left));
}

sd_status budget_pass(database *db, const char *actor, const budget_passing *request,
                      int64_t now_us, sd_error *error) {
  passing p = {.db = db, .actor = actor, .request = request, .now_us = now_us};
  TRY(begin(&p, error));
  if (p.from.closed) return budget_refuse_closed(&p.from, error);
  if (p.to.closed) return budget_refuse_closed(&p.to, error);
  TRY(open_route(&p, error));
  add(&p, "pass", p.from.received_account, p.passed_account);
  bool leaves = p.crosses && !request->from_waits;
  if (leaves) add_left(&p);
  if (!p.crosses || (leaves && !request->to_waits)) add_arrived(&p);
  sd_status status = book_chain(&p, error);
  return status == SD_REFUSED ? explain_pass(&p, error) : status;
}

static sd_status find_way(passing *p, sd_error *error) {
  bool found;
  TRY(begin(p, error));
  TRY(find_route(p, &found, error));
  if (found && p->crosses) return SD_OK;
  return error_set(error, SD_NOT_FOUND, MESSAGE_LEDGER_ROUTE_UNKNOWN,
                   SD_ARGS(p->from.line, p->to.line));
}

static sd_status account_now(const passing *p, const char *prefix, account *out, sd_error *error) {
  char code[ACCOUNT_CODE_SIZE];
  (void)snprintf(code, sizeof code, "%s/%s/%d/%s", prefix, p->from.line, (int)p->from.year,
                 p->to.line);
  return ledger_account_find(p->db, code, out, error);
}

static sd_status refuse_amount(const passing *p, message_id message, int64_t possible_fen,
                               sd_error *error) {
  char asked[MONEY_TEXT_SIZE], possible[MONEY_TEXT_SIZE];
  money_format(p->request->amount_fen, asked);
  money_format(possible_fen, possible);
  return error_set(error, SD_REFUSED, message, SD_ARGS(p->from.line, p->to.line, asked, possible));
}

sd_status budget_passing_left(database *db, const char *actor, const budget_passing *request,
                              int64_t now_us, sd_error *error) {
  passing p = {.db = db, .actor = actor, .request = request, .now_us = now_us};
  account passed, transit;
  TRY(find_way(&p, error));
  TRY(account_now(&p, "passed", &passed, error));
  TRY(account_now(&p, "transit", &transit, error));
  add_left(&p);
  if (!request->to_waits) {
    p.chain[0].linked = true;
    add_arrived(&p);
  }
  TRY(book_chain(&p, error));
  int64_t left_fen = passed.credits_posted_fen - transit.debits_posted_fen;
  TRY(account_now(&p, "transit", &transit, error));
  /* After the booking, so that the same document again is still a no-op. */
  if (transit.debits_posted_fen <= passed.credits_posted_fen) return SD_OK;
  return refuse_amount(&p, MESSAGE_LEDGER_PASS_NOT_PASSED, left_fen, error);
}

sd_status budget_passing_arrived(database *db, const char *actor, const budget_passing *request,
                                 int64_t now_us, sd_error *error) {
  passing p = {.db = db, .actor = actor, .request = request, .now_us = now_us};
  account transit;
  TRY(find_way(&p, error));
  if (p.to.closed) return budget_refuse_closed(&p.to, error);
  TRY(account_now(&p, "transit", &transit, error));
  add_arrived(&p);
  sd_status status = book_chain(&p, error);
  if (status != SD_REFUSED || request->amount_fen <= account_balance_fen(&transit)) return status;
  return refuse_amount(&p, MESSAGE_LEDGER_PASS_NOT_UNDER_WAY, account_balance_fen(&transit), error);
}

/* --- how the levels stand --- */

sd_status budget_routes_each(database *db, int32_t year, int64_t at_us, budget_route_visitor visit,
                             void *context, sd_error *error) {
  query *q;
  TRY(query_open(db,
                 "SELECT r.line, r.to_line, r.year, r.is_up,"
                 " sum(CASE WHEN t.credit = r.passed_account THEN t.amount_fen ELSE 0 END),"
                 " sum(CASE WHEN t.debit = r.transit_account THEN t.amount_fen ELSE 0 END),"
                 " sum(CASE WHEN t.debit = r.passed_account THEN t.amount_fen ELSE 0 END)"
                 " FROM ledger_route r JOIN ledger_transfer t ON t.credit = r.passed_account"
                 " OR t.debit = r.passed_account OR t.debit = r.transit_account"
                 " WHERE (?1 = 0 OR r.year = ?1) AND t.at_us <= ?2"
                 " GROUP BY r.year, r.line, r.to_line ORDER BY r.year, r.line, r.to_line",
                 &q, error));
  query_bind_integer(q, 1, year);
  query_bind_integer(q, 2, at_us);
  sd_status status = SD_OK;
  for (bool row = true; status == SD_OK;) {
    status = query_step(q, &row, error);
    if (status != SD_OK || !row) break;
    budget_route route = {.year = (int32_t)query_integer(q, 2),
                          .is_up = query_integer(q, 3) == 1,
                          .passed_fen = query_integer(q, 4),
                          .left_fen = query_integer(q, 5),
                          .arrived_fen = query_integer(q, 6)};
    (void)snprintf(route.from, sizeof route.from, "%.*s", TEXT_ARG(query_text(q, 0)));
    (void)snprintf(route.to, sizeof route.to, "%.*s", TEXT_ARG(query_text(q, 1)));
    status = visit(context, &route, error);
  }
  query_close(q);
  return status;
}

static sd_status add_line(void *context, const budget_state *s, sd_error *error) {
  (void)error;
  budget_level_state *level = &((budget_level_state *)context)[s->line.level];
  budget_state *sum = &level->sum;
  level->lines++;
  level->own_fen += s->received_fen - s->from_above_fen - s->from_below_fen;
  sum->received_fen += s->received_fen;
  sum->from_above_fen += s->from_above_fen;
  sum->from_below_fen += s->from_below_fen;
  sum->banked_fen += s->banked_fen;
  sum->passed_down_fen += s->passed_down_fen;
  sum->passed_up_fen += s->passed_up_fen;
  sum->under_way_fen += s->under_way_fen;
  sum->free_fen += s->free_fen;
  sum->allotted_fen += s->allotted_fen;
  sum->reserved_fen += s->reserved_fen;
  sum->paid_fen += s->paid_fen;
  sum->returned_fen += s->returned_fen;
  sum->taken_back_fen += s->taken_back_fen;
  sum->idle_back_fen += s->idle_back_fen;
  sum->unspent_fen += s->unspent_fen;
  sum->available_fen += s->available_fen;
  return SD_OK;
}

sd_status budget_levels_at(database *db, int32_t year, int64_t at_us,
                           budget_level_state out[LEVEL_COUNT], sd_error *error) {
  for (int i = 0; i < LEVEL_COUNT; i++) out[i] = (budget_level_state){.level = (budget_level)i};
  return budget_lines_each_at(db, year, at_us, add_line, out, error);
}

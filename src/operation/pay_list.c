/* A final list becomes orders, reservations and a bank file. */
#include "operation/pay_list.h"

#include <stdio.h>
#include <string.h>

#include "base/calendar.h"
#include "base/clock.h"
#include "base/limits.h"
#include "base/messages/operation.h"
#include "list/confirmation.h"
#include "list/share.h"
#include "operation/award_shares.h"
#include "operation/payee_account.h"
#include "payout/override.h"
#include "registry/snapshot.h"

/* The registered name stands behind the columns of an account (operation/payee_account). */
enum { FACT_REGISTERED_NAME = PAYEE_COLUMNS };

/* One award of the list, before it becomes one or more lines of a file. */
typedef struct due_award {
  text code;
  const item_version *version;
  int64_t amount_fen;
} due_award;

struct payment_run {
  const operation_context *context;
  pay_request request;
  char payer[BANK_NUMBER_SIZE];
  char execution_date[CALENDAR_TEXT_SIZE];
  int64_t today;
  int32_t year;
  int64_t excluded_count;
  payment_visitor visit;
  void *visit_context;
  /* Of the list at hand. */
  arena *arena;
  const list_run *run;
  due_award *awards; /* by code */
  size_t award_count, award_capacity;
  payout_line *lines;
  payout_outcome *outcomes;
  size_t count, capacity;
  payout_file file;
  item_stage_kind part; /* what is paid now: an advance, or the rest */
  bool has_advance;
  account_file accounts; /* of the payees alone; as known now with their registered names */
  order_check *look;
  confirmation *answers;
  size_t answer_count, answer_at;   /* by code, as the awards */
  const override_request *override; /* NULL: lines are ordered */
  int64_t proposal, proposals;      /* of overrides */
};

static sd_status no_memory(sd_error *error) {
  return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
}

/* --- What is the same for all lists --- */

typedef struct payer_choice {
  const char *wanted; /* NULL: the first */
  char *found;
} payer_choice;

static sd_status take_payer(void *context, const payer *candidate, sd_error *error) {
  (void)error;
  payer_choice *choice = context;
  if (choice->found[0] != '\0') return SD_OK;
  if (choice->wanted != NULL && strcmp(choice->wanted, candidate->account_number) != 0) {
    return SD_OK;
  }
  (void)snprintf(choice->found, BANK_NUMBER_SIZE, "%s", candidate->account_number);
  return SD_OK;
}

static sd_status choose_payer(payment_run *p, sd_error *error) {
  payer_choice choice = {.wanted = p->request.payer, .found = p->payer};
  TRY(payers_each(p->context->db, take_payer, &choice, error));
  if (p->payer[0] != '\0') return SD_OK;
  return error_set(error, SD_NOT_FOUND, MESSAGE_OPERATION_NO_PAYER, NULL);
}

sd_status payment_run_open(const operation_context *c, const pay_request *request, arena *a,
                           payment_run **out, sd_error *error) {
  payment_run *p = ARENA_NEW(a, payment_run);
  if (p == NULL) return no_memory(error);
  *p = (payment_run){.context = c, .request = *request};
  p->today = clock_day(request->now_us, CLOCK_CHINA_OFFSET_SECONDS);
  civil_date date = {0};
  calendar_date_of(p->today, &date);
  p->year = date.year;
  calendar_format_day(request->execution_day, p->execution_date);
  TRY(choose_payer(p, error));
  *out = p;
  return SD_OK;
}

int64_t payment_run_excluded(const payment_run *p) { return p->excluded_count; }

/* --- The awards that are due --- */

static const item_version *version_of(const list_run *run, text version) {
  for (size_t i = 0; i < run->version_count; i++) {
    if (text_equal(run->versions[i]->version, version)) return run->versions[i];
  }
  return run->versions[0];
}

static sd_status take_award(void *context, const list_line *line, sd_error *error) {
  payment_run *p = context;
  if (line->payable_day > p->today) return SD_OK;
  if (p->award_count == p->award_capacity) {
    size_t capacity = p->award_capacity == 0 ? 256 : p->award_capacity * 2;
    due_award *awards = ARENA_ARRAY(p->arena, due_award, capacity);
    if (awards == NULL) return no_memory(error);
    if (p->award_count != 0) memcpy(awards, p->awards, p->award_count * sizeof *awards);
    p->awards = awards;
    p->award_capacity = capacity;
  }
  text code = arena_copy(p->arena, line->code);
  if (code.data == NULL) return no_memory(error);
  p->awards[p->award_count++] =
      (due_award){code, version_of(p->run, line->version), line->amount_fen};
  return SD_OK;
}

/* Accounts of the payees as they are known now, and as they were some days ago. */
static sd_status read_accounts(payment_run *p, sd_error *error) {
  const payees_request request = {
      .now_us = p->request.now_us,
      .check_days = p->run->versions[0]->confirmation.account_check_days,
      .count = p->award_count};
  text *codes = ARENA_ARRAY(p->arena, text, p->award_count + 1);
  if (codes == NULL) return no_memory(error);
  for (size_t i = 0; i < p->award_count; i++) codes[i] = p->awards[i].code;
  return account_file_read_payees(p->context, &request, codes, p->arena, &p->accounts, error);
}

/* --- The lines of a list --- */

static const char *fact_text(const payment_run *p, int column, size_t subject) {
  fact_value v;
  if (subject == SIZE_MAX || !snapshot_value(p->accounts.now, (size_t)column, subject, &v)) {
    return NULL;
  }
  return v.content.data;
}

static const char *copied(const payment_run *p, text t) { return arena_copy(p->arena, t).data; }

/* an account that changed within the item's days, or is not the one that the company
 * confirmed, is paid to after two people looked at it. */
static sd_status account_is_unchecked(payment_run *p, text code, bool *out, sd_error *error) {
  char now[SM3_TEXT_SIZE];
  *out = account_was_changed(&p->accounts, code);
  while (p->answer_at < p->answer_count &&
         text_compare(text_of(p->answers[p->answer_at].code), code) < 0) {
    p->answer_at++;
  }
  if (!*out && p->answer_at < p->answer_count) {
    const confirmation *k = &p->answers[p->answer_at];
    *out = text_is(code, k->code) && account_digest(&p->accounts, code, now) &&
           strcmp(now, k->account) != 0;
  }
  if (!*out) return SD_OK;
  bool checked;
  TRY(account_was_checked(p->context->db, &p->accounts, code, &checked, error));
  *out = !checked;
  return SD_OK;
}

/* Room for so many lines more. */
static sd_status make_room(payment_run *p, size_t more, sd_error *error) {
  if (p->count + more <= p->capacity) return SD_OK;
  size_t capacity = p->capacity == 0 ? 256 : p->capacity * 2;
  payout_line *lines = ARENA_ARRAY(p->arena, payout_line, capacity);
  if (lines == NULL) return no_memory(error);
  if (p->count != 0) memcpy(lines, p->lines, p->count * sizeof *lines);
  p->lines = lines;
  p->capacity = capacity;
  return SD_OK;
}

/* One order for the part that is paid now, or one from the line of each level. */
static void add_parts(payment_run *p, const due_award *due, const payout_line *common) {
  const item_version *v = due->version;
  /* The rest of an award that was paid in advance is an award of its own. */
  bool is_rest = p->has_advance && p->part == ITEM_STAGE_PAY;
  bool is_advance = p->part == ITEM_STAGE_ADVANCE;
  int64_t advance_fen =
      p->has_advance ? share_advance(due->amount_fen, v->money.advance_ppm, 1) : 0;
  int64_t first_fen[LIMIT_SHARING_LEVELS], rest_fen[LIMIT_SHARING_LEVELS];
  bool by_level = v->share_count != 0 && v->shares[0].line.size != 0;
  if (by_level) list_share_instalments(v, due->amount_fen, advance_fen, first_fen, rest_fen);
  for (size_t i = 0; i < (by_level ? v->share_count : 1); i++) {
    payout_line l = *common;
    char award_id[AWARD_ID_SIZE];
    award_id_write(p->run->id, due->code, is_rest, by_level ? v->shares[i].level : TEXT(""),
                   award_id);
    l.award = copied(p, text_of(award_id));
    l.budget_line = copied(p, by_level ? v->shares[i].line : v->budget_line);
    l.amount_fen = by_level     ? (is_advance ? first_fen[i] : rest_fen[i])
                   : is_advance ? advance_fen
                                : due->amount_fen - advance_fen;
    if (l.amount_fen != 0) p->lines[p->count++] = l;
  }
}

static payout_outcome found_of(const order_verdict *v) {
  static const payout_outcome OUTCOMES[] = {[ORDER_CLEAR] = OUTCOME_ORDERED,
                                            [ORDER_EXCLUDED] = OUTCOME_EXCLUDED,
                                            [ORDER_OVER_LIMIT] = OUTCOME_OVER_LIMIT,
                                            [ORDER_IN_THE_WAY] = OUTCOME_IN_THE_WAY,
                                            [ORDER_FACT_MISSING] = OUTCOME_LIMIT_UNKNOWN};
  return v == NULL ? OUTCOME_AMOUNT_INVALID : OUTCOMES[v->result];
}

static sd_status add_lines(payment_run *p, const due_award *due, sd_error *error) {
  bool unchecked;
  TRY(make_room(p, LIMIT_SHARING_LEVELS, error));
  TRY(account_is_unchecked(p, due->code, &unchecked, error));
  size_t subject = snapshot_find(p->accounts.now, due->code);
  const item_version *v = due->version;
  const order_verdict *verdict = order_check_find(p->look, due->code);
  p->excluded_count += verdict != NULL && verdict->result == ORDER_EXCLUDED;
  const payout_line common = {.subject = due->code.data,
                              .item = copied(p, v->id),
                              .registered_name = fact_text(p, FACT_REGISTERED_NAME, subject),
                              .account_name = fact_text(p, PAYEE_NAME, subject),
                              .account_number = fact_text(p, PAYEE_NUMBER, subject),
                              .bank_code = fact_text(p, PAYEE_BANK, subject),
                              .year = p->year,
                              .account_unchecked = unchecked,
                              .found = found_of(verdict),
                              .remittance = copied(p, v->name)};
  add_parts(p, due, &common);
  return SD_OK;
}

/* What is looked at just before the orders, in their transaction. */
static sd_status look(payment_run *p, sd_error *error) {
  const order_check_request request = {.list = p->run->id,
                                       .part = p->part,
                                       .rules = *p->context->settlement,
                                       .view = {p->today, p->request.now_us}};
  return order_check_compute(p->context->registry, &request, p->arena, &p->look, error);
}

/* --- Ordering --- */

static sd_status propose_overrides(payment_run *p, sd_error *error) {
  for (size_t i = 0; i < p->count; i++) {
    if (strcmp(p->lines[i].subject, p->override->code) != 0) continue;
    if (!payout_outcome_is_alarm(p->outcomes[i])) continue;
    const payout_override o = {.line = &p->lines[i],
                               .alarm = p->outcomes[i],
                               .reason = p->override->reason,
                               .maker = p->request.actor,
                               .now_us = p->request.now_us};
    TRY(payout_override_propose(p->context->db, &o, &p->proposal, error));
    p->proposals++;
  }
  return SD_OK;
}

static sd_status prepare_lines(payment_run *p, const list_status *list, sd_error *error) {
  char hash[SM3_TEXT_SIZE], number[24];
  sm3_format(&list->hash, hash);
  (void)snprintf(number, sizeof number, "%lld", (long long)list->id);
  const payout_request request = {.list = number,
                                  .list_hash = hash,
                                  .approver = copied(p, list->approver),
                                  .maker = p->request.actor,
                                  .payer = p->payer,
                                  .execution_date = p->execution_date,
                                  .lines = p->lines,
                                  .count = p->count,
                                  .reissue = p->request.reissue,
                                  .dry_run = p->request.trial || p->override != NULL,
                                  .progress = p->request.progress,
                                  .progress_context = p->request.progress_context,
                                  .now_us = p->request.now_us};
  p->outcomes = ARENA_ARRAY(p->arena, payout_outcome, p->count);
  if (p->outcomes == NULL) return no_memory(error);
  return payout_prepare(p->context->db, &request, p->outcomes, &p->file, error);
}

/* Lines, look and orders, in one transaction. */
static sd_status order_part(payment_run *p, const list_status *list, sd_error *error) {
  database *db = p->context->db;
  p->award_count = p->count = p->answer_at = 0;
  p->file = (payout_file){0};
  TRY(list_each_line(db, list->id, true, take_award, p, error));
  /* A recognition list has no amounts and nothing to pay. */
  if (p->award_count == 0) return SD_OK;
  TRY(look(p, error));
  TRY(read_accounts(p, error));
  for (size_t i = 0; i < p->award_count; i++) TRY(add_lines(p, &p->awards[i], error));
  if (p->count == 0) return SD_OK;
  TRY(prepare_lines(p, list, error));
  if (p->request.trial || p->override != NULL) return SD_OK;
  TRY(order_check_store(db, p->look, p->request.actor, p->file.count != 0, error));
  return database_commit(db, error);
}

/* An advance or the rest: what is due by the stages of the item, or was paid before and is looked
 * at again for lines that were held. */
static sd_status pay_part(payment_run *p, const list_progress *progress, size_t place,
                          sd_error *error) {
  database *db = p->context->db;
  int64_t id = progress->status.id;
  bool changes_nothing = p->request.trial || p->override != NULL;
  p->part = progress->places[place].stage.kind;
  TRY(changes_nothing ? database_begin_reading(db, error) : database_begin(db, error));
  sd_status status = order_part(p, &progress->status, error);
  database_rollback(db); /* a no-op after the commit */
  if (status != SD_OK || p->count == 0) return status;
  if (p->override != NULL) return propose_overrides(p, error);
  const payment_part part = {&progress->status, &p->file, p->lines, p->outcomes, p->count, p->look};
  TRY(p->visit(p->visit_context, &part, error));
  if (progress->places[place].done || changes_nothing) return SD_OK;
  return list_take_stage(db, id, p->part, p->request.actor, NULL, NULL, p->request.now_us, error);
}

static sd_status pay_parts(payment_run *p, int64_t id, sd_error *error) {
  database *db = p->context->db;
  int64_t now_us = p->request.now_us;
  list_progress progress;
  list_run *run = NULL;
  const day_calendar *calendar;
  TRY(operation_calendar(p->context, &calendar, error));
  TRY(run_load_head(db, id, p->arena, &run, error));
  p->run = run;
  p->has_advance = item_stage_place(run->versions[0], ITEM_STAGE_ADVANCE) >= 0;
  TRY(list_progress_get(db, id, calendar, now_us, p->arena, &progress, error));
  TRY(confirmations_read(db, id, p->arena, &p->answers, &p->answer_count, error));
  if (progress.status.state != LIST_FINAL) { /* says why not */
    return list_each_line(db, id, true, take_award, p, error);
  }
  for (size_t i = 0; i < progress.count && i <= progress.current; i++) {
    item_stage_kind kind = progress.places[i].stage.kind;
    if (kind != ITEM_STAGE_ADVANCE && kind != ITEM_STAGE_PAY) continue;
    TRY(pay_part(p, &progress, i, error));
  }
  return SD_OK;
}

sd_status payment_run_list(payment_run *p, int64_t list, payment_visitor visit, void *context,
                           sd_error *error) {
  p->visit = visit;
  p->visit_context = context;
  p->arena = arena_create(0);
  if (p->arena == NULL) return no_memory(error);
  p->awards = NULL;
  p->lines = NULL;
  p->award_capacity = p->capacity = 0;
  sd_status status = pay_parts(p, list, error);
  arena_destroy(p->arena);
  p->arena = NULL;
  return status;
}

static sd_status visit_nothing(void *context, const payment_part *part, sd_error *error) {
  (void)context, (void)part, (void)error;
  return SD_OK;
}

sd_status payment_run_override(payment_run *p, int64_t list, const override_request *request,
                               int64_t *last_proposal_out, int64_t *count_out, sd_error *error) {
  p->override = request;
  p->proposal = p->proposals = 0;
  sd_status status = payment_run_list(p, list, visit_nothing, NULL, error);
  p->override = NULL;
  *last_proposal_out = p->proposal;
  *count_out = p->proposals;
  if (status != SD_OK || p->proposals != 0) return status;
  return error_set(error, SD_REFUSED, MESSAGE_OPERATION_NO_ALARM, SD_ARGS(request->code));
}

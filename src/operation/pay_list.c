/* A final list becomes orders, reservations and a bank file. */
#include "operation/pay_list.h"

#include <stdio.h>
#include <string.h>

#include "base/calendar.h"
#include "base/clock.h"
#include "base/limits.h"
#include "base/messages/operation.h"
#include "list/confirmation.h"
#include "list/exclusion_check.h"
#include "list/share.h"
#include "operation/award_shares.h"
#include "operation/payee_account.h"
#include "payout/override.h"
#include "registry/snapshot.h"

/* The facts an order needs about its payee, in this order. */
enum { FACT_NAME, FACT_ACCOUNT_NAME, FACT_ACCOUNT_NUMBER, FACT_BANK_CODE, FACT_COUNT };
static const char *const fact_ids[FACT_COUNT] = {"name", "bank_account_name", "bank_account_number",
                                                 "bank_code"};

struct payment_run {
  const operation_context *context;
  pay_request request;
  char payer[BANK_NUMBER_SIZE];
  char execution_date[CALENDAR_TEXT_SIZE];
  int64_t today;
  int32_t year;
  const snapshot *facts;
  exclusion_check *excluded; /* as of now, just before the orders */
  int64_t excluded_count;
  payment_visitor visit;
  void *visit_context;
  /* Of the list at hand. */
  arena *arena;
  const list_run *run;
  payout_line *lines;
  size_t count, capacity;
  item_stage_kind part; /* what is paid now: an advance, or the rest */
  bool has_advance;
  account_file accounts;
  confirmation *answers;
  size_t answer_count;
  const override_request *override; /* NULL: lines are ordered */
  int64_t proposal, proposals;      /* of overrides */
};

/* --- What is the same for all lists --- */

static sd_status read_payee_facts(payment_run *p, arena *a, sd_error *error) {
  column_request columns[FACT_COUNT];
  for (int i = 0; i < FACT_COUNT; i++) {
    columns[i] = (column_request){fact_ids[i], PERIOD_NONE, PICK_LATEST, NULL};
  }
  const snapshot_request request = {
      .view = {p->today, p->request.now_us}, .columns = columns, .column_count = FACT_COUNT};
  return registry_snapshot(p->context->registry, &request, a, &p->facts, error);
}

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
  if (p == NULL) return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  *p = (payment_run){.context = c, .request = *request};
  p->today = clock_day(request->now_us, CLOCK_CHINA_OFFSET_SECONDS);
  civil_date date = {0};
  calendar_date_of(p->today, &date);
  p->year = date.year;
  calendar_format_day(request->execution_day, p->execution_date);
  TRY(choose_payer(p, error));
  TRY(read_payee_facts(p, a, error));
  const registry_view view = {p->today, request->now_us};
  TRY(exclusion_check_open(c->registry, c->settlement->exclusions, view, a, &p->excluded, error));
  *out = p;
  return SD_OK;
}

int64_t payment_run_excluded(const payment_run *p) { return p->excluded_count; }

/* --- The lines of a list --- */

static const char *fact_text(const payment_run *p, int column, size_t subject) {
  fact_value v;
  if (subject == SIZE_MAX || !snapshot_value(p->facts, (size_t)column, subject, &v)) return NULL;
  return v.content.data;
}

static const char *copied(const payment_run *p, text t) { return arena_copy(p->arena, t).data; }

static const item_version *version_of(const list_run *run, text version) {
  for (size_t i = 0; i < run->version_count; i++) {
    if (text_equal(run->versions[i]->version, version)) return run->versions[i];
  }
  return run->versions[0];
}

/* an account that changed within the item's days, or is not the one that the company
 * confirmed, is paid to after two people looked at it. */
static sd_status account_is_unchecked(const payment_run *p, text code, bool *out, sd_error *error) {
  char now[SM3_TEXT_SIZE];
  *out = account_was_changed(&p->accounts, code);
  for (size_t i = 0; i < p->answer_count && !*out; i++) {
    const confirmation *k = &p->answers[i];
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
  if (lines == NULL) return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  if (p->count != 0) memcpy(lines, p->lines, p->count * sizeof *lines);
  p->lines = lines;
  p->capacity = capacity;
  return SD_OK;
}

/* One order for the part that is paid now, or one from the line of each level. */
static void add_parts(payment_run *p, const item_version *v, const list_line *line,
                      const payout_line *common) {
  /* The rest of an award that was paid in advance is an award of its own. */
  bool is_rest = p->has_advance && p->part == ITEM_STAGE_PAY;
  bool is_advance = p->part == ITEM_STAGE_ADVANCE;
  int64_t advance_fen =
      p->has_advance ? share_advance(line->amount_fen, v->money.advance_ppm, 1) : 0;
  int64_t first_fen[LIMIT_SHARING_LEVELS], rest_fen[LIMIT_SHARING_LEVELS];
  bool by_level = v->share_count != 0 && v->shares[0].line.size != 0;
  if (by_level) list_share_instalments(v, line->amount_fen, advance_fen, first_fen, rest_fen);
  for (size_t i = 0; i < (by_level ? v->share_count : 1); i++) {
    payout_line l = *common;
    char award_id[AWARD_ID_SIZE];
    award_id_write(p->run->id, line->code, is_rest, by_level ? v->shares[i].level : TEXT(""),
                   award_id);
    l.award = copied(p, text_of(award_id));
    l.budget_line = copied(p, by_level ? v->shares[i].line : v->budget_line);
    l.amount_fen = by_level     ? (is_advance ? first_fen[i] : rest_fen[i])
                   : is_advance ? advance_fen
                                : line->amount_fen - advance_fen;
    if (l.amount_fen != 0) p->lines[p->count++] = l;
  }
}

static sd_status add_line(void *context, const list_line *line, sd_error *error) {
  payment_run *p = context;
  TRY(make_room(p, LIMIT_SHARING_LEVELS, error));
  if (line->payable_day > p->today) return SD_OK;
  bool unchecked;
  TRY(account_is_unchecked(p, line->code, &unchecked, error));
  size_t subject = snapshot_find(p->facts, line->code);
  const item_version *v = version_of(p->run, line->version);
  text reasons = exclusion_check_reasons(p->excluded, v->id, line->code, p->arena);
  p->excluded_count += reasons.size != 0;
  const payout_line common = {.subject = copied(p, line->code),
                              .item = copied(p, v->id),
                              .registered_name = fact_text(p, FACT_NAME, subject),
                              .account_name = fact_text(p, FACT_ACCOUNT_NAME, subject),
                              .account_number = fact_text(p, FACT_ACCOUNT_NUMBER, subject),
                              .bank_code = fact_text(p, FACT_BANK_CODE, subject),
                              .year = p->year,
                              .account_unchecked = unchecked,
                              .excluded = reasons.size != 0,
                              .remittance = copied(p, v->name)};
  add_parts(p, v, line, &common);
  return SD_OK;
}

/* --- Ordering --- */

static sd_status propose_overrides(payment_run *p, const payout_outcome *outcomes,
                                   sd_error *error) {
  for (size_t i = 0; i < p->count; i++) {
    if (strcmp(p->lines[i].subject, p->override->code) != 0) continue;
    if (!payout_outcome_is_alarm(outcomes[i])) continue;
    const payout_override o = {.line = &p->lines[i],
                               .alarm = outcomes[i],
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
                                  .now_us = p->request.now_us};
  payout_outcome *outcomes = ARENA_ARRAY(p->arena, payout_outcome, p->count);
  if (outcomes == NULL) return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
  payout_file file = {0};
  TRY(payout_prepare(p->context->db, &request, outcomes, &file, error));
  if (p->override != NULL) return propose_overrides(p, outcomes, error);
  const payment_part part = {list, &file, p->lines, outcomes, p->count};
  return p->visit(p->visit_context, &part, error);
}

/* An advance or the rest: what is due by the stages of the item, or was paid before and is looked
 * at again for lines that were held. */
static sd_status pay_part(payment_run *p, const list_progress *progress, size_t place,
                          sd_error *error) {
  database *db = p->context->db;
  int64_t id = progress->status.id;
  p->part = progress->places[place].stage.kind;
  p->lines = NULL;
  p->count = p->capacity = 0;
  TRY(list_each_line(db, id, true, add_line, p, error));
  /* A recognition list has no amounts and nothing to pay. */
  if (p->count == 0) return SD_OK;
  TRY(prepare_lines(p, &progress->status, error));
  if (progress->places[place].done || p->request.trial || p->override != NULL) return SD_OK;
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
  TRY(account_file_read(p->context, now_us, run->versions[0]->confirmation.account_check_days,
                        p->arena, &p->accounts, error));
  TRY(confirmations_read(db, id, p->arena, &p->answers, &p->answer_count, error));
  if (progress.status.state != LIST_FINAL) { /* says why not */
    return list_each_line(db, id, true, add_line, p, error);
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
  if (p->arena == NULL) return error_set(error, SD_OUT_OF_MEMORY, MESSAGE_OUT_OF_MEMORY, NULL);
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
